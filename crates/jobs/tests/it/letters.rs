//! Letters to the people whom cases are about: set, waiting, printed and posted, or printed by GOV.UK Notify; both engines.

use crate::messages::{COUNCIL, COVENTRY, case, officer, publish, refusal, states, typed, ways};
use crate::notify::{Double, TEXT_TEMPLATE};
use crate::outbox::both;
use app::messages::Sending;
use app::{AppError, TimelineFilter};
use data_encoding::BASE64;
use jobs::{Post, Stop, Worker};
use mail::Notify;
use messages::Channel;
use std::process::Command;
use std::sync::Arc;
use store::MessageState;
use testkit::House;

const ADDRESS: (&str, &str) = ("contact.address", "Flat 2, 17 Example Street, Exampleton, EX1 2MP");

fn plan() -> Sending {
    let typed = typed(&[("ask.agreed", "25 November 2026"), ("ask.review", "Friday 4 December")]);
    Sending { template: "housing-plan".to_owned(), channel: Channel::Letter, typed, asked_if_safe: true }
}

/// What somebody reads who has the paper.
fn read(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letter.pdf");
    std::fs::write(&path, pdf).unwrap();
    let out = Command::new("pdftotext").arg("-layout").arg(&path).arg("-").output();
    String::from_utf8(out.unwrap_or_else(|e| panic!("pdftotext of poppler-utils is needed: {e}")).stdout).unwrap()
}

#[test]
fn a_letter_is_previewed_waits_is_printed_and_who_posted_it_stands_on_the_case() {
    both(|house| {
        publish(house);
        let (ways, actor) = (ways(house), officer(house));
        let name = house.canary();
        let case = case(house, &actor, &name, &[ADDRESS]);
        let shown = house.app.preview_message(&actor, case, &plan(), COUNCIL).unwrap();
        assert_eq!(
            shown.to.get().lines().collect::<Vec<_>>(),
            [&name, "Flat 2", "17 Example Street", "Exampleton", "EX1 2MP"]
        );
        let preview = house.app.preview_letter(&actor, case, &plan(), COUNCIL).unwrap();
        let paper = read(preview.get());
        for wanted in
            [&name, "17 Example Street", "Your personalised housing plan", "25 November 2026", "Coventry City Council"]
        {
            assert!(paper.contains(wanted), "{wanted} in {paper}");
        }
        assert!(states(house, &actor, case).is_empty(), "a preview sends nothing");
        let id = house.app.send_message(&actor, case, &plan(), COUNCIL).unwrap();
        assert!(house.app.letters_to_print(&actor).unwrap().is_empty(), "it is set by the worker");
        ways.worker.do_what_is_due(&Stop::default()).unwrap();
        assert_eq!(states(house, &actor, case), [MessageState::Ready]);
        let waiting = house.app.letters_to_print(&actor).unwrap();
        assert_eq!((waiting.len(), waiting[0].case, waiting[0].line.id), (1, case, id));
        // What is printed is what was previewed, every time.
        let (first, again) = (house.app.letter(&actor, case, id).unwrap(), house.app.letter(&actor, case, id).unwrap());
        assert_eq!((read(first.pdf.get()), first.pages), (paper, 1));
        assert!(first.pdf.get() == again.pdf.get());
        // The ledger has what the letter tells, the name on its envelope too, and who opened it to print.
        let seen = house.app.seen(&actor, case, None).unwrap();
        let told = seen.lines.iter().find(|l| l.what.contains("housing-plan@1.0.0 by letter")).expect("a disclosure");
        assert!(!told.released.is_empty());
        assert!(seen.lines.iter().any(|l| l.what.contains("the message housing-plan@1.0.0")), "who opened it");
        // Nobody else finds it.
        let partner = house.actor(COVENTRY, "st-basils", "refer");
        house.app.link_party(&actor, case, "st-basils").unwrap();
        assert!(house.app.letters_to_print(&partner).unwrap().is_empty());
        assert!(matches!(house.app.letter(&partner, case, id), Err(AppError::NotFound)));
        assert!(matches!(house.app.letter_posted(&partner, case, id), Err(AppError::NotFound)));
        house.clock.advance_seconds(60);
        house.app.letter_posted(&actor, case, id).unwrap();
        assert!(refusal(house.app.letter_posted(&actor, case, id)).contains("any more"));
        let line = house.app.messages(&actor, case).unwrap().lines.remove(0);
        assert_eq!(
            (line.state, line.printer.as_deref(), line.carrier.as_deref()),
            (MessageState::Sent, Some(actor.name.as_str()), Some("post"))
        );
        assert!(house.app.letters_to_print(&actor).unwrap().is_empty());
        let filter = TimelineFilter { kinds: vec!["message".to_owned()], ..TimelineFilter::default() };
        let timeline = house.app.timeline(&actor, case, &filter).unwrap().lines;
        assert_eq!(timeline.len(), 1);
        assert!(
            timeline[0].words.contains("Cover letter for a personalised housing plan")
                && timeline[0].words.contains("left on")
        );
        assert!(house.app.timeline(&partner, case, &filter).map_or(true, |seen| seen.lines.is_empty()));
    });
}

#[test]
fn what_changed_since_it_was_written_is_not_printed() {
    both(|house| {
        publish(house);
        let (ways, actor) = (ways(house), officer(house));
        let case = case(house, &actor, "Ada Example", &[ADDRESS]);
        let id = house.app.send_message(&actor, case, &plan(), COUNCIL).unwrap();
        ways.worker.do_what_is_due(&Stop::default()).unwrap();
        let moved = typed(&[("contact.address", "1 Other Road, Exampleton, EX1 9ZZ")]);
        house.app.save(&actor, case, "contact", 1, &moved, "subject").unwrap_or_else(|e| panic!("{e}"));
        assert!(refusal(house.app.letter_posted(&actor, case, id)).contains("send it again"));
        assert_eq!(states(house, &actor, case), [MessageState::Failed]);
        // Asked for again it still stays: there is no second way to the paper with the old address.
        assert!(refusal(house.app.letter(&actor, case, id).map(|_| ())).contains("kept back"));
        house.clock.advance_seconds(1);
        let second = house.app.send_message(&actor, case, &plan(), COUNCIL).unwrap();
        ways.worker.do_what_is_due(&Stop::default()).unwrap();
        house.app.stop_message(&actor, case, second).unwrap();
        assert!(refusal(house.app.letter_posted(&actor, case, second)).contains("stopped before it left"));
        assert!(refusal(house.app.letter(&actor, case, second).map(|_| ())).contains("stopped before it left"));
        // An address that a window does not show, and words that cannot be set, are said before anything is sent.
        let long = typed(&[("contact.address", "a, b, c, d, e, f, g, h")]);
        house.app.save(&actor, case, "contact", 2, &long, "subject").unwrap_or_else(|e| panic!("{e}"));
        assert!(refusal(house.app.preview_message(&actor, case, &plan(), COUNCIL)).contains("window of an envelope"));
        let mut foreign = plan();
        foreign.typed = typed(&[("ask.agreed", "\u{645}"), ("ask.review", "x")]);
        house.app.save(&actor, case, "contact", 3, &typed(&[ADDRESS]), "subject").unwrap_or_else(|e| panic!("{e}"));
        assert!(refusal(house.app.send_message(&actor, case, &foreign, COUNCIL)).contains("U+0645"));
        house.app.save(&actor, case, "contact", 4, &typed(&[]), "subject").unwrap_or_else(|e| panic!("{e}"));
        assert!(refusal(house.app.send_message(&actor, case, &plan(), COUNCIL)).contains("no postal address"));
    });
}

#[test]
fn notify_prints_and_posts_the_very_letter_where_the_council_says_so() {
    both(|house| {
        publish(house);
        let actor = officer(house);
        let double = Double::start(Arc::clone(&house.clock));
        let notify = Notify::new(&double.url(), &Double::key(), TEXT_TEMPLATE, "").unwrap().with_letters(true);
        let post = Post { notify: Some(Arc::new(notify)), ..Post::default() };
        let worker = Worker::new(house.app.clone(), post, &mut house.entropy());
        let name = house.canary();
        let case = case(house, &actor, &name, &[ADDRESS]);
        let id = house.app.send_message(&actor, case, &plan(), COUNCIL).unwrap();
        worker.do_what_is_due(&Stop::default()).unwrap();
        {
            let held = double.held.lock().unwrap();
            let (path, body, _) = &held.sent[0];
            assert_eq!(
                (path.as_str(), body["reference"].as_str()),
                ("/v2/notifications/letter", Some(id.to_string().as_str()))
            );
            let pdf = BASE64.decode(body["content"].as_str().unwrap().as_bytes()).unwrap();
            assert!(pdf == *house.app.letter(&actor, case, id).unwrap().pdf.get());
            assert!(read(&pdf).contains(&name));
        }
        assert_eq!(states(house, &actor, case), [MessageState::Sent]);
        assert!(house.app.letters_to_print(&actor).unwrap().is_empty());
        double.set(0, "validation-failed");
        house.app.ensure_schedules().unwrap();
        house.clock.advance_seconds(6 * 60);
        worker.do_what_is_due(&Stop::default()).unwrap();
        let line = house.app.messages(&actor, case).unwrap().lines.remove(0);
        assert!(line.why.as_deref().is_some_and(|w| w.contains("could not print")), "{:?}", line.why);
    });
}

#[test]
fn nothing_of_a_letter_lies_open_in_the_database() {
    let house = House::new(&[COVENTRY]);
    publish(&house);
    let (ways, actor) = (ways(&house), officer(&house));
    let name = house.canary();
    let case = case(&house, &actor, &name, &[("contact.address", &format!("1 {name} Street, EX1 2MP"))]);
    let mut with = plan();
    with.typed = typed(&[("ask.agreed", &name), ("ask.review", &name)]);
    let id = house.app.send_message(&actor, case, &with, COUNCIL).unwrap();
    ways.worker.do_what_is_due(&Stop::default()).unwrap();
    house.app.letter(&actor, case, id).unwrap();
    house.app.letter_posted(&actor, case, id).unwrap();
    for file in std::fs::read_dir(house.folder().unwrap()).unwrap().flatten() {
        let bytes = std::fs::read(file.path()).unwrap();
        let found = bytes.windows(name.len()).any(|w| w.eq_ignore_ascii_case(name.as_bytes()));
        assert!(!found, "{:?} holds the canary", file.file_name());
    }
}
