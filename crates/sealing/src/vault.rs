//! The vault hands out the keys that a transaction needs, and remembers unwrapped ones for as long as nobody, on any
//! node, has destroyed a key.

use crate::blind::BlindIndex;
use crate::key_store::{CLASS_INDEX, KeyRow, KeyState, KeyStore, KeyStoreError, NewKey};
use crate::master::{DataKey, KeyPlace, MasterError, MasterKeys};
use crate::ring::{ClassKeys, KeyRing, SubjectKeys};
use kernel::{AuthorityId, Entropy, KeyId, PersonId, Timestamp};
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

/// Why something cannot be sealed, or its keys not be had. Says nothing of content.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// There is no live key for it in the ring.
    #[error("there is no key for this data: the program asked for the keys of other data")]
    NoKey,
    /// The content is longer than the cipher takes.
    #[error("the content is too long to be sealed")]
    TooLong,
    /// The key store failed.
    #[error(transparent)]
    Store(#[from] KeyStoreError),
    /// The master key failed.
    #[error(transparent)]
    Master(#[from] MasterError),
}

/// Unwrapped keys, valid while the epoch stands. Two generations: when the young one is full, it becomes the old one and
/// the old one is wiped, so that what is in use stays and the number is bounded.
#[derive(Debug, Default)]
struct Cache {
    epoch: u64,
    young: HashMap<PersonId, SubjectKeys>,
    old: HashMap<PersonId, SubjectKeys>,
    /// Keys that this process put into the store lately. Their transaction may yet be rolled back, and a remembered key
    /// that is in no store would seal what nobody can open: so they are not remembered.
    fresh: HashSet<KeyId>,
    fresh_since: VecDeque<(Timestamp, KeyId)>,
}

/// No transaction lasts that long.
const SETTLED_AFTER_SECONDS: i64 = 600;

impl Cache {
    fn at(&mut self, epoch: u64) {
        if self.epoch != epoch {
            self.epoch = epoch;
            self.young.clear();
            self.old.clear();
        }
    }
    fn made(&mut self, keys: &[NewKey], at: Timestamp) {
        while let Some((since, key)) = self.fresh_since.front().copied() {
            if since.plus_seconds(SETTLED_AFTER_SECONDS) > at {
                break;
            }
            self.fresh.remove(&key);
            self.fresh_since.pop_front();
        }
        for key in keys {
            self.fresh.insert(key.id);
            self.fresh_since.push_back((at, key.id));
        }
    }
    fn settled(&mut self) {
        self.fresh.clear();
        self.fresh_since.clear();
    }
    fn find(&mut self, subject: PersonId, class: &str, most: usize) -> Option<(Arc<str>, Arc<ClassKeys>)> {
        let in_generation = |generation: &HashMap<PersonId, SubjectKeys>| {
            generation.get(&subject)?.iter().find(|(c, _)| **c == *class).cloned()
        };
        if let Some(found) = in_generation(&self.young) {
            return Some(found);
        }
        let found = in_generation(&self.old)?;
        self.keep(subject, found.0.clone(), found.1.clone(), most);
        Some(found)
    }
    fn keep(&mut self, subject: PersonId, class: Arc<str>, keys: Arc<ClassKeys>, most: usize) {
        if self.young.len() >= most.div_ceil(2) && !self.young.contains_key(&subject) {
            self.old = std::mem::take(&mut self.young);
        }
        let mine = self.young.entry(subject).or_default();
        mine.retain(|(c, _)| *c != class);
        mine.push((class, keys));
    }
}

/// Hands out rings of keys.
pub struct Vault {
    masters: Arc<dyn MasterKeys>,
    most: usize,
    cache: Mutex<Cache>,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vault").field("master", &self.masters.current()).finish_non_exhaustive()
    }
}

impl Vault {
    /// With master keys; remembers the unwrapped keys of at most `most_subjects` people (0: of nobody). One person's
    /// keys of three classes take about 500 bytes.
    #[must_use]
    pub fn new(masters: Arc<dyn MasterKeys>, most_subjects: usize) -> Self {
        Self { masters, most: most_subjects, cache: Mutex::new(Cache::default()) }
    }
    /// The master keys.
    #[must_use]
    pub fn masters(&self) -> &dyn MasterKeys {
        self.masters.as_ref()
    }
    /// How many people's keys are remembered now.
    #[must_use]
    pub fn remembered(&self) -> usize {
        let cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        cache.young.len() + cache.old.len()
    }
    /// Says that no transaction that put a key into the store is still open in this process, so that the keys put lately
    /// may be remembered at once rather than some minutes later. For a store with one writer, after its commit; and after
    /// a bulk load.
    pub fn settled(&self) {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner).settled();
    }
    /// The keys that there are of these subjects and classes, for opening. Reads the epoch once, and the store once at
    /// most. What has no key, or a destroyed one, says so when it is opened.
    ///
    /// # Errors
    /// When the key store or the master key fails.
    pub fn ring(&self, store: &mut dyn KeyStore, wanted: &[(PersonId, &str)]) -> Result<KeyRing, SealError> {
        let mut ring = KeyRing::default();
        self.add_to(&mut ring, store, wanted)?;
        Ok(ring)
    }
    fn add_to(
        &self,
        ring: &mut KeyRing,
        store: &mut dyn KeyStore,
        wanted: &[(PersonId, &str)],
    ) -> Result<(), SealError> {
        let epoch = store.epoch()?;
        let mut missing = Vec::new();
        if self.most == 0 {
            missing.extend_from_slice(wanted);
        } else {
            let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
            cache.at(epoch);
            for (subject, class) in wanted {
                match cache.find(*subject, class, self.most) {
                    Some((class, keys)) => ring.insert(*subject, class, keys),
                    None => missing.push((*subject, *class)),
                }
            }
        }
        if missing.is_empty() {
            return Ok(());
        }
        let rows = store.get(&missing)?;
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh: HashSet<(PersonId, String)> =
            rows.iter().filter(|r| cache.fresh.contains(&r.id)).map(|r| (r.subject, r.class.clone())).collect();
        drop(cache);
        let fetched = self.unwrap_all(rows)?;
        cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        for (subject, keys) in fetched {
            for (class, keys) in keys {
                // Another transaction may have seen a later epoch meanwhile: then these are not worth remembering. Nor are
                // classes without a live key, which may get a new one without the epoch changing.
                let settled = fresh.is_empty() || !fresh.contains(&(subject, class.to_string()));
                if self.most > 0 && cache.epoch == epoch && settled && keys.newest().is_some() {
                    cache.keep(subject, class.clone(), keys.clone(), self.most);
                }
                ring.insert(subject, class, keys);
            }
        }
        Ok(())
    }
    fn unwrap_all(&self, rows: Vec<KeyRow>) -> Result<HashMap<PersonId, SubjectKeys>, SealError> {
        let mut building: HashMap<PersonId, Vec<(Arc<str>, ClassKeys)>> = HashMap::new();
        for row in rows {
            let key = match &row.state {
                KeyState::Live(wrapped) => {
                    let place = KeyPlace { subject: row.subject, class: &row.class, version: row.version };
                    Some(self.masters.unwrap(place, wrapped)?)
                }
                KeyState::Destroyed(_) => None,
            };
            let mine = building.entry(row.subject).or_default();
            if let Some((_, keys)) = mine.iter_mut().find(|(c, _)| **c == *row.class) {
                keys.add(row.version, key);
            } else {
                let mut keys = ClassKeys::default();
                keys.add(row.version, key);
                mine.push((Arc::from(row.class), keys));
            }
        }
        Ok(building
            .into_iter()
            .map(|(s, keys)| (s, keys.into_iter().map(|(c, k)| (c, Arc::new(k))).collect()))
            .collect())
    }
    /// The keys of these subjects and classes, for sealing (and opening): what has no live key gets a new one, also after
    /// destruction (what was sealed before stays erased).
    ///
    /// # Errors
    /// When the key store or the master key fails.
    pub fn ring_for_sealing(
        &self,
        store: &mut dyn KeyStore,
        wanted: &[(PersonId, &str)],
        at: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<KeyRing, SealError> {
        let mut ring = self.ring(store, wanted)?;
        let mut lacking: Vec<(PersonId, &str)> = Vec::new();
        for (subject, class) in wanted {
            let live = ring.of(*subject, class).is_some_and(|k| k.newest().is_some());
            if !live && !lacking.contains(&(*subject, *class)) {
                lacking.push((*subject, *class));
            }
        }
        if lacking.is_empty() {
            return Ok(ring);
        }
        let mut new = Vec::with_capacity(lacking.len());
        for (subject, class) in &lacking {
            let version = ring.of(*subject, class).map_or(0, |k| k.last_version()) + 1;
            new.push(self.new_key(*subject, class, version, at, entropy)?);
        }
        self.put(store, &new, at)?;
        // Read back rather than trusted: somebody else may have been quicker, and older versions belong to the ring.
        for (subject, keys) in self.unwrap_all(store.get(&lacking)?)? {
            for (class, keys) in keys {
                ring.insert(subject, class, keys);
            }
        }
        Ok(ring)
    }
    fn new_key(
        &self,
        subject: PersonId,
        class: &str,
        version: u32,
        at: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<NewKey, SealError> {
        let key = DataKey::random(entropy);
        let wrapped = self.masters.wrap(KeyPlace { subject, class, version }, &key, entropy)?;
        Ok(NewKey { id: KeyId::new(at, entropy), subject, class: class.to_owned(), version, wrapped, made: at })
    }
    /// Gives a subject and class a new key for everything sealed from now on, on every node. What was sealed before still
    /// opens; once it is all sealed anew, `KeyStore::destroy_version` ends the old key.
    ///
    /// # Errors
    /// When the key store or the master key fails.
    pub fn replace(
        &self,
        store: &mut dyn KeyStore,
        subject: PersonId,
        class: &str,
        at: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<(), SealError> {
        let rows = store.get(&[(subject, class)])?;
        let version = rows.iter().map(|r| r.version).max().unwrap_or(0) + 1;
        let key = self.new_key(subject, class, version, at, entropy)?;
        self.put(store, &[key], at)?;
        store.raise_epoch()?;
        Ok(())
    }
    fn put(&self, store: &mut dyn KeyStore, keys: &[NewKey], at: Timestamp) -> Result<(), SealError> {
        if self.most > 0 {
            self.cache.lock().unwrap_or_else(PoisonError::into_inner).made(keys, at);
        }
        store.put(keys)?;
        Ok(())
    }
    /// The blind index of an authority. Its key lies in the key store (made at the first call) rather than being derived
    /// from the master key, so that rotating the master key leaves every index as it is.
    ///
    /// # Errors
    /// When the key store or the master key fails.
    pub fn blind_index(
        &self,
        store: &mut dyn KeyStore,
        authority: AuthorityId,
        at: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<BlindIndex, SealError> {
        Ok(BlindIndex::new(&self.authority_key(store, authority, CLASS_INDEX, at, entropy)?))
    }
    /// A key of an authority's own, made at the first call: [`CLASS_INDEX`], [`CLASS_LEDGER`](crate::CLASS_LEDGER), or
    /// another. It lies in the key store like a person's, and is wrapped anew with them.
    ///
    /// # Errors
    /// When the key store or the master key fails.
    pub fn authority_key(
        &self,
        store: &mut dyn KeyStore,
        authority: AuthorityId,
        class: &str,
        at: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<DataKey, SealError> {
        let holder = PersonId::from_bytes(*authority.as_bytes());
        let ring = self.ring_for_sealing(store, &[(holder, class)], at, entropy)?;
        let keys = ring.of(holder, class).ok_or(SealError::NoKey)?;
        keys.newest().map(|(_, key)| key.clone()).ok_or(SealError::NoKey)
    }
}
