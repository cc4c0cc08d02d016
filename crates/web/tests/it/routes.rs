//! Every route, from the router's own list, as everybody.

use crate::browser::{Browser, COVENTRY, Site};
use axum::http::{StatusCode, header};
use notice::model::{Act, CategoryIx, Facts};
use web::{Door, Method, Route, routes};

/// An address of a route, with things that are there, or with things that are not.
pub fn address(route: &Route, case: &str, there: bool) -> String {
    let case = if there { case.to_owned() } else { "0197a1b2c3d47e8f9a0b1c2d3e4f5a6b".to_owned() };
    let of = |real: &str, none: &str| if there { real.to_owned() } else { none.to_owned() };
    route
        .path
        .replace("{case}", &case)
        .replace("{category}", &of("identity", "nothing"))
        .replace("{authority}", &of("coventry", "nowhere"))
        .replace("{notice}", &of("homelessness-and-cbl", "nothing"))
        .replace("{service}", &of("homelessness", "nothing"))
        .replace("{template}", &of("appointment", "nothing"))
        .replace("{channel}", "text")
        .replace("{message}", "0197a1b2c3d47e8f9a0b1c2d3e4f5a6b")
        .replace("{paper}", "0197a1b2c3d47e8f9a0b1c2d3e4f5a6b")
        .replace("{job}", "0197a1b2c3d47e8f9a0b1c2d3e4f5a6b")
        .replace("{word}", "0197a1b2c3d47e8f9a0b1c2d3e4f5a6b")
        .replace("{agreement}", "0197a1b2c3d47e8f9a0b1c2d3e4f5a6b")
        .replace("{processor}", "0197a1b2c3d47e8f9a0b1c2d3e4f5a6b")
        .replace("{transfer}", "0197a1b2c3d47e8f9a0b1c2d3e4f5a6b")
        .replace("{document}", "0197a1b2c3d47e8f9a0b1c2d3e4f5a6b")
        .replace("{version}", &of("1.0.0", "9.9.9"))
        .replace("{kind}", &of("note", "nothing"))
        .replace("{task}", "0197a1b2c3d47e8f9a0b1c2d3e4f5a6b")
        .replace("{rule}", "0197a1b2c3d47e8f9a0b1c2d3e4f5a6b")
        .replace("{job}", "0197a1b2c3d47e8f9a0b1c2d3e4f5a6b")
        .replace("{request}", "0197a1b2c3d47e8f9a0b1c2d3e4f5a6b")
        .replace("{passage}", "0197a1b2c3d47e8f9a0b1c2d")
        .replace("{step}", "noted")
        .replace("{reference}", "R26-2345678")
        .replace("{list}", &of("tasks", "nothing"))
        .replace("{view}", "0197a1b2c3d47e8f9a0b1c2d3e4f5a6b")
        .replace("{secret}", "0197a1b2c3d47e8f9a0b1c2d3e4f5a6b")
        .replace("{import}", "0197a1b2c3d47e8f9a0b1c2d3e4f5a6b")
        .replace("{inbound}", "0197a1b2c3d47e8f9a0b1c2d3e4f5a6b")
        .replace("{series}", "0197a1b2c3d47e8f9a0b1c2d3e4f5a6b")
        .replace("{meeting}", "0197a1b2c3d47e8f9a0b1c2d3e4f5a6b")
        .replace("{code}", "ar")
        .replace("{guest}", "0197a1b2c3d47e8f9a0b1c2d3e4f5a6b")
        .replace("{agenda}", "0197a1b2c3d47e8f9a0b1c2d3e4f5a6b")
        .replace("{gap}", "0197a1b2c3d47e8f9a0b1c2d3e4f5a6b")
        .replace("{share}", "0197a1b2c3d47e8f9a0b1c2d3e4f5a6b")
        .replace("{item}", "0197a1b2c3d47e8f9a0b1c2d3e4f5a6b")
        .replace("{account}", "0197a1b2c3d47e8f9a0b1c2d3e4f5a6b")
        .replace("{team}", "0197a1b2c3d47e8f9a0b1c2d3e4f5a6b")
        .replace("{enrolment}", "0197a1b2c3d47e8f9a0b1c2d3e4f5a6b")
        .replace("{told}", "0197a1b2c3d47e8f9a0b1c2d3e4f5a6b")
        .replace("{recovery}", "0197a1b2c3d47e8f9a0b1c2d3e4f5a6b")
        .replace("{provider}", "0197a1b2c3d47e8f9a0b1c2d3e4f5a6b")
        .replace("{file}", "0197a1b2c3d47e8f9a0b1c2d3e4f5a6b")
        .replace("{look}", "0197a1b2c3d47e8f9a0b1c2d3e4f5a6b")
        .replace("{what}", &of("approve", "nothing"))
        .replace("{row}", "1")
        .replace("{link}", &"A".repeat(43))
        .replace("{form}", &of("markdown", "nothing"))
        .replace("{bundle}", &of(pages::bundle(), "0000"))
        .replace("{*name}", &of("casement.css", "nothing.css"))
}

fn ask(browser: &mut Browser<'_>, route: &Route, address: &str) -> crate::browser::Came {
    match route.method {
        Method::Get => browser.get(address),
        Method::Post => browser.post(address, &[]),
    }
}

#[test]
fn a_stranger_comes_in_nowhere_but_where_everybody_may() {
    let site = Site::new();
    let case = site.officer().create("Ada Example").to_string();
    for route in routes() {
        for there in [true, false] {
            let path = address(route, &case, there);
            let came = ask(&mut site.nobody(), route, &path);
            match route.door {
                Door::Everybody => assert_ne!(came.status, StatusCode::FORBIDDEN, "{path}"),
                Door::Person => assert_eq!(came.location(), "/me/log-in", "{path}"),
                _ if route.method == Method::Get => {
                    assert_eq!((came.status, came.location()), (StatusCode::SEE_OTHER, "/login"), "{path}");
                }
                // A form that was sent after the session ended says so; a button leads to the log in page.
                _ => assert!(
                    came.status == StatusCode::FORBIDDEN || came.location() == "/login",
                    "{path}: {} {}",
                    came.status,
                    came.location()
                ),
            }
            assert!(!came.body.contains("Ada Example"), "{path} tells a stranger a name");
        }
    }
}

#[test]
fn a_password_without_the_second_factor_opens_nothing() {
    let site = Site::new();
    let case = site.officer().create("Ada Example").to_string();
    for route in routes() {
        if matches!(route.door, Door::Everybody | Door::HalfIn | Door::Person) {
            continue;
        }
        let acting = Some((COVENTRY, "role:housing-officer", "prevent-relieve"));
        let mut half = site.person(acting, true, false);
        let path = address(route, &case, true);
        let came = ask(&mut half, route, &path);
        assert_eq!(came.status, StatusCode::SEE_OTHER, "{path}");
        assert_eq!(came.location(), "/account/second-factor", "{path}");
    }
}

#[test]
fn administrators_and_case_workers_do_not_come_into_each_others_rooms() {
    let site = Site::new();
    let case = site.officer().create("Ada Example").to_string();
    for route in routes() {
        let path = address(route, &case, true);
        if route.door == Door::Administrators {
            for party in [None, Some("st-basils"), Some("ministry")] {
                let mut someone = party.map_or_else(|| site.officer(), |p| site.partner(p));
                let came = ask(&mut someone, route, &path);
                assert_eq!(came.status, StatusCode::NOT_FOUND, "{path} lets in {party:?}");
            }
        }
        if route.door == Door::Governors {
            for mut someone in [site.officer(), site.partner("st-basils")] {
                let came = ask(&mut someone, route, &path);
                assert_eq!(came.status, StatusCode::NOT_FOUND, "{path} lets somebody in");
            }
        }
        if route.door == Door::Caseworkers {
            let came = ask(&mut site.administrator(), route, &path);
            assert_eq!(came.status, StatusCode::NOT_FOUND, "{path} lets in an administrator");
        }
    }
}

/// A page without the keys of its forms, each of which is of this one page.
fn keyless(page: &str) -> String {
    let mut parts = page.split("name=\"once\" value=\"");
    let mut out = parts.next().unwrap_or_default().to_owned();
    parts.for_each(|part| out.push_str(part.split_once('"').map_or("", |(_, rest)| rest)));
    out
}

#[test]
fn an_unseen_case_is_the_same_as_no_case_for_every_role_and_every_agency() {
    let site = Site::new();
    let case = site.officer().create("Ada Example").to_string();
    let compiled = site.house.app.notice_page(COVENTRY, None).unwrap().notice.compiled.clone();
    for principal in &compiled.principals {
        let key = principal.key();
        if key == "subject" {
            continue;
        }
        let mut tried = false;
        for purpose in &compiled.purposes {
            let (by, of) = (compiled.principal(&key).unwrap(), compiled.purpose(&purpose.id).unwrap());
            // What is for another service of the notice is not for this case.
            let here = |services: &[String]| services.is_empty() || services.iter().any(|s| s == "homelessness");
            let released = here(&purpose.services)
                && compiled.categories.iter().enumerate().any(|(c, info)| {
                    let category = CategoryIx(u8::try_from(c).unwrap());
                    here(&info.services) && compiled.envelope.allows(by, Act::See, of, category, Facts::NONE)
                });
            let mut someone = site.person(Some((COVENTRY, &key, &purpose.id)), false, true);
            let page = someone.get(&format!("/cases/{case}"));
            assert_eq!(page.status == StatusCode::OK, released, "{key} for {}: {}", purpose.id, page.status);
            if released || tried {
                continue;
            }
            tried = true;
            let missing = someone.get("/cases/0197a1b2c3d47e8f9a0b1c2d3e4f5a6b");
            for route in routes().iter().filter(|r| r.path.contains("{case}") && r.door != Door::Person) {
                let path = address(route, &case, true);
                let seen = ask(&mut someone, route, &path);
                assert_eq!(
                    (seen.status, missing.status),
                    (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND),
                    "{key}, {path}"
                );
                assert_eq!(
                    keyless(&seen.body),
                    keyless(&missing.body),
                    "{key} can tell an unseen case from none at {path}"
                );
            }
        }
    }
}

#[test]
fn what_is_not_there_is_a_page_and_never_a_fault() {
    let site = Site::new();
    for path in [
        "/nothing",
        "/cases/nonsense",
        "/notices/a/b",
        "/notices/a",
        "/cases/%ff",
        "/admin/matrix/x/y",
        "/%2e%2e/etc/passwd",
    ] {
        for mut browser in [site.nobody(), site.officer(), site.administrator()] {
            let came = browser.get(path);
            assert!(
                came.status == StatusCode::NOT_FOUND || came.status == StatusCode::SEE_OTHER,
                "{path}: {}",
                came.status
            );
        }
    }
    let came = site.officer().post("/cases", &[]);
    assert_eq!(came.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(came.body.contains("cannot be opened in this way"));
}

#[test]
fn every_answer_carries_the_security_headers() {
    let site = Site::new();
    let case = site.officer().create("Ada Example").to_string();
    for route in routes() {
        let path = address(route, &case, true);
        for mut browser in [site.nobody(), site.officer(), site.administrator()] {
            let came = ask(&mut browser, route, &path);
            let get = |name: header::HeaderName| came.headers.get(&name).map_or("", |v| v.to_str().unwrap());
            assert!(get(header::CONTENT_SECURITY_POLICY).contains("default-src 'none'"), "{path}");
            assert_eq!(get(header::X_CONTENT_TYPE_OPTIONS), "nosniff", "{path}");
            assert_eq!(get(header::REFERRER_POLICY), "no-referrer", "{path}");
            assert_eq!(get(header::X_FRAME_OPTIONS), "DENY", "{path}");
            if route.door != Door::Everybody {
                assert_eq!(get(header::CACHE_CONTROL), "no-store", "{path}");
            }
        }
    }
}

#[test]
fn whoever_watches_over_the_server_is_told_when_the_store_does_not_answer() {
    let cluster = testkit::postgres::Cluster::start();
    let house = testkit::House::at(cluster.database(), None, &[crate::browser::COVENTRY]);
    let site = Site::at(house);
    let well = |site: &Site| {
        let came = site.nobody().get("/health");
        (came.status, came.body)
    };
    assert_eq!(well(&site), (StatusCode::OK, "well\n".to_owned()));
    cluster.crash().unwrap();
    assert_eq!(well(&site), (StatusCode::SERVICE_UNAVAILABLE, "unwell\n".to_owned()));
    cluster.boot().unwrap();
    assert_eq!(well(&site).0, StatusCode::OK, "it comes back by itself");
}

#[test]
fn a_notice_for_paper_has_the_style_that_its_policy_lets_in() {
    let site = Site::new();
    let came = site.nobody().get("/notices/coventry/homelessness-and-cbl/1.0.0/as/print");
    let style = came.body.split("<style>").nth(1).and_then(|rest| rest.split("</style>").next()).unwrap();
    let hash = data_encoding::BASE64.encode(&<sha2::Sha256 as sha2::Digest>::digest(style.as_bytes()));
    let policy = came.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains(&format!("style-src 'sha256-{hash}'")), "{policy}");
}

#[test]
fn static_files_are_packed_and_kept_for_ever_under_their_hash() {
    let site = Site::new();
    let path = format!("/assets/{}/casement.css", pages::bundle());
    let mut nobody = site.nobody();
    let request =
        axum::http::Request::get(&path).header("accept-encoding", "gzip, br;q=0").body(axum::body::Body::empty());
    let came = nobody.send(request.unwrap());
    assert_eq!(came.status, StatusCode::OK);
    assert_eq!(came.headers[header::CONTENT_ENCODING], "gzip");
    assert!(came.headers[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
    assert!(nobody.cookies.is_empty());
    assert_eq!(nobody.get("/assets/0000/casement.css").status, StatusCode::NOT_FOUND);
}

#[test]
fn reading_a_notice_leaves_no_cookie() {
    let site = Site::new();
    for path in
        ["/notices", "/notices/coventry/homelessness-and-cbl", "/notices/coventry/homelessness-and-cbl/1.0.0/as/dpv"]
    {
        let mut nobody = site.nobody();
        let came = nobody.get(path);
        assert_eq!(came.status, StatusCode::OK, "{path}");
        assert!(nobody.cookies.is_empty(), "{path}");
    }
}
