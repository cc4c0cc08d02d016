//! The service decides nothing by itself: what stands in a record, a named officer has written.

use crate::held::{DUDLEY, FAMILIES, made, officer};
use crate::support::{name, section, typed};
use app::views::Item;
use app::{AppError, Saved};
use casework::CloseReason;
use std::collections::BTreeSet;
use testkit::House;

#[doc = "keeps DUD-065"]
#[test]
fn no_field_of_a_record_is_ever_filled_by_the_service() {
    let house = House::new(&[DUDLEY]);
    let staff = officer(&house, DUDLEY, "assess");
    let said = [("housing-needs.accommodation-needed", "A ground floor"), ("finances.income", "900")];
    let case = made(&house, &staff, "housing-options", &said, "");
    let more = typed(&[("finances.rent-arrears", "120.00")]);
    assert!(matches!(house.app.save(&staff, case, "finances", 1, &more, "").unwrap(), Saved::As(2)));
    house.app.search(&staff, &"Ada Example".to_owned().into()).unwrap();
    house.app.close(&staff, case, CloseReason::Accommodation).unwrap();
    house.app.reopen(&staff, case, "came-back").unwrap();
    house.clock.advance_seconds(40 * 86_400);
    let view = house.app.open(&staff, case).unwrap();
    let mut held = BTreeSet::new();
    for section in &view.sections {
        let Item::Released(content) = &section.content else { continue };
        held.extend(content.get().fields.keys().map(|id| format!("{}.{id}", section.category)));
        assert_eq!(section.recorded.as_ref().map(|r| r.1.as_str()), Some(staff.name.as_str()), "{}", section.category);
    }
    // The three that the forms ask for, and the two that were typed: nothing else, whatever was done since.
    let written = [
        "name-and-contact.name",
        "housing-needs.accommodation-needed",
        "support-needs.support-needs",
        "finances.rent-arrears",
    ];
    assert_eq!(held, written.map(str::to_owned).into());
    let published = house.app.notice_page(DUDLEY, None).unwrap().notice;
    assert!(published.compiled.categories.iter().all(|c| !c.derived), "nothing is made out of other things");
    // A caller that is nobody in particular can write nothing.
    let nobody = app::Actor { caller: kernel::Caller::system(house.authority, "rule"), ..staff.clone() };
    let nobody =
        app::Actor { capacity: app::Capacity { principal: "rule".to_owned(), ..nobody.capacity.clone() }, ..nobody };
    assert!(matches!(house.app.save(&nobody, case, "finances", 2, &more, ""), Err(AppError::NotFound)));
}

#[doc = "keeps FAM-091"]
#[test]
fn a_match_is_only_proposed_and_eligibility_waits_for_an_officer() {
    let house = House::new(&[FAMILIES]);
    let staff = officer(&house, FAMILIES, "identify");
    let service = house.app.notice_page(FAMILIES, None).unwrap().notice;
    let service = service.compiled.merged.service.keys().next().unwrap().clone();
    let said = [("identity.name", "Ada Example")];
    let (one, two) = (made(&house, &staff, &service, &said, ""), made(&house, &staff, &service, &said, ""));
    let found = house.app.search(&staff, &"Ada Exampel 1/2/1990".to_owned().into()).unwrap();
    assert_eq!(found.lines.len(), 2, "both are proposed");
    assert!(found.lines.iter().all(|l| name(&l.name) == "Ada Example" && !l.found_by.is_empty()));
    for case in [one, two] {
        let view = house.app.open(&staff, case).unwrap();
        assert!(matches!(section(&view, "eligibility").content, Item::Empty), "nothing followed from the match");
    }
    let decided = typed(&[("eligibility.eligibility-problems", "Domestic abuse")]);
    house.app.save(&staff, one, "eligibility", 0, &decided, "").unwrap();
    let view = house.app.open(&staff, one).unwrap();
    assert_eq!(section(&view, "eligibility").recorded, Some((house.now(), staff.name.clone())));
    let other = house.app.open(&staff, two).unwrap();
    assert!(matches!(section(&other, "eligibility").content, Item::Empty));
}
