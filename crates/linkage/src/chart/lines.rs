//! Curves with the band in which the truth probably lies.

use super::Chart;
use super::draw::{INK, QUIET, SERIES, Sheet};

/// A point of a curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Where.
    pub x: f64,
    /// How high.
    pub y: f64,
    /// The lower end of the band.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// A named curve. Heights are shares from 0 to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// Its name.
    pub name: String,
    /// Its points, from left to right.
    pub points: Vec<Point>,
}

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 420.0;
const LEFT: f64 = 60.0;
const RIGHT: f64 = 20.0;
const TOP: f64 = 40.0;
const BOTTOM: f64 = 50.0;
const DASHES: [&str; 3] = ["none", "8 4", "2 3"];

/// Up to three curves over one axis; `mark` is a value of it that is pointed out (the threshold).
#[must_use]
pub fn curves(title: &str, axis: &str, curves: &[Curve], mark: Option<f64>) -> Chart {
    let all = || curves.iter().flat_map(|c| &c.points);
    let (low, high) = all().fold((f64::MAX, f64::MIN), |(l, h), p| (l.min(p.x), h.max(p.x)));
    let (low, high) = if low < high { (low, high) } else { (0.0, 1.0) };
    let described: Vec<String> = curves
        .iter()
        .filter_map(|c| {
            let (first, last) = (c.points.first()?, c.points.last()?);
            Some(format!("{}: from {:.3} at {:.2} to {:.3} at {:.2}", c.name, first.y, first.x, last.y, last.x))
        })
        .collect();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few hundred")]
    let mut sheet = Sheet::new(WIDTH as u32, HEIGHT as u32, title, &described.join(". "));
    let x = |v: f64| ((v - low) / (high - low)).mul_add(WIDTH - LEFT - RIGHT, LEFT);
    let y = |v: f64| (1.0 - v.clamp(0.0, 1.0)).mul_add(HEIGHT - TOP - BOTTOM, TOP);
    for step in 0..=5 {
        let share = f64::from(step) / 5.0;
        sheet.line((LEFT, y(share)), (WIDTH - RIGHT, y(share)), "#b1b4b6", false);
        sheet.text((LEFT - 8.0, y(share) + 5.0), "end", INK, &format!("{share:.1}"));
        let at = (high - low).mul_add(share, low);
        sheet.text((x(at), HEIGHT - BOTTOM + 20.0), "middle", INK, &format!("{at:.1}"));
    }
    sheet.text((WIDTH / 2.0, HEIGHT - 8.0), "middle", INK, axis);
    if let Some(mark) = mark.filter(|m| (low..=high).contains(m)) {
        sheet.line((x(mark), TOP), (x(mark), HEIGHT - BOTTOM), QUIET, true);
        sheet.text((x(mark) + 4.0, HEIGHT - BOTTOM - 8.0), "start", QUIET, "threshold");
    }
    let mut table = vec![[axis, "curve", "value", "from", "to"].map(str::to_owned).to_vec()];
    for (n, curve) in curves.iter().take(3).enumerate() {
        let band: Vec<(f64, f64)> = curve
            .points
            .iter()
            .map(|p| (x(p.x), y(p.high)))
            .chain(curve.points.iter().rev().map(|p| (x(p.x), y(p.low))))
            .collect();
        sheet.path(&band, "none", SERIES[n], "none");
        let line: Vec<(f64, f64)> = curve.points.iter().map(|p| (x(p.x), y(p.y))).collect();
        sheet.path(&line, SERIES[n], "none", DASHES[n]);
        #[expect(clippy::cast_precision_loss, reason = "up to three")]
        let place = (n as f64).mul_add(180.0, LEFT);
        sheet.bar((place, 12.0), (24.0, 6.0), SERIES[n]);
        sheet.text((place + 30.0, 20.0), "start", INK, &curve.name);
        table.extend(curve.points.iter().map(|p| {
            vec![
                format!("{:.2}", p.x),
                curve.name.clone(),
                format!("{:.4}", p.y),
                format!("{:.4}", p.low),
                format!("{:.4}", p.high),
            ]
        }));
    }
    Chart { svg: sheet.done(), table }
}
