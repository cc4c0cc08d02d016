//! Telephone numbers.

use super::{IdentifierError, quiet_text};
use crate::Sensitive;

/// A telephone number: of the United Kingdom, or of another country if it begins with `+` or `00`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneNumber(Sensitive<String>);
quiet_text!(PhoneNumber);

impl PhoneNumber {
    /// Reads one, with or without spaces, hyphens, full stops and brackets. Numbers of the United Kingdom come out with
    /// their leading zero, others with `+`.
    ///
    /// # Errors
    /// When it has other characters, or too few or too many figures.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let mut plain = String::with_capacity(16);
        for c in text.trim().chars() {
            match c {
                ' ' | '-' | '.' | '(' | ')' | '\u{a0}' => {}
                '+' if plain.is_empty() => plain.push(c),
                c if c.is_ascii_digit() && plain.len() < 20 => plain.push(c),
                _ => return Err(IdentifierError::PhoneNumber),
            }
        }
        let plain = plain.strip_prefix("00").map_or(plain.clone(), |rest| ["+", rest].concat());
        let plain = match plain.strip_prefix("+44") {
            // "+44 (0)20 …" has the zero too.
            Some(rest) => ["0", rest.strip_prefix('0').unwrap_or(rest)].concat(),
            None => plain,
        };
        let fits = match plain.strip_prefix('+') {
            Some(rest) => (7..=15).contains(&rest.len()),
            None => plain.starts_with('0') && (10..=11).contains(&plain.len()),
        };
        if fits { Ok(Self(Sensitive::new(plain))) } else { Err(IdentifierError::PhoneNumber) }
    }
    /// With all but its last three figures hidden: `••••••••982`.
    #[must_use]
    pub fn masked(&self) -> String {
        let shown = self.expose().len().saturating_sub(3);
        ["•".repeat(shown).as_str(), self.expose().split_at(shown).1].concat()
    }
}
