//! A person's name, as far as finding it again is concerned.

use crate::fold::tokens;
use std::fmt;
use zeroize::Zeroize;

/// Words of a surname that are too common to be looked up alone.
const PARTICLES: [&str; 24] = [
    "abu", "al", "ap", "ben", "bin", "bint", "da", "das", "de", "del", "den", "der", "di", "dos", "du", "el", "ibn",
    "la", "le", "ter", "van", "von", "y", "zu",
];

/// Forms of address that are no part of a name.
const TITLES: [&str; 13] =
    ["dame", "dr", "father", "lady", "lord", "miss", "mr", "mrs", "ms", "mx", "prof", "rev", "sir"];

/// A name in normalised words: forenames in order, and the words of the surname.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct PersonName {
    forenames: Vec<String>,
    surname: Vec<String>,
}

impl PersonName {
    /// From a form with forenames and surname apart.
    #[must_use]
    pub fn new(forenames: &str, surname: &str) -> Self {
        Self { forenames: without_titles(tokens(forenames)), surname: tokens(surname) }
    }
    /// From words that are normalised already.
    pub(crate) fn of_words(forenames: &[String], surname: &[String]) -> Self {
        Self { forenames: forenames.to_vec(), surname: surname.to_vec() }
    }
    /// From one line: `Forenames Surname`, or `Surname, Forenames`. Particles (`van der`) go with the surname, and so
    /// does every part of a hyphenated last word.
    #[must_use]
    pub fn from_full(text: &str) -> Self {
        if let Some((surname, forenames)) = text.split_once(',') {
            return Self::new(forenames, surname);
        }
        // Hyphens are lost in tokens, so the last word is found before.
        let trimmed = text.trim();
        let (first, last) = trimmed.rsplit_once(char::is_whitespace).unwrap_or(("", trimmed));
        let mut surname = tokens(last);
        let mut forenames = without_titles(tokens(first));
        while let Some(word) = forenames.pop_if(|w| PARTICLES.contains(&w.as_str())) {
            if forenames.is_empty() {
                forenames.push(word);
                break;
            }
            surname.insert(0, word);
        }
        if let Some(begins) = forenames.pop_if(|w| matches!(w.as_str(), "o" | "mc" | "mac" | "st"))
            && let Some(next) = surname.first_mut()
        {
            next.insert_str(0, if begins == "mac" { "mc" } else { &begins });
        }
        Self { forenames, surname }
    }
    /// The forenames, normalised.
    #[must_use]
    pub fn forenames(&self) -> &[String] {
        &self.forenames
    }
    /// The words of the surname, normalised.
    #[must_use]
    pub fn surname(&self) -> &[String] {
        &self.surname
    }
    /// The words by which the surname is looked up: without particles, unless it has nothing else.
    pub(crate) fn surname_words(&self) -> impl Iterator<Item = &str> {
        let only_particles = self.surname.iter().all(|w| PARTICLES.contains(&w.as_str()));
        self.surname.iter().map(String::as_str).filter(move |w| only_particles || !PARTICLES.contains(w))
    }
    /// The surname in one word (`smithjones`, `vanderberg`), or none if it has but one already.
    pub(crate) fn surname_joined(&self) -> Option<String> {
        (self.surname.len() > 1).then(|| self.surname.concat())
    }
    /// Whether there is nothing in it.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.forenames.is_empty() && self.surname.is_empty()
    }
}

/// Leaves titles out, unless nothing else would be left.
pub(crate) fn without_titles(words: Vec<String>) -> Vec<String> {
    if words.iter().all(|w| TITLES.contains(&w.as_str())) {
        return words;
    }
    words.into_iter().filter(|w| !TITLES.contains(&w.as_str())).collect()
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonName(…)")
    }
}

impl Drop for PersonName {
    fn drop(&mut self) {
        self.forenames.zeroize();
        self.surname.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_or_two_fields() {
        let two = PersonName::new("Mary Jane", "O'Brien-Smith");
        for line in ["Mary Jane O'Brien-Smith", "O’BRIEN-SMITH, Mary Jane", "Ms Mary Jane O'Brien-Smith"] {
            assert!(PersonName::from_full(line) == two, "{line}");
        }
    }

    #[test]
    fn particles_go_with_the_surname() {
        let name = PersonName::from_full("Jan van der Berg");
        assert_eq!(name.surname(), ["van", "der", "berg"]);
        assert_eq!(name.surname_words().collect::<Vec<_>>(), ["berg"]);
        assert_eq!(name.surname_joined().unwrap(), "vanderberg");
        assert_eq!(PersonName::from_full("Niamh O Brien").surname(), ["obrien"]);
    }

    #[test]
    fn a_single_word_is_a_surname() {
        let name = PersonName::from_full("Suharto");
        assert!(name.forenames().is_empty());
        assert_eq!(name.surname(), ["suharto"]);
    }

    #[test]
    fn it_keeps_quiet() {
        assert_eq!(format!("{:?}", PersonName::from_full("Ada Lovelace")), "PersonName(…)");
    }
}
