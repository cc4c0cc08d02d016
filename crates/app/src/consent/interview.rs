//! The initial interview, at which the notice says that sharing is discussed: it is complete only once each partner that is
//! offered has a yes or a no.

use super::lines;
use crate::actor::Actor;
use crate::error::AppError;
use crate::notices::Published;
use crate::shares::{done_with, reminder};
use crate::views::{CaseTop, ConsentLine};
use crate::work::desk::{Desk, visible};
use crate::work::tasks::{workable, working_days_after};
use crate::{App, Inner};
use casework::happening::HOLD_INTERVIEW;
use jiff::ToSpan as _;
use kernel::{Caller, CaseId, Timestamp, london_date};
use ledger::Action;
use notice::model::Act;
use store::Tx;

/// A partner that can be offered.
pub struct OfferLine {
    /// What is asked, and what was said.
    pub asked: ConsentLine,
    /// Whether it is offered to this person.
    pub offered: bool,
}

/// The page of the interview.
pub struct InterviewView {
    /// The head of the page.
    pub top: CaseTop,
    /// When the notice says that it is asked.
    pub when: String,
    /// The partners.
    pub offers: Vec<OfferLine>,
    /// When it was completed, and by whom.
    pub completed: Option<(Timestamp, String)>,
}

/// So many days after a case was opened somebody is reminded of an interview that was not completed. No notice says it.
const REMIND_AFTER: i64 = 5;
/// What was opened longer ago is left alone: nobody is reminded of everything on one day.
const LONGEST_AGO: i64 = 14;
/// By when it is to be held then, in working days.
const HOLD_WITHIN: u32 = 2;
/// So many cases are looked at in one unit of work.
const AT_ONCE: usize = 50;

/// Whether a notice has somebody asked at a moment that it names, in cases of a service.
fn asks(notice: &Published, service: &str) -> bool {
    let of = |s: &[String]| s.is_empty() || s.iter().any(|s| s == service);
    notice.compiled.flows.iter().any(|f| of(&f.services) && f.consent.as_ref().is_some_and(|c| c.ask_at.is_some()))
}

/// Reminds whoever holds a case of its interview, once.
fn remind(tx: &mut Tx<'_>, inner: &Inner, id: CaseId) -> Result<bool, AppError> {
    let Some(case) = tx.case(id)? else { return Ok(false) };
    if !asks(&*inner.published(tx, case.notice_version)?, &case.service) {
        return Ok(false);
    }
    let due = working_days_after(london_date(tx.now()), HOLD_WITHIN);
    reminder(tx, (id, case.owner), HOLD_INTERVIEW, "decision", due)?;
    Ok(true)
}

fn answered(line: &ConsentLine) -> bool {
    line.state != "not-asked"
}

impl App {
    /// Reminds of interviews at which a notice says that permission is asked, and that were not completed some days after the case was opened.
    /// Answers with how many cases there was something to do on.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn remind_of_interviews(&self) -> Result<usize, AppError> {
        let caller = Caller::system(self.inner.authority, "jobs");
        let inner = &self.inner;
        let cases = self.inner.store.read(&caller, "interviews not held", move |tx| {
            let today = london_date(tx.now());
            let between = (today.saturating_sub(LONGEST_AGO.days()), today.saturating_sub(REMIND_AFTER.days()));
            let mut versions = Vec::new();
            for id in crate::publish::notice_ids(tx)? {
                for version in tx.versions_of(&id)? {
                    let notice = inner.published(tx, version)?;
                    if notice.compiled.merged.service.keys().any(|service| asks(&notice, service)) {
                        versions.push(version);
                    }
                }
            }
            if versions.is_empty() {
                return Ok(Vec::new());
            }
            Ok::<_, AppError>(tx.cases_without_interview(&versions, between, HOLD_INTERVIEW)?)
        })?;
        let mut done = 0;
        for some in cases.chunks(AT_ONCE) {
            let some = some.to_vec();
            done += self.act(&caller, "remind of interviews", move |tx, inner| {
                let mut done = 0;
                for id in &some {
                    done += usize::from(remind(tx, inner, *id)?);
                }
                Ok(done)
            })?;
        }
        Ok(done)
    }

    /// The initial interview of a case.
    ///
    /// # Errors
    /// `NotFound` when the actor is not one of the controller's own people who may record something of the case, or its notice
    /// says of no moment when sharing is asked about.
    pub fn interview(&self, actor: &Actor, case: CaseId) -> Result<InterviewView, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "interview", move |tx, inner| {
            let Some(look) = visible(tx, inner, &actor, case)? else { return Ok(None) };
            let desk = Desk::of(tx, &actor, look, &[], &[], (Action::Open, "interview"))?;
            if !actor.is_staff() || desk.may.releases_nothing() {
                return Ok(None);
            }
            let offers = tx.interview_offers(case)?;
            let asked: Vec<ConsentLine> = lines(tx, &desk.look)?.into_iter().filter(|l| l.ask_at.is_some()).collect();
            let Some(when) = asked.first().and_then(|l| l.ask_at.clone()) else { return Ok(None) };
            let completed = match tx.interview(case)? {
                Some((at, by)) => Some((at, inner.account_name(tx, by)?)),
                None => None,
            };
            let offered = |l: &ConsentLine| offers.iter().any(|o| o.party == l.party && o.purpose == l.purpose);
            let offers = asked.into_iter().map(|l| OfferLine { offered: offered(&l), asked: l }).collect();
            Ok(Some(InterviewView { top: desk.top(&actor)?, when, offers, completed }))
        })?
        .ok_or(AppError::NotFound)
    }

    /// Says which partners are offered to the person.
    ///
    /// # Errors
    /// `NotFound` when the actor may not record anything of the case; `Refused` when the interview is completed, or the notice asks
    /// no permission for one of them.
    pub fn offer_partners(&self, actor: &Actor, case: CaseId, offers: &[(String, String)]) -> Result<(), AppError> {
        let (actor, offers) = (actor.clone(), offers.to_vec());
        self.act(&actor.caller.clone(), "offer partners", move |tx, inner| {
            let look = workable(tx, inner, &actor, case)?;
            if tx.interview(case)?.is_some() {
                return Err(AppError::Refused(
                    "The interview is completed: ask about others on the page about sharing".to_owned(),
                ));
            }
            let asked = lines(tx, &look)?;
            let known = |(party, purpose): &(String, String)| {
                asked.iter().any(|l| l.ask_at.is_some() && l.party == *party && l.purpose == *purpose)
            };
            if !offers.iter().all(known) {
                return Err(AppError::Refused(
                    "The notice asks no permission for one of these: choose from the list".to_owned(),
                ));
            }
            tx.set_interview_offers(case, &offers, actor.account)?;
            let ring = crate::cases::parts::ring(tx, &look, &[])?;
            let detail = format!("{} partners offered at the interview", offers.len());
            look.record(tx, &actor, look.decide(Act::Record, &[]), Action::Edit, &ring, &detail)?;
            Ok(())
        })
    }

    /// Completes the interview. `none`: the officer says that no partner is offered.
    ///
    /// # Errors
    /// `NotFound` as above; `Refused` while a partner that is offered has neither a yes nor a no, while none is offered and
    /// nobody said that this is meant, or when it is completed already.
    pub fn complete_interview(&self, actor: &Actor, case: CaseId, none: bool) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "complete interview", move |tx, inner| {
            let look = workable(tx, inner, &actor, case)?;
            let refused = |words: String| Err(AppError::Refused(words));
            if tx.interview(case)?.is_some() {
                return refused("The interview is completed already".to_owned());
            }
            let offers = tx.interview_offers(case)?;
            if offers.is_empty() && !none {
                return refused("Choose which partners are offered, or say that none is".to_owned());
            }
            if !offers.is_empty() && none {
                return refused("Partners are offered: take them off the list first, or ask about each".to_owned());
            }
            let asked = lines(tx, &look)?;
            let open: Vec<String> = offers
                .iter()
                .filter_map(|o| asked.iter().find(|l| l.party == o.party && l.purpose == o.purpose))
                .filter(|l| !answered(l))
                .map(|l| l.name.clone())
                .collect();
            if !open.is_empty() {
                let words = "The person has not said yes or no yet for: ";
                return refused(format!("{words}{}. Ask about each, then complete the interview", open.join(", ")));
            }
            tx.complete_interview(case, actor.account)?;
            for task in tx.tasks(case)?.into_iter().filter(|t| t.kind == HOLD_INTERVIEW && t.done_at.is_none()) {
                done_with(tx, case, task.id, Some(actor.account))?;
            }
            let ring = crate::cases::parts::ring(tx, &look, &[])?;
            look.record(tx, &actor, look.decide(Act::Record, &[]), Action::Edit, &ring, "initial interview completed")?;
            Ok(())
        })
    }
}
