//! Facts on which decisions depend: who works on a case, and what was written down for it (requests, reasons, approvals,
//! vital interests, safeguarding), each with its end.

use crate::among::among;
use crate::cases::CaseState;
use crate::conn::{As, Db, Perhaps, on_engine, readable};
use crate::error::StoreError;
use crate::schema::{case_file, case_party, fact_record};
use crate::tx::Tx;
use diesel::prelude::*;
use diesel::sql_types::Text;
use disclosure::Place;
use jiff::civil::Date;
use kernel::{AccountId, CaseId, EnrolmentId, PersonId, TaskId, Timestamp};

/// The table's name in the places of sealed bytes.
pub const FACT_TABLE: &str = "fact_record";

/// What was written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FactKind {
    /// A written request or authority is on file.
    Request,
    /// A reason.
    Reason,
    /// Somebody with the right to has approved.
    Approval,
    /// Vital interests are at stake.
    Vital,
    /// A safeguarding concern.
    Safeguarding,
}

impl FactKind {
    /// Its name in the store.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Reason => "reason",
            Self::Approval => "approval",
            Self::Vital => "vital",
            Self::Safeguarding => "safeguarding",
        }
    }
}

readable! {
    FactKind, Text, String, |raw| match raw.as_str() {
        "request" => Ok(Self::Request),
        "reason" => Ok(Self::Reason),
        "approval" => Ok(Self::Approval),
        "vital" => Ok(Self::Vital),
        "safeguarding" => Ok(Self::Safeguarding),
        _ => Err("not a kind of fact".into()),
    };
}

/// A fact that was written down.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = fact_record, check_for_backend(Db))]
pub struct FactRecord {
    /// Its id.
    pub id: TaskId,
    /// The case.
    pub case_id: CaseId,
    /// Whom the case is about.
    pub person: PersonId,
    /// For which recipient; empty: for the case, whoever asks.
    pub party: String,
    /// What it is.
    pub fact: FactKind,
    /// For which purpose; empty: for any.
    pub purpose: String,
    /// The record class of the words.
    pub record_class: String,
    /// The words, sealed for [`FactRecord::place`].
    pub sealed: Option<Vec<u8>>,
    /// Who wrote it down.
    pub recorded_by: Option<AccountId>,
    /// When.
    pub recorded_at: Timestamp,
    /// Until when it counts.
    pub expires_at: Option<Timestamp>,
    /// Since when it does not count any more.
    pub revoked_at: Option<Timestamp>,
}

impl std::fmt::Debug for FactRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FactRecord({:?}, {})", self.id, self.fact.id())
    }
}

impl FactRecord {
    /// Where its sealed bytes belong.
    #[must_use]
    pub fn place(&self) -> Place {
        Place {
            subject: self.person,
            record_class: self.record_class.clone(),
            table: FACT_TABLE,
            row: *self.id.as_bytes(),
            version: 1,
        }
    }
}

/// Somebody who works on a case.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = case_party)]
pub struct CaseParty {
    /// Its id.
    #[diesel(deserialize_as = As<TaskId>)]
    pub id: TaskId,
    /// The case.
    #[diesel(deserialize_as = As<CaseId>)]
    pub case_id: CaseId,
    /// Who: a party's or an enrolled body's key, or a role (`role:…`).
    pub party: String,
    /// One account of theirs only, if it is only one.
    #[diesel(deserialize_as = Perhaps<AccountId>)]
    pub account: Option<AccountId>,
    /// The enrolment by which it is a body of an open class.
    #[diesel(deserialize_as = Perhaps<EnrolmentId>)]
    pub enrolment: Option<EnrolmentId>,
    /// The first day.
    #[diesel(deserialize_as = As<Date>)]
    pub since: Date,
    /// The last day.
    #[diesel(deserialize_as = Perhaps<Date>)]
    pub until: Option<Date>,
}

impl Tx<'_> {
    /// Writes a fact down.
    ///
    /// # Errors
    /// When the case is not there, or the store does not answer.
    pub fn insert_fact(&mut self, new: &FactRecord) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("fact_record", |c| {
            diesel::insert_into(fact_record::table)
                .values((
                    fact_record::authority.eq(a.as_bytes().as_slice()),
                    fact_record::id.eq(new.id.as_bytes().as_slice()),
                    fact_record::case_id.eq(new.case_id.as_bytes().as_slice()),
                    fact_record::person.eq(new.person.as_bytes().as_slice()),
                    fact_record::party.eq(&new.party),
                    fact_record::fact.eq(new.fact.id()),
                    fact_record::purpose.eq(&new.purpose),
                    fact_record::record_class.eq(&new.record_class),
                    fact_record::sealed.eq(&new.sealed),
                    fact_record::recorded_by.eq(new.recorded_by.map(|id| id.as_bytes().to_vec())),
                    fact_record::recorded_at.eq(new.recorded_at.as_micros()),
                    fact_record::expires_at.eq(new.expires_at.map(Timestamp::as_micros)),
                    fact_record::revoked_at.eq(new.revoked_at.map(Timestamp::as_micros)),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// From now a fact does not count any more.
    ///
    /// # Errors
    /// When there is no such fact that counts, or the store does not answer.
    pub fn revoke_fact(&mut self, id: TaskId) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        let rows = self.q("fact_record", |c| {
            diesel::update(
                fact_record::table
                    .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                    .filter(fact_record::revoked_at.is_null()),
            )
            .set(fact_record::revoked_at.eq(Some(now.as_micros())))
            .execute(c)
        })?;
        self.one("fact_record", rows)
    }
    /// What counts at this moment, of many cases, for a recipient or whoever asks, in one query.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn facts_for(&mut self, cases: &[CaseId], party: &str) -> Result<Vec<FactRecord>, StoreError> {
        let (a, now) = (self.authority(), self.now.as_micros());
        self.q("fact_record", |c| {
            let mine = fact_record::table
                .filter(fact_record::authority.eq(a.as_bytes().as_slice()))
                .filter(fact_record::party.eq(party).or(fact_record::party.eq("")))
                .filter(fact_record::revoked_at.is_null())
                .filter(fact_record::expires_at.is_null().or(fact_record::expires_at.gt(now)))
                .select(FactRecord::as_select());
            match cases {
                [one] => mine.filter(fact_record::case_id.eq(one.as_bytes().as_slice())).load(c),
                many => mine.filter(among(fact_record::case_id, many.iter().map(CaseId::as_bytes))).load(c),
            }
        })
    }
    /// All facts ever written down on a case, the newest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn fact_history(&mut self, case: CaseId) -> Result<Vec<FactRecord>, StoreError> {
        let a = self.authority();
        self.q("fact_record", |c| {
            fact_record::table
                .filter(fact_record::authority.eq(a.as_bytes().as_slice()))
                .filter(fact_record::case_id.eq(case.as_bytes().as_slice()))
                .order((fact_record::recorded_at.desc(), fact_record::id.desc()))
                .select(FactRecord::as_select())
                .load(c)
        })
    }
    /// Somebody begins to work on a case.
    ///
    /// # Errors
    /// When the case, account or enrolment is not there, or the store does not answer.
    pub fn insert_case_party(&mut self, new: &CaseParty) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("case_party", |c| {
            diesel::insert_into(case_party::table)
                .values((
                    case_party::authority.eq(a.as_bytes().as_slice()),
                    case_party::id.eq(new.id.as_bytes().as_slice()),
                    case_party::case_id.eq(new.case_id.as_bytes().as_slice()),
                    case_party::party.eq(&new.party),
                    case_party::account.eq(new.account.map(|id| id.as_bytes().to_vec())),
                    case_party::enrolment.eq(new.enrolment.map(|id| id.as_bytes().to_vec())),
                    case_party::since.eq(new.since.to_string()),
                    case_party::until.eq(new.until.map(|d| d.to_string())),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Somebody stops working on a case after a day.
    ///
    /// # Errors
    /// When there is no such link, or the store does not answer.
    pub fn end_case_party(&mut self, id: TaskId, last_day: Date) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("case_party", |c| {
            diesel::update(case_party::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice())))
                .set(case_party::until.eq(Some(last_day.to_string())))
                .execute(c)
        })?;
        self.one("case_party", rows)
    }
    /// Open cases on which bodies work without a last day, or with one from a day to a day.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn bodies_on_cases_until(&mut self, (from, last): (Date, Date)) -> Result<Vec<CaseId>, StoreError> {
        let a = self.authority();
        let (from, last) = (from.to_string(), last.to_string());
        self.q("case_party", |c| {
            case_party::table
                .filter(case_party::authority.eq(a.as_bytes().as_slice()))
                .filter(case_party::account.is_null())
                .filter(case_party::until.is_null().or(case_party::until.between(&from, &last)))
                .filter(
                    case_party::case_id.eq_any(
                        case_file::table
                            .filter(case_file::authority.eq(a.as_bytes().as_slice()))
                            .filter(case_file::state.eq(CaseState::Open.id()))
                            .select(case_file::id),
                    ),
                )
                .select(case_party::case_id)
                .distinct()
                .order(case_party::case_id)
                .load(c)
        })
    }
    /// Everybody who works or worked on some cases, in one query: by case and first day.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn case_parties(&mut self, cases: &[CaseId]) -> Result<Vec<CaseParty>, StoreError> {
        let a = self.authority();
        self.q("case_party", |c| {
            on_engine!(c, {
                let all = case_party::table
                    .filter(case_party::authority.eq(a.as_bytes().as_slice()))
                    .order((case_party::case_id, case_party::since, case_party::id))
                    .select(CaseParty::as_select());
                match cases {
                    [one] => all.filter(case_party::case_id.eq(one.as_bytes().as_slice())).load(c),
                    many => all.filter(among(case_party::case_id, many.iter().map(CaseId::as_bytes))).load(c),
                }
            })
        })
    }
}
