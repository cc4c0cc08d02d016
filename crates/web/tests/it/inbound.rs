//! What comes in, in a browser: the public form with documents, reading it, and the case that it leads to.

use crate::browser::{Browser, COVENTRY, Came, Site, token_on};
use crate::work::upload_with;
use axum::http::{StatusCode, header};

const PDF: &[u8] = b"%PDF-1.4\n%%EOF";
const CANARY: &str = "Zanary Quill";

fn told() -> Vec<(&'static str, &'static str)> {
    vec![
        ("sender", "agency"),
        ("name", CANARY),
        ("born", "3 May 1984"),
        ("contact", "07700 900123"),
        ("reason", "notice"),
        ("words", "Told to leave by Friday"),
        ("body", "Example Advice"),
        ("referrer", "Robin Example"),
        ("referrer-contact", "robin@example.test"),
        ("agreed", "yes"),
    ]
}

fn refer(browser: &mut Browser<'_>, fields: &[(&str, &str)], files: &[&[u8]]) -> Came {
    let at = format!("/refer/{COVENTRY}/homelessness");
    let page = browser.get(&at);
    assert!(
        page.body.contains("enctype=\"multipart/form-data\"") && page.body.contains("Documents that the service needs")
    );
    upload_with(browser, &token_on(&page.body), &at, fields, files)
}

fn href(page: &Came, start: &str) -> String {
    let found = page.body.split("href=\"").map(|l| l.split('"').next().unwrap()).find(|l| l.starts_with(start));
    found.unwrap_or_else(|| panic!("no {start} on {}", page.body)).replace("&amp;", "&")
}

#[test]
fn anybody_refers_with_documents_and_the_case_for_it_begins_with_what_was_said() {
    let site = Site::new();
    let mut nobody = site.nobody();
    // Nothing typed is lost when a file is not taken, or the page was out of date.
    for (files, words) in [
        (&[&b"MZ a program"[..]][..], "not taken"),
        (&[PDF, b"%PDF-1.4\n1\n%%EOF", b"%PDF-1.4\n2\n%%EOF", b"%PDF-1.4\n3\n%%EOF"], "at most 3"),
    ] {
        let came = refer(&mut nobody, &told(), files);
        assert_eq!(came.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(came.errors().contains(words) && came.errors().contains("href=\"#file\""), "{}", came.errors());
        for (_, typed) in told().iter().filter(|(name, _)| ["name", "words", "referrer"].contains(name)) {
            assert!(came.body.contains(typed), "{typed} is gone");
        }
    }
    let stale = upload_with(&mut nobody, "wrong", &format!("/refer/{COVENTRY}/homelessness"), &told(), &[PDF]);
    assert!(stale.status == StatusCode::FORBIDDEN && stale.body.contains("Told to leave by Friday"));
    let sent = refer(&mut nobody, &told(), &[PDF]);
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.errors());
    assert!(sent.body.contains("Your reference is R-") && sent.body.contains("One document went with it"));
    let without = refer(&mut nobody, &told(), &[]);
    assert_eq!(without.status, StatusCode::OK, "documents are nobody\u{2019}s duty");

    let mut officer = site.officer();
    let list = officer.get("/referrals?state=all");
    let mut with = None;
    for part in list.body.split("href=\"/referrals/").skip(1) {
        let at = format!("/referrals/{}", part.split('"').next().unwrap());
        let page = officer.get(&at);
        if page.body.contains("Document 1") {
            with = Some((at, page));
        }
    }
    let (at, page) = with.unwrap_or_else(|| panic!("no referral has its document: {}", list.body));
    assert!(page.body.contains("Document 1") && page.body.contains(CANARY) && !page.body.contains("passport"));
    let file = href(&page, &format!("{at}/documents/"));
    let opened = officer.get(&file);
    assert_eq!((opened.status, opened.bytes.as_slice()), (StatusCode::OK, PDF));
    let named = opened.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
    assert!(!named.contains("passport") && !named.contains("Example"), "{named}");
    for mut other in
        [site.partner("st-basils"), site.person(Some((COVENTRY, "role:homefinder-officer", "banding")), false, true)]
    {
        assert_eq!(other.get(&file).status, StatusCode::NOT_FOUND);
    }
    assert_eq!(nobody.get(&file).status, StatusCode::SEE_OTHER, "nobody is logged in");
    // The case begins with what the referral says, and the referral is marked by it.
    let begin = href(&page, "/cases/new/");
    assert!(begin.contains("?referral="), "{begin}");
    let form = officer.get(&begin);
    assert!(
        form.body.contains(CANARY) && form.body.contains("value=\"1984\"") && form.body.contains("R-"),
        "{}",
        form.body
    );
    let id = begin.split("referral=").nth(1).unwrap().to_owned();
    let mut fields = site.filled(CANARY);
    fields.push(("referral".to_owned(), id));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let made = officer.post(begin.split('?').next().unwrap(), &fields);
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.errors());
    let case = made.location().split('?').next().unwrap().to_owned();
    let documents = officer.get(&format!("{case}/documents"));
    assert!(documents.body.contains("Came with referral R-"), "{}", documents.body);
    let after = officer.get(&at);
    assert!(after.body.contains("Led to an assessment") && !after.body.contains("Open a case for it"));
    assert!(officer.get(&format!("{case}/sharing")).body.contains("Came in for this case"));
    assert!(
        officer.get(&format!("{case}/seen")).body.contains("that came in: person"),
        "who looked before is not told"
    );
    assert_eq!(officer.get(&begin).location(), at, "it is settled");
}
