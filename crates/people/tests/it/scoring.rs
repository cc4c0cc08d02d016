//! Who fits best comes first, and why is said.

use kernel::NiNumber;
use people::{BirthDate, Identity, PersonName, SearchQuery, score};

fn person(name: &str, born: &str, ni: &str) -> Identity {
    Identity {
        names: vec![PersonName::from_full(name)],
        born: BirthDate::parse(born, 2026).ok(),
        ni_number: NiNumber::parse(ni).ok(),
        ..Identity::default()
    }
}

fn value(text: &str, who: &Identity) -> f64 {
    score(&SearchQuery::parse(text, 2026), who).value
}

#[test]
fn better_fits_score_higher() {
    let asked = "John Smith 12/3/1980";
    let ranked = [
        person("John Smith", "12/3/1980", ""),
        person("Jack Smith", "12/3/1980", ""),
        person("John Smith", "3/12/1980", ""),
        person("Jon Smyth", "13/3/1980", ""),
        person("John Smith", "1/1/1955", ""),
        person("Mary Patel", "12/3/1980", ""),
        person("Mary Patel", "1/1/1955", ""),
    ];
    let values: Vec<f64> = ranked.iter().map(|p| value(asked, p)).collect();
    assert!((values[0] - 1.0).abs() < 1e-9, "{values:?}");
    assert!(values.is_sorted_by(|a, b| a > b), "{values:?}");
    assert!(values[6] < 0.1, "{values:?}");
}

#[test]
fn order_of_names_is_free() {
    let who = person("Hassan Ali", "1/1/1990", "");
    assert!((value("Ali Hassan", &who) - value("Hassan Ali", &who)).abs() < 1e-9);
}

#[test]
fn a_number_settles_it() {
    let who = person("John Smith", "12/3/1980", "NC123456A");
    assert!(value("Jhon Smiht NC123456A", &who) > 0.85);
    assert!(value("John Smith PP999999B", &who) < 0.4);
    assert!(value("NC123457A", &who) > 0.6);
}

#[test]
fn it_says_why_without_saying_what() {
    let who = person("Elizabeth Smith", "12/3/1980", "NC123456A");
    let said = score(&SearchQuery::parse("Liz Smyth 3/12/1980 NC123457A", 2026), &who).explained;
    assert_eq!(
        said,
        [
            "a short or other form of the first name",
            "surname sounds the same",
            "day and month of birth the other way round",
            "one character of the National Insurance number differs",
        ]
    );
}

#[test]
fn a_former_name_is_said_to_be_one() {
    let mut who = person("Mary Jones", "1/1/1980", "");
    who.names.push(PersonName::from_full("Mary Kowalska"));
    assert!(score(&SearchQuery::parse("Kowalska", 2026), &who).explained.contains(&"under another or former name"));
}

#[test]
fn an_estimate_of_the_year_is_taken_as_one() {
    let who = Identity { born: Some(BirthDate::Estimated(1978)), ..person("Jan Nowak", "", "") };
    assert!(value("Nowak 12/3/1980", &who) > 0.85);
    assert!(value("Nowak 12/3/1990", &who) < 0.7);
}
