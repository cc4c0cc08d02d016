//! The notices by short name, and questions about what they allow.

use notice::envelope::Line;
use notice::model::{Act, Compiled, Fact, Facts, Principal};
use notice::source::{Basis, Category, Disclose};
use notice::{Library, compile};
use std::collections::BTreeSet;

/// The base notices, then the five: short name and text.
pub const SHIPPED: [(&str, &str); 7] = [
    ("notices/base/united-kingdom.toml", include_str!("../../../../notices/base/united-kingdom.toml")),
    ("notices/base/england-housing.toml", include_str!("../../../../notices/base/england-housing.toml")),
    ("notices/mars.toml", include_str!("../../../../notices/mars.toml")),
    ("notices/dudley.toml", include_str!("../../../../notices/dudley.toml")),
    ("notices/coventry.toml", include_str!("../../../../notices/coventry.toml")),
    ("notices/kirklees.toml", include_str!("../../../../notices/kirklees.toml")),
    ("notices/families.toml", include_str!("../../../../notices/families.toml")),
];

/// All shipped notices.
pub fn library() -> Library {
    SHIPPED.iter().fold(Library::new(), |library, (path, text)| library.with(*path, *text))
}

/// The text of a shipped notice.
pub fn text(name: &str) -> &'static str {
    let path = format!("notices/{name}.toml");
    SHIPPED.iter().find(|(p, _)| *p == path).map(|(_, text)| *text).expect("a shipped notice")
}

/// A shipped notice, compiled.
pub fn shipped(name: &str) -> Notice {
    changed(name, "", "")
}

/// A shipped notice with one piece of its text replaced (nothing, if the piece is empty).
pub fn changed(name: &str, from: &str, to: &str) -> Notice {
    let path = format!("notices/{name}.toml");
    let mut changed = text(name).to_owned();
    if !from.is_empty() {
        assert_eq!(changed.matches(from).count(), 1, "{name} has {from:?} once");
        changed = changed.replace(from, to);
    }
    let library = library().with(path.clone(), changed);
    let made = compile(&library, &path);
    let compiled = made.compiled.unwrap_or_else(|| {
        let found: Vec<String> = made.diagnostics.iter().map(|d| d.render(&library, false)).collect();
        panic!("{name} compiles\n{}", found.join("\n"))
    });
    Notice { compiled }
}

/// A compiled notice that answers questions.
pub struct Notice {
    /// The notice.
    pub compiled: Compiled,
}

impl Notice {
    /// The lines of the envelope by which somebody may do something.
    pub fn lines(&self, who: &str, act: Act) -> Vec<(String, String, Line)> {
        let principal = self.compiled.principal(who).unwrap_or_else(|| panic!("{who} is a principal"));
        self.compiled
            .envelope
            .lines
            .iter()
            .filter(|l| l.principal == principal && l.act == act)
            .map(|l| (self.purpose_name(l), self.category_name(l), *l))
            .collect()
    }
    fn purpose_name(&self, line: &Line) -> String {
        self.compiled.purposes[usize::from(line.purpose.0)].id.clone()
    }
    fn category_name(&self, line: &Line) -> String {
        self.compiled.categories[usize::from(line.category.0)].id.clone()
    }
    /// Whether a purpose is one that the law, not the notice, sets.
    pub fn of_the_base(&self, purpose: &str) -> bool {
        let ix = self.compiled.purpose(purpose).expect("a purpose");
        self.compiled.purposes[usize::from(ix.0)].statement.0.contains('#')
    }
    /// What somebody may see for the notice's own purposes, under whatever facts.
    pub fn sees(&self, who: &str) -> BTreeSet<String> {
        self.own(who, Act::See).into_iter().map(|(_, c, _)| c).collect()
    }
    /// What somebody may see for one purpose.
    pub fn sees_for(&self, who: &str, purpose: &str) -> BTreeSet<String> {
        self.lines(who, Act::See).into_iter().filter(|(p, _, _)| p == purpose).map(|(_, c, _)| c).collect()
    }
    /// The lines of the notice's own purposes.
    pub fn own(&self, who: &str, act: Act) -> Vec<(String, String, Line)> {
        self.lines(who, act).into_iter().filter(|(p, _, _)| !self.of_the_base(p)).collect()
    }
    /// Everybody who may see a category for a purpose of the notice itself.
    pub fn who_sees(&self, category: &str) -> BTreeSet<String> {
        let keys: Vec<String> = self.compiled.principals.iter().map(Principal::key).collect();
        keys.into_iter().filter(|k| self.sees(k).contains(category)).collect()
    }
    /// Every line of a purpose, with the key of its principal.
    pub fn lines_for(&self, purpose: &str) -> Vec<(String, String, Line)> {
        let ix = self.compiled.purpose(purpose).expect("a purpose");
        self.compiled
            .envelope
            .lines
            .iter()
            .filter(|l| l.purpose == ix)
            .map(|l| (self.compiled.principals[usize::from(l.principal.0)].key(), self.category_name(l), *l))
            .collect()
    }
    /// A category as written.
    pub fn category(&self, id: &str) -> &Category {
        &self.compiled.merged.category[id]
    }
    /// A basis as written.
    pub fn basis(&self, id: &str) -> &Basis {
        &self.compiled.merged.basis[id]
    }
    /// A disclosure as written.
    pub fn disclose(&self, id: &str) -> &Disclose {
        &self.compiled.merged.disclose[id]
    }
    /// The ids of a category's fields.
    pub fn fields(&self, category: &str) -> Vec<String> {
        let ix = self.compiled.category(category).expect("a category");
        self.compiled.categories[usize::from(ix.0)].fields.iter().map(|f| f.id.clone()).collect()
    }
}

/// Whether a line needs all of some facts.
pub fn needs(line: &Line, facts: &[Fact]) -> bool {
    facts.iter().all(|f| line.needs.has(*f))
}

/// Whether a line needs a live consent.
pub fn consented(line: &Line) -> bool {
    line.needs.has(Fact::Consent) && line.bars.has(Fact::Withdrawn)
}

/// A set of names.
pub fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|n| (*n).to_owned()).collect()
}

/// Facts that are so.
pub fn facts(so: &[Fact]) -> Facts {
    so.iter().fold(Facts::NONE, |facts, fact| facts.with(*fact))
}

/// Whether a request is allowed by the rules that become Cedar policies.
pub fn allowed(notice: &Notice, who: &str, act: Act, purpose: &str, category: &str, so: &[Fact]) -> bool {
    let n = &notice.compiled;
    n.envelope.allows(
        n.principal(who).expect("a principal"),
        act,
        n.purpose(purpose).expect("a purpose"),
        n.category(category).expect("a category"),
        facts(so),
    )
}
