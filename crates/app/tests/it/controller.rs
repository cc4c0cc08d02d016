//! Who answers for data, and on which basis: said on the record, on what is shared, and by requests that go there.

use crate::held::{FAMILIES, MARS, made, officer};
use crate::recipients::{agreement, enrolled};
use crate::requests::{asked, dpo};
use crate::shares::{disclosure, rough_sleeper};
use sharing::Ground;
use testkit::House;

const COUNCIL: &str = "Cheshire West and Chester Council";

#[doc = "keeps MARS-067, MARS-069"]
#[test]
fn the_record_and_what_is_shared_state_controller_and_basis_and_requests_go_to_the_controller() {
    let house = House::new(&[MARS]);
    let worker = house.actor(MARS, "role:housing-officer", "reduce-harm");
    let manager = house.actor(MARS, "role:team-manager", "reduce-harm");
    let case = rough_sleeper(&house, &worker);
    let notice = house.app.open(&worker, case).unwrap().notice;
    assert_eq!(notice.controller, COUNCIL);
    assert_eq!(notice.basis.as_deref(), Some("public task (UK GDPR article 6(1)(e))"));
    // The same on who has seen it, and on the notice itself.
    let seen = house.app.seen(&worker, case, None).unwrap();
    assert_eq!((seen.notice.controller.as_str(), &seen.notice.basis), (COUNCIL, &notice.basis));
    let published = house.app.notice_page(MARS, None).unwrap().notice;
    let page = notice::render::render(&published.compiled, notice::render::As::Markdown).unwrap();
    assert!(page.contains("6(1)(e)") && page.contains(COUNCIL));
    let (key, them) = enrolled(&house, MARS, "police", "Example Constabulary", "crime-and-fraud");
    let ask = disclosure(&key, "crime-and-fraud", Ground::Crime, &["identity.name"]);
    let share = house.app.ask_to_share(&worker, case, &ask).unwrap();
    house.app.approve_share(&manager, share).unwrap();
    let receipt = house.app.share_of(&worker, case, share).unwrap().receipt.unwrap();
    let receipt: serde_json::Value = serde_json::from_str(&receipt).unwrap();
    assert_eq!((receipt["controller"].as_str(), receipt["basis"].as_str()), (Some(COUNCIL), notice.basis.as_deref()));
    let theirs: serde_json::Value =
        serde_json::from_str(&house.app.desk_item(&them, share).unwrap().receipt.unwrap()).unwrap();
    assert_eq!(theirs["controller"], COUNCIL);
    let request = house.app.log_request(&worker, &asked("access", "Ada Example", "Everything")).unwrap();
    assert_eq!(house.app.request(&dpo(&house, MARS), request.id).unwrap().controller, COUNCIL);
}

#[doc = "keeps FAM-001"]
#[test]
fn the_council_answers_for_families_data_once_it_was_given() {
    let house = House::new(&[FAMILIES]);
    let staff = officer(&house, FAMILIES, "meet-needs");
    let case = made(&house, &staff, "programme", &[], "");
    assert_eq!(house.app.open(&staff, case).unwrap().notice.controller, COUNCIL);
    // Whoever has it from the council sees whose it is.
    let (key, body) = enrolled(&house, FAMILIES, "health", "Example Surgery", "meet-needs");
    agreement(&house, FAMILIES, &key, None);
    house.app.link_party(&staff, case, &key).unwrap();
    assert_eq!(house.app.open(&body, case).unwrap().notice.controller, COUNCIL);
    let request = house.app.log_request(&staff, &asked("access", "Ada Example", "Everything")).unwrap();
    assert_eq!(house.app.request(&dpo(&house, FAMILIES), request.id).unwrap().controller, COUNCIL);
}
