//! What goes both ways between a programme for families and social care: a referral to social care is a step up; one that comes back is a
//! step down. Each leads to the other, and each has its clock.

use super::enquiry::enquiry;
use super::send::{reminded, reminder};
use super::{Said, ground_of, refused, state_of, step, words, write_step};
use crate::actor::Actor;
use crate::cases::parts::recipient_name;
use crate::error::AppError;
use crate::inbound::{StepDownTo, keep_step_down, reason_words};
use crate::look::Look;
use crate::notices::Published;
use crate::work::tasks::working_days_after;
use jiff::civil::Date;
use kernel::{AccountId, CaseId, InboundId, ShareId, Timestamp, london_date};
use notice::model::Principal;
use notice::source::{PartyKind, ServiceKind};
use sharing::share::STEP_DOWN_DAYS;
use sharing::{ShareState, Side, Step};
use store::{Inbound, Share, Tx};

/// What there is to do on the case while a step down waits: a code.
pub(crate) const ANSWER_STEP_DOWN: &str = "answer-a-step-down";

/// A referral that came back from social care, as it stands beside the one that went up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepDownLine {
    /// Its id among the referrals that came in.
    pub id: InboundId,
    /// Its reference.
    pub reference: String,
    /// Why, in words.
    pub reason: String,
    /// When it came.
    pub received_at: Timestamp,
    /// By when it is answered.
    pub answer_by: Option<Date>,
    /// `new`, `assessed` (taken on) or `closed` (not taken on).
    pub state: String,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
}

/// Whether a service is a programme, from which families go up to social care and back.
pub(crate) fn steps(notice: &Published, service: &str) -> bool {
    notice.compiled.merged.service.get(service).is_some_and(|s| s.kind == ServiceKind::Programme)
}

/// Whether something that goes from a case is a step up: a referral from a programme to social care.
pub(crate) fn is_step_up(notice: &Published, service: &str, share: &Share) -> bool {
    let principal = notice.compiled.principal_named(share.party.split('/').next().unwrap_or(&share.party));
    let social_care = matches!(
        principal,
        Some(
            Principal::Party { kind: PartyKind::SocialCare, .. }
                | Principal::Enrolled { kind: PartyKind::SocialCare, .. }
        )
    );
    social_care && steps(notice, service) && !ground_of(share).is_without_consent()
}

/// A step down as a line.
pub(crate) fn step_down_line(row: Inbound) -> StepDownLine {
    StepDownLine {
        reason: reason_words(&row.reason).to_owned(),
        id: row.id,
        reference: row.reference,
        received_at: row.received_at,
        answer_by: row.answer_by,
        state: row.state,
        answered_at: row.decided_at,
    }
}

/// What came back of something that went up.
pub(super) fn came_back(tx: &mut Tx<'_>, share: ShareId) -> Result<Option<StepDownLine>, AppError> {
    Ok(tx.inbound_from(share)?.map(step_down_line))
}

/// What came back, as the body reads it that has the referral: only what it handed back itself, while it is shown what had gone to it. Of
/// what came by the public form nobody outside is told.
pub(super) fn back_from_them(
    tx: &mut Tx<'_>,
    share: ShareId,
    back: Option<StepDownLine>,
    is_shown: bool,
) -> Result<Option<StepDownLine>, AppError> {
    if back.is_none() || !is_shown {
        return Ok(None);
    }
    let theirs = tx.share_steps(share)?.iter().any(|s| s.step == Step::StepDown.id());
    Ok(back.filter(|_| theirs))
}

/// The step up that a step down answers which came by the public form: what a body of that name took on, where there is one such and no
/// more. It is with that body no longer.
pub(crate) fn answered_by_itself(
    tx: &mut Tx<'_>,
    look: &Look,
    (row, by): (&Inbound, AccountId),
) -> Result<Option<ShareId>, AppError> {
    let Some(body) = row.body.as_deref().map(str::trim).filter(|body| !body.is_empty()) else { return Ok(None) };
    let mut fit = Vec::new();
    for share in tx.shares(look.case.id)? {
        let taken_on = matches!(state_of(&share), ShareState::Accepted | ShareState::Reported);
        let is_step_up = is_step_up(&look.notice, &look.case.service, &share);
        if !taken_on || !is_step_up || enquiry(&look.notice, &share).is_some() {
            continue;
        }
        // A body of an open list is called by its name, and by the list behind it.
        let (name, body) = (recipient_name(tx, &look.notice, &share.party)?.to_lowercase(), body.to_lowercase());
        let is_theirs = name == body || name.starts_with(&format!("{body} ("));
        if is_theirs && tx.inbound_from(share.id)?.is_none() {
            fit.push(share);
        }
    }
    let Some(mut share) = fit.pop().filter(|_| fit.is_empty()) else { return Ok(None) };
    if state_of(&share) == ShareState::Accepted {
        step(tx, &mut share, Step::StepDown, Side::Theirs)?;
        reminded(tx, &mut share, Some(by))?;
        let words = words("more", &format!("It came back as referral {}", row.reference));
        write_step(tx, &share, Some(by), Said { step: Step::Report.id(), code: None, words })?;
        super::for_step::came_of_it(tx, &share, Step::StepDown)?;
        tx.update_share(&share)?;
    }
    Ok(Some(share.id))
}

/// Social care hands the family back: a referral comes in, which leads to the one that went up, and somebody has it to answer.
pub(super) fn step_down(
    tx: &mut Tx<'_>,
    (actor, look): (&Actor, &Look),
    share: &mut Share,
    (reason, words): (&str, &str),
) -> Result<(), AppError> {
    if !is_step_up(&look.notice, &look.case.service, share) {
        return refused("Only a family that was referred up to social care is handed back: report what came of it");
    }
    if words.trim().is_empty() {
        return Err(AppError::field("more", "Say what was done, and what the family still needs"));
    }
    reminded(tx, share, actor.own_account())?;
    let answer_by = working_days_after(london_date(tx.now()), STEP_DOWN_DAYS);
    let owner = look.case.owner.or(Some(share.asked_by));
    let task = reminder(tx, (share.case_id, owner), ANSWER_STEP_DOWN, "decision", answer_by)?;
    let to = StepDownTo { case: share.case_id, step_up: share.id, answer_by, task };
    let body = recipient_name(tx, &look.notice, &share.party)?;
    keep_step_down(tx, (&look.notice, &look.case.service), &body, &to, (reason, words))
}

/// A family's way up to social care and back, as the person reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MySteps {
    /// The case.
    pub case: CaseId,
    /// Who has it, where it went up and is named.
    pub to: Option<String>,
    /// When it went up.
    pub up_at: Option<Timestamp>,
    /// By when they answer, or say what came of it.
    pub answer_by: Option<Date>,
    /// Where it stands with them.
    pub state: Option<sharing::ShareState>,
    /// What came back.
    pub down: Option<StepDownLine>,
}

/// The steps of a case up and down, the first first: of what went up only that of which the person may know.
pub(crate) fn my_steps(
    tx: &mut Tx<'_>,
    look: &Look,
    may_know: &dyn Fn(ShareId) -> bool,
) -> Result<Vec<MySteps>, AppError> {
    let (mut all, mut seen) = (Vec::new(), Vec::new());
    for share in tx.shares(look.case.id)? {
        if share.sent_at.is_none() || !is_step_up(&look.notice, &look.case.service, &share) {
            continue;
        }
        let down = came_back(tx, share.id)?;
        seen.extend(down.as_ref().map(|d| d.id));
        if !may_know(share.id) {
            continue;
        }
        let state = state_of(&share);
        all.push(MySteps {
            case: look.case.id,
            to: match look.notice.is_discreet_body(&share.party) {
                true => None,
                false => Some(recipient_name(tx, &look.notice, &share.party)?),
            },
            up_at: share.sent_at,
            answer_by: super::view::answer_due(&share),
            state: Some(state),
            down,
        });
    }
    for row in tx.inbound_of_case(look.case.id)? {
        if row.step_down && !seen.contains(&row.id) {
            let to = row.body.clone();
            let down = Some(step_down_line(row));
            all.push(MySteps { case: look.case.id, to, up_at: None, answer_by: None, state: None, down });
        }
    }
    all.sort_by_key(|s| s.up_at.or_else(|| s.down.as_ref().map(|d| d.received_at)));
    Ok(all)
}
