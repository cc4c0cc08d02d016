//! Postcodes.

use super::{IdentifierError, compact, quiet_text};
use crate::Sensitive;

/// A postcode of the United Kingdom, by its form (whether it exists is another question).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Postcode(Sensitive<String>);
quiet_text!(Postcode);

impl Postcode {
    /// Reads one, with or without the space.
    ///
    /// # Errors
    /// When it has not the form.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let plain = compact(text).ok_or(IdentifierError::Postcode)?;
        let bytes = plain.as_bytes();
        let Some((outward, inward)) = bytes.split_last_chunk::<3>() else { return Err(IdentifierError::Postcode) };
        let inward_fits = inward[0].is_ascii_digit()
            && inward.iter().skip(1).all(|b| b.is_ascii_uppercase() && !b"CIKMOV".contains(b));
        let letter = u8::is_ascii_uppercase;
        let figure = u8::is_ascii_digit;
        let outward_fits = match outward {
            [a, d] => letter(a) && figure(d),
            [a, d, e] => letter(a) && ((figure(d) && (figure(e) || letter(e))) || (letter(d) && figure(e))),
            [a, b, d, e] => letter(a) && letter(b) && figure(d) && (figure(e) || letter(e)),
            _ => false,
        };
        if inward_fits && outward_fits { Ok(Self(Sensitive::new(plain))) } else { Err(IdentifierError::Postcode) }
    }
    /// As it is printed: `AA3 1AB`.
    #[must_use]
    pub fn spaced(&self) -> String {
        let (outward, inward) = self.expose().split_at(self.expose().len().saturating_sub(3));
        [outward, " ", inward].concat()
    }
    /// The first half, which names a town or a part of it: `AA3`.
    #[must_use]
    pub fn outward(&self) -> &str {
        self.expose().split_at(self.expose().len().saturating_sub(3)).0
    }
    /// With its second half hidden: `AA3 •••`.
    #[must_use]
    pub fn masked(&self) -> String {
        [self.outward(), " •••"].concat()
    }
}
