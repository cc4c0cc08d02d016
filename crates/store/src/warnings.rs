//! Warnings on cases: proposed by one person, approved by another, for a time.

use crate::conn::Db;
use crate::error::StoreError;
use crate::schema::warning;
use crate::tx::Tx;
use diesel::prelude::*;
use jiff::civil::Date;
use kernel::{AccountId, CaseId, ItemId, Timestamp};

/// A warning. What it says is sealed, in the entry with the same id.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = warning, check_for_backend(Db))]
pub struct Warning {
    /// The id of its entry.
    pub id: ItemId,
    /// The case.
    pub case_id: CaseId,
    /// Who proposed it.
    pub proposed_by: AccountId,
    /// When.
    pub proposed_at: Timestamp,
    /// Who approved it: somebody else.
    pub approved_by: Option<AccountId>,
    /// When.
    pub approved_at: Option<Timestamp>,
    /// When it is to be looked at again.
    pub review_on: Date,
    /// After this day it is no longer shown.
    pub expires_on: Date,
    /// Whether the person was told: `yes`, `not-yet`, `unsafe`.
    pub told: String,
    /// When they were told.
    pub told_on: Option<Date>,
    /// Who ended it before its time.
    pub ended_by: Option<AccountId>,
    /// When.
    pub ended_at: Option<Timestamp>,
}

impl Tx<'_> {
    /// Proposes a warning.
    ///
    /// # Errors
    /// When the case or the account is not there, or the store does not answer.
    pub fn insert_warning(&mut self, new: &Warning) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("warning", |c| {
            diesel::insert_into(warning::table)
                .values((
                    warning::authority.eq(a.as_bytes().as_slice()),
                    warning::id.eq(new.id.as_bytes().as_slice()),
                    warning::case_id.eq(new.case_id.as_bytes().as_slice()),
                    warning::proposed_by.eq(new.proposed_by.as_bytes().as_slice()),
                    warning::proposed_at.eq(new.proposed_at.as_micros()),
                    warning::approved_by.eq(new.approved_by.map(|id| id.as_bytes().to_vec())),
                    warning::approved_at.eq(new.approved_at.map(Timestamp::as_micros)),
                    warning::review_on.eq(new.review_on.to_string()),
                    warning::expires_on.eq(new.expires_on.to_string()),
                    warning::told.eq(&new.told),
                    warning::told_on.eq(new.told_on.map(|d| d.to_string())),
                    warning::ended_by.eq(new.ended_by.map(|id| id.as_bytes().to_vec())),
                    warning::ended_at.eq(new.ended_at.map(Timestamp::as_micros)),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Writes down how a warning stands now. The database refuses an approver who proposed it.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none; or when the store does not answer.
    pub fn update_warning(&mut self, changed: &Warning) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("warning", |c| {
            diesel::update(warning::table.find((a.as_bytes().as_slice(), changed.id.as_bytes().as_slice())))
                .set((
                    warning::approved_by.eq(changed.approved_by.map(|id| id.as_bytes().to_vec())),
                    warning::approved_at.eq(changed.approved_at.map(Timestamp::as_micros)),
                    warning::review_on.eq(changed.review_on.to_string()),
                    warning::expires_on.eq(changed.expires_on.to_string()),
                    warning::told.eq(&changed.told),
                    warning::told_on.eq(changed.told_on.map(|d| d.to_string())),
                    warning::ended_by.eq(changed.ended_by.map(|id| id.as_bytes().to_vec())),
                    warning::ended_at.eq(changed.ended_at.map(Timestamp::as_micros)),
                ))
                .execute(c)
        })?;
        self.one("warning", rows)
    }
    /// The warnings of a case, the newest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn warnings(&mut self, case: CaseId) -> Result<Vec<Warning>, StoreError> {
        let a = self.authority();
        self.q("warning", |c| {
            warning::table
                .filter(warning::authority.eq(a.as_bytes().as_slice()))
                .filter(warning::case_id.eq(case.as_bytes().as_slice()))
                .order((warning::proposed_at.desc(), warning::id.desc()))
                .select(Warning::as_select())
                .load(c)
        })
    }
}
