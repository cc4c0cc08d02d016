//! One connection type over both engines, and how the house's own types stand in columns.

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql};
use diesel::sql_types::{BigInt, Binary, Nullable, SqlType, Text, is_nullable};
use diesel::{PgConnection, SqliteConnection};
use jiff::civil::Date;
use kernel::{
    AccountId, AuthorityId, CaseId, ConsentId, DraftId, EnrolmentId, EntryId, FormVersionId, ItemId, JobId, KeyId,
    LinkId, MessageId, NoticeVersionId, PersonId, SectionId, SessionId, TaskId, Timestamp,
};

/// A connection to either engine. Queries are written once, against their common part.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    /// SQLite.
    Sqlite(SqliteConnection),
    /// PostgreSQL.
    Postgres(PgConnection),
}

/// Runs a query on the engine itself. Through the two engines' common part its words are put together anew each time to find
/// the prepared statement; here they are found by the query's type. For what nearly every page writes or asks, where no column
/// is of a type of the house (those can be read through the common part only).
macro_rules! on_engine {
    ($conn:ident, $run:expr) => {
        match $conn {
            $crate::conn::Conn::Sqlite($conn) => $run,
            $crate::conn::Conn::Postgres($conn) => $run,
        }
    };
}
pub(crate) use on_engine;

/// The backend that typed queries are checked against.
pub type Db = self::multi_connection_impl::MultiBackend;

/// A value of the house as it is read from a column, on either engine or their common part. The fields of a row that nearly every
/// page reads say `deserialize_as` this (or [`Perhaps`], where there may be none), and its query runs on the engine itself.
#[derive(diesel::FromSqlRow)]
pub struct As<T>(pub T);

/// The same, where there may be none.
#[derive(diesel::FromSqlRow)]
pub struct Perhaps<T>(pub Option<T>);

impl<T, ST, DB> FromSql<Nullable<ST>, DB> for Perhaps<T>
where
    DB: Backend,
    ST: SqlType<IsNull = is_nullable::NotNull>,
    As<T>: FromSql<ST, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        As::from_sql(bytes).map(|read| Self(Some(read.0)))
    }
    fn from_nullable_sql(bytes: Option<DB::RawValue<'_>>) -> deserialize::Result<Self> {
        bytes.map_or_else(|| Ok(Self(None)), <Self as FromSql<Nullable<ST>, DB>>::from_sql)
    }
}

impl<T> From<Perhaps<T>> for Option<T> {
    fn from(read: Perhaps<T>) -> Self {
        read.0
    }
}

/// A type of the house that stands in a column as something plainer.
pub trait Column: Sized {
    /// The column's type.
    type Sql;
    /// What stands there.
    type Raw;
    /// Reads it.
    ///
    /// # Errors
    /// When it is nothing of the kind.
    fn read(raw: Self::Raw) -> deserialize::Result<Self>;
}

impl<T, DB> FromSql<T::Sql, DB> for As<T>
where
    T: Column,
    DB: Backend,
    T::Raw: FromSql<T::Sql, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        T::Raw::from_sql(bytes).and_then(T::read).map(Self)
    }
}

macro_rules! readable {
    ($($ty:ty, $sql:ty, $raw:ty, $read:expr;)*) => {$(
        impl $crate::conn::Column for $ty {
            type Sql = $sql;
            type Raw = $raw;
            fn read(raw: $raw) -> diesel::deserialize::Result<Self> {
                let read: fn($raw) -> diesel::deserialize::Result<Self> = $read;
                read(raw)
            }
        }
        impl From<$crate::conn::As<$ty>> for $ty {
            fn from(read: $crate::conn::As<$ty>) -> Self { read.0 }
        }
        impl diesel::deserialize::FromSql<$sql, $crate::conn::Db> for $ty {
            fn from_sql(bytes: <$crate::conn::Db as diesel::backend::Backend>::RawValue<'_>) -> diesel::deserialize::Result<Self> {
                bytes.from_sql::<$raw, $sql>().and_then(<Self as $crate::conn::Column>::read)
            }
        }
        impl diesel::deserialize::Queryable<$sql, $crate::conn::Db> for $ty {
            type Row = Self;
            fn build(row: Self) -> diesel::deserialize::Result<Self> { Ok(row) }
        }
    )*};
}
pub(crate) use readable;

readable! {
    AccountId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    AuthorityId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    CaseId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    ConsentId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    EnrolmentId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    EntryId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    ItemId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    KeyId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    NoticeVersionId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    FormVersionId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    DraftId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    LinkId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    PersonId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    SectionId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    SessionId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    TaskId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    JobId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    MessageId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    kernel::RetentionId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    kernel::DisposalId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    kernel::NoteId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    Timestamp, BigInt, i64, |raw| Ok(Self::from_micros(raw));
    Date, Text, String, |raw| Ok(raw.parse::<Self>()?);
}

readable! {
    kernel::PaperId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    kernel::AttachmentId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    kernel::MemberPartId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    kernel::AgendaId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    kernel::GapId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    kernel::FigureId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    kernel::MeetingId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    kernel::SeriesId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    kernel::ImportId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    kernel::InboundId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    kernel::ShareId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    kernel::TeamId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    kernel::MembershipId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    kernel::AbsenceId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    kernel::RegisterId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    kernel::AgencyId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    kernel::InvitationId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    kernel::RecoveryId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    kernel::CopyId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    kernel::RequestId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    kernel::LinkageRunId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    kernel::LinkageListId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    kernel::ProviderId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
    kernel::TrainingId, Binary, Vec<u8>, |raw| Ok(Self::from_slice(&raw)?);
}

/// A list of names, kept as a JSON array.
#[derive(diesel::FromSqlRow)]
pub struct Names(Vec<String>);

impl<DB> FromSql<Text, DB> for Names
where
    DB: Backend,
    String: FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(serde_json::from_str(&<String as FromSql<Text, DB>>::from_sql(bytes)?)?))
    }
}

impl From<Names> for Vec<String> {
    fn from(names: Names) -> Self {
        names.0
    }
}

/// The JSON array of some names.
pub(crate) fn names(list: &[String]) -> String {
    serde_json::Value::from(list).to_string()
}
