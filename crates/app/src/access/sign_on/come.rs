//! Coming in: somebody is sent to the provider, and what they come back with is turned into a session, or words that say what to do.

use super::super::{in_use, new_account, used_invitation};
use super::give::{Giving, apply};
use super::{asked, client, open_provider};
use crate::actor::Actor;
use crate::error::AppError;
use crate::login::{begin, note};
use crate::{App, Inner};
use identity::{HandedOut, SecretFor, SessionToken};
use kernel::{AccountId, ProviderId, Sensitive};
use ledger::Action;
use serde::{Deserialize, Serialize};
use signon::{Attempt, Person, SignOnError};
use store::{Account, Ceremony, SignOnIdentity, SignOnProvider, Tx};

/// How long somebody may take at the provider, in seconds.
const BACK_WITHIN: i64 = 10 * 60;

/// A button on the log in page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WayIn {
    /// The provider.
    pub id: ProviderId,
    /// Its words.
    pub label: String,
}

/// What somebody goes to the provider for.
#[derive(Clone, Copy)]
pub enum SignOnFor<'a> {
    /// To log in.
    LogIn,
    /// To connect their account with it, so that they can log in there from then on.
    Connect(&'a Actor),
    /// To take up an invitation.
    Join(&'a HandedOut),
}

/// Somebody who is sent to the provider.
#[derive(Debug, Clone)]
pub struct SentAway {
    /// Where to.
    pub url: String,
    /// The secret that their browser keeps until they come back.
    pub secret: HandedOut,
}

/// What somebody comes back with, as it stands in the address.
#[derive(Clone, Copy)]
pub struct CameBack<'a> {
    /// The word that they were sent with.
    pub state: &'a str,
    /// The code; empty: there is none.
    pub code: &'a str,
    /// Which provider says so, if it does (RFC 9207).
    pub issuer: &'a str,
    /// Who is logged in in this browser.
    pub actor: Option<&'a Actor>,
}

/// What became of it.
pub enum CameIn {
    /// Logged in; the provider has asked for a second factor that is trusted.
    Whole(SessionToken),
    /// Known; now the code of our second factor.
    NeedsCode(SessionToken),
    /// Known; now our second factor is set up.
    NeedsSetUp(SessionToken),
    /// The account is connected.
    Connected,
}

/// What is kept while somebody is away.
#[derive(Serialize, Deserialize)]
struct Begun {
    /// At which provider.
    provider: String,
    /// The digest of the invitation that is taken up.
    join: Option<Vec<u8>>,
}

fn attempt(secret: &HandedOut) -> Attempt {
    let word = |of| Sensitive::new(data_encoding::BASE64URL_NOPAD.encode(&secret.digest(of)));
    Attempt {
        state: word(SecretFor::SignOnState),
        nonce: word(SecretFor::SignOnNonce),
        verifier: word(SecretFor::SignOnVerifier),
    }
}

fn refused(words: &str) -> AppError {
    AppError::Refused(words.to_owned())
}

/// What somebody is told of a provider's failing.
fn told(label: &str, error: SignOnError) -> AppError {
    AppError::Refused(match error {
        SignOnError::Unreachable | SignOnError::NoProvider | SignOnError::Address => format!(
            "“{label}” does not work at the moment. Try again in a few minutes, or log in with your user name and password if you have them"
        ),
        SignOnError::NotTaken => {
            format!("“{label}” did not complete the log in. Try again; if it happens again, tell your administrator")
        }
        SignOnError::Untrusted(_) => format!(
            "What came from “{label}” could not be verified, so you are not logged in. Try again; if it happens again, tell your administrator"
        ),
    })
}

impl App {
    /// The providers that people come in by, for the log in page.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn ways_in(&self) -> Result<Vec<WayIn>, AppError> {
        self.inner.store.read(&self.door(), "ways in", |tx| {
            let on = tx.sign_on_providers()?.into_iter().filter(|p| p.off_at.is_none());
            Ok(on.map(|p| WayIn { id: p.id, label: p.label }).collect())
        })
    }

    /// Sends somebody to a provider.
    ///
    /// # Errors
    /// `NotFound` when there is no such provider, or the invitation is over; `Refused` with what to do when it does not answer, or
    /// when too many log in at once.
    pub fn begin_sign_on(&self, id: ProviderId, what: SignOnFor<'_>, origin: &str) -> Result<SentAway, AppError> {
        let (account, join) = match what {
            SignOnFor::LogIn => (None, None),
            SignOnFor::Connect(actor) => (Some(actor.account), None),
            SignOnFor::Join(secret) => {
                self.invited(secret)?;
                (None, Some(secret.digest(SecretFor::Invitation).to_vec()))
            }
        };
        let origin = origin.to_owned();
        let (label, client) = self.inner.store.read(&self.door(), "sign-on provider", move |tx| {
            let provider = open_provider(tx, id)?;
            Ok::<_, AppError>((provider.label.clone(), asked(&provider, &origin)))
        })?;
        let secret = self.act(&self.door(), "begin sign-on", move |tx, inner| {
            if !inner.challenges.once_more(tx.now()) {
                return Err(refused("Too many people are logging in at the moment. Try again in a minute"));
            }
            let secret = HandedOut::new(tx.entropy());
            let begun = Begun { provider: id.to_string(), join: join.clone() };
            tx.insert_ceremony(&Ceremony {
                token_hash: secret.digest(SecretFor::SignOn).to_vec(),
                account,
                state: serde_json::to_string(&begun).map_err(|e| AppError::Fault(e.to_string()))?,
                expires_at: tx.now().plus_seconds(BACK_WITHIN),
            })?;
            Ok(secret)
        })?;
        // On a shared desk a colleague may be logged in there: an account is connected to whoever says now who they are.
        let afresh = !matches!(what, SignOnFor::LogIn);
        let url = self.inner.signon.way_in(&client, &attempt(&secret), afresh, self.inner.store.now());
        Ok(SentAway { url: url.map_err(|error| told(&label, error))?, secret })
    }

    /// Takes what somebody comes back with from a provider.
    ///
    /// # Errors
    /// `Refused` with what to do when it does not belong to this browser, comes too late or twice, cannot be verified, or the person
    /// may not come in.
    pub fn finish_sign_on(
        &self,
        secret: Option<&HandedOut>,
        came: &CameBack<'_>,
        origin: &str,
    ) -> Result<CameIn, AppError> {
        let stale = || refused("This log in was begun elsewhere, or too long ago. Begin again");
        let secret = secret.ok_or_else(stale)?;
        let attempt = attempt(secret);
        if !attempt.is_of(came.state) {
            self.act(&self.door(), "sign-on refused", |tx, _| {
                note(tx, "nobody", Action::LogInFailed, "sign-on: state")
            })?;
            return Err(stale());
        }
        let (digest, own) = (secret.digest(SecretFor::SignOn), origin.to_owned());
        let taken = self.act(&self.door(), "take sign-on", move |tx, _| {
            let Some(ceremony) = tx.take_ceremony(&digest)? else { return Ok(None) };
            let begun: Begun = serde_json::from_str(&ceremony.state)
                .map_err(|_| AppError::Fault("a log in cannot be read".to_owned()))?;
            let id = begun.provider.parse().map_err(|_| AppError::Fault("a log in cannot be read".to_owned()))?;
            let provider = open_provider(tx, id)?;
            let client = client(tx, &provider, &own)?;
            Ok(Some((provider, client, ceremony.account, begun.join)))
        })?;
        let (provider, client, connects, join) = taken.ok_or_else(stale)?;
        if connects.is_some() && connects != came.actor.map(|a| a.account) {
            return Err(stale());
        }
        let failed = |error: SignOnError| -> AppError {
            let what = format!("sign-on {}: {}", provider.id, error.code());
            let noted =
                self.act(&self.door(), "sign-on refused", move |tx, _| note(tx, "nobody", Action::LogInFailed, &what));
            noted.err().unwrap_or_else(|| told(&provider.label, error))
        };
        if !came.issuer.is_empty() && came.issuer != provider.issuer {
            return Err(failed(SignOnError::Untrusted("issuer")));
        }
        if came.code.is_empty() {
            return Err(failed(SignOnError::NotTaken));
        }
        let person =
            self.inner.signon.came_back(&client, &attempt, came.code, self.inner.store.now()).map_err(failed)?;
        let outcome = self.act(&self.door(), "sign on", move |tx, inner| match connects {
            Some(account) => connect(tx, &provider, &person, account),
            None => come_in(tx, inner, &provider, &person, join.as_deref()),
        })?;
        outcome.map_err(AppError::Refused)
    }
}

/// What the unit of work answers: words are no error, since what it wrote down stays.
type Outcome = Result<Result<CameIn, String>, AppError>;

fn turn_away(tx: &mut Tx<'_>, provider: &SignOnProvider, who: Option<AccountId>, why: &str, words: String) -> Outcome {
    let who = who.map_or_else(|| "nobody".to_owned(), |id| id.to_string());
    note(tx, &who, Action::LogInFailed, &format!("sign-on {}: {why}", provider.id))?;
    Ok(Err(words))
}

fn new_identity(tx: &mut Tx<'_>, provider: &SignOnProvider, person: &Person, account: AccountId) -> SignOnIdentity {
    SignOnIdentity {
        provider: provider.id,
        subject: person.subject.clone(),
        account,
        in_groups: Vec::new(),
        gave: Vec::new(),
        gave_administration: false,
        gave_places: Vec::new(),
        made_at: tx.now(),
        last_used_at: None,
    }
}

/// Connects an account that is logged in.
fn connect(tx: &mut Tx<'_>, provider: &SignOnProvider, person: &Person, account: AccountId) -> Outcome {
    if let Some(known) = tx.sign_on_identity(provider.id, &person.subject)? {
        let words = if known.account == account {
            "Your account is connected there already"
        } else {
            "You are connected there to another account of this system. Log in to that one and disconnect it first"
        };
        return turn_away(tx, provider, Some(account), "connected before", words.to_owned());
    }
    if tx.sign_on_identities_of(account)?.iter().any(|i| i.provider == provider.id) {
        let words = format!("Your account is connected to somebody else at “{}”. Disconnect it first", provider.label);
        return turn_away(tx, provider, Some(account), "connected to another", words);
    }
    let identity = new_identity(tx, provider, person, account);
    tx.put_sign_on_identity(&identity)?;
    let subject = "Another way to log in to your account";
    super::super::tell(tx, account, subject, &format!("Your account was connected with “{}”", provider.label))?;
    note(tx, &account.to_string(), Action::Administer, &format!("connected with sign-on provider {}", provider.id))?;
    Ok(Ok(CameIn::Connected))
}

/// The user name of a new account: their address, or what they type there.
fn username(person: &Person) -> Option<String> {
    let found = person.email.as_ref().or(person.username.as_ref())?;
    Some(found.to_lowercase()).filter(|name| !name.contains(char::is_whitespace))
}

/// Whoever is not known here yet: by an invitation, or because the administrator lets everybody in whom a group gives something.
fn make(
    tx: &mut Tx<'_>,
    provider: &SignOnProvider,
    person: &Person,
    join: Option<&[u8]>,
) -> Result<Result<Account, String>, AppError> {
    let account = if let Some(digest) = join {
        let Some(invitation) = tx.invitation_of(digest)? else {
            return Ok(Err("The invitation was used already, or is over. Ask for a new one".to_owned()));
        };
        match used_invitation(tx, &invitation, "")? {
            Some(account) => account,
            None => return Ok(Err("There is an account with this user name already. Log in to it".to_owned())),
        }
    } else {
        let Some(username) = username(person) else {
            return Ok(Err(format!(
                "“{}” does not say your email address. Ask your administrator to have it sent",
                provider.label
            )));
        };
        if tx.account_named(&username)?.is_some() {
            // It may be theirs; but whoever can choose their own address at a provider must not become somebody else by it.
            return Ok(Err(format!(
                "There is an account with your address already. Log in with its password, then connect it with “{}” under Your account",
                provider.label
            )));
        }
        let name = person.name.clone().unwrap_or_else(|| username.clone());
        let account = new_account(tx, &username, &name, "", |_| ())?;
        note(
            tx,
            &account.id.to_string(),
            Action::Administer,
            &format!("account made by sign-on provider {}", provider.id),
        )?;
        account
    };
    Ok(Ok(account))
}

fn come_in(tx: &mut Tx<'_>, inner: &Inner, provider: &SignOnProvider, person: &Person, join: Option<&[u8]>) -> Outcome {
    let by_groups = !provider.groups_claim.is_empty();
    let giving = Giving::of(tx, inner, provider)?;
    let names = giving.groups.iter().map(|g| g.name.clone());
    let in_groups: Vec<String> = names.filter(|name| person.groups.contains(name)).collect();
    let outside = by_groups && in_groups.is_empty();
    let in_none = if person.groups_left_out {
        format!(
            "You are in so many groups that “{}” does not send them. Ask your administrator to have only those sent that matter here",
            provider.label
        )
    } else {
        format!(
            "“{}” knows you, but you are in no group there that gives you anything here. Ask your administrator which group you need",
            provider.label
        )
    };
    let known = tx.sign_on_identity(provider.id, &person.subject)?;
    let (mut identity, mut account) = match known {
        Some(identity) => {
            if join.is_some() {
                let words = "You have an account here already: log in to it. The invitation is still open".to_owned();
                return turn_away(tx, provider, Some(identity.account), "invited again", words);
            }
            let account = tx.account(identity.account)?.ok_or(AppError::NotFound)?;
            if !in_use(&account, tx.now()) {
                let words = "Your account here has ended or is switched off. Ask an administrator".to_owned();
                return turn_away(tx, provider, Some(account.id), "account not in use", words);
            }
            (identity, account)
        }
        None if outside => return turn_away(tx, provider, None, "in no group", in_none),
        None if join.is_none() && !provider.makes_accounts => {
            let words = format!(
                "“{}” knows you, but no account here is connected with it. If you have one, log in with its password and connect it under Your account; if not, ask your administrator for an invitation",
                provider.label
            );
            return turn_away(tx, provider, None, "not known", words);
        }
        None => match make(tx, provider, person, join)? {
            Ok(account) => {
                let identity = new_identity(tx, provider, person, account.id);
                tx.put_sign_on_identity(&identity)?;
                (identity, account)
            }
            Err(words) => return turn_away(tx, provider, None, "no account", words),
        },
    };
    identity.in_groups = in_groups;
    if let Err(words) = apply(tx, &giving, &mut identity, &mut account)? {
        return turn_away(tx, provider, Some(account.id), "groups do not go together", words);
    }
    if outside {
        return turn_away(tx, provider, Some(account.id), "in no group", in_none);
    }
    if account.capacities.is_empty() && !account.administers {
        let words = "You have an account, and nothing that you may act as yet. Ask your administrator to give you something, then log in again".to_owned();
        return turn_away(tx, provider, Some(account.id), "may act as nothing", words);
    }
    let trusted = person.factors.iter().any(|factor| provider.factors.contains(factor));
    let credential = tx.credential(account.id)?;
    let set_up = credential.as_ref().is_some_and(|c| c.totp_confirmed);
    // What the provider knows alone sets up no second factor where the account has another way in, or was in use before.
    let has_another = credential.is_some_and(|c| !c.password_hash.is_empty()) || !tx.passkeys(account.id)?.is_empty();
    if !trusted && !set_up && (has_another || !tx.devices(account.id)?.is_empty()) {
        let words = "Your account is in use, and has no code from an app. Log in with your password or your passkey, or with the second \
                     factor at your own provider"
            .to_owned();
        return turn_away(tx, provider, Some(account.id), "no second factor", words);
    }
    identity.last_used_at = Some(tx.now());
    tx.put_sign_on_identity(&identity)?;
    let token = begin(tx, inner, &account, trusted)?;
    let step = if trusted { "with" } else { "first step with" };
    note(tx, &account.id.to_string(), Action::LogIn, &format!("{step} sign-on provider {}", provider.id))?;
    Ok(Ok(match (trusted, set_up) {
        (true, _) => CameIn::Whole(token),
        (false, true) => CameIn::NeedsCode(token),
        (false, false) => CameIn::NeedsSetUp(token),
    }))
}
