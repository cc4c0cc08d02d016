//! How long cases are kept, and destroying them: on both engines.

use crate::place::{NOON, Place, authority, caller};
use crate::story::{account, key, opened, published};
use jiff::civil::date;
use kernel::{AccountId, CaseId, DisposalId, EntryId, ItemId, NoteId, RetentionId, SectionId};
use store::{
    AskState, AskedDocument, CaseClock, Counts, Disposal, Document, DocumentState, NewItem, NewSection, Part,
    RetentionDecision, RetentionKind, SessionNote, StoreError, StoredSchedule, Tx, case_class, document_place,
    item_place, section_place,
};

/// A section, an entry and a document in a category of a case.
fn fill(
    tx: &mut Tx<'_>,
    (person, case): (kernel::PersonId, CaseId),
    category: &str,
    officer: AccountId,
) -> Result<(), StoreError> {
    let class = case_class(category, case);
    let ring = tx.ring_for_sealing(&[(person, class.as_str()), (person, sealing::CLASS_SUBJECT)])?;
    let id = SectionId::new(NOON, tx.entropy());
    let sealed = ring.seal(&section_place(person, &class, id, 1), b"words", tx.entropy()).unwrap();
    tx.insert_section(&NewSection {
        id,
        case_id: case,
        person,
        category: category.to_owned(),
        record_class: class.clone(),
        version: 1,
        sealed,
        author: None,
        source: "subject".to_owned(),
        form: String::new(),
    })?;
    let id = ItemId::new(NOON, tx.entropy());
    let sealed = ring.seal(&item_place(person, &class, id, 1), b"words", tx.entropy()).unwrap();
    tx.insert_item(&NewItem {
        id,
        version: 1,
        case_id: case,
        person,
        kind: "document".to_owned(),
        category: category.to_owned(),
        record_class: class.clone(),
        third_party: false,
        staff_only: false,
        happened_at: NOON,
        ends_at: None,
        sealed,
        author: None,
    })?;
    tx.insert_document(&Document {
        id,
        case_id: case,
        media: "application/pdf".to_owned(),
        bytes: 5,
        state: DocumentState::Kept,
        scanned_at: None,
        preview: None,
        expires_on: None,
        verified_how: None,
        verified_by: None,
        verified_at: None,
        asked: None,
    })?;
    tx.insert_asked_document(&AskedDocument {
        id,
        case_id: case,
        state: AskState::Given,
        due_on: date(2026, 1, 1),
        asked_by: officer,
        asked_at: NOON,
        changed_at: NOON,
        reminded_on: None,
    })?;
    let sealed = ring.seal(&document_place(person, &class, id, Part::Original), b"bytes", tx.entropy()).unwrap();
    tx.insert_document_part(id, Part::Original, (person, &class), &sealed)
}

fn tell(place: &Place) {
    let store = place.open();
    authority(&store, 1);
    let version = published(&store);
    let (person, case, officer, other) = store
        .write(&caller(1), "retention", move |tx| {
            let (officer, other) = (account(tx, "asks"), account(tx, "decides"));
            tx.insert_account(&officer)?;
            tx.insert_account(&other)?;
            let (person, case) = opened(tx, version, None, None, &[key(1, 1)])?;
            fill(tx, (person, case), "contact", officer.id)?;
            fill(tx, (person, case), "health", officer.id)?;
            assert_eq!(tx.categories_of(case)?, ["contact", "health", "identity"]);
            assert_eq!(tx.cases_to_look_at(date(2030, 1, 1), None, 10)?, [], "an open case has no clock");
            tx.close_case(case, date(2026, 1, 1), "need-met", None)?;
            assert_eq!(
                tx.cases_to_look_at(date(2026, 1, 1), None, 10)?,
                [case],
                "a closed one without a clock is looked at"
            );
            let clock = CaseClock {
                case_id: case,
                look_on: date(2032, 1, 2),
                waits: false,
                class: case_class("retention", case),
                sealed: Some(vec![1, 2, 3]),
            };
            tx.put_case_clock(&clock)?;
            tx.put_case_clock(&clock)?;
            assert!(tx.case_clocks(&[case])? == [clock.clone()]);
            assert_eq!(tx.cases_to_look_at(date(2032, 1, 1), None, 10)?, []);
            assert_eq!(tx.cases_to_look_at(date(2032, 1, 2), None, 10)?, [case]);
            assert_eq!(tx.cases_to_look_at(date(2032, 1, 2), Some(case), 10)?, []);
            assert_eq!(tx.clocks_by_month()?, [("2032-01".to_owned(), version, 1)]);
            assert_eq!(tx.cases_that_wait(&[version], 10)?, []);
            tx.put_case_clock(&CaseClock { waits: true, ..clock })?;
            assert_eq!(tx.cases_that_wait(&[version], 10)?, [case]);
            assert_eq!(tx.cases_that_wait(&[], 10)?, []);
            assert_eq!(tx.clocks_by_month()?, []);
            tx.look_at_all_clocks(date(2028, 1, 1))?;
            assert_eq!(tx.case_clocks(&[case])?[0].look_on, date(2028, 1, 1));
            tx.set_retention(case, Some((date(2032, 1, 1), "retain.x")))?;
            assert_eq!(tx.case(case)?.unwrap().retention_due, Some(date(2032, 1, 1)));
            Ok::<_, StoreError>((person, case, officer.id, other.id))
        })
        .unwrap();
    let hold = move |id: u8, kind: RetentionKind| RetentionDecision {
        id: RetentionId::from_bytes([id; 16]),
        case_id: case,
        kind,
        statement: String::new(),
        code: "claim".to_owned(),
        years: None,
        until_on: Some(date(2031, 1, 1)),
        class: case_class("retention", case),
        sealed: Some(vec![7]),
        asked_by: officer,
        asked_at: NOON,
        approved: None,
        decided_by: None,
        decided_at: None,
        ended_by: None,
        ended_at: None,
    };
    let id = RetentionId::from_bytes([1; 16]);
    store
        .write(&caller(1), "decisions", move |tx| {
            tx.insert_retention_decision(&hold(1, RetentionKind::Hold))?;
            tx.insert_retention_decision(&hold(2, RetentionKind::Look))?;
            assert_eq!(tx.retention_decisions(&[case])?.len(), 2);
            assert_eq!(tx.open_holds(&[version], 10)?.len(), 1);
            tx.decide_retention(id, other, true)?;
            assert_eq!(tx.open_holds(&[version], 10)?[0].approved, Some(true));
            tx.end_retention(id, other)?;
            assert_eq!(tx.open_holds(&[version], 10)?.len(), 0);
            Ok::<_, StoreError>(())
        })
        .unwrap();
    let again: Result<(), StoreError> =
        store.write(&caller(1), "twice", move |tx| tx.decide_retention(id, other, true));
    assert!(again.is_err(), "what is decided is decided");
    let own: Result<(), StoreError> = store.write(&caller(1), "own", move |tx| {
        tx.insert_retention_decision(&hold(3, RetentionKind::Hold))?;
        tx.decide_retention(RetentionId::from_bytes([3; 16]), officer, true)
    });
    assert!(own.is_err(), "the database refuses who asked for it");
    // A part of the case goes; the other part still opens.
    store
        .write(&caller(1), "erase a part", move |tx| {
            let erased = tx.erase_categories(case, person, &["health".to_owned()], "retain.x")?;
            let expected: Counts =
                [("asked_document", 1), ("case_item", 1), ("document", 1), ("document_part", 1), ("section", 1)]
                    .map(|(t, n)| (t.to_owned(), n))
                    .into();
            assert_eq!((erased.rows, erased.keys), (expected, 1));
            assert_eq!(tx.categories_of(case)?, ["contact", "identity"]);
            assert_eq!(tx.traces_of_case((case, person), Some(&["health".to_owned()]))?, Counts::new());
            assert!(!tx.traces_of_case((case, person), None)?.is_empty());
            assert!(tx.has_person(person)?);
            Ok::<_, StoreError>(())
        })
        .unwrap();
    store
        .write(&caller(1), "erase the case", move |tx| {
            let erased = tx.erase_whole_case(case, person, "retain.x")?;
            assert_eq!(erased.rows.get("person"), Some(&1));
            assert_eq!(erased.rows.get("person_key"), Some(&1));
            assert!(erased.keys >= 2, "{erased:?}");
            assert_eq!(tx.traces_of_case((case, person), None)?, Counts::new());
            assert_eq!(tx.traces_of_person(person)?, Counts::new());
            let entry = EntryId::new(NOON, tx.entropy());
            let disposal = Disposal {
                id: DisposalId::from_bytes([1; 16]),
                destroyed_at: NOON,
                notice_id: "example/housing".to_owned(),
                notice_version: "1.0.0".to_owned(),
                statements: vec!["retain.x".to_owned()],
                rule: "Six years".to_owned(),
                due_on: date(2032, 1, 1),
                classes: vec!["contact".to_owned()],
                whole: true,
                counts: "{}".to_owned(),
                keys: 2,
                decided_by: Some(other),
                entry,
            };
            tx.insert_disposal(&disposal)?;
            assert_eq!(tx.disposals(std::slice::from_ref(&disposal.notice_id), 10)?, std::slice::from_ref(&disposal));
            assert_eq!(tx.disposal(disposal.id)?, Some(disposal));
            let row = |id: u8, at: i64| StoredSchedule {
                id: RetentionId::from_bytes([id; 16]),
                notice_id: "example/housing".to_owned(),
                title: format!("Schedule {id}"),
                source: "record class,keep,from,then".to_owned(),
                imported_at: NOON.plus_seconds(at),
            };
            tx.insert_retention_schedule(&row(1, 5))?;
            tx.insert_retention_schedule(&row(2, 9))?;
            assert_eq!(tx.retention_schedule("example/housing")?, Some(row(2, 9)), "the newest counts");
            assert_eq!(tx.retention_schedule("example/other")?, None);
            let note = |id: u8, medium: &str| SessionNote {
                id: NoteId::from_bytes([id; 16]),
                notice_id: "example/housing".to_owned(),
                statement: "retain.notes".to_owned(),
                medium: medium.to_owned(),
                session: "Panel".to_owned(),
                held_on: date(2026, 1, 1),
                place: "Cabinet".to_owned(),
                destroy_by: date(2026, 1, 29),
                sealed: (medium == "typed").then(|| vec![1]),
                recorded_by: officer,
                recorded_at: NOON,
                destroyed_by: None,
                destroyed_at: None,
                how: None,
            };
            tx.insert_session_note(&note(1, "paper"))?;
            tx.insert_session_note(&note(2, "typed"))?;
            assert_eq!(tx.typed_notes_over(date(2026, 1, 29))?.len(), 0);
            assert_eq!(tx.typed_notes_over(date(2026, 1, 30))?.len(), 1);
            tx.session_note_destroyed(NoteId::from_bytes([2; 16]), None, "key-destroyed")?;
            let notes = tx.session_notes("example/housing", 10)?;
            assert_eq!(notes.iter().map(|n| n.destroyed_at.is_some()).collect::<Vec<_>>(), [false, true]);
            assert_eq!(notes[1].sealed, None, "what was typed is gone with its row");
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

#[test]
fn on_sqlite() {
    tell(&Place::sqlite());
}

#[test]
fn on_postgres() {
    tell(&Place::postgres());
}
