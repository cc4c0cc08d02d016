//! What stands round a case, by a program: the household, marks, handing over, documents that the person is asked for.

use crate::program::{COVENTRY, Program, Site};
use axum::http::StatusCode;
use serde_json::{Value, json};

/// A case under the newest form, whose household has rows.
fn with_form(site: &Site, officer: &Program<'_>) -> String {
    let case = officer.create("Ada Quillfeather").to_string();
    let system = kernel::Caller::system(site.house.authority, "test");
    site.house.app.publish_forms(&system, &testkit::library(), COVENTRY).unwrap();
    case
}

fn put(officer: &Program<'_>, section: &str, fields: &Value) {
    let standing = officer.get(section);
    let etag = standing.header("etag").to_owned();
    let came = officer.ask("PUT", section, &[("if-match", &etag)], Some(&json!({ "fields": fields })));
    assert_eq!(came.status, StatusCode::OK, "{}", came.text);
}

#[test]
fn a_household_is_written_by_its_section_and_each_member_is_somebody() {
    let site = Site::new();
    let officer = site.officer();
    let case = with_form(&site, &officer);
    let section = format!("/cases/{case}/sections/household");
    let fields = json!({
        "dependent-children": "1",
        "household-members.1.name": "Zephyrine Quillfeather", "household-members.1.relation": "child",
        "household-members.1.born": "2018-02-01", "household-members.1.from": "2018-02-01",
        "household-members.2.name": "Balthasar Quillfeather", "household-members.2.relation": "partner",
    });
    put(&officer, &section, &fields);
    let household = officer.get(&format!("/cases/{case}/household"));
    assert_eq!(household.status, StatusCode::OK, "{}", household.text);
    let members = household.body["household"]["members"].as_array().unwrap().clone();
    assert_eq!(members.len(), 2, "{}", household.text);
    assert_eq!(household.body["household"]["composition"], "2 adults and 1 child");
    let child = members.iter().find(|m| m["child"] == true).unwrap();
    assert_eq!((&child["name"], &child["age"]), (&json!("Zephyrine Quillfeather"), &json!(8)));
    let record = child["person"].as_str().unwrap().to_owned();
    let written = household.body["sections"].as_array().unwrap().iter().find(|s| s["category"] == "household").unwrap();
    assert_eq!(written["writes"], true);
    // Each member has a record and a ledger of their own.
    let page = officer.get(&format!("/people/{record}"));
    assert_eq!(page.body["name"]["value"], "Zephyrine Quillfeather", "{}", page.text);
    let seen = officer.get(&format!("/cases/{case}/household/{record}/seen"));
    assert!(seen.body["entries"].as_array().unwrap().len() > 1, "{}", seen.text);
    // A row says whose it is: sent back with another name and another day, it is the same child's.
    let standing = officer.get(&section);
    let mut fields = standing.body["content"]["value"]["fields"].clone();
    let number =
        fields.as_object().unwrap().iter().find(|(k, v)| k.ends_with(".person-record") && **v == record).unwrap();
    let number = number.0.split('.').nth(1).unwrap().to_owned();
    fields[format!("household-members.{number}.name")] = json!("Zéphyrine Byron");
    fields[format!("household-members.{number}.until")] = json!("2026-11-01");
    put(&officer, &section, &fields);
    let now = officer.get(&format!("/cases/{case}/household"));
    let left = now.body["household"]["members"].as_array().unwrap().iter().find(|m| m["person"] == record).unwrap();
    assert_eq!((&left["name"], &left["there"]), (&json!("Zéphyrine Byron"), &json!(false)), "{}", now.text);
    let then = officer.get(&format!("/cases/{case}/household?on=2025-06-01"));
    assert_eq!(then.body["household"]["composition"], "2 adults and 1 child", "{}", then.text);
    // Whoever may not know of the case knows of nobody in it.
    let charity = site.program("st-basils", "refer");
    assert_eq!(charity.get(&format!("/cases/{case}/household")).status, StatusCode::NOT_FOUND);
    assert_eq!(charity.get(&format!("/cases/{case}/household/{record}/seen")).status, StatusCode::NOT_FOUND);
    assert_eq!(officer.get(&format!("/cases/{case}/household?on=yesterday")).status, StatusCode::BAD_REQUEST);
}

#[test]
fn a_new_case_for_somebody_known_begins_with_who_they_are() {
    let site = Site::new();
    let officer = site.officer();
    let first = officer.create("Ada Example");
    let person = officer.get(&format!("/cases/{first}")).body["person"].as_str().unwrap().to_owned();
    let known = officer.get(&format!("/services/homelessness/known/{person}"));
    assert_eq!(known.status, StatusCode::OK, "{}", known.text);
    let sections = &known.body["sections"];
    assert_eq!(sections["identity"]["name"], "Ada Example", "{}", known.text);
    assert_eq!(sections["personal-details"]["date-of-birth"], "1984-03-05");
    assert_eq!(sections["contact"]["phone"], "07700900123");
    // Why they came then says nothing of why they come now.
    assert!(sections["circumstances"].is_null() && !known.text.contains("Had to leave"), "{}", known.text);
    let seen = officer.get(&format!("/cases/{first}/seen"));
    assert!(seen.text.contains("for a new case"), "{}", seen.text);
    let charity = site.program("st-basils", "refer");
    assert_eq!(charity.get(&format!("/services/homelessness/known/{person}")).status, StatusCode::NOT_FOUND);
}

#[test]
fn a_case_is_handed_over_with_what_is_left_to_do() {
    let site = Site::new();
    let (officer, other) = (site.officer(), site.officer());
    let case = officer.create("Ada Example");
    let task = json!({ "kind": "call-the-person", "due_on": "2026-11-24" });
    assert_eq!(officer.post(&format!("/cases/{case}/tasks"), &task).status, StatusCode::CREATED);
    let colleagues = officer.get("/colleagues");
    let to = other.actor.account.to_string();
    assert!(
        colleagues.body["colleagues"].as_array().unwrap().iter().any(|c| c["account"] == to),
        "{}",
        colleagues.text
    );
    let path = format!("/cases/{case}/hand-over");
    let without = json!({ "to": to, "note": "She comes on Mondays" });
    let refused = officer.post(&path, &without);
    assert_eq!(refused.body["errors"][0]["pointer"], "/category", "{}", refused.text);
    let with = json!({ "to": to, "note": "She comes on Mondays", "category": "contact" });
    assert_eq!(officer.post(&path, &with).status, StatusCode::NO_CONTENT);
    assert_eq!(officer.post(&path, &with).status, StatusCode::CONFLICT, "they hold it already");
    let mine = |who: &Program<'_>| who.get("/tasks?kind=call-the-person").body["lines"].as_array().unwrap().len();
    assert_eq!((mine(&officer), mine(&other)), (0, 1));
    assert_eq!(other.get("/cases?mine=true").body["total"], 1);
    // With a team it waits until somebody of it takes it.
    let administrator = crate::surface::administrator(&site).actor.clone();
    let team = site.house.app.make_team(&administrator, crate::program::COVENTRY, "Prevention").unwrap();
    let username = format!("user-{}", officer.actor.account);
    site.house.app.add_member(&administrator, team, &username, app::TeamRole::Member, None).unwrap();
    let holder = format!("team:{team}");
    let teams = other.get("/colleagues").body["teams"].clone();
    assert_eq!(teams, json!([{ "holder": holder, "name": "Prevention" }]));
    assert_eq!(other.post(&path, &json!({ "to": holder })).status, StatusCode::NO_CONTENT);
    assert_eq!(officer.get("/my-day").body["in_team"][0]["case"], case.to_string());
    assert_eq!(officer.get(&format!("/cases?owner={holder}")).body["total"], 1);
    assert_eq!(officer.get("/cases?owner=team:zanary").status, StatusCode::BAD_REQUEST);
    let many =
        json!({ "what": { "do": "assign", "to": holder }, "cases": [officer.create("Bea Example").to_string()] });
    assert_eq!(officer.post("/bulk", &many).status, StatusCode::CREATED);
    assert_eq!(officer.post(&path, &json!({ "to": officer.actor.account.to_string() })).status, StatusCode::NO_CONTENT);
    assert_eq!(
        officer.get("/cases?mine=true").body["cases"][0]["reference"],
        officer.get(&format!("/cases/{case}")).body["reference"]
    );
    let charity = site.program("st-basils", "refer");
    assert_eq!(charity.post(&path, &with).status, StatusCode::NOT_FOUND);
    assert_eq!(charity.get("/colleagues").status, StatusCode::NOT_FOUND);
}

#[test]
fn an_address_is_hidden_let_go_and_shown_again() {
    let site = Site::new();
    let officer = site.officer();
    let case = officer.create("Ada Example");
    let path = format!("/cases/{case}/marks");
    let before = officer.get(&path).body["address_hidden"].clone();
    assert_eq!(before, false);
    let let_go = json!({ "kind": "address-reviewed", "party": "st-basils", "purpose": "refer" });
    assert_eq!(officer.post(&path, &let_go).status, StatusCode::CONFLICT, "it is not hidden");
    let hide = json!({ "kind": "address-hidden" });
    assert_eq!(officer.post(&path, &hide).status, StatusCode::NO_CONTENT);
    assert_eq!(officer.post(&path, &hide).status, StatusCode::CONFLICT, "it is so already");
    assert_eq!(officer.post(&path, &let_go).status, StatusCode::NO_CONTENT);
    let nobody = json!({ "kind": "address-reviewed", "party": "zanary", "purpose": "refer" });
    assert_eq!(officer.post(&path, &nobody).status, StatusCode::CONFLICT);
    let marks = officer.get(&path);
    assert_eq!(marks.body["address_hidden"], true, "{}", marks.text);
    let hidden = marks.body["marks"].as_array().unwrap().iter().find(|m| m["kind"] == "address-hidden").unwrap();
    let end = format!("{path}/{}", hidden["id"].as_str().unwrap());
    assert_eq!(officer.ask("DELETE", &end, &[], None).status, StatusCode::NO_CONTENT);
    let marks = officer.get(&path);
    assert_eq!(marks.body["address_hidden"], false, "{}", marks.text);
    let of_address = |m: &&Value| m["kind"].as_str().unwrap().starts_with("address");
    let marks = marks.body["marks"].as_array().unwrap().clone();
    assert!(marks.iter().filter(of_address).all(|m| m["counts"] == false), "what was let go ended with it");
}

#[test]
fn a_document_is_asked_for_checked_and_deleted() {
    let site = Site::new();
    let officer = site.officer();
    let case = officer.create("Ada Example");
    let asked = format!("/cases/{case}/asked");
    let new = json!({ "kind": "tenancy", "why": "To see how long you may stay", "category": "documents", "due_on": "2026-12-05" });
    let made = officer.post(&asked, &new);
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let listed = officer.get(&asked);
    assert_eq!(listed.body["asked"][0]["state"], "open", "{}", listed.text);
    assert_eq!(listed.body["asked"][0]["content"]["value"]["why"], "To see how long you may stay");
    let wrong = json!({ "kind": "zanary", "why": "", "category": "no-such", "due_on": "2020-01-01" });
    let refused = officer.post(&asked, &wrong);
    let pointers: Vec<&str> =
        refused.body["errors"].as_array().unwrap().iter().map(|e| e["pointer"].as_str().unwrap()).collect();
    assert!(["/kind", "/why", "/category", "/due_on"].iter().all(|p| pointers.contains(p)), "{}", refused.text);
    let one = format!("{asked}/{}", made.body["id"].as_str().unwrap());
    let again = json!({ "do": "again", "words": "All pages, please", "due_on": "2026-12-12" });
    assert_eq!(officer.post(&one, &again).status, StatusCode::NO_CONTENT);
    assert_eq!(officer.get(&asked).body["asked"][0]["due_on"], "2026-12-12");
    assert_eq!(officer.post(&one, &json!({ "do": "take-back", "words": "We have it" })).status, StatusCode::NO_CONTENT);
    assert_eq!(officer.post(&one, &json!({ "do": "accept" })).status, StatusCode::NOT_FOUND, "it is settled");
    let pdf = data_encoding::BASE64.encode(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n");
    let document = json!({ "title": "Tenancy", "category": "documents", "kind": "tenancy", "content": pdf });
    let made = officer.post(&format!("/cases/{case}/documents"), &document);
    let document = made.header("location").strip_prefix(api::ROOT).unwrap().to_owned();
    let check =
        |how: &str| officer.post(&format!("{document}/check"), &json!({ "how": how, "expires_on": "2027-03-31" }));
    assert_eq!(check("zanary").status, StatusCode::CONFLICT);
    assert_eq!(check("original").status, StatusCode::NO_CONTENT);
    let opened = officer.get(&document);
    assert_eq!((&opened.body["checked_how"], &opened.body["expires_on"]), (&json!("original"), &json!("2027-03-31")));
    let delete = |why: &str| officer.post(&format!("{document}/delete"), &json!({ "why": why }));
    assert_eq!(delete("zanary").status, StatusCode::CONFLICT);
    assert_eq!(delete("twice").status, StatusCode::NO_CONTENT);
    assert_eq!(officer.get(&document).status, StatusCode::NOT_FOUND);
}
