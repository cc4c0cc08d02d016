//! What a worker does with a message: take it out, carry it, say what became of it.

use super::compose::{Envelope, recipient};
use super::reach::reach_version;
use super::{SEND, class_of};
use crate::actor::{Actor, Capacity};
use crate::error::AppError;
use crate::look::Look;
use crate::processors::Carriers;
use crate::{App, Inner};
use disclosure::Opener as _;
use kernel::{Caller, CallerKind, JobId, MessageId, SessionId, Timestamp};
use messages::{Channel, Filled};
use notice::model::{Act, CategoryIx};
use store::{Job, Message, MessageState, Tx, message_place};

/// What a worker carries. It has no `Debug` and goes nowhere else.
pub struct Carried {
    /// Which message.
    pub id: MessageId,
    /// By which way.
    pub channel: Channel,
    /// To where.
    pub to: String,
    /// What it says.
    pub says: Filled,
    /// A letter, as it is printed.
    pub pdf: Option<Vec<u8>>,
    /// The moment it is taken out.
    pub now: Timestamp,
}

/// A message that a carrier has taken, and of which nothing more is known yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnItsWay {
    /// Which message.
    pub id: MessageId,
    /// Its name at the carrier's.
    pub name: String,
    /// The moment of asking.
    pub now: Timestamp,
}

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// A carrier took it, by this name of it.
    Sent {
        /// `smtp`, `notify`, `post`.
        carrier: &'static str,
        /// Its name there.
        name: String,
    },
    /// A letter is set, and waits for somebody to print it.
    Ready,
    /// It has arrived.
    Delivered,
    /// It will not arrive: why, without naming anybody.
    Failed(String),
}

fn message_of(tx: &mut Tx<'_>, job: JobId) -> Result<Option<Message>, AppError> {
    let id = tx.job(job)?.and_then(|job| message_id(&job));
    Ok(match id {
        Some(id) => tx.message(id)?,
        None => None,
    })
}

pub(crate) fn message_id(job: &Job) -> Option<MessageId> {
    if job.kind == SEND { job.text("message")?.parse().ok() } else { None }
}

impl App {
    fn carrier(&self) -> Caller {
        Caller::system(self.inner.authority, "jobs")
    }

    /// Takes a message out to carry it. None: it has left already, or was stopped. What was decided when it was written is
    /// decided again: a withdrawal, a restriction or a new contact way since then keeps it back; so does a carrier that is no
    /// processor of the register.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn take_message(&self, job: JobId, carriers: Carriers) -> Result<Option<Carried>, AppError> {
        self.act(&self.carrier(), "take message", move |tx, inner| {
            let Some(message) = message_of(tx, job)? else { return Ok(None) };
            if message.state != MessageState::Queued {
                return Ok(None);
            }
            if let Some(why) = kept_back(tx, inner, &message)? {
                tx.move_message(message.id, MessageState::Queued, MessageState::Failed, Some(why), None)?;
                return Ok(None);
            }
            if let Some(channel) = carriers.of(&message.channel)
                && let Some(case) = tx.case(message.case_id)?
            {
                let notice = inner.published(tx, case.notice_version)?;
                let told: Vec<&str> = message.categories.iter().map(String::as_str).collect();
                if let Some(why) = crate::processors::stays(tx, Some(&notice), channel, &told)? {
                    tx.move_message(message.id, MessageState::Queued, MessageState::Failed, Some(&why), None)?;
                    return Ok(None);
                }
            }
            let class = class_of(message.case_id);
            let ring = tx.ring(&[(message.person, class.as_str())])?;
            let place = message_place(message.id, message.person, &class);
            let plain = ring.open(&place, &message.sealed).map_err(|e| AppError::Fault(e.to_string()))?;
            let envelope: Envelope = serde_json::from_slice(plain.expose())
                .map_err(|_| AppError::Fault("a sealed message cannot be read".to_owned()))?;
            let channel = Channel::parse(&message.channel)
                .ok_or_else(|| AppError::Fault("a message goes by a way that is not known".to_owned()))?;
            let pdf = match &envelope.letter {
                Some(_) => Some(envelope.pdf(message.queued_at)?.bytes),
                None => None,
            };
            Ok(Some(Carried { id: message.id, channel, to: envelope.to, says: envelope.says, pdf, now: tx.now() }))
        })
    }

    /// Writes down what became of a message.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn message_fate(&self, id: MessageId, fate: &Fate) -> Result<(), AppError> {
        let fate = fate.clone();
        self.act(&self.carrier(), "message fate", move |tx, _| {
            let (queued, sent) = (MessageState::Queued, MessageState::Sent);
            match &fate {
                Fate::Sent { carrier, name } => tx.move_message(id, queued, sent, None, Some((carrier, name)))?,
                Fate::Ready => tx.move_message(id, queued, MessageState::Ready, None, None)?,
                Fate::Delivered => tx.move_message(id, sent, MessageState::Delivered, None, None)?,
                Fate::Failed(why) => {
                    let failed = MessageState::Failed;
                    tx.move_message(id, queued, failed, Some(why), None)?
                        || tx.move_message(id, sent, failed, Some(why), None)?
                }
            };
            Ok(())
        })
    }

    /// Messages that a carrier has taken and of which nothing more is known, the oldest first, after one of them.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn messages_on_their_way(
        &self,
        carrier: &'static str,
        after: Option<MessageId>,
    ) -> Result<Vec<OnItsWay>, AppError> {
        self.act(&self.carrier(), "messages on their way", move |tx, _| {
            let now = tx.now();
            let sent = tx.messages_in(MessageState::Sent, Some(carrier), after, 200)?;
            Ok(sent.into_iter().filter_map(|m| Some(OnItsWay { id: m.id, name: m.provider_ref?, now })).collect())
        })
    }
}

/// Why a message that was decided to be sent may not leave any more.
pub(super) fn kept_back(tx: &mut Tx<'_>, inner: &Inner, message: &Message) -> Result<Option<&'static str>, AppError> {
    let Some(case) = tx.case(message.case_id)? else { return Ok(Some("the case is gone")) };
    let sections = tx.sections(case.id)?;
    let notice = inner.published(tx, case.notice_version)?;
    if reach_version(&notice, &sections) != message.contact_version {
        return Ok(Some("how to reach the person was changed after this was written: look, and send it again"));
    }
    let (key, version) = message.template.split_once('@').unwrap_or((&message.template, ""));
    let stored = tx.templates(&notice.compiled.id)?.into_iter().find(|t| t.key == key && t.version == version);
    let template = stored.and_then(|t| messages::Template::parse(key, &t.source).ok());
    let Some(template) = template else { return Ok(Some("its template is gone")) };
    let system = Actor {
        caller: Caller { kind: CallerKind::System { job: "jobs" }, ..Caller::system(inner.authority, "jobs") },
        account: message.sender,
        enrolment: None,
        session: SessionId::from_bytes([0; 16]),
        name: String::new(),
        capacity: Capacity::default(),
        purpose: String::new(),
        administers: false,
        trained: false,
        bound: true,
    };
    let to = recipient(&system, &notice.compiled.id, &template.to, &template.purpose);
    let told: Vec<CategoryIx> = message.categories.iter().filter_map(|c| notice.compiled.category(c)).collect();
    let goes = Look::even_closed(tx, inner, &to, case.id)?
        .is_some_and(|look| look.decide(Act::See, &told).outcomes().iter().all(|o| o.released));
    Ok(if goes {
        None
    } else {
        Some("it may not go to them any more: look at the permissions and restrictions of the case")
    })
}
