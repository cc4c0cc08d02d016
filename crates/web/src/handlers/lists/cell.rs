//! A cell of a list: as the page shows it, and as a file holds it. Both are made of the same value, so that they say the same.

use crate::show;
use app::views::{DueLine, Item};
use disclosure::Disclosed;
use jiff::civil::Date;
use kernel::{Timestamp, london_date};
use pages::list::ListCell;
use pages::sheet::Button;
use pages::{Due, Link, StateTag, Tone};

/// A cell.
#[derive(Default)]
pub(super) struct Cell {
    pub(super) shown: ListCell,
    /// As many as its column has heads in a file.
    pub(super) file: Vec<String>,
}

impl Cell {
    /// Words of the program's own, or of a register.
    pub(super) fn words(words: impl Into<String>) -> Self {
        let words = words.into();
        Self { file: vec![words.clone()], shown: ListCell { words, ..ListCell::default() } }
    }
    /// With this under it, which has a column of its own in a file.
    pub(super) fn and(mut self, small: impl Into<String>) -> Self {
        let small = small.into();
        self.file.push(small.clone());
        self.shown.small.extend(Some(small).filter(|s| !s.is_empty()));
        self
    }
    /// Several, one under the other.
    pub(super) fn lines(mut lines: Vec<String>) -> Self {
        let file = vec![lines.join("; ")];
        let words = if lines.is_empty() { String::new() } else { lines.remove(0) };
        Self { file, shown: ListCell { words, small: lines, ..ListCell::default() } }
    }
    /// A person: the name as the gate allows, and the reference.
    pub(super) fn person(name: Item<String>, reference: String, notice_href: &str) -> Self {
        let in_file = show::name_in_file(&name);
        let shown = ListCell { name: Some(show::name(name, notice_href)), ..ListCell::default() };
        Self { shown, file: vec![in_file] }.and(reference)
    }
    /// In somebody's words, as released.
    pub(super) fn said(said: Disclosed<String>) -> Self {
        Self { file: vec![said.get().clone()], shown: ListCell { said: Some(said), ..ListCell::default() } }
    }
    /// A day; none: nothing stands there.
    pub(super) fn day(day: Option<Date>) -> Self {
        let words = day.map(show::date).unwrap_or_default();
        Self { file: vec![day.map(|d| d.to_string()).unwrap_or_default()], ..Self::words(words) }
    }
    /// A moment: its day, and the time.
    pub(super) fn moment(at: Option<Timestamp>) -> Self {
        let words = at.map(Timestamp::words).unwrap_or_default();
        let in_file = at.map(|at| format!("{} {}", london_date(at), at.london_time())).unwrap_or_default();
        Self { file: vec![in_file], ..Self::words(words) }
    }
    /// A date by which something is to be done, as long as it is not.
    pub(super) fn due(due: &DueLine, done: bool) -> Self {
        let day = Self::day(Some(due.on));
        if done {
            return day;
        }
        let tone = if due.overdue { Tone::Bad } else { Tone::Plain };
        let words = show::upper_first(&due.words);
        let shown = ListCell { due: Some(Due { words, tone, rule: None }), ..ListCell::default() };
        Self { shown, file: day.file }
    }
    /// What can be done about the line: its column has no head in a file.
    pub(super) fn doing(links: Vec<Link>, buttons: Vec<Button>) -> Self {
        Self { shown: ListCell { links, buttons, ..ListCell::default() }, file: Vec::new() }
    }
    /// States and marks.
    pub(super) fn tags(tags: Vec<StateTag>) -> Self {
        let words: Vec<String> = tags.iter().map(|t| t.words.clone()).collect();
        Self { file: vec![words.join("; ")], shown: ListCell { tags, ..ListCell::default() } }
    }
}
