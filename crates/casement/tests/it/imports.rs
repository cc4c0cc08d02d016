//! `casement import` from outside: tried, started, listed, taken back; and killed in its middle, on both engines.

use app::{App, Capacity};
use kernel::{AccountId, AuthorityId, Caller, Clock, OsEntropy, SystemClock};
use sealing::MasterKeyRing;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::{Account, Store, StoreConfig, StoreError};

const NOTICE: &str = "coventry/homelessness-and-cbl";
const AS: &str = "coventry/homelessness-and-cbl#role:housing-officer";
pub const HEADS: &str =
    "Name,DOB,Address,Dependent children,Reason for homelessness,What happened,Bedrooms,Health conditions,Shoe size";

pub struct Place {
    pub folder: PathBuf,
    pub url: String,
    pub authority: AuthorityId,
}

impl Place {
    pub fn new(tag: &str, url: Option<String>) -> Self {
        let folder = std::env::temp_dir().join(format!("casement-import-{tag}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("a place");
        let url = url.unwrap_or_else(|| folder.join("casement.db").display().to_string());
        MasterKeyRing::create(&folder.join("key"), &mut OsEntropy).expect("keys");
        let authority = AuthorityId::new(SystemClock.now(), &mut OsEntropy);
        let place = Self { folder, url, authority };
        let (store, system) = (place.store(), Caller::system(authority, "test"));
        store.write(&system, "authority", |tx| tx.ensure_authority("test", "Test Council")).unwrap_or_else(stop);
        let app = App::new(store.clone(), authority);
        app.publish(&system, &notice::Library::embedded(), NOTICE).expect("published");
        let account = Account {
            id: AccountId::new(SystemClock.now(), &mut OsEntropy),
            username: "olu".to_owned(),
            name: "Olu Officer".to_owned(),
            administers: false,
            capacities: vec![
                Capacity { notice: NOTICE.to_owned(), principal: "role:housing-officer".to_owned() }.stored(),
            ],
            enrolment: None,
            created_at: SystemClock.now(),
            disabled_at: None,
            confirm_by: None,
            trained_until: None,
            bound_by: Some("duty".to_owned()),
        };
        store.write(&system, "account", move |tx| tx.insert_account(&account)).unwrap_or_else(stop);
        place
    }
    pub fn store(&self) -> Store {
        let ring = MasterKeyRing::load(&self.folder.join("key")).expect("keys");
        Store::open(StoreConfig::new(self.url.clone(), Arc::new(ring))).expect("a store")
    }
    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_casement"));
        command
            .arg("import")
            .args(args)
            .args(["--username", "olu", "--capacity", AS, "--purpose", "prevent-relieve"])
            .current_dir(&self.folder)
            .env("DATABASE_URL", &self.url)
            .env("CASEMENT_MASTER_KEY_FILE", self.folder.join("key"));
        command
    }
    fn run(&self, args: &[&str]) -> (bool, String) {
        let done = self.command(args).output().expect("the program runs");
        let said = [done.stdout, done.stderr].concat();
        (done.status.success(), String::from_utf8(said).expect("UTF-8"))
    }
    pub fn fine(&self, args: &[&str]) -> String {
        let (fine, said) = self.run(args);
        assert!(fine, "{said}");
        said
    }
    fn start(&self, args: &[&str]) -> Child {
        self.command(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts")
    }
    /// How many cases there are.
    fn cases(&self) -> u64 {
        let system = Caller::system(self.authority, "test");
        self.store().read(&system, "count", |tx| tx.count_open_cases(NOTICE)).unwrap_or_else(stop)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

pub fn stop<T>(error: StoreError) -> T {
    panic!("{error}")
}

pub fn id_in(said: &str) -> String {
    let line = said.lines().find(|l| l.starts_with("Import ")).expect("the import's id");
    line.trim_start_matches("Import ").split('.').next().expect("an id").to_owned()
}

pub fn row(name: &str, born: &str) -> String {
    format!("{name},{born},1 Example Row,2,Domestic abuse,Had to leave,2,Asthma,38\n")
}

/// A number as letters: names have no figures.
fn letters(mut n: usize) -> String {
    let mut out = String::new();
    for _ in 0..4 {
        out.push(char::from(b'a' + u8::try_from(n % 26).unwrap_or(0)));
        n /= 26;
    }
    out
}

#[test]
fn a_file_is_tried_imported_listed_and_taken_back_from_the_command_line() {
    let place = Place::new("whole", None);
    let file = place.folder.join("people.csv");
    std::fs::write(&file, format!("{HEADS}\n{}{}", row("Ada Quilfeather", "5/3/1984"), row("Bo Marchbanks", "soon")))
        .expect("written");
    let file = file.to_str().expect("a path");
    let fields = place.fine(&["fields", "--service", "homelessness"]);
    assert!(fields.contains("identity.name\tFull name: ") || fields.contains("identity.name\t"), "{fields}");
    assert!(fields.contains("(needed)"), "{fields}");

    let (fine, said) = place.run(&["try", file, "--service", "homelessness", "--map", "DOB="]);
    assert!(!fine && said.contains("No case can be made without these"), "{said}");
    let said = place.fine(&["try", file, "--service", "homelessness", "--map", "Shoe size="]);
    assert!(said.contains("column Shoe size\t(left out)") && said.contains("column Name\tidentity.name"), "{said}");
    assert!(said.contains("1 of 2 rows fit, 1 to put right") && said.contains("row 3\tto put right\tDOB: "), "{said}");
    assert!(!said.contains("Marchbanks") && place.cases() == 0, "nothing is made, and an error repeats no content");
    let id = id_in(&said);
    let wrong = place.fine(&["wrong", &id]);
    assert!(wrong.contains("Bo Marchbanks") && wrong.contains("What to put right"), "{wrong}");

    assert!(place.fine(&["start", &id]).contains("1 cases made of 2 rows"));
    assert_eq!(place.cases(), 1);
    assert!(place.fine(&["list"]).contains(&format!("{id}\t")));
    assert!(place.fine(&["undo", &id]).contains("1 cases were taken back, 0 stay"));
    assert_eq!(place.cases(), 0);
    place.fine(&["discard", &id]);
    let (fine, said) = place.run(&["wrong", &id]);
    assert!(!fine && said.contains("not kept any more"), "{said}");

    // Only as the account may act.
    let other = place.command(&["list"]).arg("--purpose=accountability").output();
    assert!(other.is_ok_and(|o| !o.status.success()), "a purpose given twice, or not had");
    let mut nobody = Command::new(env!("CARGO_BIN_EXE_casement"));
    nobody.args(["import", "list", "--username", "olu", "--capacity", AS, "--purpose", "nothing"]);
    nobody.env("DATABASE_URL", &place.url).env("CASEMENT_MASTER_KEY_FILE", place.folder.join("key"));
    let said = nobody.output().expect("the program runs");
    assert!(!said.status.success() && String::from_utf8_lossy(&said.stderr).contains("--capacity and --purpose"));
}

/// Kills the import of 10,000 rows again and again, each time when some of it is done; then everything stands there once.
fn killed(place: &Place) {
    const ROWS: usize = 10_000;
    let file = place.folder.join("people.csv");
    let born = |n: usize| if n % 10 == 9 { "soon".to_owned() } else { format!("{}/3/{}", n % 28 + 1, 1950 + n % 50) };
    let text = (0..ROWS).fold(format!("{HEADS}\n"), |text, n| text + &row(&format!("Ada Zz{}", letters(n)), &born(n)));
    std::fs::write(&file, text).expect("written");
    let file = file.to_str().expect("a path");
    let said = place.fine(&["try", file, "--service", "homelessness", "--map", "Shoe size="]);
    assert!(
        said.contains("9000 of 10000 rows fit, 1000 to put right"),
        "{}",
        said.lines().take(14).collect::<Vec<_>>().join("\n")
    );
    let id = id_in(&said);
    let mut before = 0;
    for kill in 0..3 {
        let mut child = place.start(&[if kill == 0 { "start" } else { "go-on" }, &id]);
        let began = Instant::now();
        // On SQLite another process reads while this one writes; it is killed when some more parts are there.
        loop {
            let now = place.cases();
            if now >= before + 700 || now == 9_000 {
                before = now;
                break;
            }
            assert!(began.elapsed() < Duration::from_secs(240), "it does not get on: {now}");
            std::thread::sleep(Duration::from_millis(50));
        }
        child.kill().expect("killed");
        child.wait().expect("gone");
    }
    let half = place.cases();
    assert!((2_100..9_000).contains(&half), "it was not killed in its middle: {half}");
    assert_eq!(half % 225, 0, "each part is there whole or not at all");
    let said = place.fine(&["go-on", &id]);
    assert!(said.contains("9000 cases made of 10000 rows, 1000 to put right"), "{said}");
    assert_eq!(place.cases(), 9_000, "nothing twice, nothing missing");
    assert!(place.fine(&["go-on", &id]).contains("9000 cases made"), "again: nothing more to do");
}

#[test]
fn ten_thousand_rows_killed_three_times_are_there_once_on_sqlite() {
    killed(&Place::new("killed", None));
}

#[test]
fn ten_thousand_rows_killed_three_times_are_there_once_on_postgresql() {
    let cluster = testkit::postgres::Cluster::start();
    killed(&Place::new("killed-pg", Some(cluster.database())));
}
