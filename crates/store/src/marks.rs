//! What stands on a case as a whole and keeps something from somebody, until somebody has looked at it.

use crate::among::among;
use crate::conn::{Db, readable};
use crate::error::StoreError;
use crate::schema::case_mark;
use crate::tx::Tx;
use diesel::prelude::*;
use diesel::sql_types::Text;
use jiff::civil::Date;
use kernel::{AccountId, CaseId, TaskId, Timestamp};

/// What a mark says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MarkKind {
    /// Partners, present and former, are kept apart: there is, or may be, domestic abuse.
    PartnerApart,
    /// Where the person lives is kept hidden.
    AddressHidden,
    /// Somebody has looked at a hidden address and lets it go to a body, for a purpose and a time.
    AddressReviewed,
}

impl MarkKind {
    /// Its name in the store.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::PartnerApart => "partner-apart",
            Self::AddressHidden => "address-hidden",
            Self::AddressReviewed => "address-reviewed",
        }
    }
}

readable! {
    MarkKind, Text, String, |raw| match raw.as_str() {
        "partner-apart" => Ok(Self::PartnerApart),
        "address-hidden" => Ok(Self::AddressHidden),
        "address-reviewed" => Ok(Self::AddressReviewed),
        _ => Err("not a mark of a case".into()),
    };
}

/// A mark on a case, in force or ended.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = case_mark, check_for_backend(Db))]
pub struct CaseMark {
    /// Its id.
    pub id: TaskId,
    /// The case.
    pub case_id: CaseId,
    /// What it says.
    pub kind: MarkKind,
    /// For which recipient; empty: for everybody.
    pub party: String,
    /// For which purpose; empty: for all.
    pub purpose: String,
    /// The last day on which it counts; none: until somebody ends it.
    pub until_on: Option<Date>,
    /// Who set it; none: it followed from an answer.
    pub set_by: Option<AccountId>,
    /// When.
    pub set_at: Timestamp,
    /// Who ended it.
    pub ended_by: Option<AccountId>,
    /// When.
    pub ended_at: Option<Timestamp>,
}

impl CaseMark {
    /// Whether it counts on a day.
    #[must_use]
    pub fn counts(&self, today: Date) -> bool {
        self.ended_at.is_none() && self.until_on.is_none_or(|last| today <= last)
    }
}

impl Tx<'_> {
    /// Sets a mark.
    ///
    /// # Errors
    /// When the case or the account is not there, or the store does not answer.
    pub fn insert_mark(&mut self, new: &CaseMark) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("case_mark", |c| {
            diesel::insert_into(case_mark::table)
                .values((
                    case_mark::authority.eq(a.as_bytes().as_slice()),
                    case_mark::id.eq(new.id.as_bytes().as_slice()),
                    case_mark::case_id.eq(new.case_id.as_bytes().as_slice()),
                    case_mark::kind.eq(new.kind.id()),
                    case_mark::party.eq(&new.party),
                    case_mark::purpose.eq(&new.purpose),
                    case_mark::until_on.eq(new.until_on.map(|d| d.to_string())),
                    case_mark::set_by.eq(new.set_by.map(|id| id.as_bytes().to_vec())),
                    case_mark::set_at.eq(new.set_at.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// The marks of some cases, those that ended too, in the order in which they were set.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn marks_of(&mut self, cases: &[CaseId]) -> Result<Vec<CaseMark>, StoreError> {
        let a = self.authority();
        self.q("case_mark", |c| {
            case_mark::table
                .filter(case_mark::authority.eq(a.as_bytes().as_slice()))
                .filter(among(case_mark::case_id, cases.iter().map(CaseId::as_bytes)))
                .order((case_mark::set_at, case_mark::id))
                .select(CaseMark::as_select())
                .load(c)
        })
    }
    /// Ends a mark.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none in force; or when the store does not answer.
    pub fn end_mark(&mut self, id: TaskId, by: AccountId) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        let rows = self.q("case_mark", |c| {
            diesel::update(
                case_mark::table
                    .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                    .filter(case_mark::ended_at.is_null()),
            )
            .set((case_mark::ended_by.eq(Some(by.as_bytes().to_vec())), case_mark::ended_at.eq(Some(now.as_micros()))))
            .execute(c)
        })?;
        self.one("case_mark", rows)
    }
}
