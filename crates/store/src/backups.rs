//! Copies of the data: made while it is worked with, looked at, and written down; and how much data there is.

use crate::config::{Address, OpenError};
use crate::conn::Db;
use crate::error::StoreError;
use crate::schema::{alert, backup_record, backup_setting, data_count};
use crate::sqlite::{connect_to_read, opening};
use crate::tx::Tx;
use diesel::prelude::*;
use kernel::{AccountId, RegisterId, Timestamp};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const WHAT: &str = "the copy";

/// A copy that was made, or restored to see whether it is one.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = backup_record, check_for_backend(Db))]
pub struct BackupRecord {
    /// Its id.
    pub id: RegisterId,
    /// `made` or `restored`.
    pub kind: String,
    /// When.
    pub at: Timestamp,
    /// Whether it is good.
    pub good: bool,
    /// Why it is not; empty: it is.
    pub why: String,
    /// Where it is kept, as the register of destinations calls it.
    pub place: String,
    /// When the copy was made.
    pub copied_at: Timestamp,
    /// How many rows it has.
    pub row_count: i64,
    /// How many entries of the ledger.
    pub entry_count: i64,
}

/// How much data there was.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = data_count, check_for_backend(Db))]
pub struct DataCount {
    /// When.
    pub at: Timestamp,
    /// Rows by table: JSON.
    pub counts: String,
}

/// When copies and tests of them are too old, and how much less data is too much less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = backup_setting, check_for_backend(Db))]
pub struct BackupSetting {
    /// Hours after which the last copy is too old.
    pub copy_hours: i64,
    /// Days after which the last test of a copy is too old.
    pub test_days: i64,
    /// From so many in a hundred on that are gone somebody is told.
    pub drop_percent: i64,
}

/// What an administrator has to look at.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = alert, check_for_backend(Db))]
pub struct Alert {
    /// Its id.
    pub id: RegisterId,
    /// What: a code.
    pub what: String,
    /// In words that name nobody.
    pub words: String,
    /// When it was raised.
    pub at: Timestamp,
    /// When it was settled.
    pub settled_at: Option<Timestamp>,
    /// By whom; none: it is so no more.
    pub account: Option<AccountId>,
}

/// What a copy holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inspection {
    /// What is wrong with it, as the engine says; nothing: it is whole.
    pub wrong: Vec<String>,
    /// Rows by table.
    pub rows: BTreeMap<String, u64>,
}

#[derive(QueryableByName)]
struct Text {
    #[diesel(sql_type = diesel::sql_types::Text)]
    text: String,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    number: i64,
}

/// The files of an SQLite store: data and keys. None: it is PostgreSQL.
///
/// # Errors
/// When the address is none, or of two engines.
pub fn store_files(url: &str, keys: Option<&str>) -> Result<Option<(PathBuf, PathBuf)>, OpenError> {
    let keys = keys.map(Address::read).transpose()?;
    Ok(match (Address::read(url)?, keys) {
        (Address::Postgres(_), _) => None,
        (Address::Sqlite(data), None) => {
            let keys = PathBuf::from(format!("{}.keys", data.display()));
            Some((data, keys))
        }
        (Address::Sqlite(data), Some(Address::Sqlite(keys))) => Some((data, keys)),
        (Address::Sqlite(_), Some(Address::Postgres(_))) => return Err(OpenError::Mixed),
    })
}

/// Copies one file of an SQLite store as it stands at one moment, while it is worked with, into a file that is not there yet.
///
/// # Errors
/// When it cannot be read, or the copy cannot be written.
pub fn copy_file(from: &Path, to: &Path) -> Result<(), OpenError> {
    if !from.is_file() {
        return Err(OpenError::Connect { what: "the database", why: "there is no such file".to_owned() });
    }
    let mut conn = connect_to_read(from)?;
    let to = to.to_string_lossy().replace('\'', "''");
    // What only reads may write a file of its own.
    diesel::sql_query("PRAGMA query_only = OFF").execute(&mut conn).map_err(|e| opening(WHAT, e))?;
    diesel::sql_query(format!("VACUUM INTO '{to}'")).execute(&mut conn).map_err(|e| opening(WHAT, e))?;
    Ok(())
}

/// Looks through a copied file: whether it is whole, and how many rows of what it has.
///
/// # Errors
/// When it is no database at all.
pub fn inspect_file(path: &Path) -> Result<Inspection, OpenError> {
    let mut conn = connect_to_read(path)?;
    let mut ask = |sql: &str| -> Result<Vec<String>, OpenError> {
        let rows: Vec<Text> = diesel::sql_query(sql).load(&mut conn).map_err(|e| opening(WHAT, e))?;
        Ok(rows.into_iter().map(|r| r.text).collect())
    };
    let mut wrong: Vec<String> = ask("SELECT integrity_check AS text FROM pragma_integrity_check")?;
    wrong.retain(|words| words != "ok");
    wrong.extend(ask(
        "SELECT 'a row of ' || \"table\" || ' leads to nothing in ' || parent AS text FROM pragma_foreign_key_check",
    )?);
    let tables = ask(
        "SELECT name AS text FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_\\_%' ESCAPE '\\' ORDER BY name",
    )?;
    let mut rows = BTreeMap::new();
    for table in tables {
        let count: Number = diesel::sql_query(format!("SELECT count(*) AS number FROM \"{table}\""))
            .get_result(&mut conn)
            .map_err(|e| opening(WHAT, e))?;
        rows.insert(table, u64::try_from(count.number).unwrap_or(0));
    }
    Ok(Inspection { wrong, rows })
}

impl Tx<'_> {
    /// Writes down that a copy was made or restored.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn insert_backup_record(&mut self, new: &BackupRecord) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("backup_record", |c| {
            diesel::insert_into(backup_record::table)
                .values((
                    backup_record::authority.eq(a.as_bytes().as_slice()),
                    backup_record::id.eq(new.id.as_bytes().as_slice()),
                    backup_record::kind.eq(&new.kind),
                    backup_record::at.eq(new.at.as_micros()),
                    backup_record::good.eq(new.good),
                    backup_record::why.eq(&new.why),
                    backup_record::place.eq(&new.place),
                    backup_record::copied_at.eq(new.copied_at.as_micros()),
                    backup_record::row_count.eq(new.row_count),
                    backup_record::entry_count.eq(new.entry_count),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// What was written down of copies, the latest first, so many at most.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn backup_records(&mut self, limit: i64) -> Result<Vec<BackupRecord>, StoreError> {
        let a = self.authority();
        self.q("backup_record", |c| {
            backup_record::table
                .filter(backup_record::authority.eq(a.as_bytes().as_slice()))
                .order((backup_record::at.desc(), backup_record::id.desc()))
                .limit(limit)
                .select(BackupRecord::as_select())
                .load(c)
        })
    }
    /// The last good one of a kind.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn last_good_backup(&mut self, kind: &str) -> Result<Option<BackupRecord>, StoreError> {
        let a = self.authority();
        self.q("backup_record", |c| {
            backup_record::table
                .filter(backup_record::authority.eq(a.as_bytes().as_slice()))
                .filter(backup_record::kind.eq(kind))
                .filter(backup_record::good.eq(true))
                .order(backup_record::at.desc())
                .select(BackupRecord::as_select())
                .first(c)
                .optional()
        })
    }
    /// The settings, where somebody has made any.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn backup_setting(&mut self) -> Result<Option<BackupSetting>, StoreError> {
        let a = self.authority();
        self.q("backup_setting", |c| {
            backup_setting::table
                .find(a.as_bytes().as_slice())
                .select(BackupSetting::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// Makes the settings.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn put_backup_setting(&mut self, new: BackupSetting) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("backup_setting", |c| {
            diesel::delete(backup_setting::table.find(a.as_bytes().as_slice())).execute(c)?;
            diesel::insert_into(backup_setting::table)
                .values((
                    backup_setting::authority.eq(a.as_bytes().as_slice()),
                    backup_setting::copy_hours.eq(new.copy_hours),
                    backup_setting::test_days.eq(new.test_days),
                    backup_setting::drop_percent.eq(new.drop_percent),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// How many rows there are, by table, of those that have rows.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn row_counts(&mut self) -> Result<BTreeMap<String, u64>, StoreError> {
        let mut counts = BTreeMap::new();
        for table in self.tables_with(&["authority"])? {
            let rows = self.count_where(&table, &|_| "1 = 1".to_owned())?;
            if rows > 0 {
                counts.insert(table, rows);
            }
        }
        Ok(counts)
    }
    /// Keeps how much there is, in place of what is older than a moment.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn put_data_count(&mut self, new: &DataCount, forget_before: Timestamp) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("data_count", |c| {
            diesel::delete(
                data_count::table
                    .filter(data_count::authority.eq(a.as_bytes().as_slice()))
                    .filter(data_count::at.lt(forget_before.as_micros()).or(data_count::at.eq(new.at.as_micros()))),
            )
            .execute(c)?;
            diesel::insert_into(data_count::table)
                .values((
                    data_count::authority.eq(a.as_bytes().as_slice()),
                    data_count::at.eq(new.at.as_micros()),
                    data_count::counts.eq(&new.counts),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// How much there was when it was last counted.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn last_data_count(&mut self) -> Result<Option<DataCount>, StoreError> {
        let a = self.authority();
        self.q("data_count", |c| {
            data_count::table
                .filter(data_count::authority.eq(a.as_bytes().as_slice()))
                .order(data_count::at.desc())
                .select(DataCount::as_select())
                .first(c)
                .optional()
        })
    }
    /// Raises something that an administrator has to look at.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn insert_alert(&mut self, new: &Alert) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("alert", |c| {
            diesel::insert_into(alert::table)
                .values((
                    alert::authority.eq(a.as_bytes().as_slice()),
                    alert::id.eq(new.id.as_bytes().as_slice()),
                    alert::what.eq(&new.what),
                    alert::words.eq(&new.words),
                    alert::at.eq(new.at.as_micros()),
                    alert::settled_at.eq(new.settled_at.map(Timestamp::as_micros)),
                    alert::account.eq(new.account.map(|id| id.as_bytes().to_vec())),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Settles one; by nobody: it is so no more. Says whether it was open.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn settle_alert(&mut self, id: RegisterId, by: Option<AccountId>) -> Result<bool, StoreError> {
        let (a, now) = (self.authority(), self.now());
        let rows = self.q("alert", |c| {
            diesel::update(
                alert::table
                    .filter(alert::authority.eq(a.as_bytes().as_slice()))
                    .filter(alert::id.eq(id.as_bytes().as_slice()))
                    .filter(alert::settled_at.is_null()),
            )
            .set((alert::settled_at.eq(Some(now.as_micros())), alert::account.eq(by.map(|id| id.as_bytes().to_vec()))))
            .execute(c)
        })?;
        Ok(rows > 0)
    }
    /// The last one of a kind that a person settled after a moment.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn alert_settled_since(&mut self, what: &str, since: Timestamp) -> Result<Option<Alert>, StoreError> {
        let a = self.authority();
        self.q("alert", |c| {
            alert::table
                .filter(alert::authority.eq(a.as_bytes().as_slice()))
                .filter(alert::what.eq(what))
                .filter(alert::settled_at.gt(Some(since.as_micros())))
                .filter(alert::account.is_not_null())
                .order(alert::settled_at.desc())
                .select(Alert::as_select())
                .first(c)
                .optional()
        })
    }
    /// What is open, the oldest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn open_alerts(&mut self) -> Result<Vec<Alert>, StoreError> {
        let a = self.authority();
        self.q("alert", |c| {
            alert::table
                .filter(alert::authority.eq(a.as_bytes().as_slice()))
                .filter(alert::settled_at.is_null())
                .order(alert::id.asc())
                .select(Alert::as_select())
                .load(c)
        })
    }
}
