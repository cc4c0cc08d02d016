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

#[test]
fn files_wait_their_turn_before_they_are_read_and_hold_nobody_else_up() {
    let site = Site::new();
    let officer = site.officer();
    let case = officer.create("Ada Example");
    let path = format!("/cases/{case}/documents");
    let pdf = data_encoding::BASE64.encode(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n");
    let whole = json!({ "title": "Tenancy", "category": "contact", "content": pdf }).to_string();
    serve(&site, |at| {
        let mut held: Vec<TcpStream> =
            (0..4).map(|_| begin(at, &officer, ("POST", &path), 4_000_000, "{\"title\": \"")).collect();
        // They have come as far as their bodies.
        std::thread::sleep(Duration::from_millis(1_500));
        let mut late = begin(at, &officer, ("POST", &path), whole.len(), &whole);
        assert_eq!(answered(&mut late, Duration::from_millis(1_500)), None, "there is no room for a fifth");
        let mut other = begin(at, &officer, ("GET", "/me"), 0, "");
        assert!(answered(&mut other, Duration::from_secs(20)).is_some_and(|a| a.starts_with("HTTP/1.1 200")));
        // One gives up, and the fifth comes in.
        held.pop();
        let came = answered(&mut late, Duration::from_secs(20));
        assert!(came.as_deref().is_some_and(|a| a.starts_with("HTTP/1.1 201")), "{came:?}");
    });
}
