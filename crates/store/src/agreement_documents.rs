//! Documents of agreements: what they are in plain columns, their bytes sealed under a key of the agreement's own.

use crate::conn::Db;
use crate::documents::DocumentState;
use crate::error::StoreError;
use crate::schema::agreement_document;
use crate::tx::Tx;
use diesel::prelude::*;
use disclosure::Place;
use kernel::{AccountId, AttachmentId, EnrolmentId, PersonId, Timestamp};

/// The class of the keys of an agreement's documents and papers; their "subject" is the agreement's id.
pub const CLASS_AGREEMENT: &str = "agreement";

/// A document of an agreement, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = agreement_document, check_for_backend(Db))]
pub struct AgreementDocument {
    /// Its id.
    pub id: AttachmentId,
    /// Of which agreement.
    pub agreement: EnrolmentId,
    /// What it is called.
    pub title: String,
    /// Its media type, as sniffed from its content.
    pub media: String,
    /// How large it is, in bytes.
    pub bytes: i64,
    /// SHA-256 of its bytes.
    pub hash: Vec<u8>,
    /// How it stands with the scanner.
    pub state: DocumentState,
    /// Who had it signed, where it was signed elsewhere; otherwise empty.
    pub provider: String,
    /// By which that service knows it.
    pub envelope: String,
    /// Who attached it.
    pub added_by: AccountId,
    /// When.
    pub added_at: Timestamp,
}

impl AgreementDocument {
    /// Where its bytes belong.
    #[must_use]
    pub fn place(&self) -> Place {
        Place {
            subject: PersonId::from_bytes(*self.agreement.as_bytes()),
            record_class: CLASS_AGREEMENT.to_owned(),
            table: "agreement_document",
            row: *self.id.as_bytes(),
            version: 1,
        }
    }
}

impl Tx<'_> {
    /// Attaches a document to an agreement.
    ///
    /// # Errors
    /// When the agreement or account is not there, or the store does not answer.
    pub fn insert_agreement_document(&mut self, new: &AgreementDocument, sealed: &[u8]) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("agreement_document", |c| {
            diesel::insert_into(agreement_document::table)
                .values((
                    agreement_document::authority.eq(a.as_bytes().as_slice()),
                    agreement_document::id.eq(new.id.as_bytes().as_slice()),
                    agreement_document::agreement.eq(new.agreement.as_bytes().as_slice()),
                    agreement_document::title.eq(&new.title),
                    agreement_document::media.eq(&new.media),
                    agreement_document::bytes.eq(new.bytes),
                    agreement_document::hash.eq(&new.hash),
                    agreement_document::state.eq(new.state.id()),
                    agreement_document::provider.eq(&new.provider),
                    agreement_document::envelope.eq(&new.envelope),
                    agreement_document::added_by.eq(new.added_by.as_bytes().as_slice()),
                    agreement_document::added_at.eq(new.added_at.as_micros()),
                    agreement_document::sealed.eq(sealed),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// The documents of an agreement, the first first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn agreement_documents(&mut self, of: EnrolmentId) -> Result<Vec<AgreementDocument>, StoreError> {
        let a = self.authority();
        self.q("agreement_document", |c| {
            agreement_document::table
                .filter(agreement_document::authority.eq(a.as_bytes().as_slice()))
                .filter(agreement_document::agreement.eq(of.as_bytes().as_slice()))
                .order(agreement_document::id)
                .select(AgreementDocument::as_select())
                .load(c)
        })
    }
    /// The sealed bytes of a document.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn agreement_document_bytes(&mut self, id: AttachmentId) -> Result<Option<Vec<u8>>, StoreError> {
        let a = self.authority();
        self.q("agreement_document", |c| {
            agreement_document::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .select(agreement_document::sealed)
                .get_result(c)
                .optional()
        })
    }
    /// Notes what the scanner says of a document that waited for it.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none; or when the store does not answer.
    pub fn agreement_document_scanned(&mut self, id: AttachmentId, state: DocumentState) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("agreement_document", |c| {
            diesel::update(agreement_document::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice())))
                .set(agreement_document::state.eq(state.id()))
                .execute(c)
        })?;
        self.one("agreement_document", rows)
    }
    /// Takes a document off an agreement.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none; or when the store does not answer.
    pub fn remove_agreement_document(&mut self, id: AttachmentId) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("agreement_document", |c| {
            diesel::delete(agreement_document::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice())))
                .execute(c)
        })?;
        self.one("agreement_document", rows)
    }
}
