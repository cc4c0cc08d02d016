//! Statement by statement: what was added, removed and changed, and which periods became longer or shorter.

use crate::model::{Compiled, RetentionRule, StatementId};
use crate::render::words;
use crate::source::Keep;
use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value;

/// A statement that is not the same in both versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StatementChange {
    /// Its name.
    pub statement: StatementId,
    /// What happened to it.
    pub what: What,
    /// What it says: now, or before if it was removed.
    pub words: String,
    /// For a changed statement: each key that changed, with its value before and now.
    pub keys: Vec<KeyChange>,
}

/// What happened to a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It says something else.
    Changed,
}

/// A key of a statement with its value before and now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeyChange {
    /// The key.
    pub key: String,
    /// Before.
    pub old: Value,
    /// Now.
    pub new: Value,
}

/// Compares the statements by name.
#[must_use]
pub fn statements(old: &Compiled, new: &Compiled) -> Vec<StatementChange> {
    let before = values(old);
    let after = values(new);
    let mut changes = Vec::new();
    for (id, (words, value)) in &after {
        match before.get(id) {
            None => changes.push(StatementChange {
                statement: id.clone(),
                what: What::Added,
                words: words.clone(),
                keys: Vec::new(),
            }),
            Some((_, was)) if was != value => {
                let keys = keys(was, value);
                // A new version and a new date are not news in a new version.
                if !keys.is_empty() {
                    changes.push(StatementChange {
                        statement: id.clone(),
                        what: What::Changed,
                        words: words.clone(),
                        keys,
                    });
                }
            }
            Some(_) => {}
        }
    }
    for (id, (words, _)) in before.iter().filter(|(id, _)| !after.contains_key(*id)) {
        changes.push(StatementChange {
            statement: id.clone(),
            what: What::Removed,
            words: words.clone(),
            keys: Vec::new(),
        });
    }
    changes
}

fn values(compiled: &Compiled) -> IndexMap<StatementId, (String, Value)> {
    let file = serde_json::to_value(&compiled.merged).unwrap_or(Value::Null);
    compiled
        .statements
        .iter()
        .map(|(id, statement)| {
            let own = id.0.rsplit_once('#').map_or(id.0.as_str(), |(_, own)| own);
            let key = own.strip_prefix(statement.kind).map_or("", |rest| rest.trim_start_matches('.'));
            let table = file.get(statement.kind).unwrap_or(&Value::Null);
            let value = if key.is_empty() { table } else { table.get(key).unwrap_or(&Value::Null) };
            (id.clone(), (statement.words.clone(), value.clone()))
        })
        .collect()
}

fn keys(old: &Value, new: &Value) -> Vec<KeyChange> {
    let (Value::Object(was), Value::Object(is)) = (old, new) else { return Vec::new() };
    let mut names: Vec<&String> = is.keys().collect();
    names.extend(was.keys().filter(|k| !is.contains_key(*k)));
    names
        .into_iter()
        .filter(|k| !matches!(k.as_str(), "version" | "effective" | "note"))
        .filter_map(|key| {
            let before = was.get(key).unwrap_or(&Value::Null);
            let now = is.get(key).unwrap_or(&Value::Null);
            (before != now).then(|| KeyChange { key: key.clone(), old: before.clone(), new: now.clone() })
        })
        .collect()
}

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

/// Compares the periods, for each statement that both versions have. Only the controller's own and the recipients' clocks
/// of the same name are held against one another; statements that came or went are among the statements.
#[must_use]
pub fn retention(old: &Compiled, new: &Compiled) -> Vec<RetentionChange> {
    let mut changes = Vec::new();
    for rule in &new.retention {
        let Some(was) = old.retention.iter().find(|r| r.statement == rule.statement) else { continue };
        if was.keep == rule.keep && was.anchor == rule.anchor {
            continue;
        }
        let period = compare(was, rule);
        let how = match period {
            Period::Longer => "is kept longer",
            Period::Shorter => "is kept less long",
            Period::Changed => "is kept for another period",
        };
        changes.push(RetentionChange {
            statement: rule.statement.clone(),
            period,
            words: format!(
                "\u{201c}{}\u{201d} {how}: {}, before {}",
                rule.label,
                words::period(&rule.keep, rule.anchor),
                words::period(&was.keep, was.anchor)
            ),
        });
    }
    changes
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
