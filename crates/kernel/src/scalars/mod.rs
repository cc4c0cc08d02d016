//! Numbers by which public bodies know and reach people, checked the way their issuers define them. None shows itself.

mod nhs;
mod ni;
mod phone;
mod postcode;
mod upn;
mod uprn;

pub use nhs::NhsNumber;
pub use ni::NiNumber;
pub use phone::PhoneNumber;
pub use postcode::Postcode;
pub use upn::Upn;
pub use uprn::Uprn;

/// A text that is not the identifier it should be. It does not repeat the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdentifierError {
    /// Not a National Insurance number.
    #[error(
        "write the National Insurance number as two letters, six numbers and A, B, C or D, in the form of QQ 12 34 56 C (no real number begins with QQ)"
    )]
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
    /// Not a unique property reference number.
    #[error("a unique property reference number has up to 12 figures and no letters, like 10 009 998 877")]
    Uprn,
    /// Not a postcode.
    #[error("write a full postcode, like AA3 1AB")]
    Postcode,
    /// Not a telephone number.
    #[error("write the telephone number with its area code, like 01632 960 001 or +44 7700 900 982")]
    PhoneNumber,
}

/// What all of them have: the text on request, and the masked form wherever they are printed without thinking.
macro_rules! quiet_text {
    ($name:ident) => {
        impl $name {
            /// The canonical text: capital letters, no spaces. Whoever calls this answers for where it goes.
            #[must_use]
            pub const fn expose(&self) -> &String {
                self.0.expose()
            }
        }

        impl std::fmt::Display for $name {
            /// The masked form.
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.masked())
            }
        }
    };
}
use quiet_text;

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
