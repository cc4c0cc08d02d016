//! Published notices: which one counts, and their pages.

use crate::actor::Actor;
use crate::error::AppError;
use crate::notices::Published;
use crate::{App, Inner};
use jiff::civil::Date;
use kernel::{Caller, NoticeVersionId, Timestamp};
use std::sync::Arc;
use store::{NoticeVersion, Tx};

/// A published version in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeVersionLine {
    /// The notice.
    pub notice_id: String,
    /// Its version.
    pub version: String,
    /// Its title.
    pub title: String,
    /// Whether it rests on assumptions still.
    pub draft: bool,
    /// From when it applies.
    pub effective_on: Date,
    /// When it was published.
    pub published_at: Timestamp,
    /// SHA-256 of what was published, in hexadecimal.
    pub hash: String,
}

/// A published notice, to be shown.
pub struct NoticePage {
    /// Which version.
    pub line: NoticeVersionLine,
    /// The compiled notice, from which the page is made.
    pub notice: Arc<Published>,
    /// All its versions, the newest first.
    pub versions: Vec<NoticeVersionLine>,
    /// The version that counts today.
    pub in_force: String,
}

impl Inner {
    /// A version, from memory or from the store.
    pub(crate) fn published(&self, tx: &mut Tx<'_>, id: NoticeVersionId) -> Result<Arc<Published>, AppError> {
        if let Some(known) = self.notices.get(id) {
            return Ok(known);
        }
        let row = tx.notice_version(id)?.ok_or(AppError::NotFound)?;
        let published = Arc::new(Published::from_bundle(id, &row.source)?);
        self.notices.keep(Arc::clone(&published));
        Ok(published)
    }

    /// The version of a notice that counts today: the newest whose day has come. A notice's first version counts from when it
    /// is published.
    pub(crate) fn latest(&self, tx: &mut Tx<'_>, notice_id: &str) -> Result<Option<Arc<Published>>, AppError> {
        match tx.notice_in_force(notice_id, kernel::london_date(tx.now()))? {
            Some(id) => self.published(tx, id).map(Some),
            None => Ok(None),
        }
    }
}

/// The notices that have been published, each once, by id.
pub(crate) fn notice_ids(tx: &mut Tx<'_>) -> Result<Vec<String>, AppError> {
    let mut ids: Vec<String> = tx.notice_versions()?.into_iter().map(|v| v.notice_id).collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

impl App {
    /// Every published version, by notice, the newest first. Public: nothing in it is personal.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn notice_list(&self) -> Result<Vec<NoticeVersionLine>, AppError> {
        self.inner.store.read(&self.public(), "notices", |tx| Ok(tx.notice_versions()?.iter().map(line).collect()))
    }

    /// A published notice: a version of it, or the latest.
    ///
    /// # Errors
    /// `NotFound` when there is none.
    pub fn notice_page(&self, notice_id: &str, version: Option<&str>) -> Result<NoticePage, AppError> {
        let inner = &self.inner;
        self.inner.store.read(&self.public(), "notice", |tx| {
            let versions: Vec<NoticeVersion> =
                tx.notice_versions()?.into_iter().filter(|v| v.notice_id == notice_id).collect();
            let today = kernel::london_date(tx.now());
            let now = tx.notice_in_force(notice_id, today)?.ok_or(AppError::NotFound)?;
            let in_force = versions.iter().find(|v| v.id == now).ok_or(AppError::NotFound)?.version.clone();
            let wanted = version.unwrap_or(&in_force);
            let chosen = versions.iter().find(|v| v.version == wanted).ok_or(AppError::NotFound)?;
            Ok(NoticePage {
                line: line(chosen),
                notice: inner.published(tx, chosen.id)?,
                versions: versions.iter().map(line).collect(),
                in_force,
            })
        })
    }

    /// The notices under which the actor may open cases: those of its capacities in which it may record anything.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn notices_to_open(&self, actor: &Actor) -> Result<Vec<Arc<Published>>, AppError> {
        let inner = &self.inner;
        let wanted = actor.capacity.notice.clone();
        self.inner
            .store
            .read(&actor.caller, "notices to open", |tx| Ok(inner.latest(tx, &wanted)?.into_iter().collect()))
    }

    pub(crate) fn public(&self) -> Caller {
        Caller::system(self.inner.authority, "public")
    }
}

fn line(row: &NoticeVersion) -> NoticeVersionLine {
    NoticeVersionLine {
        notice_id: row.notice_id.clone(),
        version: row.version.clone(),
        title: row.title.clone(),
        draft: row.draft,
        effective_on: row.effective_on,
        published_at: row.published_at,
        hash: data_encoding::HEXLOWER.encode(&row.hash),
    }
}
