//! What can go wrong below, in few kinds. No message holds personal data: constraint and column names at most.

use diesel::result::{DatabaseErrorKind, DeserializeFieldError, Error};

/// Why a unit of work was not done. Nothing of it was kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Something with this name exists already, or somebody changed it at the same moment.
    #[error("this exists already or was changed at the same moment ({0}): look again, then repeat")]
    Conflict(String),
    /// What was referred to is not there (or still referred to).
    #[error("this refers to something that is not there, or is still referred to ({0})")]
    Missing(String),
    /// The database does not answer. Nothing needs to be restarted: the next call tries again.
    #[error("the database does not answer ({0}): check that it runs and can be reached; nothing has been lost")]
    Unavailable(String),
    /// The disk is full. Work goes on as soon as there is room.
    #[error("the disk is full ({0}): make room; nothing has been lost and work goes on by itself")]
    Full(String),
    /// The database cannot be written to.
    #[error("the database is read-only ({0}): check the permissions of its file and folder, and the disk")]
    ReadOnly(String),
    /// Stored data cannot be read back.
    #[error("damaged data in table {table}, column {column}: restore from a backup, and run `casement ledger verify`")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column, where known.
        column: String,
    },
    /// The keys of the sealed data do not answer.
    #[error("the key store does not answer ({0})")]
    Keys(String),
    /// The house is at fault.
    #[error("a fault in the program: {0}")]
    Bug(String),
}

/// A failed query: what to tell, and what else can be done.
pub struct Failure {
    pub error: StoreError,
    pub remedy: Remedy,
}

/// What can be done about a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// Nothing but to tell.
    Tell,
    /// The whole closure may simply be run again.
    Again,
    /// It may be run again in a transaction that writes, if it was in one that does not.
    Write,
    /// It may be run again on another connection: on this one nothing could be begun.
    Reconnect,
}

const LOST: [&str; 8] = [
    "server closed the connection",
    "terminating connection",
    "no connection to the server",
    "could not connect",
    "connection to server",
    "connection not open",
    "the database system is",
    "could not receive data",
];

fn by_message(message: &str) -> StoreError {
    let said: String = message.chars().take(160).collect();
    let has = |parts: &[&str]| parts.iter().any(|p| message.contains(p));
    if has(&["disk is full", "No space left", "could not extend file"]) {
        StoreError::Full(said)
    } else if has(&["readonly database", "read-only", "Read-only", "Permission denied"]) {
        StoreError::ReadOnly(said)
    } else if has(&["malformed", "not a database", "invalid page", "checksum"]) {
        StoreError::Corrupt { table: "unknown", column: said }
    } else if has(&LOST) || has(&["disk I/O error", "unable to open database file", "database is locked"]) {
        StoreError::Unavailable(said)
    } else {
        StoreError::Bug(said)
    }
}

/// Reads Diesel's error. Only the first line of the engine's message is kept: its details can quote values.
pub fn read(table: &'static str, error: Error) -> Failure {
    let mut remedy = Remedy::Tell;
    let error = match error {
        Error::DatabaseError(kind, info) => {
            let named = || info.constraint_name().or(info.table_name()).unwrap_or(table).to_owned();
            match kind {
                DatabaseErrorKind::UniqueViolation => StoreError::Conflict(named()),
                DatabaseErrorKind::ForeignKeyViolation => StoreError::Missing(named()),
                DatabaseErrorKind::SerializationFailure => {
                    remedy = Remedy::Again;
                    StoreError::Conflict(table.to_owned())
                }
                DatabaseErrorKind::ReadOnlyTransaction => {
                    remedy = Remedy::Write;
                    StoreError::ReadOnly(table.to_owned())
                }
                DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand => {
                    StoreError::Unavailable("the connection was lost".to_owned())
                }
                DatabaseErrorKind::NotNullViolation | DatabaseErrorKind::CheckViolation => {
                    StoreError::Bug(format!("{table}: a value breaks a rule of the table ({})", named()))
                }
                _ if info.message().contains("deadlock detected") => {
                    remedy = Remedy::Again;
                    StoreError::Conflict(table.to_owned())
                }
                _ => by_message(info.message().lines().next().unwrap_or_default()),
            }
        }
        Error::NotFound => StoreError::Missing(table.to_owned()),
        Error::DeserializationError(inner) => {
            let column = inner.downcast_ref::<DeserializeFieldError>().and_then(|e| e.field_name.clone());
            StoreError::Corrupt { table, column: column.unwrap_or_else(|| "unknown".to_owned()) }
        }
        Error::BrokenTransactionManager => StoreError::Unavailable("the connection was lost".to_owned()),
        _ => StoreError::Bug(format!("{table}: the query could not be made")),
    };
    Failure { error, remedy }
}

impl StoreError {
    /// Whether nothing but time (or an operator) is needed: the same call may succeed later.
    #[must_use]
    pub const fn passes(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Full(_) | Self::ReadOnly(_) | Self::Keys(_) | Self::Conflict(_))
    }
}
