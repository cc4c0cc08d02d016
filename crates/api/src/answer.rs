//! What goes back.

use crate::problem::Problem;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use schemars::JsonSchema;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

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
    /// Something that was made, below the root.
    pub(crate) fn made(below: &str, id: &impl ToString) -> Result<Self, Problem> {
        let id = id.to_string();
        let place = format!("{}/{below}/{id}", crate::ROOT);
        Ok(Self::json(&Made { id })?.status(StatusCode::CREATED).header(header::LOCATION, &place))
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

/// Something that was made.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Made {
    /// Its id.
    pub(crate) id: String,
}

impl Answer {
    /// The same with a tag of all that it says, or nothing but that it is as the program has it already. Whoever asks has been decided
    /// about and the ledger has it before: that nothing has changed is told to nobody else. The tag means something to one token only,
    /// so that nobody can try what it may be made of.
    pub(crate) fn conditional(mut self, token: &[u8; 32], known: Option<&str>) -> Self {
        if self.status != StatusCode::OK {
            return self;
        }
        let mut digest = Sha256::new();
        digest.update(token);
        digest.update(&self.body);
        let whole: String = digest.finalize().iter().take(8).map(|b| format!("{b:02x}")).collect();
        let at = self.headers.iter().position(|(name, _)| *name == header::ETAG);
        let version = at.map(|at| self.headers.swap_remove(at).1);
        let version = version.as_ref().and_then(|v| v.to_str().ok()).map_or("", |v| v.trim_matches('"'));
        let tag = if version.is_empty() { format!("\"{whole}\"") } else { format!("\"{version}.{whole}\"") };
        let mut same = known.into_iter().flat_map(|known| known.split(',')).map(str::trim);
        if same.any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag) {
            self.status = StatusCode::NOT_MODIFIED;
            self.body.clear();
            self.kind = "";
        }
        self.header(header::ETAG, &tag)
    }
}

/// The tag of a version.
pub(crate) fn etag(version: u32) -> String {
    format!("\"v{version}\"")
}
