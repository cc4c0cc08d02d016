//! Lists as somebody likes them, and the secret addresses of calendars.

use crate::conn::Db;
use crate::error::StoreError;
use crate::schema::{calendar_token, saved_view};
use crate::tx::Tx;
use diesel::prelude::*;
use kernel::{AccountId, TaskId, Timestamp};

/// A list under a name.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = saved_view, check_for_backend(Db))]
pub struct SavedView {
    /// Its id.
    pub id: TaskId,
    /// Whose it is.
    pub account: AccountId,
    /// Which list: a code.
    pub list: String,
    /// Its name.
    pub name: String,
    /// The query of its address.
    pub query: String,
    /// When it was saved.
    pub made_at: Timestamp,
}

/// A secret address of somebody's calendar.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = calendar_token, check_for_backend(Db))]
pub struct CalendarToken {
    /// Its id.
    pub id: TaskId,
    /// Whose calendar.
    pub account: AccountId,
    /// The hash of the secret.
    pub token_hash: Vec<u8>,
    /// As whom its owner acts.
    pub capacity: String,
    /// For which purpose.
    pub purpose: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it stopped working.
    pub revoked_at: Option<Timestamp>,
}

impl Tx<'_> {
    /// Saves a list under a name.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the name is taken; or when the store does not answer.
    pub fn insert_view(&mut self, new: &SavedView) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("saved_view", |c| {
            diesel::insert_into(saved_view::table)
                .values((
                    saved_view::authority.eq(a.as_bytes().as_slice()),
                    saved_view::id.eq(new.id.as_bytes().as_slice()),
                    saved_view::account.eq(new.account.as_bytes().as_slice()),
                    saved_view::list.eq(&new.list),
                    saved_view::name.eq(&new.name),
                    saved_view::query.eq(&new.query),
                    saved_view::made_at.eq(new.made_at.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Somebody's saved lists, by which list they are of, then by name.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn views_of(&mut self, account: AccountId) -> Result<Vec<SavedView>, StoreError> {
        let a = self.authority();
        self.q("saved_view", |c| {
            saved_view::table
                .filter(saved_view::authority.eq(a.as_bytes().as_slice()))
                .filter(saved_view::account.eq(account.as_bytes().as_slice()))
                .order((saved_view::list, saved_view::name))
                .select(SavedView::as_select())
                .load(c)
        })
    }
    /// Forgets a saved list of somebody.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when they have none such; or when the store does not answer.
    pub fn delete_view(&mut self, account: AccountId, id: TaskId) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("saved_view", |c| {
            diesel::delete(
                saved_view::table
                    .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                    .filter(saved_view::account.eq(account.as_bytes().as_slice())),
            )
            .execute(c)
        })?;
        self.one("saved_view", rows)
    }
    /// Makes a calendar's address; those that the account had before stop working.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn replace_calendar(&mut self, new: &CalendarToken) -> Result<(), StoreError> {
        let a = self.authority();
        self.revoke_calendars(new.account)?;
        self.q("calendar_token", |c| {
            diesel::insert_into(calendar_token::table)
                .values((
                    calendar_token::authority.eq(a.as_bytes().as_slice()),
                    calendar_token::id.eq(new.id.as_bytes().as_slice()),
                    calendar_token::account.eq(new.account.as_bytes().as_slice()),
                    calendar_token::token_hash.eq(&new.token_hash),
                    calendar_token::capacity.eq(&new.capacity),
                    calendar_token::purpose.eq(&new.purpose),
                    calendar_token::made_at.eq(new.made_at.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Stops every calendar address of an account. Answers how many there were.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn revoke_calendars(&mut self, account: AccountId) -> Result<usize, StoreError> {
        let (a, now) = (self.authority(), self.now);
        self.q("calendar_token", |c| {
            diesel::update(
                calendar_token::table
                    .filter(calendar_token::authority.eq(a.as_bytes().as_slice()))
                    .filter(calendar_token::account.eq(account.as_bytes().as_slice()))
                    .filter(calendar_token::revoked_at.is_null()),
            )
            .set(calendar_token::revoked_at.eq(Some(now.as_micros())))
            .execute(c)
        })
    }
    /// The calendar that a secret's hash opens, if it still does.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn calendar_by(&mut self, token_hash: &[u8]) -> Result<Option<CalendarToken>, StoreError> {
        let a = self.authority();
        self.q("calendar_token", |c| {
            calendar_token::table
                .filter(calendar_token::authority.eq(a.as_bytes().as_slice()))
                .filter(calendar_token::token_hash.eq(token_hash))
                .filter(calendar_token::revoked_at.is_null())
                .select(CalendarToken::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// The calendar address that an account has, if any.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn calendar_of(&mut self, account: AccountId) -> Result<Option<CalendarToken>, StoreError> {
        let a = self.authority();
        self.q("calendar_token", |c| {
            calendar_token::table
                .filter(calendar_token::authority.eq(a.as_bytes().as_slice()))
                .filter(calendar_token::account.eq(account.as_bytes().as_slice()))
                .filter(calendar_token::revoked_at.is_null())
                .select(CalendarToken::as_select())
                .get_result(c)
                .optional()
        })
    }
}
