//! The register of processors as a table that other programs read and write.

use super::keep::NewProcessor;
use super::notices;
use super::views::{ByProcessor, line};
use crate::App;
use crate::actor::Actor;
use crate::error::AppError;
use crate::login::note;
use crate::notices::Published;
use jiff::civil::Date;
use ledger::Action;
use std::sync::Arc;

/// The columns of the table, in order.
const COLUMNS: [&str; 13] = [
    "Name",
    "Task",
    "Notice",
    "Party",
    "Contract",
    "Agreement",
    "Data",
    "Country",
    "Location",
    "First day",
    "Review by",
    "Works through",
    "State",
];

/// The columns without which a row says nothing.
const WANTED: [&str; 6] = ["Name", "Task", "Country", "Location", "First day", "Review by"];

/// A row of a file, as somebody would type it.
fn read_row(cell: &dyn Fn(&str) -> String, all: &[Arc<Published>], agreements: &[(String, String)]) -> NewProcessor {
    let notice_id = cell("Notice");
    let notice = all.iter().find(|n| n.compiled.id == notice_id || n.compiled.title == notice_id);
    let categories = cell("Data");
    let category = |words: &str| {
        let of = |n: &Arc<Published>| {
            n.compiled.categories.iter().find(|c| c.id == words || c.label == words).map(|c| c.id.clone())
        };
        notice.and_then(of).unwrap_or_else(|| words.to_owned())
    };
    let country = cell("Country");
    let known = sharing::countries().iter().find(|c| c.code == country || c.name.eq_ignore_ascii_case(&country));
    let agreement = cell("Agreement");
    NewProcessor {
        name: cell("Name"),
        task: cell("Task"),
        notice_id: notice.map_or(notice_id, |n| n.compiled.id.clone()),
        party: cell("Party"),
        contract: cell("Contract"),
        agreement: agreements
            .iter()
            .find(|(reference, _)| *reference == agreement)
            .map_or(agreement, |(_, id)| id.clone()),
        categories: categories.split(';').map(str::trim).filter(|c| !c.is_empty()).map(category).collect(),
        country: known.map_or(country, |c| c.code.clone()),
        location: cell("Location"),
        from_on: cell("First day").parse::<Date>().ok(),
        review_on: cell("Review by").parse::<Date>().ok(),
    }
}

impl App {
    /// The register as a table: the first row has the columns' names.
    ///
    /// # Errors
    /// `NotFound` when the actor does not keep the register.
    pub fn processors_table(&self, actor: &Actor) -> Result<Vec<Vec<String>>, AppError> {
        actor.must_keep_agreements()?;
        let inner = &self.inner;
        self.inner.store.read(&actor.caller, "processors as a table", move |tx| {
            let (all, by) = (notices(tx, inner)?, ByProcessor::of(tx, inner)?);
            let mut table = vec![COLUMNS.map(str::to_owned).to_vec()];
            for row in tx.processors()? {
                let l = line(tx, &all, row, &by)?;
                let through: Vec<String> =
                    l.through.iter().map(|s| format!("{} ({}, {})", s.name, s.task, s.country)).collect();
                table.push(vec![
                    l.row.name.clone(),
                    l.row.task.clone(),
                    l.row.notice_id.clone(),
                    l.row.party.clone(),
                    l.row.contract.clone(),
                    l.agreement.unwrap_or_default(),
                    l.row.categories.join("; "),
                    l.row.country.clone(),
                    l.row.location.clone(),
                    l.row.from_on.to_string(),
                    l.row.review_on.to_string(),
                    through.join("; "),
                    l.why_none.unwrap_or_else(|| "In force".to_owned()),
                ]);
            }
            Ok(table)
        })
    }

    /// Takes processors over from a table (CSV, Excel, OpenDocument), all of it or nothing: a name that the register has is changed,
    /// a new one is added. Whom they work through, and the state, are not taken over. Answers with how many rows there were.
    ///
    /// # Errors
    /// `NotFound` when the actor does not keep the register; `Form` with what is wrong, row by row.
    pub fn import_processors(&self, actor: &Actor, bytes: &[u8]) -> Result<usize, AppError> {
        actor.must_keep_agreements()?;
        let table = sheets::read(bytes).map_err(|e| AppError::field("file", &e.to_string()))?;
        let at = |name: &str| table.columns.iter().position(|c| c.trim().eq_ignore_ascii_case(name));
        let lacking: Vec<&str> = WANTED.into_iter().filter(|name| at(name).is_none()).collect();
        if !lacking.is_empty() {
            let words = format!(
                "The file lacks columns: {}. Export the register to see how it is laid out",
                lacking.join(", ")
            );
            return Err(AppError::field("file", &words));
        }
        let columns: Vec<String> = table.columns.iter().map(|c| c.trim().to_lowercase()).collect();
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "import processors", move |tx, inner| {
            let all = notices(tx, inner)?;
            let mut agreements = Vec::new();
            for n in &all {
                let theirs = tx.agreements(&n.compiled.id)?;
                agreements.extend(theirs.into_iter().map(|a| (a.reference, a.id.to_string())));
            }
            let known = tx.processors()?;
            let mut wrong = crate::views::FormErrors::default();
            for sheets::Row { number, cells } in &table.rows {
                let cell = |name: &str| {
                    let at = columns.iter().position(|c| *c == name.to_lowercase());
                    at.and_then(|at| cells.get(at)).map_or_else(String::new, |c| c.trim().to_owned())
                };
                let new = read_row(&cell, &all, &agreements);
                let before = known.iter().find(|p| p.name == new.name && p.ended_at.is_none());
                match new.read(tx, &all, before) {
                    Ok(row) if before.is_some() => tx.update_processor(&row)?,
                    Ok(row) => tx.insert_processor(&row)?,
                    Err(AppError::Form(errors)) => {
                        for error in errors.fields {
                            wrong.add("file", &format!("Row {number}: {}", error.words));
                        }
                    }
                    Err(other) => return Err(other),
                }
            }
            wrong.done()?;
            let what = format!("{} processors taken over from a file", table.rows.len());
            note(tx, &disclosure::actor(&actor.caller), Action::Administer, &what)?;
            Ok(table.rows.len())
        })
    }
}
