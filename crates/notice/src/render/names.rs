//! Names of what a notice speaks of, and where its statements stand on a page.

use super::tree::{Inline, Item, Text};
use super::words;
use crate::model::{Compiled, PurposeIx, Statement, StatementId};
use crate::source::{Class, OpenScope, Origin, Party, Provenance};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// The other and former names of a body, in brackets; nothing where it has none.
pub(crate) fn other_names(party: &Party) -> String {
    let mut other: Vec<&str> = Vec::new();
    for name in party.also.iter().chain(&party.cited_as).map(String::as_str) {
        if name != party.name && !other.contains(&name) {
            other.push(name);
        }
    }
    let before = party.predecessors.iter().map(|p| format!("until {}: {}", words::written_date(&p.until), p.name));
    let mut said: Vec<String> = before.collect();
    if !other.is_empty() {
        said.push(format!("also or formerly: {}", other.join(", ")));
    }
    if said.is_empty() { String::new() } else { format!(" ({})", said.join("; ")) }
}

/// The anchor of a statement on a page: its name, with what an address could not hold replaced.
#[must_use]
pub fn anchor(statement: &StatementId) -> String {
    statement.0.chars().map(|c| if c.is_alphanumeric() || "-._:".contains(c) { c } else { '.' }).collect()
}

/// A compiled notice as the renderers look things up in it.
pub(crate) struct Names<'a> {
    pub(crate) compiled: &'a Compiled,
    /// Anchors that stand on this page already: an anchor stands once.
    anchored: RefCell<BTreeSet<String>>,
}

impl<'a> Names<'a> {
    pub(crate) const fn new(compiled: &'a Compiled) -> Self {
        Self { compiled, anchored: RefCell::new(BTreeSet::new()) }
    }

    /// The statement that stands at `[table.key]`, or `[table]` where there is but one; from the notice or from a base.
    pub(crate) fn statement(&self, table: &str, key: &str) -> Option<&'a Statement> {
        let name = if key.is_empty() { table.to_owned() } else { format!("{table}.{key}") };
        let own = self.compiled.statements.get(&StatementId(name.clone()));
        let suffix = format!("#{name}");
        own.or_else(|| self.compiled.statements.values().find(|s| s.id.0.ends_with(&suffix)))
    }

    /// Whether a statement comes from a base notice.
    pub(crate) fn is_base(&self, table: &str, key: &str) -> bool {
        self.statement(table, key).is_some_and(|s| s.base.is_some())
    }

    /// The anchor for a statement, the first time that it is asked for.
    pub(crate) fn anchor_of(&self, table: &str, key: &str) -> Option<String> {
        let anchor = anchor(&self.statement(table, key)?.id);
        self.anchored.borrow_mut().insert(anchor.clone()).then_some(anchor)
    }

    /// Whether a statement has its anchor on this page.
    pub(crate) fn is_anchored(&self, statement: &StatementId) -> bool {
        self.anchored.borrow().contains(&anchor(statement))
    }

    /// Whether the whole statement is assumed, or one of these keys of it.
    pub(crate) fn assumed(&self, provenance: &Provenance, keys: &[&str]) -> bool {
        provenance.origin == Origin::Assumed || self.assumed_key(provenance, keys)
    }

    /// Whether one of these keys of a statement is assumed, while the statement as a whole is not.
    pub(crate) fn assumed_key(&self, provenance: &Provenance, keys: &[&str]) -> bool {
        let of = |assumed: &str| keys.iter().any(|k| assumed.split(['.', '[']).next() == Some(*k));
        provenance.origin != Origin::Assumed && provenance.assumed.iter().any(|a| of(a))
    }

    /// Whether one key of a statement is assumed, or the table that it stands in, and not only another key of that table.
    pub(crate) fn assumed_at(&self, provenance: &Provenance, path: &str) -> bool {
        let table = path.split('.').next().unwrap_or(path);
        provenance.origin != Origin::Assumed && provenance.assumed.iter().any(|a| a == path || a == table)
    }

    pub(crate) fn party(&self, id: &str) -> Option<&'a Party> {
        self.compiled.merged.party.get(id)
    }

    pub(crate) fn class(&self, id: &str) -> Option<&'a Class> {
        self.compiled.merged.class.get(id)
    }

    /// The name of a body, a class, the person or the controller, as the file refers to it.
    pub(crate) fn name(&self, reference: &str) -> String {
        let merged = &self.compiled.merged;
        match reference {
            "subject" => return "you, or somebody who acts for you".to_owned(),
            "*" => return "anybody who may receive information under this notice".to_owned(),
            "controller" => return self.controllers(),
            _ => {}
        }
        if let Some(class) = reference.strip_prefix("class:") {
            return merged.class.get(class).map_or_else(|| words::from_id(class), |c| c.label.clone());
        }
        if let Some(role) = reference.strip_prefix("role:") {
            return self.role(role);
        }
        merged.party.get(reference).map_or_else(|| reference.to_owned(), |p| p.name.clone())
    }

    /// The name of a role.
    pub(crate) fn role(&self, id: &str) -> String {
        self.compiled.merged.role.get(id).map_or_else(|| words::from_id(id), |r| r.label.clone())
    }

    /// The controllers' names.
    pub(crate) fn controllers(&self) -> String {
        let names: Vec<String> = self.compiled.merged.notice.controller.iter().map(|c| self.name(c)).collect();
        words::and(&names)
    }

    /// The names of several.
    pub(crate) fn names(&self, references: &[String]) -> Vec<String> {
        references.iter().map(|r| self.name(r)).collect()
    }

    /// A category's label, by id.
    pub(crate) fn category(&self, id: &str) -> String {
        self.compiled.merged.category.get(id).map_or_else(|| words::from_id(id), |c| c.label.clone())
    }

    /// What a list of categories means in words: `*` is everything, less what is left out.
    pub(crate) fn categories(&self, ids: &[String], except: &[String]) -> String {
        if ids.iter().any(|i| i == "*") {
            let left_out: Vec<String> = except.iter().map(|e| self.category(e)).collect();
            return if left_out.is_empty() {
                "Any of the information listed on this page".to_owned()
            } else {
                format!("Any of the information listed on this page, but not: {}", words::and(&left_out))
            };
        }
        words::and(&ids.iter().map(|i| self.category(i)).collect::<Vec<_>>())
    }

    /// A purpose's label, by id.
    pub(crate) fn purpose(&self, id: &str) -> String {
        if id == "*" {
            return "every purpose on this page".to_owned();
        }
        self.compiled.merged.purpose.get(id).map_or_else(|| words::from_id(id), |p| p.label.clone())
    }

    /// The label of a compiled purpose.
    pub(crate) fn purpose_label(&self, at: PurposeIx) -> String {
        self.compiled.purposes.get(usize::from(at.0)).map_or_else(String::new, |p| p.label.clone())
    }

    /// A service's name.
    pub(crate) fn service(&self, id: &str) -> String {
        self.compiled.merged.service.get(id).map_or_else(|| words::from_id(id), |s| s.label.clone())
    }

    /// A body with the other names under which people know it, whom it works for, and its own notice.
    pub(crate) fn body(&self, id: &str) -> Text {
        self.body_in(id, None)
    }

    /// A body in a list whose network is named above it.
    fn body_in(&self, id: &str, network: Option<&str>) -> Text {
        let Some(party) = self.party(id) else { return Text::from(self.name(id)) };
        let mut text = Text::from(party.name.clone()).plain(other_names(party));
        if let Some(task) = &party.task {
            text = text.plain(format!(": {task}"));
        }
        if let Some(behalf) = &party.behalf {
            text = text.plain(format!(", for {}", self.name(behalf)));
        }
        if let Some(lead) = party.network_of.as_deref().filter(|lead| Some(*lead) != network) {
            text = text.plain(format!(", in the network of {}", self.name(lead)));
        }
        if let Some(until) = &party.until {
            text = text.plain(format!(", until {}", words::written_date(until)));
        }
        if let Some(basis) = &party.own_basis {
            text = text.plain(format!(". Its own basis: {}", words::basis_of(basis)));
        }
        if let Some(address) = &party.own_notice {
            text = text.plain(" (").link(format!("privacy notice of {}", party.name), address.clone()).plain(")");
        }
        text.assumed_if(self.assumed(&party.provenance, &["name", "own-basis", "own-notice", "role", "until"]))
    }

    /// Recipients as a list: bodies by name, classes with their members the first time they are named, and how a body
    /// comes into an open class.
    pub(crate) fn recipients(&self, references: &[String]) -> Vec<Item> {
        self.bodies(references, |id| match id.strip_prefix("class:") {
            Some(class) => self.class_item(class),
            None => Item::new(self.body(id)).at(self.anchor_of("party", id)),
        })
    }

    /// Where data comes from, as a list: bodies and classes by name.
    pub(crate) fn givers(&self, references: &[String]) -> Vec<Item> {
        self.bodies(references, |id| match id.strip_prefix("class:").and_then(|c| self.class(c)) {
            Some(class) => {
                let members: Vec<String> = class.members.iter().map(|m| self.name(m)).collect();
                let mut text = Text::from(class.label.clone());
                match (members.is_empty(), class.open.is_some()) {
                    (false, true) => text = text.plain(format!(": {}, and others like these", members.join(", "))),
                    (false, false) => text = text.plain(format!(": {}", words::and(&members))),
                    (true, _) => {}
                }
                Item::new(text.assumed_if(self.assumed(&class.provenance, &["label", "members"])))
            }
            None if id == "subject" => Item::new("You"),
            None => Item::new(self.body(id)),
        })
    }

    fn bodies(&self, references: &[String], item: impl Fn(&str) -> Item) -> Vec<Item> {
        let mut items: Vec<Item> = references.iter().map(|r| item(r)).collect();
        for item in &mut items {
            if let Some(Inline::Plain(first)) = item.text.0.first_mut() {
                *first = words::capital(first);
            }
        }
        items
    }

    fn class_item(&self, id: &str) -> Item {
        let Some(class) = self.class(id) else { return Item::new(self.name(&format!("class:{id}"))) };
        let anchor = self.anchor_of("class", id);
        let mut text = Text::from(class.label.clone());
        if anchor.is_none() {
            if !class.members.is_empty()
                && let Some(statement) = self.statement("class", id)
            {
                text = text.plain(" (").link("listed above", format!("#{}", self::anchor(&statement.id))).plain(")");
            }
            return Item::new(text);
        }
        if !class.cited_as.is_empty() {
            text = text.plain(format!(" (in the notice: {})", words::and(&class.cited_as)));
        }
        if let Some(lead) = &class.network_of {
            text = text.plain(format!(", in the network of {}", self.name(lead)));
        }
        text = text.assumed_if(self.assumed(&class.provenance, &["label", "members", "role", "kind"]));
        let mut item = Item::new(text);
        let member =
            |m: &String| Item::new(self.body_in(m, class.network_of.as_deref())).at(self.anchor_of("party", m));
        item.under = class.members.iter().map(member).collect();
        if let Some(open) = &class.open {
            let each = match open.scope {
                OpenScope::Service => "first",
                OpenScope::PerCase => "for each case",
            };
            let who =
                if class.members.is_empty() { "No body is named here. A body" } else { "Others like these: each" };
            let time = if open.for_a_time { ", for a time with a last day" } else { "" };
            let words = format!(
                "{who} gets nothing until the {} has enrolled it {each}{time}. Needed for that: {}",
                words::small(&self.role(&open.enrol_by)),
                words::sentence_end(&open.requires)
            );
            let assumed = self.assumed_key(&class.provenance, &["open"]);
            item.under.push(Item::new(Text::from(words).assumed_if(assumed)));
        }
        item.at(anchor)
    }
}
