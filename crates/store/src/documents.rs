//! Documents of cases: what drives work in plain columns, the bytes sealed in parts of their own, so that lists never load them.

use crate::cases::CaseState;
use crate::conn::{Db, readable};
use crate::error::StoreError;
use crate::schema::{case_file, case_item, document, document_part};
use crate::tx::Tx;
use diesel::prelude::*;
use diesel::sql_types::Text;
use disclosure::Place;
use jiff::civil::Date;
use kernel::{AccountId, CaseId, ItemId, PersonId, Timestamp};

/// The table's names in the places of sealed bytes.
const ORIGINAL_TABLE: &str = "document_part:original";
const PREVIEW_TABLE: &str = "document_part:preview";

/// How a document stands with the scanner for malware.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DocumentState {
    /// It can be opened.
    Kept,
    /// The scanner has not answered yet: nobody opens it.
    Waiting,
    /// The scanner found something: nobody opens it.
    Quarantined,
}

impl DocumentState {
    /// Its name in the store.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Waiting => "waiting",
            Self::Quarantined => "quarantined",
        }
    }
}

readable! {
    DocumentState, Text, String, |raw| match raw.as_str() {
        "kept" => Ok(Self::Kept),
        "waiting" => Ok(Self::Waiting),
        "quarantined" => Ok(Self::Quarantined),
        _ => Err("not a state of a document".into()),
    };
}

/// Which bytes of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// As it was uploaded.
    Original,
    /// A picture made from it.
    Preview,
}

impl Part {
    /// Its name in the store.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Preview => "preview",
        }
    }
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = document, check_for_backend(Db))]
pub struct Document {
    /// The id of its entry.
    pub id: ItemId,
    /// The case.
    pub case_id: CaseId,
    /// Its media type, as sniffed from its content.
    pub media: String,
    /// How large it is.
    pub bytes: i64,
    /// How it stands.
    pub state: DocumentState,
    /// When the scanner passed it.
    pub scanned_at: Option<Timestamp>,
    /// The media type of its preview, if there is one.
    pub preview: Option<String>,
    /// The last day on which it is good.
    pub expires_on: Option<Date>,
    /// How it was checked: a code.
    pub verified_how: Option<String>,
    /// Who checked it.
    pub verified_by: Option<AccountId>,
    /// When.
    pub verified_at: Option<Timestamp>,
    /// For what it was given, if it was asked for: an [`crate::AskedDocument`].
    pub asked: Option<ItemId>,
}

/// Where the sealed bytes of a document's part belong.
#[must_use]
pub fn document_place(person: PersonId, record_class: &str, id: ItemId, part: Part) -> Place {
    let table = match part {
        Part::Original => ORIGINAL_TABLE,
        Part::Preview => PREVIEW_TABLE,
    };
    Place { subject: person, record_class: record_class.to_owned(), table, row: *id.as_bytes(), version: 1 }
}

impl Tx<'_> {
    /// Keeps a document.
    ///
    /// # Errors
    /// When the case is not there, or the store does not answer.
    pub fn insert_document(&mut self, new: &Document) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("document", |c| {
            diesel::insert_into(document::table)
                .values((
                    document::authority.eq(a.as_bytes().as_slice()),
                    document::id.eq(new.id.as_bytes().as_slice()),
                    document::case_id.eq(new.case_id.as_bytes().as_slice()),
                    document::media.eq(&new.media),
                    document::bytes.eq(new.bytes),
                    document::state.eq(new.state.id()),
                    document::scanned_at.eq(new.scanned_at.map(Timestamp::as_micros)),
                    document::preview.eq(new.preview.as_deref()),
                    document::expires_on.eq(new.expires_on.map(|d| d.to_string())),
                    document::asked.eq(new.asked.map(|id| id.as_bytes().to_vec())),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Notes who checked a document, how, and until when it is good.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none; or when the store does not answer.
    pub fn verified(
        &mut self,
        id: ItemId,
        (how, by): (&str, AccountId),
        expires_on: Option<Date>,
    ) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        let rows = self.q("document", |c| {
            diesel::update(document::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice())))
                .set((
                    document::verified_how.eq(Some(how)),
                    document::verified_by.eq(Some(by.as_bytes().to_vec())),
                    document::verified_at.eq(Some(now.as_micros())),
                    document::expires_on.eq(expires_on.map(|d| d.to_string())),
                ))
                .execute(c)
        })?;
        self.one("document", rows)
    }
    /// The documents of the open cases of some people that are good until a day between two, what runs out first before; without a
    /// first day those that ran out by the last, what ran out last before.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn documents_until(
        &mut self,
        owners: &[AccountId],
        (from, until): (Option<Date>, Date),
        limit: u32,
    ) -> Result<Vec<Document>, StoreError> {
        let a = self.authority();
        self.q("document", |c| {
            let of = document::table
                .inner_join(
                    case_file::table
                        .on(case_file::authority.eq(document::authority).and(case_file::id.eq(document::case_id))),
                )
                .filter(document::authority.eq(a.as_bytes().as_slice()))
                .filter(document::expires_on.is_not_null())
                .filter(document::expires_on.le(Some(until.to_string())))
                .filter(case_file::owner.eq_any(owners.iter().map(|o| Some(o.as_bytes().to_vec()))))
                .filter(case_file::state.eq(CaseState::Open.id()))
                .limit(i64::from(limit))
                .select(Document::as_select());
            match from {
                Some(from) => of
                    .filter(document::expires_on.ge(Some(from.to_string())))
                    .order((document::expires_on, document::id))
                    .load(c),
                None => of.order((document::expires_on.desc(), document::id.desc())).load(c),
            }
        })
    }
    /// Destroys a document: its entry in every version, its bytes, and its keys, where they seal nothing else.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none; or when the store does not answer.
    pub fn erase_document(&mut self, id: ItemId, person: PersonId, why: &str) -> Result<usize, StoreError> {
        let a = self.authority();
        let mut classes: Vec<String> = self.q("case_item", |c| {
            case_item::table
                .filter(case_item::authority.eq(a.as_bytes().as_slice()))
                .filter(case_item::id.eq(id.as_bytes().as_slice()))
                .select(case_item::record_class)
                .load(c)
        })?;
        classes.sort_unstable();
        classes.dedup();
        let rows = self.q("document", |c| {
            diesel::delete(document::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))).execute(c)
        })?;
        self.one("document", rows)?;
        self.q("case_item", |c| {
            diesel::delete(
                case_item::table
                    .filter(case_item::authority.eq(a.as_bytes().as_slice()))
                    .filter(case_item::id.eq(id.as_bytes().as_slice())),
            )
            .execute(c)
        })?;
        self.destroy_unused(person, &classes, why)
    }
    /// Keeps the sealed bytes of one part.
    ///
    /// # Errors
    /// When the document is not there or has this part, or the store does not answer.
    pub fn insert_document_part(
        &mut self,
        id: ItemId,
        part: Part,
        (person, record_class): (PersonId, &str),
        sealed: &[u8],
    ) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("document_part", |c| {
            diesel::insert_into(document_part::table)
                .values((
                    document_part::authority.eq(a.as_bytes().as_slice()),
                    document_part::id.eq(id.as_bytes().as_slice()),
                    document_part::part.eq(part.id()),
                    document_part::person.eq(person.as_bytes().as_slice()),
                    document_part::record_class.eq(record_class),
                    document_part::sealed.eq(sealed),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Notes what the scanner said.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none; or when the store does not answer.
    pub fn scanned(&mut self, id: ItemId, state: DocumentState, preview: Option<&str>) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        let rows = self.q("document", |c| {
            diesel::update(document::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice())))
                .set((
                    document::state.eq(state.id()),
                    document::scanned_at.eq(Some(now.as_micros())),
                    document::preview.eq(preview),
                ))
                .execute(c)
        })?;
        self.one("document", rows)
    }
    /// A document.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn document(&mut self, id: ItemId) -> Result<Option<Document>, StoreError> {
        let a = self.authority();
        self.q("document", |c| {
            document::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .select(Document::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// The documents of a case.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn documents(&mut self, case: CaseId) -> Result<Vec<Document>, StoreError> {
        let a = self.authority();
        self.q("document", |c| {
            document::table
                .filter(document::authority.eq(a.as_bytes().as_slice()))
                .filter(document::case_id.eq(case.as_bytes().as_slice()))
                .order(document::id.desc())
                .select(Document::as_select())
                .load(c)
        })
    }
    /// The sealed bytes of one part, with the place that they belong to.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn document_part(&mut self, id: ItemId, part: Part) -> Result<Option<(Place, Vec<u8>)>, StoreError> {
        let a = self.authority();
        let found: Option<(PersonId, String, Vec<u8>)> = self.q("document_part", |c| {
            document_part::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice(), part.id()))
                .select((document_part::person, document_part::record_class, document_part::sealed))
                .get_result(c)
                .optional()
        })?;
        Ok(found.map(|(person, class, sealed)| (document_place(person, &class, id, part), sealed)))
    }
}
