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
    if source.text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
        let begin = match kind {
            Kind::Notice => {
                "begin with `[notice]`, its `id`, `version`, `title`, `effective` and `controller`: the tutorial in the book goes on from there"
            }
            Kind::Form => "begin with `[form]`: the chapter on forms in the book goes on from there",
        };
        found.push(
            Diagnostic::error("E05", "the file is empty")
                .at((source.path.clone(), 0..0), "says nothing")
                .why("What a file does not say is refused: an empty one lets nobody do anything.")
                .help(begin),
        );
        return None;
    }
    let (tree, errors) = DeTable::parse_recoverable(&source.text);
    if !errors.is_empty() {
        let mut told: Vec<usize> = Vec::new();
        for error in errors.iter().take(20) {
            let span = error.span().unwrap_or(0..0);
            if error.message().contains("duplicate key") {
                let line = line_of(&source.text, span.start);
                let table = source.text.get(..line.start).and_then(|t| t.rfind("\n[")).map_or(0, |n| n + 1);
                // In a table that stands twice every key may do so too.
                if !told.contains(&line.start) && !told.contains(&table) {
                    told.push(line.start);
                    found.push(twice(source, span));
                }
                continue;
            }
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

/// The line that a place stands in.
fn line_of(text: &str, at: usize) -> std::ops::Range<usize> {
    let at = at.min(text.len());
    let start = text.get(..at).and_then(|t| t.rfind('\n')).map_or(0, |n| n + 1);
    let end = text.get(at..).and_then(|t| t.find('\n')).map_or(text.len(), |n| at + n);
    start..end
}

/// The same key or table a second time, with the first.
fn twice(source: &SourceText, span: std::ops::Range<usize>) -> Diagnostic {
    let text = &source.text;
    let line = line_of(text, span.start);
    let name = |at: &std::ops::Range<usize>| -> String {
        let line = text.get(at.clone()).unwrap_or_default().split('#').next().unwrap_or_default().trim().to_owned();
        if line.starts_with('[') { line } else { line.split('=').next().unwrap_or_default().trim().to_owned() }
    };
    let said = name(&line);
    // A table's name stands once in the file, a key's once in its table.
    let from = if said.starts_with('[') {
        0
    } else {
        text.get(..line.start).and_then(|t| t.rfind("\n[")).map_or(0, |n| n + 1)
    };
    let mut first = None;
    let mut at = from;
    while at < line.start {
        let here = line_of(text, at);
        if name(&here) == said {
            first = Some(here.start..here.start + said.len());
            break;
        }
        at = here.end + 1;
    }
    let mut found = Diagnostic::error("E01", format!("`{said}` stands here a second time"))
        .at((source.path.clone(), span), "said again")
        .why("Of two statements of one name nobody could say which counts.")
        .help("give one of them another name, or make one of the two");
    if let Some(first) = first {
        found = found.see((source.path.clone(), first), "first said here");
    }
    found
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
