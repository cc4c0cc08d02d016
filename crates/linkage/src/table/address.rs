//! The parts of an address line that tell one home from another.

/// What an address line says, as far as it can be read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct AddressLine {
    pub house: String,
    pub flat: String,
    pub street: String,
    /// Room for the word at hand.
    word: String,
}

const KINDS: [(&str, &str); 16] = [
    ("street", "st"),
    ("str", "st"),
    ("road", "rd"),
    ("avenue", "ave"),
    ("av", "ave"),
    ("close", "cl"),
    ("lane", "ln"),
    ("drive", "dr"),
    ("crescent", "cres"),
    ("court", "ct"),
    ("gardens", "gdns"),
    ("terrace", "terr"),
    ("place", "pl"),
    ("grove", "gr"),
    ("square", "sq"),
    ("way", "wy"),
];

fn is_flat_word(word: &str) -> bool {
    matches!(word, "flat" | "apartment" | "apt" | "unit" | "room" | "rm" | "flt")
}

/// A house number: figures, and perhaps one letter after them.
fn is_number(word: &str) -> bool {
    let figures = word.bytes().take_while(u8::is_ascii_digit).count();
    (1..=5).contains(&figures)
        && word.len() <= figures + 1
        && word.bytes().skip(figures).all(|b| b.is_ascii_alphabetic())
}

/// The words of an address line one after another, in small letters; what divides its parts is a word of its own. Accents, and
/// lines that are too long, are read letter by letter first.
struct Words<'t> {
    text: std::borrow::Cow<'t, str>,
    at: usize,
}

impl<'t> Words<'t> {
    fn of(text: &'t str) -> Self {
        if text.is_ascii() && text.len() <= 200 {
            return Self { text: text.into(), at: 0 };
        }
        let mut low = String::with_capacity(text.len() + 8);
        for c in text.chars().take(200) {
            match c {
                ',' | '/' | ';' => low.push(c),
                c if c.is_alphanumeric() || c == ' ' => low.extend(c.to_lowercase()),
                '\'' | '’' => {}
                _ => low.push(' '),
            }
        }
        Self { text: low.into(), at: 0 }
    }
    /// The next word; nothing at the end.
    fn next(&mut self, word: &mut String) -> bool {
        word.clear();
        for (at, c) in self.text[self.at..].char_indices() {
            match c {
                ',' | '/' | ';' if word.is_empty() => {
                    word.push(c);
                    self.at += at + 1;
                    return true;
                }
                '\'' => {}
                c if c.is_ascii_alphanumeric() => word.push(c.to_ascii_lowercase()),
                // What is no letter was made a space above.
                c if !c.is_ascii() => word.push(c),
                _ if word.is_empty() => {}
                _ => {
                    self.at += at;
                    return true;
                }
            }
        }
        self.at = self.text.len();
        !word.is_empty()
    }
}

/// Reads `Flat 3, 12a High Street, Town`, `3/12 High St`, `12 High Street`; the street only if it is wanted.
pub(super) fn read(text: &str, street_wanted: bool, out: &mut AddressLine) {
    for part in [&mut out.house, &mut out.flat, &mut out.street] {
        part.clear();
    }
    let (mut words, mut word) = (Words::of(text), std::mem::take(&mut out.word));
    let mut flat_next = false;
    let mut street_done = false;
    while words.next(&mut word) {
        match word.as_str() {
            "/" => {
                if out.flat.is_empty() && out.street.is_empty() {
                    std::mem::swap(&mut out.flat, &mut out.house);
                }
            }
            "," | ";" => street_done = street_done || !out.street.is_empty(),
            w if is_flat_word(w) && out.street.is_empty() => flat_next = true,
            w if flat_next && out.flat.is_empty() => {
                out.flat.push_str(w);
                flat_next = false;
            }
            w if out.house.is_empty() && out.street.is_empty() && is_number(w) => out.house.push_str(w),
            _ if street_done => break,
            // Where the street begins, house and flat are known.
            _ if !street_wanted => break,
            w => {
                let short = KINDS.iter().find(|(long, _)| *long == w).map_or(w, |(_, short)| *short);
                if !out.street.is_empty() {
                    out.street.push(' ');
                }
                out.street.push_str(short);
            }
        }
    }
    out.word = word;
    out.street.truncate(out.street.floor_char_boundary(60));
    out.flat.truncate(out.flat.floor_char_boundary(8));
}

#[cfg(test)]
mod tests {
    use super::{AddressLine, read};

    #[test]
    fn forms() {
        for (text, flat, house, street) in [
            ("Flat 3, 12a High Street, Aldbeck", "3", "12a", "high st"),
            ("3/12 High St", "3", "12", "high st"),
            ("Apartment 4 7 Oak Road", "4", "7", "oak rd"),
            ("12 High Street, Aldbeck", "", "12", "high st"),
            ("Rose Cottage, Mill Lane", "", "", "rose cottage"),
            ("", "", "", ""),
        ] {
            let mut got = AddressLine::default();
            read(text, true, &mut got);
            assert_eq!((got.flat.as_str(), got.house.as_str(), got.street.as_str()), (flat, house, street), "{text}");
            read(text, false, &mut got);
            assert_eq!((got.flat.as_str(), got.house.as_str(), got.street.as_str()), (flat, house, ""), "{text}");
        }
    }
}
