//! The notice language: a council's privacy notice as a file, checked, compiled and rendered.

pub mod envelope;
pub mod model;
pub mod source;
