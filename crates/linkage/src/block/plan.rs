//! The plan of a run: blocks, counted, in units of work.

use super::divide::{self, Entry};
use super::keys::{keys_of, slots_of};
use crate::compare::{KeyTest, compile_key};
use crate::model::{ModelError, Settings};
use crate::table::Table;
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
    /// By record, the keys of all rules.
    pub(crate) slots: Vec<u32>,
    pub(crate) width: usize,
    /// By rule, where its keys stand in a record's slots.
    pub(crate) places: Vec<(usize, usize)>,
    pub(crate) units: Vec<Unit>,
    pub(crate) bridges: Vec<(u32, u32)>,
    reports: Vec<RuleReport>,
}

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
        let made: Vec<Made> =
            rules.par_iter().enumerate().map(|(at, (key, by))| make(table, at, key, by, bounds)).collect();
        let mut plan = Self {
            blocks: Vec::new(),
            slots: vec![0; table.len() * width],
            width,
            places,
            units: Vec::new(),
            bridges: Vec::new(),
            reports: Vec::new(),
        };
        let columns: Vec<&[u32]> = made.iter().map(|m| m.column.as_slice()).collect();
        let places = &plan.places;
        plan.slots.par_chunks_mut(width.max(1) * 4096).enumerate().for_each(|(chunk, rows)| {
            for (row, record) in rows.chunks_exact_mut(width.max(1)).zip(chunk * 4096..) {
                for (column, (start, n)) in columns.iter().zip(places) {
                    row[*start..start + n].copy_from_slice(&column[record * n..(record + 1) * n]);
                }
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
        &self.slots[record as usize * self.width..(record as usize + 1) * self.width]
    }
}

struct Made {
    column: Vec<u32>,
    blocks: Blocks,
    report: RuleReport,
    bridges: Vec<(u32, u32)>,
}

fn make(table: &Table, rule: usize, key: &[KeyTest], by: &[KeyTest], bounds: (u32, f64)) -> Made {
    let slots = slots_of(key);
    let count = u32::try_from(table.len()).unwrap_or(u32::MAX);
    let mut column = vec![0; table.len() * slots];
    column.par_chunks_mut(slots * 4096).enumerate().for_each(|(chunk, out)| {
        for (cell, record) in out.chunks_exact_mut(slots).zip(chunk * 4096..) {
            let keys = keys_of(table, table.row(u32::try_from(record).unwrap_or(0)), key);
            cell.copy_from_slice(&keys[..slots]);
        }
    });
    let records = column.iter().filter(|k| **k != 0).count() as u64;
    let mut entries = repeated(&column, slots, count);
    divide::sort_by_key(&mut entries);
    // What the filter let through by mistake and nobody shares goes.
    let mut bridges = Vec::new();
    let done = divide::divide(table, &mut entries, by, bounds, &mut bridges);
    if done.divided > 0 || done.cut > 0 {
        // The new keys take the place of the old ones, so that "an earlier rule reached it" stays one comparison.
        let mut taken = vec![0_u8; table.len()];
        for e in &entries {
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
    let (blocks, pairs) = blocks_of(&entries);
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
fn repeated(column: &[u32], slots: usize, count: u32) -> Vec<Entry> {
    let bits = (column.len().max(64) * 8).next_power_of_two().min(1 << 31);
    let mut once = vec![0_u64; bits / 64];
    let mut twice = vec![0_u64; bits / 64];
    let place = |key: u32| {
        let at = (key.wrapping_mul(0x9e37_79b1) as usize) & (bits - 1);
        (at / 64, 1_u64 << (at % 64))
    };
    for key in column.iter().filter(|k| **k != 0) {
        let (word, bit) = place(*key);
        twice[word] |= once[word] & bit;
        once[word] |= bit;
    }
    let mut out = Vec::new();
    for (cell, record) in column.chunks_exact(slots).zip(0..count) {
        for key in cell.iter().filter(|k| **k != 0) {
            let (word, bit) = place(*key);
            if twice[word] & bit != 0 {
                out.push(divide::entry(*key, record));
            }
        }
    }
    out
}

fn blocks_of(entries: &[Entry]) -> (Blocks, u64) {
    let mut blocks = Blocks { starts: vec![0], ..Blocks::default() };
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
