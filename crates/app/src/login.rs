//! Logging in: password, then a second factor, always. What the session says decides as whom and for which purpose
//! everything after it is asked.

use crate::access::in_use;
use crate::actor::{Actor, Capacity, is_trained};
use crate::error::AppError;
use crate::{App, Inner};
use disclosure::Place;
use identity::{CodeOutcome, Lockout, SessionToken, TotpSecret};
use kernel::{AccountId, Caller, CallerKind, EntryId, PersonId, Sensitive, SessionId, Timestamp, london_date};
use ledger::{Action, Entry};
use store::{Account, Credential, Session, Tx};

/// The key class of what accounts log in with.
const CLASS: &str = "account";
/// A session is noted as used at most this often, in seconds: reading a page must not cost a write for it.
const TOUCH_SECONDS: i64 = 60;

/// How the first step ended.
pub enum SignIn {
    /// No such account, or not its password. Which of the two is not said.
    Denied,
    /// Too many wrong guesses: wait.
    Locked {
        /// Until when.
        until: Timestamp,
    },
    /// The password is right: now the code.
    NeedsCode(SessionToken),
    /// The password is right, and there is no second factor yet: set it up.
    NeedsSetUp(SessionToken),
}

/// Who is behind a session's cookie.
pub enum LoggedIn {
    /// Both steps are done.
    In(Box<Actor>),
    /// The password was given, the code not yet.
    HalfIn {
        /// The account.
        account: AccountId,
        /// Its name.
        name: String,
        /// Whether a second factor has been set up.
        set_up: bool,
    },
}

impl App {
    pub(crate) fn door(&self) -> Caller {
        Caller::system(self.inner.authority, "log-in")
    }

    /// The first step. Slow on purpose (the hash), the same whether the account exists or not.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn sign_in(&self, username: &str, password: &Sensitive<String>) -> Result<SignIn, AppError> {
        let username = username.trim().to_lowercase();
        let door = self.door();
        let found: Option<(Account, Credential)> = self.inner.store.read(&door, "find account", |tx| {
            let Some(account) = tx.account_named(&username)?.filter(|a| in_use(a, tx.now())) else {
                return Ok::<_, AppError>(None);
            };
            Ok(tx.credential(account.id)?.map(|credential| (account, credential)))
        })?;
        // Hashing stands outside of any unit of work: it must not hold up the writer.
        let right = identity::verify_password(password, password_of(found.as_ref()));
        let found = found.map(|(account, _)| account);
        self.act(&door, "sign in", move |tx, inner| match &found {
            None => {
                note(tx, "nobody", Action::LogInFailed, "unknown account")?;
                Ok(SignIn::Denied)
            }
            Some(account) => judge(tx, inner, account, right),
        })
    }

    /// Who is behind a token, if its session lives.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn who(&self, token: &SessionToken) -> Result<Option<LoggedIn>, AppError> {
        let door = self.door();
        let digest = token.digest();
        let limits = self.inner.limits;
        let found = self.inner.store.read(&door, "who", |tx| {
            let Some((session, account)) = tx.session_and_account(&digest)? else { return Ok::<_, AppError>(None) };
            let lives = limits.allow(session.began_at, session.last_seen_at, tx.now());
            if !lives || !in_use(&account, tx.now()) {
                return Ok(None);
            }
            let set_up =
                if session.second_factor { true } else { tx.credential(account.id)?.is_some_and(|c| c.totp_confirmed) };
            let stale = tx.now() > session.last_seen_at.plus_seconds(TOUCH_SECONDS);
            // Whoever comes for a partner of which something is missing still does not come in any more.
            if let Some(capacity) = Capacity::parse(&session.capacity)
                && crate::onboarding::not_ready(tx, &account, &capacity)?.is_some()
            {
                return Ok(None);
            }
            Ok(Some((session, account, set_up, stale, london_date(tx.now()))))
        })?;
        let Some((session, account, set_up, stale, today)) = found else { return Ok(None) };
        if stale {
            let id = session.id;
            self.act(&door, "touch session", move |tx, _| Ok(tx.touch_session(id)?))?;
        }
        if !session.second_factor {
            return Ok(Some(LoggedIn::HalfIn { account: account.id, name: account.name, set_up }));
        }
        // A capacity that was taken away is gone at once, whatever the session says. An administrator may have none.
        let capacity = match Capacity::parse(&session.capacity) {
            Some(capacity) if account.capacities.contains(&session.capacity) => capacity,
            None if account.administers => Capacity::default(),
            _ => return Ok(None),
        };
        Ok(Some(LoggedIn::In(Box::new(actor(&door, session, account, capacity, today)))))
    }

    /// The second step: a code of the second factor, or a recovery code. A right one ends the half session and begins a
    /// whole one with a new token.
    ///
    /// # Errors
    /// `Refused` with what to do when the code is wrong or used before; `NotFound` when the half session is over.
    pub fn second_factor(&self, token: &SessionToken, code: &Sensitive<String>) -> Result<SessionToken, AppError> {
        let (digest, code) = (token.digest(), code.clone());
        let outcome = self.act(&self.door(), "second factor", move |tx, inner| {
            let Some(session) = tx.session(&digest)? else { return Err(AppError::NotFound) };
            let Some(account) = tx.account(session.account)? else { return Err(AppError::NotFound) };
            let Some(mut credential) = tx.credential(account.id)? else { return Err(AppError::NotFound) };
            let now = tx.now();
            if let Some(last) = credential.last_failed_at
                && let Lockout::Until(until) = inner.lockout.state(failures(&credential), last, now)
            {
                return Ok(Err(format!("Too many wrong codes. Try again after {}.", until.words())));
            }
            let secret = open_secret(tx, &credential)?;
            let recovery = recovery_index(&credential, code.expose());
            let checked = secret.check(code.expose(), now, credential.totp_last_step);
            match (checked, recovery) {
                (CodeOutcome::Accepted { step }, _) => credential.totp_last_step = Some(step),
                (_, Some(at)) => {
                    credential.recovery.remove(at);
                    note(tx, &account.id.to_string(), Action::Administer, "recovery code used")?;
                }
                (CodeOutcome::Replayed, None) => {
                    return Ok(Err("This code has been used. Wait for the next one, then enter it.".to_owned()));
                }
                (CodeOutcome::Wrong, None) => {
                    credential.failed_count += 1;
                    credential.last_failed_at = Some(now);
                    tx.put_credential(&credential)?;
                    note(tx, &account.id.to_string(), Action::LogInFailed, "wrong code")?;
                    return Ok(
                        Err("This code is not right. Enter the six figures that your app shows now.".to_owned()),
                    );
                }
            }
            credential.failed_count = 0;
            credential.last_failed_at = None;
            credential.totp_confirmed = true;
            tx.put_credential(&credential)?;
            tx.end_session(session.id)?;
            let token = begin(tx, inner, &account, true)?;
            note(tx, &account.id.to_string(), Action::LogIn, "")?;
            Ok(Ok(token))
        })?;
        outcome.map_err(AppError::Refused)
    }

    /// What a half session needs to set up its second factor: the same secret until it is confirmed.
    ///
    /// # Errors
    /// `NotFound` when the half session is over or a second factor is set up already.
    pub fn second_factor_set_up(&self, token: &SessionToken) -> Result<identity::Enrolment, AppError> {
        let digest = token.digest();
        self.act(&self.door(), "set up second factor", move |tx, _| {
            let Some(session) = tx.session(&digest)? else { return Err(AppError::NotFound) };
            let Some(account) = tx.account(session.account)? else { return Err(AppError::NotFound) };
            let Some(mut credential) = tx.credential(account.id)? else { return Err(AppError::NotFound) };
            if credential.totp_confirmed {
                return Err(AppError::NotFound);
            }
            let secret = if credential.totp_sealed.is_some() {
                open_secret(tx, &credential)?
            } else {
                let secret = TotpSecret::new(tx.entropy());
                credential.totp_sealed = Some(seal_secret(tx, account.id, &secret)?);
                tx.put_credential(&credential)?;
                secret
            };
            secret.enrolment("Casement", &account.username).map_err(|e| AppError::Fault(e.to_string()))
        })
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn log_out(&self, actor: &Actor) -> Result<(), AppError> {
        let (session, account) = (actor.session, actor.account);
        self.act(&actor.caller, "log out", move |tx, _| {
            if tx.end_session(session)? {
                note(tx, &account.to_string(), Action::LogOut, "")?;
            }
            Ok(())
        })
    }

    /// Ends every other session of the actor's account. Says how many there were.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn log_out_elsewhere(&self, actor: &Actor) -> Result<usize, AppError> {
        let (session, account) = (actor.session, actor.account);
        self.act(&actor.caller, "log out elsewhere", move |tx, _| {
            let ended = tx.end_sessions(account, Some(session))?;
            note(tx, &account.to_string(), Action::LogOut, "all other sessions")?;
            Ok(ended)
        })
    }

    /// Everything that the actor's account may act as, with the purposes that each has, for choosing.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn capacities(&self, actor: &Actor) -> Result<Vec<CapacityLine>, AppError> {
        let inner = &self.inner;
        let account = actor.account;
        let own = actor.clone();
        inner.store.read(&actor.caller, "capacities", move |tx| {
            let Some(account) = tx.account(account)? else { return Err(AppError::NotFound) };
            let mut lines = Vec::new();
            for capacity in account.capacities.iter().filter_map(|c| Capacity::parse(c)) {
                let Some(notice) = inner.latest(tx, &capacity.notice)? else { continue };
                let Some(principal) = notice.compiled.principal(&capacity.principal) else { continue };
                lines.push(CapacityLine {
                    stored: capacity.stored(),
                    who: notice.principal_label(&capacity.principal),
                    notice: notice.compiled.title.clone(),
                    chosen: own.capacity == capacity,
                    purposes: notice
                        .purposes_of(principal)
                        .into_iter()
                        .filter_map(|p| notice.compiled.purposes.get(usize::from(p.0)))
                        .map(|p| PurposeLine {
                            id: p.id.clone(),
                            label: p.label.clone(),
                            chosen: own.capacity == capacity && own.purpose == p.id,
                        })
                        .collect(),
                });
            }
            Ok(lines)
        })
    }

    /// Acts from now on as somebody else of the account's capacities, or for another purpose.
    ///
    /// # Errors
    /// `Refused` when the account has no such capacity or the notice no such purpose for it.
    pub fn choose(&self, actor: &Actor, capacity: &str, purpose: &str) -> Result<(), AppError> {
        let lines = self.capacities(actor)?;
        let fits = lines.iter().any(|l| l.stored == capacity && l.purposes.iter().any(|p| p.id == purpose));
        if !fits {
            return Err(AppError::Refused("Choose one of the purposes in the list".to_owned()));
        }
        let (session, account) = (actor.session, actor.account);
        let (capacity, purpose) = (capacity.to_owned(), purpose.to_owned());
        self.act(&actor.caller, "choose purpose", move |tx, _| {
            tx.set_session(session, &capacity, &purpose, true)?;
            note(tx, &account.to_string(), Action::Administer, &format!("acts as {capacity} for {purpose}"))?;
            Ok(())
        })
    }
}

/// One way in which an account may act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CapacityLine {
    /// Its stored form, for choosing.
    pub stored: String,
    /// As whom, in words.
    pub who: String,
    /// Under which notice.
    pub notice: String,
    /// Whether it is the one chosen now.
    pub chosen: bool,
    /// The purposes it has.
    pub purposes: Vec<PurposeLine>,
}

/// A purpose, for choosing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurposeLine {
    /// Its id.
    pub id: String,
    /// In words.
    pub label: String,
    /// Whether it is the one chosen now.
    pub chosen: bool,
}

/// The hash to compare with. An account that comes in by a provider only has none, and costs as much time as one that is not there.
fn password_of(found: Option<&(Account, Credential)>) -> Option<&str> {
    found.map(|(_, credential)| credential.password_hash.as_str()).filter(|hash| !hash.is_empty())
}

fn judge(tx: &mut Tx<'_>, inner: &Inner, account: &Account, right: bool) -> Result<SignIn, AppError> {
    let Some(mut credential) = tx.credential(account.id)? else { return Ok(SignIn::Denied) };
    if credential.password_hash.is_empty() {
        // Guesses at a password that is not there must not lock the second factor of whoever comes in by a provider.
        note(tx, &account.id.to_string(), Action::LogInFailed, "no password")?;
        return Ok(SignIn::Denied);
    }
    let now = tx.now();
    if let Some(last) = credential.last_failed_at
        && let Lockout::Until(until) = inner.lockout.state(failures(&credential), last, now)
    {
        note(tx, &account.id.to_string(), Action::LogInFailed, "locked")?;
        return Ok(SignIn::Locked { until });
    }
    if !right {
        credential.failed_count += 1;
        credential.last_failed_at = Some(now);
        tx.put_credential(&credential)?;
        note(tx, &account.id.to_string(), Action::LogInFailed, "wrong password")?;
        return Ok(SignIn::Denied);
    }
    let token = begin(tx, inner, account, false)?;
    Ok(if credential.totp_confirmed { SignIn::NeedsCode(token) } else { SignIn::NeedsSetUp(token) })
}

/// Begins a session in the account's first capacity that its notice still knows, for the first purpose that it has.
pub(crate) fn begin(
    tx: &mut Tx<'_>,
    inner: &Inner,
    account: &Account,
    second_factor: bool,
) -> Result<SessionToken, AppError> {
    let (mut chosen, mut missing) = (None, None);
    for capacity in account.capacities.iter().filter_map(|c| Capacity::parse(c)) {
        if let Some(why) = crate::onboarding::not_ready(tx, account, &capacity)? {
            missing = Some(why);
            continue;
        }
        let Some(notice) = inner.latest(tx, &capacity.notice)? else { continue };
        let Some(principal) = notice.compiled.principal(&capacity.principal) else { continue };
        if let Some(purpose) = notice.usual_purpose(principal) {
            chosen = Some((capacity.stored(), purpose));
            break;
        }
        // Who only decides about what others ask for is released nothing, and has no purpose.
        if chosen.is_none() && notice.decides_shares(&capacity.principal) {
            chosen = Some((capacity.stored(), String::new()));
        }
    }
    if let Some(why) = missing.filter(|_| chosen.is_none() && !account.administers) {
        return Err(AppError::Refused(why));
    }
    let (capacity, purpose) = chosen.unwrap_or_default();
    let now = tx.now();
    let token = SessionToken::new(tx.entropy());
    let id = SessionId::new(now, tx.entropy());
    tx.insert_session(&Session {
        id,
        token_hash: token.digest().to_vec(),
        account: account.id,
        capacity,
        purpose,
        second_factor,
        began_at: now,
        last_seen_at: now,
        expires_at: now.plus_seconds(inner.limits.whole_seconds),
    })?;
    Ok(token)
}

pub(crate) fn actor(
    door: &Caller,
    session: Session,
    account: Account,
    capacity: Capacity,
    today: jiff::civil::Date,
) -> Actor {
    let trained = is_trained(&account, today);
    let kind = match Actor::kind_of(&capacity.principal) {
        CallerKind::Staff { role } => CallerKind::Staff { role },
        other => other,
    };
    Actor {
        caller: Caller { authority: door.authority, account: Some(account.id), kind },
        account: account.id,
        enrolment: account.enrolment,
        session: session.id,
        name: account.name,
        capacity,
        purpose: session.purpose,
        administers: account.administers,
        trained,
        bound: account.bound_by.is_some(),
    }
}

pub(crate) fn failures(credential: &Credential) -> u32 {
    u32::try_from(credential.failed_count).unwrap_or(0)
}

fn recovery_index(credential: &Credential, typed: &str) -> Option<usize> {
    let digests: Vec<[u8; 32]> = credential
        .recovery
        .iter()
        .map(|hex| {
            let bytes = data_encoding::HEXLOWER.decode(hex.as_bytes()).unwrap_or_default();
            <[u8; 32]>::try_from(bytes.as_slice()).unwrap_or([0; 32])
        })
        .collect();
    identity::find_recovery_code(typed, &digests)
}

fn place(account: AccountId) -> Place {
    Place {
        subject: PersonId::from_bytes(*account.as_bytes()),
        record_class: CLASS.to_owned(),
        table: "credential",
        row: *account.as_bytes(),
        version: 1,
    }
}

/// Seals a second factor's secret under the account's own key.
pub(crate) fn seal_secret(tx: &mut Tx<'_>, account: AccountId, secret: &TotpSecret) -> Result<Vec<u8>, AppError> {
    let place = place(account);
    let ring = tx.ring_for_sealing(&[(place.subject, CLASS)])?;
    ring.seal(&place, secret.bytes(), tx.entropy()).map_err(|e| AppError::Fault(e.to_string()))
}

fn open_secret(tx: &mut Tx<'_>, credential: &Credential) -> Result<TotpSecret, AppError> {
    use disclosure::Opener as _;
    let sealed = credential.totp_sealed.as_ref().ok_or(AppError::NotFound)?;
    let place = place(credential.account);
    let ring = tx.ring(&[(place.subject, CLASS)])?;
    let plain = ring.open(&place, sealed).map_err(|e| AppError::Fault(e.to_string()))?;
    let bytes: [u8; 20] = plain
        .expose()
        .as_slice()
        .try_into()
        .map_err(|_| AppError::Fault("a second factor's secret has the wrong length".to_owned()))?;
    Ok(TotpSecret::from_bytes(bytes))
}

/// An entry that concerns no person and no notice.
pub(crate) fn note(tx: &mut Tx<'_>, who: &str, action: Action, detail: &str) -> Result<(), AppError> {
    noted(tx, who, action, detail).map(|_| ())
}

/// The same, with the entry's id.
pub(crate) fn noted(tx: &mut Tx<'_>, who: &str, action: Action, detail: &str) -> Result<EntryId, AppError> {
    let entry = plain(tx, who, action, detail);
    tx.append(&entry)?;
    Ok(entry.id)
}

/// Writes down what somebody did under the notice that they act under, and that is about nobody.
pub(crate) fn note_under(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    (action, detail): (Action, &str),
) -> Result<(), AppError> {
    let notice = inner.latest(tx, &actor.capacity.notice)?;
    let entry = Entry {
        principal: actor.capacity.principal.clone(),
        purpose: actor.purpose.clone(),
        notice: notice.map(|n| format!("{}@{}", n.compiled.id, n.compiled.version)).unwrap_or_default(),
        ..plain(tx, &disclosure::actor(&actor.caller), action, detail)
    };
    tx.append(&entry)?;
    Ok(())
}

/// An entry about nobody, under no notice.
fn plain(tx: &mut Tx<'_>, who: &str, action: Action, detail: &str) -> Entry {
    let (now, authority) = (tx.now(), tx.authority());
    Entry {
        v: 1,
        id: EntryId::new(now, tx.entropy()),
        at: now,
        authority,
        actor: who.to_owned(),
        principal: String::new(),
        action,
        purpose: String::new(),
        notice: String::new(),
        released: Vec::new(),
        withheld: Vec::new(),
        statements: Vec::new(),
        subjects: Vec::new(),
        detail: detail.to_owned(),
    }
}
