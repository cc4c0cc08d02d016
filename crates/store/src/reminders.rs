//! That somebody was reminded of a day, so that nobody is told twice.

use crate::conn::Db;
use crate::error::StoreError;
use crate::schema::reminder_sent;
use crate::tx::Tx;
use diesel::prelude::*;
use kernel::Timestamp;

/// A reminder that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = reminder_sent, check_for_backend(Db))]
pub struct ReminderSent {
    /// About what: its kind and id.
    pub about: String,
    /// Of which occasion: a code with its day.
    pub what: String,
    /// When.
    pub at: Timestamp,
    /// Whether anybody of the council's side has an address.
    pub ours: bool,
    /// Whether the other side has.
    pub theirs: bool,
}

impl Tx<'_> {
    /// Notes a reminder.
    ///
    /// # Errors
    /// `Conflict` when one of its occasion was sent already; or when the store does not answer.
    pub fn note_reminder(&mut self, new: &ReminderSent) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("reminder_sent", |c| {
            diesel::insert_into(reminder_sent::table)
                .values((
                    reminder_sent::authority.eq(a.as_bytes().as_slice()),
                    reminder_sent::about.eq(&new.about),
                    reminder_sent::what.eq(&new.what),
                    reminder_sent::at.eq(new.at.as_micros()),
                    reminder_sent::ours.eq(new.ours),
                    reminder_sent::theirs.eq(new.theirs),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// The reminders about something, the first first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn reminders(&mut self, about: &str) -> Result<Vec<ReminderSent>, StoreError> {
        let a = self.authority();
        self.q("reminder_sent", |c| {
            reminder_sent::table
                .filter(reminder_sent::authority.eq(a.as_bytes().as_slice()))
                .filter(reminder_sent::about.eq(about))
                .order((reminder_sent::at, reminder_sent::what))
                .select(ReminderSent::as_select())
                .load(c)
        })
    }
}
