//! Requests about one's data on one's own page: asking, how each stands, and fetching a copy.

use super::bundle;
use super::one::id;
use crate::answer::{Answer, Failure};
use crate::ask::Ask;
use crate::handlers::me::{field, link, me, page as portal_page, quiet, words};
use app::{AppError, OwnRequest};
use kernel::CaseId;
use pages::Typed;
use pages::form::FormState;
use pages::portal::{PortalCard, PortalField, PortalForm, PortalGroup};
use rights::Kind;

const HERE: &str = "/me/copies";
const ASK: &str = "/me/ask";

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

/// Which service is meant: asked where there are several.
fn which(
    ask: &Ask,
    from: &[(String, String)],
    words_of: &str,
    form: &FormState,
) -> (Vec<(String, String)>, Vec<PortalField>) {
    if let [(only, _)] = from {
        return (vec![("notice".to_owned(), only.clone())], Vec::new());
    }
    let mut which = field("notice", "choice", words(ask).say(words_of), String::new(), form);
    which.options = from.to_vec();
    which.typed = vec![Typed(ask.field("notice").to_owned())];
    (Vec::new(), vec![which])
}

fn show_all(ask: &Ask, form: FormState, said: bool) -> Result<Answer, Failure> {
    let (w, who) = (words(ask), me(ask)?);
    let fine = form.is_fine();
    let mut page = portal_page(ask, HERE, w.say("copies"));
    page.lede = vec![w.say("copies-lede"), w.say("lawful")];
    page.said = said.then(|| w.say("copies-asked"));
    let cards = ask.app().my_requests(who)?.into_iter().map(|line| {
        let when = w.day(line.received_on);
        let mut card = PortalCard {
            title: w.say(&format!("kind-{}", line.kind.id())),
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
            // Of a complaint the day is that of the next word, not of the outcome.
            let says = if line.kind == Kind::Complaint { "copies-hear-by" } else { "copies-by" };
            card.lines.push(w.fill(says, &[("when", &w.day(by))]));
        }
        if line.copy_is_here {
            card.links.push(link(w.say("copies-fetch"), format!("{HERE}/{}", line.id)));
        }
        card
    });
    page.groups = vec![PortalGroup { heading: String::new(), empty: w.say("copies-none"), cards: cards.collect() }];
    let from = notices(ask)?;
    if !from.is_empty() {
        let (hidden, fields) = which(ask, &from, "copies-which", &form);
        page.ask = Some(PortalForm { action: HERE.to_owned(), hidden, fields, button: w.say("copies-ask") });
        page.links = vec![link(w.say("copies-else"), ASK)];
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
    let new =
        OwnRequest { notice: notice.to_owned(), kind: Kind::Access, words: words(ask).say("kind-access"), about: None };
    match ask.app().ask_on_own_page(me(ask)?, &new) {
        Ok(_) => Ok(Answer::next(format!("{HERE}?asked=yes"))),
        Err(AppError::Refused(_)) => {
            show_all(ask, FormState::wrong("", &words(ask).say("copies-asked-already")), false)
        }
        Err(error) => Err(error.into()),
    }
}

/// What somebody typed, or followed a link with.
fn said<'a>(ask: &'a Ask, name: &str) -> &'a str {
    let typed = ask.field(name);
    if typed.is_empty() { ask.query(name) } else { typed }
}

/// The part of a record that it is about: a case by its id, and a category, of which the link does not say which it is.
fn about(ask: &Ask) -> Option<(CaseId, String)> {
    let (case, category) = said(ask, "about").split_once('|')?;
    Some((case.parse().ok()?, category.to_owned()))
}

fn show_ask(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let (w, who) = (words(ask), me(ask)?);
    let from = notices(ask)?;
    if from.is_empty() {
        return Err(Failure::not_found());
    }
    let fine = form.is_fine();
    let mut page = portal_page(ask, HERE, w.say("ask-right"));
    page.lede = vec![w.say("ask-right-lede")];
    // A part of a record says of itself which service it is.
    let part = about(ask).and_then(|(case, category)| {
        let record = ask.app().my_record(who).ok()?.into_iter().find(|r| r.case.id == case)?;
        let is_meant = |s: &app::views::SectionView| s.category == category || quiet(&[&s.category]) == category;
        let section = record.sections.into_iter().find(is_meant)?;
        Some((record.case.notice.0, format!("{case}|{}", section.category), section.label))
    });
    let (hidden, mut fields) = match part {
        Some((notice, about, label)) => {
            page.lede.push(w.fill("ask-right-about", &[("what", &label)]));
            (vec![("notice".to_owned(), notice), ("about".to_owned(), about)], Vec::new())
        }
        None => which(ask, &from, "ask-right-which", &form),
    };
    let mut kind = field("kind", "choice", w.say("ask-right-kind"), String::new(), &form);
    kind.options = Kind::for_people().map(|k| (k.id().to_owned(), w.say(&format!("kind-{}", k.id())))).collect();
    kind.typed = vec![Typed(said(ask, "kind").to_owned())];
    let mut long = field("words", "long", w.say("ask-right-words"), w.say("ask-right-words-hint"), &form);
    long.typed = vec![Typed(ask.field("words").to_owned())];
    fields.extend([kind, long]);
    page.ask = Some(PortalForm { action: ASK.to_owned(), hidden, fields, button: w.say("ask-right-send") });
    page.links = vec![link(w.say("copies"), HERE)];
    page.form = form;
    ask.form_page(&page, fine)
}

/// Asking for anything about one's data.
pub(crate) fn ask_page(ask: &Ask) -> Result<Answer, Failure> {
    show_ask(ask, FormState::default())
}

/// The same, after its form was out of date.
pub(crate) fn ask_again(ask: &Ask) -> Result<Answer, Failure> {
    show_ask(ask, FormState::wrong("", &words(ask).say("stale")))
}

/// Sends it.
pub(crate) fn send(ask: &Ask) -> Result<Answer, Failure> {
    let (w, notice) = (words(ask), ask.field("notice"));
    let wrong = |name: &str, key: &str| show_ask(ask, FormState::wrong(name, &w.say(key)));
    if notice.is_empty() {
        return wrong("notice", "copies-wrong");
    }
    let Some(kind) = Kind::for_people().find(|k| k.id() == ask.field("kind")) else {
        return wrong("kind", "ask-right-kind-missing");
    };
    let new = OwnRequest { notice: notice.to_owned(), kind, words: ask.field("words").to_owned(), about: about(ask) };
    match ask.app().ask_on_own_page(me(ask)?, &new) {
        Ok(_) => Ok(Answer::next(format!("{HERE}?asked=yes"))),
        Err(AppError::Form(_)) => wrong("words", "ask-right-words-missing"),
        Err(AppError::Refused(_)) => wrong("", "ask-right-many"),
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
