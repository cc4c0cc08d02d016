//! How it is watched that nobody uses more than their work needs, where a notice says so (its statement `oversight`): lists leave in files
//! once somebody else has approved it, and looks that are unusual for whoever looked are reviewed.

mod files;
mod looks;
mod unusual;

pub use files::{FILE_REASONS, FileLine, FileStanding, FilesAsked, Leave};
pub use looks::{LOOK_FINDINGS, LookedAt, UnusualDetail, UnusualLine, WATCH_LOOKS};
pub use unusual::KNOWN_FROM_DAYS;

use crate::actor::Actor;
use crate::agencies::acts_for;
use crate::error::AppError;
use crate::outbox::{StaffMail, is_written_to, mail_to_staff};
use store::{Account, Tx};

/// Whether somebody acts in one of these roles of the notice.
fn is_one_of(actor: &Actor, roles: &[String]) -> bool {
    actor.capacity.principal.strip_prefix("role:").is_some_and(|own| roles.iter().any(|role| role == own))
}

/// Writes to everybody who acts in one of these roles under a notice, but for one of them. Nothing about anybody stands in it.
fn mail_roles(
    tx: &mut Tx<'_>,
    (notice, roles): (&str, &[String]),
    but: Option<kernel::AccountId>,
    (subject, body): (&str, &str),
) -> Result<(), AppError> {
    let meant = |a: &Account| roles.iter().any(|role| acts_for(a, notice, &format!("role:{role}")));
    for to in tx.accounts()? {
        if Some(to.id) != but && is_written_to(&to) && meant(&to) {
            mail_to_staff(tx, &StaffMail { account: to.id, address: &to.username, subject, body })?;
        }
    }
    Ok(())
}
