//! One unit of work: what a closure sees of the store. Its methods stand in the files of their tables.

use crate::appended::Appended;
use crate::conn::Conn;
use crate::error::{Failure, Remedy, StoreError, read};
use crate::keys::{KeyConn, KeyTx, Reach};
use crate::shared::Shared;
use crate::tree::Trees;
use diesel::QueryResult;
use diesel::connection::SimpleConnection as _;
use kernel::{AuthorityId, Caller, Entropy, PersonId, Timestamp};
use sealing::{BlindIndex, Destroyed, KeyRing, KeyStore, NewKey, SealError, Tombstone, Vault};
use std::sync::Arc;

/// What a unit of work may do in its transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Read what discloses nothing personal.
    Read,
    /// Read, and append to the ledger, which is written by another transaction before it is answered.
    Look,
    /// Everything.
    Write,
}

/// One unit of work, within one authority. Everything in it is kept together, or nothing is.
pub struct Tx<'c> {
    pub(crate) conn: &'c mut Conn,
    pub(crate) keys: KeyConn<'c>,
    pub(crate) shared: &'c Shared,
    pub(crate) vault: Arc<Vault>,
    pub(crate) caller: &'c Caller,
    pub(crate) now: Timestamp,
    pub(crate) entropy: &'c mut dyn Entropy,
    pub(crate) trees: Option<&'c mut Trees>,
    pub(crate) appended: &'c mut Appended,
    /// What begins the transaction, until there is a first query.
    pub(crate) begin: Option<String>,
    pub(crate) mode: Mode,
    pub(crate) failure: Option<Failure>,
    pub(crate) epoch: Option<u64>,
    pub(crate) wrote_keys: bool,
}

impl Tx<'_> {
    /// The moment of this unit of work: the same for everything in it.
    #[must_use]
    pub const fn now(&self) -> Timestamp {
        self.now
    }
    /// Chance, for ids and the like.
    pub fn entropy(&mut self) -> &mut dyn Entropy {
        self.entropy
    }
    /// Who asks.
    #[must_use]
    pub const fn caller(&self) -> &Caller {
        self.caller
    }
    /// For which authority.
    #[must_use]
    pub const fn authority(&self) -> AuthorityId {
        self.caller.authority
    }
    /// Runs one query. A query that fails makes the whole unit of work fail, whatever the closure answers: so that an
    /// overlooked error cannot be kept by one engine and not by the other.
    pub(crate) fn q<T>(
        &mut self,
        table: &'static str,
        query: impl FnOnce(&mut Conn) -> QueryResult<T>,
    ) -> Result<T, StoreError> {
        // After a failure the engine may have undone the transaction by itself: nothing more is written outside of one.
        if let Some(failure) = &self.failure {
            return Err(failure.error.clone());
        }
        self.started()?;
        match query(self.conn) {
            Ok(value) => Ok(value),
            Err(error) => {
                let failure = read(table, error);
                let error = failure.error.clone();
                self.failure.get_or_insert(failure);
                Err(error)
            }
        }
    }
    /// Begins the transaction, if that is left to do.
    fn started(&mut self) -> Result<(), StoreError> {
        let Some(begin) = self.begin.take() else { return Ok(()) };
        self.conn.batch_execute(&begin).map_err(|error| {
            let error = read("database", error).error;
            self.failure.get_or_insert(Failure { error: error.clone(), remedy: Remedy::Reconnect });
            error
        })
    }
    /// Writes what was appended to the ledger, so that it can be read in this unit of work.
    pub(crate) fn write_appended(&mut self) -> Result<(), StoreError> {
        if self.appended.is_written() {
            return Ok(());
        }
        if self.mode == Mode::Look {
            let error = StoreError::ReadOnly("ledger_entry".to_owned());
            self.failure.get_or_insert(Failure { error: error.clone(), remedy: Remedy::Write });
            return Err(error);
        }
        let mut appended = std::mem::take(&mut *self.appended);
        let done = self.q("ledger_entry", |c| appended.write(c));
        *self.appended = appended;
        done
    }
    /// Refuses and makes the whole unit of work fail.
    pub(crate) fn fail<T>(&mut self, error: StoreError) -> Result<T, StoreError> {
        self.failure.get_or_insert(Failure { error: error.clone(), remedy: Remedy::Tell });
        Err(error)
    }
    /// Expects that a statement changed exactly one row.
    pub(crate) fn one(&mut self, table: &'static str, rows: usize) -> Result<(), StoreError> {
        match rows {
            1 => Ok(()),
            0 => self.fail(StoreError::Missing(table.to_owned())),
            _ => self.fail(StoreError::Bug(format!("{table}: more than one row changed"))),
        }
    }

    fn key_tx(&mut self) -> KeyTx<'_> {
        let authority = self.caller.authority;
        // A failure is remembered, and nothing is kept.
        let begun = !matches!(self.keys, KeyConn::Same) || self.started().is_ok();
        let reach = match &mut self.keys {
            KeyConn::Same if !begun => Reach::None,
            KeyConn::Same => Reach::Same(self.conn),
            KeyConn::Apart(apart) => Reach::Apart(apart),
            KeyConn::None => Reach::None,
        };
        KeyTx::new(reach, authority, &mut self.epoch, &mut self.wrote_keys, &mut self.failure)
    }
    fn sealed<T>(&mut self, result: Result<T, SealError>) -> Result<T, StoreError> {
        result.or_else(|error| {
            let error = match (&self.failure, &error) {
                (Some(failure), _) => failure.error.clone(),
                (None, SealError::NoKey | SealError::TooLong) => StoreError::Bug(error.to_string()),
                (None, _) => StoreError::Keys(error.to_string()),
            };
            self.fail(error)
        })
    }
    /// The keys of some people's record classes, for opening. The epoch is read once in a unit of work.
    ///
    /// # Errors
    /// When the key store or the master key fails.
    pub fn ring(&mut self, wanted: &[(PersonId, &str)]) -> Result<KeyRing, StoreError> {
        let vault = self.vault.clone();
        let ring = vault.ring(&mut self.key_tx(), wanted);
        self.sealed(ring)
    }
    /// The keys of some people's record classes, for sealing: what has none gets one.
    ///
    /// # Errors
    /// When the key store or the master key fails.
    pub fn ring_for_sealing(&mut self, wanted: &[(PersonId, &str)]) -> Result<KeyRing, StoreError> {
        let (vault, now, mut entropy) = (self.vault.clone(), self.now, self.shared.entropy());
        let ring = vault.ring_for_sealing(&mut self.key_tx(), wanted, now, entropy.as_mut());
        self.sealed(ring)
    }
    /// The authority's blind index.
    ///
    /// # Errors
    /// When the key store or the master key fails.
    pub fn blind_index(&mut self) -> Result<BlindIndex, StoreError> {
        let (vault, now, authority) = (self.vault.clone(), self.now, self.authority());
        let mut entropy = self.shared.entropy();
        let index = vault.blind_index(&mut self.key_tx(), authority, now, entropy.as_mut());
        self.sealed(index)
    }
    /// Destroys a person's keys of one record class, or of all. What they sealed is beyond use, in every copy.
    /// `why` is a rule or a decision, without personal data.
    ///
    /// # Errors
    /// When the key store fails.
    pub fn destroy_keys(
        &mut self,
        person: PersonId,
        class: Option<&str>,
        why: impl Into<String>,
    ) -> Result<Destroyed, StoreError> {
        let tombstone = Tombstone { at: self.now, why: why.into() };
        let done = self.key_tx().destroy(person, class, &tombstone).map_err(SealError::Store);
        self.sealed(done)
    }
    /// Adds keys that were made outside of the unit of work and are known to be new.
    ///
    /// # Errors
    /// When the key store fails.
    pub fn load_keys(&mut self, keys: &[NewKey]) -> Result<(), StoreError> {
        let done = self.key_tx().load(keys).map_err(SealError::Store);
        self.sealed(done)
    }
    /// The key store of this unit of work, for rotation ([`sealing::rewrap_batch`]).
    pub fn with_key_store<T>(
        &mut self,
        work: impl FnOnce(&mut dyn KeyStore, &dyn sealing::MasterKeys, &mut dyn Entropy) -> Result<T, SealError>,
    ) -> Result<T, StoreError> {
        let (vault, mut entropy) = (self.vault.clone(), self.shared.entropy());
        let done = work(&mut self.key_tx(), vault.masters(), entropy.as_mut());
        self.sealed(done)
    }
}
