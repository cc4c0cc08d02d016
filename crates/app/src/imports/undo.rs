//! Taking an import back: the cases that it made and that nobody has worked on since.

use super::ImportCounts;
use super::work::{Work, at_part};
use crate::actor::Actor;
use crate::cases::parts::ring;
use crate::error::AppError;
use crate::look::Look;
use crate::retention::nothing_left;
use crate::{App, Inner};
use disclosure::EntryHead;
use kernel::{CaseId, EntryId};
use ledger::Action;
use notice::model::{Act, CategoryIx};
use std::sync::Arc;
use store::{ImportIssue, ImportPlace, ImportRun, Tx};

/// How many cases are taken back in one unit of work.
const AT_ONCE: u32 = 25;

impl App {
    /// Takes the next cases back.
    pub(super) fn undo_part(&self, work: &Arc<Work>, part: i32) -> Result<(), AppError> {
        let w = Arc::clone(work);
        self.act(&work.actor.caller, "take import back", move |tx, inner| {
            let run = at_part(tx, &w, part)?;
            let mut counts = ImportCounts::of(&run);
            let some = tx.imported_cases(run.id, AT_ONCE)?;
            for row in &some {
                match take_back(tx, inner, &w.actor, &run, row.case_id)? {
                    None => counts.undone += 1,
                    Some(why) => {
                        counts.kept += 1;
                        tx.keep_imported_case(run.id, row.number)?;
                        let detail = vec![format!("0|{why}")];
                        tx.insert_import_issues(
                            run.id,
                            &[ImportIssue { number: row.number, kind: "kept".to_owned(), detail }],
                        )?;
                    }
                }
                counts.done += 1;
            }
            let last = some.is_empty();
            let place = ImportPlace {
                state: if last { "undone" } else { "undoing" },
                next_part: part + 1,
                counts: counts.text()?,
                problem: String::new(),
                ended: last,
            };
            Ok(tx.move_import(&run, &place)?)
        })
    }
}

/// Takes a case back, or says why it stays.
fn take_back(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    run: &ImportRun,
    id: CaseId,
) -> Result<Option<&'static str>, AppError> {
    let Some(look) = Look::even_closed(tx, inner, actor, id)? else {
        return Ok(Some("The case stays: as you act now it does not exist for you"));
    };
    if !look.is_open() {
        return Ok(Some("The case stays: it was closed since"));
    }
    let sections = tx.sections(id)?;
    if worked_on(tx, run, &look, &sections)? {
        return Ok(Some("The case stays: somebody has worked on it since"));
    }
    let categories: Vec<CategoryIx> =
        sections.iter().filter_map(|s| look.notice.compiled.category(&s.category)).collect();
    let decision = look.decide(Act::Record, &categories);
    if decision.outcomes().iter().any(|o| !o.released) {
        return Ok(Some("The case stays: you may not change all that it holds"));
    }
    let ring = ring(tx, &look, &sections)?;
    let head = EntryHead {
        id: EntryId::new(tx.now(), tx.entropy()),
        at: tx.now(),
        action: Action::Erase,
        subjects: look.tag(&ring),
        detail: format!("import {} taken back", run.id),
    };
    tx.append(&decision.to_entry(&look.notice.gate, &actor.caller, head))?;
    tx.erase_whole_case(id, look.case.person, &format!("import {} taken back", run.id))?;
    nothing_left(tx, inner, &look.case)?;
    Ok(None)
}

/// Whether anything is there of a case that the import did not make: whatever table it stands in.
fn worked_on(tx: &mut Tx<'_>, run: &ImportRun, look: &Look, sections: &[store::Section]) -> Result<bool, AppError> {
    let case = &look.case;
    let tasks = tx.tasks(case.id)?;
    let by_import = |t: &store::Task| {
        t.made_by == Some(run.account) && t.made_at == Some(case.created_at) && t.done_at.is_none() && t.item.is_none()
    };
    let changed = case.updated_at != case.created_at
        || case.owner != Some(run.account)
        || case.restricted
        || sections.iter().any(|s| s.version != 1 || s.recorded_at != case.created_at)
        || !tasks.iter().all(by_import)
        || !tx.person_links(&[case.person])?.is_empty();
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let expected = |table: &str| match table {
        "section" => count(sections.len()),
        "task" => count(tasks.len()),
        "import_case" => 1,
        _ => 0,
    };
    Ok(changed || tx.traces_of_case(case.id, None)?.iter().any(|(table, rows)| *rows != expected(table)))
}
