//! A unit of work in the queue: a closure that may be run again, and whoever waits for its answer.

use crate::error::{Failure, Remedy, StoreError};
use crate::tx::Tx;
use kernel::Caller;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::SyncSender;

/// How a run of the closure ended.
pub enum Ran {
    /// It is to be kept.
    Keep,
    /// It is to be undone: the closure said no, or something failed.
    Undo,
    /// It is to be undone and may be run again (somebody else was quicker), if this error is not to be told.
    Again(StoreError),
    /// It is to be undone: it wants to write where it may only read. It may be run again where it may write.
    Writes(StoreError),
    /// It could not even begin: the connection is lost.
    Lost(StoreError),
}

/// A closure, with its caller and its latest answer.
pub struct Work<T, E, F> {
    pub caller: Caller,
    pub name: &'static str,
    pub run: F,
    pub answer: Option<Result<T, E>>,
}

impl<T, E, F> Work<T, E, F>
where
    E: From<StoreError>,
    F: FnMut(&mut Tx<'_>) -> Result<T, E>,
{
    pub const fn new(caller: Caller, name: &'static str, run: F) -> Self {
        Self { caller, name, run, answer: None }
    }
    /// Runs the closure once. A panic in it, or a failed query that it overlooked, is an error.
    pub fn attempt(&mut self, tx: &mut Tx<'_>) -> Ran {
        let done = catch_unwind(AssertUnwindSafe(|| (self.run)(tx)));
        let answer = match done {
            Ok(answer) => answer,
            Err(_) => Err(E::from(StoreError::Bug(format!("`{}` stopped halfway; nothing of it was kept", self.name)))),
        };
        match (tx.failure.take(), answer) {
            (Some(Failure { error, remedy }), answer) => {
                self.answer = Some(answer.and_then(|_| Err(E::from(error.clone()))));
                match remedy {
                    Remedy::Tell => Ran::Undo,
                    Remedy::Again => Ran::Again(error),
                    Remedy::Write => Ran::Writes(error),
                    Remedy::Reconnect => Ran::Lost(error),
                }
            }
            (None, answer) => {
                let keep = answer.is_ok();
                self.answer = Some(answer);
                if keep { Ran::Keep } else { Ran::Undo }
            }
        }
    }
    pub fn told(self, error: Option<StoreError>) -> Result<T, E> {
        match (error, self.answer) {
            (Some(error), _) => Err(E::from(error)),
            (None, Some(answer)) => answer,
            (None, None) => Err(E::from(StoreError::Bug(format!("`{}` was never run", self.name)))),
        }
    }
}

/// A unit of work as the writer's queue sees it.
pub trait Job: Send {
    /// Whether it is to have a transaction of its own. Within others, the engine keeps what a savepoint would restore, and the
    /// more a unit of work writes, the more each of its statements then costs.
    fn by_itself(&self) -> bool;
    fn caller(&self) -> &Caller;
    fn attempt(&mut self, tx: &mut Tx<'_>) -> Ran;
    /// Tells whoever waits: the closure's answer, or that the commit failed.
    fn tell(self: Box<Self>, error: Option<StoreError>);
}

/// A unit of work and where its answer goes.
pub struct Queued<T, E, F> {
    pub work: Work<T, E, F>,
    pub by_itself: bool,
    pub answer: SyncSender<Result<T, E>>,
}

impl<T, E, F> Job for Queued<T, E, F>
where
    T: Send,
    E: From<StoreError> + Send,
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send,
{
    fn by_itself(&self) -> bool {
        self.by_itself
    }
    fn caller(&self) -> &Caller {
        &self.work.caller
    }
    fn attempt(&mut self, tx: &mut Tx<'_>) -> Ran {
        self.work.attempt(tx)
    }
    fn tell(self: Box<Self>, error: Option<StoreError>) {
        // Whoever asked may have gone; what was committed stays committed.
        let _ = self.answer.send(self.work.told(error));
    }
}
