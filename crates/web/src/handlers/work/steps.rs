//! What the person says of the steps of their plan on their own page, for whoever works with them: to confirm or to answer.

use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, day, field, read_day};
use crate::show;
use crate::tabs::head;
use app::{AppError, PlanStep, SaidLine, SaidState, SaysOf, StepAnswer};
use kernel::{CaseId, ItemId, london_date};
use pages::form::{Control, FormState};
use pages::sheet::{Card, Group, Sheet};
use pages::work::PlainForm;
use pages::{Link, Row, Tone};

fn card(case: CaseId, line: SaidLine) -> Card {
    let (words, tone) = match line.said.state {
        SaidState::Waits => ("Look at it", Tone::Warn),
        SaidState::Confirmed => ("Confirmed", Tone::Good),
        SaidState::Answered => ("Answered", Tone::Plain),
    };
    let title = match line.said.says {
        SaysOf::Done => "The person says that it is done",
        SaysOf::Stuck => "The person says what is in the way",
    };
    let rows = line.said.content.map(|content| {
        let labels =
            [("step", "The step"), ("text", "In their words"), ("on", "Done on"), ("answer", "What we answered")];
        let row = |(id, label): (&str, &str)| {
            let text = content.get(id)?;
            let text =
                if id == "on" { text.parse().map_or_else(|_| text.to_owned(), show::date) } else { text.to_owned() };
            Some(Row { label: label.to_owned(), text, ..Row::default() })
        };
        labels.into_iter().filter_map(row).collect::<Vec<_>>()
    });
    let address = format!("/cases/{case}/steps/{}", line.said.id);
    let links = if line.can_settle {
        vec![
            Link { text: "Confirm that it is done".to_owned(), href: format!("{address}/confirm") },
            Link { text: "Answer".to_owned(), href: format!("{address}/answer") },
        ]
    } else {
        Vec::new()
    };
    Card {
        title: title.to_owned(),
        tags: vec![show::tag(words, tone)],
        lines: vec![format!("{}, {}.", line.by, line.said.at.words())],
        rows: Some(rows),
        links,
        ..Card::default()
    }
}

/// A step of the plan, with the referrals that serve it.
fn step_card(case: CaseId, step: PlanStep) -> Card {
    let mut lines = Vec::new();
    lines.extend(step.by.filter(|_| step.done.is_none()).map(|by| format!("By {}", show::date(by))));
    lines.extend(step.done.map(|on| format!("Done on {}", show::date(on))));
    let (mut links, mut tags) = (Vec::new(), Vec::new());
    for referral in &step.referrals {
        let due = referral.answer_by.map(|on| format!(", due {}", show::date(on))).unwrap_or_default();
        let came = referral.outcome.map(|words| format!(": {}", show::lower_first(words))).unwrap_or_default();
        lines.push(format!(
            "Referred to {} on {}. {}{came}{due}.",
            referral.to,
            referral.asked_at.words(),
            referral.state.words()
        ));
        links.push(Link {
            text: format!("Referral to {}", referral.to),
            href: format!("/cases/{case}/sharing/{}", referral.id),
        });
    }
    if step.done.is_some() {
        tags.push(show::tag("Done", Tone::Good));
    } else if step.referrals.iter().any(|r| r.outcome.is_some()) {
        tags.push(show::tag("Something came of it", Tone::Warn));
    }
    if step.can_refer {
        links.push(Link {
            text: "Refer for this step".to_owned(),
            href: format!("/cases/{case}/sharing/new?step={}", step.key),
        });
    }
    Card {
        title: if step.mine { "A step for the person" } else { "A step for the council" }.to_owned(),
        tags,
        lines,
        rows: Some(step.step.map(|text| vec![Row { label: "The step".to_owned(), text, ..Row::default() }])),
        links,
        ..Card::default()
    }
}

/// What the person says of their plan.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let view = ask.app().steps_said(ask.actor()?, case)?;
    let page = Sheet {
        heading: "Steps of the plan".to_owned(),
        lede: vec![
            "On their own page the person can say that a step of theirs is done, or what is in the way. The plan says that it is done once you confirm it."
                .to_owned(),
            "A step can lead to a referral. What comes of it stands beside the step, and whoever gets it does not read the plan by it.".to_owned(),
        ],
        back: Some(Link { text: "Tasks".to_owned(), href: format!("/cases/{case}/tasks") }),
        groups: vec![
            Group {
                id: "steps".to_owned(),
                heading: "What the person says".to_owned(),
                empty: "The person has said nothing of their plan.".to_owned(),
                cards: view.lines.into_iter().map(|l| card(case, l)).collect(),
            },
            Group {
                id: "plan".to_owned(),
                heading: "The plan, step by step".to_owned(),
                empty: "The plan has no steps that you are shown.".to_owned(),
                cards: view.plan.into_iter().map(|s| step_card(case, s)).collect(),
            },
        ],
        case: Some(head(view.top, "tasks")),
        ..Sheet::default()
    };
    ask.page(&page)
}

fn which(ask: &Ask) -> Result<ItemId, Failure> {
    ask.param("item").parse().map_err(|_| Failure::not_found())
}

fn show_form(ask: &Ask, form: FormState, confirming: bool) -> Result<Answer, Failure> {
    let (case, id) = (ask.case()?, which(ask)?);
    let view = ask.app().steps_said(ask.actor()?, case)?;
    if !view.lines.iter().any(|l| l.said.id == id && l.can_settle) {
        return Err(Failure::not_found());
    }
    let fine = form.is_fine();
    let (heading, lede, fields, button, path) = if confirming {
        (
            "Confirm that a step is done",
            "The plan says so from now on. The person is told that something waits on their page, and not what.",
            vec![
                field(ask, &form, "on", "On which day was it done?", Control::Date)
                    .standing(ask, day(london_date(ask.app().now()))),
            ],
            "Confirm",
            "confirm",
        )
    } else {
        (
            "Answer the person",
            "They read it on their own page. They are told that something waits there, and not what.",
            vec![field(ask, &form, "words", "What do you answer?", Control::LongText).hint("In plain words")],
            "Answer",
            "answer",
        )
    };
    let page = PlainForm {
        heading: heading.to_owned(),
        lede: vec![lede.to_owned()],
        fields,
        action: format!("/cases/{case}/steps/{id}/{path}"),
        back: Link { text: "Steps of the plan".to_owned(), href: format!("/cases/{case}/steps") },
        button: button.to_owned(),
        case: Some(head(view.top, "")),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// The day on which it was done.
pub(crate) fn confirm_page(ask: &Ask) -> Result<Answer, Failure> {
    show_form(ask, FormState::default(), true)
}

/// The same, with its token made new.
pub(crate) fn confirm_again(ask: &Ask) -> Result<Answer, Failure> {
    show_form(ask, stale(), true)
}

/// Words for the person.
pub(crate) fn answer_page(ask: &Ask) -> Result<Answer, Failure> {
    show_form(ask, FormState::default(), false)
}

/// The same, with its token made new.
pub(crate) fn answer_again(ask: &Ask) -> Result<Answer, Failure> {
    show_form(ask, stale(), false)
}

fn settle(ask: &Ask, answer: &StepAnswer, confirming: bool) -> Result<Answer, Failure> {
    let (case, id) = (ask.case()?, which(ask)?);
    match ask.app().settle_step(ask.actor()?, case, id, answer, &ask.origin) {
        Ok(()) => Ok(Answer::next(format!("/cases/{case}/steps")).saying(Said::StepSettled)),
        Err(AppError::Form(errors)) => show_form(ask, show::form_state(&errors), confirming),
        Err(AppError::Conflict) => {
            let words = "Somebody wrote in the plan at the same time. Nothing was confirmed: try again";
            show_form(ask, FormState::wrong("", words), confirming)
        }
        Err(error) => Err(error.into()),
    }
}

/// Confirms it.
pub(crate) fn confirm(ask: &Ask) -> Result<Answer, Failure> {
    let mut form = FormState::default();
    let on = read_day(ask, &mut form, "on", "The day");
    match on.filter(|_| form.is_fine()) {
        Some(on) => settle(ask, &StepAnswer::Confirm(on), true),
        None => {
            if form.is_fine() {
                form.add("on-day", "Enter the day on which it was done");
            }
            show_form(ask, form, true)
        }
    }
}

/// Answers.
pub(crate) fn answer(ask: &Ask) -> Result<Answer, Failure> {
    settle(ask, &StepAnswer::Answer(ask.field("words").to_owned()), false)
}
