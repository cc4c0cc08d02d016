//! Messages to the people whom cases are about: decided, recorded, sealed, carried, and their fate on the case; both engines.

use crate::notify::{Double, TEXT_TEMPLATE};
use crate::outbox::both;
use app::messages::Sending;
use app::views::Item;
use app::{Actor, AppError, NewCase};
use casework::Typed;
use jobs::{Post, Stop, Worker};
use kernel::{Caller, CaseId};
use mail::{Notify, Smtp};
use messages::{Channel, SHIPPED, Safety};
use std::sync::Arc;
use store::MessageState;
use testkit::House;
use testkit::mail::MailServer;

pub const COVENTRY: &str = "coventry/homelessness-and-cbl";
pub const COUNCIL: &str = "Test Council";

pub fn officer(house: &House) -> Actor {
    house.actor(COVENTRY, "role:housing-officer", "prevent-relieve")
}

pub fn typed(pairs: &[(&str, &str)]) -> Typed {
    Typed::new(pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect())
}

pub fn case(house: &House, actor: &Actor, name: &str, contact: &[(&str, &str)]) -> CaseId {
    let mut answers = vec![
        ("identity.name", name),
        ("personal-details.date-of-birth-day", "5"),
        ("personal-details.date-of-birth-month", "3"),
        ("personal-details.date-of-birth-year", "1984"),
        ("household.dependent-children", "2"),
        ("circumstances.reason-for-homelessness", "Domestic abuse"),
        ("circumstances.what-happened", "Had to leave"),
        ("housing-needs.bedrooms", "2"),
        ("health.health-conditions", "Asthma"),
    ];
    answers.extend_from_slice(contact);
    let new = NewCase { service: "homelessness".to_owned(), typed: typed(&answers), source: "subject".to_owned() };
    house.app.create(actor, &new).unwrap_or_else(|e| panic!("no case: {e}"))
}

pub fn publish(house: &House) {
    let system = Caller::system(house.authority, "test");
    for (path, text) in SHIPPED {
        assert!(house.app.publish_template(&system, path, text).unwrap_or_else(|e| panic!("{e}")));
        assert!(!house.app.publish_template(&system, path, text).unwrap(), "the same again is left as it is");
        let other = text.replacen("title   = \"", "title   = \"Another ", 1);
        assert!(matches!(house.app.publish_template(&system, path, &other), Err(AppError::Refused(_))));
    }
}

pub fn sending(channel: Channel, asked: bool) -> Sending {
    let typed = typed(&[("ask.when", "Tuesday 8 December at 10:30am"), ("ask.where", "One Example Square")]);
    Sending { template: "appointment".to_owned(), channel, typed, asked_if_safe: asked }
}

pub struct Ways {
    pub server: MailServer,
    pub double: Double,
    pub worker: Worker,
}

pub fn ways(house: &House) -> Ways {
    let (server, double) = (MailServer::start(), Double::start(Arc::clone(&house.clock)));
    let post = Post {
        smtp: Some(Arc::new(Smtp::new(&server.url(), "Test Council <noreply@council.test>").unwrap())),
        notify: Some(Arc::new(Notify::new(&double.url(), &Double::key(), TEXT_TEMPLATE, "").unwrap())),
    };
    let worker = Worker::new(house.app.clone(), post, &mut house.entropy());
    Ways { server, double, worker }
}

pub fn states(house: &House, actor: &Actor, case: CaseId) -> Vec<MessageState> {
    house.app.messages(actor, case).unwrap().lines.into_iter().map(|l| l.state).collect()
}

pub fn refusal<T>(done: Result<T, AppError>) -> String {
    match done {
        Err(AppError::Refused(words)) => words,
        Err(other) => panic!("not a refusal: {other}"),
        Ok(_) => panic!("it was not refused"),
    }
}

#[test]
fn an_email_is_shown_decided_recorded_sent_and_its_fate_stands_on_the_case() {
    both(|house| {
        publish(house);
        let (ways, actor) = (ways(house), officer(house));
        let name = house.canary();
        let reach = [("contact.email", "ada@example.test"), ("contact.phone", "07700 900123")];
        let case = case(house, &actor, &name, &reach);
        let form = house.app.compose(&actor, case, "appointment", Channel::Email).unwrap();
        assert_eq!(form.way.safety, Some(Safety::NotSaid));
        let preview = house.app.preview_message(&actor, case, &sending(Channel::Email, false), COUNCIL).unwrap();
        assert!(preview.says.get().body.contains(&name) && preview.says.get().body.contains("One Example Square"));
        assert!(!preview.says.get().subject.contains(&name));
        assert!(states(house, &actor, case).is_empty(), "a preview sends nothing");
        let unasked = house.app.send_message(&actor, case, &sending(Channel::Email, false), COUNCIL);
        assert!(refusal(unasked).contains("Ask the person"));
        let id = house.app.send_message(&actor, case, &sending(Channel::Email, true), COUNCIL).unwrap();
        assert_eq!(states(house, &actor, case), [MessageState::Queued]);
        // The ledger has it before anything leaves: who, to whom, what, by which way.
        let seen = house.app.seen(&actor, case, None).unwrap();
        let told = seen.lines.iter().find(|l| l.what.starts_with("Passed it on")).expect("a disclosure");
        assert!(told.what.contains("appointment@1.0.0 by email; the person was asked"), "{}", told.what);
        assert!(!told.released.is_empty() && told.who == actor.name);
        assert!(ways.server.received().is_empty());
        ways.worker.do_what_is_due(&Stop::default()).unwrap();
        let received = ways.server.received();
        assert_eq!(received.len(), 1);
        assert!(received[0].text.contains(&name) && received[0].text.contains("Subject: An appointment for you"));
        assert_eq!(states(house, &actor, case), [MessageState::Sent]);
        let view = house.app.message(&actor, case, id).unwrap();
        let Item::Released(says) = view.says else { panic!("what was sent is kept") };
        assert_eq!(says.get().0, "ada@example.test");
        // A stranger, and a partner that works on the case, find nothing.
        let partner = house.actor(COVENTRY, "st-basils", "refer");
        house.app.link_party(&actor, case, "st-basils").unwrap();
        assert!(matches!(house.app.messages(&partner, case), Err(AppError::NotFound)));
        assert!(matches!(house.app.message(&partner, case, id), Err(AppError::NotFound)));
        assert!(refusal(house.app.stop_message(&actor, case, id)).contains("left already"));
    });
}

#[test]
fn what_a_row_says_of_its_own_number_holds_for_texts_whoever_says_that_they_asked() {
    both(|house| {
        publish(house);
        let system = Caller::system(house.authority, "test");
        house.app.publish_forms(&system, &testkit::library(), COVENTRY).unwrap();
        let (ways, actor) = (ways(house), officer(house));
        let case = |contact: &[(&str, &str)]| {
            let mut answers = vec![
                ("identity.name", "Ada Example"),
                ("personal-details.date-of-birth-day", "5"),
                ("personal-details.date-of-birth-month", "3"),
                ("personal-details.date-of-birth-year", "1984"),
                ("household.dependent-children", "2"),
                ("circumstances.reason-for-homelessness", "domestic-abuse"),
                ("housing-needs.bedrooms", "2"),
            ];
            answers.extend_from_slice(contact);
            let new =
                NewCase { service: "homelessness".to_owned(), typed: typed(&answers), source: "subject".to_owned() };
            house.app.create(&actor, &new).unwrap_or_else(|e| panic!("no case: {e}"))
        };
        let calls_only = [
            ("contact.contact-ways.1.way", "mobile"),
            ("contact.contact-ways.1.value", "07700 900123"),
            ("contact.contact-ways.1.safe", "call"),
            ("contact.contact-ways.1.note", "NEVER text"),
        ];
        let barred = case(&calls_only);
        // The same number in a field of its own, of which nothing is said there.
        let mut twice = calls_only.to_vec();
        twice.push(("contact.phone", "+44 7700 900123"));
        let barred_twice = case(&twice);
        for case in [barred, barred_twice] {
            let way = house.app.compose(&actor, case, "appointment", Channel::Text).unwrap().way;
            assert_eq!(way.safety, Some(Safety::Unsafe));
            let Item::Released(to) = way.to else { panic!("whoever writes sees the way") };
            assert!(to.get().1.contains("NEVER text"), "the note is shown");
            for asked in [false, true] {
                let sent = house.app.send_message(&actor, case, &sending(Channel::Text, asked), COUNCIL);
                assert!(refusal(sent).contains("not safe"));
            }
            assert!(states(house, &actor, case).is_empty());
        }
        // A number that is safe to text goes before one of which nobody asked, and needs no word of the officer.
        let mut both_ways = calls_only.to_vec();
        both_ways.extend([
            ("contact.phone", "07700 900456"),
            ("contact.contact-ways.2.way", "mobile"),
            ("contact.contact-ways.2.value", "07700 900789"),
            ("contact.contact-ways.2.safe", "text"),
            ("contact.contact-ways.2.note", "After four"),
        ]);
        let safe = case(&both_ways);
        let way = house.app.compose(&actor, safe, "appointment", Channel::Text).unwrap().way;
        let Item::Released(to) = &way.to else { panic!("whoever writes sees the way") };
        assert!(to.get().0.ends_with("900789") && way.safety == Some(Safety::Safe));
        assert!(to.get().1.starts_with("After four") && to.get().1.contains("NEVER text"), "of the others as well");
        house.app.send_message(&actor, safe, &sending(Channel::Text, false), COUNCIL).unwrap();
        // Something is said of it before it has left: it is kept back.
        let calls = typed(&calls_only.map(|(k, v)| (k, if v == "07700 900123" { "07700 900789" } else { v })));
        house.app.save(&actor, safe, "contact", 1, &calls, "subject").unwrap();
        ways.worker.do_what_is_due(&Stop::default()).unwrap();
        assert_eq!(states(house, &actor, safe), [MessageState::Failed]);
    });
}

#[test]
fn a_text_says_nothing_goes_by_notify_and_its_delivery_is_followed() {
    both(|house| {
        publish(house);
        let (ways, actor) = (ways(house), officer(house));
        let name = house.canary();
        let case = case(house, &actor, &name, &[("contact.phone", "07700 900123")]);
        house.app.send_message(&actor, case, &sending(Channel::Text, true), COUNCIL).unwrap();
        ways.worker.do_what_is_due(&Stop::default()).unwrap();
        house.clock.advance_seconds(1);
        house.app.send_message(&actor, case, &sending(Channel::Text, true), COUNCIL).unwrap();
        ways.worker.do_what_is_due(&Stop::default()).unwrap();
        {
            let held = ways.double.held.lock().unwrap();
            assert_eq!((held.sent.len(), held.refused), (2, 0));
            let (path, body, _) = &held.sent[0];
            assert_eq!(path, "/v2/notifications/sms");
            let words = body["personalisation"]["body"].as_str().unwrap().to_lowercase();
            for telling in [name.to_lowercase().as_str(), "hous", "homeless", "council", "abuse"] {
                assert!(!words.contains(telling), "{telling}: {words}");
            }
        }
        assert_eq!(states(house, &actor, case), [MessageState::Sent, MessageState::Sent]);
        ways.double.set(0, "delivered");
        ways.double.set(1, "temporary-failure");
        house.app.ensure_schedules().unwrap();
        house.clock.advance_seconds(6 * 60);
        ways.worker.do_what_is_due(&Stop::default()).unwrap();
        let lines = house.app.messages(&actor, case).unwrap().lines;
        assert_eq!(lines[1].state, MessageState::Delivered);
        assert_eq!(lines[0].state, MessageState::Failed);
        assert!(lines[0].why.as_deref().is_some_and(|w| w.contains("off")), "{:?}", lines[0].why);
        // What Notify has forgotten is asked about once, and the job goes on.
        house.clock.advance_seconds(1);
        house.app.send_message(&actor, case, &sending(Channel::Text, true), COUNCIL).unwrap();
        ways.worker.do_what_is_due(&Stop::default()).unwrap();
        ways.double.held.lock().unwrap().sent.clear();
        house.clock.advance_seconds(6 * 60);
        ways.worker.do_what_is_due(&Stop::default()).unwrap();
        let lines = house.app.messages(&actor, case).unwrap().lines;
        assert!(lines[0].why.as_deref().is_some_and(|w| w.contains("does not know any more")), "{:?}", lines[0].why);
    });
}

#[test]
fn what_is_refused_stands_on_the_case_and_names_nobody() {
    both(|house| {
        publish(house);
        let (ways, actor) = (ways(house), officer(house));
        let case = case(house, &actor, "Ada Example", &[("contact.email", "refused.zanary@example.test")]);
        house.app.send_message(&actor, case, &sending(Channel::Email, true), COUNCIL).unwrap();
        ways.worker.do_what_is_due(&Stop::default()).unwrap();
        let line = house.app.messages(&actor, case).unwrap().lines.remove(0);
        assert_eq!(line.state, MessageState::Failed);
        let why = line.why.unwrap();
        assert!(why.contains("550") && why.contains("check the address") && !why.contains("zanary"), "{why}");
        let missing = house.app.send_message(&actor, case, &sending(Channel::Text, true), COUNCIL);
        assert!(refusal(missing).contains("no telephone number"));
        let empty = Sending { typed: typed(&[]), ..sending(Channel::Email, true) };
        assert!(
            matches!(house.app.send_message(&actor, case, &empty, COUNCIL), Err(AppError::Form(e)) if e.fields.len() == 2)
        );
    });
}

#[test]
fn what_changed_since_it_was_decided_keeps_it_back() {
    both(|house| {
        publish(house);
        let (ways, actor) = (ways(house), officer(house));
        let reach = [("contact.email", "old@example.test")];
        let case = case(house, &actor, "Ada Example", &reach);
        let first = house.app.send_message(&actor, case, &sending(Channel::Email, true), COUNCIL).unwrap();
        house.app.stop_message(&actor, case, first).unwrap();
        house.clock.advance_seconds(1);
        house.app.send_message(&actor, case, &sending(Channel::Email, true), COUNCIL).unwrap();
        // She calls: her partner reads that mailbox.
        let answers = typed(&[("contact.email", "new@example.test"), ("contact.phone", "07700 900123")]);
        house.app.save(&actor, case, "contact", 1, &answers, "subject").unwrap_or_else(|e| panic!("{e}"));
        ways.worker.do_what_is_due(&Stop::default()).unwrap();
        assert!(ways.server.received().is_empty(), "nothing left for the old address");
        let lines = house.app.messages(&actor, case).unwrap().lines;
        assert_eq!((lines[0].state, lines[1].state), (MessageState::Failed, MessageState::Cancelled));
        assert!(lines[0].why.as_deref().is_some_and(|w| w.contains("send it again")));
    });
}

#[test]
fn nothing_of_a_message_lies_open_in_the_database() {
    let house = House::new(&[COVENTRY]);
    publish(&house);
    let actor = officer(&house);
    let name = house.canary();
    let address = format!("{name}@example.test");
    let case = case(&house, &actor, &name, &[("contact.email", &address)]);
    let mut with = sending(Channel::Email, true);
    with.typed = typed(&[("ask.when", &name), ("ask.where", &name)]);
    house.app.send_message(&actor, case, &with, COUNCIL).unwrap();
    for file in std::fs::read_dir(house.folder().unwrap()).unwrap().flatten() {
        let bytes = std::fs::read(file.path()).unwrap();
        let found = bytes.windows(name.len()).any(|w| w.eq_ignore_ascii_case(name.as_bytes()));
        assert!(!found, "{:?} holds the canary", file.file_name());
    }
}

#[test]
fn settings_that_cannot_be_used_are_refused_and_not_repeated() {
    let url = "https://api.example.test";
    for key in ["", "short", "name-26785a09-ab16-4eb0-8407-a37497a57506-zanary", "é".repeat(80).as_str()] {
        let error = Notify::new(url, key, "", "").unwrap_err().to_string();
        assert!(error.contains("CASEMENT_NOTIFY_KEY") && !error.contains("zanary"), "{error}");
    }
    assert!(Notify::new("http://example.test", &Double::key(), "", "").is_err(), "never in the clear");
    let error = Smtp::new("zanary://x", "noreply@council.test").unwrap_err().to_string();
    assert!(error.contains("CASEMENT_SMTP_URL") && !error.contains("zanary"));
    assert!(Smtp::new("smtp://localhost", "nobody").is_err());
}

/// A partner may see the list of mails on the person's telephone: what is about their own page comes from an address that says nothing.
#[test]
fn what_goes_to_an_own_page_comes_from_a_sender_that_says_nothing() {
    let from = |own: Option<&str>, about_the_case: bool| {
        let house = House::new(&[COVENTRY]);
        publish(&house);
        let (ways, actor) = (ways(&house), officer(&house));
        let smtp = Smtp::new(&ways.server.url(), "Coventry Housing <housing@council.test>").unwrap();
        let smtp = match own {
            Some(own) => smtp.with_own_page(own).unwrap(),
            None => smtp,
        };
        let post = Post { smtp: Some(Arc::new(smtp)), ..Post::default() };
        let worker = Worker::new(house.app.clone(), post, &mut house.entropy());
        let case = case(&house, &actor, "Ada Example", &[("contact.email", "ada@example.test")]);
        if about_the_case {
            house.app.send_message(&actor, case, &sending(Channel::Email, true), COUNCIL).unwrap();
        } else {
            let way = "ada@example.test".to_owned();
            let new = app::NewPortalAccount { way, asked_if_safe: true, ..app::NewPortalAccount::default() };
            house.app.invite_to_portal(&actor, case, &new, "http://test").unwrap();
        }
        worker.do_what_is_due(&Stop::default()).unwrap();
        let received = ways.server.received();
        assert_eq!(received.len(), 1);
        let head = received[0].text.split("\n\n").next().unwrap().to_owned();
        let line = head.lines().find_map(|l| l.strip_prefix("From: ")).unwrap().trim().to_owned();
        (line, head)
    };
    let (line, head) = from(None, false);
    assert_eq!(line.trim_matches(['<', '>']), "housing@council.test", "{head}");
    assert!(!head.contains("Coventry"), "{head}");
    let (line, head) = from(Some("news@example.test"), false);
    assert_eq!(line.trim_matches(['<', '>']), "news@example.test", "{head}");
    assert!(!head.contains("council.test"), "another line of its head says it: {head}");
    // What is about the case comes from the council.
    let (line, _) = from(Some("news@example.test"), true);
    assert!(line.contains("Coventry Housing") && line.contains("housing@council.test"), "{line}");
    let mail = Smtp::new("smtp://localhost:25", "housing@council.test").unwrap();
    let wrong = mail.with_own_page("nobody").unwrap_err().to_string();
    assert!(wrong.contains("CASEMENT_OWN_PAGE_FROM"), "{wrong}");
}
