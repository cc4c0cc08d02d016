//! The list of cases.

use super::parts::{Visible, count_visible, lines, one_is_visible, services};
use crate::actor::Actor;
use crate::error::AppError;
use crate::look::Look;
use crate::views::CaseList;
use crate::work::hand_over::Holder;
use crate::{App, Inner};
use casework::urlencoded::escaped;
use jiff::civil::Date;
use kernel::{AccountId, london_date};
use ledger::Action;
use std::collections::HashMap;
use store::{CaseFilter, CaseOrder, CaseState, Tx};

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
    /// Of this colleague, with this team, or those that nobody holds.
    pub owner: Option<Holder>,
    /// In which order.
    pub order: CaseOrder,
    /// Behind this place (from the page before).
    pub after: Option<String>,
}

impl ListFilter {
    /// Whether a text can be the place behind which a page begins.
    #[must_use]
    pub fn is_place(text: &str) -> bool {
        store::CaseCursor::parse(text).is_some()
    }

    /// As the query of an address. Nothing in it is about a person.
    #[must_use]
    pub fn query(&self) -> String {
        let mut parts = Vec::new();
        if self.mine {
            parts.push("mine=yes".to_owned());
        }
        if let Some(service) = &self.service {
            parts.push(format!("service={}", escaped(service)));
        }
        if self.closed {
            parts.push("state=closed".to_owned());
        }
        if self.overdue {
            parts.push("due=overdue".to_owned());
        }
        parts.extend(self.owner.map(|owner| format!("owner={owner}")));
        match self.order {
            CaseOrder::Due => {}
            CaseOrder::Newest => parts.push("order=newest".to_owned()),
            CaseOrder::Oldest => parts.push("order=oldest".to_owned()),
        }
        if let Some(after) = &self.after {
            parts.push(format!("after={}", escaped(after)));
        }
        parts.join("&")
    }

    /// From what an address or a form says: [`ListFilter::query`] read again.
    #[must_use]
    pub fn read(said: impl Fn(&str) -> String) -> Self {
        let given = |name: &str| Some(said(name)).filter(|v| !v.is_empty());
        Self {
            mine: said("mine") == "yes",
            service: given("service"),
            closed: said("state") == "closed",
            overdue: said("due") == "overdue",
            owner: said("owner").parse().ok(),
            order: match said("order").as_str() {
                "newest" => CaseOrder::Newest,
                "oldest" => CaseOrder::Oldest,
                _ => CaseOrder::Due,
            },
            after: given("after"),
        }
    }
}

impl App {
    /// The actor's list of cases: what is due first comes first (for others than the controller's own people, the newest). Each name in it is released by the gate and on the ledger.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn list(&self, actor: &Actor, filter: &ListFilter) -> Result<CaseList, AppError> {
        let (actor, filter) = (actor.clone(), filter.clone());
        self.act(&actor.caller.clone(), "list cases", move |tx, inner| {
            let today = london_date(tx.now());
            let wanted = wanted(tx, &actor, &filter, today)?;
            if wanted.notice_versions.is_empty() {
                return Ok(CaseList::empty());
            }
            let page = Visible::page(tx, inner, &actor, &wanted, filter.after.as_deref())?;
            let like = page.looks.iter().find(|look| look.is_plain(filter.mine));
            let (total, overdue, due_soon) = counts(tx, inner, &actor, wanted, like, !filter.closed, today)?;
            let lines = lines(tx, inner, &actor, page.looks, Action::List, HashMap::new())?;
            Ok(CaseList { lines, total, overdue, due_soon, next: page.next })
        })
    }
}

/// What the store is asked for a list of the actor's.
pub(crate) fn wanted(tx: &mut Tx<'_>, actor: &Actor, filter: &ListFilter, today: Date) -> Result<CaseFilter, AppError> {
    // Who holds a case and what is to be done on it by when is for the controller's own people: for nobody else is it a way to ask.
    let staff = actor.is_staff();
    let mut wanted = CaseFilter {
        notice_versions: tx.versions_of(&actor.capacity.notice)?,
        service: filter.service.clone(),
        state: Some(if filter.closed { CaseState::Closed } else { CaseState::Open }),
        linked: (!staff).then(|| actor.recipient()),
        due_by: if filter.overdue && staff { today.yesterday().ok() } else { None },
        today: Some(today),
        reader: reader(tx, actor)?,
        order: if filter.order == CaseOrder::Due && !staff { CaseOrder::Newest } else { filter.order },
        ..CaseFilter::default()
    };
    if let Some(holder) = filter.owner.filter(|_| staff) {
        holder.narrow(&mut wanted);
    }
    if filter.mine {
        wanted.owner = Some(actor.account);
    }
    Ok(wanted)
}

/// The account by which cases are left out that do not exist for it; none where no rule could hide any.
pub(crate) fn reader(tx: &mut Tx<'_>, actor: &Actor) -> Result<Option<AccountId>, AppError> {
    Ok(tx.hides_from(actor.account)?.then_some(actor.account))
}

/// How many cases of a list exist for the actor; how many of those are overdue, and how many fall due soon. `like`: a case of
/// the list about which nothing is special, of which the gate can be asked what it would say in each service.
pub(crate) fn counts(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    mut wanted: CaseFilter,
    like: Option<&Look>,
    dates: bool,
    today: Date,
) -> Result<(u64, u64, u64), AppError> {
    let yesterday = today.yesterday().unwrap_or(today);
    let soon = today.checked_add(jiff::Span::new().days(SOON_DAYS)).unwrap_or(today);
    if actor.is_staff() && dates {
        let (mut total, mut overdue, mut due_soon, mut apart) = (0, 0, 0, 0);
        for service in services(tx, inner, actor, &wanted)? {
            let all = CaseFilter { service: Some(service.clone()), due_by: None, ..wanted.clone() };
            let tally = tx.tally_cases(&all, yesterday, soon)?;
            apart += tally.apart;
            let visible = tally.all > 0
                && match like {
                    Some(look) => look.shows_in(&service),
                    None => one_is_visible(tx, inner, actor, &all)?,
                };
            if visible {
                total += if wanted.due_by.is_some() { tally.by_first } else { tally.all };
                overdue += tally.by_first;
                due_soon += tally.by_second.saturating_sub(tally.by_first);
            }
        }
        // Seldom is any case restricted or past its time: then the gate says the same of all of a service.
        if apart == 0 {
            return Ok((total, overdue, due_soon));
        }
    }
    let total = count_visible(tx, inner, actor, &wanted)?;
    if !dates || !actor.is_staff() {
        return Ok((total, 0, 0));
    }
    wanted.due_by = Some(yesterday);
    let overdue = count_visible(tx, inner, actor, &wanted)?;
    wanted.due_by = Some(soon);
    let due_soon = count_visible(tx, inner, actor, &wanted)?.saturating_sub(overdue);
    Ok((total, overdue, due_soon))
}
