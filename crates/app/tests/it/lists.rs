//! Working lists: what stands in them, in which order, on which page; a file holds what the list shows and nothing that is withheld.

use crate::requests::{asked, dpo};
use crate::support::{COVENTRY, administrator, create, file, house, missing, name, officer, partner};
use crate::teams::join;
use app::{AccessKind, Actor, By, DayTask, LIST_PAGE, ListAsk, ListLines, NewAbsence, NewTask, NewWarning, Take};
use jiff::civil::{Date, date};
use kernel::{CaseId, TaskId};
use std::collections::BTreeSet;
use store::TeamRole;
use testkit::House;

fn ask(narrowed: &[(&str, &str)]) -> ListAsk {
    ListAsk {
        narrowed: narrowed.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect(),
        ..ListAsk::default()
    }
}

fn task(house: &House, by: &Actor, case: CaseId, kind: &str, due: Date, owner: &Actor) -> TaskId {
    let new = NewTask {
        kind: kind.to_owned(),
        text: String::new(),
        category: String::new(),
        owner: Some(owner.account),
        by: By::On(due),
        waiting_for: if kind == "chase-an-agency" { "agency".to_owned() } else { String::new() },
        escalates_after: None,
    };
    house.app.add_task(by, case, &new).unwrap()
}

fn said(found: ListLines<DayTask>) -> Vec<(String, String, Date)> {
    found.lines.into_iter().map(|l| (name(&l.name), l.task.what, l.task.due.on)).collect()
}

/// What stands on the ledger as taken out in a file.
fn taken_out(house: &House) -> BTreeSet<String> {
    let system = kernel::Caller::system(house.authority, "test");
    let rows = house.app.store().write(&system, "look", |tx| tx.entries(None, 1000));
    let rows = rows.unwrap_or_else(|e: store::StoreError| panic!("{e}"));
    rows.into_iter().filter(|r| r.entry.action == ledger::Action::Export).map(|r| r.entry.detail).collect()
}

#[test]
fn a_file_of_tasks_holds_what_the_list_shows_and_nothing_that_is_withheld() {
    let house = house();
    let (mine, colleague) = (officer(&house), officer(&house));
    let canary = house.canary();
    let case = create(&house, &mine, "Ada Example");
    let hidden = create(&house, &colleague, &format!("{canary} Example"));
    let (call, chase) = (date(2026, 12, 3), date(2026, 11, 24));
    task(&house, &mine, case, "call-the-person", call, &mine);
    task(&house, &mine, case, "chase-an-agency", chase, &mine);
    task(&house, &mine, case, "write-a-letter", chase, &colleague);
    task(&house, &colleague, hidden, "make-a-decision", chase, &mine);
    house.app.set_access(&colleague, hidden, AccessKind::Barred, Some(mine.account), "relative").unwrap();
    let list = |who: &Actor, ask: &ListAsk| {
        let page = said(house.app.task_list(who, ask, Take::Page).unwrap());
        let file = said(house.app.task_list(who, ask, file(&house, who)).unwrap());
        assert_eq!(page, file, "the file and the page differ");
        assert!(!format!("{page:?}").contains(&canary) || who.account != mine.account, "a barred case is told of");
        page
    };
    let ada = |what: &str, due| ("Ada Example".to_owned(), what.to_owned(), due);
    let (first, second) = (ada("Chase an agency", chase), ada("Call the person", call));
    assert_eq!(list(&mine, &ask(&[])), [first.clone(), second.clone()]);
    let team = list(&mine, &ask(&[("whose", "team")]));
    assert_eq!(team.len(), 3, "the colleague's too, and nothing of the case that is barred");
    assert_eq!(list(&colleague, &ask(&[("whose", &mine.account.to_string())])).len(), 2, "who is barred has none left");
    assert_eq!(list(&colleague, &ask(&[("whose", "nobody")])).len(), 1, "it is nobody's: who is not barred sees it");
    assert_eq!(list(&mine, &ask(&[("whose", "nobody")])), []);
    // Narrowed and sorted.
    assert_eq!(list(&mine, &ask(&[("due", "week")])), std::slice::from_ref(&first));
    assert_eq!(list(&mine, &ask(&[("due", "overdue")])), []);
    assert_eq!(list(&mine, &ask(&[("waiting", "agency")])), std::slice::from_ref(&first));
    assert_eq!(list(&mine, &ask(&[("kind", "call-the-person")])), std::slice::from_ref(&second));
    let by_kind = ListAsk { order: "kind".to_owned(), down: true, ..ask(&[]) };
    assert_eq!(list(&mine, &by_kind), [first.clone(), second.clone()], "chase comes after call");
    house.clock.advance_seconds(4 * 24 * 60 * 60);
    assert_eq!(list(&mine, &ask(&[("due", "overdue")])), [first]);
    // Where the purpose does not let the name through, neither does the file.
    let report = House::for_purpose(&mine, "report");
    let withheld = list(&report, &ask(&[]));
    assert!(withheld.len() == 2 && withheld.iter().all(|(name, ..)| name == "(withheld)"), "{withheld:?}");
    // That it was taken out stands on the record of whom it tells of.
    let seen = house.app.seen(&mine, case, None).unwrap();
    assert!(seen.lines.iter().any(|l| l.what.contains("Took it out in a file") && l.what.contains("list of tasks")));
    for take in [Take::Page, file(&house, &mine)] {
        assert!(missing(&house.app.task_list(&partner(&house, "st-basils"), &ask(&[]), take)));
    }
}

#[test]
fn a_long_list_is_in_order_across_its_pages_in_both_directions_and_whole_in_a_file() {
    let house = house();
    let officer = officer(&house);
    let case = create(&house, &officer, "Ada Example");
    let many = LIST_PAGE + 7;
    // Many of one day: the order within it is that of the ids.
    let ids: BTreeSet<TaskId> = (0..many)
        .map(|n| {
            let day = date(2026, 12, i8::try_from(1 + n % 4).unwrap());
            let kind = if n % 2 == 0 { "call-the-person" } else { "write-a-letter" };
            task(&house, &officer, case, kind, day, &officer)
        })
        .collect();
    for (order, down) in [("due", false), ("due", true), ("kind", false), ("kind", true)] {
        let mut asked = ListAsk { order: order.to_owned(), down, ..ListAsk::default() };
        let (mut keys, mut seen, mut pages) = (Vec::new(), BTreeSet::new(), 0);
        loop {
            let page = house.app.task_list(&officer, &asked, Take::Page).unwrap();
            pages += 1;
            for line in page.lines {
                assert!(seen.insert(line.task.id), "twice");
                keys.push(if order == "due" { line.task.due.on.to_string() } else { line.task.what });
            }
            asked.after = page.next;
            if asked.after.is_none() {
                break;
            }
        }
        assert_eq!((pages, &seen), (2, &ids), "{order}, down: {down}");
        let mut sorted = keys.clone();
        sorted.sort();
        if down {
            sorted.reverse();
        }
        assert_eq!(keys, sorted, "{order}, down: {down}");
    }
    let file = house.app.task_list(&officer, &ListAsk::default(), file(&house, &officer)).unwrap();
    assert_eq!((file.lines.len(), file.next), (many, None));
    // A place that no list has said is none.
    let odd = ListAsk { after: Some("2026-12-01.nonsense".to_owned()), ..ListAsk::default() };
    assert_eq!(house.app.task_list(&officer, &odd, Take::Page).unwrap().lines.len(), LIST_PAGE);
}

#[test]
fn a_list_of_warnings_tells_nothing_that_the_gate_withholds() {
    let house = house();
    let (mine, colleague) = (officer(&house), officer(&house));
    let canary = house.canary();
    let case = create(&house, &mine, "Ada Example");
    let hidden = create(&house, &colleague, "Berta Sample");
    let new = |words: &str, review_on| NewWarning {
        words: words.to_owned(),
        reason: "A dog bit a colleague".to_owned(),
        category: "contact".to_owned(),
        review_on,
        expires_on: date(2027, 2, 10),
        told: "not-yet".to_owned(),
    };
    house.app.propose_warning(&mine, case, &new("Do not visit alone", date(2027, 1, 10))).unwrap();
    let held = house.app.propose_warning(&mine, case, &new("Mind the dog", date(2026, 12, 1))).unwrap();
    house.app.approve_warning(&colleague, case, held).unwrap();
    house.app.propose_warning(&colleague, hidden, &new(&canary, date(2026, 12, 2))).unwrap();
    house.app.set_access(&colleague, hidden, AccessKind::Barred, Some(mine.account), "relative").unwrap();
    let list = |who: &Actor, ask: &ListAsk| {
        let words = |take| {
            let found = house.app.warning_list(who, ask, take).unwrap().lines;
            found.into_iter().map(|w| w.words.get().clone()).collect::<Vec<_>>()
        };
        assert_eq!(words(Take::Page), words(file(&house, who)), "the file and the page differ");
        words(Take::Page)
    };
    assert_eq!(list(&mine, &ask(&[])), ["Mind the dog", "Do not visit alone"]);
    assert_eq!(list(&colleague, &ask(&[])), ["Mind the dog", &canary, "Do not visit alone"]);
    assert_eq!(list(&mine, &ask(&[("state", "proposed")])), ["Do not visit alone"]);
    assert_eq!(list(&mine, &ask(&[("state", "review-month")])), ["Mind the dog"]);
    assert_eq!(list(&mine, &ask(&[("state", "review")])), [""; 0]);
    assert_eq!(list(&mine, &ask(&[("told", "yes")])), [""; 0]);
    let last = ListAsk { down: true, ..ask(&[]) };
    assert_eq!(list(&mine, &last), ["Do not visit alone", "Mind the dog"]);
    let report = House::for_purpose(&colleague, "report");
    let told = || {
        let seen = house.app.seen(&mine, case, None).unwrap();
        seen.lines.iter().filter(|l| l.what.contains("list of warnings")).count()
    };
    let before = told();
    assert_eq!(
        list(&report, &ask(&[])),
        [""; 0],
        "that a warning is there is not said where its category is not released"
    );
    assert!(before > 0 && told() == before, "nothing was seen, and nothing says that there was something");
    assert!(missing(&house.app.warning_list(&partner(&house, "st-basils"), &ask(&[]), file(&house, &mine))));
}

#[test]
fn a_file_of_a_list_that_names_nobody_is_on_the_ledger_and_only_for_those_who_have_the_list() {
    let house = house();
    let (staff, officer, admin) = (officer(&house), dpo(&house, COVENTRY), administrator(&house));
    let canary = house.canary();
    for kind in ["access", "erasure", "rectification"] {
        house.app.log_request(&staff, &asked(kind, &canary, &format!("About {canary}"))).unwrap();
    }
    let references = |ask: &ListAsk, take| {
        let found = house.app.requests(&officer, ask, take).unwrap().lines;
        assert!(!format!("{found:?}").contains(&canary), "the list says who asked");
        found.into_iter().map(|l| (l.kind.id(), l.reference)).collect::<Vec<_>>()
    };
    let whole = file(&house, &officer);
    let page = references(&ask(&[]), Take::Page);
    assert_eq!(page.len(), 3);
    assert!(taken_out(&house).is_empty(), "to look at a page is not to take it out");
    assert_eq!(references(&ask(&[]), whole), page);
    let three = "list of requests about data, 3 lines".to_owned();
    assert_eq!(taken_out(&house), BTreeSet::from([three.clone()]));
    assert_eq!(references(&ask(&[("kind", "erasure")]), Take::Page).len(), 1);
    assert_eq!(references(&ask(&[("state", "decided")]), Take::Page), []);
    assert_eq!(references(&ask(&[("until", "2026-11-20")]), Take::Page), []);
    assert_eq!(references(&ask(&[("from", "2026-11-20")]), Take::Page).len(), 3);
    let by_kind = ListAsk { order: "kind".to_owned(), down: true, ..ask(&[("state", "all")]) };
    let kinds: Vec<&str> = references(&by_kind, Take::Page).into_iter().map(|(kind, _)| kind).collect();
    // By their words, from behind: erase, correct, a copy.
    assert_eq!(kinds, ["erasure", "rectification", "access"]);
    house.app.agreement_list(&admin, &ask(&[]), whole).unwrap();
    house.app.inbound_list(&staff, &ask(&[]), whole).unwrap();
    house.app.outbound(&officer, &ask(&[]), whole).unwrap();
    let mut all: BTreeSet<String> =
        ["what went out", "referrals that came in", "agreements"].map(|what| format!("list of {what}, 0 lines")).into();
    all.insert(three);
    assert_eq!(taken_out(&house), all);
    let charity = partner(&house, "st-basils");
    let homefinder = house.actor(COVENTRY, "role:homefinder-officer", "banding");
    assert!(missing(&house.app.outbound(&homefinder, &ask(&[]), whole)), "who has no say in what goes out");
    assert!(missing(&house.app.outbound(&charity, &ask(&[]), whole)));
    for who in [&staff, &charity] {
        assert!(missing(&house.app.requests(who, &ask(&[]), whole)));
        assert!(missing(&house.app.agreement_list(who, &ask(&[]), whole)));
    }
    assert!(missing(&house.app.inbound_list(&charity, &ask(&[]), whole)));
}

#[test]
fn what_is_with_somebody_who_has_left_is_nobodys_and_who_stands_in_has_it_in_their_list() {
    let house = house();
    let (mine, gone, away) = (officer(&house), officer(&house), officer(&house));
    let case = create(&house, &mine, "Ada Example");
    let due = date(2026, 11, 24);
    task(&house, &mine, case, "write-a-letter", due, &gone);
    task(&house, &mine, case, "chase-an-agency", due, &away);
    let has = |whose: &[(&str, &str)], what: &str| {
        said(house.app.task_list(&mine, &ask(whose), Take::Page).unwrap()).iter().any(|(_, words, _)| words == what)
    };
    let nobody = [("whose", "nobody")];
    assert!(!has(&nobody, "Write a letter"));
    house.app.enable_account(&administrator(&house), gone.account, false).unwrap();
    assert!(has(&nobody, "Write a letter") && !has(&nobody, "Chase an agency"));
    // So are their cases.
    let left = officer(&house);
    let theirs = create(&house, &left, "Bo Example");
    let unheld = || {
        let list = house
            .app
            .list(&mine, &app::ListFilter { owner: Some(app::Holder::Nobody), ..app::ListFilter::default() })
            .unwrap();
        list.lines.iter().map(|l| l.id).collect::<Vec<_>>()
    };
    assert_eq!(unheld(), []);
    house.app.enable_account(&administrator(&house), left.account, false).unwrap();
    assert_eq!(unheld(), [theirs]);
    assert!(!has(&[], "Chase an agency"));
    // Whoever stands in works in a team with them.
    let admin = administrator(&house);
    let team = house.app.make_team(&admin, COVENTRY, "Prevention").unwrap();
    for (who, role) in [(&mine, TeamRole::Manager), (&away, TeamRole::Member)] {
        join(&house, &admin, team, who, role).unwrap();
    }
    let new = NewAbsence {
        account: None,
        from_on: date(2026, 11, 21),
        until_on: date(2026, 11, 30),
        cover: Some(mine.account),
    };
    house.app.record_absence(&away, &new).unwrap();
    assert!(has(&[], "Chase an agency") && !has(&[], "Write a letter"));
    let all = house.app.task_list(&mine, &ask(&[]), Take::Page).unwrap();
    let covered = all.lines.iter().find(|l| l.task.what == "Chase an agency").unwrap();
    assert!(covered.on_behalf_of.is_some());
}

#[test]
fn appointments_stand_in_a_list_by_when_they_are_whose_they_are_and_what_became_of_them() {
    let house = house();
    let (mine, colleague) = (officer(&house), officer(&house));
    let canary = house.canary();
    let case = create(&house, &mine, "Ada Example");
    let theirs = create(&house, &colleague, "Bea Example");
    let hidden = create(&house, &colleague, &format!("{canary} Example"));
    let add = |by: &Actor, case: CaseId, day: Date, what: &str| {
        let content = casework::SectionContent::from_pairs([("what", what), ("place", "The office")]);
        let entry = app::Entry {
            happened_at: kernel::london_moment(day, 14, 0),
            ..app::Entry::now("appointment", "contact", content)
        };
        house.app.add_entry(by, case, &entry).unwrap()
    };
    let past = add(&mine, case, date(2026, 11, 20), "Viewing");
    add(&mine, case, date(2026, 12, 3), "Review");
    let first = add(&colleague, case, date(2026, 11, 24), "Interview");
    add(&mine, theirs, date(2026, 11, 26), "Together");
    add(&mine, hidden, date(2026, 11, 26), &canary);
    house.app.set_access(&colleague, hidden, AccessKind::Barred, Some(mine.account), "relative").unwrap();
    let list = |who: &Actor, ask: &ListAsk| {
        let take = |take| {
            let found = house.app.appointment_list(who, ask, take).unwrap().lines;
            found.into_iter().map(|l| (name(&l.name), l.what.get().clone())).collect::<Vec<_>>()
        };
        let page = take(Take::Page);
        assert_eq!(page, take(file(&house, who)), "the file and the page differ");
        page.into_iter().map(|(who, what)| format!("{who}: {what}")).collect::<Vec<_>>()
    };
    let to_come = ["Ada Example: Interview", "Bea Example: Together", "Ada Example: Review"];
    assert_eq!(
        list(&mine, &ask(&[])),
        to_come,
        "on one's own cases, and that one made; nothing of a case that is barred"
    );
    let down = ListAsk { down: true, ..ask(&[]) };
    assert_eq!(list(&mine, &down), [to_come[2], to_come[1], to_come[0]]);
    assert_eq!(list(&mine, &ask(&[("until", "2026-11-30")])), to_come[..2]);
    assert_eq!(list(&mine, &ask(&[("from", "2026-12-01")])), to_come[2..]);
    assert_eq!(list(&mine, &ask(&[("state", "unsettled")])), ["Ada Example: Viewing"]);
    let of = colleague.account.to_string();
    assert_eq!(list(&mine, &ask(&[("whose", &of)])), to_come[..2], "what the colleague made, and on their case");
    house.app.settle_appointment(&mine, (case, past), "appointment-missed", "").unwrap();
    house.app.settle_appointment(&mine, (case, first), "appointment-cancelled", "").unwrap();
    assert_eq!(list(&mine, &ask(&[])), to_come[1..]);
    assert_eq!(list(&mine, &ask(&[("state", "appointment-missed")])), ["Ada Example: Viewing"]);
    assert_eq!(list(&mine, &ask(&[("state", "all")])).len(), 4);
    assert!(taken_out(&house).iter().any(|what| what.starts_with("list of appointments, 3 lines")));
    assert!(missing(&house.app.appointment_list(&partner(&house, "st-basils"), &ask(&[]), Take::Page)));
    // A long list comes in pages, each once.
    for _ in 0..LIST_PAGE {
        add(&mine, case, date(2026, 12, 4), "Again");
    }
    let mut asked = ask(&[]);
    let mut seen = BTreeSet::new();
    loop {
        let page = house.app.appointment_list(&mine, &asked, Take::Page).unwrap();
        assert!(page.lines.iter().all(|l| seen.insert(l.id)), "one stands twice");
        let Some(next) = page.next else { break };
        asked.after = Some(next);
    }
    assert_eq!(seen.len(), LIST_PAGE + 2);
}
