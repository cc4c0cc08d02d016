//! The interface from outside: a program in this process, over a whole house in a folder of its own.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers stop the test when they cannot go on"
)]

mod program;

mod administration;
mod around;
mod came;
mod conditional;
mod described;
mod gate;
mod many;
mod meetings;
mod parity;
mod register;
mod sending;
mod sharing;
mod surface;
mod tokens;
mod uploads;
mod work;
mod worklists;
mod writing;
