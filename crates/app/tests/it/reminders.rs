//! The days on which contracts run out, conditions are to be met and requests from outside are to be answered: those responsible are told.

use crate::held::{KIRKLEES, MARS, officer};
use crate::outside::{Scene, request};
use crate::shares::{mails, rough_sleeper};
use app::{Actor, NewAgency, NewAgencyContact, NewContract, NewOutsideRequest, NewPartnerCheck, OutsideDecision};
use jiff::civil::{Date, date};
use kernel::london_date;
use testkit::House;

const PRIME: &str = "better-outcomes-partnership";
const PROVIDER: &str = "making-space";
const OURS: &str = "dpo@council.example";
const THEIRS: &str = "governance@prime.example";

fn until(house: &House, day: Date) {
    let days = (day - london_date(house.now())).get_days();
    house.clock.advance_seconds(i64::from(days) * 86_400);
}

/// A house in which a body is in the register of agencies, with an address.
fn kirklees(body: &str) -> (House, Actor, Actor) {
    let house = House::new(&[KIRKLEES]);
    let admin = Actor { administers: true, ..officer(&house, KIRKLEES, "support") };
    let dpo = house.actor_at(OURS, (KIRKLEES, "role:data-protection-officer"), "accountability");
    let agency = NewAgency {
        name: "Better Outcomes".to_owned(),
        kind: "support".to_owned(),
        services: vec!["support".to_owned()],
    };
    let agency = house.app.make_agency(&admin, &agency, &[(KIRKLEES.to_owned(), body.to_owned())]).unwrap();
    let contact = NewAgencyContact {
        name: "Governance".to_owned(),
        email: THEIRS.to_owned(),
        purpose: "data-protection".to_owned(),
        ..NewAgencyContact::default()
    };
    house.app.add_agency_contact(&admin, agency, &contact).unwrap();
    mails(&house);
    (house, admin, dpo)
}

#[test]
fn both_sides_are_told_before_a_contract_runs_out_and_once_for_each_day() {
    let (house, admin, _) = kirklees(PRIME);
    let app = &house.app;
    let contract = NewContract {
        reference: "KBOP-2026".to_owned(),
        title: "Intervention and support services".to_owned(),
        commissioner: "kirklees".to_owned(),
        prime: PRIME.to_owned(),
        law: "Local Government (Contracts) Act 1997".to_owned(),
        provision: "section 1".to_owned(),
        document: "Contracts register, 12".to_owned(),
        from_on: Some(date(2026, 4, 1)),
        until_on: Some(date(2027, 3, 31)),
    };
    let id = app.put_contract(&admin, KIRKLEES, &contract).unwrap();
    // A body whose days end before the contract has a day of its own.
    app.put_provider(&admin, id, "horton-housing", (None, Some(date(2027, 1, 31)))).unwrap();
    app.put_provider(&admin, id, "making-space", (None, None)).unwrap();
    let told = || -> Vec<String> { app.contract(&admin, id).unwrap().told.into_iter().map(|(what, _)| what).collect() };
    assert_eq!((app.remind_of_agreements().unwrap(), mails(&house).len()), (0, 0), "it is too early");
    until(&house, date(2026, 12, 2));
    assert_eq!(app.remind_of_agreements().unwrap(), 1, "the body’s own day");
    let sent = mails(&house);
    assert_eq!(sent.iter().map(|(to, _)| to.as_str()).collect::<Vec<_>>(), [OURS]);
    assert!(sent[0].1.contains("Horton Housing delivers under it until 31 January 2027"), "{}", sent[0].1);
    assert!(sent[0].1.contains("has no address in the register of agencies"), "{}", sent[0].1);
    until(&house, date(2027, 2, 1));
    app.remind_of_agreements().unwrap();
    let sent = mails(&house);
    let of_contract: Vec<_> = sent.iter().filter(|(_, text)| text.contains("A contract ends soon")).collect();
    let to: Vec<&str> = of_contract.iter().map(|(to, _)| to.as_str()).collect();
    assert_eq!(to.len(), 2);
    assert!(to.contains(&OURS) && to.contains(&THEIRS), "{to:?}");
    assert!(of_contract.iter().all(|(_, text)| text.contains("31 March 2027") && text.contains("KBOP-2026")));
    assert_eq!(told(), ["ends-60:2027-03-31"]);
    assert_eq!((app.remind_of_agreements().unwrap(), mails(&house).len()), (0, 0), "each is told once");
    until(&house, date(2027, 4, 1));
    app.remind_of_agreements().unwrap();
    assert!(mails(&house).iter().any(|(to, text)| to == THEIRS && text.contains("A contract has run out")));
    assert!(told().contains(&"lapsed:2027-03-31".to_owned()));
    // Of one that was ended nobody is told of its last day.
    let other = NewContract {
        reference: "KBOP-2027".to_owned(),
        from_on: Some(date(2027, 4, 1)),
        until_on: Some(date(2027, 4, 30)),
        ..contract
    };
    let other = app.put_contract(&admin, KIRKLEES, &other).unwrap();
    app.end_contract(&admin, other, "It was made twice").unwrap();
    assert_eq!(app.remind_of_agreements().unwrap(), 0);
}

#[test]
fn both_sides_are_told_before_the_day_by_which_a_partner_has_to_meet_conditions() {
    let (house, _, dpo) = kirklees(PROVIDER);
    let app = &house.app;
    let check = |result: &str, by: Option<Date>| {
        let new = NewPartnerCheck {
            body: PROVIDER.to_owned(),
            item: app::QUESTIONNAIRE.to_owned(),
            evidence: "Folder 7".to_owned(),
            result: result.to_owned(),
            conditions_by: by,
        };
        app.check_partner(&dpo, KIRKLEES, &new).unwrap();
    };
    check("conditions", Some(date(2027, 1, 31)));
    assert_eq!(app.remind_of_agreements().unwrap(), 0, "it is too early");
    until(&house, date(2027, 1, 25));
    assert_eq!(app.remind_of_agreements().unwrap(), 1);
    let sent = mails(&house);
    let to: Vec<&str> = sent.iter().map(|(to, _)| to.as_str()).collect();
    assert!(to.len() == 2 && to.contains(&OURS) && to.contains(&THEIRS), "{to:?}");
    assert!(sent.iter().all(|(_, text)| text.contains("to be met by 31 January 2027")), "{sent:?}");
    let partner = || app.onboarding(&dpo, KIRKLEES).unwrap().partners.into_iter().find(|p| p.key == PROVIDER).unwrap();
    assert_eq!(partner().told[0].0, "ends-7:2027-01-31");
    assert_eq!(app.remind_of_agreements().unwrap(), 0, "once");
    // Met, nobody is told when the day has passed.
    check("passed", None);
    until(&house, date(2027, 2, 1));
    assert_eq!(app.remind_of_agreements().unwrap(), 0);
    check("conditions", Some(date(2027, 2, 10)));
    until(&house, date(2027, 2, 11));
    app.remind_of_agreements().unwrap();
    assert!(mails(&house).iter().any(|(to, text)| to == THEIRS && text.contains("Conditions were to be met")));
}

#[test]
fn those_who_decide_are_told_before_the_day_by_which_police_or_others_ask_for_an_answer() {
    let scene = Scene::new();
    let app = &scene.house.app;
    for (role, address) in
        [("role:team-manager", "manager@council.example"), ("role:housing-officer", "worker@council.example")]
    {
        let _ = scene.house.actor_at(address, (MARS, role), "reduce-harm");
    }
    // Whoever is kept from a case is told of no request about it.
    let case = rough_sleeper(&scene.house, &scene.worker);
    let kept = scene.house.actor_at("kept@council.example", (MARS, "role:team-manager"), "reduce-harm");
    app.set_access(&scene.worker, case, app::AccessKind::Barred, Some(kept.account), "relative").unwrap();
    let about = NewOutsideRequest { case: app.open(&scene.worker, case).unwrap().reference, ..request() };
    let (one, other) = (scene.log(&about), scene.log(&about));
    assert_eq!((app.remind_of_outside_requests().unwrap(), mails(&scene.house).len()), (0, 0), "it is too early");
    until(&scene.house, date(2026, 11, 23));
    assert_eq!(app.remind_of_outside_requests().unwrap(), 2);
    let sent = mails(&scene.house);
    assert_eq!(sent.iter().map(|(to, _)| to.as_str()).collect::<Vec<_>>(), ["manager@council.example"]);
    assert!(sent[0].1.contains("2 requests") && sent[0].1.contains("25 November 2026"), "{}", sent[0].1);
    assert!(!sent[0].1.contains("Zanary") && !sent[0].1.contains("Constabulary"), "it says something of it");
    assert_eq!(app.remind_of_outside_requests().unwrap(), 0, "once");
    let decision = OutsideDecision {
        decision: "not-held".to_owned(),
        why: "It is not known here".to_owned(),
        told: "yes".to_owned(),
        ..OutsideDecision::default()
    };
    app.decide_outside_request(&scene.manager, one, &decision).unwrap();
    until(&scene.house, date(2026, 11, 26));
    assert_eq!(app.remind_of_outside_requests().unwrap(), 1, "of the one that nobody has decided");
    assert!(mails(&scene.house)[0].1.contains("should have been answered by now"));
    app.decide_outside_request(&scene.manager, other, &decision).unwrap();
    assert_eq!(app.remind_of_outside_requests().unwrap(), 0);
}

#[test]
fn where_nobody_who_decides_has_an_address_those_who_keep_the_registers_are_told_and_where_nobody_has_nothing_is_used_up()
 {
    let scene = Scene::new();
    let app = &scene.house.app;
    scene.log(&request());
    until(&scene.house, date(2026, 11, 23));
    assert_eq!((app.remind_of_outside_requests().unwrap(), mails(&scene.house).len()), (0, 0), "nobody is reached");
    let _ = scene.house.actor_at(OURS, (MARS, "role:data-protection-officer"), "compliance");
    assert_eq!(app.remind_of_outside_requests().unwrap(), 1);
    assert_eq!(mails(&scene.house).iter().map(|(to, _)| to.as_str()).collect::<Vec<_>>(), [OURS]);
}
