//! How many requests a token may send: a bucket that fills evenly.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Above this many tokens, buckets that are full are forgotten.
const MOST: usize = 10_000;

/// How often somebody may ask.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// Requests a minute, evenly.
    pub a_minute: u32,
    /// Requests at once, after a while without any.
    pub at_once: u32,
}

impl Default for Rate {
    fn default() -> Self {
        Self { a_minute: 600, at_once: 120 }
    }
}

/// Who has how much left.
#[derive(Debug, Default)]
pub(crate) struct Buckets {
    all: Mutex<HashMap<[u8; 32], (f64, Instant)>>,
}

impl Buckets {
    /// Takes one request out of a bucket; says how many seconds to wait if there is none.
    pub(crate) fn take(&self, rate: Rate, who: [u8; 32], now: Instant) -> Result<(), u64> {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let (most, a_second) = (f64::from(rate.at_once.max(1)), f64::from(rate.a_minute.max(1)) / 60.0);
        let filled =
            |left: f64, at: Instant| (left + now.saturating_duration_since(at).as_secs_f64() * a_second).min(most);
        if all.len() > MOST {
            all.retain(|_, (left, at)| filled(*left, *at) < most);
        }
        let (left, at) = all.entry(who).or_insert((most, now));
        let filled = filled(*left, *at);
        *at = now;
        if filled >= 1.0 {
            *left = filled - 1.0;
            return Ok(());
        }
        *left = filled;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few seconds")]
        Err(((1.0 - filled) / a_second).ceil() as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn it_empties_and_fills_again_for_each_alone() {
        let (buckets, rate, now) = (Buckets::default(), Rate { a_minute: 60, at_once: 3 }, Instant::now());
        for _ in 0..3 {
            assert_eq!(buckets.take(rate, [1; 32], now), Ok(()));
        }
        assert_eq!(buckets.take(rate, [1; 32], now), Err(1));
        assert_eq!(buckets.take(rate, [2; 32], now), Ok(()));
        assert_eq!(buckets.take(rate, [1; 32], now + Duration::from_secs(1)), Ok(()));
    }
}
