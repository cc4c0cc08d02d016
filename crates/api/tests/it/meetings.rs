//! What was said at a meeting of several agencies, to programs.

use crate::program::{COVENTRY, Site};
use app::ConsentAnswer;
use app::meetings::{NewAgenda, NewMeeting, NewSeries, Said};
use axum::http::StatusCode;

#[test]
fn a_program_of_a_body_reads_of_a_meeting_what_its_people_could_have_heard() {
    let site = Site::new();
    let officer = site.officer();
    let (chair, app) = (&officer.actor, &site.house.app);
    let case = officer.create("Ada Example");
    let series = NewSeries {
        service: "homelessness".to_owned(),
        name: "Winter panel".to_owned(),
        terms: "Speaks of people who may lose their home.".to_owned(),
        statement: "What is said here stays here.".to_owned(),
        criteria: String::new(),
        opens_days: 2,
        closes_days: 1,
    };
    let group = app.make_group(chair, &series).unwrap();
    let body = |party: &str| site.house.actor(COVENTRY, party, "refer");
    let [heard, apart, stranger, unsigned] = ["st-basils", "salvation-army", "emmaus", "st-basils"].map(body);
    for party in ["st-basils", "salvation-army", "emmaus"] {
        if party != "emmaus" {
            app.join_group(chair, group, party).unwrap();
        }
        app.record_consent(chair, case, party, "refer", ConsentAnswer::Given, "spoken").unwrap();
        app.link_party(chair, case, party).unwrap();
    }
    let on = Some(kernel::london_date(site.house.now()));
    let new = NewMeeting { on, starts: "10:00".to_owned(), place: "Town hall".to_owned() };
    let meeting = app.call_meeting(chair, group, &new).unwrap();
    let put = NewAgenda {
        reference: app.open(chair, case).unwrap().reference,
        category: "housing-needs".to_owned(),
        why: "Has to leave".to_owned(),
        apart: vec!["salvation-army".to_owned()],
        ..NewAgenda::default()
    };
    let item = app.put_on_agenda(chair, meeting, &put).unwrap();
    for member in [&heard, &apart] {
        app.sign_statement(member, meeting, true).unwrap();
    }
    app.sign_in_to_meeting(chair, meeting, true).unwrap();
    app.open_meeting(chair, meeting).unwrap();
    app.take_item(chair, item).unwrap();
    let said = Said {
        category: "housing-needs".to_owned(),
        words: "SECRETMINUTE of the meeting".to_owned(),
        ..Said::default()
    };
    let minute = app.minute(chair, item, &said).unwrap();
    let (timeline, entry) = (format!("/cases/{case}/timeline"), format!("/cases/{case}/entries/{minute}"));
    for reader in [officer.clone(), site.program_of(heard)] {
        for path in [&timeline, &entry] {
            let came = reader.get(path);
            assert!(came.status == StatusCode::OK && came.text.contains("SECRETMINUTE"), "{path}: {}", came.text);
        }
    }
    for reader in [apart, stranger, unsigned] {
        let reader = site.program_of(reader);
        let came = reader.get(&timeline);
        assert!(came.status == StatusCode::OK && !came.text.contains("SECRETMINUTE"), "{}", came.text);
        assert!(!came.text.contains("\"minute\""), "that there is one is said: {}", came.text);
        assert_eq!(reader.get(&entry).status, StatusCode::NOT_FOUND);
    }
}
