//! Requests about data, through their forms: by anybody, without logging in; and on the officer's desk.

use crate::browser::{COVENTRY, Site};
use axum::http::StatusCode;

const FORM: &str = "/requests/coventry/homelessness-and-cbl";

fn id_of(page: &str) -> String {
    page.split("name=\"id\" value=\"").nth(1).and_then(|r| r.split('"').next()).unwrap().to_owned()
}

fn whole(id: &str) -> Vec<(&str, &str)> {
    vec![
        ("id", id),
        ("kind", "access"),
        ("name", "Zanarymona <b>Quill"),
        ("contact", "zanarymona@example.test"),
        ("details", "Everything you have"),
    ]
}

#[test]
fn anybody_asks_from_the_page_of_the_notice_and_is_told_nothing_but_that_it_came() {
    let site = Site::new();
    site.officer().create("Zanarymona Quill");
    let mut nobody = site.nobody();
    let notice = nobody.get("/notices/coventry/homelessness-and-cbl").body;
    assert!(notice.contains(&format!("href=\"{FORM}\"")), "the notice does not lead to the form");
    let page = nobody.get(FORM);
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("It costs nothing") && page.body.contains("0303 123 1113"), "{}", page.body);
    let id = id_of(&page.body);
    // What is wrong is said, and everything typed is still there.
    let wrong = nobody.post(FORM, &[("id", &id), ("name", "Zanarymona <b>Quill")]);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for place in ["#kind", "#contact", "#details"] {
        assert!(wrong.body.contains(&format!("href=\"{place}\"")), "{place}");
    }
    assert!(wrong.body.contains("value=\"Zanarymona &lt;b&gt;Quill\""), "{}", wrong.body);
    assert_eq!(id_of(&wrong.body), id, "it stays one request");
    let came = nobody.post(FORM, &whole(&id));
    assert_eq!(came.status, StatusCode::SEE_OTHER, "{}", came.body);
    let at = came.location().to_owned();
    assert_eq!(nobody.post(FORM, &whole(&id)).location(), at, "sent twice is one request");
    let known = nobody.get(&at).body;
    assert!(known.contains("R26-") && known.contains("within one month"), "{known}");
    // Somebody nobody has heard of is answered in the same words.
    let mut other = site.nobody();
    let id = id_of(&other.get(FORM).body);
    let stranger: Vec<(&str, &str)> =
        whole(&id).into_iter().map(|(n, v)| (n, if n == "name" { "Nobody Atall" } else { v })).collect();
    let at_stranger = other.post(FORM, &stranger).location().to_owned();
    let unknown = other.get(&at_stranger).body;
    let reference = |at: &str| at.rsplit('/').next().unwrap().to_owned();
    assert_eq!(known.replace(&reference(&at), ""), unknown.replace(&reference(&at_stranger), ""));
    assert!(!at.contains("Zanary"), "the address says who asked");
    for path in [format!("{FORM}/sent/%3Cscript%3E"), format!("{FORM}/sent/R26"), "/requests/no/where".to_owned()] {
        assert_eq!(nobody.get(&path).status, StatusCode::NOT_FOUND, "{path}");
    }
    // A form that was open for too long keeps what was typed.
    let mut late = site.nobody();
    let stale = late.post_raw(FORM, &[("csrf", "old"), ("name", "Bea"), ("details", "Mine")]);
    assert_eq!(stale.status, StatusCode::FORBIDDEN);
    assert!(stale.body.contains("value=\"Bea\"") && stale.body.contains("Mine"), "{}", stale.body);
}

#[test]
fn the_officer_works_a_request_from_the_queue_to_the_letter() {
    let site = Site::new();
    let case = site.officer().create("Zanarymona Quill");
    let mut nobody = site.nobody();
    let id = id_of(&nobody.get(FORM).body);
    nobody.post(FORM, &whole(&id));
    let mut officer = site.person(Some((COVENTRY, "role:data-protection-officer", "rights")), false, true);
    let queue = officer.get("/rights").body;
    assert!(queue.contains("Copy of their data") && !queue.contains("Zanary"), "the queue says who asked");
    let at = queue.split("href=\"/rights/").map(|r| r.split('"').next().unwrap()).find(|r| r.len() > 30).unwrap();
    let at = format!("/rights/{at}");
    let page = officer.get(&at).body;
    assert!(page.contains("Zanarymona &lt;b&gt;Quill") && page.contains("article 12A"), "{page}");
    let title = page.split("<title>").nth(1).unwrap().split("</title>").next().unwrap();
    assert!(!title.contains("Zanary"));
    assert_eq!(site.officer().get(&at).status, StatusCode::NOT_FOUND);
    assert_eq!(site.officer().get("/rights").status, StatusCode::NOT_FOUND);
    // Steps, with errors beside their fields.
    let silent = officer.post(&format!("{at}/step/extended"), &[]);
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(silent.body.contains("href=\"#extended-words\""), "{}", silent.body);
    let dated = [("acknowledged-on-day", "31"), ("acknowledged-on-month", "2"), ("acknowledged-words", "Post")];
    let wrong = officer.post(&format!("{at}/step/acknowledged"), &dated);
    assert!(wrong.body.contains("href=\"#acknowledged-on-day\"") && wrong.body.contains("Post"), "{}", wrong.body);
    assert_eq!(officer.post(&format!("{at}/step/acknowledged"), &[]).location(), at);
    assert_eq!(officer.post(&format!("{at}/step/nonsense"), &[]).status, StatusCode::NOT_FOUND);
    assert_eq!(officer.post(&format!("{at}/step/restricted"), &[]).status, StatusCode::NOT_FOUND);
    // Whose record.
    let found = officer.get(&format!("{at}?find=yes")).body;
    let reference = found.split("name=\"reference\" value=\"C26-").nth(1).unwrap().split('"').next().unwrap();
    let reference = format!("C26-{reference}");
    assert_eq!(officer.get(&format!("/cases/{case}")).status, StatusCode::NOT_FOUND);
    let none = officer.post(&format!("{at}/match"), &[("reference", "C26-2222222")]);
    assert!(none.body.contains("href=\"#reference\""), "{}", none.body);
    assert_eq!(officer.post(&format!("{at}/match"), &[("reference", &reference)]).location(), at);
    assert_eq!(officer.get(&format!("/cases/{case}")).status, StatusCode::OK);
    // The decision, and the letter.
    let bare = officer.post(&format!("{at}/decide"), &[("outcome", "refused")]);
    assert!(bare.body.contains("href=\"#ground\"") && bare.body.contains("href=\"#words\""), "{}", bare.body);
    assert_eq!(officer.get(&format!("{at}/letter")).status, StatusCode::NOT_FOUND);
    let refused = [("outcome", "refused"), ("ground", "unfounded"), ("words", "For the sixth time this week.")];
    assert_eq!(officer.post(&format!("{at}/decide"), &refused).location(), at);
    let letter = officer.get(&format!("{at}/letter")).body;
    for said in ["Dear Zanarymona", "sixth time", "article 12(5)", "0303 123 1113", "court"] {
        assert!(letter.contains(said), "the letter does not say {said}: {letter}");
    }
    assert_eq!(officer.get(&format!("/cases/{case}")).status, StatusCode::NOT_FOUND, "the request is over");
    assert!(officer.get("/rights?state=decided").body.contains("Refused"));
}

#[test]
fn staff_log_what_came_by_post_and_the_officer_has_it() {
    let site = Site::new();
    let mut staff = site.officer();
    let page = staff.get("/rights/log").body;
    assert!(page.contains("name=\"channel\"") && page.contains("name=\"received-day\""));
    let mut typed = whole("");
    typed.extend([("channel", "phone"), ("received-day", "3"), ("received-month", "11"), ("received-year", "2026")]);
    assert_eq!(staff.post("/rights/log", &typed[1..3]).status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(staff.post("/rights/log", &typed).location(), "/my-day");
    let mut officer = site.person(Some((COVENTRY, "role:data-protection-officer", "rights")), false, true);
    let queue = officer.get("/rights").body;
    assert!(queue.contains("Telephone, came 3 November 2026"), "{queue}");
    assert_eq!(site.partner("st-basils").get("/rights/log").status, StatusCode::NOT_FOUND);
}

#[test]
fn a_record_is_restricted_corrected_and_commented_from_the_desk() {
    let site = Site::new();
    let mut staff = site.officer();
    let case = staff.create("Zanarymona Quill");
    let path = format!("/cases/{case}");
    let reference = staff.get(&path).body.split("app-ref\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let mut officer = site.person(Some((COVENTRY, "role:data-protection-officer", "rights")), false, true);
    let log = |officer: &mut crate::browser::Browser<'_>, kind: &'static str| {
        let mut typed = whole("");
        typed.retain(|(n, _)| *n != "kind" && *n != "id");
        typed.extend([("kind", kind), ("channel", "letter")]);
        let at = officer.post("/rights/log", &typed).location().to_owned();
        assert_eq!(officer.post(&format!("{at}/match"), &[("reference", &reference)]).location(), at);
        at
    };
    let record = case.to_string();
    let at = log(&mut officer, "rectification");
    let page = officer.get(&at).body;
    assert!(page.contains("Put the person’s statement into") && page.contains("Confirm that"), "{page}");
    let early = officer.post(&format!("{at}/do/corrected"), &[("record", &record), ("corrected-category", "identity")]);
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.body.contains("Nothing in this part of the record was changed"), "{}", early.body);
    let says =
        [("record", record.as_str()), ("statement-category", "identity"), ("statement-words", "I am <b>not</b> he")];
    assert_eq!(officer.post(&format!("{at}/do/statement"), &says).location(), at);
    let seen = staff.get(&path).body;
    assert!(seen.contains("The person says about this") && seen.contains("I am &lt;b&gt;not"), "{seen}");
    let bare = officer.post(&format!("{at}/do/statement"), &[("record", &record)]);
    assert!(bare.body.contains("href=\"#statement-category\""), "{}", bare.body);
    // A restriction: for everybody else there is no such case any more, until it is lifted.
    let at = log(&mut officer, "restriction");
    let bare = officer.post(&format!("{at}/do/restrict"), &[("record", &record)]);
    assert!(bare.body.contains("href=\"#restrict-words\""), "{}", bare.body);
    let why = [("record", record.as_str()), ("restrict-words", "Accuracy contested")];
    assert_eq!(officer.post(&format!("{at}/do/restrict"), &why).location(), at);
    assert_eq!(staff.get(&path).status, StatusCode::NOT_FOUND);
    assert!(officer.get(&at).body.contains("Restricted"));
    let told = [("record", record.as_str()), ("lift-words", "By letter")];
    assert_eq!(officer.post(&format!("{at}/do/lift"), &told).location(), at);
    assert_eq!(staff.get(&path).status, StatusCode::OK);
    assert_eq!(officer.post(&format!("{at}/do/nonsense"), &told).status, StatusCode::NOT_FOUND);
    assert_eq!(staff.post(&format!("{at}/do/restrict"), &why).status, StatusCode::NOT_FOUND);
}

/// The files of an archive that came back, by name.
fn unpacked(bytes: &[u8]) -> std::collections::BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|at| {
            let mut file = zip.by_index(at).unwrap();
            let mut all = Vec::new();
            std::io::Read::read_to_end(&mut file, &mut all).unwrap();
            (file.name().unwrap().into_owned(), all)
        })
        .collect()
}

/// A request for a copy that is about a record, and two officers.
fn for_a_copy<'s>(site: &'s Site) -> (crate::browser::Browser<'s>, crate::browser::Browser<'s>, String) {
    let mut staff = site.officer();
    let case = staff.create("Zanarymona Quill");
    let path = format!("/cases/{case}");
    let reference = staff.get(&path).body.split("app-ref\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    for (words, others) in [("The cat is well", false), ("Mrs Xylanthippe <b>told us so", true)] {
        let mut fields = vec![
            ("text", words),
            ("about", "contact"),
            ("on-day", "20"),
            ("on-month", "11"),
            ("on-year", "2026"),
            ("on-time", "9:30"),
        ];
        if others {
            fields.push(("marks", "third-party"));
        }
        let came = staff.post(&format!("{path}/entries/new/note"), &fields);
        assert_eq!(came.status, StatusCode::SEE_OTHER, "{}", came.errors());
    }
    let dpo = || site.person(Some((COVENTRY, "role:data-protection-officer", "rights")), false, true);
    let (mut maker, checker) = (dpo(), dpo());
    let mut typed = whole("");
    typed.retain(|(n, _)| *n != "id");
    typed.extend([("channel", "letter")]);
    let at = maker.post("/rights/log", &typed).location().to_owned();
    assert_eq!(maker.post(&format!("{at}/match"), &[("reference", &reference)]).location(), at);
    (maker, checker, at)
}

/// Decides about everything that waits, from page to page, as somebody does who goes through it.
fn go_through(maker: &mut crate::browser::Browser<'_>, at: &str) {
    let hidden = |page: &str, name: &str| {
        let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_default();
        rest.split('"').next().unwrap_or_default().to_owned()
    };
    for _ in 0..60 {
        let page = maker.get(&format!("{at}/copy/next"));
        if page.status == StatusCode::SEE_OTHER {
            return;
        }
        let action =
            page.body.split(&format!("action=\"{at}/copy/")).nth(1).unwrap().split('"').next().unwrap().to_owned();
        let (place, category) = (hidden(&page.body, "place"), hidden(&page.body, "category"));
        let form = format!("{at}/copy/{action}");
        let bare = maker.post(&form, &[("place", &place), ("category", &category), ("choice", "out")]);
        assert!(bare.body.contains("href=\"#out-reason\""), "{}", bare.errors());
        let fields = [
            ("place", place.as_str()),
            ("category", &category),
            ("choice", "out"),
            ("out-reason", "third-party"),
            ("note", "Read"),
        ];
        assert_eq!(maker.post(&form, &fields).location(), format!("{at}/copy/next"));
    }
    panic!("it has no end");
}

#[test]
fn a_copy_is_gone_through_made_checked_and_handed_over_as_an_archive() {
    let site = Site::new();
    let (mut maker, mut checker, at) = for_a_copy(&site);
    assert!(maker.get(&at).body.contains(&format!("href=\"{at}/copy\"")), "the request does not lead to its copy");
    let review = maker.get(&format!("{at}/copy")).body;
    assert!(
        review.contains("Mrs Xylanthippe &lt;b&gt;told") && review.contains("Marked as about, or from, somebody else")
    );
    assert!(!review.split("<title>").nth(1).unwrap().split("</title>").next().unwrap().contains("Zanary"));
    let everything = maker.get(&format!("{at}/copy?show=all")).body;
    assert!(everything.contains("The cat is well"));
    let early = maker.post(&format!("{at}/copy-make"), &[]);
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.body.contains("wait"), "{}", early.errors());
    go_through(&mut maker, &at);
    let bulk = maker.post(&format!("{at}/copy-marked"), &[("mark", "third-party")]);
    assert!(bulk.body.contains("href=\"#reason\""), "{}", bulk.errors());
    assert_eq!(maker.post(&format!("{at}/copy-words"), &[("words", "cat")]).location(), format!("{at}/copy"));
    assert_eq!(maker.post(&format!("{at}/copy-make"), &[]).location(), format!("{at}/copy"));
    let own = maker.post(&format!("{at}/copy-check"), &[("right", "yes")]);
    assert!(own.body.contains("Somebody else has to check it"), "{}", own.errors());
    assert!(maker.post(&format!("{at}/copy-hand"), &[]).body.contains("second person"));
    let looked = checker.get(&format!("{at}/copy-look")).body;
    assert!(looked.contains("The [left out] is well") && !looked.contains("Xylanthippe"), "{looked}");
    let bare = checker.post(&format!("{at}/copy-check"), &[]);
    assert!(bare.body.contains("href=\"#right\""), "{}", bare.errors());
    let silent = checker.post(&format!("{at}/copy-check"), &[("right", "no")]);
    assert!(silent.body.contains("href=\"#check-words\""), "{}", silent.errors());
    assert_eq!(checker.post(&format!("{at}/copy-check"), &[("right", "yes")]).location(), format!("{at}/copy"));
    let check = checker.get(&format!("{at}/copy-download"));
    let came = maker.post(&format!("{at}/copy-hand"), &[]);
    let disposition = came.headers["content-disposition"].to_str().unwrap();
    assert_eq!(came.status, StatusCode::OK);
    assert!(disposition.starts_with("attachment") && disposition.contains("copy-R26-"), "{disposition}");
    assert!(came.bytes == check.bytes, "what leaves is not what was checked, to the byte");
    let files = unpacked(&came.bytes);
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(names, ["copy.json", "index.html", "privacy-notice.html"]);
    let html = String::from_utf8(files["index.html"].clone()).unwrap();
    let json = String::from_utf8(files["copy.json"].clone()).unwrap();
    for text in [&html, &json] {
        assert!(text.contains("Zanarymona Quill") && text.contains("The [left out] is well"));
        assert!(text.contains("Schedule 2 paragraph 16"), "it is left out in silence");
    }
    for (name, bytes) in &files {
        assert!(!bytes.windows(11).any(|w| w == b"Xylanthippe"), "{name} holds what was left out");
        let outside = ["http://", "/assets/", "<script"].iter().any(|w| String::from_utf8_lossy(bytes).contains(w));
        assert!(name != "index.html" || !outside, "{name} needs something from elsewhere");
    }
    let read: rights::Bundle = serde_json::from_str(&json).unwrap();
    assert_eq!(read.form, rights::FORM);
    assert!(maker.post(&format!("{at}/copy-hand"), &[]).body.contains("handed over already"));
    assert!(site.officer().get(&format!("{at}/copy")).status == StatusCode::NOT_FOUND);
    assert!(maker.get(&at).body.contains("Handed the copy over"));
}

#[test]
fn a_link_with_a_code_is_fetched_once_by_whoever_has_both() {
    let site = Site::new();
    let (mut maker, mut checker, at) = for_a_copy(&site);
    go_through(&mut maker, &at);
    maker.post(&format!("{at}/copy-make"), &[]);
    checker.post(&format!("{at}/copy-check"), &[("right", "yes")]);
    let page = maker.post(&format!("{at}/copy-link"), &[]).body;
    let link = page.split("/copies/").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let code =
        page.split("/copies/").nth(1).unwrap().split("<code>").nth(1).unwrap().split('<').next().unwrap().to_owned();
    assert_eq!((link.len(), code.len()), (43, 8));
    let path = format!("/copies/{link}");
    let mut nobody = site.nobody();
    let shown = nobody.get(&path);
    assert_eq!(shown.status, StatusCode::OK);
    assert!(!shown.body.contains("Zanary") && !shown.body.contains("R26-"), "the page says whose copy it is");
    assert!(nobody.post(&path, &[("code", "22222222")]).body.contains("4 more tries"));
    let came = nobody.post(&path, &[("code", &code)]);
    assert!(String::from_utf8_lossy(&unpacked(&came.bytes)["index.html"]).contains("Zanarymona Quill"));
    assert_eq!(nobody.get(&path).status, StatusCode::NOT_FOUND, "once");
    assert_eq!(nobody.post(&path, &[("code", &code)]).status, StatusCode::NOT_FOUND);
    assert!(maker.get(&format!("{at}/copy")).body.contains("by a link with a code"));
}
