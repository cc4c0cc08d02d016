//! Linking for research: identifiers and attributes go different ways and nobody holds both.
//!
//! Each agency parts its list in two files. The one with identifiers goes to the third party that matches, as filters or in the clear; the
//! one with attributes goes to the researcher. Both carry a random key made for this release alone. The third party gives the researcher a table of
//! keys that belong together; it never sees an attribute, the researcher never sees an identifier, and there is no way back: the
//! agency keeps no table of its own ids and keys.

use crate::error::FileError;
use data_encoding::HEXLOWER;
use std::collections::HashSet;
use std::path::Path;

/// How a list is parted.
#[derive(Debug, Clone)]
pub struct Research<'a> {
    /// The list.
    pub list: &'a Path,
    /// Columns that say who somebody is.
    pub identifiers: &'a [String],
    /// Columns that are studied.
    pub attributes: &'a [String],
    /// Where the identifiers go.
    pub to_matcher: &'a Path,
    /// Where the attributes go.
    pub to_researcher: &'a Path,
}

/// Parts a list. Both files are in the order of their keys, which is chance, so that the order of the list says nothing. Returns how many
/// records there were.
///
/// # Errors
/// If a column is missing or in both parts, or a file cannot be read or written.
pub fn separate(parts: &Research<'_>, chance: &mut dyn FnMut(&mut [u8])) -> Result<usize, FileError> {
    if parts.identifiers.iter().any(|c| parts.attributes.contains(c)) {
        return Err(FileError::broken(parts.list, "a column is either an identifier or an attribute, not both"));
    }
    let cannot = |_| FileError::broken(parts.list, "this is not a CSV file with one row a record");
    let mut reader = csv::Reader::from_path(parts.list).map_err(cannot)?;
    let header = reader.headers().map_err(cannot)?.clone();
    let places = |columns: &[String]| {
        columns
            .iter()
            .map(|c| {
                header.iter().position(|h| h == c).ok_or_else(|| FileError::NoColumn {
                    file: parts.list.to_owned(),
                    column: c.clone(),
                    found: header.len(),
                })
            })
            .collect::<Result<Vec<_>, _>>()
    };
    let (who, what) = (places(parts.identifiers)?, places(parts.attributes)?);
    let mut rows = Vec::new();
    let mut taken = HashSet::new();
    for row in reader.records() {
        let row = row.map_err(cannot)?;
        let key = loop {
            let mut bytes = [0u8; 16];
            chance(&mut bytes);
            if taken.insert(bytes) {
                break HEXLOWER.encode(&bytes);
            }
        };
        rows.push((key, row));
    }
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    for (file, columns, places) in
        [(parts.to_matcher, parts.identifiers, who), (parts.to_researcher, parts.attributes, what)]
    {
        let cannot = |_| FileError::broken(file, "the file cannot be written: is the disk full?");
        let mut writer = csv::Writer::from_path(file).map_err(cannot)?;
        writer.write_record(std::iter::once("key").chain(columns.iter().map(String::as_str))).map_err(cannot)?;
        for (key, row) in &rows {
            writer
                .write_record(std::iter::once(key.as_str()).chain(places.iter().map(|p| &row[*p])))
                .map_err(cannot)?;
        }
        writer.flush().map_err(FileError::io(file))?;
    }
    Ok(rows.len())
}
