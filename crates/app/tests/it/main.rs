//! The use cases from outside, over a real store.
#![expect(clippy::unwrap_used, clippy::panic, reason = "in a test, to stop is to fail")]

mod access;
mod agreements;
mod automated;
mod canaries;
mod casework;
mod consent_cells;
mod consent_nodes;
mod consents;
mod copies;
mod entries;
mod forms;
mod held;
mod held_forms;
mod histories;
mod imports;
mod inbound;
mod ledger_copy;
mod linkage;
mod linkage_runs;
mod login;
mod meetings;
mod partners;
mod people;
mod places;
mod recipients;
mod request_effects;
mod requests;
mod retention;
mod search;
mod shares;
mod sources;
mod support;
mod teams;
mod work;
