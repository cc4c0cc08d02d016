//! Agreements with those whom data is shared with: what they cover, who signed, from when until when.

use crate::cases::due_sort;
use crate::conn::{Db, Names, names};
use crate::error::StoreError;
use crate::schema::{agreement, agreement_notice, case_party};
use crate::tx::Tx;
use crate::walk::{InWords, ListPlace, Walk, day_or, no_day, walked};
use diesel::dsl::exists;
use diesel::prelude::*;
use jiff::civil::Date;
use kernel::{CaseId, EnrolmentId, Timestamp};

/// An agreement, as the register has it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = agreement, check_for_backend(Db))]
pub struct Agreement {
    /// Its id.
    pub id: EnrolmentId,
    /// The notice's id.
    pub notice_id: String,
    /// The party: its id, a class (`class:…`) or an enrolled body's key.
    pub party: String,
    /// Its reference.
    pub reference: String,
    /// The first day.
    pub from_on: Date,
    /// The last day, if there is one.
    pub until_on: Option<Date>,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// `sharing`, `processing` or `joint`.
    pub kind: String,
    /// What it is called.
    pub title: String,
    /// Bodies of a network that the party has signed for.
    #[diesel(deserialize_as = Names)]
    pub members: Vec<String>,
    /// The purposes it covers; none: all.
    #[diesel(deserialize_as = Names)]
    pub purposes: Vec<String>,
    /// The categories it covers; none: all.
    #[diesel(deserialize_as = Names)]
    pub categories: Vec<String>,
    /// The duties and powers that it names.
    #[diesel(deserialize_as = Names)]
    pub gateways: Vec<String>,
    /// By when it is to be looked at again.
    pub review_on: Option<Date>,
    /// Where the document is kept.
    pub document: String,
    /// The address of the other side's contact.
    pub contact: String,
    /// Who signed for the controller.
    pub ours_by: Option<String>,
    /// On which day.
    pub ours_on: Option<Date>,
    /// Who signed for the other side.
    pub theirs_by: Option<String>,
    /// On which day.
    pub theirs_on: Option<Date>,
    /// When it was ended before its time.
    pub ended_at: Option<Timestamp>,
    /// Why.
    pub ended_why: Option<String>,
    /// The address of the controller's own contact, for reminders.
    pub our_contact: String,
    /// Whether whoever signed for the other side is their data protection officer: `signatory`, `other` or `none` (they have none); empty:
    /// nobody has said.
    pub officer_is: String,
    /// Who is, where it is another.
    pub officer_name: String,
}

/// That both sides of an agreement were told something.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = agreement_notice, check_for_backend(Db))]
pub struct AgreementNotice {
    /// Of which agreement.
    pub agreement: EnrolmentId,
    /// Of what: a code.
    pub what: String,
    /// When.
    pub at: Timestamp,
    /// Whether the controller's side has an address.
    pub ours: bool,
    /// Whether the other side has.
    pub theirs: bool,
}

impl Agreement {
    /// An agreement that covers whatever the notice lets the party have, from a day, and that nobody has signed yet.
    #[must_use]
    pub fn unsigned(
        id: EnrolmentId,
        notice_id: &str,
        party: &str,
        reference: &str,
        from_on: Date,
        recorded_at: Timestamp,
    ) -> Self {
        Self {
            id,
            notice_id: notice_id.to_owned(),
            party: party.to_owned(),
            reference: reference.to_owned(),
            from_on,
            until_on: None,
            recorded_at,
            kind: "sharing".to_owned(),
            title: String::new(),
            members: Vec::new(),
            purposes: Vec::new(),
            categories: Vec::new(),
            gateways: Vec::new(),
            review_on: None,
            document: String::new(),
            contact: String::new(),
            ours_by: None,
            ours_on: None,
            theirs_by: None,
            theirs_on: None,
            ended_at: None,
            ended_why: None,
            our_contact: String::new(),
            officer_is: String::new(),
            officer_name: String::new(),
        }
    }
    /// The same, signed for both sides on a day.
    #[must_use]
    pub fn signed(self, ours: &str, theirs: &str, on: Date) -> Self {
        Self {
            ours_by: Some(ours.to_owned()),
            ours_on: Some(on),
            theirs_by: Some(theirs.to_owned()),
            theirs_on: Some(on),
            ..self
        }
    }
}

/// The columns that may change, with their values.
macro_rules! changing {
    ($new:expr) => {
        (
            agreement::reference.eq(&$new.reference),
            agreement::from_on.eq($new.from_on.to_string()),
            agreement::until_on.eq($new.until_on.map(|d| d.to_string())),
            agreement::kind.eq(&$new.kind),
            agreement::title.eq(&$new.title),
            agreement::members.eq(names(&$new.members)),
            agreement::purposes.eq(names(&$new.purposes)),
            agreement::categories.eq(names(&$new.categories)),
            agreement::gateways.eq(names(&$new.gateways)),
            agreement::review_on.eq($new.review_on.map(|d| d.to_string())),
            agreement::document.eq(&$new.document),
            agreement::contact.eq(&$new.contact),
            agreement::ours_by.eq(&$new.ours_by),
            agreement::ours_on.eq($new.ours_on.map(|d| d.to_string())),
            agreement::theirs_by.eq(&$new.theirs_by),
            agreement::theirs_on.eq($new.theirs_on.map(|d| d.to_string())),
            agreement::ended_at.eq($new.ended_at.map(Timestamp::as_micros)),
            agreement::ended_why.eq(&$new.ended_why),
            agreement::our_contact.eq(&$new.our_contact),
            agreement::officer_is.eq(&$new.officer_is),
            agreement::officer_name.eq(&$new.officer_name),
        )
    };
}

/// How the agreements of a list stand on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgreementsThat {
    /// Were not ended before their time.
    Stand,
    /// Are in force.
    Hold,
    /// Are in force, and end on this day or earlier.
    EndBy(Date),
    /// Are in force, and were to be looked at again before the day.
    WaitForReview,
    /// Lack a signature.
    WaitForSignature,
    /// Are past their last day.
    Lapsed,
    /// Were ended before their time.
    Ended,
    /// Whatever became of them.
    Are,
}

/// Which agreements a list has.
#[derive(Debug, Clone)]
pub struct AgreementFilter {
    /// Under these notices.
    pub notices: Vec<String>,
    /// The day that it is.
    pub today: Date,
    /// How they stand.
    pub that: AgreementsThat,
    /// Of this kind: a code.
    pub kind: Option<String>,
}

/// In which order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AgreementOrder {
    /// By their last day.
    Until,
    /// By when they are to be looked at again.
    Review,
    /// By what they are called.
    Title,
    /// By whom they are with, in words.
    Party(InWords),
}

impl AgreementOrder {
    /// The place behind an agreement.
    #[must_use]
    pub fn behind(&self, row: &Agreement, down: bool) -> ListPlace {
        let id = row.id.as_bytes();
        let day = |on: Option<Date>| on.map_or_else(|| no_day(down).to_owned(), |on| on.to_string());
        match self {
            Self::Until => ListPlace::behind(day(row.until_on), id),
            Self::Review => ListPlace::behind(day(row.review_on), id),
            Self::Title => ListPlace::behind(&row.title, id),
            Self::Party(words) => ListPlace::behind(words.rank(&row.party), id),
        }
    }
}

impl Tx<'_> {
    /// A list of agreements; in the order of a date, those without one come last.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn list_agreements(
        &mut self,
        filter: &AgreementFilter,
        order: &AgreementOrder,
        walk: &Walk,
    ) -> Result<Vec<Agreement>, StoreError> {
        use AgreementsThat as That;
        let (a, today) = (self.authority(), filter.today.to_string());
        let mut query = agreement::table
            .into_boxed::<Db>()
            .filter(agreement::authority.eq(a.as_bytes().to_vec()))
            .filter(agreement::notice_id.eq_any(filter.notices.clone()));
        query = match filter.that {
            That::Are => query,
            That::Ended => query.filter(agreement::ended_at.is_not_null()),
            _ => query.filter(agreement::ended_at.is_null()),
        };
        let last_day = || day_or(agreement::until_on, due_sort(None));
        let last_day_is_ahead = |today: String| last_day().ge(today);
        // A signature that is dated in the future does not count yet.
        let signed = |today: String| {
            day_or(agreement::ours_on, due_sort(None))
                .le(today.clone())
                .and(day_or(agreement::theirs_on, due_sort(None)).le(today))
        };
        if matches!(filter.that, That::Hold | That::EndBy(_) | That::WaitForReview) {
            query = query
                .filter(last_day_is_ahead(today.clone()))
                .filter(signed(today.clone()))
                .filter(agreement::from_on.le(today.clone()));
        }
        query = match filter.that {
            That::EndBy(day) => query.filter(last_day().le(day.to_string())),
            That::WaitForReview => query.filter(agreement::review_on.lt(Some(today))),
            That::WaitForSignature => {
                query.filter(last_day_is_ahead(today.clone())).filter(diesel::dsl::not(signed(today)))
            }
            That::Lapsed => query.filter(last_day().lt(today)),
            _ => query,
        };
        if let Some(kind) = &filter.kind {
            query = query.filter(agreement::kind.eq(kind.clone()));
        }
        let id = agreement::id;
        let query = match order {
            AgreementOrder::Until => {
                walked!(query, walk, id, day_or(agreement::until_on, no_day(walk.down)), String)
            }
            AgreementOrder::Review => {
                walked!(query, walk, id, day_or(agreement::review_on, no_day(walk.down)), String)
            }
            AgreementOrder::Title => walked!(query, walk, id, agreement::title, String),
            AgreementOrder::Party(words) => walked!(query, walk, id, words.of_column("agreement.party"), i32),
        };
        self.q("agreement", |c| query.select(Agreement::as_select()).load(c))
    }
    /// Records an agreement.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn insert_agreement(&mut self, new: &Agreement) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("agreement", |c| {
            diesel::insert_into(agreement::table)
                .values((
                    agreement::authority.eq(a.as_bytes().as_slice()),
                    agreement::id.eq(new.id.as_bytes().as_slice()),
                    agreement::notice_id.eq(&new.notice_id),
                    agreement::party.eq(&new.party),
                    agreement::recorded_at.eq(new.recorded_at.as_micros()),
                    changing!(new),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Changes an agreement: all but its notice and party.
    ///
    /// # Errors
    /// When there is none, or the store does not answer.
    pub fn update_agreement(&mut self, new: &Agreement) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("agreement", |c| {
            diesel::update(agreement::table.find((a.as_bytes().as_slice(), new.id.as_bytes().as_slice())))
                .set(changing!(new))
                .execute(c)
        })?;
        self.one("agreement", rows)
    }
    /// Notes that both sides were told something.
    ///
    /// # Errors
    /// When the agreement is not there, they were told before, or the store does not answer.
    pub fn insert_agreement_notice(&mut self, new: &AgreementNotice) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("agreement_notice", |c| {
            diesel::insert_into(agreement_notice::table)
                .values((
                    agreement_notice::authority.eq(a.as_bytes().as_slice()),
                    agreement_notice::agreement.eq(new.agreement.as_bytes().as_slice()),
                    agreement_notice::what.eq(&new.what),
                    agreement_notice::at.eq(new.at.as_micros()),
                    agreement_notice::ours.eq(new.ours),
                    agreement_notice::theirs.eq(new.theirs),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// What both sides were told of an agreement, in order.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn agreement_notices(&mut self, of: EnrolmentId) -> Result<Vec<AgreementNotice>, StoreError> {
        let a = self.authority();
        self.q("agreement_notice", |c| {
            agreement_notice::table
                .filter(agreement_notice::authority.eq(a.as_bytes().as_slice()))
                .filter(agreement_notice::agreement.eq(of.as_bytes().as_slice()))
                .order((agreement_notice::at, agreement_notice::what))
                .select(AgreementNotice::as_select())
                .load(c)
        })
    }
    /// One agreement.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn agreement(&mut self, id: EnrolmentId) -> Result<Option<Agreement>, StoreError> {
        let a = self.authority();
        self.q("agreement", |c| {
            agreement::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .select(Agreement::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// The agreements under a notice that may be with a body that works on a case, by party: those with it or its class, and
    /// those with several members.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn agreements_around(&mut self, notice_id: &str, case: CaseId) -> Result<Vec<Agreement>, StoreError> {
        let a = self.authority();
        self.q("agreement", |c| {
            let at_work = case_party::table
                .filter(case_party::authority.eq(agreement::authority))
                .filter(case_party::case_id.eq(case.as_bytes().as_slice()))
                .filter(
                    case_party::party.eq(agreement::party).or(case_party::party.like(agreement::party.concat("/%"))),
                );
            agreement::table
                .filter(agreement::authority.eq(a.as_bytes().as_slice()))
                .filter(agreement::notice_id.eq(notice_id))
                .filter(agreement::members.ne("[]").or(exists(at_work)))
                .order((agreement::party, agreement::from_on))
                .select(Agreement::as_select())
                .load(c)
        })
    }
    /// All agreements under a notice, by party.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn agreements(&mut self, notice_id: &str) -> Result<Vec<Agreement>, StoreError> {
        let a = self.authority();
        self.q("agreement", |c| {
            agreement::table
                .filter(agreement::authority.eq(a.as_bytes().as_slice()))
                .filter(agreement::notice_id.eq(notice_id))
                .order((agreement::party, agreement::from_on))
                .select(Agreement::as_select())
                .load(c)
        })
    }
}
