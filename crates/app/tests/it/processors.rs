//! The register of processors: contract, data, place and review; through whom; how their systems were examined; in and out as a table.

use crate::held::{DUDLEY, MARS, officer};
use crate::support::{missing, wrong};
use app::{Actor, NewAssurance, NewProcessor, NewSubProcessor};
use jiff::civil::date;
use testkit::House;

fn supplier() -> NewProcessor {
    NewProcessor {
        name: "Locata".to_owned(),
        task: "Case management system".to_owned(),
        notice_id: MARS.to_owned(),
        party: "locata".to_owned(),
        contract: "CWAC-LOCATA".to_owned(),
        categories: vec!["identity".to_owned()],
        country: "GB".to_owned(),
        location: "Slough".to_owned(),
        from_on: Some(date(2026, 1, 1)),
        review_on: Some(date(2026, 12, 31)),
        ..NewProcessor::default()
    }
}

fn csv(table: &[Vec<String>]) -> Vec<u8> {
    let line = |row: &Vec<String>| row.iter().map(|c| format!("\"{c}\"")).collect::<Vec<_>>().join(",");
    table.iter().map(line).collect::<Vec<_>>().join("\r\n").into_bytes()
}

#[doc = "keeps MARS-064"]
#[test]
fn a_processor_has_contract_data_place_and_review_and_goes_out_and_in_as_a_table() {
    let house = House::new(&[MARS]);
    let app = &house.app;
    let staff = officer(&house, MARS, "deliver");
    let admin = Actor { administers: true, ..staff.clone() };
    let dpo = house.actor(MARS, "role:data-protection-officer", "compliance");
    assert!(missing(&app.processors(&staff)) && missing(&app.put_processor(&staff, None, &supplier())));
    for (new, input) in [
        (NewProcessor { name: " ".to_owned(), ..supplier() }, "name"),
        (NewProcessor { task: String::new(), ..supplier() }, "task"),
        (
            NewProcessor {
                notice_id: "no/notice".to_owned(),
                party: String::new(),
                categories: Vec::new(),
                ..supplier()
            },
            "notice",
        ),
        (NewProcessor { party: "nobody".to_owned(), ..supplier() }, "party"),
        (NewProcessor { contract: String::new(), ..supplier() }, "contract"),
        (NewProcessor { agreement: "none".to_owned(), ..supplier() }, "agreement"),
        (NewProcessor { categories: vec!["nothing".to_owned()], ..supplier() }, "categories"),
        (NewProcessor { country: "UK".to_owned(), ..supplier() }, "country"),
        (NewProcessor { location: String::new(), ..supplier() }, "location"),
        (NewProcessor { from_on: None, ..supplier() }, "from-day"),
        (NewProcessor { review_on: None, ..supplier() }, "review-day"),
        (NewProcessor { review_on: Some(date(2025, 1, 1)), ..supplier() }, "review-day"),
    ] {
        assert_eq!(wrong(app.put_processor(&dpo, None, &new)), input);
    }
    let id = app.put_processor(&dpo, None, &supplier()).unwrap();
    let sub =
        NewSubProcessor { name: "Example Hosting".to_owned(), task: "Servers".to_owned(), country: "IE".to_owned() };
    assert_eq!(
        wrong(app.add_sub_processor(&dpo, id, &NewSubProcessor { country: String::new(), ..sub.clone() })),
        "sub-country"
    );
    app.add_sub_processor(&admin, id, &sub).unwrap();
    let line = app.processors(&admin).unwrap().lines.remove(0);
    assert_eq!(
        (line.row.contract.as_str(), line.country.as_str(), line.row.location.as_str()),
        ("CWAC-LOCATA", "United Kingdom", "Slough")
    );
    assert_eq!(
        (line.categories, line.through[0].country.as_str()),
        (vec!["Name and date of birth".to_owned()], "Ireland")
    );
    assert!(line.why_none.is_none() && !line.overdue && line.to_examine);
    // Out as a table, and in again: the same row is changed, a new one added, and nothing where a row is wrong.
    let mut table = app.processors_table(&admin).unwrap();
    assert_eq!(app.import_processors(&admin, &csv(&table)).unwrap(), 1);
    assert_eq!(app.processors_table(&admin).unwrap(), table, "what goes out comes in as it was");
    let mut other = table[1].clone();
    (other[0], other[8]) = ("Another supplier".to_owned(), "Leeds".to_owned());
    table[1][8] = "Reading".to_owned();
    table.push(other.clone());
    other[0] = "A third".to_owned();
    other[7] = "Atlantis".to_owned();
    table.push(other);
    assert_eq!(wrong(app.import_processors(&admin, &csv(&table))), "file");
    assert_eq!(app.processors(&admin).unwrap().lines.len(), 1, "a file with a wrong row was taken over in part");
    table.pop();
    assert_eq!(app.import_processors(&admin, &csv(&table)).unwrap(), 2);
    let names: Vec<(String, String)> =
        app.processors(&admin).unwrap().lines.into_iter().map(|l| (l.row.name, l.row.location)).collect();
    assert!(names.contains(&("Locata".to_owned(), "Reading".to_owned())) && names.len() == 2, "{names:?}");
    assert_eq!(wrong(app.import_processors(&admin, b"Name,Task\r\nA,B\r\n")), "file");
    assert!(missing(&app.import_processors(&staff, &csv(&table))) && missing(&app.processors_table(&staff)));
    // Its day for being looked at again passes; it ends.
    house.clock.advance_seconds(60 * 86_400);
    let overdue =
        |name: &str| app.processors(&dpo).unwrap().lines.into_iter().find(|l| l.row.name == name).unwrap().overdue;
    assert!(overdue("Locata"));
    assert_eq!(wrong(app.end_processor(&dpo, id, " ")), "why");
    app.end_processor(&dpo, id, "Another system").unwrap();
    assert!(!overdue("Locata"));
}

#[doc = "keeps DUD-067"]
#[test]
fn suppliers_are_examined_with_evidence_and_those_that_are_due_stand_on_the_officers_desk() {
    let house = House::new(&[DUDLEY]);
    let app = &house.app;
    let dpo = house.actor(DUDLEY, "role:data-protection-officer", "compliance");
    let adobe = NewProcessor {
        name: "Adobe".to_owned(),
        notice_id: DUDLEY.to_owned(),
        party: "adobe".to_owned(),
        categories: Vec::new(),
        country: "IE".to_owned(),
        review_on: Some(date(2028, 1, 1)),
        ..supplier()
    };
    let id = app.put_processor(&dpo, None, &adobe).unwrap();
    let due = || app.suppliers_due(&dpo).unwrap().into_iter().flat_map(|s| s.what).collect::<Vec<_>>();
    assert_eq!(due(), ["Its systems were never examined"]);
    let checked = NewAssurance {
        standard: "UK GDPR article 32".to_owned(),
        found: "met".to_owned(),
        evidence: "Report 7, contracts register".to_owned(),
        checked_on: Some(date(2026, 11, 20)),
        review_on: Some(date(2026, 12, 20)),
    };
    for (new, input) in [
        (NewAssurance { standard: String::new(), ..checked.clone() }, "standard"),
        (NewAssurance { found: "well".to_owned(), ..checked.clone() }, "found"),
        (NewAssurance { evidence: " ".to_owned(), ..checked.clone() }, "evidence"),
        (NewAssurance { checked_on: None, ..checked.clone() }, "checked-day"),
        (NewAssurance { checked_on: Some(date(2026, 11, 22)), ..checked.clone() }, "checked-day"),
        (NewAssurance { review_on: None, ..checked.clone() }, "again-day"),
        (NewAssurance { review_on: Some(date(2026, 11, 20)), ..checked.clone() }, "again-day"),
    ] {
        assert_eq!(wrong(app.add_assurance(&dpo, id, &new)), input);
    }
    app.add_assurance(&dpo, id, &checked).unwrap();
    assert!(due().is_empty());
    let line = app.processors(&dpo).unwrap().lines.remove(0);
    assert_eq!(line.assurances[0].evidence, "Report 7, contracts register");
    assert_eq!(line.assurances[0].review_on, date(2026, 12, 20));
    house.clock.advance_seconds(60);
    // Found wanting, it is due at once; met again, not before its day.
    app.add_assurance(
        &dpo,
        id,
        &NewAssurance { found: "partly".to_owned(), checked_on: Some(date(2026, 11, 21)), ..checked.clone() },
    )
    .unwrap();
    assert_eq!(due().len(), 1);
    house.clock.advance_seconds(60);
    app.add_assurance(&dpo, id, &NewAssurance { checked_on: Some(date(2026, 11, 21)), ..checked }).unwrap();
    assert!(due().is_empty());
    house.clock.advance_seconds(31 * 86_400);
    assert!(due()[0].contains("20 December 2026"), "{:?}", due());
    app.end_processor(&dpo, id, "Another service").unwrap();
    assert!(due().is_empty());
}
