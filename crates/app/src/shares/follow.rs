//! What follows by itself, every night: referrals of which the permission has run out are narrowed or stopped, bodies that have not
//! answered are written to, and so are those who have to delete something.

use super::stop::{ASKED_BACK, Ended, narrow};
use super::write_to::{Occasion, write_about};
use super::{ground_of, state_of};
use crate::actor::{Actor, Capacity};
use crate::error::AppError;
use crate::{App, Inner};
use jiff::ToSpan as _;
use jiff::civil::Date;
use kernel::{Caller, SessionId, ShareId, london_date};
use ledger::Action;
use notice::model::Act;
use sharing::ShareState;
use store::{Case, ConsentState, Share, Tx};

/// Looks every night at what is with others.
pub const FOLLOW_SHARES: &str = "follow-shares";
/// So many are looked at in one unit of work.
const AT_ONCE: usize = 50;
/// Of a permission that ran out longer ago, in days, nobody is asked for what they have of something closed: the register of what went out says it.
const LONG_OVER: i64 = 30;

/// The system, before the gate: everything is decided for the recipient, and nothing for whoever looks.
fn system(inner: &Inner, notice: &str, case: &Case, share: &Share) -> Actor {
    Actor {
        caller: Caller::system(inner.authority, "jobs"),
        account: case.owner.unwrap_or(share.asked_by),
        enrolment: None,
        session: SessionId::from_bytes([0; 16]),
        name: String::new(),
        capacity: Capacity { notice: notice.to_owned(), principal: share.party.clone() },
        purpose: share.purpose.clone(),
        administers: false,
        trained: false,
        bound: true,
    }
}

/// Whether a permission for exactly this has run out.
fn has_run_out(tx: &mut Tx<'_>, share: &Share, today: Date) -> Result<bool, AppError> {
    Ok(tx.consents(share.case_id)?.iter().any(|c| {
        c.state == ConsentState::Given
            && c.superseded_at.is_none()
            && c.purpose == share.purpose
            && (c.party.is_empty() || c.party == share.party)
            && c.expires_on.is_some_and(|last| last < today)
    }))
}

/// Narrows or stops something without anybody's doing, and writes it on the ledger; answers whether anything was done.
pub(super) fn stop_by_itself(
    tx: &mut Tx<'_>,
    inner: &Inner,
    notice: &str,
    (case, share): (&Case, &Share),
    ended: Ended,
) -> Result<bool, AppError> {
    let actor = system(inner, notice, case, share);
    let Some((them, detail)) = narrow(tx, inner, &actor, case, share.clone(), ended)? else { return Ok(false) };
    let ring = crate::cases::parts::ring(tx, &them, &[])?;
    them.record(tx, &actor, them.decide(Act::See, &[]), Action::Administer, &ring, &detail)?;
    Ok(true)
}

/// Looks at one of them; answers whether anything was done.
fn follow(tx: &mut Tx<'_>, inner: &Inner, id: ShareId) -> Result<bool, AppError> {
    let today = london_date(tx.now());
    let Some(share) = tx.share(id)? else { return Ok(false) };
    let Some(case) = tx.case(share.case_id)? else { return Ok(false) };
    let notice = inner.published(tx, case.notice_version)?;
    let mut done = false;
    if !ground_of(&share).is_without_consent() && has_run_out(tx, &share, today)? {
        done = stop_by_itself(tx, inner, &notice.compiled.id, (&case, &share), Ended::RunOut)?;
    }
    let Some(share) = tx.share(id)? else { return Ok(done) };
    let waits = state_of(&share) == ShareState::Sent && !ground_of(&share).is_without_consent();
    if waits && share.answer_by.is_some_and(|last| last < today) {
        done |= write_about(tx, &notice.compiled.id, &share, Occasion::Late)?;
    }
    let taken_on = state_of(&share) == ShareState::Accepted && super::enquiry::enquiry(&notice, &share).is_none();
    // Of what was taken on before there was a day for it nobody is written to.
    if taken_on && share.task.is_some() && share.answer_by.is_some_and(|last| last < today) {
        done |= write_about(tx, &notice.compiled.id, &share, Occasion::Outcome)?;
    }
    let due = |c: &store::ShareCopy| c.holder == share.party && c.said.is_none() && c.gone_by <= today;
    if share.sent_at.is_some() && tx.share_copies(id)?.iter().any(due) {
        done |= write_about(tx, &notice.compiled.id, &share, Occasion::Delete)?;
    }
    Ok(done)
}

impl App {
    /// Looks at everything that is with others or waits to go. Answers with how many of them something was done about.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn follow_shares(&self) -> Result<usize, AppError> {
        let caller = Caller::system(self.inner.authority, "jobs");
        let ids = self.inner.store.read(&caller, "shares to follow", |tx| {
            let today = london_date(tx.now());
            let mut ids: Vec<ShareId> = tx.shares_open()?.into_iter().map(|s| s.id).collect();
            // What they have of one that is closed is asked back as well.
            let since = today.saturating_sub(LONG_OVER.days());
            ids.extend(tx.shares_closed_run_out((since, today), ASKED_BACK)?);
            ids.extend(tx.share_copies_due(today)?.into_iter().map(|c| c.share));
            ids.sort_unstable();
            ids.dedup();
            Ok::<_, AppError>(ids)
        })?;
        let mut done = self.remind_originators()?;
        done += self.follow_bodies_on_cases()?;
        done += self.remind_of_actions()?;
        done += self.act(&caller, "reviews that are due", super::review::tell_reviewers)?;
        for some in ids.chunks(AT_ONCE) {
            let some = some.to_vec();
            done += self.act(&caller, "follow shares", move |tx, inner| {
                let mut done = 0;
                for id in &some {
                    done += usize::from(follow(tx, inner, *id)?);
                }
                Ok(done)
            })?;
        }
        Ok(done)
    }
}
