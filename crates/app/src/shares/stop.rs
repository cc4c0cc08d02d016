//! What becomes of referrals when the person takes a permission back, its last day has passed, or the agreement under which they went is
//! over: what may not go any more is not theirs any more, and what is left of nothing is over. Both sides find it out: the body on its desk, whoever referred by something to do.

use super::send::{remind, reminded, unlink};
use super::write_to::{Occasion, write_about};
use super::{Said, categories, ground_of, state_of, step, write_step};
use crate::Inner;
use crate::actor::Actor;
use crate::error::AppError;
use crate::look::{Look, Toward};
use crate::work::tasks::working_days_after;
use casework::SectionContent;
use kernel::london_date;
use ledger::Action;
use notice::model::Act;
use sharing::{ShareState, Side, Step};
use store::{Case, Share, Tx};

/// The step by which it was narrowed.
pub(super) const NARROWED: &str = "narrow";

/// What there is to do until a holder has said that it is gone.
const LOOK_WHETHER_GONE: &str = "look-whether-a-copy-is-gone";

/// How what let it go ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The person took it back.
    Withdrawn,
    /// Its last day has passed.
    RunOut,
    /// The agreement under which it went is over.
    AgreementOver,
}

impl Ended {
    /// The code of the step by which something was narrowed or stopped.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Withdrawn => "permission-withdrawn",
            Self::RunOut => "permission-run-out",
            Self::AgreementOver => "agreement-over",
        }
    }
    /// From the code of a step.
    pub(super) fn of(code: Option<&str>) -> Option<Self> {
        [Self::Withdrawn, Self::RunOut, Self::AgreementOver].into_iter().find(|ended| code == Some(ended.code()))
    }
    const fn why_gone(self) -> &'static str {
        match self {
            Self::Withdrawn => super::copies::PERMISSION,
            Self::RunOut => super::copies::RUN_OUT,
            Self::AgreementOver => super::copies::AGREEMENT,
        }
    }
    const fn words(self) -> &'static str {
        match self {
            Self::Withdrawn => "the permission was withdrawn",
            Self::RunOut => "the last day of the permission has passed",
            Self::AgreementOver => "the agreement under which it went is over",
        }
    }
}

/// The step by which what they have of something that is closed was asked back.
pub(super) const ASKED_BACK: &str = "ask-back";
/// Working days within which somebody looks whether it is gone.
const GONE_DAYS: u32 = 5;

/// Whether something is to be done about it: it waits, or is with them.
fn is_open(share: &Share) -> bool {
    let state = state_of(share);
    state == ShareState::Asked || state.is_with_them()
}

/// Whether what they have of something that is closed was asked back already.
pub(super) fn is_asked_back(tx: &mut Tx<'_>, share: &Share) -> Result<bool, AppError> {
    Ok(tx.share_steps(share.id)?.iter().any(|s| s.step == ASKED_BACK))
}

/// Narrows or stops what a permission let go, once the permission has ended. Answers with who would stand before the case, and what was
/// done, for the ledger; none where everything may still go.
pub(super) fn narrow(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    case: &Case,
    mut share: Share,
    ended: Ended,
) -> Result<Option<(Look, String)>, AppError> {
    if !is_open(&share) || ground_of(&share).is_without_consent() {
        return Ok(None);
    }
    // What came of it stays: only what they have of it is asked back, and that once.
    let closed = state_of(&share) == ShareState::Reported;
    if closed && is_asked_back(tx, &share)? {
        return Ok(None);
    }
    let Some(them) = Look::toward(tx, inner, actor, case.clone(), &Toward::again(&share))? else { return Ok(None) };
    let decision = them.decide(Act::See, &categories(&them, &share.items));
    let released = |item: &String| {
        let of = item.split('.').next().and_then(|c| them.notice.compiled.category(c));
        of.is_some_and(|c| decision.releases(c))
    };
    let left: Vec<String> = share.items.iter().filter(|i| released(i)).cloned().collect();
    if left.len() == share.items.len() {
        return Ok(None);
    }
    let over = left.is_empty();
    let had_left = share.sent_at.is_some();
    let done = if over {
        if !closed {
            step(tx, &mut share, Step::Withdraw, Side::Ours)?;
        }
        reminded(tx, &mut share, None)?;
        unlink(tx, &share)?;
        super::copies::over(tx, &share, ended.why_gone())?;
        if closed { ASKED_BACK } else { Step::Withdraw.id() }
    } else {
        share.items = left;
        NARROWED
    };
    write_step(tx, &share, None, Said { step: done, code: Some(ended.code()), words: SectionContent::default() })?;
    if over && closed {
        let due = working_days_after(london_date(tx.now()), GONE_DAYS);
        share.task = Some(remind(tx, &share, LOOK_WHETHER_GONE, "agency", due)?);
    } else if over {
        // Whoever referred agrees with the person what happens instead.
        let today = london_date(tx.now());
        let next = today.tomorrow().unwrap_or(today);
        share.task = Some(remind(tx, &share, "look-at-a-stopped-referral", "decision", next)?);
    }
    tx.update_share(&share)?;
    if had_left {
        write_about(tx, &them.notice.compiled.id, &share, Occasion::Stopped)?;
    }
    let what = match (over, closed) {
        (true, true) => "asked back",
        (true, false) => "stopped",
        (false, _) => "narrowed",
    };
    Ok(Some((them, format!("share {} to {} {what}: {}", share.id, share.party, ended.words()))))
}

/// Narrows or stops what a permission let go, once the person has taken it back.
pub(crate) fn permission_withdrawn(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    look: &Look,
    (party, purpose): (&str, &str),
) -> Result<(), AppError> {
    for share in tx.shares(look.case.id)? {
        if share.purpose != purpose || !(party.is_empty() || share.party == party) {
            continue;
        }
        let Some((_, detail)) = narrow(tx, inner, actor, &look.case, share, Ended::Withdrawn)? else { continue };
        let ring = crate::cases::parts::ring(tx, look, &[])?;
        look.record(tx, actor, look.decide(Act::See, &[]), Action::Administer, &ring, &detail)?;
    }
    Ok(())
}
