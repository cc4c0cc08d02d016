//! The worker, over a whole house and a mail server that speaks SMTP.
#![expect(clippy::unwrap_used, clippy::panic, reason = "in a test, to stop is to fail")]

mod letters;
mod messages;
mod notify;
mod outbox;
mod processors;
mod tokens;
