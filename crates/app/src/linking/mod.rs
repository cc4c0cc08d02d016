//! A linkage run: lists of other bodies compared with the people on record. It is a processing act of its own. The notice says for
//! which purpose whose lists may be matched and what of them may be read; the gate decides; the ledger has the run, its lists and its
//! counts, and on each person's record that it was read, with whose lists. What it finds is proposed and no more: two people of flesh and
//! blood may be one only when somebody has said so. Lists are sealed, and destroyed when the run is reviewed or over.

mod begin;
mod lawful;
mod list;
mod review;
mod run;
mod views;

pub use begin::LINKAGE;
pub use lawful::LinkageSource;
pub use list::LARGEST as LARGEST_LIST;
pub use review::{LINKAGE_REASONS, LinkageVerdictKind};
pub use run::LINKAGE_SWEEP;
pub use views::{LinkageListLine, LinkagePairLine, LinkagePairView, LinkageRunLine, LinkageRunView, LinkageSide};

use crate::Inner;
use crate::actor::Actor;
use crate::error::AppError;
use crate::notices::Published;
use kernel::LinkageRunId;
use lawful::may_run;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::{LinkageRun, Tx};

/// The class of the keys that seal lists.
const CLASS: &str = "linkage-list";
/// A run is over after so many days, reviewed or not.
const DAYS: i64 = 30;

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
}

impl LinkageCounts {
    fn of(run: &LinkageRun) -> Self {
        serde_json::from_str(&run.counts).unwrap_or_default()
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
