//! The one gate: what is released to whom, why, under which statement; and the types that prove it was asked.

mod decision;
mod sealed;

pub use decision::{Ask, Decision, Grant, NoticeRef, Obligation, Outcome, Reason, Recorded};
pub use sealed::{Disclosed, OpenError, Opener, Place, Sealed};
