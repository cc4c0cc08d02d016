//! Published versions of forms. They are never changed: another question is a new version, and what was answered stays
//! with the version that asked.

use crate::conn::Db;
use crate::error::StoreError;
use crate::schema::form_version;
use crate::tx::Tx;
use diesel::prelude::*;
use kernel::{FormVersionId, NoticeVersionId, Timestamp};

/// A version of a service's form.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = form_version, check_for_backend(Db))]
pub struct FormVersion {
    /// Its id.
    pub id: FormVersionId,
    /// The notice version that it was checked against.
    pub notice_version: NoticeVersionId,
    /// The service.
    pub service: String,
    /// Its version.
    pub version: String,
    /// Its title.
    pub title: String,
    /// Its text, as written.
    pub source: String,
    /// SHA-256 of the text.
    pub hash: Vec<u8>,
    /// When it was published.
    pub published_at: Timestamp,
}

impl Tx<'_> {
    /// Publishes a version of a form.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when this version is there already; or when the store does not answer.
    pub fn publish_form(&mut self, new: &FormVersion) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("form_version", |c| {
            diesel::insert_into(form_version::table)
                .values((
                    form_version::authority.eq(a.as_bytes().as_slice()),
                    form_version::id.eq(new.id.as_bytes().as_slice()),
                    form_version::notice_version.eq(new.notice_version.as_bytes().as_slice()),
                    form_version::service.eq(&new.service),
                    form_version::version.eq(&new.version),
                    form_version::title.eq(&new.title),
                    form_version::source.eq(&new.source),
                    form_version::hash.eq(&new.hash),
                    form_version::published_at.eq(new.published_at.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// The forms of a notice version, the newest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn forms_of(&mut self, notice_version: NoticeVersionId) -> Result<Vec<FormVersion>, StoreError> {
        let a = self.authority();
        self.q("form_version", |c| {
            form_version::table
                .filter(form_version::authority.eq(a.as_bytes().as_slice()))
                .filter(form_version::notice_version.eq(notice_version.as_bytes().as_slice()))
                .order((form_version::published_at.desc(), form_version::id.desc()))
                .select(FormVersion::as_select())
                .load(c)
        })
    }
}
