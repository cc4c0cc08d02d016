//! From pairs to people, and from people to households.

mod cluster;
mod households;
mod identity;
mod resolve;
mod sets;

pub use cluster::{ClusterOptions, Clusters, Decisions, Quality, cluster};
pub use households::{HouseholdOptions, Households, households};
pub use identity::{ClusterIds, stable_ids};
pub use sets::Sets;
