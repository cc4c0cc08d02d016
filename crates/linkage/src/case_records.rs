//! The model that comes with the program for case records, and how a record is laid before it: the one way in which records are
//! compared at intake, on a person's page and in a run, so that a pair has one score wherever it is met.

use crate::compare::{Scorer, Scratch};
use crate::explain::{Explanation, explain, explain_with};
use crate::model::{Model, ModelError};
use crate::table::{Table, TableBuilder, TableError};
use people::{BirthDate, Facet, Identity, PersonName};
use std::sync::LazyLock;

static MODEL: LazyLock<Result<Model, ModelError>> =
    LazyLock::new(|| Model::from_toml(include_str!("../models/case-records.toml")));

/// What the model that comes with the program is called. It changes with the file.
pub const VERSION: &str = "case-records-1";

/// What is wrong with a comparison of case records.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CaseRecordError {
    /// The model.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The records.
    #[error(transparent)]
    Table(#[from] TableError),
}

/// The model that comes with the program. What reviewers taught may stand in its place: [`Model::differs_in_what_was_taught_only`].
///
/// # Errors
/// If the file that comes with the program is not readable; a test says that it is.
pub fn model() -> Result<&'static Model, ModelError> {
    MODEL.as_ref().map_err(Clone::clone)
}

/// A table to which records are added with [`values`].
///
/// # Errors
/// As [`model`].
pub fn builder() -> Result<TableBuilder, CaseRecordError> {
    Ok(TableBuilder::new(&model()?.settings.fields)?)
}

/// What a record says, column by column, in the order of the model's columns. What is not known is empty, which is no evidence.
#[must_use]
pub fn values(who: &Identity) -> [String; 12] {
    let name = who.names.first();
    let others = who.names.get(1..).unwrap_or_default();
    let list = |of: fn(&PersonName) -> &[String]| {
        others.iter().map(|n| of(n).join(" ")).filter(|n| !n.is_empty()).collect::<Vec<_>>().join(";")
    };
    let (born, year) = match who.born {
        Some(BirthDate::Full(day)) => (day.to_string(), day.year().to_string()),
        Some(BirthDate::Year(year) | BirthDate::Estimated(year)) => (String::new(), year.to_string()),
        None => (String::new(), String::new()),
    };
    [
        name.map(|n| n.forenames().join(" ")).unwrap_or_default(),
        name.map(|n| n.surname().join(" ")).unwrap_or_default(),
        list(PersonName::forenames),
        list(PersonName::surname),
        born,
        year,
        who.postcodes.iter().map(|p| p.expose().as_str()).collect::<Vec<_>>().join(";"),
        who.ni_number.as_ref().map(|n| n.expose().clone()).unwrap_or_default(),
        who.nhs_number.as_ref().map(|n| n.expose().clone()).unwrap_or_default(),
        who.upn.as_ref().map(|n| n.expose().clone()).unwrap_or_default(),
        who.phones.first().map(|p| p.expose().clone()).unwrap_or_default(),
        who.emails.first().map(|e| e.expose().clone()).unwrap_or_default(),
    ]
}

/// Compares two records by a model of case records: the score, why, and what would turn the answer round.
///
/// # Errors
/// As [`model`], or if this is a model of something else.
pub fn pair(model: &Model, one: &Identity, other: &Identity) -> Result<Explanation, CaseRecordError> {
    let mut builder = builder()?;
    for who in [one, other] {
        builder.push("", "", &values(who).each_ref().map(String::as_str))?;
    }
    let table: Table = builder.finish();
    Ok(explain(model, &table, 0, 1)?)
}

/// Compares each of some records with what may be meant: of several readings of what was asked, the one that says most of the record. The
/// score is that of the two as a [`pair`]. What nobody asked is missing, and no evidence.
///
/// # Errors
/// As [`pair`]. Nothing comes back if there is no reading.
pub fn likeliest(
    model: &Model,
    readings: &[Identity],
    records: &[Identity],
) -> Result<Vec<Explanation>, CaseRecordError> {
    let mut builder = builder()?;
    for who in readings.iter().chain(records) {
        builder.push("", "", &values(who).each_ref().map(String::as_str))?;
    }
    let table: Table = builder.finish();
    let scorer = Scorer::new(model, &table)?;
    let mut scratch = Scratch::default();
    let asked = u32::try_from(readings.len()).unwrap_or(u32::MAX);
    let all = u32::try_from(table.len()).unwrap_or(u32::MAX);
    let mut found = Vec::with_capacity(records.len());
    for record in asked..all {
        let row = table.row(record);
        let says = |reading: u32, scratch: &mut Scratch| {
            let other = table.row(reading);
            scorer.total(scorer.levels(&table, other, row, scratch), other, row)
        };
        // Of equal readings the first, so that the same question has the same answer.
        let best = (0..asked).rev().max_by_key(|reading| says(*reading, &mut scratch));
        found.extend(best.map(|best| explain_with(&scorer, model, &table, best, record, &mut scratch)));
    }
    Ok(found)
}

/// What a comparison of the model reads: whoever may not read that has it left out.
#[must_use]
pub fn facet(comparison: &str) -> Option<Facet> {
    Some(match comparison {
        "first name" | "surname" => Facet::Name,
        "date of birth" => Facet::Born,
        "postcode" => Facet::Postcode,
        "National Insurance number" => Facet::NiNumber,
        "NHS number" => Facet::NhsNumber,
        "unique pupil number" => Facet::Upn,
        "telephone number" => Facet::Phone,
        "email address" => Facet::Email,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Between, Chunk, Judged, Meeting, Plan, judgement, link};
    use std::ops::ControlFlow;

    fn of_two(one: &Identity, other: &Identity) -> Explanation {
        pair(model().unwrap(), one, other).unwrap()
    }

    fn who(name: &str, born: &str) -> Identity {
        Identity {
            names: name.split(';').map(PersonName::from_full).collect(),
            born: BirthDate::parse(born, 2026).ok(),
            ..Identity::default()
        }
    }

    #[test]
    fn the_file_is_a_model_and_its_columns_are_those_that_are_filled() {
        let model = model().unwrap();
        assert_eq!(model.name, VERSION);
        let filled = ["forenames", "surname", "other_forenames", "other_surnames", "born", "year", "postcodes"];
        let columns = builder().unwrap().columns().to_vec();
        assert_eq!(columns[..7], filled);
        assert_eq!(columns[7..], ["ni_number", "nhs_number", "upn", "phone", "email"]);
        for comparison in &model.settings.comparisons {
            assert!(facet(&comparison.name).is_some(), "{} reads nobody knows what", comparison.name);
            let levels = &model.levels[&comparison.name];
            let sums: [f64; 3] = [
                levels.iter().map(|p| p.m).sum(),
                levels.iter().map(|p| p.u).sum(),
                levels.iter().filter_map(|p| p.household).sum(),
            ];
            for sum in sums {
                assert!((sum - 1.0).abs() < 0.035, "{}: {sum}", comparison.name);
            }
        }
    }

    #[test]
    fn people_who_are_one_are_told_from_namesakes_and_relatives() {
        let bits = |a: &Identity, b: &Identity| f64::from(of_two(a, b).millibits) / 1000.0;
        let ada = who("Perpetua Quillfeather", "1/2/1990");
        for (other, low, high) in [
            (who("Perpetua Quilfeather", "1/2/1990"), 8.0, 60.0),
            (who("Quillfeather, P", "1/2/1990"), 4.0, 60.0),
            (who("Perpetua Marchbanks;Perpetua Quillfeather", "1/2/1990"), 8.0, 60.0),
            (who("Perpetua Quillfeather", "2/1/1990"), 8.0, 60.0),
            (who("Perpetua Quillfeather", "about 1990"), 2.0, 60.0),
            (who("Perpetua Quillfeather", "14/9/1961"), -20.0, 3.0),
            (who("Oswin Quillfeather", "14/9/1991"), -60.0, -4.0),
            (who("Oswin Marchbanks", "1/2/1990"), -60.0, -4.0),
        ] {
            let found = bits(&ada, &other);
            assert!((low..high).contains(&found), "{found} is not between {low} and {high}");
        }
        // A common name says less than a rare one.
        let (john, rare) = (who("John Smith", ""), who("Perpetua Quillfeather", ""));
        assert!(bits(&john, &john) < -2.0 && bits(&rare, &rare) > 4.0);
        // Brothers at one address with one telephone are not one person.
        let phone = |mut who: Identity| {
            who.phones.push(kernel::PhoneNumber::parse("07700 900123").unwrap());
            who.postcodes.push(kernel::Postcode::parse("CV1 2AB").unwrap());
            who
        };
        let (a, b) = (phone(who("Oswin Quillfeather", "3/4/2011")), phone(who("Peregrine Quillfeather", "9/8/2013")));
        assert!(bits(&a, &b) < -2.0, "{}", bits(&a, &b));
    }

    #[test]
    fn what_was_typed_has_the_score_of_the_reading_that_says_most() {
        let records = [
            who("Perpetua Quillfeather", "1/2/1990"),
            who("Perpetua Marchbanks;Perpetua Quillfeather", ""),
            who("John Smith", "3/3/1980"),
            who("Niamh O'Brien-Smith", "1951"),
        ];
        for typed in [
            "Quillfeather Perpetua",
            "smith jon 3/3/1980",
            "Niamh Smith",
            "marchbanks",
            "1/2/1990",
            "P Quilfeather 1990",
        ] {
            let readings = people::SearchQuery::parse(typed, 2026).readings();
            let found = likeliest(model().unwrap(), &readings, &records).unwrap();
            for (record, found) in records.iter().zip(&found) {
                let best = readings.iter().map(|r| of_two(r, record).millibits).max().unwrap();
                assert_eq!(found.millibits, best, "{typed}");
                assert_eq!(found.reasons.iter().map(|r| r.millibits).sum::<i32>(), best, "{typed}");
            }
        }
        assert!(likeliest(model().unwrap(), &[], &records).unwrap().is_empty());
    }

    #[test]
    fn a_rare_surname_in_common_is_worth_more_than_a_common_one() {
        let readings = people::SearchQuery::parse("Asha Patel Quillfeather", 2026).readings();
        let found =
            likeliest(model().unwrap(), &readings, &[who("Asha Patel", ""), who("Asha Quillfeather", "")]).unwrap();
        assert!(found[1].millibits > found[0].millibits + 1_500, "{} {}", found[1].millibits, found[0].millibits);
    }

    #[test]
    fn a_run_gives_the_score_that_two_records_get_alone() {
        let people = [
            who("Perpetua Quillfeather", "1/2/1990"),
            who("Perpetua Quilfeather", "1/2/1990"),
            who("John Smith", "3/3/1980"),
            who("Jon Smith", "3/3/1980"),
            who("Oswin Marchbanks", "about 1951"),
            who("Oswin Marchbanks", "1951"),
        ];
        let mut builder = builder().unwrap();
        for person in &people {
            builder.push("", "ours", &values(person).each_ref().map(String::as_str)).unwrap();
        }
        let (model, table) = (model().unwrap(), builder.finish());
        let plan = Plan::new(&model.settings, &table).unwrap();
        let meeting = Meeting::new(&Between::All, &table).unwrap();
        let mut seen = 0;
        link(model, &table, &plan, &meeting, -100.0, 0, &mut |chunk: Chunk| {
            for found in chunk.pairs {
                let alone = of_two(&people[found.a as usize], &people[found.b as usize]);
                assert_eq!(alone.millibits, found.millibits);
                let sum: i32 = alone.reasons.iter().map(|r| r.millibits).sum();
                assert_eq!(sum, found.millibits, "the reasons sum to the score");
                seen += 1;
            }
            ControlFlow::Continue(())
        })
        .unwrap();
        assert!(seen >= 3, "the rules reach {seen} pairs");
    }

    #[test]
    fn what_a_taught_model_says_is_reckoned_over_from_what_another_said() {
        let base = model().unwrap();
        let pairs = [
            ("Perpetua Quillfeather", "Perpetua Quilfeather", "1/2/1990", true),
            ("Oswin Marchbanks", "Oswin Marchbank", "3/3/1961", true),
            ("Perpetua Quillfeather", "Peregrine Quillfeather", "1/2/1990", false),
            ("John Smith", "John Smyth", "5/5/1980", false),
        ];
        let of = |model: &Model| -> Vec<Judged> {
            let one = |(a, b, born, same): &(&str, &str, &str, bool)| {
                let why = pair(model, &who(a, born), &who(b, born)).unwrap();
                let findings = model.settings.comparisons.iter().map(|c| {
                    let reason = why.reasons.iter().find(|r| r.comparison == c.name).unwrap();
                    c.levels.iter().position(|level| level.label == reason.finding)
                });
                Judged { findings: findings.collect(), millibits: why.millibits, same: *same }
            };
            pairs.iter().map(one).collect()
        };
        let before = of(base);
        let taught = crate::learn_from(base, &before.iter().cycle().take(40).cloned().collect::<Vec<_>>()).model;
        assert!(taught.differs_in_what_was_taught_only(base) && taught != *base);
        // Asked anew, it says what is reckoned over.
        let with = |judged: Vec<Judged>, by| judged.into_iter().map(|j| (j, by)).collect::<Vec<_>>();
        let (over, anew) =
            (judgement(&taught, &with(before.clone(), base)), judgement(&taught, &with(of(&taught), &taught)));
        assert!((over.surprise - anew.surprise).abs() < 0.01 && (over.right - anew.right).abs() < 1e-9);
        let old = judgement(base, &with(before, base));
        assert!(over.surprise < old.surprise, "{over:?} {old:?}");
        let mut other = taught;
        other.settings.comparisons[0].levels[1].label.push('!');
        assert!(!other.differs_in_what_was_taught_only(base), "it finds other things");
    }
}
