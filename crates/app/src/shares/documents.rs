//! Documents of a case that go with what is sent: chosen one by one, decided by the category that each is about, kept as they went.

use super::view::ours;
use super::{ShownRow, refused};
use crate::actor::Actor;
use crate::error::AppError;
use crate::look::Look;
use crate::views::Item;
use crate::work::desk::Desk;
use crate::work::documents::DocumentBytes;
use crate::work::items::content;
use crate::{App, Inner};
use casework::SectionContent;
use disclosure::{Disclosed, Opener, Recorded, Sealed};
use files::Media;
use kernel::{AttachmentId, CaseId, ItemId, ShareId};
use ledger::Action;
use notice::model::CategoryIx;
use sealing::KeyRing;
use sha2::{Digest, Sha256};
use store::{Document, DocumentState, Happening, Part, Share, ShareDocument, ShareDocumentBytes, Tx};

/// What the name of a document begins with among what is chosen: `category.doc-…`.
const PREFIX: &str = "doc-";
/// The most that goes with one, in bytes: it is read by people.
const MOST_BYTES: i64 = 60 * 1024 * 1024;

/// The document that was chosen, if something is one.
pub(super) fn document_of(item: &str) -> Option<ItemId> {
    item.split_once('.')?.1.strip_prefix(PREFIX)?.parse().ok()
}

/// A document that went, as shown.
pub struct SharedDocument {
    /// Its id.
    pub id: AttachmentId,
    /// The category's name.
    pub label: String,
    /// What it is called, as the gate allows.
    pub title: Item<String>,
    /// What kind it is, in words.
    pub kind: &'static str,
    /// Whether there is a picture to look at.
    pub picture: bool,
    /// SHA-256 of its bytes, in hexadecimal.
    pub hash: String,
}

/// The documents of a case that can go to others: scanned, not about somebody else, not for the controller's own people only.
pub(super) fn attachable(tx: &mut Tx<'_>, case: CaseId) -> Result<Vec<(Happening, Document)>, AppError> {
    let mut documents: Vec<Document> = tx.documents(case)?;
    documents.retain(|d| d.state == DocumentState::Kept);
    let ids: Vec<ItemId> = documents.iter().map(|d| d.id).collect();
    let mut found = Vec::new();
    for entry in tx.items_by_id(&ids)?.into_iter().filter(|e| !e.third_party && !e.staff_only) {
        if let Some(document) = documents.iter().find(|d| d.id == entry.id) {
            found.push((entry, document.clone()));
        }
    }
    found.sort_by_key(|(e, _)| (e.happened_at, e.id));
    Ok(found)
}

/// The documents of a category, to choose from.
pub(super) fn offered(
    look: &Look,
    recorded: &Recorded,
    ring: &dyn Opener,
    category: CategoryIx,
    all: &[(Happening, Document)],
) -> Result<Option<Disclosed<Vec<ShownRow>>>, AppError> {
    let id = look.notice.category_id(category);
    if look.no_document(id).is_some() {
        return Ok(None);
    }
    let mut rows: Vec<Disclosed<ShownRow>> = Vec::new();
    for (entry, document) in all.iter().filter(|(e, _)| e.category == id) {
        let Item::Released(said) = content(look, recorded, entry, ring)? else { continue };
        let kind = Media::of(&document.media).map_or("file", |m| m.words);
        rows.push(said.map(|said| ShownRow {
            item: format!("{id}.{PREFIX}{}", entry.id),
            label: format!("Document ({kind})"),
            text: said.get("title").unwrap_or_default().to_owned(),
            masked: false,
            word: None,
        }));
    }
    Ok((!rows.is_empty()).then(|| Disclosed::all(rows)))
}

/// Everything chosen that is a document can go.
pub(super) fn known(tx: &mut Tx<'_>, case: CaseId, items: &[String]) -> Result<(), AppError> {
    let wanted: Vec<(&str, ItemId)> =
        items.iter().filter_map(|i| Some((i.split('.').next()?, document_of(i)?))).collect();
    if wanted.is_empty() {
        return Ok(());
    }
    let there = attachable(tx, case)?;
    let mut bytes = 0;
    for (category, id) in wanted {
        let Some((_, document)) = there.iter().find(|(e, _)| e.id == id && e.category == category) else {
            return refused("A document that was chosen cannot go: choose from what is offered");
        };
        bytes += document.bytes;
    }
    if bytes > MOST_BYTES {
        return refused(format!(
            "The documents are too large together: at most {} MB go at once",
            MOST_BYTES / 1024 / 1024
        ));
    }
    Ok(())
}

/// Takes a copy of the documents of a category that were chosen, as they go. Answers with their line in the receipt.
pub(super) fn copy(
    tx: &mut Tx<'_>,
    (them, recorded): (&Look, &Recorded),
    share: &Share,
    category: CategoryIx,
    ring: &KeyRing,
) -> Result<Vec<(String, serde_json::Value)>, AppError> {
    let id = them.notice.category_id(category).to_owned();
    let chosen: Vec<ItemId> =
        share.items.iter().filter(|i| crate::look::is_of(i, &id)).filter_map(|i| document_of(i)).collect();
    let mut went = Vec::new();
    if chosen.is_empty() || them.no_document(&id).is_some() {
        return Ok(went);
    }
    let Some(grant) = recorded.grant(category) else { return Ok(went) };
    let fault = |e: &dyn std::fmt::Display| AppError::Fault(e.to_string());
    for (entry, document) in attachable(tx, share.case_id)?.into_iter().filter(|(e, _)| chosen.contains(&e.id)) {
        let Item::Released(said) = content(them, recorded, &entry, ring)? else { continue };
        let Some((place, sealed)) = tx.document_part(entry.id, Part::Original)? else { continue };
        let plain = Sealed::<Vec<u8>>::new(place, category, sealed).open_bytes(&grant, ring).map_err(|e| fault(&e))?;
        let picture = match tx.document_part(entry.id, Part::Preview)? {
            Some((place, sealed)) => {
                Some(Sealed::<Vec<u8>>::new(place, category, sealed).open_bytes(&grant, ring).map_err(|e| fault(&e))?)
            }
            None => None,
        };
        let mut row = ShareDocument {
            id: AttachmentId::new(tx.now(), tx.entropy()),
            share: share.id,
            case_id: share.case_id,
            person: share.person,
            category: id.clone(),
            record_class: them.notice.class_in(category, share.case_id),
            media: document.media.clone(),
            bytes: document.bytes,
            hash: Sha256::digest(plain.get()).to_vec(),
            sealed: Vec::new(),
        };
        let title = SectionContent::from_pairs([("title", said.get().get("title").unwrap_or_default())]);
        let title =
            serde_json::to_vec(&title).map_err(|_| AppError::Fault("a title cannot be written down".to_owned()))?;
        row.sealed = ring.seal(&row.place(), &title, tx.entropy()).map_err(|e| fault(&e))?;
        let content = ring.seal(&row.bytes_place(Part::Original), plain.get(), tx.entropy()).map_err(|e| fault(&e))?;
        let preview = match picture {
            Some(picture) => {
                Some(ring.seal(&row.bytes_place(Part::Preview), picture.get(), tx.entropy()).map_err(|e| fault(&e))?)
            }
            None => None,
        };
        tx.insert_share_document(&row, &ShareDocumentBytes { content, preview })?;
        let line = serde_json::json!({
            "category": id,
            "media": row.media,
            "bytes": row.bytes,
            "sha256": data_encoding::HEXLOWER.encode(&row.hash),
        });
        went.push((format!("{id}.{PREFIX}{}", entry.id), line));
    }
    Ok(went)
}

/// The documents that went with something, as the gate allows. What was narrowed away is not among them.
pub(super) fn shown(
    tx: &mut Tx<'_>,
    look: &Look,
    (recorded, ring): (&Recorded, &KeyRing),
    share: &Share,
) -> Result<Vec<SharedDocument>, AppError> {
    let mut lines = Vec::new();
    for row in tx.share_documents(share.id)? {
        let category = look.notice.compiled.category(&row.category);
        let category =
            category.ok_or_else(|| AppError::Fault("a document's category is not in its notice".to_owned()))?;
        let title: Item<SectionContent> =
            look.unseal(recorded, category, Some(row.place()), row.sealed.clone(), ring)?;
        let media = Media::of(&row.media);
        lines.push(SharedDocument {
            id: row.id,
            label: look.notice.category_label(&row.category),
            title: title.map(|t| t.get("title").unwrap_or_default().to_owned()),
            kind: media.map_or("file", |m| m.words),
            picture: media.is_some_and(|m| m.picture),
            hash: data_encoding::HEXLOWER.encode(&row.hash),
        });
    }
    Ok(lines)
}

/// The bytes of a document that went, for an actor before whom the case stands.
fn opened(
    tx: &mut Tx<'_>,
    actor: &Actor,
    look: Look,
    share: &Share,
    (id, part): (AttachmentId, Part),
) -> Result<Option<DocumentBytes>, AppError> {
    let Some(row) = tx.share_documents(share.id)?.into_iter().find(|d| d.id == id) else { return Ok(None) };
    let Some(category) = look.notice.compiled.category(&row.category) else { return Ok(None) };
    let Some(sealed) = tx.share_document_bytes(id, part)? else { return Ok(None) };
    let desk =
        Desk::of(tx, actor, look, &[category], &[&row.record_class], (Action::Open, "a document that was shared"))?;
    let Some(grant) = desk.recorded.grant(category) else { return Ok(None) };
    let bytes = match Sealed::<Vec<u8>>::new(row.bytes_place(part), category, sealed).open_bytes(&grant, &desk.ring) {
        Ok(bytes) => bytes,
        Err(disclosure::OpenError::Erased) => return Ok(None),
        Err(e) => return Err(AppError::Fault(e.to_string())),
    };
    let media =
        Media::of(&row.media).ok_or_else(|| AppError::Fault("a document is of a kind that is not taken".to_owned()))?;
    Ok(Some(match part {
        Part::Original => DocumentBytes { media: media.kind, ending: media.ending, shown: media.shown, bytes },
        Part::Preview => DocumentBytes { media: files::PREVIEW_MEDIA, ending: "jpg", shown: true, bytes },
    }))
}

impl App {
    /// A document that went with something, for the body that got it.
    ///
    /// # Errors
    /// `NotFound` when it was not sent to them, or nothing of it is released any more.
    pub fn desk_document(
        &self,
        actor: &Actor,
        share: ShareId,
        document: AttachmentId,
        part: Part,
    ) -> Result<DocumentBytes, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "open document on a desk", move |tx, inner| {
            let Some((look, share)) = super::desk::sent(tx, inner, &actor, share)? else { return Ok(None) };
            opened(tx, &actor, look, &share, (document, part))
        })?
        .ok_or(AppError::NotFound)
    }

    /// The same for the controller's own people: what went.
    ///
    /// # Errors
    /// `NotFound` when it does not exist for the actor.
    pub fn shared_document(
        &self,
        actor: &Actor,
        (case, share): (CaseId, ShareId),
        document: AttachmentId,
        part: Part,
    ) -> Result<DocumentBytes, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "open shared document", move |tx, inner: &Inner| {
            let Some((look, share)) = ours(tx, inner, &actor, (case, share))? else { return Ok(None) };
            opened(tx, &actor, look, &share, (document, part))
        })?
        .ok_or(AppError::NotFound)
    }
}
