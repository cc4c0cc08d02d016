//! The run: every pair that a rule reaches, compared once, streamed in a fixed order.

use crate::block::{Line, Plan, Unit, known, smallest_shared};
use crate::compare::{LevelSet, Pair, Scorer, Scratch};
use crate::memory::Rows;
use crate::model::{Model, ModelError};
use crate::table::Table;
use rayon::prelude::*;
use std::ops::ControlFlow;

/// A pair and what it is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ScoredPair {
    /// The record with the smaller number.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// The level of each comparison.
    pub levels: LevelSet,
    /// The score in thousandths of a bit: log2 of the odds that they are one person, before calibration.
    pub millibits: i32,
}

impl ScoredPair {
    /// The score in bits.
    #[must_use]
    pub fn bits(&self) -> f64 {
        f64::from(self.millibits) / 1000.0
    }
}

/// Which lists are compared with which.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Between {
    /// All records with all.
    #[default]
    All,
    /// Only what is named here: "look for duplicates in A, link A with B, leave B alone" is within A, across (A, B).
    Lists {
        /// Lists in which duplicates are looked for.
        within: Vec<String>,
        /// Lists that are linked with one another.
        across: Vec<(String, String)>,
    },
}

/// A list of which there is no record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no list called {0}")]
pub struct NoSuchList(pub String);

/// Which sources may meet, as a table of yes and no.
#[derive(Debug, Clone)]
pub struct Meeting {
    sources: usize,
    /// Empty when all may meet.
    allowed: Vec<bool>,
}

impl Meeting {
    /// For the lists of a table.
    ///
    /// # Errors
    /// If a list is named that no record is from.
    pub fn new(between: &Between, table: &Table) -> Result<Self, NoSuchList> {
        let Between::Lists { within, across } = between else { return Ok(Self { sources: 0, allowed: Vec::new() }) };
        let names = table.source_names();
        let place = |name: &String| names.iter().position(|n| n == name).ok_or_else(|| NoSuchList(name.clone()));
        let sources = names.len();
        let mut allowed = vec![false; sources * sources];
        for name in within {
            let at = place(name)?;
            allowed[at * sources + at] = true;
        }
        for (one, other) in across {
            let (p, q) = (place(one)?, place(other)?);
            allowed[p * sources + q] = true;
            allowed[q * sources + p] = true;
        }
        Ok(Self { sources, allowed })
    }
    /// Whether records of these two lists are compared.
    #[must_use]
    pub fn allows(&self, one: u16, other: u16) -> bool {
        self.allowed.is_empty()
            || self.allowed.get(usize::from(one) * self.sources + usize::from(other)).copied().unwrap_or(false)
    }
}

/// Some of the pairs of a run. Chunks come in the order of their numbers, so a run can be taken up where it stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// Its number, from 0.
    pub number: usize,
    /// How many there are.
    pub of: usize,
    /// Pairs compared.
    pub compared: u64,
    /// Pairs at or above the floor.
    pub pairs: Vec<ScoredPair>,
}

/// Compares every pair of the plan, from a chunk on, and hands on those of at least `floor` bits.
///
/// # Errors
/// If the model does not fit the table.
pub fn link(
    model: &Model,
    table: &Table,
    plan: &Plan,
    meeting: &Meeting,
    floor: f64,
    from: usize,
    sink: &mut dyn FnMut(Chunk) -> ControlFlow<()>,
) -> Result<(), ModelError> {
    let scorer = Scorer::new(model, table)?;
    // Where most records will be looked at, and more than once, what is asked of each is noted first.
    let notes = (plan.pairs() > table.len() as u64).then(|| scorer.notes(table));
    let work = Work { scorer: &scorer, table, plan, meeting, notes, floor: crate::compare::millibits(floor) };
    work.run(from, sink);
    Ok(())
}

/// Chunks that are compared before the first of them is handed on.
const AHEAD: usize = 32;

pub(crate) struct Work<'a> {
    pub scorer: &'a Scorer,
    pub table: &'a Table,
    pub plan: &'a Plan,
    pub meeting: &'a Meeting,
    /// Of all records, if they were gathered.
    pub notes: Option<Rows>,
    pub floor: i32,
}

impl Work<'_> {
    pub(crate) fn run(&self, from: usize, sink: &mut dyn FnMut(Chunk) -> ControlFlow<()>) {
        let of = self.plan.chunks();
        let mut start = from;
        while start < of {
            let end = (start + AHEAD).min(of);
            let done: Vec<Chunk> = (start..end)
                .into_par_iter()
                .map_init(Desk::default, |desk, number| self.chunk(number, of, desk))
                .collect();
            for chunk in done {
                if sink(chunk).is_break() {
                    return;
                }
            }
            start = end;
        }
    }

    fn chunk(&self, number: usize, of: usize, desk: &mut Desk) -> Chunk {
        let mut chunk = Chunk { number, of, compared: 0, pairs: Vec::new() };
        if let Some(unit) = self.plan.units.get(number) {
            self.unit(*unit, desk, &mut chunk);
        } else {
            self.bridges(desk, &mut chunk);
        }
        chunk
    }

    fn unit(&self, unit: Unit, desk: &mut Desk, chunk: &mut Chunk) {
        let Some(blocks) = self.plan.blocks.get(unit.rule) else { return };
        let span = |block: usize| (blocks.starts[block] as usize, blocks.starts[block + 1] as usize);
        let mut first = unit.first;
        while first < unit.last {
            // Some small blocks at a time: what they need is fetched together, so that one wait covers many.
            let start = span(first).0;
            let mut last = first + 1;
            while last < unit.last && span(last).1 - start <= TOGETHER {
                last += 1;
            }
            let records = &blocks.records[start..span(last - 1).1];
            desk.lay_out(self, records);
            for block in first..last {
                let (from, to) = (span(block).0 - start, span(block).1 - start);
                let rows = unit.rows.map_or((from, to), |(one, other)| (from + one, from + other));
                for one in rows.0..rows.1 {
                    self.meet(unit.rule, blocks.keys.get(block).copied(), (one, to), desk);
                    if desk.met.len() > MOST_MET {
                        self.score(records, desk, chunk);
                    }
                }
            }
            self.score(records, desk, chunk);
            first = last;
        }
    }

    /// Finds out whom of those after it a record meets here: pairs of earlier rules were compared there, and those who only seem to have the
    /// key are none.
    fn meet(&self, rule: usize, key: Option<u32>, (one, end): (usize, usize), desk: &mut Desk) {
        let Desk { cards, sources, met, .. } = desk;
        let (reach, lines) = (&self.plan.reach, self.plan.cards.lines());
        let two_keys = reach.two_keys(rule);
        let any_may_meet = self.meeting.allowed.is_empty();
        let card = |at: usize| &cards[at * lines..(at + 1) * lines];
        let mine = card(one);
        let short = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let mut count = met.len();
        met.resize(count + end - one - 1, Met::default());
        for other in one + 1..end {
            let (first, equal) = reach.first(mine, card(other));
            let mut meets = first == rule;
            if meets && !any_may_meet {
                meets = self.meeting.allows(sources[one], sources[other]);
            }
            // Who shares two keys meets in the block of the smaller.
            if let (true, Some(at)) = (meets, two_keys) {
                meets = smallest_shared(mine, card(other), at) == key;
            }
            // Written first and counted then, since nobody can guess who meets.
            met[count] = Met { one: short(one), other: short(other), equal };
            count += usize::from(meets);
        }
        met.truncate(count);
    }

    /// Scores those who met.
    fn score(&self, records: &[u32], desk: &mut Desk, chunk: &mut Chunk) {
        let Desk { cards, known, notes, met, asked, scratch, .. } = desk;
        let (lines, fields) = (self.plan.cards.lines(), self.table.fields().len());
        let of_fields = (1_u64 << fields) - 1;
        let compared = (1_u64 << (fields + self.scorer.compiled.facets.len())) - 1;
        let width = self.scorer.width_of_notes();
        if let Some(notes) = &self.notes {
            asked.clear();
            asked.extend(met.iter().flat_map(|met| [records[met.one as usize], records[met.other as usize]]));
            notes.touch(asked);
        }
        let notes = |at: usize| match &self.notes {
            Some(notes) => notes.of(records[at]),
            None => &notes[at * width..(at + 1) * width],
        };
        let row = |at: usize| &cards[at * lines..(at + 1) * lines].as_flattened()[..fields];
        for Met { one, other, equal } in met.iter() {
            let (one, other) = (*one as usize, *other as usize);
            let pair = Pair {
                scorer: self.scorer,
                table: self.table,
                a: row(one),
                b: row(other),
                of_a: notes(one),
                of_b: notes(other),
            };
            let agree = (known[one] & known[other] & of_fields, equal & compared);
            let found = self.scorer.levels_from(&pair, agree, self.floor, scratch);
            chunk.pairs.extend(found.and_then(|found| {
                scored(self.scorer, (records[one], pair.a), (records[other], pair.b), found, self.floor)
            }));
        }
        chunk.compared += met.len() as u64;
        met.clear();
    }

    /// Neighbours at the places where a block was cut, unless a rule reaches them.
    fn bridges(&self, desk: &mut Desk, chunk: &mut Chunk) {
        let none = self.plan.blocks.len();
        for (a, b) in &self.plan.bridges {
            desk.lay_out(self, &[*a, *b]);
            let (p, q) = desk.cards.split_at(self.plan.cards.lines());
            let met = self.plan.reach.first(p, q).0 < none;
            if a == b || met || !self.meeting.allows(self.table.source(*a), self.table.source(*b)) {
                continue;
            }
            chunk.compared += 1;
            let (x, y) = (self.table.row(*a), self.table.row(*b));
            chunk.pairs.extend(score_pair(self.scorer, self.table, (*a, x), (*b, y), self.floor, &mut desk.scratch));
        }
    }
}

/// A record's place, and the codes of its values.
type Row<'t> = (u32, &'t [u32]);

/// Scores one pair; `None` below the floor.
pub(crate) fn score_pair(
    scorer: &Scorer,
    table: &Table,
    one: Row<'_>,
    other: Row<'_>,
    floor: i32,
    scratch: &mut Scratch,
) -> Option<ScoredPair> {
    let found = scorer.weigh(table, one.1, other.1, floor, scratch)?;
    scored(scorer, one, other, found, floor)
}

/// The one place where a pair gets its score: what was found, less what people of one household have in common.
#[inline]
fn scored(
    scorer: &Scorer,
    (one, x): Row<'_>,
    (other, y): Row<'_>,
    (levels, strangers): (LevelSet, i32),
    floor: i32,
) -> Option<ScoredPair> {
    let millibits = strangers + scorer.against_household(levels, x, y);
    let (a, b) = (one.min(other), one.max(other));
    (millibits >= floor).then_some(ScoredPair { a, b, levels, millibits })
}

/// Records of small blocks that are laid out together.
const TOGETHER: usize = 128;

/// Pairs that are gathered before they are scored.
const MOST_MET: usize = 2048;

/// Two records that are compared, by their places on the desk, and the numbers of their cards that are equal.
#[derive(Debug, Clone, Copy, Default)]
struct Met {
    one: u32,
    other: u32,
    equal: u64,
}

/// The records of some blocks, copied side by side, so that comparing them stays in the nearest memory.
#[derive(Default)]
struct Desk {
    cards: Vec<Line>,
    /// The numbers that each card has, as bits.
    known: Vec<u64>,
    sources: Vec<u16>,
    /// The notes of each record, where they were not gathered.
    notes: Vec<u32>,
    met: Vec<Met>,
    asked: Vec<u32>,
    scratch: Scratch,
}

impl Desk {
    fn lay_out(&mut self, work: &Work<'_>, records: &[u32]) {
        let cards = &work.plan.cards;
        let lines = cards.lines().max(1);
        cards.touch(work.table, records);
        self.cards.resize(records.len() * lines, Line::default());
        for (card, record) in self.cards.chunks_exact_mut(lines).zip(records) {
            cards.copy(work.table, *record, card);
        }
        let width = work.scorer.width_of_notes();
        if width > 0 && work.notes.is_none() {
            self.notes.resize(records.len() * width, 0);
            for (to, record) in self.notes.chunks_exact_mut(width).zip(records) {
                work.scorer.note(work.table.row(*record), to);
            }
        }
        self.known.clear();
        self.known.extend(self.cards.chunks_exact(lines).map(known));
        if !work.meeting.allowed.is_empty() {
            self.sources.clear();
            self.sources.extend(records.iter().map(|r| work.table.source(*r)));
        }
    }
}
