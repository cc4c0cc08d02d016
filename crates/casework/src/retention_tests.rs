//! Clocks over their whole domain: whatever the rule, the days and the decisions, nothing goes before its day or stays after it.

use super::retention::{Anchors, Chosen, Circumstances, Stand, kept_after_closing, stand};
use clocks::retention::Hold;
use jiff::Span;
use jiff::civil::{Date, date};
use notice::model::Compiled;
use notice::source::{After, Anchor, Instead, Keep, YearKind};
use proptest::prelude::*;
use std::sync::OnceLock;

/// A compiled notice, in which the first rule is replaced by the one that is tried.
fn notice() -> &'static Compiled {
    static NOTICE: OnceLock<Compiled> = OnceLock::new();
    NOTICE.get_or_init(|| {
        let root = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../notices"));
        let files = ["mars.toml", "base/united-kingdom.toml", "base/england-housing.toml"].map(|f| root.join(f));
        let library = notice::Library::load(&files).expect("the notices");
        let id = "cheshire-west/multi-agency-rough-sleeping";
        notice::compile(&library, id).compiled.expect("it compiles")
    })
}

fn with(keep: Keep, anchor: Anchor, after: After, instead: Option<Instead>) -> Compiled {
    let mut compiled = notice().clone();
    compiled.retention.retain(|r| r.statement.0.ends_with("retain.record"));
    let rule = &mut compiled.retention[0];
    (rule.keep, rule.anchor, rule.after, rule.instead) = (keep, Some(anchor), after, instead);
    compiled
}

fn day() -> impl Strategy<Value = Date> {
    (1930i16..2060, 1i8..=12, 1i8..=31).prop_map(|(y, m, d)| Date::new(y, m, d).unwrap_or(date(y, m, 28)))
}

fn keep() -> impl Strategy<Value = Keep> {
    prop_oneof![
        (1u32..100).prop_map(Keep::Years),
        (1u32..1200).prop_map(Keep::Months),
        (1u32..40_000).prop_map(Keep::Days),
        (1u32..60, prop_oneof![Just(YearKind::Calendar), Just(YearKind::Financial)])
            .prop_map(|(years, year)| Keep::YearsPlusCurrent { years, year: Some(year) }),
        (1u32..30, 1u32..40).prop_map(|(least, more)| Keep::Range {
            min_years: least,
            max_years: least + more,
            decided_by: "team-manager".to_owned()
        }),
    ]
}

fn anchor() -> impl Strategy<Value = Anchor> {
    prop_oneof![Just(Anchor::CaseClosed), Just(Anchor::SupportEnded), Just(Anchor::Birth), Just(Anchor::Death)]
}

fn after() -> impl Strategy<Value = After> {
    prop_oneof![Just(After::Erase), Just(After::Review), Just(After::Anonymise)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Kept on its last day, gone (or locked until somebody has decided) on the next, and never less far on again.
    #[test]
    fn nothing_goes_before_its_day_and_nothing_stays_after_it(
        keep in keep(), anchor in anchor(), after in after(), from in day(), hold in proptest::option::of(day()),
    ) {
        let compiled = with(keep.clone(), anchor, after, None);
        let category = compiled.retention[0].categories[0];
        let mut so = Circumstances {
            anchors: Anchors { closed: Some(from), support_ended: Some(from), birth: Some(from), death: Some(from), no_child: false },
            holds: hold.map(|until| Hold { why: "a claim is open".to_owned(), until: Some(until) }).into_iter().collect(),
            ..Circumstances::default()
        };
        let kept = kept_after_closing(&compiled, &[category], &so);
        let due = kept[0].due.expect("every such rule has a day");
        prop_assert!(due > from, "{keep:?} from {from} is due on {due}");
        prop_assert!(hold.is_none_or(|until| due >= until));
        let next = due.checked_add(Span::new().days(1)).expect("a day");
        prop_assert!(stand(&kept, category, due) <= Stand::Looked);
        let over = if after == After::Review { Stand::Locked } else { Stand::Gone };
        prop_assert_eq!(stand(&kept, category, next), over);
        // The clock looks on every day on which anything changes.
        let mut today = from;
        let mut last = stand(&kept, category, today);
        while let Some(turn) = kept[0].turns(today) {
            let before = turn.checked_sub(Span::new().days(1)).expect("a day");
            prop_assert_eq!(stand(&kept, category, before), last, "between two turns nothing changes");
            prop_assert!(stand(&kept, category, turn) >= last);
            last = stand(&kept, category, turn);
            today = turn;
        }
        prop_assert_eq!(last, over, "the last turn is to its end");
        // Once somebody has decided, what was locked goes; what is kept stays.
        so.condemned.push(compiled.retention[0].statement.0.clone());
        let decided = kept_after_closing(&compiled, &[category], &so);
        prop_assert_eq!(stand(&decided, category, next), Stand::Gone);
        // A hold without an end keeps it for ever.
        so.holds.push(Hold { why: "an inquiry is open".to_owned(), until: None });
        let held = kept_after_closing(&compiled, &[category], &so);
        prop_assert_eq!(stand(&held, category, date(9000, 1, 1)), Stand::Kept);
    }

    /// A chosen period counts inside its range and is ignored outside it.
    #[test]
    fn a_chosen_period_counts_only_inside_its_range(least in 1u32..30, more in 1u32..30, years in 1u32..80, from in day()) {
        let most = least + more;
        let keep = Keep::Range { min_years: least, max_years: most, decided_by: "team-manager".to_owned() };
        let compiled = with(keep, Anchor::CaseClosed, After::Erase, None);
        let category = compiled.retention[0].categories[0];
        let mut so = Circumstances::closed(from);
        so.chosen.push(Chosen { statement: compiled.retention[0].statement.0.clone(), years });
        let kept = kept_after_closing(&compiled, &[category], &so);
        let inside = (least..=most).contains(&years);
        prop_assert_eq!(kept[0].range.is_none(), inside);
        let counted = if inside { years } else { most };
        let expected = from.checked_add(Span::new().years(i64::from(counted))).expect("a day");
        let due = kept[0].due.expect("a day");
        // A leap day moves by one.
        prop_assert!((due.since(expected).expect("days").get_days()).abs() <= 1, "{due} and {expected}");
    }

    /// Without the day that it counts from, nothing ever goes.
    #[test]
    fn what_has_no_first_day_is_kept(keep in keep(), anchor in anchor(), today in day()) {
        let compiled = with(keep, anchor, After::Erase, None);
        let category = compiled.retention[0].categories[0];
        let kept = kept_after_closing(&compiled, &[category], &Circumstances::default());
        prop_assert_eq!(stand(&kept, category, today), Stand::Kept);
        prop_assert_eq!(kept[0].turns(today), None);
    }

    /// The second anchor counts exactly for those who died before the birthday.
    #[test]
    fn a_death_before_the_age_counts_and_one_after_it_does_not(birth in day(), lived in 0i32..40_000, under in 1u32..30) {
        let death = birth.checked_add(Span::new().days(lived)).expect("a day");
        let instead = Instead { died_under: under, keep: Keep::Years(15) };
        let compiled = with(Keep::Years(75), Anchor::Birth, After::Erase, Some(instead));
        let category = compiled.retention[0].categories[0];
        let so = Circumstances {
            anchors: Anchors { birth: Some(birth), death: Some(death), ..Anchors::default() },
            ..Circumstances::default()
        };
        let kept = kept_after_closing(&compiled, &[category], &so);
        let young = death < birth.checked_add(Span::new().years(i64::from(under))).expect("a day");
        let plain = Circumstances { anchors: Anchors { death: None, ..so.anchors }, ..Circumstances::default() };
        let otherwise = kept_after_closing(&compiled, &[category], &plain);
        prop_assert_eq!(kept[0].due != otherwise[0].due, young);
        prop_assert!(kept[0].personal);
    }
}

#[test]
fn of_two_rules_the_longer_keeps() {
    let mut compiled = with(Keep::Years(6), Anchor::CaseClosed, After::Erase, None);
    let mut other = compiled.retention[0].clone();
    other.keep = Keep::Years(10);
    compiled.retention.push(other);
    let category = compiled.retention[0].categories[0];
    let kept = kept_after_closing(&compiled, &[category], &Circumstances::closed(date(2026, 1, 1)));
    assert_eq!(stand(&kept, category, date(2036, 1, 1)), Stand::Kept);
    assert_eq!(stand(&kept, category, date(2036, 1, 2)), Stand::Gone);
}
