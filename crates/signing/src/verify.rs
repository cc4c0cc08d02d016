//! Checking a signed file again: that its bytes are those that were signed, and with which certificate.

use crate::certificate::{MESSAGE_DIGEST, SIGNING_CERTIFICATE, SigningCertificate};
use cms::cert::CertificateChoices;
use cms::content_info::ContentInfo;
use cms::signed_data::SignedData;
use der::asn1::{ObjectIdentifier, OctetString};
use der::{Decode as _, Encode as _, Reader as _, SliceReader};
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{DerSignature, VerifyingKey};
use p256::pkcs8::DecodePublicKey as _;
use sha2::{Digest as _, Sha256};
use x509_cert::Certificate;
use x509_cert::attr::Attributes;

/// What a file's signature says, once it is verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Whose certificate it is, as the certificate has it.
    pub by: String,
    /// The certificate, as DER: it stands in the file.
    pub certificate: Vec<u8>,
}

/// Why a file does not verify.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// There is no signature in it that covers the whole file.
    #[error("there is no signature in this file that covers all of it")]
    None,
    /// The signature cannot be read.
    #[error("the signature of this file is damaged")]
    Damaged,
    /// Its bytes are not those that were signed.
    #[error("this file was changed after it was signed")]
    Changed,
    /// The signature was not made with the key of its certificate.
    #[error("the signature of this file was not made with its certificate")]
    Forged,
}

/// Where a file's signature stands: the figures of its byte range.
fn hole(pdf: &[u8]) -> Option<(usize, usize)> {
    let name = b"/ByteRange";
    let at = pdf.windows(name.len()).rposition(|w| w == name)? + name.len();
    let rest = pdf.get(at..at + 80.min(pdf.len() - at))?;
    let text: String = rest.iter().map(|b| char::from(*b)).take_while(|c| *c != ']').collect();
    let figures: Vec<usize> =
        text.trim_start().strip_prefix('[')?.split_whitespace().map_while(|f| f.parse().ok()).collect();
    match figures.as_slice() {
        [0, start, end, rest] if start < end && end.checked_add(*rest) == Some(pdf.len()) => Some((*start, *end)),
        _ => None,
    }
}

fn unhex(text: &[u8]) -> Option<Vec<u8>> {
    let half = |b: u8| char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok());
    text.chunks_exact(2)
        .map(|pair| match pair {
            [a, b] => Some(half(*a)? << 4 | half(*b)?),
            _ => None,
        })
        .collect()
}

fn value<T: for<'a> der::Decode<'a> + der::FixedTag>(attributes: &Attributes, oid: ObjectIdentifier) -> Option<T> {
    let found = attributes.iter().find(|a| a.oid == oid)?;
    let bytes = found.values.iter().next()?.to_der().ok()?;
    T::from_der(&bytes).ok()
}

/// Checks a file that [`crate::seal`] sealed.
///
/// # Errors
/// With what is wrong, when it does not verify.
pub fn verify(pdf: &[u8]) -> Result<Verified, Broken> {
    let (start, end) = hole(pdf).ok_or(Broken::None)?;
    let (Some(before), Some(room), Some(after)) = (pdf.get(..start), pdf.get(start + 1..end - 1), pdf.get(end..))
    else {
        return Err(Broken::None);
    };
    let room = unhex(room).ok_or(Broken::Damaged)?;
    let damaged = |_| Broken::Damaged;
    // What follows the signature in its room is zero: its own length says where it ends.
    let mut reader = SliceReader::new(&room).map_err(damaged)?;
    let content = ContentInfo::decode(&mut reader).map_err(damaged)?;
    let used = usize::try_from(reader.position()).map_err(|_| Broken::Damaged)?;
    if room.get(used..).is_none_or(|rest| rest.iter().any(|byte| *byte != 0)) {
        return Err(Broken::Changed);
    }
    let data: SignedData = content.content.decode_as().map_err(damaged)?;
    let signer = data.signer_infos.0.iter().next().ok_or(Broken::Damaged)?;
    let signed = signer.signed_attrs.as_ref().ok_or(Broken::Damaged)?;
    let certificate: &Certificate = data
        .certificates
        .as_ref()
        .and_then(|set| {
            set.0.iter().find_map(|c| match c {
                CertificateChoices::Certificate(c) => Some(c),
                CertificateChoices::Other(_) => None,
            })
        })
        .ok_or(Broken::Damaged)?;
    let encoded = certificate.to_der().map_err(damaged)?;
    let digest: OctetString = value(signed, MESSAGE_DIGEST).ok_or(Broken::Damaged)?;
    let found = Sha256::new().chain_update(before).chain_update(after).finalize();
    if digest.as_bytes() != found.as_slice() {
        return Err(Broken::Changed);
    }
    let meant: SigningCertificate = value(signed, SIGNING_CERTIFICATE).ok_or(Broken::Damaged)?;
    let own = Sha256::digest(&encoded);
    if meant.certificates.first().is_none_or(|c| c.hash.as_bytes() != own.as_slice()) {
        return Err(Broken::Forged);
    }
    let public = certificate.tbs_certificate().subject_public_key_info().to_der().map_err(damaged)?;
    let key = VerifyingKey::from_public_key_der(&public).map_err(|_| Broken::Damaged)?;
    let signature = DerSignature::from_bytes(signer.signature.as_bytes()).map_err(|_| Broken::Damaged)?;
    key.verify(&signed.to_der().map_err(damaged)?, &signature).map_err(|_| Broken::Forged)?;
    Ok(Verified { by: certificate.tbs_certificate().subject().to_string(), certificate: encoded })
}
