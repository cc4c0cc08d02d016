//! Meetings of several agencies: who may look, from when until when, what was said of whom and before whom, and gaps that speak of
//! nobody.

use crate::held::{MARS, made, officer};
use crate::support::{missing, name, released, wrong};
use app::meetings::{ActionNews, NewAction, NewAgenda, NewGap, NewGuest, NewMeeting, NewSeries, Said};
use app::views::Item;
use app::{Actor, AppError, ConsentAnswer};
use casework::SectionContent;
use jiff::ToSpan as _;
use jiff::civil::Date;
use kernel::{AgendaId, CaseId, MeetingId, SeriesId, london_date};
use std::collections::BTreeSet;
use testkit::House;

const CANARY: &str = "Zanarymeetingwords";
const SAFETY: &str = "community-safety";
const PROVIDER: &str = "forfutures";

struct Scene {
    house: House,
    chair: Actor,
    safety: Actor,
    provider: Actor,
    group: SeriesId,
}

fn refusal<T: std::fmt::Debug>(result: Result<T, AppError>) -> String {
    match result {
        Err(AppError::Refused(words)) => words,
        other => panic!("not refused: {other:?}"),
    }
}

fn says(item: &Item<SectionContent>, field: &str) -> String {
    match item {
        Item::Released(content) => content.get().get(field).unwrap_or_default().to_owned(),
        _ => "(nothing)".to_owned(),
    }
}

fn series() -> NewSeries {
    NewSeries {
        service: "mars".to_owned(),
        name: "Rough sleeping group".to_owned(),
        terms: "Speaks of people who sleep rough in the borough.".to_owned(),
        statement: "What is said here is confidential.".to_owned(),
        criteria: "3 | Sleeping out for more than a year\n2 | Health failing".to_owned(),
        opens_days: 3,
        closes_days: 2,
    }
}

impl Scene {
    fn new() -> Self {
        let house = House::new(&[MARS]);
        let chair = officer(&house, MARS, "deliver");
        let (safety, provider) =
            (house.actor(MARS, SAFETY, "reduce-harm"), house.actor(MARS, PROVIDER, "right-support"));
        let group = house.app.make_group(&chair, &series()).unwrap();
        for party in [SAFETY, PROVIDER] {
            house.app.join_group(&chair, group, party).unwrap();
        }
        Self { house, chair, safety, provider, group }
    }
    fn today(&self) -> Date {
        london_date(self.house.now())
    }
    fn days(&self, days: i64) {
        self.house.clock.advance_seconds(days * 86_400);
    }
    /// A gap that a meeting saw, to be closed within thirty days.
    fn gap(&self, meeting: MeetingId, title: &str, words: &str) -> NewGap {
        let due_on = Some(self.today().checked_add(30.days()).unwrap());
        NewGap { meeting: Some(meeting), title: title.to_owned(), words: words.to_owned(), owner: None, due_on }
    }
    /// A case of somebody who agrees to both.
    fn case(&self, who: &str) -> CaseId {
        let case = made(&self.house, &self.chair, "mars", &[("identity.name", who)], "");
        for (party, purpose) in [(SAFETY, "reduce-harm"), (PROVIDER, "right-support")] {
            let given = ConsentAnswer::Given;
            self.house.app.record_consent(&self.chair, case, party, purpose, given, "spoken").unwrap();
        }
        case
    }
    fn meeting(&self, ahead: i64) -> MeetingId {
        let on = Some(self.today().checked_add(ahead.days()).unwrap());
        let new = NewMeeting { on, starts: "10:00".to_owned(), place: "Town hall, room 2".to_owned() };
        let id = self.house.app.call_meeting(&self.chair, self.group, &new).unwrap();
        // Nothing is shown to a member before that; one to which nothing may go cannot sign.
        for member in [&self.safety, &self.provider] {
            let _ = self.house.app.sign_statement(member, id, true);
        }
        id
    }
    fn put(&self, meeting: MeetingId, case: CaseId, criteria: &[usize], apart: &[&str]) -> AgendaId {
        let new = NewAgenda {
            reference: self.house.app.open(&self.chair, case).unwrap().reference,
            category: "risk".to_owned(),
            criteria: criteria.to_vec(),
            seen: "Behind the library".to_owned(),
            why: format!("Was attacked twice {CANARY}"),
            lead: None,
            apart: apart.iter().map(|p| (*p).to_owned()).collect(),
        };
        self.house.app.put_on_agenda(&self.chair, meeting, &new).unwrap()
    }
    /// Signs in and opens the meeting.
    fn open(&self, meeting: MeetingId) {
        self.house.app.sign_in_to_meeting(&self.chair, meeting, true).unwrap();
        self.house.app.open_meeting(&self.chair, meeting).unwrap();
    }
    fn names(&self, actor: &Actor, meeting: MeetingId) -> Vec<String> {
        self.house.app.meeting_page(actor, meeting).unwrap().agenda.iter().map(|l| name(&l.name)).collect()
    }
}

#[test]
fn a_member_signs_the_statement_before_anybody_on_the_list_is_shown_and_once_for_a_meeting() {
    let scene = Scene::new();
    let app = &scene.house.app;
    let case = scene.case("Ada Example");
    let on = Some(scene.today().checked_add(2.days()).unwrap());
    let new = NewMeeting { on, starts: "10:00".to_owned(), place: "Town hall, room 2".to_owned() };
    let meeting = app.call_meeting(&scene.chair, scene.group, &new).unwrap();
    let item = scene.put(meeting, case, &[0], &[]);
    // In the window: the agenda, the person's page, what is printed and the case itself stay shut.
    let page = app.meeting_page(&scene.safety, meeting).unwrap();
    assert!(page.agenda.is_empty() && page.agreed_at.is_none());
    assert_eq!(page.statement.as_deref(), Some("What is said here is confidential."));
    assert!(missing(&app.agenda_page(&scene.safety, item)) && missing(&app.open(&scene.safety, case)));
    assert!(refusal(app.meeting_pack(&scene.safety, meeting).map(|_| ())).contains("sign it first"));
    assert_eq!(app.statement_before(&scene.safety, item).unwrap(), Some(meeting));
    assert!(app.group_actions(&scene.safety, scene.group).unwrap().is_empty());
    assert_eq!(wrong(app.sign_statement(&scene.safety, meeting, false)), "agrees");
    assert!(missing(&app.sign_statement(&scene.chair, meeting, true)), "those who run it sign in when it is held");
    app.sign_statement(&scene.safety, meeting, true).unwrap();
    assert_eq!(scene.names(&scene.safety, meeting), ["Ada Example"]);
    assert!(app.agenda_page(&scene.safety, item).is_ok() && app.open(&scene.safety, case).is_ok());
    assert_eq!(app.statement_before(&scene.safety, item).unwrap(), None);
    // Each person signs for themselves, and a colleague of a body that is left out is told of nothing.
    let colleague = scene.house.actor(MARS, SAFETY, "reduce-harm");
    assert!(scene.names(&colleague, meeting).is_empty() && missing(&app.open(&colleague, case)));
    let hidden = scene.put(meeting, scene.case("Bea Example"), &[0], &[SAFETY]);
    assert_eq!(app.statement_before(&colleague, hidden).unwrap(), None);
    // One to which nothing may go does not sign.
    assert!(refusal(app.sign_statement(&scene.provider, meeting, true)).contains("no agreement"));
    // On the day nothing is asked a second time. The next meeting asks anew.
    scene.days(2);
    app.sign_in_to_meeting(&scene.safety, meeting, false).unwrap();
    assert_eq!(wrong(app.sign_in_to_meeting(&colleague, meeting, false)), "agrees");
    app.sign_in_to_meeting(&colleague, meeting, true).unwrap();
    assert_eq!(scene.names(&colleague, meeting), ["Ada Example"], "signing in is signing");
    let next = app
        .call_meeting(&scene.chair, scene.group, &NewMeeting { on: scene.today().checked_add(2.days()).ok(), ..new })
        .unwrap();
    scene.put(next, scene.case("Cy Example"), &[0], &[]);
    assert!(
        scene.names(&scene.safety, next).is_empty()
            && app.meeting_page(&scene.safety, next).unwrap().statement.is_some()
    );
}

#[doc = "keeps MARS-001"]
#[test]
fn members_look_at_who_is_on_the_list_within_the_window_and_no_longer() {
    let scene = Scene::new();
    let app = &scene.house.app;
    let case = scene.case("Ada Example");
    // Consent is given and the agency is a member; still there is nobody on the list.
    assert!(missing(&app.open(&scene.safety, case)));
    let meeting = scene.meeting(5);
    let item = scene.put(meeting, case, &[0], &[]);
    assert!(missing(&app.open(&scene.safety, case)), "the window opens three days before");
    assert!(scene.names(&scene.safety, meeting).is_empty());
    scene.days(2);
    let seen = app.open(&scene.safety, case).unwrap();
    assert!(
        released(&seen).iter().all(|c| ["identity", "risk", "address-history"].contains(c)),
        "{:?}",
        released(&seen)
    );
    assert_eq!(scene.names(&scene.safety, meeting), ["Ada Example"]);
    // It closes by itself, two days after the meeting.
    scene.days(5);
    assert!(app.open(&scene.safety, case).is_ok());
    scene.days(1);
    assert!(missing(&app.open(&scene.safety, case)));
    assert!(missing(&app.agenda_page(&scene.safety, item)));
    assert!(app.open(&scene.chair, case).is_ok(), "those who work the case go on");
    // Its own notice, its own members, its own meetings: nobody of another notice, and no body that is no member.
    let stranger = scene.house.actor(MARS, "housing-options", "deliver");
    assert!(missing(&app.meeting_group(&stranger, scene.group)) && missing(&app.meeting_page(&stranger, meeting)));
    let view = app.meeting_group(&scene.safety, scene.group).unwrap();
    assert_eq!((view.runs, view.line.members, view.meetings.len(), view.gaps.len()), (false, 2, 1, 0));
    assert_eq!(app.notice_page(MARS, None).unwrap().notice.compiled.merged.service["mars"].label, view.line.service);
}

#[test]
fn who_leaves_the_list_or_the_group_is_out_of_sight_at_once() {
    let scene = Scene::new();
    let app = &scene.house.app;
    let (ada, bea) = (scene.case("Ada Example"), scene.case("Bea Example"));
    let meeting = scene.meeting(0);
    let item = scene.put(meeting, ada, &[], &[]);
    scene.put(meeting, bea, &[], &[]);
    assert!(app.open(&scene.safety, ada).is_ok() && app.open(&scene.safety, bea).is_ok());
    scene.open(meeting);
    app.take_item(&scene.chair, item).unwrap();
    assert_eq!(wrong(app.item_outcome(&scene.chair, item, "gone")), "outcome");
    app.item_outcome(&scene.chair, item, "housed").unwrap();
    assert!(missing(&app.open(&scene.safety, ada)) && app.open(&scene.safety, bea).is_ok());
    app.leave_group(&scene.chair, scene.group, SAFETY).unwrap();
    assert!(missing(&app.open(&scene.safety, bea)));
    assert!(missing(&app.meeting_page(&scene.safety, meeting)));
}

#[doc = "keeps MARS-048"]
#[test]
fn people_are_ranked_by_what_the_group_set_and_a_lead_worker_stands_beside_each() {
    let scene = Scene::new();
    let app = &scene.house.app;
    for (criteria, input) in [("9999 | x", "criteria"), ("Sleeping out", "criteria")] {
        let new = NewSeries { criteria: criteria.to_owned(), ..series() };
        assert_eq!(wrong(app.make_group(&scene.chair, &new)), input);
    }
    let meeting = scene.meeting(1);
    let (ada, bea, cleo) = (scene.case("Ada Example"), scene.case("Bea Example"), scene.case("Cleo Example"));
    scene.put(meeting, ada, &[], &[]);
    scene.put(meeting, bea, &[1], &[]);
    let third = scene.put(meeting, cleo, &[0, 1], &[]);
    let page = app.meeting_page(&scene.chair, meeting).unwrap();
    let order: Vec<(String, i32)> = page.agenda.iter().map(|l| (name(&l.name), l.points)).collect();
    let wanted = [("Cleo Example", 5), ("Bea Example", 2), ("Ada Example", 0)].map(|(n, p)| (n.to_owned(), p));
    assert_eq!(order, wanted);
    assert_eq!(says(&page.agenda[0].why, "criteria"), "Sleeping out for more than a year (3); Health failing (2)");
    assert!(page.agenda.iter().all(|l| l.lead.as_deref() == Some(scene.chair.name.as_str())));
    // The criteria are the group's own words, and whoever may see the group reads them.
    let view = app.meeting_group(&scene.safety, scene.group).unwrap();
    assert_eq!(view.criteria, [(3, "Sleeping out for more than a year".to_owned()), (2, "Health failing".to_owned())]);
    // The chair may order otherwise, and who is put on or taken off later does not undo it.
    app.move_on_agenda(&scene.chair, third, false).unwrap();
    assert_eq!(scene.names(&scene.chair, meeting), ["Bea Example", "Cleo Example", "Ada Example"]);
    let fourth = scene.put(meeting, scene.case("Dee Example"), &[0], &[]);
    assert_eq!(scene.names(&scene.chair, meeting), ["Dee Example", "Bea Example", "Cleo Example", "Ada Example"]);
    app.take_off_agenda(&scene.chair, fourth).unwrap();
    assert_eq!(scene.names(&scene.chair, meeting), ["Bea Example", "Cleo Example", "Ada Example"]);
    assert!(missing(&app.move_on_agenda(&scene.safety, third, true)));
}

#[doc = "keeps MARS-049"]
#[test]
fn each_agency_sees_what_its_gate_gives_and_actions_are_owned_and_dated() {
    let scene = Scene::new();
    let (app, house) = (&scene.house.app, &scene.house);
    let case = scene.case("Ada Example");
    let meeting = scene.meeting(0);
    let item = scene.put(meeting, case, &[0], &[]);
    // What each agency may see is said beforehand, and why nothing goes to one.
    let page = app.agenda_page(&scene.chair, item).unwrap();
    let sight = |n: usize| (page.sights[n].sees.is_empty(), page.sights[n].why_not.clone().unwrap_or_default());
    assert_eq!(sight(0), (false, String::new()), "community safety");
    assert!(sight(1).0 && sight(1).1.contains("no agreement"), "{:?}", sight(1));
    let refused = refusal(app.sign_in_to_meeting(&scene.provider, meeting, true));
    assert!(refused.contains("no agreement"), "{refused}");
    assert!(refusal(app.open_meeting(&scene.chair, meeting)).contains("Sign in first"));
    scene.open(meeting);
    let early = Said { category: "risk".to_owned(), words: "x".to_owned(), ..Said::default() };
    assert!(refusal(app.minute(&scene.chair, item, &early)).contains("Take this person first"));
    // She comes, one person is taken, she leaves, and the next is taken without her.
    app.sign_in_to_meeting(&scene.safety, meeting, true).unwrap();
    house.clock.advance_seconds(60);
    app.take_item(&scene.chair, item).unwrap();
    house.clock.advance_seconds(60);
    app.leave_meeting(&scene.safety, meeting).unwrap();
    let other = scene.put(meeting, scene.case("Bea Example"), &[], &[]);
    house.clock.advance_seconds(60);
    app.take_item(&scene.chair, other).unwrap();
    let there = |id: AgendaId| -> Vec<Option<String>> {
        app.agenda_page(&scene.chair, id).unwrap().present.into_iter().map(|p| p.body).collect()
    };
    let bodies = there(item);
    assert_eq!(bodies.len(), 2);
    assert!(bodies.contains(&None) && bodies.iter().any(Option::is_some), "{bodies:?}");
    assert_eq!(there(other), [None]);
    // Minutes are split to the record, by category: what the agency may not see, it does not read.
    let said = |category: &str, words: &str, party: &str| Said {
        category: category.to_owned(),
        words: words.to_owned(),
        party: party.to_owned(),
        ..Said::default()
    };
    app.minute(&scene.chair, item, &said("risk", "The two who attacked her were seen again", SAFETY)).unwrap();
    app.minute(&scene.chair, item, &said("support-needs", &format!("Wants a drug worker {CANARY}"), "")).unwrap();
    assert_eq!(wrong(app.minute(&scene.chair, item, &said("risk", "x", "nobody"))), "party");
    // A decision of the meeting is one by whoever runs it, and stands as such; an agency decides nothing for it.
    let decided = Said { decision: true, ..said("support-needs", "She is offered a room of her own", "") };
    let decision = app.minute(&scene.chair, item, &decided).unwrap();
    assert!(missing(&app.minute(&scene.safety, item, &decided)));
    let entries = app.agenda_page(&scene.chair, item).unwrap().entries;
    assert_eq!(entries.iter().find(|e| e.id == decision).unwrap().what, "decision");
    let read = |actor: &Actor| -> Vec<String> {
        app.agenda_page(actor, item).unwrap().entries.iter().map(|e| says(&e.content, "text")).collect()
    };
    assert_eq!(read(&scene.chair).len(), 3);
    assert_eq!(read(&scene.safety), ["The two who attacked her were seen again"]);
    assert!(
        app.agenda_page(&scene.chair, other).unwrap().entries.is_empty(),
        "nothing stands in anybody else’s record"
    );
    // An action has an agency, a name there, and a day.
    let mut new = NewAction {
        party: SAFETY.to_owned(),
        owner: "Neighbourhood officer".to_owned(),
        category: "risk".to_owned(),
        words: "Walk past at night this week".to_owned(),
        due_on: None,
    };
    assert_eq!(wrong(app.add_action(&scene.chair, item, &new)), "due");
    new.due_on = Some(scene.today().checked_add(1.day()).unwrap());
    assert_eq!(wrong(app.add_action(&scene.chair, item, &NewAction { owner: " ".to_owned(), ..new.clone() })), "owner");
    let action = app.add_action(&scene.chair, item, &new).unwrap();
    let theirs = app.group_actions(&scene.safety, scene.group).unwrap();
    assert_eq!(
        (theirs.len(), theirs[0].entry.owner.as_str(), theirs[0].entry.due_on),
        (1, "Neighbourhood officer", new.due_on)
    );
    assert_eq!(says(&theirs[0].entry.content, "text"), "Walk past at night this week");
    assert!(app.group_actions(&scene.provider, scene.group).unwrap().is_empty());
    assert!(missing(&app.end_action(&scene.provider, item, action, "done")));
    scene.days(2);
    assert!(app.group_actions(&scene.chair, scene.group).unwrap()[0].entry.overdue);
    app.end_action(&scene.safety, item, action, "done").unwrap();
    assert!(app.group_actions(&scene.chair, scene.group).unwrap().is_empty());
    // It closes once everybody who was spoken of has an outcome; then it stands.
    assert!(refusal(app.close_meeting(&scene.chair, meeting)).contains("2 are left"));
    for id in [item, other] {
        app.item_outcome(&scene.chair, id, "stays").unwrap();
    }
    app.close_meeting(&scene.chair, meeting).unwrap();
    assert!(refusal(app.minute(&scene.chair, item, &said("risk", "late", ""))).contains("closed"));
    // The person sees who was shown what; and no word lies in the clear.
    let seen = app.seen(&scene.chair, case, None).unwrap();
    assert!(seen.lines.iter().any(|l| l.what.contains("spoken of")), "not on the record who spoke of them");
    for entry in std::fs::read_dir(house.folder().unwrap()).unwrap().flatten().filter(|e| e.path().is_file()) {
        let bytes = std::fs::read(entry.path()).unwrap();
        assert!(!bytes.windows(CANARY.len()).any(|w| w == CANARY.as_bytes()), "{:?}", entry.file_name());
    }
}

#[test]
fn who_may_do_harm_learns_nothing_of_it() {
    let scene = Scene::new();
    let app = &scene.house.app;
    let (ada, bea) = (scene.case("Ada Example"), scene.case("Bea Example"));
    let meeting = scene.meeting(0);
    let hidden = scene.put(meeting, ada, &[0], &[SAFETY]);
    scene.put(meeting, bea, &[], &[]);
    assert_eq!(scene.names(&scene.safety, meeting), ["Bea Example"]);
    assert!(missing(&app.agenda_page(&scene.safety, hidden)) && missing(&app.open(&scene.safety, ada)));
    scene.open(meeting);
    app.take_item(&scene.chair, hidden).unwrap();
    let said = Said { category: "risk".into(), words: "x".into(), party: SAFETY.into(), ..Said::default() };
    assert_eq!(wrong(app.minute(&scene.chair, hidden, &said)), "party", "nobody of them is at this item");
    let page = app.agenda_page(&scene.chair, hidden).unwrap();
    assert!(page.sights.iter().any(|s| s.apart) && page.line.apart.len() == 1);
}

#[test]
fn who_stays_on_the_list_is_brought_over_to_the_next_meeting() {
    let scene = Scene::new();
    let app = &scene.house.app;
    let cases = ["Ada Example", "Bea Example", "Cleo Example"].map(|who| scene.case(who));
    let first = scene.meeting(0);
    let items = cases.map(|case| scene.put(first, case, &[1], &[SAFETY]));
    scene.open(first);
    for (item, outcome) in items.iter().zip(["stays", "housed", "stays"]) {
        app.take_item(&scene.chair, *item).unwrap();
        app.item_outcome(&scene.chair, *item, outcome).unwrap();
    }
    app.close_meeting(&scene.chair, first).unwrap();
    scene.days(7);
    let next = scene.meeting(1);
    assert_eq!(app.bring_over(&scene.chair, next).unwrap(), 2);
    assert_eq!(app.bring_over(&scene.chair, next).unwrap(), 0, "nobody stands on it twice");
    assert_eq!(scene.names(&scene.chair, next), ["Ada Example", "Cleo Example"]);
    assert!(scene.names(&scene.safety, next).is_empty(), "left out as before");
    let lines = app.meeting_page(&scene.chair, next).unwrap().agenda;
    assert!(lines.iter().all(|l| l.points == 2), "they lost their points");
    let kept = ["criteria", "seen", "why"].map(|field| says(&lines[0].why, field));
    assert_eq!(kept[..2], ["Health failing (2)".to_owned(), "Behind the library".to_owned()]);
    assert!(kept[2].contains(CANARY), "why they are on it was lost");
    let again = app.agenda_page(&scene.chair, app.meeting_page(&scene.chair, next).unwrap().agenda[0].id).unwrap();
    assert!(again.entries.is_empty());
    app.take_off_agenda(&scene.chair, again.line.id).unwrap();
    assert_eq!(scene.names(&scene.chair, next), ["Cleo Example"]);
}

#[doc = "keeps MARS-002"]
#[test]
fn the_register_of_gaps_has_an_owner_and_a_day_and_speaks_of_nobody() {
    let scene = Scene::new();
    let app = &scene.house.app;
    let meeting = scene.meeting(0);
    scene.put(meeting, scene.case("Ada Example"), &[], &[]);
    let gap = |title: &str, words: &str| scene.gap(meeting, title, words);
    let due_on = Some(scene.today().checked_add(30.days()).unwrap());
    for (title, words, input) in [
        ("", "", "title"),
        ("No bed for Ada Example", "", "title"),
        ("No beds for couples", "As ada  EXAMPLE found", "words"),
        ("No beds for couples", "Ask on 07700 900123", "words"),
        ("No beds for couples", "See QQ123456C", "words"),
    ] {
        assert_eq!(wrong(app.add_gap(&scene.chair, scene.group, &gap(title, words))), input, "{title} {words}");
    }
    let undated = NewGap { due_on: None, ..gap("No beds for couples", "") };
    assert_eq!(wrong(app.add_gap(&scene.chair, scene.group, &undated)), "due");
    let good = gap("No beds for couples with dogs", "Asked for at three meetings running");
    assert!(missing(&app.add_gap(&scene.safety, scene.group, &good)));
    let id = app.add_gap(&scene.chair, scene.group, &good).unwrap();
    let line = app.meeting_group(&scene.chair, scene.group).unwrap().gaps.remove(0);
    assert_eq!((line.owner.as_str(), Some(line.due_on), line.overdue), (scene.chair.name.as_str(), due_on, false));
    assert_eq!(line.meeting, Some(scene.today()), "it is linked to its meeting");
    scene.days(31);
    assert!(app.meeting_group(&scene.chair, scene.group).unwrap().gaps[0].overdue);
    for answer in [" ", "Ada Example got the room", "Ask on 07700 900123"] {
        assert_eq!(wrong(app.close_gap(&scene.chair, scene.group, id, answer)), "answer", "{answer}");
    }
    app.close_gap(&scene.chair, scene.group, id, "Two rooms were opened in the hostel").unwrap();
    let line = app.meeting_group(&scene.chair, scene.group).unwrap().gaps.remove(0);
    assert!(line.closed.is_some() && !line.overdue);
    assert!(missing(&app.close_gap(&scene.chair, scene.group, id, "again")));
}

#[test]
fn a_case_that_was_closed_since_is_not_shown_at_its_meeting_without_a_reason() {
    let scene = Scene::new();
    let app = &scene.house.app;
    let (ada, bea) = (scene.case("Ada Example"), scene.case("Bea Example"));
    let meeting = scene.meeting(0);
    let item = scene.put(meeting, ada, &[], &[]);
    scene.put(meeting, bea, &[], &[]);
    app.close(&scene.chair, ada, casework::CloseReason::Accommodation).unwrap();
    // Whoever closed it has said why today; a colleague has not.
    let colleague = officer(&scene.house, MARS, "deliver");
    assert_eq!(scene.names(&colleague, meeting), ["Bea Example"]);
    assert!(matches!(app.agenda_page(&colleague, item), Err(AppError::WantsReason(_))));
}

#[test]
fn a_window_ends_at_every_meeting_with_the_list_and_with_the_membership() {
    let scene = Scene::new();
    let app = &scene.house.app;
    let (ada, bea) = (scene.case("Ada Example"), scene.case("Bea Example"));
    let (first, next) = (scene.meeting(0), scene.meeting(1));
    let items = [ada, bea].map(|case| scene.put(first, case, &[], &[]));
    scene.put(next, ada, &[], &[]);
    scene.open(first);
    for item in items {
        app.take_item(&scene.chair, item).unwrap();
    }
    app.item_outcome(&scene.chair, items[0], "housed").unwrap();
    assert!(missing(&app.open(&scene.safety, ada)), "the next meeting keeps it open");
    app.item_outcome(&scene.chair, items[1], "stays").unwrap();
    app.close_meeting(&scene.chair, first).unwrap();
    assert!(app.open(&scene.safety, bea).is_ok());
    app.leave_group(&scene.chair, scene.group, SAFETY).unwrap();
    assert!(missing(&app.open(&scene.safety, bea)), "a meeting that was closed keeps it open");
}

#[test]
fn who_is_left_out_from_now_on_sees_nothing_by_an_earlier_meeting_either() {
    let scene = Scene::new();
    let app = &scene.house.app;
    let case = scene.case("Ada Example");
    let (first, next) = (scene.meeting(0), scene.meeting(1));
    scene.put(first, case, &[], &[]);
    assert!(app.open(&scene.safety, case).is_ok());
    scene.put(next, case, &[], &[SAFETY]);
    assert!(missing(&app.open(&scene.safety, case)), "the earlier meeting keeps it open");
}

#[test]
fn who_joins_a_group_sees_those_on_agendas_that_are_ahead_and_nobody_once_it_has_ended() {
    let scene = Scene::new();
    let app = &scene.house.app;
    app.leave_group(&scene.chair, scene.group, SAFETY).unwrap();
    let cases = ["Ada Example", "Bea Example", "Cleo Example"].map(|who| scene.case(who));
    let meeting = scene.meeting(1);
    scene.put(meeting, cases[0], &[], &[]);
    scene.put(meeting, cases[1], &[], &[SAFETY]);
    let gone = scene.put(meeting, cases[2], &[], &[]);
    app.item_outcome(&scene.chair, gone, "housed").unwrap();
    assert!(missing(&app.open(&scene.safety, cases[0])));
    scene.days(1);
    app.join_group(&scene.chair, scene.group, SAFETY).unwrap();
    app.sign_statement(&scene.safety, meeting, true).unwrap();
    assert_eq!(scene.names(&scene.safety, meeting), ["Ada Example"]);
    assert!(app.open(&scene.safety, cases[0]).is_ok() && missing(&app.open(&scene.safety, cases[1])));
    assert!(missing(&app.end_group(&scene.safety, scene.group)));
    scene.open(meeting);
    assert!(refusal(app.end_group(&scene.chair, scene.group)).contains("close it first"));
    app.close_meeting(&scene.chair, meeting).unwrap();
    app.end_group(&scene.chair, scene.group).unwrap();
    assert!(missing(&app.open(&scene.safety, cases[0])), "an ended group keeps it open");
    assert!(!app.meeting_group(&scene.chair, scene.group).unwrap().line.open);
    assert!(refusal(app.end_group(&scene.chair, scene.group)).contains("ended"));
}

#[test]
fn what_became_of_somebody_is_told_only_with_what_it_tells_of() {
    let scene = Scene::new();
    let app = &scene.house.app;
    let case = scene.case("Ada Example");
    let meeting = scene.meeting(0);
    let item = scene.put(meeting, case, &[], &[]);
    // The agency works with her beside the group, and is given no health data.
    app.link_party(&scene.chair, case, SAFETY).unwrap();
    assert!(!released(&app.open(&scene.safety, case).unwrap()).contains(&"physical-health"));
    scene.open(meeting);
    app.take_item(&scene.chair, item).unwrap();
    let told = |actor: &Actor| app.agenda_page(actor, item).unwrap().line.outcome;
    app.item_outcome(&scene.chair, item, "housed").unwrap();
    assert_eq!((told(&scene.chair), told(&scene.safety)), (Some("Housed".to_owned()), Some("Housed".to_owned())));
    app.item_outcome(&scene.chair, item, "hospital").unwrap();
    assert_eq!((told(&scene.chair), told(&scene.safety)), (Some("In hospital".to_owned()), None));
    assert!(app.meeting_page(&scene.safety, meeting).unwrap().agenda.iter().all(|l| l.outcome.is_none()));
}

#[test]
fn signing_in_and_the_forms_of_an_item_open_nobodys_record() {
    let scene = Scene::new();
    let app = &scene.house.app;
    let (ada, bea) = (scene.case("Ada Example"), scene.case("Bea Example"));
    let meeting = scene.meeting(0);
    let item = scene.put(meeting, ada, &[], &[]);
    scene.put(meeting, bea, &[], &[]);
    let looks = |case| app.seen(&scene.chair, case, None).unwrap().lines.len();
    let before = (looks(ada), looks(bea));
    assert!(app.meeting_statement(&scene.safety, meeting).unwrap().statement.contains("confidential"));
    let form = app.agenda_form(&scene.chair, item).unwrap();
    assert!(form.subjects.iter().any(|(id, _)| id == "risk") && form.members.len() == 2);
    assert!(missing(&app.agenda_form(&scene.safety, item)));
    // Each look at who has seen it is itself on the ledger; the form is one more of her who it is about.
    assert_eq!((looks(ada), looks(bea)), (before.0 + 2, before.1 + 1));
}

/// A meeting of two agencies under a notice whose members may record something and need no agreement, with one person on its agenda.
struct Recording {
    house: House,
    officer: Actor,
    basils: Actor,
    other: Actor,
    case: CaseId,
    group: SeriesId,
    meeting: MeetingId,
    item: AgendaId,
}

/// `apart`: who is left out of that person.
fn recording(apart: &[&str]) -> Recording {
    let house = crate::support::house();
    let app = &house.app;
    let officer = crate::support::officer(&house);
    let (basils, other) =
        (crate::support::partner(&house, "st-basils"), crate::support::partner(&house, "salvation-army"));
    let case = crate::support::create(&house, &officer, "Ada Example");
    let new = NewSeries { service: "homelessness".to_owned(), criteria: String::new(), ..series() };
    let group = app.make_group(&officer, &new).unwrap();
    for party in ["st-basils", "salvation-army"] {
        app.join_group(&officer, group, party).unwrap();
        app.record_consent(&officer, case, party, "refer", ConsentAnswer::Given, "spoken").unwrap();
    }
    let on = Some(london_date(house.now()));
    let new = NewMeeting { on, starts: "10:00".to_owned(), place: "Town hall".to_owned() };
    let meeting = app.call_meeting(&officer, group, &new).unwrap();
    let put = NewAgenda {
        reference: app.open(&officer, case).unwrap().reference,
        category: "housing-needs".to_owned(),
        why: "Has to leave".to_owned(),
        apart: apart.iter().map(|party| (*party).to_owned()).collect(),
        ..NewAgenda::default()
    };
    let item = app.put_on_agenda(&officer, meeting, &put).unwrap();
    for member in [&basils, &other] {
        app.sign_statement(member, meeting, true).unwrap();
    }
    Recording { house, officer, basils, other, case, group, meeting, item }
}

#[test]
fn an_agency_writes_down_itself_what_it_says_where_the_notice_lets_it() {
    let Recording { house, officer, basils, other, case, meeting, item, .. } = recording(&["salvation-army"]);
    let app = &house.app;
    let said = |category: &str, words: &str| Said {
        category: category.to_owned(),
        words: words.to_owned(),
        ..Said::default()
    };
    let plan = said("plan", &format!("We keep a room until Friday {CANARY}"));
    assert!(refusal(app.contribute(&basils, item, &plan)).contains("not open"));
    app.sign_in_to_meeting(&officer, meeting, true).unwrap();
    app.open_meeting(&officer, meeting).unwrap();
    assert!(refusal(app.contribute(&basils, item, &plan)).contains("Sign in first"));
    app.sign_in_to_meeting(&basils, meeting, true).unwrap();
    app.sign_in_to_meeting(&other, meeting, true).unwrap();
    assert!(!app.agenda_page(&basils, item).unwrap().may_say);
    assert!(refusal(app.contribute(&basils, item, &plan)).contains("Wait until this person is spoken of"));
    app.take_item(&officer, item).unwrap();
    // Only what the notice lets the agency record; whoever is left out has nothing to say, and the council minutes.
    assert!(app.agenda_page(&basils, item).unwrap().may_say);
    let can: Vec<String> = app.contribution_choices(&basils, item).unwrap().into_iter().map(|(id, _)| id).collect();
    assert_eq!(can, ["plan"]);
    assert_eq!(wrong(app.contribute(&basils, item, &said("plan", " "))), "words");
    assert_eq!(wrong(app.contribute(&basils, item, &said("identity", "x"))), "category");
    assert!(missing(&app.contribute(&other, item, &plan)) && missing(&app.contribute(&officer, item, &plan)));
    app.contribute(&basils, item, &plan).unwrap();
    let page = app.agenda_page(&officer, item).unwrap();
    assert_eq!(page.entries.len(), 1);
    assert_eq!((page.entries[0].what.as_str(), page.entries[0].by.as_str()), ("minute", "St Basils"));
    assert!(says(&page.entries[0].content, "text").contains("until Friday"));
    // It is an entry of the case, written by whoever was there for the agency.
    let timeline = app.timeline(&officer, case, &app::TimelineFilter::default()).unwrap();
    assert!(timeline.lines.iter().any(|l| l.by == basils.name), "who wrote it");
    app.leave_meeting(&basils, meeting).unwrap();
    assert!(refusal(app.contribute(&basils, item, &plan)).contains("Sign in first"));
    assert!(crate::retention::found(&house, CANARY.as_bytes()).is_empty());
}

#[test]
fn guests_without_an_account_are_signed_in_and_known_to_have_been_there() {
    let scene = Scene::new();
    let app = &scene.house.app;
    let meeting = scene.meeting(0);
    let item = scene.put(meeting, scene.case("Ada Example"), &[], &[]);
    let later = scene.put(meeting, scene.case("Bea Example"), &[], &[]);
    let guest = |party: &str, body: &str| NewGuest {
        name: "Sam Example, outreach nurse".to_owned(),
        party: party.to_owned(),
        body: body.to_owned(),
        agrees: true,
    };
    assert_eq!(wrong(app.sign_guest_in(&scene.chair, meeting, &NewGuest::default())), "name body agrees");
    assert_eq!(wrong(app.sign_guest_in(&scene.chair, meeting, &guest("nobody", ""))), "party");
    // The rule that a body without its agreement is not at the table holds for whoever comes for it.
    let refused = refusal(app.sign_guest_in(&scene.chair, meeting, &guest(PROVIDER, "")));
    assert!(refused.contains("no agreement"), "{refused}");
    assert!(missing(&app.sign_guest_in(&scene.safety, meeting, &guest(SAFETY, ""))), "an agency signs nobody in");
    let ahead = scene.meeting(3);
    assert!(refusal(app.sign_guest_in(&scene.chair, ahead, &guest(SAFETY, ""))).contains("on the day"));
    let one = app.sign_guest_in(&scene.chair, meeting, &guest(SAFETY, "")).unwrap();
    let two = app.sign_guest_in(&scene.chair, meeting, &guest("", "Example Hospital")).unwrap();
    let page = app.meeting_page(&scene.chair, meeting).unwrap();
    let bodies: Vec<&str> = page.present.iter().filter_map(|p| p.body.as_deref()).collect();
    assert_eq!(bodies.len(), 2);
    assert!(
        bodies.contains(&"Example Hospital") && page.absent.iter().all(|(name, _)| !bodies.contains(&name.as_str()))
    );
    assert!(page.present.iter().all(|p| p.guest.as_ref().is_some_and(|(_, by)| *by == scene.chair.name)));
    scene.open(meeting);
    app.take_item(&scene.chair, item).unwrap();
    scene.house.clock.advance_seconds(60);
    app.guest_leaves(&scene.chair, meeting, one).unwrap();
    assert!(missing(&app.guest_leaves(&scene.chair, meeting, one)), "they are gone");
    assert!(missing(&app.guest_leaves(&scene.safety, meeting, two)));
    scene.house.clock.advance_seconds(60);
    app.take_item(&scene.chair, later).unwrap();
    let there = |id: AgendaId| {
        let page = app.agenda_page(&scene.chair, id).unwrap();
        page.present.into_iter().filter_map(|p| p.guest.map(|(id, _)| id)).collect::<BTreeSet<_>>()
    };
    assert_eq!((there(item), there(later)), (BTreeSet::from([one, two]), BTreeSet::from([two])));
    for id in [item, later] {
        app.item_outcome(&scene.chair, id, "stays").unwrap();
    }
    app.close_meeting(&scene.chair, meeting).unwrap();
    assert!(app.meeting_page(&scene.chair, meeting).unwrap().present.iter().all(|p| p.left_at.is_some()));
    assert!(refusal(app.sign_guest_in(&scene.chair, meeting, &guest(SAFETY, ""))).contains("closed"));
}

#[test]
fn a_pack_has_each_person_as_its_reader_may_see_them_and_is_on_the_ledger() {
    let scene = Scene::new();
    let app = &scene.house.app;
    let (ada, bea) = (scene.case("Ada Example"), scene.case("Bea Example"));
    let meeting = scene.meeting(0);
    scene.put(meeting, ada, &[0], &[]);
    scene.put(meeting, bea, &[], &[SAFETY]);
    let names = |actor: &Actor| -> Vec<String> {
        app.meeting_pack(actor, meeting).unwrap().items.iter().map(|i| name(&i.line.name)).collect()
    };
    assert_eq!(names(&scene.chair), ["Ada Example", "Bea Example"]);
    assert_eq!(names(&scene.safety), ["Ada Example"], "of whoever it is left out of it has nothing");
    let pack = app.meeting_pack(&scene.safety, meeting).unwrap();
    assert!(pack.items[0].sights.is_empty() && pack.statement.contains("confidential"));
    let seen = app.seen(&scene.chair, ada, None).unwrap();
    assert_eq!(seen.lines.iter().filter(|l| l.what.contains("pack of a meeting")).count(), 3);
    let seen = app.seen(&scene.chair, bea, None).unwrap();
    assert_eq!(seen.lines.iter().filter(|l| l.what.contains("pack of a meeting")).count(), 1);
    let stranger = scene.house.actor(MARS, "housing-options", "deliver");
    assert!(missing(&app.meeting_pack(&stranger, meeting)));
    scene.open(meeting);
    app.close_meeting(&scene.chair, meeting).unwrap();
    assert!(refusal(app.meeting_pack(&scene.chair, meeting).map(|_| ())).contains("closed"));
}

#[test]
fn an_agency_undertakes_something_itself_says_how_it_goes_and_keeps_it_when_its_window_is_closed() {
    let Recording { house, officer, basils, other, case, group, meeting, item } = recording(&[]);
    let (app, today) = (&house.app, london_date(house.now()));
    let due = |days: i64| Some(today.checked_add(days.days()).unwrap());
    let room = NewAction {
        // Whose it is nobody chooses.
        party: "salvation-army".to_owned(),
        owner: "Duty worker".to_owned(),
        category: "plan".to_owned(),
        words: format!("Keep a room {CANARY}"),
        due_on: due(2),
    };
    assert!(missing(&app.undertake(&officer, item, &room)), "the council minutes");
    for (wrong_one, input) in [
        (NewAction { words: " ".to_owned(), ..room.clone() }, "words"),
        (NewAction { owner: " ".to_owned(), ..room.clone() }, "owner"),
        (NewAction { due_on: None, ..room.clone() }, "due"),
        (NewAction { due_on: due(-1), ..room.clone() }, "due"),
        (NewAction { category: "identity".to_owned(), ..room.clone() }, "category"),
    ] {
        assert_eq!(wrong(app.undertake(&basils, item, &wrong_one)), input);
    }
    let can: Vec<String> = app.undertaking_choices(&basils, item).unwrap().into_iter().map(|(id, _)| id).collect();
    assert_eq!(can, ["plan"], "what the notice lets it record");
    let action = app.undertake(&basils, item, &room).unwrap();
    let line = |actor: &Actor| app.agenda_page(actor, item).unwrap().entries.into_iter().find(|e| e.id == action);
    let seen = line(&officer).unwrap();
    assert_eq!((seen.by.as_str(), seen.owner.as_str(), seen.due_on), ("St Basils", "Duty worker", due(2)));
    // At the table whoever undertakes something keeps to its statement first.
    app.sign_in_to_meeting(&officer, meeting, true).unwrap();
    app.open_meeting(&officer, meeting).unwrap();
    assert!(refusal(app.undertake(&basils, item, &room)).contains("Sign in first"));
    // How it goes: the state, the day, and words, which stand with it. Nobody else's agency says so.
    let news = |state: &str, due_on: Option<Date>, note: &str| ActionNews {
        state: state.to_owned(),
        due_on,
        note: note.to_owned(),
    };
    assert!(missing(&app.update_action(&other, item, action, &news("done", None, ""))));
    assert!(missing(&app.action_now(&other, item, action)));
    assert!(app.action_now(&basils, item, action).unwrap().may_note);
    assert_eq!(wrong(app.update_action(&basils, item, action, &news("", None, ""))), "state");
    assert_eq!(wrong(app.update_action(&basils, item, action, &news("under-way", due(-3), ""))), "due");
    app.update_action(&basils, item, action, &news("held-up", due(5), &format!("The landlord is away {CANARY}")))
        .unwrap();
    let seen = line(&officer).unwrap();
    assert_eq!(seen.progress.as_ref().map(|(words, _)| words.as_str()), Some("Something holds it up"));
    assert_eq!(seen.due_on, due(5));
    assert!(
        says(&seen.content, "note").contains("The landlord is away") && says(&seen.content, "text").contains("a room")
    );
    app.take_item(&officer, item).unwrap();
    app.item_outcome(&officer, item, "stays").unwrap();
    app.close_meeting(&officer, meeting).unwrap();
    assert!(refusal(app.undertake(&basils, item, &room)).contains("closed"));
    // Its window closes by itself: the action stays its own, without a word of whom it is about.
    house.clock.advance_seconds(4 * 86_400);
    assert!(missing(&app.open(&basils, case)));
    let left = app.group_actions(&basils, group).unwrap();
    assert_eq!((left.len(), left[0].reference.as_str(), left[0].entry.due_on), (1, "", due(5)));
    assert!(matches!(left[0].name, Item::Empty) && matches!(left[0].entry.content, Item::Empty));
    assert!(app.group_actions(&other, group).unwrap().is_empty());
    assert!(!app.action_now(&basils, item, action).unwrap().may_note);
    assert_eq!(wrong(app.update_action(&basils, item, action, &news("done", None, "He moved in"))), "note");
    app.update_action(&basils, item, action, &news("done", None, "")).unwrap();
    assert!(app.group_actions(&basils, group).unwrap().is_empty());
    assert!(missing(&app.update_action(&basils, item, action, &news("under-way", None, ""))), "it is over");
    assert!(crate::retention::found(&house, CANARY.as_bytes()).is_empty());
}

/// What of meetings a reader finds among the entries of a case, as its text.
fn heard(house: &House, actor: &Actor, case: CaseId) -> Vec<String> {
    let lines = house.app.timeline(actor, case, &app::TimelineFilter::default()).unwrap().lines;
    let mut said: Vec<String> = lines
        .iter()
        .filter_map(|l| l.entry.as_ref())
        .filter(|e| ["minute", "decision", "action"].contains(&e.kind.as_str()))
        .map(|e| says(&e.content, "text"))
        .collect();
    said.sort();
    said
}

#[test]
fn a_body_reads_on_the_case_only_what_it_could_have_heard_at_the_meeting() {
    let Recording { house, officer, basils, other, case, group, meeting, item } = recording(&["salvation-army"]);
    let app = &house.app;
    // A body that is no member, and somebody of a member who has not signed: each works with her beside the group, as does the
    // body that is left out.
    let stranger = crate::support::partner(&house, "emmaus");
    let colleague = crate::support::partner(&house, "st-basils");
    app.record_consent(&officer, case, "emmaus", "refer", ConsentAnswer::Given, "spoken").unwrap();
    for party in ["emmaus", "st-basils", "salvation-army"] {
        app.link_party(&officer, case, party).unwrap();
    }
    app.sign_in_to_meeting(&officer, meeting, true).unwrap();
    app.open_meeting(&officer, meeting).unwrap();
    app.take_item(&officer, item).unwrap();
    let said = |party: &str, words: &str, decision: bool| Said {
        decision,
        party: party.to_owned(),
        category: "housing-needs".to_owned(),
        words: words.to_owned(),
        third_party: false,
    };
    let minute = app.minute(&officer, item, &said("", "Said by the council", false)).unwrap();
    let decision = app.minute(&officer, item, &said("", "Decided by all", true)).unwrap();
    let own = app.minute(&officer, item, &said("st-basils", "Said by St Basils", false)).unwrap();
    let action = NewAction {
        party: "st-basils".to_owned(),
        owner: "Duty worker".to_owned(),
        category: "housing-needs".to_owned(),
        words: "Undertaken by St Basils".to_owned(),
        due_on: Some(london_date(house.now())),
    };
    let action = app.add_action(&officer, item, &action).unwrap();
    let all = ["Decided by all", "Said by St Basils", "Said by the council", "Undertaken by St Basils"];
    for reader in [&officer, &basils] {
        assert_eq!(heard(&house, reader, case), all);
        assert!([minute, decision, own, action].iter().all(|id| app.entry(reader, case, *id).is_ok()));
    }
    for reader in [&other, &stranger] {
        assert!(!released(&app.open(reader, case).unwrap()).is_empty(), "it works with her otherwise");
        assert!(heard(&house, reader, case).is_empty(), "{:?}", heard(&house, reader, case));
        assert!([minute, decision, own, action].iter().all(|id| missing(&app.entry(reader, case, *id))));
        for words in all {
            assert!(app.search(reader, &words.to_owned().into()).unwrap().lines.is_empty(), "{words}");
        }
    }
    // Its own words and actions are a body's, whoever there has signed what.
    assert_eq!(heard(&house, &colleague, case), ["Said by St Basils", "Undertaken by St Basils"]);
    assert!(missing(&app.entry(&colleague, case, minute)) && app.entry(&colleague, case, own).is_ok());
    app.sign_statement(&colleague, meeting, true).unwrap();
    assert_eq!(heard(&house, &colleague, case), all);
    // Who joins later was not there, and reads nothing of it; nor on the pages of the group.
    house.clock.advance_seconds(86_400);
    app.join_group(&officer, group, "emmaus").unwrap();
    app.sign_statement(&stranger, meeting, true).unwrap();
    assert!(heard(&house, &stranger, case).is_empty());
    assert!(missing(&app.agenda_page(&stranger, item)));
    assert!(app.meeting_page(&stranger, meeting).unwrap().agenda.is_empty());
    assert!(app.meeting_pack(&stranger, meeting).unwrap().items.is_empty());
    // Nor is anything shown of an old meeting to somebody who has not signed, when its window is closed.
    house.clock.advance_seconds(10 * 86_400);
    let late = crate::support::partner(&house, "st-basils");
    assert!(missing(&app.agenda_page(&late, item)) && app.agenda_page(&basils, item).is_ok());
}

#[test]
fn what_was_said_at_meetings_keeps_no_page_of_the_timeline_from_who_may_not_read_it() {
    let Recording { house, officer, other, case, meeting, item, .. } = recording(&["salvation-army"]);
    let app = &house.app;
    app.link_party(&officer, case, "salvation-army").unwrap();
    let note = SectionContent::from_pairs([("text", "Wants two bedrooms")]);
    app.add_entry(&officer, case, &app::Entry::now("note", "housing-needs", note)).unwrap();
    house.clock.advance_seconds(60);
    app.sign_in_to_meeting(&officer, meeting, true).unwrap();
    app.open_meeting(&officer, meeting).unwrap();
    app.take_item(&officer, item).unwrap();
    for at in 0..60 {
        let said = Said { category: "housing-needs".into(), words: format!("Minute {at}"), ..Said::default() };
        app.minute(&officer, item, &said).unwrap();
    }
    let mut filter = app::TimelineFilter { kinds: vec!["note".into(), "minute".into()], ..Default::default() };
    let mut read = Vec::new();
    for _ in 0..5 {
        let page = app.timeline(&other, case, &filter).unwrap();
        read.extend(page.lines.iter().filter_map(|l| l.entry.as_ref()).map(|e| says(&e.content, "text")));
        let Some(next) = page.next else { break };
        filter.before = Some(next);
    }
    assert_eq!(read, ["Wants two bedrooms"]);
}

#[test]
fn an_outcome_that_was_wrong_is_put_right_and_the_windows_open_again() {
    let scene = Scene::new();
    let app = &scene.house.app;
    let case = scene.case("Ada Example");
    let (first, next) = (scene.meeting(0), scene.meeting(1));
    let item = scene.put(first, case, &[], &[]);
    scene.put(next, case, &[], &[]);
    let sight = || app.agenda_page(&scene.chair, item).unwrap().sights.remove(0);
    scene.open(first);
    app.take_item(&scene.chair, item).unwrap();
    assert!(!sight().sees.is_empty());
    app.item_outcome(&scene.chair, item, "housed").unwrap();
    assert!(missing(&app.open(&scene.safety, case)));
    // The page says what is so, and why.
    assert!(sight().sees.is_empty() && sight().why_not.unwrap().contains("window is closed"));
    let again = NewAgenda {
        reference: app.open(&scene.chair, case).unwrap().reference,
        category: "risk".to_owned(),
        why: "x".to_owned(),
        ..NewAgenda::default()
    };
    match app.put_on_agenda(&scene.chair, first, &again) {
        Err(AppError::Form(errors)) => assert!(errors.fields[0].words.contains("stay on the list"), "{errors:?}"),
        other => panic!("{other:?}"),
    }
    app.item_outcome(&scene.chair, item, "stays").unwrap();
    assert!(app.open(&scene.safety, case).is_ok() && app.agenda_page(&scene.safety, item).is_ok());
    assert_eq!(scene.names(&scene.safety, next), ["Ada Example"], "at the next meeting as well");
    assert!(!sight().sees.is_empty() && sight().why_not.is_none());
    // It closes by itself as it would have, two days after the last of them.
    scene.days(3);
    assert!(app.open(&scene.safety, case).is_ok());
    scene.days(1);
    assert!(missing(&app.open(&scene.safety, case)));
    app.item_outcome(&scene.chair, item, "housed").unwrap();
    app.item_outcome(&scene.chair, item, "stays").unwrap();
    assert!(missing(&app.open(&scene.safety, case)), "a window that is over opens again");
}

#[test]
fn an_outcome_put_right_opens_nothing_to_who_was_left_out_sent_away_or_gone_since() {
    let scene = Scene::new();
    let app = &scene.house.app;
    let (ada, bea, cleo) = (scene.case("Ada Example"), scene.case("Bea Example"), scene.case("Cleo Example"));
    let (first, next) = (scene.meeting(0), scene.meeting(1));
    let items = [ada, bea, cleo].map(|case| scene.put(first, case, &[], &[]));
    // Left out of the next meeting; and its work with somebody ended by hand, while others go on.
    scene.put(next, ada, &[], &[SAFETY]);
    app.unlink_party(&scene.chair, bea, SAFETY).unwrap();
    scene.days(1);
    for item in items {
        app.item_outcome(&scene.chair, item, "housed").unwrap();
    }
    for item in &items[..2] {
        app.item_outcome(&scene.chair, *item, "stays").unwrap();
    }
    assert!(missing(&app.open(&scene.safety, ada)) && missing(&app.open(&scene.safety, bea)));
    app.leave_group(&scene.chair, scene.group, SAFETY).unwrap();
    app.item_outcome(&scene.chair, items[2], "stays").unwrap();
    assert!(missing(&app.open(&scene.safety, cleo)));
}

#[test]
fn what_an_agency_sees_before_its_window_is_said_with_the_day() {
    let scene = Scene::new();
    let app = &scene.house.app;
    let case = scene.case("Ada Example");
    let item = scene.put(scene.meeting(5), case, &[], &[]);
    let sight = || app.agenda_page(&scene.chair, item).unwrap().sights.remove(0);
    let opens = scene.today().checked_add(2.days()).unwrap();
    assert_eq!((sight().sees.is_empty(), sight().from), (false, Some(opens)));
    assert!(missing(&app.open(&scene.safety, case)));
    scene.days(2);
    assert_eq!((sight().sees.is_empty(), sight().from), (false, None));
}

#[test]
fn a_gap_is_refused_for_a_part_of_a_name_or_a_reference_and_says_what_to_take_out() {
    let scene = Scene::new();
    let app = &scene.house.app;
    let meeting = scene.meeting(0);
    let case = scene.case("Daniel Ryan Greenwood");
    scene.put(meeting, case, &[], &[]);
    let reference = app.open(&scene.chair, case).unwrap().reference;
    let gap = |title: &str, words: &str| scene.gap(meeting, title, words);
    let with_reference = format!("{reference} has no bed");
    for (title, words, input, says) in [
        ("Nowhere for Daniel Greenwood to go", "", "title", "first and the last name"),
        ("Mr Greenwood has no drug worker", "", "title", "title"),
        ("D. Greenwood has no drug worker", "", "title", "initial"),
        ("No drug worker", with_reference.as_str(), "words", "reference"),
        ("Nowhere for Daniel", "Nobody called Greenwood is taken", "words", "first and the last name"),
    ] {
        match app.add_gap(&scene.chair, scene.group, &gap(title, words)) {
            Err(AppError::Form(errors)) => {
                assert_eq!(errors.fields[0].input, input, "{title}");
                let told = &errors.fields[0].words;
                assert!(told.contains(says) && told.contains("take") && told.contains("about anybody"), "{told}");
            }
            other => panic!("{title}: {other:?}"),
        }
    }
    for title in ["The hostel in Daniel Street takes no dogs", "Green beds for women"] {
        app.add_gap(&scene.chair, scene.group, &gap(title, "")).unwrap();
    }
}

#[test]
fn who_is_left_out_of_a_person_does_not_count_as_there_and_that_they_were_out_is_noted() {
    let Recording { house, officer, basils, other, case, meeting, item, .. } = recording(&["salvation-army"]);
    let app = &house.app;
    app.link_party(&officer, case, "salvation-army").unwrap();
    app.sign_in_to_meeting(&officer, meeting, true).unwrap();
    app.open_meeting(&officer, meeting).unwrap();
    app.sign_in_to_meeting(&basils, meeting, true).unwrap();
    app.sign_in_to_meeting(&other, meeting, true).unwrap();
    let guest =
        |party: &str| NewGuest { name: "Sam Example".into(), party: party.into(), agrees: true, ..NewGuest::default() };
    for party in ["st-basils", "salvation-army"] {
        app.sign_guest_in(&officer, meeting, &guest(party)).unwrap();
    }
    house.clock.advance_seconds(60);
    assert!(refusal(app.note_out_of_the_room(&officer, item)).contains("Take this person first"));
    app.take_item(&officer, item).unwrap();
    let page = app.agenda_page(&officer, item).unwrap();
    let bodies: Vec<&str> = page.present.iter().filter_map(|p| p.body.as_deref()).collect();
    assert_eq!(bodies, ["St Basils", "St Basils"], "somebody of theirs, and the guest that came for them");
    assert!(!page.were_out && page.line.apart.len() == 1);
    assert!(missing(&app.note_out_of_the_room(&basils, item)));
    app.note_out_of_the_room(&officer, item).unwrap();
    app.note_out_of_the_room(&officer, item).unwrap();
    let page = app.agenda_page(&officer, item).unwrap();
    assert!(page.were_out && page.entries.len() == 1, "it is noted once");
    assert!(says(&page.entries[0].content, "text").contains("Out of the room"));
    // Those who run it read it, and no agency.
    for member in [&basils, &other] {
        assert!(heard(&house, member, case).is_empty());
    }
    let theirs = app.agenda_page(&basils, item).unwrap();
    assert!(theirs.entries.is_empty() && !theirs.were_out);
}

#[test]
fn an_agency_is_told_by_email_of_what_it_undertook_once_before_its_day_and_once_after() {
    use crate::shares::{mails, reached};
    let Recording { house, officer, basils, item, .. } = recording(&[]);
    let (app, today) = (&house.app, london_date(house.now()));
    let action = |days: i64| NewAction {
        party: String::new(),
        owner: "Duty worker".to_owned(),
        category: "plan".to_owned(),
        words: format!("Keep a room {CANARY}"),
        due_on: Some(today.checked_add(days.days()).unwrap()),
    };
    let (near, done) =
        (app.undertake(&basils, item, &action(2)).unwrap(), app.undertake(&basils, item, &action(3)).unwrap());
    app.undertake(&basils, item, &action(20)).unwrap();
    mails(&house);
    // Nobody is told where the register has no address, and it is made up for when it has one.
    app.follow_shares().unwrap();
    assert!(mails(&house).is_empty());
    reached(&house, "st-basils", "desk@example.org");
    app.end_action(&basils, item, done, "done").unwrap();
    assert_eq!(app.follow_shares().unwrap(), 1);
    let sent = mails(&house);
    assert_eq!((sent.len(), sent[0].0.as_str()), (1, "desk@example.org"));
    let reference = app.agenda_page(&officer, item).unwrap().line.reference;
    for telling in ["Ada", "Example", "Duty worker", CANARY, reference.as_str()] {
        assert!(!sent[0].1.contains(telling), "{}", sent[0].1);
    }
    assert!(sent[0].1.contains("is to be done by") && sent[0].1.contains("Rough sleeping group"), "{}", sent[0].1);
    assert_eq!((app.follow_shares().unwrap(), mails(&house).len()), (0, 0), "it is said once");
    house.clock.advance_seconds(3 * 86_400);
    app.follow_shares().unwrap();
    let sent = mails(&house);
    assert!(sent.len() == 1 && sent[0].1.contains("was to be done by"), "{sent:?}");
    app.follow_shares().unwrap();
    assert!(mails(&house).is_empty());
    // Put off, it has another day; what is over is told of no more.
    let due_on = today.checked_add(4.days()).ok();
    let news = ActionNews { state: "under-way".to_owned(), due_on, note: String::new() };
    app.update_action(&officer, item, near, &news).unwrap();
    app.follow_shares().unwrap();
    assert_eq!(mails(&house).len(), 1);
    app.end_action(&officer, item, near, "not-done").unwrap();
    house.clock.advance_seconds(5 * 86_400);
    app.follow_shares().unwrap();
    assert!(mails(&house).is_empty());
}

#[test]
fn the_agenda_is_drawn_from_the_cases_that_exist_for_whoever_draws_it() {
    let scene = Scene::new();
    let app = &scene.house.app;
    let (ada, bea) = (scene.case("Ada Example"), scene.case("Bea Example"));
    let closed = scene.case("Cleo Example");
    app.close(&scene.chair, closed, casework::CloseReason::Accommodation).unwrap();
    let meeting = scene.meeting(0);
    let reference = |case| app.open(&scene.chair, case).unwrap().reference;
    let offered = |begins: &str| {
        let mut cases = app.agenda_choices(&scene.chair, meeting, (begins, None)).unwrap().cases;
        cases.sort();
        cases
    };
    let mut both = [reference(ada), reference(bea)];
    both.sort();
    assert_eq!(offered(""), both);
    assert_eq!(offered(&both[0].to_lowercase()), both[..1]);
    assert!(offered("C00-%").is_empty() && offered("%").len() == 2);
    assert!(missing(&app.agenda_choices(&scene.safety, meeting, ("", None))));
    // From the page of a case: where it can be put, and there its reference stands already.
    let ahead = app.agendas_for(&scene.chair, ada).unwrap();
    assert_eq!((ahead.len(), ahead[0].meeting, ahead[0].group.as_str()), (1, meeting, "Rough sleeping group"));
    let from = |case| app.agenda_choices(&scene.chair, meeting, ("", Some(case))).unwrap().from;
    assert_eq!((from(ada), from(closed)), (Some(reference(ada)), None));
    scene.put(meeting, ada, &[], &[]);
    assert!(app.agendas_for(&scene.chair, ada).unwrap().is_empty(), "it is on it");
    assert_eq!(offered(""), [reference(bea)]);
    assert!(
        app.agendas_for(&scene.safety, ada).unwrap().is_empty()
            && app.agendas_for(&scene.chair, closed).unwrap().is_empty()
    );
}
