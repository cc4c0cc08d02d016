//! What comparing asks of single records, noted once for each: how their names look and how rare they are, and which days their dates are.
//! Pairs are compared by the notes of the two, which lie together in memory, where the values of a dictionary lie far apart.

use super::compiled::{Compiled, Quick};
use super::text::Sketch;
use crate::memory::Rows;
use crate::table::{Day, FieldKind, Table};

/// Where the notes of a field stand in those of a record.
#[derive(Debug, Clone, Default)]
pub(super) struct Layout {
    /// By field.
    places: Vec<Option<u8>>,
    names: Vec<(usize, usize)>,
    dates: Vec<(usize, usize)>,
    /// Numbers noted of a record.
    pub width: usize,
}

/// What is noted of a value of a name: its sketch in two numbers, and what its rarity adds.
pub(super) type Mark = [u32; 4];

const OF_NAME: usize = 3;

/// Widths are multiples of this, so that fewer notes stand across two lines of memory.
const EVEN: usize = 4;

impl Layout {
    pub fn new(compiled: &Compiled, table: &Table) -> Self {
        let fields = table.fields();
        let mut layout = Self { places: vec![None; fields.len()], ..Self::default() };
        let levels = || compiled.comparisons.iter().flat_map(|c| c.levels.iter().zip(&c.quick));
        for (at, field) in fields.iter().enumerate() {
            let is_date = field.kind == FieldKind::Date;
            let similar = compiled.least_similar.get(at).is_some_and(|least| least.is_finite());
            let rare = !is_date && levels().any(|(level, _)| level.rarity_of == Some(at));
            let days = levels().any(|(_, quick)| matches!(quick, Quick::DaysApart(f, _) if *f as usize == at));
            let place = layout.width;
            if similar || rare {
                layout.names.push((at, place));
                layout.width += OF_NAME;
            } else if days {
                layout.dates.push((at, place));
                layout.width += 1;
            } else {
                continue;
            }
            layout.places[at] = u8::try_from(place).ok();
        }
        layout.width = layout.width.next_multiple_of(EVEN);
        layout
    }

    /// Fields of names, and where their notes stand.
    pub fn names(&self) -> impl Iterator<Item = usize> + '_ {
        self.names.iter().map(|(field, _)| *field)
    }

    #[inline]
    fn place(&self, field: usize) -> usize {
        self.places[field].map_or(usize::MAX, usize::from)
    }

    /// Writes the notes of a row. `marks` are those of the values, by field.
    #[inline]
    pub fn write(&self, marks: &[Vec<Mark>], row: &[u32], notes: &mut [u32]) {
        for (field, place) in &self.names {
            let mark = marks[*field].get(row[*field] as usize).copied().unwrap_or_default();
            notes[*place..place + OF_NAME].copy_from_slice(&mark[..OF_NAME]);
        }
        for (field, place) in &self.dates {
            // 0 for a date that is none; there is no day before the first.
            notes[*place] = Day(row[*field]).number().map_or(0, |day| day + 1);
        }
    }

    #[inline]
    pub fn sketch(&self, notes: &[u32], field: usize) -> Sketch {
        let place = self.place(field);
        Sketch::from_numbers([notes[place], notes[place + 1]])
    }
    #[inline]
    pub fn rarity(&self, notes: &[u32], field: usize) -> i32 {
        notes[self.place(field) + 2].cast_signed()
    }
    #[inline]
    pub fn days_apart(&self, one: &[u32], other: &[u32], field: usize, most: u32) -> bool {
        let place = self.place(field);
        let (one, other) = (one[place], other[place]);
        one != 0 && other != 0 && one.abs_diff(other) <= most
    }
}

/// The notes of all records of a table.
pub(crate) fn gather(layout: &Layout, marks: &[Vec<Mark>], table: &Table) -> Rows {
    Rows::filled(table.len(), layout.width, |first, notes| {
        for (notes, row) in notes.zip(table.rows_from(first)) {
            layout.write(marks, row, notes);
        }
    })
}
