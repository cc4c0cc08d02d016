//! CSV lists, read in as many parts at a time as there are processors.

use crate::csv_rows::Rows;
use crate::error::FileError;
use crate::list::{Part, Source, Wanted, id_hash};
use linkage::TableBuilder;
use rayon::prelude::*;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

/// Smaller parts than this are not worth their own reader.
const SMALLEST: u64 = 4 << 20;

/// Rows that are read together, so that one wait for what their columns said before covers many.
const TOGETHER: usize = 64;

/// Where a part begins and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    start: u64,
    end: u64,
}

pub(crate) fn read(source: &Source, wanted: &Wanted<'_>) -> Result<Vec<Part>, FileError> {
    let file = &source.file;
    let header = header(file)?;
    let builder = TableBuilder::new(wanted.fields).map_err(FileError::table(file))?;
    let place = |column: &str| {
        header.iter().position(|h| h == column).ok_or_else(|| FileError::NoColumn {
            file: file.clone(),
            column: column.to_owned(),
            found: header.len(),
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
            part.read(*span).map_err(|wrong| match rows_before(file, span.start) {
                Ok(rows) => wrong.further(rows),
                Err(other) => other,
            })
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
        let mut rows = Rows::new(file.take(span.end - span.start));
        let (mut ids, mut row) = (Vec::new(), 0);
        if span.start == 0 {
            rows.next(1).map_err(|e| of_csv(path, e, 0))?;
            row = 1;
        }
        while let Some(batch) = rows.next(TOGETHER).map_err(|e| of_csv(path, e, row))? {
            // Checked at once where all of it is UTF-8; else column by column, since nobody reads the others.
            let whole = batch.text();
            let mut names: Vec<(&str, &str)> = Vec::with_capacity(TOGETHER);
            let mut values: Vec<&str> = Vec::with_capacity(TOGETHER * self.columns.len());
            for record in batch.rows() {
                row += 1;
                if record.len() != self.header.len() {
                    return Err(FileError::Width {
                        file: path.clone(),
                        row,
                        found: record.len() as u64,
                        wanted: self.header.len() as u64,
                    });
                }
                let text = |at: usize| {
                    let known = whole.and_then(|whole| record.text_in(whole, at));
                    known.map_or_else(|| std::str::from_utf8(record.get(at)), Ok).map_err(|_| FileError::Letters {
                        file: path.clone(),
                        row,
                        column: self.header[at].clone(),
                    })
                };
                for at in self.columns {
                    values.push(text(*at)?);
                }
                let id = text(self.id)?;
                if id.is_empty() {
                    return Err(FileError::Missing { file: path.clone(), row, column: self.wanted.id.to_owned() });
                }
                let list = self.of.map(text).transpose()?.filter(|s| !s.is_empty()).unwrap_or(&self.source.name);
                ids.push(id_hash(list, id));
                names.push((id, list));
            }
            self.builder.push_all(&names, &values).map_err(FileError::table(path))?;
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

/// Rows that end before a place in the file. Asked only when something is wrong.
fn rows_before(path: &Path, end: u64) -> Result<u64, FileError> {
    let file = File::open(path).map_err(FileError::io(path))?;
    let (mut quoted, mut rows) = (false, 0);
    for byte in BufReader::with_capacity(1 << 18, file.take(end)).bytes() {
        let byte = byte.map_err(FileError::io(path))?;
        quoted ^= byte == b'"';
        rows += u64::from(byte == b'\n' && !quoted);
    }
    Ok(rows)
}

/// Parts of about equal size. Each begins after a line's end that stands outside quotation marks, which is known from how many marks
/// there are before it.
fn spans(path: &Path) -> Result<Vec<Span>, FileError> {
    let mut file = File::open(path).map_err(FileError::io(path))?;
    let size = file.metadata().map_err(FileError::io(path))?.len();
    let parts = u64::try_from(rayon::current_num_threads()).unwrap_or(1).min(size / SMALLEST).max(1);
    let mut spans = vec![Span { start: 0, end: size }];
    let (mut buffer, mut at, mut quoted) = (vec![0u8; 1 << 18], 0_u64, false);
    while (spans.len() as u64) < parts {
        let n = file.read(&mut buffer).map_err(FileError::io(path))?;
        if n == 0 {
            break;
        }
        let mut rest = &buffer[..n];
        while !rest.is_empty() {
            let next = size / parts * spans.len() as u64;
            let before = usize::try_from(next.saturating_sub(at)).unwrap_or(usize::MAX).min(rest.len());
            // Far from a place to part at, only the marks count.
            let marks = rest[..before].iter().filter(|b| **b == b'"').count();
            quoted ^= marks % 2 == 1;
            at += before as u64;
            rest = &rest[before..];
            let mut begin = None;
            for (place, byte) in rest.iter().enumerate() {
                quoted ^= *byte == b'"';
                if *byte == b'\n' && !quoted {
                    begin = Some(place + 1);
                    break;
                }
            }
            let read = begin.unwrap_or(rest.len());
            at += read as u64;
            rest = &rest[read..];
            if begin.is_some() && at < size && (spans.len() as u64) < parts {
                if let Some(last) = spans.last_mut() {
                    last.end = at;
                }
                spans.push(Span { start: at, end: size });
            }
            if spans.len() as u64 >= parts {
                break;
            }
        }
    }
    Ok(spans)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_begin_where_rows_do() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.csv");
        let mut text = String::from("id,said\n");
        for n in 0..400_000 {
            text += &format!("{n},\"two\nlines, and a \"\"mark\"\" {n}\"\n");
        }
        std::fs::write(&path, &text).unwrap();
        let spans = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap().install(|| spans(&path)).unwrap();
        assert_eq!(spans.len(), 3);
        assert_eq!((spans[0].start, spans[2].end), (0, text.len() as u64));
        for two in spans.windows(2) {
            assert_eq!(two[0].end, two[1].start);
            let begin = usize::try_from(two[1].start).unwrap();
            let number: u64 = text[begin..].split(',').next().unwrap().parse().unwrap();
            // The header and the rows before it.
            assert_eq!(rows_before(&path, two[1].start).unwrap(), number + 1);
        }
    }
}
