//! Imports: a file is taken in, its columns are mapped, every row is tried; then cases are made, and can be taken back.

use crate::answer::Answer;
use crate::ask::Ask;
use crate::problem::Problem;
use crate::shown::Shown;
use app::{AppError, ImportColumn, ImportCounts, ImportField, ImportIssueLine, ImportLine, NewImport};
use data_encoding::BASE64;
use kernel::ImportId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A question that a column can go to.
#[derive(Serialize, JsonSchema)]
struct Question {
    /// What to give as the place where a column goes.
    input: String,
    label: String,
    /// Whether no case can be made without it.
    required: bool,
}

impl From<ImportField> for Question {
    fn from(field: ImportField) -> Self {
        Self { input: field.input, label: field.label, required: field.required }
    }
}

/// Where columns can go.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Questions {
    questions: Vec<Question>,
}

pub(crate) fn questions(ask: &Ask) -> Result<Answer, Problem> {
    let fields = ask.app().import_fields(ask.actor()?, ask.param("service"))?;
    Answer::json(&Questions { questions: fields.into_iter().map(Question::from).collect() })
}

/// What was counted.
#[derive(Serialize, JsonSchema)]
struct Counted {
    /// Rows that would become cases, as far as was tried.
    fit: u32,
    /// Rows with something to put right.
    wrong: u32,
    /// Rows about people who may be on record already.
    alike: u32,
    /// Cases that were made.
    made: u32,
    /// Rows that were left out, because their people may be on record.
    left_out: u32,
    /// Cases that were taken back.
    taken_back: u32,
    /// Cases that stayed when the import was taken back.
    stayed: u32,
    /// Rows that were gone through in what is being done now.
    done: u32,
}

impl From<ImportCounts> for Counted {
    fn from(c: ImportCounts) -> Self {
        Self {
            fit: c.fit,
            wrong: c.wrong,
            alike: c.alike,
            made: c.made,
            left_out: c.left_out,
            taken_back: c.undone,
            stayed: c.kept,
            done: c.done,
        }
    }
}

/// An import.
#[derive(Serialize, JsonSchema)]
struct Import {
    id: String,
    /// The service, in words.
    service: String,
    /// `mapping`: its columns are to be mapped; `checking`: every row is tried; `checked`: nothing is made yet; `running`: cases are
    /// made; `done`; `undoing`: it is taken back; `undone`.
    state: String,
    /// How many rows the file has.
    rows: u32,
    counted: Counted,
    begun_at: String,
    /// Why it stopped, if it did: what was done stays, and it can go on.
    stopped: Option<String>,
    /// The last day on which the file is kept.
    file_kept_until: String,
    /// Whether it is kept still.
    file_there: bool,
    /// People who may be on record already are left out.
    only_new: bool,
}

impl From<ImportLine> for Import {
    fn from(line: ImportLine) -> Self {
        Self {
            id: line.id.to_string(),
            service: line.service,
            state: line.state,
            rows: line.total,
            counted: line.counts.into(),
            begun_at: line.made_at.rfc3339(),
            stopped: (!line.problem.is_empty()).then_some(line.problem),
            file_kept_until: line.expires_on.to_string(),
            file_there: line.file_there,
            only_new: line.only_new,
        }
    }
}

/// The caller's imports.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Imports {
    imports: Vec<Import>,
}

pub(crate) fn list(ask: &Ask) -> Result<Answer, Problem> {
    let lines = ask.app().imports(ask.actor()?)?;
    Answer::json(&Imports { imports: lines.into_iter().map(Import::from).collect() })
}

/// A file to be imported.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FileToImport {
    /// The service, by its key.
    service: String,
    /// Where the data comes from: `subject`, or a source of the notice.
    #[serde(default = "subject")]
    source: String,
    /// The bytes in base64 (RFC 4648 section 4): CSV, Excel (.xlsx) or OpenDocument (.ods), at most 32 megabytes of them.
    content: String,
}

fn subject() -> String {
    "subject".to_owned()
}

/// The bytes of a file that came in a body.
pub(super) fn bytes(content: &str) -> Result<Vec<u8>, Problem> {
    let bytes = BASE64.decode(content.as_bytes()).unwrap_or_default();
    if bytes.is_empty() {
        return Err(Problem::wrong_parts(vec![(
            "content".to_owned(),
            "Give the bytes of a file in base64".to_owned(),
        )]));
    }
    Ok(bytes)
}

pub(crate) fn begin(ask: &Ask) -> Result<Answer, Problem> {
    let file: FileToImport = ask.body()?;
    let bytes = Arc::new(bytes(&file.content)?);
    let new = NewImport { service: file.service, source: file.source, bytes };
    let id = ask.app().begin_import(ask.actor()?, &new).map_err(|e| match e {
        AppError::NotFound => Problem::unfit("There is no such service for which you may make cases: check service"),
        other => Problem::of_body(other),
    })?;
    Answer::made("imports", &id)
}

/// What is to be said of a column of a row.
#[derive(Serialize, JsonSchema)]
struct Said {
    /// The column's name; empty: the row as a whole.
    column: String,
    /// What to put right. It repeats nothing of what stands there.
    what: String,
}

/// What there is to say of a row.
#[derive(Serialize, JsonSchema)]
struct Row {
    /// Its number in the file.
    row: u32,
    /// `wrong`: something has to be put right; `alike`: the person may be on record already; `left-out`: and was left out for that;
    /// `kept`: the case stayed when the import was taken back.
    kind: String,
    said: Shown<Vec<Said>>,
}

impl From<ImportIssueLine> for Row {
    fn from(issue: ImportIssueLine) -> Self {
        let said =
            |words: Vec<(String, String)>| words.into_iter().map(|(column, what)| Said { column, what }).collect();
        Self { row: issue.number, kind: issue.kind, said: issue.words.map(said).into() }
    }
}

/// How an import stands.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ImportOpened {
    #[serde(flatten)]
    import: Import,
    /// Where the data comes from, in words.
    source: String,
    /// When the very same file was imported before, if cases of it are there.
    imported_before: Option<String>,
    /// A page of what there is to say of single rows.
    said_of_rows: Vec<Row>,
    /// Where the next page begins: `after`.
    next: Option<u32>,
}

fn the_import(ask: &Ask) -> Result<ImportId, Problem> {
    ask.id("import")
}

pub(crate) fn open(ask: &Ask) -> Result<Answer, Problem> {
    let after = ask.query("after").map_or(Ok(0), |text| ask.number("after", text))?;
    let view = ask.app().import(ask.actor()?, the_import(ask)?, after)?;
    Answer::json(&ImportOpened {
        import: view.line.into(),
        source: view.source,
        imported_before: view.before.map(kernel::Timestamp::rfc3339),
        said_of_rows: view.issues.into_iter().map(Row::from).collect(),
        next: view.next,
    })
}

/// A column of the file.
#[derive(Serialize, JsonSchema)]
struct Column {
    name: Shown<String>,
    /// What stands in it, of the first row that has anything.
    example: Shown<String>,
    /// Where it goes; none: it is left out.
    goes_to: Option<String>,
}

impl From<ImportColumn> for Column {
    fn from(column: ImportColumn) -> Self {
        let goes_to = (!column.goes_to.is_empty()).then_some(column.goes_to);
        Self { name: column.name.into(), example: column.example.into(), goes_to }
    }
}

/// The columns of the file.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Columns {
    /// In the file's order.
    columns: Vec<Column>,
    questions: Vec<Question>,
}

pub(crate) fn columns(ask: &Ask) -> Result<Answer, Problem> {
    let view = ask.app().import_mapping(ask.actor()?, the_import(ask)?)?;
    Answer::json(&Columns {
        columns: view.columns.into_iter().map(Column::from).collect(),
        questions: view.fields.into_iter().map(Question::from).collect(),
    })
}

/// Where the columns go.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mapping {
    /// For each column of the file in its order the `input` of a question, or null: it is left out.
    #[schemars(length(max = 200))]
    columns: Vec<Option<String>>,
}

pub(crate) fn map(ask: &Ask) -> Result<Answer, Problem> {
    let mapping: Mapping = ask.body()?;
    let columns: Vec<String> = mapping.columns.into_iter().map(Option::unwrap_or_default).collect();
    ask.app().map_import(ask.actor()?, the_import(ask)?, &columns).map_err(|error| match error {
        AppError::Form(errors) => {
            // The page counts columns from 1.
            let place = |input: &str| input.strip_prefix("column-").and_then(|n| n.parse::<usize>().ok());
            let wrong = errors.fields.into_iter().map(|e| {
                let at = place(&e.input).and_then(|n| n.checked_sub(1));
                (at.map_or_else(|| "columns".to_owned(), |at| format!("columns/{at}")), e.words)
            });
            Problem::wrong_parts(wrong.collect())
        }
        other => other.into(),
    })?;
    Ok(Answer::done())
}

/// Of which rows cases are made.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Start {
    /// Leave out rows whose people may be on record already.
    #[serde(default)]
    only_new: bool,
}

pub(crate) fn start(ask: &Ask) -> Result<Answer, Problem> {
    let start: Start = ask.body()?;
    ask.app().start_import(ask.actor()?, the_import(ask)?, start.only_new)?;
    Ok(Answer::done())
}

pub(crate) fn go_on(ask: &Ask) -> Result<Answer, Problem> {
    ask.app().resume_import(ask.actor()?, the_import(ask)?)?;
    Ok(Answer::done())
}

pub(crate) fn undo(ask: &Ask) -> Result<Answer, Problem> {
    ask.app().undo_import(ask.actor()?, the_import(ask)?)?;
    Ok(Answer::done())
}

pub(crate) fn discard(ask: &Ask) -> Result<Answer, Problem> {
    ask.app().discard_import(ask.actor()?, the_import(ask)?)?;
    Ok(Answer::done())
}

/// Rows of a file.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Rows {
    /// The media type.
    media: String,
    content: Shown<String>,
}

pub(crate) fn rows(ask: &Ask) -> Result<Answer, Problem> {
    let content = ask.app().import_wrong_rows(ask.actor()?, the_import(ask)?)?;
    Answer::json(&Rows { media: "text/csv".to_owned(), content: content.into() })
}
