//! Commits in groups, failures that stay alone, crashes, faults of the disk, two processes.

use crate::place::{NOON, Place, authority, caller, entry};
use kernel::{Caller, FixedClock, PersonId};
use ledger::{Action, LedgerSource, Nodes, check_proof, verify};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use store::{LedgerCopy, OpenError, Store, StoreConfig, StoreError};

fn append(store: &Store, caller: &Caller) -> Result<kernel::EntryId, StoreError> {
    store.write(caller, "append", |tx| {
        let entry = entry(tx, Action::Administer, &[]);
        tx.append(&entry).map(|receipt| receipt.entry())
    })
}

/// Verifies the ledger, from the outside, and answers with the number of entries.
fn verified(place: &Place, store: &Store, caller: &Caller) -> u64 {
    store.settle_ledger(caller.authority).unwrap();
    let key = store
        .write(caller, "sign", |tx| {
            tx.checkpoint()?;
            tx.ledger_key()
        })
        .map_err(|e: StoreError| e)
        .unwrap();
    let mut copy = LedgerCopy::open(&place.url()).unwrap();
    let found = verify(&mut copy.ledger(caller.authority).unwrap(), &key, &mut |_| ()).unwrap();
    assert_eq!(found.signed, found.entries);
    found.entries
}

fn concurrently(store: &Store, threads: usize, each: usize, run: impl Fn(&Store, usize) + Sync) {
    std::thread::scope(|scope| {
        for n in 0..threads {
            let run = &run;
            scope.spawn(move || (0..each).for_each(|i| run(store, n * each + i)));
        }
    });
}

#[test]
fn many_writes_share_few_commits() {
    let place = Place::sqlite();
    let store = place.open();
    let caller = authority(&store, 1);
    let before = store.stats();
    concurrently(&store, 32, 10, |store, _| {
        append(store, &caller).unwrap();
    });
    let after = store.stats();
    assert_eq!(after.works - before.works, 320);
    let commits = after.commits - before.commits;
    assert!(commits < 160, "{commits} commits for 320 units of work");
    assert_eq!(verified(&place, &store, &caller), 320);
}

#[test]
fn a_unit_of_work_that_fails_takes_nothing_with_it() {
    for place in [Place::sqlite(), Place::postgres()] {
        let store = place.open();
        let caller = authority(&store, 1);
        let run = |store: &Store, n: usize| {
            let done = store.write(&caller, "mixed", move |tx| {
                let person = PersonId::new(tx.now(), tx.entropy());
                tx.insert_person(person, &[])?;
                tx.ring_for_sealing(&[(person, "casework")])?;
                let entry = entry(tx, Action::Create, &[]);
                tx.append(&entry)?;
                match n % 4 {
                    0 => Err(StoreError::Bug("no".to_owned())),
                    1 => panic!("a closure that panics"),
                    // An error that the closure overlooks.
                    2 => tx.insert_person(person, &[]).or(Ok(())),
                    _ => Ok(()),
                }
            });
            assert_eq!(done.is_ok(), n % 4 == 3, "{n}: {done:?}");
        };
        // Panics are part of this test; their messages are noise.
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| ()));
        concurrently(&store, 8, 8, run);
        std::panic::set_hook(hook);
        assert_eq!(verified(&place, &store, &caller), 16, "{:?}", store.engine());
    }
}

#[test]
fn what_was_answered_is_there_after_a_crash() {
    let place = Place::sqlite();
    let store = place.open();
    let caller = authority(&store, 1);
    let person = PersonId::from_bytes([5; 16]);
    store
        .write(&caller, "person", move |tx| {
            tx.insert_person(person, &[])?;
            tx.ring_for_sealing(&[(person, "casework")]).map(|_| ())
        })
        .map_err(|e: StoreError| e)
        .unwrap();
    for _ in 0..25 {
        append(&store, &caller).unwrap();
    }
    // What lies on the disk at this moment, as a crash would leave it: the files with their logs, nothing closed.
    let copy = Place::sqlite();
    let (Place::Sqlite(from), Place::Sqlite(to)) = (&place, &copy) else { unreachable!() };
    for file in std::fs::read_dir(from).unwrap().map(|f| f.unwrap()) {
        if !file.file_name().to_string_lossy().ends_with("-shm") {
            std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
        }
    }
    let again = copy.open();
    append(&again, &caller).unwrap();
    assert_eq!(verified(&copy, &again, &caller), 26);
    let there = again.write(&caller, "look", move |tx| {
        let ring = tx.ring(&[(person, "casework")])?;
        let place = store::section_place(person, "casework", kernel::SectionId::from_bytes([1; 16]), 1);
        Ok::<_, StoreError>((tx.has_person(person)?, ring.seal(&place, b"x", tx.entropy()).is_ok()))
    });
    assert_eq!(there, Ok((true, true)), "the row and its key");
}

#[test]
fn a_database_that_crashes_loses_nothing_and_needs_no_hands() {
    let cluster = Arc::new(crate::postgres::Cluster::start());
    let place = Place::Postgres { url: cluster.database(), cluster: cluster.clone() };
    let store = place.open();
    let caller = authority(&store, 1);
    let answered = AtomicU32::new(0);
    let failed = AtomicU32::new(0);
    let until = Instant::now() + Duration::from_secs(6);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                while Instant::now() < until {
                    match append(&store, &caller) {
                        Ok(_) => answered.fetch_add(1, Ordering::Relaxed),
                        Err(StoreError::Unavailable(_)) => {
                            std::thread::sleep(Duration::from_millis(20));
                            failed.fetch_add(1, Ordering::Relaxed)
                        }
                        Err(other) => panic!("{other}"),
                    };
                }
            });
        }
        std::thread::sleep(Duration::from_millis(800));
        cluster.crash().unwrap();
        std::thread::sleep(Duration::from_millis(300));
        cluster.boot().unwrap();
    });
    assert!(answered.load(Ordering::Relaxed) > 0 && failed.load(Ordering::Relaxed) > 0);
    let entries = verified(&place, &store, &caller);
    // A commit whose answer was lost may have been done: then there is an entry more, never one less.
    let answered = u64::from(answered.load(Ordering::Relaxed));
    assert!(entries >= answered && entries <= answered + 8, "{entries} entries, {answered} answers");
}

#[test]
fn two_processes_share_one_ledger() {
    let place = Place::postgres();
    let config = || StoreConfig { lease: Duration::from_millis(200), ..place.config() };
    let (one, two) = (Store::open(config()).unwrap(), Store::open(config()).unwrap());
    let caller = authority(&one, 1);
    std::thread::scope(|scope| {
        for store in [&one, &two] {
            let caller = &caller;
            scope.spawn(move || {
                concurrently(store, 6, 40, |store, _| {
                    append(store, caller).unwrap();
                });
            });
        }
    });
    // The sequencers do it by themselves, in a moment.
    let until = Instant::now() + Duration::from_secs(10);
    let placed = || one.write(&caller, "size", |tx| tx.ledger_size()).map_err(|e: StoreError| e).unwrap();
    while placed() < 480 && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(placed(), 480);
    // One goes; the other takes over.
    drop(one);
    append(&two, &caller).unwrap();
    assert_eq!(verified(&place, &two, &caller), 481);
}

#[test]
fn two_that_change_the_same_row_both_succeed_one_after_the_other() {
    for place in [Place::sqlite(), Place::postgres()] {
        let store = place.open();
        let caller = authority(&store, 1);
        store
            .write(&caller, "account", |tx| {
                let mut account = crate::story::account(tx, "counter");
                account.name = "0".to_owned();
                tx.insert_account(&account)
            })
            .map_err(|e: StoreError| e)
            .unwrap();
        concurrently(&store, 6, 10, |store, _| {
            store
                .write(&caller, "count", |tx| {
                    let mut account = tx.account_named("counter")?.unwrap();
                    account.name = (account.name.parse::<u32>().unwrap() + 1).to_string();
                    tx.update_account(&account)
                })
                .map_err(|e: StoreError| e)
                .unwrap();
        });
        let name = store.write(&caller, "read", |tx| Ok::<_, StoreError>(tx.account_named("counter")?.unwrap().name));
        assert_eq!(name.unwrap(), "60", "{:?}", store.engine());
    }
}

#[test]
fn a_proof_of_an_entry_convinces_somebody_else() {
    let place = Place::sqlite();
    let store = place.open();
    let caller = authority(&store, 1);
    let ids: Vec<_> = (0..9).map(|_| append(&store, &caller).unwrap()).collect();
    let early = ids[3];
    let none = store.write(&caller, "early", move |tx| tx.prove_entry(early)).map_err(|e: StoreError| e).unwrap();
    assert_eq!(none, None, "no checkpoint covers it yet");
    verified(&place, &store, &caller);
    let (file, key) = store
        .write(&caller, "prove", move |tx| Ok::<_, StoreError>((tx.prove_entry(early)?.unwrap(), tx.ledger_key()?)))
        .unwrap();
    let proven = check_proof(&file, &key).unwrap();
    assert_eq!((proven.entry.id, proven.index), (early, 3));
    // From a copy, without keys.
    let mut copy = LedgerCopy::open(&place.url()).unwrap();
    assert_eq!(copy.index_of(caller.authority, early), Ok(Some(3)));
    let mut ledger = copy.ledger(caller.authority).unwrap();
    assert_eq!(ledger.leaves(3, 1).unwrap().len(), 1);
    assert_eq!(ledger.checkpoints().unwrap().len(), 1);
    assert_eq!(ledger.read(&[ledger::NodeId { level: 3, index: 0 }]).unwrap().len(), 1);
}

#[test]
fn checkpoints_are_signed_by_themselves() {
    for place in [Place::sqlite(), Place::postgres()] {
        let store = Store::open(StoreConfig { checkpoint_every: Duration::from_millis(50), ..place.config() }).unwrap();
        let caller = authority(&store, 1);
        append(&store, &caller).unwrap();
        let until = Instant::now() + Duration::from_secs(10);
        let signed = || store.read(&caller, "signed", |tx| tx.last_checkpoint()).map_err(|e: StoreError| e).unwrap();
        while signed().is_none() && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(20));
        }
        assert!(signed().is_some(), "{:?}", store.engine());
    }
}

#[test]
fn what_stands_in_the_way_of_opening_is_said() {
    let place = Place::sqlite();
    let Place::Sqlite(folder) = &place else { unreachable!() };
    let config = |url: String| StoreConfig { url, ..place.config() };
    let opened = |url: String| Store::open(config(url)).map(|_| ());
    assert!(matches!(opened("nothing://x".to_owned()), Err(OpenError::Address)));
    let absent = folder.join("absent").join("data.db").display().to_string();
    assert!(matches!(opened(absent), Err(OpenError::Connect { .. })));
    let nowhere = "postgres://nobody:sesame@localhost:1/none".to_owned();
    let error = opened(nowhere.clone()).unwrap_err();
    assert!(matches!(error, OpenError::Connect { .. }) && !error.to_string().contains("sesame"), "{error}");
    let mixed = StoreConfig { keys_url: Some(nowhere), ..place.config() };
    assert!(matches!(Store::open(mixed), Err(OpenError::Mixed)));
    let garbage = folder.join("garbage.db");
    std::fs::write(&garbage, vec![b'x'; 8192]).unwrap();
    let error = opened(garbage.display().to_string()).unwrap_err();
    assert!(matches!(error, OpenError::Damaged { .. }), "{error}");
    // A newer version has been here.
    drop(place.open());
    for place in [&place, &Place::postgres()] {
        drop(place.open());
        let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('99999999999999')";
        match place {
            Place::Sqlite(folder) => {
                use diesel::Connection as _;
                use diesel::connection::SimpleConnection as _;
                let file = folder.join("data.db").display().to_string();
                diesel::SqliteConnection::establish(&file).unwrap().batch_execute(newer).unwrap();
            }
            Place::Postgres { cluster, url } => {
                let sql = format!("SET search_path = casement; {newer}");
                cluster.sql(url.rsplit('/').next().unwrap(), &sql).unwrap();
            }
        }
        let error = Store::open(place.config()).unwrap_err();
        assert!(matches!(&error, OpenError::Newer { version, .. } if version == "99999999999999"), "{error}");
    }
}

#[test]
fn the_files_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::sqlite();
    let store = place.open();
    authority(&store, 1);
    let Place::Sqlite(folder) = &place else { unreachable!() };
    for file in std::fs::read_dir(folder).unwrap().map(|f| f.unwrap()) {
        let mode = file.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{:?}", file.file_name());
    }
}

#[test]
fn destroyed_keys_leave_no_bytes_in_the_files() {
    let place = Place::sqlite();
    let store = place.open();
    let caller = authority(&store, 1);
    let person = PersonId::from_bytes([6; 16]);
    let wrapped = store
        .write(&caller, "keys", move |tx| {
            tx.ring_for_sealing(&[(person, "casework")])?;
            tx.with_key_store(|store, _, _| Ok(store.get(&[(person, "casework")])?))
        })
        .map_err(|e: StoreError| e)
        .unwrap();
    let sealing::KeyState::Live(wrapped) = &wrapped[0].state else { panic!("a live key") };
    let Place::Sqlite(folder) = &place else { unreachable!() };
    let found = || {
        std::fs::read_dir(folder)
            .unwrap()
            .filter(|f| {
                let bytes = std::fs::read(f.as_ref().unwrap().path()).unwrap();
                bytes.windows(wrapped.bytes.len()).any(|w| w == wrapped.bytes)
            })
            .count()
    };
    assert!(found() > 0);
    store
        .write(&caller, "erase", move |tx| tx.destroy_keys(person, None, "test").map(|_| ()))
        .map_err(|e: StoreError| e)
        .unwrap();
    assert_eq!(found(), 0, "neither in the file nor in its log");
}

#[test]
fn reads_that_are_not_recorded_have_no_keys_and_cannot_write() {
    for place in [Place::sqlite(), Place::postgres()] {
        let store = place.open();
        let one = authority(&store, 1);
        let keys = store.read(&one, "keys", |tx| tx.ring(&[(PersonId::from_bytes([1; 16]), "casework")]).map(|_| ()));
        assert!(matches!(keys, Err(StoreError::Keys(_))), "{keys:?}");
        let write = store.read(&one, "write", |tx| tx.insert_person(PersonId::from_bytes([1; 16]), &[]));
        assert!(matches!(write, Err(StoreError::ReadOnly(_))), "{write:?}");
        let append = store.read(&caller(1), "append", |tx| {
            let entry = entry(tx, Action::Open, &[]);
            tx.append(&entry).map(|_| ())
        });
        assert!(matches!(append, Err(StoreError::Bug(_))), "{append:?}");
        store.health().unwrap();
    }
}

#[test]
fn time_never_runs_backwards_in_the_ledger() {
    let place = Place::sqlite();
    let clock = Arc::new(FixedClock::at(NOON));
    let store = Store::open(StoreConfig { clock: clock.clone(), ..place.config() }).unwrap();
    let caller = authority(&store, 1);
    append(&store, &caller).unwrap();
    clock.advance_seconds(-3600);
    append(&store, &caller).unwrap();
    let rows = store.write(&caller, "read", |tx| tx.entries(None, 9)).map_err(|e: StoreError| e).unwrap();
    assert!(rows.iter().all(|r| r.entry.at == NOON));
}

#[test]
fn a_unit_of_work_within_another_is_refused() {
    let place = Place::sqlite();
    let store = place.open();
    let caller = authority(&store, 1);
    let (again, same) = (store.clone(), caller.clone());
    let done = store.write(&caller, "outer", move |_| append(&again, &same).map(|_| ()));
    assert!(matches!(done, Err(StoreError::Bug(_))), "{done:?}");
}
