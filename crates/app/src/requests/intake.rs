//! How a request comes in: by the public form of a notice, which asks nobody to log in and tells nobody whether they are
//! known; or by any other way, logged by whoever received it.

use super::CLASS;
use super::contact::{complaints, contact, controllers};
use crate::App;
use crate::Inner;
use crate::actor::Actor;
use crate::cases::parts::coded;
use crate::error::AppError;
use crate::login::note;
use crate::notices::Published;
use crate::requests::ContactLines;
use crate::views::FormErrors;
use ::rights::{Channel, Kind, standing};
use casework::{FieldError, SectionContent};
use clocks::Calendar;
use jiff::civil::Date;
use kernel::{AccountId, PersonId, RequestId, london_date};
use ledger::Action;
use std::sync::Arc;
use store::{RightsRequest, Tx};

/// How many requests the public form takes in an hour. A flood is turned away with the other ways to ask.
const ONLINE_AN_HOUR: u64 = 60;
/// The longest short answer, in characters.
const SHORT: usize = 300;
/// The longest long one.
const LONG: usize = 10_000;

/// What was filled in. It has no `Debug`.
#[derive(Clone, Default)]
pub struct RequestForm {
    /// What is asked: a code.
    pub kind: String,
    /// How it came: a code. The public form says nothing of it.
    pub channel: String,
    /// To which controller, where there are several.
    pub controller: String,
    /// The day it came; today if not said.
    pub received_on: Option<Date>,
    /// By when the regulator asked for an answer.
    pub reply_by: Option<Date>,
    /// The person's name.
    pub name: String,
    /// Their date of birth, as they write it.
    pub born: String,
    /// How to answer them.
    pub contact: String,
    /// A reference that they were given, if they know one.
    pub reference: String,
    /// What they ask, in their words.
    pub details: String,
    /// Who asks for them, if somebody does, and by what authority.
    pub representative: String,
}

/// What the public form needs.
pub struct RequestIntake {
    /// The notice.
    pub notice: Arc<Published>,
    /// A fresh id: by it a form is taken once.
    pub id: RequestId,
    /// The controllers: ids and names.
    pub controllers: Vec<(String, String)>,
    /// How else to ask.
    pub other_ways: Vec<ContactLines>,
    /// The regulator.
    pub regulator: Option<ContactLines>,
}

/// A request that was logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    /// Its id.
    pub id: RequestId,
    /// Its reference.
    pub reference: String,
}

impl App {
    /// The form by which people ask, with the other ways that the notice names. Open to everybody.
    ///
    /// # Errors
    /// `NotFound` when there is no such notice.
    pub fn request_intake(&self, notice_id: &str) -> Result<RequestIntake, AppError> {
        let inner = &self.inner;
        self.inner.store.read(&self.public(), "request form", |tx| intake(tx, inner, notice_id))
    }

    /// The same, for staff who log what came by another way.
    ///
    /// # Errors
    /// `NotFound` for partners.
    pub fn request_log_form(&self, actor: &Actor) -> Result<RequestIntake, AppError> {
        if !actor.is_staff() {
            return Err(AppError::NotFound);
        }
        self.request_intake(&actor.capacity.notice)
    }

    /// Takes what somebody sent with the public form. Sent again, it is the request that was made the first time.
    ///
    /// # Errors
    /// `Form` with everything to put right; `Refused` when too many came within an hour; `NotFound` without such a notice.
    pub fn ask_for_right(&self, notice_id: &str, id: RequestId, form: &RequestForm) -> Result<String, AppError> {
        let caller = self.public();
        let notice_id = notice_id.to_owned();
        let form =
            RequestForm { channel: Channel::Online.id().to_owned(), received_on: None, reply_by: None, ..form.clone() };
        self.act(&caller, "ask for a right", move |tx, inner| {
            if let Some(made) = tx.request(id)? {
                return Ok(made.reference);
            }
            let notice = inner.latest(tx, &notice_id)?.ok_or(AppError::NotFound)?;
            let read = read(&notice, &form, london_date(tx.now()), false)?;
            if tx.requests_since(Channel::Online.id(), tx.now().plus_seconds(-3_600))? >= ONLINE_AN_HOUR {
                return Err(AppError::Refused(
                    "Too many requests are coming in at the moment. Try again in an hour, or use another way to ask"
                        .to_owned(),
                ));
            }
            let made = keep(tx, &notice, id, &read, (None, None))?;
            note(tx, "system:public", Action::Create, &format!("request {}, online", read.kind.id()))?;
            Ok(made.reference)
        })
    }

    /// Logs a request that came by another way than the form. Only the data protection officer sees it from then on.
    ///
    /// # Errors
    /// `Form` with everything to put right; `NotFound` for partners.
    pub fn log_request(&self, actor: &Actor, form: &RequestForm) -> Result<Logged, AppError> {
        let (actor, form) = (actor.clone(), form.clone());
        self.act(&actor.caller.clone(), "log request", move |tx, inner| {
            if !actor.is_staff() {
                return Err(AppError::NotFound);
            }
            let notice = inner.latest(tx, &actor.capacity.notice)?.ok_or(AppError::NotFound)?;
            let read = read(&notice, &form, london_date(tx.now()), true)?;
            let id = RequestId::new(tx.now(), tx.entropy());
            let made = keep(tx, &notice, id, &read, (Some(actor.account), None))?;
            let what = format!("request {}, {}", read.kind.id(), read.channel.id());
            note(tx, &actor.account.to_string(), Action::Create, &what)?;
            Ok(Logged { id, reference: made.reference })
        })
    }
}

fn intake(tx: &mut Tx<'_>, inner: &Inner, notice_id: &str) -> Result<RequestIntake, AppError> {
    let notice = inner.latest(tx, notice_id)?.ok_or(AppError::NotFound)?;
    let today = london_date(tx.now());
    let compiled = &notice.compiled;
    let asked = compiled.merged.rights.as_ref().and_then(|r| r.request.as_deref());
    let (first, regulator) = complaints(compiled, today);
    let mut other_ways: Vec<ContactLines> = asked.and_then(|id| contact(compiled, id, today)).into_iter().collect();
    other_ways.extend(first);
    other_ways.retain(|c| !c.ways.is_empty());
    let mut seen = std::collections::HashSet::new();
    other_ways.retain(|c| seen.insert(c.ways.clone()));
    Ok(RequestIntake {
        id: RequestId::new(tx.now(), tx.entropy()),
        controllers: controllers(compiled),
        other_ways,
        regulator,
        notice,
    })
}

/// What was filled in, read.
pub(super) struct Read {
    kind: Kind,
    channel: Channel,
    controller: String,
    received_on: Date,
    reply_by: Option<Date>,
    representative: bool,
    content: SectionContent,
}

pub(super) fn read(notice: &Published, form: &RequestForm, today: Date, by_staff: bool) -> Result<Read, AppError> {
    let mut errors = FormErrors::default();
    let mut wrong = |input: &str, words: &str| {
        errors.fields.push(FieldError { input: input.to_owned(), words: words.to_owned() });
    };
    let kind = Kind::from_id(&form.kind).filter(|k| by_staff || *k != Kind::Regulator);
    if kind.is_none() {
        wrong("kind", "Choose what is asked for");
    }
    let channel = Channel::from_id(&form.channel).filter(|c| (*c == Channel::Online) != by_staff);
    if channel.is_none() {
        wrong("channel", "Choose how it came");
    }
    let all = controllers(&notice.compiled);
    let controller = match all.as_slice() {
        [(only, _)] => only.clone(),
        several => {
            let known = several.iter().any(|(id, _)| *id == form.controller);
            if !known {
                wrong("controller", "Choose who should answer");
            }
            form.controller.clone()
        }
    };
    let received_on = form.received_on.unwrap_or(today);
    if received_on > today {
        wrong("received-day", "The day it came cannot lie ahead");
    }
    if kind == Some(Kind::Regulator) && form.reply_by.is_none() {
        wrong("reply-day", "Enter the day by which the regulator asks for an answer");
    }
    let needed = [
        ("name", &form.name, "Enter the name of the person whose information it is", SHORT),
        (
            "contact",
            &form.contact,
            "Enter how we can answer: a postal address, an email address or a telephone number",
            LONG,
        ),
        ("details", &form.details, "Tell us in your own words what you ask for", LONG),
    ];
    for (input, value, words, most) in needed {
        if value.trim().is_empty() {
            wrong(input, words);
        } else if value.chars().count() > most {
            wrong(input, &format!("Use {most} characters at most, and send the rest by post or email"));
        }
    }
    let optional = [("born", &form.born), ("reference", &form.reference), ("representative", &form.representative)];
    for (input, value) in optional {
        if value.chars().count() > LONG.min(if input == "representative" { LONG } else { SHORT }) {
            wrong(input, "This is too long: put the rest into your own words below");
        }
    }
    let (Some(kind), Some(channel), true) = (kind, channel, errors.fields.is_empty()) else {
        return Err(AppError::Form(errors));
    };
    let said = [
        ("name", &form.name),
        ("born", &form.born),
        ("contact", &form.contact),
        ("reference", &form.reference),
        ("representative", &form.representative),
        ("details", &form.details),
    ];
    let content = said.into_iter().map(|(k, v)| (k, v.trim())).filter(|(_, v)| !v.is_empty());
    Ok(Read {
        kind,
        channel,
        controller,
        received_on,
        reply_by: form.reply_by.filter(|_| kind == Kind::Regulator),
        representative: !form.representative.trim().is_empty(),
        content: SectionContent::from_pairs(content),
    })
}

/// Keeps a request: who of the controller's own people logged it, or whose own page it came from.
pub(super) fn keep(
    tx: &mut Tx<'_>,
    notice: &Published,
    id: RequestId,
    read: &Read,
    (by, own_page): (Option<AccountId>, Option<AccountId>),
) -> Result<RightsRequest, AppError> {
    let now = tx.now();
    let today = london_date(now);
    let person = PersonId::new(now, tx.entropy());
    let now_due = standing(read.kind, read.received_on, read.reply_by, &[], Calendar::standard(), today);
    let mut made = RightsRequest {
        id,
        reference: coded('R', today, id.as_bytes()),
        notice_id: notice.compiled.id.clone(),
        notice_version: notice.version_id,
        kind: read.kind.id().to_owned(),
        channel: read.channel.id().to_owned(),
        representative: read.representative,
        controller: read.controller.clone(),
        received_on: read.received_on,
        reply_by: read.reply_by,
        person,
        record_class: CLASS.to_owned(),
        sealed: Vec::new(),
        logged_by: by,
        asked_by: own_page,
        made_at: now,
        due_on: now_due.due(),
        outcome: None,
        settled_at: None,
    };
    let plain = serde_json::to_vec(&read.content)
        .map_err(|_| AppError::Fault("a request cannot be written down".to_owned()))?;
    let ring = tx.ring_for_sealing(&[(person, CLASS)])?;
    made.sealed = ring.seal(&made.place(), &plain, tx.entropy()).map_err(|e| AppError::Fault(e.to_string()))?;
    tx.insert_request(&made)?;
    Ok(made)
}
