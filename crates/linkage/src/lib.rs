//! Finding the same person, household and family in lists: which records are about one person, how sure that is, and why.
//! Nothing in here reads, writes, or knows the time.

mod block;
pub mod compare;
mod hash;
mod link;
pub mod model;
pub mod table;
mod train;

pub use block::{Plan, RuleReport};
pub use compare::LevelSet;
pub use link::{Between, Chunk, Meeting, NoSuchList, ScoredPair, link};
pub use model::{Model, ModelError, Settings};
pub use table::{Field, FieldKind, Table, TableBuilder, TableError};
pub use train::{Step, train};
