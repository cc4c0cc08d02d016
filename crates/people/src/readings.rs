//! What was typed, read as records: the words of a name may be meant in several ways, and each is a record of its own.

use crate::keys::Identity;
use crate::name::PersonName;
use crate::query::SearchQuery;
use std::collections::HashSet;

impl SearchQuery {
    /// The records that may be meant, each once: they differ in which words are forenames and which the surname, and have all the rest
    /// in common. One word may be either; of several, the surname stands at either end, or is one word among them.
    #[must_use]
    pub fn readings(&self) -> Vec<Identity> {
        let words = &self.names;
        let mut names: Vec<PersonName> = Vec::with_capacity(words.len() * 3 + 1);
        match words.as_slice() {
            [] => {}
            [_] => names.extend([PersonName::of_words(&[], words), PersonName::of_words(words, &[])]),
            _ => {
                // Two words of one surname (`O Brien`), or two forenames.
                names.extend([PersonName::of_words(&[], words), PersonName::of_words(words, &[])]);
                for at in 1..words.len() {
                    let (first, last) = words.split_at(at);
                    names.extend([PersonName::of_words(first, last), PersonName::of_words(last, first)]);
                }
                for at in 0..words.len() {
                    let mut others = words.clone();
                    let surname = others.remove(at);
                    names.push(PersonName::of_words(&others, &[surname]));
                }
            }
        }
        let mut seen = HashSet::new();
        names.retain(|name| seen.insert((name.forenames().to_vec(), name.surname().to_vec())));
        let rest = Identity {
            names: Vec::new(),
            born: self.born,
            ni_number: self.ni_number.clone(),
            nhs_number: self.nhs_number.clone(),
            upn: self.upn.clone(),
            phones: self.phone.iter().cloned().collect(),
            emails: self.email.iter().cloned().collect(),
            postcodes: self.postcode.iter().cloned().collect(),
        };
        if names.is_empty() {
            return vec![rest];
        }
        names.into_iter().map(|name| Identity { names: vec![name], ..rest.clone() }).collect()
    }

    /// A record with the telephone number and the email address first that were typed, if it has them: of several, whichever was typed
    /// is compared.
    #[must_use]
    pub fn facing(&self, mut who: Identity) -> Identity {
        if let Some(asked) = &self.phone
            && let Some(at) = who.phones.iter().position(|has| has.expose() == asked.expose())
        {
            who.phones.swap(0, at);
        }
        if let Some(asked) = &self.email
            && let Some(at) = who.emails.iter().position(|has| has.expose() == asked.expose())
        {
            who.emails.swap(0, at);
        }
        who
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, String)> {
        let readings = SearchQuery::parse(text, 2026).readings();
        readings.iter().flat_map(|r| &r.names).map(|n| (n.forenames().join(" "), n.surname().join(" "))).collect()
    }

    #[test]
    fn words_are_read_in_each_way_that_may_be_meant_and_each_once() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(read("Ada"), [pair("", "ada"), pair("ada", "")]);
        for wanted in [pair("ada", "example"), pair("example", "ada"), pair("", "ada example"), pair("ada example", "")]
        {
            assert!(read("Ada Example").contains(&wanted));
        }
        for wanted in [pair("liz", "obrien smith"), pair("liz smith", "obrien"), pair("obrien smith", "liz")] {
            assert!(read("Liz O'Brien Smith").contains(&wanted), "{wanted:?}");
        }
        let many = read("one two three four five six");
        assert!(many.len() <= 18);
        assert_eq!(many.iter().collect::<HashSet<_>>().len(), many.len());
    }

    #[test]
    fn what_is_no_name_is_one_reading_and_stands_in_each() {
        let alone = SearchQuery::parse("CV1 2AB 07700 900123", 2026).readings();
        assert!(alone.len() == 1 && alone[0].names.is_empty());
        let named = SearchQuery::parse("Ada Example CV1 2AB 1/2/1990", 2026).readings();
        assert!(named.len() > 1 && named.iter().all(|r| r.born.is_some() && r.postcodes == alone[0].postcodes));
    }

    #[test]
    fn of_several_telephone_numbers_the_one_that_was_typed_is_compared() {
        let phone = |text| kernel::PhoneNumber::parse(text).unwrap();
        let who = Identity { phones: vec![phone("07700 900111"), phone("07700 900123")], ..Identity::default() };
        let query = SearchQuery::parse("07700 900123", 2026);
        assert_eq!(query.facing(who).phones, [phone("07700 900123"), phone("07700 900111")]);
    }
}
