//! Who comes in, and how: accounts and what they may act as, sessions and devices, invitations, ways back, enrolled bodies.

mod accounts;
mod enrolled;
mod invite;
mod on_cases;
mod own;
mod passkeys;
mod recover;
mod review;
mod sign_on;

pub use accounts::{AccountView, CapacityChoices, SessionLine};
pub use enrolled::{EnrolledBody, NewEnrolment, OpenList};
use invite::used_invitation;
pub use invite::{InvitationLine, Invited, NewInvitation};
pub(crate) use invite::{invitation_lines, new_account};
pub use on_cases::{AGENCY_DAYS, MOST_AGENCY_DAYS};
pub(crate) use on_cases::{usual_last_day, windows_on};
pub use own::{Arrival, DeviceLine};
pub use passkeys::{Asked, PasskeyLine};
pub use recover::RecoveryLine;
pub(crate) use review::mail_administrators;
pub use review::{ACCESS_REVIEW, AccessReview, BOUND_BY, CONFIRM_MONTHS, ReviewedAccount};
pub(crate) use review::{confirm_by, in_use, reviewed};
pub use sign_on::{
    CameBack, CameIn, Connection, GroupForm, GroupLine, ProviderForm, ProviderLine, SIGN_ON_BACK, SentAway, SetBy,
    SignOnFor, WayIn,
};

use crate::error::AppError;
use crate::login::note;
use crate::outbox::{StaffMail, mail_to_staff};
use kernel::AccountId;
use ledger::Action;
use store::{Credential, Tx};

/// Sets a new password. Wrong guesses are forgotten, and every session but one ends.
fn set_password(
    tx: &mut Tx<'_>,
    mut credential: Credential,
    hash: &str,
    but: Option<kernel::SessionId>,
) -> Result<(), AppError> {
    credential.password_hash = hash.to_owned();
    credential.failed_count = 0;
    credential.last_failed_at = None;
    credential.changed_at = tx.now();
    tx.put_credential(&credential)?;
    tx.end_sessions(credential.account, but)?;
    note(tx, &credential.account.to_string(), Action::Administer, "password set")
}

/// The account's credential.
pub(crate) fn credential_of(tx: &mut Tx<'_>, account: AccountId) -> Result<Credential, AppError> {
    tx.credential(account)?.ok_or(AppError::NotFound)
}

/// Whether a text can be an email address.
pub(crate) fn is_address(text: &str) -> bool {
    let parts = text.split_once('@');
    !text.contains(char::is_whitespace)
        && parts.is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.ends_with('.'))
}

/// Tells an account's owner by email of something that they should know if it was not them. Who has no address as user name is
/// told on their devices only.
fn tell(tx: &mut Tx<'_>, account: AccountId, subject: &str, what: &str) -> Result<(), AppError> {
    let Some(account) = tx.account(account)?.filter(|a| a.username.contains('@')) else { return Ok(()) };
    let body = format!(
        "{},\n\n{what} on {}.\n\nIf it was you, you need do nothing. If it was not, log in, open \"Your account\", log out \
         everywhere else and change your password, and tell your administrator.\n",
        account.name,
        tx.now().words(),
    );
    mail_to_staff(tx, &StaffMail { account: account.id, address: &account.username, subject, body: &body })?;
    Ok(())
}
