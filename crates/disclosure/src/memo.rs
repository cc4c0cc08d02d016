//! What was decided before, kept: bounded by construction, one short lock per bucket, no allocation on a hit.

use crate::decision::Outcome;
use notice::model::{Act, CategoryIx, Facts, PrincipalIx, PurposeIx};
use std::sync::{Arc, Mutex, PoisonError};

/// Everything that a decision depends on within one gate, packed into one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key(u64);

impl Key {
    pub(crate) const fn of(
        principal: PrincipalIx,
        act: Act,
        purpose: PurposeIx,
        category: CategoryIx,
        facts: Facts,
    ) -> Self {
        Self(
            (principal.0 as u64) << 40
                | (act as u64) << 32
                | (purpose.0 as u64) << 24
                | (category.0 as u64) << 16
                | facts.0 as u64,
        )
    }
    /// Fibonacci hashing: the high bits depend on all bits of the key.
    const fn spread(self) -> usize {
        (self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as usize
    }
}

const WAYS: usize = 4;
/// 4,096 buckets of four: a service's working set is a few hundred to a few thousand outcomes.
const BUCKETS: usize = 4096;

#[derive(Default)]
struct Bucket {
    entries: [Option<(Key, Arc<Outcome>)>; WAYS],
    next: usize,
}

/// A bounded memory of outcomes.
pub(crate) struct Memo {
    buckets: Box<[Mutex<Bucket>]>,
}

impl Memo {
    pub(crate) fn new() -> Self {
        Self { buckets: (0..BUCKETS).map(|_| Mutex::default()).collect() }
    }
    fn bucket(&self, key: Key) -> Option<&Mutex<Bucket>> {
        self.buckets.get(key.spread() % BUCKETS)
    }
    pub(crate) fn get(&self, key: Key) -> Option<Arc<Outcome>> {
        let bucket = self.bucket(key)?.lock().unwrap_or_else(PoisonError::into_inner);
        bucket.entries.iter().flatten().find(|(k, _)| *k == key).map(|(_, outcome)| Arc::clone(outcome))
    }
    /// Keeps an outcome; in a full bucket the oldest makes room.
    pub(crate) fn put(&self, key: Key, outcome: Arc<Outcome>) {
        let Some(bucket) = self.bucket(key) else { return };
        let mut bucket = bucket.lock().unwrap_or_else(PoisonError::into_inner);
        let at = bucket.next;
        bucket.next = (at + 1) % WAYS;
        if let Some(entry) = bucket.entries.get_mut(at) {
            *entry = Some((key, outcome));
        }
    }
    pub(crate) fn len(&self) -> usize {
        let used =
            |b: &Mutex<Bucket>| b.lock().unwrap_or_else(PoisonError::into_inner).entries.iter().flatten().count();
        self.buckets.iter().map(used).sum()
    }
    /// The most it ever keeps.
    pub(crate) const CAPACITY: usize = WAYS * BUCKETS;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(category: u8) -> Arc<Outcome> {
        Arc::new(Outcome {
            category: CategoryIx(category),
            released: false,
            statements: Vec::new(),
            reasons: Vec::new(),
            obligations: Vec::new(),
        })
    }

    #[test]
    fn it_never_grows_beyond_its_bound_and_never_confuses_keys() {
        let memo = Memo::new();
        for principal in 0..60 {
            for facts in 0..1024 {
                let category = (facts % 7) as u8;
                let key = Key::of(PrincipalIx(principal), Act::See, PurposeIx(1), CategoryIx(category), Facts(facts));
                memo.put(key, outcome(category));
                assert_eq!(memo.get(key).unwrap().category.0, category);
            }
        }
        assert!(memo.len() <= Memo::CAPACITY);
        assert!(memo.len() > Memo::CAPACITY / 2, "spread badly: {}", memo.len());
        let other = Key::of(PrincipalIx(1), Act::Record, PurposeIx(1), CategoryIx(1), Facts(1));
        assert!(memo.get(other).is_none());
    }
}
