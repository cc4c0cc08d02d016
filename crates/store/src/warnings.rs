//! Warnings on cases: proposed by one person, approved by another, for a time.

use crate::cases::{CaseState, of_open_case};
use crate::conn::Db;
use crate::error::StoreError;
use crate::schema::{case_file, warning};
use crate::tx::Tx;
use crate::walk::{ListPlace, Walk, walked};
use diesel::dsl::exists;
use diesel::prelude::*;
use jiff::civil::Date;
use kernel::{AccountId, CaseId, ItemId, NoticeVersionId, Timestamp};

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

/// How the warnings of a list stand on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WarningsThat {
    /// Proposed or in force.
    Stand,
    /// Wait for somebody else to approve them.
    Wait,
    /// In force.
    Hold,
    /// In force, and to be looked at again on this day or earlier.
    ReviewBy(Date),
    /// Ended, or past their time.
    AreOver,
}

/// Which warnings a list has. All are on open cases.
#[derive(Debug, Clone)]
pub struct WarningFilter {
    /// On cases under these versions of a notice.
    pub notice_versions: Vec<NoticeVersionId>,
    /// The day that it is.
    pub today: Date,
    /// How they stand.
    pub that: WarningsThat,
    /// Whether the person was told: a code.
    pub told: Option<String>,
}

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WarningOrder {
    /// By when they are to be looked at again.
    Review,
    /// By their last day.
    Expires,
    /// By when they were proposed.
    Proposed,
}

impl WarningOrder {
    /// The place behind a warning.
    #[must_use]
    pub fn behind(self, warning: &Warning) -> ListPlace {
        let id = warning.id.as_bytes();
        match self {
            Self::Review => ListPlace::behind(warning.review_on, id),
            Self::Expires => ListPlace::behind(warning.expires_on, id),
            Self::Proposed => ListPlace::behind(warning.proposed_at.as_micros(), id),
        }
    }
}

impl Tx<'_> {
    /// A list of warnings.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn list_warnings(
        &mut self,
        filter: &WarningFilter,
        order: WarningOrder,
        walk: &Walk,
    ) -> Result<Vec<Warning>, StoreError> {
        let (a, today) = (self.authority(), filter.today.to_string());
        let mut query = warning::table
            .into_boxed::<Db>()
            .filter(warning::authority.eq(a.as_bytes().to_vec()))
            .filter(of_open_case!(warning, &filter.notice_versions));
        query = if filter.that == WarningsThat::AreOver {
            query.filter(warning::ended_at.is_not_null().or(warning::expires_on.lt(today)))
        } else {
            query.filter(warning::ended_at.is_null()).filter(warning::expires_on.ge(today))
        };
        query = match filter.that {
            WarningsThat::Stand | WarningsThat::AreOver => query,
            WarningsThat::Wait => query.filter(warning::approved_by.is_null()),
            WarningsThat::Hold => query.filter(warning::approved_by.is_not_null()),
            WarningsThat::ReviewBy(day) => {
                query.filter(warning::approved_by.is_not_null()).filter(warning::review_on.le(day.to_string()))
            }
        };
        if let Some(told) = &filter.told {
            query = query.filter(warning::told.eq(told.clone()));
        }
        let query = match order {
            WarningOrder::Review => walked!(query, walk, warning::id, warning::review_on, String),
            WarningOrder::Expires => walked!(query, walk, warning::id, warning::expires_on, String),
            WarningOrder::Proposed => walked!(query, walk, warning::id, warning::proposed_at, i64),
        };
        self.q("warning", |c| query.select(Warning::as_select()).load(c))
    }
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
