//! What leaves for the outside: email by SMTP, texts, email and letters by GOV.UK Notify. It knows nothing of cases: it is handed an address and a text, and says how
//! it went in words that name nobody.

mod notify;
mod smtp;

pub use notify::{Arrival, Notify, NotifyError};
pub use smtp::{Smtp, SmtpError};

/// Why something could not be sent. No variant repeats an address, a text or what another server said.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Sending is not set up.
    #[error("{0}")]
    NotSetUp(&'static str),
    /// It may work later.
    #[error("the {service} did not take it ({why}): it is tried again")]
    Passing {
        /// `mail server`, `GOV.UK Notify`.
        service: &'static str,
        /// A code or a few words.
        why: String,
    },
    /// It will not work as it stands.
    #[error("the {service} refused it ({why}): {help}")]
    Lasting {
        /// `mail server`, `GOV.UK Notify`.
        service: &'static str,
        /// A code or a few words.
        why: String,
        /// What to do.
        help: &'static str,
    },
}

impl SendError {
    /// Whether trying again can help.
    #[must_use]
    pub const fn passes(&self) -> bool {
        matches!(self, Self::Passing { .. })
    }
}
