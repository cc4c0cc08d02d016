//! The sequencer (PostgreSQL): gives entries their place in the tree, in order, under a lease that any process may hold: those that
//! units of work wrote with what they changed, and those of units of work that only looked, which it makes durable itself, many at
//! a time and in their places at once. The lease only saves work. What keeps the tree right is the lock on its row, under which the size is read,
//! entries are placed and the new size is written, in one transaction: two sequencers can only ever follow one another,
//! and one that dies halfway leaves nothing behind.

use crate::appended::{Appended, Together, above_leaves};
use crate::conn::Conn;
use crate::error::{Remedy, StoreError, read};
use crate::postgres::{Addresses, Handle, Pool, begin};
use crate::schema::authority;
use crate::tree::{count, frontier, number};
use crate::tx::Mode;
use crate::work::Work;
use diesel::PgConnection;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary};
use kernel::{AuthorityId, Caller};
use ledger::{Frontier, Hash};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender};
use std::time::{Duration, Instant};

/// Entries placed in one transaction, at most.
const MOST: i64 = 2000;
/// How long to wait for more entries after the first, so that they are placed together.
const GATHER: Duration = Duration::from_millis(15);
/// How often to look without being told that something was written (by another process).
const LOOK: Duration = Duration::from_millis(500);
/// Units of work whose entries are made durable together, at most.
const TOGETHER: usize = 256;
/// How often entries are tried again when somebody else was quicker, or the connection was lost before their commit.
const ATTEMPTS: u32 = 3;

/// What the sequencer is told.
pub enum Note {
    /// Something was written that waits for its place; or it is time to end.
    Written,
    /// Entries that are to be made durable.
    Append(Append),
}

/// The entries of a unit of work that only looked, which waits for them to be durable.
pub struct Append {
    pub authority: AuthorityId,
    pub appended: Appended,
    pub answer: SyncSender<Result<(), StoreError>>,
}

/// Why entries were not made durable.
struct Stopped {
    error: diesel::result::Error,
    /// The commit was asked for: it may have happened.
    unsure: bool,
}

impl From<diesel::result::Error> for Stopped {
    fn from(error: diesel::result::Error) -> Self {
        Self { error, unsure: false }
    }
}

#[derive(QueryableByName)]
struct Lease {
    #[diesel(sql_type = BigInt)]
    size: i64,
    #[diesel(sql_type = diesel::sql_types::Nullable<Binary>)]
    holder: Option<Vec<u8>>,
    #[diesel(sql_type = BigInt)]
    expires_at: i64,
}

/// The lease, as this process finds it.
struct Held {
    size: i64,
    /// It is ours, or nobody's.
    ours: bool,
    /// It has to be written anew, or it runs out.
    stale: bool,
}

#[derive(QueryableByName)]
struct Waiting {
    #[diesel(sql_type = Binary)]
    id: Vec<u8>,
    #[diesel(sql_type = Binary)]
    leaf: Vec<u8>,
}

/// One process's sequencer.
pub struct Sequencer {
    pool: Arc<Pool>,
    addresses: Addresses,
    handle: Option<Handle>,
    me: Vec<u8>,
    ends: HashMap<AuthorityId, Frontier>,
    checkpointed: Instant,
    stop: Arc<AtomicBool>,
}

impl Sequencer {
    pub fn new(pool: Arc<Pool>, addresses: Addresses, stop: Arc<AtomicBool>) -> Self {
        let mut me = vec![0; 16];
        pool.shared.entropy().fill(&mut me);
        Self { pool, addresses, handle: None, me, ends: HashMap::new(), checkpointed: Instant::now(), stop }
    }

    /// Works until it is told to stop.
    pub fn serve(mut self, notes: &Receiver<Note>) {
        let (mut looked, mut written) = (Instant::now(), None::<Instant>);
        while !self.stop.load(Ordering::Acquire) {
            let wait = match written {
                Some(since) => GATHER.saturating_sub(since.elapsed()),
                None => LOOK.saturating_sub(looked.elapsed()),
            };
            let mut appends = Vec::new();
            let mut next = notes.recv_timeout(wait).ok();
            while let Some(note) = next {
                match note {
                    Note::Written => written = written.or_else(|| Some(Instant::now())),
                    Note::Append(append) => appends.push(append),
                }
                next = if appends.len() < TOGETHER { notes.try_recv().ok() } else { None };
            }
            self.append_all(appends);
            let waits = written.is_some_and(|since| since.elapsed() >= GATHER);
            if !waits && looked.elapsed() < LOOK {
                continue;
            }
            (looked, written) = (Instant::now(), None);
            if let Err(error) = self.round(false) {
                tracing::warn!(%error, "entries of the ledger wait for their place; the next attempt follows");
                self.handle = None;
                self.ends.clear();
            }
        }
        let _ = self.round(true);
    }

    /// Makes entries durable, in one commit for each authority, and tells who waits for them.
    fn append_all(&mut self, appends: Vec<Append>) {
        let mut groups: HashMap<AuthorityId, (Vec<Appended>, Vec<SyncSender<_>>)> = HashMap::new();
        for Append { authority, appended, answer } in appends {
            let group = groups.entry(authority).or_default();
            group.0.push(appended);
            group.1.push(answer);
        }
        for (authority, (appended, answers)) in groups {
            let mut done: Vec<Result<(), StoreError>> = vec![self.keep(authority, &appended); answers.len()];
            // What does not fit is of one of them: each by itself.
            if let (Some(Err(StoreError::Conflict(_) | StoreError::Missing(_) | StoreError::Bug(_))), true) =
                (done.first(), done.len() > 1)
            {
                done = appended.chunks(1).map(|one| self.keep(authority, one)).collect();
            }
            for (answer, done) in answers.into_iter().zip(done) {
                // Whoever asked may have gone; what was committed stays committed.
                let _ = answer.send(done);
            }
        }
    }

    fn keep(&mut self, a: AuthorityId, appended: &[Appended]) -> Result<(), StoreError> {
        let mut attempt = 0;
        loop {
            let mut handle = self.connected()?;
            let Err(Stopped { error, unsure }) = self.append(&mut handle.conn, a, appended) else {
                self.handle = Some(handle);
                self.pool.shared.committed(appended.len());
                return Ok(());
            };
            // The connection may be lost, or hold an open transaction: the next one is another.
            drop(handle);
            self.ends.remove(&a);
            attempt += 1;
            let failure = read("ledger_entry", error);
            let again = failure.remedy == Remedy::Again || matches!(failure.error, StoreError::Unavailable(_));
            if unsure || !again || attempt == ATTEMPTS {
                return Err(failure.error);
            }
        }
    }

    fn connected(&mut self) -> Result<Handle, StoreError> {
        match self.handle.take() {
            Some(handle) => Ok(handle),
            None => self.addresses.connect().map_err(|e| StoreError::Unavailable(e.to_string())),
        }
    }

    /// One transaction with entries of units of work that only looked: in their places, if the lease is ours or free. If not, whoever
    /// holds it gives them their places.
    fn append(&mut self, conn: &mut Conn, a: AuthorityId, appended: &[Appended]) -> Result<(), Stopped> {
        conn.batch_execute(&begin(a, "READ COMMITTED"))?;
        let lease = self.lease(conn, a)?.filter(|lease| lease.ours);
        let mut together = Together::new(a);
        let (mut places, mut completed) = (Vec::new(), Vec::new());
        let mut end = match &lease {
            Some(lease) => Some(self.end(conn, a, lease.size)?),
            None => None,
        };
        if let Some(end) = &mut end {
            let leaves = appended.iter().flat_map(Appended::entries).map(|entry| entry.leaf);
            places.extend(leaves.map(|leaf| number(end.append(leaf, &mut completed))));
        }
        let nodes: Vec<_> = above_leaves(a, &completed).collect();
        let mut places = places.into_iter();
        appended.iter().for_each(|appended| together.add(appended, &mut places));
        together.nodes(&nodes);
        together.execute(pg(conn)?)?;
        if let Some(end) = &end {
            self.extend(conn, a, end.size())?;
        }
        conn.batch_execute("COMMIT").map_err(|error| Stopped { error, unsure: true })?;
        self.ends.extend(end.map(|end| (a, end)));
        Ok(())
    }

    fn round(&mut self, last: bool) -> Result<(), StoreError> {
        let mut handle = self.connected()?;
        let authorities: Vec<AuthorityId> =
            authority::table.select(authority::id).load(&mut handle.conn).map_err(|e| read("authority", e).error)?;
        let mut held = Vec::new();
        for authority in authorities {
            if self.integrate(&mut handle.conn, authority, false)? {
                held.push(authority);
            }
        }
        self.handle = Some(handle);
        if last || self.checkpointed.elapsed() >= self.pool.shared.checkpoint_every {
            self.checkpointed = Instant::now();
            for authority in held {
                let work = Work::new(Caller::system(authority, "checkpoint"), "checkpoint", |tx| tx.checkpoint());
                self.pool.work::<_, StoreError, _>(work, Mode::Write)?;
            }
        }
        Ok(())
    }

    /// Places everything that is durable and has no place yet, if the lease is ours (or `anyway`: the lock is enough).
    /// Says whether we hold the lease.
    pub fn integrate(&mut self, conn: &mut Conn, a: AuthorityId, anyway: bool) -> Result<bool, StoreError> {
        loop {
            let done = self.step(conn, a, anyway);
            match done {
                Ok(Some(placed)) if placed == MOST => {}
                Ok(placed) => return Ok(placed.is_some()),
                Err(error) => {
                    self.ends.remove(&a);
                    let _ = conn.batch_execute("ROLLBACK");
                    let failure = read("ledger_entry", error);
                    if failure.remedy != Remedy::Again {
                        return Err(failure.error);
                    }
                }
            }
        }
    }

    /// One transaction: the number of entries placed, or none if somebody else holds the lease.
    fn step(&mut self, conn: &mut Conn, a: AuthorityId, anyway: bool) -> QueryResult<Option<i64>> {
        conn.batch_execute(&begin(a, "READ COMMITTED"))?;
        let lease = self.lease(conn, a)?.filter(|lease| anyway || lease.ours);
        let Some(lease) = lease else {
            conn.batch_execute("ROLLBACK")?;
            return Ok(None);
        };
        let waiting: Vec<Waiting> = diesel::sql_query(
            "SELECT id, leaf FROM ledger_entry WHERE authority = $1 AND idx IS NULL ORDER BY id LIMIT $2",
        )
        .bind::<Binary, _>(a.as_bytes().as_slice())
        .bind::<BigInt, _>(MOST)
        .load(pg(conn)?)?;
        if waiting.is_empty() && !lease.stale {
            conn.batch_execute("ROLLBACK")?;
            return Ok(Some(0));
        }
        let mut end = self.end(conn, a, lease.size)?;
        place(conn, a, &mut end, &waiting)?;
        self.extend(conn, a, end.size())?;
        conn.batch_execute("COMMIT")?;
        self.ends.insert(a, end);
        Ok(Some(i64::try_from(waiting.len()).unwrap_or(MOST)))
    }

    /// The lease, locked until the transaction ends; none if there is no such authority.
    fn lease(&self, conn: &mut Conn, a: AuthorityId) -> QueryResult<Option<Held>> {
        let now = self.pool.shared.clock.now().as_micros();
        let lease: Option<Lease> =
            diesel::sql_query("SELECT size, holder, expires_at FROM ledger_lease WHERE authority = $1 FOR UPDATE")
                .bind::<Binary, _>(a.as_bytes().as_slice())
                .get_result(pg(conn)?)
                .optional()?;
        Ok(lease.map(|lease| {
            let mine = lease.holder.as_ref() == Some(&self.me);
            Held {
                size: lease.size,
                ours: mine || lease.holder.is_none() || lease.expires_at <= now,
                stale: !mine || lease.expires_at < now + self.term() / 2,
            }
        }))
    }

    /// How long a lease lasts, in microseconds.
    fn term(&self) -> i64 {
        i64::try_from(self.pool.shared.lease.as_micros()).unwrap_or(0)
    }

    /// Writes the new size of the tree, and holds the lease from now on.
    fn extend(&self, conn: &mut Conn, a: AuthorityId, size: u64) -> QueryResult<()> {
        diesel::sql_query("UPDATE ledger_lease SET size = $2, holder = $3, expires_at = $4 WHERE authority = $1")
            .bind::<Binary, _>(a.as_bytes().as_slice())
            .bind::<BigInt, _>(number(size))
            .bind::<Binary, _>(&self.me)
            .bind::<BigInt, _>(self.pool.shared.clock.now().as_micros() + self.term())
            .execute(pg(conn)?)
            .map(|_| ())
    }

    /// The growing end of a tree of that size: as it is remembered, or read.
    fn end(&mut self, conn: &mut Conn, a: AuthorityId, size: i64) -> QueryResult<Frontier> {
        match self.ends.remove(&a) {
            Some(end) if number(end.size()) == size => Ok(end),
            _ => frontier(conn, a, count(size)),
        }
    }
}

fn place(conn: &mut Conn, a: AuthorityId, end: &mut Frontier, waiting: &[Waiting]) -> QueryResult<()> {
    if waiting.is_empty() {
        return Ok(());
    }
    let (mut places, mut completed) = (Vec::with_capacity(waiting.len()), Vec::new());
    for entry in waiting {
        let leaf: Hash = entry
            .leaf
            .as_slice()
            .try_into()
            .map_err(|_| diesel::result::Error::DeserializationError("a leaf hash has 32 bytes".into()))?;
        places.push(number(end.append(leaf, &mut completed)));
    }
    let ids: Vec<&[u8]> = waiting.iter().map(|w| w.id.as_slice()).collect();
    diesel::sql_query(
        "UPDATE ledger_entry e SET idx = v.idx FROM unnest($2, $3) AS v (id, idx) \
         WHERE e.authority = $1 AND e.id = v.id",
    )
    .bind::<Binary, _>(a.as_bytes().as_slice())
    .bind::<Array<Binary>, _>(ids)
    .bind::<Array<BigInt>, _>(places)
    .execute(pg(conn)?)?;
    let nodes: Vec<_> = above_leaves(a, &completed).collect();
    let mut together = Together::new(a);
    together.nodes(&nodes);
    together.execute(pg(conn)?).map(|_| ())
}

fn pg(conn: &mut Conn) -> QueryResult<&mut PgConnection> {
    match conn {
        Conn::Postgres(conn) => Ok(conn),
        Conn::Sqlite(_) => Err(diesel::result::Error::NotFound),
    }
}
