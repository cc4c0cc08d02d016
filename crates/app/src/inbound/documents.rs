//! Files that come with a referral: recognised and scanned before they are kept, sealed under the key of whom it tells of, read as the
//! referral is, and documents of the case once it leads to one.

use super::{decided, found};
use crate::actor::Actor;
use crate::error::AppError;
use crate::look::Look;
use crate::notices::Published;
use crate::work::documents::{DocumentBytes, DocumentFacts, NewDocument};
use crate::work::keep::{Ready, keep as keep_in_case, picture};
use crate::{App, Inner};
use disclosure::Sealed;
use files::Media;
use kernel::{Caller, InboundId, PersonId};
use std::sync::Arc;
use store::{DocumentState, Inbound, InboundDocument, Tx};

/// The most files that come with one referral.
pub const MOST_FILES: usize = 3;
/// So many bytes come in within an hour at most: the form is open to everybody.
const AN_HOUR: u64 = 200 * 1024 * 1024;
/// So many bytes lie with referrals at most that led to no case yet.
const AT_MOST: u64 = 4 * 1024 * 1024 * 1024;

/// A file that came with a referral, as shown.
pub struct InboundDocumentLine {
    /// Its id.
    pub id: InboundId,
    /// What kind it is.
    pub media: &'static Media,
    /// How large it is, in bytes.
    pub bytes: u64,
    /// How it stands with the scanner.
    pub state: DocumentState,
}

/// A file that was looked at before anything of it is kept.
pub(super) struct Looked {
    bytes: Arc<Vec<u8>>,
    media: &'static Media,
    state: DocumentState,
}

fn wrong<T>(words: impl AsRef<str>) -> Result<T, AppError> {
    Err(AppError::field("file", words.as_ref()))
}

/// Whether there is room for more.
fn room(tx: &mut Tx<'_>, more: u64) -> Result<(), AppError> {
    let lately = tx.inbound_bytes(Some(tx.now().plus_seconds(-3_600)))?;
    if lately + more > AN_HOUR || tx.inbound_bytes(None)? + more > AT_MOST {
        return wrong(
            "No more files can be taken at the moment. Send this without them and say that there are some: you will be asked for them",
        );
    }
    Ok(())
}

impl App {
    /// What the files of a referral are, and what the scanner says of them. Each is taken once.
    pub(super) fn files_of_referral(&self, caller: &Caller, files: &[Arc<Vec<u8>>]) -> Result<Vec<Looked>, AppError> {
        let mut all: Vec<Arc<Vec<u8>>> = Vec::new();
        for bytes in files {
            if !all.contains(bytes) {
                all.push(Arc::clone(bytes));
            }
        }
        if all.is_empty() {
            return Ok(Vec::new());
        }
        if all.len() > MOST_FILES {
            return wrong(format!("Choose at most {MOST_FILES} files"));
        }
        let more = all.iter().map(|bytes| bytes.len() as u64).sum();
        // Before anything is scanned.
        self.act(caller, "room for files", move |tx, _| room(tx, more))?;
        let mut looked = Vec::with_capacity(all.len());
        for bytes in all {
            let ready = match self.ready(&bytes) {
                Ok(ready) => ready,
                Err(AppError::Refused(words)) => return wrong(format!("{words}. Choose all files again")),
                Err(error) => return Err(error),
            };
            if ready.state == DocumentState::Quarantined {
                return wrong(
                    "The scanner for malware found something in a file: leave it out, and choose the others again",
                );
            }
            looked.push(Looked { media: ready.media, state: ready.state, bytes });
        }
        Ok(looked)
    }

    /// The bytes of a file that came with a referral. What waits for the scanner, or is kept apart, is opened by nobody.
    ///
    /// # Errors
    /// `NotFound` when there is none that the actor may open.
    pub fn inbound_document(
        &self,
        actor: &Actor,
        id: InboundId,
        document: InboundId,
    ) -> Result<DocumentBytes, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "open a file that came in", move |tx, inner| {
            let (row, notice) = found(tx, inner, &actor, id)?;
            let document = one(tx, id, document)?;
            if document.state != DocumentState::Kept {
                return Err(AppError::NotFound);
            }
            let bytes = opened(tx, &actor, (&notice, &row), &document, "opened")?;
            let media = media_of(&document)?;
            Ok(DocumentBytes { media: media.kind, ending: media.ending, shown: media.shown, bytes })
        })
    }

    /// Has a file scanned again that came with a referral and waits for that.
    ///
    /// # Errors
    /// `NotFound` when there is none that waits; `Refused` when the scanner still does not answer.
    pub fn scan_inbound_again(
        &self,
        actor: &Actor,
        id: InboundId,
        document: InboundId,
    ) -> Result<DocumentState, AppError> {
        let (actor, again) = (actor.clone(), actor.clone());
        let bytes = self.act(&actor.caller.clone(), "open a file that came in to scan", move |tx, inner| {
            let (row, notice) = found(tx, inner, &actor, id)?;
            let document = waiting(tx, id, document)?;
            opened(tx, &actor, (&notice, &row), &document, "scanned again")
        })?;
        let state = self.scanned_at_last(bytes.get())?;
        self.act(&again.caller.clone(), "scan a file that came in", move |tx, inner| {
            found(tx, inner, &again, id)?;
            let document = waiting(tx, id, document)?;
            tx.inbound_document_scanned(document.id, state)?;
            Ok(state)
        })
    }
}

fn waiting(tx: &mut Tx<'_>, of: InboundId, id: InboundId) -> Result<InboundDocument, AppError> {
    Some(one(tx, of, id)?).filter(|d| d.state == DocumentState::Waiting).ok_or(AppError::NotFound)
}

fn one(tx: &mut Tx<'_>, of: InboundId, id: InboundId) -> Result<InboundDocument, AppError> {
    tx.inbound_documents(of)?.into_iter().find(|d| d.id == id).ok_or(AppError::NotFound)
}

fn media_of(document: &InboundDocument) -> Result<&'static Media, AppError> {
    Media::of(&document.media).ok_or_else(|| AppError::Fault("a document is of a kind that is not taken".to_owned()))
}

/// Opens one, with the decision that the actor may on the ledger.
fn opened(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (notice, row): (&Published, &Inbound),
    document: &InboundDocument,
    what: &str,
) -> Result<disclosure::Disclosed<Vec<u8>>, AppError> {
    let category = notice.compiled.category(&document.category).ok_or(AppError::NotFound)?;
    let detail = format!("referral {} that came in: a document {what}", row.id);
    let recorded = decided(tx, actor, (notice, row), (document.person, category), true, &detail)?;
    let grant = recorded.grant(category).ok_or(AppError::NotFound)?;
    let sealed = tx.inbound_document_bytes(document.id)?.ok_or(AppError::NotFound)?;
    let ring = tx.ring(&[(document.person, document.record_class.as_str())])?;
    match Sealed::<Vec<u8>>::new(document.place(), category, sealed).open_bytes(&grant, &ring) {
        Ok(bytes) => Ok(bytes),
        Err(disclosure::OpenError::Erased) => Err(AppError::NotFound),
        Err(e) => Err(AppError::Fault(e.to_string())),
    }
}

/// Keeps what came with a referral.
pub(super) fn keep(
    tx: &mut Tx<'_>,
    (inbound, person): (InboundId, PersonId),
    (category, record_class): (&str, &str),
    files: &[Looked],
) -> Result<(), AppError> {
    room(tx, files.iter().map(|f| f.bytes.len() as u64).sum())?;
    let ring = tx.ring_for_sealing(&[(person, record_class)])?;
    for file in files {
        let row = InboundDocument {
            id: InboundId::new(tx.now(), tx.entropy()),
            inbound,
            category: category.to_owned(),
            person,
            record_class: record_class.to_owned(),
            media: file.media.kind.to_owned(),
            bytes: i64::try_from(file.bytes.len()).unwrap_or(i64::MAX),
            state: file.state,
            came_at: tx.now(),
        };
        let sealed = ring.seal(&row.place(), &file.bytes, tx.entropy()).map_err(|e| AppError::Fault(e.to_string()))?;
        tx.insert_inbound_document(&row, &sealed)?;
    }
    Ok(())
}

/// What came with a referral, as shown.
pub(super) fn lines(tx: &mut Tx<'_>, of: InboundId) -> Result<Vec<InboundDocumentLine>, AppError> {
    let all = tx.inbound_documents(of)?;
    all.into_iter()
        .map(|d| {
            let bytes = u64::try_from(d.bytes).unwrap_or(0);
            Ok(InboundDocumentLine { id: d.id, media: media_of(&d)?, bytes, state: d.state })
        })
        .collect()
}

/// Makes what came with a referral documents of the case that it led to.
pub(super) fn bring(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    (notice, row): (&Published, &Inbound),
    look: &Look,
) -> Result<(), AppError> {
    let all = tx.inbound_documents(row.id)?;
    for (at, document) in all.iter().enumerate() {
        let bytes = opened(tx, actor, (notice, row), document, "brought to the case")?;
        let media = media_of(document)?;
        // It was decoded when it came in.
        let seen = picture(media, document.state, bytes.get()).unwrap_or_default();
        let ready = Ready::again(media, document.state, seen);
        let of = if all.len() > 1 { format!(" ({} of {})", at + 1, all.len()) } else { String::new() };
        let new = NewDocument {
            bytes: Arc::new(bytes.get().clone()),
            title: format!("Came with referral {}{of}", row.reference),
            note: String::new(),
            category: document.category.clone(),
            third_party: false,
            staff_only: false,
        };
        keep_in_case(tx, inner, (actor, look), &new, &DocumentFacts::default(), &ready).map_err(|error| match error {
            AppError::NotFound => AppError::field(
                "case",
                "Documents came with this referral, and you may not put them into that case: ask somebody who works on it",
            ),
            AppError::Refused(words) => AppError::field("case", &words),
            other => other,
        })?;
    }
    tx.drop_inbound_documents(row.id)?;
    Ok(())
}
