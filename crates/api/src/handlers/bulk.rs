//! Work on many cases at once.

use super::tasks::part;
use crate::answer::Answer;
use crate::ask::Ask;
use crate::problem::Problem;
use app::{BulkWhat, Holder, MOST_CASES, TASKS};
use casework::CloseReason;
use kernel::{CaseId, TaskId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is done with each of some cases.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Bulk {
    what: What,
    /// Their ids.
    #[schemars(length(min = 1, max = 500))]
    cases: Vec<String>,
}

/// What is done with each.
#[derive(Deserialize, JsonSchema)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
enum What {
    /// Handed over to a colleague, with what is to be done on it.
    Assign {
        /// The colleague's account, as the tasks' `colleagues` have it, or `team:` and the id of a team.
        to: String,
    },
    /// Something to do is added.
    Task {
        /// As of a task.
        kind: String,
        #[schemars(range(min = 1, max = 366))]
        in_working_days: u32,
    },
    /// Closed.
    Close {
        /// The reason's code.
        reason: String,
    },
}

fn what(what: What) -> Result<BulkWhat, Problem> {
    match what {
        What::Assign { to } => match to.parse() {
            Ok(Holder::Account(to)) => Ok(BulkWhat::Assign { to }),
            Ok(Holder::Team(to)) => Ok(BulkWhat::AssignTeam { to }),
            _ => Err(part("what/to", "Give a colleague as the tasks' colleagues have it")),
        },
        What::Task { kind, .. } if !TASKS.iter().any(|(code, _)| *code == kind) => {
            Err(part("what/kind", "Give one of the kinds that a task has"))
        }
        What::Task { in_working_days, .. } if !(1..=366).contains(&in_working_days) => {
            Err(part("what/in_working_days", "Give a number from 1 to 366"))
        }
        What::Task { kind, in_working_days } => Ok(BulkWhat::Task { kind, in_working_days }),
        What::Close { reason } => match CloseReason::from_code(&reason) {
            Some(reason) => Ok(BulkWhat::Close { reason: reason.code().to_owned() }),
            None => {
                let codes: Vec<&str> = CloseReason::ALL.iter().map(|r| r.code()).collect();
                Err(part("what/reason", &format!("Give reason as one of: {}", codes.join(", "))))
            }
        },
    }
}

pub(crate) fn begin(ask: &Ask) -> Result<Answer, Problem> {
    let once = ask.once()?;
    let bulk: Bulk = ask.body()?;
    let what = what(bulk.what)?;
    if !(1..=MOST_CASES).contains(&bulk.cases.len()) {
        return Err(part("cases", "Give from 1 to 500 cases"));
    }
    let mut cases: Vec<CaseId> = Vec::new();
    for (at, id) in bulk.cases.iter().enumerate() {
        cases.push(id.parse().map_err(|_| part(&format!("cases/{at}"), "Give a case by its id"))?);
    }
    let job = ask.app().begin_bulk_keyed(ask.actor()?, &what, &cases, once.as_ref())?;
    ask.app().bulk_in_a_thread(ask.actor()?, job);
    Answer::made("bulk", &job)
}

/// A case to which it was not done.
#[derive(Serialize, JsonSchema)]
struct Refused {
    /// Its id, where it exists for the caller.
    case: Option<String>,
    reference: Option<String>,
    why: String,
}

/// How a work on many cases stands.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Progress {
    id: String,
    /// What is done, in words.
    what: String,
    total: usize,
    done: usize,
    /// How many wait still.
    waiting: usize,
    refused: Vec<Refused>,
    begun_at: String,
    finished_at: Option<String>,
}

pub(crate) fn open(ask: &Ask) -> Result<Answer, Problem> {
    let view = ask.app().bulk_view(ask.actor()?, ask.id("job")?)?;
    let refused = |(case, why): (Option<(CaseId, String)>, String)| {
        let (case, reference) = case.unzip();
        Refused { case: case.map(|id| id.to_string()), reference, why }
    };
    Answer::json(&Progress {
        id: view.id.to_string(),
        what: view.what,
        total: view.total,
        done: view.done,
        waiting: view.waiting,
        refused: view.refused.into_iter().map(refused).collect(),
        begun_at: view.made_at.rfc3339(),
        finished_at: view.finished_at.map(kernel::Timestamp::rfc3339),
    })
}

pub(crate) fn go_on(ask: &Ask) -> Result<Answer, Problem> {
    let job: TaskId = ask.id("job")?;
    // Only one's own.
    ask.app().bulk_view(ask.actor()?, job)?;
    ask.app().bulk_in_a_thread(ask.actor()?, job);
    Ok(Answer::done())
}
