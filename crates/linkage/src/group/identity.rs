//! Ids of clusters that stay the same over reruns.

use crate::table::Table;
use std::collections::{BTreeMap, HashMap, HashSet};

/// FNV-1a, 64 bits: ids are kept in files, so this never changes.
fn fingerprint(parts: &[&str]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for part in parts {
        for byte in part.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash
}

/// An id for each record's cluster. A cluster keeps the id that most of its records had before; of clusters that had one
/// id, the one with most of its records keeps it. New clusters get an id made from their first record.
///
/// `labels` says for each record which records are together; `before` has the ids of an earlier run by (list, record id).
#[must_use]
pub fn stable_ids<S: std::hash::BuildHasher>(
    table: &Table,
    labels: &[u32],
    before: &HashMap<(String, String), String, S>,
) -> Vec<String> {
    let name = |record: u32| {
        let source = table.source_names().get(usize::from(table.source(record))).map_or("", String::as_str);
        (source, table.id(record))
    };
    let mut first = BTreeMap::<u32, u32>::new();
    let mut votes = BTreeMap::<(&str, u32), u32>::new();
    for (record, label) in (0..).zip(labels) {
        let (source, id) = name(record);
        let smallest = first.entry(*label).or_insert(record);
        if name(*smallest) > (source, id) {
            *smallest = record;
        }
        if !before.is_empty()
            && let Some(old) = before.get(&(source.to_owned(), id.to_owned()))
        {
            *votes.entry((old.as_str(), *label)).or_default() += 1;
        }
    }
    let mut ranked: Vec<(u32, &str, u32)> = votes.into_iter().map(|((old, label), n)| (n, old, label)).collect();
    // Most records first; among equals the cluster whose first record comes first, so that input order does not matter.
    ranked.sort_by(|x, y| y.0.cmp(&x.0).then_with(|| name(first[&x.2]).cmp(&name(first[&y.2]))).then(x.1.cmp(y.1)));
    let mut given = BTreeMap::<u32, String>::new();
    let mut used: HashSet<String> = HashSet::new();
    for (_, old, label) in ranked {
        if !given.contains_key(&label) && !used.contains(old) {
            given.insert(label, old.to_owned());
            used.insert(old.to_owned());
        }
    }
    let old_ids: HashSet<&str> = before.values().map(String::as_str).collect();
    for (label, record) in &first {
        if given.contains_key(label) {
            continue;
        }
        let (source, id) = name(*record);
        let mut number = 0_u32;
        loop {
            let text = format!("{:016x}", fingerprint(&[source, id, &number.to_string()]));
            if !old_ids.contains(text.as_str()) && used.insert(text.clone()) {
                given.insert(*label, text);
                break;
            }
            number += 1;
        }
    }
    labels.iter().map(|l| given.get(l).cloned().unwrap_or_default()).collect()
}
