//! What all threads of a store share.

use crate::config::{MakeEntropy, StoreConfig};
use crate::tally::Tallies;
use kernel::{Clock, Entropy};
use sealing::{MasterKeys, Vault};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
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
    poked: Mutex<bool>,
    poke: Condvar,
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
            poked: Mutex::new(false),
            poke: Condvar::new(),
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
    /// Tells the sequencer that something was written.
    pub fn poke(&self) {
        *self.poked.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.poke.notify_one();
    }
    /// Waits to be told, for so long at most; says whether it was.
    pub fn poked(&self, most: Duration) -> bool {
        let poked = self.poked.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut poked, _) =
            self.poke.wait_timeout_while(poked, most, |poked| !*poked).unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *poked)
    }
}
