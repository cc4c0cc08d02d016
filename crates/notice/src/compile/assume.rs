//! What nobody said and is needed to run, as questions to a data protection officer.

use crate::merge::Merged;
use crate::model::{Assumption, Statement, StatementId};
use crate::source::{Keep, NoticeKind, Origin};
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
            let said = in_words(merged, entry.table, entry.key, key)
                .or_else(|| value_at(&value, key).map(plain))
                .unwrap_or_else(|| "nothing".to_owned());
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
    for (key, disclose) in merged.file.disclose.iter().filter(|(k, _)| merged.own("disclose", k)) {
        if let Some(law) = crate::check::lawless(merged, disclose) {
            all.push(Assumption {
                statement: merged.id("disclose", key),
                key: Some("gate".to_owned()),
                words: format!(
                    "“{law}” names no law that anybody can look up ({}). Which one allows this disclosure?",
                    merged.id("disclose", key)
                ),
            });
        }
    }
    let service = merged.file.notice.kind == NoticeKind::Service;
    if let Some(complaint) = merged.file.complaint.as_ref().filter(|c| service && c.first.is_empty()) {
        let days = complaint.acknowledge_days.unwrap_or(30);
        all.push(Assumption {
            statement: merged.id("complaint", ""),
            key: Some("first".to_owned()),
            words: format!("To whom does a complaint about data go first? It is acknowledged within {days} days, and nobody says where it is sent."),
        });
    }
    for (key, category) in super::keep::unkept(&merged.file) {
        all.push(Assumption {
            statement: merged.id("category", key),
            key: None,
            words: format!("“{}”: nobody says how long it is kept. For how long, and from which day?", category.label),
        });
    }
    for (key, category, _) in crate::check::without_consent(merged) {
        all.push(Assumption {
            statement: merged.id("category", key),
            key: None,
            words: format!(
                "“{}” rests on explicit consent alone, and some of those who see it do not need that consent. Which condition of article 9(2) lets them?",
                category.label
            ),
        });
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
        ("class", "open") => "how a body comes into this list".to_owned(),
        ("class", "enrol-by") => "who lets a body in".to_owned(),
        ("access", "roles") => "which roles may see this".to_owned(),
        ("access", "purposes") => "for which purposes they may see it".to_owned(),
        ("access", "categories") => "what they may see".to_owned(),
        ("basis", "purposes") => "which purposes this basis supports".to_owned(),
        ("basis", "categories") => "which data this condition supports".to_owned(),
        ("disclose", "to") => "to whom this goes".to_owned(),
        ("disclose", "needs") => "what has to be the case besides".to_owned(),
        ("disclose", "records") => "what the recipient may write into the record".to_owned(),
        ("source", "categories") => "which data comes from there".to_owned(),
        ("category", "derived-from") => "from what this is made".to_owned(),
        ("notice", "controller") => "who is the controller".to_owned(),
        ("notice", "contact") => "whom to ask how the controllers share the duties".to_owned(),
        ("provision", "voluntary") => "whether people may decline to give their data".to_owned(),
        ("rights", "request") => "how a request about one's data is made".to_owned(),
        (_, "meaning") => "whether consent is the lawful basis or a permission".to_owned(),
        (_, "withdraw") => "how consent is withdrawn".to_owned(),
        ("basis", "article6") => "the lawful basis".to_owned(),
        ("basis", "article9") => "the condition for special category data".to_owned(),
        ("basis", "schedule1") => "the condition in Schedule 1".to_owned(),
        ("basis", "policy-document" | "policy_document") => "which policy document covers it".to_owned(),
        ("oversight", "files-approved-by") => "who approves a list before it leaves in a file".to_owned(),
        ("oversight", "unusual-looks-to") => "who is told when somebody looks at records in an unusual way".to_owned(),
        ("storage", "region") => "where the data is kept".to_owned(),
        ("category", "fields") => "which fields these are".to_owned(),
        ("category", "necessity") => "whether it has to be given".to_owned(),
        ("notice", "effective") => "from when it applies".to_owned(),
        ("notice", "version") => "its version".to_owned(),
        _ => format!("`{key}`"),
    }
}

/// What was assumed, where ids or tables stand in the file, as people would say it.
fn in_words(merged: &Merged, table: &str, key: &str, path: &str) -> Option<String> {
    let file = &merged.file;
    let list = |words: Vec<String>| if words.is_empty() { "nothing".to_owned() } else { and_list(&words) };
    let quoted = |text: &str| format!("“{text}”");
    let categories = |ids: &[String], except: &[String]| {
        let name = |id: &String| match file.category.get(id) {
            Some(category) => quoted(&category.label),
            None if id == "*" => "everything".to_owned(),
            None => id.clone(),
        };
        let mut words = list(ids.iter().map(name).collect());
        if !except.is_empty() {
            words = format!("{words} except {}", list(except.iter().map(name).collect()));
        }
        words
    };
    let purposes = |ids: &[String]| {
        list(
            ids.iter()
                .map(|id| match file.purpose.get(id) {
                    Some(purpose) => quoted(&purpose.label),
                    None if id == "*" => "every purpose of the notice".to_owned(),
                    None => id.clone(),
                })
                .collect(),
        )
    };
    let bodies = |ids: &[String]| {
        list(
            ids.iter()
                .map(|id| match id.strip_prefix("class:") {
                    Some(class) => file.class.get(class).map_or_else(|| id.clone(), |c| quoted(&c.label)),
                    None if id == "subject" => "the person".to_owned(),
                    None => file.party.get(id).map_or_else(|| id.clone(), |p| p.name.clone()),
                })
                .collect(),
        )
    };
    let roles = |ids: &[String]| {
        list(ids.iter().map(|id| file.role.get(id).map_or_else(|| id.clone(), |r| quoted(&r.label))).collect())
    };
    Some(match (table, path) {
        ("category", "fields") => {
            let infos = super::data::fields(file.category.get(key)?);
            list(infos.into_iter().map(|f| quoted(&f.label)).collect())
        }
        ("category", "derived-from") => categories(&file.category.get(key)?.derived_from, &[]),
        ("disclose", "gate") => super::sentence::gate(&file.disclose.get(key)?.gate),
        ("disclose", "categories") => {
            let disclose = file.disclose.get(key)?;
            categories(&disclose.categories, &disclose.except)
        }
        ("disclose", "records") => categories(&file.disclose.get(key)?.records, &[]),
        ("disclose", "purpose") => purposes(std::slice::from_ref(&file.disclose.get(key)?.purpose)),
        ("disclose", "to") => bodies(&file.disclose.get(key)?.to),
        ("override", "to") => bodies(&file.overrides.get(key)?.to),
        ("class", "members") => bodies(&file.class.get(key)?.members),
        ("class", "open") => {
            let open = file.class.get(key)?.open.as_ref()?;
            let role = roles(std::slice::from_ref(&open.enrol_by));
            format!("{role} lets a body in when there is {}", open.requires)
        }
        ("class", "open.enrol-by") => roles(std::slice::from_ref(&file.class.get(key)?.open.as_ref()?.enrol_by)),
        ("source", "categories") => categories(&file.source.get(key)?.categories, &[]),
        ("source", "from") => bodies(&file.source.get(key)?.from),
        ("basis", "purposes") => purposes(&file.basis.get(key)?.purposes),
        ("basis", "categories") => categories(&file.basis.get(key)?.categories, &[]),
        ("access", "roles") => roles(&file.access.get(key)?.roles),
        ("access", "purposes") => purposes(&file.access.get(key)?.purposes),
        ("access", "categories") => {
            let access = file.access.get(key)?;
            categories(&access.categories, &access.except)
        }
        ("rights", "request") => file.contact.get(file.rights.as_ref()?.request.as_ref()?)?.label.clone(),
        ("notice", "arrangement.contact") => {
            file.contact.get(file.notice.arrangement.as_ref()?.contact.as_ref()?)?.label.clone()
        }
        ("retain", "keep") => super::sentence::keep(&file.retain.get(key)?.keep),
        ("retain", "anchor") => super::sentence::anchor(file.retain.get(key)?.anchor?).trim().to_owned(),
        ("notice", "controller") => bodies(&file.notice.controller),
        _ => return None,
    })
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
