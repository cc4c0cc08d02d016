//! Tokens for programs: each acts for one account, in one of its capacities, for one purpose, until a day.

use crate::access::in_use;
use crate::actor::{Actor, Capacity, is_trained};
use crate::error::AppError;
use crate::login::note;
use crate::notices::Published;
use crate::outbox::{StaffMail, mail_to_staff};
use crate::{App, Inner};
use identity::ApiSecret;
use jiff::civil::Date;
use kernel::{AccountId, Caller, SessionId, Timestamp, london_date};
use ledger::Action;
use store::{ApiToken, Tx};

/// The longest life of a token, in days.
pub const LONGEST_TOKEN_DAYS: u16 = 366;
/// The most tokens that one account may have in use.
const MOST_TOKENS: usize = 20;
/// A token is noted as used at most this often, in seconds.
const TOUCH_SECONDS: i64 = 300;

/// Tells owners of tokens that these end soon: a kind of job that recurs.
pub const TOKEN_REMINDERS: &str = "token-reminders";
/// So many days before, the last first.
const REMINDED: [i32; 2] = [1, 14];

/// A token to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    /// What its owner calls it.
    pub name: String,
    /// As whom it acts: the stored form of one of the account's capacities; empty for an administrator's own work.
    pub capacity: String,
    /// For which purpose; empty for an administrator's own work.
    pub purpose: String,
    /// How many days it lasts.
    pub days: u16,
}

/// A token in a list. Its secret is nowhere any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenLine {
    /// Its id.
    pub id: SessionId,
    /// What its owner calls it.
    pub name: String,
    /// As whom it acts, in words.
    pub who: String,
    /// For which purpose, in words.
    pub purpose: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
    /// Whether it can be used.
    pub live: bool,
}

impl App {
    /// Makes a token for the actor's own account. The secret is shown this once.
    ///
    /// # Errors
    /// `Refused` with what to do.
    pub fn make_token(&self, actor: &Actor, new: &NewToken) -> Result<ApiSecret, AppError> {
        self.make_token_for(&actor.caller, actor.account, new)
    }

    /// Makes a token for an account by name, from the command line.
    ///
    /// # Errors
    /// `Refused` with what to do.
    pub fn make_token_named(&self, caller: &Caller, username: &str, new: &NewToken) -> Result<ApiSecret, AppError> {
        let account = self.account_id(caller, username)?;
        self.make_token_for(caller, account, new)
    }

    /// The tokens of an account by name, for the command line.
    ///
    /// # Errors
    /// `Refused` when there is no such account.
    pub fn tokens_named(&self, caller: &Caller, username: &str) -> Result<Vec<TokenLine>, AppError> {
        let account = self.account_id(caller, username)?;
        self.tokens_of(caller, account)
    }

    /// Revokes a token of an account by name, for the command line.
    ///
    /// # Errors
    /// `NotFound` when there is no such token in use.
    pub fn revoke_token_named(&self, caller: &Caller, username: &str, id: SessionId) -> Result<(), AppError> {
        let account = self.account_id(caller, username)?;
        self.revoke_token_of(caller, account, id)
    }

    /// The actor's own tokens.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn tokens(&self, actor: &Actor) -> Result<Vec<TokenLine>, AppError> {
        self.tokens_of(&actor.caller, actor.account)
    }

    /// Revokes one of the actor's own tokens: from the next request on it opens nothing.
    ///
    /// # Errors
    /// `NotFound` when there is no such token in use.
    pub fn revoke_token(&self, actor: &Actor, id: SessionId) -> Result<(), AppError> {
        self.revoke_token_of(&actor.caller, actor.account, id)
    }

    /// The tokens of an account, for an administrator.
    ///
    /// # Errors
    /// `NotFound` for everybody else.
    pub fn tokens_of_account(&self, actor: &Actor, account: AccountId) -> Result<Vec<TokenLine>, AppError> {
        actor.must_administer()?;
        self.tokens_of(&actor.caller, account)
    }

    /// Revokes a token of anybody's, as an administrator.
    ///
    /// # Errors
    /// `NotFound` for everybody else, and when there is no such token in use.
    pub fn revoke_token_of_account(&self, actor: &Actor, account: AccountId, id: SessionId) -> Result<(), AppError> {
        actor.must_administer()?;
        self.revoke_token_of(&actor.caller, account, id)
    }

    /// Who acts by a token, if it is good: its account may log in, and has its capacity still.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn who_by_token(&self, secret: &ApiSecret) -> Result<Option<Actor>, AppError> {
        let door = Caller::system(self.inner.authority, "api");
        let digest = secret.digest();
        let found = self.inner.store.read(&door, "who by token", |tx| {
            let Some(token) = tx.api_token(&digest)? else { return Ok::<_, AppError>(None) };
            let Some(account) = tx.account(token.account)?.filter(|a| in_use(a, tx.now())) else { return Ok(None) };
            if let Some(capacity) = Capacity::parse(&token.capacity)
                && crate::onboarding::not_ready(tx, &account, &capacity)?.is_some()
            {
                return Ok(None);
            }
            let stale = token.last_used_at.is_none_or(|last| tx.now() > last.plus_seconds(TOUCH_SECONDS));
            let trained = is_trained(&account, london_date(tx.now()));
            Ok(Some((token, account, stale, trained)))
        })?;
        let Some((token, account, stale, trained)) = found else { return Ok(None) };
        let capacity = match Capacity::parse(&token.capacity) {
            Some(capacity) if account.capacities.contains(&token.capacity) => capacity,
            None if account.administers => Capacity::default(),
            _ => return Ok(None),
        };
        if stale {
            let id = token.id;
            self.act(&door, "touch token", move |tx, _| Ok(tx.touch_api_token(id)?))?;
        }
        Ok(Some(Actor {
            caller: Caller {
                authority: door.authority,
                account: Some(account.id),
                kind: Actor::kind_of(&capacity.principal),
            },
            account: account.id,
            enrolment: account.enrolment,
            session: token.id,
            bound: account.bound_by.is_some(),
            name: account.name,
            // A token of a capacity does a caseworker's work; only one without does an administrator's.
            administers: account.administers && capacity.notice.is_empty(),
            capacity,
            purpose: token.purpose,
            trained,
        }))
    }

    /// Somebody who acts from the command line, in a capacity and for a purpose that the account has. It is on the ledger.
    ///
    /// # Errors
    /// `Refused` with what to do.
    pub fn acting(&self, caller: &Caller, username: &str, capacity: &str, purpose: &str) -> Result<Actor, AppError> {
        let id = self.account_id(caller, username)?;
        let (who, capacity, purpose) = (disclosure::actor(caller), capacity.to_owned(), purpose.to_owned());
        self.act(caller, "acting", move |tx, inner| {
            let held = Capacity::parse(&capacity);
            let notice = held.as_ref().map(|c| inner.latest(tx, &c.notice)).transpose()?.flatten();
            let fits = held.is_some_and(|c| notice.is_some_and(|n| has_purpose(&n, &c, &purpose)));
            let actor = crate::actor::today(tx, id, &capacity, &purpose)?.filter(|_| fits);
            let Some(actor) = actor else {
                return Err(AppError::Refused(
                    "Give --capacity and --purpose as this account has them (the page “Acting as” lists both)"
                        .to_owned(),
                ));
            };
            note(tx, &who, Action::Administer, &format!("command line acts as {id}, {capacity} for {purpose}"))?;
            // No session and no administrator: what the capacity may do, and nothing else.
            Ok(Actor { administers: false, ..actor })
        })
    }

    /// Writes to owners of tokens that end soon, 14 days and one day before; where the name by which they log in is an address.
    /// Answers with how many were written to.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn remind_of_tokens(&self) -> Result<usize, AppError> {
        let caller = Caller::system(self.inner.authority, TOKEN_REMINDERS);
        self.act(&caller, "remind of tokens", |tx, _| {
            let today = london_date(tx.now());
            let mut told = 0;
            for token in tx.api_tokens_ending(tx.now().plus_seconds(15 * 24 * 60 * 60))? {
                let ends = london_date(token.expires_at);
                let (left, whole) = (days(today, ends), days(london_date(token.made_at), ends));
                // Of a token that was made for less than that it says nothing new.
                let due = REMINDED.into_iter().find(|days| left <= *days && whole > *days);
                let Some(due) = due.filter(|days| token.told_days.is_none_or(|told| told > *days)) else { continue };
                let Some(owner) = tx.account(token.account)?.filter(|a| in_use(a, tx.now())) else { continue };
                if !owner.username.contains('@') {
                    continue;
                }
                let body = format!(
                    "The token “{}” with which a program works as you ends on {}.\n\nAfter that the program is answered nothing. If it is needed still, make another token under Your account, Tokens for programs, and give it to the program. If it is not, revoke it there.\n",
                    token.name,
                    clocks::date_words(ends)
                );
                let subject = if left <= 1 { "A token ends now" } else { "A token ends soon" };
                mail_to_staff(tx, &StaffMail { account: owner.id, address: &owner.username, subject, body: &body })?;
                tx.told_of_api_token(token.id, due)?;
                let what = format!("owner of token {} told that it ends on {ends}", token.id);
                note(tx, "system:jobs", Action::Administer, &what)?;
                told += 1;
            }
            Ok(told)
        })
    }

    fn account_id(&self, caller: &Caller, username: &str) -> Result<AccountId, AppError> {
        let username = username.trim().to_lowercase();
        self.inner
            .store
            .read(caller, "account by name", |tx| Ok::<_, AppError>(tx.account_named(&username)?.map(|a| a.id)))?
            .ok_or_else(|| AppError::Refused("There is no account with this username: check it".to_owned()))
    }

    fn make_token_for(&self, caller: &Caller, account: AccountId, new: &NewToken) -> Result<ApiSecret, AppError> {
        let (new, who) = (new.clone(), disclosure::actor(caller));
        self.act(caller, "make token", move |tx, inner| {
            check(tx, inner, account, &new)?;
            let now = tx.now();
            let secret = ApiSecret::new(tx.entropy());
            let id = SessionId::new(now, tx.entropy());
            tx.insert_api_token(&ApiToken {
                id,
                token_hash: secret.digest().to_vec(),
                account,
                name: new.name.trim().to_owned(),
                capacity: new.capacity.clone(),
                purpose: new.purpose.clone(),
                made_at: now,
                expires_at: now.plus_seconds(i64::from(new.days) * 24 * 60 * 60),
                last_used_at: None,
                revoked_at: None,
                told_days: None,
            })?;
            let detail = format!("token {id} made for {account}, {} for {}", new.capacity, new.purpose);
            note(tx, &who, Action::Administer, &detail)?;
            Ok(secret)
        })
    }

    fn tokens_of(&self, caller: &Caller, account: AccountId) -> Result<Vec<TokenLine>, AppError> {
        let inner = &self.inner;
        inner.store.read(caller, "tokens", move |tx| {
            let now = tx.now();
            let mut lines = Vec::new();
            for token in tx.api_tokens(account)? {
                let capacity = Capacity::parse(&token.capacity).unwrap_or_default();
                let notice = inner.latest(tx, &capacity.notice)?;
                lines.push(TokenLine {
                    who: notice
                        .as_ref()
                        .map_or_else(|| "Administrator".to_owned(), |n| n.principal_label(&capacity.principal)),
                    purpose: notice.map_or_else(String::new, |n| n.purpose_label(&token.purpose)),
                    live: token.revoked_at.is_none() && token.expires_at > now,
                    id: token.id,
                    name: token.name,
                    made_at: token.made_at,
                    expires_at: token.expires_at,
                    last_used_at: token.last_used_at,
                });
            }
            Ok(lines)
        })
    }

    fn revoke_token_of(&self, caller: &Caller, account: AccountId, id: SessionId) -> Result<(), AppError> {
        let who = disclosure::actor(caller);
        self.act(caller, "revoke token", move |tx, _| {
            if !tx.revoke_api_token(account, id)? {
                return Err(AppError::NotFound);
            }
            note(tx, &who, Action::Administer, &format!("token {id} revoked"))
        })
    }
}

/// How many days one day is before another.
fn days(from: Date, to: Date) -> i32 {
    to.since(from).map_or(0, |span| span.get_days())
}

/// Whether an account may have such a token.
fn check(tx: &mut Tx<'_>, inner: &Inner, id: AccountId, new: &NewToken) -> Result<(), AppError> {
    let refused = |words: &str| Err(AppError::Refused(words.to_owned()));
    if new.name.trim().is_empty() || new.name.chars().count() > 100 {
        return refused("Give the token a name of at most 100 characters, so that you know later what uses it");
    }
    if new.days == 0 || new.days > LONGEST_TOKEN_DAYS {
        return refused("Choose how many days the token lasts, from 1 to 366");
    }
    let account = tx.account(id)?.filter(|a| in_use(a, tx.now())).ok_or(AppError::NotFound)?;
    let now = tx.now();
    let live = tx.api_tokens(id)?.iter().filter(|t| t.revoked_at.is_none() && t.expires_at > now).count();
    if live >= MOST_TOKENS {
        return refused("This account has 20 tokens in use already: revoke one that is not needed any more");
    }
    let Some(capacity) = Capacity::parse(&new.capacity) else {
        return if new.capacity.is_empty() && new.purpose.is_empty() && account.administers {
            Ok(())
        } else {
            refused("Choose as whom and for which purpose the token acts")
        };
    };
    let notice = inner.latest(tx, &capacity.notice)?;
    let fits =
        account.capacities.contains(&new.capacity) && notice.is_some_and(|n| has_purpose(&n, &capacity, &new.purpose));
    if fits { Ok(()) } else { refused("Choose one of the account’s own roles, and a purpose that it has") }
}

/// Whether a notice has anything for whoever acts in a capacity for a purpose.
fn has_purpose(notice: &Published, capacity: &Capacity, purpose: &str) -> bool {
    notice.compiled.principal(&capacity.principal).is_some_and(|principal| {
        let purposes = notice.purposes_of(principal);
        purposes.into_iter().filter_map(|p| notice.compiled.purposes.get(usize::from(p.0))).any(|p| p.id == purpose)
    })
}
