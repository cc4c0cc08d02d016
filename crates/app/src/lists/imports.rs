//! The list of one's imports.

use super::held::held;
use super::{ListAsk, ListLines, Take};
use crate::App;
use crate::actor::Actor;
use crate::error::AppError;
use crate::imports::{ImportLine, lines_of};

/// How the imports of a list stand: codes and words.
pub const IMPORTS: &[(&str, &str)] = &[
    ("", "All"),
    ("waits", "To be gone on with"),
    ("works", "At work"),
    ("done", "Done"),
    ("undone", "Taken back or thrown away"),
    ("stopped", "Stopped"),
];

fn stands(line: &ImportLine) -> &'static str {
    match line.state.as_str() {
        _ if !line.problem.is_empty() => "stopped",
        "mapping" | "checked" => "waits",
        "checking" | "running" | "undoing" => "works",
        "done" => "done",
        _ => "undone",
    }
}

impl App {
    /// The actor's imports, as they act now.
    ///
    /// # Errors
    /// `NotFound` for partners.
    pub fn import_list(&self, actor: &Actor, ask: &ListAsk, take: Take) -> Result<ListLines<ImportLine>, AppError> {
        if !actor.is_staff() {
            return Err(AppError::NotFound);
        }
        let (actor, ask) = (actor.clone(), ask.clone());
        self.act(&actor.caller.clone(), "list imports", move |tx, inner| {
            let mut lines = lines_of(tx, inner, &actor)?;
            if let Some(wanted) = ask.code("state") {
                lines.retain(|line| stands(line) == wanted);
            }
            let by_service = ask.order == "service";
            let key = |line: &ImportLine| {
                let service = if by_service { line.service.to_lowercase() } else { String::new() };
                (service, line.made_at)
            };
            held(tx, (&actor, &ask), ("imports", take), lines, |line| *line.id.as_bytes(), key)
        })
    }
}
