//! The providers of a council, and what their groups give here: entered by an administrator, on the pages or on the command line.

use super::super::accounts::{CapacityChoices, choices};
use super::give::{Giving, apply};
use crate::actor::Actor;
use crate::error::AppError;
use crate::login::note;
use crate::{App, Inner};
use kernel::{Caller, ProviderId, Sensitive, TeamId, Timestamp};
use ledger::Action;
use store::{CLASS_SIGN_ON, SignOnGroup, SignOnProvider, TeamRole, Tx, sign_on_place};

/// The longest words of a button, in characters.
const LONGEST_LABEL: usize = 60;

/// Who sets providers.
#[derive(Clone, Copy)]
pub enum SetBy<'a> {
    /// An administrator.
    Administrator(&'a Actor),
    /// Whoever runs the program.
    Outside(&'a Caller),
}

impl SetBy<'_> {
    fn caller(&self) -> Result<&Caller, AppError> {
        match self {
            Self::Administrator(actor) => actor.must_administer().map(|()| &actor.caller),
            Self::Outside(caller) => Ok(caller),
        }
    }
}

/// A provider, as it is entered.
#[derive(Clone)]
pub struct ProviderForm {
    /// The words of its button: `Council log-in`.
    pub label: String,
    /// How it names itself: its address, to the letter.
    pub issuer: String,
    /// Our name there.
    pub client_id: String,
    /// Our secret there; none or empty: as it was.
    pub secret: Option<Sensitive<String>>,
    /// What is asked for beside `openid`, with spaces between.
    pub scopes: String,
    /// The claim that holds groups; empty: none is looked at, and what people may do is said here by hand.
    pub groups_claim: String,
    /// Whether somebody who is not known gets an account.
    pub makes_accounts: bool,
    /// What it says (`amr` or `acr`) when it has asked for a second factor, with spaces between; empty: ours is asked for.
    pub factors: String,
}

/// A provider, as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderLine {
    /// Its id.
    pub id: ProviderId,
    /// The words of its button.
    pub label: String,
    /// How it names itself.
    pub issuer: String,
    /// Our name there.
    pub client_id: String,
    /// Whether we have a secret there.
    pub has_secret: bool,
    /// What is asked for.
    pub scopes: String,
    /// The claim that holds groups.
    pub groups_claim: String,
    /// Whether somebody who is not known gets an account.
    pub makes_accounts: bool,
    /// What it says when it has asked for a second factor that is trusted.
    pub factors: Vec<String>,
    /// Since when nobody comes in by it.
    pub off_at: Option<Timestamp>,
    /// How many accounts come in by it.
    pub people: usize,
    /// What its groups give.
    pub groups: Vec<GroupLine>,
}

/// What a group gives, as it is entered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GroupForm {
    /// The group, as the provider names it.
    pub name: String,
    /// As whom its people may act, as [`App::capacity_choices`] has it.
    pub capacities: Vec<String>,
    /// Whether they administer.
    pub administers: bool,
    /// The team that they are in, and as what.
    pub team: Option<(TeamId, TeamRole)>,
}

/// What a group gives, as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupLine {
    /// The group.
    pub name: String,
    /// As whom its people may act, as the choices have it.
    pub capacities: Vec<String>,
    /// The same in words. What the notice does not know any more is left out: it gives nothing.
    pub words: Vec<String>,
    /// Whether they administer.
    pub administers: bool,
    /// The team that they are in, its name, and as what.
    pub team: Option<(TeamId, String, TeamRole)>,
}

fn line(tx: &mut Tx<'_>, choices: &[CapacityChoices], provider: SignOnProvider) -> Result<ProviderLine, AppError> {
    let mut groups = Vec::new();
    for group in tx.sign_on_groups(provider.id)? {
        let in_words = |value: &String| {
            choices.iter().find_map(|of| {
                let (_, words) = of.choices.iter().find(|(known, _)| known == value)?;
                Some(format!("{words}, under {}", of.notice))
            })
        };
        let team = match group.team.zip(group.role) {
            Some((id, role)) => tx.team(id)?.map(|team| (id, team.name, role)),
            None => None,
        };
        groups.push(GroupLine {
            words: group.capacities.iter().filter_map(in_words).collect(),
            name: group.name,
            capacities: group.capacities,
            administers: group.administers,
            team,
        });
    }
    Ok(ProviderLine {
        people: tx.sign_on_identities(provider.id)?.len(),
        id: provider.id,
        label: provider.label,
        issuer: provider.issuer,
        client_id: provider.client_id,
        has_secret: provider.secret.is_some(),
        scopes: provider.scopes,
        groups_claim: provider.groups_claim,
        makes_accounts: provider.makes_accounts,
        factors: provider.factors,
        off_at: provider.off_at,
        groups,
    })
}

fn find(tx: &mut Tx<'_>, id: ProviderId) -> Result<SignOnProvider, AppError> {
    tx.sign_on_providers()?.into_iter().find(|p| p.id == id).ok_or(AppError::NotFound)
}

/// Gives and takes anew what the groups of a provider give, for everybody whom it knows.
fn apply_to_all(tx: &mut Tx<'_>, inner: &Inner, provider: &SignOnProvider) -> Result<(), AppError> {
    let giving = Giving::of(tx, inner, provider)?;
    for mut identity in tx.sign_on_identities(provider.id)? {
        let Some(mut account) = tx.account(identity.account)? else { continue };
        // Who is in groups that do not go together keeps what they have until they log in, and are told then.
        let _ = apply(tx, &giving, &mut identity, &mut account)?;
    }
    Ok(())
}

impl App {
    /// All providers.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer.
    pub fn sign_on_providers(&self, by: &SetBy<'_>) -> Result<Vec<ProviderLine>, AppError> {
        let inner = &self.inner;
        inner.store.read(by.caller()?, "sign-on providers", |tx| {
            let choices = choices(tx, inner)?;
            tx.sign_on_providers()?.into_iter().map(|provider| line(tx, &choices, provider)).collect()
        })
    }

    /// Enters a provider, or changes one. It is asked about itself first, so that a wrong address is found now and not by whoever
    /// wants to log in.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer or there is none; `Form` for what is missing or wrong, and when no provider
    /// answers under the address.
    pub fn set_sign_on_provider(
        &self,
        by: &SetBy<'_>,
        id: Option<ProviderId>,
        form: &ProviderForm,
    ) -> Result<ProviderId, AppError> {
        let caller = by.caller()?;
        let mut form = form.clone();
        for text in [&mut form.label, &mut form.issuer, &mut form.client_id, &mut form.scopes, &mut form.groups_claim] {
            *text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        form.secret = form.secret.filter(|s| !s.expose().trim().is_empty());
        if form.label.is_empty() || form.label.chars().count() > LONGEST_LABEL {
            return Err(AppError::field("label", "Enter the words of the button, in 60 characters or less"));
        }
        if form.client_id.is_empty() {
            return Err(AppError::field("client-id", "Enter the client id that the provider gave you"));
        }
        let before = self.inner.store.read(caller, "sign-on provider", |tx| match id {
            Some(id) => find(tx, id).map(Some),
            None => Ok(None),
        })?;
        if before.as_ref().is_none_or(|b| b.issuer != form.issuer) {
            let asked = self.inner.signon.look_up(&form.issuer, self.inner.store.now());
            asked.map_err(|error| AppError::field("issuer", &format!("This does not work yet: {error}")))?;
        }
        let who = disclosure::actor(caller);
        self.act(caller, "set sign-on provider", move |tx, inner| {
            let now = tx.now();
            let before = match id {
                Some(id) => Some(find(tx, id)?),
                None => None,
            };
            if let Some(before) = before.as_ref().filter(|b| b.issuer != form.issuer)
                && !tx.sign_on_identities(before.id)?.is_empty()
            {
                return Err(AppError::field(
                    "issuer",
                    "People come in by this provider: enter the new one beside it, and switch this one off afterwards",
                ));
            }
            let id = before.as_ref().map_or_else(|| ProviderId::new(now, tx.entropy()), |b| b.id);
            let secret = match &form.secret {
                Some(secret) => {
                    let place = sign_on_place(id);
                    let ring = tx.ring_for_sealing(&[(place.subject, CLASS_SIGN_ON)])?;
                    let sealed = ring.seal(&place, secret.expose().trim().as_bytes(), tx.entropy());
                    Some(sealed.map_err(|e| AppError::Fault(e.to_string()))?)
                }
                None => before.as_ref().and_then(|b| b.secret.clone()),
            };
            let provider = SignOnProvider {
                id,
                label: form.label.clone(),
                issuer: form.issuer.clone(),
                client_id: form.client_id.clone(),
                secret,
                scopes: form.scopes.clone(),
                groups_claim: form.groups_claim.clone(),
                makes_accounts: form.makes_accounts,
                factors: form.factors.split([' ', ',', '\n']).filter(|f| !f.is_empty()).map(str::to_owned).collect(),
                made_at: before.as_ref().map_or(now, |b| b.made_at),
                off_at: before.and_then(|b| b.off_at),
            };
            tx.put_sign_on_provider(&provider)?;
            apply_to_all(tx, inner, &provider)?;
            let trusts =
                if provider.factors.is_empty() { "asks for our second factor" } else { "its second factor is trusted" };
            let makes = if provider.makes_accounts { "makes accounts" } else { "makes no accounts" };
            note(tx, &who, Action::Administer, &format!("sign-on provider {id} set: {trusts}, {makes}"))?;
            Ok(id)
        })
    }

    /// Says what a group gives. Whoever is known to be in it has it at once.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer or there is no such provider; `Form` for what is missing or no choice.
    pub fn set_sign_on_group(&self, by: &SetBy<'_>, id: ProviderId, form: &GroupForm) -> Result<(), AppError> {
        let caller = by.caller()?;
        let (form, who) = (form.clone(), disclosure::actor(caller));
        self.act(caller, "set sign-on group", move |tx, inner| {
            let provider = find(tx, id)?;
            let name = form.name.trim();
            if name.is_empty() {
                return Err(AppError::field("group", "Enter the group, as the provider names it"));
            }
            if provider.groups_claim.is_empty() {
                return Err(AppError::field("group", "Say first in which claim the provider sends groups"));
            }
            super::super::accounts::granted(tx, inner, &form.capacities)?;
            if form.capacities.is_empty() && !form.administers {
                return Err(AppError::field("capacities", "Choose at least one thing that its people may act as"));
            }
            if let Some((team, _)) = form.team
                && tx.team(team)?.is_none_or(|t| t.closed_on.is_some())
            {
                return Err(AppError::field("team", "Choose a team from the list"));
            }
            tx.put_sign_on_group(&SignOnGroup {
                provider: id,
                name: name.to_owned(),
                capacities: form.capacities.clone(),
                administers: form.administers,
                team: form.team.map(|(team, _)| team),
                role: form.team.map(|(_, role)| role),
            })?;
            apply_to_all(tx, inner, &provider)?;
            let administers = if form.administers { ", and administers" } else { "" };
            let what =
                format!("a group of sign-on provider {id} may act as {}{administers}", form.capacities.join(", "));
            note(tx, &who, Action::Administer, &what)
        })
    }

    /// Takes away what a group gives: from everybody who has it from there, at once.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer or the group gives nothing.
    pub fn remove_sign_on_group(&self, by: &SetBy<'_>, id: ProviderId, name: &str) -> Result<(), AppError> {
        let caller = by.caller()?;
        let (name, who) = (name.to_owned(), disclosure::actor(caller));
        self.act(caller, "remove sign-on group", move |tx, inner| {
            let provider = find(tx, id)?;
            if !tx.remove_sign_on_group(id, &name)? {
                return Err(AppError::NotFound);
            }
            apply_to_all(tx, inner, &provider)?;
            note(tx, &who, Action::Administer, &format!("a group of sign-on provider {id} gives nothing any more"))
        })
    }

    /// Lets people in by a provider, or not any more. Sessions go on until they end.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer or there is no such provider.
    pub fn switch_sign_on_provider(&self, by: &SetBy<'_>, id: ProviderId, on: bool) -> Result<(), AppError> {
        let caller = by.caller()?;
        let who = disclosure::actor(caller);
        self.act(caller, "switch sign-on provider", move |tx, _| {
            let mut provider = find(tx, id)?;
            provider.off_at = if on { None } else { Some(tx.now()) };
            tx.put_sign_on_provider(&provider)?;
            let state = if on { "on" } else { "off" };
            note(tx, &who, Action::Administer, &format!("sign-on provider {id} switched {state}"))
        })
    }
}
