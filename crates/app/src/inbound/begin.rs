//! A case for whoever a referral tells of: its form begins with what the referral says of who they are and how they are reached.

use super::{PERSON, found, open};
use crate::App;
use crate::actor::Actor;
use crate::cases::parts::forms_for;
use crate::error::AppError;
use crate::linking::{filled, places};
use crate::views::Item;
use casework::{SectionContent, Typed};
use disclosure::Disclosed;
use jiff::civil::Date;
use kernel::{InboundId, PhoneNumber, london_date};
use people::{BirthDate, Facet};

/// What a new case begins with.
pub struct Referred {
    /// As the form would send it.
    pub typed: Disclosed<Typed>,
    /// The referral's reference.
    pub reference: String,
}

/// What a referral says of one thing that tells who somebody is, as a form takes it; nothing where it does not say it as such.
fn said(content: &SectionContent, facet: Facet, today: Date) -> String {
    let of = |field: &str| content.get(field).unwrap_or_default().trim();
    let contact = of("how-to-reach");
    match facet {
        Facet::Name => of("name").to_owned(),
        Facet::Born => {
            let born = BirthDate::parse(of("date-of-birth"), today.year()).ok().and_then(|born| born.date());
            born.map(|day| day.to_string()).unwrap_or_default()
        }
        Facet::Phone if PhoneNumber::parse(contact).is_ok() => contact.to_owned(),
        Facet::Email if contact.contains('@') && !contact.contains(char::is_whitespace) => contact.to_owned(),
        _ => String::new(),
    }
}

impl App {
    /// What the form of a new case begins with for whoever a referral tells of. What is masked is asked of the person.
    ///
    /// # Errors
    /// `Refused` when the referral was settled already; `NotFound` when it does not exist for the actor or is to another service.
    pub fn referred(&self, actor: &Actor, service: &str, id: InboundId) -> Result<Referred, AppError> {
        let (actor, service) = (actor.clone(), service.to_owned());
        self.act(&actor.caller.clone(), "a referral read for a new case", move |tx, inner| {
            let (row, notice) = found(tx, inner, &actor, id)?;
            if row.service != service {
                return Err(AppError::NotFound);
            }
            if row.state != "new" {
                return Err(AppError::Refused("This referral was settled already".to_owned()));
            }
            let newest = inner.latest(tx, &actor.capacity.notice)?.ok_or(AppError::NotFound)?;
            let form = newest.newest_form(tx, &service)?;
            let forms = forms_for(&newest, &actor, &service, form.as_deref())?;
            let parts = tx.inbound_parts(id)?;
            let person = parts.iter().find(|p| p.part == PERSON);
            let Item::Released(content) = open(tx, &actor, (&notice, &row), person)? else {
                return Err(AppError::NotFound);
            };
            let (today, places) = (london_date(tx.now()), places(&newest));
            let typed = content.map(|content| filled(&forms, &places, |facet| said(&content, facet, today)));
            Ok(Referred { typed, reference: row.reference })
        })
    }
}
