//! Reading a file: TOML, then the shape of every statement, then the statements themselves. Every finding has its place.

mod hidden;
mod shape;
mod spans;

use crate::diagnostic::Diagnostic;
use crate::library::{MAX_FILE, SourceText};
use crate::source::NoticeFile;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer};

pub(crate) use hidden::is_hidden;
pub(crate) use shape::Kind;
pub(crate) use spans::{Node, Place};

/// A file that could be read: a notice, if nothing else is said.
#[derive(Debug, Clone)]
pub(crate) struct ReadFile<T = NoticeFile> {
    /// Its path.
    pub path: String,
    /// Its statements.
    pub file: T,
    /// Where everything stands.
    pub root: Node,
}

impl<T> ReadFile<T> {
    /// The place of a path of keys: the value where it is one line, the key otherwise; the nearest that exists.
    pub(crate) fn place(&self, keys: &[&str]) -> Place {
        (self.path.clone(), self.root.find(keys))
    }
    /// The place of the key itself.
    pub(crate) fn key(&self, keys: &[&str]) -> Place {
        (self.path.clone(), self.root.find_key(keys))
    }
}

/// Reads a notice. `None` when it has errors, which are then among the findings.
pub(crate) fn read(source: &SourceText, found: &mut Vec<Diagnostic>) -> Option<ReadFile> {
    read_as(source, Kind::Notice, found)
}

/// Reads a file of a kind. `None` when it has errors, which are then among the findings.
pub(crate) fn read_as<T: serde::de::DeserializeOwned>(
    source: &SourceText,
    kind: Kind,
    found: &mut Vec<Diagnostic>,
) -> Option<ReadFile<T>> {
    if source.text.len() > MAX_FILE {
        found.push(
            Diagnostic::error("E01", format!("the file is larger than {MAX_FILE} bytes"))
                .at((source.path.clone(), 0..0), "")
                .why("No notice is that long; something else is in this file.")
                .help("give the path of a notice file"),
        );
        return None;
    }
    hidden::check(source, found);
    let (tree, errors) = DeTable::parse_recoverable(&source.text);
    if !errors.is_empty() {
        for error in errors.iter().take(20) {
            let span = error.span().unwrap_or(0..0);
            found.push(
                Diagnostic::error("E01", "this is not TOML")
                    .at((source.path.clone(), span), error.message().to_owned())
                    .help("see `casement notice explain E01` for the five forms of TOML that a notice uses"),
            );
        }
        return None;
    }
    let root = Node::of_table(0..source.text.len(), &tree);
    hidden::check_escapes(source, tree.get_ref(), found);
    let before = found.len();
    shape::check(&source.path, kind, &tree, found);
    if found.len() > before {
        return None;
    }
    let mut tree = tree;
    dates_as_text(tree.get_mut());
    match T::deserialize(Deserializer::from(tree)) {
        Ok(file) => Some(ReadFile { path: source.path.clone(), file, root }),
        Err(error) => {
            found.push(
                Diagnostic::error("E03", "this statement cannot be understood")
                    .at((source.path.clone(), error.span().unwrap_or(0..0)), error.message().to_owned())
                    .help("compare it with the example of its kind in the reference"),
            );
            None
        }
    }
}

/// `effective = 2026-12-01` and `effective = "2026-12-01"` are the same.
fn dates_as_text(table: &mut DeTable<'_>) {
    for (_, value) in table.iter_mut() {
        date_as_text(value);
    }
}

fn date_as_text(value: &mut Spanned<DeValue<'_>>) {
    let text = match value.get_mut() {
        DeValue::Datetime(date) => date.to_string(),
        DeValue::Table(inner) => return dates_as_text(inner),
        DeValue::Array(items) => {
            for item in items.iter_mut() {
                date_as_text(item);
            }
            return;
        }
        _ => return,
    };
    *value.get_mut() = DeValue::String(text.into());
}
