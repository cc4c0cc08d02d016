//! Putting a signature into the room that a PDF has for it.

use crate::SigningError;
use kernel::Timestamp;
use sha2::{Digest as _, Sha256};
use std::ops::Range;

/// Whoever can sign: a key of one's own, or a service outside.
pub trait Signer: Send + Sync {
    /// By what name it is written down beside what it sealed.
    fn provider(&self) -> &str;
    /// The certificate, as DER.
    fn certificate(&self) -> &[u8];
    /// A detached CMS signature, as DER, of something whose SHA-256 is given.
    ///
    /// # Errors
    /// When it could not be made, or the certificate does not count at that moment.
    fn sign(&self, digest: [u8; 32], at: Timestamp) -> Result<Vec<u8>, SigningError>;
}

/// Whether a signature of this signer's fits the room that papers have, so that it is known before the first paper is signed.
///
/// # Errors
/// As [`Signer::sign`]; [`SigningError::Large`] when it does not fit.
pub fn fits(signer: &dyn Signer, room: usize, at: Timestamp) -> Result<(), SigningError> {
    let large = signer.sign([0; 32], at)?.len();
    // Two signatures with one key differ in length by a few bytes.
    if large + 8 > room { Err(SigningError::Large(large, room)) } else { Ok(()) }
}

/// Signs a file: all its bytes but the room, which then holds the signature. Answers with the file's SHA-256.
///
/// # Errors
/// As [`Signer::sign`]; when the room is not there or too small.
pub fn seal(pdf: &mut [u8], room: &Range<usize>, signer: &dyn Signer, at: Timestamp) -> Result<[u8; 32], SigningError> {
    let (Some(before), Some(after)) = (pdf.get(..room.start), pdf.get(room.end..)) else {
        return Err(SigningError::Room);
    };
    let digest = Sha256::new().chain_update(before).chain_update(after).finalize();
    let signature = signer.sign(digest.into(), at)?;
    let place = pdf.get_mut(room.start + 1..room.end - 1).ok_or(SigningError::Room)?;
    if signature.len() * 2 > place.len() {
        return Err(SigningError::Room);
    }
    // What is left of the room stays zero: the signature's own length says where it ends.
    for (pair, byte) in place.chunks_exact_mut(2).zip(&signature) {
        for (figure, half) in pair.iter_mut().zip([byte >> 4, byte & 15]) {
            *figure = b"0123456789abcdef".get(usize::from(half)).copied().unwrap_or(b'0');
        }
    }
    Ok(Sha256::digest(&*pdf).into())
}
