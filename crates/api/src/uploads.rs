//! Where files come in: so many at once, each held whole until it has been dealt with, and of one account one at a time. Who sends
//! slowly holds up nobody but themselves.

use kernel::AccountId;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The places.
pub(crate) struct Uploads {
    all: Arc<Semaphore>,
    of_one: Mutex<BTreeMap<AccountId, Arc<Semaphore>>>,
}

/// A place for a file. It comes back when this is dropped: when the work with the file is over, whoever still listens.
pub(crate) struct Room {
    _own: OwnedSemaphorePermit,
    _all: OwnedSemaphorePermit,
}

impl Uploads {
    /// So many places for everybody together.
    pub(crate) fn new(at_once: usize) -> Self {
        Self { all: Arc::new(Semaphore::new(at_once)), of_one: Mutex::default() }
    }
    /// Waits for a place. `None`: there will be none any more.
    pub(crate) async fn room(&self, account: AccountId) -> Option<Room> {
        let own = {
            let mut of_one = self.of_one.lock().unwrap_or_else(PoisonError::into_inner);
            // Of those who send nothing just now, nothing is kept.
            of_one.retain(|_, own| Arc::strong_count(own) > 1);
            Arc::clone(of_one.entry(account).or_insert_with(|| Arc::new(Semaphore::new(1))))
        };
        let own = own.acquire_owned().await.ok()?;
        let all = Arc::clone(&self.all).acquire_owned().await.ok()?;
        Some(Room { _own: own, _all: all })
    }
}
