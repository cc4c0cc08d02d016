//! Which pairs are looked at: rules, counted before anything is compared.

mod cards;
mod divide;
mod keys;
mod plan;
mod reach;

pub use plan::{Plan, RuleReport};

pub(crate) use cards::{Line, known, rows_equal};
pub(crate) use keys::keys_of;
pub(crate) use plan::Unit;
pub(crate) use reach::smallest_shared;
