//! Many rows in one statement, which is prepared once for each number of rows and borrows its values. Diesel's own word for several
//! rows has to be given them, and the common part of both engines has none.

use crate::conn::Conn;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Binary, Bool, Integer, Nullable, SmallInt, Text};
use diesel::sqlite::Sqlite;
use std::marker::PhantomData;

/// Rows in the longest statement, and in a shorter one for what is left over.
const MANY: usize = 32;
const SOME: usize = 4;

/// A table that rows are inserted into.
pub trait Table: 'static {
    /// Its name and columns.
    const COLUMNS: &'static str;
    /// Whether a row that does not fit undoes the whole transaction, where SQLite lets us choose. Then it keeps no copy of the pages
    /// that the statement changes.
    const ALL_OR_NOTHING: bool = false;
}

/// Says what a table's columns are.
macro_rules! into {
    ($($(#[$doc:meta])* $name:ident: $columns:literal;)*) => {$(
        $(#[$doc])*
        pub struct $name;
        impl $crate::rows::Table for $name {
            const COLUMNS: &'static str = $columns;
        }
    )*};
}
pub(crate) use into;

enum Value<'r> {
    Bytes(&'r [u8]),
    MaybeBytes(Option<&'r [u8]>),
    Long(i64),
    MaybeLong(Option<i64>),
    Int(i32),
    Small(i16),
    Text(&'r str),
    MaybeText(Option<&'r str>),
    Words(String),
    MaybeWords(Option<String>),
    Flag(bool),
}

/// The values of rows, one after another.
#[derive(Default)]
pub struct Values<'r>(Vec<Value<'r>>);

macro_rules! value {
    ($($(#[$doc:meta])* $name:ident($ty:ty) = $variant:ident;)*) => {$(
        $(#[$doc])*
        pub fn $name(&mut self, value: $ty) -> &mut Self {
            self.0.push(Value::$variant(value));
            self
        }
    )*};
}

impl<'r> Values<'r> {
    value! {
        /// An id, or other bytes.
        bytes(&'r [u8]) = Bytes;
        /// Bytes, or nothing.
        maybe_bytes(Option<&'r [u8]>) = MaybeBytes;
        /// A whole number.
        long(i64) = Long;
        /// A whole number, or nothing.
        maybe_long(Option<i64>) = MaybeLong;
        /// A smaller whole number.
        int(i32) = Int;
        /// A small whole number.
        small(i16) = Small;
        /// A text.
        text(&'r str) = Text;
        /// A text, or nothing.
        maybe_text(Option<&'r str>) = MaybeText;
        /// A text that is made for this.
        words(String) = Words;
        /// The same, or nothing.
        maybe_words(Option<String>) = MaybeWords;
        /// Yes or no.
        flag(bool) = Flag;
    }
}

struct Rows<'v, 'r, T, const N: usize>(&'v [Value<'r>], PhantomData<T>);

/// What tells the statement of a table and a number of rows apart from others.
struct Statement<T, const N: usize>(PhantomData<T>);

impl<T: Table, const N: usize> QueryId for Rows<'_, '_, T, N> {
    type QueryId = Statement<T, N>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

macro_rules! on {
    ($engine:ty, $connection:ty, $all_or_nothing:literal) => {
        impl<T: Table, const N: usize> QueryFragment<$engine> for Rows<'_, '_, T, N> {
            fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, $engine>) -> QueryResult<()> {
                out.push_sql(if T::ALL_OR_NOTHING { $all_or_nothing } else { "INSERT INTO " });
                out.push_sql(T::COLUMNS);
                for (at, row) in self.0.chunks(self.0.len() / N).enumerate() {
                    out.push_sql(if at == 0 { " VALUES (" } else { "), (" });
                    for (at, value) in row.iter().enumerate() {
                        if at > 0 {
                            out.push_sql(", ");
                        }
                        match value {
                            Value::Bytes(value) => out.push_bind_param::<Binary, _>(*value)?,
                            Value::MaybeBytes(value) => out.push_bind_param::<Nullable<Binary>, _>(value)?,
                            Value::Long(value) => out.push_bind_param::<BigInt, _>(value)?,
                            Value::MaybeLong(value) => out.push_bind_param::<Nullable<BigInt>, _>(value)?,
                            Value::Int(value) => out.push_bind_param::<Integer, _>(value)?,
                            Value::Small(value) => out.push_bind_param::<SmallInt, _>(value)?,
                            Value::Text(value) => out.push_bind_param::<Text, _>(*value)?,
                            Value::MaybeText(value) => out.push_bind_param::<Nullable<Text>, _>(value)?,
                            Value::Words(value) => out.push_bind_param::<Text, _>(value)?,
                            Value::MaybeWords(value) => out.push_bind_param::<Nullable<Text>, _>(value)?,
                            Value::Flag(value) => out.push_bind_param::<Bool, _>(value)?,
                        }
                    }
                }
                out.push_sql(")");
                Ok(())
            }
        }
        impl<T: Table, const N: usize> RunQueryDsl<$connection> for Rows<'_, '_, T, N> {}
    };
}
on!(Sqlite, SqliteConnection, "INSERT OR ROLLBACK INTO ");
on!(Pg, PgConnection, "INSERT INTO ");

/// As many statements of so many rows as there are rows for; what is left over stands behind the place that it answers with.
fn statements<T: Table, const N: usize>(conn: &mut Conn, values: &[Value<'_>], columns: usize) -> QueryResult<usize> {
    let full = values.chunks_exact(columns * N);
    let done = values.len() - full.remainder().len();
    for values in full {
        let rows = Rows::<T, N>(values, PhantomData);
        match conn {
            Conn::Sqlite(conn) => rows.execute(conn)?,
            Conn::Postgres(conn) => rows.execute(conn)?,
        };
    }
    Ok(done)
}

/// Inserts all of them, in their order. `values` says what stands in a row's columns.
///
/// # Errors
/// When the engine does not take one.
pub fn insert<'r, T: Table, R: 'r>(
    conn: &mut Conn,
    rows: impl IntoIterator<Item = &'r R>,
    values: impl Fn(&'r R, &mut Values<'r>),
) -> QueryResult<()> {
    let (mut all, mut number) = (Values::default(), 0);
    for row in rows {
        values(row, &mut all);
        number += 1;
    }
    if number == 0 {
        return Ok(());
    }
    let (all, columns) = (all.0.as_slice(), all.0.len() / number);
    let at = statements::<T, MANY>(conn, all, columns)?;
    let rest = all.get(at..).unwrap_or_default();
    let at = statements::<T, SOME>(conn, rest, columns)?;
    statements::<T, 1>(conn, rest.get(at..).unwrap_or_default(), columns).map(|_| ())
}
