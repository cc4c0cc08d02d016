//! The same seed gives the same data.

use crate::notices::compiled;
use jiff::civil::date;
use notice::model::Compiled;
use synthetic::{Population, Scratch, SyntheticCase};

#[expect(clippy::unwrap_used, reason = "a test without data tests nothing")]
fn population(notices: &[Compiled], seed: u64) -> Population {
    Population::new(&notices.iter().collect::<Vec<_>>(), seed, date(2026, 11, 21)).unwrap()
}

/// Everything that a store would keep of a case.
fn bytes(notices: &[Compiled], population: &Population, case: &SyntheticCase) -> Vec<u8> {
    let mut out = format!(
        "{} {} {} {} {} {:?} {:?} {} {:?} {:?} {} {}",
        case.number,
        case.notice,
        population.service_id(case.notice, case.service),
        case.person,
        case.opened_on,
        case.closed,
        case.due,
        case.owner,
        case.links,
        case.consents,
        case.name(),
        case.ni_number(),
    )
    .into_bytes();
    for category in case.categories() {
        let fields = &notices[case.notice].categories[usize::from(category.0)].fields;
        case.write_json(category, |at| &fields[at].id, &mut out);
    }
    out
}

#[test]
fn a_case_depends_on_the_seed_and_its_number_alone() {
    let notices = compiled();
    let (one, two) = (population(&notices, 11), population(&notices, 11));
    let in_order: Vec<Vec<u8>> = one.cases(0..600).map(|c| bytes(&notices, &one, &c)).collect();
    // Backwards, with memory that other cases used before.
    let (mut scratch, mut case) = (Scratch::default(), SyntheticCase::default());
    for number in (0..600).rev() {
        two.make(number, &mut scratch, &mut case);
        assert_eq!(bytes(&notices, &two, &case), in_order[usize::try_from(number).unwrap()], "{number}");
    }
}

#[test]
fn another_seed_gives_other_data() {
    let notices = compiled();
    let (one, two) = (population(&notices, 11), population(&notices, 12));
    let same = one.cases(0..200).zip(two.cases(0..200)).filter(|(a, b)| a.name() == b.name()).count();
    assert!(same < 5, "{same}");
}

/// A change in this pin is a change of everybody's demonstration data: mean it.
#[test]
fn every_service_gets_its_share() {
    let notices = compiled();
    let population = population(&notices, 1);
    let mut seen = std::collections::BTreeMap::<String, u32>::new();
    for case in population.cases(0..4_000) {
        *seen.entry(population.service_id(case.notice, case.service).to_owned()).or_default() += 1;
    }
    assert_eq!(seen.len(), 7, "{seen:?}");
    assert!(seen.values().all(|n| *n > 80), "{seen:?}");
}
