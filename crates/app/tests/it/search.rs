//! Look-up: misspellings are found, and nobody finds by what they may not read.

use crate::support::{create, house, name, officer, partner};

#[test]
fn a_misspelt_name_a_birth_date_and_a_reference_find_the_case() {
    let house = house();
    let officer = officer(&house);
    let case = create(&house, &officer, "Siobhan Featherstonehaugh");
    create(&house, &officer, "Marcus Quillfeather");
    let reference = house.app.open(&officer, case).unwrap().reference;
    for text in ["Siobhan Featherstonehaugh", "fetherstonhaugh siobhan", "Featherstonehaugh 5/3/1984", &reference] {
        let found = house.app.search(&officer, &text.to_owned().into()).unwrap();
        assert!(!found.lines.is_empty(), "nothing for {text}");
        assert_eq!(name(&found.lines[0].name), "Siobhan Featherstonehaugh", "{text}");
        assert!(!found.lines[0].found_by.is_empty());
    }
    let none = house.app.search(&officer, &"Xerxes Zweig".to_owned().into()).unwrap();
    assert!(none.lines.is_empty());
    assert!(house.app.search(&officer, &"  ".to_owned().into()).unwrap().empty);
}

#[test]
fn after_a_change_of_name_the_new_one_is_found() {
    let house = house();
    let officer = officer(&house);
    let case = create(&house, &officer, "Ada Oldname");
    let typed = crate::support::typed(&[("identity.name", "Ada Newsworthy")]);
    house.app.save(&officer, case, "identity", 1, &typed, "subject").unwrap();
    assert_eq!(house.app.search(&officer, &"Ada Newsworthy".to_owned().into()).unwrap().lines.len(), 1);
    assert!(house.app.search(&officer, &"Oldname".to_owned().into()).unwrap().lines.is_empty());
    // What the other sections say is still found by.
    assert_eq!(house.app.search(&officer, &"Newsworthy 5 March 1984".to_owned().into()).unwrap().lines.len(), 1);
}

#[test]
fn a_partner_finds_only_what_it_may_open() {
    let house = house();
    let officer = officer(&house);
    let charity = partner(&house, "salvation-army");
    let case = create(&house, &officer, "Ada Example");
    let text: kernel::Sensitive<String> = "Ada Example".to_owned().into();
    assert!(house.app.search(&charity, &text).unwrap().lines.is_empty());
    house.app.link_party(&officer, case, "salvation-army").unwrap();
    house.app.record_consent(&officer, case, "salvation-army", "refer", app::ConsentAnswer::Given, "spoken").unwrap();
    assert_eq!(house.app.search(&charity, &text).unwrap().lines.len(), 1);
}

#[test]
fn the_search_itself_is_on_the_ledger_and_who_was_compared() {
    let house = house();
    let officer = officer(&house);
    let case = create(&house, &officer, "Ada Example");
    house.app.search(&officer, &"Ada Example".to_owned().into()).unwrap();
    let seen = house.app.seen(&officer, case, None).unwrap();
    assert!(seen.lines.iter().any(|l| l.what == "It was compared in a search"));
    assert!(seen.lines.iter().any(|l| l.what == "Found it by searching"));
}
