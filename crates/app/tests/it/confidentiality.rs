//! Health that is kept for health or social care is shown only to people who owe confidentiality, at the council and at providers.

use crate::held::{KIRKLEES, made, officer};
use crate::login::{account_of, log_in};
use crate::recipients::{agreement, nothing};
use crate::support::{field, missing, section, wrong};
use app::views::Item;
use app::{Actor, LoggedIn};
use identity::SessionToken;
use kernel::{AccountId, CaseId};
use testkit::House;

/// Somebody new who acts for a principal, and has logged in.
fn somebody(house: &House, username: &str, principal: &str) -> (AccountId, SessionToken) {
    let id = account_of(house, username, username, format!("{KIRKLEES}#{principal}"));
    (id, log_in(house, username).0)
}

/// As they are at this moment, for the purpose of support.
fn now(house: &House, session: &SessionToken) -> Actor {
    match house.app.who(session).unwrap() {
        Some(LoggedIn::In(actor)) => House::for_purpose(&actor, "support"),
        _ => panic!("not in"),
    }
}

fn health(house: &House, actor: &Actor, case: CaseId) -> Result<String, Vec<String>> {
    let view = house.app.open(actor, case).unwrap();
    match &section(&view, "health").content {
        Item::Withheld(why) => Err(why.reasons.clone()),
        _ => Ok(field(&view, "health", "health-conditions")),
    }
}

const SAID: [(&str, &str); 3] = [
    ("health.health-conditions", "Asthma"),
    ("health.health-relevance", "Stairs"),
    ("housing-needs.housing-goal", "A ground floor"),
];

#[doc = "keeps KIR-040"]
#[test]
fn health_is_seen_only_by_people_who_owe_confidentiality_and_its_condition_is_recorded() {
    let house = House::new(&[KIRKLEES]);
    let (maker, admin) = (officer(&house, KIRKLEES, "support"), officer(&house, KIRKLEES, "support"));
    let admin = Actor { administers: true, ..admin };
    let case = made(&house, &maker, "support", &SAID, "");
    let (olive, session) = somebody(&house, "olive", "role:housing-officer");
    // The rest of the record is there; health is not, with why and by which statement; nor is it written by whoever may not see it.
    let reasons = health(&house, &now(&house, &session), case).unwrap_err();
    assert!(reasons.iter().any(|r| r.contains("owe confidentiality")), "{reasons:?}");
    let view = house.app.open(&now(&house, &session), case).unwrap();
    assert_eq!(field(&view, "housing-needs", "housing-goal"), "A ground floor");
    assert!(matches!(section(&view, "disability").content, Item::Withheld(_)), "what else stands on that condition");
    assert!(missing(&house.app.edit(&now(&house, &session), case, "health").map(|_| ())));
    // An administrator enters by what they are bound: from the next request on it is there.
    let set = |by| house.app.set_confidentiality(&admin, olive, by);
    assert_eq!(wrong(set(Some("hope"))), "bound-by");
    assert!(missing(&house.app.set_confidentiality(&maker, olive, Some("health"))));
    set(Some("health")).unwrap();
    assert_eq!(health(&house, &now(&house, &session), case).unwrap(), "Asthma");
    assert_eq!(house.app.account(&admin, olive).unwrap().bound_by.as_deref(), Some("health"));
    // Taken back, it is gone with the next request.
    set(None).unwrap();
    assert!(health(&house, &now(&house, &session), case).is_err());
    // The condition stands in the record of processing.
    let notice = house.app.notice_page(KIRKLEES, None).unwrap().notice;
    let record = notice::render::render(&notice.compiled, notice::render::As::Ropa).unwrap();
    assert!(record.contains("9(2)(h)") && record.contains("Schedule 1"), "{record}");
}

#[doc = "keeps KIR-049"]
#[test]
fn support_and_mental_health_providers_see_their_own_cases_and_health_by_what_each_of_their_people_is() {
    for key in ["foundation-uk", "making-space", "community-links"] {
        let house = House::new(&[KIRKLEES]);
        let staff = officer(&house, KIRKLEES, "support");
        let (case, other) = (made(&house, &staff, "support", &SAID, ""), made(&house, &staff, "support", &SAID, ""));
        agreement(&house, KIRKLEES, key, None);
        let (nurse, nurses) = somebody(&house, "nurse", key);
        let (_, desks) = somebody(&house, "desk", key);
        let admin = Actor { administers: true, ..staff.clone() };
        house.app.set_confidentiality(&admin, nurse, Some("health")).unwrap();
        assert!(nothing(&house, &now(&house, &nurses), case), "{key}: not its case yet");
        house.app.link_party(&staff, case, key).unwrap();
        assert_eq!(health(&house, &now(&house, &nurses), case).unwrap(), "Asthma", "{key}");
        assert!(health(&house, &now(&house, &desks), case).is_err(), "{key}: who answers the telephone there");
        let view = house.app.open(&now(&house, &desks), case).unwrap();
        assert_eq!(field(&view, "housing-needs", "housing-goal"), "A ground floor");
        for session in [&nurses, &desks] {
            assert!(nothing(&house, &now(&house, session), other), "{key}: another provider's case");
        }
    }
}
