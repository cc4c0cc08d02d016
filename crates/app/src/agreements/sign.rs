//! Signing an agreement for either side, looking at it again, and ending it.

use super::{kept_by, signs_for};
use crate::App;
use crate::access::is_address;
use crate::actor::Actor;
use crate::error::AppError;
use crate::login::note;
use crate::views::FormErrors;
use jiff::civil::Date;
use kernel::{EnrolmentId, london_date};
use ledger::Action;
use store::{Agreement, Tx};

/// Whether whoever signs for the other side is their data protection officer: codes and words.
pub const THEIR_OFFICER: [(&str, &str); 3] = [
    ("signatory", "Whoever signs for them is their data protection officer"),
    ("other", "Somebody else is their data protection officer"),
    ("none", "They have none, and the law asks for none of them"),
];

/// The longest name of an officer, in characters.
const LONGEST: usize = 200;

/// Who is the data protection officer of the other side, as somebody says it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TheirOfficer {
    /// One of [`THEIR_OFFICER`].
    pub is: String,
    /// Who, where it is somebody else.
    pub name: String,
}

impl TheirOfficer {
    /// That whoever signs is.
    #[must_use]
    pub fn signs() -> Self {
        Self { is: "signatory".to_owned(), name: String::new() }
    }
    /// What is wrong with it: the field and words.
    fn wrong(&self) -> Option<(&'static str, &'static str)> {
        let name = self.name.trim();
        if !THEIR_OFFICER.iter().any(|(code, _)| *code == self.is) {
            return Some(("officer", "Say whether whoever signs for them is their data protection officer"));
        }
        if self.is == "other" && name.is_empty() {
            return Some(("officer-name", "Enter who their data protection officer is"));
        }
        let fine = name.chars().count() <= LONGEST && !name.chars().any(char::is_control);
        (!fine).then_some(("officer-name", "Enter one line of at most 200 characters"))
    }
    fn onto(&self, row: &mut Agreement) {
        row.officer_is.clone_from(&self.is);
        row.officer_name = if self.is == "other" { self.name.trim().to_owned() } else { String::new() };
    }
}

/// Whom to reach on both sides of an agreement, and who is the data protection officer of the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BothSides {
    /// The other side's contact: an address of the body.
    pub contact: String,
    /// The council's own contact.
    pub our_contact: String,
    /// Their officer.
    pub officer: TheirOfficer,
}

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
    /// `NotFound` when the actor does not keep the register; `Form` when it does not say who their data protection officer is; `Refused` when
    /// it is signed or ended, there is no name, or the day has not come yet.
    pub fn countersigned(
        &self,
        actor: &Actor,
        id: EnrolmentId,
        by: &str,
        on: Option<Date>,
        officer: &TheirOfficer,
    ) -> Result<(), AppError> {
        let (by, officer) = (by.trim().to_owned(), officer.clone());
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
            if let Some((field, words)) = officer.wrong() {
                return Err(AppError::field(field, words));
            }
            row.theirs_by = Some(by.clone());
            row.theirs_on = Some(on);
            officer.onto(row);
            Ok(())
        })
    }

    /// Says whom to reach on both sides of an agreement that stands, and who is the data protection officer of the other side: its terms do
    /// not change by that.
    ///
    /// # Errors
    /// `NotFound` when the actor does not keep the register; `Form` with everything to put right; `Refused` when it has ended.
    pub fn say_both_sides(&self, actor: &Actor, id: EnrolmentId, new: &BothSides) -> Result<(), AppError> {
        let (actor, new) = (actor.clone(), new.clone());
        self.act(&actor.caller.clone(), "both sides of an agreement", move |tx, _| {
            let mut row = kept(tx, &actor, id)?;
            let mut wrong = FormErrors::default();
            for (field, address) in [("contact", &new.contact), ("our-contact", &new.our_contact)] {
                if !is_address(address.trim()) {
                    wrong.add(field, "Enter an email address, like name@example.org: reminders go there");
                }
            }
            if let Some((field, words)) = new.officer.wrong() {
                wrong.add(field, words);
            }
            wrong.done()?;
            new.contact.trim().clone_into(&mut row.contact);
            new.our_contact.trim().clone_into(&mut row.our_contact);
            new.officer.onto(&mut row);
            tx.update_agreement(&row)?;
            let who = disclosure::actor(&actor.caller);
            note(tx, &who, Action::Administer, &format!("agreement {id}: contacts and their officer written down"))
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
            let terms = super::held::Held::of(&row, tx.now()).terms;
            let was_between_both = terms.ours.is_some() && terms.theirs.is_some();
            row.ended_at = Some(tx.now());
            row.ended_why = Some(why.clone());
            tx.update_agreement(&row)?;
            // Of a draft the other side has heard nothing.
            if let Some(notice) = inner.latest(tx, &row.notice_id)?.filter(|_| was_between_both) {
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
