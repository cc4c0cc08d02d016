//! The list of what is to be done: one's own, the team's, a colleague's, what nobody has.

use super::{ListAsk, ListLines, Take, gather};
use crate::App;
use crate::actor::Actor;
use crate::error::AppError;
use crate::work::crew::{covered, crews, everybody};
use crate::work::known::{DayTask, Known, day_task};
use jiff::civil::Date;
use kernel::{AccountId, CaseId, london_date};
use store::{TaskFilter, TaskOrder, TaskStanding, Tx};

/// Whose: codes and words. Beside these it can be the id of a colleague.
pub const WHOSE: &[(&str, &str)] = &[("", "Yours"), ("team", "Your team’s"), ("nobody", "Nobody’s")];

/// Who is meant by whose: of whom, for whom the actor stands in, and whether what nobody has is meant too. What is with somebody who
/// has left is nobody's.
pub(super) fn owners(tx: &mut Tx<'_>, actor: &Actor, ask: &ListAsk, today: Date) -> Result<Vec<AccountId>, AppError> {
    Ok(match ask.code("whose") {
        None => {
            let mut own = covered(tx, actor, today)?;
            own.push(actor.account);
            own
        }
        Some("nobody") => {
            let here = everybody(tx, actor)?;
            let left = tx.accounts()?.into_iter().map(|account| account.id);
            left.filter(|id| !here.iter().any(|(known, _)| known == id)).collect()
        }
        Some("team") => {
            let mut members: Vec<AccountId> = crews(tx, actor, today)?.into_iter().flat_map(|c| c.members).collect();
            if members.is_empty() {
                members = everybody(tx, actor)?.into_iter().map(|(id, _)| id).collect();
            }
            members.push(actor.account);
            members.sort_unstable();
            members.dedup();
            members
        }
        Some(id) => vec![id.parse().map_err(|_| AppError::NotFound)?],
    })
}

impl App {
    /// What is to be done, or was: on open cases that exist for the actor, each name as the gate releases it and on the ledger.
    ///
    /// # Errors
    /// `NotFound` for a partner, whose work is in its own systems; or when the store does not answer.
    pub fn task_list(&self, actor: &Actor, ask: &ListAsk, take: Take) -> Result<ListLines<DayTask>, AppError> {
        let (actor, ask) = (actor.clone(), ask.clone());
        self.act(&actor.caller.clone(), "list tasks", move |tx, inner| {
            if !actor.is_staff() {
                return Err(AppError::NotFound);
            }
            let today = london_date(tx.now());
            let (due_from, due_until) = ask.due(today);
            let filter = TaskFilter {
                notice_versions: tx.versions_of(&actor.capacity.notice)?,
                owners: owners(tx, &actor, &ask, today)?,
                of_nobody: ask.code("whose") == Some("nobody"),
                kind: ask.owned("kind"),
                waiting_for: ask.owned("waiting"),
                due_from,
                due_until,
                standing: match ask.code("state") {
                    Some("done") => TaskStanding::Done,
                    Some("withdrawn") => TaskStanding::Withdrawn,
                    _ => TaskStanding::Left,
                },
            };
            let order = if ask.order == "kind" { TaskOrder::Kind } else { TaskOrder::Due };
            gather(
                tx,
                (&ask, take),
                |tx, walk| tx.list_tasks(&filter, order, walk),
                |task| order.behind(task),
                |tx, tasks| {
                    let cases: Vec<CaseId> = tasks.iter().map(|t| t.case_id).collect();
                    let known =
                        Known::of(tx, inner, &actor, cases, (&[], Vec::new()), (take.action(), "list of tasks"))?;
                    let mut lines = Vec::with_capacity(tasks.len());
                    let stands_in = if ask.code("whose").is_none() { covered(tx, &actor, today)? } else { Vec::new() };
                    for task in &tasks {
                        let away = task.owner.filter(|owner| stands_in.contains(owner));
                        lines.extend(day_task(tx, inner, &actor, &known, (task, away), today)?);
                    }
                    Ok(lines)
                },
            )
        })
    }
}
