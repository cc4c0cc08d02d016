//! Making a case: its forms come from the notice.

use super::parts::{
    Written, as_refs, classes, forms_for, kinds_and_keys, link_self, read_forms, reference, said_now, write_section,
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
use crate::sent::typed_digest;
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

/// What is said when the form of a case that was opened is sent again with something else typed into it.
const OTHERWISE: &str = "This form was sent before, and a case was opened from it. What stands here now is different, and nothing was \
                         done with it. Send it again to open another case with it; to correct the case that was opened, change \
                         that case";

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

/// Of what is typed into the form of a new case: how sure it is, and which sections somebody else told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FirstTold {
    /// How sure all of it is.
    pub sure: Sure,
    /// By category: where it comes from. A category that is not named comes from where the whole does.
    pub by_section: Vec<(String, String)>,
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
    /// As [`App::create`]; `Refused` when something else was typed into it then.
    pub fn create_once(&self, actor: &Actor, new: &NewCase, draft: Option<DraftId>) -> Result<CaseId, AppError> {
        self.create_told(actor, new, (draft, None), &FirstTold::default())
    }

    /// The same, with who told which part of it, and how sure it is; and for somebody who was found on a list and is on no record of ours.
    /// That it was opened for them is written down with it, on the case's ledger and for every later run: of two officers who begin at once
    /// one opens the case, and the other is told.
    ///
    /// # Errors
    /// As [`App::create_once`]; `Form` for a source of which more has to be said than a new case asks; `Refused` when they are on record
    /// by now; `NotFound` when there is no such record of a list.
    pub fn create_told(
        &self,
        actor: &Actor,
        new: &NewCase,
        from: (Option<DraftId>, Option<ListedRecord>),
        told: &FirstTold,
    ) -> Result<CaseId, AppError> {
        match self.create_from(actor, new, from, (None, told)) {
            // Sent twice at the same moment: the other one was first, and this is its case.
            Err(AppError::Conflict) if from.0.is_some() => self.create_from(actor, new, from, (None, told)),
            other => other,
        }
    }

    /// Makes a case for a program, once for each of its keys.
    ///
    /// # Errors
    /// As [`App::create`]; `Refused` when the key was used for something else.
    pub fn create_keyed(&self, actor: &Actor, new: &NewCase, key: Option<&OnceKey>) -> Result<CaseId, AppError> {
        once::at_most(key, || self.create_from(actor, new, (None, None), (key, &FirstTold::default())))
    }

    fn create_from(
        &self,
        actor: &Actor,
        new: &NewCase,
        (draft, of): (Option<DraftId>, Option<ListedRecord>),
        (key, told): (Option<&OnceKey>, &FirstTold),
    ) -> Result<CaseId, AppError> {
        let (actor, new, key, told) = (actor.clone(), new.clone(), key.cloned(), told.clone());
        self.act(&actor.caller.clone(), "create case", move |tx, inner| {
            let fresh = match once::before(tx, &actor, key.as_ref())? {
                Before::Done(made) => return Ok(CaseId::from_bytes(made)),
                Before::Not(fresh) => fresh,
            };
            let notice = inner.latest(tx, &actor.capacity.notice)?.ok_or(AppError::NotFound)?;
            if actor.is_staff() {
                for source in std::iter::once(&new.source).chain(told.by_section.iter().map(|(_, source)| source)) {
                    crate::sources::may_begin(&notice, source)?;
                }
            }
            let begun = begun(tx, &actor, &new.service, draft)?;
            let sent_hash = match draft {
                Some(_) => Some(typed_digest(tx, new.typed.answers().pairs())?),
                None => None,
            };
            if let Some((sent, made)) = begun.as_ref().and_then(|d| d.made.map(|made| (d.sent_hash.clone(), made))) {
                if sent.is_some() && sent != sent_hash {
                    return Err(AppError::Refused(OTHERWISE.to_owned()));
                }
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
                let id = notice.category_id(category);
                let own = told.by_section.iter().find(|(c, _)| c == id).map(|(_, source)| source.as_str());
                let source = own.unwrap_or(&new.source);
                // In the first text everything was said alike: nothing has to be said of each fact, unless somebody is sure of it, or unsure.
                let content = match told.sure {
                    Sure::Said => content,
                    sure => {
                        let by = Told { sure, ..Told::by(source) };
                        content.attributed(None, &said_now(&notice, &actor, &by, today))
                    }
                };
                let written = Written { source, ..written };
                met.extend(write_section(tx, &look, &ring, category, 1, &content, &actor, &written)?);
            }
            crate::people::members::settle(tx, inner, &actor, &look, &met)?;
            if let Some(id) = draft {
                finished(tx, &actor, (id, begun), &new.service, person, (Some(case), sent_hash))?;
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
