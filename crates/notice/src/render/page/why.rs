//! Why information is used, and what in law allows it.

use crate::render::names::Names;
use crate::render::page::share::gate_items;
use crate::render::tree::{Item, Row, Section, Text};
use crate::render::words;
use crate::source::{Basis, Decides, Form, Survives};

/// The purposes, each with its basis.
pub(super) fn purposes(names: &Names<'_>) -> Section {
    let mut section = Section::new("why", "Why we use it, and what allows us to");
    let merged = &names.compiled.merged;
    for from_base in [false, true] {
        let mut rows = Vec::new();
        for (id, purpose) in merged.purpose.iter().filter(|(id, _)| names.is_base("purpose", id) == from_base) {
            let key = Text::from(purpose.provenance.says.clone().unwrap_or_else(|| purpose.label.clone()))
                .assumed_if(names.assumed(&purpose.provenance, &["label"]));
            let mut items = Vec::new();
            if let Some(text) = &purpose.text {
                items.push(Item::new(words::sentence(text)));
            }
            if !purpose.services.is_empty() {
                let services: Vec<String> = purpose.services.iter().map(|s| names.service(s)).collect();
                items.push(Item::new(format!("For {}.", words::and(&services))));
            }
            if purpose.form != Form::Identifiable {
                let assumed = names.assumed_key(&purpose.provenance, &["form"]);
                items.push(Item::new(Text::from(format!("We use {}.", words::form(purpose.form))).assumed_if(assumed)));
            }
            if let Some(gate) = &purpose.identifiable_with {
                let mut item = Item::new(
                    Text::from("Information that identifies you only if:")
                        .assumed_if(names.assumed_key(&purpose.provenance, &["identifiable-with"])),
                );
                item.under = gate_items(names, gate);
                items.push(item);
            }
            if purpose.decision == Decides::Significant {
                let assumed = names.assumed_key(&purpose.provenance, &["decision"]);
                items.push(Item::new(
                    Text::from("Decisions about you are made here. A named person makes each of them.")
                        .assumed_if(assumed),
                ));
            }
            for survives in &purpose.survives {
                items.push(Item::new(match survives {
                    Survives::Expiry => "This goes on after the time for which we keep information has run out.",
                    Survives::Restriction => "This goes on while the use of your information is limited.",
                }));
            }
            items.extend(bases_for(names, id));
            if items.is_empty() {
                items.push(Item::new("Nothing more is said about it."));
            }
            rows.push(Row::list(key, items).at(names.anchor_of("purpose", id)));
        }
        if rows.is_empty() {
            continue;
        }
        if from_base {
            let mut inner = Section::new("why-law", "What the law has every service do");
            inner.rows(rows);
            section.section(inner);
        } else {
            section.rows(rows);
        }
    }
    section
}

/// The article 6 bases of a purpose.
fn bases_for(names: &Names<'_>, purpose: &str) -> Vec<Item> {
    let named: Vec<(&String, &Basis)> = names
        .compiled
        .merged
        .basis
        .iter()
        .filter(|(_, b)| b.article6.is_some() && b.purposes.iter().any(|p| p == purpose))
        .collect();
    let mut all = named;
    // A basis for every purpose of the notice is said under each; a base notice's own `*` does not reach them.
    let base = names.is_base("purpose", purpose);
    all.extend(names.compiled.merged.basis.iter().filter(|(id, b)| {
        b.article6.is_some() && b.purposes.iter().any(|p| p == "*") && names.is_base("basis", id) == base
    }));
    all.iter().map(|(id, basis)| basis_item(names, id, basis)).collect()
}

fn basis_item(names: &Names<'_>, id: &str, basis: &Basis) -> Item {
    let limb = basis.article6.as_deref().unwrap_or_default();
    let mut text = Text::from(match &basis.only_when {
        Some(when) => format!("In some cases ({when}): {}", words::article6(limb)),
        None => words::capital(&words::article6(limb)),
    });
    if let Some(holder) = &basis.holder {
        text = text.plain(format!(" (the basis of {})", names.name(holder)));
    }
    if let Some(interest) = &basis.interest {
        text = text.plain(format!(". The interest: {interest}"));
    }
    text = text.plain(under(basis));
    text = text.plain(".");
    text = text.then(cited(basis));
    let assumed =
        names.assumed(&basis.provenance, &["article6", "legislation", "holder", "only-when", "interest", "purposes"]);
    Item::new(text.assumed_if(assumed)).at(names.anchor_of("basis", id))
}

/// The laws under a basis; a long list stands once on the page, in its own section.
fn under(basis: &Basis) -> String {
    let more = if basis.not_exhaustive { ", among others" } else { "" };
    match basis.legislation.as_slice() {
        [] => String::new(),
        laws if laws.len() > 4 => ". Under the laws listed below".to_owned(),
        laws => format!(". Under: {}{more}", words::and(laws)),
    }
}

fn cited(basis: &Basis) -> Text {
    if basis.cited_as.is_empty() {
        return Text::default();
    }
    let quoted: Vec<String> = basis.cited_as.iter().map(|c| format!("\u{201c}{c}\u{201d}")).collect();
    Text::from(format!(" The council\u{2019}s notice cites this as {}.", words::and(&quoted)))
}

/// What allows the use of special categories and offence data.
pub(super) fn special(names: &Names<'_>) -> Section {
    let mut section = Section::new("why-sensitive", "What allows us to use sensitive information");
    let mut items = Vec::new();
    for (id, basis) in &names.compiled.merged.basis {
        if basis.article9.is_none() && (basis.schedule1.is_none() || basis.article6.is_some()) {
            continue;
        }
        let mut about = basis.categories.iter().map(|c| names.category(c)).collect::<Vec<_>>();
        if basis.categories.iter().any(|c| c == "*") {
            about = vec!["All sensitive information".to_owned()];
        }
        let mut text = Text::default();
        if !about.is_empty() {
            text = text.strong(words::and(&about)).plain(": ");
        }
        let condition =
            basis.article9.as_deref().map_or_else(|| "allowed by UK GDPR article 10".to_owned(), words::article9);
        text = text.plain(match &basis.only_when {
            Some(when) => format!("in some cases ({when}), {condition}"),
            None => condition,
        });
        if let Some(schedule) = &basis.schedule1 {
            text = text.plain(format!("; {}", words::schedule1(schedule)));
        }
        if let Some(document) = &basis.policy_document {
            text = text.plain(format!("; our policy document is {document}"));
        }
        if let Some(holder) = &basis.holder {
            text = text.plain(format!(" (the basis of {})", names.name(holder)));
        }
        text = text.plain(under(basis));
        text = text.plain(".");
        if !basis.names.is_empty() {
            let kinds: Vec<String> = basis.names.iter().map(|s| words::special(*s).to_owned()).collect();
            text = text.plain(format!(
                " The notice names this condition for {}, whether or not we collect it.",
                words::and(&kinds)
            ));
        }
        text = text.then(cited(basis));
        let assumed = names.assumed(
            &basis.provenance,
            &["article9", "schedule1", "categories", "policy-document", "only-when", "legislation", "names"],
        );
        items.push(Item::new(text.assumed_if(assumed)).at(names.anchor_of("basis", id)));
    }
    section.list(items);
    section
}

/// The Acts and regulations, once each; with those that stand under no single purpose.
pub(super) fn legislation(names: &Names<'_>) -> Section {
    let mut section = Section::new("legislation", "The laws we work under");
    let merged = &names.compiled.merged;
    let mut seen: Vec<String> = Vec::new();
    let mut more = false;
    for basis in merged.basis.values() {
        more |= basis.not_exhaustive;
        for act in &basis.legislation {
            if !seen.contains(act) {
                seen.push(act.clone());
            }
        }
    }
    let items = seen
        .iter()
        .map(|act| {
            let found = merged.legislation.iter().find(|(id, l)| *id == act || l.title == *act);
            match found {
                Some((id, l)) => {
                    Item::new(format!("{} ({})", l.title, l.citation)).at(names.anchor_of("legislation", id))
                }
                None => Item::new(act.clone()),
            }
        })
        .collect::<Vec<_>>();
    if more && !items.is_empty() {
        section.para("These are the main ones; the list is not complete.");
    }
    section.list(items);
    section
}
