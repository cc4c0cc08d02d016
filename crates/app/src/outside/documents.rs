//! Documents of a request from outside: the request itself as it was served, an order, a form. Recognised and scanned before they are kept,
//! sealed under the request's own key, read as the request is.

use super::{Opened, found, on_ledger};
use crate::App;
use crate::actor::Actor;
use crate::error::AppError;
use crate::work::documents::DocumentBytes;
use disclosure::{Disclosed, Sealed};
use files::Media;
use kernel::{RequestId, Timestamp};
use std::sync::Arc;
use store::{DocumentState, OutsideDocument, OutsideRequest, Tx};

/// The most documents of one request.
pub const MOST_DOCUMENTS: usize = 20;

/// A document of a request, as shown.
#[derive(Debug, Clone)]
pub struct OutsideDocumentLine {
    /// Its id.
    pub id: RequestId,
    /// What kind it is.
    pub media: &'static Media,
    /// How large it is, in bytes.
    pub bytes: u64,
    /// How it stands with the scanner.
    pub state: DocumentState,
    /// Who put it there, and when.
    pub added: (String, Timestamp),
}

fn media_of(document: &OutsideDocument) -> Result<&'static Media, AppError> {
    Media::of(&document.media).ok_or_else(|| AppError::Fault("a document is of a kind that is not taken".to_owned()))
}

/// The documents of a request, as shown.
pub(super) fn lines(
    tx: &mut Tx<'_>,
    inner: &crate::Inner,
    of: RequestId,
) -> Result<Vec<OutsideDocumentLine>, AppError> {
    let mut lines = Vec::new();
    for d in tx.outside_documents(of)? {
        lines.push(OutsideDocumentLine {
            id: d.id,
            media: media_of(&d)?,
            bytes: u64::try_from(d.bytes).unwrap_or(0),
            state: d.state,
            added: (inner.account_name(tx, d.added_by)?, d.added_at),
        });
    }
    Ok(lines)
}

fn one(tx: &mut Tx<'_>, of: RequestId, id: RequestId) -> Result<OutsideDocument, AppError> {
    tx.outside_documents(of)?.into_iter().find(|d| d.id == id).ok_or(AppError::NotFound)
}

/// The bytes of one, with the look on the ledger.
fn opened(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (row, notice): (&OutsideRequest, &Arc<crate::notices::Published>),
    document: &OutsideDocument,
) -> Result<Disclosed<Vec<u8>>, AppError> {
    let open = Opened::of(tx, actor, (row, notice))?;
    let grant = open.recorded.grant(open.category).ok_or(AppError::NotFound)?;
    let sealed = tx.outside_document_bytes(document.id)?.ok_or(AppError::NotFound)?;
    match Sealed::<Vec<u8>>::new(document.place(), open.category, sealed).open_bytes(&grant, &open.ring) {
        Ok(bytes) => Ok(bytes),
        Err(disclosure::OpenError::Erased) => Err(AppError::NotFound),
        Err(e) => Err(AppError::Fault(e.to_string())),
    }
}

impl App {
    /// Puts a document to a request. One in which the scanner finds something is not taken; one that it has not looked at yet waits, and
    /// nobody opens it.
    ///
    /// # Errors
    /// `NotFound` when the request does not exist for the actor; `Form` when the file is not taken.
    pub fn put_outside_document(
        &self,
        actor: &Actor,
        id: RequestId,
        bytes: &Arc<Vec<u8>>,
    ) -> Result<RequestId, AppError> {
        let wrong = |words: &str| AppError::field("file", words);
        // Whoever may not is told so before anything is scanned.
        let asks = actor.clone();
        self.act(&actor.caller.clone(), "room for a document", move |tx, inner| {
            found(tx, inner, &asks, id)?;
            Ok(())
        })?;
        let ready = self.ready(bytes).map_err(|error| match error {
            AppError::Refused(words) => wrong(&words),
            other => other,
        })?;
        if ready.state == DocumentState::Quarantined {
            return Err(wrong("The scanner for malware found something in the file: it was not kept"));
        }
        let (actor, bytes, media, state) = (actor.clone(), Arc::clone(bytes), ready.media, ready.state);
        self.act(&actor.caller.clone(), "put a document to a request", move |tx, inner| {
            let (row, _) = found(tx, inner, &actor, id)?;
            if tx.outside_documents(id)?.len() >= MOST_DOCUMENTS {
                return Err(AppError::field("file", "No more documents fit: twenty are kept with a request at most"));
            }
            let document = OutsideDocument {
                id: RequestId::new(tx.now(), tx.entropy()),
                request: id,
                person: row.person,
                record_class: row.record_class.clone(),
                media: media.kind.to_owned(),
                bytes: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
                state,
                added_by: actor.account,
                added_at: tx.now(),
            };
            let ring = tx.ring_for_sealing(&[(row.person, row.record_class.as_str())])?;
            let sealed =
                ring.seal(&document.place(), &bytes, tx.entropy()).map_err(|e| AppError::Fault(e.to_string()))?;
            tx.insert_outside_document(&document, &sealed)?;
            on_ledger(tx, inner, &actor, &row, "a document put to it")?;
            Ok(document.id)
        })
    }

    /// The bytes of a document of a request. What waits for the scanner is opened by nobody.
    ///
    /// # Errors
    /// `NotFound` when there is none that the actor may open.
    pub fn outside_document(
        &self,
        actor: &Actor,
        id: RequestId,
        document: RequestId,
    ) -> Result<DocumentBytes, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "open a document of a request", move |tx, inner| {
            let (row, notice) = found(tx, inner, &actor, id)?;
            let document = one(tx, id, document)?;
            if document.state != DocumentState::Kept {
                return Err(AppError::NotFound);
            }
            let bytes = opened(tx, &actor, (&row, &notice), &document)?;
            let media = media_of(&document)?;
            Ok(DocumentBytes { media: media.kind, ending: media.ending, shown: media.shown, bytes })
        })
    }

    /// Has a document scanned again that waits for that.
    ///
    /// # Errors
    /// `NotFound` when there is none that waits; `Refused` when the scanner still does not answer.
    pub fn scan_outside_again(
        &self,
        actor: &Actor,
        id: RequestId,
        document: RequestId,
    ) -> Result<DocumentState, AppError> {
        let (actor, again) = (actor.clone(), actor.clone());
        let waiting = move |tx: &mut Tx<'_>| -> Result<OutsideDocument, AppError> {
            Some(one(tx, id, document)?).filter(|d| d.state == DocumentState::Waiting).ok_or(AppError::NotFound)
        };
        let bytes = self.act(&actor.caller.clone(), "open a document of a request to scan", move |tx, inner| {
            let (row, notice) = found(tx, inner, &actor, id)?;
            let document = waiting(tx)?;
            opened(tx, &actor, (&row, &notice), &document)
        })?;
        let state = self.scanned_at_last(bytes.get())?;
        self.act(&again.caller.clone(), "scan a document of a request", move |tx, inner| {
            found(tx, inner, &again, id)?;
            let document = waiting(tx)?;
            tx.outside_document_scanned(document.id, state)?;
            Ok(state)
        })
    }
}
