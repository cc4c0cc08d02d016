//! What goes back.

use crate::problem::Problem;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;

/// An answer: JSON, and headers.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: Vec<u8>,
    pub(crate) kind: &'static str,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
}

impl Answer {
    /// Something as JSON.
    pub(crate) fn json(value: &impl Serialize) -> Result<Self, Problem> {
        let body = serde_json::to_vec(value).map_err(|_| Problem::ours("The answer cannot be written"))?;
        Ok(Self { status: StatusCode::OK, body, kind: "application/json", headers: Vec::new() })
    }
    /// Nothing more to say.
    pub(crate) const fn done() -> Self {
        Self { status: StatusCode::NO_CONTENT, body: Vec::new(), kind: "", headers: Vec::new() }
    }
    /// A problem.
    pub(crate) fn problem(problem: &Problem) -> Self {
        let body = serde_json::to_vec(problem).unwrap_or_default();
        let mut answer = Self { status: problem.code(), body, kind: "application/problem+json", headers: Vec::new() };
        if answer.status == StatusCode::UNAUTHORIZED {
            answer.headers.push((header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"casement\"")));
        }
        if problem.wait > 0 {
            answer.headers.push((header::RETRY_AFTER, HeaderValue::from(problem.wait)));
        }
        answer
    }
    pub(crate) const fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }
    pub(crate) fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.push((name, value));
        }
        self
    }
    /// With the version that the content has.
    pub(crate) fn version(self, version: u32) -> Self {
        self.header(header::ETAG, &etag(version))
    }
}

/// The tag of a version.
pub(crate) fn etag(version: u32) -> String {
    format!("\"v{version}\"")
}
