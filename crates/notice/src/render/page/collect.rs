//! What is collected, and where it comes from.

use crate::render::names::Names;
use crate::render::tree::{Item, Section, Table, TableRow, Text};
use crate::render::words;
use crate::source::{Category, Necessity, SourceRestriction, Special};
use indexmap::IndexMap;

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
        sentences.push(words::sentence(&format!("{begin}{}", fields.join("; "))));
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
        let whom: Vec<String> = category.about.iter().map(|a| words::people(a)).collect();
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
    // Sources that give the same under the same restrictions stand together.
    let mut groups: IndexMap<String, Vec<Item>> = IndexMap::new();
    for (id, source) in &names.compiled.merged.source {
        let any = source.categories.iter().any(|c| c == "*");
        let what = if any { "Any of it".to_owned() } else { names.categories(&source.categories, &[]) };
        let mut lead = source.provenance.says.clone().unwrap_or(what).trim_end_matches('.').to_owned();
        lead.push_str(", from");
        for restriction in &source.restrictions {
            lead.push_str(match restriction {
                SourceRestriction::OriginatorApproval => " (passed on only if whoever gave it agrees)",
                SourceRestriction::InConfidence => " (given in confidence)",
                SourceRestriction::NoOutcomeBack => " (whoever gave it is not told what came of it)",
            });
        }
        let assumed = names.assumed(&source.provenance, &["from", "categories", "restrictions"]);
        let mut givers = names.givers(&source.from);
        for giver in &mut givers {
            giver.text = std::mem::take(&mut giver.text).assumed_if(assumed);
        }
        if let Some(first) = givers.first_mut() {
            first.id = names.anchor_of("source", id);
        }
        groups.entry(lead).or_default().extend(givers);
    }
    let items = groups
        .into_iter()
        .map(|(lead, under)| Item { id: None, text: Text::from(format!("{lead}:")), under })
        .collect();
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
