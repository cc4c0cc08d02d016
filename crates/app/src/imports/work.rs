//! The work of an import, done by a worker or by the command line: part after part. While one part is written, the next is made
//! ready. Each part moves the import on in the same unit of work, so that of two workers only one does it, and whoever is killed
//! in the middle has done nothing of it.

use super::{Ground, ImportCounts, destroy_file, found, move_to};
use crate::App;
use crate::actor::{Actor, lasts, today as actor_today, token_of};
use crate::error::AppError;
use crate::jobs::JobFailure;
use crate::login::note;
use disclosure::Disclosed;
use kernel::{Caller, ImportId, JobId, london_date};
use ledger::Action;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use store::{ImportPlace, ImportRun, Job, NewJob, Tx};

/// The kind of job that does an import.
pub const IMPORT: &str = "import";
/// Destroys files of imports whose last day has passed.
pub const IMPORT_SWEEP: &str = "import-sweep";
/// So many parts in one job, so that its lease lasts; then another is enqueued.
const IN_ONE_JOB: i32 = 40;

/// What the work of an import stands on.
pub(super) struct Work {
    pub(super) run: ImportRun,
    pub(super) ground: Ground,
    pub(super) actor: Actor,
    /// Which columns hold surnames.
    pub(super) surnames: Vec<bool>,
}

/// The import as it stands, if it still stands at this part of this work.
pub(super) fn at_part(tx: &mut Tx<'_>, work: &Work, part: i32) -> Result<ImportRun, AppError> {
    let run = tx.import(work.run.id)?.ok_or(AppError::NotFound)?;
    // In each unit of work: whoever lost the role in the middle makes no more cases, nor does a program whose token has ended.
    goes_on(tx, &run)?;
    let same = run.state == work.run.state && run.next_part == part && run.mapping == work.run.mapping;
    if same && run.problem.is_empty() { Ok(run) } else { Err(AppError::Conflict) }
}

/// Whoever began an import, as they may act today; `NotFound` when they may not any more, or the token of the program that had it go
/// on has ended.
fn goes_on(tx: &mut Tx<'_>, run: &ImportRun) -> Result<Actor, AppError> {
    let actor = actor_today(tx, run.account, &run.capacity, &run.purpose)?.ok_or(AppError::NotFound)?;
    if lasts(tx, run.account, run.token)? { Ok(actor) } else { Err(AppError::NotFound) }
}

/// Has a worker go on with an import, for an actor: where that is a program, as long as its token lasts.
pub(super) fn go_on(tx: &mut Tx<'_>, actor: &Actor, id: ImportId) -> Result<(), AppError> {
    let token = token_of(tx, actor)?;
    tx.import_goes_on_by(id, token)?;
    enqueue(tx, id)
}

fn enqueue(tx: &mut Tx<'_>, id: ImportId) -> Result<(), AppError> {
    let job = JobId::new(tx.now(), tx.entropy());
    let detail = serde_json::json!({ "import": id.to_string() });
    tx.enqueue(&NewJob::plain(job, IMPORT.to_owned(), detail, tx.now()))?;
    Ok(())
}

/// Whether there is something to be done.
pub(super) fn is_going(run: &ImportRun) -> bool {
    matches!(run.state.as_str(), "checking" | "running" | "undoing") && run.problem.is_empty()
}

/// Stops an import, with why: whoever began it sees that, and can have it go on.
fn stop(tx: &mut Tx<'_>, id: ImportId, why: &str) -> Result<(), AppError> {
    let Some(run) = tx.import(id)?.filter(is_going) else { return Ok(()) };
    let state = match run.state.as_str() {
        "checking" => "checking",
        "running" => "running",
        _ => "undoing",
    };
    let place = ImportPlace {
        state,
        next_part: run.next_part,
        counts: run.counts.clone(),
        problem: why.to_owned(),
        ended: false,
    };
    Ok(tx.move_import(&run, &place)?)
}

/// A worker has given up: the import says so.
pub(crate) fn gave_up(tx: &mut Tx<'_>, job: &Job, why: &str) -> Result<(), AppError> {
    match job.text("import").and_then(|id| id.parse().ok()).filter(|_| job.kind == IMPORT) {
        Some(id) => stop(tx, id, why),
        None => Ok(()),
    }
}

impl App {
    fn importer(&self) -> Caller {
        Caller::system(self.inner.authority, IMPORT)
    }

    /// Does the next parts of the import of a job, and enqueues another job if there are more.
    ///
    /// # Errors
    /// When the store does not answer: it is tried again. What cannot get better stops the import, with why.
    pub fn do_import(&self, job: JobId) -> Result<(), JobFailure> {
        let asked = self.inner.store.read(&self.importer(), "which import", |tx| Ok::<_, AppError>(tx.job(job)?))?;
        let Some(id) = asked.and_then(|j| j.text("import")).and_then(|id| id.parse().ok()) else { return Ok(()) };
        if self.work_on_import(id, IN_ONE_JOB)? {
            self.act(&self.importer(), "more to import", move |tx, _| enqueue(tx, id))?;
        }
        Ok(())
    }

    /// Goes on with an import of the actor's own, some parts further, as a worker would.
    ///
    /// # Errors
    /// `NotFound` when it is not theirs; when the store does not answer.
    pub fn go_on_importing(&self, actor: &Actor, id: ImportId, parts: i32) -> Result<(), AppError> {
        let own = actor.clone();
        self.inner.store.read(&actor.caller, "own import", move |tx| found(tx, &own, id).map(|_| ()))?;
        self.work_on_import(id, parts).map(|_| ())
    }

    /// Does some parts; answers whether there are more.
    fn work_on_import(&self, id: ImportId, most: i32) -> Result<bool, AppError> {
        let done = match self.begin_work(id) {
            Ok(None) => return Ok(false),
            Ok(Some(work)) => {
                let (first, last) = (work.run.next_part, work.run.next_part.saturating_add(most - 1));
                match work.run.state.as_str() {
                    "checking" => (first..=last.min(work.run.parts)).try_for_each(|part| self.try_part(&work, part)),
                    "running" => self.read_in(&work, first, last.min(work.run.parts)),
                    _ => self.undo_some(&work, first, last),
                }
            }
            Err(error) => Err(error),
        };
        match done {
            // Somebody else has moved it, or the notice is another now: it is looked at anew.
            Ok(()) | Err(AppError::Conflict) => self.inner.store.read(&self.importer(), "is there more", |tx| {
                Ok::<_, AppError>(tx.import(id)?.is_some_and(|run| is_going(&run)))
            }),
            Err(error @ AppError::Unavailable(_)) => Err(error),
            Err(error) => {
                let why = match error {
                    AppError::NotFound => {
                        "Whoever began it may not do this any more as they acted then, or the token of the program has ended"
                            .to_owned()
                    }
                    other => other.to_string(),
                };
                self.act(&self.importer(), "import stops", move |tx, _| stop(tx, id, &why))?;
                Ok(false)
            }
        }
    }

    fn begin_work(&self, id: ImportId) -> Result<Option<Arc<Work>>, AppError> {
        self.act(&self.importer(), "take import", move |tx, inner| {
            let Some(run) = tx.import(id)?.filter(is_going) else { return Ok(None) };
            let actor = goes_on(tx, &run)?;
            if run.state == "undoing" {
                // Taking back asks about each case; what the actor may record of new ones does not matter any more.
                let notice = inner.latest(tx, &run.notice_id)?.ok_or(AppError::NotFound)?;
                let ground = Ground { notice, form: None, forms: Arc::default() };
                return Ok(Some(Arc::new(Work { run, ground, actor, surnames: Vec::new() })));
            }
            let ground = Ground::of(tx, inner, &actor, &run.service)?;
            super::steps::still_fits(&ground, &run)?;
            let recorded = ground.recorded(tx, &actor, &run, (Action::Query, "its columns are read"))?;
            let heads: Option<Disclosed<Vec<String>>> = ground.open(tx, &run, 0, &recorded)?;
            let surname = |head: &String| {
                let head = head.to_lowercase();
                ["surname", "last", "family"].iter().any(|word| head.contains(word))
            };
            let surnames = heads.map_or_else(Vec::new, |h| h.get().iter().map(surname).collect());
            Ok(Some(Arc::new(Work { run, ground, actor, surnames })))
        })
    }

    /// Reads parts in. One is made ready while the one before is written.
    fn read_in(&self, work: &Arc<Work>, first: i32, last: i32) -> Result<(), AppError> {
        std::thread::scope(|scope| {
            let (send, ready) = sync_channel(1);
            scope.spawn(move || {
                for part in first..=last {
                    let prepared = self.prepare(work, part);
                    let failed = prepared.is_err();
                    if send.send(prepared).is_err() || failed {
                        return;
                    }
                }
            });
            ready.into_iter().try_for_each(|prepared| self.write_part(work, prepared?))
        })
    }

    fn undo_some(&self, work: &Arc<Work>, first: i32, last: i32) -> Result<(), AppError> {
        (first..=last).try_for_each(|part| match self.undo_part(work, part) {
            // The last step ends it.
            Err(AppError::Conflict) if part > first => Ok(()),
            other => other,
        })
    }

    /// Destroys the files of imports whose last day has passed. What was not begun by then is over.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn sweep_imports(&self) -> Result<usize, AppError> {
        let caller = Caller::system(self.inner.authority, IMPORT_SWEEP);
        self.act(&caller, "sweep imports", |tx, _| {
            let expired = tx.imports_expired(london_date(tx.now()))?;
            for run in &expired {
                destroy_file(tx, run, "its last day has passed")?;
                if matches!(run.state.as_str(), "mapping" | "checking" | "checked") {
                    move_to(tx, run, "undone", &ImportCounts::of(run))?;
                }
                note(tx, "system:import", Action::Erase, &format!("import {}: its file is destroyed", run.id))?;
            }
            Ok(expired.len())
        })
    }
}
