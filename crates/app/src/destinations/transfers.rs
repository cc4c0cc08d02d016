//! Transfers out of the country: written by one, approved by the data protection officer, ended by either.

use super::views::{TransferView, line};
use super::{destination_of, reach};
use crate::App;
use crate::actor::Actor;
use crate::agreements::{keeps_register, partners_of, signs_for};
use crate::error::AppError;
use crate::login::note;
use crate::views::FormErrors;
use jiff::civil::Date;
use kernel::RegisterId;
use ledger::Action;
use sharing::{Reach, Safeguard, UNITED_KINGDOM};
use store::{Transfer, Tx};

/// The longest words that are taken.
const LONGEST: usize = 500;

/// A transfer to be written down.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewTransfer {
    /// To which party of the notice.
    pub body: String,
    /// Which kinds of information; none: all that the notice lets it have.
    pub categories: Vec<String>,
    /// What keeps the data safe: a code.
    pub safeguard: String,
    /// Which regulations, or the reference of the instrument.
    pub source: String,
    /// The reference of the assessment of the risk.
    pub assessment: String,
    /// When it was assessed.
    pub assessed_on: Option<Date>,
    /// The first day.
    pub from_on: Option<Date>,
    /// The last day.
    pub until_on: Option<Date>,
}

impl NewTransfer {
    fn check(&self, country: &str, wrong: &mut FormErrors) {
        let safeguard = Safeguard::parse(&self.safeguard);
        match safeguard {
            None => wrong.add("safeguard", "Choose what keeps the data safe"),
            Some(Safeguard::Adequacy) if sharing::country(country).is_none_or(|c| c.adequacy.is_none()) => {
                let words =
                    format!("No regulations say so of {}: choose another safeguard", sharing::country_words(country));
                wrong.add("safeguard", &words);
            }
            Some(_) => {}
        }
        if self.source.trim().is_empty() || self.source.chars().count() > LONGEST {
            wrong.add("source", "Enter which regulations or article, or the reference of the instrument");
        }
        if safeguard.is_some_and(Safeguard::wants_assessment)
            && (self.assessment.trim().is_empty() || self.assessed_on.is_none())
        {
            wrong.add(
                "assessment",
                "Enter the reference and the day of the transfer risk assessment: this safeguard needs one",
            );
        }
        match (self.from_on, self.until_on) {
            (None, _) => wrong.add("from-day", "Enter the first day, like 27 3 2026"),
            (_, None) => wrong.add("until-day", "Enter the last day, like 27 3 2027: it is looked at again then"),
            (Some(from), Some(until)) if until < from => {
                wrong.add("until-day", "The last day has to be on or after the first");
            }
            _ => {}
        }
    }
}

/// A transfer that the actor keeps.
fn kept(tx: &mut Tx<'_>, actor: &Actor, id: RegisterId) -> Result<Transfer, AppError> {
    let row = tx.transfer(id)?.ok_or(AppError::NotFound)?;
    keeps_register(actor, &row.notice_id)?;
    Ok(row)
}

impl App {
    /// Writes a transfer down, for somebody else to approve. Nothing goes under it before that.
    ///
    /// # Errors
    /// `NotFound` when the actor does not keep the register of that notice; `Form` with everything to put right: also where the
    /// notice lets nothing leave the country whatever is approved.
    pub fn write_transfer(&self, actor: &Actor, notice_id: &str, new: &NewTransfer) -> Result<RegisterId, AppError> {
        keeps_register(actor, notice_id)?;
        let (actor, notice_id, new) = (actor.clone(), notice_id.to_owned(), new.clone());
        self.act(&actor.caller.clone(), "write transfer", move |tx, inner| {
            let notice = inner.latest(tx, &notice_id)?.ok_or(AppError::NotFound)?;
            if reach(&notice.compiled) != Reach::Safeguarded {
                return Err(AppError::Refused(
                    "The notice lets nothing go further than it says, whatever is approved: only another version of it could"
                        .to_owned(),
                ));
            }
            let mut wrong = FormErrors::default();
            let known = partners_of(tx, &notice, &[])?.into_iter().any(|p| p.key == new.body);
            let whereabouts = tx.whereabouts_of(&notice_id, &new.body)?;
            let country = destination_of(&notice.compiled, &new.body, &whereabouts).map(|d| d.country);
            let country = match country {
                _ if !known => {
                    wrong.add("body", "Choose to whom");
                    String::new()
                }
                None => {
                    wrong.add("body", "Enter first in which country they are");
                    String::new()
                }
                Some(country) if country == UNITED_KINGDOM => {
                    wrong.add("body", "They are in the United Kingdom: that is no transfer");
                    country
                }
                Some(country) => country,
            };
            if !new.categories.iter().all(|c| notice.compiled.category(c).is_some()) {
                wrong.add("categories", "Choose from the list");
            }
            new.check(&country, &mut wrong);
            let days = new.from_on.zip(new.until_on);
            let Some((from_on, until_on)) = days.filter(|_| wrong.fields.is_empty()) else {
                return Err(AppError::Form(wrong));
            };
            let now = tx.now();
            let id = RegisterId::new(now, tx.entropy());
            tx.insert_transfer(&Transfer {
                id,
                notice_id: notice_id.clone(),
                body: new.body.clone(),
                country: country.clone(),
                categories: new.categories.clone(),
                safeguard: new.safeguard.clone(),
                source: new.source.trim().to_owned(),
                assessment: new.assessment.trim().to_owned(),
                assessed_on: new.assessed_on,
                from_on,
                until_on,
                made_by: actor.account,
                made_at: now,
                approved_by: None,
                approved_at: None,
                ended_at: None,
                ended_why: None,
            })?;
            let who = disclosure::actor(&actor.caller);
            let what = format!("transfer {id} to {} in {country} written down, under {notice_id}", new.body);
            note(tx, &who, Action::Administer, &what)?;
            Ok(id)
        })
    }

    /// One transfer.
    ///
    /// # Errors
    /// `NotFound` when there is none, or the actor does not keep the register of its notice.
    pub fn transfer(&self, actor: &Actor, id: RegisterId) -> Result<TransferView, AppError> {
        let (inner, actor) = (&self.inner, actor.clone());
        self.inner.store.read(&actor.caller.clone(), "transfer", move |tx| {
            let row = kept(tx, &actor, id)?;
            let notice = inner.latest(tx, &row.notice_id)?.ok_or(AppError::NotFound)?;
            let settled = row.approved_by.is_some() || row.ended_at.is_some();
            let mut by = |account| -> Result<String, AppError> { inner.account_name(tx, account) };
            Ok(TransferView {
                made_by: by(row.made_by)?,
                approved_by: row.approved_by.map(by).transpose()?,
                may_approve: !settled && signs_for(&actor, &row.notice_id) && row.made_by != actor.account,
                waits_for_another: !settled && signs_for(&actor, &row.notice_id) && row.made_by == actor.account,
                may_end: row.ended_at.is_none(),
                notice: notice.compiled.title.clone(),
                categories: row.categories.iter().map(|c| notice.category_label(c)).collect(),
                assessment: row.assessment.clone(),
                assessed_on: row.assessed_on,
                made_at: row.made_at,
                approved_at: row.approved_at,
                ended_why: row.ended_why.clone(),
                line: line(tx, &notice, &row)?,
            })
        })
    }

    /// Approves a transfer. From then on, in its days, something may go under it.
    ///
    /// # Errors
    /// `NotFound` when there is none, or the actor is not the data protection officer of its notice; `Refused` when the actor
    /// wrote it, or it is approved or ended already.
    pub fn approve_transfer(&self, actor: &Actor, id: RegisterId) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "approve transfer", move |tx, _| {
            let mut row = kept(tx, &actor, id)?;
            if !signs_for(&actor, &row.notice_id) {
                return Err(AppError::NotFound);
            }
            if row.made_by == actor.account {
                return Err(AppError::Refused("Somebody else has to approve what you wrote".to_owned()));
            }
            if row.approved_by.is_some() || row.ended_at.is_some() {
                return Err(AppError::Refused("That is settled already".to_owned()));
            }
            row.approved_by = Some(actor.account);
            row.approved_at = Some(tx.now());
            tx.settle_transfer(&row)?;
            let who = disclosure::actor(&actor.caller);
            note(tx, &who, Action::Administer, &format!("transfer {id} approved"))
        })
    }

    /// Ends a transfer: nothing goes under it any more.
    ///
    /// # Errors
    /// `NotFound` when there is none, or the actor does not keep the register of its notice; `Form` without a reason; `Refused`
    /// when it is ended already.
    pub fn end_transfer(&self, actor: &Actor, id: RegisterId, why: &str) -> Result<(), AppError> {
        let (actor, why) = (actor.clone(), why.trim().to_owned());
        self.act(&actor.caller.clone(), "end transfer", move |tx, _| {
            let mut row = kept(tx, &actor, id)?;
            if row.ended_at.is_some() {
                return Err(AppError::Refused("That is ended already".to_owned()));
            }
            if why.is_empty() || why.chars().count() > LONGEST {
                return Err(AppError::field("why", "Say why it ends, without naming anybody"));
            }
            row.ended_at = Some(tx.now());
            row.ended_why = Some(why.clone());
            tx.settle_transfer(&row)?;
            let who = disclosure::actor(&actor.caller);
            note(tx, &who, Action::Administer, &format!("transfer {id} ended"))
        })
    }
}
