//! The levels of a pair and their sum.

use super::compiled::{Compiled, Test};
use super::text::{self, Sketch};
use crate::model::{Model, ModelError};
use crate::table::{Day, FieldKind, Table};

/// Bits in thousandths: whole numbers, so that a sum is the same in any order and an explanation adds up exactly.
pub(crate) type Millibits = i32;

/// Weights are kept within this, so that no sum overflows.
const HEAVIEST: f64 = 1_000_000.0;

pub(crate) fn millibits(bits: f64) -> Millibits {
    #[expect(clippy::cast_possible_truncation, reason = "clamped")]
    if bits.is_nan() { 0 } else { (bits * 1000.0).round().clamp(-HEAVIEST, HEAVIEST) as Millibits }
}

/// The level of a pair in each comparison: 4 bits each, 0 for "missing", else the place of the level from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct LevelSet(pub u64);

impl LevelSet {
    /// The level in a comparison: `None` if something was missing, else its place in the model, from 0.
    #[must_use]
    pub const fn level(self, comparison: usize) -> Option<usize> {
        match (self.0 >> (comparison * 4)) & 15 {
            0 => None,
            n => Some(n as usize - 1),
        }
    }
    pub(crate) const fn set(&mut self, comparison: usize, level: u64) {
        self.0 |= level << (comparison * 4);
    }
}

/// What one thread remembers of texts compared before.
#[derive(Debug, Clone)]
pub struct Scratch {
    seen: Vec<(u64, u32, f32)>,
    /// By field, the similarity of the pair at hand; `NAN` when it was not asked for yet.
    now: [f32; 32],
}

const REMEMBERED: usize = 1 << 14;

impl Default for Scratch {
    fn default() -> Self {
        Self { seen: vec![(0, u32::MAX, 0.0); REMEMBERED], now: [f32::NAN; 32] }
    }
}

/// A model made ready for a table.
#[derive(Debug, Clone)]
pub struct Scorer {
    pub(crate) compiled: Compiled,
    pub(crate) prior: Millibits,
    /// By comparison and level (0 is missing).
    pub(crate) weights: Vec<[Millibits; 16]>,
    /// How much likelier the level is in one household than among strangers.
    household: Option<Household>,
    /// By field: what rarity adds for each value. Empty when rarity does not count.
    pub(crate) rarity: Vec<Vec<Millibits>>,
    /// By field: how likely two people share a value.
    chance: Vec<Option<f64>>,
    kinds: Vec<FieldKind>,
}

#[derive(Debug, Clone)]
struct Household {
    /// log2 of how many times more pairs are of one household than of strangers.
    prior: Millibits,
    weights: Vec<[Millibits; 16]>,
    /// By comparison and level: the share of agreement that is inherited and not chance, and log2 of the chance.
    inherited: Vec<[(f32, f32); 16]>,
}

impl Scorer {
    /// For the records of a table.
    ///
    /// # Errors
    /// If the model contradicts itself or the table was read with other fields.
    pub fn new(model: &Model, table: &Table) -> Result<Self, ModelError> {
        if *model.settings.fields != *table.fields() {
            return Err(ModelError::OtherFields);
        }
        let compiled = Compiled::of(model)?;
        let mut weights = Vec::new();
        let mut household = Vec::new();
        let mut inherited = Vec::new();
        for comparison in &model.settings.comparisons {
            let (mut mine, mut theirs, mut shares) = ([0; 16], [0; 16], [(0.0, 0.0); 16]);
            for (at, p) in model.levels.get(&comparison.name).into_iter().flatten().enumerate() {
                mine[at + 1] = millibits(ratio(p.m, p.u) + p.learned);
                if let Some(k) = p.household {
                    theirs[at + 1] = millibits(ratio(k, p.u));
                    #[expect(clippy::cast_possible_truncation, reason = "three figures are enough")]
                    {
                        shares[at + 1] =
                            (((k - p.u) / (1.0 - p.u).max(1e-9)).max(0.0) as f32, p.u.max(1e-12).log2() as f32);
                    }
                }
            }
            weights.push(mine);
            household.push(theirs);
            inherited.push(shares);
        }
        let household = (model.household_prior > 0.0).then(|| Household {
            prior: millibits((model.household_prior / (1.0 - model.household_prior - model.prior).max(1e-9)).log2()),
            weights: household,
            inherited,
        });
        let mut scorer = Self {
            prior: millibits((model.prior / (1.0 - model.prior)).max(1e-300).log2()),
            weights,
            household,
            rarity: vec![Vec::new(); table.fields().len()],
            chance: Vec::new(),
            kinds: table.fields().iter().map(|f| f.kind).collect(),
            compiled,
        };
        scorer.chance = (0..table.fields().len()).map(|field| scorer.chance(model, table, field)).collect();
        for field in 0..table.fields().len() {
            scorer.rarity[field] = scorer.rarities(model, table, field, 0);
        }
        Ok(scorer)
    }

    /// Comparisons without weights, for finding levels only.
    pub(crate) fn bare(compiled: Compiled, table: &Table) -> Self {
        Self {
            weights: vec![[0; 16]; compiled.comparisons.len()],
            compiled,
            prior: 0,
            household: None,
            rarity: vec![Vec::new(); table.fields().len()],
            chance: vec![None; table.fields().len()],
            kinds: table.fields().iter().map(|f| f.kind).collect(),
        }
    }

    /// What rarity adds for the values of a field from one number on.
    fn rarities(&self, model: &Model, table: &Table, field: usize, from: usize) -> Vec<Millibits> {
        let dictionary = table.dictionary(field);
        let f = model.frequencies.get(&table.fields()[field].name);
        let (Some(chance), Some(f), true) = (self.chance[field], f, from < dictionary.size()) else {
            return Vec::new();
        };
        let rare = model.settings.training.rarest_kept.max(1);
        (from..dictionary.size())
            .map(|value| {
                if value == 0 {
                    return 0;
                }
                let text = dictionary.text(u32::try_from(value).unwrap_or(0));
                let count = f.counts.get(text).copied().unwrap_or(rare).max(1);
                millibits((chance.max(1e-12) / share(count, f.total)).log2())
            })
            .collect()
    }

    /// The probability that two people have the same value of a field, where its rarity counts.
    fn chance(&self, model: &Model, table: &Table, field: usize) -> Option<f64> {
        let uses = self.compiled.comparisons.iter().any(|c| c.levels.iter().any(|l| l.rarity_of == Some(field)));
        let f = model.frequencies.get(&table.fields()[field].name)?;
        if !uses || self.kinds[field] == FieldKind::Date {
            return None;
        }
        let kept: u64 = f.counts.values().sum();
        let rare = model.settings.training.rarest_kept.max(1);
        let of_kept: f64 = f.counts.values().map(|c| share(*c, f.total).powi(2)).sum();
        Some(of_kept + share(f.total.saturating_sub(kept), f.total) * share(rare, f.total))
    }

    /// Learns of values that a table got since.
    pub fn extend(&mut self, model: &Model, table: &Table) {
        for field in 0..table.fields().len() {
            let more = self.rarities(model, table, field, self.rarity[field].len());
            self.rarity[field].extend(more);
        }
    }

    /// The levels of a pair of rows, or of a pair of cards.
    #[must_use]
    pub fn levels(&self, table: &Table, a: &[u32], b: &[u32], scratch: &mut Scratch) -> LevelSet {
        let mut set = LevelSet::default();
        scratch.now[..self.kinds.len().min(32)].fill(f32::NAN);
        let pair = Pair { scorer: self, table, a, b };
        for (at, comparison) in self.compiled.comparisons.iter().enumerate() {
            if comparison.needs.iter().any(|f| a[*f] == 0 || b[*f] == 0) {
                continue;
            }
            for (level, n) in comparison.levels.iter().zip(1..) {
                if pair.holds(&level.test, scratch) {
                    set.set(at, n);
                    break;
                }
            }
        }
        set
    }

    /// Writes a record's card: its row, and all that comparing needs to know of its values.
    pub(crate) fn card(&self, table: &Table, row: &[u32], card: &mut [u32]) {
        let plan = &self.compiled.card;
        card[..row.len()].copy_from_slice(row);
        for (word, (field, which)) in plan.facets.iter().enumerate() {
            card[row.len() + word] = table.dictionary(*field).facet(row[*field], *which);
        }
        for (field, value) in row.iter().enumerate() {
            if let Some(at) = plan.sketch[field] {
                card[at..at + Sketch::WORDS].copy_from_slice(&table.dictionary(field).sketch(*value).words());
            }
            if let Some(at) = plan.rarity[field] {
                card[at] = self.rarity[field].get(*value as usize).copied().unwrap_or(0).cast_unsigned();
            }
        }
    }

    /// How many numbers a card has.
    pub(crate) const fn card_width(&self) -> usize {
        self.compiled.card.width
    }

    /// What one comparison adds: the level's weight, and what rarity adds to it.
    pub(crate) fn parts(&self, at: usize, set: LevelSet, a: &[u32], b: &[u32]) -> (Millibits, Millibits) {
        let Some(level) = set.level(at) else { return (0, 0) };
        let rarity = self.compiled.comparisons[at].levels[level].rarity_of.map_or(0, |f| self.rarity_of(f, a, b));
        (self.weights[at][level + 1], rarity)
    }

    /// What rarity adds: the less of the two.
    fn rarity_of(&self, field: usize, a: &[u32], b: &[u32]) -> Millibits {
        if let (true, Some(at)) = (a.len() > self.kinds.len(), self.compiled.card.rarity[field]) {
            return a[at].cast_signed().min(b[at].cast_signed());
        }
        let of = |row: &[u32]| self.rarity[field].get(row[field] as usize).copied();
        match (of(a), of(b)) {
            (Some(x), Some(y)) => x.min(y),
            _ => 0,
        }
    }

    /// The bits of a pair (thousandths) before the household is thought of.
    #[must_use]
    pub(crate) fn against_strangers(&self, set: LevelSet, a: &[u32], b: &[u32]) -> Millibits {
        (0..self.weights.len()).fold(self.prior, |sum, at| {
            let (weight, rarity) = self.parts(at, set, a, b);
            sum + weight + rarity
        })
    }

    /// What it costs that they may be two people of one household: never more than 0.
    #[must_use]
    pub(crate) fn against_household(&self, set: LevelSet, a: &[u32], b: &[u32]) -> Millibits {
        let Some(h) = &self.household else { return 0 };
        let mut sum = h.prior;
        for at in 0..h.weights.len() {
            let Some(level) = set.level(at) else { continue };
            let rarity = self.compiled.comparisons[at].levels[level].rarity_of.map_or(0, |f| self.rarity_of(f, a, b));
            if rarity == 0 {
                sum += h.weights[at][level + 1];
            } else {
                // Inherited: as rare as it is, housemates have it in common. By chance: no likelier than strangers.
                let (share, chance) = h.inherited[at][level + 1];
                let common = f64::from(chance) - f64::from(rarity) / 1000.0;
                sum += millibits(f64::from(share).mul_add((-common).exp2(), 1.0 - f64::from(share)).max(1e-9).log2());
            }
        }
        -millibits((f64::from(sum) / 1000.0).exp2().ln_1p() / std::f64::consts::LN_2)
    }

    /// The same for a pair as it might be: in one comparison, no rarity is known.
    pub(crate) fn total_plain(&self, set: LevelSet, a: &[u32], b: &[u32], without: usize) -> Millibits {
        let rarity = self.parts(without, set, a, b).1;
        self.total(set, a, b) - rarity
    }

    /// The bits of a pair in thousandths.
    #[must_use]
    pub fn total(&self, set: LevelSet, a: &[u32], b: &[u32]) -> i32 {
        self.against_strangers(set, a, b) + self.against_household(set, a, b)
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of people")]
fn share(count: u64, total: u64) -> f64 {
    count as f64 / total.max(1) as f64
}

fn ratio(m: f64, u: f64) -> f64 {
    (m.max(1e-9) / u.max(1e-9)).log2()
}

struct Pair<'a> {
    scorer: &'a Scorer,
    table: &'a Table,
    a: &'a [u32],
    b: &'a [u32],
}

impl Pair<'_> {
    #[inline]
    fn both(&self, field: usize) -> Option<(u32, u32)> {
        let (x, y) = (self.a[field], self.b[field]);
        (x != 0 && y != 0).then_some((x, y))
    }

    #[inline]
    fn holds(&self, test: &Test, scratch: &mut Scratch) -> bool {
        match test {
            Test::Exact(f) => self.both(*f).is_some_and(|(x, y)| x == y),
            Test::Similar(f, least) => self.similarity(*f, scratch) >= *least,
            Test::All(inner) => inner.iter().all(|t| self.holds(t, scratch)),
            Test::Any(inner) => inner.iter().any(|t| self.holds(t, scratch)),
            Test::Not(inner) => !self.holds(inner, scratch),
            Test::Otherwise => true,
            Test::Missing(f) => self.both(*f).is_none(),
            other => self.holds_simply(other),
        }
    }

    #[inline]
    fn carded(&self) -> bool {
        self.a.len() > self.scorer.kinds.len()
    }

    fn holds_simply(&self, test: &Test) -> bool {
        match test {
            Test::Facet(_, _, word) if self.carded() => self.a[*word] != 0 && self.a[*word] == self.b[*word],
            Test::Facet(f, which, _) => self.both(*f).is_some_and(|(x, y)| {
                let d = self.table.dictionary(*f);
                let facet = d.facet(x, *which);
                facet != 0 && facet == d.facet(y, *which)
            }),
            Test::Crossed(f, g) => {
                let (a, b) = (self.a, self.b);
                a[*f] != 0 && a[*g] != 0 && a[*f] == b[*g] && a[*g] == b[*f]
            }
            Test::Either(f, g) => {
                let (a, b) = (self.a, self.b);
                a[*f] != 0 && a[*f] == b[*g] || a[*g] != 0 && a[*g] == b[*f]
            }
            Test::SharesPart(f, list) => {
                self.shares(self.a[*f], self.b[*list], *f) || self.shares(self.b[*f], self.a[*list], *f)
            }
            Test::Edits(f, most) => self.both(*f).is_some_and(|(x, y)| {
                let d = self.table.dictionary(*f);
                x == y || text::edits_at_most(d.raw(x), d.raw(y), *most)
            }),
            Test::Initial(f) => self.both(*f).is_some_and(|(x, y)| {
                let d = self.table.dictionary(*f);
                let (p, q) = (d.text(x), d.text(y));
                let (mut pc, mut qc) = (p.chars(), q.chars());
                pc.next() == qc.next() && (pc.next().is_none() || qc.next().is_none())
            }),
            Test::Beginning(f) => self.both(*f).is_some_and(|(x, y)| {
                let d = self.table.dictionary(*f);
                let (p, q) = (d.text(x), d.text(y));
                p.len().min(q.len()) > 1 && (p.starts_with(q) || q.starts_with(p))
            }),
            Test::Valid(f) => self.both(*f).is_some_and(|(x, y)| {
                let d = self.table.dictionary(*f);
                d.facet(x, 0) == 1 && d.facet(y, 0) == 1
            }),
            Test::DateEdits(f, most) => self.both(*f).is_some_and(|(x, y)| Day(x).edits_at_most(Day(y), *most)),
            Test::DayMonthSwapped(f) => self.both(*f).is_some_and(|(x, y)| Day(x).swapped() == Day(y)),
            Test::FirstOfJanuary(f) => self.both(*f).is_some_and(|(x, y)| {
                x >> 16 == y >> 16 && (Day(x).is_first_of_january() || Day(y).is_first_of_january())
            }),
            Test::DateBits(f, bits) => self.both(*f).is_some_and(|(x, y)| x & bits == y & bits),
            Test::DaysApart(f, most) => self.both(*f).is_some_and(
                |(x, y)| matches!((Day(x).number(), Day(y).number()), (Some(p), Some(q)) if p.abs_diff(q) <= *most),
            ),
            _ => false,
        }
    }

    /// Whether a value of the one is the other or one of its parts.
    fn shares(&self, one: u32, other: u32, field: usize) -> bool {
        if one == 0 || other == 0 {
            return false;
        }
        let d = self.table.dictionary(field);
        if one == other {
            return true;
        }
        let (of_one, of_other) = (d.parts(one), d.parts(other));
        of_other.contains(&one) || of_one.contains(&other) || of_one.iter().any(|p| of_other.contains(p))
    }

    /// Found once for all levels that ask.
    #[inline]
    fn similarity(&self, field: usize, scratch: &mut Scratch) -> f32 {
        let known = scratch.now[field & 31];
        if !known.is_nan() {
            return known;
        }
        let found = self.find_similarity(field, scratch);
        scratch.now[field & 31] = found;
        found
    }

    fn find_similarity(&self, field: usize, scratch: &mut Scratch) -> f32 {
        let Some((x, y)) = self.both(field) else { return -1.0 };
        if x == y {
            return 1.0;
        }
        let d = self.table.dictionary(field);
        let least = self.scorer.compiled.least_similar[field];
        let (p, q) = match self.scorer.compiled.card.sketch[field] {
            Some(at) if self.carded() => (Sketch::read(&self.a[at..]), Sketch::read(&self.b[at..])),
            _ => (d.sketch(x), d.sketch(y)),
        };
        if !text::may_be_similar(p, q, least) {
            return -1.0;
        }
        let (x, y) = (x.min(y), x.max(y));
        let which = self.table.dictionary_of[field];
        let key = u64::from(x) << 32 | u64::from(y);
        #[expect(clippy::cast_possible_truncation, reason = "a place in a small table")]
        let place = (crate::hash::mix(key, which as u64) as usize) & (REMEMBERED - 1);
        let tag = u32::try_from(which).unwrap_or(0);
        let slot = &mut scratch.seen[place];
        if slot.0 == key && slot.1 == tag {
            return slot.2;
        }
        #[expect(clippy::cast_possible_truncation, reason = "a similarity needs no more")]
        let found = text::jaro_winkler(d.text(x), d.text(y)) as f32;
        *slot = (key, tag, found);
        found
    }
}
