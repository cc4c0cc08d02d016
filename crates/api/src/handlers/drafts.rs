//! Drafts: what was typed into a form and not sent, sealed and for the caller only.

use crate::answer::Answer;
use crate::ask::Ask;
use crate::problem::Problem;
use crate::shown::Shown;
use app::{DraftLine, DraftPlace};
use casework::Typed;
use kernel::DraftId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which form.
#[derive(Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "FormOfDraft")]
#[serde(tag = "form", rename_all = "kebab-case", deny_unknown_fields)]
enum Place {
    /// The form of a new case.
    NewCase {
        /// The service, by its key.
        service: String,
    },
    /// A section of a case.
    Section {
        /// The case.
        case: String,
        /// The category.
        category: String,
    },
}

impl Place {
    /// Other forms of a case are those of pages: programs have none.
    fn of(place: DraftPlace) -> Option<Self> {
        match place {
            DraftPlace::New { service } => Some(Self::NewCase { service }),
            DraftPlace::Section { case, category } => Some(Self::Section { case: case.to_string(), category }),
            DraftPlace::Form { .. } => None,
        }
    }
}

/// A draft; nothing of what was typed.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "DraftLine")]
struct Line {
    id: String,
    place: Place,
    /// The service, in words.
    service: String,
    /// The section in words, if it is of one.
    section: Option<String>,
    /// The case's reference, if it is of one.
    reference: Option<String>,
    kept_at: String,
}

impl Line {
    fn of(line: DraftLine) -> Option<Self> {
        let given = |text: String| (!text.is_empty()).then_some(text);
        Some(Self {
            id: line.id.to_string(),
            place: Place::of(line.place)?,
            service: line.service,
            section: given(line.section),
            reference: given(line.reference),
            kept_at: line.saved_at.rfc3339(),
        })
    }
}

/// The caller's drafts.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Drafts {
    drafts: Vec<Line>,
}

pub(crate) fn list(ask: &Ask) -> Result<Answer, Problem> {
    let lines = ask.app().drafts(ask.actor()?)?;
    Answer::json(&Drafts { drafts: lines.into_iter().filter_map(Line::of).collect() })
}

/// One answer: the same name several times is several choices.
#[derive(Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "TypedAnswer")]
#[serde(deny_unknown_fields)]
struct One {
    /// The question as `category.field`; of rows `category.debts.1.creditor`.
    #[schemars(length(min = 1, max = 200))]
    name: String,
    value: String,
}

/// What was typed.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "AnswersToKeep")]
#[serde(deny_unknown_fields)]
pub(crate) struct Answers {
    #[schemars(length(max = 1000))]
    answers: Vec<One>,
}

fn typed(answers: Vec<One>) -> Result<Typed, Problem> {
    let fine = |one: &One| (1..=200).contains(&one.name.chars().count()) && !one.value.contains('\0');
    if answers.len() > 1000 || !answers.iter().all(fine) {
        return Err(super::tasks::part("answers", "Give at most 1000 answers, each with the name of its question"));
    }
    Ok(Typed::new(answers.into_iter().map(|one| (one.name, one.value)).collect()))
}

/// What was typed into which form.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DraftToKeep {
    place: Place,
    #[schemars(length(max = 1000))]
    answers: Vec<One>,
}

pub(crate) fn begin(ask: &Ask) -> Result<Answer, Problem> {
    let actor = ask.actor()?;
    let DraftToKeep { place, answers } = ask.body()?;
    let typed = typed(answers)?;
    let place = match place {
        Place::NewCase { service } => DraftPlace::New { service },
        Place::Section { case, category } => {
            DraftPlace::Section { case: case.parse().map_err(|_| Problem::nothing())?, category }
        }
    };
    let of_section = matches!(place, DraftPlace::Section { .. });
    if of_section && ask.app().drafts(actor)?.iter().any(|line| line.place == place) {
        return Err(Problem::conflict("There is a draft of this section already: change that one"));
    }
    let (id, _) = ask.app().new_form(actor)?;
    ask.app().keep_draft(actor, &place, id, &typed)?;
    Answer::made("drafts", &id)
}

/// A draft of the caller's, with its form.
fn found(ask: &Ask) -> Result<DraftLine, Problem> {
    let id: DraftId = ask.id("draft")?;
    ask.app()
        .drafts(ask.actor()?)?
        .into_iter()
        .find(|line| line.id == id && !matches!(line.place, DraftPlace::Form { .. }))
        .ok_or_else(Problem::nothing)
}

/// A draft with what was typed.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Draft {
    #[serde(flatten)]
    line: Line,
    answers: Shown<Vec<One>>,
}

pub(crate) fn open(ask: &Ask) -> Result<Answer, Problem> {
    let line = found(ask)?;
    let view = ask.app().draft(ask.actor()?, &line.place, Some(line.id))?.ok_or_else(Problem::nothing)?;
    let answers = |typed: Typed| {
        typed.pairs().iter().map(|(name, value)| One { name: name.clone(), value: value.clone() }).collect()
    };
    Answer::json(&Draft { line: Line::of(line).ok_or_else(Problem::nothing)?, answers: view.typed.map(answers).into() })
}

/// A draft of the caller's that the caller may read: nothing else is written over or thrown away.
fn readable(ask: &Ask) -> Result<DraftLine, Problem> {
    let line = found(ask)?;
    ask.app().draft(ask.actor()?, &line.place, Some(line.id))?.ok_or_else(Problem::nothing)?;
    Ok(line)
}

pub(crate) fn keep(ask: &Ask) -> Result<Answer, Problem> {
    let line = readable(ask)?;
    let Answers { answers } = ask.body()?;
    ask.app().keep_draft(ask.actor()?, &line.place, line.id, &typed(answers)?)?;
    Ok(Answer::done())
}

pub(crate) fn throw_away(ask: &Ask) -> Result<Answer, Problem> {
    let line = readable(ask)?;
    ask.app().drop_draft(ask.actor()?, line.id)?;
    Ok(Answer::done())
}
