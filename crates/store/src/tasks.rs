//! Things to be done on a case by a date.

use crate::cases::{CaseState, of_open_case};
use crate::conn::Db;
use crate::error::StoreError;
use crate::schema::{case_file, task};
use crate::tx::Tx;
use crate::walk::{ListPlace, Walk, walked};
use diesel::dsl::exists;
use diesel::prelude::*;
use jiff::civil::Date;
use kernel::{AccountId, CaseId, ItemId, NoticeVersionId, TaskId, Timestamp};

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
    /// The entry that says more about it, sealed.
    pub item: Option<ItemId>,
    /// The rule that gave its date, as data.
    pub rule: Option<String>,
    /// After this day it is with the team's manager.
    pub escalates_on: Option<Date>,
    /// For whom it waits: a code.
    pub waiting_for: Option<String>,
    /// Who made it.
    pub made_by: Option<AccountId>,
    /// When it was made.
    pub made_at: Option<Timestamp>,
    /// Who did it.
    pub done_by: Option<AccountId>,
    /// Why it was withdrawn: a code. Then nobody did it: `done_at` and `done_by` say when and by whom it was withdrawn.
    pub withdrawn: Option<String>,
}

/// Which things to be done a list has. All are on open cases.
#[derive(Debug, Clone, Default)]
pub struct TaskFilter {
    /// On cases under these versions of a notice.
    pub notice_versions: Vec<NoticeVersionId>,
    /// Of these people.
    pub owners: Vec<AccountId>,
    /// And of nobody.
    pub of_nobody: bool,
    /// What: a code.
    pub kind: Option<String>,
    /// For whom it waits: a code.
    pub waiting_for: Option<String>,
    /// Due on this day or later.
    pub due_from: Option<Date>,
    /// Due on this day or earlier.
    pub due_until: Option<Date>,
    /// How it stands.
    pub standing: TaskStanding,
}

/// How something to be done stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TaskStanding {
    /// It is left to do.
    #[default]
    Left,
    /// It was done.
    Done,
    /// It was withdrawn.
    Withdrawn,
}

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskOrder {
    /// By when.
    Due,
    /// By what.
    Kind,
}

impl TaskOrder {
    /// The place behind something to be done.
    #[must_use]
    pub fn behind(self, task: &Task) -> ListPlace {
        match self {
            Self::Due => ListPlace::behind(task.due_on, task.id.as_bytes()),
            Self::Kind => ListPlace::behind(&task.kind, task.id.as_bytes()),
        }
    }
}

impl Tx<'_> {
    /// A list of things to be done.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn list_tasks(&mut self, filter: &TaskFilter, order: TaskOrder, walk: &Walk) -> Result<Vec<Task>, StoreError> {
        let a = self.authority();
        let mut query = task::table
            .into_boxed::<Db>()
            .filter(task::authority.eq(a.as_bytes().to_vec()))
            .filter(of_open_case!(task, &filter.notice_versions));
        let owners: Vec<_> = filter.owners.iter().map(|o| Some(o.as_bytes().to_vec())).collect();
        query = match (filter.of_nobody, owners.is_empty()) {
            (true, true) => query.filter(task::owner.is_null()),
            (true, false) => query.filter(task::owner.is_null().or(task::owner.eq_any(owners))),
            (false, _) => query.filter(task::owner.eq_any(owners)),
        };
        query = match filter.standing {
            TaskStanding::Left => query.filter(task::done_at.is_null()),
            TaskStanding::Done => query.filter(task::done_at.is_not_null()).filter(task::withdrawn.is_null()),
            TaskStanding::Withdrawn => query.filter(task::withdrawn.is_not_null()),
        };
        if let Some(kind) = &filter.kind {
            query = query.filter(task::kind.eq(kind.clone()));
        }
        if let Some(who) = &filter.waiting_for {
            query = query.filter(task::waiting_for.eq(Some(who.clone())));
        }
        if let Some(day) = filter.due_from {
            query = query.filter(task::due_on.ge(day.to_string()));
        }
        if let Some(day) = filter.due_until {
            query = query.filter(task::due_on.le(day.to_string()));
        }
        let query = match order {
            TaskOrder::Due => walked!(query, walk, task::id, task::due_on, String),
            TaskOrder::Kind => walked!(query, walk, task::id, task::kind, String),
        };
        self.q("task", |c| query.select(Task::as_select()).load(c))
    }
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
                    task::item.eq(new.item.map(|id| id.as_bytes().to_vec())),
                    task::rule.eq(new.rule.as_deref()),
                    task::escalates_on.eq(new.escalates_on.map(|d| d.to_string())),
                    task::waiting_for.eq(new.waiting_for.as_deref()),
                    task::made_by.eq(new.made_by.map(|id| id.as_bytes().to_vec())),
                    task::made_at.eq(new.made_at.map(Timestamp::as_micros)),
                    task::done_by.eq(new.done_by.map(|id| id.as_bytes().to_vec())),
                    task::withdrawn.eq(new.withdrawn.as_deref()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Notes that it is done.
    ///
    /// # Errors
    /// When there is no such thing left to do, or the store does not answer.
    pub fn finish_task(&mut self, id: TaskId, by: Option<AccountId>) -> Result<(), StoreError> {
        self.end_task(id, by, None)
    }
    /// Notes that it is not to be done after all, and why: a code.
    ///
    /// # Errors
    /// When there is no such thing left to do, or the store does not answer.
    pub fn withdraw_task(&mut self, id: TaskId, by: AccountId, why: &str) -> Result<(), StoreError> {
        self.end_task(id, Some(by), Some(why))
    }
    fn end_task(&mut self, id: TaskId, by: Option<AccountId>, withdrawn: Option<&str>) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        let rows = self.q("task", |c| {
            diesel::update(
                task::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice())).filter(task::done_at.is_null()),
            )
            .set((
                task::done_at.eq(Some(now.as_micros())),
                task::done_by.eq(by.map(|id| id.as_bytes().to_vec())),
                task::withdrawn.eq(withdrawn),
            ))
            .execute(c)
        })?;
        self.one("task", rows)
    }
    /// Writes down who does it, by when and for whom it waits.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such thing left to do; or when the store does not answer.
    pub fn update_task(&mut self, changed: &Task) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("task", |c| {
            diesel::update(
                task::table
                    .find((a.as_bytes().as_slice(), changed.id.as_bytes().as_slice()))
                    .filter(task::done_at.is_null()),
            )
            .set((
                task::owner.eq(changed.owner.map(|id| id.as_bytes().to_vec())),
                task::due_on.eq(changed.due_on.to_string()),
                task::rule.eq(changed.rule.as_deref()),
                task::escalates_on.eq(changed.escalates_on.map(|d| d.to_string())),
                task::waiting_for.eq(changed.waiting_for.as_deref()),
            ))
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
