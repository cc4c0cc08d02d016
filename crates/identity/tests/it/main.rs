//! Proving who somebody is, from outside.

mod factors;
mod passwords;
mod sessions;
