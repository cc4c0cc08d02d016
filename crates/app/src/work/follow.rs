//! What there is to do because of what was written down: added by itself, once.

use super::tasks::{By, due_of, working_days_after};
use crate::actor::Actor;
use crate::error::AppError;
use crate::look::Look;
use casework::SectionContent;
use casework::alert::{alerts, duty};
use casework::happening::SEE_THE_CHILDREN;
pub(crate) use casework::happening::STEP_SAID;
use clocks::Unit;
use kernel::{TaskId, london_date};
use notice::form::Form;
use notice::model::CategoryIx;
use store::{Task, Tx};

/// An alert is followed within this many working days, and goes to the manager as many later.
const ALERT_DAYS: u32 = 1;
/// What the person says of their plan is looked at within this many working days.
const SAID_DAYS: u32 = 3;

/// Adds what there is to do after sections were written. `changed`: they stood there before and say something else now.
pub(crate) fn follow(
    tx: &mut Tx<'_>,
    actor: &Actor,
    look: &Look,
    form: Option<&Form>,
    written: &[(CategoryIx, &SectionContent)],
    changed: bool,
) -> Result<(), AppError> {
    let today = london_date(tx.now());
    let mut wanted: Vec<(String, u32, bool)> = Vec::new();
    for (category, content) in written {
        let Some(info) = look.notice.compiled.categories.get(usize::from(category.0)) else { continue };
        let section = form.and_then(|f| f.section(&info.id));
        let questions = section.map_or(&info.fields, |s| &s.fields);
        let found = alerts(content, questions, today);
        wanted.extend(found.iter().filter_map(|a| a.kind.task()).map(|kind| (kind.to_owned(), ALERT_DAYS, true)));
        let duties = questions.iter().filter_map(|q| duty(content, q));
        wanted.extend(duties.map(|duty| (duty.task.clone(), duty.within, true)));
        if let Some(then) = section.and_then(|s| s.when_changed.as_ref()).filter(|_| changed) {
            wanted.push((then.task.clone(), then.within, false));
        }
    }
    add(tx, actor, look, wanted)
}

/// Somebody wrote down a child in the household: whoever works on the case is to see the child and ask how they are.
pub(crate) fn see_the_children(tx: &mut Tx<'_>, actor: &Actor, look: &Look) -> Result<(), AppError> {
    add(tx, actor, look, vec![(SEE_THE_CHILDREN.to_owned(), ALERT_DAYS, false)])
}

/// The person said something of a step of their plan: whoever works on the case is to look at it.
pub(crate) fn follow_step(tx: &mut Tx<'_>, actor: &Actor, look: &Look) -> Result<(), AppError> {
    add(tx, actor, look, vec![(STEP_SAID.to_owned(), SAID_DAYS, false)])
}

/// Adds what there is to do: a kind, within how many working days, and whether once for the case is enough.
fn add(tx: &mut Tx<'_>, actor: &Actor, look: &Look, wanted: Vec<(String, u32, bool)>) -> Result<(), AppError> {
    if wanted.is_empty() {
        return Ok(());
    }
    let today = london_date(tx.now());
    let mut known = tx.tasks(look.case.id)?;
    let mut first = tx.case(look.case.id)?.and_then(|c| c.next_due_on);
    for (kind, within, once) in wanted {
        // An alert is followed once for a case; a check that was made is made again after the next change.
        if known.iter().any(|t| t.kind == kind && (once || t.done_at.is_none())) {
            continue;
        }
        let (due_on, rule) = due_of(By::Rule(within, Unit::WorkingDays), today);
        let id = TaskId::new(tx.now(), tx.entropy());
        let now = tx.now();
        let task = Task {
            id,
            case_id: look.case.id,
            kind: kind.clone(),
            due_on,
            owner: look.case.owner.or_else(|| actor.is_staff().then_some(actor.account)),
            done_at: None,
            item: None,
            rule,
            escalates_on: Some(working_days_after(due_on, ALERT_DAYS)),
            waiting_for: None,
            // Who is on a page of their own has no account among those of staff.
            made_by: Some(actor.account).filter(|_| actor.came_in().is_none()),
            made_at: Some(now),
            done_by: None,
            withdrawn: None,
        };
        tx.insert_task(&task)?;
        known.push(task);
        if first.is_none_or(|first| due_on < first) {
            tx.set_next_due(look.case.id, Some((due_on, kind.as_str())))?;
            first = Some(due_on);
        }
    }
    Ok(())
}
