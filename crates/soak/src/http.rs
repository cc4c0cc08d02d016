//! A small HTTP/1.1 client: one connection that is kept, one request at a time.

use crate::{Said, because};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Longer than the server takes for anything.
const PATIENCE: Duration = Duration::from_secs(90);

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Where it sends the browser.
    pub location: Option<String>,
    /// The page.
    pub body: String,
}

/// A browser of sorts: it has a session, and sends forms with the session's token.
pub struct Client {
    to: SocketAddr,
    name: &'static str,
    cookie: String,
    csrf: String,
    open: Option<BufReader<TcpStream>>,
}

impl Client {
    /// For a session of staff or of an agency.
    #[must_use]
    pub const fn new(to: SocketAddr, cookie: String, csrf: String) -> Self {
        Self { to, name: "session", cookie, csrf, open: None }
    }

    /// For a session on somebody's own page.
    #[must_use]
    pub const fn own(to: SocketAddr, cookie: String, csrf: String) -> Self {
        Self { to, name: "page", cookie, csrf, open: None }
    }

    /// Asks for a page.
    ///
    /// # Errors
    /// When no whole answer comes.
    pub fn get(&mut self, path: &str) -> Said<Answer> {
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {}={}\r\n\r\n", self.name, self.cookie);
        self.ask(request.as_bytes())
    }

    /// Hands in a file, with what a form says of it.
    ///
    /// # Errors
    /// When no whole answer comes.
    pub fn hand_in(&mut self, path: &str, fields: &[(&str, &str)], name: &str, bytes: &[u8]) -> Said<Answer> {
        const BETWEEN: &str = "----between-the-parts-of-a-form";
        let csrf = self.csrf.clone();
        let mut body = Vec::with_capacity(bytes.len() + 1_024);
        for (name, value) in [("csrf", csrf.as_str())].iter().chain(fields) {
            let part = format!("--{BETWEEN}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        let head = format!(
            "--{BETWEEN}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(format!("\r\n--{BETWEEN}--\r\n").as_bytes());
        let mut request = format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {}={}\r\n\
             Content-Type: multipart/form-data; boundary={BETWEEN}\r\nContent-Length: {}\r\n\r\n",
            self.name,
            self.cookie,
            body.len()
        )
        .into_bytes();
        request.append(&mut body);
        self.ask(&request)
    }

    /// Sends a form.
    ///
    /// # Errors
    /// When no whole answer comes: what was sent may have been done, or not.
    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Said<Answer> {
        let mut body = format!("csrf={}", encoded(&self.csrf));
        for (name, value) in fields {
            body.push('&');
            body.push_str(&encoded(name));
            body.push('=');
            body.push_str(&encoded(value));
        }
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {}={}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            self.name,
            self.cookie,
            body.len()
        );
        self.ask(request.as_bytes())
    }

    fn ask(&mut self, request: &[u8]) -> Said<Answer> {
        let mut stream = match self.open.take() {
            Some(stream) => stream,
            None => {
                let stream = TcpStream::connect_timeout(&self.to, PATIENCE).map_err(because("cannot connect"))?;
                stream.set_nodelay(true).map_err(because("connection"))?;
                stream.set_read_timeout(Some(PATIENCE)).map_err(because("connection"))?;
                BufReader::new(stream)
            }
        };
        stream.get_mut().write_all(request).map_err(because("sending"))?;
        let mut line = String::new();
        stream.read_line(&mut line).map_err(because("the answer"))?;
        let status = line.split(' ').nth(1).and_then(|s| s.parse().ok()).ok_or("no answer came")?;
        let (mut length, mut location, mut close) = (None, None, false);
        loop {
            line.clear();
            if stream.read_line(&mut line).map_err(because("the answer"))? == 0 {
                return Err("the answer broke off".to_owned());
            }
            let Some((name, value)) = line.trim_end().split_once(": ") else { break };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse::<usize>().ok(),
                "location" => location = Some(value.to_owned()),
                "connection" => close = value.eq_ignore_ascii_case("close"),
                _ => {}
            }
        }
        let mut body = Vec::new();
        match length {
            Some(length) => {
                body.resize(length, 0);
                stream.read_exact(&mut body).map_err(because("the answer"))?;
            }
            None => {
                close = true;
                stream.read_to_end(&mut body).map_err(because("the answer"))?;
            }
        }
        if !close {
            self.open = Some(stream);
        }
        let body = String::from_utf8(body).map_err(because("the answer"))?;
        Ok(Answer { status, location, body })
    }
}

/// A value as forms send it.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn forms_are_encoded() {
        assert_eq!(super::encoded("a|b c/ü"), "a%7Cb+c%2F%C3%BC");
    }
}
