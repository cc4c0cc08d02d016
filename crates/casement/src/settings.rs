//! What the binary is told by its environment.

use clap::Args;
use sealing::MasterFile;
use std::path::PathBuf;
use std::sync::Arc;
use store::{Store, StoreConfig};

/// Where the data lies and what wraps its keys.
#[derive(Debug, Clone, Args)]
pub struct StorageArgs {
    /// The database: `sqlite://path`, a plain path, or `postgres://…`.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, default_value = "sqlite://casement.db")]
    pub database_url: String,
    /// The key store, if not at its usual place (the file `<path>.keys`; on PostgreSQL the schema `casement_keys`).
    #[arg(long, env = "KEYS_URL", hide_env_values = true)]
    pub keys_url: Option<String>,
    /// The file that holds the master key (`casement init-keys` makes one). Ignored where `CASEMENT_MASTER_KEY` is set.
    #[arg(long, env = "CASEMENT_MASTER_KEY_FILE", default_value = "casement.master")]
    pub master_key_file: PathBuf,
}

impl StorageArgs {
    /// Opens the store, bringing its schema up to date.
    ///
    /// # Errors
    /// In words that say what to do; never with an address, which can hold a password.
    pub fn open(&self) -> Result<Store, String> {
        self.open_with(|_| {})
    }

    /// The same, with other sizes.
    ///
    /// # Errors
    /// As [`StorageArgs::open`].
    pub fn open_with(&self, change: impl FnOnce(&mut StoreConfig)) -> Result<Store, String> {
        let master = match std::env::var("CASEMENT_MASTER_KEY") {
            Ok(text) => MasterFile::from_text(&text).map_err(|e| e.to_string())?,
            Err(_) => MasterFile::read(&self.master_key_file).map_err(|e| e.to_string())?,
        };
        let mut config = StoreConfig::new(self.database_url.clone(), Arc::new(master));
        config.keys_url.clone_from(&self.keys_url);
        change(&mut config);
        Store::open(config).map_err(|e| e.to_string())
    }
}
