//! The same gate as everywhere: what is withheld says so, and what one may not know of does not exist.

use crate::program::{Program, Site};
use axum::http::StatusCode;
use serde_json::json;

/// A yes that the person gave in person to the words of the question about a charity.
pub fn yes_to(officer: &Program<'_>, case: &str, party: &str) -> serde_json::Value {
    let asked = officer.get(&format!("{case}/consents"));
    let mut asked = asked.body["consents"].as_array().unwrap().iter();
    let asked = asked.find(|c| c["party"] == party && c["purpose"] == "refer").unwrap();
    json!({
        "party": party, "purpose": "refer", "answer": "given", "method": "in-person",
        "shown": asked["wording_sha256"], "capacity": "alone",
    })
}

#[test]
fn what_is_withheld_says_that_and_why_and_nothing_of_it_leaves() {
    let site = Site::new();
    let (officer, charity) = (site.officer(), site.program("st-basils", "refer"));
    let id = officer.create("Ada Example");
    let path = format!("/cases/{id}");
    assert_eq!(charity.get(&path).status, StatusCode::NOT_FOUND);
    let linked = officer.post(&format!("{path}/agencies"), &json!({ "party": "st-basils" }));
    assert_eq!(linked.status, StatusCode::NO_CONTENT, "{}", linked.text);
    assert_eq!(charity.get(&path).status, StatusCode::NOT_FOUND, "linked, and no consent yet");
    // An answer by telephone says who else heard it, and one to words that have changed since is none.
    let mut by_phone = json!({ "party": "st-basils", "purpose": "refer", "answer": "given", "method": "by-phone" });
    for (lacks, value) in [("/shown", json!("00")), ("/capacity", json!("alone"))] {
        let came = officer.post(&format!("{path}/consents"), &by_phone);
        let pointer = came.body["errors"][0]["pointer"].clone();
        assert_eq!((came.status, pointer), (StatusCode::UNPROCESSABLE_ENTITY, json!(lacks)));
        by_phone[&lacks[1..]] = value;
    }
    by_phone["shown"] = yes_to(&officer, &path, "st-basils")["shown"].clone();
    let came = officer.post(&format!("{path}/consents"), &by_phone);
    assert_eq!(
        (came.status, came.body["errors"][0]["pointer"].clone()),
        (StatusCode::UNPROCESSABLE_ENTITY, json!("/witness"))
    );
    by_phone["witness"] = json!("Robin");
    let right = by_phone["shown"].clone();
    by_phone["shown"] = json!("00");
    assert_eq!(officer.post(&format!("{path}/consents"), &by_phone).status, StatusCode::CONFLICT);
    by_phone["shown"] = right;
    let came = officer.post(&format!("{path}/consents"), &by_phone);
    assert_eq!(came.status, StatusCode::NO_CONTENT, "{}", came.text);
    let said = yes_to(&officer, &path, "st-basils");
    assert_eq!(officer.post(&format!("{path}/consents"), &said).status, StatusCode::NO_CONTENT);
    let case = charity.get(&path);
    assert_eq!(case.status, StatusCode::OK);
    assert!(!case.text.contains("Asthma"), "health is in the answer");
    let sections = case.body["sections"].as_array().unwrap();
    let health = sections.iter().find(|s| s["category"] == "health").unwrap();
    assert_eq!(health["content"]["state"], "withheld");
    assert!(!health["content"]["reasons"].as_array().unwrap().is_empty());
    assert_eq!((health["version"].clone(), health["recorded_by"].clone()), (json!(0), json!(null)));
    let one = charity.get(&format!("{path}/sections/health"));
    assert_eq!((one.status, one.body["content"]["state"].clone()), (StatusCode::OK, json!("withheld")));
    let identity = charity.get(&format!("{path}/sections/identity"));
    assert_eq!(identity.body["content"]["value"]["fields"]["name"], "Ada Example");
    for hidden in ["seen", "consents", "agencies", "sections/health/versions", "sections/nothing"] {
        assert_eq!(charity.get(&format!("{path}/{hidden}")).status, StatusCode::NOT_FOUND, "{hidden}");
    }
    let change = json!({ "fields": { "health-conditions": "None" } });
    let put = charity.ask("PUT", &format!("{path}/sections/health"), &[("if-match", "\"v1\"")], Some(&change));
    assert_eq!(put.status, StatusCode::NOT_FOUND);
    // One section, and the ledger says no more than that.
    let seen = officer.get(&format!("{path}/seen"));
    let entry = seen.body["entries"].as_array().unwrap().iter().find(|e| e["released"] == json!(["Who you are"]));
    assert!(entry.is_some(), "{}", seen.text);
    let withdrawn = json!({ "party": "st-basils", "purpose": "refer", "answer": "withdrawn", "method": "online" });
    assert_eq!(officer.post(&format!("{path}/consents"), &withdrawn).status, StatusCode::NO_CONTENT);
    assert_eq!(charity.get(&path).status, StatusCode::NOT_FOUND);
}
