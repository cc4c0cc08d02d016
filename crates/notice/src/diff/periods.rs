//! Which periods became longer or shorter.

use crate::model::{Compiled, RetentionRule, StatementId};
use crate::render::words;
use crate::source::Keep;
use serde::Serialize;

/// Whether a period became longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Period {
    /// Data is kept longer.
    Longer,
    /// Data is kept less long.
    Shorter,
    /// Which of the two cannot be said: the period is counted otherwise.
    Changed,
}

/// A period that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RetentionChange {
    /// The statement.
    pub statement: StatementId,
    /// Longer or shorter.
    pub period: Period,
    /// In one sentence.
    pub words: String,
}

/// Compares the periods of each category, whichever statement gives it, and of what else is kept by statement: records that are
/// no category, and the copies that others hold. What has no period any more is kept longer.
#[must_use]
pub fn retention(old: &Compiled, new: &Compiled) -> Vec<RetentionChange> {
    let mut pairs: Vec<(Rules<'_>, Vec<String>)> = Vec::new();
    for category in &new.categories {
        // What is collected for the first time, or no longer, is among the statements.
        if old.category(&category.id).is_some() {
            pair(
                &mut pairs,
                (rule_of(old, &category.id), rule_of(new, &category.id)),
                Some(format!("\u{201c}{}\u{201d}", category.label)),
            );
        }
    }
    let beside = |r: &&RetentionRule| !r.held_by.is_empty() || !r.artefacts.is_empty();
    for rule in new.retention.iter().filter(beside) {
        pair(&mut pairs, (old.retention.iter().find(|r| r.statement == rule.statement), Some(rule)), None);
    }
    for rule in old.retention.iter().filter(beside) {
        if !new.retention.iter().any(|r| r.statement == rule.statement) {
            pair(&mut pairs, (Some(rule), None), None);
        }
    }
    pairs.into_iter().filter_map(|((was, is), labels)| changed(was, is, &labels)).collect()
}

type Rules<'a> = (Option<&'a RetentionRule>, Option<&'a RetentionRule>);

/// What changed from one rule to another is told once for all that it is about.
fn pair<'a>(pairs: &mut Vec<(Rules<'a>, Vec<String>)>, rules: Rules<'a>, label: Option<String>) {
    let of = |r: Option<&RetentionRule>| r.map(|r| r.statement.clone());
    match pairs.iter_mut().find(|(p, _)| (of(p.0), of(p.1)) == (of(rules.0), of(rules.1))) {
        Some((_, labels)) => labels.extend(label),
        None => pairs.push((rules, label.into_iter().collect())),
    }
}

/// The rule by which the controller keeps a category.
fn rule_of<'c>(compiled: &'c Compiled, category: &str) -> Option<&'c RetentionRule> {
    let ix = compiled.category(category)?;
    compiled.retention.iter().find(|r| r.held_by.is_empty() && r.categories.contains(&ix))
}

fn changed(was: Option<&RetentionRule>, is: Option<&RetentionRule>, labels: &[String]) -> Option<RetentionChange> {
    let said = |r: &RetentionRule| words::period(&r.keep, r.anchor);
    let what = |r: &RetentionRule| match labels {
        [] => format!("\u{201c}{}\u{201d}", r.label),
        some => words::and(some),
    };
    let (statement, period, words) = match (was, is) {
        (None, None) => return None,
        (None, Some(is)) => {
            (is, Period::Shorter, format!("{} has a period now: {}; before, there was none", what(is), said(is)))
        }
        (Some(was), None) => {
            (was, Period::Longer, format!("{} has no period any more; before, {}", what(was), said(was)))
        }
        (Some(was), Some(is)) if (&was.keep, was.anchor, &was.instead) == (&is.keep, is.anchor, &is.instead) => {
            return None;
        }
        (Some(was), Some(is)) => {
            let period = compare(was, is);
            let how = match period {
                Period::Longer => "is kept longer",
                Period::Shorter => "is kept less long",
                Period::Changed => "is kept for another period",
            };
            let same = was.statement == is.statement;
            let what = if same { format!("\u{201c}{}\u{201d}", is.label) } else { what(is) };
            (is, period, format!("{what} {how}: {}, before {}", said(is), said(was)))
        }
    };
    Some(RetentionChange { statement: statement.statement.clone(), period, words })
}

fn compare(old: &RetentionRule, new: &RetentionRule) -> Period {
    match (bounds(&old.keep), bounds(&new.keep)) {
        (Some(was), Some(is)) if old.anchor == new.anchor && old.instead == new.instead => {
            // Only where the shortest and the longest move the same way is the answer plain.
            if is.0 >= was.0 && is.1 >= was.1 && is != was {
                Period::Longer
            } else if is.0 <= was.0 && is.1 <= was.1 && is != was {
                Period::Shorter
            } else {
                Period::Changed
            }
        }
        _ => Period::Changed,
    }
}

/// The shortest and the longest that a period can last, in days from its anchor.
fn bounds(keep: &Keep) -> Option<(u32, u32)> {
    let years = |y: u32| y.saturating_mul(365).saturating_add(y / 4);
    match keep {
        Keep::Years(y) => Some((years(*y), years(*y))),
        Keep::Months(m) => Some((m.saturating_mul(30), m.saturating_mul(31))),
        Keep::Days(d) => Some((*d, *d)),
        Keep::YearsPlusCurrent { years: y, .. } => Some((years(*y), years(y.saturating_add(1)))),
        Keep::Range { min_years, max_years, .. } => Some((years(*min_years), years(*max_years))),
        Keep::Indefinitely => Some((u32::MAX, u32::MAX)),
        Keep::While(_) | Keep::ByReference(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_compared_where_they_can_be() {
        let rule = |keep: Keep| RetentionRule {
            statement: StatementId("retain.case".to_owned()),
            label: "Case records".to_owned(),
            categories: Vec::new(),
            artefacts: Vec::new(),
            held_by: Vec::new(),
            through: Vec::new(),
            keep,
            anchor: Some(crate::source::Anchor::CaseClosed),
            after: crate::source::After::Erase,
            why: Vec::new(),
            instead: None,
        };
        let six = rule(Keep::Years(6));
        assert_eq!(compare(&six, &rule(Keep::Years(7))), Period::Longer);
        assert_eq!(compare(&six, &rule(Keep::Months(12))), Period::Shorter);
        assert_eq!(compare(&six, &rule(Keep::YearsPlusCurrent { years: 6, year: None })), Period::Longer);
        assert_eq!(
            compare(&six, &rule(Keep::Range { min_years: 5, max_years: 9, decided_by: "manager".to_owned() })),
            Period::Changed
        );
        assert_eq!(compare(&six, &rule(Keep::While("we help you".to_owned()))), Period::Changed);
        assert_eq!(compare(&six, &rule(Keep::Indefinitely)), Period::Longer);
    }
}
