//! Forms: fields generated from the notice, what is typed into them, and what is wrong with it.

use crate::shown::{StatementLink, Typed};
use disclosure::Disclosed;
use serde::Serialize;

/// What is wrong, in the order of the page.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FormState {
    /// All errors; empty the first time.
    pub errors: Vec<FormError>,
}

impl FormState {
    /// With one thing wrong.
    #[must_use]
    pub fn wrong(field: &str, words: &str) -> Self {
        Self { errors: vec![FormError { field: field.to_owned(), words: words.to_owned() }] }
    }
    /// Adds what is wrong with a field.
    pub fn add(&mut self, field: impl Into<String>, words: impl Into<String>) {
        self.errors.push(FormError { field: field.into(), words: words.into() });
    }
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_fine(&self) -> bool {
        self.errors.is_empty()
    }
    /// What is wrong with a field, if anything.
    #[must_use]
    pub fn of(&self, field: &str) -> Option<String> {
        self.errors.iter().find(|e| e.field == field).map(|e| e.words.clone())
    }
}

/// One thing that is wrong. The words never repeat what was typed.
#[derive(Debug, Clone, Serialize)]
pub struct FormError {
    /// The field's name; empty for the form as a whole.
    pub field: String,
    /// What is wrong and what to do: `Enter a date of birth, like 27 3 1984`.
    pub words: String,
}

/// One of several answers.
#[derive(Debug, Clone, Serialize)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What people read.
    pub label: String,
    /// More about it.
    pub hint: Option<String>,
    /// Whether it is picked.
    pub picked: bool,
}

/// How a field is answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Control {
    /// One line.
    #[default]
    Text,
    /// Several lines.
    LongText,
    /// Day, month and year: sent as `NAME-day`, `NAME-month`, `NAME-year`.
    Date,
    /// A number.
    Number,
    /// Pounds and pence.
    Money,
    /// One of several.
    Choice,
    /// Any of several: sent as repeated `NAME`.
    Choices,
    /// `yes` or `no`.
    YesNo,
    /// An email address.
    Email,
    /// A telephone number.
    Telephone,
    /// A short code in capitals: National Insurance, NHS, pupil number.
    Code,
    /// A postal address.
    Address,
    /// A postcode.
    Postcode,
    /// Rows of the same columns.
    Rows,
    /// A sum, which is shown and not asked.
    Total,
}

/// What stands in a field.
#[derive(Clone, Default, PartialEq, Eq, Serialize)]
pub struct Entered {
    /// The text, for all but dates and several choices.
    pub text: String,
    /// The day as typed.
    pub day: String,
    /// The month as typed.
    pub month: String,
    /// The year as typed.
    pub year: String,
    /// The choices picked.
    pub chosen: Vec<String>,
    /// Of a date of birth: only the year is known, and that is an estimate.
    pub estimated: bool,
    /// Of a name: nobody knows it, and this is what the person is called.
    pub unknown: bool,
}

impl Entered {
    /// A text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
    /// A date as typed, in its three parts.
    #[must_use]
    pub fn date(day: impl Into<String>, month: impl Into<String>, year: impl Into<String>) -> Self {
        Self { day: day.into(), month: month.into(), year: year.into(), ..Self::default() }
    }
    /// Several choices.
    #[must_use]
    pub fn chosen(chosen: Vec<String>) -> Self {
        Self { chosen, ..Self::default() }
    }
}

/// Where the content of a field comes from: the record, through the gate, or this request.
#[derive(Serialize)]
#[serde(untagged)]
pub enum FieldValue {
    /// From the record.
    Disclosed(Disclosed<Entered>),
    /// Just typed, or empty.
    Typed(Typed<Entered>),
}

impl Default for FieldValue {
    fn default() -> Self {
        Self::Typed(Typed::default())
    }
}

/// When a question is asked, for the scripts, and in words for everybody else.
#[derive(Debug, Clone, Serialize)]
pub struct ShownWhen {
    /// The input that decides.
    pub name: String,
    /// The answers that make it asked.
    pub is: Vec<String>,
    /// In words.
    pub words: String,
}

/// The rows of a question.
#[derive(Default, Serialize)]
pub struct RowsField {
    /// What one row is called.
    pub one: String,
    /// The rows.
    pub rows: Vec<RowOf>,
    /// Whether another one can be added.
    pub more: bool,
    /// There is one row, and nothing in it yet: it is folded away.
    pub blank: bool,
}

/// One row.
#[derive(Serialize)]
pub struct RowOf {
    /// Its number, from 1.
    pub number: usize,
    /// Its columns.
    pub fields: Vec<Field>,
    /// Whose row it is: an input that goes with it unseen.
    pub whose: Option<Whose>,
}

/// Whose row it is.
#[derive(Serialize)]
pub struct Whose {
    /// What the form sends it as.
    pub name: String,
    /// The id of their record; empty: somebody new.
    pub value: FieldValue,
}

/// A field.
#[derive(Default, Serialize)]
pub struct Field {
    /// What the form sends it as; also its place on the page.
    pub name: String,
    /// Its label.
    pub label: String,
    /// How it is answered.
    pub control: Control,
    /// The answers to choose from, with nothing picked: what is picked comes from `value`.
    pub options: Vec<Choice>,
    /// Whether the form cannot be saved without it.
    pub required: bool,
    /// A hint.
    pub hint: Option<String>,
    /// What stands in it.
    pub value: FieldValue,
    /// What is wrong with it.
    pub error: Option<String>,
    /// When it is asked, if not always.
    pub shown_when: Option<ShownWhen>,
    /// Its rows, if it has any.
    pub rows: Option<RowsField>,
    /// Of a date of birth: it can be marked as an estimate.
    pub can_estimate: bool,
    /// Of a name: it can be marked as not known.
    pub can_be_unknown: bool,
    /// It stands in a row: a list of choices takes one line.
    pub compact: bool,
}

/// What somebody typed into a form before and had not sent.
#[derive(Debug, Clone, Default, Serialize)]
pub struct DraftNote {
    /// Its id, sent back with the form: by it a form is sent once.
    pub id: String,
    /// When it was kept, in words; none: nothing was.
    pub kept: Option<String>,
}

/// A question that the person may not want to answer.
#[derive(Serialize)]
pub struct Decline {
    /// What the form sends it as.
    pub name: String,
    /// The questions that can be left so.
    pub options: Vec<Choice>,
    /// Which are.
    pub value: FieldValue,
}

/// A part of a form: one category of the notice.
#[derive(Serialize)]
pub struct FormSection {
    /// The category's id.
    pub id: String,
    /// Its name.
    pub label: String,
    /// Whether the application cannot go on without it.
    pub required: bool,
    /// It has to be answered, and no question of it by itself: any one will do.
    pub any_one: bool,
    /// Why it is asked: the purposes of the notice, in its words.
    pub why: Vec<String>,
    /// What follows if it is not given.
    pub if_refused: Option<String>,
    /// Specially protected data, in words: `health`, `criminal convictions`.
    pub special: Option<String>,
    /// Where the notice says so.
    pub statement: Option<StatementLink>,
    /// A sentence under the heading.
    pub text: Option<String>,
    /// The fields.
    pub fields: Vec<Field>,
    /// What can be left unanswered on purpose.
    pub decline: Option<Decline>,
}
