//! Where wrapped data keys lie: apart from the data, with backups of their own that live shorter than the data's.

use crate::master::MasterVersion;
use kernel::{KeyId, PersonId, Timestamp};
use std::fmt;

/// The class of a person's own key, which makes the tags that stand for the person in the ledger.
pub const CLASS_SUBJECT: &str = "subject";
/// The class of an authority's key for blind indexes; its "subject" is the authority's id.
pub const CLASS_INDEX: &str = "blind-index";
/// The class of the secret with which an authority's ledger signs its checkpoints; its "subject" is the authority's id.
pub const CLASS_LEDGER: &str = "ledger-signing";

/// A data key, encrypted by a master key. Useless without that.
#[derive(Clone, PartialEq, Eq)]
pub struct Wrapped {
    /// Which version of the master key wrapped it.
    pub master: MasterVersion,
    /// The encrypted key.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Wrapped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Wrapped(by master key {}, {} bytes)", self.master.0, self.bytes.len())
    }
}

/// What stays of a destroyed key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tombstone {
    /// When it was destroyed.
    pub at: Timestamp,
    /// Why: a rule or a decision, without personal data.
    pub why: String,
}

/// Whether a key is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyState {
    /// It is.
    Live(Wrapped),
    /// It was destroyed: the store holds no bytes of it any more.
    Destroyed(Tombstone),
}

/// A row of the key store. `(subject, class, version)` is unique.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRow {
    /// Its id, in the order of making.
    pub id: KeyId,
    /// Whose data it seals (or an authority's id, for its own keys).
    pub subject: PersonId,
    /// Of which record class.
    pub class: String,
    /// 1 for the first; one more when the key is replaced, or made anew after destruction.
    pub version: u32,
    /// Whether it is there.
    pub state: KeyState,
}

/// A key to be put into the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey {
    /// Its id.
    pub id: KeyId,
    /// Whose data it seals.
    pub subject: PersonId,
    /// Of which record class.
    pub class: String,
    /// Its version.
    pub version: u32,
    /// The wrapped key.
    pub wrapped: Wrapped,
    /// When it was made.
    pub made: Timestamp,
}

/// What a destruction did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destroyed {
    /// The keys that were destroyed by it (those destroyed before are not among them).
    pub keys: Vec<KeyId>,
    /// The epoch after it.
    pub epoch: u64,
}

/// The key store failed. Says nothing of keys or people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the key store does not answer: {0}")]
pub struct KeyStoreError(pub String);

/// Where wrapped keys lie. The store crate keeps it in SQL; [`MemoryKeys`](crate::MemoryKeys) in memory, for tests.
///
/// All methods run in the caller's open transaction.
pub trait KeyStore {
    /// The epoch: a number that grows whenever any key is destroyed or replaced, wherever that happens. Cached keys are
    /// used only while it is unchanged. It must be read from the database, not from memory.
    ///
    /// # Errors
    /// When the store does not answer.
    fn epoch(&mut self) -> Result<u64, KeyStoreError>;
    /// All versions of the keys of these subjects and classes, destroyed ones too, in any order. In one query.
    ///
    /// # Errors
    /// When the store does not answer.
    fn get(&mut self, wanted: &[(PersonId, &str)]) -> Result<Vec<KeyRow>, KeyStoreError>;
    /// Adds keys. Where `(subject, class, version)` is taken, because somebody else was quicker, the row that is there
    /// stays. Answers with the rows as they now stand, one for each key given, in any order.
    ///
    /// # Errors
    /// When the store does not answer.
    fn put(&mut self, keys: &[NewKey]) -> Result<Vec<KeyRow>, KeyStoreError>;
    /// Destroys all live versions of a subject's key of one class, or of all classes: overwrites the wrapped bytes with
    /// nothing, leaves the tombstone, and raises the epoch if anything was destroyed. There is no way back.
    ///
    /// # Errors
    /// When the store does not answer.
    fn destroy(
        &mut self,
        subject: PersonId,
        class: Option<&str>,
        tombstone: &Tombstone,
    ) -> Result<Destroyed, KeyStoreError>;
    /// Destroys one version of one key (an old one, after everything was sealed anew), and raises the epoch.
    ///
    /// # Errors
    /// When the store does not answer.
    fn destroy_version(&mut self, key: KeyId, tombstone: &Tombstone) -> Result<Destroyed, KeyStoreError>;
    /// Up to `limit` live keys that another master key than `current` wrapped, by id, after the id given.
    ///
    /// # Errors
    /// When the store does not answer.
    fn wrapped_by_others(
        &mut self,
        current: MasterVersion,
        after: Option<KeyId>,
        limit: usize,
    ) -> Result<Vec<KeyRow>, KeyStoreError>;
    /// How many live keys another master key than `current` wrapped.
    ///
    /// # Errors
    /// When the store does not answer.
    fn count_wrapped_by_others(&mut self, current: MasterVersion) -> Result<u64, KeyStoreError>;
    /// Replaces the wrapping of live keys. A key that was destroyed meanwhile stays destroyed. The epoch stays: the data
    /// keys inside are the same.
    ///
    /// # Errors
    /// When the store does not answer.
    fn rewrap(&mut self, keys: &[(KeyId, Wrapped)]) -> Result<(), KeyStoreError>;
    /// Raises the epoch (after a data key was replaced, so that no node goes on sealing with the old one).
    ///
    /// # Errors
    /// When the store does not answer.
    fn raise_epoch(&mut self) -> Result<u64, KeyStoreError>;
}
