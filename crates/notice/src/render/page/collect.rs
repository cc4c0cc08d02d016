//! What is collected, and where it comes from.

use crate::render::names::Names;
use crate::render::tree::{Item, Section, Table, TableRow, Text};
use crate::render::words;
use crate::source::{Category, Necessity, SourceRestriction, Special};

/// The groups in which categories stand on the page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Ordinary,
    Special,
    Offence,
    Derived,
}

impl Kind {
    fn of(category: &Category) -> Self {
        match category.special {
            _ if !category.derived_from.is_empty() => Self::Derived,
            Some(Special::Offence) => Self::Offence,
            Some(_) => Self::Special,
            None => Self::Ordinary,
        }
    }
    const fn caption(self) -> &'static str {
        match self {
            Self::Ordinary => "Information we collect",
            Self::Special => "Sensitive information (special categories)",
            Self::Offence => "Criminal convictions and offences",
            Self::Derived => "Information we make from the rest",
        }
    }
}

/// The categories: ordinary ones, special ones and offence data, and what is made from others.
pub(super) fn what(names: &Names<'_>) -> Section {
    let mut section = Section::new("what-we-collect", "What information we collect");
    let all = &names.compiled.merged.category;
    for kind in [Kind::Ordinary, Kind::Special, Kind::Offence, Kind::Derived] {
        let mut table = Table {
            caption: kind.caption().to_owned(),
            head: vec!["Information".to_owned(), "What it is".to_owned(), "Do you have to give it?".to_owned()],
            rows: Vec::new(),
        };
        for (id, category) in all.iter().filter(|(_, c)| Kind::of(c) == kind) {
            let label = Text::from(category.provenance.says.clone().unwrap_or_else(|| category.label.clone()))
                .assumed_if(names.assumed(&category.provenance, &["label"]));
            table.rows.push(TableRow {
                id: names.anchor_of("category", id),
                cells: vec![label, details(names, id, category), given(names, category)],
            });
        }
        if !table.rows.is_empty() && kind == Kind::Special {
            section.para("Some of it is sensitive, and the law protects it more.");
        }
        section.table(table);
    }
    section
}

fn details(names: &Names<'_>, id: &str, category: &Category) -> Text {
    let mut sentences: Vec<String> = Vec::new();
    if let Some(text) = &category.text {
        sentences.push(words::sentence(text));
    }
    let fields: Vec<String> = names
        .compiled
        .category(id)
        .and_then(|at| names.compiled.categories.get(usize::from(at.0)))
        .map(|c| c.fields.iter().map(|f| f.label.clone()).collect())
        .unwrap_or_default();
    if !fields.is_empty() {
        let begin = if category.examples_only { "For example: " } else { "" };
        sentences.push(words::sentence(&format!("{begin}{}", list_of_labels(&fields))));
    }
    if let Some(years) = category.depth_years {
        sentences.push(format!("We go back {}.", words::count_in_words(years, "year")));
    }
    if let Some(special) = category.special {
        sentences.push(match special {
            Special::Offence => "This is information on criminal convictions and offences.".to_owned(),
            other => format!("This is special category information: {}.", words::special(other)),
        });
    }
    if !category.derived_from.is_empty() {
        let from: Vec<String> = category.derived_from.iter().map(|c| names.category(c)).collect();
        sentences.push(format!("We make it from: {}.", words::and(&from)));
    }
    if !category.about.is_empty() {
        let whom: Vec<String> = category.about.iter().map(|a| words::from_id(a)).collect();
        sentences.push(format!("It may be about: {}.", words::and(&whom)));
    }
    if !category.services.is_empty() {
        let services: Vec<String> = category.services.iter().map(|s| names.service(s)).collect();
        sentences.push(format!("Only for {}.", words::and(&services)));
    }
    let assumed = names.assumed_key(
        &category.provenance,
        &["text", "fields", "special", "depth-years", "derived-from", "services", "about", "examples-only"],
    );
    Text::from(sentences.join(" ")).assumed_if(assumed)
}

/// Field labels as a list in running text: the first as it is, the others without their capital where it is no name.
fn list_of_labels(labels: &[String]) -> String {
    let plain: Vec<String> = labels
        .iter()
        .map(|l| {
            let first = l.split_whitespace().next().unwrap_or_default();
            let name = first.chars().skip(1).any(char::is_uppercase) || l.starts_with("National ");
            let mut chars = l.chars();
            match chars.next() {
                Some(c) if !name => c.to_lowercase().chain(chars).collect(),
                _ => l.clone(),
            }
        })
        .collect();
    words::and(&plain)
}

fn given(names: &Names<'_>, category: &Category) -> Text {
    if !category.derived_from.is_empty() {
        return Text::from("You do not give this: we make it");
    }
    let mut text = String::from(words::necessity(category.necessity));
    if let Some(consequence) = &category.if_refused {
        text = match category.necessity {
            Necessity::Optional => format!("{text}. If you do not: {}", words::sentence(consequence)),
            _ => format!("Yes. If you do not: {}", words::sentence(consequence)),
        };
    }
    Text::from(text).assumed_if(names.assumed_key(&category.provenance, &["necessity", "if-refused"]))
}

/// Where it comes from.
pub(super) fn sources(names: &Names<'_>) -> Section {
    let mut section = Section::new("where-from", "Where we get it from");
    let mut items = Vec::new();
    for (id, source) in &names.compiled.merged.source {
        let anchor = names.anchor_of("source", id);
        let mut under = names.bodies(&source.from);
        if let [only] = under.as_mut_slice()
            && source.from.iter().all(|f| f == "subject")
        {
            only.text = Text::from("You");
        }
        let what = if source.categories.iter().any(|c| c == "*") {
            "Any of the information above".to_owned()
        } else {
            names.categories(&source.categories, &[])
        };
        let lead = source.provenance.says.clone().map_or(what, |says| words::sentence(&says));
        let mut text = Text::default().strong(lead).plain(", from");
        for restriction in &source.restrictions {
            text = text.plain(match restriction {
                SourceRestriction::OriginatorApproval => " (passed on only if whoever gave it agrees)",
                SourceRestriction::InConfidence => " (given in confidence)",
                SourceRestriction::NoOutcomeBack => " (whoever gave it is not told what came of it)",
            });
        }
        let text = text.assumed_if(names.assumed(&source.provenance, &["from", "categories", "restrictions"]));
        items.push(Item { id: anchor, text: text.plain(":"), under: std::mem::take(&mut under) });
    }
    let also: Vec<String> =
        names.compiled.merged.disclose.values().filter(|d| d.also_source).flat_map(|d| d.to.iter()).fold(
            Vec::new(),
            |mut seen, to| {
                let name = names.name(to);
                if !seen.contains(&name) {
                    seen.push(name);
                }
                seen
            },
        );
    section.list(items);
    if !also.is_empty() {
        section.para(format!("We share with these and also receive from them: {}.", words::and(&also)));
    }
    section
}
