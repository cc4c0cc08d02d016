//! How it is watched that nobody uses more than their work needs: lists that leave in files once somebody else has approved it, and
//! looks that are unusual for whoever looked.

use crate::held::{FAMILIES, made, officer};
use crate::support::{COVENTRY, create, missing, wrong};
use app::oversight::FileStanding;
use app::{Actor, AppError, Capacity, ListAsk, Take};
use jiff::civil::date;
use kernel::{AccountId, Caller, RegisterId};
use store::Account;
use testkit::House;

const DAY: i64 = 24 * 60 * 60;
const NOBODYS: &str = "whose=nobody";

fn dpo(house: &House) -> Actor {
    house.actor(FAMILIES, "role:data-protection-officer", "accountability")
}

fn refused<T>(result: Result<T, AppError>) -> String {
    match result {
        Err(AppError::Refused(words)) => words,
        Err(other) => panic!("not refused: {other}"),
        Ok(_) => panic!("not refused"),
    }
}

/// The tasks that nobody has, in a file: how many lines, once there is leave.
fn taken(house: &House, who: &Actor, query: &str) -> Result<usize, AppError> {
    let leave = house.app.leave_for_file(who, "tasks", query)?;
    let ask = ListAsk { narrowed: vec![("whose".to_owned(), "nobody".to_owned())], ..ListAsk::default() };
    Ok(house.app.task_list(who, &ask, Take::File(leave))?.lines.len())
}

fn asked(house: &House, who: &Actor, query: &str) -> RegisterId {
    house.app.ask_for_file(who, ("tasks", "Tasks", query), "meeting").unwrap()
}

/// What the ledger says.
pub fn details(house: &House) -> Vec<String> {
    let system = Caller::system(house.authority, "test");
    let rows = house.app.store().write(&system, "look", |tx| tx.entries(None, 1_000));
    let rows = rows.unwrap_or_else(|e: store::StoreError| panic!("{e}"));
    rows.into_iter().map(|r| r.entry.detail).collect()
}

/// How many messages to staff there are.
fn mails(house: &House) -> usize {
    let system = Caller::system(house.authority, "test");
    let waiting = house.app.store().write(&system, "look", |tx| tx.jobs_in(store::JobState::Waiting, 100));
    let waiting = waiting.unwrap_or_else(|e: store::StoreError| panic!("{e}"));
    waiting.iter().filter(|j| j.kind == app::jobs::STAFF_MAIL).count()
}

/// The same person, acting in another role of the notice.
fn in_role(actor: &Actor, role: &str) -> Actor {
    let capacity = Capacity { principal: format!("role:{role}"), ..actor.capacity.clone() };
    Actor { capacity, purpose: "accountability".to_owned(), ..actor.clone() }
}

/// Somebody who acts in a role and can be written to.
fn reached(house: &House, role: &str) {
    let capacity = Capacity { notice: FAMILIES.to_owned(), principal: format!("role:{role}") };
    let row = Account {
        id: AccountId::new(house.now(), &mut house.entropy()),
        username: format!("{role}@example.org"),
        name: "Robin Sample".to_owned(),
        administers: false,
        capacities: vec![capacity.stored()],
        enrolment: None,
        created_at: house.now(),
        disabled_at: None,
        confirm_by: None,
        trained_until: None,
        bound_by: Some("duty".to_owned()),
    };
    let system = Caller::system(house.authority, "test");
    let put = house.app.store().write(&system, "account", move |tx| tx.insert_account(&row));
    put.unwrap_or_else(|e: store::StoreError| panic!("no account: {e}"));
}

#[doc = "keeps FAM-067"]
#[test]
fn a_list_leaves_in_a_file_once_and_only_after_somebody_else_has_approved_it() {
    let house = House::new(&[FAMILIES]);
    let app = &house.app;
    reached(&house, "data-protection-officer");
    let (worker, colleague) = (officer(&house, FAMILIES, "meet-needs"), officer(&house, FAMILIES, "meet-needs"));
    let (first, other) = (dpo(&house), dpo(&house));
    assert!(matches!(app.file_standing(&worker, "tasks", NOBODYS).unwrap(), FileStanding::Asks(_)));
    for list in ["tasks", "cases", "warnings", "a list that nobody thought of"] {
        assert!(refused(app.leave_for_file(&worker, list, "")).contains("only once it has been approved"), "{list}");
    }
    assert_eq!(wrong(app.ask_for_file(&worker, ("tasks", "Tasks", NOBODYS), "curiosity")), "why");
    assert_eq!(mails(&house), 0);
    let id = asked(&house, &worker, NOBODYS);
    assert_eq!(mails(&house), 1, "who approves is told");
    assert!(refused(app.ask_for_file(&worker, ("tasks", "Tasks", NOBODYS), "work")).contains("waits"));
    // To have asked is not to have leave, and nobody but whom the notice names decides.
    refused(taken(&house, &worker, NOBODYS));
    for who in [&worker, &colleague] {
        assert!(missing(&app.decide_file(who, id, true)));
    }
    assert!(app.files_asked(&colleague).unwrap().lines.is_empty(), "what others ask for is no colleague's business");
    assert!(refused(app.decide_file(&in_role(&worker, "data-protection-officer"), id, true)).contains("Somebody else"));
    assert_eq!((app.files_to_approve(&first).unwrap(), app.files_to_approve(&worker).unwrap()), (1, 0));
    app.decide_file(&first, id, true).unwrap();
    assert!(refused(app.decide_file(&other, id, false)).contains("already"));
    // It is this list, narrowed like this, for whoever asked, acting as they did.
    refused(taken(&house, &worker, ""));
    refused(taken(&house, &worker, "whose=team"));
    refused(app.leave_for_file(&worker, "warnings", NOBODYS));
    refused(taken(&house, &colleague, NOBODYS));
    refused(taken(&house, &first, NOBODYS));
    refused(app.leave_for_file(&in_role(&worker, "team-manager"), "tasks", NOBODYS));
    assert_eq!(taken(&house, &worker, NOBODYS).unwrap(), 0);
    refused(taken(&house, &worker, NOBODYS));
    let line = &app.files_asked(&worker).unwrap().lines[0];
    assert!(line.state == "taken" && line.until.is_none() && line.why == "For a meeting or for supervision");
    let said = details(&house);
    for what in
        [format!("file {id} asked for: tasks, meeting"), format!("file {id} approved"), format!("file {id} taken")]
    {
        assert!(said.contains(&what), "{what}");
    }
}

#[doc = "keeps FAM-067"]
#[test]
fn a_file_that_is_refused_or_not_taken_in_time_does_not_leave() {
    let house = House::new(&[FAMILIES]);
    let app = &house.app;
    let (worker, decides) = (officer(&house, FAMILIES, "meet-needs"), dpo(&house));
    app.decide_file(&decides, asked(&house, &worker, NOBODYS), false).unwrap();
    refused(taken(&house, &worker, NOBODYS));
    assert_eq!(app.files_asked(&worker).unwrap().lines[0].state, "refused");
    // It may be asked for again; what was approved can be taken until the end of the next day.
    app.decide_file(&decides, asked(&house, &worker, NOBODYS), true).unwrap();
    assert_eq!(app.file_standing(&worker, "tasks", NOBODYS).unwrap(), FileStanding::Approved(date(2026, 11, 22)));
    house.clock.advance_seconds(DAY);
    assert_eq!(app.file_standing(&worker, "tasks", NOBODYS).unwrap(), FileStanding::Approved(date(2026, 11, 22)));
    house.clock.advance_seconds(DAY);
    refused(taken(&house, &worker, NOBODYS));
    assert!(matches!(app.file_standing(&worker, "tasks", NOBODYS).unwrap(), FileStanding::Asks(_)));
    // However the address says the same, it is the same list.
    app.decide_file(&decides, asked(&house, &worker, "kind=visit-the-person&whose=nobody"), true).unwrap();
    app.leave_for_file(&worker, "tasks", "whose=nobody&kind=visit-the-person").unwrap();
    // In the end nothing stands there any more.
    house.clock.advance_seconds(3 * 366 * DAY);
    app.watch_looks().unwrap();
    assert!(app.files_asked(&decides).unwrap().lines.is_empty());
}

#[test]
fn where_the_notice_names_nobody_a_list_leaves_at_once_and_no_looks_are_counted() {
    let house = House::new(&[COVENTRY]);
    let worker = crate::support::officer(&house);
    let case = create(&house, &worker, "Ada Example");
    house.clock.advance_seconds(DAY);
    for _ in 0..20 {
        house.app.open(&worker, case).unwrap();
    }
    house.clock.advance_seconds(DAY);
    assert_eq!(house.app.watch_looks().unwrap(), 0);
    assert_eq!(house.app.file_standing(&worker, "tasks", NOBODYS).unwrap(), FileStanding::Free);
    assert_eq!(taken(&house, &worker, NOBODYS).unwrap(), 0);
    assert!(refused(house.app.ask_for_file(&worker, ("tasks", "Tasks", NOBODYS), "work")).contains("Nobody has to"));
    let files = house.app.files_asked(&worker).unwrap();
    assert!(!files.approved && files.lines.is_empty());
    let officer = house.actor(COVENTRY, "role:data-protection-officer", "compliance");
    assert!(missing(&house.app.unusual_looks(&officer)));
}

#[doc = "keeps FAM-067"]
#[test]
fn looks_that_are_unusual_are_told_of_the_next_night_and_reviewed_by_somebody_else() {
    let house = House::new(&[FAMILIES]);
    let app = &house.app;
    reached(&house, "data-protection-officer");
    let (worker, colleague, reviews) =
        (officer(&house, FAMILIES, "meet-needs"), officer(&house, FAMILIES, "meet-needs"), dpo(&house));
    let case = made(&house, &colleague, "programme", &[("identity.name", "Ada Quillfeather")], "subject");
    let later: Vec<_> = ["Ben", "Cleo", "Dan", "Eve", "Flo"]
        .map(|first| {
            let name = format!("{first} Quillfeather");
            made(&house, &colleague, "programme", &[("identity.name", name.as_str())], "subject")
        })
        .into();
    house.clock.advance_seconds(DAY);
    // One record again and again, with nothing written to it; and a colleague as their work asks.
    // Whoever reads a record through opens many pages of it: that is one look.
    let read_through = |who: &Actor, case| {
        app.open(who, case).unwrap();
        house.clock.advance_seconds(60);
        app.tasks_on(who, case).unwrap();
        app.timeline(who, case, &app::TimelineFilter::default()).unwrap();
        app.warnings(who, case).unwrap();
    };
    for time in 0..9 {
        read_through(&worker, case);
        if time < 7 {
            read_through(&colleague, case);
        }
        house.clock.advance_seconds(32 * 60);
    }
    assert_eq!(app.watch_looks().unwrap(), 0, "the day is not over");
    // At two in the night, others; and of one of them every page.
    house.clock.advance_seconds(14 * 60 * 60 - 9 * 32 * 60 - 16 * 60);
    for case in &later {
        read_through(&colleague, *case);
    }
    for _ in 0..60 {
        app.search(&worker, &"Zanary Nobody".to_owned().into()).unwrap();
    }
    house.clock.advance_seconds(2 * 60 * 60 - 5 * 60);
    assert_eq!(mails(&house), 0);
    assert_eq!(app.watch_looks().unwrap(), 1);
    assert_eq!((app.watch_looks().unwrap(), mails(&house)), (0, 1), "once, and who reviews is told");
    house.clock.advance_seconds(DAY);
    assert_eq!(app.watch_looks().unwrap(), 2);
    let lines = app.unusual_looks(&reviews).unwrap();
    let said = |on| -> Vec<(&str, &str)> {
        let mut said: Vec<(&str, &str)> =
            lines.iter().filter(|l| l.on == on).map(|l| (l.words.as_str(), l.usual.as_str())).collect();
        said.sort_unstable();
        said
    };
    let unknown = "What is usual for them is not known yet.";
    assert_eq!(
        said(date(2026, 11, 22)),
        [("Times that one record was opened, without anything written to it: 9", unknown)]
    );
    assert_eq!(
        said(date(2026, 11, 23)),
        [("Records opened between 22:00 and 06:00: 5", unknown), ("Searches: 60", unknown)]
    );
    assert_eq!(app.looks_to_review(&reviews).unwrap(), Some(3));
    // Nobody else reads them: not those who look, nor their managers.
    for who in [&worker, &colleague, &in_role(&worker, "team-manager")] {
        assert!(missing(&app.unusual_looks(who)) && app.looks_to_review(who).unwrap().is_none());
        assert!(missing(&app.unusual_look(who, lines[0].id)));
        assert!(missing(&app.review_look(who, lines[0].id, "work")));
    }
    let one = lines.iter().find(|l| l.on == date(2026, 11, 22)).unwrap();
    let detail = app.unusual_look(&reviews, one.id).unwrap();
    assert_eq!(detail.records.iter().map(|r| (r.at.len(), r.wrote)).collect::<Vec<_>>(), [(9, 0)]);
    assert!(details(&house).contains(&format!("unusual look {}", one.id)), "that it was looked at is on the ledger");
    // Who looked does not review it, whatever else they are.
    let both = in_role(&worker, "data-protection-officer");
    assert!(app.unusual_looks(&both).unwrap().iter().any(|l| l.id == one.id && !l.may_review));
    assert!(refused(app.review_look(&both, one.id, "work")).contains("Somebody else"));
    assert_eq!(wrong(app.review_look(&reviews, one.id, "fine")), "finding");
    app.review_look(&reviews, one.id, "spoken").unwrap();
    assert!(refused(app.review_look(&reviews, one.id, "work")).contains("already"));
    let reviewed = app.unusual_looks(&reviews).unwrap().into_iter().find(|l| l.id == one.id).unwrap();
    let (finding, by, on) = reviewed.reviewed.unwrap();
    assert!(finding.starts_with("It was spoken about") && by == reviews.name && on == date(2026, 11, 24));
    assert_eq!(app.looks_to_review(&reviews).unwrap(), Some(2));
    // Once it is long ago that it was reviewed, it is gone; what waits stays.
    house.clock.advance_seconds(3 * 366 * DAY);
    app.watch_looks().unwrap();
    assert_eq!(app.unusual_looks(&reviews).unwrap().len(), 2);
}

#[test]
fn what_somebody_does_each_day_is_usual_for_them_and_three_times_that_is_not() {
    let house = House::new(&[FAMILIES]);
    let app = &house.app;
    let (worker, reviews) = (officer(&house, FAMILIES, "meet-needs"), dpo(&house));
    let case = made(&house, &worker, "programme", &[("identity.name", "Ada Quillfeather")], "subject");
    // The night after each day, at three.
    house.clock.advance_seconds(15 * 60 * 60);
    let day = |times: usize| {
        house.clock.advance_seconds(9 * 60 * 60);
        for _ in 0..times {
            app.open(&worker, case).unwrap();
            house.clock.advance_seconds(31 * 60);
        }
        house.clock.advance_seconds(15 * 60 * 60 - i64::try_from(times).unwrap() * 31 * 60);
        app.watch_looks().unwrap()
    };
    for _ in 0..5 {
        assert_eq!(day(7), 0);
    }
    assert_eq!((day(7), day(21), day(22)), (0, 0, 1));
    let lines = app.unusual_looks(&reviews).unwrap();
    assert_eq!(lines.iter().map(|l| l.usual.as_str()).collect::<Vec<_>>(), ["Usual for them: 7."]);
}
