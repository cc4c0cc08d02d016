//! Asking a provider over HTTP: with limits on time and size, nowhere but over TLS (or on this machine), and without following
//! anybody elsewhere.

use crate::error::SignOnError;
use openidconnect::{HttpRequest, HttpResponse};
use std::time::Duration;
use ureq::Agent;
use ureq::http::{Method, Request, Response};
use url::{Host, Url};

/// How long one answer may take: somebody waits for it.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most that is read of an answer.
const LONGEST_ANSWER: u64 = 512 * 1024;

/// How providers are asked.
#[derive(Clone)]
pub(crate) struct Asking(Agent);

impl Asking {
    pub(crate) fn new() -> Self {
        let config = Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            // A provider answers itself: what it says of people is not fetched from wherever somebody points.
            .max_redirects(0)
            .build();
        Self(config.into())
    }

    /// One question to a provider and its answer.
    pub(crate) fn ask(&self, issuer: &str, request: HttpRequest) -> Result<HttpResponse, SignOnError> {
        may_be_asked_for(issuer, &request.uri().to_string())?;
        let (parts, body) = request.into_parts();
        let answer = if parts.method == Method::GET {
            self.0.run(Request::from_parts(parts, ()))
        } else {
            self.0.run(Request::from_parts(parts, body))
        };
        let (parts, mut body) = answer.map_err(|_| SignOnError::Unreachable)?.into_parts();
        let read = body.with_config().limit(LONGEST_ANSWER).read_to_vec();
        Ok(Response::from_parts(parts, read.map_err(|_| SignOnError::Unreachable)?))
    }
}

fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// Whether a provider may lead to an address: a provider elsewhere names nothing on this machine, whose other services are not its own.
pub(crate) fn may_be_asked_for(issuer: &str, address: &str) -> Result<Url, SignOnError> {
    let (issuer, url) = (may_be_asked(issuer)?, may_be_asked(address)?);
    if is_here(&url) && !is_here(&issuer) { Err(SignOnError::Address) } else { Ok(url) }
}

/// Whether an address is one that may be asked: over TLS, or plain on this machine only.
pub(crate) fn may_be_asked(address: &str) -> Result<Url, SignOnError> {
    let url = Url::parse(address).map_err(|_| SignOnError::Address)?;
    let fits = url.scheme() == "https" && url.has_host() || url.scheme() == "http" && is_here(&url);
    let plain = url.username().is_empty() && url.password().is_none();
    if fits && plain { Ok(url) } else { Err(SignOnError::Address) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_elsewhere_leads_to_nothing_on_this_machine() {
        let elsewhere = "https://login.example.org/tenant";
        assert!(may_be_asked_for(elsewhere, "https://keys.example.org/jwks").is_ok());
        for here in ["http://127.0.0.1:9200/token", "http://localhost/jwks", "https://localhost/x", "https://[::1]/x"] {
            assert_eq!(may_be_asked_for(elsewhere, here).err(), Some(SignOnError::Address), "{here}");
        }
        assert!(may_be_asked_for("http://127.0.0.1:3000", "http://127.0.0.1:3000/token").is_ok());
    }

    #[test]
    fn nothing_is_asked_in_the_clear_beyond_this_machine() {
        for good in
            ["https://login.example.org/tenant", "http://127.0.0.1:3000", "http://localhost:1/", "http://[::1]:1"]
        {
            assert!(may_be_asked(good).is_ok(), "{good}");
        }
        let bad = [
            "http://login.example.org",
            "http://localhost.example.org",
            "file:///etc/passwd",
            "https://",
            "ftp://a.b",
            "",
            "https://u:p@a.b",
        ];
        for bad in bad {
            assert_eq!(may_be_asked(bad).err(), Some(SignOnError::Address), "{bad}");
        }
    }
}
