//! What was said and undertaken at meetings, where it stands among the entries of a case: a body that works with the person
//! otherwise reads of it what it could have heard, and no more.

use super::is_member;
use super::statement::signed_at;
use crate::actor::Actor;
use crate::error::AppError;
use kernel::{ItemId, MeetingId};
use std::collections::HashMap;
use store::{AgendaItem, Happening, Meeting, Tx};

/// The kinds of entries that are made at meetings and nowhere else.
const KINDS: &[&str] = &["minute", "decision", "action"];

/// Whether an actor's body was at a meeting as one of its members, and the actor has signed its statement.
fn was_at(tx: &mut Tx<'_>, actor: &Actor, body: &str, meeting: &Meeting) -> Result<bool, AppError> {
    let members = tx.series_members(meeting.series)?;
    Ok(is_member(&members, body, meeting.held_on) && signed_at(tx, actor, meeting.id)?.is_some())
}

/// Leaves of some entries those that meetings let the actor read. The controller's own people, and whoever the case is about, read
/// all; a body reads its own, and of what others said at an item only if it was a member on that day, was not left out of it,
/// and the actor has signed the statement. Nothing passes of which it is not known any more where it was said.
pub(crate) fn heard(tx: &mut Tx<'_>, actor: &Actor, items: Vec<Happening>) -> Result<Vec<Happening>, AppError> {
    let of_meeting = |item: &Happening| KINDS.contains(&item.kind.as_str());
    if actor.is_staff() || actor.came_in().is_some() || !items.iter().any(of_meeting) {
        return Ok(items);
    }
    let body = actor.recipient();
    let ids: Vec<ItemId> = items.iter().filter(|i| of_meeting(i)).map(|i| i.id).collect();
    let mut at: HashMap<MeetingId, bool> = HashMap::new();
    let mut passes: Vec<ItemId> = Vec::new();
    for (entry, AgendaItem { apart, .. }, meeting) in tx.said_at(&ids)? {
        let there = match at.get(&meeting.id) {
            Some(there) => *there,
            None => *at.entry(meeting.id).or_insert(was_at(tx, actor, &body, &meeting)?),
        };
        if entry.party == body || (there && !apart.contains(&body)) {
            passes.push(entry.item);
        }
    }
    Ok(items.into_iter().filter(|i| !of_meeting(i) || passes.contains(&i.id)).collect())
}
