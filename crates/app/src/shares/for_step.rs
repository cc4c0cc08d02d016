//! A step of the person's plan that a referral serves: chosen on the plan, kept with the referral, and shown beside the step with what came
//! of it. Whoever gets the referral does not read it.

use super::send::reminder;
use super::{Said, state_of, view, write_step};
use crate::cases::parts::recipient_name;
use crate::error::AppError;
use crate::look::Look;
use crate::portal::{MyStep, plan_steps};
use crate::views::Item;
use crate::work::tasks::working_days_after;
use casework::SectionContent;
use casework::happening::LOOK_AT_STEP;
use disclosure::{Disclosed, Recorded};
use jiff::civil::Date;
use kernel::{CaseId, ShareId, Timestamp, london_date};
use notice::model::CategoryIx;
use sealing::{BlindIndex, KeyRing};
use sharing::share::{OUTCOMES, REJECTIONS, STEP_DOWN_REASONS, code_words};
use sharing::{ShareState, Step};
use store::{Section, Share, ShareStep, Tx};

/// The step in which it is kept; its code says the category and the question of the plan.
pub(crate) const FOR_STEP: &str = "for-step";
/// What came of it is looked at within this many working days.
const LOOK_DAYS: u32 = 3;

/// A referral that serves a step of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepReferral {
    /// Its id.
    pub id: ShareId,
    /// To whom.
    pub to: String,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// Where it stands.
    pub state: ShareState,
    /// By when an answer, or what came of it, is due.
    pub answer_by: Option<Date>,
    /// What came of it, or why it was not taken on.
    pub outcome: Option<&'static str>,
}

/// A step that is served, and by what.
pub(crate) struct Served {
    /// The category of the plan, and its question.
    category: String,
    list: String,
    words: Disclosed<String>,
    pub(crate) by: StepReferral,
}

impl Served {
    /// Whether it is this step of the plan.
    pub(crate) fn is(&self, category: &str, list: &str, step: &str) -> bool {
        self.category == category && self.list == list && self.words.get() == step
    }
}

/// A step of the plan as it was chosen.
pub(super) struct Chosen {
    pub(super) category: CategoryIx,
    list: String,
    row: usize,
    shown: String,
}

/// What a form says when the plan no longer has the step that was chosen.
fn changed() -> AppError {
    AppError::field(
        "step",
        "The plan has changed since you chose the step. Send it without the step, or begin again from the plan",
    )
}

/// What tells a step's words from others in an address: made with the house's key, since short words could be guessed.
pub(crate) fn step_mark(index: &BlindIndex, case: CaseId, shown: &str) -> String {
    data_encoding::HEXLOWER.encode(&index.digest("plan-step", &format!("{case}:{shown}")))
}

/// Reads which step was chosen: `category/question/row/mark`.
pub(super) fn chosen(look: &Look, key: &str) -> Result<Option<Chosen>, AppError> {
    if key.is_empty() {
        return Ok(None);
    }
    let parts: Vec<&str> = key.split('/').collect();
    let [category, list, row, shown] = parts.as_slice() else { return Err(changed()) };
    match (look.notice.compiled.category(category), row.parse()) {
        (Some(category), Ok(row)) => {
            Ok(Some(Chosen { category, list: (*list).to_owned(), row, shown: (*shown).to_owned() }))
        }
        _ => Err(changed()),
    }
}

/// Writes down that something serves a step, as the plan says it now.
pub(super) fn serve(
    tx: &mut Tx<'_>,
    (look, recorded, ring): (&Look, &Recorded, &KeyRing),
    section: Option<&Section>,
    share: &Share,
    chosen: &Chosen,
) -> Result<(), AppError> {
    let id = look.notice.category_id(chosen.category);
    let Item::Released(plan) = look.content(recorded, chosen.category, section, ring)? else {
        return Err(changed());
    };
    let steps = plan_steps(id, &plan);
    let index = tx.blind_index()?;
    let is_chosen = |s: &&MyStep| {
        s.list == chosen.list && s.row == chosen.row && step_mark(&index, look.case.id, &s.shown) == chosen.shown
    };
    let step = steps.iter().find(is_chosen).ok_or_else(changed)?;
    let code = format!("{id}/{}", step.list);
    let words = SectionContent::from_pairs([("step", step.step.get().as_str())]);
    write_step(tx, share, Some(share.asked_by), Said { step: FOR_STEP, code: Some(&code), words })?;
    Ok(())
}

/// The category of the plan that a step of something is about.
pub(crate) fn category_of(look: &Look, step: &ShareStep) -> Option<CategoryIx> {
    let (category, _) = step.code.as_deref().filter(|_| step.step == FOR_STEP)?.split_once('/')?;
    look.notice.compiled.category(category)
}

/// The referrals of a case that serve steps of the plan, the first first, as far as the decision lets the plan be read.
pub(crate) fn served(tx: &mut Tx<'_>, look: &Look, recorded: &Recorded) -> Result<Vec<Served>, AppError> {
    let mut all = Vec::new();
    for share in tx.shares(look.case.id)? {
        let steps = tx.share_steps(share.id)?;
        let Some(kept) = steps.iter().find(|s| s.step == FOR_STEP) else { continue };
        let (Some(category), Some(code), Some(sealed)) = (category_of(look, kept), &kept.code, &kept.sealed) else {
            continue;
        };
        let ring = tx.ring(&[(kept.person, kept.record_class.as_str())])?;
        let Item::Released(words) =
            look.unseal::<SectionContent>(recorded, category, Some(kept.place()), sealed.clone(), &ring)?
        else {
            continue;
        };
        let (category, list) = code.split_once('/').unwrap_or_default();
        all.push(Served {
            category: category.to_owned(),
            list: list.to_owned(),
            words: words.map(|w| w.get("step").unwrap_or_default().to_owned()),
            by: StepReferral {
                id: share.id,
                to: recipient_name(tx, &look.notice, &share.party)?,
                asked_at: share.asked_at,
                state: state_of(&share),
                answer_by: view::answer_due(&share),
                outcome: outcome(&steps),
            },
        });
    }
    all.sort_by_key(|s| (s.by.asked_at, s.by.id));
    Ok(all)
}

/// What came of something, in words.
fn outcome(steps: &[ShareStep]) -> Option<&'static str> {
    let last = steps.iter().rev().find(|s| is_end(Step::parse(&s.step)))?;
    let code = last.code.as_deref()?;
    [OUTCOMES, REJECTIONS, STEP_DOWN_REASONS].into_iter().find_map(|list| code_words(list, code))
}

/// Whether with it whoever got it is done.
fn is_end(step: Option<Step>) -> bool {
    matches!(step, Some(Step::Report | Step::Reject | Step::StepDown))
}

/// Something came of a referral: whoever made it for a step of the plan is to look at the step.
pub(super) fn came_of_it(tx: &mut Tx<'_>, share: &Share, step: Step) -> Result<(), AppError> {
    if is_end(Some(step)) && tx.share_steps(share.id)?.iter().any(|s| s.step == FOR_STEP) {
        let due = working_days_after(london_date(tx.now()), LOOK_DAYS);
        reminder(tx, (share.case_id, Some(share.asked_by)), LOOK_AT_STEP, "decision", due)?;
    }
    Ok(())
}
