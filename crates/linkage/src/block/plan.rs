//! The plan of a run: blocks, counted, in units of work.

use super::divide::{self, Entry};
use super::keys::{ReadyKey, slots_of};
use crate::compare::{KeyTest, compile_key};
use crate::model::{ModelError, Settings};
use crate::table::{FieldKind, Table};
use rayon::prelude::*;

/// What a rule costs, counted before it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleReport {
    /// The rule's place in the settings.
    pub rule: usize,
    /// Records that have its key.
    pub records: u64,
    /// Blocks of two records or more.
    pub blocks: u64,
    /// Pairs in these blocks, those of earlier rules among them.
    pub pairs: u64,
    /// Blocks that were too large and were divided by more of what is known.
    pub divided: u64,
    /// Blocks that still were too large and were cut: pairs across the cuts are not looked at by this rule.
    pub cut: u64,
    /// The largest block size that this rule may have here.
    pub limit: u32,
}

/// The blocks of one rule.
#[derive(Debug, Clone, Default)]
pub(crate) struct Blocks {
    pub records: Vec<u32>,
    pub keys: Vec<u32>,
    pub starts: Vec<u32>,
}

/// A unit of work: some blocks of a rule, or some rows of one large block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unit {
    pub rule: usize,
    pub first: usize,
    pub last: usize,
    /// Rows of the block, when it is only one.
    pub rows: Option<(usize, usize)>,
}

/// Which pairs a run looks at, and in which order.
#[derive(Debug, Clone)]
pub struct Plan {
    pub(crate) blocks: Vec<Blocks>,
    /// By record, the keys of all rules and then its row, in fours: who is looked at for the ones is looked at for the other, and finds it
    /// beside.
    cards: Vec<[u32; ABREAST]>,
    /// Keys of a record, and numbers of its row.
    width: (usize, usize),
    /// By rule, where its keys stand in a record's slots.
    pub(crate) places: Vec<(usize, usize)>,
    pub(crate) units: Vec<Unit>,
    pub(crate) bridges: Vec<(u32, u32)>,
    reports: Vec<RuleReport>,
}

/// Numbers that are compared in one go.
pub(crate) const ABREAST: usize = 4;

/// About how many pairs a unit of work has.
const UNIT: u64 = 100_000;

impl Plan {
    /// Counts the pairs of every rule and arranges the work.
    ///
    /// # Errors
    /// If the settings contradict themselves.
    pub fn new(settings: &Settings, table: &Table) -> Result<Self, ModelError> {
        let rules = settings
            .blocking
            .iter()
            .enumerate()
            .map(|(at, rule)| {
                let place = format!("blocking rule {}", at + 1);
                Ok((compile_key(settings, &rule.key, &place)?, compile_key(settings, &rule.divide_by, &place)?))
            })
            .collect::<Result<Vec<_>, ModelError>>()?;
        if rules.len() > 64 {
            return Err(ModelError::TooMany("a model has at most 64 blocking rules"));
        }
        let mut places = Vec::new();
        let mut width = 0;
        for (key, _) in &rules {
            places.push((width, slots_of(key)));
            width += slots_of(key);
        }
        let bounds = (settings.limits.largest_block, settings.limits.pairs_per_record);
        let made: Vec<Made> = rules
            .par_iter()
            .enumerate()
            .map_init(Room::default, |room, (at, (key, by))| make(table, at, key, by, bounds, room))
            .collect();
        let mut plan = Self {
            blocks: Vec::new(),
            cards: Vec::new(),
            width: (width, table.fields().len()),
            places,
            units: Vec::new(),
            bridges: Vec::new(),
            reports: Vec::new(),
        };
        let columns: Vec<&[u32]> = made.iter().map(|m| m.column.as_slice()).collect();
        let places = &plan.places;
        let stride = plan.stride();
        let rows_from = width.next_multiple_of(ABREAST);
        plan.cards = vec![[0; ABREAST]; table.len() * stride];
        plan.cards.par_chunks_mut(stride.max(1) * 4096).enumerate().for_each(|(chunk, cards)| {
            for (card, record) in cards.chunks_exact_mut(stride.max(1)).zip(chunk * 4096..) {
                let card = card.as_flattened_mut();
                for (column, (start, n)) in columns.iter().zip(places) {
                    if *n == 1 {
                        card[*start] = column[record];
                    } else {
                        card[*start..start + n].copy_from_slice(&column[record * n..(record + 1) * n]);
                    }
                }
                let row = table.row(u32::try_from(record).unwrap_or(u32::MAX));
                card[rows_from..rows_from + row.len()].copy_from_slice(row);
            }
        });
        for (rule, made) in made.into_iter().enumerate() {
            units(&mut plan.units, rule, &made.blocks, UNIT);
            plan.bridges.extend(made.bridges);
            plan.reports.push(made.report);
            plan.blocks.push(made.blocks);
        }
        plan.bridges.iter_mut().for_each(|(a, b)| (*a, *b) = ((*a).min(*b), (*a).max(*b)));
        plan.bridges.sort_unstable();
        plan.bridges.dedup();
        Ok(plan)
    }

    /// Arranges the work in units of about so many pairs.
    pub(crate) fn refine_units(&mut self, unit: u64) {
        self.units.clear();
        for (rule, blocks) in self.blocks.iter().enumerate() {
            units(&mut self.units, rule, blocks, unit);
        }
    }

    /// What each rule costs.
    #[must_use]
    pub fn rules(&self) -> &[RuleReport] {
        &self.reports
    }
    /// Pairs of all rules together; pairs that several rules reach are counted for each.
    #[must_use]
    pub fn pairs(&self) -> u64 {
        self.reports.iter().map(|r| r.pairs).sum()
    }
    /// How many chunks of work there are.
    #[must_use]
    pub const fn chunks(&self) -> usize {
        self.units.len() + 1
    }
    /// The keys of a record under all rules.
    pub(crate) fn slots(&self, record: u32) -> &[u32] {
        &self.card(record).as_flattened()[..self.width.0]
    }
    /// Fours of a card: those with keys, and all.
    pub(crate) const fn fours(&self) -> (usize, usize) {
        (self.width.0.div_ceil(ABREAST), self.stride())
    }
    const fn stride(&self) -> usize {
        self.width.0.div_ceil(ABREAST) + self.width.1.div_ceil(ABREAST)
    }
    /// The keys of a record and its row, in fours.
    pub(crate) fn card(&self, record: u32) -> &[[u32; ABREAST]] {
        let stride = self.stride();
        &self.cards[record as usize * stride..(record as usize + 1) * stride]
    }
}

struct Made {
    column: Vec<u32>,
    blocks: Blocks,
    report: RuleReport,
    bridges: Vec<(u32, u32)>,
}

/// Room to work in, used again for the next rule.
#[derive(Default)]
struct Room {
    once: Vec<u64>,
    twice: Vec<u64>,
    entries: Vec<Entry>,
    other: Vec<Entry>,
    heads: Vec<u32>,
    spans: Vec<(u32, u32, u32)>,
}

fn make(table: &Table, rule: usize, key: &[KeyTest], by: &[KeyTest], bounds: (u32, f64), room: &mut Room) -> Made {
    let slots = slots_of(key);
    let count = u32::try_from(table.len()).unwrap_or(u32::MAX);
    let ready = ReadyKey::new(table, key);
    let mut column = vec![0; table.len() * slots];
    column.par_chunks_mut(slots * 4096).enumerate().for_each(|(chunk, out)| {
        for (cell, record) in out.chunks_exact_mut(slots).zip(chunk * 4096..) {
            let keys = ready.keys(table.row(u32::try_from(record).unwrap_or(0)));
            cell.copy_from_slice(&keys[..slots]);
        }
    });
    let records = column.iter().filter(|k| **k != 0).count() as u64;
    repeated(&column, slots, count, room);
    divide::sort_by_key(&mut room.entries, &mut room.other);
    let entries = &mut room.entries;
    // What the filter let through by mistake and nobody shares goes.
    let mut bridges = Vec::new();
    let done = divide::divide(table, entries, by, bounds, &mut bridges);
    if done.divided > 0 || done.cut > 0 {
        // The new keys take the place of the old ones, so that "an earlier rule reached it" stays one comparison.
        let mut taken = vec![0_u8; table.len()];
        for e in entries.iter() {
            let record = divide::record_of(*e) as usize;
            let slot = usize::from(taken[record]);
            if slot < slots {
                if slot == 0 {
                    column[record * slots..(record + 1) * slots].fill(0);
                }
                column[record * slots + slot] = divide::key_of(*e);
                taken[record] += 1;
            }
        }
    }
    // Records are arranged by date of birth: blocks of one date lie beside one another in memory, and are best gone through in order.
    let near = key.iter().any(|test| test.fields().iter().any(|f| table.fields()[*f].kind == FieldKind::Date));
    let (blocks, pairs) =
        if near { blocks_in_order(entries, count, &mut room.heads, &mut room.spans) } else { blocks_of(entries) };
    let report = RuleReport {
        rule,
        records,
        blocks: blocks.starts.len().saturating_sub(1) as u64,
        pairs,
        divided: done.divided,
        cut: done.cut,
        limit: done.limit,
    };
    Made { column, blocks, report, bridges }
}

/// The entries whose key may stand twice: most keys stand once, and a small filter finds that out before sorting.
fn repeated(column: &[u32], slots: usize, count: u32, room: &mut Room) {
    let bits = (column.len().max(64) * 8).next_power_of_two().min(1 << 31);
    for filter in [&mut room.once, &mut room.twice] {
        filter.clear();
        filter.resize(bits / 64, 0);
    }
    let (once, twice) = (&mut room.once, &mut room.twice);
    let place = |key: u32| {
        let at = (key.wrapping_mul(0x9e37_79b1) as usize) & (bits - 1);
        (at / 64, 1_u64 << (at % 64))
    };
    for key in column.iter().filter(|k| **k != 0) {
        let (word, bit) = place(*key);
        twice[word] |= once[word] & bit;
        once[word] |= bit;
    }
    room.entries.clear();
    for (cell, record) in column.chunks_exact(slots).zip(0..count) {
        for key in cell.iter().filter(|k| **k != 0) {
            let (word, bit) = place(*key);
            if twice[word] & bit != 0 {
                room.entries.push(divide::entry(*key, record));
            }
        }
    }
}

/// The blocks of sorted entries.
fn blocks_of(entries: &[Entry]) -> (Blocks, u64) {
    let mut blocks = Blocks { starts: vec![0], records: Vec::with_capacity(entries.len()), ..Blocks::default() };
    let mut pairs = 0;
    for (start, end) in divide::runs(entries) {
        if end - start < 2 {
            continue;
        }
        blocks.records.extend(entries[start..end].iter().map(|e| divide::record_of(*e)));
        blocks.keys.push(divide::key_of(entries[start]));
        blocks.starts.push(u32::try_from(blocks.records.len()).unwrap_or(u32::MAX));
        pairs += divide::pairs_of((end - start) as u64);
    }
    (blocks, pairs)
}

/// The blocks of sorted entries, in the order of their first records: who comes one after another then mostly lies beside in memory.
fn blocks_in_order(
    entries: &[Entry],
    count: u32,
    heads: &mut Vec<u32>,
    spans: &mut Vec<(u32, u32, u32)>,
) -> (Blocks, u64) {
    const NONE: u32 = u32::MAX;
    heads.clear();
    heads.resize(count as usize, NONE);
    spans.clear();
    let (mut records, mut pairs) = (0, 0);
    let short = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    for (start, end) in divide::runs(entries) {
        if end - start < 2 {
            continue;
        }
        // Spans of one first record make a chain.
        let head = &mut heads[divide::record_of(entries[start]) as usize];
        spans.push((short(start), short(end), *head));
        *head = short(spans.len() - 1);
        records += end - start;
        pairs += divide::pairs_of((end - start) as u64);
    }
    let mut blocks = Blocks {
        records: Vec::with_capacity(records),
        keys: Vec::with_capacity(spans.len()),
        starts: Vec::with_capacity(spans.len() + 1),
    };
    blocks.starts.push(0);
    for head in heads.iter() {
        let mut next = *head;
        while let Some((start, end, after)) = spans.get(next as usize) {
            let run = &entries[*start as usize..*end as usize];
            blocks.records.extend(run.iter().map(|e| divide::record_of(*e)));
            blocks.keys.push(divide::key_of(run[0]));
            blocks.starts.push(short(blocks.records.len()));
            next = *after;
        }
    }
    (blocks, pairs)
}

fn units(units: &mut Vec<Unit>, rule: usize, blocks: &Blocks, unit: u64) {
    let (mut first, mut sum) = (0, 0);
    for (at, span) in blocks.starts.windows(2).enumerate() {
        let size = u64::from(span[1] - span[0]);
        let pairs = divide::pairs_of(size);
        if pairs > unit * 4 {
            if first < at {
                units.push(Unit { rule, first, last: at, rows: None });
            }
            let rows = usize::try_from((unit / size).max(1)).unwrap_or(1);
            let size = usize::try_from(size).unwrap_or(0);
            for from in (0..size).step_by(rows) {
                units.push(Unit { rule, first: at, last: at + 1, rows: Some((from, (from + rows).min(size))) });
            }
            (first, sum) = (at + 1, 0);
            continue;
        }
        sum += pairs;
        if sum > unit {
            units.push(Unit { rule, first, last: at + 1, rows: None });
            (first, sum) = (at + 1, 0);
        }
    }
    let last = blocks.starts.len() - 1;
    if first < last {
        units.push(Unit { rule, first, last, rows: None });
    }
}
