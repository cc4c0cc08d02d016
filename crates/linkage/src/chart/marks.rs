//! Shares with the interval in which they probably lie, and pictures of what people decided beside what a model says.

use super::{Chart, Curve, Point, curves};

/// The interval in which a share lies with 95 % confidence (Wilson 1927). Everything if nothing was counted.
#[must_use]
pub fn wilson(of: u64, all: u64) -> (f64, f64) {
    if all == 0 {
        return (0.0, 1.0);
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of pairs")]
    let (n, p) = (all as f64, of as f64 / all as f64);
    let z: f64 = 1.959_964;
    let middle = z.mul_add(z / (2.0 * n), p);
    let reach = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    let below = 1.0 + z * z / n;
    (((middle - reach) / below).max(0.0), ((middle + reach) / below).min(1.0))
}

/// A share as a point of a curve.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts of pairs")]
pub fn share_point(x: f64, of: u64, all: u64) -> Point {
    let (low, high) = wilson(of, all);
    Point { x, y: if all == 0 { 0.0 } else { of as f64 / all as f64 }, low, high }
}

/// Precision and recall of pairs that people decided (bits, and whether they are one person), by threshold and against one another. Recall
/// is of the decided pairs only: of what nobody looked at nothing is known.
#[must_use]
pub fn judged(pairs: &[(f64, bool)], threshold: f64) -> (Chart, Chart) {
    let count = |from: f64, same: bool| pairs.iter().filter(|p| p.0 >= from && p.1 == same).count() as u64;
    let all = pairs.iter().filter(|p| p.1).count() as u64;
    let (low, high) = pairs.iter().fold((f64::MAX, f64::MIN), |(l, h), p| (l.min(p.0), h.max(p.0)));
    let mut steps = Vec::new();
    let mut at = low.floor();
    while at <= high && steps.len() < 200 {
        steps.push(at);
        at += 1.0;
    }
    let points: Vec<(Point, Point)> = steps
        .into_iter()
        .map(|at| {
            let (yes, no) = (count(at, true), count(at, false));
            (share_point(at, yes, yes + no), share_point(at, yes, all))
        })
        .collect();
    let (precision, recall): (Vec<Point>, Vec<Point>) = points.iter().copied().unzip();
    let both = [Curve { name: "precision".into(), points: precision }, Curve { name: "recall".into(), points: recall }];
    let against = points.iter().rev().map(|(p, r)| Point { x: r.y, ..*p }).collect();
    (
        curves("Precision and recall by threshold", "threshold in bits", &both, Some(threshold)),
        curves("Precision against recall", "recall", &[Curve { name: "precision".into(), points: against }], None),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_has_the_share_in_it() {
        for (of, all) in [(0, 10), (3, 10), (10, 10), (970, 1000)] {
            let p = share_point(0.0, of, all);
            assert!(p.low <= p.y + 1e-9 && p.y <= p.high + 1e-9 && p.low >= 0.0 && p.high <= 1.0);
        }
        assert_eq!(wilson(0, 0), (0.0, 1.0));
        // Of ten with all right it is hardly sure that more than seven in ten are.
        assert!((wilson(10, 10).0 - 0.722).abs() < 0.002);
    }

    #[test]
    fn decided_pairs_say_how_precise_each_threshold_would_be() {
        let pairs = [(10.2, true), (8.1, true), (3.5, true), (2.5, false), (-1.0, false)];
        let (by_threshold, against) = judged(&pairs, 0.0);
        let row = |table: &[Vec<String>], at: &str, curve: &str| {
            table.iter().find(|r| r[0] == at && r[1] == curve).map(|r| r[2].clone()).unwrap()
        };
        assert_eq!(row(&by_threshold.table, "3.00", "precision"), "1.0000");
        assert_eq!(row(&by_threshold.table, "2.00", "precision"), "0.7500");
        assert_eq!(row(&by_threshold.table, "8.00", "recall"), "0.6667");
        assert!(by_threshold.svg.contains("threshold") && against.svg.contains("<title"));
    }
}
