//! Households: people who live together, found from what their records say together and not one by one.
//!
//! People of one surname at one address are a family. Whether two families at one address are one household (a couple
//! with two names, a lodger, a shared house) or came one after the other is weighed in bits; the weights are below.

use super::sets::Sets;
use crate::table::{Table, TableError};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What each sign says, in thousandths of a bit, for two families at one address being one household. The defaults
/// are log2 odds, rounded, from one list of the generator (seed 1), and stand in the open to be changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HouseholdOptions {
    /// The field of surnames.
    pub surname: String,
    /// The field of postcodes.
    pub postcode: String,
    /// The field of house numbers.
    pub house: String,
    /// The field of flat numbers.
    pub flat: String,
    /// The field of streets.
    pub street: String,
    /// Sharing one address.
    pub one_address: i32,
    /// Sharing a second address: they moved together.
    pub second_address: i32,
    /// Each of the two that has an address the other has not.
    pub other_address: i32,
    /// The same flat.
    pub same_flat: i32,
    /// Another flat.
    pub other_flat: i32,
    /// A flat is known of only one of them.
    pub flat_of_one: i32,
    /// Both are families of several people: two families mostly lived there one after the other.
    pub two_families: i32,
    /// More families than this at one address are an institution, and are not joined.
    pub most_families: usize,
}

impl Default for HouseholdOptions {
    fn default() -> Self {
        let s = str::to_owned;
        Self {
            surname: s("surname"),
            postcode: s("postcode"),
            house: s("house"),
            flat: s("flat"),
            street: s("street"),
            one_address: 2_100,
            second_address: 8_000,
            other_address: -1_400,
            same_flat: 4_000,
            other_flat: -12_000,
            flat_of_one: -4_500,
            two_families: -7_000,
            most_families: 40,
        }
    }
}

/// The households of a run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Households {
    /// For each record, the smallest number of a record of its household.
    pub labels: Vec<u32>,
    /// For each record, the smallest number of a record of its family: one surname at one address.
    pub families: Vec<u32>,
    /// Addresses with more families than a household has: institutions and hostels. Nobody was joined because of these.
    pub institutions: u64,
    /// How often two families were weighed: what it cost, whatever the machine.
    pub weighed: u64,
}

/// What is known of one family.
#[derive(Default)]
struct Family {
    people: BTreeSet<u32>,
    /// Its addresses, and the flats given there.
    homes: BTreeMap<u64, BTreeSet<u32>>,
}

struct Places {
    surname: Option<usize>,
    postcode: Option<usize>,
    house: Option<usize>,
    flat: Option<usize>,
    street: Option<usize>,
}

impl Places {
    fn read(row: &[u32], field: Option<usize>) -> u32 {
        field.map_or(0, |f| row[f])
    }
    /// Postcode and house.
    fn home(&self, row: &[u32]) -> Option<u64> {
        let (p, h) = (Self::read(row, self.postcode), Self::read(row, self.house));
        (p != 0 && h != 0).then_some(u64::from(p) << 32 | u64::from(h))
    }
    /// House and street, for when a postcode is missing or mistyped.
    fn door(&self, row: &[u32]) -> Option<u64> {
        let (s, h) = (Self::read(row, self.street), Self::read(row, self.house));
        (s != 0 && h != 0).then_some(u64::from(s) << 32 | u64::from(h))
    }
}

/// Makes households of people. `people` says for each record which person it is, as [`super::Clusters::labels`] does.
///
/// # Errors
/// If there is not one person for each record.
pub fn households(table: &Table, people: &[u32], options: &HouseholdOptions) -> Result<Households, TableError> {
    if people.len() != table.len() || people.iter().any(|p| *p as usize >= table.len()) {
        return Err(TableError::Width { found: people.len(), wanted: table.len() });
    }
    let field = |name: &str| table.fields().iter().position(|f| f.name == name);
    let places = Places {
        surname: field(&options.surname),
        postcode: field(&options.postcode),
        house: field(&options.house),
        flat: field(&options.flat),
        street: field(&options.street),
    };
    let mut sets = families(table, people, &places);
    let families = sets.labels();
    let mut known = BTreeMap::<u32, Family>::new();
    for (record, label) in (0..).zip(&families) {
        let row = table.row(record);
        let Some(home) = places.home(row) else { continue };
        let family = known.entry(*label).or_default();
        family.people.insert(people[record as usize]);
        let flats = family.homes.entry(home).or_default();
        let flat = Places::read(row, places.flat);
        if flat != 0 {
            flats.insert(flat);
        }
    }
    let mut at = HashMap::<u64, Vec<u32>>::new();
    for (label, family) in &known {
        for home in family.homes.keys() {
            at.entry(*home).or_default().push(*label);
        }
    }
    let mut institutions = 0;
    let mut bits = BTreeMap::<(u32, u32), i32>::new();
    for here in at.values() {
        if here.len() > options.most_families {
            institutions += 1;
            continue;
        }
        for (i, x) in here.iter().enumerate() {
            for y in &here[i + 1..] {
                let pair = (*x.min(y), *x.max(y));
                bits.entry(pair).or_insert_with(|| weigh(&known[&pair.0], &known[&pair.1], options));
            }
        }
    }
    join(&mut sets, &bits);
    Ok(Households { labels: sets.labels(), families, institutions, weighed: bits.len() as u64 })
}

/// People with a word of the surname in common at one address.
fn families(table: &Table, people: &[u32], places: &Places) -> Sets {
    let mut sets = Sets::new(table.len());
    let mut first = HashMap::<(u64, u32, u32), u32>::new();
    for (record, person) in (0..).zip(people) {
        sets.join(record, *person);
        let row = table.row(record);
        let Some(field) = places.surname else { continue };
        let surname = row[field];
        if surname == 0 {
            continue;
        }
        let parts = table.dictionary(field).parts(surname);
        let single = [surname];
        for part in if parts.is_empty() { &single } else { parts } {
            let flat = Places::read(row, places.flat);
            // Another flat is another home; where no flat is given, the house is.
            let doors = [(places.home(row), 0), (places.door(row), 1 << 31)];
            for (door, kind) in doors {
                if let Some(door) = door {
                    let one = *first.entry((door, *part | kind, flat)).or_insert(record);
                    sets.join(one, record);
                }
            }
        }
    }
    sets
}

fn weigh(one: &Family, other: &Family, options: &HouseholdOptions) -> i32 {
    let shared: Vec<_> = one.homes.iter().filter_map(|(home, f)| other.homes.get(home).map(|g| (f, g))).collect();
    let mut bits = options.one_address;
    if shared.len() > 1 {
        bits += options.second_address;
    }
    for family in [one, other] {
        if family.homes.len() > shared.len() {
            bits += options.other_address;
        }
    }
    if one.people.len() > 1 && other.people.len() > 1 {
        bits += options.two_families;
    }
    if shared.iter().any(|(f, g)| !f.is_disjoint(g)) {
        bits += options.same_flat;
    } else if shared.iter().any(|(f, g)| !f.is_empty() && !g.is_empty()) {
        bits += options.other_flat;
    } else if shared.iter().any(|(f, g)| f.is_empty() != g.is_empty()) {
        bits += options.flat_of_one;
    }
    bits
}

/// Joins families, the surest first, as long as all that is known between the two groups speaks for it.
fn join(sets: &mut Sets, bits: &BTreeMap<(u32, u32), i32>) {
    let mut order: Vec<(i32, u32, u32)> =
        bits.iter().filter(|(_, b)| **b > 0).map(|((x, y), b)| (*b, *x, *y)).collect();
    order.sort_by(|p, q| q.0.cmp(&p.0).then((p.1, p.2).cmp(&(q.1, q.2))));
    // What is known between groups, moved along as groups join; always the smaller list into the larger.
    let mut between = HashMap::<u32, HashMap<u32, i64>>::new();
    for ((x, y), b) in bits {
        let (x, y) = (sets.find(*x), sets.find(*y));
        *between.entry(x).or_default().entry(y).or_default() += i64::from(*b);
        *between.entry(y).or_default().entry(x).or_default() += i64::from(*b);
    }
    for (_, x, y) in order {
        let (x, y) = (sets.find(x), sets.find(y));
        if x == y || between.get(&x).and_then(|of| of.get(&y)).is_none_or(|sum| *sum <= 0) {
            continue;
        }
        sets.join(x, y);
        let keep = sets.find(x);
        let gone = if keep == x { y } else { x };
        for (other, sum) in between.remove(&gone).unwrap_or_default() {
            if let Some(of_other) = between.get_mut(&other) {
                of_other.remove(&gone);
                if other != keep {
                    *of_other.entry(keep).or_default() += sum;
                }
            }
            if other != keep {
                *between.entry(keep).or_default().entry(other).or_default() += sum;
            }
        }
    }
}
