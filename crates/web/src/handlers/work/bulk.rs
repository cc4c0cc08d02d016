//! Work on many cases, and their list taken out in a file.

use super::tasks::holders;
use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, choice, field};
use crate::handlers::cases::filter;
use crate::handlers::{cases, files};
use crate::show;
use app::views::CaseLine;
use app::{AppError, BulkWhat, Holder, ListFilter, TASKS};
use casework::CloseReason;
use kernel::{CaseId, TaskId};
use pages::Link;
use pages::form::{Control, FormState};
use pages::sheet::{Button, Card, Group, Progress, Sheet};
use pages::work::PlainForm;

fn chosen(ask: &Ask) -> Vec<CaseId> {
    ask.form.all("case").filter_map(|id| id.parse().ok()).collect()
}

fn show_choose(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let cases = chosen(ask);
    let colleagues = ask.app().colleagues(ask.actor()?)?;
    let fine = form.is_fine();
    let fields = vec![
        field(ask, &form, "do", "What is to be done with each of them?", Control::Choice).options(vec![
            choice("assign", "Hand over to a colleague or a team, with what is to be done"),
            choice("task", "Add something to do"),
            choice("close", "Close"),
        ]),
        field(ask, &form, "to", "To whom? (to hand over)", Control::Choice)
            .optional()
            .options(holders(ask, &colleagues)?),
        field(ask, &form, "kind", "What is to be done? (to add something to do)", Control::Choice)
            .optional()
            .options(TASKS.iter().map(|(code, words)| choice(*code, *words)).collect()),
        field(ask, &form, "days", "In how many working days?", Control::Number).optional(),
        field(ask, &form, "reason", "Why? (to close)", Control::Choice)
            .optional()
            .options(CloseReason::ALL.iter().map(|r| choice(r.code(), r.words())).collect()),
    ];
    let count = cases.len();
    let page = PlainForm {
        heading: if count == 1 { "Work on 1 case".to_owned() } else { format!("Work on {count} cases") },
        lede: vec![
            "Each case is decided about and recorded by itself: what cannot be done to one does not stop the others."
                .to_owned(),
        ],
        action: "/cases/bulk/begin".to_owned(),
        back: Link { text: "Cases".to_owned(), href: "/cases".to_owned() },
        hidden: cases.iter().map(|id| ("case".to_owned(), id.to_string())).collect(),
        fields,
        button: "Begin".to_owned(),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// What is to be done with the cases that were chosen in a list.
pub(crate) fn choose(ask: &Ask) -> Result<Answer, Failure> {
    if !ask.actor()?.is_staff() {
        return Err(Failure::not_found());
    }
    if chosen(ask).is_empty() {
        return Ok(Answer::next("/cases").saying(Said::NothingChosen));
    }
    show_choose(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn choose_again(ask: &Ask) -> Result<Answer, Failure> {
    show_choose(ask, stale())
}

/// Begins; the rest is done behind the progress page.
pub(crate) fn begin(ask: &Ask) -> Result<Answer, Failure> {
    let what = match ask.field("do") {
        "assign" => match ask.field("to").parse::<Holder>() {
            Ok(Holder::Account(to)) => BulkWhat::Assign { to },
            Ok(Holder::Team(to)) => BulkWhat::AssignTeam { to },
            _ => return show_choose(ask, FormState::wrong("to", "Choose to whom")),
        },
        "task" => {
            let kind = ask.field("kind");
            if !TASKS.iter().any(|(code, _)| *code == kind) {
                return show_choose(ask, FormState::wrong("kind", "Choose what is to be done"));
            }
            match ask.field("days").trim().parse::<u32>().ok().filter(|d| (1..=366).contains(d)) {
                Some(days) => BulkWhat::Task { kind: kind.to_owned(), in_working_days: days },
                None => return show_choose(ask, FormState::wrong("days", "Enter a whole number from 1 to 366")),
            }
        }
        "close" => match CloseReason::from_code(ask.field("reason")) {
            Some(reason) => BulkWhat::Close { reason: reason.code().to_owned() },
            None => return show_choose(ask, FormState::wrong("reason", "Choose why they are closed")),
        },
        _ => return show_choose(ask, FormState::wrong("do", "Choose what is to be done")),
    };
    match ask.app().begin_bulk(ask.actor()?, &what, &chosen(ask)) {
        Ok(job) => {
            ask.app().bulk_in_a_thread(ask.actor()?, job);
            Ok(Answer::next(format!("/bulk/{job}")))
        }
        Err(AppError::Refused(words)) => show_choose(ask, FormState::wrong("do", &words)),
        Err(error) => Err(error.into()),
    }
}

fn the_job(ask: &Ask) -> Result<TaskId, Failure> {
    ask.param("job").parse().map_err(|_| Failure::not_found())
}

/// How it goes.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    let view = ask.app().bulk_view(ask.actor()?, the_job(ask)?)?;
    let settled = view.total - view.waiting;
    let over = view.waiting == 0;
    let words = if over {
        format!("Finished: {} of {} done, {} refused.", view.done, view.total, view.refused.len())
    } else {
        format!("{settled} of {} so far. This page looks again by itself.", view.total)
    };
    let cards = view.refused.into_iter().map(|(case, why)| Card {
        title: why,
        href: case.as_ref().map(|(id, _)| format!("/cases/{id}")),
        reference: case.map(|(_, reference)| reference).unwrap_or_default(),
        ..Card::default()
    });
    let page = Sheet {
        heading: view.what,
        back: Some(Link { text: "Cases".to_owned(), href: "/cases".to_owned() }),
        lede: vec![format!("Begun on {}.", view.made_at.words())],
        progress: Some(Progress { done: settled, of: view.total, words }),
        buttons: (!over)
            .then(|| Button {
                words: "Go on, if it has stopped".to_owned(),
                about: String::new(),
                action: format!("/bulk/{}/go-on", view.id),
            })
            .into_iter()
            .collect(),
        groups: vec![Group {
            id: "refused".to_owned(),
            heading: "Refused".to_owned(),
            empty: "None.".to_owned(),
            cards: cards.collect(),
        }],
        refresh: (!over).then_some(2),
        ..Sheet::default()
    };
    ask.page(&page)
}

/// Goes on after a break.
pub(crate) fn go_on(ask: &Ask) -> Result<Answer, Failure> {
    let job = the_job(ask)?;
    ask.app().bulk_view(ask.actor()?, job)?;
    ask.app().bulk_in_a_thread(ask.actor()?, job);
    Ok(Answer::next(format!("/bulk/{job}")))
}

/// The list of cases in a file.
pub(crate) fn export(ask: &Ask) -> Result<Answer, Failure> {
    let filter = ListFilter { after: None, ..filter(ask) };
    let href = cases::href(&filter);
    let leave = match files::leave(ask, &files::Wanted { list: "cases", words: "Cases", href: &href })? {
        Ok(leave) => leave,
        Err(not_yet) => return Ok(not_yet),
    };
    let lines = ask.app().export(ask.actor()?, &filter, leave)?;
    let heads = ["Reference", "Name", "Service", "State", "Opened", "Held by", "Due on", "Due"];
    Ok(show::csv("cases.csv", &heads, lines.into_iter().map(in_file)))
}

fn in_file(line: CaseLine) -> Vec<String> {
    let (due_on, due) = line.due.map(|d| (d.on.to_string(), d.what)).unwrap_or_default();
    vec![
        line.reference,
        show::name_in_file(&line.name),
        line.service,
        if line.open { "open" } else { "closed" }.to_owned(),
        line.opened_on.to_string(),
        line.owner.unwrap_or_default(),
        due_on,
        due,
    ]
}
