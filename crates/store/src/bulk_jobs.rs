//! Work on many cases at once: each case is decided and recorded by itself; here stands how it goes.

use crate::conn::Db;
use crate::error::StoreError;
use crate::schema::{bulk_case, bulk_job};
use crate::tx::Tx;
use diesel::prelude::*;
use kernel::{AccountId, CaseId, TaskId, Timestamp};

/// A work on many cases.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = bulk_job, check_for_backend(Db))]
pub struct BulkJob {
    /// Its id.
    pub id: TaskId,
    /// Who began it.
    pub account: AccountId,
    /// As whom they act.
    pub capacity: String,
    /// For which purpose.
    pub purpose: String,
    /// What is done to each case, as JSON without personal data.
    pub what: String,
    /// When it began.
    pub made_at: Timestamp,
    /// When the last case was done.
    pub finished_at: Option<Timestamp>,
}

/// One case of it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = bulk_case, check_for_backend(Db))]
pub struct BulkCase {
    /// The work.
    pub job: TaskId,
    /// The case.
    pub case_id: CaseId,
    /// Its place in the order.
    pub place: i32,
    /// `waiting`, `done` or `refused`.
    pub state: String,
    /// Why it was refused, in words.
    pub words: String,
}

impl Tx<'_> {
    /// Begins a work on some cases.
    ///
    /// # Errors
    /// When a case is not there, or the store does not answer.
    pub fn insert_bulk_job(&mut self, new: &BulkJob, cases: &[CaseId]) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("bulk_job", |c| {
            diesel::insert_into(bulk_job::table)
                .values((
                    bulk_job::authority.eq(a.as_bytes().as_slice()),
                    bulk_job::id.eq(new.id.as_bytes().as_slice()),
                    bulk_job::account.eq(new.account.as_bytes().as_slice()),
                    bulk_job::capacity.eq(&new.capacity),
                    bulk_job::purpose.eq(&new.purpose),
                    bulk_job::what.eq(&new.what),
                    bulk_job::made_at.eq(new.made_at.as_micros()),
                ))
                .execute(c)
        })?;
        for (place, case) in (0_i32..).zip(cases) {
            self.q("bulk_case", |c| {
                diesel::insert_into(bulk_case::table)
                    .values((
                        bulk_case::authority.eq(a.as_bytes().as_slice()),
                        bulk_case::job.eq(new.id.as_bytes().as_slice()),
                        bulk_case::case_id.eq(case.as_bytes().as_slice()),
                        bulk_case::place.eq(place),
                        bulk_case::state.eq("waiting"),
                        bulk_case::words.eq(""),
                    ))
                    .execute(c)
            })?;
        }
        Ok(())
    }
    /// A work, if this account began it.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn bulk_job(&mut self, id: TaskId, account: AccountId) -> Result<Option<BulkJob>, StoreError> {
        let a = self.authority();
        self.q("bulk_job", |c| {
            bulk_job::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .filter(bulk_job::account.eq(account.as_bytes().as_slice()))
                .select(BulkJob::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// The cases of a work, in their order.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn bulk_cases(&mut self, job: TaskId) -> Result<Vec<BulkCase>, StoreError> {
        let a = self.authority();
        self.q("bulk_case", |c| {
            bulk_case::table
                .filter(bulk_case::authority.eq(a.as_bytes().as_slice()))
                .filter(bulk_case::job.eq(job.as_bytes().as_slice()))
                .order(bulk_case::place)
                .select(BulkCase::as_select())
                .load(c)
        })
    }
    /// Notes what came of one case.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when it was not waiting any more; or when the store does not answer.
    pub fn settle_bulk_case(&mut self, job: TaskId, case: CaseId, state: &str, words: &str) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("bulk_case", |c| {
            diesel::update(
                bulk_case::table
                    .find((a.as_bytes().as_slice(), job.as_bytes().as_slice(), case.as_bytes().as_slice()))
                    .filter(bulk_case::state.eq("waiting")),
            )
            .set((bulk_case::state.eq(state), bulk_case::words.eq(words)))
            .execute(c)
        })?;
        self.one("bulk_case", rows)
    }
    /// Notes that a work is over.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn finish_bulk_job(&mut self, id: TaskId) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        self.q("bulk_job", |c| {
            diesel::update(bulk_job::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice())))
                .set(bulk_job::finished_at.eq(Some(now.as_micros())))
                .execute(c)
        })?;
        Ok(())
    }
}
