//! Statement by statement: what was added, removed and changed.

use crate::model::{Compiled, StatementId};
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
