//! Periods of civil days, months and years, and where they end.

use jiff::civil::{Date, date};
use jiff::{Span, ToSpan};
use notice::source::YearKind;
use std::fmt;

/// Whether the day that starts a period is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counting {
    /// "Beginning with the day": the day itself is day 1 (most periods of the Housing Act 1996; DPA 2018 s.164A).
    BeginningWith,
    /// "From", "after" or "within … of" the day: the next day is day 1.
    After,
}

/// A length of time as law and notices give it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// Calendar days.
    Days(u32),
    /// Weeks of seven days.
    Weeks(u32),
    /// Calendar months.
    Months(u32),
    /// Calendar years.
    Years(u32),
}

/// Later by a span, and the last date there is where that would be beyond it.
fn later(from: Date, span: Result<Span, jiff::Error>) -> Date {
    span.ok().and_then(|s| from.checked_add(s).ok()).unwrap_or(Date::MAX)
}

/// Later by days.
pub(crate) fn plus_days(from: Date, days: u32) -> Date {
    later(from, Span::new().try_days(days))
}

impl Period {
    /// The last day of the period that a day starts.
    ///
    /// Months and years end on the day with the same number (the "corresponding date" rule), or on the month's last day
    /// if it has no such day: one month after 31 January is 28 or 29 February. When the starting day is counted, they end
    /// the day before that. A period of no days that begins with a day ends on it all the same.
    #[must_use]
    pub fn last_day(self, from: Date, counting: Counting) -> Date {
        let end = match self {
            Self::Days(n) => plus_days(from, n),
            Self::Weeks(n) => plus_days(from, n.saturating_mul(7)),
            Self::Months(n) => later(from, Span::new().try_months(n)),
            Self::Years(n) => later(from, Span::new().try_years(n)),
        };
        match counting {
            Counting::After => end,
            Counting::BeginningWith => end.saturating_sub(1.day()).max(from),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (n, one) = match self {
            Self::Days(n) => (n, "day"),
            Self::Weeks(n) => (n, "week"),
            Self::Months(n) => (n, "month"),
            Self::Years(n) => (n, "year"),
        };
        write!(f, "{n} {one}{}", if *n == 1 { "" } else { "s" })
    }
}

/// The last day of the year in which a day lies: 31 December, or 31 March.
#[must_use]
pub fn end_of_year(day: Date, kind: YearKind) -> Date {
    let year = day.year();
    match kind {
        YearKind::Calendar => date(year, 12, 31),
        YearKind::Financial if day.month() <= 3 => date(year, 3, 31),
        YearKind::Financial => Date::new(year.saturating_add(1), 3, 31).unwrap_or(Date::MAX),
    }
}
