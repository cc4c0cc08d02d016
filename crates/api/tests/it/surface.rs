//! Every route, from the interface's own table, as everybody: nobody, an administrator, every role and agency of the notice.

use crate::program::{COVENTRY, Program, Site};
use api::routes::{Door, Route, routes};
use app::Actor;
use axum::http::StatusCode;
use kernel::{Caller, CallerKind};
use serde_json::{Value, json};

const NOTHING: &str = "0197a1b2c3d47e8f9a0b1c2d3e4f5a6b";

/// An address of a route: things that are there where they can be, and others that are not.
fn address(route: &Route, case: &str, person: &str) -> String {
    let path = route
        .path
        .replace("{case}", case)
        .replace("{category}", "identity")
        .replace("{service}", "homelessness")
        .replace("{authority}", "coventry")
        .replace("{notice}", "homelessness-and-cbl")
        .replace("{question}", "name")
        .replace("{template}", "appointment")
        .replace("{channel}", "letter")
        .replace("{pair}", "1")
        .replace("{person}", person);
    let mut out = String::new();
    for part in path.split('/').skip(1) {
        out.push('/');
        out.push_str(if part.starts_with('{') { NOTHING } else { part });
    }
    out
}

/// Something to send where something is expected: right for one route only, so that nothing is changed.
fn body(route: &Route) -> Option<Value> {
    match (route.id, route.body.is_some()) {
        ("search", _) => Some(json!({ "q": "Zanary Example 1984" })),
        (_, true) => Some(json!({ "Zanary": "nothing" })),
        (_, false) => None,
    }
}

pub fn administrator(site: &Site) -> Program<'_> {
    let actor = site.house.actor(COVENTRY, "role:housing-officer", "prevent-relieve");
    let system = Caller::system(site.house.authority, "test");
    let id = actor.account;
    site.house
        .app
        .store()
        .write(&system, "administer", move |tx| {
            let mut account = tx.account(id)?.unwrap();
            account.administers = true;
            account.capacities = Vec::new();
            tx.update_account(&account)
        })
        .unwrap_or_else(|e: store::StoreError| panic!("{e}"));
    site.program_of(Actor {
        administers: true,
        capacity: app::Capacity::default(),
        purpose: String::new(),
        caller: Caller { kind: CallerKind::Staff { role: String::new() }, ..actor.caller.clone() },
        ..actor
    })
}

#[test]
fn every_route_is_tried_by_every_kind_of_caller_and_tells_nothing_that_it_may_not() {
    let site = Site::new();
    let officer = site.officer();
    let case = officer.create("Zanary Example").to_string();
    let opened = officer.get(&format!("/cases/{case}"));
    let person = opened.body["person"].as_str().unwrap().to_owned();
    let notice = site.house.app.notice_page(COVENTRY, None).unwrap().notice;
    let mut callers = vec![("administrator".to_owned(), administrator(&site))];
    for principal in &notice.compiled.principals {
        let key = principal.key();
        let at = notice.compiled.principal(&key).unwrap();
        let Some(purpose) = notice.purposes_of(at).into_iter().next() else { continue };
        if key.starts_with("class:") || key == "subject" {
            continue;
        }
        let purpose = notice.compiled.purposes[usize::from(purpose.0)].id.clone();
        callers.push((key.clone(), site.program(&key, &purpose)));
    }
    assert!(callers.len() > 15, "{}", callers.len());
    let described = api::description();
    let (mut asked, mut good, mut hidden) = (0, 0, 0);
    for (who, caller) in &callers {
        let sees_name = caller.get(&format!("/cases/{case}")).text.contains("Zanary Example");
        for route in routes() {
            let path = address(route, &case, &person);
            let came = caller.ask(route.method.name(), &path, &[], body(route).as_ref());
            let status = came.status.as_u16();
            let what = format!("{who}: {} {path} answers {status}: {}", route.method.name(), came.text);
            asked += 1;
            assert!(status < 500, "{what}");
            let in_description = status == route.good.status
                || described["paths"][route.path][route.method.name().to_lowercase()]["responses"]
                    .get(status.to_string())
                    .is_some();
            assert!(in_description, "{what}: not described");
            match route.door {
                Door::Administrators if who != "administrator" => {
                    assert_eq!(came.status, StatusCode::NOT_FOUND, "{what}")
                }
                Door::Staff if !who.starts_with("role:") => assert_eq!(came.status, StatusCode::NOT_FOUND, "{what}"),
                Door::Caseworkers if who == "administrator" => assert_eq!(came.status, StatusCode::NOT_FOUND, "{what}"),
                Door::Governors if !caller.actor.keeps_agreements() => {
                    assert_eq!(came.status, StatusCode::NOT_FOUND, "{what}")
                }
                _ => {}
            }
            if status < 300 {
                good += 1;
            }
            if came.status == StatusCode::NOT_FOUND {
                hidden += 1;
            }
            assert!(sees_name || !came.text.contains("Zanary Example"), "{what}: it tells a name");
            if status >= 400 {
                assert_eq!(came.header("content-type"), "application/problem+json", "{what}");
                assert!(!came.text.contains("Zanary"), "{what}: it repeats what was sent");
            }
        }
    }
    assert!(asked > 1500 && good > 300 && hidden > 500, "{asked} {good} {hidden}");
}
