//! Unique property reference numbers.

use super::{IdentifierError, compact, quiet_text};
use crate::Sensitive;

/// A unique property reference number: which home (GeoPlace: up to twelve figures, no check figure).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uprn(Sensitive<String>);
quiet_text!(Uprn);

impl Uprn {
    /// Reads one, with or without the zeros that some systems put before it; it comes out without.
    ///
    /// # Errors
    /// When it is not one to twelve figures, or is zero.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let plain = compact(text).ok_or(IdentifierError::Uprn)?;
        if plain.len() > 12 || !plain.bytes().all(|b| b.is_ascii_digit()) {
            return Err(IdentifierError::Uprn);
        }
        match plain.trim_start_matches('0') {
            "" => Err(IdentifierError::Uprn),
            figures => Ok(Self(Sensitive::new(figures.to_owned()))),
        }
    }
    /// With zeros to twelve figures, as some exchange formats want it.
    #[must_use]
    pub fn padded(&self) -> String {
        format!("{:0>12}", self.expose())
    }
    /// With all but its last three figures hidden: `•••••••••456`.
    #[must_use]
    pub fn masked(&self) -> String {
        let last: String = self.padded().chars().skip(9).collect();
        ["•••••••••", &last].concat()
    }
}
