//! Large blocks: divided by more of what is known, and cut if that does not help, so that no list can make a run explode.

use super::keys::division;
use crate::compare::KeyTest;
use crate::hash;
use crate::table::Table;

/// One record in one block: its key in the upper half, its number in the lower.
pub(super) type Entry = u64;

pub(super) const fn key_of(entry: Entry) -> u32 {
    (entry >> 32) as u32
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half is the number")]
pub(super) const fn record_of(entry: Entry) -> u32 {
    entry as u32
}

pub(super) const fn entry(key: u32, record: u32) -> Entry {
    (key as u64) << 32 | record as u64
}

pub(super) const fn pairs_of(size: u64) -> u64 {
    size * size.saturating_sub(1) / 2
}

/// Sorts entries by key; entries of one key stay in their order. Faster than comparing, since keys are spread evenly: by the upper
/// figures first, after which hardly two keys stand wrong. `other` is room to work in.
pub(super) fn sort_by_key(entries: &mut Vec<Entry>, other: &mut Vec<Entry>) {
    const DIGIT: u32 = 11;
    if entries.len() < 1 << 12 {
        entries.sort_by_key(|e| key_of(*e));
        return;
    }
    let figure = |e: Entry, shift: u32| (e >> shift) as usize & ((1 << DIGIT) - 1);
    other.clear();
    other.resize(entries.len(), 0);
    for shift in [64 - 2 * DIGIT, 64 - DIGIT] {
        let mut places = [0_usize; 1 << DIGIT];
        entries.iter().for_each(|e| places[figure(*e, shift)] += 1);
        let mut sum = 0;
        for place in &mut places {
            (*place, sum) = (sum, sum + *place);
        }
        for e in entries.iter() {
            let place = &mut places[figure(*e, shift)];
            other[*place] = *e;
            *place += 1;
        }
        std::mem::swap(entries, other);
    }
    let upper = |e: &Entry| e >> (64 - 2 * DIGIT);
    for run in entries.chunk_by_mut(|x, y| upper(x) == upper(y)) {
        if !run.is_sorted_by_key(|e| key_of(*e)) {
            run.sort_by_key(|e| key_of(*e));
        }
    }
}

/// What was done to keep a rule within its bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Done {
    pub divided: u64,
    pub cut: u64,
    pub limit: u32,
}

/// The ranges of equal keys.
pub(super) fn runs(entries: &[Entry]) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut start = 0;
    std::iter::from_fn(move || {
        let first = *entries.get(start)?;
        let mut end = start + 1;
        while entries.get(end).is_some_and(|e| key_of(*e) == key_of(first)) {
            end += 1;
        }
        let run = (start, end);
        start = end;
        Some(run)
    })
}

/// The largest block size at which all blocks up to it cost no more than the budget.
fn affordable(entries: &[Entry], budget: u64, largest: u32) -> u32 {
    const SMALL: usize = 256;
    // How many blocks there are of each size.
    let (mut small, mut large) = ([0_u64; SMALL], std::collections::BTreeMap::<usize, u64>::new());
    for (start, end) in runs(entries) {
        match small.get_mut(end - start) {
            Some(count) => *count += 1,
            None => *large.entry(end - start).or_default() += 1,
        }
    }
    let sizes = small.into_iter().enumerate().skip(2).filter(|(_, n)| *n > 0).chain(large);
    let mut cost = 0_u64;
    let mut limit = u64::from(largest);
    for (size, count) in sizes {
        let size = size as u64;
        cost = cost.saturating_add(pairs_of(size).saturating_mul(count));
        if cost > budget {
            limit = limit.min(size - 1);
            break;
        }
    }
    u32::try_from(limit).unwrap_or(u32::MAX).max(2)
}

/// The pairs that a rule may cost whose blocks have so many records together.
pub(super) fn budget(per_record: f64, records: usize) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a budget"
    )]
    {
        (per_record.max(1.0) * records.max(100) as f64) as u64
    }
}

/// Brings the blocks of a rule within its bounds. Entries are sorted by key, and are sorted again afterwards.
/// Pairs of neighbours at the places where a block was cut are added to `bridges`, so that a chain of equal records
/// stays one chain.
pub(super) fn divide(
    table: &Table,
    entries: &mut [Entry],
    by: &[KeyTest],
    (largest, per_record): (u32, f64),
    bridges: &mut Vec<(u32, u32)>,
) -> Done {
    let budget = budget(per_record, entries.len());
    let mut done = Done { limit: affordable(entries, budget, largest), ..Done::default() };
    for (step, test) in by.iter().enumerate() {
        let mut changed = false;
        let spans: Vec<(usize, usize)> = runs(entries).filter(|(s, e)| e - s > done.limit as usize).collect();
        for (start, end) in spans {
            for e in &mut entries[start..end] {
                let row = table.row(record_of(*e));
                *e = entry(division(table, row, *test, key_of(*e)), record_of(*e));
            }
            changed = true;
            done.divided += u64::from(step == 0);
        }
        if !changed {
            break;
        }
        entries.sort_unstable();
    }
    let limit = if done.divided > 0 { affordable(entries, budget, done.limit) } else { done.limit };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded")]
    let piece = ((per_record * 2.0).clamp(10.0, 1e6) as usize).min(done.limit.max(2) as usize).max(2);
    let spans: Vec<(usize, usize)> = runs(entries).filter(|(s, e)| e - s > limit as usize).collect();
    for (start, end) in &spans {
        let block = &mut entries[*start..*end];
        block.sort_unstable_by(|x, y| {
            table.row(record_of(*x)).cmp(table.row(record_of(*y))).then(record_of(*x).cmp(&record_of(*y)))
        });
        let mut last = None;
        for (number, part) in block.chunks_mut(piece).enumerate() {
            for e in part.iter_mut() {
                let key = hash::nonzero(hash::mix(u64::from(key_of(*e)), 0xc0de ^ number as u64)).max(2);
                *e = entry(key, record_of(*e));
            }
            if let (Some(before), Some(first)) = (last, part.first()) {
                bridges.push((record_of(before), record_of(*first)));
            }
            last = part.last().copied();
        }
        done.cut += 1;
    }
    if !spans.is_empty() {
        entries.sort_unstable();
    }
    done.limit = limit;
    done
}
