//! The shape of every statement, derived from the same types that the compiler reads into: all unknown keys, wrong types,
//! unknown words and missing keys are found at once, each with its place.

use crate::diagnostic::Diagnostic;
use crate::words::{nearest, quoted_list};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::LazyLock;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The shape of a value.
#[derive(Debug, Clone)]
enum Shape {
    Table(Vec<Key>),
    Map(Box<Shape>),
    List(Box<Shape>),
    Text,
    Whole,
    YesNo,
    /// One of some words, or a table with exactly one of some keys.
    Choice {
        words: Vec<String>,
        keys: Vec<(String, Shape)>,
    },
    TextOr(Box<Shape>),
    Named(String),
    /// A schema that this file does not know: nothing is checked here, and the reader's own errors stand.
    Any,
}

#[derive(Debug, Clone)]
struct Key {
    name: String,
    shape: Shape,
    required: bool,
}

struct Shapes {
    root: Shape,
    form: Shape,
    named: HashMap<String, Shape>,
}

static SHAPES: LazyLock<Shapes> = LazyLock::new(|| {
    let (notice, form) = (crate::schema::value(), crate::schema::form_value());
    let named = [&notice, &form]
        .into_iter()
        .filter_map(|schema| schema.get("$defs").and_then(Value::as_object))
        .flatten()
        .map(|(name, def)| (name.clone(), shape(def)))
        .collect();
    Shapes { root: shape(&notice), form: shape(&form), named }
});

fn shape(schema: &Value) -> Shape {
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        return Shape::Named(name.rsplit('/').next().unwrap_or(name).to_owned());
    }
    if let Some(any) = schema.get("anyOf").and_then(Value::as_array) {
        let real: Vec<&Value> = any.iter().filter(|s| s.get("type") != Some(&Value::from("null"))).collect();
        let text = real.iter().any(|s| s.get("type") == Some(&Value::from("string")));
        let other = real.iter().find(|s| s.get("type") != Some(&Value::from("string")));
        return match (text, other) {
            (true, Some(other)) => Shape::TextOr(Box::new(shape(other))),
            (true, None) => Shape::Text,
            (false, Some(only)) => shape(only),
            (false, None) => Shape::Any,
        };
    }
    if let Some(one) = schema.get("oneOf").and_then(Value::as_array) {
        let mut words = Vec::new();
        let mut keys = Vec::new();
        for variant in one {
            if let Some(word) = variant.get("const").and_then(Value::as_str) {
                words.push(word.to_owned());
            } else if let Some(all) = variant.get("enum").and_then(Value::as_array) {
                words.extend(all.iter().filter_map(Value::as_str).map(str::to_owned));
            } else if let Some(props) = variant.get("properties").and_then(Value::as_object) {
                keys.extend(props.iter().map(|(name, inner)| (name.clone(), shape(inner))));
            }
        }
        return Shape::Choice { words, keys };
    }
    if let Some(word) = schema.get("const").and_then(Value::as_str) {
        return Shape::Choice { words: vec![word.to_owned()], keys: Vec::new() };
    }
    if let Some(all) = schema.get("enum").and_then(Value::as_array) {
        let words = all.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        return Shape::Choice { words, keys: Vec::new() };
    }
    let kind = match schema.get("type") {
        Some(Value::String(kind)) => kind.as_str(),
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).find(|k| *k != "null").unwrap_or(""),
        _ => "",
    };
    match kind {
        "string" => Shape::Text,
        "integer" => Shape::Whole,
        "boolean" => Shape::YesNo,
        "array" => Shape::List(Box::new(schema.get("items").map_or(Shape::Any, shape))),
        "object" => match schema.get("properties").and_then(Value::as_object) {
            Some(props) => {
                let required: Vec<&str> = schema
                    .get("required")
                    .and_then(Value::as_array)
                    .map(|r| r.iter().filter_map(Value::as_str).collect())
                    .unwrap_or_default();
                Shape::Table(
                    props
                        .iter()
                        .map(|(name, inner)| Key {
                            name: name.clone(),
                            shape: shape(inner),
                            required: required.contains(&name.as_str()),
                        })
                        .collect(),
                )
            }
            None => Shape::Map(Box::new(schema.get("additionalProperties").map_or(Shape::Any, shape))),
        },
        _ => Shape::Any,
    }
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A notice, or a base of notices.
    Notice,
    /// The form of a service.
    Form,
}

/// Checks a file against the shape of its kind.
pub(super) fn check(path: &str, kind: Kind, tree: &Spanned<DeTable<'_>>, found: &mut Vec<Diagnostic>) {
    let mut walk = Walk { path, found };
    let root = match kind {
        Kind::Notice => &SHAPES.root,
        Kind::Form => &SHAPES.form,
    };
    walk.table(root, tree.get_ref(), 0..0, &mut Vec::new());
}

/// The most entries of a list.
const MOST_ITEMS: usize = 2000;
/// The most statements of one kind.
const MOST_STATEMENTS: usize = 4000;

struct Walk<'a> {
    path: &'a str,
    found: &'a mut Vec<Diagnostic>,
}

type Span = std::ops::Range<usize>;

impl Walk<'_> {
    fn push(&mut self, diagnostic: Diagnostic) {
        // A file of another kind has an error on every line; the first hundred are enough.
        if self.found.len() < 100 {
            self.found.push(diagnostic);
        }
    }

    fn table(&mut self, shape: &Shape, table: &DeTable<'_>, at: Span, trail: &mut Vec<String>) {
        match shape {
            Shape::Named(name) => {
                if let Some(shape) = SHAPES.named.get(name) {
                    self.table(shape, table, at, trail);
                }
            }
            Shape::Map(_) if table.len() > MOST_STATEMENTS => self.too_many(table.len(), MOST_STATEMENTS, at, trail),
            Shape::Map(inner) => {
                for (key, value) in table {
                    trail.push(key.get_ref().to_string());
                    self.value(inner, value, key.span(), trail);
                    trail.pop();
                }
            }
            Shape::Table(keys) => {
                for (key, value) in table {
                    let name = key.get_ref().as_ref();
                    match keys.iter().find(|k| k.name == name) {
                        Some(known) => {
                            trail.push(name.to_owned());
                            self.value(&known.shape, value, key.span(), trail);
                            trail.pop();
                        }
                        None => self.unknown_key(name, key.span(), keys.iter().map(|k| k.name.as_str()), trail),
                    }
                }
                for key in keys.iter().filter(|k| k.required) {
                    if !table.iter().any(|(name, _)| name.get_ref().as_ref() == key.name) {
                        let inside = inside(trail);
                        self.push(
                            Diagnostic::error("E05", format!("`{}` is missing{inside}", key.name))
                                .at((self.path.to_owned(), at.clone()), format!("needs `{}`", key.name))
                                .help(format!("add `{} = {}`{}", key.name, sample(&key.shape), one_of(&key.shape))),
                        );
                    }
                }
            }
            Shape::Choice { words, keys } => self.choice(words, keys, table, at, trail),
            Shape::TextOr(inner) => self.table(inner, table, at, trail),
            Shape::Any => {}
            Shape::List(_) | Shape::Text | Shape::Whole | Shape::YesNo => {
                self.wrong_type(shape, "a table", at, trail);
            }
        }
    }

    fn choice(
        &mut self,
        words: &[String],
        keys: &[(String, Shape)],
        table: &DeTable<'_>,
        at: Span,
        trail: &mut Vec<String>,
    ) {
        if keys.is_empty() {
            self.push(
                Diagnostic::error("E03", format!("a word is needed here{}, not a table", inside(trail)))
                    .at((self.path.to_owned(), at), "this is a table")
                    .help(format!("write one of {}", quoted_list(words))),
            );
            return;
        }
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            match keys.iter().find(|(k, _)| k == name) {
                Some((_, shape)) => {
                    trail.push(name.to_owned());
                    self.value(shape, value, key.span(), trail);
                    trail.pop();
                }
                None if words.iter().any(|w| w == name) => {
                    self.push(
                        Diagnostic::error("E04", format!("`{name}` is a word, not a key"))
                            .at((self.path.to_owned(), key.span()), "")
                            .help(format!("write \"{name}\" in place of the whole table")),
                    );
                }
                None => self.unknown_key(name, key.span(), keys.iter().map(|(k, _)| k.as_str()), trail),
            }
        }
        if table.len() != 1 {
            let all: Vec<&str> = keys.iter().map(|(k, _)| k.as_str()).collect();
            self.push(
                Diagnostic::error("E05", format!("exactly one key is needed{}", inside(trail)))
                    .at((self.path.to_owned(), at), format!("has {}", table.len()))
                    .help(format!("keep one of {}", quoted_list(&all))),
            );
        }
    }

    fn unknown_key<'k>(&mut self, name: &str, span: Span, known: impl Iterator<Item = &'k str>, trail: &[String]) {
        let known: Vec<&str> = known.collect();
        let snake = name.replace('_', "-");
        let help = if known.contains(&snake.as_str()) {
            format!("keys are written with hyphens: `{snake}`")
        } else if let Some(near) = nearest(name, known.iter().copied()) {
            format!("did you mean `{near}`?")
        } else {
            format!("known here: {}", quoted_list(&known))
        };
        self.push(
            Diagnostic::error("E02", format!("unknown key `{name}`{}", inside(trail)))
                .at((self.path.to_owned(), span), "no such key")
                .why("A key that the compiler does not know would be a promise that nobody keeps.")
                .help(help),
        );
    }

    fn value(&mut self, shape: &Shape, value: &Spanned<DeValue<'_>>, key: Span, trail: &mut Vec<String>) {
        let shape = match shape {
            Shape::Named(name) => SHAPES.named.get(name).unwrap_or(&Shape::Any),
            other => other,
        };
        match (shape, value.get_ref()) {
            (Shape::Any, _) | (Shape::YesNo, DeValue::Boolean(_)) => {}
            (Shape::Text, DeValue::String(_) | DeValue::Datetime(_)) | (Shape::TextOr(_), DeValue::String(_)) => {}
            (_, DeValue::Table(inner)) => self.table(shape, inner, key, trail),
            (Shape::List(item), DeValue::Array(items)) => {
                if items.len() > MOST_ITEMS {
                    self.too_many(items.len(), MOST_ITEMS, key, trail);
                    return;
                }
                for (at, inner) in items.iter().enumerate() {
                    trail.push(at.to_string());
                    self.value(item, inner, inner.span(), trail);
                    trail.pop();
                }
            }
            (Shape::Whole, DeValue::Integer(number)) => {
                if u32::from_str_radix(&number.as_str().replace('_', ""), number.radix()).is_err() {
                    self.push(
                        Diagnostic::error("E03", format!("a whole number from 0 is needed{}", inside(trail)))
                            .at((self.path.to_owned(), value.span()), "too small or too large")
                            .help("write a number that can be counted to"),
                    );
                }
            }
            (Shape::Choice { words, keys }, DeValue::String(word)) => {
                if !words.iter().any(|w| w == word.as_ref()) {
                    self.unknown_word(word, value.span(), words, keys, trail);
                }
            }
            (Shape::List(item), DeValue::String(word)) if matches!(resolve(item), Shape::Text | Shape::TextOr(_)) => {
                self.push(
                    Diagnostic::error("E03", format!("a list is needed{}", inside(trail)))
                        .at((self.path.to_owned(), value.span()), "this is text")
                        .help(format!("put it in brackets: `[\"{word}\"]`")),
                );
            }
            (_, other) => self.wrong_type(shape, type_words(other), value.span(), trail),
        }
    }

    fn unknown_word(&mut self, word: &str, span: Span, words: &[String], keys: &[(String, Shape)], trail: &[String]) {
        let near = nearest(word, words.iter().map(String::as_str));
        let help = match near {
            Some(near) => format!("did you mean \"{near}\"? Allowed are {}", quoted_list(words)),
            None if keys.iter().any(|(k, _)| k == word) => format!("write a table: {{ {word} = … }}"),
            None if words.is_empty() => {
                let keys: Vec<&str> = keys.iter().map(|(k, _)| k.as_str()).collect();
                format!("write a table with one of {}", quoted_list(&keys))
            }
            None => format!("allowed are {}", quoted_list(words)),
        };
        self.push(
            Diagnostic::error("E04", format!("\"{word}\" is not possible{}", inside(trail)))
                .at((self.path.to_owned(), span), "not one of the words that stand here")
                .help(help),
        );
    }

    fn too_many(&mut self, has: usize, most: usize, at: Span, trail: &[String]) {
        self.push(
            Diagnostic::error("E15", format!("more than {most} entries{}: {has}", inside(trail)))
                .at((self.path.to_owned(), at), "too many")
                .why("No person reads so long a notice, and everything that is made from it would be as long.")
                .help("join some of them, or write one notice for each service"),
        );
    }

    fn wrong_type(&mut self, shape: &Shape, is: &str, span: Span, trail: &[String]) {
        self.push(
            Diagnostic::error("E03", format!("{} is needed{}", type_of(shape), inside(trail)))
                .at((self.path.to_owned(), span), format!("this is {is}"))
                .help(format!("write {}{}", type_of(shape), expected(shape))),
        );
    }
}

/// ` in disclose.partner-referral`, or nothing at the top.
fn inside(trail: &[String]) -> String {
    if trail.is_empty() { String::new() } else { format!(" in `{}`", trail.join(".")) }
}

fn resolve(shape: &Shape) -> &Shape {
    match shape {
        Shape::Named(name) => SHAPES.named.get(name).unwrap_or(&Shape::Any),
        other => other,
    }
}

fn type_of(shape: &Shape) -> &'static str {
    match resolve(shape) {
        Shape::Table(_) | Shape::Map(_) => "a table",
        Shape::List(_) => "a list",
        Shape::Text => "text in quotes",
        Shape::Whole => "a whole number",
        Shape::YesNo => "true or false",
        Shape::Choice { keys, .. } if !keys.is_empty() => "a word or a table",
        Shape::Choice { .. } => "a word in quotes",
        Shape::TextOr(_) => "text in quotes or a table",
        Shape::Any | Shape::Named(_) => "something else",
    }
}

fn expected(shape: &Shape) -> String {
    match resolve(shape) {
        Shape::Choice { .. } => one_of(shape),
        Shape::List(_) | Shape::Table(_) | Shape::Map(_) => format!(": `{}`", sample(shape)),
        _ => String::new(),
    }
}

/// What a value of this shape looks like.
fn sample(shape: &Shape) -> &'static str {
    match resolve(shape) {
        Shape::Table(_) | Shape::Map(_) => "{ key = \"…\" }",
        Shape::List(_) => "[\"…\", \"…\"]",
        Shape::Text | Shape::TextOr(_) => "\"…\"",
        Shape::Whole => "1",
        Shape::YesNo => "true",
        Shape::Choice { .. } | Shape::Any | Shape::Named(_) => "…",
    }
}

/// `: one of …` for choices.
fn one_of(shape: &Shape) -> String {
    let Shape::Choice { words, keys } = resolve(shape) else { return String::new() };
    let mut all: Vec<String> = words.iter().map(|w| format!("\"{w}\"")).collect();
    all.extend(keys.iter().map(|(k, _)| format!("{{ {k} = … }}")));
    format!(": one of {}", all.join(", "))
}

const fn type_words(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with decimals",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
