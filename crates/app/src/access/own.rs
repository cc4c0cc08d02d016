//! What everybody sees and changes of their own account: sessions, devices, password, recovery codes.

use super::accounts::{SessionLine, session_lines};
use super::{credential_of, set_password, tell};
use crate::App;
use crate::actor::Actor;
use crate::error::AppError;
use crate::login::{failures, note};
use casework::form::FieldError;
use identity::{HandedOut, Lockout, RecoveryCodes, SecretFor, SessionToken};
use kernel::{OsEntropy, Sensitive, SessionId, Timestamp};
use ledger::Action;
use store::KnownDevice;

/// What became of the device that somebody logged in from.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// The secret by which it is known again, if it was not known.
    pub secret: Option<HandedOut>,
}

/// A device that an account was used from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceLine {
    /// What it says it is.
    pub words: String,
    /// When it was first used.
    pub first_seen_at: Timestamp,
    /// When it was last logged in from.
    pub last_seen_at: Timestamp,
    /// Whether the account's owner said that it is theirs.
    pub confirmed: bool,
    /// Whether it is the one that asks.
    pub own: bool,
}

impl App {
    /// Notes the device that somebody has just logged in from. One that was not known is a new one, and the account's owner is
    /// told on every other device; the first of all is taken for theirs.
    ///
    /// # Errors
    /// `NotFound` when the session is over.
    pub fn arrive(&self, token: &SessionToken, device: Option<&HandedOut>, words: &str) -> Result<Arrival, AppError> {
        let (digest, words) = (token.digest(), words.to_owned());
        let given = device.map(|d| d.digest(SecretFor::Device).to_vec());
        self.act(&self.door(), "arrive", move |tx, _| {
            let session = tx.session(&digest)?.ok_or(AppError::NotFound)?;
            tx.set_session_device(session.id, &words)?;
            let now = tx.now();
            let known = tx.devices(session.account)?;
            if let Some(mut device) = known.iter().find(|d| Some(&d.token_hash) == given.as_ref()).cloned() {
                device.last_seen_at = now;
                device.words.clone_from(&words);
                tx.put_device(session.account, &device)?;
                return Ok(Arrival { secret: None });
            }
            let secret = HandedOut::new(tx.entropy());
            let device = KnownDevice {
                token_hash: secret.digest(SecretFor::Device).to_vec(),
                words: words.clone(),
                first_seen_at: now,
                last_seen_at: now,
                confirmed_at: known.is_empty().then_some(now),
            };
            tx.put_device(session.account, &device)?;
            if !known.is_empty() {
                note(tx, &session.account.to_string(), Action::LogIn, "from a new device")?;
                let what = format!("Your account was used from a device that was not known ({words})");
                tell(tx, session.account, "A new device was used for your account", &what)?;
            }
            Ok(Arrival { secret: Some(secret) })
        })
    }

    /// The actor's devices, the last used first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn devices(&self, actor: &Actor, own: Option<&HandedOut>) -> Result<Vec<DeviceLine>, AppError> {
        let account = actor.account;
        let own = own.map(|d| d.digest(SecretFor::Device).to_vec());
        self.inner.store.read(&actor.caller, "devices", move |tx| {
            let line = |device: KnownDevice| DeviceLine {
                own: Some(&device.token_hash) == own.as_ref(),
                words: device.words,
                first_seen_at: device.first_seen_at,
                last_seen_at: device.last_seen_at,
                confirmed: device.confirmed_at.is_some(),
            };
            Ok(tx.devices(account)?.into_iter().map(line).collect())
        })
    }

    /// Says that all new devices are the actor's own, but for the one that says so: that one is confirmed from another.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn confirm_devices(&self, actor: &Actor, own: Option<&HandedOut>) -> Result<(), AppError> {
        let account = actor.account;
        let own = own.map(|d| d.digest(SecretFor::Device).to_vec());
        self.act(&actor.caller, "confirm devices", move |tx, _| {
            let now = tx.now();
            for mut device in tx.devices(account)? {
                if device.confirmed_at.is_none() && Some(&device.token_hash) != own.as_ref() {
                    device.confirmed_at = Some(now);
                    tx.put_device(account, &device)?;
                }
            }
            note(tx, &account.to_string(), Action::Administer, "devices confirmed")
        })
    }

    /// Says that a new device is not the actor's own: every other session ends, and all devices are forgotten.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn disown_devices(&self, actor: &Actor) -> Result<(), AppError> {
        let (account, session) = (actor.account, actor.session);
        self.act(&actor.caller, "disown devices", move |tx, _| {
            tx.end_sessions(account, Some(session))?;
            tx.forget_devices(account)?;
            note(tx, &account.to_string(), Action::Administer, "a new device disowned, all other sessions ended")
        })
    }

    /// The actor's sessions.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn sessions(&self, actor: &Actor) -> Result<Vec<SessionLine>, AppError> {
        let (account, session) = (actor.account, actor.session);
        self.inner.store.read(&actor.caller, "sessions", move |tx| session_lines(tx, account, session))
    }

    /// Ends one of the actor's sessions.
    ///
    /// # Errors
    /// `NotFound` when it is not the actor's.
    pub fn end_session(&self, actor: &Actor, id: SessionId) -> Result<(), AppError> {
        let account = actor.account;
        self.act(&actor.caller, "end session", move |tx, _| {
            if !tx.sessions_of(account)?.iter().any(|(session, _)| session.id == id) {
                return Err(AppError::NotFound);
            }
            tx.end_session(id)?;
            note(tx, &account.to_string(), Action::LogOut, "one session")
        })
    }

    /// Changes the actor's password, which takes the one of today. Every other session ends.
    ///
    /// # Errors
    /// `Form` when today's password is wrong or the new one is not good enough.
    pub fn change_password(
        &self,
        actor: &Actor,
        today: &Sensitive<String>,
        new: &Sensitive<String>,
    ) -> Result<(), AppError> {
        self.verified(actor, today)?;
        let account = actor.account;
        let username = self.inner.store.read(&actor.caller, "user name", move |tx| {
            Ok::<_, AppError>(tx.account(account)?.ok_or(AppError::NotFound)?.username)
        })?;
        check(new, &username)?;
        let hash = identity::hash_password(new, &mut OsEntropy).map_err(|e| AppError::Unavailable(e.to_string()))?;
        let session = actor.session;
        self.act(&actor.caller, "change password", move |tx, _| {
            let credential = credential_of(tx, account)?;
            set_password(tx, credential, &hash, Some(session))
        })
    }

    /// New recovery codes, which takes the password; the old ones are worth nothing any more. Shown once.
    ///
    /// # Errors
    /// `Form` when the password is wrong.
    pub fn new_recovery_codes(
        &self,
        actor: &Actor,
        password: &Sensitive<String>,
    ) -> Result<Vec<Sensitive<String>>, AppError> {
        self.verified(actor, password)?;
        let account = actor.account;
        self.act(&actor.caller, "recovery codes", move |tx, _| {
            let mut credential = credential_of(tx, account)?;
            let codes = RecoveryCodes::new(tx.entropy());
            credential.recovery = codes.digests.iter().map(|d| data_encoding::HEXLOWER.encode(d)).collect();
            tx.put_credential(&credential)?;
            note(tx, &account.to_string(), Action::Administer, "recovery codes made")?;
            Ok(codes.shown)
        })
    }

    /// Whether the actor has a password here: who comes in by a provider only has none.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn has_password(&self, actor: &Actor) -> Result<bool, AppError> {
        let account = actor.account;
        self.inner.store.read(&actor.caller, "has password", move |tx| {
            Ok(tx.credential(account)?.is_none_or(|c| !c.password_hash.is_empty()))
        })
    }

    /// How many recovery codes the actor has left.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn recovery_codes_left(&self, actor: &Actor) -> Result<usize, AppError> {
        let account = actor.account;
        self.inner.store.read(&actor.caller, "recovery codes left", move |tx| {
            Ok(tx.credential(account)?.map_or(0, |c| c.recovery.len()))
        })
    }

    /// Takes the actor's password. Wrong guesses count as they do at the log in.
    pub(super) fn verified(&self, actor: &Actor, password: &Sensitive<String>) -> Result<(), AppError> {
        let account = actor.account;
        let stored = self
            .inner
            .store
            .read(&actor.caller, "credential", move |tx| Ok::<_, AppError>(tx.credential(account)?))?
            .ok_or(AppError::NotFound)?;
        let right = identity::verify_password(password, Some(&stored.password_hash));
        let refused = self.act(&actor.caller, "verify password", move |tx, inner| {
            let mut credential = credential_of(tx, account)?;
            let now = tx.now();
            if let Some(last) = credential.last_failed_at
                && let Lockout::Until(until) = inner.lockout.state(failures(&credential), last, now)
            {
                return Ok(Some(format!("Too many attempts. Wait until {}, then try again", until.words())));
            }
            credential.failed_count = if right { 0 } else { credential.failed_count + 1 };
            credential.last_failed_at = if right { None } else { Some(now) };
            tx.put_credential(&credential)?;
            if right {
                return Ok(None);
            }
            note(tx, &account.to_string(), Action::LogInFailed, "wrong password inside")?;
            Ok(Some("This is not the password that you log in with".to_owned()))
        })?;
        refused.map_or(Ok(()), |words| Err(AppError::field("current", &words)))
    }
}

/// Whether a new password is good enough.
pub(super) fn check(password: &Sensitive<String>, username: &str) -> Result<(), AppError> {
    identity::check_password(password.expose(), username).map_err(|faults| {
        let fields =
            faults.iter().map(|fault| FieldError { input: "password".to_owned(), words: fault.to_string() }).collect();
        AppError::Form(crate::views::FormErrors { fields })
    })
}
