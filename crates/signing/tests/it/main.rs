//! Signatures and closed files as others read them: with `pdfsig` and `openssl`, which share no code with us.
#![expect(clippy::unwrap_used, clippy::panic, reason = "in a test, to stop is to fail")]

mod envelope;
mod verify;
