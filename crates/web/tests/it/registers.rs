//! The registers on their pages: processors with their examinations, new partners, contacts, backups; and whose a record is.

use crate::browser::{COVENTRY, Site};
use axum::http::StatusCode;

#[test]
fn processors_are_added_examined_exported_and_carry_what_leaves() {
    let site = Site::new();
    let mut admin = site.administrator();
    assert!(admin.get("/processors").body.contains("The council itself"));
    let party = format!("{COVENTRY}|locata");
    let mut form = vec![
        ("name", "Zanary Systems"),
        ("task", "Case management"),
        ("notice", COVENTRY),
        ("party", party.as_str()),
        ("country", "GB"),
        ("location", "Slough"),
        ("from-day", "1"),
        ("from-month", "11"),
        ("from-year", "2026"),
        ("review-day", "1"),
        ("review-month", "11"),
        ("review-year", "2027"),
    ];
    let unsaid = admin.post("/processors/new", &form);
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unsaid.body.contains("value=\"Zanary Systems\"") && unsaid.body.contains("href=\"#contract\""));
    form.push(("contract", "C-9"));
    let made = admin.post("/processors/new", &form);
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.errors());
    let here = made.location().split('?').next().unwrap().to_owned();
    let page = admin.get(&here).body;
    assert!(page.contains("To be examined") && page.contains("Never yet."), "{page}");
    let change = admin.get(&format!("{here}/change")).body;
    assert!(change.contains("value=\"Zanary Systems\"") && change.contains("value=\"2027\""), "{change}");
    let found = [
        ("standard", "Cyber Essentials Plus"),
        ("found", "met"),
        ("evidence", "Certificate 7"),
        ("checked-day", "1"),
        ("checked-month", "11"),
        ("checked-year", "2026"),
        ("again-day", "1"),
        ("again-month", "11"),
        ("again-year", "2027"),
    ];
    assert_eq!(admin.post(&format!("{here}/assurance"), &found).status, StatusCode::SEE_OTHER);
    assert!(admin.get(&here).body.contains("Certificate 7"));
    let csv = admin.get("/processors/export").body;
    assert!(csv.starts_with("\"Name\",\"Task\",\"Notice\"") && csv.contains("Zanary Systems"), "{csv}");
    let id = here.rsplit('/').next().unwrap().to_owned();
    let carried = admin.post("/processors/carriers", &[("channel", "smtp"), ("processor", &id)]);
    assert_eq!(carried.status, StatusCode::SEE_OTHER);
    assert!(admin.get("/processors").body.matches("Zanary Systems").count() > 2);
    assert_eq!(admin.post(&format!("{here}/end"), &[("why", "Over")]).status, StatusCode::SEE_OTHER);
    assert!(admin.get(&here).body.contains("no processor of the council any more"));
    assert_eq!(site.officer().get("/processors").status, StatusCode::NOT_FOUND);
}

#[test]
fn new_partners_contacts_and_backups_have_pages() {
    let site = Site::new();
    let mut admin = site.administrator();
    let onboarding = format!("/onboarding/{COVENTRY}");
    assert!(admin.get(&onboarding).body.contains("Accounts work"));
    let changed = admin.post(&format!("{onboarding}/items"), &[("items", "training")]);
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.errors());
    let contacts = format!("/contacts/{COVENTRY}");
    assert!(admin.get(&contacts).body.contains("homelessness@coventry.gov.uk"));
    let check = [
        ("which", "contact:homelessness-service"),
        ("owner", "Housing team"),
        ("checked-day", "20"),
        ("checked-month", "11"),
        ("checked-year", "2026"),
        ("again-day", "20"),
        ("again-month", "5"),
        ("again-year", "2027"),
    ];
    let checked = admin.post(&contacts, &check);
    assert_eq!(checked.status, StatusCode::SEE_OTHER, "{}", checked.errors());
    assert!(admin.get(&contacts).body.contains("Housing team answers for it"));
    site.house.app.watch_data().unwrap();
    assert!(admin.get("/admin").body.contains("The last good copy of the data is too old"));
    let page = admin.get("/admin/backups").body;
    assert!(page.contains("value=\"26\"") && page.contains("I have looked at it"), "{page}");
    let wrong = admin.post("/admin/backups", &[("copy-hours", "soon"), ("test-days", "40"), ("drop-percent", "5")]);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("value=\"soon\"") && wrong.body.contains("href=\"#copy-hours\""));
    let saved = admin.post("/admin/backups", &[("copy-hours", "48"), ("test-days", "40"), ("drop-percent", "5")]);
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    assert!(admin.get("/admin/backups").body.contains("value=\"48\""));
    // What somebody has looked at is quiet for a day, and comes again while it is so.
    let alert = |page: &str| {
        let at = page.find("name=\"alert\" value=\"")? + "name=\"alert\" value=\"".len();
        page.get(at..at + 32).map(str::to_owned)
    };
    while let Some(id) = alert(&admin.get("/admin/backups").body) {
        assert_eq!(admin.post("/admin/backups/looked-at", &[("alert", &id)]).status, StatusCode::SEE_OTHER);
    }
    site.house.app.watch_data().unwrap();
    assert!(!admin.get("/admin").body.contains("is too old"), "it is told again within the day");
    site.house.clock.advance_seconds(25 * 3600);
    site.house.app.watch_data().unwrap();
    let later = site.administrator().get("/admin").body;
    assert!(later.contains("The last good copy of the data is too old"));
    assert_eq!(site.officer().get("/admin/backups").status, StatusCode::NOT_FOUND);
}

#[test]
fn a_record_says_whose_it_is_and_on_which_basis() {
    let site = Site::new();
    let mut officer = site.officer();
    let case = officer.create("Ada Example");
    let page = officer.get(&format!("/cases/{case}")).body;
    assert!(page.contains("Controller: Coventry City Council.") && page.contains("Basis: "), "{page}");
}

#[test]
fn a_contract_is_written_down_with_its_law_has_bodies_that_deliver_and_ends() {
    let site = Site::new();
    let mut admin = site.administrator();
    let new = format!("/contracts/new/{COVENTRY}");
    assert!(admin.get("/contracts").body.contains(&format!("href=\"{new}\"")));
    let mut form = vec![
        ("reference", "C-2026-7"),
        ("title", "Zanary support"),
        ("commissioner", "coventry"),
        ("prime", "st-basils"),
        ("provision", "section 1"),
        ("document", "Contracts register, 7"),
        ("from-day", "1"),
        ("from-month", "4"),
        ("from-year", "2026"),
        ("until-day", "31"),
        ("until-month", "13"),
        ("until-year", "2027"),
    ];
    let wrong = admin.post(&new, &form);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.body.contains("value=\"Zanary support\"") && wrong.body.contains("href=\"#law\""),
        "{}",
        wrong.errors()
    );
    assert!(wrong.body.contains("The last day has to be a real date"), "{}", wrong.errors());
    form.retain(|(name, _)| *name != "until-month");
    form.extend([("until-month", "3"), ("law", "Housing Act 1996")]);
    let made = admin.post(&new, &form);
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.errors());
    let here = made.location().split('?').next().unwrap().to_owned();
    let page = admin.get(&here).body;
    assert!(page.contains("Housing Act 1996, section 1") && page.contains("Coventry City Council"), "{page}");
    let outside = [("body", "emmaus"), ("from-day", "1"), ("from-month", "1"), ("from-year", "2020")];
    let refused = admin.post(&format!("{here}/providers"), &outside);
    assert!(refused.body.contains("The first day has to be within the contract"), "{}", refused.errors());
    assert_eq!(admin.post(&format!("{here}/providers"), &[("body", "emmaus")]).status, StatusCode::SEE_OTHER);
    assert!(admin.get(&here).body.contains("Delivers"));
    let list = admin.get("/contracts").body;
    assert!(list.contains("Zanary support") && list.contains("In force"), "{list}");
    assert_eq!(admin.post(&format!("{here}/end"), &[("why", "")]).status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(admin.post(&format!("{here}/end"), &[("why", "Dissolved")]).status, StatusCode::SEE_OTHER);
    let page = admin.get(&here).body;
    assert!(page.contains("Dissolved") && !page.contains("End it before its last day"), "{page}");
    assert_eq!(site.officer().get("/contracts").status, StatusCode::NOT_FOUND);
    assert_eq!(site.officer().get(&here).status, StatusCode::NOT_FOUND);
}
