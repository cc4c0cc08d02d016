//! Providers at which people log in, entered by whoever runs the server.

use crate::first_day::{Place, Server};
use kernel::{Clock as _, SystemClock};
use serde_json::json;
use std::io::Write as _;
use std::process::Stdio;
use testkit::provider::{CLIENT, Provider, SECRET};

/// Runs `casement sign-on set` with a secret on standard input.
fn set(place: &Place, more: &[&str]) -> (bool, String) {
    let mut args = vec!["sign-on", "set", "--label", "Staff log in", "--client-id", CLIENT];
    args.extend_from_slice(more);
    let mut command = place.command(&args);
    let mut run = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    run.stdin.take().expect("its input").write_all(format!("{SECRET}\n").as_bytes()).expect("it reads");
    let done = run.wait_with_output().expect("it ends");
    (done.status.success(), String::from_utf8([done.stdout, done.stderr].concat()).expect("UTF-8"))
}

#[test]
fn a_provider_is_entered_from_outside_and_people_are_sent_to_it() {
    let place = Place::new("sign-on");
    let first = ["--admin", "ada@example.org", "--admin-name", "Ada"];
    assert!(place.run(&[&["init", "--slug", "exampleton", "--name", "Exampleton Council"], &first[..]].concat()).0);
    let provider = Provider::start("http://localhost:9", SystemClock.now(), &json!({}), &json!({}));
    let (fine, said) = set(&place, &["--issuer", "http://127.0.0.1:1"]);
    assert!(!fine && said.contains("the provider does not answer"), "{said}");
    let (fine, said) = set(&place, &["--issuer", &format!("{}/", provider.issuer)]);
    assert!(!fine && said.contains("exactly this address"), "another issuer answers there: {said}");
    let (fine, id) = set(&place, &["--issuer", &provider.issuer]);
    assert!(fine, "{id}");
    let id = id.trim();
    let (fine, said) = place.run(&["sign-on", "group", id, "--name", "housing", "--capacity", "nowhere#role:nobody"]);
    assert!(!fine && said.contains("Choose from the list"), "{said}");
    assert!(place.run(&["sign-on", "group", id, "--name", "bosses", "--administers"]).0);
    let (_, listed) = place.run(&["sign-on", "list"]);
    assert!(listed.contains("Staff log in") && listed.contains("bosses") && !listed.contains(SECRET), "{listed}");
    let server = Server::start(&place);
    assert!(server.get("/login").contains("Staff log in"));
    let sent = server.get(&format!("/login/with/{id}"));
    assert!(sent.contains("303") && sent.contains(&format!("location: {}/auth?", provider.issuer)), "{sent}");
    drop(server);
    assert!(place.run(&["sign-on", "off", id]).0 && !place.run(&["sign-on", "off", "nothing"]).0);
    assert!(place.run(&["sign-on", "no-group", id, "--name", "bosses"]).0);
    let (_, listed) = place.run(&["sign-on", "list"]);
    assert!(listed.contains("\toff\t") && !listed.contains("bosses"), "{listed}");
}
