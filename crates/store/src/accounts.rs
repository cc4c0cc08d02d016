//! Accounts and what they log in with.

use crate::conn::{As, Db, Names, Perhaps, names};
use crate::error::StoreError;
use crate::schema::{account, credential};
use crate::tx::Tx;
use diesel::prelude::*;
use jiff::civil::Date;
use kernel::{AccountId, EnrolmentId, Timestamp};

/// Somebody who can log in: staff of the authority or of a partner.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = account)]
pub struct Account {
    /// Its id.
    #[diesel(deserialize_as = As<AccountId>)]
    pub id: AccountId,
    /// What is typed to log in: unique in the authority, lower case.
    pub username: String,
    /// The name that colleagues know them by.
    pub name: String,
    /// Whether it administers.
    pub administers: bool,
    /// The ways in which it may act, in the application's own form.
    #[diesel(deserialize_as = Names)]
    pub capacities: Vec<String>,
    /// The enrolment by which it belongs to a body of an open class.
    #[diesel(deserialize_as = Perhaps<EnrolmentId>)]
    pub enrolment: Option<EnrolmentId>,
    /// When it was made.
    #[diesel(deserialize_as = As<Timestamp>)]
    pub created_at: Timestamp,
    /// Since when it may not be used.
    #[diesel(deserialize_as = Perhaps<Timestamp>)]
    pub disabled_at: Option<Timestamp>,
    /// The last day on which it may be used unless somebody confirms that it is still needed; none: no day was set yet.
    #[diesel(deserialize_as = Perhaps<Date>)]
    pub confirm_by: Option<Date>,
    /// The last day on which its training is up to date; none: none was entered.
    #[diesel(deserialize_as = Perhaps<Date>)]
    pub trained_until: Option<Date>,
    /// By what its holder owes confidentiality about health and care: a code; none: that was not established.
    pub bound_by: Option<String>,
}

/// What an account logs in with.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = credential, check_for_backend(Db))]
pub struct Credential {
    /// The account.
    pub account: AccountId,
    /// The password's hash (Argon2id, in its own text form).
    pub password_hash: String,
    /// The second factor's secret, sealed.
    pub totp_sealed: Option<Vec<u8>>,
    /// Whether the second factor was shown to work.
    pub totp_confirmed: bool,
    /// The last time step whose code was accepted: none is accepted twice.
    pub totp_last_step: Option<i64>,
    /// Digests of recovery codes that are left, in hexadecimal.
    #[diesel(deserialize_as = Names)]
    pub recovery: Vec<String>,
    /// Failed attempts since the last success.
    pub failed_count: i32,
    /// When the last attempt failed.
    pub last_failed_at: Option<Timestamp>,
    /// When the password was set.
    pub changed_at: Timestamp,
}

impl Tx<'_> {
    /// Adds an account.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the username is taken; or when the store does not answer.
    pub fn insert_account(&mut self, new: &Account) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("account", |c| {
            diesel::insert_into(account::table)
                .values((
                    account::authority.eq(a.as_bytes().as_slice()),
                    account::id.eq(new.id.as_bytes().as_slice()),
                    account::username.eq(&new.username),
                    account::name.eq(&new.name),
                    account::administers.eq(new.administers),
                    account::capacities.eq(names(&new.capacities)),
                    account::enrolment.eq(new.enrolment.map(|id| id.as_bytes().to_vec())),
                    account::created_at.eq(new.created_at.as_micros()),
                    account::disabled_at.eq(new.disabled_at.map(Timestamp::as_micros)),
                    account::confirm_by.eq(new.confirm_by.map(|d| d.to_string())),
                    account::trained_until.eq(new.trained_until.map(|d| d.to_string())),
                    account::bound_by.eq(&new.bound_by),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Changes an account's name, capacities, enrolment, whether it administers or is disabled, and its days.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none; or when the store does not answer.
    pub fn update_account(&mut self, changed: &Account) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("account", |c| {
            diesel::update(account::table.find((a.as_bytes().as_slice(), changed.id.as_bytes().as_slice())))
                .set((
                    account::name.eq(&changed.name),
                    account::administers.eq(changed.administers),
                    account::capacities.eq(names(&changed.capacities)),
                    account::enrolment.eq(changed.enrolment.map(|id| id.as_bytes().to_vec())),
                    account::disabled_at.eq(changed.disabled_at.map(Timestamp::as_micros)),
                    account::confirm_by.eq(changed.confirm_by.map(|d| d.to_string())),
                    account::trained_until.eq(changed.trained_until.map(|d| d.to_string())),
                    account::bound_by.eq(&changed.bound_by),
                ))
                .execute(c)
        })?;
        self.one("account", rows)
    }
    /// An account.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn account(&mut self, id: AccountId) -> Result<Option<Account>, StoreError> {
        let a = self.authority();
        self.q("account", |c| {
            account::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .select(Account::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// The account with a username.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn account_named(&mut self, username: &str) -> Result<Option<Account>, StoreError> {
        let a = self.authority();
        self.q("account", |c| {
            account::table
                .filter(account::authority.eq(a.as_bytes().as_slice()))
                .filter(account::username.eq(username))
                .select(Account::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// All accounts, by username.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn accounts(&mut self) -> Result<Vec<Account>, StoreError> {
        let a = self.authority();
        self.q("account", |c| {
            account::table
                .filter(account::authority.eq(a.as_bytes().as_slice()))
                .order(account::username)
                .select(Account::as_select())
                .load(c)
        })
    }
    /// Who can log in and has a way to act that begins with some words: id and name.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn accounts_acting(&mut self, words: &str) -> Result<Vec<(AccountId, String)>, StoreError> {
        let a = self.authority();
        let rows: Vec<(AccountId, String, String)> = self.q("account", |c| {
            account::table
                .filter(account::authority.eq(a.as_bytes().as_slice()))
                .filter(account::disabled_at.is_null())
                .select((account::id, account::name, account::capacities))
                .load(c)
        })?;
        // Each stands in quotes in its list; most accounts act under other notices, and their lists need not be read.
        let begins = format!("\"{words}");
        Ok(rows.into_iter().filter(|(_, _, all)| all.contains(&begins)).map(|(id, name, _)| (id, name)).collect())
    }
    /// What an account logs in with.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn credential(&mut self, account: AccountId) -> Result<Option<Credential>, StoreError> {
        let a = self.authority();
        self.q("credential", |c| {
            credential::table
                .find((a.as_bytes().as_slice(), account.as_bytes().as_slice()))
                .select(Credential::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// Sets what an account logs in with, all of it.
    ///
    /// # Errors
    /// When there is no such account, or the store does not answer.
    pub fn put_credential(&mut self, new: &Credential) -> Result<(), StoreError> {
        let a = self.authority();
        let values = || {
            (
                credential::password_hash.eq(&new.password_hash),
                credential::totp_sealed.eq(&new.totp_sealed),
                credential::totp_confirmed.eq(new.totp_confirmed),
                credential::totp_last_step.eq(new.totp_last_step),
                credential::recovery.eq(names(&new.recovery)),
                credential::failed_count.eq(new.failed_count),
                credential::last_failed_at.eq(new.last_failed_at.map(Timestamp::as_micros)),
                credential::changed_at.eq(new.changed_at.as_micros()),
            )
        };
        let key = (a.as_bytes().as_slice(), new.account.as_bytes().as_slice());
        let rows = self.q("credential", |c| diesel::update(credential::table.find(key)).set(values()).execute(c))?;
        if rows == 0 {
            let key = (credential::authority.eq(key.0), credential::account.eq(key.1));
            self.q("credential", |c| diesel::insert_into(credential::table).values((key, values())).execute(c))?;
        }
        Ok(())
    }
}
