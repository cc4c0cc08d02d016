//! GOV.UK Notify by its HTTP interface: texts, emails, letters that are printed there, and what became of each. A few calls, by
//! hand: <https://docs.notifications.service.gov.uk/rest-api.html>.
//!
//! Notify fills in templates of its own. Ours are filled in here, so that what was checked and shown is what is sent: the service
//! needs one text template that says `((body))`, and one email template with the subject `((subject))` and the text `((body))`.

use crate::SendError;
use data_encoding::{BASE64, BASE64URL_NOPAD};
use hmac::{Hmac, KeyInit, Mac};
use kernel::{Sensitive, Timestamp};
use serde_json::{Value, json};
use sha2::Sha256;
use std::time::Duration;
use ureq::Agent;

const SERVICE: &str = "GOV.UK Notify";
/// How long one call may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// The most that is read of an answer.
const LONGEST_ANSWER: u64 = 1_000_000;

/// What Notify says of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arrival {
    /// Nothing yet.
    OnItsWay,
    /// It has arrived .
    Delivered,
    /// It will not arrive: why.
    Failed(&'static str),
}

/// Why the settings cannot be used. Never repeats them: the key is a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotifyError {
    /// The key.
    #[error("CASEMENT_NOTIFY_KEY is not a key of GOV.UK Notify: copy it whole, it ends in two ids of 36 characters")]
    Key,
    /// The address.
    #[error("CASEMENT_NOTIFY_URL has to begin with https:// (or http:// on this machine)")]
    Url,
}

/// A service of Notify.
pub struct Notify {
    agent: Agent,
    url: String,
    service: String,
    secret: Sensitive<String>,
    /// The id of the text template.
    text_template: String,
    /// The id of the email template.
    email_template: String,
    /// Whether letters are printed there.
    letters: bool,
}

impl std::fmt::Debug for Notify {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Notify")
    }
}

impl Notify {
    /// From settings.
    ///
    /// # Errors
    /// When the key or the address is not understood.
    pub fn new(url: &str, key: &str, text_template: &str, email_template: &str) -> Result<Self, NotifyError> {
        let near = ["http://127.0.0.1:", "http://localhost:"].iter().any(|p| url.starts_with(p));
        if !url.starts_with("https://") && !near {
            return Err(NotifyError::Url);
        }
        let key = key.trim();
        // `name-service-secret`, the last two of them UUIDs of 36 characters.
        let uuid = |from: usize, to: usize| {
            let at = key.len().checked_sub(from)?;
            key.get(at..key.len().checked_sub(to)?).filter(|id| id.len() == 36 && id.matches('-').count() == 4)
        };
        let (service, secret) = uuid(73, 37).zip(uuid(36, 0)).ok_or(NotifyError::Key)?;
        let agent = Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            // The service answers itself: whoever sends us elsewhere is not it.
            .max_redirects(0)
            .build()
            .into();
        Ok(Self {
            agent,
            url: url.trim_end_matches('/').to_owned(),
            service: service.to_owned(),
            secret: Sensitive::new(secret.to_owned()),
            text_template: text_template.to_owned(),
            email_template: email_template.to_owned(),
            letters: false,
        })
    }

    /// The token of one call: HS256 over issuer and moment.
    fn token(&self, now: Timestamp) -> String {
        let part = |value: Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
        let head = part(json!({ "typ": "JWT", "alg": "HS256" }));
        let claims = part(json!({ "iss": self.service, "iat": now.as_micros().div_euclid(1_000_000) }));
        let signed = format!("{head}.{claims}");
        let mut out = signed.clone();
        if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.secret.expose().as_bytes()) {
            mac.update(signed.as_bytes());
            out.push('.');
            out.push_str(&BASE64URL_NOPAD.encode(&mac.finalize().into_bytes()));
        }
        out
    }

    /// Sends a text. `reference` is our name of it. Answers with Notify's.
    ///
    /// # Errors
    /// When Notify does not take it, or does not answer.
    pub fn text(&self, to: &str, body: &str, reference: &str, now: Timestamp) -> Result<String, SendError> {
        if self.text_template.is_empty() {
            return Err(SendError::NotSetUp("texts are not set up: set CASEMENT_NOTIFY_TEXT_TEMPLATE"));
        }
        let call = json!({
            "phone_number": to, "template_id": self.text_template, "reference": reference,
            "personalisation": { "body": body },
        });
        self.post("/v2/notifications/sms", &call, now)
    }
    /// Sends an email.
    ///
    /// # Errors
    /// When Notify does not take it, or does not answer.
    pub fn email(
        &self,
        to: &str,
        subject: &str,
        body: &str,
        reference: &str,
        now: Timestamp,
    ) -> Result<String, SendError> {
        if self.email_template.is_empty() {
            return Err(SendError::NotSetUp(
                "email by GOV.UK Notify is not set up: set CASEMENT_NOTIFY_EMAIL_TEMPLATE",
            ));
        }
        let call = json!({
            "email_address": to, "template_id": self.email_template, "reference": reference,
            "personalisation": { "subject": subject, "body": body },
        });
        self.post("/v2/notifications/email", &call, now)
    }
    /// The same, and letters are printed and posted there: they cost money.
    #[must_use]
    pub fn with_letters(self, letters: bool) -> Self {
        Self { letters, ..self }
    }
    /// Whether letters are printed there.
    #[must_use]
    pub const fn prints_letters(&self) -> bool {
        self.letters
    }
    /// Has a letter printed and posted, as it is: second class, unless the service is set otherwise.
    ///
    /// # Errors
    /// When Notify does not take it, or does not answer.
    pub fn letter(&self, pdf: &[u8], reference: &str, now: Timestamp) -> Result<String, SendError> {
        let call = json!({ "reference": reference, "content": BASE64.encode(pdf) });
        self.post("/v2/notifications/letter", &call, now)
    }
    /// Whether email goes this way.
    #[must_use]
    pub const fn sends_email(&self) -> bool {
        !self.email_template.is_empty()
    }
    /// What became of a message.
    ///
    /// # Errors
    /// When Notify does not know it, or does not answer.
    pub fn arrival(&self, name: &str, now: Timestamp) -> Result<Arrival, SendError> {
        let token = format!("Bearer {}", self.token(now));
        let url = format!("{}/v2/notifications/{name}", self.url);
        let answer = self.agent.get(&url).header("Authorization", &token).call();
        let answer = match read(answer) {
            // It forgets what it sent after a while.
            Err(SendError::Lasting { .. }) => {
                return Ok(Arrival::Failed("GOV.UK Notify does not know any more whether it arrived"));
            }
            answer => answer?,
        };
        Ok(match answer.get("status").and_then(Value::as_str).unwrap_or_default() {
            "delivered" | "received" => Arrival::Delivered,
            "permanent-failure" => Arrival::Failed("the number or address does not exist"),
            "temporary-failure" => Arrival::Failed("the telephone was off or the mailbox full for three days"),
            "technical-failure" => Arrival::Failed("GOV.UK Notify could not send it"),
            "validation-failed" => Arrival::Failed("GOV.UK Notify could not print it"),
            "virus-scan-failed" => Arrival::Failed("GOV.UK Notify found something harmful in it"),
            "cancelled" => Arrival::Failed("it was cancelled at GOV.UK Notify"),
            _ => Arrival::OnItsWay,
        })
    }

    fn post(&self, path: &str, call: &Value, now: Timestamp) -> Result<String, SendError> {
        let token = format!("Bearer {}", self.token(now));
        let answer = self
            .agent
            .post(&format!("{}{path}", self.url))
            .header("Authorization", &token)
            .header("Content-Type", "application/json")
            .send(call.to_string());
        let answer = read(answer)?;
        let name = answer.get("id").and_then(Value::as_str).filter(|id| id.len() == 36);
        name.map(str::to_owned).ok_or_else(|| passing("an answer that is not understood"))
    }
}

fn passing(why: &str) -> SendError {
    SendError::Passing { service: SERVICE, why: why.to_owned() }
}

/// Reads an answer. Only its status and Notify's name of the error are kept: its messages can repeat numbers.
fn read(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<Value, SendError> {
    let mut answer = answer.map_err(|_| passing("no connection"))?;
    let status = answer.status().as_u16();
    let text = answer.body_mut().with_config().limit(LONGEST_ANSWER).read_to_string().unwrap_or_default();
    let body: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
    if (200..300).contains(&status) {
        return Ok(body);
    }
    let named = body.pointer("/errors/0/error").and_then(Value::as_str).unwrap_or_default();
    let known =
        ["BadRequestError", "ValidationError", "AuthError", "RateLimitError", "TooManyRequestsError", "NoResultFound"];
    let named = known.iter().find(|k| **k == named).map_or(String::new(), |k| format!(" {k}"));
    let why = format!("{status}{named}");
    Err(match status {
        400 | 404 | 409 => SendError::Lasting {
            service: SERVICE,
            why,
            help: "check the number or address with the person, and the template at GOV.UK Notify",
        },
        _ => SendError::Passing { service: SERVICE, why },
    })
}
