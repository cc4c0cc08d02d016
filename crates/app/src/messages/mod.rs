//! Messages and letters to the people whom cases are about. A person decides to send; the gate decides what may be told; the
//! ledger holds the disclosure before anything leaves; the case shows what became of it.

mod carry;
mod compose;
mod letters;
mod look_back;
mod reach;
mod templates;
mod words;

pub(crate) use carry::message_id;
pub use carry::{Carried, Fate, OnItsWay};
pub use compose::{ComposeView, Preview, Sending, WayView};
pub(crate) use compose::{recipient, writable};
pub use letters::{LetterFile, WaitingLetter};
pub(crate) use letters::{Letterhead, MOST as MOST_LETTERS, letters_waiting, marks, own_letter};
pub(crate) use look_back::own as own_messages;
pub use look_back::{MessageLine, MessageView, MessagesView};
pub(crate) use reach::{reach_categories, says_unsafe};
pub use store::MessageState;
pub use templates::TemplateLine;
pub(crate) use templates::{current as current_templates, title_of};
pub(crate) use words::{Wants, Worded, lower_first, worded};

/// Sends one message: a kind of job.
pub const SEND: &str = "send-message";
/// Asks the carriers what became of messages: a kind of job that recurs.
pub const FOLLOW: &str = "follow-messages";

/// The class of the keys of a case's messages: they die with the case.
pub(crate) fn class_of(case: kernel::CaseId) -> String {
    format!("message/{case}")
}
