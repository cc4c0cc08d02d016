//! Secrets that are handed out once and come back once or many times: a link in an invitation, a device's cookie. 32 random
//! bytes, of which the store keeps a digest that is worth nothing for another purpose.

use data_encoding::BASE64URL_NOPAD;
use kernel::{Entropy, Sensitive};
use sha2::{Digest, Sha256};

/// What a secret is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretFor {
    /// Making an account, once.
    Invitation,
    /// A way back into an account, once.
    Recovery,
    /// Knowing a device again.
    Device,
    /// The answer to a passkey's challenge, once.
    Passkey,
    /// Fetching a copy, once.
    Copy,
    /// Coming back from a provider, once.
    SignOn,
    /// The word that comes back with the browser.
    SignOnState,
    /// The word that comes back within what the provider signs.
    SignOnNonce,
    /// The word that shows a provider that it was us who began.
    SignOnVerifier,
    /// Signing a paper, once.
    Signing,
    /// Reaching what was sent to a body without an account.
    Sent,
}

/// A secret that is handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedOut(Sensitive<[u8; 32]>);

impl HandedOut {
    /// A new one.
    #[must_use]
    pub fn new(entropy: &mut dyn Entropy) -> Self {
        let mut bytes = [0; 32];
        entropy.fill(&mut bytes);
        Self(Sensitive::new(bytes))
    }
    /// From what came back; none if it cannot be one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = (text.len() == 43).then(|| BASE64URL_NOPAD.decode(text.as_bytes()).ok())??;
        bytes.try_into().ok().map(Sensitive::new).map(Self)
    }
    /// 43 characters that need no escaping in an address or a cookie.
    #[must_use]
    pub fn text(&self) -> Sensitive<String> {
        Sensitive::new(BASE64URL_NOPAD.encode(self.0.expose()))
    }
    /// What the store keeps, and finds it by: another one for each purpose.
    #[must_use]
    pub fn digest(&self, purpose: SecretFor) -> [u8; 32] {
        let context: &[u8] = match purpose {
            SecretFor::Invitation => b"casement invitation 1:",
            SecretFor::Recovery => b"casement recovery 1:",
            SecretFor::Device => b"casement device 1:",
            SecretFor::Passkey => b"casement passkey 1:",
            SecretFor::Copy => b"casement copy 1:",
            SecretFor::SignOn => b"casement sign-on 1:",
            SecretFor::SignOnState => b"casement sign-on state 1:",
            SecretFor::SignOnNonce => b"casement sign-on nonce 1:",
            SecretFor::SignOnVerifier => b"casement sign-on verifier 1:",
            SecretFor::Signing => b"casement signing 1:",
            SecretFor::Sent => b"casement sent 1:",
        };
        Sha256::new().chain_update(context).chain_update(self.0.expose()).finalize().into()
    }
}
