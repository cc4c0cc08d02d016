//! What one entry says. There is no personal data in it: people are tags made with a key that dies with their record.

use crate::hash::{Hash, leaf_hash};
use hmac::{Hmac, KeyInit, Mac};
use kernel::{AuthorityId, CaseId, EntryId, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// A person and case in the ledger: `HMAC(subject's key, case id)`, 16 bytes. Destroying the key unlinks it for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SubjectTag(#[serde(with = "tag_hex")] pub [u8; 16]);

/// The tag of a person (by the person's own key) in a case: HMAC-SHA256, the first 16 bytes.
#[must_use]
#[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
pub fn subject_tag(key: &[u8; 32], case: CaseId) -> SubjectTag {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any key");
    mac.update(b"casement ledger subject v1\0");
    mac.update(case.as_bytes());
    let mut tag = [0; 16];
    for (to, from) in tag.iter_mut().zip(mac.finalize().into_bytes()) {
        *to = from;
    }
    SubjectTag(tag)
}

mod tag_hex {
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(bytes: &[u8; 16], s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&data_encoding::HEXLOWER.encode(bytes))
    }
    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<[u8; 16], D::Error> {
        let text = String::deserialize(d)?;
        data_encoding::HEXLOWER
            .decode(text.as_bytes())
            .ok()
            .and_then(|b| b.try_into().ok())
            .ok_or_else(|| serde::de::Error::custom("a subject tag has 32 hexadecimal digits"))
    }
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// A record (or part of it) was opened.
    Open,
    /// It stood in a list.
    List,
    /// It was among the results of a search.
    Search,
    /// Somebody searched (with the number of results), whoever was found.
    Query,
    /// Something was created.
    Create,
    /// A section was changed.
    Edit,
    /// A case was closed.
    Close,
    /// A case was opened again.
    Reopen,
    /// Consent was recorded, refused or withdrawn.
    Consent,
    /// The history of who has seen a record was shown.
    History,
    /// A decision was explained.
    Explain,
    /// It was taken out in a file.
    Export,
    /// Data left for a recipient.
    Disclose,
    /// Data was erased (key destroyed).
    Erase,
    /// Somebody logged in.
    LogIn,
    /// A log-in failed.
    LogInFailed,
    /// Somebody logged out, or a session was ended.
    LogOut,
    /// An account, enrolment or setting was changed.
    Administer,
    /// A notice version was published.
    Publish,
    /// Synthetic data was loaded.
    Synthesise,
}

/// One entry, whose canonical bytes are a leaf of the tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Format of the entry: 1.
    pub v: u8,
    /// Its id.
    pub id: EntryId,
    /// When, in microseconds since 1970 UTC.
    pub at: Timestamp,
    /// For which authority.
    pub authority: AuthorityId,
    /// Who: the account's id, or `system:<job>`, or `nobody` (a failed log-in).
    pub actor: String,
    /// As which principal of the notice: `role:housing-officer`, a party's id; empty where no notice is concerned.
    pub principal: String,
    /// What happened.
    pub action: Action,
    /// For which purpose of the notice; empty where none is concerned.
    pub purpose: String,
    /// Under which notice: `id@version`; empty where none is concerned.
    pub notice: String,
    /// Categories released (or recorded).
    pub released: Vec<String>,
    /// Categories asked for and withheld.
    pub withheld: Vec<String>,
    /// Statements that decided.
    pub statements: Vec<String>,
    /// Whom it is about.
    pub subjects: Vec<SubjectTag>,
    /// What else there is to say, without personal data: a rule, a count, a date.
    pub detail: String,
}

/// Why bytes are not a leaf of this ledger. Says nothing of their content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// They cannot be read as an entry.
    #[error("these bytes are not an entry of the ledger")]
    NotAnEntry,
    /// They can, but are not how the ledger writes it.
    #[error("this entry is not written in the ledger's one form")]
    NotCanonical,
    /// The entry is of a format that this version does not know.
    #[error("this entry has format {0}, which this version of the program does not know: use a newer one")]
    Format(u8),
}

impl Entry {
    /// The format of entries that this version writes.
    pub const FORMAT: u8 = 1;

    /// Whether nothing of what it tells went to anybody outside: nothing was released, or to the council's own roles, the person, or nobody.
    #[must_use]
    pub fn stays_inside(&self) -> bool {
        let principal = self.principal.as_str();
        self.released.is_empty() || principal.is_empty() || principal == "subject" || principal.starts_with("role:")
    }

    /// The one way in which an entry is written: JSON in UTF-8 without spaces or line ends, its keys in the order of this
    /// struct's fields, ids as hyphenated lower-case UUIDs, times as whole microseconds, tags as 32 lower-case hexadecimal
    /// digits, lists in the order given, and only `"`, `\` and control characters escaped. No floats: so there is one form.
    #[must_use]
    #[expect(clippy::expect_used, reason = "strings and whole numbers under fixed keys always have a JSON form")]
    pub fn leaf_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("an entry has a JSON form")
    }
    /// Its leaf hash.
    #[must_use]
    pub fn leaf_hash(&self) -> Hash {
        leaf_hash(&self.leaf_bytes())
    }
    /// Reads a leaf.
    ///
    /// # Errors
    /// When the bytes are no entry, or not in the one form.
    pub fn from_leaf_bytes(bytes: &[u8]) -> Result<Self, EntryError> {
        let entry: Self = serde_json::from_slice(bytes).map_err(|_| EntryError::NotAnEntry)?;
        if entry.v != Self::FORMAT {
            return Err(EntryError::Format(entry.v));
        }
        if entry.leaf_bytes() != bytes {
            return Err(EntryError::NotCanonical);
        }
        Ok(entry)
    }
}

/// Proof that an entry has been appended in the transaction whose commit releases the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    entry: EntryId,
    leaf: [u8; 32],
}

impl Receipt {
    /// Issued by the store, once the entry stands in the open transaction.
    #[must_use]
    pub const fn issued(entry: EntryId, leaf: [u8; 32]) -> Self {
        Self { entry, leaf }
    }
    /// The entry.
    #[must_use]
    pub const fn entry(&self) -> EntryId {
        self.entry
    }
    /// Its leaf hash.
    #[must_use]
    pub const fn leaf(&self) -> &[u8; 32] {
        &self.leaf
    }
}
