//! Handing a case over to a colleague or a team, with what is to be done on it; and taking one that nobody holds.

use super::crew::{colleague, colleagues, teams_that_work};
use super::items::{self, Entry};
use super::tasks::workable;
use crate::actor::Actor;
use crate::error::AppError;
use crate::{App, Inner};
use casework::SectionContent;
use kernel::{AccountId, CaseId, ItemId, TeamId, london_date};
use ledger::Action;
use notice::model::Act;
use store::{CaseFilter, Tx};

/// With whom a case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// With somebody.
    Account(AccountId),
    /// With a team, until somebody of it takes it.
    Team(TeamId),
    /// With nobody, or with somebody who has left.
    Nobody,
}

impl Holder {
    /// Narrows a list to the cases that are so held.
    pub(crate) fn narrow(self, filter: &mut CaseFilter) {
        match self {
            Self::Account(id) => filter.owner = Some(id),
            Self::Team(id) => filter.team = Some(id),
            Self::Nobody => filter.unowned = true,
        }
    }
}

impl std::str::FromStr for Holder {
    type Err = kernel::IdError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.strip_prefix("team:") {
            Some(team) => team.parse().map(Self::Team),
            None if text == "nobody" => Ok(Self::Nobody),
            None => text.parse().map(Self::Account),
        }
    }
}

impl std::fmt::Display for Holder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Account(id) => write!(f, "{id}"),
            Self::Team(id) => write!(f, "team:{id}"),
            Self::Nobody => f.write_str("nobody"),
        }
    }
}

impl From<AccountId> for Holder {
    fn from(id: AccountId) -> Self {
        Self::Account(id)
    }
}

impl From<TeamId> for Holder {
    fn from(id: TeamId) -> Self {
        Self::Team(id)
    }
}

/// What goes with a hand-over.
#[derive(Debug, Clone, Default)]
pub struct HandOver {
    /// What the next one should know; sealed. May be empty.
    pub note: String,
    /// The category that the note is about.
    pub category: String,
    /// Whether what the present holder has left to do on it goes along.
    pub with_tasks: bool,
}

/// Hands a case over within a unit of work.
pub(crate) fn hand_over(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    case: CaseId,
    to: Holder,
    how: &HandOver,
) -> Result<(), AppError> {
    let look = workable(tx, inner, actor, case)?;
    if !look.is_open() {
        return Err(AppError::Refused("The case is closed: nobody needs to hold it".to_owned()));
    }
    let next = match to {
        Holder::Account(to) => {
            let to = colleague(tx, inner, actor, to)?;
            if look.case.owner == Some(to) {
                return Err(AppError::Refused("This person holds the case already".to_owned()));
            }
            // As owner the next one may look at a restricted case; a bar stands whoever holds it.
            if tx.hidden(to, &[(case, Some(to))])?.contains(&case) {
                return Err(AppError::Refused("This person cannot work on this case: choose somebody else".to_owned()));
            }
            Some(to)
        }
        Holder::Team(team) => {
            if tx.teams_of_cases(&[case])?.iter().any(|with| with.team == team) {
                return Err(AppError::Refused("The case is with this team already".to_owned()));
            }
            let today = london_date(tx.now());
            let teams = teams_that_work(tx, inner, actor, today)?;
            let (.., members) = teams.into_iter().find(|(id, ..)| *id == team).ok_or_else(|| {
                AppError::Refused("Choose a team of which somebody works on cases under this notice".to_owned())
            })?;
            let mut somebody = false;
            for member in members {
                somebody |= !tx.hidden(member, &[(case, None)])?.contains(&case);
            }
            if !somebody {
                return Err(AppError::Refused("Nobody of this team can work on this case: choose another".to_owned()));
            }
            None
        }
        Holder::Nobody => return Err(AppError::Refused("Choose to whom the case goes".to_owned())),
    };
    if !how.note.trim().is_empty() {
        let id = ItemId::new(tx.now(), tx.entropy());
        let entry = Entry {
            staff_only: true,
            ..Entry::now("hand-over", &how.category, SectionContent::from_pairs([("text", how.note.trim())]))
        };
        items::write(tx, actor, &look, (id, 1), &entry)?;
    }
    if how.with_tasks {
        let before = look.case.owner;
        for mut task in tx.tasks(case)? {
            if task.done_at.is_none() && (task.owner == before || task.owner.is_none()) {
                task.owner = next;
                tx.update_task(&task)?;
            }
        }
    }
    let detail = match to {
        Holder::Team(team) => {
            tx.give_to_team(case, team, actor.account)?;
            "handed over to a team"
        }
        _ => {
            tx.set_owner(case, next)?;
            "handed over"
        }
    };
    let ring = crate::cases::parts::ring(tx, &look, &[])?;
    look.record(tx, actor, look.decide_all(Act::Record), Action::Administer, &ring, detail)?;
    Ok(())
}

impl App {
    /// The colleagues to whom something can be given.
    ///
    /// # Errors
    /// `NotFound` for a partner.
    pub fn colleagues(&self, actor: &Actor) -> Result<Vec<(AccountId, String)>, AppError> {
        let actor = actor.clone();
        if !actor.is_staff() {
            return Err(AppError::NotFound);
        }
        let inner = &self.inner;
        inner.store.read(&actor.caller.clone(), "colleagues", |tx| colleagues(tx, inner, &actor))
    }

    /// The teams to which a case can be given: of which somebody works on cases today.
    ///
    /// # Errors
    /// `NotFound` for a partner.
    pub fn teams_to_give(&self, actor: &Actor) -> Result<Vec<(TeamId, String)>, AppError> {
        let actor = actor.clone();
        if !actor.is_staff() {
            return Err(AppError::NotFound);
        }
        let inner = &self.inner;
        inner.store.read(&actor.caller.clone(), "teams to give to", |tx| {
            let today = london_date(tx.now());
            Ok(teams_that_work(tx, inner, &actor, today)?.into_iter().map(|(id, name, _)| (id, name)).collect())
        })
    }

    /// Takes a case that nobody holds, or that waits with a team, with what is left to do on it.
    ///
    /// # Errors
    /// As [`App::hand_over`]; `Refused` when a colleague holds it, who has to hand it over.
    pub fn take_case(&self, actor: &Actor, case: CaseId) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "take case", move |tx, inner| {
            let owner = workable(tx, inner, &actor, case)?.case.owner;
            if let Some(owner) = owner.filter(|owner| *owner != actor.account)
                && tx.account(owner)?.is_some_and(|account| account.disabled_at.is_none())
            {
                return Err(AppError::Refused(
                    "A colleague holds the case by now: it is theirs to hand over, on the page of the case".to_owned(),
                ));
            }
            let how = HandOver { with_tasks: true, ..HandOver::default() };
            hand_over(tx, inner, &actor, case, actor.account.into(), &how)
        })
    }

    /// Hands a case over to a colleague, or to a team.
    ///
    /// # Errors
    /// `NotFound` when the actor may record nothing of the case; `Refused` when it is closed, or the colleague or team has it
    /// already or may not work on it.
    pub fn hand_over(
        &self,
        actor: &Actor,
        case: CaseId,
        to: impl Into<Holder>,
        how: &HandOver,
    ) -> Result<(), AppError> {
        let (actor, to, how) = (actor.clone(), to.into(), how.clone());
        self.act(&actor.caller.clone(), "hand over", move |tx, inner| hand_over(tx, inner, &actor, case, to, &how))
    }
}
