//! Checkpoints: the tree's size and root, signed, in the formats `c2sp.org/tlog-checkpoint` and `c2sp.org/signed-note`.
//!
//! Each is signed twice with the ledger's Ed25519 key: as a note (type 1), and with its time as `c2sp.org/tlog-cosignature`
//! (type 4), so that the moment at which the tree was that size is signed as well and an entry that claims to be older is
//! found out. Both lines are standard: witnesses elsewhere can add theirs, and other people's tools can read it.

use crate::hash::Hash;
use crate::proof::verify_consistency;
use data_encoding::{BASE64, HEXLOWER};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use kernel::Timestamp;
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

const NOTE: u8 = 0x01;
const DATED: u8 = 0x04;
/// More signature lines than anybody's witnesses need; a longer note is not looked at.
const MOST_SIGNATURES: usize = 64;

/// Why a checkpoint (or a proof that carries one) is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// It does not have the form of a signed checkpoint.
    #[error("this is not a signed checkpoint: {0}")]
    Form(&'static str),
    /// It is of another ledger.
    #[error("this checkpoint is of another ledger ({found}); the key is that of {expected}")]
    OtherLedger {
        /// The origin it names.
        found: String,
        /// The origin of the key.
        expected: String,
    },
    /// No signature of the key is on it.
    #[error("the ledger's key has not signed this checkpoint")]
    NotSigned,
    /// A signature of the key is wrong.
    #[error("the ledger's signature does not fit this checkpoint: it was changed, or another key was used")]
    WrongSignature,
    /// Signing it would deny what was signed before.
    #[error(
        "the tree does not continue the last checkpoint (size {old}); nothing is signed: run `casement ledger verify`"
    )]
    Inconsistent {
        /// The size of the last checkpoint.
        old: u64,
    },
    /// The key's name or bytes have the wrong form.
    #[error("this is not a key of a ledger: {0}")]
    Key(&'static str),
}

/// What a checkpoint says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The ledger's name: like a web address without scheme, without spaces and plus signs.
    pub origin: String,
    /// How many entries the tree has.
    pub size: u64,
    /// Its root.
    pub root: Hash,
}

impl Checkpoint {
    /// The note's text, which is what is signed.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, BASE64.encode(&self.root))
    }
    fn parse(text: &str) -> Result<Self, CheckpointError> {
        let mut lines = text.split('\n');
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next()) else {
            return Err(CheckpointError::Form("it has fewer than three lines"));
        };
        if origin.is_empty() {
            return Err(CheckpointError::Form("its first line, the ledger's name, is empty"));
        }
        let number: u64 = size.parse().map_err(|_| CheckpointError::Form("its second line is not a number"))?;
        if number.to_string() != size {
            return Err(CheckpointError::Form("its second line is not a plain number"));
        }
        let root = BASE64
            .decode(root.as_bytes())
            .ok()
            .and_then(|b| b.try_into().ok())
            .ok_or(CheckpointError::Form("its third line is not the base64 of 32 bytes"))?;
        Ok(Self { origin: origin.to_owned(), size: number, root })
    }
}

/// A checkpoint whose signature was found right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// What it says.
    pub checkpoint: Checkpoint,
    /// When it was signed, if the signature says so (whole seconds).
    pub at: Option<Timestamp>,
}

fn good_name(name: &str) -> Result<(), CheckpointError> {
    if name.is_empty() || name.chars().any(|c| c.is_whitespace() || c.is_control() || c == '+') {
        return Err(CheckpointError::Key("its name must not be empty and has no spaces and no plus sign"));
    }
    Ok(())
}

fn key_id(name: &str, kind: u8, key: &[u8; 32]) -> [u8; 4] {
    let hash = Sha256::new_with_prefix(name.as_bytes()).chain_update([b'\n', kind]).chain_update(key).finalize();
    let mut id = [0; 4];
    for (to, from) in id.iter_mut().zip(hash) {
        *to = from;
    }
    id
}

fn dated_message(seconds: u64, text: &str) -> String {
    format!("cosignature/v1\ntime {seconds}\n{text}")
}

/// The public key of a ledger, with its name. Written as `name+keyid+key`, the form that other tools of this kind read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerKey {
    name: String,
    key: VerifyingKey,
}

impl LedgerKey {
    /// The ledger's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
    /// Checks a signed checkpoint.
    ///
    /// # Errors
    /// When it has another form, is of another ledger, or this key has not signed it.
    pub fn verify(&self, signed: &str) -> Result<Verified, CheckpointError> {
        let (text, lines) = split_note(signed)?;
        let checkpoint = Checkpoint::parse(text)?;
        if checkpoint.origin != self.name {
            return Err(CheckpointError::OtherLedger { found: checkpoint.origin, expected: self.name.clone() });
        }
        let (note_id, dated_id) =
            (key_id(&self.name, NOTE, self.key.as_bytes()), key_id(&self.name, DATED, self.key.as_bytes()));
        let (mut signed, mut at) = (false, None);
        for (name, blob) in lines {
            if name != self.name {
                continue;
            }
            let Some((id, signature)) = blob.split_first_chunk::<4>() else { continue };
            if *id == note_id {
                self.check(text.as_bytes(), signature)?;
                signed = true;
            } else if *id == dated_id {
                let (seconds, signature) = signature.split_first_chunk::<8>().ok_or(CheckpointError::WrongSignature)?;
                let seconds = u64::from_be_bytes(*seconds);
                self.check(dated_message(seconds, text).as_bytes(), signature)?;
                let seconds = i64::try_from(seconds).map_err(|_| CheckpointError::WrongSignature)?;
                at = Some(Timestamp::from_micros(seconds.saturating_mul(1_000_000)));
            }
        }
        if signed { Ok(Verified { checkpoint, at }) } else { Err(CheckpointError::NotSigned) }
    }
    fn check(&self, message: &[u8], signature: &[u8]) -> Result<(), CheckpointError> {
        let signature = Signature::from_slice(signature).map_err(|_| CheckpointError::WrongSignature)?;
        self.key.verify_strict(message, &signature).map_err(|_| CheckpointError::WrongSignature)
    }
}

impl fmt::Display for LedgerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut typed = vec![NOTE];
        typed.extend_from_slice(self.key.as_bytes());
        let id = HEXLOWER.encode(&key_id(&self.name, NOTE, self.key.as_bytes()));
        write!(f, "{}+{id}+{}", self.name, BASE64.encode(&typed))
    }
}

impl FromStr for LedgerKey {
    type Err = CheckpointError;
    fn from_str(s: &str) -> Result<Self, CheckpointError> {
        let mut parts = s.trim().splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(CheckpointError::Key("it is written name+keyid+key"));
        };
        good_name(name)?;
        let typed = BASE64.decode(key.as_bytes()).map_err(|_| CheckpointError::Key("its last part is not base64"))?;
        let bytes: [u8; 32] = match typed.split_first() {
            Some((&NOTE, key)) => key.try_into().map_err(|_| CheckpointError::Key("it does not have 32 bytes"))?,
            _ => return Err(CheckpointError::Key("it is not an Ed25519 key")),
        };
        if HEXLOWER.encode(&key_id(name, NOTE, &bytes)) != id {
            return Err(CheckpointError::Key(
                "its id does not fit its name and bytes: a character was lost or changed",
            ));
        }
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| CheckpointError::Key("its bytes are no Ed25519 key"))?;
        Ok(Self { name: name.to_owned(), key })
    }
}

/// A key's name, and the bytes after it (key id, signature).
type SignatureLine<'a> = (&'a str, Vec<u8>);

/// Splits a signed note into its text and its signature lines (name, bytes).
fn split_note(note: &str) -> Result<(&str, Vec<SignatureLine<'_>>), CheckpointError> {
    if note.chars().any(|c| c < ' ' && c != '\n') {
        return Err(CheckpointError::Form("it has control characters"));
    }
    let at = note.rfind("\n\n").ok_or(CheckpointError::Form("it has no empty line before its signatures"))?;
    let (text, signatures) = (note.get(..=at).unwrap_or_default(), note.get(at + 2..).unwrap_or_default());
    let lines = signatures.strip_suffix('\n').ok_or(CheckpointError::Form("its last line does not end"))?;
    if lines.split('\n').count() > MOST_SIGNATURES {
        return Err(CheckpointError::Form("it has too many signatures"));
    }
    let mut out = Vec::new();
    for line in lines.split('\n') {
        let (name, blob) = line
            .strip_prefix("— ")
            .and_then(|rest| rest.split_once(' '))
            .ok_or(CheckpointError::Form("a signature line is not `— name signature`"))?;
        let blob = BASE64.decode(blob.as_bytes()).map_err(|_| CheckpointError::Form("a signature is not base64"))?;
        out.push((name, blob));
    }
    Ok((text, out))
}

/// The key that signs a ledger's checkpoints. Its bytes are never shown.
pub struct Signer {
    name: String,
    key: SigningKey,
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Signer {
    /// The ledger's key, from its name (the origin of its checkpoints) and its 32 secret bytes.
    ///
    /// # Errors
    /// When the name is empty, or has spaces or plus signs.
    pub fn new(name: &str, secret: &[u8; 32]) -> Result<Self, CheckpointError> {
        good_name(name)?;
        Ok(Self { name: name.to_owned(), key: SigningKey::from_bytes(secret) })
    }
    /// Its public half, for everybody.
    #[must_use]
    pub fn public(&self) -> LedgerKey {
        LedgerKey { name: self.name.clone(), key: self.key.verifying_key() }
    }
    /// Signs that the tree has a size and a root at a moment, if it continues the last signed checkpoint.
    ///
    /// # Errors
    /// When the last checkpoint is not signed by this key, or `proof` does not show that the tree continues it: then
    /// nothing is signed.
    pub fn advance(
        &self,
        last: Option<&str>,
        proof: &[Hash],
        size: u64,
        root: Hash,
        at: Timestamp,
    ) -> Result<String, CheckpointError> {
        if let Some(last) = last {
            let last = self.public().verify(last)?.checkpoint;
            if !verify_consistency(last.size, size, &last.root, &root, proof) {
                return Err(CheckpointError::Inconsistent { old: last.size });
            }
        }
        Ok(self.sign(&Checkpoint { origin: self.name.clone(), size, root }, at))
    }
    fn sign(&self, checkpoint: &Checkpoint, at: Timestamp) -> String {
        let text = checkpoint.text();
        let public = self.key.verifying_key();
        let seconds = u64::try_from(at.as_micros().max(0) / 1_000_000).unwrap_or(0);
        let line = |kind: u8, before: &[u8], message: &[u8]| {
            let mut blob = key_id(&self.name, kind, public.as_bytes()).to_vec();
            blob.extend_from_slice(before);
            blob.extend_from_slice(&self.key.sign(message).to_bytes());
            format!("— {} {}\n", self.name, BASE64.encode(&blob))
        };
        let note = line(NOTE, &[], text.as_bytes());
        let dated = line(DATED, &seconds.to_be_bytes(), dated_message(seconds, &text).as_bytes());
        format!("{text}\n{note}{dated}")
    }
}
