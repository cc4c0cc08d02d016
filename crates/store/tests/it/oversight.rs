//! Files that somebody approves and looks that are counted, on both engines: decided once and by somebody else, taken once, and of one
//! authority alone.

use crate::place::{NOON, Place, authority, caller};
use jiff::civil::{Date, date};
use kernel::{AccountId, RegisterId};
use store::{Account, FileRequest, LookCount, StoreError, UnusualLook};

fn account(n: u8) -> Account {
    Account {
        id: AccountId::from_bytes([n; 16]),
        username: format!("user-{n}"),
        name: "Robin Sample".to_owned(),
        administers: false,
        capacities: Vec::new(),
        enrolment: None,
        created_at: NOON,
        disabled_at: None,
        confirm_by: None,
        trained_until: None,
        bound_by: None,
    }
}

fn count(on_day: Date, records: i64) -> LookCount {
    LookCount {
        on_day,
        notice_id: "a/b".to_owned(),
        account: AccountId::from_bytes([1; 16]),
        records,
        searches: 0,
        at_night: 1,
        most_one: 2,
    }
}

fn tell(place: &Place) {
    let store = place.open();
    authority(&store, 1);
    authority(&store, 2);
    let (one, other) = (AccountId::from_bytes([1; 16]), AccountId::from_bytes([2; 16]));
    let (day, next) = (date(2026, 11, 20), date(2026, 11, 21));
    let [file, second] = store
        .write(&caller(1), "files", move |tx| {
            tx.insert_account(&account(1))?;
            tx.insert_account(&account(2))?;
            let ids = [RegisterId::new(NOON, tx.entropy()), RegisterId::new(NOON, tx.entropy())];
            for id in ids {
                let new = FileRequest {
                    id,
                    notice_id: "a/b".to_owned(),
                    made_by: one,
                    principal: "role:officer".to_owned(),
                    list: "tasks".to_owned(),
                    label: "Tasks".to_owned(),
                    query: "whose=mine".to_owned(),
                    why: "work".to_owned(),
                    made_at: NOON,
                    state: "asked".to_owned(),
                    decided_by: None,
                    decided_at: None,
                    until_on: None,
                    taken_at: None,
                };
                tx.insert_file_request(&new)?;
                assert_eq!(tx.file_request(id)?, Some(new));
            }
            assert_eq!(tx.file_requests("a/b", 10)?.len(), 2);
            assert!(tx.file_requests("a/c", 10)?.is_empty());
            assert_eq!(tx.open_file_requests(one, "a/b", "tasks")?.len(), 2);
            assert!(tx.open_file_requests(other, "a/b", "tasks")?.is_empty());
            Ok::<_, StoreError>(ids)
        })
        .unwrap();
    let own = store.write(&caller(1), "own approval", move |tx| tx.decide_file_request(file, one, Some(next)));
    assert!(own.is_err(), "whoever asked for a file approved it");
    let taken = |id| store.write(&caller(1), "take", move |tx| tx.file_taken(id));
    assert!(matches!(taken(file), Err(StoreError::Missing(_))), "nobody approved it");
    store
        .write(&caller(1), "decide", move |tx| {
            tx.decide_file_request(file, other, Some(next))?;
            tx.decide_file_request(second, other, None)?;
            let kept = tx.file_request(file)?.unwrap();
            assert_eq!((kept.state.as_str(), kept.decided_by, kept.until_on), ("approved", Some(other), Some(next)));
            tx.file_taken(file)?;
            assert!(tx.open_file_requests(one, "a/b", "tasks")?.is_empty());
            Ok::<_, StoreError>(())
        })
        .unwrap();
    assert!(matches!(taken(file), Err(StoreError::Missing(_))), "it is taken once");
    assert!(matches!(taken(second), Err(StoreError::Missing(_))), "it was refused");
    let again = store.write(&caller(1), "decide", move |tx| tx.decide_file_request(second, other, Some(next)));
    assert!(matches!(again, Err(StoreError::Missing(_))), "it is decided once");
    let look = store
        .write(&caller(1), "looks", move |tx| {
            tx.put_look_counts(day, &[count(day, 5)])?;
            tx.put_look_counts(day, &[count(day, 7)])?;
            tx.put_look_counts(next, &[count(next, 9)])?;
            assert_eq!(tx.look_counts(day, next)?, [count(day, 7)], "what stood there is replaced");
            let new = UnusualLook {
                id: RegisterId::new(NOON, tx.entropy()),
                on_day: day,
                notice_id: "a/b".to_owned(),
                account: one,
                kind: "night".to_owned(),
                found: 9,
                usual: Some(2),
                made_at: NOON,
                finding: None,
                reviewed_by: None,
                reviewed_at: None,
            };
            let again = UnusualLook { id: RegisterId::new(NOON, tx.entropy()), ..new.clone() };
            assert!(tx.insert_unusual_look(&new)? && !tx.insert_unusual_look(&again)?, "once");
            assert_eq!(tx.unusual_looks("a/b", 10)?, std::slice::from_ref(&new));
            Ok::<_, StoreError>(new.id)
        })
        .unwrap();
    let own = store.write(&caller(1), "own review", move |tx| tx.review_unusual_look(look, "work", one));
    assert!(own.is_err(), "whoever looked reviewed it");
    let elsewhere = store.write(&caller(2), "elsewhere", move |tx| {
        let files = tx.file_requests("a/b", 10)?.len();
        Ok::<_, StoreError>((
            files,
            tx.file_request(file)?,
            tx.look_counts(day, date(2026, 12, 1))?,
            tx.unusual_look(look)?,
        ))
    });
    assert_eq!(elsewhere.unwrap(), (0, None, Vec::new(), None), "another authority's are seen here");
    store
        .write(&caller(1), "review", move |tx| {
            assert_eq!(tx.forget_oversight(day, NOON)?, 0, "nothing is that old");
            tx.review_unusual_look(look, "work", other)?;
            assert_eq!(tx.unusual_look(look)?.unwrap().finding.as_deref(), Some("work"));
            // One day's counts, the review, and both files.
            let later = tx.now().plus_seconds(1);
            assert_eq!(tx.forget_oversight(next, later)?, 4);
            assert_eq!(tx.look_counts(day, date(2026, 12, 1))?, [count(next, 9)]);
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

#[test]
fn oversight_on_sqlite() {
    tell(&Place::sqlite());
}

#[test]
fn oversight_on_postgresql() {
    tell(&Place::postgres());
}
