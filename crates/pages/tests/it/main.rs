//! The pages from outside: the design system's own suite, every template with samples, and what may never be shown.

mod conformance;
mod granting;
mod samples;
