//! Papers that somebody is to sign, and the certificates with which signed ones are sealed. What a paper says, who signed with
//! which name, and the signed file are sealed.

use crate::conn::{Db, Names, names, readable};
use crate::error::StoreError;
use crate::schema::{paper, signing_certificate};
use crate::tx::Tx;
use diesel::prelude::*;
use diesel::sql_types::Text;
use disclosure::Place;
use jiff::civil::Date;
use kernel::{AccountId, AuthorityId, CaseId, EnrolmentId, PaperId, PersonId, Timestamp};

/// The class of the key that seals an authority's signing keys; its "subject" is the authority's id.
pub const CLASS_SIGNING: &str = "document-signing";

/// How a paper stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PaperState {
    /// It is written, and nobody was asked to sign it yet.
    Draft,
    /// Somebody is asked to sign it.
    Open,
    /// It is signed and sealed.
    Signed,
    /// Whoever was asked does not sign it.
    Declined,
    /// It was called back before it was signed.
    Cancelled,
}

impl PaperState {
    /// Its name in the store.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Open => "open",
            Self::Signed => "signed",
            Self::Declined => "declined",
            Self::Cancelled => "cancelled",
        }
    }
}

readable! {
    PaperState, Text, String, |raw| match raw.as_str() {
        "draft" => Ok(Self::Draft),
        "open" => Ok(Self::Open),
        "signed" => Ok(Self::Signed),
        "declined" => Ok(Self::Declined),
        "cancelled" => Ok(Self::Cancelled),
        _ => Err("not a state of a paper".into()),
    };
}

/// What is sealed of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperPart {
    /// What it says.
    Words,
    /// Who signed, or why not: of the signer at a place.
    Answer(i32),
    /// Who is asked to sign, at a place.
    Signer(i32),
    /// The signed file.
    File,
}

/// A paper.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = paper, check_for_backend(Db))]
pub struct Paper {
    /// Its id.
    pub id: PaperId,
    /// The case, if it is of one; otherwise it is of an agreement.
    pub case_id: Option<CaseId>,
    /// Under whose keys it is sealed: the person's, or those that stand under the agreement's id.
    pub person: PersonId,
    /// From which template, with its version.
    pub template: String,
    /// The categories of the record that it tells.
    #[diesel(deserialize_as = Names)]
    pub categories: Vec<String>,
    /// The class of its key.
    pub record_class: String,
    /// What it says, sealed.
    pub sealed: Vec<u8>,
    /// SHA-256 of the file that is presented to be signed.
    pub hash: Vec<u8>,
    /// How it stands.
    pub state: PaperState,
    /// Who wrote it.
    pub made_by: AccountId,
    /// When.
    pub made_at: Timestamp,
    /// When somebody was asked to sign it.
    pub sent_at: Option<Timestamp>,
    /// The last day on which it can be signed.
    pub until_on: Option<Date>,
    /// When it was signed, declined or called back.
    pub settled_at: Option<Timestamp>,
    /// The signed file, sealed.
    pub file: Option<Vec<u8>>,
    /// SHA-256 of the signed file.
    pub file_hash: Option<Vec<u8>>,
    /// The agreement, if it is of one.
    pub agreement: Option<EnrolmentId>,
    /// Whose signature seals the file.
    pub provider: Option<String>,
}

impl std::fmt::Debug for Paper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Paper({:?}, {})", self.id, self.state.id())
    }
}

impl Paper {
    /// Where a part of it belongs.
    #[must_use]
    pub fn place(&self, part: PaperPart) -> Place {
        let version = match part {
            PaperPart::Words => 1,
            PaperPart::Answer(0) => 2,
            PaperPart::File => 3,
            PaperPart::Answer(place) => 100 + place.cast_unsigned(),
            PaperPart::Signer(place) => 200 + place.cast_unsigned(),
        };
        Place {
            subject: self.person,
            record_class: self.record_class.clone(),
            table: "paper",
            row: *self.id.as_bytes(),
            version,
        }
    }
}

/// A certificate with its key.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = signing_certificate, check_for_backend(Db))]
pub struct SigningCertificate {
    /// When it was made or brought.
    pub made_at: Timestamp,
    /// The certificate, as DER.
    pub certificate: Vec<u8>,
    /// The key, sealed.
    pub sealed: Vec<u8>,
    /// The council brought it.
    pub brought: bool,
}

impl std::fmt::Debug for SigningCertificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SigningCertificate({:?})", self.made_at)
    }
}

/// Where the key of a certificate belongs.
#[must_use]
pub fn signing_place(authority: AuthorityId, made_at: Timestamp) -> Place {
    let mut row = [0; 16];
    for (to, from) in row.iter_mut().zip(made_at.as_micros().to_be_bytes()) {
        *to = from;
    }
    Place {
        subject: PersonId::from_bytes(*authority.as_bytes()),
        record_class: CLASS_SIGNING.to_owned(),
        table: "signing_certificate",
        row,
        version: 1,
    }
}

impl Tx<'_> {
    /// Keeps a certificate: the newest counts.
    ///
    /// # Errors
    /// When one was made in that very moment, or the store does not answer.
    pub fn insert_signing_certificate(&mut self, new: &SigningCertificate) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("signing_certificate", |c| {
            diesel::insert_into(signing_certificate::table)
                .values((
                    signing_certificate::authority.eq(a.as_bytes().as_slice()),
                    signing_certificate::made_at.eq(new.made_at.as_micros()),
                    signing_certificate::certificate.eq(&new.certificate),
                    signing_certificate::sealed.eq(&new.sealed),
                    signing_certificate::brought.eq(new.brought),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// The certificate that counts: the newest.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn signing_certificate(&mut self) -> Result<Option<SigningCertificate>, StoreError> {
        let a = self.authority();
        self.q("signing_certificate", |c| {
            signing_certificate::table
                .filter(signing_certificate::authority.eq(a.as_bytes().as_slice()))
                .order(signing_certificate::made_at.desc())
                .limit(1)
                .select(SigningCertificate::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// Keeps a paper as it was written.
    ///
    /// # Errors
    /// When the case or writer is not there, or the store does not answer.
    pub fn insert_paper(&mut self, new: &Paper) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("paper", |c| {
            diesel::insert_into(paper::table)
                .values((
                    paper::authority.eq(a.as_bytes().as_slice()),
                    paper::id.eq(new.id.as_bytes().as_slice()),
                    paper::case_id.eq(new.case_id.map(|c| c.as_bytes().to_vec())),
                    paper::agreement.eq(new.agreement.map(|a| a.as_bytes().to_vec())),
                    paper::person.eq(new.person.as_bytes().as_slice()),
                    paper::template.eq(&new.template),
                    paper::categories.eq(names(&new.categories)),
                    paper::record_class.eq(&new.record_class),
                    paper::sealed.eq(&new.sealed),
                    paper::hash.eq(&new.hash),
                    paper::state.eq(new.state.id()),
                    paper::made_by.eq(new.made_by.as_bytes().as_slice()),
                    paper::made_at.eq(new.made_at.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// A paper.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn paper(&mut self, id: PaperId) -> Result<Option<Paper>, StoreError> {
        let a = self.authority();
        self.q("paper", |c| {
            paper::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .select(Paper::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// The papers of a case, the newest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn papers_of(&mut self, case: CaseId) -> Result<Vec<Paper>, StoreError> {
        let a = self.authority();
        self.q("paper", |c| {
            paper::table
                .filter(paper::authority.eq(a.as_bytes().as_slice()))
                .filter(paper::case_id.eq(case.as_bytes().as_slice()))
                .order(paper::id.desc())
                .select(Paper::as_select())
                .load(c)
        })
    }
    /// The papers of an agreement, the newest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn papers_of_agreement(&mut self, agreement: EnrolmentId) -> Result<Vec<Paper>, StoreError> {
        let a = self.authority();
        self.q("paper", |c| {
            paper::table
                .filter(paper::authority.eq(a.as_bytes().as_slice()))
                .filter(paper::agreement.eq(agreement.as_bytes().as_slice()))
                .order(paper::id.desc())
                .select(Paper::as_select())
                .load(c)
        })
    }
    /// A paper goes on from a state: what may change is written as it is given. Answers whether it stood there.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn move_paper(&mut self, from: PaperState, new: &Paper) -> Result<bool, StoreError> {
        let a = self.authority();
        let rows = self.q("paper", |c| {
            diesel::update(paper::table.find((a.as_bytes().as_slice(), new.id.as_bytes().as_slice())))
                .filter(paper::state.eq(from.id()))
                .set((
                    paper::state.eq(new.state.id()),
                    paper::sent_at.eq(new.sent_at.map(Timestamp::as_micros)),
                    paper::until_on.eq(new.until_on.map(|d| d.to_string())),
                    paper::settled_at.eq(new.settled_at.map(Timestamp::as_micros)),
                    paper::file.eq(&new.file),
                    paper::file_hash.eq(&new.file_hash),
                    paper::provider.eq(&new.provider),
                ))
                .execute(c)
        })?;
        Ok(rows == 1)
    }
}
