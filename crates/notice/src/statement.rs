//! Every statement of a file, whatever its kind, by table and key.

use crate::source::{
    Access, Automated, Basis, Category, Class, Complaint, Contact, Disclose, Head, Legislation, Link, NoticeFile,
    Override, Oversight, Party, Preset, Prohibit, Promise, Provenance, Provision, Purpose, Retain, Rights, Role,
    Service, Source, Storage, Transfers,
};
use serde::Serialize;
use serde_json::Value;

/// What all statements have.
pub(crate) trait Stated {
    /// Where it comes from.
    fn provenance(&self) -> &Provenance;
    /// Its keys and values.
    fn value(&self) -> Value;
}

macro_rules! stated {
    ($($kind:ty),* $(,)?) => {
        $(impl Stated for $kind {
            fn provenance(&self) -> &Provenance {
                &self.provenance
            }
            fn value(&self) -> Value {
                as_value(self)
            }
        })*
    };
}
stated!(
    Access,
    Automated,
    Basis,
    Category,
    Class,
    Complaint,
    Contact,
    Disclose,
    Head,
    Legislation,
    Link,
    Override,
    Party,
    Preset,
    Prohibit,
    Promise,
    Provision,
    Purpose,
    Retain,
    Rights,
    Role,
    Service,
    Source,
    Storage,
    Oversight,
    Transfers,
);

fn as_value<T: Serialize>(statement: &T) -> Value {
    // The types of the language have string keys and finite numbers only, so this does not fail; were it to, the
    // statement would be said to have no keys.
    serde_json::to_value(statement).unwrap_or(Value::Null)
}

/// A statement of a file.
#[derive(Clone, Copy)]
pub(crate) struct Entry<'a> {
    /// Its table.
    pub table: &'static str,
    /// Its key in the table; empty for tables that are one statement.
    pub key: &'a str,
    /// The statement.
    pub statement: &'a dyn Stated,
}

impl Entry<'_> {
    /// `disclose.partner-referral`, or `rights`.
    pub(crate) fn name(&self) -> String {
        name(self.table, self.key)
    }
}

/// `disclose.partner-referral`, or `rights`.
pub(crate) fn name(table: &str, key: &str) -> String {
    if key.is_empty() { table.to_owned() } else { format!("{table}.{key}") }
}

/// Calls a macro with every table of a file: field and name.
macro_rules! tables {
    ($call:ident) => {
        $call!(
            service "service", party "party", class "class", role "role", category "category", source "source",
            purpose "purpose", basis "basis", legislation "legislation", access "access", disclose "disclose",
            preset "preset", overrides "override", retain "retain", prohibit "prohibit", promise "promise", contact "contact",
            link "link"
        )
    };
}
pub(crate) use tables;

/// Calls a macro with every table that is one statement.
macro_rules! singles {
    ($call:ident) => {
        $call!(
            rights "rights", complaint "complaint", automated "automated", storage "storage", oversight "oversight",
            transfers "transfers", provision "provision"
        )
    };
}
pub(crate) use singles;

/// All statements of a file, table by table in the order in which the language lists them.
pub(crate) fn entries(file: &NoticeFile) -> Vec<Entry<'_>> {
    let mut all: Vec<Entry<'_>> = vec![Entry { table: "notice", key: "", statement: &file.notice }];
    macro_rules! push_tables {
        ($($field:ident $table:literal),*) => {
            $(for (key, statement) in &file.$field {
                all.push(Entry { table: $table, key, statement });
            })*
        };
    }
    macro_rules! push_singles {
        ($($field:ident $table:literal),*) => {
            $(if let Some(statement) = &file.$field {
                all.push(Entry { table: $table, key: "", statement });
            })*
        };
    }
    tables!(push_tables);
    singles!(push_singles);
    all
}

/// The value at a dotted path in a statement, with underscores and hyphens alike, and `keep.year` for a key that stands
/// deeper (`keep.years-plus-current.year`).
pub(crate) fn value_at<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    let mut at = value;
    for step in path.split('.') {
        at = step_into(at, step)?;
    }
    Some(at)
}

fn step_into<'v>(value: &'v Value, step: &str) -> Option<&'v Value> {
    match value {
        Value::Object(map) => map.get(step).or_else(|| map.values().find_map(|inner| deeper(inner, step))),
        Value::Array(items) => match step.parse::<usize>() {
            Ok(at) => items.get(at),
            Err(_) => items.iter().find_map(|inner| step_into(inner, step)),
        },
        _ => None,
    }
}

fn deeper<'v>(value: &'v Value, step: &str) -> Option<&'v Value> {
    match value {
        Value::Object(map) => map.get(step),
        Value::Array(items) => items.iter().find_map(|inner| step_into(inner, step)),
        _ => None,
    }
}
