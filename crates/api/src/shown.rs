//! What answers are made of. A person's data stands in them only as [`Shown`], which holds what a decision released. Plain text
//! does not become one:
//!
//! ```compile_fail,E0308
//! fn plain(text: String) -> api::shown::Given<String> {
//!     api::shown::Given::Released { value: text }
//! }
//! ```
//!
//! ```compile_fail,E0277
//! fn converted(text: String) -> api::shown::Shown<String> {
//!     api::shown::Shown::from(text)
//! }
//! ```

use app::views::{Item, StatementRef, Withheld};
use casework::SectionContent;
use casework::section::MEMBER;
use disclosure::Disclosed;
use notice::model::FieldInfo;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What a recorded decision released.
#[derive(Serialize)]
#[serde(transparent)]
pub struct Shown<T>(Disclosed<T>);

impl<T> From<Disclosed<T>> for Shown<T> {
    fn from(disclosed: Disclosed<T>) -> Self {
        Self(disclosed)
    }
}

impl<T: JsonSchema> JsonSchema for Shown<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }
    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// The fields of a section: field to value. Dates `2026-11-21` (or `2026`, or `about 1984`), amounts `123.45`, yes and no as
/// `yes` and `no`, several choices one a line; rows as `debts.1.creditor`, numbered from 1; `declined` names the questions
/// that the person did not want to answer, one a line.
pub type Fields = BTreeMap<String, String>;

/// One thing that was asked of the gate.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum Given<T> {
    /// Released.
    Released {
        /// What it is.
        value: Shown<T>,
    },
    /// Withheld, and why.
    Withheld {
        /// Why, in plain words.
        reasons: Vec<String>,
        /// The statements of the notice that it follows from.
        statements: Vec<Statement>,
    },
    /// Nothing is recorded; it would have been released.
    Empty,
    /// It was erased under the notice's rule.
    Erased,
}

impl<T> From<Item<T>> for Given<T> {
    fn from(item: Item<T>) -> Self {
        match item {
            Item::Released(value) => Self::Released { value: value.into() },
            Item::Withheld(Withheld { reasons, statements }) => {
                Self::Withheld { reasons, statements: statements.into_iter().map(Statement::from).collect() }
            }
            Item::Empty => Self::Empty,
            Item::Erased => Self::Erased,
        }
    }
}

/// What a section says.
#[derive(Serialize, JsonSchema)]
pub struct Said {
    /// Field to value.
    pub fields: Fields,
    /// The fields that hold something and are masked: they are shown one by one, for a reason (`reveal`).
    pub masked: Vec<String>,
}

/// A section's fields, as released; what its questions mask is left out and named.
pub(crate) fn said(item: Item<SectionContent>, questions: &[FieldInfo]) -> Given<Said> {
    mapped(item, |content| {
        let (mut fields, mut masked) = (Fields::new(), Vec::new());
        for (key, value) in content.fields {
            if is_masked(questions, &key) {
                masked.push(key);
            } else {
                fields.insert(key, value);
            }
        }
        Said { fields, masked }
    })
}

/// The content of an entry, which masks nothing.
pub(crate) fn fields(item: Item<SectionContent>) -> Given<Fields> {
    mapped(item, |content| content.fields.into_iter().collect())
}

fn mapped<T, U>(item: Item<T>, make: impl FnOnce(T) -> U) -> Given<U> {
    Given::from(item.map(make))
}

/// Whether the question that a key is the answer to is masked. What no question asks is masked too.
fn is_masked(questions: &[FieldInfo], key: &str) -> bool {
    if key == "declined" {
        return false;
    }
    let mut parts = key.splitn(3, '.');
    let (id, column) = (parts.next().unwrap_or_default(), parts.nth(1));
    let Some(question) = questions.iter().find(|q| q.id == id) else { return true };
    match (question.rows(), column) {
        // Whose row it is: their record.
        (Some(_), Some(MEMBER)) => false,
        (Some(rows), Some(column)) => rows.columns.iter().find(|c| c.id == column).is_none_or(|c| c.masked),
        _ => question.masked,
    }
}

/// A statement of a notice.
#[derive(Serialize, JsonSchema)]
pub struct Statement {
    /// Its id: the anchor on the published notice.
    pub id: String,
    /// What it says.
    pub words: String,
}

impl From<StatementRef> for Statement {
    fn from(said: StatementRef) -> Self {
        Self { id: said.id, words: said.words }
    }
}
