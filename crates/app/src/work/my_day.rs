//! *My day*: what is due, what is overdue, for whom something waits, who comes today; also what the actor does for somebody
//! who is away, and what went to the manager because it is late.

use super::asked::is_late;
use super::crew::{covered, crews};
use super::items::{content, marks_allow};
use super::known::{DayTask, Known, day_task};
use crate::App;
use crate::actor::Actor;
use crate::error::AppError;
use crate::requests::{RequestLine, due_for};
use crate::shares::{ReviewsDue, reviews_due_for};
use crate::views::Item;
use casework::SectionContent;
use casework::document::SOON;
use disclosure::Disclosed;
use jiff::civil::Date;
use kernel::{AccountId, CaseId, ItemId, TeamId, Timestamp, london_date, london_moment};
use ledger::Action;
use std::collections::HashSet;
use store::{AskState, AskedDocument, Task};

/// How many things to do are shown at most for one person.
const MOST: u32 = 200;
/// How many days ahead the page looks.
const AHEAD: i32 = 7;

/// Somebody who comes, or whom one goes to.
pub struct DayAppointment {
    /// The case.
    pub case: CaseId,
    /// The case's reference.
    pub reference: String,
    /// The person's name.
    pub name: Item<String>,
    /// When.
    pub at: Timestamp,
    /// Until when.
    pub ends_at: Option<Timestamp>,
    /// What it is for and where.
    pub content: Item<SectionContent>,
}

/// A case that waits in a team.
pub struct DayCase {
    /// The case.
    pub case: CaseId,
    /// The case's reference.
    pub reference: String,
    /// The person's name.
    pub name: Item<String>,
    /// The team.
    pub team: String,
    /// Since when.
    pub since: Timestamp,
}

/// A document that has run out, or does so soon.
pub struct DayDocument {
    /// Its id.
    pub id: ItemId,
    /// The case.
    pub case: CaseId,
    /// The case's reference.
    pub reference: String,
    /// The person's name.
    pub name: Item<String>,
    /// What it is called.
    pub title: Disclosed<String>,
    /// The last day on which it is good.
    pub expires_on: Date,
    /// Whether it has run out.
    pub over: bool,
}

/// A document that was asked for: the person answered, or it is late.
pub struct DayAsk {
    /// The case.
    pub case: CaseId,
    /// The case's reference.
    pub reference: String,
    /// The person's name.
    pub name: Item<String>,
    /// What is asked for: a code of [`casework::document::KINDS`].
    pub kind: Disclosed<String>,
    /// The last day.
    pub due_on: Date,
    /// How it stands.
    pub state: AskState,
    /// Whether it waits for the person beyond its last day.
    pub late: bool,
}

/// A document that was asked for, as shown in a list; none where its category is not for the actor.
pub(crate) fn day_ask(known: &Known, one: &AskedDocument) -> Result<Option<DayAsk>, AppError> {
    let Some(entry) = known.entries.iter().find(|i| i.id == one.id) else { return Ok(None) };
    let Some((look, recorded)) = known.at(one.case_id) else { return Ok(None) };
    let Item::Released(said) = content(look, recorded, entry, &known.ring)? else { return Ok(None) };
    Ok(Some(DayAsk {
        case: one.case_id,
        reference: look.case.reference.clone(),
        name: known.name(one.case_id)?,
        kind: said.map(|c| c.get("kind").unwrap_or_default().to_owned()),
        due_on: one.due_on,
        state: one.state,
        late: is_late(one, look.today),
    }))
}

/// The page.
pub struct MyDay {
    /// The day that it is.
    pub today: Date,
    /// What is overdue.
    pub overdue: Vec<DayTask>,
    /// What is due today.
    pub due_today: Vec<DayTask>,
    /// What falls due within a week.
    pub soon: Vec<DayTask>,
    /// What waits for somebody else.
    pub waiting: Vec<DayTask>,
    /// How much there is to do later.
    pub later: usize,
    /// Who comes today and within a week.
    pub appointments: Vec<DayAppointment>,
    /// Documents that have run out, or do so soon.
    pub documents: Vec<DayDocument>,
    /// Documents that were asked for: what the person answered, and what is late.
    pub asked: Vec<DayAsk>,
    /// For whom the actor stands in today.
    pub covering: Vec<String>,
    /// What came to the actor as manager because it is late.
    pub escalated: Vec<DayTask>,
    /// Cases that wait in the actor's teams until somebody takes them, the longest first.
    pub in_team: Vec<DayCase>,
    /// Requests of people about their data that are late or fall due within a week, for the data protection officer.
    pub requests: Vec<RequestLine>,
    /// How much that went without consent is to be reviewed within a week, and how much is late, for the same.
    pub reviews: ReviewsDue,
}

impl App {
    /// The actor's day. Names are released by the gate and on the ledger.
    ///
    /// # Errors
    /// `NotFound` for a partner, whose work is in its own systems; or when the store does not answer.
    pub fn my_day(&self, actor: &Actor) -> Result<MyDay, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "my day", move |tx, inner| {
            if !actor.is_staff() {
                return Err(AppError::NotFound);
            }
            let today = london_date(tx.now());
            let ahead = today.checked_add(jiff::Span::new().days(AHEAD)).unwrap_or(today);
            let covers = covered(tx, &actor, today)?;
            let mut tasks: Vec<(Task, Option<AccountId>)> =
                tx.tasks_of(actor.account, MOST)?.into_iter().map(|t| (t, None)).collect();
            for away in &covers {
                tasks.extend(tx.tasks_of(*away, MOST)?.into_iter().map(|t| (t, Some(*away))));
            }
            let mut late: Vec<(Task, Option<AccountId>)> = Vec::new();
            let crews = crews(tx, &actor, today)?;
            let teams: Vec<TeamId> = crews.iter().map(|c| c.id).collect();
            let waits = tx.cases_of_teams(&teams, MOST)?;
            let managed: HashSet<AccountId> = crews
                .iter()
                .filter(|c| c.managed)
                .flat_map(|c| c.members.iter().copied())
                .filter(|m| *m != actor.account)
                .collect();
            for member in managed {
                let of = tx.tasks_of(member, MOST)?.into_iter();
                late.extend(of.filter(|t| t.escalates_on.is_some_and(|on| on < today)).map(|t| {
                    let owner = t.owner;
                    (t, owner)
                }));
            }
            let from = london_moment(today, 0, 0).unwrap_or(tx.now());
            let until = london_moment(ahead, 23, 59).unwrap_or(tx.now());
            let mut owners = covers.clone();
            owners.push(actor.account);
            let visits = tx.appointments_of(&owners, from, until)?;
            let soon = today.checked_add(jiff::Span::new().days(SOON)).unwrap_or(today);
            let mut papers = tx.documents_until(&owners, (Some(today), soon), MOST)?;
            if let Ok(yesterday) = today.yesterday() {
                papers.extend(tx.documents_until(&owners, (None, yesterday), MOST)?);
            }
            let pressing = tx.asked_documents_that_press(&owners, today, MOST)?;
            let ids: Vec<ItemId> = papers.iter().map(|p| p.id).chain(pressing.iter().map(|a| a.id)).collect();
            let mut of_papers = tx.items_by_id(&ids)?;
            of_papers.retain(|i| marks_allow(i, &actor));
            let of_tasks = tasks.iter().chain(&late).map(|(t, _)| t.case_id);
            let ids = of_tasks.chain(visits.iter().map(|v| v.case_id)).chain(waits.iter().map(|w| w.case_id)).collect();
            let known = Known::of(tx, inner, &actor, ids, (&visits, of_papers), (Action::List, ""))?;
            let mut day = MyDay {
                today,
                overdue: Vec::new(),
                due_today: Vec::new(),
                soon: Vec::new(),
                waiting: Vec::new(),
                later: 0,
                appointments: Vec::new(),
                documents: Vec::new(),
                asked: Vec::new(),
                covering: Vec::new(),
                escalated: Vec::new(),
                in_team: Vec::new(),
                requests: due_for(tx, inner, &actor, ahead)?,
                reviews: reviews_due_for(tx, inner, &actor, ahead)?,
            };
            for away in &covers {
                day.covering.push(inner.account_name(tx, *away)?);
            }
            tasks.sort_by_key(|(t, _)| (t.due_on, t.id));
            for (task, of) in &tasks {
                let Some(one) = day_task(tx, inner, &actor, &known, (task, *of), today)? else { continue };
                if task.due_on < today {
                    day.overdue.push(one);
                } else if task.waiting_for.is_some() {
                    day.waiting.push(one);
                } else if task.due_on == today {
                    day.due_today.push(one);
                } else if task.due_on <= ahead {
                    day.soon.push(one);
                } else {
                    day.later += 1;
                }
            }
            late.sort_by_key(|(t, _)| (t.due_on, t.id));
            for (task, of) in &late {
                day.escalated.extend(day_task(tx, inner, &actor, &known, (task, *of), today)?);
            }
            for with in &waits {
                let Some((look, _)) = known.at(with.case_id) else { continue };
                day.in_team.push(DayCase {
                    case: with.case_id,
                    reference: look.case.reference.clone(),
                    name: known.name(with.case_id)?,
                    team: crews.iter().find(|c| c.id == with.team).map(|c| c.name.clone()).unwrap_or_default(),
                    since: with.given_at,
                });
            }
            for visit in &visits {
                let Some((look, recorded)) = known.at(visit.case_id) else { continue };
                day.appointments.push(DayAppointment {
                    case: visit.case_id,
                    reference: look.case.reference.clone(),
                    name: known.name(visit.case_id)?,
                    at: visit.happened_at,
                    ends_at: visit.ends_at,
                    content: content(look, recorded, visit, &known.ring)?,
                });
            }
            for paper in papers {
                let entry = known.entries.iter().find(|i| i.id == paper.id);
                let (Some(entry), Some(expires_on)) = (entry, paper.expires_on) else { continue };
                let Some((look, recorded)) = known.at(paper.case_id) else { continue };
                // Where its category is not for the actor, nothing says that there is one.
                let Item::Released(said) = content(look, recorded, entry, &known.ring)? else { continue };
                day.documents.push(DayDocument {
                    id: paper.id,
                    case: paper.case_id,
                    reference: look.case.reference.clone(),
                    name: known.name(paper.case_id)?,
                    title: said.map(|c| c.get("title").unwrap_or_default().to_owned()),
                    expires_on,
                    over: expires_on < today,
                });
            }
            day.documents.sort_by_key(|d| (d.expires_on, d.id));
            for one in pressing {
                day.asked.extend(day_ask(&known, &one)?);
            }
            Ok(day)
        })
    }
}
