//! What was sent on a case, and what became of it.

use super::class_of;
use super::compose::{Envelope, writable};
use super::reach::reach_categories;
use super::templates::title_of;
use crate::App;
use crate::actor::Actor;
use crate::cases::parts::ring;
use crate::error::AppError;
use crate::look::Look;
use crate::views::Item;
use disclosure::Sealed;
use kernel::{CaseId, MessageId, Timestamp};
use ledger::Action;
use messages::{Channel, Filled};
use notice::model::{Act, CategoryIx};
use store::{Message, MessageState, Tx, message_place};

/// A message in the list: nothing of what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageLine {
    /// Its id.
    pub id: MessageId,
    /// What it is, in words.
    pub title: String,
    /// By which way.
    pub channel: Channel,
    /// What became of it.
    pub state: MessageState,
    /// Why it failed.
    pub why: Option<String>,
    /// Who carried it.
    pub carrier: Option<String>,
    /// Who sent it.
    pub sender: String,
    /// Who printed and posted it.
    pub printer: Option<String>,
    /// When that was decided.
    pub queued_at: Timestamp,
    /// When it left.
    pub sent_at: Option<Timestamp>,
    /// When it was known what became of it.
    pub settled_at: Option<Timestamp>,
}

/// The messages of a case.
pub struct MessagesView {
    /// The case's reference.
    pub reference: String,
    /// The messages, the newest first.
    pub lines: Vec<MessageLine>,
}

/// One message, as it was sent.
pub struct MessageView {
    /// The case's reference.
    pub reference: String,
    /// Its line.
    pub line: MessageLine,
    /// To where, and what it says.
    pub says: Item<(String, Filled)>,
}

impl App {
    /// What was sent on a case.
    ///
    /// # Errors
    /// `NotFound` when the actor may not write to the person.
    pub fn messages(&self, actor: &Actor, case: CaseId) -> Result<MessagesView, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "messages", move |tx, inner| {
            let look = writable(tx, inner, &actor, case)?;
            let mut lines = Vec::new();
            for message in tx.messages_of(case)? {
                lines.push(line(tx, inner, &look, message)?);
            }
            Ok(MessagesView { reference: look.case.reference.clone(), lines })
        })
    }

    /// One message, word for word. Looking at it is on the ledger.
    ///
    /// # Errors
    /// `NotFound` when there is none, or the actor may not write to the person.
    pub fn message(&self, actor: &Actor, case: CaseId, id: MessageId) -> Result<MessageView, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "open message", move |tx, inner| {
            let look = writable(tx, inner, &actor, case)?;
            let message = tx.message(id)?.filter(|m| m.case_id == case).ok_or(AppError::NotFound)?;
            let place = message_place(id, message.person, &class_of(case));
            let says = content::<Envelope>(tx, &actor, &look, &message, place, message.sealed.clone())?
                .map(|envelope| (envelope.addressed(), envelope.says));
            let line = line(tx, inner, &look, message)?;
            Ok(MessageView { reference: look.case.reference.clone(), line, says })
        })
    }

    /// Stops a message that has not left yet.
    ///
    /// # Errors
    /// `NotFound` when there is none; `Refused` when it has left.
    pub fn stop_message(&self, actor: &Actor, case: CaseId, id: MessageId) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "stop message", move |tx, inner| {
            let look = writable(tx, inner, &actor, case)?;
            let message = tx.message(id)?.filter(|m| m.case_id == case).ok_or(AppError::NotFound)?;
            let stopped = tx.move_message(id, MessageState::Queued, MessageState::Cancelled, None, None)?
                || tx.move_message(id, MessageState::Ready, MessageState::Cancelled, None, None)?;
            if !stopped {
                return Err(AppError::Refused("It has left already, and cannot be called back".to_owned()));
            }
            let keys = ring(tx, &look, &[])?;
            let nothing = look.decide(Act::See, &[]);
            look.record(tx, &actor, nothing, Action::Edit, &keys, &format!("stopped {}", message.template))?;
            Ok(())
        })
    }
}

/// What somebody has to be allowed to see to read a message: what it tells, and where it went.
fn asked(look: &Look, message: &Message) -> Vec<CategoryIx> {
    let mut asked: Vec<CategoryIx> =
        message.categories.iter().filter_map(|c| look.notice.compiled.category(c)).collect();
    for contact in reach_categories(&look.notice) {
        if !asked.contains(&contact) {
            asked.push(contact);
        }
    }
    asked
}

pub(super) fn content<T: serde::de::DeserializeOwned>(
    tx: &mut Tx<'_>,
    actor: &Actor,
    look: &Look,
    message: &Message,
    place: disclosure::Place,
    sealed: Vec<u8>,
) -> Result<Item<T>, AppError> {
    let asked = asked(look, message);
    let decision = look.decide(Act::See, &asked);
    let keys = ring(tx, look, &[])?;
    let detail = format!("the message {}", message.template);
    let recorded = look.record(tx, actor, decision, Action::Open, &keys, &detail)?;
    if let Some(no) = recorded.decision().outcomes().iter().find(|o| !o.released) {
        return Ok(Item::Withheld(look.why(no)));
    }
    let Some(category) = asked.last().copied() else { return Ok(Item::Empty) };
    let Some(grant) = recorded.grant(category) else { return Ok(Item::Empty) };
    let class = place.record_class.clone();
    let keys = tx.ring(&[(message.person, class.as_str())])?;
    match Sealed::<T>::new(place, category, sealed).open(&grant, &keys) {
        Ok(content) => Ok(Item::Released(content)),
        Err(disclosure::OpenError::Erased) => Ok(Item::Erased),
        Err(e) => Err(AppError::Fault(e.to_string())),
    }
}

pub(super) fn line(
    tx: &mut Tx<'_>,
    inner: &crate::Inner,
    look: &Look,
    message: Message,
) -> Result<MessageLine, AppError> {
    Ok(MessageLine {
        id: message.id,
        title: title_of(tx, &look.notice, &message.template)?,
        channel: Channel::parse(&message.channel).unwrap_or(Channel::Letter),
        state: message.state,
        why: message.why,
        carrier: message.provider,
        sender: inner.account_name(tx, message.sender)?,
        printer: match message.printed_by {
            Some(by) => Some(inner.account_name(tx, by)?),
            None => None,
        },
        queued_at: message.queued_at,
        sent_at: message.sent_at,
        settled_at: message.settled_at,
    })
}

/// A message to the person that has left, as the person is shown it.
pub(crate) struct OwnMessage {
    /// Which.
    pub(crate) id: MessageId,
    /// What it is.
    pub(crate) title: String,
    /// Whether it is a letter, which can be had as it was printed.
    pub(crate) letter: bool,
    /// When it left.
    pub(crate) at: Timestamp,
    /// What it says.
    pub(crate) says: Item<Filled>,
}

/// What was sent to the person on a case and has left, the newest first.
pub(crate) fn own(tx: &mut Tx<'_>, actor: &Actor, look: &Look) -> Result<Vec<OwnMessage>, AppError> {
    let mut all = Vec::new();
    for message in tx.messages_of(look.case.id)? {
        let Some(at) = message.sent_at else { continue };
        let place = message_place(message.id, message.person, &class_of(look.case.id));
        let says = content::<Envelope>(tx, actor, look, &message, place, message.sealed.clone())?.map(|e| e.says);
        all.push(OwnMessage {
            id: message.id,
            title: title_of(tx, &look.notice, &message.template)?,
            letter: message.channel == Channel::Letter.id(),
            at,
            says,
        });
    }
    Ok(all)
}
