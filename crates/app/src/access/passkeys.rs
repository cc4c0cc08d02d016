//! Passkeys beside passwords: making one, logging in with one, taking one away.

use super::{in_use, tell};
use crate::App;
use crate::actor::Actor;
use crate::error::AppError;
use crate::login::{begin, note};
use data_encoding::HEXLOWER;
use identity::{HandedOut, Passkeys, SecretFor, SessionToken};
use kernel::{AccountId, Timestamp};
use ledger::Action;
use store::{Ceremony, Passkey, Tx};

/// How long a challenge can be answered, in seconds.
const ANSWERED_WITHIN: i64 = 5 * 60;
/// The most passkeys of one account.
const MOST: usize = 20;

/// What a browser is asked: the options of `navigator.credentials`, and the secret that the answer comes with.
#[derive(Debug, Clone)]
pub struct Asked {
    /// In JSON.
    pub options: String,
    /// The secret.
    pub secret: HandedOut,
}

/// A passkey in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyLine {
    /// By which it is taken away.
    pub id: String,
    /// What its owner knows it by.
    pub name: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
}

fn ask(tx: &mut Tx<'_>, account: Option<AccountId>, state: &str) -> Result<HandedOut, AppError> {
    let secret = HandedOut::new(tx.entropy());
    let expires_at = tx.now().plus_seconds(ANSWERED_WITHIN);
    tx.insert_ceremony(&Ceremony {
        token_hash: secret.digest(SecretFor::Passkey).to_vec(),
        account,
        state: state.to_owned(),
        expires_at,
    })?;
    Ok(secret)
}

fn refused(error: identity::PasskeyError) -> AppError {
    AppError::Refused(error.to_string())
}

impl App {
    /// The actor's passkeys.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn passkeys(&self, actor: &Actor) -> Result<Vec<PasskeyLine>, AppError> {
        let account = actor.account;
        self.inner.store.read(&actor.caller, "passkeys", move |tx| {
            let line = |p: Passkey| PasskeyLine {
                id: HEXLOWER.encode(&p.credential),
                name: p.name,
                made_at: p.made_at,
                last_used_at: p.last_used_at,
            };
            Ok(tx.passkeys(account)?.into_iter().map(line).collect())
        })
    }

    /// Asks the actor's device to make a passkey.
    ///
    /// # Errors
    /// `Refused` when there are too many.
    pub fn begin_passkey(&self, actor: &Actor, passkeys: &Passkeys) -> Result<Asked, AppError> {
        let account = actor.account;
        let (username, kept) = self.inner.store.read(&actor.caller, "passkeys", move |tx| {
            let username = tx.account(account)?.ok_or(AppError::NotFound)?.username;
            Ok::<_, AppError>((username, tx.passkeys(account)?))
        })?;
        if kept.len() >= MOST {
            return Err(AppError::Refused(
                "You have many passkeys: take one away that you do not use any more".to_owned(),
            ));
        }
        let kept: Vec<String> = kept.into_iter().map(|p| p.public_key).collect();
        let challenge = passkeys.begin_making(account, &username, &actor.name, &kept).map_err(refused)?;
        self.act(&actor.caller, "begin passkey", move |tx, _| {
            let secret = ask(tx, Some(account), &challenge.state)?;
            Ok(Asked { options: challenge.options.clone(), secret })
        })
    }

    /// Keeps the passkey that the actor's device made.
    ///
    /// # Errors
    /// `Refused` when the answer does not fit what was asked, or came too late.
    pub fn add_passkey(
        &self,
        actor: &Actor,
        passkeys: &Passkeys,
        secret: &HandedOut,
        answer: &str,
        name: &str,
    ) -> Result<(), AppError> {
        let (account, digest) = (actor.account, secret.digest(SecretFor::Passkey));
        let state = self.act(&actor.caller, "take challenge", move |tx, _| {
            Ok(tx.take_ceremony(&digest)?.filter(|c| c.account == Some(account)).map(|c| c.state))
        })?;
        let state = state.ok_or_else(|| refused(identity::PasskeyError::Refused))?;
        let (credential, public_key) = passkeys.finish_making(answer, &state).map_err(refused)?;
        let name =
            Some(name.trim()).filter(|n| !n.is_empty()).unwrap_or("A passkey").chars().take(60).collect::<String>();
        self.act(&actor.caller, "add passkey", move |tx, _| {
            tx.put_passkey(&Passkey {
                credential: credential.clone(),
                account,
                name: name.clone(),
                public_key: public_key.clone(),
                made_at: tx.now(),
                last_used_at: None,
            })?;
            tell(tx, account, "A passkey was added to your account", "A passkey was added to your account")?;
            note(tx, &account.to_string(), Action::Administer, "passkey added")
        })
    }

    /// Takes one of the actor's passkeys away.
    ///
    /// # Errors
    /// `NotFound` when it is not the actor's.
    pub fn remove_passkey(&self, actor: &Actor, id: &str) -> Result<(), AppError> {
        let credential = HEXLOWER.decode(id.as_bytes()).map_err(|_| AppError::NotFound)?;
        let account = actor.account;
        self.act(&actor.caller, "remove passkey", move |tx, _| {
            if tx.remove_passkeys(account, Some(&credential))? == 0 {
                return Err(AppError::NotFound);
            }
            note(tx, &account.to_string(), Action::Administer, "passkey removed")
        })
    }

    /// Asks whoever is there to log in with a passkey. It is not said who has one.
    ///
    /// # Errors
    /// `Refused` when too many asked within a minute.
    pub fn begin_passkey_login(&self, passkeys: &Passkeys) -> Result<Asked, AppError> {
        let challenge = passkeys.begin_login().map_err(refused)?;
        self.act(&self.door(), "begin passkey login", move |tx, inner| {
            if !inner.challenges.once_more(tx.now()) {
                return Err(AppError::Refused(
                    "Too many people are logging in with a passkey at the moment. Try again in a minute, or log in with your password"
                        .to_owned(),
                ));
            }
            let secret = ask(tx, None, &challenge.state)?;
            Ok(Asked { options: challenge.options.clone(), secret })
        })
    }

    /// Logs in with a passkey: the device has verified the person, so that it is both factors at once.
    ///
    /// # Errors
    /// `Refused` when the answer does not fit, came too late or twice, or the account is switched off.
    pub fn passkey_login(
        &self,
        passkeys: &Passkeys,
        secret: &HandedOut,
        answer: &str,
    ) -> Result<SessionToken, AppError> {
        let wrong = || refused(identity::PasskeyError::Refused);
        let digest = secret.digest(SecretFor::Passkey);
        let state = self.act(&self.door(), "take challenge", move |tx, _| {
            Ok(tx.take_ceremony(&digest)?.filter(|c| c.account.is_none()).map(|c| c.state))
        })?;
        let state = state.ok_or_else(wrong)?;
        let account = passkeys.came(answer).map_err(refused)?.account;
        let kept = self.inner.store.read(&self.door(), "passkeys of", move |tx| {
            Ok::<_, AppError>(tx.passkeys(account)?.into_iter().map(|p| p.public_key).collect::<Vec<_>>())
        })?;
        let Ok((credential, public_key)) = passkeys.finish_login(answer, &state, &kept) else {
            self.act(&self.door(), "passkey refused", |tx, _| note(tx, "nobody", Action::LogInFailed, "passkey"))?;
            return Err(wrong());
        };
        let token = self.act(&self.door(), "passkey login", move |tx, inner| {
            let Some(found) = tx.account(account)?.filter(|a| in_use(a, tx.now())) else { return Ok(None) };
            let Some(mut used) = tx.passkeys(account)?.into_iter().find(|p| p.credential == credential) else {
                return Ok(None);
            };
            used.public_key.clone_from(&public_key);
            used.last_used_at = Some(tx.now());
            tx.put_passkey(&used)?;
            let token = begin(tx, inner, &found, true)?;
            note(tx, &account.to_string(), Action::LogIn, "with a passkey")?;
            Ok(Some(token))
        })?;
        token.ok_or_else(wrong)
    }
}
