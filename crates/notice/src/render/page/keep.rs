//! How long and where it is kept, what is never done with it, and what is promised.

use crate::render::names::Names;
use crate::render::tree::{Item, Row, Section, Table, TableRow, Text};
use crate::render::words;
use crate::source::{Keep, PromiseKind, Retain};

/// The retention table.
pub(super) fn retention(names: &Names<'_>) -> Section {
    let mut section = Section::new("how-long", "How long we keep it");
    let retain = &names.compiled.merged.retain;
    for from_base in [false, true] {
        let mut table = Table {
            caption: if from_base {
                "What the law has every service keep".to_owned()
            } else {
                "How long we keep your information".to_owned()
            },
            head: ["What", "How long", "What happens then", "Why"].map(str::to_owned).to_vec(),
            rows: Vec::new(),
        };
        for (id, rule) in
            retain.iter().filter(|(id, r)| names.is_base("retain", id) == from_base && r.held_by.is_empty())
        {
            table.rows.push(retention_row(names, id, rule));
        }
        section.table(without_empty_column(table));
    }
    let mut table = Table {
        caption: "How long others keep what we share with them".to_owned(),
        head: ["Who", "How long", "What happens then", "Why"].map(str::to_owned).to_vec(),
        rows: Vec::new(),
    };
    for (id, rule) in retain.iter().filter(|(_, r)| !r.held_by.is_empty()) {
        let mut row = retention_row(names, id, rule);
        let holders: Vec<String> = rule.held_by.iter().map(|h| names.body(h).words()).collect();
        let mut holders = words::and(&holders);
        if !rule.through.is_empty() {
            holders.push_str(&format!(", who get it from {}", words::and(&names.names(&rule.through))));
        }
        if let Some(first) = row.cells.first_mut() {
            *first = Text::from(format!("{holders}: {}", rule.label))
                .assumed_if(names.assumed(&rule.provenance, &["label", "what", "held-by", "through"]));
        }
        table.rows.push(row);
    }
    section.table(without_empty_column(table));
    let open: Vec<String> = names.compiled.unkept().map(|(_, c)| format!("\u{201c}{}\u{201d}", c.label)).collect();
    if !open.is_empty() && !names.compiled.merged.retain.is_empty() {
        section
            .para(Text::from(format!("Nobody has said yet how long we keep {}.", words::and(&open))).assumed_if(true));
    }
    if !section.is_empty() {
        section.para(
            "A longer period counts where two apply. Nothing is erased while a complaint, a claim, an inquiry or a \
             request of yours about it is open. You can ask us for this list at any time.",
        );
    }
    section
}

/// Without its last column where no row has anything in it.
fn without_empty_column(mut table: Table) -> Table {
    if table.rows.iter().all(|r| r.cells.last().is_none_or(Text::is_empty)) {
        table.head.pop();
        for row in &mut table.rows {
            row.cells.pop();
        }
    }
    table
}

fn retention_row(names: &Names<'_>, id: &str, rule: &Retain) -> TableRow {
    let mark = |keys: &[&str]| names.assumed_key(&rule.provenance, keys);
    let label = rule.provenance.says.clone().unwrap_or_else(|| rule.label.clone());
    let mut how_long = words::capital(&words::period(&rule.keep, rule.anchor));
    if rule.anchor.is_none() && matches!(rule.keep, Keep::Years(_) | Keep::Months(_) | Keep::Days(_)) {
        how_long.push_str(" (from when is not said)");
    }
    if let Keep::Range { min_years, max_years, decided_by } = &rule.keep {
        how_long.push_str(&format!(
            ". After {} the {} decides; after {} it goes",
            words::count(*min_years, "year"),
            words::small(&names.role(decided_by)),
            words::count(*max_years, "year"),
        ));
    }
    if let Some(instead) = &rule.instead {
        how_long.push_str(&format!(". {}", words::instead(instead)));
    }
    let mut then = words::sentence(words::after(rule.after));
    if matches!(rule.keep, Keep::Indefinitely) {
        then = "It stays, and nobody can be identified in it.".to_owned();
    }
    if rule.no_trace {
        then.push_str(" Nothing is left that shows you took part.");
    }
    TableRow {
        id: names.anchor_of("retain", id),
        cells: vec![
            Text::from(words::capital(&label)).assumed_if(names.assumed(&rule.provenance, &["label", "what"])),
            Text::from(words::sentence(&how_long)).assumed_if(mark(&["keep", "anchor", "instead"])),
            Text::from(then).assumed_if(mark(&["after", "no-trace"])),
            Text::from(words::sentence(&words::and(&rule.why))).assumed_if(mark(&["why"])),
        ],
    }
}

/// Where it is kept, and how it is secured.
pub(super) fn storage(names: &Names<'_>) -> Section {
    let mut section = Section::new("where-kept", "Where we keep it and how we protect it");
    let merged = &names.compiled.merged;
    if let Some(storage) = &merged.storage {
        let mark = |keys: &[&str]| names.assumed_key(&storage.provenance, keys);
        let whole = names.assumed(&storage.provenance, &[]);
        let mut rows = Vec::new();
        if let Some(text) = storage.provenance.says.as_ref().or(storage.text.as_ref()) {
            section.para(Text::from(words::sentence(text)).assumed_if(mark(&["text"])));
        }
        if !storage.systems.is_empty() {
            rows.push(Row::new(
                "In which systems",
                Text::from(words::sentence(&words::and(&names.names(&storage.systems))))
                    .assumed_if(whole || mark(&["systems"])),
            ));
        }
        if let Some(region) = storage.region {
            rows.push(Row::new(
                "In which country",
                Text::from(words::sentence(&format!("In {}", words::region(region))))
                    .assumed_if(whole || mark(&["region"])),
            ));
        }
        if let Some(first) = rows.first_mut() {
            first.id = names.anchor_of("storage", "");
        }
        section.rows(rows);
    }
    section.rows(oversight(names));
    section.list(promises_about(names, |k| matches!(k, PromiseKind::Security | PromiseKind::Storage)));
    section
}

/// How it is watched that nobody uses more than their work needs.
fn oversight(names: &Names<'_>) -> Vec<Row> {
    let Some(oversight) = &names.compiled.merged.oversight else { return Vec::new() };
    let whole = names.assumed(&oversight.provenance, &[]);
    let mut rows = Vec::new();
    let mut row = |key: &'static str, title: &'static str, roles: &[String], what: fn(&str) -> String| {
        if !roles.is_empty() {
            let who: Vec<String> = roles.iter().map(|r| format!("the {}", words::small(&names.role(r)))).collect();
            let text = Text::from(what(&words::or(&who)));
            rows.push(Row::new(title, text.assumed_if(whole || names.assumed_key(&oversight.provenance, &[key]))));
        }
    };
    row("files-approved-by", "Before a list leaves in a file", &oversight.files_approved_by, |who| {
        format!("Somebody else has to approve it: {who}.")
    });
    row("unusual-looks-to", "When somebody looks at records in an unusual way", &oversight.unusual_looks_to, |who| {
        format!(
            "It is counted how many records each of our staff opens, and {who} is told of what is out of the ordinary."
        )
    });
    if let Some(text) = oversight.provenance.says.as_ref().or(oversight.text.as_ref()) {
        let mark = names.assumed_key(&oversight.provenance, &["text"]);
        rows.push(Row::new("How use is watched", Text::from(words::sentence(text)).assumed_if(mark)));
    }
    if let Some(first) = rows.first_mut() {
        first.id = names.anchor_of("oversight", "");
    }
    rows
}

/// What is said about other countries.
pub(super) fn transfers(names: &Names<'_>) -> Section {
    let mut section = Section::new("abroad", "Does it leave the country?");
    if let Some(transfers) = &names.compiled.merged.transfers {
        let answer = transfers.provenance.says.clone().unwrap_or_else(|| match transfers.allowed {
            crate::source::Region::Uk => "No. It is not sent outside the United Kingdom".to_owned(),
            crate::source::Region::Eea => {
                "It is not sent outside the United Kingdom and the European Economic Area".to_owned()
            }
            crate::source::Region::Safeguarded => {
                "It leaves the United Kingdom only if that is necessary, lawful and safeguarded".to_owned()
            }
        });
        let text = Text::from(words::sentence(&answer)).assumed_if(names.assumed(&transfers.provenance, &["allowed"]));
        let item = Item::new(text).at(names.anchor_of("transfers", ""));
        let mut items = vec![item];
        if let Some(safeguards) = &transfers.safeguards {
            items.push(Item::new(
                Text::from(format!("The safeguards: {}", words::sentence_end(safeguards)))
                    .assumed_if(names.assumed_key(&transfers.provenance, &["safeguards"])),
            ));
        }
        section.list(items);
    }
    section
}

/// What is never done.
pub(super) fn never(names: &Names<'_>) -> Section {
    let mut section = Section::new("never", "What we never do with it");
    let items = names
        .compiled
        .merged
        .prohibit
        .iter()
        .map(|(id, p)| {
            let label = p.provenance.says.clone().unwrap_or_else(|| p.label.clone());
            let text = Text::from(words::sentence(&label))
                .assumed_if(names.assumed(&p.provenance, &["label", "on", "action", "by"]));
            Item::new(text).at(names.anchor_of("prohibit", id))
        })
        .collect();
    section.list(items);
    section
}

/// The promises that are not about storage and security.
pub(super) fn promises(names: &Names<'_>) -> Section {
    let mut section = Section::new("promises", "What we promise");
    section.list(promises_about(names, |k| !matches!(k, PromiseKind::Security | PromiseKind::Storage)));
    section
}

fn promises_about(names: &Names<'_>, which: impl Fn(PromiseKind) -> bool) -> Vec<Item> {
    let mut promises: Vec<_> = names.compiled.merged.promise.iter().filter(|(_, p)| which(p.about)).collect();
    promises.sort_by_key(|(_, p)| p.about);
    promises
        .into_iter()
        .map(|(id, p)| {
            let said = p.provenance.says.clone().unwrap_or_else(|| p.text.clone());
            let text = Text::from(words::sentence(&said))
                .plain(kept_by(names, &p.kept_by))
                .assumed_if(names.assumed(&p.provenance, &["text", "about", "kept-by"]));
            Item::new(text).at(names.anchor_of("promise", id))
        })
        .collect()
}

/// Who or what keeps a promise: the software (and what in it), or people in a role.
fn kept_by(names: &Names<'_>, written: &str) -> String {
    let written = written.trim().trim_end_matches('.');
    match written.strip_prefix("software") {
        Some(what) => match what.trim_start_matches([':', ' ']) {
            "" => " Our system sees to it.".to_owned(),
            what => format!(" Our system sees to it: {what}."),
        },
        None if names.compiled.merged.role.contains_key(written) => {
            format!(" The {} sees to it.", words::small(&names.role(written)))
        }
        None => format!(" Who sees to it: {}.", words::from_id(written)),
    }
}
