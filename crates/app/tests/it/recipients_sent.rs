//! What goes to the bodies that a notice names, by the real form, approval and desk: exactly their list, on the ledger and in the
//! receipt, refused without what the notice asks for, and seen by the person unless the law has it otherwise.

use crate::held::{DUDLEY, KIRKLEES, MARS, made, officer};
use crate::recipients::{enrolled, nothing, set, shown};
use crate::shares::{disclosure, referral, refusal, sent};
use crate::support::{COVENTRY, wrong};
use app::{Actor, AgreementForm, AppError, ConsentAnswer, Me, NewShare, ShareView};
use jiff::civil::date;
use kernel::{AccountId, CaseId, SessionId, ShareId};
use sharing::{Ground, ShareState, Standing};
use std::collections::BTreeSet;
use testkit::House;

/// A way to a body.
struct Way {
    notice: &'static str,
    service: &'static str,
    /// For which purpose staff work on the case.
    staff: &'static str,
    /// A party of the notice, or a class into which a body of that name is enrolled.
    party: &'static str,
    body: &'static str,
    purpose: &'static str,
    ground: Ground,
    statement: &'static str,
    /// What it may have at most, and what of that is filled in.
    may: &'static [&'static str],
    has: &'static [&'static str],
    /// Filled in, and not on its list.
    never: &'static str,
    said: &'static [(&'static str, &'static str)],
    /// Whether the person finds it on their own page.
    person_sees: bool,
}

/// A case with the body that something is to go to.
struct Scene {
    house: House,
    staff: Actor,
    officer: Actor,
    case: CaseId,
    key: String,
    body: Actor,
}

impl Way {
    fn scene(&self) -> Scene {
        let house = House::new(&[self.notice]);
        let staff = officer(&house, self.notice, self.staff);
        let officer = house.actor(self.notice, "role:data-protection-officer", self.staff);
        let case = made(&house, &staff, self.service, self.said, "");
        let (key, body) = match self.party.strip_prefix("class:") {
            Some(class) => enrolled(&house, self.notice, class, self.body, self.purpose),
            None => (self.party.to_owned(), house.actor(self.notice, self.party, self.purpose)),
        };
        Scene { house, staff, officer, case, key, body }
    }

    /// The answers that can be chosen: they are of what the body may have, and of no more.
    fn offered(&self, scene: &Scene) -> Vec<String> {
        let way = (scene.key.as_str(), self.purpose, self.ground);
        let preview = scene.house.app.share_preview(&scene.staff, scene.case, way).unwrap();
        let released: BTreeSet<String> =
            preview.sections.iter().filter(|s| s.released).map(|s| s.category.clone()).collect();
        let (may, has) = (set(self.may), set(self.has));
        assert!(released.is_subset(&may) && has.is_subset(&released), "{}: {released:?}", self.statement);
        let rows = preview.sections.iter().filter_map(|s| s.rows.as_ref());
        rows.flat_map(|r| r.get().iter().map(|r| r.item.clone()).collect::<Vec<_>>()).collect()
    }

    /// The disclosure of some answers, with all that its form asks.
    fn form(&self, scene: &Scene, items: &[String]) -> NewShare {
        let items: Vec<&str> = items.iter().map(String::as_str).collect();
        let widen = "The whole list is tried out here".to_owned();
        NewShare { widen, ..disclosure(&scene.key, self.purpose, self.ground, &items) }
    }

    /// That something is with the body: exactly what was chosen, on its desk and nowhere more; in the receipt; on the ledger.
    fn is_there(&self, scene: &Scene, id: ShareId, items: &[String]) -> ShareView {
        let Scene { house, staff, case, key, body, .. } = scene;
        let desk = house.app.desk_item(body, id).unwrap();
        let got: BTreeSet<String> = sent(&desk).into_iter().map(|(item, _)| item).collect();
        assert_eq!(got, items.iter().cloned().collect(), "{}", self.statement);
        let view = house.app.share_of(staff, *case, id).unwrap();
        let receipt: serde_json::Value = serde_json::from_str(view.receipt.as_deref().unwrap()).unwrap();
        assert_eq!((receipt["to"].as_str(), receipt["purpose"].as_str()), (Some(key.as_str()), Some(self.purpose)));
        let says = |list: &str| {
            receipt[list].as_array().unwrap().iter().map(|v| v.as_str().unwrap().to_owned()).collect::<BTreeSet<_>>()
        };
        assert!(says("statements").iter().any(|s| s.ends_with(self.statement)), "{receipt}");
        let categories: BTreeSet<String> = items.iter().map(|i| i.split('.').next().unwrap().to_owned()).collect();
        assert_eq!(says("categories"), categories);
        assert!(!receipt.to_string().contains("Ada Example"));
        // The ledger has the entry that the receipt names, before anybody looked; and the look itself.
        let seen = house.app.seen(staff, *case, None).unwrap().lines;
        let of = |line: &app::views::SeenLine| line.statements.iter().any(|s| s.id == self.statement);
        assert!(
            seen.iter().any(|l| of(l) && !l.released.is_empty() && l.what.contains("Passed it on")),
            "{}",
            self.statement
        );
        assert!(seen.iter().any(|l| of(l) && l.who == body.name), "the look is on the record");
        // The person's own page.
        let person = house.app.open(staff, *case).unwrap().person;
        let me = Me {
            account: AccountId::new(house.now(), &mut house.entropy()),
            person,
            session: SessionId::new(house.now(), &mut house.entropy()),
            represents: false,
            scope: Vec::new(),
        };
        let purpose = house.app.notice_page(self.notice, None).unwrap().notice.purpose_label(self.purpose);
        let theirs = house.app.my_sharing(&me).unwrap().into_iter().any(|l| l.purpose == purpose);
        assert_eq!(theirs, self.person_sees, "{}: what the person finds", self.statement);
        view
    }

    /// The whole way of a disclosure that needs no consent.
    fn without_consent(&self) {
        let scene = self.scene();
        let Scene { house, staff, officer, case, body, .. } = &scene;
        assert!(nothing(house, body, *case), "{}: before anything is asked", self.statement);
        let items = self.offered(&scene);
        let new = self.form(&scene, &items);
        let wider = NewShare { items: [items.clone(), vec![self.never.to_owned()]].concat(), ..new.clone() };
        assert!(refusal(house.app.ask_to_share(staff, *case, &wider)).contains("may not go"));
        // Without a reason, a law or the test it is not even asked.
        for (less, lacking) in [
            (NewShare { reason: String::new(), ..new.clone() }, "reason"),
            (NewShare { gateway: String::new(), ..new.clone() }, "gateway"),
            (NewShare { test: new.test[1..].to_vec(), ..new.clone() }, new.test[0].0.as_str()),
        ] {
            assert_eq!(wrong(house.app.ask_to_share(staff, *case, &less)), lacking, "{}", self.statement);
        }
        // A law in words has to be cited.
        let other = NewShare { gateway: "other".to_owned(), citation: String::new(), ..new.clone() };
        if sharing::gateway("other").unwrap().is_for(self.ground) {
            assert_eq!(wrong(house.app.ask_to_share(staff, *case, &other)), "citation");
        }
        // Refused, it stays on record and nothing leaves.
        let no = house.app.ask_to_share(staff, *case, &new).unwrap();
        assert!(nothing(house, body, *case), "{}: asked is not sent", self.statement);
        house.app.refuse_share(officer, no, "test", "").unwrap();
        let view = house.app.share_of(staff, *case, no).unwrap();
        assert!(view.line.state == ShareState::Refused && view.receipt.is_none() && nothing(house, body, *case));
        // Approved by somebody else, it goes.
        let yes = house.app.ask_to_share(staff, *case, &new).unwrap();
        assert!(house.app.approve_share(staff, yes).is_err(), "whoever asks does not decide");
        house.app.approve_share(officer, yes).unwrap();
        let view = self.is_there(&scene, yes, &items);
        assert!(view.gateway.is_some() && view.steps.iter().any(|s| s.step == "approve" && s.by == officer.name));
    }
}

const CRIME: Way = Way {
    notice: DUDLEY,
    service: "housing-options",
    staff: "meet-needs",
    party: "class:police",
    body: "Example Police",
    purpose: "fraud-and-crime",
    ground: Ground::Crime,
    statement: "disclose.crime",
    may: &["name-and-contact", "personal-details", "household", "safety"],
    has: &["name-and-contact", "safety"],
    never: "finances.income",
    said: &[("safety.safety-concern", "Afraid of a neighbour"), ("finances.income", "900")],
    person_sees: false,
};

#[doc = "keeps DUD-053, DUD-055"]
#[test]
fn the_police_ask_on_a_form_for_crime_somebody_else_decides_and_each_item_is_listed() {
    CRIME.without_consent();
}

#[doc = "keeps DUD-056"]
#[test]
fn public_funds_are_protected_by_disclosures_that_somebody_approved() {
    Way {
        party: "class:public-body",
        body: "Example Audit Body",
        purpose: "public-funds",
        ground: Ground::Fraud,
        statement: "disclose.public-funds",
        may: &["name-and-contact", "personal-details", "household", "finances"],
        has: &["name-and-contact", "finances"],
        never: "safety.safety-concern",
        person_sees: true,
        ..CRIME
    }
    .without_consent();
}

#[doc = "keeps DUD-057"]
#[test]
fn any_other_obligation_in_law_is_cited_before_anything_goes() {
    Way {
        party: "class:public-body",
        body: "Example Inspectorate",
        purpose: "legal-obligation",
        ground: Ground::Legal,
        statement: "disclose.required-by-law",
        may: &[
            "name-and-contact",
            "personal-details",
            "language-and-access",
            "household",
            "housing-needs",
            "support-needs",
        ],
        has: &["name-and-contact", "housing-needs"],
        person_sees: true,
        ..CRIME
    }
    .without_consent();
}

#[doc = "keeps KIR-060"]
#[test]
fn what_the_police_are_told_in_kirklees_was_asked_for_and_decided() {
    Way {
        notice: KIRKLEES,
        service: "support",
        staff: "support",
        party: "class:police",
        body: "Example Police",
        purpose: "legal-obligations",
        ground: Ground::Legal,
        statement: "disclose.required-by-law",
        may: &["identity", "contact", "assessment", "housing-needs"],
        has: &["identity"],
        never: "finances.income",
        said: &[],
        person_sees: false,
    }
    .without_consent();
}

#[doc = "keeps DUD-048"]
#[test]
fn another_council_is_sent_what_it_needs_with_a_receipt() {
    let way = Way {
        party: "class:other-council",
        body: "Example Borough Council",
        purpose: "meet-needs",
        ground: Ground::Referral,
        statement: "disclose.public-bodies",
        may: &["name-and-contact", "personal-details", "language-and-access", "household", "housing-needs"],
        has: &["name-and-contact", "housing-needs"],
        person_sees: true,
        ..CRIME
    };
    let scene = way.scene();
    let Scene { house, staff, case, key, body, .. } = &scene;
    assert!(nothing(house, body, *case));
    let items = way.offered(&scene);
    let chosen: Vec<&str> = items.iter().map(String::as_str).collect();
    let wider = [chosen.clone(), vec![way.never]].concat();
    assert!(refusal(house.app.ask_to_share(staff, *case, &referral(key, way.purpose, &wider))).contains("may not go"));
    let id = house.app.ask_to_share(staff, *case, &referral(key, way.purpose, &chosen)).unwrap();
    way.is_there(&scene, id, &items);
}

#[doc = "keeps MARS-068"]
#[test]
fn each_health_body_is_asked_about_by_itself_and_without_a_yes_only_a_named_law_and_a_second_person_help() {
    for (party, body) in [
        ("class:gp", "Example Surgery"),
        ("class:hospital", "Example Hospital"),
        ("class:ambulance", "Example Ambulance Service"),
        ("class:health-visiting", "Example Health Visiting"),
        ("class:mental-health", "Example Mental Health Trust"),
    ] {
        let way = Way {
            notice: MARS,
            service: "mars",
            staff: "reduce-harm",
            party,
            body,
            purpose: "reduce-harm",
            ground: Ground::Referral,
            statement: "disclose.health",
            may: &["identity", "contact", "health", "support-needs", "risk"],
            has: &["identity", "risk"],
            never: "address-history.current-address",
            said: &[("risk.risk-to-self", "Low"), ("address-history.current-address", "Bench 4")],
            person_sees: true,
        };
        let scene = way.scene();
        let Scene { house, staff, officer, case, key, .. } = &scene;
        let (other, _) = enrolled(house, MARS, party.trim_start_matches("class:"), "Another Surgery", "reduce-harm");
        let ask = || referral(key, way.purpose, &["identity.name"]);
        assert!(refusal(house.app.ask_to_share(staff, *case, &ask())).contains("consent"), "nobody was asked");
        // A yes for one body and purpose is none for another.
        house.app.link_party(staff, *case, &other).unwrap();
        house.app.record_consent(staff, *case, &other, "reduce-harm", ConsentAnswer::Given, "spoken").unwrap();
        assert!(refusal(house.app.ask_to_share(staff, *case, &ask())).contains("consent"), "{body}");
        // Without: the duty or power by name, who decided, and when.
        let law = Way { ground: Ground::Legal, statement: "disclose.duty-or-power", may: &["identity", "risk"], ..way };
        let items = law.offered(&scene);
        let new = law.form(&scene, &items);
        assert_eq!(
            wrong(house.app.ask_to_share(staff, *case, &NewShare { gateway: String::new(), ..new.clone() })),
            "gateway"
        );
        let id = house.app.ask_to_share(staff, *case, &new).unwrap();
        house.app.approve_share(officer, id).unwrap();
        let view = house.app.share_of(staff, *case, id).unwrap();
        let decided = view.steps.iter().find(|s| s.step == "approve").unwrap();
        assert!(view.gateway.is_some() && decided.by == officer.name && decided.at == house.now());
        house.app.withdraw_share(staff, *case, id, "for the next part").unwrap();
        // With a yes for this one: its list, on its desk.
        house.app.link_party(staff, *case, key).unwrap();
        house.app.record_consent(staff, *case, key, "reduce-harm", ConsentAnswer::Given, "spoken").unwrap();
        let items = way.offered(&scene);
        let wider = [items.clone(), vec![way.never.to_owned()]].concat();
        let ask = |items: &[String]| NewShare {
            widen: "The whole list is tried out here".to_owned(),
            ..referral(key, way.purpose, &items.iter().map(String::as_str).collect::<Vec<_>>())
        };
        assert!(refusal(house.app.ask_to_share(staff, *case, &ask(&wider))).contains("may not go"));
        let id = house.app.ask_to_share(staff, *case, &ask(&items)).unwrap();
        way.is_there(&scene, id, &items);
    }
}

#[doc = "keeps DUD-042"]
#[test]
fn departments_see_the_people_they_work_with_and_each_look_says_which_department_it_was() {
    let house = House::new(&[DUDLEY]);
    let staff = officer(&house, DUDLEY, "meet-needs");
    let (one, other) =
        (made(&house, &staff, "housing-options", &[], ""), made(&house, &staff, "housing-options", &[], ""));
    let (revenues, clerk) = enrolled(&house, DUDLEY, "council-department", "Revenues", "meet-needs");
    let (benefits, adviser) = enrolled(&house, DUDLEY, "council-department", "Benefits", "meet-needs");
    house.app.link_party(&staff, one, &revenues).unwrap();
    house.app.link_party(&staff, other, &benefits).unwrap();
    let preset = set(&[
        "name-and-contact",
        "personal-details",
        "safe-contact",
        "language-and-access",
        "household",
        "housing-needs",
        "support-needs",
    ]);
    for (who, theirs, not, name) in [(&clerk, one, other, "Revenues"), (&adviser, other, one, "Benefits")] {
        assert_eq!(shown(&house, who, &staff, theirs, "disclose.departments"), preset);
        assert!(nothing(&house, who, not), "another department's case");
        // The look is on the record with the department that it was, and so is the try at another's case.
        let lines = |case| house.app.seen(&staff, case, None).unwrap().lines;
        let theirs = lines(theirs).into_iter().find(|l| l.who == who.name && l.what == "Opened the record").unwrap();
        assert_eq!(theirs.acting, format!("Other departments of the council: {name}"));
        let tried = lines(not).into_iter().find(|l| l.who == who.name).unwrap();
        assert!(tried.acting.ends_with(name) && tried.released.is_empty() && tried.what.contains("nothing was shown"));
    }
    // The two work on one case: each does under its own name, and who is not in a department has none of its list.
    house.app.link_party(&staff, one, &benefits).unwrap();
    assert_eq!(shown(&house, &adviser, &staff, one, "disclose.departments"), preset);
    let admin = Actor { administers: true, ..officer(&house, DUDLEY, "meet-needs") };
    let id = benefits.rsplit('/').next().unwrap().parse().unwrap();
    house.app.end_enrolment(&admin, id, date(2026, 11, 21)).unwrap();
    house.clock.advance_seconds(86_400);
    assert!(
        nothing(&house, &adviser, one) && !nothing(&house, &clerk, one),
        "a department that was dissolved sees nothing"
    );
}

#[doc = "keeps COV-037"]
#[test]
fn the_register_of_partners_has_each_by_name_with_what_it_is_its_agreement_and_a_contact() {
    let house = House::new(&[COVENTRY]);
    let officer = house.actor(COVENTRY, "role:data-protection-officer", "compliance");
    let form = |party: &str, reference: &str, contact: &str| AgreementForm {
        kind: "sharing".to_owned(),
        party: party.to_owned(),
        reference: reference.to_owned(),
        title: "Referrals".to_owned(),
        from_on: Some(date(2026, 11, 21)),
        until_on: Some(date(2027, 11, 20)),
        review_on: Some(date(2027, 5, 1)),
        document: "Contracts register".to_owned(),
        contact: contact.to_owned(),
        ..AgreementForm::default()
    };
    let put = |form: &AgreementForm| house.app.put_agreement(&officer, COVENTRY, None, form).unwrap();
    let signed = put(&form("st-basils", "DSA-1", "agreements@st-basils.example"));
    house.app.sign_agreement(&officer, signed).unwrap();
    house
        .app
        .countersigned(&officer, signed, "J. Example, Director", Some(date(2026, 11, 21)), &app::TheirOfficer::signs())
        .unwrap();
    put(&form("orbit-housing", "DSA-2", "agreements@orbit.example"));
    let lines = house.app.partners(&officer).unwrap();
    let of =
        |name: &str| lines.iter().find(|l| l.name == name).unwrap_or_else(|| panic!("{name} is not on the register"));
    for name in ["P3 Charity", "YMCA", "St Basils", "Emmaus", "Coventry Cyrenians", "Salvation Army"] {
        let line = of(name);
        assert!(line.list.contains("Partners that offer accommodation"), "{name}: {}", line.list);
        assert!(!line.may_have.is_empty());
    }
    let basils = of("St Basils");
    assert!(matches!(basils.agreements.as_slice(), [(r, Standing::Live { .. })] if r == "DSA-1"));
    assert_eq!(basils.contacts, ["agreements@st-basils.example"]);
    assert!(of("Emmaus").agreements.is_empty() && of("Emmaus").contacts.is_empty());
    for name in [
        "Guinness Northern Counties",
        "Midland Heart",
        "Orbit housing",
        "Stone Water Housing Association",
        "Citizen Housing",
    ] {
        let line = of(name);
        assert!(line.list.contains("Partner housing associations"), "{name}: {}", line.list);
        let unsigned = matches!(line.agreements.as_slice(), [(_, Standing::Unsigned { .. })]);
        assert_eq!(unsigned, name == "Orbit housing", "{name}: {:?}", line.agreements);
    }
    let staff = officer_of_housing(&house);
    assert!(matches!(house.app.partners(&staff), Err(AppError::NotFound)));
}

fn officer_of_housing(house: &House) -> Actor {
    house.actor(COVENTRY, "role:housing-officer", "prevent-relieve")
}

#[doc = "keeps KIR-052"]
#[test]
fn the_nhs_as_a_national_body_is_a_recipient_that_is_reached_in_secure_ways_only() {
    let way = Way {
        notice: KIRKLEES,
        service: "support",
        staff: "health-and-care",
        party: "nhs",
        body: "National Health Service",
        purpose: "health-and-care",
        ground: Ground::Referral,
        statement: "disclose.nhs",
        may: &["identity", "nhs-number", "key-contact"],
        has: &["identity", "nhs-number"],
        never: "housing-needs.housing-goal",
        said: &[("nhs-number.nhs-number", "943 476 5919")],
        person_sees: true,
    };
    let scene = way.scene();
    let Scene { house, staff, case, key, .. } = &scene;
    let published = house.app.notice_page(KIRKLEES, None).unwrap().notice;
    assert_eq!(published.principal_label(key), "National Health Service");
    let ask = |channel: &str| {
        let items = ["identity.name", "identity.date-of-birth", "nhs-number.nhs-number"];
        let new = NewShare { channel: channel.to_owned(), ..referral(key, way.purpose, &items) };
        house.app.ask_to_share(staff, *case, &new)
    };
    for open in ["spoken", "by-hand"] {
        assert_eq!(wrong(ask(open)), "channel", "{open} is no secure transfer");
    }
    assert!(refusal(ask("secure-email")).contains("consent"), "not without permission");
    house.app.record_consent(staff, *case, key, way.purpose, ConsentAnswer::Given, "spoken").unwrap();
    let sent_by_email = ask("secure-email").unwrap();
    let view = house.app.share_of(staff, *case, sent_by_email).unwrap();
    let receipt: serde_json::Value = serde_json::from_str(view.receipt.as_deref().unwrap()).unwrap();
    assert_eq!((receipt["to"].as_str(), receipt["channel"].as_str()), (Some("nhs"), Some("secure-email")));
    let items = ["identity.name", "identity.date-of-birth", "nhs-number.nhs-number"].map(str::to_owned);
    let id = ask("desk").unwrap();
    house.app.withdraw_share(staff, *case, sent_by_email, "sent twice").unwrap();
    way.is_there(&scene, id, &items);
}
