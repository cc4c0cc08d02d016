//! Expectation maximisation over counted patterns: one person, two strangers, or two people of one household.

use super::sessions::Session;
use crate::compare::LevelSet;
use crate::model::Model;

/// By comparison and level, a share.
pub(super) type Shares = Vec<Vec<f64>>;

const ROUNDS: usize = 60;
const SMALLEST: f64 = 1e-6;

fn column(model: &Model, of: impl Fn(&crate::model::LevelParameters) -> f64) -> Shares {
    model
        .settings
        .comparisons
        .iter()
        .map(|c| model.levels.get(&c.name).map(|l| l.iter().map(&of).collect()).unwrap_or_default())
        .collect()
}

fn store(model: &mut Model, shares: &Shares, put: impl Fn(&mut crate::model::LevelParameters, f64)) {
    for (c, mine) in model.settings.comparisons.iter().zip(shares) {
        for (p, share) in model.levels.entry(c.name.clone()).or_default().iter_mut().zip(mine) {
            put(p, *share);
        }
    }
}

fn likelihood(shares: &Shares, set: LevelSet, tells: &[bool]) -> f64 {
    let mut product = 1.0;
    for (at, of_level) in shares.iter().enumerate() {
        if tells[at]
            && let Some(level) = set.level(at)
        {
            product *= of_level[level].max(1e-9);
        }
    }
    product
}

/// The share of each level among weighted patterns, and the weight it rests on.
struct Tally {
    weights: Shares,
}

impl Tally {
    fn like(shares: &Shares) -> Self {
        Self { weights: shares.iter().map(|l| vec![0.0; l.len()]).collect() }
    }
    fn add(&mut self, set: LevelSet, weight: f64, tells: &[bool]) {
        for (at, levels) in self.weights.iter_mut().enumerate() {
            if tells[at]
                && let Some(level) = set.level(at)
            {
                levels[level] += weight;
            }
        }
    }
    fn shares(&self, at: usize) -> Option<Vec<f64>> {
        let total: f64 = self.weights[at].iter().sum();
        let k = f64::from(u32::try_from(self.weights[at].len()).unwrap_or(1));
        (total > 1.0).then(|| {
            let all = total + k * 0.05;
            self.weights[at].iter().map(|w| ((w + 0.05) / all).max(SMALLEST)).collect()
        })
    }
}

/// Learns what records of one person agree on, from all sessions, each leaving out what its key says. Sessions count by
/// the matches they hold.
pub(super) fn learn_matches(model: &mut Model, sessions: &[Session], household: Option<&Shares>) {
    let u = column(model, |p| p.u);
    let start = column(model, |p| p.m);
    let mut whole = Tally::like(&start);
    for session in sessions {
        let mut m = start.clone();
        let mut parts = if household.is_some() { [0.4, 0.4, 0.2] } else { [0.5, 0.5, 0.0] };
        let mut tally = Tally::like(&m);
        for _ in 0..ROUNDS {
            tally = Tally::like(&m);
            let mut sums = [0.0; 3];
            for (set, count) in &session.patterns {
                let p = [
                    parts[0] * likelihood(&m, *set, &session.tells),
                    parts[1] * likelihood(&u, *set, &session.tells),
                    household.map_or(0.0, |h| parts[2] * likelihood(h, *set, &session.tells)),
                ];
                let all = (p[0] + p[1] + p[2]).max(1e-300);
                tally.add(*set, count * p[0] / all, &session.tells);
                sums.iter_mut().zip(p).for_each(|(s, p)| *s += count * p / all);
            }
            let all: f64 = sums.iter().sum::<f64>().max(1e-9);
            parts = sums.map(|s| s / all);
            for (at, mine) in m.iter_mut().enumerate() {
                if let Some(shares) = tally.shares(at) {
                    *mine = shares;
                }
            }
        }
        for (sum, mine) in whole.weights.iter_mut().zip(&tally.weights) {
            sum.iter_mut().zip(mine).for_each(|(s, w)| *s += w);
        }
    }
    let learned: Shares =
        start.iter().enumerate().map(|(at, before)| whole.shares(at).unwrap_or_else(|| before.clone())).collect();
    store(model, &learned, |p, share| p.m = share);
}

/// Learns what people of one household have in common, from pairs at one address. What records of one person and of
/// strangers agree on is held fast, so that the third kind cannot drift. Where the address itself is compared, people of
/// one household agree as records of one person do.
pub(super) fn learn_household(model: &mut Model, home: &Session, records: u64) -> Shares {
    let (m, u) = (column(model, |p| p.m), column(model, |p| p.u));
    let mut h: Shares =
        m.iter().zip(&u).map(|(m, u)| m.iter().zip(u).map(|(m, u)| 0.3f64.mul_add(*m, 0.7 * u)).collect()).collect();
    let mut parts = [0.3, 0.2, 0.5];
    let mut sums = [0.0; 3];
    for _ in 0..ROUNDS {
        let mut tally = Tally::like(&h);
        sums = [0.0; 3];
        for (set, count) in &home.patterns {
            let p = [
                parts[0] * likelihood(&m, *set, &home.tells),
                parts[1] * likelihood(&u, *set, &home.tells),
                parts[2] * likelihood(&h, *set, &home.tells),
            ];
            let all = (p[0] + p[1] + p[2]).max(1e-300);
            tally.add(*set, count * p[2] / all, &home.tells);
            sums.iter_mut().zip(p).for_each(|(s, p)| *s += count * p / all);
        }
        let all: f64 = sums.iter().sum::<f64>().max(1e-9);
        parts = sums.map(|s| s / all);
        for (at, mine) in h.iter_mut().enumerate() {
            if let Some(shares) = tally.shares(at) {
                *mine = shares;
            }
        }
    }
    for (at, tells) in home.tells.iter().enumerate() {
        if !tells {
            h[at].clone_from(&m[at]);
        }
    }
    store(model, &h, |p, share| p.household = Some(share));
    #[expect(clippy::cast_precision_loss, reason = "counts of pairs")]
    let all_pairs = (records as f64 * (records as f64 - 1.0) / 2.0).max(1.0);
    let found = (sums[0] * home.scale / (model.prior * all_pairs).max(1.0)).clamp(0.2, 1.0);
    model.household_prior = (sums[2] * home.scale / found / all_pairs).clamp(0.0, 0.2);
    h
}
