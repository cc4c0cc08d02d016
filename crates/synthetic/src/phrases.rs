//! Sentences of the data file, with slots that are filled from the same invented person.

use crate::chance::Chance;
use crate::day::{Day, number};
use crate::figures::{DataError, File};
use crate::person::{Person, Relation};
use std::collections::HashMap;
use toml::Value;

const PHRASES: &str = include_str!("../data/phrases.toml");
const FILE: &str = "phrases.toml";

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const RELATIVES: [&str; 8] =
    ["a sister", "a brother", "the mother", "the father", "an aunt", "an uncle", "a cousin", "a grandparent"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slot {
    First,
    Partner,
    Child,
    Relative,
    Town,
    Street,
    Landlord,
    Agency,
    School,
    Surgery,
    Worker,
    Month,
    Year,
    Weeks,
    Months,
    Count,
    Hundreds,
}

impl Slot {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "first" => Self::First,
            "partner" => Self::Partner,
            "child" => Self::Child,
            "relative" => Self::Relative,
            "town" => Self::Town,
            "street" => Self::Street,
            "landlord" => Self::Landlord,
            "agency" => Self::Agency,
            "school" => Self::School,
            "surgery" => Self::Surgery,
            "worker" => Self::Worker,
            "month" => Self::Month,
            "year" => Self::Year,
            "weeks" => Self::Weeks,
            "months" => Self::Months,
            "count" => Self::Count,
            "hundreds" => Self::Hundreds,
            _ => return None,
        })
    }
}

enum Part {
    Text(String),
    Slot(Slot),
}

type Template = Vec<Part>;

/// A place in the list of topics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Topic(u16);

/// Invented places and bodies.
pub struct Places {
    pub towns: Vec<String>,
    pub streets: Vec<String>,
    pub kinds: Vec<String>,
    pub landlords: Vec<String>,
    pub agencies: Vec<String>,
    pub schools: Vec<String>,
    pub surgeries: Vec<String>,
    pub workers: Vec<String>,
    pub languages: Vec<String>,
}

/// All sentences.
pub struct Phrases {
    topics: Vec<Vec<Template>>,
    by_name: HashMap<String, Topic>,
    pub places: Places,
}

impl Phrases {
    /// Reads the data file.
    pub fn read() -> Result<Self, DataError> {
        let file = File::read(FILE, PHRASES)?;
        let mut phrases = Self { topics: Vec::new(), by_name: HashMap::new(), places: places(&file)? };
        for (name, topics) in file.table("")?.iter().filter(|(name, _)| *name != "places") {
            let topics = topics.as_table().ok_or_else(|| DataError::new(FILE, name, "it is not a table"))?;
            for (topic, sentences) in topics {
                let at = [name.as_str(), ".", topic].concat();
                let list: Vec<Template> =
                    texts(sentences, &at)?.iter().map(|text| template(text, &at)).collect::<Result<_, _>>()?;
                if list.is_empty() {
                    return Err(DataError::new(FILE, &at, "it has no sentence"));
                }
                let place = Topic(u16::try_from(phrases.topics.len()).unwrap_or(u16::MAX));
                phrases.topics.push(list);
                phrases.by_name.insert(at, place);
            }
        }
        Ok(phrases)
    }
    /// The topic of a name (`health-mental.all`).
    pub fn topic(&self, name: &str) -> Result<Topic, DataError> {
        self.by_name.get(name).copied().ok_or_else(|| DataError::new(FILE, name, "there is no such topic"))
    }
    /// Writes one of a topic's sentences.
    pub fn write(&self, topic: Topic, person: &Person, opened: Day, chance: &mut Chance, out: &mut String) {
        let Some(template) = self.topics.get(usize::from(topic.0)).and_then(|list| chance.pick(list)) else { return };
        for part in template {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Slot(slot) => self.fill(*slot, person, opened, chance, out),
            }
        }
    }
    fn fill(&self, slot: Slot, person: &Person, opened: Day, chance: &mut Chance, out: &mut String) {
        let any = |list: &[String], chance: &mut Chance, out: &mut String| {
            out.push_str(chance.pick(list).map_or("", String::as_str));
        };
        let figure = |low: i32, high: i32, chance: &mut Chance, out: &mut String| {
            number(out, chance.between(low, high).unsigned_abs(), 1);
        };
        let other = |relation: Relation| person.of(relation).next().map(|m| m.forename);
        let places = &self.places;
        match slot {
            Slot::First => out.push_str(person.name.forename),
            Slot::Partner => out.push_str(other(Relation::Partner).unwrap_or("a partner")),
            Slot::Child => out.push_str(other(Relation::Child).unwrap_or("The eldest")),
            Slot::Relative => out.push_str(chance.pick(&RELATIVES).copied().unwrap_or("a relative")),
            Slot::Town => any(&places.towns, chance, out),
            Slot::Street => {
                any(&places.streets, chance, out);
                out.push(' ');
                any(&places.kinds, chance, out);
            }
            Slot::Landlord => any(&places.landlords, chance, out),
            Slot::Agency => any(&places.agencies, chance, out),
            Slot::School => any(&places.schools, chance, out),
            Slot::Surgery => any(&places.surgeries, chance, out),
            Slot::Worker => any(&places.workers, chance, out),
            Slot::Month => out.push_str(chance.pick(&MONTHS).copied().unwrap_or("May")),
            Slot::Year => {
                let last = opened.civil().0;
                figure(last - 12, last - 1, chance, out);
            }
            Slot::Weeks => figure(2, 12, chance, out),
            Slot::Months => figure(2, 11, chance, out),
            Slot::Count => figure(2, 6, chance, out),
            Slot::Hundreds => {
                figure(2, 29, chance, out);
                out.push_str("00");
            }
        }
    }
    /// Writes an address: house and street, town, postcode. Postcodes are of the area WX, which does not exist.
    pub fn write_address(&self, chance: &mut Chance, out: &mut String) {
        let places = &self.places;
        number(out, chance.below(140) + 1, 1);
        out.push(' ');
        for list in [&places.streets, &places.kinds] {
            out.push_str(chance.pick(list).map_or("", String::as_str));
            out.push(' ');
        }
        // The space after the kind of street goes before the comma.
        out.pop();
        out.push_str(", ");
        out.push_str(chance.pick(&places.towns).map_or("", String::as_str));
        out.push_str(", ");
        write_postcode(chance, " ", out);
    }
}

/// Writes a postcode of the area WX, with what stands between its halves.
pub fn write_postcode(chance: &mut Chance, between: &str, out: &mut String) {
    const LETTERS: [char; 20] =
        ['A', 'B', 'D', 'E', 'F', 'G', 'H', 'J', 'L', 'N', 'P', 'Q', 'R', 'S', 'T', 'U', 'W', 'X', 'Y', 'Z'];
    out.push_str("WX");
    number(out, chance.below(19) + 1, 1);
    out.push_str(between);
    number(out, chance.below(10), 1);
    for _ in 0..2 {
        out.push(chance.pick(&LETTERS).copied().unwrap_or('A'));
    }
}

fn texts(value: &Value, at: &str) -> Result<Vec<String>, DataError> {
    let wrong = || DataError::new(FILE, at, "it is not a list of texts");
    value.as_array().ok_or_else(wrong)?.iter().map(|v| v.as_str().map(str::to_owned).ok_or_else(wrong)).collect()
}

fn template(text: &str, at: &str) -> Result<Template, DataError> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or_else(|| DataError::new(FILE, at, "a slot is not closed"))?;
        let slot = Slot::named(name).ok_or_else(|| DataError::new(FILE, at, format!("{name} is not a slot")))?;
        if !before.is_empty() {
            parts.push(Part::Text(before.to_owned()));
        }
        parts.push(Part::Slot(slot));
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest.to_owned()));
    }
    Ok(parts)
}

fn places(file: &File) -> Result<Places, DataError> {
    let table = file.table("places")?;
    let words = |key: &str| -> Result<Vec<String>, DataError> {
        let text = table.get(key).and_then(Value::as_str).ok_or_else(|| DataError::new(FILE, key, "it is missing"))?;
        Ok(text.split_ascii_whitespace().map(str::to_owned).collect())
    };
    let list = |key: &str| table.get(key).map_or_else(|| Ok(Vec::new()), |v| texts(v, key));
    Ok(Places {
        towns: words("towns")?,
        streets: words("streets")?,
        kinds: words("kinds")?,
        landlords: list("landlords")?,
        agencies: list("agencies")?,
        schools: list("schools")?,
        surgeries: list("surgeries")?,
        workers: list("workers")?,
        languages: list("languages")?,
    })
}
