//! The attacks that are known, each against filters as they were first proposed, where it succeeds, and against ours, where it fails.
//! The attacker is the linking party: has all filters, knows how common names are, and does not have the key.

use super::{FORENAMES, Person, SURNAMES, encode, field, plain, secret, town};
use linkage::FieldKind;
use linkage::bloom::{Encoder, Filters, Hardening, Recipe};
use std::collections::HashMap;

fn only_surname() -> Recipe {
    plain(vec![field("surname", FieldKind::Surname, 2, false, 60)])
}

/// A whole record in one filter, the surname salted by the year and day of birth, balanced and folded.
fn hardened() -> Recipe {
    let mut surname = field("surname", FieldKind::Surname, 2, false, 200);
    surname.salted_by = Some("born".into());
    Recipe {
        bits: 1024,
        fields: vec![
            field("forename", FieldKind::Forename, 2, false, 200),
            surname,
            field("born", FieldKind::Date, 1, true, 200),
        ],
        hardening: Hardening { balance: true, fold: 1, noise: 0.05 },
    }
}

/// Lines up the commonest filters with the commonest names, and says of how many people the surname is then known.
fn align_frequencies(filters: &Filters, people: &[Person]) -> f64 {
    let mut groups: HashMap<Vec<u8>, Vec<usize>> = HashMap::new();
    for n in 0..filters.len() {
        groups.entry(filters.bytes(n as u32)).or_default().push(n);
    }
    let mut groups: Vec<Vec<usize>> = groups.into_values().collect();
    groups.sort_by_key(|g| (std::cmp::Reverse(g.len()), g[0]));
    let right: usize = groups
        .iter()
        .zip(SURNAMES)
        .map(|(group, guess)| group.iter().filter(|n| people[**n][1] == guess).count())
        .sum();
    right as f64 / people.len() as f64
}

#[test]
fn frequency_alignment_names_people_in_plain_filters_and_nobody_in_hardened_ones() {
    let people = town(6000, 11);
    let weak = align_frequencies(&encode(&only_surname(), &secret(1), &secret(2), &people), &people);
    let strong = align_frequencies(&encode(&hardened(), &secret(1), &secret(2), &people), &people);
    assert!(weak > 0.5, "the attack itself must work: {weak}");
    assert!(strong < 0.005, "{strong}");
}

/// Looks for bits that are set in the same records, takes each such set for a piece of a word, lines the sets up with pieces by
/// how common they are, and says how well the best of them tells who has the piece.
fn mine_patterns(filters: &Filters, people: &[Person]) -> f64 {
    let n = filters.len();
    let columns: Vec<Vec<u64>> = (0..filters.size())
        .map(|bit| {
            let mut column = vec![0u64; n.div_ceil(64)];
            for record in 0..n {
                if (filters.get(record as u32)[bit / 64] >> (bit % 64)) & 1 == 1 {
                    column[record / 64] |= 1 << (record % 64);
                }
            }
            column
        })
        .collect();
    let ones = |c: &[u64]| c.iter().map(|w| w.count_ones()).sum::<u32>();
    let pieces: Vec<Vec<u64>> =
        ["sm", "mi", "it", "th", "jo", "on", "ne", "ta", "ay", "yl", "lo", "br", "ro", "wn", "wi", "il"]
            .iter()
            .map(|piece| {
                let mut has = vec![0u64; n.div_ceil(64)];
                for (record, person) in people.iter().enumerate() {
                    if person[1].contains(piece) {
                        has[record / 64] |= 1 << (record % 64);
                    }
                }
                has
            })
            .collect();
    let mut best: f64 = 0.0;
    // Three bits that nearly always come together are what one piece sets; what all three hold is the attacker's guess.
    for (at, column) in columns.iter().enumerate() {
        let here = ones(column);
        if here < 50 || here as usize > n * 9 / 10 {
            continue;
        }
        let mut together: Vec<(f64, &Vec<u64>)> = columns
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != at)
            .map(|(_, other)| {
                let both: u32 = column.iter().zip(other).map(|(x, y)| (x & y).count_ones()).sum();
                let either = here + ones(other) - both;
                (f64::from(both) / f64::from(either.max(1)), other)
            })
            .collect();
        together.sort_by(|x, y| y.0.total_cmp(&x.0));
        let guess: Vec<u64> = (0..column.len()).map(|w| column[w] & together[0].1[w] & together[1].1[w]).collect();
        for has in &pieces {
            let hit: u32 = guess.iter().zip(has).map(|(x, y)| (x & y).count_ones()).sum();
            // A guess is worth what it says beyond "everybody has it".
            let share = f64::from(ones(has)) / n as f64;
            let f1 = 2.0 * f64::from(hit) / f64::from((ones(&guess) + ones(has)).max(1));
            let chance = 2.0 * share / (1.0 + share);
            best = best.max((f1 - chance) / (1.0 - chance));
        }
    }
    best
}

#[test]
fn pattern_mining_finds_pieces_of_names_in_plain_filters_and_none_in_hardened_ones() {
    let people = town(3000, 12);
    let weak = mine_patterns(&encode(&only_surname(), &secret(1), &secret(2), &people), &people);
    let strong = mine_patterns(&encode(&hardened(), &secret(1), &secret(2), &people), &people);
    assert!(weak > 0.95, "the attack itself must work: {weak}");
    assert!(strong < 0.15, "{strong}");
}

/// Encodes every name that there is, under a key, and takes the most alike.
fn dictionary(recipe: &Recipe, filters: &Filters, people: &[Person], key: u8, born_known: bool) -> f64 {
    let mut encoder = Encoder::new(recipe, &secret(key), &secret(99)).expect("a recipe");
    let mut right = 0;
    for (n, person) in people.iter().enumerate() {
        let mut guesses = Filters::new(recipe.finished_bits()).expect("a size");
        let mut names = Vec::new();
        for surname in SURNAMES {
            for forename in if recipe.fields.len() > 1 { &FORENAMES[..] } else { &FORENAMES[..1] } {
                let born = if born_known { person[2].as_str() } else { "1980-06-15" };
                let values: Vec<&str> = recipe
                    .fields
                    .iter()
                    .map(|f| match f.name.as_str() {
                        "forename" => forename,
                        "surname" => surname,
                        _ => born,
                    })
                    .collect();
                guesses.push(&encoder.filter("", &values)).expect("room");
                names.push(surname);
            }
        }
        let best = (0..guesses.len()).max_by(|x, y| {
            filters.dice(n as u32, &guesses, *x as u32).total_cmp(&filters.dice(n as u32, &guesses, *y as u32))
        });
        right += usize::from(best.is_some_and(|b| names[b] == person[1]));
    }
    right as f64 / people.len() as f64
}

#[test]
fn a_dictionary_needs_the_key() {
    let people = town(150, 13);
    let weak = encode(&only_surname(), &secret(1), &secret(2), &people);
    // With the key, plain filters are an open book; without it, guessing is no better than always the same name.
    assert!(dictionary(&only_surname(), &weak, &people, 1, false) > 0.99);
    assert!(dictionary(&only_surname(), &weak, &people, 5, false) < 0.25);
    // Salt makes who has the key try every date of birth too.
    let strong = encode(&hardened(), &secret(1), &secret(2), &people);
    assert!(dictionary(&hardened(), &strong, &people, 1, false) < 0.25);
    assert!(dictionary(&hardened(), &strong, &people, 5, true) < 0.25);
    // And this is what no hardening prevents: who has the key and knows the rest of the record reads the name. The book says so.
    assert!(dictionary(&hardened(), &strong, &people, 1, true) > 0.9);
}

#[test]
fn two_releases_cannot_be_laid_side_by_side() {
    let people = town(400, 14);
    let one = encode(&hardened(), &secret(1).for_release("spring"), &secret(2), &people);
    let two = encode(&hardened(), &secret(1).for_release("autumn"), &secret(2), &people);
    let same: f32 = (0..400).map(|n| one.dice(n, &two, n)).sum::<f32>() / 400.0;
    let strangers: f32 = (0..400).map(|n| one.dice(n, &two, (n + 7) % 400)).sum::<f32>() / 400.0;
    assert!((same - strangers).abs() < 0.01, "{same} {strangers}");
}

#[test]
fn lengths_and_gaps_do_not_show() {
    let recipe = Recipe { hardening: Hardening { balance: true, fold: 0, noise: 0.0 }, ..hardened() };
    let mut people = town(50, 15);
    people[0][1] = String::new();
    people[1][1] = "wolfeschlegelsteinhausenbergerdorff".into();
    let filters = encode(&recipe, &secret(1), &secret(2), &people);
    assert!((0..50).all(|n| filters.count(n) == 1024), "every filter has the same number of bits");
}
