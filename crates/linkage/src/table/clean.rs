//! From what was written to what is compared.

use serde::{Deserialize, Serialize};

/// A kind of value. Values of one kind share a dictionary, so that a forename can equal a surname.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Space {
    /// Names of people.
    Name,
    /// Dates, kept as figures and not in a dictionary.
    Day,
    /// Postcodes.
    Postcode,
    /// National Insurance numbers.
    NiNumber,
    /// NHS numbers.
    NhsNumber,
    /// Unique pupil numbers.
    Upn,
    /// Other codes.
    Code,
    /// Sex or gender.
    Sex,
    /// House and flat numbers.
    Place,
    /// Words.
    Text,
}

impl Space {
    /// Whether its values are identifiers that have a check digit or a form.
    pub(super) const fn is_identifier(self) -> bool {
        matches!(self, Self::Upn | Self::NhsNumber | Self::NiNumber)
    }
}

/// Words that stand where nothing is known.
const NOTHING: [&str; 16] = [
    "unknown",
    "unk",
    "na",
    "n a",
    "none",
    "null",
    "nil",
    "nk",
    "not known",
    "not given",
    "not stated",
    "xx",
    "xxx",
    "tbc",
    "unnamed",
    "baby",
];

/// Most letters of a value that are kept: what lies beyond cannot make comparing slow.
const LONGEST: usize = 64;

pub(super) fn is_nothing(plain: &str) -> bool {
    plain.is_empty() || NOTHING.contains(&plain)
}

fn shorten(mut text: String) -> String {
    text.truncate(text.floor_char_boundary(LONGEST));
    text
}

/// A name with case, accents and punctuation levelled.
pub(super) fn name(text: &str) -> String {
    shorten(people::normalise(text.get(..text.floor_char_boundary(LONGEST * 4)).unwrap_or_default()))
}

/// The words of a name, `Mc Donald` in one.
pub(super) fn words(text: &str) -> Vec<String> {
    people::tokens(text.get(..text.floor_char_boundary(LONGEST * 4)).unwrap_or_default())
}

pub(super) fn joined(words: &[String]) -> String {
    shorten(words.join(" "))
}

/// Whether it is nothing but capitals and figures.
pub(super) fn is_code(text: &str) -> bool {
    text.bytes().fold(true, |clean, b| clean & (b.is_ascii_uppercase() | b.is_ascii_digit()))
}

/// Letters and figures only, in capitals, into a buffer.
pub(super) fn code(text: &str, out: &mut String) {
    out.clear();
    if text.len() <= LONGEST && is_code(text) {
        out.push_str(text);
        return;
    }
    if text.is_ascii() && text.len() <= LONGEST {
        out.extend(text.bytes().filter(u8::is_ascii_alphanumeric).map(|b| char::from(b.to_ascii_uppercase())));
        return;
    }
    for c in text.chars().take(LONGEST * 2) {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_uppercase());
        } else if !c.is_ascii() && c.is_alphanumeric() {
            out.extend(c.to_uppercase());
        }
    }
    out.truncate(out.floor_char_boundary(LONGEST));
}

/// A postcode with its space; half of one if that is all there is.
pub(super) fn postcode(text: &str, out: &mut String) {
    code(text, out);
    if out.len() > 8 || !out.is_ascii() {
        out.clear();
    } else if out.len() >= 5 {
        out.insert(out.len() - 3, ' ');
    }
}

/// The first letter of a word for sex, in capitals.
pub(super) fn sex(text: &str, out: &mut String) {
    code(text, out);
    match out.as_str() {
        "F" | "FEMALE" | "W" | "WOMAN" | "GIRL" => "F".clone_into(out),
        "M" | "MALE" | "MAN" | "BOY" => "M".clone_into(out),
        "U" | "UNKNOWN" | "N" | "NK" => out.clear(),
        _ => {}
    }
}
