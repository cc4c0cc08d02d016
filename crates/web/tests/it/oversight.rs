//! In a browser without a script: lists that leave in files once somebody else has approved it, and unusual looks that are reviewed.

use crate::browser::{Browser, Site};
use app::{Actor, NewCase};
use axum::http::StatusCode;
use casework::Typed;

const FAMILIES: &str = "cheshire-west/troubled-families";

fn acting<'a>(site: &'a Site, role: &str, purpose: &str) -> Browser<'a> {
    site.person(Some((FAMILIES, role, purpose)), false, true)
}

/// Where the first of the buttons with these words on a page leads.
fn first(page: &str, begins: &str) -> String {
    let at = page.split(&format!("action=\"{begins}")).nth(1).unwrap_or_else(|| panic!("no button: {page}"));
    at.split(['/', '"']).next().unwrap().to_owned()
}

#[doc = "keeps FAM-067"]
#[test]
fn a_file_is_asked_for_on_its_page_approved_or_refused_by_somebody_else_and_taken_once() {
    let site = Site::with(&[FAMILIES]);
    let mut worker = acting(&site, "role:housing-officer", "meet-needs");
    let mut decides = acting(&site, "role:data-protection-officer", "accountability");
    let file = "/lists/tasks/export?whose=nobody";
    let page = worker.get(file);
    assert!(page.status == StatusCode::OK && page.body.contains("only once somebody else has approved it"));
    assert!(page.body.contains("action=\"/lists/tasks/ask\"") && page.body.contains("name=\"whose\" value=\"nobody\""));
    assert!(page.body.contains("href=\"/tasks?whose=nobody\""), "the way back to the list");
    let nothing = worker.post("/lists/tasks/ask", &[("whose", "nobody")]);
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.errors().contains("Choose what you need the file for"), "{}", nothing.errors());
    assert!(nothing.body.contains("name=\"whose\" value=\"nobody\""), "what the list is narrowed to is not lost");
    let done = worker.post("/lists/tasks/ask", &[("whose", "nobody"), ("why", "meeting")]);
    assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, "/files"), "{}", done.errors());
    let waits = worker.get("/files").body;
    assert!(waits.contains("For a meeting or for supervision") && !waits.contains("action=\"/files/"), "{waits}");
    assert_eq!(worker.get(file).location(), "/files", "it waits");
    assert!(decides.get("/approvals").body.contains("Files that were asked for (1 to decide)"));
    let at = first(&decides.get("/files").body, "/files/");
    assert_eq!(worker.post(&format!("/files/{at}/approve"), &[]).status, StatusCode::NOT_FOUND);
    assert_eq!(decides.post(&format!("/files/{at}/perhaps"), &[]).status, StatusCode::NOT_FOUND);
    assert_eq!(worker.get(file).location(), "/files", "nobody approved it");
    assert_eq!(decides.post(&format!("/files/{at}/approve"), &[]).location(), "/files");
    assert!(worker.get("/files").body.contains("href=\"/lists/tasks/export?whose=nobody\""));
    let whole = worker.get("/lists/tasks/export");
    assert!(whole.body.contains("action=\"/lists/tasks/ask\""), "the whole list is another file");
    let taken = worker.get(file);
    assert!(taken.status == StatusCode::OK && taken.body.starts_with("Name,Case,What"), "{}", taken.body);
    assert!(worker.get(file).body.contains("only once somebody else has approved it"), "once");
    let after = worker.get("/files").body;
    assert!(after.contains("Taken") && !after.contains("href=\"/lists/tasks/export"), "{after}");
    // The list of cases is the same, and a refusal is one.
    assert!(worker.get("/cases/export").body.contains("action=\"/lists/cases/ask\""));
    assert_eq!(worker.post("/lists/cases/ask", &[("why", "work")]).location(), "/files");
    let at = first(&decides.get("/files").body, "/files/");
    assert_eq!(decides.post(&format!("/files/{at}/refuse"), &[]).location(), "/files");
    assert!(worker.get("/files").body.contains("Refused"));
    assert!(worker.get("/cases/export").body.contains("action=\"/lists/cases/ask\""));
}

/// A case, and somebody who opened it nine times on the next day.
fn looked(site: &Site) -> Actor {
    let worker = site.house.actor(FAMILIES, "role:housing-officer", "meet-needs");
    let said = [
        ("identity.name", "Ada Quillfeather"),
        ("identity.date-of-birth-day", "5"),
        ("identity.date-of-birth-month", "3"),
        ("identity.date-of-birth-year", "1984"),
        ("intervention.intervention-status", "Supported"),
        ("gender.gender", "Female"),
        ("eligibility.eligibility-problems", "Health problems"),
    ];
    let typed = Typed::new(said.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect());
    let new = NewCase { service: "programme".to_owned(), typed, source: "subject".to_owned() };
    let case = match site.house.app.create(&worker, &new) {
        Ok(case) => case,
        Err(app::AppError::Form(errors)) => panic!("{:?}", errors.fields),
        Err(other) => panic!("{other}"),
    };
    site.house.clock.advance_seconds(18 * 60 * 60);
    for _ in 0..9 {
        site.house.app.open(&worker, case).unwrap();
        site.house.clock.advance_seconds(31 * 60);
    }
    site.house.clock.advance_seconds(24 * 60 * 60 - 9 * 31 * 60);
    worker
}

#[doc = "keeps FAM-067"]
#[test]
fn unusual_looks_stand_on_the_page_of_whom_the_notice_names_until_they_are_reviewed() {
    let site = Site::with(&[FAMILIES]);
    let worker = looked(&site);
    let mut reviews = acting(&site, "role:data-protection-officer", "accountability");
    assert!(reviews.get("/unusual-looks").body.contains("Nothing waits for a review."));
    assert_eq!(site.house.app.watch_looks().unwrap(), 1);
    assert!(reviews.get("/approvals").body.contains("Unusual looks (1 to decide)"));
    let page = reviews.get("/unusual-looks");
    assert!(page.status == StatusCode::OK && page.body.contains(&worker.name), "{}", page.body);
    assert!(page.body.contains("without anything written to it: 9"));
    let at = page.body.split("href=\"/unusual-looks/").nth(1).unwrap().split(['/', '"']).next().unwrap().to_owned();
    let one = reviews.get(&format!("/unusual-looks/{at}"));
    assert!(
        one.status == StatusCode::OK && one.body.contains("Records opened on that day") && one.body.contains("nothing")
    );
    assert!(!one.body.contains("Quillfeather"), "which record it was is its reference, and no name");
    let review = format!("/unusual-looks/{at}/review");
    assert!(reviews.get(&review).body.contains("Their work explains it"));
    let nothing = reviews.post(&review, &[]);
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.errors().contains("Choose what the review came to"), "{}", nothing.errors());
    assert_eq!(reviews.post(&review, &[("finding", "work")]).location(), "/unusual-looks");
    let after = reviews.get("/unusual-looks").body;
    assert!(after.contains("Nothing waits for a review.") && after.contains("Their work explains it"), "{after}");
    assert_eq!(reviews.get(&review).status, StatusCode::NOT_FOUND, "once");
    // For others there is no such page, and nothing leads to it.
    let mut other = acting(&site, "role:housing-officer", "meet-needs");
    for path in ["/unusual-looks", &format!("/unusual-looks/{at}"), &review] {
        assert_eq!(other.get(path).status, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(!other.get("/approvals").body.contains("/unusual-looks"));
}
