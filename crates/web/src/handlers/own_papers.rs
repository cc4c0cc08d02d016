//! Papers on the person's own page: to read, to sign, or to say why not. Works on a telephone, without scripts.

use super::me::{field, link, me, page, words};
use super::papers::{signature, wrong_with};
use crate::answer::{Answer, Failure};
use crate::ask::Ask;
use app::AppError;
use app::papers::{MyPaperLine, PaperState};
use app::views::Item;
use kernel::{CaseId, PaperId};
use pages::Typed;
use pages::form::FormState;
use pages::portal::{PortalCard, PortalForm, PortalGroup};

fn which(ask: &Ask) -> Result<(CaseId, PaperId), Failure> {
    let case = ask.param("case").parse().map_err(|_| Failure::not_found())?;
    Ok((case, ask.param("paper").parse().map_err(|_| Failure::not_found())?))
}

fn card(ask: &Ask, line: MyPaperLine) -> PortalCard {
    let w = words(ask);
    let (tag, tone) = match line.state {
        _ if line.waits => ("paper-waits", "warn"),
        PaperState::Signed => ("paper-signed", "good"),
        PaperState::Declined => ("paper-declined", "plain"),
        _ => ("paper-over", "plain"),
    };
    let mut lines = vec![w.fill("paper-came", &[("when", &w.moment(line.at))])];
    if let Some(day) = line.until.filter(|_| line.waits) {
        lines.push(w.fill("paper-until", &[("when", &w.day(day))]));
    }
    if let Some(at) = line.settled_at {
        lines.push(w.fill("paper-settled", &[("when", &w.moment(at))]));
    }
    PortalCard {
        title: line.title,
        href: Some(format!("/me/papers/{}/{}", line.case, line.id)),
        tag: w.say(tag),
        tone,
        lines,
        ..PortalCard::default()
    }
}

/// A paper with its text.
pub(super) fn read(ask: &Ask, line: MyPaperLine, says: Item<String>) -> PortalCard {
    let w = words(ask);
    let mut card = card(ask, line);
    match says {
        Item::Released(says) => card.letter = Some(says),
        Item::Erased => card.lines.push(w.say("held-erased")),
        Item::Withheld(_) | Item::Empty => card.lines.push(w.say("held-withheld-plain")),
    }
    card
}

/// The papers.
pub(crate) fn list(ask: &Ask) -> Result<Answer, Failure> {
    let w = words(ask);
    let mut page = page(ask, "/me/papers", w.say("papers"));
    page.said = (ask.query("said") == "yes").then(|| w.say("paper-said"));
    let cards = ask.app().my_papers(me(ask)?)?.into_iter().map(|line| card(ask, line)).collect();
    page.groups = vec![PortalGroup { heading: String::new(), empty: w.say("papers-none"), cards }];
    ask.page(&page)
}

fn show_one(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let (case, id) = which(ask)?;
    let w = words(ask);
    let paper = ask.app().my_paper(me(ask)?, case, id)?;
    let fine = form.is_fine();
    let mut page = page(ask, "/me/papers", w.say("paper-title"));
    let path = format!("/me/papers/{case}/{id}");
    let mut card = read(ask, paper.line.clone(), paper.says);
    card.href = None;
    let open = if paper.line.state == PaperState::Signed { "paper-file-signed" } else { "paper-file" };
    card.links = vec![link(w.say(open), format!("{path}/file"))];
    page.groups = vec![PortalGroup { heading: w.say("paper-read"), empty: String::new(), cards: vec![card] }];
    if paper.line.waits {
        let mut decision = field("decision", "choice", w.say("paper-legend"), String::new(), &form);
        decision.options = vec![
            ("sign".to_owned(), w.fill("paper-sign", &[("words", &paper.agree)])),
            ("decline".to_owned(), w.say("paper-decline")),
        ];
        decision.typed = vec![Typed(ask.field("decision").to_owned())];
        let mut name = field("name", "text", w.say("paper-name"), w.say("paper-name-hint"), &form);
        name.typed = vec![Typed(ask.field("name").to_owned())];
        let mut why = field("why", "text", w.say("paper-why"), String::new(), &form);
        why.typed = vec![Typed(ask.field("why").to_owned())];
        page.below = vec![PortalForm {
            action: path,
            hidden: vec![("shown".to_owned(), paper.hash)],
            fields: vec![decision, name, why],
            button: w.say("send-answer"),
        }];
    }
    page.links = vec![link(w.say("papers"), "/me/papers")];
    page.form = form;
    ask.form_page(&page, fine)
}

/// A paper, to be read.
pub(crate) fn one(ask: &Ask) -> Result<Answer, Failure> {
    show_one(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn again(ask: &Ask) -> Result<Answer, Failure> {
    show_one(ask, FormState::wrong("", &words(ask).say("stale")))
}

/// Its file.
pub(crate) fn file(ask: &Ask) -> Result<Answer, Failure> {
    let (case, id) = which(ask)?;
    let bytes = ask.app().my_paper_file(me(ask)?, case, id)?;
    Ok(super::letters::pdf(&format!("paper-{id}"), bytes.get().clone()))
}

/// Signs it, or says why not.
pub(crate) fn sign(ask: &Ask) -> Result<Answer, Failure> {
    let (case, id) = which(ask)?;
    let (w, signature) = (words(ask), signature(ask));
    match ask.app().sign_my_paper(me(ask)?, case, id, &signature) {
        Ok(()) => Ok(Answer::next("/me/papers?said=yes")),
        Err(AppError::Form(errors)) => {
            let mut form = FormState::default();
            for (at, words) in wrong_with(&errors, signature.declines) {
                // What the language has words for is said in them.
                let words = match at {
                    "decision" => w.say("paper-choose"),
                    "name" if signature.words.trim().is_empty() => w.say("paper-name-missing"),
                    "why" if signature.words.trim().is_empty() => w.say("paper-why-missing"),
                    _ => words,
                };
                form.add(at, words);
            }
            show_one(ask, form)
        }
        Err(AppError::Refused(_)) => show_one(ask, FormState::wrong("", &w.say("paper-gone"))),
        Err(error) => Err(error.into()),
    }
}
