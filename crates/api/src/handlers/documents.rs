//! Documents of a case.

use crate::answer::Answer;
use crate::ask::Ask;
use crate::handlers::entries::EntryLine;
use crate::problem::Problem;
use crate::shown::Shown;
use app::{DocumentFacts, DocumentLine, DocumentState, Handed, NewDocument, Part};
use axum::http::{StatusCode, header};
use data_encoding::BASE64;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A document, without its bytes.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Document {
    entry: EntryLine,
    /// Its media type, by what it is and not by what it was called.
    media: String,
    bytes: u64,
    state: State,
    /// Whether there is a small picture of it.
    preview: bool,
    /// The last day on which it is good, as `2026-11-21`.
    expires_on: Option<String>,
    /// How it was checked: `original`, `certified`, `issuer`, `online`.
    checked_how: Option<String>,
    /// By whom.
    checked_by: Option<String>,
    /// On which day, as `2026-11-21`.
    checked_on: Option<String>,
}

/// How it stands with the scanner.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum State {
    /// It can be opened.
    Kept,
    /// The scanner has not answered yet: nobody opens it.
    Waiting,
    /// The scanner found something: nobody opens it.
    Quarantined,
}

impl From<DocumentLine> for Document {
    fn from(line: DocumentLine) -> Self {
        Self {
            entry: line.entry.into(),
            media: line.media.kind.to_owned(),
            bytes: line.bytes,
            state: match line.state {
                DocumentState::Kept => State::Kept,
                DocumentState::Waiting => State::Waiting,
                DocumentState::Quarantined => State::Quarantined,
            },
            preview: line.preview,
            expires_on: line.expires_on.map(|(on, _)| on.to_string()),
            checked_how: line.check.as_ref().map(|c| c.how.clone()),
            checked_on: line.check.as_ref().map(|c| kernel::london_date(c.at).to_string()),
            checked_by: line.check.map(|c| c.by),
        }
    }
}

/// The documents of a case.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Documents {
    /// The latest first.
    documents: Vec<Document>,
}

pub(crate) fn list(ask: &Ask) -> Result<Answer, Problem> {
    let view = ask.app().documents(ask.actor()?, ask.case()?)?;
    Answer::json(&Documents { documents: view.lines.into_iter().map(Document::from).collect() })
}

/// A document to be handed in.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DocumentToAdd {
    /// What it is called.
    #[schemars(length(min = 1, max = 500))]
    title: String,
    #[serde(default)]
    #[schemars(length(max = 20_000))]
    note: String,
    /// The category that it is about.
    category: String,
    #[serde(default)]
    third_party: bool,
    #[serde(default)]
    staff_only: bool,
    /// Its kind: `identity`, `birth`, `immigration`, `tenancy`, `notice`, `income`, `medical`, `court`, `letter`, `photo`, `other`.
    #[serde(default)]
    kind: String,
    /// The last day on which it is good, as `2026-11-21`.
    #[serde(default)]
    expires_on: Option<String>,
    /// Of a picture of the person: the day on which they agreed that it is kept.
    #[serde(default)]
    agreed_on: Option<String>,
    /// Its bytes in base64 (RFC 4648 section 4), at most 10 megabytes of them.
    content: String,
}

/// A document that was handed in.
#[derive(Serialize, JsonSchema)]
pub(crate) struct HandedIn {
    pub(super) id: String,
    pub(super) state: State,
}

pub(crate) fn add(ask: &Ask) -> Result<Answer, Problem> {
    let (case, once) = (ask.case()?, ask.once()?);
    let new: DocumentToAdd = ask.body()?;
    let mut wrong = Vec::new();
    let clean = |text: &str| !text.chars().any(|c| c.is_control() && c != '\n' && c != '\t');
    if new.title.trim().is_empty() || new.title.chars().count() > casework::form::LONGEST_LINE || !clean(&new.title) {
        wrong.push(("title".to_owned(), "Give a title of 1 to 500 characters".to_owned()));
    }
    if new.note.chars().count() > casework::form::LONGEST_TEXT || !clean(&new.note) {
        wrong.push(("note".to_owned(), "Give at most 20,000 characters".to_owned()));
    }
    let bytes = BASE64.decode(new.content.as_bytes()).unwrap_or_default();
    if bytes.is_empty() {
        wrong.push(("content".to_owned(), "Give the bytes of a file in base64".to_owned()));
    }
    let mut day = |name: &str, text: Option<&String>| {
        let read = text.map(|t| t.parse::<jiff::civil::Date>());
        if matches!(read, Some(Err(_))) {
            wrong.push((name.to_owned(), "Give a day as 2026-11-21".to_owned()));
        }
        read.and_then(Result::ok)
    };
    let (expires_on, agreed_on) =
        (day("expires_on", new.expires_on.as_ref()), day("agreed_on", new.agreed_on.as_ref()));
    if !wrong.is_empty() {
        return Err(Problem::wrong_parts(wrong));
    }
    let facts = DocumentFacts { kind: new.kind, expires_on, agreed_on, asked: None };
    let document = NewDocument {
        bytes: Arc::new(bytes),
        title: new.title.trim().to_owned(),
        note: new.note,
        category: new.category,
        third_party: new.third_party,
        staff_only: new.staff_only,
    };
    let (id, state) = handed(ask.app().hand_in_as(ask.actor()?, case, &document, &facts, once.as_ref())?);
    let place = format!("{}/cases/{}/documents/{id}", crate::ROOT, ask.param("case"));
    Ok(Answer::json(&HandedIn { id, state })?.status(StatusCode::CREATED).header(header::LOCATION, &place))
}

/// What the scanner said of what was handed in.
pub(super) fn handed(handed: Handed) -> (String, State) {
    let (id, state) = match handed {
        Handed::Kept(id) => (id, State::Kept),
        Handed::Waiting(id) => (id, State::Waiting),
        Handed::Quarantined(id) => (id, State::Quarantined),
    };
    (id.to_string(), state)
}

/// A document with its bytes.
#[derive(Serialize, JsonSchema)]
pub(crate) struct WholeDocument {
    /// The media type.
    media: String,
    /// The bytes in base64.
    content: Shown<String>,
}

pub(crate) fn open(ask: &Ask) -> Result<Answer, Problem> {
    let (_, line) = ask.app().document(ask.actor()?, ask.case()?, ask.id("item")?)?;
    Answer::json(&Document::from(line))
}

pub(crate) fn content(ask: &Ask) -> Result<Answer, Problem> {
    let part = if ask.flag("preview")? { Part::Preview } else { Part::Original };
    let whole = ask.app().document_bytes(ask.actor()?, ask.case()?, ask.id("item")?, part)?;
    let content = Shown::from(whole.bytes.map(|bytes| BASE64.encode(&bytes)));
    Answer::json(&WholeDocument { media: whole.media.to_owned(), content })
}
