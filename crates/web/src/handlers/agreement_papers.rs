//! Agreements that are signed here: their documents, presenting them, and signing in an account or by a link.

use super::papers::{form_of, signature, the_paper};
use super::share::link as to;
use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, STALE, stale};
use crate::fields::{Say as _, field};
use crate::show;
use app::papers::{PaperState, SealCheck};
use app::{
    AgreementPaper, AppError, AttachmentBytes, ByLink, DocumentState, LinkLeads, NewAttachment, NewSigner, SignerLine,
    SignerState, ToSign,
};
use axum::http::StatusCode;
use identity::HandedOut;
use kernel::{AttachmentId, EnrolmentId, Sensitive};
use pages::agreements::{AgreementPanel, AgreementUpload, FileToOpen, SignAgreement};
use pages::form::{Control, Field, FormState};
use pages::panel::{Button, OwnPanel, PanelContent, PanelForm, Table, TableCell};
use pages::papers::SignHere;
use pages::work::{FileAsked, PlainForm};
use pages::{Link, StateTag, Tone, Typed};

/// How many can be named who sign: of the council besides its officer, and of the other side.
const SIGNERS: [(bool, &str); 4] = [
    (true, "Who signs for the other side"),
    (true, "Somebody else who signs for the other side"),
    (false, "Somebody else who signs for the council"),
    (false, "Somebody else who signs for the council, a second"),
];

fn agreement(ask: &Ask) -> Result<EnrolmentId, Failure> {
    ask.param("agreement").parse().map_err(|_| Failure::not_found())
}

fn document(ask: &Ask) -> Result<AttachmentId, Failure> {
    ask.param("document").parse().map_err(|_| Failure::not_found())
}

fn press(action: String, label: &str, about: &str, warns: bool) -> Button {
    Button { action, hidden: Vec::new(), label: label.to_owned(), about: about.to_owned(), warns }
}

/// Where the page of an agreement leads on to.
pub(super) fn links(ask: &Ask, id: EnrolmentId) -> Result<Vec<Link>, Failure> {
    let (paper, documents) = ask.app().agreement_signing(ask.actor()?, id)?;
    let words = match paper {
        Some(PaperState::Signed) => "The signed agreement, with its evidence",
        Some(PaperState::Open) => "It is out to be signed: who has, who has not",
        Some(PaperState::Declined) => "Somebody did not sign it: why",
        _ => "Have it signed here by both sides",
    };
    let attached = match documents {
        0 => "Attach documents".to_owned(),
        1 => "One document attached".to_owned(),
        n => format!("{n} documents attached"),
    };
    Ok(vec![
        to(words, format!("/agreements/{id}/paper")),
        Link { text: attached, href: format!("/agreements/{id}/documents") },
    ])
}

fn bytes(name: &str, found: AttachmentBytes) -> Answer {
    Answer::bytes(found.media, format!("{name}.{}", found.ending), found.shown, found.bytes)
}

/// The documents of an agreement.
pub(crate) fn documents(ask: &Ask) -> Result<Answer, Failure> {
    let (id, actor) = (agreement(ask)?, ask.actor()?);
    let view = ask.app().agreement(actor, id)?;
    let here = format!("/agreements/{id}/documents");
    let rows = ask.app().agreement_documents(actor, id)?.into_iter().map(|d| {
        let address = format!("{here}/{}", d.id);
        let (state, mut buttons) = match d.state {
            DocumentState::Kept => (show::tag("Scanned and kept", Tone::Good), Vec::new()),
            DocumentState::Waiting => (
                show::tag("Waits for the scanner", Tone::Warn),
                vec![press(format!("{address}/scan"), "Scan again", &d.title, false)],
            ),
            DocumentState::Quarantined => (show::tag("Kept apart: malware", Tone::Bad), Vec::new()),
        };
        if d.removable {
            buttons.push(press(format!("{address}/remove"), "Take it off", &d.title, true));
        }
        let title = TableCell::words(&d.title);
        let title = if d.state == DocumentState::Kept { title.to(address) } else { title };
        let by = format!("{}, {}", d.by, d.at.words());
        let elsewhere = match &d.elsewhere {
            Some((provider, envelope)) => format!("Signed with {provider}, known there as {envelope}"),
            None => String::new(),
        };
        vec![
            title.small(format!("{}, {} bytes. {elsewhere}", d.kind, d.bytes)),
            TableCell::state(state).small(by),
            TableCell::words(d.hash),
            TableCell::buttons(buttons),
        ]
    });
    let table = Table {
        caption: "What is attached".to_owned(),
        heads: ["Document", "State", "SHA-256", "What you can do"].map(str::to_owned).into(),
        rows: rows.collect(),
        none: "Nothing is attached.".to_owned(),
    };
    ask.page(&AgreementPanel(PanelContent {
        title: "Documents of the agreement".to_owned(),
        caption: Some(view.line.reference),
        lede: vec![
            "What is attached when the agreement is presented stands in it with its hash, so that what is signed covers it too.".to_owned(),
        ],
        back: Some(to("The agreement", format!("/agreements/{id}"))),
        links: vec![to("Attach a document", format!("{here}/new"))],
        tables: vec![table],
        ..PanelContent::default()
    }))
}

fn show_attach(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let id = agreement(ask)?;
    ask.app().agreement(ask.actor()?, id)?;
    let fine = form.is_fine();
    let here = format!("/agreements/{id}/documents");
    let page = AgreementUpload(PlainForm {
        heading: "Attach a document".to_owned(),
        action: format!("{here}/new"),
        back: to("Documents of the agreement", here),
        fields: vec![
            field(ask, &form, "title", "What is it?", Control::Text).hint("For example: Annex A, security measures"),
            field(ask, &form, "provider", "If it was signed elsewhere: with whose service?", Control::Text)
                .hint("For example: Adobe Acrobat Sign, or on paper")
                .optional(),
            field(ask, &form, "envelope", "And how does that know it?", Control::Text)
                .hint("The number of the envelope or transaction, or where the paper is kept")
                .optional(),
        ],
        button: "Attach it".to_owned(),
        file: Some(FileAsked {
            name: "file".to_owned(),
            label: "Choose the file, or drop it here".to_owned(),
            hint: format!("A {}, of at most {} MB", files::kinds_in_words(), files::LARGEST / 1024 / 1024),
            accept: files::ACCEPT.to_owned(),
            error: form.of("file"),
            last: false,
        }),
        form,
        ..PlainForm::default()
    });
    ask.form_page(&page, fine)
}

/// The form that attaches a document.
pub(crate) fn attach_page(ask: &Ask) -> Result<Answer, Failure> {
    show_attach(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn attach_again(ask: &Ask) -> Result<Answer, Failure> {
    show_attach(ask, stale())
}

/// Attaches it.
pub(crate) fn attach(ask: &Ask) -> Result<Answer, Failure> {
    let id = agreement(ask)?;
    let mut sent = ask.files.iter().filter(|f| f.name == "file" && !f.bytes.is_empty());
    let (Some(file), None) = (sent.next(), sent.next()) else {
        return show_attach(ask, FormState::wrong("file", "Choose one file"));
    };
    let new = NewAttachment {
        bytes: std::sync::Arc::clone(&file.bytes),
        title: ask.field("title").to_owned(),
        provider: ask.field("provider").to_owned(),
        envelope: ask.field("envelope").to_owned(),
    };
    let said = match ask.app().attach_to_agreement(ask.actor()?, id, &new) {
        Ok(DocumentState::Kept) => Said::AgreementSaved,
        Ok(DocumentState::Waiting) => Said::DocumentWaits,
        Ok(DocumentState::Quarantined) => Said::DocumentApart,
        Err(AppError::Form(errors)) => return show_attach(ask, show::form_state(&errors)),
        Err(AppError::Refused(words)) => return show_attach(ask, FormState::wrong("file", &words)),
        Err(error) => return Err(error.into()),
    };
    Ok(Answer::next(format!("/agreements/{id}/documents")).saying(said))
}

/// A document.
pub(crate) fn open_document(ask: &Ask) -> Result<Answer, Failure> {
    let document = document(ask)?;
    let found = ask.app().agreement_document(ask.actor()?, agreement(ask)?, document)?;
    Ok(bytes(&format!("document-{document}"), found))
}

/// Takes it off.
pub(crate) fn remove(ask: &Ask) -> Result<Answer, Failure> {
    let id = agreement(ask)?;
    ask.app().remove_agreement_document(ask.actor()?, id, document(ask)?)?;
    Ok(Answer::next(format!("/agreements/{id}/documents")).saying(Said::AgreementSaved))
}

/// Has it scanned again.
pub(crate) fn scan(ask: &Ask) -> Result<Answer, Failure> {
    let id = agreement(ask)?;
    let said = match ask.app().scan_agreement_document(ask.actor()?, id, document(ask)?)? {
        DocumentState::Quarantined => Said::DocumentApart,
        _ => Said::AgreementSaved,
    };
    Ok(Answer::next(format!("/agreements/{id}/documents")).saying(said))
}

fn state(paper: &AgreementPaper) -> StateTag {
    match paper.state {
        PaperState::Open if paper.lapsed => show::tag("Its time has passed", Tone::Bad),
        PaperState::Signed => show::tag("Signed by all", Tone::Good),
        PaperState::Declined => show::tag("Not signed", Tone::Bad),
        _ => show::tag("Out to be signed", Tone::Warn),
    }
}

fn signer_row(line: &SignerLine) -> Vec<TableCell> {
    let side = if line.ours { "For the council" } else { "For the other side" };
    let state = match line.state {
        SignerState::Signed => show::tag("Signed", Tone::Good),
        SignerState::Declined => show::tag("Does not sign", Tone::Bad),
        SignerState::Waiting => show::tag("Waits", Tone::Warn),
    };
    let mut how: Vec<String> = line.wrote.iter().map(|w| format!("“{w}”")).collect();
    how.extend(line.way.map(str::to_owned));
    how.extend(line.entry.iter().map(|e| format!("Ledger entry {e}")));
    let when = line.at.map_or_else(String::new, |at| at.words());
    vec![
        TableCell::words(&line.who).small(&line.email),
        TableCell::words(side),
        TableCell::state(state).small(when),
        TableCell::list(how),
    ]
}

fn checked(check: &SealCheck) -> (StateTag, String) {
    match check {
        SealCheck::Whole { by, certificate } => (
            show::tag("Verified just now", Tone::Good),
            format!(
                "Nothing was changed since it was sealed. Certificate of {by}; SHA-256 of the certificate {certificate}"
            ),
        ),
        SealCheck::Broken(why) => (show::tag("Does not verify", Tone::Bad), format!("Do not rely on it: {why}")),
    }
}

/// The paper of an agreement: who has signed, and what proves it.
pub(crate) fn paper(ask: &Ask) -> Result<Answer, Failure> {
    let (id, actor) = (agreement(ask)?, ask.actor()?);
    let view = ask.app().agreement(actor, id)?;
    let here = format!("/agreements/{id}/paper");
    let mut content = PanelContent {
        title: "Signing the agreement".to_owned(),
        caption: Some(view.line.reference),
        back: Some(to("The agreement", format!("/agreements/{id}"))),
        ..PanelContent::default()
    };
    let present = || to("Present it to those who sign", format!("{here}/new"));
    let Some(paper) = ask.app().agreement_paper(actor, id)? else {
        content.lede = vec![
            "Its terms are set as a paper with the hashes of what is attached. The data protection officer signs it here; each who is named signs in an account or by a link with a code. When the last has signed, it is sealed and in force.".to_owned(),
        ];
        content.links = vec![present()];
        return ask.page(&AgreementPanel(content));
    };
    let file = if paper.state == PaperState::Signed {
        "Open the signed agreement (PDF)"
    } else {
        "Open it as it is presented (PDF)"
    };
    content.links = vec![to(file, format!("{here}/file"))];
    if paper.may_sign && !paper.lapsed {
        content.links.push(to("Read it and sign it", format!("/to-sign/{}", paper.id)));
    }
    if paper.state == PaperState::Declined {
        content.links.push(to("Present it anew", format!("{here}/new")));
    }
    content.tables.push(Table {
        caption: "Who signs".to_owned(),
        heads: ["Who", "For whom", "State", "How"].map(str::to_owned).into(),
        rows: paper.signers.iter().map(signer_row).collect(),
        none: String::new(),
    });
    let proof = |label: &str, value: TableCell| vec![TableCell::words(label), value];
    let mut rows = vec![
        proof("How it stands", TableCell::state(state(&paper))),
        proof("Presented", TableCell::words(paper.sent_at.map_or_else(String::new, |at| at.words()))),
        proof("SHA-256 of what is presented", TableCell::words(&paper.hash)),
    ];
    if let (PaperState::Open, Some(until)) = (paper.state, paper.until) {
        rows.insert(2, proof("To be signed by", TableCell::words(show::date(until))));
    }
    rows.extend(paper.file_hash.iter().map(|h| proof("SHA-256 of the signed file", TableCell::words(h))));
    rows.extend(paper.provider.iter().map(|p| {
        let service = if p == "casement" { "This service, with the council’s certificate" } else { p.as_str() };
        proof("Sealed by", TableCell::words(service).small(format!("Paper {}", paper.id)))
    }));
    if let Some(check) = &paper.check {
        let (tag, words) = checked(check);
        rows.push(proof("Checked", TableCell::state(tag).small(words)));
    }
    content.tables.push(Table {
        caption: "What proves it".to_owned(),
        heads: vec!["What".to_owned(), "Which".to_owned()],
        rows,
        none: String::new(),
    });
    if paper.state == PaperState::Open {
        content.forms.push(PanelForm {
            heading: "Call it back".to_owned(),
            id: "back".to_owned(),
            words: vec![
                "Its links lead nowhere from then on, and what some have signed counts for nothing.".to_owned(),
            ],
            action: format!("{here}/call-back"),
            button: "Call it back".to_owned(),
            warns: true,
            ..PanelForm::default()
        });
    }
    ask.page(&AgreementPanel(content))
}

fn show_present(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let id = agreement(ask)?;
    let view = ask.app().agreement(ask.actor()?, id)?;
    let fine = form.is_fine();
    let mut fields: Vec<Field> = Vec::new();
    for (at, (_, label)) in SIGNERS.iter().enumerate() {
        let needed = at == 0;
        let may = |f: Field| if needed { f } else { f.optional() };
        fields.push(may(field(ask, &form, &format!("name-{at}"), &format!("{label}: name"), Control::Text)));
        fields.push(may(
            field(ask, &form, &format!("position-{at}"), "As what?", Control::Text).hint("For example: Director")
        ));
        fields.push(may(field(ask, &form, &format!("email-{at}"), "Email address", Control::Email)));
    }
    let page = AgreementUpload(PlainForm {
        heading: "Present the agreement to be signed".to_owned(),
        lede: vec![
            format!("{} with {}. Its terms and what is attached do not change while it is out.", view.line.reference, view.line.party),
            "The data protection officer of the notice always signs for the council, in their account. Each who is named here gets a link of their own by email, and a code when they follow it.".to_owned(),
        ],
        action: format!("/agreements/{id}/paper/new"),
        back: to("Signing the agreement", format!("/agreements/{id}/paper")),
        fields,
        button: "Present it".to_owned(),
        form,
        ..PlainForm::default()
    });
    ask.form_page(&page, fine)
}

/// Who signs.
pub(crate) fn present_page(ask: &Ask) -> Result<Answer, Failure> {
    show_present(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn present_again(ask: &Ask) -> Result<Answer, Failure> {
    show_present(ask, stale())
}

/// Presents it.
pub(crate) fn present(ask: &Ask) -> Result<Answer, Failure> {
    let id = agreement(ask)?;
    let typed = |name: &str, at: usize| ask.field(&format!("{name}-{at}")).to_owned();
    let signers = SIGNERS.iter().enumerate().map(|(at, (theirs, _))| NewSigner {
        theirs: *theirs,
        name: typed("name", at),
        position: typed("position", at),
        email: typed("email", at),
    });
    let signers: Vec<NewSigner> = signers.collect();
    match ask.app().present_agreement(ask.actor()?, id, &signers, &ask.web.settings.council, &ask.origin) {
        Ok(_) => Ok(Answer::next(format!("/agreements/{id}/paper")).saying(Said::AgreementOut)),
        Err(AppError::Form(errors)) => show_present(ask, show::form_state(&errors)),
        Err(AppError::Refused(words)) => show_present(ask, FormState::wrong("", &words)),
        Err(error) => Err(error.into()),
    }
}

/// Calls it back.
pub(crate) fn call_back(ask: &Ask) -> Result<Answer, Failure> {
    let id = agreement(ask)?;
    ask.app().call_back_agreement(ask.actor()?, id)?;
    Ok(Answer::next(format!("/agreements/{id}/paper")).saying(Said::PaperCalledBack))
}

/// Its file, for those who keep the register.
pub(crate) fn paper_file(ask: &Ask) -> Result<Answer, Failure> {
    let id = agreement(ask)?;
    let bytes = ask.app().agreement_paper_file(ask.actor()?, id)?;
    Ok(super::letters::pdf(&format!("agreement-{id}"), bytes))
}

/// What one is asked to sign in one's account.
pub(crate) fn mine(ask: &Ask) -> Result<Answer, Failure> {
    let rows = ask.app().agreements_to_sign(ask.actor()?)?.into_iter().map(|a| {
        let state = match (a.waits, a.signed) {
            (true, _) => show::tag("Waits for you", Tone::Warn),
            (_, true) => show::tag("Signed by all", Tone::Good),
            _ => show::tag("Nothing for you to do", Tone::Plain),
        };
        let until = a.until.filter(|_| a.waits).map_or_else(String::new, |d| format!("Until {}", show::date(d)));
        let (council, party) = a.between;
        vec![
            TableCell::words(a.title).to(format!("/to-sign/{}", a.paper)).small(a.reference),
            TableCell::words(format!("{council} and {party}")),
            TableCell::state(state).small(until),
        ]
    });
    let table = Table {
        caption: "Agreements".to_owned(),
        heads: ["Agreement", "Between", "State"].map(str::to_owned).into(),
        rows: rows.collect(),
        none: "Nothing waits for your signature.".to_owned(),
    };
    ask.page(&OwnPanel(PanelContent {
        title: "Agreements to sign".to_owned(),
        lede: vec!["Agreements between the council and other bodies that you are asked to sign, for the body that you sign for.".to_owned()],
        tables: vec![table],
        ..PanelContent::default()
    }))
}

/// An agreement as whoever is asked to sign sees it.
struct Shown {
    agreement: ToSign,
    files: Vec<FileToOpen>,
    action: String,
    hidden: Vec<(String, String)>,
    back: Option<Link>,
}

fn show_agreement(ask: &Ask, shown: Shown, form: FormState) -> Result<Answer, Failure> {
    let fine = form.is_fine();
    let Shown { agreement: a, files, action, hidden, back } = shown;
    let mut lede = vec![format!("You are asked to sign it as {}, for {}.", a.name, a.side)];
    if a.name.is_empty() {
        lede = vec![format!("You are asked to sign it for {}.", a.side)];
    }
    match a.until.filter(|_| a.waits) {
        Some(until) => lede.push(format!("It can be signed until {}.", show::date(until))),
        None if a.signed => lede.push("Everybody has signed it.".to_owned()),
        None => {
            lede.push("There is nothing for you to do: you have answered, or it does not wait any more.".to_owned())
        }
    }
    let sign = a.waits.then(|| SignHere {
        action,
        shown: a.hash.clone(),
        hidden,
        decision: ask.field("decision").to_owned(),
        name: Typed(ask.field("name").to_owned()),
        why: Typed(ask.field("why").to_owned()),
        heard: None,
    });
    let page = SignAgreement {
        form,
        title: a.title,
        reference: a.reference,
        lede,
        says: a.says,
        agree: a.agree,
        files,
        proof: vec![("SHA-256 of what is presented".to_owned(), a.hash)],
        sign,
        back,
    };
    ask.form_page(&page, fine)
}

fn show_mine(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let id = the_paper(ask)?;
    let agreement = ask.app().agreement_to_sign(ask.actor()?, id)?;
    let here = format!("/to-sign/{id}");
    let open = if agreement.signed { "The signed agreement (PDF)" } else { "The paper as it is presented (PDF)" };
    let file = |label: &str, action: String| FileToOpen { label: label.to_owned(), action, hidden: Vec::new() };
    let mut files = vec![file(open, format!("{here}/file"))];
    files.extend(agreement.documents.iter().map(|(id, title)| file(title, format!("{here}/documents/{id}"))));
    let back = Some(to("Agreements to sign", "/to-sign".to_owned()));
    show_agreement(ask, Shown { agreement, files, action: here, hidden: Vec::new(), back }, form)
}

/// One of them.
pub(crate) fn one(ask: &Ask) -> Result<Answer, Failure> {
    show_mine(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn again(ask: &Ask) -> Result<Answer, Failure> {
    show_mine(ask, FormState::wrong("", STALE))
}

/// Its file.
pub(crate) fn file(ask: &Ask) -> Result<Answer, Failure> {
    let id = the_paper(ask)?;
    let bytes = ask.app().agreement_to_sign_file(ask.actor()?, id)?;
    Ok(super::letters::pdf(&format!("paper-{id}"), bytes))
}

/// What is attached to it.
pub(crate) fn attached(ask: &Ask) -> Result<Answer, Failure> {
    let document = document(ask)?;
    let found = ask.app().agreement_to_sign_document(ask.actor()?, the_paper(ask)?, document)?;
    Ok(bytes(&format!("document-{document}"), found))
}

/// Signs it, or says why not.
pub(crate) fn sign(ask: &Ask) -> Result<Answer, Failure> {
    let (id, signature) = (the_paper(ask)?, signature(ask));
    match ask.app().sign_in_account(ask.actor()?, id, &signature) {
        Ok(()) => Ok(Answer::next(format!("/to-sign/{id}")).saying(Said::PaperAnswered)),
        Err(AppError::Form(errors)) => show_mine(ask, form_of(&errors, signature.declines)),
        Err(AppError::Refused(words)) => show_mine(ask, FormState::wrong("", &words)),
        Err(error) => Err(error.into()),
    }
}

fn link(ask: &Ask) -> Result<HandedOut, Failure> {
    HandedOut::parse(ask.param("link")).ok_or_else(Failure::not_found)
}

fn code(ask: &Ask) -> Sensitive<String> {
    Sensitive::new(ask.field("code").to_owned())
}

fn link_page(ask: &Ask, lede: &str, forms: Vec<PanelForm>, form: FormState) -> Result<Answer, Failure> {
    let fine = form.is_fine();
    let page = OwnPanel(PanelContent {
        title: "An agreement to sign".to_owned(),
        lede: vec![lede.to_owned()],
        forms,
        form,
        ..PanelContent::default()
    });
    ask.form_page(&page, fine)
}

fn over(ask: &Ask) -> Result<Answer, Failure> {
    let words = "This link does not lead to anything any more. The agreement was signed or called back, or its time has passed. Ask whoever sent you the link.";
    Ok(link_page(ask, words, Vec::new(), FormState::default())?.status(StatusCode::NOT_FOUND))
}

fn start(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let words = match ask.app().signing_link(&link(ask)?)? {
        None => return over(ask),
        Some(LinkLeads::Later) => {
            let words = "You have signed it. Others have not yet. Once everybody has, you are told by email, and this link gives you the sealed agreement.";
            return link_page(ask, words, Vec::new(), form);
        }
        Some(LinkLeads::ToSign) => "You were sent this link because you are asked to sign an agreement. To make sure that it is you, we send a code to the address that the link was sent to.".to_owned(),
        Some(LinkLeads::ToFetch(until)) => format!("Everybody has signed the agreement. This link gives it to you, sealed, until {}. To make sure that it is you, we send a code to the address that the link was sent to.", show::date(until)),
    };
    let send = PanelForm {
        id: "send".to_owned(),
        action: format!("/sign/{}", link(ask)?.text().expose()),
        hidden: vec![("step".to_owned(), "send".to_owned())],
        button: "Send me a code".to_owned(),
        ..PanelForm::default()
    };
    link_page(ask, &words, vec![send], form)
}

fn enter(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let words = "A code was sent to the address that your link was sent to. It works for an hour.";
    let action = format!("/sign/{}", link(ask)?.text().expose());
    let hidden = |step: &str| vec![("step".to_owned(), step.to_owned())];
    let open = PanelForm {
        id: "open".to_owned(),
        action: action.clone(),
        hidden: hidden("open"),
        fields: vec![field(ask, &form, "code", "The code, six figures", Control::Text)],
        button: "Read the agreement".to_owned(),
        ..PanelForm::default()
    };
    let again = PanelForm {
        heading: "It has not come?".to_owned(),
        id: "send".to_owned(),
        action,
        hidden: hidden("send"),
        button: "Send me another code".to_owned(),
        ..PanelForm::default()
    };
    link_page(ask, words, vec![open, again], form)
}

fn wrong_code(ask: &Ask) -> Result<Answer, Failure> {
    enter(ask, FormState::wrong("code", "This code is wrong, or its time is over. Check it, or have another sent"))
}

fn show_by_link(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let (link, code) = (link(ask)?, code(ask));
    let agreement = match ask.app().agreement_by_link(&link, &code)? {
        ByLink::Here((agreement, _)) => agreement,
        ByLink::WrongCode => return wrong_code(ask),
        ByLink::Over => return over(ask),
    };
    let here = format!("/sign/{}", link.text().expose());
    let with = || vec![("code".to_owned(), code.expose().clone())];
    let file = |label: &str, action: String| FileToOpen { label: label.to_owned(), action, hidden: with() };
    let open = if agreement.signed { "The signed agreement (PDF)" } else { "The paper as it is presented (PDF)" };
    let mut files = vec![file(open, format!("{here}/file"))];
    files.extend(agreement.documents.iter().map(|(id, title)| file(title, format!("{here}/documents/{id}"))));
    let mut hidden = with();
    hidden.push(("step".to_owned(), "sign".to_owned()));
    show_agreement(ask, Shown { agreement, files, action: here, hidden, back: None }, form)
}

/// The page that a link leads to. Nothing happens before a button is pressed: programs that look at emails follow links too.
pub(crate) fn link_start(ask: &Ask) -> Result<Answer, Failure> {
    start(ask, FormState::default())
}

/// The same, after its form was out of date.
pub(crate) fn link_again(ask: &Ask) -> Result<Answer, Failure> {
    if ask.field("step") == "sign" { show_by_link(ask, FormState::wrong("", STALE)) } else { start(ask, stale()) }
}

/// Sends a code, opens the agreement, or signs it.
pub(crate) fn link_step(ask: &Ask) -> Result<Answer, Failure> {
    let link = link(ask)?;
    match ask.field("step") {
        "open" => show_by_link(ask, FormState::default()),
        "sign" => {
            let signature = signature(ask);
            match ask.app().sign_by_link(&link, &code(ask), &signature) {
                Ok(ByLink::Here(())) => {
                    let words = if signature.declines {
                        "Thank you. Your answer is on the record, where the council finds it."
                    } else {
                        "Thank you. Your signature is on the record. Once everybody has signed, you are told by email, and the same link gives you the sealed agreement."
                    };
                    link_page(ask, words, Vec::new(), FormState::default())
                }
                Ok(ByLink::WrongCode) => wrong_code(ask),
                Ok(ByLink::Over) => over(ask),
                Err(AppError::Form(errors)) => show_by_link(ask, form_of(&errors, signature.declines)),
                Err(AppError::Refused(words)) => show_by_link(ask, FormState::wrong("", &words)),
                Err(error) => Err(error.into()),
            }
        }
        _ => match ask.app().send_signing_code(&link) {
            Ok(true) => enter(ask, FormState::default()),
            Ok(false) => over(ask),
            Err(AppError::Refused(words)) => start(ask, FormState::wrong("", &words)),
            Err(error) => Err(error.into()),
        },
    }
}

/// The paper, by a link and its code.
pub(crate) fn link_file(ask: &Ask) -> Result<Answer, Failure> {
    match ask.app().agreement_by_link(&link(ask)?, &code(ask))? {
        ByLink::Here((agreement, bytes)) => Ok(super::letters::pdf(&format!("paper-{}", agreement.paper), bytes)),
        ByLink::WrongCode => wrong_code(ask),
        ByLink::Over => over(ask),
    }
}

/// What is attached, by a link and its code.
pub(crate) fn link_document(ask: &Ask) -> Result<Answer, Failure> {
    let document = document(ask)?;
    match ask.app().document_by_link(&link(ask)?, &code(ask), document)? {
        ByLink::Here(found) => Ok(bytes(&format!("document-{document}"), found)),
        ByLink::WrongCode => wrong_code(ask),
        ByLink::Over => over(ask),
    }
}
