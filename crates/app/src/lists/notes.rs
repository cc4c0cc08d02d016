//! The list of notes of consultation sessions: what is to be destroyed, and what was.

use super::held::{day, held};
use super::{ListAsk, ListLines, Take};
use crate::App;
use crate::actor::Actor;
use crate::error::AppError;
use crate::retention::{NoteLine, note_lines};

/// How the notes of a list stand: codes and words.
pub const NOTES: &[(&str, &str)] =
    &[("", "To be destroyed"), ("overdue", "Overdue"), ("destroyed", "Destroyed"), ("all", "All")];

impl App {
    /// The notes on the register of the actor's notice.
    ///
    /// # Errors
    /// `NotFound` for others than staff, or when the notice has no rule about notes of sessions.
    pub fn note_list(&self, actor: &Actor, ask: &ListAsk, take: Take) -> Result<ListLines<NoteLine>, AppError> {
        let (actor, ask) = (actor.clone(), ask.clone());
        self.act(&actor.caller.clone(), "list session notes", move |tx, inner| {
            let mut lines = note_lines(tx, inner, &actor)?;
            lines.retain(|line| match ask.code("state") {
                Some("all") => true,
                Some("overdue") => line.overdue,
                Some("destroyed") => line.destroyed.is_some(),
                _ => line.destroyed.is_none(),
            });
            if let Some(medium) = ask.code("medium") {
                lines.retain(|line| line.paper == (medium == "paper"));
            }
            let order = ask.order.clone();
            let key = |line: &NoteLine| match order.as_str() {
                "session" => line.session.to_lowercase(),
                "held" => day(Some(line.held_on)),
                _ => day(Some(line.destroy_by)),
            };
            held(tx, (&actor, &ask), ("session notes", take), lines, |line| *line.id.as_bytes(), key)
        })
    }
}
