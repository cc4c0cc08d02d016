//! What nobody said and is needed to run, as questions to a data protection officer.

use crate::merge::Merged;
use crate::model::{Assumption, Statement, StatementId};
use crate::source::{Keep, Origin};
use crate::statement::{entries, value_at};
use crate::words::and_list;
use indexmap::IndexMap;
use serde_json::Value;

pub(super) fn assumptions(merged: &Merged, statements: &IndexMap<StatementId, Statement>) -> Vec<Assumption> {
    let mut all = Vec::new();
    for entry in entries(&merged.file) {
        if merged.source(entry.table, entry.key).is_none() {
            continue;
        }
        let id = merged.id(entry.table, entry.key);
        let Some(statement) = statements.get(&id) else { continue };
        let provenance = entry.statement.provenance();
        if provenance.origin == Origin::Assumed {
            all.push(Assumption {
                statement: id.clone(),
                key: None,
                words: format!("The notice does not say this: “{}” Is it right?", statement.words),
            });
        }
        if provenance.assumed.is_empty() {
            continue;
        }
        let value = entry.statement.value();
        for key in &provenance.assumed {
            let said = value_at(&value, key).map_or_else(|| "nothing".to_owned(), plain);
            all.push(Assumption {
                statement: id.clone(),
                key: Some(key.clone()),
                words: format!(
                    "The notice does not say {} ({id}). We took it to be {said}. Is it right?",
                    asked(entry.table, key)
                ),
            });
        }
    }
    for (key, retain) in &merged.file.retain {
        let provenance = &retain.provenance;
        let counted = matches!(
            retain.keep,
            Keep::Years(_) | Keep::Months(_) | Keep::Days(_) | Keep::YearsPlusCurrent { .. } | Keep::Range { .. }
        );
        if counted && retain.anchor.is_none() && provenance.origin != Origin::Assumed {
            all.push(Assumption {
                statement: merged.id("retain", key),
                key: Some("anchor".to_owned()),
                words: format!(
                    "“{}”: from which day is the period counted? Until somebody says, nothing can fall due.",
                    retain.label
                ),
            });
        }
        if matches!(retain.keep, Keep::YearsPlusCurrent { year: None, .. }) {
            all.push(Assumption {
                statement: merged.id("retain", key),
                key: Some("keep.year".to_owned()),
                words: format!("“{}”: does the current year end on 31 December or on 31 March?", retain.label),
            });
        }
    }
    all
}

/// What a key is about, as the object of "the notice does not say".
fn asked(table: &str, key: &str) -> String {
    let last = key.rsplit('.').next().unwrap_or(key);
    match (table, last) {
        ("retain", "anchor") => "from which day the period is counted".to_owned(),
        ("retain", "year") => "which year the current year is".to_owned(),
        ("retain", "keep" | "years" | "months" | "days") => "how long this is kept".to_owned(),
        ("retain", "after") => "what happens at the end".to_owned(),
        ("disclose", "gate") => "what allows this disclosure".to_owned(),
        ("disclose", "categories") => "which data this recipient gets".to_owned(),
        ("disclose", "purpose") => "for which purpose this recipient gets it".to_owned(),
        (_, "meaning") => "whether consent is the lawful basis or a permission".to_owned(),
        (_, "withdraw") => "how consent is withdrawn".to_owned(),
        ("basis", "article6") => "the lawful basis".to_owned(),
        ("basis", "article9") => "the condition for special category data".to_owned(),
        ("basis", "schedule1") => "the condition in Schedule 1".to_owned(),
        ("basis", "policy-document" | "policy_document") => "which policy document covers it".to_owned(),
        ("storage", "region") => "where the data is kept".to_owned(),
        ("category", "fields") => "which fields these are".to_owned(),
        ("category", "necessity") => "whether it has to be given".to_owned(),
        ("notice", "effective") => "from when it applies".to_owned(),
        ("notice", "version") => "its version".to_owned(),
        _ => format!("`{key}`"),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => format!("“{text}”"),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Null => "nothing".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Array(items) if items.is_empty() => "nothing".to_owned(),
        Value::Array(items) => and_list(&items.iter().map(plain).collect::<Vec<_>>()),
        Value::Object(map) => and_list(
            &map.iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| format!("{k} {}", plain(v))).collect::<Vec<_>>(),
        ),
    }
}
