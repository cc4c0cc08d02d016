//! A signing key with its certificate: made here, or brought.

use crate::SigningError;
use crate::seal::Signer;
use cms::cert::{CertificateChoices, IssuerAndSerialNumber};
use cms::content_info::{CmsVersion, ContentInfo};
use cms::signed_data::{
    CertificateSet, EncapsulatedContentInfo, SignedData, SignerIdentifier, SignerInfo, SignerInfos,
};
use der::asn1::{Any, ObjectIdentifier, OctetString, SetOfVec};
use der::{Decode as _, DecodePem as _, Encode as _, Sequence};
use kernel::{Entropy, Timestamp};
use p256::SecretKey;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{DerSignature, SigningKey};
use p256::pkcs8::{DecodePrivateKey as _, EncodePublicKey as _};
use sha2::{Digest as _, Sha256};
use std::str::FromStr as _;
use std::time::Duration;
use x509_cert::Certificate;
use x509_cert::attr::Attribute;
use x509_cert::builder::profile::BuilderProfile;
use x509_cert::builder::{Builder as _, CertificateBuilder};
use x509_cert::certificate::TbsCertificate;
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsages, SubjectKeyIdentifier};
use x509_cert::ext::{Extension, ToExtension as _};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned, SubjectPublicKeyInfoRef};
use x509_cert::time::{Time, Validity};
use zeroize::Zeroizing;

/// `id-data` of RFC 5652.
const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
/// `id-signedData`.
const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
pub(crate) const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
/// `id-aa-signingCertificateV2` of RFC 5035: which certificate is meant is signed too.
pub(crate) const SIGNING_CERTIFICATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
const SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const ECDSA_SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");
/// `id-kp-documentSigning` of RFC 9336, and the older purpose by which programs know such certificates.
const PURPOSES: [ObjectIdentifier; 2] =
    [ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.36"), ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.4")];
/// How long a certificate that is made here counts.
const YEARS: u64 = 5;

/// A key with its certificate. It has no `Debug`.
pub struct OwnKey {
    key: SigningKey,
    certificate: Certificate,
    encoded: Vec<u8>,
}

#[derive(Sequence)]
pub(crate) struct CertificateId {
    pub(crate) hash: OctetString,
}

#[derive(Sequence)]
pub(crate) struct SigningCertificate {
    pub(crate) certificates: Vec<CertificateId>,
}

/// What a certificate that is made here says.
struct Own(Name);

impl BuilderProfile for Own {
    fn get_issuer(&self, _: &Name) -> Name {
        self.0.clone()
    }
    fn get_subject(&self) -> Name {
        self.0.clone()
    }
    fn build_extensions(
        &self,
        key: SubjectPublicKeyInfoRef<'_>,
        _: SubjectPublicKeyInfoRef<'_>,
        tbs: &TbsCertificate,
    ) -> x509_cert::builder::Result<Vec<Extension>> {
        let mut made: Vec<Extension> = Vec::new();
        let subject = tbs.subject();
        made.push(SubjectKeyIdentifier::try_from(key)?.to_extension(subject, &made)?);
        made.push(BasicConstraints { ca: false, path_len_constraint: None }.to_extension(subject, &made)?);
        made.push(KeyUsage(KeyUsages::DigitalSignature | KeyUsages::NonRepudiation).to_extension(subject, &made)?);
        made.push(ExtendedKeyUsage(PURPOSES.to_vec()).to_extension(subject, &made)?);
        Ok(made)
    }
}

/// A name within a certificate: what would end it is left out.
fn plain(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_control() && !",+=\"\\<>;#".contains(*c))
        .take(60)
        .collect::<String>()
        .trim()
        .to_owned()
}

pub(crate) fn seconds(at: Timestamp) -> u64 {
    u64::try_from(at.as_micros().div_euclid(1_000_000)).unwrap_or(0)
}

impl OwnKey {
    /// Makes a key and a certificate for a council that is its own issuer. It counts for five years.
    ///
    /// # Errors
    /// When the library refuses.
    pub fn make(council: &str, now: Timestamp, entropy: &mut dyn Entropy) -> Result<Self, SigningError> {
        let key = loop {
            let mut bytes = Zeroizing::new([0; 32]);
            entropy.fill(bytes.as_mut());
            // All but about one in four thousand million are keys.
            if let Ok(key) = SigningKey::from_slice(bytes.as_ref()) {
                break key;
            }
        };
        let mut serial = [0; 16];
        entropy.fill(&mut serial);
        serial[0] = (serial[0] & 0x7f) | 0x40;
        let made = || -> Result<Certificate, x509_cert::builder::Error> {
            let council = plain(council);
            let name = Name::from_str(&format!("CN={council} (signing of documents),O={council},C=GB"))?;
            let time = |at: u64| Time::try_from(std::time::UNIX_EPOCH + Duration::from_secs(at));
            let from = seconds(now);
            let until = from + YEARS * 365 * 86_400;
            let validity = Validity::new(time(from)?, time(until)?);
            let public = SubjectPublicKeyInfoOwned::from_key(key.verifying_key())?;
            let builder = CertificateBuilder::new(Own(name), SerialNumber::new(&serial)?, validity, public)?;
            builder.build::<_, DerSignature>(&key)
        };
        Self::of(key.clone(), made().map_err(|_| SigningError::Made)?)
    }

    /// A key and a certificate that a council brings, both in PEM.
    ///
    /// # Errors
    /// When either is not understood, or they do not belong together.
    pub fn bring(certificate: &str, key: &str) -> Result<Self, SigningError> {
        let certificate = Certificate::from_pem(certificate.as_bytes()).map_err(|_| SigningError::Certificate)?;
        let key = SecretKey::from_pkcs8_pem(key).map_err(|_| SigningError::Key)?;
        Self::of(SigningKey::from(key), certificate)
    }

    /// As it was kept: the certificate, and the key's 32 bytes.
    ///
    /// # Errors
    /// When either is damaged.
    pub fn open(certificate: &[u8], key: &[u8]) -> Result<Self, SigningError> {
        let certificate = Certificate::from_der(certificate).map_err(|_| SigningError::Certificate)?;
        Self::of(SigningKey::from_slice(key).map_err(|_| SigningError::Key)?, certificate)
    }

    fn of(key: SigningKey, certificate: Certificate) -> Result<Self, SigningError> {
        let mine = key.verifying_key().to_public_key_der().map_err(|_| SigningError::Key)?;
        let theirs = certificate.tbs_certificate().subject_public_key_info().to_der();
        if theirs.map_err(|_| SigningError::Certificate)? != mine.as_bytes() {
            return Err(SigningError::Pair);
        }
        let encoded = certificate.to_der().map_err(|_| SigningError::Certificate)?;
        Ok(Self { key, certificate, encoded })
    }

    /// The key's bytes, to be sealed.
    #[must_use]
    pub fn secret(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.key.to_bytes().to_vec())
    }

    fn between(&self) -> (u64, u64) {
        let validity = self.certificate.tbs_certificate().validity();
        (validity.not_before.to_unix_duration().as_secs(), validity.not_after.to_unix_duration().as_secs())
    }
}

/// How many days a certificate still counts; none when it does not count any more or cannot be read.
#[must_use]
pub fn days_left(certificate: &[u8], now: Timestamp) -> Option<u64> {
    let certificate = Certificate::from_der(certificate).ok()?;
    let until = certificate.tbs_certificate().validity().not_after.to_unix_duration().as_secs();
    until.checked_sub(seconds(now)).map(|left| left / 86_400)
}

fn attribute(oid: ObjectIdentifier, value: Any) -> der::Result<Attribute> {
    let mut values = SetOfVec::new();
    values.insert(value)?;
    Ok(Attribute { oid, values })
}

impl Signer for OwnKey {
    fn provider(&self) -> &'static str {
        "casement"
    }
    fn certificate(&self) -> &[u8] {
        &self.encoded
    }

    fn sign(&self, digest: [u8; 32], at: Timestamp) -> Result<Vec<u8>, SigningError> {
        let (from, until) = self.between();
        if !(from..=until).contains(&seconds(at)) {
            return Err(SigningError::Lapsed);
        }
        let made = || -> der::Result<Vec<u8>> {
            let hash = OctetString::new(Sha256::digest(&self.encoded).to_vec())?;
            let which = SigningCertificate { certificates: vec![CertificateId { hash }] };
            let mut signed = SetOfVec::new();
            signed.insert(attribute(CONTENT_TYPE, Any::encode_from(&DATA)?)?)?;
            signed.insert(attribute(MESSAGE_DIGEST, Any::encode_from(&OctetString::new(digest.to_vec())?)?)?)?;
            signed.insert(attribute(SIGNING_CERTIFICATE, Any::encode_from(&which)?)?)?;
            let signature: DerSignature = self.key.sign(&signed.to_der()?);
            let sha = AlgorithmIdentifierOwned { oid: SHA_256, parameters: None };
            let tbs = self.certificate.tbs_certificate();
            let info = SignerInfo {
                version: CmsVersion::V1,
                sid: SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
                    issuer: tbs.issuer().clone(),
                    serial_number: tbs.serial_number().clone(),
                }),
                digest_alg: sha.clone(),
                signed_attrs: Some(signed),
                signature_algorithm: AlgorithmIdentifierOwned { oid: ECDSA_SHA_256, parameters: None },
                signature: OctetString::new(signature.as_bytes().to_vec())?,
                unsigned_attrs: None,
            };
            let mut algorithms = SetOfVec::new();
            algorithms.insert(sha)?;
            let data = SignedData {
                version: CmsVersion::V1,
                digest_algorithms: algorithms,
                encap_content_info: EncapsulatedContentInfo { econtent_type: DATA, econtent: None },
                certificates: Some(CertificateSet::try_from(vec![CertificateChoices::Certificate(
                    self.certificate.clone(),
                )])?),
                crls: None,
                signer_infos: SignerInfos::try_from(vec![info])?,
            };
            ContentInfo { content_type: SIGNED_DATA, content: Any::encode_from(&data)? }.to_der()
        };
        made().map_err(|_| SigningError::Made)
    }
}
