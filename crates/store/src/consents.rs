//! What people agreed to: given, refused or withdrawn, for a recipient (or the whole purpose), every step kept.

use crate::among::among;
use crate::conn::{As, Names, Perhaps, names, on_engine, readable};
use crate::error::StoreError;
use crate::schema::consent;
use crate::tx::Tx;
use diesel::prelude::*;
use diesel::sql_types::Text;
use jiff::civil::Date;
use kernel::{AccountId, CaseId, ConsentId, NoticeVersionId, PersonId, Timestamp};

/// Where a consent stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConsentState {
    /// It was given.
    Given,
    /// It was asked for and refused.
    Refused,
    /// It was given, and withdrawn since.
    Withdrawn,
}

impl ConsentState {
    /// Its name in the store.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }
}

readable! {
    ConsentState, Text, String, |raw| match raw.as_str() {
        "given" => Ok(Self::Given),
        "refused" => Ok(Self::Refused),
        "withdrawn" => Ok(Self::Withdrawn),
        _ => Err("not a state of a consent".into()),
    };
}

/// A step in the life of a consent.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = consent)]
pub struct Consent {
    /// Its id.
    #[diesel(deserialize_as = As<ConsentId>)]
    pub id: ConsentId,
    /// The case.
    #[diesel(deserialize_as = As<CaseId>)]
    pub case_id: CaseId,
    /// Whose consent.
    #[diesel(deserialize_as = As<PersonId>)]
    pub person: PersonId,
    /// For which recipient; empty: for the whole purpose.
    pub party: String,
    /// For which purpose.
    pub purpose: String,
    /// For which categories.
    #[diesel(deserialize_as = Names)]
    pub categories: Vec<String>,
    /// Where it stands.
    #[diesel(deserialize_as = As<ConsentState>)]
    pub state: ConsentState,
    /// Whether it was given in express words.
    pub explicit: bool,
    /// How: `spoken`, `signed`, `online`, or another code of the notice.
    pub method: String,
    /// When it was given.
    #[diesel(deserialize_as = Perhaps<Timestamp>)]
    pub given_at: Option<Timestamp>,
    /// When it was withdrawn.
    #[diesel(deserialize_as = Perhaps<Timestamp>)]
    pub withdrawn_at: Option<Timestamp>,
    /// The last day on which it counts.
    #[diesel(deserialize_as = Perhaps<Date>)]
    pub expires_on: Option<Date>,
    /// SHA-256 of the words that the person was shown.
    pub wording_hash: Vec<u8>,
    /// The notice version that the person was shown.
    #[diesel(deserialize_as = As<NoticeVersionId>)]
    pub notice_version: NoticeVersionId,
    /// Who recorded it; none: the person.
    #[diesel(deserialize_as = Perhaps<AccountId>)]
    pub recorded_by: Option<AccountId>,
    /// When it was recorded.
    #[diesel(deserialize_as = As<Timestamp>)]
    pub recorded_at: Timestamp,
    /// When the next step took its place; none for the one that holds.
    #[diesel(deserialize_as = Perhaps<Timestamp>)]
    pub superseded_at: Option<Timestamp>,
}

impl Tx<'_> {
    /// Records a step: it takes the place of what held for the same case, recipient and purpose.
    ///
    /// # Errors
    /// When the case or notice version is not there, or the store does not answer.
    pub fn put_consent(&mut self, new: &Consent) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        self.q("consent", |c| {
            diesel::update(
                consent::table
                    .filter(consent::authority.eq(a.as_bytes().as_slice()))
                    .filter(consent::case_id.eq(new.case_id.as_bytes().as_slice()))
                    .filter(consent::party.eq(&new.party))
                    .filter(consent::purpose.eq(&new.purpose))
                    .filter(consent::superseded_at.is_null()),
            )
            .set(consent::superseded_at.eq(Some(now.as_micros())))
            .execute(c)
        })?;
        self.q("consent", |c| {
            diesel::insert_into(consent::table)
                .values((
                    consent::authority.eq(a.as_bytes().as_slice()),
                    consent::id.eq(new.id.as_bytes().as_slice()),
                    consent::case_id.eq(new.case_id.as_bytes().as_slice()),
                    consent::person.eq(new.person.as_bytes().as_slice()),
                    consent::party.eq(&new.party),
                    consent::purpose.eq(&new.purpose),
                    consent::categories.eq(names(&new.categories)),
                    consent::state.eq(new.state.id()),
                    consent::explicit.eq(new.explicit),
                    consent::method.eq(&new.method),
                    consent::given_at.eq(new.given_at.map(Timestamp::as_micros)),
                    consent::withdrawn_at.eq(new.withdrawn_at.map(Timestamp::as_micros)),
                    consent::expires_on.eq(new.expires_on.map(|d| d.to_string())),
                    consent::wording_hash.eq(&new.wording_hash),
                    consent::notice_version.eq(new.notice_version.as_bytes().as_slice()),
                    consent::recorded_by.eq(new.recorded_by.map(|id| id.as_bytes().to_vec())),
                    consent::recorded_at.eq(now.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// The consents of a case that hold, by recipient and purpose.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn consents(&mut self, case: CaseId) -> Result<Vec<Consent>, StoreError> {
        let a = self.authority();
        self.q("consent", |c| {
            on_engine!(
                c,
                consent::table
                    .filter(consent::authority.eq(a.as_bytes().as_slice()))
                    .filter(consent::case_id.eq(case.as_bytes().as_slice()))
                    .filter(consent::superseded_at.is_null())
                    .order((consent::party, consent::purpose))
                    .select(Consent::as_select())
                    .load(c)
            )
        })
    }
    /// Every step of the consents of a case, the newest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn consent_history(&mut self, case: CaseId) -> Result<Vec<Consent>, StoreError> {
        let a = self.authority();
        self.q("consent", |c| {
            consent::table
                .filter(consent::authority.eq(a.as_bytes().as_slice()))
                .filter(consent::case_id.eq(case.as_bytes().as_slice()))
                .order((consent::recorded_at.desc(), consent::id.desc()))
                .select(Consent::as_select())
                .load(c)
        })
    }
    /// The consents that hold for a recipient, or for a whole purpose, of many cases, in one query: for lists.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn consents_for(&mut self, cases: &[CaseId], party: &str) -> Result<Vec<Consent>, StoreError> {
        let a = self.authority();
        self.q("consent", |c| {
            let mine = consent::table
                .filter(consent::authority.eq(a.as_bytes().as_slice()))
                .filter(consent::party.eq(party).or(consent::party.eq("")))
                .filter(consent::superseded_at.is_null())
                .select(Consent::as_select());
            match cases {
                [one] => mine.filter(consent::case_id.eq(one.as_bytes().as_slice())).load(c),
                many => mine.filter(among(consent::case_id, many.iter().map(CaseId::as_bytes))).load(c),
            }
        })
    }
}
