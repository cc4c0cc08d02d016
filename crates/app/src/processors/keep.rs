//! Keeping the register of processors.

use super::{CHANNELS_OUT, FOUND, notices};
use crate::App;
use crate::actor::Actor;
use crate::agreements::partners_of;
use crate::error::AppError;
use crate::login::note;
use crate::notices::Published;
use crate::views::FormErrors;
use jiff::civil::Date;
use kernel::{EnrolmentId, RegisterId, london_date};
use ledger::Action;
use sharing::AgreementKind;
use std::sync::Arc;
use store::{Assurance, Carrier, Processor, SubProcessor, Tx};

/// The longest words that are taken.
const LONGEST: usize = 500;

/// What somebody typed of a processor.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewProcessor {
    /// Its name.
    pub name: String,
    /// What it does for the council.
    pub task: String,
    /// The notice it works under; empty: any.
    pub notice_id: String,
    /// Its key there; empty: the notice does not name it.
    pub party: String,
    /// The reference of the contract.
    pub contract: String,
    /// The processing agreement: its id; empty: none.
    pub agreement: String,
    /// The categories of data; none: all of the notice.
    pub categories: Vec<String>,
    /// The country: two letters.
    pub country: String,
    /// Where there.
    pub location: String,
    /// The first day.
    pub from_on: Option<Date>,
    /// By when it is looked at again.
    pub review_on: Option<Date>,
}

/// What somebody typed of whom a processor works through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewSubProcessor {
    /// The name.
    pub name: String,
    /// What it does.
    pub task: String,
    /// The country: two letters.
    pub country: String,
}

/// What somebody typed of an examination.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewAssurance {
    /// Against what.
    pub standard: String,
    /// What was found: a code.
    pub found: String,
    /// Where that can be seen.
    pub evidence: String,
    /// When.
    pub checked_on: Option<Date>,
    /// By when it is done again.
    pub review_on: Option<Date>,
}

fn said(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= LONGEST
}

impl NewProcessor {
    /// Reads it, with what is wrong.
    pub(super) fn read(
        &self,
        tx: &mut Tx<'_>,
        all: &[Arc<Published>],
        before: Option<&Processor>,
    ) -> Result<Processor, AppError> {
        let mut wrong = FormErrors::default();
        if !said(&self.name) {
            wrong.add("name", "Enter the name of the supplier");
        }
        if !said(&self.task) {
            wrong.add("task", "Enter what it does for the council");
        }
        let notice = all.iter().find(|n| n.compiled.id == self.notice_id);
        if notice.is_none() && !self.notice_id.is_empty() {
            wrong.add("notice", "Choose the notice, or all of them");
        }
        if !self.party.is_empty() {
            let known = match notice {
                Some(notice) => partners_of(tx, notice, &[])?.into_iter().any(|p| p.key == self.party),
                None => false,
            };
            if !known {
                wrong.add("party", "Choose what the notice calls it, or that it does not name it");
            }
        }
        let fits = |c: &String| notice.is_some_and(|n| n.compiled.category(c).is_some());
        if !self.categories.iter().all(fits) {
            wrong.add("categories", "Choose from what the notice has");
        }
        let agreement: Option<EnrolmentId> = self.agreement.parse().ok();
        match agreement {
            None if !self.agreement.is_empty() => wrong.add("agreement", "Choose an agreement of the register"),
            None if !said(&self.contract) => {
                wrong.add("contract", "Enter the reference of the contract, or choose the processing agreement");
            }
            None => {}
            Some(id) => {
                let row = tx.agreement(id)?;
                let kind = row.and_then(|r| AgreementKind::parse(&r.kind));
                if kind != Some(AgreementKind::Processing) {
                    wrong.add("agreement", "Choose a processing agreement: this one is of another kind");
                }
            }
        }
        if sharing::country(&self.country).is_none() {
            wrong.add("country", "Choose the country in which it works with the data");
        }
        if !said(&self.location) {
            wrong.add("location", "Enter where the data is: a town, a data centre, a region of a cloud");
        }
        if self.from_on.is_none() {
            wrong.add("from-day", "Enter the first day, like 27 3 2026");
        }
        match (self.from_on, self.review_on) {
            (_, None) => wrong.add("review-day", "Enter by when it is looked at again, like 27 3 2027"),
            (Some(from), Some(review)) if review < from => {
                wrong.add("review-day", "The day for looking at it again has to be after the first day");
            }
            _ => {}
        }
        let days = self.from_on.zip(self.review_on);
        let Some((from_on, review_on)) = days.filter(|_| wrong.fields.is_empty()) else {
            return Err(AppError::Form(wrong));
        };
        let now = tx.now();
        Ok(Processor {
            id: before.map_or_else(|| RegisterId::new(now, tx.entropy()), |row| row.id),
            name: self.name.trim().to_owned(),
            task: self.task.trim().to_owned(),
            notice_id: self.notice_id.clone(),
            party: self.party.clone(),
            contract: self.contract.trim().to_owned(),
            agreement,
            categories: self.categories.clone(),
            country: self.country.to_uppercase(),
            location: self.location.trim().to_owned(),
            from_on,
            review_on,
            made_at: before.map_or(now, |row| row.made_at),
            ended_at: before.and_then(|row| row.ended_at),
            ended_why: before.and_then(|row| row.ended_why.clone()),
        })
    }
}

impl App {
    /// Puts a processor into the register, or changes one.
    ///
    /// # Errors
    /// `NotFound` when the actor does not keep the register, or there is none to change; `Form` with everything to put right.
    pub fn put_processor(
        &self,
        actor: &Actor,
        change: Option<RegisterId>,
        new: &NewProcessor,
    ) -> Result<RegisterId, AppError> {
        actor.must_keep_agreements()?;
        let (actor, new) = (actor.clone(), new.clone());
        self.act(&actor.caller.clone(), "put processor", move |tx, inner| {
            let before = match change {
                Some(id) => Some(tx.processor(id)?.ok_or(AppError::NotFound)?),
                None => None,
            };
            let all = notices(tx, inner)?;
            let row = new.read(tx, &all, before.as_ref())?;
            let done = if before.is_some() {
                tx.update_processor(&row)?;
                "changed"
            } else {
                tx.insert_processor(&row)?;
                "put into the register"
            };
            let who = disclosure::actor(&actor.caller);
            note(tx, &who, Action::Administer, &format!("processor {} {done}", row.id))?;
            Ok(row.id)
        })
    }

    /// Says that somebody is no processor any more: nothing goes to them from then on.
    ///
    /// # Errors
    /// `NotFound` when the actor does not keep the register, or there is no such processor; `Form` without a reason; `Refused` when
    /// it is so already.
    pub fn end_processor(&self, actor: &Actor, id: RegisterId, why: &str) -> Result<(), AppError> {
        actor.must_keep_agreements()?;
        let (actor, why) = (actor.clone(), why.trim().to_owned());
        self.act(&actor.caller.clone(), "end processor", move |tx, _| {
            let mut row = tx.processor(id)?.ok_or(AppError::NotFound)?;
            if row.ended_at.is_some() {
                return Err(AppError::Refused("That is so already".to_owned()));
            }
            if !said(&why) {
                return Err(AppError::field("why", "Say why it ends, and what becomes of the data that it has"));
            }
            row.ended_at = Some(tx.now());
            row.ended_why = Some(why.clone());
            tx.update_processor(&row)?;
            note(tx, &disclosure::actor(&actor.caller), Action::Administer, &format!("processor {id} ended"))
        })
    }

    /// Adds somebody whom a processor works through.
    ///
    /// # Errors
    /// `NotFound` when the actor does not keep the register, or there is no such processor; `Form` with everything to put right.
    pub fn add_sub_processor(&self, actor: &Actor, of: RegisterId, new: &NewSubProcessor) -> Result<(), AppError> {
        actor.must_keep_agreements()?;
        let (actor, new) = (actor.clone(), new.clone());
        self.act(&actor.caller.clone(), "add sub-processor", move |tx, _| {
            tx.processor(of)?.ok_or(AppError::NotFound)?;
            let mut wrong = FormErrors::default();
            if !said(&new.name) {
                wrong.add("sub-name", "Enter its name");
            }
            if !said(&new.task) {
                wrong.add("sub-task", "Enter what it does");
            }
            if sharing::country(&new.country).is_none() {
                wrong.add("sub-country", "Choose the country");
            }
            wrong.done()?;
            let now = tx.now();
            let id = RegisterId::new(now, tx.entropy());
            tx.insert_sub_processor(&SubProcessor {
                id,
                processor: of,
                name: new.name.trim().to_owned(),
                task: new.task.trim().to_owned(),
                country: new.country.clone(),
                made_at: now,
            })?;
            let what = format!("processor {of} works through {id}");
            note(tx, &disclosure::actor(&actor.caller), Action::Administer, &what)
        })
    }

    /// Takes somebody away whom a processor does not work through any more.
    ///
    /// # Errors
    /// `NotFound` when the actor does not keep the register, or there is none.
    pub fn end_sub_processor(&self, actor: &Actor, of: RegisterId, id: RegisterId) -> Result<(), AppError> {
        actor.must_keep_agreements()?;
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "end sub-processor", move |tx, _| {
            if !tx.delete_sub_processor(of, id)? {
                return Err(AppError::NotFound);
            }
            let what = format!("processor {of} does not work through {id} any more");
            note(tx, &disclosure::actor(&actor.caller), Action::Administer, &what)
        })
    }

    /// Writes down that a processor's systems were examined.
    ///
    /// # Errors
    /// `NotFound` when the actor does not keep the register, or there is no such processor; `Form` with everything to put right.
    pub fn add_assurance(&self, actor: &Actor, of: RegisterId, new: &NewAssurance) -> Result<(), AppError> {
        actor.must_keep_agreements()?;
        let (actor, new) = (actor.clone(), new.clone());
        self.act(&actor.caller.clone(), "add assurance", move |tx, _| {
            tx.processor(of)?.ok_or(AppError::NotFound)?;
            let today = london_date(tx.now());
            let mut wrong = FormErrors::default();
            if !said(&new.standard) {
                wrong.add(
                    "standard",
                    "Enter against what it was examined, like UK GDPR article 32 or Cyber Essentials Plus",
                );
            }
            if !FOUND.iter().any(|(code, _)| *code == new.found) {
                wrong.add("found", "Choose what was found");
            }
            if !said(&new.evidence) {
                wrong.add(
                    "evidence",
                    "Enter where the report or certificate can be seen: its number or where it is kept",
                );
            }
            match new.checked_on {
                None => wrong.add("checked-day", "Enter the day, like 27 3 2026"),
                Some(on) if today < on => wrong.add("checked-day", "The day must not be in the future"),
                Some(_) => {}
            }
            match (new.checked_on, new.review_on) {
                (_, None) => wrong.add("again-day", "Enter by when it is examined again, like 27 3 2027"),
                (Some(on), Some(again)) if again <= on => {
                    wrong.add("again-day", "That day has to be after the examination");
                }
                _ => {}
            }
            let days = new.checked_on.zip(new.review_on);
            let Some((checked_on, review_on)) = days.filter(|_| wrong.fields.is_empty()) else {
                return Err(AppError::Form(wrong));
            };
            let now = tx.now();
            let id = RegisterId::new(now, tx.entropy());
            tx.insert_assurance(&Assurance {
                id,
                processor: of,
                standard: new.standard.trim().to_owned(),
                found: new.found.clone(),
                evidence: new.evidence.trim().to_owned(),
                checked_on,
                review_on,
                account: actor.account,
                made_at: now,
            })?;
            let what = format!("processor {of} examined: {}", new.found);
            note(tx, &disclosure::actor(&actor.caller), Action::Administer, &what)
        })
    }

    /// Says who carries what leaves by a channel: a processor, or (none) the council itself.
    ///
    /// # Errors
    /// `NotFound` when the actor does not keep the register; `Form` when there is no such channel or processor.
    pub fn set_carrier(&self, actor: &Actor, channel: &str, processor: Option<RegisterId>) -> Result<(), AppError> {
        actor.must_keep_agreements()?;
        let (actor, channel) = (actor.clone(), channel.to_owned());
        self.act(&actor.caller.clone(), "set carrier", move |tx, _| {
            if !CHANNELS_OUT.iter().any(|(code, _)| *code == channel) {
                return Err(AppError::field("channel", "Choose what it carries"));
            }
            if let Some(id) = processor
                && tx.processor(id)?.is_none()
            {
                return Err(AppError::field("processor", "Choose a processor of the register, or the council itself"));
            }
            let at = tx.now();
            tx.put_carrier(&Carrier {
                channel: channel.clone(),
                processor,
                confirmed: true,
                account: Some(actor.account),
                at,
            })?;
            let by = processor.map_or_else(|| "the council itself".to_owned(), |id| format!("processor {id}"));
            note(tx, &disclosure::actor(&actor.caller), Action::Administer, &format!("{channel} is carried by {by}"))
        })
    }
}
