//! Log-in sessions. Only the digest of a session's token is kept.

use crate::accounts::Account;
use crate::conn::{As, on_engine};
use crate::error::StoreError;
use crate::schema::{account, session};
use crate::tx::Tx;
use diesel::prelude::*;
use kernel::{AccountId, SessionId, Timestamp};

/// A log-in session.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = session)]
pub struct Session {
    /// Its id.
    #[diesel(deserialize_as = As<SessionId>)]
    pub id: SessionId,
    /// The digest of its token.
    pub token_hash: Vec<u8>,
    /// Whose it is.
    #[diesel(deserialize_as = As<AccountId>)]
    pub account: AccountId,
    /// As whom it acts, in the application's own form.
    pub capacity: String,
    /// For which purpose it acts.
    pub purpose: String,
    /// Whether the second factor was given.
    pub second_factor: bool,
    /// When it began.
    #[diesel(deserialize_as = As<Timestamp>)]
    pub began_at: Timestamp,
    /// When it was last used.
    #[diesel(deserialize_as = As<Timestamp>)]
    pub last_seen_at: Timestamp,
    /// When it ends whatever happens.
    #[diesel(deserialize_as = As<Timestamp>)]
    pub expires_at: Timestamp,
}

impl Tx<'_> {
    /// Begins a session.
    ///
    /// # Errors
    /// When there is no such account, or the store does not answer.
    pub fn insert_session(&mut self, new: &Session) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("session", |c| {
            diesel::insert_into(session::table)
                .values((
                    session::authority.eq(a.as_bytes().as_slice()),
                    session::id.eq(new.id.as_bytes().as_slice()),
                    session::token_hash.eq(&new.token_hash),
                    session::account.eq(new.account.as_bytes().as_slice()),
                    session::capacity.eq(&new.capacity),
                    session::purpose.eq(&new.purpose),
                    session::second_factor.eq(new.second_factor),
                    session::began_at.eq(new.began_at.as_micros()),
                    session::last_seen_at.eq(new.last_seen_at.as_micros()),
                    session::expires_at.eq(new.expires_at.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// The session whose token has this digest, if it has not ended.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn session(&mut self, token_hash: &[u8]) -> Result<Option<Session>, StoreError> {
        let (a, now) = (self.authority(), self.now);
        self.q("session", |c| {
            session::table
                .filter(session::authority.eq(a.as_bytes().as_slice()))
                .filter(session::token_hash.eq(token_hash))
                .filter(session::expires_at.gt(now.as_micros()))
                .select(Session::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// The session whose token has this digest, if it has not ended, and its account.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn session_and_account(&mut self, token_hash: &[u8]) -> Result<Option<(Session, Account)>, StoreError> {
        let (a, now) = (self.authority(), self.now);
        self.q("session", |c| {
            on_engine!(
                c,
                session::table
                    .inner_join(
                        account::table
                            .on(account::authority.eq(session::authority).and(account::id.eq(session::account))),
                    )
                    .filter(session::authority.eq(a.as_bytes().as_slice()))
                    .filter(session::token_hash.eq(token_hash))
                    .filter(session::expires_at.gt(now.as_micros()))
                    .select((Session::as_select(), Account::as_select()))
                    .get_result(c)
                    .optional()
            )
        })
    }
    /// The session whose token has this digest, also when its time has run out.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn lapsed_session(&mut self, token_hash: &[u8]) -> Result<Option<Session>, StoreError> {
        let a = self.authority();
        self.q("session", |c| {
            session::table
                .filter(session::authority.eq(a.as_bytes().as_slice()))
                .filter(session::token_hash.eq(token_hash))
                .select(Session::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// Notes that a session was used.
    ///
    /// # Errors
    /// When it is not there, or the store does not answer.
    pub fn touch_session(&mut self, id: SessionId) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        let rows = self.q("session", |c| {
            diesel::update(session::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice())))
                .set(session::last_seen_at.eq(now.as_micros()))
                .execute(c)
        })?;
        self.one("session", rows)
    }
    /// Changes as whom and for which purpose a session acts, and whether its second factor was given.
    ///
    /// # Errors
    /// When it is not there, or the store does not answer.
    pub fn set_session(
        &mut self,
        id: SessionId,
        capacity: &str,
        purpose: &str,
        second_factor: bool,
    ) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("session", |c| {
            diesel::update(session::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice())))
                .set((
                    session::capacity.eq(capacity),
                    session::purpose.eq(purpose),
                    session::second_factor.eq(second_factor),
                ))
                .execute(c)
        })?;
        self.one("session", rows)
    }
    /// Ends a session. Says whether there was one.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn end_session(&mut self, id: SessionId) -> Result<bool, StoreError> {
        let a = self.authority();
        let rows = self.q("session", |c| {
            diesel::delete(session::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))).execute(c)
        })?;
        Ok(rows > 0)
    }
    /// Ends all sessions of an account but one. Answers with their number.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn end_sessions(&mut self, account: AccountId, but: Option<SessionId>) -> Result<usize, StoreError> {
        let a = self.authority();
        let but = but.map_or_else(Vec::new, |id| id.as_bytes().to_vec());
        self.q("session", |c| {
            diesel::delete(
                session::table
                    .filter(session::authority.eq(a.as_bytes().as_slice()))
                    .filter(session::account.eq(account.as_bytes().as_slice()))
                    .filter(session::id.ne(but)),
            )
            .execute(c)
        })
    }
    /// Removes sessions that have ended. Answers with their number.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn sweep_sessions(&mut self) -> Result<usize, StoreError> {
        let (a, now) = (self.authority(), self.now);
        self.q("session", |c| {
            diesel::delete(
                session::table
                    .filter(session::authority.eq(a.as_bytes().as_slice()))
                    .filter(session::expires_at.le(now.as_micros())),
            )
            .execute(c)
        })
    }
}
