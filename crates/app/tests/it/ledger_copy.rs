//! The ledger: whatever happens to a record stands in it, without a word about the person.

use crate::support::{create, house, officer, partner};
use app::{AppError, ListFilter};
use casework::CloseReason;

#[doc = "keeps FAM-080, MARS-027"]
#[test]
fn every_act_on_a_record_is_on_its_ledger_with_who_why_and_under_which_statement() {
    let house = house();
    let officer = officer(&house);
    let case = create(&house, &officer, "Ada Example");
    house.app.list(&officer, &ListFilter::default()).unwrap();
    house.app.open(&officer, case).unwrap();
    house.app.edit(&officer, case, "health").unwrap();
    house.app.section_history(&officer, case, "health").unwrap();
    let charity = partner(&house, "salvation-army");
    assert!(matches!(house.app.open(&charity, case), Err(AppError::NotFound)));
    house.app.close(&officer, case, CloseReason::NeedMet).unwrap();
    let seen = house.app.seen(&officer, case, None).unwrap();
    let what: Vec<&str> = seen.lines.iter().rev().map(|l| l.what.as_str()).collect();
    for expected in [
        "Made the record",
        "Saw it in a list",
        "Opened the record",
        "Opened the record (to edit)",
        "Opened the record (earlier versions)",
        "Tried to open the record; nothing was shown",
    ] {
        assert!(what.contains(&expected), "{expected} is missing from {what:?}");
    }
    assert!(what.iter().any(|w| w.starts_with("Closed the case")));
    for line in &seen.lines {
        assert!(!line.who.is_empty() && !line.acting.is_empty() && !line.purpose.is_empty(), "{line:?}");
        if !line.released.is_empty() {
            assert!(!line.statements.is_empty(), "released under no statement: {line:?}");
        }
    }
    let tried = seen.lines.iter().find(|l| l.what.starts_with("Tried")).unwrap();
    assert!(tried.who.contains("salvation-army") && tried.released.is_empty() && !tried.withheld.is_empty());
    // Looking at the history is an act too.
    let again = house.app.seen(&officer, case, None).unwrap();
    assert!(again.lines.iter().any(|l| l.what == "Looked at who has seen it"));
}

#[test]
fn no_entry_holds_a_word_of_what_it_is_about() {
    let house = house();
    let officer = officer(&house);
    let canary = house.canary();
    let case = create(&house, &officer, &canary);
    house.app.open(&officer, case).unwrap();
    house.app.search(&officer, &canary.clone().into()).unwrap();
    let system = kernel::Caller::system(house.authority, "test");
    let rows = house
        .app
        .store()
        .write(&system, "look", |tx| tx.entries(None, 1000))
        .unwrap_or_else(|e: store::StoreError| panic!("{e}"));
    assert!(rows.len() > 3);
    for row in rows {
        let text = String::from_utf8(row.entry.leaf_bytes()).unwrap();
        assert!(!text.contains(&canary) && !text.contains(&case.to_string()), "{text}");
    }
}
