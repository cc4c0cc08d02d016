//! Names that fit the population.

use crate::chance::{Chance, Weighted};
use crate::codes::{Ethnicity, Sex};
use crate::figures::DataError;
use toml::{Table, Value};

const NAMES: &str = include_str!("../data/names.toml");

/// A list of names, commonest first.
struct List {
    names: Vec<&'static str>,
    weights: Weighted<u16>,
}

impl List {
    fn new(text: &str, at: &str) -> Result<Self, DataError> {
        // The text is part of the program, and so are the names: leaking them once costs what keeping them would.
        let names: Vec<&'static str> = text.split_ascii_whitespace().map(|n| &*n.to_owned().leak()).collect();
        let ranked: Vec<(u16, f64)> =
            (0..u16::try_from(names.len()).unwrap_or(u16::MAX)).map(|k| (k, 1.0 / (f64::from(k) + 8.0))).collect();
        let weights = Weighted::new(&ranked).ok_or_else(|| DataError::new("names.toml", at, "the list is empty"))?;
        Ok(Self { names, weights })
    }
    fn draw(&self, chance: &mut Chance) -> &'static str {
        self.names.get(usize::from(self.weights.draw(chance))).copied().unwrap_or("Example")
    }
}

/// Forenames of those born about a year.
struct Generation {
    born: i32,
    list: List,
}

struct Group {
    surnames: List,
    male: Vec<Generation>,
    female: Vec<Generation>,
}

/// All names, by group.
pub struct Names(Vec<(String, Group)>);

/// A name, drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Drawn {
    /// The group that it comes from.
    pub group: usize,
    /// The forename.
    pub forename: &'static str,
    /// A second forename, or nothing.
    pub middle: &'static str,
    /// The surname, as a man of the family writes it.
    pub surname: &'static str,
}

impl Names {
    /// Reads the data file.
    pub fn read() -> Result<Self, DataError> {
        let table: Table =
            NAMES.parse().map_err(|e: toml::de::Error| DataError::new("names.toml", "", e.to_string()))?;
        let mut groups = Vec::new();
        for (name, group) in &table {
            let wrong = || DataError::new("names.toml", name, "it needs surnames, male and female");
            let generations = |key: &str| -> Result<Vec<Generation>, DataError> {
                group
                    .get(key)
                    .and_then(Value::as_array)
                    .ok_or_else(wrong)?
                    .iter()
                    .map(|row| {
                        let born = row.get("born").and_then(Value::as_integer).ok_or_else(wrong)?;
                        let list = List::new(row.get("names").and_then(Value::as_str).ok_or_else(wrong)?, name)?;
                        Ok(Generation { born: i32::try_from(born).unwrap_or(1980), list })
                    })
                    .collect()
            };
            let surnames = List::new(group.get("surnames").and_then(Value::as_str).ok_or_else(wrong)?, name)?;
            groups.push((name.clone(), Group { surnames, male: generations("male")?, female: generations("female")? }));
        }
        Ok(Self(groups))
    }
    fn group(&self, name: &str) -> usize {
        self.0.iter().position(|(n, _)| n == name).unwrap_or(0)
    }
    /// The group of names of a person of an ethnic group.
    pub fn group_for(&self, ethnicity: Ethnicity, chance: &mut Chance) -> usize {
        let from = |chance: &mut Chance, names: &[&'static str]| chance.pick(names).copied().unwrap_or("british");
        let name = match ethnicity {
            Ethnicity::WhiteBritish => "british",
            Ethnicity::WhiteIrish => "irish",
            Ethnicity::GypsyOrTraveller => from(chance, &["irish", "british"]),
            Ethnicity::WhiteOther => from(chance, &["polish", "romanian", "european", "european"]),
            Ethnicity::BlackAfrican => "african",
            Ethnicity::BlackCaribbean => "caribbean",
            Ethnicity::BlackOther => from(chance, &["african", "caribbean", "british"]),
            Ethnicity::Pakistani => "pakistani",
            Ethnicity::Bangladeshi => "bangladeshi",
            Ethnicity::Indian => "indian",
            Ethnicity::Chinese => "chinese",
            Ethnicity::AsianOther => "asian-other",
            Ethnicity::MixedCaribbean => from(chance, &["british", "caribbean"]),
            Ethnicity::MixedAfrican => from(chance, &["british", "african"]),
            Ethnicity::MixedAsian => from(chance, &["british", "pakistani", "indian"]),
            Ethnicity::MixedOther => from(chance, &["british", "arab", "european", "other"]),
            Ethnicity::Arab => "arab",
            Ethnicity::Other => "other",
            Ethnicity::NotKnown => from(chance, &["british", "british", "british", "african", "pakistani", "european"]),
        };
        self.group(name)
    }
    /// A forename of a group, for somebody born in a year.
    pub fn forename(&self, group: usize, sex: Sex, born: i32, chance: &mut Chance) -> &'static str {
        let Some((_, group)) = self.0.get(group) else { return "Sam" };
        let female = match sex {
            Sex::Female => true,
            Sex::Male => false,
            Sex::Other => chance.happens(0.5),
        };
        let lists = if female { &group.female } else { &group.male };
        lists.iter().min_by_key(|g| (g.born - born).abs()).map_or("Sam", |generation| generation.list.draw(chance))
    }
    /// A surname of a group.
    pub fn surname(&self, group: usize, chance: &mut Chance) -> &'static str {
        self.0.get(group).map_or("Example", |(_, g)| g.surnames.draw(chance))
    }
    /// Every surname, for tests of searching.
    #[cfg(test)]
    pub fn surnames(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().flat_map(|(_, g)| g.surnames.names.iter().copied())
    }
    /// How many different names there are.
    #[cfg(test)]
    pub fn count(&self) -> usize {
        let lists = |g: &Group| {
            g.surnames.names.len() + g.male.iter().chain(&g.female).map(|l| l.list.names.len()).sum::<usize>()
        };
        self.0.iter().map(|(_, g)| lists(g)).sum()
    }
}

/// Writes a surname; Polish ones in `-ski` end in `-ska` for women.
pub fn write_surname(out: &mut String, surname: &str, sex: Sex) {
    match surname.strip_suffix("ski").or_else(|| surname.strip_suffix("cki")) {
        Some(_) if sex == Sex::Female => {
            out.push_str(surname.strip_suffix('i').unwrap_or(surname));
            out.push('a');
        }
        _ => out.push_str(surname),
    }
}
