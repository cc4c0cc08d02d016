//! Documents attached to an agreement: recognised by their content, limited in size, scanned, sealed, and named with their hash in
//! what is signed. A copy of one that was signed elsewhere says by whose service, and how that knows it.

use super::kept_by;
use super::paper::{keys_of, not_out_to_be_signed};
use crate::App;
use crate::actor::Actor;
use crate::error::AppError;
use crate::login::note;
use crate::work::keep::scanned;
use disclosure::Opener as _;
use files::{LARGEST, Media, kinds_in_words, sniff};
use kernel::{AttachmentId, EnrolmentId, Timestamp};
use ledger::Action;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use store::{AgreementDocument, CLASS_AGREEMENT, DocumentState, Tx};

/// The most documents of one agreement.
const MOST: usize = 30;

/// A document that is attached.
#[derive(Clone, Default)]
pub struct NewAttachment {
    /// Its bytes.
    pub bytes: Arc<Vec<u8>>,
    /// What it is called.
    pub title: String,
    /// Whose service had it signed, if it was signed elsewhere.
    pub provider: String,
    /// By which that service knows it.
    pub envelope: String,
}

/// A document in the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachmentLine {
    /// Its id.
    pub id: AttachmentId,
    /// What it is called.
    pub title: String,
    /// What kind it is, in words.
    pub kind: &'static str,
    /// How large it is, in bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub hash: String,
    /// How it stands with the scanner.
    pub state: DocumentState,
    /// Who attached it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Whose service had it signed, and how that knows it.
    pub elsewhere: Option<(String, String)>,
    /// Whether it can be taken off.
    pub removable: bool,
}

/// The bytes of an attachment.
pub struct AttachmentBytes {
    /// Their media type.
    pub media: &'static str,
    /// What the name of the file ends with.
    pub ending: &'static str,
    /// Whether a browser shows them by itself.
    pub shown: bool,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// What a file is that somebody hands in.
///
/// # Errors
/// `Refused` when it is empty, too large or of a kind that is not taken.
pub(crate) fn recognised(bytes: &[u8]) -> Result<&'static Media, AppError> {
    if bytes.is_empty() {
        return Err(AppError::Refused("The file is empty: choose another".to_owned()));
    }
    if bytes.len() > LARGEST {
        let most = LARGEST / 1024 / 1024;
        return Err(AppError::Refused(format!("The file is too large: the most is {most} MB")));
    }
    sniff(bytes)
        .ok_or_else(|| AppError::Refused(format!("This kind of file is not taken: choose a {}", kinds_in_words())))
}

fn found(tx: &mut Tx<'_>, id: EnrolmentId, document: AttachmentId) -> Result<AgreementDocument, AppError> {
    tx.agreement_documents(id)?.into_iter().find(|d| d.id == document).ok_or(AppError::NotFound)
}

fn plain(tx: &mut Tx<'_>, document: &AgreementDocument) -> Result<Vec<u8>, AppError> {
    let sealed = tx.agreement_document_bytes(document.id)?.ok_or(AppError::NotFound)?;
    let ring = tx.ring(&[(keys_of(document.agreement), CLASS_AGREEMENT)])?;
    let plain = ring.open(&document.place(), &sealed).map_err(|e| AppError::Fault(e.to_string()))?;
    Ok(plain.expose().to_vec())
}

impl App {
    /// Attaches a document to an agreement.
    ///
    /// # Errors
    /// `NotFound` when the actor does not keep the register; `Form` without a title; `Refused` when the file is empty, too large or
    /// of a kind that is not taken, there are too many, or the agreement is out to be signed.
    pub fn attach_to_agreement(
        &self,
        actor: &Actor,
        id: EnrolmentId,
        new: &NewAttachment,
    ) -> Result<DocumentState, AppError> {
        let (actor, new) = (actor.clone(), new.clone());
        let who = disclosure::actor(&actor.caller);
        let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let (title, provider, envelope) = (one_line(&new.title), one_line(&new.provider), one_line(&new.envelope));
        if title.is_empty() || title.chars().count() > 200 {
            return Err(AppError::field("title", "Say what it is, in at most 200 characters"));
        }
        if provider.chars().count() > 200 || envelope.chars().count() > 200 {
            return Err(AppError::field("provider", "Write at most 200 characters"));
        }
        if provider.is_empty() != envelope.is_empty() {
            return Err(AppError::field(
                "envelope",
                "Say both whose service had it signed and how that knows it, or neither",
            ));
        }
        let media = recognised(&new.bytes)?;
        let state = scanned(self.inner.scanner.get(), &new.bytes);
        self.act(&actor.caller.clone(), "attach to agreement", move |tx, _| {
            let row = kept_by(tx, &actor, id)?;
            not_out_to_be_signed(tx, id)?;
            if tx.agreement_documents(id)?.len() >= MOST {
                return Err(AppError::Refused(format!(
                    "An agreement has at most {MOST} documents: take one off first"
                )));
            }
            let document = AgreementDocument {
                id: AttachmentId::new(tx.now(), tx.entropy()),
                agreement: row.id,
                title: title.clone(),
                media: media.kind.to_owned(),
                bytes: i64::try_from(new.bytes.len()).unwrap_or(i64::MAX),
                hash: Sha256::digest(new.bytes.as_slice()).to_vec(),
                state,
                provider: provider.clone(),
                envelope: envelope.clone(),
                added_by: actor.account,
                added_at: tx.now(),
            };
            let ring = tx.ring_for_sealing(&[(keys_of(id), CLASS_AGREEMENT)])?;
            let sealed = ring.seal(&document.place(), &new.bytes, tx.entropy());
            tx.insert_agreement_document(&document, &sealed.map_err(|e| AppError::Fault(e.to_string()))?)?;
            let hash = data_encoding::HEXLOWER.encode(&document.hash);
            let detail = format!("agreement {id}: document {} attached, sha256 {hash}", document.id);
            note(tx, &who, Action::Administer, &detail)?;
            Ok(state)
        })
    }

    /// The documents of an agreement.
    ///
    /// # Errors
    /// `NotFound` when the actor does not keep the register.
    pub fn agreement_documents(&self, actor: &Actor, id: EnrolmentId) -> Result<Vec<AttachmentLine>, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "agreement documents", move |tx, inner| {
            let row = kept_by(tx, &actor, id)?;
            let unsigned = row.ours_on.is_none() && row.theirs_on.is_none();
            let removable = unsigned && not_out_to_be_signed(tx, id).is_ok();
            let mut lines = Vec::new();
            for document in tx.agreement_documents(id)? {
                let media = Media::of(&document.media);
                lines.push(AttachmentLine {
                    id: document.id,
                    kind: media.map_or("file", |m| m.words),
                    bytes: u64::try_from(document.bytes).unwrap_or(0),
                    hash: data_encoding::HEXLOWER.encode(&document.hash),
                    state: document.state,
                    by: inner.account_name(tx, document.added_by)?,
                    at: document.added_at,
                    elsewhere: (!document.provider.is_empty()).then_some((document.provider, document.envelope)),
                    removable,
                    title: document.title,
                });
            }
            Ok(lines)
        })
    }

    /// The bytes of a document. What waits for the scanner, or is kept apart, is opened by nobody.
    ///
    /// # Errors
    /// `NotFound` when there is none to open, or the actor does not keep the register.
    pub fn agreement_document(
        &self,
        actor: &Actor,
        id: EnrolmentId,
        document: AttachmentId,
    ) -> Result<AttachmentBytes, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "agreement document", move |tx, _| {
            kept_by(tx, &actor, id)?;
            let document = found(tx, id, document)?;
            bytes_of(tx, &document)
        })
    }

    /// Takes a document off an agreement that nobody has signed.
    ///
    /// # Errors
    /// `NotFound` when there is none; `Refused` when somebody has signed, or the agreement is out to be signed.
    pub fn remove_agreement_document(
        &self,
        actor: &Actor,
        id: EnrolmentId,
        document: AttachmentId,
    ) -> Result<(), AppError> {
        let actor = actor.clone();
        let who = disclosure::actor(&actor.caller);
        self.act(&actor.caller.clone(), "remove agreement document", move |tx, _| {
            let row = kept_by(tx, &actor, id)?;
            not_out_to_be_signed(tx, id)?;
            if row.ours_on.is_some() || row.theirs_on.is_some() {
                return Err(AppError::Refused("What belongs to a signed agreement stays with it".to_owned()));
            }
            let document = found(tx, id, document)?;
            tx.remove_agreement_document(document.id)?;
            note(tx, &who, Action::Administer, &format!("agreement {id}: document {} taken off", document.id))
        })
    }

    /// Has a document scanned that waits for the scanner.
    ///
    /// # Errors
    /// `NotFound` when none waits; `Refused` when the scanner still does not answer.
    pub fn scan_agreement_document(
        &self,
        actor: &Actor,
        id: EnrolmentId,
        document: AttachmentId,
    ) -> Result<DocumentState, AppError> {
        let (actor, again) = (actor.clone(), actor.clone());
        let bytes = self.act(&actor.caller.clone(), "open agreement document to scan", move |tx, _| {
            let document = waiting(tx, &actor, id, document)?;
            plain(tx, &document)
        })?;
        let state = self.scanned_at_last(&bytes)?;
        self.act(&again.caller.clone(), "scan agreement document", move |tx, _| {
            let document = waiting(tx, &again, id, document)?;
            tx.agreement_document_scanned(document.id, state)?;
            Ok(state)
        })
    }
}

/// A document of an agreement whose register the actor keeps, while it waits for the scanner.
fn waiting(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: EnrolmentId,
    document: AttachmentId,
) -> Result<AgreementDocument, AppError> {
    kept_by(tx, actor, id)?;
    Some(found(tx, id, document)?).filter(|d| d.state == DocumentState::Waiting).ok_or(AppError::NotFound)
}

/// The bytes of a document that can be opened.
pub(super) fn bytes_of(tx: &mut Tx<'_>, document: &AgreementDocument) -> Result<AttachmentBytes, AppError> {
    if document.state != DocumentState::Kept {
        return Err(AppError::NotFound);
    }
    let media = Media::of(&document.media)
        .ok_or_else(|| AppError::Fault("a document is of a kind that is not taken".to_owned()))?;
    Ok(AttachmentBytes { media: media.kind, ending: media.ending, shown: media.shown, bytes: plain(tx, document)? })
}
