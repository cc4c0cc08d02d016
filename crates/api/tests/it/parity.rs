//! The interface and the pages agree: what is listed, opened, found and counted is the same for every kind of caller.

use crate::program::{COVENTRY, Program, Site};
use app::Actor;
use axum::http::StatusCode;
use identity::{SessionToken, csrf_token};
use serde_json::json;
use std::collections::BTreeSet;
use store::Session;

/// The same person in a browser.
struct Browser<'a> {
    site: &'a Site,
    token: SessionToken,
}

impl<'a> Browser<'a> {
    fn of(site: &'a Site, actor: &Actor) -> Self {
        let token = SessionToken::new(&mut site.house.entropy());
        let now = site.house.now();
        let session = Session {
            id: actor.session,
            token_hash: token.digest().to_vec(),
            account: actor.account,
            capacity: actor.capacity.stored(),
            purpose: actor.purpose.clone(),
            second_factor: true,
            began_at: now,
            last_seen_at: now,
            expires_at: now.plus_seconds(3600),
        };
        let store = site.house.app.store();
        store
            .write(&actor.caller, "log in", move |tx| tx.insert_session(&session))
            .unwrap_or_else(|e: store::StoreError| panic!("{e}"));
        Self { site, token }
    }
    fn get(&self, path: &str) -> (StatusCode, String) {
        let cookie = format!("session={}", self.token.cookie().expose());
        let came = self.site.send("GET", path, &[("cookie", &cookie)], None);
        (came.status, came.text)
    }
    fn search(&self, text: &str) -> String {
        use axum::body::Body;
        use tower::ServiceExt as _;
        let body = format!("csrf={}&q={}", csrf_token(&self.token), text.replace(' ', "+"));
        let request = axum::http::Request::post("/search")
            .header("cookie", format!("session={}", self.token.cookie().expose()))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let response = self.site.router.clone().oneshot(request).await.unwrap();
            assert_eq!(response.status(), StatusCode::OK);
            let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
            String::from_utf8(bytes.to_vec()).unwrap()
        })
    }
}

/// The cases that a page leads to, in order.
fn linked(html: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for part in html.split("href=\"/cases/").skip(1) {
        let id: String = part.chars().take_while(char::is_ascii_hexdigit).collect();
        if id.len() == 32 && !found.contains(&id) {
            found.push(id);
        }
    }
    found
}

/// How many sections a case's page says are withheld: with the notice's words each, or in one list without.
fn shown_as_withheld(page: &str) -> usize {
    let listed = page.split("app-withheld--list").nth(1).and_then(|rest| rest.split("</dl>").next()).unwrap_or("");
    page.matches("class=\"app-withheld__title\"").count() + listed.matches("<dt>").count()
}

fn ids(list: &serde_json::Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|c| c["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn pages_and_interface_agree_for_every_kind_of_caller() {
    let site = Site::new();
    let officer = site.officer();
    let cases: Vec<String> =
        ["Ada Example", "Ada Exampel", "Bo Sample"].iter().map(|name| officer.create(name).to_string()).collect();
    for party in ["st-basils", "salvation-army"] {
        for case in &cases[..2] {
            let path = format!("/cases/{case}/agencies");
            assert_eq!(officer.post(&path, &json!({ "party": party })).status, StatusCode::NO_CONTENT);
        }
        let said = crate::gate::yes_to(&officer, &format!("/cases/{}", cases[0]), party);
        assert_eq!(officer.post(&format!("/cases/{}/consents", cases[0]), &said).status, StatusCode::NO_CONTENT);
    }
    let published = site.house.app.notice_page(COVENTRY, None).unwrap().notice;
    let (mut callers, mut with, mut without) = (0, 0, 0);
    for principal in &published.compiled.principals {
        let key = principal.key();
        if key.starts_with("class:") {
            continue;
        }
        let at = published.compiled.principal(&key).unwrap();
        let purposes = published.purposes_of(at);
        // The usual purpose of each caller, and for staff and the two partners every one.
        let every = key.starts_with("role:") || ["st-basils", "salvation-army"].contains(&key.as_str());
        for purpose in purposes.into_iter().take(if every { 99 } else { 1 }) {
            let purpose = published.compiled.purposes[usize::from(purpose.0)].id.clone();
            let program: Program<'_> = site.program(&key, &purpose);
            let browser = Browser::of(&site, &program.actor);
            let who = format!("{key} for {purpose}");
            callers += 1;
            let listed = program.get("/cases");
            let (status, page) = browser.get("/cases");
            assert_eq!((listed.status, status), (StatusCode::OK, StatusCode::OK), "{who}");
            assert_eq!(ids(&listed.body["cases"]), linked(&page), "{who}: the list");
            let total = listed.body["total"].as_u64().unwrap();
            assert_eq!(usize::try_from(total).unwrap(), linked(&page).len(), "{who}: the count");
            let found = program.post("/search", &json!({ "q": "ada example" }));
            assert_eq!(ids(&found.body["hits"]), linked(&browser.search("ada example")), "{who}: the search");
            let mut opened = BTreeSet::new();
            for case in &cases {
                let (status, page) = browser.get(&format!("/cases/{case}"));
                let came = program.get(&format!("/cases/{case}"));
                assert_eq!(came.status, status, "{who}: opening");
                if status == StatusCode::OK {
                    opened.insert(case.clone());
                    with += 1;
                    let withheld = came.body["sections"].as_array().unwrap();
                    let withheld = withheld.iter().filter(|s| s["content"]["state"] == "withheld").count();
                    let named = usize::from(came.body["name"]["state"] == "withheld");
                    assert_eq!(shown_as_withheld(&page), withheld, "{who}: what is withheld {named}");
                } else {
                    without += 1;
                }
            }
            let in_list: BTreeSet<String> = linked(&browser.get("/cases").1).into_iter().collect();
            if key.starts_with("role:") {
                assert_eq!(opened, in_list, "{who}: list and open");
            } else {
                assert!(in_list.is_subset(&opened), "{who}: list and open");
            }
        }
    }
    assert!(callers > 20 && with > 10 && without > 10, "{callers} {with} {without}");
}
