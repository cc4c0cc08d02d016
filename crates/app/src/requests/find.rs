//! Whose record a request is about: looked up by the blind index, decided by the officer. From then on a request is on file
//! for that record, until the request is settled.

use super::copy::drop_copies;
use super::desk::Opened;
use super::effects::{lift, pause_for_objection, restricted_by};
use crate::App;
use crate::actor::Actor;
use crate::agreements::OFFICER;
use crate::cases::parts::person_keys;
use crate::error::AppError;
use crate::views::{FormErrors, Item};
use ::rights::Kind;
use casework::{FieldError, SectionContent};
use jiff::civil::Date;
use kernel::{CaseId, PersonId, PhoneNumber, RequestId, Sensitive, TaskId, london_date};
use ledger::Action;
use notice::model::Act;
use people::{BirthDate, Identity, PersonName};
use sealing::CLASS_SUBJECT;
use store::{CaseState, FactKind, FactRecord, RightsRequest, Tx};

/// How many people are proposed at most.
const PROPOSED: u32 = 20;
/// Less than this is no more than a common name: it is not proposed.
const WEAKEST: i64 = 20;

/// A record that may be meant. What stands in it is not opened for that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundCase {
    /// The case.
    pub case: CaseId,
    /// Its reference.
    pub reference: String,
    /// Its service.
    pub service: String,
    /// Whether it is open.
    pub open: bool,
    /// How well it fits: the strength of what agrees, in bits.
    pub bits: i64,
    /// The member of its household who may be meant; none: the person whose case it is.
    pub member: Option<PersonId>,
}

/// The purposes for which a request is on file.
fn purposes(kind: &str) -> &'static [&'static str] {
    match Kind::from_id(kind) {
        Some(Kind::Complaint) => &["rights", "data-complaint"],
        Some(Kind::Regulator) => &["rights", "data-complaint", "regulator"],
        _ => &["rights"],
    }
}

impl App {
    /// Records under the same notice that the request may be about, the likeliest first.
    ///
    /// # Errors
    /// `NotFound` for everybody but the data protection officer.
    pub fn find_for_request(&self, actor: &Actor, id: RequestId) -> Result<Vec<FoundCase>, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "find for request", move |tx, inner| {
            let opened = Opened::of(tx, inner, &actor, id, Act::See, (Action::Query, "looked for the record"))?;
            let Item::Released(content) = opened.content()? else { return Ok(Vec::new()) };
            let today = london_date(tx.now());
            let identity = identity(content.get(), today);
            let digests: Vec<[u8; 16]> = person_keys(tx, &identity)?.into_iter().map(|k| k.digest).collect();
            if digests.is_empty() {
                return Ok(Vec::new());
            }
            let candidates = tx.candidates(&digests, PROPOSED)?;
            let people: Vec<PersonId> = candidates.iter().filter(|c| c.strength >= WEAKEST).map(|c| c.person).collect();
            let cases = if people.is_empty() { Vec::new() } else { tx.cases_of(&people)? };
            let mut meant: Vec<(store::Case, Option<PersonId>)> = cases.into_iter().map(|c| (c, None)).collect();
            let mut memberships = if people.is_empty() { Vec::new() } else { tx.memberships_of(&people)? };
            memberships.dedup_by_key(|m| (m.case_id, m.person));
            for member in memberships {
                meant.extend(tx.case(member.case_id)?.map(|case| (case, Some(member.person))));
            }
            let cases: Vec<&store::Case> = meant.iter().map(|(case, _)| case).collect();
            let held: Vec<_> = cases.iter().map(|c| (c.id, c.owner)).collect();
            let hidden = tx.hidden(actor.account, &held)?;
            let known: Vec<CaseId> = opened.cases.iter().map(|c| c.id).collect();
            let mut found = Vec::new();
            for (case, member) in &meant {
                let notice = inner.published(tx, case.notice_version)?;
                let fits = notice.compiled.id == opened.request.notice_id;
                if !fits || hidden.contains(&case.id) || known.contains(&case.id) {
                    continue;
                }
                found.push(FoundCase {
                    case: case.id,
                    reference: case.reference.clone(),
                    service: notice.service_label(&case.service),
                    open: case.state == CaseState::Open,
                    bits: {
                        let who = member.unwrap_or(case.person);
                        candidates.iter().find(|c| c.person == who).map_or(0, |c| c.strength)
                    },
                    member: *member,
                });
            }
            found.sort_by(|a, b| b.bits.cmp(&a.bits).then_with(|| a.reference.cmp(&b.reference)));
            Ok(found)
        })
    }

    /// Says that a request is about a case, by its reference.
    ///
    /// # Errors
    /// `Form` when there is no such case under the notice; `Refused` when it is said already; `NotFound` for everybody but
    /// the data protection officer.
    pub fn match_request(&self, actor: &Actor, id: RequestId, reference: &str) -> Result<(), AppError> {
        self.match_request_to(actor, id, reference, None)
    }

    /// Says that a request is about a case, by its reference, and there about a member of the household, if one is named.
    ///
    /// # Errors
    /// As [`App::match_request`]; `NotFound` when the named person is no member.
    pub fn match_request_to(
        &self,
        actor: &Actor,
        id: RequestId,
        reference: &str,
        member: Option<PersonId>,
    ) -> Result<(), AppError> {
        let (actor, reference) = (actor.clone(), reference.trim().to_uppercase());
        self.act(&actor.caller.clone(), "match request", move |tx, inner| {
            let opened = Opened::of(tx, inner, &actor, id, Act::See, (Action::Administer, "said whose record it is"))?;
            opened.must_be_released()?;
            if opened.request.settled_at.is_some() {
                return Err(AppError::Refused("The request has been decided".to_owned()));
            }
            let none = || {
                AppError::Form(FormErrors {
                    fields: vec![FieldError {
                        input: "reference".to_owned(),
                        words: "There is no record with this reference under this notice: check it".to_owned(),
                    }],
                })
            };
            let case = tx.case_referenced(&reference)?.ok_or_else(none)?;
            let notice = inner.published(tx, case.notice_version)?;
            let hidden = tx.hidden(actor.account, &[(case.id, case.owner)])?;
            if notice.compiled.id != opened.request.notice_id || hidden.contains(&case.id) {
                return Err(none());
            }
            if opened.cases.iter().any(|c| c.id == case.id) {
                return Err(AppError::Refused("The request is about this record already".to_owned()));
            }
            if let Some(member) = member
                && !tx.members_of(&[case.id])?.iter().any(|m| m.person == member)
            {
                return Err(AppError::NotFound);
            }
            tx.match_request(id, (case.id, member), actor.account)?;
            drop_copies(tx, &opened.request, "what it is about has changed")?;
            for purpose in purposes(&opened.request.kind) {
                let fact = FactRecord {
                    id: TaskId::new(tx.now(), tx.entropy()),
                    case_id: case.id,
                    person: case.person,
                    party: OFFICER.to_owned(),
                    fact: FactKind::Request,
                    purpose: (*purpose).to_owned(),
                    record_class: CLASS_SUBJECT.to_owned(),
                    sealed: None,
                    recorded_by: Some(actor.account),
                    recorded_at: tx.now(),
                    expires_at: None,
                    revoked_at: None,
                };
                tx.insert_fact(&fact)?;
            }
            if opened.request.kind == Kind::Objection.id() {
                pause_for_objection(tx, inner, &actor, id, case.id)?;
            }
            Ok(())
        })
    }

    /// Takes back that a request is about a case: it was another person.
    ///
    /// # Errors
    /// `NotFound` when it was not said, or for everybody but the data protection officer.
    pub fn unmatch_request(&self, actor: &Actor, id: RequestId, case: CaseId) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "unmatch request", move |tx, inner| {
            let opened = Opened::of(tx, inner, &actor, id, Act::See, (Action::Administer, "it is another person's"))?;
            opened.must_be_released()?;
            if !opened.cases.iter().any(|c| c.id == case) {
                return Err(AppError::NotFound);
            }
            if restricted_by(&opened).contains(&case) {
                lift(tx, inner, &actor, (id, case), "It was another person’s record")?;
            }
            tx.unmatch_request(id, case)?;
            drop_copies(tx, &opened.request, "what it is about has changed")?;
            put_away(tx, &opened.request, case)
        })
    }
}

/// No request is on file any more for a case, unless another open one is about it.
pub(super) fn put_away(tx: &mut Tx<'_>, request: &RightsRequest, case: CaseId) -> Result<(), AppError> {
    let others: Vec<RightsRequest> =
        tx.requests_of_case(case)?.into_iter().filter(|r| r.id != request.id && r.settled_at.is_none()).collect();
    let still: Vec<&str> = others.iter().flat_map(|r| purposes(&r.kind)).copied().collect();
    for fact in tx.fact_history(case)? {
        let ours = fact.fact == FactKind::Request && fact.party == OFFICER && fact.revoked_at.is_none();
        if ours && purposes(&request.kind).contains(&fact.purpose.as_str()) && !still.contains(&fact.purpose.as_str()) {
            tx.revoke_fact(fact.id)?;
        }
    }
    Ok(())
}

/// What was written, as people are looked up by.
fn identity(content: &SectionContent, today: Date) -> Identity {
    let of = |field: &str| content.get(field).unwrap_or_default();
    let contact = of("contact");
    let phones = contact.lines().flat_map(|l| l.split([',', ';'])).filter_map(|p| PhoneNumber::parse(p.trim()).ok());
    let emails = contact.split_whitespace().filter(|w| w.contains('@'));
    Identity {
        names: vec![PersonName::from_full(of("name"))],
        born: BirthDate::parse(of("born"), today.year()).ok(),
        phones: phones.collect(),
        emails: emails.map(|e| Sensitive::new(e.trim_matches([',', ';', '.']).to_lowercase())).collect(),
        ..Identity::default()
    }
}
