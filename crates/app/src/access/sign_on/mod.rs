//! Logging in at a council's own provider by OpenID Connect. An account is known there by issuer and subject, never by an address
//! alone; what groups of the provider give here goes when they go; our sessions, and our second factor unless an administrator
//! trusts the provider's, stay ours.

mod come;
mod give;
mod own;
mod providers;

pub use come::{CameBack, CameIn, SentAway, SignOnFor, WayIn};
pub(super) use give::take_what_lapsed;
pub use own::Connection;
pub use providers::{GroupForm, GroupLine, ProviderForm, ProviderLine, SetBy};

use crate::error::AppError;
use disclosure::Opener as _;
use kernel::Sensitive;
use store::{CLASS_SIGN_ON, SignOnProvider, Tx, sign_on_place};

/// Where people come back to from a provider.
pub const SIGN_ON_BACK: &str = "/login/return";

/// A provider, as people are sent to it: that takes no secret.
fn asked(provider: &SignOnProvider, origin: &str) -> signon::Client {
    signon::Client {
        issuer: provider.issuer.clone(),
        id: provider.client_id.clone(),
        secret: None,
        back: format!("{}{SIGN_ON_BACK}", origin.trim_end_matches('/')),
        scopes: provider.scopes.clone(),
        groups: provider.groups_claim.clone(),
    }
}

/// A provider, as it is asked for what it knows of somebody.
fn client(tx: &mut Tx<'_>, provider: &SignOnProvider, origin: &str) -> Result<signon::Client, AppError> {
    let Some(sealed) = &provider.secret else { return Ok(asked(provider, origin)) };
    let place = sign_on_place(provider.id);
    let ring = tx.ring(&[(place.subject, CLASS_SIGN_ON)])?;
    let plain = ring.open(&place, sealed).map_err(|e| AppError::Fault(e.to_string()))?;
    let text = String::from_utf8(plain.expose().clone());
    let text = text.map_err(|_| AppError::Fault("a sealed secret cannot be read".to_owned()))?;
    Ok(signon::Client { secret: Some(Sensitive::new(text)), ..asked(provider, origin) })
}

/// A provider that people come in by.
fn open_provider(tx: &mut Tx<'_>, id: kernel::ProviderId) -> Result<SignOnProvider, AppError> {
    let found = tx.sign_on_providers()?.into_iter().find(|p| p.id == id && p.off_at.is_none());
    found.ok_or(AppError::NotFound)
}
