//! People of the record who are one and the same: links that can be undone, and proposals of them. Nothing is moved: both
//! people keep what is theirs.

use crate::conn::{Db, readable};
use crate::error::StoreError;
use crate::schema::{duplicate, person_link};
use crate::tx::Tx;
use diesel::prelude::*;
use diesel::sql_types::Text;
use kernel::{AccountId, LinkId, LinkageRunId, PersonId, Timestamp};

/// That two people are one, from a moment (to a moment).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = person_link, check_for_backend(Db))]
pub struct PersonLink {
    /// Its id.
    pub id: LinkId,
    /// The one whose id is less.
    pub one: PersonId,
    /// The other.
    pub other: PersonId,
    /// How alike they were when they were linked, from 0 to 100.
    pub score: i32,
    /// Who linked them.
    pub linked_by: Option<AccountId>,
    /// When.
    pub linked_at: Timestamp,
    /// Who split them again.
    pub split_by: Option<AccountId>,
    /// When.
    pub split_at: Option<Timestamp>,
    /// The matching run in which they were found.
    pub run: Option<LinkageRunId>,
    /// The model by which they were weighed; empty where nothing was.
    pub model: String,
}

/// What became of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DuplicateState {
    /// Nobody has decided.
    Open,
    /// They are one.
    Same,
    /// They are two.
    Different,
}

impl DuplicateState {
    /// Its name in the store.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Same => "same",
            Self::Different => "different",
        }
    }
}

readable! {
    DuplicateState, Text, String, |raw| match raw.as_str() {
        "open" => Ok(Self::Open),
        "same" => Ok(Self::Same),
        "different" => Ok(Self::Different),
        _ => Err("not a state of a proposal".into()),
    };
}

/// Two people who may be one.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = duplicate, check_for_backend(Db))]
pub struct Duplicate {
    /// The one whose id is less.
    pub one: PersonId,
    /// The other.
    pub other: PersonId,
    /// The notice under which both have cases.
    pub notice_id: String,
    /// How alike they are, from 0 to 100.
    pub score: i32,
    /// What became of it.
    pub state: DuplicateState,
    /// When it was proposed.
    pub proposed_at: Timestamp,
    /// Who decided.
    pub decided_by: Option<AccountId>,
    /// When.
    pub decided_at: Option<Timestamp>,
}

/// Two people in the order in which links name them.
#[must_use]
pub fn in_order(a: PersonId, b: PersonId) -> (PersonId, PersonId) {
    if a <= b { (a, b) } else { (b, a) }
}

impl Tx<'_> {
    /// Links two people.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when they are linked already; or when the store does not answer.
    pub fn insert_person_link(&mut self, new: &PersonLink) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("person_link", |c| {
            diesel::insert_into(person_link::table)
                .values((
                    person_link::authority.eq(a.as_bytes().as_slice()),
                    person_link::id.eq(new.id.as_bytes().as_slice()),
                    person_link::one.eq(new.one.as_bytes().as_slice()),
                    person_link::other.eq(new.other.as_bytes().as_slice()),
                    person_link::score.eq(new.score),
                    person_link::linked_by.eq(new.linked_by.map(|id| id.as_bytes().to_vec())),
                    person_link::linked_at.eq(new.linked_at.as_micros()),
                    person_link::run.eq(new.run.map(|id| id.as_bytes().to_vec())),
                    person_link::model.eq(&new.model),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Ends a link.
    ///
    /// # Errors
    /// When there is none that holds, or the store does not answer.
    pub fn end_person_link(&mut self, id: LinkId, by: Option<AccountId>) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now());
        let rows = self.q("person_link", |c| {
            diesel::update(
                person_link::table
                    .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                    .filter(person_link::split_at.is_null()),
            )
            .set((
                person_link::split_by.eq(by.map(|id| id.as_bytes().to_vec())),
                person_link::split_at.eq(Some(now.as_micros())),
            ))
            .execute(c)
        })?;
        self.one("person_link", rows)
    }
    /// The links of some people, those that were undone too, the newest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn person_links(&mut self, people: &[PersonId]) -> Result<Vec<PersonLink>, StoreError> {
        let a = self.authority();
        let ids = |people: &[PersonId]| people.iter().map(|p| p.as_bytes().to_vec()).collect::<Vec<_>>();
        // Each side by its own index: one query with `or` would walk the table.
        let mut found: Vec<PersonLink> = self.q("person_link", |c| {
            person_link::table
                .filter(person_link::authority.eq(a.as_bytes().as_slice()))
                .filter(person_link::one.eq_any(ids(people)))
                .select(PersonLink::as_select())
                .load(c)
        })?;
        let others: Vec<PersonLink> = self.q("person_link", |c| {
            person_link::table
                .filter(person_link::authority.eq(a.as_bytes().as_slice()))
                .filter(person_link::other.eq_any(ids(people)))
                .select(PersonLink::as_select())
                .load(c)
        })?;
        for link in others {
            if !found.iter().any(|f| f.id == link.id) {
                found.push(link);
            }
        }
        found.sort_by(|a, b| b.linked_at.cmp(&a.linked_at).then(b.id.cmp(&a.id)));
        Ok(found)
    }
    /// Proposes that two people are one. What was decided of them before stays.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn propose_duplicate(&mut self, new: &Duplicate) -> Result<(), StoreError> {
        if self.duplicate(new.one, new.other)?.is_some() {
            return Ok(());
        }
        let a = self.authority();
        self.q("duplicate", |c| {
            diesel::insert_into(duplicate::table)
                .values((
                    duplicate::authority.eq(a.as_bytes().as_slice()),
                    duplicate::one.eq(new.one.as_bytes().as_slice()),
                    duplicate::other.eq(new.other.as_bytes().as_slice()),
                    duplicate::notice_id.eq(&new.notice_id),
                    duplicate::score.eq(new.score),
                    duplicate::state.eq(new.state.id()),
                    duplicate::proposed_at.eq(new.proposed_at.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// The proposal about two people (in their order).
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn duplicate(&mut self, one: PersonId, other: PersonId) -> Result<Option<Duplicate>, StoreError> {
        let a = self.authority();
        self.q("duplicate", |c| {
            duplicate::table
                .find((a.as_bytes().as_slice(), one.as_bytes().as_slice(), other.as_bytes().as_slice()))
                .select(Duplicate::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// The proposals about somebody, decided or not.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn duplicates_of(&mut self, person: PersonId) -> Result<Vec<Duplicate>, StoreError> {
        let a = self.authority();
        let id = person.as_bytes().to_vec();
        let mut found: Vec<Duplicate> = self.q("duplicate", |c| {
            duplicate::table
                .filter(duplicate::authority.eq(a.as_bytes().as_slice()))
                .filter(duplicate::one.eq(id.clone()))
                .select(Duplicate::as_select())
                .load(c)
        })?;
        let others: Vec<Duplicate> = self.q("duplicate", |c| {
            duplicate::table
                .filter(duplicate::authority.eq(a.as_bytes().as_slice()))
                .filter(duplicate::other.eq(id.clone()))
                .select(Duplicate::as_select())
                .load(c)
        })?;
        found.extend(others);
        found.sort_by(|a, b| b.score.cmp(&a.score).then((a.one, a.other).cmp(&(b.one, b.other))));
        Ok(found)
    }
    /// Decides a proposal.
    ///
    /// # Errors
    /// When there is none, or the store does not answer.
    pub fn decide_duplicate(
        &mut self,
        (one, other): (PersonId, PersonId),
        state: DuplicateState,
        by: Option<AccountId>,
    ) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now());
        let rows = self.q("duplicate", |c| {
            diesel::update(duplicate::table.find((
                a.as_bytes().as_slice(),
                one.as_bytes().as_slice(),
                other.as_bytes().as_slice(),
            )))
            .set((
                duplicate::state.eq(state.id()),
                duplicate::decided_by.eq(by.map(|id| id.as_bytes().to_vec())),
                duplicate::decided_at.eq((state != DuplicateState::Open).then_some(now.as_micros())),
            ))
            .execute(c)
        })?;
        self.one("duplicate", rows)
    }
    /// Open proposals under a notice, the likeliest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn open_duplicates(&mut self, notice_id: &str, limit: u32) -> Result<Vec<Duplicate>, StoreError> {
        let a = self.authority();
        self.q("duplicate", |c| {
            duplicate::table
                .filter(duplicate::authority.eq(a.as_bytes().as_slice()))
                .filter(duplicate::notice_id.eq(notice_id))
                .filter(duplicate::state.eq(DuplicateState::Open.id()))
                .order((duplicate::score.desc(), duplicate::one, duplicate::other))
                .limit(i64::from(limit))
                .select(Duplicate::as_select())
                .load(c)
        })
    }
}
