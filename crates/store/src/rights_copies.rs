//! Copies of what is held about somebody: what was decided about each passage, the copy that was made, and its sealed bytes.

use crate::conn::{Db, names};
use crate::error::StoreError;
use crate::schema::{rights_case, rights_copy, rights_copy_file, rights_passage, rights_request};
use crate::tx::Tx;
use diesel::prelude::*;
use disclosure::Place;
use jiff::civil::Date;
use kernel::{AccountId, CaseId, CopyId, PersonId, RequestId, TaskId, Timestamp};

/// The table of passages in the places of sealed bytes.
pub const PASSAGE_TABLE: &str = "rights_passage";
/// The table of a copy's bytes, in the same.
pub const COPY_TABLE: &str = "rights_copy_file";

/// The class whose key seals a copy: it is destroyed with the copy.
#[must_use]
pub fn copy_class(id: CopyId) -> String {
    format!("rights-copy/{id}")
}

/// Where a part of a copy belongs. Part 0 is the copy itself, the others are its documents.
#[must_use]
pub fn copy_place(id: CopyId, person: PersonId, part: i32) -> Place {
    Place {
        subject: person,
        record_class: copy_class(id),
        table: COPY_TABLE,
        row: *id.as_bytes(),
        version: u32::try_from(part).unwrap_or(u32::MAX),
    }
}

/// What was decided about a passage.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = rights_passage, check_for_backend(Db))]
pub struct Passage {
    /// Its id.
    pub id: TaskId,
    /// The request.
    pub request: RequestId,
    /// Which passage: ids and codes, nothing that it says.
    pub place: String,
    /// The case that it stands in; none: it is about the whole copy.
    pub case_id: Option<CaseId>,
    /// The category that it stands in; empty for what has none.
    pub category: String,
    /// `in`, `out`, or `all` for what is about the whole copy.
    pub choice: String,
    /// Why: a code.
    pub reason: String,
    /// Whom the words are sealed for.
    pub person: PersonId,
    /// The class whose key seals them.
    pub record_class: String,
    /// Words to be struck, who was asked, and what was noted; sealed for [`Passage::seal_place`].
    pub sealed: Option<Vec<u8>>,
    /// Who decided.
    pub decided_by: AccountId,
    /// When.
    pub decided_at: Timestamp,
}

impl std::fmt::Debug for Passage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Passage({}, {})", self.choice, self.reason)
    }
}

impl Passage {
    /// Where its sealed words belong.
    #[must_use]
    pub fn seal_place(&self) -> Place {
        Place {
            subject: self.person,
            record_class: self.record_class.clone(),
            table: PASSAGE_TABLE,
            row: *self.id.as_bytes(),
            version: 1,
        }
    }
}

/// A copy that was made for a request.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = rights_copy, check_for_backend(Db))]
pub struct RightsCopy {
    /// Its id.
    pub id: CopyId,
    /// The request.
    pub request: RequestId,
    /// For whom: `subject`, or the body that it is for.
    pub recipient: String,
    /// For which purpose.
    pub purpose: String,
    /// `made`, `checked`, `handed` or `dropped`.
    pub state: String,
    /// Which categories of which cases are in it.
    #[diesel(deserialize_as = crate::conn::Names)]
    pub scope: Vec<String>,
    /// How many passages are in it.
    pub pieces: i32,
    /// How many were left out, in whole or in part.
    pub left_out: i32,
    /// The SHA-256 of all its parts.
    pub hash: Vec<u8>,
    /// Who made it.
    pub made_by: AccountId,
    /// When.
    pub made_at: Timestamp,
    /// Who checked it: never who made it.
    pub checked_by: Option<AccountId>,
    /// When.
    pub checked_at: Option<Timestamp>,
    /// The digest of the link by which it can be fetched.
    pub link_hash: Option<Vec<u8>>,
    /// The digest of the code that goes with it.
    pub code_hash: Option<Vec<u8>>,
    /// Until when the link works.
    pub link_until: Option<Timestamp>,
    /// How often a wrong code was tried.
    pub link_tries: i32,
    /// When it was handed over.
    pub handed_at: Option<Timestamp>,
    /// How: a code.
    pub handed_how: Option<String>,
    /// By whom: the account of whoever handed it over, or of the person's own page.
    pub handed_by: Option<AccountId>,
    /// The last day on which its bytes are kept.
    pub keep_until: Date,
}

impl std::fmt::Debug for RightsCopy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RightsCopy({:?}, {})", self.id, self.state)
    }
}

impl Tx<'_> {
    /// Keeps what was decided about a passage, in the place of what was decided before.
    ///
    /// # Errors
    /// When request, case or account are not there, or the store does not answer.
    pub fn put_passage(&mut self, new: &Passage) -> Result<(), StoreError> {
        self.drop_passage(new.request, &new.place)?;
        let a = self.authority();
        self.q("rights_passage", |c| {
            diesel::insert_into(rights_passage::table)
                .values((
                    rights_passage::authority.eq(a.as_bytes().as_slice()),
                    rights_passage::id.eq(new.id.as_bytes().as_slice()),
                    rights_passage::request.eq(new.request.as_bytes().as_slice()),
                    rights_passage::place.eq(&new.place),
                    rights_passage::case_id.eq(new.case_id.map(|id| id.as_bytes().to_vec())),
                    rights_passage::category.eq(&new.category),
                    rights_passage::choice.eq(&new.choice),
                    rights_passage::reason.eq(&new.reason),
                    rights_passage::person.eq(new.person.as_bytes().as_slice()),
                    rights_passage::record_class.eq(&new.record_class),
                    rights_passage::sealed.eq(&new.sealed),
                    rights_passage::decided_by.eq(new.decided_by.as_bytes().as_slice()),
                    rights_passage::decided_at.eq(new.decided_at.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Takes back what was decided about a passage, if anything was.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn drop_passage(&mut self, request: RequestId, place: &str) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("rights_passage", |c| {
            diesel::delete(rights_passage::table.find((a.as_bytes().as_slice(), request.as_bytes().as_slice(), place)))
                .execute(c)
        })?;
        Ok(())
    }
    /// What was decided about the passages of a request.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn passages(&mut self, request: RequestId) -> Result<Vec<Passage>, StoreError> {
        let a = self.authority();
        self.q("rights_passage", |c| {
            rights_passage::table
                .filter(rights_passage::authority.eq(a.as_bytes().as_slice()))
                .filter(rights_passage::request.eq(request.as_bytes().as_slice()))
                .order(rights_passage::place)
                .select(Passage::as_select())
                .load(c)
        })
    }
    /// Keeps a copy that was made.
    ///
    /// # Errors
    /// When it is there already, or the store does not answer.
    pub fn insert_copy(&mut self, new: &RightsCopy) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("rights_copy", |c| {
            diesel::insert_into(rights_copy::table)
                .values((
                    (
                        rights_copy::authority.eq(a.as_bytes().as_slice()),
                        rights_copy::id.eq(new.id.as_bytes().as_slice()),
                        rights_copy::request.eq(new.request.as_bytes().as_slice()),
                        rights_copy::recipient.eq(&new.recipient),
                        rights_copy::purpose.eq(&new.purpose),
                        rights_copy::state.eq(&new.state),
                        rights_copy::scope.eq(names(&new.scope)),
                        rights_copy::pieces.eq(new.pieces),
                        rights_copy::left_out.eq(new.left_out),
                        rights_copy::hash.eq(&new.hash),
                        rights_copy::made_by.eq(new.made_by.as_bytes().as_slice()),
                        rights_copy::made_at.eq(new.made_at.as_micros()),
                    ),
                    (
                        rights_copy::checked_by.eq(new.checked_by.map(|id| id.as_bytes().to_vec())),
                        rights_copy::checked_at.eq(new.checked_at.map(Timestamp::as_micros)),
                        rights_copy::link_hash.eq(&new.link_hash),
                        rights_copy::code_hash.eq(&new.code_hash),
                        rights_copy::link_until.eq(new.link_until.map(Timestamp::as_micros)),
                        rights_copy::link_tries.eq(new.link_tries),
                        rights_copy::handed_at.eq(new.handed_at.map(Timestamp::as_micros)),
                        rights_copy::handed_how.eq(&new.handed_how),
                        rights_copy::handed_by.eq(new.handed_by.map(|id| id.as_bytes().to_vec())),
                        rights_copy::keep_until.eq(new.keep_until.to_string()),
                    ),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Writes down how a copy stands now. What it was made of and for whom does not change.
    ///
    /// # Errors
    /// When there is no such copy, or the store does not answer.
    pub fn update_copy(&mut self, now: &RightsCopy) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("rights_copy", |c| {
            diesel::update(rights_copy::table.find((a.as_bytes().as_slice(), now.id.as_bytes().as_slice())))
                .set((
                    rights_copy::state.eq(&now.state),
                    rights_copy::checked_by.eq(now.checked_by.map(|id| id.as_bytes().to_vec())),
                    rights_copy::checked_at.eq(now.checked_at.map(Timestamp::as_micros)),
                    rights_copy::link_hash.eq(&now.link_hash),
                    rights_copy::code_hash.eq(&now.code_hash),
                    rights_copy::link_until.eq(now.link_until.map(Timestamp::as_micros)),
                    rights_copy::link_tries.eq(now.link_tries),
                    rights_copy::handed_at.eq(now.handed_at.map(Timestamp::as_micros)),
                    rights_copy::handed_how.eq(&now.handed_how),
                    rights_copy::handed_by.eq(now.handed_by.map(|id| id.as_bytes().to_vec())),
                    rights_copy::keep_until.eq(now.keep_until.to_string()),
                ))
                .execute(c)
        })?;
        self.one("rights_copy", rows)
    }
    /// The copies of a request, in the order in which they were made.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn copies_of(&mut self, request: RequestId) -> Result<Vec<RightsCopy>, StoreError> {
        let a = self.authority();
        self.q("rights_copy", |c| {
            rights_copy::table
                .filter(rights_copy::authority.eq(a.as_bytes().as_slice()))
                .filter(rights_copy::request.eq(request.as_bytes().as_slice()))
                .order((rights_copy::made_at, rights_copy::id))
                .select(RightsCopy::as_select())
                .load(c)
        })
    }
    /// The copy that a link leads to, by the link's digest.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn copy_by_link(&mut self, digest: &[u8]) -> Result<Option<RightsCopy>, StoreError> {
        let a = self.authority();
        self.q("rights_copy", |c| {
            rights_copy::table
                .filter(rights_copy::authority.eq(a.as_bytes().as_slice()))
                .filter(rights_copy::link_hash.eq(Some(digest)))
                .select(RightsCopy::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// Keeps a sealed part of a copy.
    ///
    /// # Errors
    /// When it is there already, there is no such copy, or the store does not answer.
    pub fn insert_copy_part(
        &mut self,
        id: CopyId,
        person: PersonId,
        part: i32,
        sealed: &[u8],
    ) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("rights_copy_file", |c| {
            diesel::insert_into(rights_copy_file::table)
                .values((
                    rights_copy_file::authority.eq(a.as_bytes().as_slice()),
                    rights_copy_file::copy.eq(id.as_bytes().as_slice()),
                    rights_copy_file::part.eq(part),
                    rights_copy_file::person.eq(person.as_bytes().as_slice()),
                    rights_copy_file::record_class.eq(copy_class(id)),
                    rights_copy_file::sealed.eq(sealed),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// The sealed parts of a copy, in order.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn copy_parts(&mut self, id: CopyId) -> Result<Vec<(i32, Vec<u8>)>, StoreError> {
        let a = self.authority();
        self.q("rights_copy_file", |c| {
            rights_copy_file::table
                .filter(rights_copy_file::authority.eq(a.as_bytes().as_slice()))
                .filter(rights_copy_file::copy.eq(id.as_bytes().as_slice()))
                .order(rights_copy_file::part)
                .select((rights_copy_file::part, rights_copy_file::sealed))
                .load(c)
        })
    }
    /// Destroys the bytes of a copy and their key. What is known of it otherwise stays: who made and checked it, its hash.
    /// One that was not handed over cannot be any more.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn destroy_copy(&mut self, id: CopyId, person: PersonId, why: &str) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("rights_copy_file", |c| {
            diesel::delete(
                rights_copy_file::table
                    .filter(rights_copy_file::authority.eq(a.as_bytes().as_slice()))
                    .filter(rights_copy_file::copy.eq(id.as_bytes().as_slice())),
            )
            .execute(c)
        })?;
        self.q("rights_copy", |c| {
            diesel::update(
                rights_copy::table
                    .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                    .filter(rights_copy::handed_at.is_null()),
            )
            .set((rights_copy::state.eq("dropped"), rights_copy::link_hash.eq(None::<Vec<u8>>)))
            .execute(c)
        })?;
        self.destroy_keys(person, Some(&copy_class(id)), why)?;
        Ok(())
    }
    /// The copies whose bytes are there although their last day is over, with whom they are sealed for.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn copies_over(&mut self, today: Date, limit: u32) -> Result<Vec<(CopyId, PersonId)>, StoreError> {
        let a = self.authority();
        let found: Vec<(CopyId, PersonId)> = self.q("rights_copy", |c| {
            rights_copy_file::table
                .inner_join(
                    rights_copy::table.on(rights_copy::authority
                        .eq(rights_copy_file::authority)
                        .and(rights_copy::id.eq(rights_copy_file::copy))),
                )
                .filter(rights_copy_file::authority.eq(a.as_bytes().as_slice()))
                .filter(rights_copy_file::part.eq(0))
                .filter(rights_copy::keep_until.lt(today.to_string()))
                .order(rights_copy_file::copy)
                .limit(i64::from(limit))
                .select((rights_copy_file::copy, rights_copy_file::person))
                .load(c)
        })?;
        Ok(found)
    }
    /// Destroys every copy that holds something of a case.
    pub(crate) fn destroy_copies_of(&mut self, case: CaseId, why: &str) -> Result<usize, StoreError> {
        let a = self.authority();
        let found: Vec<(CopyId, PersonId)> = self.q("rights_copy", |c| {
            rights_copy::table
                .inner_join(
                    rights_request::table.on(rights_request::authority
                        .eq(rights_copy::authority)
                        .and(rights_request::id.eq(rights_copy::request))),
                )
                .filter(rights_copy::authority.eq(a.as_bytes().as_slice()))
                .filter(
                    rights_copy::request.eq_any(
                        rights_case::table
                            .filter(rights_case::authority.eq(a.as_bytes().as_slice()))
                            .filter(rights_case::case_id.eq(case.as_bytes().as_slice()))
                            .select(rights_case::request),
                    ),
                )
                .select((rights_copy::id, rights_request::person))
                .load(c)
        })?;
        for (id, person) in &found {
            self.destroy_copy(*id, *person, why)?;
        }
        Ok(found.len())
    }
}
