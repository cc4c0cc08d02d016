//! The reference chapter and the tutorial: their examples compile, and no word of the language is missing.

use crate::support::library;
use notice::{Severity, compile, json_schema};
use serde_json::Value;
use std::collections::BTreeSet;

const REFERENCE: &str = include_str!("../../../../docs/src/language/reference.md");
const TUTORIAL: &str = include_str!("../../../../docs/src/language/tutorial.md");

/// The TOML examples of a page, one under the other, with blank lines for all other lines: so a finding names the line
/// of the page.
fn examples(page: &str) -> String {
    let mut inside = false;
    let mut text = String::new();
    for line in page.lines() {
        if line.starts_with("```") {
            inside = line == "```toml";
        } else if inside {
            text.push_str(line);
        }
        text.push('\n');
    }
    text
}

/// Fails with the findings, if there are any; remarks (that it is a draft) are none.
fn without_findings(path: &str, page: &str) -> notice::model::Compiled {
    let library = library().with(path, examples(page));
    let made = compile(&library, path);
    let found: Vec<String> =
        made.diagnostics.iter().filter(|d| d.severity != Severity::Note).map(|d| d.render(&library, false)).collect();
    assert!(found.is_empty(), "{path} has findings:\n{}", found.join("\n"));
    made.compiled.expect("no errors, so it compiles")
}

#[test]
fn the_examples_of_the_reference_are_one_notice_that_compiles() {
    let notice = without_findings("docs/src/language/reference.md", REFERENCE);
    assert!(notice.is_draft(), "it shows how something is assumed");
    let assumed: Vec<&str> = notice.assumptions.iter().map(|a| a.statement.0.as_str()).collect();
    assert_eq!(assumed, ["class.landlord"]);
}

#[test]
fn the_steps_of_the_tutorial_are_a_notice_that_compiles() {
    let notice = without_findings("docs/src/language/tutorial.md", TUTORIAL);
    assert!(!notice.is_draft());
}

#[test]
fn no_word_of_the_language_is_missing_from_the_reference() {
    let schema: Value = serde_json::from_str(&json_schema()).expect("a schema is JSON");
    let mut words = BTreeSet::new();
    collect(&schema, &mut words);
    assert!(words.len() > 200, "the schema has the words of the language: {}", words.len());
    let spoken: BTreeSet<&str> =
        REFERENCE.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).filter(|w| !w.is_empty()).collect();
    let missing: Vec<&String> = words.iter().filter(|w| !spoken.contains(w.as_str())).collect();
    assert!(missing.is_empty(), "the reference says nothing of {missing:?}");
}

/// Keys and words that a schema lets an author write.
fn collect(schema: &Value, words: &mut BTreeSet<String>) {
    match schema {
        Value::Object(map) => {
            if let Some(Value::Object(properties)) = map.get("properties") {
                words.extend(properties.keys().cloned());
            }
            if let Some(Value::Array(values)) = map.get("enum") {
                words.extend(values.iter().filter_map(Value::as_str).map(str::to_owned));
            }
            if let Some(Value::String(value)) = map.get("const") {
                words.insert(value.clone());
            }
            for value in map.values() {
                collect(value, words);
            }
        }
        Value::Array(values) => values.iter().for_each(|v| collect(v, words)),
        _ => {}
    }
}
