//! The keys that one transaction works with.

use crate::envelope;
use crate::key_store::{CLASS_SUBJECT, KeyState};
use crate::master::DataKey;
use crate::vault::SealError;
use disclosure::{OpenError, Opener, Place};
use kernel::{CaseId, Entropy, PersonId, Sensitive};
use ledger::SubjectTag;
use std::collections::HashMap;
use std::sync::Arc;

/// All versions of one subject's key of one class.
#[derive(Debug, Default)]
pub(crate) struct ClassKeys {
    /// By version, the smallest first; none: destroyed.
    versions: Vec<(u32, Option<DataKey>)>,
}

impl ClassKeys {
    pub(crate) fn add(&mut self, version: u32, key: Option<DataKey>) {
        self.versions.push((version, key));
        self.versions.sort_by_key(|(v, _)| *v);
    }
    pub(crate) fn newest(&self) -> Option<(u32, &DataKey)> {
        self.versions.last().and_then(|(v, k)| k.as_ref().map(|k| (*v, k)))
    }
    pub(crate) fn last_version(&self) -> u32 {
        self.versions.last().map_or(0, |(v, _)| *v)
    }
    fn live(&self) -> impl Iterator<Item = &DataKey> {
        self.versions.iter().filter_map(|(_, k)| k.as_ref())
    }
    fn version(&self, version: u32) -> Result<&DataKey, OpenError> {
        match self.versions.iter().find(|(v, _)| *v == version) {
            Some((_, Some(key))) => Ok(key),
            Some((_, None)) => Err(OpenError::Erased),
            None => Err(OpenError::NoKey),
        }
    }
}

/// A subject's keys by class: a handful, so a list.
pub(crate) type SubjectKeys = Vec<(Arc<str>, Arc<ClassKeys>)>;

/// The keys of some subjects and classes, for the length of one transaction. Seals and opens.
#[derive(Debug, Default)]
pub struct KeyRing {
    keys: HashMap<PersonId, SubjectKeys>,
}

impl KeyRing {
    pub(crate) fn insert(&mut self, subject: PersonId, class: Arc<str>, keys: Arc<ClassKeys>) {
        let mine = self.keys.entry(subject).or_default();
        mine.retain(|(c, _)| *c != class);
        mine.push((class, keys));
    }
    pub(crate) fn of(&self, subject: PersonId, class: &str) -> Option<&Arc<ClassKeys>> {
        self.keys.get(&subject)?.iter().find(|(c, _)| **c == *class).map(|(_, k)| k)
    }
    /// Whether there is a key of a subject and class, or was one that was destroyed.
    #[must_use]
    pub fn knows(&self, subject: PersonId, class: &str) -> bool {
        self.of(subject, class).is_some_and(|keys| keys.last_version() > 0)
    }
    /// Seals content for its place, with the newest key of its subject and class.
    ///
    /// # Errors
    /// When the ring has no live key for it: take the ring with [`Vault::ring_for_sealing`](crate::Vault::ring_for_sealing).
    pub fn seal(&self, place: &Place, plain: &[u8], entropy: &mut dyn Entropy) -> Result<Vec<u8>, SealError> {
        let keys = self.of(place.subject, &place.record_class).ok_or(SealError::NoKey)?;
        let (version, key) = keys.newest().ok_or(SealError::NoKey)?;
        envelope::seal(key, version, place, plain, entropy).ok_or(SealError::TooLong)
    }
    /// The tag that stands for a person in a case, in the ledger. Needs the person's own key ([`CLASS_SUBJECT`]).
    ///
    /// # Errors
    /// When the ring has no such key, or it was destroyed.
    pub fn subject_tag(&self, subject: PersonId, case: CaseId) -> Result<SubjectTag, OpenError> {
        let keys = self.of(subject, CLASS_SUBJECT).ok_or(OpenError::NoKey)?;
        let (_, key) = keys.newest().ok_or(OpenError::Erased)?;
        Ok(ledger::subject_tag(key.expose(), case))
    }
    /// All tags under which the ledger may know a person in a case: one, or more if the person's own key was replaced.
    /// For looking up; none if it was destroyed.
    #[must_use]
    pub fn subject_tags(&self, subject: PersonId, case: CaseId) -> Vec<SubjectTag> {
        let keys = self.of(subject, CLASS_SUBJECT);
        keys.into_iter().flat_map(|k| k.live()).map(|k| ledger::subject_tag(k.expose(), case)).collect()
    }
}

impl Opener for KeyRing {
    fn open(&self, place: &Place, sealed: &[u8]) -> Result<Sensitive<Vec<u8>>, OpenError> {
        let (version, rest) = envelope::parts(sealed).ok_or(OpenError::Damaged)?;
        let keys = self.of(place.subject, &place.record_class).ok_or(OpenError::NoKey)?;
        envelope::open(keys.version(version)?, version, place, rest).ok_or(OpenError::Damaged)
    }
}

pub(crate) const fn is_live(state: &KeyState) -> bool {
    matches!(state, KeyState::Live(_))
}
