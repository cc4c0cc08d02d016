//! The bytes of sealed content: format (1), version of the data key (4, big-endian), nonce (24), and the content encrypted
//! with its tag (XChaCha20-Poly1305). Authenticated with it: everything about the place that it belongs to.

use crate::master::DataKey;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use disclosure::Place;
use kernel::{Entropy, Sensitive};

/// The format byte of sealed content.
pub const FORMAT: u8 = 1;
const NONCE: usize = 24;

/// Nonce and ciphertext. Nonces are random: 24 bytes are enough that they never meet.
pub fn seal_raw(key: &DataKey, context: &[u8], plain: &[u8], entropy: &mut dyn Entropy) -> Option<Vec<u8>> {
    let mut nonce = [0; NONCE];
    entropy.fill(&mut nonce);
    let cipher = XChaCha20Poly1305::new(key.expose().into());
    let sealed = cipher.encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: context }).ok()?;
    let mut out = Vec::with_capacity(NONCE + sealed.len());
    out.extend_from_slice(&nonce);
    out.extend_from_slice(&sealed);
    Some(out)
}

/// The content, if it belongs to the key and the context.
pub fn open_raw(key: &DataKey, context: &[u8], sealed: &[u8]) -> Option<Sensitive<Vec<u8>>> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
    let cipher = XChaCha20Poly1305::new(key.expose().into());
    cipher.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: context }).ok().map(Sensitive::new)
}

/// Everything that sealed content belongs to, in one reading only: what varies in length comes with its length.
fn context(place: &Place, key_version: u32) -> Vec<u8> {
    let mut out = Vec::with_capacity(96);
    out.extend_from_slice(b"casement sealed\0");
    out.push(FORMAT);
    out.extend_from_slice(&key_version.to_be_bytes());
    out.extend_from_slice(place.subject.as_bytes());
    for text in [place.record_class.as_bytes(), place.table.as_bytes()] {
        out.extend_from_slice(&u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes());
        out.extend_from_slice(text);
    }
    out.extend_from_slice(&place.row);
    out.extend_from_slice(&place.version.to_be_bytes());
    out
}

/// Seals content for its place.
pub fn seal(
    key: &DataKey,
    key_version: u32,
    place: &Place,
    plain: &[u8],
    entropy: &mut dyn Entropy,
) -> Option<Vec<u8>> {
    let sealed = seal_raw(key, &context(place, key_version), plain, entropy)?;
    let mut out = Vec::with_capacity(5 + sealed.len());
    out.push(FORMAT);
    out.extend_from_slice(&key_version.to_be_bytes());
    out.extend_from_slice(&sealed);
    Some(out)
}

/// The version of the key, and the rest, of sealed content in a format that is known.
pub fn parts(sealed: &[u8]) -> Option<(u32, &[u8])> {
    let (&FORMAT, rest) = sealed.split_first()? else { return None };
    let (version, rest) = rest.split_first_chunk::<4>()?;
    Some((u32::from_be_bytes(*version), rest))
}

/// Opens the rest at its place.
pub fn open(key: &DataKey, key_version: u32, place: &Place, rest: &[u8]) -> Option<Sensitive<Vec<u8>>> {
    open_raw(key, &context(place, key_version), rest)
}
