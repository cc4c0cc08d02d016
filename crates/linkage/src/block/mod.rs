//! Which pairs are looked at: rules, counted before anything is compared.

mod divide;
mod keys;
mod plan;

pub use plan::{Plan, RuleReport};

pub(crate) use keys::{Keys, keys_of, slots_of};
pub(crate) use plan::Unit;
