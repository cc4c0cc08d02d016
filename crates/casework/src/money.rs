//! Sums of amounts for a month, from rows that say how often each comes.

use crate::SectionContent;
use notice::model::Total;

/// How many of something come in a year, by code; a month is a twelfth of a year.
const IN_A_YEAR: [(&str, i64); 6] =
    [("week", 52), ("fortnight", 26), ("four-weeks", 13), ("month", 12), ("quarter", 4), ("year", 1)];

/// Pence from an amount as it is kept (`123.45`).
fn pence(amount: &str) -> Option<i64> {
    let (sign, plain) = amount.strip_prefix('-').map_or((1, amount), |rest| (-1, rest));
    let (pounds, rest) = plain.split_once('.').unwrap_or((plain, "0"));
    let pounds: i64 = pounds.parse().ok()?;
    let rest: i64 = format!("{rest:0<2}").get(..2)?.parse().ok()?;
    pounds.checked_mul(100)?.checked_add(rest).map(|p| sign * p)
}

/// What the rows of a question come to in a year, in pence.
fn in_a_year(content: &SectionContent, field: &str) -> Option<i64> {
    let mut sum = 0_i64;
    let mut any = false;
    for row in content.rows(field) {
        let Some(amount) = row.get("amount").and_then(pence) else { continue };
        let times = IN_A_YEAR.iter().find(|(code, _)| Some(*code) == row.get("every")).map_or(12, |(_, n)| *n);
        sum = sum.checked_add(amount.checked_mul(times)?)?;
        any = true;
    }
    any.then_some(sum)
}

/// A total for a month, as an amount (`1234.50`); none where there is nothing to add up.
#[must_use]
pub fn total(content: &SectionContent, total: &Total) -> Option<String> {
    let add = |fields: &[String]| {
        let parts: Vec<i64> = fields.iter().filter_map(|f| in_a_year(content, f)).collect();
        (!parts.is_empty()).then(|| parts.iter().sum::<i64>())
    };
    let (of, less) = (add(&total.of), add(&total.less));
    if of.is_none() && less.is_none() {
        return None;
    }
    let year = of.unwrap_or(0) - less.unwrap_or(0);
    // To the nearest penny.
    let month = (year.abs() + 6) / 12;
    let sign = if year < 0 && month > 0 { "-" } else { "" };
    Some(format!("{sign}{}.{:02}", month / 100, month % 100))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(rows: &[(&str, &str, &str)]) -> SectionContent {
        let mut pairs = Vec::new();
        for (at, (field, amount, every)) in rows.iter().enumerate() {
            pairs.push((format!("{field}.{}.amount", at + 1), (*amount).to_owned()));
            pairs.push((format!("{field}.{}.every", at + 1), (*every).to_owned()));
        }
        SectionContent::from_pairs(pairs)
    }

    #[test]
    fn weeks_become_months_by_the_year() {
        let all = Total { of: vec!["in".to_owned()], less: vec!["out".to_owned()] };
        let money = content(&[("in", "100.00", "week"), ("in", "50.00", "month"), ("out", "600.00", "month")]);
        assert_eq!(total(&money, &all).as_deref(), Some("-116.67"));
        let only = Total { of: vec!["in".to_owned()], less: vec![] };
        assert_eq!(total(&money, &only).as_deref(), Some("483.33"));
        assert_eq!(total(&content(&[]), &only), None);
        assert_eq!(total(&content(&[("in", "0.00", "year")]), &only).as_deref(), Some("0.00"));
    }
}
