//! The secret of a token for programs: 32 random bytes with a word in front, so that scanners of source code know it for
//! what it is. The store keeps the SHA-256 only.

use data_encoding::BASE64URL_NOPAD;
use kernel::{Entropy, Sensitive};
use sha2::{Digest, Sha256};

/// What every token begins with.
const PREFIX: &str = "casement_";

/// The secret of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiSecret(Sensitive<[u8; 32]>);

impl ApiSecret {
    /// A new one.
    #[must_use]
    pub fn new(entropy: &mut dyn Entropy) -> Self {
        let mut bytes = [0; 32];
        entropy.fill(&mut bytes);
        Self(Sensitive::new(bytes))
    }
    /// From what a program sent; none if it cannot be one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let encoded = text.strip_prefix(PREFIX).filter(|e| e.len() == 43)?;
        BASE64URL_NOPAD.decode(encoded.as_bytes()).ok()?.try_into().ok().map(Sensitive::new).map(Self)
    }
    /// What its owner is shown, once.
    #[must_use]
    pub fn shown(&self) -> Sensitive<String> {
        Sensitive::new(format!("{PREFIX}{}", BASE64URL_NOPAD.encode(self.0.expose())))
    }
    /// What the store keeps, and finds the token by.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.0.expose()).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::SeededEntropy;

    #[test]
    fn what_is_shown_is_read_again_and_nothing_else() {
        let secret = ApiSecret::new(&mut SeededEntropy::new(5));
        assert_eq!(ApiSecret::parse(secret.shown().expose()), Some(secret.clone()));
        let other = ApiSecret::new(&mut SeededEntropy::new(6));
        assert_ne!(other.digest(), secret.digest());
        for wrong in ["", "casement_", "casement_short", &secret.shown().expose().replace("casement", "cas")] {
            assert_eq!(ApiSecret::parse(wrong), None);
        }
        assert!(!format!("{secret:?}").contains(&secret.shown().expose()[9..20]), "it keeps quiet");
    }
}
