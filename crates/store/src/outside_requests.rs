//! Requests from outside for what is held of somebody, and what was decided about each.

use crate::conn::Db;
use crate::error::StoreError;
use crate::schema::outside_request;
use crate::tx::Tx;
use diesel::prelude::*;
use disclosure::Place;
use jiff::civil::Date;
use kernel::{AccountId, CaseId, NoticeVersionId, PersonId, RequestId, ShareId, Timestamp};

/// The table's name in the places of sealed bytes.
pub const OUTSIDE_REQUEST_TABLE: &str = "outside_request";

/// A request.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = outside_request, check_for_backend(Db))]
pub struct OutsideRequest {
    /// Its id.
    pub id: RequestId,
    /// The version of the notice that was in force when it came.
    pub notice_version: NoticeVersionId,
    /// Its reference here.
    pub reference: String,
    /// What kind of body asks: a code.
    pub kind: String,
    /// The body's name.
    pub body: String,
    /// How it came: a code.
    pub channel: String,
    /// The law that they cite; empty: none.
    pub law: String,
    /// The day it came.
    pub received_on: Date,
    /// By when they ask for an answer.
    pub answer_by: Option<Date>,
    /// Whom the words are sealed for: somebody of its own, so that asking tells of nobody's record.
    pub person: PersonId,
    /// The class whose key seals the words.
    pub record_class: String,
    /// What is asked, why, of whom and by whom, sealed for [`OutsideRequest::place`].
    pub sealed: Vec<u8>,
    /// The case that it is about, once somebody has said so.
    pub about: Option<CaseId>,
    /// What went on account of it.
    pub share: Option<ShareId>,
    /// What was decided: `released`, `part`, `refused`, `not-held` or `nobody`.
    pub decision: Option<String>,
    /// Why not all of it: a code; empty: none.
    pub reason: String,
    /// Whether the person may know: `yes`, or a code that says why not; empty: nobody has decided.
    pub told: String,
    /// Why it was decided so, sealed for [`OutsideRequest::decision_place`].
    pub decision_sealed: Option<Vec<u8>>,
    /// Who wrote it down.
    pub made_by: AccountId,
    /// When.
    pub made_at: Timestamp,
    /// Who decided.
    pub decided_by: Option<AccountId>,
    /// When.
    pub decided_at: Option<Timestamp>,
}

impl std::fmt::Debug for OutsideRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OutsideRequest({:?}, {})", self.id, self.kind)
    }
}

impl OutsideRequest {
    fn at(&self, version: u32) -> Place {
        Place {
            subject: self.person,
            record_class: self.record_class.clone(),
            table: OUTSIDE_REQUEST_TABLE,
            row: *self.id.as_bytes(),
            version,
        }
    }
    /// Where the bytes of the request belong.
    #[must_use]
    pub fn place(&self) -> Place {
        self.at(1)
    }
    /// Where the bytes of the decision belong.
    #[must_use]
    pub fn decision_place(&self) -> Place {
        self.at(2)
    }
}

impl Tx<'_> {
    /// Keeps a request.
    ///
    /// # Errors
    /// When notice version or account are not there, the reference is taken, or the store does not answer.
    pub fn insert_outside_request(&mut self, new: &OutsideRequest) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("outside_request", |c| {
            diesel::insert_into(outside_request::table)
                .values((
                    outside_request::authority.eq(a.as_bytes().as_slice()),
                    outside_request::id.eq(new.id.as_bytes().as_slice()),
                    outside_request::notice_version.eq(new.notice_version.as_bytes().as_slice()),
                    outside_request::reference.eq(&new.reference),
                    outside_request::kind.eq(&new.kind),
                    outside_request::body.eq(&new.body),
                    outside_request::channel.eq(&new.channel),
                    outside_request::law.eq(&new.law),
                    outside_request::received_on.eq(new.received_on.to_string()),
                    outside_request::answer_by.eq(new.answer_by.map(|day| day.to_string())),
                    outside_request::person.eq(new.person.as_bytes().as_slice()),
                    outside_request::record_class.eq(&new.record_class),
                    outside_request::sealed.eq(&new.sealed),
                    outside_request::about.eq(new.about.map(|id| id.as_bytes().to_vec())),
                    outside_request::made_by.eq(new.made_by.as_bytes().as_slice()),
                    outside_request::made_at.eq(new.made_at.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Writes down whose case it is about, and what was decided.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none; or when the store does not answer.
    pub fn update_outside_request(&mut self, now: &OutsideRequest) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("outside_request", |c| {
            diesel::update(outside_request::table.find((a.as_bytes().as_slice(), now.id.as_bytes().as_slice())))
                .set((
                    outside_request::about.eq(now.about.map(|id| id.as_bytes().to_vec())),
                    outside_request::share.eq(now.share.map(|id| id.as_bytes().to_vec())),
                    outside_request::decision.eq(now.decision.as_deref()),
                    outside_request::reason.eq(&now.reason),
                    outside_request::told.eq(&now.told),
                    outside_request::decision_sealed.eq(now.decision_sealed.as_deref()),
                    outside_request::decided_by.eq(now.decided_by.map(|id| id.as_bytes().to_vec())),
                    outside_request::decided_at.eq(now.decided_at.map(Timestamp::as_micros)),
                ))
                .execute(c)
        })?;
        self.one("outside_request", rows)
    }
    /// One of them.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn outside_request(&mut self, id: RequestId) -> Result<Option<OutsideRequest>, StoreError> {
        let a = self.authority();
        self.q("outside_request", |c| {
            outside_request::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .select(OutsideRequest::as_select())
                .first(c)
                .optional()
        })
    }
    /// Those under versions of a notice, decided or not, the latest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn outside_requests(
        &mut self,
        versions: &[NoticeVersionId],
        decided: bool,
        limit: u32,
    ) -> Result<Vec<OutsideRequest>, StoreError> {
        let a = self.authority();
        let versions: Vec<Vec<u8>> = versions.iter().map(|id| id.as_bytes().to_vec()).collect();
        self.q("outside_request", |c| {
            let all = outside_request::table
                .filter(outside_request::authority.eq(a.as_bytes().as_slice()))
                .filter(outside_request::notice_version.eq_any(&versions))
                .limit(i64::from(limit))
                .select(OutsideRequest::as_select());
            if decided {
                let newest = (outside_request::received_on.desc(), outside_request::id.desc());
                all.filter(outside_request::decided_at.is_not_null()).order(newest).load(c)
            } else {
                // What has waited longest is never left out.
                let oldest = (outside_request::received_on, outside_request::id);
                all.filter(outside_request::decided_at.is_null()).order(oldest).load(c)
            }
        })
    }
    /// Those about a case.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn outside_requests_about(&mut self, case: CaseId) -> Result<Vec<OutsideRequest>, StoreError> {
        let a = self.authority();
        self.q("outside_request", |c| {
            outside_request::table
                .filter(outside_request::authority.eq(a.as_bytes().as_slice()))
                .filter(outside_request::about.eq(Some(case.as_bytes().as_slice())))
                .order(outside_request::id)
                .select(OutsideRequest::as_select())
                .load(c)
        })
    }
    /// All of them behind one, a part at a time.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn outside_requests_after(
        &mut self,
        after: Option<RequestId>,
        limit: u32,
    ) -> Result<Vec<OutsideRequest>, StoreError> {
        let a = self.authority();
        let after = after.map_or_else(Vec::new, |id| id.as_bytes().to_vec());
        self.q("outside_request", |c| {
            outside_request::table
                .filter(outside_request::authority.eq(a.as_bytes().as_slice()))
                .filter(outside_request::id.gt(&after))
                .order(outside_request::id)
                .limit(i64::from(limit))
                .select(OutsideRequest::as_select())
                .load(c)
        })
    }
    /// The case that requests were about is destroyed: what they ask and what was decided stays, and leads to no record.
    ///
    /// # Errors
    /// When the store does not answer.
    pub(crate) fn forget_case_of_outside_requests(&mut self, case: CaseId) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("outside_request", |c| {
            diesel::update(
                outside_request::table
                    .filter(outside_request::authority.eq(a.as_bytes().as_slice()))
                    .filter(outside_request::about.eq(Some(case.as_bytes().as_slice()))),
            )
            .set((outside_request::about.eq(None::<Vec<u8>>), outside_request::share.eq(None::<Vec<u8>>)))
            .execute(c)
        })?;
        Ok(())
    }
}
