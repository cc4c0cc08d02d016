//! After some wrong guesses an account waits, longer each time. The policy is data; the store keeps two values for each
//! account: failures since the last success, and when the last one was.

use kernel::Timestamp;

/// When an account waits, and how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockoutPolicy {
    /// Failures in a row before the first wait.
    pub failures: u32,
    /// Seconds of the first wait; each further failure doubles it.
    pub first_seconds: i64,
    /// The longest wait in seconds.
    pub longest_seconds: i64,
}

impl Default for LockoutPolicy {
    /// After five failures a minute, doubling to an hour.
    fn default() -> Self {
        Self { failures: 5, first_seconds: 60, longest_seconds: 60 * 60 }
    }
}

/// Whether an account may try now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lockout {
    /// It may.
    Open,
    /// Not before this moment, whatever is typed.
    Until(Timestamp),
}

impl LockoutPolicy {
    /// Seconds of waiting after so many failures in a row.
    #[must_use]
    pub fn wait_seconds(&self, failures: u32) -> i64 {
        let Some(further) = failures.checked_sub(self.failures) else { return 0 };
        // Past 2^40 seconds every limit is reached.
        self.first_seconds.saturating_mul(1_i64 << further.min(40)).min(self.longest_seconds)
    }
    /// Whether an account may try, after so many failures in a row of which the last was at `last`.
    #[must_use]
    pub fn state(&self, failures: u32, last: Timestamp, now: Timestamp) -> Lockout {
        let until = last.plus_seconds(self.wait_seconds(failures));
        if now < until { Lockout::Until(until) } else { Lockout::Open }
    }
}
