//! What a key of a statement weighs: whether another value of it lets more be done, or less.

use crate::model::StatementId;
use crate::render::words;
use serde::Serialize;

/// Something that a notice says and that lets more, or less, be done than before, beside who may see and write what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Said {
    /// The statement.
    pub statement: StatementId,
    /// In one sentence.
    pub words: String,
}

/// What is said in one key of a statement.
pub(super) enum Weight {
    /// A number, of which a greater one lets more; with its words.
    Rank(u64, String),
    /// Things, of which each one more lets more.
    More(Vec<String>),
    /// The same of something that both versions have; alone it comes to nothing.
    Among(Vec<String>),
    /// Things, of which each one more lets less.
    Fewer(Vec<String>),
    /// Limits to one of several; none: no limit at all.
    Within(Vec<String>),
    /// Words that let something be done.
    Opens(Option<String>),
    /// Words that hold something down.
    Bounds(Option<String>),
    /// Words that mean something else once they are others; which of the two, no program can say.
    Either(String),
}

/// What a statement says, key by key.
pub(super) struct Construct {
    pub statement: StatementId,
    /// What the statement is about, at the head of the sentence.
    pub title: String,
    pub exists: Exists,
    pub keys: Vec<(String, Weight)>,
}

/// What it comes to that a statement is there at all.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Exists {
    /// More is done.
    Widens,
    /// Less is done.
    Narrows,
    /// As much as its lists and words let; other keys come to nothing without the statement that they belong to.
    Parts,
}

/// What is said more and what is said less.
#[derive(Default)]
pub(super) struct Scales {
    pub wider: Vec<Said>,
    pub narrower: Vec<Said>,
}

impl Scales {
    pub(super) fn weigh(&mut self, old: Option<&Construct>, new: Option<&Construct>) {
        match (old, new) {
            (None, Some(new)) if new.exists == Exists::Widens => self.push(true, new, "this is new"),
            (None, Some(new)) if new.exists == Exists::Narrows => self.push(false, new, "this is new"),
            (Some(old), None) if old.exists == Exists::Widens => self.push(false, old, "this is gone"),
            (Some(old), None) if old.exists == Exists::Narrows => self.push(true, old, "this is gone"),
            (None, Some(only)) => only.keys.iter().for_each(|(key, is)| self.key(only, key, None, Some(is))),
            (Some(only), None) => only.keys.iter().for_each(|(key, was)| self.key(only, key, Some(was), None)),
            (Some(old), Some(new)) => {
                for (key, is) in &new.keys {
                    let was = old.keys.iter().find(|(k, _)| k == key).map(|(_, was)| was);
                    self.key(new, key, was, Some(is));
                }
                for (key, was) in old.keys.iter().filter(|(key, _)| !new.keys.iter().any(|(k, _)| k == key)) {
                    self.key(new, key, Some(was), None);
                }
            }
            (None, None) => {}
        }
    }

    fn push(&mut self, wider: bool, of: &Construct, what: &str) {
        let said = Said { statement: of.statement.clone(), words: words::sentence(&format!("{}: {what}", of.title)) };
        if wider { self.wider.push(said) } else { self.narrower.push(said) }
    }

    fn both(&mut self, of: &Construct, what: &str) {
        let what = format!("{what}. Whether that lets more or less, somebody has to read");
        self.push(true, of, &what);
        self.push(false, of, &what);
    }

    fn key(&mut self, of: &Construct, key: &str, was: Option<&Weight>, is: Option<&Weight>) {
        match (was, is) {
            (Some(Weight::Rank(was, before)), Some(Weight::Rank(is, now))) if was != is => {
                self.push(is > was, of, &format!("{key}: {now}; before, {before}"));
            }
            (was, is) if listed(was, is, |w| matches!(w, Weight::More(_))) => self.lists(of, key, (was, is), true),
            (was, is) if listed(was, is, |w| matches!(w, Weight::Fewer(_))) => self.lists(of, key, (was, is), false),
            (Some(Weight::Within(was)), Some(Weight::Within(is))) => match (was.as_slice(), is.as_slice()) {
                (before, now) if before == now => {}
                (before, []) => {
                    self.push(true, of, &format!("{key}: without limit; before, only {}", words::and(before)));
                }
                ([], now) => self.push(false, of, &format!("{key}: only {}; before, without limit", words::and(now))),
                _ => self.lists(of, key, (Some(&Weight::More(was.clone())), Some(&Weight::More(is.clone()))), true),
            },
            (was @ Some(Weight::Among(_)), is @ Some(Weight::Among(_))) => self.lists(of, key, (was, is), true),
            (was, is) if listed(was, is, |w| matches!(w, Weight::Opens(_))) => {
                self.text(of, key, text_of(was), text_of(is), true);
            }
            (was, is) if listed(was, is, |w| matches!(w, Weight::Bounds(_))) => {
                self.text(of, key, text_of(was), text_of(is), false);
            }
            (Some(Weight::Either(was)), Some(Weight::Either(is))) if was != is => {
                self.both(of, &format!("{key}: {is}; before, {was}"));
            }
            _ => {}
        }
    }

    fn lists(&mut self, of: &Construct, key: &str, (was, is): (Option<&Weight>, Option<&Weight>), widens: bool) {
        let (was, is) = (items_of(was), items_of(is));
        let new: Vec<String> = is.iter().filter(|i| !was.contains(i)).cloned().collect();
        let gone: Vec<String> = was.iter().filter(|i| !is.contains(i)).cloned().collect();
        if !new.is_empty() {
            self.push(widens, of, &format!("{key}: also {}", words::and(&new)));
        }
        if !gone.is_empty() {
            self.push(!widens, of, &format!("{key}: no longer {}", words::and(&gone)));
        }
    }

    fn text(&mut self, of: &Construct, key: &str, was: Option<&str>, is: Option<&str>, widens: bool) {
        match (was, is) {
            (None, Some(is)) => self.push(widens, of, &format!("{key}: {is}; before, nothing was said")),
            (Some(was), None) => self.push(!widens, of, &format!("{key}: nothing is said; before, {was}")),
            (Some(was), Some(is)) if was != is => self.both(of, &format!("{key}: {is}; before, {was}")),
            _ => {}
        }
    }
}

/// Whether both are of one kind, or one is and the other is not there.
fn listed(was: Option<&Weight>, is: Option<&Weight>, kind: impl Fn(&Weight) -> bool) -> bool {
    match (was, is) {
        (Some(was), Some(is)) => kind(was) && kind(is),
        (Some(one), None) | (None, Some(one)) => kind(one),
        (None, None) => false,
    }
}

fn items_of(weight: Option<&Weight>) -> &[String] {
    match weight {
        Some(Weight::More(items) | Weight::Among(items) | Weight::Fewer(items) | Weight::Within(items)) => items,
        _ => &[],
    }
}

fn text_of(weight: Option<&Weight>) -> Option<&str> {
    match weight {
        Some(Weight::Opens(text) | Weight::Bounds(text)) => text.as_deref().map(str::trim).filter(|t| !t.is_empty()),
        _ => None,
    }
}
