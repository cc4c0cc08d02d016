//! Things to be done on a case by a date.

use crate::conn::Db;
use crate::error::StoreError;
use crate::schema::task;
use crate::tx::Tx;
use diesel::prelude::*;
use jiff::civil::Date;
use kernel::{AccountId, CaseId, TaskId, Timestamp};

/// Something to be done.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = task, check_for_backend(Db))]
pub struct Task {
    /// Its id.
    pub id: TaskId,
    /// The case.
    pub case_id: CaseId,
    /// What: a code.
    pub kind: String,
    /// By when.
    pub due_on: Date,
    /// By whom.
    pub owner: Option<AccountId>,
    /// When it was done.
    pub done_at: Option<Timestamp>,
}

impl Tx<'_> {
    /// Adds something to be done.
    ///
    /// # Errors
    /// When the case or owner is not there, or the store does not answer.
    pub fn insert_task(&mut self, new: &Task) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("task", |c| {
            diesel::insert_into(task::table)
                .values((
                    task::authority.eq(a.as_bytes().as_slice()),
                    task::id.eq(new.id.as_bytes().as_slice()),
                    task::case_id.eq(new.case_id.as_bytes().as_slice()),
                    task::kind.eq(&new.kind),
                    task::due_on.eq(new.due_on.to_string()),
                    task::owner.eq(new.owner.map(|id| id.as_bytes().to_vec())),
                    task::done_at.eq(new.done_at.map(Timestamp::as_micros)),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Notes that it is done.
    ///
    /// # Errors
    /// When there is no such thing left to do, or the store does not answer.
    pub fn finish_task(&mut self, id: TaskId) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        let rows = self.q("task", |c| {
            diesel::update(
                task::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice())).filter(task::done_at.is_null()),
            )
            .set(task::done_at.eq(Some(now.as_micros())))
            .execute(c)
        })?;
        self.one("task", rows)
    }
    /// What is or was to be done on a case, by date.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn tasks(&mut self, case: CaseId) -> Result<Vec<Task>, StoreError> {
        let a = self.authority();
        self.q("task", |c| {
            task::table
                .filter(task::authority.eq(a.as_bytes().as_slice()))
                .filter(task::case_id.eq(case.as_bytes().as_slice()))
                .order((task::due_on, task::id))
                .select(Task::as_select())
                .load(c)
        })
    }
    /// What somebody has left to do, by date.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn tasks_of(&mut self, owner: AccountId, limit: u32) -> Result<Vec<Task>, StoreError> {
        let a = self.authority();
        self.q("task", |c| {
            task::table
                .filter(task::authority.eq(a.as_bytes().as_slice()))
                .filter(task::owner.eq(owner.as_bytes().as_slice()))
                .filter(task::done_at.is_null())
                .order((task::due_on, task::id))
                .limit(i64::from(limit))
                .select(Task::as_select())
                .load(c)
        })
    }
}
