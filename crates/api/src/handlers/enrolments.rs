//! Bodies on the open lists of a notice: enrolling one, and its last day.

use super::tasks::day;
use crate::answer::Answer;
use crate::ask::Ask;
use crate::problem::Problem;
use app::{EnrolmentLine, NewEnrolment, OpenList};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An open list.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "OpenList")]
struct List {
    class: String,
    words: String,
    /// What has to be in place before a body is enrolled.
    requires: String,
}

impl From<OpenList> for List {
    fn from(list: OpenList) -> Self {
        Self { class: list.class, words: list.label, requires: list.requires }
    }
}

/// A body on one.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "EnrolledBody")]
struct Enrolled {
    id: String,
    /// The list, in words.
    class: String,
    name: String,
    from_on: String,
    until_on: Option<String>,
    /// What was seen before it was enrolled.
    evidence: String,
}

impl From<EnrolmentLine> for Enrolled {
    fn from(line: EnrolmentLine) -> Self {
        Self {
            id: line.id.to_string(),
            class: line.class,
            name: line.name,
            from_on: line.from_on.to_string(),
            until_on: line.until_on.map(|on| on.to_string()),
            evidence: line.evidence,
        }
    }
}

/// The open lists of a notice, and who is on them.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Enrolments {
    lists: Vec<List>,
    bodies: Vec<Enrolled>,
}

pub(crate) fn list(ask: &Ask) -> Result<Answer, Problem> {
    let (actor, notice) = (ask.actor()?, ask.notice());
    let lists = ask.app().open_lists(actor, &notice)?;
    let bodies = ask.app().enrolments(actor, &notice)?;
    Answer::json(&Enrolments {
        lists: lists.into_iter().map(List::from).collect(),
        bodies: bodies.into_iter().map(Enrolled::from).collect(),
    })
}

/// A body to be put on an open list.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BodyToEnrol {
    /// The list, as `lists` have it.
    class: String,
    /// Its name, which is published.
    name: String,
    /// What was seen of what the list requires.
    evidence: String,
    /// In which country it keeps what it is sent: two letters.
    #[serde(default = "united_kingdom")]
    #[schemars(length(min = 2, max = 2))]
    country: String,
    /// The first day; left out: today.
    #[serde(default)]
    from_on: Option<String>,
    /// The last day, if it is known.
    #[serde(default)]
    until_on: Option<String>,
}

fn united_kingdom() -> String {
    sharing::UNITED_KINGDOM.to_owned()
}

pub(crate) fn enrol(ask: &Ask) -> Result<Answer, Problem> {
    let body: BodyToEnrol = ask.body()?;
    let new = NewEnrolment {
        notice_id: ask.notice(),
        class: body.class,
        name: body.name,
        evidence: body.evidence,
        country: body.country,
        from_on: body.from_on.as_deref().map(|on| day("from_on", on)).transpose()?,
        until_on: body.until_on.as_deref().map(|on| day("until_on", on)).transpose()?,
    };
    let id = ask.app().enrol_body(ask.actor()?, &new).map_err(Problem::of_body)?;
    Answer::made("enrolments", &id)
}

/// The last day of a body on a list.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LastDayOnList {
    last_on: String,
}

pub(crate) fn end(ask: &Ask) -> Result<Answer, Problem> {
    let id = ask.id("enrolment")?;
    let end: LastDayOnList = ask.body()?;
    ask.app().end_enrolment(ask.actor()?, id, day("last_on", &end.last_on)?).map_err(Problem::of_body)?;
    Ok(Answer::done())
}
