//! OpenDocument spreadsheets: the first sheet that has anything in it. A cell or a row can say that it stands a million times:
//! what that comes to is counted first.

use crate::{Gathered, Row, TableError, number};
use calamine::{Data, Ods, Reader as _};
use quick_xml::events::{BytesStart, Event};
use std::io::Cursor;

/// The most cells, repeated ones counted each time.
const MOST_CELLS: u64 = 25_000_000;

/// What the cells may hold, repeated ones each time, in bytes.
const MOST_HELD: u64 = 1 << 30;

pub fn rows(bytes: &[u8], content: &[u8]) -> Result<Vec<Row>, TableError> {
    count(content)?;
    let mut book = Ods::new(Cursor::new(bytes)).map_err(|_| TableError::Locked)?;
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).map_err(|_| TableError::Locked)?;
        let (Some((first_row, first_column)), false) = (range.start(), range.is_empty()) else { continue };
        let mut gathered = Gathered::default();
        for (row, cells) in (first_row..).zip(range.rows()) {
            for (column, cell) in (first_column..).zip(cells) {
                let column = usize::try_from(column).unwrap_or(usize::MAX);
                gathered.cell(row.saturating_add(1), column, text(cell))?;
            }
        }
        return Ok(gathered.rows());
    }
    Err(TableError::Empty)
}

/// Counts the cells that a reader would make room for. Empty ones at the end of a row, and empty rows at the end, take none.
fn count(content: &[u8]) -> Result<(), TableError> {
    let text = std::str::from_utf8(content).map_err(|_| TableError::Locked)?;
    let mut reader = quick_xml::Reader::from_str(text);
    // As the reader does, so that what stands empty counts the same.
    reader.config_mut().expand_empty_elements = true;
    let (mut total, mut empty_rows, mut widest) = (0_u64, 0_u64, 0_u64);
    let (mut rows, mut width, mut empty) = (1_u64, 0_u64, 0_u64);
    // Of the cell that is open: how often it stands, and whether anything was in it.
    let mut open: Option<(u64, bool)> = None;
    // What the open cell holds, and the row, in bytes: a repeated cell holds it each time.
    let (mut held, mut row_holds, mut text_total) = (0_u64, 0_u64, 0_u64);
    loop {
        let event = reader.read_event().map_err(|_| TableError::Locked)?;
        let settle = |repeats: u64, filled: bool, width: &mut u64, empty: &mut u64| {
            if filled {
                *width = width.saturating_add(std::mem::take(empty)).saturating_add(repeats);
            } else {
                *empty = empty.saturating_add(repeats);
            }
        };
        match &event {
            Event::Eof => return Ok(()),
            Event::Start(e) if is_cell(e) => {
                held = bytes(e.len());
                open = Some((repeated(e, "table:number-columns-repeated"), has_value(e)));
            }
            Event::Start(e) if named(e, "text:s") => held = held.saturating_add(repeated(e, "text:c")),
            Event::Start(e) if named(e, "table:table-row") => {
                (rows, width, empty) = (repeated(e, "table:number-rows-repeated"), 0, 0);
                row_holds = 0;
            }
            Event::Start(_) | Event::Text(_) | Event::CData(_) => {
                if let Event::Text(text) = &event {
                    held = held.saturating_add(bytes(text.len()));
                }
                if let Event::CData(text) = &event {
                    held = held.saturating_add(bytes(text.len()));
                }
                if let Some((_, filled)) = &mut open {
                    *filled = true;
                }
            }
            Event::End(e) => match e.name().0 {
                "table:table-cell" | "table:covered-table-cell" => {
                    if let Some((repeats, filled)) = open.take() {
                        if filled {
                            row_holds = row_holds.saturating_add(repeats.saturating_mul(std::mem::take(&mut held)));
                        }
                        settle(repeats, filled, &mut width, &mut empty);
                    }
                }
                "table:table-row" if width == 0 => empty_rows = empty_rows.saturating_add(rows),
                "table:table-row" => {
                    widest = widest.max(width);
                    let rows = rows.saturating_add(std::mem::take(&mut empty_rows));
                    total = total.saturating_add(rows.saturating_mul(widest));
                    text_total = text_total.saturating_add(rows.saturating_mul(row_holds));
                    if total > MOST_CELLS || text_total > MOST_HELD {
                        return Err(TableError::TooLarge);
                    }
                }
                "table:table" => (empty_rows, widest) = (0, 0),
                _ => {}
            },
            _ => {}
        }
    }
}

fn bytes(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

fn named(e: &BytesStart<'_>, name: &str) -> bool {
    e.name().0 == name
}

fn is_cell(e: &BytesStart<'_>) -> bool {
    named(e, "table:table-cell") || named(e, "table:covered-table-cell")
}

fn repeated(e: &BytesStart<'_>, name: &str) -> u64 {
    let found = e.attributes().flatten().find(|a| a.key.0 == name);
    // What is no number is left to the reader, which refuses it.
    found.map_or(1, |a| a.value.trim().parse().unwrap_or(u64::MAX))
}

fn has_value(e: &BytesStart<'_>) -> bool {
    e.attributes().flatten().any(|a| a.key.0.starts_with("office:") || a.key.0 == "table:formula")
}

/// A cell as text: days as `2026-11-21`, yes and no in words.
fn text(cell: &Data) -> String {
    match cell {
        Data::DateTime(moment) => number(moment.as_f64()),
        Data::DateTimeIso(text) => text.split('T').next().unwrap_or(text).to_owned(),
        Data::DurationIso(text) | Data::String(text) => text.clone(),
        Data::Int(value) => value.to_string(),
        Data::Float(value) => number(*value),
        Data::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Data::Error(_) | Data::Empty => String::new(),
    }
}
