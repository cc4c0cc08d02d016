//! Bodies enrolled into open classes of recipients, each from a day to a day.

use crate::conn::Db;
use crate::error::StoreError;
use crate::schema::enrolment;
use crate::tx::Tx;
use diesel::prelude::*;
use jiff::civil::Date;
use kernel::{EnrolmentId, Timestamp};

/// A body's dated entry into an open class of a notice.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = enrolment, check_for_backend(Db))]
pub struct Enrolment {
    /// Its id.
    pub id: EnrolmentId,
    /// The notice's id.
    pub notice_id: String,
    /// The open class.
    pub class: String,
    /// The body's own key, by which it stands as a party of cases.
    pub body: String,
    /// The body's name.
    pub name: String,
    /// The first day.
    pub from_on: Date,
    /// The last day, if there is one.
    pub until_on: Option<Date>,
    /// What was seen before it was enrolled: an agreement's or certificate's reference.
    pub evidence: String,
    /// When it was recorded.
    pub recorded_at: Timestamp,
}

impl Enrolment {
    /// Whether the body is on the list on a day.
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.from_on <= day && self.until_on.is_none_or(|last| day <= last)
    }
}

impl Tx<'_> {
    /// Enrols a body.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn insert_enrolment(&mut self, new: &Enrolment) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("enrolment", |c| {
            diesel::insert_into(enrolment::table)
                .values((
                    enrolment::authority.eq(a.as_bytes().as_slice()),
                    enrolment::id.eq(new.id.as_bytes().as_slice()),
                    enrolment::notice_id.eq(&new.notice_id),
                    enrolment::class.eq(&new.class),
                    enrolment::body.eq(&new.body),
                    enrolment::name.eq(&new.name),
                    enrolment::from_on.eq(new.from_on.to_string()),
                    enrolment::until_on.eq(new.until_on.map(|d| d.to_string())),
                    enrolment::evidence.eq(&new.evidence),
                    enrolment::recorded_at.eq(new.recorded_at.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Ends an enrolment on a day.
    ///
    /// # Errors
    /// When there is none, or the store does not answer.
    pub fn end_enrolment(&mut self, id: EnrolmentId, last_day: Date) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("enrolment", |c| {
            diesel::update(enrolment::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice())))
                .set(enrolment::until_on.eq(Some(last_day.to_string())))
                .execute(c)
        })?;
        self.one("enrolment", rows)
    }
    /// An enrolment.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn enrolment(&mut self, id: EnrolmentId) -> Result<Option<Enrolment>, StoreError> {
        let a = self.authority();
        self.q("enrolment", |c| {
            enrolment::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .select(Enrolment::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// All enrolments under a notice, by body.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn enrolments(&mut self, notice_id: &str) -> Result<Vec<Enrolment>, StoreError> {
        let a = self.authority();
        self.q("enrolment", |c| {
            enrolment::table
                .filter(enrolment::authority.eq(a.as_bytes().as_slice()))
                .filter(enrolment::notice_id.eq(notice_id))
                .order((enrolment::body, enrolment::from_on))
                .select(Enrolment::as_select())
                .load(c)
        })
    }
}
