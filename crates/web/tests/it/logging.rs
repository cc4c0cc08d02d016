//! Nothing about a person reaches a log, an address or a title.

use crate::browser::Site;
use std::io;
use std::sync::{Arc, Mutex};
use tracing_subscriber::fmt::MakeWriter;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;
    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[test]
fn neither_logs_nor_addresses_nor_titles_hold_a_name() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(log.clone()).finish();
    // Handlers work on other threads, so the whole process gets it; other tests only add lines.
    let _ = tracing::subscriber::set_global_default(subscriber);
    let site = Site::new();
    let canary = site.house.canary();
    let mut officer = site.officer();
    let case = officer.create(&canary);
    for page in
        ["", "/consent", "/seen", "/close", "/sections/identity/edit", "/sections/identity/history", "/agencies"]
    {
        let came = officer.get(&format!("/cases/{case}{page}"));
        let title = came.body.split("<title>").nth(1).unwrap().split("</title>").next().unwrap();
        assert!(!title.contains(&canary), "{page} has the name in its title");
    }
    let found = officer.post("/search", &[("q", &canary)]);
    assert!(found.body.contains(&canary), "not found");
    assert!(!found.body.contains(&format!("?q={canary}")) && found.location().is_empty());
    officer.post("/search", &[("q", &format!("{canary} {}", "x".repeat(300)))]);
    let said = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(said.contains("/cases/{case}"), "nothing was logged");
    assert!(!said.contains(&canary), "the log holds a name");
    assert!(!said.contains(&case.to_string()), "the log holds the address of a case");
}
