//! Asking whoever gave something, at its own desk, whether it may be passed on.

use crate::conn::{Db, Names};
use crate::error::StoreError;
use crate::schema::originator_request;
use crate::tx::Tx;
use diesel::prelude::*;
use disclosure::Place;
use jiff::civil::Date;
use kernel::{AccountId, AttachmentId, CaseId, PersonId, TaskId, Timestamp};

/// That an originator is asked.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = originator_request, check_for_backend(Db))]
pub struct OriginatorRequest {
    /// Its id.
    pub id: AttachmentId,
    /// The case.
    pub case_id: CaseId,
    /// Whom it is about.
    pub person: PersonId,
    /// What was given is of this category.
    pub category: String,
    /// By this source.
    pub source: String,
    /// The body that is asked.
    pub originator: String,
    /// It is to go to this recipient.
    pub party: String,
    /// For this purpose.
    pub purpose: String,
    /// The questions of which it is: their names.
    #[diesel(deserialize_as = Names)]
    pub items: Vec<String>,
    /// Why it is needed: a code.
    pub why: String,
    /// The last day that is asked for.
    pub until_on: Date,
    /// By when an answer is asked for.
    pub answer_by: Date,
    /// `asked`, `agreed`, `refused` or `taken-back`.
    pub state: String,
    /// Who asked.
    pub asked_by: AccountId,
    /// When.
    pub asked_at: Timestamp,
    /// When they were reminded.
    pub reminded_at: Option<Timestamp>,
    /// Who answered.
    pub answered_by: Option<AccountId>,
    /// When.
    pub answered_at: Option<Timestamp>,
    /// Why they do not agree: a code.
    pub refusal: Option<String>,
    /// What reminds whoever asked.
    pub task: Option<TaskId>,
    /// What was written down when they agreed.
    pub word: Option<AttachmentId>,
    /// The class of its key.
    pub record_class: String,
    /// The originator's own reference, sealed.
    pub sealed: Vec<u8>,
    /// What they said with it, sealed.
    pub answer: Option<Vec<u8>>,
}

impl std::fmt::Debug for OriginatorRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OriginatorRequest({:?}, {})", self.id, self.state)
    }
}

impl OriginatorRequest {
    /// Where the originator's reference belongs.
    #[must_use]
    pub fn place(&self) -> Place {
        self.at(1)
    }
    /// Where what they said belongs.
    #[must_use]
    pub fn answer_place(&self) -> Place {
        self.at(2)
    }
    fn at(&self, version: u32) -> Place {
        Place {
            subject: self.person,
            record_class: self.record_class.clone(),
            table: "originator_request",
            row: *self.id.as_bytes(),
            version,
        }
    }
}

impl Tx<'_> {
    /// Writes down that an originator is asked.
    ///
    /// # Errors
    /// When the case or account is not there, or the store does not answer.
    pub fn insert_originator_request(&mut self, new: &OriginatorRequest) -> Result<(), StoreError> {
        let a = self.authority();
        let items = serde_json::to_string(&new.items).unwrap_or_default();
        self.q("originator_request", |c| {
            diesel::insert_into(originator_request::table)
                .values((
                    originator_request::authority.eq(a.as_bytes().as_slice()),
                    originator_request::id.eq(new.id.as_bytes().as_slice()),
                    originator_request::case_id.eq(new.case_id.as_bytes().as_slice()),
                    originator_request::person.eq(new.person.as_bytes().as_slice()),
                    originator_request::category.eq(&new.category),
                    originator_request::source.eq(&new.source),
                    originator_request::originator.eq(&new.originator),
                    originator_request::party.eq(&new.party),
                    originator_request::purpose.eq(&new.purpose),
                    originator_request::items.eq(&items),
                    originator_request::why.eq(&new.why),
                    originator_request::until_on.eq(new.until_on.to_string()),
                    originator_request::answer_by.eq(new.answer_by.to_string()),
                    originator_request::state.eq(&new.state),
                    originator_request::asked_by.eq(new.asked_by.as_bytes().as_slice()),
                    originator_request::asked_at.eq(new.asked_at.as_micros()),
                    originator_request::task.eq(new.task.map(|id| id.as_bytes().to_vec())),
                    originator_request::record_class.eq(&new.record_class),
                    originator_request::sealed.eq(&new.sealed),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Writes down what became of it.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none; or when the store does not answer.
    pub fn update_originator_request(&mut self, now: &OriginatorRequest) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("originator_request", |c| {
            diesel::update(originator_request::table.find((a.as_bytes().as_slice(), now.id.as_bytes().as_slice())))
                .set((
                    originator_request::state.eq(&now.state),
                    originator_request::reminded_at.eq(now.reminded_at.map(Timestamp::as_micros)),
                    originator_request::answered_by.eq(now.answered_by.map(|id| id.as_bytes().to_vec())),
                    originator_request::answered_at.eq(now.answered_at.map(Timestamp::as_micros)),
                    originator_request::refusal.eq(now.refusal.as_deref()),
                    originator_request::task.eq(now.task.map(|id| id.as_bytes().to_vec())),
                    originator_request::word.eq(now.word.map(|id| id.as_bytes().to_vec())),
                    originator_request::answer.eq(now.answer.as_deref()),
                ))
                .execute(c)
        })?;
        self.one("originator_request", rows)
    }
    /// One of them.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn originator_request(&mut self, id: AttachmentId) -> Result<Option<OriginatorRequest>, StoreError> {
        let a = self.authority();
        self.q("originator_request", |c| {
            originator_request::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .select(OriginatorRequest::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// Those of a case, the newest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn originator_requests(&mut self, case: CaseId) -> Result<Vec<OriginatorRequest>, StoreError> {
        let a = self.authority();
        self.q("originator_request", |c| {
            originator_request::table
                .filter(originator_request::authority.eq(a.as_bytes().as_slice()))
                .filter(originator_request::case_id.eq(case.as_bytes().as_slice()))
                .order(originator_request::id.desc())
                .select(OriginatorRequest::as_select())
                .load(c)
        })
    }
    /// Those to a body, the newest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn originator_requests_to(&mut self, body: &str, limit: u32) -> Result<Vec<OriginatorRequest>, StoreError> {
        let a = self.authority();
        self.q("originator_request", |c| {
            originator_request::table
                .filter(originator_request::authority.eq(a.as_bytes().as_slice()))
                .filter(originator_request::originator.eq(body))
                .order(originator_request::id.desc())
                .limit(i64::from(limit))
                .select(OriginatorRequest::as_select())
                .load(c)
        })
    }
    /// Those that nobody has answered by their day, and of which nobody was reminded.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn originator_requests_late(&mut self, today: Date) -> Result<Vec<OriginatorRequest>, StoreError> {
        let a = self.authority();
        self.q("originator_request", |c| {
            originator_request::table
                .filter(originator_request::authority.eq(a.as_bytes().as_slice()))
                .filter(originator_request::state.eq("asked"))
                .filter(originator_request::answer_by.lt(today.to_string()))
                .filter(originator_request::reminded_at.is_null())
                .order(originator_request::id)
                .select(OriginatorRequest::as_select())
                .load(c)
        })
    }
}
