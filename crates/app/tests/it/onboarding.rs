//! New partners: nobody comes in for one before everything that is asked of it was checked.

use crate::held::{DUDLEY, officer};
use crate::support::{missing, wrong};
use app::{Actor, AgreementForm, AppError, Capacity, NewAccount, NewEnrolment, ONBOARDING, SignIn};
use identity::hash_password;
use jiff::civil::date;
use kernel::Sensitive;
use testkit::House;

const PASSWORD: &str = "correct horse battery staple";

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
        missing(&app.onboarding(&staff, DUDLEY)) && missing(&app.check_partner(&staff, DUDLEY, &body, "training", "x"))
    );
    // An agreement counts only once the register has one in force.
    assert_eq!(wrong(app.check_partner(&dpo, DUDLEY, &body, "agreement", "DSA-7")), "item");
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
    app.countersigned(&admin, agreement, "J. Example", Some(date(2026, 11, 21))).unwrap();
    assert_eq!(wrong(app.check_partner(&dpo, DUDLEY, "nobody", "training", "x")), "body");
    assert_eq!(wrong(app.check_partner(&dpo, DUDLEY, &body, "hope", "x")), "item");
    assert_eq!(wrong(app.check_partner(&dpo, DUDLEY, &body, "training", " ")), "evidence");
    for (item, words) in ONBOARDING {
        lacks(&words.to_lowercase());
        app.check_partner(&dpo, DUDLEY, &body, item, "Folder 7").unwrap();
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
