//! The parts of an address line that tell one home from another.

/// What an address line says, as far as it can be read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct AddressLine {
    pub house: String,
    pub flat: String,
    pub street: String,
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

/// Reads `Flat 3, 12a High Street, Town`, `3/12 High St`, `12 High Street`.
pub(super) fn read(text: &str) -> AddressLine {
    let mut out = AddressLine::default();
    let mut low = String::with_capacity(text.len() + 8);
    if text.is_ascii() && text.len() <= 200 {
        for b in text.bytes() {
            match b {
                b',' | b'/' | b';' => {
                    low.push(' ');
                    low.push(char::from(b));
                    low.push(' ');
                }
                b'\'' => {}
                b if b.is_ascii_alphanumeric() => low.push(char::from(b.to_ascii_lowercase())),
                _ => low.push(' '),
            }
        }
    } else {
        for c in text.chars().take(200) {
            match c {
                ',' | '/' | ';' => low.extend([' ', c, ' ']),
                c if c.is_alphanumeric() || c == ' ' => low.extend(c.to_lowercase()),
                '\'' | '’' => {}
                _ => low.push(' '),
            }
        }
    }
    let mut flat_next = false;
    let mut street_done = false;
    for word in low.split_ascii_whitespace() {
        match word {
            "/" => {
                if out.flat.is_empty() && out.street.is_empty() {
                    out.flat = std::mem::take(&mut out.house);
                }
            }
            "," | ";" => street_done = street_done || !out.street.is_empty(),
            w if is_flat_word(w) && out.street.is_empty() => flat_next = true,
            w if flat_next && out.flat.is_empty() => {
                w.clone_into(&mut out.flat);
                flat_next = false;
            }
            w if out.house.is_empty() && out.street.is_empty() && is_number(w) => w.clone_into(&mut out.house),
            _ if street_done => break,
            w => {
                let short = KINDS.iter().find(|(long, _)| *long == w).map_or(w, |(_, short)| *short);
                if !out.street.is_empty() {
                    out.street.push(' ');
                }
                out.street.push_str(short);
            }
        }
    }
    out.street.truncate(out.street.floor_char_boundary(60));
    out.flat.truncate(out.flat.floor_char_boundary(8));
    out
}

#[cfg(test)]
mod tests {
    use super::read;

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
            let got = read(text);
            assert_eq!((got.flat.as_str(), got.house.as_str(), got.street.as_str()), (flat, house, street), "{text}");
        }
    }
}
