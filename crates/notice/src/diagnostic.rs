//! What the compiler has to say: each finding with its code, its places in the text, why it matters and how to mend it.

use crate::library::Library;
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde::Serialize;
use std::ops::Range;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The file does not compile.
    Error,
    /// It compiles, and somebody should look.
    Warning,
    /// Worth knowing.
    Note,
}

/// A place in a file, and what is to be said there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The file's path in the library.
    pub path: String,
    /// Byte offsets in its text.
    pub span: Range<usize>,
    /// Words beside the caret; may be empty.
    pub words: String,
    /// Whether this is the place that the finding is about, or one that explains it.
    pub primary: bool,
}

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// `D6`, `E02`: the page of [`crate::explain_code`].
    pub code: &'static str,
    /// How bad.
    pub severity: Severity,
    /// The finding in a few words.
    pub title: String,
    /// The places, the primary one first.
    pub labels: Vec<Label>,
    /// Why it matters.
    pub explanation: String,
    /// What to do.
    pub help: Option<String>,
}

/// The machine-readable form of a finding.
#[derive(Debug, Clone, Serialize)]
pub struct DiagnosticJson<'a> {
    /// The file.
    pub path: &'a str,
    /// Line, counted from one.
    pub line: usize,
    /// Column in characters, counted from one.
    pub column: usize,
    /// Where it ends: line and column, counted from one.
    pub end: End,
    /// The code.
    pub code: &'static str,
    /// How bad.
    pub severity: Severity,
    /// The finding, what the caret says, and why it matters.
    pub words: String,
    /// What to do.
    pub help: Option<&'a str>,
}

/// Line and column, counted from one.
#[derive(Debug, Clone, Copy, Serialize, PartialEq, Eq)]
pub struct End {
    /// Line.
    pub line: usize,
    /// Column in characters.
    pub column: usize,
}

impl Diagnostic {
    /// A finding without places yet.
    pub(crate) fn new(code: &'static str, severity: Severity, title: impl Into<String>) -> Self {
        Self { code, severity, title: seen(title.into()), labels: Vec::new(), explanation: String::new(), help: None }
    }
    /// An error.
    pub(crate) fn error(code: &'static str, title: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, title)
    }
    /// A warning.
    pub(crate) fn warning(code: &'static str, title: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, title)
    }
    /// A note.
    pub(crate) fn note(code: &'static str, title: impl Into<String>) -> Self {
        Self::new(code, Severity::Note, title)
    }
    /// With its main place.
    pub(crate) fn at(mut self, place: (String, Range<usize>), words: impl Into<String>) -> Self {
        self.labels.push(Label { path: place.0, span: place.1, words: seen(words.into()), primary: true });
        self
    }
    /// With a place that explains it.
    pub(crate) fn see(mut self, place: (String, Range<usize>), words: impl Into<String>) -> Self {
        self.labels.push(Label { path: place.0, span: place.1, words: seen(words.into()), primary: false });
        self
    }
    /// Why it matters.
    pub(crate) fn why(mut self, words: impl Into<String>) -> Self {
        self.explanation = seen(words.into());
        self
    }
    /// What to do.
    pub(crate) fn help(mut self, words: impl Into<String>) -> Self {
        self.help = Some(seen(words.into()));
        self
    }

    /// Where it is, for sorting.
    pub(crate) fn position(&self) -> (&str, usize) {
        self.labels.first().map_or(("", 0), |l| (l.path.as_str(), l.span.start))
    }

    /// The finding as text: file, line, caret, code, why, help.
    #[must_use]
    pub fn render(&self, library: &Library, color: bool) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Note => Level::NOTE,
        };
        let mut group = Group::with_title(level.primary_title(self.title.as_str()).id(self.code));
        let mut paths: Vec<&str> = Vec::new();
        for label in &self.labels {
            if !paths.contains(&label.path.as_str()) {
                paths.push(&label.path);
            }
        }
        for path in paths {
            let text = library.text(path).unwrap_or_default();
            let mut snippet = Snippet::source(text).path(path);
            for label in self.labels.iter().filter(|l| l.path == path) {
                let kind = if label.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
                let mut annotation = kind.span(within(text, &label.span));
                if !label.words.is_empty() {
                    annotation = annotation.label(label.words.as_str());
                }
                snippet = snippet.annotation(annotation);
            }
            group = group.element(snippet);
        }
        if !self.explanation.is_empty() {
            group = group.element(Level::NOTE.message(self.explanation.as_str()));
        }
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        renderer.decor_style(if color { DecorStyle::Unicode } else { DecorStyle::Ascii }).render(&[group])
    }

    /// The machine-readable form.
    #[must_use]
    pub fn json<'a>(&'a self, library: &Library) -> DiagnosticJson<'a> {
        let (path, span, caret) = self
            .labels
            .iter()
            .find(|l| l.primary)
            .or_else(|| self.labels.first())
            .map_or(("", 0..0, ""), |l| (l.path.as_str(), l.span.clone(), l.words.as_str()));
        let text = library.text(path).unwrap_or_default();
        let span = within(text, &span);
        let (line, column) = place(text, span.start);
        let (end_line, end_column) = place(text, span.end);
        let words = [self.title.as_str(), caret, &self.explanation].iter().filter(|w| !w.is_empty()).fold(
            String::new(),
            |mut all, w| {
                if !all.is_empty() {
                    all.push_str(". ");
                }
                all.push_str(w.trim_end_matches('.'));
                all
            },
        );
        DiagnosticJson {
            path,
            line,
            column,
            end: End { line: end_line, column: end_column },
            code: self.code,
            severity: self.severity,
            words,
            help: self.help.as_deref(),
        }
    }
}

/// Words as they may be shown on a terminal: what is quoted from a file cannot steer it, or turn the order of letters.
fn seen(words: String) -> String {
    let steers = |c: char| (c.is_control() && c != '\n') || crate::read::is_hidden(c);
    if words.contains(steers) { words.replace(steers, "\u{fffd}") } else { words }
}

/// A span that lies in the text, on character boundaries.
fn within(text: &str, span: &Range<usize>) -> Range<usize> {
    let floor = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = floor(span.start);
    start..floor(span.end).max(start)
}

/// Line and column of a byte offset, both from one.
fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |l| l.chars().count()) + 1;
    (line, column)
}
