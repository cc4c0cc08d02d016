//! Where periods end.

use clocks::{Counting, Period, date_words, due_words, end_of_year, when_words};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use kernel::{Timestamp, london_date};
use notice::source::YearKind;
use proptest::prelude::*;

#[test]
fn beginning_with_a_day_counts_it() {
    // 56 days beginning with 1 March end on 25 April.
    assert_eq!(Period::Days(56).last_day(date(2026, 3, 1), Counting::BeginningWith), date(2026, 4, 25));
    assert_eq!(Period::Weeks(8).last_day(date(2026, 3, 1), Counting::BeginningWith), date(2026, 4, 25));
    // 21 days: asking for a review (the day counts), and appealing (it does not).
    assert_eq!(Period::Days(21).last_day(date(2026, 3, 1), Counting::BeginningWith), date(2026, 3, 21));
    assert_eq!(Period::Days(21).last_day(date(2026, 3, 1), Counting::After), date(2026, 3, 22));
    assert_eq!(Period::Months(6).last_day(date(2026, 3, 1), Counting::BeginningWith), date(2026, 8, 31));
}

#[test]
fn months_and_years_end_on_the_same_date_or_the_last_day() {
    let after = |p: Period, d| p.last_day(d, Counting::After);
    assert_eq!(after(Period::Months(1), date(2026, 9, 3)), date(2026, 10, 3));
    assert_eq!(after(Period::Months(1), date(2026, 1, 31)), date(2026, 2, 28));
    assert_eq!(after(Period::Months(1), date(2028, 1, 31)), date(2028, 2, 29));
    assert_eq!(after(Period::Months(1), date(2028, 2, 29)), date(2028, 3, 29));
    assert_eq!(after(Period::Years(6), date(2024, 2, 29)), date(2030, 2, 28));
    assert_eq!(after(Period::Years(4), date(2024, 2, 29)), date(2028, 2, 29));
    assert_eq!(after(Period::Years(75), date(2026, 5, 14)), date(2101, 5, 14));
}

#[test]
fn years_end_in_december_or_in_march() {
    assert_eq!(end_of_year(date(2026, 5, 14), YearKind::Financial), date(2027, 3, 31));
    assert_eq!(end_of_year(date(2027, 3, 31), YearKind::Financial), date(2027, 3, 31));
    assert_eq!(end_of_year(date(2027, 4, 1), YearKind::Financial), date(2028, 3, 31));
    assert_eq!(end_of_year(date(2026, 5, 14), YearKind::Calendar), date(2026, 12, 31));
}

#[test]
fn people_read_how_far_off_it_is() {
    let due = date(2026, 4, 25);
    let said = |d| when_words(due, d);
    assert_eq!(said(date(2026, 4, 22)), "in 3 days");
    assert_eq!(said(date(2026, 4, 24)), "tomorrow");
    assert_eq!(said(date(2026, 4, 25)), "today");
    assert_eq!(said(date(2026, 4, 26)), "1 day overdue");
    assert_eq!(said(date(2026, 4, 27)), "2 days overdue");
    // Across the change to summer time, which takes an hour from a day.
    assert_eq!(when_words(date(2026, 3, 30), date(2026, 3, 28)), "in 2 days");
    assert_eq!(due_words(due, date(2026, 4, 22)), "25 April 2026, in 3 days");
    assert_eq!(date_words(date(2026, 5, 1)), "1 May 2026");
    assert_eq!(Period::Months(1).to_string(), "1 month");
    assert_eq!(Period::Weeks(3).to_string(), "3 weeks");
}

#[test]
fn a_period_longer_than_time_ends_with_it() {
    for p in [Period::Days(u32::MAX), Period::Weeks(u32::MAX), Period::Months(u32::MAX), Period::Years(u32::MAX)] {
        assert_eq!(p.last_day(date(2026, 1, 1), Counting::After), Date::MAX);
    }
    assert_eq!(Period::Days(0).last_day(date(2026, 1, 1), Counting::BeginningWith), date(2026, 1, 1));
}

pub fn any_date() -> impl Strategy<Value = Date> {
    (0i32..80_000).prop_map(|n| date(1900, 1, 1).saturating_add(n.days()))
}

pub fn any_period() -> impl Strategy<Value = Period> {
    prop_oneof![
        (0u32..4000).prop_map(Period::Days),
        (0u32..500).prop_map(Period::Weeks),
        (0u32..400).prop_map(Period::Months),
        (0u32..100).prop_map(Period::Years),
    ]
}

proptest! {
    #[test]
    fn never_before_it_starts_and_a_day_sooner_if_the_day_counts(from in any_date(), period in any_period()) {
        let (with, after) = (period.last_day(from, Counting::BeginningWith), period.last_day(from, Counting::After));
        prop_assert!(with >= from && after >= from);
        if after > from {
            prop_assert_eq!(with.saturating_add(1.day()), after);
        }
    }

    #[test]
    fn a_later_start_never_ends_sooner(from in any_date(), days in 0i32..400, period in any_period()) {
        let later = from.saturating_add(days.days());
        for counting in [Counting::BeginningWith, Counting::After] {
            prop_assert!(period.last_day(later, counting) >= period.last_day(from, counting));
        }
    }

    #[test]
    fn a_longer_period_never_ends_sooner(from in any_date(), n in 0u32..200, more in 0u32..200) {
        for make in [Period::Days as fn(u32) -> Period, Period::Weeks, Period::Months, Period::Years] {
            prop_assert!(make(n + more).last_day(from, Counting::After) >= make(n).last_day(from, Counting::After));
        }
    }

    #[test]
    fn months_keep_the_day_or_end_the_month(from in any_date(), n in 0u32..400) {
        let end = Period::Months(n).last_day(from, Counting::After);
        prop_assert!(end.day() == from.day() || (end.day() < from.day() && end == end.last_of_month()));
        prop_assert_eq!(Period::Months(12).last_day(from, Counting::After), Period::Years(1).last_day(from, Counting::After));
    }

    /// Whatever the time of day, and whether summer time changes on it, a day is one day.
    #[test]
    fn the_time_of_day_does_not_matter(day in any_date(), minute in 0i64..1380, period in any_period()) {
        prop_assume!(day.year() >= 1980);
        let first = day.at(0, 0, 0, 0).in_tz("Europe/London").unwrap().timestamp().as_microsecond();
        let at = Timestamp::from_micros(first + minute * 60_000_000);
        prop_assert_eq!(london_date(at), day);
        prop_assert_eq!(period.last_day(london_date(at), Counting::After), period.last_day(day, Counting::After));
    }

    #[test]
    fn words_and_dates_agree(today in any_date(), days in -400i32..400) {
        let due = today.saturating_add(days.days());
        let said = when_words(due, today);
        match days {
            0 => prop_assert_eq!(said, "today"),
            1 => prop_assert_eq!(said, "tomorrow"),
            -1 => prop_assert_eq!(said, "1 day overdue"),
            d if d > 0 => prop_assert_eq!(said, format!("in {d} days")),
            d => prop_assert_eq!(said, format!("{} days overdue", -d)),
        }
    }
}
