//! Requests of police and others: every one is written down and decided, also where nothing may go, is held or is known.

use crate::held::MARS;
use crate::shares::{disclosure, refusal, rough_sleeper};
use crate::support::{file, missing, wrong};
use app::views::Item;
use app::{Actor, ListAsk, NewOutsideRequest, NewShare, OutsideDecision, OutsideLine, Take};
use jiff::civil::date;
use kernel::RequestId;
use sharing::Ground;
use testkit::House;

const CANARY: &str = "Zanaryoutside";

pub struct Scene {
    pub house: House,
    pub worker: Actor,
    pub manager: Actor,
    dpo: Actor,
}

impl Scene {
    pub fn new() -> Self {
        let house = House::new(&[MARS]);
        let worker = house.actor(MARS, "role:housing-officer", "reduce-harm");
        let manager = house.actor(MARS, "role:team-manager", "reduce-harm");
        let dpo = house.actor(MARS, "role:data-protection-officer", "compliance");
        Self { house, worker, manager, dpo }
    }
    pub fn log(&self, new: &NewOutsideRequest) -> RequestId {
        self.house.app.log_outside_request(&self.worker, new).unwrap()
    }
    fn decide(&self, who: &Actor, id: RequestId, new: &OutsideDecision) -> Result<(), app::AppError> {
        self.house.app.decide_outside_request(who, id, new)
    }
    fn decision(&self, id: RequestId) -> String {
        self.house.app.outside_request(&self.manager, id).unwrap().line.decision.unwrap().0
    }
}

pub fn request() -> NewOutsideRequest {
    NewOutsideRequest {
        kind: "police".to_owned(),
        body: "Example Constabulary".to_owned(),
        asker: format!("Detective Example, by email {CANARY}"),
        their_reference: format!("DP9 {CANARY}"),
        channel: "email".to_owned(),
        law: "Data Protection Act 2018, Schedule 2 paragraph 2".to_owned(),
        received_on: None,
        answer_by: Some(date(2026, 11, 25)),
        what: format!("Where he sleeps {CANARY}"),
        why: format!("A theft {CANARY}"),
        whom: format!("John Sample {CANARY}"),
        case: String::new(),
    }
}

/// The list, narrowed to a state, as a page and as a file: they hold the same.
fn list_of(house: &House, who: &Actor, state: &str) -> Vec<OutsideLine> {
    let ask = ListAsk { narrowed: vec![("state".to_owned(), state.to_owned())], ..ListAsk::default() };
    let page = house.app.outside_list(who, &ask, Take::Page).unwrap().lines;
    assert_eq!(page, house.app.outside_list(who, &ask, file(house, who)).unwrap().lines);
    page
}

fn decided(decision: &str) -> OutsideDecision {
    OutsideDecision {
        decision: decision.to_owned(),
        why: "Nobody of that name is known here".to_owned(),
        ..OutsideDecision::default()
    }
}

#[test]
fn what_may_not_go_is_not_held_or_of_nobody_known_is_written_down_and_decided_with_a_reason() {
    let scene = Scene::new();
    let Scene { house, worker, manager, dpo } = &scene;
    let app = &house.app;
    // What it takes to write one down.
    for (new, lacking) in [
        (NewOutsideRequest { kind: String::new(), ..request() }, "kind"),
        (NewOutsideRequest { body: " ".to_owned(), ..request() }, "body"),
        (NewOutsideRequest { asker: String::new(), ..request() }, "asker"),
        (NewOutsideRequest { what: String::new(), ..request() }, "what"),
        (NewOutsideRequest { why: String::new(), ..request() }, "why"),
        (NewOutsideRequest { whom: String::new(), ..request() }, "whom"),
        (NewOutsideRequest { case: "C26-NONE".to_owned(), ..request() }, "case"),
        (NewOutsideRequest { answer_by: Some(date(2026, 11, 20)), ..request() }, "answer-day"),
    ] {
        assert_eq!(wrong(app.log_outside_request(worker, &new)), lacking);
    }
    // Of nobody known, by a body and for a purpose that the notice knows no way to.
    let nobody =
        scene.log(&NewOutsideRequest { kind: "lawyer".to_owned(), body: "Sample Solicitors".to_owned(), ..request() });
    let partner = house.actor(MARS, "class:police", "crime-and-fraud");
    assert!(missing(&app.log_outside_request(&partner, &request())) && missing(&app.outside_request(&partner, nobody)));
    let colleague = house.actor(MARS, "role:housing-officer", "reduce-harm");
    assert!(missing(&app.outside_request(&colleague, nobody)), "somebody else wrote it down");
    assert!(list_of(house, &colleague, "").is_empty());
    let listed = list_of(house, dpo, "");
    assert!(listed.len() == 1 && listed[0].case.is_none() && !listed[0].late);
    assert!(!format!("{listed:?}").contains(CANARY), "the list tells of somebody");
    let view = app.outside_request(manager, nobody).unwrap();
    let Item::Released(said) = &view.content else { panic!("whoever decides does not read it") };
    assert!(said.get().get("about-whom").unwrap().contains("John Sample"));
    assert!(view.kept.why.contains("Assumed") && view.shares.is_empty());
    // Who wrote it down does not decide about it, nor anybody without a say.
    assert!(refusal(scene.decide(worker, nobody, &decided("nobody"))).contains("has a say"));
    let own = app.log_outside_request(manager, &request()).unwrap();
    assert!(refusal(scene.decide(manager, own, &decided("nobody"))).contains("Somebody else"));
    assert_eq!(wrong(scene.decide(manager, nobody, &decided("hope"))), "decision");
    let silent = OutsideDecision { why: String::new(), ..decided("nobody") };
    assert_eq!(wrong(scene.decide(manager, nobody, &silent)), "words");
    scene.decide(manager, nobody, &decided("nobody")).unwrap();
    assert!(refusal(scene.decide(dpo, nobody, &decided("refused"))).contains("decided already"));
    let view = app.outside_request(worker, nobody).unwrap();
    assert_eq!(view.line.decided.as_ref().unwrap().0, manager.name);
    assert!(matches!(&view.why, Item::Released(why) if why.get().contains("known here")));
    // Not held, and refused, of somebody who is known: on the record of the person, who does not learn of it before somebody said so.
    let case = rough_sleeper(house, worker);
    let reference = app.open(worker, case).unwrap().reference;
    let refused = scene.log(&request());
    app.outside_request_about(manager, refused, &reference.to_lowercase()).unwrap();
    assert_eq!(wrong(scene.decide(manager, refused, &decided("nobody"))), "decision told");
    let no = OutsideDecision { told: "prejudice".to_owned(), ..decided("refused") };
    assert_eq!(
        wrong(scene.decide(
            manager,
            refused,
            &OutsideDecision { told: String::new(), reason: "test".to_owned(), ..no.clone() }
        )),
        "told"
    );
    assert_eq!(
        wrong(scene.decide(
            manager,
            refused,
            &OutsideDecision { told: app::App::outside_untold()[0].0.to_owned(), ..no }
        )),
        "reason"
    );
    let no = OutsideDecision {
        told: app::App::outside_untold()[0].0.to_owned(),
        reason: "no-authority".to_owned(),
        ..decided("refused")
    };
    scene.decide(manager, refused, &no).unwrap();
    let held = scene.log(&NewOutsideRequest { case: reference, ..request() });
    scene.decide(dpo, held, &OutsideDecision { told: "yes".to_owned(), ..decided("not-held") }).unwrap();
    assert_eq!((scene.decision(refused), scene.decision(held)), ("refused".to_owned(), "not-held".to_owned()));
    let seen = app.seen(worker, case, None).unwrap().lines;
    let decided = seen.iter().filter(|l| l.what.contains("request from outside") && l.what.contains("decided"));
    assert_eq!(decided.count(), 2, "it is not on the record of whom it is about");
    assert!(seen.iter().all(|l| !l.what.contains(CANARY) && !l.what.contains("Constabulary")));
    // What is late comes first.
    house.clock.advance_seconds(5 * 86_400);
    scene.log(&NewOutsideRequest { answer_by: None, ..request() });
    let open = list_of(house, dpo, "");
    assert!(open.len() == 2 && open[0].id == own && open[0].late && !open[1].late);
    assert_eq!(list_of(house, dpo, "decided").len(), 3);
}

#[test]
fn what_goes_on_account_of_a_request_goes_by_the_gate_and_the_decision_names_it() {
    let scene = Scene::new();
    let Scene { house, worker, manager, .. } = &scene;
    let app = &house.app;
    let case = rough_sleeper(house, worker);
    let reference = app.open(worker, case).unwrap().reference;
    let id = scene.log(&NewOutsideRequest { case: reference, ..request() });
    let part = OutsideDecision {
        told: app::App::outside_untold()[0].0.to_owned(),
        reason: "too-much".to_owned(),
        ..decided("part")
    };
    assert_eq!(wrong(scene.decide(manager, id, &part)), "share", "nothing has gone");
    let ask = NewShare {
        body: "Example Constabulary".to_owned(),
        ..disclosure("class:police", "crime-and-fraud", Ground::Crime, &["identity.name"])
    };
    let share = app.ask_to_share(worker, case, &ask).unwrap();
    let named = OutsideDecision { share: share.to_string(), ..part };
    assert_eq!(wrong(scene.decide(manager, id, &named)), "share", "it waits for approval");
    app.approve_share(manager, share).unwrap();
    assert_eq!(app.outside_request(manager, id).unwrap().shares.len(), 1);
    scene.decide(manager, id, &named).unwrap();
    let view = app.outside_request(worker, id).unwrap();
    assert_eq!((view.share, view.line.decision.unwrap().0.as_str()), (Some(share), "part"));
    assert_eq!(view.reason.as_deref(), Some("More is asked for than is needed, and no less would be taken"));
    assert!(view.told.unwrap().contains("does not learn"));
}

#[test]
fn a_request_from_outside_goes_with_its_keys_when_its_time_is_over() {
    let scene = Scene::new();
    let Scene { house, manager, .. } = &scene;
    let (settled, waits) = (scene.log(&request()), scene.log(&request()));
    scene.decide(manager, settled, &decided("nobody")).unwrap();
    let until = house.app.outside_request(manager, settled).unwrap().kept.until.unwrap();
    let days = kernel::london_date(house.now()).until(until).unwrap().get_days();
    house.clock.advance_seconds(i64::from(days) * 86_400);
    assert_eq!(house.app.destroy_old_outside_requests().unwrap(), 0, "the last day counts");
    house.clock.advance_seconds(86_400);
    assert_eq!(
        house.app.destroy_old_outside_requests().unwrap(),
        2,
        "the decided one, and the one that nobody decided"
    );
    for id in [settled, waits] {
        assert!(missing(&house.app.outside_request(manager, id)));
    }
    assert_eq!(house.app.destroy_old_outside_requests().unwrap(), 0);
}

const PDF: &[u8] = b"%PDF-1.4\n% Zanaryorder\n%%EOF";

#[test]
fn documents_are_put_to_a_request_sealed_and_read_by_who_reads_it_and_go_with_it() {
    let scene = Scene::new();
    let Scene { house, worker, manager, .. } = &scene;
    let app = &house.app;
    let id = scene.log(&request());
    let bytes = std::sync::Arc::new(PDF.to_vec());
    assert_eq!(wrong(app.put_outside_document(worker, id, &std::sync::Arc::new(b"MZ a program".to_vec()))), "file");
    assert_eq!(wrong(app.put_outside_document(worker, id, &std::sync::Arc::new(Vec::new()))), "file");
    let document = app.put_outside_document(worker, id, &bytes).unwrap();
    let line = app.outside_request(manager, id).unwrap().documents.remove(0);
    assert_eq!((line.id, line.media.kind, line.bytes), (document, "application/pdf", PDF.len() as u64));
    // No scanner is set up in this house: it is kept as other uploads are then, and opened only if they are.
    if line.state == app::DocumentState::Kept {
        assert_eq!(app.outside_document(manager, id, document).unwrap().bytes.get(), PDF);
    } else {
        assert!(missing(&app.outside_document(manager, id, document)), "nobody opens what waits for the scanner");
    }
    // Nobody else comes to it, nor by another request.
    let colleague = house.actor(MARS, "role:housing-officer", "reduce-harm");
    let other = scene.log(&request());
    assert!(missing(&app.outside_document(&colleague, id, document)));
    assert!(missing(&app.put_outside_document(&colleague, id, &bytes)));
    assert!(missing(&app.outside_document(manager, other, document)));
    assert!(crate::retention::found(house, b"Zanaryorder").is_empty(), "it lies open in the store");
    for _ in 1..app::MOST_OUTSIDE_DOCUMENTS {
        app.put_outside_document(worker, id, &bytes).unwrap();
    }
    assert_eq!(wrong(app.put_outside_document(worker, id, &bytes)), "file", "twenty at most");
    // It goes with the request, when its time is over.
    scene.decide(manager, id, &decided("nobody")).unwrap();
    house.clock.advance_seconds(20 * 366 * 86_400);
    assert!(app.destroy_old_outside_requests().unwrap() >= 1);
    assert!(missing(&app.outside_request(manager, id)) && missing(&app.outside_document(manager, id, document)));
}
