//! Cases that wait with a team until somebody of it takes them.

use crate::CaseState;
use crate::conn::Db;
use crate::error::StoreError;
use crate::schema::{case_file, case_team};
use crate::tx::Tx;
use diesel::dsl::exists;
use diesel::prelude::*;
use kernel::{AccountId, CaseId, TeamId, Timestamp};

/// A case that waits with a team.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = case_team, check_for_backend(Db))]
pub struct CaseTeam {
    /// The case.
    pub case_id: CaseId,
    /// The team.
    pub team: TeamId,
    /// Who handed it over.
    pub given_by: AccountId,
    /// When.
    pub given_at: Timestamp,
}

impl Tx<'_> {
    /// Gives a case to a team: nobody holds it then.
    ///
    /// # Errors
    /// When there is no such case, team or account, or the store does not answer.
    pub fn give_to_team(&mut self, case: CaseId, team: TeamId, by: AccountId) -> Result<(), StoreError> {
        self.set_owner(case, None)?;
        let (a, now) = (self.authority(), self.now);
        self.q("case_team", |c| {
            diesel::insert_into(case_team::table)
                .values((
                    case_team::authority.eq(a.as_bytes().as_slice()),
                    case_team::case_id.eq(case.as_bytes().as_slice()),
                    case_team::team.eq(team.as_bytes().as_slice()),
                    case_team::given_by.eq(by.as_bytes().as_slice()),
                    case_team::given_at.eq(now.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// A case is with no team any more.
    pub(crate) fn out_of_team(&mut self, case: CaseId) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("case_team", |c| {
            diesel::delete(case_team::table.find((a.as_bytes().as_slice(), case.as_bytes().as_slice()))).execute(c)
        })?;
        Ok(())
    }
    /// With which team each of some cases waits.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn teams_of_cases(&mut self, cases: &[CaseId]) -> Result<Vec<CaseTeam>, StoreError> {
        if cases.is_empty() {
            return Ok(Vec::new());
        }
        let a = self.authority();
        self.q("case_team", |c| {
            case_team::table
                .filter(case_team::authority.eq(a.as_bytes().as_slice()))
                .filter(case_team::case_id.eq_any(cases.iter().map(|id| id.as_bytes().as_slice())))
                .select(CaseTeam::as_select())
                .load(c)
        })
    }
    /// The open cases that wait with some teams, the longest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn cases_of_teams(&mut self, teams: &[TeamId], limit: u32) -> Result<Vec<CaseTeam>, StoreError> {
        if teams.is_empty() {
            return Ok(Vec::new());
        }
        let a = self.authority();
        self.q("case_team", |c| {
            case_team::table
                .filter(case_team::authority.eq(a.as_bytes().as_slice()))
                .filter(exists(
                    case_file::table
                        .filter(case_file::authority.eq(case_team::authority))
                        .filter(case_file::id.eq(case_team::case_id))
                        .filter(case_file::state.eq(CaseState::Open.id())),
                ))
                .filter(case_team::team.eq_any(teams.iter().map(|id| id.as_bytes().as_slice())))
                .order((case_team::given_at, case_team::case_id))
                .limit(i64::from(limit))
                .select(CaseTeam::as_select())
                .load(c)
        })
    }
}
