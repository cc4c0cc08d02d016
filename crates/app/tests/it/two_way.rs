//! Families go up to social care and come back: each way a referral of its own, and each leads to the other.

use crate::held::{FAMILIES, made, officer};
use crate::recipients::{agreement, enrolled};
use crate::shares::{referral, refusal};
use crate::support::{COVENTRY, missing, own_page, referrals, wrong};
use app::views::Item;
use app::{Actor, InboundLine, MySteps, NewInbound, ShareView, TimelineFilter};
use kernel::{CaseId, ShareId, london_date};
use sharing::share::STEP_DOWN_REASONS;
use sharing::{Sender, ShareState, Step};
use testkit::House;

const CANARY: &str = "Zanarystepsdown";

struct Family {
    house: House,
    staff: Actor,
    case: CaseId,
    social: Actor,
    key: String,
}

fn family() -> Family {
    let house = House::new(&[FAMILIES]);
    let staff = officer(&house, FAMILIES, "meet-needs");
    let case = made(&house, &staff, "programme", &[("circumstances.family-worries", "Afraid at home")], "");
    let (key, social) = enrolled(&house, FAMILIES, "social-services", "Example Social Care", "meet-needs");
    agreement(&house, FAMILIES, &key, None);
    Family { house, staff, case, social, key }
}

/// A family that social care hands back by the public form.
fn handed_back() -> NewInbound {
    NewInbound {
        sender: Sender::Agency.id().to_owned(),
        body: "Example Social Care".to_owned(),
        name: "Ada Example".to_owned(),
        contact: "1 Example Row".to_owned(),
        reason: "other".to_owned(),
        agreed: true,
        referrer: "Robin Example".to_owned(),
        referrer_contact: "robin@example.test".to_owned(),
        step_down: true,
        ..NewInbound::default()
    }
}

impl Family {
    fn up(&self) -> ShareId {
        let new = referral(&self.key, "meet-needs", &["identity.name", "circumstances.family-worries"]);
        self.house.app.ask_to_share(&self.staff, self.case, &new).unwrap()
    }
    fn stands(&self, id: ShareId) -> ShareView {
        self.house.app.share_of(&self.staff, self.case, id).unwrap()
    }
    fn todo(&self, what: &str) -> Option<jiff::civil::Date> {
        let tasks = self.house.app.tasks_on(&self.staff, self.case).unwrap();
        tasks.open.iter().find(|t| t.what == what).map(|t| t.due.on)
    }
    fn own(&self) -> Vec<MySteps> {
        self.house.app.my_steps(&own_page(&self.house, &self.staff, self.case)).unwrap()
    }
    fn came(&self) -> Vec<InboundLine> {
        self.house.app.inbound_of_case(&self.staff, self.case).unwrap()
    }
}

#[doc = "keeps FAM-037"]
#[test]
fn a_family_goes_up_to_social_care_and_comes_back_and_each_way_leads_to_the_other_with_its_clock() {
    let scene = family();
    let app = &scene.house.app;
    let id = scene.up();
    let up = scene.stands(id);
    assert!(up.line.step_up && up.line.came_back.is_none());
    let due = up.line.answer_by.unwrap();
    assert_eq!(scene.todo("Chase an agency"), Some(due), "their clock");
    let own = scene.own();
    assert_eq!((own.len(), own[0].state, own[0].answer_by), (1, Some(ShareState::Sent), Some(due)));
    assert!(own[0].to.as_deref().unwrap().contains("Example Social Care") && own[0].down.is_none());
    // Nothing comes back before it was taken on, without a reason or without words.
    let down = |code: &str, words: &str| app.desk_step(&scene.social, id, Step::StepDown, code, words);
    assert!(refusal(down("plan-ended", CANARY)).contains("Accept it first"));
    app.desk_step(&scene.social, id, Step::Accept, "", "").unwrap();
    assert_eq!(scene.own()[0].state, Some(ShareState::Accepted));
    assert!(scene.todo("Ask what came of a referral").is_some());
    assert_eq!(wrong(down("nonsense", CANARY)), "code");
    assert_eq!(wrong(down("plan-ended", " ")), "more");
    assert!(scene.came().is_empty(), "what was refused left something");
    down("plan-ended", CANARY).unwrap();
    // The one that went up is closed with it; the one that came back waits for the council, with a day.
    let closed = scene.stands(id);
    assert_eq!(closed.line.state, ShareState::Reported);
    let back = closed.line.came_back.clone().unwrap();
    let by = back.answer_by.unwrap();
    assert_eq!((back.state.as_str(), back.reason.as_str()), ("new", STEP_DOWN_REASONS[1].1));
    assert_eq!(scene.todo("Answer a step down"), Some(by));
    assert!(by > london_date(scene.house.now()) && scene.todo("Ask what came of a referral").is_none());
    let came = scene.came();
    assert_eq!((came.len(), came[0].id, came[0].step_up), (1, back.id, Some((scene.case, id))));
    assert!(came[0].step_down && came[0].answer_by == Some(by));
    let list = referrals(&scene.house, &scene.staff, "").unwrap();
    assert!(list.iter().any(|l| l.id == back.id), "it is among those that came in");
    let read = app.inbound_one(&scene.staff, back.id, false).unwrap();
    let Item::Released(words) = read.person else { panic!("not shown") };
    assert_eq!(words.get().get("what-was-done-and-is-still-needed"), Some(CANARY));
    assert!(crate::retention::found(&scene.house, CANARY.as_bytes()).is_empty(), "it stands open in the store");
    // They see that it waits. The person sees both, with the days.
    let theirs = app.desk_item(&scene.social, id).unwrap();
    assert_eq!(theirs.line.came_back.unwrap().state, "new");
    let own = scene.own();
    assert_eq!((own.len(), own[0].state), (1, Some(ShareState::Reported)));
    assert_eq!(own[0].down.as_ref().unwrap().answer_by, Some(by));
    // Taken on: the clock stops, and both sides and the person read it.
    let reference = app.open(&scene.staff, scene.case).unwrap().reference;
    app.settle_inbound(&scene.staff, back.id, &reference, "").unwrap();
    assert_eq!(scene.todo("Answer a step down"), None);
    for view in [scene.stands(id), app.desk_item(&scene.social, id).unwrap()] {
        let back = view.line.came_back.unwrap();
        assert!(back.state == "assessed" && back.answered_at.is_some());
    }
    assert_eq!(scene.own()[0].down.as_ref().unwrap().state, "assessed");
    // The case's own line of time has both.
    let only = TimelineFilter { kinds: vec!["sharing".to_owned()], ..TimelineFilter::default() };
    let lines = app.timeline(&scene.staff, scene.case, &only).unwrap().lines;
    assert!(lines.iter().any(|l| l.words.contains("handed back: a step down")));
    assert!(lines.iter().all(|l| !l.words.contains(CANARY)));
}

#[test]
fn a_family_that_is_not_taken_back_on_and_one_of_which_the_programme_did_not_know_are_linked_as_well() {
    let scene = family();
    let app = &scene.house.app;
    let id = scene.up();
    app.desk_step(&scene.social, id, Step::Accept, "", "").unwrap();
    app.desk_step(&scene.social, id, Step::StepDown, "assessed", CANARY).unwrap();
    let back = scene.stands(id).line.came_back.unwrap();
    // It comes back to the case that it went up from, and to no other.
    let other = made(&scene.house, &scene.staff, "programme", &[], "");
    let reference = app.open(&scene.staff, other).unwrap().reference;
    assert_eq!(wrong(app.settle_inbound(&scene.staff, back.id, &reference, "")), "case");
    app.settle_inbound(&scene.staff, back.id, "", "not-wanted").unwrap();
    assert_eq!(scene.own()[0].down.as_ref().unwrap().state, "closed");
    assert_eq!(scene.todo("Answer a step down"), None);
    // Social care tells of a family by the public form. Once it leads to a case, it answers what went up from there.
    let scene = family();
    let app = &scene.house.app;
    let id = scene.up();
    app.desk_step(&scene.social, id, Step::Accept, "", "").unwrap();
    let new = handed_back();
    assert_eq!(
        wrong(app.refer_in(FAMILIES, "programme", &NewInbound { sender: "public".to_owned(), ..new.clone() })),
        "step-down"
    );
    app.refer_in(FAMILIES, "programme", &new).unwrap();
    let line = referrals(&scene.house, &scene.staff, "").unwrap().remove(0);
    assert!(line.step_down && line.step_up.is_none() && line.answer_by.is_some());
    let reference = app.open(&scene.staff, scene.case).unwrap().reference;
    app.settle_inbound(&scene.staff, line.id, &reference, "").unwrap();
    let stands = scene.stands(id).line;
    assert_eq!(
        (stands.came_back.unwrap().id, stands.state),
        (line.id, ShareState::Reported),
        "it is with them no more"
    );
    assert_eq!(scene.own()[0].down.as_ref().unwrap().id, line.id);
    // Who filled in a public form is not known: the desk is told of nothing that came by it.
    let desk = app.desk(&scene.social).unwrap();
    assert!(desk.iter().all(|l| l.line.came_back.is_none()));
    assert!(app.desk_item(&scene.social, id).unwrap().line.came_back.is_none());
    // What somebody else sends answers nothing that went up.
    let again = scene.up();
    app.desk_step(&scene.social, again, Step::Accept, "", "").unwrap();
    for other in ["Example School", "E"] {
        let new = NewInbound { body: other.to_owned(), ..new.clone() };
        app.refer_in(FAMILIES, "programme", &new).unwrap();
        let line = referrals(&scene.house, &scene.staff, "").unwrap().remove(0);
        app.settle_inbound(&scene.staff, line.id, &reference, "").unwrap();
        let stands = scene.stands(again).line;
        assert!(stands.came_back.is_none() && stands.state == ShareState::Accepted, "{other}");
    }
}

#[test]
fn who_is_kept_from_a_case_reads_no_step_down_to_it_and_what_a_desk_writes_has_an_end() {
    let scene = family();
    let app = &scene.house.app;
    let id = scene.up();
    app.desk_step(&scene.social, id, Step::Accept, "", "").unwrap();
    let long = "x".repeat(5_001);
    assert_eq!(wrong(app.desk_step(&scene.social, id, Step::StepDown, "assessed", &long)), "more");
    app.desk_step(&scene.social, id, Step::StepDown, "assessed", CANARY).unwrap();
    let back = scene.stands(id).line.came_back.unwrap();
    assert!(app.desk(&scene.social).unwrap().iter().any(|l| l.line.came_back.is_some()));
    let kept = officer(&scene.house, FAMILIES, "meet-needs");
    assert_eq!(referrals(&scene.house, &kept, "").unwrap().len(), 1);
    app.set_access(&scene.staff, scene.case, app::AccessKind::Barred, Some(kept.account), "relative").unwrap();
    assert!(referrals(&scene.house, &kept, "").unwrap().is_empty());
    assert!(missing(&app.inbound_one(&kept, back.id, false).map(|_| ())));
    assert!(missing(&app.settle_inbound(&kept, back.id, "", "not-wanted")));
}

#[test]
fn nothing_but_a_referral_from_a_programme_to_social_care_is_a_step_up() {
    let house = House::new(&[FAMILIES, COVENTRY]);
    let staff = officer(&house, FAMILIES, "meet-needs");
    let case = made(&house, &staff, "programme", &[], "");
    let (key, school) = enrolled(&house, FAMILIES, "education", "Example School", "meet-needs");
    agreement(&house, FAMILIES, &key, None);
    let id = house.app.ask_to_share(&staff, case, &referral(&key, "meet-needs", &["identity.name"])).unwrap();
    assert!(!house.app.share_of(&staff, case, id).unwrap().line.step_up);
    house.app.desk_step(&school, id, Step::Accept, "", "").unwrap();
    assert!(refusal(house.app.desk_step(&school, id, Step::StepDown, "assessed", "Words")).contains("social care"));
    assert!(house.app.my_steps(&own_page(&house, &staff, case)).unwrap().is_empty());
    let new = handed_back();
    assert_eq!(wrong(house.app.refer_in(COVENTRY, "homelessness", &new)), "step-down", "it is no programme");
}
