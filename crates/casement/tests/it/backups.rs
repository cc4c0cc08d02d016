//! Copies of the data from outside: made while the store is open, apart from their keys, tested, restored; and what is no copy is found.

use crate::imports::{HEADS, Place, id_in, row, stop};
use app::App;
use kernel::{Caller, Clock, SystemClock};
use std::path::{Path, PathBuf};
use std::process::Command;
use store::{BackupRecord, Whereabouts};

/// Runs the program over the place's store.
fn run(place: &Place, args: &[&str]) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_casement"));
    command
        .args(args)
        .current_dir(&place.folder)
        .env("DATABASE_URL", &place.url)
        .env("CASEMENT_MASTER_KEY_FILE", place.folder.join("key"))
        .env("TMPDIR", place.folder.join("tmp"));
    std::fs::create_dir_all(place.folder.join("tmp")).expect("a folder");
    let done = command.output().expect("the program runs");
    (done.status.success(), String::from_utf8([done.stdout, done.stderr].concat()).expect("UTF-8"))
}

fn records(place: &Place) -> Vec<BackupRecord> {
    let system = Caller::system(place.authority, "test");
    place.store().read(&system, "records", |tx| tx.backup_records(50)).unwrap_or_else(stop)
}

/// The one folder in a folder.
fn only(folder: &Path) -> PathBuf {
    let mut inner = std::fs::read_dir(folder).expect("a folder").flatten().map(|e| e.path());
    let first = inner.next().expect("a copy");
    assert!(inner.next().is_none(), "more than one copy");
    first
}

fn people(place: &Place, names: &[&str]) {
    let file = place.folder.join("people.csv");
    let text = names.iter().fold(format!("{HEADS}\n"), |text, name| text + &row(name, "5/3/1984"));
    std::fs::write(&file, text).expect("written");
    let said = place.fine(&["try", file.to_str().expect("a path"), "--service", "homelessness", "--map", "Shoe size="]);
    place.fine(&["start", &id_in(&said)]);
}

#[doc = "keeps DUD-068"]
#[test]
fn a_copy_is_made_apart_from_its_keys_tested_restored_and_what_is_none_is_found() {
    let place = Place::new("backup", None);
    people(&place, &["Ada Zanaryquill", "Bo Zanarymarch"]);
    let text = |path: &Path| path.to_str().expect("a path").to_owned();
    let (data, keys) = (place.folder.join("data"), place.folder.join("keys"));
    let (to, keys_to) = (text(&data), text(&keys));
    // Never together, never with the master key, and nowhere that the register does not have.
    let (fine, said) = run(&place, &["backup", "--to", &to, "--keys-to", &to]);
    assert!(!fine && said.contains("another folder"), "{said}");
    let beside = text(&place.folder);
    let (fine, said) = run(
        &place,
        &[
            "backup",
            "--to",
            &beside,
            "--keys-to",
            &text(&std::env::temp_dir().join(format!("casement-k-{}", std::process::id()))),
        ],
    );
    assert!(!fine && said.contains("master key"), "{said}");
    let (fine, said) = run(&place, &["backup", "--to", &to, "--keys-to", &keys_to]);
    assert!(!fine && said.contains("Destinations"), "{said}");
    let system = Caller::system(place.authority, "test");
    place
        .store()
        .write(&system, "place", |tx| {
            tx.put_whereabouts(&Whereabouts {
                kind: "backup".to_owned(),
                notice_id: String::new(),
                body: "Vault".to_owned(),
                country: "GB".to_owned(),
                confirmed: true,
                source: "Contract 9".to_owned(),
                account: None,
                at: SystemClock.now(),
            })
        })
        .unwrap_or_else(stop);
    // While the store is open and written to.
    let open = place.store();
    let (fine, said) = run(&place, &["backup", "--to", &to, "--keys-to", &keys_to]);
    assert!(fine && said.contains("restore --check"), "{said}");
    drop(open);
    let (copy, keys_copy) = (only(&data), only(&keys));
    let files = |folder: &Path| {
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .expect("a folder")
            .flatten()
            .map(|e| e.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    };
    assert_eq!(files(&copy), ["casement.db", "manifest.json"]);
    assert_eq!(files(&keys_copy), ["casement.db.keys"]);
    for path in [copy.join("casement.db"), copy.join("manifest.json"), keys_copy.join("casement.db.keys")] {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&path).expect("a file").permissions().mode() & 0o077, 0, "others may read it");
        assert!(
            !String::from_utf8_lossy(&std::fs::read(&path).expect("read")).contains("Zanary"),
            "a name in the clear"
        );
    }
    let (from, keys_from) = (text(&copy), text(&keys_copy));
    let check = |keys: &str| run(&place, &["restore", "--check", "--from", &from, "--keys-from", keys]);
    let (fine, said) = check(&keys_from);
    assert!(fine && said.contains("is good") && said.contains("keys open"), "{said}");
    let written = records(&place);
    assert_eq!(
        written.iter().map(|r| (r.kind.as_str(), r.good)).collect::<Vec<_>>(),
        [("restored", true), ("made", true)]
    );
    assert!(written.iter().all(|r| r.place == "Vault" && r.row_count > 50 && r.entry_count > 0));
    // For good, into a new place, where the program works on.
    let restored = place.folder.join("restored.db");
    let (fine, said) =
        run(&place, &["restore", "--into", &text(&restored), "--from", &from, "--keys-from", &keys_from]);
    assert!(fine, "{said}");
    let (fine, said) =
        run(&place, &["restore", "--into", &text(&restored), "--from", &from, "--keys-from", &keys_from]);
    assert!(!fine && said.contains("there already"), "{said}");
    let counted = |url: &str| {
        let mut copy = store::LedgerCopy::open(url).expect("a ledger");
        copy.authorities().expect("authorities").len()
    };
    assert_eq!(counted(&text(&restored)), 1);
    // Without its keys, with a byte changed, and with rows that are gone.
    let empty = place.folder.join("empty");
    std::fs::create_dir_all(&empty).expect("a folder");
    let (fine, said) = check(&text(&empty));
    assert!(!fine, "a copy without keys is good: {said}");
    let file = copy.join("casement.db");
    let whole = std::fs::read(&file).expect("read");
    let mut torn = whole.clone();
    let middle = torn.len() / 2;
    torn[middle] ^= 0xff;
    std::fs::write(&file, &torn).expect("written");
    let (fine, said) = check(&keys_from);
    assert!(!fine && said.contains("hash"), "{said}");
    std::fs::write(&file, &whole).expect("written");
    let list = copy.join("manifest.json");
    let honest = std::fs::read_to_string(&list).expect("read");
    let cases = honest.lines().find(|l| l.contains("\"case_file\"")).expect("cases are counted").to_owned();
    std::fs::write(&list, honest.replace(&cases, &cases.replace(": 2", ": 3"))).expect("written");
    let (fine, said) = check(&keys_from);
    assert!(!fine && said.contains("case_file"), "{said}");
    std::fs::write(&list, &honest).expect("written");
    let written = records(&place);
    let bad: Vec<&BackupRecord> = written.iter().filter(|r| !r.good).collect();
    assert!(bad.len() == 3 && bad.iter().all(|r| r.kind == "restored" && !r.why.is_empty()), "{bad:?}");
    assert!(written.iter().all(|r| !r.why.contains("Zanary")));
    let left = std::fs::read_dir(place.folder.join("tmp")).expect("a folder").count();
    assert_eq!(left, 0, "a temporary place was left behind");
}

#[test]
fn administrators_are_told_when_copies_are_old_and_when_data_is_gone() {
    let place = Place::new("watch", None);
    people(
        &place,
        &[
            "Ada Zanaryquill",
            "Bo Zanarymarch",
            "Cy Zanarywell",
            "Di Zanaryford",
            "El Zanarydale",
            "Fy Zanaryholm",
            "Gi Zanarycroft",
        ],
    );
    let app = App::new(place.store(), place.authority);
    let system = Caller::system(place.authority, "test");
    let open = || -> Vec<String> {
        let alerts = app.store().read(&system, "alerts", |tx| tx.open_alerts()).unwrap_or_else(stop);
        let mut what: Vec<String> = alerts.into_iter().map(|a| a.what).collect();
        what.sort();
        what
    };
    assert_eq!(app.watch_data().expect("watched"), 2);
    assert_eq!(open(), ["copy-old", "test-old"]);
    assert_eq!(app.watch_data().expect("watched"), 0, "the same is raised once");
    let note = |restored| app::BackupNote {
        restored,
        why: String::new(),
        place: "Vault".to_owned(),
        copied_at: None,
        rows: 1,
        entries: 1,
    };
    app.note_copy(&system, &app::BackupNote { why: "torn".to_owned(), ..note(false) }).expect("noted");
    app.watch_data().expect("watched");
    assert_eq!(open(), ["copy-old", "test-old"], "a copy that is not good counts");
    app.note_copy(&system, &note(false)).expect("noted");
    app.watch_data().expect("watched");
    assert_eq!(open(), ["test-old"]);
    app.note_copy(&system, &note(true)).expect("noted");
    app.watch_data().expect("watched");
    assert!(open().is_empty());
    // All sections of a case go, and no rule says so.
    app.store()
        .write(&system, "loss", |tx| {
            let people: Vec<kernel::PersonId> = tx.newest_sealed(500)?.into_iter().map(|(person, _)| person).collect();
            for case in tx.cases_of(&people)? {
                tx.erase_case(case.id)?;
            }
            Ok::<_, store::StoreError>(())
        })
        .unwrap_or_else(stop);
    assert_eq!(app.watch_data().expect("watched"), 1);
    assert_eq!(open(), ["data-gone"]);
    app.watch_data().expect("watched");
    assert_eq!(open(), ["data-gone"], "it stays until somebody has looked");
}
