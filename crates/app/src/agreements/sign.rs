//! Signing an agreement for either side, looking at it again, and ending it.

use super::{kept_by, signs_for};
use crate::App;
use crate::actor::Actor;
use crate::error::AppError;
use crate::login::note;
use jiff::civil::Date;
use kernel::{EnrolmentId, london_date};
use ledger::Action;
use store::{Agreement, Tx};

impl App {
    /// The data protection officer signs for the controller, today.
    ///
    /// # Errors
    /// `NotFound` for anybody who is not the data protection officer of that notice; `Refused` when it is signed or
    /// ended, or nobody has said where the document is.
    pub fn sign_agreement(&self, actor: &Actor, id: EnrolmentId) -> Result<(), AppError> {
        let by = actor.name.clone();
        self.change_agreement(actor, id, "signed for the controller", move |actor, row, today| {
            if !signs_for(actor, &row.notice_id) {
                return Err(AppError::NotFound);
            }
            if row.ours_on.is_some() {
                return refused("This agreement is signed for the council already");
            }
            if row.document.is_empty() {
                return refused("Say where the document is kept before you sign it: change the agreement");
            }
            row.ours_by = Some(by.clone());
            row.ours_on = Some(today);
            Ok(())
        })
    }

    /// Records that the other side has signed: who, and when.
    ///
    /// # Errors
    /// `NotFound` when the actor does not keep the register; `Refused` when it is signed or ended, there is no name, or
    /// the day has not come yet.
    pub fn countersigned(&self, actor: &Actor, id: EnrolmentId, by: &str, on: Option<Date>) -> Result<(), AppError> {
        let by = by.trim().to_owned();
        self.change_agreement(actor, id, "signed by the other side", move |_, row, today| {
            if row.theirs_on.is_some() {
                return refused("The other side’s signature is recorded already");
            }
            if by.is_empty() {
                return refused("Enter who signed for the other side, and as what");
            }
            let Some(on) = on.filter(|on| *on <= today) else {
                return refused("Enter the day on which they signed: today or earlier");
            };
            row.theirs_by = Some(by.clone());
            row.theirs_on = Some(on);
            Ok(())
        })
    }

    /// Both sides have looked at it again; the next time is set.
    ///
    /// # Errors
    /// As [`App::countersigned`]; `Refused` when the next day is not in the future.
    pub fn reviewed_agreement(&self, actor: &Actor, id: EnrolmentId, next: Option<Date>) -> Result<(), AppError> {
        self.change_agreement(actor, id, "reviewed", move |_, row, today| {
            let Some(next) = next.filter(|next| *next > today) else {
                return refused("Enter the day by which it is looked at next: a day to come");
            };
            row.review_on = Some(next);
            Ok(())
        })
    }

    /// Ends an agreement now: from the next request on nothing goes under it.
    ///
    /// # Errors
    /// As [`App::countersigned`]; `Refused` without a reason.
    pub fn end_agreement(&self, actor: &Actor, id: EnrolmentId, why: &str) -> Result<(), AppError> {
        let why = why.trim().to_owned();
        let caller = actor.caller.clone();
        let (actor, who) = (actor.clone(), disclosure::actor(&caller));
        self.act(&caller, "end agreement", move |tx, inner| {
            let mut row = kept(tx, &actor, id)?;
            if why.is_empty() {
                return refused("Say why the agreement ends");
            }
            super::paper::call_back(tx, id)?;
            row.ended_at = Some(tx.now());
            row.ended_why = Some(why.clone());
            tx.update_agreement(&row)?;
            if let Some(notice) = inner.latest(tx, &row.notice_id)? {
                let party = crate::cases::parts::recipient_name(tx, &notice, &row.party)?;
                let words = "It was ended today, before its time. Nothing goes under it any more.";
                super::remind::tell(tx, &row, ("ended", "An agreement between us has ended", words), &party)?;
            }
            let copies = crate::shares::agreements_over(tx, inner, &row.notice_id)?;
            note(tx, &who, Action::Administer, &format!("agreement {id} ended, {copies} copies to be deleted"))
        })
    }

    fn change_agreement(
        &self,
        actor: &Actor,
        id: EnrolmentId,
        done: &'static str,
        mut change: impl FnMut(&Actor, &mut Agreement, Date) -> Result<(), AppError> + Send + 'static,
    ) -> Result<(), AppError> {
        let caller = actor.caller.clone();
        let (actor, who) = (actor.clone(), disclosure::actor(&caller));
        self.act(&caller, "change agreement", move |tx, _| {
            let mut row = kept(tx, &actor, id)?;
            super::paper::not_out_to_be_signed(tx, id)?;
            change(&actor, &mut row, london_date(tx.now()))?;
            tx.update_agreement(&row)?;
            note(tx, &who, Action::Administer, &format!("agreement {id} {done}"))
        })
    }
}

/// An agreement that has not ended and that the actor may work with.
fn kept(tx: &mut Tx<'_>, actor: &Actor, id: EnrolmentId) -> Result<Agreement, AppError> {
    let row = kept_by(tx, actor, id)?;
    if row.ended_at.is_some() {
        return refused("This agreement has ended: make a new one");
    }
    Ok(row)
}

fn refused<T>(words: &str) -> Result<T, AppError> {
    Err(AppError::Refused(words.to_owned()))
}
