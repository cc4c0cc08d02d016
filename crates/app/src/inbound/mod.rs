//! Referrals that come in: from public bodies under their duty, from agencies and councils, from members of the public, from the
//! person. Every one is kept; nothing of what comes of it goes back.

mod begin;
mod documents;
mod over;

use crate::actor::Actor;
use crate::cases::parts::forms_for;
use crate::error::AppError;
use crate::notices::Published;
use crate::retention::KeptUntil;
use crate::shares::{answered_by_itself, barred_from, done_with, steps};
use crate::views::{FormErrors, Item};
use crate::work::tasks::working_days_after;
use crate::{App, Inner};
use casework::{FieldError, SectionContent};
use disclosure::{Ask, EntryHead, Recorded, Sealed};
use jiff::civil::Date;
use kernel::{Caller, CaseId, EntryId, InboundId, PersonId, ShareId, TaskId, Timestamp, london_date};
use ledger::{Action, SubjectTag};
use notice::model::{Act, CategoryIx, Fact};
use sealing::CLASS_SUBJECT;
use sharing::Sender;
use sharing::inbound::{CONNECTIONS, ENDINGS, REASONS};
use sharing::share::{STEP_DOWN_DAYS, STEP_DOWN_REASONS, code_words};
use std::sync::Arc;
use store::{Inbound, InboundPart, Tx};

pub use begin::Referred;
pub use documents::{InboundDocumentLine, MOST_FILES};

/// The longest text that is taken of anything.
const MOST_WORDS: usize = 5_000;
/// So many come in within an hour at most: the form is open to everybody.
const AN_HOUR: u64 = 120;
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
    /// It is a programme, to which social care hands families back.
    pub steps: bool,
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
    /// It hands a family back from social care: a step down.
    pub step_down: bool,
    /// Files that come with it.
    pub files: Vec<Arc<Vec<u8>>>,
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
    /// It hands a family back from social care: a step down.
    pub step_down: bool,
    /// The step up that it comes back from, and in which case.
    pub step_up: Option<(CaseId, ShareId)>,
    /// By when a step down is answered.
    pub answer_by: Option<Date>,
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
    /// What came with it; none, once it led to a case and they are documents of that.
    pub documents: Vec<InboundDocumentLine>,
    /// To which service, and under which notice: where a case is opened for it, while it is not settled.
    pub opens: Option<(String, String)>,
    /// Until when what it says is kept, where it led to no case.
    pub kept: Option<KeptUntil>,
}

/// What became of a referral.
enum Became {
    /// This case.
    Case(CaseId),
    /// The case with this reference.
    Named(String),
    /// It ended without one: a code.
    Ended(String),
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

/// Why somebody is referred, or a family handed back, in words.
pub(crate) fn reason_words(code: &str) -> &'static str {
    [STEP_DOWN_REASONS, REASONS].into_iter().find_map(|list| code_words(list, code)).unwrap_or_default()
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
        reason: reason_words(&row.reason).to_owned(),
        received_at: row.received_at,
        state: row.state.clone(),
        case: match row.case_id {
            Some(case) => tx.case(case)?.map(|c| c.reference),
            None => None,
        },
        ending: row.ending.as_deref().map(|code| match code {
            over::NOBODY => over::NOBODY_WORDS.to_owned(),
            code => words(ENDINGS, code),
        }),
        agreed: row.agreed == "yes",
        chosen: row.chosen,
        step_down: row.step_down,
        step_up: row.case_id.zip(row.step_up),
        answer_by: row.answer_by.filter(|_| row.state == "new"),
    })
}

/// A referral that the actor may read.
fn found(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, id: InboundId) -> Result<(Inbound, Arc<Published>), AppError> {
    let row = tx.inbound(id)?.ok_or(AppError::NotFound)?;
    let notice = inner.published(tx, row.notice_version)?;
    // Of a case from which the actor is kept they learn nothing.
    if reads(tx, actor, &notice, &row.service)? && !barred_from(tx, actor, row.case_id)? {
        Ok((row, notice))
    } else {
        Err(AppError::NotFound)
    }
}

/// The place of a case, for the tag of whoever a referral tells of: they have no case yet.
fn in_place_of_a_case(id: InboundId) -> CaseId {
    CaseId::from_bytes(*id.as_bytes())
}

/// The tags under which the ledger has looks at the referrals that led to a case: what was done before there was one.
///
/// # Errors
/// When the store does not answer.
pub(crate) fn tags_before(tx: &mut Tx<'_>, case: CaseId) -> Result<Vec<SubjectTag>, AppError> {
    let mut tags = Vec::new();
    for row in tx.inbound_of_case(case)? {
        let parts = tx.inbound_parts(row.id)?;
        let Some(person) = parts.iter().find(|p| p.part == PERSON).map(|p| p.person) else { continue };
        let ring = tx.ring(&[(person, CLASS_SUBJECT)])?;
        tags.extend(ring.subject_tags(person, in_place_of_a_case(row.id)));
    }
    Ok(tags)
}

/// The decision that an actor may read what would be written into a new case, about one person, on the ledger under their tag.
fn decided(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (notice, row): (&Published, &Inbound),
    (person, category): (PersonId, CategoryIx),
    of_person: bool,
    detail: &str,
) -> Result<Recorded, AppError> {
    let service = row.service.as_str();
    let (principal, purpose) = (notice.principal(&actor.capacity.principal)?, notice.purpose(&actor.purpose)?);
    // Whoever makes a case works with the person.
    let asks = [Ask { category, facts: actor.given().with(Fact::Linked) }];
    let decision = notice.gate.decide_in(service, person, principal, Act::Record, purpose, &asks);
    // Who referred is somebody else: that is no look at the person's data.
    let subjects = if of_person {
        let ring = tx.ring(&[(person, CLASS_SUBJECT)])?;
        ring.subject_tag(person, in_place_of_a_case(row.id)).into_iter().collect()
    } else {
        Vec::new()
    };
    let head = EntryHead {
        id: EntryId::new(tx.now(), tx.entropy()),
        at: tx.now(),
        action: Action::Open,
        subjects,
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
    let recorded = decided(tx, actor, (notice, row), (part.person, category), part.part == PERSON, &detail)?;
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
) -> Result<Option<PersonId>, AppError> {
    let mut content = content;
    content.fields.retain(|_, text| !text.trim().is_empty());
    if content.is_empty() {
        return Ok(None);
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
    // With the key of the tag under which the ledger has who looked, if it is theirs.
    let of_person = part == PERSON;
    let keys = [(person, record_class), (person, CLASS_SUBJECT)];
    let ring = tx.ring_for_sealing(if of_person { &keys } else { &keys[..1] })?;
    row.sealed = ring.seal(&row.place(), &plain, tx.entropy()).map_err(|e| AppError::Fault(e.to_string()))?;
    tx.insert_inbound_part(&row)?;
    Ok(Some(person))
}

/// The category that what a referral says stands in, and its record class.
fn told_in(notice: &Published) -> Result<(String, String), AppError> {
    let (category, _) = notice.well_known.name.as_ref().ok_or(AppError::NotFound)?;
    Ok((notice.category_id(*category).to_owned(), notice.record_class(*category).to_owned()))
}

/// Where a step down belongs that comes from a desk.
pub(crate) struct StepDownTo {
    pub(crate) case: CaseId,
    pub(crate) step_up: ShareId,
    pub(crate) answer_by: Date,
    pub(crate) task: TaskId,
}

/// Keeps a referral by which social care hands back a family that had gone up to it.
pub(crate) fn keep_step_down(
    tx: &mut Tx<'_>,
    (notice, service): (&Published, &str),
    body: &str,
    to: &StepDownTo,
    (reason, words): (&str, &str),
) -> Result<(), AppError> {
    if words.chars().count() > MOST_WORDS {
        return Err(AppError::field("more", "Write at most 5,000 characters: more can go with a document"));
    }
    let (category, class) = told_in(notice)?;
    let id = InboundId::new(tx.now(), tx.entropy());
    tx.insert_inbound(&Inbound {
        id,
        notice_version: notice.version_id,
        service: service.to_owned(),
        sender: Sender::Agency.id().to_owned(),
        body: Some(body.to_owned()),
        reason: reason.to_owned(),
        agreed: "not-said".to_owned(),
        chosen: false,
        reference: reference(id),
        state: "new".to_owned(),
        received_at: tx.now(),
        case_id: Some(to.case),
        ending: None,
        decided_by: None,
        decided_at: None,
        step_down: true,
        step_up: Some(to.step_up),
        answer_by: Some(to.answer_by),
        task: Some(to.task),
    })?;
    let said = SectionContent::from_pairs([("what-was-done-and-is-still-needed", words.trim())]);
    seal(tx, (id, PERSON), (&category, &class), said)?;
    Ok(())
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
    if texts.into_iter().any(|t| t.chars().count() > MOST_WORDS) {
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
                    steps: steps(&notice, service),
                }));
            }
            Ok(found)
        })
    }

    /// Keeps a referral that somebody makes. Answers with the reference, which is all that whoever refers is ever told.
    ///
    /// # Errors
    /// `NotFound` when there is no such service; `Form` with everything to put right, also with the files; `Refused` when too many came
    /// within an hour.
    pub fn refer_in(&self, notice_id: &str, service: &str, new: &NewInbound) -> Result<String, AppError> {
        let sender = check(new)?;
        let caller: Caller = self.public();
        let files = self.files_of_referral(&caller, &new.files)?;
        let (notice_id, service, new) = (notice_id.to_owned(), service.to_owned(), new.clone());
        self.act(&caller, "refer in", move |tx, inner| {
            let notice = inner.latest(tx, &notice_id)?.ok_or(AppError::NotFound)?;
            if !notice.compiled.merged.service.contains_key(&service) {
                return Err(AppError::NotFound);
            }
            if new.step_down && !(steps(&notice, &service) && sender.is_body()) {
                return Err(AppError::field("step-down", "Only an organisation hands a family back, to a programme"));
            }
            let (category, class) = told_in(&notice)?;
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
                step_down: new.step_down,
                step_up: None,
                answer_by: new.step_down.then(|| working_days_after(london_date(tx.now()), STEP_DOWN_DAYS)),
                task: None,
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
            let whose = seal(tx, (id, PERSON), (&category, &class), person)?;
            if !files.is_empty() {
                let whose = whose.ok_or_else(|| AppError::Fault("a referral tells of nobody".to_owned()))?;
                documents::keep(tx, (id, whose), (&category, &class), &files)?;
            }
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
                documents: documents::lines(tx, id)?,
                opens: (row.state == "new").then(|| (notice.compiled.id.clone(), row.service.clone())),
                kept: over::kept(&notice, &row),
                line,
            })
        })
    }

    /// The referrals that led to a case, the oldest first; none for whoever may not read what comes in.
    ///
    /// # Errors
    /// `NotFound` when the case does not exist for the actor.
    pub fn inbound_of_case(&self, actor: &Actor, case: CaseId) -> Result<Vec<InboundLine>, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "referrals of a case", move |tx, inner| {
            let rows = tx.inbound_of_case(case)?;
            if rows.is_empty() || crate::look::Look::at(tx, inner, &actor, case)?.is_none() {
                return Ok(Vec::new());
            }
            let mut lines = Vec::new();
            for row in rows {
                let notice = inner.published(tx, row.notice_version)?;
                if reads(tx, &actor, &notice, &row.service)? {
                    lines.push(line(tx, &notice, &row)?);
                }
            }
            Ok(lines)
        })
    }

    /// Marks a referral as the one that led to an assessment. What came with it becomes documents of the case.
    ///
    /// # Errors
    /// `NotFound` when it does not exist for the actor; `Form` when there is no such case, or its documents cannot go into the case;
    /// `Refused` when it was settled already.
    pub fn inbound_led_to(&self, actor: &Actor, id: InboundId, case: CaseId) -> Result<(), AppError> {
        self.settle(actor, id, Became::Case(case))
    }

    /// The same of a case by its reference, or an ending without one.
    ///
    /// # Errors
    /// As [`App::inbound_led_to`]; `Form` also when neither a case nor an ending is given.
    pub fn settle_inbound(&self, actor: &Actor, id: InboundId, case: &str, ending: &str) -> Result<(), AppError> {
        let case = case.trim().to_uppercase();
        self.settle(actor, id, if case.is_empty() { Became::Ended(ending.to_owned()) } else { Became::Named(case) })
    }

    fn settle(&self, actor: &Actor, id: InboundId, became: Became) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "settle a referral", move |tx, inner| {
            let (mut row, notice) = found(tx, inner, &actor, id)?;
            if row.state != "new" {
                return Err(AppError::Refused("This referral was settled already".to_owned()));
            }
            let case = match &became {
                Became::Case(case) => Some(*case),
                Became::Named(reference) => tx.case_referenced(reference)?.map(|known| known.id),
                Became::Ended(_) => None,
            };
            let done = match &became {
                Became::Ended(ending) => {
                    if !ENDINGS.iter().any(|(code, _)| code == ending) {
                        return Err(AppError::field("ending", "Enter the case that it led to, or choose how it ended"));
                    }
                    row.ending = Some(ending.clone());
                    "closed"
                }
                Became::Case(_) | Became::Named(_) => {
                    let look = match case {
                        Some(case) => crate::work::desk::visible(tx, inner, &actor, case)?,
                        None => None,
                    };
                    let look =
                        look.ok_or_else(|| AppError::field("case", "There is no such case: look at its reference"))?;
                    documents::bring(tx, inner, &actor, (&notice, &row), &look)?;
                    // What went up from another case does not come back to this one.
                    if row.case_id.is_some_and(|before| before != look.case.id) {
                        return Err(AppError::field(
                            "case",
                            "This family was referred up from another case: enter that one",
                        ));
                    }
                    row.case_id = Some(look.case.id);
                    if row.step_down && row.step_up.is_none() {
                        row.step_up = answered_by_itself(tx, &look, (&row, actor.account))?;
                    }
                    "assessed"
                }
            };
            done.clone_into(&mut row.state);
            row.decided_by = Some(actor.account);
            row.decided_at = Some(tx.now());
            if let Some((case, task)) = row.case_id.zip(row.task.take()) {
                done_with(tx, case, task, Some(actor.account))?;
            }
            tx.update_inbound(&row)?;
            let who = disclosure::actor(&actor.caller);
            crate::login::note(tx, &who, Action::Administer, &format!("referral {id} {done}"))
        })
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
