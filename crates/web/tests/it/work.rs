//! Working a case in a browser: handing in documents, and how much a page weighs.

use crate::browser::{Browser, COVENTRY, Site};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};

/// A form with files, as browsers send it.
pub fn upload(browser: &mut Browser<'_>, path: &str, fields: &[(&str, &str)], files: &[&[u8]]) -> crate::browser::Came {
    let token = browser.token();
    upload_with(browser, &token, path, fields, files)
}

/// The same, with the token of a page.
pub fn upload_with(
    browser: &mut Browser<'_>,
    token: &str,
    path: &str,
    fields: &[(&str, &str)],
    files: &[&[u8]],
) -> crate::browser::Came {
    let mut body = Vec::new();
    let mut part = |head: &str, bytes: &[u8]| {
        body.extend_from_slice(format!("--edge\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    };
    part("name=\"csrf\"", token.as_bytes());
    for (name, value) in fields {
        part(&format!("name=\"{name}\""), value.as_bytes());
    }
    for file in files {
        part("name=\"file\"; filename=\"Ada Example passport.pdf\"", file);
    }
    body.extend_from_slice(b"--edge--\r\n");
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .body(Body::from(body))
        .unwrap();
    browser.send(request)
}

#[test]
fn a_document_is_handed_in_shown_under_a_strict_policy_and_its_own_name_is_not_kept() {
    let site = Site::new();
    let mut officer = site.officer();
    let case = officer.create("Ada Example");
    let path = format!("/cases/{case}/documents/new");
    let fields = [("title", "Tenancy agreement"), ("about", "contact")];
    let came = upload(&mut officer, &path, &fields, &[b"%PDF-1.4\n%%EOF"]);
    assert_eq!(came.status, StatusCode::SEE_OTHER, "{}", came.errors());
    let list = officer.get(&format!("/cases/{case}/documents"));
    assert!(list.body.contains("Tenancy agreement") && !list.body.contains("passport"));
    let file = list.body.split('"').find(|p| p.ends_with("/file")).unwrap().to_owned();
    let shown = officer.get(&file);
    assert_eq!(shown.headers[header::CONTENT_TYPE], "application/pdf");
    let policy = shown.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("script-src"), "{policy}");
    assert!(shown.headers[header::CONTENT_DISPOSITION].to_str().unwrap().starts_with("inline"));
    assert_eq!(shown.headers[header::CACHE_CONTROL], "no-store");
    assert!(shown.body.starts_with("%PDF"));

    for (files, words) in [(&[&b"MZ a program"[..]][..], "This kind of file is not taken"), (&[][..], "Choose a file")]
    {
        let came = upload(&mut officer, &path, &fields, files);
        assert_eq!(came.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(came.body.contains(words));
        assert!(came.body.contains("value=\"Tenancy agreement\""), "what was typed is still there");
    }
    let without_token = officer.send(
        Request::post(&path)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
            .body(Body::from("--edge--\r\n"))
            .unwrap(),
    );
    assert_eq!(without_token.status, StatusCode::FORBIDDEN);
    assert!(upload(&mut site.partner("st-basils"), &path, &fields, &[b"%PDF-1.4"]).status == StatusCode::NOT_FOUND);
}

/// The bytes that a browser fetches of one address, packed as the server packs them.
fn fetched(site: &Site, path: &str) -> usize {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        use tower::ServiceExt as _;
        let request = Request::get(path).header(header::ACCEPT_ENCODING, "gzip, br").body(Body::empty()).unwrap();
        let response = site.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap().len()
    })
}

#[test]
fn no_page_brings_more_than_100_kb_of_script_and_style() {
    let site = Site::new();
    let mut officer = site.officer();
    let case = officer.create("Ada Example");
    for path in ["/my-day".to_owned(), "/cases".to_owned(), format!("/cases/{case}"), format!("/cases/{case}/timeline")]
    {
        let page = officer.get(&path);
        let mut weight = 0;
        for asset in
            page.body.split('"').filter(|p| p.starts_with("/assets/") && (p.ends_with(".css") || p.ends_with(".js")))
        {
            weight += fetched(&site, asset);
        }
        // The script imports one more.
        weight += fetched(&site, &format!("/assets/{}/govuk-frontend.min.js", pages::bundle()));
        assert!(weight > 10_000, "{path}: nothing was weighed");
        assert!(weight < 100_000, "{path} brings {weight} bytes of script and style");
    }
    // A body's desk, with all that the page itself brings.
    let staff = site.house.actor(COVENTRY, "role:housing-officer", "prevent-relieve");
    let given = app::ConsentAnswer::Given;
    site.house.app.record_consent(&staff, case, "st-basils", "refer", given, "spoken").unwrap();
    let new = app::NewShare {
        party: "st-basils".to_owned(),
        purpose: "refer".to_owned(),
        ground: "referral".to_owned(),
        items: vec!["identity.name".to_owned(), "housing-needs.bedrooms".to_owned()],
        reason: "Needs a room".to_owned(),
        channel: "desk".to_owned(),
        country: "GB".to_owned(),
        ..app::NewShare::default()
    };
    let share = site.house.app.ask_to_share(&staff, case, &new).unwrap();
    let mut basils = site.partner("st-basils");
    for path in ["/desk".to_owned(), format!("/desk/{share}")] {
        let page = basils.get(&path);
        assert!(page.status == StatusCode::OK && page.body.contains("Ada Example"), "{path}");
        let mut wire = page.body.len() + fetched(&site, &format!("/assets/{}/govuk-frontend.min.js", pages::bundle()));
        for asset in
            page.body.split('"').filter(|p| p.starts_with("/assets/") && (p.ends_with(".css") || p.ends_with(".js")))
        {
            wire += fetched(&site, asset);
        }
        assert!(wire < 100_000, "{path}: {wire} bytes");
    }
}

#[test]
fn numbers_are_proposed_where_they_are_counted_and_everybody_reads_what_is_published() {
    let site = Site::new();
    let mut officer = site.officer();
    officer.create("Ada Example");
    let href = |body: &str, start: &str| body.split('"').find(|part| part.starts_with(start)).map(str::to_owned);
    let all = officer.get("/counts");
    let counts = officer.get(&href(&all.body, "/counts?of=").unwrap());
    let propose = href(&counts.body, "/counts/").unwrap();
    assert!(propose.contains("/publish/"), "{propose}");
    // One case tells of one person: the page says why it is not proposed, and what to read instead.
    let refused = officer.post(&propose, &[]);
    assert_eq!(refused.status, StatusCode::OK);
    assert!(refused.body.contains("fewer than 10 people answered"));
    assert!(officer.get("/figures/proposed").body.contains("Waiting for the data protection officer"));
    let mut nobody = site.nobody();
    assert!(nobody.get("/figures").body.contains("No numbers are published yet."));
    assert_eq!(nobody.get("/figures/00000000-0000-0000-0000-000000000000").status, StatusCode::NOT_FOUND);
    assert_eq!(
        nobody.get("/figures/proposed").status,
        StatusCode::SEE_OTHER,
        "only for those who work under the notice"
    );
}
