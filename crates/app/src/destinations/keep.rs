//! Saying where bodies are, and where data is kept.

use super::{PLACE_KINDS, RECIPIENT, is_of_the_named, misplaced};
use crate::App;
use crate::actor::Actor;
use crate::agreements::keeps_register;
use crate::agreements::partners_of;
use crate::error::AppError;
use crate::login::note;
use crate::publish::notice_ids;
use crate::views::FormErrors;
use ledger::Action;
use store::Whereabouts;

/// The longest words that are taken.
const LONGEST: usize = 200;

/// Where some bodies of a notice are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewDestinations {
    /// Which bodies: their keys.
    pub bodies: Vec<String>,
    /// In which country: two letters.
    pub country: String,
    /// How that is known.
    pub source: String,
}

fn check(country: &str, source: &str, wrong: &mut FormErrors) {
    if sharing::country(country).is_none() {
        wrong.add("country", "Choose the country");
    }
    if source.is_empty() || source.chars().count() > LONGEST {
        wrong
            .add("source", "Enter how that is known, like the contract or their own answer, in at most 200 characters");
    }
}

impl App {
    /// Says in which country bodies of a notice keep what they are sent. From the next request on the gate goes by it.
    ///
    /// # Errors
    /// `NotFound` when the actor does not keep the register of that notice; `Form` with everything to put right.
    pub fn put_destinations(&self, actor: &Actor, notice_id: &str, new: &NewDestinations) -> Result<(), AppError> {
        keeps_register(actor, notice_id)?;
        let (actor, notice_id, mut new) = (actor.clone(), notice_id.to_owned(), new.clone());
        new.source = new.source.trim().to_owned();
        self.act(&actor.caller.clone(), "put destinations", move |tx, inner| {
            let notice = inner.latest(tx, &notice_id)?.ok_or(AppError::NotFound)?;
            let known = partners_of(tx, &notice, &[])?;
            let mut wrong = FormErrors::default();
            if new.bodies.is_empty() || !new.bodies.iter().all(|b| known.iter().any(|p| p.key == *b)) {
                wrong.add("bodies", "Choose whom it is about");
            }
            check(&new.country, &new.source, &mut wrong);
            wrong.done()?;
            let who = disclosure::actor(&actor.caller);
            for body in &new.bodies {
                let at = tx.now();
                tx.put_whereabouts(&Whereabouts {
                    kind: RECIPIENT.to_owned(),
                    notice_id: notice_id.clone(),
                    body: body.clone(),
                    country: new.country.clone(),
                    confirmed: true,
                    source: new.source.clone(),
                    account: Some(actor.account),
                    at,
                })?;
                let what = format!("{body} of {notice_id} is in {}", new.country);
                note(tx, &who, Action::Administer, &what)?;
            }
            Ok(())
        })
    }

    /// Takes back that whoever a notice names is taken to be in the United Kingdom: from then on nothing goes to whom nobody has
    /// entered.
    ///
    /// # Errors
    /// `NotFound` when the actor does not keep the register of that notice, or nothing is assumed.
    pub fn end_assumed_destinations(&self, actor: &Actor, notice_id: &str) -> Result<(), AppError> {
        keeps_register(actor, notice_id)?;
        let (actor, notice_id) = (actor.clone(), notice_id.to_owned());
        self.act(&actor.caller.clone(), "end assumed destinations", move |tx, _| {
            let known = tx.whereabouts(RECIPIENT)?;
            let assumed: Vec<_> = known.iter().filter(|w| is_of_the_named(w, &notice_id)).collect();
            if assumed.is_empty() {
                return Err(AppError::NotFound);
            }
            for row in assumed {
                tx.delete_whereabouts(RECIPIENT, &notice_id, &row.body)?;
            }
            let who = disclosure::actor(&actor.caller);
            note(tx, &who, Action::Administer, &format!("nobody of {notice_id} is taken to be in GB any more"))
        })
    }

    /// Says where data is hosted, backed up or looked at for support.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer; `Form` with everything to put right: also where a published notice lets no
    /// data be in that country.
    pub fn put_place(
        &self,
        actor: &Actor,
        kind: &str,
        name: &str,
        country: &str,
        source: &str,
    ) -> Result<(), AppError> {
        actor.must_administer()?;
        let (actor, kind, country) = (actor.clone(), kind.to_owned(), country.to_owned());
        let (name, source) = (name.trim().to_owned(), source.trim().to_owned());
        self.act(&actor.caller.clone(), "put place", move |tx, inner| {
            let mut wrong = FormErrors::default();
            if !PLACE_KINDS.iter().any(|(code, _)| *code == kind) {
                wrong.add("kind", "Choose what is there");
            }
            if name.is_empty() || name.chars().count() > LONGEST {
                wrong.add("name", "Enter what the place is called, or whose it is, in at most 200 characters");
            }
            check(&country, &source, &mut wrong);
            wrong.done()?;
            tx.put_whereabouts(&Whereabouts {
                kind: kind.clone(),
                notice_id: String::new(),
                body: name.clone(),
                country: country.clone(),
                confirmed: true,
                source: source.clone(),
                account: Some(actor.account),
                at: tx.now(),
            })?;
            for id in notice_ids(tx)? {
                let Some(notice) = inner.latest(tx, &id)? else { continue };
                if let Some(why) = misplaced(tx, &notice.compiled)? {
                    return Err(AppError::field("country", &why));
                }
            }
            let who = disclosure::actor(&actor.caller);
            note(tx, &who, Action::Administer, &format!("a place of {kind} is in {country}"))
        })
    }

    /// Says that data is not there any more.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer, or there is no such place.
    pub fn end_place(&self, actor: &Actor, kind: &str, name: &str) -> Result<(), AppError> {
        actor.must_administer()?;
        let (actor, kind, name) = (actor.clone(), kind.to_owned(), name.to_owned());
        self.act(&actor.caller.clone(), "end place", move |tx, _| {
            if kind == RECIPIENT || !tx.delete_whereabouts(&kind, "", &name)? {
                return Err(AppError::NotFound);
            }
            let who = disclosure::actor(&actor.caller);
            note(tx, &who, Action::Administer, &format!("a place of {kind} is not used any more"))
        })
    }
}
