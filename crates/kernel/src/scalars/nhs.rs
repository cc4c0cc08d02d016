//! NHS numbers.

use super::{IdentifierError, compact, quiet_text};
use crate::Sensitive;

/// An NHS number (NHS Data Dictionary: ten figures, the last a check by modulus 11).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NhsNumber(Sensitive<String>);
quiet_text!(NhsNumber);

impl NhsNumber {
    /// The check figure that belongs to nine figures, or none if those nine are not used.
    #[must_use]
    pub fn check_figure(nine: [u8; 9]) -> Option<u8> {
        let sum: u32 = nine.iter().zip((2..=10).rev()).map(|(figure, weight)| u32::from(*figure) * weight).sum();
        match 11 - sum % 11 {
            11 => Some(0),
            10 => None,
            check => u8::try_from(check).ok(),
        }
    }
    /// Reads one, with or without spaces.
    ///
    /// # Errors
    /// When it has not ten figures, or the check figure is wrong.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let plain = compact(text).ok_or(IdentifierError::NhsNumber)?;
        if plain.len() != 10 || !plain.bytes().all(|b| b.is_ascii_digit()) {
            return Err(IdentifierError::NhsNumber);
        }
        let mut figures = plain.bytes().map(|b| b - b'0');
        let mut nine = [0; 9];
        nine.iter_mut().zip(figures.by_ref()).for_each(|(to, figure)| *to = figure);
        if Self::check_figure(nine) == figures.next() {
            Ok(Self(Sensitive::new(plain)))
        } else {
            Err(IdentifierError::NhsCheck)
        }
    }
    /// As it is printed: `943 476 5919`.
    #[must_use]
    pub fn spaced(&self) -> String {
        let (area, rest) = self.expose().split_at(3);
        let (middle, last) = rest.split_at(3);
        [area, " ", middle, " ", last].concat()
    }
    /// With all but its end hidden: `••• ••• 5919`.
    #[must_use]
    pub fn masked(&self) -> String {
        ["••• ••• ", self.expose().split_at(6).1].concat()
    }
}
