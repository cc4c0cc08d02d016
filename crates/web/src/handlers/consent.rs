//! The person's permission for recipients.

use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::show;
use crate::tabs::head;
use app::views::ConsentLine;
use app::{AppError, ConsentAnswer};
use pages::Tone;
use pages::case::{ConsentOption, ConsentRow, RecordConsent};
use pages::form::{Choice, FormState};

/// How an answer was given: codes that the ledger keeps, and words.
const MEANS: [(&str, &str); 4] =
    [("in-person", "In person"), ("by-phone", "By telephone"), ("in-writing", "In writing"), ("online", "Online")];

/// One recipient and purpose, as the form sends it.
fn value(line: &ConsentLine) -> String {
    format!("{}|{}", line.party, line.purpose)
}

/// What is on record, without what has not been asked.
pub(crate) fn rows(lines: &[ConsentLine]) -> Vec<ConsentRow> {
    lines
        .iter()
        .filter(|line| line.state != "not-asked")
        .map(|line| {
            let (words, tone) = match line.state {
                "given" => ("Given", Tone::Good),
                "refused" => ("Refused", Tone::Bad),
                "withdrawn" => ("Withdrawn", Tone::Warn),
                other => (other, Tone::Plain),
            };
            ConsentRow {
                id: value(line),
                recipient: line.name.clone(),
                purpose: line.purpose_words.clone(),
                categories: line.categories.clone(),
                state: show::tag(words, tone),
                when: line.at.map(|at| format!("Recorded {}", at.words())).unwrap_or_default(),
                can_withdraw: line.state == "given",
                cannot_recall: line
                    .cannot_recall
                    .then(|| "What has been passed on already cannot be called back.".to_owned()),
            }
        })
        .collect()
}

fn show_form(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let (top, consents) = ask.app().consents(ask.actor()?, ask.case()?)?;
    let href = show::notice_head(&top.notice).href;
    let typed = ask.field("flow");
    let option = |line: &ConsentLine| {
        let mut say = Vec::new();
        if line.cannot_recall {
            say.push("Once passed on, it cannot be called back.".to_owned());
        }
        if line.explicit {
            say.push("The answer has to be given in words.".to_owned());
        }
        ConsentOption {
            picked: value(line) == typed,
            value: value(line),
            recipient: line.name.clone(),
            purpose: line.purpose_words.clone(),
            categories: line.categories.clone(),
            say,
            statement: show::statement(&line.statement, &href),
        }
    };
    let choice = |(value, label): &(&str, &str), typed: &str| Choice {
        value: (*value).to_owned(),
        label: (*label).to_owned(),
        hint: None,
        picked: *value == typed,
    };
    let answers = [("given", "Yes, they agree"), ("refused", "No, they do not agree")];
    let fine = form.is_fine();
    let page = RecordConsent {
        form,
        options: if top.open { consents.iter().map(option).collect() } else { Vec::new() },
        answers: answers.iter().map(|a| choice(a, ask.field("answer"))).collect(),
        means: MEANS.iter().map(|m| choice(m, ask.field("means"))).collect(),
        consents: rows(&consents),
        case: head(top, "consent"),
    };
    ask.form_page(&page, fine)
}

/// What can be consented to, and what is on record.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    show_form(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn record_again(ask: &Ask) -> Result<Answer, Failure> {
    show_form(ask, stale())
}

/// Records an answer.
pub(crate) fn record(ask: &Ask) -> Result<Answer, Failure> {
    let mut form = FormState::default();
    let flow = ask.field("flow").split_once('|');
    if flow.is_none() {
        form.add("flow", "Choose which sharing you asked about");
    }
    let answer = ConsentAnswer::parse(ask.field("answer")).filter(|a| *a != ConsentAnswer::Withdrawn);
    if answer.is_none() {
        form.add("answer", "Choose what the person said");
    }
    let means = MEANS.iter().find(|(code, _)| *code == ask.field("means"));
    if means.is_none() {
        form.add("means", "Choose how the person answered");
    }
    let (Some((party, purpose)), Some(answer), Some((means, _))) = (flow, answer, means) else {
        return show_form(ask, form);
    };
    let case = ask.case()?;
    match ask.app().record_consent(ask.actor()?, case, party, purpose, answer, means) {
        Ok(()) => Ok(Answer::next(format!("/cases/{case}/consent")).saying(Said::ConsentRecorded)),
        Err(AppError::Refused(words)) => show_form(ask, FormState::wrong("flow", &words)),
        Err(error) => Err(error.into()),
    }
}

/// Records that consent was withdrawn.
pub(crate) fn withdraw(ask: &Ask) -> Result<Answer, Failure> {
    let (party, purpose) = ask.field("consent").split_once('|').ok_or_else(Failure::not_found)?;
    let case = ask.case()?;
    match ask.app().record_consent(ask.actor()?, case, party, purpose, ConsentAnswer::Withdrawn, "recorded-by-staff") {
        Ok(()) => Ok(Answer::next(format!("/cases/{case}/consent")).saying(Said::ConsentWithdrawn)),
        Err(AppError::Refused(words)) => show_form(ask, FormState::wrong("", &words)),
        Err(error) => Err(error.into()),
    }
}
