//! One connected component, put together again from its strongest evidence on.

use super::cluster::Quality;
use super::sets::Sets;
use crate::compare::{Scorer, Scratch};
use crate::table::Table;
use std::collections::{HashMap, HashSet};

/// Up to this many records every pair of a component is looked at; beyond, only the pairs that were scored.
pub(super) const DENSE: usize = 120;
/// What one pair may say for or against joining two groups, in thousandths of a bit: one pair does not decide alone.
const MOST_FOR: i32 = 12_000;
const MOST_AGAINST: i32 = -8_000;
/// What one pair counts in the mean of a cluster, either way.
const MOST_COUNTED: i32 = 20_000;
/// Never.
const NEVER: i64 = i64::MIN / 4;

/// A pair that a run scored.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Edge {
    pub a: u32,
    pub b: u32,
    pub millibits: i32,
}

/// Records that hang together, in the order of their numbers, and the pairs scored among them.
#[derive(Clone, Copy)]
pub(super) struct Component<'c> {
    pub members: &'c [u32],
    pub edges: &'c [Edge],
}

/// Room to work in, used again for the next component.
#[derive(Default)]
pub(super) struct Room {
    scratch: Scratch,
    bits: Vec<i32>,
    sum: Vec<i64>,
    size: Vec<i64>,
    group: Vec<usize>,
    alive: Vec<usize>,
    decided: Vec<u32>,
    best: Best,
    of: Vec<usize>,
    tree: Tree,
}

/// Room for the strongest tree through a group.
#[derive(Default)]
struct Tree {
    best: Vec<(i32, usize)>,
    done: Vec<bool>,
    sets: Sets,
}

/// What came of it.
pub(super) struct Resolved {
    pub found: Found,
    /// How often two records or groups were held against one another.
    pub weighed: u64,
}

pub(super) enum Found {
    /// All its records belong together, as most do.
    Whole(Quality),
    Groups(Vec<(Vec<u32>, Option<Quality>)>),
}

pub(super) struct Rules<'a> {
    pub scorer: &'a Scorer,
    pub table: &'a Table,
    pub threshold: i32,
    pub single: &'a HashSet<u16>,
    pub apart: &'a HashSet<(u32, u32)>,
    pub same: &'a HashMap<u32, u32>,
}

impl Rules<'_> {
    fn decided(&self, record: u32) -> u32 {
        self.same.get(&record).copied().unwrap_or(record)
    }

    /// Whether two records may not be one person.
    fn forbidden(&self, a: u32, b: u32) -> bool {
        if self.apart.is_empty() && self.single.is_empty() {
            return false;
        }
        let (s, t) = (self.table.source(a), self.table.source(b));
        self.apart.contains(&(a.min(b), a.max(b)))
            || s == t && self.single.contains(&s) && self.decided(a) != self.decided(b)
    }

    /// What a pair says for joining (above 0) or against.
    fn says(&self, millibits: i32) -> i32 {
        (millibits - self.threshold).clamp(MOST_AGAINST, MOST_FOR)
    }

    pub fn resolve(&self, component: Component<'_>, room: &mut Room) -> Resolved {
        if component.members.len() > DENSE {
            return self.sparse(component);
        }
        self.dense(component, room)
    }

    fn dense(&self, component: Component<'_>, room: &mut Room) -> Resolved {
        let Room { scratch, bits, sum, size, group, alive, decided, best, of, tree } = room;
        let members = component.members;
        let n = members.len();
        if let [a, b] = *members {
            let known = component.edges.iter().find(|e| e.a == a && e.b == b).map(|e| e.millibits);
            return self.pair(a, b, known, scratch);
        }
        // What the run scored is known; it gave up the others early.
        const UNKNOWN: i32 = i32::MIN;
        fill(bits, n * n, UNKNOWN);
        let place = |record: u32| members.binary_search(&record).ok();
        for e in component.edges {
            if let (Some(i), Some(j)) = (place(e.a), place(e.b)) {
                bits[i * n + j] = e.millibits;
                bits[j * n + i] = e.millibits;
            }
        }
        for i in 0..n {
            for j in i + 1..n {
                if bits[i * n + j] != UNKNOWN {
                    continue;
                }
                let (x, y) = (self.table.row(members[i]), self.table.row(members[j]));
                let levels = self.scorer.levels(self.table, x, y, scratch);
                let total = self.scorer.total(levels, x, y);
                bits[i * n + j] = total;
                bits[j * n + i] = total;
            }
        }
        // Sums of what the pairs between two groups say; a group is named by its first member.
        fill(sum, n * n, 0);
        for i in 0..n {
            for j in 0..n {
                if i != j {
                    let no = self.forbidden(members[i], members[j]);
                    sum[i * n + j] = if no { NEVER } else { i64::from(self.says(bits[i * n + j])) };
                }
            }
        }
        fill(size, n, 1);
        for numbers in [&mut *group, &mut *alive] {
            numbers.clear();
            numbers.extend(0..n);
        }
        decided.clear();
        decided.extend(members.iter().map(|m| self.decided(*m)));
        for i in 0..n {
            let together = (0..i).find(|j| decided[*j] == decided[i] && group[*j] == *j);
            if let Some(j) = together
                && !self.contradicts(members, group, j, i)
            {
                merge(sum, size, group, alive, n, j, i);
            }
        }
        let mut weighed = (n * (n - 1) / 2) as u64;
        best.begin((sum, size), alive, n, &mut weighed);
        while let Some((i, j)) = best.pair(alive) {
            weighed += alive.len() as u64;
            merge(sum, size, group, alive, n, i, j);
            best.joined((i, j), (sum, size), alive, n, &mut weighed);
        }
        let mut groups = Vec::new();
        for first in alive.iter() {
            of.clear();
            of.extend((0..n).filter(|m| group[*m] == *first));
            let quality = quality(of, bits, n, members, self.threshold, tree);
            if let (Some(quality), true) = (quality, of.len() == n) {
                return Resolved { found: Found::Whole(quality), weighed };
            }
            groups.push((of.iter().map(|m| members[*m]).collect(), quality));
        }
        Resolved { found: Found::Groups(groups), weighed }
    }

    /// Most components are two records: they belong together, unless something forbids it.
    fn pair(&self, a: u32, b: u32, known: Option<i32>, scratch: &mut Scratch) -> Resolved {
        let bits = known.unwrap_or_else(|| {
            let (x, y) = (self.table.row(a), self.table.row(b));
            self.scorer.total(self.scorer.levels(self.table, x, y, scratch), x, y)
        });
        let decided = self.decided(a) == self.decided(b) && !self.apart.contains(&(a.min(b), a.max(b)));
        if !decided && (self.forbidden(a, b) || self.says(bits) <= 0) {
            let found = Found::Groups(vec![(vec![a], None), (vec![b], None)]);
            return Resolved { found, weighed: 1 };
        }
        let found = Found::Whole(Quality {
            size: 2,
            density: f64::from(u8::from(bits >= self.threshold)),
            weakest: f64::from(bits) / 1000.0,
            mean: f64::from(bits.clamp(-MOST_COUNTED, MOST_COUNTED)) / 1000.0,
            weakest_pair: (a.min(b), a.max(b)),
            bridge: false,
        });
        Resolved { found, weighed: 1 }
    }

    fn contradicts(&self, members: &[u32], group: &[usize], j: usize, i: usize) -> bool {
        let of_j: Vec<u32> = (0..members.len()).filter(|m| group[*m] == j).map(|m| members[m]).collect();
        of_j.iter().any(|m| self.apart.contains(&(*m.min(&members[i]), *m.max(&members[i]))))
    }

    /// Too many records to look at every pair: the scored pairs, strongest first, as far as nothing forbids it.
    fn sparse(&self, component: Component<'_>) -> Resolved {
        let members = component.members;
        let place: HashMap<u32, u32> = members.iter().copied().zip(0..).collect();
        let mut edges: Vec<&Edge> = component.edges.iter().filter(|e| e.millibits >= self.threshold).collect();
        edges.sort_unstable_by(|x, y| y.millibits.cmp(&x.millibits).then((x.a, x.b).cmp(&(y.a, y.b))));
        let mut sets = Sets::new(members.len());
        let mut against = vec![HashSet::<u32>::new(); members.len()];
        let mut sources = vec![HashSet::<u16>::new(); members.len()];
        for (at, m) in members.iter().enumerate() {
            let source = self.table.source(*m);
            if self.single.contains(&source) {
                sources[at].insert(source);
            }
        }
        for (a, b) in self.apart {
            if let (Some(p), Some(q)) = (place.get(a), place.get(b)) {
                against[*p as usize].insert(*q);
                against[*q as usize].insert(*p);
            }
        }
        let mut join = |p: u32, q: u32, decided: bool| {
            let (x, y) = (sets.find(p) as usize, sets.find(q) as usize);
            if x == y {
                return;
            }
            let enemy = {
                let (few, others) = if against[x].len() < against[y].len() { (x, y) } else { (y, x) };
                against[few].clone().into_iter().any(|e| sets.find(e) as usize == others)
            };
            if enemy || !decided && !sources[x].is_disjoint(&sources[y]) {
                return;
            }
            sets.join(p, q);
            let (keep, gone) = if sets.find(p) as usize == x { (x, y) } else { (y, x) };
            let moved = std::mem::take(&mut against[gone]);
            against[keep].extend(moved);
            let moved = std::mem::take(&mut sources[gone]);
            sources[keep].extend(moved);
        };
        for m in members {
            let label = self.decided(*m);
            if let (true, Some(p), Some(q)) = (label != *m, place.get(m), place.get(&label)) {
                join(*p, *q, true);
            }
        }
        let weighed = edges.len() as u64;
        for e in edges {
            if let (Some(p), Some(q)) = (place.get(&e.a), place.get(&e.b)) {
                join(*p, *q, false);
            }
        }
        let mut by_label = std::collections::BTreeMap::<u32, Vec<u32>>::new();
        for (label, m) in sets.labels().into_iter().zip(members) {
            by_label.entry(label).or_default().push(*m);
        }
        Resolved { found: Found::Groups(by_label.into_values().map(|g| (g, None)).collect()), weighed }
    }
}

/// For each group the later one with which its pairs speak most for joining, on average: so that after two have joined, only what that
/// changed is looked at again, and not every pair of groups.
#[derive(Default)]
struct Best(Vec<Option<(i64, usize)>>);

impl Best {
    fn begin(&mut self, (sum, size): (&[i64], &[i64]), alive: &[usize], n: usize, weighed: &mut u64) {
        fill(&mut self.0, n, None);
        for at in 0..alive.len() {
            self.look(at, (sum, size), alive, n, weighed);
        }
    }

    /// Of equals the earliest.
    fn look(&mut self, at: usize, (sum, size): (&[i64], &[i64]), alive: &[usize], n: usize, weighed: &mut u64) {
        let i = alive[at];
        *weighed += (alive.len() - at - 1) as u64;
        let mut best: Option<(i64, usize)> = None;
        for j in &alive[at + 1..] {
            let mean = mean(sum, size, n, i, *j);
            if mean.is_some_and(|mean| best.is_none_or(|b| mean > b.0)) {
                best = mean.map(|mean| (mean, *j));
            }
        }
        self.0[i] = best;
    }

    /// The two groups that join next: of equals the earliest.
    fn pair(&self, alive: &[usize]) -> Option<(usize, usize)> {
        let mut best: Option<(i64, usize, usize)> = None;
        for i in alive {
            if let Some((mean, j)) = self.0[*i]
                && best.is_none_or(|b| mean > b.0)
            {
                best = Some((mean, *i, j));
            }
        }
        best.map(|(_, i, j)| (i, j))
    }

    /// After the second of two groups has become part of the first.
    fn joined(
        &mut self,
        (i, j): (usize, usize),
        (sum, size): (&[i64], &[i64]),
        alive: &[usize],
        n: usize,
        weighed: &mut u64,
    ) {
        for (at, k) in alive.iter().copied().enumerate().take_while(|(_, k)| *k < j) {
            let of = self.0[k];
            if k == i || of.is_some_and(|(_, other)| other == i || other == j) {
                self.look(at, (sum, size), alive, n, weighed);
            } else if k < i
                && let Some(mean) = mean(sum, size, n, k, i)
                && of.is_none_or(|(best, other)| mean > best || mean == best && i < other)
            {
                self.0[k] = Some((mean, i));
            }
        }
    }
}

/// What the pairs of two groups say on average, if it speaks for joining them.
fn mean(sum: &[i64], size: &[i64], n: usize, i: usize, j: usize) -> Option<i64> {
    let all = sum[i * n + j];
    (all > 0).then(|| all / (size[i] * size[j]))
}

fn merge(
    sum: &mut [i64],
    size: &mut [i64],
    group: &mut [usize],
    alive: &mut Vec<usize>,
    n: usize,
    into: usize,
    from: usize,
) {
    for other in alive.iter().copied() {
        if other != into && other != from {
            let joined = (sum[into * n + other].max(NEVER / 2) + sum[from * n + other].max(NEVER / 2)).max(NEVER);
            let never = sum[into * n + other] <= NEVER / 4 || sum[from * n + other] <= NEVER / 4;
            let joined = if never { NEVER } else { joined };
            sum[into * n + other] = joined;
            sum[other * n + into] = joined;
        }
    }
    size[into] += size[from];
    group.iter_mut().filter(|g| **g == from).for_each(|g| *g = into);
    alive.retain(|g| *g != from);
}

fn fill<T: Copy>(list: &mut Vec<T>, count: usize, with: T) {
    list.clear();
    list.resize(count, with);
}

fn quality(
    of: &[usize],
    bits: &[i32],
    n: usize,
    members: &[u32],
    threshold: i32,
    Tree { best, done, sets }: &mut Tree,
) -> Option<Quality> {
    if of.len() < 2 {
        return None;
    }
    let at = |i: usize, j: usize| bits[of[i] * n + of[j]];
    let k = of.len();
    let (mut reached, mut sum) = (0_u32, 0.0);
    for i in 0..k {
        for j in i + 1..k {
            reached += u32::from(at(i, j) >= threshold);
            sum += f64::from(at(i, j).clamp(-MOST_COUNTED, MOST_COUNTED)) / 1000.0;
        }
    }
    let pairs = f64::from(u32::try_from(k * (k - 1) / 2).unwrap_or(u32::MAX));
    // The strongest tree (Prim): its weakest edge is what holds the cluster together.
    best.clear();
    best.extend((0..k).map(|j| (at(0, j), 0)));
    fill(done, k, false);
    done[0] = true;
    let mut weakest = (i32::MAX, 0, 0);
    for _ in 1..k {
        let Some(next) = (0..k).filter(|j| !done[*j]).max_by_key(|j| (best[*j].0, std::cmp::Reverse(*j))) else {
            break;
        };
        if best[next].0 < weakest.0 {
            weakest = (best[next].0, best[next].1, next);
        }
        done[next] = true;
        for j in 0..k {
            if !done[j] && at(next, j) > best[j].0 {
                best[j] = (at(next, j), next);
            }
        }
    }
    // A bridge: without its weakest pair the cluster falls into two parts of which each has several records.
    sets.begin_again(k);
    let number = |i: usize| u32::try_from(i).unwrap_or(0);
    for i in 0..k {
        for j in i + 1..k {
            if at(i, j) >= threshold && (i, j) != (weakest.1.min(weakest.2), weakest.1.max(weakest.2)) {
                sets.join(number(i), number(j));
            }
        }
    }
    let bridge = k > 2 && sets.find(number(weakest.1)) != sets.find(number(weakest.2));
    Some(Quality {
        size: u32::try_from(k).unwrap_or(u32::MAX),
        density: f64::from(reached) / pairs,
        weakest: f64::from(weakest.0) / 1000.0,
        mean: sum / pairs,
        weakest_pair: (members[of[weakest.1]], members[of[weakest.2]]),
        bridge,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every pair of groups looked at each time.
    fn plainly(sum: &mut [i64], n: usize) -> Vec<usize> {
        let (mut size, mut group, mut alive) = (vec![1; n], (0..n).collect::<Vec<_>>(), (0..n).collect::<Vec<_>>());
        loop {
            let mut best: Option<(i64, usize, usize)> = None;
            for (at, i) in alive.iter().enumerate() {
                for j in &alive[at + 1..] {
                    if let Some(mean) = mean(sum, &size, n, *i, *j).filter(|m| best.is_none_or(|b| *m > b.0)) {
                        best = Some((mean, *i, *j));
                    }
                }
            }
            let Some((_, i, j)) = best else { return group };
            merge(sum, &mut size, &mut group, &mut alive, n, i, j);
        }
    }

    proptest! {
        #[test]
        fn what_is_remembered_is_what_looking_at_every_pair_finds(n in 2_usize..14, says in prop::collection::vec(-4_i64..6, 91)) {
            let mut sum = vec![0; n * n];
            let mut next = says.into_iter();
            for i in 0..n {
                for j in i + 1..n {
                    // Never, now and then.
                    let says = next.next().map_or(0, |s| if s == -4 { NEVER } else { s });
                    sum[i * n + j] = says;
                    sum[j * n + i] = says;
                }
            }
            let wanted = plainly(&mut sum.clone(), n);
            let (mut size, mut group, mut alive) = (vec![1; n], (0..n).collect::<Vec<_>>(), (0..n).collect::<Vec<_>>());
            let mut weighed = 0;
            let mut best = Best::default();
            best.begin((&sum, &size), &alive, n, &mut weighed);
            while let Some((i, j)) = best.pair(&alive) {
                merge(&mut sum, &mut size, &mut group, &mut alive, n, i, j);
                best.joined((i, j), (&sum, &size), &alive, n, &mut weighed);
            }
            prop_assert_eq!(group, wanted);
        }
    }
}
