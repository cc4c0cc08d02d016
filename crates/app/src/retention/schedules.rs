//! Importing a corporate retention schedule for a notice that leaves its periods to one.

use super::so::refers;
use crate::App;
use crate::error::AppError;
use crate::login::note;
use casework::schedule::Schedule;
use kernel::{Caller, RetentionId, london_date};
use ledger::Action;
use store::StoredSchedule;

impl App {
    /// Imports a schedule; it counts from now on, for closed cases too. Answers with how many lines it has.
    ///
    /// # Errors
    /// `Refused` with everything that is wrong with the table, or when the notice gives its own periods; `NotFound` when there
    /// is no such notice.
    pub fn import_schedule(&self, caller: &Caller, notice_id: &str, title: &str, csv: &str) -> Result<usize, AppError> {
        let schedule = Schedule::read(title.trim(), csv).map_err(|errors| {
            let words: Vec<String> = errors.iter().map(ToString::to_string).collect();
            AppError::Refused(words.join("\n"))
        })?;
        if schedule.title.is_empty() {
            return Err(AppError::Refused("Say what the schedule is called, with its version".to_owned()));
        }
        let who = disclosure::actor(caller);
        let (notice_id, csv, lines) = (notice_id.to_owned(), csv.to_owned(), schedule.lines.len());
        self.act(caller, "import schedule", move |tx, inner| {
            let notice = inner.latest(tx, &notice_id)?.ok_or(AppError::NotFound)?;
            if !refers(&notice) {
                return Err(AppError::Refused(format!(
                    "{notice_id} gives its own periods: change them in the notice, not by a schedule"
                )));
            }
            // What is meant for a class that the notice does not have would silently count for nothing.
            for line in schedule.lines.iter().filter(|l| l.class != "*") {
                let known = |c: &notice::model::CategoryInfo| c.id == line.class || c.record_class == line.class;
                if !notice.compiled.categories.iter().any(known) {
                    return Err(AppError::Refused(format!(
                        "the notice has no record class or category called `{}`",
                        line.class
                    )));
                }
            }
            let row = StoredSchedule {
                id: RetentionId::new(tx.now(), tx.entropy()),
                notice_id: notice_id.clone(),
                title: schedule.title.clone(),
                source: csv.clone(),
                imported_at: tx.now(),
            };
            tx.insert_retention_schedule(&row)?;
            let today = london_date(tx.now());
            tx.look_at_all_clocks(today)?;
            note(tx, &who, Action::Administer, &format!("retention schedule imported for {notice_id}: {lines} lines"))?;
            Ok(lines)
        })
    }
}
