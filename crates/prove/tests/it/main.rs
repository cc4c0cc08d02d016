//! The ten properties hold of the notices that are shipped, and a fault planted for each is found and said in words.
//! These tests need the solver cvc5, on the path or named by `CVC5`.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a helper of tests fails loudly")]

use notice::{Library, compile};
use prove::{Case, Property, Prover, Verdict, plant};

const NOTICES: [&str; 7] =
    ["base/united-kingdom", "base/england-housing", "coventry", "dudley", "families", "kirklees", "mars"];

fn case(name: &str) -> Case {
    let path = |name: &str| format!("{}/../../notices/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    let library = Library::load(NOTICES.map(path)).unwrap();
    Case::new(compile(&library, &path(name)).compiled.unwrap_or_else(|| panic!("{name} does not compile"))).unwrap()
}

fn all_hold(name: &str) {
    let (case, mut prover) = (case(name), Prover::start().unwrap());
    for property in Property::ALL.into_iter().filter(|p| *p != Property::P10) {
        assert_eq!(prover.prove(property, &case, None), Ok(Verdict::Holds), "{name} {property:?}");
    }
    assert_eq!(prover.prove(Property::P10, &case, Some(&case)), Ok(Verdict::Says("equal", vec![])), "{name}");
}

#[test]
fn the_base_holds() {
    all_hold("base/england-housing");
}
#[test]
fn coventry_holds() {
    all_hold("coventry");
}
#[test]
fn dudley_holds() {
    all_hold("dudley");
}
#[test]
fn families_holds() {
    all_hold("families");
}
#[test]
fn kirklees_holds() {
    all_hold("kirklees");
}
#[test]
fn mars_holds() {
    all_hold("mars");
}

/// Plants the fault of a property in Dudley's notice; what is found, in words.
fn found(property: Property) -> String {
    let whole = case("dudley");
    let broken = Case::new(plant::fault(property, &whole.compiled).unwrap()).unwrap();
    match Prover::start().unwrap().prove(property, &broken, Some(&whole)).unwrap() {
        Verdict::Fails(found) | Verdict::Says("wider", found) => found.join("\n"),
        other => panic!("{property:?} is not found: {other:?}"),
    }
}

#[test]
fn what_the_notice_does_not_list_is_found() {
    let words = found(Property::P1);
    let says = words.starts_with("the notice lets ") && words.contains(" see “") && words.contains("whatever is so");
    assert!(says, "{words}");
}
#[test]
fn a_forgotten_withdrawal_is_found() {
    let words = found(Property::P2);
    assert!(words.contains("consent has been given and consent has been withdrawn or has run out"), "{words}");
}
#[test]
fn a_forgotten_approval_is_found() {
    let words = found(Property::P3);
    assert!(words.contains("nobody with the right to has approved") && words.contains("[override."), "{words}");
}
#[test]
fn a_decision_on_linked_data_is_found() {
    let words = found(Property::P4);
    assert!(words.contains("decide with linked data"), "{words}");
}
#[test]
fn publishing_records_is_found() {
    assert_eq!(found(Property::P5), "the schema lets a Category be published");
}
#[test]
fn use_after_expiry_is_found() {
    let words = found(Property::P6);
    assert!(words.contains("the time for keeping the data has run out"), "{words}");
}
#[test]
fn a_policy_that_can_err_is_found() {
    assert!(found(Property::P7).contains("can err"));
}
#[test]
fn an_empty_statement_is_found() {
    assert!(found(Property::P8).contains("can never happen"));
}
#[test]
fn one_partner_seeing_what_is_anothers_is_found() {
    let words = found(Property::P9);
    assert!(words.contains("consent has been given and consent has not been withdrawn"), "{words}");
}
#[test]
fn a_wider_version_is_found() {
    let words = found(Property::P10);
    assert!(words.starts_with("now lets ") && !words.contains("no longer lets"), "{words}");
}
