//! When something is due: a rule as data, in calendar or working days, from a day.

use crate::{Calendar, Counting, Nation, Period, date_words};
use jiff::civil::Date;

/// In what a rule counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Calendar days.
    Days,
    /// Days that are no Saturday, Sunday or bank holiday.
    WorkingDays,
    /// Weeks.
    Weeks,
    /// Calendar months.
    Months,
}

impl Unit {
    /// All of them, as forms offer them.
    pub const ALL: [Self; 4] = [Self::WorkingDays, Self::Days, Self::Weeks, Self::Months];
    /// Its name as data.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Days => "days",
            Self::WorkingDays => "working-days",
            Self::Weeks => "weeks",
            Self::Months => "months",
        }
    }
    /// From its name as data.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|u| u.id() == id)
    }
    /// `working days`.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Days => "days",
            Self::WorkingDays => "working days",
            Self::Weeks => "weeks",
            Self::Months => "months",
        }
    }
}

/// So many days, weeks or months after a day. The day itself is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueRule {
    /// How many.
    pub count: u32,
    /// Of what.
    pub unit: Unit,
    /// After which day.
    pub from: Date,
}

impl DueRule {
    /// The last day on which it is in time.
    #[must_use]
    pub fn due(&self, calendar: &Calendar, nation: Nation) -> Date {
        match self.unit {
            Unit::WorkingDays => calendar.after_working_days(nation, self.from, self.count),
            Unit::Days => Period::Days(self.count).last_day(self.from, Counting::After),
            Unit::Weeks => Period::Weeks(self.count).last_day(self.from, Counting::After),
            Unit::Months => Period::Months(self.count).last_day(self.from, Counting::After),
        }
    }
    /// As data: `5 working-days after 2026-11-21`.
    #[must_use]
    pub fn stored(&self) -> String {
        format!("{} {} after {}", self.count, self.unit.id(), self.from)
    }
    /// From data.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(' ');
        let (count, unit, after, from) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        if after != "after" || parts.next().is_some() {
            return None;
        }
        Some(Self { count: count.parse().ok()?, unit: Unit::parse(unit)?, from: from.parse().ok()? })
    }
    /// In words: `5 working days after 21 November 2026`.
    #[must_use]
    pub fn words(&self) -> String {
        let unit = self.unit.words();
        let unit = if self.count == 1 { unit.trim_end_matches('s') } else { unit };
        format!("{} {unit} after {}", self.count, date_words(self.from))
    }
}
