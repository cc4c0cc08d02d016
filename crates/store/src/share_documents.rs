//! Documents that went with something that was sent to another body, as they went.

use crate::conn::Db;
use crate::documents::Part;
use crate::error::StoreError;
use crate::schema::share_document;
use crate::tx::Tx;
use diesel::prelude::*;
use disclosure::Place;
use kernel::{AttachmentId, CaseId, PersonId, ShareId};

/// A document that went, without its bytes.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = share_document, check_for_backend(Db))]
pub struct ShareDocument {
    /// Its id.
    pub id: AttachmentId,
    /// With what it went.
    pub share: ShareId,
    /// The case.
    pub case_id: CaseId,
    /// Whom it is about.
    pub person: PersonId,
    /// The category.
    pub category: String,
    /// The record class.
    pub record_class: String,
    /// Its media type.
    pub media: String,
    /// How large it is, in bytes.
    pub bytes: i64,
    /// SHA-256 of its bytes.
    pub hash: Vec<u8>,
    /// What it is called, sealed.
    pub sealed: Vec<u8>,
}

/// The bytes of one, sealed.
pub struct ShareDocumentBytes {
    /// As they went.
    pub content: Vec<u8>,
    /// A picture of it, if it is one.
    pub preview: Option<Vec<u8>>,
}

impl std::fmt::Debug for ShareDocument {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ShareDocument({:?})", self.id)
    }
}

impl ShareDocument {
    /// Where its title belongs.
    #[must_use]
    pub fn place(&self) -> Place {
        self.at(1)
    }
    /// Where its bytes, or those of its picture, belong.
    #[must_use]
    pub fn bytes_place(&self, part: Part) -> Place {
        self.at(match part {
            Part::Original => 2,
            Part::Preview => 3,
        })
    }
    fn at(&self, version: u32) -> Place {
        Place {
            subject: self.person,
            record_class: self.record_class.clone(),
            table: "share_document",
            row: *self.id.as_bytes(),
            version,
        }
    }
}

impl Tx<'_> {
    /// Keeps a document as it went.
    ///
    /// # Errors
    /// When the share or case is not there, or the store does not answer.
    pub fn insert_share_document(&mut self, new: &ShareDocument, bytes: &ShareDocumentBytes) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("share_document", |c| {
            diesel::insert_into(share_document::table)
                .values((
                    share_document::authority.eq(a.as_bytes().as_slice()),
                    share_document::id.eq(new.id.as_bytes().as_slice()),
                    share_document::share.eq(new.share.as_bytes().as_slice()),
                    share_document::case_id.eq(new.case_id.as_bytes().as_slice()),
                    share_document::person.eq(new.person.as_bytes().as_slice()),
                    share_document::category.eq(&new.category),
                    share_document::record_class.eq(&new.record_class),
                    share_document::media.eq(&new.media),
                    share_document::bytes.eq(new.bytes),
                    share_document::hash.eq(&new.hash),
                    share_document::sealed.eq(&new.sealed),
                    share_document::content.eq(&bytes.content),
                    share_document::preview.eq(&bytes.preview),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// What went with something, in order.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn share_documents(&mut self, share: ShareId) -> Result<Vec<ShareDocument>, StoreError> {
        let a = self.authority();
        self.q("share_document", |c| {
            share_document::table
                .filter(share_document::authority.eq(a.as_bytes().as_slice()))
                .filter(share_document::share.eq(share.as_bytes().as_slice()))
                .order(share_document::id)
                .select(ShareDocument::as_select())
                .load(c)
        })
    }
    /// The sealed bytes of one part of a document that went.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn share_document_bytes(&mut self, id: AttachmentId, part: Part) -> Result<Option<Vec<u8>>, StoreError> {
        let a = self.authority();
        self.q("share_document", |c| {
            let row = share_document::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice()));
            match part {
                Part::Original => row.select(share_document::content).get_result(c).optional(),
                Part::Preview => {
                    let found: Option<Option<Vec<u8>>> =
                        row.select(share_document::preview).get_result(c).optional()?;
                    Ok(found.flatten())
                }
            }
        })
    }
}
