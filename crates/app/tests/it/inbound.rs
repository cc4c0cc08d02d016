//! Referrals that come in.

use crate::support::{COVENTRY, create, house, missing, officer, partner, referrals, wrong};
use app::views::Item;
use app::{AppError, InboundView, NewInbound};
use sharing::Sender;

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
    assert!(
        view(1).kept.is_none() && view(2).kept.is_none(),
        "what led to a case goes with it, and what waits has no last day"
    );
    // The notice keeps a name for six years after the financial year; the day on which it was closed counts.
    let kept = view(0).kept.unwrap();
    let last = jiff::civil::date(2033, 3, 31);
    assert_eq!(kept.until, Some(last), "{}", kept.why);
    let days = (last - kernel::london_date(house.now())).get_days();
    house.clock.advance_seconds(i64::from(days) * 86_400);
    assert_eq!(house.app.destroy_old_referrals().unwrap(), 0, "the last day counts");
    house.clock.advance_seconds(86_400);
    assert_eq!(house.app.destroy_old_referrals().unwrap(), 1);
    let left = view(0);
    assert!(matches!(left.person, Item::Empty) && !left.has_referrer);
    assert_eq!((left.line.state.as_str(), left.line.body.as_deref()), ("closed", Some("Example Prison")));
    for other in [1, 2] {
        assert_eq!(says(&view(other).person, "name"), "Ada Example");
    }
    assert_eq!(house.app.destroy_old_referrals().unwrap(), 0, "a second run has nothing to do");
}
