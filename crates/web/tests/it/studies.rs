//! Data for studies in a browser: asked for, approved by somebody else, taken once, said to be deleted.

use crate::browser::Site;
use app::NewCase;
use axum::http::StatusCode;
use casework::Typed;
use kernel::{Caller, EnrolmentId};
use store::Agreement;
use testkit::envelope::{CERTIFICATE, opened};

const FAMILIES: &str = "cheshire-west/troubled-families";

#[test]
fn a_file_for_a_study_is_asked_for_approved_taken_and_said_to_be_deleted() {
    let site = Site::with(&[FAMILIES]);
    let house = &site.house;
    let worker = house.actor(FAMILIES, "role:housing-officer", "meet-needs");
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
    if let Err(app::AppError::Form(errors)) = house.app.create(&worker, &new) {
        panic!("{:?}", errors.fields);
    }
    let (id, day) = (EnrolmentId::new(house.now(), &mut house.entropy()), jiff::civil::date(2025, 11, 21));
    let row = Agreement::unsigned(id, FAMILIES, "ministry", "ISA-STUDY", day, house.now());
    let row = Agreement { purposes: vec!["national-study".to_owned()], ..row.signed("Ours", "Theirs", day) };
    let system = Caller::system(house.authority, "test");
    house.app.store().write(&system, "agreement", move |tx| tx.insert_agreement(&row)).unwrap();

    let mut asks = site.person(Some((FAMILIES, "role:team-manager", "identify")), false, true);
    let mut approves = site.person(Some((FAMILIES, "role:team-manager", "identify")), false, true);
    let mut takes = site.person(Some((FAMILIES, "ministry", "national-study")), false, true);
    assert!(asks.get("/approvals").body.contains("href=\"/studies\""));
    assert!(!takes.get("/desk").body.contains("/study-files"), "there is none yet");
    assert!(asks.get("/studies").body.contains("agreement ISA-STUDY"));
    let choice = "national-study|ministry|ISA-STUDY";
    let form = [
        ("study", choice),
        ("project", "National Impact Study"),
        ("certificate", CERTIFICATE),
        ("delete-by-day", "31"),
        ("delete-by-month", "3"),
        ("delete-by-year", "2027"),
    ];
    for (at, says) in [(1, "Enter the project"), (2, "paste one X.509 certificate"), (5, "real date")] {
        let mut wrong = form;
        wrong[at].1 = "";
        let wrong = asks.post("/studies", &wrong);
        assert!(
            wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.errors().contains(says),
            "{}",
            wrong.errors()
        );
        // What was typed stands there still.
        assert!(at == 1 || wrong.body.contains("National Impact Study"));
    }
    let done = asks.post("/studies", &form);
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.errors());
    let page = approves.get("/studies").body;
    assert!(page.contains("1 people today") && page.contains("Postcode"), "{page}");
    let at = page.split("action=\"/studies/").nth(1).unwrap().split('/').next().unwrap().to_owned();
    assert!(asks.post(&format!("/studies/{at}/approve"), &[]).body.contains("Somebody else"));
    assert_eq!(takes.post(&format!("/study-files/{at}/take"), &[]).status, StatusCode::NOT_FOUND);
    assert_eq!(approves.post(&format!("/studies/{at}/approve"), &[]).status, StatusCode::SEE_OTHER);
    assert!(takes.get("/desk").body.contains("href=\"/study-files\""));
    let file = takes.post(&format!("/study-files/{at}/take"), &[]);
    assert_eq!(file.status, StatusCode::OK);
    assert!(!file.body.contains("Quillfeather"));
    let text = opened(&file.bytes).unwrap().unwrap();
    assert!(text.starts_with("\"Key (research only)\"") && text.contains("Ada Quillfeather"), "{text}");
    assert!(takes.post(&format!("/study-files/{at}/take"), &[]).body.contains("handed over once"));
    let under = takes.get(&format!("/study-files/{at}/made-under.json"));
    assert!(under.body.contains("Digital Economy Act 2017") && !under.body.contains("Quillfeather"), "{}", under.body);
    assert!(takes.get("/study-files").body.contains("Say that it arrived whole"));
    assert_eq!(takes.post(&format!("/study-files/{at}/arrived"), &[]).status, StatusCode::SEE_OTHER);
    assert!(asks.get("/studies").body.contains("Said to have arrived whole"));
    assert!(takes.post(&format!("/study-files/{at}/arrived"), &[]).body.contains("There is nothing"));
    assert_eq!(takes.post(&format!("/study-files/{at}/deleted"), &[]).status, StatusCode::SEE_OTHER);
    assert!(asks.get("/studies").body.contains("Said to be deleted"));
    assert_eq!(takes.get("/studies").status, StatusCode::NOT_FOUND);
    assert_eq!(asks.get("/study-files").status, StatusCode::NOT_FOUND);
}
