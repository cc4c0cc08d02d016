//! Synthetic people, households and cases for any notices: drawn from published statistics, repeatable by seed, and of
//! nobody. What is drawn, from which sources, and which numbers can never be anybody's, is told in the book (`data.md`).

mod case;
mod chance;
mod codes;
mod day;
mod demo;
mod figures;
mod fill;
mod fit;
mod load;
mod matched;
mod meaning;
mod meetings;
mod names;
mod person;
mod phrases;
mod plan;
mod population;
mod requests;
mod so;
mod sought;
mod story;
mod suppliers;
mod teams;
#[cfg(test)]
mod tests;
mod told;
mod truth;
mod work;

pub use case::{Answer, Consent, Link, SyntheticCase};
pub use demo::{Demo, DemoAccount, DemoError, NAME, Options, PASSWORD, Progress, SLUG, authority, demo};
pub use figures::DataError;
pub use load::{LoadError, Target, load};
pub use matched::matched;
pub use population::{NEAR, Population, Scratch};
pub use sought::{Typed, sought};
pub use told::told;
