//! Finding people again, from outside.

mod finding;
mod scoring;
