//! What comes in from outside, by programs: referrals, and requests of police and others.

use crate::program::{COVENTRY, Site};
use axum::http::StatusCode;
use serde_json::json;

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";

#[test]
fn a_program_of_an_agency_refers_and_one_of_the_council_reads_and_settles_it() {
    let site = Site::new();
    let officer = site.officer();
    let agency = site.program("st-basils", "refer");
    let case = officer.create("Ada Example");
    let refer = format!("/refer/{COVENTRY}/homelessness");
    let mut new = json!({
        "sender": "agency", "body": "St Basils", "name": "Bea Sample", "contact": "07700 900123", "reason": "notice",
        "words": "Told to leave by Friday", "referrer": "Robin Example", "referrer_contact": "robin@example.test",
    });
    let wrong = agency.post(&refer, &new);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.text);
    assert_eq!(wrong.body["errors"][0]["pointer"], "/agreed", "{}", wrong.text);
    new["agreed"] = json!(true);
    let nowhere = format!("/refer/{COVENTRY}/nothing");
    assert_eq!(agency.post(&nowhere, &new).status, StatusCode::NOT_FOUND);
    let came = agency.post(&refer, &new);
    assert_eq!(came.status, StatusCode::CREATED, "{}", came.text);
    let reference = came.body["reference"].as_str().unwrap().to_owned();
    assert!(reference.starts_with("R-") && came.body.as_object().unwrap().len() == 1, "{}", came.text);
    // No programme: nothing steps down to it.
    new["step_down"] = json!(true);
    assert_eq!(agency.post(&refer, &new).body["errors"][0]["pointer"], "/step_down");
    // Whoever works there reads it; who referred is a look of its own. The agency does not.
    let listed = officer.get("/referrals");
    let line = listed.body["lines"].as_array().unwrap().iter().find(|r| r["reference"] == json!(reference)).unwrap();
    let one = format!("/referrals/{}", line["id"].as_str().unwrap());
    let opened = officer.get(&one);
    assert_eq!(opened.body["person"]["value"]["name"], "Bea Sample", "{}", opened.text);
    assert!(opened.body["referrer"].is_null() && !opened.text.contains("Robin"), "{}", opened.text);
    assert!(officer.get(&format!("{one}?referrer=true")).text.contains("Robin Example"));
    assert_eq!(agency.get(&one).status, StatusCode::NOT_FOUND);
    let reference = officer.get(&format!("/cases/{case}")).body["reference"].as_str().unwrap().to_owned();
    let both = json!({ "case": reference, "ending": "known" });
    assert_eq!(officer.post(&one, &both).status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(officer.post(&one, &json!({})).body["errors"][0]["pointer"], "/ending");
    assert_eq!(agency.post(&one, &json!({ "case": reference })).status, StatusCode::NOT_FOUND);
    assert_eq!(officer.post(&one, &json!({ "case": reference })).status, StatusCode::NO_CONTENT);
    assert_eq!(officer.get(&one).body["state"], "assessed");
    assert_eq!(officer.post(&one, &json!({ "case": reference })).status, StatusCode::CONFLICT, "settled once");
}

#[test]
fn a_request_of_the_police_is_written_down_with_its_document_and_decided_by_programs() {
    let site = Site::new();
    let officer = site.officer();
    let dpo = site.program("role:data-protection-officer", "compliance");
    let charity = site.program("st-basils", "refer");
    let new = json!({
        "kind": "police", "body": "Example Constabulary", "asker": "Detective Example", "channel": "email",
        "what": "Where he sleeps", "why": "A theft", "whom": "John Sample", "answer_on": "2026-12-01",
    });
    let mut wrong = new.clone();
    wrong["answer_on"] = json!("2026-02-30");
    assert_eq!(officer.post("/outside-requests", &wrong).body["errors"][0]["pointer"], "/answer_on");
    wrong["answer_on"] = json!("2026-11-01");
    let early = officer.post("/outside-requests", &wrong);
    assert_eq!(early.body["errors"][0]["pointer"], "/answer_on", "{}", early.text);
    assert_eq!(charity.post("/outside-requests", &new).status, StatusCode::NOT_FOUND);
    let made = officer.post("/outside-requests", &new);
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let one = format!("/outside-requests/{}", made.body["id"].as_str().unwrap());
    let opened = dpo.get(&one);
    assert_eq!(opened.body["content"]["value"]["about-whom"], "John Sample", "{}", opened.text);
    assert_eq!(charity.get(&one).status, StatusCode::NOT_FOUND);
    // A document of it.
    let documents = format!("{one}/documents");
    assert_eq!(officer.post(&documents, &json!({ "content": "%%" })).body["errors"][0]["pointer"], "/content");
    let program = data_encoding::BASE64.encode(b"MZ a program");
    let refused = officer.post(&documents, &json!({ "content": program }));
    assert_eq!(refused.body["errors"][0]["pointer"], "/content", "{}", refused.text);
    let put = officer.post(&documents, &json!({ "content": data_encoding::BASE64.encode(PDF) }));
    assert_eq!(put.status, StatusCode::CREATED, "{}", put.text);
    let document = format!("{documents}/{}", put.body["id"].as_str().unwrap());
    let line = &dpo.get(&one).body["documents"][0];
    assert_eq!(line["media"], "application/pdf");
    let bytes = dpo.get(&document);
    if line["state"] == "kept" {
        assert_eq!(bytes.body["content"], data_encoding::BASE64.encode(PDF), "{}", bytes.text);
    } else {
        assert_eq!(bytes.status, StatusCode::NOT_FOUND, "nobody opens what waits for the scanner");
    }
    assert_eq!(charity.get(&document).status, StatusCode::NOT_FOUND);
    // Decided, once, by who has a say.
    let decision = json!({ "decision": "nobody", "words": "Nobody of that name is known here" });
    assert_eq!(officer.post(&format!("{one}/decision"), &decision).status, StatusCode::CONFLICT);
    assert_eq!(dpo.post(&format!("{one}/about"), &json!({ "case": "C26-NONE" })).body["errors"][0]["pointer"], "/case");
    let silent = dpo.post(&format!("{one}/decision"), &json!({ "decision": "nobody" }));
    assert_eq!(silent.body["errors"][0]["pointer"], "/words", "{}", silent.text);
    assert_eq!(dpo.post(&format!("{one}/decision"), &decision).status, StatusCode::NO_CONTENT);
    assert_eq!(dpo.get(&one).body["decision"], "nobody");
    assert_eq!(dpo.post(&format!("{one}/decision"), &decision).status, StatusCode::CONFLICT);
}
