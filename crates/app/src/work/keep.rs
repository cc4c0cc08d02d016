//! Keeping a file that somebody hands in: recognised by its content, scanned, sealed beside its entry.

use super::documents::{DocumentFacts, Handed, NewDocument};
use super::items::{self, Entry};
use crate::actor::Actor;
use crate::cases::parts::{as_refs, classes};
use crate::error::AppError;
use crate::look::Look;
use crate::{App, Inner};
use casework::SectionContent;
use casework::document::{CAME_IN, PHOTO};
use files::{Media, ScanError, Scanner, Verdict, preview};
use kernel::ItemId;
use std::sync::Arc;
use store::{Document, DocumentState, Part, Tx, document_place};

/// A file that was looked at, and can be kept.
pub(crate) struct Ready {
    pub(crate) media: &'static Media,
    pub(crate) state: DocumentState,
    picture: Option<Arc<Vec<u8>>>,
}

impl Ready {
    /// A file that was looked at when it came in.
    pub(crate) fn again(media: &'static Media, state: DocumentState, picture: Option<Vec<u8>>) -> Self {
        Self { media, state, picture: picture.map(Arc::new) }
    }
}

impl App {
    /// What a file is, what the scanner says of it, and a picture of it: before anything of it is kept.
    ///
    /// # Errors
    /// `Refused` when it is empty, too large, of a kind that is not taken, or a picture that cannot be read.
    pub(crate) fn ready(&self, bytes: &[u8]) -> Result<Ready, AppError> {
        let media = crate::agreements::recognised(bytes)?;
        let state = scanned(self.inner.scanner.get(), bytes);
        let picture = picture(media, state, bytes)?.map(Arc::new);
        Ok(Ready { media, state, picture })
    }

    /// What the scanner says of something that waits for it. Asked outside every unit of work: a scanner that hangs keeps nobody from
    /// writing.
    ///
    /// # Errors
    /// `Refused` when it still does not answer.
    pub(crate) fn scanned_at_last(&self, bytes: &[u8]) -> Result<DocumentState, AppError> {
        match scanned(self.inner.scanner.get(), bytes) {
            DocumentState::Waiting => Err(AppError::Refused(
                "The scanner for malware still does not answer: try again later, or tell whoever runs this service"
                    .to_owned(),
            )),
            state => Ok(state),
        }
    }
}

/// Keeps a document in a case, with the decision that the actor may on the ledger.
pub(crate) fn keep(
    tx: &mut Tx<'_>,
    inner: &Inner,
    (actor, look): (&Actor, &Look),
    new: &NewDocument,
    facts: &DocumentFacts,
    ready: &Ready,
) -> Result<Handed, AppError> {
    let id = ItemId::new(tx.now(), tx.entropy());
    let mut content = SectionContent::from_pairs([("title", new.title.as_str())]);
    if !new.note.trim().is_empty() {
        content.fields.insert("note".to_owned(), new.note.trim().to_owned());
    }
    if !facts.kind.is_empty() {
        content.fields.insert("kind".to_owned(), facts.kind.clone());
    }
    if facts.kind == PHOTO {
        let agreed = facts.agreed_on.filter(|on| *on <= look.today).ok_or_else(|| {
            AppError::Refused(
                "Ask the person first: a picture of them is kept only if they agree. Write down the day on which they did"
                    .to_owned(),
            )
        })?;
        content.fields.insert("agreed".to_owned(), agreed.to_string());
    }
    if let Some(code) = actor.came_in() {
        content.fields.insert(CAME_IN.to_owned(), code.to_owned());
    }
    let entry = Entry {
        third_party: new.third_party,
        staff_only: new.staff_only,
        ..Entry::now("document", &new.category, content)
    };
    items::write(tx, actor, look, (id, 1), &entry)?;
    let scanned = ready.state != DocumentState::Waiting && inner.scanner.get().is_some();
    tx.insert_document(&Document {
        id,
        case_id: look.case.id,
        media: ready.media.kind.to_owned(),
        bytes: i64::try_from(new.bytes.len()).unwrap_or(i64::MAX),
        state: ready.state,
        scanned_at: scanned.then(|| tx.now()),
        preview: ready.picture.as_ref().map(|_| files::PREVIEW_MEDIA.to_owned()),
        expires_on: facts.expires_on,
        verified_how: None,
        verified_by: None,
        verified_at: None,
        asked: facts.asked,
    })?;
    let category = look.notice.compiled.category(&new.category).ok_or(AppError::NotFound)?;
    let class = look.notice.class_in(category, look.case.id);
    let keys = classes(&look.notice, (look.case.person, look.case.id), &[category]);
    let ring = tx.ring_for_sealing(&as_refs(&keys))?;
    let parts = [(Part::Original, Some(&new.bytes)), (Part::Preview, ready.picture.as_ref())];
    for (part, bytes) in parts {
        let Some(bytes) = bytes else { continue };
        let place = document_place(look.case.person, &class, id, part);
        let sealed = ring.seal(&place, bytes, tx.entropy()).map_err(|e| AppError::Fault(e.to_string()))?;
        tx.insert_document_part(id, part, (look.case.person, &class), &sealed)?;
    }
    Ok(handed(ready.state, id))
}

/// What the scanner says; `Kept` where none is configured.
pub(crate) fn scanned(scanner: Option<&Scanner>, bytes: &[u8]) -> DocumentState {
    match scanner.map(|s| s.scan(bytes)) {
        None | Some(Ok(Verdict::Clean)) => DocumentState::Kept,
        Some(Ok(Verdict::Found(what))) => {
            // The scanner's own word for what it found; nothing of the file.
            tracing::warn!(found = %what, "a document is kept apart");
            DocumentState::Quarantined
        }
        Some(Err(error @ (ScanError::Unreachable(_) | ScanError::Confused | ScanError::Address))) => {
            tracing::warn!(%error, "a document waits for the scanner");
            DocumentState::Waiting
        }
    }
}

pub(crate) const fn handed(state: DocumentState, id: ItemId) -> Handed {
    match state {
        DocumentState::Kept => Handed::Kept(id),
        DocumentState::Waiting => Handed::Waiting(id),
        DocumentState::Quarantined => Handed::Quarantined(id),
    }
}

/// A picture to look at, of what can be opened. A picture that cannot be decoded is not taken.
pub(crate) fn picture(media: &Media, state: DocumentState, bytes: &[u8]) -> Result<Option<Vec<u8>>, AppError> {
    if !media.picture || state != DocumentState::Kept {
        return Ok(None);
    }
    preview(bytes)
        .map(Some)
        .map_err(|_| AppError::Refused("This picture cannot be read: take it again, or choose another file".to_owned()))
}
