//! A way back for somebody who has lost password and authenticator: one person asks, another agrees, and only then is there a
//! link, which works once and not for long. So no single administrator can take over an account.

use super::own::check;
use super::{credential_of, set_password};
use crate::App;
use crate::actor::Actor;
use crate::error::AppError;
use crate::login::note;
use crate::teams::manages;
use identity::{HandedOut, SecretFor};
use kernel::{AccountId, OsEntropy, RecoveryId, Sensitive, Timestamp, london_date};
use ledger::Action;
use store::{Recovery, Tx};

/// How long it waits for a second person, and how long its link can then be used, in seconds: a day.
const LASTS: i64 = 24 * 60 * 60;

/// A way back that waits for a second person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveryLine {
    /// Its id.
    pub id: RecoveryId,
    /// Whose account.
    pub name: String,
    /// Who asked.
    pub asked_by: String,
    /// When.
    pub asked_at: Timestamp,
    /// Until when it can be agreed to.
    pub expires_at: Timestamp,
    /// Whether the actor is a second person who may decide.
    pub may_decide: bool,
}

/// Whether somebody may be the second person: another administrator, or whoever leads the person, but neither who asked nor
/// whose account it is.
fn second(tx: &mut Tx<'_>, actor: &Actor, recovery: &Recovery) -> Result<bool, AppError> {
    let apart = actor.account != recovery.asked_by && actor.account != recovery.account;
    let today = london_date(tx.now());
    Ok(apart && (actor.administers || manages(tx, actor.account, recovery.account, today)?))
}

impl App {
    /// Asks for a way back into an account.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer or there is no such account; `Refused` for one's own, or when one waits.
    pub fn ask_recovery(&self, actor: &Actor, account: AccountId) -> Result<RecoveryId, AppError> {
        actor.must_administer()?;
        let by = actor.account;
        let who = disclosure::actor(&actor.caller);
        self.act(&actor.caller, "ask recovery", move |tx, _| {
            tx.account(account)?.filter(|a| a.disabled_at.is_none()).ok_or(AppError::NotFound)?;
            if account == by {
                return Err(AppError::Refused("Ask another administrator to do this for your own account".to_owned()));
            }
            if tx.recoveries_waiting()?.iter().any(|r| r.account == account) {
                return Err(AppError::Refused("This waits for a second person already".to_owned()));
            }
            let now = tx.now();
            let id = RecoveryId::new(now, tx.entropy());
            tx.put_recovery(&Recovery {
                id,
                account,
                asked_by: by,
                asked_at: now,
                decided_by: None,
                decided_at: None,
                token_hash: None,
                expires_at: now.plus_seconds(LASTS),
                used_at: None,
            })?;
            note(tx, &who, Action::Administer, &format!("way back into account {account} asked for"))?;
            Ok(id)
        })
    }

    /// The ways back that wait for a second person: all of them for an administrator, else those that the actor may decide.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn recoveries(&self, actor: &Actor) -> Result<Vec<RecoveryLine>, AppError> {
        let (inner, actor) = (&self.inner, actor.clone());
        inner.store.read(&actor.caller.clone(), "recoveries", move |tx| {
            let mut lines = Vec::new();
            for recovery in tx.recoveries_waiting()? {
                let may_decide = second(tx, &actor, &recovery)?;
                if may_decide || actor.administers {
                    lines.push(RecoveryLine {
                        id: recovery.id,
                        name: inner.account_name(tx, recovery.account)?,
                        asked_by: inner.account_name(tx, recovery.asked_by)?,
                        asked_at: recovery.asked_at,
                        expires_at: recovery.expires_at,
                        may_decide,
                    });
                }
            }
            Ok(lines)
        })
    }

    /// Agrees or refuses, as the second person. Agreed to, it answers with the link's secret, once.
    ///
    /// # Errors
    /// `NotFound` when there is none, or the actor may not be the second person.
    pub fn decide_recovery(&self, actor: &Actor, id: RecoveryId, agree: bool) -> Result<Option<HandedOut>, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "decide recovery", move |tx, _| {
            let now = tx.now();
            let mut recovery =
                tx.recovery(id)?.filter(|r| r.decided_by.is_none() && now < r.expires_at).ok_or(AppError::NotFound)?;
            if !second(tx, &actor, &recovery)? {
                return Err(AppError::NotFound);
            }
            let secret = agree.then(|| HandedOut::new(tx.entropy()));
            recovery.decided_by = Some(actor.account);
            recovery.decided_at = Some(now);
            recovery.token_hash = secret.as_ref().map(|s| s.digest(SecretFor::Recovery).to_vec());
            recovery.expires_at = now.plus_seconds(LASTS);
            tx.put_recovery(&recovery)?;
            let done = if agree { "agreed to" } else { "refused" };
            let who = disclosure::actor(&actor.caller);
            note(tx, &who, Action::Administer, &format!("way back into account {} {done}", recovery.account))?;
            Ok(secret)
        })
    }

    /// The user name of the account that a link leads back into.
    ///
    /// # Errors
    /// `NotFound` when the link was used or is over.
    pub fn recovering(&self, secret: &HandedOut) -> Result<String, AppError> {
        let digest = secret.digest(SecretFor::Recovery);
        self.inner.store.read(&self.door(), "recovering", move |tx| {
            let recovery = tx.recovery_of(&digest)?.ok_or(AppError::NotFound)?;
            let account = tx.account(recovery.account)?.filter(|a| a.disabled_at.is_none());
            Ok(account.ok_or(AppError::NotFound)?.username)
        })
    }

    /// Comes back: a new password, and everything else that the account was logged in with is forgotten. Its second factor is
    /// set up anew at the next log in.
    ///
    /// # Errors
    /// `NotFound` when the link was used or is over; `Form` when the password is not good enough.
    pub fn recover(&self, secret: &HandedOut, password: &Sensitive<String>) -> Result<(), AppError> {
        let username = self.recovering(secret)?;
        check(password, &username)?;
        let hash =
            identity::hash_password(password, &mut OsEntropy).map_err(|e| AppError::Unavailable(e.to_string()))?;
        let digest = secret.digest(SecretFor::Recovery);
        self.act(&self.door(), "recover", move |tx, _| {
            let mut recovery = tx.recovery_of(&digest)?.ok_or(AppError::NotFound)?;
            let mut credential = credential_of(tx, recovery.account)?;
            credential.totp_sealed = None;
            credential.totp_confirmed = false;
            credential.totp_last_step = None;
            credential.recovery = Vec::new();
            set_password(tx, credential, &hash, None)?;
            tx.forget_devices(recovery.account)?;
            tx.remove_passkeys(recovery.account, None)?;
            tx.revoke_api_tokens(recovery.account)?;
            recovery.used_at = Some(tx.now());
            tx.put_recovery(&recovery)?;
            note(tx, &recovery.account.to_string(), Action::Administer, "came back through a second person")
        })
    }
}
