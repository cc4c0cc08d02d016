//! Lists of cases, and search.

use crate::engine::page;
use crate::form::{Choice, FormState};
use crate::frame::{Area, Link};
use crate::list::ListTools;
use crate::shown::{Due, Named, StateTag, Typed};
use disclosure::Disclosed;
use serde::Serialize;

/// A number with a name, leading to the list that it counts.
#[derive(Debug, Clone, Serialize)]
pub struct Count {
    /// `Overdue`.
    pub label: String,
    /// How many.
    pub number: u64,
    /// The list.
    pub href: String,
    /// Whether this is the list shown.
    pub current: bool,
    /// Whether it wants attention when it is not nought.
    pub urgent: bool,
}

/// Where one stands in a long list.
#[derive(Debug, Clone, Serialize)]
pub struct Paging {
    /// `1 to 25 of 312`.
    pub words: String,
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
}

/// A case in a list.
#[derive(Serialize)]
pub struct CaseRow {
    /// The case.
    pub href: String,
    /// Its reference, which says nothing about the person.
    pub reference: String,
    /// The person's name.
    pub name: Named,
    /// The service.
    pub service: String,
    /// How it stands.
    pub state: StateTag,
    /// When it was opened, in words.
    pub opened: String,
    /// What is due next.
    pub due: Option<Due>,
}

/// The cases that the person acting works with.
#[derive(Serialize)]
pub struct Caseload {
    /// `Your cases`, `Cases shared with St Basils`.
    pub heading: String,
    /// Counts by what is due.
    pub counts: Vec<Count>,
    /// Which services to show.
    pub services: Vec<Choice>,
    /// Which states to show.
    pub states: Vec<Choice>,
    /// Orders to choose from.
    pub orders: Vec<Choice>,
    /// Holders to narrow it to; empty where that makes no sense.
    pub owners: Vec<Choice>,
    /// Whether several can be worked on at once.
    pub bulk: bool,
    /// What can be done with the list.
    pub tools: ListTools,
    /// The cases.
    pub rows: Vec<CaseRow>,
    /// Where one stands.
    pub paging: Paging,
    /// Why there may be fewer than one expects: the purpose, the links. In words.
    pub note: Option<String>,
}
page!(Caseload => "cases/list.html", Area::Cases);

/// Someone found.
#[derive(Serialize)]
pub struct Hit {
    /// The case.
    pub href: String,
    /// Its reference.
    pub reference: String,
    /// The person's name.
    pub name: Named,
    /// The date of birth, if released.
    pub born: Option<Disclosed<String>>,
    /// The service.
    pub service: String,
    /// How it stands.
    pub state: StateTag,
    /// Why this was found: `the surname sounds the same`, `the same date of birth`.
    pub why: Vec<String>,
    /// `Very likely`, `Likely`, `Possible`.
    pub likeness: StateTag,
}

/// What was found.
#[derive(Serialize)]
pub struct Found {
    /// What was looked for and how, without repeating what was typed.
    pub explained: String,
    /// Best first.
    pub hits: Vec<Hit>,
    /// There are more: be more exact.
    pub more: bool,
    /// What was not looked for, or not among everybody, and why.
    pub notes: Vec<String>,
}

/// Search in one box.
#[derive(Serialize)]
pub struct Search {
    /// What is wrong.
    pub form: FormState,
    /// What was typed.
    pub looked_for: Typed<String>,
    /// What was found, once something was looked for.
    pub found: Option<Found>,
    /// Where to start an application when nobody is found.
    pub create: Option<Link>,
}
page!(Search => "cases/search.html", Area::Search);
