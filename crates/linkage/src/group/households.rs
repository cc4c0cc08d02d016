//! Households: people who live together.
use crate::table::Table;
/// How.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HouseholdOptions {}
/// The households of a run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Households {
    /// For each record, the smallest number of a record of its household.
    pub labels: Vec<u32>,
}
/// Makes.
pub fn households(_table: &Table, people: &[u32], _options: &HouseholdOptions) -> Households {
    Households { labels: people.to_vec() }
}
