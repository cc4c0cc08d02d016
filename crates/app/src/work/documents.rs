//! Documents of a case: recognised by their content, scanned, sealed, shown. Nothing of them is indexed anywhere.

use super::asked::{self, AskLine};
use super::desk::{Desk, visible};
use super::items::{self, ItemLine, find, line, shown};
use super::keep::{handed, keep, picture};
use crate::actor::Actor;
use crate::error::AppError;
use crate::look::Look;
use crate::once::{self, Before, OnceKey};
use crate::views::{CaseTop, Item};
use crate::{App, Inner};
use casework::SectionContent;
use casework::document::{CHECKS, Good, KINDS, good, words};
use disclosure::{Disclosed, Sealed};
use files::{Media, Scanner};
use jiff::civil::Date;
use kernel::{CaseId, ItemId, Timestamp};
use ledger::Action;
use notice::model::Act;
use std::collections::HashMap;
use std::sync::Arc;
use store::{Document, DocumentState, Part, Tx, document_place};

/// A document that somebody hands in.
#[derive(Clone)]
pub struct NewDocument {
    /// Its bytes.
    pub bytes: Arc<Vec<u8>>,
    /// What it is called; sealed.
    pub title: String,
    /// A note on it; sealed.
    pub note: String,
    /// The category that it is about.
    pub category: String,
    /// About somebody else.
    pub third_party: bool,
    /// For the controller's own people only.
    pub staff_only: bool,
}

/// What a document says of itself beside its bytes.
#[derive(Debug, Clone, Default)]
pub struct DocumentFacts {
    /// Its kind: a code of [`casework::document::KINDS`]; empty: not said. Sealed.
    pub kind: String,
    /// The last day on which it is good.
    pub expires_on: Option<Date>,
    /// Of a picture of the person: the day on which they agreed that it is kept.
    pub agreed_on: Option<Date>,
    /// For what it is given, if it was asked for.
    pub asked: Option<ItemId>,
}

/// Whether and how a document was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentCheck {
    /// How: a code of [`casework::document::CHECKS`].
    pub how: String,
    /// By whom.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// How handing in ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handed {
    /// It is kept and can be opened.
    Kept(ItemId),
    /// The scanner does not answer: it is kept, and nobody opens it until it has been scanned.
    Waiting(ItemId),
    /// The scanner found something: it is kept apart, and nobody opens it.
    Quarantined(ItemId),
}

/// A document, as shown.
pub struct DocumentLine {
    /// Its entry.
    pub entry: ItemLine,
    /// What kind it is.
    pub media: &'static Media,
    /// How large it is, in bytes.
    pub bytes: u64,
    /// How it stands with the scanner.
    pub state: DocumentState,
    /// Whether there is a picture to look at.
    pub preview: bool,
    /// The last day on which it is good, and how long that is.
    pub expires_on: Option<(Date, Good)>,
    /// Whether and how it was checked.
    pub check: Option<DocumentCheck>,
    /// Whether the actor may check or delete it.
    pub can_change: bool,
}

/// The documents of a case.
pub struct DocumentsView {
    /// The head of the page.
    pub top: CaseTop,
    /// The documents, the latest first.
    pub lines: Vec<DocumentLine>,
    /// What the person is and was asked to give, by its last day.
    pub asked: Vec<AskLine>,
    /// What one can be about.
    pub subjects: Vec<(String, String)>,
    /// What the person can be asked to give something of.
    pub askable: Vec<(String, String)>,
}

/// The bytes of a document, released.
pub struct DocumentBytes {
    /// Their media type.
    pub media: &'static str,
    /// What the name of the file ends with.
    pub ending: &'static str,
    /// Whether a browser shows them by itself.
    pub shown: bool,
    /// The bytes.
    pub bytes: Disclosed<Vec<u8>>,
}

/// A document with its entry, if it exists for the actor.
fn found(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    (case, id): (CaseId, ItemId),
) -> Result<Option<(Look, store::Happening, Document)>, AppError> {
    let Some((look, versions)) = find(tx, inner, actor, (case, id))? else { return Ok(None) };
    let (Some(entry), Some(document)) = (versions.into_iter().next(), tx.document(id)?) else { return Ok(None) };
    Ok(Some((look, entry, document)))
}

/// The same, while it waits for the scanner.
fn waiting(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    of: (CaseId, ItemId),
) -> Result<Option<(Look, store::Happening, Document)>, AppError> {
    Ok(found(tx, inner, actor, of)?.filter(|(_, _, document)| document.state == DocumentState::Waiting))
}

impl App {
    /// Has documents scanned from now on. Without, they are kept as they are.
    pub fn scan_with(&self, scanner: Scanner) {
        // Once for a server; a second call changes nothing.
        let _ = self.inner.scanner.set(scanner);
    }

    /// The documents of a case, as the gate allows.
    ///
    /// # Errors
    /// `NotFound` when nothing of the case is released to the actor.
    pub fn documents(&self, actor: &Actor, case: CaseId) -> Result<DocumentsView, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "documents", move |tx, inner| {
            let Some(look) = visible(tx, inner, &actor, case)? else { return Ok(None) };
            let documents: HashMap<ItemId, Document> = tx.documents(case)?.into_iter().map(|d| (d.id, d)).collect();
            let asked_for = tx.asked_documents(case)?;
            let ids: Vec<ItemId> = documents.keys().copied().chain(asked_for.iter().map(|a| a.id)).collect();
            let mut entries = tx.items_by_id(&ids)?;
            entries.sort_by_key(|e| std::cmp::Reverse((e.happened_at, e.id)));
            let (categories, classes) = items::asked(&look, &entries);
            let desk = Desk::of(tx, &actor, look, &categories, &classes, (Action::Open, "documents"))?;
            let entries = shown(tx, (&desk.look, &desk.recorded), &actor, entries.clone())?;
            let (mut lines, mut asked) = (Vec::new(), Vec::new());
            for entry in &entries {
                let Some(document) = documents.get(&entry.id) else { continue };
                lines.push(shown_line(tx, inner, &actor, &desk, entry, document)?);
            }
            for one in &asked_for {
                let Some(entry) = entries.iter().find(|e| e.id == one.id) else { continue };
                asked.push(asked::line(tx, inner, &actor, &desk, entry, (one, &documents))?);
            }
            let subjects = if desk.look.is_open() { desk.subjects() } else { Vec::new() };
            let askable =
                if actor.is_staff() { asked::of_the_person(&desk.look, subjects.clone()) } else { Vec::new() };
            Ok(Some(DocumentsView { top: desk.top(&actor)?, lines, asked, subjects, askable }))
        })?
        .ok_or(AppError::NotFound)
    }

    /// Keeps a document. What it is follows from its content; a scanner looks at it first, where one is configured.
    ///
    /// # Errors
    /// `NotFound` when the actor may not record its category; `Refused` when it is empty, too large or of a kind that is not
    /// taken, or the case is closed.
    pub fn hand_in(&self, actor: &Actor, case: CaseId, new: &NewDocument) -> Result<Handed, AppError> {
        self.hand_in_as(actor, case, new, &DocumentFacts::default(), None)
    }

    /// Keeps a document, with what it is and until when it is good; for a program, once for each of its keys.
    ///
    /// # Errors
    /// As [`App::hand_in`]; `Refused` also when the key was used for something else, for a kind that there is not, and for a picture of
    /// the person without the day on which they agreed that it is kept.
    pub fn hand_in_as(
        &self,
        actor: &Actor,
        case: CaseId,
        new: &NewDocument,
        facts: &DocumentFacts,
        key: Option<&OnceKey>,
    ) -> Result<Handed, AppError> {
        let (actor, new, facts, key) = (actor.clone(), new.clone(), facts.clone(), key.cloned());
        if !facts.kind.is_empty() && words(KINDS, &facts.kind).is_none() {
            return Err(AppError::Refused("Choose what kind of document it is from the list".to_owned()));
        }
        let ready = self.ready(&new.bytes)?;
        self.act(&actor.caller.clone(), "hand in document", move |tx, inner| {
            let fresh = match once::before(tx, &actor, key.as_ref())? {
                Before::Done(made) => {
                    let id = ItemId::from_bytes(made);
                    let state = tx.document(id)?.map_or(DocumentState::Waiting, |d| d.state);
                    return Ok(handed(state, id));
                }
                Before::Not(fresh) => fresh,
            };
            let look = Look::at(tx, inner, &actor, case)?.ok_or(AppError::NotFound)?;
            let kept = keep(tx, inner, (&actor, &look), &new, &facts, &ready)?;
            let (Handed::Kept(id) | Handed::Waiting(id) | Handed::Quarantined(id)) = kept;
            once::done(tx, &actor, fresh, id.as_bytes())?;
            Ok(kept)
        })
    }

    /// One document, without its bytes.
    ///
    /// # Errors
    /// `NotFound` when it does not exist for the actor.
    pub fn document(&self, actor: &Actor, case: CaseId, id: ItemId) -> Result<(CaseTop, DocumentLine), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "document", move |tx, inner| {
            let Some((look, entry, document)) = found(tx, inner, &actor, (case, id))? else { return Ok(None) };
            let entries = [entry];
            let (categories, classes) = items::asked(&look, &entries);
            let desk = Desk::of(tx, &actor, look, &categories, &classes, (Action::Open, "document"))?;
            let [entry] = &entries;
            let shown = shown_line(tx, inner, &actor, &desk, entry, &document)?;
            Ok(Some((desk.top(&actor)?, shown)))
        })?
        .ok_or(AppError::NotFound)
    }

    /// The bytes of a document, or of its preview. What waits for the scanner, or is kept apart, is opened by nobody.
    ///
    /// # Errors
    /// `NotFound` when there is no such part for the actor, or its key is destroyed.
    pub fn document_bytes(
        &self,
        actor: &Actor,
        case: CaseId,
        id: ItemId,
        part: Part,
    ) -> Result<DocumentBytes, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "document bytes", move |tx, inner| {
            let Some((look, entry, document)) = found(tx, inner, &actor, (case, id))? else { return Ok(None) };
            if document.state != DocumentState::Kept {
                return Ok(None);
            }
            let Some((place, sealed)) = tx.document_part(id, part)? else { return Ok(None) };
            let category = look.notice.compiled.category(&entry.category).ok_or(AppError::NotFound)?;
            let class = place.record_class.clone();
            let what = match part {
                Part::Original => "document opened",
                Part::Preview => "picture of a document",
            };
            let desk = Desk::of(tx, &actor, look, &[category], &[&class], (Action::Open, what))?;
            let Some(grant) = desk.recorded.grant(category) else { return Ok(None) };
            let bytes = match Sealed::<Vec<u8>>::new(place, category, sealed).open_bytes(&grant, &desk.ring) {
                Ok(bytes) => bytes,
                Err(disclosure::OpenError::Erased) => return Ok(None),
                Err(e) => return Err(AppError::Fault(e.to_string())),
            };
            let media = media_of(&document)?;
            Ok(Some(match part {
                Part::Original => DocumentBytes { media: media.kind, ending: media.ending, shown: media.shown, bytes },
                Part::Preview => DocumentBytes { media: files::PREVIEW_MEDIA, ending: "jpg", shown: true, bytes },
            }))
        })?
        .ok_or(AppError::NotFound)
    }

    /// Says that a document was checked: how, and until when it is good.
    ///
    /// # Errors
    /// `NotFound` when it does not exist for the actor or may not be recorded by them; `Refused` for a way that there is not.
    pub fn check_document(
        &self,
        actor: &Actor,
        case: CaseId,
        id: ItemId,
        how: &str,
        expires_on: Option<Date>,
    ) -> Result<(), AppError> {
        let (actor, how) = (actor.clone(), how.to_owned());
        if words(CHECKS, &how).is_none() {
            return Err(AppError::Refused("Choose how it was checked".to_owned()));
        }
        self.act(&actor.caller.clone(), "check document", move |tx, inner| {
            let Some((look, entry, document)) = found(tx, inner, &actor, (case, id))? else { return Ok(None) };
            if !may_change(&actor, &look, &entry) || document.state != DocumentState::Kept {
                return Ok(None);
            }
            let category = look.notice.compiled.category(&entry.category).ok_or(AppError::NotFound)?;
            let ring = crate::cases::parts::ring(tx, &look, &[])?;
            let detail = format!("document checked: {how}");
            look.record(tx, &actor, look.decide(Act::Record, &[category]), Action::Edit, &ring, &detail)?;
            // A check that says no date leaves the one that is there.
            tx.verified(id, (&how, actor.account), expires_on.or(document.expires_on))?;
            Ok(Some(()))
        })?
        .ok_or(AppError::NotFound)
    }

    /// Deletes one document and nothing else: a picture that the person does not want to be kept any more, or what was handed in by
    /// mistake. Its keys go where they seal nothing else.
    ///
    /// # Errors
    /// `NotFound` as [`App::check_document`]; `Refused` without a reason, and while somebody has asked about the data of this case.
    pub fn erase_document(&self, actor: &Actor, case: CaseId, id: ItemId, why: &str) -> Result<(), AppError> {
        let (actor, why) = (actor.clone(), why.to_owned());
        if words(WHY_DELETED, &why).is_none() {
            return Err(AppError::Refused("Choose why it is deleted".to_owned()));
        }
        self.act(&actor.caller.clone(), "erase document", move |tx, inner| {
            let Some((look, entry, _)) = found(tx, inner, &actor, (case, id))? else { return Ok(None) };
            if !may_change(&actor, &look, &entry) {
                return Ok(None);
            }
            if tx.requests_of_case(case)?.iter().any(|r| r.settled_at.is_none()) {
                return Err(AppError::Refused(
                    "A request about the data of this case is open: deleting something now could be an offence (Data Protection \
                     Act 2018 section 173). Ask the data protection officer"
                        .to_owned(),
                ));
            }
            let category = look.notice.compiled.category(&entry.category).ok_or(AppError::NotFound)?;
            let ring = crate::cases::parts::ring(tx, &look, &[])?;
            let detail = format!("document deleted: {why}");
            look.record(tx, &actor, look.decide(Act::Record, &[category]), Action::Erase, &ring, &detail)?;
            tx.erase_document(id, look.case.person, &detail)?;
            Ok(Some(()))
        })?
        .ok_or(AppError::NotFound)
    }

    /// Has a document that waits scanned again.
    ///
    /// # Errors
    /// `NotFound` when it does not exist for the actor or does not wait; `Refused` when the scanner still does not answer.
    pub fn scan_again(&self, actor: &Actor, case: CaseId, id: ItemId) -> Result<Handed, AppError> {
        let actor = actor.clone();
        let again = actor.clone();
        let (plain, media, person, class) = self
            .act(&actor.caller.clone(), "open to scan again", move |tx, inner| {
                let Some((look, entry, document)) = waiting(tx, inner, &actor, (case, id))? else { return Ok(None) };
                let category = look.notice.compiled.category(&entry.category).ok_or(AppError::NotFound)?;
                let Some((place, sealed)) = tx.document_part(id, Part::Original)? else { return Ok(None) };
                let (person, class) = (place.subject, place.record_class.clone());
                let desk = Desk::of(tx, &actor, look, &[category], &[&class], (Action::Edit, "scanned again"))?;
                let Some(grant) = desk.recorded.grant(category) else { return Ok(None) };
                let plain = Sealed::<Vec<u8>>::new(place, category, sealed)
                    .open_bytes(&grant, &desk.ring)
                    .map_err(|e| AppError::Fault(e.to_string()))?;
                Ok(Some((plain, media_of(&document)?, person, class)))
            })?
            .ok_or(AppError::NotFound)?;
        let state = self.scanned_at_last(plain.get())?;
        let made = picture(media, state, plain.get())?;
        self.act(&again.caller.clone(), "scan again", move |tx, inner| {
            // Somebody else may have had it scanned, or deleted it, meanwhile.
            if waiting(tx, inner, &again, (case, id))?.is_none() {
                return Ok(None);
            }
            if let Some(made) = &made {
                let keys = [(person, class.as_str())];
                let ring = tx.ring_for_sealing(&keys)?;
                let place = document_place(person, &class, id, Part::Preview);
                let sealed = ring.seal(&place, made, tx.entropy()).map_err(|e| AppError::Fault(e.to_string()))?;
                tx.insert_document_part(id, Part::Preview, (person, &class), &sealed)?;
            }
            tx.scanned(id, state, made.as_ref().map(|_| files::PREVIEW_MEDIA))?;
            Ok(Some(if state == DocumentState::Kept { Handed::Kept(id) } else { Handed::Quarantined(id) }))
        })?
        .ok_or(AppError::NotFound)
    }
}

/// Why a document is deleted by itself, with words.
pub const WHY_DELETED: &[(&str, &str)] = &[
    ("not-wanted", "The person does not want it to be kept any more"),
    ("mistake", "It was handed in by mistake, or belongs to somebody else"),
    ("twice", "It is there twice"),
];

/// Whether the actor may check or delete a document: whoever of the controller's own people may record its category, in an open case.
fn may_change(actor: &Actor, look: &Look, entry: &store::Happening) -> bool {
    let category = look.notice.compiled.category(&entry.category);
    actor.is_staff() && look.is_open() && category.is_some_and(|c| look.decide(Act::Record, &[c]).releases(c))
}

/// A document as shown.
fn shown_line(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    desk: &Desk,
    entry: &store::Happening,
    document: &Document,
) -> Result<DocumentLine, AppError> {
    let check = match (&document.verified_how, document.verified_by, document.verified_at) {
        (Some(how), Some(by), Some(at)) => {
            Some(DocumentCheck { how: how.clone(), by: inner.account_name(tx, by)?, at })
        }
        _ => None,
    };
    Ok(DocumentLine {
        entry: line(tx, inner, (&desk.look, &desk.recorded, &desk.ring), entry)?,
        media: media_of(document)?,
        bytes: u64::try_from(document.bytes).unwrap_or(0),
        state: document.state,
        preview: document.preview.is_some(),
        expires_on: document.expires_on.map(|on| (on, good(on, desk.look.today))),
        check,
        can_change: may_change(actor, &desk.look, entry),
    })
}

fn media_of(document: &Document) -> Result<&'static Media, AppError> {
    Media::of(&document.media).ok_or_else(|| AppError::Fault("a document is of a kind that is not taken".to_owned()))
}

/// The title of a document, where it is released.
#[must_use]
pub fn title(content: &Item<SectionContent>) -> Option<Disclosed<String>> {
    match content {
        Item::Released(content) => Some(content.map_ref(|c| c.get("title").unwrap_or_default().to_owned())),
        _ => None,
    }
}
