//! Keys of records meet keys of queries.

use kernel::NiNumber;
use people::{BirthDate, Identity, KeyKind, PersonName, SearchQuery, precise_keys, query_keys, search_keys};
use proptest::prelude::*;
use std::collections::HashSet;

fn person(forenames: &str, surname: &str, born: &str) -> Identity {
    Identity {
        names: vec![PersonName::new(forenames, surname)],
        born: BirthDate::parse(born, 2026).ok(),
        ni_number: NiNumber::parse("NC123456A").ok(),
        ..Identity::default()
    }
}

fn found_by(record: &Identity, text: &str) -> Vec<KeyKind> {
    let keys: HashSet<_> = search_keys(record).into_iter().collect();
    query_keys(&SearchQuery::parse(text, 2026)).into_iter().filter(|k| keys.contains(k)).map(|(kind, _)| kind).collect()
}

#[test]
fn a_person_is_found_by_what_people_type() {
    let record = person("Elizabeth Anne", "O'Brien-Smith", "31/3/1980");
    for text in [
        "Elizabeth O'Brien-Smith",
        "smith elizabeth",
        "OBRIEN",
        "o brien",
        "Liz Smith",
        "Betty O’Brien",
        "E Smith",
        "Smyth liz",
        "Anne Smith",
        "31 March 1980",
        "NC 12 34 56 A",
        "Smith 1980",
        "Obrein",
        "Elisabeth",
        "smithobrien elizabeth",
    ] {
        assert!(!found_by(&record, text).is_empty(), "{text}");
    }
    for text in ["Patel", "1 April 1975", "NC 12 34 57 A", "George"] {
        assert!(found_by(&record, text).is_empty(), "{text}: {:?}", found_by(&record, text));
    }
}

#[test]
fn the_best_key_is_met_by_the_exact_name_in_any_order() {
    let record = person("Mohammed", "Al-Hassan", "1/2/1990");
    for text in ["Mohammed Al Hassan", "Hassan, Al Mohammed"] {
        assert!(found_by(&record, text).contains(&KeyKind::FullName), "{text}");
    }
    assert!(found_by(&record, "Muhammad Hasan").contains(&KeyKind::ForenameAndSound));
}

#[test]
fn day_and_month_may_be_the_other_way_round() {
    assert!(found_by(&person("Ann", "Li", "3/4/1980"), "4/3/1980").contains(&KeyKind::Born));
}

#[test]
fn other_names_find_too() {
    let mut record = person("Mary", "Jones", "1/1/1980");
    record.names.push(PersonName::new("Mary", "Kowalska"));
    assert!(!found_by(&record, "Kowalska").is_empty());
}

#[test]
fn a_record_has_few_keys_and_each_once() {
    let keys = search_keys(&person("Mary Ann", "Jones", "1/1/1980"));
    assert!(keys.len() <= 11, "{}", keys.len());
    assert_eq!(keys.iter().collect::<HashSet<_>>().len(), keys.len());
    let keys = query_keys(&SearchQuery::parse("Mary Ann Jones 1/1/1980", 2026));
    assert_eq!(keys.iter().collect::<HashSet<_>>().len(), keys.len());
}

#[test]
fn other_scripts_are_found_as_they_are_written() {
    assert!(!found_by(&person("Олена", "Шевченко", "1/1/1980"), "шевченко").is_empty());
}

/// Surnames of five letters and more from the communities that services meet.
const SURNAMES: [&str; 40] = [
    "Smith",
    "Jones",
    "Williams",
    "Johnson",
    "Robinson",
    "Thompson",
    "Wilkinson",
    "Featherstone",
    "Hussain",
    "Mahmood",
    "Chowdhury",
    "Ahmed",
    "Okafor",
    "Adeyemi",
    "Mensah",
    "Abdullahi",
    "Kowalski",
    "Wojciechowska",
    "Popescu",
    "Ionescu",
    "Nguyen",
    "Zhang",
    "Patel",
    "Sharma",
    "Kaur-Gill",
    "Silva",
    "Fernandes",
    "Ferreira",
    "Berhane",
    "Tesfaye",
    "Haile",
    "O'Connor",
    "McLaughlin",
    "MacDonald",
    "Gallagher",
    "Shevchenko",
    "Kovalenko",
    "Rashid",
    "Karimi",
    "Campbell",
];

fn slip(word: &str, how: usize, at: usize, letter: char) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = at % letters.len();
    match how {
        0 => letters[at] = letter,
        1 => drop(letters.remove(at)),
        2 => letters.insert(at, letter),
        _ if at + 1 < letters.len() => letters.swap(at, at + 1),
        _ => letters[at] = letter,
    }
    letters.into_iter().collect()
}

/// Mac is written as Mc in keys: a slip may make one of what is none, or hide one.
#[test]
fn a_slip_at_the_beginning_of_a_mac_is_no_other_name() {
    for (surname, typed) in
        [("Mahmood", "Macmood"), ("MacDonald", "Mahdonald"), ("McDonald", "Nacdonald"), ("MacDonald", "Maccdonald")]
    {
        assert!(!found_by(&person("Sam", surname, "1/1/1980"), typed).is_empty(), "{surname} as {typed}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn one_slip_in_a_surname_is_always_found(
        which in 0..SURNAMES.len(), how in 0..4_usize, at in 0..12_usize, letter in proptest::char::range('a', 'z'),
    ) {
        let record = person("Sam", SURNAMES[which], "1/1/1980");
        // The slip is made in the normalised surname: where apostrophes and capitals stand is folded away before.
        let plain = PersonName::new("", SURNAMES[which]).surname().concat();
        let typed = slip(&plain, how, at, letter);
        prop_assert!(!found_by(&record, &typed).is_empty(), "{} as {typed}", SURNAMES[which]);
    }

    #[test]
    fn no_text_breaks_the_search_box(text in "\\PC{0,60}") {
        let query = SearchQuery::parse(&text, 2026);
        let keys = query_keys(&query);
        prop_assert!(keys.len() < 20_000);
        prop_assert!(people::score(&query, &person("Sam", "Smith", "1/1/1980")).value <= 1.0);
    }

    #[test]
    fn no_name_breaks_the_keys(forenames in "\\PC{0,30}", surname in "\\PC{0,30}") {
        let record = person(&forenames, &surname, "1/1/1980");
        prop_assert!(!search_keys(&record).is_empty());
    }
}

/// What the keys find without naming every near surname: how much the sounds alone are worth.
#[test]
fn sounds_alone_find_most_slips_when_the_forename_is_right() {
    let (mut found, mut all) = (0_u32, 0_u32);
    for surname in SURNAMES {
        let plain = PersonName::new("", surname).surname().concat();
        let keys: HashSet<_> = search_keys(&person("Mary", surname, "1/1/1980"))
            .into_iter()
            .filter(|(kind, _)| *kind != KeyKind::ForenameSound && *kind != KeyKind::Born)
            .collect();
        for (how, at) in (0..4).flat_map(|how| (1..plain.len()).map(move |at| (how, at))) {
            let query = SearchQuery::parse(&format!("Mary {}", slip(&plain, how, at, 'e')), 2026);
            all += 1;
            found += u32::from(precise_keys(&query).iter().any(|k| keys.contains(k)));
        }
    }
    assert!(found * 100 >= all * 50, "{found} of {all}");
}
