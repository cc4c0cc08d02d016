//! What requests do to records: corrections, statements, restriction, objection, erasure; and who is told.

use crate::requests::{asked, decision, dpo, step};
use crate::support::{COVENTRY, create, field, house, missing, officer, partner, typed};
use app::views::Item;
use app::{Actor, AppError, ConsentAnswer, Saved};
use casework::CloseReason;
use kernel::{CaseId, RequestId};
use notice::model::Fact;
use rights::StepKind;
use testkit::House;

const NAME: &str = "Perpetua Quillfeather";

/// A record, a partner who has seen it, the officer, and a request about it.
struct Scene {
    house: House,
    staff: Actor,
    basils: Actor,
    dpo: Actor,
    case: CaseId,
    request: RequestId,
}

impl Scene {
    fn of(kind: &str) -> Self {
        let house = house();
        let (staff, basils) = (officer(&house), partner(&house, "st-basils"));
        let case = create(&house, &staff, NAME);
        house.app.link_party(&staff, case, "st-basils").unwrap();
        house.app.record_consent(&staff, case, "st-basils", "refer", ConsentAnswer::Given, "in-person").unwrap();
        assert!(house.app.open(&basils, case).is_ok());
        let dpo = dpo(&house, COVENTRY);
        let request = house.app.log_request(&staff, &asked(kind, NAME, "Please")).unwrap().id;
        let reference = house.app.find_for_request(&dpo, request).unwrap().remove(0).reference;
        house.app.match_request(&dpo, request, &reference).unwrap();
        Self { house, staff, basils, dpo, case, request }
    }
    fn decide(&self, outcome: &str, ground: &str) -> Result<(), AppError> {
        self.house.app.decide_request(&self.dpo, self.request, &decision(outcome, ground))
    }
    fn tell_everybody(&self) {
        for line in self.house.app.request_recipients(&self.dpo, self.request).unwrap() {
            let told = step(StepKind::RecipientTold, &line.party, "By secure email");
            self.house.app.take_step(&self.dpo, self.request, &told).unwrap();
        }
    }
}

fn refused<T: std::fmt::Debug>(result: Result<T, AppError>) -> String {
    match result {
        Err(AppError::Refused(words)) => words,
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
#[doc = "keeps MARS-082"]
#[doc = "keeps FAM-082"]
fn a_correction_keeps_what_stood_there_and_everybody_who_had_it_is_told() {
    let scene = Scene::of("rectification");
    let Scene { house, dpo, case, request, .. } = &scene;
    assert!(refused(scene.decide("granted", "")).contains("corrected"), "nothing is corrected yet");
    let nothing = house.app.confirm_correction(dpo, *request, *case, "identity");
    assert!(refused(nothing).contains("Nothing in this part"), "it cannot be claimed");
    let form = house.app.edit(dpo, *case, "identity").unwrap();
    let typed = typed(&[("identity.name", "Perpetua Featherquill")]);
    let saved = house.app.save(dpo, *case, "identity", form.version, &typed, "subject");
    assert!(matches!(saved, Ok(Saved::As(2))));
    house.app.confirm_correction(dpo, *request, *case, "identity").unwrap();
    assert_eq!(field(&house.app.open(dpo, *case).unwrap(), "identity", "name"), "Perpetua Featherquill");
    let history = house.app.section_history(dpo, *case, "identity").unwrap();
    let names: Vec<String> = history
        .versions
        .iter()
        .map(|v| match &v.content {
            Item::Released(content) => content.get().get("name").unwrap_or_default().to_owned(),
            _ => String::new(),
        })
        .collect();
    assert_eq!(names, ["Perpetua Featherquill", NAME], "the original is kept");
    // Recipients come from the ledger: who had which category.
    let had = house.app.request_recipients(dpo, *request).unwrap();
    assert_eq!(had.iter().map(|r| (r.name.as_str(), r.told_on)).collect::<Vec<_>>(), [("St Basils", None)]);
    assert!(!had[0].categories.is_empty());
    assert!(refused(scene.decide("granted", "")).contains("St Basils"), "they have not been told");
    let nobody = step(StepKind::RecipientTold, "emmaus", "so");
    assert!(refused(house.app.take_step(dpo, *request, &nobody)).contains("Nobody"));
    let silent = step(StepKind::RecipientTold, "st-basils", " ");
    assert!(refused(house.app.take_step(dpo, *request, &silent)).contains("what they were told"));
    scene.tell_everybody();
    assert!(house.app.request_recipients(dpo, *request).unwrap()[0].told_on.is_some());
    scene.decide("granted", "").unwrap();
}

#[test]
#[doc = "keeps MARS-083"]
#[doc = "keeps FAM-083"]
fn a_statement_stands_beside_what_it_is_about_for_everybody_who_sees_that() {
    let scene = Scene::of("completion");
    let Scene { house, staff, basils, dpo, case, request } = &scene;
    assert!(refused(house.app.add_statement(dpo, *request, *case, "circumstances", " ")).contains("in their words"));
    assert!(missing(&house.app.add_statement(dpo, *request, *case, "nothing", "So")));
    assert!(missing(&house.app.add_statement(staff, *request, *case, "circumstances", "So")), "staff do not");
    house.app.add_statement(dpo, *request, *case, "circumstances", "I was not asked").unwrap();
    house.app.add_statement(dpo, *request, *case, "health", "It is worse now").unwrap();
    for (actor, expected) in [(staff, vec!["circumstances", "health"]), (basils, vec!["circumstances"])] {
        let view = house.app.open(actor, *case).unwrap();
        let mut beside: Vec<&str> = view.beside.iter().map(|(category, ..)| category.as_str()).collect();
        beside.sort_unstable();
        assert_eq!(beside, expected, "who sees the entry sees the statement, and nobody else");
        let words = view.beside.iter().find(|(category, ..)| category == "circumstances").unwrap().2.get();
        assert_eq!(words, "I was not asked");
    }
    scene.tell_everybody();
    scene.decide("granted", "").unwrap();
}

#[test]
#[doc = "keeps MARS-084"]
fn a_restriction_stops_use_and_sharing_keeps_the_data_and_is_lifted_only_after_the_person_was_told() {
    let scene = Scene::of("restriction");
    let Scene { house, staff, basils, dpo, case, request } = &scene;
    assert!(refused(scene.decide("granted", "")).contains("go on"), "nothing is stopped yet");
    assert!(refused(house.app.restrict_for_request(dpo, *request, *case, "")).contains("ground"));
    assert!(missing(&house.app.restrict_for_request(staff, *request, *case, "Accuracy contested")));
    house.app.restrict_for_request(dpo, *request, *case, "Accuracy contested").unwrap();
    assert!(refused(house.app.restrict_for_request(dpo, *request, *case, "Again")).contains("already"));
    assert!(missing(&house.app.open(staff, *case)), "use goes on");
    assert!(missing(&house.app.edit(staff, *case, "identity")), "changing goes on");
    // With the person's own consent alone it may go to somebody (UK GDPR article 18(2)): taken back, it does not.
    assert!(house.app.open(basils, *case).is_ok());
    house.app.record_consent(dpo, *case, "st-basils", "refer", ConsentAnswer::Withdrawn, "in-person").unwrap();
    assert!(missing(&house.app.open(basils, *case)), "sharing goes on");
    let emmaus = partner(house, "emmaus");
    assert!(missing(&house.app.open(&emmaus, *case)));
    let listed = house.app.list(staff, &app::ListFilter::default()).unwrap();
    assert!(listed.lines.iter().all(|l| l.id != *case), "it stands in lists");
    // It is kept, and the officer who answers the person can read it.
    assert_eq!(field(&house.app.open(dpo, *case).unwrap(), "identity", "name"), NAME);
    scene.tell_everybody();
    scene.decide("granted", "").unwrap();
    assert!(missing(&house.app.open(staff, *case)), "the decision does not lift it");
    // A second restriction outlives the first.
    let second = house.app.log_request(dpo, &asked("restriction", NAME, "Still")).unwrap().id;
    let reference = house.app.request(dpo, *request).unwrap().cases[0].reference.clone();
    house.app.match_request(dpo, second, &reference).unwrap();
    house.app.restrict_for_request(dpo, second, *case, "Needed for a claim").unwrap();
    assert!(refused(house.app.lift_restriction(dpo, *request, *case, " ")).contains("Tell the person first"));
    house.app.lift_restriction(dpo, *request, *case, "By letter").unwrap();
    assert!(refused(house.app.lift_restriction(dpo, *request, *case, "Again")).contains("does not stop"));
    assert!(missing(&house.app.open(staff, *case)), "the other one still holds");
    house.app.lift_restriction(dpo, second, *case, "By letter").unwrap();
    assert!(house.app.open(staff, *case).is_ok());
}

#[test]
#[doc = "keeps MARS-085"]
fn an_objection_pauses_until_it_is_decided_with_reasons_and_they_are_sent() {
    let scene = Scene::of("objection");
    let Scene { house, staff, dpo, case, request, .. } = &scene;
    let kinds =
        || -> Vec<StepKind> { house.app.request(dpo, *request).unwrap().steps.iter().map(|s| s.kind).collect() };
    assert_eq!(kinds(), [StepKind::Restricted], "it is logged, and paused at once");
    assert!(missing(&house.app.open(staff, *case)));
    scene.decide("refused", "compelling").unwrap();
    assert!(missing(&house.app.open(staff, *case)), "until the person has the reasons");
    let letter = house.app.request_letter(dpo, *request).unwrap();
    assert!(matches!(&letter.reasons, Item::Released(words) if words.get() == "Because."));
    house.app.take_step(dpo, *request, &step(StepKind::DecisionSent, "", "By post")).unwrap();
    assert!(house.app.open(staff, *case).is_ok(), "refused and told: it goes on");
    let expected =
        [StepKind::Restricted, StepKind::Decided, StepKind::DecisionSent, StepKind::LiftingTold, StepKind::Lifted];
    assert_eq!(kinds(), expected);
    // One that is upheld stays stopped; one about another person's record is undone.
    let upheld = Scene::of("objection");
    upheld.decide("granted", "").unwrap();
    let sent = step(StepKind::DecisionSent, "", "By post");
    upheld.house.app.take_step(&upheld.dpo, upheld.request, &sent).unwrap();
    assert!(missing(&upheld.house.app.open(&upheld.staff, upheld.case)));
    let mistaken = Scene::of("objection");
    mistaken.house.app.unmatch_request(&mistaken.dpo, mistaken.request, mistaken.case).unwrap();
    assert!(mistaken.house.app.open(&mistaken.staff, mistaken.case).is_ok());
}

#[doc = "keeps FAM-068"]
#[test]
fn the_evaluation_asks_for_no_consent_and_an_objection_to_it_is_logged_and_decided() {
    let families = crate::held::FAMILIES;
    let house = House::new(&[families]);
    let staff = crate::held::officer(&house, families, "meet-needs");
    let case = crate::held::made(&house, &staff, "programme", &[("identity.name", NAME)], "");
    // No flow of the evaluation waits for a yes: nothing is asked, and a yes cannot even be recorded.
    let notice = house.app.notice_page(families, None).unwrap().notice;
    let studies = ["national-study", "local-evaluation"];
    let consents = house.app.open(&staff, case).unwrap().consents;
    for study in studies {
        assert!(consents.iter().all(|line| line.purpose != study), "{study} has a box to tick");
        let purpose = notice.compiled.purpose(study).unwrap();
        let flows: Vec<_> = notice.compiled.flows.iter().filter(|f| f.purpose == purpose).collect();
        assert!(!flows.is_empty());
        let permits = notice.compiled.permits.iter().filter(|p| p.purposes.contains(&purpose));
        assert!(
            permits.clone().count() > 0 && permits.into_iter().all(|p| !p.when.speaks_of(Fact::Consent)),
            "{study}"
        );
        let yes = house.app.record_consent(&staff, case, "ministry", study, ConsentAnswer::Given, "in-person");
        assert!(yes.is_err(), "{study}: a consent that nothing asks for was taken");
    }
    // Whoever objects is heard all the same: logged, paused, decided with reasons, told.
    let dpo = dpo(&house, families);
    let request = house.app.log_request(&staff, &asked("objection", NAME, "Not for the study")).unwrap().id;
    let reference = house.app.find_for_request(&dpo, request).unwrap().remove(0).reference;
    house.app.match_request(&dpo, request, &reference).unwrap();
    assert!(missing(&house.app.open(&staff, case)), "it is paused at once");
    house.app.decide_request(&dpo, request, &decision("refused", "compelling")).unwrap();
    let letter = house.app.request_letter(&dpo, request).unwrap();
    assert!(matches!(&letter.reasons, Item::Released(words) if words.get() == "Because."));
    house.app.take_step(&dpo, request, &step(StepKind::DecisionSent, "", "By post")).unwrap();
    assert!(house.app.open(&staff, case).is_ok());
    let steps: Vec<StepKind> = house.app.request(&dpo, request).unwrap().steps.iter().map(|s| s.kind).collect();
    assert!(steps.starts_with(&[StepKind::Restricted, StepKind::Decided, StepKind::DecisionSent]), "{steps:?}");
}

#[test]
fn erasure_waits_for_work_other_requests_and_those_to_tell_and_then_nothing_is_left() {
    let scene = Scene::of("erasure");
    let Scene { house, staff, dpo, case, request, .. } = &scene;
    let erase = |words: &str| house.app.erase_for_request(dpo, *request, *case, words);
    assert!(refused(scene.decide("granted", "")).contains("erased"));
    assert!(refused(erase(" ")).contains("why"));
    assert!(refused(erase("No duty is left")).contains("open"), "it is worked on");
    house.app.close(staff, *case, CloseReason::Withdrew).unwrap();
    let hold = house.app.ask_hold(staff, *case, "claim", None, "Letter before action").unwrap();
    assert!(refused(erase("No duty is left")).contains("hold"), "somebody wants it kept");
    house.app.lift_hold(dpo, *case, hold).unwrap();
    let copy = house.app.log_request(dpo, &asked("access", NAME, "A copy first")).unwrap().id;
    let reference = house.app.request(dpo, *request).unwrap().cases[0].reference.clone();
    house.app.match_request(dpo, copy, &reference).unwrap();
    assert!(refused(erase("No duty is left")).contains("section 173"), "a request for a copy is open");
    house.app.decide_request(dpo, copy, &decision("taken-back", "")).unwrap();
    assert!(refused(erase("No duty is left")).contains("St Basils"), "they have not been told");
    scene.tell_everybody();
    assert!(missing(&house.app.erase_for_request(staff, *request, *case, "So")));
    erase("No duty is left").unwrap();
    assert!(missing(&house.app.open(staff, *case)));
    assert!(missing(&house.app.open(dpo, *case)));
    assert!(house.app.find_for_request(dpo, *request).unwrap().is_empty(), "nobody finds them any more");
    scene.decide("granted", "").unwrap();
    let steps: Vec<StepKind> = house.app.request(dpo, *request).unwrap().steps.iter().map(|s| s.kind).collect();
    assert!(steps.contains(&StepKind::Erased));
}

#[test]
fn those_who_had_the_data_are_told_at_their_desks_and_say_what_they_did() {
    let scene = Scene::of("restriction");
    let Scene { house, staff, basils, dpo, case, request } = &scene;
    assert!(refused(house.app.tell_recipients_at_desks(dpo, *request)).contains("Nothing has become of it"));
    assert!(missing(&house.app.tell_recipients_at_desks(staff, *request)), "staff do not");
    house.app.restrict_for_request(dpo, *request, *case, "Accuracy contested").unwrap();
    assert_eq!(house.app.tell_recipients_at_desks(dpo, *request).unwrap(), 1);
    assert!(house.app.request_recipients(dpo, *request).unwrap()[0].told_on.is_some());
    assert!(refused(house.app.tell_recipients_at_desks(dpo, *request)).contains("by hand"), "they are told twice");
    // At the desk: what became of it, and nobody by name. Another body has nothing of it.
    let told = house.app.told_of_requests(basils).unwrap();
    assert!(told.len() == 1 && told[0].words.contains("restricted") && !told[0].categories.is_empty());
    assert!(!format!("{told:?}").contains(NAME));
    let other = partner(house, "salvation-army");
    assert!(house.app.told_of_requests(&other).unwrap().is_empty());
    for (who, id) in [(&other, told[0].id), (staff, told[0].id), (basils, kernel::TaskId::from_bytes([3; 16]))] {
        assert!(missing(&house.app.answer_told_of_request(who, id, None)));
    }
    house.app.answer_told_of_request(basils, told[0].id, None).unwrap();
    assert!(refused(house.app.answer_told_of_request(basils, told[0].id, Some("nothing much"))).contains("Choose"));
    house.app.answer_told_of_request(basils, told[0].id, Some("stopped")).unwrap();
    assert!(refused(house.app.answer_told_of_request(basils, told[0].id, Some("erased"))).contains("already"));
    let line = house.app.request_recipients(dpo, *request).unwrap().remove(0);
    assert_eq!(line.did, Some("We have stopped using it"));
    house.clock.advance_seconds(60);
    // When it is lifted, they are told that too, and the answer stands on the person's ledger.
    house.app.lift_restriction(dpo, *request, *case, "By letter").unwrap();
    let told = house.app.told_of_requests(basils).unwrap();
    assert!(told.len() == 2 && told[0].words.contains("not restricted any more") && told[0].did.is_none());
    let seen = house.app.seen(staff, *case, None).unwrap().lines;
    assert!(seen.iter().any(|l| l.what.contains("told of a request: stopped") && l.acting.contains("St Basils")));
}
