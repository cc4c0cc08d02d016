//! E12: statements that nothing can reach.

use crate::compile::{Reach, all_of, gate_cond, needs};
use crate::diagnostic::Diagnostic;
use crate::merge::Merged;
use crate::model::{Cond, Fact, Facts};
use crate::source::{Disclose, Form, Keep, NoticeFile};
use jiff::civil::Date;
use std::collections::HashSet;

pub(super) fn check(merged: &Merged, found: &mut Vec<Diagnostic>) {
    let reach = Reach::new(merged);
    let file = &merged.file;
    disclosures(merged, &reach, found);
    in_vain(merged, &reach, found);
    for (key, class) in file.class.iter().filter(|(k, _)| merged.own("class", k)) {
        let name = format!("class:{key}");
        if class.members.is_empty() && class.open.is_none() && receives(file, &name) {
            found.push(
                Diagnostic::warning("E12", format!("`class.{key}` has nobody in it"))
                    .at(merged.key("class", key), "no members, and not open")
                    .why("Whatever is disclosed to it is disclosed to nobody.")
                    .help("add `members = [\"…\"]`, or `open = { enrol-by = \"…\", requires = \"…\" }`"),
            );
        }
    }
    purposes(merged, found);
    roles(merged, found);
    categories(merged, &reach, found);
    parties(merged, found);
    for (key, access) in file.access.iter().filter(|(k, _)| merged.own("access", k)) {
        let nothing = reach
            .purposes(&access.purposes, "access", key)
            .iter()
            .filter_map(|p| file.purpose.get(*p))
            .all(|p| Reach::identifiable(p).is_none());
        if nothing {
            found.push(
                Diagnostic::note("E12", format!("`access.{key}` shows tables only"))
                    .at(merged.place("access", key, &["purposes"]), "none of these allows data about a person")
                    .why("For an anonymous or aggregate purpose nobody sees a record.")
                    .help("that may be what is meant; otherwise name a purpose that allows it"),
            );
        }
    }
}

fn disclosures(merged: &Merged, reach: &Reach<'_>, found: &mut Vec<Diagnostic>) {
    for (key, disclose) in merged.file.disclose.iter().filter(|(k, _)| merged.own("disclose", k)) {
        if reach.categories(&disclose.categories, &disclose.except).is_empty() {
            found.push(
                Diagnostic::warning("E12", format!("`disclose.{key}` discloses nothing"))
                    .at(merged.place("disclose", key, &["categories"]), "no category is left")
                    .why("All that is named is left out again, or the notice has no categories.")
                    .help("take something out of `except`, or take the disclosure out"),
            );
        }
    }
}

/// Disclosures by which nothing goes: to a body whose last day is over, or what a wider disclosure lets go in any case.
fn in_vain(merged: &Merged, reach: &Reach<'_>, found: &mut Vec<Diagnostic>) {
    let file = &merged.file;
    let over = |to: &String| {
        let until = file.party.get(to).and_then(|p| p.until.as_deref()).and_then(|u| u.parse::<Date>().ok());
        until.is_some_and(|last| file.notice.effective.parse::<Date>().is_ok_and(|begins| last < begins))
    };
    for (key, disclose) in file.disclose.iter().filter(|(k, _)| merged.own("disclose", k)) {
        if let Some((n, to)) = disclose.to.iter().enumerate().find(|(_, to)| over(to)) {
            found.push(
                Diagnostic::warning("E12", format!("`disclose.{key}` gives to a body whose last day is over"))
                    .at(merged.place("disclose", key, &["to", &n.to_string()]), "gets nothing any more")
                    .see(merged.place("party", to, &["until"]), "its last day, before the notice begins")
                    .why("People are told of a recipient that receives nothing (article 13(1)(e)).")
                    .help("take it out of the recipients, or correct the day"),
            );
        }
        if let Some((other, wider)) = file
            .disclose
            .iter()
            .find(|(k, d)| *k != key && shadows(file, reach, d, disclose) && !shadows(file, reach, disclose, d))
        {
            let same = wider.to == disclose.to;
            found.push(
                Diagnostic::warning(
                    "E12",
                    format!("`disclose.{key}` lets nothing go that `disclose.{other}` does not"),
                )
                .at(merged.key("disclose", key), "what it asks for is not needed")
                .see(
                    merged.key("disclose", other),
                    if same {
                        "the same recipient gets as much by this, for less"
                    } else {
                        "its recipients get as much by this, for less"
                    },
                )
                .why("People are told of a gate that nothing has to pass: whoever may have it by one way may have it.")
                .help("take it out; or take what it guards out of the wider one"),
            );
        }
    }
}

/// Whether everything that one disclosure lets go goes by another one too, whose gate and needs ask for less or the same.
fn shadows(file: &NoticeFile, reach: &Reach<'_>, wide: &Disclose, narrow: &Disclose) -> bool {
    let personal = |d: &Disclose| d.form < Form::Anonymous;
    let receives = |to: &String| {
        wide.to.contains(to)
            || wide
                .to
                .iter()
                .filter_map(|t| t.strip_prefix("class:"))
                .any(|class| file.class.get(class).is_some_and(|c| c.open.is_none() && c.members.contains(to)))
    };
    let given = |d: &Disclose| reach.categories(&d.categories, &d.except);
    let asks = |d: &Disclose| {
        let mut all = needs(&d.needs);
        all.extend(gate_cond(&d.gate, false));
        all_of(all)
    };
    let open = |d: &Disclose| gate_cond(&d.gate, false).is_some();
    let (much, little) = (given(wide), given(narrow));
    let form = |d: &Disclose| if d.form == Form::Identifiable { 0 } else { 1 };
    personal(wide)
        && personal(narrow)
        && form(wide) <= form(narrow)
        && wide.purpose == narrow.purpose
        && open(wide)
        && open(narrow)
        && wide.services.is_empty()
        && narrow.records.iter().all(|r| wide.records.contains(r))
        && !little.is_empty()
        && little.iter().all(|c| much.contains(c))
        && narrow.to.iter().all(receives)
        && implies(&asks(narrow), &asks(wide))
}

/// Whether whatever meets one condition meets another: decided over all sets of facts.
fn implies(one: &Cond, other: &Cond) -> bool {
    let named = Fact::ALL.iter().filter(|f| one.speaks_of(**f) || other.speaks_of(**f));
    let named = named.fold(Facts::NONE, |all, f| all.with(*f));
    named.subsets().all(|facts| !one.holds(facts) || other.holds(facts))
}

fn receives(file: &NoticeFile, name: &str) -> bool {
    file.disclose.values().any(|d| d.to.iter().any(|t| t == name))
        || file.overrides.values().any(|o| o.to.iter().any(|t| t == name))
}

fn purposes(merged: &Merged, found: &mut Vec<Diagnostic>) {
    let file = &merged.file;
    for key in file.purpose.keys().filter(|k| merged.own("purpose", k)) {
        let used = file.access.iter().any(|(a, access)| {
            access.purposes.contains(key)
                || access.purposes.iter().any(|p| p == "*") && merged.base("access", a) == merged.base("purpose", key)
        }) || file.disclose.values().any(|d| &d.purpose == key)
            || file.overrides.values().any(|o| &o.purpose == key);
        // Tables without people in them are made by the house and need nobody's access to records.
        let tables = file.purpose.get(key).is_some_and(|p| p.form >= Form::Anonymous);
        if !used && !tables {
            found.push(
                Diagnostic::warning("E12", format!("`purpose.{key}` is never used"))
                    .at(merged.key("purpose", key), "no access and no disclosure is for it")
                    .why("The notice says that data is used for this, and nobody may.")
                    .help("say who may see what for it (`access`), or take it out"),
            );
        }
    }
}

fn roles(merged: &Merged, found: &mut Vec<Diagnostic>) {
    let file = &merged.file;
    for key in file.role.keys().filter(|k| merged.own("role", k)) {
        let used = file.access.values().any(|a| a.roles.contains(key))
            || file.class.values().any(|c| c.open.as_ref().is_some_and(|o| &o.enrol_by == key))
            || file.overrides.values().any(|o| &o.authorised_by == key)
            || file.preset.values().any(|p| &p.reviewed_by == key)
            || file
                .oversight
                .as_ref()
                .is_some_and(|o| o.files_approved_by.contains(key) || o.unusual_looks_to.contains(key))
            || file.retain.values().any(|r| matches!(&r.keep, Keep::Range { decided_by, .. } if decided_by == key));
        if !used {
            found.push(
                Diagnostic::note("E12", format!("`role.{key}` may see nothing"))
                    .at(merged.key("role", key), "no access names it")
                    .why("Whoever has this role alone sees no record at all.")
                    .help("that may be what is meant (an administrator of the system); otherwise name it in `access`"),
            );
        }
    }
}

fn categories(merged: &Merged, reach: &Reach<'_>, found: &mut Vec<Diagnostic>) {
    let file = &merged.file;
    let own_sources: Vec<&crate::source::Source> =
        file.source.iter().filter(|(k, _)| merged.own("source", k)).map(|(_, s)| s).collect();
    for (key, category) in file.category.iter().filter(|(k, _)| merged.own("category", k)) {
        let Some(ix) = reach.category(key) else { continue };
        let seen = file.access.iter().any(|(a, access)| {
            merged.own("access", a) && reach.categories(&access.categories, &access.except).contains(&ix)
        }) || file.disclose.iter().any(|(d, disclose)| {
            merged.own("disclose", d) && reach.categories(&disclose.categories, &disclose.except).contains(&ix)
        });
        let feeds = file.category.values().any(|c| c.derived_from.contains(key));
        if !seen && !feeds {
            found.push(
                Diagnostic::warning("E12", format!("nobody may see `category.{key}`"))
                    .at(merged.key("category", key), "collected, and used by nobody")
                    .why("Data that nobody uses is data that should not be collected (article 5(1)(c)).")
                    .help("name it in an `access` or a disclosure, or take it out"),
            );
        }
        let comes = !category.derived_from.is_empty()
            || own_sources.is_empty()
            || own_sources.iter().any(|s| s.categories.iter().any(|c| c == "*" || c == key))
            || file.access.values().any(|a| a.records.as_ref().is_some_and(|r| r.contains(key)))
            || file.disclose.values().any(|d| d.records.contains(key));
        if !comes {
            found.push(
                Diagnostic::warning("E12", format!("`category.{key}` comes from nowhere"))
                    .at(merged.key("category", key), "no source gives it, and nobody records it")
                    .why("What is never collected cannot be used or disclosed; and people are told where data comes from (article 14(2)(f)).")
                    .help("name it in a `source`, say from what it is made (`derived-from`), or take it out"),
            );
        }
    }
}

fn parties(merged: &Merged, found: &mut Vec<Diagnostic>) {
    let file = &merged.file;
    let mut named: HashSet<&str> = HashSet::new();
    named.extend(file.notice.controller.iter().map(String::as_str));
    for class in file.class.values() {
        named.extend(class.members.iter().map(String::as_str));
        named.extend(class.network_of.as_deref());
    }
    for party in file.party.values() {
        named.extend(party.behalf.as_deref());
        named.extend(party.network_of.as_deref());
    }
    for list in file
        .disclose
        .values()
        .map(|d| &d.to)
        .chain(file.overrides.values().map(|o| &o.to))
        .chain(file.source.values().map(|s| &s.from))
        .chain(file.retain.values().map(|r| &r.held_by))
        .chain(file.prohibit.values().map(|p| &p.by))
    {
        named.extend(list.iter().map(String::as_str));
    }
    named.extend(file.basis.values().filter_map(|b| b.holder.as_deref()));
    if let Some(storage) = &file.storage {
        named.extend(storage.systems.iter().map(String::as_str));
    }
    for (key, party) in file.party.iter().filter(|(k, _)| merged.own("party", k)) {
        let processor = party.role == crate::source::PartyRole::Processor;
        if !named.contains(key.as_str()) && !processor {
            found.push(
                Diagnostic::warning("D10", format!("`party.{key}` is named and neither gives nor receives anything"))
                    .at(merged.key("party", key), "in no disclosure, source, class or basis")
                    .why("A body that the notice speaks of and whose part it does not say is a recipient that is missing from the list, or a name too many.")
                    .help("say what it gets (`disclose`) or gives (`source`), or take it out"),
            );
        }
    }
}
