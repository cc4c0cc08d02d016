//! What is to be done on a case; handing it over.

use super::day::tags;
use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, choice, content_rows, day, field, read_day};
use crate::show;
use crate::tabs::head;
use app::{AppError, By, HandOver, Holder, NewTask, TASKS, TaskLine, TasksView, WAITING, WHY_WITHDRAWN};
use axum::http::StatusCode;
use casework::happening::{HOLD_INTERVIEW, LOOK_AT_STEP, STEP_SAID};
use clocks::Unit;
use kernel::{AccountId, TaskId, london_date};
use pages::Link;
use pages::Typed;
use pages::case::{Conflict, ConflictRow};
use pages::form::{Choice, Control, Entered, Field, FieldValue, FormState};
use pages::sheet::{Button, Card, Group, Sheet};
use pages::work::PlainForm;

fn card(line: TaskLine, open: bool) -> Card {
    let mut lines = Vec::new();
    lines.extend(line.rule.as_ref().map(|rule| format!("Due {rule}")));
    lines.push(line.owner.as_ref().map_or_else(|| "Nobody’s yet".to_owned(), |who| format!("By {who}")));
    lines.extend(line.cover.as_ref().map(|(who, until)| format!("{who} stands in until {}", show::date(*until))));
    lines.extend(
        line.escalates_on
            .filter(|_| open && !line.escalated)
            .map(|on| format!("With the team’s manager after {}", show::date(on))),
    );
    lines.extend(line.done.as_ref().map(|(at, by)| {
        let by = by.as_ref().map_or_else(String::new, |by| format!(" by {by}"));
        match line.withdrawn_words() {
            None => format!("Done{by} on {}", at.words()),
            Some(why) => format!("Withdrawn{by} on {}: {why}", at.words()),
        }
    }));
    let address = format!("/cases/{}/tasks/{}", line.case, line.id);
    Card {
        title: line.what.clone(),
        due: open.then(|| show::due(&line.due)),
        tags: tags(&line),
        lines,
        links: if open {
            let look = match line.kind.as_str() {
                STEP_SAID | LOOK_AT_STEP => Some(("Look at it", "steps")),
                HOLD_INTERVIEW => Some(("The initial interview", "interview")),
                _ => None,
            };
            let look =
                look.map(|(text, at)| Link { text: text.to_owned(), href: format!("/cases/{}/{at}", line.case) });
            let change = Link { text: "Change".to_owned(), href: format!("{address}/change") };
            let withdraw = Link { text: "Withdraw".to_owned(), href: format!("{address}/withdraw") };
            look.into_iter().chain([change, withdraw]).collect()
        } else {
            Vec::new()
        },
        buttons: if open {
            vec![Button { words: "Done".to_owned(), about: line.what.clone(), action: format!("{address}/done") }]
        } else {
            Vec::new()
        },
        rows: line.text.and_then(content_rows),
        ..Card::default()
    }
}

/// What is to be done.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let view = ask.app().tasks_on(ask.actor()?, case)?;
    let may = view.top.records && view.top.open;
    let group = |id: &str, heading: &str, empty: &str, lines: Vec<TaskLine>, open: bool| Group {
        id: id.to_owned(),
        heading: heading.to_owned(),
        empty: empty.to_owned(),
        cards: lines.into_iter().map(|l| card(l, open && may)).collect(),
    };
    let actions = if may {
        vec![
            Link { text: "Add something to do".to_owned(), href: format!("/cases/{case}/tasks/new") },
            Link { text: "Steps of the plan".to_owned(), href: format!("/cases/{case}/steps") },
            Link { text: "Hand the case over".to_owned(), href: format!("/cases/{case}/hand-over") },
        ]
    } else {
        Vec::new()
    };
    let (withdrawn, done) = view.done.into_iter().partition(|line| line.withdrawn.is_some());
    let page = Sheet {
        heading: "Tasks".to_owned(),
        back: Some(Link { text: "All cases".to_owned(), href: "/cases".to_owned() }),
        actions,
        groups: vec![
            group("open", "To do", "Nothing is to be done.", view.open, true),
            group("done", "Done", "Nothing has been done yet.", done, false),
            group("withdrawn", "Withdrawn", "Nothing was withdrawn.", withdrawn, false),
        ],
        case: Some(head(view.top, "tasks")),
        ..Sheet::default()
    };
    ask.page(&page)
}

fn people(colleagues: &[(AccountId, String)]) -> Vec<Choice> {
    colleagues.iter().map(|(id, name)| choice(id.to_string(), name)).collect()
}

fn waiting() -> Vec<Choice> {
    WAITING.iter().map(|(code, words)| choice(*code, *words)).collect()
}

fn back(ask: &Ask) -> Link {
    Link { text: "Tasks".to_owned(), href: format!("/cases/{}/tasks", ask.param("case")) }
}

fn show_new(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let view = ask.app().tasks_on(ask.actor()?, case)?;
    if !view.top.records || !view.top.open {
        return Err(Failure::not_found());
    }
    let fine = form.is_fine();
    let me = ask.actor()?.account.to_string();
    let subjects = view.subjects.iter().map(|(id, label)| choice(id, label)).collect();
    let fields: Vec<Field> = vec![
        field(ask, &form, "kind", "What is to be done?", Control::Choice)
            .options(TASKS.iter().map(|(code, words)| choice(*code, *words)).collect()),
        field(ask, &form, "count", "In how many days?", Control::Number)
            .optional()
            .hint("Or leave this empty and give a date below"),
        field(ask, &form, "unit", "Counted in", Control::Choice)
            .options(Unit::ALL.iter().map(|u| choice(u.id(), u.words())).collect())
            .standing(ask, Entered::text(Unit::WorkingDays.id())),
        field(ask, &form, "on", "On which date?", Control::Date).optional(),
        field(ask, &form, "owner", "Who does it?", Control::Choice)
            .options(people(&view.colleagues))
            .standing(ask, Entered::text(me)),
        field(ask, &form, "waiting", "Does it wait for somebody?", Control::Choice).optional().options(waiting()),
        field(ask, &form, "escalate", "How many working days late does it go to the team’s manager?", Control::Number)
            .optional(),
        field(ask, &form, "text", "More about it", Control::LongText).optional(),
        field(ask, &form, "about", "What is that about?", Control::Choice)
            .optional()
            .options(subjects)
            .hint("Needed only if you wrote more about it: it decides who may see it."),
    ];
    let page = PlainForm {
        heading: "Add something to do".to_owned(),
        action: format!("/cases/{case}/tasks/new"),
        back: back(ask),
        fields,
        button: "Add".to_owned(),
        case: Some(head(view.top, "")),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// The form.
pub(crate) fn new_page(ask: &Ask) -> Result<Answer, Failure> {
    show_new(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn add_again(ask: &Ask) -> Result<Answer, Failure> {
    show_new(ask, stale())
}

fn number(ask: &Ask, form: &mut FormState, name: &str, most: u32) -> Option<u32> {
    let typed = ask.field(name).trim();
    if typed.is_empty() {
        return None;
    }
    let read = typed.parse().ok().filter(|n| (1..=most).contains(n));
    if read.is_none() {
        form.add(name, format!("Enter a whole number from 1 to {most}"));
    }
    read
}

/// Adds it.
pub(crate) fn add(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let view: TasksView = ask.app().tasks_on(ask.actor()?, case)?;
    let mut form = FormState::default();
    let kind = ask.field("kind");
    if !TASKS.iter().any(|(code, _)| *code == kind) {
        form.add("kind", "Choose what is to be done");
    }
    let count = number(ask, &mut form, "count", 366);
    let on = read_day(ask, &mut form, "on", "The date");
    let unit = Unit::parse(ask.field("unit"));
    let by = match (count, unit, on) {
        (Some(count), Some(unit), None) => Some(By::Rule(count, unit)),
        (None, _, Some(on)) if on < london_date(ask.app().now()) => {
            form.add("on-day", "The date has to be today or later");
            None
        }
        (None, _, Some(on)) => Some(By::On(on)),
        (Some(_), _, Some(_)) => {
            form.add("count", "Give either a number of days or a date, not both");
            None
        }
        (Some(_), None, None) => {
            form.add("unit", "Choose what is counted");
            None
        }
        (None, _, None) => {
            if form.is_fine() {
                form.add("count", "Give a number of days, or a date");
            }
            None
        }
    };
    let escalates_after = number(ask, &mut form, "escalate", 60);
    let owner = ask.field("owner").parse::<AccountId>().ok();
    let text = ask.field("text").trim();
    if !text.is_empty() && !view.subjects.iter().any(|(id, _)| id == ask.field("about")) {
        form.add("about", "Choose what it is about");
    }
    let Some(by) = by.filter(|_| form.is_fine()) else { return show_new(ask, form) };
    let new = NewTask {
        kind: kind.to_owned(),
        text: text.to_owned(),
        category: ask.field("about").to_owned(),
        owner,
        by,
        waiting_for: ask.field("waiting").to_owned(),
        escalates_after,
    };
    match ask.app().add_task(ask.actor()?, case, &new) {
        Ok(_) => Ok(Answer::next(format!("/cases/{case}/tasks")).saying(Said::EntryAdded)),
        Err(AppError::Refused(words)) => show_new(ask, FormState::wrong("owner", &words)),
        Err(error) => Err(error.into()),
    }
}

fn the_task(ask: &Ask) -> Result<TaskId, Failure> {
    ask.param("task").parse().map_err(|_| Failure::not_found())
}

/// Notes that it is done.
pub(crate) fn done(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    ask.app().finish_task(ask.actor()?, case, the_task(ask)?)?;
    Ok(Answer::next(format!("/cases/{case}/tasks")).saying(Said::TaskDone))
}

fn show_withdraw(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let (case, id) = (ask.case()?, the_task(ask)?);
    let view = ask.app().tasks_on(ask.actor()?, case)?;
    let task = view.open.iter().find(|t| t.id == id).filter(|_| view.top.records && view.top.open);
    let task = task.ok_or_else(Failure::not_found)?;
    let fine = form.is_fine();
    let fields = vec![
        field(ask, &form, "why", "Why is it not to be done?", Control::Choice)
            .options(WHY_WITHDRAWN.iter().map(|(code, words)| choice(*code, *words)).collect()),
    ];
    let page = PlainForm {
        heading: format!("Withdraw: {}", task.what),
        lede: vec!["It stays on the record, with the reason. Nobody has it to do any more.".to_owned()],
        action: format!("/cases/{case}/tasks/{id}/withdraw"),
        back: back(ask),
        fields,
        button: "Withdraw".to_owned(),
        case: Some(head(view.top, "")),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// Why something is not to be done after all.
pub(crate) fn withdraw_page(ask: &Ask) -> Result<Answer, Failure> {
    show_withdraw(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn withdraw_again(ask: &Ask) -> Result<Answer, Failure> {
    show_withdraw(ask, stale())
}

/// Withdraws it.
pub(crate) fn withdraw(ask: &Ask) -> Result<Answer, Failure> {
    let (case, id) = (ask.case()?, the_task(ask)?);
    match ask.app().withdraw_task(ask.actor()?, case, id, ask.field("why")) {
        Ok(()) => Ok(Answer::next(format!("/cases/{case}/tasks")).saying(Said::TaskWithdrawn)),
        Err(AppError::Form(errors)) => show_withdraw(ask, show::form_state(&errors)),
        Err(error) => Err(error.into()),
    }
}

/// How it stands now beside what was typed.
fn both(ask: &Ask, task: &TaskLine, view: &TasksView) -> Conflict {
    let row = |label: &str, theirs: String, yours: String| ConflictRow {
        label: label.to_owned(),
        control: Control::Text,
        differs: theirs != yours,
        theirs: FieldValue::Typed(Typed(Entered::text(theirs))),
        yours: FieldValue::Typed(Typed(Entered::text(yours))),
    };
    let who = view.colleagues.iter().find(|(id, _)| id.to_string() == ask.field("owner"));
    let waits = WAITING.iter().find(|(code, _)| *code == ask.field("waiting"));
    let on = read_day(ask, &mut FormState::default(), "on", "The date");
    let rows = vec![
        row(
            "Who does it",
            task.owner.clone().unwrap_or_default(),
            who.map(|(_, name)| name.clone()).unwrap_or_default(),
        ),
        row("By when", show::date(task.due.on), on.map(show::date).unwrap_or_default()),
        row(
            "Waiting for",
            task.waiting_for.clone().unwrap_or_default(),
            waits.map_or_else(String::new, |(_, words)| (*words).to_owned()),
        ),
    ];
    Conflict { by: String::new(), when: String::new(), rows }
}

fn show_change(ask: &Ask, form: FormState, clash: bool) -> Result<Answer, Failure> {
    let (case, id) = (ask.case()?, the_task(ask)?);
    let view = ask.app().tasks_on(ask.actor()?, case)?;
    let task = view.open.iter().find(|t| t.id == id).filter(|_| view.top.records).ok_or_else(Failure::not_found)?;
    let fine = form.is_fine();
    let stood = Some(ask.field("stands")).filter(|typed| !typed.is_empty() && !clash);
    let stood = stood.unwrap_or(task.stands.as_str()).to_owned();
    let conflict = clash.then(|| both(ask, task, &view));
    let owner = view.colleagues.iter().find(|(_, name)| Some(name) == task.owner.as_ref());
    let owner = owner.map(|(id, _)| id.to_string()).unwrap_or_default();
    let waits = WAITING.iter().find(|(_, words)| Some(*words) == task.waiting_for.as_deref());
    let fields = vec![
        field(ask, &form, "owner", "Who does it?", Control::Choice)
            .options(people(&view.colleagues))
            .standing(ask, Entered::text(owner)),
        field(ask, &form, "on", "By when?", Control::Date).standing(ask, day(task.due.on)),
        field(ask, &form, "waiting", "Does it wait for somebody?", Control::Choice)
            .optional()
            .options(waiting())
            .standing(ask, Entered::text(waits.map_or("", |(code, _)| code))),
    ];
    let page = PlainForm {
        heading: format!("Change: {}", task.what),
        action: format!("/cases/{case}/tasks/{id}/change"),
        back: back(ask),
        hidden: vec![("stands".to_owned(), stood)],
        conflict,
        fields,
        button: "Save".to_owned(),
        case: Some(head(view.top, "")),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// The form of a change.
pub(crate) fn change_page(ask: &Ask) -> Result<Answer, Failure> {
    show_change(ask, FormState::default(), false)
}

/// The same, with its token made new.
pub(crate) fn change_again(ask: &Ask) -> Result<Answer, Failure> {
    show_change(ask, stale(), false)
}

/// Changes it.
pub(crate) fn change(ask: &Ask) -> Result<Answer, Failure> {
    let (case, id) = (ask.case()?, the_task(ask)?);
    let mut form = FormState::default();
    let on = read_day(ask, &mut form, "on", "The date");
    if on.is_none() && form.is_fine() {
        form.add("on-day", "Enter a date");
    }
    let owner = ask.field("owner").parse::<AccountId>().ok();
    if owner.is_none() {
        form.add("owner", "Choose who does it");
    }
    let (Some(on), Some(owner)) = (on, owner) else { return show_change(ask, form, false) };
    let stood = Some(ask.field("stands")).filter(|stood| !stood.is_empty());
    match ask.app().change_task(ask.actor()?, (case, id), owner, on, ask.field("waiting"), stood) {
        Ok(()) => Ok(Answer::next(format!("/cases/{case}/tasks")).saying(Said::EntryCorrected)),
        Err(AppError::Refused(words)) => show_change(ask, FormState::wrong("owner", &words), false),
        Err(AppError::Conflict) => {
            let words = "Somebody else changed this while you did: compare both, then save";
            show_change(ask, FormState::wrong("", words), true).map(|answer| answer.status(StatusCode::CONFLICT))
        }
        Err(error) => Err(error.into()),
    }
}

/// To whom a case can be handed over: teams and people.
pub(crate) fn holders(ask: &Ask, colleagues: &[(AccountId, String)]) -> Result<Vec<Choice>, Failure> {
    let teams = ask.app().teams_to_give(ask.actor()?)?;
    let teams = teams.into_iter().map(|(id, name)| choice(Holder::Team(id).to_string(), format!("Team {name}")));
    Ok(teams.chain(people(colleagues)).collect())
}

/// Takes a case that waits in a team, or that nobody holds.
pub(crate) fn take(ask: &Ask) -> Result<Answer, Failure> {
    let (case, actor) = (ask.case()?, ask.actor()?);
    ask.app().take_case(actor, case)?;
    Ok(Answer::next(format!("/cases/{case}")).saying(Said::CaseTaken))
}

fn show_hand_over(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let view = ask.app().tasks_on(ask.actor()?, case)?;
    if !view.top.records || !view.top.open {
        return Err(Failure::not_found());
    }
    let fine = form.is_fine();
    let left = view.open.len();
    let fields = vec![
        field(ask, &form, "to", "To whom?", Control::Choice).options(holders(ask, &view.colleagues)?),
        field(ask, &form, "tasks", "What goes along?", Control::Choices)
            .optional()
            .options(vec![choice("yes", format!("What you have left to do on it ({left})"))])
            .standing(ask, Entered::chosen(vec!["yes".to_owned()])),
        field(ask, &form, "text", "What should they know?", Control::LongText).optional(),
        field(ask, &form, "about", "What is that about?", Control::Choice)
            .optional()
            .options(view.subjects.iter().map(|(id, label)| choice(id, label)).collect())
            .hint("Needed only if you wrote something: it decides who may see it."),
    ];
    let page = PlainForm {
        heading: "Hand the case over".to_owned(),
        lede: vec![
            "The new holder has it in their list from now on. With a team it waits until somebody of the team takes it."
                .to_owned(),
        ],
        action: format!("/cases/{case}/hand-over"),
        back: back(ask),
        fields,
        button: "Hand over".to_owned(),
        case: Some(head(view.top, "")),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// The form of a hand-over.
pub(crate) fn hand_over_page(ask: &Ask) -> Result<Answer, Failure> {
    show_hand_over(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn hand_over_again(ask: &Ask) -> Result<Answer, Failure> {
    show_hand_over(ask, stale())
}

/// Hands over.
pub(crate) fn hand_over(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let view = ask.app().tasks_on(ask.actor()?, case)?;
    let mut form = FormState::default();
    let to = ask.field("to").parse::<Holder>().ok();
    if to.is_none() {
        form.add("to", "Choose to whom");
    }
    let note = ask.field("text").trim();
    if !note.is_empty() && !view.subjects.iter().any(|(id, _)| id == ask.field("about")) {
        form.add("about", "Choose what it is about");
    }
    let Some(to) = to.filter(|_| form.is_fine()) else { return show_hand_over(ask, form) };
    let how = HandOver {
        note: note.to_owned(),
        category: ask.field("about").to_owned(),
        with_tasks: ask.form.all("tasks").any(|t| t == "yes"),
    };
    match ask.app().hand_over(ask.actor()?, case, to, &how) {
        Ok(()) => Ok(Answer::next("/cases").saying(Said::HandedOver)),
        Err(AppError::Refused(words)) => show_hand_over(ask, FormState::wrong("to", &words)),
        Err(error) => Err(error.into()),
    }
}
