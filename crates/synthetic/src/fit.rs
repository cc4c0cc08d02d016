//! Two small pieces of statistics: tables that keep published totals both ways, and draws of several things at once that
//! keep how often each is drawn.

use crate::chance::{Chance, Weighted};

/// Fits a table to row and column totals (iterative proportional fitting), keeping the pattern of what goes with what.
/// Totals need not have the same sum.
pub fn fit(pattern: &mut [Vec<f64>], rows: &[f64], columns: &[f64]) {
    let row_sum: f64 = rows.iter().sum();
    let column_sum: f64 = columns.iter().sum();
    for _ in 0..200 {
        for (row, total) in pattern.iter_mut().zip(rows) {
            scale(row.iter_mut(), total / row_sum);
        }
        for (at, total) in columns.iter().enumerate() {
            scale(pattern.iter_mut().filter_map(|row| row.get_mut(at)), total / column_sum);
        }
    }
}

fn scale<'a>(cells: impl Iterator<Item = &'a mut f64>, to: f64) {
    let cells: Vec<&mut f64> = cells.collect();
    let sum: f64 = cells.iter().map(|c| **c).sum();
    if sum > 0.0 {
        for cell in cells {
            *cell *= to / sum;
        }
    }
}

/// What is drawn, given something else.
#[derive(Debug, Clone)]
pub struct Given<T>(Vec<Option<Weighted<T>>>);

impl<T: Copy> Given<T> {
    /// From a fitted table.
    pub fn new(table: &[Vec<f64>], values: &[T]) -> Self {
        Self(
            table
                .iter()
                .map(|row| Weighted::new(&values.iter().copied().zip(row.iter().copied()).collect::<Vec<_>>()))
                .collect(),
        )
    }
    /// Draws, or gives `otherwise` where nothing is possible.
    pub fn draw(&self, given: usize, otherwise: T, chance: &mut Chance) -> T {
        self.0.get(given).and_then(Option::as_ref).map_or(otherwise, |w| w.draw(chance))
    }
}

/// Draws so many of a list of things, without repeats, such that each is drawn as often as asked (conditional Poisson
/// sampling: the draw that assumes least besides).
#[derive(Debug, Clone)]
pub struct Several {
    odds: Vec<f64>,
    /// `sums[k][r]`: the elementary symmetric sum of order `r` over the odds from `k` on.
    sums: Vec<Vec<f64>>,
}

impl Several {
    /// Finds odds such that, when `counts[n]` is the probability of drawing `n`, thing `k` is drawn with probability
    /// `wanted[k]` (as far as the counts allow: the sums of both are brought together first).
    pub fn new(wanted: &[f64], counts: &[f64]) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "counts are single figures")]
        let mean: f64 = counts.iter().enumerate().map(|(n, p)| n as f64 * p).sum();
        let whole: f64 = wanted.iter().sum();
        let wanted: Vec<f64> = wanted.iter().map(|w| (w * mean / whole).clamp(1e-6, 0.98)).collect();
        let mut odds = wanted.clone();
        for _ in 0..300 {
            let drawn = inclusion(&odds, counts);
            for ((odd, want), got) in odds.iter_mut().zip(&wanted).zip(&drawn) {
                *odd *= want / got.max(1e-9);
            }
        }
        let most = counts.len();
        Self { sums: suffix_sums(&odds, most), odds }
    }
    /// Draws `n` of them; `take` is called with the place of each.
    pub fn draw(&self, n: usize, chance: &mut Chance, mut take: impl FnMut(usize)) {
        let mut left = n.min(self.odds.len());
        for (at, odd) in self.odds.iter().enumerate() {
            if left == 0 {
                return;
            }
            let sum = |k: usize, r: usize| self.sums.get(k).and_then(|row| row.get(r)).copied().unwrap_or(0.0);
            let whole = sum(at, left);
            let with = odd * sum(at + 1, left - 1);
            if whole <= 0.0 || chance.unit() * whole < with {
                take(at);
                left -= 1;
            }
        }
    }
}

fn suffix_sums(odds: &[f64], most: usize) -> Vec<Vec<f64>> {
    let mut after = vec![0.0; most + 1];
    if let Some(none) = after.first_mut() {
        *none = 1.0;
    }
    let mut backwards = vec![after.clone()];
    for odd in odds.iter().rev() {
        let shifted: Vec<f64> = std::iter::once(0.0).chain(after.iter().map(|s| s * odd)).collect();
        for (to, add) in after.iter_mut().zip(shifted) {
            *to += add;
        }
        backwards.push(after.clone());
    }
    backwards.reverse();
    backwards
}

/// How often each thing is drawn under some odds.
fn inclusion(odds: &[f64], counts: &[f64]) -> Vec<f64> {
    let whole = suffix_sums(odds, counts.len());
    let of = |sums: &[Vec<f64>], n: usize| sums.first().and_then(|row| row.get(n)).copied().unwrap_or(0.0);
    (0..odds.len())
        .map(|k| {
            let mut others = odds.to_vec();
            let odd = others.remove(k);
            let without = suffix_sums(&others, counts.len());
            counts
                .iter()
                .enumerate()
                .skip(1)
                .map(|(n, p)| p * odd * of(&without, n - 1) / of(&whole, n).max(1e-300))
                .sum()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_kept_both_ways() {
        let mut table = vec![vec![1.0, 1.0, 0.0], vec![1.0, 5.0, 1.0]];
        fit(&mut table, &[40.0, 60.0], &[30.0, 50.0, 20.0]);
        let rows: Vec<f64> = table.iter().map(|r| r.iter().sum()).collect();
        assert!((rows[0] - 0.4).abs() < 1e-6 && (rows[1] - 0.6).abs() < 1e-6, "{rows:?}");
        let column = |k: usize| table.iter().map(|r| r[k]).sum::<f64>();
        assert!((column(0) - 0.3).abs() < 1e-6 && (column(2) - 0.2).abs() < 1e-6);
        assert!(table[0][2].abs() < 1e-12, "what never goes together never does");
    }

    #[test]
    fn each_is_drawn_as_often_as_asked_and_as_many_as_asked() {
        let (wanted, counts) = ([0.5, 0.3, 0.2, 0.1, 0.1], [0.3, 0.4, 0.1, 0.2]);
        let several = Several::new(&wanted, &counts);
        let table = Weighted::new(&counts.iter().copied().enumerate().collect::<Vec<_>>()).unwrap();
        let mut chance = Chance::of(1, 1, 1);
        let mut seen = [0_u32; 5];
        for _ in 0..50_000 {
            let n = table.draw(&mut chance);
            let mut drawn = 0;
            several.draw(n, &mut chance, |k| {
                seen[k] += 1;
                drawn += 1;
            });
            assert_eq!(drawn, n);
        }
        for (got, want) in seen.iter().zip(wanted) {
            let share = f64::from(*got) / 50_000.0;
            assert!((share - want).abs() < 0.01, "{share} {want}");
        }
    }
}
