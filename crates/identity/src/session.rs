//! Sessions: 32 random bytes in a cookie, of which the store keeps the SHA-256 only.

use data_encoding::BASE64URL_NOPAD;
use kernel::{Entropy, Sensitive, Timestamp};
use sha2::{Digest, Sha256};

/// The secret of a session, as the browser's cookie has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionToken(Sensitive<[u8; 32]>);

impl SessionToken {
    /// A new one.
    #[must_use]
    pub fn new(entropy: &mut dyn Entropy) -> Self {
        let mut bytes = [0; 32];
        entropy.fill(&mut bytes);
        Self(Sensitive::new(bytes))
    }
    /// From the cookie's value; none if it cannot be one.
    #[must_use]
    pub fn from_cookie(value: &str) -> Option<Self> {
        // The length is looked at first, so that a huge cookie costs nothing.
        let bytes = (value.len() == 43).then(|| BASE64URL_NOPAD.decode(value.as_bytes()).ok())??;
        bytes.try_into().ok().map(Sensitive::new).map(Self)
    }
    /// The cookie's value: 43 characters that need no escaping.
    #[must_use]
    pub fn cookie(&self) -> Sensitive<String> {
        Sensitive::new(BASE64URL_NOPAD.encode(self.0.expose()))
    }
    /// What the store keeps, and finds the session by.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.0.expose()).into()
    }
    pub(crate) const fn secret(&self) -> &[u8; 32] {
        self.0.expose()
    }
}

/// How long sessions last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLimits {
    /// Seconds without any request after which a session ends.
    pub idle_seconds: i64,
    /// Seconds from the log-in after which it ends whatever happens.
    pub whole_seconds: i64,
}

impl Default for SessionLimits {
    /// An hour idle, twelve hours in all: a long day's work.
    fn default() -> Self {
        Self { idle_seconds: 60 * 60, whole_seconds: 12 * 60 * 60 }
    }
}

impl SessionLimits {
    /// Whether a session is still good.
    #[must_use]
    pub fn allow(&self, began: Timestamp, last_seen: Timestamp, now: Timestamp) -> bool {
        now >= began && now < last_seen.plus_seconds(self.idle_seconds) && now < began.plus_seconds(self.whole_seconds)
    }
}
