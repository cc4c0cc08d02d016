//! What strangers agree on by chance.

use crate::compare::{Compiled, CompiledComparison, LevelSet, Scorer, Scratch, Test};
use crate::hash;
use crate::model::{Frequencies, Settings};
use crate::table::{FieldKind, Table};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// How often each value of a field occurs.
fn counts(table: &Table, field: usize) -> Vec<u64> {
    let mut counts = vec![0; table.dictionary(field).size()];
    for row in table.rows.chunks_exact(table.fields().len()) {
        counts[row[field] as usize] += 1;
    }
    counts[0] = 0;
    counts
}

/// The frequencies that rarity needs.
pub(super) fn frequencies(settings: &Settings, compiled: &Compiled, table: &Table) -> BTreeMap<String, Frequencies> {
    let mut out = BTreeMap::new();
    for (at, field) in table.fields().iter().enumerate() {
        let used = compiled.comparisons.iter().any(|c| c.levels.iter().any(|l| l.rarity_of == Some(at)));
        if !used || field.kind == FieldKind::Date {
            continue;
        }
        let counts = counts(table, at);
        let dictionary = table.dictionary(at);
        let kept = counts
            .iter()
            .zip(0..)
            .filter(|(c, _)| **c >= settings.training.rarest_kept.max(1))
            .map(|(c, value)| (dictionary.text(value).to_owned(), *c))
            .collect();
        out.insert(field.name.clone(), Frequencies { total: counts.iter().sum(), counts: kept });
    }
    out
}

/// The probability that two records taken at random have the same value.
fn same_by_chance(table: &Table, field: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "counts of people")]
    let sum_of_squares = |counts: &mut dyn Iterator<Item = u64>| {
        let (mut total, mut squares) = (0.0, 0.0);
        for c in counts {
            total += c as f64;
            squares += (c as f64) * (c as f64 - 1.0);
        }
        if total > 1.0 { squares / (total * (total - 1.0)) } else { 0.0 }
    };
    if table.fields()[field].kind != FieldKind::Date {
        return sum_of_squares(&mut counts(table, field).into_iter());
    }
    let mut days: Vec<u32> =
        table.rows.chunks_exact(table.fields().len()).map(|r| r[field]).filter(|v| *v != 0).collect();
    days.par_sort_unstable();
    sum_of_squares(&mut days.chunk_by(|a, b| a == b).map(|run| run.len() as u64))
}

/// For each comparison, the share of pairs of strangers on each level: exactly, from counted values, for a first level
/// that is equality; for the others from random pairs of records that say anything on it.
pub(super) fn chances(settings: &Settings, compiled: &Compiled, table: &Table) -> Vec<Vec<f64>> {
    let mut out = Vec::new();
    let draws = (settings.training.random_pairs / compiled.comparisons.len().max(1) as u64).max(10_000);
    for (at, comparison) in compiled.comparisons.iter().enumerate() {
        let scorer = Scorer::bare(compiled.only(comparison), table);
        let seed = settings.training.seed ^ (at as u64) << 32;
        let levels = comparison.levels.len();
        // Where there is nothing but "the same" and "not the same", counted values say all.
        let all_counted = matches!(comparison.levels.as_slice(), [same, _] if matches!(same.test, Test::Exact(_)));
        let draws = if all_counted { 0 } else { draws };
        let counts = sample(&scorer, table, &Known::of(table, comparison), seed, draws, levels);
        let total: u64 = counts.iter().sum();
        #[expect(clippy::cast_precision_loss, reason = "counts of pairs")]
        let mut shares: Vec<f64> =
            counts.iter().map(|c| (*c as f64 + 0.5) / (total as f64 + 0.5 * levels as f64)).collect();
        if let Some(Test::Exact(field)) = comparison.levels.first().map(|l| &l.test) {
            let same = same_by_chance(table, *field).max(1e-12);
            let rest: f64 = shares.iter().skip(1).sum();
            for (share, n) in shares.iter_mut().zip(0..) {
                *share = if n == 0 { same } else { *share / rest.max(1e-12) * (1.0 - same) };
            }
        }
        out.push(shares);
    }
    out
}

/// The records that say anything on a comparison.
enum Known {
    /// By number.
    Records(Vec<u32>),
    /// By what they say, where one field is all that counts: this lies together in memory.
    Values(usize, Vec<u32>),
}

impl Known {
    fn of(table: &Table, comparison: &CompiledComparison) -> Self {
        let rows = table.rows.chunks_exact(table.fields().len());
        let mut read = comparison.needs.clone();
        comparison.levels.iter().for_each(|level| level.test.fields(&mut read));
        match (comparison.needs.as_slice(), read.first()) {
            ([_, ..], Some(only)) if read.iter().all(|f| f == only) => {
                Self::Values(*only, rows.map(|row| row[*only]).filter(|value| *value != 0).collect())
            }
            (needs, _) => Self::Records(
                (0..)
                    .zip(rows)
                    .filter(|(_, row)| needs.iter().all(|f| row[*f] != 0))
                    .map(|(record, _)| record)
                    .collect(),
            ),
        }
    }
    fn list(&self) -> &[u32] {
        match self {
            Self::Records(list) | Self::Values(_, list) => list,
        }
    }
}

fn sample(scorer: &Scorer, table: &Table, known: &Known, seed: u64, draws: u64, levels: usize) -> Vec<u64> {
    let list = known.list();
    if list.len() < 2 {
        return vec![0; levels];
    }
    let count = list.len() as u64;
    let pick = |place: u64| {
        // The upper bits of a product are an even choice among `count`.
        let wide = u128::from(hash::draw(seed, place)) * u128::from(count);
        usize::try_from(wide >> 64).unwrap_or(0)
    };
    let step = 1 << 14;
    let starts: Vec<u64> = (0..draws).step_by(step).collect();
    let width = table.fields().len();
    starts
        .into_par_iter()
        .map_init(
            || (Scratch::default(), Vec::new(), vec![0; width], vec![0; width]),
            |(scratch, drawn, one, other), start| {
                let mut counts = vec![0_u64; levels];
                // All are looked up first: waiting for memory then takes no longer than for one.
                drawn.clear();
                drawn.extend((start..(start + step as u64).min(draws)).filter_map(|n| {
                    let (a, b) = (pick(2 * n), pick(2 * n + 1));
                    (a != b).then(|| (list[a], list[b]))
                }));
                for (a, b) in drawn.iter() {
                    let set: LevelSet = match known {
                        Known::Records(_) => scorer.levels(table, table.row(*a), table.row(*b), scratch),
                        Known::Values(field, _) => {
                            (one[*field], other[*field]) = (*a, *b);
                            scorer.levels(table, one, other, scratch)
                        }
                    };
                    if let Some(level) = set.level(0) {
                        counts[level] += 1;
                    }
                }
                counts
            },
        )
        .reduce(|| vec![0; levels], |x, y| x.iter().zip(&y).map(|(p, q)| p + q).collect())
}
