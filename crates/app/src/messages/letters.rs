//! Letters: set on paper from what is sealed, waiting to be printed, printed and posted.

use super::carry::kept_back;
use super::class_of;
use super::compose::{Envelope, writable};
use super::look_back::{MessageLine, content, line};
use crate::actor::Actor;
use crate::cases::parts::ring;
use crate::error::AppError;
use crate::look::Look;
use crate::views::Item;
use crate::{App, Inner};
use disclosure::Disclosed;
use kernel::{AccountId, CaseId, MessageId, Timestamp};
use ledger::Action;
use letters::{Head, LetterError, Paper, Pdf, blocks};
use messages::{Channel, Filled};
use notice::model::Act;
use serde::{Deserialize, Serialize};
use store::{Message, MessageState, Tx, message_place};

/// The most letters that are shown waiting.
pub(crate) const MOST: usize = 500;
/// How many are looked at together.
const AT_ONCE: u32 = 200;

/// What a letter has besides an address and a text.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Letterhead {
    /// The person's name, for the envelope.
    pub(crate) name: String,
    /// Who writes, and how to reach them.
    pub(crate) from: Vec<String>,
    /// The case's reference.
    pub(crate) reference: String,
    /// The day, in words.
    pub(crate) day: String,
}

impl Letterhead {
    pub(crate) fn of(look: &Look, council: &str, name: String, day: &str) -> Self {
        let merged = &look.notice.compiled.merged;
        let controller = merged.notice.controller.first().and_then(|id| merged.party.get(id));
        let contact = controller.and_then(|party| merged.contact.get(party.contact.as_ref()?));
        let mut from = vec![controller.map_or_else(|| council.to_owned(), |party| party.name.clone())];
        if let Some(contact) = contact {
            let ways = [Some(&contact.label), contact.post.as_ref(), contact.phone.as_ref(), contact.email.as_ref()];
            from.extend(ways.into_iter().flatten().cloned());
        }
        let reference = look.case.reference.clone();
        Self { name: name.trim().to_owned(), from, reference, day: day.to_owned() }
    }

    /// What stands on the envelope: the name, and the address a line each.
    pub(super) fn envelope(&self, address: &str) -> Vec<String> {
        let lines = address.split(['\n', ',']).map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned);
        std::iter::once(self.name.clone()).chain(lines).collect()
    }

    /// Sets the letter.
    pub(super) fn set(&self, address: &str, says: &Filled, made: Timestamp) -> Result<Pdf, LetterError> {
        letters::print(&Paper {
            title: says.subject.clone(),
            language: "en-GB".to_owned(),
            author: self.from.first().cloned().unwrap_or_default(),
            made,
            head: Head {
                from: self.from.clone(),
                to: self.envelope(address),
                marks: vec![
                    ("Date".to_owned(), self.day.clone()),
                    ("Our reference".to_owned(), self.reference.clone()),
                ],
            },
            blocks: blocks(&says.body),
            foot: format!("Our reference {}", self.reference),
            signature: None,
        })
    }
}

impl Envelope {
    /// The letter, as it is printed: the same words give the same paper.
    pub(super) fn pdf(&self, made: Timestamp) -> Result<Pdf, AppError> {
        let letter = self.letter.as_ref().ok_or(AppError::NotFound)?;
        letter.set(&self.to, &self.says, made).map_err(|e| AppError::Fault(format!("a letter cannot be set: {e}")))
    }
    /// To whom and where it goes, as it stands on the envelope of a letter.
    pub(super) fn addressed(&self) -> String {
        self.letter.as_ref().map_or_else(|| self.to.clone(), |letter| letter.envelope(&self.to).join("\n"))
    }
}

/// A letter that waits to be printed.
pub struct WaitingLetter {
    /// The case.
    pub case: CaseId,
    /// The case's reference.
    pub reference: String,
    /// Its line.
    pub line: MessageLine,
    /// Whether the actor decided to send it.
    pub mine: bool,
}

/// A letter, as it is printed.
pub struct LetterFile {
    /// The file.
    pub pdf: Disclosed<Vec<u8>>,
    /// How many pages it has.
    pub pages: usize,
}

/// The letters that wait to be printed, of cases on which the actor may write to the person, the oldest first, so many at most.
pub(crate) fn letters_waiting(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    most: usize,
    wanted: impl Fn(&WaitingLetter) -> bool,
) -> Result<Vec<WaitingLetter>, AppError> {
    let (mut waiting, mut after) = (Vec::new(), None);
    // Those of others do not keep one's own off the list, however many there are.
    loop {
        let some = tx.messages_in(MessageState::Ready, None, after, AT_ONCE)?;
        let Some(last) = some.last() else { return Ok(waiting) };
        after = Some(last.id);
        for message in some {
            let look = match writable(tx, inner, actor, message.case_id) {
                Ok(look) => look,
                Err(AppError::NotFound | AppError::WantsReason(_)) => continue,
                Err(other) => return Err(other),
            };
            let (case, reference) = (look.case.id, look.case.reference.clone());
            let mine = message.sender == actor.account;
            let letter = WaitingLetter { case, reference, line: line(tx, inner, &look, message)?, mine };
            if wanted(&letter) {
                waiting.push(letter);
            }
            if waiting.len() >= most {
                return Ok(waiting);
            }
        }
    }
}

impl App {
    /// The letters that wait to be printed, of cases on which the actor may write to the person, the oldest first. Nothing of
    /// them is opened.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn letters_to_print(&self, actor: &Actor) -> Result<Vec<WaitingLetter>, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "letters to print", move |tx, inner| {
            letters_waiting(tx, inner, &actor, MOST, |_| true)
        })
    }

    /// A letter as it is printed. Opening it is on the ledger; one that may not leave any more is kept back, and says why.
    ///
    /// # Errors
    /// `NotFound` when there is none, or the actor may not read it; `Refused` when it may not leave any more.
    pub fn letter(&self, actor: &Actor, case: CaseId, id: MessageId) -> Result<LetterFile, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "open letter", move |tx, inner| {
            let look = writable(tx, inner, &actor, case)?;
            let message = letter_of(tx, case, id)?;
            if let Some(why) = stays(tx, inner, &message)? {
                return Ok(Err(why));
            }
            file(tx, &actor, &look, &message).map(Ok)
        })?
        .map_err(|why| AppError::Refused(why.to_owned()))
    }

    /// Writes down that the actor has printed and posted a letter.
    ///
    /// # Errors
    /// `NotFound` when there is none, or the actor may not write to the person; `Refused` when it does not wait to be printed, or
    /// may not leave any more.
    pub fn letter_posted(&self, actor: &Actor, case: CaseId, id: MessageId) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "letter posted", move |tx, inner| {
            let look = writable(tx, inner, &actor, case)?;
            let message = letter_of(tx, case, id)?;
            if let Some(why) = stays(tx, inner, &message)? {
                return Ok(Err(why));
            }
            if !tx.letter_posted(id, actor.account)? {
                return Ok(Err("This letter does not wait to be printed any more"));
            }
            let keys = ring(tx, &look, &[])?;
            let nothing = look.decide(Act::See, &[]);
            look.record(tx, &actor, nothing, Action::Edit, &keys, &format!("printed and posted {}", message.template))?;
            Ok(Ok(()))
        })?
        .map_err(|why: &str| AppError::Refused(why.to_owned()))
    }
}

/// A letter of a case.
fn letter_of(tx: &mut Tx<'_>, case: CaseId, id: MessageId) -> Result<Message, AppError> {
    let message = tx.message(id)?.filter(|m| m.case_id == case && m.channel == Channel::Letter.id());
    message.ok_or(AppError::NotFound)
}

/// What was decided when a letter was written is decided again before it is printed: why it stays, if it does.
fn stays(tx: &mut Tx<'_>, inner: &crate::Inner, message: &Message) -> Result<Option<&'static str>, AppError> {
    match message.state {
        // A look back at what has left.
        MessageState::Sent | MessageState::Delivered => return Ok(None),
        MessageState::Cancelled => return Ok(Some("It was stopped before it left")),
        MessageState::Failed if message.sent_at.is_none() => {
            return Ok(Some("It was kept back: look at the way to reach the person, and write it again"));
        }
        MessageState::Failed => return Ok(None),
        MessageState::Queued | MessageState::Ready => {}
    }
    let why = kept_back(tx, inner, message)?;
    if let Some(why) = why {
        tx.move_message(message.id, message.state, MessageState::Failed, Some(why), None)?;
    }
    Ok(why)
}

fn file(tx: &mut Tx<'_>, actor: &Actor, look: &Look, message: &Message) -> Result<LetterFile, AppError> {
    let place = message_place(message.id, message.person, &class_of(message.case_id));
    match content::<Envelope>(tx, actor, look, message, place, message.sealed.clone())? {
        Item::Released(envelope) => {
            let pdf = envelope.get().pdf(message.queued_at)?;
            Ok(LetterFile { pages: pdf.pages, pdf: envelope.map(|_| pdf.bytes) })
        }
        Item::Withheld(_) | Item::Empty | Item::Erased => Err(AppError::NotFound),
    }
}

/// A letter that has left, for the person to whom it went.
pub(crate) fn own_letter(
    tx: &mut Tx<'_>,
    actor: &Actor,
    look: &Look,
    id: MessageId,
) -> Result<Disclosed<Vec<u8>>, AppError> {
    let message = letter_of(tx, look.case.id, id)?;
    if message.sent_at.is_none() {
        return Err(AppError::NotFound);
    }
    Ok(file(tx, actor, look, &message)?.pdf)
}

/// What stands on the timeline of a case: that something was sent, and what became of it. Nothing that it says.
pub(crate) fn marks(tx: &mut Tx<'_>, look: &Look) -> Result<Vec<(Timestamp, String, AccountId)>, AppError> {
    let mut marks = Vec::new();
    for message in tx.messages_of(look.case.id)? {
        let title = super::templates::title_of(tx, &look.notice, &message.template)?;
        let by = Channel::parse(&message.channel).map_or("Message", Channel::words);
        let fate = match (message.state, message.sent_at) {
            (MessageState::Queued, _) => "waits to leave".to_owned(),
            (MessageState::Ready, _) => "waits to be printed".to_owned(),
            (MessageState::Cancelled, _) => "stopped before it left".to_owned(),
            (MessageState::Failed, _) => "did not arrive".to_owned(),
            (MessageState::Delivered, _) => "delivered".to_owned(),
            (MessageState::Sent, Some(at)) => format!("left on {}", at.words()),
            (MessageState::Sent, None) => "left".to_owned(),
        };
        marks.push((message.queued_at, format!("{by} “{title}”: {fate}"), message.sender));
    }
    Ok(marks)
}
