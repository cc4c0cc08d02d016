//! National Insurance numbers.

use super::{IdentifierError, compact, quiet_text};
use crate::Sensitive;

/// A National Insurance number (HMRC National Insurance Manual, NIM39110).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NiNumber(Sensitive<String>);
quiet_text!(NiNumber);

impl NiNumber {
    /// Reads one, with or without spaces.
    ///
    /// # Errors
    /// When it has not the form, or a prefix that is never issued.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let plain = compact(text).ok_or(IdentifierError::NiNumber)?;
        let bytes = plain.as_bytes();
        let (&[a, b, ref figures @ .., end], 9) = (bytes, bytes.len()) else { return Err(IdentifierError::NiNumber) };
        let formed = a.is_ascii_uppercase()
            && b.is_ascii_uppercase()
            && figures.iter().all(u8::is_ascii_digit)
            && matches!(end, b'A'..=b'D');
        if !formed {
            return Err(IdentifierError::NiNumber);
        }
        let never = |c: u8| matches!(c, b'D' | b'F' | b'I' | b'Q' | b'U' | b'V');
        let pairs = [b"BG", b"GB", b"KN", b"NK", b"NT", b"TN", b"ZZ"];
        if never(a) || never(b) || b == b'O' || pairs.iter().any(|p| **p == [a, b]) {
            return Err(IdentifierError::NiPrefix);
        }
        Ok(Self(Sensitive::new(plain)))
    }
    /// As it is printed: `QQ 12 34 56 C`.
    #[must_use]
    pub fn spaced(&self) -> String {
        let mut out = String::with_capacity(13);
        for (at, c) in self.expose().chars().enumerate() {
            if at > 0 && at % 2 == 0 {
                out.push(' ');
            }
            out.push(c);
        }
        out
    }
    /// With all but its end hidden: `•• •• •• 56 C`.
    #[must_use]
    pub fn masked(&self) -> String {
        ["•• •• •• ", &self.spaced().chars().skip(9).collect::<String>()].concat()
    }
}
