//! What administrators do about accounts: as whom each may act, invitations, reviews of access, ways back in.

use super::accounts::Account;
use super::tasks::day;
use crate::answer::Answer;
use crate::ask::Ask;
use crate::problem::Problem;
use app::{AccountView, CapacityChoices, InvitationLine, NewInvitation, RecoveryLine, ReviewedAccount, SessionLine};
use axum::http::{StatusCode, header};
use jiff::civil::Date;
use kernel::{AccountId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

fn on(day: Option<Date>) -> Option<String> {
    day.map(|d| d.to_string())
}

/// Something that an account may act as.
#[derive(Serialize, JsonSchema)]
struct Role {
    /// As accounts and invitations take it.
    role: String,
    words: String,
}

/// As whom accounts may act under one notice.
#[derive(Serialize, JsonSchema)]
struct RolesOf {
    /// The notice's title.
    notice: String,
    roles: Vec<Role>,
}

impl From<CapacityChoices> for RolesOf {
    fn from(of: CapacityChoices) -> Self {
        let roles = of.choices.into_iter().map(|(role, words)| Role { role, words }).collect();
        Self { notice: of.notice, roles }
    }
}

/// As whom accounts may act.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Roles {
    notices: Vec<RolesOf>,
}

pub(crate) fn roles(ask: &Ask) -> Result<Answer, Problem> {
    let all = ask.app().capacity_choices(ask.actor()?)?;
    Answer::json(&Roles { notices: all.into_iter().map(RolesOf::from).collect() })
}

/// A time that somebody is logged in.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Session {
    id: String,
    device: String,
    began_at: String,
    last_seen_at: String,
}

impl From<SessionLine> for Session {
    fn from(line: SessionLine) -> Self {
        Self {
            id: line.id.to_string(),
            device: line.device,
            began_at: line.began_at.rfc3339(),
            last_seen_at: line.last_seen_at.rfc3339(),
        }
    }
}

/// An account, opened.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AccountOpened {
    id: String,
    username: String,
    name: String,
    administers: bool,
    enabled: bool,
    /// Whether a second factor is set up.
    second_factor: bool,
    /// By when somebody has to confirm it.
    confirm_by: Option<String>,
    trained_until: Option<String>,
    /// As whom it may act, as the roles have it.
    roles: Vec<String>,
    sessions: Vec<Session>,
}

impl From<AccountView> for AccountOpened {
    fn from(view: AccountView) -> Self {
        Self {
            id: view.id.to_string(),
            username: view.username,
            name: view.name,
            administers: view.administers,
            enabled: view.enabled,
            second_factor: view.second_factor,
            confirm_by: on(view.confirm_by),
            trained_until: on(view.trained_until),
            roles: view.capacities,
            sessions: view.sessions.into_iter().map(Session::from).collect(),
        }
    }
}

pub(crate) fn open(ask: &Ask) -> Result<Answer, Problem> {
    Answer::json(&AccountOpened::from(ask.app().account(ask.actor()?, ask.id("account")?)?))
}

/// As whom an account may act.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MayActAs {
    /// As the roles have them.
    #[schemars(length(max = 100))]
    roles: Vec<String>,
    #[serde(default)]
    administers: bool,
}

/// What is wrong with `capacities` is wrong with `roles` here.
fn about_roles(error: app::AppError) -> Problem {
    let mut problem = Problem::of_body(error);
    for wrong in &mut problem.errors {
        if wrong.pointer == "/capacities" {
            "/roles".clone_into(&mut wrong.pointer);
        }
    }
    problem
}

pub(crate) fn set_roles(ask: &Ask) -> Result<Answer, Problem> {
    let id: AccountId = ask.id("account")?;
    let new: MayActAs = ask.body()?;
    ask.app().set_capacities(ask.actor()?, id, &new.roles, new.administers).map_err(about_roles)?;
    Ok(Answer::done())
}

/// How many sessions were ended.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SessionsEnded {
    ended: usize,
}

pub(crate) fn end_sessions(ask: &Ask) -> Result<Answer, Problem> {
    let ended = ask.app().end_sessions_of(ask.actor()?, ask.id("account")?)?;
    Answer::json(&SessionsEnded { ended })
}

/// Until when somebody's training is up to date.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Trained {
    /// `2027-03-31`; left out: it is not known to be.
    #[serde(default)]
    until: Option<String>,
}

pub(crate) fn trained(ask: &Ask) -> Result<Answer, Problem> {
    let id: AccountId = ask.id("account")?;
    let trained: Trained = ask.body()?;
    let until = trained.until.as_deref().map(|until| day("until", until)).transpose()?;
    ask.app().set_training(ask.actor()?, id, until)?;
    Ok(Answer::done())
}

/// An account, for the review.
#[derive(Serialize, JsonSchema)]
struct Reviewed {
    #[serde(flatten)]
    account: Account,
    last_used_at: Option<String>,
    /// The last day on which it may be used unless it is confirmed.
    confirm_by: Option<String>,
    /// Whether it waits to be confirmed.
    waits: bool,
    /// Whether it ended because nobody confirmed it.
    ended: bool,
    trained_until: Option<String>,
    /// Whether the caller may confirm it: nobody confirms their own while there is somebody else who can.
    can_confirm: bool,
}

impl From<ReviewedAccount> for Reviewed {
    fn from(of: ReviewedAccount) -> Self {
        Self {
            last_used_at: of.last_used.map(Timestamp::rfc3339),
            confirm_by: on(of.confirm_by),
            waits: of.waits,
            ended: of.ended,
            trained_until: on(of.trained_until),
            can_confirm: of.can_confirm,
            account: Account::from(app::AccountLine {
                id: of.id,
                username: of.username,
                name: of.name,
                capacities: of.capacities,
                notices: of.notices,
                administers: of.administers,
                enabled: !of.ended,
            }),
        }
    }
}

/// The review of access.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Review {
    /// How many accounts wait.
    waiting: usize,
    /// Those that wait first.
    accounts: Vec<Reviewed>,
}

pub(crate) fn review(ask: &Ask) -> Result<Answer, Problem> {
    let review = ask.app().access_review(ask.actor()?)?;
    let accounts = review.accounts.into_iter().map(Reviewed::from).collect();
    Answer::json(&Review { waiting: review.waiting, accounts })
}

pub(crate) fn confirm(ask: &Ask) -> Result<Answer, Problem> {
    ask.app().confirm_account(ask.actor()?, ask.id("account")?)?;
    Ok(Answer::done())
}

/// An invitation; its link is not kept.
#[derive(Serialize, JsonSchema)]
struct Invitation {
    id: String,
    username: String,
    name: String,
    made_at: String,
    expires_at: String,
    /// Whether it can still be used.
    open: bool,
    used: bool,
}

impl From<InvitationLine> for Invitation {
    fn from(line: InvitationLine) -> Self {
        Self {
            id: line.id.to_string(),
            username: line.username,
            name: line.name,
            made_at: line.made_at.rfc3339(),
            expires_at: line.expires_at.rfc3339(),
            open: line.open,
            used: line.used,
        }
    }
}

/// The invitations.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Invitations {
    invitations: Vec<Invitation>,
}

pub(crate) fn invitations(ask: &Ask) -> Result<Answer, Problem> {
    let lines = ask.app().invitations(ask.actor()?)?;
    Answer::json(&Invitations { invitations: lines.into_iter().map(Invitation::from).collect() })
}

/// Somebody to be invited.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ToInvite {
    /// Their work email address, which is what they type to log in.
    username: String,
    /// The name that colleagues will know them by.
    name: String,
    /// As the roles have them.
    #[schemars(length(max = 100))]
    #[serde(default)]
    roles: Vec<String>,
    #[serde(default)]
    administers: bool,
}

/// Somebody who was invited.
#[derive(Serialize, JsonSchema)]
pub(crate) struct HasBeenInvited {
    id: String,
    /// The address that is theirs alone, to be handed over: it is said this once. None: it went to them by email.
    link: Option<String>,
}

pub(crate) fn invite(ask: &Ask) -> Result<Answer, Problem> {
    let new: ToInvite = ask.body()?;
    let new = NewInvitation {
        username: new.username,
        name: new.name,
        capacities: new.roles,
        administers: new.administers,
        origin: ask.own_origin().map(str::to_owned),
    };
    let (id, secret) = ask.app().invite(ask.actor()?, &new).map_err(about_roles)?;
    let link = new.origin.is_none().then(|| format!("/join/{}", secret.text().expose()));
    let place = format!("{}/invitations/{id}", crate::ROOT);
    let made = Answer::json(&HasBeenInvited { id: id.to_string(), link })?;
    Ok(made.status(StatusCode::CREATED).header(header::LOCATION, &place))
}

pub(crate) fn withdraw(ask: &Ask) -> Result<Answer, Problem> {
    ask.app().withdraw_invitation(ask.actor()?, ask.id("invitation")?)?;
    Ok(Answer::done())
}

/// Somebody who cannot get into their account any more.
#[derive(Serialize, JsonSchema)]
struct Recovery {
    id: String,
    name: String,
    asked_by: String,
    asked_at: String,
    expires_at: String,
    /// Whether the caller is a second person who may decide.
    may_decide: bool,
}

impl From<RecoveryLine> for Recovery {
    fn from(line: RecoveryLine) -> Self {
        Self {
            id: line.id.to_string(),
            name: line.name,
            asked_by: line.asked_by,
            asked_at: line.asked_at.rfc3339(),
            expires_at: line.expires_at.rfc3339(),
            may_decide: line.may_decide,
        }
    }
}

/// Ways back in that were asked for. Two people give one, and the second does it in a browser.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Recoveries {
    recoveries: Vec<Recovery>,
}

pub(crate) fn recoveries(ask: &Ask) -> Result<Answer, Problem> {
    let lines = ask.app().recoveries(ask.actor()?)?;
    Answer::json(&Recoveries { recoveries: lines.into_iter().map(Recovery::from).collect() })
}

pub(crate) fn ask_recovery(ask: &Ask) -> Result<Answer, Problem> {
    let id = ask.app().ask_recovery(ask.actor()?, ask.id("account")?)?;
    Answer::made("recoveries", &id)
}
