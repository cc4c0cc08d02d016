//! Ids of clusters that stay the same over reruns.

use crate::memory::wait_for;
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
    /// The ids of the clusters of some records, looked up together: waiting for memory then takes no longer than for one.
    pub fn of_records<'i>(&'i self, records: &[u32], to: &mut Vec<&'i [u8]>) {
        if self.ends.is_empty() {
            let first = |record: &u32| {
                let place = self.of.get(*record as usize).map_or(0, |place| *place as usize);
                self.texts.as_bytes().get(place * Self::EACH).copied().unwrap_or(0)
            };
            wait_for(records.iter().map(first).map(u32::from));
        }
        to.clear();
        to.extend(records.iter().map(|record| self.get(*record).as_bytes()));
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
    let wanted = || (0_u32..).zip(&first).filter(|(label, record)| **record != NONE && given[*label as usize] == NONE);
    let print = |record: u32, number: u32| {
        let (source, id) = name(record);
        // Nearly always the first number is free.
        let number = if number == 0 { Cow::Borrowed("0") } else { Cow::Owned(number.to_string()) };
        fingerprint(&[source, id, number.as_ref()])
    };
    let prints: Vec<(u32, u64)> = wanted().map(|(label, record)| (label, print(*record, 0))).collect();
    let mut taken = Taken::by(prints.iter().map(|(_, print)| *print));
    ids.texts.reserve(prints.len() * ClusterIds::EACH);
    // Of a name that stands many times, the number that is tried next: those before it are taken, and stay so.
    let mut tried = HashMap::<(&str, &str), u32>::new();
    for (label, mut free) in prints {
        let record = first[label as usize];
        let from = if tried.is_empty() { 0 } else { tried.get(&name(record)).copied().unwrap_or(0) };
        if from > 0 {
            free = print(record, from);
        }
        for next in from + 1.. {
            let start = ids.texts.len();
            let figures: [u8; 16] = std::array::from_fn(|at| FIGURES[(free >> (4 * (15 - at))) as usize & 15]);
            ids.texts.push_str(std::str::from_utf8(&figures).unwrap_or_default());
            let is_old = !old_ids.is_empty() && old_ids.contains(&ids.texts[start..]);
            if !is_old && taken.take(free) {
                if next > 1 {
                    tried.insert(name(record), next);
                }
                break;
            }
            ids.texts.truncate(start);
            free = print(record, next);
            taken.all_count();
        }
        given[label as usize] = ids.add();
    }
    if before.is_empty() {
        ids.ends = Vec::new();
    }
    ids.of = labels.iter().map(|label| given[*label as usize]).collect();
    ids
}

/// Which fingerprints are given away. Nearly all are the only ones of their kind, which a small filter tells; the others are remembered.
struct Taken {
    once: Vec<u64>,
    twice: Vec<u64>,
    remembered: hashbrown::HashTable<u64>,
    given: Vec<u64>,
    all: bool,
}

impl Taken {
    /// For those that will be asked for first.
    fn by(prints: impl ExactSizeIterator<Item = u64>) -> Self {
        let words = (prints.len().max(64) / 4).next_power_of_two();
        let mut taken = Self {
            once: vec![0; words],
            twice: vec![0; words],
            remembered: hashbrown::HashTable::new(),
            given: Vec::with_capacity(prints.len()),
            all: false,
        };
        for print in prints {
            let (word, bit) = taken.place(print);
            taken.twice[word] |= taken.once[word] & bit;
            taken.once[word] |= bit;
        }
        taken
    }
    const fn place(&self, print: u64) -> (usize, u64) {
        ((print >> 6) as usize & (self.once.len() - 1), 1 << (print & 63))
    }
    /// Takes one, if it is free.
    fn take(&mut self, print: u64) -> bool {
        let (word, bit) = self.place(print);
        if self.all || self.twice[word] & bit != 0 {
            if self.remembered.find(print, |p| *p == print).is_some() {
                return false;
            }
            self.remembered.insert_unique(print, print, |p| *p);
        }
        self.given.push(print);
        true
    }
    /// From here on others will be asked for too: all have to be remembered.
    fn all_count(&mut self) {
        if std::mem::replace(&mut self.all, true) {
            return;
        }
        for print in &self.given {
            let (word, bit) = self.place(*print);
            if self.twice[word] & bit == 0 {
                self.remembered.insert_unique(*print, *print, |p| *p);
            }
        }
    }
}
