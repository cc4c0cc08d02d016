//! Promises that the compiled notices keep: each test fails if its statement is taken out or changed.

mod bases;
mod coventry;
mod dudley;
mod families;
mod kirklees;
mod mars;

use crate::support::text;
use std::collections::BTreeSet;

/// Kinds of promises that only whole pages and workflows keep have their statements all the same, so every id is there.
#[test]
fn every_promise_stands_beside_the_statement_that_carries_it() {
    let promises = include_str!("../../../../docs/promises.csv");
    for (prefix, name) in
        [("MARS", "mars"), ("DUD", "dudley"), ("COV", "coventry"), ("KIR", "kirklees"), ("FAM", "families")]
    {
        let named = comments(text(name));
        let promised: BTreeSet<String> = promises
            .lines()
            .filter_map(|l| l.split(',').next())
            .filter(|id| id.strip_prefix(prefix).is_some_and(|r| r.starts_with('-')))
            .map(str::to_owned)
            .collect();
        assert!(promised.len() > 40, "{prefix} has its promises");
        let missing: Vec<&String> = promised.difference(&named).collect();
        assert!(missing.is_empty(), "{name} has no statement for {missing:?}");
        let unknown: Vec<&String> = named.difference(&promised).collect();
        assert!(unknown.is_empty(), "{name} names {unknown:?}, which nobody promised");
    }
}

/// The promise ids in the comments of a file.
fn comments(text: &str) -> BTreeSet<String> {
    text.lines()
        .filter_map(|l| l.split_once('#').map(|(_, c)| c))
        .flat_map(|c| c.split(|ch: char| !(ch.is_ascii_alphanumeric() || ch == '-')))
        .filter(|w| {
            w.split_once('-').is_some_and(|(seed, number)| {
                seed.chars().all(|c| c.is_ascii_uppercase()) && number.len() == 3 && number.parse::<u16>().is_ok()
            })
        })
        .map(str::to_owned)
        .collect()
}
