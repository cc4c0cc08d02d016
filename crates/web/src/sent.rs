//! A form that is sent twice is done once, and one that cannot be done as it came is given back with what was typed.

use crate::answer::{Answer, CookieChange, Failure, Reply, Said};
use crate::ask::{Ask, STALE};
use crate::routes::{Handler, Route};
use crate::serve::problem;
use app::{AppError, CameOfIt, Claimed, FormKey, LoggedIn, SentBefore, SentForm};
use axum::http::StatusCode;
use pages::problem::{Problem, SendAnew};
use sha2::{Digest, Sha256};
use std::time::Duration;

/// How often it is looked whether the first request has its answer, and how many times.
const LOOK_EVERY: Duration = Duration::from_millis(25);
const LOOKS: usize = 400;
/// How often one request tries, where another that was first came to nothing.
const TRIES: usize = 8;
/// What is not part of what was typed: these are another each time that the form is shown.
const OF_THE_PAGE: [&str; 2] = ["csrf", "once"];

/// Why a form is shown again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ShownAgain {
    /// It was sent and done, with something else typed into it.
    Changed,
    /// Some of it could not be read.
    Unreadable,
    /// It was too much at once.
    TooLarge,
}

impl ShownAgain {
    const fn status(self) -> StatusCode {
        match self {
            Self::Changed => StatusCode::CONFLICT,
            Self::Unreadable => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        }
    }
    const fn words(self) -> &'static str {
        match self {
            Self::Changed => {
                "This form was sent before, and that was done. What stands in it now is different, and nothing was done with it. Look first at what came of it the first time; to do it anew with what stands here, send it again."
            }
            Self::Unreadable => {
                "Some of what was sent could not be read, so nothing was saved. What could be read is here: where the sign \u{fffd} stands, type it again, then send it."
            }
            Self::TooLarge => {
                "That was too much to send at once, so nothing was saved. As much as could be taken is here: shorten the longest text (each may have up to 20,000 characters), check the end of the form, and send it again."
            }
        }
    }
    /// The word for the sentence in the person's own languages.
    const fn own_word(self) -> &'static str {
        match self {
            Self::Changed => "sent-before",
            Self::Unreadable => "sent-unreadable",
            Self::TooLarge => "sent-too-large",
        }
    }
}

/// The form that a request sends, if the page gave it a key.
pub(crate) fn form(ask: &Ask) -> Option<SentForm> {
    let key = ask.field("once");
    if key.is_empty() || key.len() > 80 {
        return None;
    }
    let whose = match &ask.logged {
        Some(LoggedIn::In(actor)) => format!("account {}", actor.account),
        _ => format!("session {}", ask.csrf),
    };
    let mut digest = Sha256::new();
    let mut put = |bytes: &[u8]| {
        digest.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
        digest.update(bytes);
    };
    put(ask.path.as_bytes());
    for (name, value) in ask.form.pairs().iter().filter(|(name, _)| !OF_THE_PAGE.contains(&name.as_str())) {
        put(name.as_bytes());
        put(value.as_bytes());
    }
    for file in &ask.files {
        put(file.name.as_bytes());
        put(&file.bytes);
    }
    Some(SentForm { whose, key: key.to_owned(), request: digest.finalize().into() })
}

/// How it stands with a form; where its answer is on its way, that is waited for.
fn settled(ask: &Ask, form: &FormKey, mut so: SentBefore) -> Result<SentBefore, Failure> {
    for _ in 0..LOOKS {
        if so != SentBefore::UnderWay {
            return Ok(so);
        }
        std::thread::sleep(LOOK_EVERY);
        so = ask.web.app.sent_before(form)?;
    }
    Ok(SentBefore::Done(None))
}

/// Does what a form is for, once.
pub(crate) fn once(
    ask: &mut Ask,
    form: Option<&SentForm>,
    again: Option<Handler>,
    work: impl Fn(&Ask) -> Result<Answer, Failure>,
) -> Result<Answer, Failure> {
    let Some(form) = form else { return work(ask) };
    let (form, mut so) = ask.web.app.form_sent(form)?;
    for _ in 0..TRIES {
        match settled(ask, &form, so)? {
            SentBefore::Done(came) => return done(ask, came),
            SentBefore::Changed => return Ok(shown_again(ask, again, ShownAgain::Changed)?.done_before()),
            SentBefore::No | SentBefore::UnderWay => {}
        }
        ask.app = ask.web.app.for_form(form.clone());
        let came = work(ask);
        let fine = came.as_ref().is_ok_and(|answer| answer.status.as_u16() < 400);
        match ask.app.claimed() {
            // Another was first, and this one has undone what it did: that one's answer is this one's.
            Claimed::Elsewhere => {}
            Claimed::Nothing if fine => return came,
            Claimed::Nothing => {}
            Claimed::Here => {
                settle(ask, &form, &came);
                return came;
            }
        }
        so = ask.web.app.sent_before(&form)?;
        // What another has just done can be in the way of this one, which is the same; where nobody did anything, it is its own fault.
        if ask.app.claimed() == Claimed::Nothing && so == SentBefore::No {
            return came;
        }
    }
    Err(Failure::App(AppError::Unavailable("a form was sent many times at once".to_owned())))
}

/// Notes what came of a form that wrote something. What was refused may be sent again as it is.
fn settle(ask: &Ask, form: &FormKey, came: &Result<Answer, Failure>) {
    let noted = match came {
        Ok(answer) if answer.status.as_u16() < 400 => {
            let to = if let Reply::Next(to) = &answer.body { to.clone() } else { String::new() };
            let said =
                answer.cookies.iter().find_map(|c| if let CookieChange::Said(s) = c { Some(s.code()) } else { None });
            ask.web.app.note_sent(form, &CameOfIt { to, said: said.unwrap_or_default().to_owned() })
        }
        // Not known to have come to nothing: it stays noted as done.
        Err(Failure::App(AppError::Unavailable(_) | AppError::Fault(_)) | Failure::Render(_)) => Ok(()),
        _ => ask.web.app.forget_sent(form),
    };
    if let Err(error) = noted {
        tracing::warn!(%error, "what came of a form was not noted");
    }
}

/// What came of it the first time.
fn done(ask: &Ask, came: Option<CameOfIt>) -> Result<Answer, Failure> {
    match came {
        Some(came) if !came.to.is_empty() => {
            let answer = Answer::next(came.to);
            Ok(match Said::of(&came.said) {
                Some(said) => answer.saying(said),
                None => answer,
            })
        }
        _ => Ok(problem(ask, StatusCode::CONFLICT, &Problem::sent_before())?.done_before()),
    }
}

/// The form with what was typed into it, and why it is shown again. A button without a form is offered anew.
pub(crate) fn shown_again(ask: &Ask, again: Option<Handler>, why: ShownAgain) -> Result<Answer, Failure> {
    let shown = match again.map(|again| again(ask)) {
        // What the form was for is gone, or is somewhere else now.
        None | Some(Err(Failure::App(_))) => None,
        Some(shown) => Some(shown?),
    };
    if let Some(mut answer) = shown {
        let own = ask.web.words.get(ask.language);
        if let Reply::Html(html) = &mut answer.body {
            let stale = own.map(|w| w.say("stale")).filter(|words| html.contains(words.as_str()));
            if let (Some(stale), Some(own)) = (stale, own) {
                *html = html.replace(&stale, &own.say(why.own_word()));
                return Ok(answer.status(why.status()));
            }
            if html.contains(STALE) {
                *html = html.replace(STALE, why.words());
                return Ok(answer.status(why.status()));
            }
        }
    }
    let mut page = match why {
        ShownAgain::Changed => Problem::sent_otherwise(),
        ShownAgain::Unreadable => Problem::unreadable(),
        ShownAgain::TooLarge => Problem::too_large(),
    };
    if why == ShownAgain::Changed && ask.files.is_empty() {
        let hidden = ask.form.pairs().iter().filter(|(name, _)| !OF_THE_PAGE.contains(&name.as_str())).cloned();
        page.anew = Some(SendAnew { action: ask.path.clone(), hidden: hidden.collect() });
    }
    problem(ask, why.status(), &page)
}

/// Whether a route's form may be sent again and again.
pub(crate) fn is_anew(route: &Route) -> bool {
    crate::routes::ANEW.iter().any(|(path, _)| *path == route.path)
}
