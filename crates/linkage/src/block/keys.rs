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
    keys_from(key.iter().map(|test| readings(table, row, *test)))
}

/// What the hash of a key begins with.
const START: u64 = 0x51;

fn keys_from(parts: impl Iterator<Item = [u64; MOST_KEYS]>) -> Keys {
    let mut state = [START; MOST_KEYS];
    let mut second = false;
    for [a, b] in parts {
        if a == 0 {
            return [0, 0];
        }
        if b != 0 && !second {
            (state[1], second) = (state[0], true);
        }
        state[0] = hash::mix(state[0], a);
        if second {
            state[1] = hash::mix(state[1], if b == 0 { a } else { b });
        }
    }
    let short = |x: u64| hash::nonzero(x).max(2);
    let x = short(state[0]);
    let y = if second { short(state[1]) } else { x };
    [x, if y == x { 0 } else { y }]
}

/// A rule's key, made ready to read many records: what is read from the letters of a value is read once a value.
pub(super) struct ReadyKey<'a> {
    table: &'a Table,
    parts: Vec<Ready>,
}

enum Ready {
    Value(usize),
    /// What each value of a field reads as.
    Known(usize, Vec<u64>),
    Ask(KeyTest),
}

impl<'a> ReadyKey<'a> {
    pub fn new(table: &'a Table, key: &[KeyTest]) -> Self {
        let ready = |test: &KeyTest| match *test {
            KeyTest::Value(field) => Ready::Value(field),
            KeyTest::Prefix(field, _) | KeyTest::Facet(field, _) if table.dictionary(field).size() < table.len() => {
                let mut row = vec![0; table.fields().len()];
                let read = |value| {
                    row[field] = u32::try_from(value).unwrap_or(0);
                    readings(table, &row, *test)[0]
                };
                Ready::Known(field, (0..table.dictionary(field).size()).map(read).collect())
            }
            _ => Ready::Ask(*test),
        };
        Self { table, parts: key.iter().map(ready).collect() }
    }
    /// As [`keys_of`].
    pub fn keys(&self, row: &[u32]) -> Keys {
        keys_from(self.parts.iter().map(|part| match part {
            Ready::Value(field) => [u64::from(row[*field]), 0],
            Ready::Known(field, of_value) => [of_value[row[*field] as usize], 0],
            Ready::Ask(test) => readings(self.table, row, *test),
        }))
    }
    /// The same of some rows, where a record has one key.
    pub fn fill<'r>(&self, rows: impl Iterator<Item = &'r [u32]>, out: &mut [u32]) {
        // Most keys are two values: of these it need not be asked again and again what they are.
        if let [Ready::Value(one), Ready::Value(other)] = self.parts.as_slice() {
            for (cell, row) in out.iter_mut().zip(rows) {
                let (x, y) = (row[*one], row[*other]);
                let key = hash::nonzero(hash::mix(hash::mix(START, u64::from(x)), u64::from(y))).max(2);
                *cell = if x != 0 && y != 0 { key } else { 0 };
            }
            return;
        }
        out.iter_mut().zip(rows).for_each(|(cell, row)| *cell = self.key(row));
    }
    fn key(&self, row: &[u32]) -> u32 {
        let mut state = START;
        for part in &self.parts {
            let read = match part {
                Ready::Value(field) => u64::from(row[*field]),
                Ready::Known(field, of_value) => of_value[row[*field] as usize],
                Ready::Ask(test) => readings(self.table, row, *test)[0],
            };
            if read == 0 {
                return 0;
            }
            state = hash::mix(state, read);
        }
        hash::nonzero(state).max(2)
    }
}

/// What divides a large block: like a key, but a missing value is a value of its own.
pub(super) fn division(table: &Table, row: &[u32], test: KeyTest, key: u32) -> u32 {
    hash::nonzero(hash::mix(u64::from(key), readings(table, row, test)[0])).max(2)
}
