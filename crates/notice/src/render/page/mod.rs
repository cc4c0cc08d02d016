//! The public notice: one document tree with everything that a notice says, in the order in which people ask.

mod about;
mod collect;
mod keep;
mod presets;
mod rights;
mod share;
mod staff;
mod why;

use super::names::{Names, other_names};
use super::tree::{Block, Document, Item, Row, Section, Text};
use super::words;
use crate::model::Compiled;
use crate::source::PartyRole;

/// The notice as a page.
#[must_use]
pub fn page(compiled: &Compiled) -> Document {
    let names = Names::new(compiled);
    let mut doc = Document { title: compiled.title.clone(), contents: true, ..Document::default() };
    let head = &compiled.merged.notice;
    if let Some(summary) = head.provenance.says.as_ref().or(head.summary.as_ref()) {
        doc.lead.push(Block::Para(Text::from(words::sentence(summary))));
    }
    doc.lead.push(Block::Para(Text::from(format!(
        "This is version {} of this privacy notice. It applies from {}.",
        compiled.version,
        words::date(compiled.effective)
    ))));
    if compiled.is_draft() {
        doc.lead.push(Block::Warning(
            Text::from(format!(
                "This is a draft. {} on this page {} said by nobody yet and {} marked",
                words::capital(&words::count_in_words(
                    u32::try_from(compiled.assumptions.len()).unwrap_or(u32::MAX),
                    "thing"
                )),
                if compiled.assumptions.len() == 1 { "was" } else { "were" },
                if compiled.assumptions.len() == 1 { "is" } else { "are" },
            ))
            .assumed_if(true)
            .plain(". The data protection officer has to confirm or correct ")
            .plain(if compiled.assumptions.len() == 1 { "it" } else { "each of them" })
            .plain(" before the notice is published. They are listed ")
            .link("at the end", "#assumed")
            .plain("."),
        ));
    }
    let sections = [
        who_we_are(&names),
        services(&names),
        collect::what(&names),
        collect::sources(&names),
        why::purposes(&names),
        why::special(&names),
        why::legislation(&names),
        staff::section(&names),
        share::section(&names),
        presets::section(&names),
        share::overrides(&names),
        share::processors(&names),
        keep::retention(&names),
        keep::storage(&names),
        keep::transfers(&names),
        keep::never(&names),
        keep::promises(&names),
        rights::automated(&names),
        rights::provision(&names),
        rights::rights(&names),
        rights::complaint(&names),
        about::contacts(&names),
        about::links(&names),
        about::version(&names),
        about::assumed(&names),
    ];
    doc.sections = sections.into_iter().filter(|s| !s.is_empty()).collect();
    doc
}

fn who_we_are(names: &Names<'_>) -> Section {
    let mut section = Section::new("who-we-are", "Who we are");
    let head = &names.compiled.merged.notice;
    let mut rows = Vec::new();
    if !head.controller.is_empty() {
        let several = head.controller.len() > 1;
        let full: Vec<String> = head
            .controller
            .iter()
            .map(|id| names.party(id).map_or_else(|| names.name(id), |p| format!("{}{}", p.name, other_names(p))))
            .collect();
        section.para(
            Text::from(format!(
                "{} {} why and how your information is used. In law {}.",
                words::and(&full),
                if several { "decide together" } else { "decides" },
                if several { "they are joint controllers" } else { "it is the controller" }
            ))
            .assumed_if(names.assumed(&head.provenance, &["controller"])),
        );
        for id in &head.controller {
            if let Some(contact) = names.party(id).and_then(|p| p.contact.as_ref()) {
                rows.push(Row::new(format!("How to reach {}", names.name(id)), about::reach(names, contact)));
            }
        }
    }
    let joint: Vec<String> = names
        .compiled
        .merged
        .party
        .iter()
        .filter(|(id, p)| p.role == PartyRole::JointController && !head.controller.contains(id))
        .map(|(id, _)| id.clone())
        .collect();
    if !joint.is_empty() {
        rows.push(Row::list("Joint controllers", names.recipients(&joint)));
    }
    if let Some(arrangement) = &head.arrangement {
        let assumed = names.assumed_at(&head.provenance, "arrangement.essence");
        rows.push(Row::new(
            "How they share the duties",
            Text::from(words::sentence(&arrangement.essence)).assumed_if(assumed),
        ));
        for (party, purposes) in &arrangement.alone {
            let labels: Vec<Item> = purposes.iter().map(|p| Item::new(names.purpose(p))).collect();
            rows.push(Row::list(format!("{} alone answers for", names.name(party)), labels));
        }
        if let Some(contact) = &arrangement.contact {
            let mark = names.assumed_at(&head.provenance, "arrangement.contact");
            rows.push(Row::new("Whom to ask", about::reach(names, contact).assumed_if(mark)));
        }
    }
    if !head.subjects.is_empty() {
        let subjects: Vec<String> = head.subjects.iter().map(|s| words::people(s)).collect();
        rows.push(Row::new(
            "Whom the information is about",
            Text::from(words::capital(&words::and(&subjects)))
                .assumed_if(names.assumed(&head.provenance, &["subjects"])),
        ));
    }
    section.rows(rows);
    section
}

fn services(names: &Names<'_>) -> Section {
    let merged = &names.compiled.merged;
    let mut section = Section::new("services", "Services this notice covers");
    let several = merged.service.len() > 1;
    let mut items = Vec::new();
    for (id, service) in &merged.service {
        let mut text = Text::default().strong(service.label.clone());
        if let Some(more) = service.provenance.says.as_ref().or(service.text.as_ref()) {
            text = text.plain(": ").plain(words::sentence(more));
        }
        let mut item = Item::new(text.assumed_if(names.assumed(&service.provenance, &["label", "text", "kind"])))
            .at(names.anchor_of("service", id));
        if several {
            item.under = by_service(names, id);
        }
        items.push(item);
    }
    section.list(items);
    section
}

/// What one of several services uses, why, and who gets it: only what is particular to it.
fn by_service(names: &Names<'_>, id: &str) -> Vec<Item> {
    let merged = &names.compiled.merged;
    let only = |services: &[String]| services.iter().any(|s| s == id);
    let categories: Vec<String> =
        merged.category.values().filter(|c| only(&c.services)).map(|c| c.label.clone()).collect();
    let purposes: Vec<String> =
        merged.purpose.values().filter(|p| only(&p.services)).map(|p| p.label.clone()).collect();
    let mut to: Vec<String> = Vec::new();
    for disclosure in merged.disclose.values() {
        let own_purpose = merged.purpose.get(&disclosure.purpose).is_some_and(|p| only(&p.services));
        if only(&disclosure.services) || (disclosure.services.is_empty() && own_purpose) {
            for name in names.names(&disclosure.to) {
                if !to.contains(&name) {
                    to.push(name);
                }
            }
        }
    }
    [("Collected for this service only", categories), ("Used for", purposes), ("Shared from this service with", to)]
        .into_iter()
        .filter(|(_, what)| !what.is_empty())
        .map(|(key, what)| Item::new(format!("{key}: {}", words::and(&what))))
        .collect()
}
