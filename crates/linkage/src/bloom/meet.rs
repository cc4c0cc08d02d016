//! Which filters are alike: every pair where that is little work, and otherwise the pairs that agree in one of many samples of their bits.

use super::chance;
use super::filters::{Filters, dice};
use rayon::prelude::*;

/// How far a search goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// How many of the most alike are kept for each record.
    pub nearest: usize,
    /// Up to so many pairs, all are compared.
    pub all_up_to: u64,
    /// Samples of bits beyond that. More find more and cost more.
    pub samples: usize,
    /// Records that may agree in a sample before the sample is made longer for them.
    pub crowd: usize,
    /// Decides which bits are sampled.
    pub seed: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { nearest: 4, all_up_to: 100_000_000, samples: 40, crowd: 512, seed: 1 }
    }
}

/// Two filters and how alike they are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Met {
    /// The number of the one: of the first list, or the lower within one list.
    pub a: u32,
    /// The number of the other.
    pub b: u32,
    /// The Dice coefficient, 0 to 1.
    pub dice: f32,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct Meeting {
    /// The pairs, the most alike first; equally alike ones by number.
    pub pairs: Vec<Met>,
    /// How many pairs were compared.
    pub compared: u64,
    /// Whether that was all of them.
    pub all: bool,
    /// What chance alone gives: the mean of strangers, and its standard deviation.
    pub strangers: (f32, f32),
}

/// The most alike of one record, the best first.
#[derive(Debug, Clone, Default)]
struct Nearest(Vec<(f32, u32)>);

impl Nearest {
    fn worst(&self, most: usize) -> f32 {
        if self.0.len() < most { f32::NEG_INFINITY } else { self.0.last().map_or(f32::NEG_INFINITY, |w| w.0) }
    }
    fn add(&mut self, most: usize, score: f32, other: u32) {
        if self.0.iter().any(|(_, o)| *o == other) {
            return;
        }
        let at = self.0.partition_point(|(s, o)| *s > score || (*s - score).abs() < f32::EPSILON && *o < other);
        if at < most {
            self.0.insert(at, (score, other));
            self.0.truncate(most);
        }
    }
}

/// Pairs between two lists.
#[must_use]
pub fn between(a: &Filters, b: &Filters, limits: &Limits) -> Meeting {
    search(a, Some(b), limits)
}

/// Pairs within one list.
#[must_use]
pub fn within(a: &Filters, limits: &Limits) -> Meeting {
    search(a, None, limits)
}

fn search(a: &Filters, b: Option<&Filters>, limits: &Limits) -> Meeting {
    let other = b.unwrap_or(a);
    let strangers = strangers(a, other, b.is_none(), limits.seed);
    // What chance gives as often as not is worth no place.
    let floor = strangers.0 + strangers.1;
    let pairs = (a.len() as u64) * (other.len() as u64) / if b.is_none() { 2 } else { 1 };
    let mut found = Found {
        floor,
        most: limits.nearest.max(1),
        of_a: vec![Nearest::default(); a.len()],
        of_b: if b.is_some() { vec![Nearest::default(); other.len()] } else { Vec::new() },
        compared: 0,
    };
    let all = pairs <= limits.all_up_to;
    if all {
        found.all(a, b)
    } else {
        found.sampled(a, b, limits)
    }
    let compared = found.compared;
    Meeting { pairs: found.pairs(), compared, all, strangers }
}

struct Found {
    floor: f32,
    most: usize,
    of_a: Vec<Nearest>,
    of_b: Vec<Nearest>,
    compared: u64,
}

/// Records compared at a time, so that what was found is taken in before the next are looked at.
const STRIP: usize = 2048;

impl Found {
    fn wanted(&self, a: u32, b: u32, score: f32) -> bool {
        score >= self.floor
            && (score > self.of_a[a as usize].worst(self.most) || score > self.second(b).worst(self.most))
    }
    fn second(&self, b: u32) -> &Nearest {
        if self.of_b.is_empty() { &self.of_a[b as usize] } else { &self.of_b[b as usize] }
    }
    fn take(&mut self, met: Vec<Met>) {
        for Met { a, b, dice } in met {
            self.of_a[a as usize].add(self.most, dice, b);
            let second = if self.of_b.is_empty() { &mut self.of_a[b as usize] } else { &mut self.of_b[b as usize] };
            second.add(self.most, dice, a);
        }
    }

    fn all(&mut self, a: &Filters, b: Option<&Filters>) {
        let other = b.unwrap_or(a);
        let (rows, columns) = (number(a.len()), number(other.len()));
        for start in (0..rows).step_by(STRIP) {
            let end = rows.min(start.saturating_add(STRIP as u32));
            let this = &*self;
            let met: Vec<Met> = (start..end)
                .into_par_iter()
                .flat_map_iter(|i| {
                    let (mine, count) = (a.get(i), a.count(i));
                    let from = if b.is_none() { i + 1 } else { 0 };
                    let mut own = Nearest::default();
                    (from..columns)
                        .filter_map(|j| {
                            let score = dice(mine, count, other.get(j), other.count(j));
                            let keep = score >= this.floor
                                && (score > own.worst(this.most) || score > this.second(j).worst(this.most));
                            keep.then(|| {
                                own.add(this.most, score, j);
                                Met { a: i, b: j, dice: score }
                            })
                        })
                        .collect::<Vec<Met>>()
                })
                .collect();
            self.take(met);
        }
        self.compared = u64::from(rows) * u64::from(columns);
        if b.is_none() {
            self.compared = u64::from(rows) * u64::from(rows.saturating_sub(1)) / 2;
        }
    }

    fn sampled(&mut self, a: &Filters, b: Option<&Filters>, limits: &Limits) {
        let telling = telling_bits(a, b);
        let n = a.len().max(b.map_or(0, Filters::len)).max(2);
        let length = ((n as f64 / 24.0).log2().max(4.0) * 1.12).ceil() as usize;
        for sample in 0..limits.samples {
            let bits = draw_bits(&telling, length.min(30), limits.seed, sample as u64);
            let more = draw_bits(&telling, 24, !limits.seed, sample as u64);
            let mut entries: Vec<(u32, bool, u32)> = keyed(a, &bits, false);
            if let Some(b) = b {
                entries.extend(keyed(b, &bits, true));
            }
            entries.par_sort_unstable();
            let mut groups: Vec<&[(u32, bool, u32)]> = entries.chunk_by(|x, y| x.0 == y.0).collect();
            groups.retain(|g| g.len() > 1);
            let this = &*self;
            let (met, compared): (Vec<Vec<Met>>, Vec<u64>) =
                groups.par_iter().map(|group| this.group(a, b, group, &more, limits.crowd)).unzip();
            self.compared += compared.iter().sum::<u64>();
            self.take(met.into_iter().flatten().collect());
        }
    }

    /// Compares the records of one group. A crowd is parted by more bits, and what still stands together is compared with its neighbours
    /// only: a million equal filters are a million comparisons.
    fn group(
        &self,
        a: &Filters,
        b: Option<&Filters>,
        group: &[(u32, bool, u32)],
        more: &[usize],
        crowd: usize,
    ) -> (Vec<Met>, u64) {
        if group.len() <= crowd {
            return self.compare(a, b, group, group.len());
        }
        let of = |second: bool| if second { b.unwrap_or(a) } else { a };
        let mut parted: Vec<(u32, bool, u32)> =
            group.iter().map(|(_, second, at)| (key_of(of(*second).get(*at), more), *second, *at)).collect();
        parted.sort_unstable();
        let (mut met, mut compared) = (Vec::new(), 0);
        for part in parted.chunk_by(|x, y| x.0 == y.0) {
            let (more_met, more_compared) = if part.len() <= crowd {
                self.compare(a, b, part, part.len())
            } else {
                let mut alike = part.to_vec();
                alike.sort_by(|x, y| of(x.1).get(x.2).cmp(of(y.1).get(y.2)).then(x.2.cmp(&y.2)).then(x.1.cmp(&y.1)));
                self.compare(a, b, &alike, 8)
            };
            met.extend(more_met);
            compared += more_compared;
        }
        (met, compared)
    }

    fn compare(&self, a: &Filters, b: Option<&Filters>, group: &[(u32, bool, u32)], reach: usize) -> (Vec<Met>, u64) {
        let (mut met, mut compared) = (Vec::new(), 0);
        for (at, (_, second, i)) in group.iter().enumerate() {
            for (_, other_second, j) in group[at + 1..].iter().take(reach) {
                let (i, j) = match (b.is_some(), second, other_second) {
                    (false, ..) => (*i.min(j), *i.max(j)),
                    (true, false, true) => (*i, *j),
                    (true, true, false) => (*j, *i),
                    _ => continue,
                };
                compared += 1;
                let other = b.unwrap_or(a);
                let score = dice(a.get(i), a.count(i), other.get(j), other.count(j));
                if self.wanted(i, j, score) {
                    met.push(Met { a: i, b: j, dice: score });
                }
            }
        }
        (met, compared)
    }

    fn pairs(self) -> Vec<Met> {
        let within = self.of_b.is_empty();
        let mut pairs: Vec<Met> = Vec::new();
        for (i, nearest) in self.of_a.iter().enumerate() {
            let i = number(i);
            pairs.extend(nearest.0.iter().map(|(dice, j)| {
                let (a, b) = if within { (i.min(*j), i.max(*j)) } else { (i, *j) };
                Met { a, b, dice: *dice }
            }));
        }
        for (j, nearest) in self.of_b.iter().enumerate() {
            pairs.extend(nearest.0.iter().map(|(dice, i)| Met { a: *i, b: number(j), dice: *dice }));
        }
        pairs.sort_unstable_by(|x, y| y.dice.total_cmp(&x.dice).then(x.a.cmp(&y.a)).then(x.b.cmp(&y.b)));
        pairs.dedup_by(|x, y| x.a == y.a && x.b == y.b);
        pairs
    }
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// What strangers score: pairs by chance.
#[expect(clippy::cast_possible_truncation, reason = "numbers below the length; a share of one")]
fn strangers(a: &Filters, b: &Filters, same: bool, seed: u64) -> (f32, f32) {
    let (mut sum, mut squares, mut n) = (0.0f64, 0.0f64, 0.0f64);
    if a.is_empty() || b.is_empty() {
        return (0.0, 0.0);
    }
    for draw in 0..8192u64 {
        let i = (chance::draw(seed, draw * 2) % a.len() as u64) as u32;
        let j = (chance::draw(seed, draw * 2 + 1) % b.len() as u64) as u32;
        if same && i == j {
            continue;
        }
        let score = f64::from(a.dice(i, b, j));
        sum += score;
        squares += score * score;
        n += 1.0;
    }
    let mean = sum / f64::max(n, 1.0);
    (mean as f32, (squares / f64::max(n, 1.0) - mean * mean).max(0.0).sqrt() as f32)
}

/// The bits that part records best: those set in about half of them.
fn telling_bits(a: &Filters, b: Option<&Filters>) -> Vec<usize> {
    let mut set: Vec<u64> = a.set_in().into_iter().map(u64::from).collect();
    let mut all = a.len() as u64;
    if let Some(b) = b {
        for (sum, more) in set.iter_mut().zip(b.set_in()) {
            *sum += u64::from(more);
        }
        all += b.len() as u64;
    }
    let mut bits: Vec<usize> = (0..set.len()).collect();
    bits.sort_by_key(|bit| (set[*bit] * 2).abs_diff(all));
    bits.truncate((set.len() / 2).max(64));
    bits
}

fn draw_bits(telling: &[usize], length: usize, seed: u64, sample: u64) -> Vec<usize> {
    let mut bits = Vec::with_capacity(length);
    let mut place = 0;
    while bits.len() < length.min(telling.len()) && place < 10_000 {
        #[expect(clippy::cast_possible_truncation, reason = "below the length")]
        let bit =
            telling[(chance::draw(seed ^ sample.wrapping_mul(0x9e37_79b9), place) % telling.len() as u64) as usize];
        if !bits.contains(&bit) {
            bits.push(bit);
        }
        place += 1;
    }
    bits
}

fn key_of(filter: &[u64], bits: &[usize]) -> u32 {
    bits.iter().fold(0, |key, bit| (key << 1) | u32::from((filter[bit / 64] >> (bit % 64)) & 1 == 1))
}

fn keyed(filters: &Filters, bits: &[usize], second: bool) -> Vec<(u32, bool, u32)> {
    (0..number(filters.len())).into_par_iter().map(|at| (key_of(filters.get(at), bits), second, at)).collect()
}
