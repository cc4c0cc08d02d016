//! Holding a meeting: signing in, taking one person after another, what was said and by whom, actions, and closing it.

use super::agenda::{close_window, noted, reopen_windows};
use super::statement::opens_to;
use super::{Group, item_to_run, meeting_at, meeting_to_run};
use crate::actor::Actor;
use crate::agreements::Agreed;
use crate::cases::parts::{recipient_name, stopped};
use crate::error::AppError;
use crate::login::note;
use crate::look::Look;
use crate::views::Item;
use crate::work::asked::opened;
use crate::work::desk::subjects;
use crate::work::items::{self, Entry};
use crate::work::tasks::workable;
use crate::{App, Inner};
use casework::SectionContent;
use jiff::civil::Date;
use kernel::{AgendaId, ItemId, MeetingId, london_date};
use ledger::Action;
use sharing::meeting::{ENDINGS, OUTCOMES, PROGRESS, stays};
use store::{AgendaItem, Happening, MeetingEntry, Presence, Tx};

/// What was said of a person, or decided.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// Whether it is a decision of the meeting.
    pub decision: bool,
    /// Whose contribution it is: a member's key; empty: the council.
    pub party: String,
    /// The category that it is about.
    pub category: String,
    /// The words.
    pub words: String,
    /// It is about somebody else, or was given in confidence.
    pub third_party: bool,
}

/// Something that an agency has undertaken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewAction {
    /// Whose it is: a member's key; empty: the council.
    pub party: String,
    /// Who there does it: a name or post.
    pub owner: String,
    /// The category that it is about.
    pub category: String,
    /// What is to be done.
    pub words: String,
    /// By when.
    pub due_on: Option<Date>,
}

impl NewAction {
    /// By when it is done, if it says all that it has to.
    fn checked(&self, today: Date) -> Result<Date, AppError> {
        if self.words.trim().is_empty() {
            return Err(AppError::field("words", "Enter what is to be done"));
        }
        if self.owner.trim().is_empty() {
            return Err(AppError::field("owner", "Enter who there does it: a name or a post"));
        }
        let due_on = self.due_on.ok_or_else(|| AppError::field("due", "Enter by when it is done"))?;
        if due_on < today {
            return Err(AppError::field("due", "The day has to be today or later"));
        }
        Ok(due_on)
    }
}

/// What an agency says of an action.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ActionNews {
    /// How it goes, or what became of it: a code of [`PROGRESS`] or [`ENDINGS`].
    pub state: String,
    /// By when it is done, if that is put off.
    pub due_on: Option<Date>,
    /// Words about it.
    pub note: String,
}

/// How an action stands, before something is said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionNow {
    /// By when it is to be done.
    pub due_on: Option<Date>,
    /// How far it has come: a code.
    pub progress: Option<String>,
    /// Whether the actor may add words.
    pub may_note: bool,
}

/// A body that spoke or has undertaken something: the council or a member on the day.
fn of_meeting(group: &Group, party: &str, on: Date, apart: &[String]) -> Result<(), AppError> {
    let there = super::is_member(&group.members, party, on) && !apart.iter().any(|p| p == party);
    if party.is_empty() || there {
        Ok(())
    } else {
        Err(AppError::field("party", "Choose an agency that is at this item"))
    }
}

/// Writes an entry of the person's case that was made at an item.
fn write(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    item: &AgendaItem,
    (category, third_party, content): (&str, bool, SectionContent),
    (what, party, owner, due_on): (&str, &str, &str, Option<Date>),
) -> Result<ItemId, AppError> {
    let look = workable(tx, inner, actor, item.case_id)?;
    write_as(tx, actor, &look, item, (category, third_party, content), (what, party, owner, due_on))
}

/// The same, by whoever a look is of.
fn write_as(
    tx: &mut Tx<'_>,
    actor: &Actor,
    look: &Look,
    item: &AgendaItem,
    (category, third_party, content): (&str, bool, SectionContent),
    (what, party, owner, due_on): (&str, &str, &str, Option<Date>),
) -> Result<ItemId, AppError> {
    let entry = Entry { third_party, ..Entry::now(what, category, content) };
    write_entry(tx, actor, look, item, &entry, (party, owner, due_on))
}

/// An entry of whatever marks, tied to the item at which it was made.
fn write_entry(
    tx: &mut Tx<'_>,
    actor: &Actor,
    look: &Look,
    item: &AgendaItem,
    entry: &Entry,
    (party, owner, due_on): (&str, &str, Option<Date>),
) -> Result<ItemId, AppError> {
    let made = ItemId::new(tx.now(), tx.entropy());
    items::write(tx, actor, look, (made, 1), entry)?;
    tx.insert_meeting_entry(&MeetingEntry {
        item: made,
        agenda: item.id,
        what: entry.kind.clone(),
        party: party.to_owned(),
        owner: owner.to_owned(),
        due_on,
        done_at: None,
        done_by: None,
        ending: None,
        progress: None,
        progress_at: None,
    })?;
    Ok(made)
}

/// Whether it was written down at an item that those who are left out were out of the room: the one thing said at a meeting that is for
/// the controller's own people only.
pub(super) fn were_out(said: &[Happening]) -> bool {
    said.iter().any(|s| s.kind == "minute" && s.staff_only)
}

impl App {
    /// Signs in to a meeting, with its confidentiality statement, on its day.
    ///
    /// # Errors
    /// `NotFound` when the meeting does not exist for the actor; `Form` when the statement was not agreed to; `Refused` on another
    /// day, when it is closed, or when nothing may go to the actor's body.
    pub fn sign_in_to_meeting(&self, actor: &Actor, id: MeetingId, agrees: bool) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "sign in to meeting", move |tx, inner| {
            let (group, meeting) = meeting_at(tx, inner, &actor, id)?;
            if meeting.state == "closed" || meeting.held_on != group.today {
                return Err(AppError::Refused(
                    "People sign in on the day of the meeting, until it is closed".to_owned(),
                ));
            }
            let party = if actor.is_staff() { String::new() } else { actor.recipient() };
            if !party.is_empty() {
                let agreements = Agreed::of(tx, &group.series.notice_id)?;
                if let Some(why) = stopped(&group.notice, &agreements, &party, tx.now()) {
                    return Err(AppError::Refused(format!("You cannot sign in: {why}")));
                }
            }
            // It is signed once for a meeting.
            if !agrees && super::statement::signed_at(tx, &actor, id)?.is_none() {
                return Err(AppError::field("agrees", "Read the statement, and say that you keep to it"));
            }
            if tx.presences(id)?.iter().any(|p| p.account == actor.account && p.left_at.is_none()) {
                return Ok(());
            }
            tx.sign_in_to(&Presence {
                meeting: id,
                account: actor.account,
                party,
                signed_at: tx.now(),
                left_at: None,
            })?;
            let who = disclosure::actor(&actor.caller);
            note(tx, &who, Action::Administer, &format!("signed in to meeting {id}, with its statement"))
        })
    }

    /// Leaves a meeting before it is closed.
    ///
    /// # Errors
    /// `NotFound` when the actor did not sign in.
    pub fn leave_meeting(&self, actor: &Actor, id: MeetingId) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "leave meeting", move |tx, inner| {
            meeting_at(tx, inner, &actor, id)?;
            let mine = tx.presences(id)?.into_iter().find(|p| p.account == actor.account && p.left_at.is_none());
            let mine = mine.ok_or(AppError::NotFound)?;
            let now = tx.now();
            tx.sign_in_to(&Presence { left_at: Some(now), ..mine })?;
            note(tx, &disclosure::actor(&actor.caller), Action::Administer, &format!("left meeting {id}"))
        })
    }

    /// Opens the meeting.
    ///
    /// # Errors
    /// `NotFound` for others than those who run it; `Refused` on another day, or before whoever opens it has signed in.
    pub fn open_meeting(&self, actor: &Actor, id: MeetingId) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "open meeting", move |tx, inner| {
            let (group, meeting) = meeting_to_run(tx, inner, &actor, id)?;
            if meeting.state != "planned" || meeting.held_on != group.today {
                return Err(AppError::Refused("A meeting is opened once, on its day".to_owned()));
            }
            signed_in(tx, &actor, id)?;
            tx.move_meeting(id, "planned", "open")?;
            note(tx, &disclosure::actor(&actor.caller), Action::Administer, &format!("meeting {id} opened"))
        })
    }

    /// Takes a person on the agenda: who is there now was there for them.
    ///
    /// # Errors
    /// `NotFound` for others than those who run it; `Refused` before the meeting is open.
    pub fn take_item(&self, actor: &Actor, id: AgendaId) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "take item", move |tx, inner| {
            let (_, meeting, mut item) = item_to_run(tx, inner, &actor, id)?;
            if meeting.state != "open" {
                return Err(AppError::Refused("Open the meeting first".to_owned()));
            }
            signed_in(tx, &actor, meeting.id)?;
            if item.taken_at.is_some() {
                return Ok(());
            }
            item.taken_at = Some(tx.now());
            tx.update_agenda(&item)?;
            noted(tx, inner, &actor, &item, "spoken of")
        })
    }

    /// Writes down what was said of a person, or decided: an entry of that person's case, in the name of whoever said it.
    ///
    /// # Errors
    /// `NotFound` for others than those who run it, or when the actor may not record the category; `Form` with what to put right;
    /// `Refused` before the item was taken.
    pub fn minute(&self, actor: &Actor, id: AgendaId, said: &Said) -> Result<ItemId, AppError> {
        let (actor, said) = (actor.clone(), said.clone());
        self.act(&actor.caller.clone(), "minute", move |tx, inner| {
            let (group, meeting, item) = item_to_run(tx, inner, &actor, id)?;
            if item.taken_at.is_none() {
                return Err(AppError::Refused("Take this person first: then it is known who was there".to_owned()));
            }
            of_meeting(&group, &said.party, meeting.held_on, &item.apart)?;
            if said.words.trim().is_empty() {
                return Err(AppError::field("words", "Enter what was said: only what the record needs"));
            }
            let what = if said.decision { "decision" } else { "minute" };
            let name = match said.party.as_str() {
                "" => String::new(),
                party => recipient_name(tx, &group.notice, party)?,
            };
            let content = SectionContent::from_pairs([("with", name), ("text", said.words.trim().to_owned())]);
            let entry = (said.category.as_str(), said.third_party, content);
            write(tx, inner, &actor, &item, entry, (what, &said.party, "", None))
        })
    }

    /// Writes down what an agency itself says of a person, while the person is spoken of: an entry of that person's case, as far as the
    /// notice lets the agency record the category.
    ///
    /// # Errors
    /// `NotFound` when the person does not exist for the agency, and for those who run the meeting; `Form` with what to put right;
    /// `Refused` before the item was taken, before the agency has signed in, or when the meeting is closed.
    pub fn contribute(&self, actor: &Actor, id: AgendaId, said: &Said) -> Result<ItemId, AppError> {
        let (actor, said) = (actor.clone(), said.clone());
        self.act(&actor.caller.clone(), "contribute", move |tx, inner| {
            let (group, item, look) = contributing(tx, inner, &actor, id)?;
            if said.words.trim().is_empty() {
                return Err(AppError::field("words", "Enter what you have to say: only what the record needs"));
            }
            if !subjects(&look).iter().any(|(known, _)| *known == said.category) {
                return Err(AppError::field("category", "Choose what it is about: what you may record"));
            }
            let party = actor.recipient();
            let name = recipient_name(tx, &group.notice, &party)?;
            let content = SectionContent::from_pairs([("with", name), ("text", said.words.trim().to_owned())]);
            let entry = (said.category.as_str(), said.third_party, content);
            write_as(tx, &actor, &look, &item, entry, ("minute", &party, "", None))
        })
    }

    /// Notes that those who are left out of a person were out of the room while that person was spoken of: an entry of the case that only
    /// the controller's own people read. Noted once, it stands.
    ///
    /// # Errors
    /// As [`App::minute`]; `NotFound` also when nobody is left out.
    pub fn note_out_of_the_room(&self, actor: &Actor, id: AgendaId) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "out of the room", move |tx, inner| {
            let (group, _, item) = item_to_run(tx, inner, &actor, id)?;
            if item.apart.is_empty() {
                return Err(AppError::NotFound);
            }
            if item.taken_at.is_none() {
                return Err(AppError::Refused("Take this person first: then it is known who was there".to_owned()));
            }
            let rows = tx.meeting_entries(&[id])?;
            if were_out(&tx.items_by_id(&rows.iter().map(|row| row.item).collect::<Vec<_>>())?) {
                return Ok(());
            }
            let mut names = Vec::new();
            for party in &item.apart {
                names.push(recipient_name(tx, &group.notice, party)?);
            }
            let look = workable(tx, inner, &actor, item.case_id)?;
            let may = subjects(&look);
            let category = may.iter().find(|(id, _)| *id == item.category).or(may.first()).ok_or(AppError::NotFound)?;
            let words = format!("Out of the room while this person was spoken of: {}", names.join(", "));
            let content = SectionContent::from_pairs([("with", String::new()), ("text", words)]);
            let entry = Entry { staff_only: true, ..Entry::now("minute", &category.0, content) };
            write_entry(tx, &actor, &look, &item, &entry, ("", "", None))?;
            Ok(())
        })
    }

    /// What an agency can write about at an item: the categories that the notice lets it see and record.
    ///
    /// # Errors
    /// As [`App::contribute`].
    pub fn contribution_choices(&self, actor: &Actor, id: AgendaId) -> Result<Vec<(String, String)>, AppError> {
        let (inner, actor) = (&self.inner, actor.clone());
        self.inner.store.read(&actor.caller.clone(), "contribution choices", move |tx| {
            Ok(subjects(&contributing(tx, inner, &actor, id)?.2))
        })
    }

    /// Writes down what an agency has undertaken. It stays with that agency.
    ///
    /// # Errors
    /// As [`App::minute`].
    pub fn add_action(&self, actor: &Actor, id: AgendaId, new: &NewAction) -> Result<ItemId, AppError> {
        let (actor, new) = (actor.clone(), new.clone());
        self.act(&actor.caller.clone(), "add action", move |tx, inner| {
            let (group, meeting, item) = item_to_run(tx, inner, &actor, id)?;
            of_meeting(&group, &new.party, meeting.held_on, &item.apart)?;
            let due_on = new.checked(london_date(tx.now()))?;
            let content = SectionContent::from_pairs([("text", new.words.trim().to_owned())]);
            let entry = (new.category.as_str(), false, content);
            write(tx, inner, &actor, &item, entry, ("action", &new.party, new.owner.trim(), Some(due_on)))
        })
    }

    /// Writes down what an agency itself undertakes for a person, from when it may see them until the meeting is closed: an entry of
    /// that person's case, as far as the notice lets the agency record the category. Whose it is nobody chooses: it is the actor's.
    ///
    /// # Errors
    /// `NotFound` when the person does not exist for the agency or it may record nothing of them, and for those who run the meeting;
    /// `Form` with what to put right; `Refused` when the meeting is closed, or is open and the agency has not signed in.
    pub fn undertake(&self, actor: &Actor, id: AgendaId, new: &NewAction) -> Result<ItemId, AppError> {
        let (actor, new) = (actor.clone(), new.clone());
        self.act(&actor.caller.clone(), "undertake action", move |tx, inner| {
            let (item, look) = undertaking(tx, inner, &actor, id)?;
            let due_on = new.checked(london_date(tx.now()))?;
            if !subjects(&look).iter().any(|(known, _)| *known == new.category) {
                return Err(AppError::field("category", "Choose what it is about: what you may record"));
            }
            let content = SectionContent::from_pairs([("text", new.words.trim().to_owned())]);
            let entry = (new.category.as_str(), false, content);
            let party = actor.recipient();
            write_as(tx, &actor, &look, &item, entry, ("action", &party, new.owner.trim(), Some(due_on)))
        })
    }

    /// What an agency can undertake something about: the categories that the notice lets it see and record.
    ///
    /// # Errors
    /// As [`App::undertake`].
    pub fn undertaking_choices(&self, actor: &Actor, id: AgendaId) -> Result<Vec<(String, String)>, AppError> {
        let (inner, actor) = (&self.inner, actor.clone());
        self.inner.store.read(&actor.caller.clone(), "what can be undertaken", move |tx| {
            Ok(subjects(&undertaking(tx, inner, &actor, id)?.1))
        })
    }

    /// How an action stands, for those who run the group, or the agency whose it is.
    ///
    /// # Errors
    /// `NotFound` when it does not exist for the actor or is over.
    pub fn action_now(&self, actor: &Actor, id: AgendaId, entry: ItemId) -> Result<ActionNow, AppError> {
        let (inner, actor) = (&self.inner, actor.clone());
        self.inner.store.read(&actor.caller.clone(), "action", move |tx| {
            let (group, item, known) = own_action(tx, inner, &actor, (id, entry))?;
            let may_note = noting(tx, inner, &actor, (&group, &item), entry)?.is_some();
            Ok(ActionNow { due_on: known.due_on, progress: known.progress, may_note })
        })
    }

    /// Says how an action goes, or what became of it: those who run the group, or the agency whose it is. A date can be put off, and
    /// words be added where the notice lets the actor write them down.
    ///
    /// # Errors
    /// `NotFound` when it does not exist for the actor or is over; `Form` with what to put right.
    pub fn update_action(&self, actor: &Actor, id: AgendaId, entry: ItemId, news: &ActionNews) -> Result<(), AppError> {
        let (actor, news) = (actor.clone(), news.clone());
        self.act(&actor.caller.clone(), "update action", move |tx, inner| {
            let (group, item, known) = own_action(tx, inner, &actor, (id, entry))?;
            let (goes_on, over) = (
                PROGRESS.iter().any(|(code, _)| *code == news.state),
                ENDINGS.iter().any(|(code, _)| *code == news.state),
            );
            if !goes_on && !over {
                return Err(AppError::field("state", "Choose how it goes"));
            }
            let due_on = news.due_on.or(known.due_on);
            if news.due_on.is_some_and(|due| due < london_date(tx.now()) && Some(due) != known.due_on) {
                return Err(AppError::field("due", "The day has to be today or later"));
            }
            let note = news.note.trim();
            if !note.is_empty() {
                let may = noting(tx, inner, &actor, (&group, &item), entry)?;
                let (look, said) = may.ok_or_else(|| {
                    AppError::field("note", "You may not write in this record: tell those who run the meeting")
                })?;
                add_note(tx, &actor, &look, &said, note)?;
            }
            if over {
                // The day by which it was to be done stays as it was.
                tx.end_action(entry, actor.account, &news.state)?;
            } else {
                tx.move_action(entry, Some(&news.state), due_on)?;
            }
            noted(tx, inner, &actor, &item, &format!("action {}", news.state))
        })
    }

    /// Says what became of an action: those who run the group, or the agency whose it is.
    ///
    /// # Errors
    /// `NotFound` when it does not exist for the actor or is over; `Form` when nothing was chosen.
    pub fn end_action(&self, actor: &Actor, id: AgendaId, entry: ItemId, ending: &str) -> Result<(), AppError> {
        let (actor, ending) = (actor.clone(), ending.to_owned());
        self.act(&actor.caller.clone(), "end action", move |tx, inner| {
            let (_, item, _) = own_action(tx, inner, &actor, (id, entry))?;
            if !ENDINGS.iter().any(|(code, _)| *code == ending) {
                return Err(AppError::field("ending", "Choose what became of it"));
            }
            tx.end_action(entry, actor.account, &ending)?;
            noted(tx, inner, &actor, &item, &format!("action {ending}"))
        })
    }

    /// Says what becomes of a person on the list. Who leaves it is out of the members' sight from today; who stays after all is in it
    /// again, as long as the windows would have been open.
    ///
    /// # Errors
    /// `NotFound` for others than those who run it; `Form` when nothing was chosen.
    pub fn item_outcome(&self, actor: &Actor, id: AgendaId, outcome: &str) -> Result<(), AppError> {
        let (actor, outcome) = (actor.clone(), outcome.to_owned());
        self.act(&actor.caller.clone(), "outcome of item", move |tx, inner| {
            let (group, _, mut item) = item_to_run(tx, inner, &actor, id)?;
            if !OUTCOMES.iter().any(|(code, _)| *code == outcome) {
                return Err(AppError::field("outcome", "Choose what becomes of it"));
            }
            if !stays(Some(&outcome)) {
                // Off the list is off every agenda of the group.
                for (meeting, other) in tx.agenda_of_case(item.case_id)? {
                    if meeting.series == group.series.id {
                        close_window(tx, &other, None)?;
                    }
                }
            }
            let detail = format!("outcome {outcome}");
            let was_off = !stays(item.outcome.as_deref());
            item.outcome = Some(outcome.clone());
            tx.update_agenda(&item)?;
            if was_off && stays(Some(&outcome)) {
                reopen_windows(tx, &group, item.case_id)?;
            }
            noted(tx, inner, &actor, &item, &detail)
        })
    }

    /// Closes a meeting: what was said stands. The window closes on its day by itself.
    ///
    /// # Errors
    /// `NotFound` for others than those who run it; `Refused` before it was open, or while somebody has no outcome.
    pub fn close_meeting(&self, actor: &Actor, id: MeetingId) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "close meeting", move |tx, inner| {
            let (_, meeting) = meeting_to_run(tx, inner, &actor, id)?;
            if meeting.state != "open" {
                return Err(AppError::Refused("The meeting was not opened yet".to_owned()));
            }
            let left = tx.agenda(id)?.iter().filter(|i| i.taken_at.is_some() && i.outcome.is_none()).count();
            if left > 0 {
                return Err(AppError::Refused(format!(
                    "Say first what becomes of each who was spoken of: {left} are left"
                )));
            }
            let now = tx.now();
            for guest in tx.meeting_guests(id)?.into_iter().filter(|g| g.left_at.is_none()) {
                tx.meeting_guest_leaves(id, guest.id)?;
            }
            for there in tx.presences(id)?.into_iter().filter(|p| p.left_at.is_none()) {
                tx.sign_in_to(&Presence { left_at: Some(now), ..there })?;
            }
            tx.move_meeting(id, "open", "closed")?;
            note(tx, &disclosure::actor(&actor.caller), Action::Administer, &format!("meeting {id} closed"))
        })
    }
}

/// An action that is not over, for those who run the group and the agency whose it is.
fn own_action(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    (id, entry): (AgendaId, ItemId),
) -> Result<(Group, AgendaItem, MeetingEntry), AppError> {
    let item = tx.agenda_item(id)?.ok_or(AppError::NotFound)?;
    let (group, _) = meeting_at(tx, inner, actor, item.meeting)?;
    let known = tx.meeting_entries(&[id])?.into_iter().find(|e| e.item == entry && e.what == "action");
    let known = known.filter(|e| e.done_at.is_none()).ok_or(AppError::NotFound)?;
    if !group.runs() && known.party != actor.recipient() {
        return Err(AppError::NotFound);
    }
    Ok((group, item, known))
}

/// The look with which an actor may add words to an action, and its entry; none where they may not see or record what it is about.
fn noting(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    (group, item): (&Group, &AgendaItem),
    entry: ItemId,
) -> Result<Option<(Look, Happening)>, AppError> {
    let look = match super::view::look(tx, inner, actor, group, item) {
        Ok(Some(look)) if look.is_open() => look,
        Ok(_) | Err(AppError::WantsReason(_)) => return Ok(None),
        Err(other) => return Err(other),
    };
    let said = tx.items_by_id(&[entry])?.pop();
    let said = said.filter(|said| subjects(&look).iter().any(|(known, _)| *known == said.category));
    Ok(said.map(|said| (look, said)))
}

/// Adds words to an action: a new version of its entry, with what stood there.
fn add_note(tx: &mut Tx<'_>, actor: &Actor, look: &Look, said: &Happening, note: &str) -> Result<(), AppError> {
    let before = opened(tx, actor, look, std::slice::from_ref(said), "action of a meeting")?.pop();
    let Some(Item::Released(before)) = before else { return Err(AppError::NotFound) };
    let mut content = before.get().clone();
    content.fields.insert("note".to_owned(), note.to_owned());
    let entry = Entry {
        kind: said.kind.clone(),
        category: said.category.clone(),
        third_party: said.third_party,
        staff_only: said.staff_only,
        happened_at: Some(said.happened_at),
        ends_at: said.ends_at,
        content,
    };
    let version = u32::try_from(said.version).unwrap_or(0) + 1;
    items::write(tx, actor, look, (said.id, version), &entry)
}

/// An item at which an agency may undertake something: it exists for it, and the meeting is not closed.
fn undertaking(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, id: AgendaId) -> Result<(AgendaItem, Look), AppError> {
    let item = tx.agenda_item(id)?.ok_or(AppError::NotFound)?;
    let (group, meeting) = meeting_at(tx, inner, actor, item.meeting)?;
    if group.runs() || !opens_to(tx, actor, &group, &meeting)? {
        return Err(AppError::NotFound);
    }
    let look = super::view::look(tx, inner, actor, &group, &item)?.ok_or(AppError::NotFound)?;
    if subjects(&look).is_empty() {
        return Err(AppError::NotFound);
    }
    match meeting.state.as_str() {
        "closed" => return Err(AppError::Refused("The meeting is closed: what was said at it stands".to_owned())),
        // At the table somebody keeps to its statement first.
        "open" => signed_in(tx, actor, meeting.id)?,
        _ => {}
    }
    Ok((item, look))
}

/// An item at which an agency has something to say: it is signed in, the person is being spoken of, and exists for it.
fn contributing(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    id: AgendaId,
) -> Result<(Group, AgendaItem, Look), AppError> {
    let item = tx.agenda_item(id)?.ok_or(AppError::NotFound)?;
    let (group, meeting) = meeting_at(tx, inner, actor, item.meeting)?;
    if group.runs() {
        return Err(AppError::NotFound);
    }
    let look = super::view::look(tx, inner, actor, &group, &item)?.ok_or(AppError::NotFound)?;
    if subjects(&look).is_empty() {
        return Err(AppError::NotFound);
    }
    if meeting.state != "open" {
        return Err(AppError::Refused("The meeting is not open".to_owned()));
    }
    signed_in(tx, actor, meeting.id)?;
    if item.taken_at.is_none() {
        return Err(AppError::Refused(
            "Wait until this person is spoken of: then it is known who was there".to_owned(),
        ));
    }
    Ok((group, item, look))
}

/// Whoever holds a meeting has signed in to it.
fn signed_in(tx: &mut Tx<'_>, actor: &Actor, id: MeetingId) -> Result<(), AppError> {
    if tx.presences(id)?.iter().any(|p| p.account == actor.account && p.left_at.is_none()) {
        return Ok(());
    }
    Err(AppError::Refused("Sign in first".to_owned()))
}
