//! The store, on both engines.

#![expect(clippy::unwrap_used, reason = "a test stops where something fails")]

#[path = "../../../testkit/src/postgres.rs"]
#[expect(dead_code, reason = "other crates' tests use the rest")]
mod postgres;

mod place;
mod story;
