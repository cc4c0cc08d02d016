//! A whole house in a folder of its own: store, notices, accounts, a clock that is moved by hand.

use app::{Actor, App, Capacity};
use kernel::{AccountId, AuthorityId, Caller, Clock, Entropy, FixedClock, SeededEntropy, SessionId, Timestamp};
use notice::Library;
use sealing::MasterKeyRing;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use store::{Account, Carrier, PartnerCheck, Store, StoreConfig, StoreError, WHOEVER_IS_NAMED, Whereabouts};

/// A store with published notices, and the application over it.
pub struct House {
    /// The application.
    pub app: App,
    /// Its clock.
    pub clock: Arc<FixedClock>,
    /// The authority.
    pub authority: AuthorityId,
    /// How it was opened, to open it again.
    pub config: StoreConfig,
    folder: Option<tempfile::TempDir>,
    ids: AtomicU64,
}

/// The notices of the repository.
///
/// # Panics
/// When they cannot be read.
#[must_use]
#[expect(clippy::panic, reason = "a test without the notices cannot go on")]
pub fn library() -> Library {
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../notices"));
    let mut paths = Vec::new();
    for folder in [root.clone(), root.join("base")] {
        let entries = std::fs::read_dir(&folder).unwrap_or_else(|e| panic!("cannot read {}: {e}", folder.display()));
        paths.extend(entries.flatten().map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "toml")));
    }
    paths.sort();
    Library::load(&paths).unwrap_or_else(|e| panic!("cannot read the notices: {e}"))
}

/// The five notices, by id.
pub const NOTICES: [&str; 5] = [
    "cheshire-west/multi-agency-rough-sleeping",
    "dudley/housing-options",
    "coventry/homelessness-and-cbl",
    "kirklees/intervention-and-support",
    "cheshire-west/troubled-families",
];

/// Says that a body (`*`: whoever the notice names) is in the United Kingdom and that everything was checked of it.
///
/// # Errors
/// When the store does not answer.
pub fn in_the_country(store: &Store, caller: &Caller, notice: &str, body: &str) -> Result<(), StoreError> {
    let (notice_id, body) = (notice.to_owned(), body.to_owned());
    store.write(caller, "in the country", move |tx| {
        tx.put_partner_check(&PartnerCheck::taken_over(&notice_id, &body, "Synthetic", tx.now()))?;
        tx.put_whereabouts(&Whereabouts {
            kind: "recipient".to_owned(),
            notice_id: notice_id.clone(),
            body: body.clone(),
            country: "GB".to_owned(),
            confirmed: false,
            source: "Synthetic".to_owned(),
            account: None,
            at: tx.now(),
        })
    })
}

/// Says that the authority itself carries what leaves.
///
/// # Errors
/// When the store does not answer.
pub fn own_carriers(store: &Store, caller: &Caller) -> Result<(), StoreError> {
    store.write(caller, "carriers", |tx| {
        for channel in ["smtp", "notify"] {
            let at = tx.now();
            let channel = channel.to_owned();
            tx.put_carrier(&Carrier { channel, processor: None, confirmed: true, account: None, at })?;
        }
        Ok(())
    })
}

impl House {
    /// Over a new SQLite file, on 21 November 2026, with some notices published.
    ///
    /// # Panics
    /// When anything fails: a test cannot go on.
    #[must_use]
    #[expect(clippy::panic, reason = "a test without its house cannot go on")]
    pub fn new(notices: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap_or_else(|e| panic!("no folder for the test: {e}"));
        let url = format!("sqlite://{}", folder.path().join("casement.db").display());
        Self::at(url, Some(folder), notices)
    }

    /// Over any database.
    ///
    /// # Panics
    /// When anything fails: a test cannot go on.
    #[must_use]
    #[expect(clippy::panic, reason = "a test without its house cannot go on")]
    pub fn at(url: String, folder: Option<tempfile::TempDir>, notices: &[&str]) -> Self {
        let clock = Arc::new(FixedClock::on(jiff::civil::date(2026, 11, 21)));
        let mut config = StoreConfig::new(url, Arc::new(MasterKeyRing::random(&mut SeededEntropy::new(7))));
        config.clock = Arc::<FixedClock>::clone(&clock);
        let seed = Arc::new(AtomicU64::new(1000));
        config.entropy = Arc::new(move || Box::new(SeededEntropy::new(seed.fetch_add(1, Ordering::SeqCst))));
        let store = Store::open(config.clone()).unwrap_or_else(|e| panic!("no store: {e}"));
        let authority = AuthorityId::new(clock.now(), &mut SeededEntropy::new(3));
        let system = Caller::system(authority, "test");
        store
            .write(&system, "authority", |tx| tx.ensure_authority("test", "Test Council"))
            .unwrap_or_else(|e: store::StoreError| panic!("no authority: {e}"));
        own_carriers(&store, &system).unwrap_or_else(|e| panic!("no carriers: {e}"));
        let app = App::new(store, authority);
        let library = library();
        for id in notices {
            app.publish(&system, &library, id).unwrap_or_else(|e| panic!("{id} is not published: {e}"));
            in_the_country(app.store(), &system, id, WHOEVER_IS_NAMED)
                .unwrap_or_else(|e| panic!("nobody is there: {e}"));
        }
        Self { app, clock, authority, config, folder, ids: AtomicU64::new(50_000) }
    }

    /// Chance that never repeats within a house.
    pub fn entropy(&self) -> SeededEntropy {
        SeededEntropy::new(self.ids.fetch_add(1, Ordering::SeqCst))
    }

    /// The folder that the files lie in, on SQLite.
    #[must_use]
    pub fn folder(&self) -> Option<&std::path::Path> {
        self.folder.as_ref().map(tempfile::TempDir::path)
    }

    /// The moment it is.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Somebody new with an account, logged in and acting as a principal of a notice for a purpose.
    ///
    /// # Panics
    /// When anything fails: a test cannot go on.
    #[must_use]
    pub fn actor(&self, notice: &str, principal: &str, purpose: &str) -> Actor {
        self.named(None, (notice, principal), purpose)
    }

    /// The same, with an address to which email goes.
    ///
    /// # Panics
    /// When anything fails: a test cannot go on.
    #[must_use]
    pub fn actor_at(&self, address: &str, (notice, principal): (&str, &str), purpose: &str) -> Actor {
        self.named(Some(address), (notice, principal), purpose)
    }

    #[expect(clippy::panic, reason = "a test without its actor cannot go on")]
    fn named(&self, address: Option<&str>, (notice, principal): (&str, &str), purpose: &str) -> Actor {
        let mut entropy = self.entropy();
        let account = AccountId::new(self.now(), &mut entropy);
        let capacity = Capacity { notice: notice.to_owned(), principal: principal.to_owned() };
        let enrolment = principal.split_once('/').and_then(|(_, id)| id.parse().ok());
        let capacity = match principal.split_once('/') {
            Some((class, _)) => Capacity { principal: class.to_owned(), ..capacity },
            None => capacity,
        };
        let row = Account {
            id: account,
            username: address.map_or_else(|| format!("user-{account}"), str::to_owned),
            name: format!("Test {principal}"),
            administers: false,
            capacities: vec![capacity.stored()],
            enrolment,
            created_at: self.now(),
            disabled_at: None,
            confirm_by: None,
            trained_until: None,
            bound_by: Some("duty".to_owned()),
        };
        let system = Caller::system(self.authority, "test");
        self.app
            .store()
            .write(&system, "account", move |tx| tx.insert_account(&row))
            .unwrap_or_else(|e: store::StoreError| panic!("no account: {e}"));
        Actor {
            caller: Caller {
                authority: self.authority,
                account: Some(account),
                kind: Actor::kind_of(&capacity.principal),
            },
            account,
            enrolment,
            session: SessionId::new(self.now(), &mut entropy),
            name: format!("Test {principal}"),
            capacity,
            purpose: purpose.to_owned(),
            administers: false,
            trained: false,
            bound: true,
        }
    }

    /// The same person acting for another purpose.
    #[must_use]
    pub fn for_purpose(actor: &Actor, purpose: &str) -> Actor {
        Actor { purpose: purpose.to_owned(), ..actor.clone() }
    }

    /// Random bytes, for canaries.
    #[must_use]
    pub fn canary(&self) -> String {
        let mut bytes = [0u8; 6];
        self.entropy().fill(&mut bytes);
        let mut out = String::from("Zanary");
        for byte in bytes {
            out.push(char::from(b'a' + byte % 26));
        }
        out
    }
}
