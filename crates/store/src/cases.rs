//! Cases: what drives the work (states, dates, owners) in plain columns. What describes people stands in sealed sections.

use crate::access::AccessKind;
use crate::among::among;
use crate::conn::{As, Conn, Db, Perhaps, on_engine, readable};
use crate::error::StoreError;
use crate::schema::{account, case_access, case_file, case_party, case_team, team};
use crate::tx::Tx;
use crate::walk::{ListPlace, Walk, walked};
use diesel::prelude::*;
use diesel::sql_types::Text;
use jiff::civil::Date;
use kernel::{AccountId, AuthorityId, CaseId, NoticeVersionId, PersonId, TeamId, Timestamp};

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CaseState {
    /// It is being worked on.
    Open,
    /// It is closed, and its retention period runs.
    Closed,
}

impl CaseState {
    /// Its name in the store.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }
}

readable! {
    CaseState, Text, String, |raw| match raw.as_str() {
        "open" => Ok(Self::Open),
        "closed" => Ok(Self::Closed),
        _ => Err("not a state of a case".into()),
    };
}

/// A case.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = case_file)]
pub struct Case {
    /// Its id.
    #[diesel(deserialize_as = As<CaseId>)]
    pub id: CaseId,
    /// What people call it: unique in the authority.
    pub reference: String,
    /// The notice version under which its data was collected.
    #[diesel(deserialize_as = As<NoticeVersionId>)]
    pub notice_version: NoticeVersionId,
    /// The service.
    pub service: String,
    /// Whom it is about.
    #[diesel(deserialize_as = As<PersonId>)]
    pub person: PersonId,
    /// Where it stands.
    #[diesel(deserialize_as = As<CaseState>)]
    pub state: CaseState,
    /// When it was opened.
    #[diesel(deserialize_as = As<Date>)]
    pub opened_on: Date,
    /// When it was closed.
    #[diesel(deserialize_as = Perhaps<Date>)]
    pub closed_on: Option<Date>,
    /// Why it was closed: a code of the service.
    pub close_reason: Option<String>,
    /// When its longest retention period runs out.
    #[diesel(deserialize_as = Perhaps<Date>)]
    pub retention_due: Option<Date>,
    /// The statement that says so.
    pub retention_statement: Option<String>,
    /// Who works on it.
    #[diesel(deserialize_as = Perhaps<AccountId>)]
    pub owner: Option<AccountId>,
    /// The next date by which something is due.
    #[diesel(deserialize_as = Perhaps<Date>)]
    pub next_due_on: Option<Date>,
    /// What is due then: a code.
    pub next_due_kind: Option<String>,
    /// Whether processing is restricted (article 18).
    pub restricted: bool,
    /// When it was entered.
    #[diesel(deserialize_as = As<Timestamp>)]
    pub created_at: Timestamp,
    /// When any of this was last changed.
    #[diesel(deserialize_as = As<Timestamp>)]
    pub updated_at: Timestamp,
}

/// A case to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCase {
    /// Its id.
    pub id: CaseId,
    /// What people call it.
    pub reference: String,
    /// The notice version.
    pub notice_version: NoticeVersionId,
    /// The service.
    pub service: String,
    /// Whom it is about.
    pub person: PersonId,
    /// When it is opened.
    pub opened_on: Date,
    /// Who works on it.
    pub owner: Option<AccountId>,
    /// What is due next, and when.
    pub next_due: Option<(Date, String)>,
}

/// Which cases. What is none does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseFilter {
    /// Of this owner.
    pub owner: Option<AccountId>,
    /// Without an owner, or with one who has left: whose account is switched off.
    pub unowned: bool,
    /// That wait with this team.
    pub team: Option<TeamId>,
    /// Under any version of this notice, by the versions' ids (empty: all).
    pub notice_versions: Vec<NoticeVersionId>,
    /// Of this service.
    pub service: Option<String>,
    /// In this state.
    pub state: Option<CaseState>,
    /// On which this party works today.
    pub linked: Option<String>,
    /// About this person.
    pub person: Option<PersonId>,
    /// With something due on or before this date.
    pub due_by: Option<Date>,
    /// Only those whose processing is restricted, or only those whose is not.
    pub restricted: Option<bool>,
    /// Only those whose longest retention period has run out before `today`, or only the others.
    pub run_out: Option<bool>,
    /// The day that is today, for `linked` and `run_out`.
    pub today: Option<Date>,
    /// Only those that exist for this account: not barred from, not restricted to others.
    pub reader: Option<AccountId>,
    /// Of any of these owners (empty: all).
    pub owners: Vec<AccountId>,
    /// Opened on or after this day.
    pub opened_from: Option<Date>,
    /// Opened on or before this day.
    pub opened_until: Option<Date>,
    /// Whose reference begins like this: letters, figures and hyphens.
    pub reference: Option<String>,
    /// In which order a page of them comes.
    pub order: CaseOrder,
}

/// The order of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum CaseOrder {
    /// What is due first comes first.
    #[default]
    Due,
    /// What was opened last comes first.
    Newest,
    /// What was opened first comes first.
    Oldest,
}

/// Where a page of cases ended; the next begins behind it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CaseCursor {
    due_sort: String,
    id: CaseId,
}

impl CaseCursor {
    /// The cursor behind a case, in an order.
    #[must_use]
    pub fn behind(case: &Case, order: CaseOrder) -> Self {
        let day = match order {
            CaseOrder::Due => due_sort(case.next_due_on),
            CaseOrder::Newest | CaseOrder::Oldest => case.opened_on.to_string(),
        };
        Self { due_sort: day, id: case.id }
    }
    /// As text, for addresses of pages.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}.{}", self.due_sort, self.id)
    }
    /// From that text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (due, id) = text.split_once('.')?;
        let due: Date = due.parse().ok()?;
        Some(Self { due_sort: due.to_string(), id: id.parse().ok()? })
    }
}

/// Cases without a date come last, on both engines.
pub fn due_sort(next_due_on: Option<Date>) -> String {
    next_due_on.unwrap_or(Date::MAX).to_string()
}

/// That what a row of a table is about is an open case under one of some versions of a notice.
macro_rules! of_open_case {
    ($table:ident, $versions:expr) => {
        exists(
            case_file::table
                .filter(case_file::authority.eq($table::authority))
                .filter(case_file::id.eq($table::case_id))
                .filter(case_file::state.eq(CaseState::Open.id()))
                .filter(
                    case_file::notice_version
                        .eq_any($versions.iter().map(|v| v.as_bytes().to_vec()).collect::<Vec<_>>()),
                ),
        )
    };
}
pub(crate) use of_open_case;

type Boxed<'q> = diesel::helper_types::IntoBoxed<'q, case_file::table, Db>;

pub fn filtered<'q>(a: AuthorityId, filter: &CaseFilter) -> Boxed<'q> {
    let mut query = case_file::table.into_boxed::<Db>().filter(case_file::authority.eq(a.as_bytes().to_vec()));
    if let Some(owner) = filter.owner {
        query = query.filter(case_file::owner.eq(owner.as_bytes().to_vec()));
    }
    if filter.unowned {
        let left = account::table
            .filter(account::authority.eq(a.as_bytes().to_vec()))
            .filter(account::disabled_at.is_not_null())
            .select(account::id.nullable());
        // What waits with a team is the team's, for as long as there is one.
        let teams = team::table
            .filter(team::authority.eq(a.as_bytes().to_vec()))
            .filter(team::closed_on.is_null())
            .select(team::id);
        let with_teams = case_team::table
            .filter(case_team::authority.eq(a.as_bytes().to_vec()))
            .filter(case_team::team.eq_any(teams))
            .select(case_team::case_id);
        query = query
            .filter(case_file::owner.is_null().or(case_file::owner.eq_any(left)))
            .filter(case_file::id.ne_all(with_teams));
    }
    if let Some(team) = filter.team {
        let with = case_team::table
            .filter(case_team::authority.eq(a.as_bytes().to_vec()))
            .filter(case_team::team.eq(team.as_bytes().to_vec()))
            .select(case_team::case_id);
        query = query.filter(case_file::id.eq_any(with));
    }
    match filter.notice_versions.as_slice() {
        [] => {}
        [one] => query = query.filter(case_file::notice_version.eq(one.as_bytes().to_vec())),
        many => {
            let ids = many.iter().map(|v| v.as_bytes().to_vec());
            query = query.filter(case_file::notice_version.eq_any(ids.collect::<Vec<_>>()));
        }
    }
    if let Some(service) = &filter.service {
        query = query.filter(case_file::service.eq(service.clone()));
    }
    if let Some(state) = filter.state {
        query = query.filter(case_file::state.eq(state.id()));
    }
    if let Some(begins) = &filter.reference {
        let plain: String = begins.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        query = query.filter(case_file::reference.like(format!("{plain}%")));
    }
    if let Some(person) = filter.person {
        query = query.filter(case_file::person.eq(person.as_bytes().to_vec()));
    }
    if let Some(due_by) = filter.due_by {
        query = query.filter(case_file::due_sort.le(due_by.to_string()));
    }
    if let Some(restricted) = filter.restricted {
        query = query.filter(case_file::restricted.eq(restricted));
    }
    if let Some(run_out) = filter.run_out {
        let today = filter.today.unwrap_or(Date::MIN).to_string();
        query = if run_out {
            query.filter(case_file::retention_due.lt(today))
        } else {
            query.filter(case_file::retention_due.is_null().or(case_file::retention_due.ge(today)))
        };
    }
    if !filter.owners.is_empty() {
        let ids: Vec<Vec<u8>> = filter.owners.iter().map(|o| o.as_bytes().to_vec()).collect();
        query = query.filter(case_file::owner.eq_any(ids));
    }
    if let Some(day) = filter.opened_from {
        query = query.filter(case_file::opened_on.ge(day.to_string()));
    }
    if let Some(day) = filter.opened_until {
        query = query.filter(case_file::opened_on.le(day.to_string()));
    }
    if let Some(reader) = filter.reader {
        let account = reader.as_bytes().to_vec();
        let rules = |kind: AccessKind| {
            case_access::table
                .filter(case_access::authority.eq(a.as_bytes().to_vec()))
                .filter(case_access::kind.eq(kind.id()))
                .filter(case_access::ended_at.is_null())
        };
        let barred =
            rules(AccessKind::Barred).filter(case_access::account.eq(account.clone())).select(case_access::case_id);
        let restricted = rules(AccessKind::Restricted).select(case_access::case_id);
        let allowed =
            rules(AccessKind::Allowed).filter(case_access::account.eq(account.clone())).select(case_access::case_id);
        query = query.filter(case_file::id.ne_all(barred)).filter(
            case_file::id
                .ne_all(restricted)
                .or(case_file::id.eq_any(allowed))
                .or(case_file::owner.is_not_null().and(case_file::owner.assume_not_null().eq(account))),
        );
    }
    if let Some(party) = &filter.linked {
        let today = filter.today.unwrap_or(Date::MAX).to_string();
        let working = case_party::table
            .filter(case_party::authority.eq(a.as_bytes().to_vec()))
            .filter(case_party::party.eq(party.clone()))
            .filter(case_party::since.le(today.clone()))
            .filter(case_party::until.is_null().or(case_party::until.ge(today)))
            .select(case_party::case_id);
        query = query.filter(case_file::id.eq_any(working));
    }
    query
}

impl Tx<'_> {
    /// Opens a case.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the reference is taken; [`StoreError::Missing`] when the person, notice version or
    /// owner is not there; or when the store does not answer.
    pub fn insert_case(&mut self, new: &NewCase) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        let (due_on, due_kind) = new.next_due.as_ref().map(|(on, kind)| (*on, kind.as_str())).unzip();
        self.shared.tallies.cases_written();
        self.q("case_file", |c| {
            on_engine!(c, {
                diesel::insert_into(case_file::table)
                    .values((
                        case_file::authority.eq(a.as_bytes().as_slice()),
                        case_file::id.eq(new.id.as_bytes().as_slice()),
                        case_file::reference.eq(&new.reference),
                        case_file::notice_version.eq(new.notice_version.as_bytes().as_slice()),
                        case_file::service.eq(&new.service),
                        case_file::person.eq(new.person.as_bytes().as_slice()),
                        case_file::state.eq(CaseState::Open.id()),
                        case_file::opened_on.eq(new.opened_on.to_string()),
                        case_file::owner.eq(new.owner.map(|o| o.as_bytes().to_vec())),
                        case_file::next_due_on.eq(due_on.map(|d| d.to_string())),
                        case_file::next_due_kind.eq(due_kind),
                        case_file::due_sort.eq(due_sort(due_on)),
                        case_file::restricted.eq(false),
                        case_file::created_at.eq(now.as_micros()),
                        case_file::updated_at.eq(now.as_micros()),
                    ))
                    .execute(c)
            })
        })?;
        Ok(())
    }
    /// A case.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn case(&mut self, id: CaseId) -> Result<Option<Case>, StoreError> {
        let a = self.authority();
        self.q("case_file", |c| {
            on_engine!(
                c,
                case_file::table
                    .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                    .select(Case::as_select())
                    .get_result(c)
                    .optional()
            )
        })
    }
    /// Cases by their ids, in no order.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn cases_by_id(&mut self, ids: &[CaseId]) -> Result<Vec<Case>, StoreError> {
        let a = self.authority();
        self.q("case_file", |c| {
            case_file::table
                .filter(case_file::authority.eq(a.as_bytes().as_slice()))
                .filter(case_file::id.eq_any(ids.iter().map(|id| id.as_bytes().as_slice())))
                .select(Case::as_select())
                .load(c)
        })
    }
    /// The case with a reference.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn case_referenced(&mut self, reference: &str) -> Result<Option<Case>, StoreError> {
        let a = self.authority();
        self.q("case_file", |c| {
            case_file::table
                .filter(case_file::authority.eq(a.as_bytes().as_slice()))
                .filter(case_file::reference.eq(reference))
                .select(Case::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// The cases of some people, by person and then the newest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn cases_of(&mut self, people: &[PersonId]) -> Result<Vec<Case>, StoreError> {
        let a = self.authority();
        self.q("case_file", |c| {
            case_file::table
                .filter(case_file::authority.eq(a.as_bytes().as_slice()))
                .filter(among(case_file::person, people.iter().map(PersonId::as_bytes)))
                .order((case_file::person, case_file::id.desc()))
                .select(Case::as_select())
                .load(c)
        })
    }
    /// The people of the cases of a filter, if those are at most `most`.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn few_people(&mut self, filter: &CaseFilter, most: u32) -> Result<Option<Vec<PersonId>>, StoreError> {
        let query = filtered(self.authority(), filter).limit(i64::from(most) + 1);
        let mut people: Vec<PersonId> = self.q("case_file", |c| query.select(case_file::person).load(c))?;
        let few = people.len() <= most as usize;
        people.sort_unstable();
        people.dedup();
        Ok(few.then_some(people))
    }
    /// A page of cases: what is due first comes first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn list_cases(
        &mut self,
        filter: &CaseFilter,
        after: Option<&CaseCursor>,
        limit: u32,
    ) -> Result<Vec<Case>, StoreError> {
        // The cases of one version lie in order in an index, those of several do not.
        if filter.notice_versions.len() > 1 && filter.owner.is_none() && filter.linked.is_none() {
            return self.list_each_version(filter, after, limit);
        }
        let query = filtered(self.authority(), filter);
        let after = after.map(|a| ListPlace::behind(&a.due_sort, a.id.as_bytes()));
        let walk = Walk { down: filter.order == CaseOrder::Newest, after, limit };
        let query = match filter.order {
            CaseOrder::Due => walked!(query, &walk, case_file::id, case_file::due_sort, String),
            CaseOrder::Oldest | CaseOrder::Newest => walked!(query, &walk, case_file::id, case_file::opened_on, String),
        };
        self.q("case_file", |c| query.select(Case::as_select()).load(c))
    }
    /// A page of cases under several versions of a notice: what each would have on it, put in order.
    fn list_each_version(
        &mut self,
        filter: &CaseFilter,
        after: Option<&CaseCursor>,
        limit: u32,
    ) -> Result<Vec<Case>, StoreError> {
        let mut all = Vec::new();
        for version in &filter.notice_versions {
            let one = CaseFilter { notice_versions: vec![*version], ..filter.clone() };
            all.extend(self.list_cases(&one, after, limit)?);
        }
        all.sort_by_cached_key(|case| CaseCursor::behind(case, filter.order));
        if filter.order == CaseOrder::Newest {
            all.reverse();
        }
        all.truncate(limit as usize);
        Ok(all)
    }
    /// Any one of the cases, as quickly as there is one.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn any_case(&mut self, filter: &CaseFilter) -> Result<Option<Case>, StoreError> {
        let query = filtered(self.authority(), filter).limit(1);
        self.q("case_file", |c| query.select(Case::as_select()).get_result(c).optional())
    }
    /// How many cases.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn count_cases(&mut self, filter: &CaseFilter) -> Result<u64, StoreError> {
        let query = filtered(self.authority(), filter);
        let count: i64 = self.q("case_file", |c| query.count().get_result(c))?;
        Ok(u64::try_from(count).unwrap_or(0))
    }
    fn change_case(
        &mut self,
        id: CaseId,
        change: impl FnOnce(&mut Conn, (&[u8], &[u8]), i64) -> QueryResult<usize>,
    ) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        self.shared.tallies.cases_written();
        let rows =
            self.q("case_file", |c| change(c, (a.as_bytes().as_slice(), id.as_bytes().as_slice()), now.as_micros()))?;
        self.one("case_file", rows)
    }
    /// Closes a case: from now its retention period runs.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such open case; or when the store does not answer.
    pub fn close_case(
        &mut self,
        id: CaseId,
        on: Date,
        reason: &str,
        retention: Option<(Date, &str)>,
    ) -> Result<(), StoreError> {
        self.change_case(id, |c, key, now| {
            diesel::update(case_file::table.find(key).filter(case_file::state.eq(CaseState::Open.id())))
                .set((
                    case_file::state.eq(CaseState::Closed.id()),
                    case_file::closed_on.eq(Some(on.to_string())),
                    case_file::close_reason.eq(Some(reason)),
                    case_file::retention_due.eq(retention.map(|(due, _)| due.to_string())),
                    case_file::retention_statement.eq(retention.map(|(_, statement)| statement)),
                    case_file::updated_at.eq(now),
                ))
                .execute(c)
        })
    }
    /// Opens a closed case again.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such closed case; or when the store does not answer.
    pub fn reopen_case(&mut self, id: CaseId) -> Result<(), StoreError> {
        self.change_case(id, |c, key, now| {
            diesel::update(case_file::table.find(key).filter(case_file::state.eq(CaseState::Closed.id())))
                .set((
                    case_file::state.eq(CaseState::Open.id()),
                    case_file::closed_on.eq(None::<String>),
                    case_file::close_reason.eq(None::<String>),
                    case_file::retention_due.eq(None::<String>),
                    case_file::retention_statement.eq(None::<String>),
                    case_file::updated_at.eq(now),
                ))
                .execute(c)
        })
    }
    /// Sets what is due next.
    ///
    /// # Errors
    /// When there is no such case, or the store does not answer.
    pub fn set_next_due(&mut self, id: CaseId, next: Option<(Date, &str)>) -> Result<(), StoreError> {
        self.change_case(id, |c, key, now| {
            diesel::update(case_file::table.find(key))
                .set((
                    case_file::next_due_on.eq(next.map(|(on, _)| on.to_string())),
                    case_file::next_due_kind.eq(next.map(|(_, kind)| kind)),
                    case_file::due_sort.eq(due_sort(next.map(|(on, _)| on))),
                    case_file::updated_at.eq(now),
                ))
                .execute(c)
        })
    }
    /// Gives a case to somebody, or to nobody; it is with no team then.
    ///
    /// # Errors
    /// When there is no such case or account, or the store does not answer.
    pub fn set_owner(&mut self, id: CaseId, owner: Option<AccountId>) -> Result<(), StoreError> {
        self.out_of_team(id)?;
        self.change_case(id, |c, key, now| {
            diesel::update(case_file::table.find(key))
                .set((case_file::owner.eq(owner.map(|o| o.as_bytes().to_vec())), case_file::updated_at.eq(now)))
                .execute(c)
        })
    }
    /// Restricts processing (article 18), or lifts that.
    ///
    /// # Errors
    /// When there is no such case, or the store does not answer.
    pub fn set_restricted(&mut self, id: CaseId, restricted: bool) -> Result<(), StoreError> {
        self.change_case(id, |c, key, now| {
            diesel::update(case_file::table.find(key))
                .set((case_file::restricted.eq(restricted), case_file::updated_at.eq(now)))
                .execute(c)
        })
    }
    /// Removes a case with all that belongs to it: sections, parties, consents, facts, tasks. What the ledger says of it
    /// stays, and means nobody once the person's keys are destroyed.
    ///
    /// # Errors
    /// When there is no such case, or the store does not answer.
    pub fn erase_case(&mut self, id: CaseId) -> Result<(), StoreError> {
        let a = self.authority();
        self.shared.tallies.cases_written();
        // Every table that names a case goes with it, on both engines: what a migration adds needs no word here.
        let rows = self.q("case_file", |c| {
            diesel::delete(case_file::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))).execute(c)
        })?;
        self.one("case_file", rows)
    }
}
