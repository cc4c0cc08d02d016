//! What happens on a case, one sealed pattern for all of it: notes, calls, visits, appointments, documents, warnings.
//!
//! A new kind needs no table: it is a word in [`Happening::kind`]. What drives work beside it (a due date, a state) stands in
//! a table of its own with the item's id as its key.

use crate::cases::CaseState;
use crate::conn::Db;
use crate::error::StoreError;
use crate::keys::int;
use crate::schema::{case_file, case_item};
use crate::tx::Tx;
use diesel::prelude::*;
use disclosure::Place;
use kernel::{AccountId, CaseId, ItemId, PersonId, Timestamp};

/// The table's name in the places of sealed bytes.
pub const ITEM_TABLE: &str = "case_item";
/// The kind of an appointment.
const APPOINTMENT: &str = "appointment";
/// An appointment that was put off by so many seconds at most is found by who made it.
const PUT_OFF: i64 = 366 * 24 * 60 * 60;
/// So many appointments are read at most.
const MOST_APPOINTMENTS: i64 = 1000;

/// One version of something that happened or is kept on a case.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = case_item, check_for_backend(Db))]
pub struct Happening {
    /// Its id, the same in every version.
    pub id: ItemId,
    /// The version, from 1.
    pub version: i32,
    /// The case.
    pub case_id: CaseId,
    /// Whom it is about.
    pub person: PersonId,
    /// What it is: `note`, `call`, `document`.
    pub kind: String,
    /// The category of the notice that it belongs to: the gate decides by it.
    pub category: String,
    /// The record class: its key and its retention.
    pub record_class: String,
    /// It is about, or comes from, somebody else: kept out of the person's own copy.
    pub third_party: bool,
    /// For the controller's own people only.
    pub staff_only: bool,
    /// When it happened, or begins.
    pub happened_at: Timestamp,
    /// When it ends, for an appointment.
    pub ends_at: Option<Timestamp>,
    /// The content, sealed for [`Happening::place`].
    pub sealed: Vec<u8>,
    /// Who wrote it; none for the system.
    pub author: Option<AccountId>,
    /// When it was written.
    pub recorded_at: Timestamp,
    /// When the next version took its place; none for the one that holds.
    pub superseded_at: Option<Timestamp>,
}

impl std::fmt::Debug for Happening {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Happening({:?}, {}, version {})", self.id, self.kind, self.version)
    }
}

impl Happening {
    /// Where its sealed bytes belong.
    #[must_use]
    pub fn place(&self) -> Place {
        item_place(self.person, &self.record_class, self.id, u32::try_from(self.version).unwrap_or(0))
    }
}

/// Where the sealed bytes of an item belong.
#[must_use]
pub fn item_place(person: PersonId, record_class: &str, id: ItemId, version: u32) -> Place {
    Place { subject: person, record_class: record_class.to_owned(), table: ITEM_TABLE, row: *id.as_bytes(), version }
}

/// A version to be written.
#[derive(Clone, PartialEq, Eq)]
pub struct NewItem {
    /// Its id.
    pub id: ItemId,
    /// The version: 1, or the one after that which holds.
    pub version: u32,
    /// The case.
    pub case_id: CaseId,
    /// Whom it is about.
    pub person: PersonId,
    /// What it is.
    pub kind: String,
    /// The category.
    pub category: String,
    /// The record class.
    pub record_class: String,
    /// About somebody else.
    pub third_party: bool,
    /// For the controller's own people only.
    pub staff_only: bool,
    /// When it happened.
    pub happened_at: Timestamp,
    /// When it ends.
    pub ends_at: Option<Timestamp>,
    /// The content, sealed for [`item_place`].
    pub sealed: Vec<u8>,
    /// Who wrote it.
    pub author: Option<AccountId>,
}

/// Which items of a case. What is none does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemFilter {
    /// Of these kinds (empty: all).
    pub kinds: Vec<String>,
    /// Of this category.
    pub category: Option<String>,
    /// By this author.
    pub author: Option<AccountId>,
    /// Before this one, by when it happened: where the page before ended.
    pub before: Option<(Timestamp, ItemId)>,
}

impl Tx<'_> {
    /// Writes a version; the one before it stops holding.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody else has written this version; or when the store does not answer.
    pub fn insert_item(&mut self, new: &NewItem) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        if new.version > 1 {
            let rows = self.q("case_item", |c| {
                diesel::update(
                    case_item::table
                        .find((a.as_bytes().as_slice(), new.id.as_bytes().as_slice(), int(new.version - 1)))
                        .filter(case_item::superseded_at.is_null()),
                )
                .set(case_item::superseded_at.eq(Some(now.as_micros())))
                .execute(c)
            })?;
            if rows != 1 {
                return self.fail(StoreError::Conflict("case_item".to_owned()));
            }
        }
        self.q("case_item", |c| {
            diesel::insert_into(case_item::table)
                .values((
                    case_item::authority.eq(a.as_bytes().as_slice()),
                    case_item::id.eq(new.id.as_bytes().as_slice()),
                    case_item::version.eq(int(new.version)),
                    case_item::case_id.eq(new.case_id.as_bytes().as_slice()),
                    case_item::person.eq(new.person.as_bytes().as_slice()),
                    case_item::kind.eq(&new.kind),
                    case_item::category.eq(&new.category),
                    case_item::record_class.eq(&new.record_class),
                    case_item::third_party.eq(new.third_party),
                    case_item::staff_only.eq(new.staff_only),
                    case_item::happened_at.eq(new.happened_at.as_micros()),
                    case_item::ends_at.eq(new.ends_at.map(Timestamp::as_micros)),
                    case_item::sealed.eq(&new.sealed),
                    case_item::author.eq(new.author.map(|id| id.as_bytes().to_vec())),
                    case_item::recorded_at.eq(now.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// The items of a case that hold, the latest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn items(&mut self, case: CaseId, filter: &ItemFilter, limit: u32) -> Result<Vec<Happening>, StoreError> {
        let a = self.authority();
        let mut query = case_item::table
            .into_boxed::<Db>()
            .filter(case_item::authority.eq(a.as_bytes().to_vec()))
            .filter(case_item::case_id.eq(case.as_bytes().to_vec()))
            .filter(case_item::superseded_at.is_null());
        if !filter.kinds.is_empty() {
            query = query.filter(case_item::kind.eq_any(filter.kinds.clone()));
        }
        if let Some(category) = &filter.category {
            query = query.filter(case_item::category.eq(category.clone()));
        }
        if let Some(author) = filter.author {
            query = query.filter(case_item::author.eq(author.as_bytes().to_vec()));
        }
        if let Some((at, id)) = filter.before {
            let (at, id) = (at.as_micros(), id.as_bytes().to_vec());
            query = query
                .filter(case_item::happened_at.le(at))
                .filter(case_item::happened_at.lt(at).or(case_item::id.lt(id)));
        }
        let query = query.order((case_item::happened_at.desc(), case_item::id.desc())).limit(i64::from(limit));
        self.q("case_item", |c| query.select(Happening::as_select()).load(c))
    }
    /// Items by their ids, those versions that hold.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn items_by_id(&mut self, ids: &[ItemId]) -> Result<Vec<Happening>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let a = self.authority();
        self.q("case_item", |c| {
            case_item::table
                .filter(case_item::authority.eq(a.as_bytes().as_slice()))
                .filter(case_item::id.eq_any(ids.iter().map(|id| id.as_bytes().as_slice())))
                .filter(case_item::superseded_at.is_null())
                .select(Happening::as_select())
                .load(c)
        })
    }
    /// All versions of an item, the newest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn item_history(&mut self, id: ItemId) -> Result<Vec<Happening>, StoreError> {
        let a = self.authority();
        self.q("case_item", |c| {
            case_item::table
                .filter(case_item::authority.eq(a.as_bytes().as_slice()))
                .filter(case_item::id.eq(id.as_bytes().as_slice()))
                .order(case_item::version.desc())
                .select(Happening::as_select())
                .load(c)
        })
    }
    /// The appointments of some people that lie within a time, by when they are: those that they made, whoever corrected them since,
    /// and those on open cases that they hold. What was put off by more than a year is its case's holder's alone.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn appointments_of(
        &mut self,
        accounts: &[AccountId],
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<Happening>, StoreError> {
        let a = self.authority();
        let accounts: Vec<Vec<u8>> = accounts.iter().map(|id| id.as_bytes().to_vec()).collect();
        let since = from.plus_seconds(-PUT_OFF).as_micros();
        // Each from its own index: of what somebody made, and of the cases that they hold.
        let made = case_item::table
            .filter(case_item::authority.eq(a.as_bytes().to_vec()))
            .filter(case_item::author.eq_any(accounts.clone()))
            .filter(case_item::kind.eq(APPOINTMENT))
            .filter(case_item::happened_at.ge(since))
            .filter(case_item::version.eq(1))
            .select(case_item::id);
        let made = self.q("case_item", |c| made.load::<Vec<u8>>(c))?;
        let held = case_file::table
            .filter(case_file::authority.eq(a.as_bytes().to_vec()))
            .filter(case_file::owner.eq_any(accounts))
            .filter(case_file::state.eq(CaseState::Open.id()))
            .select(case_file::id);
        let query = case_item::table
            .filter(case_item::authority.eq(a.as_bytes().to_vec()))
            .filter(case_item::kind.eq(APPOINTMENT))
            .filter(case_item::happened_at.ge(from.as_micros()))
            .filter(case_item::happened_at.lt(until.as_micros()))
            .filter(case_item::superseded_at.is_null())
            .order((case_item::happened_at, case_item::id))
            .limit(MOST_APPOINTMENTS);
        let of_held = query.clone().filter(case_item::case_id.eq_any(held)).select(Happening::as_select());
        let mut found: Vec<Happening> = self.q("case_item", |c| of_held.load(c))?;
        for some in made.chunks(500) {
            let some = query.clone().filter(case_item::id.eq_any(some.to_vec())).select(Happening::as_select());
            found.extend(self.q("case_item", |c| some.load(c))?);
        }
        found.sort_by_key(|item| (item.happened_at, item.id));
        found.dedup_by_key(|item| item.id);
        Ok(found)
    }
}
