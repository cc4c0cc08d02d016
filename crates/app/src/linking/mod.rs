//! A linkage run: lists of other bodies compared with the people on record. It is a processing act of its own. The notice says for
//! which purpose whose lists may be matched and what of them may be read; the gate decides; the ledger has the run, its lists and its
//! counts, and on each person's record that it was read, with whose lists. What it finds is proposed and no more: two people of flesh and
//! blood may be one only when somebody has said so. Lists are sealed, and destroyed when the run is reviewed or over.

mod begin;
mod charts;
mod kept;
mod lawful;
mod list;
mod models;
mod opened;
mod review;
mod run;
mod views;

pub use begin::LINKAGE;
pub use charts::{LinkageCharts, LinkagePicture, NEEDED_LABELS};
pub use lawful::LinkageSource;
pub use list::LARGEST as LARGEST_LIST;
pub(crate) use models::Models;
pub use models::{LinkageModelLine, LinkageModelView, ModelsJudged};
pub use opened::{Listed, ListedRecord};
pub(crate) use opened::{filled, may_begin, opened_for_listed, places};
pub use review::{LINKAGE_REASONS, LinkageVerdictKind};
pub use run::LINKAGE_SWEEP;
pub use views::{LinkageListLine, LinkagePairLine, LinkagePairView, LinkageRunLine, LinkageRunView, LinkageSide};

use crate::Inner;
use crate::actor::Actor;
use crate::error::AppError;
use crate::notices::Published;
use jiff::civil::Date;
use kernel::{LinkageRunId, Timestamp};
use lawful::may_run;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::{LinkageRun, Tx};

/// The class of the keys that seal lists.
const CLASS: &str = "linkage-list";
/// A run is over after so many days, reviewed or not.
const DAYS: i64 = 30;

/// What was decided of two records of lists, of nobody on record, lasts for so many days after the last run that met them: lists that come once a
/// year are asked about once. An assumption of ours and no word of a notice.
const DECIDED_DAYS: i64 = 400;

/// The last day of what was decided on a day, or met by a run on it.
fn decided_until(today: Date) -> Date {
    today.saturating_add(jiff::Span::new().days(DECIDED_DAYS))
}

/// What was counted in a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LinkageCounts {
    /// People on record who were read.
    pub read: u64,
    /// People on record who were left out: they object, or use of their record is restricted.
    pub left_out: u64,
    /// Records of lists that were left out, because they may be of somebody who objects or whose record is restricted.
    pub rows_left_out: u64,
    /// Cases whose person may not be read by whoever began the run.
    pub withheld: u64,
    /// Pairs that were compared.
    pub compared: u64,
    /// Pairs that were proposed.
    pub proposed: u64,
    /// Pairs of which it was decided before.
    pub decided_before: u64,
    /// Pairs beyond the most that one run proposes.
    pub beyond: u64,
    /// Cases that were gone through.
    pub done: u64,
    /// Cases that there are.
    pub of: u64,
    /// How often a worker went on from what another had read.
    pub resumed: u64,
    /// When the worker that is at it began, in microseconds of the epoch, and how many cases were gone through then.
    pub since: (i64, u64),
    /// Records by what they would score with one that says the very same: one number for each step of bits.
    pub alone: [u32; ALONE],
}

/// How many stretches of scores [`LinkageCounts::alone`] has.
pub const ALONE: usize = 32;
/// The lower end of the lowest stretch, and how long one is, in bits. What lies below or above is counted at the end.
pub const LITTLE: (f64, f64) = (-16.0, 2.0);

impl LinkageCounts {
    fn of(run: &LinkageRun) -> Self {
        serde_json::from_str(&run.counts).unwrap_or_default()
    }
    /// Counts a record by what it would score with one that says the very same.
    fn count_alone(&mut self, bits: f64) {
        let (lowest, step) = LITTLE;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the stretches")]
        let at = ((bits - lowest) / step).floor().clamp(0.0, (ALONE - 1) as f64) as usize;
        if let Some(count) = self.alone.get_mut(at) {
            *count = count.saturating_add(1);
        }
    }
    /// Seconds that are left, if the rest goes as what the worker that is at it has done so far.
    #[must_use]
    pub fn seconds_left(&self, now: Timestamp) -> Option<u64> {
        let (began, before) = self.since;
        let done = u128::from(self.done.checked_sub(before).filter(|done| *done > 0)?);
        let took = u128::try_from(now.as_micros().checked_sub(began)?).ok()?;
        let left = u128::from(self.of.saturating_sub(self.done));
        u64::try_from(took * left / done / 1_000_000).ok()
    }
    fn text(&self) -> Result<String, AppError> {
        serde_json::to_string(self).map_err(|_| AppError::Fault("counts cannot be written".to_owned()))
    }
}

/// A run as it exists for an actor, with its notice.
fn found(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    id: LinkageRunId,
) -> Result<(LinkageRun, Arc<Published>), AppError> {
    let run = tx.linkage_run(id)?.ok_or(AppError::NotFound)?;
    let notice = inner.published(tx, run.notice_version)?;
    // What was read for one purpose is looked at for that purpose.
    if notice.compiled.id != actor.capacity.notice || run.purpose != actor.purpose || !may_run(&notice, actor) {
        return Err(AppError::NotFound);
    }
    Ok((run, notice))
}
