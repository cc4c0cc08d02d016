//! Who comes to a meeting without an account.

use super::super::share::{again, link};
use super::meeting_id;
use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, choice, field};
use app::meetings::NewGuest;
use pages::form::{Control, FormState};
use pages::work::PlainForm;

/// The choice for somebody of no member.
const ANOTHER: &str = "another";

fn show(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let id = meeting_id(ask)?;
    let actor = ask.actor()?;
    let members = ask.app().guest_choices(actor, id)?;
    let statement = ask.app().meeting_statement(actor, id)?.statement;
    let mut parties: Vec<_> = members.iter().map(|(key, name)| choice(key, name)).collect();
    parties.push(choice(ANOTHER, "None of these"));
    let fine = form.is_fine();
    let page = PlainForm {
        heading: "Sign in a guest".to_owned(),
        lede: vec![
            "Somebody without an account sees nothing here. That they were there is written down, and for whom."
                .to_owned(),
            statement,
        ],
        fields: vec![
            field(ask, &form, "name", "Their name and post", Control::Text),
            field(ask, &form, "party", "For which member do they come?", Control::Choice).options(parties),
            field(ask, &form, "body", "If for none: their organisation", Control::Text).optional(),
            field(ask, &form, "agrees", "Do they keep to the statement?", Control::Choice)
                .options(vec![choice("yes", "Yes, they have read it before me and keep to it")]),
        ],
        action: format!("/meetings/{id}/guests"),
        back: link("The meeting", format!("/meetings/{id}")),
        button: "Sign them in".to_owned(),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// Signing a guest in.
pub(crate) fn guest_page(ask: &Ask) -> Result<Answer, Failure> {
    show(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn guest_again(ask: &Ask) -> Result<Answer, Failure> {
    show(ask, stale())
}

/// Signs a guest in.
pub(crate) fn guest(ask: &Ask) -> Result<Answer, Failure> {
    let id = meeting_id(ask)?;
    let party = ask.field("party");
    let new = NewGuest {
        name: ask.field("name").to_owned(),
        party: if party == ANOTHER { String::new() } else { party.to_owned() },
        body: ask.field("body").to_owned(),
        agrees: ask.field("agrees") == "yes",
    };
    match ask.app().sign_guest_in(ask.actor()?, id, &new) {
        Ok(_) => Ok(Answer::next(format!("/meetings/{id}")).saying(Said::ShareChanged)),
        Err(error) => again(error, |form| show(ask, form)),
    }
}

/// A guest leaves.
pub(crate) fn guest_goes(ask: &Ask) -> Result<Answer, Failure> {
    let id = meeting_id(ask)?;
    let guest = ask.param("guest").parse().map_err(|_| Failure::not_found())?;
    ask.app().guest_leaves(ask.actor()?, id, guest)?;
    Ok(Answer::next(format!("/meetings/{id}")).saying(Said::ShareChanged))
}
