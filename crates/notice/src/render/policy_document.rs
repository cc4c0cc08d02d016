//! The appropriate policy document (Data Protection Act 2018 Schedule 1 Part 4, paragraphs 38 to 41): how the principles
//! are met for special category and offence data, and how long that data is kept.

use super::names::Names;
use super::tables::how_long;
use super::tree::{Document, Item, Section, Table, TableRow, Text};
use super::{ropa, words};
use crate::model::{CategoryInfo, Compiled};
use crate::source::{Basis, PromiseKind};

/// The document.
#[must_use]
pub fn policy_document(compiled: &Compiled) -> Document {
    let names = Names::new(compiled);
    let mut doc = Document { title: format!("Appropriate policy document: {}", compiled.title), ..Document::default() };
    let mut lead = Section::default();
    lead.para(format!(
        "This document belongs to the privacy notice {} version {}, which applies from {}. Data Protection Act 2018 \
         Schedule 1 Part 4 requires it wherever special category or offence data is used under a condition that asks \
         for it. It is written from the same file as the notice, so that the two cannot differ.",
        compiled.id,
        compiled.version,
        words::date(compiled.effective)
    ));
    let ids = document_ids(compiled);
    if !ids.is_empty() {
        lead.para(format!("Its reference: {}.", words::and(&ids)));
    }
    doc.lead = lead.blocks;
    doc.sections = [data(&names), conditions(&names), principles(&names), retention(&names), review(&names)]
        .into_iter()
        .filter(|s| !s.is_empty())
        .collect();
    doc
}

fn document_ids(compiled: &Compiled) -> Vec<String> {
    let mut ids: Vec<String> = compiled.merged.basis.values().filter_map(|b| b.policy_document.clone()).collect();
    ids.sort();
    ids.dedup();
    ids
}

fn special(compiled: &Compiled) -> impl Iterator<Item = &CategoryInfo> {
    compiled.categories.iter().filter(|c| c.special.is_some())
}

fn data(names: &Names<'_>) -> Section {
    let mut section = Section::new("data", "The data it is about");
    let mut table = Table {
        caption: "Special category and offence data".to_owned(),
        head: ["Category", "Kind", "Used for"].map(str::to_owned).to_vec(),
        rows: Vec::new(),
    };
    for category in special(names.compiled) {
        let Some(kind) = category.special else { continue };
        let mut why: Vec<String> = Vec::new();
        for permit in &names.compiled.permits {
            let speaks = permit
                .categories
                .iter()
                .any(|c| names.compiled.categories.get(usize::from(c.0)).is_some_and(|c| c.id == category.id));
            for purpose in permit.purposes.iter().filter(|_| speaks) {
                let label = names.purpose_label(*purpose);
                if !why.contains(&label) {
                    why.push(label);
                }
            }
        }
        let why = if why.is_empty() { "Nothing: nobody may use it".to_owned() } else { why.join("; ") };
        table.rows.push(TableRow {
            id: None,
            cells: vec![category.label.clone().into(), words::capital(words::special(kind)).into(), why.into()],
        });
    }
    if table.rows.is_empty() {
        section.para("This notice collects no special category data and no offence data.");
    }
    section.table(table);
    section
}

fn conditions(names: &Names<'_>) -> Section {
    let mut section = Section::new("conditions", "The conditions it rests on");
    let mut items = Vec::new();
    let mut covered: Vec<&str> = Vec::new();
    for basis in names.compiled.merged.basis.values().filter(|b| b.article9.is_some() || b.schedule1.is_some()) {
        covered.extend(basis.categories.iter().map(String::as_str));
        items.push(Item::new(condition(names, basis)));
    }
    section.list(items);
    let bare: Vec<String> = special(names.compiled)
        .filter(|c| !covered.contains(&c.id.as_str()) && !covered.contains(&"*"))
        .map(|c| c.label.clone())
        .collect();
    if !bare.is_empty() && !section.is_empty() {
        section.para(format!("No condition is stated for: {}. Until one is, it must not be used.", words::and(&bare)));
    }
    section
}

fn condition(names: &Names<'_>, basis: &Basis) -> Text {
    let about: Vec<String> = basis.categories.iter().map(|c| names.category(c)).collect();
    let about = if basis.categories.iter().any(|c| c == "*") {
        "All special category data".to_owned()
    } else if about.is_empty() && basis.purposes.is_empty() {
        "In general".to_owned()
    } else if about.is_empty() {
        words::and(&basis.purposes.iter().map(|p| names.purpose(p)).collect::<Vec<_>>())
    } else {
        words::and(&about)
    };
    let mut text = Text::default().strong(about).plain(": ");
    text = text.plain(
        basis
            .article9
            .as_ref()
            .map_or_else(|| "UK GDPR article 10".to_owned(), |limb| format!("UK GDPR article 9(2)({limb})")),
    );
    if let Some(schedule) = &basis.schedule1 {
        text = text.plain(format!(", {}", words::schedule1(schedule)));
    }
    if let Some(id) = &basis.policy_document {
        text = text.plain(format!(", policy document {id}"));
    }
    if !basis.legislation.is_empty() {
        text = text.plain(format!(", under {}", words::and(&basis.legislation)));
    }
    text.plain(".").assumed_if(
        names.assumed(&basis.provenance, &["article9", "schedule1", "categories", "policy-document", "legislation"]),
    )
}

fn principles(names: &Names<'_>) -> Section {
    let merged = &names.compiled.merged;
    let mut section = Section::new("principles", "How each principle is met (UK GDPR article 5)");
    let mut a = Section::new("lawful", "(a) Lawful, fair and transparent");
    a.para(format!(
        "Every use rests on a basis that the privacy notice names, and the notice is published. Whatever the notice \
         does not say is refused. The notice states {} and {} to others.",
        words::count_in_words(number(merged.purpose.len()), "purpose"),
        words::count_in_words(number(merged.disclose.len()), "kind of disclosure")
            .replace("kind of disclosures", "kinds of disclosure"),
    ));
    section.section(a);
    let mut b = Section::new("purposes", "(b) For stated purposes only");
    b.para("Data is asked for, shown and shared for one of these purposes, which is recorded each time:");
    b.list(merged.purpose.values().map(|p| Item::new(p.label.clone())).collect());
    section.section(b);
    let mut c = Section::new("least", "(c) The least that is needed");
    c.para(
        "Forms have only the fields of the categories in the notice. Each role and each recipient gets only the \
            categories that the notice gives it.",
    );
    c.list(promises(names, &[PromiseKind::Minimisation]));
    section.section(c);
    let mut d = Section::new("right", "(d) Kept right");
    d.para("Corrections keep what was known before, and whoever received the data is told of them.");
    section.section(d);
    let mut e = Section::new("long", "(e) Kept no longer than needed");
    let open: Vec<String> = names.compiled.unkept().map(|(_, c)| format!("\u{201c}{}\u{201d}", c.label)).collect();
    let start = if open.is_empty() {
        "Each category has its period; those of this data stand in the table below.".to_owned()
    } else {
        format!(
            "No period is stated for {}: it has to be, before the notice is published. The others have theirs.",
            words::and(&open)
        )
    };
    e.para(format!(
        "{start} When a period has run out, use is refused and the key that opens the data is destroyed, which puts every \
         copy beyond use.",
    ));
    section.section(e);
    let mut f = Section::new("safe", "(f) Kept safe");
    f.para(
        "Personal content is sealed for each person and record class, and each disclosure is recorded before it is \
            made.",
    );
    f.list(promises(names, &[PromiseKind::Security, PromiseKind::Storage]));
    let processors = ropa::processors(names);
    if !processors.is_empty() {
        f.para(format!("Processors: {processors}."));
    }
    section.section(f);
    let mut g = Section::new("account", "Accountability (article 5(2))");
    g.para(
        "The record of processing, this document and the access rules are made from the notice. The ledger shows \
            who received what, when, why and under which statement.",
    );
    if let Some(dpia) = &merged.notice.dpia {
        g.para(format!("Impact assessment: {dpia}."));
    }
    section.section(g);
    section
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn promises(names: &Names<'_>, kinds: &[PromiseKind]) -> Vec<Item> {
    let of = names.compiled.merged.promise.values().filter(|p| kinds.contains(&p.about));
    of.map(|p| Item::new(Text::from(words::sentence(&p.text)).assumed_if(names.assumed(&p.provenance, &["text"]))))
        .collect()
}

fn retention(names: &Names<'_>) -> Section {
    let mut section = Section::new("retention", "How long it is kept and how it is erased");
    let mut table = Table {
        caption: "Retention of special category and offence data".to_owned(),
        head: ["Category", "Rule", "How long", "What happens then"].map(str::to_owned).to_vec(),
        rows: Vec::new(),
    };
    for category in special(names.compiled) {
        let at = names.compiled.category(&category.id);
        let rules: Vec<_> = names
            .compiled
            .retention
            .iter()
            .filter(|r| r.held_by.is_empty() && at.is_some_and(|a| r.categories.contains(&a)))
            .collect();
        if rules.is_empty() {
            table.rows.push(TableRow {
                id: None,
                cells: vec![
                    category.label.clone().into(),
                    "None is stated".into(),
                    "No period is stated, so that none can run out".into(),
                    "It has to be stated before the notice is published".into(),
                ],
            });
        }
        for rule in rules {
            table.rows.push(TableRow {
                id: None,
                cells: vec![
                    category.label.clone().into(),
                    rule.label.clone().into(),
                    words::capital(&how_long(rule)).into(),
                    words::after(rule.after).into(),
                ],
            });
        }
    }
    section.table(table);
    section
}

fn review(names: &Names<'_>) -> Section {
    let mut section = Section::new("review", "Review");
    let head = &names.compiled.merged.notice;
    section.para(match &head.review_by {
        Some(date) => format!(
            "This document is reviewed by {}, and with every new version of the notice.",
            words::written_date(date)
        ),
        None => "This document is reviewed with every new version of the notice.".to_owned(),
    });
    section.para("It is kept until six months after the processing has ended, and shown to the regulator on request.");
    section
}
