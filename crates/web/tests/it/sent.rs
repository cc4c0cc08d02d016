//! What was sent to a body without an account, in a browser: a link, a code, an answer.

use crate::browser::{Browser, Came, Site, token_on};
use axum::http::StatusCode;

/// What stands in a line that is shown once.
fn secrets(page: &Came) -> Vec<String> {
    let parts = page.body.split("app-secret\">").skip(1);
    parts
        .map(|p| p.split('<').next().unwrap().replace("&#x2f;", "/").replace("&#x3a;", ":").trim().to_owned())
        .collect()
}

fn send(browser: &mut Browser<'_>, at: &str, fields: &[(&str, &str)]) -> Came {
    let token = token_on(&browser.get(at).body);
    let mut all = vec![("csrf", token.as_str())];
    all.extend_from_slice(fields);
    browser.post_raw(at, &all)
}

#[test]
fn a_body_without_an_account_follows_a_link_gives_the_code_and_accepts() {
    let site = Site::new();
    let mut officer = site.officer();
    let case = officer.create("Ada Example");
    let staff = site.house.actor(crate::browser::COVENTRY, "role:housing-officer", "prevent-relieve");
    site.house
        .app
        .record_consent(&staff, case, "salvation-army", "refer", app::ConsentAnswer::Given, "spoken")
        .unwrap();
    let write = format!("/cases/{case}/sharing/write");
    let asked = [
        ("to", "salvation-army"),
        ("for", "refer"),
        ("why", "referral"),
        ("items", "identity.name"),
        ("reason", "Needs a bed tonight"),
        ("channel", "desk"),
    ];
    let sent = officer.post(&write, &asked);
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.errors());
    let here = sent.location().split('?').next().unwrap().to_owned();
    assert!(officer.get(&here).body.contains("Give them a link"));
    let made = officer.post(&format!("{here}/link"), &[]);
    assert_eq!(made.status, StatusCode::OK, "{}", made.errors());
    let once = secrets(&made);
    assert_eq!(once.len(), 2, "{}", made.body);
    let at = format!("/sent/{}", once[0].rsplit('/').next().unwrap());
    let code = once[1].clone();
    assert!(!officer.get(&here).body.contains(&code), "it is shown twice");
    assert!(officer.get(&here).body.contains("A link works until"));

    let mut body = site.nobody();
    let door = body.get(&at);
    assert!(door.status == StatusCode::OK && !door.body.contains("Ada") && !door.body.contains("C26"), "{}", door.body);
    let wrong = send(&mut body, &at, &[("code", "AAAAAAAA")]);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.errors().contains("4 more times") && !wrong.body.contains("Ada Example"));
    let inside = send(&mut body, &at, &[("code", &code)]);
    assert!(inside.status == StatusCode::OK && inside.body.contains("Ada Example"), "{}", inside.body);
    assert!(inside.body.contains("Accept the referral") && inside.body.contains("Ask for more"));
    assert!(!inside.body.contains("<script") || !inside.body.contains(&format!("?code={code}")));
    let empty = send(&mut body, &at, &[("code", &code), ("do", "reject"), ("more-reject", "Zanary words")]);
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.body.contains("Zanary words") && empty.errors().contains("#why-reject"), "{}", empty.errors());
    let done = send(&mut body, &at, &[("code", &code), ("do", "accept")]);
    assert!(done.status == StatusCode::OK && done.body.contains("Report what came of it"), "{}", done.body);
    let page = officer.get(&here).body;
    assert!(page.contains("Accepted") && page.contains("Opened by the link"), "{page}");
    assert!(officer.get(&format!("/cases/{case}/seen")).body.contains("followed the link"));
    assert_eq!(officer.post(&format!("{here}/link-end"), &[]).status, StatusCode::SEE_OTHER);
    assert_eq!(body.get(&at).status, StatusCode::NOT_FOUND);
    let late = send(&mut body, &at, &[("code", &code)]);
    assert!(late.status.is_client_error() && late.body.contains("Its time is over"), "{}", late.body);
}
