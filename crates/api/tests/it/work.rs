//! Working a case by a program: entries, tasks, documents, warnings; people apart from cases; what is masked.

use crate::program::Site;
use axum::http::StatusCode;
use serde_json::json;

#[test]
fn an_entry_is_added_once_corrected_on_its_version_and_stands_on_the_timeline() {
    let site = Site::new();
    let officer = site.officer();
    let case = officer.create("Ada Example");
    let entries = format!("/cases/{case}/entries");
    let note = json!({ "kind": "note", "category": "contact", "fields": { "text": "She called about Zanary Road" } });
    let key = [("idempotency-key", "note-00001")];
    let first = officer.ask("POST", &entries, &key, Some(&note));
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.text);
    let again = officer.ask("POST", &entries, &key, Some(&note));
    assert_eq!(again.body["id"], first.body["id"]);
    let path = first.header("location").strip_prefix(api::ROOT).unwrap().to_owned();
    let opened = officer.get(&path);
    assert!(opened.header("etag").starts_with("\"v1."), "{}", opened.header("etag"));
    assert_eq!(opened.body["versions"][0]["content"]["value"]["text"], "She called about Zanary Road");
    let better = json!({ "kind": "note", "category": "contact", "fields": { "text": "She called about Other Road" } });
    assert_eq!(officer.ask("PUT", &path, &[], Some(&better)).status, StatusCode::PRECONDITION_REQUIRED);
    let put = officer.ask("PUT", &path, &[("if-match", "\"v1\"")], Some(&better));
    assert_eq!((put.status, put.header("etag")), (StatusCode::NO_CONTENT, "\"v2\""), "{}", put.text);
    let late = officer.ask("PUT", &path, &[("if-match", "\"v1\"")], Some(&better));
    assert_eq!(late.status, StatusCode::PRECONDITION_FAILED);
    let timeline = officer.get(&format!("/cases/{case}/timeline?kind=note"));
    assert_eq!(timeline.body["lines"].as_array().unwrap().len(), 1, "{}", timeline.text);
    for wrong in [
        json!({ "kind": "note", "category": "contact", "fields": {} }),
        json!({ "kind": "note", "category": "contact", "fields": { "text": "a", "Zanary": "b" } }),
        json!({ "kind": "note", "category": "contact", "fields": { "text": "a" }, "happened_at": "2099-01-01T00:00:00Z" }),
        json!({ "kind": "appointment", "category": "contact", "fields": { "what": "Viewing" } }),
    ] {
        let came = officer.post(&entries, &wrong);
        assert_eq!(came.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", came.text);
        assert!(!came.text.contains("Zanary") && !came.body["errors"].as_array().unwrap().is_empty());
    }
    let nowhere = json!({ "kind": "note", "category": "no-such", "fields": { "text": "a" } });
    assert_eq!(officer.post(&entries, &nowhere).status, StatusCode::CONFLICT);
}

#[test]
fn the_timeline_comes_in_pages_without_gap_or_repetition() {
    let site = Site::new();
    let officer = site.officer();
    let case = officer.create("Ada Example");
    for at in 0..60 {
        site.house.clock.advance_seconds(60);
        let note = json!({ "kind": "note", "category": "contact", "fields": { "text": format!("Number {at}") } });
        assert_eq!(officer.post(&format!("/cases/{case}/entries"), &note).status, StatusCode::CREATED);
    }
    let mut seen = Vec::new();
    let mut next = String::new();
    loop {
        let page = officer.get(&format!("/cases/{case}/timeline?kind=note{next}"));
        for line in page.body["lines"].as_array().unwrap() {
            seen.push(line["entry"]["content"]["value"]["text"].as_str().unwrap().to_owned());
        }
        match page.body["next"].as_str() {
            Some(place) => next = format!("&before={place}"),
            None => break,
        }
    }
    let wanted: Vec<String> = (0..60).rev().map(|at| format!("Number {at}")).collect();
    assert_eq!(seen, wanted);
}

#[test]
fn a_task_is_given_moved_and_done_and_stands_on_the_day() {
    let site = Site::new();
    let officer = site.officer();
    let case = officer.create("Ada Example");
    let tasks = format!("/cases/{case}/tasks");
    let task =
        json!({ "kind": "call-the-person", "text": "Ask about keys", "category": "contact", "due_on": "2026-11-21" });
    let made = officer.post(&tasks, &task);
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let day = officer.get("/my-day");
    assert_eq!(day.body["due_today"][0]["id"], made.body["id"], "{}", day.text);
    assert_eq!(day.body["due_today"][0]["name"]["value"], "Ada Example");
    let id = made.body["id"].as_str().unwrap();
    let listed = officer.get(&tasks);
    let me = listed.body["colleagues"][0]["account"].clone();
    let moved =
        officer.ask("PUT", &format!("{tasks}/{id}"), &[], Some(&json!({ "owner": me, "due_on": "2026-11-25" })));
    assert_eq!(moved.status, StatusCode::NO_CONTENT, "{}", moved.text);
    assert_eq!(officer.ask("POST", &format!("{tasks}/{id}/done"), &[], None).status, StatusCode::NO_CONTENT);
    assert_eq!(officer.get(&tasks).body["done"][0]["id"], made.body["id"]);
    // One that is not to be done after all is withdrawn, with a reason that stands.
    let other = officer.post(&tasks, &task).body["id"].as_str().unwrap().to_owned();
    let withdraw = |why: &str| officer.post(&format!("{tasks}/{other}/withdrawn"), &json!({ "why": why })).status;
    assert_eq!(withdraw("zanary"), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!([withdraw("twice"), withdraw("twice")], [StatusCode::NO_CONTENT; 2]);
    assert_eq!(withdraw("mistake"), StatusCode::CONFLICT);
    assert_eq!(officer.ask("POST", &format!("{tasks}/{other}/done"), &[], None).status, StatusCode::CONFLICT);
    let listed = officer.get(&tasks).body;
    assert!(listed["open"].as_array().unwrap().is_empty());
    assert!(listed["done"].as_array().unwrap().iter().any(|t| t["id"] == other.as_str() && t["withdrawn"] == "twice"));
    assert_eq!(officer.get("/tasks?state=withdrawn").body["lines"][0]["id"], other.as_str());
    let both = json!({ "kind": "call-the-person", "due_on": "2026-11-21", "within": { "count": 2, "unit": "days" } });
    assert_eq!(officer.post(&tasks, &both).status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[test]
fn a_document_is_handed_in_and_read_again_and_its_bytes_decide_what_it_is() {
    let site = Site::new();
    let officer = site.officer();
    let case = officer.create("Ada Example");
    let documents = format!("/cases/{case}/documents");
    let pdf = data_encoding::BASE64.encode(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n");
    let new = json!({ "title": "Tenancy", "category": "contact", "content": pdf });
    let made = officer.post(&documents, &new);
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    assert_eq!(made.body["state"], "kept");
    let path = made.header("location").strip_prefix(api::ROOT).unwrap().to_owned();
    assert_eq!(officer.get(&path).body["media"], "application/pdf");
    assert_eq!(officer.get(&format!("{path}/content")).body["content"], json!(pdf));
    let program =
        json!({ "title": "Run me", "category": "contact", "content": data_encoding::BASE64.encode(b"MZ\x90\x00\x03") });
    assert_eq!(officer.post(&documents, &program).status, StatusCode::CONFLICT);
    let none = json!({ "title": "Nothing", "category": "contact", "content": "?" });
    assert_eq!(officer.post(&documents, &none).status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[test]
fn a_warning_is_in_force_only_when_somebody_else_approved_it() {
    let site = Site::new();
    let (officer, other) = (site.officer(), site.officer());
    let case = officer.create("Ada Example");
    let warnings = format!("/cases/{case}/warnings");
    let new = json!({
        "words": "Visit in pairs", "reason": "A dog", "category": "contact",
        "review_on": "2026-12-21", "expires_on": "2027-02-21",
    });
    let made = officer.post(&warnings, &new);
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let one = made.header("location").strip_prefix(api::ROOT).unwrap().to_owned();
    assert_eq!(officer.ask("POST", &format!("{one}/approve"), &[], None).status, StatusCode::CONFLICT);
    assert_eq!(officer.get(&warnings).body["warnings"][0]["state"], "proposed");
    assert_eq!(other.ask("POST", &format!("{one}/approve"), &[], None).status, StatusCode::NO_CONTENT);
    assert_eq!(officer.get(&format!("/cases/{case}")).body["warnings"], json!(["Visit in pairs"]));
    assert_eq!(officer.ask("POST", &format!("{one}/end"), &[], None).status, StatusCode::NO_CONTENT);
    assert_eq!(officer.get(&warnings).body["warnings"][0]["state"], "over");
}

#[test]
fn a_person_stands_apart_from_cases_and_two_records_are_linked_and_split() {
    let site = Site::new();
    let officer = site.officer();
    let people: Vec<String> = (0..2)
        .map(|_| {
            let case = officer.create("Adalbert Exampleworth");
            officer.get(&format!("/cases/{case}")).body["person"].as_str().unwrap().to_owned()
        })
        .collect();
    let one = officer.get(&format!("/people/{}", people[0]));
    assert_eq!(one.status, StatusCode::OK, "{}", one.text);
    assert_eq!(one.body["facts"]["names"][0]["value"], "Adalbert Exampleworth");
    let proposed = officer.get("/people/duplicates");
    assert_eq!(proposed.body["proposals"].as_array().unwrap().len(), 1, "{}", proposed.text);
    let pair = format!("/people/{}/compare/{}", people[0], people[1]);
    let compared = officer.get(&pair);
    assert!(compared.body["score"].as_i64().unwrap() >= 80, "{}", compared.text);
    assert_eq!(officer.ask("PUT", &pair, &[], Some(&json!({ "verdict": "same" }))).status, StatusCode::NO_CONTENT);
    let linked = officer.get(&format!("/people/{}", people[0]));
    assert_eq!(linked.body["cases"].as_array().unwrap().len(), 2);
    let link = linked.body["links"][0]["id"].as_str().unwrap().to_owned();
    let split = officer.ask("DELETE", &format!("/people/{}/links/{link}", people[0]), &[], None);
    assert_eq!(split.status, StatusCode::NO_CONTENT, "{}", split.text);
    assert_eq!(officer.get(&format!("/people/{}", people[0])).body["cases"].as_array().unwrap().len(), 1);
    let charity = site.program("st-basils", "refer");
    assert_eq!(charity.get(&format!("/people/{}", people[0])).status, StatusCode::NOT_FOUND);
}

#[test]
fn what_is_masked_is_shown_for_a_reason_only_and_stays_when_it_is_left_out() {
    let site = Site::new();
    let officer = site.officer();
    let form = officer.get("/services/homelessness/form");
    let sections = form.body["sections"].as_array().unwrap();
    let (category, field) = sections
        .iter()
        .find_map(|s| {
            let masked = s["fields"].as_array().unwrap().iter().find(|f| f["id"] == "ni-number")?;
            assert_eq!(masked["masked"], true);
            Some((s["category"].as_str().unwrap().to_owned(), masked["id"].as_str().unwrap().to_owned()))
        })
        .unwrap();
    let mut new = crate::program::new_case("Ada Example");
    new["sections"][&category][&field] = json!("AB123456C");
    let case = officer.post("/cases", &new);
    assert_eq!(case.status, StatusCode::CREATED, "{}", case.text);
    let path = format!("/cases/{}/sections/{category}", case.body["id"].as_str().unwrap());
    let shown = officer.get(&path);
    assert!(!shown.text.contains("123456"), "{}", shown.text);
    assert_eq!(shown.body["content"]["value"]["masked"], json!([field]));
    let mut fields = shown.body["content"]["value"]["fields"].clone();
    fields["other-names"] = json!("Addie");
    let put = officer.ask("PUT", &path, &[("if-match", shown.header("etag"))], Some(&json!({ "fields": fields })));
    let put = if put.status == StatusCode::UNPROCESSABLE_ENTITY {
        fields.as_object_mut().unwrap().remove("other-names");
        officer.ask("PUT", &path, &[("if-match", shown.header("etag"))], Some(&json!({ "fields": fields })))
    } else {
        put
    };
    assert_eq!(put.status, StatusCode::OK, "{}", put.text);
    let why = officer.post(&format!("{path}/reveal"), &json!({ "field": field, "reason": "identify" }));
    assert_eq!(why.body["value"], "AB123456C", "{}", why.text);
    assert_eq!(officer.post(&format!("{path}/reveal"), &json!({ "field": field })).status, StatusCode::BAD_REQUEST);
    assert!(!officer.get(&format!("{path}/versions")).text.contains("123456"));
    // Said to be empty, it is gone.
    fields[&field] = json!("");
    let put = officer.ask("PUT", &path, &[("if-match", "\"v2\"")], Some(&json!({ "fields": fields })));
    assert_eq!(put.status, StatusCode::OK, "{}", put.text);
    assert_eq!(officer.get(&path).body["content"]["value"]["masked"], json!([]));
}

#[test]
fn what_became_of_an_appointment_is_written_down_once() {
    let site = Site::new();
    let officer = site.officer();
    let case = officer.create("Ada Example");
    let new = json!({
        "kind": "appointment", "category": "contact", "happened_at": "2026-11-24T14:00:00Z",
        "fields": { "what": "First interview" },
    });
    let made = officer.post(&format!("/cases/{case}/entries"), &new);
    let entry = made.header("location").strip_prefix(api::ROOT).unwrap().to_owned();
    let say = |outcome: &str| {
        let said = json!({ "outcome": outcome, "words": "She rang" });
        officer.post(&format!("{entry}/outcome"), &said).status
    };
    assert_eq!(say("zanary"), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(say("appointment-missed"), StatusCode::CONFLICT, "it has not begun");
    assert_eq!([say("appointment-cancelled"), say("appointment-cancelled")], [StatusCode::NO_CONTENT; 2]);
    assert_eq!(say("appointment-kept"), StatusCode::CONFLICT, "it is written down already");
    let newest = officer.get(&entry).body["versions"][0].clone();
    assert_eq!(newest["content"]["value"]["outcome"], "She rang", "{newest}");
    assert!(officer.get("/my-day").body["appointments"].as_array().unwrap().is_empty());
}
