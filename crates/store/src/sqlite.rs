//! SQLite: one writer thread takes the units of work that wait, runs each in a savepoint, writes what they appended to the ledger,
//! commits all together with one sync to the disk, and only then answers.

use crate::appended::Appended;
use crate::config::OpenError;
use crate::conn::Conn;
use crate::error::{StoreError, read};
use crate::fixed;
use crate::inbox::Receiver;
use crate::keys::{KeyConn, KeysApart};
use crate::shared::Shared;
use crate::tree::Trees;
use crate::tx::{Mode, Tx};
use crate::work::{Job, Ran};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::query_builder::{QueryFragment, QueryId};
use diesel::query_dsl::methods::ExecuteDsl;
use diesel::sqlite::Sqlite;
use kernel::{Caller, Entropy, Timestamp};
use std::collections::VecDeque;
use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Units of work in one commit, at most: so that the first does not wait too long for the last.
const MOST: usize = 256;
/// Running time of one batch, at most, for the same reason.
const LONGEST: Duration = Duration::from_millis(25);

/// What a savepoint would restore stays in memory: by default each is a file of its own, made and deleted. Only where units of work
/// run: what sorts or copies whole tables (a migration, a rebuild) would hold all of them in memory.
pub const SAVEPOINTS_IN_MEMORY: &str = "PRAGMA temp_store = MEMORY";

/// Memory for pages of the data, in kibibytes.
pub const CACHE: u32 = 32_000;

pub fn say(table: &'static str, error: diesel::result::Error) -> StoreError {
    read(table, error).error
}

/// Opens a database file, and makes it (for its owner's eyes) if it is not there.
pub fn connect(path: &Path, what: &'static str, keys: bool) -> Result<SqliteConnection, OpenError> {
    let wrong = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
            OpenError::ReadOnly { what, why: error.to_string() }
        }
        _ => OpenError::Connect { what, why: error.to_string() },
    };
    // SQLite would make a file that everybody can read.
    OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(path).map_err(wrong)?;
    let mut conn = open(path, what)?;
    // Deleted content is overwritten. A file of keys is small; the data is sealed, and its free pages are dealt with lazily.
    let erase = if keys { "ON" } else { "FAST" };
    conn.batch_execute(&format!(
        "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
         PRAGMA secure_delete = {erase}; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -{cache}; \
         PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864;",
        cache = if keys { 4_000 } else { CACHE },
    ))
    .map_err(|e| opening(what, e))?;
    Ok(conn)
}

fn open(path: &Path, what: &'static str) -> Result<SqliteConnection, OpenError> {
    SqliteConnection::establish(&path.to_string_lossy()).map_err(|e| OpenError::Connect { what, why: e.to_string() })
}

/// A connection that cannot write.
pub fn connect_to_read(path: &Path) -> Result<SqliteConnection, OpenError> {
    let mut conn = open(path, "the database")?;
    conn.batch_execute("PRAGMA busy_timeout = 10000; PRAGMA query_only = ON; PRAGMA cache_size = -2000;")
        .map_err(|e| opening("the database", e))?;
    Ok(conn)
}

pub fn opening(what: &'static str, error: diesel::result::Error) -> OpenError {
    match say("schema", error) {
        StoreError::ReadOnly(why) => OpenError::ReadOnly { what, why },
        StoreError::Corrupt { column, .. } => OpenError::Damaged { what, why: column },
        StoreError::Unavailable(why) | StoreError::Full(why) | StoreError::Bug(why) => OpenError::Connect { what, why },
        other => OpenError::Connect { what, why: other.to_string() },
    }
}

/// The writer: the only one that changes the data.
pub struct Writer {
    pub conn: Conn,
    pub keys: KeysApart,
    pub shared: Arc<Shared>,
    inbox: Receiver,
    /// Units of work that were taken out of it, and not begun.
    waiting: VecDeque<Box<dyn Job>>,
    appended: Appended,
    trees: Trees,
    entropy: Box<dyn Entropy>,
    seen: Option<i64>,
    latest: Timestamp,
    checkpointed: Instant,
    commit_took: Duration,
    last_batch: usize,
}

impl Writer {
    pub fn new(conn: SqliteConnection, keys: SqliteConnection, shared: Arc<Shared>, inbox: Receiver) -> Self {
        let entropy = shared.entropy();
        Self {
            conn: Conn::Sqlite(conn),
            keys: KeysApart::new(Conn::Sqlite(keys)),
            shared,
            inbox,
            waiting: VecDeque::new(),
            appended: Appended::default(),
            trees: Trees::default(),
            entropy,
            seen: None,
            latest: Timestamp::from_micros(i64::MIN),
            checkpointed: Instant::now(),
            commit_took: Duration::from_millis(1),
            last_batch: 1,
        }
    }

    /// Works until nobody can ask any more.
    pub fn serve(mut self) {
        while !self.waiting.is_empty() || self.inbox.take(&mut self.waiting, 1, self.shared.checkpoint_every) {
            if let Some(job) = self.waiting.pop_front() {
                self.batch(job);
            }
            if self.checkpointed.elapsed() >= self.shared.checkpoint_every {
                self.checkpoints();
            }
        }
        self.checkpoints();
    }

    fn execute(&mut self, statement: impl QueryFragment<Sqlite> + QueryId) -> Result<(), StoreError> {
        ExecuteDsl::execute(statement, sqlite(&mut self.conn)?).map(|_| ()).map_err(|e| say("database", e))
    }

    /// Begins, and forgets what is in memory if another process has written meanwhile.
    fn begin(&mut self) -> Result<(), StoreError> {
        self.execute(fixed::BeginToWrite)?;
        let seen: i64 = fixed::DataVersion.get_result(sqlite(&mut self.conn)?).map_err(|e| say("database", e))?;
        if self.seen != Some(seen) {
            self.trees.forget();
            self.shared.tallies.cases_written();
            self.seen = Some(seen);
        }
        Ok(())
    }

    /// Some units of work in one commit.
    fn batch(&mut self, first: Box<dyn Job>) {
        let began = Instant::now();
        let by_itself = first.by_itself();
        let mut done: Vec<Box<dyn Job>> = Vec::with_capacity(self.last_batch);
        done.extend(self.first(first));
        if done.is_empty() {
            return;
        }
        let mut kept = 1;
        while !by_itself && done.len() < MOST && began.elapsed() < LONGEST {
            let Some(mut job) = self.another(done.len()) else { break };
            if job.by_itself() {
                // It wants a transaction to itself.
                self.waiting.push_front(job);
                break;
            }
            match self.run(job.as_mut()) {
                Ok(keep) => kept += usize::from(keep),
                Err(lost) => {
                    self.undo();
                    // The engine undid the whole batch (a full disk does that). Whoever had no part in it goes again.
                    job.tell(lost);
                    done.into_iter().for_each(|job| self.alone(job));
                    return;
                }
            }
            done.push(job);
        }
        self.last_batch = done.len();
        if done.len() > 1 && self.write_appended().is_err() {
            // What one of them appended does not fit. Whoever had no part in it goes again.
            self.undo();
            done.into_iter().for_each(|job| self.alone(job));
            return;
        }
        let error = self.end(kept);
        for job in done {
            job.tell(error.clone());
        }
    }

    /// Begins a transaction with a unit of work. While it is alone in there, what is to be undone of it is the whole: it needs no
    /// savepoint, which costs the more the more is written after it. Nothing: it was told, and there is no transaction.
    fn first(&mut self, mut job: Box<dyn Job>) -> Option<Box<dyn Job>> {
        if let Err(error) = self.begin() {
            self.undo();
            job.tell(Some(error));
            return None;
        }
        self.keys.whole = true;
        let (keep, wrote_keys) = self.attempt(job.as_mut());
        self.keys.whole = false;
        if keep {
            return Some(job);
        }
        // The closure's own answer is told. What was placed in the trees before it stays known.
        self.roll_back(wrote_keys);
        job.tell(None);
        None
    }

    /// A unit of work in a commit of its own.
    fn alone(&mut self, job: Box<dyn Job>) {
        if let Some(job) = self.first(job) {
            let error = self.end(1);
            job.tell(error);
        }
    }

    /// Commits; answers with what went wrong.
    fn end(&mut self, kept: usize) -> Option<StoreError> {
        match self.write_appended().and_then(|()| self.commit()) {
            Ok(()) => {
                self.appended.forget();
                self.shared.committed(kept);
                None
            }
            Err(error) => {
                self.undo();
                Some(error)
            }
        }
    }

    /// The next unit of work for this batch. When the last batch was larger, more are on their way: those who were answered
    /// a moment ago ask again, and a short wait saves a whole sync to the disk.
    fn another(&mut self, so_far: usize) -> Option<Box<dyn Job>> {
        if self.waiting.is_empty() {
            let wait = (self.commit_took / 8).min(Duration::from_micros(500));
            self.inbox.take(&mut self.waiting, self.last_batch.saturating_sub(so_far), wait);
        }
        self.waiting.pop_front()
    }

    /// Writes what the units of work of this batch appended to the ledger: outside of any savepoint, where no page is copied first.
    fn write_appended(&mut self) -> Result<(), StoreError> {
        self.appended.write(&mut self.conn).map_err(|e| say("ledger_entry", e))
    }

    /// Runs one unit of work in its savepoint, and says whether it is kept. An error means that the whole batch is lost, with
    /// what to tell if it is not the closure's own answer.
    fn run(&mut self, job: &mut dyn Job) -> Result<bool, Option<StoreError>> {
        self.execute(fixed::Savepoint).map_err(Some)?;
        let (keep, wrote_keys) = self.attempt(job);
        if !keep {
            self.undone(wrote_keys);
        }
        let settled = self
            .keys
            .settle(keep)
            .map_err(|e| say("data_key", e))
            .and_then(|()| if keep { Ok(()) } else { self.execute(fixed::RollBackToSavepoint) })
            .and_then(|()| self.execute(fixed::Release));
        match settled {
            Ok(()) => Ok(keep),
            Err(error) if keep => Err(Some(error)),
            Err(_) => Err(None),
        }
    }

    /// Runs one unit of work; says whether it is to be kept, and whether it wrote keys.
    fn attempt(&mut self, job: &mut dyn Job) -> (bool, bool) {
        let caller = job.caller().clone();
        let mut tx = self.tx(&caller);
        let keep = matches!(job.attempt(&mut tx), Ran::Keep);
        let wrote_keys = tx.wrote_keys;
        self.trees.settle(keep);
        self.appended.settle(keep);
        (keep, wrote_keys)
    }

    fn tx<'c>(&'c mut self, caller: &'c Caller) -> Tx<'c> {
        // Time never runs backwards within the ledger, whatever is done to the machine's clock.
        self.latest = self.latest.max(self.shared.clock.now());
        Tx {
            conn: &mut self.conn,
            keys: KeyConn::Apart(&mut self.keys),
            vault: self.shared.vault(),
            shared: &self.shared,
            caller,
            now: self.latest,
            entropy: self.entropy.as_mut(),
            trees: Some(&mut self.trees),
            appended: &mut self.appended,
            begin: None,
            mode: Mode::Write,
            failure: None,
            epoch: None,
            wrote_keys: false,
        }
    }

    /// Keys first: data without its key would be lost, a key without data is only idle.
    fn commit(&mut self) -> Result<(), StoreError> {
        let began = Instant::now();
        self.keys.commit().map_err(|e| say("data_key", e))?;
        self.execute(fixed::Commit)?;
        self.commit_took = began.elapsed();
        Ok(())
    }

    fn undo(&mut self) {
        self.roll_back(true);
        self.trees.forget();
        self.appended.forget();
    }

    fn roll_back(&mut self, wrote_keys: bool) {
        let _ = self.keys.rollback();
        // The engine may have rolled back by itself: then there is nothing to undo.
        let _ = self.execute(fixed::RollBack);
        self.undone(wrote_keys);
    }

    /// What is remembered of what was undone is forgotten.
    fn undone(&self, wrote_keys: bool) {
        self.shared.tallies.cases_written();
        if wrote_keys {
            self.shared.forget_keys();
        }
    }

    fn checkpoints(&mut self) {
        self.checkpointed = Instant::now();
        for authority in self.trees.grown() {
            let caller = Caller::system(authority, "checkpoint");
            let done = self.begin().and_then(|()| self.tx(&caller).checkpoint()).and_then(|_| self.commit());
            if let Err(error) = done {
                self.undo();
                tracing::warn!(%error, "no checkpoint was signed; the next attempt follows");
                return;
            }
        }
    }
}

/// The connection, if it is SQLite's.
pub fn sqlite(conn: &mut Conn) -> Result<&mut SqliteConnection, StoreError> {
    match conn {
        Conn::Sqlite(conn) => Ok(conn),
        Conn::Postgres(_) => Err(StoreError::Bug("the writer is SQLite's".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Store, StoreConfig};
    use kernel::{AuthorityId, PersonId, SeededEntropy};

    /// Bids SQLite behave as if the disk were full, and then not any more.
    #[test]
    fn a_full_disk_is_said_and_work_goes_on_when_there_is_room() {
        let folder = std::env::temp_dir().join(format!("casement-faults-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let url = folder.join("data.db").display().to_string();
        let master = Arc::new(sealing::MasterKeyRing::random(&mut SeededEntropy::new(1)));
        let store = Store::open(StoreConfig::new(url, master)).unwrap();
        let caller = Caller::system(AuthorityId::from_bytes([1; 16]), "test");
        let set = |pragma: &'static str| {
            store
                .write(&caller, "set", move |tx| tx.q("database", |c| c.batch_execute(pragma)))
                .unwrap_or_else(|e: StoreError| panic!("{e}"));
        };
        let people = |n: u16| {
            store.write(&caller, "people", move |tx| {
                (0..n).try_for_each(|_| {
                    let id = PersonId::new(tx.now(), tx.entropy());
                    tx.insert_person(id, &[])
                })
            })
        };
        store.write(&caller, "set up", |tx| tx.ensure_authority("a", "A")).map_err(|e: StoreError| e).unwrap();
        set("PRAGMA max_page_count = 1");
        let refused = people(5_000);
        assert!(matches!(refused, Err(StoreError::Full(_))), "{refused:?}");
        set("PRAGMA max_page_count = 1073741823");
        assert_eq!(people(5), Ok(()));
        let _ = std::fs::remove_dir_all(folder);
    }
}
