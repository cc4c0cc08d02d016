//! Who supports somebody: what health staff may ask, and the answer, which is given once and kept nowhere.

use super::share::{again, link};
use crate::answer::{Answer, Failure};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, field, read_day};
use app::{MOST_LOOKUPS_A_DAY, SupportAnswer};
use kernel::Sensitive;
use pages::form::{Control, FormState};
use pages::sheet::{Card, Group, Sheet};
use pages::work::PlainForm;

fn show(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    if !ask.app().may_ask_for_support(ask.actor()?)? {
        return Err(Failure::not_found());
    }
    let fine = form.is_fine();
    let page = PlainForm {
        heading: "Who supports somebody?".to_owned(),
        lede: vec![
            "You learn whether support is in place and whom to call, if the person agrees that you are told. Every question is recorded, and the person can see that you asked."
                .to_owned(),
        ],
        action: "/support".to_owned(),
        back: link("Your desk", "/desk".to_owned()),
        fields: vec![
            field(ask, &form, "number", "NHS number", Control::Text).hint("Ten digits"),
            field(ask, &form, "born", "Date of birth", Control::Date),
        ],
        button: "Ask".to_owned(),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// The form.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    show(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn page_again(ask: &Ask) -> Result<Answer, Failure> {
    show(ask, stale())
}

/// The answer.
pub(crate) fn asked(ask: &Ask) -> Result<Answer, Failure> {
    let mut form = FormState::default();
    let born = read_day(ask, &mut form, "born", "The date of birth");
    if !form.is_fine() {
        return show(ask, form);
    }
    let number = Sensitive::new(ask.field("number").to_owned());
    match ask.app().who_supports(ask.actor()?, &number, born) {
        Ok(answer) => ask.page(&told(answer)),
        Err(error) => again(error, |form| show(ask, form)),
    }
}

fn told(answer: SupportAnswer) -> Sheet {
    let (heading, lines) = match (answer.in_place, answer.contact.is_some()) {
        (true, true) => ("Support is in place", vec!["Call them: they know the person.".to_owned()]),
        (true, false) => ("Support is in place", vec!["Nobody is named: call the council.".to_owned()]),
        (false, _) => (
            "No support that you may be told of",
            vec![
                "Either there is none, or nobody of this number and date of birth is known, or the person does not agree that you are told."
                    .to_owned(),
            ],
        ),
    };
    Sheet {
        heading: heading.to_owned(),
        back: Some(link("Ask about somebody else", "/support".to_owned())),
        lede: vec![format!("You can ask {} more times within a day ({MOST_LOOKUPS_A_DAY} in all).", answer.left)],
        groups: vec![Group {
            id: "answer".to_owned(),
            heading: "The answer".to_owned(),
            empty: String::new(),
            cards: vec![Card {
                title: if answer.contact.is_some() { "Whom to call" } else { heading }.to_owned(),
                named: answer.contact,
                lines,
                ..Card::default()
            }],
        }],
        ..Sheet::default()
    }
}
