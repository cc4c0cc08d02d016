//! Days as numbers: counting and writing them costs nanoseconds.

use jiff::civil::Date;

/// Days since 1 January 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub i32);

impl Day {
    /// A calendar date's day.
    pub fn of(date: Date) -> Self {
        Self::from_civil(i32::from(date.year()), i32::from(date.month()), i32::from(date.day()))
    }
    /// From year, month and day (of the Gregorian calendar, as H. Hinnant counts it).
    pub const fn from_civil(year: i32, month: i32, day: i32) -> Self {
        let y = if month <= 2 { year - 1 } else { year };
        let era = y.div_euclid(400);
        let of_era = y - era * 400;
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        Self(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
    }
    /// Year, month and day.
    pub const fn civil(self) -> (i32, i32, i32) {
        let z = self.0 + 719_468;
        let era = z.div_euclid(146_097);
        let of_era = z - era * 146_097;
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        (year_of_era + era * 400 + if month <= 2 { 1 } else { 0 }, month, day)
    }
    /// So many days later (earlier if negative).
    pub const fn plus(self, days: i32) -> Self {
        Self(self.0 + days)
    }
    /// The calendar date.
    pub fn date(self) -> Date {
        let (year, month, day) = self.civil();
        let fit = |n: i32| i8::try_from(n).unwrap_or(1);
        Date::new(i16::try_from(year).unwrap_or(1970), fit(month), fit(day)).unwrap_or(Date::constant(1970, 1, 1))
    }
    /// Writes `2026-11-21`.
    pub fn write(self, out: &mut String) {
        let (year, month, day) = self.civil();
        number(out, year.unsigned_abs(), 4);
        out.push('-');
        number(out, month.unsigned_abs(), 2);
        out.push('-');
        number(out, day.unsigned_abs(), 2);
    }
}

/// Writes a number with at least so many figures.
pub fn number(out: &mut String, value: u32, figures: usize) {
    let mut digits = [b'0'; 10];
    let mut left = value;
    let mut used = 0;
    for place in digits.iter_mut().rev() {
        if left == 0 {
            break;
        }
        *place = b'0' + u8::try_from(left % 10).unwrap_or(0);
        left /= 10;
        used += 1;
    }
    let from = digits.len() - used.max(figures.clamp(1, 10));
    out.extend(digits.iter().skip(from).map(|d| char::from(*d)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_and_dates_agree() {
        for (text, year, month, day) in [
            ("1970-01-01", 1970, 1, 1),
            ("2024-02-29", 2024, 2, 29),
            ("1935-12-31", 1935, 12, 31),
            ("2026-11-21", 2026, 11, 21),
        ] {
            let as_date = date(year, month, day);
            let mut out = String::new();
            Day::of(as_date).write(&mut out);
            assert_eq!(out, text);
            assert_eq!(Day::of(as_date).date(), as_date);
        }
        assert_eq!(Day::of(date(1970, 1, 1)).0, 0);
        let mut at = Day::of(date(1930, 1, 1));
        while at < Day::of(date(2030, 1, 1)) {
            assert_eq!(Day::of(at.date()), at);
            at = at.plus(13);
        }
    }

    #[test]
    fn numbers_have_their_figures() {
        let text = |value, figures| {
            let mut out = String::new();
            number(&mut out, value, figures);
            out
        };
        assert_eq!(
            (text(0, 1), text(7, 2), text(1234, 1), text(u32::MAX, 1)),
            ("0".into(), "07".into(), "1234".into(), "4294967295".into())
        );
    }
}
