//! What the owner of an import does with it: say where columns go, start, take back, throw away.

use super::mapping::{ImportField, check, fields};
use super::work::go_on;
use super::{Ground, ImportCounts, Line, destroy_file, found, move_to, refuse};
use crate::App;
use crate::actor::Actor;
use crate::error::AppError;
use disclosure::Disclosed;
use kernel::ImportId;
use ledger::Action;
use std::collections::HashMap;
use store::{ImportPlace, ImportRun, Tx};

/// How many of a table's rows are fetched at a time.
const FETCHED: u32 = 1_000;

impl App {
    /// The questions that columns can go to: those of a new case's forms that the actor may fill in for their purpose.
    ///
    /// # Errors
    /// `NotFound` for whoever may make no case of this service, and for partners.
    pub fn import_fields(&self, actor: &Actor, service: &str) -> Result<Vec<ImportField>, AppError> {
        let (inner, own, service) = (&self.inner, actor.clone(), service.to_owned());
        self.inner.store.read(&actor.caller, "fields of an import", move |tx| {
            Ok(fields(&Ground::of(tx, inner, &own, &service)?.forms))
        })
    }

    fn import_step(
        &self,
        actor: &Actor,
        id: ImportId,
        name: &'static str,
        mut step: impl FnMut(&mut Tx<'_>, &Ground, &Actor, &ImportRun) -> Result<(), AppError> + Send + 'static,
    ) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), name, move |tx, inner| {
            let run = found(tx, &actor, id)?;
            let ground = Ground::of(tx, inner, &actor, &run.service)?;
            step(tx, &ground, &actor, &run)
        })
    }

    /// Says where the columns go, and has every row tried. Nothing is made yet.
    ///
    /// # Errors
    /// `Form` about the columns; `Refused` when cases were made already; `NotFound` when it is not the actor's.
    pub fn map_import(&self, actor: &Actor, id: ImportId, mapping: &[String]) -> Result<(), AppError> {
        let mapping = mapping.to_vec();
        self.import_step(actor, id, "map import", move |tx, ground, actor, run| {
            if !matches!(run.state.as_str(), "mapping" | "checking" | "checked") {
                return refuse("Cases were made from this file already: upload it again to map it in another way");
            }
            check(&ground.forms, &mapping, run.mapping.len())?;
            tx.map_import(id, &mapping, run.only_new)?;
            tx.drop_import_issues(id)?;
            move_to(tx, run, "checking", &ImportCounts::default())?;
            ground.recorded(tx, actor, run, (Action::Query, "its rows are tried"))?;
            go_on(tx, actor, id)
        })
    }

    /// Has cases made of the rows that fit; with `only_new` without those about people who may be on record already.
    ///
    /// # Errors
    /// `Refused` when it was not tried yet, or nothing fits; `NotFound` when it is not the actor's.
    pub fn start_import(&self, actor: &Actor, id: ImportId, only_new: bool) -> Result<(), AppError> {
        self.import_step(actor, id, "start import", move |tx, ground, actor, run| {
            match run.state.as_str() {
                "checked" => {}
                "mapping" | "checking" => return refuse("Wait until every row was tried"),
                _ => return refuse("This import was started already"),
            }
            if ImportCounts::of(run).fit == 0 {
                return refuse(
                    "No row fits: put the rows right and upload the file again, or map its columns in another way",
                );
            }
            still_fits(ground, run)?;
            tx.map_import(id, &run.mapping, only_new)?;
            tx.drop_import_issues(id)?;
            move_to(tx, run, "running", &ImportCounts::default())?;
            let which = if only_new { "without people who may be on record" } else { "all rows that fit" };
            ground.recorded(tx, actor, run, (Action::Create, &format!("started, {which}")))?;
            go_on(tx, actor, id)
        })
    }

    /// Has an import go on that stopped.
    ///
    /// # Errors
    /// `NotFound` when it is not the actor's.
    pub fn resume_import(&self, actor: &Actor, id: ImportId) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "resume import", move |tx, _| {
            let run = found(tx, &actor, id)?;
            let state = match run.state.as_str() {
                "checking" => "checking",
                "running" => "running",
                "undoing" => "undoing",
                _ => return Ok(()),
            };
            let place = ImportPlace {
                state,
                next_part: run.next_part,
                counts: run.counts.clone(),
                problem: String::new(),
                ended: false,
            };
            tx.move_import(&run, &place)?;
            go_on(tx, &actor, id)
        })
    }

    /// Takes back what an import made, as far as nobody has worked on it since; one that is running ends with that.
    ///
    /// # Errors
    /// `Refused` when it has made nothing; `NotFound` when it is not the actor's.
    pub fn undo_import(&self, actor: &Actor, id: ImportId) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "undo import", move |tx, inner| {
            let run = found(tx, &actor, id)?;
            if !matches!(run.state.as_str(), "running" | "done") {
                return refuse("There is nothing to take back");
            }
            let counts = ImportCounts { done: 0, ..ImportCounts::of(&run) };
            move_to(tx, &run, "undoing", &counts)?;
            let notice = inner.latest(tx, &run.notice_id)?.ok_or(AppError::NotFound)?;
            let ground = Ground { notice, form: None, forms: std::sync::Arc::default() };
            ground.recorded(tx, &actor, &run, (Action::Erase, "is taken back"))?;
            go_on(tx, &actor, id)
        })
    }

    /// Destroys the file of an import; one that made nothing yet is over with that.
    ///
    /// # Errors
    /// `Refused` while its rows are needed; `NotFound` when it is not the actor's.
    pub fn discard_import(&self, actor: &Actor, id: ImportId) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "discard import", move |tx, _| {
            let run = found(tx, &actor, id)?;
            match run.state.as_str() {
                "running" => {
                    return refuse(
                        "The rows of the file are being read in: take the import back, or wait until it is done",
                    );
                }
                "mapping" | "checking" | "checked" => {
                    tx.drop_import_issues(id)?;
                    move_to(tx, &run, "undone", &ImportCounts::default())?;
                }
                _ => {}
            }
            destroy_file(tx, &run, "thrown away by its owner")?;
            let who = disclosure::actor(&actor.caller);
            crate::login::note(tx, &who, Action::Erase, &format!("import {id}: its file is destroyed"))
        })
    }

    /// The rows of which no case was made, as a CSV file: as they came, with what to put right in a last column. Put right, it
    /// can be uploaded by itself.
    ///
    /// # Errors
    /// `Refused` when the file is not kept any more; `NotFound` when it is not the actor's.
    pub fn import_wrong_rows(&self, actor: &Actor, id: ImportId) -> Result<Disclosed<String>, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "wrong rows of an import", move |tx, inner| {
            let run = found(tx, &actor, id)?;
            let ground = Ground::of(tx, inner, &actor, &run.service)?;
            let recorded = ground.recorded(tx, &actor, &run, (Action::Export, "rows to put right taken out"))?;
            let gone = || AppError::Refused("The rows of this file are not kept any more".to_owned());
            let heads: Disclosed<Vec<String>> = ground.open(tx, &run, 0, &recorded)?.ok_or_else(gone)?;
            let mut wrong: HashMap<u32, Vec<String>> = HashMap::new();
            let mut after = 0;
            loop {
                let some = tx.import_issues(id, None, after, FETCHED)?;
                let Some(last) = some.last() else { break };
                after = last.number;
                for issue in some.into_iter().filter(|i| i.kind == "wrong" || i.kind == "left-out") {
                    let words = if issue.kind == "left-out" {
                        vec!["Left out: this person may be on record already".to_owned()]
                    } else {
                        issue
                            .detail
                            .iter()
                            .map(|d| d.split_once('|').map_or(d.as_str(), |(_, w)| w).to_owned())
                            .collect()
                    };
                    wrong.insert(u32::try_from(issue.number).unwrap_or(0), words);
                }
            }
            let mut rows: Vec<Disclosed<Vec<Vec<String>>>> = Vec::new();
            for part in 1..=run.parts {
                let lines: Disclosed<Vec<Line>> = ground.open(tx, &run, part, &recorded)?.ok_or_else(gone)?;
                rows.push(lines.map(|lines| {
                    lines
                        .into_iter()
                        .filter_map(|line| {
                            let words = wrong.get(&line.n)?;
                            let mut cells: Vec<String> = line.c.into_iter().map(harmless).collect();
                            cells.push(words.join(". "));
                            Some(cells)
                        })
                        .collect()
                }));
            }
            let heads =
                heads.map(|heads| vec![heads.into_iter().map(harmless).chain([TO_PUT_RIGHT.to_owned()]).collect()]);
            let table = Disclosed::all(std::iter::once(heads).chain(rows).collect());
            Ok(table.map(|parts| written(parts.into_iter().flatten())))
        })
    }
}

/// What was said of a file when its columns were mapped has to be so still when cases are made of it: the notice or the form may have
/// changed since.
pub(super) fn still_fits(ground: &Ground, run: &ImportRun) -> Result<(), AppError> {
    let changed = |what: &str| {
        refuse(&format!(
            "The privacy notice or the form has changed since the columns were mapped: {what}. Map the columns again"
        ))
    };
    if crate::sources::may_begin(&ground.notice, &run.source).is_err() {
        return changed("no whole case can be made of what comes from this source any more");
    }
    match check(&ground.forms, &run.mapping, run.mapping.len()) {
        Err(AppError::Form(_)) => changed("a column goes to a question that is not asked any more, or one is lacking"),
        other => other,
    }
}

/// The last column of the rows to put right. A file that comes again with it is read without it.
pub(super) const TO_PUT_RIGHT: &str = "What to put right";

/// A cell that a spreadsheet program would take for a formula is shown as text. Telephone numbers with their country stay.
fn harmless(cell: String) -> String {
    let mut signs = cell.chars();
    let formula = match signs.next() {
        Some('=' | '@' | '\t' | '\r') => true,
        Some('+' | '-') => signs.any(|c| c.is_alphabetic() || c == '('),
        _ => false,
    };
    if formula { format!("'{cell}") } else { cell }
}

fn written(rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for row in rows {
        // Into memory: it cannot fail.
        let _ = writer.write_record(row);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    // The mark at the beginning has spreadsheet programs read accents right.
    format!("\u{feff}{}", String::from_utf8(bytes).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn no_cell_is_a_formula_and_numbers_stay() {
        for (cell, shown) in [
            ("=1+1", "'=1+1"),
            ("@sum", "'@sum"),
            ("+cmd|x", "'+cmd|x"),
            ("-2+3+cmd(1)", "'-2+3+cmd(1)"),
            ("+44 7700 900123", "+44 7700 900123"),
            ("-12.50", "-12.50"),
            ("O'Brien", "O'Brien"),
        ] {
            assert_eq!(harmless(cell.to_owned()), shown);
        }
    }
}
