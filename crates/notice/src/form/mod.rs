//! Forms: a service's questions as a file beside its notice, checked against it. A question outside the notice's
//! categories, or that answers none of their fields, does not compile.

mod codes;
mod compile;
mod questions;
pub mod source;

use crate::diagnostic::{Diagnostic, Severity};
use crate::library::{Library, SourceText};
use crate::model::{Compiled, FieldInfo};
use serde::Serialize;
use std::sync::Arc;

pub use codes::lists;

/// A compiled form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Form {
    /// The notice that it was checked against.
    pub notice: String,
    /// The service.
    pub service: String,
    /// Its version.
    pub version: String,
    /// Its title.
    pub title: String,
    /// Its sections, in order.
    pub sections: Vec<Section>,
}

impl Form {
    /// The section of a category.
    #[must_use]
    pub fn section(&self, category: &str) -> Option<&Section> {
        self.sections.iter().find(|s| s.category == category)
    }
}

/// What is asked of a category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Section {
    /// The category's id.
    pub category: String,
    /// Its heading.
    pub label: String,
    /// A sentence under it.
    pub text: Option<String>,
    /// What there is to do whenever an answer is changed later.
    pub when_changed: Option<source::WhenChanged>,
    /// The questions. Shared, not copied: every page of a case shows them.
    #[serde(serialize_with = "crate::model::as_a_list")]
    pub fields: Arc<[FieldInfo]>,
}

/// What came of compiling a form.
#[derive(Debug)]
pub struct FormCompilation {
    /// The findings, in the order of the file.
    pub diagnostics: Vec<Diagnostic>,
    /// The form, when no finding is an error.
    pub form: Option<Form>,
}

impl FormCompilation {
    /// Whether any finding is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|d| d.severity == Severity::Error)
    }
}

/// Compiles the form of a path in the library against a compiled notice.
#[must_use]
pub fn compile_form(library: &Library, path: &str, notice: &Compiled) -> FormCompilation {
    let mut diagnostics = Vec::new();
    let form = match library.files().iter().find(|f| f.path == path) {
        Some(source) => compile::compile(source, notice, &mut diagnostics),
        None => {
            diagnostics.push(
                Diagnostic::error("F01", format!("there is no form `{path}`"))
                    .help("give the path of a form file: `notices/forms/NAME.toml`"),
            );
            None
        }
    };
    diagnostics.sort_by(|a, b| a.position().cmp(&b.position()).then(a.code.cmp(b.code)));
    let form = if diagnostics.iter().any(|d| d.severity == Severity::Error) { None } else { form };
    FormCompilation { diagnostics, form }
}

/// What a form file says of itself, read without the rest of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormOf {
    /// The notice's id, without its version.
    pub notice: String,
    /// The service.
    pub service: String,
}

/// Reads of which notice and service a file is the form; none if it is no form.
#[must_use]
pub fn form_of(text: &str) -> Option<FormOf> {
    let mut inside = false;
    let (mut notice, mut service) = (None, None);
    for line in text.lines().map(str::trim) {
        if line.starts_with('[') {
            if inside {
                break;
            }
            inside = line.starts_with("[form]");
            continue;
        }
        let Some((key, value)) = line.split_once('=').filter(|_| inside) else { continue };
        let value = value.trim().trim_start_matches(['"', '\'']).split(['"', '\'']).next().unwrap_or_default();
        match key.trim() {
            "notice" => notice = Some(value.split('@').next().unwrap_or_default().to_owned()),
            "service" => service = Some(value.to_owned()),
            _ => {}
        }
    }
    Some(FormOf { notice: notice?, service: service? })
}

impl Library {
    /// The forms of a notice; of two of one service the last added.
    #[must_use]
    pub fn forms_of(&self, notice_id: &str) -> Vec<&SourceText> {
        let mut found: Vec<(FormOf, &SourceText)> = Vec::new();
        for file in self.files() {
            let Some(of) = form_of(&file.text).filter(|of| of.notice == notice_id) else { continue };
            found.retain(|(other, _)| *other != of);
            found.push((of, file));
        }
        found.into_iter().map(|(_, file)| file).collect()
    }
}
