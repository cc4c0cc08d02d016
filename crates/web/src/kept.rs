//! What is typed into a form of a case (a note, a task, a message, a referral) is kept before it is sent, and comes back when the form
//! is opened again: after the session has ended, after *Back*, after a fault. The forms of a section and of a new case keep theirs by
//! themselves.

use crate::answer::{Answer, Failure, Said};
use crate::ask::Ask;
use crate::routes::Route;
use app::{Actor, AppError, DraftPlace};
use axum::http::StatusCode;
use casework::form::Typed;
use pages::Keeps;

/// The routes whose forms are kept, with what each is called where it is said what was begun.
pub(crate) const KEPT: &[(&str, &str)] = &[
    ("/cases/{case}/entries/new/{kind}", "Something new"),
    ("/cases/{case}/entries/{item}/correct", "A correction"),
    ("/cases/{case}/tasks/new", "Something to do"),
    ("/cases/{case}/tasks/{task}/change", "A change of something to do"),
    ("/cases/{case}/hand-over", "Handing over"),
    ("/cases/{case}/warnings/new", "A warning"),
    ("/cases/{case}/messages/new/{template}/{channel}", "A message or letter"),
    ("/cases/{case}/sharing/write", "Something to share"),
];
/// What belongs to the page, and not to what was typed.
const OF_THE_PAGE: [&str; 3] = ["csrf", "once", "do"];

/// The form of a request, if it is one that is kept.
pub(crate) fn place(ask: &Ask, route: &str) -> Option<DraftPlace> {
    KEPT.iter().find(|(path, _)| *path == route)?;
    Some(DraftPlace::Form { case: ask.param("case").parse().ok()?, form: ask.path.clone() })
}

/// What a form that was begun is called, by its address.
pub(crate) fn words(address: &str) -> &'static str {
    let fits = |pattern: &str| {
        let (mut there, mut wanted) = (address.split('/'), pattern.split('/'));
        loop {
            match (there.next(), wanted.next()) {
                (None, None) => return true,
                (Some(part), Some(want)) if part == want || want.starts_with('{') => {}
                _ => return false,
            }
        }
    };
    let kind = casework::happening::kind(address.rsplit('/').next().unwrap_or_default());
    match kind.filter(|_| address.contains("/entries/new/")) {
        Some(kind) => kind.label,
        None => KEPT.iter().find(|(pattern, _)| fits(pattern)).map_or("A form", |(_, words)| words),
    }
}

fn typed(ask: &Ask) -> Typed {
    let pairs = ask.form.pairs().iter().filter(|(name, _)| !OF_THE_PAGE.contains(&name.as_str()));
    Typed::new(pairs.cloned().collect())
}

/// Before the page of a form: what was typed into it and not sent, as though it had just been typed.
pub(crate) fn bring_back(ask: &mut Ask, route: &Route) -> Result<(), Failure> {
    let Some(place) = place(ask, route.path) else { return Ok(()) };
    let Ok(actor) = ask.actor() else { return Ok(()) };
    let kept = ask.app().draft(actor, &place, None)?;
    let when = kept.as_ref().map(|kept| kept.saved_at.words());
    if let Some(kept) = kept {
        let pairs = kept.typed.get().pairs();
        // A referral is of whom the address names: what was typed for somebody else waits for its own address.
        let other = ask.query.iter().any(|(name, said)| pairs.iter().any(|(n, kept)| n == name && kept != said));
        if !other {
            ask.form = Typed::new(pairs.to_vec());
            ask.keeps = Some(Keeps { kept: when });
            return Ok(());
        }
    }
    ask.keeps = Some(Keeps { kept: None });
    Ok(())
}

/// Keeps what is typed, goes away with it kept, or throws it away, where a form asks for that and for nothing else.
pub(crate) fn asked(ask: &mut Ask, route: &Route) -> Result<Option<Answer>, Failure> {
    let Some(place) = place(ask, route.path) else { return Ok(None) };
    ask.keeps = Some(Keeps { kept: None });
    let case = ask.param("case").to_owned();
    match ask.field("do") {
        "keep" | "later" => {
            ask.app().keep_form(ask.actor()?, &place, &typed(ask))?;
            Ok(Some(Answer::next(format!("/cases/{case}")).saying(Said::DraftKept)))
        }
        "drop" => {
            ask.app().drop_form(ask.actor()?, &place)?;
            Ok(Some(Answer::next(ask.path.clone()).saying(Said::DraftDropped)))
        }
        _ => Ok(None),
    }
}

/// After a form was sent: what was kept of it is done with. What could not be done as it came is kept.
pub(crate) fn settle(ask: &Ask, route: &Route, came: &Result<Answer, Failure>) {
    let (Some(place), Ok(actor)) = (place(ask, route.path), ask.actor()) else { return };
    let status = came.as_ref().map_or(StatusCode::INTERNAL_SERVER_ERROR, |answer| answer.status);
    if came.as_ref().is_ok_and(|answer| answer.was_done) {
        return;
    }
    let missing = matches!(came, Err(Failure::App(AppError::NotFound)));
    let done = if status == StatusCode::SEE_OTHER {
        ask.web.app.drop_form(actor, &place)
    } else if status.as_u16() >= 400 && !missing && !typed(ask).pairs().is_empty() {
        ask.web.app.keep_form(actor, &place, &typed(ask))
    } else {
        return;
    };
    if let Err(error) = done
        && !matches!(error, AppError::NotFound)
    {
        tracing::warn!(%error, "what was typed into a form was not kept");
    }
}

/// A form that came after its session had lapsed. Says whether it is kept.
pub(crate) fn keep_lapsed(ask: &Ask, place: &DraftPlace, actor: &Actor) -> bool {
    ask.app().keep_form(actor, place, &typed(ask)).is_ok()
}
