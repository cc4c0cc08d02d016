//! Passwords are kept as argon2id hashes (RFC 9106), with the parameters that OWASP advises: 19 MiB, two passes.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params};
use kernel::{Entropy, Sensitive};
use std::sync::LazyLock;

/// Why no hash could be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// The hash function refused its input or found no memory.
    #[error("the password could not be hashed: free some memory (about 20 MB are needed) and try again")]
    Hash,
}

/// What an unknown user's password is compared with, so that the answer takes as long as for a known one.
static NOBODY: LazyLock<Option<String>> = LazyLock::new(|| make(b"the password of nobody at all", &[0x5a; 16]).ok());

fn make(password: &[u8], salt: &[u8; 16]) -> Result<String, PasswordError> {
    Argon2::default().hash_password_with_salt(password, salt).map(|h| h.to_string()).map_err(|_| PasswordError::Hash)
}

/// A hash of a password with a fresh salt, as a PHC string (`$argon2id$v=19$m=19456,t=2,p=1$…`).
///
/// # Errors
/// When there is not enough memory.
pub fn hash_password(password: &Sensitive<String>, entropy: &mut dyn Entropy) -> Result<String, PasswordError> {
    let mut salt = [0; 16];
    entropy.fill(&mut salt);
    make(password.expose().as_bytes(), &salt)
}

/// Whether a password is the one that a stored hash was made of. For an unknown user (no hash) the same work is done and
/// the answer is no, so that the time taken does not tell who has an account.
#[must_use]
pub fn verify_password(password: &Sensitive<String>, stored: Option<&str>) -> bool {
    let known = stored.is_some();
    let Some(hash) = stored.or(NOBODY.as_deref()) else { return false };
    let Ok(parsed) = PasswordHash::new(hash) else { return false };
    let fits = Argon2::default().verify_password(password.expose().as_bytes(), &parsed).is_ok();
    fits && known
}

/// Whether a stored hash was made with other parameters than today's: after the next log-in it is made again.
#[must_use]
pub fn needs_new_hash(stored: &str) -> bool {
    let Ok(parsed) = PasswordHash::new(stored) else { return true };
    let today = Params::default();
    let same = Params::try_from(&parsed)
        .is_ok_and(|p| (p.m_cost(), p.t_cost(), p.p_cost()) == (today.m_cost(), today.t_cost(), today.p_cost()));
    !(same && parsed.algorithm == Algorithm::Argon2id.ident())
}
