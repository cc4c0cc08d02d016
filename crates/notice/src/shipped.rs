//! The notices and bases that are compiled into the program.

/// Path and text of each, bases first.
pub const NOTICES: &[(&str, &str)] = &[];
