//! Why a pair has its score, and what would change the answer.

use crate::compare::{Scorer, Scratch, Test};
use crate::model::{Model, ModelError};
use crate::table::Table;

/// One line of an explanation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The comparison, or "starting point" and "same household" for the lines that no comparison gives.
    pub comparison: String,
    /// What was found, in plain words.
    pub finding: String,
    /// What the first record says, field by field; nothing where it is missing.
    pub left: Vec<String>,
    /// What the second says.
    pub right: Vec<String>,
    /// What it adds, in thousandths of a bit.
    pub millibits: i32,
    /// How much of that is because the shared value is rare (or common, if below 0).
    pub of_rarity: i32,
}

/// What would turn the answer round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The comparison.
    pub comparison: String,
    /// What it would have to be, in plain words.
    pub finding: String,
    /// The score would then be this, in thousandths of a bit.
    pub millibits: i32,
}

/// The whole story of a pair. The reasons' bits sum to the score exactly.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// From the starting point on, in the order of the model.
    pub reasons: Vec<Reason>,
    /// The score in thousandths of a bit.
    pub millibits: i32,
    /// The probability that they are one person, calibrated.
    pub probability: f64,
    /// Whether the model's threshold is reached.
    pub same: bool,
    /// Single findings that would turn the answer round, the nearest first.
    pub changes: Vec<Change>,
}

/// Explains a pair of records.
///
/// # Errors
/// If the model does not fit the table.
pub fn explain(model: &Model, table: &Table, a: u32, b: u32) -> Result<Explanation, ModelError> {
    let scorer = Scorer::new(model, table)?;
    Ok(explain_with(&scorer, model, table, a, b, &mut Scratch::default()))
}

pub(crate) fn explain_with(
    scorer: &Scorer,
    model: &Model,
    table: &Table,
    a: u32,
    b: u32,
    scratch: &mut Scratch,
) -> Explanation {
    let (x, y) = (table.row(a), table.row(b));
    let levels = scorer.levels(table, x, y, scratch);
    let mut reasons = vec![Reason {
        comparison: "starting point".to_owned(),
        finding: "two records taken at random".to_owned(),
        left: vec![],
        right: vec![],
        millibits: scorer.prior,
        of_rarity: 0,
    }];
    let threshold = crate::compare::millibits(model.threshold);
    let total = scorer.total(levels, x, y);
    let same = total >= threshold;
    let mut changes = Vec::new();
    for (at, comparison) in model.settings.comparisons.iter().enumerate() {
        let (weight, rarity) = scorer.parts(at, levels, x, y);
        let finding = match levels.level(at) {
            Some(level) => comparison.levels[level].label.clone(),
            None => "not known on both sides: no evidence".to_owned(),
        };
        let mut fields = Vec::new();
        scorer.compiled.comparisons[at].needs.iter().for_each(|f| fields.push(*f));
        if fields.is_empty() {
            scorer.compiled.comparisons[at].levels.iter().for_each(|l| l.test.fields(&mut fields));
            fields.sort_unstable();
            fields.dedup();
        }
        let say = |row: &[u32]| fields.iter().map(|f| table.text_of(*f, row[*f])).collect();
        reasons.push(Reason {
            comparison: comparison.name.clone(),
            finding,
            left: say(x),
            right: say(y),
            millibits: weight + rarity,
            of_rarity: rarity,
        });
        for (other, level) in comparison.levels.iter().enumerate() {
            if Some(other) == levels.level(at)
                || scorer.compiled.comparisons[at].levels[other].test == Test::Otherwise
                    && same
                    && levels.level(at).is_none()
            {
                continue;
            }
            let mut changed = levels;
            changed.0 &= !(15 << (at * 4));
            changed.set(at, other as u64 + 1);
            let bits = scorer.total_plain(changed, x, y, at);
            if (bits >= threshold) != same {
                changes.push(Change {
                    comparison: comparison.name.clone(),
                    finding: level.label.clone(),
                    millibits: bits,
                });
            }
        }
    }
    let household = scorer.against_household(levels, x, y);
    if household != 0 {
        reasons.push(Reason {
            comparison: "same household".to_owned(),
            finding: "people who live together have this much in common too".to_owned(),
            left: vec![],
            right: vec![],
            millibits: household,
            of_rarity: 0,
        });
    }
    changes.sort_by_key(|c| ((c.millibits - threshold).abs(), c.comparison.clone(), c.finding.clone()));
    changes.truncate(5);
    let probability = model.probability(f64::from(total) / 1000.0);
    Explanation { reasons, millibits: total, probability, same, changes }
}
