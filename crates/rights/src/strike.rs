//! Words that are struck out of a text, and names that are looked for in one. However they are written: with or without
//! accents, in capitals, broken over lines. What is struck is gone, not covered.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// What stands where something was struck.
pub const GONE: &str = "[left out]";

/// A letter of a text as it is compared, with the place in the text that it comes from.
struct Letter {
    folded: char,
    from: usize,
    until: usize,
}

/// A text as it is compared: without accents and marks that nobody sees, in small letters, one space for any blank.
fn folded(text: &str) -> Vec<Letter> {
    let mut letters: Vec<Letter> = Vec::with_capacity(text.len());
    for (from, c) in text.char_indices() {
        let until = from + c.len_utf8();
        if c.is_whitespace() {
            match letters.last_mut() {
                Some(last) if last.folded == ' ' => last.until = until,
                _ => letters.push(Letter { folded: ' ', from, until }),
            }
            continue;
        }
        let before = letters.len();
        for part in c.nfkd().filter(|p| !is_combining_mark(*p) && !is_unseen(*p)) {
            letters.extend(part.to_lowercase().map(|folded| Letter { folded, from, until }));
        }
        // A mark that belongs to the letter before it is struck with it.
        if letters.len() == before
            && let Some(last) = letters.last_mut()
        {
            last.until = until;
        }
    }
    letters
}

const fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

fn wanted(word: &str) -> Vec<char> {
    folded(word.trim()).into_iter().map(|l| l.folded).collect()
}

/// Where a word stands in a text, as a word of its own.
fn places(letters: &[Letter], word: &[char]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let (Some(first), Some(last)) = (word.first(), word.last()) else { return found };
    let is_letter = |at: Option<usize>| at.and_then(|i| letters.get(i)).is_some_and(|l| l.folded.is_alphanumeric());
    let mut at = 0;
    while let Some(here) = letters.get(at..at + word.len()) {
        let same = here.iter().map(|l| l.folded).eq(word.iter().copied());
        let begins = !first.is_alphanumeric() || !is_letter(at.checked_sub(1));
        let ends = !last.is_alphanumeric() || !is_letter(Some(at + word.len()));
        if same && begins && ends {
            let (from, until) = (here.first().map_or(0, |l| l.from), here.last().map_or(0, |l| l.until));
            found.push((from, until));
            at += word.len();
        } else {
            at += 1;
        }
    }
    found
}

/// Whether a name or another word stands in a text.
#[must_use]
pub fn names(text: &str, word: &str) -> bool {
    let word = wanted(word);
    !word.is_empty() && !places(&folded(text), &word).is_empty()
}

/// Whether two names are written the same.
#[must_use]
pub fn same_name(one: &str, other: &str) -> bool {
    let (one, other) = (wanted(one), wanted(other));
    !one.is_empty() && one == other
}

/// The text without some words, and how many places were struck.
#[must_use]
pub fn struck(text: &str, words: &[String]) -> (String, usize) {
    let letters = folded(text);
    let mut gone: Vec<(usize, usize)> = words.iter().flat_map(|w| places(&letters, &wanted(w))).collect();
    gone.sort_unstable();
    let mut joined: Vec<(usize, usize)> = Vec::with_capacity(gone.len());
    for (from, until) in gone {
        match joined.last_mut() {
            Some(last) if from < last.1 => last.1 = last.1.max(until),
            _ => joined.push((from, until)),
        }
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (from, until) in &joined {
        out.push_str(text.get(at..*from).unwrap_or_default());
        out.push_str(GONE);
        at = *until;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    (out, joined.len())
}
