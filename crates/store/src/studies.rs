//! Releases of data for studies: what was asked for, approved, taken and deleted. What was in them is kept nowhere, and nothing leads
//! from here to a case: whether somebody is in a study is for no decision about them.

use crate::conn::{Db, readable};
use crate::error::StoreError;
use crate::schema::study_release;
use crate::tx::Tx;
use diesel::prelude::*;
use diesel::sql_types::Text;
use jiff::civil::Date;
use kernel::{AccountId, ShareId, Timestamp};

/// Where a release stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StudyState {
    /// Somebody asked for it.
    Asked,
    /// Somebody else said no.
    Refused,
    /// Somebody else said yes: the recipient can take it, once.
    Approved,
    /// The recipient has taken it.
    Taken,
    /// The recipient says that it is deleted.
    Deleted,
}

impl StudyState {
    /// Its name in the store.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Refused => "refused",
            Self::Approved => "approved",
            Self::Taken => "taken",
            Self::Deleted => "deleted",
        }
    }
}

readable! {
    StudyState, Text, String, |raw| match raw.as_str() {
        "asked" => Ok(Self::Asked),
        "refused" => Ok(Self::Refused),
        "approved" => Ok(Self::Approved),
        "taken" => Ok(Self::Taken),
        "deleted" => Ok(Self::Deleted),
        _ => Err("not a state of a release for a study".into()),
    };
}

/// A release.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = study_release, check_for_backend(Db))]
pub struct StudyRelease {
    /// Its id.
    pub id: ShareId,
    /// Under which notice.
    pub notice_id: String,
    /// Under which of its disclosures.
    pub flow: String,
    /// To whom.
    pub party: String,
    /// For which purpose.
    pub purpose: String,
    /// The reference of the agreement.
    pub agreement: String,
    /// The project, as whoever accredited it calls it.
    pub project: String,
    /// Where it stands.
    pub state: StudyState,
    /// Who asked for it.
    pub made_by: AccountId,
    /// When.
    pub made_at: Timestamp,
    /// Who decided.
    pub decided_by: Option<AccountId>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// Who took it.
    pub taken_by: Option<AccountId>,
    /// When.
    pub taken_at: Option<Timestamp>,
    /// Who said that it is deleted.
    pub deleted_by: Option<AccountId>,
    /// When.
    pub deleted_at: Option<Timestamp>,
    /// How many people were in it, once it was taken.
    pub people: Option<i64>,
    /// What it was made under, once it was taken: JSON that tells of nobody.
    pub manifest: Option<String>,
    /// The certificate (PEM) that the file is encrypted for; none of releases from before it was asked.
    pub certificate: Option<String>,
    /// The last day by which it has to be deleted; none of releases from before it was asked.
    pub delete_by: Option<Date>,
    /// Who said that it arrived whole.
    pub received_by: Option<AccountId>,
    /// When.
    pub received_at: Option<Timestamp>,
}

/// What is written down of a release with a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StudyStep<'a> {
    /// Somebody else decided.
    Decided(StudyState),
    /// The recipient took it: of how many people, and under what.
    Taken(i64, &'a str),
    /// The recipient says that it arrived whole, and opens.
    Received,
    /// The recipient says that it is deleted.
    Deleted,
}

impl Tx<'_> {
    /// Asks for a release.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn insert_study_release(&mut self, new: &StudyRelease) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("study_release", |c| {
            diesel::insert_into(study_release::table)
                .values((
                    study_release::authority.eq(a.as_bytes().as_slice()),
                    study_release::id.eq(new.id.as_bytes().as_slice()),
                    study_release::notice_id.eq(&new.notice_id),
                    study_release::flow.eq(&new.flow),
                    study_release::party.eq(&new.party),
                    study_release::purpose.eq(&new.purpose),
                    study_release::agreement.eq(&new.agreement),
                    study_release::project.eq(&new.project),
                    study_release::state.eq(new.state.id()),
                    study_release::made_by.eq(new.made_by.as_bytes().as_slice()),
                    study_release::made_at.eq(new.made_at.as_micros()),
                    study_release::certificate.eq(&new.certificate),
                    study_release::delete_by.eq(new.delete_by.map(|day| day.to_string())),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Takes a step with a release that stands so now.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when it stands otherwise; or when the store does not answer.
    pub fn step_study_release(
        &mut self,
        id: ShareId,
        from: StudyState,
        by: AccountId,
        step: StudyStep<'_>,
    ) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now.as_micros());
        let by = by.as_bytes().to_vec();
        let rows = self.q("study_release", |c| {
            let one = study_release::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .filter(study_release::state.eq(from.id()));
            match step {
                StudyStep::Decided(to) => diesel::update(one)
                    .set((
                        study_release::state.eq(to.id()),
                        study_release::decided_by.eq(Some(by.as_slice())),
                        study_release::decided_at.eq(Some(now)),
                    ))
                    .execute(c),
                StudyStep::Taken(people, manifest) => diesel::update(one)
                    .set((
                        study_release::state.eq(StudyState::Taken.id()),
                        study_release::taken_by.eq(Some(by.as_slice())),
                        study_release::taken_at.eq(Some(now)),
                        study_release::people.eq(Some(people)),
                        study_release::manifest.eq(Some(manifest)),
                    ))
                    .execute(c),
                StudyStep::Received => diesel::update(one.filter(study_release::received_by.is_null()))
                    .set((study_release::received_by.eq(Some(by.as_slice())), study_release::received_at.eq(Some(now))))
                    .execute(c),
                StudyStep::Deleted => diesel::update(one)
                    .set((
                        study_release::state.eq(StudyState::Deleted.id()),
                        study_release::deleted_by.eq(Some(by.as_slice())),
                        study_release::deleted_at.eq(Some(now)),
                    ))
                    .execute(c),
            }
        })?;
        self.one("study_release", rows)
    }
    /// The releases under a notice, the newest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn study_releases(&mut self, notice_id: &str) -> Result<Vec<StudyRelease>, StoreError> {
        let a = self.authority();
        self.q("study_release", |c| {
            study_release::table
                .filter(study_release::authority.eq(a.as_bytes().as_slice()))
                .filter(study_release::notice_id.eq(notice_id))
                .order((study_release::made_at.desc(), study_release::id.desc()))
                .select(StudyRelease::as_select())
                .load(c)
        })
    }
    /// One of them.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn study_release(&mut self, id: ShareId) -> Result<Option<StudyRelease>, StoreError> {
        let a = self.authority();
        self.q("study_release", |c| {
            study_release::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .select(StudyRelease::as_select())
                .get_result(c)
                .optional()
        })
    }
}
