//! Who within the controller sees what.

use crate::render::names::Names;
use crate::render::tree::{Item, Row, Section, Text};
use crate::render::words;
use crate::source::{Access, RoleScope};

/// The roles and what they may see and change.
pub(super) fn section(names: &Names<'_>) -> Section {
    let mut section = Section::new("staff", "Who sees it among the people who work for us");
    let merged = &names.compiled.merged;
    if merged.access.is_empty() {
        return section;
    }
    section.para("These are the roles of people who work with the system:");
    let roles = merged.role.iter().map(|(id, role)| {
        let looks = merged.access.values().any(|a| a.roles.contains(id));
        let scope = match role.scope {
            _ if !looks => "sees no record",
            RoleScope::Service => "every case of the service",
            RoleScope::Linked => "only the cases that it works on",
        };
        let text = Text::from(format!("{}: {scope}", role.label))
            .assumed_if(names.assumed(&role.provenance, &["label", "scope"]));
        Item::new(text).at(names.anchor_of("role", id))
    });
    section.list(roles.collect());
    section.para("Each role sees only what is listed here, and each time somebody looks it is written down.");
    let mut rows = Vec::new();
    for (id, access) in &merged.access {
        let roles: Vec<String> = access.roles.iter().map(|r| names.role(r)).collect();
        let key = Text::from(access.provenance.says.clone().unwrap_or_else(|| words::and(&roles)))
            .assumed_if(names.assumed(&access.provenance, &["roles"]));
        rows.push(Row::list(key, what(names, access)).at(names.anchor_of("access", id)));
    }
    section.rows(rows);
    section
}

fn what(names: &Names<'_>, access: &Access) -> Vec<Item> {
    let mark = |keys: &[&str]| names.assumed_key(&access.provenance, keys);
    let mut items = Vec::new();
    let sees = names.categories(&access.categories, &access.except);
    let same = access.records.as_ref().is_none_or(|r| *r == access.categories);
    let head = if same { "May see and write" } else { "May see" };
    items.push(Item::new(Text::from(format!("{head}: {sees}")).assumed_if(mark(&["categories", "except"]))));
    if !same {
        let written = match access.records.as_deref() {
            Some([]) => "May write: nothing".to_owned(),
            Some(some) => format!("May write: {}", names.categories(some, &[])),
            None => String::new(),
        };
        items.push(Item::new(Text::from(written).assumed_if(mark(&["records"]))));
    }
    let why: Vec<String> = access.purposes.iter().map(|p| names.purpose(p)).collect();
    items.push(Item::new(Text::from(format!("Why: {}", words::and(&why))).assumed_if(mark(&["purposes"]))));
    let linked =
        access.roles.iter().filter_map(|r| names.compiled.merged.role.get(r)).any(|r| r.scope == RoleScope::Linked);
    let mut when: Vec<&str> = access.needs.iter().map(|n| words::need(*n)).collect();
    if linked && !when.contains(&"only where they work with you") {
        when.insert(0, "only where they work with you");
    }
    if !when.is_empty() {
        let when: Vec<String> = when.into_iter().map(str::to_owned).collect();
        items.push(Item::new(Text::from(words::capital(&words::and(&when))).assumed_if(mark(&["needs"]))));
    }
    items
}
