//! What can be wrong with a file. No variant holds anything that was read.

use linkage::TableError;
use linkage::bloom::FiltersError;
use std::path::{Path, PathBuf};

/// Why a file was not read or written.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The system's word.
    #[error("{file}: {source}")]
    Io {
        /// The file.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A name that says neither CSV nor Parquet.
    #[error("{0}: the name must end in .csv or .parquet")]
    Ending(PathBuf),
    /// A column that is not there.
    #[error("{file}: there is no column `{column}`. The first row must name the columns; it has {found} of them")]
    NoColumn {
        /// The file.
        file: PathBuf,
        /// The column.
        column: String,
        /// How many columns the first row names. Not which: where that row is missing, it is somebody's record.
        found: usize,
    },
    /// Nothing in it.
    #[error("{0}: the file is empty: its first row must name the columns")]
    Empty(PathBuf),
    /// A row that is not as wide as the first.
    #[error("{file}: row {row} has {found} values where the first row names {wanted} columns")]
    Width {
        /// The file.
        file: PathBuf,
        /// The row, from 1 for the first.
        row: u64,
        /// Values found.
        found: u64,
        /// Columns named.
        wanted: u64,
    },
    /// A row whose letters are not UTF-8.
    #[error("{file}: row {row}, column `{column}`: the letters are not UTF-8. Save the file as UTF-8 and try again")]
    Letters {
        /// The file.
        file: PathBuf,
        /// The row.
        row: u64,
        /// The column.
        column: String,
    },
    /// Something missing.
    #[error("{file}: row {row}: `{column}` is empty, and every record needs one")]
    Missing {
        /// The file.
        file: PathBuf,
        /// The row.
        row: u64,
        /// The column.
        column: String,
    },
    /// The same twice.
    #[error("{file}: rows {first} and {second} have the same `{column}`, and each record needs its own")]
    Twice {
        /// The file.
        file: PathBuf,
        /// One row.
        first: u64,
        /// Another.
        second: u64,
        /// The column.
        column: String,
    },
    /// A value of another kind.
    #[error("{file}: row {row}, column `{column}`: {wanted}")]
    Value {
        /// The file.
        file: PathBuf,
        /// The row.
        row: u64,
        /// The column.
        column: String,
        /// What must stand there.
        wanted: &'static str,
    },
    /// A file of another kind inside.
    #[error("{file}: {why}")]
    Broken {
        /// The file.
        file: PathBuf,
        /// Why, without what was read.
        why: &'static str,
    },
    /// The engine's word.
    #[error("{file}: {source}")]
    Table {
        /// The file.
        file: PathBuf,
        /// Why.
        source: TableError,
    },
    /// The engine's word on filters.
    #[error("{file}: row {row}: {source}")]
    Filter {
        /// The file.
        file: PathBuf,
        /// The row.
        row: u64,
        /// Why.
        source: FiltersError,
    },
}

impl FileError {
    pub(crate) fn io(file: &Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |source| Self::Io { file: file.to_owned(), source }
    }
    pub(crate) fn table(file: &Path) -> impl FnOnce(TableError) -> Self + '_ {
        move |source| Self::Table { file: file.to_owned(), source }
    }
    /// The same, so many rows further down: a part of a file counts its rows from its own beginning.
    #[must_use]
    pub(crate) fn further(mut self, rows: u64) -> Self {
        if let Self::Width { row, .. }
        | Self::Letters { row, .. }
        | Self::Missing { row, .. }
        | Self::Value { row, .. } = &mut self
        {
            *row += rows;
        }
        self
    }
    pub(crate) fn broken(file: &Path, why: &'static str) -> Self {
        Self::Broken { file: file.to_owned(), why }
    }
}
