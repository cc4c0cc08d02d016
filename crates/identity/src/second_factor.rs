//! The second factor: time-based codes (RFC 6238) of six figures every 30 seconds with SHA-1, which is what every
//! authenticator application makes.

use data_encoding::BASE32_NOPAD;
use kernel::{Entropy, Sensitive, Timestamp};
use qrcode::QrCode;
use qrcode::render::svg;
use subtle::ConstantTimeEq;
use totp_rs::{Algorithm, Builder, Totp};

const STEP_SECONDS: u64 = 30;
/// A code of the step before and after is taken too: clocks differ and people type slowly.
const STEPS_AROUND: i64 = 1;

/// The secret that an account shares with its authenticator: 20 bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TotpSecret(Sensitive<[u8; 20]>);

/// What became of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeOutcome {
    /// Right. The step is kept with the account, and no code of it or of an earlier one is taken again.
    Accepted {
        /// The step of the code, counted from 1970.
        step: i64,
    },
    /// Right, but used before.
    Replayed,
    /// Wrong, or not six figures.
    Wrong,
}

/// Why an authenticator could not be set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EnrolmentError {
    /// The address is too long for a QR code.
    #[error("the account's name is too long for a QR code: type the secret into the authenticator instead")]
    TooLong,
}

/// What somebody sees when setting up an authenticator. Shown once.
#[derive(Debug, Clone)]
pub struct Enrolment {
    /// `otpauth://totp/…`, for authenticators on the same device.
    pub uri: Sensitive<String>,
    /// The same as a picture: an SVG element with a white margin, black on white whatever the page's colours.
    pub qr_svg: Sensitive<String>,
    /// The secret in groups of four letters, for typing.
    pub typed: Sensitive<String>,
}

impl TotpSecret {
    /// A new one.
    #[must_use]
    pub fn new(entropy: &mut dyn Entropy) -> Self {
        let mut bytes = [0; 20];
        entropy.fill(&mut bytes);
        Self::from_bytes(bytes)
    }
    /// The secret that a store kept (sealed).
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 20]) -> Self {
        Self(Sensitive::new(bytes))
    }
    /// The bytes, for a store to seal.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 20] {
        self.0.expose()
    }
    /// As authenticators take it.
    #[must_use]
    pub fn base32(&self) -> Sensitive<String> {
        Sensitive::new(BASE32_NOPAD.encode(self.bytes()))
    }

    fn totp(&self) -> Totp {
        // "Noncompliant" only in that nothing is checked again: the parameters are those of the RFC.
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(6)
            .with_skew(0)
            .with_step_duration(STEP_SECONDS)
            .with_secret(self.bytes().to_vec())
            .build_noncompliant()
    }

    /// The code of a moment (for demonstrations and tests; a server only checks).
    #[must_use]
    pub fn code_at(&self, now: Timestamp) -> String {
        self.code_of_step(step_of(now))
    }

    fn code_of_step(&self, step: i64) -> String {
        let seconds = u64::try_from(step).unwrap_or(0).saturating_mul(STEP_SECONDS);
        self.totp().generate(seconds).to_string()
    }

    /// Checks a code. `last_step` is the step of the last code that this account used, if any.
    #[must_use]
    pub fn check(&self, typed: &str, now: Timestamp, last_step: Option<i64>) -> CodeOutcome {
        let code: String = typed.chars().filter(|c| !c.is_whitespace()).take(7).collect();
        if code.len() != 6 || !code.bytes().all(|b| b.is_ascii_digit()) {
            return CodeOutcome::Wrong;
        }
        let now_step = step_of(now);
        let mut outcome = CodeOutcome::Wrong;
        // All steps are tried, so that the time taken does not tell which one was right.
        for step in now_step - STEPS_AROUND..=now_step + STEPS_AROUND {
            if bool::from(self.code_of_step(step).as_bytes().ct_eq(code.as_bytes())) {
                let used = last_step.is_some_and(|last| step <= last);
                match outcome {
                    CodeOutcome::Accepted { .. } => {}
                    _ if used => outcome = CodeOutcome::Replayed,
                    _ => outcome = CodeOutcome::Accepted { step },
                }
            }
        }
        outcome
    }

    /// The address that authenticators take: `otpauth://totp/…`.
    #[must_use]
    pub fn uri(&self, issuer: &str, account: &str) -> Sensitive<String> {
        let secret = self.base32();
        let (issuer, account) = (escape(issuer), escape(account));
        Sensitive::new(format!(
            "otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}&algorithm=SHA1&digits=6&period={STEP_SECONDS}",
            secret.expose()
        ))
    }

    /// What is shown when an authenticator is set up.
    ///
    /// # Errors
    /// When the names make the address too long for a QR code.
    pub fn enrolment(&self, issuer: &str, account: &str) -> Result<Enrolment, EnrolmentError> {
        let uri = self.uri(issuer, account);
        let secret = self.base32();
        let code = QrCode::new(uri.expose().as_bytes()).map_err(|_| EnrolmentError::TooLong)?;
        let picture = code
            .render::<svg::Color<'_>>()
            .min_dimensions(240, 240)
            .quiet_zone(true)
            .dark_color(svg::Color("#000"))
            .light_color(svg::Color("#fff"))
            .build();
        // Pages take the element, not a document.
        let element = picture.find("<svg").and_then(|at| picture.get(at..)).unwrap_or_default().to_owned();
        let letters: Vec<char> = secret.expose().chars().collect();
        let typed = letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ");
        Ok(Enrolment { uri, qr_svg: Sensitive::new(element), typed: Sensitive::new(typed) })
    }
}

fn step_of(now: Timestamp) -> i64 {
    now.as_micros().div_euclid(1_000_000).div_euclid(STEP_SECONDS.cast_signed())
}

/// Percent-escapes everything but letters, figures and a few signs that addresses allow anywhere.
fn escape(text: &str) -> String {
    const FIGURES: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'@') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for half in [byte >> 4, byte & 15] {
                out.push(FIGURES.get(usize::from(half)).copied().map_or('0', char::from));
            }
        }
    }
    out
}
