//! Agreements: nothing that needs one goes before both sides have signed, nor a minute after it is over.

use crate::held::{DUDLEY, made, officer};
use crate::shares::{disclosure, referral};
use crate::support::{COVENTRY, create, house, partner, released, section};
use app::views::Item;
use app::{Actor, AgreementForm, AppError, ConsentAnswer};
use jiff::civil::{Date, date};
use kernel::{CaseId, EnrolmentId, london_date};
use sharing::{Ground, Standing};
use std::collections::BTreeSet;
use testkit::House;

const TODAY: Date = date(2026, 11, 21);

/// A council with an administrator, its data protection officer, an officer with a case, and a support provider on it.
struct Scene {
    house: House,
    admin: Actor,
    dpo: Actor,
    staff: Actor,
    body: Actor,
    key: String,
    case: CaseId,
}

impl Scene {
    fn new() -> Self {
        let house = House::new(&[DUDLEY]);
        let staff = officer(&house, DUDLEY, "meet-needs");
        let admin = Actor { administers: true, ..officer(&house, DUDLEY, "meet-needs") };
        let dpo = house.actor(DUDLEY, "role:data-protection-officer", "accountability");
        let id = house.app.enrol(&admin, DUDLEY, "support-provider", "Example Care", "Contract 7").unwrap();
        let key = format!("class:support-provider/{id}");
        let body = house.actor(DUDLEY, &key, "meet-needs");
        let case = made(&house, &staff, "housing-first", &[], "");
        house.app.link_party(&staff, case, &key).unwrap();
        Self { house, admin, dpo, staff, body, key, case }
    }

    fn form(&self) -> AgreementForm {
        AgreementForm {
            kind: "sharing".to_owned(),
            party: self.key.clone(),
            reference: "DSA-7".to_owned(),
            title: "Support in Housing First".to_owned(),
            gateways: vec!["Localism Act 2011 section 1".to_owned()],
            from_on: Some(TODAY),
            until_on: Some(date(2027, 3, 31)),
            review_on: Some(date(2027, 1, 31)),
            document: "Contracts register, 7".to_owned(),
            contact: "governance@care.example".to_owned(),
            ..AgreementForm::default()
        }
    }

    /// An agreement that both sides have signed.
    fn signed(&self, form: &AgreementForm) -> EnrolmentId {
        let id = self.house.app.put_agreement(&self.admin, DUDLEY, None, form).unwrap();
        self.house.app.sign_agreement(&self.dpo, id).unwrap();
        self.house
            .app
            .countersigned(&self.admin, id, "J. Example, Director", Some(TODAY), &app::TheirOfficer::signs())
            .unwrap();
        id
    }

    fn sees(&self) -> BTreeSet<String> {
        match self.house.app.open(&self.body, self.case) {
            Ok(view) => released(&view).into_iter().map(str::to_owned).collect(),
            Err(AppError::NotFound) => BTreeSet::new(),
            Err(e) => panic!("{e}"),
        }
    }

    /// Whether the register says that the body lacks an agreement.
    fn is_gap(&self) -> bool {
        self.house.app.agreements(&self.admin).unwrap().gaps.iter().any(|g| g.party == "Example Care")
    }

    fn stopped(&self) -> Option<String> {
        self.house.app.open(&self.staff, self.case).unwrap().agencies.remove(0).stopped
    }

    fn standing(&self, id: EnrolmentId) -> Standing {
        self.house.app.agreement(&self.admin, id).unwrap().line.standing
    }
}

#[test]
fn nothing_goes_before_both_sides_have_signed_nor_after_the_last_day() {
    let scene = Scene::new();
    let Scene { house, admin, dpo, .. } = &scene;
    assert!(scene.sees().is_empty());
    assert!(scene.is_gap());
    assert!(scene.stopped().unwrap().contains("There is no agreement with them"));
    let id = house.app.put_agreement(admin, DUDLEY, None, &scene.form()).unwrap();
    // What went is asked back by its reference: no two have the same.
    let again = AgreementForm { reference: " dsa-7 ".to_owned(), ..scene.form() };
    assert_eq!(crate::support::wrong(house.app.put_agreement(admin, DUDLEY, None, &again)), "reference");
    house.app.put_agreement(admin, DUDLEY, Some(id), &scene.form()).unwrap();
    assert!(scene.sees().is_empty(), "a draft is no agreement");
    house.app.sign_agreement(dpo, id).unwrap();
    assert!(scene.sees().is_empty(), "one side is not both");
    assert_eq!(scene.stopped().unwrap(), "Agreement DSA-7 waits for the other side’s signature.");
    house.app.countersigned(admin, id, "J. Example, Director", Some(TODAY), &app::TheirOfficer::signs()).unwrap();
    assert!(scene.sees().contains("support-needs"), "from the next request on");
    assert_eq!(scene.stopped(), None);
    assert!(!scene.is_gap());
    // The renewal is called for beforehand: first its review, then its end.
    let line = |id| house.app.agreements(admin).unwrap().lines.into_iter().find(|l| l.id == id).unwrap();
    assert_eq!(line(id).standing, Standing::Live { ending: None, review_overdue: false });
    house.clock.advance_seconds(80 * 86_400);
    let expected = Standing::Live { ending: Some(date(2027, 3, 31)), review_overdue: true };
    assert_eq!(line(id).standing, expected);
    // Its last day, to the last minute; and then nothing.
    house.clock.advance_seconds(50 * 86_400);
    assert!(!scene.sees().is_empty(), "31 March");
    house.clock.advance_seconds(86_400);
    assert!(scene.sees().is_empty(), "1 April");
    assert_eq!(scene.stopped().unwrap(), "Agreement DSA-7 lapsed: its last day was 31 March 2027.");
    assert_eq!(house.app.agreements(admin).unwrap().lines[0].id, id, "what has stopped comes first");
}

#[test]
fn ending_an_agreement_counts_from_the_next_request_and_staff_see_why() {
    let scene = Scene::new();
    let id = scene.signed(&scene.form());
    assert!(!scene.sees().is_empty());
    let refused = scene.house.app.end_agreement(&scene.admin, id, "  ");
    assert!(matches!(refused, Err(AppError::Refused(_))), "without a reason");
    assert!(!scene.sees().is_empty());
    scene.house.app.end_agreement(&scene.dpo, id, "The service closed").unwrap();
    assert!(scene.sees().is_empty());
    assert_eq!(scene.stopped().unwrap(), "Agreement DSA-7 was ended on 21 November 2026.");
    // It cannot be brought back; only a new one helps.
    assert!(matches!(
        scene.house.app.countersigned(&scene.admin, id, "J", Some(TODAY), &app::TheirOfficer::signs()),
        Err(AppError::Refused(_))
    ));
    scene.signed(&AgreementForm { reference: "DSA-8".to_owned(), ..scene.form() });
    assert!(!scene.sees().is_empty());
}

#[test]
fn an_agreement_covers_what_it_names_and_the_body_is_told_what_it_does_not() {
    let scene = Scene::new();
    let narrow = AgreementForm { categories: vec!["name-and-contact".to_owned()], purposes: vec![], ..scene.form() };
    scene.signed(&narrow);
    assert_eq!(scene.sees(), BTreeSet::from(["name-and-contact".to_owned()]));
    let view = scene.house.app.open(&scene.body, scene.case).unwrap();
    let Item::Withheld(why) = &section(&view, "support-needs").content else { panic!("released") };
    assert!(why.reasons.iter().any(|r| r == "Agreement DSA-7 does not cover this."), "{:?}", why.reasons);
    // One for another purpose lets nothing go for this one.
    let other = Scene::new();
    other.signed(&AgreementForm { purposes: vec!["own-safety".to_owned()], ..other.form() });
    assert!(other.sees().is_empty());
    assert!(other.is_gap());
}

#[test]
fn only_the_officer_signs_for_the_council_and_nobody_else_finds_the_register() {
    let scene = Scene::new();
    let Scene { house, admin, dpo, staff, body, .. } = &scene;
    let id = house.app.put_agreement(dpo, DUDLEY, None, &scene.form()).unwrap();
    for stranger in [staff, body] {
        assert!(matches!(house.app.agreements(stranger), Err(AppError::NotFound)));
        assert!(matches!(house.app.agreement(stranger, id), Err(AppError::NotFound)));
        assert!(matches!(house.app.put_agreement(stranger, DUDLEY, None, &scene.form()), Err(AppError::NotFound)));
        assert!(matches!(house.app.end_agreement(stranger, id, "so"), Err(AppError::NotFound)));
        assert!(matches!(
            house.app.countersigned(stranger, id, "J", Some(TODAY), &app::TheirOfficer::signs()),
            Err(AppError::NotFound)
        ));
    }
    assert!(matches!(house.app.sign_agreement(admin, id), Err(AppError::NotFound)), "an administrator does not sign");
    let elsewhere = house.actor("coventry/homelessness-and-cbl", "role:data-protection-officer", "accountability");
    assert!(matches!(house.app.sign_agreement(&elsewhere, id), Err(AppError::NotFound)), "another notice's officer");
    assert!(matches!(house.app.agreement(&elsewhere, id), Err(AppError::NotFound)));
    // Signed: its terms stand. Without a document nobody signs.
    let bare = AgreementForm { document: String::new(), reference: "DSA-8".to_owned(), ..scene.form() };
    let unkept = house.app.put_agreement(admin, DUDLEY, None, &bare).unwrap();
    assert!(matches!(house.app.sign_agreement(dpo, unkept), Err(AppError::Refused(_))));
    let wider = AgreementForm { title: "Wider".to_owned(), ..scene.form() };
    house.app.put_agreement(admin, DUDLEY, Some(id), &wider).unwrap();
    assert_eq!(house.app.agreement(dpo, id).unwrap().line.title, "Wider");
    house.app.sign_agreement(dpo, id).unwrap();
    assert!(matches!(house.app.put_agreement(admin, DUDLEY, Some(id), &scene.form()), Err(AppError::Refused(_))));
    assert!(matches!(house.app.sign_agreement(dpo, id), Err(AppError::Refused(_))), "twice");
    assert_eq!(house.app.agreement(dpo, id).unwrap().terms.ours.unwrap().by, dpo.name);
}

#[test]
fn what_is_wrong_with_an_agreement_is_said_all_at_once() {
    let scene = Scene::new();
    let empty = AgreementForm { party: "nobody".to_owned(), ..AgreementForm::default() };
    let Err(AppError::Form(errors)) = scene.house.app.put_agreement(&scene.admin, DUDLEY, None, &empty) else {
        panic!("taken")
    };
    let inputs: Vec<&str> = errors.fields.iter().map(|f| f.input.as_str()).collect();
    assert_eq!(inputs, ["kind", "party", "reference", "title", "from-day", "review-day"]);
    let backwards = AgreementForm {
        until_on: Some(date(2026, 1, 1)),
        review_on: Some(date(2026, 1, 1)),
        purposes: vec!["nothing".to_owned()],
        categories: vec!["nothing".to_owned()],
        members: vec!["nobody".to_owned()],
        ..scene.form()
    };
    let Err(AppError::Form(errors)) = scene.house.app.put_agreement(&scene.admin, DUDLEY, None, &backwards) else {
        panic!("taken")
    };
    let inputs: Vec<&str> = errors.fields.iter().map(|f| f.input.as_str()).collect();
    assert_eq!(inputs, ["members", "purposes", "categories", "until-day", "review-day"]);
    // The other side cannot have signed tomorrow.
    let id = scene.house.app.put_agreement(&scene.admin, DUDLEY, None, &scene.form()).unwrap();
    for (by, on) in [("", Some(TODAY)), ("J", None), ("J", Some(date(2026, 11, 22)))] {
        assert!(matches!(
            scene.house.app.countersigned(&scene.admin, id, by, on, &app::TheirOfficer::signs()),
            Err(AppError::Refused(_))
        ));
    }
    for next in [None, Some(TODAY)] {
        assert!(matches!(scene.house.app.reviewed_agreement(&scene.dpo, id, next), Err(AppError::Refused(_))));
    }
    scene.house.app.reviewed_agreement(&scene.dpo, id, Some(date(2027, 2, 1))).unwrap();
    assert!(matches!(scene.standing(id), Standing::Unsigned { ours: false, theirs: false }));
}

#[doc = "keeps DUD-060"]
#[test]
fn both_sides_are_told_before_an_agreement_ends_and_when_it_has_and_then_nothing_goes() {
    let scene = Scene::new();
    let id = scene.signed(&AgreementForm { our_contact: "information@council.example".to_owned(), ..scene.form() });
    let app = &scene.house.app;
    let told =
        || -> Vec<String> { app.agreement(&scene.admin, id).unwrap().told.into_iter().map(|(what, _)| what).collect() };
    let mails = || {
        let system = kernel::Caller::system(scene.house.authority, "test");
        let waiting = app.store().write(&system, "look", |tx| tx.jobs_in(store::JobState::Waiting, 100));
        let waiting = waiting.unwrap_or_else(|e: store::StoreError| panic!("{e}"));
        waiting.iter().filter(|j| j.kind == app::jobs::STAFF_MAIL).count()
    };
    let until = |day: Date| {
        let today = kernel::london_date(scene.house.now());
        let days = (day - today).get_days();
        scene.house.clock.advance_seconds(i64::from(days) * 24 * 3600);
    };
    assert_eq!(app.remind_of_agreements().unwrap(), 0, "it is too early");
    until(date(2027, 1, 2));
    assert_eq!(app.remind_of_agreements().unwrap(), 1);
    assert_eq!((told(), mails()), (vec!["review-30:2027-01-31".to_owned()], 2), "the one side and the other");
    assert_eq!(app.remind_of_agreements().unwrap(), 0, "each is told once");
    until(date(2027, 3, 31));
    assert_eq!(app.remind_of_agreements().unwrap(), 2);
    assert!(told().contains(&"ends-7:2027-03-31".to_owned()) && told().contains(&"review-late:2027-01-31".to_owned()));
    assert!(!scene.sees().is_empty(), "its last day");
    until(date(2027, 4, 1));
    assert!(scene.sees().is_empty(), "no agreement in force, nothing goes");
    assert_eq!(app.remind_of_agreements().unwrap(), 1);
    assert!(told().contains(&"lapsed:2027-03-31".to_owned()));
    assert_eq!(mails(), 8);

    // Who ends one before its time: both sides are told at once.
    let other = Scene::new();
    let id = other.signed(&AgreementForm { our_contact: "information@council.example".to_owned(), ..other.form() });
    other.house.app.end_agreement(&other.dpo, id, "The service has closed").unwrap();
    assert_eq!(other.house.app.agreement(&other.admin, id).unwrap().told[0].0, "ended");
    assert_eq!(other.house.app.remind_of_agreements().unwrap(), 0);
}

/// Where the notice asks for no agreement: there may be none, but what two sides agreed on ends with what they agreed.
#[test]
fn once_what_was_agreed_with_a_body_is_over_nothing_goes_to_it_though_the_notice_asks_for_no_agreement() {
    let house = house();
    let app = &house.app;
    let staff = crate::support::officer(&house);
    let (admin, dpo) =
        (crate::support::administrator(&house), house.actor(COVENTRY, "role:data-protection-officer", "compliance"));
    let case = create(&house, &staff, "Ada Example");
    let (charity, duty) = (partner(&house, "st-basils"), house.actor(COVENTRY, "through-care", "prevent-relieve"));
    for party in ["st-basils", "through-care"] {
        app.link_party(&staff, case, party).unwrap();
    }
    app.record_consent(&staff, case, "st-basils", "refer", ConsentAnswer::Given, "spoken").unwrap();
    let sees = |who: &Actor| match app.open(who, case) {
        Ok(view) => released(&view).into_iter().map(str::to_owned).collect::<BTreeSet<String>>(),
        Err(AppError::NotFound) => BTreeSet::new(),
        Err(e) => panic!("{e}"),
    };
    let before = (sees(&charity), sees(&duty));
    assert!(before.0.contains("housing-needs") && before.1.contains("identity"), "{before:?}");
    // There has never been an agreement: it goes, and the register says so.
    let gaps = |goes: bool| {
        let all = app.agreements(&admin).unwrap().gaps;
        let found = all.into_iter().filter(|g| g.goes == goes).map(|g| g.party);
        found.collect::<BTreeSet<String>>()
    };
    assert!(gaps(true).contains("St Basils") && !gaps(false).contains("St Basils"));
    assert!(!gaps(true).iter().any(|p| p.contains("Early Help") || p.contains("Through Care")), "{:?}", gaps(true));
    let form = |party: &str, reference: &str| AgreementForm {
        kind: "sharing".to_owned(),
        party: party.to_owned(),
        reference: reference.to_owned(),
        title: "Support".to_owned(),
        from_on: Some(TODAY),
        until_on: Some(date(2026, 12, 31)),
        review_on: Some(date(2026, 12, 1)),
        document: "Register, 7".to_owned(),
        ..AgreementForm::default()
    };
    let sign = |id| {
        app.sign_agreement(&dpo, id).unwrap();
        app.countersigned(
            &admin,
            id,
            "J. Example, Director",
            Some(london_date(house.now())),
            &app::TheirOfficer::signs(),
        )
        .unwrap();
    };
    let id = app.put_agreement(&admin, COVENTRY, None, &form("st-basils", "DSA-1")).unwrap();
    assert_eq!(sees(&charity), before.0, "a first draft stops nothing that went without one");
    sign(id);
    sign(app.put_agreement(&admin, COVENTRY, None, &form("through-care", "DSA-2")).unwrap());
    assert_eq!((sees(&charity), sees(&duty)), before, "in force");
    assert!(!gaps(true).contains("St Basils") && !gaps(false).contains("St Basils"));
    // The last minute of its last day, and the first of the next.
    house.clock.advance_seconds(40 * 86_400 + 43_200 - 60);
    assert_eq!((sees(&charity), sees(&duty)), before);
    house.clock.advance_seconds(60);
    assert!(sees(&charity).is_empty(), "the agreement has lapsed");
    assert_eq!(sees(&duty), before.1, "what the law makes the council send goes all the same");
    assert!(gaps(false).contains("St Basils"));
    // Staff see why: on the case, and where something is to be sent.
    let stopped = app.open(&staff, case).unwrap().agencies.into_iter().find(|a| a.key == "st-basils").unwrap().stopped;
    let lapsed = "Agreement DSA-1 lapsed: its last day was 31 December 2026.";
    assert_eq!(stopped.as_deref(), Some(lapsed));
    let way = ("st-basils", "refer", Ground::Referral);
    let reasons: Vec<String> =
        app.share_preview(&staff, case, way).unwrap().sections.into_iter().flat_map(|s| s.reasons).collect();
    assert!(!reasons.is_empty() && reasons.iter().any(|r| r.contains(lapsed)), "{reasons:?}");
    assert!(app.ask_to_share(&staff, case, &referral("st-basils", "refer", &["identity.name"])).is_err());
    // Danger to life does not wait for a lawyer.
    let lead = house.actor(COVENTRY, "role:safeguarding-lead", "safeguarding");
    let body = app.enrol(&admin, COVENTRY, "emergency-service", "Example Ambulance Service", "Known").unwrap();
    let crew = format!("class:emergency-service/{body}");
    let ended = AgreementForm {
        from_on: Some(date(2027, 1, 1)),
        review_on: Some(date(2027, 2, 1)),
        until_on: None,
        ..form(&crew, "DSA-3")
    };
    let ended = app.put_agreement(&admin, COVENTRY, None, &ended).unwrap();
    sign(ended);
    app.end_agreement(&dpo, ended, "Replaced").unwrap();
    let vital = disclosure(&crew, "vital-interests", Ground::Vital, &["identity.name"]);
    let id = app.ask_to_share(&staff, case, &vital).unwrap();
    app.approve_share(&lead, id).unwrap();
    let crew = house.actor(COVENTRY, &crew, "vital-interests");
    assert_eq!(sees(&crew), BTreeSet::from(["identity".to_owned()]));
    // A new one, and it goes again.
    let again = AgreementForm {
        from_on: Some(date(2027, 1, 1)),
        review_on: Some(date(2027, 6, 1)),
        until_on: Some(date(2027, 12, 31)),
        ..form("st-basils", "DSA-4")
    };
    sign(app.put_agreement(&admin, COVENTRY, None, &again).unwrap());
    assert_eq!(sees(&charity), before.0);
}
