//! The register of agencies: what each does, how its agreements stand, whom to reach; and old names that lead to the agency of today.

use crate::support::{COVENTRY, administrator, house, missing, officer, wrong};
use app::{Actor, AgencyFilter, AgreementForm, AppError, NewAgency, NewAgencyContact, NewAgencyName, NewEnrolment};
use jiff::civil::date;
use kernel::AgencyId;
use sharing::Standing;
use testkit::House;

fn new(name: &str, kind: &str, services: &[&str]) -> NewAgency {
    let services = services.iter().map(|s| (*s).to_owned()).collect();
    NewAgency { name: name.to_owned(), kind: kind.to_owned(), services }
}

fn put(house: &House, admin: &Actor, agency: &NewAgency, keys: &[&str]) -> AgencyId {
    let bodies: Vec<_> = keys.iter().map(|k| (COVENTRY.to_owned(), (*k).to_owned())).collect();
    house.app.make_agency(admin, agency, &bodies).unwrap()
}

fn listed(house: &House, admin: &Actor, filter: AgencyFilter) -> Vec<String> {
    house.app.agencies_kept(admin, &filter).unwrap().lines.into_iter().map(|l| l.name).collect()
}

#[doc = "keeps COV-019"]
#[test]
fn each_accommodation_charity_is_in_the_register_with_what_it_does_its_agreement_and_a_contact() {
    let house = house();
    let admin = administrator(&house);
    let dpo = house.actor(COVENTRY, "role:data-protection-officer", "compliance");
    let charities = [
        ("P3 Charity", "p3-charity"),
        ("YMCA", "ymca"),
        ("St Basils", "st-basils"),
        ("Emmaus", "emmaus"),
        ("Coventry Cyrenians", "coventry-cyrenians"),
        ("Salvation Army", "salvation-army"),
    ];
    // What it does has to be said.
    assert_eq!(wrong(house.app.make_agency(&admin, &new("YMCA", "charity", &[]), &[])), "services");
    assert_eq!(wrong(house.app.make_agency(&admin, &new("YMCA", "charity", &["flying"]), &[])), "services");
    for (n, (name, key)) in charities.into_iter().enumerate() {
        // The notice names it, so that it is offered under this very name.
        let loose = house.app.agencies_kept(&admin, &AgencyFilter::default()).unwrap().loose;
        let bodies = loose.into_iter().find(|l| l.name == name).unwrap_or_else(|| panic!("{name} is not named")).bodies;
        assert!(bodies.contains(&(COVENTRY.to_owned(), key.to_owned())));
        let id = house.app.make_agency(&admin, &new(name, "charity", &["accommodation", "support"]), &bodies).unwrap();
        let desk = NewAgencyContact {
            name: "Referrals desk".to_owned(),
            email: format!("desk@{key}.example"),
            purpose: "referrals".to_owned(),
            ..NewAgencyContact::default()
        };
        house.app.add_agency_contact(&admin, id, &desk).unwrap();
        let form = AgreementForm {
            kind: "sharing".to_owned(),
            party: key.to_owned(),
            reference: format!("DSA-{n}"),
            title: "Referrals".to_owned(),
            from_on: Some(date(2026, 11, 21)),
            review_on: Some(date(2027, 5, 1)),
            document: "Contracts register".to_owned(),
            ..AgreementForm::default()
        };
        let agreement = house.app.put_agreement(&admin, COVENTRY, None, &form).unwrap();
        house.app.sign_agreement(&dpo, agreement).unwrap();
        house
            .app
            .countersigned(
                &admin,
                agreement,
                "J. Example, Director",
                Some(date(2026, 11, 21)),
                &app::TheirOfficer::signs(),
            )
            .unwrap();
        let view = house.app.agency(&admin, id).unwrap();
        assert_eq!((view.line.name.as_str(), view.line.kind.as_str()), (name, "Charity or faith group"));
        assert_eq!(view.line.services, ["Somewhere to live", "Support in the home"]);
        assert_eq!(view.contacts[0].email, format!("desk@{key}.example"));
        let partner = &view.bodies[0].partner;
        assert!(partner.list.contains("Partners that offer accommodation"), "{}", partner.list);
        assert!(matches!(&partner.agreements[..], [(r, Standing::Live { .. })] if *r == format!("DSA-{n}")));
    }
    // They are found by what they do.
    let by =
        |service: &str| listed(&house, &admin, AgencyFilter { service: service.to_owned(), ..AgencyFilter::default() });
    assert_eq!(by("accommodation").len(), charities.len());
    assert_eq!(by("legal"), [""; 0]);
    assert!(missing(&house.app.agencies_kept(&officer(&house), &AgencyFilter::default())));
}

#[doc = "keeps COV-036"]
#[test]
fn a_landlord_is_found_under_every_name_that_it_had_and_under_those_that_became_a_part_of_it() {
    let house = house();
    let admin = administrator(&house);
    let landlord = |name: &str, key: &str| put(&house, &admin, &new(name, "housing", &["homes-to-let"]), &[key]);
    let ashram = landlord("Ashram Housing", "ashram-housing");
    let accord = landlord("Accord Housing", "accord-housing");
    let asra = landlord("Asra Housing Group", "asra-housing-group");
    let bromford = landlord("Bromford Group", "bromford-group");
    let circle = landlord("Circle Housing Association", "circle-housing-association");
    let now = |name: &str| house.app.agency_called(&admin, name).map(|(_, name)| name);
    // Renamed: the old name goes on leading to it, with its last day.
    let change = |id, name: &str| house.app.change_agency(&admin, id, &new(name, "housing", &["homes-to-let"]));
    change(circle, "Example Homes").unwrap();
    assert_eq!(now("circle  housing association").unwrap(), "Example Homes");
    let names = house.app.agency(&admin, circle).unwrap().names;
    assert_eq!((names[0].name.as_str(), names[0].until_on), ("Circle Housing Association", Some(date(2026, 11, 20))));
    assert_eq!(wrong(change(bromford, "Circle Housing Association")), "name", "the old name is somebody's");
    // Merged, twice over: the names of both lead to the last, and so does what the notice calls them.
    house.app.merge_agency(&admin, ashram, accord).unwrap();
    assert_eq!(now("Ashram Housing").unwrap(), "Accord Housing");
    assert_eq!(wrong(house.app.merge_agency(&admin, accord, ashram)), "into", "not in a circle");
    assert!(matches!(house.app.merge_agency(&admin, ashram, asra), Err(AppError::Refused(_))));
    change(accord, "Accord and Ashram").unwrap();
    house.app.merge_agency(&admin, accord, bromford).unwrap();
    for old in ["Ashram Housing", "Accord Housing", "Accord and Ashram", "Bromford Group"] {
        assert_eq!(now(old).unwrap(), "Bromford Group", "{old}");
    }
    let view = house.app.agency(&admin, bromford).unwrap();
    let keys: Vec<&str> = view.bodies.iter().map(|b| b.key.as_str()).collect();
    assert_eq!(keys, ["accord-housing", "ashram-housing", "bromford-group"]);
    let gone = house.app.agency(&admin, accord).unwrap();
    assert!(gone.line.closed_at.is_some() && gone.successor == Some((bromford, "Bromford Group".to_owned())));
    assert!(gone.changes.iter().any(|c| c.what.contains("it has become a part of “Bromford Group”")));
    // A name from before the register, with the day that is known.
    let older = |name: &str, how: &str, until_on| {
        let new = NewAgencyName { name: name.to_owned(), how: how.to_owned(), until_on };
        house.app.add_agency_name(&admin, asra, &new)
    };
    assert_eq!(wrong(older(" ", "renamed", None)), "old-name");
    assert_eq!(wrong(older("Ashram Housing", "renamed", None)), "old-name", "it leads to somebody else");
    assert_eq!(wrong(older("Asra Midlands", "somehow", None)), "how");
    assert_eq!(wrong(older("Asra Midlands", "renamed", Some(date(2027, 1, 1)))), "until-day");
    let name = older("Asra Midlands", "renamed", Some(date(2012, 3, 31))).unwrap();
    assert_eq!(now("asra midlands").unwrap(), "Asra Housing Group");
    // The register is looked through by old names too.
    let by = |words: &str| listed(&house, &admin, AgencyFilter { words: words.to_owned(), ..AgencyFilter::default() });
    assert_eq!(by("ashram"), ["Bromford Group"]);
    assert_eq!(by("midlands"), ["Asra Housing Group"]);
    house.app.end_agency_name(&admin, asra, name).unwrap();
    assert!(missing(&now("asra midlands")) && by("midlands").is_empty());
    // Nobody is put on a list under a name that is no more.
    let enrol = |name: &str| {
        house.app.enrol_body(
            &admin,
            &NewEnrolment {
                notice_id: COVENTRY.to_owned(),
                class: "private-landlord".to_owned(),
                name: name.to_owned(),
                evidence: "Seen".to_owned(),
                country: "GB".to_owned(),
                from_on: None,
                until_on: None,
            },
        )
    };
    assert_eq!(wrong(enrol("Accord Housing")), "name");
    enrol("Bromford Group").unwrap();
    // Opened again, it is itself.
    house.app.close_agency(&admin, ashram, false).unwrap();
    assert_eq!(now("Ashram Housing").unwrap(), "Ashram Housing");
    let staff = officer(&house);
    assert!(missing(&house.app.agency_called(&staff, "Bromford Group")));
    assert!(missing(&house.app.merge_agency(&staff, ashram, bromford)));
}
