//! What the system does later, for administrators: kinds, counts and reasons, nothing about anybody.

use crate::engine::page;
use crate::frame::Area;
use serde::Serialize;

/// How many jobs of a kind stand where.
#[derive(Debug, Clone, Serialize)]
pub struct JobRow {
    /// What they do.
    pub what: String,
    /// Waiting for their time.
    pub waiting: u64,
    /// At work.
    pub running: u64,
    /// Done in the last month.
    pub done: u64,
    /// Failed for good.
    pub dead: u64,
}

/// A job that failed for good.
#[derive(Debug, Clone, Serialize)]
pub struct DeadRow {
    /// Its id.
    pub id: String,
    /// What it was to do.
    pub what: String,
    /// `After 8 attempts, on 25 November 2026 at 2:10am`.
    pub when: String,
    /// Why it failed, and what to do.
    pub why: String,
}

/// Something that recurs.
#[derive(Debug, Clone, Serialize)]
pub struct RecurringRow {
    /// The kind.
    pub kind: String,
    /// What it does.
    pub what: String,
    /// When, in words.
    pub when: String,
    /// When next, in words.
    pub next: String,
    /// Whether it rests.
    pub paused: bool,
}

/// The jobs.
#[derive(Serialize)]
pub struct Jobs {
    /// Counts by kind.
    pub rows: Vec<JobRow>,
    /// Those that need somebody.
    pub dead: Vec<DeadRow>,
    /// What recurs.
    pub recurring: Vec<RecurringRow>,
}
page!(Jobs => "admin/jobs.html", Area::Admin);
