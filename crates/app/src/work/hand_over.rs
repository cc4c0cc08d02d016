//! Handing a case over to a colleague, with what is to be done on it; and taking one that nobody holds.

use super::crew::{colleague, colleagues};
use super::items::{self, Entry};
use super::tasks::workable;
use crate::actor::Actor;
use crate::error::AppError;
use crate::{App, Inner};
use casework::SectionContent;
use kernel::{AccountId, CaseId, ItemId};
use ledger::Action;
use notice::model::Act;
use store::Tx;

/// What goes with a hand-over.
#[derive(Debug, Clone, Default)]
pub struct HandOver {
    /// What the next one should know; sealed. May be empty.
    pub note: String,
    /// The category that the note is about.
    pub category: String,
    /// Whether what the present holder has left to do on it goes along.
    pub with_tasks: bool,
}

/// Hands a case over within a unit of work.
pub(crate) fn hand_over(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    case: CaseId,
    to: AccountId,
    how: &HandOver,
) -> Result<(), AppError> {
    let look = workable(tx, inner, actor, case)?;
    if !look.is_open() {
        return Err(AppError::Refused("The case is closed: nobody needs to hold it".to_owned()));
    }
    let to = colleague(tx, inner, actor, to)?;
    if look.case.owner == Some(to) {
        return Err(AppError::Refused("This person holds the case already".to_owned()));
    }
    // As owner the next one may look at a restricted case; a bar stands whoever holds it.
    if tx.hidden(to, &[(case, Some(to))])?.contains(&case) {
        return Err(AppError::Refused("This person cannot work on this case: choose somebody else".to_owned()));
    }
    if !how.note.trim().is_empty() {
        let id = ItemId::new(tx.now(), tx.entropy());
        let entry = Entry {
            staff_only: true,
            ..Entry::now("hand-over", &how.category, SectionContent::from_pairs([("text", how.note.trim())]))
        };
        items::write(tx, actor, &look, (id, 1), &entry)?;
    }
    if how.with_tasks {
        let before = look.case.owner;
        for mut task in tx.tasks(case)? {
            if task.done_at.is_none() && (task.owner == before || task.owner.is_none()) {
                task.owner = Some(to);
                tx.update_task(&task)?;
            }
        }
    }
    tx.set_owner(case, Some(to))?;
    let ring = crate::cases::parts::ring(tx, &look, &[])?;
    look.record(tx, actor, look.decide_all(Act::Record), Action::Administer, &ring, "handed over")?;
    Ok(())
}

impl App {
    /// The colleagues to whom something can be given.
    ///
    /// # Errors
    /// `NotFound` for a partner.
    pub fn colleagues(&self, actor: &Actor) -> Result<Vec<(AccountId, String)>, AppError> {
        let actor = actor.clone();
        if !actor.is_staff() {
            return Err(AppError::NotFound);
        }
        let inner = &self.inner;
        inner.store.read(&actor.caller.clone(), "colleagues", |tx| colleagues(tx, inner, &actor))
    }

    /// Hands a case over to a colleague.
    ///
    /// # Errors
    /// `NotFound` when the actor may record nothing of the case; `Refused` when it is closed, or the colleague holds it
    /// already or may not work on it.
    pub fn hand_over(&self, actor: &Actor, case: CaseId, to: AccountId, how: &HandOver) -> Result<(), AppError> {
        let (actor, how) = (actor.clone(), how.clone());
        self.act(&actor.caller.clone(), "hand over", move |tx, inner| hand_over(tx, inner, &actor, case, to, &how))
    }
}
