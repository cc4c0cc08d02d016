//! The ledger in a copy of the data: a backup, or the live database, read without keys and without changing anything.

use crate::authorities::Authority;
use crate::config::{Address, OpenError};
use crate::conn::Conn;
use crate::error::{StoreError, read};
use crate::ledger::Ledger;
use crate::postgres::{self, SCHEMA};
use crate::schema::authority;
use crate::sqlite::opening;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;
use kernel::{AuthorityId, EntryId};
use std::fmt::Write as _;
use std::path::Path;

/// A copy of the data, opened for reading its ledgers.
pub struct LedgerCopy {
    conn: Conn,
}

const WHAT: &str = "the copy";

/// A path as SQLite's URI, so that it is never made or written.
fn uri(path: &Path, how: &str) -> String {
    let mut uri = String::from("file:");
    for byte in path.to_string_lossy().bytes() {
        match byte {
            b'?' | b'#' | b'%' => {
                let _ = write!(uri, "%{byte:02X}");
            }
            other if other.is_ascii() => uri.push(char::from(other)),
            other => {
                let _ = write!(uri, "%{other:02X}");
            }
        }
    }
    uri + how
}

fn open_sqlite(path: &Path) -> Result<SqliteConnection, OpenError> {
    if !path.is_file() {
        return Err(OpenError::Connect { what: WHAT, why: "there is no such file".to_owned() });
    }
    let mut last = OpenError::Address;
    // A backup on a read-only medium has no room for SQLite's index of its log; then nobody else can be writing either.
    for how in ["?mode=ro", "?immutable=1"] {
        let opened = SqliteConnection::establish(&uri(path, how))
            .map_err(|e| OpenError::Connect { what: WHAT, why: e.to_string() })
            .and_then(|mut conn| {
                conn.batch_execute("PRAGMA query_only = ON; SELECT count(*) FROM ledger_entry LIMIT 0")
                    .map_err(|e| opening(WHAT, e))?;
                Ok(conn)
            });
        match opened {
            Ok(conn) => return Ok(conn),
            Err(error) => last = error,
        }
    }
    Err(last)
}

impl LedgerCopy {
    /// Opens a copy by its address, for reading.
    ///
    /// # Errors
    /// When there is none, or it has no ledger.
    pub fn open(url: &str) -> Result<Self, OpenError> {
        let conn = match Address::read(url)? {
            Address::Sqlite(path) => Conn::Sqlite(open_sqlite(&path)?),
            Address::Postgres(url) => {
                let mut conn = postgres::connect(&url, WHAT, SCHEMA)?;
                conn.batch_execute("SET default_transaction_read_only = on").map_err(|e| opening(WHAT, e))?;
                Conn::Postgres(conn)
            }
        };
        Ok(Self { conn })
    }
    /// The authorities that have a ledger here.
    ///
    /// # Errors
    /// When the copy cannot be read.
    pub fn authorities(&mut self) -> Result<Vec<Authority>, StoreError> {
        authority::table
            .order(authority::slug)
            .select(Authority::as_select())
            .load(&mut self.conn)
            .map_err(|e| read("authority", e).error)
    }
    /// The ledger of an authority.
    ///
    /// # Errors
    /// When the copy cannot be read.
    pub fn ledger(&mut self, authority: AuthorityId) -> Result<Ledger<'_>, StoreError> {
        if let Conn::Postgres(conn) = &mut self.conn {
            // One state of it, whatever is added meanwhile.
            let begin = format!("ROLLBACK; {}", postgres::begin(authority, "REPEATABLE READ"));
            conn.batch_execute(&begin).map_err(|e| read("ledger_entry", e).error)?;
        }
        Ok(Ledger { conn: &mut self.conn, authority })
    }
    /// The place of an entry in its tree; none if it is not there, or has no place yet.
    ///
    /// # Errors
    /// When the copy cannot be read.
    pub fn index_of(&mut self, authority: AuthorityId, entry: EntryId) -> Result<Option<u64>, StoreError> {
        self.ledger(authority)?.index_of(entry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        assert_eq!(uri(Path::new("/a b/50%?.db"), "?mode=ro"), "file:/a b/50%25%3F.db?mode=ro");
    }
}
