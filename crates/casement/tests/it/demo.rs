//! A demonstration in a folder that holds another one, or half of one, says what to do.

use crate::first_day::Place;

#[test]
fn a_folder_that_holds_another_demonstration_or_half_of_one_is_told_of() {
    let place = Place::new("demo");
    let made = |seed: &str| place.run(&["demo", "--no-serve", "--data", "here", "--cases", "5", "--seed", seed]);
    let (fine, said) = made("1");
    assert!(fine && said.contains("Made 5 synthetic cases"), "{said}");
    let (fine, said) = made("1");
    assert!(fine && said.contains("is in here already"), "{said}");
    let (fine, said) = made("2");
    assert!(!fine && said.contains("not made with --seed 2") && said.contains("delete here"), "{said}");
    std::fs::remove_file(place.at("here/accounts.json")).expect("its accounts");
    let (fine, said) = made("1");
    assert!(!fine && said.contains("stopped before it was whole") && said.contains("delete here"), "{said}");
}
