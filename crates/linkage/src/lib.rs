//! Finding the same person, household and family in lists: which records are about one person, how sure that is, and why.
//! Nothing in here reads, writes, or knows the time.

mod alone;
mod block;
pub mod bloom;
pub mod case_records;
pub mod chart;
pub mod compare;
mod explain;
mod group;
mod hash;
mod learn;
mod link;
mod memory;
pub mod model;
pub mod splink;
mod standing;
pub mod table;
mod train;

pub use alone::alone;
pub use block::{Plan, RuleReport};
pub use compare::LevelSet;
pub use explain::{Change, Explanation, Reason, explain};
pub use group::{
    ClusterIds, ClusterOptions, Clusters, Decisions, HouseholdOptions, Households, Quality, Sets, cluster, households,
    stable_ids,
};
pub use learn::{Judged, Judgement, Lesson, Reviewed, judgement, learn, learn_from, review_sample};
pub use link::{Between, Chunk, Meeting, NoSuchList, ScoredPair, link};
pub use model::{Model, ModelError, Settings};
pub use standing::{Arrival, Candidate, Standing, StandingError};
pub use table::{Field, FieldKind, Table, TableBuilder, TableError};
pub use train::{Step, train};
