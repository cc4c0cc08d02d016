//! What two agencies find.

use super::{Dice, Person, encode, field, plain, secret, town};
use linkage::FieldKind;
use linkage::bloom::{CutReason, Filters, Hardening, Limits, Recipe, RecipeError, Secret, between, within};

fn recipe(hardening: Hardening) -> Recipe {
    let fields = vec![
        field("forename", FieldKind::Forename, 2, false, 200),
        field("surname", FieldKind::Surname, 2, false, 200),
        field("born", FieldKind::Date, 1, true, 240),
    ];
    Recipe { bits: 2048, fields, hardening }
}

/// The same person written down again: now and then a letter is lost.
fn again(person: &Person, dice: &mut Dice) -> Person {
    let mut copy = person.clone();
    if dice.roll(3) == 0 {
        let field = dice.roll(2);
        let at = 1 + dice.roll(copy[field].len() - 1);
        copy[field].remove(at);
    }
    copy
}

#[test]
fn two_agencies_find_whom_both_know_and_nobody_else() {
    let everyone = town(1500, 21);
    let mut dice = Dice(5);
    // People 0 to 999 are known to the one, 700 to 1,499 to the other.
    let ours: Vec<Person> = everyone[..1000].to_vec();
    let theirs: Vec<Person> = everyone[700..].iter().map(|p| again(p, &mut dice)).collect();
    for hardening in [Hardening::default(), Hardening { balance: true, fold: 1, noise: 0.02 }] {
        let recipe = recipe(hardening);
        let (a, b) = (encode(&recipe, &secret(1), &secret(2), &ours), encode(&recipe, &secret(1), &secret(3), &theirs));
        let (links, cut) = between(&a, &b, &Limits::default()).one_to_one((1000, 800));
        let right = links.iter().filter(|l| l.a >= 700 && l.a - 700 == l.b).count();
        let f1 = 2.0 * right as f64 / (links.len() + 300) as f64;
        assert_eq!(cut.reason, CutReason::RunnersUp);
        assert!(f1 > 0.9, "{hardening:?}: {f1}, {} links, {cut:?}", links.len());
    }
}

#[test]
fn sampling_finds_what_comparing_all_finds() {
    let mut people = town(2000, 22);
    let mut dice = Dice(6);
    let copies: Vec<Person> = people[..400].iter().map(|p| again(p, &mut dice)).collect();
    people.extend(copies);
    let filters = encode(&recipe(Hardening::default()), &secret(1), &secret(2), &people);
    let all = within(&filters, &Limits::default());
    let sampled = within(&filters, &Limits { all_up_to: 0, ..Limits::default() });
    assert!(all.all && !sampled.all);
    let high =
        |m: &linkage::bloom::Meeting| m.pairs.iter().filter(|p| p.dice > 0.85).map(|p| (p.a, p.b)).collect::<Vec<_>>();
    let (all, some) = (high(&all), high(&sampled));
    let found = all.iter().filter(|p| some.contains(p)).count();
    assert!(found * 100 >= all.len() * 98, "{found} of {}", all.len());
}

#[test]
fn a_crowd_of_equal_filters_costs_no_more_than_its_length() {
    let mut filters = Filters::new(256).expect("a size");
    for _ in 0..200_000 {
        filters.push(&[0x0f0f, 0xff, 7, 1]).expect("room");
    }
    let meeting = within(&filters, &Limits { all_up_to: 0, samples: 4, ..Limits::default() });
    assert!(meeting.compared < 200_000 * 8 * 5, "{}", meeting.compared);
}

#[test]
fn the_same_seed_gives_the_same_answer() {
    let people = town(3000, 23);
    let limits = Limits { all_up_to: 0, ..Limits::default() };
    let recipe = recipe(Hardening { noise: 0.05, ..Hardening::default() });
    let run = || within(&encode(&recipe, &secret(1), &secret(2), &people), &limits);
    assert!(run() == run());
}

#[test]
fn wrong_recipes_say_what_is_wrong() {
    let good = plain(vec![field("surname", FieldKind::Surname, 2, false, 60)]);
    assert_eq!(good.check(), Ok(()));
    assert_eq!(Recipe { bits: 1000, ..good.clone() }.check(), Err(RecipeError::Bits(1000)));
    assert_eq!(Recipe { fields: vec![], ..good.clone() }.check(), Err(RecipeError::NoField));
    let mut salted = good.clone();
    salted.fields[0].salted_by = Some("surname".into());
    assert_eq!(salted.check(), Err(RecipeError::Salt("surname".into())));
    assert!(Secret::new(&[1; 31]).is_err(), "short keys can be guessed");
    assert_eq!(format!("{:?}", secret(7)), "Secret(…)");
}

#[test]
fn empty_lists_meet_nobody() {
    let none = Filters::new(256).expect("a size");
    let meeting = between(&none, &none, &Limits::default());
    assert!(meeting.pairs.is_empty());
    assert!(meeting.one_to_one((0, 0)).0.is_empty());
    assert!(within(&none, &Limits::default()).pairs.is_empty());
}
