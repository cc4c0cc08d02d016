//! The try: what would be made of every row, without anything being made.

use super::ImportCounts;
use super::alike::{Keys, known_to};
use super::part::ReadRows;
use super::work::{Work, at_part};
use crate::App;
use crate::error::AppError;
use crate::people::evidence::matching_is_off;
use kernel::london_date;
use std::sync::Arc;
use store::{ImportIssue, ImportPlace};

impl App {
    /// Tries a part.
    pub(super) fn try_part(&self, work: &Arc<Work>, part: i32) -> Result<(), AppError> {
        let taken = self.take_part(work, part)?;
        let read = Arc::new(Self::read_rows(work, &taken, london_date(self.now()))?);
        let w = Arc::clone(work);
        self.act(&work.actor.caller, "try part of an import", move |tx, inner| {
            let run = at_part(tx, &w, part)?;
            let ReadRows { fitting, wrong } = &*read;
            let keys: Vec<&Keys> = fitting.iter().map(|row| &row.keys).collect();
            let known = if matching_is_off(&w.ground.notice) {
                std::collections::BTreeSet::new()
            } else {
                known_to(tx, inner, &w.actor, &keys)?
            };
            let mut issues = wrong.clone();
            issues.extend(known.iter().filter_map(|at| fitting.get(*at)).map(|row| ImportIssue {
                number: row.number,
                kind: "alike".to_owned(),
                detail: Vec::new(),
            }));
            tx.insert_import_issues(run.id, &issues)?;
            let mut counts = ImportCounts::of(&run);
            let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            counts.fit += count(fitting.len());
            counts.wrong += count(wrong.len());
            counts.alike += count(known.len());
            counts.done += count(fitting.len() + wrong.len());
            let last = part >= run.parts;
            tx.move_import(
                &run,
                &ImportPlace {
                    state: if last { "checked" } else { "checking" },
                    next_part: part + 1,
                    counts: counts.text()?,
                    problem: String::new(),
                    ended: false,
                },
            )?;
            Ok(())
        })
    }
}
