//! The agenda: who is on it, why, in which order, and from when until when members may look.

use super::{Group, is_member, item_to_run, meeting_to_run, members_on};
use crate::actor::Actor;
use crate::cases::parts::{as_refs, classes};
use crate::error::AppError;
use crate::look::Look;
use crate::views::Item;
use crate::work::desk::{Desk, subjects};
use crate::work::tasks::workable;
use crate::{App, Inner};
use casework::SectionContent;
use jiff::civil::Date;
use kernel::{AccountId, AgendaId, CaseId, MeetingId, TaskId, london_date};
use ledger::Action;
use notice::model::Act;
use sharing::meeting::{Criterion, points, stays, window};
use store::{AgendaItem, CaseFilter, CaseOrder, CaseParty, CaseState, Meeting, Tx};

/// So many cases are offered to choose from; more are found by the beginning of their reference.
const MOST_CASES: usize = 20;
/// So many agendas are offered on the page of a case.
const MOST_AHEAD: usize = 5;
/// Why somebody is on an agenda, where no more is known.
const STAYED: &str = "Stayed on the list at the last meeting";

/// A person to be put on an agenda.
#[derive(Debug, Clone, Default)]
pub struct NewAgenda {
    /// The case's reference, as people say it.
    pub reference: String,
    /// The category that the reasons are about: who may see it decides who sees them.
    pub category: String,
    /// Which of the group's criteria hold, by their place in its list.
    pub criteria: Vec<usize>,
    /// Where the person was last seen.
    pub seen: String,
    /// Why the group should speak of them.
    pub why: String,
    /// The lead worker.
    pub lead: Option<AccountId>,
    /// Members that must not learn of it.
    pub apart: Vec<String>,
}

/// Opens the window of a meeting to one member.
fn open_to(tx: &mut Tx<'_>, group: &Group, (held_on, case): (Date, CaseId), party: String) -> Result<String, AppError> {
    let (from, until) = window(held_on, group.series.opens_days, group.series.closes_days, group.today);
    let enrolment = party.split_once('/').and_then(|(_, id)| id.parse().ok());
    let id = TaskId::new(tx.now(), tx.entropy());
    let (account, until) = (None, Some(until));
    tx.insert_case_party(&CaseParty { id, case_id: case, party, account, enrolment, since: from, until })?;
    Ok(id.to_string())
}

/// Opens the window to the members of a meeting that are not left out. Nobody who works with the person already is touched.
fn open_window(tx: &mut Tx<'_>, group: &Group, at: (Date, CaseId), apart: &[String]) -> Result<Vec<String>, AppError> {
    let mut links = Vec::new();
    for party in members_on(&group.members, at.0).into_iter().filter(|p| !apart.contains(p)) {
        links.push(open_to(tx, group, at, party)?);
    }
    Ok(links)
}

/// Opens what is ahead to a member that joins: everybody on an agenda who stays on the list, unless it is left out.
pub(super) fn open_ahead(tx: &mut Tx<'_>, group: &Group, party: &str) -> Result<(), AppError> {
    for meeting in tx.meetings(group.series.id)? {
        if meeting.state == "closed" || meeting.held_on < group.today {
            continue;
        }
        for mut item in tx.agenda(meeting.id)? {
            let open = tx.case(item.case_id)?.is_some_and(|c| c.state == CaseState::Open);
            if open && stays(item.outcome.as_deref()) && !item.apart.iter().any(|p| p == party) {
                item.links.push(open_to(tx, group, (meeting.held_on, item.case_id), party.to_owned())?);
                tx.update_agenda(&item)?;
            }
        }
    }
    Ok(())
}

/// Closes the window of an item, to one member or to all: from today nothing is open by it.
pub(super) fn close_window(tx: &mut Tx<'_>, item: &AgendaItem, party: Option<&str>) -> Result<(), AppError> {
    let yesterday = london_date(tx.now()).yesterday().map_err(|e| AppError::Fault(e.to_string()))?;
    for link in tx.case_parties(&[item.case_id])? {
        let of_item = item.links.contains(&link.id.to_string());
        if of_item && party.is_none_or(|p| p == link.party) && link.until.is_none_or(|last| yesterday < last) {
            tx.end_case_party(link.id, yesterday)?;
        }
    }
    Ok(())
}

/// Whether the window of an item is to be opened again to a member: nothing is open by it, and nobody ended it for that member
/// alone before it was closed to all. Who joined since gets it anew.
fn opens_again(group: &Group, item: &AgendaItem, links: &[CaseParty], party: &str) -> bool {
    let of_item: Vec<&CaseParty> = links.iter().filter(|link| item.links.contains(&link.id.to_string())).collect();
    let all = of_item.iter().filter_map(|link| link.until).max();
    let theirs = of_item.iter().filter(|link| link.party == party).filter_map(|link| link.until).max();
    let Some(theirs) = theirs else { return true };
    let put = london_date(item.put_at);
    let joined = group.members.iter().any(|m| m.party == party && theirs < m.since && put < m.since);
    theirs < group.today && (joined || Some(theirs) == all)
}

/// Opens the windows of a group's meetings to somebody's case again that was taken off the list by mistake, as far as they are not
/// over by themselves. Who was left out at one of the meetings since stays left out.
pub(super) fn reopen_windows(tx: &mut Tx<'_>, group: &Group, case: CaseId) -> Result<(), AppError> {
    if !tx.case(case)?.is_some_and(|c| c.state == CaseState::Open) {
        return Ok(());
    }
    let mut on = tx.agenda_of_case(case)?;
    on.retain(|(meeting, _)| meeting.series == group.series.id);
    let links = tx.case_parties(&[case])?;
    let left_out: Vec<_> = on.iter().map(|(_, item)| (item.put_at, item.apart.clone())).collect();
    for (meeting, mut item) in on {
        let (_, last) = window(meeting.held_on, group.series.opens_days, group.series.closes_days, group.today);
        if last < group.today || !stays(item.outcome.as_deref()) {
            continue;
        }
        let since = |party: &String| left_out.iter().any(|(at, apart)| item.put_at <= *at && apart.contains(party));
        let parties: Vec<String> = members_on(&group.members, meeting.held_on)
            .into_iter()
            .filter(|party| is_member(&group.members, party, group.today) && !since(party))
            .filter(|party| opens_again(group, &item, &links, party))
            .collect();
        for party in parties {
            item.links.push(open_to(tx, group, (meeting.held_on, case), party)?);
        }
        tx.update_agenda(&item)?;
    }
    Ok(())
}

/// Gives everybody on an agenda their place, as they stand.
fn number(tx: &mut Tx<'_>, all: &mut [AgendaItem]) -> Result<(), AppError> {
    for (at, item) in (1..).zip(all.iter_mut()) {
        if item.position != at {
            item.position = at;
            tx.update_agenda(item)?;
        }
    }
    Ok(())
}

/// Puts somebody into an agenda before the first who has fewer points. The others stand as the chair has them.
fn place_in(tx: &mut Tx<'_>, item: &AgendaItem) -> Result<(), AppError> {
    let mut all = tx.agenda(item.meeting)?;
    all.retain(|other| other.id != item.id);
    let at = all.iter().position(|other| other.points < item.points).unwrap_or(all.len());
    all.insert(at, item.clone());
    number(tx, &mut all)
}

/// A criterion, as it is written down.
fn criterion(c: &Criterion) -> String {
    format!("{} ({})", c.words, c.points)
}

/// What is written of why somebody is on an agenda.
fn reasons(group: &Group, new: &NewAgenda) -> SectionContent {
    let all = group.criteria();
    let ticked: Vec<String> = new.criteria.iter().filter_map(|at| all.get(*at)).map(criterion).collect();
    SectionContent::from_pairs([
        ("criteria", ticked.join("; ")),
        ("seen", new.seen.trim().to_owned()),
        ("why", new.why.trim().to_owned()),
    ])
}

/// The same again at the next meeting, as far as it may be read: the criteria that the group still has, where they were seen, why.
fn again(group: &Group, item: &AgendaItem, before: &Item<SectionContent>) -> NewAgenda {
    let said = |field: &str| match before {
        Item::Released(content) => content.get().get(field).unwrap_or_default().to_owned(),
        _ => String::new(),
    };
    let ticked = said("criteria");
    let all = group.criteria();
    let held = |c: &Criterion| ticked.split("; ").any(|t| t == criterion(c));
    let why = said("why");
    NewAgenda {
        category: item.category.clone(),
        criteria: all.iter().enumerate().filter(|(_, c)| held(c)).map(|(at, _)| at).collect(),
        seen: said("seen"),
        why: if why.is_empty() { STAYED.to_owned() } else { why },
        lead: item.lead,
        apart: item.apart.clone(),
        ..NewAgenda::default()
    }
}

/// A case that can be offered for an agenda: it is open, and something of it is released to the actor.
fn offered(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, case: CaseId) -> Result<Option<Look>, AppError> {
    let look = Look::even_closed(tx, inner, actor, case)?;
    Ok(look.filter(|look| look.is_open() && !look.decide_all(Act::See).releases_nothing()))
}

/// References of open cases of a group's service that are not on an agenda, as far as the cases exist for the actor.
fn references(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    (group, meeting): (&Group, &Meeting),
    begins: &str,
) -> Result<Vec<String>, AppError> {
    let on: Vec<CaseId> = tx.agenda(meeting.id)?.iter().map(|item| item.case_id).collect();
    let filter = CaseFilter {
        notice_versions: tx.versions_of(&group.series.notice_id)?,
        service: Some(group.series.service.clone()),
        state: Some(CaseState::Open),
        reader: Some(actor.account),
        reference: (!begins.is_empty()).then(|| begins.to_owned()),
        order: CaseOrder::Newest,
        ..CaseFilter::default()
    };
    let mut cases = tx.list_cases(&filter, None, u32::try_from(MOST_CASES + on.len()).unwrap_or(u32::MAX))?;
    cases.retain(|case| !on.contains(&case.id));
    cases.truncate(MOST_CASES);
    let looks = Look::many(tx, inner, actor, cases)?;
    let shown = looks.into_iter().filter(|look| !look.decide_all(Act::See).releases_nothing());
    Ok(shown.map(|look| look.case.reference).collect())
}

/// Puts a case on an agenda.
fn put(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (group, meeting): (&Group, &Meeting),
    look: &Look,
    new: &NewAgenda,
) -> Result<AgendaId, AppError> {
    if look.case.service != group.series.service || look.notice.compiled.id != group.series.notice_id {
        return Err(AppError::field(
            "reference",
            "The group speaks of people of its own service: this case is of another",
        ));
    }
    if !look.is_open() {
        return Err(AppError::field("reference", "The case is closed: the group speaks of people whose case is open"));
    }
    if let Some(there) = tx.agenda(meeting.id)?.iter().find(|item| item.case_id == look.case.id) {
        let words = if stays(there.outcome.as_deref()) {
            "This person is on the agenda already"
        } else {
            "This person is on the agenda already, as somebody who left the list. If that is wrong, open their item there and say that they stay on the list"
        };
        return Err(AppError::field("reference", words));
    }
    if new.why.trim().is_empty() {
        return Err(AppError::field("why", "Enter why the group should speak of them: only what it needs to know"));
    }
    let category = look
        .notice
        .compiled
        .category(&new.category)
        .filter(|_| subjects(look).iter().any(|(id, _)| *id == new.category));
    let category = category.ok_or_else(|| {
        AppError::field("category", "Choose what the reasons are about: it decides which agencies may see them")
    })?;
    let lead = match new.lead {
        Some(lead) => Some(crate::work::crew::somebody(tx, actor, lead)?),
        None => look.case.owner,
    };
    let keys = classes(&look.notice, (look.case.person, look.case.id), &[category]);
    let ring = tx.ring_for_sealing(&as_refs(&keys))?;
    let detail = format!("on the agenda of meeting {}", meeting.id);
    look.record(tx, actor, look.decide(Act::Record, &[category]), Action::Create, &ring, &detail)?;
    let all = group.criteria();
    let mut item = AgendaItem {
        id: AgendaId::new(tx.now(), tx.entropy()),
        meeting: meeting.id,
        case_id: look.case.id,
        person: look.case.person,
        category: new.category.clone(),
        record_class: look.notice.class_in(category, look.case.id),
        sealed: Vec::new(),
        points: points(&all, &new.criteria),
        position: i32::MAX,
        lead,
        apart: new.apart.clone(),
        links: Vec::new(),
        put_by: actor.account,
        put_at: tx.now(),
        taken_at: None,
        outcome: None,
    };
    let plain = serde_json::to_vec(&reasons(group, new)).map_err(|_| AppError::Fault("not writable".to_owned()))?;
    item.sealed = ring.seal(&item.place(), &plain, tx.entropy()).map_err(|e| AppError::Fault(e.to_string()))?;
    item.links = open_window(tx, group, (meeting.held_on, look.case.id), &new.apart)?;
    // Who is left out now sees nothing by an earlier meeting either.
    for (other, earlier) in tx.agenda_of_case(look.case.id)? {
        if other.series == group.series.id {
            for party in &new.apart {
                close_window(tx, &earlier, Some(party))?;
            }
        }
    }
    tx.insert_agenda(&item)?;
    place_in(tx, &item)?;
    Ok(item.id)
}

impl App {
    /// The agendas on which a case can be put: of meetings that are ahead or open, of groups of its service that the actor runs.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn agendas_for(&self, actor: &Actor, case: CaseId) -> Result<Vec<AgendaAhead>, AppError> {
        let (inner, actor) = (&self.inner, actor.clone());
        self.inner.store.read(&actor.caller.clone(), "agendas for a case", move |tx| {
            let mut found = Vec::new();
            let groups = if actor.is_staff() { tx.series_under(&actor.capacity.notice)? } else { Vec::new() };
            if groups.iter().all(|series| series.ended_at.is_some()) {
                return Ok(found);
            }
            let Some(look) = offered(tx, inner, &actor, case)? else { return Ok(found) };
            let on: Vec<MeetingId> = tx.agenda_of_case(case)?.into_iter().map(|(meeting, _)| meeting.id).collect();
            for series in groups {
                if series.ended_at.is_some() || series.service != look.case.service {
                    continue;
                }
                let group = match Group::of(tx, inner, &actor, series) {
                    Ok(group) if group.runs() => group,
                    Ok(_) | Err(AppError::NotFound) => continue,
                    Err(other) => return Err(other),
                };
                for meeting in tx.meetings(group.series.id)? {
                    if meeting.state != "closed" && group.today <= meeting.held_on && !on.contains(&meeting.id) {
                        found.push(AgendaAhead {
                            meeting: meeting.id,
                            group: group.series.name.clone(),
                            held_on: meeting.held_on,
                        });
                    }
                }
            }
            found.sort_by(|a, b| (a.held_on, &a.group).cmp(&(b.held_on, &b.group)));
            found.truncate(MOST_AHEAD);
            Ok(found)
        })
    }

    /// What can be chosen when somebody is put on an agenda. What reasons can be about: the categories of the newest version of the
    /// notice. Whom: open cases of the service whose reference begins like what was typed, as far as they exist for the actor; `from` is
    /// a case from whose page the actor comes.
    ///
    /// # Errors
    /// `NotFound` for others than those who run the meeting.
    pub fn agenda_choices(
        &self,
        actor: &Actor,
        id: MeetingId,
        (begins, from): (&str, Option<CaseId>),
    ) -> Result<AgendaChoices, AppError> {
        let (inner, actor, begins) = (&self.inner, actor.clone(), begins.trim().to_uppercase());
        self.inner.store.read(&actor.caller.clone(), "agenda choices", move |tx| {
            let (group, meeting) = meeting_to_run(tx, inner, &actor, id)?;
            let notice = &group.notice;
            let (principal, purpose) = (notice.principal(&actor.capacity.principal)?, notice.purpose(&actor.purpose)?);
            let records = |category: &notice::model::CategoryIx| {
                notice.compiled.envelope.lines.iter().any(|l| {
                    l.principal == principal && l.purpose == purpose && l.act == Act::Record && l.category == *category
                })
            };
            let categories = notice.all.iter().filter(|c| records(c)).map(|c| {
                let id = notice.category_id(*c).to_owned();
                let label = notice.category_label(&id);
                (id, label)
            });
            let categories = categories.collect();
            let mut members = Vec::new();
            for party in members_on(&group.members, meeting.held_on) {
                let name = crate::cases::parts::recipient_name(tx, notice, &party)?;
                members.push((party, name));
            }
            let cases = references(tx, inner, &actor, (&group, &meeting), &begins)?;
            let from = match from {
                Some(case) => offered(tx, inner, &actor, case)?,
                None => None,
            };
            Ok(AgendaChoices {
                cases,
                from: from.map(|look| look.case.reference),
                categories,
                members,
                colleagues: crate::work::crew::colleagues(tx, inner, &actor)?,
                criteria: group.criteria(),
            })
        })
    }

    /// Puts a person on the agenda of a meeting. Its members may look from then on, within the group's window and as the gate lets
    /// each of them; those that are left out learn nothing of it.
    ///
    /// # Errors
    /// `NotFound` for others than those who run the meeting; `Form` with what to put right; `Refused` when the meeting is closed.
    pub fn put_on_agenda(&self, actor: &Actor, id: MeetingId, new: &NewAgenda) -> Result<AgendaId, AppError> {
        let (actor, new) = (actor.clone(), new.clone());
        self.act(&actor.caller.clone(), "put on agenda", move |tx, inner| {
            let (group, meeting) = meeting_to_run(tx, inner, &actor, id)?;
            let unknown =
                || AppError::field("reference", "Enter the reference of a case of yours, as it stands on its page");
            let case = tx.case_referenced(new.reference.trim())?.ok_or_else(unknown)?;
            let look = match workable(tx, inner, &actor, case.id) {
                Err(AppError::NotFound) => return Err(unknown()),
                look => look?,
            };
            put(tx, &actor, (&group, &meeting), &look, &new)
        })
    }

    /// Brings over everybody who stayed on the list of the group's last meeting that was closed: with criteria, reasons, lead worker
    /// and members left out as they were. Answers with how many came.
    ///
    /// # Errors
    /// As [`App::put_on_agenda`].
    pub fn bring_over(&self, actor: &Actor, id: MeetingId) -> Result<usize, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "bring over", move |tx, inner| {
            let (group, meeting) = meeting_to_run(tx, inner, &actor, id)?;
            let last =
                tx.meetings(group.series.id)?.into_iter().find(|m| m.state == "closed" && m.held_on <= meeting.held_on);
            let Some(last) = last else { return Ok(0) };
            let here: Vec<CaseId> = tx.agenda(meeting.id)?.iter().map(|item| item.case_id).collect();
            let mut came = 0;
            for item in tx.agenda(last.id)? {
                if !stays(item.outcome.as_deref()) || here.contains(&item.case_id) {
                    continue;
                }
                let look = match workable(tx, inner, &actor, item.case_id) {
                    Ok(look) if look.is_open() => look,
                    Ok(_) | Err(AppError::NotFound | AppError::WantsReason(_)) => continue,
                    Err(other) => return Err(other),
                };
                let desk = Desk::at_item(tx, &actor, look, (&item, &[]), (Action::List, "brought over"))?;
                let before = desk.reasons(&item)?;
                let new = again(&group, &item, &before);
                let look = desk.look;
                put(tx, &actor, (&group, &meeting), &look, &new)?;
                came += 1;
            }
            Ok(came)
        })
    }

    /// Moves a person up or down the agenda, as the chair sees fit.
    ///
    /// # Errors
    /// `NotFound` for others than those who run the meeting.
    pub fn move_on_agenda(&self, actor: &Actor, id: AgendaId, up: bool) -> Result<MeetingId, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "move on agenda", move |tx, inner| {
            let (_, meeting, item) = item_to_run(tx, inner, &actor, id)?;
            let mut all = tx.agenda(meeting.id)?;
            let Some(at) = all.iter().position(|i| i.id == item.id) else { return Err(AppError::NotFound) };
            let to = if up { at.checked_sub(1) } else { Some(at + 1).filter(|to| *to < all.len()) };
            if let Some(to) = to {
                all.swap(at, to);
                number(tx, &mut all)?;
            }
            Ok(meeting.id)
        })
    }

    /// Takes a person off the agenda, before anything was said: the window closes.
    ///
    /// # Errors
    /// `NotFound` for others than those who run the meeting; `Refused` once something was said.
    pub fn take_off_agenda(&self, actor: &Actor, id: AgendaId) -> Result<MeetingId, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "take off agenda", move |tx, inner| {
            let (_, meeting, item) = item_to_run(tx, inner, &actor, id)?;
            if !tx.meeting_entries(&[id])?.is_empty() {
                return Err(AppError::Refused("Something was said of them: say what became of it instead".to_owned()));
            }
            close_window(tx, &item, None)?;
            tx.delete_agenda(id)?;
            let mut left = tx.agenda(meeting.id)?;
            number(tx, &mut left)?;
            noted(tx, inner, &actor, &item, "off the agenda")?;
            Ok(meeting.id)
        })
    }
}

/// An agenda on which a case can be put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgendaAhead {
    /// The meeting.
    pub meeting: MeetingId,
    /// The group's name.
    pub group: String,
    /// The day of the meeting.
    pub held_on: Date,
}

/// What can be chosen when somebody is put on an agenda.
pub struct AgendaChoices {
    /// References of open cases of the service, those opened last first.
    pub cases: Vec<String>,
    /// The reference of the case from whose page the actor comes.
    pub from: Option<String>,
    /// What reasons can be about.
    pub categories: Vec<(String, String)>,
    /// Who can be left out.
    pub members: Vec<(String, String)>,
    /// Who can lead.
    pub colleagues: Vec<(AccountId, String)>,
    /// The group's criteria.
    pub criteria: Vec<Criterion>,
}

/// An entry on the ledger about the person, of something that shows nothing of the record.
pub(super) fn noted(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    item: &AgendaItem,
    what: &str,
) -> Result<(), AppError> {
    let look = Look::even_closed(tx, inner, actor, item.case_id)?.ok_or(AppError::NotFound)?;
    let ring = crate::cases::parts::ring(tx, &look, &[])?;
    let detail = format!("meeting {}: {what}", item.meeting);
    look.record(tx, actor, look.decide(Act::See, &[]), Action::Administer, &ring, &detail)?;
    Ok(())
}
