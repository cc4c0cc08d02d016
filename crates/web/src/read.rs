//! Reading what a browser sends: with limits, in one encoding, with clear refusals.

use axum::body::{Body, HttpBody};
use axum::http::{HeaderMap, header};
use casework::{Typed, urlencoded};
use pages::problem::Problem;
use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

/// The largest form, in bytes: twenty long texts of 20,000 characters, encoded.
pub(crate) const LARGEST_FORM: usize = 1_536 * 1024;
/// The most fields that are read of a form that is not whole.
const MOST_PAIRS: usize = 4096;
/// So much of what is too large is read and thrown away, so that whoever sends it can read why it was refused: a connection that is closed while
/// they still send tells them nothing.
const DRAINED: u64 = 64 * 1024 * 1024;
/// And for so long.
const DRAINED_FOR: Duration = Duration::from_secs(10);
/// How long a form may take to arrive.
const SLOWEST_FORM: Duration = Duration::from_secs(20);

/// Why a form was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unread {
    /// It is no form, or not one in this encoding.
    NotAForm,
    /// It is too large.
    TooLarge,
    /// It did not arrive in time, or its bytes are not UTF-8.
    Unreadable,
}

impl Unread {
    /// The status and the page that says what to do.
    pub(crate) fn problem(self) -> (u16, Problem) {
        match self {
            Self::NotAForm => (415, Problem::not_a_form()),
            Self::TooLarge => (413, Problem::too_large()),
            Self::Unreadable => (400, Problem::unreadable()),
        }
    }
}

/// Reads a form's body.
pub(crate) async fn form(headers: &HeaderMap, mut body: Body) -> Result<Typed, (Unread, Typed)> {
    let not = |unread| (unread, Typed::default());
    let kind = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let mut parts = kind.split(';').map(str::trim);
    if !parts.next().unwrap_or_default().eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(not(Unread::NotAForm));
    }
    let charset = parts.find_map(|p| p.strip_prefix("charset=").or_else(|| p.strip_prefix("Charset=")));
    if charset.is_some_and(|c| !c.trim_matches('"').eq_ignore_ascii_case("utf-8")) {
        return Err(not(Unread::NotAForm));
    }
    let (bytes, whole) = tokio::time::timeout(SLOWEST_FORM, so_much(&mut body, LARGEST_FORM))
        .await
        .map_err(|_| not(Unread::Unreadable))?;
    if !whole {
        drain(&mut body).await;
        return Err((Unread::TooLarge, readable(&bytes)));
    }
    match urlencoded::pairs(&bytes) {
        Some(pairs) => Ok(Typed::new(pairs)),
        None => Err((Unread::Unreadable, readable(&bytes))),
    }
}

/// So many bytes of a body at most, and whether that is all of it.
async fn so_much(body: &mut Body, most: usize) -> (Vec<u8>, bool) {
    let mut bytes = Vec::new();
    while let Some(frame) = poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await {
        let Ok(frame) = frame else { return (bytes, false) };
        let Ok(part) = frame.into_data() else { continue };
        let room = most.saturating_sub(bytes.len());
        bytes.extend_from_slice(part.get(..room.min(part.len())).unwrap_or_default());
        if part.len() > room {
            return (bytes, false);
        }
    }
    (bytes, true)
}

/// Reads what is still on its way, up to a bound, and keeps none of it.
async fn drain(body: &mut Body) {
    let rest = async {
        let mut read = 0_u64;
        while let Some(Ok(frame)) = poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await {
            read += frame.data_ref().map_or(0, |part| u64::try_from(part.len()).unwrap_or(u64::MAX));
            if read > DRAINED {
                break;
            }
        }
    };
    let _ = tokio::time::timeout(DRAINED_FOR, rest).await;
}

/// What can be read of a form that is not whole: what is no text is a sign in its place.
fn readable(bytes: &[u8]) -> Typed {
    let piece = |part: &[u8]| {
        let mut out = Vec::with_capacity(part.len());
        let mut at = 0;
        while let Some(byte) = part.get(at) {
            let escaped = part.get(at + 1..at + 3).and_then(|hex| std::str::from_utf8(hex).ok());
            match (byte, escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok())) {
                (b'%', Some(byte)) => {
                    out.push(byte);
                    at += 2;
                }
                (b'+', _) => out.push(b' '),
                (byte, _) => out.push(*byte),
            }
            at += 1;
        }
        String::from_utf8_lossy(&out).replace('\0', "\u{fffd}")
    };
    let pairs = bytes.split(|byte| *byte == b'&').take(MOST_PAIRS).filter(|pair| !pair.is_empty()).map(|pair| {
        let end = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
        (piece(pair.get(..end).unwrap_or_default()), piece(pair.get(end + 1..).unwrap_or_default()))
    });
    Typed::new(pairs.collect())
}

/// The largest form with files, in bytes: some large ones and what is written beside them.
pub(crate) const LARGEST_UPLOAD: u64 = 4 * files::LARGEST as u64;
/// How long a form with files may take to arrive: a phone on a slow line.
const SLOWEST_UPLOAD: Duration = Duration::from_secs(300);

/// A file that came with a form. What it was called is not kept: names of files tell of people.
#[derive(Clone)]
pub(crate) struct Sent {
    /// The field's name.
    pub(crate) name: String,
    /// The bytes; of what is too large only so much that it can be told.
    pub(crate) bytes: std::sync::Arc<Vec<u8>>,
}

/// Reads a form that files may come with.
pub(crate) async fn upload(headers: &HeaderMap, mut body: Body) -> Result<(Typed, Vec<Sent>), (Unread, Typed)> {
    let not = |unread| (unread, Typed::default());
    let kind = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let Ok(boundary) = multer::parse_boundary(kind) else { return Ok((form(headers, body).await?, Vec::new())) };
    let announced =
        headers.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()).and_then(|v| v.parse::<u64>().ok());
    if announced.is_some_and(|length| length > LARGEST_UPLOAD) {
        drain(&mut body).await;
        return Err(not(Unread::TooLarge));
    }
    tokio::time::timeout(SLOWEST_UPLOAD, parts(body, boundary)).await.map_err(|_| not(Unread::Unreadable))?
}

async fn parts(body: Body, boundary: String) -> Result<(Typed, Vec<Sent>), (Unread, Typed)> {
    let limits = multer::SizeLimit::new().whole_stream(LARGEST_UPLOAD);
    let constraints = multer::Constraints::new().size_limit(limits);
    let mut form = multer::Multipart::with_constraints(body.into_data_stream(), boundary, constraints);
    let (mut pairs, mut sent) = (Vec::new(), Vec::new());
    let unread = |error: multer::Error| match error {
        multer::Error::StreamSizeExceeded { .. } | multer::Error::FieldSizeExceeded { .. } => Unread::TooLarge,
        _ => Unread::Unreadable,
    };
    let mut whole = true;
    loop {
        let field = match form.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => break,
            Err(error) => return Err((unread(error), Typed::new(pairs))),
        };
        if pairs.len() + sent.len() > 200 {
            return Err((Unread::TooLarge, Typed::new(pairs)));
        }
        let name = field.name().unwrap_or_default().to_owned();
        let is_file = field.file_name().is_some();
        let bytes = match field.bytes().await {
            Ok(bytes) => bytes,
            Err(error) => return Err((unread(error), Typed::new(pairs))),
        };
        if is_file {
            sent.push(Sent { name, bytes: std::sync::Arc::new(bytes.to_vec()) });
        } else {
            let text = String::from_utf8_lossy(&bytes).replace('\0', "\u{fffd}");
            whole &= text.as_bytes() == &bytes[..];
            pairs.push((name, text));
        }
    }
    if whole { Ok((Typed::new(pairs), sent)) } else { Err((Unread::Unreadable, Typed::new(pairs))) }
}

/// A cookie's value.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(n, value)| (n == name).then_some(value))
}

/// What a browser says it is, in a few words: enough to tell one's own devices apart, and no more.
pub(crate) fn browser(headers: &HeaderMap) -> String {
    let said = headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let first = |known: &[(&str, &'static str)], other: &'static str| {
        known.iter().find(|(sign, _)| said.contains(sign)).map_or(other, |(_, name)| *name)
    };
    // The order matters: most browsers also name the one that they descend from.
    let browsers =
        [("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrom", "Chrome"), ("Safari/", "Safari")];
    let systems = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "Mac"),
        ("Linux", "Linux"),
    ];
    format!("{} on {}", first(&browsers, "Another browser"), first(&systems, "another system"))
}

/// Where the browser reaches this server.
pub(crate) fn origin(headers: &HeaderMap, secure: bool) -> String {
    let host = headers.get(header::HOST).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let fits = !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || ".-:[]".contains(c));
    let scheme = if secure { "https" } else { "http" };
    if fits { format!("{scheme}://{host}") } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_named_in_a_few_words() {
        let mut headers = HeaderMap::new();
        assert_eq!(browser(&headers), "Another browser on another system");
        let agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36";
        headers.insert(header::USER_AGENT, agent.parse().unwrap());
        assert_eq!(browser(&headers), "Chrome on Linux");
        headers.insert(header::HOST, "casework.example:8080".parse().unwrap());
        assert_eq!(origin(&headers, true), "https://casework.example:8080");
        headers.insert(header::HOST, "evil.example/\"onload".parse().unwrap());
        assert_eq!(origin(&headers, true), "");
    }

    #[test]
    fn cookies_are_found_by_their_whole_name() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, "xsession=1; session=2; session=3".parse().unwrap());
        assert_eq!(cookie(&headers, "session"), Some("2"));
        assert_eq!(cookie(&headers, "sessio"), None);
    }
}
