//! Administration by a program, and what somebody has of their own.

use crate::program::{COVENTRY, Site};
use crate::surface::administrator;
use axum::http::StatusCode;
use serde_json::json;

#[test]
fn somebody_is_invited_given_a_role_trained_confirmed_and_logged_out() {
    let site = Site::new();
    let (boss, officer) = (administrator(&site), site.officer());
    let roles = boss.get("/roles");
    assert!(roles.text.contains("role:housing-officer"), "{}", roles.text);
    let role = format!("{COVENTRY}#role:housing-officer");
    let new = json!({ "username": "new@example.test", "name": "New Officer", "roles": [role] });
    let invited = boss.post("/invitations", &new);
    assert_eq!(invited.status, StatusCode::CREATED, "{}", invited.text);
    // The server does not know its own address: the link is said once, and nowhere again.
    let link = invited.body["link"].as_str().unwrap().to_owned();
    assert!(link.starts_with("/join/"));
    let listed = boss.get("/invitations");
    assert_eq!(listed.body["invitations"][0]["open"], true, "{}", listed.text);
    assert!(!listed.text.contains(&link));
    let nothing =
        boss.post("/invitations", &json!({ "username": "other@example.test", "name": "Other", "roles": ["zanary"] }));
    assert_eq!(nothing.body["errors"][0]["pointer"], "/roles", "{}", nothing.text);
    let one = format!("/invitations/{}", invited.body["id"].as_str().unwrap());
    assert_eq!(boss.ask("DELETE", &one, &[], None).status, StatusCode::NO_CONTENT);
    assert_eq!(boss.get("/invitations").body["invitations"][0]["open"], false);

    let account = format!("/accounts/{}", officer.actor.account);
    let opened = boss.get(&account);
    assert_eq!(opened.body["roles"], json!([role]), "{}", opened.text);
    let trained = boss.ask("PUT", &format!("{account}/training"), &[], Some(&json!({ "until": "2027-03-31" })));
    assert_eq!(trained.status, StatusCode::NO_CONTENT, "{}", trained.text);
    assert_eq!(boss.ask("POST", &format!("{account}/confirm"), &[], None).status, StatusCode::NO_CONTENT);
    let review = boss.get("/access-review");
    let line =
        review.body["accounts"].as_array().unwrap().iter().find(|a| account.ends_with(a["id"].as_str().unwrap()));
    assert_eq!((&line.unwrap()["trained_until"], &line.unwrap()["waits"]), (&json!("2027-03-31"), &json!(false)));
    assert_eq!(boss.ask("POST", &format!("{account}/sessions/end"), &[], None).status, StatusCode::OK);
    // Who loses a role loses what was opened with it.
    assert_eq!(officer.get("/cases").status, StatusCode::OK);
    let other = json!({ "roles": [format!("{COVENTRY}#role:team-manager")] });
    assert_eq!(boss.ask("PUT", &format!("{account}/roles"), &[], Some(&other)).status, StatusCode::NO_CONTENT);
    assert_eq!(officer.get("/cases").status, StatusCode::UNAUTHORIZED);
}

#[test]
fn a_token_is_seen_by_its_owner_and_opens_nothing_once_revoked() {
    let site = Site::new();
    let (officer, other, boss) = (site.officer(), site.officer(), administrator(&site));
    let tokens = officer.get("/me/tokens");
    let id = tokens.body["tokens"][0]["id"].as_str().unwrap().to_owned();
    assert!(!tokens.text.contains(&officer.token));
    assert_eq!(officer.get("/me/roles").body["roles"][0]["now"], true);
    assert_eq!(officer.get("/me/sessions").status, StatusCode::OK);
    assert_eq!(other.ask("DELETE", &format!("/me/tokens/{id}"), &[], None).status, StatusCode::NOT_FOUND);
    let of_account = format!("/accounts/{}/tokens", officer.actor.account);
    assert_eq!(boss.get(&of_account).body["tokens"][0]["id"], id);
    assert_eq!(officer.ask("DELETE", &format!("/me/tokens/{id}"), &[], None).status, StatusCode::NO_CONTENT);
    assert_eq!(officer.get("/me").status, StatusCode::UNAUTHORIZED);
    let theirs = other.get("/me/tokens").body["tokens"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/accounts/{}/tokens/{theirs}", other.actor.account);
    assert_eq!(boss.ask("DELETE", &path, &[], None).status, StatusCode::NO_CONTENT);
    assert_eq!(other.get("/me").status, StatusCode::UNAUTHORIZED);
}

#[test]
fn a_calendar_has_one_address_at_a_time() {
    let site = Site::new();
    let officer = site.officer();
    assert_eq!(officer.get("/calendar").body["since"], json!(null));
    let feed = |came: crate::program::Came| {
        assert_eq!(came.status, StatusCode::CREATED, "{}", came.text);
        came.body["feed"].as_str().unwrap().to_owned()
    };
    let first = feed(officer.ask("POST", "/calendar", &[], None));
    assert_eq!(site.send("GET", &first, &[], None).status, StatusCode::OK);
    let second = feed(officer.ask("POST", "/calendar", &[], None));
    assert_eq!(site.send("GET", &first, &[], None).status, StatusCode::NOT_FOUND);
    assert_eq!(officer.ask("DELETE", "/calendar", &[], None).status, StatusCode::NO_CONTENT);
    assert_eq!(site.send("GET", &second, &[], None).status, StatusCode::NOT_FOUND);
}

#[test]
fn a_body_is_put_on_a_list_and_an_agency_tied_to_it() {
    let site = Site::new();
    let boss = administrator(&site);
    let path = format!("/notices/{COVENTRY}/enrolments");
    let lists = boss.get(&path);
    let class = lists.body["lists"][0]["class"].as_str().unwrap().to_owned();
    let new = json!({ "class": class, "name": "Example Housing", "evidence": "Registration seen on 20 November" });
    let enrolled = boss.post(&path, &new);
    assert_eq!(enrolled.status, StatusCode::CREATED, "{}", enrolled.text);
    let wrong = boss.post(&path, &json!({ "class": "zanary", "name": "Example", "evidence": "Seen" }));
    assert_eq!(wrong.body["errors"][0]["pointer"], "/class", "{}", wrong.text);
    let party = format!("class:{class}/{}", enrolled.body["id"].as_str().unwrap());
    let agency =
        boss.post("/agencies", &json!({ "name": "Example Housing", "kind": "housing", "services": ["homes-to-let"] }));
    let one = format!("/agencies/{}", agency.body["id"].as_str().unwrap());
    let of = json!({ "notice": COVENTRY, "party": party });
    let tied = boss.post(&format!("{one}/parties"), &json!({ "parties": [of] }));
    assert_eq!(tied.status, StatusCode::NO_CONTENT, "{}", tied.text);
    assert_eq!(boss.get(&one).body["in_notices"][0]["party"], party);
    assert_eq!(boss.post(&format!("{one}/parties/end"), &of).status, StatusCode::NO_CONTENT);
    assert_eq!(boss.get(&one).body["in_notices"], json!([]));
    assert_eq!(boss.ask("POST", &format!("{one}/close"), &[], None).status, StatusCode::NO_CONTENT);
    assert_eq!(boss.ask("POST", &format!("{one}/close"), &[], None).status, StatusCode::CONFLICT);
    assert_eq!(boss.ask("POST", &format!("{one}/open"), &[], None).status, StatusCode::NO_CONTENT);
    let end = format!("/enrolments/{}/end", enrolled.body["id"].as_str().unwrap());
    let early = boss.post(&end, &json!({ "last_on": "2020-01-01" }));
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", early.text);
    assert_eq!(boss.post(&end, &json!({ "last_on": "2026-12-31" })).status, StatusCode::NO_CONTENT);
    assert_eq!(boss.get(&path).body["bodies"][0]["until_on"], "2026-12-31");
}
