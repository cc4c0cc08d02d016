//! Requests of people about their data: what came, whose record it is about, and every step that was taken.

use crate::conn::Db;
use crate::error::StoreError;
use crate::schema::{rights_case, rights_request, rights_step};
use crate::tx::Tx;
use crate::walk::{InWords, ListPlace, Walk, day_or, moment_or, no_day, no_moment, walked};
use diesel::prelude::*;
use disclosure::Place;
use jiff::civil::Date;
use kernel::{AccountId, CaseId, NoticeVersionId, PersonId, RequestId, TaskId, Timestamp};

/// The table's name in the places of sealed bytes.
pub const REQUEST_TABLE: &str = "rights_request";
/// The table of steps, in the same.
pub const STEP_TABLE: &str = "rights_step";

/// A request.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = rights_request, check_for_backend(Db))]
pub struct RightsRequest {
    /// Its id.
    pub id: RequestId,
    /// Its reference.
    pub reference: String,
    /// Under which notice.
    pub notice_id: String,
    /// The version that was in force when it came.
    pub notice_version: NoticeVersionId,
    /// What is asked: a code.
    pub kind: String,
    /// How it came: a code.
    pub channel: String,
    /// Somebody else asks for the person.
    pub representative: bool,
    /// To which controller it was sent.
    pub controller: String,
    /// The day it came.
    pub received_on: Date,
    /// By when the regulator asked for an answer.
    pub reply_by: Option<Date>,
    /// Whom the words are sealed for: somebody of its own, so that asking tells of nobody's record.
    pub person: PersonId,
    /// The class whose key seals the words.
    pub record_class: String,
    /// What was written, sealed for [`RightsRequest::place`].
    pub sealed: Vec<u8>,
    /// Who logged it; none for the public form.
    pub logged_by: Option<AccountId>,
    /// When it was written down.
    pub made_at: Timestamp,
    /// By when somebody has to act, as last derived.
    pub due_on: Option<Date>,
    /// How it ended: a code.
    pub outcome: Option<String>,
    /// When it was decided.
    pub settled_at: Option<Timestamp>,
    /// The account of the person's own page that it came from.
    pub asked_by: Option<AccountId>,
}

impl std::fmt::Debug for RightsRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RightsRequest({:?}, {})", self.id, self.kind)
    }
}

impl RightsRequest {
    /// Where its sealed bytes belong.
    #[must_use]
    pub fn place(&self) -> Place {
        Place {
            subject: self.person,
            record_class: self.record_class.clone(),
            table: REQUEST_TABLE,
            row: *self.id.as_bytes(),
            version: 1,
        }
    }
}

/// Something that was done about a request.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = rights_step, check_for_backend(Db))]
pub struct RightsStep {
    /// Its id.
    pub id: TaskId,
    /// The request.
    pub request: RequestId,
    /// What was done: a code.
    pub step: String,
    /// On which day.
    pub on_day: Date,
    /// More about it, as a code.
    pub code: String,
    /// Whom the words are sealed for.
    pub person: PersonId,
    /// The class whose key seals them.
    pub record_class: String,
    /// The words, sealed for [`RightsStep::place`].
    pub sealed: Option<Vec<u8>>,
    /// Who did it.
    pub done_by: Option<AccountId>,
    /// When it was written down.
    pub made_at: Timestamp,
}

impl std::fmt::Debug for RightsStep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RightsStep({:?}, {})", self.id, self.step)
    }
}

impl RightsStep {
    /// Where its sealed bytes belong.
    #[must_use]
    pub fn place(&self) -> Place {
        Place {
            subject: self.person,
            record_class: self.record_class.clone(),
            table: STEP_TABLE,
            row: *self.id.as_bytes(),
            version: 1,
        }
    }
}

/// Which requests a list has.
#[derive(Debug, Clone, Default)]
pub struct RequestFilter {
    /// Under this notice.
    pub notice_id: String,
    /// Decided, or open.
    pub settled: Option<bool>,
    /// Only those that nobody has to act on by any day: they wait for the person.
    pub without_day: bool,
    /// What is asked: a code.
    pub kind: Option<String>,
    /// Somebody has to act on this day or later.
    pub due_from: Option<Date>,
    /// Somebody has to act on this day or earlier.
    pub due_until: Option<Date>,
    /// That came on this day or later.
    pub received_from: Option<Date>,
    /// That came on this day or earlier.
    pub received_until: Option<Date>,
}

/// In which order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestOrder {
    /// By when somebody has to act.
    Due,
    /// By the day on which they came.
    Received,
    /// By what is asked, in words.
    Kind(InWords),
    /// By when they were decided.
    Settled,
}

impl RequestOrder {
    /// The place behind a request.
    #[must_use]
    pub fn behind(&self, row: &RightsRequest, down: bool) -> ListPlace {
        let id = row.id.as_bytes();
        match self {
            Self::Due => ListPlace::behind(row.due_on.map_or_else(|| no_day(down).to_owned(), |on| on.to_string()), id),
            Self::Received => ListPlace::behind(row.received_on, id),
            Self::Kind(words) => ListPlace::behind(words.rank(&row.kind), id),
            Self::Settled => ListPlace::behind(row.settled_at.map_or(no_moment(down), Timestamp::as_micros), id),
        }
    }
}

impl Tx<'_> {
    /// Keeps a request.
    ///
    /// # Errors
    /// When it is there already, or the store does not answer.
    pub fn insert_request(&mut self, new: &RightsRequest) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("rights_request", |c| {
            diesel::insert_into(rights_request::table)
                .values((
                    rights_request::authority.eq(a.as_bytes().as_slice()),
                    rights_request::id.eq(new.id.as_bytes().as_slice()),
                    rights_request::reference.eq(&new.reference),
                    rights_request::notice_id.eq(&new.notice_id),
                    rights_request::notice_version.eq(new.notice_version.as_bytes().as_slice()),
                    rights_request::kind.eq(&new.kind),
                    rights_request::channel.eq(&new.channel),
                    rights_request::representative.eq(new.representative),
                    rights_request::controller.eq(&new.controller),
                    rights_request::received_on.eq(new.received_on.to_string()),
                    rights_request::reply_by.eq(new.reply_by.map(|d| d.to_string())),
                    rights_request::person.eq(new.person.as_bytes().as_slice()),
                    rights_request::record_class.eq(&new.record_class),
                    rights_request::sealed.eq(&new.sealed),
                    rights_request::logged_by.eq(new.logged_by.map(|id| id.as_bytes().to_vec())),
                    rights_request::made_at.eq(new.made_at.as_micros()),
                    rights_request::due_on.eq(new.due_on.map(|d| d.to_string())),
                    rights_request::outcome.eq(&new.outcome),
                    rights_request::settled_at.eq(new.settled_at.map(Timestamp::as_micros)),
                    rights_request::asked_by.eq(new.asked_by.map(|id| id.as_bytes().to_vec())),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// A request.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn request(&mut self, id: RequestId) -> Result<Option<RightsRequest>, StoreError> {
        let a = self.authority();
        self.q("rights_request", |c| {
            rights_request::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .select(RightsRequest::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// A list of requests; in the order of a date, those without one come last.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn list_requests(
        &mut self,
        filter: &RequestFilter,
        order: &RequestOrder,
        walk: &Walk,
    ) -> Result<Vec<RightsRequest>, StoreError> {
        let a = self.authority();
        let mut query = rights_request::table
            .into_boxed::<Db>()
            .filter(rights_request::authority.eq(a.as_bytes().to_vec()))
            .filter(rights_request::notice_id.eq(filter.notice_id.clone()));
        query = match filter.settled {
            Some(true) => query.filter(rights_request::settled_at.is_not_null()),
            Some(false) => query.filter(rights_request::settled_at.is_null()),
            None => query,
        };
        if filter.without_day {
            query = query.filter(rights_request::due_on.is_null());
        }
        if let Some(kind) = &filter.kind {
            query = query.filter(rights_request::kind.eq(kind.clone()));
        }
        if let Some(day) = filter.due_from {
            query = query.filter(rights_request::due_on.ge(Some(day.to_string())));
        }
        if let Some(day) = filter.due_until {
            query = query.filter(rights_request::due_on.le(Some(day.to_string())));
        }
        if let Some(day) = filter.received_from {
            query = query.filter(rights_request::received_on.ge(day.to_string()));
        }
        if let Some(day) = filter.received_until {
            query = query.filter(rights_request::received_on.le(day.to_string()));
        }
        let id = rights_request::id;
        let query = match order {
            RequestOrder::Due => {
                walked!(query, walk, id, day_or(rights_request::due_on, no_day(walk.down)), String)
            }
            RequestOrder::Received => walked!(query, walk, id, rights_request::received_on, String),
            RequestOrder::Kind(words) => walked!(query, walk, id, words.of_column("rights_request.kind"), i32),
            RequestOrder::Settled => {
                walked!(query, walk, id, moment_or(rights_request::settled_at, no_moment(walk.down)), i64)
            }
        };
        self.q("rights_request", |c| query.select(RightsRequest::as_select()).load(c))
    }
    /// The requests that came from an account of somebody's own page.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn requests_by(&mut self, account: AccountId) -> Result<Vec<RightsRequest>, StoreError> {
        let a = self.authority();
        self.q("rights_request", |c| {
            rights_request::table
                .filter(rights_request::authority.eq(a.as_bytes().as_slice()))
                .filter(rights_request::asked_by.eq(Some(account.as_bytes().as_slice())))
                .order(rights_request::id)
                .select(RightsRequest::as_select())
                .load(c)
        })
    }
    /// How many requests came by a channel since a moment.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn requests_since(&mut self, channel: &str, since: Timestamp) -> Result<u64, StoreError> {
        let a = self.authority();
        let count: i64 = self.q("rights_request", |c| {
            rights_request::table
                .filter(rights_request::authority.eq(a.as_bytes().as_slice()))
                .filter(rights_request::channel.eq(channel))
                .filter(rights_request::made_at.ge(since.as_micros()))
                .count()
                .get_result(c)
        })?;
        Ok(u64::try_from(count).unwrap_or(0))
    }
    /// Keeps by when somebody has to act, as it was derived.
    ///
    /// # Errors
    /// When there is no such request, or the store does not answer.
    pub fn set_request_due(&mut self, id: RequestId, due_on: Option<Date>) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("rights_request", |c| {
            diesel::update(rights_request::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice())))
                .set(rights_request::due_on.eq(due_on.map(|d| d.to_string())))
                .execute(c)
        })?;
        self.one("rights_request", rows)
    }
    /// A request ends.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when it has ended, or is not there; or when the store does not answer.
    pub fn settle_request(&mut self, id: RequestId, outcome: &str) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        let rows = self.q("rights_request", |c| {
            diesel::update(
                rights_request::table
                    .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                    .filter(rights_request::settled_at.is_null()),
            )
            .set((
                rights_request::outcome.eq(Some(outcome)),
                rights_request::settled_at.eq(Some(now.as_micros())),
                rights_request::due_on.eq(None::<String>),
            ))
            .execute(c)
        })?;
        self.one("rights_request", rows)
    }
    /// Requests that were decided, in order, behind one.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn settled_requests(&mut self, after: Option<RequestId>, limit: u32) -> Result<Vec<RightsRequest>, StoreError> {
        let a = self.authority();
        let after = after.map_or_else(Vec::new, |id| id.as_bytes().to_vec());
        self.q("rights_request", |c| {
            rights_request::table
                .filter(rights_request::authority.eq(a.as_bytes().as_slice()))
                .filter(rights_request::settled_at.is_not_null())
                .filter(rights_request::id.gt(&after))
                .order(rights_request::id)
                .limit(i64::from(limit))
                .select(RightsRequest::as_select())
                .load(c)
        })
    }
    /// Says whose record a request is about.
    ///
    /// # Errors
    /// When it is said already, request, case or account are not there, or the store does not answer.
    pub fn match_request(
        &mut self,
        id: RequestId,
        (case, member): (CaseId, Option<PersonId>),
        by: AccountId,
    ) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        self.q("rights_case", |c| {
            diesel::insert_into(rights_case::table)
                .values((
                    rights_case::authority.eq(a.as_bytes().as_slice()),
                    rights_case::request.eq(id.as_bytes().as_slice()),
                    rights_case::case_id.eq(case.as_bytes().as_slice()),
                    rights_case::matched_by.eq(by.as_bytes().as_slice()),
                    rights_case::matched_at.eq(now.as_micros()),
                    rights_case::member.eq(member.map(|m| m.as_bytes().to_vec())),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Takes that back.
    ///
    /// # Errors
    /// When it was not said, or the store does not answer.
    pub fn unmatch_request(&mut self, id: RequestId, case: CaseId) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("rights_case", |c| {
            diesel::delete(rights_case::table.find((
                a.as_bytes().as_slice(),
                id.as_bytes().as_slice(),
                case.as_bytes().as_slice(),
            )))
            .execute(c)
        })?;
        self.one("rights_case", rows)
    }
    /// The cases that a request is about, in the order in which they were found.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn cases_of_request(&mut self, id: RequestId) -> Result<Vec<CaseId>, StoreError> {
        let a = self.authority();
        self.q("rights_case", |c| {
            rights_case::table
                .filter(rights_case::authority.eq(a.as_bytes().as_slice()))
                .filter(rights_case::request.eq(id.as_bytes().as_slice()))
                .order((rights_case::matched_at, rights_case::case_id))
                .select(rights_case::case_id)
                .load(c)
        })
    }
    /// The members of households whom a request is about, each with the case; a case of which none is named is about its person.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn members_of_request(&mut self, id: RequestId) -> Result<Vec<(CaseId, PersonId)>, StoreError> {
        let a = self.authority();
        let rows: Vec<(CaseId, Option<PersonId>)> = self.q("rights_case", |c| {
            rights_case::table
                .filter(rights_case::authority.eq(a.as_bytes().as_slice()))
                .filter(rights_case::request.eq(id.as_bytes().as_slice()))
                .filter(rights_case::member.is_not_null())
                .select((rights_case::case_id, rights_case::member))
                .load(c)
        })?;
        Ok(rows.into_iter().filter_map(|(case, member)| Some((case, member?))).collect())
    }
    /// The requests that are about a case: open and settled.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn requests_of_case(&mut self, case: CaseId) -> Result<Vec<RightsRequest>, StoreError> {
        let a = self.authority();
        self.q("rights_request", |c| {
            rights_request::table
                .filter(rights_request::authority.eq(a.as_bytes().as_slice()))
                .filter(
                    rights_request::id.eq_any(
                        rights_case::table
                            .filter(rights_case::authority.eq(a.as_bytes().as_slice()))
                            .filter(rights_case::case_id.eq(case.as_bytes().as_slice()))
                            .select(rights_case::request),
                    ),
                )
                .order(rights_request::id)
                .select(RightsRequest::as_select())
                .load(c)
        })
    }
    /// The cases of some that a request of a kind is about, with how each of those requests ended, if it did.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn asked_of(&mut self, cases: &[CaseId], kind: &str) -> Result<Vec<(CaseId, Option<String>)>, StoreError> {
        let a = self.authority();
        self.q("rights_request", |c| {
            rights_case::table
                .inner_join(
                    rights_request::table.on(rights_request::authority
                        .eq(rights_case::authority)
                        .and(rights_request::id.eq(rights_case::request))),
                )
                .filter(rights_case::authority.eq(a.as_bytes().as_slice()))
                .filter(rights_case::case_id.eq_any(cases.iter().map(|id| id.as_bytes().as_slice())))
                .filter(rights_request::kind.eq(kind))
                .select((rights_case::case_id, rights_request::outcome))
                .load(c)
        })
    }
    /// Writes down what was done.
    ///
    /// # Errors
    /// When the request is not there, or the store does not answer.
    pub fn insert_step(&mut self, new: &RightsStep) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("rights_step", |c| {
            diesel::insert_into(rights_step::table)
                .values((
                    rights_step::authority.eq(a.as_bytes().as_slice()),
                    rights_step::id.eq(new.id.as_bytes().as_slice()),
                    rights_step::request.eq(new.request.as_bytes().as_slice()),
                    rights_step::step.eq(&new.step),
                    rights_step::on_day.eq(new.on_day.to_string()),
                    rights_step::code.eq(&new.code),
                    rights_step::person.eq(new.person.as_bytes().as_slice()),
                    rights_step::record_class.eq(&new.record_class),
                    rights_step::sealed.eq(&new.sealed),
                    rights_step::done_by.eq(new.done_by.map(|id| id.as_bytes().to_vec())),
                    rights_step::made_at.eq(new.made_at.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// What was done about a request, in the order in which it was written down.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn steps_of(&mut self, request: RequestId) -> Result<Vec<RightsStep>, StoreError> {
        let a = self.authority();
        self.q("rights_step", |c| {
            rights_step::table
                .filter(rights_step::authority.eq(a.as_bytes().as_slice()))
                .filter(rights_step::request.eq(request.as_bytes().as_slice()))
                .order((rights_step::made_at, rights_step::id))
                .select(RightsStep::as_select())
                .load(c)
        })
    }
}
