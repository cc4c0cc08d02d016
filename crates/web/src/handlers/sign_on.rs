//! Logging in at a council's own provider: there, back, and out; and connecting one's account with it.

use crate::answer::{Answer, CookieChange, Failure, Said};
use crate::ask::Ask;
use crate::show;
use app::{AppError, CameBack, CameIn, LoggedIn, SentAway, SignOnFor};
use identity::HandedOut;
use kernel::{ProviderId, Sensitive};
use pages::account::AtProvider;
use pages::form::FormState;

fn provider(ask: &Ask) -> Result<ProviderId, Failure> {
    ask.param("provider").parse().map_err(|_| Failure::not_found())
}

fn away(sent: SentAway) -> Answer {
    Answer::next(sent.url).with(CookieChange::SignOn(sent.secret.text().expose().clone()))
}

/// To the provider, to log in.
pub(crate) fn begin(ask: &Ask) -> Result<Answer, Failure> {
    if matches!(ask.logged, Some(LoggedIn::In(_))) {
        return Ok(Answer::next("/"));
    }
    match ask.app().begin_sign_on(provider(ask)?, SignOnFor::LogIn, &ask.origin) {
        Ok(sent) => Ok(away(sent)),
        Err(AppError::Refused(words)) => super::account::log_in_with(ask, FormState::wrong("", &words)),
        Err(error) => Err(error.into()),
    }
}

/// To the provider, to take up an invitation without a password of one's own.
pub(crate) fn join(ask: &Ask) -> Result<Answer, Failure> {
    let link = HandedOut::parse(ask.param("link")).ok_or_else(Failure::not_found)?;
    match ask.app().begin_sign_on(provider(ask)?, SignOnFor::Join(&link), &ask.origin) {
        Ok(sent) => Ok(away(sent)),
        Err(AppError::Refused(words)) => super::own::join_with(ask, FormState::wrong("", &words)),
        Err(error) => Err(error.into()),
    }
}

/// Back from the provider.
pub(crate) fn come_back(ask: &Ask) -> Result<Answer, Failure> {
    let actor = match &ask.logged {
        Some(LoggedIn::In(actor)) => Some(&**actor),
        _ => None,
    };
    let came = CameBack { state: ask.query("state"), code: ask.query("code"), issuer: ask.query("iss"), actor };
    let session = |to: &str, token: &identity::SessionToken| {
        Answer::next(to).with(CookieChange::Session(token.cookie().expose().clone()))
    };
    let answer = match ask.app().finish_sign_on(ask.sign_on.as_ref(), &came, &ask.origin) {
        Ok(CameIn::Whole(token)) => {
            let arrival = ask.app().arrive(&token, ask.device.as_ref(), &ask.browser)?;
            match arrival.secret {
                Some(secret) => session("/", &token).with(CookieChange::Device(secret.text().expose().clone())),
                None => session("/", &token),
            }
        }
        Ok(CameIn::NeedsCode(token)) => session("/login/code", &token),
        Ok(CameIn::NeedsSetUp(token)) => session("/account/second-factor", &token),
        Ok(CameIn::Connected) => Answer::next("/account").saying(Said::Connected),
        Err(AppError::Refused(words)) if actor.is_some() => super::own::own_with(ask, FormState::wrong("", &words))?,
        Err(AppError::Refused(words)) => super::account::log_in_with(ask, FormState::wrong("", &words))?,
        Err(error) => return Err(error.into()),
    };
    Ok(answer.with(CookieChange::NoSignOn))
}

/// After logging out: out at the provider as well.
pub(crate) fn left(ask: &Ask) -> Result<Answer, Failure> {
    let Some((label, href)) = ask.app().way_out(provider(ask)?, &ask.origin)? else {
        return Ok(Answer::next("/login"));
    };
    ask.page(&AtProvider {
        title: "You have logged out".to_owned(),
        words: vec![
            format!(
                "You may still be logged in at “{label}”: whoever uses this device after you could come back in by it."
            ),
            "On a device that others use too, log out there as well.".to_owned(),
        ],
        button: format!("Log out of “{label}” too"),
        href,
        other: Some(("/login".to_owned(), "Log in again".to_owned())),
    })
}

/// To the provider, to connect one's own account, which takes the password.
pub(crate) fn connect(ask: &Ask) -> Result<Answer, Failure> {
    let (actor, id) = (ask.actor()?, provider(ask)?);
    let name = format!("connect-{id}");
    let password = Sensitive::new(ask.field(&name).to_owned());
    match ask.app().begin_connecting(actor, id, &password, &ask.origin) {
        Ok(sent) => {
            let label = ask.app().ways_in()?.into_iter().find(|w| w.id == id).map_or_else(String::new, |w| w.label);
            // A form may lead nowhere but here, so that the way there is a link.
            let page = AtProvider {
                title: format!("Connect with “{label}”"),
                words: vec![
                    "Log in there as yourself. You then come back here, and can log in that way from now on."
                        .to_owned(),
                ],
                button: format!("Go on to “{label}”"),
                href: sent.url,
                other: Some(("/account".to_owned(), "Back to your account".to_owned())),
            };
            Ok(ask.page(&page)?.with(CookieChange::SignOn(sent.secret.text().expose().clone())))
        }
        Err(AppError::Form(errors)) => {
            let words = errors.fields.first().map_or("", |f| f.words.as_str());
            super::own::own_with(ask, FormState::wrong(&name, words))
        }
        Err(AppError::Refused(words)) => super::own::own_with(ask, FormState::wrong("", &words)),
        Err(error) => Err(error.into()),
    }
}

/// Disconnects one's own account.
pub(crate) fn disconnect(ask: &Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    match ask.app().disconnect(actor, actor.account, provider(ask)?) {
        Ok(()) => Ok(Answer::next("/account").saying(Said::Disconnected)),
        Err(AppError::Refused(words)) => super::own::own_with(ask, FormState::wrong("", &words)),
        Err(error) => Err(error.into()),
    }
}

/// A connection, as a table has it: the provider, and since when.
pub(crate) fn since(connection: &app::Connection) -> pages::panel::TableCell {
    match connection.since {
        None => pages::panel::TableCell::state(show::tag("Not connected", pages::Tone::Plain)),
        Some(at) => pages::panel::TableCell::words(format!("Since {}", at.words())),
    }
}

/// When it was last used.
pub(crate) fn used(connection: &app::Connection) -> pages::panel::TableCell {
    let never = if connection.since.is_some() { "Never" } else { "" };
    pages::panel::TableCell::words(connection.last_used_at.map_or_else(|| never.to_owned(), |at| at.words()))
}
