//! Logging in at a council's own provider: the providers, what their groups may do here, and who is who.

use crate::conn::{Db, Names, names};
use crate::error::StoreError;
use crate::schema::{sign_on_group, sign_on_identity, sign_on_provider};
use crate::teams::TeamRole;
use crate::tx::Tx;
use diesel::prelude::*;
use disclosure::Place;
use kernel::{AccountId, PersonId, ProviderId, TeamId, Timestamp};

/// The class of the key that seals our secret at a provider; its "subject" is the provider's id.
pub const CLASS_SIGN_ON: &str = "sign-on";

/// Where our secret at a provider belongs.
#[must_use]
pub fn sign_on_place(provider: ProviderId) -> Place {
    Place {
        subject: PersonId::from_bytes(*provider.as_bytes()),
        record_class: CLASS_SIGN_ON.to_owned(),
        table: "sign_on_provider",
        row: *provider.as_bytes(),
        version: 1,
    }
}

/// A provider.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = sign_on_provider, check_for_backend(Db))]
pub struct SignOnProvider {
    /// Its id.
    pub id: ProviderId,
    /// The words of its button.
    pub label: String,
    /// How it names itself: its address.
    pub issuer: String,
    /// Our name there.
    pub client_id: String,
    /// Our secret there, sealed; none: it gave us none.
    pub secret: Option<Vec<u8>>,
    /// What is asked for beside `openid`.
    pub scopes: String,
    /// The claim that holds groups; empty: none is looked at.
    pub groups_claim: String,
    /// Whether somebody who is not known gets an account.
    pub makes_accounts: bool,
    /// What it says (`amr`, `acr`) when it has asked for a second factor that is trusted here; none: ours is always asked for.
    #[diesel(deserialize_as = Names)]
    pub factors: Vec<String>,
    /// When it was entered.
    pub made_at: Timestamp,
    /// Since when nobody comes in by it.
    pub off_at: Option<Timestamp>,
}

/// What a group of a provider gives here.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = sign_on_group, check_for_backend(Db))]
pub struct SignOnGroup {
    /// The provider.
    pub provider: ProviderId,
    /// The group, as the provider names it.
    pub name: String,
    /// As whom its people may act, in the application's own form.
    #[diesel(deserialize_as = Names)]
    pub capacities: Vec<String>,
    /// Whether they administer.
    pub administers: bool,
    /// The team that they are in.
    pub team: Option<TeamId>,
    /// As what.
    pub role: Option<TeamRole>,
}

/// Whom a provider knows an account as, and what their groups gave it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = sign_on_identity, check_for_backend(Db))]
pub struct SignOnIdentity {
    /// The provider.
    pub provider: ProviderId,
    /// The provider's own name for them.
    #[diesel(column_name = known_as)]
    pub subject: String,
    /// The account.
    pub account: AccountId,
    /// The groups that they were in at the last log-in, as far as they give anything here.
    #[diesel(deserialize_as = Names)]
    pub in_groups: Vec<String>,
    /// The ways to act that those gave, and nobody by hand.
    #[diesel(deserialize_as = Names)]
    pub gave: Vec<String>,
    /// Whether those gave administration, and nobody by hand.
    pub gave_administration: bool,
    /// The places in teams that those gave.
    #[diesel(deserialize_as = Names)]
    pub gave_places: Vec<String>,
    /// Since when.
    pub made_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
}

impl Tx<'_> {
    /// Sets a provider, all of it.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn put_sign_on_provider(&mut self, new: &SignOnProvider) -> Result<(), StoreError> {
        let a = self.authority();
        let values = || {
            (
                sign_on_provider::label.eq(&new.label),
                sign_on_provider::issuer.eq(&new.issuer),
                sign_on_provider::client_id.eq(&new.client_id),
                sign_on_provider::secret.eq(&new.secret),
                sign_on_provider::scopes.eq(&new.scopes),
                sign_on_provider::groups_claim.eq(&new.groups_claim),
                sign_on_provider::makes_accounts.eq(new.makes_accounts),
                sign_on_provider::factors.eq(names(&new.factors)),
                sign_on_provider::made_at.eq(new.made_at.as_micros()),
                sign_on_provider::off_at.eq(new.off_at.map(Timestamp::as_micros)),
            )
        };
        let key = (a.as_bytes().as_slice(), new.id.as_bytes().as_slice());
        let rows =
            self.q("sign_on_provider", |c| diesel::update(sign_on_provider::table.find(key)).set(values()).execute(c))?;
        if rows == 0 {
            let key = (sign_on_provider::authority.eq(key.0), sign_on_provider::id.eq(key.1));
            self.q("sign_on_provider", |c| {
                diesel::insert_into(sign_on_provider::table).values((key, values())).execute(c)
            })?;
        }
        Ok(())
    }
    /// All providers, the oldest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn sign_on_providers(&mut self) -> Result<Vec<SignOnProvider>, StoreError> {
        let a = self.authority();
        self.q("sign_on_provider", |c| {
            sign_on_provider::table
                .filter(sign_on_provider::authority.eq(a.as_bytes().as_slice()))
                .order(sign_on_provider::id)
                .select(SignOnProvider::as_select())
                .load(c)
        })
    }
    /// Sets what a group gives, all of it.
    ///
    /// # Errors
    /// When there is no such provider or team, or the store does not answer.
    pub fn put_sign_on_group(&mut self, new: &SignOnGroup) -> Result<(), StoreError> {
        let a = self.authority();
        self.remove_sign_on_group(new.provider, &new.name)?;
        self.q("sign_on_group", |c| {
            diesel::insert_into(sign_on_group::table)
                .values((
                    sign_on_group::authority.eq(a.as_bytes().as_slice()),
                    sign_on_group::provider.eq(new.provider.as_bytes().as_slice()),
                    sign_on_group::name.eq(&new.name),
                    sign_on_group::capacities.eq(names(&new.capacities)),
                    sign_on_group::administers.eq(new.administers),
                    sign_on_group::team.eq(new.team.map(|id| id.as_bytes().to_vec())),
                    sign_on_group::role.eq(new.role.map(TeamRole::id)),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Forgets what a group gives. Says whether it gave anything.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn remove_sign_on_group(&mut self, provider: ProviderId, name: &str) -> Result<bool, StoreError> {
        let a = self.authority();
        let rows = self.q("sign_on_group", |c| {
            let key = (a.as_bytes().as_slice(), provider.as_bytes().as_slice(), name);
            diesel::delete(sign_on_group::table.find(key)).execute(c)
        })?;
        Ok(rows > 0)
    }
    /// The groups of a provider that give something, by name.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn sign_on_groups(&mut self, provider: ProviderId) -> Result<Vec<SignOnGroup>, StoreError> {
        let a = self.authority();
        self.q("sign_on_group", |c| {
            sign_on_group::table
                .filter(sign_on_group::authority.eq(a.as_bytes().as_slice()))
                .filter(sign_on_group::provider.eq(provider.as_bytes().as_slice()))
                .order(sign_on_group::name)
                .select(SignOnGroup::as_select())
                .load(c)
        })
    }
    /// Sets whom a provider knows an account as, and what their groups gave it.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the account is known to it as somebody else; or when the store does not answer.
    pub fn put_sign_on_identity(&mut self, new: &SignOnIdentity) -> Result<(), StoreError> {
        let a = self.authority();
        let values = || {
            (
                sign_on_identity::account.eq(new.account.as_bytes().to_vec()),
                sign_on_identity::in_groups.eq(names(&new.in_groups)),
                sign_on_identity::gave.eq(names(&new.gave)),
                sign_on_identity::gave_administration.eq(new.gave_administration),
                sign_on_identity::gave_places.eq(names(&new.gave_places)),
                sign_on_identity::made_at.eq(new.made_at.as_micros()),
                sign_on_identity::last_used_at.eq(new.last_used_at.map(Timestamp::as_micros)),
            )
        };
        let key = (a.as_bytes().as_slice(), new.provider.as_bytes().as_slice(), new.subject.as_str());
        let rows =
            self.q("sign_on_identity", |c| diesel::update(sign_on_identity::table.find(key)).set(values()).execute(c))?;
        if rows == 0 {
            let key = (
                sign_on_identity::authority.eq(key.0),
                sign_on_identity::provider.eq(key.1),
                sign_on_identity::known_as.eq(key.2),
            );
            self.q("sign_on_identity", |c| {
                diesel::insert_into(sign_on_identity::table).values((key, values())).execute(c)
            })?;
        }
        Ok(())
    }
    /// Whom a provider means by one of its own names.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn sign_on_identity(
        &mut self,
        provider: ProviderId,
        subject: &str,
    ) -> Result<Option<SignOnIdentity>, StoreError> {
        let a = self.authority();
        self.q("sign_on_identity", |c| {
            sign_on_identity::table
                .find((a.as_bytes().as_slice(), provider.as_bytes().as_slice(), subject))
                .select(SignOnIdentity::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// Everybody whom a provider knows here.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn sign_on_identities(&mut self, provider: ProviderId) -> Result<Vec<SignOnIdentity>, StoreError> {
        let a = self.authority();
        self.q("sign_on_identity", |c| {
            sign_on_identity::table
                .filter(sign_on_identity::authority.eq(a.as_bytes().as_slice()))
                .filter(sign_on_identity::provider.eq(provider.as_bytes().as_slice()))
                .order(sign_on_identity::known_as)
                .select(SignOnIdentity::as_select())
                .load(c)
        })
    }
    /// By which providers an account comes in.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn sign_on_identities_of(&mut self, account: AccountId) -> Result<Vec<SignOnIdentity>, StoreError> {
        let a = self.authority();
        self.q("sign_on_identity", |c| {
            sign_on_identity::table
                .filter(sign_on_identity::authority.eq(a.as_bytes().as_slice()))
                .filter(sign_on_identity::account.eq(account.as_bytes().as_slice()))
                .order(sign_on_identity::provider)
                .select(SignOnIdentity::as_select())
                .load(c)
        })
    }
    /// Forgets whom a provider knows an account as. Says whether it knew it.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn remove_sign_on_identity(&mut self, provider: ProviderId, subject: &str) -> Result<bool, StoreError> {
        let a = self.authority();
        let rows = self.q("sign_on_identity", |c| {
            let key = (a.as_bytes().as_slice(), provider.as_bytes().as_slice(), subject);
            diesel::delete(sign_on_identity::table.find(key)).execute(c)
        })?;
        Ok(rows > 0)
    }
}
