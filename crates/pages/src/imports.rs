//! Imports: where the columns of a file go. How an import stands is a sheet.

use crate::engine::page;
use crate::form::{Choice, FormState};
use crate::frame::Area;
use disclosure::Disclosed;
use serde::Serialize;

/// Where the columns of a file go.
#[derive(Serialize)]
pub struct ImportColumns {
    /// What is wrong.
    pub form: FormState,
    /// Where the form goes.
    pub action: String,
    /// Where *Back* and *Cancel* lead.
    pub back: String,
    /// Into which service, in words.
    pub service: String,
    /// How many rows the file has.
    pub rows: u32,
    /// The questions that every row has to answer.
    pub needed: Vec<String>,
    /// The questions that a column can go to, by section.
    pub places: Vec<Places>,
    /// The columns.
    pub columns: Vec<Column>,
}
page!(ImportColumns => "imports/columns.html", Area::Create);

/// The questions of a section.
#[derive(Debug, Clone, Serialize)]
pub struct Places {
    /// The section.
    pub label: String,
    /// Its questions.
    pub options: Vec<Choice>,
}

/// A column.
#[derive(Serialize)]
pub struct Column {
    /// What the form sends it as: `column-3`.
    pub name: String,
    /// What the file calls it.
    pub heading: Disclosed<String>,
    /// What stands in it.
    pub example: Disclosed<String>,
    /// The question that it goes to; empty: it is left out.
    pub goes_to: String,
    /// What is wrong with it.
    pub error: Option<String>,
}
