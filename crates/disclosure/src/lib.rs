//! The one gate: what is released to whom, why, under which statement; and the types that prove it was asked.

mod decision;
mod entities;
mod entry;
mod explain;
mod gate;
mod matrix;
mod memo;
mod own;
mod policies;
mod purposes;
mod rules;
mod sealed;
mod service;
mod words;

pub use decision::{Ask, Decision, Grant, NoticeRef, Obligation, Outcome, Reason, Recorded};
pub use entry::{EntryHead, EntryParts, actor};
pub use explain::{Explanation, FactSaid, Said};
pub use gate::{Gate, GateError};
pub use matrix::{Matrix, MatrixCell, MatrixRow, Way};
pub use own::{Taken, taken};
pub use sealed::{Disclosed, OpenError, Opener, Place, Sealed};
pub use words::state as fact_words;
