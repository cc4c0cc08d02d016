//! The members of households and families: who belongs to which case, and what is said of each, sealed with their own key.

use crate::among::among;
use crate::conn::Db;
use crate::error::StoreError;
use crate::schema::{household_member, member_part};
use crate::tx::Tx;
use diesel::prelude::*;
use disclosure::Place;
use kernel::{CaseId, MemberPartId, PersonId, Timestamp};

/// The table's name in the places of sealed bytes.
pub const MEMBER_TABLE: &str = "member_part";

/// Somebody who belongs to the household or family of a case: a person of their own.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = household_member, check_for_backend(Db))]
pub struct Member {
    /// The case.
    pub case_id: CaseId,
    /// Who.
    pub person: PersonId,
    /// The category of the notice in which they are written down.
    pub category: String,
    /// When they were first written down.
    pub joined_at: Timestamp,
    /// Whether the use of what is kept of them has stopped (UK GDPR articles 18 and 21).
    pub restricted: bool,
    /// Whether they are, or were, the person's partner: kept apart where there is domestic abuse.
    pub apart: bool,
}

/// What is said of a member for one time in the household: one row of the form, as it was at a time.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = member_part, check_for_backend(Db))]
pub struct MemberPart {
    /// Its id.
    pub id: MemberPartId,
    /// The case.
    pub case_id: CaseId,
    /// Whom it is about.
    pub person: PersonId,
    /// The category of the notice.
    pub category: String,
    /// The record class: its key and its retention.
    pub record_class: String,
    /// The content, sealed for [`MemberPart::place`].
    pub sealed: Vec<u8>,
    /// When it was written.
    pub recorded_at: Timestamp,
    /// When it stopped holding; none for what holds.
    pub superseded_at: Option<Timestamp>,
}

impl std::fmt::Debug for MemberPart {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MemberPart({:?}, {})", self.id, self.category)
    }
}

impl MemberPart {
    /// Where its sealed bytes belong.
    #[must_use]
    pub fn place(&self) -> Place {
        Place {
            subject: self.person,
            record_class: self.record_class.clone(),
            table: MEMBER_TABLE,
            row: *self.id.as_bytes(),
            version: 1,
        }
    }
}

impl Tx<'_> {
    /// Writes down that somebody belongs to the household of a case.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when they are there already; or when the case or person is not, or the store does not answer.
    pub fn insert_household_member(&mut self, new: &Member) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("household_member", |c| {
            diesel::insert_into(household_member::table)
                .values((
                    household_member::authority.eq(a.as_bytes().as_slice()),
                    household_member::case_id.eq(new.case_id.as_bytes().as_slice()),
                    household_member::person.eq(new.person.as_bytes().as_slice()),
                    household_member::category.eq(&new.category),
                    household_member::joined_at.eq(new.joined_at.as_micros()),
                    household_member::restricted.eq(new.restricted),
                    household_member::apart.eq(new.apart),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Writes down what is said of a member.
    ///
    /// # Errors
    /// When they are no member of the case, or the store does not answer.
    pub fn insert_member_part(&mut self, new: &MemberPart) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("member_part", |c| {
            diesel::insert_into(member_part::table)
                .values((
                    member_part::authority.eq(a.as_bytes().as_slice()),
                    member_part::id.eq(new.id.as_bytes().as_slice()),
                    member_part::case_id.eq(new.case_id.as_bytes().as_slice()),
                    member_part::person.eq(new.person.as_bytes().as_slice()),
                    member_part::category.eq(&new.category),
                    member_part::record_class.eq(&new.record_class),
                    member_part::sealed.eq(&new.sealed),
                    member_part::recorded_at.eq(new.recorded_at.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Says that parts hold no more: other ones took their place, or the member was taken out.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn end_member_parts(&mut self, ids: &[MemberPartId]) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        if ids.is_empty() {
            return Ok(());
        }
        self.q("member_part", |c| {
            diesel::update(
                member_part::table
                    .filter(member_part::authority.eq(a.as_bytes().as_slice()))
                    .filter(member_part::id.eq_any(ids.iter().map(|id| id.as_bytes().as_slice())))
                    .filter(member_part::superseded_at.is_null()),
            )
            .set(member_part::superseded_at.eq(Some(now.as_micros())))
            .execute(c)
        })?;
        Ok(())
    }
    /// The members of some cases, in the order in which they were written down.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn members_of(&mut self, cases: &[CaseId]) -> Result<Vec<Member>, StoreError> {
        let a = self.authority();
        self.q("household_member", |c| {
            household_member::table
                .filter(household_member::authority.eq(a.as_bytes().as_slice()))
                .filter(among(household_member::case_id, cases.iter().map(CaseId::as_bytes)))
                .order((household_member::joined_at, household_member::person))
                .select(Member::as_select())
                .load(c)
        })
    }
    /// What is and was said of the members of some cases, in the order in which it was written down.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn member_parts(&mut self, cases: &[CaseId]) -> Result<Vec<MemberPart>, StoreError> {
        let a = self.authority();
        self.q("member_part", |c| {
            member_part::table
                .filter(member_part::authority.eq(a.as_bytes().as_slice()))
                .filter(among(member_part::case_id, cases.iter().map(CaseId::as_bytes)))
                .order((member_part::recorded_at, member_part::id))
                .select(MemberPart::as_select())
                .load(c)
        })
    }
    /// The households that some people belong to.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn memberships_of(&mut self, people: &[PersonId]) -> Result<Vec<Member>, StoreError> {
        let a = self.authority();
        self.q("household_member", |c| {
            household_member::table
                .filter(household_member::authority.eq(a.as_bytes().as_slice()))
                .filter(household_member::person.eq_any(people.iter().map(|p| p.as_bytes().as_slice())))
                .order((household_member::person, household_member::joined_at, household_member::case_id))
                .select(Member::as_select())
                .load(c)
        })
    }
    /// Stops the use of what is kept of a member of a case, or lets it go on.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when they are no member of the case; or when the store does not answer.
    pub fn set_member_restricted(&mut self, case: CaseId, person: PersonId, so: bool) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("household_member", |c| {
            diesel::update(
                household_member::table
                    .filter(household_member::authority.eq(a.as_bytes().as_slice()))
                    .filter(household_member::case_id.eq(case.as_bytes().as_slice()))
                    .filter(household_member::person.eq(person.as_bytes().as_slice())),
            )
            .set(household_member::restricted.eq(so))
            .execute(c)
        })?;
        if rows == 0 { self.fail(StoreError::Missing("household_member".to_owned())) } else { Ok(()) }
    }
    /// Says that a member is, or was, the person's partner.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn set_member_apart(&mut self, case: CaseId, person: PersonId) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("household_member", |c| {
            diesel::update(
                household_member::table
                    .filter(household_member::authority.eq(a.as_bytes().as_slice()))
                    .filter(household_member::case_id.eq(case.as_bytes().as_slice()))
                    .filter(household_member::person.eq(person.as_bytes().as_slice())),
            )
            .set(household_member::apart.eq(true))
            .execute(c)
        })?;
        Ok(())
    }
    /// Destroys what a case keeps of one of its members, with the keys that seal nothing else; and the person, if no case knows
    /// them any more.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn erase_member(&mut self, case: CaseId, person: PersonId, why: &str) -> Result<usize, StoreError> {
        let a = self.authority();
        let classes: Vec<String> = self.q("member_part", |c| {
            member_part::table
                .filter(member_part::authority.eq(a.as_bytes().as_slice()))
                .filter(member_part::case_id.eq(case.as_bytes().as_slice()))
                .filter(member_part::person.eq(person.as_bytes().as_slice()))
                .select(member_part::record_class)
                .distinct()
                .load(c)
        })?;
        // Copies, and what was kept of what was sent, are sealed with the key of the person whose case it is: they go whole.
        self.destroy_copies_of(case, why)?;
        let mut told: Vec<String> =
            self.members_of(&[case])?.into_iter().filter(|m| m.person == person).map(|m| m.category).collect();
        told.dedup();
        if !told.is_empty() {
            self.delete_sent(case, &told)?;
        }
        self.q("household_member", |c| {
            diesel::delete(
                household_member::table
                    .filter(household_member::authority.eq(a.as_bytes().as_slice()))
                    .filter(household_member::case_id.eq(case.as_bytes().as_slice()))
                    .filter(household_member::person.eq(person.as_bytes().as_slice())),
            )
            .execute(c)
        })?;
        self.forget_member(person, &classes, why)
    }
    /// After something of a member was destroyed: the keys that seal nothing any more, and the person whom no case knows.
    pub(crate) fn forget_member(
        &mut self,
        person: PersonId,
        classes: &[String],
        why: &str,
    ) -> Result<usize, StoreError> {
        let known = !self.memberships_of(&[person])?.is_empty() || !self.cases_of(&[person])?.is_empty();
        if known {
            return self.destroy_unused(person, classes, why);
        }
        if self.has_person(person)? {
            self.erase_person(person)?;
        }
        Ok(self.destroy_keys(person, None, why)?.keys.len())
    }
}
