//! A database with an authority, a published notice, and officers who are logged in.

use crate::http::Client;
use crate::{Said, because};
use app::{Actor, App, Capacity};
use identity::{SessionToken, csrf_token};
use kernel::{AccountId, AuthorityId, Caller, Clock, OsEntropy, SessionId, SystemClock, Timestamp};
use ledger::LedgerKey;
use sealing::MasterKeyRing;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::{Account, Session, Store, StoreConfig, StoreError};

/// The notice that the cases live under.
pub const NOTICE: &str = "coventry/homelessness-and-cbl";
/// The officers' role in it.
pub const ROLE: &str = "role:housing-officer";
/// What they work for.
pub const PURPOSE: &str = "prevent-relieve";

/// An officer who is logged in.
#[derive(Debug, Clone)]
pub struct Officer {
    /// The account, which the ledger's entries name.
    pub account: AccountId,
    token: SessionToken,
}

impl Officer {
    /// The officer as use cases know them.
    #[must_use]
    pub fn actor(&self, authority: AuthorityId) -> Actor {
        let capacity = Capacity { notice: NOTICE.to_owned(), principal: ROLE.to_owned() };
        let kind = Actor::kind_of(&capacity.principal);
        Actor {
            caller: Caller { authority, account: Some(self.account), kind },
            account: self.account,
            enrolment: None,
            session: SessionId::new(SystemClock.now(), &mut OsEntropy),
            name: "Officer".to_owned(),
            capacity,
            purpose: PURPOSE.to_owned(),
            administers: false,
            trained: false,
            bound: true,
        }
    }

    /// The officer's browser.
    #[must_use]
    pub fn client(&self, to: SocketAddr) -> Client {
        Client::new(to, self.token.cookie().expose().clone(), csrf_token(&self.token))
    }
}

/// Where everything lies.
#[derive(Debug)]
pub struct Ground {
    /// The database's address.
    pub url: String,
    /// The file with the master keys.
    pub master: PathBuf,
    /// The authority.
    pub authority: AuthorityId,
    /// The public key of its ledger.
    pub key: LedgerKey,
    /// Who works.
    pub officers: Vec<Officer>,
}

impl Ground {
    /// Opens the store, as a program beside the server.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open(url: &str, master: &Path) -> Said<Store> {
        let ring = MasterKeyRing::load(master).map_err(because("the master keys"))?;
        Store::open(StoreConfig::new(url, Arc::new(ring))).map_err(because("the store"))
    }

    /// Prepares a new database: an authority, the notice, officers.
    ///
    /// # Errors
    /// When anything fails.
    pub fn prepare(url: &str, master: &Path, officers: usize) -> Said<Self> {
        if !master.exists() {
            MasterKeyRing::create(master, &mut OsEntropy).map_err(because("the master keys"))?;
        }
        let store = Self::open(url, master)?;
        let authority = AuthorityId::new(SystemClock.now(), &mut OsEntropy);
        let system = Caller::system(authority, "soak");
        let wrong = |e: StoreError| format!("the store: {e}");
        store.write(&system, "authority", |tx| tx.ensure_authority("soak", "Soak Council")).map_err(wrong)?;
        let app = App::new(store.clone(), authority);
        app.publish(&system, &testkit::library(), NOTICE).map_err(because("the notice"))?;
        testkit::house::in_the_country(&store, &system, NOTICE, store::WHOEVER_IS_NAMED).map_err(wrong)?;
        let mut made = Vec::with_capacity(officers);
        for number in 0..officers {
            made.push(Self::officer(&store, &system, number)?);
        }
        let key = store.write(&system, "key", |tx| tx.ledger_key()).map_err(wrong)?;
        Ok(Self { url: url.to_owned(), master: master.to_owned(), authority, key, officers: made })
    }

    /// A new database with a demonstration of so many cases, and an officer of [`NOTICE`] who owns some of them. `lived_in`: see
    /// [`synthetic::Options`].
    ///
    /// # Errors
    /// When anything fails.
    pub fn demonstration(
        url: &str,
        master: &Path,
        cases: u64,
        seed: u64,
        lived_in: bool,
        progress: &(dyn Fn(synthetic::Progress) + Sync),
    ) -> Said<Self> {
        if !master.exists() {
            MasterKeyRing::create(master, &mut OsEntropy).map_err(because("the master keys"))?;
        }
        let store = Self::open(url, master)?;
        let authority = synthetic::authority(seed);
        let app = App::new(store.clone(), authority);
        let as_of = kernel::london_date(SystemClock.now());
        let options = synthetic::Options { cases, seed, as_of, lived_in };
        let demo = synthetic::demo(&app, &notice::Library::embedded(), options, progress)
            .map_err(because("the demonstration"))?;
        let capacity = Capacity { notice: NOTICE.to_owned(), principal: ROLE.to_owned() }.stored();
        let named = demo.accounts.iter().find(|a| a.acts_as.contains(&capacity)).ok_or("no officer of the notice")?;
        let (username, now) = (named.username.clone(), SystemClock.now());
        let token = SessionToken::new(&mut OsEntropy);
        let kept = token.clone();
        let system = Caller::system(authority, "bench");
        let (account, key) = store
            .write(&system, "officer", move |tx| {
                let account = tx.account_named(&username)?.ok_or_else(|| StoreError::Missing("account".to_owned()))?;
                tx.insert_session(&session(&kept, account.id, (capacity.clone(), PURPOSE), now))?;
                Ok((account.id, tx.ledger_key()?))
            })
            .map_err(|e: StoreError| format!("an officer: {e}"))?;
        Ok(Self {
            url: url.to_owned(),
            master: master.to_owned(),
            authority,
            key,
            officers: vec![Officer { account, token }],
        })
    }

    fn officer(store: &Store, system: &Caller, number: usize) -> Said<Officer> {
        Self::member(store, system, &format!("officer-{number}"), (ROLE, PURPOSE))
    }

    /// Somebody with an account who is logged in and acts as a principal of [`NOTICE`] for a purpose.
    pub(crate) fn member(
        store: &Store,
        system: &Caller,
        username: &str,
        (principal, purpose): (&str, &str),
    ) -> Said<Officer> {
        let now = SystemClock.now();
        let token = SessionToken::new(&mut OsEntropy);
        let account = AccountId::new(now, &mut OsEntropy);
        let capacity = Capacity { notice: NOTICE.to_owned(), principal: principal.to_owned() }.stored();
        let row = Account {
            id: account,
            username: username.to_owned(),
            name: format!("Synthetic {username}"),
            administers: false,
            capacities: vec![capacity.clone()],
            enrolment: None,
            created_at: now,
            disabled_at: None,
            confirm_by: None,
            trained_until: None,
            bound_by: Some("duty".to_owned()),
        };
        let session = session(&token, account, (capacity, purpose), now);
        store
            .write(system, "officer", move |tx| {
                tx.insert_account(&row)?;
                tx.insert_session(&session)
            })
            .map_err(|e: StoreError| format!("an officer: {e}"))?;
        Ok(Officer { account, token })
    }
}

fn session(token: &SessionToken, account: AccountId, (capacity, purpose): (String, &str), now: Timestamp) -> Session {
    Session {
        id: SessionId::new(now, &mut OsEntropy),
        token_hash: token.digest().to_vec(),
        account,
        capacity,
        purpose: purpose.to_owned(),
        second_factor: true,
        began_at: now,
        last_seen_at: now,
        expires_at: now.plus_seconds(12 * 60 * 60),
    }
}
