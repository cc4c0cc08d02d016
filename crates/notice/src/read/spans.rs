//! Where each key and value of a file stands.

use indexmap::IndexMap;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A path in the library and byte offsets in its text.
pub(crate) type Place = (String, Range<usize>);

/// A value's place, and those of what is in it.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    key: Range<usize>,
    value: Range<usize>,
    kids: IndexMap<String, Node>,
    items: Vec<Node>,
}

impl Node {
    /// The tree of a table.
    pub(crate) fn of_table(key: Range<usize>, table: &Spanned<DeTable<'_>>) -> Self {
        let mut node = Self { key, value: table.span(), kids: IndexMap::new(), items: Vec::new() };
        node.fill(table.get_ref());
        node
    }

    fn fill(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            self.kids.insert(key.get_ref().to_string(), Self::of_value(key.span(), value));
        }
    }

    fn of_value(key: Range<usize>, value: &Spanned<DeValue<'_>>) -> Self {
        let mut node = Self { key, value: value.span(), kids: IndexMap::new(), items: Vec::new() };
        match value.get_ref() {
            DeValue::Table(inner) => node.fill(inner),
            DeValue::Array(items) => {
                node.items = items.iter().map(|item| Self::of_value(item.span(), item)).collect();
            }
            _ => {}
        }
        node
    }

    fn step(&self, key: &str) -> Option<&Self> {
        self.kids.get(key).or_else(|| key.parse::<usize>().ok().and_then(|at| self.items.get(at)))
    }

    fn walk(&self, keys: &[&str]) -> &Self {
        let mut node = self;
        for key in keys {
            match node.step(key) {
                Some(next) => node = next,
                None => break,
            }
        }
        node
    }

    /// Whether a path of keys exists.
    pub(crate) fn has(&self, keys: &[&str]) -> bool {
        let mut node = self;
        for key in keys {
            match node.step(key) {
                Some(next) => node = next,
                None => return false,
            }
        }
        true
    }

    /// The value's span for plain values and lists, the key's for tables.
    pub(crate) fn find(&self, keys: &[&str]) -> Range<usize> {
        let node = self.walk(keys);
        if node.kids.is_empty() { node.value.clone() } else { node.key.clone() }
    }

    /// The key's span.
    pub(crate) fn find_key(&self, keys: &[&str]) -> Range<usize> {
        self.walk(keys).key.clone()
    }
}
