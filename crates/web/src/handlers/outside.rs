//! Requests from outside for what is held of somebody: written down, decided, kept.

use super::share::{act_at, again, codes, link, term};
use super::unnamed::{self, Unnamed};
use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, choice, content_rows, field, read_day};
use crate::show;
use app::views::Item;
use app::{
    App, AppError, DocumentState, NewOutsideRequest, OUTSIDE_BODIES, OUTSIDE_CHANNELS, OUTSIDE_DECISIONS,
    OutsideDecision, OutsideDocumentLine, OutsideLine,
};
use kernel::RequestId;
use pages::form::{Control, FormState};
use pages::share::{PartShown, SharePage};
use pages::work::{FileAsked, PlainForm};
use pages::{Row, StateTag, Tone};

const HERE: &str = "/outside-requests";

fn id(ask: &Ask) -> Result<RequestId, Failure> {
    ask.param("request").parse().map_err(|_| Failure::not_found())
}

pub(super) fn state(line: &OutsideLine) -> StateTag {
    match &line.decision {
        Some((code, words)) => {
            let tone = if matches!(code.as_str(), "released" | "part") { Tone::Good } else { Tone::Plain };
            show::tag(words.clone(), tone)
        }
        None if line.late => show::tag("Late", Tone::Bad),
        None => show::tag("To be decided", Tone::Warn),
    }
}

fn show_new(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    // A partner has no business here.
    if !ask.actor()?.is_staff() {
        return Err(Failure::not_found());
    }
    let fine = form.is_fine();
    let text = |name: &str, label: &str| field(ask, &form, name, label, Control::Text);
    let long = |name: &str, label: &str| field(ask, &form, name, label, Control::LongText);
    let fields = vec![
        field(ask, &form, "kind", "What kind of body asks?", Control::Choice).options(codes(&OUTSIDE_BODIES)),
        text("body", "Its name"),
        long("asker", "Who asks there, with rank or post, and how to answer them"),
        text("reference", "Their own reference").optional(),
        field(ask, &form, "channel", "How did it come?", Control::Choice).options(codes(&OUTSIDE_CHANNELS)),
        field(ask, &form, "received", "The day it came", Control::Date).optional().hint("Today, if you leave it empty"),
        field(ask, &form, "answer", "By when do they ask for an answer?", Control::Date).optional(),
        text("law", "The law that they cite")
            .optional()
            .hint("For example Data Protection Act 2018, Schedule 2 paragraph 2"),
        long("what", "What do they ask for?"),
        long("why", "Why do they ask for it?").hint("If they did not say, write that"),
        long("whom", "Of whom? As they say it").hint("Names, dates of birth, addresses: only what they gave"),
        text("case", "The case that it is about, by its reference")
            .optional()
            .hint("Look for it first. Leave it empty if nobody is known"),
    ];
    let page = PlainForm {
        heading: "Write a request down".to_owned(),
        lede: vec![
            "Give nothing away before it is decided, not even that somebody is known here. Do not tell the person of it yet."
                .to_owned(),
            "If somebody’s life is in danger now, share what is needed from the case, under “Share without consent”, and write it down afterwards."
                .to_owned(),
        ],
        action: format!("{HERE}/new"),
        back: link("Requests from police and others", HERE.to_owned()),
        fields,
        button: "Write it down".to_owned(),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// The form.
pub(crate) fn new_page(ask: &Ask) -> Result<Answer, Failure> {
    show_new(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn new_again(ask: &Ask) -> Result<Answer, Failure> {
    show_new(ask, stale())
}

/// Writes it down.
pub(crate) fn new(ask: &Ask) -> Result<Answer, Failure> {
    let mut form = FormState::default();
    let said = |name: &str| ask.field(name).to_owned();
    let new = NewOutsideRequest {
        kind: said("kind"),
        body: said("body"),
        asker: said("asker"),
        their_reference: said("reference"),
        channel: said("channel"),
        law: said("law"),
        received_on: read_day(ask, &mut form, "received", "The day it came"),
        answer_by: read_day(ask, &mut form, "answer", "The day"),
        what: said("what"),
        why: said("why"),
        whom: said("whom"),
        case: said("case"),
    };
    if !form.is_fine() {
        return show_new(ask, form);
    }
    match ask.app().log_outside_request(ask.actor()?, &new) {
        Ok(id) => Ok(Answer::next(format!("{HERE}/{id}")).saying(Said::ShareChanged)),
        Err(AppError::Form(errors)) => show_new(ask, show::form_state(&errors)),
        Err(error) => Err(error.into()),
    }
}

fn one(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let id = id(ask)?;
    let view = ask.app().outside_request(ask.actor()?, id)?;
    let at = format!("{HERE}/{id}");
    let line = &view.line;
    let until = view.kept.until.map_or_else(|| "For now".to_owned(), |on| format!("Until {}", show::date(on)));
    let facts = vec![
        term("Reference", vec![line.reference.clone()]),
        term("What kind of body", vec![line.kind.clone()]),
        term("How it came", vec![line.channel.clone()]),
        term("Came", vec![show::date(line.received_on)]),
        term("They ask for an answer by", line.answer_by.map(show::date).into_iter().collect()),
        term("Law that they cite", Some(line.law.clone()).filter(|law| !law.is_empty()).into_iter().collect()),
        term("Case", line.case.iter().cloned().collect()),
        term("Written down by", vec![line.made_by.clone()]),
        term("Decided", line.decided.iter().map(|(by, at)| format!("{} by {by}", at.words())).collect()),
        term("Why not all of it", view.reason.iter().cloned().collect()),
        term("The person", view.told.iter().cloned().collect()),
        term("Kept", vec![format!("{until}. {}.", view.kept.why)]),
    ];
    let withheld = match &view.content {
        Item::Withheld(why) => Some(why.reasons.join(" ")),
        _ => None,
    };
    let mut parts = vec![PartShown {
        label: "What it says".to_owned(),
        rows: content_rows(view.content),
        withheld: None,
        instead: withheld,
    }];
    if let Item::Released(why) = view.why {
        let row = |text: String| vec![Row { label: "Why".to_owned(), text, ..Row::default() }];
        parts.push(PartShown {
            label: "The decision".to_owned(),
            rows: Some(why.map(row)),
            withheld: None,
            instead: None,
        });
    }
    let mut acts = Vec::new();
    let mut lede = Vec::new();
    match &view.may_decide {
        Ok(()) => {
            let shares =
                view.shares.iter().map(|(id, words)| choice(id.to_string(), words.clone())).collect::<Vec<_>>();
            let mut fields = vec![
                field(ask, &form, "decision", "What is decided?", Control::Choice).options(codes(&OUTSIDE_DECISIONS)),
                field(ask, &form, "reason", "Why not all of it?", Control::Choice)
                    .options(codes(sharing::ground::REFUSALS))
                    .optional(),
                field(ask, &form, "words", "Why, in your words", Control::LongText).optional(),
            ];
            if !shares.is_empty() {
                fields.push(
                    field(ask, &form, "share", "What went on account of it", Control::Choice)
                        .options(shares)
                        .optional(),
                );
            }
            if view.case.is_some() {
                let mut told = vec![choice("yes", "The person may know of it")];
                told.extend(codes(App::outside_untold()));
                fields.push(field(ask, &form, "told", "May the person know of it?", Control::Choice).options(told));
            }
            let words = vec![
                "Something goes only from the case, under “Share without consent”, where the gate decides and no more than is needed is chosen. Do that first, and choose it here."
                    .to_owned(),
            ];
            acts.push(act_at(&at, ("decide", "Decide"), words, fields, "Decide"));
        }
        Err(why) if line.decision.is_none() => lede.push(format!("{why}.")),
        Err(_) => {}
    }
    if line.decision.is_none() {
        let fields = vec![field(ask, &form, "case", "The case, by its reference", Control::Text)];
        acts.push(act_at(&at, ("about", "Whose case is it about?"), Vec::new(), fields, "Save"));
    }
    let mut links = Vec::new();
    if let Some(case) = view.case {
        links.push(link("Open the case", format!("/cases/{case}")));
        if let Some(share) = view.share {
            links.push(link("What went", format!("/cases/{case}/sharing/{share}")));
        }
    }
    links.push(link("Put a document to it", format!("{at}/documents/new")));
    let documents: Vec<Unnamed> = view.documents.iter().map(|d| unnamed(d, &at)).collect();
    acts.extend(unnamed::scans(&documents));
    let fine = form.is_fine();
    let page = SharePage {
        documents: unnamed::shown(&documents),
        heading: line.body.clone(),
        back: Some(link("Requests from police and others", HERE.to_owned())),
        tags: vec![state(line)],
        lede,
        facts,
        parts,
        parts_heading: Some("The request"),
        acts,
        links,
        form,
        ..SharePage::default()
    };
    ask.form_page(&page, fine)
}

/// One of them.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    one(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn page_again(ask: &Ask) -> Result<Answer, Failure> {
    one(ask, stale())
}

/// A document of it, as one opens it. Nobody gave it a name.
fn unnamed(document: &OutsideDocumentLine, at: &str) -> Unnamed {
    Unnamed {
        at: format!("{at}/documents/{}", document.id),
        media: document.media,
        bytes: document.bytes,
        state: document.state,
        more: format!(". Put there by {} on {}", document.added.0, document.added.1.words()),
    }
}

fn document_form(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let id = id(ask)?;
    let view = ask.app().outside_request(ask.actor()?, id)?;
    let fine = form.is_fine();
    let page = PlainForm {
        heading: "Put a document to the request".to_owned(),
        lede: vec![format!("Request {}. Who reads the request can open it, and nobody else.", view.line.reference)],
        action: format!("{HERE}/{id}/documents/new"),
        back: link("The request", format!("{HERE}/{id}")),
        button: "Keep it".to_owned(),
        file: Some(FileAsked {
            name: "file".to_owned(),
            label: "The document".to_owned(),
            hint: format!(
                "For example the form that they sent, or an order. A {}, of at most {} MB.",
                files::kinds_in_words(),
                files::LARGEST / 1024 / 1024
            ),
            accept: files::ACCEPT.to_owned(),
            error: form.of("file"),
            last: true,
        }),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// The form by which a document is put to it.
pub(crate) fn document_page(ask: &Ask) -> Result<Answer, Failure> {
    document_form(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn document_again(ask: &Ask) -> Result<Answer, Failure> {
    document_form(ask, stale())
}

/// Keeps a document.
pub(crate) fn put_document(ask: &Ask) -> Result<Answer, Failure> {
    let id = id(ask)?;
    let file = ask.files.iter().find(|f| f.name == "file" && !f.bytes.is_empty());
    let Some(file) = file else {
        return document_form(ask, FormState::wrong("file", "Choose a file"));
    };
    match ask.app().put_outside_document(ask.actor()?, id, &file.bytes) {
        Ok(_) => Ok(Answer::next(format!("{HERE}/{id}")).saying(Said::ShareChanged)),
        Err(error) => again(error, |form| document_form(ask, form)),
    }
}

fn document_id(ask: &Ask) -> Result<RequestId, Failure> {
    ask.param("document").parse().map_err(|_| Failure::not_found())
}

/// A document.
pub(crate) fn document(ask: &Ask) -> Result<Answer, Failure> {
    let document = document_id(ask)?;
    let found = ask.app().outside_document(ask.actor()?, id(ask)?, document)?;
    Ok(super::work::documents::served(&format!("document-{document}"), &found))
}

/// Has a document scanned again.
pub(crate) fn scan(ask: &Ask) -> Result<Answer, Failure> {
    let at = format!("{HERE}/{}", id(ask)?);
    match ask.app().scan_outside_again(ask.actor()?, id(ask)?, document_id(ask)?) {
        Ok(DocumentState::Quarantined) => Ok(Answer::next(at).saying(Said::DocumentApart)),
        Ok(_) => Ok(Answer::next(at).saying(Said::ShareChanged)),
        Err(error) => again(error, |form| one(ask, form)),
    }
}

/// Says whose case it is about, or decides.
pub(crate) fn act(ask: &Ask) -> Result<Answer, Failure> {
    let (actor, id) = (ask.actor()?, id(ask)?);
    let said = |name: &str| ask.field(name).to_owned();
    let done = match ask.param("step") {
        "about" => ask.app().outside_request_about(actor, id, ask.field("case")),
        "decide" => {
            let new = OutsideDecision {
                decision: said("decision"),
                reason: said("reason"),
                why: said("words"),
                share: said("share"),
                told: said("told"),
            };
            ask.app().decide_outside_request(actor, id, &new)
        }
        _ => return Err(Failure::not_found()),
    };
    match done {
        Ok(()) => Ok(Answer::next(format!("{HERE}/{id}")).saying(Said::ShareChanged)),
        Err(error) => again(error, |form| one(ask, form)),
    }
}
