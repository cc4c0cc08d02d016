//! Documents that the person is asked to give: asked for by whoever works on the case, given on the person's own page, looked at, asked
//! for again with words, or taken back. Each step is a version of one sealed entry, and on the ledger.

use super::desk::{Desk, subjects, visible};
use super::items::{self, Entry};
use super::tasks::workable;
use crate::actor::Actor;
use crate::error::AppError;
use crate::look::Look;
use crate::messages::recipient;
use crate::notices::Published;
use crate::portal::{OWN_ACCESS, SUBJECT, say_something_waits};
use crate::views::{CaseTop, FormErrors, Item};
use crate::{App, Inner};
use casework::SectionContent;
use casework::document::{CAME_IN, KINDS, PHOTO, WHOSE, words};
use jiff::civil::Date;
use kernel::{CaseId, ItemId, PersonId, Timestamp, london_date};
use ledger::Action;
use notice::model::Act;
use sealing::CLASS_SUBJECT;
use std::collections::HashMap;
use store::{AskState, AskedDocument, Document, DocumentState, Happening, Tx};

/// The field that says whether anybody could be told that something waits: `nobody` or `yes`.
const TOLD: &str = "told";
/// The kind of the entry that says what is asked for.
pub(crate) const KIND: &str = "asked-document";
/// The most documents that a case asks for at once.
const MOST: usize = 20;
/// The longest words that somebody says about a document, in characters.
const LONGEST: usize = 2_000;

/// A document to be asked for.
#[derive(Debug, Clone)]
pub struct NewAsk {
    /// Its kind: a code of [`casework::document::KINDS`]. Sealed.
    pub kind: String,
    /// What it is for, in plain words. Sealed.
    pub why: String,
    /// The category that it is kept in.
    pub category: String,
    /// Whose it is, if not the person's: a member of the household. Sealed.
    pub whose: Option<PersonId>,
    /// The last day.
    pub due_on: Date,
}

/// What somebody who works on the case does about a document that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AskStep {
    /// It is what was asked for, or came another way.
    Accept,
    /// It is not, or it is asked for again: why, and until when. The words are for the person.
    Again(String, Date),
    /// It is not needed any more: why. The words are for the person.
    TakeBack(String),
}

/// A document that was asked for, as shown.
pub struct AskLine {
    /// Its id: of its entry.
    pub id: ItemId,
    /// How it stands.
    pub state: AskState,
    /// The last day.
    pub due_on: Date,
    /// Whether it waits for the person beyond that.
    pub late: bool,
    /// The category that it is kept in.
    pub about: String,
    /// What is asked for, and what was said about it.
    pub content: Item<SectionContent>,
    /// Whose it is, if not the person's.
    pub whose: Option<PersonId>,
    /// How many documents were given for it; what the scanner stopped is none of them.
    pub given: usize,
    /// Nobody could be told that it waits: there is no page of their own that can be reached safely.
    pub untold: bool,
    /// Who asked, and when.
    pub asked: (String, Timestamp),
    /// When it came to stand as it does.
    pub changed_at: Timestamp,
    /// Whether the actor may do something about it.
    pub can_change: bool,
}

/// What is needed to ask.
pub struct AskView {
    /// The head of the page.
    pub top: CaseTop,
    /// What can be asked for: categories.
    pub askable: Vec<(String, String)>,
    /// Whether somebody can see it on the person's own page.
    pub has_page: bool,
}

impl App {
    /// What the person can be asked to give.
    ///
    /// # Errors
    /// `NotFound` when the actor may ask for nothing.
    pub fn askable(&self, actor: &Actor, case: CaseId) -> Result<AskView, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "what can be asked for", move |tx, inner| {
            let Some(look) = visible(tx, inner, &actor, case)? else { return Ok(None) };
            let desk = Desk::of(tx, &actor, look, &[], &[], (Action::Open, "to ask for a document"))?;
            let askable = of_the_person(&desk.look, desk.subjects());
            if !actor.is_staff() || askable.is_empty() || !desk.look.is_open() {
                return Ok(None);
            }
            let today = london_date(tx.now());
            let has_page = tx.portal_accounts(case)?.iter().any(|a| a.is_live(today));
            Ok(Some(AskView { top: desk.top(&actor)?, askable, has_page }))
        })?
        .ok_or(AppError::NotFound)
    }

    /// Asks the person for a document. Whoever can log in on their own page is told that something waits there, and not what. `page` is
    /// where the page is reached.
    ///
    /// # Errors
    /// `NotFound` when the actor may not record its category; `Form` when something is missing; `Refused` when the notice does not let the
    /// person give it, the case is closed, or it asks for too many already.
    pub fn ask_for_document(&self, actor: &Actor, case: CaseId, new: &NewAsk, page: &str) -> Result<ItemId, AppError> {
        let (actor, new, page) = (actor.clone(), new.clone(), page.to_owned());
        self.act(&actor.caller.clone(), "ask for document", move |tx, inner| {
            let look = workable(tx, inner, &actor, case)?;
            check(&look, &new)?;
            may_be_given(tx, inner, &actor, &look, &new.category)?;
            if tx.asked_documents(case)?.iter().filter(|a| a.state.is_live()).count() >= MOST {
                let words = format!("{MOST} documents are asked for already: settle or take back some of them first");
                return Err(AppError::Refused(words));
            }
            let id = ItemId::new(tx.now(), tx.entropy());
            let mut content = SectionContent::from_pairs([("kind", new.kind.as_str()), ("why", new.why.trim())]);
            if let Some(whose) = new.whose {
                content.fields.insert(WHOSE.to_owned(), whose.to_string());
            }
            content.fields.insert("due".to_owned(), new.due_on.to_string());
            let told = say_something_waits(tx, &look, &page)?;
            content.fields.insert(TOLD.to_owned(), told_word(told).to_owned());
            items::write(tx, &actor, &look, (id, 1), &Entry::now(KIND, &new.category, content))?;
            tx.insert_asked_document(&AskedDocument {
                id,
                case_id: case,
                state: AskState::Open,
                due_on: new.due_on,
                asked_by: actor.account,
                asked_at: tx.now(),
                changed_at: tx.now(),
                reminded_on: None,
            })?;
            Ok(id)
        })
    }

    /// Accepts what was given, asks for it again with words, or takes it back. `page` as above.
    ///
    /// # Errors
    /// `NotFound` when there is no such thing that is still asked for, or the actor may not record its category; `Form` when something is
    /// missing.
    pub fn settle_ask(
        &self,
        actor: &Actor,
        case: CaseId,
        id: ItemId,
        step: &AskStep,
        page: &str,
    ) -> Result<(), AppError> {
        let (actor, step, page) = (actor.clone(), step.clone(), page.to_owned());
        self.act(&actor.caller.clone(), "settle what was asked for", move |tx, inner| {
            let look = workable(tx, inner, &actor, case)?;
            let asked = tx.asked_documents(case)?.into_iter().find(|a| a.id == id && a.state.is_live());
            let asked = asked.ok_or(AppError::NotFound)?;
            match &step {
                AskStep::Accept => go_on(tx, &actor, &look, &asked, (AskState::Accepted, asked.due_on), &[]),
                AskStep::Again(says, due_on) => {
                    let mut errors = FormErrors::default();
                    said_wrong(&mut errors, "words", says);
                    day_wrong(&mut errors, *due_on, look.today);
                    errors.done()?;
                    let told = told_word(say_something_waits(tx, &look, &page)?);
                    let says = [("answer", says.trim()), (TOLD, told)];
                    go_on(tx, &actor, &look, &asked, (AskState::Open, *due_on), &says)
                }
                AskStep::TakeBack(why) => {
                    let mut errors = FormErrors::default();
                    said_wrong(&mut errors, "words", why);
                    errors.done()?;
                    let to = (AskState::TakenBack, asked.due_on);
                    go_on(tx, &actor, &look, &asked, to, &[("answer", why.trim())])
                }
            }
        })
    }
}

/// Of some categories, those that the notice collects from the person.
pub(crate) fn of_the_person(look: &Look, mut among: Vec<(String, String)>) -> Vec<(String, String)> {
    among.retain(|(id, _)| is_of_the_person(&look.notice, id));
    among
}

/// Whether the notice says that a category comes from the person.
fn is_of_the_person(notice: &Published, category: &str) -> bool {
    let sources = &notice.compiled.merged.source;
    let all = |list: &[String]| list.iter().any(|c| c == "*" || c == category);
    sources.values().any(|s| s.from.iter().any(|f| f == SUBJECT) && all(&s.categories))
}

/// Whether the gate lets the person write something of a category while it is asked for.
fn may_be_given(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, look: &Look, category: &str) -> Result<(), AppError> {
    let them = recipient(actor, &look.notice.compiled.id, SUBJECT, OWN_ACCESS);
    let mut them = Look::even_closed(tx, inner, &them, look.case.id)?.ok_or(AppError::NotFound)?;
    them.asks_for(category);
    let decision = them.decide(Act::Record, &look.notice.compiled.category(category).into_iter().collect::<Vec<_>>());
    match decision.outcomes().iter().find(|o| !o.released) {
        None => Ok(()),
        Some(outcome) => {
            let why = them.why(outcome).reasons.join(" ");
            Err(AppError::Refused(format!("The person cannot give it on their own page as things stand. {why}")))
        }
    }
}

fn check(look: &Look, new: &NewAsk) -> Result<(), AppError> {
    let mut errors = FormErrors::default();
    if new.kind == PHOTO {
        errors.add("kind", "A picture of the person is handed in with them, once they have agreed that it is kept");
    } else if words(KINDS, &new.kind).is_none() {
        errors.add("kind", "Choose what kind of document it is");
    }
    said_wrong(&mut errors, "why", &new.why);
    if !of_the_person(look, subjects(look)).iter().any(|(id, _)| *id == new.category) {
        errors.add("about", "Choose what it is about");
    }
    if new.whose.is_some_and(|whose| !look.members.iter().any(|m| m.person == whose)) {
        errors.add("whose", "Choose somebody of the household");
    }
    day_wrong(&mut errors, new.due_on, look.today);
    errors.done()
}

fn said_wrong(errors: &mut FormErrors, input: &str, said: &str) {
    match said.trim().chars().count() {
        0 => errors.add(input, "Write it in plain words: the person reads it"),
        1..=LONGEST => {}
        _ => errors.add(input, &format!("Write it in at most {LONGEST} characters")),
    }
}

fn day_wrong(errors: &mut FormErrors, day: Date, today: Date) {
    let latest = today.checked_add(jiff::Span::new().years(1)).unwrap_or(today);
    if day < today || day > latest {
        errors.add("due-day", "The last day has to be today or later, and within a year");
    }
}

/// What an entry says, by itself: decided, and on the ledger.
pub(crate) fn opened(
    tx: &mut Tx<'_>,
    actor: &Actor,
    look: &Look,
    entries: &[Happening],
    what: &str,
) -> Result<Vec<Item<SectionContent>>, AppError> {
    let (categories, classes) = items::asked(look, entries);
    let mut keys: Vec<_> = classes.iter().map(|class| (look.case.person, *class)).collect();
    keys.push((look.case.person, CLASS_SUBJECT));
    let ring = tx.ring(&keys)?;
    let recorded = look.record(tx, actor, look.decide(Act::See, &categories), Action::Open, &ring, what)?;
    entries.iter().map(|entry| items::content(look, &recorded, entry, &ring)).collect()
}

/// Writes one step down: what was said before stays, with what is said now.
pub(crate) fn go_on(
    tx: &mut Tx<'_>,
    actor: &Actor,
    look: &Look,
    asked: &AskedDocument,
    (to, due_on): (AskState, Date),
    says: &[(&str, &str)],
) -> Result<(), AppError> {
    let newest = tx.items_by_id(&[asked.id])?.pop().ok_or(AppError::NotFound)?;
    let content = opened(tx, actor, look, std::slice::from_ref(&newest), "what was asked for")?.pop();
    let Some(Item::Released(content)) = content else { return Err(AppError::NotFound) };
    let mut content = content.get().clone();
    content.fields.insert("due".to_owned(), due_on.to_string());
    content.fields.shift_remove(CAME_IN);
    if let Some(code) = actor.came_in() {
        content.fields.insert(CAME_IN.to_owned(), code.to_owned());
    }
    for (field, words) in says {
        content.fields.insert((*field).to_owned(), (*words).to_owned());
    }
    let version = u32::try_from(newest.version).unwrap_or(0) + 1;
    items::write(tx, actor, look, (asked.id, version), &Entry::now(KIND, &newest.category, content))?;
    Ok(tx.move_asked_document(asked.id, to, due_on)?)
}

/// Whether anybody was told, as it is written down.
const fn told_word(told: bool) -> &'static str {
    if told { "yes" } else { "nobody" }
}

/// How many documents were given for something. What the scanner stopped is not here for anybody: it was not given.
pub(crate) fn given<'d>(documents: impl IntoIterator<Item = &'d Document>, id: ItemId) -> usize {
    documents.into_iter().filter(|d| d.asked == Some(id) && d.state != DocumentState::Quarantined).count()
}

/// Whose something is that is asked for, if not the person's.
pub(crate) fn whose(content: &Item<SectionContent>) -> Option<PersonId> {
    match content {
        Item::Released(content) => content.get().get(WHOSE).and_then(|id| id.parse().ok()),
        _ => None,
    }
}

/// Something that is asked for, as shown.
pub(crate) fn line(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    desk: &Desk,
    entry: &Happening,
    (asked, documents): (&AskedDocument, &HashMap<ItemId, Document>),
) -> Result<AskLine, AppError> {
    let content = items::content(&desk.look, &desk.recorded, entry, &desk.ring)?;
    let category = desk.look.notice.compiled.category(&entry.category);
    let may = actor.is_staff() && desk.look.is_open() && category.is_some_and(|c| desk.may.releases(c));
    Ok(AskLine {
        id: asked.id,
        state: asked.state,
        due_on: asked.due_on,
        late: is_late(asked, desk.look.today),
        about: desk.look.notice.category_label(&entry.category),
        whose: whose(&content),
        untold: asked.state == AskState::Open
            && matches!(&content, Item::Released(content) if content.get().get(TOLD) == Some("nobody")),
        content,
        given: given(documents.values(), asked.id),
        asked: (inner.account_name(tx, asked.asked_by)?, asked.asked_at),
        changed_at: asked.changed_at,
        can_change: may && asked.state.is_live(),
    })
}

/// Whether something waits for the person beyond its last day.
pub(crate) fn is_late(asked: &AskedDocument, today: Date) -> bool {
    asked.state == AskState::Open && asked.due_on < today
}
