//! A mail server for tests: it speaks SMTP on a port of its own and keeps what it was given.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};

/// What a server was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// The sender of the envelope.
    pub from: String,
    /// The recipient of the envelope.
    pub to: String,
    /// Headers and body, as they came.
    pub text: String,
}

#[derive(Default)]
struct Held {
    received: Vec<Received>,
    busy: usize,
}

/// A server that runs as long as the process. It refuses recipients whose address begins with `refused`, for good.
#[derive(Clone)]
pub struct MailServer {
    port: u16,
    held: Arc<Mutex<Held>>,
}

impl MailServer {
    /// Starts one.
    ///
    /// # Panics
    /// When there is no port: a test cannot go on.
    #[must_use]
    #[expect(clippy::panic, reason = "a test without its server cannot go on")]
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap_or_else(|e| panic!("no port: {e}"));
        let port = listener.local_addr().map_or(0, |a| a.port());
        let held = Arc::new(Mutex::new(Held::default()));
        let server = Self { port, held: Arc::clone(&held) };
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let held = Arc::clone(&held);
                std::thread::spawn(move || serve(stream, &held));
            }
        });
        server
    }
    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }
    /// The next mails are put off (`451`), so many times.
    pub fn be_busy(&self, times: usize) {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).busy = times;
    }
    /// What it was given.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).received.clone()
    }
}

fn serve(stream: TcpStream, held: &Mutex<Held>) -> Option<()> {
    let mut out = stream.try_clone().ok()?;
    let mut lines = BufReader::new(stream).lines();
    let mut say = move |words: &str| out.write_all(format!("{words}\r\n").as_bytes()).ok();
    say("220 test ESMTP")?;
    let (mut from, mut to) = (String::new(), String::new());
    while let Some(Ok(line)) = lines.next() {
        let upper = line.to_uppercase();
        let address = || line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
        if upper.starts_with("EHLO") {
            say("250-test\r\n250 8BITMIME")?;
        } else if upper.starts_with("MAIL FROM") {
            from = address();
            say("250 ok")?;
        } else if upper.starts_with("RCPT TO") {
            to = address();
            let mut held = held.lock().unwrap_or_else(PoisonError::into_inner);
            if to.starts_with("refused") {
                // Real servers repeat the address: nothing of it may find its way into a log.
                say(&format!("550 5.1.1 <{to}> user unknown"))?;
            } else if held.busy > 0 {
                held.busy -= 1;
                say(&format!("451 4.7.1 <{to}> come again later"))?;
            } else {
                say("250 ok")?;
            }
        } else if upper == "DATA" {
            say("354 go on")?;
            let mut text = String::new();
            while let Some(Ok(line)) = lines.next() {
                if line == "." {
                    break;
                }
                text.push_str(line.strip_prefix('.').unwrap_or(&line));
                text.push('\n');
            }
            let received = Received { from: from.clone(), to: to.clone(), text };
            held.lock().unwrap_or_else(PoisonError::into_inner).received.push(received);
            say("250 taken")?;
        } else if upper == "QUIT" {
            say("221 bye")?;
            return Some(());
        } else {
            say("250 ok")?;
        }
    }
    Some(())
}
