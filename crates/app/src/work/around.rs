//! What stands around a case: the person's answers about sharing, and the bodies that work on it. Neither needs the record.

use super::desk::{Desk, visible};
use crate::App;
use crate::actor::Actor;
use crate::cases::parts::agencies;
use crate::error::AppError;
use crate::views::{AgencyLine, CaseTop, ConsentLine};
use kernel::CaseId;
use ledger::Action;

impl App {
    /// What the person is asked about sharing, and what was answered. Only the name is released for it.
    ///
    /// # Errors
    /// `NotFound` when the actor is not one of the controller's own people who may record something of the case.
    pub fn consents(&self, actor: &Actor, case: CaseId) -> Result<(CaseTop, Vec<ConsentLine>), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "consents", move |tx, inner| {
            let Some(look) = visible(tx, inner, &actor, case)? else { return Ok(None) };
            let desk = Desk::of(tx, &actor, look, &[], &[], (Action::Open, "consent"))?;
            if !actor.is_staff() || desk.may.releases_nothing() {
                return Ok(None);
            }
            let lines = crate::consent::lines(tx, &desk.look)?;
            Ok(Some((desk.top(&actor)?, lines)))
        })?
        .ok_or(AppError::NotFound)
    }

    /// The bodies that work on a case. Only the name is released for it.
    ///
    /// # Errors
    /// As [`App::consents`].
    pub fn agencies(&self, actor: &Actor, case: CaseId) -> Result<(CaseTop, Vec<AgencyLine>), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "agencies", move |tx, inner| {
            let Some(look) = visible(tx, inner, &actor, case)? else { return Ok(None) };
            let desk = Desk::of(tx, &actor, look, &[], &[], (Action::Open, "agencies"))?;
            if !actor.is_staff() || desk.may.releases_nothing() {
                return Ok(None);
            }
            let lines = agencies(tx, &desk.look)?;
            Ok(Some((desk.top(&actor)?, lines)))
        })?
        .ok_or(AppError::NotFound)
    }
}
