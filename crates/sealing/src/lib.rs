//! Sealing: personal content is stored encrypted under one data key per data subject and record class. Data keys lie
//! wrapped by a master key in a key store of their own. Destroying a data key puts every copy beyond use, in backups too.
//!
//! A use case asks the [`Vault`] once per transaction for a [`KeyRing`] with the keys of the subjects and classes it
//! touches (one look into the key store, or none if they are cached), and seals and opens with that. The ring is the
//! [`disclosure::Opener`] that `Sealed<T>::open` wants.

mod blind;
mod envelope;
mod fresh;
mod key_store;
mod master;
mod master_file;
mod memory;
mod ring;
mod rotate;
mod vault;

pub use blind::BlindIndex;
pub use envelope::FORMAT;
pub use fresh::FreshKey;
pub use key_store::{
    CLASS_INDEX, CLASS_LEDGER, CLASS_SUBJECT, Destroyed, KeyRow, KeyState, KeyStore, KeyStoreError, NewKey, Tombstone,
    Wrapped,
};
pub use master::{DataKey, KeyPlace, MasterError, MasterKeyRing, MasterKeys, MasterVersion};
pub use master_file::{ENVIRONMENT, MasterFileError};
pub use memory::MemoryKeys;
pub use ring::KeyRing;
pub use rotate::{Progress, rewrap_all, rewrap_batch};
pub use vault::{SealError, Vault};
