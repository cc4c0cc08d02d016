//! Working a case.

pub(crate) mod asked;
pub(crate) mod bulk;
pub(crate) mod counts;
pub(crate) mod day;
pub(crate) mod documents;
pub(crate) mod entries;
pub(crate) mod figures;
pub(crate) mod marks;
pub(crate) mod steps;
pub(crate) mod tasks;
pub(crate) mod timeline;
pub(crate) mod warnings;
