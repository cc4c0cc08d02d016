//! What becomes of referrals when the person takes a permission back: what may not go any more is not theirs any more, and what is
//! left of nothing is over. Both sides find it out: the body on its desk, whoever referred by something to do.

use super::send::{remind, reminded, unlink};
use super::{Said, categories, ground_of, state_of, step, write_step};
use crate::Inner;
use crate::actor::Actor;
use crate::error::AppError;
use crate::look::{Look, Toward};
use casework::SectionContent;
use ledger::Action;
use notice::model::Act;
use sharing::{ShareState, Side, Step};
use store::{Share, Tx};

/// Why something was narrowed or stopped by itself.
pub(super) const PERMISSION_WITHDRAWN: &str = "permission-withdrawn";
/// The step by which it was narrowed.
pub(super) const NARROWED: &str = "narrow";

/// Whether it may still change: it waits, or is with them and not closed.
fn is_open(share: &Share) -> bool {
    let state = state_of(share);
    state == ShareState::Asked || (state.is_with_them() && state != ShareState::Reported)
}

/// Narrows or stops what a permission let go, once the permission is withdrawn.
pub(crate) fn permission_withdrawn(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    look: &Look,
    (party, purpose): (&str, &str),
) -> Result<(), AppError> {
    for mut share in tx.shares(look.case.id)? {
        let mine = share.purpose == purpose && (party.is_empty() || share.party == party);
        if !mine || !is_open(&share) || ground_of(&share).is_without_consent() {
            continue;
        }
        let to = Toward {
            party: &share.party,
            purpose: &share.purpose,
            facts: &share.facts,
            items: &share.items,
            linked: true,
            enrolled: false,
            country: None,
        };
        let Some(them) = Look::toward(tx, inner, actor, look.case.clone(), &to)? else { continue };
        let decision = them.decide(Act::See, &categories(&them, &share.items));
        let released = |item: &String| {
            let of = item.split('.').next().and_then(|c| them.notice.compiled.category(c));
            of.is_some_and(|c| decision.releases(c))
        };
        let left: Vec<String> = share.items.iter().filter(|i| released(i)).cloned().collect();
        if left.len() == share.items.len() {
            continue;
        }
        let over = left.is_empty();
        let done = if over {
            step(&mut share, Step::Withdraw, Side::Ours)?;
            reminded(tx, &mut share, None)?;
            unlink(tx, &share)?;
            super::copies::over(tx, &share, super::copies::PERMISSION)?;
            Step::Withdraw.id()
        } else {
            share.items = left;
            NARROWED
        };
        let said = Said { step: done, code: Some(PERMISSION_WITHDRAWN), words: SectionContent::default() };
        write_step(tx, &share, None, said)?;
        if over {
            // Whoever referred agrees with the person what happens instead.
            let next = look.today.tomorrow().unwrap_or(look.today);
            share.task = Some(remind(tx, &share, "look-at-a-stopped-referral", "person", next)?);
        }
        tx.update_share(&share)?;
        let ring = crate::cases::parts::ring(tx, look, &[])?;
        let what = if over { "stopped" } else { "narrowed" };
        let detail = format!("share {} to {} {what}: the permission was withdrawn", share.id, share.party);
        look.record(tx, actor, look.decide(Act::See, &[]), Action::Administer, &ring, &detail)?;
    }
    Ok(())
}
