//! Notes, calls, visits and appointments: who sees them, how they are corrected, what the timeline says.

use crate::support::{COVENTRY, create, house, name, officer};
use app::views::Item;
use app::{Actor, AppError, Entry, Timeline, TimelineFilter};
use casework::SectionContent;
use kernel::CaseId;
use notice::source::FieldKind;
use testkit::House;

fn entry(kind: &str, category: &str, text: &str) -> Entry {
    Entry::now(kind, category, SectionContent::from_pairs([("text", text)]))
}

fn timeline(house: &House, actor: &Actor, case: CaseId) -> Timeline {
    house.app.timeline(actor, case, &TimelineFilter::default()).unwrap()
}

/// What the entries of a timeline say.
fn texts(timeline: &Timeline) -> Vec<String> {
    let text = |item: &Item<SectionContent>| match item {
        Item::Released(content) => content.get().get("text").unwrap_or_default().to_owned(),
        _ => "(not shown)".to_owned(),
    };
    timeline.lines.iter().filter_map(|l| l.entry.as_ref()).map(|e| text(&e.content)).collect()
}

#[test]
fn a_note_is_on_the_timeline_with_what_else_happened_and_a_correction_keeps_the_earlier_text() {
    let house = house();
    let officer = officer(&house);
    let case = create(&house, &officer, "Ada Example");
    let id = house.app.add_entry(&officer, case, &entry("note", "contact", "First words")).unwrap();
    let shown = timeline(&house, &officer, case);
    assert_eq!(texts(&shown), ["First words"]);
    assert_eq!(name(&shown.top.name), "Ada Example");
    assert!(shown.lines.iter().any(|l| l.kind == "section" && l.words.contains("How to reach you")));
    assert!(shown.lines.iter().any(|l| l.words == "The case was opened"));

    house.app.correct_entry(&officer, (case, id), 1, &entry("note", "contact", "Better words")).unwrap();
    assert_eq!(texts(&timeline(&house, &officer, case)), ["Better words"]);
    let versions = house.app.entry(&officer, case, id).unwrap().versions;
    assert_eq!(versions.iter().map(|v| v.version).collect::<Vec<_>>(), [2, 1]);
    let late = house.app.correct_entry(&officer, (case, id), 1, &entry("note", "contact", "Too late"));
    assert!(matches!(late, Err(AppError::Conflict)), "somebody else's correction is not overwritten");

    let only = TimelineFilter { kinds: vec!["call".to_owned()], ..TimelineFilter::default() };
    assert_eq!(house.app.timeline(&officer, case, &only).unwrap().lines.len(), 0);
    // It is on the ledger that it was written and that it was read, with the category and without the words.
    let seen = house.app.seen(&officer, case, None).unwrap();
    assert!(
        seen.lines.iter().any(|l| l.what.contains("(timeline)") && l.released.iter().any(|r| r == "How to reach you"))
    );
    assert!(!format!("{:?}", seen.lines).contains("Better words"));
}

#[test]
fn a_partner_sees_only_entries_in_its_categories_and_none_that_is_for_staff() {
    let house = house();
    let officer = officer(&house);
    let case = create(&house, &officer, "Ada Example");
    house.app.link_party(&officer, case, "st-basils").unwrap();
    house.app.record_consent(&officer, case, "st-basils", "refer", app::ConsentAnswer::Given, "in-person").unwrap();
    let partner = house.actor(COVENTRY, "st-basils", "refer");
    let view = house.app.open(&partner, case).unwrap();
    let released = crate::support::released(&view);
    // What is written freely goes with a category in which something is written freely, and with no list of short answers.
    let published = house.app.notice_page(COVENTRY, None).unwrap().notice;
    let free = |id: &&str| {
        let info = published.compiled.categories.iter().find(|c| c.id == **id).unwrap();
        info.fields.iter().any(|f| f.kind == FieldKind::LongText)
    };
    let seen = released.iter().find(|id| free(id)).unwrap();
    let (seen, unseen) = ((*seen).to_owned(), "finances".to_owned());
    let short = released.iter().find(|id| !free(id)).unwrap();
    house.app.add_entry(&officer, case, &entry("note", short, "Beside a list of short answers")).unwrap();
    assert!(!released.contains(&unseen.as_str()), "the test needs a category that is withheld");
    house.app.add_entry(&officer, case, &entry("note", &seen, "For partners too")).unwrap();
    house.app.add_entry(&officer, case, &entry("note", &unseen, "Of another category")).unwrap();
    let staff = Entry { staff_only: true, ..entry("note", &seen, "For staff") };
    let hidden = house.app.add_entry(&officer, case, &staff).unwrap();
    assert_eq!(texts(&timeline(&house, &officer, case)).len(), 4);
    assert_eq!(texts(&timeline(&house, &partner, case)), ["For partners too"]);
    assert!(matches!(house.app.entry(&partner, case, hidden), Err(AppError::NotFound)));
    // Not even that there is something is said.
    let of_staff = timeline(&house, &partner, case).lines.iter().filter(|l| l.kind == "note").count();
    assert_eq!(of_staff, 1);
}

#[test]
fn what_may_not_be_recorded_cannot_be_written_as_an_entry_either() {
    let house = house();
    let officer = officer(&house);
    let case = create(&house, &officer, "Ada Example");
    for category in ["nothing-like-it", "return"] {
        let tried = house.app.add_entry(&officer, case, &entry("note", category, "Words"));
        assert!(matches!(tried, Err(AppError::NotFound | AppError::Refused(_))), "{category}");
    }
    let subjects = house.app.subjects(&officer, case).unwrap().1;
    assert!(subjects.iter().all(|(id, _)| id != "return" && id != "banding"), "derived, or of another service");
    house.app.close(&officer, case, casework::CloseReason::Accommodation).unwrap();
    let closed = house.app.add_entry(&officer, case, &entry("note", "contact", "Words"));
    assert!(matches!(closed, Err(AppError::Refused(_))), "a closed case takes no entries");
}

#[test]
fn pages_about_consent_and_agencies_open_no_more_than_the_name() {
    let house = house();
    let officer = officer(&house);
    let case = create(&house, &officer, "Ada Example");
    house.app.consents(&officer, case).unwrap();
    house.app.agencies(&officer, case).unwrap();
    let seen = house.app.seen(&officer, case, None).unwrap();
    for what in ["consent", "agencies"] {
        let line = seen.lines.iter().find(|l| l.what == format!("Opened the record ({what})")).unwrap();
        assert_eq!(line.released, ["Who you are"], "{what}");
    }
}
