//! The bank holidays against the rules that make them, worked out here anew.

use clocks::{Calendar, Nation};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};
use std::collections::BTreeSet;

/// Easter Sunday in the Gregorian calendar (the anonymous algorithm of 1876).
fn easter(year: i16) -> Date {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    date(year, i8::try_from(month).unwrap(), i8::try_from(day).unwrap())
}

fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// The holiday, or the next weekday that is not taken.
fn substituted(taken: &mut BTreeSet<Date>, day: Date) {
    let mut at = day;
    while is_weekend(at) || taken.contains(&at) {
        at = at.saturating_add(1.day());
    }
    taken.insert(at);
}

fn nth(n: i8, month: i8, year: i16) -> Date {
    date(year, month, 1).nth_weekday_of_month(n, Weekday::Monday).unwrap()
}

fn expected(nation: Nation, year: i16) -> BTreeSet<Date> {
    let mut days = BTreeSet::new();
    let scotland = nation == Nation::Scotland;
    substituted(&mut days, date(year, 1, 1));
    if scotland {
        substituted(&mut days, date(year, 1, 2));
        substituted(&mut days, date(year, 11, 30));
        if year == 2026 {
            days.insert(date(2026, 6, 15));
        }
    } else {
        days.insert(easter(year).saturating_add(1.day()));
    }
    days.insert(easter(year).saturating_sub(2.days()));
    days.insert(nth(1, 5, year));
    days.insert(nth(-1, 5, year));
    days.insert(if scotland { nth(1, 8, year) } else { nth(-1, 8, year) });
    substituted(&mut days, date(year, 12, 25));
    substituted(&mut days, date(year, 12, 26));
    days
}

#[test]
fn the_file_has_what_the_rules_give() {
    for nation in [Nation::England, Nation::Wales, Nation::Scotland] {
        let mut all = BTreeSet::new();
        for year in 2024..=2028 {
            all.extend(expected(nation, year));
        }
        let file: BTreeSet<Date> = Calendar::standard().holidays(nation).map(|(d, _)| d).collect();
        assert_eq!(file, all, "{nation:?}");
        assert!(file.iter().all(|d| Calendar::standard().covers(*d) && !is_weekend(*d)));
    }
}

#[test]
fn the_file_says_when_and_where_from() {
    let calendar = Calendar::standard();
    assert_eq!(calendar.version(), date(2026, 11, 21));
    assert!(calendar.source().contains("gov.uk/bank-holidays"));
    assert!(!calendar.covers(date(2029, 1, 1)));
}

#[test]
fn working_days_are_counted_from_the_day_after() {
    let c = Calendar::standard();
    // Received on the Thursday before Easter 2026.
    assert_eq!(c.after_working_days(Nation::England, date(2026, 4, 2), 1), date(2026, 4, 7));
    assert_eq!(c.after_working_days(Nation::Scotland, date(2026, 4, 2), 1), date(2026, 4, 6));
    assert_eq!(c.after_working_days(Nation::England, date(2026, 4, 2), 20), date(2026, 5, 5));
    assert_eq!(c.after_working_days(Nation::England, date(2026, 4, 2), 0), date(2026, 4, 2));
    assert_eq!(c.working_day_until(Nation::England, date(2026, 12, 28)), date(2026, 12, 24));
    assert_eq!(c.working_day_from(Nation::England, date(2026, 12, 25)), date(2026, 12, 29));
}

#[test]
fn a_wrong_file_is_told_by_its_line() {
    let cases = [
        ("version 2026-01-01\nsource x\n", "line 2: the line `covers …` is missing"),
        ("version soon", "line 1: a date is written 2026-12-25"),
        ("covers 2026-01-01", "line 1: it covers from one date to another"),
        ("\n\nwales 2026-01-01 x", "line 3: lines begin with version"),
        ("scotland 2026-01-01 x\nscotland 2026-01-01 y", "line 2: there is a holiday on that day already"),
        ("scotland 2026-01-01", "line 1: the holiday has no name"),
    ];
    for (text, said) in cases {
        let error = Calendar::parse(text).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
}
