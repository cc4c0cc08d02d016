//! The list of cases.

use super::parts::{Visible, count_visible, lines};
use crate::App;
use crate::actor::Actor;
use crate::error::AppError;
use crate::views::CaseList;
use kernel::london_date;
use ledger::Action;
use std::collections::HashMap;
use store::{CaseFilter, CaseState};

/// How many cases stand on one page of a list.
pub const PAGE: usize = 100;
/// Something that falls due within this many days counts as soon.
const SOON_DAYS: i32 = 7;

/// What a list is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListFilter {
    /// Only the actor's own.
    pub mine: bool,
    /// Only of this service.
    pub service: Option<String>,
    /// Open ones, or closed ones.
    pub closed: bool,
    /// Only what is overdue.
    pub overdue: bool,
    /// Behind this place (from the page before).
    pub after: Option<String>,
}

impl App {
    /// The actor's list of cases: what is due first comes first. Each name in it is released by the gate and on the ledger.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn list(&self, actor: &Actor, filter: &ListFilter) -> Result<CaseList, AppError> {
        let (actor, filter) = (actor.clone(), filter.clone());
        self.act(&actor.caller.clone(), "list cases", move |tx, inner| {
            let today = london_date(tx.now());
            let mut wanted = CaseFilter {
                owner: filter.mine.then_some(actor.account),
                notice_versions: tx.versions_of(&actor.capacity.notice)?,
                service: filter.service.clone(),
                state: Some(if filter.closed { CaseState::Closed } else { CaseState::Open }),
                linked: (!actor.is_staff()).then(|| actor.recipient()),
                due_by: if filter.overdue { today.yesterday().ok() } else { None },
                today: Some(today),
                ..CaseFilter::default()
            };
            if wanted.notice_versions.is_empty() {
                return Ok(CaseList::empty());
            }
            let page = Visible::page(tx, inner, &actor, &wanted, filter.after.as_deref())?;
            let lines = lines(tx, inner, &actor, page.looks, Action::List, HashMap::new())?;
            let total = count_visible(tx, inner, &actor, &wanted)?;
            let (mut overdue, mut due_soon) = (0, 0);
            if !filter.closed {
                wanted.due_by = today.yesterday().ok();
                overdue = count_visible(tx, inner, &actor, &wanted)?;
                wanted.due_by = today.checked_add(jiff::Span::new().days(SOON_DAYS)).ok();
                due_soon = count_visible(tx, inner, &actor, &wanted)?.saturating_sub(overdue);
            }
            Ok(CaseList { lines, total, overdue, due_soon, next: page.next })
        })
    }
}
