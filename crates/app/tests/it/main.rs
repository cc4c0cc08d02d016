//! The use cases from outside, over a real store.

mod canaries;
mod casework;
mod ledger_copy;
mod login;
mod partners;
mod search;
mod support;
