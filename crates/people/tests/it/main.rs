//! Finding people again, from outside.

mod finding;
mod keys;
mod scoring;
