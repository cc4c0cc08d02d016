//! A council's first day, as whoever sets it up lives it: from an empty folder to a server that shows its notice.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const NOTICE: &str = "coventry/homelessness-and-cbl";

pub struct Place(PathBuf);

impl Place {
    pub fn new(tag: &str) -> Self {
        let path = std::env::temp_dir().join(format!("casement-first-{tag}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).expect("a place");
        Self(path)
    }
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_casement"));
        command.args(args).current_dir(&self.0).env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command
    }
    /// Whether it went well, and what was said.
    pub fn run(&self, args: &[&str]) -> (bool, String) {
        let done = self.command(args).output().expect("the program runs");
        let said = [done.stdout, done.stderr].concat();
        (done.status.success(), String::from_utf8(said).expect("UTF-8"))
    }
    pub fn at(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
    fn write(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, text).expect("a place to write to");
        path.to_str().expect("a path").to_owned()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn shipped(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../notices").join(name);
    std::fs::read_to_string(path).expect("a notice")
}

/// A server over the folder; gone when dropped.
pub struct Server {
    process: Child,
    at: String,
}

impl Server {
    pub fn start(place: &Place) -> Self {
        let mut process = place
            .command(&["serve", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server starts");
        let said = BufReader::new(process.stdout.take().expect("its output")).lines();
        let line = said.map_while(Result::ok).find(|l| l.contains("listens on")).expect("it says where it listens");
        let at = line.rsplit('/').next().expect("an address").to_owned();
        Self { process, at }
    }
    pub fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.at).expect("it listens");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.at).expect("it reads");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("it answers");
        String::from_utf8_lossy(&answer).into_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

const INIT: [&str; 9] = [
    "init",
    "--slug",
    "coventry",
    "--name",
    "Example City Council",
    "--admin",
    "ada@council.example",
    "--admin-name",
    "Ada Admin",
];

#[test]
fn a_council_is_set_up_publishes_its_notice_and_serves() {
    let place = Place::new("whole");
    let early = place.run(&["serve"]);
    assert!(!early.0 && early.1.contains("casement init"), "{}", early.1);
    let wrong =
        place.run(&["init", "--slug", "Coventry!", "--name", "X", "--admin", "a@b.example", "--admin-name", "A"]);
    assert!(!wrong.0 && wrong.1.contains("small letters"), "{}", wrong.1);
    let (fine, said) = place.run(&INIT);
    assert!(fine, "{said}");
    let link = said.lines().map(str::trim).find(|l| l.starts_with("http://localhost:8080/join/")).expect("a link");
    let link = link.trim_start_matches("http://localhost:8080").to_owned();
    let again = place.run(&INIT);
    assert!(!again.0 && again.1.contains("is set up already") && again.1.contains("invite-admin"), "{}", again.1);

    // Publishing asks for what somebody has to answer for.
    let file = place.write("notice.toml", &shipped("coventry.toml"));
    let publish = |more: &[&str]| place.run(&[&["notice", "publish", file.as_str()], more].concat());
    let (fine, said) = publish(&[]);
    assert!(!fine && said.contains("no proof") && said.contains("casement-prove"), "{said}");
    let (fine, said) = publish(&["--unproved", "a test"]);
    assert!(!fine && said.contains("draft") && said.contains("--draft"), "{said}");
    let proof =
        place.write("proof.json", r#"{"notice":"x","version":"1","hash":"00","solver":"cvc5","properties":[]}"#);
    let (fine, said) = publish(&["--proof", &proof, "--draft"]);
    assert!(!fine && said.contains("about another text"), "{said}");
    let greedy = place.write("greedy.cedar", "permit(principal, action, resource);");
    let (fine, said) = publish(&["--unproved", "a test", "--draft", "--policies", &greedy]);
    assert!(!fine && said.contains("can only narrow"), "{said}");
    let cruel = place.write("cruel.cedar", "forbid(principal is Subject, action, resource);");
    let (fine, said) = publish(&["--unproved", "a test", "--draft", "--policies", &cruel]);
    assert!(!fine && said.contains("what the law gives") && said.contains("the person may not see"), "{said}");
    let own = place.write(
        "own.cedar",
        r#"@id("no-circumstances") @words("Social circumstances go to no partner.")
           forbid(principal == Party::"st-basils", action == Action::"see", resource == Category::"circumstances");"#,
    );
    let (fine, said) = publish(&["--unproved", "a test", "--draft", "--policies", &own]);
    assert!(fine && said.contains("Published") && said.contains("St Basils may not see"), "{said}");
    let (fine, said) = publish(&["--unproved", "a test", "--draft", "--policies", &own]);
    assert!(fine && said.contains("published already"), "{said}");
    let (fine, said) = publish(&["--unproved", "a test", "--draft"]);
    assert!(!fine && said.contains("other policies") && said.contains("raise the version"), "{said}");

    let server = Server::start(&place);
    let notice = server.get(&format!("/notices/{NOTICE}"));
    assert!(
        notice.contains("Social circumstances go to no partner.") && notice.contains("No proof by computer"),
        "{notice}"
    );
    assert!(!notice.contains(place.0.to_str().expect("a path")), "the page knows where the file lay");
    let join = server.get(&link);
    assert!(join.contains("Ada Admin") && join.contains("Example City Council"), "{join}");

    // A version for later is published while the server runs; today the old one counts.
    let later = shipped("coventry.toml");
    let (from, to) = ("version    = \"1.0.0\"", "version    = \"1.1.0\"");
    assert!(later.contains(from) && later.contains("2026-12-01"));
    let later = later.replace(from, to).replace("2026-12-01", "2099-01-01");
    std::fs::write(&file, later).expect("written");
    let (fine, said) = publish(&["--unproved", "a test", "--draft"]);
    assert!(!fine && said.contains("own policies") && said.contains("--policies"), "{said}");
    let (fine, said) = publish(&["--unproved", "a test", "--draft", "--policies", &own]);
    assert!(fine && said.contains("equal"), "{said}");
    let notice = server.get(&format!("/notices/{NOTICE}"));
    assert!(notice.contains("<strong>Version 1.0.0</strong>") && notice.contains("From 1 January 2099"), "{notice}");
    let (fine, said) = place.run(&["invite-admin", "--admin", "bob@council.example", "--admin-name", "Bob Admin"]);
    assert!(fine && said.contains("/join/"), "{said}");
}

#[test]
fn whoever_sends_too_much_can_read_why_it_was_refused() {
    let place = Place::new("large");
    assert!(place.run(&INIT).0);
    let server = Server::start(&place);
    let body = "x".repeat(8 * 1024 * 1024);
    let mut stream = TcpStream::connect(&server.at).expect("it listens");
    let head = format!(
        "POST /login HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
        server.at,
        body.len()
    );
    stream.write_all(head.as_bytes()).expect("it reads");
    stream.write_all(body.as_bytes()).expect("it reads all of it");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    assert!(answer.starts_with("HTTP/1.1 413"), "{}", answer.lines().next().unwrap_or_default());
}

#[test]
fn a_server_does_not_start_with_the_keys_of_another_house() {
    let (place, other) = (Place::new("own-keys"), Place::new("other-keys"));
    assert!(place.run(&INIT).0 && other.run(&INIT).0);
    assert!(place.run(&["ledger", "checkpoint"]).0 || place.run(&["ledger", "key"]).0, "something is under its keys");
    std::fs::copy(other.0.join("casement.key"), place.0.join("casement.key")).expect("a copy");
    for command in
        [&["serve", "--listen", "127.0.0.1:0"][..], &["invite-admin", "--admin", "b@b.example", "--admin-name", "B"]]
    {
        let (fine, said) = place.run(command);
        assert!(
            !fine && said.contains("does not open with these master keys") && said.contains("CASEMENT_MASTER_KEY_FILE"),
            "{said}"
        );
    }
}

#[test]
fn a_wider_version_and_a_new_use_of_consent_are_not_published_unasked() {
    let place = Place::new("wider");
    assert!(place.run(&INIT).0);
    let file = place.write("notice.toml", &shipped("coventry.toml"));
    let publish = |more: &[&str]| {
        place.run(&[&["notice", "publish", file.as_str(), "--unproved", "a test", "--draft"], more].concat())
    };
    assert!(publish(&[]).0);
    // One more category for a partner.
    let wider = shipped("coventry.toml").replace("version    = \"1.0.0\"", "version    = \"1.1.0\"");
    let from = wider.find("\n[disclose.").expect("a disclosure");
    let (head, tail) = wider.split_at(from);
    let at = tail.find("categories").expect("categories");
    let (before, after) = tail.split_at(at + tail[at..].find('[').expect("a list") + 1);
    std::fs::write(&file, format!("{head}{before}\"finances\", {after}")).expect("written");
    let (fine, said) = publish(&[]);
    assert!(!fine && said.contains("wider than version 1.0.0") && said.contains("--wider"), "{said}");
    let (fine, said) = publish(&["--wider"]);
    assert!(fine && said.contains("lets"), "{said}");
    // What nobody may see more of by it, and is wider all the same: another question, another country.
    let now = std::fs::read_to_string(&file).expect("the file").replace("1.1.0", "1.2.0");
    for (from, to, words) in [
        ("allowed = \"uk\"", "allowed = \"safeguarded\"", "how far data may go: any country"),
        (
            "{ id = \"drugs-and-alcohol\",",
            "{ id = \"hiv\", label = \"HIV\", type = \"yes-no\" },\n  { id = \"drugs-and-alcohol\",",
            "what is asked: also “HIV”",
        ),
    ] {
        assert!(now.contains(from), "{from}");
        std::fs::write(&file, now.replacen(from, to, 1)).expect("written");
        let (fine, said) = publish(&[]);
        assert!(!fine && said.contains("wider than version 1.1.0") && said.contains(words), "{said}");
        assert!(said.contains("--wider") && said.contains("tell people first"), "{said}");
    }
}
