//! Working a case: what happens on it day by day, and who does what by when.

pub(crate) mod access;
mod around;
pub(crate) mod asked;
pub(crate) mod calendar;
pub(crate) mod counts;
pub(crate) mod crew;
pub(crate) mod desk;
pub(crate) mod documents;
pub(crate) mod figures;
pub(crate) mod follow;
pub(crate) mod hand_over;
pub(crate) mod items;
pub(crate) mod jobs;
pub(crate) mod keep;
pub(crate) mod known;
pub(crate) mod marks;
pub(crate) mod my_day;
pub(crate) mod reminders;
pub(crate) mod tasks;
pub(crate) mod team;
pub(crate) mod timeline;
pub(crate) mod warnings;
