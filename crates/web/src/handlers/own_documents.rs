//! Documents to give, on the person's own page: what is asked for and by when, giving it, or saying that one does not have it. Works on a
//! telephone, without scripts.

use super::me::{field, link, me, page, words};
use crate::answer::{Answer, Failure};
use crate::ask::Ask;
use app::views::Item;
use app::{AppError, AskState, Gave, MOST_FILES, MyAsk};
use casework::identifier::NI_NUMBER_IN_TEXT;
use disclosure::Disclosed;
use kernel::{CaseId, ItemId};
use pages::form::FormState;
use pages::portal::{PortalCard, PortalForm, PortalGroup, Words};
use pages::{Row, Typed};
use std::sync::Arc;

const HERE: &str = "/me/documents";

fn which(ask: &Ask) -> Result<(CaseId, ItemId), Failure> {
    Ok((ask.case()?, ask.param("item").parse().map_err(|_| Failure::not_found())?))
}

/// Words with how large and how many files may be.
fn limits(w: &Words, key: &str) -> String {
    let most = (files::LARGEST / 1024 / 1024).to_string();
    w.fill(key, &[("megabytes", &most), ("files", &MOST_FILES.to_string())])
}

fn card(ask: &Ask, title: String, one: MyAsk) -> PortalCard {
    let w = words(ask);
    let (tag, tone) = match one.state {
        AskState::Open if one.late => ("give-late", "bad"),
        AskState::Open => ("give-waits", "warn"),
        AskState::Missing => ("give-missing", "plain"),
        AskState::Given => ("give-received", "good"),
        AskState::Accepted => ("give-accepted", "good"),
        AskState::TakenBack => ("give-taken-back", "plain"),
    };
    let mut card = PortalCard { title, tag: w.say(tag), tone, ..PortalCard::default() };
    if one.state == AskState::Open {
        card.lines.push(w.fill("give-by", &[("when", &w.day(one.due_on))]));
    }
    if one.given > 0 {
        let at = w.moment(one.changed_at);
        card.lines.push(w.fill("give-files", &[("files", &one.given.to_string()), ("when", &at)]));
    }
    for (at, file) in one.files.iter().enumerate() {
        let number = (at + 1).to_string();
        card.links.push(link(
            w.fill("give-open", &[("number", &number)]),
            format!("{HERE}/{}/{}/files/{file}", one.case, one.id),
        ));
    }
    if one.checking > 0 {
        card.lines.push(w.fill("give-scan", &[("files", &one.checking.to_string())]));
    }
    card.lines.push(one.service);
    if one.waits {
        card.href = Some(format!("{HERE}/{}/{}", one.case, one.id));
    }
    if let Item::Released(content) = one.content {
        let of = |text| Row { label: w.say("give-whose"), text, ..Row::default() };
        let unnamed = one.of_household && one.whose.is_none();
        let whose = one.whose.map(|name| name.map(|name| vec![of(name)]));
        let rows = content.map(|content| {
            let said = |field: &str, label: &str| {
                let text = content.get(field)?.to_owned();
                Some(Row { label: w.say(label), text, ..Row::default() })
            };
            let kind = content.get("kind").unwrap_or("other");
            let what = Row { label: w.say("give-what"), text: w.say(&format!("doc-{kind}")), ..Row::default() };
            let rest = [said("why", "give-why"), said("answer", "give-answer"), said("says", "give-says")];
            let household = unnamed.then(|| of(w.say("give-household")));
            [Some(what), household].into_iter().chain(rest).flatten().collect::<Vec<_>>()
        });
        card.rows = Some(match whose {
            Some(whose) => Disclosed::all(vec![rows, whose]).map(|all| all.concat()),
            None => rows,
        });
    }
    card
}

/// What is asked for.
pub(crate) fn list(ask: &Ask) -> Result<Answer, Failure> {
    let w = words(ask);
    let mut page = page(ask, HERE, w.say("give"));
    page.lede = vec![w.say("give-lede")];
    page.said = match ask.query("said") {
        "given" => Some(w.say("give-said")),
        "missing" => Some(w.say("give-missing-said")),
        _ => None,
    };
    let numbered = |(at, one): (usize, MyAsk)| {
        let title = w.fill("give-number", &[("number", &(at + 1).to_string())]);
        card(ask, title, one)
    };
    let cards = ask.app().my_asks(me(ask)?)?.into_iter().enumerate().map(numbered).collect();
    page.groups = vec![PortalGroup { heading: String::new(), empty: w.say("give-none"), cards }];
    ask.page(&page)
}

fn show_one(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let (case, id) = which(ask)?;
    let w = words(ask);
    let one = ask.app().my_ask(me(ask)?, case, id)?;
    let (waits, open) = (one.waits, one.state == AskState::Open);
    let fine = form.is_fine();
    let mut page = page(ask, HERE, w.say("give-one"));
    let path = format!("{HERE}/{case}/{id}");
    let mut card = card(ask, w.say("give-asked"), one);
    card.href = None;
    page.groups = vec![PortalGroup { heading: String::new(), empty: String::new(), cards: vec![card] }];
    if waits {
        let hint = limits(w, "give-file-hint");
        let mut file = field("file", "file", w.say("give-file"), hint, &form);
        file.options = vec![(files::ACCEPT.to_owned(), w.say("give-photo"))];
        page.below.push(PortalForm {
            action: path.clone(),
            hidden: Vec::new(),
            fields: vec![file],
            button: w.say("give-send"),
        });
    }
    if waits && open {
        let mut said = field("words", "long", w.say("give-no"), w.say("give-no-hint"), &form);
        said.typed = vec![Typed(ask.field("words").to_owned())];
        page.below.push(PortalForm {
            action: format!("{path}/missing"),
            hidden: Vec::new(),
            fields: vec![said],
            button: w.say("give-no-send"),
        });
    }
    page.links = vec![link(w.say("give"), HERE)];
    page.form = form;
    ask.form_page(&page, fine)
}

/// One of them.
pub(crate) fn one(ask: &Ask) -> Result<Answer, Failure> {
    show_one(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn again(ask: &Ask) -> Result<Answer, Failure> {
    show_one(ask, FormState::wrong("", &words(ask).say("stale")))
}

/// A file that was given, as it was given.
pub(crate) fn file(ask: &Ask) -> Result<Answer, Failure> {
    let (case, id) = which(ask)?;
    let file: ItemId = ask.param("document").parse().map_err(|_| Failure::not_found())?;
    let bytes = ask.app().my_file(me(ask)?, case, id, file)?;
    Ok(super::work::documents::served("document", &bytes))
}

/// Gives files.
pub(crate) fn give(ask: &Ask) -> Result<Answer, Failure> {
    let (case, id) = which(ask)?;
    let w = words(ask);
    let sent = ask.files.iter().filter(|f| f.name == "file" && !f.bytes.is_empty());
    let sent: Vec<_> = sent.map(|f| Arc::clone(&f.bytes)).collect();
    let key = match ask.app().give_document(me(ask)?, case, id, &sent) {
        Ok(Gave::Received) => return Ok(Answer::next(format!("{HERE}?said=given"))),
        Ok(Gave::Apart) => "give-apart",
        Ok(Gave::Nothing) => "give-nothing",
        Ok(Gave::TooLarge) => "give-large",
        Ok(Gave::NotTaken) => "give-kind",
        Ok(Gave::TooMany) => "give-many",
        Ok(Gave::TooOften) => "give-often",
        Err(AppError::Refused(_)) => return show_one(ask, FormState::wrong("", &w.say("give-gone"))),
        Err(error) => return Err(error.into()),
    };
    show_one(ask, FormState::wrong("file", &limits(w, key)))
}

/// Says that one does not have it.
pub(crate) fn missing(ask: &Ask) -> Result<Answer, Failure> {
    let (case, id) = which(ask)?;
    let w = words(ask);
    match ask.app().say_document_is_missing(me(ask)?, case, id, ask.field("words")) {
        Ok(()) => Ok(Answer::next(format!("{HERE}?said=missing"))),
        Err(AppError::Form(wrong)) if wrong.fields.iter().any(|f| f.words == NI_NUMBER_IN_TEXT) => {
            show_one(ask, FormState::wrong("words", &w.say("give-number-in-words")))
        }
        Err(AppError::Form(_)) => show_one(ask, FormState::wrong("words", &w.say("give-no-missing"))),
        Err(AppError::Refused(_)) => show_one(ask, FormState::wrong("", &w.say("give-gone"))),
        Err(error) => Err(error.into()),
    }
}
