//! The population against the published figures. Twenty thousand persons stand for England; the tolerance is four standard
//! errors and a little for what rounding in the publication hides.

use crate::codes::{Accommodation, Code, Duty, Ethnicity, Household, Kind, Need, Reason, Sex, Work};
use crate::figures::{File, Rows};
use crate::person::{Makers, Person, band};
use crate::story::{Days, Story};
use crate::{Population, names::Names};
use crate::{chance::Chance, codes::Age, day::Day, figures::Figures};
use people::{Identity, PersonName, SearchQuery};
use std::collections::{HashMap, HashSet};

const SAMPLE: u64 = 20_000;

fn file() -> File {
    File::read("homelessness.toml", include_str!("../data/homelessness.toml")).unwrap()
}

fn makers() -> Makers {
    Makers { figures: Figures::read().unwrap(), names: Names::read().unwrap(), seed: 7, as_of: Day(20_778) }
}

fn sample(kind: Kind) -> Vec<(Person, Story)> {
    let makers = makers();
    (0..SAMPLE)
        .map(|n| {
            let (mut person, mut story) = (Person::default(), Story::default());
            let days = Days { opened: crate::story::opened(7, n, makers.as_of), as_of: makers.as_of };
            Person::make(&makers, kind, n, days.opened, &mut person);
            story.make(&makers.figures, kind, &person, true, days, &mut Chance::of(7, 3, n));
            (person, story)
        })
        .collect()
}

/// Compares shares of a sample with published rows, in points of a hundred.
fn compare<T: Code + PartialEq + std::fmt::Debug>(what: &str, drawn: &[T], rows: &Rows<T>, extra: f64) {
    let whole: f64 = rows.iter().map(|(_, f)| f).sum();
    for (code, figure) in rows {
        let wanted = figure / whole;
        let n = drawn.len() as f64;
        let got = drawn.iter().filter(|d| *d == code).count() as f64 / n;
        let room = 4.0 * (wanted * (1.0 - wanted) / n).sqrt() + extra / 100.0;
        assert!(
            (got - wanted).abs() <= room,
            "{what} {code:?}: {:.1} drawn, {:.1} published",
            got * 100.0,
            wanted * 100.0
        );
    }
}

#[test]
fn people_owed_a_duty_are_as_published() {
    let (file, all) = (file(), sample(Kind::Homelessness));
    compare("duty", &all.iter().map(|(p, _)| p.duty).collect::<Vec<_>>(), &file.rows("duty").unwrap(), 0.1);
    compare(
        "ethnicity",
        &all.iter().map(|(p, _)| p.ethnicity).collect::<Vec<Ethnicity>>(),
        &file.rows("ethnicity").unwrap(),
        0.1,
    );
    compare("age", &all.iter().map(|(p, _)| band(p.age)).collect::<Vec<Age>>(), &file.rows("age").unwrap(), 0.7);
    compare("work", &all.iter().map(|(p, _)| p.work).collect::<Vec<Work>>(), &file.rows("work").unwrap(), 0.5);
    for duty in Duty::ALL {
        let of: Vec<&(Person, Story)> = all.iter().filter(|(p, _)| p.duty == *duty).collect();
        let rows = |table: &str| [table, ".", duty.code()].concat();
        let households: Vec<Household> = of.iter().map(|(p, _)| p.household).collect();
        compare("household", &households, &file.rows(&rows("household")).unwrap(), 0.1);
        let reasons: Vec<Reason> = of.iter().map(|(p, _)| p.reason).collect();
        compare("reason", &reasons, &file.rows(&rows("reason")).unwrap(), 0.1);
        let places: Vec<Accommodation> = of.iter().map(|(_, s)| s.accommodation).collect();
        compare("accommodation", &places, &file.rows(&rows("accommodation")).unwrap(), 0.1);
    }
}

#[test]
fn support_needs_are_as_published() {
    let (file, all) = (file(), sample(Kind::Homelessness));
    let share = |so: &dyn Fn(&Story) -> bool| all.iter().filter(|(_, s)| so(s)).count() as f64 / SAMPLE as f64 * 100.0;
    for (need, published) in file.rows::<Need>("needs").unwrap() {
        let got = share(&|s| s.needs.contains(&need));
        assert!((got - published).abs() < 1.2, "{need:?}: {got:.1} drawn, {published} published");
    }
    let any = share(&|s| !s.needs.is_empty());
    assert!((any - 60.1).abs() < 2.0, "{any:.1} have a need; 60.1 published");
    let more = share(&|s| s.needs.len() >= 3);
    assert!((more - 20.1).abs() < 4.0, "{more:.1} have three and more; 20.1 published");
}

#[test]
fn what_goes_together_does() {
    for (person, story) in sample(Kind::Homelessness) {
        assert_eq!(person.household.has_children(), person.of(crate::person::Relation::Child).next().is_some());
        if person.work == Work::Retired {
            assert!(person.age >= 55 || person.age >= 50, "{}", person.age);
        }
        if story.reason == Reason::AsylumSupport {
            assert_ne!(person.nationality, crate::codes::Nationality::British);
        }
        if let Some((closed, _)) = story.closed {
            assert!(closed >= story.opened && story.due.is_none());
        } else {
            assert!(story.due.is_some());
        }
    }
}

#[test]
fn people_who_sleep_rough_are_as_published() {
    let all = sample(Kind::RoughSleeping);
    let share = |so: &dyn Fn(&Person) -> bool| all.iter().filter(|(p, _)| so(p)).count() as f64 / SAMPLE as f64 * 100.0;
    let male = share(&|p| p.sex == Sex::Male);
    assert!((male - 81.0).abs() < 1.5, "{male:.1} men; 81 published");
    let young = share(&|p| p.age < 26);
    assert!((young - 4.0).abs() < 1.0, "{young:.1} young; 4 published");
    let needy = all.iter().filter(|(_, s)| !s.needs.is_empty()).count() as f64 / SAMPLE as f64;
    assert!(needy > 0.75, "{needy:.2} have a need; over 0.75 published");
}

#[test]
fn there_are_many_names() {
    let names = Names::read().unwrap();
    assert!(names.count() > 1500, "{}", names.count());
    let drawn: HashSet<String> = sample(Kind::Homelessness)
        .iter()
        .map(|(p, _)| {
            let mut name = String::new();
            p.write_name(&mut name);
            name
        })
        .collect();
    assert!(drawn.len() > 12_000, "{}", drawn.len());
}

/// A slip of the keyboard in a surname of five letters and more is found, among the surnames that people here have.
#[test]
fn misspelt_surnames_are_found() {
    let (mut found, mut all) = (0_u32, 0_u32);
    for (at, surname) in Names::read().unwrap().surnames().enumerate() {
        let plain: Vec<char> = PersonName::new("", surname).surname().concat().chars().collect();
        if plain.len() < 5 {
            continue;
        }
        let record = Identity { names: vec![PersonName::new("Sam", surname)], ..Identity::default() };
        let keys: HashSet<_> = people::search_keys(&record).into_iter().collect();
        for how in 0..4 {
            let mut typed = plain.clone();
            let place = 1 + (at * 7 + how * 3) % (plain.len() - 1);
            match how {
                0 => drop(typed.remove(place)),
                1 => typed.insert(place, 'e'),
                2 => typed[place] = 'u',
                _ => typed.swap(place - 1, place),
            }
            let query = SearchQuery::parse(&typed.iter().collect::<String>(), 2026);
            all += 1;
            found += u32::from(people::query_keys(&query).iter().any(|k| keys.contains(k)));
        }
    }
    assert!(found * 1000 >= all * 999, "{found} of {all}");
}

#[test]
fn people_come_again_under_their_own_name_only() {
    let library = notice::Library::embedded();
    let compiled = notice::compile(&library, "coventry/homelessness-and-cbl").compiled.unwrap();
    let population = Population::new(&[&compiled], 3, jiff::civil::date(2026, 11, 21)).unwrap();
    let mut first_of = HashMap::new();
    let (mut again, count) = (0, 5_000);
    for case in population.cases(0..count) {
        let (person, _) = population.told(case.number);
        assert_eq!(person.number, case.person);
        if case.first {
            assert!(first_of.insert(case.person, case.name().to_owned()).is_none());
        } else {
            again += 1;
            assert_eq!(first_of.get(&case.person).map(String::as_str), Some(case.name()), "came before, as the same");
            assert_eq!(case.person / crate::NEAR, case.number / crate::NEAR, "in the same block");
        }
    }
    assert!(again * 100 > count * 4 && again * 100 < count * 9, "{again} of {count} came again");
}
