//! Closing a case, and opening it again.

use super::create::FIRST_LOOK_DAYS;
use super::parts::{kept, ring};
use crate::actor::Actor;
use crate::error::AppError;
use crate::look::Look;
use crate::retention::{Life, reason_given, set_clock};
use crate::views::KeptLine;
use crate::{App, Inner};
use casework::CloseReason;
use casework::closing::{REOPEN_REASONS, code_words};
use jiff::civil::Date;
use kernel::{CaseId, london_date};
use ledger::Action;
use notice::model::Act;
use notice::source::Anchor;
use store::{CaseState, RetentionKind, Tx};

/// How a case is closed.
#[derive(Debug, Clone, Copy)]
pub struct Close {
    /// Why.
    pub reason: CloseReason,
    /// The date of birth of the child that the record is about (the youngest, of several), where a period counts from it and
    /// the record does not say it.
    pub birth: Option<Date>,
    /// The day of death, if the person has died.
    pub death: Option<Date>,
    /// The record is about no child: what would count from a child's birth counts from closing.
    pub no_child: bool,
}

impl From<CloseReason> for Close {
    fn from(reason: CloseReason) -> Self {
        Self { reason, birth: None, death: None, no_child: false }
    }
}

/// What closing a case would mean.
pub struct Closing {
    /// The case's reference.
    pub reference: String,
    /// Until when what is kept, by which rule, if it is closed today.
    pub kept: Vec<KeptLine>,
    /// A period counts from a child's birth, and the record does not say when that was.
    pub asks_birth: bool,
    /// A period may count from the person's death.
    pub asks_death: bool,
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
            let life = Life::recorded(tx, &look.notice, &look.case, &sections, look.today)?;
            let so = crate::retention::if_closed(tx, inner, &look, life, look.today)?;
            let kept = kept(&look.notice, &sections, &so);
            Ok(Closing {
                reference: look.case.reference.clone(),
                asks_birth: asks_birth(&kept),
                asks_death: crate::retention::counts_from(&look.notice, Anchor::Death),
                kept,
            })
        })
    }

    /// Closes a case: from today its retention periods run.
    ///
    /// # Errors
    /// `NotFound` when the actor may not close it; `Refused` when it is closed already, or a day cannot be.
    pub fn close(&self, actor: &Actor, case: CaseId, how: impl Into<Close>) -> Result<Vec<KeptLine>, AppError> {
        let (actor, how) = (actor.clone(), how.into());
        self.act(&actor.caller.clone(), "close case", move |tx, inner| close(tx, inner, &actor, case, how))
    }

    /// Opens a closed case again, for a reason; its retention periods stop, and are counted anew when it is closed.
    ///
    /// # Errors
    /// `NotFound` when the actor may not; `Refused` when it is open, or the reason is none of the list.
    pub fn reopen(&self, actor: &Actor, case: CaseId, reason: &str) -> Result<(), AppError> {
        let (actor, reason) = (actor.clone(), reason.to_owned());
        self.act(&actor.caller.clone(), "reopen case", move |tx, inner| {
            let look = closable(tx, inner, &actor, case)?;
            if look.case.state == CaseState::Open {
                return Err(AppError::Refused("This case is open already".to_owned()));
            }
            if code_words(REOPEN_REASONS, &reason).is_none() {
                return Err(AppError::Refused("Choose why it is opened again".to_owned()));
            }
            let ring = ring(tx, &look, &[])?;
            let decision = look.decide_all(Act::Record);
            look.record(tx, &actor, decision, Action::Reopen, &ring, &reason)?;
            // What was decided about destroying it does not hold for a case that goes on.
            for old in tx.retention_decisions(&[case])? {
                if old.kind == RetentionKind::Destroy && old.ended_at.is_none() {
                    tx.end_retention(old.id, actor.account)?;
                }
            }
            tx.reopen_case(case)?;
            tx.drop_case_clock(case)?;
            reason_given(tx, &actor, case, (RetentionKind::Reopen, &reason), look.today)?;
            let look_again = london_date(tx.now()).checked_add(jiff::Span::new().days(FIRST_LOOK_DAYS)).ok();
            tx.set_next_due(case, look_again.map(|day| (day, "look-again")))?;
            Ok(())
        })
    }
}

/// A case that the actor may close: one of the controller's own people who may record something of it.
fn closable(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, case: CaseId) -> Result<Look, AppError> {
    let look = Look::even_closed(tx, inner, actor, case)?.ok_or(AppError::NotFound)?;
    if !actor.is_staff() || look.decide_all(Act::Record).releases_nothing() {
        return Err(AppError::NotFound);
    }
    Ok(look)
}

/// Whether a period counts from a child's birth of which the day is not known.
fn asks_birth(kept: &[KeptLine]) -> bool {
    kept.iter().any(|k| k.wants == Some(Anchor::Birth))
}

/// Closes a case within a unit of work.
pub(crate) fn close(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    case: CaseId,
    how: Close,
) -> Result<Vec<KeptLine>, AppError> {
    let look = closable(tx, inner, actor, case)?;
    if look.case.state == CaseState::Closed {
        return Err(AppError::Refused("This case is closed already".to_owned()));
    }
    if crate::shares::check_waits(tx, &look)? {
        return Err(AppError::Refused(
            "The answer to a check, or a review of what was decided on it, waits for a decision: decide that first, under Sharing"
                .to_owned(),
        ));
    }
    let reason = how.reason;
    let sections = tx.sections(case)?;
    let today = look.today;
    let recorded = Life::recorded(tx, &look.notice, &look.case, &sections, today)?;
    if how.no_child && how.birth.or(recorded.birth).is_some() {
        return Err(AppError::Refused(
            "There is a child's day of birth, so that the record is about a child: say only one of the two".to_owned(),
        ));
    }
    let life = Life { birth: how.birth.or(recorded.birth), death: how.death, no_child: how.no_child };
    if life.birth.is_some_and(|b| b > today)
        || life.death.is_some_and(|d| d > today || life.birth.is_some_and(|b| d < b))
    {
        return Err(AppError::Refused(
            "A day of birth or death cannot be in the future, nor death before birth".to_owned(),
        ));
    }
    let so = crate::retention::if_closed(tx, inner, &look, life, today)?;
    let kept = kept(&look.notice, &sections, &so);
    if asks_birth(&kept) {
        return Err(AppError::Refused(
            "Say when the youngest child was born that this record is about, or that it is about no child: otherwise nothing of it would \
             ever fall due"
                .to_owned(),
        ));
    }
    let ring = ring(tx, &look, &[])?;
    let decision = look.decide_all(Act::Record);
    let longest = kept.iter().filter_map(|k| k.due.map(|due| (due, k))).max_by_key(|(due, _)| *due);
    // The ledger lasts: a day that tells of a birth does not stand in it.
    let rule = match longest {
        None => format!("{}; no date by any rule", reason.code()),
        Some((_, k)) if k.personal => format!("{}; kept by {}", reason.code(), k.statement.id),
        Some((due, k)) => format!("{}; kept until {due} by {}", reason.code(), k.statement.id),
    };
    look.record(tx, actor, decision, Action::Close, &ring, &rule)?;
    tx.close_case(case, today, reason.code(), None)?;
    tx.drop_form_drafts(case)?;
    let closed = tx.case(case)?.ok_or(AppError::NotFound)?;
    set_clock(tx, inner, &closed, Some(life), today)?;
    tx.set_next_due(case, None)?;
    // Whoever closes it goes on looking at it today.
    reason_given(tx, actor, case, (RetentionKind::Look, "tidying"), today)?;
    Ok(kept)
}
