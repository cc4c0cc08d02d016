//! A series of meetings: terms of reference, members, criteria, and calling the next one.

use super::gaps::{self, GapLine};
use super::view::{MeetingLine, meeting_line};
use super::{Group, is_member};
use crate::actor::Actor;
use crate::agreements::Agreed;
use crate::cases::parts::{recipient_name, stopped};
use crate::error::AppError;
use crate::login::note;
use crate::notices::Published;
use crate::{App, Inner};
use jiff::civil::Date;
use kernel::{MeetingId, SeriesId, london_date};
use ledger::Action;
use notice::model::{Act, Principal, PrincipalIx};
use sharing::meeting::criteria;
use store::{Meeting, MeetingMember, MeetingSeries, Tx};

/// The longest text that is taken of anything.
const MOST_WORDS: usize = 10_000;

/// A group to be set up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewSeries {
    /// The service whose people it speaks of.
    pub service: String,
    /// Its name.
    pub name: String,
    /// Terms of reference.
    pub terms: String,
    /// The confidentiality statement.
    pub statement: String,
    /// Criteria: one on each line, `3 | Sleeping out for more than a year`.
    pub criteria: String,
    /// How many days before a meeting members may look.
    pub opens_days: i32,
    /// How many days after it.
    pub closes_days: i32,
}

/// A meeting to be called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewMeeting {
    /// On which day.
    pub on: Option<Date>,
    /// At what time, as `10:00`.
    pub starts: String,
    /// Where.
    pub place: String,
}

/// A group in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesLine {
    /// Its id.
    pub id: SeriesId,
    /// Its name.
    pub name: String,
    /// The service.
    pub service: String,
    /// How many bodies are members today.
    pub members: usize,
    /// The next meeting.
    pub next: Option<Date>,
    /// Whether it goes on.
    pub open: bool,
}

/// The groups that exist for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Groups {
    /// The groups.
    pub groups: Vec<SeriesLine>,
    /// The services for which a group may be set up: id and label.
    pub services: Vec<(String, String)>,
}

/// A member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberLine {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// From which day.
    pub since: Date,
    /// The last day.
    pub until: Option<Date>,
    /// Why nothing goes to it, if nothing does.
    pub stopped: Option<String>,
}

/// A group.
pub struct SeriesView {
    /// The group.
    pub line: SeriesLine,
    /// Terms of reference.
    pub terms: String,
    /// The confidentiality statement.
    pub statement: String,
    /// Criteria, with their points.
    pub criteria: Vec<(i32, String)>,
    /// How many days before and after a meeting members may look.
    pub window: (i32, i32),
    /// Its members.
    pub members: Vec<MemberLine>,
    /// Bodies that could be members.
    pub candidates: Vec<(String, String)>,
    /// Its meetings, the latest first.
    pub meetings: Vec<MeetingLine>,
    /// The register of gaps; for those who run it.
    pub gaps: Vec<GapLine>,
    /// Whether the actor runs it.
    pub runs: bool,
}

/// The bodies under a notice that something can go to.
fn bodies(tx: &mut Tx<'_>, notice: &Published, today: Date) -> Result<Vec<(String, String)>, AppError> {
    let mut found: Vec<(String, String)> = Vec::new();
    let enrolled = tx.enrolments(&notice.compiled.id)?;
    for (at, principal) in notice.compiled.principals.iter().enumerate() {
        let ix = PrincipalIx(u16::try_from(at).unwrap_or(u16::MAX));
        if !notice.compiled.envelope.lines.iter().any(|l| l.principal == ix && l.act == Act::See) {
            continue;
        }
        match principal {
            Principal::Party { id, name, .. } => found.push((id.clone(), name.clone())),
            Principal::Enrolled { class, .. } => {
                let here = enrolled.iter().filter(|e| e.class == *class && e.holds_on(today));
                found.extend(here.map(|e| (e.body.clone(), e.name.clone())));
            }
            Principal::Role { .. } | Principal::Subject => {}
        }
    }
    found.sort_by(|a, b| a.1.cmp(&b.1));
    Ok(found)
}

fn line(tx: &mut Tx<'_>, group: &Group) -> Result<SeriesLine, AppError> {
    let ahead = tx.meetings(group.series.id)?;
    Ok(SeriesLine {
        id: group.series.id,
        name: group.series.name.clone(),
        service: group.notice.service_label(&group.series.service),
        members: super::members_on(&group.members, group.today).len(),
        next: ahead.iter().filter(|m| m.state != "closed" && group.today <= m.held_on).map(|m| m.held_on).min(),
        open: group.series.ended_at.is_none(),
    })
}

/// The groups that exist for the actor.
pub(crate) fn groups_of(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor) -> Result<Vec<SeriesLine>, AppError> {
    let mut lines = Vec::new();
    for series in tx.series_under(&actor.capacity.notice)? {
        match Group::of(tx, inner, actor, series) {
            Ok(group) => lines.push(line(tx, &group)?),
            Err(AppError::NotFound) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(lines)
}

/// The meetings of a group, the latest first.
pub(crate) fn meetings_of(tx: &mut Tx<'_>, inner: &Inner, id: SeriesId) -> Result<Vec<MeetingLine>, AppError> {
    let meetings = tx.meetings(id)?;
    meetings.iter().map(|meeting| meeting_line(tx, inner, meeting)).collect()
}

fn check(new: &NewSeries) -> Result<Vec<String>, AppError> {
    if new.name.trim().is_empty() {
        return Err(AppError::field("name", "Enter what the group is called"));
    }
    if new.terms.trim().is_empty() {
        return Err(AppError::field(
            "terms",
            "Enter the terms of reference: what the group is for, and what it is not for",
        ));
    }
    if new.statement.trim().is_empty() {
        return Err(AppError::field("statement", "Enter what everybody who comes signs"));
    }
    for (input, text) in [("name", &new.name), ("terms", &new.terms), ("statement", &new.statement)] {
        if text.len() > MOST_WORDS {
            return Err(AppError::field(input, "This is too long: 10,000 letters at most"));
        }
    }
    for (input, days) in [("opens", new.opens_days), ("closes", new.closes_days)] {
        if !(0..=30).contains(&days) {
            return Err(AppError::field(input, "Enter a number of days from 0 to 30"));
        }
    }
    let read = criteria(&new.criteria).map_err(|at| {
        AppError::field(
            "criteria",
            &format!("Line {at}: write points from 1 to 9, a bar, and the criterion, like 3 | Sleeping out for more than a year"),
        )
    })?;
    Ok(read.iter().map(sharing::meeting::Criterion::stored).collect())
}

impl App {
    /// The groups that exist for the actor, and the services for which the actor may set one up.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn meeting_groups(&self, actor: &Actor) -> Result<Groups, AppError> {
        let (inner, actor) = (&self.inner, actor.clone());
        self.inner.store.read(&actor.caller.clone(), "groups", move |tx| {
            let groups = groups_of(tx, inner, &actor)?;
            let mut services = Vec::new();
            if let Some(notice) = inner.latest(tx, &actor.capacity.notice)? {
                for (id, service) in &notice.compiled.merged.service {
                    if crate::inbound::reads(tx, &actor, &notice, id)? {
                        services.push((id.clone(), service.label.clone()));
                    }
                }
            }
            Ok(Groups { groups, services })
        })
    }

    /// Sets up a group.
    ///
    /// # Errors
    /// `NotFound` when the actor may open no cases of the service; `Form` with what to put right.
    pub fn make_group(&self, actor: &Actor, new: &NewSeries) -> Result<SeriesId, AppError> {
        let read = check(new)?;
        let (actor, new) = (actor.clone(), new.clone());
        self.act(&actor.caller.clone(), "set up group", move |tx, inner| {
            let notice = inner.latest(tx, &actor.capacity.notice)?.ok_or(AppError::NotFound)?;
            if !notice.compiled.merged.service.contains_key(&new.service)
                || !crate::inbound::reads(tx, &actor, &notice, &new.service)?
            {
                return Err(AppError::NotFound);
            }
            let id = SeriesId::new(tx.now(), tx.entropy());
            tx.insert_series(&MeetingSeries {
                id,
                notice_id: notice.compiled.id.clone(),
                service: new.service.clone(),
                name: new.name.trim().to_owned(),
                terms: new.terms.trim().to_owned(),
                statement: new.statement.trim().to_owned(),
                criteria: read.clone(),
                opens_days: new.opens_days,
                closes_days: new.closes_days,
                made_by: actor.account,
                made_at: tx.now(),
                ended_at: None,
            })?;
            note(tx, &disclosure::actor(&actor.caller), Action::Administer, &format!("group {id} set up"))?;
            Ok(id)
        })
    }

    /// A group.
    ///
    /// # Errors
    /// `NotFound` when it does not exist for the actor.
    pub fn meeting_group(&self, actor: &Actor, id: SeriesId) -> Result<SeriesView, AppError> {
        let (inner, actor) = (&self.inner, actor.clone());
        self.inner.store.read(&actor.caller.clone(), "group", move |tx| {
            let group = Group::at(tx, inner, &actor, id)?;
            let agreements = Agreed::of(tx, &group.series.notice_id)?;
            let mut members = Vec::new();
            for member in &group.members {
                members.push(MemberLine {
                    key: member.party.clone(),
                    name: recipient_name(tx, &group.notice, &member.party)?,
                    since: member.since,
                    until: member.until,
                    stopped: stopped(&group.notice, &agreements, &member.party, tx.now()),
                });
            }
            let mut candidates = if group.runs() { bodies(tx, &group.notice, group.today)? } else { Vec::new() };
            candidates.retain(|(key, _)| !is_member(&group.members, key, group.today));
            let meetings = meetings_of(tx, inner, id)?;
            Ok(SeriesView {
                line: line(tx, &group)?,
                terms: group.series.terms.clone(),
                statement: group.series.statement.clone(),
                criteria: group.criteria().into_iter().map(|c| (c.points, c.words)).collect(),
                window: (group.series.opens_days, group.series.closes_days),
                members,
                candidates,
                meetings,
                gaps: if group.runs() { gaps::lines(tx, inner, &group)? } else { Vec::new() },
                runs: group.runs(),
            })
        })
    }

    /// A body joins a group: those on agendas that are ahead are open to it, each in the window of its meeting.
    ///
    /// # Errors
    /// `NotFound` for others than those who run it; `Refused` when the notice does not name the body, or when it is a member.
    pub fn join_group(&self, actor: &Actor, id: SeriesId, party: &str) -> Result<(), AppError> {
        let (actor, party) = (actor.clone(), party.to_owned());
        self.act(&actor.caller.clone(), "join group", move |tx, inner| {
            let group = Group::run(tx, inner, &actor, id)?;
            if is_member(&group.members, &party, group.today) {
                return Err(AppError::Refused("It is a member already".to_owned()));
            }
            if !bodies(tx, &group.notice, group.today)?.iter().any(|(key, _)| *key == party) {
                return Err(AppError::field("party", "Choose an organisation from the list"));
            }
            tx.insert_member(&MeetingMember {
                series: id,
                party: party.clone(),
                since: group.today,
                until: None,
                added_by: actor.account,
            })?;
            super::agenda::open_ahead(tx, &group, &party)?;
            note(tx, &disclosure::actor(&actor.caller), Action::Administer, &format!("{party} joins group {id}"))
        })
    }

    /// A body leaves a group: today is the last day on which it counts, and nothing that is ahead is open to it.
    ///
    /// # Errors
    /// `NotFound` for others than those who run it, and when it is no member.
    pub fn leave_group(&self, actor: &Actor, id: SeriesId, party: &str) -> Result<(), AppError> {
        let (actor, party) = (actor.clone(), party.to_owned());
        self.act(&actor.caller.clone(), "leave group", move |tx, inner| {
            let group = Group::run(tx, inner, &actor, id)?;
            if !group.members.iter().any(|m| m.party == party && m.until.is_none()) {
                return Err(AppError::NotFound);
            }
            let yesterday = group.today.yesterday().unwrap_or(group.today);
            tx.end_member(id, &party, yesterday)?;
            // A window may be open for days after its meeting was closed.
            for meeting in tx.meetings(id)? {
                for item in tx.agenda(meeting.id)? {
                    super::agenda::close_window(tx, &item, Some(&party))?;
                }
            }
            note(tx, &disclosure::actor(&actor.caller), Action::Administer, &format!("{party} leaves group {id}"))
        })
    }

    /// Ends a group: no meeting is called any more, and nothing is open by any of them. What was said stands.
    ///
    /// # Errors
    /// `NotFound` for others than those who run it; `Refused` while a meeting is open, or when it has ended.
    pub fn end_group(&self, actor: &Actor, id: SeriesId) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "end group", move |tx, inner| {
            let group = Group::run(tx, inner, &actor, id)?;
            if group.series.ended_at.is_some() {
                return Err(AppError::Refused("The group has ended".to_owned()));
            }
            let meetings = tx.meetings(id)?;
            if meetings.iter().any(|m| m.state == "open") {
                return Err(AppError::Refused("A meeting is open: close it first".to_owned()));
            }
            for meeting in meetings {
                for item in tx.agenda(meeting.id)? {
                    super::agenda::close_window(tx, &item, None)?;
                }
            }
            tx.end_series(id)?;
            note(tx, &disclosure::actor(&actor.caller), Action::Administer, &format!("group {id} ended"))
        })
    }

    /// Calls a meeting.
    ///
    /// # Errors
    /// `NotFound` for others than those who run the group; `Form` with what to put right.
    pub fn call_meeting(&self, actor: &Actor, id: SeriesId, new: &NewMeeting) -> Result<MeetingId, AppError> {
        let (actor, new) = (actor.clone(), new.clone());
        self.act(&actor.caller.clone(), "call meeting", move |tx, inner| {
            let group = Group::run(tx, inner, &actor, id)?;
            if group.series.ended_at.is_some() {
                return Err(AppError::Refused("The group has ended".to_owned()));
            }
            let today = london_date(tx.now());
            let on = new.on.ok_or_else(|| AppError::field("on", "Enter the day of the meeting"))?;
            if on < today {
                return Err(AppError::field("on", "The day of the meeting has to be today or later"));
            }
            if jiff::civil::Time::strptime("%H:%M", new.starts.trim()).is_err() {
                return Err(AppError::field("starts", "Enter when it begins, like 10:00"));
            }
            if new.place.trim().is_empty() {
                return Err(AppError::field("place", "Enter where it is held"));
            }
            let meeting = MeetingId::new(tx.now(), tx.entropy());
            tx.insert_meeting(&Meeting {
                id: meeting,
                series: id,
                held_on: on,
                starts: new.starts.trim().to_owned(),
                place: new.place.trim().to_owned(),
                state: "planned".to_owned(),
                chair: actor.account,
                made_by: actor.account,
                made_at: tx.now(),
                ended_at: None,
            })?;
            note(tx, &disclosure::actor(&actor.caller), Action::Administer, &format!("meeting {meeting} called"))?;
            Ok(meeting)
        })
    }
}
