//! The store, on both engines.

#![expect(clippy::unwrap_used, reason = "a test stops where something fails")]

#[path = "../../../testkit/src/postgres.rs"]
#[expect(dead_code, reason = "other crates' tests use the rest")]
mod postgres;

mod agencies;
mod api;
mod appended;
mod catalogue;
mod destinations;
mod items;
mod ledger_index;
mod much;
mod oversight;
mod place;
mod processors;
mod resilience;
mod separation;
#[expect(clippy::print_stdout, reason = "measurements are printed")]
mod speed;
mod story;
mod story_consents;
mod story_imports;
mod story_linkage;
mod story_meetings;
mod story_people;
mod story_retention;
mod story_rights;
mod work;
