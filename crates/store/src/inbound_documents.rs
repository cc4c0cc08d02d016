//! Files that came with referrals, until a referral leads to a case and they become documents of it.

use crate::conn::Db;
use crate::documents::DocumentState;
use crate::error::StoreError;
use crate::schema::inbound_document;
use crate::tx::Tx;
use diesel::prelude::*;
use disclosure::Place;
use kernel::{InboundId, PersonId, Timestamp};

/// A file that came with a referral, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = inbound_document, check_for_backend(Db))]
pub struct InboundDocument {
    /// Its id.
    pub id: InboundId,
    /// With which referral it came.
    pub inbound: InboundId,
    /// The category that it stands in.
    pub category: String,
    /// Whose data it is.
    pub person: PersonId,
    /// The record class.
    pub record_class: String,
    /// Its media type, as sniffed from its content.
    pub media: String,
    /// How large it is.
    pub bytes: i64,
    /// How it stands with the scanner.
    pub state: DocumentState,
    /// When it came in.
    pub came_at: Timestamp,
}

impl InboundDocument {
    /// Where its sealed bytes belong.
    #[must_use]
    pub fn place(&self) -> Place {
        Place {
            subject: self.person,
            record_class: self.record_class.clone(),
            table: "inbound_document",
            row: *self.id.as_bytes(),
            version: 1,
        }
    }
}

impl Tx<'_> {
    /// Keeps a file that came with a referral.
    ///
    /// # Errors
    /// When the referral is not there, or the store does not answer.
    pub fn insert_inbound_document(&mut self, new: &InboundDocument, sealed: &[u8]) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("inbound_document", |c| {
            diesel::insert_into(inbound_document::table)
                .values((
                    inbound_document::authority.eq(a.as_bytes().as_slice()),
                    inbound_document::id.eq(new.id.as_bytes().as_slice()),
                    inbound_document::inbound.eq(new.inbound.as_bytes().as_slice()),
                    inbound_document::category.eq(&new.category),
                    inbound_document::person.eq(new.person.as_bytes().as_slice()),
                    inbound_document::record_class.eq(&new.record_class),
                    inbound_document::media.eq(&new.media),
                    inbound_document::bytes.eq(new.bytes),
                    inbound_document::state.eq(new.state.id()),
                    inbound_document::came_at.eq(new.came_at.as_micros()),
                    inbound_document::sealed.eq(sealed),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// What came with a referral, in order.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn inbound_documents(&mut self, of: InboundId) -> Result<Vec<InboundDocument>, StoreError> {
        let a = self.authority();
        self.q("inbound_document", |c| {
            inbound_document::table
                .filter(inbound_document::authority.eq(a.as_bytes().as_slice()))
                .filter(inbound_document::inbound.eq(of.as_bytes().as_slice()))
                .order(inbound_document::id)
                .select(InboundDocument::as_select())
                .load(c)
        })
    }
    /// The sealed bytes of one.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn inbound_document_bytes(&mut self, id: InboundId) -> Result<Option<Vec<u8>>, StoreError> {
        let a = self.authority();
        self.q("inbound_document", |c| {
            inbound_document::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .select(inbound_document::sealed)
                .get_result(c)
                .optional()
        })
    }
    /// Notes what the scanner said of one.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none; or when the store does not answer.
    pub fn inbound_document_scanned(&mut self, id: InboundId, state: DocumentState) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("inbound_document", |c| {
            diesel::update(inbound_document::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice())))
                .set(inbound_document::state.eq(state.id()))
                .execute(c)
        })?;
        self.one("inbound_document", rows)
    }
    /// Takes away what came with a referral: it is kept elsewhere now.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn drop_inbound_documents(&mut self, of: InboundId) -> Result<usize, StoreError> {
        let a = self.authority();
        self.q("inbound_document", |c| {
            diesel::delete(
                inbound_document::table
                    .filter(inbound_document::authority.eq(a.as_bytes().as_slice()))
                    .filter(inbound_document::inbound.eq(of.as_bytes().as_slice())),
            )
            .execute(c)
        })
    }
    /// How many bytes came with referrals since a moment; without one, of all that still lie with referrals.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn inbound_bytes(&mut self, since: Option<Timestamp>) -> Result<u64, StoreError> {
        let a = self.authority();
        let since = since.map_or(i64::MIN, Timestamp::as_micros);
        let all: Vec<i64> = self.q("inbound_document", |c| {
            inbound_document::table
                .filter(inbound_document::authority.eq(a.as_bytes().as_slice()))
                .filter(inbound_document::came_at.ge(since))
                .select(inbound_document::bytes)
                .load(c)
        })?;
        Ok(all.into_iter().filter_map(|bytes| u64::try_from(bytes).ok()).sum())
    }
}
