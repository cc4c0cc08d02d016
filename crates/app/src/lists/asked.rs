//! The list of documents that people are asked to give.

use super::tasks::owners;
use super::{ListAsk, ListLines, Take, gather, note_file};
use crate::App;
use crate::actor::Actor;
use crate::error::AppError;
use crate::work::items::marks_allow;
use crate::work::known::Known;
use crate::work::my_day::{DayAsk, day_ask};
use kernel::{ItemId, london_date};
use store::{AskState, AskedDocument, AskedFilter};

/// How the documents of a list stand: codes and words.
pub const ASKED: &[(&str, &str)] = &[
    ("", "Not settled"),
    ("answered", "Answered: look at it"),
    ("waiting", "Waiting for the person"),
    ("accepted", "Accepted"),
    ("taken-back", "Not asked for any more"),
    ("all", "All"),
];

impl App {
    /// What people are asked to give in open cases that exist for the actor: their own and those of people for whom they stand in, unless
    /// it says of whom. One whose category is not for the actor is not there.
    ///
    /// # Errors
    /// `NotFound` for a partner; or when the store does not answer.
    pub fn asked_list(&self, actor: &Actor, ask: &ListAsk, take: Take) -> Result<ListLines<DayAsk>, AppError> {
        let (actor, ask) = (actor.clone(), ask.clone());
        self.act(&actor.caller.clone(), "list documents asked for", move |tx, inner| {
            if !actor.is_staff() {
                return Err(AppError::NotFound);
            }
            let today = london_date(tx.now());
            let states = match ask.code("state") {
                Some("answered") => vec![AskState::Given, AskState::Missing],
                Some("waiting") => vec![AskState::Open],
                Some("accepted") => vec![AskState::Accepted],
                Some("taken-back") => vec![AskState::TakenBack],
                Some("all") => AskState::ALL.to_vec(),
                _ => AskState::ALL.into_iter().filter(|state| state.is_live()).collect(),
            };
            let (due_from, due_until) = ask.due(today);
            let notice_versions = tx.versions_of(&actor.capacity.notice)?;
            let filter = AskedFilter {
                notice_versions,
                owners: owners(tx, &actor, &ask, today)?,
                of_nobody: ask.code("whose") == Some("nobody"),
                states,
                due_from,
                due_until,
            };
            let found = gather(
                tx,
                (&ask, take),
                |tx, walk| tx.list_asked(&filter, walk),
                AskedDocument::behind,
                |tx, asked| {
                    let ids: Vec<ItemId> = asked.iter().map(|a| a.id).collect();
                    let mut entries = tx.items_by_id(&ids)?;
                    entries.retain(|i| marks_allow(i, &actor));
                    let to = (take.action(), "documents asked for");
                    let known = Known::of(tx, inner, &actor, Vec::new(), (&[], entries), to)?;
                    let mut lines = Vec::with_capacity(asked.len());
                    for one in &asked {
                        lines.extend(day_ask(&known, one)?);
                    }
                    Ok(lines)
                },
            )?;
            note_file(tx, &actor, ("documents asked for", take), found)
        })
    }
}
