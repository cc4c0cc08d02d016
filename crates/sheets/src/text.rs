//! CSV: commas, semicolons, tabs or bars; UTF-8, UTF-16, or Windows-1252 as older programs write it.

use crate::{Gathered, Row, TableError};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

pub fn rows(bytes: &[u8]) -> Result<Vec<Row>, TableError> {
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    // What says nothing of itself and is no UTF-8 comes from an older program: there every byte is a letter.
    let plain = std::str::from_utf8(bytes).is_ok();
    let encoding = marked.unwrap_or(if plain { UTF_8 } else { WINDOWS_1252 });
    let (text, _, damaged) = encoding.decode(bytes);
    if damaged || text.chars().any(|c| c == '\0') {
        return Err(TableError::Form);
    }
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(&text))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut gathered = Gathered::default();
    let mut lines = Lines { text: text.as_bytes(), at: 0, line: 1 };
    for record in reader.records() {
        let record = record.map_err(|_| TableError::Row(lines.line.saturating_add(1)))?;
        let from = record.position().map_or(0, csv::Position::byte);
        let line = lines.of(usize::try_from(from).unwrap_or(usize::MAX));
        for (column, cell) in record.iter().enumerate() {
            gathered.cell(line, column, cell.to_owned())?;
        }
    }
    Ok(gathered.rows())
}

/// Counts lines as a program of an office does: a line feed, a carriage return, or both together end one.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u32,
}

impl Lines<'_> {
    /// The line of the first sign at or behind a place that is not the end of a line: there a record begins.
    fn of(&mut self, from: usize) -> u32 {
        while let Some(sign) = self.text.get(self.at) {
            let ends = matches!(sign, b'\n' | b'\r');
            if self.at >= from && !ends {
                break;
            }
            let both = *sign == b'\r' && self.text.get(self.at + 1) == Some(&b'\n');
            self.line = self.line.saturating_add(u32::from(ends && !both));
            self.at += 1;
        }
        self.line
    }
}

/// The sign that stands most often in the first line, outside quotation marks.
fn delimiter(text: &str) -> u8 {
    let line = text.split(['\n', '\r']).find(|l| !l.trim().is_empty()).unwrap_or_default();
    let mut quoted = false;
    let mut counts = [(0usize, b','), (0, b';'), (0, b'\t'), (0, b'|')];
    for byte in line.bytes() {
        quoted ^= byte == b'"';
        for (count, sign) in &mut counts {
            *count += usize::from(!quoted && byte == *sign);
        }
    }
    // Of equals the first: the comma.
    counts.into_iter().rev().max_by_key(|(count, _)| *count).map_or(b',', |(_, sign)| sign)
}
