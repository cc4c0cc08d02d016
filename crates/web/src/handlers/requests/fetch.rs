//! Fetching a copy by a link with a code: once, without an account. Nothing is said of whose copy it is.

use super::bundle;
use crate::answer::{Answer, Failure};
use crate::ask::Ask;
use crate::handlers::me::{field, page as portal_page, words};
use app::{AppError, HeldCopy};
use axum::http::StatusCode;
use identity::HandedOut;
use kernel::Sensitive;
use pages::form::FormState;
use pages::portal::PortalForm;

fn link(ask: &Ask) -> Result<HandedOut, Failure> {
    HandedOut::parse(ask.param("link")).ok_or_else(Failure::not_found)
}

fn show(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let w = words(ask);
    let fine = form.is_fine();
    let mut page = portal_page(ask, "", w.say("fetch"));
    page.menu = Vec::new();
    page.lede = vec![w.say("fetch-lede"), w.say("fetch-safe")];
    let code = field("code", "text", w.say("fetch-code"), w.say("fetch-code-hint"), &form);
    page.ask = Some(PortalForm {
        action: format!("/copies/{}", link(ask)?.text().expose()),
        hidden: Vec::new(),
        fields: vec![code],
        button: w.say("fetch-button"),
    });
    page.form = form;
    ask.form_page(&page, fine)
}

fn nothing(ask: &Ask, word: &str, status: StatusCode) -> Result<Answer, Failure> {
    let w = words(ask);
    let mut page = portal_page(ask, "", w.say("fetch"));
    page.menu = Vec::new();
    page.lede = vec![w.say(word)];
    Ok(ask.page(&page)?.status(status))
}

fn over(ask: &Ask) -> Result<Answer, Failure> {
    nothing(ask, "fetch-over", StatusCode::NOT_FOUND)
}

/// The page that a link leads to.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    if ask.app().copy_link_works(&link(ask)?)? { show(ask, FormState::default()) } else { over(ask) }
}

/// The same, after its form was out of date.
pub(crate) fn again(ask: &Ask) -> Result<Answer, Failure> {
    show(ask, FormState::wrong("", &words(ask).say("stale")))
}

/// Fetches it.
pub(crate) fn fetch(ask: &Ask) -> Result<Answer, Failure> {
    let w = words(ask);
    match ask.app().fetch_copy(&link(ask)?, &Sensitive::new(ask.field("code").to_owned())) {
        Ok(HeldCopy::Here(bytes)) => bundle::archive(ask, *bytes),
        Ok(HeldCopy::WrongCode(left)) => {
            show(ask, FormState::wrong("code", &w.fill("fetch-wrong", &[("left", &left.to_string())])))
        }
        Ok(HeldCopy::Over) => over(ask),
        Ok(HeldCopy::TooMany) => nothing(ask, "fetch-many", StatusCode::TOO_MANY_REQUESTS),
        Err(AppError::Refused(_)) => show(ask, FormState::wrong("", &w.say("fetch-changed"))),
        Err(error) => Err(error.into()),
    }
}
