//! Countries: which are of the European Economic Area, and whose protection of data the United Kingdom takes to be adequate.
//! Data, with sources.

use serde::Deserialize;
use std::sync::LazyLock;

/// The country in which data stays when it stays.
pub const UNITED_KINGDOM: &str = "GB";

/// A country or territory.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Country {
    /// Its two letters (ISO 3166-1).
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whether it is of the European Economic Area.
    #[serde(default)]
    pub eea: bool,
    /// The regulations by which its protection is adequate, if it is.
    #[serde(default)]
    pub adequacy: Option<String>,
    /// Where they can be read.
    #[serde(default)]
    pub source: Option<String>,
    /// For whom only.
    #[serde(default)]
    pub only: Option<String>,
    /// Whether they were read in the primary source.
    #[serde(default)]
    pub confirmed: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Register {
    #[expect(dead_code, reason = "a mark for whoever maintains the register")]
    checked: String,
    country: Vec<Country>,
}

// A register that does not parse would know no country, so that nothing would go anywhere; the tests read every entry of it.
static REGISTER: LazyLock<Register> =
    LazyLock::new(|| toml::from_str(include_str!("../registers/countries.toml")).unwrap_or_default());

/// All of them, by name.
#[must_use]
pub fn countries() -> &'static [Country] {
    &REGISTER.country
}

/// One of them, by its two letters in any case.
#[must_use]
pub fn country(code: &str) -> Option<&'static Country> {
    countries().iter().find(|c| c.code.eq_ignore_ascii_case(code.trim()))
}

/// What a country is called; where nobody knows it, what is written.
#[must_use]
pub fn country_words(code: &str) -> String {
    country(code).map_or_else(|| code.to_owned(), |c| c.name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_is_there_once_and_says_by_which_law_it_is_adequate() {
        assert_eq!(countries().len(), 249, "the register was not read");
        for c in countries() {
            assert!(c.code.len() == 2 && c.code.chars().all(|l| l.is_ascii_uppercase()), "{c:?}");
            assert!(!c.name.trim().is_empty());
            assert_eq!(countries().iter().filter(|o| o.code == c.code || o.name == c.name).count(), 1, "{c:?}");
            assert_eq!(c.adequacy.is_some(), c.source.is_some(), "{c:?}");
            assert!(c.source.as_ref().is_none_or(|s| s.starts_with("https://www.legislation.gov.uk/")), "{c:?}");
            assert!(!c.eea || c.adequacy.is_some(), "a member of the area without its provision: {c:?}");
        }
        assert_eq!(countries().iter().filter(|c| c.eea).count(), 30, "27 of the Union, and three");
        assert!(country("GB").is_some_and(|uk| !uk.eea && uk.adequacy.is_none()));
        assert!(country(" ie ").is_some_and(|c| c.eea) && country("CH").is_some_and(|c| !c.eea));
        assert!(country("UK").is_none() && country("").is_none());
    }
}
