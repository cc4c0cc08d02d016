//! Making a case: its forms come from the notice.

use super::parts::{
    Written, as_refs, classes, forms_for, kinds_and_keys, link_self, read_forms, reference, write_section,
};
use crate::App;
use crate::actor::Actor;
use crate::drafts::{begun, finished};
use crate::error::AppError;
use crate::forms::pinned;
use crate::linking::{ListedRecord, may_begin, opened_for_listed};
use crate::look::Look;
use crate::notices::Published;
use crate::once::{self, Before, OnceKey};
use crate::work::follow::follow;
use crate::work::marks::follow_marks;
use casework::{Came, FormSpec, Sure, Typed};
use kernel::{CaseId, DraftId, PersonId, london_date};
use ledger::Action;
use notice::model::{Act, CategoryIx};
use std::sync::Arc;
use store::PersonKey;

/// A new case is to be looked at within this many days; what the law counts comes with the duties.
pub(crate) const FIRST_LOOK_DAYS: i32 = 5;

/// Who told what is being written down.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// Where it comes from: `subject`, or a source of the notice.
    pub source: String,
    /// How sure it is.
    pub sure: Sure,
    /// A protective marking, as the document carried it; empty: none.
    pub marking: String,
    /// How it came in, where somebody else gave it.
    pub came: Came,
}

impl Told {
    /// By a source, without more being said.
    #[must_use]
    pub fn by(source: &str) -> Self {
        Self { source: source.to_owned(), ..Self::default() }
    }
}

/// A case to be made: what was typed into the forms of its notice.
#[derive(Clone)]
pub struct NewCase {
    /// The service.
    pub service: String,
    /// What was typed.
    pub typed: Typed,
    /// Where it comes from: `subject`, or a source of the notice.
    pub source: String,
}

impl App {
    /// The forms of a new case under the actor's notice: one for each category that the actor may record for its purpose.
    ///
    /// # Errors
    /// `NotFound` when the actor may record nothing.
    pub fn new_case_forms(&self, actor: &Actor, service: &str) -> Result<(Arc<Published>, Vec<FormSpec>), AppError> {
        let (inner, actor, service) = (&self.inner, actor.clone(), service.to_owned());
        self.inner.store.read(&actor.caller.clone(), "forms of a new case", move |tx| {
            let notice = inner.latest(tx, &actor.capacity.notice)?.ok_or(AppError::NotFound)?;
            let form = notice.newest_form(tx, &service)?;
            let forms = forms_for(&notice, &actor, &service, form.as_deref())?;
            Ok((notice, forms))
        })
    }

    /// Makes a case from what was typed. The whole of it or nothing.
    ///
    /// # Errors
    /// `Form` with everything to put right; `NotFound` when the actor may record nothing under this notice.
    pub fn create(&self, actor: &Actor, new: &NewCase) -> Result<CaseId, AppError> {
        self.create_once(actor, new, None)
    }

    /// Makes a case from what was typed, once for each draft: sent again, it is the case that was made the first time.
    ///
    /// # Errors
    /// As [`App::create`].
    pub fn create_once(&self, actor: &Actor, new: &NewCase, draft: Option<DraftId>) -> Result<CaseId, AppError> {
        self.create_listed(actor, new, draft, None)
    }

    /// The same for somebody who was found on a list and is on no record of ours. That it was opened for them is written down with it, on the
    /// case's ledger and for every later run: of two officers who begin at once one opens the case, and the other is told.
    ///
    /// # Errors
    /// As [`App::create`]; `Refused` when they are on record by now; `NotFound` when there is no such record of a list.
    pub fn create_listed(
        &self,
        actor: &Actor,
        new: &NewCase,
        draft: Option<DraftId>,
        of: Option<ListedRecord>,
    ) -> Result<CaseId, AppError> {
        match self.create_from(actor, new, (draft, of), None) {
            // Sent twice at the same moment: the other one was first, and this is its case.
            Err(AppError::Conflict) if draft.is_some() => self.create_from(actor, new, (draft, of), None),
            other => other,
        }
    }

    /// Makes a case for a program, once for each of its keys.
    ///
    /// # Errors
    /// As [`App::create`]; `Refused` when the key was used for something else.
    pub fn create_keyed(&self, actor: &Actor, new: &NewCase, key: Option<&OnceKey>) -> Result<CaseId, AppError> {
        once::at_most(key, || self.create_from(actor, new, (None, None), key))
    }

    fn create_from(
        &self,
        actor: &Actor,
        new: &NewCase,
        (draft, of): (Option<DraftId>, Option<ListedRecord>),
        key: Option<&OnceKey>,
    ) -> Result<CaseId, AppError> {
        let (actor, new, key) = (actor.clone(), new.clone(), key.cloned());
        self.act(&actor.caller.clone(), "create case", move |tx, inner| {
            let fresh = match once::before(tx, &actor, key.as_ref())? {
                Before::Done(made) => return Ok(CaseId::from_bytes(made)),
                Before::Not(fresh) => fresh,
            };
            let notice = inner.latest(tx, &actor.capacity.notice)?.ok_or(AppError::NotFound)?;
            if actor.is_staff() {
                crate::sources::may_begin(&notice, &new.source)?;
            }
            let begun = begun(tx, &actor, &new.service, draft)?;
            if let Some(made) = begun.as_ref().and_then(|d| d.made) {
                return Ok(made);
            }
            if let Some(of) = of {
                may_begin(tx, inner, &actor, of)?;
            }
            let form = notice.newest_form(tx, &new.service)?;
            let forms = forms_for(&notice, &actor, &new.service, form.as_deref())?;
            let today = london_date(tx.now());
            let contents = read_forms(&notice, &forms, &new.typed, today)?;
            let now = tx.now();
            let case = CaseId::new(now, tx.entropy());
            let person = match &begun {
                Some(draft) => draft.person,
                None => PersonId::new(now, tx.entropy()),
            };
            let known: Vec<_> = contents.iter().map(|(c, content)| (*c, content)).collect();
            let found_by = kinds_and_keys(tx, &notice.well_known.identity_of(&known, today))?;
            let keys: Vec<PersonKey> = found_by.iter().map(|(_, key)| *key).collect();
            tx.insert_person(person, &keys)?;
            let reference = reference(today, case);
            tx.insert_case(&store::NewCase {
                id: case,
                reference: reference.clone(),
                notice_version: notice.version_id,
                service: new.service.clone(),
                person,
                opened_on: today,
                owner: actor.is_staff().then_some(actor.account),
                next_due: today
                    .checked_add(jiff::Span::new().days(FIRST_LOOK_DAYS))
                    .ok()
                    .map(|d| (d, "first-assessment".to_owned())),
            })?;
            if !actor.is_staff() {
                link_self(tx, &actor, case, today)?;
            }
            let look = Look::at(tx, inner, &actor, case)?.ok_or(AppError::NotFound)?;
            let categories: Vec<CategoryIx> = contents.iter().map(|(c, _)| *c).collect();
            let decision = look.decide(Act::Record, &categories);
            if decision.outcomes().iter().any(|o| !o.released) {
                return Err(AppError::NotFound);
            }
            let classes = classes(&notice, (person, case), &categories);
            let ring = tx.ring_for_sealing(&as_refs(&classes))?;
            look.record(tx, &actor, decision, Action::Create, &ring, "")?;
            let pinned = pinned(form.as_deref());
            let written = Written { source: &new.source, form: &pinned, standing: None, unseen: &[] };
            follow(tx, &actor, &look, form.as_deref(), &known, false)?;
            let said: Vec<_> = known.iter().map(|(c, content)| (*c, None, *content)).collect();
            follow_marks(tx, &look, &said)?;
            let mut met = Vec::new();
            for (category, content) in contents {
                // In the first text everything was said alike: nothing has to be said of each fact.
                met.extend(write_section(tx, &look, &ring, category, 1, &content, &actor, &written)?);
            }
            crate::people::members::settle(tx, inner, &actor, &look, &met)?;
            if let Some(id) = draft {
                finished(tx, &actor, (id, begun), &new.service, person, Some(case))?;
            }
            if let Some(of) = of {
                opened_for_listed(tx, inner, &actor, of, case)?;
            }
            crate::people::propose(tx, inner, &actor, &look, &found_by)?;
            once::done(tx, &actor, fresh, case.as_bytes())?;
            Ok(case)
        })
    }
}
