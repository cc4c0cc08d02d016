//! Requests from outside for what is held of somebody: of the police, a court, another body. Every one is written down, whether or not
//! anything may go, anything is held or anybody is known; it is decided with a reason, and what goes does so by the gate as everything does.

mod decide;
mod documents;
mod over;
mod remind;

pub use decide::OutsideDecision;
pub(crate) use decide::TOLD;
pub use documents::{MOST_DOCUMENTS, OutsideDocumentLine};

use crate::actor::Actor;
use crate::cases::parts::coded;
use crate::error::AppError;
use crate::look::Look;
use crate::notices::Published;
use crate::retention::KeptUntil;
use crate::shares::{barred_from, kept_by};
use crate::views::{FormErrors, Item};
use crate::work::desk::visible;
use crate::{App, Inner};
use casework::SectionContent;
use disclosure::{Ask, EntryHead, Outcome, Place, Recorded};
use jiff::civil::Date;
use kernel::{CaseId, EntryId, PersonId, RequestId, ShareId, Timestamp, london_date};
use ledger::Action;
use notice::model::{Act, CategoryIx, Fact};
use sealing::{CLASS_SUBJECT, KeyRing};
use serde::de::DeserializeOwned;
use sharing::share::code_words;
use std::sync::Arc;
use store::{Case, OutsideRequest, Tx};

/// The class whose key seals what a request says: its own, apart from any record.
const CLASS: &str = "outside-request";
/// How entries of the ledger about one begin: before its id.
pub(crate) const ON_LEDGER: &str = "request from outside ";
/// The longest short answer, and the longest long one, in characters.
const SHORT: usize = 300;
const LONG: usize = 10_000;

/// Who can ask: codes and words.
pub const OUTSIDE_BODIES: [(&str, &str); 9] = [
    ("police", "Police"),
    ("justice", "Probation, prison or youth justice"),
    ("court", "Court, tribunal or coroner"),
    ("council", "Another council"),
    ("government", "Government department or agency"),
    ("fraud", "Fraud or enforcement body"),
    ("regulator", "Ombudsman, auditor or regulator"),
    ("lawyer", "Solicitor, insurer or agent of somebody else"),
    ("other", "Somebody else"),
];

/// How a request comes: codes and words.
pub const OUTSIDE_CHANNELS: [(&str, &str); 5] = [
    ("letter", "By letter or form"),
    ("email", "By email"),
    ("telephone", "By telephone"),
    ("in-person", "In person"),
    ("order", "Served as an order"),
];

/// What can be decided: codes and words.
pub const OUTSIDE_DECISIONS: [(&str, &str); 5] = [
    ("released", "Released"),
    ("part", "Released in part"),
    ("refused", "Refused"),
    ("not-held", "What is asked for is not held"),
    ("nobody", "Nobody of that name is known here"),
];

/// A request, as somebody writes it down. It has no `Debug`.
#[derive(Clone, Default)]
pub struct NewOutsideRequest {
    /// What kind of body asks: a code.
    pub kind: String,
    /// The body.
    pub body: String,
    /// Who asks there, with rank or post, and how they are reached.
    pub asker: String,
    /// Their own reference.
    pub their_reference: String,
    /// How it came: a code.
    pub channel: String,
    /// The law that they cite.
    pub law: String,
    /// The day it came; none: today.
    pub received_on: Option<Date>,
    /// By when they ask for an answer.
    pub answer_by: Option<Date>,
    /// What they ask for.
    pub what: String,
    /// Why.
    pub why: String,
    /// Of whom, in their words.
    pub whom: String,
    /// The reference of the case that it is about, where that is known.
    pub case: String,
}

/// A request in the list. It names nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutsideLine {
    /// Its id.
    pub id: RequestId,
    /// Its reference.
    pub reference: String,
    /// What kind of body asks, in words.
    pub kind: String,
    /// The body.
    pub body: String,
    /// How it came, in words.
    pub channel: String,
    /// The law that they cite.
    pub law: String,
    /// The day it came.
    pub received_on: Date,
    /// By when they ask for an answer.
    pub answer_by: Option<Date>,
    /// Whether that day has passed and nothing was decided.
    pub late: bool,
    /// The case that it is about, by reference.
    pub case: Option<String>,
    /// What was decided: a code and words.
    pub decision: Option<(String, String)>,
    /// By whom and when.
    pub decided: Option<(String, Timestamp)>,
    /// Who wrote it down.
    pub made_by: String,
}

/// One request.
pub struct OutsideView {
    /// The line.
    pub line: OutsideLine,
    /// What it says.
    pub content: Item<SectionContent>,
    /// Why it was decided so: a code of a list, in words.
    pub reason: Option<String>,
    /// The same in the words of whoever decided.
    pub why: Item<String>,
    /// Whether the person may know of it, in words; none: it is about nobody, or was not decided.
    pub told: Option<String>,
    /// The case that it is about.
    pub case: Option<CaseId>,
    /// What went on account of it.
    pub share: Option<ShareId>,
    /// Its documents.
    pub documents: Vec<OutsideDocumentLine>,
    /// What went without consent from the case since it came, which the decision can name: ids and words.
    pub shares: Vec<(ShareId, String)>,
    /// Whether the actor decides about it now; otherwise why not.
    pub may_decide: Result<(), String>,
    /// Until when it is kept.
    pub kept: KeptUntil,
}

/// The case that a request is about, if somebody has said which.
fn case_about(tx: &mut Tx<'_>, row: &OutsideRequest) -> Result<Option<Case>, AppError> {
    match row.about {
        Some(case) => Ok(tx.case(case)?),
        None => Ok(None),
    }
}

/// Notes something on the ledger, under the tag of whose case it is about.
fn on_ledger(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, row: &OutsideRequest, what: &str) -> Result<(), AppError> {
    let detail = format!("{ON_LEDGER}{}: {what}", row.id);
    let look = match case_about(tx, row)? {
        Some(case) => Look::many(tx, inner, actor, vec![case])?.pop(),
        None => None,
    };
    let Some(look) = look else {
        return crate::login::note(tx, &disclosure::actor(&actor.caller), Action::Administer, &detail);
    };
    let ring = crate::cases::parts::ring(tx, &look, &[])?;
    look.record(tx, actor, look.decide(Act::See, &[]), Action::Administer, &ring, &detail)?;
    Ok(())
}

/// Whether the actor has a say in the notice that they act under.
pub(crate) fn has_a_say(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor) -> Result<bool, AppError> {
    match kept_by(tx, inner, actor) {
        Ok(_) => Ok(true),
        Err(AppError::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The case of a reference under a notice, as far as it exists for the actor.
fn case_of(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    (notice, reference): (&Published, &str),
) -> Result<CaseId, AppError> {
    let unknown = || AppError::field("case", "There is no such case: look at its reference");
    let case = tx.case_referenced(&reference.trim().to_uppercase())?.ok_or_else(unknown)?;
    let same = inner.published(tx, case.notice_version)?.compiled.id == notice.compiled.id;
    if !same || !tx.hidden(actor.account, &[(case.id, case.owner)])?.is_empty() {
        return Err(unknown());
    }
    // Whoever decides about requests may have no other business with cases.
    let id = case.id;
    if !has_a_say(tx, inner, actor)? && visible(tx, inner, actor, id)?.is_none() {
        return Err(unknown());
    }
    Ok(id)
}

pub(crate) fn line(tx: &mut Tx<'_>, inner: &Inner, row: &OutsideRequest) -> Result<OutsideLine, AppError> {
    let today = london_date(tx.now());
    Ok(OutsideLine {
        id: row.id,
        reference: row.reference.clone(),
        kind: code_words(&OUTSIDE_BODIES, &row.kind).unwrap_or_default().to_owned(),
        body: row.body.clone(),
        channel: code_words(&OUTSIDE_CHANNELS, &row.channel).unwrap_or_default().to_owned(),
        law: row.law.clone(),
        received_on: row.received_on,
        answer_by: row.answer_by,
        late: row.decision.is_none() && row.answer_by.is_some_and(|by| by < today),
        case: case_about(tx, row)?.map(|c| c.reference),
        decision: row
            .decision
            .as_ref()
            .map(|code| (code.clone(), code_words(&OUTSIDE_DECISIONS, code).unwrap_or_default().to_owned())),
        decided: match (row.decided_by, row.decided_at) {
            (Some(by), Some(at)) => Some((inner.account_name(tx, by)?, at)),
            _ => None,
        },
        made_by: inner.account_name(tx, row.made_by)?,
    })
}

/// A request that the actor may see: whoever has a say in the notice, and whoever wrote it down.
fn found(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    id: RequestId,
) -> Result<(OutsideRequest, Arc<Published>), AppError> {
    let row = tx.outside_request(id)?.ok_or(AppError::NotFound)?;
    let notice = inner.published(tx, row.notice_version)?;
    let theirs = actor.is_staff() && notice.compiled.id == actor.capacity.notice;
    let kept = theirs && (row.made_by == actor.account || has_a_say(tx, inner, actor)?);
    if kept && !barred_from(tx, actor, row.about)? { Ok((row, notice)) } else { Err(AppError::NotFound) }
}

/// A request with the decision by which its words are opened.
struct Opened {
    recorded: Recorded,
    ring: KeyRing,
    category: CategoryIx,
    notice: Arc<Published>,
}

impl Opened {
    fn of(tx: &mut Tx<'_>, actor: &Actor, (row, notice): (&OutsideRequest, &Arc<Published>)) -> Result<Self, AppError> {
        let (principal, purpose) = (notice.principal(&actor.capacity.principal)?, notice.purpose(&actor.purpose)?);
        // What is looked at is the request that is on file.
        let category = notice.category_of_requests()?;
        let facts = actor.given().with(Fact::Request).with(Fact::Reason).with(Fact::Linked);
        let decision = notice.gate.decide(row.person, principal, Act::See, purpose, &[Ask { category, facts }]);
        let case = case_about(tx, row)?;
        let mut keys: Vec<(PersonId, &str)> = vec![(row.person, row.record_class.as_str())];
        keys.extend(case.iter().map(|c| (c.person, CLASS_SUBJECT)));
        let ring = tx.ring(&keys)?;
        let head = EntryHead {
            id: EntryId::new(tx.now(), tx.entropy()),
            at: tx.now(),
            action: Action::Open,
            subjects: case.iter().filter_map(|c| ring.subject_tag(c.person, c.id).ok()).collect(),
            detail: format!("{ON_LEDGER}{}: opened", row.id),
        };
        let receipt = tx.append(&decision.to_entry(&notice.gate, &actor.caller, head))?;
        Ok(Self { recorded: decision.recorded(&receipt), ring, category, notice: Arc::clone(notice) })
    }

    fn unseal<T: DeserializeOwned>(&self, place: Place, sealed: &[u8]) -> Result<Item<T>, AppError> {
        let why = |o: &Outcome| self.notice.why(o);
        Item::opened((&self.recorded, self.category), why, Some(place), sealed.to_vec(), &self.ring)
    }
}

/// Words, sealed for their place under the request's own key.
fn seal<T: serde::Serialize + ?Sized>(
    tx: &mut Tx<'_>,
    row: &OutsideRequest,
    place: &Place,
    words: &T,
) -> Result<Vec<u8>, AppError> {
    let plain =
        serde_json::to_vec(words).map_err(|_| AppError::Fault("a request cannot be written down".to_owned()))?;
    let ring = tx.ring_for_sealing(&[(row.person, CLASS)])?;
    ring.seal(place, &plain, tx.entropy()).map_err(|e| AppError::Fault(e.to_string()))
}

impl NewOutsideRequest {
    fn check(&self, today: Date) -> Result<Date, AppError> {
        let mut wrong = FormErrors::default();
        if !OUTSIDE_BODIES.iter().any(|(code, _)| *code == self.kind) {
            wrong.add("kind", "Choose what kind of body asks");
        }
        if !OUTSIDE_CHANNELS.iter().any(|(code, _)| *code == self.channel) {
            wrong.add("channel", "Choose how it came");
        }
        let needed = [
            ("body", &self.body, "Enter the name of the organisation that asks", SHORT),
            ("asker", &self.asker, "Enter who asks there, with rank or post, and how to answer them", LONG),
            ("what", &self.what, "Enter what they ask for", LONG),
            ("why", &self.why, "Enter why they ask for it, or that they did not say", LONG),
            ("whom", &self.whom, "Enter of whom, as they say it", LONG),
        ];
        for (input, value, words, most) in needed {
            if value.trim().is_empty() {
                wrong.add(input, words);
            } else if value.chars().count() > most {
                wrong.add(input, &format!("Use {most} characters at most"));
            }
        }
        for (input, value) in [("reference", &self.their_reference), ("law", &self.law)] {
            if value.chars().count() > SHORT {
                wrong.add(input, &format!("Use {SHORT} characters at most"));
            }
        }
        let received = self.received_on.unwrap_or(today);
        if received > today {
            wrong.add("received-day", "The day it came cannot lie ahead");
        }
        if self.answer_by.is_some_and(|by| by < received) {
            wrong.add("answer-day", "The day by which they ask for an answer cannot lie before the day it came");
        }
        wrong.done()?;
        Ok(received)
    }
}

impl App {
    /// Writes a request from outside down. Whoever has a say in the notice decides about it.
    ///
    /// # Errors
    /// `NotFound` for partners; `Form` with everything to put right.
    pub fn log_outside_request(&self, actor: &Actor, new: &NewOutsideRequest) -> Result<RequestId, AppError> {
        let (actor, new) = (actor.clone(), new.clone());
        self.act(&actor.caller.clone(), "log a request from outside", move |tx, inner| {
            if !actor.is_staff() {
                return Err(AppError::NotFound);
            }
            let notice = inner.latest(tx, &actor.capacity.notice)?.ok_or(AppError::NotFound)?;
            let now = tx.now();
            let received_on = new.check(london_date(now))?;
            let about = match new.case.trim() {
                "" => None,
                reference => Some(case_of(tx, inner, &actor, (&notice, reference))?),
            };
            let id = RequestId::new(now, tx.entropy());
            let mut row = OutsideRequest {
                id,
                notice_version: notice.version_id,
                reference: coded('Q', london_date(now), id.as_bytes()),
                kind: new.kind.clone(),
                body: new.body.trim().to_owned(),
                channel: new.channel.clone(),
                law: new.law.trim().to_owned(),
                received_on,
                answer_by: new.answer_by,
                person: PersonId::new(now, tx.entropy()),
                record_class: CLASS.to_owned(),
                sealed: Vec::new(),
                about,
                share: None,
                decision: None,
                reason: String::new(),
                told: String::new(),
                decision_sealed: None,
                made_by: actor.account,
                made_at: now,
                decided_by: None,
                decided_at: None,
            };
            let said = [
                ("who-asks", &new.asker),
                ("their-reference", &new.their_reference),
                ("asked-for", &new.what),
                ("why-they-ask", &new.why),
                ("about-whom", &new.whom),
            ];
            let said = said.into_iter().map(|(k, v)| (k, v.trim())).filter(|(_, v)| !v.is_empty());
            row.sealed = seal(tx, &row, &row.place(), &SectionContent::from_pairs(said))?;
            tx.insert_outside_request(&row)?;
            on_ledger(tx, inner, &actor, &row, "written down")?;
            Ok(id)
        })
    }

    /// One of them. Reading it is on the ledger.
    ///
    /// # Errors
    /// `NotFound` when it does not exist for the actor.
    pub fn outside_request(&self, actor: &Actor, id: RequestId) -> Result<OutsideView, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "open a request from outside", move |tx, inner| {
            let (row, notice) = found(tx, inner, &actor, id)?;
            let opened = Opened::of(tx, &actor, (&row, &notice))?;
            let why = match &row.decision_sealed {
                Some(sealed) => opened.unseal(row.decision_place(), sealed)?,
                None => Item::Empty,
            };
            Ok(OutsideView {
                content: opened.unseal(row.place(), &row.sealed)?,
                why,
                reason: code_words(sharing::ground::REFUSALS, &row.reason).map(str::to_owned),
                told: decide::told_words(&row),
                case: row.about,
                share: row.share,
                documents: documents::lines(tx, inner, id)?,
                shares: decide::gone_since(tx, &notice, &row)?,
                may_decide: decide::may(tx, inner, &actor, (&row, &notice))?,
                kept: over::kept(&notice, &row),
                line: line(tx, inner, &row)?,
            })
        })
    }

    /// Says whose case it is about.
    ///
    /// # Errors
    /// `NotFound` when it does not exist for the actor; `Form` when there is no such case; `Refused` once it is decided.
    pub fn outside_request_about(&self, actor: &Actor, id: RequestId, reference: &str) -> Result<(), AppError> {
        let (actor, reference) = (actor.clone(), reference.to_owned());
        self.act(&actor.caller.clone(), "whom a request from outside is about", move |tx, inner| {
            let (mut row, notice) = found(tx, inner, &actor, id)?;
            if row.decision.is_some() {
                return Err(AppError::Refused("It was decided already".to_owned()));
            }
            row.about = Some(case_of(tx, inner, &actor, (&notice, &reference))?);
            tx.update_outside_request(&row)?;
            on_ledger(tx, inner, &actor, &row, "it is about this case")
        })
    }
}

/// The requests from outside about a case of which its person may know: ids. Of all others they do not learn.
pub(crate) fn told(tx: &mut Tx<'_>, case: CaseId) -> Result<Vec<String>, AppError> {
    let rows = tx.outside_requests_about(case)?;
    Ok(rows.into_iter().filter(|row| row.told == TOLD).map(|row| row.id.to_string()).collect())
}
