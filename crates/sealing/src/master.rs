//! Master keys wrap data keys. Behind a trait, so that a key management service can do it instead.

use crate::envelope::{open_raw, seal_raw};
use crate::key_store::Wrapped;
use kernel::{Entropy, PersonId};
use std::collections::BTreeMap;
use std::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A key of 32 bytes. It does not show itself, and is wiped when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct DataKey(Box<[u8; 32]>);

impl DataKey {
    /// From bytes; the caller wipes theirs.
    #[must_use]
    pub fn new(bytes: &[u8; 32]) -> Self {
        Self(Box::new(*bytes))
    }
    /// A new one.
    #[must_use]
    pub fn random(entropy: &mut dyn Entropy) -> Self {
        let mut key = Self(Box::new([0; 32]));
        entropy.fill(key.0.as_mut_slice());
        key
    }
    /// The bytes. Whoever calls this answers for where they go.
    #[must_use]
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey(secret)")
    }
}

/// Which version of the master key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MasterVersion(pub u32);

/// Why a data key cannot be wrapped or unwrapped. Says nothing of keys or people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MasterError {
    /// The master key with this version is not here.
    #[error(
        "a key was wrapped by master key version {0}, which is not in the master key file: put the file back that has it"
    )]
    UnknownVersion(u32),
    /// The wrapped bytes do not open under the master key with that version.
    #[error("a wrapped key does not open: the master key is another one, or the key store was changed")]
    Damaged,
    /// A key management service does not answer.
    #[error("the master key service does not answer: {0}")]
    Unavailable(String),
}

/// What a wrapped key belongs to. All of it is authenticated, so that a wrapped key moved to another row does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyPlace<'a> {
    /// Whose data it seals.
    pub subject: PersonId,
    /// Of which record class.
    pub class: &'a str,
    /// Its version.
    pub version: u32,
}

impl KeyPlace<'_> {
    fn context(&self, master: MasterVersion) -> Vec<u8> {
        let mut out = b"casement wrapped key v1\0".to_vec();
        out.extend_from_slice(&master.0.to_be_bytes());
        out.extend_from_slice(self.subject.as_bytes());
        out.extend_from_slice(&self.version.to_be_bytes());
        out.extend_from_slice(self.class.as_bytes());
        out
    }
}

/// What wraps data keys: a file of master keys here, or a key management service elsewhere.
pub trait MasterKeys: Send + Sync {
    /// The version that wraps new keys.
    fn current(&self) -> MasterVersion;
    /// Wraps a data key by the current version.
    ///
    /// # Errors
    /// When a service does not answer.
    fn wrap(&self, place: KeyPlace<'_>, key: &DataKey, entropy: &mut dyn Entropy) -> Result<Wrapped, MasterError>;
    /// Unwraps a data key.
    ///
    /// # Errors
    /// When the version is not here, the bytes do not belong to the place, or a service does not answer.
    fn unwrap(&self, place: KeyPlace<'_>, wrapped: &Wrapped) -> Result<DataKey, MasterError>;
}

/// Master keys held in this process, by version; the highest wraps new keys.
#[derive(Clone)]
pub struct MasterKeyRing {
    current: MasterVersion,
    keys: BTreeMap<u32, DataKey>,
}

impl fmt::Debug for MasterKeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MasterKeyRing(versions {:?})", self.keys.keys().collect::<Vec<_>>())
    }
}

impl MasterKeyRing {
    /// With one key, version 1.
    #[must_use]
    pub fn one(key: DataKey) -> Self {
        Self { current: MasterVersion(1), keys: BTreeMap::from([(1, key)]) }
    }
    /// A new one, version 1.
    #[must_use]
    pub fn random(entropy: &mut dyn Entropy) -> Self {
        Self::one(DataKey::random(entropy))
    }
    /// With one more version, which wraps from now on.
    #[must_use]
    pub fn with_next(mut self, key: DataKey) -> Self {
        self.current = MasterVersion(self.current.0 + 1);
        self.keys.insert(self.current.0, key);
        self
    }
    /// Without the versions before the current one, once nothing is wrapped by them.
    #[must_use]
    pub fn without_old(mut self) -> Self {
        self.keys.retain(|v, _| *v == self.current.0);
        self
    }
    pub(crate) fn from_versions(keys: BTreeMap<u32, DataKey>) -> Option<Self> {
        let current = MasterVersion(*keys.keys().next_back()?);
        Some(Self { current, keys })
    }
    pub(crate) fn versions(&self) -> impl Iterator<Item = (u32, &DataKey)> {
        self.keys.iter().map(|(v, k)| (*v, k))
    }
}

impl MasterKeys for MasterKeyRing {
    fn current(&self) -> MasterVersion {
        self.current
    }
    fn wrap(&self, place: KeyPlace<'_>, key: &DataKey, entropy: &mut dyn Entropy) -> Result<Wrapped, MasterError> {
        let master = self.keys.get(&self.current.0).ok_or(MasterError::UnknownVersion(self.current.0))?;
        let bytes =
            seal_raw(master, &place.context(self.current), key.expose(), entropy).ok_or(MasterError::Damaged)?;
        Ok(Wrapped { master: self.current, bytes })
    }
    fn unwrap(&self, place: KeyPlace<'_>, wrapped: &Wrapped) -> Result<DataKey, MasterError> {
        let master = self.keys.get(&wrapped.master.0).ok_or(MasterError::UnknownVersion(wrapped.master.0))?;
        let plain = open_raw(master, &place.context(wrapped.master), &wrapped.bytes).ok_or(MasterError::Damaged)?;
        let bytes: &[u8; 32] = plain.expose().as_slice().try_into().map_err(|_| MasterError::Damaged)?;
        Ok(DataKey::new(bytes))
    }
}
