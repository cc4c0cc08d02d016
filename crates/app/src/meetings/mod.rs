//! Meetings of several agencies about the people on a service's list. Its members look at a person in a window that opens and
//! closes by itself, each as the gate lets it; what is said of somebody is an entry of that person's case, and of nobody else's.

mod agenda;
mod gaps;
mod guests;
mod heard;
mod held;
mod remind;
mod series;
mod statement;
mod view;

pub use agenda::{AgendaAhead, AgendaChoices, NewAgenda};
pub use gaps::{GapLine, NewGap};
pub use guests::NewGuest;
pub(crate) use heard::heard;
pub use held::{ActionNews, ActionNow, NewAction, Said};
pub use series::{Groups, MemberLine, NewMeeting, NewSeries, SeriesLine, SeriesView};
pub(crate) use series::{groups_of, meetings_of};
pub(crate) use statement::shut;
pub use view::{
    ActionLine, AgendaLine, EntryLine, ItemForm, ItemPage, MeetingLine, MeetingPack, MeetingPage, PresentLine, Sight,
    ToSignIn,
};

use crate::Inner;
use crate::actor::Actor;
use crate::error::AppError;
use crate::notices::Published;
use jiff::civil::Date;
use kernel::{AgendaId, MeetingId, SeriesId, london_date};
use sharing::meeting::Criterion;
use std::sync::Arc;
use store::{AgendaItem, Meeting, MeetingMember, MeetingSeries, Tx};

/// What an actor is to a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Of the service that runs it.
    Runs,
    /// Of a body that is a member.
    Member,
}

/// Whether a body is a member on a day.
fn is_member(members: &[MeetingMember], party: &str, on: Date) -> bool {
    members.iter().any(|m| m.party == party && m.since <= on && m.until.is_none_or(|last| on <= last))
}

/// The bodies that are members on a day, in the order in which they came.
fn members_on(members: &[MeetingMember], on: Date) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for member in members {
        if is_member(members, &member.party, on) && !all.contains(&member.party) {
            all.push(member.party.clone());
        }
    }
    all
}

/// A group, as the actor stands to it.
pub(crate) struct Group {
    pub(crate) series: MeetingSeries,
    pub(crate) members: Vec<MeetingMember>,
    pub(crate) notice: Arc<Published>,
    pub(crate) part: Part,
    pub(crate) today: Date,
}

impl Group {
    /// The group, if it exists for the actor.
    pub(crate) fn of(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, series: MeetingSeries) -> Result<Self, AppError> {
        let today = london_date(tx.now());
        if actor.capacity.notice != series.notice_id {
            return Err(AppError::NotFound);
        }
        let notice = inner.latest(tx, &series.notice_id)?.ok_or(AppError::NotFound)?;
        let members = tx.series_members(series.id)?;
        let part = if crate::inbound::reads(tx, actor, &notice, &series.service)? {
            Part::Runs
        } else if !actor.is_staff() && is_member(&members, &actor.recipient(), today) {
            Part::Member
        } else {
            return Err(AppError::NotFound);
        };
        Ok(Self { series, members, notice, part, today })
    }
    pub(crate) fn at(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, id: SeriesId) -> Result<Self, AppError> {
        let series = tx.series(id)?.ok_or(AppError::NotFound)?;
        Self::of(tx, inner, actor, series)
    }
    /// The group, for those who run it.
    pub(crate) fn run(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, id: SeriesId) -> Result<Self, AppError> {
        let group = Self::at(tx, inner, actor, id)?;
        if group.part == Part::Runs { Ok(group) } else { Err(AppError::NotFound) }
    }
    /// The criteria by which it ranks people.
    pub(crate) fn criteria(&self) -> Vec<Criterion> {
        self.series.criteria.iter().filter_map(|c| Criterion::parse(c)).collect()
    }
    pub(crate) fn runs(&self) -> bool {
        self.part == Part::Runs
    }
}

/// A meeting with its group.
pub(crate) fn meeting_at(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    id: MeetingId,
) -> Result<(Group, Meeting), AppError> {
    let meeting = tx.meeting(id)?.ok_or(AppError::NotFound)?;
    Ok((Group::at(tx, inner, actor, meeting.series)?, meeting))
}

/// The same, for those who run it, while it is not closed.
pub(crate) fn meeting_to_run(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    id: MeetingId,
) -> Result<(Group, Meeting), AppError> {
    let (group, meeting) = meeting_at(tx, inner, actor, id)?;
    if !group.runs() {
        return Err(AppError::NotFound);
    }
    if group.series.ended_at.is_some() {
        return Err(AppError::Refused("The group has ended".to_owned()));
    }
    if meeting.state == "closed" {
        return Err(AppError::Refused("The meeting is closed: what was said at it stands".to_owned()));
    }
    Ok((group, meeting))
}

/// A person on an agenda, for those who run the meeting, while it is not closed.
pub(crate) fn item_to_run(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    id: AgendaId,
) -> Result<(Group, Meeting, AgendaItem), AppError> {
    let item = tx.agenda_item(id)?.ok_or(AppError::NotFound)?;
    let (group, meeting) = meeting_to_run(tx, inner, actor, item.meeting)?;
    Ok((group, meeting, item))
}
