//! People: records that belong together.

use super::resolve::{self, Component, Edge};
use super::sets::Sets;
use crate::compare::Scorer;
use crate::link::ScoredPair;
use crate::model::{Model, ModelError};
use crate::table::Table;
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};

/// What people decided about pairs of records. These outlive every rerun: a decision is stronger than any score.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decisions {
    /// Pairs that are one person.
    pub same: Vec<(u32, u32)>,
    /// Pairs that are two people.
    pub different: Vec<(u32, u32)>,
}

/// How clusters are made.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ClusterOptions {
    /// Bits from which a pair belongs together; the model's threshold if not given.
    pub threshold: Option<f64>,
    /// Lists that have one record for each person, by name: two records of such a list are never one person.
    pub one_record_each: Vec<String>,
}

/// How well a cluster holds together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quality {
    /// Records.
    pub size: u32,
    /// The share of its pairs that reach the threshold by themselves.
    pub density: f64,
    /// The bits of the weakest pair that holds it together (the smallest edge of the strongest tree through it).
    pub weakest: f64,
    /// The mean bits of its pairs, kept within 20 either way.
    pub mean: f64,
    /// The pair of that weakest link.
    pub weakest_pair: (u32, u32),
    /// Whether a single pair holds two parts of it together.
    pub bridge: bool,
}

/// The clusters of a run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Clusters {
    /// For each record, the smallest number of a record of its cluster.
    pub labels: Vec<u32>,
    /// For each cluster of two records or more, by label: its quality.
    pub quality: Vec<(u32, Quality)>,
    /// Connected groups that were taken apart because their pairs contradict one another.
    pub taken_apart: u64,
    /// Decisions that contradict one another: the pair was decided to be different, and the same through others.
    /// They were kept apart, and a person has to look.
    pub contradictions: Vec<(u32, u32)>,
    /// How often two records or groups were held against one another: what it cost, whatever the machine.
    pub weighed: u64,
}

/// The groups of two records or more, each with the pairs scored within it.
struct Groups {
    /// Records, group after group.
    members: Vec<u32>,
    /// Pairs, in the same order of groups.
    edges: Vec<Edge>,
    /// Where the members and the pairs of each group end.
    ends: Vec<(u32, u32)>,
}

impl Groups {
    fn of(connected: &[u32], pairs: &[ScoredPair]) -> Self {
        const NONE: u32 = u32::MAX;
        let short = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        // First how many records each label has, then which group it is.
        let mut group = vec![0_u32; connected.len()];
        connected.iter().for_each(|label| group[*label as usize] += 1);
        let mut ends = Vec::new();
        let mut sum = 0;
        for count in &mut group {
            if *count > 1 {
                sum += *count;
                ends.push((sum, 0));
                *count = short(ends.len() - 1);
            } else {
                *count = NONE;
            }
        }
        // A label is the smallest number of its records, so groups come in the order of labels and records in that of numbers.
        let mut next: Vec<u32> = std::iter::once(0).chain(ends.iter().map(|end| end.0)).collect();
        let mut members = vec![0; sum as usize];
        for (record, label) in (0..).zip(connected) {
            if let Some(place) = next.get_mut(group[*label as usize] as usize) {
                members[*place as usize] = record;
                *place += 1;
            }
        }
        let of_pair = |pair: &ScoredPair| match (connected.get(pair.a as usize), connected.get(pair.b as usize)) {
            (Some(label), Some(other)) if label == other => group[*label as usize],
            _ => NONE,
        };
        let of_pairs: Vec<u32> = pairs.iter().map(of_pair).collect();
        for group in of_pairs.iter().filter(|group| **group != NONE) {
            ends[*group as usize].1 += 1;
        }
        let mut sum = 0;
        for (at, end) in ends.iter_mut().enumerate() {
            next[at] = sum;
            sum += end.1;
            end.1 = sum;
        }
        let mut edges = vec![Edge::default(); sum as usize];
        for (pair, group) in pairs.iter().zip(of_pairs) {
            if let Some(next) = next.get_mut(group as usize) {
                edges[*next as usize] = Edge { a: pair.a, b: pair.b, millibits: pair.millibits };
                *next += 1;
            }
        }
        Self { members, edges, ends }
    }

    fn get(&self, group: usize) -> Component<'_> {
        let before = if group == 0 { (0, 0) } else { self.ends[group - 1] };
        let (members, edges) = self.ends[group];
        Component {
            members: &self.members[before.0 as usize..members as usize],
            edges: &self.edges[before.1 as usize..edges as usize],
        }
    }
}

/// Makes clusters of scored pairs. Connected components are only the start: each component is put together again from
/// its strongest evidence on, and two parts join only if their pairs, taken together, speak for it.
///
/// # Errors
/// If the model does not fit the table.
pub fn cluster(
    model: &Model,
    table: &Table,
    pairs: &[ScoredPair],
    decisions: &Decisions,
    options: &ClusterOptions,
) -> Result<Clusters, ModelError> {
    let scorer = Scorer::new(model, table)?;
    let threshold = crate::compare::millibits(options.threshold.unwrap_or(model.threshold));
    let single: HashSet<u16> = (0..)
        .zip(table.source_names())
        .filter(|(_, name)| options.one_record_each.contains(name))
        .map(|(number, _)| number)
        .collect();
    let known = |(a, b): &(u32, u32)| (*a as usize) < table.len() && (*b as usize) < table.len() && a != b;
    let apart: HashSet<(u32, u32)> =
        decisions.different.iter().filter(|p| known(p)).map(|(a, b)| (*a.min(b), *a.max(b))).collect();
    let mut decided = Sets::new(table.len());
    let mut contradictions = Vec::new();
    let together: Vec<(u32, u32)> =
        decisions.same.iter().filter(|p| known(p)).map(|(a, b)| (*a.min(b), *a.max(b))).collect();
    for (a, b) in &together {
        if !apart.contains(&(*a, *b)) {
            decided.join(*a, *b);
        }
    }
    for (a, b) in &apart {
        if decided.find(*a) == decided.find(*b) {
            contradictions.push((*a, *b));
        }
    }
    contradictions.sort_unstable();
    let mut sets = Sets::new(table.len());
    for pair in pairs.iter().filter(|p| p.millibits >= threshold && known(&(p.a, p.b))) {
        sets.join(pair.a, pair.b);
    }
    for (a, b) in &together {
        sets.join(*a, *b);
    }
    let connected = sets.labels();
    let groups = Groups::of(&connected, pairs);
    let same: HashMap<u32, u32> = if together.is_empty() {
        HashMap::new()
    } else {
        (0..).zip(decided.labels()).filter(|(record, label)| record != label).collect()
    };
    let rules = resolve::Rules { scorer: &scorer, table, threshold, single: &single, apart: &apart, same: &same };
    let resolved: Vec<resolve::Resolved> = (0..groups.ends.len())
        .into_par_iter()
        .map_init(Default::default, |scratch, group| rules.resolve(groups.get(group), scratch))
        .collect();
    let mut out = Clusters { labels: (0..).take(table.len()).collect(), contradictions, ..Clusters::default() };
    for (at, resolve::Resolved { found, weighed }) in resolved.into_iter().enumerate() {
        out.weighed += weighed;
        let parts = match found {
            resolve::Found::Whole(quality) => {
                // Members come in the order of their numbers.
                let members = groups.get(at).members;
                let Some(first) = members.first().copied() else { continue };
                members.iter().for_each(|record| out.labels[*record as usize] = first);
                out.quality.push((first, quality));
                continue;
            }
            resolve::Found::Groups(parts) => parts,
        };
        out.taken_apart += u64::from(parts.len() > 1);
        for (group, quality) in parts {
            let Some(first) = group.iter().min().copied() else { continue };
            for record in group {
                out.labels[record as usize] = first;
            }
            if let Some(quality) = quality {
                out.quality.push((first, quality));
            }
        }
    }
    out.quality.sort_by_key(|q| q.0);
    Ok(out)
}
