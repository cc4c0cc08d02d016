//! Working days: Monday to Friday, without the bank holidays of the nation, from a dated file with its source.

use crate::period::plus_days;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The nation whose bank holidays count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nation {
    /// England (with the same bank holidays as Wales).
    England,
    /// Wales (with the same bank holidays as England).
    Wales,
    /// Scotland. Its councils keep local holidays too, which are not bank holidays.
    Scotland,
}

/// Why a file of bank holidays cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("bank holidays, line {line}: {what}")]
pub struct CalendarError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, and what it should be.
    pub what: String,
}

/// The bank holidays of a span of years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    version: Date,
    source: String,
    covers: (Date, Date),
    england_and_wales: BTreeMap<Date, String>,
    scotland: BTreeMap<Date, String>,
}

impl Calendar {
    /// The one that comes with this program: 2024 to 2028.
    #[must_use]
    #[expect(clippy::expect_used, reason = "the file is part of the program, and a test reads it")]
    pub fn standard() -> &'static Self {
        static STANDARD: OnceLock<Calendar> = OnceLock::new();
        STANDARD.get_or_init(|| Self::parse(include_str!("../data/bank-holidays.txt")).expect("our own bank holidays"))
    }
    /// Reads a file: lines `version DATE`, `source TEXT`, `covers FIRST LAST`, and for each holiday
    /// `england-and-wales DATE NAME` or `scotland DATE NAME`. Empty lines and those that begin with `#` say nothing.
    ///
    /// # Errors
    /// At the first line that says something else.
    pub fn parse(text: &str) -> Result<Self, CalendarError> {
        let (mut version, mut source, mut covers) = (None, None, None);
        let (mut england_and_wales, mut scotland) = (BTreeMap::new(), BTreeMap::new());
        let mut last = 0;
        for (number, line) in (1..).zip(text.lines()) {
            last = number;
            let wrong = |what: &str| CalendarError { line: number, what: what.to_owned() };
            let day = |text: &str| text.parse::<Date>().map_err(|_| wrong("a date is written 2026-12-25"));
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (word, rest) = line.split_once(' ').ok_or_else(|| wrong("it has one word only"))?;
            match word {
                "version" => version = Some(day(rest)?),
                "source" => source = Some(rest.to_owned()),
                "covers" => {
                    let (from, to) = rest.split_once(' ').ok_or_else(|| wrong("it covers from one date to another"))?;
                    covers = Some((day(from)?, day(to)?));
                }
                "england-and-wales" | "scotland" => {
                    let (at, name) = rest.split_once(' ').ok_or_else(|| wrong("the holiday has no name"))?;
                    let nation = if word == "scotland" { &mut scotland } else { &mut england_and_wales };
                    if nation.insert(day(at)?, name.to_owned()).is_some() {
                        return Err(wrong("there is a holiday on that day already"));
                    }
                }
                _ => return Err(wrong("lines begin with version, source, covers, england-and-wales or scotland")),
            }
        }
        let missing = |what: &str| CalendarError { line: last, what: format!("the line `{what} …` is missing") };
        Ok(Self {
            version: version.ok_or_else(|| missing("version"))?,
            source: source.ok_or_else(|| missing("source"))?,
            covers: covers.ok_or_else(|| missing("covers"))?,
            england_and_wales,
            scotland,
        })
    }
    /// When the file was made.
    #[must_use]
    pub const fn version(&self) -> Date {
        self.version
    }
    /// Where its dates come from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }
    /// Whether the bank holidays of that day's year are known. Where they are not, only weekends are left out.
    #[must_use]
    pub fn covers(&self, day: Date) -> bool {
        (self.covers.0..=self.covers.1).contains(&day)
    }
    /// The name of the bank holiday on a day.
    #[must_use]
    pub fn holiday(&self, nation: Nation, day: Date) -> Option<&str> {
        match nation {
            Nation::England | Nation::Wales => &self.england_and_wales,
            Nation::Scotland => &self.scotland,
        }
        .get(&day)
        .map(String::as_str)
    }
    /// All bank holidays of a nation, in order.
    pub fn holidays(&self, nation: Nation) -> impl Iterator<Item = (Date, &str)> {
        match nation {
            Nation::England | Nation::Wales => &self.england_and_wales,
            Nation::Scotland => &self.scotland,
        }
        .iter()
        .map(|(d, n)| (*d, n.as_str()))
    }
    /// Whether a day is a working day.
    #[must_use]
    pub fn is_working_day(&self, nation: Nation, day: Date) -> bool {
        !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && self.holiday(nation, day).is_none()
    }
    /// The day itself if it is a working day, or else the next one that is.
    #[must_use]
    pub fn working_day_from(&self, nation: Nation, day: Date) -> Date {
        let mut at = day;
        while !self.is_working_day(nation, at) && at < Date::MAX {
            at = at.saturating_add(1.day());
        }
        at
    }
    /// The day itself if it is a working day, or else the last one before it that was: by when to have it done.
    #[must_use]
    pub fn working_day_until(&self, nation: Nation, day: Date) -> Date {
        let mut at = day;
        while !self.is_working_day(nation, at) && at > Date::MIN {
            at = at.saturating_sub(1.day());
        }
        at
    }
    /// The last of a number of working days after a day (20 working days after receipt: the day of receipt is not
    /// counted).
    #[must_use]
    pub fn after_working_days(&self, nation: Nation, day: Date, days: u32) -> Date {
        let mut at = day;
        for _ in 0..days {
            at = self.working_day_from(nation, plus_days(at, 1));
        }
        at
    }
}
