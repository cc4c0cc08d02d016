//! Records that may be of one person: what the linkage engine says of them, to whom.

use crate::held::{DUDLEY, FAMILIES, made, officer};
use crate::support::typed;
use app::{Actor, EvidenceView};
use kernel::{CaseId, PersonId};
use people::{BirthDate, Identity, PersonName};
use testkit::House;

/// Somebody who works with families, and sees no numbers.
fn worker(house: &House) -> Actor {
    house.actor(FAMILIES, "role:family-worker", "programme")
}

fn evidence(house: &House, actor: &Actor, one: PersonId, other: PersonId) -> EvidenceView {
    house.app.compare_people(actor, one, other).unwrap().evidence.unwrap()
}

fn person(house: &House, actor: &Actor, case: CaseId) -> PersonId {
    house.app.person_of(actor, case).unwrap()
}

fn number(house: &House, actor: &Actor, case: CaseId, number: &str) {
    house
        .app
        .save(actor, case, "national-insurance", 0, &typed(&[("national-insurance.ni-number", number)]), "subject")
        .unwrap();
}

#[test]
fn a_score_says_nothing_of_what_its_reader_may_not_read() {
    let house = House::new(&[FAMILIES]);
    let (staff, worker) = (officer(&house, FAMILIES, "programme"), worker(&house));
    let one = made(&house, &worker, "programme", &[("identity.name", "Perpetua Quillfeather")], "");
    let two = made(&house, &worker, "programme", &[("identity.name", "Oswin Marchbanks")], "");
    let (a, b) = (person(&house, &worker, one), person(&house, &worker, two));
    let before = evidence(&house, &worker, a, b);
    assert!(before.percent < 5 && before.not_compared.contains(&"a National Insurance number"));
    for case in [one, two] {
        number(&house, &staff, case, "AB 12 34 56 C");
    }
    // Whoever may read the numbers is told that these may be one person, and why.
    let open = house.app.duplicates(&staff, None).unwrap();
    assert!(open.len() == 1 && open[0].score > 95);
    let seen = evidence(&house, &staff, a, b);
    assert!(seen.lines.iter().any(|l| l.finding == "same National Insurance number") && seen.not_compared.is_empty());
    // Whoever may not reads what they read before, to the last thousandth of a bit, and is told of no proposal.
    assert_eq!(evidence(&house, &worker, a, b), before);
    assert!(house.app.duplicates(&worker, None).unwrap().is_empty());
    assert_eq!(house.app.person(&worker, a, None).unwrap().proposals, 0);
    assert_eq!(house.app.person(&staff, a, None).unwrap().proposals, 1);
    // It is on the ledger of both records that they were compared.
    let log = house.app.seen(&staff, two, None).unwrap();
    assert!(log.lines.iter().any(|l| l.what.contains("compared with another record")));
}

#[test]
fn a_record_has_the_score_at_intake_that_a_run_over_all_gives_it() {
    let house = House::new(&[FAMILIES]);
    let staff = officer(&house, FAMILIES, "identify");
    let names = ["Perpetua Quillfeather", "Perpetua Quilfeather", "P Quillfeather", "Oswin Marchbanks"];
    let people: Vec<PersonId> = names
        .iter()
        .map(|name| person(&house, &staff, made(&house, &staff, "programme", &[("identity.name", name)], "")))
        .collect();
    let mut builder = linkage::case_records::builder().unwrap();
    for name in names {
        let who = Identity {
            names: vec![PersonName::from_full(name)],
            born: BirthDate::parse("1990-02-01", 2026).ok(),
            ..Identity::default()
        };
        let values = linkage::case_records::values(&who);
        builder.push(name, "ours", &values.each_ref().map(String::as_str)).unwrap();
    }
    let (model, table) = (linkage::case_records::model().unwrap(), builder.finish());
    let plan = linkage::Plan::new(&model.settings, &table).unwrap();
    let meeting = linkage::Meeting::new(&linkage::Between::All, &table).unwrap();
    let mut compared = 0;
    linkage::link(model, &table, &plan, &meeting, -100.0, 0, &mut |chunk| {
        for pair in chunk.pairs {
            let shown = evidence(&house, &staff, people[pair.a as usize], people[pair.b as usize]);
            assert_eq!(shown.millibits, pair.millibits);
            compared += 1;
        }
        std::ops::ControlFlow::Continue(())
    })
    .unwrap();
    assert!(compared >= 3, "a run compares {compared}");
    assert_eq!(house.app.duplicates(&staff, None).unwrap().len(), 3, "those three may be one, the fourth is not");
}

#[test]
fn where_nobody_is_profiled_nobody_is_matched() {
    let house = House::new(&[DUDLEY]);
    let staff = officer(&house, DUDLEY, "assess");
    let two = [0, 1].map(|_| made(&house, &staff, "housing-options", &[("name-and-contact.name", "Ada Example")], ""));
    let people = two.map(|case| person(&house, &staff, case));
    assert!(house.app.duplicates(&staff, None).unwrap().is_empty(), "nobody is proposed");
    assert!(house.app.compare_people(&staff, people[0], people[1]).unwrap().evidence.is_none(), "no score is made");
    // An officer may still say by themselves that they are one.
    house.app.link_people(&staff, people[0], people[1]).unwrap();
    assert_eq!(house.app.person(&staff, people[0], None).unwrap().cases.len(), 2);
}
