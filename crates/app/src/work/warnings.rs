//! Warnings on a case: why, who approved it (somebody else), until when, whether the person was told.

use super::desk::{Desk, visible};
use super::items::{self, Entry, asked, content, find, shown};
use super::tasks::workable;
use crate::actor::Actor;
use crate::error::AppError;
use crate::views::{CaseTop, Item};
use crate::{App, Inner};
use casework::SectionContent;
use jiff::civil::Date;
use kernel::{CaseId, ItemId, Timestamp, london_date};
use ledger::Action;
use notice::model::Act;
use std::collections::HashMap;
use store::{Happening, Tx, Warning};

/// A warning to be proposed.
#[derive(Debug, Clone)]
pub struct NewWarning {
    /// What to know; sealed.
    pub words: String,
    /// Why it is there; sealed.
    pub reason: String,
    /// The category that it is about.
    pub category: String,
    /// When it is to be looked at again.
    pub review_on: Date,
    /// After this day it is not shown any more.
    pub expires_on: Date,
    /// Whether the person was told: `yes`, `not-yet`, `unsafe`.
    pub told: String,
}

/// How a warning stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WarningState {
    /// Somebody else has to approve it first.
    Proposed,
    /// It is in force.
    InForce,
    /// It is in force, and was to be looked at again.
    ToReview,
    /// Its time is over, or it was ended.
    Over,
}

/// A warning, as shown.
pub struct WarningLine {
    /// Its id.
    pub id: ItemId,
    /// What it says and why, as the gate allows.
    pub content: Item<SectionContent>,
    /// What it is about.
    pub about: String,
    /// How it stands.
    pub state: WarningState,
    /// Who proposed it, and when.
    pub proposed: (String, Timestamp),
    /// Who approved it, and when.
    pub approved: Option<(String, Timestamp)>,
    /// When it is to be looked at again.
    pub review_on: Date,
    /// Until when it is shown.
    pub expires_on: Date,
    /// Whether the person was told.
    pub told: String,
    /// When.
    pub told_on: Option<Date>,
    /// Whether the actor may approve it: somebody else proposed it.
    pub can_approve: bool,
    /// Whether the actor may end it.
    pub can_end: bool,
}

/// The warnings of a case.
pub struct WarningsView {
    /// The head of the page.
    pub top: CaseTop,
    /// The warnings, the newest first.
    pub lines: Vec<WarningLine>,
    /// What one can be about.
    pub subjects: Vec<(String, String)>,
}

const fn over(warning: &Warning) -> bool {
    warning.ended_at.is_some()
}

pub(crate) fn state(warning: &Warning, today: Date) -> WarningState {
    if over(warning) || warning.expires_on < today {
        WarningState::Over
    } else if warning.approved_by.is_none() {
        WarningState::Proposed
    } else if warning.review_on <= today {
        WarningState::ToReview
    } else {
        WarningState::InForce
    }
}

/// The entries of the warnings of a case that are in force today.
pub(crate) fn in_force(tx: &mut Tx<'_>, case: CaseId) -> Result<Vec<Happening>, AppError> {
    let today = london_date(tx.now());
    let ids: Vec<ItemId> = tx
        .warnings(case)?
        .iter()
        .filter(|w| matches!(state(w, today), WarningState::InForce | WarningState::ToReview))
        .map(|w| w.id)
        .collect();
    Ok(tx.items_by_id(&ids)?)
}

impl App {
    /// The warnings of a case, as the gate allows.
    ///
    /// # Errors
    /// `NotFound` when nothing of the case is released to the actor.
    pub fn warnings(&self, actor: &Actor, case: CaseId) -> Result<WarningsView, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "warnings", move |tx, inner| {
            let Some(look) = visible(tx, inner, &actor, case)? else { return Ok(None) };
            let today = london_date(tx.now());
            let warnings = tx.warnings(case)?;
            let ids: Vec<ItemId> = warnings.iter().map(|w| w.id).collect();
            let entries = tx.items_by_id(&ids)?;
            let (categories, classes) = asked(&look, &entries);
            let desk = Desk::of(tx, &actor, look, &categories, &classes, (Action::Open, "warnings"))?;
            let entries = shown(tx, (&desk.look, &desk.recorded), &actor, entries.clone())?;
            let entries: HashMap<ItemId, _> = entries.into_iter().map(|i| (i.id, i)).collect();
            let works = actor.is_staff() && !desk.may.releases_nothing();
            let mut lines = Vec::new();
            for warning in &warnings {
                let Some(entry) = entries.get(&warning.id) else { continue };
                let state = state(warning, today);
                if !actor.is_staff() && !matches!(state, WarningState::InForce | WarningState::ToReview) {
                    continue;
                }
                lines.push(WarningLine {
                    id: warning.id,
                    content: content(&desk.look, &desk.recorded, entry, &desk.ring)?,
                    about: desk.look.notice.category_label(&entry.category),
                    state,
                    proposed: (inner.account_name(tx, warning.proposed_by)?, warning.proposed_at),
                    approved: match (warning.approved_by, warning.approved_at) {
                        (Some(by), Some(at)) => Some((inner.account_name(tx, by)?, at)),
                        _ => None,
                    },
                    review_on: warning.review_on,
                    expires_on: warning.expires_on,
                    told: warning.told.clone(),
                    told_on: warning.told_on,
                    can_approve: works && state == WarningState::Proposed && warning.proposed_by != actor.account,
                    can_end: works && state != WarningState::Over,
                });
            }
            let subjects = desk.subjects();
            Ok(Some(WarningsView { top: desk.top(&actor)?, lines, subjects }))
        })?
        .ok_or(AppError::NotFound)
    }

    /// Proposes a warning. It is shown once somebody else has approved it.
    ///
    /// # Errors
    /// `NotFound` when the actor may not record its category; `Refused` when its dates make no sense.
    pub fn propose_warning(&self, actor: &Actor, case: CaseId, new: &NewWarning) -> Result<ItemId, AppError> {
        let (actor, new) = (actor.clone(), new.clone());
        self.act(&actor.caller.clone(), "propose warning", move |tx, inner| {
            let look = workable(tx, inner, &actor, case)?;
            let today = london_date(tx.now());
            let latest = today.checked_add(jiff::Span::new().years(1)).unwrap_or(today);
            if new.review_on <= today || new.review_on > new.expires_on || new.expires_on > latest {
                return Err(AppError::Refused(
                    "A warning is looked at again after today, ends no earlier than that, and lasts a year at most"
                        .to_owned(),
                ));
            }
            let id = ItemId::new(tx.now(), tx.entropy());
            let entry = Entry::now(
                "warning",
                &new.category,
                SectionContent::from_pairs([("words", new.words.as_str()), ("reason", new.reason.as_str())]),
            );
            items::write(tx, &actor, &look, (id, 1), &entry)?;
            tx.insert_warning(&Warning {
                id,
                case_id: case,
                proposed_by: actor.account,
                proposed_at: tx.now(),
                approved_by: None,
                approved_at: None,
                review_on: new.review_on,
                expires_on: new.expires_on,
                told: new.told.clone(),
                told_on: (new.told == "yes").then_some(today),
                ended_by: None,
                ended_at: None,
            })?;
            Ok(id)
        })
    }

    /// Approves a warning that somebody else proposed.
    ///
    /// # Errors
    /// `NotFound` when it does not exist for the actor; `Refused` when the actor proposed it or it is over.
    pub fn approve_warning(&self, actor: &Actor, case: CaseId, id: ItemId) -> Result<(), AppError> {
        self.change_warning(actor, case, id, "warning approved", |warning, actor, now, today| {
            if warning.proposed_by == actor.account {
                return Err(AppError::Refused("Somebody else has to approve a warning that you proposed".to_owned()));
            }
            if state(warning, today) != WarningState::Proposed {
                return Err(AppError::Refused("This warning does not wait for approval any more".to_owned()));
            }
            warning.approved_by = Some(actor.account);
            warning.approved_at = Some(now);
            Ok(())
        })
    }

    /// Ends a warning before its time.
    ///
    /// # Errors
    /// `NotFound` when it does not exist for the actor; `Refused` when it is over already.
    pub fn end_warning(&self, actor: &Actor, case: CaseId, id: ItemId) -> Result<(), AppError> {
        self.change_warning(actor, case, id, "warning ended", |warning, actor, now, today| {
            if state(warning, today) == WarningState::Over {
                return Err(AppError::Refused("This warning is over already".to_owned()));
            }
            warning.ended_by = Some(actor.account);
            warning.ended_at = Some(now);
            Ok(())
        })
    }

    /// Notes that the person was told of a warning.
    ///
    /// # Errors
    /// `NotFound` when it does not exist for the actor.
    pub fn warning_told(&self, actor: &Actor, case: CaseId, id: ItemId) -> Result<(), AppError> {
        self.change_warning(actor, case, id, "person told of warning", |warning, _, _, today| {
            "yes".clone_into(&mut warning.told);
            warning.told_on = Some(today);
            Ok(())
        })
    }

    fn change_warning(
        &self,
        actor: &Actor,
        case: CaseId,
        id: ItemId,
        detail: &'static str,
        change: fn(&mut Warning, &Actor, Timestamp, Date) -> Result<(), AppError>,
    ) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), detail, move |tx, inner: &Inner| {
            workable(tx, inner, &actor, case)?;
            let Some((look, versions)) = find(tx, inner, &actor, (case, id))? else { return Err(AppError::NotFound) };
            let category = versions.first().and_then(|v| look.notice.compiled.category(&v.category));
            let category = category.ok_or(AppError::NotFound)?;
            let decision = look.decide(Act::Record, &[category]);
            let warning = tx.warnings(case)?.into_iter().find(|w| w.id == id);
            let mut warning = warning.filter(|_| decision.releases(category)).ok_or(AppError::NotFound)?;
            let now = tx.now();
            change(&mut warning, &actor, now, london_date(now))?;
            let ring = crate::cases::parts::ring(tx, &look, &[])?;
            look.record(tx, &actor, decision, Action::Edit, &ring, detail)?;
            tx.update_warning(&warning)?;
            Ok(())
        })
    }
}
