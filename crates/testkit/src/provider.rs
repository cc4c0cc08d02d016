//! A real OpenID Connect provider for tests: the certified one of `browser/provider.mjs`, with people of its own, on a port of its
//! own. And a browser's part there: who walks through its pages.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use ureq::Agent;
use ureq::http::{Request, Response};

/// What this system is called at the provider.
pub const CLIENT: &str = "casement";
/// Its secret there: a canary.
pub const SECRET: &str = "canary-secret-0123456789-abcdefghij";

/// A provider that runs.
pub struct Provider {
    child: Child,
    /// How it names itself.
    pub issuer: String,
    agent: Agent,
}

impl Provider {
    /// Starts one at the moment of a house, for a server that is reached at an address. `more` are settings beside those.
    ///
    /// # Panics
    /// When it does not start: a test cannot go on.
    #[must_use]
    #[expect(clippy::panic, reason = "a test without its provider cannot go on")]
    pub fn start(origin: &str, now: kernel::Timestamp, people: &Value, more: &Value) -> Self {
        let script = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../browser/provider.mjs"));
        let mut settings = json!({
            "client": CLIENT, "secret": SECRET, "back": [format!("{origin}/login/return")],
            "after": [format!("{origin}/login")], "people": people, "now": now.as_micros() / 1000,
        });
        if let (Some(all), Some(more)) = (settings.as_object_mut(), more.as_object()) {
            all.extend(more.clone());
        }
        let mut child = Command::new("node")
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|e| panic!("no node: {e} (scripts/install.sh test)"));
        let stdin = child.stdin.as_mut().unwrap_or_else(|| panic!("no input"));
        writeln!(stdin, "{settings}").unwrap_or_else(|e| panic!("the provider takes no settings: {e}"));
        let mut line = String::new();
        let stdout = child.stdout.take().unwrap_or_else(|| panic!("no output"));
        BufReader::new(stdout).read_line(&mut line).unwrap_or_else(|e| panic!("the provider says nothing: {e}"));
        let said: Value = serde_json::from_str(&line).unwrap_or_else(|e| {
            panic!("the provider did not start ({e}): run `npm ci` in browser/, or scripts/install.sh test")
        });
        let agent = Agent::config_builder().max_redirects(0).http_status_as_error(false).build().into();
        Self { child, issuer: said["issuer"].as_str().unwrap_or_default().to_owned(), agent }
    }

    #[expect(clippy::panic, reason = "a test without its provider cannot go on")]
    fn ask(&self, jar: &mut BTreeMap<String, String>, url: &str, form: Option<&str>) -> Response<ureq::Body> {
        let cookies: Vec<String> = jar.iter().map(|(n, v)| format!("{n}={v}")).collect();
        let request = Request::builder().uri(url).header("cookie", cookies.join("; "));
        let answer = match form {
            None => request.method("GET").body(()).map(|r| self.agent.run(r)),
            Some(form) => request
                .method("POST")
                .header("content-type", "application/x-www-form-urlencoded")
                .body(form.to_owned())
                .map(|r| self.agent.run(r)),
        };
        let answer = answer.unwrap_or_else(|e| panic!("{e}")).unwrap_or_else(|e| panic!("{url}: {e}"));
        for cookie in answer.headers().get_all("set-cookie") {
            let (pair, _) = cookie.to_str().unwrap_or_default().split_once(';').unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                jar.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    fn next(&self, answer: &Response<ureq::Body>) -> String {
        let to = answer.headers().get("location").and_then(|v| v.to_str().ok()).unwrap_or_default();
        if to.starts_with('/') { format!("{}{to}", self.issuer) } else { to.to_owned() }
    }

    /// Somebody logs in where they were sent to, in a browser that the provider has never seen. Answers with the address that they
    /// are sent back to, without its origin.
    ///
    /// # Panics
    /// When the provider sends them nowhere.
    #[must_use]
    #[expect(clippy::panic, reason = "a test without its provider cannot go on")]
    pub fn log_in(&self, sent_to: &str, who: &str) -> String {
        let mut jar = BTreeMap::new();
        let first = self.ask(&mut jar, sent_to, None);
        let page = self.next(&first);
        if page.contains("/login/return") {
            return path(&page);
        }
        assert!(page.contains("/log-in/"), "the provider does not take {sent_to}: {} {page}", first.status());
        let entered = self.ask(&mut jar, &page, Some(&format!("who={who}")));
        let last = self.ask(&mut jar, &self.next(&entered), None);
        let back = self.next(&last);
        if !back.contains("/login/return") {
            panic!("the provider sends {who} to {back:?}");
        }
        path(&back)
    }

    /// Changes what it knows of people.
    ///
    /// # Panics
    /// When it does not answer.
    pub fn people(&self, people: &Value) {
        let text = people.to_string();
        let answer = self.ask(&mut BTreeMap::new(), &format!("{}/test/people", self.issuer), Some(&text));
        assert_eq!(answer.status(), 200);
    }

    /// Makes what it says wrong in some way; an empty word: right again.
    ///
    /// # Panics
    /// When it does not answer.
    pub fn tamper(&self, how: &str) {
        let answer = self.ask(&mut BTreeMap::new(), &format!("{}/test/tamper?how={how}", self.issuer), None);
        assert_eq!(answer.status(), 200);
    }

    /// Takes it down.
    pub fn stop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.stop();
    }
}

fn path(url: &str) -> String {
    let after = url.split_once("://").map_or(url, |(_, rest)| rest);
    after.find('/').and_then(|at| after.get(at..)).unwrap_or("/").to_owned()
}
