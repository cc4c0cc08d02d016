//! Who supports somebody: what health staff who ask are told, when they are told nothing, and that it is asked for again in time.

use crate::held::{KIRKLEES, made, officer};
use crate::recipients::{agreement, enrolled};
use crate::support::{missing, typed, wrong};
use app::{Actor, AppError, ConsentAnswer, MOST_LOOKUPS_A_DAY, SupportAnswer};
use casework::alert::AlertKind;
use jiff::civil::{Date, date};
use kernel::{CaseId, Sensitive};
use testkit::House;

const NUMBER: &str = "943 476 5919";
const BORN: Date = date(1984, 3, 5);

/// A person with support, whose case names whom to call.
fn supported(house: &House, staff: &Actor) -> CaseId {
    let said = [
        ("identity.date-of-birth-day", "5"),
        ("identity.date-of-birth-month", "3"),
        ("identity.date-of-birth-year", "1984"),
        ("key-contact.support-in-place", "yes"),
        ("key-contact.key-contact", "Pat Zanarycontact"),
        ("key-contact.key-contact-checked-day", "20"),
        ("key-contact.key-contact-checked-month", "11"),
        ("key-contact.key-contact-checked-year", "2026"),
        ("housing-needs.housing-goal", "Zanarygoal"),
    ];
    let case = made(house, staff, "support", &said, "");
    house.app.save(staff, case, "nhs-number", 0, &typed(&[("nhs-number.nhs-number", NUMBER)]), "").unwrap();
    case
}

fn ask(house: &House, who: &Actor, number: &str, born: Date) -> Result<SupportAnswer, AppError> {
    house.app.who_supports(who, &Sensitive::new(number.to_owned()), Some(born))
}

fn contact(answer: &SupportAnswer) -> Option<String> {
    answer.contact.as_ref().map(|name| name.get().clone())
}

#[doc = "keeps KIR-066"]
#[test]
fn hospital_staff_learn_whether_support_is_in_place_and_whom_to_call_and_nothing_else() {
    let house = House::new(&[KIRKLEES]);
    let staff = officer(&house, KIRKLEES, "health-and-care");
    let case = supported(&house, &staff);
    let nurse = house.actor(KIRKLEES, "nhs", "health-and-care");
    // Without the person's yes they learn no more than of somebody who is not known at all.
    for (number, born) in [(NUMBER, BORN), ("9434765870", BORN)] {
        let answer = ask(&house, &nurse, number, born).unwrap();
        assert!(!answer.in_place && answer.contact.is_none());
    }
    house.app.record_consent(&staff, case, "nhs", "health-and-care", ConsentAnswer::Given, "spoken").unwrap();
    let answer = ask(&house, &nurse, NUMBER, BORN).unwrap();
    assert!(answer.in_place);
    assert_eq!(contact(&answer).as_deref(), Some("Pat Zanarycontact"));
    // A number without its birthday is nobody's.
    assert!(!ask(&house, &nurse, NUMBER, date(1984, 3, 6)).unwrap().in_place);
    assert_eq!(wrong(ask(&house, &nurse, "943 476 5918", BORN).map(drop)), "number");
    let none = house.app.who_supports(&nurse, &Sensitive::new(NUMBER.to_owned()), None);
    assert_eq!(wrong(none.map(drop)), "born-day");
    // It is on the ledger, under the person's tag, with what was released: neither number nor name stands there.
    let seen = house.app.seen(&staff, case, None).unwrap().lines;
    let line = seen.iter().find(|l| l.what.contains("whether support is in place") && l.who == nurse.name).unwrap();
    assert!(line.statements.iter().any(|s| s.id == "disclose.nhs"));
    assert!(seen.iter().all(|l| !l.what.contains("Zanary") && !l.what.contains("943")));
    // Who works with the person elsewhere asks too, once linked and under an agreement.
    let (key, hospital) = enrolled(&house, KIRKLEES, "health-agency", "Example Hospital", "health-and-care");
    assert!(!ask(&house, &hospital, NUMBER, BORN).unwrap().in_place);
    agreement(&house, KIRKLEES, &key, None);
    house.app.link_party(&staff, case, &key).unwrap();
    house.app.record_consent(&staff, case, &key, "health-and-care", ConsentAnswer::Given, "spoken").unwrap();
    assert!(ask(&house, &hospital, NUMBER, BORN).unwrap().in_place);
    // Whom the notice does not let have it asks nothing; nor do the controller's own people, who have the record.
    let fire = enrolled(&house, KIRKLEES, "fire-service", "Example Fire", "independence").1;
    for nobody in [&fire, &staff] {
        assert!(!house.app.may_ask_for_support(nobody).unwrap() && missing(&ask(&house, nobody, NUMBER, BORN)));
    }
    // Where support is not in place, or the yes is withdrawn, no name goes.
    house.app.record_consent(&staff, case, "nhs", "health-and-care", ConsentAnswer::Withdrawn, "spoken").unwrap();
    assert!(!ask(&house, &nurse, NUMBER, BORN).unwrap().in_place);
    house.app.record_consent(&staff, case, "nhs", "health-and-care", ConsentAnswer::Given, "spoken").unwrap();
    let no = typed(&[("key-contact.support-in-place", "no"), ("key-contact.key-contact", "Pat Zanarycontact")]);
    house.app.save(&staff, case, "key-contact", 1, &no, "").unwrap();
    let answer = ask(&house, &nurse, NUMBER, BORN).unwrap();
    assert!(!answer.in_place && answer.contact.is_none());
    // How often one account asks within a day is limited.
    let mut left = answer.left;
    while left > 0 {
        left = ask(&house, &nurse, NUMBER, BORN).unwrap().left;
    }
    let over = ask(&house, &nurse, NUMBER, BORN);
    assert!(matches!(&over, Err(AppError::Refused(words)) if words.contains(&MOST_LOOKUPS_A_DAY.to_string())));
    assert!(ask(&house, &hospital, NUMBER, BORN).is_ok(), "another account asks on");
    house.clock.advance_seconds(86_401);
    assert!(ask(&house, &nurse, NUMBER, BORN).is_ok(), "and the next day it asks again");
}

#[doc = "keeps KIR-067"]
#[test]
fn whom_to_call_is_kept_current_by_an_alert_on_the_case() {
    let house = House::new(&[KIRKLEES]);
    let staff = officer(&house, KIRKLEES, "health-and-care");
    let case = supported(&house, &staff);
    let stale = || {
        let view = house.app.open(&staff, case).unwrap();
        let all = view.sections.iter().flat_map(|s| s.alerts.get().iter());
        all.into_iter().find(|a| a.kind == AlertKind::StaleContact).map(|a| a.words.clone())
    };
    assert_eq!(stale(), None);
    house.clock.advance_seconds(100 * 86_400);
    assert!(stale().unwrap().contains("last checked on 20 November 2026"));
    let now = typed(&[
        ("key-contact.support-in-place", "yes"),
        ("key-contact.key-contact", "Sam Example"),
        ("key-contact.key-contact-checked-day", "28"),
        ("key-contact.key-contact-checked-month", "2"),
        ("key-contact.key-contact-checked-year", "2027"),
    ]);
    house.app.save(&staff, case, "key-contact", 1, &now, "").unwrap();
    assert_eq!(stale(), None, "somebody made sure");
    let nurse = house.actor(KIRKLEES, "nhs", "health-and-care");
    house.app.record_consent(&staff, case, "nhs", "health-and-care", ConsentAnswer::Given, "spoken").unwrap();
    assert_eq!(contact(&ask(&house, &nurse, NUMBER, BORN).unwrap()).as_deref(), Some("Sam Example"));
}
