//! One spelling for the many ways in which a name is written: case, accents, apostrophes, hyphens, Mc and Mac.

use std::borrow::Cow;

/// Letters with marks (in lower case) and the plain letters that a keyboard without them would have typed.
const MARKED: [(&str, &str); 32] = [
    ("a", "àáâãäåāăąǎạảấầẩẫậắằẳẵặǻ"),
    ("ae", "æǽ"),
    ("b", "ḃ"),
    ("c", "çćĉċč"),
    ("d", "ďđðḋ"),
    ("e", "èéêëēĕėęěẹẻẽếềểễệə"),
    ("f", "ḟ"),
    ("g", "ĝğġģǧ"),
    ("h", "ĥħḥ"),
    ("i", "ìíîïĩīĭįıịỉ"),
    ("j", "ĵ"),
    ("k", "ķĸǩ"),
    ("l", "ĺļľŀł"),
    ("m", "ṁ"),
    ("n", "ñńņňŉŋ"),
    ("o", "òóôõöøōŏőơọỏốồổỗộớờởỡợǿ"),
    ("oe", "œ"),
    ("p", "ṗ"),
    ("q", ""),
    ("r", "ŕŗř"),
    ("s", "śŝşšșſṡṣ"),
    ("ss", "ß"),
    ("t", "ţťŧțṫṭ"),
    ("th", "þ"),
    ("u", "ùúûüũūŭůűųưụủứừửữự"),
    ("v", ""),
    ("w", "ŵẁẃẅ"),
    ("x", ""),
    ("y", "ýÿŷỳỵỷỹ"),
    ("z", "źżžẓ"),
    ("ij", "ĳ"),
    ("dz", "ǆǳ"),
];

/// Marks that combine with the letter before them, and characters that stand for nothing.
const fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{ad}' | '\u{feff}')
}

const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '`' | '´' | '‘' | '’' | '‛' | 'ʻ' | 'ʼ' | 'ʽ' | 'ʾ' | 'ʿ' | '′')
}

/// The text in lower case without accents and apostrophes, its words separated by single spaces. Hyphens and other
/// punctuation separate words. Letters of other scripts stay as they are.
#[must_use]
pub fn normalise(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if is_apostrophe(c) || is_mark(c) {
            continue;
        }
        if !c.is_alphanumeric() {
            gap = !out.is_empty();
            continue;
        }
        if gap {
            out.push(' ');
            gap = false;
        }
        if c.is_ascii() {
            out.push(c.to_ascii_lowercase());
        } else {
            for low in c.to_lowercase().filter(|l| !is_mark(*l)) {
                match MARKED.iter().find(|(_, marked)| marked.contains(low)) {
                    Some((plain, _)) => out.push_str(plain),
                    None => out.push(low),
                }
            }
        }
    }
    out
}

/// The words of a name: normalised, Mac written as Mc, and the beginnings that belong to the word after them (`Mc
/// Donald`, `O Brien`, `St John`) joined to it.
#[must_use]
pub fn tokens(text: &str) -> Vec<String> {
    let plain = normalise(text);
    let mut out = Vec::with_capacity(4);
    let mut before = "";
    let mut words = plain.split(' ').filter(|w| !w.is_empty()).peekable();
    while let Some(word) = words.next() {
        let begins = match word {
            "mc" | "mac" => "mc",
            "o" => "o",
            "st" | "saint" => "st",
            _ => "",
        };
        // A single O is an initial unless a longer word follows it.
        if before.is_empty() && !begins.is_empty() && words.peek().is_some_and(|next| next.len() > 2) {
            before = begins;
            continue;
        }
        let token = if before.is_empty() { mac_as_mc(word).into_owned() } else { format!("{before}{word}") };
        before = "";
        out.push(token);
    }
    out
}

/// Mac written as Mc, where it is the Gaelic "son of": before a consonant and more (`Macdonald`, not `Macey`).
pub(crate) fn mac_as_mc(word: &str) -> Cow<'_, str> {
    match word.strip_prefix("mac") {
        Some(rest) if rest.len() >= 3 && !rest.starts_with(['a', 'e', 'i', 'o', 'u', 'y']) => {
            format!("mc{rest}").into()
        }
        _ => word.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling() {
        assert_eq!(normalise("  O’Brien-SMITH, José "), "obrien smith jose");
        assert_eq!(normalise("Łukasz Żółć Straße Þór"), "lukasz zolc strasse thor");
        assert_eq!(normalise("Jose\u{301}"), "jose");
        assert_eq!(normalise("İpek"), "ipek");
    }

    #[test]
    fn beginnings_belong_to_their_word() {
        assert_eq!(tokens("Mc Donald"), ["mcdonald"]);
        assert_eq!(tokens("MacDonald"), ["mcdonald"]);
        assert_eq!(tokens("Mac Donald"), tokens("McDonald"));
        assert_eq!(tokens("Macey"), ["macey"]);
        assert_eq!(tokens("Niamh O Brien"), ["niamh", "obrien"]);
        assert_eq!(tokens("O Al"), ["o", "al"]);
        assert_eq!(tokens("Saint John"), tokens("St. John"));
    }

    #[test]
    fn other_scripts_stay() {
        assert_eq!(tokens("Олена Шевченко"), ["олена", "шевченко"]);
    }
}
