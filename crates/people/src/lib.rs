//! People as records have them: names however they are written, dates of birth however much of them is known, numbers
//! that identify; the keys by which a person is found again, and how well a candidate fits what was asked.
//!
//! Nothing in here reads or writes anything. The keys are plain words until `sealing` turns them into keyed digests, so
//! they are as secret as the names they come from: no type of this crate shows its content in `Debug` or in an error.

mod birth;
mod fold;
mod keys;
mod name;
mod nicknames;
mod query;
mod readings;
mod score;

pub use birth::{BirthDate, BirthDateError};
pub use fold::{normalise, tokens};
pub use keys::{
    Facet, Identity, KeyKind, near_keys, precise_keys, query_keys, search_keys, search_keys_into, strength_together,
};
pub use name::PersonName;
pub use nicknames::canonical_forename;
pub use query::SearchQuery;
pub use score::{Score, score};
