//! Excel workbooks: the first sheet that has anything in it, cell by cell, so that one cell far out does not ask for all the
//! room before it.

use crate::{Gathered, Row, TableError, number};
use calamine::{DataRef, Reader as _, Xlsx};
use std::io::Cursor;

/// Empty sheets before the first with anything in it: each is unpacked to see that.
const MOST_SHEETS: usize = 16;

pub fn rows(bytes: &[u8]) -> Result<Vec<Row>, TableError> {
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|_| TableError::Locked)?;
    for name in book.sheet_names().into_iter().take(MOST_SHEETS) {
        // Charts are sheets too, without cells.
        let Ok(mut cells) = book.worksheet_cells_reader(&name) else { continue };
        let mut gathered = Gathered::default();
        while let Some(cell) = cells.next_cell().map_err(|_| TableError::Locked)? {
            let (row, column) = cell.get_position();
            let column = usize::try_from(column).unwrap_or(usize::MAX);
            gathered.cell(row.saturating_add(1), column, text(cell.get_value()))?;
        }
        let rows = gathered.rows();
        if !rows.is_empty() {
            return Ok(rows);
        }
    }
    Err(TableError::Empty)
}

/// A cell as text: days as `2026-11-21`, yes and no in words.
fn text(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTime(moment) => number(moment.as_f64()),
        DataRef::DateTimeIso(text) => text.split('T').next().unwrap_or(text).to_owned(),
        DataRef::DurationIso(text) | DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(value) => value.to_string(),
        DataRef::Float(value) => number(*value),
        DataRef::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}
