//! Casework: sections and their forms (both come from the notice), the facts on which decisions depend, and the end of a
//! case. Pure: no clock, no storage, no HTTP.

pub mod alert;
pub mod came;
pub mod closing;
pub mod counts;
pub mod document;
pub mod facts;
pub mod form;
pub mod happening;
pub mod household;
pub mod identifier;
pub mod known;
pub mod missing;
pub mod money;
pub mod permission;
pub mod person;
pub mod retention;
pub mod schedule;
pub mod section;
pub mod timeline;
pub mod urlencoded;

pub use came::Came;
pub use closing::CloseReason;
pub use facts::{ConsentState, Given, Situation, facts_for};
pub use form::{FieldError, FormSpec, Typed};
pub use happening::task_words;
pub use known::WellKnown;
pub use permission::{LastWord, Said, consent_standing};
pub use retention::{Anchors, Circumstances, Kept, Stand, kept_after_closing, stand};
pub use section::{SectionContent, Sure};

#[cfg(test)]
mod retention_tests;
