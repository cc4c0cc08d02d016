//! Working a case.

pub(crate) mod entries;
pub(crate) mod timeline;
