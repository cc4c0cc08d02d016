//! What pages about imports show.

use super::mapping::fields;
use super::work::is_going;
use super::{Ground, ImportCounts, ImportField, Line, found};
use crate::actor::Actor;
use crate::error::AppError;
use crate::{App, Inner};
use disclosure::Disclosed;
use jiff::civil::Date;
use kernel::{ImportId, Timestamp};
use ledger::Action;
use store::{ImportRun, Tx};

/// How many imports stand in the list.
const SHOWN: u32 = 100;
/// How many rows stand on one page.
const ROWS: u32 = 100;
/// An example of a column is no longer than this.
const EXAMPLE: usize = 60;

/// An import in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportLine {
    /// Its id.
    pub id: ImportId,
    /// Into which service, in words.
    pub service: String,
    /// Where it stands: a code.
    pub state: String,
    /// How many rows the file has.
    pub total: u32,
    /// What was counted.
    pub counts: ImportCounts,
    /// When it was begun.
    pub made_at: Timestamp,
    /// Why it stopped; empty: it did not.
    pub problem: String,
    /// Until when its rows are kept.
    pub expires_on: Date,
    /// Whether they are.
    pub file_there: bool,
    /// Rows about people who may be on record are left out.
    pub only_new: bool,
}

/// Something to say of a row.
pub struct ImportIssueLine {
    /// Its number in the file.
    pub number: u32,
    /// What kind of thing: `wrong`, `alike`, `left-out` or `kept`.
    pub kind: String,
    /// Column and what to put right.
    pub words: Disclosed<Vec<(String, String)>>,
}

/// An import.
pub struct ImportView {
    /// How it stands.
    pub line: ImportLine,
    /// Where the data comes from, in words.
    pub source: String,
    /// What there is to say of single rows; nothing while it goes on.
    pub issues: Vec<ImportIssueLine>,
    /// Behind which row the next page begins.
    pub next: Option<u32>,
    /// When the very same file was imported before, if cases of it are there.
    pub before: Option<Timestamp>,
}

/// A column of the file.
pub struct ImportColumn {
    /// Its name.
    pub name: Disclosed<String>,
    /// What stands in it, of the first row that has anything.
    pub example: Disclosed<String>,
    /// Where it goes; empty: it is left out.
    pub goes_to: String,
}

/// Where the columns of a file go.
pub struct ImportMapping {
    /// The import.
    pub line: ImportLine,
    /// The columns.
    pub columns: Vec<ImportColumn>,
    /// Where they can go.
    pub fields: Vec<ImportField>,
}

fn line(tx: &mut Tx<'_>, inner: &Inner, run: &ImportRun) -> Result<ImportLine, AppError> {
    let notice = inner.latest(tx, &run.notice_id)?;
    Ok(ImportLine {
        id: run.id,
        service: notice.map_or_else(|| run.service.clone(), |n| n.service_label(&run.service)),
        state: run.state.clone(),
        total: u32::try_from(run.total).unwrap_or(0),
        counts: ImportCounts::of(run),
        made_at: run.made_at,
        problem: run.problem.clone(),
        expires_on: run.expires_on,
        file_there: tx.import_part(run.id, 0)?.is_some(),
        only_new: run.only_new,
    })
}

/// The actor's imports, as they act now, the newest first.
pub(crate) fn lines_of(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor) -> Result<Vec<ImportLine>, AppError> {
    let mut runs = tx.imports(actor.account, SHOWN)?;
    runs.retain(|run| run.capacity == actor.capacity.stored() && run.purpose == actor.purpose);
    runs.iter().map(|run| line(tx, inner, run)).collect()
}

impl App {
    /// The actor's imports, as they act now, the newest first.
    ///
    /// # Errors
    /// `NotFound` for partners.
    pub fn imports(&self, actor: &Actor) -> Result<Vec<ImportLine>, AppError> {
        if !actor.is_staff() {
            return Err(AppError::NotFound);
        }
        let (inner, own) = (&self.inner, actor.clone());
        self.inner.store.read(&actor.caller, "imports", move |tx| lines_of(tx, inner, &own))
    }

    /// How an import stands, in short.
    ///
    /// # Errors
    /// `NotFound` when it is not the actor's.
    pub fn import_line(&self, actor: &Actor, id: ImportId) -> Result<ImportLine, AppError> {
        let (inner, own) = (&self.inner, actor.clone());
        self.inner.store.read(&actor.caller, "import", move |tx| {
            let run = found(tx, &own, id)?;
            line(tx, inner, &run)
        })
    }

    /// An import, with what there is to say of rows behind a number.
    ///
    /// # Errors
    /// `NotFound` when it is not the actor's.
    pub fn import(&self, actor: &Actor, id: ImportId, after: u32) -> Result<ImportView, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "import", move |tx, inner| {
            let run = found(tx, &actor, id)?;
            let notice = inner.latest(tx, &run.notice_id)?.ok_or(AppError::NotFound)?;
            // While it goes on its page is asked for again and again: it says how far it is, and opens nothing of the file.
            let mut issues = if is_going(&run) {
                Vec::new()
            } else {
                tx.import_issues(id, None, i32::try_from(after).unwrap_or(i32::MAX), ROWS + 1)?
            };
            let more = issues.len() > usize::try_from(ROWS).unwrap_or(0);
            issues.truncate(usize::try_from(ROWS).unwrap_or(0));
            let heads = if issues.is_empty() { None } else { heads(tx, inner, &actor, &run)? };
            let number = |n: i32| u32::try_from(n).unwrap_or(0);
            let next = issues.last().filter(|_| more).map(|i| number(i.number));
            let lines = issues.into_iter().map(|issue| {
                let named = |heads: &[String]| {
                    issue.detail.iter().map(|said| column_and_words(said, heads)).collect::<Vec<_>>()
                };
                ImportIssueLine {
                    number: number(issue.number),
                    kind: issue.kind.clone(),
                    words: match &heads {
                        Some(heads) => heads.map_ref(|heads| named(heads)),
                        None => Disclosed::all(Vec::new()).map(|_: Vec<()>| named(&[])),
                    },
                }
            });
            let issues = lines.collect();
            let before = tx.imports(run.account, SHOWN)?.into_iter().find(|old| {
                old.id != run.id
                    && old.file_digest == run.file_digest
                    && matches!(old.state.as_str(), "running" | "done")
            });
            Ok(ImportView {
                line: line(tx, inner, &run)?,
                source: notice.source_words(&run.source),
                issues,
                next,
                before: before.map(|old| old.made_at),
            })
        })
    }

    /// The columns of a file, each with an example, and where they go.
    ///
    /// # Errors
    /// `NotFound` when it is not the actor's; `Refused` when the file is not kept any more.
    pub fn import_mapping(&self, actor: &Actor, id: ImportId) -> Result<ImportMapping, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "columns of an import", move |tx, inner| {
            let run = found(tx, &actor, id)?;
            let ground = Ground::of(tx, inner, &actor, &run.service)?;
            let recorded = ground.recorded(tx, &actor, &run, (Action::Open, "its columns are looked at"))?;
            let gone = || AppError::Refused("The rows of this file are not kept any more: upload it again".to_owned());
            let heads: Disclosed<Vec<String>> = ground.open(tx, &run, 0, &recorded)?.ok_or_else(gone)?;
            let lines: Disclosed<Vec<Line>> = ground.open(tx, &run, 1, &recorded)?.ok_or_else(gone)?;
            let columns = run.mapping.iter().enumerate().map(|(at, to)| ImportColumn {
                name: heads.map_ref(|heads| heads.get(at).cloned().unwrap_or_default()),
                example: lines.map_ref(|lines| {
                    let cells = lines.iter().filter_map(|line| line.c.get(at)).map(|cell| cell.trim());
                    cells
                        .filter(|cell| !cell.is_empty())
                        .map(|cell| cell.chars().take(EXAMPLE).collect())
                        .next()
                        .unwrap_or_default()
                }),
                goes_to: to.clone(),
            });
            Ok(ImportMapping {
                columns: columns.collect(),
                line: line(tx, inner, &run)?,
                fields: fields(&ground.forms),
            })
        })
    }
}

/// The names of the columns, if the file is there.
fn heads(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    run: &ImportRun,
) -> Result<Option<Disclosed<Vec<String>>>, AppError> {
    let ground = match Ground::of(tx, inner, actor, &run.service) {
        Ok(ground) => ground,
        Err(AppError::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    let recorded = ground.recorded(tx, actor, run, (Action::Open, "rows to put right are looked at"))?;
    ground.open(tx, run, 0, &recorded)
}

/// `3|Enter …` with the names of columns.
fn column_and_words(said: &str, heads: &[String]) -> (String, String) {
    let (column, words) = said.split_once('|').unwrap_or(("0", said));
    let at = column.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
    let name = at.map_or_else(String::new, |at| {
        heads.get(at).filter(|h| !h.is_empty()).map_or_else(|| format!("Column {}", at + 1), Clone::clone)
    });
    (name, words.to_owned())
}
