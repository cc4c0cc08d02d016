//! What is handed over: a copy with its index, with what the law wants said of it, and with what was left out of it and why.
//! One form for the pages that people read and for the file that programs read.

use serde::{Deserialize, Serialize};

/// The form of the file that programs read. A change that breaks readers gets another number.
pub const FORM: &str = "casement-copy/1";

/// A copy.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Bundle {
    /// [`FORM`].
    pub form: String,
    /// The request's reference.
    pub reference: String,
    /// For whom: `subject`, or the name of the body that it is for.
    pub recipient: String,
    /// Whether it is for somebody of a file that is kept in another person's name.
    pub of_a_file: bool,
    /// Who answers for the data.
    pub controller: String,
    /// The notice's title.
    pub notice: String,
    /// Its id and version.
    pub notice_version: String,
    /// The day on which it was made: `2026-11-21`.
    pub made_on: String,
    /// What the law wants said.
    pub about: About,
    /// The records.
    pub records: Vec<Record>,
    /// The documents that go with it.
    pub files: Vec<BundleFile>,
    /// What was left out, in general terms, and why.
    pub left_out: Vec<LeftOut>,
}

/// What UK GDPR article 15(1) and (2) wants said, from the notice and the record.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct About {
    /// What the data is used for.
    pub purposes: Vec<String>,
    /// Which kinds of data.
    pub categories: Vec<String>,
    /// Who had something, and who may be given something.
    pub recipients: Vec<String>,
    /// How long it is kept.
    pub retention: Vec<String>,
    /// Where it comes from.
    pub sources: Vec<String>,
    /// The rights there are, each with what it gives.
    pub rights: Vec<(String, String)>,
    /// Decisions made without a person, and profiling.
    pub automated: Vec<String>,
    /// Transfers out of the United Kingdom.
    pub transfers: Vec<String>,
    /// To whom a complaint can be made, each with the ways to reach them.
    pub complaints: Vec<(String, Vec<String>)>,
}

/// A record in the copy.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Record {
    /// Its reference.
    pub reference: String,
    /// Its service.
    pub service: String,
    /// Its parts, in the order of [`Part::ALL`].
    pub parts: Vec<RecordPart>,
}

/// A part of a record.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RecordPart {
    /// Which.
    pub part: Part,
    /// Its heading.
    pub heading: String,
    /// What stands in it.
    pub entries: Vec<BundleEntry>,
}

/// Which part of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The sections, with their history.
    Record,
    /// Notes, calls, visits, appointments, warnings, statements.
    Entries,
    /// Documents.
    Documents,
    /// Messages and letters.
    Messages,
    /// What came in and led to the record.
    CameIn,
    /// Permissions.
    Permissions,
    /// What was passed on.
    Shared,
    /// What there is or was to do, who works with the person, and decisions about the record.
    Work,
    /// Who looked, when and why.
    Looked,
}

impl Part {
    /// All that there are.
    pub const ALL: [Self; 9] = [
        Self::Record,
        Self::Entries,
        Self::Documents,
        Self::Messages,
        Self::CameIn,
        Self::Permissions,
        Self::Shared,
        Self::Work,
        Self::Looked,
    ];
    /// Its code.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::Entries => "entries",
            Self::Documents => "documents",
            Self::Messages => "messages",
            Self::CameIn => "came-in",
            Self::Permissions => "permissions",
            Self::Shared => "shared",
            Self::Work => "work",
            Self::Looked => "looked",
        }
    }
    /// Its heading.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Record => "What is recorded, and what was recorded before",
            Self::Entries => "Notes, calls, visits and warnings",
            Self::Documents => "Documents",
            Self::Messages => "Messages and letters",
            Self::CameIn => "What came in",
            Self::Permissions => "Permissions",
            Self::Shared => "What was passed on, and to whom",
            Self::Work => "Things to do, who works on it, decisions about it",
            Self::Looked => "Who looked, when and why",
        }
    }
}

/// One thing that stands in a record.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BundleEntry {
    /// Its number in the whole copy, from 1: what somebody who asks about it names.
    pub number: usize,
    /// Under which heading: a category of the notice, a kind of entry.
    pub heading: String,
    /// What it is.
    pub label: String,
    /// What it says; nothing where it was left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// When it stood there, or happened.
    pub when: String,
    /// Where it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Why it, or some of its words, was left out: with the law.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_out: Option<String>,
    /// The file that goes with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

/// A document of a copy.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BundleFile {
    /// Its name in the copy: a number, nothing of what it is.
    pub name: String,
    /// What it is called in the record.
    pub title: String,
    /// Its media type.
    pub media: String,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
    /// The number of its entry.
    pub number: usize,
}

/// What was left out for one reason.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LeftOut {
    /// Why, in words.
    pub why: String,
    /// Where the law says so.
    pub law: String,
    /// How many things; none where saying so would tell what the law lets be kept back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<usize>,
}
