//! The files of linkage: lists in CSV and Parquet, labels, truth, pairs, filters, and the journal of a run that can be taken up again.
//! Errors name file, row and column, and never what stands there.

mod csv_list;
mod csv_rows;
mod csv_text;
mod error;
mod filters;
mod journal;
mod judged;
mod labels;
mod list;
mod parquet_list;
mod research;
mod rows;
mod truth;

pub use error::FileError;
pub use filters::{read_filters, write_filters};
pub use journal::{Fingerprint, Journal};
pub use judged::read_judged;
pub use labels::{Label, Labels};
pub use list::{Source, Wanted, read_lists};
pub use research::{Research, separate};
pub use rows::{Column, CsvField, CsvRows, Format, RowWriter, write_rows};
pub use truth::{Truth, read_clusters, read_truth};
