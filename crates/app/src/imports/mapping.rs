//! Where columns go.

use crate::error::AppError;
use casework::{FieldError, FormSpec};
use notice::model::{FieldInfo, Part, Shape};

/// An input that a column can go to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportField {
    /// Its name: `contact.phone`.
    pub input: String,
    /// In words: `How to reach you: Telephone number`.
    pub label: String,
    /// Whether no case can be made without it.
    pub required: bool,
    /// What it is called, the most telling first, for guessing.
    names: Vec<String>,
}

/// What columns are often called, beside the names of the fields: id of the field, and names without spaces.
const ALSO: [(&str, &[&str]); 11] = [
    ("name", NAMES),
    ("full-name", NAMES),
    ("date-of-birth", &["dob", "birthdate", "birthday", "born", "dateofbirth"]),
    ("ni-number", &["nino", "ni", "nationalinsurance", "nationalinsuranceno", "nationalinsurancenumber"]),
    ("nhs-number", &["nhs", "nhsno", "nhsnumber"]),
    ("upn", &["uniquepupilnumber", "pupilnumber"]),
    (
        "phone",
        &[
            "telephone",
            "tel",
            "mobile",
            "phonenumber",
            "mobilenumber",
            "telephoneno",
            "telephonenumber",
            "contactnumber",
        ],
    ),
    ("email", &["emailaddress", "mail"]),
    (
        "address",
        &[
            "currentaddress",
            "fulladdress",
            "homeaddress",
            "address1",
            "address2",
            "address3",
            "addressline1",
            "addressline2",
            "addressline3",
            "town",
            "city",
            "postcode",
        ],
    ),
    (
        "other-names",
        &["aka", "alias", "aliases", "formername", "formernames", "knownas", "maidenname", "preferredname"],
    ),
    ("dependent-children", &["children", "numberofchildren", "noofchildren"]),
];
const NAMES: &[&str] = &[
    "fullname",
    "name",
    "clientname",
    "client",
    "applicant",
    "applicantname",
    "title",
    "forename",
    "forenames",
    "firstname",
    "firstnames",
    "givenname",
    "givennames",
    "middlename",
    "middlenames",
    "surname",
    "lastname",
    "familyname",
];

/// A name without case, spaces and signs.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A row that an input belongs to: the question, what one row is called, and its number.
type OfRow<'f> = Option<(&'f str, &'f str, usize)>;

/// How many people of a household a page offers columns for; a program may name as many as the form takes.
const MEMBERS_OFFERED: usize = 6;

/// The inputs of a form that are offered for columns: of rows the first, of the people of a household the first few.
fn inputs(form: &FormSpec) -> Vec<(String, &FieldInfo, OfRow<'_>)> {
    let mut all = Vec::new();
    for field in form.fields.iter() {
        match &field.part {
            Part::Plain => all.push((form.input(field), field, None)),
            Part::Rows(rows) => {
                let offered = if rows.shape == Some(Shape::Household) { MEMBERS_OFFERED.min(rows.at_most) } else { 1 };
                for number in 1..=offered {
                    all.extend(rows.columns.iter().map(|column| {
                        let of_row = Some((field.label.as_str(), rows.one.as_str(), number));
                        (format!("{}.{number}.{}", form.input(field), column.id), column, of_row)
                    }));
                }
            }
            Part::Total(_) => {}
        }
    }
    all
}

/// The question that an input belongs to, of any row that the forms take.
pub(super) fn question<'f>(forms: &'f [FormSpec], input: &str) -> Option<&'f FieldInfo> {
    let mut all = forms.iter().flat_map(|form| form.fields.iter().map(move |field| (form.input(field), field)));
    all.find_map(|(name, field)| match &field.part {
        Part::Plain => (name == input).then_some(field),
        Part::Rows(rows) => {
            let (number, column) = input.strip_prefix(&name)?.strip_prefix('.')?.split_once('.')?;
            let there =
                number.parse::<usize>().is_ok_and(|n| n.to_string() == number && (1..=rows.at_most).contains(&n));
            rows.columns.iter().find(|c| there && c.id == column)
        }
        Part::Total(_) => None,
    })
}

/// The inputs of some forms.
pub(super) fn fields(forms: &[FormSpec]) -> Vec<ImportField> {
    let mut fields = Vec::new();
    for form in forms {
        for (input, field, of_rows) in inputs(form) {
            let mut names = vec![plain(&input)];
            if let Some((_, one, number)) = of_rows {
                names.push(plain(&format!("{one} {number} {}", field.label)));
                names.push(plain(&format!("{one} {number} {}", field.id)));
            } else {
                names.push(plain(&format!("{} {}", form.label, field.label)));
                names.extend([plain(&field.id), plain(&field.label)]);
                let also = ALSO.iter().find(|(id, _)| *id == field.id).map_or(&[][..], |(_, names)| names);
                names.extend(also.iter().map(|n| (*n).to_owned()));
            }
            let label = match of_rows {
                None => format!("{}: {}", form.label, field.label),
                Some((rows, one, number)) => format!("{}: {rows}, {one} {number}: {}", form.label, field.label),
            };
            let required = form.required && field.required && of_rows.is_none() && field.shown_when.is_none();
            fields.push(ImportField { input, label, required, names });
        }
    }
    fields
}

/// Where columns probably go, by what they are called. What is like nothing is left out.
pub(super) fn guess(fields: &[ImportField], columns: &[String]) -> Vec<String> {
    let to = |column: &String| {
        let name = plain(column);
        fields
            .iter()
            .filter_map(|field| field.names.iter().position(|n| *n == name).map(|at| (at, field)))
            .min_by_key(|(at, _)| *at)
            .map_or_else(String::new, |(_, field)| field.input.clone())
    };
    columns.iter().map(to).collect()
}

/// What is wrong with a mapping.
pub(super) fn check(forms: &[FormSpec], mapping: &[String], columns: usize) -> Result<(), AppError> {
    let fields = fields(forms);
    if mapping.len() != columns {
        return super::refuse("Say for each column where it goes, or that it is left out");
    }
    let mut errors = Vec::new();
    for (at, to) in mapping.iter().enumerate() {
        if !to.is_empty() && question(forms, to).is_none() {
            let words = "Choose a question of this service’s form, or leave the column out".to_owned();
            errors.push(FieldError { input: format!("column-{}", at + 1), words });
        }
    }
    let lacking: Vec<&str> =
        fields.iter().filter(|f| f.required && !mapping.contains(&f.input)).map(|f| f.label.as_str()).collect();
    if !lacking.is_empty() {
        let words = format!(
            "No case can be made without these, so choose the columns that hold them (or add such a column to the file): {}",
            lacking.join("; ")
        );
        errors.push(FieldError { input: "column-1".to_owned(), words });
    }
    if errors.is_empty() { Ok(()) } else { Err(AppError::Form(crate::views::FormErrors { fields: errors })) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_known_by_the_names_that_offices_give_them() {
        let field = |input: &str, names: &[&str]| ImportField {
            input: input.to_owned(),
            label: input.to_owned(),
            required: false,
            names: names.iter().map(|n| (*n).to_owned()).collect(),
        };
        let fields = [field("identity.name", NAMES), field("contact.phone", &["contactphone", "phone", "mobile"])];
        let columns = ["First name", "SURNAME", "Contact: phone", "Mobile", "Shoe size"].map(str::to_owned);
        assert_eq!(guess(&fields, &columns), ["identity.name", "identity.name", "contact.phone", "contact.phone", ""]);
    }
}
