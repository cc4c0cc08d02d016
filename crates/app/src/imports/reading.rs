//! Reading a row as the form of a new case reads what is typed.

use super::mapping::question;
use super::{Ground, Line};
use crate::cases::parts::read_forms;
use crate::error::AppError;
use casework::{SectionContent, Typed};
use jiff::civil::Date;
use notice::model::{CategoryIx, FieldInfo};
use notice::source::FieldKind;
use people::BirthDate;
use store::ImportIssue;

/// What a row says: sections that fit, or what to put right.
pub(super) type Said = Result<Vec<(CategoryIx, SectionContent)>, ImportIssue>;

/// A question that some columns go to.
struct Asked {
    input: String,
    field: FieldInfo,
    /// The columns, surnames behind forenames.
    columns: Vec<usize>,
}

/// Reads the rows of one import.
pub(super) struct Reading {
    ground: Ground,
    asked: Vec<Asked>,
    pub(super) today: Date,
}

impl Reading {
    /// For a mapping. `surnames` says which columns hold a surname: it comes behind the forenames, whichever stands first.
    pub(super) fn new(ground: Ground, mapping: &[String], surnames: &[bool], today: Date) -> Self {
        let mut asked: Vec<Asked> = Vec::new();
        for (at, to) in mapping.iter().enumerate() {
            if let Some(known) = asked.iter_mut().find(|asked| asked.input == *to) {
                known.columns.push(at);
            } else if let Some(field) = question(&ground.forms, to) {
                asked.push(Asked { input: to.clone(), field: field.clone(), columns: vec![at] });
            }
        }
        for asked in &mut asked {
            asked.columns.sort_by_key(|at| surnames.get(*at).copied().unwrap_or(false));
        }
        Self { ground, asked, today }
    }

    pub(super) fn row(&self, line: &Line) -> Result<Said, AppError> {
        let mut pairs = Vec::new();
        for asked in &self.asked {
            let cells: Vec<&str> = asked
                .columns
                .iter()
                .filter_map(|at| line.c.get(*at))
                .map(|cell| cell.trim())
                .filter(|cell| !cell.is_empty())
                .collect();
            if !cells.is_empty() {
                type_in(asked, &cells.join(joint(asked.field.kind)), self.today, &mut pairs);
            }
        }
        match read_forms(&self.ground.notice, &self.ground.forms, &Typed::new(pairs), self.today) {
            Ok(contents) => Ok(Ok(contents)),
            Err(AppError::Form(errors)) => Ok(Err(ImportIssue {
                number: i32::try_from(line.n).unwrap_or(i32::MAX),
                kind: "wrong".to_owned(),
                detail: errors.fields.iter().map(|e| self.words(&e.input, &e.words)).collect(),
            })),
            Err(other) => Err(other),
        }
    }

    /// An error, with the number of the column that it is about (from 1; 0: of none). It names no content, not even the name of
    /// the column: in a file without a row of names that is somebody's data.
    fn words(&self, input: &str, words: &str) -> String {
        let plain = ["-day", "-month", "-year"].iter().find_map(|p| input.strip_suffix(p)).unwrap_or(input);
        let asked = self.asked.iter().find(|a| a.input == plain || a.input == input);
        let column = asked.and_then(|a| a.columns.first()).map_or(0, |at| at + 1);
        format!("{column}|{words}")
    }
}

/// Several columns of one question are joined: parts of a name with a space, parts of an address with a comma.
const fn joint(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::LongText | FieldKind::Choices => "\n",
        FieldKind::Address => ", ",
        _ => " ",
    }
}

/// Writes a cell as it would be typed.
fn type_in(asked: &Asked, text: &str, today: Date, pairs: &mut Vec<(String, String)>) {
    let (input, field) = (&asked.input, &asked.field);
    match field.kind {
        FieldKind::Date => {
            let mut put = |part: &str, value: String| pairs.push((format!("{input}-{part}"), value));
            match BirthDate::parse(text, today.year()) {
                Ok(BirthDate::Full(date)) => typed_day(date, &mut put),
                Ok(BirthDate::Year(year)) => put("year", year.to_string()),
                Ok(BirthDate::Estimated(year)) => {
                    put("year", year.to_string());
                    put("estimated", "yes".to_owned());
                }
                // Days to come are no birthdays; what is no date at all is for the form to say.
                Err(_) => match text.parse::<Date>() {
                    Ok(date) => typed_day(date, &mut put),
                    Err(_) => ["day", "month", "year"].into_iter().for_each(|part| put(part, "?".to_owned())),
                },
            }
        }
        FieldKind::YesNo => {
            let said = match text.to_lowercase().as_str() {
                "y" | "yes" | "true" | "1" => "yes",
                "n" | "no" | "false" | "0" => "no",
                _ => text,
            };
            pairs.push((input.clone(), said.to_owned()));
        }
        FieldKind::Choice => pairs.push((input.clone(), option(field, text))),
        FieldKind::Choices => {
            // A choice may itself hold a comma or a semicolon.
            let whole = option(field, text);
            if field.options.contains(&whole) {
                pairs.push((input.clone(), whole));
                return;
            }
            let parts = text.split([';', '|', '\n']).map(str::trim).filter(|t| !t.is_empty());
            pairs.extend(parts.map(|one| (input.clone(), option(field, one))));
        }
        FieldKind::Telephone => pairs.push((input.clone(), with_zero(text))),
        _ => pairs.push((input.clone(), text.to_owned())),
    }
}

fn typed_day(date: Date, put: &mut impl FnMut(&str, String)) {
    put("day", date.day().to_string());
    put("month", date.month().to_string());
    put("year", date.year().to_string());
}

/// A number that a spreadsheet took for an amount has lost its zero.
fn with_zero(text: &str) -> String {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    let lost = digits && text.len() == 10 && text.starts_with(['1', '2', '3', '7']);
    if lost { format!("0{text}") } else { text.to_owned() }
}

/// The choice that is meant, however it is capitalised.
fn option(field: &FieldInfo, text: &str) -> String {
    let same = |o: &&String| o.eq_ignore_ascii_case(text) || field.words_of(o).eq_ignore_ascii_case(text);
    field.options.iter().find(same).map_or_else(|| text.to_owned(), Clone::clone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn typed(kind: FieldKind, text: &str) -> Vec<(String, String)> {
        let field = FieldInfo {
            id: "born".to_owned(),
            kind,
            options: vec!["a".to_owned(), "b; or c".to_owned()],
            labels: vec!["Alpha".to_owned()],
            ..FieldInfo::default()
        };
        let mut pairs = Vec::new();
        let asked = Asked { input: "x.born".to_owned(), field, columns: vec![0] };
        type_in(&asked, text, date(2026, 11, 21), &mut pairs);
        pairs.into_iter().map(|(name, value)| (name.replace("x.born", ""), value)).collect()
    }

    #[test]
    fn cells_are_typed_as_offices_write_them() {
        let pairs = |list: &[(&str, &str)]| -> Vec<(String, String)> {
            list.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
        };
        for text in ["5/3/1984", "1984-03-05", "5 March 1984", "05.03.84"] {
            assert_eq!(
                typed(FieldKind::Date, text),
                pairs(&[("-day", "5"), ("-month", "3"), ("-year", "1984")]),
                "{text}"
            );
        }
        assert_eq!(typed(FieldKind::Date, "about 1984"), pairs(&[("-year", "1984"), ("-estimated", "yes")]));
        assert_eq!(typed(FieldKind::Date, "2031-01-02").len(), 3, "what is to come");
        assert_eq!(typed(FieldKind::Date, "soon"), pairs(&[("-day", "?"), ("-month", "?"), ("-year", "?")]));
        assert_eq!(typed(FieldKind::YesNo, "TRUE"), pairs(&[("", "yes")]));
        assert_eq!(typed(FieldKind::Choice, "ALPHA"), pairs(&[("", "a")]), "by its words");
        assert_eq!(typed(FieldKind::Choices, "B; or C"), pairs(&[("", "b; or c")]));
        assert_eq!(typed(FieldKind::Choices, "alpha; b; x"), pairs(&[("", "a"), ("", "b"), ("", "x")]));
        assert_eq!(typed(FieldKind::Telephone, "7700900123"), pairs(&[("", "07700900123")]));
    }
}
