//! Referrals that come in.

use crate::support::{COVENTRY, create, house, missing, officer, partner, referrals, wrong};
use app::views::Item;
use app::{AppError, DocumentState, InboundView, NewInbound, Part};
use kernel::InboundId;
use sharing::Sender;
use std::sync::Arc;
use testkit::House;

const CANARY: &str = "Zanaryreferrer";

fn new(sender: Sender) -> NewInbound {
    NewInbound {
        sender: sender.id().to_owned(),
        body: if sender.is_body() { "Example Prison".to_owned() } else { String::new() },
        name: "Ada Example".to_owned(),
        contact: "Sleeps behind the library".to_owned(),
        reason: "rough".to_owned(),
        words: "Seen three nights running".to_owned(),
        agreed: sender.is_body(),
        chosen: sender == Sender::Duty,
        referrer: CANARY.to_owned(),
        referrer_contact: "07700 900123".to_owned(),
        ..NewInbound::default()
    }
}

fn says(item: &Item<casework::SectionContent>, field: &str) -> String {
    match item {
        Item::Released(content) => content.get().get(field).unwrap_or_default().to_owned(),
        _ => "(nothing)".to_owned(),
    }
}

#[doc = "keeps MARS-037"]
#[test]
fn whoever_refers_from_the_public_is_held_apart_and_told_nothing_but_a_reference() {
    let house = house();
    let officer = officer(&house);
    let reference = house.app.refer_in(COVENTRY, "homelessness", &new(Sender::Public)).unwrap();
    assert!(reference.starts_with("R-") && !reference.contains("Ada"));
    let line = referrals(&house, &officer, "").unwrap().pop().unwrap();
    assert_eq!(
        (line.reference.as_str(), line.sender, line.body.as_deref()),
        (reference.as_str(), Sender::Public, None)
    );
    let view = house.app.inbound_one(&officer, line.id, false).unwrap();
    assert_eq!(says(&view.person, "name"), "Ada Example");
    let whole = |v: &InboundView| match &v.person {
        Item::Released(content) => format!("{:?}", content.get().fields),
        _ => String::new(),
    };
    assert!(!whole(&view).contains(CANARY) && view.referrer.is_none() && view.has_referrer);
    let asked = house.app.inbound_one(&officer, line.id, true).unwrap();
    assert_eq!(says(asked.referrer.as_ref().unwrap(), "name"), CANARY);
    // Partners do not see what came in, nor do officers of another service.
    assert!(missing(&referrals(&house, &partner(&house, "st-basils"), "")));
    assert!(missing(&house.app.inbound_one(&partner(&house, "st-basils"), line.id, false)));
    let homefinder = house.actor(COVENTRY, "role:homefinder-officer", "banding");
    assert!(referrals(&house, &homefinder, "").unwrap().is_empty());
    assert!(missing(&house.app.inbound_one(&homefinder, line.id, false)));
    // The words lie in no file in the clear.
    for entry in std::fs::read_dir(house.folder().unwrap()).unwrap().flatten().filter(|e| e.path().is_file()) {
        let bytes = std::fs::read(entry.path()).unwrap();
        assert!(!bytes.windows(CANARY.len()).any(|w| w == CANARY.as_bytes()), "{:?}", entry.file_name());
    }
}

#[doc = "keeps MARS-033, DUD-038"]
#[test]
fn another_council_passes_somebody_on_with_what_ties_them_here_and_gets_a_receipt() {
    for (notice, service, purpose, category) in [
        (crate::held::MARS, "mars", "deliver", "risk.risk-to-self"),
        (crate::held::DUDLEY, "housing-options", "assess", "safety.safety-concern"),
    ] {
        let house = testkit::House::new(&[notice]);
        let officer = crate::held::officer(&house, notice, purpose);
        let passed = NewInbound {
            body: "Example Borough Council".to_owned(),
            connections: vec!["work".to_owned(), "family".to_owned()],
            connection: "A job in the town since May, and a sister".to_owned(),
            ..new(Sender::Council)
        };
        for (changed, lacking) in [
            (NewInbound { connections: Vec::new(), ..passed.clone() }, "connections"),
            (NewInbound { connections: vec!["likes it".to_owned()], ..passed.clone() }, "connections"),
            (NewInbound { body: String::new(), ..passed.clone() }, "body"),
            (NewInbound { agreed: false, ..passed.clone() }, "agreed"),
        ] {
            assert_eq!(wrong(house.app.refer_in(notice, service, &changed)), lacking);
        }
        let receipt = house.app.refer_in(notice, service, &passed).unwrap();
        let line = referrals(&house, &officer, "").unwrap().pop().unwrap();
        assert_eq!((line.reference.as_str(), line.sender), (receipt.as_str(), Sender::Council));
        assert_eq!((line.body.as_deref(), line.received_at), (Some("Example Borough Council"), house.now()));
        let view = house.app.inbound_one(&officer, line.id, true).unwrap();
        assert_eq!(says(&view.person, "local-connection"), "They work here\nThey have close family here");
        assert!(says(&view.person, "more-about-that").contains("since May"));
        assert_eq!(says(view.referrer.as_ref().unwrap(), "name"), CANARY);
        // The case that it leads to says of what it holds that a council said so, and the transfer stays with its reference.
        let field = category.split_once('.').unwrap();
        let case = crate::held::made(&house, &officer, service, &[(category, "Low")], "councils");
        let opened = house.app.open(&officer, case).unwrap();
        assert_eq!(crate::support::section(&opened, field.0).source.as_deref(), Some("Other councils"));
        house.app.settle_inbound(&officer, line.id, &opened.reference, "").unwrap();
        let settled = referrals(&house, &officer, "assessed").unwrap().pop().unwrap();
        assert_eq!((settled.reference, settled.case), (receipt, Some(opened.reference)));
    }
}

#[test]
fn public_bodies_refer_under_their_duty_and_every_referral_is_kept_with_what_it_led_to() {
    let house = house();
    let officer = officer(&house);
    for (changed, lacking) in [
        (NewInbound { agreed: false, ..new(Sender::Duty) }, "agreed"),
        (NewInbound { chosen: false, ..new(Sender::Duty) }, "chosen"),
        (NewInbound { body: String::new(), ..new(Sender::Duty) }, "body"),
        (NewInbound { referrer_contact: String::new(), ..new(Sender::Duty) }, "referrer"),
        (NewInbound { reason: "because".to_owned(), ..new(Sender::Duty) }, "reason"),
        (NewInbound { contact: " ".to_owned(), ..new(Sender::Own) }, "contact"),
        (NewInbound { sender: String::new(), ..new(Sender::Own) }, "sender"),
    ] {
        assert_eq!(wrong(house.app.refer_in(COVENTRY, "homelessness", &changed)), lacking);
    }
    assert!(missing(&house.app.refer_in(COVENTRY, "nothing", &new(Sender::Duty))));
    assert!(missing(&house.app.refer_in("nowhere/nothing", "homelessness", &new(Sender::Duty))));
    for _ in 0..3 {
        house.app.refer_in(COVENTRY, "homelessness", &new(Sender::Duty)).unwrap();
    }
    let lines = referrals(&house, &officer, "").unwrap();
    assert_eq!(lines.len(), 3);
    assert_eq!(house.app.inbound_one(&officer, lines[0].id, false).unwrap().law, Some("Housing Act 1996 section 213B"));
    let case = create(&house, &officer, "Ada Example");
    let reference = house.app.open(&officer, case).unwrap().reference;
    assert_eq!(wrong(house.app.settle_inbound(&officer, lines[0].id, "C26-NONE", "")), "case");
    assert_eq!(wrong(house.app.settle_inbound(&officer, lines[0].id, "", "")), "ending");
    house.app.settle_inbound(&officer, lines[0].id, &reference, "").unwrap();
    house.app.settle_inbound(&officer, lines[1].id, "", "not-reached").unwrap();
    let settled = house.app.settle_inbound(&officer, lines[1].id, "", "known");
    assert!(matches!(settled, Err(AppError::Refused(_))));
    let of = |state: &str| referrals(&house, &officer, state).unwrap();
    assert_eq!((of("new").len(), of("assessed").len(), of("closed").len()), (1, 1, 1), "every one is kept");
    assert_eq!(of("assessed")[0].case.as_deref(), Some(reference.as_str()));
    assert_eq!(of("closed")[0].ending.as_deref(), Some("The person could not be reached"));
}

#[test]
fn a_flood_of_referrals_is_stopped_and_says_what_to_do_instead() {
    let house = house();
    for _ in 0..120 {
        house.app.refer_in(COVENTRY, "homelessness", &new(Sender::Public)).unwrap();
    }
    let Err(AppError::Refused(words)) = house.app.refer_in(COVENTRY, "homelessness", &new(Sender::Public)) else {
        panic!("no end to it");
    };
    assert!(words.contains("in an hour") && words.contains("telephone"), "{words}");
    house.clock.advance_seconds(3_601);
    house.app.refer_in(COVENTRY, "homelessness", &new(Sender::Public)).unwrap();
}

#[test]
fn what_a_referral_says_that_led_to_no_case_goes_when_its_time_is_over_and_that_it_came_in_stays() {
    let house = house();
    let officer = officer(&house);
    for _ in 0..3 {
        house.app.refer_in(COVENTRY, "homelessness", &new(Sender::Duty)).unwrap();
    }
    let ids: Vec<_> = referrals(&house, &officer, "").unwrap().into_iter().map(|l| l.id).collect();
    let case = create(&house, &officer, "Ada Example");
    let reference = house.app.open(&officer, case).unwrap().reference;
    house.app.settle_inbound(&officer, ids[0], "", "not-reached").unwrap();
    house.app.settle_inbound(&officer, ids[1], &reference, "").unwrap();
    let view = |at: usize| house.app.inbound_one(&officer, ids[at], true).unwrap();
    assert!(view(1).kept.is_none(), "what led to a case goes with it");
    let waits = view(2).kept.unwrap();
    assert!(waits.until.is_some() && waits.why.contains("Assumed"), "what waits has a last day too: {}", waits.why);
    // The notice keeps a name for six years after the financial year; the day on which it was closed counts.
    let kept = view(0).kept.unwrap();
    let last = jiff::civil::date(2033, 3, 31);
    assert_eq!(kept.until, Some(last), "{}", kept.why);
    let days = (last - kernel::london_date(house.now())).get_days();
    house.clock.advance_seconds(i64::from(days) * 86_400);
    assert_eq!(house.app.destroy_old_referrals().unwrap(), 0, "the last day counts");
    house.clock.advance_seconds(86_400);
    assert_eq!(house.app.destroy_old_referrals().unwrap(), 2, "the closed one, and the one that nobody settled");
    for gone in [0, 2] {
        let left = view(gone);
        assert!(matches!(left.person, Item::Empty) && !left.has_referrer);
        assert_eq!((left.line.state.as_str(), left.line.body.as_deref()), ("closed", Some("Example Prison")));
    }
    assert!(view(2).line.ending.unwrap().contains("Nobody settled it"));
    assert_eq!(says(&view(1).person, "name"), "Ada Example");
    assert_eq!(house.app.destroy_old_referrals().unwrap(), 0, "a second run has nothing to do");
}

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";

fn with_files(files: &[&[u8]]) -> NewInbound {
    NewInbound { files: files.iter().map(|f| Arc::new(f.to_vec())).collect(), ..new(Sender::Agency) }
}

fn only(house: &House, actor: &app::Actor) -> InboundId {
    referrals(house, actor, "").unwrap().pop().unwrap().id
}

#[test]
fn documents_come_with_a_referral_are_read_by_who_reads_it_and_go_into_the_case_that_it_leads_to() {
    let house = house();
    let officer = officer(&house);
    let letter = [PDF, b"Zanaryletter"].concat();
    let refer = |files: &[&[u8]]| house.app.refer_in(COVENTRY, "homelessness", &with_files(files));
    // What is no document, empty or too large is refused, and nothing of the referral is kept.
    let large = [PDF, &vec![0; files::LARGEST]].concat();
    for (wrong_one, words) in [(&b"MZ a program"[..], "not taken"), (&large, "too large"), (b"", "empty")] {
        let Err(AppError::Form(errors)) = refer(&[&letter, wrong_one]) else { panic!("{words}: taken") };
        assert_eq!(errors.fields[0].input, "file");
        assert!(errors.fields[0].words.contains(words), "{}", errors.fields[0].words);
    }
    let four: Vec<Vec<u8>> = (0..4).map(|n| [PDF, &[n]].concat()).collect();
    assert_eq!(wrong(refer(&four.iter().map(Vec::as_slice).collect::<Vec<_>>())), "file");
    assert!(referrals(&house, &officer, "").unwrap().is_empty());
    // The same file twice is one.
    let reference = refer(&[&letter, PDF, &letter]).unwrap();
    let id = only(&house, &officer);
    let view = house.app.inbound_one(&officer, id, false).unwrap();
    assert_eq!(view.documents.iter().map(|d| d.state).collect::<Vec<_>>(), [DocumentState::Kept, DocumentState::Kept]);
    let first = view.documents[0].id;
    let opened = house.app.inbound_document(&officer, id, first).unwrap();
    assert_eq!((opened.media, opened.bytes.get()), ("application/pdf", &letter));
    for other in [partner(&house, "st-basils"), house.actor(COVENTRY, "role:homefinder-officer", "banding")] {
        assert!(missing(&house.app.inbound_document(&other, id, first)), "somebody else opens it");
    }
    assert!(missing(&house.app.inbound_document(&officer, InboundId::from_bytes([9; 16]), first)));
    for entry in std::fs::read_dir(house.folder().unwrap()).unwrap().flatten().filter(|e| e.path().is_file()) {
        let bytes = std::fs::read(entry.path()).unwrap();
        assert!(!bytes.windows(12).any(|w| w == b"Zanaryletter"), "{:?} has it in the clear", entry.file_name());
    }
    // Into a case that is closed nothing goes: it is said, and the referral still waits with all that came with it.
    let case = create(&house, &officer, "Ada Example");
    let named = house.app.open(&officer, case).unwrap().reference;
    house.app.close(&officer, case, casework::CloseReason::Accommodation).unwrap();
    assert_eq!(wrong(house.app.settle_inbound(&officer, id, &named, "")), "case");
    assert_eq!(house.app.inbound_one(&officer, id, false).unwrap().documents.len(), 2);
    let case = create(&house, &officer, "Ada Example");
    house.app.inbound_led_to(&officer, id, case).unwrap();
    let view = house.app.inbound_one(&officer, id, false).unwrap();
    assert!(view.documents.is_empty() && view.opens.is_none(), "they are documents of the case now");
    let of_case = house.app.documents(&officer, case).unwrap().lines;
    let mut titles: Vec<String> = Vec::new();
    let mut all: Vec<Vec<u8>> = Vec::new();
    for line in &of_case {
        let Item::Released(content) = &line.entry.content else { panic!("withheld") };
        titles.push(content.get().get("title").unwrap_or_default().to_owned());
        let bytes = house.app.document_bytes(&officer, case, line.entry.id, Part::Original).unwrap();
        all.push(bytes.bytes.get().clone());
    }
    titles.sort();
    assert_eq!(titles, [1, 2].map(|n| format!("Came with referral {reference} ({n} of 2)")));
    assert!(all.contains(&letter) && all.contains(&PDF.to_vec()));
    // They go with the case, and with a referral whose time is over.
    refer(&[PDF]).unwrap();
    let second = only(&house, &officer);
    house.app.settle_inbound(&officer, second, "", "not-wanted").unwrap();
    house.clock.advance_seconds(8 * 365 * 86_400);
    assert_eq!(house.app.destroy_old_referrals().unwrap(), 1);
    assert!(house.app.inbound_one(&officer, second, false).unwrap().documents.is_empty());
}

#[test]
fn the_public_form_cannot_be_filled_up_with_files() {
    let house = house();
    let big = |n: u8| Arc::new([PDF, &vec![n; 9 * 1024 * 1024], PDF].concat());
    let mut taken = 0_u8;
    let words = loop {
        let files = (0..3).map(|n| big(taken.wrapping_mul(3).wrapping_add(n))).collect();
        match house.app.refer_in(COVENTRY, "homelessness", &NewInbound { files, ..new(Sender::Agency) }) {
            Ok(_) => taken += 1,
            Err(AppError::Form(errors)) => break errors.fields[0].words.clone(),
            Err(other) => panic!("{other:?}"),
        }
        assert!(taken < 20, "no end to it");
    };
    assert!(taken >= 5 && words.contains("Send this without them"), "{taken}: {words}");
    // Without files it still goes, and an hour later with them.
    house.app.refer_in(COVENTRY, "homelessness", &new(Sender::Agency)).unwrap();
    house.clock.advance_seconds(3_601);
    house.app.refer_in(COVENTRY, "homelessness", &with_files(&[PDF])).unwrap();
}

#[test]
fn a_case_for_whoever_a_referral_tells_of_begins_with_it_and_the_person_sees_who_looked_before() {
    let house = house();
    let officer = officer(&house);
    let told =
        NewInbound { born: "5 March 1984".to_owned(), contact: "07700 900456".to_owned(), ..new(Sender::Agency) };
    let reference = house.app.refer_in(COVENTRY, "homelessness", &told).unwrap();
    let id = only(&house, &officer);
    house.app.inbound_one(&officer, id, false).unwrap();
    assert_eq!(
        house.app.inbound_one(&officer, id, false).unwrap().opens,
        Some((COVENTRY.to_owned(), "homelessness".to_owned()))
    );
    let begun = house.app.referred(&officer, "homelessness", id).unwrap();
    assert_eq!(begun.reference, reference);
    let said = |field: &str| begun.typed.get().first(field).to_owned();
    assert_eq!(said("identity.name"), "Ada Example");
    assert_eq!(said("personal-details.date-of-birth-year"), "1984");
    assert_eq!(said("personal-details.date-of-birth-day"), "5");
    assert!(missing(&house.app.referred(&officer, "another", id)));
    assert!(missing(&house.app.referred(&partner(&house, "st-basils"), "homelessness", id)));
    let case = create(&house, &officer, "Ada Example");
    let before = house.app.seen(&officer, case, None).unwrap().lines;
    assert!(!before.iter().any(|l| l.what.contains("that came in")));
    house.app.inbound_led_to(&officer, id, case).unwrap();
    assert!(matches!(house.app.inbound_led_to(&officer, id, case), Err(AppError::Refused(_))));
    assert!(matches!(house.app.referred(&officer, "homelessness", id), Err(AppError::Refused(_))));
    // Who looked at it when there was no case stands on the person's record now; who looked at the referrer's name does not.
    house.app.inbound_one(&officer, id, true).unwrap();
    let seen = house.app.seen(&officer, case, None).unwrap().lines;
    let looks = |part: &str| seen.iter().filter(|l| l.what.contains(&format!("that came in: {part}"))).count();
    assert!(looks("person") >= 4, "{:?}", seen.iter().map(|l| &l.what).collect::<Vec<_>>());
    assert_eq!(looks("referrer"), 0);
    let of_case = house.app.inbound_of_case(&officer, case).unwrap();
    assert_eq!(of_case.into_iter().map(|l| l.reference).collect::<Vec<_>>(), [reference]);
    assert!(house.app.inbound_of_case(&partner(&house, "st-basils"), case).unwrap().is_empty());
}
