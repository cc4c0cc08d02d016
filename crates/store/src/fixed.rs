//! Statements of SQLite without values that every unit of work needs. Put as text, each would be prepared anew each time; as queries,
//! Diesel keeps them prepared.

use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::BigInt;
use diesel::sqlite::Sqlite;

macro_rules! fixed {
    ($($(#[$doc:meta])* $name:ident: $words:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, QueryId)]
        pub struct $name;

        impl QueryFragment<Sqlite> for $name {
            fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
                out.push_sql($words);
                Ok(())
            }
        }
        impl RunQueryDsl<SqliteConnection> for $name {}
    )*};
}

fixed! {
    /// Begins to read.
    Begin: "BEGIN";
    /// Begins to write.
    BeginToWrite: "BEGIN IMMEDIATE";
    /// Keeps what was written.
    Commit: "COMMIT";
    /// Undoes it, or ends reading.
    RollBack: "ROLLBACK";
    /// Where one unit of work begins among several.
    Savepoint: "SAVEPOINT work";
    /// It is kept, as far as the others are.
    Release: "RELEASE work";
    /// It is undone, and not the others.
    RollBackToSavepoint: "ROLLBACK TO work";
    /// A number that changes when another connection has written.
    DataVersion: "PRAGMA data_version";
}

impl Query for DataVersion {
    type SqlType = BigInt;
}
