//! Asking whoever gave something, at its own desk, whether it may be passed on.

use crate::held::{MARS, made, officer};
use crate::support::{missing, typed, wrong};
use app::views::Item;
use app::{Actor, AppError, NewOriginatorAsk, OriginatorAskState, Told};
use jiff::civil::date;
use kernel::CaseId;
use testkit::House;

const PARTY: &str = "community-safety";
const PURPOSE: &str = "reduce-harm";
const CANARY: &str = "Zanaryquote";

/// A record of which the police gave a part on condition; a body to which it may go once they agree; and somebody of the police.
struct Scene {
    house: House,
    staff: Actor,
    body: Actor,
    police: Actor,
    case: CaseId,
}

impl Scene {
    fn new() -> Self {
        let house = House::new(&[MARS]);
        let staff = officer(&house, MARS, "deliver");
        let case = made(&house, &staff, "mars", &[("risk.risk-to-self", "Low")], "");
        let came = casework::Came { reference: "EP/2026/7".to_owned(), ..casework::Came::default() };
        let told = Told { source: "police".to_owned(), sure: casework::Sure::Confirmed, came, ..Told::default() };
        let said = typed(&[("risk.risk-to-self", "Low"), ("risk.risk-to-others", "High")]);
        house.app.save_told(&staff, case, "risk", 1, &said, &told).unwrap();
        house.app.link_party(&staff, case, PARTY).unwrap();
        let _ = house.app.record_consent(&staff, case, PARTY, PURPOSE, app::ConsentAnswer::Given, "spoken");
        crate::people::give_everything(&house, case, PARTY, PURPOSE);
        let body = house.actor(MARS, PARTY, PURPOSE);
        let (_, police) = crate::recipients::enrolled(&house, MARS, "police", "Example Police", PURPOSE);
        Self { house, staff, body, police, case }
    }
    fn ask(&self) -> NewOriginatorAsk {
        NewOriginatorAsk {
            category: "risk".to_owned(),
            whom: format!("police|{}", self.police.recipient()),
            party: PARTY.to_owned(),
            purpose: PURPOSE.to_owned(),
            why: "safety-of-others".to_owned(),
            reference: String::new(),
            until_on: Some(date(2026, 12, 21)),
        }
    }
    /// What the body is shown of what the police gave.
    fn shown(&self) -> Option<String> {
        let view = self.house.app.open(&self.body, self.case).ok()?;
        match &crate::support::section(&view, "risk").content {
            Item::Released(content) => content.get().get("risk-to-others").map(str::to_owned),
            _ => None,
        }
    }
    fn answer(
        &self,
        id: kernel::AttachmentId,
        answer: Result<Option<jiff::civil::Date>, &str>,
    ) -> Result<(), AppError> {
        self.house.app.answer_as_originator(&self.police, id, answer, CANARY)
    }
}

#[test]
fn whoever_gave_something_is_asked_at_its_desk_and_the_gate_goes_by_what_they_answer() {
    let scene = Scene::new();
    let Scene { house, staff, police, case, body } = &scene;
    assert_eq!(scene.shown(), None, "without their word it goes to nobody");
    let form = house.app.originator_ask_form(staff, *case).unwrap();
    assert!(form.whom.iter().any(|(key, _)| *key == scene.ask().whom), "{:?}", form.whom);
    for (changed, at) in [
        (NewOriginatorAsk { whom: "police|class:police".to_owned(), ..scene.ask() }, "whom"),
        (NewOriginatorAsk { whom: "probation|x".to_owned(), ..scene.ask() }, "whom"),
        (NewOriginatorAsk { party: "nobody".to_owned(), ..scene.ask() }, "party"),
        (NewOriginatorAsk { why: String::new(), ..scene.ask() }, "why"),
        (NewOriginatorAsk { until_on: Some(date(2026, 11, 1)), ..scene.ask() }, "until-day"),
        (NewOriginatorAsk { category: "identity".to_owned(), ..scene.ask() }, "category"),
        (NewOriginatorAsk { reference: "AB 12 34 56 C".to_owned(), ..scene.ask() }, "reference"),
    ] {
        assert_eq!(wrong(house.app.ask_originator(staff, *case, &changed)), at);
    }
    assert!(missing(&house.app.ask_originator(body, *case, &scene.ask())), "a partner asks nobody");
    let id = house.app.ask_originator(staff, *case, &scene.ask()).unwrap();
    assert!(matches!(house.app.ask_originator(staff, *case, &scene.ask()), Err(AppError::Refused(_))), "asked twice");
    // The clock: something to do for whoever asked.
    let tasks = |open: bool| {
        let view = house.app.tasks_on(staff, *case).unwrap();
        if open { view.open.len() } else { view.done.len() }
    };
    let before = tasks(true);
    assert!(before > 0);
    // Their desk: what it is, with their own reference, and nobody by name. Nobody else has it.
    let desk = house.app.originator_desk(police).unwrap();
    assert_eq!((desk.len(), desk[0].state, desk[0].items.len()), (1, OriginatorAskState::Asked, 1));
    assert!(
        house.app.originator_desk(body).unwrap().is_empty() && house.app.originator_desk(staff).unwrap().is_empty()
    );
    let view = house.app.originator_desk_item(police, id).unwrap();
    assert_eq!(view.their_reference.expose(), "EP/2026/7");
    for other in [body, staff] {
        assert!(missing(&house.app.originator_desk_item(other, id)));
        assert!(missing(&house.app.answer_as_originator(other, id, Ok(Some(date(2026, 12, 1))), "")));
    }
    // A reason when they refuse, a day when they agree, none later than was asked for.
    assert_eq!(wrong(scene.answer(id, Err("because"))), "refusal");
    for day in [None, Some(date(2026, 11, 1)), Some(date(2026, 12, 22))] {
        assert_eq!(wrong(scene.answer(id, Ok(day))), "until-day");
    }
    scene.answer(id, Err("investigation")).unwrap();
    assert_eq!(scene.shown(), None, "what they refuse stays");
    assert!(matches!(scene.answer(id, Ok(Some(date(2026, 12, 1)))), Err(AppError::Refused(_))), "answered twice");
    assert_eq!(tasks(true), before - 1, "what reminded is done");
    let asked = house.app.originator_words(staff, *case).unwrap().asked;
    assert!(asked[0].refusal.as_deref().unwrap().contains("investigation"));
    let said = |line: &app::OriginatorAskLine| {
        let text = |item: &Item<casework::SectionContent>| match item {
            Item::Released(content) => format!("{:?}", content.get().fields),
            _ => String::new(),
        };
        line.said.iter().map(text).collect::<String>()
    };
    assert!(said(&asked[0]).contains(CANARY) && said(&asked[0]).contains("EP/2026/7"));
    house.clock.advance_seconds(60);
    // Asked again, they agree: from the next request on it is shown, until the day that they said.
    let id = house.app.ask_originator(staff, *case, &scene.ask()).unwrap();
    scene.answer(id, Ok(Some(date(2026, 11, 28)))).unwrap();
    assert_eq!(scene.shown().as_deref(), Some("High"));
    let words = house.app.originator_words(staff, *case).unwrap();
    assert!(words.lines.len() == 1 && words.lines[0].counts && words.asked[0].state == OriginatorAskState::Agreed);
    // It is all on the person's ledger, and no words of theirs are.
    let seen = house.app.seen(staff, *case, None).unwrap().lines;
    let has = |words: &str| seen.iter().any(|l| l.what.contains(words));
    assert!(
        has("is asked whether “Risk of harm to yourself or others” goes to Community Safety team")
            && has("does not agree that “Risk of harm")
    );
    assert!(
        has("agrees that “Risk of harm to yourself or others” goes to Community Safety team")
            && has("with its own reference")
    );
    assert!(!has(CANARY));
    house.clock.advance_seconds(8 * 86_400);
    assert_eq!(scene.shown(), None, "the day that they said has passed");
}

#[test]
fn an_originator_that_does_not_answer_is_reminded_once_and_what_is_taken_back_waits_for_nobody() {
    let scene = Scene::new();
    let Scene { house, staff, police, case, .. } = &scene;
    let id = house.app.ask_originator(staff, *case, &scene.ask()).unwrap();
    house.app.follow_shares().unwrap();
    assert!(!house.app.originator_desk(police).unwrap()[0].late);
    house.clock.advance_seconds(9 * 86_400);
    assert!(house.app.originator_desk(police).unwrap()[0].late);
    assert!(house.app.follow_shares().unwrap() >= 1, "nobody is reminded");
    assert_eq!(house.app.follow_shares().unwrap(), 0, "they are reminded twice");
    house.app.take_back_originator_ask(staff, *case, id).unwrap();
    assert!(missing(&house.app.take_back_originator_ask(staff, *case, id)));
    assert_eq!(house.app.originator_desk(police).unwrap()[0].state, OriginatorAskState::TakenBack);
    assert!(matches!(scene.answer(id, Ok(Some(date(2026, 12, 1)))), Err(AppError::Refused(_))));
    assert_eq!(scene.shown(), None);
    // It goes with the record.
    let open = house.app.originator_words(staff, *case).unwrap().asked.len();
    assert_eq!(open, 1);
}
