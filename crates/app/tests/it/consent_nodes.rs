//! A withdrawal is enforced on the next request on every node: two processes, each with its own application and its own
//! memory, over one PostgreSQL.

use crate::support::{COVENTRY, create, officer, partner};
use app::{Actor, App, Capacity, ConsentAnswer};
use kernel::{Caller, SeededEntropy, SessionId};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use store::{Store, StoreConfig};
use testkit::House;
use testkit::postgres::Cluster;

const CHARITY: &str = "st-basils";

/// The second process: an application of its own that stays up, and answers one request for each line that it is sent.
#[test]
#[ignore = "it is the second process of the test below, which starts it"]
fn second_node() {
    let of = |name: &str| std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"));
    let master = sealing::MasterKeyRing::random(&mut SeededEntropy::new(7));
    let mut config = StoreConfig::new(of("NODE_URL"), Arc::new(master));
    config.clock = Arc::new(kernel::FixedClock::on(jiff::civil::date(2026, 11, 21)));
    let seed = Arc::new(AtomicU64::new(900_000));
    config.entropy = Arc::new(move || Box::new(SeededEntropy::new(seed.fetch_add(1, Ordering::SeqCst))));
    let authority = of("NODE_AUTHORITY").parse().unwrap();
    let app = App::new(Store::open(config).unwrap(), authority);
    let account = of("NODE_ACCOUNT").parse().unwrap();
    let actor = Actor {
        caller: Caller { authority, account: Some(account), kind: Actor::kind_of(CHARITY) },
        account,
        enrolment: None,
        session: SessionId::from_bytes([1; 16]),
        name: "Partner".to_owned(),
        capacity: Capacity { notice: COVENTRY.to_owned(), principal: CHARITY.to_owned() },
        purpose: "refer".to_owned(),
        administers: false,
        trained: false,
        bound: true,
    };
    let case = of("NODE_CASE").parse().unwrap();
    let mut out = std::io::stdout();
    for line in std::io::stdin().lock().lines() {
        if line.unwrap() != "open" {
            return;
        }
        let shown = app.open(&actor, case).is_ok();
        writeln!(out, "\nnode says {}", if shown { "shown" } else { "hidden" }).unwrap();
        out.flush().unwrap();
    }
}

struct Node {
    child: Child,
    input: ChildStdin,
    output: BufReader<std::process::ChildStdout>,
}

impl Node {
    fn start(house: &House, url: &str, charity: &Actor, case: kernel::CaseId) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["consent_nodes::second_node", "--exact", "--ignored", "--nocapture"])
            .env("NODE_URL", url)
            .env("NODE_AUTHORITY", house.authority.to_string())
            .env("NODE_ACCOUNT", charity.account.to_string())
            .env("NODE_CASE", case.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        Self { child, input, output: BufReader::new(output) }
    }
    /// One request on the other node: whether the case is shown there.
    fn opens(&mut self) -> bool {
        writeln!(self.input, "open").unwrap();
        loop {
            let mut line = String::new();
            assert!(self.output.read_line(&mut line).unwrap() > 0, "the second process is gone");
            if let Some(said) = line.trim().strip_prefix("node says ") {
                return said == "shown";
            }
        }
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_withdrawal_on_one_node_is_enforced_on_the_next_request_of_another() {
    let cluster = Cluster::shared();
    let url = cluster.database();
    let house = House::at(url.clone(), None, &[COVENTRY]);
    let (staff, charity) = (officer(&house), partner(&house, CHARITY));
    let case = create(&house, &staff, "Ada Example");
    house.app.link_party(&staff, case, CHARITY).unwrap();
    let mut other = Node::start(&house, &url, &charity, case);
    assert!(!other.opens(), "before anybody was asked");
    // Again and again, so that whatever a node remembers is warm.
    for round in 0..5 {
        house.app.record_consent(&staff, case, CHARITY, "refer", ConsentAnswer::Given, "in-person").unwrap();
        assert!(other.opens() && house.app.open(&charity, case).is_ok(), "round {round}: given");
        house.app.record_consent(&staff, case, CHARITY, "refer", ConsentAnswer::Withdrawn, "in-person").unwrap();
        assert!(!other.opens(), "round {round}: the other node still shows it");
        assert!(house.app.open(&charity, case).is_err(), "round {round}");
    }
    // What the other node let go is told, too: each node's disclosures stand in one ledger.
    assert!(house.app.withdrawals(&charity).unwrap().iter().all(|w| w.times >= 2));
}
