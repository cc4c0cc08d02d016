//! The ledger: an append-only Merkle log (RFC 6962 hashing, signed `tlog-checkpoint`s) of every disclosure and act.

mod entry;

pub use entry::{Action, Entry, Receipt, SubjectTag};
