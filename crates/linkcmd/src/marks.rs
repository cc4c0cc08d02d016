//! Marks of a run: counted pairs by score, and how sure a share is.

use linkage::chart::Point;

/// The interval in which a share lies with 95 % confidence (Wilson 1927). Everything if nothing was counted.
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
#[expect(clippy::cast_precision_loss, reason = "counts of pairs")]
pub fn point(x: f64, of: u64, all: u64) -> Point {
    let (low, high) = wilson(of, all);
    Point { x, y: if all == 0 { 0.0 } else { of as f64 / all as f64 }, low, high }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_has_the_share_in_it() {
        let (low, high) = wilson(95, 100);
        assert!((low - 0.888_2).abs() < 0.001 && (high - 0.978_5).abs() < 0.001, "{low} {high}");
        assert_eq!(wilson(0, 0), (0.0, 1.0));
        assert!(wilson(0, 50).0.abs() < 1e-9 && wilson(50, 50).1 > 0.999);
    }
}
