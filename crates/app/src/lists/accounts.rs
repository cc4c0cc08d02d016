//! The list of accounts, for administrators.

use super::held::held;
use super::{ListAsk, ListLines, Take};
use crate::App;
use crate::actor::Actor;
use crate::admin::{AccountLine, account_lines};
use crate::error::AppError;

/// How the accounts of a list stand: codes and words.
pub const ACCOUNTS: &[(&str, &str)] = &[("", "All"), ("active", "Active"), ("off", "Switched off")];

/// Whether an account belongs into a list that is narrowed to those who may act under a notice, or who administer (`administrators`).
pub(super) fn is_under(ask: &ListAsk, administers: bool, notices: &[String]) -> bool {
    match ask.code("under") {
        None => true,
        Some("administrators") => administers,
        Some(notice) => notices.iter().any(|id| id == notice),
    }
}

impl App {
    /// The accounts, by name or user name; of those that may act under a notice, or that administer (`administrators`), where it says so.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer.
    pub fn account_list(&self, actor: &Actor, ask: &ListAsk, take: Take) -> Result<ListLines<AccountLine>, AppError> {
        actor.must_administer()?;
        let (actor, ask) = (actor.clone(), ask.clone());
        self.act(&actor.caller.clone(), "list accounts", move |tx, inner| {
            let mut lines = account_lines(tx, inner)?;
            lines.retain(|line| match ask.code("state") {
                Some("active") => line.enabled,
                Some("off") => !line.enabled,
                _ => true,
            });
            lines.retain(|line| is_under(&ask, line.administers, &line.notices));
            let by_username = ask.order == "username";
            let key = |line: &AccountLine| {
                let shown = if by_username { &line.username } else { &line.name };
                shown.to_lowercase()
            };
            held(tx, (&actor, &ask), ("accounts", take), lines, |line| *line.id.as_bytes(), key)
        })
    }
}
