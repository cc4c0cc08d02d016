//! Teams: who works together on the cases of a notice, who leads them, who is away and covered by whom.

use crate::App;
use crate::actor::{Actor, Capacity};
use crate::error::AppError;
use crate::login::note;
use jiff::civil::Date;
use kernel::{AbsenceId, AccountId, MembershipId, TeamId, london_date};
use ledger::Action;
use store::{Absence, Account, Membership, Team, TeamRole, Tx};

/// The longest time away that is recorded at once, in days.
const LONGEST_AWAY: i32 = 366;

/// A team in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamLine {
    /// Its id.
    pub id: TeamId,
    /// Its name.
    pub name: String,
    /// The notice under which it works.
    pub notice_id: String,
    /// How many people are in it today.
    pub people: usize,
    /// Who leads it today.
    pub managers: Vec<String>,
    /// What the actor is in it today; none for an administrator who is not.
    pub own_role: Option<TeamRole>,
    /// Its last day, once it is closed.
    pub closed_on: Option<Date>,
}

/// Somebody in a team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberLine {
    /// The place in the team.
    pub id: MembershipId,
    /// Whose it is.
    pub account: AccountId,
    /// Their name.
    pub name: String,
    /// As what.
    pub role: TeamRole,
    /// Since when.
    pub from_on: Date,
    /// The last day, if there is one.
    pub until_on: Option<Date>,
    /// Whether it is so today.
    pub today: bool,
    /// When they are away, from today on.
    pub away: Vec<AbsenceLine>,
}

/// Days away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AbsenceLine {
    /// Its id.
    pub id: AbsenceId,
    /// Who is away.
    pub name: String,
    /// The first day.
    pub from_on: Date,
    /// The last day.
    pub until_on: Date,
    /// Who covers, with their name.
    pub cover: Option<(AccountId, String)>,
    /// Whether it is today.
    pub now: bool,
}

/// A team with its people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamView {
    /// The team.
    pub team: TeamLine,
    /// Who is in it, today's first.
    pub members: Vec<MemberLine>,
    /// Whether the actor may change who is in it.
    pub can_change: bool,
}

/// Somebody's days away.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AbsencesView {
    /// Whose they are; none: the actor's own.
    pub name: Option<String>,
    /// From today on.
    pub lines: Vec<AbsenceLine>,
    /// Who could cover: everybody who works today in a team with them.
    pub covers: Vec<(AccountId, String)>,
}

/// Days away, as they are recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAbsence {
    /// Who is away; none: the actor.
    pub account: Option<AccountId>,
    /// The first day.
    pub from_on: Date,
    /// The last day.
    pub until_on: Date,
    /// Who does the work meanwhile.
    pub cover: Option<AccountId>,
}

fn wrong(input: &str, words: &str) -> AppError {
    AppError::field(input, words)
}

pub(crate) fn is_on(place: &Membership, day: Date) -> bool {
    place.from_on <= day && place.until_on.is_none_or(|last| day <= last)
}

/// The teams in which somebody has a place on a day, with what they are there. Closed teams do not count.
pub(crate) fn teams_of(tx: &mut Tx<'_>, account: AccountId, day: Date) -> Result<Vec<(Team, TeamRole)>, AppError> {
    let mut found = Vec::new();
    for place in tx.memberships(account)?.into_iter().filter(|p| is_on(p, day)) {
        if let Some(team) = tx.team(place.team)?
            && team.closed_on.is_none_or(|last| day <= last)
        {
            found.push((team, place.role));
        }
    }
    Ok(found)
}

/// Whether somebody leads a team in which somebody else works that day.
pub(crate) fn manages(tx: &mut Tx<'_>, manager: AccountId, account: AccountId, day: Date) -> Result<bool, AppError> {
    let theirs = teams_of(tx, account, day)?;
    Ok(teams_of(tx, manager, day)?
        .iter()
        .any(|(team, role)| *role == TeamRole::Manager && theirs.iter().any(|(other, _)| other.id == team.id)))
}

/// Everybody who works that day in a team that somebody leads, each once, but not they themselves.
pub(crate) fn people_led_by(tx: &mut Tx<'_>, manager: AccountId, day: Date) -> Result<Vec<AccountId>, AppError> {
    let mut people = Vec::new();
    for (team, role) in teams_of(tx, manager, day)? {
        if role == TeamRole::Manager {
            people.extend(tx.members(team.id)?.iter().filter(|p| is_on(p, day)).map(|p| p.account));
        }
    }
    people.retain(|account| *account != manager);
    people.sort_unstable();
    people.dedup();
    Ok(people)
}

impl App {
    /// The teams: all of them for an administrator, else those in which the actor works.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn teams(&self, actor: &Actor) -> Result<Vec<TeamLine>, AppError> {
        let inner = &self.inner;
        let actor = actor.clone();
        inner.store.read(&actor.caller.clone(), "teams", move |tx| {
            let mut lines = Vec::new();
            for team in tx.teams()? {
                let line = line(tx, inner, &actor, team)?;
                if actor.administers || line.own_role.is_some() {
                    lines.push(line);
                }
            }
            Ok(lines)
        })
    }

    /// A team with its people.
    ///
    /// # Errors
    /// `NotFound` when the actor neither administers nor works in it, or there is none.
    pub fn team(&self, actor: &Actor, id: TeamId) -> Result<TeamView, AppError> {
        let inner = &self.inner;
        let actor = actor.clone();
        inner.store.read(&actor.caller.clone(), "team", move |tx| {
            let today = london_date(tx.now());
            let team = tx.team(id)?.ok_or(AppError::NotFound)?;
            let line = line(tx, inner, &actor, team)?;
            if !actor.administers && line.own_role.is_none() {
                return Err(AppError::NotFound);
            }
            let mut members = Vec::new();
            for place in tx.members(id)? {
                let mut away = Vec::new();
                for absence in tx.absences(place.account, today)? {
                    away.push(absence_line(tx, inner, absence, today)?);
                }
                members.push(MemberLine {
                    id: place.id,
                    account: place.account,
                    name: inner.account_name(tx, place.account)?,
                    role: place.role,
                    from_on: place.from_on,
                    until_on: place.until_on,
                    today: is_on(&place, today),
                    away,
                });
            }
            members.sort_by(|a, b| {
                (!a.today, a.role == TeamRole::Member, &a.name).cmp(&(!b.today, b.role == TeamRole::Member, &b.name))
            });
            let here = line.notice_id == actor.capacity.notice;
            let can_change = actor.administers || (here && line.own_role == Some(TeamRole::Manager));
            Ok(TeamView { team: line, members, can_change })
        })
    }

    /// Makes a team under a notice.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer; `Form` when there is no such notice, no name, or the name is taken.
    pub fn make_team(&self, actor: &Actor, notice_id: &str, name: &str) -> Result<TeamId, AppError> {
        actor.must_administer()?;
        let (notice_id, name) = (notice_id.to_owned(), name.trim().to_owned());
        let who = disclosure::actor(&actor.caller);
        self.act(&actor.caller, "make team", move |tx, inner| {
            if name.is_empty() {
                return Err(wrong("name", "Enter a name for the team"));
            }
            if inner.latest(tx, &notice_id)?.is_none() {
                return Err(wrong("notice", "Choose the notice under which the team works"));
            }
            if tx.teams()?.iter().any(|t| t.notice_id == notice_id && t.name == name) {
                return Err(wrong("name", "There is a team of this name already: choose another"));
            }
            let now = tx.now();
            let id = TeamId::new(now, tx.entropy());
            tx.insert_team(&Team {
                id,
                notice_id: notice_id.clone(),
                name: name.clone(),
                made_at: now,
                closed_on: None,
            })?;
            note(tx, &who, Action::Administer, &format!("team {id} made"))?;
            Ok(id)
        })
    }

    /// Closes a team from tomorrow: its people work on under their own capacities, and nobody leads them through it.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer or there is no such team.
    pub fn close_team(&self, actor: &Actor, id: TeamId) -> Result<(), AppError> {
        actor.must_administer()?;
        let who = disclosure::actor(&actor.caller);
        self.act(&actor.caller, "close team", move |tx, _| {
            let mut team = tx.team(id)?.ok_or(AppError::NotFound)?;
            team.closed_on = Some(london_date(tx.now()));
            tx.update_team(&team)?;
            note(tx, &who, Action::Administer, &format!("team {id} closed"))
        })
    }

    /// Puts somebody into a team from a day on (none: today).
    ///
    /// # Errors
    /// `NotFound` when the actor neither administers nor leads the team; `Form` when there is no such account, it may not act
    /// under the team's notice, is in the team already, or a manager is named by somebody who does not administer.
    pub fn add_member(
        &self,
        actor: &Actor,
        team: TeamId,
        username: &str,
        role: TeamRole,
        from_on: Option<Date>,
    ) -> Result<MembershipId, AppError> {
        let (actor, username) = (actor.clone(), username.trim().to_lowercase());
        self.act(&actor.caller.clone(), "add member", move |tx, _| {
            let today = london_date(tx.now());
            let from_on = from_on.unwrap_or(today);
            let team = tx.team(team)?.ok_or(AppError::NotFound)?;
            changes(tx, &actor, team.id, today)?;
            if team.closed_on.is_some() {
                return Err(wrong("username", "This team is closed: choose another"));
            }
            if role == TeamRole::Manager && !actor.administers {
                return Err(wrong(
                    "role",
                    "Only an administrator can name a manager: ask one, or add them as a member",
                ));
            }
            let account = tx
                .account_named(&username)?
                .filter(|a| a.disabled_at.is_none())
                .ok_or_else(|| wrong("username", "There is no account with this user name: check it"))?;
            if !acts_under(&account, &team.notice_id) {
                return Err(wrong(
                    "username",
                    "This account may not act under the team's notice: give it a capacity there first",
                ));
            }
            if tx.members(team.id)?.iter().any(|p| p.account == account.id && p.until_on.is_none_or(|l| from_on <= l)) {
                return Err(wrong("username", "They are in this team already: end that first to change their role"));
            }
            let id = MembershipId::new(tx.now(), tx.entropy());
            tx.insert_membership(&Membership {
                id,
                team: team.id,
                account: account.id,
                role,
                from_on,
                until_on: None,
            })?;
            let who = disclosure::actor(&actor.caller);
            note(tx, &who, Action::Administer, &format!("{} put into team {} as {}", account.id, team.id, role.id()))?;
            Ok(id)
        })
    }

    /// Ends somebody's place in a team with a day (none: today).
    ///
    /// # Errors
    /// `NotFound` when the actor neither administers nor leads the team, or there is no such place; `Form` for a day before
    /// the first.
    pub fn end_member(
        &self,
        actor: &Actor,
        team: TeamId,
        place: MembershipId,
        last: Option<Date>,
    ) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "end member", move |tx, _| {
            let today = london_date(tx.now());
            let last = last.unwrap_or(today);
            changes(tx, &actor, team, today)?;
            let members = tx.members(team)?;
            let found = members.iter().find(|p| p.id == place).ok_or(AppError::NotFound)?;
            if found.role == TeamRole::Manager && !actor.administers {
                return Err(wrong("last", "Only an administrator can end a manager's place: ask one"));
            }
            if last < found.from_on {
                return Err(wrong("last", "The last day must not be before the first"));
            }
            tx.end_membership(place, last)?;
            let who = disclosure::actor(&actor.caller);
            note(tx, &who, Action::Administer, &format!("{} leaves team {team} on {last}", found.account))
        })
    }

    /// Records that somebody is away, and who does their work meanwhile: from the first day to the last, their cases are the
    /// cover's cases too.
    ///
    /// # Errors
    /// `NotFound` when it is neither the actor nor somebody in a team that the actor leads; `Form` when the days or the cover
    /// do not fit.
    pub fn record_absence(&self, actor: &Actor, new: &NewAbsence) -> Result<AbsenceId, AppError> {
        let (actor, new) = (actor.clone(), new.clone());
        self.act(&actor.caller.clone(), "record absence", move |tx, _| {
            let now = tx.now();
            let today = london_date(now);
            let account = new.account.unwrap_or(actor.account);
            for_absence(tx, &actor, account, today)?;
            if new.until_on < new.from_on {
                return Err(wrong("until-day", "The last day must not be before the first"));
            }
            if new.until_on < today {
                return Err(wrong("until-day", "The last day must be today or later"));
            }
            if new.until_on.since(new.from_on).is_ok_and(|span| span.get_days() > LONGEST_AWAY) {
                return Err(wrong("until-day", "Record a year at most: the rest when it is nearer"));
            }
            if tx.absences(account, new.from_on)?.iter().any(|a| a.from_on <= new.until_on) {
                return Err(wrong("from-day", "Some of these days are recorded already: call that off first"));
            }
            if let Some(cover) = new.cover {
                if !colleagues(tx, account, today)?.contains(&cover) {
                    return Err(wrong("cover", "Choose somebody who works in a team with them"));
                }
                let both_away = tx.absences(cover, new.from_on)?.iter().any(|a| a.from_on <= new.until_on);
                if both_away {
                    return Err(wrong("cover", "They are away themselves on some of these days: choose somebody else"));
                }
            }
            let id = AbsenceId::new(now, tx.entropy());
            tx.insert_absence(&Absence {
                id,
                account,
                cover: new.cover,
                from_on: new.from_on,
                until_on: new.until_on,
                recorded_by: actor.account,
                recorded_at: now,
                cancelled_at: None,
            })?;
            let covered = new.cover.map_or_else(|| "nobody".to_owned(), |c| c.to_string());
            let who = disclosure::actor(&actor.caller);
            let what = format!("{account} is away from {} until {}, covered by {covered}", new.from_on, new.until_on);
            note(tx, &who, Action::Administer, &what)?;
            Ok(id)
        })
    }

    /// Calls an absence off.
    ///
    /// # Errors
    /// `NotFound` when there is none, or it is neither the actor's nor of somebody in a team that the actor leads.
    pub fn cancel_absence(&self, actor: &Actor, id: AbsenceId) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "cancel absence", move |tx, _| {
            let absence = tx.absence(id)?.ok_or(AppError::NotFound)?;
            let today = london_date(tx.now());
            for_absence(tx, &actor, absence.account, today)?;
            tx.cancel_absence(id)?;
            let who = disclosure::actor(&actor.caller);
            note(tx, &who, Action::Administer, &format!("absence {id} called off"))
        })
    }

    /// Days away from today on, and who could cover: the actor's own, or those of somebody whom the actor leads.
    ///
    /// # Errors
    /// `NotFound` when it is neither.
    pub fn absences(&self, actor: &Actor, account: Option<AccountId>) -> Result<AbsencesView, AppError> {
        let inner = &self.inner;
        let actor = actor.clone();
        inner.store.read(&actor.caller.clone(), "absences", move |tx| {
            let today = london_date(tx.now());
            let id = account.unwrap_or(actor.account);
            for_absence(tx, &actor, id, today)?;
            let mut view = AbsencesView::default();
            if id != actor.account {
                view.name = Some(inner.account_name(tx, id)?);
            }
            for absence in tx.absences(id, today)? {
                view.lines.push(absence_line(tx, inner, absence, today)?);
            }
            for colleague in colleagues(tx, id, today)? {
                view.covers.push((colleague, inner.account_name(tx, colleague)?));
            }
            view.covers.sort_by(|a, b| a.1.cmp(&b.1));
            Ok(view)
        })
    }

    /// Everybody who works today in a team that the actor leads, with their names.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn people_led(&self, actor: &Actor) -> Result<Vec<(AccountId, String)>, AppError> {
        let inner = &self.inner;
        let account = actor.account;
        inner.store.read(&actor.caller, "people led", move |tx| {
            let today = london_date(tx.now());
            let mut people = Vec::new();
            for id in people_led_by(tx, account, today)? {
                people.push((id, inner.account_name(tx, id)?));
            }
            people.sort_by(|a, b| a.1.cmp(&b.1));
            Ok(people)
        })
    }

    /// For whom the actor does the work today, with their names: their cases are the actor's too.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn covering(&self, actor: &Actor) -> Result<Vec<(AccountId, String)>, AppError> {
        let inner = &self.inner;
        let account = actor.account;
        inner.store.read(&actor.caller, "covering", move |tx| {
            let today = london_date(tx.now());
            let mut away = Vec::new();
            for id in tx.covered_by(account, today)? {
                away.push((id, inner.account_name(tx, id)?));
            }
            Ok(away)
        })
    }
}

fn acts_under(account: &Account, notice_id: &str) -> bool {
    account.capacities.iter().filter_map(|c| Capacity::parse(c)).any(|c| c.notice == notice_id)
}

fn line(tx: &mut Tx<'_>, inner: &crate::Inner, actor: &Actor, team: Team) -> Result<TeamLine, AppError> {
    let today = london_date(tx.now());
    let members: Vec<Membership> = tx.members(team.id)?.into_iter().filter(|p| is_on(p, today)).collect();
    let open = team.closed_on.is_none_or(|last| today <= last);
    let mut managers = Vec::new();
    for place in members.iter().filter(|p| p.role == TeamRole::Manager) {
        managers.push(inner.account_name(tx, place.account)?);
    }
    managers.sort();
    let own_role = members.iter().filter(|_| open).find(|p| p.account == actor.account).map(|p| p.role);
    Ok(TeamLine {
        id: team.id,
        name: team.name,
        notice_id: team.notice_id,
        people: members.len(),
        managers,
        own_role,
        closed_on: team.closed_on,
    })
}

fn absence_line(tx: &mut Tx<'_>, inner: &crate::Inner, absence: Absence, today: Date) -> Result<AbsenceLine, AppError> {
    let cover = match absence.cover {
        Some(id) => Some((id, inner.account_name(tx, id)?)),
        None => None,
    };
    Ok(AbsenceLine {
        id: absence.id,
        name: inner.account_name(tx, absence.account)?,
        from_on: absence.from_on,
        until_on: absence.until_on,
        cover,
        now: absence.from_on <= today && today <= absence.until_on,
    })
}

/// Whoever works that day in a team with somebody, each once.
fn colleagues(tx: &mut Tx<'_>, account: AccountId, day: Date) -> Result<Vec<AccountId>, AppError> {
    let mut found = Vec::new();
    for (team, _) in teams_of(tx, account, day)? {
        found.extend(tx.members(team.id)?.iter().filter(|p| is_on(p, day)).map(|p| p.account));
    }
    found.retain(|id| *id != account);
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Who may change who is in a team: an administrator, and whoever leads it and acts under its notice.
fn changes(tx: &mut Tx<'_>, actor: &Actor, team: TeamId, today: Date) -> Result<(), AppError> {
    let own = teams_of(tx, actor.account, today)?;
    let here = |own: &Team| own.id == team && own.notice_id == actor.capacity.notice;
    let leads = own.iter().any(|(own, role)| here(own) && *role == TeamRole::Manager);
    if actor.administers || leads { Ok(()) } else { Err(AppError::NotFound) }
}

/// Who may say that somebody is away: they themselves, and whoever leads them.
fn for_absence(tx: &mut Tx<'_>, actor: &Actor, account: AccountId, today: Date) -> Result<(), AppError> {
    if account == actor.account || manages(tx, actor.account, account, today)? {
        Ok(())
    } else {
        Err(AppError::NotFound)
    }
}
