//! Passkeys, and the challenges that wait for an answer.

use crate::conn::Db;
use crate::error::StoreError;
use crate::schema::{ceremony, passkey};
use crate::tx::Tx;
use diesel::prelude::*;
use kernel::{AccountId, Timestamp};

/// A passkey of an account: its public half. There is nothing secret in it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = passkey, check_for_backend(Db))]
pub struct Passkey {
    /// The credential's id, from the authenticator.
    pub credential: Vec<u8>,
    /// Whose it is.
    pub account: AccountId,
    /// What its owner knows it by.
    pub name: String,
    /// The public key with its counter, in `identity`'s own form.
    pub public_key: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
}

/// A challenge that was handed out.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = ceremony, check_for_backend(Db))]
pub struct Ceremony {
    /// The digest of the secret that the answer has to come with.
    pub token_hash: Vec<u8>,
    /// For whom, when a passkey is made.
    pub account: Option<AccountId>,
    /// What the answer is checked against, in `identity`'s own form.
    pub state: String,
    /// Until when it can be answered.
    pub expires_at: Timestamp,
}

impl Tx<'_> {
    /// Keeps a passkey, as it stands now.
    ///
    /// # Errors
    /// When there is no such account, or the store does not answer.
    pub fn put_passkey(&mut self, new: &Passkey) -> Result<(), StoreError> {
        let a = self.authority();
        let values = || {
            (
                passkey::account.eq(new.account.as_bytes().to_vec()),
                passkey::name.eq(&new.name),
                passkey::public_key.eq(&new.public_key),
                passkey::made_at.eq(new.made_at.as_micros()),
                passkey::last_used_at.eq(new.last_used_at.map(Timestamp::as_micros)),
            )
        };
        let key = (a.as_bytes().as_slice(), &new.credential);
        let rows = self.q("passkey", |c| diesel::update(passkey::table.find(key)).set(values()).execute(c))?;
        if rows == 0 {
            let key = (passkey::authority.eq(key.0), passkey::credential.eq(&new.credential));
            self.q("passkey", |c| diesel::insert_into(passkey::table).values((key, values())).execute(c))?;
        }
        Ok(())
    }
    /// The passkeys of an account, the oldest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn passkeys(&mut self, account: AccountId) -> Result<Vec<Passkey>, StoreError> {
        let a = self.authority();
        self.q("passkey", |c| {
            passkey::table
                .filter(passkey::authority.eq(a.as_bytes().as_slice()))
                .filter(passkey::account.eq(account.as_bytes().as_slice()))
                .order((passkey::made_at, passkey::credential))
                .select(Passkey::as_select())
                .load(c)
        })
    }
    /// Removes one of an account's passkeys, or all. Answers with their number.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn remove_passkeys(&mut self, account: AccountId, only: Option<&[u8]>) -> Result<usize, StoreError> {
        let mut removed = 0;
        let a = self.authority();
        for found in self.passkeys(account)? {
            if only.is_none_or(|id| id == found.credential) {
                removed += self.q("passkey", |c| {
                    diesel::delete(passkey::table.find((a.as_bytes().as_slice(), &found.credential))).execute(c)
                })?;
            }
        }
        Ok(removed)
    }
    /// Keeps a challenge, and forgets those that nobody answered in time.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn insert_ceremony(&mut self, new: &Ceremony) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        self.q("ceremony", |c| {
            diesel::delete(
                ceremony::table
                    .filter(ceremony::authority.eq(a.as_bytes().as_slice()))
                    .filter(ceremony::expires_at.le(now.as_micros())),
            )
            .execute(c)
        })?;
        self.q("ceremony", |c| {
            diesel::insert_into(ceremony::table)
                .values((
                    ceremony::authority.eq(a.as_bytes().as_slice()),
                    ceremony::token_hash.eq(&new.token_hash),
                    ceremony::account.eq(new.account.map(|id| id.as_bytes().to_vec())),
                    ceremony::state.eq(&new.state),
                    ceremony::expires_at.eq(new.expires_at.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Takes a challenge, which can be answered once.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn take_ceremony(&mut self, token_hash: &[u8]) -> Result<Option<Ceremony>, StoreError> {
        let (a, now) = (self.authority(), self.now);
        let key = (a.as_bytes().as_slice(), token_hash.to_vec());
        let found: Option<Ceremony> = self.q("ceremony", |c| {
            ceremony::table.find(key.clone()).select(Ceremony::as_select()).get_result(c).optional()
        })?;
        self.q("ceremony", |c| diesel::delete(ceremony::table.find(key)).execute(c))?;
        Ok(found.filter(|found| now < found.expires_at))
    }
}
