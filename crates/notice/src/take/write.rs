//! Statements as they are written down.

use super::graph::Node;
use crate::words::hyphened;
use serde_json::Value;

/// One statement, key by key.
pub(super) struct Statement {
    head: String,
    keys: Vec<(String, Value)>,
    assumed: Vec<String>,
    question: bool,
}

impl Statement {
    pub(super) fn new(table: &str, id: &str) -> Self {
        let head = if id.is_empty() { format!("[{table}]") } else { format!("[{table}.{id}]") };
        Self { head, keys: Vec::new(), assumed: Vec::new(), question: false }
    }
    /// Says something; nothing and empty lists are not written.
    pub(super) fn put(&mut self, key: &str, value: Value) {
        let nothing = match &value {
            Value::Null => true,
            Value::Array(all) => all.is_empty(),
            Value::String(words) => words.is_empty(),
            _ => false,
        };
        if !nothing {
            self.keys.push((key.to_owned(), value));
        }
    }
    pub(super) fn put_some(&mut self, key: &str, value: Option<&Value>) {
        if let Some(value) = value {
            self.put(key, value.clone());
        }
    }
    /// Says what the file does not say and running needs.
    pub(super) fn assumed(&mut self, key: &str, value: Value) {
        self.put(key, value);
        self.key_assumed(key);
    }
    pub(super) fn key_assumed(&mut self, key: &str) {
        if !self.assumed.iter().any(|k| k == key) {
            self.assumed.push(key.to_owned());
        }
    }
    /// What the file says, or else an assumption.
    pub(super) fn said_or(&mut self, key: &str, said: Option<Value>, or: Value) {
        match said {
            Some(said) => self.put(key, said),
            None => self.assumed(key, or),
        }
    }
    /// Who said it, where the file is one of ours.
    pub(super) fn provenance(&mut self, node: &Node) {
        if let Some(origin) = node.get("casement:origin").and_then(Value::as_str).filter(|o| *o != "notice") {
            self.put("origin", Value::from(origin));
        }
        for key in node.get("casement:assumed").and_then(Value::as_array).into_iter().flatten() {
            // Of what is not taken over nothing is marked.
            let Some(key) = key.as_str() else { continue };
            if self.keys.iter().any(|(k, _)| key == k || key.starts_with(&format!("{k}."))) {
                self.key_assumed(key);
            }
        }
    }
    /// It stands as a question: it allows nothing.
    pub(super) const fn question(&mut self) {
        self.question = true;
    }

    pub(super) fn text(&self) -> String {
        let mut lines = vec![self.head.clone()];
        lines.extend(self.keys.iter().map(|(key, value)| format!("{key} = {}", inline(value))));
        let whole = self.keys.iter().any(|(key, value)| key == "origin" && value == "assumed");
        if !self.assumed.is_empty() && !whole {
            lines.push(format!("assumed = {}", inline(&Value::from(self.assumed.clone()))));
        }
        let mark = if self.question { "# " } else { "" };
        lines.iter().map(|line| format!("{mark}{line}\n")).collect()
    }
}

/// A value in one line.
pub(super) fn inline(value: &Value) -> String {
    match value {
        Value::Null => "\"\"".to_owned(),
        Value::Bool(said) => said.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(words) => toml::Value::String(one_line(words)).to_string(),
        Value::Array(all) => format!("[{}]", all.iter().map(inline).collect::<Vec<_>>().join(", ")),
        Value::Object(keys) => {
            let keys = keys.iter().filter(|(_, value)| !value.is_null());
            let keys: Vec<String> = keys.map(|(key, value)| format!("{} = {}", quoted(key), inline(value))).collect();
            format!("{{ {} }}", keys.join(", "))
        }
    }
}

fn quoted(key: &str) -> String {
    let bare = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if bare { key.to_owned() } else { toml::Value::String(one_line(key)).to_string() }
}

/// Words in one line: what stands in a file never begins a line of its own.
pub(super) fn one_line(words: &str) -> String {
    words.replace(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'), " ")
}

/// Words as an id; nothing where they have neither letters nor figures.
pub(super) fn slug(words: &str) -> String {
    hyphened(words.chars().take(60))
}
