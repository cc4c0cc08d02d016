//! Forms carry a token that only a page of the same session can have: HMAC-SHA256 with the session's secret. It needs no
//! place in the store, and it is worth nothing in another session.

use crate::session::SessionToken;
use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

const CONTEXT: &[u8] = b"casement form token 1";

fn make(session: &SessionToken) -> Option<[u8; 32]> {
    let mut mac = Hmac::<Sha256>::new_from_slice(session.secret()).ok()?;
    mac.update(CONTEXT);
    Some(mac.finalize().into_bytes().into())
}

/// The token for the forms of a session.
#[must_use]
pub fn csrf_token(session: &SessionToken) -> String {
    make(session).map(|token| BASE64URL_NOPAD.encode(&token)).unwrap_or_default()
}

/// Whether a form's token is that of the session. Takes the same time wherever they differ.
#[must_use]
pub fn csrf_matches(session: &SessionToken, given: &str) -> bool {
    let Some(made) = make(session) else { return false };
    if given.len() != 43 {
        return false;
    }
    BASE64URL_NOPAD.decode(given.as_bytes()).is_ok_and(|g| bool::from(g.as_slice().ct_eq(&made)))
}
