//! People, and the blind index by which they are found: keyed hashes, never names.

use crate::conn::Conn;
use crate::error::StoreError;
use crate::rows::{self, into};
use crate::schema::{person, person_key};
use crate::tx::Tx;
use data_encoding::HEXLOWER;
use diesel::dsl::sum;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Text};
use kernel::PersonId;
use std::collections::BTreeMap;

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

/// Who has a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    /// The key's place in what was asked.
    pub key: usize,
    /// Who has it; nobody in particular, if too many have it.
    pub people: Vec<PersonId>,
    /// Whether more have it than was asked for.
    pub common: bool,
}

into! {
    /// The keys by which people are found.
    PersonKeys: "person_key (authority, digest, person, strength)";
}

/// A key that more people have finds nobody by itself when candidates are looked for.
const COMMON: u32 = 100;

/// Who has a key, and the key's place in what was asked, counted from one.
#[derive(QueryableByName)]
struct Numbered {
    #[diesel(sql_type = BigInt)]
    place: i64,
    #[diesel(sql_type = Binary)]
    person: Vec<u8>,
}

impl Numbered {
    /// The place, counted from nought, and the person.
    fn row(&self) -> Option<(usize, PersonId)> {
        let at = usize::try_from(self.place).ok()?.checked_sub(1)?;
        Some((at, PersonId::from_slice(&self.person).ok()?))
    }
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
        self.q("person_key", |c| {
            rows::insert::<PersonKeys, _>(c, &keys, |key, values| {
                values.bytes(a.as_bytes()).bytes(&key.digest).bytes(id.as_bytes()).small(key.strength);
            })
        })
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
    /// Who has any of these keys, and which of them, by their places. A key that more than a hundred people have adds to those whom
    /// another one finds, and finds nobody by itself: so the answer costs little, however many people there are.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn who_has(&mut self, digests: &[[u8; 16]]) -> Result<BTreeMap<PersonId, Vec<usize>>, StoreError> {
        let postings = self.postings(digests, COMMON)?;
        let mut met: BTreeMap<PersonId, Vec<usize>> = BTreeMap::new();
        for posting in &postings {
            for person in &posting.people {
                met.entry(*person).or_default().push(posting.key);
            }
        }
        let common: Vec<usize> = postings.iter().filter(|p| p.common).map(|p| p.key).collect();
        if !common.is_empty() && !met.is_empty() {
            let some: Vec<[u8; 16]> = common.iter().filter_map(|key| digests.get(*key).copied()).collect();
            let people: Vec<PersonId> = met.keys().copied().collect();
            for (at, person) in self.keys_among(&some, &people)? {
                if let Some(key) = common.get(at) {
                    met.entry(person).or_default().push(*key);
                }
            }
        }
        Ok(met)
    }
    /// Who matches any of these digests, however many have it: the strongest first, then by id. It walks through everybody who has
    /// any of them, so it is for what is seldom asked.
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
    /// Of some people, who has which keys.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn digests_of(&mut self, people: &[PersonId]) -> Result<Vec<([u8; 16], PersonId)>, StoreError> {
        let a = self.authority();
        let mut all = Vec::new();
        // A statement has room for so many values at most.
        for some in people.chunks(500) {
            let rows: Vec<(Vec<u8>, PersonId)> = self.q("person_key", |c| {
                person_key::table
                    .filter(person_key::authority.eq(a.as_bytes().as_slice()))
                    .filter(person_key::person.eq_any(some.iter().map(|p| p.as_bytes().as_slice())))
                    .select((person_key::digest, person_key::person))
                    .load(c)
            })?;
            all.extend(rows.into_iter().filter_map(|(digest, person)| Some((digest.try_into().ok()?, person))));
        }
        Ok(all)
    }
    /// Adds keys by which a person is found; those that are there stay.
    ///
    /// # Errors
    /// When there is no such person, or the store does not answer.
    pub fn add_person_keys(&mut self, id: PersonId, keys: &[PersonKey]) -> Result<(), StoreError> {
        let a = self.authority();
        let there: Vec<Vec<u8>> = self.q("person_key", |c| {
            person_key::table
                .filter(person_key::authority.eq(a.as_bytes().as_slice()))
                .filter(person_key::person.eq(id.as_bytes().as_slice()))
                .select(person_key::digest)
                .load(c)
        })?;
        let new: Vec<PersonKey> =
            keys.iter().filter(|k| !there.iter().any(|t| t.as_slice() == k.digest)).copied().collect();
        self.insert_person_keys(id, &new)
    }
    /// Who has each of these keys, in the order of the keys and then of ids. Of a key that more than `most` people have,
    /// only that is said: so every key costs little, however common it is. Keys that nobody has are left out.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn postings(&mut self, digests: &[[u8; 16]], most: u32) -> Result<Vec<Posting>, StoreError> {
        let a = self.authority();
        let limit = i64::from(most) + 1;
        let rows: Vec<(usize, PersonId)> = self.q("person_key", |c| match c {
            // A statement that is prepared once costs a few microseconds here. A limit that is bound would have it prepared anew.
            Conn::Sqlite(c) => {
                let words = format!(
                    "SELECT ? AS place, person FROM person_key WHERE authority = ? AND digest = ? LIMIT {limit}"
                );
                let mut rows = Vec::new();
                for (place, digest) in (1_i64..).zip(digests) {
                    let found: Vec<Numbered> = diesel::sql_query(&words)
                        .bind::<BigInt, _>(place)
                        .bind::<Binary, _>(a.as_bytes().as_slice())
                        .bind::<Binary, _>(digest.as_slice())
                        .load(c)?;
                    rows.extend(found.iter().filter_map(Numbered::row));
                }
                Ok(rows)
            }
            // Here every statement is a journey: one for all.
            Conn::Postgres(c) => {
                let digests: Vec<&[u8]> = digests.iter().map(<[u8; 16]>::as_slice).collect();
                let found: Vec<Numbered> = diesel::sql_query(
                    "SELECT d.place, k.person FROM unnest($1) WITH ORDINALITY AS d(digest, place) CROSS JOIN LATERAL \
                     (SELECT person FROM person_key WHERE authority = $2 AND person_key.digest = d.digest \
                     ORDER BY person LIMIT $3) AS k",
                )
                .bind::<Array<Binary>, _>(digests)
                .bind::<Binary, _>(a.as_bytes().as_slice())
                .bind::<BigInt, _>(limit)
                .load(c)?;
                Ok(found.iter().filter_map(Numbered::row).collect())
            }
        })?;
        let mut postings: Vec<Posting> = Vec::new();
        for (key, person) in rows {
            match postings.last_mut().filter(|p| p.key == key) {
                Some(posting) => posting.people.push(person),
                None => postings.push(Posting { key, people: vec![person], common: false }),
            }
        }
        for posting in &mut postings {
            if posting.people.len() > most as usize {
                posting.people.clear();
                posting.common = true;
            }
        }
        Ok(postings)
    }
    /// Which of some people have which of some keys: for keys that are too common to ask who has them.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn keys_among(
        &mut self,
        digests: &[[u8; 16]],
        people: &[PersonId],
    ) -> Result<Vec<(usize, PersonId)>, StoreError> {
        let a = self.authority();
        let rows: Vec<Numbered> = self.q("person_key", |c| match c {
            Conn::Sqlite(c) => {
                let people: Vec<String> = people.iter().map(|p| HEXLOWER.encode(p.as_bytes())).collect();
                let people = serde_json::Value::from(people).to_string();
                let mut rows = Vec::new();
                for (place, digest) in (1_i64..).zip(digests) {
                    // The list is one value, so that the statement is prepared once.
                    let found: Vec<Numbered> = diesel::sql_query(
                        "SELECT ? AS place, person FROM person_key WHERE authority = ? AND digest = ? \
                         AND person IN (SELECT unhex(value) FROM json_each(?))",
                    )
                    .bind::<BigInt, _>(place)
                    .bind::<Binary, _>(a.as_bytes().as_slice())
                    .bind::<Binary, _>(digest.as_slice())
                    .bind::<Text, _>(&people)
                    .load(c)?;
                    rows.extend(found);
                }
                Ok(rows)
            }
            // Said so that it looks for each pair, whatever it believes of the table.
            Conn::Postgres(c) => diesel::sql_query(
                "SELECT d.place, p.person FROM unnest($1) WITH ORDINALITY AS d(digest, place) \
                 CROSS JOIN unnest($2) AS p(person) CROSS JOIN LATERAL (SELECT 1 FROM person_key \
                 WHERE authority = $3 AND person_key.digest = d.digest AND person_key.person = p.person LIMIT 1) AS k",
            )
            .bind::<Array<Binary>, _>(digests.iter().map(<[u8; 16]>::as_slice).collect::<Vec<_>>())
            .bind::<Array<Binary>, _>(people.iter().map(|p| p.as_bytes().as_slice()).collect::<Vec<_>>())
            .bind::<Binary, _>(a.as_bytes().as_slice())
            .load(c),
        })?;
        Ok(rows.iter().filter_map(Numbered::row).collect())
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
        self.drop_all_linkage_parts()?;
        self.drop_linkage_decisions_of(id)?;
        let a = self.authority();
        let rows = self.q("person", |c| {
            diesel::delete(person::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))).execute(c)
        })?;
        self.one("person", rows)
    }
}
