//! What comparing reads of a record, in one place of memory.

use crate::memory::{LINE, Rows, wait_for};
use crate::table::Table;

/// Numbers of a card that the processor fetches together, and that are compared in one go.
pub(crate) type Line = [u32; LINE];

/// For each record its row, the facets that are compared, and the keys that no equal fields stand for. Who is looked at for the keys is looked at for the row.
#[derive(Debug, Clone)]
pub(crate) struct Cards {
    /// Numbers of a row.
    width: usize,
    /// Facets of fields, as they stand after the row.
    facets: Vec<(usize, usize)>,
    /// Keys by record, and how many each record has.
    columns: Vec<(Vec<u32>, usize)>,
    /// Lines of a card.
    lines: usize,
    /// All cards, where they were gathered.
    gathered: Option<Rows>,
}

impl Cards {
    /// Rows and keys as they stand.
    pub(super) fn apart(width: usize, facets: Vec<(usize, usize)>, columns: Vec<(Vec<u32>, usize)>) -> Self {
        let numbers = width + facets.len() + columns.iter().map(|(_, slots)| slots).sum::<usize>();
        Self { width, facets, columns, lines: numbers.div_ceil(LINE), gathered: None }
    }

    /// Puts together what belongs to a record, each card where the processor fetches it at once.
    pub(super) fn gather(&mut self, table: &Table) {
        let gathered = Rows::filled(table.len(), self.lines * LINE, |first, cards| {
            for (card, record) in cards.zip(first..) {
                self.put_together(table, record, card);
            }
        });
        self.columns = Vec::new();
        self.gathered = Some(gathered);
    }

    fn put_together(&self, table: &Table, record: usize, card: &mut [u32]) {
        let row = table.row(u32::try_from(record).unwrap_or(u32::MAX));
        card[..row.len()].copy_from_slice(row);
        let mut at = self.width;
        for (field, which) in &self.facets {
            card[at] = table.dictionary(*field).facet(row[*field], *which);
            at += 1;
        }
        for (column, slots) in &self.columns {
            if *slots == 1 {
                card[at] = column[record];
            } else {
                card[at..at + slots].copy_from_slice(&column[record * slots..(record + 1) * slots]);
            }
            at += slots;
        }
    }

    /// Lines of a card.
    pub(crate) const fn lines(&self) -> usize {
        self.lines
    }

    /// Waits for the cards of some records.
    pub(crate) fn touch(&self, table: &Table, records: &[u32]) {
        match &self.gathered {
            Some(gathered) => gathered.touch(records),
            None => wait_for(
                records.iter().map(|record| table.rows.get(*record as usize * self.width).copied().unwrap_or(0)),
            ),
        }
    }

    /// Copies the card of a record to a place that has zeros at its end.
    #[inline]
    pub(crate) fn copy(&self, table: &Table, record: u32, to: &mut [Line]) {
        let Some(gathered) = &self.gathered else {
            self.put_together(table, record as usize, to.as_flattened_mut());
            return;
        };
        for (to, line) in to.iter_mut().zip(gathered.of(record).as_chunks::<LINE>().0) {
            *to = *line;
        }
    }
}

/// Which of some numbers are those of another card, and known, as bits. Written so that several are compared in one go.
#[inline]
pub(super) fn equal<const N: usize>(one: &[u32; N], other: &[u32; N]) -> u32 {
    let found: [u32; N] = std::array::from_fn(|at| {
        let (same, known) = (u32::from(one[at] == other[at]), u32::from(one[at] != 0));
        same.wrapping_neg() & known.wrapping_neg() & (1 << at)
    });
    found.iter().fold(0, |all, bit| all | bit)
}

/// The numbers of up to two lines that are known, as bits.
#[inline]
pub(crate) fn known(card: &[Line]) -> u64 {
    let bits = card.iter().take(2).zip(0..).map(|(line, at)| u64::from(equal(line, line)) << (at * LINE));
    bits.fold(0, |all, bits| all | bits)
}

/// Of two rows, the fields that are known in both, and those that are equal, as bits.
#[inline]
pub(crate) fn rows_equal(one: &[u32], other: &[u32]) -> (u64, u64) {
    let (mut both, mut same) = (0_u64, 0_u64);
    for ((x, y), at) in one.iter().zip(other).zip(0..) {
        let known = u64::from(*x != 0) & u64::from(*y != 0);
        both |= known << at;
        same |= (known & u64::from(x == y)) << at;
    }
    (both, same)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn rows_of_any_width(pairs in prop::collection::vec((0_u32..3, 0_u32..3), 0..33), shift in 0_u32..31) {
            let (one, other): (Vec<u32>, Vec<u32>) = pairs.iter().map(|(x, y)| (x << shift, y << shift)).unzip();
            let bits = |holds: &dyn Fn(u32, u32) -> bool| {
                one.iter().zip(&other).zip(0..).fold(0_u64, |all, ((x, y), at)| all | u64::from(holds(*x, *y)) << at)
            };
            let wanted = (bits(&|x, y| x != 0 && y != 0), bits(&|x, y| x != 0 && x == y));
            prop_assert_eq!(rows_equal(&one, &other), wanted);
            let card = |row: &[u32]| -> Vec<Line> {
                row.chunks(LINE).map(|part| std::array::from_fn(|at| part.get(at).copied().unwrap_or(0))).collect()
            };
            let (x, y) = (card(&one[..one.len().min(2 * LINE)]), card(&other[..other.len().min(2 * LINE)]));
            prop_assert_eq!(known(&x) & known(&y), wanted.0 & u64::from(u32::MAX));
            let same = x.iter().zip(&y).zip(0..).fold(0, |all, ((x, y), at)| all | u64::from(equal(x, y)) << (at * LINE));
            prop_assert_eq!(same, wanted.1 & u64::from(u32::MAX));
        }
    }
}
