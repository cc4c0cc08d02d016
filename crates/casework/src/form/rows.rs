//! Rows of a question: read in their order, empty ones left out, the others numbered anew.

use super::value::{missing, said as said_of};
use super::{FieldError, Typed, holds, read_field};
use crate::identifier;
use crate::section::{MEMBER, row_key};
use indexmap::IndexMap;
use jiff::civil::Date;
use notice::model::{FieldInfo, Rows, Shape};
use notice::source::FieldKind;

/// The name of an input, and where an error about it leads.
pub(super) struct Place(String);

impl Place {
    pub(super) const fn field(name: String) -> Self {
        Self(name)
    }
    pub(super) fn row(field: String, number: usize, column: &FieldInfo) -> Self {
        Self(format!("{field}.{number}.{}", column.id))
    }
    pub(super) fn name(&self) -> &str {
        &self.0
    }
    /// The first box of it.
    pub(super) fn anchor(&self, field: &FieldInfo) -> String {
        if field.kind == FieldKind::Date { format!("{}-day", self.0) } else { self.0.clone() }
    }
}

pub(super) fn read(
    field: &FieldInfo,
    rows: &Rows,
    place: &Place,
    typed: &Typed,
    today: Date,
    fields: &mut IndexMap<String, String>,
    errors: &mut Vec<FieldError>,
) {
    let numbers = typed.row_numbers(place.name());
    let first = rows.columns.first().map(|c| Place::row(place.name().to_owned(), 1, c).anchor(c));
    let anchor = first.unwrap_or_else(|| place.name().to_owned());
    if numbers.is_empty() && field.required {
        errors.push(FieldError { input: anchor.clone(), words: missing(field) });
    }
    if numbers.len() > rows.at_most {
        errors.push(FieldError {
            input: anchor,
            words: format!("{} can hold {} at most: put some of them together", field.label, rows.at_most),
        });
        return;
    }
    for (kept, typed_as) in numbers.iter().enumerate() {
        let mut row: IndexMap<&str, String> = IndexMap::new();
        for column in &rows.columns {
            if !column.shown_when.as_ref().is_none_or(|when| holds(when, |id| row.get(id).map(String::as_str))) {
                continue;
            }
            let at = Place::row(place.name().to_owned(), *typed_as, column);
            let of_row = |words: String| format!("{words} ({} {})", rows.one, kept + 1);
            match read_field(column, &at, typed, today)
                .and_then(|value| value.map(|v| in_shape(rows.shape, column, &row, v)).transpose())
            {
                Ok(Some(value)) => {
                    row.insert(&column.id, value);
                }
                Ok(None) if column.required => {
                    errors.push(FieldError { input: at.anchor(column), words: of_row(missing(column)) });
                }
                Ok(None) => {}
                Err(words) => errors.push(FieldError { input: at.anchor(column), words: of_row(words) }),
            }
        }
        // Whose row it is, where it is somebody's who is in the household already.
        let whose = typed.first(&format!("{}.{typed_as}.{MEMBER}", place.name()));
        let whose = (rows.shape == Some(Shape::Household)).then(|| whose.parse::<kernel::PersonId>().ok()).flatten();
        for (column, value) in row {
            fields.insert(row_key(&field.id, kept + 1, column), value);
        }
        if let Some(person) = whose {
            fields.insert(row_key(&field.id, kept + 1, MEMBER), person.to_string());
        }
    }
}

/// What a value has to be because of what else the row says.
fn in_shape(
    shape: Option<Shape>,
    column: &FieldInfo,
    row: &IndexMap<&str, String>,
    value: String,
) -> Result<String, String> {
    let said = |id: &str| row.get(id).map_or("", String::as_str);
    match (shape, column.id.as_str()) {
        (Some(Shape::Identifiers), "value") => identifier::read(said("kind"), &value),
        (Some(Shape::ContactWays), "value") => match said("way") {
            "mobile" | "landline" => kernel::PhoneNumber::parse(&value).map(|n| n.expose().clone()).map_err(said_of),
            "email" if !value.contains('@') => Err("Enter an email address like name@example.com".to_owned()),
            _ => Ok(value),
        },
        (_, "until") if !said("from").is_empty() && crate::timeline::ends_before(&value, said("from")) => {
            Err(format!("{} cannot be before the beginning", column.label))
        }
        _ => Ok(value),
    }
}
