//! Numbers by which public bodies know and reach people, checked the way their issuers define them. None shows itself.

use crate::Sensitive;

/// A text that is not the identifier it should be. It does not repeat the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdentifierError {
    /// Not a National Insurance number.
    #[error("write the National Insurance number as two letters, six numbers and A, B, C or D, like QQ 12 34 56 C")]
    NiNumber,
    /// A form of National Insurance number that is never issued.
    #[error("no National Insurance number begins with these letters: check the first two")]
    NiPrefix,
    /// Not an NHS number.
    #[error("an NHS number has 10 numbers, like 485 777 3456")]
    NhsNumber,
    /// An NHS number whose check figure is wrong.
    #[error("one of the figures of the NHS number is wrong: check it against a letter from the NHS")]
    NhsCheck,
    /// Not a unique pupil number.
    #[error("a unique pupil number is a letter and 12 numbers (a temporary one ends in a letter)")]
    Upn,
    /// A unique pupil number whose check letter is wrong.
    #[error("the unique pupil number is mistyped: its check letter does not agree")]
    UpnCheck,
    /// Not a postcode.
    #[error("write a full postcode, like AA3 1AB")]
    Postcode,
    /// Not a telephone number.
    #[error("write the telephone number with its area code, like 01632 960 001 or +44 7700 900 982")]
    PhoneNumber,
}

macro_rules! quiet_text {
    ($name:ident) => {
        impl $name {
            /// The canonical text: capital letters, no spaces. Whoever calls this answers for where it goes.
            #[must_use]
            pub const fn expose(&self) -> &String {
                self.0.expose()
            }
        }
    };
}

/// Capital letters and figures only; `None` if anything but spaces, hyphens and full stops stands between them.
fn compact(text: &str) -> Option<String> {
    let mut out = String::with_capacity(16);
    for c in text.trim().chars() {
        match c {
            ' ' | '-' | '.' | '\u{a0}' => {}
            c if c.is_ascii_alphanumeric() && out.len() < 16 => out.push(c.to_ascii_uppercase()),
            _ => return None,
        }
    }
    Some(out)
}

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
}

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
}

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
}

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
}

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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn national_insurance_numbers() {
        assert_eq!(NiNumber::parse("nc 12 34 56 c").unwrap().expose(), "NC123456C");
        assert_eq!(NiNumber::parse("NC123456C").unwrap().spaced(), "NC 12 34 56 C");
        for prefix in ["QQ", "BG", "GB", "KN", "NK", "NT", "TN", "ZZ", "AO", "DA", "AV"] {
            assert_eq!(NiNumber::parse(&format!("{prefix}123456A")), Err(IdentifierError::NiPrefix), "{prefix}");
        }
        for text in ["", "NC12345C", "NC1234567C", "NC123456E", "N1123456A", "NC12345éA", "NC123456A garbage"] {
            assert_eq!(NiNumber::parse(text), Err(IdentifierError::NiNumber), "{text}");
        }
    }

    #[test]
    fn nhs_numbers() {
        // The example of the NHS Data Dictionary's own algorithm page: 943 476 5919.
        assert_eq!(NhsNumber::parse("943 476 5919").unwrap().expose(), "9434765919");
        assert_eq!(NhsNumber::parse("943 476 5918"), Err(IdentifierError::NhsCheck));
        assert_eq!(NhsNumber::parse("943 476 591"), Err(IdentifierError::NhsNumber));
    }

    #[test]
    fn pupil_numbers() {
        // Worked by hand: 8×2 + 1×4 + 2×5 + 1×10 + 1×13 = 53, and 53 modulo 23 is 7, which is H.
        let twelve = [8, 0, 1, 2, 0, 0, 0, 0, 1, 0, 0, 1];
        let letter = Upn::check_letter(&twelve);
        assert_eq!(letter, 'H');
        assert!(Upn::parse("H801200001001").is_ok());
        assert_eq!(Upn::parse("A801200001001"), Err(IdentifierError::UpnCheck));
        assert_eq!(Upn::parse("H80120000100"), Err(IdentifierError::Upn));
    }

    #[test]
    fn postcodes() {
        for (text, spaced) in
            [("m1 1aa", "M1 1AA"), ("EC1A1BB", "EC1A 1BB"), ("wx3 4gh", "WX3 4GH"), ("W1A0AX", "W1A 0AX")]
        {
            assert_eq!(Postcode::parse(text).unwrap().spaced(), spaced);
        }
        for text in ["", "M1", "M11AC1", "1M1 1AA", "M1 1CA", "ABC1 1AA", "é1 1AA"] {
            assert!(Postcode::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn telephone_numbers() {
        for text in ["07700 900 982", "+44 7700 900982", "+44 (0)7700 900982", "0044 7700 900982", "(07700) 900-982"] {
            assert_eq!(PhoneNumber::parse(text).unwrap().expose(), "07700900982", "{text}");
        }
        assert_eq!(PhoneNumber::parse("+353 1 234 5678").unwrap().expose(), "+35312345678");
        for text in ["", "12345", "7700900982", "07700 900982 ext 4", "+44", "0770090098200"] {
            assert!(PhoneNumber::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn they_keep_quiet() {
        assert_eq!(format!("{:?}", NiNumber::parse("NC123456C").unwrap()), "NiNumber((sensitive))");
    }
}
