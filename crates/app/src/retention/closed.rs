//! A closed case is read-only, and looked at only for a reason: said once, good for the rest of the day, on the ledger.

use super::class_of;
use crate::App;
use crate::actor::Actor;
use crate::cases::parts::ring;
use crate::error::AppError;
use crate::look::Look;
use casework::closing::{LOOK_REASONS, code_words};
use jiff::civil::Date;
use kernel::{CaseId, RetentionId};
use ledger::Action;
use notice::model::Act;
use store::{RetentionDecision, RetentionKind, Tx};

/// Whether the actor has said today why they look at a closed case.
pub(crate) fn said_why(tx: &mut Tx<'_>, actor: &Actor, look: &Look) -> Result<bool, AppError> {
    let decisions = tx.retention_decisions(&[look.case.id])?;
    Ok(decisions.iter().any(|d| {
        d.kind == RetentionKind::Look
            && d.asked_by == actor.account
            && d.until_on.is_some_and(|last| look.today <= last)
    }))
}

/// Writes down why somebody looks at a closed case, or opens it again. A code: it says nothing about anybody.
pub(crate) fn reason_given(
    tx: &mut Tx<'_>,
    actor: &Actor,
    case: CaseId,
    (kind, code): (RetentionKind, &str),
    today: Date,
) -> Result<(), AppError> {
    let id = RetentionId::new(tx.now(), tx.entropy());
    tx.insert_retention_decision(&RetentionDecision {
        id,
        case_id: case,
        kind,
        statement: String::new(),
        code: code.to_owned(),
        years: None,
        until_on: Some(today),
        class: class_of(case),
        sealed: None,
        asked_by: actor.account,
        asked_at: tx.now(),
        approved: None,
        decided_by: None,
        decided_at: None,
        ended_by: None,
        ended_at: None,
    })?;
    Ok(())
}

impl App {
    /// The reference of a closed case that the actor may look at if they say why.
    ///
    /// # Errors
    /// `NotFound` when there is no such closed case for the actor.
    pub fn closed_case(&self, actor: &Actor, case: CaseId) -> Result<String, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "closed case", move |tx, inner| {
            let look = Look::even_closed(tx, inner, &actor, case)?.ok_or(AppError::NotFound)?;
            let decision = look.decide_all(Act::See);
            if look.is_open() || decision.releases_nothing() {
                return Err(AppError::NotFound);
            }
            Ok(look.case.reference.clone())
        })
    }

    /// Says why a closed case is looked at. It is on the ledger, and whoever the case is about can see it.
    ///
    /// # Errors
    /// `NotFound` when there is no such closed case for the actor; `Refused` when the reason is none of the list.
    pub fn look_at_closed(&self, actor: &Actor, case: CaseId, reason: &str) -> Result<(), AppError> {
        let (actor, reason) = (actor.clone(), reason.to_owned());
        self.act(&actor.caller.clone(), "look at closed case", move |tx, inner| {
            let look = Look::even_closed(tx, inner, &actor, case)?.ok_or(AppError::NotFound)?;
            if look.is_open() || look.decide_all(Act::See).releases_nothing() {
                return Err(AppError::NotFound);
            }
            if code_words(LOOK_REASONS, &reason).is_none() {
                return Err(AppError::Refused("Choose why you look at this case".to_owned()));
            }
            reason_given(tx, &actor, case, (RetentionKind::Look, &reason), look.today)?;
            let ring = ring(tx, &look, &[])?;
            let decision = look.decide(Act::See, &[]);
            look.record(tx, &actor, decision, Action::Open, &ring, &format!("closed case, because: {reason}"))?;
            Ok(())
        })
    }
}
