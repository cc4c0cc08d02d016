//! Who acts, and administration.

use crate::answer::Answer;
use crate::ask::Ask;
use crate::problem::Problem;
use app::AccountLine;
use kernel::AccountId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who acts.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Me {
    /// The account's id.
    account: String,
    /// The name that colleagues know it by.
    name: String,
    /// The notice under which it acts; empty for an administrator's own work.
    notice: String,
    /// The principal of that notice.
    principal: String,
    /// The purpose.
    purpose: String,
    /// Whether it administers.
    administers: bool,
}

pub(crate) fn me(ask: &Ask) -> Result<Answer, Problem> {
    let actor = ask.actor()?;
    Answer::json(&Me {
        account: actor.account.to_string(),
        name: actor.name.clone(),
        notice: actor.capacity.notice.clone(),
        principal: actor.capacity.principal.clone(),
        purpose: actor.purpose.clone(),
        administers: actor.administers,
    })
}

/// An account.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Account {
    id: String,
    username: String,
    name: String,
    /// As whom it may act, in words.
    capacities: Vec<String>,
    administers: bool,
    enabled: bool,
}

impl From<AccountLine> for Account {
    fn from(line: AccountLine) -> Self {
        Self {
            id: line.id.to_string(),
            username: line.username,
            name: line.name,
            capacities: line.capacities.into_iter().map(|(who, notice)| format!("{who}, {notice}")).collect(),
            administers: line.administers,
            enabled: line.enabled,
        }
    }
}

/// Every account.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Accounts {
    accounts: Vec<Account>,
}

pub(crate) fn list(ask: &Ask) -> Result<Answer, Problem> {
    let lines = ask.app().accounts(ask.actor()?)?;
    Answer::json(&Accounts { accounts: lines.into_iter().map(Account::from).collect() })
}

/// Whether an account may log in.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Switch {
    enabled: bool,
}

pub(crate) fn switch(ask: &Ask) -> Result<Answer, Problem> {
    let id: AccountId = ask.id("account")?;
    let switch: Switch = ask.body()?;
    ask.app().enable_account(ask.actor()?, id, switch.enabled)?;
    Ok(Answer::done())
}
