//! What each level of a model is worth.

use super::Chart;
use super::draw::{AGAINST, FOR, INK, QUIET, Sheet, bits};
use crate::model::Model;

const LEFT: f64 = 330.0;
const WIDTH: f64 = 760.0;
const ROW: f64 = 24.0;

/// A bar for each level: to the right it speaks for one person, to the left against.
#[must_use]
pub fn weights(model: &Model) -> Chart {
    let mut rows = Vec::new();
    for comparison in &model.settings.comparisons {
        let parameters = model.levels.get(&comparison.name).map(Vec::as_slice).unwrap_or_default();
        for (level, p) in comparison.levels.iter().zip(parameters) {
            rows.push((comparison.name.clone(), level.label.clone(), p.m, p.u, p.millibits()));
        }
    }
    let count = u32::try_from(rows.len()).unwrap_or(0);
    let height = ROW.mul_add(f64::from(count), 50.0);
    let described: Vec<String> = rows.iter().map(|r| format!("{}: {} bits", r.1, bits(r.4))).collect();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few hundred")]
    let mut sheet =
        Sheet::new(WIDTH as u32, height as u32, "What each finding is worth, in bits", &described.join(". "));
    let (low, high) = rows.iter().fold((0, 0), |(l, h), r| (l.min(r.4), h.max(r.4)));
    let scale = (WIDTH - LEFT - 90.0) / f64::from((high - low).max(1000));
    let x = |millibits: i32| f64::from(millibits - low).mul_add(scale, LEFT);
    sheet.line((x(0), 20.0), (x(0), height - 20.0), QUIET, false);
    let mut table =
        vec![["comparison", "finding", "of one person", "of strangers", "bits"].map(str::to_owned).to_vec()];
    for (n, (comparison, label, m, u, weight)) in (0u32..).zip(rows) {
        let y = ROW.mul_add(f64::from(n), 24.0);
        sheet.text((LEFT - 10.0, y + 13.0), "end", INK, &label.chars().take(46).collect::<String>());
        sheet.bar(
            (x(weight.min(0)), y),
            ((x(weight) - x(0)).abs().max(1.0), ROW - 8.0),
            if weight < 0 { AGAINST } else { FOR },
        );
        sheet.text((x(weight.max(0)) + 5.0, y + 13.0), "start", INK, &bits(weight));
        table.push(vec![comparison, label, format!("{m:.6}"), format!("{u:.8}"), bits(weight)]);
    }
    Chart { svg: sheet.done(), table }
}
