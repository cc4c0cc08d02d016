//! Writing to a body: that something waits on its desk, and nothing else. It names nobody, and says of no case.

use super::{Said, write_step};
use crate::agencies::has_desk;
use crate::error::AppError;
use crate::outbox::{Mail, mail};
use casework::SectionContent;
use kernel::{PersonId, london_date};
use store::{Share, Tx};

/// The step by which a body was written to; its code is the occasion.
pub(super) const WRITTEN: &str = "written-to";
/// Whom to reach about referrals, and whom where nobody is named for them: purposes of the contacts of an agency.
const WHOM: [&str; 2] = ["referrals", "anything"];

/// Why a body is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Occasion {
    /// Something was sent to it.
    Sent,
    /// It has not answered a referral within its days.
    Late,
    /// What it was sent was narrowed or stopped.
    Stopped,
    /// A permission under which it had something was withdrawn.
    Withdrawn,
    /// Something that it holds has to be deleted.
    Delete,
    /// Something became of a request about data that it had.
    Rights,
    /// It is asked whether something that it gave may be passed on.
    Word,
    /// It has not answered that within its days.
    WordLate,
    /// It took something on, and has not said what came of it within its days.
    Outcome,
}

impl Occasion {
    /// Its code.
    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Late => "late",
            Self::Stopped => "stopped",
            Self::Withdrawn => "withdrawn",
            Self::Delete => "delete",
            Self::Rights => "rights",
            Self::Word => "word",
            Self::WordLate => "word-late",
            Self::Outcome => "outcome",
        }
    }
    const fn subject(self) -> &'static str {
        match self {
            Self::Late | Self::WordLate | Self::Outcome => "Something still waits for your answer",
            _ => "Something waits for you",
        }
    }
    /// What a body that logs in is told.
    const fn words(self) -> &'static str {
        match self {
            Self::Sent => "The council has sent you something. It waits on your desk.",
            Self::Late => "A referral waits on your desk, and the day by which it was to be answered has passed.",
            Self::Stopped => "Something that the council had sent you was narrowed or stopped. Your desk says what.",
            Self::Withdrawn => {
                "Somebody has withdrawn a permission. Look under “Permissions withdrawn”, and say what you did."
            }
            Self::Delete => "Something that the council had sent you has to be deleted. Your desk says what.",
            Self::Rights => {
                "Data that you had were corrected, restricted or erased. Look under “Permissions withdrawn”, and say what you did."
            }
            Self::Word => {
                "The council asks whether something that you gave it may be passed on. It waits on your desk."
            }
            Self::WordLate => {
                "The council asks whether something that you gave it may be passed on, and the day by which it hoped for an answer has passed. It waits on your desk."
            }
            Self::Outcome => {
                "You took a referral on, and the council hoped to hear by now what came of it. Your desk says which."
            }
        }
    }
}

impl Occasion {
    /// What a body is told of which nobody logs in: its way is the link that it was given, or the telephone.
    const fn words_without_desk(self) -> &'static str {
        match self {
            Self::Sent => {
                "The council has something for you. Whoever sent it gives you a link, and a code by another way."
            }
            Self::Late => "A referral waits for your answer, and the day by which it was to be answered has passed.",
            Self::Stopped => "Something that the council had sent you was narrowed or stopped.",
            Self::Withdrawn => {
                "Somebody has withdrawn a permission under which you had something. Stop using it, and say what you did."
            }
            Self::Delete => "Something that the council had sent you has to be deleted.",
            Self::Rights => "Data that you had were corrected, restricted or erased. The council tells you which.",
            Self::Word => "The council asks whether something that you gave it may be passed on.",
            Self::WordLate => {
                "The council asks whether something that you gave it may be passed on, and the day by which it hoped for an answer has passed."
            }
            Self::Outcome => "You took a referral on, and the council hoped to hear by now what came of it.",
        }
    }
    /// The whole of an email.
    fn letter(self, desk: bool) -> String {
        let (words, then) = if desk {
            (self.words(), "Log in to the council’s casework service as you always do.")
        } else {
            (
                self.words_without_desk(),
                "You have no account with the council’s casework service. Use the link that you were given, with its code; if you have none, or it does not work any more, ask whoever you deal with at the council for a new one.",
            )
        };
        format!(
            "{words}\n\n{then} This message says nothing about anybody, so that it can be read by whoever opens this mailbox.\n"
        )
    }
}

/// Where a body is written to about referrals: its agency's contacts for that, or else those for anything.
pub(crate) fn addresses(tx: &mut Tx<'_>, notice_id: &str, party: &str) -> Result<Vec<String>, AppError> {
    addresses_for(tx, (notice_id, party), &WHOM)
}

/// Where a body is written to: its agency's contacts for the first of some purposes that has any.
pub(crate) fn addresses_for(
    tx: &mut Tx<'_>,
    (notice_id, party): (&str, &str),
    purposes: &[&str],
) -> Result<Vec<String>, AppError> {
    let tied = tx.agency_bodies()?.into_iter().find(|b| b.notice_id == notice_id && b.body == party);
    let Some(tied) = tied else { return Ok(Vec::new()) };
    let open = tx.agency(tied.agency)?.is_some_and(|agency| agency.closed_at.is_none());
    let contacts = if open { tx.agency_contacts(Some(tied.agency))? } else { Vec::new() };
    for purpose in purposes {
        let mut found: Vec<String> = contacts
            .iter()
            .filter(|c| c.purpose == *purpose && !c.email.trim().is_empty())
            .map(|c| c.email.trim().to_owned())
            .collect();
        found.sort_unstable();
        found.dedup();
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

/// Writes to a body, where the register of agencies has an address for it. Answers whether it does.
pub(crate) fn write_to(
    tx: &mut Tx<'_>,
    (notice_id, party): (&str, &str),
    under: PersonId,
    occasion: Occasion,
) -> Result<bool, AppError> {
    let addresses = addresses(tx, notice_id, party)?;
    let desk = !addresses.is_empty() && has_desk(&tx.accounts()?, notice_id, party);
    let body = occasion.letter(desk);
    for address in &addresses {
        mail(tx, &Mail { under, address, subject: occasion.subject(), body: &body })?;
    }
    Ok(!addresses.is_empty())
}

/// Writes to whoever something was sent to, once for an occasion, and puts it among its steps. A body that was written to for the same
/// occasion today already is not written to again: its desk says all of it.
pub(super) fn write_about(
    tx: &mut Tx<'_>,
    notice_id: &str,
    share: &Share,
    occasion: Occasion,
) -> Result<bool, AppError> {
    let steps = tx.share_steps(share.id)?;
    // Once the council has answered what they asked, their days begin again.
    let begun = steps.iter().rposition(|s| s.step == sharing::Step::Answer.id()).unwrap_or(0);
    let from = if matches!(occasion, Occasion::Late | Occasion::Outcome) { begun } else { 0 };
    let told = |s: &store::ShareStep| s.step == WRITTEN && s.code.as_deref() == Some(occasion.id());
    if steps.iter().skip(from).any(told) {
        return Ok(false);
    }
    let versions = tx.versions_of(notice_id)?;
    let last = tx.last_step_toward((&share.party, &versions), (WRITTEN, occasion.id()))?;
    let written_today = last.is_some_and(|at| london_date(at) == london_date(tx.now()));
    // The keys of what is written stand under the id of what was sent, which is nobody's.
    let under = PersonId::from_bytes(*share.id.as_bytes());
    if !written_today && !write_to(tx, (notice_id, &share.party), under, occasion)? {
        return Ok(false);
    }
    write_step(tx, share, None, Said { step: WRITTEN, code: Some(occasion.id()), words: SectionContent::default() })?;
    Ok(true)
}
