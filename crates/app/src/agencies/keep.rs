//! Keeping the register of agencies.

use super::{AGENCY_KINDS, AGENCY_SERVICES, CONTACT_PURPOSES, everybody};
use crate::access::is_address;
use crate::actor::Actor;
use crate::error::AppError;
use crate::login::note;
use crate::views::FormErrors;
use crate::{App, Inner};
use kernel::{AgencyId, PhoneNumber, TaskId, london_date};
use ledger::Action;
use store::{Agency, AgencyBody, AgencyChange, AgencyContact, Tx};

/// The longest name.
const LONGEST: usize = 200;

/// An agency to be put into the register, or what it is from now on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewAgency {
    /// Its name.
    pub name: String,
    /// What kind of body it is: a code.
    pub kind: String,
    /// What it does for people: codes.
    pub services: Vec<String>,
}

/// Somebody to be reached.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewAgencyContact {
    /// Who, or which desk.
    pub name: String,
    /// As what they work.
    pub post: String,
    /// A work email address; empty: none.
    pub email: String,
    /// A work telephone number; empty: none.
    pub phone: String,
    /// For what: a code.
    pub purpose: String,
}

impl NewAgency {
    fn check(&mut self) -> Result<(), AppError> {
        self.name = self.name.trim().to_owned();
        let mut wrong = FormErrors::default();
        if self.name.is_empty() || self.name.chars().count() > LONGEST {
            wrong.add("name", "Enter the name of the organisation, in at most 200 characters");
        }
        if !AGENCY_KINDS.iter().any(|(code, _)| *code == self.kind) {
            wrong.add("kind", "Choose what kind of organisation it is");
        }
        if self.services.is_empty() || !self.services.iter().all(|s| AGENCY_SERVICES.iter().any(|(code, _)| code == s))
        {
            wrong.add("services", "Choose what it does for people, or for the council");
        }
        self.services.sort_unstable();
        self.services.dedup();
        wrong.done()
    }
}

impl NewAgencyContact {
    fn check(&mut self) -> Result<(), AppError> {
        for text in [&mut self.name, &mut self.post, &mut self.email, &mut self.phone] {
            *text = text.trim().to_owned();
        }
        let mut wrong = FormErrors::default();
        if self.name.is_empty() || self.name.chars().count() > LONGEST {
            wrong.add("contact", "Enter who is to be reached, or which desk");
        }
        if self.post.chars().count() > LONGEST {
            wrong.add("post", "Enter at most 200 characters");
        }
        if self.email.is_empty() && self.phone.is_empty() {
            wrong.add("email", "Enter an email address or a telephone number: without either nobody is reached");
        }
        let fine = self.email.chars().count() <= LONGEST && is_address(&self.email);
        if !self.email.is_empty() && !fine {
            wrong.add("email", "Enter an email address like name@example.org");
        }
        if !self.phone.is_empty() && PhoneNumber::parse(&self.phone).is_err() {
            wrong.add("phone", "Enter a telephone number, like 01632 960 001");
        }
        if !CONTACT_PURPOSES.iter().any(|(code, _)| *code == self.purpose) {
            wrong.add("purpose", "Choose for what they are to be reached");
        }
        wrong.done()
    }
}

/// An agency that the actor may change.
pub(super) fn kept(tx: &mut Tx<'_>, id: AgencyId) -> Result<Agency, AppError> {
    tx.agency(id)?.ok_or(AppError::NotFound)
}

/// Writes a change down: on the agency's own page, and on the ledger as other administration is.
pub(super) fn changed(tx: &mut Tx<'_>, actor: &Actor, agency: AgencyId, what: String) -> Result<(), AppError> {
    let who = disclosure::actor(&actor.caller);
    note(tx, &who, Action::Administer, &format!("agency {agency}: {what}"))?;
    let id = TaskId::new(tx.now(), tx.entropy());
    Ok(tx.note_agency_change(&AgencyChange { id, agency, at: tx.now(), account: Some(actor.account), what })?)
}

/// Goes on only where a name leads to nobody else.
fn free(tx: &mut Tx<'_>, id: AgencyId, name: &str) -> Result<(), AppError> {
    match super::called(tx, name)?.filter(|found| found.id != id) {
        None => Ok(()),
        Some(other) => Err(AppError::field(
            "name",
            &format!("This name leads to {}, which is in the register: look there", other.name),
        )),
    }
}

fn taken(error: store::StoreError) -> AppError {
    match error {
        store::StoreError::Conflict(_) => {
            AppError::field("name", "There is an organisation of this name already: look at that one")
        }
        other => other.into(),
    }
}

impl App {
    /// Puts an agency into the register, with the parties of notices that it is.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer; `Form` when name or kind are missing or the name is taken, or a party is
    /// none.
    pub fn make_agency(
        &self,
        actor: &Actor,
        new: &NewAgency,
        bodies: &[(String, String)],
    ) -> Result<AgencyId, AppError> {
        actor.must_administer()?;
        let (mut new, bodies, actor) = (new.clone(), bodies.to_vec(), actor.clone());
        new.check()?;
        self.act(&actor.caller.clone(), "make agency", move |tx, inner| {
            let now = tx.now();
            let id = AgencyId::new(now, tx.entropy());
            let agency = Agency {
                id,
                name: new.name.clone(),
                kind: new.kind.clone(),
                made_at: now,
                closed_at: None,
                successor: None,
            };
            free(tx, id, &new.name)?;
            tx.insert_agency(&agency).map_err(taken)?;
            tx.put_agency_services(id, &new.services)?;
            changed(tx, &actor, id, "put into the register".to_owned())?;
            tie(tx, inner, &actor, id, &bodies)?;
            Ok(id)
        })
    }

    /// Changes name, kind and what it does. A name that it had goes on leading to it.
    ///
    /// # Errors
    /// As [`App::make_agency`]; `NotFound` when there is none.
    pub fn change_agency(&self, actor: &Actor, id: AgencyId, new: &NewAgency) -> Result<(), AppError> {
        actor.must_administer()?;
        let (mut new, actor) = (new.clone(), actor.clone());
        new.check()?;
        self.act(&actor.caller.clone(), "change agency", move |tx, _| {
            let before = kept(tx, id)?;
            let all = tx.agency_services()?;
            let does: Vec<&String> = all.iter().filter(|s| s.agency == id).map(|s| &s.service).collect();
            let (same_name, same_kind) = (before.name == new.name, before.kind == new.kind);
            let same_services = does.into_iter().eq(&new.services);
            if !same_name {
                free(tx, id, &new.name)?;
            }
            let now = Agency { name: new.name.clone(), kind: new.kind.clone(), ..before.clone() };
            tx.update_agency(&now).map_err(taken)?;
            tx.put_agency_services(id, &new.services)?;
            if !same_name {
                let until_on = london_date(tx.now()).yesterday().ok();
                super::names::keep(tx, id, (&before.name, "renamed"), until_on)?;
                changed(tx, &actor, id, format!("renamed; it was called “{}”", before.name))?;
            }
            if !same_kind {
                changed(tx, &actor, id, "its kind was changed".to_owned())?;
            }
            if !same_services {
                changed(tx, &actor, id, "what it does was changed".to_owned())?;
            }
            Ok(())
        })
    }

    /// Says that nobody works with an agency any more, or again. Enrolments, agreements and accounts have ends of their own.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer or there is none; `Refused` when it is so already.
    pub fn close_agency(&self, actor: &Actor, id: AgencyId, closed: bool) -> Result<(), AppError> {
        actor.must_administer()?;
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "close agency", move |tx, _| {
            let before = kept(tx, id)?;
            if before.closed_at.is_some() == closed {
                return Err(AppError::Refused("That is so already".to_owned()));
            }
            let closed_at = closed.then(|| tx.now());
            let successor = before.successor.filter(|_| closed);
            tx.update_agency(&Agency { closed_at, successor, ..before })?;
            changed(
                tx,
                &actor,
                id,
                if closed { "nobody works with it any more" } else { "worked with again" }.to_owned(),
            )
        })
    }

    /// Adds somebody to be reached.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer or there is no such agency; `Form` with what to put right.
    pub fn add_agency_contact(&self, actor: &Actor, id: AgencyId, new: &NewAgencyContact) -> Result<TaskId, AppError> {
        actor.must_administer()?;
        let (mut new, actor) = (new.clone(), actor.clone());
        new.check()?;
        self.act(&actor.caller.clone(), "add agency contact", move |tx, _| {
            kept(tx, id)?;
            let contact = AgencyContact {
                id: TaskId::new(tx.now(), tx.entropy()),
                agency: id,
                name: new.name.clone(),
                post: new.post.clone(),
                email: new.email.clone(),
                phone: new.phone.clone(),
                purpose: new.purpose.clone(),
                made_at: tx.now(),
            };
            tx.insert_agency_contact(&contact)?;
            let purpose = super::words_of(&CONTACT_PURPOSES, &new.purpose);
            changed(tx, &actor, id, format!("a contact was added for: {purpose}"))?;
            Ok(contact.id)
        })
    }

    /// Forgets somebody who is not to be reached any more.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer, or there is no such contact.
    pub fn end_agency_contact(&self, actor: &Actor, id: AgencyId, contact: TaskId) -> Result<(), AppError> {
        actor.must_administer()?;
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "end agency contact", move |tx, _| {
            if !tx.delete_agency_contact(id, contact)? {
                return Err(AppError::NotFound);
            }
            changed(tx, &actor, id, "a contact was taken away".to_owned())
        })
    }

    /// Says that parties of notices are this agency.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer or there is no such agency; `Form` when there is no such party.
    pub fn tie_agency(&self, actor: &Actor, id: AgencyId, bodies: &[(String, String)]) -> Result<(), AppError> {
        actor.must_administer()?;
        let (actor, bodies) = (actor.clone(), bodies.to_vec());
        if bodies.is_empty() {
            return Err(AppError::field("bodies", "Choose under which name a notice has it"));
        }
        self.act(&actor.caller.clone(), "tie agency", move |tx, inner| {
            kept(tx, id)?;
            tie(tx, inner, &actor, id, &bodies)
        })
    }

    /// Says that a party of a notice is another body.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer, or the party is not this agency.
    pub fn untie_agency(&self, actor: &Actor, id: AgencyId, notice: &str, body: &str) -> Result<(), AppError> {
        actor.must_administer()?;
        let (actor, notice, body) = (actor.clone(), notice.to_owned(), body.to_owned());
        self.act(&actor.caller.clone(), "untie agency", move |tx, _| {
            let theirs = |b: &AgencyBody| b.agency == id && b.notice_id == notice && b.body == body;
            if !tx.agency_bodies()?.iter().any(theirs) {
                return Err(AppError::NotFound);
            }
            tx.untie_agency(&notice, &body)?;
            changed(tx, &actor, id, format!("not {body} of {notice} any more"))
        })
    }
}

/// Says that parties of notices are an agency.
fn tie(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    agency: AgencyId,
    bodies: &[(String, String)],
) -> Result<(), AppError> {
    if bodies.is_empty() {
        return Ok(());
    }
    let (everybody, ties) = (everybody(tx, inner)?, tx.agency_bodies()?);
    for (notice, body) in bodies {
        if !everybody.iter().any(|p| p.notice_id == *notice && p.key == *body) {
            return Err(AppError::field("bodies", "Choose a name that a notice has"));
        }
        if let Some(other) = ties.iter().find(|b| b.notice_id == *notice && b.body == *body && b.agency != agency) {
            let name = tx.agency(other.agency)?.map_or_else(String::new, |a| a.name);
            return Err(AppError::field("bodies", &format!("That is {name} already: take it away there first")));
        }
        tx.tie_agency(&AgencyBody { notice_id: notice.clone(), body: body.clone(), agency })?;
        changed(tx, actor, agency, format!("it is {body} of {notice}"))?;
    }
    Ok(())
}
