//! How a pair comes by its score, step by step.

use super::Chart;
use super::draw::{AGAINST, FOR, INK, QUIET, Sheet, bits};
use crate::explain::Explanation;

const LEFT: f64 = 330.0;
const WIDTH: f64 = 760.0;
const ROW: f64 = 30.0;

/// One bar for each reason, each beginning where the last one ended; the last bar is the score. The bars' numbers sum to it exactly.
#[must_use]
pub fn waterfall(explanation: &Explanation) -> Chart {
    let rows = explanation.reasons.len();
    let verdict = if explanation.same { "one person" } else { "not linked" };
    let percent = explanation.probability * 100.0;
    let title = format!("Evidence for a pair: {} bits, {percent:.1} %, {verdict}", bits(explanation.millibits));
    let described: Vec<String> = explanation
        .reasons
        .iter()
        .map(|r| format!("{}: {}, {} bits", r.comparison, r.finding, bits(r.millibits)))
        .collect();
    #[expect(clippy::cast_precision_loss, reason = "a few rows")]
    let height = ROW.mul_add(rows as f64 + 1.0, 60.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few hundred")]
    let mut sheet = Sheet::new(WIDTH as u32, height as u32, &title, &described.join(". "));
    let (mut low, mut high, mut at) = (0, 0, 0);
    for reason in &explanation.reasons {
        at += reason.millibits;
        low = low.min(at);
        high = high.max(at);
    }
    let scale = (WIDTH - LEFT - 90.0) / f64::from((high - low).max(1000));
    let x = |millibits: i32| f64::from(millibits - low).mul_add(scale, LEFT);
    let zero = x(0);
    sheet.line((zero, 20.0), (zero, height - 30.0), QUIET, true);
    sheet.text((zero, 14.0), "middle", QUIET, "even odds");
    let mut table =
        vec![["what", "finding", "this record", "that record", "bits", "bits so far"].map(str::to_owned).to_vec()];
    let mut sum = 0;
    for (n, reason) in (0u32..).zip(&explanation.reasons) {
        let y = ROW.mul_add(f64::from(n), 28.0);
        let (from, to) = (sum, sum + reason.millibits);
        sum = to;
        let said =
            if reason.millibits == 0 { format!("{}: not known", reason.comparison) } else { reason.finding.clone() };
        let colour = if reason.millibits < 0 { AGAINST } else { FOR };
        sheet.text((LEFT - 10.0, y + 15.0), "end", INK, &short(&said));
        sheet.bar((x(from.min(to)), y), ((x(to) - x(from)).abs().max(1.0), ROW - 8.0), colour);
        sheet.text((x(from.max(to)) + 5.0, y + 15.0), "start", INK, &bits(reason.millibits));
        table.push(vec![
            reason.comparison.clone(),
            reason.finding.clone(),
            reason.left.join(", "),
            reason.right.join(", "),
            bits(reason.millibits),
            bits(sum),
        ]);
    }
    let y = ROW.mul_add(f64::from(u32::try_from(rows).unwrap_or(0)), 28.0);
    sheet.text((LEFT - 10.0, y + 15.0), "end", INK, "together");
    sheet.bar((x(sum.min(0)), y), ((x(sum) - zero).abs().max(1.0), ROW - 8.0), INK);
    sheet.text((x(sum.max(0)) + 5.0, y + 15.0), "start", INK, &bits(sum));
    table.push(vec![
        "together".into(),
        format!("{percent:.1} % likely one person"),
        String::new(),
        String::new(),
        bits(sum),
        bits(sum),
    ]);
    Chart { svg: sheet.done(), table }
}

fn short(text: &str) -> String {
    if text.chars().count() <= 44 { text.to_owned() } else { text.chars().take(43).chain(['…']).collect() }
}
