//! What somebody asks for in one search box: words of a name, a date of birth, identifiers, a telephone number, a postcode,
//! an email address, a case's reference, in any order.

use crate::birth::{BirthDate, month_number};
use crate::fold::tokens;
use crate::keys::Facet;
use crate::name::without_titles;
use kernel::{NhsNumber, NiNumber, PhoneNumber, Postcode, Sensitive, Upn};
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
    /// The month of the year of birth, from 1, where no day was written.
    pub month: Option<i8>,
    /// A National Insurance number.
    pub ni_number: Option<NiNumber>,
    /// An NHS number.
    pub nhs_number: Option<NhsNumber>,
    /// A unique pupil number.
    pub upn: Option<Upn>,
    /// A telephone number.
    pub phone: Option<PhoneNumber>,
    /// An email address, in lower case.
    pub email: Option<Sensitive<String>>,
    /// A postcode.
    pub postcode: Option<Postcode>,
    /// What looks like a case's reference, in capitals (`HO-2026-000123`).
    pub reference: Option<String>,
}

impl SearchQuery {
    /// Reads what was typed. `this_year` tells the century of years of two figures. Nothing is refused: what is no
    /// number, date or reference is part of a name.
    #[must_use]
    pub fn parse(text: &str, this_year: i16) -> Self {
        Self::parse_as(text, this_year, true)
    }
    /// The other way in which it may be meant: `May 1956` is a month, or somebody's name and the year of their birth. None where
    /// there is one way only.
    #[must_use]
    pub fn or_else(text: &str, this_year: i16) -> Option<Self> {
        let (one, other) = (Self::parse_as(text, this_year, true), Self::parse_as(text, this_year, false));
        (one.names != other.names).then_some(other)
    }
    fn parse_as(text: &str, this_year: i16, months: bool) -> Self {
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
            if query.reference.is_none()
                && let Some((reference, taken)) = own_reference(rest)
            {
                query.reference = Some(reference);
                rest = rest.get(taken..).unwrap_or_default();
                continue;
            }
            let taken = query.take(rest, this_year, months);
            if taken > 0 {
                rest = rest.get(taken..).unwrap_or_default();
                continue;
            }
            rest = after;
            if query.reference.is_none() && is_reference(word) {
                query.reference = Some(word.to_ascii_uppercase());
            } else if !LABELS.contains(&word.to_ascii_lowercase().trim_end_matches(':')) {
                names.push(*word);
            }
        }
        query.names = without_titles(tokens(&names.join(" ")));
        query.names.retain(|w| w.chars().any(char::is_alphabetic));
        query.names.truncate(MOST_WORDS);
        query
    }
    /// Takes a number, date or address from the start of the words, and says how many words it was.
    fn take(&mut self, words: &[&str], this_year: i16, months: bool) -> usize {
        fn put<T>(
            place: &mut Option<T>,
            words: &[&str],
            most: usize,
            read: impl Fn(&str) -> Option<T>,
        ) -> Option<usize> {
            if place.is_some() {
                return None;
            }
            let (value, taken) = longest(words, most, read)?;
            *place = Some(value);
            Some(taken)
        }
        let first = words.first().copied().unwrap_or_default();
        let begins = |c: fn(&char) -> bool| first.chars().next().is_some_and(|f| c(&f));
        let mut taken = None;
        if first.contains('@') {
            taken = put(&mut self.email, words, 1, email);
        }
        // A day of the month has two figures; what telephone numbers begin with has three or more.
        if taken.is_none() && first.len() >= 3 && (first.starts_with(['0', '+', '('])) {
            taken = put(&mut self.phone, words, 5, |t| PhoneNumber::parse(t).ok());
        }
        if taken.is_none() && begins(char::is_ascii_digit) {
            taken = put(&mut self.nhs_number, words, 3, |t| NhsNumber::parse(t).ok());
        }
        if taken.is_none() && begins(char::is_ascii_alphabetic) {
            taken = put(&mut self.ni_number, words, 5, |t| NiNumber::parse(t).ok())
                .or_else(|| put(&mut self.upn, words, 1, |t| Upn::parse(t).ok()))
                .or_else(|| {
                    put(&mut self.postcode, words, 2, |t| Postcode::parse(t).ok().filter(|_| !t.contains('-')))
                });
        }
        if taken.is_none() && rest_may_be_date(words, months) {
            taken = put(&mut self.born, words, 4, |t| BirthDate::parse(t, this_year).ok());
            let date = taken.and_then(|n| words.get(..n)).map(|date| date.join(" "));
            self.month = date.map_or(self.month, |date| BirthDate::month_of(&date, this_year));
        }
        taken.unwrap_or(0)
    }
    /// What is asked about, each once.
    #[must_use]
    pub fn facets(&self) -> Vec<Facet> {
        let asked = |facet: &Facet| match facet {
            Facet::Name => !self.names.is_empty(),
            Facet::Born => self.born.is_some(),
            Facet::NiNumber => self.ni_number.is_some(),
            Facet::NhsNumber => self.nhs_number.is_some(),
            Facet::Upn => self.upn.is_some(),
            Facet::Phone => self.phone.is_some(),
            Facet::Email => self.email.is_some(),
            Facet::Postcode => self.postcode.is_some(),
        };
        Facet::ALL.into_iter().filter(asked).collect()
    }
    /// The same query without one thing that was asked.
    pub fn forget(&mut self, facet: Facet) {
        match facet {
            Facet::Name => self.names.clear(),
            Facet::Born => (self.born, self.month) = (None, None),
            Facet::NiNumber => self.ni_number = None,
            Facet::NhsNumber => self.nhs_number = None,
            Facet::Upn => self.upn = None,
            Facet::Phone => self.phone = None,
            Facet::Email => self.email = None,
            Facet::Postcode => self.postcode = None,
        }
    }
    /// Whether there is nothing to look for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.reference.is_none() && self.facets().is_empty()
    }
}

/// What people write before a number or a date.
const LABELS: [&str; 12] =
    ["dob", "d.o.b", "born", "b.", "nino", "ni", "nhs", "upn", "tel", "phone", "postcode", "email"];

/// An email address, as far as comparing goes: in lower case, with one sign and a full stop behind it.
fn email(text: &str) -> Option<Sensitive<String>> {
    let (name, domain) = text.trim().split_once('@')?;
    let fits = !name.is_empty() && domain.contains('.') && !domain.contains('@') && !domain.starts_with('.');
    fits.then(|| Sensitive::new(text.trim().to_lowercase()))
}

/// The reading of the most words from the start of `words`, at most `most` of them.
fn longest<T>(words: &[&str], most: usize, read: impl Fn(&str) -> Option<T>) -> Option<(T, usize)> {
    (1..=most.min(words.len())).rev().find_map(|n| read(&words.get(..n)?.join(" ")).map(|found| (found, n)))
}

/// A date begins with a figure, with "about", or with a month before a year.
fn rest_may_be_date(words: &[&str], months: bool) -> bool {
    let figure = |w: &&str| w.starts_with(|c: char| c.is_ascii_digit());
    let year = |w: &&str| w.len() == 4 && w.bytes().all(|b| b.is_ascii_digit());
    match words {
        [first, second, ..] if months && month_number(&first.to_lowercase()).is_some() => year(second),
        [first, second, ..] if matches!(first.to_ascii_lowercase().as_str(), "about" | "circa" | "around") => {
            figure(second)
        }
        [first, ..] => figure(first),
        [] => false,
    }
}

/// A case's reference as this program makes them (a letter, the year in two figures, and seven more), with its hyphen, with a space
/// in its place, or without either; and how many words it was.
fn own_reference(words: &[&str]) -> Option<(String, usize)> {
    let head = |text: &str| matches!(text.as_bytes(), [what, a, b] if what.is_ascii_alphabetic() && a.is_ascii_digit() && b.is_ascii_digit());
    // Letters and figures that are easily taken for one another stand in none.
    let tail = |text: &str| {
        let plain =
            |b: u8| b.is_ascii_alphanumeric() && !matches!(b.to_ascii_uppercase(), b'0' | b'1' | b'I' | b'O' | b'Z');
        text.len() == 7 && text.bytes().all(plain)
    };
    let (first, rest) = words.split_first()?;
    let (begins, ends, taken) = match first.split_once('-') {
        Some((begins, ends)) => (begins, ends, 1),
        None if first.is_ascii() && first.len() == 10 => (first.get(..3)?, first.get(3..)?, 1),
        None => (*first, *rest.first()?, 2),
    };
    // Two words are a reference only where no name could be meant: the year is one of figures, and so is something of the rest.
    let sure = taken == 1 || ends.bytes().any(|b| b.is_ascii_digit());
    (head(begins) && tail(ends) && sure)
        .then(|| (format!("{}-{}", begins.to_ascii_uppercase(), ends.to_ascii_uppercase()), taken))
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
            .field("asked", &self.facets())
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
    fn identifiers_telephone_postcode_and_email() {
        let query = parse("smith jon 3/5/84 07700 900123 cv1 2ab");
        assert_eq!(query.names, ["smith", "jon"]);
        assert_eq!(query.born, Some(BirthDate::Full(date(1984, 5, 3))));
        assert_eq!(query.phone.as_ref().unwrap().expose(), "07700900123");
        assert_eq!(query.postcode.as_ref().unwrap().expose(), "CV12AB");
        let query = parse("+44 (0)7700 900123 Jo.Bloggs@Example.ORG nhs 943 476 5919 WX111AA");
        assert_eq!(query.phone.as_ref().unwrap().expose(), "07700900123");
        assert_eq!(query.email.as_ref().unwrap().expose(), "jo.bloggs@example.org");
        assert_eq!(query.nhs_number.as_ref().unwrap().expose(), "9434765919");
        assert_eq!(query.postcode.as_ref().unwrap().expose(), "WX111AA");
        assert!(query.names.is_empty() && query.reference.is_none() && query.born.is_none());
        let query = parse("03 05 1984 khan");
        assert!(query.phone.is_none());
        assert_eq!(query.born, Some(BirthDate::Full(date(1984, 5, 3))));
    }

    #[test]
    fn a_reference_may_be_mostly_letters() {
        for (text, reference) in
            [("c26-abcdefg", Some("C26-ABCDEFG")), ("C26-2345678", Some("C26-2345678")), ("smith-jones", None)]
        {
            assert_eq!(parse(text).reference.as_deref(), reference);
        }
        for text in ["c26b45bfkf", "C26 B45BFKF", "c26-b45bfkf", "Zoe c26 b45bfkf"] {
            assert_eq!(parse(text).reference.as_deref(), Some("C26-B45BFKF"), "{text}");
        }
        assert_eq!(parse("Zoe c26 b45bfkf").names, ["zoe"]);
        // What stands in none of ours is left as it is.
        assert_eq!(parse("CV1 2AB").reference, None);
    }

    #[test]
    fn a_month_with_a_year_is_a_year_of_birth_and_may_be_a_name() {
        let query = parse("Zoe March 1990");
        assert_eq!((query.names.clone(), query.born), (vec!["zoe".to_owned()], Some(BirthDate::Year(1990))));
        let other = SearchQuery::or_else("Zoe March 1990", 2026).unwrap();
        assert_eq!(
            (other.names.clone(), other.born),
            (vec!["zoe".to_owned(), "march".to_owned()], Some(BirthDate::Year(1990)))
        );
        assert!(parse("March 1990").names.is_empty());
        for text in ["March 1990", "3/1990", "1990-03", "dob 03/1990"] {
            assert_eq!((parse(text).born, parse(text).month), (Some(BirthDate::Year(1990)), Some(3)), "{text}");
        }
        assert_eq!((parse("31 March 1990").month, parse("1990").month), (None, None));
        let mut forgotten = parse("March 1990");
        forgotten.forget(Facet::Born);
        assert_eq!(forgotten.month, None);
        assert_eq!(SearchQuery::or_else("Zoe 31 March 1990", 2026), None);
        assert_eq!(SearchQuery::or_else("Zoe March", 2026), None);
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
