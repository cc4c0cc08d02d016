//! Agreements with those whom data is shared with: the register, and what decisions ask of it.

mod documents;
mod due;
mod held;
mod paper;
mod partners;
mod register;
mod remind;
mod sign;
mod signing;
mod views;

pub(crate) use documents::recognised;
pub use documents::{AttachmentBytes, AttachmentLine, NewAttachment};
pub(crate) use due::{Due, of_conditions, of_contract, of_last_day, tell, write_to_ours};
pub(crate) use held::{Agreed, Held, all_over, held_with, is_flow, why_over};
pub use paper::{AgreementPaper, NewSigner, SignerLine};
pub use partners::PartnerLine;
pub(crate) use partners::{bodies_of, partners_of};
pub use register::AgreementForm;
pub(crate) use register::{line, parties};
pub use remind::REMIND;
pub use sign::{BothSides, THEIR_OFFICER, TheirOfficer};
pub use signing::{ByLink, LinkLeads, ToSign};
pub use views::{AgreementGap, AgreementLine, AgreementView, Agreements};

use crate::actor::Actor;
use crate::error::AppError;
use kernel::EnrolmentId;
use store::{Agreement, Tx};

/// The role that signs for the controller. Every notice has it, from the base.
pub(crate) const OFFICER: &str = "role:data-protection-officer";

/// Who keeps the register: administrators, and the data protection officers of each notice.
pub(crate) fn keeps_register(actor: &Actor, notice_id: &str) -> Result<(), AppError> {
    if actor.administers || signs_for(actor, notice_id) { Ok(()) } else { Err(AppError::NotFound) }
}

/// An agreement, for whoever keeps the register.
fn kept_by(tx: &mut Tx<'_>, actor: &Actor, id: EnrolmentId) -> Result<Agreement, AppError> {
    let row = tx.agreement(id)?.ok_or(AppError::NotFound)?;
    keeps_register(actor, &row.notice_id)?;
    Ok(row)
}

/// Whether somebody signs for the controller of a notice.
pub(crate) fn signs_for(actor: &Actor, notice_id: &str) -> bool {
    actor.capacity.principal == OFFICER && actor.capacity.notice == notice_id
}
