//! Dates as they were written, right or wrong, in one number.

/// A day as eight figures of four bits each, the year's first: a thirteenth month is kept, since a slip of the pen still
/// says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub u32);

const fn two(figures: u32) -> u32 {
    (figures >> 4 & 15) * 10 + (figures & 15)
}

impl Day {
    /// The day of these figures.
    #[must_use]
    pub const fn new(year: u32, month: u32, day: u32) -> Self {
        let y = year % 10_000;
        let (m, d) = (month % 100, day % 100);
        let year = (y / 1000) << 12 | (y / 100 % 10) << 8 | (y / 10 % 10) << 4 | (y % 10);
        Self(year << 16 | (m / 10) << 12 | (m % 10) << 8 | (d / 10) << 4 | (d % 10))
    }
    /// The year.
    #[must_use]
    pub const fn year(self) -> u32 {
        two(self.0 >> 24) * 100 + two(self.0 >> 16)
    }
    /// The month, as written.
    #[must_use]
    pub const fn month(self) -> u32 {
        two(self.0 >> 8)
    }
    /// The day of the month, as written.
    #[must_use]
    pub const fn day(self) -> u32 {
        two(self.0)
    }
    /// Whether it is the first of January, which stands for "only the year is known" in many lists.
    #[must_use]
    pub const fn is_first_of_january(self) -> bool {
        self.0 & 0xffff == 0x0101
    }
    /// Day and month exchanged.
    #[must_use]
    pub const fn swapped(self) -> Self {
        Self(self.0 & 0xffff_0000 | (self.0 & 0xff) << 8 | (self.0 >> 8 & 0xff))
    }
    /// Days since the first of March of the year 0, if there is such a day (Hinnant 2013, `days_from_civil`).
    #[must_use]
    pub fn number(self) -> Option<u32> {
        let (y, m, d) = (self.year(), self.month(), self.day());
        let longest = match m {
            4 | 6 | 9 | 11 => 30,
            2 if y % 4 == 0 && (y % 100 != 0 || y % 400 == 0) => 29,
            2 => 28,
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            _ => return None,
        };
        if d == 0 || d > longest || y == 0 {
            return None;
        }
        let y = if m <= 2 { y - 1 } else { y };
        let of_year = (153 * ((m + 9) % 12) + 2) / 5 + d - 1;
        Some(y / 400 * 146_097 + (y % 400) * 365 + (y % 400) / 4 - (y % 400) / 100 + of_year)
    }
    /// Whether so few slips make one date of the other, written `2001-03-28` (a hyphen is never a slip).
    #[must_use]
    pub fn edits_at_most(self, other: Self, most: u32) -> bool {
        let apart = self.0 ^ other.0;
        // A bit for each figure that differs.
        let wrong = ((apart | apart >> 1 | apart >> 2 | apart >> 3) & 0x1111_1111).count_ones();
        if wrong <= most {
            return true;
        }
        if most == 0 {
            return false;
        }
        if wrong == 2 {
            // Two neighbours exchanged, with no hyphen between them.
            let at = apart.trailing_zeros() / 4;
            let (p, q) = (self.0 >> (4 * at), other.0 >> (4 * at));
            if at != 1 && at != 3 && p & 15 == q >> 4 & 15 && p >> 4 & 15 == q & 15 {
                return true;
            }
        }
        if most == 1 {
            return false;
        }
        let set = |d: u32| (0..8).fold(0_u32, |all, n| all | 1 << (d >> (4 * n) & 15));
        let alone = (set(self.0) & !set(other.0)).count_ones().max((set(other.0) & !set(self.0)).count_ones());
        alone <= most && crate::compare::edits_at_most(&self.written(), &other.written(), most)
    }
    /// Whether their years alone say that they are more than so many days apart.
    const fn years_tell_apart(self, other: Self, most: u32) -> bool {
        self.year().abs_diff(other.year()).saturating_sub(1) * 365 > most
    }
    /// How many days they are apart. A date that is none is apart from all.
    fn days_apart(self, other: Self) -> Option<u32> {
        Some(self.number()?.abs_diff(other.number()?))
    }
    /// Whether they are at most so many days apart.
    #[must_use]
    pub fn days_apart_at_most(self, other: Self, most: u32) -> bool {
        !self.years_tell_apart(other, most) && self.days_apart(other).is_some_and(|days| days <= most)
    }
    /// Its ten characters.
    #[must_use]
    pub(crate) fn written(self) -> [u8; 10] {
        let (y, m, d) = (self.year(), self.month(), self.day());
        let figure = |n: u32| b'0' + u8::try_from(n % 10).unwrap_or(0);
        [
            figure(y / 1000),
            figure(y / 100),
            figure(y / 10),
            figure(y),
            b'-',
            figure(m / 10),
            figure(m),
            b'-',
            figure(d / 10),
            figure(d),
        ]
    }
    /// `2001-03-28`.
    #[must_use]
    pub fn text(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }

    /// Reads a date; `None` if the text is not one.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        Self::read_common(text.as_bytes()).or_else(|| Self::read_any(text))
    }

    /// The forms that nearly all dates have: their figures already are the number.
    fn read_common(text: &[u8]) -> Option<Self> {
        let places = match text {
            [_, _, _, _, b'-', _, _, b'-', _, _] => [0, 1, 2, 3, 5, 6, 8, 9],
            [_, _, b'/', _, _, b'/', _, _, _, _] => [6, 7, 8, 9, 3, 4, 0, 1],
            [_, _, _, _, _, _, _, _] => [0, 1, 2, 3, 4, 5, 6, 7],
            _ => return None,
        };
        let mut all = 0;
        for place in places {
            let figure = text[place].wrapping_sub(b'0');
            if figure > 9 {
                return None;
            }
            all = all << 4 | u32::from(figure);
        }
        (all >> 16 != 0).then_some(Self(all))
    }

    fn read_any(text: &str) -> Option<Self> {
        let mut parts = [0_u32; 3];
        let (mut at, mut long, mut first_long, mut any) = (0, 0, 0, false);
        for c in text.trim().bytes() {
            match c {
                b'0'..=b'9' if long < 8 => {
                    parts[at] = parts[at] * 10 + u32::from(c - b'0');
                    long += 1;
                    any = true;
                }
                b'-' | b'/' | b'.' | b' ' if long > 0 && at < 2 => {
                    if at == 0 {
                        first_long = long;
                    }
                    at += 1;
                    long = 0;
                }
                b'T' if at == 2 => break,
                b' ' => {}
                _ => return None,
            }
        }
        if !any {
            return None;
        }
        let [a, b, c] = parts;
        let day = match (at, long) {
            (2, _) if first_long == 4 => Self::new(a, b, c),
            (2, 4) => Self::new(c, b, a),
            (0, 8) => Self::new(a / 10_000, a / 100 % 100, a % 100),
            _ => return None,
        };
        (day.year() > 0 && b < 100 && day.year() < 10_000).then_some(day)
    }
}

#[cfg(test)]
mod tests {
    use super::Day;

    #[test]
    fn forms() {
        let want = Some(Day::new(2001, 3, 28));
        for text in ["2001-03-28", "28/03/2001", "28.3.2001", "20010328", " 2001-03-28T00:00:00"] {
            assert_eq!(Day::read(text), want, "{text}");
        }
        for text in ["2001-13-45", "31/02/1999", "19991301", "0000-01-01", "00/00/0000", "2001-1a-01", "00000101"] {
            assert_eq!(Day::read(text), Day::read_any(text), "{text}");
        }
        for text in ["", "unknown", "28/03/01", "0000-00-00", "99999999999", "1-2-3-4"] {
            assert_eq!(Day::read(text), None, "{text}");
        }
        assert_eq!(Day::new(2001, 3, 28).text(), "2001-03-28");
    }
}
