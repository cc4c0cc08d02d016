//! How long a record is kept (clock K17): from the notice's rule and the day of its anchor event to a date, with the
//! reason in words.
//!
//! The date is the last day on which the record is kept; it is erased (or reviewed) from the next day on. It is derived
//! anew whenever an anchor or a hold changes.

use crate::period::{Counting, Period, end_of_year};
use crate::words::date_words;
use jiff::civil::Date;
use notice::source::{After, Anchor, Keep, YearKind};

/// A date, and how it comes about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The last day of keeping.
    pub date: Date,
    /// In words: "6 years after the case was closed (14 May 2026), and then to the end of the financial year: kept until
    /// 31 March 2033, then erased".
    pub explanation: String,
}

impl Due {
    /// Whether the time of keeping is over.
    #[must_use]
    pub fn is_over(&self, today: Date) -> bool {
        today > self.date
    }
}

/// What a rule comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outlook {
    /// Kept until a date.
    Until(Due),
    /// Looked at by somebody after the first date; gone after the second, whatever they say.
    Between {
        /// Not before this.
        review: Due,
        /// Not after this.
        end: Due,
        /// The role that decides.
        decided_by: String,
    },
    /// Its time is over, or will be, but a hold without an end stands in the way.
    Held {
        /// What it would have been.
        without: Due,
        /// Why it is held.
        explanation: String,
    },
    /// There is no date: it lasts as long as something else does.
    While(String),
    /// There is no date: it is anonymous and kept for good.
    Indefinitely,
    /// Another document says.
    ByReference(String),
}

impl Outlook {
    /// The last day on which it may be kept, if there is one now.
    #[must_use]
    pub const fn end(&self) -> Option<&Due> {
        match self {
            Self::Until(due) | Self::Between { end: due, .. } => Some(due),
            Self::Held { .. } | Self::While(_) | Self::Indefinitely | Self::ByReference(_) => None,
        }
    }
    /// Whether it must be gone (or looked at, as the rule says) today.
    #[must_use]
    pub fn is_over(&self, today: Date) -> bool {
        self.end().is_some_and(|due| due.is_over(today))
    }
    /// Whether somebody has to look at it today: in a range, between the two dates.
    #[must_use]
    pub fn is_for_review(&self, today: Date) -> bool {
        matches!(self, Self::Between { review, end, .. } if review.is_over(today) && !end.is_over(today))
    }
    /// In words.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Until(due) => due.explanation.clone(),
            Self::Between { review, end, .. } => format!("{}; {}", review.explanation, end.explanation),
            Self::Held { explanation, .. } => explanation.clone(),
            Self::While(what) => format!("kept {what}"),
            Self::Indefinitely => "kept for good, in anonymous form".to_owned(),
            Self::ByReference(document) => format!("kept as {document} says"),
        }
    }
}

/// Why there is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RetentionError {
    /// A period needs a day to start from.
    #[error("the notice does not say from when this is kept: name the anchor in its `retain` statement")]
    NoAnchor,
    /// "Plus the current year" needs to know which year.
    #[error(
        "the notice does not say which year ends: set `year` to `calendar` or `financial` in its `retain` statement"
    )]
    NoYearKind,
}

/// The event that a period is counted from, and its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    /// The event.
    pub anchor: Anchor,
    /// Its day.
    pub on: Date,
}

impl Start {
    fn words(self) -> String {
        let what = match self.anchor {
            Anchor::CaseClosed => "the case was closed",
            Anchor::SupportEnded => "support ended",
            Anchor::Birth => "the person was born",
            Anchor::Death => "the person died",
            Anchor::Collected => "it was collected",
            Anchor::Disclosed => "it was passed on",
            Anchor::SessionEnded => "the session ended",
            Anchor::Published => "it was published",
            Anchor::LastContact => "the last contact",
        };
        format!("{what} ({})", date_words(self.on))
    }
}

const fn then(after: After) -> &'static str {
    match after {
        After::Erase => "then erased",
        After::Anonymise => "then made anonymous",
        After::Review => "then looked at by a person",
        After::Archive => "then archived in anonymous form",
    }
}

/// When the time of keeping ends. `start` is the anchor's day, once the event has happened.
///
/// # Errors
/// When the rule is a period and has no start, or does not say which year ends.
pub fn due(keep: &Keep, start: Option<Start>, after: After) -> Result<Outlook, RetentionError> {
    let plain = |period: Period| -> Result<Due, RetentionError> {
        let start = start.ok_or(RetentionError::NoAnchor)?;
        let date = period.last_day(start.on, Counting::After);
        let explanation = format!("{period} after {}: kept until {}, {}", start.words(), date_words(date), then(after));
        Ok(Due { date, explanation })
    };
    Ok(match keep {
        Keep::Years(n) => Outlook::Until(plain(Period::Years(*n))?),
        Keep::Months(n) => Outlook::Until(plain(Period::Months(*n))?),
        Keep::Days(n) => Outlook::Until(plain(Period::Days(*n))?),
        Keep::YearsPlusCurrent { years, year } => {
            let start = start.ok_or(RetentionError::NoAnchor)?;
            let kind = year.ok_or(RetentionError::NoYearKind)?;
            let date = end_of_year(Period::Years(*years).last_day(start.on, Counting::After), kind);
            let which = match kind {
                YearKind::Calendar => "calendar year",
                YearKind::Financial => "financial year",
            };
            let explanation = format!(
                "{} after {}, and then to the end of the {which}: kept until {}, {}",
                Period::Years(*years),
                start.words(),
                date_words(date),
                then(after)
            );
            Outlook::Until(Due { date, explanation })
        }
        Keep::Range { min_years, max_years, decided_by } => {
            let start = start.ok_or(RetentionError::NoAnchor)?;
            let (least, most) = (Period::Years(*min_years), Period::Years(*max_years.max(min_years)));
            let (first, last) = (least.last_day(start.on, Counting::After), most.last_day(start.on, Counting::After));
            let review = Due {
                date: first,
                explanation: format!(
                    "at least {least} after {}: kept until {}, then looked at by {decided_by}",
                    start.words(),
                    date_words(first)
                ),
            };
            let end = Due {
                date: last,
                explanation: format!("at most {most}: not kept after {}, {}", date_words(last), then(after)),
            };
            Outlook::Between { review, end, decided_by: decided_by.clone() }
        }
        Keep::While(what) => Outlook::While(what.clone()),
        Keep::Indefinitely => Outlook::Indefinitely,
        Keep::ByReference(document) => Outlook::ByReference(document.clone()),
    })
}

/// Something that keeps a record from being erased: an open complaint, claim, rights request, audit or inquiry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Why, in words that may be shown: "a complaint is open".
    pub why: String,
    /// Its last day, if it has one.
    pub until: Option<Date>,
}

/// The outlook with holds: nothing ends before a hold does.
#[must_use]
pub fn with_holds(outlook: Outlook, holds: &[Hold]) -> Outlook {
    let Some(end) = outlook.end().cloned() else { return outlook };
    if let Some(hold) = holds.iter().find(|h| h.until.is_none()) {
        let explanation = format!("{}; but held because {}", end.explanation, hold.why);
        return Outlook::Held { without: end, explanation };
    }
    let Some((hold, until)) = holds.iter().filter_map(|h| h.until.map(|u| (h, u))).max_by_key(|(_, u)| *u) else {
        return outlook;
    };
    let later = |due: Due| {
        if until <= due.date {
            return due;
        }
        let explanation = format!("{}; but held until {} because {}", due.explanation, date_words(until), hold.why);
        Due { date: until, explanation }
    };
    match outlook {
        Outlook::Until(due) => Outlook::Until(later(due)),
        Outlook::Between { review, end, decided_by } => Outlook::Between { review, end: later(end), decided_by },
        other => other,
    }
}

/// Of two rules for one record, the one that keeps it longer.
#[must_use]
pub fn longer(one: Outlook, other: Outlook) -> Outlook {
    let rank = |o: &Outlook| match o {
        Outlook::Until(due) | Outlook::Between { end: due, .. } => (0, due.date),
        Outlook::Held { without, .. } => (1, without.date),
        Outlook::ByReference(_) | Outlook::While(_) => (2, Date::MAX),
        Outlook::Indefinitely => (3, Date::MAX),
    };
    if rank(&other) > rank(&one) { other } else { one }
}
