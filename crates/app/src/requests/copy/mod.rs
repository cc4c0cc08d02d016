//! The copy: gathered from everything that is held about somebody, gone through by the officer passage by passage, made and
//! sealed, checked by a second person, and handed over once, as a disclosure that is on the ledger before it leaves.

mod about;
mod around;
mod decide;
mod gather;
mod hand;
mod make;
mod marks;
mod own;
mod review;
mod sections;
mod shared;
mod work;

pub(in crate::requests) use decide::drop_copies;
pub use decide::{Decided, NewDecision, Note};
pub use gather::{CopyPassage, GATHERED, Words};
pub use hand::{CODE_LENGTH, Handing, HeldCopy, LINK_DAYS, LinkMade};
pub(crate) use hand::{code_digest, new_code};
pub use make::{CopyBytes, CopyState};
pub use own::{MyRequest, OwnRequest};
pub use review::{CopyReview, OpenRecord, ReviewRecord};
