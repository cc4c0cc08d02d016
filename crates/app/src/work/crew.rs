//! Who works together: colleagues under one notice, those whom somebody manages, those whose work somebody does for a while.

use crate::Inner;
use crate::actor::{Actor, Capacity};
use crate::error::AppError;
use jiff::civil::Date;
use kernel::{AccountId, TeamId};
use notice::envelope::Line;
use notice::model::{Act, Compiled, Fact};
use std::collections::{BTreeSet, HashSet};
use store::{AccessKind, Case, TeamRole, Tx};

/// The controller's own people under the actor's notice who can log in, by name, whatever they do there.
pub(crate) fn everybody(tx: &mut Tx<'_>, actor: &Actor) -> Result<Vec<(AccountId, String)>, AppError> {
    let role = Capacity { notice: actor.capacity.notice.clone(), principal: "role:".to_owned() };
    let mut found = tx.accounts_acting(&role.stored())?;
    found.sort_by(|a, b| a.1.cmp(&b.1));
    Ok(found)
}

/// One of them by id, as a form sends it.
pub(crate) fn somebody(tx: &mut Tx<'_>, actor: &Actor, id: AccountId) -> Result<AccountId, AppError> {
    if everybody(tx, actor)?.iter().any(|(known, _)| *known == id) {
        Ok(id)
    } else {
        Err(AppError::Refused("Choose somebody who works under this notice".to_owned()))
    }
}

/// The roles that may see and record something of a case. Whoever may only where somebody has asked for their data works on requests,
/// and on no case.
pub(crate) fn case_roles(compiled: &Compiled) -> Vec<String> {
    let lines = &compiled.envelope.lines;
    let seen: HashSet<_> =
        lines.iter().filter(|l| l.act == Act::See).map(|l| (l.principal, l.purpose, l.category)).collect();
    let works = |line: &&Line| {
        line.act == Act::Record
            && !line.needs.has(Fact::Request)
            && seen.contains(&(line.principal, line.purpose, line.category))
    };
    let principals: BTreeSet<usize> = lines.iter().filter(works).map(|l| usize::from(l.principal.0)).collect();
    let keys = principals.into_iter().filter_map(|at| compiled.principals.get(at)).map(|p| p.key());
    keys.filter(|key| key.starts_with("role:")).collect()
}

/// Those of them to whom a case or a task can be given, by name: whose role works on cases under a version of the notice. An administrator
/// or a data protection officer would be given what they cannot open.
pub(crate) fn colleagues(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor) -> Result<Vec<(AccountId, String)>, AppError> {
    let mut roles = BTreeSet::new();
    for version in tx.versions_of(&actor.capacity.notice)? {
        roles.extend(inner.published(tx, version)?.case_roles.iter().cloned());
    }
    let mut found = Vec::new();
    for principal in roles {
        let role = Capacity { notice: actor.capacity.notice.clone(), principal };
        // With the sign that ends it, so that no longer name begins with it.
        found.extend(tx.accounts_acting(&format!("{}\"", role.stored()))?);
    }
    found.sort_by(|a, b| (&a.1, a.0).cmp(&(&b.1, b.0)));
    found.dedup();
    Ok(found)
}

/// Those of them to whom something of one case can be given: without those who are kept from it.
pub(crate) fn colleagues_on(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    case: &Case,
) -> Result<Vec<(AccountId, String)>, AppError> {
    let mut found = colleagues(tx, inner, actor)?;
    let rules = tx.access_of(case.id)?;
    let barred = |id: AccountId| {
        rules.iter().any(|r| r.ended_at.is_none() && r.kind == AccessKind::Barred && r.account == Some(id))
    };
    found.retain(|(id, _)| !barred(*id));
    Ok(found)
}

/// Somebody to whom a case or a task can be given, by id, as a form sends it.
pub(crate) fn colleague(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, id: AccountId) -> Result<AccountId, AppError> {
    if colleagues(tx, inner, actor)?.iter().any(|(known, _)| *known == id) {
        Ok(id)
    } else {
        Err(AppError::Refused("Choose somebody who can work on cases under this notice".to_owned()))
    }
}

/// What is left to do on a case by somebody who is kept from it by now becomes the team's: nobody has it.
pub(crate) fn free_tasks(tx: &mut Tx<'_>, case: &Case) -> Result<(), AppError> {
    for mut task in tx.tasks(case.id)?.into_iter().filter(|t| t.done_at.is_none()) {
        let Some(owner) = task.owner else { continue };
        if tx.hidden(owner, &[(case.id, case.owner)])?.contains(&case.id) {
            task.owner = None;
            tx.update_task(&task)?;
        }
    }
    Ok(())
}

/// The teams of the actor's notice to which a case can be given, by name, with those of each who work on cases today.
pub(crate) fn teams_that_work(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    today: Date,
) -> Result<Vec<(TeamId, String, Vec<AccountId>)>, AppError> {
    let known = colleagues(tx, inner, actor)?;
    let mut found = Vec::new();
    for team in tx.teams()? {
        if team.notice_id != actor.capacity.notice || team.closed_on.is_some_and(|last| last < today) {
            continue;
        }
        let mut members: Vec<AccountId> = tx
            .members(team.id)?
            .into_iter()
            .filter(|m| m.from_on <= today && m.until_on.is_none_or(|last| today <= last))
            .map(|m| m.account)
            .filter(|member| known.iter().any(|(id, _)| id == member))
            .collect();
        members.sort_unstable();
        members.dedup();
        if !members.is_empty() {
            found.push((team.id, team.name, members));
        }
    }
    Ok(found)
}

/// A team that the actor is in today, with its members.
pub(crate) struct Crew {
    pub(crate) id: TeamId,
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
        found.push(Crew { id: team.id, name: team.name, managed: place.role == TeamRole::Manager, members });
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
