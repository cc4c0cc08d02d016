//! What all threads of a store share.

use crate::config::{MakeEntropy, StoreConfig};
use crate::erase::Tables;
use crate::tally::Tallies;
use kernel::{Clock, Entropy};
use sealing::{MasterKeys, Vault};
use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::time::Duration;

pub struct Shared {
    pub clock: Arc<dyn Clock>,
    pub master: Arc<dyn MasterKeys>,
    pub origin: String,
    pub checkpoint_every: Duration,
    pub lease: Duration,
    entropy: MakeEntropy,
    remembered: usize,
    vault: Mutex<Arc<Vault>>,
    pub commits: AtomicU64,
    pub works: AtomicU64,
    pub tallies: Tallies,
    /// The tables of the data, once somebody has asked.
    pub catalogue: OnceLock<Arc<Tables>>,
    /// Names of units of work that were seen to write more than entries of the ledger.
    writing: RwLock<HashSet<&'static str>>,
}

impl Shared {
    pub fn new(config: &StoreConfig) -> Self {
        Self {
            clock: config.clock.clone(),
            master: config.master.clone(),
            origin: config.origin.clone(),
            checkpoint_every: config.checkpoint_every,
            lease: config.lease,
            entropy: config.entropy.clone(),
            remembered: config.remembered_keys,
            vault: Mutex::new(Arc::new(Vault::new(config.master.clone(), config.remembered_keys))),
            commits: AtomicU64::new(0),
            works: AtomicU64::new(0),
            tallies: Tallies::default(),
            catalogue: OnceLock::new(),
            writing: RwLock::default(),
        }
    }
    pub fn entropy(&self) -> Box<dyn Entropy> {
        (self.entropy)()
    }
    pub fn vault(&self) -> Arc<Vault> {
        self.vault.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
    /// Forgets all unwrapped keys: after keys that may be remembered were not kept.
    pub fn forget_keys(&self) {
        let fresh = Arc::new(Vault::new(self.master.clone(), self.remembered));
        *self.vault.lock().unwrap_or_else(PoisonError::into_inner) = fresh;
    }
    pub fn committed(&self, works: usize) {
        self.commits.fetch_add(1, Ordering::Relaxed);
        self.works.fetch_add(u64::try_from(works).unwrap_or(0), Ordering::Relaxed);
    }
    /// Whether a unit of work of this name was seen to write more than entries of the ledger.
    pub fn writes(&self, name: &str) -> bool {
        self.writing.read().unwrap_or_else(PoisonError::into_inner).contains(name)
    }
    /// It was.
    pub fn seen_writing(&self, name: &'static str) {
        self.writing.write().unwrap_or_else(PoisonError::into_inner).insert(name);
    }
}
