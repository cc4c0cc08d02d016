//! Messages and letters on a case: what was sent and what became of it; writing one, looking at it, sending it.

use crate::case::CaseHead;
use crate::engine::page;
use crate::form::FormState;
use crate::frame::{Area, Link};
use crate::shown::{StateTag, Typed, Withheld};
use disclosure::Disclosed;
use serde::Serialize;

/// A message in the list: nothing of what it says.
#[derive(Debug, Clone, Serialize)]
pub struct MessageRow {
    /// Where it can be read.
    pub href: String,
    /// What it is.
    pub title: String,
    /// `Email`.
    pub channel: String,
    /// How it stands.
    pub state: StateTag,
    /// What happened when, in words, the first first.
    pub steps: Vec<String>,
}

/// A template, and the ways it goes.
#[derive(Debug, Clone, Serialize)]
pub struct TemplateRow {
    /// What it is.
    pub title: String,
    /// `Email`, with its form.
    pub ways: Vec<Link>,
}

/// The messages of a case.
#[derive(Serialize)]
pub struct Messages {
    /// The case.
    pub case: CaseHead,
    /// What was sent, the newest first.
    pub rows: Vec<MessageRow>,
    /// What can be written.
    pub templates: Vec<TemplateRow>,
}
page!(Messages => "case/messages.html", Area::Cases);

/// To where a message goes.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WayShown {
    /// The number or address, and what the person said about it.
    Released(Disclosed<(String, String)>),
    /// Withheld, and why.
    Withheld(Withheld),
    /// There is none.
    None,
}

/// Something that is filled in.
#[derive(Serialize)]
pub struct AskField {
    /// The input's name.
    pub name: String,
    /// What is asked.
    pub label: String,
    /// What helps.
    pub hint: String,
    /// Several lines.
    pub long: bool,
    /// What was typed.
    pub value: Typed<String>,
}

/// The form of a message.
#[derive(Serialize)]
pub struct WriteMessage {
    /// The case.
    pub case: CaseHead,
    /// What is wrong.
    pub form: FormState,
    /// What it is.
    pub title: String,
    /// `Email`.
    pub channel: String,
    /// Where the form is sent.
    pub action: String,
    /// To where the message goes.
    pub to: WayShown,
    /// The person said that this way is not safe: nothing can be sent.
    pub not_safe: bool,
    /// What is filled in.
    pub asks: Vec<AskField>,
}
page!(WriteMessage => "case/message-write.html", Area::Cases);

/// What will be sent, word for word.
#[derive(Serialize)]
pub struct PreviewMessage {
    /// The case.
    pub case: CaseHead,
    /// What is wrong.
    pub form: FormState,
    /// What it is.
    pub title: String,
    /// `Email`.
    pub channel: String,
    /// Where the form is sent.
    pub action: String,
    /// To where.
    pub to: Disclosed<String>,
    /// What the person said about it in words, and about other ways of the channel.
    pub said: Disclosed<String>,
    /// The subject line, or the letter's heading; empty for a text.
    pub subject: Disclosed<String>,
    /// The text.
    pub body: Disclosed<String>,
    /// Whoever sends it has to say that the person was asked whether this way is safe.
    pub ask_if_safe: bool,
    /// What was filled in, kept.
    pub kept: Vec<(String, Typed<String>)>,
    /// Whether it is a letter, which can be seen as it will be printed.
    pub letter: bool,
    /// What others could see without opening it.
    pub shown: String,
}
page!(PreviewMessage => "case/message-preview.html", Area::Cases);

/// One message, as it was sent.
#[derive(Serialize)]
pub struct OneMessage {
    /// The case.
    pub case: CaseHead,
    /// Its line.
    pub row: MessageRow,
    /// What it says, or why that is withheld.
    pub says: MessageSays,
    /// Where it can be stopped, while it has not left.
    pub stop: Option<String>,
    /// Where a letter can be had as it is printed.
    pub paper: Option<String>,
    /// Where one says that it is printed and posted, while it waits for that.
    pub posted: Option<String>,
}
page!(OneMessage => "case/message.html", Area::Cases);

/// What a message says.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MessageSays {
    /// To where, subject and text.
    Released {
        /// To where.
        to: Disclosed<String>,
        /// Subject.
        subject: Disclosed<String>,
        /// Text.
        body: Disclosed<String>,
    },
    /// Withheld, and why.
    Withheld(Withheld),
    /// Its key is destroyed.
    Erased,
}
