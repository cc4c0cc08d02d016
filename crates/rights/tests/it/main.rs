//! How requests stand, from outside.

use clocks::Calendar;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use rights::{Kind, Outcome, Step, StepKind, Waiting, grounds_for, may, standing};

fn step(kind: StepKind, on: Date) -> Step {
    Step { kind, on, code: String::new() }
}

fn last_day(kind: Kind, received: Date, steps: &[Step]) -> Option<Date> {
    standing(kind, received, None, steps, Calendar::standard(), received).last_day
}

#[test]
fn a_month_is_counted_as_the_law_counts_it() {
    // The regulator's own example, and a month that has no such day, and one that ends on a bank holiday.
    assert_eq!(last_day(Kind::Access, date(2026, 9, 3), &[]), Some(date(2026, 10, 5)), "3 October is a Saturday");
    assert_eq!(last_day(Kind::Erasure, date(2026, 3, 31), &[]), Some(date(2026, 4, 30)));
    assert_eq!(last_day(Kind::Objection, date(2026, 11, 25), &[]), Some(date(2026, 12, 29)), "Christmas, Boxing Day");
}

#[test]
fn the_month_begins_when_it_is_known_who_they_are() {
    let received = date(2026, 11, 2);
    let asked = [step(StepKind::IdentityAsked, date(2026, 11, 4))];
    let now = standing(Kind::Access, received, None, &asked, Calendar::standard(), date(2027, 5, 1));
    assert_eq!((now.waiting, now.overdue), (Some(Waiting::Identity { since: date(2026, 11, 4) }), false));
    let known = [asked[0].clone(), step(StepKind::IdentityConfirmed, date(2026, 11, 10))];
    assert_eq!(last_day(Kind::Access, received, &known), Some(date(2026, 12, 10)));
    // Nobody asked: confirming it in passing wins no time.
    let unasked = [step(StepKind::IdentityConfirmed, date(2026, 11, 10))];
    assert_eq!(last_day(Kind::Access, received, &unasked), Some(date(2026, 12, 2)));
}

#[test]
fn a_question_about_what_is_meant_stops_the_clock_for_copies_only() {
    let (received, calendar) = (date(2026, 11, 2), Calendar::standard());
    let asked = [step(StepKind::ClarificationAsked, date(2026, 11, 3))];
    let now = standing(Kind::Access, received, None, &asked, calendar, date(2027, 1, 1));
    assert_eq!(now.waiting, Some(Waiting::Clarification { since: date(2026, 11, 3) }));
    let answered = [asked[0].clone(), step(StepKind::ClarificationAnswered, date(2026, 11, 9))];
    assert_eq!(last_day(Kind::Access, received, &answered), Some(date(2026, 12, 9)), "seven days, both counted");
    assert!(may(Kind::Erasure, received, &[], StepKind::ClarificationAsked, received, calendar).is_err());
    assert!(may(Kind::Access, received, &asked, StepKind::ClarificationAsked, received, calendar).is_err(), "twice");
    assert!(may(Kind::Access, received, &[], StepKind::ClarificationAnswered, received, calendar).is_err());
}

#[test]
fn an_extension_is_for_the_first_month_and_once() {
    let (received, calendar) = (date(2026, 11, 2), Calendar::standard());
    assert!(may(Kind::Access, received, &[], StepKind::Extended, date(2026, 12, 2), calendar).is_ok());
    assert!(may(Kind::Access, received, &[], StepKind::Extended, date(2026, 12, 3), calendar).is_err(), "too late");
    let extended = [step(StepKind::Extended, date(2026, 12, 1))];
    assert_eq!(last_day(Kind::Access, received, &extended), Some(date(2027, 2, 2)));
    assert!(may(Kind::Access, received, &extended, StepKind::Extended, date(2026, 12, 2), calendar).is_err());
    assert!(may(Kind::Complaint, received, &[], StepKind::Extended, received, calendar).is_err());
}

#[test]
fn a_complaint_is_acknowledged_within_thirty_days_and_then_hears_how_it_goes() {
    let received = date(2026, 11, 1);
    let now = standing(Kind::Complaint, received, None, &[], Calendar::standard(), date(2026, 12, 1));
    assert_eq!((now.last_day, now.overdue), (Some(date(2026, 11, 30)), true), "30 days beginning with the day itself");
    let told = [step(StepKind::Acknowledged, date(2026, 11, 20))];
    assert_eq!(last_day(Kind::Complaint, received, &told), Some(date(2026, 12, 18)));
    let early = standing(Kind::Complaint, date(2026, 6, 18), None, &[], Calendar::standard(), date(2026, 6, 18));
    assert!(early.how.contains("19 June 2026"), "{}", early.how);
}

#[test]
fn what_is_decided_is_neither_late_nor_decided_again() {
    let (received, calendar) = (date(2026, 1, 5), Calendar::standard());
    let decided = [step(StepKind::Decided, date(2026, 1, 9))];
    let now = standing(Kind::Access, received, None, &decided, calendar, date(2026, 12, 1));
    assert!(now.settled && !now.overdue);
    assert!(may(Kind::Access, received, &decided, StepKind::Decided, date(2026, 1, 10), calendar).is_err());
    assert!(may(Kind::Access, received, &decided, StepKind::DecisionSent, date(2026, 1, 10), calendar).is_ok());
    assert!(may(Kind::Access, received, &[], StepKind::DecisionSent, received, calendar).is_err());
}

#[test]
fn every_code_is_read_back_and_every_right_can_be_refused_with_a_law() {
    for kind in Kind::ALL {
        assert_eq!(Kind::from_id(kind.id()), Some(kind));
        assert!(
            kind == Kind::Regulator || grounds_for(kind).all(|g| !g.law.is_empty()) && grounds_for(kind).count() > 0
        );
    }
    assert!(StepKind::ALL.iter().all(|s| StepKind::from_id(s.id()) == Some(*s)));
    assert!(Outcome::ALL.iter().all(|o| Outcome::from_id(o.id()) == Some(*o)));
    let codes: std::collections::BTreeSet<_> = StepKind::ALL.iter().map(|s| s.id()).collect();
    assert_eq!(codes.len(), StepKind::ALL.len());
}

proptest! {
    /// Whatever is asked and answered, the last day never comes before a month is over, and pauses only lengthen it.
    #[test]
    fn pauses_only_lengthen(received in 0i32..700, questions in proptest::collection::vec((0i32..20, 0i32..20), 0..4)) {
        use jiff::ToSpan;
        let day = |n: i32| date(2025, 1, 1).checked_add(n.days()).unwrap();
        let mut steps = Vec::new();
        let mut at = received;
        for (wait, answer) in questions {
            at += wait;
            steps.push(step(StepKind::ClarificationAsked, day(at)));
            at += answer;
            steps.push(step(StepKind::ClarificationAnswered, day(at)));
        }
        let plain = last_day(Kind::Access, day(received), &[]).unwrap();
        let paused = last_day(Kind::Access, day(received), &steps).unwrap();
        prop_assert!(paused >= plain);
        prop_assert_eq!(last_day(Kind::Erasure, day(received), &steps), last_day(Kind::Erasure, day(received), &[]));
    }
}
