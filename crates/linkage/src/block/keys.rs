//! The keys of a record.

use crate::compare::KeyTest;
use crate::hash;
use crate::table::{Day, Table};

/// Most keys of one record under one rule: a double surname has two.
pub(crate) const MOST_KEYS: usize = 2;

/// The keys of a record under a rule; 0 where there is none. Real keys are 2 or more.
pub(crate) type Keys = [u32; MOST_KEYS];

/// How many keys a record can have under a rule.
pub(crate) fn slots_of(key: &[KeyTest]) -> usize {
    if key.iter().any(|k| matches!(k, KeyTest::Parts(_))) { MOST_KEYS } else { 1 }
}

/// What a part of a key reads from a row: up to two readings, 0 for none.
fn readings(table: &Table, row: &[u32], test: KeyTest) -> [u64; MOST_KEYS] {
    let one = |x: u32| [u64::from(x), 0];
    match test {
        KeyTest::Value(f) => one(row[f]),
        KeyTest::Prefix(f, n) => {
            let raw = table.dictionary(f).raw(row[f]);
            // Shorter texts are whole: `jo` is not the beginning of `john`.
            if raw.is_empty() { [0, 0] } else { [hash::of_bytes(&raw[..raw.len().min(n)]) | 1, 0] }
        }
        KeyTest::Facet(f, which) => one(table.dictionary(f).facet(row[f], which)),
        KeyTest::Parts(f) => {
            let parts = table.dictionary(f).parts(row[f]);
            let list = table.fields()[f].kind.is_list();
            match (parts.first(), parts.last()) {
                (Some(a), Some(b)) if a != b => [u64::from(*a), u64::from(*b)],
                (Some(a), _) => [u64::from(*a), 0],
                (None, _) if list => [0, 0],
                (None, _) => one(row[f]),
            }
        }
        KeyTest::Unordered(f, g) => {
            let (x, y) = (row[f].min(row[g]), row[f].max(row[g]));
            if x == 0 { [0, 0] } else { [hash::mix(u64::from(x), u64::from(y)) | 1, 0] }
        }
        KeyTest::DateBits(f, bits) => [if row[f] == 0 { 0 } else { u64::from(row[f] & bits) | 1 << 32 }, 0],
        KeyTest::Decade(f) => one(if row[f] == 0 { 0 } else { (row[f] >> 20) + 1 }),
        KeyTest::YearAndFigures(f) => {
            let day = Day(row[f]);
            one(if row[f] == 0 { 0 } else { day.0.min(day.swapped().0) })
        }
    }
}

/// The keys of a row under a rule.
pub(crate) fn keys_of(table: &Table, row: &[u32], key: &[KeyTest]) -> Keys {
    let mut state = [0x51_u64; MOST_KEYS];
    let mut second = false;
    for test in key {
        let [a, b] = readings(table, row, *test);
        if a == 0 {
            return [0, 0];
        }
        second |= b != 0;
        state = [hash::mix(state[0], a), hash::mix(state[1], if b == 0 { a } else { b })];
    }
    let short = |x: u64| hash::nonzero(x).max(2);
    let (x, y) = (short(state[0]), short(state[1]));
    [x, if second && y != x { y } else { 0 }]
}

/// What divides a large block: like a key, but a missing value is a value of its own.
pub(super) fn division(table: &Table, row: &[u32], test: KeyTest, key: u32) -> u32 {
    hash::nonzero(hash::mix(u64::from(key), readings(table, row, test)[0])).max(2)
}
