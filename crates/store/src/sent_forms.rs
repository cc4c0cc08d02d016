//! Forms that were sent and done, so that whoever sends the same again is answered with what came of it.

use crate::conn::{Conn, Db};
use crate::error::StoreError;
use crate::schema::sent_form;
use crate::tx::{Mode, Tx};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};
use kernel::Timestamp;

/// A form that was sent and done.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = sent_form, check_for_backend(Db))]
pub struct SentForm {
    /// The digest of all that was sent, and where.
    pub request_hash: Vec<u8>,
    /// Where it led; empty: to a page that is not kept. None: that is not noted, or not yet.
    pub answer: Option<String>,
    /// The word for what was said of it.
    pub said: Option<String>,
    /// When it was done.
    pub at: Timestamp,
}

/// How much was written before some moment of a unit of work.
#[derive(Debug, Clone, Copy)]
pub struct Written(i64);

impl Tx<'_> {
    /// A mark, for asking later whether anything was written since. What is appended to the ledger does not count.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn written(&mut self) -> Result<Written, StoreError> {
        if self.mode != Mode::Write {
            return Ok(Written(0));
        }
        self.q("database", |c| match c {
            Conn::Sqlite(c) => diesel::select(sql::<BigInt>("total_changes()")).get_result(c),
            // Nothing else writes in this transaction, so that a mark is not needed.
            Conn::Postgres(_) => Ok(0),
        })
        .map(Written)
    }
    /// Whether anything was written since a mark.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn wrote_since(&mut self, mark: Written) -> Result<bool, StoreError> {
        if self.mode != Mode::Write {
            return Ok(false);
        }
        self.q("database", |c| match c {
            Conn::Sqlite(c) => {
                diesel::select(sql::<BigInt>("total_changes()")).get_result::<i64>(c).map(|now| now > mark.0)
            }
            Conn::Postgres(c) => {
                diesel::select(sql::<Bool>("pg_current_xact_id_if_assigned() IS NOT NULL")).get_result(c)
            }
        })
    }
    /// A form that was sent with this key.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn sent_form(&mut self, key_hash: &[u8; 32]) -> Result<Option<SentForm>, StoreError> {
        let a = self.authority();
        self.q("sent_form", |c| {
            sent_form::table
                .find((a.as_bytes().as_slice(), key_hash.as_slice()))
                .select(SentForm::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// Notes that a form is done by this unit of work, and forgets those from before a moment.
    ///
    /// # Errors
    /// `Conflict` when another unit of work has just done it; or the store does not answer.
    pub fn claim_sent_form(
        &mut self,
        key_hash: &[u8; 32],
        request_hash: &[u8; 32],
        forget_before: Timestamp,
    ) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now());
        self.q("sent_form", |c| {
            diesel::delete(
                sent_form::table
                    .filter(sent_form::authority.eq(a.as_bytes().as_slice()))
                    .filter(sent_form::at.lt(forget_before.as_micros())),
            )
            .execute(c)
        })?;
        self.q("sent_form", |c| {
            diesel::insert_into(sent_form::table)
                .values((
                    sent_form::authority.eq(a.as_bytes().as_slice()),
                    sent_form::key_hash.eq(key_hash.as_slice()),
                    sent_form::request_hash.eq(request_hash.as_slice()),
                    sent_form::at.eq(now.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Notes where a form that is done led.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn answer_sent_form(&mut self, key_hash: &[u8; 32], answer: &str, said: &str) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("sent_form", |c| {
            diesel::update(sent_form::table.find((a.as_bytes().as_slice(), key_hash.as_slice())))
                .set((sent_form::answer.eq(answer), sent_form::said.eq(said)))
                .execute(c)
        })?;
        Ok(())
    }
    /// Forgets that a form was sent: nothing came of it, and it may be sent again.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn forget_sent_form(&mut self, key_hash: &[u8; 32]) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("sent_form", |c| {
            diesel::delete(sent_form::table.find((a.as_bytes().as_slice(), key_hash.as_slice()))).execute(c)
        })?;
        Ok(())
    }
}
