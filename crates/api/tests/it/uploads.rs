//! Files on their way in: so many at once, the others wait outside with nothing of them read, and nobody else waits for them.

use crate::program::{Program, Site};
use serde_json::json;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// A server over a socket, until the test is over.
fn serve(site: &Site, then: impl FnOnce(SocketAddr)) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let at = listener.local_addr().unwrap();
    let router = site.router.clone();
    runtime.spawn(async move { axum::serve(listener, router).await });
    then(at);
    runtime.shutdown_background();
}

/// Sends the head of a request and some of its body.
fn begin(at: SocketAddr, who: &Program<'_>, (method, path): (&str, &str), length: usize, some: &str) -> TcpStream {
    let mut stream = TcpStream::connect(at).unwrap();
    let head = format!(
        "{method} {}{path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{some}",
        api::ROOT,
        who.token
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream
}

/// What is answered within some time, if anything is.
fn answered(stream: &mut TcpStream, within: Duration) -> Option<String> {
    stream.set_read_timeout(Some(within)).unwrap();
    let mut first = [0u8; 64];
    match stream.read(&mut first) {
        Ok(n) if n > 0 => Some(String::from_utf8_lossy(first.get(..n).unwrap_or_default()).into_owned()),
        _ => None,
    }
}

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";

/// A document as it is sent.
fn document() -> String {
    json!({ "title": "Tenancy", "category": "contact", "content": data_encoding::BASE64.encode(PDF) }).to_string()
}

#[test]
fn files_wait_their_turn_before_they_are_read_and_hold_nobody_else_up() {
    let site = Site::new();
    let officers: Vec<Program<'_>> = (0..5).map(|_| site.officer()).collect();
    let path = format!("/cases/{}/documents", officers[0].create("Ada Example"));
    let whole = document();
    serve(&site, |at| {
        // Somebody sends slowly, many times over: of theirs one comes in, and nobody else waits for it.
        let mut held: Vec<TcpStream> =
            (0..6).map(|_| begin(at, &officers[0], ("POST", &path), 4_000_000, "{\"title\": \"")).collect();
        std::thread::sleep(Duration::from_millis(1_500));
        let mut another = begin(at, &officers[1], ("POST", &path), whole.len(), &whole);
        let came = answered(&mut another, Duration::from_secs(20));
        assert!(came.as_deref().is_some_and(|a| a.starts_with("HTTP/1.1 201")), "{came:?}");
        // Four of them: there is no room for a fifth.
        held.extend((1..4).map(|n| begin(at, &officers[n], ("POST", &path), 4_000_000, "{\"title\": \"")));
        std::thread::sleep(Duration::from_millis(1_500));
        let mut late = begin(at, &officers[4], ("POST", &path), whole.len(), &whole);
        assert_eq!(answered(&mut late, Duration::from_millis(1_500)), None, "there is no room for a fifth");
        let mut other = begin(at, &officers[4], ("GET", "/me"), 0, "");
        assert!(answered(&mut other, Duration::from_secs(20)).is_some_and(|a| a.starts_with("HTTP/1.1 200")));
        // One gives up, and the fifth comes in.
        held.pop();
        let came = answered(&mut late, Duration::from_secs(20));
        assert!(came.as_deref().is_some_and(|a| a.starts_with("HTTP/1.1 201")), "{came:?}");
    });
}

#[test]
fn a_token_that_ends_while_its_file_comes_in_writes_nothing() {
    let site = Site::new();
    let officer = site.officer();
    let path = format!("/cases/{}/documents", officer.create("Ada Example"));
    let whole = document();
    serve(&site, |at| {
        let (first, rest) = whole.split_at(20);
        let mut stream = begin(at, &officer, ("POST", &path), whole.len(), first);
        std::thread::sleep(Duration::from_millis(1_500));
        let token = site.house.app.tokens(&officer.actor).unwrap().remove(0);
        site.house.app.revoke_token(&officer.actor, token.id).unwrap();
        stream.write_all(rest.as_bytes()).unwrap();
        let came = answered(&mut stream, Duration::from_secs(20));
        assert!(came.as_deref().is_some_and(|a| a.starts_with("HTTP/1.1 401")), "{came:?}");
    });
    let other = site.program_of(officer.actor.clone());
    assert_eq!(other.get(&path).body["documents"], json!([]));
}

/// A scanner that takes a file and says nothing of it until it is told to.
fn slow_scanner() -> (SocketAddr, std::sync::mpsc::Sender<()>) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap();
    let (go, may_go) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            if may_go.recv().is_err() {
                return;
            }
            let _ = stream.write_all(b"stream: OK\0");
        }
    });
    (at, go)
}

#[test]
fn who_hangs_up_gives_no_place_back_while_the_work_with_their_file_goes_on() {
    let site = Site::new();
    let (scanner, go) = slow_scanner();
    site.house.app.scan_with(files::Scanner::at(&format!("tcp:{scanner}")).unwrap());
    let officer = site.officer();
    let path = format!("/cases/{}/documents", officer.create("Ada Example"));
    let whole = document();
    serve(&site, |at| {
        let first = begin(at, &officer, ("POST", &path), whole.len(), &whole);
        std::thread::sleep(Duration::from_millis(1_000));
        drop(first);
        std::thread::sleep(Duration::from_millis(500));
        // The next one is too large, which it is told as soon as it comes in.
        let mut second = begin(at, &officer, ("POST", &path), 400_000_000, "");
        assert_eq!(answered(&mut second, Duration::from_millis(1_500)), None, "the first file is being worked on");
        go.send(()).unwrap();
        let came = answered(&mut second, Duration::from_secs(20));
        assert!(came.as_deref().is_some_and(|a| a.starts_with("HTTP/1.1 413")), "{came:?}");
    });
}
