//! The register of destinations as whoever keeps it sees it: what goes nowhere is said, and what was typed is kept.

use crate::browser::{COVENTRY, Site};
use axum::http::StatusCode;

const MARS: &str = "cheshire-west/multi-agency-rough-sleeping";

#[test]
fn destinations_are_entered_confirmed_and_taken_back() {
    let site = Site::new();
    let mut admin = site.administrator();
    let list = admin.get("/destinations");
    assert!(list.body.contains("lets nothing leave the United Kingdom"), "{}", list.body);
    let here = format!("/destinations/{COVENTRY}");
    let page = admin.get(&here).body;
    assert!(page.contains("Goes; to be confirmed") && page.contains("St Basils"), "{page}");
    assert!(!page.contains("transfers/new"), "a notice that lets nothing leave offers a transfer");
    let unsaid = admin.post(&here, &[("country", "IE"), ("source", "Zanary contract")]);
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unsaid.body.contains("value=\"Zanary contract\"") && unsaid.body.contains("value=\"IE\" selected"));
    let put = admin.post(&here, &[("bodies", "st-basils"), ("country", "IE"), ("source", "Their contract")]);
    assert_eq!(put.status, StatusCode::SEE_OTHER, "{}", put.errors());
    let page = admin.get(&here).body;
    assert!(page.contains("Nothing goes: barred by the notice") && page.contains("Ireland"), "{page}");
    admin.post(&format!("{here}/not-assumed"), &[]);
    assert!(admin.get(&here).body.contains("Nothing goes: not known"));
    // Where data is kept: not in a country where a notice lets none be.
    let place = |country| [("kind", "hosting"), ("name", "Data hall"), ("country", country), ("source", "Contract 9")];
    let refused = admin.post("/destinations", &place("US"));
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("lets no data be there") && refused.body.contains("value=\"Data hall\""));
    assert_eq!(admin.post("/destinations", &place("GB")).status, StatusCode::SEE_OTHER);
    assert!(admin.get("/destinations").body.contains("Data hall"));
    assert_eq!(site.officer().get("/destinations").status, StatusCode::NOT_FOUND);
    assert_eq!(site.partner("st-basils").get(&here).status, StatusCode::NOT_FOUND);
}

#[test]
fn a_transfer_is_written_by_one_approved_by_another_and_published() {
    let site = Site::with(&[MARS]);
    let officer = || site.person(Some((MARS, "role:data-protection-officer", "compliance")), false, true);
    let (mut one, mut other) = (officer(), officer());
    let here = format!("/destinations/{MARS}");
    let new = format!("{here}/transfers/new");
    assert!(one.get(&new).body.contains("enter first where they are"));
    let page = one.get(&here).body;
    let key =
        page.split("name=\"bodies\" type=\"checkbox\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    one.post(&here, &[("bodies", &key), ("country", "US"), ("source", "Their contract")]);
    assert!(one.get(&here).body.contains("Nothing goes: no record"));
    let mut form = vec![
        ("body", key.as_str()),
        ("safeguard", "idta"),
        ("source", "IDTA 7"),
        ("from-day", "1"),
        ("from-month", "11"),
        ("from-year", "2026"),
        ("until-day", "31"),
        ("until-month", "10"),
        ("until-year", "2027"),
    ];
    let unassessed = one.post(&new, &form);
    assert_eq!(unassessed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unassessed.body.contains("href=\"#assessment\"") && unassessed.body.contains("value=\"IDTA 7\""));
    form.extend([("assessment", "TRA 7"), ("assessed-day", "1"), ("assessed-month", "11"), ("assessed-year", "2026")]);
    let made = one.post(&new, &form);
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.errors());
    let transfer = made.location().split('?').next().unwrap().to_owned();
    assert!(one.get(&transfer).body.contains("another data protection officer has to approve it"));
    let notice = format!("/notices/{MARS}");
    let published = |site: &Site| site.nobody().get(&notice).body.contains("Outside the United Kingdom today");
    assert!(!published(&site));
    let approved = other.post(&format!("{transfer}/approve"), &[]);
    assert_eq!(approved.status, StatusCode::SEE_OTHER, "{}", approved.errors());
    assert!(published(&site), "the notice’s page does not say what leaves the country");
    assert!(one.get(&here).body.contains("Goes, under a record"));
    assert_eq!(one.post(&format!("{transfer}/end"), &[("why", "Over")]).status, StatusCode::SEE_OTHER);
    assert!(!published(&site));
}
