//! Forms from the notice: which questions a category has, and reading what somebody typed into them.
//!
//! What is typed is kept whatever is wrong with it: the form comes back with everything in place and each error beside
//! its field.

mod earlier;
mod rows;
#[cfg(test)]
mod tests;
mod typed;
mod value;

use crate::SectionContent;
pub use earlier::{earlier_id, is_earlier, left_over, with_earlier};
use indexmap::IndexMap;
use jiff::civil::Date;
use notice::form::Section;
use notice::model::{CategoryInfo, FieldInfo, Part, ShownWhen};
use notice::source::FieldKind;
use rows::Place;
use std::sync::Arc;
pub use typed::Typed;
pub use value::is_birth;
pub(crate) use value::said;
use value::{lower_first, missing, old_enough, read_date, read_value};

/// The longest value of a one-line field, in characters.
pub const LONGEST_LINE: usize = 500;
/// The longest value of a field of several lines, in characters.
pub const LONGEST_TEXT: usize = 20_000;
/// What stands before a year of birth that somebody estimated.
pub(crate) const ABOUT: &str = "about ";

/// What stands before a word by which somebody is called whose name nobody knows.
pub const UNKNOWN_NAME: &str = "Name not known: ";

/// Something wrong with what was typed into a field. The words never repeat it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The input's name, to which the error summary links.
    pub input: String,
    /// What to do, in words.
    pub words: String,
}

/// The form of one category.
#[derive(Debug, Clone)]
pub struct FormSpec {
    /// The category's id.
    pub category: String,
    /// Its name.
    pub label: String,
    /// A sentence under it.
    pub text: Option<String>,
    /// Whether the section has to be given for a case to be made.
    pub required: bool,
    /// What follows if it is not given.
    pub if_refused: Option<String>,
    /// Why we ask.
    pub why: Vec<String>,
    /// The questions.
    pub fields: Arc<[FieldInfo]>,
}

impl FormSpec {
    /// The form of a category as the notice itself has it; none if it is made from others and so never asked.
    #[must_use]
    pub fn of(category: &CategoryInfo) -> Option<Self> {
        (!category.derived).then(|| Self {
            category: category.id.clone(),
            label: category.label.clone(),
            text: None,
            required: category.necessity != notice::source::Necessity::Optional,
            if_refused: category.if_refused.clone(),
            why: category.why.clone(),
            fields: category.fields.clone(),
        })
    }

    /// The form of a category with the questions of a form file.
    #[must_use]
    pub fn asking(category: &CategoryInfo, section: &Section) -> Option<Self> {
        Self::of(category).map(|spec| Self {
            label: section.label.clone(),
            text: section.text.clone(),
            fields: section.fields.clone(),
            ..spec
        })
    }

    /// Whether anything was typed into any of its fields.
    #[must_use]
    pub fn touched(&self, typed: &Typed) -> bool {
        let prefix = format!("{}.", self.category);
        typed.pairs().iter().any(|(name, value)| name.starts_with(&prefix) && !value.trim().is_empty())
    }

    /// The first input of the form, for an error about the whole of it.
    #[must_use]
    pub fn first_input(&self) -> String {
        self.fields.first().map_or_else(
            || self.category.clone(),
            |field| match field.rows().and_then(|r| r.columns.first()) {
                Some(column) => Place::row(self.input(field), 1, column).anchor(column),
                None => self.anchor(field),
            },
        )
    }

    /// The name of a field's input.
    #[must_use]
    pub fn input(&self, field: &FieldInfo) -> String {
        format!("{}.{}", self.category, field.id)
    }

    /// Whether anything in it is masked.
    #[must_use]
    pub fn masks(&self) -> bool {
        self.fields.iter().any(FieldInfo::has_masked)
    }

    /// The questions that the person may leave unanswered and can be said not to want to answer.
    pub fn can_decline(&self) -> impl Iterator<Item = &FieldInfo> {
        self.fields.iter().filter(|f| !f.required && !matches!(f.part, Part::Total(_)))
    }

    /// Reads what was typed. `today` (London) bounds dates of birth. What is asked only after some answer, and the answer is
    /// another, is left out.
    ///
    /// # Errors
    /// Every field that cannot be read, each with what to do.
    pub fn read(&self, typed: &Typed, today: Date) -> Result<SectionContent, Vec<FieldError>> {
        let mut fields = IndexMap::new();
        let mut errors = Vec::new();
        for field in self.fields.iter() {
            if !field.shown_when.as_ref().is_none_or(|when| holds(when, |id| fields.get(id).map(String::as_str))) {
                continue;
            }
            let place = Place::field(self.input(field));
            match &field.part {
                Part::Total(_) => {}
                Part::Rows(rows) => rows::read(field, rows, &place, typed, today, &mut fields, &mut errors),
                Part::Plain => match read_field(field, &place, typed, today) {
                    Ok(Some(value)) => {
                        fields.insert(field.id.clone(), value);
                    }
                    Ok(None) if field.required => {
                        errors.push(FieldError { input: self.anchor(field), words: missing(field) });
                    }
                    Ok(None) => {}
                    Err(words) => errors.push(FieldError { input: self.anchor(field), words }),
                },
            }
        }
        self.read_declined(typed, &mut fields);
        if errors.is_empty() { Ok(SectionContent { fields, ..SectionContent::default() }) } else { Err(errors) }
    }

    /// Reads what can be read and leaves out the rest: for sums, before anything is sent.
    #[must_use]
    pub fn so_far(&self, typed: &Typed, today: Date) -> SectionContent {
        let mut fields = IndexMap::new();
        for field in self.fields.iter() {
            let place = Place::field(self.input(field));
            match &field.part {
                Part::Total(_) => {}
                Part::Rows(rows) => rows::read(field, rows, &place, typed, today, &mut fields, &mut Vec::new()),
                Part::Plain => {
                    if let Ok(Some(value)) = read_field(field, &place, typed, today) {
                        fields.insert(field.id.clone(), value);
                    }
                }
            }
        }
        SectionContent { fields, ..SectionContent::default() }
    }

    /// Which questions the person did not want to answer: kept as a fact, and an answer that is there speaks before it.
    fn read_declined(&self, typed: &Typed, fields: &mut IndexMap<String, String>) {
        let input = format!("{}.declined", self.category);
        let declined: Vec<&str> = self
            .can_decline()
            .filter(|f| typed.all(&input).any(|d| d == f.id))
            .filter(|f| !fields.keys().any(|key| key == &f.id || key.starts_with(&format!("{}.", f.id))))
            .map(|f| f.id.as_str())
            .collect();
        if !declined.is_empty() {
            fields.insert(crate::section::DECLINED.to_owned(), declined.join("\n"));
        }
    }

    /// The input that an error links to: a date's first box.
    fn anchor(&self, field: &FieldInfo) -> String {
        Place::field(self.input(field)).anchor(field)
    }
}

/// Whether a question is asked, by the answers before it.
pub fn holds<'a>(when: &ShownWhen, answer: impl Fn(&str) -> Option<&'a str>) -> bool {
    answer(&when.question).is_some_and(|said| said.lines().any(|one| when.is.iter().any(|is| is == one)))
}

fn read_field(field: &FieldInfo, place: &Place, typed: &Typed, today: Date) -> Result<Option<String>, String> {
    let name = place.name();
    let what = lower_first(&field.label);
    if field.kind == FieldKind::Date {
        let part = |p: &str| typed.first(&format!("{name}-{p}")).trim().to_owned();
        let (day, month, year) = (part("day"), part("month"), part("year"));
        let date = read_date(&day, &month, &year, &what, &field.id, today)?;
        let estimated = is_birth(&field.id) && typed.first(&format!("{name}-estimated")) == "yes";
        if let (Some(youngest), Some(date)) = (field.youngest, &date) {
            old_enough(date, youngest, today)?;
        }
        // Of a date that somebody estimated only the year is kept: more would look known.
        return Ok(date.map(|d| if estimated { format!("{ABOUT}{}", d.get(..4).unwrap_or(&d)) } else { d }));
    }
    if field.kind == FieldKind::Choices {
        let chosen: Vec<&str> = typed.all(name).map(str::trim).filter(|v| !v.is_empty()).collect();
        if chosen.iter().any(|c| !field.options.iter().any(|o| o == c)) {
            return Err(format!("Choose {what} from the list"));
        }
        return Ok((!chosen.is_empty()).then(|| chosen.join("\n")));
    }
    let value = typed.first(name).replace("\r\n", "\n");
    let value = value.trim();
    if value.is_empty() {
        return Ok(None);
    }
    let unknown = field.may_be_unknown && typed.first(&format!("{name}-unknown")) == "yes";
    let called = unknown.then(|| format!("{UNKNOWN_NAME}{value}"));
    let value = called.as_deref().unwrap_or(value);
    let long = matches!(field.kind, FieldKind::LongText | FieldKind::Address);
    let longest = if long { LONGEST_TEXT } else { LONGEST_LINE };
    if value.chars().count() > longest {
        return Err(format!("{} must be {longest} characters or fewer", field.label));
    }
    let free = matches!(field.kind, FieldKind::Text | FieldKind::LongText | FieldKind::Address);
    if free && !field.masked && crate::identifier::has_ni_number(value) {
        return Err(format!("{}: {}", field.label, crate::identifier::NI_NUMBER_IN_TEXT));
    }
    if value.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(format!("{} has characters that cannot be read: type it again", field.label));
    }
    if field.masked && value.contains(crate::identifier::MASK) {
        return Err(format!("Only the end of {what} is shown, and it cannot be told whose it was: write all of it"));
    }
    read_value(field, value, &what).map(Some)
}
