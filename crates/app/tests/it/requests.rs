//! Requests of people about their data: how they come, who sees them, by when they are due, how they end.

use crate::support::{COVENTRY, create, field, house, missing, officer, partner, requests, wrong};
use app::views::Item;
use app::{Actor, AppError, NewStep, RequestDecision, RequestForm, RequestView};
use jiff::civil::date;
use kernel::RequestId;
use rights::{Kind, Outcome, StepKind, Waiting};
use std::fs;
use testkit::House;

const KIRKLEES: &str = "kirklees/intervention-and-support";

pub fn dpo(house: &House, notice: &str) -> Actor {
    house.actor(notice, "role:data-protection-officer", "rights")
}

pub fn asked(kind: &str, name: &str, details: &str) -> RequestForm {
    RequestForm {
        kind: kind.to_owned(),
        channel: "letter".to_owned(),
        name: name.to_owned(),
        born: "5 3 1984".to_owned(),
        contact: "1 Example Row".to_owned(),
        details: details.to_owned(),
        ..RequestForm::default()
    }
}

pub fn step(kind: StepKind, code: &str, words: &str) -> NewStep {
    NewStep { kind, on: None, code: code.to_owned(), words: words.to_owned() }
}

pub fn decision(outcome: &str, ground: &str) -> RequestDecision {
    RequestDecision { outcome: outcome.to_owned(), ground: ground.to_owned(), words: "Because.".to_owned() }
}

fn fresh(house: &House) -> RequestId {
    RequestId::new(house.now(), &mut house.entropy())
}

fn says(view: &RequestView, field: &str) -> String {
    match &view.content {
        Item::Released(content) => content.get().get(field).unwrap_or_default().to_owned(),
        _ => "(not shown)".to_owned(),
    }
}

fn refused(result: Result<(), AppError>) -> String {
    match result {
        Err(AppError::Refused(words)) => words,
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
#[doc = "keeps MARS-088"]
#[doc = "keeps FAM-088"]
fn a_request_comes_by_the_form_or_any_other_way_and_only_the_officer_sees_it() {
    let house = house();
    let canary = house.canary();
    let staff = officer(&house);
    let dpo = dpo(&house, COVENTRY);
    let id = fresh(&house);
    let form = asked("access", &canary, &format!("Everything about {canary}"));
    let online = house.app.ask_for_right(COVENTRY, id, &form).unwrap();
    assert_eq!(house.app.ask_for_right(COVENTRY, id, &form).unwrap(), online, "sent twice is one request");
    // Every other way, logged by whoever received it.
    for channel in ["letter", "email", "phone", "in-person"] {
        let form = RequestForm { channel: channel.to_owned(), ..asked("erasure", "Ada", "Erase it") };
        let logged = house.app.log_request(&staff, &form).unwrap();
        assert!(missing(&house.app.request(&staff, logged.id)), "who logged it is not who answers it");
        assert_eq!(house.app.request(&dpo, logged.id).unwrap().line.channel.id(), channel);
    }
    let lines = requests(&house, &dpo, "").unwrap();
    assert_eq!(lines.len(), 5);
    let view = house.app.request(&dpo, id).unwrap();
    assert_eq!((says(&view, "name"), view.line.reference.clone()), (canary.clone(), online));
    for stranger in
        [&staff, &partner(&house, "st-basils"), &house.actor(KIRKLEES, "role:data-protection-officer", "rights")]
    {
        assert!(missing(&house.app.request(stranger, id)));
        assert!(missing(&house.app.take_step(stranger, id, &step(StepKind::Noted, "", "so"))));
        assert!(missing(&house.app.decide_request(stranger, id, &decision("granted", ""))));
        assert!(missing(&house.app.match_request(stranger, id, "C26-2345678")));
    }
    assert!(missing(&requests(&house, &staff, "")));
    assert!(missing(&house.app.log_request(&partner(&house, "st-basils"), &form)));
    // For another purpose the officer sees that there is a request, and nothing of what was written.
    let otherwise = House::for_purpose(&dpo, "compliance");
    assert_eq!(says(&house.app.request(&otherwise, id).unwrap(), "name"), "(not shown)");
    assert!(refused(house.app.take_step(&otherwise, id, &step(StepKind::Noted, "", "so"))).contains("purpose"));
    // What was typed lies sealed.
    for file in fs::read_dir(house.folder().unwrap()).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(canary.len()).any(|w| w == canary.as_bytes()), "a request lies in the clear");
    }
}

#[test]
fn what_is_missing_is_said_all_at_once_and_a_flood_is_turned_away() {
    let house = house();
    let empty = house.app.ask_for_right(COVENTRY, fresh(&house), &RequestForm::default());
    assert_eq!(wrong(empty), "kind name contact details");
    let regulator = house.app.ask_for_right(COVENTRY, fresh(&house), &asked("regulator", "A", "B"));
    assert_eq!(wrong(regulator), "kind", "nobody but staff logs what the regulator writes");
    let ahead = RequestForm { received_on: Some(date(2026, 11, 22)), ..asked("access", "A", "B") };
    assert_eq!(wrong(house.app.log_request(&officer(&house), &ahead)), "received-day");
    assert!(missing(&house.app.ask_for_right("no/where", fresh(&house), &asked("access", "A", "B"))));
    for _ in 0..60 {
        house.app.ask_for_right(COVENTRY, fresh(&house), &asked("access", "A", "B")).unwrap();
    }
    let late = house.app.ask_for_right(COVENTRY, fresh(&house), &asked("access", "A", "B"));
    assert!(matches!(late, Err(AppError::Refused(_))), "{late:?}");
    house.app.log_request(&officer(&house), &asked("access", "A", "B")).unwrap();
    house.clock.advance_seconds(3_601);
    house.app.ask_for_right(COVENTRY, fresh(&house), &asked("access", "A", "B")).unwrap();
}

#[test]
#[doc = "keeps MARS-087"]
#[doc = "keeps FAM-087"]
fn the_month_runs_pauses_is_extended_with_reasons_and_what_is_late_is_on_the_officers_day() {
    let house = house();
    let dpo = dpo(&house, COVENTRY);
    let id = house.app.log_request(&officer(&house), &asked("access", "Ada Example", "All of it")).unwrap().id;
    let last = |id| house.app.request(&dpo, id).unwrap().line.standing.last_day;
    assert_eq!(last(id), Some(date(2026, 12, 21)), "a month from 21 November");
    house.app.take_step(&dpo, id, &step(StepKind::ClarificationAsked, "", "Which years?")).unwrap();
    let view = house.app.request(&dpo, id).unwrap();
    assert!(matches!(view.line.standing.waiting, Some(Waiting::Clarification { .. })));
    house.clock.advance_seconds(2 * 86_400);
    house.app.take_step(&dpo, id, &step(StepKind::ClarificationAnswered, "", "")).unwrap();
    assert_eq!(last(id), Some(date(2026, 12, 24)), "three days of pause");
    assert!(house.app.my_day(&dpo).unwrap().requests.is_empty(), "weeks away");
    house.clock.advance_seconds(28 * 86_400);
    let day = house.app.my_day(&dpo).unwrap();
    assert_eq!(day.requests.iter().map(|r| (r.id, r.standing.overdue)).collect::<Vec<_>>(), [(id, false)]);
    assert!(house.app.my_day(&officer(&house)).unwrap().requests.is_empty(), "nobody else's");
    let silent = house.app.take_step(&dpo, id, &step(StepKind::Extended, "", "  "));
    assert!(refused(silent).contains("reasons"), "without reasons there is no extension");
    house.app.take_step(&dpo, id, &step(StepKind::Extended, "", "Three boxes of paper")).unwrap();
    assert_eq!(last(id), Some(date(2027, 2, 24)));
    let again = house.app.take_step(&dpo, id, &step(StepKind::Extended, "", "More"));
    assert!(refused(again).contains("once"));
    house.clock.advance_seconds(70 * 86_400);
    let day = house.app.my_day(&dpo).unwrap();
    assert_eq!(day.requests.iter().map(|r| r.standing.overdue).collect::<Vec<_>>(), [true], "late is on the day");
    assert!(requests(&house, &dpo, "").unwrap()[0].standing.overdue);
    house.app.decide_request(&dpo, id, &decision("nothing-held", "")).unwrap();
    assert!(house.app.my_day(&dpo).unwrap().requests.is_empty());
}

#[test]
fn a_request_that_came_too_long_ago_cannot_be_extended_any_more() {
    let house = house();
    let dpo = dpo(&house, COVENTRY);
    let form = RequestForm { received_on: Some(date(2026, 10, 1)), ..asked("objection", "Ada", "Stop") };
    let id = house.app.log_request(&dpo, &form).unwrap().id;
    assert!(refused(house.app.take_step(&dpo, id, &step(StepKind::Extended, "", "Much"))).contains("month is over"));
    assert!(refused(house.app.take_step(&dpo, id, &step(StepKind::ClarificationAsked, "", "What?"))).contains("copy"));
    let early = NewStep { on: Some(date(2026, 9, 1)), ..step(StepKind::Noted, "", "so") };
    assert!(refused(house.app.take_step(&dpo, id, &early)).contains("before"));
    let ahead = NewStep { on: Some(date(2026, 12, 1)), ..step(StepKind::Noted, "", "so") };
    assert!(refused(house.app.take_step(&dpo, id, &ahead)).contains("ahead"));
    // What is done in the record cannot be claimed by hand.
    for kind in [StepKind::Restricted, StepKind::Corrected, StepKind::Erased, StepKind::CopyMade, StepKind::Decided] {
        assert!(matches!(house.app.take_step(&dpo, id, &step(kind, "", "so")), Err(AppError::NotFound)), "{kind:?}");
    }
}

#[test]
fn the_officer_opens_a_record_only_while_a_request_about_it_is_open() {
    let house = house();
    let staff = officer(&house);
    let case = create(&house, &staff, "Perpetua Quillfeather");
    let other = create(&house, &staff, "Somebody Else");
    let dpo = dpo(&house, COVENTRY);
    assert!(missing(&house.app.open(&dpo, case)), "no request is on file");
    let id = house.app.log_request(&staff, &asked("access", "Perpetua Quillfeather", "All")).unwrap().id;
    let found = house.app.find_for_request(&dpo, id).unwrap();
    assert_eq!(found.first().map(|f| f.case), Some(case), "it is found by name and date of birth");
    assert!(missing(&house.app.open(&dpo, case)), "being found opens nothing");
    assert_eq!(wrong(house.app.match_request(&dpo, id, "C26-2222222")), "reference");
    house.app.match_request(&dpo, id, &found[0].reference).unwrap();
    let view = house.app.open(&dpo, case).unwrap();
    assert_eq!(field(&view, "identity", "name"), "Perpetua Quillfeather");
    assert!(missing(&house.app.open(&dpo, other)));
    // A second request about the same record: the first one's end does not shut it.
    let second = house.app.log_request(&staff, &asked("erasure", "Perpetua Quillfeather", "Go")).unwrap().id;
    house.app.match_request(&dpo, second, &found[0].reference).unwrap();
    house.app.decide_request(&dpo, second, &decision("refused", "public-task")).unwrap();
    assert!(house.app.open(&dpo, case).is_ok());
    house.app.unmatch_request(&dpo, id, case).unwrap();
    assert!(missing(&house.app.open(&dpo, case)), "it was another person's");
    house.app.match_request(&dpo, id, &found[0].reference).unwrap();
    house.app.decide_request(&dpo, id, &decision("nothing-held", "")).unwrap();
    assert!(missing(&house.app.open(&dpo, case)), "the request is over");
    // The person can read who looked for their record and why.
    let seen = house.app.seen(&staff, case, None).unwrap();
    assert!(seen.lines.iter().any(|l| l.what.contains("request R26-")), "the ledger does not name the request");
}

#[test]
#[doc = "keeps MARS-086"]
#[doc = "keeps FAM-086"]
fn nothing_in_the_way_of_a_request_asks_for_money() {
    for step in StepKind::ALL {
        let words = format!("{} {}", step.id(), step.words()).to_lowercase();
        assert!(!["fee", "pay", "charge", "money", "£"].iter().any(|w| words.contains(w)), "{words}");
    }
    // The whole way from asking to the letter, without any step but these.
    let house = house();
    let dpo = dpo(&house, COVENTRY);
    let id = house
        .app
        .ask_for_right(COVENTRY, fresh(&house), &asked("access", "Ada", "All"))
        .map(|_| ())
        .and_then(|()| requests(&house, &dpo, "").map(|lines| lines[0].id));
    let id = id.unwrap();
    house.app.decide_request(&dpo, id, &decision("nothing-held", "")).unwrap();
    house.app.take_step(&dpo, id, &step(StepKind::DecisionSent, "", "By post")).unwrap();
    let view = house.app.request(&dpo, id).unwrap();
    let steps: Vec<StepKind> = view.steps.iter().map(|s| s.kind).collect();
    assert_eq!(steps, [StepKind::Decided, StepKind::DecisionSent]);
}

#[test]
#[doc = "keeps MARS-089"]
#[doc = "keeps FAM-089"]
fn a_complaint_has_its_channel_its_acknowledgement_its_outcome_and_their_dates() {
    let house = House::new(&["cheshire-west/multi-agency-rough-sleeping", "cheshire-west/troubled-families"]);
    for notice in ["cheshire-west/multi-agency-rough-sleeping", "cheshire-west/troubled-families"] {
        let dpo = house.actor(notice, "role:data-protection-officer", "data-complaint");
        // Online, with the form; and by post.
        house.app.ask_for_right(notice, fresh(&house), &asked("complaint", "Ada", "You told my landlord")).unwrap();
        let form = RequestForm { received_on: Some(date(2026, 10, 20)), ..asked("complaint", "Bea", "Late") };
        let id = house.app.log_request(&dpo, &form).unwrap().id;
        let lines = requests(&house, &dpo, "").unwrap();
        let channels: Vec<&str> = lines.iter().map(|l| l.channel.id()).collect();
        assert_eq!(channels, ["letter", "online"], "the older one is due first");
        assert!(lines[0].standing.overdue, "30 days, beginning with 20 October");
        assert_eq!(lines[0].standing.last_day, Some(date(2026, 11, 18)));
        house.app.take_step(&dpo, id, &step(StepKind::Acknowledged, "", "A letter")).unwrap();
        assert_eq!(house.app.request(&dpo, id).unwrap().line.standing.last_day, Some(date(2026, 12, 19)));
        assert_eq!(wrong(house.app.decide_request(&dpo, id, &decision("refused", ""))), "ground");
        house.app.decide_request(&dpo, id, &decision("refused", "not-upheld")).unwrap();
        house.app.take_step(&dpo, id, &step(StepKind::DecisionSent, "", "Post")).unwrap();
        let view = house.app.request(&dpo, id).unwrap();
        assert_eq!(view.line.settled.map(|(outcome, _)| outcome), Some(Outcome::Refused));
        let dates: Vec<_> = view.steps.iter().map(|s| (s.kind, s.on)).collect();
        let today = date(2026, 11, 21);
        let expected = [StepKind::Acknowledged, StepKind::Decided, StepKind::DecisionSent].map(|k| (k, today));
        assert_eq!(dates, expected);
        let letter = house.app.request_letter(&dpo, id).unwrap();
        assert!(letter.first.iter().any(|c| c.ways.iter().any(|w| w.contains("CH65 0BA"))), "where to write to");
    }
}

#[test]
#[doc = "keeps MARS-090"]
fn the_regulator_is_named_as_it_is_today_and_its_cases_are_tracked() {
    let notice = "cheshire-west/multi-agency-rough-sleeping";
    let house = House::new(&[notice]);
    let dpo = house.actor(notice, "role:data-protection-officer", "data-complaint");
    let intake = house.app.request_intake(notice).unwrap();
    let regulator = intake.regulator.unwrap();
    assert_eq!(regulator.label, "Information Commissioner's Office");
    assert!(regulator.ways.iter().any(|w| w.contains("0303 123 1113")), "{:?}", regulator.ways);
    // The text of the notice says the same, although this council's own left the details out.
    let page = house.app.notice_page(notice, None).unwrap().notice;
    let html = notice::render::render(&page.compiled, notice::render::As::Html).unwrap();
    assert!(html.contains("0303 123 1113") && html.contains("Information Commissioner"));
    let form = RequestForm { channel: "regulator".to_owned(), ..asked("regulator", "Ada", "Case IC-1") };
    assert_eq!(wrong(house.app.log_request(&dpo, &form)), "reply-day");
    let form = RequestForm { reply_by: Some(date(2026, 12, 11)), ..form };
    let id = house.app.log_request(&dpo, &form).unwrap().id;
    assert_eq!(house.app.request(&dpo, id).unwrap().line.standing.last_day, Some(date(2026, 12, 11)));
    house.clock.advance_seconds(21 * 86_400);
    assert!(requests(&house, &dpo, "").unwrap()[0].standing.overdue);
    house.app.decide_request(&dpo, id, &decision("granted", "")).unwrap();
    assert_eq!(requests(&house, &dpo, "decided").unwrap()[0].kind, Kind::Regulator);
}

#[test]
#[doc = "keeps KIR-003"]
fn joint_controllers_either_takes_a_request_and_the_other_gets_a_copy() {
    let house = House::new(&[KIRKLEES]);
    let dpo = dpo(&house, KIRKLEES);
    let intake = house.app.request_intake(KIRKLEES).unwrap();
    let ids: Vec<&str> = intake.controllers.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids, ["kirklees", "better-outcomes-partnership"]);
    assert_eq!(wrong(house.app.log_request(&dpo, &asked("access", "Ada", "All"))), "controller");
    for (to, other) in [("kirklees", "better-outcomes-partnership"), ("better-outcomes-partnership", "kirklees")] {
        let form = RequestForm { controller: to.to_owned(), ..asked("access", "Ada", "All") };
        let id = house.app.log_request(&dpo, &form).unwrap().id;
        let view = house.app.request(&dpo, id).unwrap();
        assert!(view.arrangement.unwrap().contains("commissions and pays for the services"));
        assert_eq!(view.others.iter().map(|o| (o.id.as_str(), o.copied_on)).collect::<Vec<_>>(), [(other, None)]);
        assert_eq!(view.line.not_copied.len(), 1);
        let early = house.app.decide_request(&dpo, id, &decision("nothing-held", ""));
        assert!(refused(early).contains("no copy of the request yet"), "it is not decided behind the other's back");
        assert!(refused(house.app.take_step(&dpo, id, &step(StepKind::Copied, to, ""))).contains("controller"));
        house.app.take_step(&dpo, id, &step(StepKind::Copied, other, "")).unwrap();
        house.app.decide_request(&dpo, id, &decision("nothing-held", "")).unwrap();
    }
}

#[test]
fn a_decision_has_its_ground_and_reasons_and_the_letter_says_how_to_complain() {
    let house = house();
    let dpo = dpo(&house, COVENTRY);
    let id = house.app.log_request(&dpo, &asked("erasure", "Ada", "Erase all")).unwrap().id;
    assert!(missing(&house.app.request_letter(&dpo, id)), "before there is a decision");
    let silent = RequestDecision { words: " ".to_owned(), ..decision("refused", "compelling") };
    assert_eq!(wrong(house.app.decide_request(&dpo, id, &silent)), "ground words", "a ground of another right");
    house.app.decide_request(&dpo, id, &decision("refused", "public-task")).unwrap();
    assert!(refused(house.app.decide_request(&dpo, id, &decision("granted", ""))).contains("already"));
    let letter = house.app.request_letter(&dpo, id).unwrap();
    assert_eq!(letter.ground.map(|g| g.law), Some("UK GDPR article 17(3)(b)"));
    assert!(matches!(&letter.reasons, Item::Released(words) if words.get() == "Because."));
    assert!(letter.regulator.is_some());
    let view = house.app.request(&dpo, id).unwrap();
    assert_eq!(view.line.settled.map(|(o, _)| o), Some(Outcome::Refused));
    assert!(refused(house.app.take_step(&dpo, id, &step(StepKind::Acknowledged, "", ""))).contains("decided"));
}
