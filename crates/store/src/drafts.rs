//! Drafts: what somebody typed and has not sent, sealed. A draft's id is also the token by which a form is sent once.

use crate::conn::Db;
use crate::error::StoreError;
use crate::keys::int;
use crate::schema::draft;
use crate::tx::Tx;
use diesel::prelude::*;
use disclosure::Place;
use kernel::{AccountId, CaseId, DraftId, PersonId, Timestamp};

/// The table's name in the places of sealed bytes.
pub const DRAFT_TABLE: &str = "draft";

/// Something typed and not sent, or (done) sent.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = draft, check_for_backend(Db))]
pub struct Draft {
    /// Its id.
    pub id: DraftId,
    /// Who typed it: nobody else is shown it.
    pub account: AccountId,
    /// The case that it edits; none: a new case.
    pub case_id: Option<CaseId>,
    /// The notice.
    pub notice_id: String,
    /// The service.
    pub service: String,
    /// The section that it edits; empty: the whole form of a new case.
    pub category: String,
    /// Whom it is about (of a new case: somebody who will get this id).
    pub person: PersonId,
    /// The record class whose key seals it.
    pub record_class: String,
    /// How often it was saved.
    pub version: i32,
    /// What was typed, sealed for [`Draft::place`]; gone once it is done.
    pub sealed: Option<Vec<u8>>,
    /// When it was last saved.
    pub saved_at: Timestamp,
    /// When it was sent or thrown away.
    pub done_at: Option<Timestamp>,
    /// The case that it became.
    pub made: Option<CaseId>,
    /// What a new case is begun from: a code and an id; empty: from nothing. It stays as it was when the form was first kept.
    pub origin: String,
}

impl std::fmt::Debug for Draft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Draft({:?}, version {})", self.id, self.version)
    }
}

impl Draft {
    /// Where its sealed bytes belong.
    #[must_use]
    pub fn place(&self) -> Place {
        Place {
            subject: self.person,
            record_class: self.record_class.clone(),
            table: DRAFT_TABLE,
            row: *self.id.as_bytes(),
            version: u32::try_from(self.version).unwrap_or(0),
        }
    }
}

impl Tx<'_> {
    /// Writes a draft, or a later state of it.
    ///
    /// # Errors
    /// When somebody else has written the same state, or the store does not answer.
    pub fn save_draft(&mut self, new: &Draft) -> Result<(), StoreError> {
        let a = self.authority();
        if new.version > 1 {
            let rows = self.q("draft", |c| {
                diesel::update(draft::table.find((a.as_bytes().as_slice(), new.id.as_bytes().as_slice())))
                    .set((
                        draft::version.eq(new.version),
                        draft::sealed.eq(&new.sealed),
                        draft::saved_at.eq(new.saved_at.as_micros()),
                        draft::done_at.eq(new.done_at.map(Timestamp::as_micros)),
                        draft::made.eq(new.made.map(|id| id.as_bytes().to_vec())),
                    ))
                    .execute(c)
            })?;
            return self.one("draft", rows);
        }
        self.q("draft", |c| {
            diesel::insert_into(draft::table)
                .values((
                    draft::authority.eq(a.as_bytes().as_slice()),
                    draft::id.eq(new.id.as_bytes().as_slice()),
                    draft::account.eq(new.account.as_bytes().as_slice()),
                    draft::case_id.eq(new.case_id.map(|id| id.as_bytes().to_vec())),
                    draft::notice_id.eq(&new.notice_id),
                    draft::service.eq(&new.service),
                    draft::category.eq(&new.category),
                    draft::person.eq(new.person.as_bytes().as_slice()),
                    draft::record_class.eq(&new.record_class),
                    draft::version.eq(int(1)),
                    draft::sealed.eq(&new.sealed),
                    draft::saved_at.eq(new.saved_at.as_micros()),
                    draft::done_at.eq(new.done_at.map(Timestamp::as_micros)),
                    draft::made.eq(new.made.map(|id| id.as_bytes().to_vec())),
                    draft::origin.eq(&new.origin),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// A draft by its id, done or not.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn draft(&mut self, id: DraftId) -> Result<Option<Draft>, StoreError> {
        let a = self.authority();
        self.q("draft", |c| {
            draft::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .select(Draft::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// What was typed about a case and not sent, by whomever.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn drafts_of_case(&mut self, case: CaseId) -> Result<Vec<Draft>, StoreError> {
        let a = self.authority();
        self.q("draft", |c| {
            draft::table
                .filter(draft::authority.eq(a.as_bytes().as_slice()))
                .filter(draft::case_id.eq(Some(case.as_bytes().as_slice())))
                .filter(draft::done_at.is_null())
                .order((draft::saved_at, draft::id))
                .select(Draft::as_select())
                .load(c)
        })
    }
    /// Forms that were begun from something and not sent, by whomever: of which the origin begins so.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn drafts_begun_from(&mut self, origin: &str) -> Result<Vec<Draft>, StoreError> {
        let a = self.authority();
        let mut all: Vec<Draft> = self.q("draft", |c| {
            draft::table
                .filter(draft::authority.eq(a.as_bytes().as_slice()))
                .filter(draft::origin.ne(""))
                .filter(draft::done_at.is_null())
                .order((draft::saved_at, draft::id))
                .select(Draft::as_select())
                .load(c)
        })?;
        all.retain(|draft| draft.origin.starts_with(origin));
        Ok(all)
    }
    /// What somebody typed and has not sent, the newest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn drafts_of(&mut self, account: AccountId) -> Result<Vec<Draft>, StoreError> {
        let a = self.authority();
        self.q("draft", |c| {
            draft::table
                .filter(draft::authority.eq(a.as_bytes().as_slice()))
                .filter(draft::account.eq(account.as_bytes().as_slice()))
                .filter(draft::done_at.is_null())
                .order(draft::saved_at.desc())
                .limit(200)
                .select(Draft::as_select())
                .load(c)
        })
    }
}
