//! Documents that the person is asked to give; and what is done with those that are there: scanning, checking, deleting.

use super::documents::{HandedIn, handed};
use super::tasks::{day, part};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::handlers::entries::made;
use crate::problem::Problem;
use crate::shown::{Fields, Given, fields};
use app::{AskLine, AskState, AskStep, NewAsk};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How something that was asked for stands.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "AskedState")]
enum State {
    /// The person is asked.
    Open,
    /// The person says that they do not have it.
    Missing,
    /// It was given: somebody has to look at it.
    Given,
    /// It is what was asked for.
    Accepted,
    /// It is not needed any more.
    TakenBack,
}

/// A document that was asked for.
#[derive(Serialize, JsonSchema)]
struct Asked {
    id: String,
    state: State,
    due_on: String,
    /// Whether it waits for the person beyond that.
    late: bool,
    /// The category that it is kept in, in words.
    about: String,
    /// `kind`, `why`, what the person `says`, and the `answer`.
    content: Given<Fields>,
    /// Whose it is, if not the person's: a member of the household.
    whose: Option<String>,
    /// How many documents were given for it.
    given: usize,
    asked_by: String,
    asked_at: String,
    changed_at: String,
    /// Whether the caller may do something about it.
    can_change: bool,
}

impl From<AskLine> for Asked {
    fn from(line: AskLine) -> Self {
        Self {
            id: line.id.to_string(),
            state: match line.state {
                AskState::Open => State::Open,
                AskState::Missing => State::Missing,
                AskState::Given => State::Given,
                AskState::Accepted => State::Accepted,
                AskState::TakenBack => State::TakenBack,
            },
            due_on: line.due_on.to_string(),
            late: line.late,
            about: line.about,
            content: fields(line.content),
            whose: line.whose.map(|id| id.to_string()),
            given: line.given,
            asked_by: line.asked.0,
            asked_at: line.asked.1.rfc3339(),
            changed_at: line.changed_at.rfc3339(),
            can_change: line.can_change,
        }
    }
}

/// What the person was asked to give.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AllAsked {
    asked: Vec<Asked>,
}

pub(crate) fn list(ask: &Ask) -> Result<Answer, Problem> {
    let view = ask.app().documents(ask.actor()?, ask.case()?)?;
    Answer::json(&AllAsked { asked: view.asked.into_iter().map(Asked::from).collect() })
}

/// A document to ask for. The person reads the words.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DocumentToAskFor {
    /// Its kind: `identity`, `birth`, `immigration`, `tenancy`, `notice`, `income`, `medical`, `court`, `letter`, `other`.
    kind: String,
    /// What it is for, in plain words.
    #[schemars(length(min = 1, max = 20_000))]
    why: String,
    /// The category that it is kept in.
    category: String,
    /// The last day, `2026-11-28`.
    due_on: String,
    /// A member of the household whose it is; left out: the person's own.
    #[serde(default)]
    whose: Option<String>,
}

pub(crate) fn ask_for(ask: &Ask) -> Result<Answer, Problem> {
    let case = ask.case()?;
    let new: DocumentToAskFor = ask.body()?;
    let whose = new.whose.as_deref().map(str::parse).transpose();
    let new = NewAsk {
        kind: new.kind,
        why: new.why,
        category: new.category,
        whose: whose.map_err(|_| part("whose", "Give a member as the household has it"))?,
        due_on: day("due_on", &new.due_on)?,
    };
    let id =
        ask.app().ask_for_document(ask.actor()?, case, &new, ask.own_origin().unwrap_or_default()).map_err(wrong)?;
    made(ask, "asked", &id.to_string())
}

/// What a page calls by another name.
fn wrong(error: app::AppError) -> Problem {
    let mut problem = Problem::of_body(error);
    for wrong in problem.errors.iter_mut().filter(|wrong| wrong.pointer == "/about") {
        "/category".clone_into(&mut wrong.pointer);
    }
    problem
}

/// What is done about a document that was asked for. The person reads the words.
#[derive(Deserialize, JsonSchema)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum AskedStep {
    /// It is what was asked for, or came another way.
    Accept,
    /// It is asked for again.
    Again {
        /// What the person should know.
        #[schemars(length(min = 1, max = 20_000))]
        words: String,
        /// The last day.
        due_on: String,
    },
    /// It is not needed any more.
    TakeBack {
        /// Why.
        #[schemars(length(min = 1, max = 20_000))]
        words: String,
    },
}

pub(crate) fn settle(ask: &Ask) -> Result<Answer, Problem> {
    let (case, id) = (ask.case()?, ask.id("item")?);
    let step = match ask.body()? {
        AskedStep::Accept => AskStep::Accept,
        AskedStep::Again { words, due_on } => AskStep::Again(words, day("due_on", &due_on)?),
        AskedStep::TakeBack { words } => AskStep::TakeBack(words),
    };
    ask.app().settle_ask(ask.actor()?, case, id, &step, ask.own_origin().unwrap_or_default()).map_err(wrong)?;
    Ok(Answer::done())
}

pub(crate) fn scan(ask: &Ask) -> Result<Answer, Problem> {
    let (id, state) = handed(ask.app().scan_again(ask.actor()?, ask.case()?, ask.id("item")?)?);
    Answer::json(&HandedIn { id, state })
}

/// How a document was checked.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DocumentChecked {
    /// `original`, `certified`, `issuer` or `online`.
    how: String,
    /// The last day on which it is good.
    #[serde(default)]
    expires_on: Option<String>,
}

pub(crate) fn check(ask: &Ask) -> Result<Answer, Problem> {
    let (case, id) = (ask.case()?, ask.id("item")?);
    let checked: DocumentChecked = ask.body()?;
    let expires_on = checked.expires_on.as_deref().map(|on| day("expires_on", on)).transpose()?;
    ask.app().check_document(ask.actor()?, case, id, &checked.how, expires_on).map_err(wrong)?;
    Ok(Answer::done())
}

/// Why a document is deleted.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhyDeleted {
    /// A code: `not-wanted`, `mistake` or `twice`.
    why: String,
}

pub(crate) fn delete(ask: &Ask) -> Result<Answer, Problem> {
    let (case, id) = (ask.case()?, ask.id("item")?);
    let why: WhyDeleted = ask.body()?;
    ask.app().erase_document(ask.actor()?, case, id, &why.why).map_err(wrong)?;
    Ok(Answer::done())
}
