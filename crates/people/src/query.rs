//! What somebody asks for in one search box: words of a name, a date of birth, a National Insurance number, a case's
//! reference, in any order.

use crate::birth::BirthDate;
use crate::fold::tokens;
use crate::name::without_titles;
use kernel::NiNumber;
use std::fmt;
use zeroize::Zeroize;

/// The most words of a name that are looked at.
const MOST_WORDS: usize = 6;
/// The most characters that are looked at.
const MOST_CHARACTERS: usize = 200;

/// What is looked for.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct SearchQuery {
    /// Words of the name in normalised form, in the order in which they were written, which means nothing.
    pub names: Vec<String>,
    /// The date of birth, or its year.
    pub born: Option<BirthDate>,
    /// A National Insurance number.
    pub ni_number: Option<NiNumber>,
    /// What looks like a case's reference, in capitals (`HO-2026-000123`).
    pub reference: Option<String>,
}

impl SearchQuery {
    /// Reads what was typed. `this_year` tells the century of years of two figures. Nothing is refused: what is no
    /// number, date or reference is part of a name.
    #[must_use]
    pub fn parse(text: &str, this_year: i16) -> Self {
        let mut query = Self::default();
        let end = text.char_indices().nth(MOST_CHARACTERS).map_or(text.len(), |(at, _)| at);
        let words: Vec<&str> = text
            .get(..end)
            .unwrap_or(text)
            .split([' ', ',', ';', '\t', '\n', '\r', '\u{a0}'])
            .filter(|w| !w.is_empty())
            .collect();
        let mut rest = words.as_slice();
        let mut names = Vec::new();
        while let Some((word, after)) = rest.split_first() {
            if query.ni_number.is_none()
                && let Some((number, taken)) = longest(rest, 5, |t| NiNumber::parse(t).ok())
            {
                query.ni_number = Some(number);
                rest = rest.get(taken..).unwrap_or_default();
                continue;
            }
            if query.born.is_none()
                && rest_may_be_date(rest)
                && let Some((born, taken)) = longest(rest, 4, |t| BirthDate::parse(t, this_year).ok())
            {
                query.born = Some(born);
                rest = rest.get(taken..).unwrap_or_default();
                continue;
            }
            rest = after;
            if query.reference.is_none() && is_reference(word) {
                query.reference = Some(word.to_ascii_uppercase());
            } else if !matches!(
                word.to_ascii_lowercase().as_str(),
                "dob" | "dob:" | "born" | "b." | "nino" | "ni:" | "nino:"
            ) {
                names.push(*word);
            }
        }
        query.names = without_titles(tokens(&names.join(" ")));
        query.names.retain(|w| w.chars().any(char::is_alphabetic));
        query.names.truncate(MOST_WORDS);
        query
    }
    /// Whether there is nothing to look for.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.names.is_empty() && self.born.is_none() && self.ni_number.is_none() && self.reference.is_none()
    }
}

/// The reading of the most words from the start of `words`, at most `most` of them.
fn longest<T>(words: &[&str], most: usize, read: impl Fn(&str) -> Option<T>) -> Option<(T, usize)> {
    (1..=most.min(words.len())).rev().find_map(|n| read(&words.get(..n)?.join(" ")).map(|found| (found, n)))
}

/// A date begins with a figure, or with "about".
fn rest_may_be_date(words: &[&str]) -> bool {
    let figure = |w: &&str| w.starts_with(|c: char| c.is_ascii_digit());
    match words {
        [first, second, ..] if matches!(first.to_ascii_lowercase().as_str(), "about" | "circa" | "around") => {
            figure(second)
        }
        [first, ..] => figure(first),
        [] => false,
    }
}

/// A reference begins with a letter, has figures (two behind the letter and a hyphen will do, as in `C26-ABCDEFG`), and
/// nothing but letters, figures, hyphens and slashes.
fn is_reference(word: &str) -> bool {
    let figures = word.bytes().filter(u8::is_ascii_digit).count();
    word.starts_with(|c: char| c.is_ascii_alphabetic())
        && (figures >= 3 || (figures == 2 && word.contains('-')))
        && word.len() <= 24
        && word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'/'))
}

impl fmt::Debug for SearchQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SearchQuery")
            .field("names", &self.names.len())
            .field("born", &self.born.is_some())
            .field("ni_number", &self.ni_number.is_some())
            .field("reference", &self.reference.is_some())
            .finish()
    }
}

impl Drop for SearchQuery {
    fn drop(&mut self) {
        self.names.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn parse(text: &str) -> SearchQuery {
        SearchQuery::parse(text, 2026)
    }

    #[test]
    fn everything_in_one_box() {
        let query = parse("Smith, Mary-Jane 31 March 1980 nc 12 34 56 c HO-2026-000123");
        assert_eq!(query.names, ["smith", "mary", "jane"]);
        assert_eq!(query.born, Some(BirthDate::Full(date(1980, 3, 31))));
        assert_eq!(query.ni_number.as_ref().unwrap().expose(), "NC123456C");
        assert_eq!(query.reference.as_deref(), Some("HO-2026-000123"));
    }

    #[test]
    fn a_reference_may_be_mostly_letters() {
        for (text, reference) in
            [("c26-abcdefg", Some("C26-ABCDEFG")), ("C26-2345678", Some("C26-2345678")), ("smith-jones", None)]
        {
            assert_eq!(parse(text).reference.as_deref(), reference);
        }
    }

    #[test]
    fn order_is_free_and_titles_go() {
        let query = parse("dob 31/03/80 Mrs O'Brien");
        assert_eq!(query.names, ["obrien"]);
        assert_eq!(query.born, Some(BirthDate::Full(date(1980, 3, 31))));
        assert_eq!(parse("Miss").names, ["miss"]);
    }

    #[test]
    fn a_year_alone_and_an_estimate() {
        assert_eq!(parse("khan 1975").born, Some(BirthDate::Year(1975)));
        assert_eq!(parse("khan about 1975").born, Some(BirthDate::Estimated(1975)));
    }

    #[test]
    fn what_is_nothing_else_is_a_name() {
        let query = parse("Abdul 99/99/1980 April");
        assert_eq!(query.names, ["abdul", "april"]);
        assert!(query.born.is_none());
        assert!(parse(" , ; ").is_empty());
        assert!(parse(&"a ".repeat(5000)).names.len() <= MOST_WORDS);
    }

    #[test]
    fn it_keeps_quiet() {
        assert!(!format!("{:?}", parse("Lovelace 10/12/1815")).to_lowercase().contains("lovelace"));
    }
}
