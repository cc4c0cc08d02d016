//! Documents of requests from outside, sealed under the request's own key.

use crate::conn::Db;
use crate::documents::DocumentState;
use crate::error::StoreError;
use crate::schema::outside_document;
use crate::tx::Tx;
use diesel::prelude::*;
use disclosure::Place;
use kernel::{AccountId, PersonId, RequestId, Timestamp};

/// A document of a request, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = outside_document, check_for_backend(Db))]
pub struct OutsideDocument {
    /// Its id.
    pub id: RequestId,
    /// Of which request.
    pub request: RequestId,
    /// Whose key seals it: that of the request.
    pub person: PersonId,
    /// The class of that key.
    pub record_class: String,
    /// Its media type, as sniffed from its content.
    pub media: String,
    /// How large it is.
    pub bytes: i64,
    /// How it stands with the scanner.
    pub state: DocumentState,
    /// Who put it there.
    pub added_by: AccountId,
    /// When.
    pub added_at: Timestamp,
}

impl OutsideDocument {
    /// Where its sealed bytes belong.
    #[must_use]
    pub fn place(&self) -> Place {
        Place {
            subject: self.person,
            record_class: self.record_class.clone(),
            table: "outside_document",
            row: *self.id.as_bytes(),
            version: 1,
        }
    }
}

impl Tx<'_> {
    /// Keeps a document of a request.
    ///
    /// # Errors
    /// When the request or the account is not there, or the store does not answer.
    pub fn insert_outside_document(&mut self, new: &OutsideDocument, sealed: &[u8]) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("outside_document", |c| {
            diesel::insert_into(outside_document::table)
                .values((
                    outside_document::authority.eq(a.as_bytes().as_slice()),
                    outside_document::id.eq(new.id.as_bytes().as_slice()),
                    outside_document::request.eq(new.request.as_bytes().as_slice()),
                    outside_document::person.eq(new.person.as_bytes().as_slice()),
                    outside_document::record_class.eq(&new.record_class),
                    outside_document::media.eq(&new.media),
                    outside_document::bytes.eq(new.bytes),
                    outside_document::state.eq(new.state.id()),
                    outside_document::added_by.eq(new.added_by.as_bytes().as_slice()),
                    outside_document::added_at.eq(new.added_at.as_micros()),
                    outside_document::sealed.eq(sealed),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// The documents of a request, in the order in which they were put there.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn outside_documents(&mut self, of: RequestId) -> Result<Vec<OutsideDocument>, StoreError> {
        let a = self.authority();
        self.q("outside_document", |c| {
            outside_document::table
                .filter(outside_document::authority.eq(a.as_bytes().as_slice()))
                .filter(outside_document::request.eq(of.as_bytes().as_slice()))
                .order((outside_document::added_at, outside_document::id))
                .select(OutsideDocument::as_select())
                .load(c)
        })
    }
    /// The sealed bytes of one.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn outside_document_bytes(&mut self, id: RequestId) -> Result<Option<Vec<u8>>, StoreError> {
        let a = self.authority();
        self.q("outside_document", |c| {
            outside_document::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .select(outside_document::sealed)
                .get_result(c)
                .optional()
        })
    }
    /// Notes what the scanner said of one.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none; or when the store does not answer.
    pub fn outside_document_scanned(&mut self, id: RequestId, state: DocumentState) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("outside_document", |c| {
            diesel::update(outside_document::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice())))
                .set(outside_document::state.eq(state.id()))
                .execute(c)
        })?;
        self.one("outside_document", rows)
    }
}
