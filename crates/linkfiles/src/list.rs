//! Lists of people from files.

use crate::error::FileError;
use crate::rows::Format;
use crate::{csv_list, parquet_list};
use linkage::{Field, Table, TableBuilder};
use std::path::PathBuf;

/// A file and what its list is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The name of the list.
    pub name: String,
    /// The file.
    pub file: PathBuf,
}

impl Source {
    /// From `name=file`, or from a file alone, which then is called like itself without its ending.
    #[must_use]
    pub fn of(text: &str) -> Self {
        match text.split_once('=') {
            Some((name, file)) if !name.is_empty() && !name.contains(['/', '.']) => {
                Self { name: name.to_owned(), file: file.into() }
            }
            _ => {
                let file = PathBuf::from(text);
                let name = file.file_stem().map_or_else(String::new, |s| s.to_string_lossy().into_owned());
                Self { name, file }
            }
        }
    }
}

/// What is read from each list.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    /// The fields.
    pub fields: &'a [Field],
    /// The column with the record's own id.
    pub id: &'a str,
    /// A column that says which list a record is from, where one file holds several.
    pub source: Option<&'a str>,
}

/// Part of a list: its records, and for each the hash of its id.
pub(crate) struct Part {
    pub table: Table,
    pub ids: Vec<u64>,
}

/// Reads lists into one table, in their order.
///
/// # Errors
/// If a file cannot be read, has not the columns, or has an id twice.
pub fn read_lists(sources: &[Source], wanted: &Wanted<'_>) -> Result<Table, FileError> {
    let mut all = Vec::new();
    for source in sources {
        let parts = match Format::of(&source.file)? {
            Format::Csv => csv_list::read(source, wanted)?,
            Format::Parquet => vec![parquet_list::read(source, wanted)?],
        };
        ids_once(source, wanted, &parts)?;
        all.extend(parts.into_iter().map(|p| p.table));
    }
    if all.is_empty() {
        let file = sources.first().map(|s| s.file.clone()).unwrap_or_default();
        return TableBuilder::new(wanted.fields)
            .map(TableBuilder::finish)
            .map_err(|source| FileError::Table { file, source });
    }
    let file = sources[0].file.clone();
    Table::join(all).map(Table::arranged).map_err(|source| FileError::Table { file, source })
}

/// Every record of a file has its own id.
fn ids_once(source: &Source, wanted: &Wanted<'_>, parts: &[Part]) -> Result<(), FileError> {
    let count: usize = parts.iter().map(|p| p.ids.len()).sum();
    // Two filters find the few ids that may stand twice; only these are looked at closely.
    let bits = (count.max(64) * 16).next_power_of_two();
    let (mut once, mut twice) = (vec![0_u64; bits / 64], vec![0_u64; bits / 64]);
    #[expect(clippy::cast_possible_truncation, reason = "a place in a table")]
    let place = |id: u64| ((id as usize & (bits - 1)) / 64, 1_u64 << (id & 63));
    for id in parts.iter().flat_map(|p| &p.ids) {
        let (word, bit) = place(*id);
        twice[word] |= once[word] & bit;
        once[word] |= bit;
    }
    let rows = parts.iter().flat_map(|p| p.ids.iter().copied()).zip(2..);
    let mut ids: Vec<(u64, u64)> = rows
        .filter(|(id, _)| {
            let (word, bit) = place(*id);
            twice[word] & bit != 0
        })
        .collect();
    ids.sort_unstable();
    match ids.windows(2).find(|w| w[0].0 == w[1].0) {
        Some(twice) => Err(FileError::Twice {
            file: source.file.clone(),
            first: twice[0].1,
            second: twice[1].1,
            column: wanted.id.to_owned(),
        }),
        None => Ok(()),
    }
}

/// A 64-bit hash of an id and its list. Two ids of a list with a million records have the same with a chance of one in thirty million.
pub(crate) fn id_hash(source: &str, id: &str) -> u64 {
    let mut state = 0xcbf2_9ce4_8422_2325_u64;
    for byte in source.bytes().chain([0xff]).chain(id.bytes()) {
        state = (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    // The last bytes hardly reach the upper bits otherwise.
    state ^= state >> 32;
    state.wrapping_mul(0xd6e8_feb8_6659_fd93)
}
