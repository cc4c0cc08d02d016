//! One section of a case, for who needs no more than that: nothing else is opened or disclosed.

use super::parts::{names, notice_line, ring, section_view, writers};
use crate::App;
use crate::actor::Actor;
use crate::error::AppError;
use crate::look::Look;
use crate::views::{NoticeLine, SectionView};
use kernel::CaseId;
use ledger::Action;
use notice::model::Act;
use store::CaseState;

/// One section, opened.
pub struct SectionOpened {
    /// The notice.
    pub notice: NoticeLine,
    /// The section.
    pub section: SectionView,
}

impl App {
    /// Opens one section of a case. A withheld one says why.
    ///
    /// # Errors
    /// `NotFound` when there is no such case or category, or nothing of the case is released to the actor.
    pub fn section(&self, actor: &Actor, case: CaseId, category: &str) -> Result<SectionOpened, AppError> {
        let (actor, category) = (actor.clone(), category.to_owned());
        self.act(&actor.caller.clone(), "open section", move |tx, inner| {
            let Some(look) = Look::at(tx, inner, &actor, case)? else { return Ok(None) };
            let Some(at) = look.notice.compiled.category(&category) else { return Ok(None) };
            let exists = !look.decide_all(Act::See).releases_nothing();
            let sections = tx.sections_of(&[case], &[category.as_str()])?;
            let ring = ring(tx, &look, &sections)?;
            let decision = look.decide(Act::See, &[at]);
            // The attempt stays on the ledger, whatever comes of it.
            let recorded = look.record(tx, &actor, decision, Action::Open, &ring, "one section")?;
            if !exists {
                return Ok(None);
            }
            let can_record = look.decide(Act::Record, &[at]).releases(at) && look.case.state == CaseState::Open;
            let people = names(tx, inner, &sections, None)?;
            let mut section = section_view(&look, &recorded, at, &sections, &ring, &people, can_record)?;
            if section.source.is_some()
                && let Some(body) = writers(tx, &look, &sections)?.remove(&section.category)
            {
                section.source = Some(body);
            }
            Ok(Some(SectionOpened { notice: notice_line(&look.notice), section }))
        })?
        .ok_or(AppError::NotFound)
    }
}
