//! The lists of groups of several agencies, and of their meetings. They name nobody of whom a group speaks.

use super::held::{day, held};
use super::{ListAsk, ListLines, Take};
use crate::App;
use crate::actor::Actor;
use crate::error::AppError;
use crate::meetings::{MeetingLine, SeriesLine, groups_of, meetings_of};
use kernel::SeriesId;

/// How the groups of a list stand: codes and words.
pub const GROUPS: &[(&str, &str)] = &[("", "Those that go on"), ("ended", "Ended"), ("all", "All")];
/// How the meetings of a list stand: codes and words.
pub const MEETINGS: &[(&str, &str)] = &[("", "All"), ("planned", "Ahead"), ("open", "Open now"), ("closed", "Closed")];

/// A meeting, with its group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingRow {
    /// The group.
    pub series: SeriesId,
    /// What it is called.
    pub group: String,
    /// The meeting.
    pub line: MeetingLine,
}

impl App {
    /// The groups that exist for the actor.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn group_list(&self, actor: &Actor, ask: &ListAsk, take: Take) -> Result<ListLines<SeriesLine>, AppError> {
        let (actor, ask) = (actor.clone(), ask.clone());
        self.act(&actor.caller.clone(), "list groups", move |tx, inner| {
            let mut lines = groups_of(tx, inner, &actor)?;
            lines.retain(|line| match ask.code("state") {
                Some("all") => true,
                state => line.open != (state == Some("ended")),
            });
            let order = ask.order.clone();
            let key = |line: &SeriesLine| match order.as_str() {
                "service" => line.service.to_lowercase(),
                "next" => line.next.map_or_else(|| "9999".to_owned(), |next| next.to_string()),
                _ => line.name.to_lowercase(),
            };
            held(tx, (&actor, &ask), ("groups", take), lines, |line| *line.id.as_bytes(), key)
        })
    }

    /// The meetings of the groups that exist for the actor.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn meeting_list(&self, actor: &Actor, ask: &ListAsk, take: Take) -> Result<ListLines<MeetingRow>, AppError> {
        let (actor, ask) = (actor.clone(), ask.clone());
        self.act(&actor.caller.clone(), "list meetings", move |tx, inner| {
            let mut lines = Vec::new();
            for group in groups_of(tx, inner, &actor)? {
                if ask.code("group").is_some_and(|wanted| wanted != group.id.to_string()) {
                    continue;
                }
                let meetings = meetings_of(tx, inner, group.id)?;
                let row = |line| MeetingRow { series: group.id, group: group.name.clone(), line };
                lines.extend(meetings.into_iter().map(row));
            }
            let (from, until) = (ask.day("from"), ask.day("until"));
            lines.retain(|row| {
                let on = row.line.held_on;
                ask.code("state").is_none_or(|state| row.line.state == state)
                    && from.is_none_or(|from| from <= on)
                    && until.is_none_or(|until| on <= until)
            });
            let by_group = ask.order == "group";
            let key = |row: &MeetingRow| {
                let group = if by_group { row.group.to_lowercase() } else { String::new() };
                (group, day(Some(row.line.held_on)), row.line.starts.clone())
            };
            held(tx, (&actor, &ask), ("meetings", take), lines, |row| *row.line.id.as_bytes(), key)
        })
    }
}
