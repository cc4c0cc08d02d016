//! The plan of a run: blocks, counted, in units of work.

use super::cards::Cards;
use super::divide::{self, Entry};
use super::keys::{ReadyKey, slots_of};
use super::reach::{Asked, Reach};
use crate::compare::{Compiled, KeyTest, compile_key};
use crate::model::{ModelError, Settings};
use crate::table::{FieldKind, Table};
use rayon::prelude::*;
use std::sync::{Mutex, PoisonError};

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
    /// Of a rule of which a record can have two keys.
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
    pub(crate) cards: Cards,
    pub(crate) reach: Reach,
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
        let mut plan = Self::for_few(settings, table)?;
        plan.cards.gather(table);
        Ok(plan)
    }

    /// The same, where few of the records will be looked at: what is compared is not gathered first.
    ///
    /// # Errors
    /// If the settings contradict themselves.
    pub(crate) fn for_few(settings: &Settings, table: &Table) -> Result<Self, ModelError> {
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
        let bounds = (settings.limits.largest_block, settings.limits.pairs_per_record);
        let rooms = Mutex::new(Vec::<Room>::new());
        let made: Vec<Made> = rules
            .par_iter()
            .enumerate()
            .map(|(at, (key, by))| {
                let mut room = rooms.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
                let made = make(table, at, key, by, bounds, &mut room);
                rooms.lock().unwrap_or_else(PoisonError::into_inner).push(room);
                made
            })
            .collect();
        drop(rooms);
        let mut columns = Vec::new();
        let facets = Compiled::of_settings(settings)?.facets;
        let mut lanes = table.fields().len() + facets.len();
        let mut asked = Vec::with_capacity(made.len());
        let (mut blocks, mut all_units, mut bridges, mut reports) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (rule, made) in made.into_iter().enumerate() {
            asked.push(match made.column {
                None => Asked::Fields(rules[rule].0.iter().flat_map(KeyTest::fields).collect()),
                Some((column, slots)) => {
                    let at = lanes;
                    lanes += slots;
                    columns.push((column, slots));
                    if slots == 1 { Asked::Fields(vec![at]) } else { Asked::TwoKeys(at) }
                }
            });
            units(&mut all_units, rule, &made.blocks, UNIT);
            bridges.extend(made.bridges);
            reports.push(made.report);
            blocks.push(made.blocks);
        }
        bridges.iter_mut().for_each(|(a, b)| (*a, *b) = ((*a).min(*b), (*a).max(*b)));
        bridges.sort_unstable();
        bridges.dedup();
        let cards = Cards::apart(table.fields().len(), facets, columns);
        let reach = Reach::new(lanes, &asked);
        Ok(Self { blocks, cards, reach, units: all_units, bridges, reports })
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
}

struct Made {
    /// The keys of the records and how many each can have; nothing where equal values of fields say the same.
    column: Option<(Vec<u32>, usize)>,
    blocks: Blocks,
    report: RuleReport,
    bridges: Vec<(u32, u32)>,
}

/// Room to work in, used again for the next rule.
#[derive(Default)]
struct Room {
    column: Vec<u32>,
    filter: Vec<u64>,
    entries: Vec<Entry>,
    other: Vec<Entry>,
    heads: Vec<u32>,
    spans: Vec<(u32, u32, u32)>,
}

fn make(table: &Table, rule: usize, key: &[KeyTest], by: &[KeyTest], bounds: (u32, f64), room: &mut Room) -> Made {
    let slots = slots_of(key);
    let report = |done: divide::Done, records: u64, (blocks, pairs): &(Blocks, u64)| RuleReport {
        rule,
        records,
        blocks: blocks.starts.len().saturating_sub(1) as u64,
        pairs: *pairs,
        divided: done.divided,
        cut: done.cut,
        limit: done.limit,
    };
    let within = divide::Done { limit: bounds.0.max(2), ..divide::Done::default() };
    // Records of one day stand beside one another: who shares it and more is found among few.
    let by_day = table.arranged_by().filter(|date| key.contains(&KeyTest::Value(*date)));
    let beside = by_day.and_then(|date| beside_day(key, date));
    if let (Some(date), Some(field)) = (by_day, beside) {
        // Where that is the day and one value, the value is key enough.
        let read = |record: usize, entries: &mut Vec<Entry>| {
            let value = field.map_or(1, |field| table.number(record, field));
            if value != 0 {
                entries.push(divide::entry(value, short(record)));
            }
        };
        if let Some((found, records)) = blocks_of_days(table, date, (&read, slots), bounds, room) {
            let report = report(within, records, &found);
            return Made { column: None, blocks: found.0, report, bridges: Vec::new() };
        }
    }
    let mut column = std::mem::take(&mut room.column);
    column.resize(table.len() * slots, 0);
    let ready = ReadyKey::new(table, key);
    column.par_chunks_mut(slots * 4096).enumerate().for_each(|(chunk, out)| {
        let rows = table.rows_from(chunk * 4096);
        if slots == 1 {
            ready.fill(rows, out);
            return;
        }
        for (cell, row) in out.chunks_exact_mut(slots).zip(rows) {
            cell.copy_from_slice(&ready.keys(row)[..slots]);
        }
    });
    let records = column.iter().filter(|k| **k != 0).count() as u64;
    let values_only = key.iter().all(|test| matches!(test, KeyTest::Value(_)));
    let read = |record: usize, entries: &mut Vec<Entry>| {
        let keys = &column[record * slots..(record + 1) * slots];
        entries.extend(keys.iter().filter(|key| **key != 0).map(|key| divide::entry(*key, short(record))));
    };
    let found = by_day
        .filter(|_| beside.is_none())
        .and_then(|date| blocks_of_days(table, date, (&read, slots), bounds, room))
        .map(|(found, _)| found);
    let mut bridges = Vec::new();
    let (report, blocks, changed) = match found {
        Some(found) => (report(within, records, &found), found.0, false),
        None => {
            repeated(&column, slots, room);
            divide::sort_by_key(&mut room.entries, &mut room.other);
            // Blocks of one date lie beside one another in memory, and are best gone through in order.
            let kinds = |test: &KeyTest| test.fields().iter().any(|f| table.fields()[*f].kind == FieldKind::Date);
            let in_order = key.iter().any(kinds);
            let blocks = |room: &mut Room| {
                if in_order {
                    blocks_in_order(&room.entries, slots, table.len(), &mut room.heads, &mut room.spans)
                } else {
                    blocks_of(&room.entries, slots)
                }
            };
            let all = blocks(room);
            // Mostly no block is too large, and nothing is left to do.
            let largest = all.0.starts.windows(2).map(|span| span[1] - span[0]).max().unwrap_or(0);
            if largest <= bounds.0 && all.1 <= divide::budget(bounds.1, room.entries.len()) {
                (report(within, records, &all), all.0, false)
            } else {
                let done = divided(table, (&mut column, slots), by, bounds, room, &mut bridges);
                let changed = done.divided > 0 || done.cut > 0;
                let all = if changed { blocks(room) } else { all };
                (report(done, records, &all), all.0, changed)
            }
        }
    };
    let column = if values_only && !changed {
        room.column = column;
        None
    } else {
        Some((column, slots))
    };
    Made { column, blocks, report, bridges }
}

/// Divides large blocks of sorted entries. Where that gave records new keys, these take the place of the old ones, so that "an earlier rule
/// reached it" stays one comparison.
fn divided(
    table: &Table,
    (column, slots): (&mut [u32], usize),
    by: &[KeyTest],
    bounds: (u32, f64),
    room: &mut Room,
    bridges: &mut Vec<(u32, u32)>,
) -> divide::Done {
    let done = divide::divide(table, &mut room.entries, by, bounds, bridges);
    if done.divided > 0 || done.cut > 0 {
        let mut taken = vec![0_u8; table.len()];
        for e in &room.entries {
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
    done
}

/// Of a key of a date and at most one value beside it, the field of that value, if there is one; nothing for any other key.
fn beside_day(key: &[KeyTest], date: usize) -> Option<Option<usize>> {
    match key {
        [KeyTest::Value(_)] => Some(None),
        [KeyTest::Value(one), KeyTest::Value(other)] if *one == date => Some(Some(*other)),
        [KeyTest::Value(one), KeyTest::Value(_)] => Some(Some(*one)),
        _ => None,
    }
}

/// The blocks of a rule whose key has the date by which records are arranged, in the order of their first records, and how many keys there
/// are; nothing if some blocks are too large, or all together cost too much. `read` adds the entries of a record.
fn blocks_of_days(
    table: &Table,
    date: usize,
    (read, slots): (&impl Fn(usize, &mut Vec<Entry>), usize),
    (largest, per_record): (u32, f64),
    room: &mut Room,
) -> Option<((Blocks, u64), u64)> {
    let Room { entries, spans, .. } = room;
    let mut blocks = Blocks { starts: vec![0], ..Blocks::default() };
    let (mut pairs, mut keys) = (0, 0);
    let mut from = 0;
    while from < table.len() {
        let day = table.number(from, date);
        let to = (from + 1..table.len()).find(|record| table.number(*record, date) != day).unwrap_or(table.len());
        if day != 0 {
            entries.clear();
            (from..to).for_each(|record| read(record, entries));
            keys += entries.len() as u64;
            entries.sort_unstable();
            spans.clear();
            for (start, end) in divide::runs(entries).filter(|(start, end)| end - start > 1) {
                spans.push((divide::record_of(entries[start]), short(start), short(end)));
            }
            spans.sort_unstable_by(|x, y| x.0.cmp(&y.0).then(y.1.cmp(&x.1)));
            for (_, start, end) in spans.iter() {
                let run = &entries[*start as usize..*end as usize];
                if run.len() > largest as usize {
                    return None;
                }
                pairs += divide::pairs_of(run.len() as u64);
                blocks.add(run, slots);
            }
        }
        from = to;
    }
    (pairs <= divide::budget(per_record, blocks.records.len())).then_some(((blocks, pairs), keys))
}

fn short(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

impl Blocks {
    fn add(&mut self, run: &[Entry], slots: usize) {
        self.records.extend(run.iter().map(|e| divide::record_of(*e)));
        if slots > 1 {
            self.keys.push(divide::key_of(run[0]));
        }
        self.starts.push(short(self.records.len()));
    }
}

/// The entries whose key may stand twice: many keys stand once, and a small filter finds that out before sorting.
fn repeated(column: &[u32], slots: usize, room: &mut Room) {
    // Each word has 32 places: in its lower half those that a key came to, in its upper half those that a second did.
    let places = (column.len().max(64) * 8).next_power_of_two().min(1 << 31);
    room.filter.clear();
    room.filter.resize(places / 32, 0);
    let filter = &mut room.filter;
    let place = |key: u32| {
        let at = key.wrapping_mul(0x9e37_79b1) as usize & (places - 1);
        (at / 32, at % 32)
    };
    for key in column {
        let (word, bit) = place(*key);
        let (seen, mine) = (filter[word], u64::from(*key != 0) << bit);
        filter[word] = seen | (seen & mine) << 32 | mine;
    }
    // Written without asking first, since nobody can guess the answer.
    room.entries.clear();
    room.entries.resize(column.len(), 0);
    let mut found = 0;
    for (cell, record) in column.chunks_exact(slots).zip(0..) {
        for key in cell {
            let (word, bit) = place(*key);
            room.entries[found] = divide::entry(*key, record);
            found += usize::from(filter[word] >> (32 + bit) & 1 == 1 && *key != 0);
        }
    }
    room.entries.truncate(found);
}

/// The blocks of sorted entries.
fn blocks_of(entries: &[Entry], slots: usize) -> (Blocks, u64) {
    let mut blocks = Blocks { starts: vec![0], records: Vec::with_capacity(entries.len()), ..Blocks::default() };
    let mut pairs = 0;
    // What the filter let through by mistake and nobody shares goes.
    for (start, end) in divide::runs(entries).filter(|(start, end)| end - start > 1) {
        blocks.add(&entries[start..end], slots);
        pairs += divide::pairs_of((end - start) as u64);
    }
    (blocks, pairs)
}

/// The blocks of sorted entries, in the order of their first records: who comes one after another then mostly lies beside in memory.
fn blocks_in_order(
    entries: &[Entry],
    slots: usize,
    count: usize,
    heads: &mut Vec<u32>,
    spans: &mut Vec<(u32, u32, u32)>,
) -> (Blocks, u64) {
    const NONE: u32 = u32::MAX;
    heads.clear();
    heads.resize(count, NONE);
    spans.clear();
    let (mut records, mut pairs) = (0, 0);
    for (start, end) in divide::runs(entries).filter(|(start, end)| end - start > 1) {
        // Spans of one first record make a chain.
        let head = &mut heads[divide::record_of(entries[start]) as usize];
        spans.push((short(start), short(end), *head));
        *head = short(spans.len() - 1);
        records += end - start;
        pairs += divide::pairs_of((end - start) as u64);
    }
    let mut blocks = Blocks {
        records: Vec::with_capacity(records),
        starts: Vec::with_capacity(spans.len() + 1),
        ..Blocks::default()
    };
    blocks.starts.push(0);
    for head in heads.iter() {
        let mut next = *head;
        while let Some((start, end, after)) = spans.get(next as usize) {
            blocks.add(&entries[*start as usize..*end as usize], slots);
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
