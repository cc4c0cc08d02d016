//! Unique pupil numbers.

use super::{IdentifierError, compact, quiet_text};
use crate::Sensitive;

/// A unique pupil number (Department for Education: check letter, local authority, school, year, serial).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upn(Sensitive<String>);
quiet_text!(Upn);

impl Upn {
    /// The check letter of twelve figures (the last may be the letter of a temporary number, counted by its place).
    #[must_use]
    pub fn check_letter(twelve: &[u8; 12]) -> char {
        const LETTERS: [char; 23] = [
            'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'L', 'M', 'N', 'P', 'Q', 'R', 'T', 'U', 'V', 'W', 'X',
            'Y', 'Z',
        ];
        let sum: usize = twelve.iter().zip(2..).map(|(figure, weight)| usize::from(*figure) * weight).sum();
        LETTERS.get(sum % 23).copied().unwrap_or('A')
    }
    /// Reads one.
    ///
    /// # Errors
    /// When it has not the form, or the check letter is wrong.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let plain = compact(text).ok_or(IdentifierError::Upn)?;
        let Some((check, rest)) = plain.as_bytes().split_first() else { return Err(IdentifierError::Upn) };
        if rest.len() != 12 {
            return Err(IdentifierError::Upn);
        }
        let mut twelve = [0; 12];
        for (at, (to, byte)) in twelve.iter_mut().zip(rest).enumerate() {
            *to = match byte {
                b'0'..=b'9' => byte - b'0',
                // Temporary numbers end in a letter, which counts by its place in the list of check letters.
                b'A'..=b'Z' if at == 11 => {
                    let place =
                        "ABCDEFGHJKLMNPQRTUVWXYZ".bytes().position(|l| l == *byte).ok_or(IdentifierError::Upn)?;
                    u8::try_from(place).map_err(|_| IdentifierError::Upn)?
                }
                _ => return Err(IdentifierError::Upn),
            };
        }
        if char::from(*check) == Self::check_letter(&twelve) {
            Ok(Self(Sensitive::new(plain)))
        } else {
            Err(IdentifierError::UpnCheck)
        }
    }
    /// With all but its end hidden: `••••••••••001`.
    #[must_use]
    pub fn masked(&self) -> String {
        ["••••••••••", self.expose().split_at(10).1].concat()
    }
}
