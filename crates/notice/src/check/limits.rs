//! Numbers, dates, versions, ids, empty lists and repeated entries.

use crate::diagnostic::Diagnostic;
use crate::merge::Merged;
use crate::source::{Field, FieldKind, NoticeKind, Origin, Party};
use crate::statement::{Entry, entries, value_at};
use crate::words::{count, slug};
use jiff::civil::Date;
use serde_json::Value;
use std::collections::HashMap;

pub(super) fn check(merged: &Merged, found: &mut Vec<Diagnostic>) {
    numbers(merged, found);
    head(merged, found);
    for entry in entries(&merged.file).iter().filter(|e| merged.own(e.table, e.key)) {
        id(merged, entry, found);
        lists(merged, entry, found);
        provenance(merged, entry, found);
    }
    dates(merged, found);
    fields(merged, found);
    draft(merged, found);
}

fn numbers(merged: &Merged, found: &mut Vec<Diagnostic>) {
    let file = &merged.file;
    let limits = [
        ("category", file.category.len(), 64, "category", file.category.keys().nth(64)),
        ("purpose", file.purpose.len(), 250, "purpose", file.purpose.keys().nth(250)),
        ("party", file.party.len(), 4000, "party", None),
        ("class", file.class.len(), 1000, "class", file.class.keys().nth(1000)),
        ("role", file.role.len(), 200, "role", file.role.keys().nth(200)),
        ("disclose", file.disclose.len(), 1000, "disclosure", file.disclose.keys().nth(1000)),
    ];
    for (table, has, most, noun, first_over) in limits {
        if has > most {
            found.push(
                Diagnostic::error("E15", format!("more than {most} statements of one kind: {has} ({noun})"))
                    .at(merged.key(table, first_over.map_or("", String::as_str)), "the first that is too many")
                    .why("Decisions are kept as bits of a fixed number; and no person reads so long a notice.")
                    .help("join some of them, or write one notice for each service"),
            );
        }
    }
}

fn head(merged: &Merged, found: &mut Vec<Diagnostic>) {
    let head = &merged.file.notice;
    if !version_ok(&head.version) {
        found.push(
            Diagnostic::error("E18", format!("`{}` is not a version", head.version))
                .at(merged.place("notice", "", &["version"]), "not of the form 1.0.0")
                .help("write three numbers, `1.0.0`; a draft may add a word, `1.1.0-draft`"),
        );
    }
    let parts: Vec<&str> = head.id.split('/').collect();
    if parts.len() != 2 || parts.iter().any(|p| !id_ok(p)) {
        let wish: Vec<String> = head.id.split('/').map(slug).collect();
        found.push(
            Diagnostic::error("E20", format!("`{}` cannot be the id of a notice", head.id))
                .at(merged.place("notice", "", &["id"]), "not of the form authority/service")
                .help(format!(
                    "write it as \"{}\"",
                    if wish.len() == 2 { wish.join("/") } else { "authority/service".to_owned() }
                )),
        );
    }
}

fn version_ok(version: &str) -> bool {
    let core = version.split(['-', '+']).next().unwrap_or_default();
    let numbers: Vec<&str> = core.split('.').collect();
    numbers.len() == 3
        && numbers.iter().all(|n| {
            n.parse::<u32>().is_ok() && n.bytes().all(|b| b.is_ascii_digit()) && (n.len() == 1 || !n.starts_with('0'))
        })
}

/// Lower-case letters, digits, hyphens; not beginning or ending with a hyphen.
fn id_ok(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= 80
        && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !id.starts_with('-')
        && !id.ends_with('-')
}

fn id(merged: &Merged, entry: &Entry<'_>, found: &mut Vec<Diagnostic>) {
    let reserved = entry.table == "party" && matches!(entry.key, "subject" | "controller");
    if entry.key.is_empty()
        && !matches!(
            entry.table,
            "notice" | "rights" | "complaint" | "automated" | "storage" | "oversight" | "transfers" | "provision"
        )
        || !entry.key.is_empty() && !id_ok(entry.key)
        || reserved
    {
        let why = if reserved { "a word of the language" } else { "not lower-case letters, digits and hyphens" };
        found.push(
            Diagnostic::error("E20", format!("`{}` cannot be an id", entry.key))
                .at(merged.key(entry.table, entry.key), why)
                .why("Ids stand in policies, refusals, addresses of pages and the ledger.")
                .help(if reserved { "take another word".to_owned() } else { format!("write `{}`", slug(entry.key)) }),
        );
    }
}

/// Lists that must not be empty, and entries that stand twice.
fn lists(merged: &Merged, entry: &Entry<'_>, found: &mut Vec<Diagnostic>) {
    let Value::Object(map) = entry.statement.value() else { return };
    let needed: &[&str] = match entry.table {
        "source" => &["from", "categories"],
        "access" => &["roles", "purposes", "categories"],
        "disclose" => &["to", "categories"],
        "override" => &["to", "categories"],
        "retain" => &["what"],
        "preset" => &["to", "items"],
        "prohibit" => &["on"],
        _ => &[],
    };
    for (key, value) in &map {
        let Value::Array(items) = value else { continue };
        if items.is_empty() && needed.contains(&key.as_str()) {
            found.push(
                Diagnostic::error("E24", format!("`{key}` is empty in `{}`", entry.name()))
                    .at(merged.place(entry.table, entry.key, &[key]), "names nothing")
                    .why("A statement about nothing says nothing, though it looks as if it did.")
                    .help("name what it is about, or take the statement out"),
            );
        }
        let mut seen: HashMap<&str, usize> = HashMap::with_capacity(items.len());
        for (n, item) in items.iter().enumerate() {
            let text = item.as_str();
            if let Some((text, first)) = text.map(|text| (text, *seen.entry(text).or_insert(n)))
                && first < n
            {
                found.push(
                    Diagnostic::warning("E25", format!("“{text}” stands twice in `{}`", entry.name()))
                        .at(merged.place(entry.table, entry.key, &[key, &n.to_string()]), "the second time")
                        .see(merged.place(entry.table, entry.key, &[key, &first.to_string()]), "the first time")
                        .help("take one out"),
                );
            }
            if text.is_some_and(|t| t.trim().is_empty()) && key != "options" {
                found.push(
                    Diagnostic::error("E24", format!("an empty entry in `{}`", entry.name()))
                        .at(merged.place(entry.table, entry.key, &[key, &n.to_string()]), "names nothing")
                        .help("write what was meant, or take it out"),
                );
            }
        }
        let star = items.iter().any(|i| i == "*");
        // `what` of a period may name artefacts beside all categories.
        if star && items.len() > 1 && key != "what" {
            found.push(
                Diagnostic::warning("E25", format!("`*` already covers the rest of `{key}`"))
                    .at(merged.place(entry.table, entry.key, &[key]), "says everything, and then some of it")
                    .help("keep `[\"*\"]`, and leave out single ones with `except` where the statement has it"),
            );
        }
    }
}

/// `assumed` and `law` name keys that the statement has.
fn provenance(merged: &Merged, entry: &Entry<'_>, found: &mut Vec<Diagnostic>) {
    let provenance = entry.statement.provenance();
    if provenance.assumed.is_empty() && provenance.law.is_empty() {
        return;
    }
    let value = entry.statement.value();
    for (list, keys) in [("assumed", &provenance.assumed), ("law", &provenance.law)] {
        for (n, key) in keys.iter().enumerate() {
            if value_at(&value, key).is_none() {
                let known: Vec<String> = value.as_object().map(|m| m.keys().cloned().collect()).unwrap_or_default();
                let near = crate::words::nearest(key, known.iter().map(String::as_str));
                let mut unknown = Diagnostic::error("E33", format!("`{}` has no key `{key}`", entry.name()))
                    .at(merged.place(entry.table, entry.key, &[list, &n.to_string()]), "marks nothing")
                    .why("A mark on a key that is not there would hide what really is assumed.");
                unknown = match near {
                    Some(near) => unknown.help(format!("did you mean \"{near}\"?")),
                    None => unknown
                        .help("name a key of this statement, with dots for keys inside: \"gate.consent.meaning\""),
                };
                found.push(unknown);
            }
        }
    }
    if provenance.origin == Origin::Assumed && !provenance.assumed.is_empty() {
        found.push(
            Diagnostic::note("E33", format!("all of `{}` is assumed already", entry.name()))
                .at(merged.place(entry.table, entry.key, &["assumed"]), "adds nothing")
                .help("keep `origin = \"assumed\"` if nobody said any of it; otherwise take that away"),
        );
    }
}

fn date(merged: &Merged, found: &mut Vec<Diagnostic>, place: (&str, &str, &str), text: &str) -> Option<Date> {
    let parsed = text.parse::<Date>().ok();
    if parsed.is_none() {
        found.push(
            Diagnostic::error("E17", format!("“{text}” is not a date"))
                .at(merged.place(place.0, place.1, &[place.2]), "no such day")
                .help("write year, month and day: 2026-12-01"),
        );
    }
    parsed
}

/// Each had its place after the one before it, and none has it still.
fn predecessors(merged: &Merged, (key, party): (&str, &Party), effective: Option<Date>, found: &mut Vec<Diagnostic>) {
    let mut earlier: Option<Date> = None;
    for (n, one) in party.predecessors.iter().enumerate() {
        let at = || merged.place("party", key, &["predecessors", &n.to_string(), "until"]);
        let Ok(until) = one.until.parse::<Date>() else {
            found.push(
                Diagnostic::error("E17", format!("“{}” is not a date", one.until))
                    .at(at(), "no such day")
                    .help("write year, month and day: 2024-03-31"),
            );
            continue;
        };
        if earlier.is_some_and(|before| until <= before) {
            found.push(
                Diagnostic::error("E17", "this body had the place no later than the one before it")
                    .at(at(), "not after the day above")
                    .help("write them in order, the earliest first, each with its own last day"),
            );
        }
        if effective.is_some_and(|begins| begins <= until) {
            found.push(
                Diagnostic::error("E17", "this body still has the place when the notice begins to apply")
                    .at(at(), "not before the day below")
                    .see(merged.place("notice", "", &["effective"]), "applies from here")
                    .help("name it as the party until then, and its successor in the version that applies from the day after"),
            );
        }
        earlier = Some(until);
    }
}

fn dates(merged: &Merged, found: &mut Vec<Diagnostic>) {
    let head = &merged.file.notice;
    let effective = date(merged, found, ("notice", "", "effective"), &head.effective);
    if let Some(text) = &head.review_by {
        let review = date(merged, found, ("notice", "", "review-by"), text);
        if let (Some(effective), Some(review)) = (effective, review)
            && review <= effective
        {
            found.push(
                Diagnostic::error("E17", "the review is due before the notice applies")
                    .at(merged.place("notice", "", &["review-by"]), "not after the day below")
                    .see(merged.place("notice", "", &["effective"]), "applies from here")
                    .help("set a later day of review"),
            );
        }
    }
    for (key, party) in merged.file.party.iter().filter(|(k, _)| merged.own("party", k)) {
        if let Some(until) = &party.until {
            date(merged, found, ("party", key, "until"), until);
        }
        predecessors(merged, (key, party), effective, found);
    }
    for (key, preset) in merged.file.preset.iter().filter(|(k, _)| merged.own("preset", k)) {
        date(merged, found, ("preset", key, "reviewed-on"), &preset.reviewed_on);
    }
    for (key, contact) in merged.file.contact.iter().filter(|(k, _)| merged.own("contact", k)) {
        let from = contact.from.as_ref().and_then(|d| date(merged, found, ("contact", key, "from"), d));
        let until = contact.until.as_ref().and_then(|d| date(merged, found, ("contact", key, "until"), d));
        if let (Some(from), Some(until)) = (from, until)
            && until < from
        {
            found.push(
                Diagnostic::error("E17", "this contact ends before it begins")
                    .at(merged.place("contact", key, &["until"]), "earlier than `from`")
                    .help("exchange the two, or correct one"),
            );
        }
        let odd_mail = contact.email.as_ref().is_some_and(|e| !e.contains('@') || e.contains(' '));
        let odd_url = contact.url.as_ref().is_some_and(|u| !u.starts_with("https://") && !u.starts_with("http://"));
        for (odd, at, help) in [
            (odd_mail, "email", "write an address with an @"),
            (odd_url, "url", "write the whole address, beginning with https://"),
        ] {
            if odd {
                found.push(
                    Diagnostic::warning("E26", format!("this cannot be reached: `contact.{key}`"))
                        .at(merged.place("contact", key, &[at]), "not an address")
                        .help(help),
                );
            }
        }
    }
}

/// Fields: one category each, choices where there are some to make.
fn fields(merged: &Merged, found: &mut Vec<Diagnostic>) {
    let mut seen: HashMap<&str, (&str, usize)> = HashMap::new();
    for (category_id, category) in &merged.file.category {
        for (n, field) in category.fields.iter().enumerate() {
            let id = match field {
                Field::Id(id) => id,
                Field::Full(detail) => &detail.id,
            };
            let place = merged.place("category", category_id, &["fields", &n.to_string()]);
            if let Some((other, at)) = seen.get(id.as_str()) {
                let same = *other == category_id;
                found.push(
                    Diagnostic::error(
                        "E09",
                        if same {
                            format!("the field `{id}` stands twice in `category.{category_id}`")
                        } else {
                            format!("the field `{id}` is in two categories")
                        },
                    )
                    .at(place.clone(), "the second time")
                    .see(merged.place("category", other, &["fields", &at.to_string()]), "the first time")
                    .why("Whoever may see either category would see the field: the stricter rule would mean nothing.")
                    .help("keep it where the stricter rule is, or give one of them another id"),
                );
            } else {
                seen.insert(id, (category_id, n));
            }
            if !id_ok(id) {
                found.push(
                    Diagnostic::error("E20", format!("`{id}` cannot be the id of a field"))
                        .at(place.clone(), "not lower-case letters, digits and hyphens")
                        .help(format!("write \"{}\"", slug(id))),
                );
            }
            let Field::Full(detail) = field else { continue };
            let choosing = matches!(detail.kind, Some(FieldKind::Choice | FieldKind::Choices));
            let known = crate::fields::known(id).is_some_and(|k| !k.options.is_empty());
            if choosing && detail.options.is_empty() && !known {
                found.push(
                    Diagnostic::error("E29", format!("`{id}` is a choice between nothing"))
                        .at(place, "has no options")
                        .help("add `options = [\"…\", \"…\"]`, or make it text"),
                );
            } else if !choosing && !detail.options.is_empty() {
                found.push(
                    Diagnostic::error("E29", format!("`{id}` has options and is no choice"))
                        .at(place, "options have no effect here")
                        .help("add `type = \"choice\"` (one of them) or `type = \"choices\"` (any of them)"),
                );
            }
        }
    }
}

/// A final version with assumptions in it is a draft all the same.
fn draft(merged: &Merged, found: &mut Vec<Diagnostic>) {
    let head = &merged.file.notice;
    if head.kind == NoticeKind::Base || head.version.contains('-') {
        return;
    }
    let (mut whole, mut keys) = (0_u32, 0_u32);
    for entry in entries(&merged.file).iter().filter(|e| merged.own(e.table, e.key)) {
        let provenance = entry.statement.provenance();
        if provenance.origin == Origin::Assumed {
            whole += 1;
        } else {
            keys += u32::try_from(provenance.assumed.len()).unwrap_or(u32::MAX);
        }
    }
    if whole + keys > 0 {
        found.push(
            Diagnostic::note("E16", format!("version {} is a draft: {} and {} are assumed", head.version, count(whole, "statement"), count(keys, "key")))
                .at(merged.place("notice", "", &["version"]), "compiles as a draft only")
                .why("What nobody said cannot be published as if the council had said it; synthetic data may be worked under it meanwhile.")
                .help("put the questions to the data protection officer and take away the marks that are answered"),
        );
    }
}
