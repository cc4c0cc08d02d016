//! Links by which bodies without an account reach what was sent to them. Only digests of the links and their codes are kept.

use crate::conn::Db;
use crate::error::StoreError;
use crate::schema::share_link;
use crate::tx::Tx;
use diesel::prelude::*;
use kernel::{AccountId, AttachmentId, ShareId, Timestamp};

/// A link.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = share_link, check_for_backend(Db))]
pub struct ShareLink {
    /// Its id.
    pub id: AttachmentId,
    /// To what was sent.
    pub share: ShareId,
    /// The digest of its secret.
    pub link_hash: Vec<u8>,
    /// The digest of its code.
    pub code_hash: Vec<u8>,
    /// Until when it works.
    pub until_at: Timestamp,
    /// How many wrong codes were given.
    pub tries: i32,
    /// Who made it.
    pub made_by: AccountId,
    /// When.
    pub made_at: Timestamp,
    /// When it was ended before its time.
    pub ended_at: Option<Timestamp>,
}

impl std::fmt::Debug for ShareLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ShareLink({:?})", self.id)
    }
}

impl Tx<'_> {
    /// Keeps a link.
    ///
    /// # Errors
    /// When there is no such share or account, or the store does not answer.
    pub fn insert_share_link(&mut self, new: &ShareLink) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("share_link", |c| {
            diesel::insert_into(share_link::table)
                .values((
                    share_link::authority.eq(a.as_bytes().as_slice()),
                    share_link::id.eq(new.id.as_bytes().as_slice()),
                    share_link::share.eq(new.share.as_bytes().as_slice()),
                    share_link::link_hash.eq(&new.link_hash),
                    share_link::code_hash.eq(&new.code_hash),
                    share_link::until_at.eq(new.until_at.as_micros()),
                    share_link::tries.eq(new.tries),
                    share_link::made_by.eq(new.made_by.as_bytes().as_slice()),
                    share_link::made_at.eq(new.made_at.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Writes down that a wrong code was given, or that it ended.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none; or when the store does not answer.
    pub fn update_share_link(&mut self, now: &ShareLink) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("share_link", |c| {
            diesel::update(share_link::table.find((a.as_bytes().as_slice(), now.id.as_bytes().as_slice())))
                .set((share_link::tries.eq(now.tries), share_link::ended_at.eq(now.ended_at.map(Timestamp::as_micros))))
                .execute(c)
        })?;
        self.one("share_link", rows)
    }
    /// The links to something that was sent, the newest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn share_links(&mut self, share: ShareId) -> Result<Vec<ShareLink>, StoreError> {
        let a = self.authority();
        self.q("share_link", |c| {
            share_link::table
                .filter(share_link::authority.eq(a.as_bytes().as_slice()))
                .filter(share_link::share.eq(share.as_bytes().as_slice()))
                .order(share_link::id.desc())
                .select(ShareLink::as_select())
                .load(c)
        })
    }
    /// The link with a digest.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn share_link(&mut self, link_hash: &[u8]) -> Result<Option<ShareLink>, StoreError> {
        let a = self.authority();
        self.q("share_link", |c| {
            share_link::table
                .filter(share_link::authority.eq(a.as_bytes().as_slice()))
                .filter(share_link::link_hash.eq(link_hash))
                .select(ShareLink::as_select())
                .get_result(c)
                .optional()
        })
    }
}
