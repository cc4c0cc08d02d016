//! Look-up without plain text: keyed hashes of normalised values.

use crate::master::DataKey;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;

/// Makes the keyed hashes by which values are found. Keyed per authority and per kind of value, so that hashes of one
/// authority or kind say nothing of another's.
#[derive(Clone)]
pub struct BlindIndex {
    mac: Hmac<Sha256>,
}

impl fmt::Debug for BlindIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BlindIndex(secret)")
    }
}

impl BlindIndex {
    /// With an authority's index key.
    #[must_use]
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    pub fn new(key: &DataKey) -> Self {
        let mut mac = Hmac::<Sha256>::new_from_slice(key.expose()).expect("any key");
        mac.update(b"casement blind index v1\0");
        Self { mac }
    }
    /// The hash of a normalised value of a kind (`ni-number`, `surname-sound`): HMAC-SHA256, the first 16 bytes.
    #[must_use]
    pub fn digest(&self, kind: &str, normalised: &str) -> [u8; 16] {
        let mut mac = self.mac.clone();
        mac.update(&u32::try_from(kind.len()).unwrap_or(u32::MAX).to_be_bytes());
        mac.update(kind.as_bytes());
        mac.update(normalised.as_bytes());
        let mut out = [0; 16];
        for (to, from) in out.iter_mut().zip(mac.finalize().into_bytes()) {
            *to = from;
        }
        out
    }
}
