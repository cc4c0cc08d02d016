//! The notice language: a council's privacy notice as a file, checked, compiled and rendered.
//!
//! [`compile`] takes a file of a [`Library`] to diagnostics and, when none of them is an error, to a [`model::Compiled`].

mod cedar;
mod check;
mod compile;
mod diagnostic;
pub mod diff;
pub mod envelope;
mod envelope_writer;
mod explain;
mod fields;
pub mod form;
mod library;
mod merge;
pub mod model;
pub mod preset;
pub mod proof;
mod read;
mod registers;
pub mod render;
mod schema;
mod shipped;
pub mod source;
mod statement;
mod take;
mod words;

pub use cedar::principal_entity;
pub use diagnostic::{Diagnostic, DiagnosticJson, End, Label, Severity};
pub use explain::{codes, explain_code};
pub use library::{Library, LoadError, MAX_FILE, SourceText, read_text};
pub use registers::{regulator, successor};
pub use schema::{form_json_schema, json_schema};
pub use take::{TakeError, Taken, take};

/// What came of compiling a notice.
#[derive(Debug)]
pub struct Compilation {
    /// The findings, in the order of the files.
    pub diagnostics: Vec<Diagnostic>,
    /// The compiled notice, when no finding is an error. With assumptions in it, it is a draft.
    pub compiled: Option<model::Compiled>,
}

impl Compilation {
    /// Whether any finding is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|d| d.severity == Severity::Error)
    }
}

/// Compiles the notice of a path or an id (`coventry/homelessness-and-cbl`, also with `@1`).
#[must_use]
pub fn compile(library: &Library, path_or_id: &str) -> Compilation {
    let mut diagnostics = Vec::new();
    let merged = merge::merge(library, path_or_id, &mut diagnostics);
    let compiled = merged.and_then(|merged| {
        check::check(&merged, &mut diagnostics);
        if diagnostics.iter().any(|d| d.severity == Severity::Error) { None } else { compile::compile(merged) }
    });
    diagnostics.sort_by(|a, b| a.position().cmp(&b.position()).then(a.code.cmp(b.code)));
    diagnostics.dedup();
    if diagnostics.len() > MOST_FINDINGS {
        shorten(&mut diagnostics);
    }
    Compilation { diagnostics, compiled }
}

/// The most findings that are told of at once.
const MOST_FINDINGS: usize = 300;

/// Keeps the first findings, errors before others, and says how many more there are.
fn shorten(diagnostics: &mut Vec<Diagnostic>) {
    let left_out = diagnostics.len() - MOST_FINDINGS;
    diagnostics.sort_by_key(|d| d.severity != Severity::Error);
    diagnostics.truncate(MOST_FINDINGS);
    diagnostics.sort_by(|a, b| a.position().cmp(&b.position()).then(a.code.cmp(b.code)));
    let place = diagnostics.last().and_then(|d| d.labels.first()).map(|l| (l.path.clone(), l.span.clone()));
    let more = Diagnostic::warning("E15", format!("and {left_out} more findings, which are not shown"));
    diagnostics.push(match place {
        Some(place) => more.at(place, "the last that is shown").help("mend these first"),
        None => more.help("mend these first"),
    });
}
