//! How often something that anybody can ask for is done: so many times in a minute, in this process. A brake against floods, not a
//! lock: what must not be guessed is long enough not to be.

use kernel::Timestamp;
use std::sync::{Mutex, PoisonError};

const MINUTE: i64 = 60_000_000;

/// A number of times in a minute.
pub(crate) struct Rate {
    most: u32,
    /// The minute, and how often in it.
    now: Mutex<(i64, u32)>,
}

impl Rate {
    pub(crate) const fn a_minute(most: u32) -> Self {
        Self { most, now: Mutex::new((0, 0)) }
    }
    /// Whether it may be done once more.
    pub(crate) fn once_more(&self, at: Timestamp) -> bool {
        let minute = at.as_micros() / MINUTE;
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        if now.0 != minute {
            *now = (minute, 0);
        }
        now.1 = now.1.saturating_add(1);
        now.1 <= self.most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_stopped_and_the_next_minute_begins_anew() {
        let rate = Rate::a_minute(2);
        let at = |seconds: i64| Timestamp::from_micros(seconds * 1_000_000);
        let asked = [at(60), at(61), at(119), at(120), at(121), at(122)].map(|t| rate.once_more(t));
        assert_eq!(asked, [true, true, false, true, true, false]);
    }
}
