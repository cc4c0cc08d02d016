//! Tokens for programs, of which only the digest is kept; and what was asked to be done once only.

use crate::conn::Db;
use crate::error::StoreError;
use crate::schema::{api_token, once};
use crate::tx::Tx;
use diesel::prelude::*;
use kernel::{AccountId, SessionId, Timestamp};

/// A token with which a program acts for an account: in one capacity, for one purpose.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = api_token, check_for_backend(Db))]
pub struct ApiToken {
    /// Its id.
    pub id: SessionId,
    /// The digest of its secret.
    pub token_hash: Vec<u8>,
    /// For whom it acts.
    pub account: AccountId,
    /// What its owner calls it.
    pub name: String,
    /// As whom it acts, in the application's own form.
    pub capacity: String,
    /// For which purpose.
    pub purpose: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it ends whatever happens.
    pub expires_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// How many days before its end its owner was last told of it.
    pub told_days: Option<i32>,
}

/// Something that is done once, however often it is asked.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = once, check_for_backend(Db))]
pub struct Once {
    /// The digest of what was asked.
    pub request_hash: Vec<u8>,
    /// The id of what came of it.
    pub made: Vec<u8>,
}

impl Tx<'_> {
    /// Adds a token.
    ///
    /// # Errors
    /// When there is no such account, or the store does not answer.
    pub fn insert_api_token(&mut self, new: &ApiToken) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("api_token", |c| {
            diesel::insert_into(api_token::table)
                .values((
                    api_token::authority.eq(a.as_bytes().as_slice()),
                    api_token::id.eq(new.id.as_bytes().as_slice()),
                    api_token::token_hash.eq(&new.token_hash),
                    api_token::account.eq(new.account.as_bytes().as_slice()),
                    api_token::name.eq(&new.name),
                    api_token::capacity.eq(&new.capacity),
                    api_token::purpose.eq(&new.purpose),
                    api_token::made_at.eq(new.made_at.as_micros()),
                    api_token::expires_at.eq(new.expires_at.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// The token whose secret has this digest, if it is neither over nor revoked.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn api_token(&mut self, token_hash: &[u8]) -> Result<Option<ApiToken>, StoreError> {
        let (a, now) = (self.authority(), self.now);
        self.q("api_token", |c| {
            api_token::table
                .filter(api_token::authority.eq(a.as_bytes().as_slice()))
                .filter(api_token::token_hash.eq(token_hash))
                .filter(api_token::expires_at.gt(now.as_micros()))
                .filter(api_token::revoked_at.is_null())
                .select(ApiToken::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// Every token of an account, the newest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn api_tokens(&mut self, account: AccountId) -> Result<Vec<ApiToken>, StoreError> {
        let a = self.authority();
        self.q("api_token", |c| {
            api_token::table
                .filter(api_token::authority.eq(a.as_bytes().as_slice()))
                .filter(api_token::account.eq(account.as_bytes().as_slice()))
                .order(api_token::id.desc())
                .select(ApiToken::as_select())
                .load(c)
        })
    }
    /// The tokens that are in use and end before a moment, the first to end first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn api_tokens_ending(&mut self, before: Timestamp) -> Result<Vec<ApiToken>, StoreError> {
        let (a, now) = (self.authority(), self.now);
        self.q("api_token", |c| {
            api_token::table
                .filter(api_token::authority.eq(a.as_bytes().as_slice()))
                .filter(api_token::revoked_at.is_null())
                .filter(api_token::expires_at.gt(now.as_micros()))
                .filter(api_token::expires_at.lt(before.as_micros()))
                .order((api_token::expires_at.asc(), api_token::id.asc()))
                .select(ApiToken::as_select())
                .load(c)
        })
    }
    /// Notes that the owner of a token was told of its end, so many days before.
    ///
    /// # Errors
    /// When it is not there, or the store does not answer.
    pub fn told_of_api_token(&mut self, id: SessionId, days: i32) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("api_token", |c| {
            diesel::update(api_token::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice())))
                .set(api_token::told_days.eq(Some(days)))
                .execute(c)
        })?;
        self.one("api_token", rows)
    }
    /// Notes that a token was used.
    ///
    /// # Errors
    /// When it is not there, or the store does not answer.
    pub fn touch_api_token(&mut self, id: SessionId) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        let rows = self.q("api_token", |c| {
            diesel::update(api_token::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice())))
                .set(api_token::last_used_at.eq(Some(now.as_micros())))
                .execute(c)
        })?;
        self.one("api_token", rows)
    }
    /// Revokes a token of an account. Says whether there was one that was not revoked.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn revoke_api_token(&mut self, account: AccountId, id: SessionId) -> Result<bool, StoreError> {
        Ok(self.revoke_tokens(account, Some(id))? > 0)
    }
    /// Revokes every token of an account.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn revoke_api_tokens(&mut self, account: AccountId) -> Result<(), StoreError> {
        self.revoke_tokens(account, None).map(|_| ())
    }
    fn revoke_tokens(&mut self, account: AccountId, one: Option<SessionId>) -> Result<usize, StoreError> {
        let (a, now) = (self.authority(), self.now);
        self.q("api_token", |c| {
            let mut which = api_token::table
                .filter(api_token::authority.eq(a.as_bytes().as_slice()))
                .filter(api_token::account.eq(account.as_bytes().as_slice()))
                .filter(api_token::revoked_at.is_null())
                .select(api_token::id)
                .into_boxed();
            if let Some(id) = one {
                which = which.filter(api_token::id.eq(id.as_bytes().to_vec()));
            }
            let ids: Vec<Vec<u8>> = which.load(c)?;
            diesel::update(
                api_token::table
                    .filter(api_token::authority.eq(a.as_bytes().as_slice()))
                    .filter(api_token::id.eq_any(ids)),
            )
            .set(api_token::revoked_at.eq(Some(now.as_micros())))
            .execute(c)
        })
    }
    /// What came of the same thing, if an account has asked it before.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn once(&mut self, account: AccountId, key_hash: &[u8; 32]) -> Result<Option<Once>, StoreError> {
        let a = self.authority();
        self.q("once", |c| {
            once::table
                .find((a.as_bytes().as_slice(), account.as_bytes().as_slice(), key_hash.as_slice()))
                .select(Once::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// Notes what came of something that is done once only, and forgets what was noted before a moment.
    ///
    /// # Errors
    /// When it was noted already, or the store does not answer.
    pub fn note_once(
        &mut self,
        account: AccountId,
        key_hash: &[u8; 32],
        done: &Once,
        forget_before: Timestamp,
    ) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        self.q("once", |c| {
            diesel::delete(
                once::table
                    .filter(once::authority.eq(a.as_bytes().as_slice()))
                    .filter(once::at.lt(forget_before.as_micros())),
            )
            .execute(c)
        })?;
        self.q("once", |c| {
            diesel::insert_into(once::table)
                .values((
                    once::authority.eq(a.as_bytes().as_slice()),
                    once::account.eq(account.as_bytes().as_slice()),
                    once::key_hash.eq(key_hash.as_slice()),
                    once::request_hash.eq(&done.request_hash),
                    once::made.eq(&done.made),
                    once::at.eq(now.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
}
