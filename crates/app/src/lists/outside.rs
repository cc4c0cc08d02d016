//! The list of requests of police and others.

use super::{ListAsk, ListLines, Take, gather, note_file};
use crate::App;
use crate::actor::Actor;
use crate::error::AppError;
use crate::outside::{OUTSIDE_BODIES, OUTSIDE_DECISIONS, OutsideLine, has_a_say, line};
use crate::shares::barred_from;
use kernel::london_date;
use store::{InWords, OutsideFilter, OutsideOrder, OutsideThat};

/// How the requests of a list stand, before what was decided of them: codes and words.
pub const OUTSIDE_STATES: &[(&str, &str)] = &[
    ("", "To be decided"),
    ("late", "Late"),
    ("week", "To be answered within 7 days"),
    ("decided", "Decided"),
    ("all", "All"),
];

impl App {
    /// The requests under the actor's notice: all of them for whoever has a say in it, otherwise those that the actor wrote down. Of one
    /// about a case from which the actor is kept, nothing is said.
    ///
    /// # Errors
    /// `NotFound` for partners.
    pub fn outside_list(&self, actor: &Actor, ask: &ListAsk, take: Take) -> Result<ListLines<OutsideLine>, AppError> {
        let (actor, ask) = (actor.clone(), ask.clone());
        self.act(&actor.caller.clone(), "list requests from outside", move |tx, inner| {
            if !actor.is_staff() {
                return Err(AppError::NotFound);
            }
            let today = london_date(tx.now());
            let that = match ask.code("state") {
                None => OutsideThat::Wait,
                Some("late") => OutsideThat::WaitUntil(today.yesterday().unwrap_or(today)),
                Some("week") => OutsideThat::WaitUntil(today.saturating_add(jiff::Span::new().days(7))),
                Some("decided") => OutsideThat::AreDecided(None),
                Some("all") => OutsideThat::Are,
                Some(decision) => OutsideThat::AreDecided(Some(decision.to_owned())),
            };
            let filter = OutsideFilter {
                notice_versions: tx.versions_of(&actor.capacity.notice)?,
                made_by: if has_a_say(tx, inner, &actor)? { None } else { Some(actor.account) },
                that,
                kind: ask.owned("kind"),
                received_from: ask.day("from"),
                received_until: ask.day("until"),
            };
            let order = match ask.order.as_str() {
                "received" => OutsideOrder::Received,
                "kind" => OutsideOrder::Kind(InWords::of(OUTSIDE_BODIES)),
                "decided" => OutsideOrder::Decided,
                _ => OutsideOrder::AnswerBy,
            };
            let found = gather(
                tx,
                (&ask, take),
                |tx, walk| tx.list_outside_requests(&filter, &order, walk),
                |row| order.behind(row, ask.down),
                |tx, rows| {
                    let mut lines = Vec::with_capacity(rows.len());
                    for row in &rows {
                        if !barred_from(tx, &actor, row.about)? {
                            lines.push(line(tx, inner, row)?);
                        }
                    }
                    Ok(lines)
                },
            )?;
            note_file(tx, &actor, ("requests from outside", take), found)
        })
    }

    /// How requests can be narrowed by how they stand, or by what was decided: codes and words.
    #[must_use]
    pub fn outside_states() -> Vec<(&'static str, &'static str)> {
        OUTSIDE_STATES.iter().copied().chain(OUTSIDE_DECISIONS).collect()
    }
}
