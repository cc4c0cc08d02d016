//! CSV lists, read in as many parts at a time as there are processors.

use crate::error::FileError;
use crate::list::{Part, Source, Wanted, id_hash};
use linkage::TableBuilder;
use rayon::prelude::*;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

/// Smaller parts than this are not worth their own reader.
const SMALLEST: u64 = 4 << 20;

/// Where a part begins and ends, and the number of its first row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    start: u64,
    end: u64,
    row: u64,
}

pub(crate) fn read(source: &Source, wanted: &Wanted<'_>) -> Result<Vec<Part>, FileError> {
    let file = &source.file;
    let header = header(file)?;
    let builder = TableBuilder::new(wanted.fields).map_err(FileError::table(file))?;
    let place = |column: &str| {
        header.iter().position(|h| h == column).ok_or_else(|| FileError::NoColumn {
            file: file.clone(),
            column: column.to_owned(),
            found: header.join(", "),
        })
    };
    let columns = builder.columns().iter().map(|c| place(c)).collect::<Result<Vec<_>, _>>()?;
    let id = place(wanted.id)?;
    let of = wanted.source.map(place).transpose()?;
    let spans = spans(file)?;
    spans
        .par_iter()
        .map(|span| {
            let mut part =
                PartReader { source, wanted, header: &header, columns: &columns, id, of, builder: builder.clone() };
            part.read(*span)
        })
        .collect()
}

fn header(file: &Path) -> Result<Vec<String>, FileError> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(file).map_err(|e| of_csv(file, e, 1))?;
    let mut first = csv::ByteRecord::new();
    if !reader.read_byte_record(&mut first).map_err(|e| of_csv(file, e, 1))? {
        return Err(FileError::Empty(file.to_owned()));
    }
    let names = first.iter().enumerate().map(|(at, name)| {
        let name = if at == 0 { name.strip_prefix(b"\xef\xbb\xbf").unwrap_or(name) } else { name };
        String::from_utf8_lossy(name).trim().to_owned()
    });
    Ok(names.collect())
}

struct PartReader<'a> {
    source: &'a Source,
    wanted: &'a Wanted<'a>,
    header: &'a [String],
    columns: &'a [usize],
    id: usize,
    of: Option<usize>,
    builder: TableBuilder,
}

impl PartReader<'_> {
    fn read(&mut self, span: Span) -> Result<Part, FileError> {
        let path = &self.source.file;
        let mut file = File::open(path).map_err(FileError::io(path))?;
        file.seek(SeekFrom::Start(span.start)).map_err(FileError::io(path))?;
        let text = BufReader::with_capacity(1 << 18, file.take(span.end - span.start));
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(span.start == 0)
            .flexible(true)
            .buffer_capacity(1 << 16)
            .from_reader(text);
        let (mut record, mut ids, mut row) = (csv::ByteRecord::new(), Vec::new(), span.row);
        let mut values: Vec<&str> = Vec::with_capacity(self.columns.len());
        while reader.read_byte_record(&mut record).map_err(|e| of_csv(path, e, row))? {
            row += 1;
            if record.len() != self.header.len() {
                return Err(FileError::Width {
                    file: path.clone(),
                    row,
                    found: record.len() as u64,
                    wanted: self.header.len() as u64,
                });
            }
            // Checked at once where all of it is UTF-8; else column by column, since nobody reads the others.
            let whole = std::str::from_utf8(record.as_slice()).ok();
            let text = |at: usize| {
                let known = whole.and_then(|whole| whole.get(record.range(at)?));
                known.map_or_else(|| std::str::from_utf8(&record[at]), Ok).map_err(|_| FileError::Letters {
                    file: path.clone(),
                    row,
                    column: self.header[at].clone(),
                })
            };
            values.clear();
            for at in self.columns {
                values.push(text(*at)?);
            }
            let id = text(self.id)?;
            if id.is_empty() {
                return Err(FileError::Missing { file: path.clone(), row, column: self.wanted.id.to_owned() });
            }
            let list = self.of.map(text).transpose()?.filter(|s| !s.is_empty()).unwrap_or(&self.source.name);
            ids.push(id_hash(list, id));
            self.builder.push(id, list, &values).map_err(FileError::table(path))?;
            // What is borrowed from the record must be gone before the next is read.
            values = std::mem::take(&mut values).into_iter().map(|_| "").collect();
        }
        let done = std::mem::replace(
            &mut self.builder,
            TableBuilder::new(self.wanted.fields).map_err(FileError::table(path))?,
        );
        Ok(Part { table: done.finish(), ids })
    }
}

/// The reader's own words can hold what was read, so they are not passed on.
fn of_csv(file: &Path, error: csv::Error, row: u64) -> FileError {
    match error.into_kind() {
        csv::ErrorKind::Io(source) => FileError::Io { file: file.to_owned(), source },
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            FileError::Width { file: file.to_owned(), row: row + 1, found: len, wanted: expected_len }
        }
        _ => FileError::broken(file, "this is not a CSV file"),
    }
}

/// Parts of about equal size. Each begins after a line's end that stands outside quotation marks, which is known from how many marks
/// there are before it.
fn spans(path: &Path) -> Result<Vec<Span>, FileError> {
    let mut file = File::open(path).map_err(FileError::io(path))?;
    let size = file.metadata().map_err(FileError::io(path))?.len();
    let parts = u64::try_from(rayon::current_num_threads()).unwrap_or(1).min(size / SMALLEST).max(1);
    let mut spans = vec![Span { start: 0, end: size, row: 1 }];
    if parts == 1 {
        return Ok(spans);
    }
    let (mut buffer, mut at, mut quoted, mut lines) = (vec![0u8; 1 << 20], 0u64, false, 0u64);
    loop {
        let n = file.read(&mut buffer).map_err(FileError::io(path))?;
        if n == 0 {
            return Ok(spans);
        }
        for byte in &buffer[..n] {
            at += 1;
            quoted ^= *byte == b'"';
            if *byte == b'\n' && !quoted {
                lines += 1;
                let next = size / parts * spans.len() as u64;
                if at >= next && at < size && (spans.len() as u64) < parts {
                    if let Some(last) = spans.last_mut() {
                        last.end = at;
                    }
                    spans.push(Span { start: at, end: size, row: lines });
                }
            }
        }
    }
}
