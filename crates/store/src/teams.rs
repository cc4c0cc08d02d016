//! Teams, who is in them from when until when, and who is away and covered by whom.

use crate::conn::{Db, readable};
use crate::error::StoreError;
use crate::schema::{absence, team, team_member};
use crate::tx::Tx;
use diesel::prelude::*;
use diesel::sql_types::Text;
use jiff::civil::Date;
use kernel::{AbsenceId, AccountId, MembershipId, TeamId, Timestamp};

/// What somebody is in a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TeamRole {
    /// Works in it.
    Member,
    /// Leads it: sees to absences, training and the review of access.
    Manager,
}

impl TeamRole {
    /// Its name in the store.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Manager => "manager",
        }
    }
    /// From its name in the store.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        match id {
            "member" => Some(Self::Member),
            "manager" => Some(Self::Manager),
            _ => None,
        }
    }
}

readable! {
    TeamRole, Text, String, |raw| Self::parse(&raw).ok_or_else(|| "not a role in a team".into());
}

/// A team: people who work on the cases of one notice together.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = team, check_for_backend(Db))]
pub struct Team {
    /// Its id.
    pub id: TeamId,
    /// The notice under which it works.
    pub notice_id: String,
    /// Its name, unique under that notice.
    pub name: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// Its last day, once it is closed.
    pub closed_on: Option<Date>,
}

/// Somebody's place in a team, from a day to a day.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = team_member, check_for_backend(Db))]
pub struct Membership {
    /// Its id.
    pub id: MembershipId,
    /// The team.
    pub team: TeamId,
    /// Who.
    pub account: AccountId,
    /// As what.
    pub role: TeamRole,
    /// The first day.
    pub from_on: Date,
    /// The last day, if there is one.
    pub until_on: Option<Date>,
}

/// Days on which somebody is away. Why is not recorded.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = absence, check_for_backend(Db))]
pub struct Absence {
    /// Its id.
    pub id: AbsenceId,
    /// Who is away.
    pub account: AccountId,
    /// Who does their work meanwhile.
    pub cover: Option<AccountId>,
    /// The first day.
    pub from_on: Date,
    /// The last day.
    pub until_on: Date,
    /// Who recorded it.
    pub recorded_by: AccountId,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// When it was called off, if it was.
    pub cancelled_at: Option<Timestamp>,
}

impl Tx<'_> {
    /// Makes a team.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the notice has a team of this name; or when the store does not answer.
    pub fn insert_team(&mut self, new: &Team) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("team", |c| {
            diesel::insert_into(team::table)
                .values((
                    team::authority.eq(a.as_bytes().as_slice()),
                    team::id.eq(new.id.as_bytes().as_slice()),
                    team::notice_id.eq(&new.notice_id),
                    team::name.eq(&new.name),
                    team::made_at.eq(new.made_at.as_micros()),
                    team::closed_on.eq(new.closed_on.map(|d| d.to_string())),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Changes a team's name and last day.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none; or when the store does not answer.
    pub fn update_team(&mut self, changed: &Team) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("team", |c| {
            diesel::update(team::table.find((a.as_bytes().as_slice(), changed.id.as_bytes().as_slice())))
                .set((team::name.eq(&changed.name), team::closed_on.eq(changed.closed_on.map(|d| d.to_string()))))
                .execute(c)
        })?;
        self.one("team", rows)
    }
    /// A team.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn team(&mut self, id: TeamId) -> Result<Option<Team>, StoreError> {
        let a = self.authority();
        self.q("team", |c| {
            team::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .select(Team::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// All teams, by notice and name.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn teams(&mut self) -> Result<Vec<Team>, StoreError> {
        let a = self.authority();
        self.q("team", |c| {
            team::table
                .filter(team::authority.eq(a.as_bytes().as_slice()))
                .order((team::notice_id, team::name))
                .select(Team::as_select())
                .load(c)
        })
    }
    /// Puts somebody into a team.
    ///
    /// # Errors
    /// When there is no such team or account, or the store does not answer.
    pub fn insert_membership(&mut self, new: &Membership) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("team_member", |c| {
            diesel::insert_into(team_member::table)
                .values((
                    team_member::authority.eq(a.as_bytes().as_slice()),
                    team_member::id.eq(new.id.as_bytes().as_slice()),
                    team_member::team.eq(new.team.as_bytes().as_slice()),
                    team_member::account.eq(new.account.as_bytes().as_slice()),
                    team_member::role.eq(new.role.id()),
                    team_member::from_on.eq(new.from_on.to_string()),
                    team_member::until_on.eq(new.until_on.map(|d| d.to_string())),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Sets the last day of somebody's place in a team.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such place; or when the store does not answer.
    pub fn end_membership(&mut self, id: MembershipId, last_day: Date) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("team_member", |c| {
            diesel::update(team_member::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice())))
                .set(team_member::until_on.eq(Some(last_day.to_string())))
                .execute(c)
        })?;
        self.one("team_member", rows)
    }
    /// Takes somebody's place in a team away as if it had never been: one that began today and is not to last the day.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such place; or when the store does not answer.
    pub fn remove_membership(&mut self, id: MembershipId) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("team_member", |c| {
            diesel::delete(team_member::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))).execute(c)
        })?;
        self.one("team_member", rows)
    }
    /// Everybody who is or was in a team, the earliest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn members(&mut self, team: TeamId) -> Result<Vec<Membership>, StoreError> {
        let a = self.authority();
        self.q("team_member", |c| {
            team_member::table
                .filter(team_member::authority.eq(a.as_bytes().as_slice()))
                .filter(team_member::team.eq(team.as_bytes().as_slice()))
                .order((team_member::from_on, team_member::id))
                .select(Membership::as_select())
                .load(c)
        })
    }
    /// Every place that somebody has or had in a team, the earliest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn memberships(&mut self, account: AccountId) -> Result<Vec<Membership>, StoreError> {
        let a = self.authority();
        self.q("team_member", |c| {
            team_member::table
                .filter(team_member::authority.eq(a.as_bytes().as_slice()))
                .filter(team_member::account.eq(account.as_bytes().as_slice()))
                .order((team_member::from_on, team_member::id))
                .select(Membership::as_select())
                .load(c)
        })
    }
    /// Records that somebody is away.
    ///
    /// # Errors
    /// When there is no such account, or the store does not answer.
    pub fn insert_absence(&mut self, new: &Absence) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("absence", |c| {
            diesel::insert_into(absence::table)
                .values((
                    absence::authority.eq(a.as_bytes().as_slice()),
                    absence::id.eq(new.id.as_bytes().as_slice()),
                    absence::account.eq(new.account.as_bytes().as_slice()),
                    absence::cover.eq(new.cover.map(|id| id.as_bytes().to_vec())),
                    absence::from_on.eq(new.from_on.to_string()),
                    absence::until_on.eq(new.until_on.to_string()),
                    absence::recorded_by.eq(new.recorded_by.as_bytes().as_slice()),
                    absence::recorded_at.eq(new.recorded_at.as_micros()),
                    absence::cancelled_at.eq(new.cancelled_at.map(Timestamp::as_micros)),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// An absence.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn absence(&mut self, id: AbsenceId) -> Result<Option<Absence>, StoreError> {
        let a = self.authority();
        self.q("absence", |c| {
            absence::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .select(Absence::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// Calls an absence off.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none; or when the store does not answer.
    pub fn cancel_absence(&mut self, id: AbsenceId) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        let rows = self.q("absence", |c| {
            diesel::update(absence::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice())))
                .set(absence::cancelled_at.eq(Some(now.as_micros())))
                .execute(c)
        })?;
        self.one("absence", rows)
    }
    /// The absences of somebody that end on a day or later and were not called off, the earliest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn absences(&mut self, account: AccountId, ending_from: Date) -> Result<Vec<Absence>, StoreError> {
        let a = self.authority();
        self.q("absence", |c| {
            absence::table
                .filter(absence::authority.eq(a.as_bytes().as_slice()))
                .filter(absence::account.eq(account.as_bytes().as_slice()))
                .filter(absence::until_on.ge(ending_from.to_string()))
                .filter(absence::cancelled_at.is_null())
                .order((absence::from_on, absence::id))
                .select(Absence::as_select())
                .load(c)
        })
    }
    /// The people for whom somebody does the work on a day.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn covered_by(&mut self, cover: AccountId, on: Date) -> Result<Vec<AccountId>, StoreError> {
        let a = self.authority();
        let mut away: Vec<AccountId> = self.q("absence", |c| {
            absence::table
                .filter(absence::authority.eq(a.as_bytes().as_slice()))
                .filter(absence::cover.eq(cover.as_bytes().as_slice()))
                .filter(absence::until_on.ge(on.to_string()))
                .filter(absence::from_on.le(on.to_string()))
                .filter(absence::cancelled_at.is_null())
                .select(absence::account)
                .load(c)
        })?;
        away.sort_unstable();
        away.dedup();
        Ok(away)
    }
}
