//! Published versions of notices. They are never changed: a new text is a new version.

use crate::conn::Db;
use crate::error::StoreError;
use crate::schema::notice_version;
use crate::tx::Tx;
use diesel::prelude::*;
use jiff::civil::Date;
use kernel::{NoticeVersionId, Timestamp};

/// A version of a notice.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = notice_version, check_for_backend(Db))]
pub struct NoticeVersion {
    /// Its id.
    pub id: NoticeVersionId,
    /// The notice's id: `coventry/homelessness-and-cbl`.
    pub notice_id: String,
    /// Its version: `1.0.0`.
    pub version: String,
    /// Its title.
    pub title: String,
    /// Its text, as written.
    pub source: String,
    /// SHA-256 of its canonical form.
    pub hash: Vec<u8>,
    /// Whether anything in it is assumed.
    pub draft: bool,
    /// The first day on which it applies.
    pub effective_on: Date,
    /// When it was published.
    pub published_at: Timestamp,
}

impl Tx<'_> {
    /// Publishes a version.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when this version is there already; or when the store does not answer.
    pub fn publish_notice(&mut self, new: &NoticeVersion) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("notice_version", |c| {
            diesel::insert_into(notice_version::table)
                .values((
                    notice_version::authority.eq(a.as_bytes().as_slice()),
                    notice_version::id.eq(new.id.as_bytes().as_slice()),
                    notice_version::notice_id.eq(&new.notice_id),
                    notice_version::version.eq(&new.version),
                    notice_version::title.eq(&new.title),
                    notice_version::source.eq(&new.source),
                    notice_version::hash.eq(&new.hash),
                    notice_version::draft.eq(new.draft),
                    notice_version::effective_on.eq(new.effective_on.to_string()),
                    notice_version::published_at.eq(new.published_at.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// All versions of all notices: by notice, the newest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn notice_versions(&mut self) -> Result<Vec<NoticeVersion>, StoreError> {
        let a = self.authority();
        self.q("notice_version", |c| {
            notice_version::table
                .filter(notice_version::authority.eq(a.as_bytes().as_slice()))
                .order((notice_version::notice_id, notice_version::published_at.desc()))
                .select(NoticeVersion::as_select())
                .load(c)
        })
    }
    /// The ids of a notice's versions, the newest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn versions_of(&mut self, notice_id: &str) -> Result<Vec<NoticeVersionId>, StoreError> {
        let a = self.authority();
        self.q("notice_version", |c| {
            notice_version::table
                .filter(notice_version::authority.eq(a.as_bytes().as_slice()))
                .filter(notice_version::notice_id.eq(notice_id))
                .order(notice_version::published_at.desc())
                .select(notice_version::id)
                .load(c)
        })
    }
    /// The version of a notice that counts on a day: the newest that applies from then or before; else the first that was
    /// published.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn notice_in_force(&mut self, notice_id: &str, on: Date) -> Result<Option<NoticeVersionId>, StoreError> {
        let (a, on) = (self.authority(), on.to_string());
        // There are few, and an index has all of this.
        let versions: Vec<(NoticeVersionId, String)> = self.q("notice_version", |c| {
            notice_version::table
                .filter(notice_version::authority.eq(a.as_bytes().as_slice()))
                .filter(notice_version::notice_id.eq(notice_id))
                .order((notice_version::published_at.desc(), notice_version::id.desc()))
                .select((notice_version::id, notice_version::effective_on))
                .load(c)
        })?;
        let first = versions.last().map(|(id, _)| *id);
        Ok(versions.into_iter().find(|(_, from)| *from <= on).map(|(id, _)| id).or(first))
    }
    /// A version by its id.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn notice_version(&mut self, id: NoticeVersionId) -> Result<Option<NoticeVersion>, StoreError> {
        let a = self.authority();
        self.q("notice_version", |c| {
            notice_version::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .select(NoticeVersion::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// A version by its notice and version.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn notice_version_named(
        &mut self,
        notice_id: &str,
        version: &str,
    ) -> Result<Option<NoticeVersion>, StoreError> {
        let a = self.authority();
        self.q("notice_version", |c| {
            notice_version::table
                .filter(notice_version::authority.eq(a.as_bytes().as_slice()))
                .filter(notice_version::notice_id.eq(notice_id))
                .filter(notice_version::version.eq(version))
                .select(NoticeVersion::as_select())
                .get_result(c)
                .optional()
        })
    }
}
