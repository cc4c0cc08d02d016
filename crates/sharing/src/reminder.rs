//! When both sides of an agreement are told of it: beforehand, and at the time.

use jiff::ToSpan as _;
use jiff::civil::Date;

/// What both sides are told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Occasion {
    /// Its last day comes within so many days.
    Ends(u32),
    /// Its last day has passed: nothing goes under it.
    Lapsed,
    /// The day for looking at it again comes within so many days.
    Review(u32),
    /// That day has passed.
    ReviewLate,
}

/// Days before the last day, the farthest first.
pub const BEFORE_END: [u32; 3] = [60, 30, 7];
/// Days before the day for looking at it again.
pub const BEFORE_REVIEW: [u32; 1] = [30];

impl Occasion {
    /// Its code, with the day that it is about: each is told of once.
    #[must_use]
    pub fn code(self, on: Date) -> String {
        match self {
            Self::Ends(days) => format!("ends-{days}:{on}"),
            Self::Lapsed => format!("lapsed:{on}"),
            Self::Review(days) => format!("review-{days}:{on}"),
            Self::ReviewLate => format!("review-late:{on}"),
        }
    }
    /// The subject line: nothing about anybody.
    #[must_use]
    pub const fn subject(self) -> &'static str {
        match self {
            Self::Ends(_) => "An agreement between us ends soon",
            Self::Lapsed => "An agreement between us has lapsed",
            Self::Review(_) => "An agreement between us is to be looked at again",
            Self::ReviewLate => "An agreement between us was to be looked at again",
        }
    }
    /// What it means.
    #[must_use]
    pub fn words(self, on: Date) -> String {
        let on = on.strftime("%-d %B %Y");
        match self {
            Self::Ends(_) => {
                format!("Its last day is {on}. After that nothing goes under it, until a new one is signed.")
            }
            Self::Lapsed => format!("Its last day was {on}. Nothing goes under it any more."),
            Self::Review(_) => format!("It is to be looked at again by {on}."),
            Self::ReviewLate => format!("It was to be looked at again by {on}."),
        }
    }
}

/// The occasions that there are on a day: of each kind the latest only, so that nobody who comes late is told three times.
#[must_use]
pub fn occasions(until: Option<Date>, review: Option<Date>, today: Date) -> Vec<(Occasion, Date)> {
    let within = |on: Date, days: u32| on.checked_sub(i64::from(days).days()).is_ok_and(|from| from <= today);
    let mut found = Vec::new();
    if let Some(on) = until {
        if on < today {
            found.push((Occasion::Lapsed, on));
        } else if let Some(days) = BEFORE_END.into_iter().rev().find(|d| within(on, *d)) {
            found.push((Occasion::Ends(days), on));
        }
    }
    // Of what has lapsed, only that matters.
    if let Some(on) = review.filter(|_| until.is_none_or(|last| today <= last)) {
        if on < today {
            found.push((Occasion::ReviewLate, on));
        } else if let Some(days) = BEFORE_REVIEW.into_iter().rev().find(|d| within(on, *d)) {
            found.push((Occasion::Review(days), on));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn both_sides_are_told_beforehand_and_at_the_time_and_of_each_day_once() {
        let (end, review) = (date(2027, 3, 31), date(2026, 12, 31));
        let mut told: Vec<(Date, String)> = Vec::new();
        let mut day = date(2026, 11, 1);
        while day < date(2027, 4, 30) {
            for (occasion, on) in occasions(Some(end), Some(review), day) {
                let code = occasion.code(on);
                if !told.iter().any(|(_, known)| *known == code) {
                    told.push((day, code));
                }
            }
            day = day.tomorrow().unwrap();
        }
        let expected = [
            (date(2026, 12, 1), "review-30:2026-12-31"),
            (date(2027, 1, 1), "review-late:2026-12-31"),
            (date(2027, 1, 30), "ends-60:2027-03-31"),
            (date(2027, 3, 1), "ends-30:2027-03-31"),
            (date(2027, 3, 24), "ends-7:2027-03-31"),
            (date(2027, 4, 1), "lapsed:2027-03-31"),
        ];
        assert_eq!(told, expected.map(|(day, code)| (day, code.to_owned())));
    }

    #[test]
    fn what_is_found_late_is_told_once_and_as_it_is() {
        assert_eq!(
            occasions(Some(date(2026, 1, 1)), Some(date(2025, 1, 1)), date(2026, 6, 1)),
            [(Occasion::Lapsed, date(2026, 1, 1))]
        );
        assert_eq!(occasions(Some(date(2026, 1, 5)), None, date(2026, 1, 1)), [(Occasion::Ends(7), date(2026, 1, 5))]);
        assert_eq!(occasions(None, None, date(2026, 1, 1)), []);
    }
}
