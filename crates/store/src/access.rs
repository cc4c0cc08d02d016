//! Who may not look at a case whatever its notice says: people barred from it for a conflict of interest, and cases that are
//! for named people only.

use crate::among::among;
use crate::conn::{Db, readable};
use crate::error::StoreError;
use crate::schema::case_access;
use crate::tx::Tx;
use diesel::prelude::*;
use diesel::sql_types::Text;
use kernel::{AccountId, CaseId, TaskId, Timestamp};
use std::collections::{HashMap, HashSet};

/// What a rule of access does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AccessKind {
    /// The case is for its owner and those allowed only.
    Restricted,
    /// This account may look at the restricted case.
    Allowed,
    /// For this account there is no such case.
    Barred,
}

impl AccessKind {
    /// Its name in the store.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Restricted => "restricted",
            Self::Allowed => "allowed",
            Self::Barred => "barred",
        }
    }
}

readable! {
    AccessKind, Text, String, |raw| match raw.as_str() {
        "restricted" => Ok(Self::Restricted),
        "allowed" => Ok(Self::Allowed),
        "barred" => Ok(Self::Barred),
        _ => Err("not a rule of access".into()),
    };
}

/// A rule of access to one case.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = case_access, check_for_backend(Db))]
pub struct CaseAccess {
    /// Its id.
    pub id: TaskId,
    /// The case.
    pub case_id: CaseId,
    /// Whom it is about; none for a restriction, which is about everybody.
    pub account: Option<AccountId>,
    /// What it does.
    pub kind: AccessKind,
    /// Why: a code.
    pub reason: String,
    /// Who said so.
    pub set_by: AccountId,
    /// When.
    pub set_at: Timestamp,
    /// Who ended it.
    pub ended_by: Option<AccountId>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

impl Tx<'_> {
    /// Makes a rule.
    ///
    /// # Errors
    /// When the case or an account is not there, or the store does not answer.
    pub fn insert_access(&mut self, new: &CaseAccess) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("case_access", |c| {
            diesel::insert_into(case_access::table)
                .values((
                    case_access::authority.eq(a.as_bytes().as_slice()),
                    case_access::id.eq(new.id.as_bytes().as_slice()),
                    case_access::case_id.eq(new.case_id.as_bytes().as_slice()),
                    case_access::account.eq(new.account.map(|id| id.as_bytes().to_vec())),
                    case_access::kind.eq(new.kind.id()),
                    case_access::reason.eq(&new.reason),
                    case_access::set_by.eq(new.set_by.as_bytes().as_slice()),
                    case_access::set_at.eq(new.set_at.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Ends a rule.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such rule in force; or when the store does not answer.
    pub fn end_access(&mut self, id: TaskId, by: AccountId) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        let rows = self.q("case_access", |c| {
            diesel::update(
                case_access::table
                    .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                    .filter(case_access::ended_at.is_null()),
            )
            .set((
                case_access::ended_at.eq(Some(now.as_micros())),
                case_access::ended_by.eq(Some(by.as_bytes().to_vec())),
            ))
            .execute(c)
        })?;
        self.one("case_access", rows)
    }
    /// The rules of a case, also those that have ended, the newest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn access_of(&mut self, case: CaseId) -> Result<Vec<CaseAccess>, StoreError> {
        let a = self.authority();
        self.q("case_access", |c| {
            case_access::table
                .filter(case_access::authority.eq(a.as_bytes().as_slice()))
                .filter(case_access::case_id.eq(case.as_bytes().as_slice()))
                .order((case_access::set_at.desc(), case_access::id.desc()))
                .select(CaseAccess::as_select())
                .load(c)
        })
    }
    /// Whether any rule in force could hide a case from this account.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn hides_from(&mut self, account: AccountId) -> Result<bool, StoreError> {
        let a = self.authority();
        let found: Option<Vec<u8>> = self.q("case_access", |c| {
            case_access::table
                .filter(case_access::authority.eq(a.as_bytes().as_slice()))
                .filter(case_access::ended_at.is_null())
                .filter(
                    case_access::kind.eq(AccessKind::Restricted.id()).or(case_access::kind
                        .eq(AccessKind::Barred.id())
                        .and(case_access::account.eq(Some(account.as_bytes().to_vec())))),
                )
                .select(case_access::id)
                .get_result(c)
                .optional()
        })?;
        Ok(found.is_some())
    }
    /// Which of some cases (with their owners) do not exist for an account.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn hidden(
        &mut self,
        account: AccountId,
        cases: &[(CaseId, Option<AccountId>)],
    ) -> Result<HashSet<CaseId>, StoreError> {
        let a = self.authority();
        let rules: Vec<CaseAccess> = self.q("case_access", |c| {
            case_access::table
                .filter(case_access::authority.eq(a.as_bytes().as_slice()))
                .filter(among(case_access::case_id, cases.iter().map(|(id, _)| id.as_bytes())))
                .filter(case_access::ended_at.is_null())
                .select(CaseAccess::as_select())
                .load(c)
        })?;
        let mut by_case: HashMap<CaseId, Vec<&CaseAccess>> = HashMap::new();
        for rule in &rules {
            by_case.entry(rule.case_id).or_default().push(rule);
        }
        Ok(cases
            .iter()
            .filter(|(id, owner)| {
                let Some(rules) = by_case.get(id) else { return false };
                let about_me = |kind| rules.iter().any(|r| r.kind == kind && r.account == Some(account));
                let restricted = rules.iter().any(|r| r.kind == AccessKind::Restricted);
                about_me(AccessKind::Barred)
                    || (restricted && *owner != Some(account) && !about_me(AccessKind::Allowed))
            })
            .map(|(id, _)| *id)
            .collect())
    }
}
