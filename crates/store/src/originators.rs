//! The word of whoever gave something, that it may be passed on: of what, to whom, for what, until when.

use crate::conn::Db;
use crate::error::StoreError;
use crate::schema::originator_word;
use crate::tx::Tx;
use diesel::prelude::*;
use disclosure::Place;
use jiff::civil::Date;
use kernel::{AccountId, AttachmentId, CaseId, PersonId, Timestamp};

/// That whoever gave something agrees that it is passed on.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = originator_word, check_for_backend(Db))]
pub struct OriginatorWord {
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
    /// It may go to this recipient.
    pub party: String,
    /// For this purpose.
    pub purpose: String,
    /// The day on which they agreed.
    pub agreed_on: Date,
    /// The last day on which it counts.
    pub until_on: Date,
    /// Who wrote it down.
    pub recorded_by: AccountId,
    /// When.
    pub recorded_at: Timestamp,
    /// When it was taken back.
    pub ended_at: Option<Timestamp>,
    /// The class of its key.
    pub record_class: String,
    /// Who agreed, and under which reference, sealed.
    pub sealed: Vec<u8>,
}

impl std::fmt::Debug for OriginatorWord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OriginatorWord({:?})", self.id)
    }
}

impl OriginatorWord {
    /// Where its words belong.
    #[must_use]
    pub fn place(&self) -> Place {
        Place {
            subject: self.person,
            record_class: self.record_class.clone(),
            table: "originator_word",
            row: *self.id.as_bytes(),
            version: 1,
        }
    }
    /// Whether it counts on a day.
    #[must_use]
    pub fn counts(&self, today: Date) -> bool {
        self.ended_at.is_none() && self.agreed_on <= today && today <= self.until_on
    }
}

impl Tx<'_> {
    /// Writes it down.
    ///
    /// # Errors
    /// When the case or account is not there, or the store does not answer.
    pub fn insert_originator_word(&mut self, new: &OriginatorWord) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("originator_word", |c| {
            diesel::insert_into(originator_word::table)
                .values((
                    originator_word::authority.eq(a.as_bytes().as_slice()),
                    originator_word::id.eq(new.id.as_bytes().as_slice()),
                    originator_word::case_id.eq(new.case_id.as_bytes().as_slice()),
                    originator_word::person.eq(new.person.as_bytes().as_slice()),
                    originator_word::category.eq(&new.category),
                    originator_word::source.eq(&new.source),
                    originator_word::party.eq(&new.party),
                    originator_word::purpose.eq(&new.purpose),
                    originator_word::agreed_on.eq(new.agreed_on.to_string()),
                    originator_word::until_on.eq(new.until_on.to_string()),
                    originator_word::recorded_by.eq(new.recorded_by.as_bytes().as_slice()),
                    originator_word::recorded_at.eq(new.recorded_at.as_micros()),
                    originator_word::record_class.eq(&new.record_class),
                    originator_word::sealed.eq(&new.sealed),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Ends one that has not ended. Answers whether there was one.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn end_originator_word(&mut self, case: CaseId, id: AttachmentId) -> Result<bool, StoreError> {
        let (a, now) = (self.authority(), self.now);
        let rows = self.q("originator_word", |c| {
            diesel::update(originator_word::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice())))
                .filter(originator_word::case_id.eq(case.as_bytes().as_slice()))
                .filter(originator_word::ended_at.is_null())
                .set(originator_word::ended_at.eq(Some(now.as_micros())))
                .execute(c)
        })?;
        Ok(rows == 1)
    }
    /// All of some cases: of every recipient, or of one.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn originator_words(&mut self, cases: &[CaseId], to: Option<&str>) -> Result<Vec<OriginatorWord>, StoreError> {
        let a = self.authority();
        self.q("originator_word", |c| {
            let mut query = originator_word::table
                .filter(originator_word::authority.eq(a.as_bytes().as_slice()))
                .filter(originator_word::case_id.eq_any(cases.iter().map(|id| id.as_bytes().as_slice())))
                .order(originator_word::id.desc())
                .select(OriginatorWord::as_select())
                .into_boxed();
            if let Some(to) = to {
                query = query.filter(originator_word::party.eq(to));
            }
            query.load(c)
        })
    }
}
