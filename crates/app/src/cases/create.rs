//! Making a case: its forms come from the notice.

use super::parts::{
    as_refs, classes, forms_for, identity, link_self, person_keys, read_forms, reference, write_section,
};
use crate::App;
use crate::actor::Actor;
use crate::error::AppError;
use crate::look::Look;
use crate::notices::Published;
use casework::{FormSpec, Typed};
use kernel::{CaseId, PersonId, london_date};
use ledger::Action;
use notice::model::{Act, CategoryIx};
use std::sync::Arc;

/// A new case is to be looked at within this many days; what the law counts comes with the duties.
pub(super) const FIRST_LOOK_DAYS: i32 = 5;

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
            let forms = forms_for(&notice, &actor, &service)?;
            Ok((notice, forms))
        })
    }

    /// Makes a case from what was typed. The whole of it or nothing.
    ///
    /// # Errors
    /// `Form` with everything to put right; `NotFound` when the actor may record nothing under this notice.
    pub fn create(&self, actor: &Actor, new: &NewCase) -> Result<CaseId, AppError> {
        let (actor, new) = (actor.clone(), new.clone());
        self.act(&actor.caller.clone(), "create case", move |tx, inner| {
            let notice = inner.latest(tx, &actor.capacity.notice)?.ok_or(AppError::NotFound)?;
            let forms = forms_for(&notice, &actor, &new.service)?;
            let today = london_date(tx.now());
            let contents = read_forms(&notice, &forms, &new.typed, today)?;
            let now = tx.now();
            let case = CaseId::new(now, tx.entropy());
            let person = PersonId::new(now, tx.entropy());
            let known: Vec<_> = contents.iter().map(|(c, content)| (*c, content)).collect();
            let keys = person_keys(tx, &identity(&notice, &known, today))?;
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
            let classes = classes(&notice, person, &categories);
            let ring = tx.ring_for_sealing(&as_refs(&classes))?;
            look.record(tx, &actor, decision, Action::Create, &ring, "")?;
            for (category, content) in &contents {
                write_section(tx, &look, &ring, *category, 1, content, &actor, &new.source)?;
            }
            Ok(case)
        })
    }
}
