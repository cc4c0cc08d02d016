//! Entries of the ledger are written together, and yet each unit of work stands for itself: on both engines.

use crate::place::{Place, authority, caller, entry};
use kernel::{EntryId, PersonId};
use ledger::{Action, SubjectTag, verify};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Barrier, Mutex};
use store::{LedgerCopy, Store, StoreError, Tx};

/// The ids of all entries, after the ledger was found right.
fn recorded(place: &Place, store: &Store) -> BTreeSet<EntryId> {
    let caller = caller(1);
    store.settle_ledger(caller.authority).unwrap();
    let key = store
        .write(&caller, "checkpoint", |tx| {
            tx.checkpoint()?;
            tx.ledger_key()
        })
        .map_err(|e: StoreError| e)
        .unwrap();
    let mut copy = LedgerCopy::open(&place.url()).unwrap();
    let found = verify(&mut copy.ledger(caller.authority).unwrap(), &key, &mut |_| ()).unwrap();
    let rows = store.write(&caller, "entries", |tx| tx.entries(None, 10_000)).map_err(|e: StoreError| e).unwrap();
    assert_eq!((found.entries, found.signed), (rows.len() as u64, rows.len() as u64));
    assert!(rows.iter().all(|row| row.index.is_some()));
    rows.into_iter().map(|row| row.entry.id).collect()
}

/// Among many who append at the same time are some whose entries do not fit. They are told, and nobody else is.
fn who_does_not_fit_takes_nobody_along(place: &Place) {
    let store = place.open();
    authority(&store, 1);
    let (kept, start) = (Arc::new(Mutex::new(BTreeSet::new())), Arc::new(Barrier::new(12)));
    let threads: Vec<_> = (0..12_u8)
        .map(|thread| {
            let (store, kept, start) = (store.clone(), kept.clone(), start.clone());
            std::thread::spawn(move || {
                start.wait();
                for round in 0..15_u8 {
                    let twice = (thread + round) % 5 == 0;
                    let refused = (thread + round) % 7 == 0;
                    let done = store.write(&caller(1), "look", move |tx| {
                        let entry = entry(tx, Action::Open, &[SubjectTag([thread; 16]), SubjectTag([100 + round; 16])]);
                        tx.append(&entry)?;
                        if twice {
                            tx.append(&entry)?;
                        }
                        if refused { Err(StoreError::Missing("this".to_owned())) } else { Ok(entry.id) }
                    });
                    match done {
                        Ok(id) => {
                            assert!(!twice && !refused);
                            kept.lock().unwrap().insert(id);
                        }
                        Err(StoreError::Missing(_)) => assert!(refused),
                        Err(StoreError::Conflict(_)) => assert!(twice && !refused),
                        Err(other) => unreachable!("{other}"),
                    }
                }
            })
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    let kept = kept.lock().unwrap().clone();
    assert_eq!(recorded(place, &store), kept);
}

fn ids(tx: &mut Tx<'_>) -> Result<BTreeSet<EntryId>, StoreError> {
    Ok(tx.entries(None, 100)?.into_iter().map(|row| row.entry.id).collect())
}

/// A unit of work reads what it appended itself; if it is undone, what others appended stays.
fn what_is_appended_is_read(place: &Place) {
    let store = place.open();
    authority(&store, 1);
    let start = Arc::new(Barrier::new(8));
    let threads: Vec<_> = (0..8_u8)
        .map(|thread| {
            let (store, start) = (store.clone(), start.clone());
            std::thread::spawn(move || {
                let mut kept = Vec::new();
                start.wait();
                for round in 0..10_u8 {
                    let undone = (thread + round) % 3 == 0;
                    let reads = (thread + round) % 2 == 0;
                    let done = store.write(&caller(1), if reads { "read" } else { "look" }, move |tx| {
                        let entry = entry(tx, Action::Open, &[SubjectTag([thread; 16])]);
                        tx.append(&entry)?;
                        if reads {
                            assert!(ids(tx)?.contains(&entry.id));
                            assert_eq!(tx.entry(entry.id)?.map(|row| row.entry), Some(entry.clone()));
                            assert!(!tx.entries_about(SubjectTag([thread; 16]), None, 100)?.is_empty());
                        }
                        if undone { Err(StoreError::Missing("this".to_owned())) } else { Ok(entry.id) }
                    });
                    assert_eq!(done.is_err(), undone, "{done:?}");
                    kept.extend(done.ok());
                }
                kept
            })
        })
        .collect();
    let kept: BTreeSet<EntryId> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
    assert_eq!(recorded(place, &store), kept);
}

/// Those who only look share commits; and who looked first and writes later is recorded once each time.
fn who_looks_may_write_later(place: &Place) {
    if let Place::Postgres { cluster, url } = place {
        // As on a disk that takes its time: who comes meanwhile shares the next commit.
        let database = url.rsplit('/').next().unwrap();
        for setting in ["commit_delay = 3000", "commit_siblings = 0"] {
            cluster.sql("postgres", &format!("ALTER DATABASE {database} SET {setting}")).unwrap();
        }
    }
    let store = place.open();
    authority(&store, 1);
    // Whoever asks first for the key of look-up makes it, and is known as one that writes.
    store.write(&caller(1), "set up", |tx| tx.blind_index().map(|_| ())).unwrap();
    let before = store.stats();
    let (made, start) = (Arc::new(AtomicU64::new(0)), Arc::new(Barrier::new(16)));
    let threads: Vec<_> = (0..16)
        .map(|thread| {
            let (store, made, start) = (store.clone(), made.clone(), start.clone());
            std::thread::spawn(move || {
                start.wait();
                for round in 0..20 {
                    let writes = thread == 0 && round == 15;
                    // What writes once is known by its name: the others go on sharing.
                    let name = if thread == 0 { "sometimes" } else { "look" };
                    store
                        .write(&caller(1), name, move |tx| {
                            tx.blind_index()?;
                            let entry = entry(tx, Action::Open, &[SubjectTag([1; 16])]);
                            tx.append(&entry)?;
                            if writes {
                                let id = PersonId::new(tx.now(), tx.entropy());
                                tx.insert_person(id, &[])?;
                            }
                            Ok::<_, StoreError>(())
                        })
                        .unwrap();
                    made.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    let after = store.stats();
    let (commits, works) = (after.commits - before.commits, after.works - before.works);
    assert!(commits < works, "{works} units of work took {commits} commits");
    assert_eq!(recorded(place, &store).len() as u64, made.load(Ordering::Relaxed));
}

/// Who has something is found among those entries alone that may tell of it.
fn what_went_outside_is_found_by_itself(place: &Place) {
    let store = place.open();
    authority(&store, 1);
    let tag = SubjectTag([7; 16]);
    let made = store
        .write(&caller(1), "look", move |tx| {
            let mut made = Vec::new();
            for (principal, released) in [
                ("role:housing-officer", "identity"),
                ("police", "identity"),
                ("police", ""),
                ("subject", "identity"),
                ("", "identity"),
                ("class:providers", "health"),
            ] {
                let mut one = entry(tx, Action::Open, &[tag]);
                principal.clone_into(&mut one.principal);
                one.released = Some(released).filter(|r| !r.is_empty()).map(str::to_owned).into_iter().collect();
                tx.append(&one)?;
                made.push(one.id);
            }
            Ok::<_, StoreError>(made)
        })
        .unwrap();
    store.settle_ledger(caller(1).authority).unwrap();
    let found = |before: Option<EntryId>| {
        let rows = store.write(&caller(1), "read", move |tx| tx.entries_outside(tag, before, 100));
        let mut ids: Vec<EntryId> = rows.map_err(|e: StoreError| e).unwrap().iter().map(|row| row.entry.id).collect();
        ids.sort_unstable();
        ids
    };
    let outside = |wanted: &[usize]| {
        let mut ids: Vec<EntryId> = wanted.iter().map(|n| made[*n]).collect();
        ids.sort_unstable();
        ids
    };
    assert_eq!(found(None), outside(&[1, 5]));
    let latest = made[1].max(made[5]);
    assert_eq!(found(Some(latest)), [made[1].min(made[5])], "pages go on where they ended");
}

fn all(place: &dyn Fn() -> Place) {
    who_does_not_fit_takes_nobody_along(&place());
    what_is_appended_is_read(&place());
    who_looks_may_write_later(&place());
    what_went_outside_is_found_by_itself(&place());
}

#[test]
fn what_is_appended_on_sqlite() {
    all(&Place::sqlite);
}

#[test]
fn what_is_appended_on_postgresql() {
    all(&Place::postgres);
}
