//! Documents that the person is asked to give: what is asked for and by when, giving it, or saying that one does not have it. Only what
//! is asked for can be given, into the category that it is asked for in, and the gate decides about it as about anything else.

use super::{Me, looks};
use crate::actor::Actor;
use crate::error::AppError;
use crate::look::Look;
use crate::views::Item;
use crate::work::asked::{given, go_on, is_late, opened, whose};
use crate::work::documents::{DocumentBytes, DocumentFacts, Handed, NewDocument};
use crate::work::keep::{Ready, keep};
use crate::{App, Inner};
use casework::SectionContent;
use casework::document::{KINDS, words};
use casework::identifier::{NI_NUMBER_IN_TEXT, has_ni_number};
use disclosure::{Disclosed, OpenError, Opener as _};
use files::{LARGEST, sniff};
use jiff::civil::Date;
use kernel::{CaseId, ItemId, Timestamp};
use std::sync::Arc;
use store::{AskState, AskedDocument, Document, DocumentState, Happening, Part, Tx};

/// The most files that are given for one thing, over all the times that it is asked for.
pub const MOST_FILES: usize = 10;
/// The most files that are given in a case within an hour.
const MOST_AN_HOUR: i64 = 20;
/// The longest words that somebody says, in characters.
const LONGEST: usize = 2_000;

/// A document that the person is or was asked to give.
pub struct MyAsk {
    /// The case.
    pub case: CaseId,
    /// Its id.
    pub id: ItemId,
    /// The service.
    pub service: String,
    /// How it stands.
    pub state: AskState,
    /// The last day.
    pub due_on: Date,
    /// Whether that is over, and it still waits for the person.
    pub late: bool,
    /// When it came to stand as it does.
    pub changed_at: Timestamp,
    /// How many files were given for it.
    pub given: usize,
    /// The files that can be opened again, in the order in which they were given.
    pub files: Vec<ItemId>,
    /// How many wait to be checked for harmful software.
    pub checking: usize,
    /// Whether something can be given for it now.
    pub waits: bool,
    /// Its kind, what it is for, and what was said about it.
    pub content: Item<SectionContent>,
    /// Whether it is of somebody in the household.
    pub of_household: bool,
    /// Of whom: their name, where it is released. Names of children are not.
    pub whose: Option<Disclosed<String>>,
}

/// How giving ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gave {
    /// It is here.
    Received,
    /// The scanner found something in each file: they are kept apart, and it is still asked for.
    Apart,
    /// No file came, or an empty one.
    Nothing,
    /// A file is larger than is taken.
    TooLarge,
    /// A file is of no kind that is taken, or a picture that cannot be read.
    NotTaken,
    /// More files than can be given for one thing.
    TooMany,
    /// More files than can be given within an hour.
    TooOften,
}

impl App {
    /// What the person is and was asked to give, what waits for them first. Whoever acts for somebody finds what is within their scope.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn my_asks(&self, me: &Me) -> Result<Vec<MyAsk>, AppError> {
        self.asks_of(me, None)
    }

    /// One of them.
    ///
    /// # Errors
    /// `NotFound` when the person is asked for no such thing.
    pub fn my_ask(&self, me: &Me, case: CaseId, id: ItemId) -> Result<MyAsk, AppError> {
        self.asks_of(me, Some((case, id)))?.pop().ok_or(AppError::NotFound)
    }

    fn asks_of(&self, me: &Me, only: Option<(CaseId, ItemId)>) -> Result<Vec<MyAsk>, AppError> {
        let who = me.clone();
        let caller = me.caller(self.inner.authority);
        let found = self.act(&caller, "documents to give", move |tx, inner| {
            let mut all = Vec::new();
            for (actor, look) in looks(tx, inner, &who)? {
                let wanted = |a: &AskedDocument| only.is_none_or(|only| only == (a.case_id, a.id));
                let asked: Vec<_> = tx.asked_documents(look.case.id)?.into_iter().filter(wanted).collect();
                let ids: Vec<ItemId> = asked.iter().map(|a| a.id).collect();
                let mut entries = tx.items_by_id(&ids)?;
                entries.retain(|e| who.covers(&e.category));
                if entries.is_empty() {
                    continue;
                }
                let contents = opened(tx, &actor, &look, &entries, "documents to give")?;
                let documents = tx.documents(look.case.id)?;
                for (entry, content) in entries.iter().zip(contents) {
                    let (Some(one), Item::Released(_)) = (asked.iter().find(|a| a.id == entry.id), &content) else {
                        continue;
                    };
                    let line = MyAsk {
                        case: look.case.id,
                        id: one.id,
                        service: look.notice.service_label(&look.case.service),
                        state: one.state,
                        due_on: one.due_on,
                        late: is_late(one, look.today),
                        changed_at: one.changed_at,
                        given: given(&documents, one.id),
                        files: in_state(&documents, one.id, DocumentState::Kept),
                        checking: in_state(&documents, one.id, DocumentState::Waiting).len(),
                        waits: look.is_open() && one.state.is_live(),
                        of_household: whose(&content).is_some(),
                        content,
                        whose: None,
                    };
                    all.push((actor.clone(), line));
                }
            }
            Ok(all)
        })?;
        let mut all = Vec::with_capacity(found.len());
        for (actor, mut line) in found {
            // Of the household somebody with a part of the record only is told nothing here.
            if let Some(person) = whose(&line.content).filter(|_| me.scope.is_empty()) {
                let names = self.member_names(&actor, line.case)?;
                let named = names.get().iter().any(|(member, _)| *member == person);
                let name = |all: Vec<(kernel::PersonId, String)>| all.into_iter().find(|(member, _)| *member == person);
                line.whose = named.then(|| names.map(|all| name(all).map(|(_, name)| name).unwrap_or_default()));
            }
            all.push(line);
        }
        all.sort_by_key(|l| (!l.waits, l.state == AskState::Given, l.due_on, l.id));
        Ok(all)
    }

    /// A file that the person gave for what was asked, as they gave it.
    ///
    /// # Errors
    /// `NotFound` when there is no such file for them, or it is not to be opened by anybody.
    pub fn my_file(&self, me: &Me, case: CaseId, id: ItemId, file: ItemId) -> Result<DocumentBytes, AppError> {
        // What they gave can be opened as long as what it was given for is theirs to see.
        let mut asked = self.asks_of(me, Some((case, id)))?;
        asked.pop().filter(|one| one.files.contains(&file)).ok_or(AppError::NotFound)?;
        let who = me.clone();
        let found = self.act(&me.caller(self.inner.authority), "own file", move |tx, inner| {
            Ok(looks(tx, inner, &who)?.into_iter().find(|(_, look)| look.case.id == case).map(|(actor, _)| actor))
        })?;
        self.document_bytes(&found.ok_or(AppError::NotFound)?, case, file, Part::Original)
    }

    /// Keeps files that the person gives for what was asked, as any document is kept: recognised, scanned, sealed.
    ///
    /// # Errors
    /// `NotFound` when the person is asked for no such thing; `Refused` when it does not wait for them any more.
    pub fn give_document(&self, me: &Me, case: CaseId, id: ItemId, files: &[Arc<Vec<u8>>]) -> Result<Gave, AppError> {
        let caller = me.caller(self.inner.authority);
        let (who, all) = (me.clone(), files.to_vec());
        // Before anything is scanned: it is asked for, what of it is new, and whether there is room for that.
        let (no, new) = self.act(&caller, "own document", move |tx, inner| {
            let mine = mine(tx, inner, &who, case, id)?;
            let new = mine.new_of(tx, &all)?;
            Ok((room(tx, &mine, new.len())?, new))
        })?;
        if let Some(no) = no.or_else(|| wrong(files)) {
            return Ok(no);
        }
        let mut ready = Vec::with_capacity(new.len());
        for bytes in &new {
            match self.ready(bytes) {
                Ok(one) => ready.push((Arc::clone(bytes), one)),
                // All else was looked at before: this one cannot be read.
                Err(AppError::Refused(_)) => return Ok(Gave::NotTaken),
                Err(error) => return Err(error),
            }
        }
        let (who, all) = (me.clone(), files.to_vec());
        self.act(&caller, "give document", move |tx, inner| {
            let mine = mine(tx, inner, &who, case, id)?;
            match room(tx, &mine, ready.len())? {
                Some(no) => Ok(no),
                None => mine.keep(tx, inner, &all, &ready),
            }
        })
    }

    /// Writes down that the person does not have what is asked for, in their words.
    ///
    /// # Errors
    /// `NotFound` when the person is asked for no such thing; `Form` when nothing is said or too much; `Refused` when it does not wait for
    /// them any more.
    pub fn say_document_is_missing(&self, me: &Me, case: CaseId, id: ItemId, says: &str) -> Result<(), AppError> {
        let (who, says) = (me.clone(), says.trim().to_owned());
        if !(1..=LONGEST).contains(&says.chars().count()) {
            return Err(AppError::field("words", "Say it in your own words"));
        }
        if has_ni_number(&says) {
            return Err(AppError::field("words", NI_NUMBER_IN_TEXT));
        }
        self.act(&me.caller(self.inner.authority), "document is missing", move |tx, inner| {
            let mine = mine(tx, inner, &who, case, id)?;
            if mine.asked.state != AskState::Open {
                return Err(AppError::Refused("It does not wait for you any more".to_owned()));
            }
            let to = (AskState::Missing, mine.asked.due_on);
            go_on(tx, &mine.actor, &mine.look, &mine.asked, to, &[("says", &says)])
        })
    }
}

/// The files of what was asked for that stand in a way, in the order in which they were given.
fn in_state(documents: &[Document], asked: ItemId, state: DocumentState) -> Vec<ItemId> {
    let mut all: Vec<ItemId> =
        documents.iter().filter(|d| d.asked == Some(asked) && d.state == state).map(|d| d.id).collect();
    all.sort_unstable();
    all
}

/// Something that waits for the person, as they stand before it.
struct Mine {
    actor: Actor,
    /// The person may give this, and nothing else.
    look: Look,
    asked: AskedDocument,
    entry: Happening,
}

/// What the person is asked for, within what their account may speak of.
fn mine(tx: &mut Tx<'_>, inner: &Inner, me: &Me, case: CaseId, id: ItemId) -> Result<Mine, AppError> {
    let found = looks(tx, inner, me)?.into_iter().find(|(_, look)| look.case.id == case);
    let (actor, mut look) = found.ok_or(AppError::NotFound)?;
    let asked = tx.asked_documents(case)?.into_iter().find(|a| a.id == id).ok_or(AppError::NotFound)?;
    let entry = tx.items_by_id(&[id])?.pop().filter(|e| me.covers(&e.category)).ok_or(AppError::NotFound)?;
    if !look.is_open() || !asked.state.is_live() {
        return Err(AppError::Refused("It does not wait for you any more".to_owned()));
    }
    look.asks_for(&entry.category);
    Ok(Mine { actor, look, asked, entry })
}

/// Why no more files are taken, if none are.
fn room(tx: &mut Tx<'_>, mine: &Mine, more: usize) -> Result<Option<Gave>, AppError> {
    if given(&tx.documents(mine.look.case.id)?, mine.asked.id) + more > MOST_FILES {
        return Ok(Some(Gave::TooMany));
    }
    let lately = tx.documents_given_since(mine.look.case.id, tx.now().plus_seconds(-3_600))?;
    Ok((lately + i64::try_from(more).unwrap_or(i64::MAX) > MOST_AN_HOUR).then_some(Gave::TooOften))
}

/// Why files are not taken, by what they are.
fn wrong(files: &[Arc<Vec<u8>>]) -> Option<Gave> {
    if files.is_empty() || files.iter().any(|f| f.is_empty()) {
        return Some(Gave::Nothing);
    }
    if files.iter().any(|f| f.len() > LARGEST) {
        return Some(Gave::TooLarge);
    }
    files.iter().any(|f| sniff(f).is_none()).then_some(Gave::NotTaken)
}

impl Mine {
    /// Whether these very bytes were given for this already, and how they stand. The program compares them for this only: they are
    /// shown to nobody.
    fn has(&self, tx: &mut Tx<'_>, bytes: &[u8]) -> Result<Option<DocumentState>, AppError> {
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        let alike = |d: &Document| d.asked == Some(self.asked.id) && d.bytes == size;
        for document in tx.documents(self.look.case.id)?.into_iter().filter(alike) {
            let Some((place, sealed)) = tx.document_part(document.id, Part::Original)? else { continue };
            let ring = tx.ring(&[(place.subject, place.record_class.as_str())])?;
            match ring.open(&place, &sealed) {
                Ok(plain) if plain.expose().as_slice() == bytes => return Ok(Some(document.state)),
                Ok(_) | Err(OpenError::Erased) => {}
                Err(e) => return Err(AppError::Fault(e.to_string())),
            }
        }
        Ok(None)
    }

    /// Of some files those that were not given for this yet: a button that is pressed twice, or a file that is chosen twice, is one file.
    fn new_of(&self, tx: &mut Tx<'_>, files: &[Arc<Vec<u8>>]) -> Result<Vec<Arc<Vec<u8>>>, AppError> {
        let mut new: Vec<Arc<Vec<u8>>> = Vec::new();
        for bytes in files {
            if !new.contains(bytes) && self.has(tx, bytes)?.is_none() {
                new.push(Arc::clone(bytes));
            }
        }
        Ok(new)
    }

    /// Keeps what is new of what was given.
    fn keep(
        &self,
        tx: &mut Tx<'_>,
        inner: &Inner,
        all: &[Arc<Vec<u8>>],
        files: &[(Arc<Vec<u8>>, Ready)],
    ) -> Result<Gave, AppError> {
        let said = opened(tx, &self.actor, &self.look, std::slice::from_ref(&self.entry), "what was asked for")?.pop();
        let Some(Item::Released(said)) = said else { return Err(AppError::NotFound) };
        let kind = said.get().get("kind").unwrap_or_default();
        let facts = DocumentFacts { kind: kind.to_owned(), asked: Some(self.asked.id), ..DocumentFacts::default() };
        let named = words(KINDS, kind).unwrap_or("Document");
        let (mut came, mut fresh) = (false, false);
        for bytes in all {
            came |= self.has(tx, bytes)?.is_some_and(|state| state != DocumentState::Quarantined);
        }
        for (at, (bytes, ready)) in files.iter().enumerate() {
            // It may have come by the other press meanwhile.
            if self.has(tx, bytes)?.is_some() {
                continue;
            }
            fresh = true;
            let new = NewDocument {
                bytes: Arc::clone(bytes),
                title: if files.len() > 1 {
                    format!("{named} ({} of {})", at + 1, files.len())
                } else {
                    named.to_owned()
                },
                note: String::new(),
                category: self.entry.category.clone(),
                third_party: false,
                staff_only: false,
            };
            let kept = keep(tx, inner, (&self.actor, &self.look), &new, &facts, ready)?;
            came |= !matches!(kept, Handed::Quarantined(_));
        }
        if !came {
            return Ok(Gave::Apart);
        }
        // What was here already changes nothing of how it stands, unless it is asked for anew.
        if !fresh && self.asked.state == AskState::Given {
            return Ok(Gave::Received);
        }
        go_on(tx, &self.actor, &self.look, &self.asked, (AskState::Given, self.asked.due_on), &[])?;
        Ok(Gave::Received)
    }
}
