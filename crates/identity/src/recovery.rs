//! Recovery codes: ten, each good once, for somebody whose authenticator is lost. Each has 80 random bits, so that a plain
//! SHA-256 of it is safe to keep.

use data_encoding::BASE32_NOPAD;
use kernel::{Entropy, Sensitive};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// How many are made.
const COUNT: usize = 10;

/// New recovery codes: shown once, and what the store keeps of them, in the same order.
#[derive(Debug, Clone)]
pub struct RecoveryCodes {
    /// For the person: `ABCD-EFGH-IJKL-MNOP`.
    pub shown: Vec<Sensitive<String>>,
    /// For the store.
    pub digests: Vec<[u8; 32]>,
}

impl RecoveryCodes {
    /// Ten new ones. The old ones are to be forgotten.
    #[must_use]
    pub fn new(entropy: &mut dyn Entropy) -> Self {
        let mut codes = Self { shown: Vec::with_capacity(COUNT), digests: Vec::with_capacity(COUNT) };
        for _ in 0..COUNT {
            let mut bytes = [0; 10];
            entropy.fill(&mut bytes);
            let plain = BASE32_NOPAD.encode(&bytes);
            codes.digests.push(digest(&plain));
            let mut shown = String::with_capacity(19);
            for (at, letter) in plain.chars().enumerate() {
                if at > 0 && at % 4 == 0 {
                    shown.push('-');
                }
                shown.push(letter);
            }
            codes.shown.push(Sensitive::new(shown));
        }
        codes
    }
}

fn digest(plain: &str) -> [u8; 32] {
    Sha256::new().chain_update(b"casement recovery code 1:").chain_update(plain.as_bytes()).finalize().into()
}

/// Which of the digests kept is that of what was typed, in capitals or not, with or without hyphens. Whoever takes the
/// code forgets that digest in the same transaction.
#[must_use]
pub fn find_recovery_code(typed: &str, digests: &[[u8; 32]]) -> Option<usize> {
    let plain: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .take(17)
        .map(|c| match c.to_ascii_uppercase() {
            // Base 32 has neither figure: whoever types one means the letter.
            '0' => 'O',
            '1' => 'I',
            c => c,
        })
        .collect();
    let given = digest(&plain);
    let mut found = None;
    for (at, kept) in digests.iter().enumerate() {
        if bool::from(kept.ct_eq(&given)) {
            found = Some(at);
        }
    }
    found.filter(|_| plain.len() == 16)
}
