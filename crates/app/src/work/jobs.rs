//! Work on many cases at once. Each case is decided about and recorded by itself, in a unit of work of its own: what is refused
//! for one does not stop the others, and after a break it goes on where it stood.

use super::hand_over::{HandOver, hand_over};
use super::tasks::{By, NewTask, add};
use crate::actor::Actor;
use crate::cases::close::close;
use crate::error::AppError;
use crate::look::Look;
use crate::once::{self, Before, OnceKey};
use crate::{App, Inner};
use casework::{CloseReason, task_words};
use clocks::Unit;
use kernel::{AccountId, CaseId, TaskId, TeamId, Timestamp};
use notice::model::Act;
use serde::{Deserialize, Serialize};
use store::{BulkJob, Tx};

/// The most cases of one work.
pub const MOST_CASES: usize = 500;

/// What is done to each case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum BulkWhat {
    /// Handed over to a colleague, with what is to be done on it.
    Assign {
        /// To whom.
        to: AccountId,
    },
    /// Handed over to a team, with what is to be done on it.
    AssignTeam {
        /// To which.
        to: TeamId,
    },
    /// Something to do is added.
    Task {
        /// What: a code.
        kind: String,
        /// In how many working days.
        in_working_days: u32,
    },
    /// Closed.
    Close {
        /// Why: a code.
        reason: String,
    },
}

/// How a work stands.
pub struct BulkView {
    /// Its id.
    pub id: TaskId,
    /// What is done, in words.
    pub what: String,
    /// How many cases.
    pub total: usize,
    /// How many are done.
    pub done: usize,
    /// How many wait.
    pub waiting: usize,
    /// Those that were refused: reference (where the case exists for the actor) and why.
    pub refused: Vec<(Option<(CaseId, String)>, String)>,
    /// When it began.
    pub made_at: Timestamp,
    /// When it was over.
    pub finished_at: Option<Timestamp>,
}

impl App {
    /// Begins a work on many cases; nothing is done to any of them yet.
    ///
    /// # Errors
    /// `Refused` when no case was chosen or too many; `NotFound` for a partner.
    pub fn begin_bulk(&self, actor: &Actor, what: &BulkWhat, cases: &[CaseId]) -> Result<TaskId, AppError> {
        self.begin_bulk_keyed(actor, what, cases, None)
    }

    /// Begins it for a program, once for each of its keys.
    ///
    /// # Errors
    /// As [`App::begin_bulk`]; `Refused` when the key was used for something else.
    pub fn begin_bulk_keyed(
        &self,
        actor: &Actor,
        what: &BulkWhat,
        cases: &[CaseId],
        key: Option<&OnceKey>,
    ) -> Result<TaskId, AppError> {
        if !actor.is_staff() {
            return Err(AppError::NotFound);
        }
        let mut cases = cases.to_vec();
        cases.sort_unstable();
        cases.dedup();
        if cases.is_empty() {
            return Err(AppError::Refused("Choose at least one case".to_owned()));
        }
        if cases.len() > MOST_CASES {
            return Err(AppError::Refused(format!("Choose at most {MOST_CASES} cases at once")));
        }
        let what = serde_json::to_string(what).map_err(|_| AppError::Fault("a work cannot be written".to_owned()))?;
        once::at_most(key, || {
            let (actor, what, cases, key) = (actor.clone(), what.clone(), cases.clone(), key.cloned());
            self.act(&actor.caller.clone(), "begin work on many", move |tx, inner| {
                let fresh = match once::before(tx, &actor, key.as_ref())? {
                    Before::Done(made) => return Ok(TaskId::from_bytes(made)),
                    Before::Not(fresh) => fresh,
                };
                let id = begin(tx, inner, &actor, &what, &cases)?;
                once::done(tx, &actor, fresh, id.as_bytes())?;
                Ok(id)
            })
        })
    }

    /// Does the cases of a work, in a thread of its own. What is left when the server stops still waits, and can be gone on with.
    pub fn bulk_in_a_thread(&self, actor: &Actor, job: TaskId) {
        let (app, actor) = (self.clone(), actor.clone());
        std::thread::spawn(move || {
            if let Err(error) = app.bulk_to_the_end(&actor, job) {
                tracing::warn!(%error, "a work on many cases stopped");
            }
        });
    }

    /// One after another, until none is left.
    ///
    /// # Errors
    /// As [`App::bulk_step`]; what is left then still waits.
    fn bulk_to_the_end(&self, actor: &Actor, job: TaskId) -> Result<(), AppError> {
        while self.bulk_step(actor, job)? {}
        Ok(())
    }

    /// Does the next case of a work. Answers whether there is another.
    ///
    /// # Errors
    /// `NotFound` when the actor began no such work, acts otherwise now than when it began, or may not act so any more (the token by
    /// which it was begun has ended, the role was taken away); or when the store does not answer. Then the case still waits.
    pub fn bulk_step(&self, actor: &Actor, job: TaskId) -> Result<bool, AppError> {
        let me = actor.clone();
        let next = self.act(&actor.caller.clone(), "next of many", move |tx, _| {
            let row = tx.bulk_job(job, me.account)?.ok_or(AppError::NotFound)?;
            if row.capacity != me.capacity.stored() || row.purpose != me.purpose || !goes_on(tx, &me)? {
                return Err(AppError::NotFound);
            }
            let what: BulkWhat =
                serde_json::from_str(&row.what).map_err(|_| AppError::Fault("a work cannot be read".to_owned()))?;
            let next = tx.bulk_cases(job)?.into_iter().find(|c| c.state == "waiting").map(|c| c.case_id);
            if next.is_none() && row.finished_at.is_none() {
                tx.finish_bulk_job(job)?;
            }
            Ok(next.map(|case| (case, what)))
        })?;
        let Some((case, what)) = next else { return Ok(false) };
        let me = actor.clone();
        let done = self.act(&actor.caller.clone(), "one of many", move |tx, inner| {
            match &what {
                BulkWhat::Assign { to } => {
                    let how = HandOver { with_tasks: true, ..HandOver::default() };
                    hand_over(tx, inner, &me, case, (*to).into(), &how)?;
                }
                BulkWhat::AssignTeam { to } => {
                    let how = HandOver { with_tasks: true, ..HandOver::default() };
                    hand_over(tx, inner, &me, case, (*to).into(), &how)?;
                }
                BulkWhat::Task { kind, in_working_days } => {
                    let new = NewTask {
                        kind: kind.clone(),
                        text: String::new(),
                        category: String::new(),
                        owner: None,
                        by: By::Rule(*in_working_days, Unit::WorkingDays),
                        waiting_for: String::new(),
                        escalates_after: None,
                    };
                    add(tx, inner, &me, case, &new)?;
                }
                BulkWhat::Close { reason } => {
                    let reason = CloseReason::from_code(reason)
                        .ok_or_else(|| AppError::Refused("Choose why the case is closed".to_owned()))?;
                    close(tx, inner, &me, case, reason.into())?;
                }
            }
            tx.settle_bulk_case(job, case, "done", "")?;
            Ok(())
        });
        let words = match done {
            Ok(()) => return Ok(true),
            Err(AppError::Refused(words)) => words,
            Err(AppError::NotFound) => "You cannot do this to the case as you act now".to_owned(),
            Err(AppError::Conflict) => "Somebody else changed it at the same moment: do it by itself".to_owned(),
            Err(other) => return Err(other),
        };
        self.act(&actor.caller.clone(), "one of many refused", move |tx, _| {
            Ok(tx.settle_bulk_case(job, case, "refused", &words)?)
        })?;
        Ok(true)
    }

    /// How a work stands.
    ///
    /// # Errors
    /// `NotFound` when the actor began no such work.
    pub fn bulk_view(&self, actor: &Actor, job: TaskId) -> Result<BulkView, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "work on many", move |tx, inner| {
            let row = tx.bulk_job(job, actor.account)?.ok_or(AppError::NotFound)?;
            let cases = tx.bulk_cases(job)?;
            let refused: Vec<CaseId> = cases.iter().filter(|c| c.state == "refused").map(|c| c.case_id).collect();
            let rows = tx.cases_by_id(&refused)?;
            let looks = Look::many(tx, inner, &actor, rows)?;
            let known = |id: CaseId| {
                let look = looks.iter().find(|l| l.case.id == id)?;
                (!look.decide_all(Act::See).releases_nothing()).then(|| (id, look.case.reference.clone()))
            };
            let what = match serde_json::from_str(&row.what) {
                Ok(BulkWhat::Assign { to }) => format!("Hand over to {}", inner.account_name(tx, to)?),
                Ok(BulkWhat::AssignTeam { to }) => {
                    format!("Hand over to the team {}", tx.team(to)?.map(|t| t.name).unwrap_or_default())
                }
                Ok(BulkWhat::Task { kind, in_working_days }) => {
                    format!("Add “{}”, due in {in_working_days} working days", task_words(&kind))
                }
                Ok(BulkWhat::Close { reason }) => {
                    format!("Close: {}", CloseReason::from_code(&reason).map_or("", CloseReason::words))
                }
                Err(_) => String::new(),
            };
            Ok(BulkView {
                id: job,
                what,
                total: cases.len(),
                done: cases.iter().filter(|c| c.state == "done").count(),
                waiting: cases.iter().filter(|c| c.state == "waiting").count(),
                refused: cases
                    .iter()
                    .filter(|c| c.state == "refused")
                    .map(|c| (known(c.case_id), c.words.clone()))
                    .collect(),
                made_at: row.made_at,
                finished_at: row.finished_at,
            })
        })
    }
}

/// Whether whoever began a work may still do it: their account is in use, has the role still, and if a program began it, its token opens
/// something still. Who only logged out goes on.
fn goes_on(tx: &mut Tx<'_>, actor: &Actor) -> Result<bool, AppError> {
    if crate::actor::today(tx, actor.account, &actor.capacity.stored(), &actor.purpose)?.is_none() {
        return Ok(false);
    }
    let token = crate::actor::token_of(tx, actor)?;
    crate::actor::lasts(tx, actor.account, token)
}

/// Writes a work down: only the cases that exist for the actor, so that guessing an id tells nothing.
fn begin(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, what: &str, cases: &[CaseId]) -> Result<TaskId, AppError> {
    let rows = tx.cases_by_id(cases)?;
    let looks = Look::many(tx, inner, actor, rows)?;
    let there: Vec<CaseId> =
        looks.iter().filter(|l| !l.decide_all(Act::See).releases_nothing()).map(|l| l.case.id).collect();
    if there.is_empty() {
        return Err(AppError::Refused("Choose at least one case".to_owned()));
    }
    let id = TaskId::new(tx.now(), tx.entropy());
    tx.insert_bulk_job(
        &BulkJob {
            id,
            account: actor.account,
            capacity: actor.capacity.stored(),
            purpose: actor.purpose.clone(),
            what: what.to_owned(),
            made_at: tx.now(),
            finished_at: None,
        },
        &there,
    )?;
    Ok(id)
}
