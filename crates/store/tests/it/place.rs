//! A store to test with, on either engine.

use crate::postgres::Cluster;
use kernel::{AuthorityId, Caller, FixedClock, SeededEntropy, Timestamp};
use ledger::{Action, Entry, SubjectTag};
use sealing::MasterKeyRing;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use store::{Store, StoreConfig, Tx};

/// A moment: noon on 21 November 2026.
pub const NOON: Timestamp = Timestamp::from_micros(1_795_262_400_000_000);

/// Where a store's data lies; it is removed at the end.
pub enum Place {
    Sqlite(PathBuf),
    /// The cluster runs as long as anybody holds it.
    Postgres {
        cluster: Arc<Cluster>,
        url: String,
    },
}

impl Place {
    pub fn sqlite() -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let name = format!("casement-store-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self::Sqlite(folder)
    }
    pub fn postgres() -> Self {
        let cluster = Cluster::shared();
        let url = cluster.database();
        Self::Postgres { cluster, url }
    }
    pub fn url(&self) -> String {
        match self {
            Self::Sqlite(folder) => format!("sqlite://{}", folder.join("data.db").display()),
            Self::Postgres { url, .. } => url.clone(),
        }
    }
    pub fn config(&self) -> StoreConfig {
        let master = MasterKeyRing::random(&mut SeededEntropy::new(1));
        StoreConfig { clock: Arc::new(FixedClock::at(NOON)), ..StoreConfig::new(self.url(), Arc::new(master)) }
    }
    pub fn open(&self) -> Store {
        Store::open(self.config()).unwrap()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Self::Sqlite(folder) = self {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

/// The system, for an authority.
pub fn caller(n: u8) -> Caller {
    Caller::system(AuthorityId::from_bytes([n; 16]), "test")
}

/// An authority that is there.
pub fn authority(store: &Store, n: u8) -> Caller {
    let caller = caller(n);
    store.write(&caller, "set up", move |tx| tx.ensure_authority(&format!("council-{n}"), "A council")).unwrap();
    caller
}

/// An entry of the ledger.
pub fn entry(tx: &mut Tx<'_>, action: Action, subjects: &[SubjectTag]) -> Entry {
    let (now, authority) = (tx.now(), tx.authority());
    Entry {
        v: Entry::FORMAT,
        id: kernel::EntryId::new(now, tx.entropy()),
        at: now,
        authority,
        actor: "system:test".to_owned(),
        principal: String::new(),
        action,
        purpose: String::new(),
        notice: String::new(),
        released: Vec::new(),
        withheld: Vec::new(),
        statements: Vec::new(),
        subjects: subjects.to_vec(),
        detail: String::new(),
    }
}
