//! Referrals that come in: from public bodies under their duty, from agencies and councils, from members of the public, from the
//! person. Every one is kept; nothing of what comes of it goes back.

use crate::actor::Actor;
use crate::cases::parts::forms_for;
use crate::error::AppError;
use crate::notices::Published;
use crate::retention::{KeptUntil, as_the_name};
use crate::views::{FormErrors, Item};
use crate::{App, Inner};
use casework::retention::Anchors;
use casework::{Circumstances, FieldError, SectionContent};
use disclosure::{Ask, EntryHead, Recorded, Sealed};
use kernel::{Caller, EntryId, InboundId, PersonId, Timestamp, london_date};
use ledger::Action;
use notice::model::{Act, CategoryIx, Fact};
use sharing::Sender;
use sharing::inbound::{CONNECTIONS, ENDINGS, REASONS};
use std::sync::Arc;
use store::{Inbound, InboundPart, Tx};

/// The longest text that is taken of anything.
const MOST_WORDS: usize = 5_000;
/// So many come in within an hour at most: the form is open to everybody.
const AN_HOUR: u64 = 120;
/// So many are looked at in one unit of work, when their time may be over.
const AT_ONCE: u32 = 200;
/// The part about the person.
const PERSON: &str = "person";
/// The part about whoever referred.
const REFERRER: &str = "referrer";

/// A service that can be referred to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboundService {
    /// The notice.
    pub notice_id: String,
    /// The service.
    pub service: String,
    /// In words.
    pub label: String,
}

/// A referral, as it is typed.
#[derive(Debug, Clone, Default)]
pub struct NewInbound {
    /// Who refers: a code.
    pub sender: String,
    /// The organisation.
    pub body: String,
    /// The person's name.
    pub name: String,
    /// When they were born, as far as it is known.
    pub born: String,
    /// How to reach them, and what is safe.
    pub contact: String,
    /// Why: a code.
    pub reason: String,
    /// What happened.
    pub words: String,
    /// What ties them to this council's district: codes.
    pub connections: Vec<String>,
    /// More about that, with dates.
    pub connection: String,
    /// Whether the person agreed.
    pub agreed: bool,
    /// Whether the person chose this council.
    pub chosen: bool,
    /// Who refers: their name.
    pub referrer: String,
    /// How to reach whoever refers.
    pub referrer_contact: String,
}

/// A referral in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboundLine {
    /// Its id.
    pub id: InboundId,
    /// The reference that whoever referred was given.
    pub reference: String,
    /// Who referred.
    pub sender: Sender,
    /// The organisation.
    pub body: Option<String>,
    /// To which service.
    pub service: String,
    /// Why, in words.
    pub reason: String,
    /// When it came in.
    pub received_at: Timestamp,
    /// `new`, `assessed` or `closed`.
    pub state: String,
    /// The case that it led to: its reference.
    pub case: Option<String>,
    /// How it ended without one, in words.
    pub ending: Option<String>,
    /// Whether the person agreed.
    pub agreed: bool,
    /// Whether the person chose this council.
    pub chosen: bool,
}

/// A referral, with what it says.
pub struct InboundView {
    /// The line.
    pub line: InboundLine,
    /// The law under which it came, where there is one.
    pub law: Option<&'static str>,
    /// What it says of the person.
    pub person: Item<SectionContent>,
    /// Who referred, where that was asked for.
    pub referrer: Option<Item<SectionContent>>,
    /// Whether it says who referred.
    pub has_referrer: bool,
    /// Until when what it says is kept, once it was closed without a case.
    pub kept: Option<KeptUntil>,
}

/// Whether an actor may open new cases of a service, and so read what is referred to it.
pub(crate) fn reads(tx: &mut Tx<'_>, actor: &Actor, notice: &Published, service: &str) -> Result<bool, AppError> {
    if !actor.is_staff() || notice.compiled.id != actor.capacity.notice {
        return Ok(false);
    }
    let form = notice.newest_form(tx, service)?;
    match forms_for(notice, actor, service, form.as_deref()) {
        Ok(_) => Ok(true),
        Err(AppError::NotFound) => Ok(false),
        Err(other) => Err(other),
    }
}

/// A referral as a line of a list.
pub(crate) fn line(tx: &mut Tx<'_>, notice: &Published, row: &Inbound) -> Result<InboundLine, AppError> {
    let words = |list: &[(&str, &str)], code: &str| {
        list.iter().find(|(known, _)| *known == code).map_or_else(String::new, |(_, words)| (*words).to_owned())
    };
    Ok(InboundLine {
        id: row.id,
        reference: row.reference.clone(),
        sender: Sender::parse(&row.sender).unwrap_or(Sender::Agency),
        body: row.body.clone(),
        service: notice.service_label(&row.service),
        reason: words(REASONS, &row.reason),
        received_at: row.received_at,
        state: row.state.clone(),
        case: match row.case_id {
            Some(case) => tx.case(case)?.map(|c| c.reference),
            None => None,
        },
        ending: row.ending.as_deref().map(|code| words(ENDINGS, code)),
        agreed: row.agreed == "yes",
        chosen: row.chosen,
    })
}

/// A referral that the actor may read.
fn found(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, id: InboundId) -> Result<(Inbound, Arc<Published>), AppError> {
    let row = tx.inbound(id)?.ok_or(AppError::NotFound)?;
    let notice = inner.published(tx, row.notice_version)?;
    if reads(tx, actor, &notice, &row.service)? { Ok((row, notice)) } else { Err(AppError::NotFound) }
}

/// The decision that an actor may read what would be written into a new case, about one person, on the ledger.
fn decided(
    tx: &mut Tx<'_>,
    actor: &Actor,
    notice: &Published,
    (service, person, category): (&str, PersonId, CategoryIx),
    detail: &str,
) -> Result<Recorded, AppError> {
    let (principal, purpose) = (notice.principal(&actor.capacity.principal)?, notice.purpose(&actor.purpose)?);
    // Whoever makes a case works with the person.
    let asks = [Ask { category, facts: actor.given().with(Fact::Linked) }];
    let decision = notice.gate.decide_in(service, person, principal, Act::Record, purpose, &asks);
    let head = EntryHead {
        id: EntryId::new(tx.now(), tx.entropy()),
        at: tx.now(),
        action: Action::Open,
        subjects: Vec::new(),
        detail: detail.to_owned(),
    };
    let receipt = tx.append(&decision.to_entry(&notice.gate, &actor.caller, head))?;
    Ok(decision.recorded(&receipt))
}

fn open(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (notice, row): (&Published, &Inbound),
    part: Option<&InboundPart>,
) -> Result<Item<SectionContent>, AppError> {
    let Some(part) = part else { return Ok(Item::Empty) };
    let category = notice.compiled.category(&part.category).ok_or(AppError::NotFound)?;
    let detail = format!("referral {} that came in: {}", row.id, part.part);
    let recorded = decided(tx, actor, notice, (&row.service, part.person, category), &detail)?;
    let Some(grant) = recorded.grant(category) else { return Err(AppError::NotFound) };
    let ring = tx.ring(&[(part.person, part.record_class.as_str())])?;
    match Sealed::<SectionContent>::new(part.place(), category, part.sealed.clone()).open(&grant, &ring) {
        Ok(content) => Ok(Item::Released(content)),
        Err(disclosure::OpenError::Erased) => Ok(Item::Erased),
        Err(e) => Err(AppError::Fault(e.to_string())),
    }
}

fn seal(
    tx: &mut Tx<'_>,
    (inbound, part): (InboundId, &str),
    (category, record_class): (&str, &str),
    content: SectionContent,
) -> Result<(), AppError> {
    let mut content = content;
    content.fields.retain(|_, text| !text.trim().is_empty());
    if content.is_empty() {
        return Ok(());
    }
    let person = PersonId::new(tx.now(), tx.entropy());
    let mut row = InboundPart {
        id: InboundId::new(tx.now(), tx.entropy()),
        inbound,
        part: part.to_owned(),
        category: category.to_owned(),
        person,
        record_class: record_class.to_owned(),
        sealed: Vec::new(),
    };
    let plain = serde_json::to_vec(&content).map_err(|_| AppError::Fault("a referral cannot be kept".to_owned()))?;
    let ring = tx.ring_for_sealing(&[(person, record_class)])?;
    row.sealed = ring.seal(&row.place(), &plain, tx.entropy()).map_err(|e| AppError::Fault(e.to_string()))?;
    Ok(tx.insert_inbound_part(&row)?)
}

fn check(new: &NewInbound) -> Result<Sender, AppError> {
    let mut fields = Vec::new();
    let mut wrong = |input: &str, words: &str| {
        fields.push(FieldError { input: input.to_owned(), words: words.to_owned() });
    };
    let sender = Sender::parse(&new.sender);
    match sender {
        None => wrong("sender", "Say who you are"),
        Some(sender) => {
            if sender.is_body() && new.body.trim().is_empty() {
                wrong("body", "Enter the name of your organisation");
            }
            if sender.is_body() && (new.referrer.trim().is_empty() || new.referrer_contact.trim().is_empty()) {
                wrong("referrer", "Enter your name, and how the council reaches you");
            }
            if let Some((field, words)) = sender.lacks(new.agreed, new.chosen) {
                wrong(field, words);
            }
        }
    }
    if new.name.trim().is_empty() && sender != Some(Sender::Public) {
        wrong("name", "Enter the person’s name");
    }
    if new.contact.trim().is_empty() {
        wrong("contact", "Say how or where the person can be reached");
    }
    if !REASONS.iter().any(|(code, _)| *code == new.reason) {
        wrong("reason", "Choose why help is needed");
    }
    if new.connections.iter().any(|code| !CONNECTIONS.iter().any(|(known, _)| known == code)) {
        wrong("connections", "Choose what ties them to this district from the list");
    }
    if sender == Some(Sender::Council) && new.connections.is_empty() {
        wrong("connections", "Say what ties them to this district, or that nothing does");
    }
    let texts = [
        &new.name,
        &new.born,
        &new.contact,
        &new.words,
        &new.connection,
        &new.referrer,
        &new.referrer_contact,
        &new.body,
    ];
    if texts.into_iter().any(|t| t.len() > MOST_WORDS) {
        wrong("words", "Write less: five thousand characters are taken at most");
    }
    match sender {
        Some(sender) if fields.is_empty() => Ok(sender),
        _ => Err(AppError::Form(FormErrors { fields })),
    }
}

impl App {
    /// The services that can be referred to. Public.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn inbound_services(&self) -> Result<Vec<InboundService>, AppError> {
        let inner = &self.inner;
        self.inner.store.read(&self.public(), "services to refer to", move |tx| {
            let ids = crate::publish::notice_ids(tx)?;
            let mut found = Vec::new();
            for id in ids {
                let Some(notice) = inner.latest(tx, &id)? else { continue };
                found.extend(notice.compiled.merged.service.iter().map(|(service, s)| InboundService {
                    notice_id: id.clone(),
                    service: service.clone(),
                    label: s.label.clone(),
                }));
            }
            Ok(found)
        })
    }

    /// Keeps a referral that somebody makes. Answers with the reference, which is all that whoever refers is ever told.
    ///
    /// # Errors
    /// `NotFound` when there is no such service; `Form` with everything to put right; `Refused` when too many came within an hour.
    pub fn refer_in(&self, notice_id: &str, service: &str, new: &NewInbound) -> Result<String, AppError> {
        let sender = check(new)?;
        let (notice_id, service, new) = (notice_id.to_owned(), service.to_owned(), new.clone());
        let caller: Caller = self.public();
        self.act(&caller, "refer in", move |tx, inner| {
            let notice = inner.latest(tx, &notice_id)?.ok_or(AppError::NotFound)?;
            if !notice.compiled.merged.service.contains_key(&service) {
                return Err(AppError::NotFound);
            }
            let Some((category, _)) = notice.well_known.name.as_ref() else { return Err(AppError::NotFound) };
            let (category, class) =
                (notice.category_id(*category).to_owned(), notice.record_class(*category).to_owned());
            if tx.inbound_since(tx.now().plus_seconds(-3_600))? >= AN_HOUR {
                return Err(AppError::Refused(
                    "Too many referrals are coming in at the moment. Try again in an hour; if somebody is in danger or \
                     sleeps out tonight, telephone the council"
                        .to_owned(),
                ));
            }
            let id = InboundId::new(tx.now(), tx.entropy());
            let reference = reference(id);
            tx.insert_inbound(&Inbound {
                id,
                notice_version: notice.version_id,
                service: service.clone(),
                sender: sender.id().to_owned(),
                body: sender.is_body().then(|| new.body.trim().to_owned()),
                reason: new.reason.clone(),
                agreed: if new.agreed { "yes" } else { "not-said" }.to_owned(),
                chosen: new.chosen,
                reference: reference.clone(),
                state: "new".to_owned(),
                received_at: tx.now(),
                case_id: None,
                ending: None,
                decided_by: None,
                decided_at: None,
            })?;
            let ties: Vec<&str> = new
                .connections
                .iter()
                .filter_map(|code| CONNECTIONS.iter().find(|(known, _)| known == code).map(|(_, words)| *words))
                .collect();
            let ties = ties.join("\n");
            let person = SectionContent::from_pairs([
                ("name", new.name.trim()),
                ("date-of-birth", new.born.trim()),
                ("how-to-reach", new.contact.trim()),
                ("what-happened", new.words.trim()),
                ("local-connection", ties.as_str()),
                ("more-about-that", new.connection.trim()),
            ]);
            seal(tx, (id, PERSON), (&category, &class), person)?;
            let referrer = SectionContent::from_pairs([
                ("name", new.referrer.trim()),
                ("how-to-reach", new.referrer_contact.trim()),
            ]);
            seal(tx, (id, REFERRER), (&category, &class), referrer)?;
            let who = format!("public:{}", sender.id());
            crate::login::note(tx, &who, Action::Create, &format!("referral {id} to {notice_id}#{service} came in"))?;
            Ok(reference)
        })
    }

    /// One of them, with what it says of the person; who referred only if that is asked for, which is a look of its own.
    ///
    /// # Errors
    /// `NotFound` when it does not exist for the actor.
    pub fn inbound_one(&self, actor: &Actor, id: InboundId, referrer: bool) -> Result<InboundView, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "open a referral that came in", move |tx, inner| {
            let (row, notice) = found(tx, inner, &actor, id)?;
            let parts = tx.inbound_parts(id)?;
            let of = |part: &str| parts.iter().find(|p| p.part == part);
            let line = line(tx, &notice, &row)?;
            Ok(InboundView {
                law: (line.sender == Sender::Duty).then_some(sharing::inbound::DUTY_TO_REFER),
                person: open(tx, &actor, (&notice, &row), of(PERSON))?,
                referrer: if referrer { Some(open(tx, &actor, (&notice, &row), of(REFERRER))?) } else { None },
                has_referrer: of(REFERRER).is_some(),
                kept: kept(&notice, &row),
                line,
            })
        })
    }

    /// Marks a referral as the one that led to an assessment, or closes it without. It is kept either way.
    ///
    /// # Errors
    /// `NotFound` when it does not exist for the actor; `Form` when neither a case nor an ending is given; `Refused` when it was
    /// settled already.
    pub fn settle_inbound(&self, actor: &Actor, id: InboundId, case: &str, ending: &str) -> Result<(), AppError> {
        let (actor, case, ending) = (actor.clone(), case.trim().to_uppercase(), ending.to_owned());
        self.act(&actor.caller.clone(), "settle a referral", move |tx, inner| {
            let (mut row, _) = found(tx, inner, &actor, id)?;
            if row.state != "new" {
                return Err(AppError::Refused("This referral was settled already".to_owned()));
            }
            let done = if case.is_empty() {
                if !ENDINGS.iter().any(|(code, _)| *code == ending) {
                    return Err(AppError::field("ending", "Enter the case that it led to, or choose how it ended"));
                }
                row.ending = Some(ending.clone());
                "closed"
            } else {
                let known = match tx.case_referenced(&case)? {
                    Some(known) => crate::work::desk::visible(tx, inner, &actor, known.id)?.map(|look| look.case.id),
                    None => None,
                };
                row.case_id =
                    Some(known.ok_or_else(|| AppError::field("case", "There is no such case: look at its reference"))?);
                "assessed"
            };
            done.clone_into(&mut row.state);
            row.decided_by = Some(actor.account);
            row.decided_at = Some(tx.now());
            tx.update_inbound(&row)?;
            let who = disclosure::actor(&actor.caller);
            crate::login::note(tx, &who, Action::Administer, &format!("referral {id} {done}"))
        })
    }
}

/// Until when it is kept what a referral says that led to no case: as long as a name, from the day on which it was closed.
fn kept(notice: &Published, row: &Inbound) -> Option<KeptUntil> {
    let closed = row.decided_at.filter(|_| row.state == "closed").map(london_date)?;
    let so = Circumstances { anchors: Anchors::closed(closed), ..Circumstances::default() };
    Some(as_the_name(notice, &so, closed))
}

impl App {
    /// Destroys what referrals say that led to no case, once its time is over: of the person and of whoever referred, with the keys. That
    /// one came in, from which body, why and how it ended stays: it names nobody.
    ///
    /// # Errors
    /// When the store does not answer, or something of one was left.
    pub fn destroy_old_referrals(&self) -> Result<usize, AppError> {
        let caller = Caller::system(self.inner.authority, "retention");
        let (mut after, mut destroyed) = (None, 0);
        loop {
            let (last, gone) = self.act(&caller, "destroy old referrals", move |tx, inner| {
                let today = london_date(tx.now());
                let some = tx.closed_inbound(after, AT_ONCE)?;
                let mut gone = 0;
                for row in &some {
                    let notice = inner.published(tx, row.notice_version)?;
                    if kept(&notice, row).and_then(|k| k.until).is_none_or(|until| today <= until) {
                        continue;
                    }
                    let people: Vec<PersonId> = tx.inbound_parts(row.id)?.iter().map(|p| p.person).collect();
                    let erased = tx.erase_inbound(row.id, "its time is over")?;
                    for person in people {
                        let left = tx.traces_of_person(person)?;
                        if !left.is_empty() {
                            let tables: Vec<&str> = left.keys().map(String::as_str).collect();
                            return Err(AppError::Fault(format!(
                                "something of a referral is left in {}",
                                tables.join(", ")
                            )));
                        }
                    }
                    let rows: u64 = erased.rows.values().sum();
                    let detail = format!("referral {}: {rows} rows, {} keys; its time is over", row.id, erased.keys);
                    crate::login::note(tx, "system:retention", Action::Erase, &detail)?;
                    gone += 1;
                }
                Ok((some.last().map(|r| r.id), gone))
            })?;
            destroyed += gone;
            match last {
                Some(last) => after = Some(last),
                None => return Ok(destroyed),
            }
        }
    }
}

/// A reference that says nothing.
fn reference(id: InboundId) -> String {
    const LETTERS: &[u8; 31] = b"23456789ABCDEFGHJKLMNPQRSTUVWXY";
    let mut number = id.as_bytes().iter().skip(8).fold(0u64, |n, b| (n << 8) | u64::from(*b));
    let mut out = "R-".to_owned();
    for _ in 0..8 {
        out.push(char::from(LETTERS[usize::try_from(number % 31).unwrap_or(0)]));
        number /= 31;
    }
    out
}
