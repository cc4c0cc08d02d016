//! What goes from a case to others, by programs on both sides.

use crate::program::Site;
use axum::http::StatusCode;
use serde_json::{Value, json};

#[test]
fn a_referral_is_offered_sent_answered_and_closed_by_programs() {
    let site = Site::new();
    let officer = site.officer();
    let (charity, other) = (site.program("salvation-army", "refer"), site.program("st-basils", "refer"));
    let case = officer.create("Ada Example");
    let path = format!("/cases/{case}/sharing");
    let ways = officer.get(&format!("{path}/ways"));
    let way = ways.body["ways"]
        .as_array()
        .unwrap()
        .iter()
        .find(|w| w["party"] == "salvation-army" && w["purpose"] == "refer");
    assert_eq!(way.unwrap()["ground"], "referral", "{}", ways.text);
    let way = json!({ "party": "salvation-army", "purpose": "refer", "ground": "referral" });
    // Before the person agrees, everything is there with why it may not go.
    let before = officer.post(&format!("{path}/preview"), &way);
    assert_eq!(before.status, StatusCode::OK, "{}", before.text);
    assert!(
        before.body["sections"].as_array().unwrap().iter().all(|s| s["released"] == false && s["answers"].is_null())
    );
    let new = |items: Value| {
        json!({
            "party": "salvation-army", "purpose": "refer", "ground": "referral", "items": items,
            "reason": "Needs a bed tonight", "channel": "desk",
        })
    };
    assert_eq!(officer.post(&path, &new(json!(["identity.name"]))).status, StatusCode::CONFLICT);
    let said = crate::gate::yes_to(&officer, &format!("/cases/{case}"), "salvation-army");
    assert_eq!(officer.post(&format!("/cases/{case}/consents"), &said).status, StatusCode::NO_CONTENT);
    let offered = officer.post(&format!("{path}/preview"), &way);
    assert!(offered.text.contains("identity.name") && offered.text.contains("Ada Example"), "{}", offered.text);
    let nothing = officer.post(&path, &new(json!([])));
    assert_eq!(nothing.body["errors"][0]["pointer"], "/items", "{}", nothing.text);
    let made = officer.post(&path, &new(json!(["identity.name"])));
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let id = made.body["id"].as_str().unwrap().to_owned();

    // Whoever got it has what was chosen, and nobody else has it.
    let desk = charity.get("/desk");
    assert_eq!(
        (&desk.body["sent"][0]["id"], &desk.body["sent"][0]["state"]),
        (&json!(id), &json!("sent")),
        "{}",
        desk.text
    );
    let item = format!("/desk/{id}");
    let opened = charity.get(&item);
    let answers = &opened.body["parts"][0]["answers"]["value"];
    assert_eq!(
        (&answers[0]["item"], &answers[0]["text"]),
        (&json!("identity.name"), &json!("Ada Example")),
        "{}",
        opened.text
    );
    assert_eq!(other.get(&item).status, StatusCode::NOT_FOUND);
    assert_eq!(other.get("/desk").body["sent"], json!([]));
    assert_eq!(officer.get("/desk").status, StatusCode::NOT_FOUND);
    assert_eq!(charity.post(&format!("{path}/preview"), &way).status, StatusCode::NOT_FOUND);

    let early = charity.post(&item, &json!({ "do": "report", "code": "housed" }));
    assert_eq!(early.status, StatusCode::CONFLICT, "{}", early.text);
    assert_eq!(
        charity.post(&item, &json!({ "do": "ask-more", "more": "Is there a dog?" })).status,
        StatusCode::NO_CONTENT
    );
    let one = format!("{path}/{id}");
    let silent = officer.post(&one, &json!({ "do": "answer", "code": "spoken", "words": "" }));
    assert_eq!(silent.body["errors"][0]["pointer"], "/words", "{}", silent.text);
    let answer = json!({ "do": "answer", "code": "spoken", "words": "Ask at the door" });
    assert_eq!(officer.post(&one, &answer).status, StatusCode::NO_CONTENT);
    assert_eq!(charity.post(&item, &json!({ "do": "accept" })).status, StatusCode::NO_CONTENT);
    assert_eq!(charity.post(&item, &json!({ "do": "report", "code": "housed" })).status, StatusCode::NO_CONTENT);
    let closed = officer.get(&one);
    assert_eq!(closed.body["state"], "reported", "{}", closed.text);
    assert!(closed.body["steps"].as_array().unwrap().iter().any(|s| s["code"] == "housed"));
    assert_eq!(officer.get(&path).body["shares"].as_array().unwrap().len(), 1);
    let register = officer.get("/outbound");
    assert!(register.text.contains(&id) && !register.text.contains("Ada Example"), "{}", register.text);
}

#[test]
fn what_waits_for_approval_and_review_is_for_those_who_decide() {
    let site = Site::new();
    let officer = site.officer();
    let dpo = site.program("role:data-protection-officer", "compliance");
    let manager = site.program("role:team-manager", "prevent-relieve");
    let charity = site.program("st-basils", "refer");
    for path in ["/approvals", "/reviews"] {
        assert_eq!(charity.get(path).status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(manager.get("/approvals").body["asked"], json!([]));
    assert_eq!(dpo.get("/reviews").body["reviews"], json!([]));
    assert_eq!(officer.get("/reviews").status, StatusCode::NOT_FOUND);
    let nothing = "/approvals/0197a1b2c3d47e8f9a0b1c2d3e4f5a6b";
    assert_eq!(manager.get(nothing).status, StatusCode::NOT_FOUND);
    assert_eq!(manager.post(nothing, &json!({ "do": "approve" })).status, StatusCode::NOT_FOUND);
}
