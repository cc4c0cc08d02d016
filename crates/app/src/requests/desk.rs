//! One request on the officer's desk: what was asked, how it stands, what was done, whose record it is about.

use super::contact::controllers;
use super::effects::restricted_by;
use super::over::kept;
use super::queue::{RequestLine, line};
use crate::actor::Actor;
use crate::cases::parts::notice_line;
use crate::error::AppError;
use crate::notices::Published;
use crate::retention::KeptUntil;
use crate::views::{Item, NoticeLine};
use crate::{App, Inner};
use ::rights::StepKind;
use casework::SectionContent;
use disclosure::{Ask, EntryHead, Outcome, Place, Recorded};
use jiff::civil::Date;
use kernel::{CaseId, EntryId, PersonId, RequestId};
use ledger::Action;
use notice::model::{Act, CategoryIx, Fact};
use sealing::{CLASS_SUBJECT, KeyRing};
use serde::de::DeserializeOwned;
use std::sync::Arc;
use store::{CaseState, RightsRequest, RightsStep, Tx};

/// One thing that was done.
pub struct StepLine {
    /// What.
    pub kind: StepKind,
    /// On which day.
    pub on: Date,
    /// By whom.
    pub by: String,
    /// More about it, as a code.
    pub code: String,
    /// The words that went with it.
    pub words: Item<String>,
}

/// A record that a request is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchedCase {
    /// The case.
    pub case: CaseId,
    /// Its reference.
    pub reference: String,
    /// Its service.
    pub service: String,
    /// Whether it is open.
    pub open: bool,
    /// Whether use and sharing are stopped.
    pub restricted: bool,
    /// Whether it is this request that keeps them stopped.
    pub stopped: bool,
    /// The member of its household whom the request is about; none: the person whose case it is.
    pub member: Option<PersonId>,
}

/// Another controller of the notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControllerLine {
    /// Its key.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Since when it has a copy of the request.
    pub copied_on: Option<Date>,
}

/// A request, opened.
pub struct RequestView {
    /// How it stands.
    pub line: RequestLine,
    /// The notice.
    pub notice: NoticeLine,
    /// Somebody else asks for the person.
    pub representative: bool,
    /// To whom it was sent.
    pub controller: String,
    /// The other controllers.
    pub others: Vec<ControllerLine>,
    /// How joint controllers share their duties, as the notice says it.
    pub arrangement: Option<String>,
    /// What was written.
    pub content: Item<SectionContent>,
    /// What was done, in order.
    pub steps: Vec<StepLine>,
    /// The records that it is about.
    pub cases: Vec<MatchedCase>,
    /// Until when it is kept, once it is decided.
    pub kept: Option<KeptUntil>,
}

/// A request with the decision by which its words are opened.
pub(super) struct Opened {
    pub(super) request: RightsRequest,
    pub(super) steps: Vec<RightsStep>,
    pub(super) notice: Arc<Published>,
    pub(super) cases: Vec<store::Case>,
    /// Members of households whom it is about, and not the person whose case it is.
    pub(super) members: Vec<(CaseId, PersonId)>,
    recorded: Recorded,
    ring: KeyRing,
    category: CategoryIx,
}

impl Opened {
    /// Opens a request for the officer of its notice. `NotFound` for everybody else.
    pub(super) fn of(
        tx: &mut Tx<'_>,
        inner: &Inner,
        actor: &Actor,
        id: RequestId,
        act: Act,
        (action, detail): (Action, &str),
    ) -> Result<Self, AppError> {
        actor.must_be_officer()?;
        let request = tx.request(id)?.filter(|r| r.notice_id == actor.capacity.notice).ok_or(AppError::NotFound)?;
        let notice = inner.published(tx, request.notice_version)?;
        let (principal, purpose) = (notice.principal(&actor.capacity.principal)?, notice.purpose(&actor.purpose)?);
        // The request itself is the one on file.
        let category = notice.category_of_requests()?;
        let ask = Ask { category, facts: actor.given().with(Fact::Request) };
        let decision = notice.gate.decide(request.person, principal, act, purpose, &[ask]);
        let found = tx.cases_of_request(id)?;
        let cases = if found.is_empty() { Vec::new() } else { tx.cases_by_id(&found)? };
        let members = tx.members_of_request(id)?;
        let steps = tx.steps_of(id)?;
        let mut keys: Vec<(PersonId, &str)> = vec![(request.person, request.record_class.as_str())];
        keys.extend(cases.iter().map(|c| (c.person, CLASS_SUBJECT)));
        keys.extend(members.iter().map(|(_, m)| (*m, CLASS_SUBJECT)));
        let ring = tx.ring(&keys)?;
        let head = EntryHead {
            id: EntryId::new(tx.now(), tx.entropy()),
            at: tx.now(),
            action,
            subjects: cases
                .iter()
                .map(|c| (members.iter().find(|(of, _)| *of == c.id).map_or(c.person, |(_, member)| *member), c.id))
                .filter_map(|(person, case)| ring.subject_tag(person, case).ok())
                .collect(),
            detail: format!("request {}{}{detail}", request.reference, if detail.is_empty() { "" } else { ": " }),
        };
        let receipt = tx.append(&decision.to_entry(&notice.gate, &actor.caller, head))?;
        let recorded = decision.recorded(&receipt);
        Ok(Self { request, steps, notice, cases, members, recorded, ring, category })
    }

    /// The member whom it is about in a case; none: the person whose case it is.
    pub(super) fn member(&self, case: CaseId) -> Option<PersonId> {
        self.members.iter().find(|(of, _)| *of == case).map(|(_, member)| *member)
    }

    /// The decision that it was opened with.
    pub(super) const fn recorded(&self) -> &Recorded {
        &self.recorded
    }

    /// Whether the gate lets the actor do it for the purpose that they act for.
    pub(super) fn is_released(&self) -> bool {
        self.recorded.decision().releases(self.category)
    }

    /// Goes on only if it does.
    pub(super) fn must_be_released(&self) -> Result<(), AppError> {
        if self.is_released() {
            return Ok(());
        }
        Err(AppError::Refused(
            "Nothing can be done about a request for the purpose that you act for: change your purpose to answering \
             requests first"
                .to_owned(),
        ))
    }

    /// Anything sealed of it.
    pub(super) fn unseal<T: DeserializeOwned>(&self, place: Place, sealed: &[u8]) -> Result<Item<T>, AppError> {
        let why = |o: &Outcome| self.notice.why(o);
        Item::opened((&self.recorded, self.category), why, Some(place), sealed.to_vec(), &self.ring)
    }

    /// What was written.
    pub(super) fn content(&self) -> Result<Item<SectionContent>, AppError> {
        self.unseal(self.request.place(), &self.request.sealed)
    }

    /// The words of a step.
    pub(super) fn words(&self, step: &RightsStep) -> Result<Item<String>, AppError> {
        match &step.sealed {
            Some(sealed) => self.unseal(step.place(), sealed),
            None => Ok(Item::Empty),
        }
    }
}

impl App {
    /// A request, with all that was done about it. Reading it is on the ledger.
    ///
    /// # Errors
    /// `NotFound` for everybody but the data protection officer of its notice.
    pub fn request(&self, actor: &Actor, id: RequestId) -> Result<RequestView, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "open request", move |tx, inner| {
            let opened = Opened::of(tx, inner, &actor, id, Act::See, (Action::Open, ""))?;
            let line = line(tx, inner, &opened.request, &opened.steps)?;
            let mut steps = Vec::with_capacity(opened.steps.len());
            for step in &opened.steps {
                let kind = StepKind::from_id(&step.step)
                    .ok_or_else(|| AppError::Fault("a step of an unknown kind".to_owned()))?;
                steps.push(StepLine {
                    kind,
                    on: step.on_day,
                    by: match step.done_by {
                        Some(account) => inner.account_name(tx, account)?,
                        None => "the system".to_owned(),
                    },
                    code: step.code.clone(),
                    words: opened.words(step)?,
                });
            }
            let ids: Vec<CaseId> = opened.members.iter().map(|(case, _)| *case).collect();
            let members = if ids.is_empty() { Vec::new() } else { tx.members_of(&ids)? };
            let restricted = |case: &store::Case| match opened.member(case.id) {
                Some(who) => members.iter().any(|m| m.case_id == case.id && m.person == who && m.restricted),
                None => case.restricted,
            };
            let stopped = restricted_by(&opened);
            let all = controllers(&opened.notice.compiled);
            let name = |id: &str| all.iter().find(|(c, _)| c == id).map_or_else(|| id.to_owned(), |(_, n)| n.clone());
            let copied = |id: &str| steps.iter().find(|s| s.kind == StepKind::Copied && s.code == id).map(|s| s.on);
            let others = all.iter().filter(|(id, _)| *id != opened.request.controller);
            Ok(RequestView {
                notice: notice_line(&opened.notice),
                representative: opened.request.representative,
                controller: name(&opened.request.controller),
                others: others
                    .map(|(id, name)| ControllerLine { id: id.clone(), name: name.clone(), copied_on: copied(id) })
                    .collect(),
                arrangement: opened.notice.compiled.merged.notice.arrangement.as_ref().map(|a| a.essence.clone()),
                content: opened.content()?,
                kept: kept(tx, inner, &opened.notice, &opened.request)?,
                cases: opened
                    .cases
                    .iter()
                    .map(|c| MatchedCase {
                        case: c.id,
                        reference: c.reference.clone(),
                        service: opened.notice.service_label(&c.service),
                        open: c.state == CaseState::Open,
                        restricted: restricted(c),
                        stopped: stopped.contains(&c.id),
                        member: opened.member(c.id),
                    })
                    .collect(),
                line,
                steps,
            })
        })
    }
}
