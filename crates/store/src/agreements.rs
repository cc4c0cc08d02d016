//! Agreements with those whom data is shared with: what they cover, who signed, from when until when.

use crate::conn::{Db, Names, names};
use crate::error::StoreError;
use crate::schema::agreement;
use crate::tx::Tx;
use diesel::prelude::*;
use jiff::civil::Date;
use kernel::{EnrolmentId, Timestamp};

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
        )
    };
}

impl Tx<'_> {
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
                .first(c)
                .optional()
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
