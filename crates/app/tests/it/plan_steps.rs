//! A step of a personalised housing plan leads to the referral that serves it, and what comes of that comes back to the step.

use crate::shares::referral;
use crate::support::{create, house, officer, own_page, partner, typed, wrong};
use app::views::Item;
use app::{ConsentAnswer, NewShare, PlanStep, Saved};
use kernel::CaseId;
use sharing::{ShareState, Step};
use testkit::House;

const CHARITY: &str = "salvation-army";
const CANARY: &str = "Zanaryplanstep";

fn steps(house: &House, case: CaseId) -> Vec<PlanStep> {
    house.app.steps_said(&officer(house), case).unwrap().plan
}

#[doc = "keeps COV-003"]
#[test]
fn a_step_of_the_plan_leads_to_a_referral_to_a_commissioned_service_and_what_comes_of_it_comes_back() {
    let house = house();
    let (officer, charity) = (officer(&house), partner(&house, CHARITY));
    let case = create(&house, &officer, "Ada Example");
    let council = format!("Find a supported room {CANARY}");
    let plan = typed(&[("plan.steps-by-council", council.as_str()), ("plan.steps-by-you", "Look at three rooms")]);
    assert!(matches!(house.app.save(&officer, case, "plan", 0, &plan, "").unwrap(), Saved::As(_)));
    house.app.record_consent(&officer, case, CHARITY, "refer", ConsentAnswer::Given, "spoken").unwrap();
    let all = steps(&house, case);
    let ours = all.iter().find(|s| !s.mine).unwrap();
    assert!(all.len() == 2 && ours.can_refer && ours.referrals.is_empty());
    let new = NewShare { step: ours.key.clone(), ..referral(CHARITY, "refer", &["identity.name"]) };
    // Made from the step as it stands, and from no other.
    let other = NewShare { step: ours.key.replace("/0/", "/7/"), ..new.clone() };
    assert_eq!(wrong(house.app.ask_to_share(&officer, case, &other)), "step");
    let nothing = NewShare { step: "nonsense".to_owned(), ..new.clone() };
    assert_eq!(wrong(house.app.ask_to_share(&officer, case, &nothing)), "step");
    assert!(house.app.shares(&officer, case).unwrap().1.is_empty(), "what was refused left something");
    let id = house.app.ask_to_share(&officer, case, &new).unwrap();
    // Beside the step, with where it stands; the referral says which step it serves.
    let of = |house: &House| steps(house, case).into_iter().find(|s| !s.mine).unwrap().referrals;
    let stands = of(&house);
    assert_eq!((stands.len(), stands[0].id, stands[0].state), (1, id, ShareState::Sent));
    assert!(stands[0].to == "Salvation Army" && stands[0].answer_by.is_some() && stands[0].outcome.is_none());
    assert!(steps(&house, case).iter().find(|s| s.mine).unwrap().referrals.is_empty(), "another step has it too");
    let words = |view: &app::ShareView| -> Vec<String> {
        let said = |s: &app::StepLine| match &s.words {
            Some(Item::Released(words)) => words.get().get("step").map(str::to_owned),
            _ => None,
        };
        view.steps.iter().filter_map(said).collect()
    };
    assert_eq!(words(&house.app.share_of(&officer, case, id).unwrap()), [council.as_str()]);
    // Whoever gets it does not read the plan by it.
    let theirs = house.app.desk_item(&charity, id).unwrap();
    assert!(words(&theirs).is_empty() && theirs.steps.iter().all(|s| s.step != "for-step"));
    // The person reads it beside the step.
    let me = own_page(&house, &officer, case);
    let own = || {
        let plan = house.app.my_plan(&me).unwrap().remove(0);
        plan.steps.into_iter().find(|s| !s.mine).unwrap().referrals
    };
    assert_eq!((own().len(), own()[0].to.as_str(), own()[0].state), (1, "Salvation Army", ShareState::Sent));
    // What came of it comes back, and whoever made it has that to look at.
    let todo = || {
        let open = house.app.tasks_on(&officer, case).unwrap().open;
        open.iter().any(|t| t.what == "Look at what came of a plan step")
    };
    house.app.desk_step(&charity, id, Step::Accept, "", "").unwrap();
    assert!(!todo() && of(&house)[0].state == ShareState::Accepted);
    house.app.desk_step(&charity, id, Step::Report, "housed", "").unwrap();
    assert!(todo());
    let came = of(&house);
    assert_eq!(came[0].state, ShareState::Reported);
    assert!(came[0].outcome.unwrap().contains("a home"), "{came:?}");
    assert_eq!(own()[0].state, ShareState::Reported);
    assert!(crate::retention::found(&house, CANARY.as_bytes()).is_empty(), "the step stands open in the store");
    // A step that says something else by now is another: what served the old words does not stand beside it.
    let version = house.app.edit(&officer, case, "plan").unwrap().version;
    let plan = typed(&[("plan.steps-by-council", "Find a flat"), ("plan.steps-by-you", "Look at three rooms")]);
    assert!(matches!(house.app.save(&officer, case, "plan", version, &plan, "").unwrap(), Saved::As(_)));
    assert!(of(&house).is_empty());
    assert_eq!(wrong(house.app.ask_to_share(&officer, case, &new)), "step");
}

#[test]
fn a_referral_that_is_not_taken_on_comes_back_to_the_step_with_the_reason() {
    let house = house();
    let (officer, charity) = (officer(&house), partner(&house, CHARITY));
    let case = create(&house, &officer, "Ada Example");
    let plan = typed(&[("plan.steps-by-council", "Find a supported room")]);
    house.app.save(&officer, case, "plan", 0, &plan, "").unwrap();
    house.app.record_consent(&officer, case, CHARITY, "refer", ConsentAnswer::Given, "spoken").unwrap();
    let key = steps(&house, case).remove(0).key;
    let new = NewShare { step: key, ..referral(CHARITY, "refer", &["identity.name"]) };
    let id = house.app.ask_to_share(&officer, case, &new).unwrap();
    house.app.desk_step(&charity, id, Step::Reject, "full", "").unwrap();
    let stands = steps(&house, case).remove(0).referrals;
    assert_eq!((stands[0].state, stands[0].outcome), (ShareState::Rejected, Some("No place or capacity at present")));
}
