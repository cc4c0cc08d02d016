//! Reading what a browser sends: with limits, in one encoding, with clear refusals.

use axum::body::Body;
use axum::http::{HeaderMap, header};
use casework::form::Typed;
use pages::problem::Problem;
use std::time::Duration;

/// The largest form, in bytes: twenty long texts of 20,000 characters, encoded.
pub(crate) const LARGEST_FORM: usize = 1_536 * 1024;
/// How long a form may take to arrive.
const SLOWEST_FORM: Duration = Duration::from_secs(20);
/// The most fields that a form may have.
const MOST_FIELDS: usize = 1_000;

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
    pairs(&bytes).map(Typed::new).ok_or(Unread::Unreadable)
}

/// The pairs of `name=value&…`, percent-decoded; none if they are not UTF-8, hold a null character, or are too many.
pub(crate) fn pairs(bytes: &[u8]) -> Option<Vec<(String, String)>> {
    let mut pairs = Vec::new();
    for part in bytes.split(|b| *b == b'&').filter(|part| !part.is_empty()) {
        if pairs.len() == MOST_FIELDS {
            return None;
        }
        let at = part.iter().position(|b| *b == b'=');
        let (name, value) = at.map_or((part, &b""[..]), |at| {
            let (name, value) = part.split_at(at);
            (name, value.get(1..).unwrap_or_default())
        });
        pairs.push((decoded(name)?, decoded(value)?));
    }
    Some(pairs)
}

fn decoded(bytes: &[u8]) -> Option<String> {
    let digit = |b: u8| char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes.iter().copied();
    while let Some(byte) = rest.next() {
        out.push(match byte {
            b'+' => b' ',
            b'%' => {
                let (high, low) = (digit(rest.next()?)?, digit(rest.next()?)?);
                high * 16 + low
            }
            other => other,
        });
    }
    String::from_utf8(out).ok().filter(|text| !text.contains('\0'))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> Option<Vec<(String, String)>> {
        pairs(text.as_bytes())
    }

    #[test]
    fn forms_are_decoded() {
        let got = one("name=Am%C3%A9lie+O%27Brien&also=a&also=b&empty=&bare").unwrap();
        let wanted = [("name", "Amélie O'Brien"), ("also", "a"), ("also", "b"), ("empty", ""), ("bare", "")];
        assert_eq!(got, wanted.map(|(n, v)| (n.to_owned(), v.to_owned())));
    }

    #[test]
    fn what_is_no_utf8_or_cut_short_is_refused() {
        for bad in ["a=%ff", "a=%C3", "a=%4", "a=%", "a=%zz", "a=b%00c"] {
            assert_eq!(one(bad), None, "{bad}");
        }
    }

    #[test]
    fn too_many_fields_are_refused() {
        assert!(one(&"a=1&".repeat(1_000)).is_some());
        assert_eq!(one(&"a=1&".repeat(1_001)), None);
    }

    #[test]
    fn cookies_are_found_by_their_whole_name() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, "xsession=1; session=2; session=3".parse().unwrap());
        assert_eq!(cookie(&headers, "session"), Some("2"));
        assert_eq!(cookie(&headers, "sessio"), None);
    }
}
