//! Papers that the person signs: written, sent, signed before a member of staff, and how each stands.

use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, STALE, stale};
use crate::fields::{Say as _, field};
use crate::handlers::consent::button;
use crate::handlers::letters::pdf;
use crate::show;
use crate::tabs::head;
use app::AppError;
use app::messages::Sending;
use app::papers::{PaperLine, PaperState, PaperView, SealCheck, Signature};
use app::views::Item;
use kernel::PaperId;
use messages::Channel;
use pages::form::{Control, FormState};
use pages::papers::{PaperPage, PaperSays, SignHere};
use pages::sheet::{Card, Group, Sheet};
use pages::work::PlainForm;
use pages::{Link, StateTag, Tone, Typed};

pub(super) fn the_paper(ask: &Ask) -> Result<PaperId, Failure> {
    ask.param("paper").parse().map_err(|_| Failure::not_found())
}

fn state(line: &PaperLine) -> StateTag {
    let (words, tone) = match line.state {
        PaperState::Draft => ("Not sent yet", Tone::Plain),
        PaperState::Open if line.lapsed => ("Its time has passed", Tone::Bad),
        PaperState::Open => ("Waits to be signed", Tone::Warn),
        PaperState::Signed => ("Signed", Tone::Good),
        PaperState::Declined => ("Not signed", Tone::Bad),
        PaperState::Cancelled => ("Called back", Tone::Plain),
    };
    show::tag(words, tone)
}

fn steps(line: &PaperLine) -> Vec<String> {
    let mut steps = vec![format!("{} wrote it on {}", line.by, line.made_at.words())];
    if let Some(at) = line.sent_at {
        let until = line.until.map_or_else(String::new, |day| format!(", until {}", show::date(day)));
        steps.push(format!("The person was asked to sign it on {}{until}", at.words()));
    }
    if let Some(at) = line.settled_at {
        let how = match line.state {
            PaperState::Signed => "Signed",
            PaperState::Declined => "Not signed: answered",
            _ => "Called back",
        };
        steps.push(format!("{how} on {}", at.words()));
    }
    if let Some(way) = line.way {
        let witness = line.witness.as_ref().map_or_else(String::new, |who| format!(" ({who})"));
        steps.push(format!("{way}{witness}"));
    }
    steps
}

/// The papers of a case.
pub(crate) fn list(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let view = ask.app().papers(ask.actor()?, case)?;
    let cards = view.lines.iter().map(|line| Card {
        title: line.title.clone(),
        href: Some(format!("/cases/{case}/papers/{}", line.id)),
        tags: vec![state(line)],
        lines: steps(line),
        ..Card::default()
    });
    let actions = view.templates.iter().map(|(template, _)| Link {
        text: format!("Write: {}", template.title),
        href: format!("/cases/{case}/papers/new/{}", template.key),
    });
    let page = Sheet {
        heading: "Papers to sign".to_owned(),
        lede: vec![
            "Write a paper, look at it, and ask the person to sign it: on their own page, or here in your presence. What was signed is sealed: nobody can change it.".to_owned(),
        ],
        actions: actions.collect(),
        groups: vec![Group {
            id: "papers".to_owned(),
            heading: "Papers".to_owned(),
            empty: "Nothing has been written to be signed.".to_owned(),
            cards: cards.collect(),
        }],
        case: Some(head(view.top, "papers")),
        ..Sheet::default()
    };
    ask.page(&page)
}

fn show_new(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let view = ask.app().papers(ask.actor()?, case)?;
    let found = view.templates.into_iter().find(|(template, _)| template.key == ask.param("template"));
    let (template, asks) = found.ok_or_else(Failure::not_found)?;
    let fine = form.is_fine();
    let fields = asks.into_iter().map(|(name, asked)| {
        let control = if asked.long { Control::LongText } else { Control::Text };
        let made = field(ask, &form, &format!("ask.{name}"), &asked.label, control).hint(&asked.hint);
        if asked.optional { made.optional() } else { made }
    });
    let page = PlainForm {
        heading: template.title,
        lede: vec!["It is filled in from the record. You see it before the person is asked to sign it.".to_owned()],
        action: format!("/cases/{case}/papers/new/{}", template.key),
        back: Link { text: "Papers to sign".to_owned(), href: format!("/cases/{case}/papers") },
        fields: fields.collect(),
        button: "Write it".to_owned(),
        case: Some(head(view.top, "")),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// What a paper asks for.
pub(crate) fn write_page(ask: &Ask) -> Result<Answer, Failure> {
    show_new(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn write_again(ask: &Ask) -> Result<Answer, Failure> {
    show_new(ask, stale())
}

/// Writes it.
pub(crate) fn write(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let sending = Sending {
        template: ask.param("template").to_owned(),
        channel: Channel::Letter,
        typed: ask.form.clone(),
        asked_if_safe: false,
    };
    match ask.app().write_paper(ask.actor()?, case, &sending, &ask.web.settings.council) {
        Ok(id) => Ok(Answer::next(format!("/cases/{case}/papers/{id}"))),
        Err(AppError::Form(errors)) => show_new(ask, show::form_state(&errors)),
        Err(AppError::Refused(words)) => show_new(ask, FormState::wrong("", &words)),
        Err(error) => Err(error.into()),
    }
}

fn show_one(ask: &Ask, form: FormState, signing: bool) -> Result<Answer, Failure> {
    let (case, id) = (ask.case()?, the_paper(ask)?);
    let PaperView { top, line, says, answer } = ask.app().paper(ask.actor()?, case, id)?;
    let href = show::notice_head(&top.notice).href;
    let path = format!("/cases/{case}/papers/{id}");
    let waits = line.state == PaperState::Open && !line.lapsed;
    let mut buttons = Vec::new();
    if line.state == PaperState::Draft {
        buttons.push(button("Ask the person to sign it", &line.title, format!("{path}/send")));
    }
    if matches!(line.state, PaperState::Draft | PaperState::Open) {
        buttons.push(button("Call it back", &line.title, format!("{path}/cancel")));
    }
    let released = matches!(says, Item::Released(_));
    let signed = line.state == PaperState::Signed;
    let mut links = Vec::new();
    if released {
        let text = if signed { "Open the signed paper (PDF)" } else { "Open it as it is presented (PDF)" };
        links.push(Link { text: text.to_owned(), href: format!("{path}/file") });
    }
    if waits && !signing && released {
        links.push(Link { text: "Sign it here, in your presence".to_owned(), href: format!("{path}/sign") });
    }
    let mut proof = vec![("SHA-256 of what is presented".to_owned(), line.hash.clone())];
    proof.extend(line.file_hash.iter().map(|hash| ("SHA-256 of the signed file".to_owned(), hash.clone())));
    if signed && released {
        proof.push(match ask.app().check_paper(ask.actor()?, case, id)? {
            SealCheck::Whole { by, .. } => {
                ("Checked just now".to_owned(), format!("Nothing was changed since it was sealed; certificate of {by}"))
            }
            SealCheck::Broken(why) => ("It does not verify: do not rely on it".to_owned(), why),
        });
    }
    proof.extend(line.entry.iter().map(|entry| ("Entry of the ledger".to_owned(), entry.clone())));
    let sign = (signing && waits && released).then(|| SignHere {
        action: format!("{path}/sign"),
        shown: line.hash.clone(),
        hidden: Vec::new(),
        decision: ask.field("decision").to_owned(),
        name: Typed(ask.field("name").to_owned()),
        why: Typed(ask.field("why").to_owned()),
        heard: Some(Typed(ask.field("heard").to_owned())),
    });
    if signing && sign.is_none() {
        return Ok(Answer::next(path));
    }
    let fine = form.is_fine();
    let page = PaperPage {
        form,
        state: state(&line),
        steps: steps(&line),
        answer: match answer {
            Item::Released(words) => {
                Some((if signed { "Signed by" } else { "Why it was not signed" }.to_owned(), words))
            }
            _ => None,
        },
        says: match says {
            Item::Released(says) => PaperSays::Released {
                body: says.map_ref(|(_, body, _)| body.clone()),
                agree: says.map(|(_, _, agree)| agree),
            },
            Item::Withheld(why) => PaperSays::Withheld(show::withheld(why, &href)),
            Item::Empty | Item::Erased => PaperSays::Erased,
        },
        proof,
        links,
        buttons: if signing { Vec::new() } else { buttons },
        sign,
        title: line.title,
        case: head(top, ""),
    };
    ask.form_page(&page, fine)
}

/// A paper.
pub(crate) fn one(ask: &Ask) -> Result<Answer, Failure> {
    show_one(ask, FormState::default(), false)
}

/// Its file.
pub(crate) fn file(ask: &Ask) -> Result<Answer, Failure> {
    let id = the_paper(ask)?;
    let bytes = ask.app().paper_file(ask.actor()?, ask.case()?, id)?;
    Ok(pdf(&format!("paper-{id}"), bytes.get().clone()))
}

/// Asks the person to sign it.
pub(crate) fn send(ask: &Ask) -> Result<Answer, Failure> {
    let (case, id) = (ask.case()?, the_paper(ask)?);
    ask.app().send_paper(ask.actor()?, case, id, &ask.origin)?;
    Ok(Answer::next(format!("/cases/{case}/papers/{id}")).saying(Said::PaperSent))
}

/// Calls it back.
pub(crate) fn cancel(ask: &Ask) -> Result<Answer, Failure> {
    let (case, id) = (ask.case()?, the_paper(ask)?);
    ask.app().cancel_paper(ask.actor()?, case, id)?;
    Ok(Answer::next(format!("/cases/{case}/papers")).saying(Said::PaperCalledBack))
}

/// Signing it here.
pub(crate) fn sign_page(ask: &Ask) -> Result<Answer, Failure> {
    show_one(ask, FormState::default(), true)
}

/// The same, with its token made new.
pub(crate) fn sign_again(ask: &Ask) -> Result<Answer, Failure> {
    show_one(ask, FormState::wrong("", STALE), true)
}

/// What was typed by whoever signs, or does not.
pub(super) fn signature(ask: &Ask) -> Signature {
    let declines = ask.field("decision") == "decline";
    Signature {
        words: ask.field(if declines { "why" } else { "name" }).to_owned(),
        agrees: ask.field("decision") == "sign",
        declines,
        shown: ask.field("shown").to_owned(),
        heard_by: ask.field("heard").to_owned(),
    }
}

/// What is wrong with it, at the field where it was typed.
pub(super) fn wrong_with(errors: &app::views::FormErrors, declines: bool) -> Vec<(&'static str, String)> {
    let at = |input: &str| match input {
        "words" if declines => "why",
        "words" => "name",
        "heard" | "witness" => "heard",
        _ => "decision",
    };
    errors.fields.iter().map(|e| (at(&e.input), e.words.clone())).collect()
}

/// The same, as the form shows it.
pub(super) fn form_of(errors: &app::views::FormErrors, declines: bool) -> FormState {
    let mut form = FormState::default();
    for (at, words) in wrong_with(errors, declines) {
        form.add(at, words);
    }
    form
}

/// The person signs, or does not.
pub(crate) fn sign(ask: &Ask) -> Result<Answer, Failure> {
    let (case, id) = (ask.case()?, the_paper(ask)?);
    let signature = signature(ask);
    match ask.app().sign_before(ask.actor()?, case, id, &signature) {
        Ok(()) => Ok(Answer::next(format!("/cases/{case}/papers/{id}")).saying(Said::PaperAnswered)),
        Err(AppError::Form(errors)) => show_one(ask, form_of(&errors, signature.declines), true),
        Err(AppError::Refused(words)) => show_one(ask, FormState::wrong("", &words), true),
        Err(error) => Err(error.into()),
    }
}
