//! What is done in a transaction of its own, what is remembered of counts, and what stands around a case: on both engines.

use crate::place::{Place, authority, caller};
use crate::story::{account, key, opened, published};
use jiff::civil::date;
use kernel::PersonId;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Barrier};
use store::{Around, CaseFilter, CaseState, StoreError};

/// Large units of work among many small ones: each is kept whole or not at all, and those beside it as if it were not there.
fn much_among_little(place: &Place) {
    let store = place.open();
    authority(&store, 1);
    let kept = Arc::new(AtomicU64::new(0));
    let start = Arc::new(Barrier::new(8));
    let threads: Vec<_> = (0..8_u8)
        .map(|thread| {
            let (store, kept, start) = (store.clone(), kept.clone(), start.clone());
            std::thread::spawn(move || {
                start.wait();
                for round in 0..20_u8 {
                    let fails = (thread + round) % 3 == 0;
                    let work = move |tx: &mut store::Tx<'_>| {
                        for _ in 0..10 {
                            let id = PersonId::new(tx.now(), tx.entropy());
                            tx.insert_person(id, &[key(thread, 1)])?;
                            tx.ring_for_sealing(&[(id, "casework")])?;
                        }
                        if fails { Err(StoreError::Bug("not to be kept".to_owned())) } else { Ok(()) }
                    };
                    let done = if thread % 2 == 0 {
                        store.write_much(&caller(1), "much", work)
                    } else {
                        store.write(&caller(1), "little", work)
                    };
                    assert_eq!(done.is_err(), fails, "{done:?}");
                    kept.fetch_add(u64::from(!fails) * 10, Ordering::Relaxed);
                }
            })
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    let met = store
        .write(&caller(1), "count", |tx| {
            let mut met = 0;
            for thread in 0..8_u8 {
                met += tx.postings(&[key(thread, 1).digest], 10_000)?.iter().map(|p| p.people.len()).sum::<usize>();
            }
            Ok::<_, StoreError>(met as u64)
        })
        .unwrap();
    assert_eq!(met, kept.load(Ordering::Relaxed));
}

/// Counts follow every change of a case, and none that was undone.
fn counts_follow(place: &Place) {
    let store = place.open();
    authority(&store, 1);
    let version = published(&store);
    let all = CaseFilter { state: Some(CaseState::Open), ..CaseFilter::default() };
    let (early, late) = (date(2026, 1, 1), date(2027, 1, 1));
    let tally = |store: &store::Store| {
        let all = all.clone();
        store
            .write(&caller(1), "tally", move |tx| tx.tally_cases(&all, early, late))
            .map_err(|e: StoreError| e)
            .unwrap()
            .all
    };
    assert_eq!(tally(&store), 0);
    let case = store
        .write(&caller(1), "open", move |tx| Ok::<_, StoreError>(opened(tx, version, None, None, &[key(1, 1)])?.1))
        .unwrap();
    assert_eq!((tally(&store), tally(&store)), (1, 1));
    // A count within a unit of work that is then undone must not be taken for what is so.
    let (undone, counted) = (Arc::new(AtomicU64::new(0)), all.clone());
    let seen = undone.clone();
    let failed: Result<(), StoreError> = store.write(&caller(1), "undone", move |tx| {
        opened(tx, version, None, None, &[key(2, 1)])?;
        seen.store(tx.tally_cases(&counted, early, late)?.all, Ordering::Relaxed);
        Err(StoreError::Bug("not to be kept".to_owned()))
    });
    assert!(failed.is_err());
    assert_eq!((undone.load(Ordering::Relaxed), tally(&store)), (2, 1));
    store
        .write(&caller(1), "close", move |tx| tx.close_case(case, date(2026, 5, 1), "other", None))
        .map_err(|e: StoreError| e)
        .unwrap();
    assert_eq!(tally(&store), 0);
    // Another program on the same database.
    let other = place.open();
    other
        .write(&caller(1), "open", move |tx| opened(tx, version, None, None, &[key(3, 1)]).map(|_| ()))
        .map_err(|e: StoreError| e)
        .unwrap();
    assert_eq!(tally(&store), 1);
}

/// What a case has none of is not said to be there, and what it has is.
fn around(place: &Place) {
    let store = place.open();
    authority(&store, 1);
    let version = published(&store);
    let nothing = Around {
        access: false,
        parties: false,
        consents: false,
        facts: false,
        items: false,
        warnings: false,
        shares: false,
        members: false,
        marks: false,
    };
    let (bare, busy) = store
        .write(&caller(1), "open", move |tx| {
            let officer = account(tx, "one");
            tx.insert_account(&officer)?;
            let bare = opened(tx, version, Some(officer.id), None, &[key(1, 1)])?.1;
            let busy = opened(tx, version, Some(officer.id), None, &[key(2, 1)])?.1;
            let link = store::CaseParty {
                id: kernel::TaskId::new(tx.now(), tx.entropy()),
                case_id: busy,
                party: "party:police".to_owned(),
                account: None,
                enrolment: None,
                since: date(2026, 1, 1),
                until: Some(date(2026, 1, 2)),
            };
            tx.insert_case_party(&link)?;
            Ok::<_, StoreError>((bare, busy))
        })
        .unwrap();
    let of = |case| store.write(&caller(1), "around", move |tx| tx.around(case)).map_err(|e: StoreError| e).unwrap();
    assert_eq!(of(bare), Some(nothing));
    assert_eq!(of(busy), Some(Around { parties: true, ..nothing }), "also of what has ended");
    assert_eq!(of(kernel::CaseId::from_bytes([9; 16])), None);
}

/// A key that very many have finds nobody, but counts for those whom another one finds.
fn common_keys(place: &Place) {
    let store = place.open();
    authority(&store, 1);
    let (rare, common) = (key(1, 12), key(2, 9));
    let met = store
        .write(&caller(1), "people", move |tx| {
            let mut last = None;
            for n in 0..150 {
                let id = PersonId::new(tx.now(), tx.entropy());
                let keys = if n == 149 { vec![rare, common] } else { vec![common] };
                tx.insert_person(id, &keys)?;
                last = Some(id);
            }
            let both = tx.who_has(&[rare.digest, common.digest])?;
            Ok::<_, StoreError>((last, both, tx.who_has(&[common.digest])?, tx.candidates(&[common.digest], 10)?))
        })
        .unwrap();
    let (last, both, alone, walked) = met;
    assert_eq!(both.into_iter().map(|(p, keys)| (Some(p), keys)).collect::<Vec<_>>(), [(last, vec![0, 1])]);
    assert!(alone.is_empty());
    assert_eq!(walked.len(), 10, "what is seldom asked finds them all the same");
}

fn all(place: &dyn Fn() -> Place) {
    much_among_little(&place());
    counts_follow(&place());
    around(&place());
    common_keys(&place());
}

#[test]
fn much_and_counts_on_sqlite() {
    all(&Place::sqlite);
}

#[test]
fn much_and_counts_on_postgresql() {
    all(&Place::postgres);
}
