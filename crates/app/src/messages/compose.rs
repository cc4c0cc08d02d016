//! Writing a message: what it asks, what it will say, and sending it.

use super::letters::Letterhead;
use super::reach::{opened_reach, reach_categories, said_of, ways_of};
use super::templates::{TemplateLine, current, one};
use super::words::{Wants, Worded, worded};
use super::{SEND, class_of};
use crate::actor::{Actor, Capacity};
use crate::cases::parts::ring;
use crate::error::AppError;
use crate::look::Look;
use crate::notices::Published;
use crate::once::{self, Before, OnceKey};
use crate::views::Item;
use crate::{App, Inner};
use casework::{SectionContent, Typed};
use disclosure::{Disclosed, Recorded};
use kernel::{CaseId, JobId, MessageId};
use ledger::Action;
use messages::{Ask, Channel, Checked, ContactWay, Filled, Safety};
use notice::model::{Act, CategoryIx};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use store::{NewJob, NewMessage, Section, Tx, message_place};

/// What is to be sent.
#[derive(Clone)]
pub struct Sending {
    /// The template's name.
    pub template: String,
    /// By which way.
    pub channel: Channel,
    /// What was filled in: `ask.…`.
    pub typed: Typed,
    /// Whoever sends it has asked the person whether this way is safe.
    pub asked_if_safe: bool,
}

/// A way to reach the person, as the decision allows.
pub struct WayView {
    /// The number or address; and in words what the person said about it and about the others of the channel.
    pub to: Item<(String, String)>,
    /// Whether it is safe.
    pub safety: Option<Safety>,
}

/// The form of a message.
pub struct ComposeView {
    /// The case's reference.
    pub reference: String,
    /// The template.
    pub template: TemplateLine,
    /// What is to be filled in, by name.
    pub asks: Vec<(String, Ask)>,
    /// To where it goes.
    pub way: WayView,
}

/// What will be sent, word for word.
pub struct Preview {
    /// The case's reference.
    pub reference: String,
    /// What it is.
    pub title: String,
    /// The names of what was filled in.
    pub asks: Vec<String>,
    /// To where.
    pub to: Disclosed<String>,
    /// What the person said about it in words, and about the other ways of the channel.
    pub said: Disclosed<String>,
    /// Subject and text.
    pub says: Disclosed<Filled>,
    /// Whether whoever sends it has to ask first.
    pub safety: Safety,
}

/// What is sealed of a message.
#[derive(Serialize, Deserialize)]
pub(super) struct Envelope {
    pub(super) to: String,
    pub(super) says: Filled,
    /// What a letter has besides.
    #[serde(default)]
    pub(super) letter: Option<Letterhead>,
}

/// A message ready to be shown or sent.
struct Written {
    look: Look,
    checked: Checked,
    told: Vec<CategoryIx>,
    contact_version: i32,
    way: ContactWay,
    said: String,
    says: Filled,
    letter: Option<Letterhead>,
    disclosed: Disclosed<()>,
}

/// The person as the recipient of what a template tells.
pub(crate) fn recipient(actor: &Actor, notice: &str, to: &str, purpose: &str) -> Actor {
    Actor {
        enrolment: None,
        capacity: Capacity { notice: notice.to_owned(), principal: to.to_owned() },
        purpose: purpose.to_owned(),
        administers: false,
        trained: false,
        bound: true,
        ..actor.clone()
    }
}

/// A case of which an officer may write to the person.
pub(crate) fn writable(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, case: CaseId) -> Result<Look, AppError> {
    let look = Look::at(tx, inner, actor, case)?.ok_or(AppError::NotFound)?;
    if !actor.is_staff() || look.decide_all(Act::Record).releases_nothing() {
        return Err(AppError::NotFound);
    }
    Ok(look)
}

pub(super) fn contact_of(notice: &Published) -> Result<Vec<CategoryIx>, AppError> {
    let words = "The forms of this service hold no telephone number, email or postal address";
    let found = reach_categories(notice);
    if found.is_empty() { Err(AppError::Refused(words.to_owned())) } else { Ok(found) }
}

fn line(checked: &Checked) -> TemplateLine {
    TemplateLine {
        key: checked.template.key.clone(),
        version: checked.template.version.clone(),
        title: checked.template.title.clone(),
        channels: checked.template.channels().collect(),
    }
}

/// Opens some categories for the actor, with what the ledger holds of it.
pub(super) fn opened(
    tx: &mut Tx<'_>,
    actor: &Actor,
    look: &Look,
    sections: &[Section],
    categories: &[CategoryIx],
    detail: &str,
) -> Result<(Recorded, HashMap<CategoryIx, Item<SectionContent>>), AppError> {
    let ring = ring(tx, look, sections)?;
    let recorded = look.record(tx, actor, look.decide(Act::See, categories), Action::Open, &ring, detail)?;
    let mut contents = HashMap::new();
    for &category in categories {
        let id = look.notice.category_id(category);
        let section = sections.iter().find(|s| s.category == id);
        contents.insert(category, look.content(&recorded, category, section, &ring)?);
    }
    Ok((recorded, contents))
}

impl App {
    /// The templates for a case, and by which ways each goes.
    ///
    /// # Errors
    /// `NotFound` when the actor may not write to the person.
    pub fn templates_for(&self, actor: &Actor, case: CaseId) -> Result<(String, Vec<TemplateLine>), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "templates", move |tx, inner| {
            let look = writable(tx, inner, &actor, case)?;
            let lines = current(tx, &look.notice)?.iter().map(line).filter(|t| !t.channels.is_empty()).collect();
            Ok((look.case.reference.clone(), lines))
        })
    }

    /// The form of a message: what it asks, and to where it goes.
    ///
    /// # Errors
    /// `NotFound` when the actor may not write to the person, or there is no such template; `Refused` when the forms of the
    /// service hold no ways to reach anybody.
    pub fn compose(
        &self,
        actor: &Actor,
        case: CaseId,
        template: &str,
        channel: Channel,
    ) -> Result<ComposeView, AppError> {
        let (actor, template) = (actor.clone(), template.to_owned());
        self.act(&actor.caller.clone(), "compose message", move |tx, inner| {
            let look = writable(tx, inner, &actor, case)?;
            let checked = one(tx, &look.notice, &template)?;
            if !checked.template.channels().any(|c| c == channel) {
                return Err(AppError::NotFound);
            }
            let contact = contact_of(&look.notice)?;
            let sections = tx.sections(case)?;
            let (_, mut contents) = opened(tx, &actor, &look, &sections, &contact, "to write to the person")?;
            let way = match opened_reach(&contact, &mut contents) {
                Item::Released(content) => {
                    let ways = ways_of(channel, content.get());
                    match ways.first() {
                        Some(best) => {
                            let to = content.map_ref(|_| (best.address.clone(), said_of(&ways)));
                            WayView { to: Item::Released(to), safety: Some(best.safety) }
                        }
                        None => WayView { to: Item::Empty, safety: None },
                    }
                }
                Item::Withheld(why) => WayView { to: Item::Withheld(why), safety: None },
                Item::Empty => WayView { to: Item::Empty, safety: None },
                Item::Erased => WayView { to: Item::Erased, safety: None },
            };
            Ok(ComposeView {
                reference: look.case.reference.clone(),
                template: line(&checked),
                asks: checked.template.asks.iter().map(|(name, ask)| (name.clone(), ask.clone())).collect(),
                way,
            })
        })
    }

    /// What will be sent, word for word, before anybody decides to send it.
    ///
    /// # Errors
    /// As [`App::send_message`].
    pub fn preview_message(
        &self,
        actor: &Actor,
        case: CaseId,
        sending: &Sending,
        council: &str,
    ) -> Result<Preview, AppError> {
        let (actor, sending, council) = (actor.clone(), sending.clone(), council.to_owned());
        self.act(&actor.caller.clone(), "preview message", move |tx, inner| {
            let written = write(tx, inner, &actor, case, &sending, &council)?;
            let Written { look, checked, way, said, says, letter, disclosed, .. } = written;
            let to = match &letter {
                Some(letter) => letter.envelope(&way.address).join("\n"),
                None => way.address.clone(),
            };
            Ok(Preview {
                title: checked.template.title.clone(),
                asks: checked.template.asks.keys().cloned().collect(),
                reference: look.case.reference.clone(),
                safety: way.safety,
                to: disclosed.map_ref(|()| to),
                said: disclosed.map_ref(|()| said),
                says: disclosed.map(|()| says),
            })
        })
    }

    /// A letter as it will be printed, before anybody decides to send it.
    ///
    /// # Errors
    /// As [`App::send_message`].
    pub fn preview_letter(
        &self,
        actor: &Actor,
        case: CaseId,
        sending: &Sending,
        council: &str,
    ) -> Result<Disclosed<Vec<u8>>, AppError> {
        let (actor, sending, council) = (actor.clone(), sending.clone(), council.to_owned());
        self.act(&actor.caller.clone(), "preview letter", move |tx, inner| {
            let Written { way, says, letter, disclosed, .. } = write(tx, inner, &actor, case, &sending, &council)?;
            let letter = letter.ok_or(AppError::NotFound)?;
            let pdf = letter.set(&way.address, &says, tx.now()).map_err(|e| AppError::Refused(e.to_string()))?;
            Ok(disclosed.map(|()| pdf.bytes))
        })
    }

    /// Sends a message: it is decided, on the ledger, sealed and enqueued, all in one unit of work; a worker carries it.
    ///
    /// # Errors
    /// `NotFound` when the actor may not write to the person or there is no such template; `Form` when something asked is
    /// empty; `Refused` when the person said that this way is not safe, when nobody asked whether it is, when there is no
    /// address, when the record lacks what the template tells, or when the gate does not let it go.
    pub fn send_message(
        &self,
        actor: &Actor,
        case: CaseId,
        sending: &Sending,
        council: &str,
    ) -> Result<MessageId, AppError> {
        self.send_message_keyed(actor, case, sending, council, None)
    }

    /// Sends a message for a program, once for each of its keys.
    ///
    /// # Errors
    /// As [`App::send_message`]; `Refused` when the key was used for something else.
    pub fn send_message_keyed(
        &self,
        actor: &Actor,
        case: CaseId,
        sending: &Sending,
        council: &str,
        key: Option<&OnceKey>,
    ) -> Result<MessageId, AppError> {
        once::at_most(key, || {
            let (actor, sending, council) = (actor.clone(), sending.clone(), council.to_owned());
            let key = key.cloned();
            self.act(&actor.caller.clone(), "send message", move |tx, inner| {
                let fresh = match once::before(tx, &actor, key.as_ref())? {
                    Before::Done(made) => return Ok(MessageId::from_bytes(made)),
                    Before::Not(fresh) => fresh,
                };
                let id = send(tx, inner, &actor, case, &sending, &council)?;
                once::done(tx, &actor, fresh, id.as_bytes())?;
                Ok(id)
            })
        })
    }
}

/// Sends a message within a unit of work.
fn send(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    case: CaseId,
    sending: &Sending,
    council: &str,
) -> Result<MessageId, AppError> {
    let written = write(tx, inner, actor, case, sending, council)?;
    if written.way.safety == Safety::NotSaid && !sending.asked_if_safe {
        return Err(AppError::Refused(
            "Ask the person whether this way is safe, then say that you did: nobody has written it down yet".to_owned(),
        ));
    }
    let Written { look, checked, told, contact_version, way, says, letter, .. } = written;
    let template = format!("{}@{}", checked.template.key, checked.template.version);
    let to = recipient(actor, &look.notice.compiled.id, &checked.template.to, &checked.template.purpose);
    let to = Look::even_closed(tx, inner, &to, case)?.ok_or(AppError::NotFound)?;
    let ring_of_case = ring(tx, &look, &[])?;
    let asked = if way.safety == Safety::NotSaid { "; the person was asked whether it is safe" } else { "" };
    let detail = format!("{template} by {}{asked}", sending.channel.id());
    to.record(tx, actor, to.decide(Act::See, &told), Action::Disclose, &ring_of_case, &detail)?;
    let now = tx.now();
    let id = MessageId::new(now, tx.entropy());
    let (person, class) = (look.case.person, class_of(case));
    let plain = serde_json::to_vec(&Envelope { to: way.address, says, letter })
        .map_err(|_| AppError::Fault("a message cannot be written down".to_owned()))?;
    let keys = tx.ring_for_sealing(&[(person, class.as_str())])?;
    let sealed = keys
        .seal(&message_place(id, person, &class), &plain, tx.entropy())
        .map_err(|e| AppError::Fault(e.to_string()))?;
    tx.insert_message(&NewMessage {
        id,
        case_id: case,
        person,
        channel: sending.channel.id().to_owned(),
        template,
        categories: told.iter().map(|c| look.notice.category_id(*c).to_owned()).collect(),
        contact_version,
        class,
        sealed,
        hash: Sha256::digest(&plain).to_vec(),
        sender: actor.account,
    })?;
    let job = JobId::new(now, tx.entropy());
    let detail = serde_json::json!({ "message": id.to_string() });
    tx.enqueue(&NewJob {
        case: Some(case),
        once_key: Some(format!("message/{id}")),
        ..NewJob::plain(job, SEND.to_owned(), detail, now)
    })?;
    Ok(id)
}

/// Writes a message: everything that could keep it from leaving is found here, before anybody decides.
fn write(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    case: CaseId,
    sending: &Sending,
    council: &str,
) -> Result<Written, AppError> {
    let refused = |words: &str| AppError::Refused(words.to_owned());
    // An envelope tells whoever sees it a name.
    let wants = Wants { named: sending.channel == Channel::Letter, reach: true };
    let Worded { look, checked, told, says, name, today, reach } =
        worded(tx, inner, actor, case, (sending, council), wants)?;
    let (contact_version, reach) =
        reach.ok_or_else(|| refused("There is nothing on record about how to reach the person"))?;
    let ways = ways_of(sending.channel, reach.get());
    let said = said_of(&ways);
    let way = ways.into_iter().next().ok_or_else(|| {
        refused(match sending.channel {
            Channel::Text => "There is no telephone number on record: add one, or choose another way",
            Channel::Email => "There is no email address on record: add one, or choose another way",
            Channel::Letter => "There is no postal address on record: add one, or choose another way",
        })
    })?;
    if way.safety == Safety::Unsafe {
        return Err(refused("The person said that this way is not safe. Choose another way to reach them"));
    }
    let letter = name.map(|name| Letterhead::of(&look, council, name, &today));
    if let Some(letter) = &letter {
        // What cannot be set is said now, while whoever writes can change it.
        letter
            .set(&way.address, &says, tx.now())
            .map_err(|e| AppError::Refused(format!("The letter cannot be set: {e}")))?;
    }
    let disclosed = reach.map(|_| ());
    Ok(Written { look, checked, told, contact_version, way, said, says, letter, disclosed })
}
