//! What is to be done on a case: by whom, by when and by which rule, for whom it waits, and to whom it goes when it is late.

use super::crew::{colleague, colleagues_on, stands_in};
use super::desk::{Desk, visible};
use super::items::{self, Entry, asked, content, shown};
use crate::actor::Actor;
use crate::error::AppError;
use crate::look::Look;
use crate::once::{self, Before, OnceKey};
use crate::views::{CaseTop, DueLine, Item};
use crate::{App, Inner};
use casework::document::words;
use casework::{SectionContent, task_words};
use clocks::{Calendar, DueRule, Nation, Unit};
use jiff::civil::Date;
use kernel::{AccountId, CaseId, ItemId, TaskId, Timestamp, london_date};
use ledger::Action;
use notice::model::Act;
use std::collections::HashMap;
use store::{Task, Tx};

/// How a date was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// On this day.
    On(Date),
    /// So long after today.
    Rule(u32, Unit),
}

/// Something to do that is to be added.
#[derive(Debug, Clone)]
pub struct NewTask {
    /// What: a code.
    pub kind: String,
    /// More about it, in words; sealed.
    pub text: String,
    /// The category that the words are about; needed only with words.
    pub category: String,
    /// Who does it; the actor if not said.
    pub owner: Option<AccountId>,
    /// By when.
    pub by: By,
    /// For whom it waits: `person`, `agency`, `landlord`; empty when it waits for nobody.
    pub waiting_for: String,
    /// How many working days late it goes to the team's manager.
    pub escalates_after: Option<u32>,
}

/// Something to do, as shown.
pub struct TaskLine {
    /// Its id.
    pub id: TaskId,
    /// Its case.
    pub case: CaseId,
    /// What: a code.
    pub kind: String,
    /// What, in words.
    pub what: String,
    /// More about it, as the gate allows.
    pub text: Option<Item<SectionContent>>,
    /// By when.
    pub due: DueLine,
    /// The rule that gave the date, in words.
    pub rule: Option<String>,
    /// Who does it.
    pub owner: Option<String>,
    /// Who stands in for the owner, and until when.
    pub cover: Option<(String, Date)>,
    /// How it stands, to tell whether somebody has changed it since.
    pub stands: String,
    /// Whether it is the actor's own.
    pub mine: bool,
    /// For whom it waits, in words.
    pub waiting_for: Option<String>,
    /// Whether it is so late that it is with the manager.
    pub escalated: bool,
    /// When it goes to the manager.
    pub escalates_on: Option<Date>,
    /// When it was done or withdrawn, and by whom; by nobody here where a body's answer or the program did with it.
    pub done: Option<(Timestamp, Option<String>)>,
    /// Why it was withdrawn, if it was: a code of [`WHY_WITHDRAWN`].
    pub withdrawn: Option<String>,
}

impl TaskLine {
    /// Why it was withdrawn, in words, if it was.
    #[must_use]
    pub fn withdrawn_words(&self) -> Option<&'static str> {
        self.withdrawn.as_deref().map(withdrawn_words)
    }
}

/// What is to be done on a case.
pub struct TasksView {
    /// The head of the page.
    pub top: CaseTop,
    /// What is left, by date.
    pub open: Vec<TaskLine>,
    /// What was done, the latest first.
    pub done: Vec<TaskLine>,
    /// Who can do it.
    pub colleagues: Vec<(AccountId, String)>,
    /// What words can be about.
    pub subjects: Vec<(String, String)>,
}

/// How a task stands, in one word: who does it, by when, and for whom it waits.
fn stands(task: &Task) -> String {
    let owner = task.owner.map(|who| who.to_string()).unwrap_or_default();
    format!("{owner}/{}/{}", task.due_on, task.waiting_for.as_deref().unwrap_or_default())
}

/// For whom a task can wait: codes and words.
pub const WAITING: [(&str, &str); 5] = [
    ("person", "the person"),
    ("agency", "another agency"),
    ("landlord", "a landlord"),
    ("colleague", "a colleague"),
    ("decision", "a decision"),
];

/// Why something is not to be done after all: codes and words.
pub const WHY_WITHDRAWN: &[(&str, &str)] = &[
    ("mistake", "It was added by mistake"),
    ("not-needed", "It is not needed any more"),
    ("done-otherwise", "It was done in another way, or by somebody else"),
    ("twice", "It is there twice"),
    ("person-declined", "The person does not want it"),
];

/// Why something was withdrawn, in words.
pub(crate) fn withdrawn_words(code: &str) -> &'static str {
    words(WHY_WITHDRAWN, code).unwrap_or("No reason is known")
}

/// What there usually is to do: codes and words.
pub const TASKS: [(&str, &str); 9] = [
    ("call-the-person", "Call the person"),
    ("visit-the-person", "Visit the person"),
    ("ask-for-a-document", "Ask for a document"),
    ("chase-an-agency", "Chase an agency"),
    ("chase-a-landlord", "Chase a landlord"),
    ("look-at-the-plan-again", "Look at the plan again"),
    ("make-a-decision", "Make a decision"),
    ("write-a-letter", "Write a letter"),
    ("something-else", "Something else"),
];

/// The day that a way of saying it means, and the rule if it was one.
pub(crate) fn due_of(by: By, today: Date) -> (Date, Option<String>) {
    match by {
        By::On(day) => (day, None),
        By::Rule(count, unit) => {
            let rule = DueRule { count, unit, from: today };
            (rule.due(Calendar::standard(), Nation::England), Some(rule.stored()))
        }
    }
}

/// The last of so many working days after a day, as England counts them.
pub(crate) fn working_days_after(from: Date, days: u32) -> Date {
    Calendar::standard().after_working_days(Nation::England, from, days)
}

/// A line of a task without its words.
pub(crate) fn bare_line(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    task: &Task,
    today: Date,
) -> Result<TaskLine, AppError> {
    let name = |tx: &mut Tx<'_>, id: Option<AccountId>| id.map(|id| inner.account_name(tx, id)).transpose();
    Ok(TaskLine {
        id: task.id,
        case: task.case_id,
        kind: task.kind.clone(),
        what: task_words(&task.kind),
        text: None,
        due: DueLine {
            what: task_words(&task.kind),
            on: task.due_on,
            words: clocks::due_words(task.due_on, today),
            overdue: task.due_on < today && task.done_at.is_none(),
        },
        rule: task.rule.as_deref().and_then(DueRule::parse).map(|r| r.words()),
        owner: name(tx, task.owner)?,
        cover: match task.owner.filter(|_| task.done_at.is_none()) {
            Some(owner) => stands_in(tx, inner, owner, today)?,
            None => None,
        },
        stands: stands(task),
        mine: task.owner == Some(actor.account),
        waiting_for: task
            .waiting_for
            .as_deref()
            .and_then(|code| WAITING.iter().find(|(known, _)| *known == code))
            .map(|(_, words)| (*words).to_owned()),
        escalated: task.done_at.is_none() && task.escalates_on.is_some_and(|on| on < today),
        escalates_on: task.escalates_on,
        done: match task.done_at {
            // What is done by nobody here was done with by what a body answered, or by the program.
            Some(at) => Some((at, name(tx, task.done_by)?)),
            None => None,
        },
        withdrawn: task.withdrawn.clone(),
    })
}

/// The case's next date from what is left to do on it.
pub(crate) fn next_date(tx: &mut Tx<'_>, case: CaseId) -> Result<(), AppError> {
    let next = tx.tasks(case)?.into_iter().filter(|t| t.done_at.is_none()).min_by_key(|t| t.due_on);
    tx.set_next_due(case, next.as_ref().map(|t| (t.due_on, t.kind.as_str())))?;
    Ok(())
}

/// A case that the actor, one of the controller's own people, may record something of.
pub(crate) fn workable(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, case: CaseId) -> Result<Look, AppError> {
    let look = Look::at(tx, inner, actor, case)?.ok_or(AppError::NotFound)?;
    if !actor.is_staff() || look.decide_all(Act::Record).releases_nothing() {
        return Err(AppError::NotFound);
    }
    Ok(look)
}

/// Adds something to do; it is on the ledger.
pub(crate) fn add(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    case: CaseId,
    new: &NewTask,
) -> Result<TaskId, AppError> {
    let look = workable(tx, inner, actor, case)?;
    if !look.is_open() {
        return Err(AppError::Refused("The case is closed: open it again to add to it".to_owned()));
    }
    let today = london_date(tx.now());
    let owner = match new.owner {
        Some(owner) => colleague(tx, inner, actor, owner)?,
        None => actor.account,
    };
    if tx.hidden(owner, &[(case, look.case.owner)])?.contains(&case) {
        return Err(AppError::Refused("This person cannot work on this case: choose somebody else".to_owned()));
    }
    let (due_on, rule) = due_of(new.by, today);
    let item = if new.text.trim().is_empty() {
        None
    } else {
        let id = ItemId::new(tx.now(), tx.entropy());
        let entry = Entry {
            staff_only: true,
            ..Entry::now("task", &new.category, SectionContent::from_pairs([("text", new.text.trim())]))
        };
        items::write(tx, actor, &look, (id, 1), &entry)?;
        Some(id)
    };
    if item.is_none() {
        let ring = crate::cases::parts::ring(tx, &look, &[])?;
        look.record(tx, actor, look.decide_all(Act::Record), Action::Create, &ring, "task")?;
    }
    let id = TaskId::new(tx.now(), tx.entropy());
    tx.insert_task(&Task {
        id,
        case_id: case,
        kind: new.kind.clone(),
        due_on,
        owner: Some(owner),
        done_at: None,
        item,
        rule,
        escalates_on: new.escalates_after.map(|days| working_days_after(due_on, days)),
        waiting_for: Some(new.waiting_for.clone()).filter(|w| WAITING.iter().any(|(code, _)| code == w)),
        made_by: Some(actor.account),
        made_at: Some(tx.now()),
        done_by: None,
        withdrawn: None,
    })?;
    if look.case.next_due_on.is_none_or(|next| due_on < next) {
        tx.set_next_due(case, Some((due_on, new.kind.as_str())))?;
    }
    Ok(id)
}

impl App {
    /// What is to be done on a case, and what was. For the controller's own people.
    ///
    /// # Errors
    /// `NotFound` when nothing of the case is released to the actor, or it is a partner.
    pub fn tasks_on(&self, actor: &Actor, case: CaseId) -> Result<TasksView, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "tasks", move |tx, inner| {
            if !actor.is_staff() {
                return Err(AppError::NotFound);
            }
            let Some(look) = visible(tx, inner, &actor, case)? else { return Ok(None) };
            let today = london_date(tx.now());
            let tasks = tx.tasks(case)?;
            let ids: Vec<ItemId> = tasks.iter().filter_map(|t| t.item).collect();
            let entries = tx.items_by_id(&ids)?;
            let (categories, classes) = asked(&look, &entries);
            let desk = Desk::of(tx, &actor, look, &categories, &classes, (Action::Open, "tasks"))?;
            let entries = shown(tx, (&desk.look, &desk.recorded), &actor, entries.clone())?;
            let entries: HashMap<ItemId, _> = entries.into_iter().map(|i| (i.id, i)).collect();
            let (mut open, mut done) = (Vec::new(), Vec::new());
            for task in &tasks {
                let mut line = bare_line(tx, inner, &actor, task, today)?;
                if let Some(entry) = task.item.and_then(|id| entries.get(&id)) {
                    line.text = Some(content(&desk.look, &desk.recorded, entry, &desk.ring)?);
                }
                if line.done.is_some() { done.push(line) } else { open.push(line) }
            }
            done.sort_by_key(|l| std::cmp::Reverse(l.done.as_ref().map(|(at, _)| *at)));
            let (colleagues, subjects) = (colleagues_on(tx, inner, &actor, &desk.look.case)?, desk.subjects());
            Ok(Some(TasksView { top: desk.top(&actor)?, open, done, colleagues, subjects }))
        })?
        .ok_or(AppError::NotFound)
    }

    /// Adds something to do.
    ///
    /// # Errors
    /// `NotFound` when the actor may record nothing of the case; `Refused` when it is closed, or the owner cannot work on it.
    pub fn add_task(&self, actor: &Actor, case: CaseId, new: &NewTask) -> Result<TaskId, AppError> {
        self.add_task_keyed(actor, case, new, None)
    }

    /// Adds a task for a program, once for each of its keys.
    ///
    /// # Errors
    /// As [`App::add_task`]; `Refused` when the key was used for something else.
    pub fn add_task_keyed(
        &self,
        actor: &Actor,
        case: CaseId,
        new: &NewTask,
        key: Option<&OnceKey>,
    ) -> Result<TaskId, AppError> {
        once::at_most(key, || {
            let (actor, new, key) = (actor.clone(), new.clone(), key.cloned());
            self.act(&actor.caller.clone(), "add task", move |tx, inner| {
                let fresh = match once::before(tx, &actor, key.as_ref())? {
                    Before::Done(made) => return Ok(TaskId::from_bytes(made)),
                    Before::Not(fresh) => fresh,
                };
                let id = add(tx, inner, &actor, case, &new)?;
                once::done(tx, &actor, fresh, id.as_bytes())?;
                Ok(id)
            })
        })
    }

    /// Notes that something is done. What is done already stays as it is.
    ///
    /// # Errors
    /// `NotFound` when there is no such thing to do on the case for the actor; `Refused` when it was withdrawn.
    pub fn finish_task(&self, actor: &Actor, case: CaseId, id: TaskId) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "finish task", move |tx, inner| {
            let look = workable(tx, inner, &actor, case)?;
            let task = tx.tasks(case)?.into_iter().find(|t| t.id == id).ok_or(AppError::NotFound)?;
            if task.withdrawn.is_some() {
                return Err(AppError::Refused("This was withdrawn: add it again if it is to be done".to_owned()));
            }
            if task.done_at.is_some() {
                return Ok(());
            }
            let ring = crate::cases::parts::ring(tx, &look, &[])?;
            look.record(tx, &actor, look.decide_all(Act::Record), Action::Edit, &ring, "task done")?;
            tx.finish_task(id, Some(actor.account))?;
            next_date(tx, case)
        })
    }

    /// Notes that something is not to be done after all, and why: a code of [`WHY_WITHDRAWN`]. What is withdrawn for this reason already
    /// stays as it is.
    ///
    /// # Errors
    /// `NotFound` when there is no such thing to do on the case for the actor; `Form` without a reason; `Refused` when it is done or was
    /// withdrawn for another reason.
    pub fn withdraw_task(&self, actor: &Actor, case: CaseId, id: TaskId, why: &str) -> Result<(), AppError> {
        let (actor, why) = (actor.clone(), why.to_owned());
        if words(WHY_WITHDRAWN, &why).is_none() {
            return Err(AppError::field("why", "Choose why it is withdrawn"));
        }
        self.act(&actor.caller.clone(), "withdraw task", move |tx, inner| {
            let look = workable(tx, inner, &actor, case)?;
            let task = tx.tasks(case)?.into_iter().find(|t| t.id == id).ok_or(AppError::NotFound)?;
            match (task.done_at, &task.withdrawn) {
                (None, _) => {}
                (Some(_), Some(before)) if *before == why => return Ok(()),
                (Some(_), Some(_)) => {
                    return Err(AppError::Refused("This was withdrawn before, for another reason".to_owned()));
                }
                (Some(_), None) => {
                    return Err(AppError::Refused("This is done: it cannot be withdrawn any more".to_owned()));
                }
            }
            let ring = crate::cases::parts::ring(tx, &look, &[])?;
            let detail = format!("task withdrawn: {why}");
            look.record(tx, &actor, look.decide_all(Act::Record), Action::Edit, &ring, &detail)?;
            tx.withdraw_task(id, actor.account, &why)?;
            next_date(tx, case)
        })
    }

    /// Gives something to do to somebody else, or another date, or says for whom it waits. `stood`: how it stood when the form was
    /// opened, if that is known.
    ///
    /// # Errors
    /// `Conflict` when somebody else has changed it since; `NotFound` when there is no such thing left to do; `Refused` when the owner cannot work on the case.
    pub fn change_task(
        &self,
        actor: &Actor,
        (case, id): (CaseId, TaskId),
        owner: AccountId,
        due_on: Date,
        waiting_for: &str,
        stood: Option<&str>,
    ) -> Result<(), AppError> {
        let (actor, waiting_for, stood) = (actor.clone(), waiting_for.to_owned(), stood.map(str::to_owned));
        self.act(&actor.caller.clone(), "change task", move |tx, inner| {
            let look = workable(tx, inner, &actor, case)?;
            let mut task =
                tx.tasks(case)?.into_iter().find(|t| t.id == id && t.done_at.is_none()).ok_or(AppError::NotFound)?;
            let owner = colleague(tx, inner, &actor, owner)?;
            if tx.hidden(owner, &[(case, look.case.owner)])?.contains(&case) {
                return Err(AppError::Refused("This person cannot work on this case: choose somebody else".to_owned()));
            }
            let stands_now = stands(&task);
            if due_on != task.due_on {
                // A date that was set by hand has no rule any more; what was to follow from being late moves with it.
                task.escalates_on = task.escalates_on.map(|on| {
                    let late = on.since(task.due_on).map_or(1, |s| s.get_days().max(1));
                    due_on.checked_add(jiff::Span::new().days(late)).unwrap_or(due_on)
                });
                task.rule = None;
            }
            task.owner = Some(owner);
            task.due_on = due_on;
            task.waiting_for = Some(waiting_for.clone()).filter(|w| WAITING.iter().any(|(code, _)| code == w));
            if stood.as_ref().is_some_and(|stood| *stood != stands_now) {
                // Changed since, to the very same: then nothing is left to do.
                return if stands(&task) == stands_now { Ok(()) } else { Err(AppError::Conflict) };
            }
            let ring = crate::cases::parts::ring(tx, &look, &[])?;
            look.record(tx, &actor, look.decide_all(Act::Record), Action::Edit, &ring, "task changed")?;
            tx.update_task(&task)?;
            next_date(tx, case)
        })
    }
}
