//! The forms of services: what is asked, and why.

use crate::answer::Answer;
use crate::ask::Ask;
use crate::problem::Problem;
use casework::FormSpec;
use notice::model::{FieldInfo, Part};
use schemars::JsonSchema;
use serde::Serialize;

/// The forms of a new case.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Forms {
    /// The notice, `id@version`.
    notice: String,
    sections: Vec<Form>,
}

/// The form of one section.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Form {
    /// The category.
    category: String,
    label: String,
    /// Whether no case can be made without it.
    required: bool,
    /// Why it is asked: purposes of the notice.
    why: Vec<String>,
    /// What follows if it is not given.
    if_refused: Option<String>,
    fields: Vec<Field>,
}

/// A question.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Field {
    id: String,
    label: String,
    /// Its type: `text`, `date`, `choice`, `yes-no`, …
    kind: String,
    required: bool,
    /// The choices, if it is one: as they are sent, and in words.
    options: Vec<Option_>,
    hint: Option<String>,
    /// Shown only for a reason.
    masked: bool,
    /// Made from other answers: never sent.
    total: bool,
    /// When it is asked, if not always.
    asked_when: Option<AskedWhen>,
    /// The columns of its rows, if it has rows.
    rows: Option<RowsOf>,
}

/// A choice.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Choice")]
pub(crate) struct Option_ {
    value: String,
    label: String,
}

/// When a question is asked.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AskedWhen {
    /// The question that decides.
    question: String,
    /// The answers that make it asked.
    is: Vec<String>,
}

/// Rows of the same columns.
#[derive(Serialize, JsonSchema)]
pub(crate) struct RowsOf {
    /// What one row is called.
    one: String,
    at_most: usize,
    columns: Vec<Field>,
}

pub(crate) fn fields_of(fields: &[FieldInfo]) -> Vec<Field> {
    fields.iter().map(field_of).collect()
}

fn field_of(field: &FieldInfo) -> Field {
    let kind = serde_json::to_value(field.kind).ok().and_then(|kind| kind.as_str().map(str::to_owned));
    Field {
        id: field.id.clone(),
        label: field.label.clone(),
        kind: kind.unwrap_or_default(),
        required: field.required,
        options: field
            .options
            .iter()
            .map(|value| Option_ { value: value.clone(), label: field.words_of(value).to_owned() })
            .collect(),
        hint: field.hint.clone(),
        masked: field.masked,
        total: matches!(field.part, Part::Total(_)),
        asked_when: field
            .shown_when
            .as_ref()
            .map(|when| AskedWhen { question: when.question.clone(), is: when.is.clone() }),
        rows: field.rows().map(|rows| RowsOf {
            one: rows.one.clone(),
            at_most: rows.at_most,
            columns: fields_of(&rows.columns),
        }),
    }
}

pub(crate) fn forms(ask: &Ask) -> Result<Answer, Problem> {
    let (notice, forms) = ask.app().new_case_forms(ask.actor()?, ask.param("service"))?;
    let form = |form: FormSpec| Form {
        fields: fields_of(&form.fields),
        category: form.category,
        label: form.label,
        required: form.required,
        why: form.why,
        if_refused: form.if_refused,
    };
    Answer::json(&Forms {
        notice: format!("{}@{}", notice.compiled.id, notice.compiled.version),
        sections: forms.into_iter().map(form).collect(),
    })
}
