//! Lists of cases: taken out whole, and saved under a name.

use super::cases::{Line, holder, is_key, narrowed, order};
use super::tasks::part;
use crate::answer::Answer;
use crate::ask::Ask;
use crate::problem::Problem;
use app::{CaseOrder, ListFilter, MOST_LINES, SavedView};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The lines of a list.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Exported {
    /// At most 5,000.
    cases: Vec<Line>,
    /// Whether there may be more: narrow the list.
    more: bool,
}

pub(crate) fn export(ask: &Ask) -> Result<Answer, Problem> {
    let filter = ListFilter { after: None, ..narrowed(ask)? };
    let leave = ask.app().leave_for_file(ask.actor()?, "cases", &filter.query())?;
    let lines = ask.app().export(ask.actor()?, &filter, leave)?;
    let more = lines.len() == MOST_LINES;
    Answer::json(&Exported { cases: lines.into_iter().map(Line::from).collect(), more })
}

/// What a list is narrowed to.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct Narrowed {
    /// Only the caller's own.
    mine: bool,
    /// Only of this service.
    service: Option<String>,
    /// Closed ones rather than open ones.
    closed: bool,
    /// Only what is overdue.
    overdue: bool,
    /// Only of this colleague (an account's id), with this team (`team:` and its id), or those that nobody holds (`nobody`).
    owner: Option<String>,
    /// `due`, `newest` or `oldest`.
    order: Option<String>,
}

impl Narrowed {
    fn read(self) -> Result<ListFilter, Problem> {
        if self.service.as_deref().is_some_and(|s| !is_key(s)) {
            return Err(part("narrowed/service", "Give service by its key, in small letters, figures and hyphens"));
        }
        Ok(ListFilter {
            mine: self.mine,
            closed: self.closed,
            overdue: self.overdue,
            owner: holder(self.owner.as_deref()).map_err(|words| part("narrowed/owner", words))?,
            order: order(self.order.as_deref()).map_err(|words| part("narrowed/order", words))?,
            service: self.service,
            after: None,
        })
    }
}

impl From<ListFilter> for Narrowed {
    fn from(filter: ListFilter) -> Self {
        Self {
            mine: filter.mine,
            service: filter.service,
            closed: filter.closed,
            overdue: filter.overdue,
            owner: filter.owner.map(|owner| owner.to_string()),
            order: match filter.order {
                CaseOrder::Due => None,
                CaseOrder::Newest => Some("newest".to_owned()),
                CaseOrder::Oldest => Some("oldest".to_owned()),
            },
        }
    }
}

/// A saved list.
#[derive(Serialize, JsonSchema)]
struct List {
    id: String,
    name: String,
    narrowed: Narrowed,
}

impl From<SavedView> for List {
    fn from(view: SavedView) -> Self {
        let query = view.query.split_once('?').map_or("", |(_, query)| query);
        let pairs = casework::urlencoded::pairs(query.as_bytes()).unwrap_or_default();
        let said = |name: &str| pairs.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone()).unwrap_or_default();
        Self { id: view.id.to_string(), name: view.name, narrowed: ListFilter::read(said).into() }
    }
}

/// The caller's saved lists.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Lists {
    lists: Vec<List>,
}

pub(crate) fn saved(ask: &Ask) -> Result<Answer, Problem> {
    let views = ask.app().saved_views(ask.actor()?)?.into_iter().filter(|view| view.list == "cases");
    Answer::json(&Lists { lists: views.map(List::from).collect() })
}

/// A list to be saved.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListToSave {
    /// For the caller only. Not a person's name.
    #[schemars(length(min = 1, max = 60))]
    name: String,
    #[serde(default)]
    narrowed: Narrowed,
}

pub(crate) fn save(ask: &Ask) -> Result<Answer, Problem> {
    let list: ListToSave = ask.body()?;
    if list.name.trim().is_empty() || list.name.chars().count() > 60 || list.name.chars().any(char::is_control) {
        return Err(part("name", "Give a name of 1 to 60 characters"));
    }
    let filter = list.narrowed.read()?;
    ask.app().save_view(ask.actor()?, "cases", &list.name, &format!("/cases?{}", filter.query()))?;
    Ok(Answer::done())
}

pub(crate) fn forget(ask: &Ask) -> Result<Answer, Problem> {
    ask.app().forget_view(ask.actor()?, ask.id("list")?)?;
    Ok(Answer::done())
}
