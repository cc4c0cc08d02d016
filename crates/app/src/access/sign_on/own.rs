//! What everybody sees and changes of their own connections, and the way out at a provider.

use super::give::{Giving, apply};
use crate::App;
use crate::actor::Actor;
use crate::error::AppError;
use crate::login::note;
use kernel::{AccountId, ProviderId, Sensitive, Timestamp};
use ledger::Action;
use store::Tx;

/// Between coming back from a provider and the code of our second factor at most so many seconds go by.
const TWO_STEPS: i64 = 60 * 60;

/// A provider, as an account stands to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// The provider.
    pub provider: ProviderId,
    /// The words of its button.
    pub label: String,
    /// Since when the account is connected; none: it is not.
    pub since: Option<Timestamp>,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
}

fn connections(tx: &mut Tx<'_>, account: AccountId) -> Result<Vec<Connection>, AppError> {
    let known = tx.sign_on_identities_of(account)?;
    let mut all = Vec::new();
    for provider in tx.sign_on_providers()? {
        let identity = known.iter().find(|i| i.provider == provider.id);
        if identity.is_none() && provider.off_at.is_some() {
            continue;
        }
        all.push(Connection {
            provider: provider.id,
            label: provider.label,
            since: identity.map(|i| i.made_at),
            last_used_at: identity.and_then(|i| i.last_used_at),
        });
    }
    Ok(all)
}

impl App {
    /// How the actor's own account, or for an administrator another one, stands to the providers.
    ///
    /// # Errors
    /// `NotFound` when it is neither.
    pub fn connections(&self, actor: &Actor, account: AccountId) -> Result<Vec<Connection>, AppError> {
        if account != actor.account {
            actor.must_administer()?;
        }
        self.inner.store.read(&actor.caller, "connections", move |tx| connections(tx, account))
    }

    /// Takes the actor's password before their account is connected: whoever only finds it open must not leave a door in it.
    ///
    /// # Errors
    /// `Form` when it is wrong; as [`App::begin_sign_on`].
    pub fn begin_connecting(
        &self,
        actor: &Actor,
        id: ProviderId,
        password: &Sensitive<String>,
        origin: &str,
    ) -> Result<super::SentAway, AppError> {
        self.verified(actor, password)?;
        self.begin_sign_on(id, super::SignOnFor::Connect(actor), origin)
    }

    /// Disconnects the actor's own account, or for an administrator another one. What groups gave goes with it.
    ///
    /// # Errors
    /// `NotFound` when it is neither, or not connected; `Refused` when it is one's own and there is no other way in.
    pub fn disconnect(&self, actor: &Actor, account: AccountId, id: ProviderId) -> Result<(), AppError> {
        let own = account == actor.account;
        if !own {
            actor.must_administer()?;
        }
        let who = disclosure::actor(&actor.caller);
        self.act(&actor.caller, "disconnect", move |tx, _| {
            let found = tx.sign_on_identities_of(account)?.into_iter().find(|i| i.provider == id);
            let mut identity = found.ok_or(AppError::NotFound)?;
            let password = tx.credential(account)?.is_some_and(|c| !c.password_hash.is_empty());
            if own && !password && tx.passkeys(account)?.is_empty() {
                return Err(AppError::Refused(
                    "This is your only way in: add a passkey first, or ask your administrator for a way back with a password"
                        .to_owned(),
                ));
            }
            let mut row = tx.account(account)?.ok_or(AppError::NotFound)?;
            identity.in_groups = Vec::new();
            apply(tx, &Giving::default(), &mut identity, &mut row)?.map_err(AppError::Refused)?;
            tx.remove_sign_on_identity(id, &identity.subject)?;
            note(tx, &who, Action::Administer, &format!("account {account} disconnected from sign-on provider {id}"))
        })
    }

    /// The provider by which the actor came in, if it offers to log out there too.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn came_by(&self, actor: &Actor) -> Result<Option<ProviderId>, AppError> {
        let (account, session) = (actor.account, actor.session);
        self.inner.store.read(&actor.caller, "came by", move |tx| {
            let began = tx.sessions_of(account)?.into_iter().find(|(s, _)| s.id == session).map(|(s, _)| s.began_at);
            let Some(began) = began else { return Ok(None) };
            let by = |last: Timestamp| last <= began && began <= last.plus_seconds(TWO_STEPS);
            Ok(tx
                .sign_on_identities_of(account)?
                .into_iter()
                .find(|i| i.last_used_at.is_some_and(by))
                .map(|i| i.provider))
        })
    }

    /// Where to log out at a provider, and its words; none: it does not offer that, or does not answer.
    ///
    /// # Errors
    /// `NotFound` when there is no such provider.
    pub fn way_out(&self, id: ProviderId, origin: &str) -> Result<Option<(String, String)>, AppError> {
        let own = origin.to_owned();
        let (label, client) = self.inner.store.read(&self.door(), "sign-on provider", move |tx| {
            let provider = super::open_provider(tx, id)?;
            Ok::<_, AppError>((provider.label.clone(), super::asked(&provider, &own)))
        })?;
        let after = format!("{}/login", origin.trim_end_matches('/'));
        let url = self.inner.signon.way_out(&client, &after, self.inner.store.now());
        Ok(url.ok().flatten().map(|url| (label, url)))
    }
}
