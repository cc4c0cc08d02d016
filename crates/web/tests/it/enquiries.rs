//! Enquiries in a browser: made on the case, answered at a desk in the boxes that were asked, read on the case, logged; and in files.

use crate::browser::{COVENTRY, Site};
use axum::http::StatusCode;

#[test]
fn an_enquiry_is_made_answered_at_the_desk_read_on_the_case_and_logged() {
    let site = Site::new();
    let mut officer = site.officer();
    let mut manager = site.person(Some((COVENTRY, "role:team-manager", "prevent-relieve")), false, true);
    let mut clerk = site.person(Some((COVENTRY, "revenues-and-benefits", "prevent-relieve")), false, true);
    let case = officer.create("Ada Example");
    let write = format!("/cases/{case}/sharing/write");
    let page = officer.get(&format!("{write}?to=revenues-and-benefits&for=prevent-relieve&why=referral")).body;
    assert!(page.contains("They are asked for: Benefits; Council tax"), "{page}");
    let mut asked = vec![
        ("to", "revenues-and-benefits"),
        ("for", "prevent-relieve"),
        ("why", "referral"),
        ("preset", "benefits-enquiry"),
        ("items", "identity.name"),
        ("reason", "To see whether a reduction would help"),
        ("channel", "desk"),
    ];
    asked.push(("items", "contact.address"));
    assert_ne!(officer.post(&write, &asked).status, StatusCode::SEE_OTHER, "no more than it needs");
    asked.pop();
    let sent = officer.post(&write, &asked);
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.errors());
    let here = sent.location().split('?').next().unwrap().to_owned();
    let desk = format!("/desk/{}", here.rsplit('/').next().unwrap());
    let page = clerk.get(&desk).body;
    assert!(page.contains("Enquiry") && page.contains("name=\"answer-finances--council-tax\""), "{page}");
    assert!(!page.contains("Accept the referral"), "an enquiry is answered");
    let wrong =
        clerk.post(&format!("{desk}/answer"), &[("answered", ""), ("answer-finances--council-tax", "Zanary band B")]);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.body.contains("Zanary band B") && wrong.body.contains("href=\"#answered\""),
        "what was typed is gone"
    );
    let answer = [("answered", "known"), ("answer-finances--council-tax", "Zanary band B")];
    let done = clerk.post(&format!("{desk}/answer"), &answer);
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.errors());
    assert!(!clerk.get(&desk).body.contains("name=\"answered\""), "it is answered once");
    let page = officer.get(&here).body;
    assert!(page.contains("What they answered") && page.contains("Zanary band B"), "{page}");
    // The log names nobody, and is for who has a say in the notice.
    let log = manager.get("/enquiries").body;
    assert!(log.contains("Revenues and Benefits") && log.contains("Answered") && !log.contains("Zanary"), "{log}");
    assert!(!log.contains("Ada Example"));
    let mut other = site.person(Some((COVENTRY, "role:homefinder-officer", "banding")), false, true);
    assert_eq!(other.get("/enquiries").status, StatusCode::NOT_FOUND);
    assert_eq!(clerk.get("/enquiries").status, StatusCode::NOT_FOUND);

    // In a file: what waits is taken out, and the answers are taken over.
    let sent = officer.post(&write, &asked);
    let here = sent.location().split('?').next().unwrap().to_owned();
    let file = manager.post("/enquiries/benefits-enquiry/file", &[]);
    assert_eq!(file.status, StatusCode::OK);
    assert!(file.body.starts_with("\"Reference\"") && file.body.contains("Ada Example"), "{}", file.body);
    let answers = "/enquiries/benefits-enquiry/answers";
    assert!(manager.get(answers).body.contains("1 wait for an answer"));
    let bad = crate::work::upload(&mut manager, answers, &[], &[b"Reference,Known\nnothing,yes\n"]);
    assert!(bad.status == StatusCode::UNPROCESSABLE_ENTITY && bad.body.contains("Row 2"), "{}", bad.errors());
    let reference = here.rsplit('/').next().unwrap();
    let good = format!("Reference,Known,Benefits\n{reference},yes,Zanary Credit\n");
    let taken = crate::work::upload(&mut manager, answers, &[], &[good.as_bytes()]);
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.errors());
    assert!(officer.get(&here).body.contains("Zanary Credit"));
}
