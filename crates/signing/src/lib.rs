//! Digital signatures of papers: a certificate and its key, a detached CMS signature (RFC 5652) with the attributes of CAdES, put
//! into the room that a PDF has for it (PAdES baseline B-B, ETSI EN 319 142-1). An ordinary PDF reader verifies it.
//!
//! Beside it, the other use of a certificate: a file that only whoever holds its key can open ([`Envelope`]).
//!
//! Whoever can sign is a [`Signer`]: the council's own key here, an outside service behind the same trait another day.

mod certificate;
mod envelope;
mod seal;
mod verify;

pub use certificate::{OwnKey, days_left};
pub use envelope::{Envelope, Unfit};
pub use seal::{Signer, fits, seal};
pub use verify::{Broken, Verified, verify};

/// Why nothing was signed. No variant repeats anything of a key or a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SigningError {
    /// The certificate cannot be read.
    #[error("the certificate is not understood: give one X.509 certificate in PEM")]
    Certificate,
    /// The key cannot be read.
    #[error("the key is not understood: give an unencrypted P-256 key in PKCS#8 PEM (BEGIN PRIVATE KEY)")]
    Key,
    /// They do not belong together.
    #[error("the key is not that of the certificate: give the two that were made together")]
    Pair,
    /// The certificate does not count at that moment.
    #[error("the signing certificate is not valid today: bring a new one")]
    Lapsed,
    /// The paper has no room for a signature, or too little.
    #[error("there is no room for the signature")]
    Room,
    /// What it signs with makes signatures that are larger than the room.
    #[error("signatures with this certificate need {0} bytes and papers have room for {1}: bring a shorter one")]
    Large(usize, usize),
    /// The library refused.
    #[error("the signature could not be made")]
    Made,
}
