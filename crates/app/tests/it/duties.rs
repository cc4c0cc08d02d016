//! Duties that follow from an answer: said at the top of the case, on the list of what is to do, and on the referral that meets them.

use crate::copies::with_forms;
use crate::forms::{house_with_forms, made};
use crate::held::KIRKLEES;
use crate::shares::referral;
use crate::support::{COVENTRY, officer, typed};
use app::{Actor, Saved};
use casework::alert::AlertKind;
use kernel::CaseId;
use sharing::{ShareState, Step};
use testkit::House;

/// The duties that stand at the top of a case.
fn duties(house: &House, actor: &Actor, case: CaseId) -> Vec<String> {
    let view = house.app.open(actor, case).unwrap();
    let of = |s: &app::views::SectionView| {
        let all = s.alerts.get().iter().filter(|a| a.kind == AlertKind::Duty && a.kind.is_grave());
        all.map(|a| a.words.clone()).collect::<Vec<_>>()
    };
    view.sections.iter().flat_map(of).collect()
}

fn to_do(house: &House, actor: &Actor, case: CaseId, what: &str) -> usize {
    house.app.tasks_on(actor, case).unwrap().open.iter().filter(|t| t.what == what).count()
}

#[doc = "keeps COV-031"]
#[test]
fn who_left_care_is_flagged_and_referred_to_the_leaving_care_team_as_a_duty() {
    let house = house_with_forms();
    let officer = officer(&house);
    let told = "Refer to the leaving care team";
    let nobody = made(&house, &officer, &[("circumstances.care-leaver", "not")], "Ada Example");
    assert!(duties(&house, &officer, nobody).is_empty() && to_do(&house, &officer, nobody, told) == 0);
    let unasked = made(&house, &officer, &[], "Ada Example");
    assert!(duties(&house, &officer, unasked).is_empty());
    for left in ["leaver-16-17", "leaver-18-20", "leaver-21-24"] {
        let case = made(&house, &officer, &[("circumstances.care-leaver", left)], "Ada Example");
        let flagged = duties(&house, &officer, case);
        assert!(
            matches!(&flagged[..], [one] if one.contains("Children Act 1989 sections 23C to 24B") && one.contains("Through Care")),
            "{flagged:?}"
        );
        assert_eq!(to_do(&house, &officer, case, told), 1);
        // The referral goes without waiting for consent, says the duty to both sides, and is answered.
        let team = house.actor(COVENTRY, "through-care", "prevent-relieve");
        let items = ["identity.name", "circumstances.care-leaver"];
        let id = house.app.ask_to_share(&officer, case, &referral("through-care", "prevent-relieve", &items)).unwrap();
        let got = crate::shares::sent(&house.app.desk_item(&team, id).unwrap());
        assert_eq!(got.iter().map(|(i, _)| i.as_str()).collect::<Vec<_>>(), items);
        for view in [house.app.desk_item(&team, id).unwrap(), house.app.share_of(&officer, case, id).unwrap()] {
            assert!(view.duty.iter().any(|d| d.contains("Children Act 1989 sections 23C to 24B")), "{:?}", view.duty);
        }
        house.app.desk_step(&team, id, Step::Accept, "", "").unwrap();
        house.app.desk_step(&team, id, Step::Report, "supported", "A personal adviser was found").unwrap();
        assert_eq!(house.app.share_of(&officer, case, id).unwrap().line.state, ShareState::Reported);
    }
    // What goes by a power is no duty.
    let case = made(&house, &officer, &[], "Ada Example");
    let id =
        house.app.ask_to_share(&officer, case, &referral("early-help", "prevent-relieve", &["identity.name"])).unwrap();
    assert!(house.app.share_of(&officer, case, id).unwrap().duty.is_empty());
}

#[doc = "keeps KIR-035"]
#[test]
fn the_care_act_stands_in_every_entry_and_prompts_an_assessment_where_nobody_asked_for_one() {
    let house = with_forms(KIRKLEES);
    let notice = house.app.notice_page(KIRKLEES, None).unwrap().notice;
    let record = notice::render::render(&notice.compiled, notice::render::As::Ropa).unwrap();
    let rows = csv::Reader::from_reader(record.as_bytes()).into_records().flatten().collect::<Vec<_>>();
    for purpose in notice.compiled.purposes.iter().filter(|p| !p.statement.0.contains('#')) {
        let row =
            rows.iter().find(|r| r.get(0) == Some(purpose.id.as_str())).unwrap_or_else(|| panic!("{}", purpose.id));
        assert!(row.iter().any(|cell| cell.contains("Care Act 2014")), "{} does not rest on it", purpose.id);
    }
    let staff = house.actor(KIRKLEES, "role:housing-officer", "support");
    let told = "Offer a care assessment";
    let needs = [("social-care.care-needs.1.need", "hygiene")];
    let case_of = |asked: &str| {
        let mut said = vec![("social-care.adult-social-care", asked)];
        if asked != "Not asked for" {
            said.push(("social-care.care-reference", "ASC-1"));
        }
        said.extend(needs);
        crate::held::made(&house, &staff, "support", &said, "")
    };
    let case = case_of("Not asked for");
    let prompts = duties(&house, &staff, case);
    assert!(matches!(&prompts[..], [one] if one.contains("Care Act 2014") && one.contains("section 9")), "{prompts:?}");
    assert_eq!(to_do(&house, &staff, case, told), 1);
    // Somebody who is being assessed needs no prompt; nor does this person once they were referred.
    let other = case_of("Being assessed");
    assert!(duties(&house, &staff, other).is_empty() && to_do(&house, &staff, other, told) == 0);
    let view = house.app.open(&staff, case).unwrap();
    let version = crate::support::section(&view, "social-care").version;
    let now = typed(&[("social-care.adult-social-care", "Referred by us"), needs[0]]);
    assert!(matches!(house.app.save(&staff, case, "social-care", version, &now, "").unwrap(), Saved::As(_)));
    assert!(duties(&house, &staff, case).is_empty());
}
