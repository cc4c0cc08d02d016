//! The gate from outside.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a helper of tests fails loudly")]

mod differential;
mod entries;
mod explanations;
mod fixture;
mod gate;
mod matrices;
mod notices;
mod opening;
mod own;
mod promises;
mod properties;
mod types;
