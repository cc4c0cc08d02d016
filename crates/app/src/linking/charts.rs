//! What a run looks like: what each finding is worth, who can be linked with nobody, and how the model's scores go with what people decided.
//! Of decisions those count of which the score was seen by somebody who acts as the reader does: so it is of what the reader may read.

use super::review::{last_seen, seen_as};
use super::run::there_for;
use super::{LITTLE, LinkageCounts, found};
use crate::App;
use crate::actor::Actor;
use crate::error::AppError;
use kernel::LinkageRunId;
use linkage::chart::{Chart, Curve, curves, judged, share_point, weights};

/// With fewer decided pairs, or none of either kind, there is nothing to say of precision and recall.
pub const NEEDED_LABELS: usize = 20;

/// A picture (SVG with title and description), and the same in rows, the first of which names the columns.
pub struct LinkagePicture {
    /// The picture.
    pub svg: String,
    /// The numbers in it.
    pub table: Vec<Vec<String>>,
}

impl From<Chart> for LinkagePicture {
    fn from(chart: Chart) -> Self {
        Self { svg: chart.svg, table: chart.table }
    }
}

/// The pictures of a run, each with its numbers.
pub struct LinkageCharts {
    /// What each finding of the model is worth.
    pub weights: LinkagePicture,
    /// Records that can be linked with nobody, by threshold. None before everything was compared.
    pub alone: Option<LinkagePicture>,
    /// Precision and recall by threshold, and against one another. None with too few decided pairs.
    pub judged: Option<(LinkagePicture, LinkagePicture)>,
    /// Pairs that count as decided for the reader: one person, and two people.
    pub decided: (usize, usize),
    /// Pairs decided by people who act as somebody else, or before scores were kept: they are left out.
    pub left_out: usize,
}

impl App {
    /// The pictures of a run, as far as the actor may see what they are made of.
    ///
    /// # Errors
    /// `NotFound` when there is no such run for the actor's purpose.
    pub fn linkage_charts(&self, actor: &Actor, id: LinkageRunId) -> Result<LinkageCharts, AppError> {
        let (inner, actor) = (&self.inner, actor.clone());
        inner.store.read(&actor.caller.clone(), "linkage charts", |tx| {
            let (run, _) = found(tx, inner, &actor, id)?;
            let model = inner.model_named(tx, &run.notice_id, &run.model)?;
            let (pairs, verdicts, mine) = (tx.linkage_pairs(id)?, tx.linkage_verdicts(id)?, seen_as(&actor));
            let (mut labels, mut left_out) = (Vec::new(), 0);
            let there = there_for(tx, inner, &actor, &pairs)?;
            for pair in pairs.iter().filter(|p| p.state == "same" || p.state == "different") {
                match last_seen(pair, &there, &verdicts, &mine) {
                    Some((millibits, _)) => labels.push((f64::from(millibits) / 1000.0, pair.state == "same")),
                    None => left_out += 1,
                }
            }
            let same = labels.iter().filter(|label| label.1).count();
            let decided = (same, labels.len() - same);
            let enough = labels.len() >= NEEDED_LABELS && decided.0 > 0 && decided.1 > 0;
            Ok(LinkageCharts {
                weights: weights(&model).into(),
                alone: alone(&LinkageCounts::of(&run), model.threshold).map(LinkagePicture::from),
                judged: enough.then(|| judged(&labels, model.threshold)).map(|(one, other)| (one.into(), other.into())),
                decided,
                left_out,
            })
        })
    }
}

/// The share of records that would score less even with one that says the very same.
fn alone(counts: &LinkageCounts, threshold: f64) -> Option<Chart> {
    let all: u64 = counts.alone.iter().copied().map(u64::from).sum();
    if all == 0 {
        return None;
    }
    let (lowest, step) = LITTLE;
    let (mut below, mut points) = (0_u64, Vec::with_capacity(counts.alone.len()));
    for (at, count) in (0_u32..).zip(&counts.alone) {
        points.push(share_point(f64::from(at).mul_add(step, lowest), below, all));
        below += u64::from(*count);
    }
    let curve = Curve { name: "records".into(), points };
    Some(curves("Records that can be linked with nobody", "threshold in bits", &[curve], Some(threshold)))
}
