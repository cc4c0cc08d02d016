//! How fast it is. Not run by default: `cargo nextest run --release -p store --run-ignored only speed --no-capture`.

use crate::place::{NOON, Place, authority, entry};
use jiff::civil::date;
use kernel::{CaseId, Entropy, KeyId, NoticeVersionId, PersonId, SectionId, SeededEntropy, TaskId};
use ledger::Action;
use sealing::{MasterVersion, NewKey, Wrapped};
use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::time::{Duration, Instant};
use store::{Bulk, Case, CaseParty, CaseState, NoticeVersion, PersonKey, Section, Store, StoreError, Task};

const CALLERS: usize = 64;
const RUN: Duration = Duration::from_secs(4);

fn bytes<const N: usize>(entropy: &mut dyn Entropy) -> [u8; N] {
    let mut bytes = [0; N];
    entropy.fill(&mut bytes);
    bytes
}

fn bulk(cases: usize, version: NoticeVersionId, seed: u64) -> Bulk {
    let entropy = &mut SeededEntropy::new(seed);
    let mut bulk = Bulk::default();
    for _ in 0..cases {
        let (person, id) = (PersonId::new(NOON, entropy), CaseId::new(NOON, entropy));
        bulk.people.push((person, (0..9).map(|_| PersonKey { digest: bytes(entropy), strength: 9 }).collect()));
        bulk.cases.push(Case {
            id,
            reference: format!("H-{id}"),
            notice_version: version,
            service: "homelessness".to_owned(),
            person,
            state: CaseState::Open,
            opened_on: date(2026, 11, 21),
            closed_on: None,
            close_reason: None,
            retention_due: None,
            retention_statement: None,
            owner: None,
            next_due_on: Some(date(2026, 12, 21)),
            next_due_kind: Some("review".to_owned()),
            restricted: false,
            created_at: NOON,
            updated_at: NOON,
        });
        for category in ["identity", "contact", "health", "household", "housing-history", "income"] {
            bulk.sections.push(Section {
                id: SectionId::new(NOON, entropy),
                case_id: id,
                person,
                category: category.to_owned(),
                record_class: "casework".to_owned(),
                version: 1,
                sealed: bytes::<220>(entropy).to_vec(),
                author: None,
                source: "person".to_owned(),
                recorded_at: NOON,
                superseded_at: None,
                form: String::new(),
            });
        }
        bulk.parties.push(CaseParty {
            id: TaskId::new(NOON, entropy),
            case_id: id,
            party: "haven".to_owned(),
            account: None,
            enrolment: None,
            since: date(2026, 11, 21),
            until: None,
        });
        bulk.tasks.push(Task {
            id: TaskId::new(NOON, entropy),
            case_id: id,
            kind: "review".to_owned(),
            due_on: date(2026, 12, 21),
            owner: None,
            done_at: None,
            item: None,
            rule: None,
            escalates_on: None,
            waiting_for: None,
            made_by: None,
            made_at: None,
            done_by: None,
            withdrawn: None,
        });
        for class in ["casework", "subject"] {
            bulk.keys.push(NewKey {
                id: KeyId::new(NOON, entropy),
                subject: person,
                class: class.to_owned(),
                version: 1,
                wrapped: Wrapped { master: MasterVersion(1), bytes: bytes::<60>(entropy).to_vec() },
                made: NOON,
            });
        }
    }
    bulk
}

fn version(store: &Store) -> NoticeVersionId {
    let caller = authority(store, 1);
    store
        .write(&caller, "notice", |tx| {
            let id = NoticeVersionId::new(NOON, tx.entropy());
            tx.publish_notice(&NoticeVersion {
                id,
                notice_id: "example/housing".to_owned(),
                version: "1.0.0".to_owned(),
                title: "Housing".to_owned(),
                source: "[notice]".to_owned(),
                hash: vec![7; 32],
                draft: true,
                effective_on: date(2026, 11, 21),
                published_at: NOON,
            })?;
            Ok::<_, StoreError>(id)
        })
        .unwrap()
}

fn loading(place: &Place, name: &str) {
    let store = place.open();
    let version = version(&store);
    let caller = authority(&store, 1);
    let (chunks, cases) = (10, 10_000);
    let mut spent = Duration::ZERO;
    let threads = if name == "SQLite" { 1 } else { 2 };
    for round in 0..chunks / threads {
        let ready: Vec<_> =
            (0..threads).map(|t| bulk(cases, version, u64::try_from(round * threads + t).unwrap())).collect();
        let began = Instant::now();
        std::thread::scope(|scope| {
            for bulk in ready {
                let (store, caller) = (&store, &caller);
                scope.spawn(move || {
                    store
                        .write(caller, "load", move |tx| {
                            let entry = entry(tx, Action::Synthesise, &[]);
                            tx.load(&bulk, &entry)
                        })
                        .map_err(|e: StoreError| e)
                        .unwrap()
                });
            }
        });
        spent += began.elapsed();
    }
    println!(
        "{name}: {:.0} cases a second",
        f64::from(u32::try_from(chunks / threads * threads * cases).unwrap()) / spent.as_secs_f64()
    );
}

#[test]
#[ignore = "a measurement"]
fn speed_of_loading_into_sqlite() {
    loading(&Place::sqlite(), "SQLite");
}

#[test]
#[ignore = "a measurement"]
fn speed_of_loading_into_postgresql() {
    loading(&Place::postgres(), "PostgreSQL");
}

/// What a disk allows when callers share each sync: a file, appended to by one thread for all who wait.
fn grouped_sync(folder: &std::path::Path) -> f64 {
    let mut file = std::fs::File::create(folder.join("baseline")).unwrap();
    let (queue, jobs) = sync_channel::<SyncSender<()>>(1024);
    let writer = std::thread::spawn(move || {
        let record = [7; 4096];
        while let Ok(first) = jobs.recv() {
            let mut waiting = vec![first];
            file.write_all(&record).unwrap();
            while let Ok(next) = jobs.try_recv() {
                file.write_all(&record).unwrap();
                waiting.push(next);
            }
            file.sync_data().unwrap();
            for one in waiting {
                one.send(()).unwrap();
            }
        }
    });
    let rate = callers(move |_| {
        let (answer, wait) = sync_channel(1);
        queue.send(answer).unwrap();
        wait.recv().unwrap();
    });
    writer.join().unwrap();
    rate
}

fn callers(call: impl Fn(usize) + Send + Sync + 'static) -> f64 {
    let (done, stop, call) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)), Arc::new(call));
    let began = Instant::now();
    let threads: Vec<_> = (0..CALLERS)
        .map(|n| {
            let (done, stop, call) = (done.clone(), stop.clone(), call.clone());
            std::thread::spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    call(n);
                    done.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    std::thread::sleep(RUN);
    stop.store(true, Ordering::Relaxed);
    for thread in threads {
        thread.join().unwrap();
    }
    let done = u32::try_from(done.load(Ordering::Relaxed)).unwrap();
    f64::from(done) / began.elapsed().as_secs_f64()
}

fn disclosing(place: &Place, name: &str) {
    let folder = std::env::temp_dir().join(format!("casement-speed-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let store = place.open();
    let version = version(&store);
    let caller = authority(&store, 1);
    let bulk = bulk(2_000, version, 1);
    let cases: Arc<Vec<CaseId>> = Arc::new(bulk.cases.iter().map(|c| c.id).collect());
    store
        .write(&caller, "load", move |tx| {
            let entry = entry(tx, Action::Synthesise, &[]);
            tx.load(&bulk, &entry)
        })
        .map_err(|e: StoreError| e)
        .unwrap();
    let before = grouped_sync(&folder);
    let counted = store.clone();
    let start = store.stats();
    let rate = callers(move |n| {
        let cases = cases.clone();
        store
            .write(&caller, "open", move |tx| {
                let id = cases[(n * 31) % cases.len()];
                let case = tx.case(id)?;
                let sections = tx.sections(id)?;
                tx.consents_for(&[id], "haven")?;
                tx.facts_for(&[id], "haven")?;
                tx.case_parties(&[id])?;
                let entry = entry(tx, Action::Open, &[ledger::SubjectTag([7; 16])]);
                tx.append(&entry)?;
                Ok::<_, StoreError>((case, sections.len()))
            })
            .unwrap();
    });
    let after = grouped_sync(&folder);
    let end = counted.stats();
    let baseline = f64::midpoint(before, after);
    println!(
        "{name}: {rate:.0} recorded disclosures a second; grouped sync alone {baseline:.0}; ratio {:.2}; {:.1} in a commit",
        rate / baseline,
        f64::from(u32::try_from(end.works - start.works).unwrap())
            / f64::from(u32::try_from((end.commits - start.commits).max(1)).unwrap()),
    );
    let _ = std::fs::remove_dir_all(folder);
}

#[test]
#[ignore = "a measurement"]
fn speed_of_disclosures_on_sqlite() {
    disclosing(&Place::sqlite(), "SQLite");
}

#[test]
#[ignore = "a measurement"]
fn speed_of_disclosures_on_postgresql() {
    disclosing(&Place::postgres(), "PostgreSQL");
}
