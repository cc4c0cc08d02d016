//! Referrals that came in. Every one is kept.

use crate::conn::Db;
use crate::error::StoreError;
use crate::schema::{inbound, inbound_part};
use crate::tx::Tx;
use crate::walk::{InWords, ListPlace, Walk, walked};
use diesel::prelude::*;
use disclosure::Place;
use jiff::civil::Date;
use kernel::{AccountId, CaseId, InboundId, NoticeVersionId, PersonId, ShareId, TaskId, Timestamp};

/// The table's name in the places of sealed bytes.
pub const INBOUND_PART_TABLE: &str = "inbound_part";

/// A referral that came in.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = inbound, check_for_backend(Db))]
pub struct Inbound {
    /// Its id.
    pub id: InboundId,
    /// The notice that whoever referred was shown.
    pub notice_version: NoticeVersionId,
    /// To which service.
    pub service: String,
    /// Who refers: a code.
    pub sender: String,
    /// The organisation that refers, if one does.
    pub body: Option<String>,
    /// Why: a code.
    pub reason: String,
    /// Whether the person agreed: a code.
    pub agreed: String,
    /// Whether the person chose this council.
    pub chosen: bool,
    /// The reference that whoever referred was given.
    pub reference: String,
    /// `new`, `assessed` or `closed`.
    pub state: String,
    /// When it came in.
    pub received_at: Timestamp,
    /// The case that it led to.
    pub case_id: Option<CaseId>,
    /// How it ended without one: a code.
    pub ending: Option<String>,
    /// Who decided.
    pub decided_by: Option<AccountId>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// Whether it hands a family back from social care: a step down.
    pub step_down: bool,
    /// The step up that it comes back from.
    pub step_up: Option<ShareId>,
    /// By when a step down is answered.
    pub answer_by: Option<Date>,
    /// What there is to do about it on the case.
    pub task: Option<TaskId>,
}

/// What a referral says of the person, or of whoever referred.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = inbound_part, check_for_backend(Db))]
pub struct InboundPart {
    /// Its id.
    pub id: InboundId,
    /// Of which referral.
    pub inbound: InboundId,
    /// `person` or `referrer`.
    pub part: String,
    /// The category that it stands in.
    pub category: String,
    /// Whose data it is.
    pub person: PersonId,
    /// The record class.
    pub record_class: String,
    /// What it says, sealed.
    pub sealed: Vec<u8>,
}

impl std::fmt::Debug for InboundPart {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "InboundPart({:?}, {})", self.id, self.part)
    }
}

impl InboundPart {
    /// Where its sealed bytes belong.
    #[must_use]
    pub fn place(&self) -> Place {
        Place {
            subject: self.person,
            record_class: self.record_class.clone(),
            table: INBOUND_PART_TABLE,
            row: *self.id.as_bytes(),
            version: 1,
        }
    }
}

/// Which of them a list has.
#[derive(Debug, Clone, Default)]
pub struct InboundFilter {
    /// Under these versions of a notice.
    pub notice_versions: Vec<NoticeVersionId>,
    /// Where they stand: `new`, `assessed` or `closed`.
    pub state: Option<String>,
    /// To this service.
    pub service: Option<String>,
    /// From whom: a code.
    pub sender: Option<String>,
    /// That came in at this moment or later.
    pub from: Option<Timestamp>,
    /// That came in before this moment.
    pub before: Option<Timestamp>,
}

/// In which order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InboundOrder {
    /// By when they came in.
    Received,
    /// By the service, in words.
    Service(InWords),
    /// By who refers, in words.
    Sender(InWords),
    /// By why, in words.
    Reason(InWords),
}

impl InboundOrder {
    /// The place behind one of them.
    #[must_use]
    pub fn behind(&self, row: &Inbound) -> ListPlace {
        let id = row.id.as_bytes();
        match self {
            Self::Received => ListPlace::behind(row.received_at.as_micros(), id),
            Self::Service(words) => ListPlace::behind(words.rank(&row.service), id),
            Self::Sender(words) => ListPlace::behind(words.rank(&row.sender), id),
            Self::Reason(words) => ListPlace::behind(words.rank(&row.reason), id),
        }
    }
}

impl Tx<'_> {
    /// Keeps a referral that came in.
    ///
    /// # Errors
    /// When the notice version is not there, or the store does not answer.
    pub fn insert_inbound(&mut self, new: &Inbound) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("inbound", |c| {
            diesel::insert_into(inbound::table)
                .values((
                    inbound::authority.eq(a.as_bytes().as_slice()),
                    inbound::id.eq(new.id.as_bytes().as_slice()),
                    inbound::notice_version.eq(new.notice_version.as_bytes().as_slice()),
                    inbound::service.eq(&new.service),
                    inbound::sender.eq(&new.sender),
                    inbound::body.eq(new.body.as_deref()),
                    inbound::reason.eq(&new.reason),
                    inbound::agreed.eq(&new.agreed),
                    inbound::chosen.eq(new.chosen),
                    inbound::reference.eq(&new.reference),
                    inbound::state.eq(&new.state),
                    inbound::received_at.eq(new.received_at.as_micros()),
                    inbound::case_id.eq(new.case_id.map(|id| id.as_bytes().to_vec())),
                    inbound::step_down.eq(new.step_down),
                    inbound::step_up.eq(new.step_up.map(|id| id.as_bytes().to_vec())),
                    inbound::answer_by.eq(new.answer_by.map(|d| d.to_string())),
                    inbound::task.eq(new.task.map(|id| id.as_bytes().to_vec())),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Writes down what became of it.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none; or when the store does not answer.
    pub fn update_inbound(&mut self, now: &Inbound) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("inbound", |c| {
            diesel::update(inbound::table.find((a.as_bytes().as_slice(), now.id.as_bytes().as_slice())))
                .set((
                    inbound::state.eq(&now.state),
                    inbound::case_id.eq(now.case_id.map(|id| id.as_bytes().to_vec())),
                    inbound::ending.eq(now.ending.as_deref()),
                    inbound::decided_by.eq(now.decided_by.map(|id| id.as_bytes().to_vec())),
                    inbound::decided_at.eq(now.decided_at.map(Timestamp::as_micros)),
                    inbound::step_up.eq(now.step_up.map(|id| id.as_bytes().to_vec())),
                    inbound::task.eq(now.task.map(|id| id.as_bytes().to_vec())),
                ))
                .execute(c)
        })?;
        self.one("inbound", rows)
    }
    /// One of them.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn inbound(&mut self, id: InboundId) -> Result<Option<Inbound>, StoreError> {
        let a = self.authority();
        self.q("inbound", |c| {
            inbound::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .select(Inbound::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// A list of those that came in.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn list_inbound(
        &mut self,
        filter: &InboundFilter,
        order: &InboundOrder,
        walk: &Walk,
    ) -> Result<Vec<Inbound>, StoreError> {
        let a = self.authority();
        let versions: Vec<Vec<u8>> = filter.notice_versions.iter().map(|v| v.as_bytes().to_vec()).collect();
        let mut query = inbound::table
            .into_boxed::<Db>()
            .filter(inbound::authority.eq(a.as_bytes().to_vec()))
            .filter(inbound::notice_version.eq_any(versions));
        if let Some(state) = &filter.state {
            query = query.filter(inbound::state.eq(state.clone()));
        }
        if let Some(service) = &filter.service {
            query = query.filter(inbound::service.eq(service.clone()));
        }
        if let Some(sender) = &filter.sender {
            query = query.filter(inbound::sender.eq(sender.clone()));
        }
        if let Some(from) = filter.from {
            query = query.filter(inbound::received_at.ge(from.as_micros()));
        }
        if let Some(before) = filter.before {
            query = query.filter(inbound::received_at.lt(before.as_micros()));
        }
        let query = match order {
            InboundOrder::Received => walked!(query, walk, inbound::id, inbound::received_at, i64),
            InboundOrder::Service(words) => {
                walked!(query, walk, inbound::id, words.of_column("inbound.service"), i32)
            }
            InboundOrder::Sender(words) => walked!(query, walk, inbound::id, words.of_column("inbound.sender"), i32),
            InboundOrder::Reason(words) => walked!(query, walk, inbound::id, words.of_column("inbound.reason"), i32),
        };
        self.q("inbound", |c| query.select(Inbound::as_select()).load(c))
    }
    /// Those that led to no case and still say something, from one on: to see whether their time is over.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn inbound_without_case(&mut self, after: Option<InboundId>, limit: u32) -> Result<Vec<Inbound>, StoreError> {
        let a = self.authority();
        let after = after.map_or_else(Vec::new, |id| id.as_bytes().to_vec());
        self.q("inbound", |c| {
            let says = inbound_part::table
                .filter(inbound_part::authority.eq(a.as_bytes().as_slice()))
                .select(inbound_part::inbound);
            inbound::table
                .filter(inbound::authority.eq(a.as_bytes().as_slice()))
                .filter(inbound::state.ne("assessed"))
                .filter(inbound::id.gt(&after))
                .filter(inbound::id.eq_any(says))
                .order(inbound::id)
                .limit(i64::from(limit))
                .select(Inbound::as_select())
                .load(c)
        })
    }
    /// How many came in since a moment.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn inbound_since(&mut self, since: Timestamp) -> Result<u64, StoreError> {
        let a = self.authority();
        let count: i64 = self.q("inbound", |c| {
            inbound::table
                .filter(inbound::authority.eq(a.as_bytes().as_slice()))
                .filter(inbound::received_at.ge(since.as_micros()))
                .count()
                .get_result(c)
        })?;
        Ok(u64::try_from(count).unwrap_or(0))
    }
    /// Those that led to a case, the oldest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn inbound_of_case(&mut self, case: CaseId) -> Result<Vec<Inbound>, StoreError> {
        let a = self.authority();
        self.q("inbound", |c| {
            inbound::table
                .filter(inbound::authority.eq(a.as_bytes().as_slice()))
                .filter(inbound::case_id.eq(Some(case.as_bytes().as_slice())))
                .order((inbound::received_at, inbound::id))
                .select(Inbound::as_select())
                .load(c)
        })
    }
    /// The one by which something that went up to social care came back, the latest.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn inbound_from(&mut self, step_up: ShareId) -> Result<Option<Inbound>, StoreError> {
        let a = self.authority();
        self.q("inbound", |c| {
            inbound::table
                .filter(inbound::authority.eq(a.as_bytes().as_slice()))
                .filter(inbound::step_up.eq(Some(step_up.as_bytes().as_slice())))
                .order((inbound::received_at.desc(), inbound::id.desc()))
                .select(Inbound::as_select())
                .first(c)
                .optional()
        })
    }
    /// Keeps a part.
    ///
    /// # Errors
    /// When the referral is not there, or the store does not answer.
    pub fn insert_inbound_part(&mut self, new: &InboundPart) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("inbound_part", |c| {
            diesel::insert_into(inbound_part::table)
                .values((
                    inbound_part::authority.eq(a.as_bytes().as_slice()),
                    inbound_part::id.eq(new.id.as_bytes().as_slice()),
                    inbound_part::inbound.eq(new.inbound.as_bytes().as_slice()),
                    inbound_part::part.eq(&new.part),
                    inbound_part::category.eq(&new.category),
                    inbound_part::person.eq(new.person.as_bytes().as_slice()),
                    inbound_part::record_class.eq(&new.record_class),
                    inbound_part::sealed.eq(&new.sealed),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// The parts.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn inbound_parts(&mut self, of: InboundId) -> Result<Vec<InboundPart>, StoreError> {
        let a = self.authority();
        self.q("inbound_part", |c| {
            inbound_part::table
                .filter(inbound_part::authority.eq(a.as_bytes().as_slice()))
                .filter(inbound_part::inbound.eq(of.as_bytes().as_slice()))
                .order((inbound_part::part, inbound_part::id))
                .select(InboundPart::as_select())
                .load(c)
        })
    }
}
