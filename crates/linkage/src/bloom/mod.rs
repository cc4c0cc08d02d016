//! Linking without showing names: each agency turns its records into keyed bit filters, and only the filters meet.
//!
//! A filter is a *cryptographic long-term key* (Schnell, Bachteler and Reiher 2011): the short pieces of a record's words, each set to a
//! handful of bits that only holders of the key can foretell. Alike records give alike filters. What an attacker can still
//! learn, and which hardening answers it, is in the book and is tried in this crate's tests.

mod chance;
mod cut;
mod encode;
mod filters;
mod key;
mod meet;
mod recipe;

pub use cut::{Cut, CutReason};
pub use encode::Encoder;
pub use filters::{Filters, FiltersError};
pub use key::{KeyError, Secret};
pub use meet::{Limits, Meeting, Met, between, within};
pub use recipe::{EncodedField, Hardening, Recipe, RecipeError};
