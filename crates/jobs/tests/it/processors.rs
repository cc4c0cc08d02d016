//! What leaves by a supplier leaves only while the register has it as a processor, under an agreement that is in force.

use crate::messages::{COUNCIL, COVENTRY, case, officer, publish, sending, states, ways};
use app::{Actor, AgreementForm, NewProcessor};
use jiff::civil::date;
use jobs::Stop;
use kernel::{EnrolmentId, RegisterId};
use messages::Channel;
use store::MessageState;
use testkit::House;

fn supplier(agreement: &str) -> NewProcessor {
    NewProcessor {
        name: "Example Post Services".to_owned(),
        task: "Sends email for the council".to_owned(),
        contract: if agreement.is_empty() { "Contract 9".to_owned() } else { String::new() },
        agreement: agreement.to_owned(),
        country: "GB".to_owned(),
        location: "Slough".to_owned(),
        from_on: Some(date(2026, 11, 1)),
        review_on: Some(date(2027, 11, 1)),
        ..NewProcessor::default()
    }
}

/// A processing agreement that nobody has signed.
fn agreement(house: &House, admin: &Actor) -> EnrolmentId {
    let form = AgreementForm {
        kind: "processing".to_owned(),
        party: "locata".to_owned(),
        reference: "DPA-9".to_owned(),
        title: "Email".to_owned(),
        from_on: Some(date(2026, 11, 1)),
        review_on: Some(date(2027, 11, 1)),
        document: "Contracts register, 9".to_owned(),
        ..AgreementForm::default()
    };
    house.app.put_agreement(admin, COVENTRY, None, &form).unwrap()
}

/// Sends an appointment by email; what became of it, and why.
fn send(house: &House, actor: &Actor) -> (MessageState, String) {
    let ways = ways(house);
    let case = case(house, actor, &house.canary(), &[("contact.email", "ada@example.test")]);
    house.app.send_message(actor, case, &sending(Channel::Email, true), COUNCIL).unwrap();
    ways.worker.do_what_is_due(&Stop::default()).unwrap();
    let state = states(house, actor, case)[0];
    assert_eq!(
        ways.server.received().len(),
        usize::from(state == MessageState::Sent),
        "what is said and what left differ"
    );
    let why = house.app.messages(actor, case).unwrap().lines.remove(0).why;
    (state, why.unwrap_or_default())
}

#[doc = "keeps DUD-072"]
#[test]
fn email_about_people_leaves_only_by_a_processor_under_an_agreement_in_force() {
    let house = House::new(&[COVENTRY]);
    publish(&house);
    let actor = officer(&house);
    let admin = Actor { administers: true, ..actor.clone() };
    let dpo = house.actor(COVENTRY, "role:data-protection-officer", "compliance");
    assert_eq!(send(&house, &actor).0, MessageState::Sent, "by the council itself");
    let dpa = agreement(&house, &admin);
    let id = house.app.put_processor(&dpo, None, &supplier(&dpa.to_string())).unwrap();
    house.app.set_carrier(&dpo, "smtp", Some(id)).unwrap();
    let (state, why) = send(&house, &actor);
    assert!(state == MessageState::Failed && why.contains("DPA-9") && why.contains("not signed"), "{why}");
    house.app.sign_agreement(&dpo, dpa).unwrap();
    house
        .app
        .countersigned(&admin, dpa, "J. Example, Director", Some(date(2026, 11, 21)), &app::TheirOfficer::signs())
        .unwrap();
    assert_eq!(send(&house, &actor).0, MessageState::Sent);
    house.app.end_agreement(&admin, dpa, "Another supplier").unwrap();
    let (state, why) = send(&house, &actor);
    assert!(state == MessageState::Failed && why.contains("was ended"), "{why}");
    // Under a contract alone: what is no special category goes, and nothing once it is ended.
    let plain = house.app.put_processor(&dpo, None, &supplier("")).unwrap();
    house.app.set_carrier(&dpo, "smtp", Some(plain)).unwrap();
    assert_eq!(send(&house, &actor).0, MessageState::Sent);
    house.app.end_processor(&dpo, plain, "The contract is over; the data was returned").unwrap();
    assert!(send(&house, &actor).1.contains("no processor of the council any more"));
    // Abroad, where this notice lets nothing go; also through somebody else.
    let abroad =
        house.app.put_processor(&dpo, None, &NewProcessor { country: "US".to_owned(), ..supplier("") }).unwrap();
    house.app.set_carrier(&dpo, "smtp", Some(abroad)).unwrap();
    assert!(send(&house, &actor).1.contains("United States"));
    assert!(house.app.set_carrier(&dpo, "smtp", Some(RegisterId::from_bytes([9; 16]))).is_err());
    assert!(house.app.set_carrier(&actor, "smtp", None).is_err(), "an officer of cases says who carries email");
    house.app.set_carrier(&dpo, "smtp", None).unwrap();
    assert_eq!(send(&house, &actor).0, MessageState::Sent);
}
