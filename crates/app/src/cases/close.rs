//! Closing a case, and opening it again.

use super::create::FIRST_LOOK_DAYS;
use super::parts::{kept, ring};
use crate::actor::Actor;
use crate::error::AppError;
use crate::look::Look;
use crate::views::KeptLine;
use crate::{App, Inner};
use casework::CloseReason;
use kernel::{CaseId, london_date};
use ledger::Action;
use notice::model::Act;
use store::{CaseState, Tx};

/// What closing a case would mean.
pub struct Closing {
    /// The case's reference.
    pub reference: String,
    /// Until when what is kept, by which rule, if it is closed today.
    pub kept: Vec<KeptLine>,
}

impl App {
    /// What closing the case today would mean: until when what is kept.
    ///
    /// # Errors
    /// `NotFound` when the actor may not close it.
    pub fn closing(&self, actor: &Actor, case: CaseId) -> Result<Closing, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "before closing", move |tx, inner| {
            let look = closable(tx, inner, &actor, case)?;
            let sections = tx.sections(case)?;
            let today = london_date(tx.now());
            Ok(Closing { reference: look.case.reference.clone(), kept: kept(&look.notice, &sections, today) })
        })
    }

    /// Closes a case: from today its retention periods run.
    ///
    /// # Errors
    /// `NotFound` when the actor may not close it; `Refused` when it is closed already.
    pub fn close(&self, actor: &Actor, case: CaseId, reason: CloseReason) -> Result<Vec<KeptLine>, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "close case", move |tx, inner| close(tx, inner, &actor, case, reason))
    }

    /// Opens a closed case again; its retention periods stop.
    ///
    /// # Errors
    /// `NotFound` when the actor may not; `Refused` when it is open.
    pub fn reopen(&self, actor: &Actor, case: CaseId) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "reopen case", move |tx, inner| {
            let look = closable(tx, inner, &actor, case)?;
            if look.case.state == CaseState::Open {
                return Err(AppError::Refused("This case is open already".to_owned()));
            }
            let ring = ring(tx, &look, &[])?;
            let decision = look.decide_all(Act::Record);
            look.record(tx, &actor, decision, Action::Reopen, &ring, "")?;
            tx.reopen_case(case)?;
            let look_again = london_date(tx.now()).checked_add(jiff::Span::new().days(FIRST_LOOK_DAYS)).ok();
            tx.set_next_due(case, look_again.map(|day| (day, "look-again")))?;
            Ok(())
        })
    }
}

/// A case that the actor may close: one of the controller's own people who may record something of it.
fn closable(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, case: CaseId) -> Result<Look, AppError> {
    let look = Look::at(tx, inner, actor, case)?.ok_or(AppError::NotFound)?;
    if !actor.is_staff() || look.decide_all(Act::Record).releases_nothing() {
        return Err(AppError::NotFound);
    }
    Ok(look)
}

/// Closes a case within a unit of work.
pub(crate) fn close(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    case: CaseId,
    reason: CloseReason,
) -> Result<Vec<KeptLine>, AppError> {
    let look = closable(tx, inner, actor, case)?;
    if look.case.state == CaseState::Closed {
        return Err(AppError::Refused("This case is closed already".to_owned()));
    }
    let sections = tx.sections(case)?;
    let today = london_date(tx.now());
    let kept = kept(&look.notice, &sections, today);
    let longest = kept.iter().filter_map(|k| k.due.map(|due| (due, k.statement.id.clone()))).max();
    let ring = ring(tx, &look, &[])?;
    let decision = look.decide_all(Act::Record);
    let rule = longest.as_ref().map_or_else(
        || format!("{}; no date by any rule", reason.code()),
        |(due, statement)| format!("{}; kept until {due} by {statement}", reason.code()),
    );
    look.record(tx, actor, decision, Action::Close, &ring, &rule)?;
    tx.close_case(case, today, reason.code(), longest.as_ref().map(|(due, s)| (*due, s.as_str())))?;
    tx.set_next_due(case, None)?;
    Ok(kept)
}
