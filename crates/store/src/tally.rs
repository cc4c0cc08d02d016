//! How many cases a list has, and how many of them are due. Counting walks through an index, which in a large council takes longer
//! than the rest of the page; so on SQLite, where one writer sees every change, a count is remembered until any case changes.

use crate::cases::{CaseFilter, filtered};
use crate::error::StoreError;
use crate::tx::Tx;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use jiff::civil::Date;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// Counts that are remembered, at most.
const MOST: usize = 1_000;

/// How many cases a filter finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseTally {
    /// All of them.
    pub all: u64,
    /// Those that are restricted or have a retention date: they may be decided about differently.
    pub apart: u64,
    /// Those with something due on or before the first date.
    pub by_first: u64,
    /// Those with something due on or before the second date.
    pub by_second: u64,
}

/// What was counted, and which state of all cases it counted.
#[derive(Default)]
pub struct Tallies {
    state: AtomicU64,
    known: Mutex<HashMap<String, (u64, CaseTally)>>,
}

impl Tallies {
    /// A case was written, a unit of work that may have written one was undone, or another process wrote: what was counted
    /// before counts no more.
    pub fn cases_written(&self) {
        self.state.fetch_add(1, Ordering::Relaxed);
    }
    fn find(&self, key: &str) -> Option<CaseTally> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(key).filter(|(at, _)| *at == self.state.load(Ordering::Relaxed)).map(|(_, tally)| *tally)
    }
    fn keep(&self, key: String, tally: CaseTally) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(key, (self.state.load(Ordering::Relaxed), tally));
    }
}

impl Tx<'_> {
    /// How many cases, how many of them due, in one walk through an index if it is not known.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn tally_cases(&mut self, filter: &CaseFilter, first: Date, second: Date) -> Result<CaseTally, StoreError> {
        // Only the writer has the trees, and only what it sees is sure; who may look, who works on a case and who has left lie in other tables.
        if self.trees.is_none()
            || filter.reader.is_some()
            || filter.linked.is_some()
            || filter.unowned
            || filter.team.is_some()
        {
            return self.count_tally(filter, first, second);
        }
        let key = format!("{} {first} {second} {filter:?}", self.authority());
        if let Some(known) = self.shared.tallies.find(&key) {
            // Every test of the house is a test of what is remembered.
            if cfg!(debug_assertions) && self.count_tally(filter, first, second)? != known {
                return self.fail(StoreError::Bug("a remembered count of cases is wrong".to_owned()));
            }
            return Ok(known);
        }
        let tally = self.count_tally(filter, first, second)?;
        self.shared.tallies.keep(key, tally);
        Ok(tally)
    }

    fn count_tally(&mut self, filter: &CaseFilter, first: Date, second: Date) -> Result<CaseTally, StoreError> {
        // Dates have one form only, which needs no quoting.
        let counted = format!(
            "count(*), coalesce(sum(CASE WHEN restricted OR retention_due IS NOT NULL THEN 1 ELSE 0 END), 0), \
             coalesce(sum(CASE WHEN due_sort <= '{first}' THEN 1 ELSE 0 END), 0), \
             coalesce(sum(CASE WHEN due_sort <= '{second}' THEN 1 ELSE 0 END), 0)"
        );
        let query = filtered(self.authority(), filter).select(sql::<(BigInt, BigInt, BigInt, BigInt)>(&counted));
        let (all, apart, by_first, by_second): (i64, i64, i64, i64) = self.q("case_file", |c| query.get_result(c))?;
        let count = |n: i64| u64::try_from(n).unwrap_or(0);
        Ok(CaseTally { all: count(all), apart: count(apart), by_first: count(by_first), by_second: count(by_second) })
    }
}
