//! Names that lead to an agency: what it was called before, what has become a part of it, what others call it. Whoever looks for an old
//! name finds the agency of today.

use super::keep::{changed, kept};
use super::views::AgencyNameLine;
use super::words_of;
use crate::App;
use crate::actor::Actor;
use crate::error::AppError;
use crate::views::FormErrors;
use jiff::civil::Date;
use kernel::{AgencyId, TaskId, london_date};
use std::collections::HashMap;
use store::{Agency, AgencyName, Tx};

/// How a name comes to lead to an agency: codes and words.
pub const AGENCY_NAMES: [(&str, &str); 3] = [
    ("renamed", "It was called this before"),
    ("merged", "This organisation has become a part of it"),
    ("also", "It is called this elsewhere"),
];

/// The longest name.
const LONGEST: usize = 200;

/// A name that leads to an agency, as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewAgencyName {
    /// The name.
    pub name: String,
    /// How it comes to lead there: a code.
    pub how: String,
    /// The last day on which it was the name, where that is known.
    pub until_on: Option<Date>,
}

fn plain(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Every name of every agency.
pub(crate) struct Names {
    agencies: HashMap<AgencyId, Agency>,
    names: Vec<AgencyName>,
}

impl Names {
    pub(crate) fn of(tx: &mut Tx<'_>) -> Result<Self, AppError> {
        let agencies = tx.agencies()?.into_iter().map(|a| (a.id, a)).collect();
        Ok(Self { agencies, names: tx.agency_names()? })
    }

    /// What an agency is a part of today: itself, unless it was merged into another.
    fn today(&self, id: AgencyId) -> Option<&Agency> {
        let mut at = self.agencies.get(&id)?;
        // A chain of mergers ends: nothing is merged into what it was merged from.
        for _ in 0..self.agencies.len() {
            match at.successor.and_then(|next| self.agencies.get(&next)) {
                Some(next) => at = next,
                None => break,
            }
        }
        Some(at)
    }

    /// The agency of today that a name leads to.
    pub(crate) fn called(&self, name: &str) -> Option<&Agency> {
        let looked_for = plain(name);
        let own = self.agencies.values().find(|a| plain(&a.name) == looked_for).map(|a| a.id);
        let id = own.or_else(|| self.names.iter().find(|n| plain(&n.name) == looked_for).map(|n| n.agency))?;
        self.today(id)
    }

    /// The names that lead to an agency and have something in them, its own apart; of everything that has become a part of it too.
    pub(super) fn that_lead_to(&self, id: AgencyId, part: &str) -> Vec<String> {
        if part.is_empty() {
            return Vec::new();
        }
        let here = |of: AgencyId| self.today(of).is_some_and(|a| a.id == id);
        let merged = self.agencies.values().filter(|a| a.id != id && here(a.id)).map(|a| a.name.clone());
        let before = self.names.iter().filter(|n| here(n.agency)).map(|n| n.name.clone());
        let mut found: Vec<String> = merged.chain(before).filter(|n| n.to_lowercase().contains(part)).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The names that were written down for an agency.
    pub(super) fn lines(&self, id: AgencyId) -> Vec<AgencyNameLine> {
        let mine = self.names.iter().filter(|n| n.agency == id);
        let line = |n: &AgencyName| AgencyNameLine {
            id: n.id,
            name: n.name.clone(),
            how: words_of(&AGENCY_NAMES, &n.how),
            until_on: n.until_on,
        };
        mine.map(line).collect()
    }
}

/// The agency of today that a name leads to: its own, one that it had, or one of what has become a part of it.
pub(crate) fn called(tx: &mut Tx<'_>, name: &str) -> Result<Option<Agency>, AppError> {
    Ok(Names::of(tx)?.called(name).cloned())
}

/// Writes a name down.
pub(super) fn keep(
    tx: &mut Tx<'_>,
    agency: AgencyId,
    (name, how): (&str, &str),
    until_on: Option<Date>,
) -> Result<TaskId, AppError> {
    let id = TaskId::new(tx.now(), tx.entropy());
    let (name, how, made_at) = (name.to_owned(), how.to_owned(), tx.now());
    tx.insert_agency_name(&AgencyName { id, agency, name, how, until_on, made_at })?;
    Ok(id)
}

impl App {
    /// The agency of today that a name leads to, with its name: whatever it was called before or has become a part of.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer, or the name leads to none.
    pub fn agency_called(&self, actor: &Actor, name: &str) -> Result<(AgencyId, String), AppError> {
        actor.must_administer()?;
        let name = name.to_owned();
        self.inner.store.read(&actor.caller, "agency called", move |tx| {
            called(tx, &name)?.map(|a| (a.id, a.name)).ok_or(AppError::NotFound)
        })
    }

    /// Adds a name that leads to an agency.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer or there is no such agency; `Form` when the name is missing, or leads somewhere
    /// already, or the day is to come.
    pub fn add_agency_name(&self, actor: &Actor, id: AgencyId, new: &NewAgencyName) -> Result<TaskId, AppError> {
        actor.must_administer()?;
        let (actor, new) = (actor.clone(), new.clone());
        self.act(&actor.caller.clone(), "add agency name", move |tx, _| {
            kept(tx, id)?;
            let mut wrong = FormErrors::default();
            let name = new.name.trim();
            if name.is_empty() || name.chars().count() > LONGEST {
                wrong.add("old-name", "Enter the name, in at most 200 characters");
            } else if let Some(other) = called(tx, name)? {
                wrong.add("old-name", &format!("This name leads to {} already", other.name));
            }
            if !AGENCY_NAMES.iter().any(|(code, _)| *code == new.how) {
                wrong.add("how", "Choose how the name comes to lead here");
            }
            if new.until_on.is_some_and(|day| day > london_date(tx.now())) {
                wrong.add("until-day", "The last day of an old name is over: enter a day before today, or none");
            }
            wrong.done()?;
            let made = keep(tx, id, (name, &new.how), new.until_on)?;
            changed(tx, &actor, id, format!("“{name}” leads to it"))?;
            Ok(made)
        })
    }

    /// Takes a name away that was written down by mistake.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer, or there is no such name.
    pub fn end_agency_name(&self, actor: &Actor, id: AgencyId, name: TaskId) -> Result<(), AppError> {
        actor.must_administer()?;
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "end agency name", move |tx, _| {
            if !tx.delete_agency_name(id, name)? {
                return Err(AppError::NotFound);
            }
            changed(tx, &actor, id, "a name does not lead to it any more".to_owned())
        })
    }

    /// Says that an agency has become a part of another: it is closed, and its names, and what notices call it, lead to the other.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer or there is no such agency; `Form` when there is no such other, or it has itself
    /// become a part of this one; `Refused` when it was merged already.
    pub fn merge_agency(&self, actor: &Actor, id: AgencyId, into: AgencyId) -> Result<(), AppError> {
        actor.must_administer()?;
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "merge agency", move |tx, _| {
            let from = kept(tx, id)?;
            if from.successor.is_some() {
                return Err(AppError::Refused("It has become a part of another already".to_owned()));
            }
            let names = Names::of(tx)?;
            let Some(to) = names.today(into).filter(|a| a.id != id && a.id == into).cloned() else {
                let words = "Choose the organisation that it has become a part of, as it is called today";
                return Err(AppError::field("into", words));
            };
            let at = tx.now();
            for body in tx.agency_bodies()?.into_iter().filter(|b| b.agency == id) {
                tx.tie_agency(&store::AgencyBody { agency: into, ..body })?;
            }
            tx.update_agency(&Agency {
                closed_at: from.closed_at.or(Some(at)),
                successor: Some(into),
                ..from.clone()
            })?;
            changed(tx, &actor, id, format!("it has become a part of “{}”", to.name))?;
            changed(tx, &actor, into, format!("“{}” has become a part of it", from.name))
        })
    }
}
