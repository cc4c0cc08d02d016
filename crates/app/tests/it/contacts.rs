//! Contacts and links of notices: each has somebody who answers for it and a day; what leads nowhere or is late is listed.

use crate::held::{DUDLEY, KIRKLEES, officer};
use crate::support::{missing, wrong};
use app::{NewContactCheck, PublicLink};
use jiff::civil::date;
use testkit::House;

fn check(which: &str) -> NewContactCheck {
    NewContactCheck {
        which: vec![which.to_owned()],
        owner: "Information governance team".to_owned(),
        checked_on: Some(date(2026, 11, 20)),
        check_by: Some(date(2026, 12, 20)),
        ..NewContactCheck::default()
    }
}

#[doc = "keeps KIR-070"]
#[test]
fn contacts_are_the_notices_with_an_owner_and_a_day_and_stand_in_no_template() {
    let house = House::new(&[KIRKLEES]);
    let app = &house.app;
    let dpo = house.actor(KIRKLEES, "role:data-protection-officer", "accountability");
    let staff = house.actor(KIRKLEES, "role:housing-officer", "accountability");
    assert!(missing(&app.notice_contacts(&staff, KIRKLEES)) && missing(&app.contacts_due(&staff)));
    let line =
        |which: &str| app.notice_contacts(&dpo, KIRKLEES).unwrap().into_iter().find(|l| l.which == which).unwrap();
    let officer = line("contact:data-protection-officer");
    assert!(officer.due && officer.ways.contains(&"DPO@kirklees.gov.uk".to_owned()), "{officer:?}");
    let due = app.contacts_due(&dpo).unwrap()[0].2;
    for (new, input) in [
        (NewContactCheck { which: Vec::new(), ..check("") }, "which"),
        (check("contact:nobody"), "which"),
        (
            NewContactCheck { owner: "ada@kirklees.example".to_owned(), ..check("contact:data-protection-officer") },
            "owner",
        ),
        (
            NewContactCheck { checked_on: Some(date(2026, 11, 22)), ..check("contact:data-protection-officer") },
            "checked-day",
        ),
        (
            NewContactCheck { check_by: Some(date(2026, 11, 20)), ..check("contact:data-protection-officer") },
            "again-day",
        ),
        (
            NewContactCheck { address: "https://a.example".to_owned(), ..check("contact:data-protection-officer") },
            "address",
        ),
    ] {
        assert_eq!(wrong(app.check_contacts(&dpo, KIRKLEES, &new)), input);
    }
    app.check_contacts(&dpo, KIRKLEES, &check("contact:data-protection-officer")).unwrap();
    let officer = line("contact:data-protection-officer");
    assert!(!officer.due && officer.checked.unwrap().owner == "Information governance team");
    assert_eq!(app.contacts_due(&dpo).unwrap()[0].2, due - 1);
    house.clock.advance_seconds(30 * 86_400);
    assert!(line("contact:data-protection-officer").due, "its day is over");
    // No template has a contact of its own.
    let templates = concat!(env!("CARGO_MANIFEST_DIR"), "/../pages/templates");
    let mut folders = vec![std::path::PathBuf::from(templates)];
    let mut read = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            read += 1;
            for word in ["mailto:", "tel:", ".gov.uk", "@kirklees", "ico.org.uk", "Wycliffe"] {
                assert!(!text.contains(word), "{}: {word}", path.display());
            }
        }
    }
    assert!(read > 40, "the templates were not read");
}

#[doc = "keeps DUD-061, DUD-002"]
#[test]
fn links_to_the_councils_other_notices_are_kept_dated_checked_and_published() {
    let house = House::new(&[DUDLEY]);
    let app = &house.app;
    let dpo = house.actor(DUDLEY, "role:data-protection-officer", "accountability");
    assert!(missing(&app.check_contacts(&officer(&house, DUDLEY, "assess"), DUDLEY, &check("link:main-notice"))));
    assert!(
        app.public_links(DUDLEY).unwrap().iter().all(|l| !l.label.contains("main privacy notice")),
        "it leads nowhere yet"
    );
    let wrongly = NewContactCheck { address: "http://dudley.example/notice".to_owned(), ..check("link:main-notice") };
    assert_eq!(wrong(app.check_contacts(&dpo, DUDLEY, &wrongly)), "address");
    let right = NewContactCheck {
        address: "https://dudley.example/privacy".to_owned(),
        dated_on: Some(date(2026, 3, 1)),
        ..check("link:main-notice")
    };
    app.check_contacts(&dpo, DUDLEY, &right).unwrap();
    let links = app.public_links(DUDLEY).unwrap();
    let main = PublicLink {
        label: "The council's main privacy notice".to_owned(),
        address: "https://dudley.example/privacy".to_owned(),
        dated_on: Some(date(2026, 3, 1)),
        checked_on: Some(date(2026, 11, 20)),
    };
    assert!(links.contains(&main), "{links:?}");
    // The service's own notice has its day too.
    assert!(app.notice_list().unwrap().iter().all(|l| l.effective_on == date(2026, 12, 1)));
}
