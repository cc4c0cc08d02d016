//! A key store in memory, for tests and examples.

use crate::key_store::{Destroyed, KeyRow, KeyState, KeyStore, KeyStoreError, NewKey, Tombstone, Wrapped};
use crate::master::MasterVersion;
use crate::ring::is_live;
use kernel::{KeyId, PersonId};

/// A key store in memory.
#[derive(Debug, Clone, Default)]
pub struct MemoryKeys {
    rows: Vec<KeyRow>,
    epoch: u64,
    reads: u64,
}

impl MemoryKeys {
    /// All rows.
    #[must_use]
    pub fn rows(&self) -> &[KeyRow] {
        &self.rows
    }
    /// All rows, to be tampered with.
    pub fn rows_mut(&mut self) -> &mut Vec<KeyRow> {
        &mut self.rows
    }
    /// How often [`KeyStore::get`] was called.
    #[must_use]
    pub const fn reads(&self) -> u64 {
        self.reads
    }
    fn bury(&mut self, which: impl Fn(&KeyRow) -> bool, tombstone: &Tombstone) -> Destroyed {
        let mut keys = Vec::new();
        for row in self.rows.iter_mut().filter(|r| is_live(&r.state) && which(r)) {
            row.state = KeyState::Destroyed(tombstone.clone());
            keys.push(row.id);
        }
        self.epoch += u64::from(!keys.is_empty());
        Destroyed { keys, epoch: self.epoch }
    }
    fn others(&self, current: MasterVersion) -> impl Iterator<Item = &KeyRow> {
        self.rows.iter().filter(move |r| matches!(&r.state, KeyState::Live(w) if w.master != current))
    }
}

impl KeyStore for MemoryKeys {
    fn epoch(&mut self) -> Result<u64, KeyStoreError> {
        Ok(self.epoch)
    }
    fn get(&mut self, wanted: &[(PersonId, &str)]) -> Result<Vec<KeyRow>, KeyStoreError> {
        self.reads += 1;
        Ok(self.rows.iter().filter(|r| wanted.contains(&(r.subject, r.class.as_str()))).cloned().collect())
    }
    fn put(&mut self, keys: &[NewKey]) -> Result<Vec<KeyRow>, KeyStoreError> {
        let mut out = Vec::new();
        for key in keys {
            let taken = |r: &&KeyRow| r.subject == key.subject && r.class == key.class && r.version == key.version;
            if let Some(row) = self.rows.iter().find(taken) {
                out.push(row.clone());
                continue;
            }
            let row = KeyRow {
                id: key.id,
                subject: key.subject,
                class: key.class.clone(),
                version: key.version,
                state: KeyState::Live(key.wrapped.clone()),
            };
            self.rows.push(row.clone());
            out.push(row);
        }
        Ok(out)
    }
    fn destroy(
        &mut self,
        subject: PersonId,
        class: Option<&str>,
        tombstone: &Tombstone,
    ) -> Result<Destroyed, KeyStoreError> {
        Ok(self.bury(|r| r.subject == subject && class.is_none_or(|c| c == r.class), tombstone))
    }
    fn destroy_version(&mut self, key: KeyId, tombstone: &Tombstone) -> Result<Destroyed, KeyStoreError> {
        Ok(self.bury(|r| r.id == key, tombstone))
    }
    fn wrapped_by_others(
        &mut self,
        current: MasterVersion,
        after: Option<KeyId>,
        limit: usize,
    ) -> Result<Vec<KeyRow>, KeyStoreError> {
        let mut rows: Vec<KeyRow> = self.others(current).filter(|r| after.is_none_or(|a| r.id > a)).cloned().collect();
        rows.sort_by_key(|r| r.id);
        rows.truncate(limit);
        Ok(rows)
    }
    fn count_wrapped_by_others(&mut self, current: MasterVersion) -> Result<u64, KeyStoreError> {
        Ok(u64::try_from(self.others(current).count()).unwrap_or(u64::MAX))
    }
    fn rewrap(&mut self, keys: &[(KeyId, Wrapped)]) -> Result<(), KeyStoreError> {
        for (id, wrapped) in keys {
            for row in self.rows.iter_mut().filter(|r| r.id == *id && is_live(&r.state)) {
                row.state = KeyState::Live(wrapped.clone());
            }
        }
        Ok(())
    }
    fn raise_epoch(&mut self) -> Result<u64, KeyStoreError> {
        self.epoch += 1;
        Ok(self.epoch)
    }
}
