//! How to reach somebody that the notice names, as it is on a day.

use jiff::civil::Date;
use notice::model::Compiled;

/// A contact, in lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactLines {
    /// Who.
    pub label: String,
    /// The ways there are, in words.
    pub ways: Vec<String>,
}

/// A contact of a notice by its id, if it is right on a day; else the one that took its place (`regulator-…`).
pub(super) fn contact(notice: &Compiled, id: &str, today: Date) -> Option<ContactLines> {
    let day = today.to_string();
    let right = |c: &notice::source::Contact| {
        // Dates in the ISO form stand in the order of their letters.
        c.from.as_ref().is_none_or(|from| *from <= day) && c.until.as_ref().is_none_or(|until| day <= *until)
    };
    let ways = |c: &notice::source::Contact| -> Vec<String> {
        [("Email", &c.email), ("Telephone", &c.phone), ("Post", &c.post), ("Online", &c.url)]
            .into_iter()
            .filter_map(|(way, value)| value.as_ref().map(|v| format!("{way}: {v}")))
            .collect()
    };
    let after = format!("{id}-");
    let all = &notice.merged.contact;
    let found = all.get(id).filter(|c| right(c)).or_else(|| {
        all.iter().find(|(key, c)| key.starts_with(&after) && right(c) && !ways(c).is_empty()).map(|(_, c)| c)
    })?;
    Some(ContactLines { label: found.label.clone(), ways: ways(found) })
}

/// To whom a complaint goes first, and to which regulator then.
pub(super) fn complaints(notice: &Compiled, today: Date) -> (Vec<ContactLines>, Option<ContactLines>) {
    let Some(said) = &notice.merged.complaint else { return (Vec::new(), None) };
    let first = said.first.iter().filter_map(|id| contact(notice, id, today)).collect();
    let regulator = said.regulator.as_ref().and_then(|id| contact(notice, id, today)).filter(|c| !c.ways.is_empty());
    // A notice may name the regulator without saying how to reach it: the base says it.
    (first, regulator.or_else(|| contact(notice, "regulator", today)))
}

/// The controllers of a notice: ids and names.
pub(super) fn controllers(notice: &Compiled) -> Vec<(String, String)> {
    notice
        .merged
        .notice
        .controller
        .iter()
        .map(|id| (id.clone(), notice.merged.party.get(id).map_or_else(|| id.clone(), |p| p.name.clone())))
        .collect()
}
