//! Filters in files: an id that means nothing outside its agency, and the bits in base 64.

use crate::error::FileError;
use data_encoding::BASE64;
use linkage::bloom::Filters;
use std::path::Path;

/// Writes filters and their ids.
///
/// # Errors
/// If the file cannot be written.
pub fn write_filters(path: &Path, ids: &[String], filters: &Filters) -> Result<(), FileError> {
    let cannot = |_| FileError::broken(path, "the filters cannot be written: is the disk full?");
    let mut writer = csv::Writer::from_path(path).map_err(cannot)?;
    writer.write_record(["id", "filter"]).map_err(cannot)?;
    for (id, at) in ids.iter().zip(0..) {
        writer.write_record([id.as_str(), &BASE64.encode(&filters.bytes(at))]).map_err(cannot)?;
    }
    writer.flush().map_err(FileError::io(path))
}

/// Reads filters and their ids.
///
/// # Errors
/// If the file is not one of filters, or they are not of one size.
pub fn read_filters(path: &Path) -> Result<(Vec<String>, Filters), FileError> {
    let cannot = |_| FileError::broken(path, "this is not a file of filters (id, filter)");
    let mut reader = csv::Reader::from_path(path).map_err(cannot)?;
    let header = reader.headers().map_err(cannot)?.clone();
    if header.iter().ne(["id", "filter"]) {
        return Err(FileError::broken(path, "this is not a file of filters (id, filter)"));
    }
    let (mut ids, mut filters): (Vec<String>, Option<Filters>) = (Vec::new(), None);
    for (row, at) in reader.records().zip(2..) {
        let row = row.map_err(cannot)?;
        let bytes = BASE64.decode(row[1].as_bytes()).map_err(|_| FileError::Value {
            file: path.to_owned(),
            row: at,
            column: "filter".to_owned(),
            wanted: "a filter is written in base 64",
        })?;
        let wrong = |source| FileError::Filter { file: path.to_owned(), row: at, source };
        let into = match &mut filters {
            Some(filters) => filters,
            none => none.insert(Filters::new(u32::try_from(bytes.len() * 8).unwrap_or(0)).map_err(wrong)?),
        };
        into.push_bytes(&bytes).map_err(wrong)?;
        ids.push(row[0].to_owned());
    }
    filters.map(|f| (ids, f)).ok_or_else(|| FileError::Empty(path.to_owned()))
}
