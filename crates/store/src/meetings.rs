//! Meetings of several agencies about the people on their list: series, members, agendas, who was there, what was said at which
//! item, and the register of gaps.

use crate::conn::{Db, Names, names};
use crate::error::StoreError;
use crate::schema::{
    meeting, meeting_entry, meeting_guest, meeting_item, meeting_member, meeting_presence, meeting_series,
    meeting_statement, service_gap,
};
use crate::tx::Tx;
use diesel::prelude::*;
use disclosure::Place;
use jiff::civil::Date;
use kernel::{AccountId, AgendaId, CaseId, GapId, ItemId, MeetingId, PersonId, SeriesId, TaskId, Timestamp};

/// The table's name in the places of sealed bytes.
pub const MEETING_ITEM_TABLE: &str = "meeting_item";

/// A series of meetings.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = meeting_series, check_for_backend(Db))]
pub struct MeetingSeries {
    /// Its id.
    pub id: SeriesId,
    /// The notice under which people are spoken of.
    pub notice_id: String,
    /// The service whose cases can be on its list.
    pub service: String,
    /// Its name.
    pub name: String,
    /// Terms of reference.
    pub terms: String,
    /// What everybody who comes signs: the confidentiality statement.
    pub statement: String,
    /// By what people are ranked: `points|words`, as the group set it.
    #[diesel(deserialize_as = Names)]
    pub criteria: Vec<String>,
    /// How many days before a meeting its members may look.
    pub opens_days: i32,
    /// How many days after it they may still look.
    pub closes_days: i32,
    /// Who set it up.
    pub made_by: AccountId,
    /// When.
    pub made_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

/// A body's place in a series.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = meeting_member, check_for_backend(Db))]
pub struct MeetingMember {
    /// The series.
    pub series: SeriesId,
    /// The party or enrolled body.
    pub party: String,
    /// From which day.
    pub since: Date,
    /// The last day.
    pub until: Option<Date>,
    /// Who put it there.
    pub added_by: AccountId,
}

/// A meeting.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = meeting, check_for_backend(Db))]
pub struct Meeting {
    /// Its id.
    pub id: MeetingId,
    /// Of which series.
    pub series: SeriesId,
    /// On which day.
    pub held_on: Date,
    /// At what time, as `10:00`.
    pub starts: String,
    /// Where.
    pub place: String,
    /// `planned`, `open` or `closed`.
    pub state: String,
    /// Who chairs it.
    pub chair: AccountId,
    /// Who called it.
    pub made_by: AccountId,
    /// When.
    pub made_at: Timestamp,
    /// When it was closed.
    pub ended_at: Option<Timestamp>,
}

/// A person on an agenda.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = meeting_item, check_for_backend(Db))]
pub struct AgendaItem {
    /// Its id.
    pub id: AgendaId,
    /// Of which meeting.
    pub meeting: MeetingId,
    /// The case.
    pub case_id: CaseId,
    /// Whose it is.
    pub person: PersonId,
    /// The category that the reasons stand in.
    pub category: String,
    /// The record class.
    pub record_class: String,
    /// Why the person is on the list and where, sealed.
    pub sealed: Vec<u8>,
    /// The sum of the criteria's points.
    pub points: i32,
    /// The place in the order, from 1.
    pub position: i32,
    /// The lead worker.
    pub lead: Option<AccountId>,
    /// Members that are left out of this item.
    #[diesel(deserialize_as = Names)]
    pub apart: Vec<String>,
    /// By which links the members look: ids.
    #[diesel(deserialize_as = Names)]
    pub links: Vec<String>,
    /// Who put it there.
    pub put_by: AccountId,
    /// When.
    pub put_at: Timestamp,
    /// When it was taken.
    pub taken_at: Option<Timestamp>,
    /// What became of it: a code.
    pub outcome: Option<String>,
}

impl std::fmt::Debug for AgendaItem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AgendaItem({:?}, {})", self.id, self.position)
    }
}

impl AgendaItem {
    /// Where its sealed bytes belong.
    #[must_use]
    pub fn place(&self) -> Place {
        Place {
            subject: self.person,
            record_class: self.record_class.clone(),
            table: MEETING_ITEM_TABLE,
            row: *self.id.as_bytes(),
            version: 1,
        }
    }
}

/// Somebody who came.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = meeting_presence, check_for_backend(Db))]
pub struct Presence {
    /// To which meeting.
    pub meeting: MeetingId,
    /// Who.
    pub account: AccountId,
    /// For which body; empty: the council.
    pub party: String,
    /// When the statement was signed.
    pub signed_at: Timestamp,
    /// When they left.
    pub left_at: Option<Timestamp>,
}

/// Somebody who signed the statement of a meeting in the window before it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = meeting_statement, check_for_backend(Db))]
pub struct MeetingStatement {
    /// Of which meeting.
    pub meeting: MeetingId,
    /// Who.
    pub account: AccountId,
    /// For which body.
    pub party: String,
    /// When.
    pub signed_at: Timestamp,
}

/// Somebody who came to a meeting without an account.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = meeting_guest, check_for_backend(Db))]
pub struct MeetingGuest {
    /// Its id.
    pub id: TaskId,
    /// To which meeting.
    pub meeting: MeetingId,
    /// Their name and post.
    pub name: String,
    /// For which member; empty: for none.
    pub party: String,
    /// Of which organisation, where that is no member.
    pub body: String,
    /// When the statement was signed.
    pub signed_at: Timestamp,
    /// When they left.
    pub left_at: Option<Timestamp>,
    /// Who signed them in.
    pub written_by: AccountId,
}

/// An entry of a case that was made at an item.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = meeting_entry, check_for_backend(Db))]
pub struct MeetingEntry {
    /// The entry.
    pub item: ItemId,
    /// At which item of the agenda.
    pub agenda: AgendaId,
    /// `minute`, `decision` or `action`.
    pub what: String,
    /// Whose contribution it is, or whose the action is; empty: the council.
    pub party: String,
    /// Who there does it: a name or post.
    pub owner: String,
    /// By when.
    pub due_on: Option<Date>,
    /// When it was done or given up.
    pub done_at: Option<Timestamp>,
    /// Who said so.
    pub done_by: Option<AccountId>,
    /// `done`, or `not-done`.
    pub ending: Option<String>,
    /// How far it has come: `under-way` or `held-up`.
    pub progress: Option<String>,
    /// Since when it stands so.
    pub progress_at: Option<Timestamp>,
}

/// A gap in services, with nothing about anybody.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = service_gap, check_for_backend(Db))]
pub struct ServiceGap {
    /// Its id.
    pub id: GapId,
    /// Which group keeps it.
    pub series: SeriesId,
    /// At which meeting it was found.
    pub meeting: Option<MeetingId>,
    /// In one line.
    pub title: String,
    /// More about it.
    pub words: String,
    /// Who sees to it.
    pub owner: AccountId,
    /// By when.
    pub due_on: Date,
    /// Who wrote it down.
    pub made_by: AccountId,
    /// When.
    pub made_at: Timestamp,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// What was done about it.
    pub answer: Option<String>,
}

impl Tx<'_> {
    /// Sets up a series.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn insert_series(&mut self, new: &MeetingSeries) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("meeting_series", |c| {
            diesel::insert_into(meeting_series::table)
                .values((
                    meeting_series::authority.eq(a.as_bytes().as_slice()),
                    meeting_series::id.eq(new.id.as_bytes().as_slice()),
                    meeting_series::notice_id.eq(&new.notice_id),
                    meeting_series::service.eq(&new.service),
                    meeting_series::name.eq(&new.name),
                    meeting_series::terms.eq(&new.terms),
                    meeting_series::statement.eq(&new.statement),
                    meeting_series::criteria.eq(names(&new.criteria)),
                    meeting_series::opens_days.eq(new.opens_days),
                    meeting_series::closes_days.eq(new.closes_days),
                    meeting_series::made_by.eq(new.made_by.as_bytes().as_slice()),
                    meeting_series::made_at.eq(new.made_at.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Ends a series.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none in being; or when the store does not answer.
    pub fn end_series(&mut self, id: SeriesId) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        let rows = self.q("meeting_series", |c| {
            diesel::update(
                meeting_series::table
                    .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                    .filter(meeting_series::ended_at.is_null()),
            )
            .set(meeting_series::ended_at.eq(Some(now.as_micros())))
            .execute(c)
        })?;
        self.one("meeting_series", rows)
    }
    /// The series under a notice, by name.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn series_under(&mut self, notice_id: &str) -> Result<Vec<MeetingSeries>, StoreError> {
        let a = self.authority();
        self.q("meeting_series", |c| {
            meeting_series::table
                .filter(meeting_series::authority.eq(a.as_bytes().as_slice()))
                .filter(meeting_series::notice_id.eq(notice_id))
                .order((meeting_series::name, meeting_series::id))
                .select(MeetingSeries::as_select())
                .load(c)
        })
    }
    /// A series.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn series(&mut self, id: SeriesId) -> Result<Option<MeetingSeries>, StoreError> {
        let a = self.authority();
        self.q("meeting_series", |c| {
            meeting_series::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .select(MeetingSeries::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// Puts a body into a series.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it began on that day already; or when the store does not answer.
    pub fn insert_member(&mut self, new: &MeetingMember) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("meeting_member", |c| {
            diesel::insert_into(meeting_member::table)
                .values((
                    meeting_member::authority.eq(a.as_bytes().as_slice()),
                    meeting_member::series.eq(new.series.as_bytes().as_slice()),
                    meeting_member::party.eq(&new.party),
                    meeting_member::since.eq(new.since.to_string()),
                    meeting_member::until.eq(new.until.map(|d| d.to_string())),
                    meeting_member::added_by.eq(new.added_by.as_bytes().as_slice()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// The last day of a body in a series.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when it is not in it; or when the store does not answer.
    pub fn end_member(&mut self, series: SeriesId, party: &str, last: Date) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("meeting_member", |c| {
            diesel::update(
                meeting_member::table
                    .filter(meeting_member::authority.eq(a.as_bytes().as_slice()))
                    .filter(meeting_member::series.eq(series.as_bytes().as_slice()))
                    .filter(meeting_member::party.eq(party))
                    .filter(meeting_member::until.is_null()),
            )
            .set(meeting_member::until.eq(Some(last.to_string())))
            .execute(c)
        })?;
        self.one("meeting_member", rows)
    }
    /// Every body that is or was in a series.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn series_members(&mut self, series: SeriesId) -> Result<Vec<MeetingMember>, StoreError> {
        let a = self.authority();
        self.q("meeting_member", |c| {
            meeting_member::table
                .filter(meeting_member::authority.eq(a.as_bytes().as_slice()))
                .filter(meeting_member::series.eq(series.as_bytes().as_slice()))
                .order((meeting_member::since, meeting_member::party))
                .select(MeetingMember::as_select())
                .load(c)
        })
    }
    /// Calls a meeting.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn insert_meeting(&mut self, new: &Meeting) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("meeting", |c| {
            diesel::insert_into(meeting::table)
                .values((
                    meeting::authority.eq(a.as_bytes().as_slice()),
                    meeting::id.eq(new.id.as_bytes().as_slice()),
                    meeting::series.eq(new.series.as_bytes().as_slice()),
                    meeting::held_on.eq(new.held_on.to_string()),
                    meeting::starts.eq(&new.starts),
                    meeting::place.eq(&new.place),
                    meeting::state.eq(&new.state),
                    meeting::chair.eq(new.chair.as_bytes().as_slice()),
                    meeting::made_by.eq(new.made_by.as_bytes().as_slice()),
                    meeting::made_at.eq(new.made_at.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Moves a meeting from one state to another.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when it is not in the first; or when the store does not answer.
    pub fn move_meeting(&mut self, id: MeetingId, from: &str, to: &str) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        let ended = (to == "closed").then(|| now.as_micros());
        let rows = self.q("meeting", |c| {
            diesel::update(
                meeting::table
                    .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                    .filter(meeting::state.eq(from)),
            )
            .set((meeting::state.eq(to), meeting::ended_at.eq(ended)))
            .execute(c)
        })?;
        self.one("meeting", rows)
    }
    /// A meeting.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn meeting(&mut self, id: MeetingId) -> Result<Option<Meeting>, StoreError> {
        let a = self.authority();
        self.q("meeting", |c| {
            meeting::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .select(Meeting::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// The meetings of a series, the latest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn meetings(&mut self, series: SeriesId) -> Result<Vec<Meeting>, StoreError> {
        let a = self.authority();
        self.q("meeting", |c| {
            meeting::table
                .filter(meeting::authority.eq(a.as_bytes().as_slice()))
                .filter(meeting::series.eq(series.as_bytes().as_slice()))
                .order((meeting::held_on.desc(), meeting::id.desc()))
                .select(Meeting::as_select())
                .load(c)
        })
    }
    /// Puts a person on an agenda, or writes what is said of it anew.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the case is on it already; or when the store does not answer.
    pub fn insert_agenda(&mut self, new: &AgendaItem) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("meeting_item", |c| {
            diesel::insert_into(meeting_item::table)
                .values((
                    meeting_item::authority.eq(a.as_bytes().as_slice()),
                    meeting_item::id.eq(new.id.as_bytes().as_slice()),
                    meeting_item::meeting.eq(new.meeting.as_bytes().as_slice()),
                    meeting_item::case_id.eq(new.case_id.as_bytes().as_slice()),
                    meeting_item::person.eq(new.person.as_bytes().as_slice()),
                    meeting_item::category.eq(&new.category),
                    meeting_item::record_class.eq(&new.record_class),
                    meeting_item::sealed.eq(&new.sealed),
                    meeting_item::points.eq(new.points),
                    meeting_item::position.eq(new.position),
                    meeting_item::lead.eq(new.lead.map(|id| id.as_bytes().to_vec())),
                    meeting_item::apart.eq(names(&new.apart)),
                    meeting_item::links.eq(names(&new.links)),
                    meeting_item::put_by.eq(new.put_by.as_bytes().as_slice()),
                    meeting_item::put_at.eq(new.put_at.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Writes down where an item stands: its place, its links, when it was taken and what became of it.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none; or when the store does not answer.
    pub fn update_agenda(&mut self, now: &AgendaItem) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("meeting_item", |c| {
            diesel::update(meeting_item::table.find((a.as_bytes().as_slice(), now.id.as_bytes().as_slice())))
                .set((
                    meeting_item::position.eq(now.position),
                    meeting_item::links.eq(names(&now.links)),
                    meeting_item::taken_at.eq(now.taken_at.map(Timestamp::as_micros)),
                    meeting_item::outcome.eq(now.outcome.as_deref()),
                ))
                .execute(c)
        })?;
        self.one("meeting_item", rows)
    }
    /// Takes a person off an agenda.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none; or when the store does not answer.
    pub fn delete_agenda(&mut self, id: AgendaId) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("meeting_item", |c| {
            diesel::delete(meeting_item::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))).execute(c)
        })?;
        self.one("meeting_item", rows)
    }
    /// One person on an agenda.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn agenda_item(&mut self, id: AgendaId) -> Result<Option<AgendaItem>, StoreError> {
        let a = self.authority();
        self.q("meeting_item", |c| {
            meeting_item::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .select(AgendaItem::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// The agenda of a meeting, in order.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn agenda(&mut self, of: MeetingId) -> Result<Vec<AgendaItem>, StoreError> {
        let a = self.authority();
        self.q("meeting_item", |c| {
            meeting_item::table
                .filter(meeting_item::authority.eq(a.as_bytes().as_slice()))
                .filter(meeting_item::meeting.eq(of.as_bytes().as_slice()))
                .order((meeting_item::position, meeting_item::put_at, meeting_item::id))
                .select(AgendaItem::as_select())
                .load(c)
        })
    }
    /// The agendas that a case stands or stood on, in the order of the meetings.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn agenda_of_case(&mut self, case: CaseId) -> Result<Vec<(Meeting, AgendaItem)>, StoreError> {
        let a = self.authority();
        self.q("meeting_item", |c| {
            meeting_item::table
                .inner_join(
                    meeting::table
                        .on(meeting::authority.eq(meeting_item::authority).and(meeting::id.eq(meeting_item::meeting))),
                )
                .filter(meeting_item::authority.eq(a.as_bytes().as_slice()))
                .filter(meeting_item::case_id.eq(case.as_bytes().as_slice()))
                .order((meeting::held_on, meeting_item::id))
                .select((Meeting::as_select(), AgendaItem::as_select()))
                .load(c)
        })
    }
    /// Somebody signs in; or leaves, of what was written when they did.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn sign_in_to(&mut self, new: &Presence) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("meeting_presence", |c| {
            diesel::delete(meeting_presence::table.find((
                a.as_bytes().as_slice(),
                new.meeting.as_bytes().as_slice(),
                new.account.as_bytes().as_slice(),
                new.signed_at.as_micros(),
            )))
            .execute(c)
        })?;
        self.q("meeting_presence", |c| {
            diesel::insert_into(meeting_presence::table)
                .values((
                    meeting_presence::authority.eq(a.as_bytes().as_slice()),
                    meeting_presence::meeting.eq(new.meeting.as_bytes().as_slice()),
                    meeting_presence::account.eq(new.account.as_bytes().as_slice()),
                    meeting_presence::party.eq(&new.party),
                    meeting_presence::signed_at.eq(new.signed_at.as_micros()),
                    meeting_presence::left_at.eq(new.left_at.map(Timestamp::as_micros)),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Who came to a meeting, as they signed in.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn presences(&mut self, of: MeetingId) -> Result<Vec<Presence>, StoreError> {
        let a = self.authority();
        self.q("meeting_presence", |c| {
            meeting_presence::table
                .filter(meeting_presence::authority.eq(a.as_bytes().as_slice()))
                .filter(meeting_presence::meeting.eq(of.as_bytes().as_slice()))
                .order((meeting_presence::signed_at, meeting_presence::account))
                .select(Presence::as_select())
                .load(c)
        })
    }
    /// Notes that a member signed the statement of a meeting before looking at its agenda.
    ///
    /// # Errors
    /// `Conflict` when they did already; or when the store does not answer.
    pub fn sign_statement(&mut self, new: &MeetingStatement) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("meeting_statement", |c| {
            diesel::insert_into(meeting_statement::table)
                .values((
                    meeting_statement::authority.eq(a.as_bytes().as_slice()),
                    meeting_statement::meeting.eq(new.meeting.as_bytes().as_slice()),
                    meeting_statement::account.eq(new.account.as_bytes().as_slice()),
                    meeting_statement::party.eq(&new.party),
                    meeting_statement::signed_at.eq(new.signed_at.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// The links by which members look at people on agendas of meetings since a day of which somebody has signed no statement, neither
    /// beforehand nor at the meeting: ids.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn windows_unsigned(&mut self, account: AccountId, since: Date) -> Result<Vec<String>, StoreError> {
        let a = self.authority();
        let since = since.to_string();
        let all: Vec<Names> = self.q("meeting_item", |c| {
            let beforehand = meeting_statement::table
                .filter(meeting_statement::authority.eq(meeting::authority))
                .filter(meeting_statement::meeting.eq(meeting::id))
                .filter(meeting_statement::account.eq(account.as_bytes().as_slice()));
            let there = meeting_presence::table
                .filter(meeting_presence::authority.eq(meeting::authority))
                .filter(meeting_presence::meeting.eq(meeting::id))
                .filter(meeting_presence::account.eq(account.as_bytes().as_slice()));
            meeting_item::table
                .inner_join(
                    meeting::table
                        .on(meeting::authority.eq(meeting_item::authority).and(meeting::id.eq(meeting_item::meeting))),
                )
                .filter(meeting_item::authority.eq(a.as_bytes().as_slice()))
                .filter(meeting::held_on.ge(&since))
                .filter(diesel::dsl::not(diesel::dsl::exists(beforehand)))
                .filter(diesel::dsl::not(diesel::dsl::exists(there)))
                .order(meeting_item::id)
                .select(meeting_item::links)
                .load(c)
        })?;
        Ok(all.into_iter().flat_map(Vec::from).collect())
    }
    /// Who signed the statement of a meeting beforehand.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn statements(&mut self, of: MeetingId) -> Result<Vec<MeetingStatement>, StoreError> {
        let a = self.authority();
        self.q("meeting_statement", |c| {
            meeting_statement::table
                .filter(meeting_statement::authority.eq(a.as_bytes().as_slice()))
                .filter(meeting_statement::meeting.eq(of.as_bytes().as_slice()))
                .order((meeting_statement::signed_at, meeting_statement::account))
                .select(MeetingStatement::as_select())
                .load(c)
        })
    }
    /// Signs somebody in who has no account.
    ///
    /// # Errors
    /// When the meeting is not there, or the store does not answer.
    pub fn insert_meeting_guest(&mut self, new: &MeetingGuest) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("meeting_guest", |c| {
            diesel::insert_into(meeting_guest::table)
                .values((
                    meeting_guest::authority.eq(a.as_bytes().as_slice()),
                    meeting_guest::id.eq(new.id.as_bytes().as_slice()),
                    meeting_guest::meeting.eq(new.meeting.as_bytes().as_slice()),
                    meeting_guest::name.eq(&new.name),
                    meeting_guest::party.eq(&new.party),
                    meeting_guest::body.eq(&new.body),
                    meeting_guest::signed_at.eq(new.signed_at.as_micros()),
                    meeting_guest::left_at.eq(new.left_at.map(Timestamp::as_micros)),
                    meeting_guest::written_by.eq(new.written_by.as_bytes().as_slice()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// A guest leaves. Answers whether they were there.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn meeting_guest_leaves(&mut self, of: MeetingId, id: TaskId) -> Result<bool, StoreError> {
        let (a, now) = (self.authority(), self.now());
        let rows = self.q("meeting_guest", |c| {
            diesel::update(
                meeting_guest::table
                    .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                    .filter(meeting_guest::meeting.eq(of.as_bytes().as_slice()))
                    .filter(meeting_guest::left_at.is_null()),
            )
            .set(meeting_guest::left_at.eq(Some(now.as_micros())))
            .execute(c)
        })?;
        Ok(rows > 0)
    }
    /// Who came without an account, in the order in which they came.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn meeting_guests(&mut self, of: MeetingId) -> Result<Vec<MeetingGuest>, StoreError> {
        let a = self.authority();
        self.q("meeting_guest", |c| {
            meeting_guest::table
                .filter(meeting_guest::authority.eq(a.as_bytes().as_slice()))
                .filter(meeting_guest::meeting.eq(of.as_bytes().as_slice()))
                .order((meeting_guest::signed_at, meeting_guest::id))
                .select(MeetingGuest::as_select())
                .load(c)
        })
    }
    /// Ties an entry of a case to an item.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn insert_meeting_entry(&mut self, new: &MeetingEntry) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("meeting_entry", |c| {
            diesel::insert_into(meeting_entry::table)
                .values((
                    meeting_entry::authority.eq(a.as_bytes().as_slice()),
                    meeting_entry::item.eq(new.item.as_bytes().as_slice()),
                    meeting_entry::agenda.eq(new.agenda.as_bytes().as_slice()),
                    meeting_entry::what.eq(&new.what),
                    meeting_entry::party.eq(&new.party),
                    meeting_entry::owner.eq(&new.owner),
                    meeting_entry::due_on.eq(new.due_on.map(|d| d.to_string())),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// What became of an action.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when it is not open; or when the store does not answer.
    pub fn end_action(&mut self, item: ItemId, by: AccountId, ending: &str) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        let rows = self.q("meeting_entry", |c| {
            diesel::update(
                meeting_entry::table
                    .find((a.as_bytes().as_slice(), item.as_bytes().as_slice()))
                    .filter(meeting_entry::what.eq("action"))
                    .filter(meeting_entry::done_at.is_null()),
            )
            .set((
                meeting_entry::done_at.eq(Some(now.as_micros())),
                meeting_entry::done_by.eq(Some(by.as_bytes().to_vec())),
                meeting_entry::ending.eq(Some(ending)),
            ))
            .execute(c)
        })?;
        self.one("meeting_entry", rows)
    }
    /// How far an action has come, and by when it is to be done.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when it is not open; or when the store does not answer.
    pub fn move_action(
        &mut self,
        item: ItemId,
        progress: Option<&str>,
        due_on: Option<Date>,
    ) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        let rows = self.q("meeting_entry", |c| {
            diesel::update(
                meeting_entry::table
                    .find((a.as_bytes().as_slice(), item.as_bytes().as_slice()))
                    .filter(meeting_entry::what.eq("action"))
                    .filter(meeting_entry::done_at.is_null()),
            )
            .set((
                meeting_entry::due_on.eq(due_on.map(|d| d.to_string())),
                meeting_entry::progress.eq(progress),
                meeting_entry::progress_at.eq(progress.map(|_| now.as_micros())),
            ))
            .execute(c)
        })?;
        self.one("meeting_entry", rows)
    }
    /// What was said and agreed at items, in order.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn meeting_entries(&mut self, of: &[AgendaId]) -> Result<Vec<MeetingEntry>, StoreError> {
        let a = self.authority();
        self.q("meeting_entry", |c| {
            meeting_entry::table
                .filter(meeting_entry::authority.eq(a.as_bytes().as_slice()))
                .filter(meeting_entry::agenda.eq_any(of.iter().map(|id| id.as_bytes().as_slice())))
                .order(meeting_entry::item)
                .select(MeetingEntry::as_select())
                .load(c)
        })
    }
    /// At which item of which meeting some entries of cases were made; of others nothing.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn said_at(&mut self, ids: &[ItemId]) -> Result<Vec<(MeetingEntry, AgendaItem, Meeting)>, StoreError> {
        let a = self.authority();
        self.q("meeting_entry", |c| {
            meeting_entry::table
                .inner_join(
                    meeting_item::table.on(meeting_item::authority
                        .eq(meeting_entry::authority)
                        .and(meeting_item::id.eq(meeting_entry::agenda))),
                )
                .inner_join(
                    meeting::table
                        .on(meeting::authority.eq(meeting_item::authority).and(meeting::id.eq(meeting_item::meeting))),
                )
                .filter(meeting_entry::authority.eq(a.as_bytes().as_slice()))
                .filter(meeting_entry::item.eq_any(ids.iter().map(|id| id.as_bytes().as_slice())))
                .order(meeting_entry::item)
                .select((MeetingEntry::as_select(), AgendaItem::as_select(), Meeting::as_select()))
                .load(c)
        })
    }
    /// What was undertaken at the meetings of a series and is not over, with the item that it stands at: item by item.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn open_actions(&mut self, of: SeriesId) -> Result<Vec<(AgendaItem, MeetingEntry)>, StoreError> {
        let a = self.authority();
        self.q("meeting_entry", |c| {
            meeting_entry::table
                .inner_join(
                    meeting_item::table.on(meeting_item::authority
                        .eq(meeting_entry::authority)
                        .and(meeting_item::id.eq(meeting_entry::agenda))),
                )
                .inner_join(
                    meeting::table
                        .on(meeting::authority.eq(meeting_item::authority).and(meeting::id.eq(meeting_item::meeting))),
                )
                .filter(meeting_entry::authority.eq(a.as_bytes().as_slice()))
                .filter(meeting::series.eq(of.as_bytes().as_slice()))
                .filter(meeting_entry::what.eq("action"))
                .filter(meeting_entry::done_at.is_null())
                .order((meeting_entry::agenda, meeting_entry::item))
                .select((AgendaItem::as_select(), MeetingEntry::as_select()))
                .load(c)
        })
    }
    /// Writes a gap down.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn insert_gap(&mut self, new: &ServiceGap) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("service_gap", |c| {
            diesel::insert_into(service_gap::table)
                .values((
                    service_gap::authority.eq(a.as_bytes().as_slice()),
                    service_gap::id.eq(new.id.as_bytes().as_slice()),
                    service_gap::series.eq(new.series.as_bytes().as_slice()),
                    service_gap::meeting.eq(new.meeting.map(|id| id.as_bytes().to_vec())),
                    service_gap::title.eq(&new.title),
                    service_gap::words.eq(&new.words),
                    service_gap::owner.eq(new.owner.as_bytes().as_slice()),
                    service_gap::due_on.eq(new.due_on.to_string()),
                    service_gap::made_by.eq(new.made_by.as_bytes().as_slice()),
                    service_gap::made_at.eq(new.made_at.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Closes a gap, with what was done about it.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when it is not open; or when the store does not answer.
    pub fn close_gap(&mut self, id: GapId, answer: &str) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        let rows = self.q("service_gap", |c| {
            diesel::update(
                service_gap::table
                    .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                    .filter(service_gap::closed_at.is_null()),
            )
            .set((service_gap::closed_at.eq(Some(now.as_micros())), service_gap::answer.eq(Some(answer))))
            .execute(c)
        })?;
        self.one("service_gap", rows)
    }
    /// The gaps that a group keeps, the open ones by date and then the closed.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn gaps(&mut self, series: SeriesId) -> Result<Vec<ServiceGap>, StoreError> {
        let a = self.authority();
        let mut all: Vec<ServiceGap> = self.q("service_gap", |c| {
            service_gap::table
                .filter(service_gap::authority.eq(a.as_bytes().as_slice()))
                .filter(service_gap::series.eq(series.as_bytes().as_slice()))
                .order((service_gap::due_on, service_gap::id))
                .select(ServiceGap::as_select())
                .load(c)
        })?;
        all.sort_by_key(|gap| gap.closed_at.is_some());
        Ok(all)
    }
}
