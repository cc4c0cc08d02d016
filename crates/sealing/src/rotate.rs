//! After a new master key: every data key is wrapped anew. The data itself is not touched.

use crate::key_store::{KeyState, KeyStore};
use crate::master::{KeyPlace, MasterKeys};
use crate::vault::SealError;
use kernel::Entropy;

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Keys wrapped anew so far, in this run.
    pub done: u64,
    /// Keys that there were to do when this run began.
    pub total: u64,
}

/// Wraps every live key by the current master key, `batch` keys at a time. It may be stopped at any moment and run again:
/// what is done is not done twice. Call it with one transaction for each batch: it does one, and says whether there is more.
///
/// # Errors
/// When the key store or the master key fails; batches before that stay done.
pub fn rewrap_batch(
    store: &mut dyn KeyStore,
    masters: &dyn MasterKeys,
    batch: usize,
    entropy: &mut dyn Entropy,
) -> Result<usize, SealError> {
    let rows = store.wrapped_by_others(masters.current(), None, batch.max(1))?;
    let mut anew = Vec::with_capacity(rows.len());
    for row in &rows {
        if let KeyState::Live(wrapped) = &row.state {
            let place = KeyPlace { subject: row.subject, class: &row.class, version: row.version };
            let key = masters.unwrap(place, wrapped)?;
            anew.push((row.id, masters.wrap(place, &key, entropy)?));
        }
    }
    store.rewrap(&anew)?;
    Ok(anew.len())
}

/// All batches, one after the other, for a store that commits by itself.
///
/// # Errors
/// When the key store or the master key fails; batches before that stay done.
pub fn rewrap_all(
    store: &mut dyn KeyStore,
    masters: &dyn MasterKeys,
    batch: usize,
    entropy: &mut dyn Entropy,
    progress: &mut dyn FnMut(Progress),
) -> Result<u64, SealError> {
    let total = store.count_wrapped_by_others(masters.current())?;
    let mut done = 0;
    loop {
        let now = rewrap_batch(store, masters, batch, entropy)?;
        if now == 0 {
            return Ok(done);
        }
        done += u64::try_from(now).unwrap_or(0);
        progress(Progress { done, total });
    }
}
