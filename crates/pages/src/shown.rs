//! The small things that many pages show.

use disclosure::Disclosed;
use serde::Serialize;
use std::fmt;

/// What the reader typed in this very request, on its way back so that nothing typed is lost. It never appears in
/// `Debug`.
#[derive(Clone, Default, Serialize)]
#[serde(transparent)]
pub struct Typed<T>(pub T);

impl<T> fmt::Debug for Typed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(typed)")
    }
}

/// Markup that this program wrote and escaped itself: a published notice, a QR code. Never anything typed.
#[derive(Clone, Serialize)]
#[serde(transparent)]
pub struct Markup(pub String);

/// A statement of a notice, with the place where it can be read.
#[derive(Debug, Clone, Serialize)]
pub struct StatementLink {
    /// Its name: `disclose.partner-referral`.
    pub id: String,
    /// What it says, in one plain sentence.
    pub words: String,
    /// Where it stands on the published page.
    pub href: String,
}

/// Something is there (or may be) and is not shown, and why.
#[derive(Debug, Clone, Serialize)]
pub struct Withheld {
    /// The reasons, in plain words.
    pub why: Vec<String>,
    /// The statements that would have to be met, or that forbid it.
    pub statements: Vec<StatementLink>,
}

/// A person's name, or the fact that it is withheld.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Named {
    /// Released by the gate.
    Released(Disclosed<String>),
    /// Not released.
    Withheld(Withheld),
    /// Released, and nobody has recorded one.
    Unrecorded,
    /// Its key is destroyed.
    Erased,
}

/// One field of a section as it is read: its label and its text. Inside a `Disclosed` only.
#[derive(Clone, Default, Serialize)]
pub struct Row {
    /// The field's label.
    pub label: String,
    /// What it holds, in words; empty when nothing was recorded.
    pub text: String,
    /// Shown only in part (a National Insurance number): where the whole of it can be asked for.
    pub reveal: Option<String>,
    /// Rows of the same columns, if it has them.
    pub table: Option<RowTable>,
    /// The person did not want to answer.
    pub declined: bool,
}

/// Rows of the same columns.
#[derive(Clone, Serialize)]
pub struct RowTable {
    /// The columns.
    pub head: Vec<String>,
    /// The rows, cell by cell.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell of a row.
#[derive(Clone, Default, Serialize)]
pub struct Cell {
    /// What stands in it.
    pub text: String,
    /// Where the whole of it can be asked for, if it is shown in part.
    pub reveal: Option<String>,
}

/// How much something presses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tone {
    /// Overdue, refused, stopped.
    Bad,
    /// Soon, or in need of attention.
    Warn,
    /// As it should be.
    Good,
    /// Neither.
    Plain,
}

/// A state in a word or two.
#[derive(Debug, Clone, Serialize)]
pub struct StateTag {
    /// The words: `Open`, `Relief duty`.
    pub words: String,
    /// How much it presses.
    pub tone: Tone,
}

/// A date by which something happens, in plain words.
#[derive(Debug, Clone, Serialize)]
pub struct Due {
    /// `Relief duty ends automatically on 25 April, in 3 days`.
    pub words: String,
    /// How much it presses.
    pub tone: Tone,
    /// The rule that gives the date, in words, with its source.
    pub rule: Option<String>,
}

/// The notice that a page is about.
#[derive(Debug, Clone, Serialize)]
pub struct NoticeHead {
    /// `coventry/homelessness-and-cbl`.
    pub id: String,
    /// The title.
    pub title: String,
    /// `1.0.0`.
    pub version: String,
    /// Where it is published.
    pub href: String,
    /// Something in it is assumed and not confirmed.
    pub draft: bool,
    /// Who answers for the data; empty where that stands beside it.
    pub controller: String,
    /// On which basis the service uses it, in words.
    pub basis: Option<String>,
}
