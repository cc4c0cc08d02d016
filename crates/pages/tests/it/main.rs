//! The pages from outside: the design system's own suite, every template with samples, and what may never be shown.
#![expect(clippy::unwrap_used, clippy::panic, reason = "samples and helpers stop the test when they cannot be made")]

mod components;
mod conformance;
mod granting;
mod rights;
mod samples;
mod share;
mod work;
