//! Messages and letters by a program: the same words, the same rules of safe contact, once only.

use crate::program::{Site, new_case};
use axum::http::StatusCode;
use data_encoding::BASE64;
use kernel::Caller;
use messages::SHIPPED;
use serde_json::json;

fn site() -> Site {
    let site = Site::new();
    let system = Caller::system(site.house.authority, "test");
    for (path, text) in SHIPPED {
        site.house.app.publish_template(&system, path, text).unwrap_or_else(|e| panic!("{e}"));
    }
    site
}

#[test]
fn a_message_is_looked_at_sent_once_and_stopped() {
    let site = site();
    let officer = site.officer();
    let mut new = new_case("Zanary Example");
    new["sections"]["contact"] = json!({ "address": "1 Example Row", "email": "zanary@example.test" });
    let id = officer.post("/cases", &new).body["id"].as_str().unwrap().to_owned();
    let case = format!("/cases/{id}");
    let templates = officer.get(&format!("{case}/templates"));
    assert!(templates.text.contains("\"appointment\""), "{}", templates.text);
    let form = officer.get(&format!("{case}/templates/appointment/email"));
    assert_eq!(form.body["to"]["value"]["address"], "zanary@example.test", "{}", form.text);
    assert_eq!(form.body["safety"], "not-said");
    assert_eq!(officer.get(&format!("{case}/templates/appointment/pigeon")).status, StatusCode::NOT_FOUND);
    let answers = json!({ "when": "Tuesday at ten", "where": "One Example Square" });
    let mut message = json!({ "template": "appointment", "channel": "email", "answers": answers });
    let shown = officer.post(&format!("{case}/messages/preview"), &message);
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
    let says = shown.body["says"]["body"].as_str().unwrap();
    assert!(says.contains("One Example Square") && says.contains("Coventry City Council"), "{says}");
    assert!(!shown.body["says"]["subject"].as_str().unwrap().contains("Zanary"));
    let unasked = officer.post(&format!("{case}/messages"), &message);
    assert_eq!(unasked.status, StatusCode::CONFLICT, "nobody has asked whether it is safe: {}", unasked.text);
    message["asked_if_safe"] = json!(true);
    let key = [("idempotency-key", "message-0001")];
    let sent = officer.ask("POST", &format!("{case}/messages"), &key, Some(&message));
    assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text);
    let again = officer.ask("POST", &format!("{case}/messages"), &key, Some(&message));
    assert_eq!(again.body["id"], sent.body["id"]);
    let listed = officer.get(&format!("{case}/messages"));
    assert_eq!(listed.body["messages"].as_array().unwrap().len(), 1, "sent twice with one key, it goes once");
    assert!(!listed.text.contains("zanary@"), "a list says nothing of what a message says");
    let one = sent.header("location").strip_prefix(api::ROOT).unwrap().to_owned();
    let opened = officer.get(&one);
    assert_eq!(opened.body["content"]["value"]["to"], "zanary@example.test", "{}", opened.text);
    assert_eq!(opened.body["state"], "queued");
    assert_eq!(officer.ask("POST", &format!("{one}/stop"), &[], None).status, StatusCode::NO_CONTENT);
    assert_eq!(officer.ask("POST", &format!("{one}/stop"), &[], None).status, StatusCode::CONFLICT);
    let lacking =
        officer.post(&format!("{case}/messages/preview"), &json!({ "template": "appointment", "channel": "email" }));
    assert_eq!(lacking.body["errors"][0]["pointer"], "/answers/when", "{}", lacking.text);
    let unknown = officer.post(&format!("{case}/messages"), &json!({ "template": "nothing", "channel": "text" }));
    assert_eq!(unknown.body["errors"][0]["pointer"], "/template", "{}", unknown.text);
    // A body that works on the case does not write in the council's name.
    let charity = site.program("st-basils", "refer");
    for path in [format!("{case}/templates"), format!("{case}/messages"), one.clone()] {
        assert_eq!(charity.get(&path).status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(charity.post(&format!("{case}/messages"), &message).status, StatusCode::NOT_FOUND);
}

#[test]
fn a_letter_is_set_as_pdf_before_it_is_sent_and_when_it_is_printed() {
    let site = site();
    let officer = site.officer();
    let case = format!("/cases/{}", officer.create("Ada Example"));
    let answers = json!({ "when": "Tuesday at ten", "where": "One Example Square" });
    let letter = json!({ "template": "appointment", "channel": "letter", "answers": answers, "asked_if_safe": true });
    let is_pdf = |content: &serde_json::Value| {
        BASE64.decode(content.as_str().unwrap().as_bytes()).unwrap().starts_with(b"%PDF-")
    };
    let shown = officer.post(&format!("{case}/messages/preview-letter"), &letter);
    assert!(is_pdf(&shown.body["content"]), "{}", shown.text);
    let sent = officer.post(&format!("{case}/messages"), &letter);
    let one = sent.header("location").strip_prefix(api::ROOT).unwrap().to_owned();
    let printed = officer.get(&format!("{one}/letter"));
    assert_eq!(printed.body["media"], "application/pdf");
    assert!(is_pdf(&printed.body["content"]));
    assert_eq!(officer.ask("POST", &format!("{one}/posted"), &[], None).status, StatusCode::CONFLICT, "not ready yet");
    assert_eq!(officer.get("/letters").body["letters"], json!([]));
}
