//! Requests from outside for what is held of somebody, and what was decided about each.

use crate::conn::Db;
use crate::error::StoreError;
use crate::schema::outside_request;
use crate::tx::Tx;
use crate::walk::{InWords, ListPlace, Walk, day_or, moment_or, no_day, no_moment, walked};
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

/// Which requests a list has, by how they stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum OutsideThat {
    /// All of them.
    Are,
    /// Those that wait for a decision.
    #[default]
    Wait,
    /// Those that wait, and are to be answered by this day or before.
    WaitUntil(Date),
    /// Those that were decided; so, where it says how.
    AreDecided(Option<String>),
}

/// Which requests a list has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OutsideFilter {
    /// That came under these versions of a notice.
    pub notice_versions: Vec<NoticeVersionId>,
    /// That this person wrote down; none: whoever did.
    pub made_by: Option<AccountId>,
    /// That stand so.
    pub that: OutsideThat,
    /// Of this kind of body: a code.
    pub kind: Option<String>,
    /// That came on this day or later.
    pub received_from: Option<Date>,
    /// That came on this day or before.
    pub received_until: Option<Date>,
}

/// In which order a list has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutsideOrder {
    /// By when an answer is asked for: those without a day last.
    AnswerBy,
    /// By the day on which they came.
    Received,
    /// By the kind of body that asks, in words.
    Kind(InWords),
    /// By when they were decided.
    Decided,
}

impl OutsideOrder {
    /// The place behind a request.
    #[must_use]
    pub fn behind(&self, row: &OutsideRequest, down: bool) -> ListPlace {
        let id = row.id.as_bytes();
        match self {
            Self::AnswerBy => {
                ListPlace::behind(row.answer_by.map_or_else(|| no_day(down).to_owned(), |on| on.to_string()), id)
            }
            Self::Received => ListPlace::behind(row.received_on, id),
            Self::Kind(words) => ListPlace::behind(words.rank(&row.kind), id),
            Self::Decided => ListPlace::behind(row.decided_at.map_or(no_moment(down), Timestamp::as_micros), id),
        }
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
    /// A list of requests.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn list_outside_requests(
        &mut self,
        filter: &OutsideFilter,
        order: &OutsideOrder,
        walk: &Walk,
    ) -> Result<Vec<OutsideRequest>, StoreError> {
        let a = self.authority();
        let versions: Vec<Vec<u8>> = filter.notice_versions.iter().map(|id| id.as_bytes().to_vec()).collect();
        let mut query = outside_request::table
            .into_boxed::<Db>()
            .filter(outside_request::authority.eq(a.as_bytes().to_vec()))
            .filter(outside_request::notice_version.eq_any(versions));
        query = match &filter.that {
            OutsideThat::Are => query,
            OutsideThat::Wait => query.filter(outside_request::decided_at.is_null()),
            OutsideThat::WaitUntil(day) => query
                .filter(outside_request::decided_at.is_null())
                .filter(outside_request::answer_by.le(Some(day.to_string()))),
            OutsideThat::AreDecided(None) => query.filter(outside_request::decided_at.is_not_null()),
            OutsideThat::AreDecided(Some(so)) => query.filter(outside_request::decision.eq(Some(so.clone()))),
        };
        if let Some(account) = filter.made_by {
            query = query.filter(outside_request::made_by.eq(account.as_bytes().to_vec()));
        }
        if let Some(kind) = &filter.kind {
            query = query.filter(outside_request::kind.eq(kind.clone()));
        }
        if let Some(day) = filter.received_from {
            query = query.filter(outside_request::received_on.ge(day.to_string()));
        }
        if let Some(day) = filter.received_until {
            query = query.filter(outside_request::received_on.le(day.to_string()));
        }
        let id = outside_request::id;
        let query = match order {
            OutsideOrder::AnswerBy => {
                walked!(query, walk, id, day_or(outside_request::answer_by, no_day(walk.down)), String)
            }
            OutsideOrder::Received => walked!(query, walk, id, outside_request::received_on, String),
            OutsideOrder::Kind(words) => walked!(query, walk, id, words.of_column("outside_request.kind"), i32),
            OutsideOrder::Decided => {
                walked!(query, walk, id, moment_or(outside_request::decided_at, no_moment(walk.down)), i64)
            }
        };
        self.q("outside_request", |c| query.select(OutsideRequest::as_select()).load(c))
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
