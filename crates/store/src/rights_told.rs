//! Whoever had data of a request, told at its desk what became of it, and what it did.

use crate::conn::{Db, Names};
use crate::error::StoreError;
use crate::schema::rights_told;
use crate::tx::Tx;
use diesel::prelude::*;
use kernel::{AccountId, RequestId, TaskId, Timestamp};

/// That a body was told.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = rights_told, check_for_backend(Db))]
pub struct RightsTold {
    /// Its id.
    pub id: TaskId,
    /// The request.
    pub request: RequestId,
    /// Under which notice they had it.
    pub notice_id: String,
    /// The records' references.
    pub reference: String,
    /// Who was told.
    pub party: String,
    /// What became of it: `corrected`, `erased`, `restricted`, `lifted` or `objected`.
    pub why: String,
    /// What they had, in words.
    #[diesel(deserialize_as = Names)]
    pub categories: Vec<String>,
    /// When they were told.
    pub told_at: Timestamp,
    /// When they said that they had read it.
    pub acknowledged_at: Option<Timestamp>,
    /// What they did: a code.
    pub did: Option<String>,
    /// When they said so.
    pub did_at: Option<Timestamp>,
    /// Who said so.
    pub did_by: Option<AccountId>,
}

impl Tx<'_> {
    /// Writes down that a body is told.
    ///
    /// # Errors
    /// When the request is not there, or the store does not answer.
    pub fn insert_rights_told(&mut self, new: &RightsTold) -> Result<(), StoreError> {
        let a = self.authority();
        let categories = serde_json::to_string(&new.categories).unwrap_or_default();
        self.q("rights_told", |c| {
            diesel::insert_into(rights_told::table)
                .values((
                    rights_told::authority.eq(a.as_bytes().as_slice()),
                    rights_told::id.eq(new.id.as_bytes().as_slice()),
                    rights_told::request.eq(new.request.as_bytes().as_slice()),
                    rights_told::notice_id.eq(&new.notice_id),
                    rights_told::reference.eq(&new.reference),
                    rights_told::party.eq(&new.party),
                    rights_told::why.eq(&new.why),
                    rights_told::categories.eq(&categories),
                    rights_told::told_at.eq(new.told_at.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Writes down that it was read, and what was done.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none; or when the store does not answer.
    pub fn update_rights_told(&mut self, now: &RightsTold) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("rights_told", |c| {
            diesel::update(rights_told::table.find((a.as_bytes().as_slice(), now.id.as_bytes().as_slice())))
                .set((
                    rights_told::acknowledged_at.eq(now.acknowledged_at.map(Timestamp::as_micros)),
                    rights_told::did.eq(now.did.as_deref()),
                    rights_told::did_at.eq(now.did_at.map(Timestamp::as_micros)),
                    rights_told::did_by.eq(now.did_by.map(|id| id.as_bytes().to_vec())),
                ))
                .execute(c)
        })?;
        self.one("rights_told", rows)
    }
    /// Who was told on account of a request, the latest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn rights_told(&mut self, request: RequestId) -> Result<Vec<RightsTold>, StoreError> {
        let a = self.authority();
        self.q("rights_told", |c| {
            rights_told::table
                .filter(rights_told::authority.eq(a.as_bytes().as_slice()))
                .filter(rights_told::request.eq(request.as_bytes().as_slice()))
                .order(rights_told::id.desc())
                .select(RightsTold::as_select())
                .load(c)
        })
    }
    /// What a body was told, the latest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn rights_told_to(&mut self, party: &str, limit: u32) -> Result<Vec<RightsTold>, StoreError> {
        let a = self.authority();
        self.q("rights_told", |c| {
            rights_told::table
                .filter(rights_told::authority.eq(a.as_bytes().as_slice()))
                .filter(rights_told::party.eq(party))
                .order(rights_told::id.desc())
                .limit(i64::from(limit))
                .select(RightsTold::as_select())
                .load(c)
        })
    }
}
