//! What is to be done: on a case, and on the caller's day.

use crate::answer::Answer;
use crate::ask::Ask;
use crate::handlers::cases::Due;
use crate::handlers::entries::made;
use crate::problem::Problem;
use crate::shown::{Fields, Given, fields};
use app::{By, DayAppointment, DayCase, DayTask, NewTask, TASKS, TaskLine, WAITING};
use clocks::Unit;
use jiff::civil::Date;
use kernel::AccountId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Something to do.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Task {
    id: String,
    /// The case.
    case: String,
    /// What, in words.
    what: String,
    /// The words that were written with it.
    text: Option<Given<Fields>>,
    due: Due,
    /// The rule that it is due by, in words.
    rule: Option<String>,
    owner: Option<String>,
    mine: bool,
    /// For whom it waits, in words.
    waiting_for: Option<String>,
    /// It is late, and went to the manager.
    escalated: bool,
    escalates_on: Option<String>,
    /// When it was done or withdrawn.
    done_at: Option<String>,
    done_by: Option<String>,
    /// Why it was withdrawn, if it was: `mistake`, `not-needed`, `done-otherwise`, `twice` or `person-declined`.
    withdrawn: Option<String>,
}

impl From<TaskLine> for Task {
    fn from(line: TaskLine) -> Self {
        let (done_at, done_by) = line.done.unzip();
        let done_by = done_by.flatten();
        Self {
            id: line.id.to_string(),
            case: line.case.to_string(),
            what: line.what,
            text: line.text.map(fields),
            due: line.due.into(),
            rule: line.rule,
            owner: line.owner,
            mine: line.mine,
            waiting_for: line.waiting_for,
            escalated: line.escalated,
            escalates_on: line.escalates_on.map(|d| d.to_string()),
            done_at: done_at.map(kernel::Timestamp::rfc3339),
            done_by,
            withdrawn: line.withdrawn,
        }
    }
}

/// The tasks of a case.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Tasks {
    open: Vec<Task>,
    done: Vec<Task>,
    /// To whom one can be given.
    colleagues: Vec<Colleague>,
}

/// Somebody to whom work can be given.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Colleague {
    account: String,
    name: String,
}

impl From<(AccountId, String)> for Colleague {
    fn from((id, name): (AccountId, String)) -> Self {
        Self { account: id.to_string(), name }
    }
}

pub(crate) fn list(ask: &Ask) -> Result<Answer, Problem> {
    let view = ask.app().tasks_on(ask.actor()?, ask.case()?)?;
    Answer::json(&Tasks {
        open: view.open.into_iter().map(Task::from).collect(),
        done: view.done.into_iter().map(Task::from).collect(),
        colleagues: view.colleagues.into_iter().map(Colleague::from).collect(),
    })
}

/// Something to be done.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TaskToAdd {
    /// `call-the-person`, `visit-the-person`, `ask-for-a-document`, `chase-an-agency`, `chase-a-landlord`,
    /// `look-at-the-plan-again`, `make-a-decision`, `write-a-letter` or `something-else`.
    kind: String,
    /// The words; sealed.
    #[serde(default)]
    text: String,
    /// The category that the words are about; needed when there are any.
    #[serde(default)]
    category: String,
    /// Whose it is; left out: the caller's.
    #[serde(default)]
    owner: Option<String>,
    /// The day it is due, `2026-11-28`; either this or `within`.
    #[serde(default)]
    due_on: Option<String>,
    /// Counted from today; either this or `due_on`.
    #[serde(default)]
    within: Option<Within>,
    /// For whom it waits: `person`, `agency`, `landlord`, `colleague`, `decision`.
    #[serde(default)]
    waiting_for: Option<String>,
    /// How many working days after the due day it goes to the manager.
    #[serde(default)]
    #[schemars(range(min = 1, max = 365))]
    escalates_after: Option<u32>,
}

/// A number of days.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Within {
    #[schemars(range(min = 1, max = 400))]
    count: u32,
    /// `working-days`, `days`, `weeks`, `months`.
    unit: String,
}

fn owner(text: Option<&str>) -> Result<Option<AccountId>, Problem> {
    text.map(|t| t.parse().map_err(|_| part("owner", "Give owner as the tasks' colleagues have it"))).transpose()
}

/// One part of the body that has to be put right.
pub(crate) fn part(name: &str, words: &str) -> Problem {
    Problem::wrong_parts(vec![(name.to_owned(), words.to_owned())])
}

fn waiting(text: Option<&str>) -> Result<String, Problem> {
    match text {
        None => Ok(String::new()),
        Some(code) if WAITING.iter().any(|(known, _)| *known == code) => Ok(code.to_owned()),
        Some(_) => Err(part("waiting_for", "Give person, agency, landlord, colleague or decision")),
    }
}

/// A day, not before today and at most some years ahead.
pub(crate) fn day(name: &str, text: &str) -> Result<Date, Problem> {
    text.parse::<Date>()
        .ok()
        .filter(|d| d.to_string() == text && (2000..=2100).contains(&d.year()))
        .ok_or_else(|| part(name, "Give a day between 2000 and 2100 as 2026-11-21"))
}

pub(crate) fn add(ask: &Ask) -> Result<Answer, Problem> {
    let (case, once) = (ask.case()?, ask.once()?);
    let new: TaskToAdd = ask.body()?;
    if !TASKS.iter().any(|(code, _)| *code == new.kind) {
        return Err(part("kind", "Give one of the kinds that the description names"));
    }
    if new.text.chars().count() > casework::form::LONGEST_TEXT {
        return Err(part("text", "Give at most 20,000 characters"));
    }
    let by = match (&new.due_on, &new.within) {
        (Some(on), None) => By::On(day("due_on", on)?),
        (None, Some(within)) => {
            let unit = Unit::parse(&within.unit)
                .ok_or_else(|| part("within/unit", "Give working-days, days, weeks or months"))?;
            if !(1..=400).contains(&within.count) {
                return Err(part("within/count", "Give a number from 1 to 400"));
            }
            By::Rule(within.count, unit)
        }
        _ => return Err(part("due_on", "Give due_on or within, and not both")),
    };
    if new.escalates_after.is_some_and(|n| !(1..=365).contains(&n)) {
        return Err(part("escalates_after", "Give a number from 1 to 365"));
    }
    let task = NewTask {
        kind: new.kind,
        text: new.text,
        category: new.category,
        owner: owner(new.owner.as_deref())?,
        by,
        waiting_for: waiting(new.waiting_for.as_deref())?,
        escalates_after: new.escalates_after,
    };
    let id = ask.app().add_task_keyed(ask.actor()?, case, &task, once.as_ref())?;
    made(ask, "tasks", &id.to_string())
}

/// What is different about something to be done.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TaskChange {
    /// Whose it is from now on, as `colleagues` have it.
    owner: String,
    /// The day it is due.
    due_on: String,
    /// For whom it waits; left out: nobody.
    #[serde(default)]
    waiting_for: Option<String>,
}

pub(crate) fn change(ask: &Ask) -> Result<Answer, Problem> {
    let (case, id) = (ask.case()?, ask.id("task")?);
    let change: TaskChange = ask.body()?;
    let owner = owner(Some(&change.owner))?.ok_or_else(Problem::nothing)?;
    let (due_on, waiting) = (day("due_on", &change.due_on)?, waiting(change.waiting_for.as_deref())?);
    ask.app().change_task(ask.actor()?, (case, id), owner, due_on, &waiting, None)?;
    Ok(Answer::done())
}

pub(crate) fn finish(ask: &Ask) -> Result<Answer, Problem> {
    ask.app().finish_task(ask.actor()?, ask.case()?, ask.id("task")?)?;
    Ok(Answer::done())
}

/// Why something is not to be done after all.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TaskWithdrawal {
    /// `mistake`, `not-needed`, `done-otherwise`, `twice` or `person-declined`.
    why: String,
}

pub(crate) fn withdraw(ask: &Ask) -> Result<Answer, Problem> {
    let (case, id) = (ask.case()?, ask.id("task")?);
    let withdrawal: TaskWithdrawal = ask.body()?;
    ask.app().withdraw_task(ask.actor()?, case, id, &withdrawal.why).map_err(Problem::of_body)?;
    Ok(Answer::done())
}

/// Something to do, with its case.
#[derive(Serialize, JsonSchema)]
pub(crate) struct OnDay {
    #[serde(flatten)]
    task: Task,
    reference: String,
    name: Given<String>,
    /// For whom it is done, if not for oneself.
    on_behalf_of: Option<String>,
}

impl From<DayTask> for OnDay {
    fn from(day: DayTask) -> Self {
        Self { task: day.task.into(), reference: day.reference, name: day.name.into(), on_behalf_of: day.on_behalf_of }
    }
}

/// An appointment.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Appointment {
    case: String,
    reference: String,
    name: Given<String>,
    at: String,
    ends_at: Option<String>,
    content: Given<Fields>,
}

impl From<DayAppointment> for Appointment {
    fn from(day: DayAppointment) -> Self {
        Self {
            case: day.case.to_string(),
            reference: day.reference,
            name: day.name.into(),
            at: day.at.rfc3339(),
            ends_at: day.ends_at.map(kernel::Timestamp::rfc3339),
            content: fields(day.content),
        }
    }
}

/// A case that waits in a team.
#[derive(Serialize, JsonSchema)]
pub(crate) struct InTeam {
    case: String,
    reference: String,
    name: Given<String>,
    team: String,
    since: String,
}

impl From<DayCase> for InTeam {
    fn from(one: DayCase) -> Self {
        Self {
            case: one.case.to_string(),
            reference: one.reference,
            name: one.name.into(),
            team: one.team,
            since: one.since.rfc3339(),
        }
    }
}

/// The caller's day.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Day {
    today: String,
    overdue: Vec<OnDay>,
    due_today: Vec<OnDay>,
    /// What falls due within a week.
    soon: Vec<OnDay>,
    /// What waits for somebody else.
    waiting: Vec<OnDay>,
    /// What came to the caller as manager because it is late.
    escalated: Vec<OnDay>,
    /// Cases that wait in the caller's teams until somebody takes them.
    in_team: Vec<InTeam>,
    /// How much there is to do later.
    later: usize,
    appointments: Vec<Appointment>,
    /// For whom the caller stands in today.
    covering: Vec<String>,
}

pub(crate) fn my_day(ask: &Ask) -> Result<Answer, Problem> {
    let day = ask.app().my_day(ask.actor()?)?;
    let all = |tasks: Vec<DayTask>| tasks.into_iter().map(OnDay::from).collect();
    Answer::json(&Day {
        today: day.today.to_string(),
        overdue: all(day.overdue),
        due_today: all(day.due_today),
        soon: all(day.soon),
        waiting: all(day.waiting),
        escalated: all(day.escalated),
        in_team: day.in_team.into_iter().map(InTeam::from).collect(),
        later: day.later,
        appointments: day.appointments.into_iter().map(Appointment::from).collect(),
        covering: day.covering,
    })
}
