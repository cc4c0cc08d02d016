//! Tables of results, written as CSV or Parquet.

use crate::error::FileError;
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use std::fmt::Write as _;
use std::fs::File;
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
}

impl Column<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Text(v) => v.len(),
            Self::Words(v) => v.len(),
            Self::Whole(v) => v.len(),
            Self::Number(v) => v.len(),
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
    Csv(csv::Writer<File>),
    Parquet(SerializedFileWriter<File>),
}

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
                let mut writer = csv::WriterBuilder::new()
                    .buffer_capacity(1 << 18)
                    .from_path(&beside)
                    .map_err(|_| FileError::broken(file, FULL))?;
                writer.write_record(columns.iter().map(|c| c.0)).map_err(|_| FileError::broken(file, FULL))?;
                Out::Csv(writer)
            }
            Format::Parquet => Out::Parquet(parquet_writer(&beside, columns)?),
        };
        Ok(Self { place: file.to_owned(), beside, out })
    }

    /// Writes some rows.
    ///
    /// # Errors
    /// If the disk is full.
    pub fn batch(&mut self, columns: &[(&str, Column<'_>)]) -> Result<(), FileError> {
        match &mut self.out {
            Out::Csv(writer) => csv_batch(writer, columns).map_err(|_| FileError::broken(&self.place, FULL)),
            Out::Parquet(writer) => parquet_batch(writer, columns).map_err(|_| FileError::broken(&self.place, FULL)),
        }
    }

    /// Ends the file and puts it in its place.
    ///
    /// # Errors
    /// If the disk is full.
    pub fn finish(self) -> Result<(), FileError> {
        match self.out {
            Out::Csv(mut writer) => writer.flush().map_err(FileError::io(&self.place))?,
            Out::Parquet(writer) => {
                writer.close().map_err(|_| FileError::broken(&self.place, FULL))?;
            }
        }
        std::fs::rename(&self.beside, &self.place).map_err(FileError::io(&self.place))
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

fn csv_batch(writer: &mut csv::Writer<File>, columns: &[(&str, Column<'_>)]) -> Result<(), csv::Error> {
    let mut number = String::new();
    for row in 0..columns.first().map_or(0, |c| c.1.len()) {
        for (_, column) in columns {
            number.clear();
            let text = match column {
                Column::Text(v) => v[row].as_str(),
                Column::Words(v) => v[row],
                Column::Whole(v) => {
                    let _ = write!(number, "{}", v[row]);
                    number.as_str()
                }
                Column::Number(v) => {
                    let _ = write!(number, "{}", v[row]);
                    number.as_str()
                }
            };
            writer.write_field(text)?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    Ok(())
}

fn parquet_writer(file: &Path, columns: &[(&str, Column<'_>)]) -> Result<SerializedFileWriter<File>, FileError> {
    let cannot = |_| FileError::broken(file, FULL);
    let mut message = String::from("message rows {");
    for (name, column) in columns {
        let _ = match column {
            Column::Text(_) | Column::Words(_) => write!(message, " required binary {name} (utf8);"),
            Column::Whole(_) => write!(message, " required int64 {name};"),
            Column::Number(_) => write!(message, " required double {name};"),
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
