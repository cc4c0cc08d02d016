//! The run: every pair that a rule reaches, compared once, streamed in a fixed order.

use crate::block::{ABREAST, Plan, Unit};
use crate::compare::{LevelSet, Scorer, Scratch};
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
    let work = Work { scorer: &scorer, table, plan, meeting, floor: crate::compare::millibits(floor) };
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
        let (place, slots) = self.plan.places[unit.rule];
        let crossing: Vec<usize> =
            self.plan.places[..unit.rule].iter().filter(|(_, n)| *n == 2).map(|(start, _)| *start).collect();
        let all_meet = self.meeting.allowed.is_empty();
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
            desk.lay_out(self, records, place, slots);
            desk.pairs.clear();
            desk.wanted.clear();
            for block in first..last {
                let (from, to) = (span(block).0 - start, span(block).1 - start);
                let before = desk.pairs.len();
                let (rows_from, rows_to) = unit.rows.unwrap_or((0, to - from));
                for i in from + rows_from..from + rows_to {
                    for j in i + 1..to {
                        if !desk.met_before(i, j, slots, &crossing, blocks.keys[block])
                            && (all_meet || self.meeting.allows(desk.sources[i], desk.sources[j]))
                        {
                            desk.pairs.push((i, j));
                        }
                    }
                }
                if desk.pairs.len() > before {
                    desk.wanted.push((from, to));
                }
            }
            // Most pairs of later rules were met before: their values are never fetched.
            desk.fetch_rows(self, records);
            chunk.compared += desk.pairs.len() as u64;
            let pairs = std::mem::take(&mut desk.pairs);
            for (i, j) in pairs.iter().copied() {
                chunk.pairs.extend(self.score(desk, i, j, (records[i], records[j])));
            }
            desk.pairs = pairs;
            first = last;
        }
    }

    fn score(&self, desk: &mut Desk, i: usize, j: usize, (one, other): (u32, u32)) -> Option<ScoredPair> {
        let width = desk.row_fours;
        let (x, y) = (&desk.rows[i * width..(i + 1) * width], &desk.rows[j * width..(j + 1) * width]);
        let (x, y) = (x.as_flattened(), y.as_flattened());
        score_pair(self.scorer, self.table, (one, x), (other, y), self.floor, &mut desk.scratch)
    }

    /// Neighbours at the places where a block was cut, unless a rule reaches them.
    fn bridges(&self, desk: &mut Desk, chunk: &mut Chunk) {
        for (a, b) in &self.plan.bridges {
            let (p, q) = (self.plan.slots(*a), self.plan.slots(*b));
            let met = self.plan.places.iter().any(|(start, n)| shared(p, q, *start, *n).is_some());
            if a == b || met || !self.meeting.allows(self.table.source(*a), self.table.source(*b)) {
                continue;
            }
            chunk.compared += 1;
            let (x, y) = (self.table.row(*a), self.table.row(*b));
            chunk.pairs.extend(score_pair(self.scorer, self.table, (*a, x), (*b, y), self.floor, &mut desk.scratch));
        }
    }
}

/// Scores one pair; `None` below the floor. The one place where a pair gets its score.
pub(crate) fn score_pair(
    scorer: &Scorer,
    table: &Table,
    (one, x): (u32, &[u32]),
    (other, y): (u32, &[u32]),
    floor: i32,
    scratch: &mut Scratch,
) -> Option<ScoredPair> {
    let (levels, strangers) = scorer.levels_from(table, (x, y), floor, scratch)?;
    let millibits = strangers + scorer.against_household(levels, x, y);
    let (a, b) = (one.min(other), one.max(other));
    (millibits >= floor).then_some(ScoredPair { a, b, levels, millibits })
}

/// The smallest key that two records share in some slots.
fn shared(p: &[u32], q: &[u32], start: usize, n: usize) -> Option<u32> {
    let (p, q) = (&p[start..start + n], &q[start..start + n]);
    p.iter().filter(|k| **k != 0 && q.contains(k)).min().copied()
}

/// Records of small blocks that are laid out together.
const TOGETHER: usize = 128;

/// The records of some blocks, copied side by side, so that comparing them stays in the nearest memory.
#[derive(Default)]
struct Desk {
    /// Keys of earlier rules, so many fours a record.
    keys: Vec<[u32; ABREAST]>,
    key_fours: usize,
    rows: Vec<[u32; ABREAST]>,
    row_fours: usize,
    /// Keys of the rule itself, where a record can have two.
    own: Vec<u32>,
    sources: Vec<u16>,
    /// The pairs to be compared, by the records' places here.
    pairs: Vec<(usize, usize)>,
    /// From where to where the values are needed.
    wanted: Vec<(usize, usize)>,
    scratch: Scratch,
}

impl Desk {
    fn lay_out(&mut self, work: &Work<'_>, records: &[u32], place: usize, slots: usize) {
        self.keys.clear();
        self.own.clear();
        self.sources.clear();
        self.key_fours = place.div_ceil(ABREAST);
        // Keys from this rule on are none of an earlier one's.
        let (whole, rest) = (place / ABREAST, place % ABREAST);
        for record in records {
            let card = work.plan.card(*record);
            for four in &card[..whole] {
                self.keys.push(*four);
            }
            if rest > 0 {
                let mut four = card[whole];
                four[rest..].fill(0);
                self.keys.push(four);
            }
            if slots > 1 {
                self.own.extend_from_slice(&card.as_flattened()[place..place + slots]);
            }
        }
        if !work.meeting.allowed.is_empty() {
            self.sources.extend(records.iter().map(|r| work.table.source(*r)));
        }
    }

    fn fetch_rows(&mut self, work: &Work<'_>, records: &[u32]) {
        let (keys, all) = work.plan.fours();
        self.row_fours = all - keys;
        self.rows.resize(records.len() * self.row_fours, [0; ABREAST]);
        for (from, to) in &self.wanted {
            let places = self.rows[from * self.row_fours..to * self.row_fours].chunks_exact_mut(self.row_fours.max(1));
            for (place, record) in places.zip(&records[*from..*to]) {
                for (to, four) in place.iter_mut().zip(&work.plan.card(*record)[keys..]) {
                    *to = *four;
                }
            }
        }
    }

    /// Whether an earlier rule reached the pair, or this rule in another block.
    #[inline]
    fn met_before(&self, i: usize, j: usize, slots: usize, crossing: &[usize], key: u32) -> bool {
        let p = &self.keys[i * self.key_fours..(i + 1) * self.key_fours];
        let q = &self.keys[j * self.key_fours..(j + 1) * self.key_fours];
        // Slot by slot first: most rules have one slot.
        let mut met = [false; ABREAST];
        for (x, y) in p.iter().zip(q) {
            for (met, (x, y)) in met.iter_mut().zip(x.iter().zip(y)) {
                *met |= (x == y) & (*x != 0);
            }
        }
        if met != [false; ABREAST] {
            return true;
        }
        if slots > 1 && shared(&self.own[i * slots..], &self.own[j * slots..], 0, slots).is_some_and(|k| k < key) {
            return true;
        }
        let (p, q) = (p.as_flattened(), q.as_flattened());
        crossing.iter().any(|at| {
            let (one, other) = ([p[*at], p[at + 1]], [q[at + 1], q[*at]]);
            one[0] == other[0] && one[0] != 0 || one[1] == other[1] && one[1] != 0
        })
    }
}
