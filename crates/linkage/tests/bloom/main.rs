//! Linking by keyed filters, from outside: what agencies find, and what an attacker finds.
#![expect(
    clippy::expect_used,
    missing_docs,
    reason = "in a test, to stop is to fail; its helpers speak for themselves"
)]

mod attacks;
mod linking;

use linkage::bloom::{EncodedField, Encoder, Filters, Hardening, Recipe, Secret};
use linkage::{FieldKind, Table, TableBuilder};

/// A repeatable sequence for made-up people.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

/// Surnames as towns have them: the first is the commonest, and each next one rarer.
pub const SURNAMES: [&str; 40] = [
    "smith",
    "jones",
    "taylor",
    "brown",
    "williams",
    "wilson",
    "johnson",
    "davies",
    "patel",
    "robinson",
    "wright",
    "thompson",
    "evans",
    "walker",
    "white",
    "roberts",
    "green",
    "hall",
    "wood",
    "jackson",
    "clarke",
    "khan",
    "lewis",
    "harris",
    "hughes",
    "begum",
    "turner",
    "martin",
    "cooper",
    "hill",
    "ward",
    "morris",
    "moore",
    "clark",
    "baker",
    "nowak",
    "okafor",
    "fitzgerald",
    "macdonald",
    "yilmaz",
];
pub const FORENAMES: [&str; 16] = [
    "olivia",
    "mohammed",
    "amelia",
    "george",
    "aisha",
    "jack",
    "sophie",
    "oleksandr",
    "grace",
    "harry",
    "fatima",
    "thomas",
    "chloe",
    "kwame",
    "ewa",
    "daniel",
];

pub fn secret(byte: u8) -> Secret {
    Secret::new(&[byte; 32]).expect("32 bytes")
}

pub fn field(name: &str, kind: FieldKind, piece: u8, placed: bool, sets: u16) -> EncodedField {
    EncodedField { name: name.into(), kind, column: None, piece, placed, sets, salted_by: None }
}

/// Forename, surname and date of birth of one made-up person.
pub type Person = [String; 3];

pub fn town(people: usize, seed: u64) -> Vec<Person> {
    let mut dice = Dice(seed);
    (0..people)
        .map(|_| {
            // The rank of a surname falls like one over itself, as in life.
            let at = (40f64.powf(dice.roll(10_000) as f64 / 10_000.0)) as usize - 1;
            let born = format!("{}-{:02}-{:02}", 1950 + dice.roll(60), 1 + dice.roll(12), 1 + dice.roll(28));
            [FORENAMES[dice.roll(16)].to_owned(), SURNAMES[at.min(39)].to_owned(), born]
        })
        .collect()
}

pub fn table(recipe: &Recipe, people: &[Person]) -> Table {
    let mut builder = TableBuilder::new(&recipe.table_fields()).expect("fields");
    let columns = builder.columns().to_vec();
    for (n, person) in people.iter().enumerate() {
        let values: Vec<&str> = columns
            .iter()
            .map(|c| match c.as_str() {
                "forename" => person[0].as_str(),
                "surname" => person[1].as_str(),
                _ => person[2].as_str(),
            })
            .collect();
        builder.push(&n.to_string(), "town", &values).expect("a record");
    }
    builder.finish()
}

pub fn encode(recipe: &Recipe, key: &Secret, own: &Secret, people: &[Person]) -> Filters {
    Encoder::new(recipe, key, own).expect("a recipe").filters(&table(recipe, people)).expect("filters")
}

/// What the first papers did: one field, ten bits a piece or so, no more.
pub fn plain(fields: Vec<EncodedField>) -> Recipe {
    Recipe { bits: 1024, fields, hardening: Hardening::default() }
}
