//! Ids of clusters that stay the same over reruns.

use crate::table::Table;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

const FIGURES: &[u8; 16] = b"0123456789abcdef";

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

/// The ids of the clusters of a run, by record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClusterIds {
    texts: String,
    /// Where each id ends, unless all are [`Self::EACH`] long.
    ends: Vec<u32>,
    /// By record, the place of its cluster's id.
    of: Vec<u32>,
}

impl ClusterIds {
    /// Letters of an id that is made here.
    const EACH: usize = 16;

    /// The id of a record's cluster; nothing for a record that is not there.
    #[must_use]
    #[inline]
    pub fn get(&self, record: u32) -> &str {
        let Some(place) = self.of.get(record as usize).map(|p| *p as usize) else { return "" };
        if self.ends.is_empty() {
            return self.texts.get(place * Self::EACH..(place + 1) * Self::EACH).unwrap_or_default();
        }
        let start = if place == 0 { 0 } else { self.ends[place - 1] };
        self.texts.get(start as usize..self.ends[place] as usize).unwrap_or_default()
    }
    fn add(&mut self) -> u32 {
        self.ends.push(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
        u32::try_from(self.ends.len() - 1).unwrap_or(u32::MAX)
    }
}

/// An id for each record's cluster. A cluster keeps the id that most of its records had before; of clusters that had one
/// id, the one with most of its records keeps it. New clusters get an id made from their first record.
///
/// `labels` says for each record which records are together, by the number of one of them; `before` has the ids of an earlier run by
/// (list, record id).
#[must_use]
pub fn stable_ids<S: std::hash::BuildHasher>(
    table: &Table,
    labels: &[u32],
    before: &HashMap<(String, String), String, S>,
) -> ClusterIds {
    const NONE: u32 = u32::MAX;
    let name = |record: u32| {
        let source = table.source_names().get(usize::from(table.source(record))).map_or("", String::as_str);
        (source, table.id(record))
    };
    // By label, the first record of its cluster in the order of lists and ids.
    let mut first = vec![NONE; labels.iter().max().map_or(0, |most| *most as usize + 1)];
    let mut votes = BTreeMap::<(&str, u32), u32>::new();
    for (record, label) in (0..).zip(labels) {
        let smallest = &mut first[*label as usize];
        if *smallest == NONE || name(*smallest) > name(record) {
            *smallest = record;
        }
        if before.is_empty() {
            continue;
        }
        let (source, id) = name(record);
        if let Some(old) = before.get(&(source.to_owned(), id.to_owned())) {
            *votes.entry((old.as_str(), *label)).or_default() += 1;
        }
    }
    let mut ranked: Vec<(u32, &str, u32)> = votes.into_iter().map(|((old, label), n)| (n, old, label)).collect();
    // Most records first; among equals the cluster whose first record comes first, so that input order does not matter.
    ranked.sort_by(|x, y| {
        let first_of = |label: u32| name(first[label as usize]);
        y.0.cmp(&x.0).then_with(|| first_of(x.2).cmp(&first_of(y.2))).then(x.1.cmp(y.1))
    });
    let mut ids = ClusterIds::default();
    let mut given = vec![NONE; first.len()];
    let mut used: HashSet<&str> = HashSet::new();
    for (_, old, label) in ranked {
        if given[label as usize] == NONE && used.insert(old) {
            ids.texts.push_str(old);
            given[label as usize] = ids.add();
        }
    }
    let old_ids: HashSet<&str> = before.values().map(String::as_str).collect();
    let clusters = first.iter().filter(|record| **record != NONE).count();
    let mut new_ids = hashbrown::HashTable::<u64>::with_capacity(clusters);
    // Of a name that stands many times, the number that is tried next: those before it are taken, and stay so.
    let mut tried = HashMap::<(&str, &str), u32>::new();
    ids.texts.reserve(clusters * 16);
    for (label, record) in first.iter().enumerate() {
        if *record == NONE || given[label] != NONE {
            continue;
        }
        let (source, id) = name(*record);
        let from = if tried.is_empty() { 0 } else { tried.get(&(source, id)).copied().unwrap_or(0) };
        for number in from.. {
            // Nearly always the first number is free.
            let print = fingerprint(&[
                source,
                id,
                if number == 0 { "0".into() } else { Cow::Owned(number.to_string()) }.as_ref(),
            ]);
            let start = ids.texts.len();
            let figures: [u8; 16] = std::array::from_fn(|at| FIGURES[(print >> (4 * (15 - at))) as usize & 15]);
            ids.texts.push_str(std::str::from_utf8(&figures).unwrap_or_default());
            let taken = !old_ids.is_empty() && old_ids.contains(&ids.texts[start..]);
            if taken || new_ids.find(print, |p| *p == print).is_some() {
                ids.texts.truncate(start);
                continue;
            }
            new_ids.insert_unique(print, print, |p| *p);
            if number > 0 {
                tried.insert((source, id), number + 1);
            }
            given[label] = ids.add();
            break;
        }
    }
    if before.is_empty() {
        ids.ends = Vec::new();
    }
    ids.of = labels.iter().map(|label| given[*label as usize]).collect();
    ids
}
