//! Signatures as others verify them: with `pdfsig`, which shares no code with us.
#![expect(clippy::unwrap_used, clippy::panic, reason = "in a test, to stop is to fail")]

mod verify;
