//! Who works together: colleagues under one notice, those whom somebody manages, those whose work somebody does for a while.

use crate::Inner;
use crate::actor::{Actor, Capacity};
use crate::error::AppError;
use jiff::civil::Date;
use kernel::AccountId;
use store::{TeamRole, Tx};

/// The controller's own people under the actor's notice who can log in, by name.
pub(crate) fn colleagues(tx: &mut Tx<'_>, actor: &Actor) -> Result<Vec<(AccountId, String)>, AppError> {
    let role = Capacity { notice: actor.capacity.notice.clone(), principal: "role:".to_owned() };
    let mut found = tx.accounts_acting(&role.stored())?;
    found.sort_by(|a, b| a.1.cmp(&b.1));
    Ok(found)
}

/// A colleague by id, as a form sends it.
pub(crate) fn colleague(tx: &mut Tx<'_>, actor: &Actor, id: AccountId) -> Result<AccountId, AppError> {
    if colleagues(tx, actor)?.iter().any(|(known, _)| *known == id) {
        Ok(id)
    } else {
        Err(AppError::Refused("Choose somebody who works under this notice".to_owned()))
    }
}

/// A team that the actor is in today, with its members.
pub(crate) struct Crew {
    pub(crate) name: String,
    pub(crate) managed: bool,
    pub(crate) members: Vec<AccountId>,
}

/// The teams that the actor is in today under the notice it acts under.
pub(crate) fn crews(tx: &mut Tx<'_>, actor: &Actor, today: Date) -> Result<Vec<Crew>, AppError> {
    let now = |from: Date, until: Option<Date>| from <= today && until.is_none_or(|last| today <= last);
    let mut found = Vec::new();
    for place in tx.memberships(actor.account)? {
        if !now(place.from_on, place.until_on) {
            continue;
        }
        let Some(team) = tx.team(place.team)?.filter(|t| t.notice_id == actor.capacity.notice) else { continue };
        let mut members: Vec<AccountId> =
            tx.members(team.id)?.into_iter().filter(|m| now(m.from_on, m.until_on)).map(|m| m.account).collect();
        members.sort_unstable();
        members.dedup();
        found.push(Crew { name: team.name, managed: place.role == TeamRole::Manager, members });
    }
    Ok(found)
}

/// Whose work the actor does today besides their own.
pub(crate) fn covered(tx: &mut Tx<'_>, actor: &Actor, today: Date) -> Result<Vec<AccountId>, AppError> {
    Ok(tx.covered_by(actor.account, today)?)
}

/// Whom a new piece of work goes to today: its owner, or who covers for them while they are away.
pub(crate) fn stands_in(
    tx: &mut Tx<'_>,
    inner: &Inner,
    owner: AccountId,
    today: Date,
) -> Result<Option<(String, Date)>, AppError> {
    for away in tx.absences(owner, today)? {
        if away.from_on <= today && today <= away.until_on && away.cancelled_at.is_none() {
            let by = match away.cover {
                Some(cover) => inner.account_name(tx, cover)?,
                None => "nobody".to_owned(),
            };
            return Ok(Some((by, away.until_on)));
        }
    }
    Ok(None)
}
