//! A file of linked data (JSON-LD) as things with properties, whichever way it was written: names with prefixes, in full, or as terms that the
//! file's own context explains; things side by side or within one another. Nothing is fetched.

use super::TakeError;
use crate::render::DPV_NAMESPACE;
use indexmap::IndexMap;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// Things within things within things: deeper than any notice.
const DEEPEST: usize = 40;
/// Things of one file.
const MOST: usize = 20_000;

/// Names that are written short here, whatever the file calls them.
const PREFIXES: [(&str, &str); 7] = [
    ("dpv", "https://w3id.org/dpv#"),
    ("eu-gdpr", "https://w3id.org/dpv/legal/eu/gdpr#"),
    ("dct", "http://purl.org/dc/terms/"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("schema", "https://schema.org/"),
    ("casement", DPV_NAMESPACE),
];

/// What stands of one thing.
pub(super) type Node = Map<String, Value>;

/// All things of a file, by their address.
#[derive(Debug, Default)]
pub(super) struct Graph {
    pub(super) nodes: IndexMap<String, Node>,
    /// What the file's context says: a term or prefix, and what it stands for.
    terms: HashMap<String, String>,
}

impl Graph {
    pub(super) fn read(document: &Value) -> Result<Self, TakeError> {
        let mut graph = Self::default();
        let whole = match document {
            Value::Object(whole) => {
                if let Some(context) = whole.get("@context") {
                    graph.learn(context)?;
                }
                whole.get("@graph").unwrap_or(document)
            }
            Value::Array(_) => document,
            _ => return Err(TakeError::NotLinkedData),
        };
        for thing in whole.as_array().map_or(std::slice::from_ref(whole), Vec::as_slice) {
            graph.take(thing, 0)?;
        }
        if graph.nodes.is_empty() {
            return Err(TakeError::NotLinkedData);
        }
        Ok(graph)
    }

    fn learn(&mut self, context: &Value) -> Result<(), TakeError> {
        match context {
            Value::Array(parts) => parts.iter().try_for_each(|part| self.learn(part)),
            Value::Object(terms) => {
                for (term, stands_for) in terms {
                    let target = stands_for.as_str().or_else(|| stands_for.get("@id").and_then(Value::as_str));
                    if let Some(target) = target {
                        self.terms.insert(term.clone(), target.to_owned());
                    }
                }
                Ok(())
            }
            Value::String(address) => Err(TakeError::ContextElsewhere(address.clone())),
            _ => Ok(()),
        }
    }

    /// A name in full.
    fn in_full(&self, name: &str, depth: usize) -> String {
        if name.starts_with('@') || name.starts_with("_:") || depth > 4 {
            return name.to_owned();
        }
        if let Some(target) = self.terms.get(name).filter(|t| *t != name) {
            return self.in_full(target, depth + 1);
        }
        if let Some((prefix, rest)) = name.split_once(':').filter(|(_, rest)| !rest.starts_with("//")) {
            let ours = || PREFIXES.into_iter().find(|(p, _)| *p == prefix).map(|(_, iri)| iri.to_owned());
            return match self.terms.get(prefix).cloned().or_else(ours) {
                Some(iri) => format!("{iri}{rest}"),
                None => name.to_owned(),
            };
        }
        match self.terms.get("@vocab") {
            Some(vocabulary) if !name.contains(':') => format!("{vocabulary}{name}"),
            _ => name.to_owned(),
        }
    }
    /// A name as we write it.
    fn short(&self, name: &str) -> String {
        let full = self.in_full(name, 0);
        let known = PREFIXES.into_iter().filter_map(|(p, iri)| full.strip_prefix(iri).map(|rest| (p, rest)));
        // The longest of ours that fits: one vocabulary's address begins another's.
        let best = known.min_by_key(|(_, rest)| rest.len());
        best.map_or(full.clone(), |(prefix, rest)| format!("{prefix}:{rest}"))
    }

    /// Takes up a value; of a thing its address is left in its place.
    fn take(&mut self, value: &Value, depth: usize) -> Result<Value, TakeError> {
        if depth > DEEPEST || self.nodes.len() > MOST {
            return Err(TakeError::TooMuch);
        }
        match value {
            Value::Array(all) => {
                let all = all.iter().map(|one| self.take(one, depth + 1)).collect::<Result<_, _>>()?;
                Ok(Value::Array(all))
            }
            Value::Object(thing) if thing.contains_key("@value") => Ok(value.clone()),
            Value::Object(thing) => {
                let given = thing.iter().find(|(key, _)| self.short(key) == "@id").and_then(|(_, id)| id.as_str());
                let id = given.map_or_else(|| format!("_:{}", self.nodes.len()), |id| self.short(id));
                let reference = Value::Object(Map::from_iter([("@id".to_owned(), Value::String(id.clone()))]));
                if given.is_some() && thing.len() == 1 {
                    return Ok(reference);
                }
                self.nodes.entry(id.clone()).or_default();
                for (key, said) in thing {
                    let key = self.short(key);
                    let said = match key.as_str() {
                        "@id" | "@context" => continue,
                        "@type" => Value::Array(words(said).iter().map(|t| Value::String(self.short(t))).collect()),
                        // Our own terms hold what the language says, and no things.
                        k if k.starts_with("casement:") && !holds_things(said) => said.clone(),
                        _ => self.take(said, depth + 1)?,
                    };
                    if let Some(node) = self.nodes.get_mut(&id) {
                        match node.get_mut(&key).and_then(Value::as_array_mut) {
                            Some(before) if key == "@type" => {
                                before.extend(said.as_array().cloned().unwrap_or_default())
                            }
                            _ => {
                                node.insert(key, said);
                            }
                        }
                    }
                }
                Ok(reference)
            }
            plain => Ok(plain.clone()),
        }
    }

    /// Things of any of these types, in the order of the file.
    pub(super) fn of<'g>(&'g self, types: &'g [&'g str]) -> impl Iterator<Item = (&'g String, &'g Node)> {
        self.nodes.iter().filter(move |(_, node)| is(node, types))
    }
}

fn holds_things(said: &Value) -> bool {
    match said {
        Value::Array(all) => all.iter().any(holds_things),
        Value::Object(thing) => thing.contains_key("@id"),
        _ => false,
    }
}

/// Words as they stand, one or several.
fn words(said: &Value) -> Vec<&str> {
    match said {
        Value::String(one) => vec![one.as_str()],
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// Whether a thing is of any of these types.
pub(super) fn is(node: &Node, types: &[&str]) -> bool {
    node.get("@type").map(words).unwrap_or_default().iter().any(|t| types.contains(t))
}

/// A text: of several the English one, or the first.
pub(super) fn text(node: &Node, keys: &[&str]) -> Option<String> {
    fn plain(said: &Value) -> Option<(bool, String)> {
        match said {
            Value::String(words) => Some((true, words.clone())),
            Value::Object(thing) => {
                let english = thing.get("@language").and_then(Value::as_str).is_none_or(|l| l.starts_with("en"));
                Some((english, thing.get("@value")?.as_str()?.to_owned()))
            }
            Value::Array(all) => {
                let mut all: Vec<(bool, String)> = all.iter().filter_map(plain).collect();
                all.sort_by_key(|(english, _)| !english);
                all.into_iter().next()
            }
            _ => None,
        }
    }
    keys.iter()
        .filter_map(|key| node.get(*key))
        .find_map(plain)
        .map(|(_, words)| words)
        .filter(|w| !w.trim().is_empty())
}

/// The addresses of the things that a property leads to.
pub(super) fn things(node: &Node, key: &str) -> Vec<String> {
    fn of(said: &Value) -> Vec<String> {
        match said {
            Value::Array(all) => all.iter().flat_map(of).collect(),
            Value::Object(thing) => thing.get("@id").and_then(Value::as_str).map(str::to_owned).into_iter().collect(),
            _ => Vec::new(),
        }
    }
    node.get(key).map(of).unwrap_or_default()
}
