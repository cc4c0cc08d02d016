//! Warnings on a case: what to know before meeting the person, approved by a second person, for a time.

use crate::answer::Answer;
use crate::ask::Ask;
use crate::handlers::entries::made;
use crate::handlers::tasks::day;
use crate::problem::Problem;
use crate::shown::{Fields, Given, fields};
use app::{NewWarning, WarningLine, WarningState};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A warning.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Warning {
    id: String,
    /// `words`: what to know; `reason`: why it is there.
    content: Given<Fields>,
    /// What it is about, in words.
    about: String,
    state: State,
    proposed_by: String,
    proposed_at: String,
    approved_by: Option<String>,
    approved_at: Option<String>,
    review_on: String,
    expires_on: String,
    /// Whether the person was told: `yes`, `not-yet`, `unsafe`.
    told: String,
    told_on: Option<String>,
}

/// How a warning stands.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum State {
    /// Somebody else has to approve it first.
    Proposed,
    /// It is in force.
    InForce,
    /// It is in force, and was to be looked at again.
    ToReview,
    /// Its time is over, or it was ended.
    Over,
}

impl From<WarningState> for State {
    fn from(state: WarningState) -> Self {
        match state {
            WarningState::Proposed => Self::Proposed,
            WarningState::InForce => Self::InForce,
            WarningState::ToReview => Self::ToReview,
            WarningState::Over => Self::Over,
        }
    }
}

impl From<WarningLine> for Warning {
    fn from(line: WarningLine) -> Self {
        let (approved_by, approved_at) = line.approved.unzip();
        Self {
            id: line.id.to_string(),
            content: fields(line.content),
            about: line.about,
            state: line.state.into(),
            proposed_by: line.proposed.0,
            proposed_at: line.proposed.1.rfc3339(),
            approved_by,
            approved_at: approved_at.map(kernel::Timestamp::rfc3339),
            review_on: line.review_on.to_string(),
            expires_on: line.expires_on.to_string(),
            told: line.told,
            told_on: line.told_on.map(|d| d.to_string()),
        }
    }
}

/// The warnings of a case.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Warnings {
    /// The newest first.
    warnings: Vec<Warning>,
}

pub(crate) fn list(ask: &Ask) -> Result<Answer, Problem> {
    let view = ask.app().warnings(ask.actor()?, ask.case()?)?;
    Answer::json(&Warnings { warnings: view.lines.into_iter().map(Warning::from).collect() })
}

/// A warning to be proposed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WarningToPropose {
    /// What to know.
    #[schemars(length(min = 1, max = 500))]
    words: String,
    /// Why it is there.
    #[schemars(length(min = 1, max = 20_000))]
    reason: String,
    /// The category that it is about.
    category: String,
    /// When it is to be looked at again, `2026-11-28`.
    review_on: String,
    /// After this day it is not shown any more; at most a year ahead.
    expires_on: String,
    #[serde(default)]
    told: WasTold,
}

/// Whether the person was told.
#[derive(Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum WasTold {
    Yes,
    #[default]
    NotYet,
    Unsafe,
}

pub(crate) fn propose(ask: &Ask) -> Result<Answer, Problem> {
    let case = ask.case()?;
    let new: WarningToPropose = ask.body()?;
    let mut wrong = Vec::new();
    for (name, text, most) in [("words", &new.words, 500), ("reason", &new.reason, 20_000)] {
        let clean = !text.chars().any(|c| c.is_control() && c != '\n' && c != '\t');
        if text.trim().is_empty() || text.chars().count() > most || !clean {
            wrong.push((name.to_owned(), format!("Give 1 to {most} characters")));
        }
    }
    if !wrong.is_empty() {
        return Err(Problem::wrong_parts(wrong));
    }
    let warning = NewWarning {
        words: new.words.trim().to_owned(),
        reason: new.reason.trim().to_owned(),
        category: new.category,
        review_on: day("review_on", &new.review_on)?,
        expires_on: day("expires_on", &new.expires_on)?,
        told: match new.told {
            WasTold::Yes => "yes",
            WasTold::NotYet => "not-yet",
            WasTold::Unsafe => "unsafe",
        }
        .to_owned(),
    };
    let id = ask.app().propose_warning(ask.actor()?, case, &warning)?;
    made(ask, "warnings", &id.to_string())
}

pub(crate) fn approve(ask: &Ask) -> Result<Answer, Problem> {
    ask.app().approve_warning(ask.actor()?, ask.case()?, ask.id("item")?)?;
    Ok(Answer::done())
}

pub(crate) fn told(ask: &Ask) -> Result<Answer, Problem> {
    ask.app().warning_told(ask.actor()?, ask.case()?, ask.id("item")?)?;
    Ok(Answer::done())
}

pub(crate) fn end(ask: &Ask) -> Result<Answer, Problem> {
    ask.app().end_warning(ask.actor()?, ask.case()?, ask.id("item")?)?;
    Ok(Answer::done())
}
