//! Email by SMTP, over TLS unless the address says otherwise.

use crate::SendError;
use lettre::address::Address;
use lettre::message::header::{ContentTransferEncoding, ContentType};
use lettre::message::{Mailbox, MessageBuilder, SinglePart};
use lettre::transport::smtp::Error as WireError;
use lettre::{Message, SmtpTransport, Transport as _};
use std::time::Duration;

const SERVICE: &str = "mail server";
/// How long one answer of the server may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A mail server, and from whom mail comes.
pub struct Smtp {
    transport: SmtpTransport,
    from: Mailbox,
    /// From whom comes what is written to somebody's own page: a partner may read the list of mails on their telephone.
    discreet: Mailbox,
}

/// Why the settings cannot be used. Never repeats them: they can hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SmtpError {
    /// The server's address.
    #[error("CASEMENT_SMTP_URL is not understood: write smtps://user:password@host, or smtp://host:587?tls=required")]
    Url,
    /// The sender.
    #[error(
        "CASEMENT_MAIL_FROM is not an email address with or without a name: write Council <noreply@example.gov.uk>"
    )]
    From,
    /// The sender of what goes to people's own pages.
    #[error("CASEMENT_OWN_PAGE_FROM is not an email address: write noreply@example.org")]
    OwnPage,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Smtp")
    }
}

impl Smtp {
    /// From settings: `smtps://user:password@host:port`, `smtp://host:587?tls=required`, or `smtp://host:25` for a relay on
    /// the same machine; and the sender, `Council <noreply@example.gov.uk>`.
    ///
    /// # Errors
    /// When either is not understood.
    pub fn new(url: &str, from: &str) -> Result<Self, SmtpError> {
        let transport = SmtpTransport::from_url(url).map_err(|_| SmtpError::Url)?.timeout(Some(PATIENCE)).build();
        let from: Mailbox = from.parse().map_err(|_| SmtpError::From)?;
        let discreet = Mailbox::new(None, from.email.clone());
        Ok(Self { transport, from, discreet })
    }

    /// Another sender of what is written to people's own pages; without it that is the address of the sender, with no name.
    ///
    /// # Errors
    /// When it is no address, with or without a name.
    pub fn with_own_page(self, from: &str) -> Result<Self, SmtpError> {
        Ok(Self { discreet: from.parse().map_err(|_| SmtpError::OwnPage)?, ..self })
    }

    /// Whether a text is an email address that can be written to.
    #[must_use]
    pub fn is_address(text: &str) -> bool {
        text.trim().parse::<Address>().is_ok()
    }

    /// Hands over one email. `id` names it for ever: a mail that is handed over twice (after a crash between sending and noting
    /// that it was sent) has the same name both times, so that mail programs can show it once.
    ///
    /// # Errors
    /// When the address or the server refuses, or the server does not answer.
    pub fn send(&self, to: &str, subject: &str, body: &str, id: &str) -> Result<(), SendError> {
        self.hand_over(&self.from, to, (subject, body), id)
    }

    /// The same of something for somebody's own page: it does not say from whom it comes.
    ///
    /// # Errors
    /// As [`Smtp::send`].
    pub fn send_discreetly(&self, to: &str, subject: &str, body: &str, id: &str) -> Result<(), SendError> {
        self.hand_over(&self.discreet, to, (subject, body), id)
    }

    fn hand_over(&self, from: &Mailbox, to: &str, (subject, body): (&str, &str), id: &str) -> Result<(), SendError> {
        let lasting = |why: &str, help| SendError::Lasting { service: SERVICE, why: why.to_owned(), help };
        let to: Address =
            to.trim().parse().map_err(|_| lasting("not an email address", "correct the address and send it again"))?;
        let host = from.email.domain().to_owned();
        let message = Self::head(from, to, subject)
            .message_id(Some(format!("<{id}@{host}>")))
            .singlepart(
                SinglePart::builder()
                    .header(ContentType::TEXT_PLAIN)
                    .header(ContentTransferEncoding::QuotedPrintable)
                    .body(body.to_owned()),
            )
            .map_err(|_| lasting("cannot be written as an email", "change the text and send it again"))?;
        match self.transport.send(&message) {
            Ok(answer) if answer.is_positive() => Ok(()),
            Ok(answer) => Err(lasting(&answer.code().to_string(), HELP)),
            Err(error) => Err(read(&error)),
        }
    }

    fn head(from: &Mailbox, to: Address, subject: &str) -> MessageBuilder {
        // A subject of one line: nothing typed can add a header.
        let subject: String = subject.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        Message::builder().from(from.clone()).to(Mailbox::new(None, to)).subject(subject)
    }
}

const HELP: &str = "check the address with the person, or ask who runs the mail server";

/// What went wrong on the wire: the code only. A server's own words often repeat the address.
fn read(error: &WireError) -> SendError {
    let code = error.status().map(|code| code.to_string());
    if error.is_permanent() {
        return SendError::Lasting { service: SERVICE, why: code.unwrap_or_else(|| "for good".to_owned()), help: HELP };
    }
    let why = code.unwrap_or_else(|| {
        let words = if error.is_timeout() {
            "no answer in time"
        } else if error.is_tls() {
            "no safe connection"
        } else if error.is_client() {
            "the settings do not fit the server"
        } else {
            "no connection"
        };
        words.to_owned()
    });
    SendError::Passing { service: SERVICE, why }
}
