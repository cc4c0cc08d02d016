//! Requests of people about their data: how they come in, who answers them, by when, with what effect.
//!
//! Whoever asks need not be known: a request is sealed for somebody of its own, and only the data protection officer says
//! whose record it is about. From then on a written request is on file for that record, which is what the gate asks for.

mod contact;
mod copy;
mod decide;
mod desk;
mod effects;
mod find;
mod intake;
mod over;
mod queue;
mod recipients;
mod steps;
mod told;

pub use contact::ContactLines;
pub use copy::{
    CODE_LENGTH, CopyBytes, CopyPassage, CopyReview, CopyState, Decided, GATHERED, Handing, HeldCopy, LINK_DAYS,
    LinkMade, MyRequest, NewDecision, Note as CopyNote, OpenRecord, OwnRequest, ReviewRecord, Words as CopyWords,
};
pub(crate) use copy::{code_digest, new_code};
pub use decide::{Decision as RequestDecision, LetterView};
pub use desk::{ControllerLine, MatchedCase, RequestView, StepLine};
pub(crate) use effects::STATEMENT;
pub use find::FoundCase;
pub use intake::{Logged, RequestForm, RequestIntake};
pub use queue::RequestLine;
pub(crate) use queue::{due_for, lines};
pub use recipients::RecipientLine;
pub use steps::{CONFIRMED_BY, NewStep};
pub use told::{RIGHTS_DID, RightsToldLine};

/// The class whose key seals what somebody wrote: their own, apart from any record.
const CLASS: &str = "rights-request";
