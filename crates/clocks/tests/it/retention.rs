//! How long records are kept.

use crate::periods::any_date;
use clocks::retention::{Hold, Outlook, RetentionError, Start, due, longer, with_holds};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use notice::source::{After, Anchor, Keep, YearKind};
use proptest::prelude::*;

fn closed(on: Date) -> Option<Start> {
    Some(Start { anchor: Anchor::CaseClosed, on })
}

fn until(outlook: &Outlook) -> Date {
    outlook.end().unwrap().date
}

#[test]
#[doc = "keeps COV-038"]
fn six_years_plus_the_current_year_ends_with_the_year_that_policy_names() {
    let keep = |year| Keep::YearsPlusCurrent { years: 6, year };
    let on = |day, year| due(&keep(Some(year)), closed(day), After::Erase).unwrap();
    let financial = on(date(2026, 5, 14), YearKind::Financial);
    assert_eq!(until(&financial), date(2033, 3, 31));
    assert_eq!(
        financial.words(),
        "6 years after the case was closed (14 May 2026), and then to the end of the financial year: kept until \
         31 March 2033, then erased"
    );
    assert!(!financial.is_over(date(2033, 3, 31)) && financial.is_over(date(2033, 4, 1)));
    assert_eq!(until(&on(date(2026, 5, 14), YearKind::Calendar)), date(2032, 12, 31));
    // At the edges of both years.
    assert_eq!(until(&on(date(2026, 3, 31), YearKind::Financial)), date(2032, 3, 31));
    assert_eq!(until(&on(date(2026, 4, 1), YearKind::Financial)), date(2033, 3, 31));
    assert_eq!(until(&on(date(2026, 12, 31), YearKind::Calendar)), date(2032, 12, 31));
    assert_eq!(until(&on(date(2027, 1, 1), YearKind::Calendar)), date(2033, 12, 31));
    // Which year is a choice that somebody has to make.
    assert_eq!(due(&keep(None), closed(date(2026, 5, 14)), After::Erase), Err(RetentionError::NoYearKind));
}

#[test]
fn fixed_periods_end_on_the_same_date() {
    let years = due(&Keep::Years(7), Some(Start { anchor: Anchor::SupportEnded, on: date(2026, 5, 14) }), After::Erase);
    assert_eq!(
        years.unwrap().words(),
        "7 years after support ended (14 May 2026): kept until 14 May 2033, then erased"
    );
    let month =
        due(&Keep::Months(1), Some(Start { anchor: Anchor::Disclosed, on: date(2026, 1, 31) }), After::Anonymise);
    assert_eq!(
        month.unwrap().words(),
        "1 month after it was passed on (31 January 2026): kept until 28 February 2026, then made anonymous"
    );
    let days = due(&Keep::Days(28), Some(Start { anchor: Anchor::SessionEnded, on: date(2026, 1, 31) }), After::Erase);
    assert_eq!(until(&days.unwrap()), date(2026, 2, 28));
    let born = due(&Keep::Years(75), Some(Start { anchor: Anchor::Birth, on: date(2020, 2, 29) }), After::Erase);
    assert_eq!(until(&born.unwrap()), date(2095, 2, 28));
}

#[test]
fn a_period_without_a_start_has_no_date() {
    let said = due(&Keep::Years(6), None, After::Erase).unwrap_err().to_string();
    assert!(said.contains("anchor") && said.contains("`retain`"), "{said}");
    for keep in [
        Keep::Months(1),
        Keep::Days(1),
        Keep::YearsPlusCurrent { years: 6, year: Some(YearKind::Calendar) },
        Keep::Range { min_years: 1, max_years: 2, decided_by: "x".into() },
    ] {
        assert_eq!(due(&keep, None, After::Erase), Err(RetentionError::NoAnchor));
    }
}

#[test]
fn a_range_is_reviewed_at_its_first_end_and_over_at_its_second() {
    let keep = Keep::Range { min_years: 10, max_years: 30, decided_by: "the records manager".into() };
    let range = due(&keep, closed(date(2026, 5, 14)), After::Erase).unwrap();
    assert!(!range.is_for_review(date(2036, 5, 14)) && range.is_for_review(date(2036, 5, 15)));
    assert!(!range.is_over(date(2056, 5, 14)) && range.is_over(date(2056, 5, 15)));
    assert!(!range.is_for_review(date(2056, 5, 15)));
    assert_eq!(
        range.words(),
        "at least 10 years after the case was closed (14 May 2026): kept until 14 May 2036, then looked at by the \
         records manager; at most 30 years: not kept after 14 May 2056, then erased"
    );
}

#[test]
fn what_has_no_date_is_never_over() {
    for (keep, words) in [
        (Keep::While("while we help you".into()), "kept while we help you"),
        (Keep::Indefinitely, "kept for good, in anonymous form"),
        (Keep::ByReference("the corporate schedule".into()), "kept as the corporate schedule says"),
    ] {
        let outlook = due(&keep, None, After::Archive).unwrap();
        assert_eq!((outlook.words().as_str(), outlook.end()), (words, None));
        assert!(!outlook.is_over(Date::MAX));
    }
}

#[test]
fn nothing_ends_before_a_hold_does() {
    let plain = || due(&Keep::Years(6), closed(date(2026, 5, 14)), After::Erase).unwrap();
    let hold = |until| Hold { why: "a complaint is open".into(), until };
    assert_eq!(with_holds(plain(), &[]), plain());
    assert_eq!(with_holds(plain(), &[hold(Some(date(2030, 1, 1)))]), plain(), "it ends before");
    let longer = with_holds(plain(), &[hold(Some(date(2033, 1, 1))), hold(Some(date(2034, 1, 1)))]);
    assert_eq!(until(&longer), date(2034, 1, 1));
    assert!(
        longer.words().ends_with("but held until 1 January 2034 because a complaint is open"),
        "{}",
        longer.words()
    );
    let open = with_holds(plain(), &[hold(Some(date(2033, 1, 1))), hold(None)]);
    assert!(open.end().is_none() && !open.is_over(Date::MAX));
    assert!(open.words().ends_with("but held because a complaint is open"));
}

#[test]
fn a_record_under_two_rules_keeps_the_longer() {
    let six = due(&Keep::Years(6), closed(date(2026, 5, 14)), After::Erase).unwrap();
    let twenty = due(&Keep::Years(20), closed(date(2020, 5, 14)), After::Erase).unwrap();
    assert_eq!(longer(six.clone(), twenty.clone()), twenty);
    assert_eq!(longer(twenty.clone(), six.clone()), twenty);
    let held = with_holds(six, &[Hold { why: "x".into(), until: None }]);
    assert_eq!(longer(twenty, held.clone()), held);
}

fn any_keep() -> impl Strategy<Value = Keep> {
    let year = prop_oneof![Just(YearKind::Calendar), Just(YearKind::Financial)];
    prop_oneof![
        (0u32..100).prop_map(Keep::Years),
        (0u32..400).prop_map(Keep::Months),
        (0u32..4000).prop_map(Keep::Days),
        ((0u32..100), year).prop_map(|(years, year)| Keep::YearsPlusCurrent { years, year: Some(year) }),
        ((0u32..40), (0u32..40)).prop_map(|(a, b)| Keep::Range {
            min_years: a,
            max_years: a + b,
            decided_by: "x".into()
        }),
    ]
}

proptest! {
    #[test]
    fn never_before_the_anchor_and_never_sooner_for_a_later_one(on in any_date(), days in 0i32..800, keep in any_keep()) {
        let one = due(&keep, closed(on), After::Erase).unwrap();
        let later = due(&keep, closed(on.saturating_add(days.days())), After::Erase).unwrap();
        prop_assert!(until(&one) >= on);
        prop_assert!(until(&later) >= until(&one));
        prop_assert!(!one.is_over(until(&one)), "the last day is a day of keeping");
    }

    #[test]
    fn plus_the_current_year_keeps_all_the_years_and_less_than_one_more(on in any_date(), years in 0u32..80, financial in any::<bool>()) {
        let year = Some(if financial { YearKind::Financial } else { YearKind::Calendar });
        let end = until(&due(&Keep::YearsPlusCurrent { years, year }, closed(on), After::Erase).unwrap());
        let plain = until(&due(&Keep::Years(years), closed(on), After::Erase).unwrap());
        prop_assert!(end >= plain && end < plain.saturating_add(1.year()));
        prop_assert_eq!((end.month(), end.day()), if financial { (3, 31) } else { (12, 31) });
    }

    #[test]
    fn a_hold_never_shortens(on in any_date(), keep in any_keep(), hold in any_date()) {
        let plain = due(&keep, closed(on), After::Erase).unwrap();
        let held = with_holds(plain.clone(), &[Hold { why: "x".into(), until: Some(hold) }]);
        prop_assert!(until(&held) >= until(&plain) && until(&held) >= hold);
    }
}
