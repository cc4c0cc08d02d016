//! Working lists by a program: pages behind a cursor, narrowed and in an order; what leaves whole is on the ledger.

use crate::program::{Program, Site};
use axum::http::StatusCode;
use serde_json::json;

fn tasks(officer: &Program<'_>, how_many: usize) {
    let case = officer.create("Ada Example");
    for at in 0..how_many {
        let kind = ["call-the-person", "write-a-letter", "visit-the-person"][at % 3];
        let task = json!({ "kind": kind, "due_on": format!("2026-12-{:02}", 1 + at % 28) });
        assert_eq!(officer.post(&format!("/cases/{case}/tasks"), &task).status, StatusCode::CREATED);
    }
}

#[test]
fn a_list_of_tasks_comes_in_pages_without_gap_or_repetition_in_either_direction() {
    let site = Site::new();
    let officer = site.officer();
    tasks(&officer, 70);
    let walk = |query: &str| {
        let (mut seen, mut next) = (Vec::new(), String::new());
        loop {
            let page = officer.get(&format!("/tasks?{query}{next}"));
            assert_eq!(page.status, StatusCode::OK, "{}", page.text);
            let lines = page.body["lines"].as_array().unwrap();
            assert!(lines.len() <= app::LIST_PAGE);
            seen.extend(lines.iter().map(|l| (l["due"]["on"].to_string(), l["id"].to_string())));
            match page.body["next"].as_str() {
                Some(place) => next = format!("&after={place}"),
                None => break seen,
            }
        }
    };
    let up = walk("sort=due");
    let mut down = walk("sort=due&down=true");
    down.reverse();
    assert!(up.len() >= 70 && up == down && up.is_sorted(), "{} {}", up.len(), down.len());
    assert_eq!(walk("kind=write-a-letter").len(), 23);
    // As long a page as is asked for.
    let lines = |query: &str| officer.get(&format!("/tasks?{query}")).body["lines"].as_array().unwrap().len();
    assert_eq!([lines("limit=1"), lines("limit=7"), lines("limit=200")], [1, 7, up.len()]);
    assert_eq!((walk("sort=due&limit=9"), lines("")), (up.clone(), app::LIST_PAGE));
    let whole = officer.get("/tasks/export?sort=due");
    assert_eq!(whole.body["lines"].as_array().unwrap().len(), up.len(), "{}", whole.text);
    assert_eq!(whole.body["more"], false);
    for wrong in [
        "kind=zanary",
        "whose=zanary",
        "sort=name",
        "after=zanary",
        "down=yes",
        "page=2",
        "state=open",
        "limit=0",
        "limit=201",
        "limit=x",
    ] {
        let came = officer.get(&format!("/tasks?{wrong}"));
        assert_eq!(came.status, StatusCode::BAD_REQUEST, "{wrong}: {}", came.text);
        assert!(!came.text.contains("zanary"), "{}", came.text);
    }
}

#[test]
fn each_list_is_for_whom_its_page_is_and_for_nobody_else() {
    let site = Site::new();
    let officer = site.officer();
    let dpo = site.program("role:data-protection-officer", "compliance");
    let charity = site.program("st-basils", "refer");
    tasks(&officer, 1);
    for list in ["tasks", "warnings", "requests", "referrals", "outbound"] {
        for path in [format!("/{list}"), format!("/{list}/export")] {
            assert_eq!(charity.get(&path).status, StatusCode::NOT_FOUND, "{path}");
            let by = if list == "requests" { &dpo } else { &officer };
            let came = by.get(&path);
            assert_eq!(came.status, StatusCode::OK, "{path}: {}", came.text);
            assert!(came.body["lines"].is_array(), "{path}: {}", came.text);
        }
    }
    assert_eq!(officer.get("/requests").status, StatusCode::NOT_FOUND);
}

#[test]
fn a_warning_stands_in_the_list_with_its_case_until_it_is_over() {
    let site = Site::new();
    let (officer, other) = (site.officer(), site.officer());
    let case = officer.create("Ada Example");
    let new = json!({
        "words": "Two people visit", "reason": "What happened on Monday", "category": "contact",
        "review_on": "2027-02-01", "expires_on": "2027-05-01",
    });
    let made = officer.post(&format!("/cases/{case}/warnings"), &new);
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let waiting = officer.get("/warnings?state=proposed");
    let line = &waiting.body["lines"][0];
    assert_eq!((&line["words"], &line["state"]), (&json!("Two people visit"), &json!("proposed")), "{}", waiting.text);
    assert_eq!((&line["name"]["value"], &line["case"]), (&json!("Ada Example"), &json!(case.to_string())));
    let approve = format!("/cases/{case}/warnings/{}/approve", made.body["id"].as_str().unwrap());
    assert_eq!(other.ask("POST", &approve, &[], None).status, StatusCode::NO_CONTENT);
    assert_eq!(officer.get("/warnings?state=proposed").body["lines"], json!([]));
    assert_eq!(officer.get("/warnings?state=in-force&told=not-yet").body["lines"].as_array().unwrap().len(), 1);
}

#[test]
fn answers_are_counted_and_small_numbers_left_out() {
    let site = Site::new();
    let officer = site.officer();
    officer.create("Ada Example");
    let questions = officer.get("/counts");
    let one = &questions.body["questions"][0];
    let path = format!("/counts/{}/{}", one["category"].as_str().unwrap(), one["question"].as_str().unwrap());
    let counted = officer.get(&path);
    assert_eq!(counted.status, StatusCode::OK, "{}", counted.text);
    let small = |a: &serde_json::Value| a["number"].is_null() || a["number"] == 0;
    assert!(counted.body["answers"].as_array().unwrap().iter().all(small), "{}", counted.text);
    assert!(counted.body["total"].is_null(), "{}", counted.text);
    assert_eq!(officer.get("/counts/identity/zanary").status, StatusCode::NOT_FOUND);
}
