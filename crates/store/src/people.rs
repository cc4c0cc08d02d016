//! People, and the blind index by which they are found: keyed hashes, never names.

use crate::error::StoreError;
use crate::schema::{person, person_key};
use crate::tx::Tx;
use diesel::dsl::sum;
use diesel::prelude::*;
use kernel::PersonId;

/// A key by which a person is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonKey {
    /// The keyed hash of a normalised value of a kind.
    pub digest: [u8; 16],
    /// How much a match says, roughly in bits.
    pub strength: i16,
}

/// Somebody who may be meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub person: PersonId,
    /// The sum of the strengths of the keys that match.
    pub strength: i64,
}

impl Tx<'_> {
    /// Adds a person, with the keys by which to find them.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn insert_person(&mut self, id: PersonId, keys: &[PersonKey]) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        self.q("person", |c| {
            diesel::insert_into(person::table)
                .values((
                    person::authority.eq(a.as_bytes().as_slice()),
                    person::id.eq(id.as_bytes().as_slice()),
                    person::created_at.eq(now.as_micros()),
                ))
                .execute(c)
        })?;
        self.insert_person_keys(id, keys)
    }
    fn insert_person_keys(&mut self, id: PersonId, keys: &[PersonKey]) -> Result<(), StoreError> {
        let a = self.authority();
        let mut keys = keys.to_vec();
        keys.sort_unstable_by_key(|k| (k.digest, -k.strength));
        keys.dedup_by_key(|k| k.digest);
        for key in keys {
            self.q("person_key", |c| {
                diesel::insert_into(person_key::table)
                    .values((
                        person_key::authority.eq(a.as_bytes().as_slice()),
                        person_key::digest.eq(key.digest.as_slice()),
                        person_key::person.eq(id.as_bytes().as_slice()),
                        person_key::strength.eq(key.strength),
                    ))
                    .execute(c)
            })?;
        }
        Ok(())
    }
    /// Replaces the keys by which a person is found, after the name or the like was changed.
    ///
    /// # Errors
    /// When there is no such person, or the store does not answer.
    pub fn replace_person_keys(&mut self, id: PersonId, keys: &[PersonKey]) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("person_key", |c| {
            diesel::delete(
                person_key::table
                    .filter(person_key::authority.eq(a.as_bytes().as_slice()))
                    .filter(person_key::person.eq(id.as_bytes().as_slice())),
            )
            .execute(c)
        })?;
        self.insert_person_keys(id, keys)
    }
    /// Who matches any of these digests: the strongest first, then by id.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn candidates(&mut self, digests: &[[u8; 16]], limit: u32) -> Result<Vec<Candidate>, StoreError> {
        let a = self.authority();
        let rows: Vec<(PersonId, Option<i64>)> = self.q("person_key", |c| {
            person_key::table
                .filter(person_key::authority.eq(a.as_bytes().as_slice()))
                .filter(person_key::digest.eq_any(digests.iter().map(<[u8; 16]>::as_slice)))
                .group_by(person_key::person)
                .select((person_key::person, sum(person_key::strength)))
                .order((sum(person_key::strength).desc(), person_key::person))
                .limit(i64::from(limit))
                .load(c)
        })?;
        Ok(rows.into_iter().map(|(person, s)| Candidate { person, strength: s.unwrap_or(0) }).collect())
    }
    /// Whether there is such a person.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn has_person(&mut self, id: PersonId) -> Result<bool, StoreError> {
        let a = self.authority();
        let found: i64 = self.q("person", |c| {
            person::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice())).count().get_result(c)
        })?;
        Ok(found > 0)
    }
    /// Removes a person and the keys by which they were found. Their cases must be gone.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when a case still refers to them, or there is none; or when the store does not answer.
    pub fn erase_person(&mut self, id: PersonId) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("person", |c| {
            diesel::delete(person::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))).execute(c)
        })?;
        self.one("person", rows)
    }
}
