//! Working lists: narrowed, in the order of a column, a page at a time, or whole in a file. What the gate withholds from whoever
//! looks is in neither, since both come about here.

mod access;
mod accounts;
mod agencies;
mod agreements;
mod appointments;
mod approvals;
mod asked;
mod duplicates;
mod enrolments;
mod held;
mod imports;
mod inbound;
mod invitations;
mod letters;
mod meetings;
mod notes;
mod outbound;
mod outside;
mod requests;
mod tasks;
mod views;
mod warnings;

pub use access::{REVIEWED, TRAINED};
pub use accounts::ACCOUNTS;
pub use agencies::AGENCIES;
pub use agreements::AGREEMENTS;
pub use appointments::{APPOINTMENTS, AppointmentRow};
pub use approvals::SHARE_REVIEWS;
pub use asked::ASKED;
pub use duplicates::LIKELY;
pub use enrolments::ENROLMENTS;
pub use imports::IMPORTS;
pub use inbound::INBOUND_STATES;
pub use invitations::INVITATIONS;
pub use meetings::{GROUPS, MEETINGS, MeetingRow};
pub use notes::NOTES;
pub use outbound::OutboundLine;
pub use requests::REQUESTS;
pub use tasks::WHOSE;
pub use views::MOST_LINES;
pub use warnings::{WARNINGS, WarningRow};

use crate::actor::Actor;
use crate::error::AppError;
use crate::oversight::Leave;
use casework::urlencoded::escaped;
use jiff::civil::Date;
use kernel::{Timestamp, london_moment};
use ledger::Action;
use store::{ListPlace, StoreError, Tx, Walk};

/// How many lines stand on one page of a list, where nothing else is asked.
pub const LIST_PAGE: usize = 50;
/// How many lines stand on one page at most.
pub const LONGEST_PAGE: usize = 200;
/// How many rows are looked at together for a file.
const BATCH: usize = 100;

/// When something falls due: codes and words.
pub const DUE: &[(&str, &str)] =
    &[("overdue", "Overdue"), ("today", "Today"), ("week", "In the next 7 days"), ("month", "In the next 30 days")];

/// What a list is narrowed to, and in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListAsk {
    /// By name: a code, an id, or a day as `2026-11-21`. Nothing in it is about a person.
    pub narrowed: Vec<(String, String)>,
    /// The column in whose order: a code; empty for the usual one.
    pub order: String,
    /// The greatest first.
    pub down: bool,
    /// Behind this place (from the page before).
    pub after: Option<String>,
    /// So many lines on a page; none: [`LIST_PAGE`].
    pub limit: Option<usize>,
}

impl ListAsk {
    /// So many lines stand on a page.
    pub(crate) fn page(&self) -> usize {
        self.limit.unwrap_or(LIST_PAGE).clamp(1, LONGEST_PAGE)
    }
    /// The code that the list is narrowed to; none: it is not.
    #[must_use]
    pub fn code(&self, name: &str) -> Option<&str> {
        self.narrowed.iter().find(|(n, v)| n == name && !v.is_empty()).map(|(_, v)| v.as_str())
    }
    /// The names and values of an order; nothing for the usual one: a column's, and whether the greatest comes first.
    #[must_use]
    pub fn order_said(&self, usual: (&str, bool)) -> Vec<(String, String)> {
        if (self.order.as_str(), self.down) == usual {
            return Vec::new();
        }
        let mut said = vec![("sort".to_owned(), self.order.clone())];
        said.extend(self.down.then(|| ("dir".to_owned(), "down".to_owned())));
        said
    }
    /// What an address says of it, but for the page.
    #[must_use]
    pub fn said(&self, usual: (&str, bool)) -> Vec<(String, String)> {
        self.narrowed.iter().cloned().chain(self.order_said(usual)).collect()
    }
    /// The same as the query of an address.
    #[must_use]
    pub fn query(&self, usual: (&str, bool)) -> String {
        let said: Vec<String> = self.said(usual).iter().map(|(n, v)| format!("{n}={}", escaped(v))).collect();
        said.join("&")
    }
    /// The same, to keep.
    pub(crate) fn owned(&self, name: &str) -> Option<String> {
        self.code(name).map(str::to_owned)
    }
    /// The day that the list is narrowed to.
    pub(crate) fn day(&self, name: &str) -> Option<Date> {
        self.code(name)?.parse().ok()
    }
    /// From the beginning of the day `from` and before the end of the day `until`.
    pub(crate) fn moments(&self) -> (Option<Timestamp>, Option<Timestamp>) {
        let begins = |day: Date| london_moment(day, 0, 0);
        let until = self.day("until").and_then(|day| day.tomorrow().ok());
        (self.day("from").and_then(begins), until.and_then(begins))
    }
    /// The first and the last day of what `due` says.
    pub(crate) fn due(&self, today: Date) -> (Option<Date>, Option<Date>) {
        let ahead = |days: i32| Some(today.saturating_add(jiff::Span::new().days(days)));
        match self.code("due") {
            Some("overdue") => (None, today.yesterday().ok()),
            Some("today") => (Some(today), Some(today)),
            Some("week") => (Some(today), ahead(7)),
            Some("month") => (Some(today), ahead(30)),
            _ => (None, None),
        }
    }
}

/// Lines of a list.
#[derive(Debug, Clone)]
pub struct ListLines<T> {
    /// The lines.
    pub lines: Vec<T>,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
}

impl<T> ListLines<T> {
    /// The same, with something made of each line.
    #[must_use]
    pub fn map<U>(self, make: impl FnMut(T) -> U) -> ListLines<U> {
        ListLines { lines: self.lines.into_iter().map(make).collect(), next: self.next }
    }
}

/// What becomes of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Take {
    /// A page of it is looked at.
    Page,
    /// It leaves in a file: nobody has to approve that, or somebody did.
    File(Leave),
}

impl Take {
    /// Whether it leaves in a file.
    #[must_use]
    pub const fn is_file(self) -> bool {
        matches!(self, Self::File(_))
    }
    /// What the ledger calls it.
    pub(crate) const fn action(self) -> Action {
        match self {
            Self::Page => Action::List,
            Self::File(_) => Action::Export,
        }
    }
    /// How many lines there are at most, and how often rows are looked for.
    fn most(self, ask: &ListAsk) -> (usize, usize) {
        match self {
            Self::Page => (ask.page(), 20),
            Self::File(_) => (MOST_LINES, 4 * MOST_LINES / BATCH),
        }
    }
}

/// Gathers the lines of a list: `rows` walks them in the database, `place` says where a row stands, `show` makes lines of those
/// that exist for whoever asks. However few do, no more than a bounded number of rows is looked at; the rest is on the next page.
pub(crate) fn gather<R, L>(
    tx: &mut Tx<'_>,
    (ask, take): (&ListAsk, Take),
    rows: impl Fn(&mut Tx<'_>, &Walk) -> Result<Vec<R>, StoreError>,
    place: impl Fn(&R) -> ListPlace,
    mut show: impl FnMut(&mut Tx<'_>, Vec<R>) -> Result<Vec<L>, AppError>,
) -> Result<ListLines<L>, AppError> {
    let (most, rounds) = take.most(ask);
    let mut lines = Vec::new();
    let mut after = ask.after.as_deref().filter(|_| !take.is_file()).and_then(ListPlace::parse);
    for _ in 0..rounds {
        let wanted = most.saturating_sub(lines.len()).min(BATCH);
        let limit = u32::try_from(wanted + 1).unwrap_or(u32::MAX);
        let mut found = rows(tx, &Walk { down: ask.down, after: after.take(), limit })?;
        let more = found.len() > wanted;
        found.truncate(wanted);
        after = found.last().map(&place).filter(|_| more);
        lines.extend(show(tx, found)?);
        if after.is_none() || lines.len() >= most {
            break;
        }
    }
    Ok(ListLines { lines, next: after.map(|place| place.text()) })
}

/// Puts on the ledger that a list left in a file, with how many lines, and whether there were more.
pub(crate) fn note_file<T>(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (what, take): (&str, Take),
    found: ListLines<T>,
) -> Result<ListLines<T>, AppError> {
    if take.is_file() {
        let who = disclosure::actor(&actor.caller);
        let more = if found.next.is_some() { ", and there were more" } else { "" };
        let what = format!("list of {what}, {} lines{more}", found.lines.len());
        crate::login::note(tx, &who, take.action(), &what)?;
    }
    Ok(found)
}
