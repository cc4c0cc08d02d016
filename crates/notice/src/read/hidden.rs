//! Characters that nobody sees and that change how a text reads.

use crate::diagnostic::Diagnostic;
use crate::library::SourceText;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Findings for one file: more of the same say nothing new.
const MOST: usize = 20;

/// Characters that turn the direction of writing (Unicode annex 9), and those without width that split a word unseen.
pub(crate) const fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
    )
}

/// Warns of each, in comments too: what a reviewer sees there is not what stands there.
pub(super) fn check(source: &SourceText, found: &mut Vec<Diagnostic>) {
    for (at, c) in source.text.char_indices().filter(|(_, c)| is_hidden(*c)).take(MOST) {
        found.push(finding(source, c, at..at + c.len_utf8()));
    }
}

/// Warns of those that are written as escapes (`\u202E`), and of control characters that way.
pub(super) fn check_escapes(source: &SourceText, table: &DeTable<'_>, found: &mut Vec<Diagnostic>) {
    let mut walk = Walk { source, left: MOST, found };
    walk.table(table);
}

fn finding(source: &SourceText, c: char, span: Range<usize>) -> Diagnostic {
    Diagnostic::warning("E34", format!("there is a character here that nobody sees (U+{:04X})", u32::from(c)))
        .at((source.path.clone(), span), "not seen")
        .why("It changes how letters are shown, or splits a word: what a reader sees is not what the file says.")
        .help("take it out; it often comes along when text is copied from a document")
}

struct Walk<'a> {
    source: &'a SourceText,
    left: usize,
    found: &'a mut Vec<Diagnostic>,
}

impl Walk<'_> {
    fn table(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            self.text(key.get_ref(), key.span());
            self.value(value);
        }
    }
    fn value(&mut self, value: &Spanned<DeValue<'_>>) {
        match value.get_ref() {
            DeValue::String(text) => self.text(text, value.span()),
            DeValue::Array(items) => items.iter().for_each(|item| self.value(item)),
            DeValue::Table(table) => self.table(table),
            _ => {}
        }
    }
    fn text(&mut self, text: &str, span: Range<usize>) {
        let unseen = |c: char| is_hidden(c) || (c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
        let Some(c) = text.chars().find(|c| unseen(*c)).filter(|_| self.left > 0) else { return };
        // What stands there as itself has been found already.
        if !self.source.text.get(span.clone()).is_some_and(|raw| raw.contains(unseen)) {
            self.left -= 1;
            self.found.push(finding(self.source, c, span));
        }
    }
}
