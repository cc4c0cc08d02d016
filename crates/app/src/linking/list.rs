//! A list that came: read once, kept as far as the notice lets it be read, sealed.

use crate::error::AppError;
use jiff::civil::Date;
use kernel::{NhsNumber, NiNumber, PhoneNumber, Postcode, Sensitive, Upn};
use people::{BirthDate, Facet, Identity, PersonName};
use serde::{Deserialize, Serialize};

/// The most records of a list.
const MOST_ROWS: usize = 20_000;
/// The largest file.
pub const LARGEST: usize = 8 * 1024 * 1024;

/// A record of a list. It has no `Debug`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct ListRow {
    /// The record's id in the list.
    pub id: String,
    pub name: String,
    pub born: String,
    pub ni_number: String,
    pub nhs_number: String,
    pub upn: String,
    pub postcode: String,
    pub phone: String,
    pub email: String,
}

/// A file, read.
pub(super) struct ReadList {
    pub rows: Vec<ListRow>,
    /// Columns that were not kept: the notice does not let them be read, or they say nothing of who somebody is.
    pub left_out: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Id,
    Name,
    Forenames,
    Surname,
    Of(Facet),
}

fn column(head: &str) -> Option<Column> {
    let plain: String = head.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    Some(match plain.as_str() {
        "id" | "ref" | "reference" | "recordid" | "record" => Column::Id,
        "name" | "fullname" => Column::Name,
        "firstname" | "firstnames" | "forename" | "forenames" | "givenname" => Column::Forenames,
        "surname" | "lastname" | "familyname" => Column::Surname,
        "dob" | "dateofbirth" | "born" | "birthdate" => Column::Of(Facet::Born),
        "ni" | "nino" | "ninumber" | "nationalinsurancenumber" => Column::Of(Facet::NiNumber),
        "nhs" | "nhsnumber" => Column::Of(Facet::NhsNumber),
        "upn" | "uniquepupilnumber" => Column::Of(Facet::Upn),
        "postcode" => Column::Of(Facet::Postcode),
        "phone" | "telephone" | "mobile" => Column::Of(Facet::Phone),
        "email" | "emailaddress" => Column::Of(Facet::Email),
        _ => return None,
    })
}

fn refuse<T>(words: impl Into<String>) -> Result<T, AppError> {
    Err(AppError::Refused(words.into()))
}

/// Reads a CSV file. Errors name columns and row numbers, and nothing that stands in the rows.
pub(super) fn read(bytes: &[u8], facets: &[Facet]) -> Result<ReadList, AppError> {
    if bytes.len() > LARGEST {
        return refuse("The file is larger than 8 MB: send it in parts");
    }
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text);
    let not_csv = "This is no CSV file with a row of column names: save the list as CSV (UTF-8) and try again";
    let Ok(heads) = reader.headers().cloned() else { return refuse(not_csv) };
    crate::studies::not_for_research(&heads.iter().map(str::to_owned).collect::<Vec<_>>())?;
    // Files of `casement link research` carry a key made for one release: what was given out for research never comes back.
    if heads.iter().next().is_some_and(|h| h.trim() == "key") {
        return refuse(
            "This file was made for research: its records have keys of a release. Nothing of it may be matched with casework",
        );
    }
    let columns: Vec<Option<Column>> = heads.iter().map(column).collect();
    let has = |wanted: Column| columns.contains(&Some(wanted));
    if !has(Column::Id) {
        return refuse("The list needs a column called id: what each record is called where it comes from");
    }
    if !has(Column::Name) && !has(Column::Surname) {
        return refuse("The list needs a column called name, or first name and surname");
    }
    let reads = |c: Column| match c {
        Column::Id => true,
        Column::Name | Column::Forenames | Column::Surname => facets.contains(&Facet::Name),
        Column::Of(facet) => facets.contains(&facet),
    };
    if !facets.contains(&Facet::Name) {
        return refuse("The notice does not let names on this list be read, so it cannot be matched");
    }
    let left_out = heads.iter().zip(&columns).filter(|(_, c)| !c.is_some_and(reads)).map(|(h, _)| shown(h)).collect();
    let mut rows = Vec::new();
    let mut ids = std::collections::HashSet::new();
    for (number, record) in (2usize..).zip(reader.records()) {
        let Ok(record) = record else {
            return refuse(format!("Row {number} cannot be read: is the file saved as UTF-8?"));
        };
        if record.len() != heads.len() {
            return refuse(format!("Row {number} has {} values where there are {} columns", record.len(), heads.len()));
        }
        let mut row = ListRow::default();
        let (mut first, mut last) = (String::new(), String::new());
        for (column, value) in columns.iter().zip(record.iter()) {
            let Some(column) = column.filter(|c| reads(*c)) else { continue };
            let value: String = value.trim().chars().take(200).collect();
            match column {
                Column::Id => row.id = value,
                Column::Name => row.name = value,
                Column::Forenames => first = value,
                Column::Surname => last = value,
                Column::Of(Facet::Born) => row.born = value,
                Column::Of(Facet::NiNumber) => row.ni_number = value,
                Column::Of(Facet::NhsNumber) => row.nhs_number = value,
                Column::Of(Facet::Upn) => row.upn = value,
                Column::Of(Facet::Postcode) => row.postcode = value,
                Column::Of(Facet::Phone) => row.phone = value,
                Column::Of(Facet::Email) => row.email = value,
                Column::Of(Facet::Name) => {}
            }
        }
        if row.name.is_empty() && !last.is_empty() {
            row.name = if first.is_empty() { last } else { format!("{last}, {first}") };
        }
        if row.id.is_empty() {
            return refuse(format!("Row {number} has no id"));
        }
        if !ids.insert(row.id.clone()) {
            return refuse(format!("Row {number} has an id that another row has too"));
        }
        rows.push(row);
        if rows.len() > MOST_ROWS {
            return refuse("A list has at most 20,000 records: send it in parts");
        }
    }
    if rows.is_empty() {
        return refuse("There are no records in the file");
    }
    Ok(ReadList { rows, left_out })
}

/// A column's name as it may be kept: short, and never a value that slipped into the first row.
fn shown(head: &str) -> String {
    let plain = head.trim();
    let named = !plain.is_empty()
        && plain.len() <= 30
        && plain.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, ' ' | '_' | '-'));
    if named { plain.to_owned() } else { "a column without a plain name".to_owned() }
}

impl ListRow {
    /// The record without what is not read: a reader sees of a list what they may see of anybody, and no more.
    pub(super) fn narrowed(&self, reads: impl Fn(Facet) -> bool) -> Self {
        let kept = |facet, value: &String| if reads(facet) { value.clone() } else { String::new() };
        Self {
            id: self.id.clone(),
            name: kept(Facet::Name, &self.name),
            born: kept(Facet::Born, &self.born),
            ni_number: kept(Facet::NiNumber, &self.ni_number),
            nhs_number: kept(Facet::NhsNumber, &self.nhs_number),
            upn: kept(Facet::Upn, &self.upn),
            postcode: kept(Facet::Postcode, &self.postcode),
            phone: kept(Facet::Phone, &self.phone),
            email: kept(Facet::Email, &self.email),
        }
    }
    /// What it says of one thing, as a form of ours has it: a full day of birth as such, a name with the forenames first.
    pub(super) fn said(&self, facet: Facet, today: Date) -> String {
        match facet {
            Facet::Name => match self.name.split_once(", ") {
                Some((surname, forenames)) => format!("{forenames} {surname}"),
                None => self.name.clone(),
            },
            Facet::Born => {
                let born = BirthDate::parse(&self.born, today.year()).ok().and_then(|born| born.date());
                born.map(|day| day.to_string()).unwrap_or_default()
            }
            Facet::NiNumber => self.ni_number.clone(),
            Facet::NhsNumber => self.nhs_number.clone(),
            Facet::Upn => self.upn.clone(),
            Facet::Phone => self.phone.clone(),
            Facet::Email => self.email.clone(),
            Facet::Postcode => self.postcode.clone(),
        }
    }
    /// Who it is, as far as it says.
    pub(super) fn identity(&self, today: Date) -> Identity {
        Identity {
            names: if self.name.is_empty() { Vec::new() } else { vec![PersonName::from_full(&self.name)] },
            born: BirthDate::parse(&self.born, today.year()).ok(),
            ni_number: NiNumber::parse(&self.ni_number).ok(),
            nhs_number: NhsNumber::parse(&self.nhs_number).ok(),
            upn: Upn::parse(&self.upn).ok(),
            phones: PhoneNumber::parse(&self.phone).into_iter().collect(),
            emails: if self.email.is_empty() { Vec::new() } else { vec![Sensitive::new(self.email.to_lowercase())] },
            postcodes: Postcode::parse(&self.postcode).into_iter().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        match read(text.as_bytes(), &Facet::ALL) {
            Err(AppError::Refused(words)) => words,
            _ => panic!("not refused"),
        }
    }

    #[test]
    fn a_list_is_kept_only_as_far_as_it_may_be_read() {
        let text = "id,First name,Surname,DOB,NINO,shoe size\n7,Ada,Example,1/2/1990,AB123456C,38\n";
        let list = read(text.as_bytes(), &[Facet::Name, Facet::Born]).unwrap();
        assert_eq!(list.left_out, ["NINO", "shoe size"]);
        let row = &list.rows[0];
        assert!(row.name == "Example, Ada" && row.born == "1/2/1990" && row.ni_number.is_empty());
    }

    #[test]
    fn what_is_wrong_is_said_without_what_stands_there() {
        let canary = "Quillfeather";
        for (text, says) in [
            ("", "column called id"),
            ("name\nQuillfeather\n", "column called id"),
            ("id,dob\n1,Quillfeather\n", "column called name"),
            ("id,name\n1,Quillfeather\n1,Quillfeather\n", "Row 3 has an id"),
            ("id,name\n,Quillfeather\n", "Row 2 has no id"),
            ("id,name\n1,Quillfeather,9\n", "Row 2 has 3 values"),
            ("id,name\n", "no records"),
            ("key,name,dob\n0f,Quillfeather,\n", "made for research"),
        ] {
            let words = refused(text);
            assert!(words.contains(says) && !words.contains(canary), "{words}");
        }
    }
}
