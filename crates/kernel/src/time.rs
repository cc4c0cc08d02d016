//! Time as an argument. Only the edge (the binary) owns a [`SystemClock`].

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A moment, in microseconds since 1970-01-01 UTC: the finest that both databases keep.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From microseconds since 1970-01-01 UTC.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }
    /// Microseconds since 1970-01-01 UTC.
    #[must_use]
    pub const fn as_micros(self) -> i64 {
        self.0
    }
    /// Later by whole seconds (negative: earlier), stopping at the ends of the range.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }
    fn zoned(self) -> jiff::Zoned {
        let at = jiff::Timestamp::from_microsecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        at.to_zoned(TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC))
    }
    /// As staff read it: `21 November 2026 at 3:04pm`, London time.
    #[must_use]
    pub fn words(self) -> String {
        format!("{} at {}", self.zoned().strftime("%-d %B %Y"), self.time_words())
    }
    /// The time of day in London as staff read it: `3:04pm`.
    #[must_use]
    pub fn time_words(self) -> String {
        let z = self.zoned();
        let (hour, half) = match z.hour() {
            0 => (12, "am"),
            h @ 1..=11 => (h, "am"),
            12 => (12, "pm"),
            h => (h - 12, "pm"),
        };
        format!("{hour}:{:02}{half}", z.minute())
    }
    /// The time of day in London as forms and files have it: `15:04`.
    #[must_use]
    pub fn london_time(self) -> String {
        let z = self.zoned();
        format!("{:02}:{:02}", z.hour(), z.minute())
    }
    /// The hour of the day in London: 0 to 23.
    #[must_use]
    pub fn london_hour(self) -> i8 {
        self.zoned().hour()
    }
    /// RFC 3339 in UTC, for machines.
    #[must_use]
    pub fn rfc3339(self) -> String {
        jiff::Timestamp::from_microsecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_string()
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339())
    }
}

/// The civil date in London at a moment: every legal date is one of these.
#[must_use]
pub fn london_date(at: Timestamp) -> Date {
    at.zoned().date()
}

/// The moment when clocks in London show a time on a date. A time that summer time skips is the hour after; one that comes
/// twice is the first.
#[must_use]
pub fn london_moment(day: Date, hour: i8, minute: i8) -> Option<Timestamp> {
    let time = jiff::civil::Time::new(hour, minute, 0, 0).ok()?;
    let zoned = day.to_datetime(time).in_tz("Europe/London").ok()?;
    Some(Timestamp(zoned.timestamp().as_microsecond()))
}

/// All moments at which clocks in London show an hour and a minute on a day, the first first: one; none in the hour that the
/// clocks leave out when they go forward; two in the hour that they show again when they go back.
#[must_use]
pub fn london_moments(day: Date, hour: i8, minute: i8) -> Vec<Timestamp> {
    let Ok(time) = jiff::civil::Time::new(hour, minute, 0, 0) else { return Vec::new() };
    let Ok(zone) = jiff::tz::TimeZone::get("Europe/London") else { return Vec::new() };
    let read = zone.to_ambiguous_zoned(day.to_datetime(time));
    let both = [read.clone().earlier(), read.later()].map(Result::ok);
    let mut moments: Vec<Timestamp> = both
        .into_iter()
        .flatten()
        .filter(|zoned| zoned.time() == time && zoned.date() == day)
        .map(|zoned| Timestamp(zoned.timestamp().as_microsecond()))
        .collect();
    moments.dedup();
    moments
}

/// Where time comes from.
pub trait Clock: Send + Sync {
    /// The moment it is.
    fn now(&self) -> Timestamp;
}

/// The machine's clock, for the edge only.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place where ambient time enters")]
    fn now(&self) -> Timestamp {
        Timestamp(jiff::Timestamp::now().as_microsecond())
    }
}

/// A clock that stands where it was put, until it is moved.
#[derive(Debug)]
pub struct FixedClock(std::sync::atomic::AtomicI64);

impl FixedClock {
    /// Standing at a moment.
    #[must_use]
    pub const fn at(at: Timestamp) -> Self {
        Self(std::sync::atomic::AtomicI64::new(at.0))
    }
    /// Standing at midday, London, on a date.
    #[must_use]
    pub fn on(date: Date) -> Self {
        let midday = date.at(12, 0, 0, 0).in_tz("Europe/London").map_or(0, |z| z.timestamp().as_microsecond());
        Self::at(Timestamp(midday))
    }
    /// Moves it on by whole seconds.
    pub fn advance_seconds(&self, seconds: i64) {
        self.0.fetch_add(seconds.saturating_mul(1_000_000), std::sync::atomic::Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(std::sync::atomic::Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summer_evening_belongs_to_the_london_date() {
        // 23:30 UTC on 30 June is half past midnight on 1 July in London.
        let at: jiff::Timestamp = "2026-06-30T23:30:00Z".parse().unwrap();
        let at = Timestamp::from_micros(at.as_microsecond());
        assert_eq!(london_date(at).to_string(), "2026-07-01");
        assert_eq!(at.words(), "1 July 2026 at 12:30am");
    }
}
