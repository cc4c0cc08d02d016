//! How the work stands with one's colleagues: counts by person, of what exists for the reader only.

use super::crew::{crews, everybody};
use super::tasks::bare_line;
use crate::App;
use crate::actor::Actor;
use crate::cases::list::{counts, reader};
use crate::error::AppError;
use crate::look::Look;
use crate::work::hand_over::Holder;
use kernel::{CaseId, london_date};
use notice::model::Act;
use std::collections::HashSet;
use store::{CaseFilter, CaseState};

/// How the work of one person stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadLine {
    /// Who or what.
    pub holder: Holder,
    /// Their name.
    pub name: String,
    /// Open cases.
    pub open: u64,
    /// With something overdue.
    pub overdue: u64,
    /// With something due within a week.
    pub due_soon: u64,
    /// Things to do.
    pub tasks: usize,
    /// Those that are overdue.
    pub tasks_overdue: usize,
    /// Who stands in, and until when, while they are away.
    pub away: Option<(String, jiff::civil::Date)>,
}

/// How the work stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamWork {
    /// Of which teams, by name; empty when it is everybody under the notice.
    pub teams: Vec<String>,
    /// Whether the reader manages one of them.
    pub manages: bool,
    /// By person.
    pub lines: Vec<LoadLine>,
}

/// How many things to do are counted at most for one person.
const MOST: u32 = 500;

impl App {
    /// How the work of the actor's teams stands; of everybody under the notice where the actor is in no team. What does not
    /// exist for the actor is in no count.
    ///
    /// # Errors
    /// `NotFound` for a partner.
    pub fn team_work(&self, actor: &Actor) -> Result<TeamWork, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "team", move |tx, inner| {
            if !actor.is_staff() {
                return Err(AppError::NotFound);
            }
            let today = london_date(tx.now());
            let crews = crews(tx, &actor, today)?;
            let everybody = everybody(tx, &actor)?;
            let mut people: Vec<(Holder, String)> = everybody
                .into_iter()
                .filter(|(id, _)| crews.is_empty() || crews.iter().any(|c| c.members.contains(id)))
                .map(|(id, name)| (Holder::Account(id), name))
                .collect();
            people.extend(crews.iter().map(|c| (Holder::Team(c.id), format!("Waiting in {}", c.name))));
            people.push((Holder::Nobody, "Nobody".to_owned()));
            let reader = reader(tx, &actor)?;
            let versions = tx.versions_of(&actor.capacity.notice)?;
            let mut lines = Vec::new();
            for (holder, name) in people {
                let account = if let Holder::Account(id) = holder { Some(id) } else { None };
                let mut filter = CaseFilter {
                    notice_versions: versions.clone(),
                    state: Some(CaseState::Open),
                    today: Some(today),
                    reader,
                    ..CaseFilter::default()
                };
                holder.narrow(&mut filter);
                let (open, overdue, due_soon) = counts(tx, inner, &actor, filter, None, true, today)?;
                let mut line =
                    LoadLine { holder, name, open, overdue, due_soon, tasks: 0, tasks_overdue: 0, away: None };
                if let Some(account) = account {
                    let tasks = tx.tasks_of(account, MOST)?;
                    let ids: HashSet<CaseId> = tasks.iter().map(|t| t.case_id).collect();
                    let ids: Vec<CaseId> = ids.into_iter().collect();
                    let cases = tx.cases_by_id(&ids)?;
                    let there: HashSet<CaseId> = Look::many(tx, inner, &actor, cases)?
                        .into_iter()
                        .filter(|l| l.is_open() && !l.decide_all(Act::See).releases_nothing())
                        .map(|l| l.case.id)
                        .collect();
                    for task in tasks.iter().filter(|t| there.contains(&t.case_id)) {
                        line.tasks += 1;
                        line.tasks_overdue += usize::from(bare_line(tx, inner, &actor, task, today)?.due.overdue);
                    }
                    line.away = super::crew::stands_in(tx, inner, account, today)?;
                }
                lines.push(line);
            }
            Ok(TeamWork {
                teams: crews.iter().map(|c| c.name.clone()).collect(),
                manages: crews.iter().any(|c| c.managed),
                lines,
            })
        })
    }
}
