//! One request, as a handler sees it.

use crate::problem::{Problem, Wrong};
use crate::routes::Route;
use crate::serve::Api;
use crate::shape::misfit;
use app::{Actor, OnceKey};
use axum::http::{HeaderMap, HeaderName, header};
use kernel::{CaseId, Entropy as _, OsEntropy, Sensitive};
use serde::de::DeserializeOwned;
use std::sync::Arc;

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// One request.
pub(crate) struct Ask {
    pub(crate) api: Arc<Api>,
    pub(crate) actor: Option<Actor>,
    pub(crate) route: &'static Route,
    pub(crate) params: Vec<(String, String)>,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Ask {
    pub(crate) fn app(&self) -> &app::App {
        &self.api.app
    }
    /// The council's name.
    pub(crate) fn council(&self) -> &str {
        &self.api.council
    }
    /// Who acts. The door has let only such in.
    pub(crate) fn actor(&self) -> Result<&Actor, Problem> {
        self.actor.as_ref().ok_or_else(Problem::nothing)
    }
    /// A parameter of the address.
    pub(crate) fn param(&self, name: &str) -> &str {
        self.params.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str())
    }
    /// A parameter of the query, if it was given.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
    /// A yes or no of the query.
    pub(crate) fn flag(&self, name: &str) -> Result<bool, Problem> {
        match self.query(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(Problem::malformed(format!("Give {name} as true or false"))),
        }
    }
    /// A whole number of the query, or of the address.
    pub(crate) fn number(&self, name: &str, text: &str) -> Result<u32, Problem> {
        let plain = text == "0" || (!text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit()));
        let number = text.parse().ok().filter(|n| plain && *n <= 1_000_000);
        number.ok_or_else(|| Problem::malformed(format!("Give {name} as a whole number up to 1000000")))
    }
    /// Checks that a parameter of the query is of the form that the description names.
    pub(crate) fn fits(&self, name: &str, value: &str) -> Result<(), Problem> {
        let known = self.route.params.iter().find(|param| !param.header && param.name == name);
        if known.is_some_and(|param| param.fits(value)) {
            return Ok(());
        }
        Err(Problem::malformed(format!("Give {name} in the form that the description names")))
    }
    /// Where browsers reach this server, if it knows: `https://casework.example`.
    pub(crate) fn own_origin(&self) -> Option<&str> {
        self.api.origin.as_deref()
    }
    /// The case in the address.
    pub(crate) fn case(&self) -> Result<CaseId, Problem> {
        self.id("case")
    }
    /// `authority/notice` in the address.
    pub(crate) fn notice(&self) -> String {
        format!("{}/{}", self.param("authority"), self.param("notice"))
    }
    /// An id in the address. One form only, so that one thing has one address.
    pub(crate) fn id<T: std::str::FromStr>(&self, name: &str) -> Result<T, Problem> {
        let text = self.param(name);
        let fits = text.len() == 32 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        text.parse().ok().filter(|_| fits).ok_or_else(Problem::nothing)
    }
    /// The key under which this is done once only, if one was given. What makes the request the same is all of it: method,
    /// address and body.
    pub(crate) fn once(&self) -> Result<Option<OnceKey>, Problem> {
        if !self.headers.contains_key(&IDEMPOTENCY_KEY) {
            return Ok(None);
        }
        let key = self.header(&IDEMPOTENCY_KEY).filter(|key| {
            (8..=128).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
        });
        let words = "Give Idempotency-Key as 8 to 128 letters, figures, hyphens and underscores";
        let key = key.ok_or_else(|| Problem::malformed(words))?.to_owned();
        let mut request = self.path.clone();
        request.push('\n');
        // The same JSON written otherwise is the same request.
        let body = serde_json::from_slice::<serde_json::Value>(&self.body).map(|v| v.to_string());
        request.push_str(&body.unwrap_or_default());
        Ok(Some(OnceKey { key, request: Sensitive::new(request) }))
    }
    /// A header, if it was given and is text.
    pub(crate) fn header(&self, name: &HeaderName) -> Option<&str> {
        self.headers.get(name).and_then(|v| v.to_str().ok()).map(str::trim)
    }
    /// The body, read as what is wanted. What is wrong is said by its place alone.
    pub(crate) fn body<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        let kind = self.header(&header::CONTENT_TYPE).unwrap_or_default();
        if !kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json") {
            return Err(Problem::not_json("Send the body as application/json"));
        }
        let unread = |e: serde_json::Error| {
            let what = if e.is_data() { "has not the form that the description names" } else { "is no JSON" };
            Problem::malformed(format!("The body {what}, at line {}, column {}", e.line(), e.column()))
        };
        // What reads it takes a list for an object; the description does not.
        if let Some(misfit) = misfit(self.route, &serde_json::from_slice(&self.body).map_err(unread)?) {
            let detail = format!("Send {} here, as the description names it", misfit.wanted);
            let errors = vec![Wrong { pointer: misfit.pointer, detail }];
            let problem = Problem::malformed("The body has not the form that the description names: see errors");
            return Err(Problem { errors, ..problem });
        }
        serde_json::from_slice(&self.body).map_err(unread)
    }
}

/// A number for the log and the answer.
pub(crate) fn number() -> String {
    let mut bytes = [0u8; 6];
    OsEntropy.fill(&mut bytes);
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
