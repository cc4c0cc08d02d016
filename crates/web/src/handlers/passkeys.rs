//! Passkeys: the one thing here that needs a script, since only a script can ask a device for one.

use crate::answer::{Answer, CookieChange, Failure, Said};
use crate::ask::{Ask, stale};
use app::{AppError, Asked, PasskeyLine};
use identity::{HandedOut, Passkeys};
use pages::Typed;
use pages::account::{OwnPasskeys, PasskeyLogIn, PasskeyRow};
use pages::form::FormState;

/// There are none where the server was not told its address.
fn passkeys(ask: &Ask) -> Result<&Passkeys, Failure> {
    ask.web.passkeys.as_ref().ok_or_else(Failure::not_found)
}

fn secret(asked: &Asked) -> Typed<String> {
    Typed(asked.secret.text().expose().clone())
}

fn show_log_in(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let asked = ask.app().begin_passkey_login(passkeys(ask)?)?;
    let fine = form.is_fine();
    ask.form_page(&PasskeyLogIn { form, options: asked.options.clone(), secret: secret(&asked) }, fine)
}

/// The page with the challenge.
pub(crate) fn log_in_page(ask: &Ask) -> Result<Answer, Failure> {
    show_log_in(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn log_in_again(ask: &Ask) -> Result<Answer, Failure> {
    show_log_in(ask, stale())
}

fn given(ask: &Ask) -> HandedOut {
    // A secret that cannot be one is one that nobody handed out: the answer is then refused like any other.
    HandedOut::parse(ask.field("secret")).unwrap_or_else(|| HandedOut::new(&mut kernel::OsEntropy))
}

/// The answer: a whole session, or words for the form.
pub(crate) fn log_in(ask: &Ask) -> Result<Answer, Failure> {
    match ask.app().passkey_login(passkeys(ask)?, &given(ask), ask.field("answer")) {
        Ok(token) => {
            let arrival = ask.app().arrive(&token, ask.device.as_ref(), &ask.browser)?;
            let answer = Answer::next("/").with(CookieChange::Session(token.cookie().expose().clone()));
            Ok(match arrival.secret {
                Some(secret) => answer.with(CookieChange::Device(secret.text().expose().clone())),
                None => answer,
            })
        }
        Err(AppError::Refused(words)) => show_log_in(ask, FormState::wrong("", &words)),
        Err(error) => Err(error.into()),
    }
}

fn show_own(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let asked = ask.app().begin_passkey(actor, passkeys(ask)?)?;
    let row = |line: PasskeyLine| PasskeyRow {
        id: line.id,
        name: line.name,
        made: line.made_at.words(),
        used: line.last_used_at.map_or_else(|| "Never".to_owned(), kernel::Timestamp::words),
    };
    let page = OwnPasskeys {
        passkeys: ask.app().passkeys(actor)?.into_iter().map(row).collect(),
        options: asked.options.clone(),
        secret: secret(&asked),
        name: Typed(if form.is_fine() { String::new() } else { ask.field("name").to_owned() }),
        form,
    };
    let fine = page.form.is_fine();
    ask.form_page(&page, fine)
}

/// One's own passkeys.
pub(crate) fn own_page(ask: &Ask) -> Result<Answer, Failure> {
    show_own(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn add_again(ask: &Ask) -> Result<Answer, Failure> {
    show_own(ask, stale())
}

/// Adds a passkey.
pub(crate) fn add(ask: &Ask) -> Result<Answer, Failure> {
    match ask.app().add_passkey(ask.actor()?, passkeys(ask)?, &given(ask), ask.field("answer"), ask.field("name")) {
        Ok(()) => Ok(Answer::next("/account/passkeys").saying(Said::PasskeysChanged)),
        Err(AppError::Refused(words)) => show_own(ask, FormState::wrong("name", &words)),
        Err(error) => Err(error.into()),
    }
}

/// Takes one away.
pub(crate) fn remove(ask: &Ask) -> Result<Answer, Failure> {
    ask.app().remove_passkey(ask.actor()?, ask.field("passkey"))?;
    Ok(Answer::next("/account/passkeys").saying(Said::PasskeysChanged))
}
