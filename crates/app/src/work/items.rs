//! Entries on a case: notes, calls, visits, appointments and whatever else happens. One sealed pattern for all of them.

use super::desk::{Desk, subjects, visible};
use crate::actor::Actor;
use crate::cases::parts::{as_refs, classes};
use crate::error::AppError;
use crate::look::Look;
use crate::meetings::heard;
use crate::once::{self, Before, OnceKey};
use crate::requests::STATEMENT;
use crate::views::{CaseTop, Item};
use crate::{App, Inner};
use casework::SectionContent;
use casework::document::{CAME, CAME_IN, words};
use casework::happening::OUTCOMES;
use casework::identifier::{NI_NUMBER_IN_TEXT, has_ni_number};
use disclosure::{Opener, Recorded};
use kernel::{CaseId, ItemId, Timestamp};
use ledger::Action;
use notice::model::{Act, CategoryIx};
use sealing::KeyRing;
use store::{Happening, NewItem, Tx, item_place};

/// What the principal of a notice is called that is the person.
pub(crate) const SUBJECT: &str = "subject";

/// An entry to be written.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What it is: a code of [`casework::happening`].
    pub kind: String,
    /// The category of the notice that it is about.
    pub category: String,
    /// It is about somebody else, or comes from somebody else in confidence: kept out of the person's own copy.
    pub third_party: bool,
    /// For the controller's own people only.
    pub staff_only: bool,
    /// When it happened or begins; now if not said.
    pub happened_at: Option<Timestamp>,
    /// When it ends.
    pub ends_at: Option<Timestamp>,
    /// What it says.
    pub content: SectionContent,
}

impl Entry {
    /// What happened just now, for all to whom its category goes.
    #[must_use]
    pub fn now(kind: &str, category: &str, content: SectionContent) -> Self {
        Self {
            kind: kind.to_owned(),
            category: category.to_owned(),
            third_party: false,
            staff_only: false,
            happened_at: None,
            ends_at: None,
            content,
        }
    }
}

/// An entry, as shown.
pub struct ItemLine {
    /// Its id.
    pub id: ItemId,
    /// Its case.
    pub case: CaseId,
    /// What it is.
    pub kind: String,
    /// The category's id.
    pub category: String,
    /// The category's name.
    pub about: String,
    /// About somebody else.
    pub third_party: bool,
    /// For the controller's own people only.
    pub staff_only: bool,
    /// When it happened.
    pub happened_at: Timestamp,
    /// When it ends.
    pub ends_at: Option<Timestamp>,
    /// When it was written.
    pub recorded_at: Timestamp,
    /// By whom.
    pub by: String,
    /// Its version.
    pub version: u32,
    /// What it says.
    pub content: Item<SectionContent>,
}

/// One entry with all its versions.
pub struct ItemView {
    /// The head of the page.
    pub top: CaseTop,
    /// The versions, the newest first.
    pub versions: Vec<ItemLine>,
    /// What it can be about.
    pub subjects: Vec<(String, String)>,
    /// Whether the actor may change it.
    pub can_change: bool,
}

/// Whether the marks of an item let the actor see it at all; its category is the gate's affair.
pub(crate) fn marks_allow(item: &Happening, actor: &Actor) -> bool {
    let own = actor.is_staff() || actor.came_in().is_some();
    // What a person is asked for is between them and those who work on the case.
    let between = item.kind != super::asked::KIND || own;
    between && (!item.staff_only || actor.is_staff()) && !(item.third_party && actor.capacity.principal == SUBJECT)
}

/// Whether an entry or a document passes with the category that it is filed under. To a recipient to whom the category is named
/// fields and no free words (a full name and other names), or who gets some of its fields only, a note about it or a tenancy
/// agreement is more than what was said to be given. Whoever wrote it, and a statement of the person beside a section, pass.
fn passes_with(look: &Look, actor: &Actor, category: CategoryIx, item: &Happening) -> bool {
    actor.is_staff()
        || actor.came_in().is_some()
        || item.kind == STATEMENT
        || item.author == Some(actor.account)
        || look.gives_words(category)
}

/// Whether entries of a kind are written and corrected by hand; the others have steps of their own.
fn by_hand(kind: &str) -> bool {
    casework::happening::kind(kind).is_some()
}

/// The items that a decision releases to the actor, and that a meeting did not keep from it. What is not released is not said
/// to be there.
pub(crate) fn shown(
    tx: &mut Tx<'_>,
    (look, recorded): (&Look, &Recorded),
    actor: &Actor,
    mut items: Vec<Happening>,
) -> Result<Vec<Happening>, AppError> {
    items.retain(|i| {
        let category = look.notice.compiled.category(&i.category);
        marks_allow(i, actor)
            && category.is_some_and(|c| recorded.decision().releases(c) && passes_with(look, actor, c, i))
    });
    heard(tx, actor, items)
}

/// The categories and record classes of some items.
pub(crate) fn asked<'i>(look: &Look, items: &'i [Happening]) -> (Vec<CategoryIx>, Vec<&'i str>) {
    let mut categories: Vec<CategoryIx> =
        items.iter().filter_map(|i| look.notice.compiled.category(&i.category)).collect();
    categories.sort_unstable();
    categories.dedup();
    let mut classes: Vec<&str> = items.iter().map(|i| i.record_class.as_str()).collect();
    classes.sort_unstable();
    classes.dedup();
    (categories, classes)
}

/// What an item says, as the decision allows.
pub(crate) fn content(
    look: &Look,
    recorded: &Recorded,
    item: &Happening,
    opener: &dyn Opener,
) -> Result<Item<SectionContent>, AppError> {
    let category = look.notice.compiled.category(&item.category);
    let category = category.ok_or_else(|| AppError::Fault("an entry's category is not in its notice".to_owned()))?;
    look.unseal(recorded, category, Some(item.place()), item.sealed.clone(), opener)
}

/// Who wrote something on the person's own page, in words; none if it was not written there.
fn by_the_person(content: &Item<SectionContent>) -> Option<&'static str> {
    match content {
        Item::Released(content) => content.get().get(CAME_IN).and_then(|code| words(CAME, code)),
        _ => None,
    }
}

/// An item as shown.
pub(crate) fn line(
    tx: &mut Tx<'_>,
    inner: &Inner,
    (look, recorded, ring): (&Look, &Recorded, &KeyRing),
    item: &Happening,
) -> Result<ItemLine, AppError> {
    let content = content(look, recorded, item, ring)?;
    Ok(ItemLine {
        id: item.id,
        case: item.case_id,
        kind: item.kind.clone(),
        category: item.category.clone(),
        about: look.notice.category_label(&item.category),
        third_party: item.third_party,
        staff_only: item.staff_only,
        happened_at: item.happened_at,
        ends_at: item.ends_at,
        recorded_at: item.recorded_at,
        by: match item.author {
            Some(author) => inner.account_name(tx, author)?,
            None => by_the_person(&content).unwrap_or("the system").to_owned(),
        },
        version: u32::try_from(item.version).unwrap_or(0),
        content,
    })
}

/// Writes one version of an entry, with the decision that the actor may on the ledger. The category has to be one that the
/// actor may see and record; the case has to be open.
pub(crate) fn write(
    tx: &mut Tx<'_>,
    actor: &Actor,
    look: &Look,
    (id, version): (ItemId, u32),
    entry: &Entry,
) -> Result<(), AppError> {
    let category = look.notice.compiled.category(&entry.category).ok_or_else(|| {
        AppError::Refused("Choose what this is about: it decides who may see it and how long it is kept".to_owned())
    })?;
    if !subjects(look).iter().any(|(id, _)| *id == entry.category) {
        return Err(AppError::NotFound);
    }
    if !look.is_open() {
        return Err(AppError::Refused("The case is closed: open it again to add to it".to_owned()));
    }
    if entry.content.fields.values().any(|text| has_ni_number(text)) {
        let mut words = NI_NUMBER_IN_TEXT.to_owned();
        words[..1].make_ascii_uppercase();
        return Err(AppError::Refused(words));
    }
    let keys = classes(&look.notice, (look.case.person, look.case.id), &[category]);
    let ring = tx.ring_for_sealing(&as_refs(&keys))?;
    let action = if version == 1 { Action::Create } else { Action::Edit };
    look.record(tx, actor, look.decide(Act::Record, &[category]), action, &ring, &entry.kind)?;
    let record_class = look.notice.class_in(category, look.case.id);
    let place = item_place(look.case.person, &record_class, id, version);
    let plain = serde_json::to_vec(&entry.content).map_err(|_| AppError::Fault("not writable".to_owned()))?;
    let sealed = ring.seal(&place, &plain, tx.entropy()).map_err(|e| AppError::Fault(e.to_string()))?;
    tx.insert_item(&NewItem {
        id,
        version,
        case_id: look.case.id,
        person: look.case.person,
        kind: entry.kind.clone(),
        category: entry.category.clone(),
        record_class,
        third_party: entry.third_party,
        staff_only: entry.staff_only && actor.is_staff(),
        happened_at: entry.happened_at.unwrap_or_else(|| tx.now()),
        ends_at: entry.ends_at,
        sealed,
        // Who is on a page of their own has no account among those of staff: what they write says so itself.
        author: Some(actor.account).filter(|_| actor.came_in().is_none()),
    })?;
    Ok(())
}

/// Where an item belongs, if it exists for the actor.
pub(crate) fn find(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    (case, id): (CaseId, ItemId),
) -> Result<Option<(Look, Vec<Happening>)>, AppError> {
    let Some(look) = visible(tx, inner, actor, case)? else { return Ok(None) };
    let versions = tx.item_history(id)?;
    let versions = heard(tx, actor, versions)?;
    let Some(newest) = versions.first().filter(|i| i.case_id == case && marks_allow(i, actor)) else {
        return Ok(None);
    };
    let category = look.notice.compiled.category(&newest.category);
    let released =
        category.is_some_and(|c| look.decide(Act::See, &[c]).releases(c) && passes_with(&look, actor, c, newest));
    Ok(released.then_some((look, versions)))
}

impl App {
    /// What stands at the top of a case's page: only the name is asked for. `what` says on the ledger which page it was.
    ///
    /// # Errors
    /// `NotFound` when nothing of the case is released to the actor.
    pub fn case_top(&self, actor: &Actor, case: CaseId, what: &'static str) -> Result<CaseTop, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "top of a case", move |tx, inner| {
            let Some(look) = visible(tx, inner, &actor, case)? else { return Ok(None) };
            let desk = Desk::of(tx, &actor, look, &[], &[], (Action::Open, what))?;
            Ok(Some(desk.top(&actor)?))
        })?
        .ok_or(AppError::NotFound)
    }

    /// What an entry on a case can be about, with the head of the page.
    ///
    /// # Errors
    /// `NotFound` when the actor may record nothing of it.
    pub fn subjects(&self, actor: &Actor, case: CaseId) -> Result<(CaseTop, Vec<(String, String)>), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "what an entry is about", move |tx, inner| {
            let Some(look) = visible(tx, inner, &actor, case)? else { return Ok(None) };
            let desk = Desk::of(tx, &actor, look, &[], &[], (Action::Open, "to add an entry"))?;
            let subjects = desk.subjects();
            let open = desk.look.is_open();
            Ok(if subjects.is_empty() || !open { None } else { Some((desk.top(&actor)?, subjects)) })
        })?
        .ok_or(AppError::NotFound)
    }

    /// Adds an entry.
    ///
    /// # Errors
    /// `NotFound` when the actor may not record its category; `Refused` when the case is closed.
    pub fn add_entry(&self, actor: &Actor, case: CaseId, entry: &Entry) -> Result<ItemId, AppError> {
        self.add_entry_keyed(actor, case, entry, None)
    }

    /// Adds an entry for a program, once for each of its keys.
    ///
    /// # Errors
    /// As [`App::add_entry`]; `Refused` when the key was used for something else.
    pub fn add_entry_keyed(
        &self,
        actor: &Actor,
        case: CaseId,
        entry: &Entry,
        key: Option<&OnceKey>,
    ) -> Result<ItemId, AppError> {
        once::at_most(key, || {
            let (actor, entry, key) = (actor.clone(), entry.clone(), key.cloned());
            self.act(&actor.caller.clone(), "add entry", move |tx, inner| {
                let fresh = match once::before(tx, &actor, key.as_ref())? {
                    Before::Done(made) => return Ok(ItemId::from_bytes(made)),
                    Before::Not(fresh) => fresh,
                };
                let look = Look::at(tx, inner, &actor, case)?.ok_or(AppError::NotFound)?;
                let id = ItemId::new(tx.now(), tx.entropy());
                write(tx, &actor, &look, (id, 1), &entry)?;
                once::done(tx, &actor, fresh, id.as_bytes())?;
                Ok(id)
            })
        })
    }

    /// One entry, with all its versions.
    ///
    /// # Errors
    /// `NotFound` when it does not exist for the actor.
    pub fn entry(&self, actor: &Actor, case: CaseId, id: ItemId) -> Result<ItemView, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "open entry", move |tx, inner| {
            let Some((look, versions)) = find(tx, inner, &actor, (case, id))? else { return Ok(None) };
            let (categories, classes) = asked(&look, &versions);
            let kind = versions.first().map(|v| v.kind.clone()).unwrap_or_default();
            let desk = Desk::of(tx, &actor, look, &categories, &classes, (Action::Open, &kind))?;
            let subjects = desk.subjects();
            let newest = versions.first().map(|v| v.category.clone()).unwrap_or_default();
            let can_change = by_hand(&kind) && desk.look.is_open() && subjects.iter().any(|(id, _)| *id == newest);
            let versions = shown(tx, (&desk.look, &desk.recorded), &actor, versions)?;
            let mut lines = Vec::with_capacity(versions.len());
            for item in &versions {
                lines.push(line(tx, inner, (&desk.look, &desk.recorded, &desk.ring), item)?);
            }
            Ok(Some(ItemView { top: desk.top(&actor)?, versions: lines, subjects, can_change }))
        })?
        .ok_or(AppError::NotFound)
    }

    /// Writes down what became of an appointment: a new version, which is in no calendar any more. `words` may be empty. What is
    /// settled so already stays as it is.
    ///
    /// # Errors
    /// `NotFound` when there is no such appointment for the actor, or it may not record it; `Refused` when it is settled otherwise, or
    /// said to be over before it began.
    pub fn settle_appointment(
        &self,
        actor: &Actor,
        (case, id): (CaseId, ItemId),
        outcome: &str,
        words: &str,
    ) -> Result<(), AppError> {
        let (actor, outcome, words) = (actor.clone(), outcome.to_owned(), words.trim().to_owned());
        self.act(&actor.caller.clone(), "settle appointment", move |tx, inner| {
            let Some((code, ..)) = OUTCOMES.iter().find(|(code, ..)| *code == outcome) else {
                return Err(AppError::Refused("Choose what became of it".to_owned()));
            };
            let Some((look, versions)) = find(tx, inner, &actor, (case, id))? else { return Ok(None) };
            let Some(newest) = versions.first() else { return Ok(None) };
            if newest.kind == *code {
                return Ok(Some(()));
            }
            if OUTCOMES.iter().any(|(other, ..)| newest.kind == *other) {
                return Err(AppError::Refused("It is written down already what became of it".to_owned()));
            }
            if newest.kind != "appointment" {
                return Ok(None);
            }
            if *code != "appointment-cancelled" && newest.happened_at > tx.now() {
                return Err(AppError::Refused(
                    "It has not begun yet: until then it can be cancelled, or given another time".to_owned(),
                ));
            }
            let (categories, classes) = asked(&look, &versions);
            let desk = Desk::of(tx, &actor, look, &categories, &classes, (Action::Open, "appointment"))?;
            let Item::Released(said) = content(&desk.look, &desk.recorded, newest, &desk.ring)? else {
                return Ok(None);
            };
            let mut said = said.get().clone();
            if !words.is_empty() {
                said.fields.insert("outcome".to_owned(), words.clone());
            }
            let entry = Entry {
                kind: (*code).to_owned(),
                category: newest.category.clone(),
                third_party: newest.third_party,
                staff_only: newest.staff_only,
                happened_at: Some(newest.happened_at),
                ends_at: newest.ends_at,
                content: said,
            };
            let version = u32::try_from(newest.version).unwrap_or(0) + 1;
            write(tx, &actor, &desk.look, (id, version), &entry)?;
            Ok(Some(()))
        })?
        .ok_or(AppError::NotFound)
    }

    /// Corrects an entry: a new version; the old ones stay. `based_on` is the version that the form showed.
    ///
    /// # Errors
    /// `NotFound` when it does not exist for the actor or may not be recorded; `Conflict` when somebody else corrected it
    /// meanwhile.
    pub fn correct_entry(
        &self,
        actor: &Actor,
        (case, id): (CaseId, ItemId),
        based_on: u32,
        entry: &Entry,
    ) -> Result<(), AppError> {
        let (actor, entry) = (actor.clone(), entry.clone());
        self.act(&actor.caller.clone(), "correct entry", move |tx, inner| {
            let Some((look, versions)) = find(tx, inner, &actor, (case, id))? else { return Ok(None) };
            let Some(newest) = versions.first().filter(|newest| by_hand(&newest.kind)) else { return Ok(None) };
            if u32::try_from(newest.version).ok() != Some(based_on) {
                return Err(AppError::Conflict);
            }
            let entry = Entry { kind: newest.kind.clone(), ..entry.clone() };
            write(tx, &actor, &look, (id, based_on + 1), &entry)?;
            Ok(Some(()))
        })?
        .ok_or(AppError::NotFound)
    }
}
