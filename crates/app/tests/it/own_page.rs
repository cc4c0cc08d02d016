//! What the person's own page tells of looks and of what went, and to whom of those who may read it.

use crate::asked::acting;
use crate::held::MARS;
use crate::shares::{disclosure, rough_sleeper};
use crate::support::{COVENTRY, create, house, officer, own_page};
use app::{Actor, By, Me, NewShare, NewTask};
use jiff::civil::date;
use kernel::CaseId;
use sharing::Ground;
use testkit::House;

const BODY: &str = "Example Constabulary";

/// What waits for the person, about a category or about none.
fn waits(kind: &str, text: &str, category: &str) -> NewTask {
    NewTask {
        kind: kind.to_owned(),
        text: text.to_owned(),
        category: category.to_owned(),
        owner: None,
        by: By::On(date(2026, 11, 30)),
        waiting_for: "person".to_owned(),
        escalates_after: None,
    }
}

#[test]
fn who_acts_in_a_part_of_the_record_reads_of_looks_at_that_part_and_of_nothing_besides() {
    let house = house();
    let staff = officer(&house);
    let case = create(&house, &staff, "Ada Example");
    let acts = acting(&house, &staff, case, "cam@example.test", &["contact"]);
    let me = own_page(&house, &staff, case);
    house.app.open(&staff, case).unwrap();
    house.app.list(&staff, &app::ListFilter::default()).unwrap();
    house.app.seen(&staff, case, None).unwrap();
    for (kind, category) in [("call-the-person", ""), ("visit-the-person", "health"), ("something-else", "contact")] {
        let text = if category.is_empty() { "" } else { "As was said" };
        house.app.add_task(&staff, case, &waits(kind, text, category)).unwrap();
    }
    let label = house.app.notice_page(COVENTRY, None).unwrap().notice.category_label("contact");
    let all = house.app.my_lookers(&me, None).unwrap().0;
    let more = |l: &app::LookedLine| l.saw.iter().any(|c| *c != label);
    assert!(all.iter().any(|l| more(l) && l.saw.contains(&label)), "there is nothing to keep from them");
    assert!(all.iter().any(|l| !l.saw.contains(&label)), "there is no look at nothing of theirs");
    let part = house.app.my_lookers(&acts, None).unwrap().0;
    assert!(part.iter().any(|l| l.what == "opened"), "they read of no look at their part");
    for line in &part {
        assert_eq!(line.saw.join(" and "), label, "{line:?}");
    }
    let kinds = |me: &Me| {
        let mut kinds: Vec<String> = house.app.my_dates(me).unwrap().into_iter().map(|d| d.task).collect();
        kinds.sort();
        kinds
    };
    assert_eq!(kinds(&me), ["call-the-person", "something-else", "visit-the-person"]);
    assert_eq!(kinds(&acts), ["something-else"]);
}

/// Whether a body stands in the copy of a record, as one that had something or in a passage, once all that waits is left out.
fn in_the_copy(house: &House, staff: &Actor, case: CaseId, name: &str) -> bool {
    let copy = crate::copies::copy_without_what_waits(house, MARS, (staff, case), name);
    let copy = copy.bundle.get();
    let passages = copy.records.iter().flat_map(|r| &r.parts).flat_map(|p| &p.entries);
    let said: Vec<String> = passages.map(|e| format!("{} {} {:?}", e.heading, e.label, e.text)).collect();
    let had = copy.about.recipients.iter().any(|r| r.contains(&format!("{BODY} (had: ")));
    assert_eq!(had, said.iter().any(|s| s.contains(BODY)), "the parts of the copy say different things");
    let reminds = said.iter().any(|s| s.contains("Tell the person"));
    assert!(had || !reminds, "that somebody is to tell them tells them");
    had
}

#[test]
fn what_the_police_got_is_held_back_until_the_person_was_told_and_no_longer() {
    let house = crate::copies::with_forms(MARS);
    let worker = house.actor(MARS, "role:housing-officer", "reduce-harm");
    let manager = house.actor(MARS, "role:team-manager", "reduce-harm");
    let case = rough_sleeper(&house, &worker);
    let send = |party: &str, body: &str| {
        let items = ["identity.name", "risk.risk-to-self"];
        let new = disclosure(party, "crime-and-fraud", Ground::Crime, &items);
        let id = house.app.ask_to_share(&worker, case, &NewShare { body: body.to_owned(), ..new }).unwrap();
        house.app.approve_share(&manager, id).unwrap();
        id
    };
    let id = send("class:police", BODY);
    let key = house.app.enrolled_bodies(MARS).unwrap()[0].key.clone();
    let police = house.actor(MARS, &key, "crime-and-fraud");
    house.app.desk_item(&police, id).unwrap();
    house.app.open(&police, case).unwrap();
    // They work with the person on account of it.
    house.app.link_party(&worker, case, &key).unwrap();
    let me = own_page(&house, &worker, case);
    let looks = || {
        let (mut found, mut before) = (0, None);
        loop {
            let (lines, next) = house.app.my_lookers(&me, before).unwrap();
            found += lines.iter().filter(|l| l.who == BODY).count();
            if next.is_none() {
                return found;
            }
            before = next;
        }
    };
    let shared =
        || house.app.my_sharing(&me).unwrap().iter().filter(|l| l.name == BODY).map(|l| l.times).sum::<usize>();
    let receipts = || house.app.my_documents(&me, case).unwrap().1.matches("dpv:Disclose").count();
    let dates = || house.app.my_dates(&me).unwrap().len();
    assert_eq!((looks(), shared(), receipts(), dates()), (0, 0, 0, 0), "they learn of it before they are told");
    assert!(!in_the_copy(&house, &worker, case, "Perpetua Quillfeather"));
    house.app.share_told(&worker, case, id, "yes").unwrap();
    // What was sent, that it was opened at the desk, and the look at the case: each once.
    assert_eq!((looks(), shared(), receipts(), dates()), (3, 3, 3, 0), "they were told, and find nothing of it");
    assert!(in_the_copy(&house, &worker, case, "Perpetua Quillfeather"));
    // Of what goes to the same body later they know nothing by that, nor of a look that may be on account of it.
    let again = send(&key, "");
    house.app.desk_item(&police, again).unwrap();
    house.app.open(&police, case).unwrap();
    assert_eq!((looks(), shared(), receipts()), (2, 2, 2), "what they were not told of shows");
    house.app.share_told(&worker, case, again, "yes").unwrap();
    assert_eq!((looks(), shared(), receipts()), (6, 6, 6));
}

#[test]
fn only_what_was_there_at_that_time_was_seen() {
    let house = house();
    let staff = officer(&house);
    let case = create(&house, &staff, "Ada Example");
    let me = own_page(&house, &staff, case);
    let view = house.app.open(&staff, case).unwrap();
    let of = |there: bool| -> Vec<String> {
        let held = |s: &&app::views::SectionView| matches!(s.content, app::views::Item::Released(_)) == there;
        view.sections.iter().filter(held).map(|s| s.label.clone()).collect()
    };
    let (filled, empty) = (of(true), of(false));
    assert!(!filled.is_empty() && empty.len() > 3, "{filled:?} {empty:?}");
    let seen = |house: &House| house.app.my_lookers(&me, None).unwrap().0;
    let opened = seen(&house).into_iter().find(|l| l.what == "opened" && !l.saw.is_empty()).unwrap();
    for label in &filled {
        assert!(opened.saw.contains(label), "{label}: {:?}", opened.saw);
    }
    for label in &empty {
        assert!(!opened.saw.contains(label), "{label} was never filled: {:?}", opened.saw);
    }
    // What is written later was not there before, and is seen from then on.
    house.clock.advance_seconds(60);
    let words = casework::SectionContent::from_pairs([("text", "Asked about savings")]);
    house.app.add_entry(&staff, case, &app::Entry::now("note", "finances", words)).unwrap();
    house.clock.advance_seconds(60);
    house.app.open(&staff, case).unwrap();
    let label = view.sections.iter().find(|s| s.category == "finances").unwrap().label.clone();
    let lines = seen(&house);
    let times = |with: bool| lines.iter().filter(|l| l.what == "opened" && l.saw.contains(&label) == with).count();
    assert!(times(true) >= 1 && times(false) >= 1, "{lines:?}");
}
