//! What a program asks twice is done once: it chooses a key, and whoever sends the same again within a day is answered with what
//! came of it the first time. Only keyed digests of key and request are kept.

use crate::actor::Actor;
use crate::error::AppError;
use kernel::Sensitive;
use store::Tx;

/// How long it is remembered what was done once, in seconds.
const REMEMBERED_SECONDS: i64 = 24 * 60 * 60;

/// What makes a request the same as one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnceKey {
    /// The key that the caller chose.
    pub key: String,
    /// All that was asked, and where.
    pub request: Sensitive<String>,
}

/// A key with its digests, of something that was not done before.
pub(crate) struct Fresh([u8; 32], [u8; 32]);

/// How it stands with a request.
pub(crate) enum Before {
    /// It was done; this is the id of what came of it.
    Done([u8; 16]),
    /// It was not done; none where no key was given.
    Not(Option<Fresh>),
}

/// Whether the same was asked before.
pub(crate) fn before(tx: &mut Tx<'_>, actor: &Actor, once: Option<&OnceKey>) -> Result<Before, AppError> {
    let Some(once) = once else { return Ok(Before::Not(None)) };
    let index = tx.blind_index()?;
    let whole = |kind: &str, text: &str| {
        let mut out = [0; 32];
        let halves = [index.digest(&format!("{kind}-1"), text), index.digest(&format!("{kind}-2"), text)].concat();
        out.copy_from_slice(&halves);
        out
    };
    let (key, request) = (whole("once-key", &once.key), whole("once-request", once.request.expose()));
    let Some(done) = tx.once(actor.account, &key)? else { return Ok(Before::Not(Some(Fresh(key, request)))) };
    if done.request_hash != request {
        return Err(AppError::Refused("This key was used for another request: choose a new one".to_owned()));
    }
    let made = done.made.try_into().map_err(|_| AppError::Fault("an id has not its length".to_owned()))?;
    Ok(Before::Done(made))
}

/// Notes what came of it.
pub(crate) fn done(tx: &mut Tx<'_>, actor: &Actor, fresh: Option<Fresh>, made: &[u8; 16]) -> Result<(), AppError> {
    let Some(Fresh(key, request)) = fresh else { return Ok(()) };
    let done = store::Once { request_hash: request.to_vec(), made: made.to_vec() };
    Ok(tx.note_once(actor.account, &key, &done, tx.now().plus_seconds(-REMEMBERED_SECONDS))?)
}

/// Runs something that is to be done once. Sent twice at the same moment, the other one was first: its answer is this one's.
pub(crate) fn at_most<T>(once: Option<&OnceKey>, mut ask: impl FnMut() -> Result<T, AppError>) -> Result<T, AppError> {
    match ask() {
        Err(AppError::Conflict) if once.is_some() => ask(),
        other => other,
    }
}
