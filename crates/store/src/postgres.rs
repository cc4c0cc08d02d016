//! PostgreSQL: a pool of connections; each unit of work is one transaction, run again as a whole when somebody else was
//! quicker. Commits that come together share their sync to the disk by themselves.
//!
//! A unit of work that only looks (it reads, and appends to the ledger) reads in a transaction in which the engine lets it write
//! nothing. What it appended goes to the sequencer, which makes the entries of all who look at the moment durable together, in
//! their places in the tree; then they are answered. Whether a unit of work only looks is found out: one that wants to write is refused
//! by the engine, runs again where it may, and is known by its name from then on.
//!
//! Transactions are REPEATABLE READ: a decision is made over one state of the record, and two changes of the same row never
//! both succeed. SERIALIZABLE would also order units of work that read what the other writes; none here depends on that:
//! a disclosure that began before a withdrawal of consent was acknowledged may rightly be recorded as before it, and what
//! must be unique is so by constraint.

use crate::appended::Appended;
use crate::config::OpenError;
use crate::conn::Conn;
use crate::error::{Failure, Remedy, StoreError, read};
use crate::keys::{KeyConn, KeysApart};
use crate::sequencer::{Append, Note};
use crate::shared::Shared;
use crate::tx::{Mode, Tx};
use crate::work::{Ran, Work};
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, ConnectionError, PgConnection};
use kernel::{AuthorityId, Entropy};
use std::sync::mpsc::{Sender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How often a unit of work is run again because somebody else was quicker.
const ATTEMPTS: u32 = 12;
/// How long to wait for a free connection.
const PATIENCE: Duration = Duration::from_secs(10);
/// The role as which everything runs. It owns nothing, so row-level security binds it.
pub const ROLE: &str = "casement_app";
/// The schema of the data.
pub const SCHEMA: &str = "casement";
/// The schema of the keys.
pub const KEYS_SCHEMA: &str = "casement_keys";

/// Begins a transaction within one authority. The id is hexadecimal, so it needs no quoting.
pub fn begin(authority: AuthorityId, isolation: &str) -> String {
    format!("BEGIN ISOLATION LEVEL {isolation}; SET LOCAL app.authority = '{authority}'")
}

/// Connects as the role that owns nothing.
pub fn connect(url: &str, what: &'static str, schema: &str) -> Result<PgConnection, OpenError> {
    let mut conn = login(url, what)?;
    conn.batch_execute(&format!(
        "SET ROLE {ROLE}; SET search_path = {schema}, pg_temp; SET synchronous_commit = on; \
         SET idle_in_transaction_session_timeout = '5min'; SET client_min_messages = warning"
    ))
    .map_err(|e| OpenError::Connect { what, why: read("role", e).error.to_string() })?;
    Ok(conn)
}

/// Connects as whoever the address says.
pub fn login(url: &str, what: &'static str) -> Result<PgConnection, OpenError> {
    PgConnection::establish(url).map_err(|e| OpenError::Connect {
        what,
        why: match e {
            // The engine's first line names the host and the user, never the password.
            ConnectionError::BadConnection(why) => why.lines().next().unwrap_or_default().to_owned(),
            _ => "the address is not understood".to_owned(),
        },
    })
}

/// A connection of the pool, with its companion to the keys if those lie in another database.
pub struct Handle {
    pub conn: Conn,
    keys: Option<KeysApart>,
}

/// Where the database is.
#[derive(Clone)]
pub struct Addresses {
    pub data: String,
    /// Another database for the keys.
    pub keys: Option<String>,
}

impl Addresses {
    /// Looks at the tables anew, as their owner.
    pub fn analyse(&self) -> Result<(), OpenError> {
        for (url, schema) in [(&self.data, SCHEMA), (self.keys.as_ref().unwrap_or(&self.data), KEYS_SCHEMA)] {
            let mut conn = login(url, "the database")?;
            // Without names of tables it would also try those of the engine.
            let say = |e| OpenError::Connect { what: "the database", why: read("statistics", e).error.to_string() };
            conn.batch_execute(&format!(
                "DO $$ DECLARE t regclass; BEGIN FOR t IN SELECT c.oid FROM pg_class c JOIN pg_namespace n \
                 ON n.oid = c.relnamespace WHERE n.nspname = '{schema}' AND c.relkind = 'r' LOOP \
                 EXECUTE 'ANALYZE ' || t; END LOOP; END $$"
            ))
            .map_err(say)?;
        }
        Ok(())
    }
    pub fn connect(&self) -> Result<Handle, OpenError> {
        let schema = if self.keys.is_some() { SCHEMA.to_owned() } else { format!("{SCHEMA}, {KEYS_SCHEMA}") };
        let conn = Conn::Postgres(connect(&self.data, "the database", &schema)?);
        let keys = match &self.keys {
            Some(url) => Some(KeysApart::new(Conn::Postgres(connect(url, "the key store", KEYS_SCHEMA)?))),
            None => None,
        };
        Ok(Handle { conn, keys })
    }
}

struct Free {
    idle: Vec<Handle>,
    made: usize,
}

/// The connections.
pub struct Pool {
    addresses: Addresses,
    most: usize,
    free: Mutex<Free>,
    returned: Condvar,
    pub shared: Arc<Shared>,
    sequencer: Sender<Note>,
}

enum Attempt {
    Done,
    /// Somebody else was quicker.
    Again(StoreError),
    /// It wants to write, and could only look: nothing has happened, and its transaction is undone.
    Writes,
    /// The connection was lost before the commit was asked for: nothing has happened.
    Lost(StoreError),
    /// It failed.
    Failed(StoreError),
}

impl Pool {
    pub fn new(addresses: Addresses, most: usize, shared: Arc<Shared>, sequencer: Sender<Note>) -> Self {
        let free = Mutex::new(Free { idle: Vec::new(), made: 0 });
        Self { addresses, most: most.max(1), free, returned: Condvar::new(), shared, sequencer }
    }
    /// Tells the sequencer that something was written, or that it is to end.
    pub fn poke(&self) {
        // When it is gone there is nothing to tell.
        let _ = self.sequencer.send(Note::Written);
    }
    /// Has the sequencer make entries durable, and waits until they are.
    fn append(&self, authority: AuthorityId, appended: Appended) -> Result<(), StoreError> {
        let gone = || StoreError::Unavailable("the store is closed".to_owned());
        let (answer, wait) = sync_channel(1);
        self.sequencer.send(Note::Append(Append { authority, appended, answer })).map_err(|_| gone())?;
        wait.recv().map_err(|_| gone())?
    }
    fn take(&self) -> Result<Handle, StoreError> {
        let deadline = Instant::now() + PATIENCE;
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(handle) = free.idle.pop() {
                return Ok(handle);
            }
            if free.made < self.most {
                free.made += 1;
                drop(free);
                return self.addresses.connect().map_err(|error| {
                    self.lost();
                    StoreError::Unavailable(error.to_string())
                });
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(StoreError::Unavailable("all connections are busy".to_owned()));
            }
            free = self.returned.wait_timeout(free, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
    fn give_back(&self, handle: Handle) {
        self.free.lock().unwrap_or_else(PoisonError::into_inner).idle.push(handle);
        self.returned.notify_one();
    }
    fn lost(&self) {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        free.made = free.made.saturating_sub(1);
        drop(free);
        self.returned.notify_one();
    }

    /// Does a unit of work, on the caller's thread.
    pub fn work<T, E, F>(&self, mut work: Work<T, E, F>, mut mode: Mode) -> Result<T, E>
    where
        E: From<StoreError>,
        F: FnMut(&mut Tx<'_>) -> Result<T, E>,
    {
        let mut entropy = self.shared.entropy();
        let (mut quicker, mut reconnected) = (0, 0);
        loop {
            let mut handle = match self.take() {
                Ok(handle) => handle,
                Err(error) => return work.told(Some(error)),
            };
            let mut appended = Appended::default();
            let attempt = self.attempt(&mut handle, &mut work, entropy.as_mut(), mode, &mut appended);
            match attempt {
                Attempt::Lost(_) => self.lost(),
                _ => self.settle(handle, matches!(attempt, Attempt::Done | Attempt::Writes)),
            }
            match attempt {
                Attempt::Done => {
                    let error =
                        if appended.is_empty() { None } else { self.append(work.caller.authority, appended).err() };
                    if mode == Mode::Write {
                        self.poke();
                    }
                    return work.told(error);
                }
                Attempt::Writes => {
                    self.shared.seen_writing(work.name);
                    mode = Mode::Write;
                }
                Attempt::Failed(error) => return work.told(Some(error)),
                Attempt::Again(error) => {
                    quicker += 1;
                    if quicker >= ATTEMPTS {
                        return work.told(Some(error));
                    }
                    pause(quicker, entropy.as_mut());
                }
                // The pool may hold many connections to a server that was restarted since.
                Attempt::Lost(error) => {
                    reconnected += 1;
                    if reconnected > self.most + 1 {
                        return work.told(Some(error));
                    }
                }
            }
        }
    }

    /// Back into the pool, after undoing what is still open; a connection that cannot do even that is dropped.
    fn settle(&self, mut handle: Handle, clean: bool) {
        if !clean && !undo(&mut handle, true) {
            return self.lost();
        }
        self.give_back(handle);
    }

    fn attempt<T, E, F>(
        &self,
        handle: &mut Handle,
        work: &mut Work<T, E, F>,
        entropy: &mut dyn Entropy,
        mode: Mode,
        appended: &mut Appended,
    ) -> Attempt
    where
        E: From<StoreError>,
        F: FnMut(&mut Tx<'_>) -> Result<T, E>,
    {
        let isolation = if mode == Mode::Write { "REPEATABLE READ" } else { "REPEATABLE READ READ ONLY" };
        let caller = work.caller.clone();
        let mut tx = Tx {
            conn: &mut handle.conn,
            keys: match (mode, &mut handle.keys) {
                (Mode::Read, _) => KeyConn::None,
                (_, Some(apart)) => KeyConn::Apart(apart),
                (_, None) => KeyConn::Same,
            },
            vault: self.shared.vault(),
            shared: &self.shared,
            caller: &caller,
            now: self.shared.clock.now(),
            entropy,
            trees: None,
            appended: &mut *appended,
            begin: Some(begin(caller.authority, isolation)),
            mode,
            failure: None,
            epoch: None,
            wrote_keys: false,
        };
        let ran = work.attempt(&mut tx);
        let (wrote_keys, unbegun) = (tx.wrote_keys, tx.begin.take());
        let mut kept = false;
        let end = match ran {
            // Keys may lie apart, where nothing keeps a look from writing.
            Ran::Keep if mode == Mode::Look && wrote_keys => roll_back(handle, unbegun.is_none(), Attempt::Writes),
            Ran::Keep => {
                let end = commit(handle, mode, appended, unbegun);
                kept = matches!(end, Attempt::Done);
                // What a look appended is counted by the sequencer.
                if kept && appended.is_empty() {
                    self.shared.committed(1);
                }
                end
            }
            Ran::Again(error) => Attempt::Again(error),
            Ran::Writes(_) if mode == Mode::Look => roll_back(handle, unbegun.is_none(), Attempt::Writes),
            Ran::Lost(error) => Attempt::Lost(error),
            // The closure's own answer is told.
            Ran::Undo | Ran::Writes(_) => roll_back(handle, unbegun.is_none(), Attempt::Done),
        };
        if !kept {
            appended.forget();
            if wrote_keys {
                self.shared.forget_keys();
            }
        }
        end
    }
}

/// Ends what is to be kept. What was appended by a look is left to the sequencer.
fn commit(handle: &mut Handle, mode: Mode, appended: &mut Appended, unbegun: Option<String>) -> Attempt {
    if let Some(Err(error)) = handle.keys.as_mut().map(KeysApart::commit) {
        return failed("data_key", error);
    }
    if let Some(begin) = unbegun {
        if mode != Mode::Write || appended.is_written() {
            return Attempt::Done;
        }
        if let Err(error) = handle.conn.batch_execute(&begin) {
            return Attempt::Lost(read("database", error).error);
        }
    }
    if mode == Mode::Write {
        if let Err(error) = appended.write(&mut handle.conn) {
            return failed("ledger_entry", error);
        }
        appended.forget();
    }
    match handle.conn.batch_execute("COMMIT") {
        Ok(()) => Attempt::Done,
        // Nothing was written, so nothing is in doubt.
        Err(error) if mode != Mode::Write => Attempt::Lost(read("database", error).error),
        Err(error) => failed("database", error),
    }
}

/// Undoes what is open, keys too; says whether the connection could do that.
fn undo(handle: &mut Handle, begun: bool) -> bool {
    let keys = handle.keys.as_mut().map_or(Ok(()), KeysApart::rollback);
    keys.is_ok() && (!begun || handle.conn.batch_execute("ROLLBACK").is_ok())
}

fn roll_back(handle: &mut Handle, begun: bool, then: Attempt) -> Attempt {
    if undo(handle, begun) {
        return then;
    }
    // The connection is gone, and with it everything that was done: it may be done again.
    Attempt::Lost(StoreError::Unavailable("the connection was lost".to_owned()))
}

fn failed(table: &'static str, error: diesel::result::Error) -> Attempt {
    let Failure { error, remedy } = read(table, error);
    if remedy == Remedy::Again { Attempt::Again(error) } else { Attempt::Failed(error) }
}

/// A little longer each time, and never the same for two.
fn pause(attempt: u32, entropy: &mut dyn Entropy) {
    let mut chance = [0; 2];
    entropy.fill(&mut chance);
    let most = 500_u64 << attempt.min(8);
    let micros = most / 2 + most * u64::from(u16::from_le_bytes(chance)) / (2 * u64::from(u16::MAX));
    std::thread::sleep(Duration::from_micros(micros));
}
