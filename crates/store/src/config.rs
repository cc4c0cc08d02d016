//! What a store is opened with.

use kernel::{Clock, Entropy, OsEntropy, SystemClock};
use sealing::MasterKeys;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Makes a source of chance for each thread that needs one.
pub type MakeEntropy = Arc<dyn Fn() -> Box<dyn Entropy> + Send + Sync>;

/// What a store is opened with.
#[derive(Clone)]
pub struct StoreConfig {
    /// Where the data lies (`DATABASE_URL`): `sqlite://path`, a plain path, or `postgres://…`.
    pub url: String,
    /// Where the keys lie, if not at the usual place: the file `<path>.keys` beside an SQLite file, the schema
    /// `casement_keys` of a PostgreSQL database. It must be of the same engine.
    pub keys_url: Option<String>,
    /// What wraps the keys.
    pub master: Arc<dyn MasterKeys>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub entropy: MakeEntropy,
    /// The ledger's name in its checkpoints, before the authority's id: like a web address without its scheme.
    pub origin: String,
    /// Connections to PostgreSQL at most (each waits for the disk at its commit, so more than there are processors).
    pub connections: usize,
    /// How many people's unwrapped keys are remembered (about 500 bytes each).
    pub remembered_keys: usize,
    /// How often the ledger's checkpoint is signed, if anything was added.
    pub checkpoint_every: Duration,
    /// How long one process keeps the sequencer's lease (PostgreSQL).
    pub lease: Duration,
}

impl StoreConfig {
    /// With the machine's clock and chance, and the usual sizes.
    #[must_use]
    pub fn new(url: impl Into<String>, master: Arc<dyn MasterKeys>) -> Self {
        Self {
            url: url.into(),
            keys_url: None,
            master,
            clock: Arc::new(SystemClock),
            entropy: Arc::new(|| Box::new(OsEntropy)),
            origin: "casement.local/ledger".to_owned(),
            connections: 32,
            remembered_keys: 20_000,
            checkpoint_every: Duration::from_secs(60),
            lease: Duration::from_secs(10),
        }
    }
}

impl fmt::Debug for StoreConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The address can hold a password.
        f.debug_struct("StoreConfig").field("origin", &self.origin).finish_non_exhaustive()
    }
}

/// An address, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    Sqlite(PathBuf),
    Postgres(String),
}

impl Address {
    pub fn read(url: &str) -> Result<Self, OpenError> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres(url.to_owned()));
        }
        let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:")).unwrap_or(url);
        if path.is_empty() || path.contains("://") {
            return Err(OpenError::Address);
        }
        Ok(Self::Sqlite(PathBuf::from(path)))
    }
}

/// Why a store cannot be opened. Never repeats an address, which can hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The address is of no kind that is known.
    #[error("DATABASE_URL is neither sqlite://path, a path, nor postgres://user@host/database")]
    Address,
    /// The two addresses are of different engines.
    #[error("the keys must lie in the same kind of database as the data: change KEYS_URL or DATABASE_URL")]
    Mixed,
    /// There is no way to it.
    #[error("cannot connect to {what}: {why}. Check that it runs, the address, the user and the permissions")]
    Connect {
        /// The data or the keys.
        what: &'static str,
        /// What the engine says.
        why: String,
    },
    /// It cannot be written to.
    #[error("{what} cannot be written to ({why}): check the owner and mode of the file and its folder, and the disk")]
    ReadOnly {
        /// The data or the keys.
        what: &'static str,
        /// What the engine says.
        why: String,
    },
    /// A newer version of the program has been here.
    #[error(
        "{what} was written by a newer version of Casement (it has migration {version}): start that version, \
         or restore a backup from before"
    )]
    Newer {
        /// The data or the keys.
        what: &'static str,
        /// The first migration that is not known here.
        version: String,
    },
    /// A migration failed; what it did was undone.
    #[error("{what} could not be brought up to date: {why}")]
    Migrate {
        /// The data or the keys.
        what: &'static str,
        /// What the engine says.
        why: String,
    },
    /// What is there cannot be used.
    #[error("{what} is damaged ({why}): restore a backup")]
    Damaged {
        /// The data or the keys.
        what: &'static str,
        /// What the engine says.
        why: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read() {
        for (url, path) in [("sqlite://a/b.db", "a/b.db"), ("sqlite:///a/b.db", "/a/b.db"), ("c.db", "c.db")] {
            assert_eq!(Address::read(url), Ok(Address::Sqlite(path.into())));
        }
        assert!(matches!(Address::read("postgres://u@h/d"), Ok(Address::Postgres(_))));
        assert_eq!(Address::read("mysql://u:secret@h/d"), Err(OpenError::Address));
        assert!(!OpenError::Address.to_string().contains("secret"));
    }
}
