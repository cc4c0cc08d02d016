//! The types that a form file is read into. Their doc comments are the reference for people who write forms.

use crate::model::Shape;
use crate::source::{FieldKind, Table};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The form of one service, beside its notice.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FormFile {
    /// Which form this is.
    pub form: FormHead,
    /// Code lists of this form's own.
    #[serde(default)]
    pub codes: Table<CodeList>,
    /// The sections, by category of the notice, in the order in which they are asked.
    #[serde(default)]
    pub section: Table<FormSection>,
}

/// Which form this is.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FormHead {
    /// The notice, with its major version: `coventry/homelessness-and-cbl@1`.
    pub notice: String,
    /// The service of the notice.
    pub service: String,
    /// The version, as three numbers. What is answered stays with the version that asked.
    pub version: String,
    /// What the form is called.
    pub title: String,
}

/// A list of codes.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CodeList {
    /// Who publishes the list.
    pub source: String,
    /// Whether somebody has checked it against the source.
    #[serde(default)]
    pub confirmed: bool,
    /// The codes with their words, in order.
    pub codes: Table<String>,
}

/// A section: what is asked of one category.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FormSection {
    /// Its heading, if not the category's name.
    pub label: Option<String>,
    /// A sentence under the heading.
    pub text: Option<String>,
    /// What there is to do whenever an answer of this section is changed later.
    pub when_changed: Option<WhenChanged>,
    /// The questions, by id, in order. A question answers the field of the notice that has its id, unless it says another.
    pub ask: Table<Question>,
}

/// Something to do, once an answer was changed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct WhenChanged {
    /// What: its words in small letters, with hyphens between them (`check-the-band`).
    pub task: String,
    /// Within how many working days.
    pub within: u32,
}

/// A question. What it does not say comes from the field of the notice.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Question {
    /// The field of the notice that it answers (several questions may answer one).
    pub answers: Option<String>,
    /// The question.
    pub label: Option<String>,
    /// A hint under it.
    pub hint: Option<String>,
    /// The type of the answer.
    #[serde(rename = "type")]
    pub kind: Option<FieldKind>,
    /// A code list: of this file, or one that is shipped.
    pub codes: Option<String>,
    /// The choices in words, where there is no code list.
    #[serde(default)]
    pub options: Vec<String>,
    /// Whether the section cannot be saved without it.
    #[serde(default)]
    pub required: bool,
    /// Masked unless opened.
    #[serde(default)]
    pub masked: bool,
    /// Asked only when another question was answered so.
    pub when: Option<QuestionWhen>,
    /// Asked as rows: what one row is called.
    pub rows: Option<String>,
    /// The columns of the rows.
    #[serde(default)]
    pub columns: Vec<QuestionColumn>,
    /// The most rows.
    pub at_most: Option<u32>,
    /// Whom the rows are about: a kind of subject of the notice.
    pub about: Option<String>,
    /// What the program makes of the rows.
    pub shape: Option<Shape>,
    /// A sum for a month, which is shown and never asked.
    pub total: Option<QuestionTotal>,
    /// Of a date of birth: the age in years below which the service takes nobody.
    pub youngest: Option<u8>,
    /// Of a name: it may stand there that nobody knows it, with what the person is called or looks like.
    #[serde(default)]
    pub may_be_unknown: bool,
    /// The purposes of the notice for which nothing can be decided while this is not answered.
    #[serde(default)]
    pub needed_for: Vec<String>,
    /// A duty that the council has once this is answered so.
    pub duty: Option<DutyWhen>,
}

/// A duty that follows from an answer: said at the top of the case for as long as it is answered so, and put on the list of what is to do.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DutyWhen {
    /// The answers, any of which brings it about.
    pub is: Vec<String>,
    /// The Act and the provision: `Care Act 2014 section 9`. The notice has to rest on the Act.
    pub law: String,
    /// What there is to do, in plain words.
    pub say: String,
    /// What that is called on the list of what is to do: a code.
    pub task: String,
    /// Within how many working days.
    #[serde(default = "one")]
    pub within: u32,
}

const fn one() -> u32 {
    1
}

/// A column of rows.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct QuestionColumn {
    /// Its id, unique in the row.
    pub id: String,
    /// The question.
    pub label: String,
    /// A hint under it.
    pub hint: Option<String>,
    /// The type of the answer; a line of text if not said.
    #[serde(default, rename = "type")]
    pub kind: FieldKind,
    /// A code list: of this file, or one that is shipped.
    pub codes: Option<String>,
    /// The choices in words.
    #[serde(default)]
    pub options: Vec<String>,
    /// Whether a row cannot be saved without it.
    #[serde(default)]
    pub required: bool,
    /// Masked unless opened.
    #[serde(default)]
    pub masked: bool,
    /// Asked only when another column of the row was answered so.
    pub when: Option<QuestionWhen>,
    /// Of a child, only for the controller's own people.
    #[serde(default)]
    pub narrow: bool,
}

/// When a question is asked.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct QuestionWhen {
    /// The question (or column) before it that decides.
    pub question: String,
    /// The answers that make it asked.
    pub is: Vec<String>,
}

/// What a total is made of.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct QuestionTotal {
    /// Questions with rows of amounts that are added.
    pub of: Vec<String>,
    /// Questions with rows of amounts that are taken away.
    #[serde(default)]
    pub less: Vec<String>,
}
