//! Dates of birth as services know them: whole, a year only, or somebody's estimate.

use jiff::civil::Date;
use std::fmt;

/// What is known of a date of birth.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum BirthDate {
    /// The day.
    Full(Date),
    /// The year only.
    Year(i16),
    /// A year that somebody estimated (an outreach worker who could not ask).
    Estimated(i16),
}

/// A text that is no date of birth. It does not repeat the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BirthDateError {
    /// Not a form of date that we know.
    #[error("write the date of birth as 31 3 1980, or just the year if the day is not known")]
    Form,
    /// No such day.
    #[error("there is no such day: check the day and the month")]
    NoSuchDay,
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The number of a month that is written in letters (at least three of them).
pub(crate) fn month_number(word: &str) -> Option<i8> {
    let word = if word == "sept" { "sep" } else { word };
    if word.len() < 3 {
        return None;
    }
    let at = MONTHS.iter().position(|m| m.starts_with(word))?;
    i8::try_from(at + 1).ok()
}

impl BirthDate {
    /// Reads a date as people in the United Kingdom write it: `31/3/1980`, `31.03.80`, `31 March 1980`, `31st of March
    /// 1980`, `1980-03-31`, `1980`, `about 1980`; of `March 1980`, `3/1980` and `1980-03` the year alone is kept. Years of two figures are those that leave the person no more than 100
    /// years old in `this_year`.
    ///
    /// # Errors
    /// When it is no such form, or no such day exists.
    pub fn parse(text: &str, this_year: i16) -> Result<Self, BirthDateError> {
        let lower = text.trim().to_lowercase();
        let (estimated, rest) = ["about", "approx.", "approx", "around", "circa", "c.", "est.", "est"]
            .iter()
            .find_map(|w| lower.strip_prefix(w))
            .map_or((false, lower.as_str()), |rest| (true, rest.trim()));
        match parts(rest).as_slice() {
            [year] => {
                let year = whole_year(year, this_year).ok_or(BirthDateError::Form)?;
                Ok(if estimated { Self::Estimated(year) } else { Self::Year(year) })
            }
            [a, b] if !estimated => {
                month_and_year(a, b, this_year).map(|(year, _)| Self::Year(year)).ok_or(BirthDateError::Form)
            }
            [a, b, c] if !estimated => {
                let (year, month, day) = if a.len() == 4 && all_figures(a) { (a, b, c) } else { (c, b, a) };
                let year = if year.len() == 2 { short_year(year, this_year) } else { whole_year(year, this_year) };
                let month = if all_figures(month) { month.parse().ok() } else { month_number(month) };
                let day = ["st", "nd", "rd", "th"].iter().find_map(|s| day.strip_suffix(s)).unwrap_or(day);
                let day = day.parse().ok().filter(|_| all_figures(day));
                match (year, month, day) {
                    (Some(y), Some(m), Some(d)) => {
                        Date::new(y, m, d).map(Self::Full).map_err(|_| BirthDateError::NoSuchDay)
                    }
                    _ => Err(BirthDateError::Form),
                }
            }
            _ => Err(BirthDateError::Form),
        }
    }
    /// The month of what says a month and a year and no day (`March 1980`, `3/1980`, `1980-03`), from 1.
    #[must_use]
    pub fn month_of(text: &str, this_year: i16) -> Option<i8> {
        match parts(&text.trim().to_lowercase()).as_slice() {
            [a, b] => month_and_year(a, b, this_year).map(|(_, month)| month),
            _ => None,
        }
    }
    /// The year.
    #[must_use]
    pub fn year(&self) -> i16 {
        match self {
            Self::Full(date) => date.year(),
            Self::Year(year) | Self::Estimated(year) => *year,
        }
    }
    /// The day, if it is known.
    #[must_use]
    pub const fn date(&self) -> Option<Date> {
        match self {
            Self::Full(date) => Some(*date),
            Self::Year(_) | Self::Estimated(_) => None,
        }
    }
    /// With day and month the other way round, if that is another day.
    #[must_use]
    pub fn swapped(&self) -> Option<Date> {
        let date = self.date()?;
        Date::new(date.year(), date.day(), date.month()).ok().filter(|d| *d != date)
    }
}

/// The words and figures of a date.
fn parts(text: &str) -> Vec<&str> {
    text.split(|c: char| matches!(c, '/' | '.' | '-' | ',') || c.is_whitespace())
        .filter(|p| !p.is_empty() && *p != "of")
        .collect()
}

/// A year and a month, in either order.
fn month_and_year(a: &str, b: &str, this_year: i16) -> Option<(i16, i8)> {
    let (year, month) = if a.len() == 4 && all_figures(a) { (a, b) } else { (b, a) };
    let month = if all_figures(month) { month.parse().ok() } else { month_number(month) };
    whole_year(year, this_year).zip(month.filter(|m| (1..=12).contains(m)))
}

fn all_figures(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

fn whole_year(text: &str, this_year: i16) -> Option<i16> {
    let year = (text.len() == 4 && all_figures(text)).then(|| text.parse::<i16>().ok()).flatten()?;
    (1880..=this_year).contains(&year).then_some(year)
}

fn short_year(text: &str, this_year: i16) -> Option<i16> {
    let short: i16 = text.parse().ok().filter(|_| all_figures(text))?;
    let century = this_year - this_year.rem_euclid(100);
    Some(if century + short > this_year { century - 100 + short } else { century + short })
}

impl fmt::Debug for BirthDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BirthDate(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn united_kingdom_forms() {
        let day = BirthDate::Full(date(1980, 3, 31));
        for text in [
            "31/3/1980",
            "31/03/1980",
            "31.03.80",
            "31-3-80",
            "31 3 1980",
            "1980-03-31",
            "31 March 1980",
            "31st of March 1980",
            "31 mar 80",
            " 31 MARCH, 1980 ",
        ] {
            assert_eq!(BirthDate::parse(text, 2026), Ok(day), "{text}");
        }
        assert_eq!(BirthDate::parse("1 Sept 2001", 2026), Ok(BirthDate::Full(date(2001, 9, 1))));
        assert_eq!(BirthDate::parse("1980", 2026), Ok(BirthDate::Year(1980)));
        assert_eq!(BirthDate::parse("about 1980", 2026), Ok(BirthDate::Estimated(1980)));
        for text in ["March 1980", "mar 1980", "03/1980", "1980-03"] {
            assert_eq!(BirthDate::parse(text, 2026), Ok(BirthDate::Year(1980)), "{text}");
            assert_eq!(BirthDate::month_of(text, 2026), Some(3), "{text}");
        }
        for text in ["1980", "31 March 1980", "about 1980", "13/1980", "March 2090"] {
            assert_eq!(BirthDate::month_of(text, 2026), None, "{text}");
        }
        for text in ["13/1980", "Zoe 1980", "3/80", "March 2090"] {
            assert!(BirthDate::parse(text, 2026).is_err(), "{text}");
        }
    }

    #[test]
    fn years_of_two_figures_are_past() {
        assert_eq!(BirthDate::parse("1/1/27", 2026), Ok(BirthDate::Full(date(1927, 1, 1))));
        assert_eq!(BirthDate::parse("1/1/26", 2026), Ok(BirthDate::Full(date(2026, 1, 1))));
    }

    #[test]
    fn nonsense_is_refused_without_repeating_it() {
        assert_eq!(BirthDate::parse("30/2/1980", 2026), Err(BirthDateError::NoSuchDay));
        assert_eq!(BirthDate::parse("2090", 2026), Err(BirthDateError::Form));
        for text in ["", "31/3", "x/y/z", "31/3/-9", "+1/3/80", "éé/3/80", "1/1/8é"] {
            assert!(BirthDate::parse(text, 2026).is_err(), "{text}");
        }
    }

    #[test]
    fn day_and_month_swap_where_they_can() {
        assert_eq!(BirthDate::Full(date(1980, 3, 4)).swapped(), Some(date(1980, 4, 3)));
        assert_eq!(BirthDate::Full(date(1980, 3, 31)).swapped(), None);
        assert_eq!(BirthDate::Full(date(1980, 3, 3)).swapped(), None);
    }
}
