//! A corporate retention schedule, imported from a table: how long each record class is kept. A notice that only says "as the
//! corporate schedule says" takes its periods from here; none is written in the program.
//!
//! The table is CSV with these columns, in any order: `record class` (a record class or category of the notice; `*` for all
//! others), `label`, `keep` (`6 years`, `18 months`, `90 days`, `6 years plus current financial year`), `from` (an anchor of
//! the language: `case-closed`), `then` (`erase`, `review`, `anonymise`), `reference` (the schedule's own number).

use notice::source::{After, Anchor, Keep, YearKind};
use serde::de::value::{Error as ValueError, StrDeserializer};
use serde::{Deserialize, de::IntoDeserializer};

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The record class or category; `*`: all others.
    pub class: String,
    /// What it is, in words.
    pub label: String,
    /// How long.
    pub keep: Keep,
    /// From when.
    pub anchor: Anchor,
    /// What then.
    pub after: After,
    /// Where it stands in the council's own schedule.
    pub reference: String,
}

/// A schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// What it is called, with its version: `Corporate retention schedule 2026`.
    pub title: String,
    /// Its lines.
    pub lines: Vec<Line>,
}

/// What is wrong with a line of the table, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {words}")]
pub struct ScheduleError {
    /// The line, from 1.
    pub line: u64,
    /// In words.
    pub words: String,
}

impl Schedule {
    /// Reads a table.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(title: &str, csv: &str) -> Result<Self, Vec<ScheduleError>> {
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(csv.as_bytes());
        let wrong = |line, words: String| vec![ScheduleError { line, words }];
        let head = reader.headers().map_err(|e| wrong(1, e.to_string()))?.clone();
        let column = |name: &str| head.iter().position(|h| h.eq_ignore_ascii_case(name));
        let [Some(class), Some(keep), Some(from), Some(then)] = ["record class", "keep", "from", "then"].map(column)
        else {
            let words = "the first line names the columns: record class, label, keep, from, then, reference";
            return Err(wrong(1, words.to_owned()));
        };
        let (label, reference) = (column("label"), column("reference"));
        let (mut lines, mut errors): (Vec<Line>, Vec<ScheduleError>) = (Vec::new(), Vec::new());
        for record in reader.records() {
            let record = match record {
                Ok(record) => record,
                Err(e) => {
                    let line = e.position().map_or(0, csv::Position::line);
                    errors.push(ScheduleError { line, words: "this line has another number of columns".to_owned() });
                    continue;
                }
            };
            let line = record.position().map_or(0, csv::Position::line);
            let cell = |at: usize| record.get(at).unwrap_or_default();
            let optional = |at: Option<usize>| at.map_or("", cell);
            match read_line(cell(class), cell(keep), cell(from), cell(then)) {
                Ok(_) if lines.iter().any(|l| l.class == cell(class)) => {
                    let words = format!("`{}` stands in the table twice: nobody can say which counts", cell(class));
                    errors.push(ScheduleError { line, words });
                }
                Ok(mut it) => {
                    if !optional(label).is_empty() {
                        it.label = optional(label).to_owned();
                    }
                    it.reference = match optional(reference) {
                        "" => format!("line {line}"),
                        given => given.to_owned(),
                    };
                    lines.push(it);
                }
                Err(words) => errors.push(ScheduleError { line, words }),
            }
        }
        if errors.is_empty() && lines.is_empty() {
            return Err(wrong(1, "the table has no lines".to_owned()));
        }
        if errors.is_empty() { Ok(Self { title: title.to_owned(), lines }) } else { Err(errors) }
    }

    /// The place of the line that speaks of a category: by the first of its names that has one, else the line for all others.
    #[must_use]
    pub fn line_for(&self, names: &[&str]) -> Option<usize> {
        let at = |name: &str| self.lines.iter().position(|l| l.class == name);
        names.iter().find_map(|name| at(name)).or_else(|| at("*"))
    }
}

fn read_line(class: &str, keep: &str, from: &str, then: &str) -> Result<Line, String> {
    if class.is_empty() {
        return Err("the record class is missing (`*` speaks of all others)".to_owned());
    }
    Ok(Line {
        class: class.to_owned(),
        label: class.to_owned(),
        keep: period(keep)?,
        anchor: word::<Anchor>(from).ok_or_else(|| {
            format!(
                "`{from}` is no event to count from: write case-closed, support-ended, birth, death or last-contact"
            )
        })?,
        after: word::<After>(then)
            .ok_or_else(|| format!("`{then}` is not what can happen: write erase, review or anonymise"))?,
        reference: String::new(),
    })
}

/// A word of the language, as the language itself spells it.
fn word<T: for<'de> Deserialize<'de>>(text: &str) -> Option<T> {
    let text = text.trim().to_ascii_lowercase().replace(' ', "-");
    let de: StrDeserializer<'_, ValueError> = text.as_str().into_deserializer();
    T::deserialize(de).ok()
}

/// `6 years`, `18 months`, `90 days`, `6 years plus current financial year`.
fn period(text: &str) -> Result<Keep, String> {
    let wrong = || {
        format!(
            "`{text}` is no period: write `6 years`, `18 months`, `90 days` or `6 years plus current financial year`"
        )
    };
    let lower = text.to_ascii_lowercase();
    let mut words = lower.split_whitespace();
    let number: u32 = words.next().and_then(|n| n.parse().ok()).filter(|n| *n > 0).ok_or_else(wrong)?;
    let unit = words.next().ok_or_else(wrong)?.trim_end_matches('s').to_owned();
    let rest: Vec<&str> = words.filter(|w| *w != "the").collect();
    let (keep, days_at_most) = match (unit.as_str(), rest.as_slice()) {
        ("year", []) => (Keep::Years(number), number.saturating_mul(365)),
        ("month", []) => (Keep::Months(number), number.saturating_mul(30)),
        ("day", []) => (Keep::Days(number), number),
        ("year", ["plus", "current", kind, "year"]) => {
            let year = match *kind {
                "financial" => YearKind::Financial,
                "calendar" => YearKind::Calendar,
                _ => return Err(wrong()),
            };
            (Keep::YearsPlusCurrent { years: number, year: Some(year) }, number.saturating_mul(365))
        }
        _ => return Err(wrong()),
    };
    if days_at_most > 150 * 365 {
        return Err(format!("`{text}` is longer than anybody lives"));
    }
    Ok(keep)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_and_every_wrong_line_is_named() {
        let good = "Record class,Label,Keep,From,Then,Reference\n\
                    *,Everything else,6 years,case-closed,review,HOU-1\n\
                    health,Health,18 months,Case closed,erase,HOU-2\n\
                    income,Income,6 years plus current financial year,case-closed,erase,\n";
        let schedule = Schedule::read("Corporate schedule 2026", good).unwrap();
        assert_eq!(schedule.lines.len(), 3);
        assert_eq!(schedule.line_for(&["health"]), Some(1));
        assert_eq!(schedule.line_for(&["nothing", "income"]), Some(2));
        assert_eq!(schedule.line_for(&["nothing"]), Some(0));
        assert_eq!(schedule.lines[2].reference, "line 4");
        let bad = "record class,keep,from,then\n*,for ever,case-closed,erase\nx,0 years,case-closed,erase\n\
                   y,6 years,easter,erase\nz,6 years,case-closed,burn\nz,200 years,birth,erase\n,6 years,birth,erase\n";
        let errors = Schedule::read("Bad", bad).unwrap_err();
        assert_eq!(errors.iter().map(|e| e.line).collect::<Vec<_>>(), [2, 3, 4, 5, 6, 7]);
        assert!(Schedule::read("Empty", "record class,keep,from,then\n").is_err());
        assert!(Schedule::read("No head", "a,b\n1,2\n").is_err());
        let twice = "record class,keep,from,then\n*,6 years,birth,erase\n*,7 years,birth,erase\n";
        assert_eq!(Schedule::read("Twice", twice).unwrap_err().len(), 1);
    }
}
