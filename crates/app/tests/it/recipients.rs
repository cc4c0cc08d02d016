//! What bodies that a notice names get: their own list, for their own people, on the record; and what they write is theirs.

use crate::held::{DUDLEY, FAMILIES, MARS, made, officer};
use crate::support::{COVENTRY, released, section, typed};
use app::{Actor, AppError, ConsentAnswer, Saved};
use kernel::{Caller, CaseId, EnrolmentId, TaskId};
use std::collections::BTreeSet;
use store::{Agreement, FactKind, FactRecord, StoreError};
use testkit::House;

/// A body on the open list of a class: its key, and somebody who acts for it.
pub fn enrolled(house: &House, notice: &str, class: &str, name: &str, purpose: &str) -> (String, Actor) {
    let admin = Actor { administers: true, ..officer(house, notice, purpose) };
    let id = house.app.enrol(&admin, notice, class, name, "Papers of 1 November 2026").unwrap();
    let key = format!("class:{class}/{id}");
    let actor = house.actor(notice, &key, purpose);
    (key, actor)
}

/// An agreement with a body, from a year ago until a last day (if it has one).
pub fn agreement(house: &House, notice: &str, party: &str, until: Option<jiff::civil::Date>) {
    agreement_for(house, notice, party, ("DSA-2026-7", &[], until));
}

/// The same, for some purposes only.
pub fn agreement_for(
    house: &House,
    notice: &str,
    party: &str,
    (reference, purposes, until): (&str, &[&str], Option<jiff::civil::Date>),
) {
    let (id, from_on) = (EnrolmentId::new(house.now(), &mut house.entropy()), jiff::civil::date(2025, 11, 21));
    let row = Agreement::unsigned(id, notice, party, reference, from_on, house.now());
    let purposes = purposes.iter().map(|p| (*p).to_owned()).collect();
    let row = Agreement { until_on: until, purposes, ..row.signed("Our officer", "Their officer", from_on) };
    let system = Caller::system(house.authority, "test");
    house
        .app
        .store()
        .write(&system, "agreement", move |tx| tx.insert_agreement(&row))
        .unwrap_or_else(|e: StoreError| panic!("{e}"));
}

fn fact(house: &House, case: CaseId, party: &str, fact: FactKind) {
    let (at, id) = (house.now(), TaskId::new(house.now(), &mut house.entropy()));
    let party = party.to_owned();
    let system = Caller::system(house.authority, "test");
    house
        .app
        .store()
        .write(&system, "fact", move |tx| {
            let person = tx.case(case)?.unwrap().person;
            tx.insert_fact(&FactRecord {
                id,
                case_id: case,
                person,
                party: party.clone(),
                fact,
                purpose: String::new(),
                record_class: String::new(),
                sealed: None,
                recorded_by: None,
                recorded_at: at,
                expires_at: None,
                revoked_at: None,
            })
        })
        .unwrap_or_else(|e: StoreError| panic!("{e}"));
}

fn service(house: &House, notice: &str) -> String {
    house.app.notice_page(notice, None).unwrap().notice.compiled.merged.service.keys().next().unwrap().clone()
}

pub fn nothing(house: &House, who: &Actor, case: CaseId) -> bool {
    matches!(house.app.open(who, case), Err(AppError::NotFound))
}

/// What somebody is shown of a case, and that exactly this is on the record for staff to read, with its statement.
pub fn shown(house: &House, who: &Actor, staff: &Actor, case: CaseId, statement: &str) -> BTreeSet<String> {
    let view = house.app.open(who, case).unwrap();
    let got: BTreeSet<String> = released(&view).into_iter().map(str::to_owned).collect();
    let labels: BTreeSet<&str> =
        view.sections.iter().filter(|s| got.contains(&s.category)).map(|s| s.label.as_str()).collect();
    let seen = house.app.seen(staff, case, None).unwrap().lines;
    let line = seen.iter().find(|l| l.who == who.name && l.what == "Opened the record").unwrap();
    assert_eq!(line.released.iter().map(String::as_str).collect::<BTreeSet<_>>(), labels);
    assert!(line.statements.iter().any(|s| s.id == statement && !s.words.is_empty()), "{:?}", line.statements);
    assert_eq!(
        line.purpose,
        house.app.notice_page(&who.capacity.notice, None).unwrap().notice.purpose_label(&who.purpose)
    );
    got
}

pub fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|n| (*n).to_owned()).collect()
}

#[doc = "keeps DUD-047, DUD-052"]
#[test]
fn each_kind_of_body_has_its_own_list_and_every_view_is_on_the_record() {
    let house = House::new(&[DUDLEY]);
    let staff = officer(&house, DUDLEY, "meet-needs");
    let base = ["name-and-contact", "household", "housing-needs"];
    let with = |more: &[&str]| -> BTreeSet<String> { set(&base).union(&set(more)).cloned().collect() };
    for (class, name, statement, preset) in [
        (
            "council-department",
            "Revenues",
            "disclose.departments",
            with(&["personal-details", "safe-contact", "language-and-access", "support-needs"]),
        ),
        ("public-body", "DHSC", "disclose.public-bodies", with(&["personal-details", "language-and-access"])),
        (
            "support-provider",
            "Example Care",
            "disclose.delivery-partners",
            with(&["support-needs", "housing-first-tenancy", "housing-first-support"]),
        ),
    ] {
        let service = if class == "support-provider" { "housing-first" } else { "housing-options" };
        let case =
            made(&house, &staff, service, &[("safety.safety-concern", "Afraid"), ("finances.income", "900")], "");
        let (key, body) = enrolled(&house, DUDLEY, class, name, "meet-needs");
        assert!(nothing(&house, &body, case), "{class}: not its case");
        house.app.link_party(&staff, case, &key).unwrap();
        if class == "support-provider" {
            assert!(nothing(&house, &body, case), "no agreement");
            agreement(&house, DUDLEY, &key, None);
        }
        assert_eq!(shown(&house, &body, &staff, case, statement), preset, "{class}");
    }
}

#[doc = "keeps FAM-036"]
#[test]
fn health_services_get_health_and_not_the_rest() {
    let house = House::new(&[FAMILIES]);
    let staff = officer(&house, FAMILIES, "meet-needs");
    let said =
        [("physical-health.physical-health", "Asthma"), ("finances.debts", "A loan"), ("education.school", "A school")];
    let case = made(&house, &staff, &service(&house, FAMILIES), &said, "");
    let (key, body) = enrolled(&house, FAMILIES, "health", "Example Surgery", "meet-needs");
    house.app.link_party(&staff, case, &key).unwrap();
    assert!(nothing(&house, &body, case), "no agreement");
    agreement(&house, FAMILIES, &key, None);
    let preset = set(&["identity", "address", "family", "nhs-number", "physical-health", "mental-health"]);
    assert_eq!(shown(&house, &body, &staff, case, "disclose.health"), preset);
}

#[test]
fn adult_social_care_is_referred_the_needs_and_how_to_reach_the_person() {
    let house = crate::support::house();
    let staff = crate::support::officer(&house);
    let case = crate::support::create(&house, &staff, "Ada Example");
    let care = house.actor(COVENTRY, "adult-social-care", "prevent-relieve");
    assert!(nothing(&house, &care, case));
    house.app.link_party(&staff, case, "adult-social-care").unwrap();
    let got = shown(&house, &care, &staff, case, "disclose.adult-social-care");
    assert_eq!(got, set(&["identity", "contact", "housing-needs"]));
}

#[doc = "keeps DUD-032"]
#[test]
fn the_ministry_gets_nothing_once_its_agreement_has_run_out() {
    let house = House::new(&[DUDLEY]);
    let staff = officer(&house, DUDLEY, "meet-needs");
    let case = made(&house, &staff, "housing-first", &[], "");
    house.app.record_consent(&staff, case, "ministry", "reduce-homelessness", ConsentAnswer::Given, "signed").unwrap();
    let ministry = house.actor(DUDLEY, "ministry", "reduce-homelessness");
    assert!(nothing(&house, &ministry, case), "no agreement");
    agreement(&house, DUDLEY, "ministry", Some(jiff::civil::date(2026, 11, 22)));
    assert_eq!(shown(&house, &ministry, &staff, case, "disclose.ministry"), set(&["name-and-contact"]));
    let system = Caller::system(house.authority, "test");
    let kept = house
        .app
        .store()
        .read(&system, "agreements", |tx| tx.agreements(DUDLEY))
        .unwrap_or_else(|e: StoreError| panic!("{e}"));
    assert_eq!((kept[0].party.as_str(), kept[0].reference.as_str()), ("ministry", "DSA-2026-7"));
    house.clock.advance_seconds(2 * 86_400);
    assert!(nothing(&house, &ministry, case), "it ran out yesterday");
}

#[doc = "keeps MARS-065"]
#[test]
fn a_fraud_prevention_agency_gets_nothing_by_itself_and_what_it_gets_is_listed() {
    let house = House::new(&[MARS]);
    let staff = officer(&house, MARS, "deliver");
    let case = made(&house, &staff, "mars", &[("contact.email", "ada@example.com"), ("debts.debts", "A loan")], "");
    let (key, agency) =
        enrolled(&house, MARS, "fraud-prevention-agency", "Example Fraud Prevention", "crime-and-fraud");
    agreement(&house, MARS, &key, None);
    for kind in [FactKind::Reason, FactKind::Approval] {
        assert!(nothing(&house, &agency, case), "before {}", kind.id());
        fact(&house, case, &key, kind);
    }
    let seen = house.app.seen(&staff, case, None).unwrap().lines;
    assert!(seen.iter().all(|l| l.who != agency.name || l.released.is_empty()), "nothing went before it was asked for");
    let got = shown(&house, &agency, &staff, case, "disclose.fraud-agencies");
    assert_eq!(got, set(&["identity", "contact", "address-history"]));
}

#[doc = "keeps MARS-038, DUD-037"]
#[test]
fn a_partner_writes_under_its_own_name_whatever_it_says() {
    let house = House::new(&[MARS, DUDLEY]);
    // A commissioned provider that the notice names.
    let staff = officer(&house, MARS, "right-support");
    let case = made(&house, &staff, "mars", &[], "");
    let partner = house.actor(MARS, "forfutures", "right-support");
    house.app.link_party(&staff, case, "forfutures").unwrap();
    house.app.record_consent(&staff, case, "forfutures", "right-support", ConsentAnswer::Given, "spoken").unwrap();
    agreement(&house, MARS, "forfutures", None);
    let needs = typed(&[("support-needs.support-detail", "Comes to the drop-in")]);
    let saved = house.app.save(&partner, case, "support-needs", 0, &needs, "police").unwrap();
    assert!(matches!(saved, Saved::As(1)));
    let view = house.app.open(&staff, case).unwrap();
    let written = section(&view, "support-needs");
    assert_eq!(written.source.as_deref(), Some("ForFutures"));
    assert_eq!(written.recorded, Some((house.now(), partner.name.clone())));
    // One on an open list.
    let staff = officer(&house, DUDLEY, "meet-needs");
    let case = made(&house, &staff, "housing-options", &[], "");
    let (key, provider) = enrolled(&house, DUDLEY, "support-provider", "Example Support", "meet-needs");
    house.app.link_party(&staff, case, &key).unwrap();
    agreement(&house, DUDLEY, &key, None);
    let view = house.app.open(&staff, case).unwrap();
    let version = section(&view, "support-needs").version;
    let needs =
        typed(&[("support-needs.support-needs", "Money"), ("support-needs.support-plan", "Help with a budget")]);
    house.app.save(&provider, case, "support-needs", version, &needs, "").unwrap();
    let view = house.app.open(&staff, case).unwrap();
    let written = section(&view, "support-needs");
    assert_eq!(written.source.as_deref(), Some("Example Support"));
    assert_eq!(written.recorded.as_ref().map(|r| r.1.as_str()), Some(provider.name.as_str()));
}

#[doc = "keeps KIR-062"]
#[test]
fn a_body_that_was_closed_cannot_be_enrolled_in_place_of_its_successor() {
    let notice = crate::held::KIRKLEES;
    let house = House::new(&[notice]);
    let published = house.app.notice_page(notice, None).unwrap().notice;
    assert_eq!(published.principal_label("class:probation"), "Probation Service");
    let admin = Actor { administers: true, ..officer(&house, notice, "support") };
    for old in ["West Yorkshire Community Rehabilitation Company", "National Probation Service"] {
        let refused = house.app.enrol(&admin, notice, "probation", old, "Agreement 4");
        assert!(matches!(refused, Err(AppError::Refused(why)) if why.contains("Probation Service")), "{old}");
    }
    house.app.enrol(&admin, notice, "probation", "Probation Service, Yorkshire", "Agreement 4").unwrap();
}
