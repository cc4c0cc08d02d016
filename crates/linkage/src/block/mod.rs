//! Which pairs are looked at: rules, counted before anything is compared.

mod divide;
mod keys;
mod plan;

pub use plan::{Plan, RuleReport};

pub(crate) use keys::keys_of;
pub(crate) use plan::{ABREAST, Unit};
