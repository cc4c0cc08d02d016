//! The description says all that there is, and everything that is answered is in it.

use crate::program::Site;
use axum::http::StatusCode;
use serde_json::json;
use std::collections::HashSet;

#[test]
fn every_route_is_described_with_its_answers() {
    let site = Site::new();
    let came = site.send("GET", &format!("{}/openapi.json", api::ROOT), &[], None);
    assert_eq!(came.status, StatusCode::OK);
    assert_eq!(came.body["openapi"], "3.1.0");
    let mut ids = HashSet::new();
    for route in api::routes::routes() {
        let operation = &came.body["paths"][route.path][route.method.name().to_lowercase()];
        assert_eq!(operation["operationId"], route.id, "{}", route.path);
        assert!(ids.insert(route.id), "{} stands twice", route.id);
        let responses = operation["responses"].as_object().unwrap();
        assert!(responses.contains_key(&route.good.status.to_string()));
        assert_eq!(operation["security"].as_array().unwrap().is_empty(), route.door == api::routes::Door::Everybody);
    }
    let schemas = came.body["components"]["schemas"].as_object().unwrap();
    assert!(schemas.contains_key("Problem") && schemas.contains_key("Case"));
    assert!(!came.text.contains("\"schema\":null"), "a schema cannot be read");
    // Nothing is referred to that is not there.
    for reference in came.text.split("\"$ref\":\"").skip(1) {
        let name = reference.split('"').next().unwrap().strip_prefix("#/components/schemas/");
        assert!(name.is_some_and(|n| schemas.contains_key(n)), "{reference:.80}");
    }
}

#[test]
fn the_description_in_the_book_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/src/openapi.json");
    let mut made = serde_json::to_string_pretty(&api::description()).unwrap();
    made.push('\n');
    if std::env::var_os("REGENERATE").is_some() {
        std::fs::write(path, &made).unwrap();
    }
    let there = std::fs::read_to_string(path).unwrap_or_default();
    assert!(there == made, "docs/src/openapi.json is out of date: run scripts/regenerate.sh");
}

#[test]
fn what_may_be_left_out_is_not_required_and_what_must_be_there_is() {
    let described = api::description();
    let of = |name: &str| {
        let required = &described["components"]["schemas"][name]["required"];
        required.as_array().unwrap().iter().map(|n| n.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(of("TaskToAdd"), ["kind"]);
    assert_eq!(of("Message"), ["template", "channel"]);
    // What is both sent and answered is described twice, as each is.
    assert_eq!(of("AgreementTermsToSend"), ["kind", "party", "reference", "title", "from_on"]);
    assert!(of("AgreementTerms").contains(&"until_on".to_owned()));
}

#[test]
fn the_type_of_each_problem_leads_to_where_it_is_told() {
    let site = Site::new();
    let officer = site.officer();
    let told = site.send("GET", &format!("{}/problems", api::ROOT), &[], None);
    assert_eq!(told.status, StatusCode::OK, "whoever has no token is told why");
    let case = officer.create("Ada Example");
    let came = [
        site.send("GET", &format!("{}/cases", api::ROOT), &[], None),
        officer.get("/no/such/thing"),
        officer.get("/tasks?limit=0"),
        officer.post(&format!("/cases/{case}/tasks"), &json!({ "kind": "zanary", "due_on": "2026-12-01" })),
        officer.ask("DELETE", "/me", &[], None),
    ];
    let mut met = std::collections::BTreeSet::new();
    for problem in came {
        let kind = problem.body["type"].as_str().unwrap_or_else(|| panic!("no type: {}", problem.text));
        assert!(kind.strip_prefix(api::ROOT).is_some_and(|path| path.starts_with("/problems#")), "{kind}");
        let here = told.body["kinds"].as_array().unwrap().iter().find(|k| k["type"] == kind);
        let here = here.unwrap_or_else(|| panic!("{kind} is told nowhere"));
        assert_eq!((&here["status"], &here["title"]), (&problem.body["status"], &problem.body["title"]));
        met.insert(kind.to_owned());
    }
    assert_eq!(met.len(), 5, "{met:?}");
}
