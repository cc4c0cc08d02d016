//! The clocks of rights.

use crate::periods::any_date;
use clocks::rights::{Pause, Request, RequestDue, complaint_acknowledged_by};
use clocks::{Calendar, Nation};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;

fn due(request: &Request) -> (Date, Date, String) {
    match request.due(Calendar::standard(), Nation::England) {
        RequestDue::On { last_day, target, explanation } => (last_day, target, explanation),
        RequestDue::Paused { .. } => panic!("it is not paused"),
    }
}

fn last_day(received: Date) -> Date {
    due(&Request::received(received)).0
}

#[test]
fn one_month_is_the_same_date_of_the_next() {
    assert_eq!(last_day(date(2025, 9, 3)), date(2025, 10, 3));
    // The last day where there is no such date; then the weekend (28 February 2026 is a Saturday).
    assert_eq!(last_day(date(2026, 1, 31)), date(2026, 3, 2));
    assert_eq!(last_day(date(2024, 1, 31)), date(2024, 2, 29));
    // Christmas Day of 2026 is a Friday, Monday is the substitute for Boxing Day.
    let (day, _, explanation) = due(&Request::received(date(2026, 11, 25)));
    assert_eq!(day, date(2026, 12, 29));
    assert_eq!(
        explanation,
        "1 month from 25 November 2026: 25 December 2026, which is Christmas Day, so the next working day: \
         29 December 2026"
    );
}

#[test]
fn the_clock_starts_with_the_last_of_what_is_needed() {
    let mut request = Request::received(date(2025, 9, 3));
    request.identity_confirmed = Some(date(2025, 9, 10));
    assert_eq!(due(&request).0, date(2025, 10, 10));
    request.fee_paid = Some(date(2025, 9, 9));
    assert_eq!(due(&request).0, date(2025, 10, 10));
}

#[test]
fn an_extension_adds_two_months() {
    let mut request = Request::received(date(2025, 9, 3));
    request.extended = true;
    assert_eq!(due(&request).0, date(2025, 12, 3));
}

#[test]
fn a_pause_stops_the_clock_and_counts_both_its_days() {
    let mut request = Request::received(date(2025, 9, 3));
    request.pauses = vec![Pause { asked: date(2025, 9, 8), answered: None }];
    assert_eq!(request.due(Calendar::standard(), Nation::England), RequestDue::Paused { since: date(2025, 9, 8) });
    request.pauses[0].answered = Some(date(2025, 9, 10));
    // 3 October and three days is a Monday.
    assert_eq!(due(&request).0, date(2025, 10, 6));
    request.pauses.push(Pause { asked: date(2025, 9, 10), answered: Some(date(2025, 9, 11)) });
    assert_eq!(due(&request).0, date(2025, 10, 7), "a day in two pauses counts once");
    assert!(due(&request).2.contains("4 days of pause"));
}

#[test]
fn the_target_is_28_days() {
    let (_, target, _) = due(&Request::received(date(2025, 9, 3)));
    assert_eq!(target, date(2025, 9, 30));
}

#[test]
fn a_complaint_is_acknowledged_within_30_days_that_begin_with_its_receipt() {
    assert_eq!(complaint_acknowledged_by(date(2026, 6, 19)), date(2026, 7, 18));
}

proptest! {
    #[test]
    fn due_on_a_working_day_after_receipt_and_never_sooner_for_a_later_one(on in any_date(), days in 0i32..60) {
        let (one, later) = (last_day(on), last_day(on.saturating_add(days.days())));
        prop_assert!(one > on && later >= one);
        prop_assert!(Calendar::standard().is_working_day(Nation::England, one));
        let (_, target, _) = due(&Request::received(on));
        prop_assert!(target >= on && target <= one);
    }

    #[test]
    fn a_pause_never_brings_it_forward(on in any_date(), asked in 0i32..20, long in 0i32..20) {
        let asked = on.saturating_add(asked.days());
        let mut request = Request::received(on);
        let before = due(&request).0;
        request.pauses.push(Pause { asked, answered: Some(asked.saturating_add(long.days())) });
        prop_assert!(due(&request).0 >= before);
    }
}
