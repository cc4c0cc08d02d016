//! A double of GOV.UK Notify, which cannot be had here: its documented interface, with tokens checked to the letter.

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use kernel::{Clock, FixedClock};
use serde_json::{Value, json};
use sha2::Sha256;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

pub const SERVICE: &str = "26785a09-ab16-4eb0-8407-a37497a57506";
const SECRET: &str = "3d844edf-8d35-48ac-975b-e847b4f122b0";
pub const TEXT_TEMPLATE: &str = "f33517ff-2a88-4f6e-b855-c550268ce08a";

#[derive(Default)]
pub struct Held {
    /// Path, body, and the status that is told of it.
    pub sent: Vec<(String, Value, String)>,
    /// Calls that were refused for their token.
    pub refused: usize,
}

#[derive(Clone)]
pub struct Double {
    port: u16,
    pub held: Arc<Mutex<Held>>,
}

impl Double {
    pub fn start(clock: Arc<FixedClock>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let double = Self { port: listener.local_addr().unwrap().port(), held: Arc::default() };
        let held = Arc::clone(&double.held);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                serve(stream, &held, &clock);
            }
        });
        double
    }
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
    pub fn key() -> String {
        format!("casement-test-{SERVICE}-{SECRET}")
    }
    /// From now the message at a place has a status.
    pub fn set(&self, at: usize, status: &str) {
        self.held.lock().unwrap().sent[at].2 = status.to_owned();
    }
}

fn id(at: usize) -> String {
    format!("740e5834-3a29-46b4-9a6f-{at:012}")
}

/// Whether a token is exactly what the documentation asks for.
fn genuine(token: &str, clock: &FixedClock) -> bool {
    let parts: Vec<&str> = token.split('.').collect();
    let [head, claims, signature] = parts.as_slice() else { return false };
    let part = |p: &str| -> Option<Value> { serde_json::from_slice(&BASE64URL_NOPAD.decode(p.as_bytes()).ok()?).ok() };
    let (Some(h), Some(c)) = (part(head), part(claims)) else { return false };
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(format!("{head}.{claims}").as_bytes());
    let good = BASE64URL_NOPAD.decode(signature.as_bytes()).is_ok_and(|s| mac.verify_slice(&s).is_ok());
    let now = clock.now().as_micros() / 1_000_000;
    good && h == json!({ "typ": "JWT", "alg": "HS256" })
        && c["iss"] == SERVICE
        && c["iat"].as_i64().is_some_and(|iat| (now - iat).abs() <= 30)
        && c.as_object().is_some_and(|o| o.len() == 2)
}

fn serve(stream: TcpStream, held: &Mutex<Held>, clock: &FixedClock) -> Option<()> {
    let mut out = stream.try_clone().ok()?;
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let (method, path) = line.split_once(' ').map(|(m, r)| (m.to_owned(), r.split(' ').next().unwrap().to_owned()))?;
    let (mut length, mut token) = (0usize, String::new());
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let header = header.trim_end();
        if header.is_empty() {
            break;
        }
        let (name, value) = header.split_once(':')?;
        match name.to_lowercase().as_str() {
            "content-length" => length = value.trim().parse().ok()?,
            "authorization" => token = value.trim().strip_prefix("Bearer ").unwrap_or_default().to_owned(),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let body: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let mut held = held.lock().unwrap();
    let error = |status: u16, name: &str, message: String| {
        (status, json!({ "status_code": status, "errors": [{ "error": name, "message": message }] }))
    };
    let (status, answer) = if !genuine(&token, clock) {
        held.refused += 1;
        error(403, "AuthError", "Invalid token: API key not found".to_owned())
    } else if method == "GET" {
        let at = path.strip_prefix("/v2/notifications/").and_then(|p| p.rsplit('-').next()?.parse::<usize>().ok());
        match at.and_then(|at| held.sent.get(at).map(|s| (at, s.2.clone()))) {
            Some((at, status)) => (200, json!({ "id": id(at), "status": status })),
            None => error(404, "NoResultFound", "No result found".to_owned()),
        }
    } else {
        let number = body["phone_number"].as_str().unwrap_or_default();
        let digits = number.bytes().filter(u8::is_ascii_digit).count();
        let wrong = match path.as_str() {
            "/v2/notifications/sms" if body["template_id"] != TEXT_TEMPLATE => Some("template_id".to_owned()),
            // The real service repeats the number.
            "/v2/notifications/sms" if digits < 10 => Some(format!("phone_number {number} is too short")),
            _ => None,
        };
        match wrong {
            Some(wrong) => error(400, "ValidationError", wrong),
            None => {
                held.sent.push((path, body, "sending".to_owned()));
                (201, json!({ "id": id(held.sent.len() - 1) }))
            }
        }
    };
    let text = answer.to_string();
    let head = format!(
        "HTTP/1.1 {status} x\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        text.len()
    );
    out.write_all(head.as_bytes()).ok()?;
    out.write_all(text.as_bytes()).ok()
}
