//! Lists of people as columns of small numbers: each different value is kept once, so that comparing is comparing numbers.

mod address;
mod clean;
mod date;
mod dictionary;
mod field;
mod index;
mod list;

pub use clean::Space;
pub use date::Day;
pub use dictionary::Dictionary;
pub use field::{Field, FieldKind};
pub use list::{Table, TableBuilder, TableError};
