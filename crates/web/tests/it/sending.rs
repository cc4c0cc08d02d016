//! Bad requests: huge, in another encoding, cut short. A clear page with what to do, never a fault.

use crate::browser::{NEW_CASE, Site};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};

fn request(kind: &str, body: impl Into<Body>) -> Request<Body> {
    Request::post(NEW_CASE).header(header::CONTENT_TYPE, kind).body(body.into()).unwrap()
}

const FORM: &str = "application/x-www-form-urlencoded";

#[test]
fn what_is_no_form_is_refused_with_words() {
    let site = Site::new();
    let mut officer = site.officer();
    for kind in [
        "application/json",
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded; charset=utf-16",
        "",
    ] {
        let came = officer.send(request(kind, "a=b"));
        assert_eq!(came.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{kind}");
        assert!(came.body.contains("not sent as a form"), "{kind}");
    }
    for kind in [FORM, "application/x-www-form-urlencoded; charset=UTF-8"] {
        assert_eq!(officer.send(request(kind, "a=b")).status, StatusCode::FORBIDDEN, "{kind}");
    }
}

#[test]
fn what_cannot_be_read_is_refused_with_words() {
    let site = Site::new();
    let mut officer = site.officer();
    for body in ["a=%ff%fe", "a=%", "a=b%00c"] {
        let came = officer.send(request(FORM, body));
        assert_eq!(came.status, StatusCode::BAD_REQUEST, "{body}");
        assert!(came.body.contains("We could not read what was sent"), "{body}");
    }
    let many = "a=1&".repeat(5_000);
    assert_eq!(officer.send(request(FORM, many)).status, StatusCode::BAD_REQUEST);
}

#[test]
fn what_is_too_large_is_refused_with_words() {
    let site = Site::new();
    let came = site.officer().send(request(FORM, format!("a={}", "x".repeat(2_000_000))));
    assert_eq!(came.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(came.body.contains("too much to send at once"));
    let long = site.officer().post(NEW_CASE, &[("identity.name", &"x".repeat(30_000))]);
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY, "a long text is an error of its field");
    assert!(long.body.contains(&"x".repeat(30_000)), "the long text is gone");
}

#[test]
fn a_form_from_another_site_is_refused_even_with_the_right_token() {
    let site = Site::new();
    let mut officer = site.officer();
    let token = officer.token();
    let request = Request::post("/logout")
        .header(header::CONTENT_TYPE, FORM)
        .header("sec-fetch-site", "cross-site")
        .body(Body::from(format!("csrf={token}")))
        .unwrap();
    assert_eq!(officer.send(request).status, StatusCode::FORBIDDEN);
    assert_eq!(officer.get("/cases").status, StatusCode::OK, "it logged out");
}

#[test]
fn odd_requests_never_end_in_a_fault() {
    let site = Site::new();
    let mut officer = site.officer();
    let case = officer.create("Ada Example");
    let odd = [
        "",
        "a",
        "=",
        "&&&",
        "csrf=",
        "%61=%62",
        "version=99999999999999999999",
        "flow=|&answer=given&means=in-person",
        "acting=||||",
    ];
    for path in ["/login", "/acting", "/search", "/cases/new/a/b/c", "/admin/explain"]
        .iter()
        .map(|p| (*p).to_owned())
        .chain(["edit", "close", "consent", "consent/withdraw", "agencies"].iter().map(|p| match *p {
            "edit" => format!("/cases/{case}/sections/identity/edit"),
            other => format!("/cases/{case}/{other}"),
        }))
    {
        for body in odd {
            let token = officer.token();
            for with in [body.to_owned(), format!("{body}&csrf={token}")] {
                let request =
                    Request::post(path.as_str()).header(header::CONTENT_TYPE, FORM).body(Body::from(with)).unwrap();
                let came = officer.send(request);
                assert!(came.status.as_u16() < 500, "{path} {body}: {}", came.status);
            }
        }
    }
}
