//! Documents have a kind, are checked by somebody and run out; one is deleted alone; a picture is kept only if the person agrees.

use crate::support::{create, house, missing, officer};
use app::views::Item;
use app::{Actor, AppError, DocumentFacts, DocumentLine, Handed, NewDocument};
use jiff::civil::{Date, date};
use kernel::{CaseId, ItemId, Sensitive};
use std::sync::Arc;
use testkit::House;

const TITLE: &str = "Zephyrine’s passport";

fn paper(category: &str) -> NewDocument {
    NewDocument {
        bytes: Arc::new(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n".to_vec()),
        title: TITLE.to_owned(),
        note: String::new(),
        category: category.to_owned(),
        third_party: false,
        staff_only: false,
    }
}

fn facts(kind: &str, expires_on: Option<Date>) -> DocumentFacts {
    DocumentFacts { kind: kind.to_owned(), expires_on, ..DocumentFacts::default() }
}

fn handed(house: &House, actor: &Actor, case: CaseId, facts: &DocumentFacts) -> ItemId {
    match house.app.hand_in_as(actor, case, &paper("identity"), facts, None).unwrap() {
        Handed::Kept(id) => id,
        other => panic!("{other:?}"),
    }
}

fn line(house: &House, actor: &Actor, case: CaseId, id: ItemId) -> DocumentLine {
    house.app.document(actor, case, id).unwrap().1
}

fn words(result: Result<(), AppError>) -> String {
    match result {
        Err(AppError::Refused(words)) => words,
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
#[doc = "keeps COV-013"]
fn a_document_says_what_it_is_who_checked_it_and_until_when_it_is_good() {
    let house = house();
    let (officer, colleague) = (officer(&house), officer(&house));
    let case = create(&house, &officer, "Ada Example");
    let today = kernel::london_date(house.app.now());
    let soon = today.checked_add(jiff::Span::new().days(10)).unwrap();
    let id = handed(&house, &officer, case, &facts("identity", Some(soon)));
    let shown = line(&house, &officer, case, id);
    let Item::Released(content) = &shown.entry.content else { panic!("withheld") };
    assert_eq!(content.get().get("kind"), Some("identity"));
    assert!(shown.check.is_none() && shown.expires_on.is_some_and(|(on, _)| on == soon));
    // What kind it is stands sealed: nothing of it is in the clear.
    let unknown = house.app.hand_in_as(&officer, case, &paper("identity"), &facts("passport", None), None);
    assert!(words(unknown.map(|_| ())).contains("kind of document"));
    // Before it runs out it is on the day of whoever holds the case, and of nobody else.
    let day = house.app.my_day(&officer).unwrap();
    assert_eq!(day.documents.iter().map(|d| (d.id, d.over)).collect::<Vec<_>>(), [(id, false)]);
    assert!(house.app.my_day(&colleague).unwrap().documents.is_empty());
    // Checked by a colleague, with a date that has passed: it has run out.
    assert!(words(house.app.check_document(&colleague, case, id, "believed", None)).contains("how it was checked"));
    house.app.check_document(&colleague, case, id, "original", Some(date(2020, 1, 31))).unwrap();
    let check = line(&house, &officer, case, id).check.unwrap();
    assert_eq!((check.how.as_str(), check.by.as_str()), ("original", colleague.name.as_str()));
    assert!(house.app.my_day(&officer).unwrap().documents[0].over);
    let seen = house.app.seen(&officer, case, None).unwrap();
    assert!(seen.lines.iter().any(|l| l.what.contains("document checked: The original was seen")));
    // A new one is good for long: nothing presses any more.
    house.app.check_document(&officer, case, id, "online", today.checked_add(jiff::Span::new().years(5)).ok()).unwrap();
    assert!(house.app.my_day(&officer).unwrap().documents.is_empty());
}

#[test]
#[doc = "keeps FAM-008"]
fn a_picture_needs_the_persons_word_is_never_used_for_matching_and_goes_alone() {
    let house = house();
    let officer = officer(&house);
    let case = create(&house, &officer, "Ada Example");
    let person = house.app.open(&officer, case).unwrap().person;
    let keys = |house: &House| {
        let system = kernel::Caller::system(house.authority, "test");
        house.app.store().write(&system, "keys", move |tx| tx.digests_of(&[person])).unwrap()
    };
    let before = keys(&house);
    let other = handed(&house, &officer, case, &facts("letter", None));
    // Without the person's word there is no picture; nobody needs one for anything.
    let refused = house.app.hand_in_as(&officer, case, &paper("identity"), &facts("photo", None), None);
    assert!(words(refused.map(|_| ())).contains("only if they agree"));
    let today = kernel::london_date(house.app.now());
    let agreed = |agreed_on| DocumentFacts { agreed_on, ..facts("photo", None) };
    let tomorrow = agreed(today.tomorrow().ok());
    assert!(house.app.hand_in_as(&officer, case, &paper("identity"), &tomorrow, None).is_err(), "not yet");
    let picture = handed(&house, &officer, case, &agreed(Some(today)));
    // Nothing by which anybody is found or compared comes of it.
    assert_eq!(keys(&house), before);
    let found = house.app.search(&officer, &Sensitive::new(TITLE.into())).unwrap();
    assert!(found.lines.is_empty());
    // Deleted alone: the picture is gone, in every table, and the letter is not.
    assert!(words(house.app.erase_document(&officer, case, picture, "")).contains("why"));
    house.app.erase_document(&officer, case, picture, "not-wanted").unwrap();
    assert!(missing(&house.app.document(&officer, case, picture)));
    assert!(missing(&house.app.document_bytes(&officer, case, picture, app::Part::Original)));
    assert!(house.app.document_bytes(&officer, case, other, app::Part::Original).is_ok());
    assert!(!house.app.documents(&officer, case).unwrap().lines.iter().any(|l| l.entry.id == picture));
    let seen = house.app.seen(&officer, case, None).unwrap();
    assert!(seen.lines.iter().any(|l| l.what.contains("document deleted: The person does not want it")));
    // While somebody has asked about the data nothing is deleted.
    let dpo = crate::requests::dpo(&house, crate::support::COVENTRY);
    let request = crate::requests::asked("access", "Ada Example", "Mine");
    let request = house.app.log_request(&dpo, &request).unwrap().id;
    let reference = house.app.open(&officer, case).unwrap().reference;
    house.app.match_request(&dpo, request, &reference).unwrap();
    assert!(words(house.app.erase_document(&officer, case, other, "twice")).contains("section 173"));
    let partner = crate::support::partner(&house, "st-basils");
    assert!(missing(&house.app.erase_document(&partner, case, other, "twice")));
    assert!(missing(&house.app.check_document(&partner, case, other, "original", None)));
}
