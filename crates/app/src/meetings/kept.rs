//! What was said at a meeting stays with those who may know of it, wherever it is read: it stands in the record of whom it is about, and
//! others work with them too.

use super::is_member;
use super::statement::signed_at;
use crate::actor::Actor;
use crate::error::AppError;
use kernel::ItemId;
use std::collections::HashSet;
use store::{Happening, Tx};

/// The kinds of entries that are made at meetings.
const KINDS: [&str; 3] = ["minute", "decision", "action"];

/// Which of some entries a body learns nothing of: what was said or agreed at a meeting of which it was no member on that day, or before
/// whom it was left out, or whose statement this reader has not signed. What it said or undertook itself is its own.
pub(crate) fn kept_from(tx: &mut Tx<'_>, actor: &Actor, items: &[Happening]) -> Result<HashSet<ItemId>, AppError> {
    let mut kept: HashSet<ItemId> = items.iter().filter(|i| KINDS.contains(&i.kind.as_str())).map(|i| i.id).collect();
    if kept.is_empty() || actor.is_staff() || actor.came_in().is_some() {
        return Ok(HashSet::new());
    }
    let body = actor.recipient();
    let ids: Vec<ItemId> = kept.iter().copied().collect();
    for (entry, item, meeting) in tx.said_at_meetings(&ids)? {
        let of = |tx: &mut Tx<'_>| -> Result<bool, AppError> {
            Ok(!item.apart.contains(&body)
                && is_member(&tx.series_members(meeting.series)?, &body, meeting.held_on)
                && signed_at(tx, actor, meeting.id)?.is_some())
        };
        if entry.party == body || of(tx)? {
            kept.remove(&entry.item);
        }
    }
    Ok(kept)
}
