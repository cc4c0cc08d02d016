//! The web pages from outside: a browser in this process, over a whole house in a folder of its own.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers stop the test when they cannot go on"
)]

mod access;
mod agencies;
mod agreements;
mod browser;
mod destinations;
mod enquiries;
mod forms;
mod gate;
mod give;
mod imports;
mod inbound;
mod lists;
mod logging;
mod login;
mod me;
mod meetings;
mod originators;
mod oversight;
mod papers;
mod plan_steps;
mod queues;
mod registers;
mod requests;
mod routes;
mod sending;
mod sent;
mod sign_on;
mod studies;
mod tokens;
mod twice;
mod work;
