//! Email to members of staff (invitations, reminders): enqueued in the unit of work of the act that causes it.
//!
//! ```ignore
//! let job = outbox::mail_to_staff(tx, &StaffMail { account: id, address, subject: "Your invitation", body: &text })?;
//! ```
//!
//! Address, subject and text are sealed under the account's own key until the worker has sent them, and then forgotten.
//! Nothing of them stands in the job's row, in logs or in errors. Messages to the people that cases are about go another
//! way: they are disclosures, which the gate decides.

use crate::App;
use crate::error::AppError;
use crate::jobs::STAFF_MAIL;
use disclosure::Opener as _;
use kernel::{AccountId, Caller, JobId, PersonId};
use serde::{Deserialize, Serialize};
use store::{Account, NewJob, Tx, job_place};

/// The class of the keys of what is sent to staff.
const CLASS: &str = "staff-mail";

/// Whether somebody of the staff is reached by email: they may log in, and their user name is an address.
pub(crate) fn is_written_to(account: &Account) -> bool {
    account.disabled_at.is_none() && account.username.contains('@')
}

/// An email to a member of staff.
#[derive(Clone, Copy)]
pub struct StaffMail<'m> {
    /// Whose: it is sealed under this account's key.
    pub account: AccountId,
    /// Their address, as it was checked when it was entered.
    pub address: &'m str,
    /// The subject line: nothing about any case.
    pub subject: &'m str,
    /// Plain text.
    pub body: &'m str,
}

/// What the worker sends. It has no `Debug` and goes nowhere else.
#[derive(Serialize, Deserialize)]
pub struct Parcel {
    /// To which address.
    pub to: String,
    /// The subject line.
    pub subject: String,
    /// Plain text.
    pub body: String,
}

/// Enqueues an email to a member of staff. It leaves after this unit of work is kept, and never if it is not.
///
/// # Errors
/// When the store or the key store does not answer.
pub fn mail_to_staff(tx: &mut Tx<'_>, staff: &StaffMail<'_>) -> Result<JobId, AppError> {
    let under = PersonId::from_bytes(*staff.account.as_bytes());
    mail(tx, &Mail { under, address: staff.address, subject: staff.subject, body: staff.body })
}

/// An email that says nothing about any case: to staff, or to the contact of a body.
pub(crate) struct Mail<'m> {
    /// Under whose key address and text are sealed until they are sent.
    pub(crate) under: PersonId,
    /// The address.
    pub(crate) address: &'m str,
    /// The subject line.
    pub(crate) subject: &'m str,
    /// Plain text.
    pub(crate) body: &'m str,
}

/// Enqueues an email, as [`mail_to_staff`] does.
pub(crate) fn mail(tx: &mut Tx<'_>, mail: &Mail<'_>) -> Result<JobId, AppError> {
    let now = tx.now();
    let id = JobId::new(now, tx.entropy());
    let subject = mail.under;
    let parcel = Parcel { to: mail.address.to_owned(), subject: mail.subject.to_owned(), body: mail.body.to_owned() };
    let plain =
        serde_json::to_vec(&parcel).map_err(|_| AppError::Fault("an email cannot be written down".to_owned()))?;
    let ring = tx.ring_for_sealing(&[(subject, CLASS)])?;
    let sealed =
        ring.seal(&job_place(id, subject, CLASS), &plain, tx.entropy()).map_err(|e| AppError::Fault(e.to_string()))?;
    tx.enqueue(&NewJob {
        subject: Some(subject),
        class: Some(CLASS.to_owned()),
        sealed: Some(sealed),
        ..NewJob::plain(id, STAFF_MAIL.to_owned(), serde_json::json!({}), now)
    })?;
    Ok(id)
}

impl App {
    /// What a staff email says, for the worker that sends it. None: it was sent already.
    ///
    /// # Errors
    /// When its key was destroyed or the store does not answer.
    pub fn staff_mail(&self, id: JobId) -> Result<Option<Parcel>, AppError> {
        let caller = Caller::system(self.inner.authority, "jobs");
        self.act(&caller, "staff mail", move |tx, _| {
            let Some(job) = tx.job(id)? else { return Ok(None) };
            let (Some(place), Some(sealed)) = (job.place(), job.sealed.as_ref()) else { return Ok(None) };
            let ring = tx.ring(&[(place.subject, place.record_class.as_str())])?;
            let plain = ring.open(&place, sealed).map_err(|e| AppError::Fault(e.to_string()))?;
            let parcel = serde_json::from_slice(plain.expose())
                .map_err(|_| AppError::Fault("a sealed email cannot be read".to_owned()))?;
            Ok(Some(parcel))
        })
    }
}
