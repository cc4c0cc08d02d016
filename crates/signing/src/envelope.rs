//! A file that only whoever holds a key can open: enveloped data of the Cryptographic Message Syntax (RFC 5652 section 6), which any
//! ordinary tool opens (`openssl cms -decrypt`). What is in it is encrypted with AES-256, and the key to that with the RSA key of the
//! recipient's certificate.

use crate::certificate::seconds;
use cms::builder::{ContentEncryptionAlgorithm, EnvelopedDataBuilder, KeyEncryptionInfo, KeyTransRecipientInfoBuilder};
use cms::cert::IssuerAndSerialNumber;
use cms::content_info::ContentInfo;
use cms::enveloped_data::RecipientIdentifier;
use data_encoding::HEXLOWER;
use der::asn1::{Any, ObjectIdentifier};
use der::{DecodePem as _, Encode as _};
use kernel::{Entropy, Timestamp};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;
use rsa::RsaPublicKey;
use rsa::pkcs8::DecodePublicKey as _;
use rsa::traits::PublicKeyParts as _;
use sha2::{Digest as _, Sha256};
use x509_cert::Certificate;
use x509_cert::ext::pkix::{KeyUsage, KeyUsages};
use zeroize::Zeroizing;

/// `id-envelopedData`.
const ENVELOPED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.3");
/// The shortest RSA key that is taken, in bits (NIST SP 800-131A: 112 bits of security).
const SHORTEST: u32 = 2048;
/// The longest, in bits: longer ones cost more time than they are worth.
const LONGEST: u32 = 8192;

/// Why nothing can be encrypted for a certificate. No variant repeats anything of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// It is no certificate.
    #[error("it is not a certificate: paste one X.509 certificate in PEM, from BEGIN CERTIFICATE to END CERTIFICATE")]
    Unread,
    /// More was pasted than a certificate.
    #[error("there is a private key in it: give the certificate alone, and have whoever sent it make a new key")]
    PrivateKey,
    /// Its key is of another kind or length.
    #[error("its key is not one of RSA with 2048 to 8192 bits: ask for a certificate with such a key")]
    Key,
    /// Its key is not for encrypting.
    #[error("by its own words its key is not for encrypting (key encipherment): ask for a certificate that is")]
    Use,
    /// It does not count at that moment.
    #[error("it is not valid today: ask for one that is")]
    Lapsed,
}

/// A certificate that files can be encrypted for.
#[derive(Debug, Clone)]
pub struct Envelope {
    certificate: Certificate,
    key: RsaPublicKey,
    fingerprint: String,
}

impl Envelope {
    /// Reads a certificate (PEM) that is to count at a moment. Whether it is really the recipient's, whoever takes it up asks them: no
    /// chain of issuers is followed.
    ///
    /// # Errors
    /// What is not right with it.
    pub fn read(pem: &str, at: Timestamp) -> Result<Self, Unfit> {
        if pem.contains("PRIVATE KEY") {
            return Err(Unfit::PrivateKey);
        }
        let certificate = Certificate::from_pem(pem.trim().as_bytes()).map_err(|_| Unfit::Unread)?;
        let tbs = certificate.tbs_certificate();
        let public = tbs.subject_public_key_info().to_der().map_err(|_| Unfit::Unread)?;
        let key = RsaPublicKey::from_public_key_der(&public).map_err(|_| Unfit::Key)?;
        if !(SHORTEST..=LONGEST).contains(&key.n().bit_width()) {
            return Err(Unfit::Key);
        }
        // One that does not say what its key is for is for everything.
        let says = tbs.get_extension::<KeyUsage>().map_err(|_| Unfit::Unread)?;
        if says.is_some_and(|(_, usage)| !usage.0.contains(KeyUsages::KeyEncipherment)) {
            return Err(Unfit::Use);
        }
        let (from, until) = (tbs.validity().not_before, tbs.validity().not_after);
        let (from, until) = (from.to_unix_duration().as_secs(), until.to_unix_duration().as_secs());
        if !(from..=until).contains(&seconds(at)) {
            return Err(Unfit::Lapsed);
        }
        let der = certificate.to_der().map_err(|_| Unfit::Unread)?;
        let fingerprint = HEXLOWER.encode(&Sha256::digest(&der));
        Ok(Self { certificate, key, fingerprint })
    }

    /// SHA-256 of the certificate, in hexadecimal digits: what the two sides compare on the telephone.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Encrypts something for whoever has the key: DER, as `openssl cms -decrypt -inform DER` takes it.
    ///
    /// # Errors
    /// [`crate::SigningError::Made`] when the library refuses.
    pub fn close(&self, content: &[u8], entropy: &mut dyn Entropy) -> Result<Vec<u8>, crate::SigningError> {
        let mut seed = Zeroizing::new([0; 32]);
        entropy.fill(seed.as_mut());
        let mut rng = ChaCha20Rng::from_seed(*seed);
        let tbs = self.certificate.tbs_certificate();
        let who = RecipientIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
            issuer: tbs.issuer().clone(),
            serial_number: tbs.serial_number().clone(),
        });
        let made = || -> Result<Vec<u8>, cms::builder::Error> {
            let to = KeyTransRecipientInfoBuilder::new(who, KeyEncryptionInfo::Rsa(self.key.clone()))?;
            let data = EnvelopedDataBuilder::new(None, content, ContentEncryptionAlgorithm::Aes256Cbc, None)?
                .add_recipient_info(to)?
                .build_with_rng(&mut rng)?;
            Ok(ContentInfo { content_type: ENVELOPED_DATA, content: Any::encode_from(&data)? }.to_der()?)
        };
        made().map_err(|_| crate::SigningError::Made)
    }
}
