//! Referrals that come in: the public form, and what staff do with them.

use super::share::{again, codes, link, term};
use super::unnamed::{self, Unnamed};
use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, choice, choose, content_rows, field};
use app::DocumentState;
use app::{InboundDocumentLine, InboundLine, InboundService, MOST_REFERRAL_FILES, NewInbound};
use kernel::InboundId;
use pages::form::{Control, Entered, Field, FormState};
use pages::share::{PartShown, ShareAct, SharePage};
use pages::sheet::{Card, Group, Sheet};
use pages::work::{FileAsked, PlainForm};
use pages::{StateTag, Tone};
use sharing::Sender;
use sharing::inbound::{CONNECTIONS, ENDINGS, REASONS};

/// Which service.
pub(crate) fn services(ask: &Ask) -> Result<Answer, Failure> {
    let cards = ask.app().inbound_services()?.into_iter().map(|s| Card {
        title: s.label,
        href: Some(format!("/refer/{}/{}", s.notice_id, s.service)),
        ..Card::default()
    });
    let page = Sheet {
        heading: "Ask for help, or refer somebody".to_owned(),
        lede: vec![
            "If somebody is in danger now, telephone 999.".to_owned(),
            "Choose the service. What you write goes to the people who work there, and to nobody else.".to_owned(),
        ],
        groups: vec![Group {
            id: "services".to_owned(),
            heading: "Services".to_owned(),
            empty: "No service takes referrals here.".to_owned(),
            cards: cards.collect(),
        }],
        ..Sheet::default()
    };
    ask.page(&page)
}

fn known(ask: &Ask) -> Result<InboundService, Failure> {
    let (notice, service) = (ask.notice(), ask.param("service").to_owned());
    let all = ask.app().inbound_services()?;
    let found = all.into_iter().find(|s| s.notice_id == notice && s.service == service);
    found.ok_or_else(Failure::not_found)
}

fn form_page(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let service = known(ask)?;
    let text = |name: &str, label: &str| field(ask, &form, name, label, Control::Text);
    let ties: Vec<(String, String)> = CONNECTIONS.iter().map(|(c, w)| ((*c).to_owned(), (*w).to_owned())).collect();
    let senders = Sender::ALL.map(|s| choice(s.id(), s.words()));
    let yes = |name: &str, label: &str| {
        field(ask, &form, name, label, Control::Choice)
            .options(vec![choice("yes", "Yes"), choice("no", "No")])
            .optional()
    };
    let fields = vec![
        field(ask, &form, "sender", "Who are you?", Control::Choice).options(senders.to_vec()),
        text("name", "Name of whoever needs help").hint("As far as you know it").optional(),
        text("born", "Date of birth or age, if known").optional(),
        field(ask, &form, "contact", "How can they be reached?", Control::LongText)
            .hint("A telephone number, an address or a place; and when it is safe to call. Somebody else may read their messages."),
        field(ask, &form, "reason", "Why is help needed?", Control::Choice).options(codes(REASONS)),
        field(ask, &form, "words", "What happened?", Control::LongText)
            .optional()
            .hint("Only what the service needs in order to begin"),
        text("body", "Your organisation, if you refer for one").optional(),
        text("referrer", "Your name").optional().hint("Kept apart from what you write about the person. Members of the public can leave it empty."),
        text("referrer-contact", "How the council reaches you").optional(),
        yes("agreed", "Does the person agree to be referred?").hint("Organisations refer only people who agree."),
        yes("chosen", "Did the person choose this council?").hint("Public bodies with the duty to refer ask this."),
        choose(&form, "connections", "What ties them to this district?", Control::Choices, &ties, all(ask, "connections"))
            .hint("Another council that passes somebody on has to say."),
        text("connection", "Where, with whom, from when until when").optional(),
    ];
    let mut fields = fields;
    if service.steps {
        let comes_back = yes("step-down", "Does social care hand a family back to the programme?")
            .hint("Yes: the work of social care ends, and the family needs support that is no longer statutory (a step down).");
        fields.insert(1, comes_back);
    }
    let fine = form.is_fine();
    let page = PlainForm {
        heading: service.label,
        lede: vec![
            "If somebody is in danger now, telephone 999.".to_owned(),
            "You get a reference. What comes of it is not told to anybody but the person.".to_owned(),
        ],
        action: format!("/refer/{}/{}", ask.notice(), ask.param("service")),
        back: link("Services", "/refer".to_owned()),
        fields,
        button: "Send".to_owned(),
        file: Some(FileAsked {
            name: "file".to_owned(),
            label: "Documents that the service needs".to_owned(),
            hint: format!(
                "For example a notice to leave, or a letter. A {}, of at most {} MB; {MOST_REFERRAL_FILES} at most. Whoever reads the \
                 referral can open them, and nobody else.",
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

fn all(ask: &Ask, name: &str) -> Vec<String> {
    ask.form.all(name).map(str::to_owned).collect()
}

/// The public form.
pub(crate) fn refer_page(ask: &Ask) -> Result<Answer, Failure> {
    form_page(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn refer_again(ask: &Ask) -> Result<Answer, Failure> {
    form_page(ask, stale())
}

/// Keeps it, and gives the reference.
pub(crate) fn refer(ask: &Ask) -> Result<Answer, Failure> {
    let label = known(ask)?.label;
    let text = |name: &str| ask.field(name).to_owned();
    let new = NewInbound {
        sender: text("sender"),
        body: text("body"),
        name: text("name"),
        born: text("born"),
        contact: text("contact"),
        reason: text("reason"),
        words: text("words"),
        connections: all(ask, "connections"),
        connection: text("connection"),
        agreed: ask.field("agreed") == "yes",
        chosen: ask.field("chosen") == "yes",
        step_down: ask.field("step-down") == "yes",
        referrer: text("referrer"),
        referrer_contact: text("referrer-contact"),
        files: ask
            .files
            .iter()
            .filter(|f| f.name == "file" && !f.bytes.is_empty())
            .map(|f| std::sync::Arc::clone(&f.bytes))
            .collect(),
    };
    match ask.app().refer_in(&ask.notice(), ask.param("service"), &new) {
        Ok(reference) => ask.page(&Sheet {
            heading: "It was sent".to_owned(),
            lede: vec![
                format!("{label} has it. Your reference is {reference}: keep it as your receipt."),
                match new.files.len() {
                    0 => String::new(),
                    1 => "One document went with it.".to_owned(),
                    some => format!("{some} documents went with it."),
                },
                "The council gets in touch with the person, not with you, unless it needs to ask you something."
                    .to_owned(),
            ],
            ..Sheet::default()
        }),
        Err(error) => again(error, |form| form_page(ask, form)),
    }
}

/// What a referral is called by which social care hands a family back.
pub(super) const STEP_DOWN: &str = "Step down from social care";

/// Where a referral stands.
pub(crate) fn tag(line: &InboundLine) -> StateTag {
    match line.state.as_str() {
        "new" => crate::show::tag("New", Tone::Warn),
        "assessed" => crate::show::tag("Led to an assessment", Tone::Good),
        _ => crate::show::tag("Closed", Tone::Plain),
    }
}

fn id(ask: &Ask) -> Result<InboundId, Failure> {
    ask.param("inbound").parse().map_err(|_| Failure::not_found())
}

fn one(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let id = id(ask)?;
    let view = ask.app().inbound_one(ask.actor()?, id, ask.query("who") == "referred")?;
    let at = format!("/referrals/{id}");
    let yes = |so: bool| vec![if so { "Yes" } else { "Not said" }.to_owned()];
    let line = &view.line;
    let kept = view.kept.as_ref().map(|kept| {
        let until = kept.until.map_or_else(|| "For now".to_owned(), |on| format!("Until {}", crate::show::date(on)));
        format!("{until}. {}.", kept.why)
    });
    let facts = vec![
        term("Reference", vec![line.reference.clone()]),
        term("Service", vec![line.service.clone()]),
        term("Organisation", line.body.iter().cloned().collect()),
        term("Under", view.law.iter().map(|l| (*l).to_owned()).collect()),
        term("Why", vec![line.reason.clone()]),
        term("The person agreed", yes(line.agreed)),
        term("The person chose this council", yes(line.chosen)),
        term("Came in", vec![line.received_at.words()]),
        term("Comes from", line.step_up.iter().map(|_| "A step up from this case to social care".to_owned()).collect()),
        term("To be answered by", line.answer_by.map(crate::show::date).into_iter().collect()),
        term("Case", line.case.iter().cloned().collect()),
        term("How it ended", line.ending.iter().cloned().collect()),
        term("What it says is kept", kept.into_iter().collect()),
    ];
    let part = |label: &str, content| {
        let rows = content_rows(content);
        let instead = rows.is_none().then(|| "Nothing of it is left, or nothing was said.".to_owned());
        PartShown { label: label.to_owned(), rows, withheld: None, instead }
    };
    let (state, sender) = (tag(line), line.sender);
    let (step_down, step_up) = (line.step_down, line.step_up);
    let mut acts = Vec::new();
    if line.state == "new" {
        let act = |id: &str, heading: &str, fields, button: &str| ShareAct {
            id: id.to_owned(),
            heading: heading.to_owned(),
            words: Vec::new(),
            action: at.clone(),
            hidden: Vec::new(),
            fields,
            button: button.to_owned(),
            warns: false,
        };
        let ending =
            field(ask, &form, "ending", "How did it end without one?", Control::Choice).options(codes(ENDINGS));
        if let Some(case) = line.case.clone().filter(|_| step_up.is_some()) {
            acts.push(ShareAct {
                hidden: vec![("case".to_owned(), case.clone())],
                words: vec![format!("Work goes on in case {case}.")],
                ..act("take-on", "Take the family back on", Vec::new(), "Take it on")
            });
            acts.push(act("end", "Or do not take it on", vec![ending], "Save"));
        } else {
            let case = field(ask, &form, "case", "It led to this case", Control::Text)
                .optional()
                .standing(ask, Entered::text(""));
            let ending = Field { label: "Or it ended without one".to_owned(), ..ending.optional() };
            let words = "If it leads to an assessment, open the case from here, and it is marked. If there is a case already, enter its reference.";
            acts.push(ShareAct {
                words: vec![words.to_owned()],
                ..act("settle", "What became of it?", vec![case, ending], "Save")
            });
        }
    }
    let mut parts = vec![part("The person", view.person)];
    let mut links = Vec::new();
    if let Some((case, share)) = step_up {
        links.push(link("The step up that it comes back from", format!("/cases/{case}/sharing/{share}")));
    }
    if let Some((notice, service)) = view.opens.as_ref().filter(|_| step_up.is_none()) {
        links.push(link("Open a case for it", format!("/cases/new/{notice}/{service}?referral={id}")));
    }
    let documents: Vec<Unnamed> = view.documents.iter().map(|d| unnamed(d, &at)).collect();
    acts.extend(unnamed::scans(&documents));
    match view.referrer {
        Some(referrer) => parts.push(part("Who referred", referrer)),
        None if view.has_referrer => links.push(link("Show who referred", format!("{at}?who=referred"))),
        None => {}
    }
    let fine = form.is_fine();
    let page = SharePage {
        heading: if step_down { STEP_DOWN } else { sender.label() }.to_owned(),
        back: Some(link("Referrals that came in", "/referrals".to_owned())),
        tags: vec![state],
        lede: vec![if step_up.is_some() {
            "Social care hands this family back. Take it on by saving its case here, or say how it ended: they read which of the two it was, and \
             nothing else."
                .to_owned()
        } else {
            "Who referred is held apart, and is told nothing of what comes of it.".to_owned()
        }],
        facts,
        parts,
        documents: unnamed::shown(&documents),
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

/// What became of it.
pub(crate) fn settle(ask: &Ask) -> Result<Answer, Failure> {
    match ask.app().settle_inbound(ask.actor()?, id(ask)?, ask.field("case"), ask.field("ending")) {
        Ok(()) => Ok(Answer::next(format!("/referrals/{}", id(ask)?)).saying(Said::ShareChanged)),
        Err(error) => again(error, |form| one(ask, form)),
    }
}

/// What came with it, as one opens it. Nobody gave it a name.
fn unnamed(document: &InboundDocumentLine, at: &str) -> Unnamed {
    Unnamed {
        at: format!("{at}/documents/{}", document.id),
        media: document.media,
        bytes: document.bytes,
        state: document.state,
        more: String::new(),
    }
}

fn document(ask: &Ask) -> Result<InboundId, Failure> {
    ask.param("document").parse().map_err(|_| Failure::not_found())
}

/// A file that came with it.
pub(crate) fn file(ask: &Ask) -> Result<Answer, Failure> {
    let document = document(ask)?;
    let found = ask.app().inbound_document(ask.actor()?, id(ask)?, document)?;
    Ok(super::work::documents::served(&format!("document-{document}"), &found))
}

/// Has a file scanned again.
pub(crate) fn scan(ask: &Ask) -> Result<Answer, Failure> {
    let at = format!("/referrals/{}", id(ask)?);
    match ask.app().scan_inbound_again(ask.actor()?, id(ask)?, document(ask)?) {
        Ok(DocumentState::Quarantined) => Ok(Answer::next(at).saying(Said::DocumentApart)),
        Ok(_) => Ok(Answer::next(at).saying(Said::ShareChanged)),
        Err(error) => again(error, |form| one(ask, form)),
    }
}
