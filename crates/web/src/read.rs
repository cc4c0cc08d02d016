//! Reading what a browser sends: with limits, in one encoding, with clear refusals.

use axum::body::Body;
use axum::http::{HeaderMap, header};
use casework::{Typed, urlencoded};
use pages::problem::Problem;
use std::time::Duration;

/// The largest form, in bytes: twenty long texts of 20,000 characters, encoded.
pub(crate) const LARGEST_FORM: usize = 1_536 * 1024;
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
pub(crate) async fn form(headers: &HeaderMap, body: Body) -> Result<Typed, Unread> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let mut parts = kind.split(';').map(str::trim);
    if !parts.next().unwrap_or_default().eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(Unread::NotAForm);
    }
    let charset = parts.find_map(|p| p.strip_prefix("charset=").or_else(|| p.strip_prefix("Charset=")));
    if charset.is_some_and(|c| !c.trim_matches('"').eq_ignore_ascii_case("utf-8")) {
        return Err(Unread::NotAForm);
    }
    let announced =
        headers.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()).and_then(|v| v.parse::<usize>().ok());
    if announced.is_some_and(|length| length > LARGEST_FORM) {
        return Err(Unread::TooLarge);
    }
    let bytes = tokio::time::timeout(SLOWEST_FORM, axum::body::to_bytes(body, LARGEST_FORM)).await;
    let bytes = bytes.map_err(|_| Unread::Unreadable)?.map_err(|_| Unread::TooLarge)?;
    urlencoded::pairs(&bytes).map(Typed::new).ok_or(Unread::Unreadable)
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
pub(crate) async fn upload(headers: &HeaderMap, body: Body) -> Result<(Typed, Vec<Sent>), Unread> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let Ok(boundary) = multer::parse_boundary(kind) else { return Ok((form(headers, body).await?, Vec::new())) };
    let announced =
        headers.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()).and_then(|v| v.parse::<u64>().ok());
    if announced.is_some_and(|length| length > LARGEST_UPLOAD) {
        return Err(Unread::TooLarge);
    }
    tokio::time::timeout(SLOWEST_UPLOAD, parts(body, boundary)).await.map_err(|_| Unread::Unreadable)?
}

async fn parts(body: Body, boundary: String) -> Result<(Typed, Vec<Sent>), Unread> {
    let limits = multer::SizeLimit::new().whole_stream(LARGEST_UPLOAD);
    let constraints = multer::Constraints::new().size_limit(limits);
    let mut form = multer::Multipart::with_constraints(body.into_data_stream(), boundary, constraints);
    let (mut pairs, mut sent) = (Vec::new(), Vec::new());
    let unread = |error: multer::Error| match error {
        multer::Error::StreamSizeExceeded { .. } | multer::Error::FieldSizeExceeded { .. } => Unread::TooLarge,
        _ => Unread::Unreadable,
    };
    while let Some(field) = form.next_field().await.map_err(unread)? {
        if pairs.len() + sent.len() > 200 {
            return Err(Unread::TooLarge);
        }
        let name = field.name().unwrap_or_default().to_owned();
        let is_file = field.file_name().is_some();
        let bytes = field.bytes().await.map_err(unread)?;
        if is_file {
            sent.push(Sent { name, bytes: std::sync::Arc::new(bytes.to_vec()) });
        } else {
            let text = String::from_utf8(bytes.to_vec()).ok().filter(|t| !t.contains('\0'));
            pairs.push((name, text.ok_or(Unread::Unreadable)?));
        }
    }
    Ok((Typed::new(pairs), sent))
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
