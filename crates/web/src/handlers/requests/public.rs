//! The form by which anybody asks, and the one by which staff log what came by another way.

use super::way;
use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say, choice, field, read_day};
use crate::show;
use app::{AppError, RequestForm, RequestIntake};
use axum::http::StatusCode;
use kernel::RequestId;
use pages::Link;
use pages::form::{Choice, Control, Field, FormState};
use pages::rights::{AskForRight, RightAsked};
use pages::work::PlainForm;
use rights::{Channel, Kind};

/// The questions that both forms ask.
fn questions(ask: &Ask, intake: &RequestIntake, form: &FormState, by_staff: bool) -> Vec<Field> {
    let text = |name: &str, label: &str| field(ask, form, name, label, Control::Text);
    let long = |name: &str, label: &str| field(ask, form, name, label, Control::LongText);
    let kinds: Vec<Choice> = if by_staff {
        Kind::ALL.into_iter().map(|k| choice(k.id(), k.label())).collect()
    } else {
        Kind::for_people().map(|k| choice(k.id(), k.asked())).collect()
    };
    let whose = if by_staff { "Their name" } else { "Your name" };
    let mut fields = vec![
        field(ask, form, "kind", if by_staff { "What is asked" } else { "What do you want to ask?" }, Control::Choice)
            .options(kinds),
    ];
    if intake.controllers.len() > 1 {
        let all = intake.controllers.iter().map(|(id, name)| choice(id.as_str(), name.as_str())).collect();
        let label = if by_staff { "To whom it was sent" } else { "Who should answer?" };
        fields.push(
            field(ask, form, "controller", label, Control::Choice)
                .options(all)
                .hint("Either answers, and gives the other a copy of the request."),
        );
    }
    if by_staff {
        let ways = Channel::by_staff().map(|c| choice(c.id(), c.words())).collect();
        fields.push(field(ask, form, "channel", "How it came", Control::Choice).options(ways));
        fields.push(
            field(ask, form, "received", "The day it came", Control::Date)
                .optional()
                .hint("Today, if you leave it empty. The month counts from this day, whoever received it."),
        );
        fields.push(
            field(ask, form, "reply", "Answer wanted by", Control::Date)
                .optional()
                .hint("Only for a case of the regulator."),
        );
    }
    fields.push(text("name", whose));
    fields.push(
        text("born", if by_staff { "Their date of birth" } else { "Your date of birth" })
            .optional()
            .hint("For example 27 3 1984. It helps to find the right record."),
    );
    fields.push(
        long("contact", if by_staff { "How to answer them" } else { "How can we answer you?" })
            .hint("A postal address, an email address or a telephone number."),
    );
    fields
        .push(text("reference", "A reference, if there is one").optional().hint("From a letter of ours, for example."));
    fields.push(
        long(
            "details",
            if by_staff { "What they ask, in their words" } else { "What do you ask for, in your own words?" },
        )
        .hint("Say which information you mean, and what is wrong with it if something is."),
    );
    fields.push(
        text("representative", "Somebody else who asks for them")
            .optional()
            .hint("The name, and why they may ask: a parent, a solicitor, a power of attorney."),
    );
    fields
}

fn typed(ask: &Ask, form: &mut FormState, by_staff: bool) -> RequestForm {
    let text = |name: &str| ask.field(name).to_owned();
    let received_on = if by_staff { read_day(ask, form, "received", "The day it came") } else { None };
    let reply_by = if by_staff { read_day(ask, form, "reply", "The day of the answer") } else { None };
    RequestForm {
        kind: text("kind"),
        channel: text("channel"),
        controller: text("controller"),
        received_on,
        reply_by,
        name: text("name"),
        born: text("born"),
        contact: text("contact"),
        reference: text("reference"),
        details: text("details"),
        representative: text("representative"),
    }
}

fn show_form(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let intake = ask.app().request_intake(&ask.notice())?;
    let fields = questions(ask, &intake, &form, false);
    let sent = ask.field("id").parse::<RequestId>().ok();
    let fine = form.is_fine();
    let page = AskForRight {
        notice: show::head_of(&intake.notice.compiled),
        controller: show::controller(&intake.notice.compiled),
        form,
        action: format!("/requests/{}", ask.notice()),
        id: sent.unwrap_or(intake.id).to_string(),
        fields,
        other_ways: intake.other_ways.into_iter().map(way).collect(),
        regulator: intake.regulator.map(way),
    };
    ask.form_page(&page, fine)
}

/// The public form.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    show_form(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn again(ask: &Ask) -> Result<Answer, Failure> {
    show_form(ask, stale())
}

/// Takes what was sent.
pub(crate) fn send(ask: &Ask) -> Result<Answer, Failure> {
    let mut form = FormState::default();
    let request = typed(ask, &mut form, false);
    // A form without its id is one that was not made here: it gets one of its own, and is shown again.
    let Ok(id) = ask.field("id").parse::<RequestId>() else { return show_form(ask, stale()) };
    match ask.app().ask_for_right(&ask.notice(), id, &request) {
        Ok(reference) => Ok(Answer::next(format!("/requests/{}/sent/{reference}", ask.notice()))),
        Err(AppError::Form(errors)) => show_form(ask, show::form_state(&errors)),
        Err(AppError::Refused(words)) => {
            Ok(show_form(ask, FormState::wrong("", &words))?.status(StatusCode::TOO_MANY_REQUESTS))
        }
        Err(error) => Err(error.into()),
    }
}

/// It came: the reference, and what happens now. Nothing is looked up for it.
pub(crate) fn sent(ask: &Ask) -> Result<Answer, Failure> {
    let reference = ask.param("reference");
    let coded = reference.len() == 11
        && reference.starts_with('R')
        && reference.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-');
    if !coded {
        return Err(Failure::not_found());
    }
    let intake = ask.app().request_intake(&ask.notice())?;
    ask.page(&RightAsked {
        notice: show::head_of(&intake.notice.compiled),
        reference: reference.to_owned(),
        regulator: intake.regulator.map(way),
    })
}

fn show_log(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let intake = ask.app().request_log_form(actor)?;
    let fields = questions(ask, &intake, &form, true);
    let fine = form.is_fine();
    let back = if actor.is_officer() { ("Requests", "/rights") } else { ("My day", "/my-day") };
    let page = PlainForm {
        form,
        heading: "Log a request about data".to_owned(),
        lede: vec![
            "Somebody may ask in any way: in a letter, on the telephone, at the desk. Log it on the day it came: the month for the answer counts from then.".to_owned(),
            "Only the data protection officer sees it afterwards. Never ask for money, and ask for proof of who they are only if there is a real doubt.".to_owned(),
        ],
        action: "/rights/log".to_owned(),
        back: Link { text: back.0.to_owned(), href: back.1.to_owned() },
        fields,
        button: "Log it".to_owned(),
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// The form for staff.
pub(crate) fn log_page(ask: &Ask) -> Result<Answer, Failure> {
    show_log(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn log_again(ask: &Ask) -> Result<Answer, Failure> {
    show_log(ask, stale())
}

/// Logs it.
pub(crate) fn log(ask: &Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let mut form = FormState::default();
    let request = typed(ask, &mut form, true);
    if !form.is_fine() {
        return show_log(ask, form);
    }
    match ask.app().log_request(actor, &request) {
        Ok(logged) if actor.is_officer() => {
            Ok(Answer::next(format!("/rights/{}", logged.id)).saying(Said::RequestLogged))
        }
        Ok(_) => Ok(Answer::next("/my-day").saying(Said::RequestLogged)),
        Err(AppError::Form(errors)) => show_log(ask, show::form_state(&errors)),
        Err(error) => Err(error.into()),
    }
}
