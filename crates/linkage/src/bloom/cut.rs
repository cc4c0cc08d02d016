//! Where to cut without knowing the truth.

use super::meet::{Meeting, Met};
use std::collections::HashSet;

/// Why the cut is where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CutReason {
    /// Each record has one partner at most, so what was passed over for a better one are strangers, and shows how alike they get.
    RunnersUp,
    /// The number of pairs falls off steadily where strangers end; above that line, most pairs are of one person.
    FallingOff,
    /// Too few pairs to tell: six standard deviations above what chance gives.
    TooFew,
}

/// A lowest likeness that counts as a link.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cut {
    /// The Dice coefficient from which a pair is a link.
    pub at: f32,
    /// Why there.
    pub reason: CutReason,
    /// Of the links, how many are expected to be wrong.
    pub expected_wrong: f64,
}

/// Fewest pairs from which anything is told.
const FEWEST: usize = 50;
const BINS: usize = 200;

impl Meeting {
    /// The pairs from the cut on.
    pub fn links(&self, cut: &Cut) -> impl Iterator<Item = &Met> {
        let at = cut.at;
        self.pairs.iter().take_while(move |p| p.dice >= at)
    }

    /// Where every record of each list has at most one partner in the other: the pairs, the most alike first, and the cut.
    /// `records` says how many records each list has.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of records")]
    pub fn one_to_one(&self, records: (usize, usize)) -> (Vec<Met>, Cut) {
        let (mut of_a, mut of_b) = (HashSet::new(), HashSet::new());
        let (mut links, mut runners): (Vec<Met>, Vec<f32>) = (Vec::new(), Vec::new());
        for pair in &self.pairs {
            if of_a.contains(&pair.a) || of_b.contains(&pair.b) {
                runners.push(pair.dice);
                continue;
            }
            of_a.insert(pair.a);
            of_b.insert(pair.b);
            links.push(*pair);
        }
        if links.len() < FEWEST || runners.len() < FEWEST {
            let cut = self.six_deviations(&links);
            links.retain(|l| l.dice >= cut.at);
            return (links, cut);
        }
        let (n_a, n_b) = (records.0.max(links.len()) as f64, records.1.max(links.len()) as f64);
        let passed_over = |at: f32| runners.partition_point(|r| *r >= at) as f64;
        // Two strangers are this alike so often. A record without a partner meets only what the others left, and takes the best of it.
        let wrong_above = |at: f32, partners: f64| {
            let (lone_a, lone_b) = ((n_a - partners).max(0.0), (n_b - partners).max(0.0));
            let mut wrong = 0.0;
            for _ in 0..20 {
                let often = (passed_over(at) + wrong) / (n_a * n_b);
                wrong = lone_a.min(lone_b) * (1.0 - (-often * lone_a.max(lone_b)).exp());
            }
            wrong
        };
        let partners = (0..links.len())
            .map(|i| {
                let found = (i + 1) as f64;
                let (mut low, mut high) = (0.0, n_a.min(n_b).min(found));
                for _ in 0..40 {
                    let middle = f64::midpoint(low, high);
                    if middle + wrong_above(links[i].dice, middle) < found { low = middle } else { high = middle }
                }
                // Less what chance may have added: the largest of many guesses would be too large.
                low - 2.0 * wrong_above(links[i].dice, low).sqrt()
            })
            .fold(0.0, f64::max);
        let (mut best, mut cut) = (f64::MIN, 1.0);
        let mut expected_wrong = 0.0;
        for (i, link) in links.iter().enumerate() {
            let wrong = wrong_above(link.dice, partners);
            let found = (i + 1) as f64;
            let f1 = 2.0 * (found - wrong) / (found + partners);
            if f1 >= best {
                (best, cut, expected_wrong) = (f1, link.dice, wrong);
            }
        }
        links.retain(|l| l.dice >= cut);
        (links, Cut { at: cut, reason: CutReason::RunnersUp, expected_wrong })
    }

    /// The cut where a record may have any number of partners: from the way in which the number of pairs falls off as they get more alike.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "bins of counts"
    )]
    pub fn cut(&self) -> Cut {
        let mut counts = [0.0f64; BINS];
        for pair in &self.pairs {
            counts[((f64::from(pair.dice) * BINS as f64) as usize).min(BINS - 1)] += 1.0;
        }
        let smooth: Vec<f64> = (0..BINS)
            .map(|i| {
                let near = &counts[i.saturating_sub(1)..(i + 2).min(BINS)];
                near.iter().sum::<f64>() / near.len() as f64
            })
            .collect();
        // Exact copies stand at the top and are no strangers.
        let top = (0..BINS - 10).max_by(|a, b| smooth[*a].total_cmp(&smooth[*b])).unwrap_or(0);
        let falling: Vec<(f64, f64)> = (top..BINS)
            .take_while(|i| smooth[*i] >= 0.05 * smooth[top] && smooth[*i] >= 1.0)
            .filter(|i| smooth[*i] <= 0.7 * smooth[top])
            .map(|i| (i as f64, smooth[i].ln()))
            .collect();
        let Some((level, slope)) = line(&falling).filter(|_| self.pairs.len() >= FEWEST) else {
            return self.six_deviations(&self.pairs);
        };
        let strangers = |i: usize| (level + slope * i as f64).exp().min(smooth[i]);
        let first = falling.first().map_or(0, |f| f.0 as usize);
        let at = (first..BINS).find(|i| strangers(*i) < 0.5 * smooth[*i]).unwrap_or(BINS);
        let expected_wrong = (at..BINS).map(strangers).sum();
        Cut { at: at as f32 / BINS as f32, reason: CutReason::FallingOff, expected_wrong }
    }

    fn six_deviations(&self, pairs: &[Met]) -> Cut {
        let at = (self.strangers.0 + 6.0 * self.strangers.1).min(0.99);
        let reach = pairs.iter().filter(|p| p.dice >= at).count();
        #[expect(clippy::cast_precision_loss, reason = "a count of pairs")]
        Cut {
            at,
            reason: CutReason::TooFew,
            expected_wrong: 1e-9 * self.compared as f64 * f64::from(u8::from(reach > 0)),
        }
    }
}

/// The straight line through some points: level and slope. None if there are too few, or it does not fall.
#[expect(clippy::cast_precision_loss, reason = "a count of points")]
fn line(points: &[(f64, f64)]) -> Option<(f64, f64)> {
    let n = points.len() as f64;
    if points.len() < 3 {
        return None;
    }
    let (x, y) = (points.iter().map(|p| p.0).sum::<f64>() / n, points.iter().map(|p| p.1).sum::<f64>() / n);
    let (mut above, mut below) = (0.0, 0.0);
    for (px, py) in points {
        above += (px - x) * (py - y);
        below += (px - x) * (px - x);
    }
    let slope = above / below;
    (below > 0.0 && slope < 0.0).then_some((y - slope * x, slope))
}
