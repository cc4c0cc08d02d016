//! Both sides of an agreement are told of it beforehand and at the time: by email to the addresses that the register has.

use super::due::{tell_of_days, their_addresses, write_to_ours};
use super::held::Held;
use crate::App;
use crate::cases::parts::recipient_name;
use crate::error::AppError;
use crate::login::note;
use crate::outbox::{Mail, mail};
use kernel::{Caller, PersonId, london_date};
use ledger::Action;
use sharing::reminder::occasions;
use store::{Agreement, AgreementNotice, Tx};

/// Tells both sides of agreements what is due.
pub const REMIND: &str = "agreement-reminders";

/// Tells both sides something, once: answers whether anybody was told now.
pub(super) fn tell(
    tx: &mut Tx<'_>,
    row: &Agreement,
    (code, subject, words): (&str, &str, &str),
    party: &str,
) -> Result<bool, AppError> {
    if tx.agreement_notices(row.id)?.iter().any(|n| n.what == code) {
        return Ok(false);
    }
    // A network is told with whoever signed for it. Without an address of their own, those who keep the registers have one.
    let mut addresses = their_addresses(tx, &row.notice_id, &row.members)?;
    if row.contact.is_empty() {
        addresses.extend(their_addresses(tx, &row.notice_id, std::slice::from_ref(&row.party))?);
    } else {
        addresses.push(row.contact.clone());
    }
    addresses.sort_unstable();
    addresses.dedup();
    let theirs = !addresses.is_empty();
    let text = |side: &str, other: &str| {
        format!(
            "{words}\n\nAgreement {}: {}\nWith: {party}\n\nThis was sent to {side}. {other}\n",
            row.reference, row.title
        )
    };
    const BOTH: &str = "Both sides were told.";
    let other = if theirs { BOTH } else { "The other side has no address here: tell them." };
    let body = text("the council’s contact", other);
    // The keys of what is sent to a body stand under the agreement's own id.
    let under = PersonId::from_bytes(*row.id.as_bytes());
    let ours = if row.our_contact.is_empty() {
        write_to_ours(tx, &row.notice_id, subject, &body)?
    } else {
        mail(tx, &Mail { under, address: &row.our_contact, subject, body: &body })?;
        true
    };
    let other = if ours { BOTH } else { "The council’s side has no address here: tell them." };
    let body = text("the other side’s contact", other);
    for address in &addresses {
        mail(tx, &Mail { under, address, subject, body: &body })?;
    }
    tx.insert_agreement_notice(&AgreementNotice {
        agreement: row.id,
        what: code.to_owned(),
        at: tx.now(),
        ours,
        theirs,
    })?;
    let whom = match (ours, theirs) {
        (true, true) => "both sides told",
        (true, false) => "our side told",
        (false, true) => "their side told",
        (false, false) => "no address to tell",
    };
    note(tx, "system:jobs", Action::Administer, &format!("agreement {}: {whom}, {code}", row.id))?;
    Ok(true)
}

impl App {
    /// Tells both sides of every agreement what is due today. Answers with how many were told of something.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn remind_of_agreements(&self) -> Result<usize, AppError> {
        let caller = Caller::system(self.inner.authority, "jobs");
        self.act(&caller, "remind of agreements", |tx, inner| {
            let today = london_date(tx.now());
            let ids = crate::publish::notice_ids(tx)?;
            let mut told = 0;
            for id in ids {
                let Some(notice) = inner.latest(tx, &id)? else { continue };
                crate::shares::agreements_over(tx, inner, &id)?;
                told += tell_of_days(tx, &notice)?;
                for row in tx.agreements(&id)? {
                    let held = Held::of(&row, tx.now());
                    let signed = held.terms.ours.is_some() && held.terms.theirs.is_some();
                    if !signed || row.ended_at.is_some() {
                        continue;
                    }
                    let party = recipient_name(tx, &notice, &row.party)?;
                    for (occasion, on) in occasions(row.until_on, row.review_on, today) {
                        let said = (occasion.code(on), occasion.subject(), occasion.words(on));
                        told += usize::from(tell(tx, &row, (&said.0, said.1, &said.2), &party)?);
                    }
                }
            }
            Ok(told)
        })
    }
}
