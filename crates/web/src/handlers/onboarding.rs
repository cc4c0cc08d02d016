//! What is checked of new partners before their accounts work.

use super::access::heads;
use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, choice, choose, field, read_day};
use crate::show;
use app::{AppError, NewPartnerCheck, ONBOARDING, PartnerReady, QUESTIONNAIRE_RESULTS};
use pages::form::{Control, FormState};
use pages::panel::{Button, Folded, PanelContent, PanelForm, RegisterPanel, Table, TableCell};
use pages::{Link, Tone};

fn here(notice: &str) -> String {
    format!("/onboarding/{notice}")
}

fn row(notice: &str) -> impl Fn(&PartnerReady) -> Vec<TableCell> + '_ {
    move |partner| {
        let state = if partner.missing.is_empty() {
            TableCell::state(show::tag("Accounts work", Tone::Good))
        } else {
            TableCell {
                state: Some(show::tag("Nobody comes in", Tone::Bad)),
                ..TableCell::list(partner.missing.clone())
            }
        };
        let checked = partner
            .checked
            .iter()
            .map(|c| format!("{}: {} ({}, {})", c.words, c.evidence, c.by, c.at.words()))
            .collect();
        let buttons = partner.checked.iter().map(|c| Button {
            action: format!("{}/take-back", here(notice)),
            hidden: vec![("body".to_owned(), partner.key.clone()), ("item".to_owned(), c.item.clone())],
            label: "Take back".to_owned(),
            about: format!("{}, of {}", c.words, partner.name),
            warns: true,
        });
        vec![
            TableCell::words(partner.name.clone()),
            state,
            TableCell { buttons: buttons.collect(), ..TableCell::list(checked) },
        ]
    }
}

fn show_page(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let id = ask.notice();
    let view = ask.app().onboarding(ask.actor()?, &id)?;
    let fine = form.is_fine();
    // Of one that works already something can be judged anew.
    let bodies = view.partners.iter().map(|p| choice(p.key.as_str(), p.name.as_str())).collect::<Vec<_>>();
    let results = QUESTIONNAIRE_RESULTS.iter().map(|(code, words)| choice(*code, *words)).collect();
    let items: Vec<(String, String)> =
        ONBOARDING.iter().map(|(code, words)| ((*code).to_owned(), (*words).to_owned())).collect();
    let asked = choose(&form, "items", "What is asked of new partners", Control::Choices, &items, view.asked);
    let mut forms = vec![PanelForm {
        heading: "What this notice asks for".to_owned(),
        id: "asks".to_owned(),
        action: format!("{}/items", here(&id)),
        folded: vec![Folded { open: asked.error.is_some(), field: asked }],
        button: "Change it".to_owned(),
        ..PanelForm::default()
    }];
    if !bodies.is_empty() {
        let fields = vec![
            field(ask, &form, "body", "Which organisation?", Control::Choice).options(bodies),
            field(ask, &form, "item", "What was checked?", Control::Choice)
                .options(ONBOARDING.iter().map(|(code, words)| choice(*code, *words)).collect()),
            field(ask, &form, "evidence", "Where that can be seen", Control::Text)
                .hint("The number of the agreement or of the answers, the date of the training, the post that leads."),
            field(ask, &form, "result", "Of its answers: what did they come to?", Control::Choice)
                .options(results)
                .optional(),
            field(ask, &form, "conditions", "Of conditions: by when are they to be met?", Control::Date).optional(),
        ];
        let check = PanelForm {
            heading: "Write down what was checked".to_owned(),
            id: "check".to_owned(),
            action: here(&id),
            fields,
            button: "Write it down".to_owned(),
            ..PanelForm::default()
        };
        forms.insert(0, check);
    }
    let content = PanelContent {
        title: "New partners".to_owned(),
        caption: Some(view.title),
        lede: vec![
            "Nobody comes in for an organisation before everything that is asked of it was checked: log in, tokens of programs and what is open already stop. No referral goes to it, and no link is made for it. What goes without consent, and what the law makes the council send, does not wait for this.".to_owned(),
        ],
        back: Some(Link::new("Destinations", format!("/destinations/{id}"))),
        tables: vec![Table {
            caption: "Organisations".to_owned(),
            heads: heads(["Organisation", "Missing", "Checked"]),
            rows: view.partners.iter().map(row(&id)).collect(),
            none: "None.".to_owned(),
        }],
        forms,
        form,
        ..PanelContent::default()
    };
    ask.form_page(&RegisterPanel(content), fine)
}

/// The checklist of a notice.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    show_page(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn again(ask: &Ask) -> Result<Answer, Failure> {
    show_page(ask, stale())
}

fn done(ask: &Ask, done: Result<(), AppError>) -> Result<Answer, Failure> {
    match done {
        Ok(()) => Ok(Answer::next(here(&ask.notice())).saying(Said::RegisterSaved)),
        Err(AppError::Form(errors)) => show_page(ask, show::form_state(&errors)),
        Err(error) => Err(error.into()),
    }
}

/// Writes down what was checked.
pub(crate) fn check(ask: &Ask) -> Result<Answer, Failure> {
    let mut form = FormState::default();
    let said = |name: &str| ask.field(name).to_owned();
    let new = NewPartnerCheck {
        body: said("body"),
        item: said("item"),
        evidence: said("evidence"),
        result: said("result"),
        conditions_by: read_day(ask, &mut form, "conditions", "The day"),
    };
    if !form.is_fine() {
        return show_page(ask, form);
    }
    done(ask, ask.app().check_partner(ask.actor()?, &ask.notice(), &new))
}

/// Takes it back.
pub(crate) fn take_back(ask: &Ask) -> Result<Answer, Failure> {
    done(ask, ask.app().uncheck_partner(ask.actor()?, &ask.notice(), ask.field("body"), ask.field("item")))
}

/// Chooses what is asked.
pub(crate) fn items(ask: &Ask) -> Result<Answer, Failure> {
    let items: Vec<String> = ask.form.all("items").map(str::to_owned).collect();
    done(ask, ask.app().ask_of_partners(ask.actor()?, &ask.notice(), &items))
}
