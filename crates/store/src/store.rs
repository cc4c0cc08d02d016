//! The store: opened once, used from any thread.

use crate::appended::Appended;
use crate::config::{Address, OpenError, StoreConfig};
use crate::conn::Conn;
use crate::error::StoreError;
use crate::fixed;
use crate::inbox::{self, inbox};
use crate::keys::KeyConn;
use crate::postgres::{Addresses, Pool};
use crate::sequencer::Sequencer;
use crate::shared::Shared;
use crate::sqlite::{Writer, connect, connect_to_read};
use crate::tx::{Mode, Tx};
use crate::work::{Queued, Ran, Work};
use crate::{migrate, sqlite};
use diesel::RunQueryDsl as _;
use diesel::SqliteConnection;
use diesel::connection::SimpleConnection as _;
use kernel::{AuthorityId, Caller};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

/// Which engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EngineKind {
    /// SQLite: one file, one writer.
    Sqlite,
    /// PostgreSQL (or what speaks its protocol).
    Postgres,
}

/// How much was done since the store was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stats {
    /// Commits.
    pub commits: u64,
    /// Units of work in them.
    pub works: u64,
}

enum Engine {
    Sqlite {
        queue: Option<inbox::Sender>,
        writer: Option<JoinHandle<()>>,
        path: PathBuf,
        readers: Mutex<Vec<SqliteConnection>>,
    },
    Postgres {
        pool: Arc<Pool>,
        addresses: Addresses,
        stop: Arc<AtomicBool>,
        sequencer: Option<JoinHandle<()>>,
    },
}

struct Inner {
    engine: Engine,
    shared: Arc<Shared>,
}

/// The store. Cloning it is cheap; the last one to go closes it.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Store({:?})", self.engine())
    }
}

fn thread(name: &'static str, run: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, OpenError> {
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(run)
        .map_err(|e| OpenError::Connect { what: "the database", why: e.to_string() })
}

impl Store {
    /// The moment it is, by the store's clock.
    #[must_use]
    pub fn now(&self) -> kernel::Timestamp {
        self.0.shared.clock.now()
    }
    /// Opens a store: makes what is not there, and brings the schema up to date.
    ///
    /// # Errors
    /// When there is no way to the database or its keys, they cannot be written, or a newer version has been there.
    pub fn open(config: StoreConfig) -> Result<Self, OpenError> {
        let shared = Arc::new(Shared::new(&config));
        let keys = config.keys_url.as_deref().map(Address::read).transpose()?;
        let engine = match (Address::read(&config.url)?, keys) {
            (Address::Sqlite(path), keys) => {
                let keys = match keys {
                    None => PathBuf::from(format!("{}.keys", path.display())),
                    Some(Address::Sqlite(keys)) => keys,
                    Some(Address::Postgres(_)) => return Err(OpenError::Mixed),
                };
                Self::open_sqlite(path, &keys, &shared)?
            }
            (Address::Postgres(data), keys) => {
                let keys = match keys {
                    None => None,
                    Some(Address::Postgres(keys)) => Some(keys),
                    Some(Address::Sqlite(_)) => return Err(OpenError::Mixed),
                };
                Self::open_postgres(Addresses { data, keys }, config.connections, &shared)?
            }
        };
        Ok(Self(Arc::new(Inner { engine, shared })))
    }

    fn open_sqlite(path: PathBuf, keys: &std::path::Path, shared: &Arc<Shared>) -> Result<Engine, OpenError> {
        let mut key_conn = connect(keys, "the key store", true)?;
        migrate::sqlite(&mut key_conn, "the key store", true)?;
        let mut conn = connect(&path, "the database", false)?;
        migrate::sqlite(&mut conn, "the database", false)?;
        for conn in [&mut conn, &mut key_conn] {
            conn.batch_execute(sqlite::SAVEPOINTS_IN_MEMORY)
                .map_err(|e| OpenError::Connect { what: "the database", why: e.to_string() })?;
        }
        let (queue, jobs) = inbox();
        let writer = Writer::new(conn, key_conn, shared.clone(), jobs);
        let writer = thread("casement-writer", move || writer.serve())?;
        Ok(Engine::Sqlite { queue: Some(queue), writer: Some(writer), path, readers: Mutex::new(Vec::new()) })
    }

    fn open_postgres(addresses: Addresses, most: usize, shared: &Arc<Shared>) -> Result<Engine, OpenError> {
        migrate::postgres(addresses.keys.as_deref().unwrap_or(&addresses.data), "the key store", true)?;
        migrate::postgres(&addresses.data, "the database", false)?;
        // A first connection, so that what is wrong is said now.
        drop(addresses.connect()?);
        let (notes, read) = channel();
        let pool = Arc::new(Pool::new(addresses.clone(), most, shared.clone(), notes));
        let stop = Arc::new(AtomicBool::new(false));
        let sequencer = Sequencer::new(pool.clone(), addresses.clone(), stop.clone());
        let sequencer = thread("casement-sequencer", move || sequencer.serve(&read))?;
        Ok(Engine::Postgres { pool, addresses, stop, sequencer: Some(sequencer) })
    }

    /// Which engine it is.
    #[must_use]
    pub fn engine(&self) -> EngineKind {
        match self.0.engine {
            Engine::Sqlite { .. } => EngineKind::Sqlite,
            Engine::Postgres { .. } => EngineKind::Postgres,
        }
    }
    /// What wraps the keys: for loading, where keys are made outside of units of work.
    #[must_use]
    pub fn master(&self) -> Arc<dyn sealing::MasterKeys> {
        Arc::clone(&self.0.shared.master)
    }
    /// Chance, for what is made outside of units of work.
    #[must_use]
    pub fn entropy(&self) -> Box<dyn kernel::Entropy> {
        self.0.shared.entropy()
    }
    /// How much was done since it was opened.
    #[must_use]
    pub fn stats(&self) -> Stats {
        let shared = &self.0.shared;
        Stats { commits: shared.commits.load(Ordering::Relaxed), works: shared.works.load(Ordering::Relaxed) }
    }

    /// Does a unit of work, and answers when it is durable. The closure may be run more than once, so it keeps nothing
    /// outside and does nothing that cannot be undone. It blocks: from async code, call it on a blocking thread.
    ///
    /// # Errors
    /// What the closure answers; or a [`StoreError`] when the work could not be kept. Then nothing of it was.
    pub fn write<T, E, F>(&self, caller: &Caller, name: &'static str, closure: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        self.queue(caller, name, closure, false)
    }

    /// The same for a unit of work that writes thousands of rows: it shares its transaction with no other, and costs less.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub fn write_much<T, E, F>(&self, caller: &Caller, name: &'static str, closure: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        self.queue(caller, name, closure, true)
    }

    fn queue<T, E, F>(&self, caller: &Caller, name: &'static str, closure: F, by_itself: bool) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        let work = Work::new(caller.clone(), name, closure);
        match &self.0.engine {
            // Most only look, and what only looks shares the commit of its entries with others.
            Engine::Postgres { pool, .. } if by_itself || pool.shared.writes(name) => pool.work(work, Mode::Write),
            Engine::Postgres { pool, .. } => pool.work(work, Mode::Look),
            Engine::Sqlite { queue, writer, .. } => {
                if writer.as_ref().is_some_and(|w| w.thread().id() == std::thread::current().id()) {
                    // The writer would wait for itself.
                    return Err(E::from(StoreError::Bug(format!("`{name}` was begun within another unit of work"))));
                }
                let gone = || E::from(StoreError::Unavailable("the store is closed".to_owned()));
                let (answer, wait) = sync_channel(1);
                let queue = queue.as_ref().ok_or_else(gone)?;
                if !queue.put(Box::new(Queued { work, by_itself, answer })) {
                    return Err(gone());
                }
                wait.recv().map_err(|_| gone())?
            }
        }
    }

    /// Reads what discloses nothing personal (published notices, health): it is not recorded, and has no keys.
    ///
    /// # Errors
    /// What the closure answers; or a [`StoreError`] when the store does not answer.
    pub fn read<T, E, F>(&self, caller: &Caller, name: &'static str, closure: F) -> Result<T, E>
    where
        E: From<StoreError>,
        F: FnMut(&mut Tx<'_>) -> Result<T, E>,
    {
        let mut work = Work::new(caller.clone(), name, closure);
        let (path, readers) = match &self.0.engine {
            Engine::Postgres { pool, .. } => return pool.work(work, Mode::Read),
            Engine::Sqlite { path, readers, .. } => (path, readers),
        };
        let idle = readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut conn = match idle {
            Some(conn) => conn,
            None => connect_to_read(path).map_err(|e| StoreError::Unavailable(e.to_string()))?,
        };
        fixed::Begin.execute(&mut conn).map_err(|e| sqlite::say("database", e))?;
        let mut conn = Conn::Sqlite(conn);
        let mut entropy = self.0.shared.entropy();
        let ran = work.attempt(&mut Tx {
            conn: &mut conn,
            keys: KeyConn::None,
            vault: self.0.shared.vault(),
            shared: &self.0.shared,
            caller,
            now: self.0.shared.clock.now(),
            entropy: entropy.as_mut(),
            trees: None,
            appended: &mut Appended::default(),
            begin: None,
            mode: Mode::Read,
            failure: None,
            epoch: None,
            wrote_keys: false,
        });
        if let Conn::Sqlite(mut conn) = conn
            && fixed::RollBack.execute(&mut conn).is_ok()
        {
            readers.lock().unwrap_or_else(PoisonError::into_inner).push(conn);
        }
        match ran {
            Ran::Again(error) | Ran::Writes(error) | Ran::Lost(error) => work.told(Some(error)),
            Ran::Keep | Ran::Undo => work.told(None),
        }
    }

    /// Waits until every entry that is durable now has its place in the tree. On SQLite that is always so.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn settle_ledger(&self, authority: AuthorityId) -> Result<(), StoreError> {
        match &self.0.engine {
            Engine::Sqlite { .. } => Ok(()),
            Engine::Postgres { pool, addresses, stop, .. } => {
                let mut handle = addresses.connect().map_err(|e| StoreError::Unavailable(e.to_string()))?;
                let mut sequencer = Sequencer::new(pool.clone(), addresses.clone(), stop.clone());
                sequencer.integrate(&mut handle.conn, authority, true).map(|_| ())
            }
        }
    }

    /// Rebuilds the file of the data, so that what was deleted is not even in its free pages. It takes as much time and room as
    /// the file has; nothing else is written meanwhile. PostgreSQL does this by itself (autovacuum).
    ///
    /// # Errors
    /// When the file cannot be rebuilt: nothing of it is lost.
    pub fn vacuum(&self) -> Result<(), OpenError> {
        let Engine::Sqlite { path, readers, .. } = &self.0.engine else { return Ok(()) };
        readers.lock().unwrap_or_else(PoisonError::into_inner).clear();
        let mut conn = connect(path, "the database", false)?;
        conn.batch_execute("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")
            .map_err(|e| OpenError::Connect { what: "the database", why: e.to_string() })
    }

    /// Has the engine look at its tables anew, so that it plans well: after a load. SQLite's statistics are its migrations'.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn analyse(&self) -> Result<(), OpenError> {
        let Engine::Postgres { addresses, .. } = &self.0.engine else { return Ok(()) };
        addresses.analyse()
    }

    /// Whether the store answers.
    ///
    /// # Errors
    /// When it does not, with what to do.
    pub fn health(&self) -> Result<(), StoreError> {
        let nobody = Caller::system(AuthorityId::from_bytes([0; 16]), "health");
        self.read(&nobody, "health", |tx| tx.authorities().map(|_| ()))
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        let thread = match &mut self.engine {
            Engine::Sqlite { queue, writer, .. } => {
                drop(queue.take());
                writer.take()
            }
            Engine::Postgres { pool, stop, sequencer, .. } => {
                stop.store(true, Ordering::Release);
                pool.poke();
                sequencer.take()
            }
        };
        // The last clone may go on the thread itself, when a closure held one.
        if let Some(thread) = thread.filter(|t| t.thread().id() != std::thread::current().id()) {
            let _ = thread.join();
        }
    }
}
