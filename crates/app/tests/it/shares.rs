//! What goes to other bodies: referrals and their answers, disclosures without consent and their reviews.

use crate::held::DUDLEY;
use crate::support::{
    COVENTRY, administrator, create, field, house, missing, name, officer, partner, released, typed, wrong,
};
use app::views::Item;
use app::{
    AccessKind, Actor, AppError, Capacity, ConsentAnswer, NewAccount, NewAgency, NewAgencyContact, NewAnswer, NewCase,
    NewShare, OwnReason, PermissionEnded, ShareView, TimelineFilter,
};
use kernel::{CaseId, ShareId, london_date};
use sharing::{Ground, ShareState, Step};
use testkit::House;

const CHARITY: &str = "salvation-army";
const MARS: &str = "cheshire-west/multi-agency-rough-sleeping";
const CANARY: &str = "Zanarysharewords";

pub fn referral(to: &str, purpose: &str, items: &[&str]) -> NewShare {
    NewShare {
        party: to.to_owned(),
        purpose: purpose.to_owned(),
        ground: "referral".to_owned(),
        items: items.iter().map(|i| (*i).to_owned()).collect(),
        reason: format!("Needs a bed tonight {CANARY}"),
        aside: format!("The law asks for it here {CANARY}"),
        channel: "desk".to_owned(),
        country: "GB".to_owned(),
        ..NewShare::default()
    }
}

/// A disclosure on a ground, with every question answered by its first answer.
pub fn disclosure(to: &str, purpose: &str, ground: Ground, items: &[&str]) -> NewShare {
    let gateway = sharing::gateways_for(ground, jiff::civil::date(2026, 11, 21)).next().unwrap();
    NewShare {
        ground: ground.id().to_owned(),
        gateway: gateway.id.clone(),
        test: ground.test().iter().map(|q| (q.id.to_owned(), q.answers[0].0.to_owned())).collect(),
        request: format!("Detective Example, 20 November, reference DP9 {CANARY}"),
        told: "not-yet".to_owned(),
        ..referral(to, purpose, items)
    }
}

/// What was sent of a view: labels and texts.
pub fn sent(view: &ShareView) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for part in &view.parts {
        if let Item::Released(rows) = &part.rows {
            all.extend(rows.get().iter().map(|r| (r.item.clone(), r.text.clone())));
        }
    }
    all
}

pub fn refusal<T: std::fmt::Debug>(result: Result<T, AppError>) -> String {
    match result {
        Err(AppError::Refused(words)) => words,
        other => panic!("not refused: {other:?}"),
    }
}

#[doc = "keeps COV-007, MARS-054, DUD-013"]
#[test]
fn a_referral_is_chosen_item_by_item_sent_answered_and_closed_with_its_outcome() {
    let house = house();
    let officer = officer(&house);
    let (charity, other) = (partner(&house, CHARITY), partner(&house, "st-basils"));
    let case = create(&house, &officer, "Ada Example");
    let way = (CHARITY, "refer", Ground::Referral);
    // Before the person agrees, everything is offered with why it may not go, and nothing can be chosen.
    let preview = house.app.share_preview(&officer, case, way).unwrap();
    assert!(!preview.sections.is_empty() && preview.sections.iter().all(|s| !s.released && s.rows.is_none()));
    assert!(preview.sections.iter().all(|s| s.reasons.iter().any(|r| r.contains("consent"))));
    let without = house.app.ask_to_share(&officer, case, &referral(CHARITY, "refer", &["identity.name"]));
    assert!(refusal(without).contains("may not go"));
    house.app.record_consent(&officer, case, CHARITY, "refer", ConsentAnswer::Given, "spoken").unwrap();
    let preview = house.app.share_preview(&officer, case, way).unwrap();
    let offered: Vec<String> = preview
        .sections
        .iter()
        .flat_map(|s| s.rows.as_ref().map_or_else(Vec::new, |r| r.get().iter().map(|r| r.item.clone()).collect()))
        .collect();
    assert!(offered.contains(&"identity.name".to_owned()) && offered.contains(&"housing-needs.bedrooms".to_owned()));
    assert!(preview.sections.iter().filter(|s| s.released).all(|s| !s.statements.is_empty()), "why each may go");
    // Narrowed, never widened.
    let wider =
        house.app.ask_to_share(&officer, case, &referral(CHARITY, "refer", &["identity.name", "finances.income"]));
    assert!(refusal(wider).contains("may not go"));
    assert_eq!(wrong(house.app.ask_to_share(&officer, case, &referral(CHARITY, "refer", &[]))), "items");
    let id = house.app.ask_to_share(&officer, case, &referral(CHARITY, "refer", &["identity.name"])).unwrap();

    let desk = house.app.desk(&charity).unwrap();
    assert_eq!(desk.len(), 1);
    assert_eq!(name(desk[0].name.as_ref().unwrap()), "Ada Example");
    assert_eq!(desk[0].line.line.purpose, preview.purpose);
    let view = house.app.desk_item(&charity, id).unwrap();
    assert_eq!(sent(&view), [("identity.name".to_owned(), "Ada Example".to_owned())]);
    let said = view
        .steps
        .iter()
        .any(|s| matches!(&s.words, Some(Item::Released(w)) if w.get().get("reason").unwrap().contains(CANARY)));
    assert!(said, "they read why");
    assert!(missing(&house.app.desk_item(&other, id)) && house.app.desk(&other).unwrap().is_empty());
    assert!(missing(&house.app.desk(&officer)));
    // The record at large is not theirs: what was left out stays closed, though the notice would let it go.
    let open = house.app.open(&charity, case).unwrap();
    assert_eq!(released(&open), ["identity"]);
    assert_eq!(field(&open, "housing-needs", "bedrooms"), "(withheld)");

    let chase = |done: bool| {
        let tasks = house.app.tasks_on(&officer, case).unwrap();
        let list = if done { tasks.done } else { tasks.open };
        list.iter().any(|t| t.what == "Chase an agency")
    };
    assert!(chase(false), "a reminder stands until they answer");
    assert!(refusal(house.app.desk_step(&charity, id, Step::Report, "housed", "")).contains("Accept it first"));
    assert_eq!(wrong(house.app.desk_step(&charity, id, Step::AskMore, "", " ")), "more");
    house.app.desk_step(&charity, id, Step::AskMore, "", "Is there a dog?").unwrap();
    let asked = house.app.share_of(&officer, case, id).unwrap();
    assert_eq!(asked.line.state, ShareState::MoreAsked);
    assert_eq!(wrong(house.app.answer_more(&officer, case, id, "spoken", "")), "why");
    assert!(!chase(false), "it waits for the council, and not for them");
    house.clock.advance_seconds(3 * 86_400);
    let first = view.line.answer_by.unwrap();
    house.app.answer_more(&officer, case, id, "spoken", "Ask at the door").unwrap();
    // Their days begin again, and somebody chases them.
    let again = house.app.share_of(&officer, case, id).unwrap().line.answer_by.unwrap();
    assert!(again > first && chase(false), "{first} {again}");
    house.app.desk_step(&charity, id, Step::Accept, "", "").unwrap();
    assert!(chase(true) && !chase(false));
    // What came of it is waited for as well.
    let follow_up = || {
        let tasks = house.app.tasks_on(&officer, case).unwrap();
        tasks.open.iter().find(|t| t.what == "Ask what came of a referral").map(|t| t.due.on)
    };
    let outcome_by = house.app.share_of(&officer, case, id).unwrap().line.answer_by;
    assert!(outcome_by.is_some() && follow_up() == outcome_by, "{outcome_by:?}");
    // To ask for more afterwards takes nothing back: it stays with them, and what comes of it is waited for as before.
    house.app.desk_step(&charity, id, Step::AskMore, "", "Which floor?").unwrap();
    assert!(refusal(house.app.desk_step(&charity, id, Step::Reject, "full", "")).contains("taken it on already"));
    house.app.answer_more(&officer, case, id, "spoken", "The ground floor").unwrap();
    let line = house.app.share_of(&officer, case, id).unwrap().line;
    assert_eq!((line.state, line.answer_by), (ShareState::Accepted, outcome_by));
    assert!(follow_up() == outcome_by && !chase(false));
    assert_eq!(wrong(house.app.desk_step(&charity, id, Step::Report, "nonsense", "")), "code");
    house.app.desk_step(&charity, id, Step::Report, "housed", "A room from Monday").unwrap();
    assert_eq!(follow_up(), None);
    let closed = house.app.share_of(&officer, case, id).unwrap();
    assert_eq!(closed.line.state, ShareState::Reported);
    assert!(closed.steps.iter().any(|s| s.code.as_deref() == Some("housed")));
    let receipt: serde_json::Value = serde_json::from_str(closed.receipt.as_deref().unwrap()).unwrap();
    assert_eq!(receipt["categories"], serde_json::json!(["identity"]));
    assert!(
        receipt["sha256"].as_str().unwrap().len() == 64
            && receipt["statements"][0].as_str().unwrap().contains("disclose")
    );
    assert!(!closed.receipt.unwrap().contains("Ada"));
    // The timeline has each step, to whom, and nothing of what was sent or written; a partner's has none of it.
    let only = TimelineFilter { kinds: vec!["sharing".to_owned()], ..TimelineFilter::default() };
    let lines = house.app.timeline(&officer, case, &only).unwrap().lines;
    let words: Vec<&str> = lines.iter().map(|l| l.words.as_str()).collect();
    for step in ["Asked to share with", "Sent to", ": asked for more", ": accepted", ": reported what came of it"] {
        assert!(words.iter().any(|w| w.contains(step)), "{step}: {words:?}");
    }
    assert!(
        words.iter().all(|w| w.contains("Salvation Army") && !w.contains(CANARY) && !w.contains("dog")),
        "{words:?}"
    );
    assert!(house.app.timeline(&charity, case, &only).unwrap().lines.is_empty());
}

#[test]
fn what_is_taken_back_rejected_or_no_longer_agreed_to_is_gone_from_the_next_request_on() {
    let house = house();
    let officer = officer(&house);
    let charity = partner(&house, CHARITY);
    let go = |case: CaseId| {
        house.app.record_consent(&officer, case, CHARITY, "refer", ConsentAnswer::Given, "spoken").unwrap();
        house.app.ask_to_share(&officer, case, &referral(CHARITY, "refer", &["identity.name"])).unwrap()
    };
    let gone = |case: CaseId, id: ShareId| {
        missing(&house.app.desk_item(&charity, id)) && missing(&house.app.open(&charity, case))
    };
    let case = create(&house, &officer, "Ada Example");
    let id = go(case);
    assert!(house.app.desk_item(&charity, id).is_ok());
    house.app.record_consent(&officer, case, CHARITY, "refer", ConsentAnswer::Withdrawn, "spoken").unwrap();
    assert!(gone(case, id), "withdrawn");
    assert!(house.app.desk(&charity).unwrap().iter().all(|l| l.name.is_none()), "only the reference is left");

    let case = create(&house, &officer, "Bea Example");
    let id = go(case);
    house.app.withdraw_share(&officer, case, id, "sent to the wrong place").unwrap();
    assert!(gone(case, id), "taken back");
    assert!(matches!(house.app.withdraw_share(&officer, case, id, ""), Err(AppError::Refused(_))));

    // Another of the same case and purpose does not bring it back, and goes on by itself.
    let case = create(&house, &officer, "Di Example");
    let (old, new) = (go(case), go(case));
    house.app.withdraw_share(&officer, case, old, "").unwrap();
    assert!(missing(&house.app.desk_item(&charity, old)), "what was taken back opens again");
    assert!(house.app.desk_item(&charity, new).is_ok() && house.app.open(&charity, case).is_ok());

    // Who worked with the person before anything was sent still does.
    let case = create(&house, &officer, "Eli Example");
    house.app.link_party(&officer, case, CHARITY).unwrap();
    house.clock.advance_seconds(86_400);
    let id = go(case);
    house.app.desk_step(&charity, id, Step::Reject, "known", "").unwrap();
    let agencies = house.app.agencies(&officer, case).unwrap().1;
    assert!(agencies.iter().any(|a| a.key == CHARITY && a.works), "an agency was cut off by what it did not take on");

    let case = create(&house, &officer, "Cy Example");
    let id = go(case);
    assert_eq!(wrong(house.app.desk_step(&charity, id, Step::Reject, "", "")), "code");
    house.app.desk_step(&charity, id, Step::Reject, "full", "Nothing before Friday").unwrap();
    assert!(gone(case, id), "not taken on");
    assert_eq!(house.app.share_of(&officer, case, id).unwrap().line.state, ShareState::Rejected);
}

#[doc = "keeps COV-039"]
#[test]
fn a_permission_that_is_withdrawn_stops_open_referrals_and_both_sides_are_told() {
    let house = house();
    let officer = officer(&house);
    let (charity, other) = (partner(&house, CHARITY), partner(&house, "st-basils"));
    let case = create(&house, &officer, "Ada Example");
    for party in [CHARITY, "st-basils"] {
        house.app.record_consent(&officer, case, party, "refer", ConsentAnswer::Given, "spoken").unwrap();
    }
    let send =
        |party: &str| house.app.ask_to_share(&officer, case, &referral(party, "refer", &["identity.name"])).unwrap();
    let (open, closed, elsewhere) = (send(CHARITY), send(CHARITY), send("st-basils"));
    house.app.desk_step(&charity, open, Step::Accept, "", "").unwrap();
    house.app.desk_step(&charity, closed, Step::Accept, "", "").unwrap();
    house.app.desk_step(&charity, closed, Step::Report, "housed", "").unwrap();
    assert!(house.app.desk_item(&charity, open).is_ok());
    house.app.record_consent(&officer, case, CHARITY, "refer", ConsentAnswer::Withdrawn, "spoken").unwrap();
    // At once, and by itself.
    assert!(missing(&house.app.desk_item(&charity, open)) && missing(&house.app.open(&charity, case)));
    let state = |id: ShareId| house.app.share_of(&officer, case, id).unwrap().line.state;
    assert_eq!(
        (state(open), state(closed), state(elsewhere)),
        (ShareState::Withdrawn, ShareState::Reported, ShareState::Sent)
    );
    assert!(house.app.desk_item(&other, elsewhere).is_ok(), "who was not spoken of keeps what they have");
    // Of what is closed what came of it stays, and what they have of it is asked back.
    let asked_back = house.app.share_of(&officer, case, closed).unwrap();
    assert!(asked_back.steps.iter().any(|s| s.step == "ask-back" && s.code.as_deref() == Some("permission-withdrawn")));
    let due: Vec<_> = house.app.copies_at_desk(&charity).unwrap().into_iter().filter(|c| c.said.is_none()).collect();
    assert!(due.len() == 2 && due.iter().all(|c| c.gone_by == london_date(house.now())), "{due:?}");
    let look = |open: bool| {
        let tasks = house.app.tasks_on(&officer, case).unwrap();
        let list = if open { tasks.open } else { tasks.done };
        list.iter().any(|t| t.what == "Look whether a copy is gone")
    };
    assert!(look(true));
    for copy in &asked_back.copies {
        house.app.copy_became(&charity, copy.id, "erased").unwrap();
    }
    assert!(look(false) && !look(true), "they said that it is gone");
    // Their side: on the desk, and among the permissions withdrawn, with what they had.
    let desk = house.app.desk(&charity).unwrap();
    let line = desk.iter().find(|l| l.line.line.id == open).unwrap();
    assert!(line.name.is_none() && line.permission_ended == Some((PermissionEnded::Withdrawn, house.now())));
    let told = house.app.withdrawals(&charity).unwrap();
    assert!(told.len() == 1 && told[0].times > 0 && !told[0].categories.is_empty());
    assert!(house.app.withdrawals(&other).unwrap().is_empty());
    // Ours: what was done says why, something is to be done about it, and who was told stands beside the consents.
    let view = house.app.share_of(&officer, case, open).unwrap();
    let last = view.steps.iter().find(|s| s.step == "withdraw").unwrap();
    assert_eq!(
        (last.step.as_str(), last.code.as_deref(), last.by.as_str()),
        ("withdraw", Some("permission-withdrawn"), "the system")
    );
    let tasks = house.app.tasks_on(&officer, case).unwrap();
    let look_at = tasks.open.iter().find(|t| t.what == "Look at a stopped referral").unwrap();
    // It is for whoever referred: nothing that the person would be asked for on their own page.
    assert_ne!(look_at.waiting_for.as_deref(), Some("the person"));
    let detail = "a share to Salvation Army stopped: the permission was withdrawn";
    assert!(house.app.seen(&officer, case, None).unwrap().lines.iter().any(|l| l.what.contains(detail)));
    crate::support::said_plainly(&house, &officer, case, &[CHARITY, "st-basils", "refer", "referral"]);
    assert!(
        refusal(house.app.ask_to_share(&officer, case, &referral(CHARITY, "refer", &["identity.name"])))
            .contains("may not go")
    );
}

#[doc = "keeps COV-029, COV-033"]
#[test]
fn other_services_of_the_council_get_referrals_too_and_answer_them() {
    let house = house();
    let officer = officer(&house);
    for (service, items) in [
        ("early-help", &["identity.name", "circumstances.what-happened"][..]),
        ("adult-social-care", &["identity.name", "housing-needs.bedrooms"]),
    ] {
        let them = house.actor(COVENTRY, service, "prevent-relieve");
        let case = create(&house, &officer, "Ada Example");
        let id = house.app.ask_to_share(&officer, case, &referral(service, "prevent-relieve", items)).unwrap();
        let got = sent(&house.app.desk_item(&them, id).unwrap());
        assert_eq!(got.iter().map(|(i, _)| i.as_str()).collect::<Vec<_>>(), items, "{service}");
        house.app.desk_step(&them, id, Step::Accept, "", "").unwrap();
        house.app.desk_step(&them, id, Step::Report, "supported", "Seen twice").unwrap();
        let back = house.app.share_of(&officer, case, id).unwrap();
        assert!(back.steps.iter().any(|s| s.step == "report" && s.code.as_deref() == Some("supported")), "{service}");
    }
}

#[doc = "keeps DUD-026, DUD-027"]
#[test]
fn in_an_emergency_two_people_open_what_is_needed_for_a_day_and_it_is_reviewed() {
    let house = house();
    let officer = officer(&house);
    let lead = house.actor(COVENTRY, "role:safeguarding-lead", "safeguarding");
    let guardian = house.actor(COVENTRY, "role:data-protection-officer", "compliance");
    let case = create(&house, &officer, "Ada Example");
    let mut new = disclosure(
        "class:emergency-service",
        "vital-interests",
        Ground::Vital,
        &["identity.name", "health.health-conditions"],
    );
    assert_eq!(wrong(house.app.ask_to_share(&officer, case, &new)), "body");
    new.body = "Example Ambulance Service".to_owned();
    // The danger, why the person cannot consent, and the law: none of them can be left out.
    for question in Ground::Vital.test() {
        let mut less = new.clone();
        less.test.retain(|(q, _)| q != question.id);
        assert_eq!(wrong(house.app.ask_to_share(&officer, case, &less)), question.id);
    }
    assert_eq!(
        wrong(house.app.ask_to_share(&officer, case, &NewShare { gateway: String::new(), ..new.clone() })),
        "gateway"
    );
    let id = house.app.ask_to_share(&officer, case, &new).unwrap();
    assert_eq!(house.app.share_of(&officer, case, id).unwrap().line.state, ShareState::Asked);
    assert!(house.app.open(&officer, case).unwrap().in_force.is_empty(), "nothing has left");
    // Whoever asked does not approve, nor whoever has no say.
    assert!(missing(&house.app.approve_share(&officer, id)));
    let waiting = house.app.approvals(&lead).unwrap();
    assert_eq!(waiting.len(), 1);
    let shown = house.app.approval(&lead, id).unwrap();
    assert!(shown.test.iter().any(|(q, a)| q.contains("danger") && a.contains("die")));
    assert!(!format!("{shown:?}").contains("Ada") && !format!("{shown:?}").contains(CANARY));
    house.app.approve_share(&lead, id).unwrap();
    let told_on = house.app.open(&officer, case).unwrap().in_force;
    assert!(told_on.len() == 1 && told_on[0].contains("Example Ambulance Service"), "{told_on:?}");

    let bodies = house.app.enrolled_bodies(COVENTRY).unwrap();
    let body = bodies.iter().find(|b| b.name == "Example Ambulance Service").unwrap();
    assert!(body.until_on.is_some());
    let crew = house.actor(COVENTRY, &body.key, "vital-interests");
    let got = house.app.desk_item(&crew, id).unwrap();
    assert_eq!(sent(&got).len(), 2);
    assert!(got.steps.iter().all(|s| s.words.is_none()), "why the council decided so is not theirs to read");
    // The override speaks of everything; what was approved is two answers.
    assert_eq!(released(&house.app.open(&crew, case).unwrap()), ["identity", "health"]);
    assert!(refusal(house.app.desk_step(&crew, id, Step::Accept, "", "")).contains("nothing to answer"));

    house.clock.advance_seconds(24 * 3600 + 1);
    assert!(missing(&house.app.desk_item(&crew, id)) && missing(&house.app.open(&crew, case)), "its time is over");
    assert!(house.app.open(&officer, case).unwrap().in_force.is_empty());

    let queue = house.app.share_reviews(&guardian).unwrap();
    assert_eq!((queue.len(), queue[0].review_on), (1, jiff::civil::date(2026, 11, 22)));
    assert!(!queue[0].late && !queue[0].can_finish);
    assert!(refusal(house.app.review_share(&guardian, id, "in-order", "")).contains("told"));
    assert_eq!(wrong(house.app.share_told(&officer, case, id, "nonsense")), "told");
    house.app.share_told(&officer, case, id, "yes").unwrap();
    assert_eq!(wrong(house.app.review_share(&guardian, id, "", "")), "finding");
    assert!(
        missing(&house.app.share_reviews(&officer)) && missing(&house.app.review_share(&officer, id, "in-order", ""))
    );
    house.clock.advance_seconds(24 * 3600);
    assert!(house.app.share_reviews(&guardian).unwrap()[0].late);
    house.app.review_share(&guardian, id, "in-order", "").unwrap();
    assert!(house.app.share_reviews(&guardian).unwrap().is_empty());
}

/// An account whose user name is an address.
fn addressed(house: &House, principal: &str, administers: bool, address: &str) {
    let account = NewAccount {
        username: address.to_owned(),
        name: "Test".to_owned(),
        password_hash: String::new(),
        second_factor: None,
        capacities: vec![Capacity { notice: COVENTRY.to_owned(), principal: principal.to_owned() }],
        enrolment: None,
        administers,
    };
    house.app.add_accounts(&officer(house).caller, vec![account]).unwrap();
}

#[test]
fn a_review_of_what_went_without_consent_is_on_the_day_page_and_goes_further_once_when_it_is_late() {
    let house = house();
    let officer = officer(&house);
    let lead = house.actor(COVENTRY, "role:safeguarding-lead", "safeguarding");
    let guardian = house.actor(COVENTRY, "role:data-protection-officer", "compliance");
    addressed(&house, "role:data-protection-officer", false, "dpo@council.example");
    addressed(&house, "role:housing-officer", true, "admin@council.example");
    addressed(&house, "role:housing-officer", false, "nobody@council.example");
    let case = create(&house, &officer, "Ada Example");
    let new = NewShare {
        body: "Example Ambulance Service".to_owned(),
        ..disclosure("class:emergency-service", "vital-interests", Ground::Vital, &["identity.name"])
    };
    let id = house.app.ask_to_share(&officer, case, &new).unwrap();
    house.app.approve_share(&lead, id).unwrap();
    mails(&house);
    let counts = |actor: &Actor| {
        let due = house.app.my_day(actor).unwrap().reviews;
        (due.due, due.late)
    };
    assert_eq!((counts(&guardian), counts(&officer)), ((1, 0), (0, 0)));
    let night = || {
        house.app.follow_shares().unwrap();
        let mut to: Vec<String> = Vec::new();
        for (address, text) in mails(&house) {
            assert!(text.contains("Reviews") && !text.contains("Ada") && !text.contains("Ambulance"), "{text}");
            to.push(address);
        }
        to.sort();
        to
    };
    assert!(night().is_empty(), "its day has not come");
    house.clock.advance_seconds(24 * 3600);
    assert_eq!(night(), ["dpo@council.example"]);
    assert!(night().is_empty(), "once");
    house.clock.advance_seconds(24 * 3600);
    assert_eq!((counts(&guardian), counts(&officer)), ((0, 1), (0, 0)));
    assert_eq!(night(), ["admin@council.example", "dpo@council.example"]);
    house.clock.advance_seconds(24 * 3600);
    assert!(night().is_empty(), "it goes further once");
    let steps = house.app.share_of(&officer, case, id).unwrap().steps;
    assert!(["review-due", "review-late"].iter().all(|code| steps.iter().any(|s| s.step == *code)));
    house.app.share_told(&officer, case, id, "yes").unwrap();
    house.app.review_share(&guardian, id, "in-order", "").unwrap();
    assert_eq!(counts(&guardian), (0, 0));
}

#[test]
fn what_is_masked_on_the_record_is_not_shown_to_who_chooses_and_reaches_who_gets_it() {
    let house = house();
    let officer = officer(&house);
    let lead = house.actor(COVENTRY, "role:safeguarding-lead", "safeguarding");
    let item = "personal-details.ni-number";
    let mut answers = crate::support::answers("Ada Example");
    answers.push((item.to_owned(), "AB123456C".to_owned()));
    let new = NewCase {
        service: "homelessness".to_owned(),
        typed: casework::Typed::new(answers),
        source: "subject".to_owned(),
    };
    let case = house.app.create(&officer, &new).unwrap();
    let way = ("class:emergency-service", "vital-interests", Ground::Vital);
    let preview = house.app.share_preview(&officer, case, way).unwrap();
    let offered = preview
        .sections
        .iter()
        .filter_map(|s| s.rows.as_ref())
        .find_map(|rows| rows.get().iter().find(|r| r.item == item).map(|r| r.text.clone()));
    assert_eq!(offered.as_deref(), Some("On record; not shown here"));
    let mut ask = disclosure(way.0, way.1, way.2, &["identity.name", item]);
    ask.body = "Example Ambulance Service".to_owned();
    let id = house.app.ask_to_share(&officer, case, &ask).unwrap();
    house.app.approve_share(&lead, id).unwrap();
    let text = |view: &ShareView| sent(view).into_iter().find(|(i, _)| i == item).map(|(_, text)| text);
    assert_eq!(text(&house.app.share_of(&officer, case, id).unwrap()).as_deref(), Some("On record; not shown here"));
    let key = house.app.enrolled_bodies(COVENTRY).unwrap()[0].key.clone();
    let crew = house.actor(COVENTRY, &key, "vital-interests");
    assert_eq!(text(&house.app.desk_item(&crew, id).unwrap()).as_deref(), Some("AB123456C"));
}

/// A person known to the rough sleeping group.
pub fn rough_sleeper(house: &House, worker: &Actor) -> CaseId {
    let pairs = [
        ("identity.name", "Ada Example"),
        ("risk.risk-to-self", "Low"),
        ("address-history.current-address", "Bench 4"),
    ];
    let new = NewCase { service: "mars".to_owned(), typed: typed(&pairs), source: "subject".to_owned() };
    house.app.create(worker, &new).unwrap()
}

#[doc = "keeps MARS-053, MARS-058, KIR-026"]
#[test]
fn a_request_of_the_police_is_kept_decided_by_somebody_else_and_answered_with_the_least() {
    let house = House::new(&[MARS]);
    let worker = house.actor(MARS, "role:housing-officer", "reduce-harm");
    let manager = house.actor(MARS, "role:team-manager", "reduce-harm");
    let case = rough_sleeper(&house, &worker);
    let ask = |more: &[&str]| {
        let mut items = vec!["identity.name"];
        items.extend(more);
        NewShare {
            body: "Example Constabulary".to_owned(),
            ..disclosure("class:police", "crime-and-fraud", Ground::Crime, &items)
        }
    };
    // Recipient, reason, request and law: without any of them nothing is even asked.
    for (new, lacking) in [
        (NewShare { reason: " ".to_owned(), ..ask(&[]) }, "reason"),
        (NewShare { request: String::new(), ..ask(&[]) }, "request"),
        (NewShare { gateway: "housing-act-1996-part-7".to_owned(), ..ask(&[]) }, "gateway"),
        (NewShare { gateway: "other".to_owned(), ..ask(&[]) }, "citation"),
        (NewShare { told: String::new(), ..ask(&[]) }, "told"),
    ] {
        assert_eq!(wrong(house.app.ask_to_share(&worker, case, &new)), lacking);
    }
    let nobody = NewShare { party: "nobody-such".to_owned(), ..ask(&[]) };
    assert!(matches!(house.app.ask_to_share(&worker, case, &nobody), Err(AppError::Refused(_))));
    // More than the notice lets the police have cannot be asked for.
    assert!(refusal(house.app.ask_to_share(&worker, case, &ask(&["housing-needs.areas"]))).contains("may not go"));

    // Refused: nothing leaves, and the request stays with the reason.
    let mut unmet = ask(&[]);
    unmet.test.iter_mut().find(|(q, _)| q == "prejudice").unwrap().1 = "unlikely".to_owned();
    let id = house.app.ask_to_share(&worker, case, &unmet).unwrap();
    assert!(refusal(house.app.approve_share(&manager, id)).contains("test is not met"));
    assert_eq!(wrong(house.app.refuse_share(&manager, id, "", "")), "reason");
    house.app.refuse_share(&manager, id, "test", "They did not say why").unwrap();
    let view = house.app.share_of(&worker, case, id).unwrap();
    assert_eq!(view.line.state, ShareState::Refused);
    assert!(view.parts.is_empty() && view.receipt.is_none() && view.line.sent_at.is_none());
    assert!(view.steps.iter().any(|s| s.code.as_deref() == Some("test") && s.by == manager.name));
    let request = view.steps.iter().find_map(|s| match &s.words {
        Some(Item::Released(words)) => words.get().get("request").map(str::to_owned),
        _ => None,
    });
    assert!(request.unwrap().contains("DP9"), "the request's reference is on record");

    // Approved by somebody else: exactly what was chosen, to a body that is on the list from then on.
    let own = house.app.ask_to_share(&manager, case, &ask(&[])).unwrap();
    assert!(refusal(house.app.approve_share(&manager, own)).contains("Somebody else"));
    let id = house.app.ask_to_share(&worker, case, &ask(&["risk.risk-to-self"])).unwrap();
    house.app.approve_share(&manager, id).unwrap();
    let view = house.app.share_of(&worker, case, id).unwrap();
    assert_eq!(
        view.gateway.as_deref(),
        Some(sharing::gateways_for(Ground::Crime, jiff::civil::date(2026, 11, 21)).next().unwrap().words().as_str())
    );
    let items: Vec<String> = sent(&view).into_iter().map(|(i, _)| i).collect();
    assert_eq!(items, ["identity.name", "risk.risk-to-self"]);
    let key = house.app.enrolled_bodies(MARS).unwrap()[0].key.clone();
    let police = house.actor(MARS, &key, "crime-and-fraud");
    let open = house.app.open(&police, case).unwrap();
    assert_eq!(released(&open), ["identity", "risk"], "the address was not asked for");
    // The ledger says who got what, and nothing of the words.
    let seen = house.app.seen(&worker, case, None).unwrap();
    assert!(
        seen.lines.iter().any(|l| l.what.contains("Passed it on")),
        "{:?}",
        seen.lines.iter().map(|l| &l.what).collect::<Vec<_>>()
    );
    assert!(seen.lines.iter().all(|l| !l.what.contains(CANARY)));
}

#[doc = "keeps FAM-032"]
#[test]
fn sharing_for_immigration_control_and_under_other_law_takes_the_data_protection_officer() {
    let house = House::new(&[MARS]);
    let worker = house.actor(MARS, "role:housing-officer", "reduce-harm");
    let manager = house.actor(MARS, "role:team-manager", "reduce-harm");
    let guardian = house.actor(MARS, "role:data-protection-officer", "compliance");
    let case = rough_sleeper(&house, &worker);
    let admin = Actor { administers: true, ..worker.clone() };
    let body = house.app.enrol(&admin, MARS, "police", "Example Constabulary", "agreement").unwrap();
    let key = format!("class:police/{body}");
    for (gateway, citation) in
        [("immigration-and-asylum-act-1999", ""), ("other", "Modern Slavery Act 2015 section 52")]
    {
        let new = NewShare {
            gateway: gateway.to_owned(),
            citation: citation.to_owned(),
            ..disclosure(&key, "crime-and-fraud", Ground::Crime, &["identity.name"])
        };
        let id = house.app.ask_to_share(&worker, case, &new).unwrap();
        assert!(house.app.approvals(&manager).unwrap().is_empty() && missing(&house.app.approve_share(&manager, id)));
        let shown = house.app.approval(&guardian, id).unwrap();
        assert_eq!(shown.prompt.is_some(), gateway != "other");
        house.app.approve_share(&guardian, id).unwrap();
        assert_eq!(house.app.share_of(&worker, case, id).unwrap().line.state, ShareState::Sent);
    }
}

#[test]
fn a_reason_opens_for_a_week_for_who_wrote_it_and_for_nobody_else() {
    let house = house();
    let officer = officer(&house);
    let guardian = house.actor(COVENTRY, "role:data-protection-officer", "compliance");
    let colleague = house.actor(COVENTRY, "role:data-protection-officer", "compliance");
    let case = create(&house, &officer, "Ada Example");
    let reference = house.app.open(&officer, case).unwrap().reference;
    let reason = |kind: &str, reference: &str, words: &str| OwnReason {
        reference: reference.to_owned(),
        kind: kind.to_owned(),
        words: words.to_owned(),
    };
    assert!(missing(&house.app.open(&guardian, case)));
    assert_eq!(wrong(house.app.write_reason(&guardian, &reason("reason", &reference, "because"))), "words");
    assert_eq!(wrong(house.app.write_reason(&guardian, &reason("", &reference, "An audit of sharing"))), "kind");
    let of_nothing = wrong(house.app.write_reason(&guardian, &reason("reason", "C26-NONE", "An audit of sharing")));
    assert_eq!(of_nothing, "reference");
    // What does not depend on it is not opened by it, and sounds the same as no such case.
    assert_eq!(
        wrong(house.app.write_reason(&guardian, &reason("request", &reference, "An audit of sharing"))),
        "reference"
    );
    assert!(missing(
        &house.app.write_reason(&partner(&house, CHARITY), &reason("reason", &reference, "An audit of sharing"))
    ));
    assert_eq!(house.app.write_reason(&guardian, &reason("reason", &reference, "An audit of sharing")).unwrap(), case);
    assert_eq!(name(&house.app.open(&guardian, case).unwrap().name), "Ada Example");
    assert!(missing(&house.app.open(&colleague, case)), "a colleague's reason is not one's own");
    let elsewhere = House::for_purpose(&guardian, "rights");
    assert!(missing(&house.app.open(&elsewhere, case)), "nor is it for another purpose");
    house.clock.advance_seconds(i64::from(app::REASON_DAYS) * 24 * 3600 + 1);
    assert!(missing(&house.app.open(&guardian, case)));
}

/// Puts an organisation into the register, with an address for referrals.
pub fn reached(house: &House, party: &str, email: &str) {
    let admin = administrator(house);
    let agency = NewAgency {
        name: format!("Organisation {party}"),
        kind: "charity".to_owned(),
        services: vec!["support".to_owned()],
    };
    let agency = house.app.make_agency(&admin, &agency, &[(COVENTRY.to_owned(), party.to_owned())]).unwrap();
    let contact = NewAgencyContact {
        name: "Referrals desk".to_owned(),
        email: email.to_owned(),
        purpose: "referrals".to_owned(),
        ..NewAgencyContact::default()
    };
    house.app.add_agency_contact(&admin, agency, &contact).unwrap();
}

/// The emails that wait to leave: to whom, and what they say.
pub fn mails(house: &House) -> Vec<(String, String)> {
    let due = house.app.take_jobs([9; 16], &[app::jobs::STAFF_MAIL], 50).unwrap();
    due.iter()
        .map(|job| {
            let mail = house.app.staff_mail(job.id).unwrap().unwrap();
            house.app.job_done([9; 16], job.id).unwrap();
            (mail.to, format!("{}\n{}", mail.subject, mail.body))
        })
        .collect()
}

#[test]
fn a_permission_that_runs_out_stops_open_referrals_in_the_night_after_its_last_day() {
    let house = house();
    let officer = officer(&house);
    let (charity, other) = (partner(&house, CHARITY), partner(&house, "st-basils"));
    let case = create(&house, &officer, "Ada Example");
    let last = london_date(house.now()).checked_add(jiff::Span::new().days(2)).unwrap();
    for (party, until) in [(CHARITY, Some(last)), ("st-basils", None)] {
        let new = NewAnswer { until, ..NewAnswer::now(party, "refer", ConsentAnswer::Given, "spoken") };
        house.app.answer_consent(&officer, case, &new).unwrap();
    }
    let send =
        |party: &str| house.app.ask_to_share(&officer, case, &referral(party, "refer", &["identity.name"])).unwrap();
    let (ours, closed, elsewhere) = (send(CHARITY), send(CHARITY), send("st-basils"));
    house.app.desk_step(&charity, ours, Step::Accept, "", "").unwrap();
    house.app.desk_step(&charity, closed, Step::Accept, "", "").unwrap();
    house.app.desk_step(&charity, closed, Step::Report, "housed", "").unwrap();
    house.clock.advance_seconds(2 * 86_400);
    assert_eq!(house.app.follow_shares().unwrap(), 0, "the last day counts");
    assert!(house.app.desk_item(&charity, ours).is_ok());
    house.clock.advance_seconds(86_400);
    // Nothing of it is shown from midnight on; what it says of itself follows in the night.
    assert!(missing(&house.app.desk_item(&charity, ours)));
    assert_eq!(house.app.follow_shares().unwrap(), 2);
    let state = |id: ShareId| house.app.share_of(&officer, case, id).unwrap().line.state;
    assert_eq!(
        (state(ours), state(closed), state(elsewhere)),
        (ShareState::Withdrawn, ShareState::Reported, ShareState::Sent)
    );
    assert!(house.app.desk_item(&other, elsewhere).is_ok(), "whose permission has no last day keeps what they have");
    // Of what is closed what came of it stays, and what they have of it is asked back, as after a withdrawal.
    let back = house.app.share_of(&officer, case, closed).unwrap();
    let asked = back.steps.iter().find(|s| s.step == "ask-back").unwrap();
    assert_eq!(asked.code.as_deref(), Some(PermissionEnded::RunOut.code()));
    let due: Vec<_> = house.app.copies_at_desk(&charity).unwrap().into_iter().filter(|c| c.said.is_none()).collect();
    assert!(due.len() == 2 && due.iter().all(|c| c.gone_by == london_date(house.now())), "{due:?}");
    let open = house.app.tasks_on(&officer, case).unwrap().open;
    assert!(open.iter().any(|t| t.what == "Look whether a copy is gone"));
    for copy in &back.copies {
        house.app.copy_became(&charity, copy.id, "erased").unwrap();
    }
    let open = house.app.tasks_on(&officer, case).unwrap().open;
    assert!(open.iter().all(|t| t.what != "Look whether a copy is gone"), "they said that it is gone");
    // Their side and ours.
    let desk = house.app.desk(&charity).unwrap();
    let line = desk.iter().find(|l| l.line.line.id == ours).unwrap();
    assert!(line.name.is_none() && line.permission_ended == Some((PermissionEnded::RunOut, house.now())));
    let copies = house.app.copies_at_desk(&charity).unwrap();
    assert!(copies.iter().any(|c| c.why.contains("last day of the person’s permission")), "{copies:?}");
    let view = house.app.share_of(&officer, case, ours).unwrap();
    let step = view.steps.iter().find(|s| s.step == "withdraw").unwrap();
    assert_eq!((step.code.as_deref(), step.by.as_str()), (Some(PermissionEnded::RunOut.code()), "the system"));
    let tasks = house.app.tasks_on(&officer, case).unwrap();
    let look_at = tasks.open.iter().find(|t| t.what == "Look at a stopped referral").unwrap();
    // It is for whoever referred: nothing that the person would be asked for on their own page.
    assert_ne!(look_at.waiting_for.as_deref(), Some("the person"));
    let detail = "a share to Salvation Army stopped: the last day of the permission has passed";
    assert!(house.app.seen(&officer, case, None).unwrap().lines.iter().any(|l| l.what.contains(detail)));
    crate::support::said_plainly(&house, &officer, case, &[CHARITY, "st-basils", "refer", "referral"]);
    assert_eq!(house.app.follow_shares().unwrap(), 0, "once");
    // Nobody had taken anything back: nothing stands among the permissions withdrawn.
    assert!(house.app.withdrawals(&charity).unwrap().is_empty());
}

#[test]
fn a_body_with_an_address_is_written_to_once_for_each_occasion_and_of_nobody() {
    let house = house();
    let officer = officer(&house);
    let charity = partner(&house, CHARITY);
    reached(&house, CHARITY, "desk@charity.example");
    let case = create(&house, &officer, "Ada Example");
    for party in [CHARITY, "st-basils"] {
        house.app.record_consent(&officer, case, party, "refer", ConsentAnswer::Given, "spoken").unwrap();
    }
    let send =
        |party: &str| house.app.ask_to_share(&officer, case, &referral(party, "refer", &["identity.name"])).unwrap();
    let (late, answered, unreached) = (send(CHARITY), send(CHARITY), send("st-basils"));
    let no_address = |id: ShareId| house.app.share_of(&officer, case, id).unwrap().no_address;
    assert!(no_address(unreached) && !no_address(late), "staff see of whom there is no address");
    let mut all = mails(&house);
    assert_eq!(all.len(), 1, "one a day for what was sent, however much it was");
    house.app.desk_step(&charity, answered, Step::Accept, "", "").unwrap();
    // Five working days, and one more.
    house.clock.advance_seconds(12 * 86_400);
    assert_eq!(house.app.follow_shares().unwrap(), 1);
    let reminder = mails(&house);
    assert!(reminder.len() == 1 && reminder[0].1.contains("day by which it was to be answered"), "{reminder:?}");
    house.clock.advance_seconds(86_400);
    assert_eq!((house.app.follow_shares().unwrap(), mails(&house).len()), (0, 0), "it is said once");
    house.app.record_consent(&officer, case, CHARITY, "refer", ConsentAnswer::Withdrawn, "spoken").unwrap();
    let stopped = mails(&house);
    let says = |words: &str| stopped.iter().filter(|(_, text)| text.contains(words)).count();
    assert_eq!((says("narrowed or stopped"), says("withdrawn a permission")), (1, 1), "{stopped:?}");
    house.clock.advance_seconds(60);
    house.app.follow_shares().unwrap();
    let deletion = mails(&house);
    assert!(deletion.len() == 1 && deletion.iter().all(|(_, text)| text.contains("has to be deleted")), "{deletion:?}");
    all.extend([reminder, stopped, deletion].concat());
    let reference = house.app.open(&officer, case).unwrap().reference;
    for (to, text) in &all {
        assert_eq!(to, "desk@charity.example");
        for secret in ["Ada", "Example", reference.as_str(), CANARY, "Salvation"] {
            assert!(!text.contains(secret), "{text}");
        }
    }
    let steps = house.app.share_of(&officer, case, late).unwrap().steps;
    let occasions: Vec<&str> =
        steps.iter().filter(|s| s.step == "written-to").filter_map(|s| s.code.as_deref()).collect();
    assert_eq!(occasions, ["sent", "late", "stopped", "delete"]);
    // That it was written to stands with each of them, and the next day it is written to again.
    let steps = house.app.share_of(&officer, case, answered).unwrap().steps;
    assert!(steps.iter().any(|s| s.step == "written-to" && s.code.as_deref() == Some("sent")));
    house.clock.advance_seconds(86_400);
    house.app.record_consent(&officer, case, CHARITY, "refer", ConsentAnswer::Given, "spoken").unwrap();
    send(CHARITY);
    assert_eq!(mails(&house).len(), 1);
}

#[test]
fn somebody_of_a_body_takes_a_referral_up_and_colleagues_see_who() {
    let house = house();
    let officer = officer(&house);
    let (one, two, other) = (partner(&house, CHARITY), partner(&house, CHARITY), partner(&house, "st-basils"));
    let case = create(&house, &officer, "Ada Example");
    house.app.record_consent(&officer, case, CHARITY, "refer", ConsentAnswer::Given, "spoken").unwrap();
    let id = house.app.ask_to_share(&officer, case, &referral(CHARITY, "refer", &["identity.name"])).unwrap();
    let taken = |actor: &Actor| {
        let desk = house.app.desk(actor).unwrap();
        let line = desk.into_iter().find(|l| l.line.line.id == id).unwrap();
        assert_eq!(line.taken, house.app.desk_item(actor, id).unwrap().taken, "the desk and the page say the same");
        line.taken.map(|t| t.mine)
    };
    assert_eq!((taken(&one), taken(&two)), (None, None));
    assert!(missing(&house.app.take_up(&other, id, true)) && missing(&house.app.take_up(&officer, id, true)));
    assert!(refusal(house.app.take_up(&one, id, false)).contains("not taken it"));
    for _ in 0..2 {
        house.app.take_up(&one, id, true).unwrap();
        house.clock.advance_seconds(60);
    }
    assert_eq!((taken(&one), taken(&two)), (Some(true), Some(false)));
    // A colleague takes over what somebody has taken who is away, and lays it back.
    house.app.take_up(&two, id, true).unwrap();
    house.clock.advance_seconds(60);
    assert_eq!((taken(&one), taken(&two)), (Some(false), Some(true)));
    assert!(refusal(house.app.take_up(&one, id, false)).contains("not taken it"));
    house.app.take_up(&two, id, false).unwrap();
    assert_eq!((taken(&one), taken(&two)), (None, None));
    let steps = house.app.share_of(&officer, case, id).unwrap().steps;
    let took: Vec<(&str, &str)> =
        steps.iter().filter(|s| s.step != "send").map(|s| (s.step.as_str(), s.by.as_str())).collect();
    assert_eq!(took.iter().filter(|(step, _)| *step == "take").count(), 2);
    assert!(took.contains(&("lay-back", two.name.as_str())), "{took:?}");
    house.app.desk_step(&one, id, Step::Accept, "", "").unwrap();
    house.app.desk_step(&one, id, Step::Report, "housed", "").unwrap();
    assert!(refusal(house.app.take_up(&one, id, true)).contains("nothing to work on"));
}

#[test]
fn nothing_goes_on_a_ground_whose_test_is_not_met_whether_or_not_somebody_has_to_approve_it() {
    let house = House::new(&[DUDLEY]);
    let worker = house.actor(DUDLEY, "role:housing-officer", "meet-needs");
    let case = crate::held::made(&house, &worker, "housing-options", &[], "");
    let police = house.actor(DUDLEY, "west-midlands-police", "own-safety");
    crate::recipients::agreement_for(&house, DUDLEY, "west-midlands-police", ("ISA-POLICE", &["own-safety"], None));
    let ways = house.app.share_ways(&worker, case, true).unwrap();
    let mut tried = 0;
    for way in ways.iter().filter(|w| w.ground.is_without_consent() && !w.opens) {
        let good = disclosure(&way.party, &way.purpose, way.ground, &["name-and-contact.name"]);
        for (question, answer) in [("prejudice", "unlikely"), ("human", "none"), ("order", "letter")] {
            let mut test = good.test.clone();
            let Some(said) = test.iter_mut().find(|(q, _)| q == question) else { continue };
            answer.clone_into(&mut said.1);
            let new = NewShare { test, ..good.clone() };
            let lacking = |w: String| {
                assert!(w.contains("not met") || w.contains("is no order") || w.contains("named who looks"), "{w}")
            };
            match house.app.ask_to_share(&worker, case, &new) {
                Ok(id) => {
                    assert_eq!(house.app.share_of(&worker, case, id).unwrap().line.state, ShareState::Asked);
                    let decider = house.actor(DUDLEY, "role:data-protection-officer", "compliance");
                    match house.app.approve_share(&decider, id) {
                        Err(AppError::Refused(words)) => lacking(words),
                        Err(AppError::NotFound) => {}
                        other => panic!("{way:?}: {other:?}"),
                    }
                }
                Err(AppError::Refused(words)) if words.contains("may not go") => {}
                Err(AppError::Refused(words)) => lacking(words),
                Err(other) => panic!("{way:?}: {other:?}"),
            }
            tried += 1;
        }
    }
    assert!(tried > 3, "{tried}");
    assert!(house.app.desk(&police).unwrap().is_empty() && house.app.open(&worker, case).unwrap().in_force.is_empty());
    // With its test met it goes.
    let good = disclosure("west-midlands-police", "own-safety", Ground::Crime, &["name-and-contact.name"]);
    house.app.ask_to_share(&worker, case, &good).unwrap();
    assert_eq!(house.app.desk(&police).unwrap().len(), 1);
}

#[test]
fn whoever_is_kept_from_a_case_neither_reads_nor_decides_nor_reviews_what_goes_of_it() {
    let house = house();
    let officer = officer(&house);
    let [kin, lead] = [0, 1].map(|_| house.actor(COVENTRY, "role:safeguarding-lead", "safeguarding"));
    let [near, guardian] = [0, 1].map(|_| house.actor(COVENTRY, "role:data-protection-officer", "compliance"));
    let case = create(&house, &officer, "Ada Example");
    for barred in [&kin, &near] {
        house.app.set_access(&officer, case, AccessKind::Barred, Some(barred.account), "relative").unwrap();
    }
    let new = NewShare {
        body: "Example Ambulance Service".to_owned(),
        ..disclosure("class:emergency-service", "vital-interests", Ground::Vital, &["identity.name"])
    };
    let id = house.app.ask_to_share(&officer, case, &new).unwrap();
    assert!(house.app.approvals(&kin).unwrap().is_empty() && missing(&house.app.approval(&kin, id)));
    assert!(missing(&house.app.approve_share(&kin, id)));
    assert!(missing(&house.app.refuse_share(&kin, id, "test", "")), "a relative cannot stop it either");
    assert_eq!(house.app.approvals(&lead).unwrap().len(), 1);
    house.app.approve_share(&lead, id).unwrap();
    house.app.share_told(&officer, case, id, "yes").unwrap();
    house.clock.advance_seconds(2 * 86_400);
    assert!(house.app.share_reviews(&near).unwrap().is_empty());
    assert_eq!(
        (house.app.my_day(&near).unwrap().reviews.late, house.app.my_day(&guardian).unwrap().reviews.late),
        (0, 1)
    );
    assert!(missing(&house.app.review_share(&near, id, "in-order", "")));
    house.app.review_share(&guardian, id, "in-order", "").unwrap();
    // What was refused is on the record of whom it is about.
    let other = house.app.ask_to_share(&officer, case, &new).unwrap();
    house.app.refuse_share(&lead, other, sharing::ground::REFUSALS[0].0, "").unwrap();
    let seen = house.app.seen(&officer, case, None).unwrap().lines;
    assert!(seen.iter().any(|l| l.what.contains("refused") && l.what.contains("Took a step with what was shared")));
}

#[test]
fn where_all_who_could_approve_are_kept_from_the_case_whoever_asks_is_told_so() {
    let house = house();
    let officer = officer(&house);
    addressed(&house, "role:safeguarding-lead", false, "lead@council.example");
    let lead = house.app.accounts(&Actor { administers: true, ..officer.clone() }).unwrap();
    let lead = lead.into_iter().find(|a| a.username == "lead@council.example").unwrap().id;
    let case = create(&house, &officer, "Ada Example");
    let new = NewShare {
        body: "Example Ambulance Service".to_owned(),
        ..disclosure("class:emergency-service", "vital-interests", Ground::Vital, &["identity.name"])
    };
    house.app.ask_to_share(&officer, case, &new).unwrap();
    house.app.set_access(&officer, case, AccessKind::Barred, Some(lead), "relative").unwrap();
    assert!(refusal(house.app.ask_to_share(&officer, case, &new)).contains("kept from this case"));
}

#[test]
fn a_desk_has_all_that_waits_page_by_page_what_is_due_first() {
    let house = house();
    let officer = officer(&house);
    let charity = partner(&house, CHARITY);
    let mut sent = Vec::new();
    for n in 0..app::DESK_PAGE + 5 {
        let case = create(&house, &officer, &format!("Ada {}", "x".repeat(n + 1)));
        house.app.record_consent(&officer, case, CHARITY, "refer", ConsentAnswer::Given, "spoken").unwrap();
        let new = referral(CHARITY, "refer", &["identity.name"]);
        sent.push(house.app.ask_to_share(&officer, case, &new).unwrap());
        house.clock.advance_seconds(3 * 3600);
    }
    // One is taken on: it waits no longer.
    let taken_on = sent.remove(7);
    house.app.desk_step(&charity, taken_on, Step::Accept, "", "").unwrap();
    let page = house.app.desk_page(&charity, (0, 0)).unwrap();
    let ids = |lines: &[app::DeskLine]| lines.iter().map(|l| l.line.line.id).collect::<Vec<_>>();
    assert_eq!((page.waiting_in_all, page.rest_in_all, ids(&page.rest)), (sent.len(), 1, vec![taken_on]));
    assert_eq!(ids(&page.waiting), sent[..app::DESK_PAGE], "the oldest are due first, and none is left out");
    let next = house.app.desk_page(&charity, (app::DESK_PAGE, 1)).unwrap();
    assert_eq!((ids(&next.waiting), next.rest.len()), (sent[app::DESK_PAGE..].to_vec(), 0));
    // A program is given all that waits.
    assert_eq!(house.app.desk(&charity).unwrap().len(), sent.len() + 1);
    assert!(missing(&house.app.desk_page(&officer, (0, 0))));
}
