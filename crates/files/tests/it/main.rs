//! Files from outside: real pictures, and a real `clamd` with a signature of its own.
#![expect(clippy::unwrap_used, reason = "in a test, to stop is to fail")]

mod clamd;
mod media;
