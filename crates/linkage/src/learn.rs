//! Learning from pairs that a person reviewed. Nothing learns by itself: a new model is made, judged beside the old one,
//! and a person decides whether it is used.

use crate::compare::{Scorer, Scratch};
use crate::hash;
use crate::link::ScoredPair;
use crate::model::{Calibration, Model, ModelError};
use crate::table::Table;

/// A pair and what a person said of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reviewed {
    /// One record.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// Whether they are one person.
    pub same: bool,
}

/// A pair of which only is known what was found of it, and what a person said: no value of any record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// Of each comparison of the model the place of its level, from 0; none where something was missing.
    pub findings: Vec<Option<usize>>,
    /// The score that the model gave, in thousandths of a bit.
    pub millibits: i32,
    /// Whether they are one person.
    pub same: bool,
}

/// How well a model answers pairs whose answer is known.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Judgement {
    /// Mean surprise in bits: 0 is perfect, 1 is a coin.
    pub surprise: f64,
    /// The share of pairs on the right side of the threshold.
    pub right: f64,
}

/// A model that learned, beside the one it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Lesson {
    /// The new model.
    pub model: Model,
    /// The old one on the reviewed pairs.
    pub before: Judgement,
    /// The new one on the reviewed pairs, each judged by a model that did not see it (five parts in turn).
    pub after: Judgement,
}

/// How a model answers pairs that people decided, each with the model that gave its score then. All these models differ in what they were
/// taught only ([`Model::differs_in_what_was_taught_only`]), so that what one said of a pair can be reckoned over into what this one says.
#[must_use]
pub fn judgement(model: &Model, judged: &[(Judged, &Model)]) -> Judgement {
    let (mut surprise, mut right) = (0.0, 0.0);
    for (pair, by) in judged {
        let mut bits = f64::from(pair.millibits) / 1000.0;
        for (comparison, finding) in model.settings.comparisons.iter().zip(&pair.findings) {
            let learned = |of: &Model| {
                let levels = of.levels.get(&comparison.name);
                finding.and_then(|level| levels?.get(level)).map_or(0.0, |level| level.learned)
            };
            bits += learned(model) - learned(by);
        }
        let odds = model.calibration.slope.mul_add(bits, model.calibration.offset).clamp(-60.0, 60.0);
        let toward = if pair.same { odds } else { -odds };
        surprise += (-toward).exp2().ln_1p() / std::f64::consts::LN_2;
        right += f64::from(u8::from((bits >= model.threshold) == pair.same));
    }
    let n = length(judged.len()).max(1.0);
    Judgement { surprise: surprise / n, right: right / n }
}

/// How far one level may move for one standard deviation, in bits: few pairs move little.
const LOOSE: f64 = 0.8;
/// Parts for judging.
const PARTS: usize = 5;

struct Case {
    /// The places of its levels among the learned numbers; the first is the offset that all have.
    places: Vec<usize>,
    bits: f64,
    same: bool,
}

/// Chooses pairs that are worth a person's time: as many from each stretch of scores around the threshold, the unsure
/// ones most of all. The same pairs and seed give the same choice.
#[must_use]
pub fn review_sample(model: &Model, pairs: &[ScoredPair], count: usize, seed: u64) -> Vec<ScoredPair> {
    const BANDS: [(f64, f64); 6] = [(-8.0, -4.0), (-4.0, -1.5), (-1.5, 0.0), (0.0, 1.5), (1.5, 4.0), (4.0, 10.0)];
    const SHARES: [usize; 6] = [10, 20, 25, 20, 15, 10];
    let mut out = Vec::new();
    for ((low, high), share) in BANDS.into_iter().zip(SHARES) {
        let mut of: Vec<(u64, ScoredPair)> = pairs
            .iter()
            .filter(|p| (low..high).contains(&(p.bits() - model.threshold)))
            .map(|p| (hash::draw(seed, hash::mix(u64::from(p.a), u64::from(p.b))), *p))
            .collect();
        of.sort_unstable_by_key(|x| (x.0, x.1.a, x.1.b));
        out.extend(of.into_iter().take((count * share).div_ceil(100)).map(|x| x.1));
    }
    out.truncate(count);
    out.sort_unstable();
    out
}

/// Makes a model that knows what reviewed pairs taught: each level's bits move as far as the pairs show (logistic
/// regression from the old weights on, held back by a normal prior).
///
/// # Errors
/// If the model does not fit the table.
pub fn learn(model: &Model, table: &Table, reviewed: &[Reviewed]) -> Result<Lesson, ModelError> {
    let scorer = Scorer::new(model, table)?;
    let mut scratch = Scratch::default();
    let judged: Vec<Judged> = reviewed
        .iter()
        .filter(|r| (r.a as usize) < table.len() && (r.b as usize) < table.len() && r.a != r.b)
        .map(|r| {
            let (x, y) = (table.row(r.a), table.row(r.b));
            let levels = scorer.levels(table, x, y, &mut scratch);
            let findings = (0..model.settings.comparisons.len()).map(|at| levels.level(at)).collect();
            Judged { findings, millibits: scorer.total(levels, x, y), same: r.same }
        })
        .collect();
    Ok(learn_from(model, &judged))
}

/// The same from what was found, without the records. A finding that the model does not have is left out.
#[must_use]
pub fn learn_from(model: &Model, judged: &[Judged]) -> Lesson {
    let mut starts = vec![1];
    for c in &model.settings.comparisons {
        starts.push(starts[starts.len() - 1] + c.levels.len());
    }
    let count = starts[starts.len() - 1];
    let cases: Vec<Case> = judged
        .iter()
        .map(|j| {
            let mut places = vec![0];
            for (at, comparison) in model.settings.comparisons.iter().enumerate() {
                let found = j.findings.get(at).copied().flatten().filter(|level| *level < comparison.levels.len());
                places.extend(found.map(|level| starts[at] + level));
            }
            Case { places, bits: f64::from(j.millibits) / 1000.0, same: j.same }
        })
        .collect();
    let all: Vec<&Case> = cases.iter().collect();
    let old = vec![0.0; count];
    let before = judge(&all, &old, model);
    let mut held_out = Judgement::default();
    let mut judged = 0.0;
    for part in 0..PARTS {
        let (test, train): (Vec<_>, Vec<_>) = cases.iter().enumerate().partition(|(n, _)| n % PARTS == part);
        let train: Vec<&Case> = train.into_iter().map(|x| x.1).collect();
        let test: Vec<&Case> = test.into_iter().map(|x| x.1).collect();
        if test.is_empty() {
            continue;
        }
        let one = judge(&test, &fit(&train, count, model), model);
        let weight = length(test.len());
        held_out.surprise += one.surprise * weight;
        held_out.right += one.right * weight;
        judged += weight;
    }
    if judged > 0.0 {
        held_out = Judgement { surprise: held_out.surprise / judged, right: held_out.right / judged };
    }
    let learned = fit(&all, count, model);
    // It is another model: whoever takes it up names it.
    let mut better = Model { name: String::new(), ..model.clone() };
    for (at, c) in model.settings.comparisons.iter().enumerate() {
        for (level, p) in better.levels.entry(c.name.clone()).or_default().iter_mut().enumerate() {
            p.learned += learned[starts[at] + level];
        }
    }
    better.calibration = Calibration { offset: model.calibration.offset + learned[0], slope: model.calibration.slope };
    better.threshold = better.bits_for(0.5);
    Lesson { model: better, before, after: held_out }
}

fn length(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

fn odds(case: &Case, learned: &[f64], model: &Model) -> f64 {
    // The offset stands outside the slope, the levels within it.
    let moved: f64 = case.places.iter().skip(1).map(|p| learned[*p]).sum();
    model.calibration.slope.mul_add(case.bits + moved, model.calibration.offset + learned[0])
}

fn judge(cases: &[&Case], learned: &[f64], model: &Model) -> Judgement {
    let (mut surprise, mut right) = (0.0, 0.0);
    for case in cases {
        let odds = odds(case, learned, model).clamp(-60.0, 60.0);
        let toward = if case.same { odds } else { -odds };
        surprise += (-toward).exp2().ln_1p() / std::f64::consts::LN_2;
        right += f64::from(u8::from((odds >= 0.0) == case.same));
    }
    let n = length(cases.len()).max(1.0);
    Judgement { surprise: surprise / n, right: right / n }
}

/// Gradient descent with a step for each number (its curvature is bounded by how many cases it stands in).
fn fit(cases: &[&Case], count: usize, model: &Model) -> Vec<f64> {
    let mut learned = vec![0.0; count];
    let mut stands = vec![0.0; count];
    let most = cases.iter().map(|c| c.places.len()).max().unwrap_or(1);
    for place in cases.iter().flat_map(|c| &c.places) {
        stands[*place] += 1.0;
    }
    let ln2 = std::f64::consts::LN_2;
    let hold = 1.0 / (LOOSE * LOOSE * ln2 * ln2);
    for _ in 0..400 {
        let mut slope: Vec<f64> = learned.iter().map(|x| -hold * x * ln2).collect();
        for case in cases {
            let p = 1.0 / (1.0 + (-odds(case, &learned, model)).exp2());
            let wrong = f64::from(u8::from(case.same)) - p;
            for place in &case.places {
                slope[*place] += wrong;
            }
        }
        for (x, (s, n)) in learned.iter_mut().zip(slope.iter().zip(&stands)) {
            *x += s / (0.25f64.mul_add(n * length(most), hold) * ln2);
        }
    }
    learned
}
