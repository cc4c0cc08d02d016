//! Finding the same person, household and family in lists: which records are about one person, how sure that is, and why.
//! Nothing in here reads, writes, or knows the time.

pub mod compare;
mod hash;
pub mod model;
pub mod table;

pub use compare::LevelSet;
pub use model::{Model, ModelError, Settings};
pub use table::{Field, FieldKind, Table, TableBuilder, TableError};
