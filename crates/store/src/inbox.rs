//! Where units of work wait for SQLite's writer. It takes all that wait at once, and while it waits for more to share a commit it is
//! woken once, when as many have come as came together before, rather than by each.

use crate::work::Job;
use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Units of work that may wait; whoever comes later waits outside.
const ROOM: usize = 4096;

#[derive(Default)]
struct State {
    jobs: VecDeque<Box<dyn Job>>,
    /// So many wake the writer, which sleeps; none while it is awake.
    wakes: Option<usize>,
    closed: bool,
}

#[derive(Default)]
struct Inbox {
    state: Mutex<State>,
    come: Condvar,
    room: Condvar,
}

impl Inbox {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
    fn close(&self) {
        self.lock().closed = true;
        self.come.notify_all();
        self.room.notify_all();
    }
}

/// The end at which units of work are put in. When it goes, the writer ends, after what waits.
pub struct Sender(Arc<Inbox>);

/// The writer's end. When it goes, whoever waits is told so.
pub struct Receiver(Arc<Inbox>);

/// A new one, empty.
pub fn inbox() -> (Sender, Receiver) {
    let inbox = Arc::new(Inbox::default());
    (Sender(inbox.clone()), Receiver(inbox))
}

impl Sender {
    /// Puts a unit of work in; says whether there is still somebody to do it.
    #[must_use]
    pub fn put(&self, job: Box<dyn Job>) -> bool {
        let state = self.0.lock();
        let full = |state: &mut State| state.jobs.len() >= ROOM && !state.closed;
        let mut state = self.0.room.wait_while(state, full).unwrap_or_else(PoisonError::into_inner);
        if state.closed {
            return false;
        }
        state.jobs.push_back(job);
        let wake = state.wakes.is_some_and(|wakes| state.jobs.len() >= wakes);
        if wake {
            // The next ones find it awake.
            state.wakes = None;
        }
        drop(state);
        if wake {
            self.0.come.notify_one();
        }
        true
    }
}

impl Drop for Sender {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl Receiver {
    /// Takes all that wait. If nobody does, waits until so many have come, or so long. Says whether there may be more, now or later.
    pub fn take(&self, into: &mut VecDeque<Box<dyn Job>>, wanted: usize, longest: Duration) -> bool {
        let mut state = self.0.lock();
        if state.jobs.is_empty() && !state.closed && !longest.is_zero() && wanted > 0 {
            let until = Instant::now() + longest;
            state.wakes = Some(wanted);
            while state.wakes.is_some() && !state.closed {
                let left = until.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    break;
                }
                state = self.0.come.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
            }
            state.wakes = None;
        }
        let was_full = state.jobs.len() >= ROOM;
        into.append(&mut state.jobs);
        let more = !state.closed || !into.is_empty();
        drop(state);
        if was_full {
            self.0.room.notify_all();
        }
        more
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.0.close();
        // Who put them in is told as they go; the last of them may hold the other end.
        let jobs = std::mem::take(&mut self.0.lock().jobs);
        drop(jobs);
    }
}
