//! Papers as others read them: with poppler's tools, which know nothing of how they were made.
#![expect(clippy::unwrap_used, clippy::panic, reason = "in a test, to stop is to fail")]

mod read;
