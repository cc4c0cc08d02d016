//! Whom to ask, where to read more, and what this version of the notice is.

use crate::model::{Assumption, StatementId};
use crate::render::names::{Names, anchor};
use crate::render::tree::{Item, Row, Section, Text};
use crate::render::words;
use crate::source::Contact;
use indexmap::IndexMap;

/// How to reach a contact: its role, then every way there is. An address that is no contact's id stands as it is.
pub(super) fn reach(names: &Names<'_>, id: &str) -> Text {
    let Some(contact) = names.compiled.merged.contact.get(id) else {
        return if id.contains('@') && !id.contains(' ') {
            Text::default().link(id, format!("mailto:{id}"))
        } else {
            Text::from(id)
        };
    };
    let mut text = Text::default().strong(contact.label.clone());
    for way in ways(contact) {
        text = text.plain(", ").then(way);
    }
    text
}

fn ways(contact: &Contact) -> Vec<Text> {
    let mut ways = Vec::new();
    if let Some(email) = &contact.email {
        ways.push(Text::from("email ").link(email.clone(), format!("mailto:{email}")));
    }
    if let Some(phone) = &contact.phone {
        let dialled: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        ways.push(Text::from("telephone ").link(phone.clone(), format!("tel:{dialled}")));
    }
    if let Some(post) = &contact.post {
        ways.push(Text::from(format!("post {post}")));
    }
    if let Some(url) = &contact.url {
        let shown = url.trim_start_matches("https://").trim_start_matches("http://");
        let address = if url.contains("://") { url.clone() } else { format!("https://{url}") };
        ways.push(Text::default().link(shown, address));
    }
    ways
}

/// The contact points.
pub(super) fn contacts(names: &Names<'_>) -> Section {
    let mut section = Section::new("contacts", "Whom to ask");
    let mut rows = Vec::new();
    for (id, contact) in &names.compiled.merged.contact {
        let mut items: Vec<Item> = ways(contact)
            .into_iter()
            .map(|mut way| {
                if let Some(crate::render::tree::Inline::Plain(first)) = way.0.first_mut() {
                    *first = words::capital(first);
                }
                Item::new(way)
            })
            .collect();
        // Dates in the ISO form stand in the order of their letters.
        if let Some(from) = contact.from.as_ref().filter(|f| f.as_str() > names.compiled.effective.to_string().as_str())
        {
            items.push(Item::new(format!("From {}", words::written_date(from))));
        }
        if let Some(until) = &contact.until {
            items.push(Item::new(format!("Until {}", words::written_date(until))));
        }
        if !contact.languages.is_empty() {
            let languages: Vec<String> = contact.languages.iter().map(|l| language(l)).collect();
            items.push(Item::new(format!("You can write and speak to them in {}", words::and(&languages))));
        }
        if items.is_empty() {
            let elsewhere = |(other, c): (&String, &Contact)| other != id && c.label == contact.label;
            if names.compiled.merged.contact.iter().any(elsewhere) {
                continue;
            }
            items.push(Item::new("The notice gives no address."));
        }
        let marks = ["label", "email", "phone", "post", "url", "from", "until"];
        let key = Text::from(contact.label.clone()).assumed_if(names.assumed(&contact.provenance, &marks));
        rows.push(Row::list(key, items).at(names.anchor_of("contact", id)));
    }
    section.rows(rows);
    section
}

fn language(code: &str) -> String {
    match code {
        "cy" => "Welsh".to_owned(),
        "en" => "English".to_owned(),
        "gd" => "Gaelic".to_owned(),
        other => other.to_owned(),
    }
}

/// Other pages and documents.
pub(super) fn links(names: &Names<'_>) -> Section {
    let mut section = Section::new("more", "Where to read more");
    let items = names
        .compiled
        .merged
        .link
        .iter()
        .map(|(id, link)| {
            let mut text = match &link.url {
                Some(url) => {
                    let address = if url.contains("://") { url.clone() } else { format!("https://{url}") };
                    Text::default().link(link.label.clone(), address)
                }
                None => Text::from(link.label.clone()),
            };
            if let Some(contact) = &link.from {
                text = text.plain(": ask ").then(reach(names, contact));
            } else if link.url.is_none() {
                text = text.plain(": ask us for it");
            }
            let marks = ["label", "url", "from"];
            Item::new(text.assumed_if(names.assumed(&link.provenance, &marks))).at(names.anchor_of("link", id))
        })
        .collect();
    section.list(items);
    section
}

/// Which version this is.
pub(super) fn version(names: &Names<'_>) -> Section {
    let compiled = names.compiled;
    let head = &compiled.merged.notice;
    let mut section = Section::new("version", "About this notice");
    let mut rows = vec![
        Row::new("Name", format!("{}, version {}", compiled.id, compiled.version)).at(names.anchor_of("notice", "")),
        Row::new(
            "Applies from",
            Text::from(format!("{}.", words::date(compiled.effective)))
                .assumed_if(names.assumed_key(&head.provenance, &["effective"])),
        ),
    ];
    if let Some(review) = &head.review_by {
        rows.push(Row::new(
            "We look at it again by",
            Text::from(format!("{}.", words::written_date(review)))
                .assumed_if(names.assumed_key(&head.provenance, &["review-by"])),
        ));
    }
    if let Some(dpia) = &head.dpia {
        rows.push(Row::new(
            "Impact assessment",
            Text::from(format!("{dpia}.")).assumed_if(names.assumed_key(&head.provenance, &["dpia"])),
        ));
    }
    rows.push(Row::new("Whose law applies", format!("The law of {}.", words::nation(head.nation))));
    if !head.extends.is_empty() {
        rows.push(Row::new(
            "It builds on",
            format!("{}: what the law requires of every service.", words::and(&head.extends)),
        ));
    }
    rows.push(Row::new(
        "If it changes",
        "Information you have given stays under the version it was given under, unless the new version narrows what \
         we may do. We tell you before we use your information in a new way. Earlier versions stay published.",
    ));
    section.rows(rows);
    section
}

/// What is assumed: the first report to a data protection officer.
pub(super) fn assumed(names: &Names<'_>) -> Section {
    let mut section = Section::new("assumed", "What is assumed in this draft");
    let mut by_statement: IndexMap<&StatementId, Vec<&Assumption>> = IndexMap::new();
    for assumption in &names.compiled.assumptions {
        by_statement.entry(&assumption.statement).or_default().push(assumption);
    }
    let items = by_statement
        .into_iter()
        .map(|(statement, assumptions)| {
            let link = if names.is_anchored(statement) {
                Text::default().link(statement.0.clone(), format!("#{}", anchor(statement)))
            } else {
                Text::from(statement.0.clone())
            };
            // The name of the statement stands at the head of the item already.
            let named = format!(" ({statement})");
            let said = |a: &Assumption| Text::from(words::sentence(&a.words.replace(&named, "")));
            match assumptions.as_slice() {
                [only] => Item::new(link.plain(": ").then(said(only))),
                several => Item {
                    id: None,
                    text: link.plain(":"),
                    under: several.iter().map(|a| Item::new(said(a))).collect(),
                },
            }
        })
        .collect();
    section.list(items);
    section
}
