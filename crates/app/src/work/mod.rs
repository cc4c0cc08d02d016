//! Working a case: what happens on it day by day, and who does what by when.

mod around;
pub(crate) mod desk;
pub(crate) mod items;
pub(crate) mod timeline;
