//! Tasks, the day, warnings, restricted cases, documents, work on many: from outside.

use crate::support::{COVENTRY, create, house, name, officer};
use app::views::Item;
use app::{
    AccessKind, Actor, AppError, BulkWhat, By, DocumentState, Entry, HandOver, Handed, ListFilter, NewDocument,
    NewTask, NewWarning, Part, WarningState,
};
use casework::SectionContent;
use clocks::Unit;
use jiff::civil::date;
use kernel::london_moment;
use std::sync::Arc;
use testkit::House;

fn task(by: By) -> NewTask {
    NewTask {
        kind: "call-the-person".to_owned(),
        text: String::new(),
        category: String::new(),
        owner: None,
        by,
        waiting_for: String::new(),
        escalates_after: None,
    }
}

/// The lines of the list of cases in a file, under a notice that has nobody approve it.
fn taken(house: &House, who: &Actor) -> Result<Vec<app::views::CaseLine>, AppError> {
    house.app.export(who, &ListFilter::default(), house.app.leave_for_file(who, "cases", "")?)
}

#[test]
fn a_task_has_a_date_by_its_rule_stands_in_my_day_and_is_done() {
    let house = house();
    let officer = officer(&house);
    let case = create(&house, &officer, "Ada Example");
    // Saturday 21 November 2026: two working days later is Tuesday.
    let new = NewTask {
        text: "CANARY-TASK bring the papers".to_owned(),
        category: "contact".to_owned(),
        escalates_after: Some(1),
        ..task(By::Rule(2, Unit::WorkingDays))
    };
    let id = house.app.add_task(&officer, case, &new).unwrap();
    let view = house.app.tasks_on(&officer, case).unwrap();
    let line = &view.open[0];
    assert_eq!(line.due.on, date(2026, 11, 24));
    assert_eq!(line.rule.as_deref(), Some("2 working days after 21 November 2026"));
    assert_eq!(line.escalates_on, Some(date(2026, 11, 25)));
    assert!(matches!(&line.text, Some(Item::Released(c)) if c.get().get("text").unwrap().contains("papers")));
    let list = house.app.list(&officer, &ListFilter::default()).unwrap();
    assert_eq!(list.lines[0].due.as_ref().unwrap().on, date(2026, 11, 24), "it is the case's next date");

    let day = house.app.my_day(&officer).unwrap();
    assert_eq!((day.soon.len(), day.overdue.len()), (1, 0));
    assert_eq!(name(&day.soon[0].name), "Ada Example");
    house.clock.advance_seconds(5 * 24 * 60 * 60);
    let day = house.app.my_day(&officer).unwrap();
    assert_eq!((day.soon.len(), day.overdue.len()), (0, 1));
    assert!(day.overdue[0].task.escalated);

    house.app.finish_task(&officer, case, id).unwrap();
    house.app.finish_task(&officer, case, id).unwrap();
    let view = house.app.tasks_on(&officer, case).unwrap();
    assert_eq!((view.open.len(), view.done.len()), (0, 1));
    assert_eq!(house.app.my_day(&officer).unwrap().overdue.len(), 0);
    let partner = house.actor(COVENTRY, "st-basils", "refer");
    assert!(matches!(house.app.tasks_on(&partner, case), Err(AppError::NotFound)));
    assert!(matches!(house.app.my_day(&partner), Err(AppError::NotFound)));
}

#[test]
fn whoever_is_barred_from_a_case_sees_nothing_of_it_anywhere() {
    let house = house();
    let (officer, relative) = (officer(&house), officer(&house));
    let case = create(&house, &officer, "Ada Example");
    let other = create(&house, &officer, "Berta Sample");
    let count = |who| house.app.list(who, &ListFilter::default()).unwrap().total;
    assert_eq!(count(&relative), 2);
    house.app.set_access(&officer, case, AccessKind::Barred, Some(relative.account), "relative").unwrap();
    assert_eq!(count(&officer), 2);
    let list = house.app.list(&relative, &ListFilter::default()).unwrap();
    assert_eq!((list.total, list.lines.len()), (1, 1), "list and count agree");
    assert_eq!(list.lines[0].id, other);
    assert_eq!(house.app.search(&relative, &"Ada Example".to_owned().into()).unwrap().lines.len(), 0);
    assert_eq!(house.app.search(&officer, &"Ada Example".to_owned().into()).unwrap().lines.len(), 1);
    assert!(matches!(house.app.open(&relative, case), Err(AppError::NotFound)));
    assert!(matches!(house.app.tasks_on(&relative, case), Err(AppError::NotFound)));
    assert!(matches!(house.app.case_access(&relative, case), Err(AppError::NotFound)));
    assert_eq!(taken(&house, &relative).unwrap().len(), 1);
    let team: u64 = house.app.team_work(&relative).unwrap().lines.iter().map(|l| l.open).sum();
    assert_eq!(team, 1, "no count tells of it");
    // Nor can work be given to them on it, nor the case itself.
    let given = NewTask { owner: Some(relative.account), ..task(By::On(date(2026, 12, 1))) };
    assert!(matches!(house.app.add_task(&officer, case, &given), Err(AppError::Refused(_))));
    let over = house.app.hand_over(&officer, case, relative.account, &HandOver::default());
    assert!(matches!(over, Err(AppError::Refused(_))));
    let rule = house.app.case_access(&officer, case).unwrap().lines[0].id;
    house.app.end_access(&officer, case, rule).unwrap();
    assert_eq!(count(&relative), 2);
}

#[test]
fn a_restricted_case_is_for_named_people_only() {
    let house = house();
    let (owner, other, third) = (officer(&house), officer(&house), officer(&house));
    let case = create(&house, &owner, "Ada Example");
    house.app.set_access(&other, case, AccessKind::Restricted, None, "staff").unwrap();
    assert!(house.app.open(&owner, case).is_ok() && house.app.open(&other, case).is_ok());
    assert!(matches!(house.app.open(&third, case), Err(AppError::NotFound)));
    assert_eq!(house.app.list(&third, &ListFilter::default()).unwrap().total, 0);
    let told = house.app.set_access(&owner, case, AccessKind::Allowed, Some(third.account), "a cousin of Ada Example");
    assert!(matches!(told, Err(AppError::Refused(_))), "no words of one's own stand in what is not sealed");
    house.app.set_access(&owner, case, AccessKind::Allowed, Some(third.account), "").unwrap();
    assert!(house.app.open(&third, case).is_ok());
    assert_eq!(house.app.list(&third, &ListFilter::default()).unwrap().total, 1);
    let own = house.app.set_access(&owner, case, AccessKind::Barred, Some(owner.account), "conflict");
    assert!(matches!(own, Err(AppError::Refused(_))));
}

#[test]
fn a_warning_needs_somebody_else_and_ends_by_itself() {
    let house = house();
    let (one, other) = (officer(&house), officer(&house));
    let case = create(&house, &one, "Ada Example");
    let new = NewWarning {
        words: "Do not visit alone".to_owned(),
        reason: "A dog bit a colleague".to_owned(),
        category: "contact".to_owned(),
        review_on: date(2027, 1, 10),
        expires_on: date(2027, 2, 10),
        told: "not-yet".to_owned(),
    };
    let id = house.app.propose_warning(&one, case, &new).unwrap();
    let shown = |who| house.app.open(who, case).unwrap().warnings.iter().map(|w| w.get().clone()).collect::<Vec<_>>();
    assert_eq!(shown(&other), [""; 0], "not before it is approved");
    assert!(matches!(house.app.approve_warning(&one, case, id), Err(AppError::Refused(_))), "not by oneself");
    house.app.approve_warning(&other, case, id).unwrap();
    assert_eq!(shown(&one), ["Do not visit alone"]);
    house.app.warning_told(&one, case, id).unwrap();
    assert_eq!(house.app.warnings(&one, case).unwrap().lines[0].told, "yes");
    house.clock.advance_seconds(60 * 24 * 60 * 60);
    assert_eq!(house.app.warnings(&one, case).unwrap().lines[0].state, WarningState::ToReview);
    house.clock.advance_seconds(40 * 24 * 60 * 60);
    assert_eq!(shown(&one), [""; 0], "its time is over");
    let far = NewWarning { review_on: date(2027, 6, 1), expires_on: date(2030, 1, 1), ..new };
    assert!(matches!(house.app.propose_warning(&one, case, &far), Err(AppError::Refused(_))));
}

#[test]
fn a_calendar_feed_says_a_reference_and_a_time_and_stops_when_told() {
    let house = house();
    let officer = officer(&house);
    let case = create(&house, &officer, "Ada Example");
    let entry = Entry {
        kind: "appointment".to_owned(),
        category: "contact".to_owned(),
        third_party: false,
        staff_only: false,
        happened_at: london_moment(date(2026, 11, 25), 14, 30),
        ends_at: london_moment(date(2026, 11, 25), 15, 0),
        content: SectionContent::from_pairs([("what", "CANARY-VISIT"), ("place", "12 Example Street")]),
    };
    house.app.add_entry(&officer, case, &entry).unwrap();
    let secret = house.app.make_calendar(&officer).unwrap();
    let feed = house.app.calendar_feed(&secret).unwrap();
    let reference = house.app.open(&officer, case).unwrap().reference;
    assert!(feed.contains("DTSTART:20261125T143000Z\r\nDTEND:20261125T150000Z"), "{feed}");
    assert!(feed.contains(&format!("SUMMARY:Case {reference}")));
    for personal in ["CANARY", "Ada", "Example"] {
        assert!(!feed.contains(personal), "{personal} is in the feed");
    }
    assert!(feed.lines().all(|l| l.len() <= 75), "no line is longer than the standard allows");
    let second = house.app.make_calendar(&officer).unwrap();
    assert!(matches!(house.app.calendar_feed(&secret), Err(AppError::NotFound)), "the first stopped working");
    house.app.stop_calendar(&officer).unwrap();
    assert!(matches!(house.app.calendar_feed(&second), Err(AppError::NotFound)));
}

/// A small PDF with a planted word.
fn pdf(word: &str) -> Arc<Vec<u8>> {
    Arc::new(format!("%PDF-1.4\n% {word}\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF").into_bytes())
}

#[test]
fn a_document_is_sealed_shown_as_the_gate_allows_and_recorded() {
    let house = house();
    let officer = officer(&house);
    let case = create(&house, &officer, "Ada Example");
    let canary = house.canary();
    let new = NewDocument {
        bytes: pdf(&canary),
        title: format!("Letter {canary}"),
        note: String::new(),
        category: "finances".to_owned(),
        third_party: false,
        staff_only: false,
    };
    let Handed::Kept(id) = house.app.hand_in(&officer, case, &new).unwrap() else { panic!("not kept") };
    let view = house.app.documents(&officer, case).unwrap();
    assert_eq!((view.lines.len(), view.lines[0].media.words, view.lines[0].state), (1, "PDF", DocumentState::Kept));
    let bytes = house.app.document_bytes(&officer, case, id, Part::Original).unwrap();
    assert_eq!(bytes.bytes.get(), &*new.bytes, "it comes back as it was");
    assert!(house.app.document_bytes(&officer, case, id, Part::Preview).is_err(), "a PDF has no picture");
    for entry in std::fs::read_dir(house.folder().unwrap()).unwrap() {
        let path = entry.unwrap().path();
        let held = std::fs::read(&path).unwrap();
        assert!(!held.windows(canary.len()).any(|w| w == canary.as_bytes()), "{}", path.display());
    }
    assert_eq!(house.app.search(&officer, &canary.clone().into()).unwrap().lines.len(), 0, "its text is in no index");
    let seen = house.app.seen(&officer, case, None).unwrap();
    assert!(seen.lines.iter().any(|l| l.what.contains("(document opened)")));
    house.app.link_party(&officer, case, "st-basils").unwrap();
    house.app.record_consent(&officer, case, "st-basils", "refer", app::ConsentAnswer::Given, "in-person").unwrap();
    let partner = house.actor(COVENTRY, "st-basils", "refer");
    assert_eq!(house.app.documents(&partner, case).unwrap().lines.len(), 0, "its category is withheld");
    assert!(house.app.document_bytes(&partner, case, id, Part::Original).is_err());
}

#[test]
fn what_is_no_document_is_refused_with_words_and_without_a_scanner_nothing_unscanned_is_opened() {
    let house = house();
    let officer = officer(&house);
    let case = create(&house, &officer, "Ada Example");
    let new = |bytes: Vec<u8>| NewDocument {
        bytes: Arc::new(bytes),
        title: "Letter".to_owned(),
        note: String::new(),
        category: "contact".to_owned(),
        third_party: false,
        staff_only: false,
    };
    for bad in [Vec::new(), b"MZ\x90\0 a program".to_vec(), b"<html></html>".to_vec(), vec![0; files::LARGEST + 1]] {
        assert!(matches!(house.app.hand_in(&officer, case, &new(bad)), Err(AppError::Refused(_))));
    }
    // A scanner that does not answer: the document is kept and nobody opens it.
    house.app.scan_with(files::Scanner::at("unix:/nowhere/clamd.ctl").unwrap());
    let handed = house.app.hand_in(&officer, case, &new(pdf("x").to_vec())).unwrap();
    let Handed::Waiting(id) = handed else { panic!("{handed:?}") };
    assert!(house.app.document_bytes(&officer, case, id, Part::Original).is_err());
    assert!(matches!(house.app.scan_again(&officer, case, id), Err(AppError::Refused(_))));
    assert_eq!(house.app.documents(&officer, case).unwrap().lines[0].state, DocumentState::Waiting);
}

#[test]
fn work_on_many_decides_about_each_and_goes_on_after_a_break() {
    let house = house();
    let (officer, next) = (officer(&house), officer(&house));
    let cases: Vec<_> = ["Ada One", "Berta Two", "Carl Three"].map(|n| create(&house, &officer, n)).to_vec();
    house.app.set_access(&officer, cases[1], AccessKind::Barred, Some(next.account), "conflict").unwrap();
    let what = BulkWhat::Assign { to: next.account };
    let job = house.app.begin_bulk(&officer, &what, &cases).unwrap();
    assert!(house.app.bulk_step(&officer, job).unwrap());
    assert_eq!(house.app.bulk_view(&officer, job).unwrap().waiting, 2, "here the server stopped");
    while house.app.bulk_step(&officer, job).unwrap() {}
    let view = house.app.bulk_view(&officer, job).unwrap();
    assert_eq!((view.done, view.refused.len(), view.waiting), (2, 1, 0));
    assert!(view.finished_at.is_some() && view.refused[0].1.contains("cannot work on this case"));
    let mine = ListFilter { mine: true, ..ListFilter::default() };
    assert_eq!(house.app.list(&next, &mine).unwrap().total, 2);
    assert!(matches!(house.app.bulk_view(&next, job), Err(AppError::NotFound)), "somebody else's work");
    for case in [cases[0], cases[2]] {
        let seen = house.app.seen(&officer, case, None).unwrap();
        assert!(seen.lines.iter().any(|l| l.what.contains("(handed over)")), "each is on the ledger");
    }
}

#[test]
fn work_on_many_that_a_program_began_stops_with_its_token_and_goes_on_with_another() {
    let house = house();
    let officer = officer(&house);
    let cases: Vec<_> = ["Ada Example", "Berta Sample", "Cora Test"].map(|n| create(&house, &officer, n)).to_vec();
    let program = || {
        let new = app::NewToken {
            name: "nightly".into(),
            capacity: officer.capacity.stored(),
            purpose: officer.purpose.clone(),
            days: 30,
        };
        let secret = house.app.make_token(&officer, &new).unwrap();
        house.app.who_by_token(&secret).unwrap().unwrap()
    };
    let first = program();
    let what = BulkWhat::Task { kind: "call-the-person".into(), in_working_days: 3 };
    let job = house.app.begin_bulk(&first, &what, &cases).unwrap();
    assert!(house.app.bulk_step(&first, job).unwrap());
    house.app.revoke_token(&officer, first.session).unwrap();
    assert!(matches!(house.app.bulk_step(&first, job), Err(AppError::NotFound)), "its token opens nothing any more");
    assert_eq!(house.app.bulk_view(&officer, job).unwrap().waiting, 2);
    let second = program();
    while house.app.bulk_step(&second, job).unwrap() {}
    assert_eq!(house.app.bulk_view(&officer, job).unwrap().done, 3);
}

#[test]
fn a_list_is_sorted_saved_and_taken_out_in_a_file_that_is_on_the_ledger() {
    let house = house();
    let officer = officer(&house);
    let first = create(&house, &officer, "Ada Example");
    house.clock.advance_seconds(3 * 24 * 60 * 60);
    let second = create(&house, &officer, "Berta Sample");
    let ids = |order| {
        let filter = ListFilter { order, ..ListFilter::default() };
        house.app.list(&officer, &filter).unwrap().lines.iter().map(|l| l.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(app::CaseOrder::Newest), [second, first]);
    assert_eq!(ids(app::CaseOrder::Oldest), [first, second]);
    let lines = taken(&house, &officer).unwrap();
    assert_eq!(lines.iter().map(|l| name(&l.name)).collect::<Vec<_>>(), ["Ada Example", "Berta Sample"]);
    let seen = house.app.seen(&officer, first, None).unwrap();
    assert!(seen.lines.iter().any(|l| l.what == "Took it out in a file"));
    house.app.save_view(&officer, "cases", "Mine", "/cases?mine=yes").unwrap();
    assert!(matches!(house.app.save_view(&officer, "cases", "Mine", "/cases"), Err(AppError::Refused(_))));
    let views = house.app.saved_views(&officer).unwrap();
    assert_eq!(views.len(), 1);
    let stranger = house.actor(COVENTRY, "role:housing-officer", "prevent-relieve");
    assert!(matches!(house.app.forget_view(&stranger, views[0].id), Err(AppError::NotFound)));
    house.app.forget_view(&officer, views[0].id).unwrap();
    assert_eq!(house.app.saved_views(&officer).unwrap().len(), 0);
}

#[test]
fn cases_and_tasks_go_only_to_those_who_can_open_them_and_who_is_barred_has_none_left() {
    let house = crate::support::house();
    let officer = crate::support::officer(&house);
    let case = crate::support::create(&house, &officer, "Ada Example");
    let other = house.actor(crate::support::COVENTRY, "role:housing-officer", "prevent-relieve");
    let stranger = house.actor(crate::support::COVENTRY, "role:housing-officer", "prevent-relieve");
    let outside = ["role:administrator", "role:data-protection-officer"]
        .map(|role| house.actor(crate::support::COVENTRY, role, "accountability"));
    let offered = |on: &app::Actor| -> Vec<kernel::AccountId> {
        house.app.tasks_on(on, case).unwrap().colleagues.into_iter().map(|(id, _)| id).collect()
    };
    let task = |owner| app::NewTask {
        kind: "call-the-person".to_owned(),
        text: String::new(),
        category: String::new(),
        owner: Some(owner),
        by: app::By::Rule(3, clocks::Unit::WorkingDays),
        waiting_for: String::new(),
        escalates_after: None,
    };
    assert!(offered(&officer).contains(&other.account) && offered(&officer).contains(&stranger.account));
    let everybody = house.app.colleagues(&officer).unwrap();
    for wrong in &outside {
        assert!(!offered(&officer).contains(&wrong.account), "{} is offered", wrong.name);
        assert!(!everybody.iter().any(|(id, _)| *id == wrong.account));
        let how = app::HandOver::default();
        let given = house.app.hand_over(&officer, case, wrong.account, &how);
        assert!(matches!(given, Err(AppError::Refused(_))), "{} is given a case", wrong.name);
        let given = house.app.add_task(&officer, case, &task(wrong.account)).map(|_| ());
        assert!(matches!(given, Err(AppError::Refused(_))), "{} is given a task", wrong.name);
    }
    // Whoever is barred is offered nothing, and what they had is nobody's.
    let theirs = house.app.add_task(&officer, case, &task(other.account)).unwrap();
    house.app.set_access(&officer, case, app::AccessKind::Barred, Some(other.account), "relative").unwrap();
    assert!(!offered(&officer).contains(&other.account));
    let tasks = house.app.tasks_on(&officer, case).unwrap();
    assert_eq!(tasks.open.iter().find(|t| t.id == theirs).unwrap().owner, None);
    // Done twice is done.
    house.app.finish_task(&officer, case, theirs).unwrap();
    house.app.finish_task(&officer, case, theirs).unwrap();
    assert_eq!(house.app.tasks_on(&officer, case).unwrap().done.iter().filter(|t| t.id == theirs).count(), 1);
}

/// An appointment on Tuesday 24 November 2026.
fn appointment(hour: i8) -> Entry {
    Entry {
        happened_at: london_moment(date(2026, 11, 24), hour, 0),
        ends_at: london_moment(date(2026, 11, 24), hour, 30),
        ..Entry::now("appointment", "contact", SectionContent::from_pairs([("what", "First interview")]))
    }
}

#[test]
fn an_appointment_stays_with_whoever_made_it_and_goes_with_the_case_to_its_new_holder() {
    let house = house();
    let (one, other) = (officer(&house), officer(&house));
    let case = create(&house, &one, "Ada Example");
    let id = house.app.add_entry(&one, case, &appointment(14)).unwrap();
    let day = |who: &Actor| {
        house.app.my_day(who).unwrap().appointments.iter().map(|a| (a.at, name(&a.name))).collect::<Vec<_>>()
    };
    let feed = |who: &Actor| {
        let secret = house.app.make_calendar(who).unwrap();
        house.app.calendar_feed(&secret).unwrap().matches("BEGIN:VEVENT").count()
    };
    let at = |hour| (london_moment(date(2026, 11, 24), hour, 0).unwrap(), "Ada Example".to_owned());
    assert_eq!((day(&one), day(&other)), (vec![at(14)], vec![]));
    // A colleague puts it off by an hour: it is still whose it was, and not the colleague's.
    house.app.correct_entry(&other, (case, id), 1, &appointment(15)).unwrap();
    assert_eq!((day(&one), day(&other)), (vec![at(15)], vec![]));
    assert_eq!((feed(&one), feed(&other)), (1, 0));
    house.app.hand_over(&one, case, other.account, &HandOver::default()).unwrap();
    assert_eq!((day(&other), feed(&other)), (vec![at(15)], 1), "the new holder has what is to come");
    house.app.add_entry(&other, case, &appointment(16)).unwrap();
    assert_eq!((day(&other), feed(&other)), (vec![at(15), at(16)], 2), "what is one's own twice over stands once");
    house.app.set_access(&other, case, AccessKind::Barred, Some(one.account), "relative").unwrap();
    assert_eq!((day(&one), feed(&one)), (vec![], 0), "who is barred has none left");
}

#[test]
fn the_timeline_says_who_did_what_was_to_be_done_and_not_whose_it_was() {
    let house = house();
    let owner = officer(&house);
    let manager = house.actor(COVENTRY, "role:team-manager", "prevent-relieve");
    let case = create(&house, &owner, "Ada Example");
    let id = house.app.add_task(&owner, case, &task(By::On(date(2026, 12, 1)))).unwrap();
    house.app.finish_task(&manager, case, id).unwrap();
    let lines = house.app.timeline(&owner, case, &app::TimelineFilter::default()).unwrap().lines;
    let done = lines.iter().find(|l| l.kind == "task").unwrap();
    assert_ne!(owner.name, manager.name);
    assert_eq!((done.words.as_str(), &done.by), ("Done: Call the person", &manager.name));
}

#[test]
fn what_is_not_to_be_done_is_withdrawn_with_a_reason_and_left_to_nobody() {
    let house = house();
    let officer = officer(&house);
    let case = create(&house, &officer, "Ada Example");
    let id = house.app.add_task(&officer, case, &task(By::On(date(2026, 11, 23)))).unwrap();
    let withdraw = |why: &str| house.app.withdraw_task(&officer, case, id, why);
    assert!(matches!(withdraw("I do not feel like it"), Err(AppError::Form(_))), "no words of one's own");
    assert_eq!(house.app.my_day(&officer).unwrap().soon.len(), 1);
    withdraw("not-needed").unwrap();
    withdraw("not-needed").unwrap();
    assert!(matches!(withdraw("twice"), Err(AppError::Refused(_))), "the reason that was given stands");
    assert!(matches!(house.app.finish_task(&officer, case, id), Err(AppError::Refused(_))), "nobody did it");
    let view = house.app.tasks_on(&officer, case).unwrap();
    assert_eq!((view.open.len(), view.done.len()), (0, 1));
    assert_eq!(view.done[0].withdrawn_words(), Some("It is not needed any more"));
    assert_eq!(view.done[0].done.as_ref().unwrap().1, Some(officer.name.clone()));
    assert_eq!(house.app.my_day(&officer).unwrap().soon.len(), 0);
    assert!(
        house.app.list(&officer, &ListFilter::default()).unwrap().lines[0].due.is_none(),
        "it is no date of the case"
    );
    let lines = house.app.timeline(&officer, case, &app::TimelineFilter::default()).unwrap().lines;
    assert!(lines.iter().any(|l| l.words == "Withdrawn: Call the person (It is not needed any more)"));
    let seen = house.app.seen(&officer, case, None).unwrap().lines;
    assert!(seen.iter().any(|l| l.what.contains("task withdrawn: It is not needed any more")));
    let list = |state: &str| {
        let narrowed = vec![("state".to_owned(), state.to_owned())];
        let ask = app::ListAsk { narrowed, ..app::ListAsk::default() };
        house.app.task_list(&officer, &ask, app::Take::Page).unwrap().lines.len()
    };
    assert_eq!((list(""), list("done"), list("withdrawn")), (0, 0, 1));
    let done = house.app.add_task(&officer, case, &task(By::On(date(2026, 11, 23)))).unwrap();
    house.app.finish_task(&officer, case, done).unwrap();
    assert!(matches!(house.app.withdraw_task(&officer, case, done, "twice"), Err(AppError::Refused(_))));
    let partner = house.actor(COVENTRY, "st-basils", "refer");
    assert!(matches!(house.app.withdraw_task(&partner, case, id, "twice"), Err(AppError::NotFound)));
}

#[test]
fn a_scanner_that_hangs_keeps_nobody_from_writing() {
    let house = house();
    let officer = officer(&house);
    let case = create(&house, &officer, "Ada Example");
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("clamd.ctl");
    let listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    house.app.scan_with(files::Scanner::at(&format!("unix:{}", socket.display())).unwrap());
    std::thread::scope(|scope| {
        // The first that asks is cut off: its document waits. Whoever asks next is listened to, and gets no answer until told.
        let (asked, is_asked) = std::sync::mpsc::channel();
        let (answer, may_answer) = std::sync::mpsc::channel::<()>();
        scope.spawn(move || {
            drop(listener.accept().unwrap());
            let (mut line, _) = listener.accept().unwrap();
            asked.send(()).unwrap();
            // Until the test lets go of its end, however it ends.
            let _ = may_answer.recv();
            std::io::Write::write_all(&mut line, b"stream: OK\0").unwrap();
            line.shutdown(std::net::Shutdown::Write).unwrap();
            let _ = std::io::Read::read_to_end(&mut line, &mut Vec::new());
        });
        let new = NewDocument {
            bytes: pdf("x"),
            title: "Letter".to_owned(),
            note: String::new(),
            category: "contact".to_owned(),
            third_party: false,
            staff_only: false,
        };
        let Handed::Waiting(id) = house.app.hand_in(&officer, case, &new).unwrap() else { panic!("it was scanned") };
        let (app, writer) = (&house.app, &officer);
        let again = scope.spawn(move || app.scan_again(writer, case, id));
        is_asked.recv().unwrap();
        let (made, is_made) = std::sync::mpsc::channel();
        scope.spawn(move || {
            let noted = app.add_task(writer, case, &task(By::On(date(2026, 12, 1))));
            made.send(noted.is_ok()).unwrap();
        });
        let wrote = is_made.recv_timeout(std::time::Duration::from_secs(5));
        assert!(!again.is_finished());
        drop(answer);
        assert_eq!(wrote, Ok(true), "the writer waits for the scanner");
        assert_eq!(again.join().unwrap().unwrap(), Handed::Kept(id));
    });
    assert_eq!(house.app.documents(&officer, case).unwrap().lines[0].state, DocumentState::Kept);
}
