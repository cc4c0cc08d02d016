//! What goes to other bodies: referrals, and disclosures on grounds that ask no consent. Asked for item by item, decided by
//! somebody else where the notice or the law wants that, recorded before it leaves, kept as it was sent, answered by who got
//! it, reviewed afterwards.

mod ask;
mod by_link;
mod copies;
mod decide;
mod desk;
mod documents;
mod enquiries;
mod enquiry;
mod finding;
mod follow;
mod for_step;
mod originator_ask;
mod originators;
mod presets;
mod reasons;
mod review;
mod send;
mod silent;
mod stop;
mod two_way;
mod view;
mod ways;
mod write_to;

pub(crate) use ask::in_words;
pub use ask::{CHANNELS, NewShare, PreviewSection, SharePreview};
pub(crate) use by_link::BY_LINK;
pub use by_link::{Followed, SHARE_LINK_DAYS, SentByLink};
pub(crate) use copies::agreements_over;
pub use copies::{CopyLine, CopyStanding};
pub(crate) use copies::{barred_from, copies_of, is_kept_from, kept_by, receipt_of};
pub use decide::{ApprovalLine, ApprovalView};
pub(crate) use decide::{BY_APPROVAL, approvals, line};
pub use desk::{DESK_PAGE, DeskLine, DeskPage, Taken};
pub use documents::SharedDocument;
pub use enquiries::{Enquiries, EnquiryKind, EnquiryLine};
pub use enquiry::{ANSWERED_WITH, DROP_ANSWERS, EnquiryView};
pub(crate) use finding::waits as check_waits;
pub use finding::{CHECK_DECISIONS, FindingView, NewFinding, REVIEW_DECISIONS, TOLD_BY};
pub use follow::FOLLOW_SHARES;
pub use for_step::StepReferral;
pub(crate) use for_step::{FOR_STEP, Served, category_of as plan_category, served, step_mark};
pub use originator_ask::{
    ASKED_BECAUSE, NewOriginatorAsk, OriginatorAskForm, OriginatorAskLine, OriginatorAskState, OriginatorDeskView,
    WORD_REFUSALS,
};
pub use originators::{MOST_DAYS as MOST_WORD_DAYS, NewWord, WordChoices, WordLine, WordsView};
pub use presets::PresetView;
pub(crate) use presets::is_discreet;
pub use reasons::{OwnReason, REASON_DAYS};
pub use review::{FINDINGS, ReviewLine, ReviewsDue};
pub(crate) use review::{due_for as reviews_due_for, reviews};
pub(crate) use send::{TELL, done_with, reminder};
pub(crate) use silent::{Silent, Went, body_of, came_by_link, went_in};
pub use stop::Ended as PermissionEnded;
pub(crate) use stop::permission_withdrawn;
pub use two_way::{MySteps, StepDownLine};
pub(crate) use two_way::{answered_by_itself, my_steps, steps};
pub use view::{ShareLine, ShareParts, ShareView, StepLine};
pub(crate) use view::{in_force, is_theirs, marks};
pub use ways::WayLine;
pub(crate) use write_to::{Occasion, addresses_for, write_to};

use crate::error::AppError;
use crate::look::Look;
use casework::SectionContent;
use kernel::{AccountId, ShareId};
use serde::{Deserialize, Serialize};
use sharing::{Ground, ShareState, Side, Step};
use store::{Share, ShareStep, Tx};

/// One answer, as it is read.
#[derive(Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct ShownRow {
    /// The item: `category.field`.
    pub item: String,
    /// The question, in words.
    pub label: String,
    /// What it says.
    pub text: String,
    /// Whether it is shown in part only wherever it is not asked for by itself: a National Insurance number.
    #[serde(default)]
    pub masked: bool,
    /// The source on whose word whoever got it has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub word: Option<String>,
}

fn refused<T>(words: impl Into<String>) -> Result<T, AppError> {
    Err(AppError::Refused(words.into()))
}

fn ground_of(share: &Share) -> Ground {
    Ground::parse(&share.ground).unwrap_or(Ground::Legal)
}

fn state_of(share: &Share) -> ShareState {
    ShareState::parse(&share.state).unwrap_or(ShareState::Withdrawn)
}

/// Whether whoever got it has taken it on.
fn was_accepted(tx: &mut Tx<'_>, id: ShareId) -> Result<bool, AppError> {
    Ok(tx.share_steps(id)?.iter().any(|s| s.step == Step::Accept.id()))
}

/// Takes a step, or says why not.
fn step(tx: &mut Tx<'_>, share: &mut Share, step: Step, by: Side) -> Result<(), AppError> {
    let accepted = was_accepted(tx, share.id)?;
    match state_of(share).after(step, by, accepted) {
        Ok(next) => {
            next.id().clone_into(&mut share.state);
            Ok(())
        }
        Err(why) => refused(why.0),
    }
}

/// The categories that something is of, in the notice's order.
fn categories(look: &Look, items: &[String]) -> Vec<notice::model::CategoryIx> {
    let of = |c: &notice::model::CategoryIx| items.iter().any(|i| crate::look::is_of(i, look.notice.category_id(*c)));
    look.notice.all.iter().copied().filter(of).collect()
}

/// What is written down with a step: a code, and words that are sealed as the category is that they stand in.
struct Said<'a> {
    step: &'a str,
    code: Option<&'a str>,
    words: SectionContent,
}

/// Writes a step down.
fn write_step(tx: &mut Tx<'_>, share: &Share, account: Option<AccountId>, said: Said<'_>) -> Result<ShareId, AppError> {
    let now = tx.now();
    let mut row = ShareStep {
        id: ShareId::new(now, tx.entropy()),
        share: share.id,
        at: now,
        account,
        step: said.step.to_owned(),
        code: said.code.map(str::to_owned),
        person: share.person,
        record_class: share.record_class.clone(),
        sealed: None,
    };
    let mut words = said.words;
    words.fields.retain(|_, text| !text.trim().is_empty());
    if !words.is_empty() {
        let ring = tx.ring_for_sealing(&[(share.person, share.record_class.as_str())])?;
        row.sealed = Some(sealed(tx, &ring, &row.place(), &words)?);
    }
    tx.insert_share_step(&row)?;
    Ok(row.id)
}

/// Words, sealed for their place.
fn sealed(
    tx: &mut Tx<'_>,
    keys: &sealing::KeyRing,
    place: &disclosure::Place,
    said: &SectionContent,
) -> Result<Vec<u8>, AppError> {
    let plain = serde_json::to_vec(said).map_err(|_| AppError::Fault("words cannot be written down".to_owned()))?;
    keys.seal(place, &plain, tx.entropy()).map_err(|e| AppError::Fault(e.to_string()))
}

/// Words of a single line.
fn words(id: &str, text: &str) -> SectionContent {
    SectionContent::from_pairs([(id, text.trim())])
}
