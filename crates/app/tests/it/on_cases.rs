//! A body works on a case from a day to a day, and somebody looks whether it still has to.

use crate::shares::referral;
use crate::support::{COVENTRY, administrator, create, house, missing, officer, partner, wrong};
use app::{AGENCY_DAYS, AppError, ConsentAnswer};
use jiff::ToSpan as _;
use jiff::civil::date;
use kernel::{Caller, CaseId, TaskId, london_date};
use store::{CaseParty, StoreError};
use testkit::House;

const DAY: i64 = 86_400;

fn task(house: &House, case: CaseId) -> Option<jiff::civil::Date> {
    let open = house.app.tasks_on(&officer(house), case).unwrap().open;
    open.into_iter().find(|t| t.what == "Look whether an agency still works here").map(|t| t.due.on)
}

#[doc = "keeps DUD-044"]
#[test]
fn a_body_is_let_work_on_a_case_until_a_day_and_somebody_looks_whether_it_still_has_to() {
    let house = house();
    let staff = officer(&house);
    let charity = partner(&house, "st-basils");
    let case = create(&house, &staff, "Ada Example");
    house.app.record_consent(&staff, case, "st-basils", "refer", ConsentAnswer::Given, "spoken").unwrap();
    let sees = || house.app.open(&charity, case).is_ok();
    assert!(!sees());
    let until = |day| house.app.link_party_until(&staff, case, "st-basils", Some(day));
    assert_eq!(wrong(until(date(2026, 11, 20))), "until", "a day that has passed");
    assert_eq!(wrong(until(date(2028, 1, 1))), "until", "no last day that is worth the name");
    until(date(2026, 12, 31)).unwrap();
    let line = || house.app.agencies(&staff, case).unwrap().1.remove(0);
    assert!(sees() && line().works && line().until == Some(date(2026, 12, 31)));
    let seen = house.app.seen(&staff, case, None).unwrap().lines;
    assert!(seen.iter().any(|l| l.what.contains("St Basils works on this case until 31 December 2026")));
    // A fortnight before, whoever works on the case is to look whether it goes on: once.
    house.app.follow_shares().unwrap();
    assert_eq!(task(&house, case), None);
    house.clock.advance_seconds(30 * DAY);
    house.app.follow_shares().unwrap();
    assert_eq!((task(&house, case), house.app.follow_shares().unwrap()), (Some(date(2026, 12, 31)), 0));
    // Its last day, to the last minute; then nothing, whatever the person had agreed to.
    house.clock.advance_seconds(10 * DAY + DAY / 2 - 60);
    assert!(sees());
    house.clock.advance_seconds(60);
    assert!(!sees() && !line().works, "its last day has passed");
    assert!(missing(&house.app.open(&charity, case)));
    // It goes on only where somebody says so, and until another day.
    until(date(2027, 3, 1)).unwrap();
    assert!(sees());
    until(date(2027, 2, 1)).unwrap();
    let lines = house.app.agencies(&staff, case).unwrap().1;
    assert_eq!(lines.iter().filter(|l| l.works).count(), 1, "a second grant beside the first");
    assert!(lines.iter().any(|l| l.until == Some(date(2027, 2, 1))));
    // Whoever logs in there is looked at every six months as well: who is not confirmed comes in no more.
    let account = charity.account;
    house.app.review_accounts().unwrap();
    let reviewed = || {
        let all = house.app.access_review(&administrator(&house)).unwrap().accounts;
        all.into_iter().find(|a| a.id == account).unwrap()
    };
    assert!(reviewed().confirm_by.is_some() && !reviewed().ended);
    house.clock.advance_seconds(200 * DAY);
    house.app.review_accounts().unwrap();
    assert!(reviewed().ended, "nobody confirmed it");
}

#[test]
fn the_person_reads_who_works_with_them_and_until_when() {
    let house = house();
    let staff = officer(&house);
    let case = create(&house, &staff, "Ada Example");
    let me = crate::support::own_page(&house, &staff, case);
    let bodies = || house.app.my_bodies(&me).unwrap();
    assert!(bodies().is_empty());
    house.app.link_party_until(&staff, case, "st-basils", Some(date(2026, 12, 31))).unwrap();
    let admin = administrator(&house);
    let id = house.app.enrol(&admin, COVENTRY, "domestic-abuse-service", "Advice Box", "Agreement 1").unwrap();
    house.app.link_party(&staff, case, &format!("class:domestic-abuse-service/{id}")).unwrap();
    let all = bodies();
    let named: Vec<_> = all.iter().map(|b| (b.name.as_str(), b.quiet, b.until)).collect();
    let usual = london_date(house.now()).checked_add(AGENCY_DAYS.days()).unwrap();
    assert_eq!(named, [("St Basils", false, Some(date(2026, 12, 31))), ("", true, Some(usual))]);
    assert!(all.iter().all(|b| b.since == london_date(house.now())));
    // Another last day is read at once; what is over does not stand there.
    house.app.link_party_until(&staff, case, "st-basils", Some(date(2027, 2, 1))).unwrap();
    assert_eq!(bodies()[0].until, Some(date(2027, 2, 1)));
    house.clock.advance_seconds(80 * DAY);
    assert_eq!(bodies().len(), 1);
    // Who acts for them in a part of it is not told who else works with them.
    let part = app::Me { represents: true, scope: vec!["plan".to_owned()], ..me.clone() };
    assert!(house.app.my_bodies(&part).unwrap().is_empty());
}

#[test]
fn no_grant_is_without_a_last_day() {
    let house = house();
    let staff = officer(&house);
    let case = create(&house, &staff, "Ada Example");
    let usual = london_date(house.now()).checked_add(AGENCY_DAYS.days()).unwrap();
    let last = |case: CaseId, party: &str| {
        let lines = house.app.agencies(&staff, case).unwrap().1;
        lines.into_iter().find(|l| l.key.starts_with(party)).unwrap().until
    };
    house.app.link_party(&staff, case, "st-basils").unwrap();
    assert_eq!(last(case, "st-basils"), Some(usual));
    // A referral lets a body work on the case as well.
    house.app.record_consent(&staff, case, "salvation-army", "refer", ConsentAnswer::Given, "spoken").unwrap();
    house.app.ask_to_share(&staff, case, &referral("salvation-army", "refer", &["identity.name"])).unwrap();
    assert_eq!(last(case, "salvation-army"), Some(usual));
    // One whose place on a list ends before does so until then.
    let admin = administrator(&house);
    let id = house.app.enrol(&admin, COVENTRY, "domestic-abuse-service", "Advice Box", "Agreement 1").unwrap();
    house.app.end_enrolment(&admin, id, date(2027, 1, 31)).unwrap();
    let body = format!("class:domestic-abuse-service/{id}");
    house.app.link_party(&staff, case, &body).unwrap();
    assert_eq!(last(case, "class:domestic-abuse-service"), Some(date(2027, 1, 31)));
    // One from before there had to be a last day is given one in the night.
    let other = create(&house, &staff, "Bea Example");
    let old = CaseParty {
        id: TaskId::new(house.now(), &mut house.entropy()),
        case_id: other,
        party: "st-basils".to_owned(),
        account: None,
        enrolment: None,
        since: date(2025, 1, 1),
        until: None,
    };
    let system = Caller::system(house.authority, "test");
    house
        .app
        .store()
        .write(&system, "link", move |tx| tx.insert_case_party(&old))
        .unwrap_or_else(|e: StoreError| panic!("{e}"));
    assert_eq!(last(other, "st-basils"), None);
    house.app.follow_shares().unwrap();
    assert_eq!(last(other, "st-basils"), Some(usual));
    assert_eq!(house.app.follow_shares().unwrap(), 0, "once");
    assert!(matches!(house.app.link_party(&partner(&house, "st-basils"), other, "st-basils"), Err(AppError::NotFound)));
}
