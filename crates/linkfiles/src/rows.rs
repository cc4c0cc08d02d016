//! Tables of results, written as CSV or Parquet.

use crate::csv_text::CsvText;
use crate::error::FileError;
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values.
    Csv,
    /// Parquet.
    Parquet,
}

impl Format {
    /// From a file's ending.
    ///
    /// # Errors
    /// If it is neither.
    pub fn of(file: &Path) -> Result<Self, FileError> {
        match file.extension().and_then(|e| e.to_str()) {
            Some("csv") => Ok(Self::Csv),
            Some("parquet" | "pq") => Ok(Self::Parquet),
            _ => Err(FileError::Ending(file.to_owned())),
        }
    }
}

/// A column of results.
#[derive(Debug, Clone)]
pub enum Column<'a> {
    /// Words.
    Text(Vec<String>),
    /// Words that stand somewhere else already.
    Words(Vec<&'a str>),
    /// Whole numbers.
    Whole(Vec<i64>),
    /// Numbers.
    Number(Vec<f64>),
    /// Numbers with so many decimal places at most, as whole numbers of the last place.
    Decimal(Vec<i64>, u32),
}

impl Column<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Text(v) => v.len(),
            Self::Words(v) => v.len(),
            Self::Whole(v) => v.len(),
            Self::Number(v) => v.len(),
            Self::Decimal(v, _) => v.len(),
        }
    }
}

/// A file of results that is written batch by batch: beside its place first, and in it when it is whole.
pub struct RowWriter {
    place: PathBuf,
    beside: PathBuf,
    out: Out,
}

enum Out {
    /// Rows gather in the text until it is worth writing.
    Csv(File, CsvText),
    Parquet(SerializedFileWriter<File>),
}

/// Bytes of rows that are written at once.
const AT_ONCE: usize = 1 << 17;

const FULL: &str = "the file cannot be written: is the disk full?";

impl RowWriter {
    /// Begins a file with columns like these (what they hold does not matter yet).
    ///
    /// # Errors
    /// If it cannot be written, or its ending is unknown.
    pub fn create(file: &Path, columns: &[(&str, Column<'_>)]) -> Result<Self, FileError> {
        let mut beside = file.as_os_str().to_owned();
        beside.push(".part");
        let beside = PathBuf::from(beside);
        let out = match Format::of(file)? {
            Format::Csv => {
                let out = File::create(&beside).map_err(FileError::io(file))?;
                let mut rows = CsvText::with_capacity(AT_ONCE + AT_ONCE / 4);
                columns.iter().for_each(|c| rows.field(c.0.as_bytes()));
                rows.end_row();
                Out::Csv(out, rows)
            }
            Format::Parquet => Out::Parquet(parquet_writer(&beside, columns)?),
        };
        Ok(Self { place: file.to_owned(), beside, out })
    }

    /// How many rows are best handed over at once: groups of rows in Parquet are large, and text that is near is quick to read.
    #[must_use]
    pub const fn batch_size(&self) -> usize {
        match self.out {
            Out::Csv(..) => 1 << 11,
            Out::Parquet(_) => 1 << 16,
        }
    }

    /// Writes some rows.
    ///
    /// # Errors
    /// If the disk is full.
    pub fn batch(&mut self, columns: &[(&str, Column<'_>)]) -> Result<(), FileError> {
        match &mut self.out {
            Out::Csv(out, rows) => csv_batch(out, rows, columns).map_err(FileError::io(&self.place)),
            Out::Parquet(writer) => parquet_batch(writer, columns).map_err(|_| FileError::broken(&self.place, FULL)),
        }
    }

    /// For rows that are written field by field, which only text can be; nothing for other formats.
    pub fn rows(&mut self) -> Option<CsvRows<'_>> {
        match &mut self.out {
            Out::Csv(out, rows) => Some(CsvRows { out, rows, place: &self.place }),
            Out::Parquet(_) => None,
        }
    }

    /// Ends the file and puts it in its place.
    ///
    /// # Errors
    /// If the disk is full.
    pub fn finish(self) -> Result<(), FileError> {
        match self.out {
            Out::Csv(mut out, rows) => out.write_all(rows.bytes()).map_err(FileError::io(&self.place))?,
            Out::Parquet(writer) => {
                writer.close().map_err(|_| FileError::broken(&self.place, FULL))?;
            }
        }
        std::fs::rename(&self.beside, &self.place).map_err(FileError::io(&self.place))
    }
}

/// Rows of a CSV file, written field by field.
#[derive(Debug)]
pub struct CsvRows<'w> {
    out: &'w mut File,
    rows: &'w mut CsvText,
    place: &'w Path,
}

/// A field as it stands in a row, for words that come again and again.
#[derive(Debug, Clone)]
pub struct CsvField(Vec<u8>);

impl CsvField {
    /// Of these words.
    #[must_use]
    pub fn new(words: &str) -> Self {
        let mut text = CsvText::default();
        text.field(words.as_bytes());
        Self(text.bytes().to_vec())
    }
}

impl CsvRows<'_> {
    /// A field that is ready.
    #[inline]
    pub fn ready(&mut self, field: &CsvField) {
        self.rows.raw(&field.0);
    }
    /// Words.
    #[inline]
    pub fn words(&mut self, words: &str) {
        self.rows.field(words.as_bytes());
    }
    /// Words, of which nobody needs to know whether they are UTF-8.
    #[inline]
    pub fn bytes(&mut self, words: &[u8]) {
        self.rows.field(words);
    }
    /// A number with so many decimal places at most, as a whole number of the last place.
    #[inline]
    pub fn decimal(&mut self, value: i64, places: u32) {
        self.rows.decimal(value, places);
    }
    /// Ends the row.
    ///
    /// # Errors
    /// If the disk is full.
    #[inline]
    pub fn end(&mut self) -> Result<(), FileError> {
        self.rows.end_row();
        if self.rows.len() > AT_ONCE {
            self.out.write_all(self.rows.bytes()).map_err(FileError::io(self.place))?;
            self.rows.clear();
        }
        Ok(())
    }
}

/// Writes columns to a file.
///
/// # Errors
/// If it cannot be written.
pub fn write_rows(file: &Path, columns: &[(&str, Column<'_>)]) -> Result<(), FileError> {
    let mut writer = RowWriter::create(file, columns)?;
    writer.batch(columns)?;
    writer.finish()
}

fn csv_batch(out: &mut File, rows: &mut CsvText, columns: &[(&str, Column<'_>)]) -> std::io::Result<()> {
    for at in 0..columns.first().map_or(0, |c| c.1.len()) {
        for (_, column) in columns {
            match column {
                Column::Text(v) => rows.field(v[at].as_bytes()),
                Column::Words(v) => rows.field(v[at].as_bytes()),
                Column::Whole(v) => rows.decimal(v[at], 0),
                Column::Number(v) => rows.field(v[at].to_string().as_bytes()),
                Column::Decimal(v, places) => rows.decimal(v[at], *places),
            }
        }
        rows.end_row();
        if rows.len() > AT_ONCE {
            out.write_all(rows.bytes())?;
            rows.clear();
        }
    }
    Ok(())
}

fn parquet_writer(file: &Path, columns: &[(&str, Column<'_>)]) -> Result<SerializedFileWriter<File>, FileError> {
    let cannot = |_| FileError::broken(file, FULL);
    use std::fmt::Write as _;
    let mut message = String::from("message rows {");
    for (name, column) in columns {
        let _ = match column {
            Column::Text(_) | Column::Words(_) => write!(message, " required binary {name} (utf8);"),
            Column::Whole(_) => write!(message, " required int64 {name};"),
            Column::Number(_) | Column::Decimal(..) => write!(message, " required double {name};"),
        };
    }
    message.push_str(" }");
    let schema = Arc::new(parse_message_type(&message).map_err(cannot)?);
    let properties = WriterProperties::builder().set_compression(parquet::basic::Compression::SNAPPY).build();
    let out = File::create(file).map_err(FileError::io(file))?;
    SerializedFileWriter::new(out, schema, Arc::new(properties)).map_err(cannot)
}

fn parquet_batch(
    writer: &mut SerializedFileWriter<File>,
    columns: &[(&str, Column<'_>)],
) -> Result<(), parquet::errors::ParquetError> {
    let mut group = writer.next_row_group()?;
    let mut place = 0;
    while let Some(mut out) = group.next_column()? {
        match &columns[place].1 {
            Column::Text(v) => {
                let bytes: Vec<ByteArray> = v.iter().map(|s| ByteArray::from(s.as_str())).collect();
                out.typed::<ByteArrayType>().write_batch(&bytes, None, None)?;
            }
            Column::Words(v) => {
                let bytes: Vec<ByteArray> = v.iter().map(|s| ByteArray::from(*s)).collect();
                out.typed::<ByteArrayType>().write_batch(&bytes, None, None)?;
            }
            Column::Whole(v) => {
                out.typed::<Int64Type>().write_batch(v, None, None)?;
            }
            Column::Decimal(v, places) => {
                #[expect(clippy::cast_precision_loss, reason = "results, with few places")]
                let numbers: Vec<f64> = v.iter().map(|n| *n as f64 / 10_f64.powi(places.cast_signed())).collect();
                out.typed::<DoubleType>().write_batch(&numbers, None, None)?;
            }
            Column::Number(v) => {
                out.typed::<DoubleType>().write_batch(v, None, None)?;
            }
        }
        out.close()?;
        place += 1;
    }
    group.close()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_what_a_reader_reads() {
        let words = ["plain", "", "a,b", "she said \"no\"", "two\nlines", "é\r\n", "\"", " spaces "];
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("out.csv");
        let columns = [("one, two", Column::Words(words.to_vec())), ("n", Column::Whole((0..8).collect()))];
        write_rows(&file, &columns).unwrap();
        let other = folder.path().join("field-by-field.csv");
        let mut writer = RowWriter::create(&other, &columns).unwrap();
        let mut rows = writer.rows().unwrap();
        for (n, words) in (0..).zip(words) {
            if n % 2 == 0 {
                rows.words(words)
            } else {
                rows.ready(&CsvField::new(words))
            }
            rows.decimal(n, 0);
            rows.end().unwrap();
        }
        writer.finish().unwrap();
        assert_eq!(std::fs::read(&file).unwrap(), std::fs::read(&other).unwrap());
        let mut reader = csv::Reader::from_path(&file).unwrap();
        assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), ["one, two", "n"]);
        let read: Vec<(String, i64)> = reader.deserialize().map(|r| r.unwrap()).collect();
        assert_eq!(read, words.iter().map(|w| (*w).to_owned()).zip(0..).collect::<Vec<_>>());
    }
}
