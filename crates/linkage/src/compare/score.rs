//! The levels of a pair and their sum.

use super::at_once::{Asked, AtOnce};
use super::compiled::{Compiled, Quick, Test};
use super::notes::{Layout, Mark, gather};
use super::text;
use crate::memory::Rows;
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
    /// By field, the similarity of the pair at hand, where its bit says that it was asked for.
    now: [f32; 32],
    asked: u32,
    /// Room for the notes of two records.
    notes: Vec<u32>,
}

const REMEMBERED: usize = 1 << 14;

impl Default for Scratch {
    fn default() -> Self {
        Self { seen: vec![(0, u32::MAX, 0.0); REMEMBERED], now: [0.0; 32], asked: 0, notes: Vec::new() }
    }
}

/// A model made ready for a table.
#[derive(Debug, Clone)]
pub struct Scorer {
    pub(crate) compiled: Compiled,
    pub(crate) prior: Millibits,
    /// By comparison and level (0 is missing).
    pub(crate) weights: Vec<[Millibits; 16]>,
    /// By comparison and level, the field whose rarity counts.
    rarity_of: Vec<[u8; 16]>,
    /// In the order of asking: those first whose answer costs least.
    asking: Vec<Asking>,
    at_once: AtOnce,
    /// In the same order, the comparisons to whose first level rarity adds.
    rare_first: Asked,
    /// How much likelier the level is in one household than among strangers.
    household: Option<Household>,
    /// By field: what is noted of each value. Empty where nobody asks.
    marks: Vec<Vec<Mark>>,
    layout: Layout,
    /// The facets that are asked for: field, which of its facets, and the place of that.
    facets: Vec<(usize, usize, usize)>,
    /// By field: how likely two people share a value.
    chance: Vec<Option<f64>>,
    kinds: Vec<FieldKind>,
}

/// How a comparison is asked that does not reach its first level.
#[derive(Debug, Clone)]
struct Asking {
    /// Which comparison it is.
    at: usize,
    /// The questions of its levels, from one on.
    quick: Vec<Quick>,
    from: usize,
    /// The most that it can say.
    most: Millibits,
}

fn asking(compiled: &Compiled, weights: &[[Millibits; 16]]) -> (Vec<Asking>, AtOnce) {
    let all = compiled.comparisons.iter().zip(weights).enumerate().map(|(at, (c, weights))| {
        let from = usize::from(matches!(c.quick.first(), Some(Quick::Equal(_))));
        let most = c.levels.iter().zip(&weights[1..]).skip(from).map(|(level, weight)| {
            // How rare a value may be is not known here.
            if level.rarity_of.is_some() { millibits(HEAVIEST) } else { *weight }
        });
        Asking { at, quick: c.quick.iter().skip(from).copied().collect(), from, most: most.max().unwrap_or(0) }
    });
    let mut all: Vec<Asking> = all.collect();
    let most: Vec<Millibits> = all.iter().map(|asking| asking.most).collect();
    all.sort_by_key(|asking| compiled.comparisons[asking.at].quick.iter().map(|q| q.cost()).max());
    let order: Vec<u8> = all.iter().map(|asking| u8::try_from(asking.at).unwrap_or(0)).collect();
    let at_once = AtOnce::new(&compiled.comparisons, &order, weights, &most);
    (all, at_once)
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
                mine[at + 1] = p.millibits();
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
        let (asking, at_once) = asking(&compiled, &weights);
        let layout = Layout::new(&compiled, table);
        let rarity_of = rarity_fields(&compiled, &layout);
        let rare = asking.iter().zip(0..).filter(|(asking, _)| rarity_of[asking.at][1] != NO_FIELD);
        let rare_first = rare.fold(0, |all, (_, bit)| all | 1 << bit);
        let mut scorer = Self {
            layout,
            facets: compiled.asked_facets(table.fields().len()),
            rarity_of,
            asking,
            at_once,
            rare_first,
            prior: millibits((model.prior / (1.0 - model.prior)).max(1e-300).log2()),
            weights,
            household,
            marks: vec![Vec::new(); table.fields().len()],
            chance: Vec::new(),
            kinds: table.fields().iter().map(|f| f.kind).collect(),
            compiled,
        };
        scorer.chance = (0..table.fields().len()).map(|field| scorer.chance(model, table, field)).collect();
        scorer.extend(model, table);
        Ok(scorer)
    }

    /// Comparisons without weights, for finding levels only.
    pub(crate) fn bare(compiled: Compiled, table: &Table) -> Self {
        let weights = vec![[0; 16]; compiled.comparisons.len()];
        let (asking, at_once) = asking(&compiled, &weights);
        let layout = Layout::new(&compiled, table);
        let mut marks = vec![Vec::new(); table.fields().len()];
        for field in layout.names() {
            marks[field] = marked(table, field, 0, &[]);
        }
        Self {
            weights,
            asking,
            at_once,
            rare_first: 0,
            facets: compiled.asked_facets(table.fields().len()),
            rarity_of: vec![[NO_FIELD; 16]; compiled.comparisons.len()],
            compiled,
            prior: 0,
            household: None,
            marks,
            layout,
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
        let worth = |count: u64| millibits((chance.max(1e-12) / share(count.max(1), f.total)).log2());
        let rare = worth(model.settings.training.rarest_kept.max(1));
        if dictionary.size() - from < f.counts.len() / 8 {
            let values = (from..dictionary.size()).map(|value| u32::try_from(value).unwrap_or(0));
            return values
                .map(
                    |value| {
                        if value == 0 { 0 } else { f.counts.get(dictionary.text(value)).map_or(rare, |c| worth(*c)) }
                    },
                )
                .collect();
        }
        // Most counts are small, so few logarithms are taken.
        let small: Vec<Millibits> = (0..256).map(worth).collect();
        let mut out = vec![rare; dictionary.size() - from];
        for (text, count) in &f.counts {
            let place = dictionary.find(text).and_then(|value| (value as usize).checked_sub(from));
            if let Some(place) = place.and_then(|p| out.get_mut(p)) {
                *place =
                    usize::try_from(*count).ok().and_then(|c| small.get(c).copied()).unwrap_or_else(|| worth(*count));
            }
        }
        if from == 0 {
            out[0] = 0;
        }
        out
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
        let fields: Vec<usize> = self.layout.names().collect();
        for field in fields {
            let from = self.marks[field].len();
            let rarities = self.rarities(model, table, field, from);
            self.marks[field].extend(marked(table, field, from, &rarities));
        }
    }

    /// What is asked of all records of a table, noted once for each.
    pub(crate) fn notes(&self, table: &Table) -> Rows {
        gather(&self.layout, &self.marks, table)
    }
    /// Numbers noted of a record.
    pub(crate) const fn width_of_notes(&self) -> usize {
        self.layout.width
    }
    /// Notes a row.
    #[inline]
    pub(crate) fn note(&self, row: &[u32], notes: &mut [u32]) {
        self.layout.write(&self.marks, row, notes);
    }

    /// The levels of a pair of rows.
    #[must_use]
    pub fn levels(&self, table: &Table, a: &[u32], b: &[u32], scratch: &mut Scratch) -> LevelSet {
        self.weigh(table, a, b, Millibits::MIN, scratch).map_or_else(LevelSet::default, |(set, _)| set)
    }

    /// The levels of a pair of rows, and its bits before the household is thought of; nothing if these cannot reach the floor.
    pub(crate) fn weigh(
        &self,
        table: &Table,
        a: &[u32],
        b: &[u32],
        floor: Millibits,
        scratch: &mut Scratch,
    ) -> Option<(LevelSet, Millibits)> {
        let fields = self.kinds.len();
        let (both, mut equal) = crate::block::rows_equal(&a[..fields], &b[..fields]);
        for (field, which, at) in &self.facets {
            equal |= u64::from(table.dictionary(*field).same_facet(a[*field], b[*field], *which)) << at;
        }
        let mut notes = std::mem::take(&mut scratch.notes);
        notes.resize(self.layout.width * 2, 0);
        let (of_a, of_b) = notes.split_at_mut(self.layout.width);
        self.note(a, of_a);
        self.note(b, of_b);
        let pair = Pair { scorer: self, table, a, b, of_a, of_b };
        let found = self.levels_from(&pair, (both, equal), floor, scratch);
        scratch.notes = notes;
        found
    }

    /// The same. What costs little is asked first, and as soon as the best that the rest could say is too little, nothing more is asked. `both`
    /// and `equal` are the fields that both records have, and the fields and facets that are equal.
    pub(crate) fn levels_from(
        &self,
        pair: &Pair<'_>,
        (both, equal): (u64, u64),
        floor: Millibits,
        scratch: &mut Scratch,
    ) -> Option<(LevelSet, Millibits)> {
        let found = self.at_once.find(both, equal);
        let (mut set, mut sum, mut hope, mut open) = (found.levels, self.prior + found.sum, found.hope, found.open);
        let mut rare = found.same & self.rare_first;
        while rare != 0 {
            let at = self.asking[rare.trailing_zeros() as usize].at;
            sum += pair.rarity(usize::from(self.rarity_of[at][1]));
            rare &= rare - 1;
        }
        if sum + hope < floor {
            return None;
        }
        scratch.asked = 0;
        while open != 0 {
            let asking = &self.asking[open.trailing_zeros() as usize];
            open &= open - 1;
            for (quick, level) in asking.quick.iter().zip(asking.from..) {
                let holds = match *quick {
                    Quick::Equal(bits) => bits & !equal == 0,
                    Quick::Similar(field, least) => pair.similarity(field as usize, scratch) >= least,
                    Quick::Facet(field, which) => {
                        let field = field as usize;
                        pair.table.dictionary(field).same_facet(pair.a[field], pair.b[field], which as usize)
                    }
                    Quick::DaysApart(field, most) => self.layout.days_apart(pair.of_a, pair.of_b, field as usize, most),
                    Quick::DateEdits(field, most) => {
                        let field = field as usize;
                        both & 1 << field != 0 && Day(pair.a[field]).edits_at_most(Day(pair.b[field]), most)
                    }
                    Quick::Edits(field, most) => {
                        let field = field as usize;
                        both & 1 << field != 0
                            && pair.table.dictionary(field).edits_at_most(pair.a[field], pair.b[field], most)
                    }
                    Quick::Ask => pair.holds(&self.compiled.comparisons[asking.at].levels[level].test, scratch),
                };
                if holds {
                    set.set(asking.at, level as u64 + 1);
                    sum += self.worth(asking.at, level + 1, pair);
                    break;
                }
            }
            hope -= asking.most;
            if sum + hope < floor {
                return None;
            }
        }
        Some((set, sum))
    }

    /// What a level of a comparison (from 1) is worth, with rarity.
    #[inline(always)]
    fn worth(&self, at: usize, level: usize, pair: &Pair<'_>) -> Millibits {
        let field = self.rarity_of[at][level & 15];
        let rarity = if field == NO_FIELD { 0 } else { pair.rarity(usize::from(field)) };
        self.weights[at][level & 15] + rarity
    }

    /// What one comparison adds: the level's weight, and what rarity adds to it.
    #[inline]
    pub(crate) fn parts(&self, at: usize, set: LevelSet, a: &[u32], b: &[u32]) -> (Millibits, Millibits) {
        let Some(level) = set.level(at) else { return (0, 0) };
        let rarity = self.compiled.comparisons[at].levels[level].rarity_of.map_or(0, |f| self.rarity_of(f, a, b));
        (self.weights[at][level + 1], rarity)
    }

    /// What rarity adds: the less of the two.
    fn rarity_of(&self, field: usize, a: &[u32], b: &[u32]) -> Millibits {
        let of = |row: &[u32]| self.marks[field].get(row[field] as usize).map(rarity_in);
        match (of(a), of(b)) {
            (Some(x), Some(y)) => x.min(y),
            _ => 0,
        }
    }

    /// The bits of a pair (thousandths) before the household is thought of.
    #[must_use]
    pub(crate) fn against_strangers(&self, set: LevelSet, a: &[u32], b: &[u32]) -> Millibits {
        let (mut sum, mut levels) = (self.prior, set.0);
        for (weights, rarity_of) in self.weights.iter().zip(&self.rarity_of) {
            let level = (levels & 15) as usize;
            levels >>= 4;
            sum += weights[level];
            if rarity_of[level] != NO_FIELD {
                sum += self.rarity_of(usize::from(rarity_of[level]), a, b);
            }
        }
        sum
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

/// What is noted of the values of a field, from one number on.
fn marked(table: &Table, field: usize, from: usize, rarities: &[Millibits]) -> Vec<Mark> {
    let dictionary = table.dictionary(field);
    let values = (from..dictionary.size()).map(|value| u32::try_from(value).unwrap_or(0));
    let rarities = rarities.iter().copied().chain(std::iter::repeat(0));
    let mark = |(value, rarity): (u32, Millibits)| {
        let [letters, form] = dictionary.sketch(value).numbers();
        [letters, form, rarity.cast_unsigned(), 0]
    };
    values.zip(rarities).map(mark).collect()
}

fn rarity_in(mark: &Mark) -> Millibits {
    mark[2].cast_signed()
}

/// Where no rarity counts.
const NO_FIELD: u8 = u8::MAX;

/// By comparison and level, the field whose rarity counts; of dates none is known.
fn rarity_fields(compiled: &Compiled, layout: &Layout) -> Vec<[u8; 16]> {
    let of = |levels: &[super::compiled::CompiledLevel]| {
        let mut fields = [NO_FIELD; 16];
        for (place, level) in fields[1..].iter_mut().zip(levels) {
            let known = level.rarity_of.filter(|field| layout.names().any(|name| name == *field));
            *place = known.and_then(|f| u8::try_from(f).ok()).unwrap_or(NO_FIELD);
        }
        fields
    };
    compiled.comparisons.iter().map(|c| of(&c.levels)).collect()
}

#[expect(clippy::cast_precision_loss, reason = "counts of people")]
fn share(count: u64, total: u64) -> f64 {
    count as f64 / total.max(1) as f64
}

/// How many bits speak for what is *m* often among those meant, and *u* often among others.
pub(crate) fn ratio(m: f64, u: f64) -> f64 {
    (m.max(1e-9) / u.max(1e-9)).log2()
}

/// Two rows and their notes.
pub(crate) struct Pair<'a> {
    pub scorer: &'a Scorer,
    pub table: &'a Table,
    pub a: &'a [u32],
    pub b: &'a [u32],
    pub of_a: &'a [u32],
    pub of_b: &'a [u32],
}

impl Pair<'_> {
    #[inline]
    fn both(&self, field: usize) -> Option<(u32, u32)> {
        let (x, y) = (self.a[field], self.b[field]);
        (x != 0 && y != 0).then_some((x, y))
    }

    /// What rarity adds: the less of the two.
    #[inline]
    fn rarity(&self, field: usize) -> Millibits {
        let layout = &self.scorer.layout;
        layout.rarity(self.of_a, field).min(layout.rarity(self.of_b, field))
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

    fn holds_simply(&self, test: &Test) -> bool {
        match test {
            Test::Facet(f, which) => self.table.dictionary(*f).same_facet(self.a[*f], self.b[*f], *which),
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
            Test::Edits(f, most) => {
                self.both(*f).is_some_and(|(x, y)| self.table.dictionary(*f).edits_at_most(x, y, *most))
            }
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
            Test::DaysApart(f, most) => self.both(*f).is_some_and(|(x, y)| Day(x).days_apart_at_most(Day(y), *most)),
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
        let (place, bit) = (field & 31, 1 << (field & 31));
        if scratch.asked & bit != 0 {
            return scratch.now[place];
        }
        let found = self.find_similarity(field, scratch);
        scratch.asked |= bit;
        scratch.now[place] = found;
        found
    }

    fn find_similarity(&self, field: usize, scratch: &mut Scratch) -> f32 {
        let Some((x, y)) = self.both(field) else { return -1.0 };
        if x == y {
            return 1.0;
        }
        let d = self.table.dictionary(field);
        let least = self.scorer.compiled.least_similar[field];
        let layout = &self.scorer.layout;
        if !text::may_be_similar(layout.sketch(self.of_a, field), layout.sketch(self.of_b, field), least) {
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
        let found = d.similarity(x, y) as f32;
        *slot = (key, tag, found);
        found
    }
}
