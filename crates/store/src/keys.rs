//! The key store in SQL: wrapped keys in a file (SQLite) or a schema (PostgreSQL) of their own, or in another database.

use crate::among::among;
use crate::conn::{Conn, Db, on_engine};
use crate::error::{Failure, read};
use crate::fixed;
use crate::rows::{self, into};
use crate::schema::{data_key, key_epoch};
use diesel::prelude::*;
use kernel::{AuthorityId, KeyId, PersonId, Timestamp};
use sealing::{Destroyed, KeyRow, KeyState, KeyStore, KeyStoreError, MasterVersion, NewKey, Tombstone, Wrapped};

into! {
    /// Wrapped keys.
    DataKeys: "data_key (authority, id, subject, class, version, master, wrapped, made_at)";
}

/// Where the key tables are reached from a unit of work.
pub enum KeyConn<'c> {
    /// In the same database, by the same connection.
    Same,
    /// By a connection of their own, whose commit comes first.
    Apart(&'c mut KeysApart),
    /// Not at all: reads that disclose nothing personal need no keys.
    None,
}

/// A connection to keys that lie apart from the data.
pub struct KeysApart {
    conn: Conn,
    /// A transaction is open.
    open: bool,
    /// The unit of work that runs has written.
    touched: bool,
    /// Keys were destroyed since the last commit.
    erased: bool,
    /// The unit of work that runs has the transaction to itself, and needs no savepoint in it.
    pub whole: bool,
}

impl KeysApart {
    pub const fn new(conn: Conn) -> Self {
        Self { conn, open: false, touched: false, erased: false, whole: false }
    }
    /// Before a read or a write of one unit of work.
    fn ready(&mut self, authority: AuthorityId, writing: bool) -> QueryResult<&mut Conn> {
        use diesel::connection::SimpleConnection as _;
        match &mut self.conn {
            // The transaction is the whole batch's; each unit of work that writes has a savepoint in it.
            Conn::Sqlite(conn) if writing => {
                if !self.open {
                    fixed::BeginToWrite.execute(conn)?;
                    self.open = true;
                }
                if !self.touched && !self.whole {
                    fixed::Savepoint.execute(conn)?;
                    self.touched = true;
                }
            }
            Conn::Sqlite(_) => {}
            Conn::Postgres(conn) => {
                if !self.open {
                    conn.batch_execute(&crate::postgres::begin(authority, "READ COMMITTED"))?;
                    self.open = true;
                }
                self.touched |= writing;
            }
        }
        Ok(&mut self.conn)
    }
    /// After a unit of work: what it wrote stays (until the commit), or is undone.
    pub fn settle(&mut self, keep: bool) -> QueryResult<()> {
        if let (Conn::Sqlite(conn), true) = (&mut self.conn, self.touched) {
            if !keep {
                fixed::RollBackToSavepoint.execute(conn)?;
            }
            fixed::Release.execute(conn)?;
        }
        self.touched = false;
        Ok(())
    }
    pub fn commit(&mut self) -> QueryResult<()> {
        use diesel::connection::SimpleConnection as _;
        self.end("COMMIT")?;
        if std::mem::take(&mut self.erased)
            && let Conn::Sqlite(conn) = &mut self.conn
        {
            // The write-ahead log still holds the pages as they were: it is emptied too.
            conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")?;
        }
        Ok(())
    }
    pub fn rollback(&mut self) -> QueryResult<()> {
        self.erased = false;
        self.end("ROLLBACK")
    }
    fn end(&mut self, how: &str) -> QueryResult<()> {
        use diesel::connection::SimpleConnection as _;
        self.touched = false;
        if std::mem::take(&mut self.open)
            && let Err(error) = self.conn.batch_execute(how)
        {
            // Whatever the engine left open must not meet the next unit of work.
            let _ = self.conn.batch_execute("ROLLBACK");
            return Err(error);
        }
        Ok(())
    }
}

/// The same, within one unit of work.
pub enum Reach<'t> {
    Same(&'t mut Conn),
    Apart(&'t mut KeysApart),
    None,
}

/// The key store within one unit of work of one authority.
pub struct KeyTx<'t> {
    reach: Reach<'t>,
    authority: AuthorityId,
    epoch: &'t mut Option<u64>,
    wrote: &'t mut bool,
    failure: &'t mut Option<Failure>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = data_key, check_for_backend(Db))]
struct Row {
    id: KeyId,
    subject: PersonId,
    class: String,
    version: i32,
    master: i32,
    wrapped: Option<Vec<u8>>,
    destroyed_at: Option<Timestamp>,
    destroyed_why: Option<String>,
}

impl From<Row> for KeyRow {
    fn from(row: Row) -> Self {
        let state = match row.wrapped {
            Some(bytes) => KeyState::Live(Wrapped { master: MasterVersion(row.master.try_into().unwrap_or(0)), bytes }),
            None => KeyState::Destroyed(Tombstone {
                at: row.destroyed_at.unwrap_or(Timestamp::from_micros(0)),
                why: row.destroyed_why.unwrap_or_default(),
            }),
        };
        Self { id: row.id, subject: row.subject, class: row.class, version: row.version.try_into().unwrap_or(0), state }
    }
}

/// Versions are small counting numbers.
pub fn int(version: u32) -> i32 {
    i32::try_from(version).unwrap_or(i32::MAX)
}

impl<'t> KeyTx<'t> {
    pub const fn new(
        reach: Reach<'t>,
        authority: AuthorityId,
        epoch: &'t mut Option<u64>,
        wrote: &'t mut bool,
        failure: &'t mut Option<Failure>,
    ) -> Self {
        Self { reach, authority, epoch, wrote, failure }
    }
    fn q<T>(
        &mut self,
        writing: bool,
        query: impl FnOnce(&mut Conn, &[u8]) -> QueryResult<T>,
    ) -> Result<T, KeyStoreError> {
        let authority = self.authority;
        *self.wrote |= writing;
        let done = match &mut self.reach {
            Reach::Same(conn) => query(conn, authority.as_bytes()),
            Reach::Apart(apart) => apart.ready(authority, writing).and_then(|c| query(c, authority.as_bytes())),
            Reach::None => return Err(KeyStoreError("this unit of work only reads what is public".to_owned())),
        };
        done.map_err(|error| {
            let failure = read("data_key", error);
            let message = failure.error.to_string();
            self.failure.get_or_insert(failure);
            KeyStoreError(message)
        })
    }
    /// Adds many keys that are known to be new.
    pub fn load(&mut self, keys: &[NewKey]) -> Result<(), KeyStoreError> {
        let authority = self.authority;
        self.q(true, |c, _| {
            rows::insert::<DataKeys, _>(c, keys, |key, values| {
                values.bytes(authority.as_bytes()).bytes(key.id.as_bytes()).bytes(key.subject.as_bytes());
                values.text(&key.class).int(int(key.version)).int(int(key.wrapped.master.0));
                values.bytes(&key.wrapped.bytes).long(key.made.as_micros());
            })
        })
    }
    fn bury(&mut self, tombstone: &Tombstone, victims: Vec<KeyId>) -> Result<Destroyed, KeyStoreError> {
        if let (Reach::Apart(apart), false) = (&mut self.reach, victims.is_empty()) {
            apart.erased = true;
        }
        for id in &victims {
            self.q(true, |c, a| {
                diesel::update(
                    data_key::table.filter(data_key::authority.eq(a)).filter(data_key::id.eq(id.as_bytes().as_slice())),
                )
                .set((
                    data_key::wrapped.eq(None::<Vec<u8>>),
                    data_key::destroyed_at.eq(Some(tombstone.at.as_micros())),
                    data_key::destroyed_why.eq(Some(tombstone.why.as_str())),
                ))
                .execute(c)
            })?;
        }
        let epoch = if victims.is_empty() { self.epoch()? } else { self.raise_epoch()? };
        Ok(Destroyed { keys: victims, epoch })
    }
}

impl KeyStore for KeyTx<'_> {
    fn epoch(&mut self) -> Result<u64, KeyStoreError> {
        if let Some(epoch) = *self.epoch {
            return Ok(epoch);
        }
        let epoch: i64 =
            self.q(false, |c, _| on_engine!(c, key_epoch::table.select(key_epoch::epoch).get_result(c)))?;
        let epoch = u64::try_from(epoch).unwrap_or(0);
        *self.epoch = Some(epoch);
        Ok(epoch)
    }
    fn get(&mut self, wanted: &[(PersonId, &str)]) -> Result<Vec<KeyRow>, KeyStoreError> {
        let mut people: Vec<PersonId> = wanted.iter().map(|(p, _)| *p).collect();
        people.sort_unstable();
        people.dedup();
        let rows: Vec<Row> = self.q(false, |c, a| {
            let mine = data_key::table.filter(data_key::authority.eq(a)).select(Row::as_select());
            match people.as_slice() {
                [one] => mine.filter(data_key::subject.eq(one.as_bytes().as_slice())).load(c),
                many => mine.filter(among(data_key::subject, many.iter().map(PersonId::as_bytes))).load(c),
            }
        })?;
        let asked = |row: &Row| wanted.iter().any(|(p, class)| *p == row.subject && *class == row.class);
        Ok(rows.into_iter().filter(asked).map(KeyRow::from).collect())
    }
    fn put(&mut self, keys: &[NewKey]) -> Result<Vec<KeyRow>, KeyStoreError> {
        for key in keys {
            self.q(true, |c, a| {
                let row = (
                    data_key::authority.eq(a),
                    data_key::id.eq(key.id.as_bytes().as_slice()),
                    data_key::subject.eq(key.subject.as_bytes().as_slice()),
                    data_key::class.eq(&key.class),
                    data_key::version.eq(int(key.version)),
                    data_key::master.eq(int(key.wrapped.master.0)),
                    data_key::wrapped.eq(Some(&key.wrapped.bytes)),
                    data_key::made_at.eq(key.made.as_micros()),
                );
                // The two engines' common part has no word for this.
                match c {
                    Conn::Sqlite(c) => {
                        diesel::insert_into(data_key::table).values(row).on_conflict_do_nothing().execute(c)
                    }
                    Conn::Postgres(c) => {
                        diesel::insert_into(data_key::table).values(row).on_conflict_do_nothing().execute(c)
                    }
                }
            })?;
        }
        let wanted: Vec<(PersonId, &str)> = keys.iter().map(|k| (k.subject, k.class.as_str())).collect();
        let rows = self.get(&wanted)?;
        let mine = |row: &KeyRow| {
            keys.iter().any(|k| k.subject == row.subject && k.class == row.class && k.version == row.version)
        };
        Ok(rows.into_iter().filter(mine).collect())
    }
    fn destroy(
        &mut self,
        subject: PersonId,
        class: Option<&str>,
        tombstone: &Tombstone,
    ) -> Result<Destroyed, KeyStoreError> {
        let rows: Vec<(KeyId, String)> = self.q(true, |c, a| {
            data_key::table
                .filter(data_key::authority.eq(a))
                .filter(data_key::subject.eq(subject.as_bytes().as_slice()))
                .filter(data_key::wrapped.is_not_null())
                .select((data_key::id, data_key::class))
                .load(c)
        })?;
        let victims = rows.into_iter().filter(|(_, c)| class.is_none_or(|class| class == c)).map(|(id, _)| id);
        self.bury(tombstone, victims.collect())
    }
    fn destroy_version(&mut self, key: KeyId, tombstone: &Tombstone) -> Result<Destroyed, KeyStoreError> {
        let victims: Vec<KeyId> = self.q(true, |c, a| {
            data_key::table
                .filter(data_key::authority.eq(a))
                .filter(data_key::id.eq(key.as_bytes().as_slice()))
                .filter(data_key::wrapped.is_not_null())
                .select(data_key::id)
                .load(c)
        })?;
        self.bury(tombstone, victims)
    }
    fn wrapped_by_others(
        &mut self,
        current: MasterVersion,
        after: Option<KeyId>,
        limit: usize,
    ) -> Result<Vec<KeyRow>, KeyStoreError> {
        let after = after.map_or_else(Vec::new, |id| id.as_bytes().to_vec());
        let rows: Vec<Row> = self.q(false, |c, a| {
            data_key::table
                .filter(data_key::authority.eq(a))
                .filter(data_key::wrapped.is_not_null())
                .filter(data_key::master.ne(int(current.0)))
                .filter(data_key::id.gt(after))
                .order(data_key::id)
                .limit(i64::try_from(limit).unwrap_or(i64::MAX))
                .select(Row::as_select())
                .load(c)
        })?;
        Ok(rows.into_iter().map(KeyRow::from).collect())
    }
    fn count_wrapped_by_others(&mut self, current: MasterVersion) -> Result<u64, KeyStoreError> {
        let count: i64 = self.q(false, |c, a| {
            data_key::table
                .filter(data_key::authority.eq(a))
                .filter(data_key::wrapped.is_not_null())
                .filter(data_key::master.ne(int(current.0)))
                .count()
                .get_result(c)
        })?;
        Ok(u64::try_from(count).unwrap_or(0))
    }
    fn rewrap(&mut self, keys: &[(KeyId, Wrapped)]) -> Result<(), KeyStoreError> {
        for (id, wrapped) in keys {
            self.q(true, |c, a| {
                diesel::update(
                    data_key::table
                        .filter(data_key::authority.eq(a))
                        .filter(data_key::id.eq(id.as_bytes().as_slice()))
                        .filter(data_key::wrapped.is_not_null()),
                )
                .set((data_key::wrapped.eq(Some(&wrapped.bytes)), data_key::master.eq(int(wrapped.master.0))))
                .execute(c)
            })?;
        }
        Ok(())
    }
    fn raise_epoch(&mut self) -> Result<u64, KeyStoreError> {
        self.q(true, |c, _| {
            diesel::update(key_epoch::table).set(key_epoch::epoch.eq(key_epoch::epoch + 1)).execute(c)
        })?;
        *self.epoch = None;
        self.epoch()
    }
}
