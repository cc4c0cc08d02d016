//! The part of the story that is about imports.

use crate::place::NOON;
use crate::story::write;
use jiff::civil::{Date, date};
use kernel::{AccountId, CaseId, ImportId, PersonId};
use store::{ImportIssue, ImportPlace, ImportRun, ImportedCase, Store, StoreError};

const TODAY: Date = date(2026, 11, 21);

pub fn imports(store: &Store, officer: AccountId, case: CaseId) {
    let run = write(store, move |tx| {
        let run = ImportRun {
            id: ImportId::new(NOON, tx.entropy()),
            account: officer,
            capacity: "example/housing#role:officer".to_owned(),
            notice_id: "example/housing".to_owned(),
            service: "homelessness".to_owned(),
            purpose: "relieve".to_owned(),
            source: "subject".to_owned(),
            person: PersonId::new(NOON, tx.entropy()),
            record_class: "import-file".to_owned(),
            heads_digest: vec![1; 16],
            file_digest: vec![2; 16],
            mapping: vec!["identity.name".to_owned(), String::new()],
            only_new: false,
            state: "mapping".to_owned(),
            total: 3,
            parts: 2,
            next_part: 1,
            counts: "{}".to_owned(),
            problem: String::new(),
            made_at: NOON,
            expires_on: TODAY,
            ended_at: None,
            token: None,
        };
        tx.insert_import(&run)?;
        for part in 0..=2 {
            tx.insert_import_part(run.id, part, &[7, 8, 9])?;
        }
        assert_eq!(tx.import(run.id)?.as_ref(), Some(&run));
        assert_eq!(tx.imports(officer, 5)?, std::slice::from_ref(&run));
        assert_eq!(tx.imports(AccountId::from_bytes([0; 16]), 5)?, []);
        assert_eq!(tx.import_part(run.id, 2)?, Some(vec![7, 8, 9]));
        assert_eq!(tx.import_part(run.id, 3)?, None);
        assert_ne!(run.place(1), run.place(2), "each part is sealed for its own place");
        Ok(run)
    })
    .unwrap();
    let (id, mapped) = (run.id, run.clone());
    write(store, move |tx| {
        tx.map_import(id, &[String::new(), "identity.name".to_owned()], true)?;
        let place = ImportPlace {
            state: "running",
            next_part: 2,
            counts: "{\"made\":1}".to_owned(),
            problem: "the store was full".to_owned(),
            ended: false,
        };
        tx.move_import(&mapped, &place)?;
        let moved = tx.import(id)?;
        assert!(
            moved.is_some_and(|r| r.only_new && r.next_part == 2 && r.state == "running" && r.mapping[0].is_empty())
        );
        Ok(())
    })
    .unwrap();
    let again = write(store, move |tx| {
        let place =
            ImportPlace { state: "done", next_part: 2, counts: "{}".to_owned(), problem: String::new(), ended: true };
        tx.move_import(&run, &place)
    });
    assert!(matches!(again, Err(StoreError::Conflict(_))), "another worker was quicker: {again:?}");
    let issue = |number: i32, kind: &str| ImportIssue {
        number,
        kind: kind.to_owned(),
        detail: vec![format!("{number}|put it right")],
    };
    let made = ImportedCase { number: 3, case_id: case, kept: false };
    write(store, move |tx| {
        let many: Vec<ImportIssue> = (10..80).map(|n| issue(n, "alike")).collect();
        tx.insert_import_issues(id, &[issue(2, "wrong")])?;
        tx.insert_import_issues(id, &many)?;
        assert_eq!(tx.import_issues(id, Some("wrong"), 0, 9)?, [issue(2, "wrong")]);
        assert_eq!(tx.import_issues(id, None, 10, 2)?, [issue(11, "alike"), issue(12, "alike")]);
        tx.drop_import_issues(id)?;
        assert_eq!(tx.import_issues(id, None, 0, 9)?, []);
        tx.insert_imported_cases(id, &[made])?;
        assert_eq!(tx.imported_cases(id, 9)?, [made]);
        tx.keep_imported_case(id, 3)?;
        assert_eq!(tx.imported_cases(id, 9)?, [], "what is kept is not taken back again");
        assert_eq!(tx.imports_expired(TODAY)?, [], "its last day counts");
        let tomorrow = TODAY.tomorrow().unwrap_or(TODAY);
        assert_eq!(tx.imports_expired(tomorrow)?.len(), 1);
        tx.drop_import_parts(id)?;
        assert_eq!(tx.imports_expired(tomorrow)?, []);
        Ok(())
    })
    .unwrap();
    let none = write(store, move |tx| tx.keep_imported_case(id, 9));
    assert!(matches!(none, Err(StoreError::Missing(_))), "{none:?}");
    let twice = write(store, move |tx| tx.insert_imported_cases(id, &[made]));
    assert!(twice.is_err(), "no two cases of one row");
}
