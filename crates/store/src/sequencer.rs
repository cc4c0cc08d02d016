//! The sequencer (PostgreSQL): gives durable entries their place in the tree, in order, under a lease that any process may
//! hold. The lease only saves work. What keeps the tree right is the lock on its row, under which the size is read,
//! entries are placed and the new size is written, in one transaction: two sequencers can only ever follow one another,
//! and one that dies halfway leaves nothing behind.

use crate::conn::Conn;
use crate::error::{StoreError, read};
use crate::ledger::insert_nodes;
use crate::postgres::{Addresses, Handle, Pool, begin};
use crate::schema::authority;
use crate::tree::{count, frontier, number};
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
use std::time::{Duration, Instant};

/// Entries placed in one transaction, at most.
const MOST: i64 = 2000;
/// How long to wait for more entries after the first, so that they are placed together.
const GATHER: Duration = Duration::from_millis(15);
/// How often to look without being told that something was written (by another process).
const LOOK: Duration = Duration::from_millis(500);

#[derive(QueryableByName)]
struct Lease {
    #[diesel(sql_type = BigInt)]
    size: i64,
    #[diesel(sql_type = diesel::sql_types::Nullable<Binary>)]
    holder: Option<Vec<u8>>,
    #[diesel(sql_type = BigInt)]
    expires_at: i64,
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
    pub fn serve(mut self) {
        while !self.stop.load(Ordering::Acquire) {
            if self.pool.shared.poked(LOOK) {
                std::thread::sleep(GATHER);
            }
            if let Err(error) = self.round(false) {
                tracing::warn!(%error, "entries of the ledger wait for their place; the next attempt follows");
                self.handle = None;
                self.ends.clear();
                std::thread::sleep(GATHER);
            }
        }
        let _ = self.round(true);
    }

    fn round(&mut self, last: bool) -> Result<(), StoreError> {
        let mut handle = match self.handle.take() {
            Some(handle) => handle,
            None => self.addresses.connect().map_err(|e| StoreError::Unavailable(e.to_string()))?,
        };
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
                self.pool.work::<_, StoreError, _>(work, false)?;
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
                    if !failure.again {
                        return Err(failure.error);
                    }
                }
            }
        }
    }

    /// One transaction: the number of entries placed, or none if somebody else holds the lease.
    fn step(&mut self, conn: &mut Conn, a: AuthorityId, anyway: bool) -> QueryResult<Option<i64>> {
        conn.batch_execute(&begin(a, "READ COMMITTED"))?;
        let key = a.as_bytes().to_vec();
        let now = self.pool.shared.clock.now();
        let lease: Option<Lease> =
            diesel::sql_query("SELECT size, holder, expires_at FROM ledger_lease WHERE authority = $1 FOR UPDATE")
                .bind::<Binary, _>(&key)
                .get_result(pg(conn)?)
                .optional()?;
        let Some(lease) = lease else {
            conn.batch_execute("ROLLBACK")?;
            return Ok(None);
        };
        let mine = lease.holder.as_ref() == Some(&self.me);
        if !anyway && !mine && lease.holder.is_some() && lease.expires_at > now.as_micros() {
            conn.batch_execute("ROLLBACK")?;
            return Ok(None);
        }
        let waiting: Vec<Waiting> = diesel::sql_query(
            "SELECT id, leaf FROM ledger_entry WHERE authority = $1 AND idx IS NULL ORDER BY id LIMIT $2",
        )
        .bind::<Binary, _>(&key)
        .bind::<BigInt, _>(MOST)
        .load(pg(conn)?)?;
        let until = now.as_micros() + i64::try_from(self.pool.shared.lease.as_micros()).unwrap_or(0);
        let stale = !mine || lease.expires_at < now.as_micros() + (until - now.as_micros()) / 2;
        if waiting.is_empty() && !stale {
            conn.batch_execute("ROLLBACK")?;
            return Ok(Some(0));
        }
        let mut end = match self.ends.remove(&a) {
            Some(end) if number(end.size()) == lease.size => end,
            _ => frontier(conn, a, count(lease.size))?,
        };
        self.place(conn, a, &mut end, &waiting)?;
        diesel::sql_query("UPDATE ledger_lease SET size = $2, holder = $3, expires_at = $4 WHERE authority = $1")
            .bind::<Binary, _>(&key)
            .bind::<BigInt, _>(number(end.size()))
            .bind::<Binary, _>(&self.me)
            .bind::<BigInt, _>(until)
            .execute(pg(conn)?)?;
        conn.batch_execute("COMMIT")?;
        self.ends.insert(a, end);
        Ok(Some(i64::try_from(waiting.len()).unwrap_or(MOST)))
    }

    fn place(&self, conn: &mut Conn, a: AuthorityId, end: &mut Frontier, waiting: &[Waiting]) -> QueryResult<()> {
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
        insert_nodes(conn, a, &completed)
    }
}

fn pg(conn: &mut Conn) -> QueryResult<&mut PgConnection> {
    match conn {
        Conn::Postgres(conn) => Ok(conn),
        Conn::Sqlite(_) => Err(diesel::result::Error::NotFound),
    }
}
