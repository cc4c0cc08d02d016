//! Addresses as a timeline: in order, with the gaps between them, and how much of some years they cover.

use crate::SectionContent;
use jiff::ToSpan;
use jiff::civil::Date;

/// How far back a history of addresses is asked for.
pub const YEARS: i8 = 5;
/// Kinds of place that are no home.
const NO_HOME: [&str; 3] = ["no-fixed-abode", "rough-sleeping", "rough"];

/// One time at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stay {
    /// Its number among the rows.
    pub row: usize,
    /// Its kind: a code.
    pub kind: String,
    /// The first day that it can be.
    pub from: Date,
    /// The last day that it can be; none: they are there still.
    pub until: Option<Date>,
    /// No fixed abode, or sleeping rough.
    pub no_home: bool,
}

/// A time of which nothing is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub until: Date,
}

impl Gap {
    /// Its length in days.
    #[must_use]
    pub fn days(&self) -> i32 {
        self.from.until(self.until).map_or(0, |span| span.get_days()) + 1
    }
}

/// Addresses over some years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    /// The stays, the newest first.
    pub stays: Vec<Stay>,
    /// The gaps within the years asked for, the newest first.
    pub gaps: Vec<Gap>,
    /// The first day that was asked for.
    pub since: Date,
    /// How many days of them are covered.
    pub covered: i32,
    /// How many days they are.
    pub all: i32,
}

impl Timeline {
    /// Whether every day is covered.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        self.gaps.is_empty()
    }
    /// From the rows of a question, as of a day.
    #[must_use]
    pub fn of(content: &SectionContent, field: &str, today: Date) -> Self {
        let mut stays: Vec<Stay> = content
            .rows(field)
            .into_iter()
            .enumerate()
            .filter_map(|(at, row)| {
                let kind = row.get("kind").unwrap_or_default().to_owned();
                Some(Stay {
                    row: at + 1,
                    from: first_day(row.get("from")?)?,
                    until: row.get("until").and_then(last_day),
                    no_home: NO_HOME.contains(&kind.as_str()),
                    kind,
                })
            })
            .collect();
        stays.sort_by(|a, b| b.from.cmp(&a.from).then(b.until.unwrap_or(Date::MAX).cmp(&a.until.unwrap_or(Date::MAX))));
        Self::over(stays, today)
    }
    /// The gaps of some stays (the newest first) within the years before a day.
    #[must_use]
    pub fn over(stays: Vec<Stay>, today: Date) -> Self {
        let since = today.checked_sub(i32::from(YEARS).years()).unwrap_or(today);
        let mut gaps = Vec::new();
        // From the oldest on: the first day that nothing is known of yet.
        let mut open = since;
        for stay in stays.iter().rev() {
            let end = stay.until.unwrap_or(today).min(today);
            if stay.from > open && stay.from <= today {
                gaps.push(Gap { from: open, until: before(stay.from) });
            }
            if end >= open {
                open = after(end);
            }
        }
        if open <= today {
            gaps.push(Gap { from: open, until: today });
        }
        gaps.reverse();
        let all = since.until(today).map_or(0, |span| span.get_days()) + 1;
        let missing: i32 = gaps.iter().map(Gap::days).sum();
        Self { stays, gaps, since, covered: all - missing, all }
    }
}

fn before(day: Date) -> Date {
    day.yesterday().unwrap_or(day)
}

fn after(day: Date) -> Date {
    day.tomorrow().unwrap_or(day)
}

/// The first day that a date can be: `2024` is from 1 January, `2024-05` from 1 May.
#[must_use]
pub fn first_day(text: &str) -> Option<Date> {
    match text.len() {
        4 => Date::new(text.parse().ok()?, 1, 1).ok(),
        7 => format!("{text}-01").parse().ok(),
        _ => text.parse().ok(),
    }
}

/// The last day that a date can be.
#[must_use]
pub fn last_day(text: &str) -> Option<Date> {
    match text.len() {
        4 => Date::new(text.parse().ok()?, 12, 31).ok(),
        7 => format!("{text}-01").parse::<Date>().ok().map(Date::last_of_month),
        _ => text.parse().ok(),
    }
}

/// Whether an end lies wholly before a beginning.
#[must_use]
pub fn ends_before(until: &str, from: &str) -> bool {
    matches!((last_day(until), first_day(from)), (Some(until), Some(from)) if until < from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    const TODAY: Date = date(2026, 11, 21);

    fn content(rows: &[(&str, &str, &str)]) -> SectionContent {
        let mut pairs = Vec::new();
        for (at, (kind, from, until)) in rows.iter().enumerate() {
            for (column, value) in [("kind", kind), ("from", from), ("until", until)] {
                if !value.is_empty() {
                    pairs.push((crate::section::row_key("h", at + 1, column), (*value).to_owned()));
                }
            }
        }
        SectionContent::from_pairs(pairs)
    }

    #[test]
    fn gaps_are_found_and_no_fixed_abode_is_none() {
        let history = content(&[
            ("prs-hmo", "2021", "2023-03"),
            ("no-fixed-abode", "2023-04-01", "2023-12-31"),
            ("family", "2024-02-01", ""),
        ]);
        let timeline = Timeline::of(&history, "h", TODAY);
        assert_eq!(timeline.gaps, [Gap { from: date(2024, 1, 1), until: date(2024, 1, 31) }]);
        assert_eq!(timeline.all - timeline.covered, 31);
        assert_eq!(timeline.stays.iter().filter(|s| s.no_home).count(), 1);
        assert_eq!(timeline.stays[0].kind, "family", "the newest first");
    }

    #[test]
    fn nothing_known_is_one_gap_of_five_years() {
        let timeline = Timeline::of(&content(&[]), "h", TODAY);
        assert_eq!(timeline.gaps, [Gap { from: date(2021, 11, 21), until: TODAY }]);
        assert_eq!(timeline.covered, 0);
        assert!(Timeline::of(&content(&[("family", "2001", "")]), "h", TODAY).is_whole());
    }

    proptest! {
        #[test]
        fn every_day_is_in_a_stay_or_in_a_gap(stays in prop::collection::vec((0i32..3000, 0i32..900), 0..8)) {
            let day = |n: i32| TODAY.checked_sub(n.days()).unwrap();
            let rows: Vec<(String, String)> = stays.iter().map(|(from, long)| {
                (day(*from).to_string(), day((*from - *long).max(0)).to_string())
            }).collect();
            let rows: Vec<(&str, &str, &str)> = rows.iter().map(|(f, u)| ("other", f.as_str(), u.as_str())).collect();
            let timeline = Timeline::of(&content(&rows), "h", TODAY);
            for n in 0..1826 {
                let day = day(n);
                let stayed = timeline.stays.iter().any(|s| s.from <= day && s.until.is_none_or(|u| day <= u));
                let gap = timeline.gaps.iter().any(|g| g.from <= day && day <= g.until);
                prop_assert!(stayed != gap, "{}", day);
            }
            prop_assert!(timeline.covered >= 0 && timeline.covered <= timeline.all);
        }
    }
}
