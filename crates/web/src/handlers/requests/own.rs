//! Asking for a copy on one's own page, and fetching it there.

use super::bundle;
use super::one::id;
use crate::answer::{Answer, Failure};
use crate::ask::Ask;
use crate::handlers::me::{field, link, me, page as portal_page, words};
use crate::show;
use app::AppError;
use pages::form::FormState;
use pages::portal::{PortalCard, PortalForm, PortalGroup};

const HERE: &str = "/me/copies";

/// The notices under which the person has a record: ids, and services in words.
fn notices(ask: &Ask) -> Result<Vec<(String, String)>, Failure> {
    let mut all: Vec<(String, String)> = Vec::new();
    for case in ask.app().my_cases(me(ask)?)? {
        match all.iter_mut().find(|(id, _)| *id == case.notice.0) {
            Some((_, words)) if !words.contains(&case.service) => words.push_str(&format!(", {}", case.service)),
            Some(_) => {}
            None => all.push((case.notice.0, format!("{}: {}", case.controller, case.service))),
        }
    }
    Ok(all)
}

fn show_all(ask: &Ask, form: FormState, said: bool) -> Result<Answer, Failure> {
    let (w, who) = (words(ask), me(ask)?);
    let fine = form.is_fine();
    let mut page = portal_page(ask, HERE, w.say("copies"));
    page.lede = vec![w.say("copies-lede"), w.say("lawful")];
    page.said = said.then(|| w.say("copies-asked"));
    let cards = ask.app().my_requests(who)?.into_iter().map(|line| {
        let when = show::date(line.received_on);
        let mut card = PortalCard {
            title: line.kind.asked().to_owned(),
            lines: vec![w.fill("copies-came", &[("when", &when), ("reference", &line.reference)])],
            ..PortalCard::default()
        };
        (card.tag, card.tone) = if line.copy_is_here {
            (w.say("copies-here"), "good")
        } else if line.handed {
            (w.say("copies-done"), "plain")
        } else if line.settled {
            (w.say("copies-settled"), "plain")
        } else {
            (w.say("copies-open"), "warn")
        };
        if let Some(by) = line.answer_by.filter(|_| !line.copy_is_here && !line.handed) {
            card.lines.push(w.fill("copies-by", &[("when", &show::date(by))]));
        }
        if line.copy_is_here {
            card.links.push(link(w.say("copies-fetch"), format!("{HERE}/{}", line.id)));
        }
        card
    });
    page.groups = vec![PortalGroup { heading: String::new(), empty: w.say("copies-none"), cards: cards.collect() }];
    let from = notices(ask)?;
    if !who.represents && !from.is_empty() {
        let mut which = field("notice", "choice", w.say("copies-which"), String::new(), &form);
        which.options = from.clone();
        let (hidden, fields) = match from.as_slice() {
            [(only, _)] => (vec![("notice".to_owned(), only.clone())], Vec::new()),
            _ => (Vec::new(), vec![which]),
        };
        page.ask = Some(PortalForm { action: HERE.to_owned(), hidden, fields, button: w.say("copies-ask") });
    }
    page.form = form;
    ask.form_page(&page, fine)
}

/// The person's requests.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    show_all(ask, FormState::default(), ask.query("asked") == "yes")
}

/// The same, after its form was out of date.
pub(crate) fn again(ask: &Ask) -> Result<Answer, Failure> {
    show_all(ask, FormState::wrong("", &words(ask).say("stale")), false)
}

/// Asks for a copy.
pub(crate) fn ask_for_one(ask: &Ask) -> Result<Answer, Failure> {
    let notice = ask.field("notice");
    if notice.is_empty() {
        return show_all(ask, FormState::wrong("notice", &words(ask).say("copies-wrong")), false);
    }
    match ask.app().ask_for_my_copy(me(ask)?, notice) {
        Ok(_) => Ok(Answer::next(format!("{HERE}?asked=yes"))),
        Err(AppError::Refused(_)) => {
            show_all(ask, FormState::wrong("", &words(ask).say("copies-asked-already")), false)
        }
        Err(error) => Err(error.into()),
    }
}

fn show_fetch(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let (w, request) = (words(ask), id(ask)?);
    let here = ask.app().my_requests(me(ask)?)?.into_iter().any(|r| r.id == request && r.copy_is_here);
    if !here {
        return Err(Failure::not_found());
    }
    let fine = form.is_fine();
    let mut page = portal_page(ask, HERE, w.say("fetch"));
    page.lede = vec![w.say("fetch-lede"), w.say("fetch-safe")];
    page.ask = Some(PortalForm {
        action: format!("{HERE}/{request}"),
        hidden: Vec::new(),
        fields: Vec::new(),
        button: w.say("fetch-button"),
    });
    page.form = form;
    ask.form_page(&page, fine)
}

/// Before it is fetched.
pub(crate) fn fetch_page(ask: &Ask) -> Result<Answer, Failure> {
    show_fetch(ask, FormState::default())
}

/// The same, after its form was out of date.
pub(crate) fn fetch_again(ask: &Ask) -> Result<Answer, Failure> {
    show_fetch(ask, FormState::wrong("", &words(ask).say("stale")))
}

/// Fetches it.
pub(crate) fn fetch(ask: &Ask) -> Result<Answer, Failure> {
    match ask.app().fetch_my_copy(me(ask)?, id(ask)?) {
        Ok(bytes) => bundle::archive(ask, bytes),
        Err(AppError::Refused(_)) => show_fetch(ask, FormState::wrong("", &words(ask).say("fetch-changed"))),
        Err(error) => Err(error.into()),
    }
}
