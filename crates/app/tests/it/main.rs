//! The use cases from outside, over a real store.
#![expect(clippy::unwrap_used, clippy::panic, reason = "in a test, to stop is to fail")]

mod canaries;
mod casework;
mod ledger_copy;
mod login;
mod partners;
mod search;
mod support;
