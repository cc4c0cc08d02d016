//! The key that the agencies share, and what is drawn from it.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;
use zeroize::Zeroizing;

/// Fewest bytes of a key.
const SHORTEST: usize = 32;

/// A key that will not do. It is never repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Too short to withstand guessing.
    #[error("a linkage key has at least 32 bytes: let the program make one")]
    TooShort,
}

/// The key that the agencies of one linkage hold, and the linking party does not.
#[derive(Clone)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// A key made of random bytes.
    ///
    /// # Errors
    /// If it has fewer than 32 bytes.
    pub fn new(bytes: &[u8]) -> Result<Self, KeyError> {
        if bytes.len() < SHORTEST { Err(KeyError::TooShort) } else { Ok(Self(Zeroizing::new(bytes.to_vec()))) }
    }

    /// A key for one use only. Filters of two releases have nothing in common, so that nobody can put them side by side.
    #[must_use]
    pub fn for_release(&self, release: &str) -> Self {
        Self(Zeroizing::new(self.digest(&[b"release", release.as_bytes()]).to_vec()))
    }

    /// The keyed digest of some parts; where one ends and the next begins counts.
    pub(super) fn digest(&self, parts: &[&[u8]]) -> [u8; 32] {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("any key");
        mac.update(b"casement filter 1");
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// A short mark by which two agencies see that they hold the same key. It says nothing about the key itself.
    #[must_use]
    pub fn mark(&self) -> String {
        self.digest(&[b"mark"]).iter().take(4).fold(String::new(), |mut text, byte| {
            use fmt::Write as _;
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Numbers without end drawn from the key for one purpose.
pub(super) struct Stream<'a> {
    secret: &'a Secret,
    parts: Vec<&'a [u8]>,
    block: [u8; 32],
    blocks: u64,
    used: usize,
}

impl<'a> Stream<'a> {
    pub(super) fn new(secret: &'a Secret, parts: &[&'a [u8]]) -> Self {
        Self { secret, parts: parts.to_vec(), block: [0; 32], blocks: 0, used: 32 }
    }

    pub(super) fn next(&mut self) -> u32 {
        if self.used == 32 {
            let count = self.blocks.to_be_bytes();
            let mut parts = self.parts.clone();
            parts.push(&count);
            self.block = self.secret.digest(&parts);
            self.blocks += 1;
            self.used = 0;
        }
        let at = self.used;
        self.used += 4;
        u32::from_be_bytes([self.block[at], self.block[at + 1], self.block[at + 2], self.block[at + 3]])
    }

    /// A number below `n`. Each is as likely as the next to within one in four million for filters of a thousand bits.
    pub(super) fn below(&mut self, n: u32) -> u32 {
        ((u64::from(self.next()) * u64::from(n)) >> 32) as u32
    }
}
