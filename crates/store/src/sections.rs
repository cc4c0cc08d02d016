//! Sections: the sealed content of a case, one for each category, every version kept.

use crate::among::among;
use crate::conn::{As, Perhaps, on_engine};
use crate::error::StoreError;
use crate::keys::int;
use crate::schema::{case_item, section};
use crate::tx::Tx;
use diesel::dsl::min;
use diesel::prelude::*;
use disclosure::Place;
use kernel::{AccountId, CaseId, PersonId, SectionId, Timestamp};
use std::collections::HashMap;

/// The table's name in the places of sealed bytes.
pub const SECTION_TABLE: &str = "section";

/// One version of one section.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = section)]
pub struct Section {
    /// The id of this version.
    #[diesel(deserialize_as = As<SectionId>)]
    pub id: SectionId,
    /// The case.
    #[diesel(deserialize_as = As<CaseId>)]
    pub case_id: CaseId,
    /// Whom it is about.
    #[diesel(deserialize_as = As<PersonId>)]
    pub person: PersonId,
    /// The category of the notice.
    pub category: String,
    /// The record class: its key and its retention.
    pub record_class: String,
    /// The version, from 1.
    pub version: i32,
    /// The content, sealed for [`Section::place`].
    pub sealed: Vec<u8>,
    /// Who wrote it; none for the system.
    #[diesel(deserialize_as = Perhaps<AccountId>)]
    pub author: Option<AccountId>,
    /// Where it comes from: a code of the notice's sources.
    pub source: String,
    /// When it was written.
    #[diesel(deserialize_as = As<Timestamp>)]
    pub recorded_at: Timestamp,
    /// When the next version took its place; none for the one that holds.
    #[diesel(deserialize_as = Perhaps<Timestamp>)]
    pub superseded_at: Option<Timestamp>,
    /// The form under which it was answered, as `service@version`; empty: the fields of the notice itself.
    pub form: String,
}

impl std::fmt::Debug for Section {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Section({:?}, {}, version {})", self.id, self.category, self.version)
    }
}

impl Section {
    /// Where its sealed bytes belong.
    #[must_use]
    pub fn place(&self) -> Place {
        section_place(self.person, &self.record_class, self.id, u32::try_from(self.version).unwrap_or(0))
    }
}

/// The class of the key that seals a record class of one case: so that one case of a person can be erased before another.
#[must_use]
pub fn case_class(record_class: &str, case: CaseId) -> String {
    format!("{record_class}/{case}")
}

/// Where the sealed bytes of a section belong.
#[must_use]
pub fn section_place(person: PersonId, record_class: &str, id: SectionId, version: u32) -> Place {
    Place { subject: person, record_class: record_class.to_owned(), table: SECTION_TABLE, row: *id.as_bytes(), version }
}

/// A version to be written.
#[derive(Clone, PartialEq, Eq)]
pub struct NewSection {
    /// Its id.
    pub id: SectionId,
    /// The case.
    pub case_id: CaseId,
    /// Whom it is about.
    pub person: PersonId,
    /// The category.
    pub category: String,
    /// The record class.
    pub record_class: String,
    /// The version: [`Tx::next_section_version`].
    pub version: u32,
    /// The content, sealed for [`section_place`].
    pub sealed: Vec<u8>,
    /// Who wrote it.
    pub author: Option<AccountId>,
    /// Where it comes from.
    pub source: String,
    /// The form under which it is answered, as `service@version`; empty: the fields of the notice itself.
    pub form: String,
}

impl Tx<'_> {
    /// The version that a section's next text will have.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn next_section_version(&mut self, case: CaseId, category: &str) -> Result<u32, StoreError> {
        let a = self.authority();
        let last: Option<i32> = self.q("section", |c| {
            section::table
                .filter(section::authority.eq(a.as_bytes().as_slice()))
                .filter(section::case_id.eq(case.as_bytes().as_slice()))
                .filter(section::category.eq(category))
                .select(diesel::dsl::max(section::version))
                .get_result(c)
        })?;
        Ok(u32::try_from(last.unwrap_or(0)).unwrap_or(0) + 1)
    }
    /// Whose sections were written last, and of which class their keys are; so many at most.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn newest_sealed(&mut self, limit: i64) -> Result<Vec<(PersonId, String)>, StoreError> {
        let a = self.authority();
        self.q("section", |c| {
            section::table
                .filter(section::authority.eq(a.as_bytes().as_slice()))
                .order(section::id.desc())
                .limit(limit)
                .select((section::person, section::record_class))
                .load(c)
        })
    }
    /// Writes a version; the one before it stops holding.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody else has written this version; or when the store does not answer.
    pub fn insert_section(&mut self, new: &NewSection) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        if new.version > 1 {
            let rows = self.q("section", |c| {
                diesel::update(
                    section::table
                        .find((
                            a.as_bytes().as_slice(),
                            new.case_id.as_bytes().as_slice(),
                            new.category.as_str(),
                            int(new.version - 1),
                        ))
                        .filter(section::superseded_at.is_null()),
                )
                .set(section::superseded_at.eq(Some(now.as_micros())))
                .execute(c)
            })?;
            if rows != 1 {
                return self.fail(StoreError::Conflict("section".to_owned()));
            }
        }
        self.q("section", |c| {
            on_engine!(c, {
                diesel::insert_into(section::table)
                    .values((
                        section::authority.eq(a.as_bytes().as_slice()),
                        section::id.eq(new.id.as_bytes().as_slice()),
                        section::case_id.eq(new.case_id.as_bytes().as_slice()),
                        section::person.eq(new.person.as_bytes().as_slice()),
                        section::category.eq(&new.category),
                        section::record_class.eq(&new.record_class),
                        section::version.eq(int(new.version)),
                        section::sealed.eq(&new.sealed),
                        section::author.eq(new.author.map(|id| id.as_bytes().to_vec())),
                        section::source.eq(&new.source),
                        section::recorded_at.eq(now.as_micros()),
                        section::form.eq(&new.form),
                    ))
                    .execute(c)
            })
        })?;
        Ok(())
    }
    /// The sections of a case that hold, by category.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn sections(&mut self, case: CaseId) -> Result<Vec<Section>, StoreError> {
        let a = self.authority();
        self.q("section", |c| {
            on_engine!(
                c,
                section::table
                    .filter(section::authority.eq(a.as_bytes().as_slice()))
                    .filter(section::case_id.eq(case.as_bytes().as_slice()))
                    .filter(section::superseded_at.is_null())
                    .order(section::category)
                    .select(Section::as_select())
                    .load(c)
            )
        })
    }
    /// All versions of a section, the newest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn section_history(&mut self, case: CaseId, category: &str) -> Result<Vec<Section>, StoreError> {
        let a = self.authority();
        self.q("section", |c| {
            section::table
                .filter(section::authority.eq(a.as_bytes().as_slice()))
                .filter(section::case_id.eq(case.as_bytes().as_slice()))
                .filter(section::category.eq(category))
                .order(section::version.desc())
                .select(Section::as_select())
                .load(c)
        })
    }
    /// Since when there is something of each category in a case: a section, or an entry or document that stands under it.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn held_since(&mut self, case: CaseId) -> Result<HashMap<String, Timestamp>, StoreError> {
        let a = self.authority();
        let mut all: Vec<(String, Option<i64>)> = self.q("section", |c| {
            section::table
                .filter(section::authority.eq(a.as_bytes().as_slice()))
                .filter(section::case_id.eq(case.as_bytes().as_slice()))
                .group_by(section::category)
                .select((section::category, min(section::recorded_at)))
                .load(c)
        })?;
        all.extend(self.q("case_item", |c| {
            case_item::table
                .filter(case_item::authority.eq(a.as_bytes().as_slice()))
                .filter(case_item::case_id.eq(case.as_bytes().as_slice()))
                .group_by(case_item::category)
                .select((case_item::category, min(case_item::recorded_at)))
                .load::<(String, Option<i64>)>(c)
        })?);
        let mut since: HashMap<String, Timestamp> = HashMap::new();
        for (category, at) in all {
            let Some(at) = at.map(Timestamp::from_micros) else { continue };
            let first = since.entry(category).or_insert(at);
            *first = (*first).min(at);
        }
        Ok(since)
    }
    /// The sections of some categories that hold, of many cases, in one query: for lists.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn sections_of(&mut self, cases: &[CaseId], categories: &[&str]) -> Result<Vec<Section>, StoreError> {
        let a = self.authority();
        self.q("section", |c| {
            let of_cases = section::table
                .filter(section::authority.eq(a.as_bytes().as_slice()))
                .filter(among(section::case_id, cases.iter().map(CaseId::as_bytes)))
                .filter(section::superseded_at.is_null())
                .select(Section::as_select());
            match categories {
                // A list shows names, which stand in one category.
                [one] => of_cases.filter(section::category.eq(*one)).load(c),
                many => of_cases.filter(section::category.eq_any(many.iter().copied())).load(c),
            }
        })
    }
}
