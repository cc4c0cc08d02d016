//! Logging in and out, the second factor, and as what one acts.

use crate::answer::{Answer, CookieChange, Failure, Said};
use crate::ask::{Ask, stale};
use app::{AppError, LoggedIn, SignIn};
use axum::http::StatusCode;
use kernel::Sensitive;
use pages::account::{ActingGroup, ChangeActing, LogIn, SecondFactor, SetUpSecondFactor};
use pages::form::{Choice, FormState};
use pages::{Link, Markup, Typed};

/// `/`: where work begins.
pub(crate) fn home(ask: &Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    // A device that nobody has said is theirs is told of before anything else, on every other device.
    if ask.app().devices(actor, ask.device.as_ref())?.iter().any(|d| !d.confirmed && !d.own) {
        return Ok(Answer::next("/account"));
    }
    Ok(Answer::next(if actor.capacity.notice.is_empty() { "/admin" } else { "/cases" }))
}

/// The log in form.
pub(crate) fn log_in_page(ask: &Ask) -> Result<Answer, Failure> {
    match &ask.logged {
        Some(LoggedIn::In(_)) => Ok(Answer::next("/")),
        _ => show_log_in(ask, FormState::default()),
    }
}

/// The log in form, with what somebody is told who comes from elsewhere.
pub(crate) fn log_in_with(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    show_log_in(ask, form)
}

fn show_log_in(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let fine = form.is_fine();
    let passkeys = ask.web.passkeys.is_some();
    let elsewhere = ask.app().ways_in()?.into_iter();
    let elsewhere = elsewhere.map(|w| Link { text: w.label, href: format!("/login/with/{}", w.id) }).collect();
    ask.form_page(&LogIn { form, elsewhere, username: Typed(ask.field("username").to_owned()), passkeys }, fine)
}

/// The log in form, with its token made new.
pub(crate) fn log_in_again(ask: &Ask) -> Result<Answer, Failure> {
    show_log_in(ask, stale())
}

/// Name and password.
pub(crate) fn log_in(ask: &Ask) -> Result<Answer, Failure> {
    let mut form = FormState::default();
    if ask.field("username").trim().is_empty() {
        form.add("username", "Enter your user name");
    }
    if ask.field("password").is_empty() {
        form.add("password", "Enter your password");
    }
    if !form.is_fine() {
        return show_log_in(ask, form);
    }
    let password = Sensitive::new(ask.field("password").to_owned());
    let signed_in = match ask.app().sign_in(ask.field("username"), &password) {
        Err(AppError::Refused(words)) => return show_log_in(ask, FormState::wrong("username", &words)),
        other => other?,
    };
    match signed_in {
        SignIn::Denied => show_log_in(ask, FormState::wrong("username", "The user name or the password is not right")),
        SignIn::Locked { until } => {
            let words = format!("Too many attempts. Wait until {}, then try again", until.words());
            Ok(show_log_in(ask, FormState::wrong("username", &words))?.status(StatusCode::TOO_MANY_REQUESTS))
        }
        SignIn::NeedsCode(token) => {
            Ok(Answer::next("/login/code").with(CookieChange::Session(token.cookie().expose().clone())))
        }
        SignIn::NeedsSetUp(token) => {
            Ok(Answer::next("/account/second-factor").with(CookieChange::Session(token.cookie().expose().clone())))
        }
    }
}

fn show_code(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let fine = form.is_fine();
    ask.form_page(&SecondFactor { form, passkeys: ask.web.passkeys.is_some() }, fine)
}

/// The form for the code.
pub(crate) fn code_page(ask: &Ask) -> Result<Answer, Failure> {
    if let Some(LoggedIn::HalfIn { set_up: false, .. }) = ask.logged {
        return Ok(Answer::next("/account/second-factor"));
    }
    show_code(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn code_again(ask: &Ask) -> Result<Answer, Failure> {
    show_code(ask, stale())
}

/// What a code gave: a whole session, or words for the form.
fn step(ask: &Ask) -> Result<Result<Answer, FormState>, Failure> {
    let typed: String = ask.field("code").chars().filter(|c| !c.is_whitespace()).collect();
    if typed.is_empty() {
        return Ok(Err(FormState::wrong("code", "Enter the six digits that the app shows")));
    }
    match ask.app().second_factor(ask.session()?, &Sensitive::new(typed)) {
        Ok(token) => {
            let arrival = ask.app().arrive(&token, ask.device.as_ref(), &ask.browser)?;
            let mut answer = Answer::next("/").with(CookieChange::Session(token.cookie().expose().clone()));
            if let Some(secret) = arrival.secret {
                answer = answer.with(CookieChange::Device(secret.text().expose().clone()));
            }
            Ok(Ok(answer))
        }
        Err(AppError::Refused(words)) => Ok(Err(FormState::wrong("code", &words))),
        Err(AppError::NotFound) => Ok(Ok(Answer::next("/login").with(CookieChange::NoSession))),
        Err(error) => Err(error.into()),
    }
}

/// The code.
pub(crate) fn code(ask: &Ask) -> Result<Answer, Failure> {
    match step(ask)? {
        Ok(answer) => Ok(answer),
        Err(form) => show_code(ask, form),
    }
}

/// Setting up the second factor.
pub(crate) fn set_up_page(ask: &Ask) -> Result<Answer, Failure> {
    if let Some(LoggedIn::HalfIn { set_up: true, .. }) = ask.logged {
        return Ok(Answer::next("/login/code"));
    }
    show_set_up(ask, FormState::default())
}

fn show_set_up(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let enrolment = ask.app().second_factor_set_up(ask.session()?)?;
    let fine = form.is_fine();
    let qr = Markup(enrolment.qr_svg.expose().replacen("<svg", "<svg role=\"img\" aria-label=\"QR code\"", 1));
    ask.form_page(&SetUpSecondFactor { form, qr, secret: Typed(enrolment.typed.expose().clone()) }, fine)
}

/// The same, with its token made new.
pub(crate) fn set_up_again(ask: &Ask) -> Result<Answer, Failure> {
    show_set_up(ask, stale())
}

/// The first code from the app.
pub(crate) fn set_up(ask: &Ask) -> Result<Answer, Failure> {
    match step(ask)? {
        Ok(answer) => Ok(answer),
        Err(form) => show_set_up(ask, form),
    }
}

/// Logging out.
pub(crate) fn log_out(ask: &Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    // A form may lead nowhere but here: the way out at the provider is a link on the next page.
    let next = ask.app().came_by(actor)?.map_or_else(|| "/login".to_owned(), |id| format!("/login/left/{id}"));
    ask.app().log_out(actor)?;
    Ok(Answer::next(next).with(CookieChange::NoSession).saying(Said::LoggedOut))
}

/// Choosing role and purpose.
pub(crate) fn acting_page(ask: &Ask) -> Result<Answer, Failure> {
    show_acting(ask, FormState::default(), "/")
}

fn show_acting(ask: &Ask, form: FormState, back: &str) -> Result<Answer, Failure> {
    let typed = ask.field("acting");
    let group = |line: app::CapacityLine| ActingGroup {
        label: format!("{}, under {}", line.who, line.notice),
        purposes: line
            .purposes
            .into_iter()
            .map(|p| {
                let value = format!("{}|{}", line.stored, p.id);
                Choice {
                    picked: if typed.is_empty() { p.chosen } else { typed == value },
                    value,
                    label: p.label,
                    hint: None,
                }
            })
            .collect(),
    };
    let groups = ask.app().capacities(ask.actor()?)?.into_iter().map(group).collect();
    let fine = form.is_fine();
    ask.form_page(&ChangeActing { form, groups, back: back.to_owned() }, fine)
}

/// The same, with its token made new.
pub(crate) fn acting_again(ask: &Ask) -> Result<Answer, Failure> {
    show_acting(ask, stale(), "/")
}

/// Acting as somebody else, or for another purpose.
pub(crate) fn acting(ask: &Ask) -> Result<Answer, Failure> {
    let Some((capacity, purpose)) = ask.field("acting").rsplit_once('|') else {
        return show_acting(ask, FormState::wrong("acting", "Choose what you are doing"), "/");
    };
    match ask.app().choose(ask.actor()?, capacity, purpose) {
        Ok(()) => Ok(Answer::next("/").saying(Said::ActingChanged)),
        Err(AppError::Refused(words)) => show_acting(ask, FormState::wrong("acting", &words), "/"),
        Err(error) => Err(error.into()),
    }
}
