//! Contracts under which services are delivered: who commissions, who answers for the delivery, who delivers; and what ends with them.

use crate::held::{KIRKLEES, made, officer};
use crate::recipients::{agreement, nothing, set, shown};
use crate::support::{field, missing, wrong};
use app::views::Item;
use app::{Actor, AppError, NewContract, Saved};
use jiff::civil::date;
use kernel::RegisterId;
use testkit::House;

const PRIME: &str = "better-outcomes-partnership";

fn admin(house: &House) -> Actor {
    Actor { administers: true, ..officer(house, KIRKLEES, "support") }
}

fn contract() -> NewContract {
    NewContract {
        reference: "KBOP-2026".to_owned(),
        title: "Intervention and support services".to_owned(),
        commissioner: "kirklees".to_owned(),
        prime: PRIME.to_owned(),
        law: "Local Government (Contracts) Act 1997".to_owned(),
        provision: "section 1".to_owned(),
        document: "Contracts register, 12".to_owned(),
        from_on: Some(date(2026, 4, 1)),
        until_on: Some(date(2027, 3, 31)),
    }
}

fn delivers(house: &House, admin: &Actor, id: RegisterId, body: &str) {
    house.app.put_provider(admin, id, body, (None, None)).unwrap();
}

#[doc = "keeps KIR-001, KIR-038"]
#[test]
fn a_contract_has_commissioner_prime_providers_days_and_the_law_by_which_the_council_may_contract() {
    let house = House::new(&[KIRKLEES]);
    let admin = admin(&house);
    let whole = contract();
    let put = |new: NewContract| house.app.put_contract(&admin, KIRKLEES, &new);
    for (lacking, new) in [
        ("reference", NewContract { reference: " ".to_owned(), ..whole.clone() }),
        ("title", NewContract { title: String::new(), ..whole.clone() }),
        ("commissioner", NewContract { commissioner: "ministry".to_owned(), ..whole.clone() }),
        ("prime", NewContract { prime: "nobody".to_owned(), ..whole.clone() }),
        ("prime", NewContract { prime: "kirklees".to_owned(), ..whole.clone() }),
        // Only a law that the notice itself rests on, with its provision.
        ("law", NewContract { law: "Police Act 1996".to_owned(), ..whole.clone() }),
        ("provision", NewContract { provision: String::new(), ..whole.clone() }),
        ("document", NewContract { document: String::new(), ..whole.clone() }),
        ("from-day", NewContract { from_on: None, ..whole.clone() }),
        ("until-day", NewContract { until_on: None, ..whole.clone() }),
        ("until-day", NewContract { until_on: Some(date(2026, 3, 31)), ..whole.clone() }),
    ] {
        assert_eq!(wrong(put(new)), lacking);
    }
    let id = put(whole.clone()).unwrap();
    assert_eq!(wrong(put(whole)), "reference", "one contract of one reference");
    let provider = |body: &str, days| house.app.put_provider(&admin, id, body, days);
    for (lacking, body, days) in [
        ("body", "nobody", (None, None)),
        ("body", PRIME, (None, None)),
        ("from-day", "horton-housing", (Some(date(2026, 3, 1)), None)),
        ("until-day", "horton-housing", (None, Some(date(2028, 1, 1)))),
        ("until-day", "horton-housing", (Some(date(2026, 6, 1)), Some(date(2026, 5, 1)))),
    ] {
        assert_eq!(wrong(provider(body, days)), lacking);
    }
    provider("horton-housing", (Some(date(2026, 6, 1)), Some(date(2026, 12, 31)))).unwrap();
    provider("making-space", (None, None)).unwrap();
    let line = house.app.contract(&admin, id).unwrap();
    assert_eq!(
        (line.commissioner.as_str(), line.prime.as_str()),
        ("Kirklees Council", "Kirklees Better Outcomes Partnership")
    );
    assert_eq!((line.from_on, line.until_on, line.in_force), (date(2026, 4, 1), date(2027, 3, 31), true));
    assert_eq!(line.law, "Local Government (Contracts) Act 1997, section 1");
    let bodies: Vec<_> = line.providers.iter().map(|p| (p.name.as_str(), p.from_on, p.until_on, p.today)).collect();
    assert_eq!(
        bodies,
        [
            ("Horton Housing", date(2026, 6, 1), date(2026, 12, 31), true),
            ("Making Space", date(2026, 4, 1), date(2027, 3, 31), true),
        ]
    );
    assert_eq!(house.app.contracts(&admin).unwrap(), [line]);
    // It is for who keeps the register.
    let staff = officer(&house, KIRKLEES, "support");
    assert!(missing(&house.app.contracts(&staff)) && missing(&house.app.contract(&staff, id)));
    assert!(missing(&house.app.put_contract(&staff, KIRKLEES, &contract())));
    // Ended before its time, with a reason, once.
    assert_eq!(wrong(house.app.end_contract(&admin, id, " ")), "why");
    house.app.end_contract(&admin, id, "The partnership was dissolved").unwrap();
    assert!(matches!(house.app.end_contract(&admin, id, "again"), Err(AppError::Refused(_))));
    assert!(matches!(provider("home-group", (None, None)), Err(AppError::Refused(_))));
    let line = house.app.contract(&admin, id).unwrap();
    assert!(!line.in_force && line.ended.unwrap().1 == "The partnership was dissolved");
}

#[doc = "keeps KIR-002, KIR-043"]
#[test]
fn prime_and_providers_are_apart_under_one_contract_sealed_recorded_and_out_when_it_is_over() {
    let house = House::new(&[KIRKLEES]);
    let (admin, staff) = (admin(&house), officer(&house, KIRKLEES, "support"));
    let secret = house.canary();
    let said = [("housing-needs.housing-goal", secret.as_str())];
    let (one, other) = (made(&house, &staff, "support", &said, ""), made(&house, &staff, "support", &[], ""));
    let [prime, horton, making] = [PRIME, "horton-housing", "making-space"].map(|p| {
        agreement(&house, KIRKLEES, p, None);
        house.actor(KIRKLEES, p, "support")
    });
    house.app.link_party(&staff, one, "horton-housing").unwrap();
    house.app.link_party(&staff, other, "making-space").unwrap();
    let id = house.app.put_contract(&admin, KIRKLEES, &contract()).unwrap();
    delivers(&house, &admin, id, "horton-housing");
    delivers(&house, &admin, id, "making-space");
    // The prime sees what is delivered under the contract; each provider its own people and nobody else's; each look is on the record.
    let may = set(&[
        "identity",
        "contact",
        "assessment",
        "finances",
        "household",
        "health",
        "disability",
        "social-care",
        "housing-needs",
        "language",
    ]);
    for (case, other_case, provider) in [(one, other, &horton), (other, one, &making)] {
        assert_eq!(shown(&house, provider, &staff, case, "disclose.providers"), may);
        assert!(nothing(&house, provider, other_case), "the people of another provider");
        assert_eq!(shown(&house, &prime, &staff, case, "disclose.partnership"), may);
    }
    // A provider writes under its own name, and only on its own people.
    let version = crate::support::section(&house.app.open(&horton, one).unwrap(), "housing-needs").version;
    let words = format!("{secret} again");
    let typed = crate::support::typed(&[("housing-needs.housing-goal", words.as_str())]);
    assert!(missing(&house.app.save(&making, one, "housing-needs", version, &typed, "")));
    assert!(matches!(house.app.save(&horton, one, "housing-needs", version, &typed, "").unwrap(), Saved::As(_)));
    let view = house.app.open(&staff, one).unwrap();
    assert_eq!(field(&view, "housing-needs", "housing-goal"), words);
    assert_eq!(crate::support::section(&view, "housing-needs").source.as_deref(), Some("Horton Housing"));
    // What prime and provider were shown lies sealed.
    let mut looked = 0;
    for file in std::fs::read_dir(house.folder().unwrap()).unwrap().flatten() {
        let bytes = std::fs::read(file.path()).unwrap();
        looked += bytes.len();
        assert!(!bytes.windows(secret.len()).any(|w| w.eq_ignore_ascii_case(secret.as_bytes())), "it lies open");
    }
    assert!(looked > 50_000, "the files were looked at");
    // A provider whose days are over sees nothing, whatever its agreement says, and staff read why; the other goes on.
    house.app.put_provider(&admin, id, "horton-housing", (None, Some(date(2026, 11, 20)))).unwrap();
    assert!(nothing(&house, &horton, one));
    assert_eq!(shown(&house, &making, &staff, other, "disclose.providers"), may);
    let view = house.app.open(&staff, one).unwrap();
    let stopped = view.agencies.iter().find(|a| a.key == "horton-housing").and_then(|a| a.stopped.clone());
    assert!(stopped.clone().is_some_and(|w| w.contains("KBOP-2026") && w.contains("20 November 2026")), "{stopped:?}");
    // With the contract all of it ends, for the prime too.
    house.clock.advance_seconds(140 * 86_400);
    assert!(nothing(&house, &making, other) && nothing(&house, &prime, other));
    // Under the next one it begins again.
    let next = NewContract {
        reference: "KBOP-2027".to_owned(),
        from_on: Some(date(2027, 4, 1)),
        until_on: Some(date(2030, 3, 31)),
        ..contract()
    };
    let next = house.app.put_contract(&admin, KIRKLEES, &next).unwrap();
    delivers(&house, &admin, next, "making-space");
    assert!(!nothing(&house, &making, other) && !nothing(&house, &prime, other));
    assert!(nothing(&house, &horton, one), "it is in no contract of today");
    assert!(matches!(house.app.open(&making, other).unwrap().name, Item::Released(_)));
}
