//! What the binary is told by its environment.

use clap::Args;
use kernel::OsEntropy;
use sealing::MasterKeyRing;
use std::path::PathBuf;
use std::sync::Arc;
use store::{Store, StoreConfig};

/// Where the data lies and what wraps its keys.
#[derive(Debug, Clone, Args)]
pub struct StorageArgs {
    /// The database: `sqlite://path`, a plain path, or `postgres://…`.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, default_value = "casement.db")]
    pub database: String,
    /// The key store, if not at its usual place (the file `<path>.keys`; on PostgreSQL the schema `casement_keys`).
    #[arg(long, env = "KEYS_URL", hide_env_values = true)]
    pub keys: Option<String>,
    /// The file that holds the master keys (`casement init-keys` makes one). Not read where `CASEMENT_MASTER_KEY` is set.
    #[arg(long, env = "CASEMENT_MASTER_KEY_FILE", default_value = "casement.key")]
    pub master_key: PathBuf,
}

impl StorageArgs {
    /// Opens the store, bringing its schema up to date.
    ///
    /// # Errors
    /// In words that say what to do; never with an address, which can hold a password.
    pub fn open(&self) -> Result<Store, String> {
        let master = MasterKeyRing::load(&self.master_key).map_err(|e| e.to_string())?;
        self.open_with(master)
    }

    /// Opens the store with master keys that are at hand.
    ///
    /// # Errors
    /// As [`StorageArgs::open`].
    pub fn open_with(&self, master: MasterKeyRing) -> Result<Store, String> {
        let mut config = StoreConfig::new(self.database.clone(), Arc::new(master));
        config.keys_url.clone_from(&self.keys);
        Store::open(config).map_err(|e| e.to_string())
    }

    /// Makes the file with the master keys.
    ///
    /// # Errors
    /// When there is one already, or it cannot be written.
    pub fn init_keys(&self) -> Result<(), String> {
        MasterKeyRing::create(&self.master_key, &mut OsEntropy).map(|_| ()).map_err(|e| e.to_string())
    }
}
