//! Imports: people and cases from a table. The file is kept sealed; its columns are mapped to the questions of the service's form;
//! every row is tried as if somebody had typed it; then, when its owner says so, cases are made of the rows that fit. A worker
//! does it part by part, each part whole or not at all, so that an import that was interrupted goes on where it stood and
//! nothing is doubled. It can be taken back as far as nobody has worked on what it made.

mod alike;
mod begin;
mod mapping;
mod part;
mod read_in;
mod reading;
mod steps;
mod trial;
mod undo;
mod views;
mod work;

pub use begin::NewImport;
pub use mapping::ImportField;
pub use sheets::LARGEST as LARGEST_IMPORT;
pub(crate) use views::lines_of;
pub use views::{ImportColumn, ImportIssueLine, ImportLine, ImportMapping, ImportView};
pub(crate) use work::gave_up;
pub use work::{IMPORT, IMPORT_SWEEP};

use crate::Inner;
use crate::actor::Actor;
use crate::cases::parts::forms_for;
use crate::error::AppError;
use crate::notices::Published;
use casework::{FormSpec, Situation, facts_for};
use disclosure::{Ask, Decision, Disclosed, EntryHead, Recorded, Sealed};
use kernel::{EntryId, ImportId};
use ledger::Action;
use notice::form::Form;
use notice::model::{Act, CategoryIx};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::{ImportPlace, ImportRun, Tx};

/// The class of the key that seals the rows of an import.
const CLASS: &str = "import-file";
/// Rows are kept for so many days, to be downloaded and put right.
const DAYS: i64 = 30;
/// How many rows are read in together.
const PART: usize = 250;

/// What was counted in an import.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportCounts {
    /// Rows that would become cases, as far as was tried.
    pub fit: u32,
    /// Rows with something to put right.
    pub wrong: u32,
    /// Rows about people who may be on record already, as far as was tried.
    pub alike: u32,
    /// Cases that were made.
    pub made: u32,
    /// Rows that were left out, because they may be about people on record.
    pub left_out: u32,
    /// Cases that were taken back.
    pub undone: u32,
    /// Cases that stayed when it was taken back.
    pub kept: u32,
    /// Rows that were gone through in what is being done now.
    pub done: u32,
}

impl ImportCounts {
    fn of(run: &ImportRun) -> Self {
        serde_json::from_str(&run.counts).unwrap_or_default()
    }
    fn text(&self) -> Result<String, AppError> {
        serde_json::to_string(self).map_err(|_| AppError::Fault("counts cannot be written".to_owned()))
    }
}

/// A row as it is kept: its number in the file, and its cells. It has no `Debug`.
#[derive(Clone, Serialize, Deserialize)]
struct Line {
    n: u32,
    c: Vec<String>,
}

fn refuse<T>(words: &str) -> Result<T, AppError> {
    Err(AppError::Refused(words.to_owned()))
}

/// What an import stands on: the notice as it is today, and the forms of a new case that the actor may fill in.
#[derive(Clone)]
struct Ground {
    notice: Arc<Published>,
    form: Option<Arc<Form>>,
    forms: Arc<Vec<FormSpec>>,
}

impl Ground {
    /// `NotFound` for whoever may make no case of this service for their purpose, and for partners.
    fn of(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, service: &str) -> Result<Self, AppError> {
        if !actor.is_staff() {
            return Err(AppError::NotFound);
        }
        let notice = inner.latest(tx, &actor.capacity.notice)?.ok_or(AppError::NotFound)?;
        let form = notice.newest_form(tx, service)?;
        let forms = Arc::new(forms_for(&notice, actor, service, form.as_deref())?);
        Ok(Self { notice, form, forms })
    }
    /// Whether the same notice with the same form still holds.
    fn is(&self, other: &Self) -> bool {
        let form = |g: &Self| g.form.as_ref().map(|f| (f.service.clone(), f.version.clone()));
        self.notice.version_id == other.notice.version_id && form(self) == form(other)
    }
    fn categories(&self) -> Vec<CategoryIx> {
        self.forms.iter().filter_map(|f| self.notice.compiled.category(&f.category)).collect()
    }
    /// What the gate says of the actor recording what stands in a file for new cases of their own.
    fn decide(&self, actor: &Actor, run: &ImportRun) -> Result<Decision, AppError> {
        let (principal, purpose) =
            (self.notice.principal(&actor.capacity.principal)?, self.notice.purpose(&actor.purpose)?);
        let facts = facts_for(&Situation { linked: true, trained: actor.trained, ..Situation::default() });
        let asks: Vec<Ask> = self.categories().into_iter().map(|category| Ask { category, facts }).collect();
        Ok(self.notice.gate.decide_in(&run.service, run.person, principal, Act::Record, purpose, &asks))
    }
    /// The same, put on the ledger with what is done.
    fn recorded(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        run: &ImportRun,
        (action, detail): (Action, &str),
    ) -> Result<Recorded, AppError> {
        let decision = self.decide(actor, run)?;
        let head = EntryHead {
            id: EntryId::new(tx.now(), tx.entropy()),
            at: tx.now(),
            action,
            // Whoever stands in the file has no record yet.
            subjects: Vec::new(),
            detail: format!("import {}: {detail}", run.id),
        };
        let receipt = tx.append(&decision.to_entry(&self.notice.gate, &actor.caller, head))?;
        Ok(decision.recorded(&receipt))
    }
    /// Opens a part of the file with what was decided; none: it was destroyed.
    fn open<T: serde::de::DeserializeOwned>(
        &self,
        tx: &mut Tx<'_>,
        run: &ImportRun,
        part: i32,
        recorded: &Recorded,
    ) -> Result<Option<Disclosed<T>>, AppError> {
        // A file goes to whoever may record what any of its columns can hold: it is opened whole or not at all.
        let whole = self.categories().iter().all(|c| recorded.decision().releases(*c));
        let Some(first) = self.categories().first().copied().filter(|_| whole) else { return Err(AppError::NotFound) };
        let (Some(sealed), Some(grant)) = (tx.import_part(run.id, part)?, recorded.grant(first)) else {
            return Ok(None);
        };
        let ring = tx.ring(&[(run.person, CLASS)])?;
        match Sealed::<T>::new(run.place(part), first, sealed).open(&grant, &ring) {
            Ok(content) => Ok(Some(content)),
            Err(disclosure::OpenError::Erased) => Ok(None),
            Err(e) => Err(AppError::Fault(e.to_string())),
        }
    }
}

/// An import of the actor's own, as they acted when they began it.
fn found(tx: &mut Tx<'_>, actor: &Actor, id: ImportId) -> Result<ImportRun, AppError> {
    let run = tx.import(id)?.ok_or(AppError::NotFound)?;
    let same = run.account == actor.account && run.capacity == actor.capacity.stored() && run.purpose == actor.purpose;
    if same && actor.is_staff() { Ok(run) } else { Err(AppError::NotFound) }
}

/// Moves an import to the beginning of something.
fn move_to(tx: &mut Tx<'_>, run: &ImportRun, state: &'static str, counts: &ImportCounts) -> Result<(), AppError> {
    let ended = matches!(state, "done" | "undone");
    let place = ImportPlace { state, next_part: 1, counts: counts.text()?, problem: String::new(), ended };
    Ok(tx.move_import(run, &place)?)
}

/// What was in the file is beyond use, in every copy.
fn destroy_file(tx: &mut Tx<'_>, run: &ImportRun, why: &str) -> Result<(), AppError> {
    tx.drop_import_parts(run.id)?;
    tx.destroy_keys(run.person, Some(CLASS), format!("import {}: {why}", run.id))?;
    Ok(())
}
