//! Security headers and cookies.

use crate::answer::{CookieChange, Said};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use data_encoding::BASE64;
use sha2::{Digest, Sha256};

/// Where messages for the next page are kept.
pub(crate) const SAID: &str = "said";

/// In which language somebody reads their own pages: its code, and nothing of anybody.
pub(crate) const LANGUAGE: &str = "language";

/// How long somebody may take at a provider.
const SIGN_ON_SECONDS: u32 = 10 * 60;

/// How long a device is known: a year.
const DEVICE_SECONDS: u32 = 365 * 24 * 60 * 60;

/// What every answer carries.
#[derive(Debug, Clone)]
pub(crate) struct Headers {
    policy: HeaderValue,
    printed: HeaderValue,
    secure: bool,
}

impl Headers {
    /// For a server that is reached over TLS (`secure`), or one on this machine only.
    pub(crate) fn new(secure: bool) -> Self {
        let hash = BASE64.encode(&Sha256::digest(pages::BOOTSTRAP.as_bytes()));
        let upgrade = if secure { "; upgrade-insecure-requests" } else { "" };
        let policy = format!(
            "default-src 'none'; connect-src 'self'; script-src 'self' 'sha256-{hash}'; style-src 'self'; img-src 'self'; form-action 'self'; \
             base-uri 'none'; frame-ancestors 'none'{upgrade}"
        );
        let style = BASE64.encode(&Sha256::digest(notice::render::PRINT_CSS.as_bytes()));
        let printed = format!(
            "default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'{upgrade}"
        );
        Self {
            printed: HeaderValue::from_str(&printed).unwrap_or(HeaderValue::from_static("default-src 'none'")),
            policy: HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'")),
            secure,
        }
    }
    /// What a text that is no page may do: a notice for paper has its style in it.
    pub(crate) fn printed(&self) -> HeaderValue {
        self.printed.clone()
    }
    /// Puts them on.
    pub(crate) fn put(&self, headers: &mut HeaderMap) {
        let set = |headers: &mut HeaderMap, name: HeaderName, value: &'static str| {
            headers.insert(name, HeaderValue::from_static(value));
        };
        // A document of a case comes with a stricter one of its own.
        headers.entry(header::CONTENT_SECURITY_POLICY).or_insert_with(|| self.policy.clone());
        set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        set(headers, header::X_FRAME_OPTIONS, "DENY");
        set(headers, header::REFERRER_POLICY, "no-referrer");
        set(headers, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
        set(headers, HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
        set(
            headers,
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        );
        if self.secure {
            set(headers, header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains");
        }
    }
    /// The name of the session's cookie: over TLS one that browsers accept from this host and path only.
    pub(crate) const fn session_name(&self) -> &'static str {
        if self.secure { "__Host-session" } else { "session" }
    }
    /// The name of the cookie of a session on one's own page.
    pub(crate) const fn own_name(&self) -> &'static str {
        if self.secure { "__Host-page" } else { "page" }
    }
    /// The name of the cookie that carries the form token of those who have not logged in.
    pub(crate) const fn visitor_name(&self) -> &'static str {
        if self.secure { "__Host-visitor" } else { "visitor" }
    }
    /// The name of the cookie by which a device is known again.
    pub(crate) const fn device_name(&self) -> &'static str {
        if self.secure { "__Host-device" } else { "device" }
    }
    /// The name of the cookie of a log in at a provider that is under way.
    pub(crate) const fn sign_on_name(&self) -> &'static str {
        if self.secure { "__Host-sign-on" } else { "sign-on" }
    }
    fn line(&self, name: &str, value: &str, age: Option<u32>) -> String {
        let secure = if self.secure { "; Secure" } else { "" };
        let age = age.map(|a| format!("; Max-Age={a}")).unwrap_or_default();
        format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}")
    }
    /// A cookie's header.
    pub(crate) fn cookie(&self, change: &CookieChange) -> String {
        match change {
            CookieChange::Language(code) => self.line(LANGUAGE, code, None),
            CookieChange::Session(secret) => self.line(self.session_name(), secret, None),
            CookieChange::NoSession => self.line(self.session_name(), "", Some(0)),
            CookieChange::Me(secret) => self.line(self.own_name(), secret, None),
            CookieChange::NoMe => self.line(self.own_name(), "", Some(0)),
            CookieChange::Device(secret) => self.line(self.device_name(), secret, Some(DEVICE_SECONDS)),
            CookieChange::SignOn(secret) => self.line(self.sign_on_name(), secret, Some(SIGN_ON_SECONDS)),
            CookieChange::NoSignOn => self.line(self.sign_on_name(), "", Some(0)),
            CookieChange::Said(said) => self.line(SAID, said.code(), Some(30)),
        }
    }
    /// The header that gives a visitor the cookie for form tokens.
    pub(crate) fn visitor(&self, secret: &str) -> String {
        self.line(self.visitor_name(), secret, None)
    }
    /// The header that forgets the message that has been shown.
    pub(crate) fn said_and_done(&self) -> String {
        self.line(SAID, "", Some(0))
    }
    /// The words of a message cookie.
    pub(crate) fn words_of(code: &str) -> Option<&'static str> {
        Said::words_of(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_for_this_host_and_not_for_scripts() {
        let over_tls = Headers::new(true).cookie(&CookieChange::Session("s".into()));
        assert_eq!(over_tls, "__Host-session=s; Path=/; HttpOnly; SameSite=Lax; Secure");
        let local = Headers::new(false).cookie(&CookieChange::Session("s".into()));
        assert_eq!(local, "session=s; Path=/; HttpOnly; SameSite=Lax");
    }

    #[test]
    fn the_policy_allows_no_inline_script_but_one() {
        let mut headers = HeaderMap::new();
        Headers::new(true).put(&mut headers);
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(policy.matches("'sha256-").count(), 1);
        assert!(policy.contains("frame-ancestors 'none'"));
        assert!(headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
    }
}
