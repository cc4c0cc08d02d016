//! New partners: nobody comes in for one before everything that is asked of it was checked.

use crate::held::{DUDLEY, officer};
use crate::shares::{disclosure, referral, refusal};
use crate::support::{COVENTRY, create, house, missing, wrong};
use app::{
    Actor, AgreementForm, AppError, Capacity, ConsentAnswer, Followed, NewAccount, NewEnrolment, NewPartnerCheck,
    NewShare, ONBOARDING, SignIn,
};
use identity::hash_password;
use jiff::civil::date;
use kernel::Sensitive;
use sharing::{Ground, ShareState};
use testkit::House;

const PASSWORD: &str = "correct horse battery staple";

/// Something that was checked, with the questionnaire passed.
fn check(body: &str, item: &str, evidence: &str) -> NewPartnerCheck {
    NewPartnerCheck {
        body: body.to_owned(),
        item: item.to_owned(),
        evidence: evidence.to_owned(),
        result: "passed".to_owned(),
        conditions_by: None,
    }
}

/// A body of an open list, with nothing checked of it yet.
fn enrolled(house: &House, notice: &str, class: &str, name: &str) -> String {
    let admin = Actor { administers: true, ..house.actor(notice, "role:housing-officer", "prevent-relieve") };
    let new = NewEnrolment {
        notice_id: notice.to_owned(),
        class: class.to_owned(),
        name: name.to_owned(),
        evidence: "Charity 7".to_owned(),
        country: "GB".to_owned(),
        from_on: None,
        until_on: None,
    };
    format!("class:{class}/{}", house.app.enrol_body(&admin, &new).unwrap())
}

#[test]
fn nothing_is_referred_to_a_body_that_was_not_checked_nor_given_to_it_by_a_link() {
    let house = house();
    let (app, staff) = (&house.app, crate::support::officer(&house));
    let dpo = house.actor(COVENTRY, "role:data-protection-officer", "compliance");
    let body = enrolled(&house, COVENTRY, "domestic-abuse-service", "Advice Box");
    let case = create(&house, &staff, "Ada Example");
    // One of an open list is asked about once it works on the case.
    app.link_party(&staff, case, &body).unwrap();
    app.record_consent(&staff, case, &body, "refer", ConsentAnswer::Given, "spoken").unwrap();
    let send = || app.ask_to_share(&staff, case, &referral(&body, "refer", &["identity.name"]));
    // It says what is missing, and where that is put right: before anything is chosen, and when it is sent.
    for words in
        [refusal(send()), refusal(app.share_preview(&staff, case, (&body, "refer", Ground::Referral)).map(|_| ()))]
    {
        assert!(words.contains("Advice Box") && words.contains("training of whoever logs in"), "{words}");
        assert!(words.contains("New partners"), "{words}");
    }
    app.ask_of_partners(&dpo, COVENTRY, &["questionnaire".to_owned(), "contact".to_owned()]).unwrap();
    app.check_partner(&dpo, COVENTRY, &check(&body, "contact", "Folder 7")).unwrap();
    // The result of the questionnaire is part of it.
    let judged = |result: &str, by| NewPartnerCheck {
        result: result.to_owned(),
        conditions_by: by,
        ..check(&body, "questionnaire", "Answers 9: encrypt the laptops")
    };
    let judge = |result: &str, by| app.check_partner(&dpo, COVENTRY, &judged(result, by));
    assert_eq!(wrong(judge("", None)), "result");
    assert_eq!(wrong(judge("conditions", None)), "conditions-day");
    assert_eq!(wrong(judge("conditions", Some(date(2026, 11, 21)))), "conditions-day");
    judge("failed", None).unwrap();
    assert!(refusal(send()).contains("failed the check"));
    judge("conditions", Some(date(2026, 11, 30))).unwrap();
    let partner = app.onboarding(&dpo, COVENTRY).unwrap().partners.into_iter().find(|p| p.key == body).unwrap();
    let said = &partner.checked.iter().find(|c| c.item == "questionnaire").unwrap().words;
    assert!(partner.missing.is_empty() && said.contains("conditions") && said.contains("30 November 2026"), "{said}");
    let id = send().unwrap();
    let made = app.make_share_link(&staff, case, id).unwrap();
    let follow = || match app.follow_share_link(&made.link, &made.code, true).unwrap() {
        Followed::In(at) => app.sent_by_link(&at).unwrap().is_some(),
        _ => panic!("the link leads nowhere"),
    };
    assert!(follow());
    // The day passes, and the conditions were not met: the link that was made shows nothing, and none is made.
    house.clock.advance_seconds(10 * 86_400);
    assert!(!follow(), "a link goes round what was not met");
    assert!(refusal(app.make_share_link(&staff, case, id).map(|_| ())).contains("conditions were to be met"));
    judge("passed", None).unwrap();
    assert!(follow() && app.make_share_link(&staff, case, id).is_ok());
    // Of whoever the notice names and was taken over before, a failed one counts too.
    let named = NewPartnerCheck { body: "salvation-army".to_owned(), ..judged("failed", None) };
    app.record_consent(&staff, case, "salvation-army", "refer", ConsentAnswer::Given, "spoken").unwrap();
    let to_named = || app.ask_to_share(&staff, case, &referral("salvation-army", "refer", &["identity.name"]));
    assert!(to_named().is_ok());
    app.check_partner(&dpo, COVENTRY, &named).unwrap();
    assert!(refusal(to_named()).contains("failed the check"));
}

#[test]
fn what_saves_a_life_does_not_wait_for_the_checks_of_a_partner() {
    let house = house();
    let (app, staff) = (&house.app, crate::support::officer(&house));
    let lead = house.actor(COVENTRY, "role:safeguarding-lead", "safeguarding");
    let case = create(&house, &staff, "Ada Example");
    let new = NewShare {
        body: "Example Ambulance Service".to_owned(),
        ..disclosure("class:emergency-service", "vital-interests", Ground::Vital, &["identity.name"])
    };
    let id = app.ask_to_share(&staff, case, &new).unwrap();
    app.approve_share(&lead, id).unwrap();
    assert_eq!(app.share_of(&staff, case, id).unwrap().line.state, ShareState::Sent);
    let key = app.enrolled_bodies(COVENTRY).unwrap()[0].key.clone();
    let dpo = house.actor(COVENTRY, "role:data-protection-officer", "compliance");
    let partners = app.onboarding(&dpo, COVENTRY).unwrap().partners;
    assert!(!partners.iter().find(|p| p.key == key).unwrap().missing.is_empty(), "nothing was checked of it");
    let made = app.make_share_link(&staff, case, id).unwrap();
    let Followed::In(at) = app.follow_share_link(&made.link, &made.code, true).unwrap() else {
        panic!("the link leads nowhere")
    };
    assert!(app.sent_by_link(&at).unwrap().is_some());
}

#[doc = "keeps DUD-046"]
#[test]
fn an_account_of_a_new_partner_does_not_work_before_its_checklist_is_complete() {
    let house = House::new(&[DUDLEY]);
    let app = &house.app;
    let admin = Actor { administers: true, ..officer(&house, DUDLEY, "meet-needs") };
    let dpo = house.actor(DUDLEY, "role:data-protection-officer", "accountability");
    let new = NewEnrolment {
        notice_id: DUDLEY.to_owned(),
        class: "delivery-charity".to_owned(),
        name: "Example Kitchen".to_owned(),
        evidence: "Contract 7".to_owned(),
        country: "GB".to_owned(),
        from_on: None,
        until_on: None,
    };
    let id = app.enrol_body(&admin, &new).unwrap();
    let body = format!("class:delivery-charity/{id}");
    let account = NewAccount {
        username: "kitchen".to_owned(),
        name: "Kit Chen".to_owned(),
        password_hash: hash_password(&Sensitive::new(PASSWORD.to_owned()), &mut house.entropy()).unwrap(),
        second_factor: None,
        capacities: vec![Capacity { notice: DUDLEY.to_owned(), principal: "class:delivery-charity".to_owned() }],
        enrolment: Some(id),
        administers: false,
    };
    app.add_accounts(&admin.caller, vec![account]).unwrap();
    let secret = || Sensitive::new(PASSWORD.to_owned());
    let tries = || app.sign_in("kitchen", &secret());
    let lacks = |words: &str| match tries() {
        Err(AppError::Refused(said)) => assert!(said.contains(words), "{said}"),
        other => panic!("{words} is not missed: {:?}", other.is_ok()),
    };
    lacks("an agreement");
    let partner = |actor: &Actor| {
        let view = app.onboarding(actor, DUDLEY).unwrap();
        view.partners.into_iter().find(|p| p.key == body).unwrap()
    };
    assert_eq!(partner(&admin).missing.len(), ONBOARDING.len());
    let staff = officer(&house, DUDLEY, "meet-needs");
    assert!(
        missing(&app.onboarding(&staff, DUDLEY))
            && missing(&app.check_partner(&staff, DUDLEY, &check(&body, "training", "x")))
    );
    // An agreement counts only once the register has one in force.
    assert_eq!(wrong(app.check_partner(&dpo, DUDLEY, &check(&body, "agreement", "DSA-7"))), "item");
    let form = AgreementForm {
        kind: "sharing".to_owned(),
        party: body.clone(),
        reference: "DSA-7".to_owned(),
        title: "Support".to_owned(),
        from_on: Some(date(2026, 11, 1)),
        review_on: Some(date(2027, 11, 1)),
        document: "Register, 7".to_owned(),
        ..AgreementForm::default()
    };
    let agreement = app.put_agreement(&admin, DUDLEY, None, &form).unwrap();
    app.sign_agreement(&dpo, agreement).unwrap();
    app.countersigned(&admin, agreement, "J. Example", Some(date(2026, 11, 21)), &app::TheirOfficer::signs()).unwrap();
    assert_eq!(wrong(app.check_partner(&dpo, DUDLEY, &check("nobody", "training", "x"))), "body");
    assert_eq!(wrong(app.check_partner(&dpo, DUDLEY, &check(&body, "hope", "x"))), "item");
    assert_eq!(wrong(app.check_partner(&dpo, DUDLEY, &check(&body, "training", " "))), "evidence");
    for (item, words) in ONBOARDING {
        lacks(&words.to_lowercase());
        app.check_partner(&dpo, DUDLEY, &check(&body, item, "Folder 7")).unwrap();
    }
    assert!(partner(&dpo).missing.is_empty());
    assert!(matches!(tries(), Ok(SignIn::NeedsSetUp(_))), "everything was checked, and nobody comes in");
    // Taken back, it works no more; asked for less, it does.
    app.uncheck_partner(&admin, DUDLEY, &body, "training").unwrap();
    lacks("training");
    app.ask_of_partners(&dpo, DUDLEY, &["agreement".to_owned(), "contact".to_owned()]).unwrap();
    assert!(matches!(tries(), Ok(SignIn::NeedsSetUp(_))));
    assert_eq!(wrong(app.ask_of_partners(&dpo, DUDLEY, &["hope".to_owned()])), "items");
}
