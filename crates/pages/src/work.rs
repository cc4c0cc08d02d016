//! Working a case: the timeline, entries, and one plain form for everything that is written down by hand.

use crate::case::{CaseHead, Conflict};
use crate::caseload::Paging;
use crate::engine::page;
use crate::form::{Choice, Field, FormState};
use crate::frame::{Area, Link};
use crate::shown::{Row, StateTag};
use disclosure::Disclosed;
use serde::Serialize;

/// A form with its fields one under the other: for everything that needs no page of its own.
#[derive(Default, Serialize)]
pub struct PlainForm {
    /// The case, if it is about one.
    pub case: Option<CaseHead>,
    /// What is wrong.
    pub form: FormState,
    /// The page's title and heading.
    pub heading: String,
    /// What to know before answering.
    pub lede: Vec<String>,
    /// Where it is sent.
    pub action: String,
    /// Where *Back* and *Cancel* lead.
    pub back: Link,
    /// Values that go with it unseen: a version, a kind.
    pub hidden: Vec<(String, String)>,
    /// The questions.
    pub fields: Vec<Field>,
    /// What the button says.
    pub button: String,
    /// Files go with it: what they may be. None where there are none.
    pub file: Option<FileAsked>,
    /// What somebody else saved meanwhile, beside what was typed.
    pub conflict: Option<Conflict>,
}
page!(PlainForm => "work/form.html", Area::Cases);

/// A file that a form asks for.
#[derive(Debug, Clone, Serialize)]
pub struct FileAsked {
    /// The field's name.
    pub name: String,
    /// The question.
    pub label: String,
    /// Which and how large, in words.
    pub hint: String,
    /// The kinds that a browser offers.
    pub accept: String,
    /// What is wrong with it.
    pub error: Option<String>,
    /// It stands behind the questions and need not be given.
    pub last: bool,
}

/// The timeline of a case.
#[derive(Serialize)]
pub struct TimelinePage {
    /// The case's head.
    pub case: CaseHead,
    /// What can be added.
    pub add: Vec<Link>,
    /// Kinds to narrow it to.
    pub kinds: Vec<Choice>,
    /// From which day, as typed.
    pub from: String,
    /// Until which day, as typed.
    pub until: String,
    /// What is wrong with the days.
    pub form: FormState,
    /// The lines, the latest first.
    pub lines: Vec<TimelineRow>,
    /// Where one stands.
    pub paging: Paging,
}
page!(TimelinePage => "work/timeline.html", Area::Cases);

/// One line of a timeline.
#[derive(Serialize)]
pub struct TimelineRow {
    /// What kind, in a word.
    pub kind: String,
    /// What happened, where it is no entry.
    pub words: String,
    /// When, in words.
    pub when: String,
    /// For machines.
    pub datetime: String,
    /// Who.
    pub by: String,
    /// The entry.
    pub entry: Option<EntryCard>,
}

/// An entry as it is read.
#[derive(Serialize)]
pub struct EntryCard {
    /// Where it is looked at by itself and corrected.
    pub href: String,
    /// What it is about, in the notice's words.
    pub about: String,
    /// Marks: third party, staff only, corrected.
    pub marks: Vec<StateTag>,
    /// What it says.
    pub rows: Option<Disclosed<Vec<Row>>>,
    /// Why there is nothing: erased.
    pub instead: Option<String>,
}

/// One entry with its versions.
#[derive(Serialize)]
pub struct EntryPage {
    /// The case's head.
    pub case: CaseHead,
    /// What it is: `Call on 21 November 2026 at 3:04pm`.
    pub heading: String,
    /// The versions, the newest first.
    pub versions: Vec<EntryVersion>,
    /// Where it is corrected, if the reader may.
    pub correct: Option<String>,
    /// Where it is said what became of it, if it is an appointment and the reader may.
    pub outcome: Option<String>,
}
page!(EntryPage => "work/entry.html", Area::Cases);

/// A version of an entry.
#[derive(Serialize)]
pub struct EntryVersion {
    /// `Version 2, by Robin on 21 November 2026`.
    pub words: String,
    /// What it says.
    pub card: EntryCard,
}
