//! Asking whoever gave something, at its own desk, whether it may be passed on: what of it, to whom, for what and until when. They agree or
//! refuse with a reason; when they agree, their word is written down as any other, and the gate goes by it. A body without a desk is asked by
//! hand.

use super::originators::{MOST_DAYS, write_word};
use super::send::{CLOSED, done_with, reminder};
use super::ways::may_share;
use super::write_to::{Occasion, write_to};
use super::{refused, sealed};
use crate::actor::Actor;
use crate::agencies::has_desk;
use crate::cases::parts::{as_refs, classes, recipient_name, ring};
use crate::error::AppError;
use crate::look::Look;
use crate::notices::Published;
use crate::views::{CaseTop, FormErrors, Item};
use crate::work::desk::{Desk, visible};
use crate::work::tasks::working_days_after;
use crate::{App, Inner};
use casework::identifier::{NI_NUMBER_IN_TEXT, has_ni_number};
use casework::{FieldError, SectionContent};
use disclosure::Opener as _;
use jiff::ToSpan as _;
use jiff::civil::Date;
use kernel::{AttachmentId, Caller, CaseId, PersonId, Sensitive, Timestamp, london_date};
use ledger::Action;
use notice::model::Act;
use sharing::share::code_words;
use store::{OriginatorRequest, OriginatorWord, Tx};

/// Why it is needed: codes and words. Chosen and not written, so that asking tells the originator nothing about the person.
pub const ASKED_BECAUSE: &[(&str, &str)] = &[
    ("safety-of-person", "So that the person is safe"),
    ("safety-of-others", "So that staff or others are safe"),
    ("safeguarding", "To protect a child or an adult at risk"),
    ("housing", "To find a home or support that fits"),
    ("duty", "A duty in law wants it"),
];

/// Why an originator does not agree: codes and words.
pub const WORD_REFUSALS: &[(&str, &str)] = &[
    ("investigation", "It could harm an investigation or proceedings"),
    ("safety", "It could put somebody at risk"),
    ("confidence", "It was given to us in confidence"),
    ("out-of-date", "It is out of date, or not right any more"),
    ("not-needed", "It is not needed for this"),
    ("ask-us", "They should ask us themselves"),
];

/// By how many working days an answer is asked for.
const ANSWER_DAYS: u32 = 5;
/// How many a desk shows.
const MOST: u32 = 200;
/// The longest of what is written, in characters.
const LONGEST: usize = 2_000;

/// What an originator is asked, as it is typed.
#[derive(Debug, Clone, Default)]
pub struct NewOriginatorAsk {
    /// Of what: a category.
    pub category: String,
    /// Who gave it, and which body of it is asked: `source|body`.
    pub whom: String,
    /// To whom it may go.
    pub party: String,
    /// For what.
    pub purpose: String,
    /// Why it is needed: a code.
    pub why: String,
    /// Their own reference of what they gave; sealed. Empty: the one that stands with it.
    pub reference: String,
    /// The last day that is asked for.
    pub until_on: Option<Date>,
}

/// What can be chosen.
pub struct OriginatorAskForm {
    /// The head of the page.
    pub top: CaseTop,
    /// Bodies that gave something and have a desk: `source|body`, and words.
    pub whom: Vec<(String, String)>,
    /// Categories, recipients and purposes.
    pub choices: super::WordChoices,
}

/// How a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OriginatorAskState {
    /// It waits for their answer.
    Asked,
    /// They agreed.
    Agreed,
    /// They do not agree.
    Refused,
    /// The council took it back.
    TakenBack,
}

impl OriginatorAskState {
    fn of(row: &OriginatorRequest) -> Self {
        match row.state.as_str() {
            "asked" => Self::Asked,
            "agreed" => Self::Agreed,
            "refused" => Self::Refused,
            _ => Self::TakenBack,
        }
    }
    const fn id(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Agreed => "agreed",
            Self::Refused => "refused",
            Self::TakenBack => "taken-back",
        }
    }
}

/// A request, as either side reads it.
pub struct OriginatorAskLine {
    /// Its id.
    pub id: AttachmentId,
    /// The case's reference.
    pub reference: String,
    /// The service.
    pub service: String,
    /// The body that is asked.
    pub originator: String,
    /// The category, the recipient, the purpose, why: in words.
    pub what: [String; 4],
    /// The questions whose answers came from them.
    pub items: Vec<String>,
    /// The last day that is asked for.
    pub until_on: Date,
    /// By when they are asked to answer.
    pub answer_by: Date,
    /// Whether that has passed without an answer.
    pub late: bool,
    /// How it stands.
    pub state: OriginatorAskState,
    /// Who asked, and when.
    pub asked: (String, Timestamp),
    /// Who answered, and when.
    pub answered: Option<(String, Timestamp)>,
    /// Why they do not agree, in words.
    pub refusal: Option<String>,
    /// Of staff: their reference, and what they said, as the gate allows.
    pub said: Vec<Item<SectionContent>>,
}

/// A request at the desk of whoever is asked: with their own reference, given back to them.
pub struct OriginatorDeskView {
    /// What it is.
    pub line: OriginatorAskLine,
    /// Their own reference of what they gave.
    pub their_reference: Sensitive<String>,
}

/// The bodies of a source that have a desk: keys and names.
fn bodies(tx: &mut Tx<'_>, notice: &Published, source: &str, today: Date) -> Result<Vec<(String, String)>, AppError> {
    let Some(known) = notice.compiled.merged.source.get(source) else { return Ok(Vec::new()) };
    let (accounts, enrolled) = (tx.accounts()?, tx.enrolments(&notice.compiled.id)?);
    let mut found: Vec<(String, String)> = Vec::new();
    for from in &known.from {
        if let Some(party) = notice.compiled.merged.party.get(from) {
            found.push((from.clone(), party.name.clone()));
        }
        let of_class = |e: &&store::Enrolment| e.holds_on(today) && e.body.split('/').next() == Some(from.as_str());
        found.extend(enrolled.iter().filter(of_class).map(|e| (e.body.clone(), e.name.clone())));
    }
    found.retain(|(key, _)| has_desk(&accounts, &notice.compiled.id, key));
    Ok(found)
}

fn line(
    tx: &mut Tx<'_>,
    inner: &Inner,
    notice: &Published,
    (row, reference, service): (&OriginatorRequest, &str, &str),
) -> Result<OriginatorAskLine, AppError> {
    let today = london_date(tx.now());
    let state = OriginatorAskState::of(row);
    let answered = match (row.answered_by, row.answered_at) {
        (Some(by), Some(at)) => Some((inner.account_name(tx, by)?, at)),
        _ => None,
    };
    Ok(OriginatorAskLine {
        id: row.id,
        reference: reference.to_owned(),
        service: notice.service_label(service),
        originator: recipient_name(tx, notice, &row.originator)?,
        what: [
            notice.category_label(&row.category),
            recipient_name(tx, notice, &row.party)?,
            notice.purpose_label(&row.purpose),
            code_words(ASKED_BECAUSE, &row.why).unwrap_or_default().to_owned(),
        ],
        items: row.items.clone(),
        until_on: row.until_on,
        answer_by: row.answer_by,
        late: state == OriginatorAskState::Asked && row.answer_by < today,
        state,
        asked: (inner.account_name(tx, row.asked_by)?, row.asked_at),
        answered,
        refusal: row.refusal.as_deref().map(|code| code_words(WORD_REFUSALS, code).unwrap_or_default().to_owned()),
        said: Vec::new(),
    })
}

/// A request to the body that the actor acts for, with its case as that body stands before it.
fn mine(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    id: AttachmentId,
) -> Result<Option<(Look, OriginatorRequest)>, AppError> {
    let row = tx.originator_request(id)?.filter(|r| !actor.is_staff() && r.originator == actor.recipient());
    let Some(row) = row else { return Ok(None) };
    let Some(case) = tx.case(row.case_id)? else { return Ok(None) };
    let look = Look::many(tx, inner, actor, vec![case])?.pop();
    Ok(look.map(|look| (look, row)))
}

/// What came of a section from a source: the names of the questions, and the reference that stands with it.
fn given_by(
    look: &Look,
    section: &store::Section,
    content: &SectionContent,
    source: &str,
) -> (Vec<String>, Option<String>) {
    let Some(category) = look.notice.compiled.category(&section.category) else { return (Vec::new(), None) };
    let questions = look.questions(category, Some(section));
    let (mut items, mut reference) = (Vec::new(), None);
    for field in content.given() {
        let said = content.said.get(field);
        if said.map_or(section.source.as_str(), |s| s.source.as_str()) != source {
            continue;
        }
        items.push(questions.iter().find(|q| q.id == field).map_or_else(|| field.to_owned(), |q| q.label.clone()));
        reference = reference.or_else(|| said.map(|s| s.came.reference.clone()).filter(|r| !r.trim().is_empty()));
    }
    (items, reference)
}

impl App {
    /// What can be chosen for asking an originator.
    ///
    /// # Errors
    /// `NotFound` when the actor may record nothing of the case.
    pub fn originator_ask_form(&self, actor: &Actor, case: CaseId) -> Result<OriginatorAskForm, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "to ask an originator", move |tx, inner| {
            let Some(look) = visible(tx, inner, &actor, case)? else { return Ok(None) };
            if may_share(&look, &actor).is_err() {
                return Ok(None);
            }
            let choices = super::originators::choices(tx, &look)?;
            let mut whom = Vec::new();
            for (source, _) in &choices.sources {
                let found = bodies(tx, &look.notice, source, look.today)?;
                whom.extend(found.into_iter().map(|(key, name)| (format!("{source}|{key}"), name)));
            }
            let desk = Desk::of(tx, &actor, look, &[], &[], (Action::Open, "to ask an originator"))?;
            Ok(Some(OriginatorAskForm { top: desk.top(&actor)?, whom, choices }))
        })?
        .ok_or(AppError::NotFound)
    }

    /// Asks whoever gave something, at its own desk. They are told by email that something waits, where the register has an address.
    ///
    /// # Errors
    /// `NotFound` when the actor may record nothing of the case; `Form` with everything to put right, also when nothing of that came from
    /// them; `Refused` when it is closed, or the same is asked already.
    pub fn ask_originator(
        &self,
        actor: &Actor,
        case: CaseId,
        new: &NewOriginatorAsk,
    ) -> Result<AttachmentId, AppError> {
        let (actor, new) = (actor.clone(), new.clone());
        self.act(&actor.caller.clone(), "ask an originator", move |tx, inner| {
            let Some(look) = visible(tx, inner, &actor, case)? else { return Ok(None) };
            if may_share(&look, &actor).is_err() {
                return Ok(None);
            }
            if !look.is_open() {
                return refused(CLOSED);
            }
            let (source, body, until_on) = check(tx, &look, &new)?;
            let category = look.notice.compiled.category(&new.category).ok_or(AppError::NotFound)?;
            let same = |r: &OriginatorRequest| {
                r.state == "asked"
                    && r.originator == body
                    && (r.category.as_str(), r.party.as_str(), r.purpose.as_str())
                        == (new.category.as_str(), new.party.as_str(), new.purpose.as_str())
            };
            if tx.originator_requests(case)?.iter().any(same) {
                return refused("They are asked for exactly this already: wait for their answer, or take that back first");
            }
            let sections = tx.sections_of(&[case], &[new.category.as_str()])?;
            look.notice.ready_forms(tx, &sections)?;
            let classes_of = classes(&look.notice, (look.case.person, case), &[category]);
            let mut keys = as_refs(&classes_of);
            keys.extend(look.member_keys());
            let keys = tx.ring_for_sealing(&keys)?;
            let detail = format!(
                "{body} is asked whether {} goes to {} for {}, until {until_on}",
                new.category, new.party, new.purpose
            );
            let decision = look.decide(Act::See, &[category]);
            let recorded = look.record(tx, &actor, decision, Action::Administer, &keys, &detail)?;
            let section = sections.iter().find(|s| s.category == new.category);
            let content = look.content(&recorded, category, section, &keys)?;
            let (items, known) = match (&content, section) {
                (Item::Released(content), Some(section)) => given_by(&look, section, content.get(), &source),
                _ => (Vec::new(), None),
            };
            if items.is_empty() {
                return Err(AppError::field("category", "Nothing in this part of the record was given by them"));
            }
            // Where several bodies may have given it, the record's own reference may be another's: who is asked is told what is typed.
            let several = bodies(tx, &look.notice, &source, look.today)?.len() > 1;
            let reference = match new.reference.trim() {
                "" if several => String::new(),
                "" => known.unwrap_or_default(),
                typed => typed.to_owned(),
            };
            if reference.trim().is_empty() {
                return Err(AppError::field(
                    "reference",
                    "Enter their own reference of what they gave, or the day and how they gave it: they are told of nobody by name",
                ));
            }
            let answer_by = working_days_after(look.today, ANSWER_DAYS);
            let id = AttachmentId::new(tx.now(), tx.entropy());
            let task = reminder(tx, (case, Some(actor.account)), "chase-an-agency", "agency", answer_by)?;
            let mut row = OriginatorRequest {
                id,
                case_id: case,
                person: look.case.person,
                category: new.category.clone(),
                source,
                originator: body,
                party: new.party.clone(),
                purpose: new.purpose.clone(),
                items,
                why: new.why.clone(),
                until_on,
                answer_by,
                state: OriginatorAskState::Asked.id().to_owned(),
                asked_by: actor.account,
                asked_at: tx.now(),
                reminded_at: None,
                answered_by: None,
                answered_at: None,
                refusal: None,
                task: Some(task),
                word: None,
                record_class: look.notice.class_in(category, case),
                sealed: Vec::new(),
                answer: None,
            };
            row.sealed = sealed(tx, &keys, &row.place(), &SectionContent::from_pairs([("reference", reference.trim())]))?;
            tx.insert_originator_request(&row)?;
            let under = PersonId::from_bytes(*id.as_bytes());
            write_to(tx, (&look.notice.compiled.id, &row.originator), under, Occasion::Word)?;
            Ok(Some(id))
        })?
        .ok_or(AppError::NotFound)
    }

    /// Takes a request back that they have not answered.
    ///
    /// # Errors
    /// `NotFound` when there is none that waits, or the actor may record nothing of the case.
    pub fn take_back_originator_ask(&self, actor: &Actor, case: CaseId, id: AttachmentId) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "take back what an originator is asked", move |tx, inner| {
            let Some(look) = visible(tx, inner, &actor, case)? else { return Ok(None) };
            if may_share(&look, &actor).is_err() {
                return Ok(None);
            }
            let row = tx.originator_request(id)?.filter(|r| r.case_id == case && r.state == "asked");
            let Some(mut row) = row else { return Ok(None) };
            settle(tx, &mut row, OriginatorAskState::TakenBack, None)?;
            tx.update_originator_request(&row)?;
            let keys = ring(tx, &look, &[])?;
            let detail = format!("what {} was asked was taken back", row.originator);
            look.record(tx, &actor, look.decide(Act::See, &[]), Action::Administer, &keys, &detail)?;
            Ok(Some(()))
        })?
        .ok_or(AppError::NotFound)
    }

    /// What the body that the actor acts for is asked, what waits first. None of it names anybody.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn originator_desk(&self, actor: &Actor) -> Result<Vec<OriginatorAskLine>, AppError> {
        let actor = actor.clone();
        let (inner, caller) = (&self.inner, actor.caller.clone());
        inner.store.read(&caller, "asked of an originator", move |tx| {
            let mut lines = Vec::new();
            if actor.is_staff() {
                return Ok(lines);
            }
            for row in tx.originator_requests_to(&actor.recipient(), MOST)? {
                let Some(case) = tx.case(row.case_id)? else { continue };
                let notice = inner.published(tx, case.notice_version)?;
                if notice.compiled.id == actor.capacity.notice {
                    lines.push(line(tx, inner, &notice, (&row, &case.reference, &case.service))?);
                }
            }
            lines.sort_by_key(|l| l.state != OriginatorAskState::Asked);
            Ok(lines)
        })
    }

    /// One of them, with their own reference of what they gave. That they were given it back is on the person's ledger.
    ///
    /// # Errors
    /// `NotFound` when they are asked no such thing.
    pub fn originator_desk_item(&self, actor: &Actor, id: AttachmentId) -> Result<OriginatorDeskView, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "open what an originator is asked", move |tx, inner| {
            let Some((look, row)) = mine(tx, inner, &actor, id)? else { return Ok(None) };
            let keys = ring(tx, &look, &[])?;
            let detail = format!("what {} is asked, with its own reference", row.originator);
            look.record(tx, &actor, look.decide(Act::See, &[]), Action::Disclose, &keys, &detail)?;
            let opener = tx.ring(&[(row.person, row.record_class.as_str())])?;
            let their_reference = match opener.open(&row.place(), &row.sealed) {
                Ok(plain) => {
                    let said: SectionContent = serde_json::from_slice(plain.expose())
                        .map_err(|_| AppError::Fault("a reference cannot be read".to_owned()))?;
                    said.get("reference").unwrap_or_default().to_owned()
                }
                Err(disclosure::OpenError::Erased) => String::new(),
                Err(e) => return Err(AppError::Fault(e.to_string())),
            };
            let line = line(tx, inner, &look.notice, (&row, &look.case.reference, &look.case.service))?;
            Ok(Some(OriginatorDeskView { line, their_reference: Sensitive::new(their_reference) }))
        })?
        .ok_or(AppError::NotFound)
    }

    /// The body agrees until a day, none later than it was asked for; or refuses with a reason. When it agrees, the gate goes by it from the
    /// next request on.
    ///
    /// # Errors
    /// `NotFound` as [`App::originator_desk_item`]; `Form` without a reason or a day; `Refused` when it was answered or taken back.
    pub fn answer_as_originator(
        &self,
        actor: &Actor,
        id: AttachmentId,
        answer: Result<Option<Date>, &str>,
        more: &str,
    ) -> Result<(), AppError> {
        let (actor, more) = (actor.clone(), more.trim().to_owned());
        let answer = answer.map_err(str::to_owned);
        self.act(&actor.caller.clone(), "answer as an originator", move |tx, inner| {
            let Some((look, mut row)) = mine(tx, inner, &actor, id)? else { return Ok(None) };
            if row.state != "asked" || !look.is_open() {
                return refused("It does not wait for your answer any more: look at how it stands now");
            }
            if more.chars().count() > LONGEST {
                return Err(AppError::field("more", "Write at most 2,000 characters"));
            }
            let agrees = match &answer {
                Ok(until) => {
                    let until = until.filter(|on| look.today <= *on && *on <= row.until_on).ok_or_else(|| {
                        AppError::field("until-day", "Enter the last day on which it counts: today or later, and not after the day that was asked for")
                    })?;
                    Some(until)
                }
                Err(code) if WORD_REFUSALS.iter().any(|(known, _)| known == code) => None,
                Err(_) => return Err(AppError::field("refusal", "Choose why you do not agree")),
            };
            let keys = tx.ring_for_sealing(&[(row.person, row.record_class.as_str())])?;
            if !more.is_empty() {
                let said = SectionContent::from_pairs([("what-they-said", more.as_str())]);
                row.answer = Some(sealed(tx, &keys, &row.answer_place(), &said)?);
            }
            if let Some(until_on) = agrees {
                let who = format!("{}, {}, at their own desk", actor.name, recipient_name(tx, &look.notice, &row.originator)?);
                let mut word = OriginatorWord {
                    id: AttachmentId::new(tx.now(), tx.entropy()),
                    case_id: row.case_id,
                    person: row.person,
                    category: row.category.clone(),
                    source: row.source.clone(),
                    party: row.party.clone(),
                    purpose: row.purpose.clone(),
                    agreed_on: look.today,
                    until_on,
                    recorded_by: actor.account,
                    recorded_at: tx.now(),
                    ended_at: None,
                    record_class: row.record_class.clone(),
                    sealed: Vec::new(),
                };
                write_word(tx, &mut word, &SectionContent::from_pairs([("who-agreed", who.as_str())]))?;
                row.word = Some(word.id);
            }
            let state = if agrees.is_some() { OriginatorAskState::Agreed } else { OriginatorAskState::Refused };
            row.refusal = answer.clone().err();
            settle(tx, &mut row, state, Some(&actor))?;
            tx.update_originator_request(&row)?;
            let of_case = ring(tx, &look, &[])?;
            let detail = match agrees {
                Some(until) => format!(
                    "the originator ({}) agrees that {} goes to {} for {}, until {until}",
                    row.source, row.category, row.party, row.purpose
                ),
                None => format!(
                    "the originator ({}) does not agree that {} goes to {} for {}",
                    row.source, row.category, row.party, row.purpose
                ),
            };
            look.record(tx, &actor, look.decide(Act::See, &[]), Action::Administer, &of_case, &detail)?;
            Ok(Some(()))
        })?
        .ok_or(AppError::NotFound)
    }

    /// Reminds those who have not answered by their day, once. Answers with how many.
    ///
    /// # Errors
    /// When the store does not answer.
    pub(super) fn remind_originators(&self) -> Result<usize, AppError> {
        let caller = Caller::system(self.inner.authority, "jobs");
        self.act(&caller, "remind originators", move |tx, inner| {
            let late = tx.originator_requests_late(london_date(tx.now()))?;
            for mut row in late.iter().cloned() {
                let Some(case) = tx.case(row.case_id)? else { continue };
                let notice = inner.published(tx, case.notice_version)?;
                let under = PersonId::from_bytes(*row.id.as_bytes());
                write_to(tx, (&notice.compiled.id, &row.originator), under, Occasion::WordLate)?;
                row.reminded_at = Some(tx.now());
                tx.update_originator_request(&row)?;
            }
            Ok(late.len())
        })
    }
}

/// What a body was asked, of a case, for its own people.
pub(super) fn of_case(
    tx: &mut Tx<'_>,
    inner: &Inner,
    desk: &Desk,
    requests: Vec<OriginatorRequest>,
) -> Result<Vec<OriginatorAskLine>, AppError> {
    let look = &desk.look;
    let mut lines = Vec::new();
    for row in requests {
        let mut line = line(tx, inner, &look.notice, (&row, &look.case.reference, &look.case.service))?;
        if let Some(category) = look.notice.compiled.category(&row.category) {
            line.said.push(look.unseal(&desk.recorded, category, Some(row.place()), row.sealed.clone(), &desk.ring)?);
            if let Some(answer) = row.answer.clone() {
                line.said.push(look.unseal(&desk.recorded, category, Some(row.answer_place()), answer, &desk.ring)?);
            }
        }
        lines.push(line);
    }
    Ok(lines)
}

fn settle(
    tx: &mut Tx<'_>,
    row: &mut OriginatorRequest,
    state: OriginatorAskState,
    by: Option<&Actor>,
) -> Result<(), AppError> {
    state.id().clone_into(&mut row.state);
    row.answered_by = by.map(|actor| actor.account);
    row.answered_at = by.map(|_| tx.now());
    if let Some(task) = row.task.take() {
        done_with(tx, row.case_id, task, None)?;
    }
    Ok(())
}

fn check(tx: &mut Tx<'_>, look: &Look, new: &NewOriginatorAsk) -> Result<(String, String, Date), AppError> {
    let choices = super::originators::choices(tx, look)?;
    let mut fields = Vec::new();
    let mut wrong = |input: &str, words: &str| {
        fields.push(FieldError { input: input.to_owned(), words: words.to_owned() });
    };
    let has = |list: &[(String, String)], id: &str| list.iter().any(|(known, _)| known == id);
    let (source, body) = new.whom.split_once('|').unwrap_or_default();
    let known = has(&choices.sources, source) && has(&bodies(tx, &look.notice, source, look.today)?, body);
    if !known {
        wrong("whom", "Choose who gave it. A body without a desk here is asked by hand");
    }
    if !has(&choices.categories, &new.category) {
        wrong("category", "Choose what was given");
    }
    if !has(&choices.parties, &new.party) || new.party == body {
        wrong("party", "Choose to whom it may go");
    }
    if !has(&choices.purposes, &new.purpose) {
        wrong("purpose", "Choose what for");
    }
    if !ASKED_BECAUSE.iter().any(|(code, _)| *code == new.why) {
        wrong("why", "Choose why it is needed");
    }
    if new.reference.chars().count() > LONGEST {
        wrong("reference", "Write at most 2,000 characters");
    }
    if has_ni_number(&new.reference) {
        wrong("reference", NI_NUMBER_IN_TEXT);
    }
    let most = look.today.checked_add(MOST_DAYS.days()).unwrap_or(look.today);
    let until = new.until_on.filter(|on| look.today <= *on && *on <= most);
    if until.is_none() {
        wrong("until-day", "Enter the last day on which it is to count: today or later, within a year");
    }
    match until {
        Some(until) if fields.is_empty() => Ok((source.to_owned(), body.to_owned(), until)),
        _ => Err(AppError::Form(FormErrors { fields })),
    }
}
