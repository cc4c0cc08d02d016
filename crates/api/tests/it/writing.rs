//! Making and changing: once only, on the version that was seen, with errors that say what to do.

use crate::program::{Site, new_case};
use axum::http::StatusCode;
use serde_json::json;

#[test]
fn a_case_is_made_opened_listed_closed_and_reopened() {
    let site = Site::new();
    let officer = site.officer();
    let id = officer.create("Ada Example");
    let case = officer.get(&format!("/cases/{id}"));
    assert_eq!(case.status, StatusCode::OK, "{}", case.text);
    assert_eq!(case.body["name"], json!({ "state": "released", "value": "Ada Example" }));
    let list = officer.get("/cases?mine=true");
    assert_eq!(list.body["cases"][0]["id"], json!(id.to_string()));
    assert_eq!(list.body["total"], 1);
    let closed = officer.post(&format!("/cases/{id}/close"), &json!({ "reason": "no-such" }));
    assert_eq!(closed.status, StatusCode::BAD_REQUEST);
    let reason = closed.body["detail"].as_str().unwrap().rsplit(": ").next().unwrap().split(", ").next().unwrap();
    let closed = officer.post(&format!("/cases/{id}/close"), &json!({ "reason": reason }));
    assert_eq!(closed.status, StatusCode::OK, "{}", closed.text);
    assert!(!closed.body["kept"].as_array().unwrap().is_empty());
    let other = site.officer();
    assert_eq!(other.get(&format!("/cases/{id}")).status, StatusCode::CONFLICT);
    assert_eq!(
        other.post(&format!("/cases/{id}/look"), &json!({ "reason": "curious" })).status,
        StatusCode::BAD_REQUEST
    );
    let said = other.post(&format!("/cases/{id}/look"), &json!({ "reason": "asked" }));
    assert_eq!(said.status, StatusCode::NO_CONTENT, "{}", said.text);
    assert_eq!(other.get(&format!("/cases/{id}")).status, StatusCode::OK);
    let again = json!({ "reason": "came-back" });
    assert_eq!(officer.post(&format!("/cases/{id}/reopen"), &json!({})).status, StatusCode::BAD_REQUEST);
    assert_eq!(officer.post(&format!("/cases/{id}/reopen"), &again).status, StatusCode::NO_CONTENT);
    assert_eq!(officer.post(&format!("/cases/{id}/reopen"), &again).status, StatusCode::CONFLICT);
    let seen = officer.get(&format!("/cases/{id}/seen"));
    assert!(seen.text.contains("Opened the record") && seen.text.contains("Closed the case"), "{}", seen.text);
}

#[test]
fn what_is_sent_twice_with_one_key_is_done_once() {
    let site = Site::new();
    let (officer, other) = (site.officer(), site.officer());
    let key = [("idempotency-key", "import-0001")];
    let first = officer.ask("POST", "/cases", &key, Some(&new_case("Ada Example")));
    let again = officer.ask("POST", "/cases", &key, Some(&new_case("Ada Example")));
    assert_eq!((first.status, again.status), (StatusCode::CREATED, StatusCode::CREATED), "{}", again.text);
    assert_eq!(first.body["id"], again.body["id"]);
    assert_eq!(first.header("location"), again.header("location"));
    assert_eq!(officer.ask("POST", "/cases", &key, Some(&new_case("Bo Example"))).status, StatusCode::CONFLICT);
    // A key is one's own.
    assert_ne!(other.ask("POST", "/cases", &key, Some(&new_case("Ada Example"))).body["id"], first.body["id"]);
    assert_eq!(officer.get("/cases?mine=true").body["total"], 1);
    let bad = officer.ask("POST", "/cases", &[("idempotency-key", "short")], Some(&new_case("Ada Example")));
    assert_eq!(bad.status, StatusCode::BAD_REQUEST);
}

#[test]
fn a_change_rests_on_the_version_that_was_seen() {
    let site = Site::new();
    let officer = site.officer();
    let id = officer.create("Ada Example");
    let path = format!("/cases/{id}/sections/circumstances");
    let seen = officer.get(&path);
    assert!(seen.header("etag").starts_with("\"v1."), "{}", seen.header("etag"));
    let change =
        json!({ "fields": { "reason-for-homelessness": "Domestic abuse", "what-happened": "Left in the night" } });
    assert_eq!(officer.ask("PUT", &path, &[], Some(&change)).status, StatusCode::PRECONDITION_REQUIRED);
    assert_eq!(officer.ask("PUT", &path, &[("if-match", "v1")], Some(&change)).status, StatusCode::BAD_REQUEST);
    let saved = officer.ask("PUT", &path, &[("if-match", "\"v1\"")], Some(&change));
    assert_eq!((saved.status, saved.header("etag")), (StatusCode::OK, "\"v2\""), "{}", saved.text);
    // The very same once more was applied already (RFC 9110, 13.1.1); something else is too late.
    let again = officer.ask("PUT", &path, &[("if-match", "\"v1\"")], Some(&change));
    assert_eq!((again.status, again.header("etag")), (StatusCode::OK, "\"v2\""), "{}", again.text);
    let other = json!({ "fields": { "reason-for-homelessness": "Domestic abuse", "what-happened": "Left by day" } });
    let late = officer.ask("PUT", &path, &[("if-match", "\"v1\"")], Some(&other));
    assert_eq!((late.status, late.header("etag")), (StatusCode::PRECONDITION_FAILED, "\"v2\""));
    assert_eq!(late.header("content-type"), "application/problem+json");
    let first = officer.ask("PUT", &path, &[("if-none-match", "*")], Some(&other));
    assert_eq!(first.status, StatusCode::PRECONDITION_FAILED, "there is a version already");
    let versions = officer.get(&format!("{path}/versions"));
    assert_eq!(versions.body["versions"].as_array().unwrap().len(), 2);
    assert_eq!(versions.body["versions"][0]["content"]["value"]["fields"]["what-happened"], "Left in the night");
}

#[test]
fn errors_say_where_and_what_to_do_and_never_repeat_what_was_sent() {
    let site = Site::new();
    let officer = site.officer();
    let mut new = new_case("Ada Example");
    new["sections"]["personal-details"]["date-of-birth"] = json!("2090-Zanary-01");
    new["sections"]["contact"]["phone"] = json!("Zanary");
    let came = officer.post("/cases", &new);
    assert_eq!(came.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", came.text);
    let pointers: Vec<&str> =
        came.body["errors"].as_array().unwrap().iter().map(|e| e["pointer"].as_str().unwrap()).collect();
    assert!(pointers.contains(&"/sections/personal-details/date-of-birth"), "{pointers:?}");
    assert!(pointers.contains(&"/sections/contact/phone"), "{pointers:?}");
    assert!(!came.text.contains("Zanary"));
    new["sections"]["contact"] = json!({ "address": "1 Example Row", "Zanary": "x" });
    let came = officer.post("/cases", &new);
    assert_eq!(came.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!came.text.contains("Zanary"));
    for (body, status) in [
        (json!({ "Zanary": 1 }), StatusCode::BAD_REQUEST),
        (json!({ "service": "Zanary", "sections": {} }), StatusCode::UNPROCESSABLE_ENTITY),
        (json!("Zanary"), StatusCode::BAD_REQUEST),
    ] {
        let came = officer.post("/cases", &body);
        assert_eq!(came.status, status, "{}", came.text);
        assert!(!came.text.contains("Zanary"), "{}", came.text);
        assert_eq!(came.header("content-type"), "application/problem+json");
    }
}

#[test]
fn a_list_is_no_object_and_what_is_wrong_is_said_by_its_place() {
    let site = Site::new();
    let officer = site.officer();
    let id = officer.create("Ada Example");
    let section = format!("/cases/{id}/sections/circumstances");
    for (method, path, body, pointer) in [
        ("POST", "/cases".to_owned(), json!([null]), ""),
        ("POST", "/cases".to_owned(), json!({ "service": "homelessness", "sections": [] }), "/sections"),
        (
            "POST",
            "/cases".to_owned(),
            json!({ "service": "homelessness", "sections": { "identity": ["Zanary"] } }),
            "/sections",
        ),
        ("PUT", section.clone(), json!({ "fields": ["Zanary"] }), "/fields"),
        ("POST", format!("/cases/{id}/close"), json!(["moved-away"]), ""),
    ] {
        let came = officer.ask(method, &path, &[("if-match", "\"v1\"")], Some(&body));
        assert_eq!(came.status, StatusCode::BAD_REQUEST, "{path}: {}", came.text);
        assert_eq!(came.body["errors"][0]["pointer"], json!(pointer), "{path}: {}", came.text);
        assert!(came.body["errors"][0]["detail"].as_str().unwrap().contains("an object"), "{}", came.text);
        assert!(!came.text.contains("Zanary"), "{}", came.text);
    }
    let admin = crate::surface::administrator(&site);
    let account = officer.actor.account;
    let came = admin.ask("PUT", &format!("/accounts/{account}/training"), &[], Some(&json!([null])));
    assert_eq!(came.status, StatusCode::BAD_REQUEST, "{}", came.text);
}
