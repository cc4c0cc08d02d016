//! What happens on a case: notes, calls, visits, appointments; and the timeline of all of it.

use super::tasks::part;
use crate::answer::Answer;
use crate::ask::Ask;
use crate::problem::Problem;
use crate::shown::{Fields, Given, fields};
use app::{Entry, ItemLine, TimelineFilter};
use casework::SectionContent;
use casework::happening::{Kind, OUTCOMES, kind};
use jiff::civil::Date;
use kernel::{ItemId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An entry.
#[derive(Serialize, JsonSchema)]
pub(crate) struct EntryLine {
    id: String,
    /// `note`, `call`, `visit`, `appointment`, `document`, `task`, `warning`.
    kind: String,
    /// The category that it is about: it decides who may see it and how long it is kept.
    category: String,
    /// The same in words.
    about: String,
    /// About somebody else than the person.
    third_party: bool,
    /// For the controller's own people only.
    staff_only: bool,
    /// When it happened or begins, in universal time.
    happened_at: String,
    ends_at: Option<String>,
    recorded_at: String,
    by: String,
    version: u32,
    content: Given<Fields>,
}

impl From<ItemLine> for EntryLine {
    fn from(line: ItemLine) -> Self {
        Self {
            id: line.id.to_string(),
            kind: line.kind,
            category: line.category,
            about: line.about,
            third_party: line.third_party,
            staff_only: line.staff_only,
            happened_at: line.happened_at.rfc3339(),
            ends_at: line.ends_at.map(Timestamp::rfc3339),
            recorded_at: line.recorded_at.rfc3339(),
            by: line.by,
            version: line.version,
            content: fields(line.content),
        }
    }
}

/// A line of the timeline.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Line {
    /// When, in universal time.
    at: String,
    kind: String,
    /// What happened, in words, where it is no entry.
    words: String,
    by: String,
    entry: Option<EntryLine>,
}

/// A page of the timeline.
#[derive(Serialize, JsonSchema)]
pub(crate) struct TimelinePage {
    lines: Vec<Line>,
    /// Where the next page begins: `before`.
    next: Option<String>,
}

const KINDS: &[&str] = &[
    "note",
    "call",
    "visit",
    "appointment",
    "section",
    "consent",
    "task",
    "agency",
    "message",
    "sharing",
    "case",
    "document",
    "warning",
];

pub(crate) fn timeline(ask: &Ask) -> Result<Answer, Problem> {
    let day = |name: &str| match ask.query(name) {
        None => Ok(None),
        Some(text) => text
            .parse::<Date>()
            .ok()
            .filter(|d| d.to_string() == text)
            .map(Some)
            .ok_or_else(|| Problem::malformed(format!("Give {name} as 2026-11-21"))),
    };
    let kinds = match ask.query("kind") {
        None => Vec::new(),
        Some(one) if KINDS.contains(&one) => vec![one.to_owned()],
        Some(_) => return Err(Problem::malformed(format!("Give kind as one of: {}", KINDS.join(", ")))),
    };
    let before = match ask.query("before") {
        None => None,
        Some(text) => {
            Some(place(text).ok_or_else(|| Problem::malformed("Give before as it stood in next of the page before"))?)
        }
    };
    let filter = TimelineFilter { kinds, from: day("from")?, until: day("until")?, before };
    let found = ask.app().timeline(ask.actor()?, ask.case()?, &filter)?;
    let line = |line: app::TimelineLine| Line {
        at: line.at.rfc3339(),
        kind: line.kind,
        words: line.words,
        by: line.by,
        entry: line.entry.map(EntryLine::from),
    };
    Answer::json(&TimelinePage {
        lines: found.lines.into_iter().map(line).collect(),
        next: found.next.map(|(at, id)| match id {
            Some(id) => format!("{}.{id}", at.as_micros()),
            None => at.as_micros().to_string(),
        }),
    })
}

/// The place behind a line of the timeline.
fn place(text: &str) -> Option<(Timestamp, Option<ItemId>)> {
    let (at, id) = match text.split_once('.') {
        Some((at, id)) => (at, Some(id.parse().ok()?)),
        None => (text, None),
    };
    let micros = at.parse::<i64>().ok().filter(|m| (0..4_102_444_800_000_000).contains(m))?;
    Some((Timestamp::from_micros(micros), id))
}

/// What an entry says.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewEntry {
    /// `note`, `call`, `visit` or `appointment`. Of a correction it is what it was.
    kind: EntryKind,
    /// The category that it is about: it decides who may see it and how long it is kept.
    category: String,
    #[serde(default)]
    third_party: bool,
    #[serde(default)]
    staff_only: bool,
    /// When it happened or begins: `2026-11-21T15:04:00Z`. Left out: now.
    #[serde(default)]
    happened_at: Option<String>,
    /// When an appointment ends.
    #[serde(default)]
    ends_at: Option<String>,
    /// Note: `text`. Call: `with`, `text`. Visit: `place`, `with`, `text`. Appointment: `what`, `place`, `with`, `text`.
    fields: Fields,
}

/// The kinds of entries that are written.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum EntryKind {
    Note,
    Call,
    Visit,
    Appointment,
}

impl EntryKind {
    const fn code(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Call => "call",
            Self::Visit => "visit",
            Self::Appointment => "appointment",
        }
    }
}

/// Reads an entry as its page does: what it asks and does not get is wrong, and what it does not ask too.
fn read(ask: &Ask) -> Result<Entry, Problem> {
    let new: NewEntry = ask.body()?;
    let kind: &Kind = kind(new.kind.code()).ok_or_else(Problem::nothing)?;
    let mut wrong = Vec::new();
    if new.fields.keys().any(|id| !kind.asks.iter().any(|a| a.id == id)) {
        wrong.push(("fields".to_owned(), format!("Leave out what a {} does not have", kind.code)));
    }
    let mut content = SectionContent::default();
    for asked in kind.asks {
        let value = new.fields.get(asked.id).map(|v| v.trim()).unwrap_or_default();
        let most = if asked.long { casework::form::LONGEST_TEXT } else { casework::form::LONGEST_LINE };
        if value.is_empty() && asked.required {
            wrong.push((format!("fields/{}", asked.id), format!("Give “{}”", asked.label)));
        } else if value.chars().count() > most {
            wrong.push((format!("fields/{}", asked.id), format!("Give at most {most} characters")));
        } else if value.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            wrong.push((format!("fields/{}", asked.id), "Leave out characters that cannot be read".to_owned()));
        } else if !value.is_empty() {
            content.fields.insert(asked.id.to_owned(), value.to_owned());
        }
    }
    let moment = |text: &Option<String>, name: &str, wrong: &mut Vec<(String, String)>| match text {
        None => None,
        Some(text) => {
            let at = text.parse::<jiff::Timestamp>().ok().map(|at| at.as_microsecond());
            let at = at.filter(|m| (0..4_102_444_800_000_000).contains(m)).map(Timestamp::from_micros);
            if at.is_none() {
                wrong.push((name.to_owned(), "Give a moment between 1970 and 2100 as 2026-11-21T15:04:00Z".to_owned()));
            }
            at
        }
    };
    let happened_at = moment(&new.happened_at, "happened_at", &mut wrong);
    let ends_at = moment(&new.ends_at, "ends_at", &mut wrong);
    match (kind.planned, happened_at, ends_at) {
        (true, Some(from), Some(until)) if until <= from => {
            wrong.push(("ends_at".to_owned(), "Give an end after the beginning".to_owned()));
        }
        (true, None, _) if new.happened_at.is_none() => {
            wrong.push(("happened_at".to_owned(), "Say when the appointment begins".to_owned()));
        }
        (false, Some(at), _) if at > ask.app().now() => {
            wrong.push(("happened_at".to_owned(), "Give a moment that is not ahead".to_owned()));
        }
        (false, _, Some(_)) => wrong.push(("ends_at".to_owned(), "Only appointments have an end".to_owned())),
        _ => {}
    }
    if !wrong.is_empty() {
        return Err(Problem::wrong_parts(wrong));
    }
    Ok(Entry {
        kind: kind.code.to_owned(),
        category: new.category,
        third_party: new.third_party,
        staff_only: new.staff_only,
        happened_at,
        ends_at,
        content,
    })
}

/// The answer for something that was made on a case.
pub(crate) fn made(ask: &Ask, what: &str, id: &str) -> Result<Answer, Problem> {
    Answer::made(&format!("cases/{}/{what}", ask.param("case")), &id)
}

pub(crate) fn add(ask: &Ask) -> Result<Answer, Problem> {
    let case = ask.case()?;
    let entry = read(ask)?;
    let once = ask.once()?;
    let id = ask.app().add_entry_keyed(ask.actor()?, case, &entry, once.as_ref())?;
    made(ask, "entries", &id.to_string())
}

/// An entry with its earlier versions.
#[derive(Serialize, JsonSchema)]
pub(crate) struct EntryVersions {
    /// The newest first.
    versions: Vec<EntryLine>,
    /// Whether the caller may correct it.
    can_change: bool,
}

pub(crate) fn open(ask: &Ask) -> Result<Answer, Problem> {
    let view = ask.app().entry(ask.actor()?, ask.case()?, ask.id("item")?)?;
    let version = view.versions.first().map_or(0, |v| v.version);
    let versions = view.versions.into_iter().map(EntryLine::from).collect();
    Ok(Answer::json(&EntryVersions { versions, can_change: view.can_change })?.version(version))
}

pub(crate) fn correct(ask: &Ask) -> Result<Answer, Problem> {
    let (case, id) = (ask.case()?, ask.id("item")?);
    let based_on = super::sections::if_match(ask)?;
    let entry = read(ask)?;
    match ask.app().correct_entry(ask.actor()?, (case, id), based_on, &entry) {
        Ok(()) => Ok(Answer::done().version(based_on + 1)),
        Err(app::AppError::Conflict) => Err(Problem::changed(
            "Somebody else corrected this entry meanwhile: ask for it again, and send yours with the new ETag",
        )),
        Err(error) => Err(error.into()),
    }
}

/// What became of an appointment.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AppointmentOutcome {
    /// `appointment-kept`, `appointment-missed` or `appointment-cancelled`.
    outcome: String,
    /// More about it; sealed.
    #[serde(default)]
    words: String,
}

pub(crate) fn outcome(ask: &Ask) -> Result<Answer, Problem> {
    let (case, item) = (ask.case()?, ask.id("item")?);
    let said: AppointmentOutcome = ask.body()?;
    if !OUTCOMES.iter().any(|(code, ..)| *code == said.outcome) {
        return Err(part("outcome", "Give one of the outcomes that the description names"));
    }
    if said.words.chars().count() > casework::form::LONGEST_TEXT {
        return Err(part("words", "Give at most 20,000 characters"));
    }
    ask.app().settle_appointment(ask.actor()?, (case, item), &said.outcome, &said.words)?;
    Ok(Answer::done())
}
