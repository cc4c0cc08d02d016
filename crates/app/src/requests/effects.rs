//! What a request does to a record: use and sharing stop, a statement is put beside an entry, a correction is confirmed, data
//! is erased. Each is written down as a step of the request and stands on the ledger of the record.

use super::decide::untold;
use super::desk::Opened;
use super::queue::taken;
use super::recipients::recipients;
use super::steps::write_step;
use crate::actor::Actor;
use crate::cases::parts::{as_refs, classes, ring};
use crate::error::AppError;
use crate::look::Look;
use crate::people::Place;
use crate::retention::{nothing_in, nothing_left};
use crate::{App, Inner};
use ::rights::{Kind, StepKind, may};
use casework::SectionContent;
use clocks::Calendar;
use kernel::{CaseId, ItemId, PersonId, RequestId, london_date};
use ledger::Action;
use notice::model::{Act, CategoryIx};
use sealing::CLASS_SUBJECT;
use store::{CaseState, NewItem, RightsStep, Tx, item_place};

/// The kind of item that a person's statement is.
pub(crate) const STATEMENT: &str = "statement";

/// A request and one of its records.
struct On {
    opened: Opened,
    look: Look,
    kind: Kind,
    /// The member of the household whom it is about; none: the person whose case it is.
    member: Option<PersonId>,
}

impl On {
    /// Opens both for the officer, who acts for a purpose that answers requests.
    fn of(
        tx: &mut Tx<'_>,
        inner: &Inner,
        actor: &Actor,
        (id, case): (RequestId, CaseId),
        step: StepKind,
    ) -> Result<Self, AppError> {
        let opened = Opened::of(tx, inner, actor, id, Act::Record, (Action::Edit, step.id()))?;
        opened.must_be_released()?;
        let kind = Kind::from_id(&opened.request.kind).ok_or(AppError::NotFound)?;
        let today = london_date(tx.now());
        may(kind, opened.request.received_on, &taken(&opened.steps), step, today, Calendar::standard())
            .map_err(|words| AppError::Refused(words.to_owned()))?;
        if !opened.cases.iter().any(|c| c.id == case) {
            return Err(AppError::NotFound);
        }
        // The request is the reason to look at a closed case.
        let look = Look::even_closed(tx, inner, actor, case)?.ok_or(AppError::NotFound)?;
        let member = opened.member(case);
        Ok(Self { opened, look, kind, member })
    }

    /// What a step says that it is about: a case, or a member of its household.
    fn code(&self) -> String {
        code(self.look.case.id, self.member)
    }

    fn write(&self, tx: &mut Tx<'_>, actor: &Actor, step: StepKind, code: &str, words: &str) -> Result<(), AppError> {
        let today = london_date(tx.now());
        write_step(tx, actor.account, &self.opened.request, (step, today), code, words)
    }

    /// Stops the use of the record, or of what it keeps of the member, or lets it go on.
    fn stop(&self, tx: &mut Tx<'_>, so: bool) -> Result<(), AppError> {
        let case = self.look.case.id;
        match self.member {
            Some(person) => tx.set_member_restricted(case, person, so)?,
            None => tx.set_restricted(case, so)?,
        }
        Ok(())
    }

    /// Puts what is done on the ledger of the record.
    fn note(&self, tx: &mut Tx<'_>, actor: &Actor, action: Action, what: &str) -> Result<(), AppError> {
        let ring = ring(tx, &self.look, &[])?;
        let asked: Vec<CategoryIx> = self.look.notice.well_known.name.iter().map(|(c, _)| *c).collect();
        let decision = match self.member {
            None => self.look.decide(Act::Record, &asked),
            // Also of a member of whom nothing may be used: it is on their ledger that it was stopped.
            Some(person) => {
                let of = Place { look: &self.look, person };
                let categories = of.categories();
                let named = categories.iter().map(|c| (*c, person)).collect();
                self.look.decide(Act::Record, &categories).about_others(named)
            }
        };
        let detail = format!("{what}, request {}", self.opened.request.reference);
        self.look.record(tx, actor, decision, action, &ring, &detail)?;
        Ok(())
    }
}

fn needs_words(words: &str, say: &str) -> Result<(), AppError> {
    if words.trim().is_empty() { Err(AppError::Refused(say.to_owned())) } else { Ok(()) }
}

/// What a step says that it is about: a case, or a member of its household.
fn code(case: CaseId, member: Option<PersonId>) -> String {
    member.map_or_else(|| case.to_string(), |member| format!("{case}/{member}"))
}

/// Whether these steps leave a record restricted.
fn leaves_restricted(steps: &[RightsStep], code: &str) -> bool {
    let about = steps.iter().filter(|s| s.code == code);
    about.fold(false, |so, s| match StepKind::from_id(&s.step) {
        Some(StepKind::Restricted) => true,
        Some(StepKind::Lifted) => false,
        _ => so,
    })
}

/// Use and sharing of a record stop while an objection to it is looked into (UK GDPR article 18(1)(d)).
pub(super) fn pause_for_objection(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    id: RequestId,
    case: CaseId,
) -> Result<(), AppError> {
    restrict(tx, inner, actor, (id, case), "The person objects: nothing is done with it until that is decided")
}

fn restrict(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    at: (RequestId, CaseId),
    words: &str,
) -> Result<(), AppError> {
    let on = On::of(tx, inner, actor, at, StepKind::Restricted)?;
    needs_words(words, "Write down on which ground: accuracy contested, unlawful use, needed for a claim, objection")?;
    if leaves_restricted(&on.opened.steps, &on.code()) {
        return Err(AppError::Refused("Use and sharing of this record are stopped already".to_owned()));
    }
    on.note(tx, actor, Action::Administer, "stopped use and sharing")?;
    on.stop(tx, true)?;
    on.write(tx, actor, StepKind::Restricted, &on.code(), words)
}

/// Use and sharing go on, unless another request keeps them stopped.
pub(super) fn lift(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    at: (RequestId, CaseId),
    told: &str,
) -> Result<(), AppError> {
    let on = On::of(tx, inner, actor, at, StepKind::Lifted)?;
    if !leaves_restricted(&on.opened.steps, &on.code()) {
        return Err(AppError::Refused("This request does not stop use and sharing of the record".to_owned()));
    }
    on.write(tx, actor, StepKind::LiftingTold, &on.code(), told)?;
    on.write(tx, actor, StepKind::Lifted, &on.code(), "")?;
    let mut another = false;
    for other in tx.requests_of_case(at.1)? {
        another |= other.id != at.0 && leaves_restricted(&tx.steps_of(other.id)?, &on.code());
    }
    if !another {
        on.stop(tx, false)?;
        super::told::tell_of_lifting(tx, at.0)?;
    }
    on.note(tx, actor, Action::Administer, "lifted the restriction")
}

/// The records that a request keeps restricted.
pub(super) fn restricted_by(opened: &Opened) -> Vec<CaseId> {
    let stopped = |case: &CaseId| leaves_restricted(&opened.steps, &code(*case, opened.member(*case)));
    opened.cases.iter().map(|c| c.id).filter(stopped).collect()
}

/// Nothing may be left of a member whom no other case knows.
fn gone(tx: &mut Tx<'_>, member: PersonId) -> Result<(), AppError> {
    if tx.has_person(member)? {
        return Ok(());
    }
    nothing_in(&tx.traces_of_person(member)?)
}

impl App {
    /// Stops use and sharing of a record; storage goes on (UK GDPR article 18).
    ///
    /// # Errors
    /// `Refused` without a ground, or when it is stopped already; `NotFound` when the request is not about the record, and
    /// for everybody but the data protection officer.
    pub fn restrict_for_request(
        &self,
        actor: &Actor,
        id: RequestId,
        case: CaseId,
        words: &str,
    ) -> Result<(), AppError> {
        let (actor, words) = (actor.clone(), words.to_owned());
        self.act(&actor.caller.clone(), "restrict for request", move |tx, inner| {
            restrict(tx, inner, &actor, (id, case), &words)
        })
    }

    /// Lifts a restriction, once the person was told (UK GDPR article 18(3)). `told` says how.
    ///
    /// # Errors
    /// `Refused` when it is not said how they were told; otherwise as above.
    pub fn lift_restriction(&self, actor: &Actor, id: RequestId, case: CaseId, told: &str) -> Result<(), AppError> {
        let (actor, told) = (actor.clone(), told.to_owned());
        self.act(&actor.caller.clone(), "lift restriction", move |tx, inner| {
            needs_words(&told, "Tell the person first, and write down how: a restriction is lifted only after that")?;
            lift(tx, inner, &actor, (id, case), &told)
        })
    }

    /// Puts the person's own statement beside a category of a record, also of one that is closed.
    ///
    /// # Errors
    /// `Refused` without words; `NotFound` when the officer may not record the category; otherwise as above.
    pub fn add_statement(
        &self,
        actor: &Actor,
        id: RequestId,
        case: CaseId,
        category: &str,
        words: &str,
    ) -> Result<ItemId, AppError> {
        let (actor, category, words) = (actor.clone(), category.to_owned(), words.to_owned());
        self.act(&actor.caller.clone(), "add statement", move |tx, inner| {
            let on = On::of(tx, inner, &actor, (id, case), StepKind::StatementAdded)?;
            needs_words(&words, "Write down what the person wants to have said, in their words")?;
            let look = &on.look;
            let at = look.notice.compiled.category(&category).ok_or(AppError::NotFound)?;
            let decision = look.decide(Act::Record, &[at]);
            if !decision.releases(at) {
                return Err(AppError::NotFound);
            }
            let keys = classes(&look.notice, (look.case.person, case), &[at]);
            let ring = tx.ring_for_sealing(&as_refs(&keys))?;
            let detail = format!("{STATEMENT}, request {}", on.opened.request.reference);
            look.record(tx, &actor, decision, Action::Create, &ring, &detail)?;
            let item = ItemId::new(tx.now(), tx.entropy());
            let record_class = look.notice.class_in(at, case);
            let content = SectionContent::from_pairs([("text", words.trim())]);
            let plain = serde_json::to_vec(&content).map_err(|_| AppError::Fault("not writable".to_owned()))?;
            let place = item_place(look.case.person, &record_class, item, 1);
            let sealed = ring.seal(&place, &plain, tx.entropy()).map_err(|e| AppError::Fault(e.to_string()))?;
            tx.insert_item(&NewItem {
                id: item,
                version: 1,
                case_id: case,
                person: look.case.person,
                kind: STATEMENT.to_owned(),
                category: category.clone(),
                record_class,
                third_party: false,
                staff_only: false,
                happened_at: tx.now(),
                ends_at: None,
                sealed,
                author: Some(actor.account),
            })?;
            on.write(tx, &actor, StepKind::StatementAdded, &case.to_string(), "")?;
            Ok(item)
        })
    }

    /// Confirms that what was wrong was corrected: the section has a version that was written since the request came, and
    /// the ones before it are in its history.
    ///
    /// # Errors
    /// `Refused` when nothing was changed since; otherwise as above.
    pub fn confirm_correction(
        &self,
        actor: &Actor,
        id: RequestId,
        case: CaseId,
        category: &str,
    ) -> Result<(), AppError> {
        let (actor, category) = (actor.clone(), category.to_owned());
        self.act(&actor.caller.clone(), "confirm correction", move |tx, inner| {
            let on = On::of(tx, inner, &actor, (id, case), StepKind::Corrected)?;
            if on.look.notice.compiled.category(&category).is_none() {
                return Err(AppError::NotFound);
            }
            let made = on.opened.request.made_at;
            let versions = tx.section_history(case, &category)?;
            let corrected = versions.first().is_some_and(|v| v.version > 1 && v.recorded_at >= made);
            if !corrected {
                return Err(AppError::Refused(
                    "Nothing in this part of the record was changed since the request came: open the record and correct it first"
                        .to_owned(),
                ));
            }
            on.note(tx, &actor, Action::Edit, "corrected")?;
            let label = on.look.notice.category_label(&category);
            on.write(tx, &actor, StepKind::Corrected, &format!("{case}/{category}"), &label)
        })
    }

    /// Erases a record: its keys, so that every copy is beyond use, and its rows (UK GDPR article 17).
    ///
    /// # Errors
    /// `Refused` when it is still worked on, another request about it is open, or a hold keeps it; otherwise as above.
    pub fn erase_for_request(&self, actor: &Actor, id: RequestId, case: CaseId, words: &str) -> Result<(), AppError> {
        let (actor, words) = (actor.clone(), words.to_owned());
        self.act(&actor.caller.clone(), "erase for request", move |tx, inner| {
            let on = On::of(tx, inner, &actor, (id, case), StepKind::Erased)?;
            let refuse = |words: &str| Err(AppError::Refused(words.to_owned()));
            if on.kind != Kind::Erasure {
                return refuse("Only a request for erasure erases");
            }
            needs_words(
                &words,
                "Write down why no duty, task or claim needs it any more (UK GDPR article 17(1) and (3))",
            )?;
            if on.member.is_none() && on.look.case.state == CaseState::Open {
                return refuse("The case is open: what is worked on cannot be erased. Close it first, if it is over");
            }
            let mut waiting = Vec::new();
            for other in tx.requests_of_case(case)? {
                let of = tx.members_of_request(other.id)?;
                let of = of.iter().find(|(c, _)| *c == case).map(|(_, member)| *member);
                if other.id != id && other.settled_at.is_none() && of == on.member {
                    waiting.push(other.reference);
                }
            }
            if !waiting.is_empty() {
                let which = waiting.join(", ");
                return refuse(&format!(
                    "Another request about this record is open ({which}): erasing it now would be an offence \
                     (Data Protection Act 2018 section 173)"
                ));
            }
            let person = on.look.case.person;
            if on.look.so.holds.iter().any(|h| h.until.is_none_or(|last| on.look.today <= last)) {
                return refuse("A hold keeps this record: lift it first, if its reason is gone");
            }
            // Afterwards nobody could say any more who had it.
            untold(&recipients(tx, &on.opened)?)?;
            let detail = format!("erased, request {}", on.opened.request.reference);
            if let Some(member) = on.member {
                on.note(tx, &actor, Action::Erase, "erased")?;
                on.write(tx, &actor, StepKind::Erased, &on.look.case.reference, &words)?;
                tx.erase_member(case, member, &detail)?;
                return gone(tx, member);
            }
            let ring = tx.ring(&[(person, CLASS_SUBJECT)])?;
            let decision = on.look.decide_all(Act::Record);
            on.look.record(tx, &actor, decision, Action::Erase, &ring, &detail)?;
            let reference = on.look.case.reference.clone();
            on.write(tx, &actor, StepKind::Erased, &reference, &words)?;
            tx.erase_whole_case(case, person, &detail)?;
            nothing_left(tx, inner, &on.look.case)
        })
    }
}
