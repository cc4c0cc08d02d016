//! Permissions that were withdrawn, as whoever had something under them sees it: read, and what was done about it.

use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, choose, field};
use crate::handlers::consent::button;
use crate::show;
use crate::tabs::head;
use app::views::Item;
use app::{App, AppError, RIGHTS_DID, RightsToldLine, ToldLine, WithdrawalLine};
use kernel::{CaseId, Sensitive, TaskId};
use pages::form::{Control, FormState};
use pages::sheet::{Card, Group, Sheet};
use pages::work::PlainForm;
use pages::{Link, Row, StateTag, Tone};

/// The longest that an answer may be, in characters.
const LONGEST: usize = 5_000;

fn the_id(ask: &Ask) -> Result<TaskId, Failure> {
    ask.param("told").parse().map_err(|_| Failure::not_found())
}

fn how_far(acknowledged: bool, did: bool) -> StateTag {
    match (acknowledged, did) {
        (_, true) => show::tag("Answered", Tone::Good),
        (true, false) => show::tag("Read", Tone::Warn),
        (false, false) => show::tag("Not read yet", Tone::Bad),
    }
}

/// Somebody who was told, on the case's own page.
pub(crate) fn told_card(case: CaseId, told: ToldLine) -> Card {
    let mut lines = vec![
        format!("{}: {}.", told.purpose, told.categories.join(", ")),
        format!("They were shown or sent something {} times. Told {}.", told.times.0, told.told_at.words()),
    ];
    if told.times.1 > 0 {
        lines.push(format!(
            "{} of those were after the withdrawal was received and before it was written down.",
            told.times.1
        ));
    }
    if told.by_hand && told.did.is_none() {
        lines.push(
            "Nobody there has an account: tell them yourself, or give them a new link to what was sent, and write down what they did."
                .to_owned(),
        );
    }
    if told.cannot_recall {
        lines.push("The notice says that it cannot be called back.".to_owned());
    }
    if let Some(at) = told.acknowledged_at {
        lines.push(format!("Read {}.", at.words()));
    }
    if let Some((did, at)) = &told.did {
        lines.push(format!("{}: {did}.", at.words()));
    }
    let rows = match told.words {
        Item::Released(words) => {
            Some(words.map(|text| vec![Row { label: "What they said".to_owned(), text, ..Row::default() }]))
        }
        _ => None,
    };
    let links = if told.did.is_none() {
        vec![Link {
            text: "Write down what they did".to_owned(),
            href: format!("/cases/{case}/consent/told/{}", told.id),
        }]
    } else {
        Vec::new()
    };
    Card {
        tags: vec![how_far(told.acknowledged_at.is_some(), told.did.is_some())],
        title: told.name,
        lines,
        rows,
        links,
        ..Card::default()
    }
}

pub(super) fn lines_of(line: &WithdrawalLine) -> Vec<String> {
    let mut lines = vec![
        format!(
            "The person no longer agrees that you have: {}. It was for: {}.",
            line.categories.join(", "),
            line.purpose
        ),
        format!(
            "You were shown or sent something {} times, from {} to {}.",
            line.times,
            line.had.0.words(),
            line.had.1.words()
        ),
        format!("They said so on {}. You get nothing more under this permission.", line.said_at.words()),
    ];
    if line.times_since > 0 {
        lines.push(format!(
            "{} of those times were after they said so: treat that as if it had not been sent.",
            line.times_since
        ));
    }
    if line.cannot_recall {
        lines.push("The notice says that it cannot be called back: it stays lawful to have had it.".to_owned());
    }
    lines
}

/// What a body was told.
pub(crate) fn list(ask: &Ask) -> Result<Answer, Failure> {
    let lines = ask.app().withdrawals(ask.actor()?)?;
    let card = |line: &WithdrawalLine| {
        let path = format!("/withdrawals/{}", line.id);
        let mut card = Card {
            title: line.service.clone(),
            reference: line.reference.clone(),
            tags: vec![how_far(line.acknowledged_at.is_some(), line.did.is_some())],
            lines: lines_of(line),
            ..Card::default()
        };
        if line.acknowledged_at.is_none() {
            card.buttons.push(button("We have read this", &line.reference, format!("{path}/read")));
        }
        if line.did.is_none() {
            card.links.push(Link { text: "Say what you did".to_owned(), href: path });
        }
        card
    };
    let told = ask.app().told_of_requests(ask.actor()?)?;
    let requests = (!told.is_empty()).then(|| Group {
        id: "requests".to_owned(),
        heading: "Corrected, restricted or erased".to_owned(),
        empty: String::new(),
        cards: told.iter().map(request_card).collect(),
    });
    let page = Sheet {
        heading: "Permissions withdrawn".to_owned(),
        lede: vec![
            "People may change their minds at any time. Here stands what you had under a permission that is no more: say that you have read it, and what you did with it.".to_owned(),
        ],
        groups: std::iter::once(Group {
            id: "withdrawals".to_owned(),
            heading: "The latest first".to_owned(),
            empty: "Nobody has withdrawn a permission under which you had something.".to_owned(),
            cards: lines.iter().map(card).collect(),
        })
        .chain(requests)
        .collect(),
        ..Sheet::default()
    };
    ask.page(&page)
}

/// A body has read of it.
pub(crate) fn read(ask: &Ask) -> Result<Answer, Failure> {
    ask.app().answer_withdrawal(ask.actor()?, the_id(ask)?, None, &Sensitive::new(String::new()))?;
    Ok(Answer::next("/withdrawals").saying(Said::WithdrawalAnswered))
}

fn questions(ask: &Ask, form: &FormState, who: &str) -> Vec<pages::form::Field> {
    let options: Vec<(String, String)> =
        App::withdrawal_answers().iter().map(|(code, words)| ((*code).to_owned(), (*words).to_owned())).collect();
    let picked = vec![ask.field("did").to_owned()].into_iter().filter(|v| !v.is_empty()).collect();
    vec![
        choose(form, "did", who, Control::Choice, &options, picked),
        field(ask, form, "words", "Anything to add?", Control::LongText)
            .optional()
            .hint("Which law, until when, who was told in turn."),
    ]
}

fn checked(ask: &Ask) -> FormState {
    let mut form = FormState::default();
    if !App::withdrawal_answers().iter().any(|(code, _)| *code == ask.field("did")) {
        form.add("did", "Choose what was done with it");
    }
    if ask.field("words").chars().count() > LONGEST {
        form.add("words", "At most 5,000 characters");
    }
    form
}

fn show_form(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let id = the_id(ask)?;
    let line = ask.app().withdrawals(ask.actor()?)?.into_iter().find(|l| l.id == id).ok_or_else(Failure::not_found)?;
    let fine = form.is_fine();
    let page = PlainForm {
        heading: format!("Permission withdrawn: {}", line.reference),
        lede: lines_of(&line),
        action: format!("/withdrawals/{id}"),
        back: Link { text: "Permissions withdrawn".to_owned(), href: "/withdrawals".to_owned() },
        fields: questions(ask, &form, "What did you do with it?"),
        button: "Send".to_owned(),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// What a body can say.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    show_form(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn again(ask: &Ask) -> Result<Answer, Failure> {
    show_form(ask, stale())
}

/// A body says what it did.
pub(crate) fn answer(ask: &Ask) -> Result<Answer, Failure> {
    let form = checked(ask);
    if !form.is_fine() {
        return show_form(ask, form);
    }
    let words = Sensitive::new(ask.field("words").to_owned());
    match ask.app().answer_withdrawal(ask.actor()?, the_id(ask)?, Some(ask.field("did")), &words) {
        Ok(()) => Ok(Answer::next("/withdrawals").saying(Said::WithdrawalAnswered)),
        Err(AppError::Refused(words)) => show_form(ask, FormState::wrong("did", &words)),
        Err(error) => Err(error.into()),
    }
}

fn show_staff(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let (case, id) = (ask.case()?, the_id(ask)?);
    let view = ask.app().consent_desk(ask.actor()?, case)?;
    let told = view.told.into_iter().find(|t| t.id == id).ok_or_else(Failure::not_found)?;
    let fine = form.is_fine();
    let page = PlainForm {
        heading: format!("What {} did", told.name),
        lede: vec![
            "For a body that told you by telephone, email or letter. It can also say so itself, on its own desk."
                .to_owned(),
        ],
        action: format!("/cases/{case}/consent/told/{id}"),
        back: Link { text: "Consent".to_owned(), href: format!("/cases/{case}/consent") },
        fields: questions(ask, &form, "What did they do with it?"),
        button: "Record".to_owned(),
        case: Some(head(view.top, "")),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// What a body without a desk did.
pub(crate) fn staff_page(ask: &Ask) -> Result<Answer, Failure> {
    show_staff(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn staff_again(ask: &Ask) -> Result<Answer, Failure> {
    show_staff(ask, stale())
}

/// Writes it down.
pub(crate) fn staff(ask: &Ask) -> Result<Answer, Failure> {
    let form = checked(ask);
    if !form.is_fine() {
        return show_staff(ask, form);
    }
    let (case, words) = (ask.case()?, Sensitive::new(ask.field("words").to_owned()));
    match ask.app().answer_withdrawal_for(ask.actor()?, case, the_id(ask)?, ask.field("did"), &words) {
        Ok(()) => Ok(Answer::next(format!("/cases/{case}/consent")).saying(Said::WithdrawalAnswered)),
        Err(AppError::Refused(words)) => show_staff(ask, FormState::wrong("did", &words)),
        Err(error) => Err(error.into()),
    }
}

fn request_lines(line: &RightsToldLine) -> Vec<String> {
    let mut lines = vec![
        line.words.to_owned(),
        format!("What you had: {}.", line.categories.join(", ")),
        format!("Told {}.", line.told_at.words()),
    ];
    lines.extend(line.did.map(|did| format!("You said: {did}.")));
    lines
}

/// What became of a request about data that a body had.
fn request_card(line: &RightsToldLine) -> Card {
    let path = format!("/withdrawals/requests/{}", line.id);
    let mut card = Card {
        title: "Data that you had".to_owned(),
        reference: line.reference.clone(),
        tags: vec![how_far(line.acknowledged_at.is_some(), line.did.is_some())],
        lines: request_lines(line),
        ..Card::default()
    };
    if line.acknowledged_at.is_none() {
        card.buttons.push(button("We have read this", &line.reference, format!("{path}/read")));
    }
    if line.did.is_none() {
        card.links.push(Link { text: "Say what you did".to_owned(), href: path });
    }
    card
}

/// A body has read of it.
pub(crate) fn request_read(ask: &Ask) -> Result<Answer, Failure> {
    ask.app().answer_told_of_request(ask.actor()?, the_id(ask)?, None)?;
    Ok(Answer::next("/withdrawals").saying(Said::WithdrawalAnswered))
}

fn show_request(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let id = the_id(ask)?;
    let lines = ask.app().told_of_requests(ask.actor()?)?;
    let line = lines.into_iter().find(|l| l.id == id).ok_or_else(Failure::not_found)?;
    let fine = form.is_fine();
    let options: Vec<(String, String)> =
        RIGHTS_DID.iter().map(|(code, words)| ((*code).to_owned(), (*words).to_owned())).collect();
    let picked = vec![ask.field("did").to_owned()].into_iter().filter(|v| !v.is_empty()).collect();
    let page = PlainForm {
        heading: format!("Data that you had: {}", line.reference),
        lede: request_lines(&line),
        action: format!("/withdrawals/requests/{id}"),
        back: Link { text: "Permissions withdrawn".to_owned(), href: "/withdrawals".to_owned() },
        fields: vec![choose(&form, "did", "What did you do with it?", Control::Choice, &options, picked)],
        button: "Send".to_owned(),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// What a body can say.
pub(crate) fn request_page(ask: &Ask) -> Result<Answer, Failure> {
    show_request(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn request_again(ask: &Ask) -> Result<Answer, Failure> {
    show_request(ask, stale())
}

/// A body says what it did.
pub(crate) fn request_answer(ask: &Ask) -> Result<Answer, Failure> {
    match ask.app().answer_told_of_request(ask.actor()?, the_id(ask)?, Some(ask.field("did"))) {
        Ok(()) => Ok(Answer::next("/withdrawals").saying(Said::WithdrawalAnswered)),
        Err(AppError::Refused(words)) => show_request(ask, FormState::wrong("did", &words)),
        Err(error) => Err(error.into()),
    }
}
