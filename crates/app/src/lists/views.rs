//! Lists as people like them: saved under a name, and taken out in a file.

use crate::App;
use crate::ListFilter;
use crate::actor::Actor;
use crate::cases::list::wanted;
use crate::cases::parts::{Visible, lines};
use crate::error::AppError;
use crate::oversight::Leave;
use crate::views::CaseLine;
use kernel::{TaskId, london_date};
use ledger::Action;
use std::collections::HashMap;
use store::{SavedView, StoreError};

/// The most lines of one file.
pub const MOST_LINES: usize = 5_000;
/// The most saved lists of one person.
const MOST_VIEWS: usize = 40;
/// The longest name of one.
const LONGEST_NAME: usize = 60;

impl App {
    /// The lines of a list for a file, each name as the gate releases it. That they were taken out is on the ledger.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn export(&self, actor: &Actor, filter: &ListFilter, _: Leave) -> Result<Vec<CaseLine>, AppError> {
        let (actor, filter) = (actor.clone(), filter.clone());
        self.act(&actor.caller.clone(), "export cases", move |tx, inner| {
            let today = london_date(tx.now());
            let wanted = wanted(tx, &actor, &filter, today)?;
            if wanted.notice_versions.is_empty() {
                return Ok(Vec::new());
            }
            let (mut all, mut after) = (Vec::new(), None::<String>);
            loop {
                let page = Visible::page(tx, inner, &actor, &wanted, after.as_deref())?;
                all.extend(lines(tx, inner, &actor, page.looks, Action::Export, HashMap::new())?);
                after = page.next;
                if after.is_none() || all.len() >= MOST_LINES {
                    all.truncate(MOST_LINES);
                    return Ok(all);
                }
            }
        })
    }

    /// The actor's saved lists: of cases, and of everything else that has a list.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn saved_views(&self, actor: &Actor) -> Result<Vec<SavedView>, AppError> {
        let account = actor.account;
        self.inner.store.read(&actor.caller.clone(), "saved lists", move |tx| Ok(tx.views_of(account)?))
    }

    /// Saves a list under a name.
    ///
    /// # Errors
    /// `Refused` when the name is empty, too long or taken, or there are too many.
    pub fn save_view(&self, actor: &Actor, list: &'static str, name: &str, query: &str) -> Result<(), AppError> {
        let (actor, name, query) = (actor.clone(), name.trim().to_owned(), query.to_owned());
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            return Err(AppError::Refused(format!("Enter a name of at most {LONGEST_NAME} characters")));
        }
        self.act(&actor.caller.clone(), "save list", move |tx, _| {
            let mut views = tx.views_of(actor.account)?;
            views.retain(|v| v.list == list);
            if views.iter().any(|v| v.name == name) {
                return Err(AppError::Refused(
                    "You have a list with this name already: choose another name".to_owned(),
                ));
            }
            if views.len() >= MOST_VIEWS {
                return Err(AppError::Refused(format!("You have {MOST_VIEWS} lists already: forget one first")));
            }
            let id = TaskId::new(tx.now(), tx.entropy());
            let new = SavedView {
                id,
                account: actor.account,
                list: list.to_owned(),
                name: name.clone(),
                query: query.clone(),
                made_at: tx.now(),
            };
            Ok(tx.insert_view(&new)?)
        })
    }

    /// Forgets a saved list of the actor's.
    ///
    /// # Errors
    /// `NotFound` when they have none such.
    pub fn forget_view(&self, actor: &Actor, id: TaskId) -> Result<(), AppError> {
        let account = actor.account;
        self.act(&actor.caller.clone(), "forget list", move |tx, _| {
            let mine = tx.views_of(account)?.iter().any(|v| v.id == id);
            if !mine {
                return Err(AppError::NotFound);
            }
            tx.delete_view(account, id).map_err(|e: StoreError| e.into())
        })
    }
}
