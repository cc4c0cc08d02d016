//! Teams: who works together, who leads them, how the work stands, who is away and who stands in.

use super::tasks::{Colleague, day, part};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::problem::Problem;
use app::{AbsenceLine, Holder, LoadLine, MemberLine, NewAbsence, TeamLine, TeamRole};
use jiff::civil::Date;
use kernel::AccountId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

fn on(day: Option<Date>) -> Option<String> {
    day.map(|d| d.to_string())
}

/// How the work of one person stands.
#[derive(Serialize, JsonSchema)]
struct Load {
    /// None: what nobody holds, or what waits with a team.
    account: Option<String>,
    /// As the list of cases takes it for `owner`.
    holder: String,
    name: String,
    /// Open cases.
    open: u64,
    overdue: u64,
    /// With something due within a week.
    due_soon: u64,
    tasks: usize,
    tasks_overdue: usize,
    /// Who stands in while they are away.
    stands_in: Option<String>,
    /// Until when they are away.
    away_until: Option<String>,
}

impl From<LoadLine> for Load {
    fn from(line: LoadLine) -> Self {
        let (stands_in, until) = line.away.unzip();
        Self {
            account: if let Holder::Account(id) = line.holder { Some(id.to_string()) } else { None },
            holder: line.holder.to_string(),
            name: line.name,
            open: line.open,
            overdue: line.overdue,
            due_soon: line.due_soon,
            tasks: line.tasks,
            tasks_overdue: line.tasks_overdue,
            stands_in,
            away_until: on(until),
        }
    }
}

/// How the work stands.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "TeamWork")]
pub(crate) struct Work {
    /// Of which teams; empty: of everybody under the notice.
    teams: Vec<String>,
    people: Vec<Load>,
}

pub(crate) fn work(ask: &Ask) -> Result<Answer, Problem> {
    let work = ask.app().team_work(ask.actor()?)?;
    Answer::json(&Work { teams: work.teams, people: work.lines.into_iter().map(Load::from).collect() })
}

/// What somebody is in a team.
#[derive(Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "TeamRole")]
#[serde(rename_all = "kebab-case")]
enum Role {
    /// Works in it.
    Member,
    /// Leads it.
    Manager,
}

impl From<TeamRole> for Role {
    fn from(role: TeamRole) -> Self {
        match role {
            TeamRole::Member => Self::Member,
            TeamRole::Manager => Self::Manager,
        }
    }
}

/// A team.
#[derive(Serialize, JsonSchema)]
struct Team {
    id: String,
    name: String,
    /// The notice under which it works.
    notice: String,
    /// How many people are in it today.
    people: usize,
    managers: Vec<String>,
    /// What the caller is in it today.
    own_role: Option<Role>,
    closed_on: Option<String>,
}

impl From<TeamLine> for Team {
    fn from(line: TeamLine) -> Self {
        Self {
            id: line.id.to_string(),
            name: line.name,
            notice: line.notice_id,
            people: line.people,
            managers: line.managers,
            own_role: line.own_role.map(Role::from),
            closed_on: on(line.closed_on),
        }
    }
}

/// The teams.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Teams {
    teams: Vec<Team>,
}

pub(crate) fn list(ask: &Ask) -> Result<Answer, Problem> {
    let lines = ask.app().teams(ask.actor()?)?;
    Answer::json(&Teams { teams: lines.into_iter().map(Team::from).collect() })
}

/// Days away.
#[derive(Serialize, JsonSchema)]
struct Absence {
    id: String,
    /// Who is away.
    name: String,
    from_on: String,
    until_on: String,
    /// Who stands in.
    cover: Option<Colleague>,
    /// Whether it is today.
    now: bool,
}

impl From<AbsenceLine> for Absence {
    fn from(line: AbsenceLine) -> Self {
        Self {
            id: line.id.to_string(),
            name: line.name,
            from_on: line.from_on.to_string(),
            until_on: line.until_on.to_string(),
            cover: line.cover.map(Colleague::from),
            now: line.now,
        }
    }
}

/// Somebody in a team.
#[derive(Serialize, JsonSchema)]
struct Member {
    /// The place in the team.
    place: String,
    account: String,
    name: String,
    role: Role,
    from_on: String,
    until_on: Option<String>,
    /// Whether it is so today.
    today: bool,
    away: Vec<Absence>,
}

impl From<MemberLine> for Member {
    fn from(line: MemberLine) -> Self {
        Self {
            place: line.id.to_string(),
            account: line.account.to_string(),
            name: line.name,
            role: line.role.into(),
            from_on: line.from_on.to_string(),
            until_on: on(line.until_on),
            today: line.today,
            away: line.away.into_iter().map(Absence::from).collect(),
        }
    }
}

/// A team with its people.
#[derive(Serialize, JsonSchema)]
pub(crate) struct TeamOpened {
    #[serde(flatten)]
    team: Team,
    members: Vec<Member>,
    /// Whether the caller may change who is in it.
    can_change: bool,
}

pub(crate) fn open(ask: &Ask) -> Result<Answer, Problem> {
    let view = ask.app().team(ask.actor()?, ask.id("team")?)?;
    Answer::json(&TeamOpened {
        team: view.team.into(),
        members: view.members.into_iter().map(Member::from).collect(),
        can_change: view.can_change,
    })
}

/// A team to be made.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTeam {
    /// The notice's id: `authority/notice`.
    notice: String,
    #[schemars(length(min = 1, max = 100))]
    name: String,
}

pub(crate) fn make(ask: &Ask) -> Result<Answer, Problem> {
    let new: NewTeam = ask.body()?;
    if new.name.chars().count() > 100 || new.name.chars().any(char::is_control) {
        return Err(part("name", "Give a name of 1 to 100 characters"));
    }
    let id = ask.app().make_team(ask.actor()?, &new.notice, &new.name).map_err(Problem::of_body)?;
    Answer::made("teams", &id)
}

pub(crate) fn close(ask: &Ask) -> Result<Answer, Problem> {
    ask.app().close_team(ask.actor()?, ask.id("team")?)?;
    Ok(Answer::done())
}

/// Somebody to be put into a team.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewMember {
    /// What they type to log in.
    username: String,
    role: Role,
    /// The first day; left out: today.
    #[serde(default)]
    from_on: Option<String>,
}

fn if_given(name: &str, text: Option<&str>) -> Result<Option<Date>, Problem> {
    text.map(|text| day(name, text)).transpose()
}

pub(crate) fn add(ask: &Ask) -> Result<Answer, Problem> {
    let new: NewMember = ask.body()?;
    let from = if_given("from_on", new.from_on.as_deref())?;
    let role = match new.role {
        Role::Member => TeamRole::Member,
        Role::Manager => TeamRole::Manager,
    };
    let added = ask.app().add_member(ask.actor()?, ask.id("team")?, &new.username, role, from);
    Answer::made(&format!("teams/{}/members", ask.param("team")), &added.map_err(Problem::of_body)?)
}

/// The last day of something.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LastDay {
    /// Left out: today.
    #[serde(default)]
    last: Option<String>,
}

pub(crate) fn end(ask: &Ask) -> Result<Answer, Problem> {
    let last: LastDay = ask.body()?;
    let last = if_given("last", last.last.as_deref())?;
    ask.app().end_member(ask.actor()?, ask.id("team")?, ask.id("place")?, last).map_err(Problem::of_body)?;
    Ok(Answer::done())
}

/// Somebody's days away.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Absences {
    /// Whose they are; none: the caller's own.
    name: Option<String>,
    absences: Vec<Absence>,
    /// Who could stand in.
    covers: Vec<Colleague>,
}

pub(crate) fn absences(ask: &Ask) -> Result<Answer, Problem> {
    let account: Option<AccountId> = match ask.query("account") {
        None => None,
        Some(text) => Some(text.parse().map_err(|_| Problem::malformed("Give account by its id"))?),
    };
    let view = ask.app().absences(ask.actor()?, account)?;
    Answer::json(&Absences {
        name: view.name,
        absences: view.lines.into_iter().map(Absence::from).collect(),
        covers: view.covers.into_iter().map(Colleague::from).collect(),
    })
}

/// Days away to be written down.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DaysAway {
    /// Who is away; left out: the caller.
    #[serde(default)]
    account: Option<String>,
    from_on: String,
    until_on: String,
    /// Who stands in, as `covers` have it.
    #[serde(default)]
    cover: Option<String>,
}

pub(crate) fn record(ask: &Ask) -> Result<Answer, Problem> {
    let new: DaysAway = ask.body()?;
    let of = |name: &str, text: Option<&str>| match text {
        None => Ok(None),
        Some(text) => text.parse::<AccountId>().map(Some).map_err(|_| part(name, "Give an account by its id")),
    };
    let new = NewAbsence {
        account: of("account", new.account.as_deref())?,
        from_on: day("from_on", &new.from_on)?,
        until_on: day("until_on", &new.until_on)?,
        cover: of("cover", new.cover.as_deref())?,
    };
    let id = ask.app().record_absence(ask.actor()?, &new).map_err(Problem::of_body)?;
    Answer::made("absences", &id)
}

pub(crate) fn call_off(ask: &Ask) -> Result<Answer, Problem> {
    ask.app().cancel_absence(ask.actor()?, ask.id("absence")?)?;
    Ok(Answer::done())
}
